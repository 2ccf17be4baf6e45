// SPDX-License-Identifier: Apache-2.0
//
// toe_crc32c - CRC32C of a 40-byte key as one XOR of key bits for each bit of the result
// (docs/microarchitecture.md 6).
//
// Combinational; en_i 0 gives 0, so that a simulator need not evaluate it when nobody asks.
module toe_crc32c (
  input  logic                      en_i,
  input  logic [toe_pkg::KEY_W-1:0] key_i,
  output logic [31:0]               crc_o
);
  always_comb begin
    crc_o = '0;
    if (en_i) begin
      for (int unsigned k = 0; k < 32; k++) begin
        crc_o[k] = ^(key_i & toe_spec_pkg::TOE_CRC32C_MASK[k*toe_pkg::KEY_W +: toe_pkg::KEY_W]) ^
                   toe_spec_pkg::TOE_CRC32C_CONST[k];
      end
    end
  end
endmodule
