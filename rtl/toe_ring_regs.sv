// SPDX-License-Identifier: Apache-2.0
//
// toe_ring_regs - the registers of one ring: base, size, doorbell (docs/microarchitecture.md 3).
//
// The four stand in the order of the map: BASE_LO, BASE_HI, SIZE, DOORBELL.  Latency: a write takes
// effect at its edge; reading is combinational.
`include "toe_assert.svh"

module toe_ring_regs #(
  parameter int unsigned AlignW = 6      // low bits of the base that are not kept
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  // a whole DW written to one of the four
  input  logic        wr_valid_i,
  input  logic [1:0]  wr_word_i,
  input  logic [31:0] wr_value_i,
  input  logic        cfg_ok_i,        // base and size may change
  output logic        wr_accepted_o,
  output logic        wr_doorbell_o,   // accepted, and it is the doorbell

  // reading one of the four
  input  logic [1:0]  rd_word_i,
  output logic [31:0] rd_value_o,

  // what they say
  output logic [63:0] base_o,
  output logic [16:0] size_o,
  output logic [15:0] doorbell_o
);
  localparam logic [1:0] BASE_LO = 2'd0;
  localparam logic [1:0] BASE_HI = 2'd1;
  localparam logic [1:0] SIZE = 2'd2;

  logic [63:AlignW] base_d, base_q;
  logic [16:0] size_d, size_q;
  logic [15:0] doorbell_d, doorbell_q;

  // Sizes: 0, or a power of two 2..65536.
  logic size_ok;
  assign size_ok = wr_value_i == '0 || (wr_value_i != 32'd1 && wr_value_i <= 32'd65536 &&
                                        (wr_value_i & (wr_value_i - 32'd1)) == '0);

  always_comb begin
    base_d = base_q;
    size_d = size_q;
    doorbell_d = doorbell_q;
    wr_accepted_o = 1'b0;
    wr_doorbell_o = 1'b0;
    if (wr_valid_i) begin
      case (wr_word_i)
        BASE_LO:
          if (cfg_ok_i) begin
            wr_accepted_o = 1'b1;
            base_d[31:AlignW] = wr_value_i[31:AlignW];
          end
        BASE_HI:
          if (cfg_ok_i) begin
            wr_accepted_o = 1'b1;
            base_d[63:32] = wr_value_i;
          end
        SIZE:
          if (cfg_ok_i && size_ok) begin
            wr_accepted_o = 1'b1;
            size_d = wr_value_i[16:0];
          end
        default:
          if (wr_value_i < 32'(size_q)) begin
            wr_accepted_o = 1'b1;
            wr_doorbell_o = 1'b1;
            doorbell_d = wr_value_i[15:0];
          end
      endcase
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      base_q <= '0;
      size_q <= '0;
      doorbell_q <= '0;
    end else begin
      base_q <= base_d;
      size_q <= size_d;
      doorbell_q <= doorbell_d;
    end
  end

  assign base_o = {base_q, AlignW'(0)};
  assign size_o = size_q;
  assign doorbell_o = doorbell_q;
  always_comb begin
    case (rd_word_i)
      BASE_LO: rd_value_o = base_o[31:0];
      BASE_HI: rd_value_o = base_o[63:32];
      SIZE: rd_value_o = 32'(size_q);
      default: rd_value_o = 32'(doorbell_q);
    endcase
  end

  `TOE_ASSERT(size_is_a_power_of_two, (size_q & (size_q - 17'd1)) == '0 && size_q != 17'd1)
  `TOE_ASSERT(quiet, wr_valid_i ||
              {base_d, size_d, doorbell_d} == {base_q, size_q, doorbell_q})
endmodule
