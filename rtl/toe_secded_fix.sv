// SPDX-License-Identifier: Apache-2.0
//
// toe_secded_fix - a context row as read, with its flipped bits turned back where that can be done
// (docs/microarchitecture.md 5.8).
//
// Combinational; while nobody asks the row goes through and both flags are 0.  A row is
// uncorrectable when one of its words is, whatever the others are; corrected when a bit of it (check
// bits too) was turned and none of its words is uncorrectable.
module toe_secded_fix (
  input  logic                          en_i,
  input  logic [toe_pkg::ROW_BITS-1:0]  data_i,
  input  logic [toe_pkg::CHECK_W-1:0]   check_i,
  output logic [toe_pkg::ROW_BITS-1:0]  data_o,
  output logic                          corrected_o,
  output logic                          uncorrectable_o
);
  localparam logic [6:0] LastPosition = 7'd71;

  // What the stored check bytes say against the stored data.  The XOR of the 72 bits of a word is
  // that of the 8 bits of its difference, since the computed check byte makes it 0.
  logic [toe_pkg::CHECK_W-1:0] check, differs;
  toe_secded u_secded (.en_i(en_i), .data_i(data_i), .check_o(check));
  assign differs = en_i ? check ^ check_i : '0;

  // Which data bit stands at a position: of those below it, the powers of two are check bits.
  function automatic logic [5:0] bit_at(input logic [6:0] position);
    if (position > 7'd64) bit_at = 6'(position - 7'd8);
    else if (position > 7'd32) bit_at = 6'(position - 7'd7);
    else if (position > 7'd16) bit_at = 6'(position - 7'd6);
    else if (position > 7'd8) bit_at = 6'(position - 7'd5);
    else if (position > 7'd4) bit_at = 6'(position - 7'd4);
    else bit_at = 6'(position - 7'd3);
  endfunction

  logic turned;
  logic [6:0] position;
  always_comb begin
    data_o = data_i;
    turned = 1'b0;
    uncorrectable_o = 1'b0;
    position = '0;
    if (differs != '0) begin
      for (int unsigned w = 0; w < 8; w++) begin
        position = differs[8*w +: 7];
        if (differs[8*w +: 8] != '0) begin
          if (!(^differs[8*w +: 8]) || position > LastPosition) begin
            uncorrectable_o = 1'b1;
          end else begin
            turned = 1'b1;
            if ((position & (position - 7'd1)) != '0) begin
              data_o[9'(64 * w) + 9'(bit_at(position))] =
                !data_i[9'(64 * w) + 9'(bit_at(position))];
            end
          end
        end
      end
    end
  end
  assign corrected_o = turned && !uncorrectable_o;
endmodule
