// SPDX-License-Identifier: Apache-2.0
//
// toe_secded - check bytes of a context row: a Hamming code with a parity bit for each word of 8
// bytes, SECDED (72, 64) (docs/microarchitecture.md 5.8).
//
// Combinational; all zero while nobody asks.  Every check bit is the XOR of the row's bits under a
// constant mask.
module toe_secded (
  input  logic                          en_i,
  input  logic [toe_pkg::ROW_BITS-1:0]  data_i,
  output logic [toe_pkg::CHECK_W-1:0]   check_o   // check byte of word w in bits 8w+7..8w
);
  // Data bit b stands at the b-th position, from 1, that is no power of two: 3, 5, 6, 7, 9, ... 71.
  // Mask i has a bit for each data bit whose position has bit i set.
  localparam logic [63:0] Mask0 = 64'hAB55555556AAAD5B;
  localparam logic [63:0] Mask1 = 64'hCD9999999B33366D;
  localparam logic [63:0] Mask2 = 64'hF1E1E1E1E3C3C78E;
  localparam logic [63:0] Mask3 = 64'h01FE01FE03FC07F0;
  localparam logic [63:0] Mask4 = 64'h01FFFE0003FFF800;
  localparam logic [63:0] Mask5 = 64'h01FFFFFFFC000000;
  localparam logic [63:0] Mask6 = 64'hFE00000000000000;

  always_comb begin
    check_o = '0;
    if (en_i) begin
      for (int unsigned w = 0; w < 8; w++) begin
        check_o[8*w+0] = ^(data_i[64*w +: 64] & Mask0);
        check_o[8*w+1] = ^(data_i[64*w +: 64] & Mask1);
        check_o[8*w+2] = ^(data_i[64*w +: 64] & Mask2);
        check_o[8*w+3] = ^(data_i[64*w +: 64] & Mask3);
        check_o[8*w+4] = ^(data_i[64*w +: 64] & Mask4);
        check_o[8*w+5] = ^(data_i[64*w +: 64] & Mask5);
        check_o[8*w+6] = ^(data_i[64*w +: 64] & Mask6);
        check_o[8*w+7] = ^{data_i[64*w +: 64], check_o[8*w +: 7]};
      end
    end
  end
endmodule
