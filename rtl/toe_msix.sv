// SPDX-License-Identifier: Apache-2.0
//
// toe_msix - the MSI-X table, its pending bits, and the message of the lowest pending vector
// (docs/microarchitecture.md 3).
//
// Latency: a bit set at edge c sends at c+1 at the earliest.  Throughput: one message an edge.  The
// message port is a request, not a stream: while it waits a lower vector may take its place.
// The table is memory with a bit per word that says it was written since reset; others read 0.
`include "toe_assert.svh"

module toe_msix (
  input  logic             clk_i,
  input  logic             rst_ni,

  // configuration
  input  logic             enable_i,
  input  logic             function_mask_i,

  // table and pending bits, from the BAR: one DW; word address within the table
  input  logic             wr_en_i,
  input  logic [6:0]       wr_word_i,
  input  logic [31:0]      wr_data_i,
  input  logic [6:0]       rd_word_i,
  output logic [31:0]      rd_data_o,
  output logic [31:0]      pending_o,

  // set the pending bit of vector 0
  input  logic             set_i,

  // the message
  output logic             valid_o,
  input  logic             ready_i,
  output toe_pkg::write_t  data_o,

  // status
  output logic             active_o
);
  localparam int unsigned Vectors = toe_spec_pkg::TOE_STAGE_VECTORS;
  localparam int unsigned VecW = $clog2(Vectors);

  logic [31:0] address_lo [Vectors];
  logic [31:0] address_hi [Vectors];
  logic [31:0] data [Vectors];
  logic [Vectors-1:0] has_lo_d, has_lo_q, has_hi_d, has_hi_q, has_data_d, has_data_q;
  logic [Vectors-1:0] masked_d, masked_q, pending_d, pending_q, eligible;

  // BAR side.
  logic [VecW-1:0] wr_vector, rd_vector;
  assign wr_vector = wr_word_i[6:2];
  assign rd_vector = rd_word_i[6:2];
  always_comb begin
    case (rd_word_i[1:0])
      2'd0: rd_data_o = has_lo_q[rd_vector] ? address_lo[rd_vector] : '0;
      2'd1: rd_data_o = has_hi_q[rd_vector] ? address_hi[rd_vector] : '0;
      2'd2: rd_data_o = has_data_q[rd_vector] ? data[rd_vector] : '0;
      default: rd_data_o = {31'b0, masked_q[rd_vector]};
    endcase
  end
  assign pending_o = pending_q;

  // The lowest vector that is pending and not masked.
  logic [VecW-1:0] vector;
  assign eligible = pending_q & ~masked_q;
  assign valid_o = enable_i && !function_mask_i && eligible != '0;
  always_comb begin
    vector = '0;
    if (eligible != '0) begin
      for (int unsigned v = Vectors; v > 0; v--) begin
        if (eligible[v-1]) vector = VecW'(v - 1);
      end
    end
  end
  logic [31:0] message_lo;
  logic unused_low;
  assign message_lo = has_lo_q[vector] ? address_lo[vector] : '0;
  assign unused_low = ^message_lo[1:0];
  assign data_o.kind = toe_pkg::WriteMessage;
  assign data_o.request_id = '0;
  assign data_o.index = '0;
  assign data_o.offset = '0;
  assign data_o.bytes = '0;
  assign data_o.address = {has_hi_q[vector] ? address_hi[vector] : 32'b0, message_lo[31:2], 2'b00};
  assign data_o.data = {224'b0, has_data_q[vector] ? data[vector] : 32'b0};

  always_comb begin
    has_lo_d = has_lo_q;
    has_hi_d = has_hi_q;
    has_data_d = has_data_q;
    masked_d = masked_q;
    pending_d = pending_q;
    if (wr_en_i) begin
      case (wr_word_i[1:0])
        2'd0: has_lo_d[wr_vector] = 1'b1;
        2'd1: has_hi_d[wr_vector] = 1'b1;
        2'd2: has_data_d[wr_vector] = 1'b1;
        default: masked_d[wr_vector] = wr_data_i[0];
      endcase
    end
    if (valid_o && ready_i) pending_d[vector] = 1'b0;
    if (set_i) pending_d[0] = 1'b1;   // a set wins over the clear
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      has_lo_q <= '0;
      has_hi_q <= '0;
      has_data_q <= '0;
      masked_q <= '1;
      pending_q <= '0;
    end else begin
      has_lo_q <= has_lo_d;
      has_hi_q <= has_hi_d;
      has_data_q <= has_data_d;
      masked_q <= masked_d;
      pending_q <= pending_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (wr_en_i && wr_word_i[1:0] == 2'd0) address_lo[wr_vector] <= wr_data_i;
    if (wr_en_i && wr_word_i[1:0] == 2'd1) address_hi[wr_vector] <= wr_data_i;
    if (wr_en_i && wr_word_i[1:0] == 2'd2) data[wr_vector] <= wr_data_i;
  end

  assign active_o = valid_o && ready_i;

  `TOE_ASSERT_INIT(one_word_of_pending, Vectors == 32)
  `TOE_ASSERT(sends_what_pends, !valid_o || (pending_q[vector] && !masked_q[vector]))
  `TOE_ASSERT(quiet, active_o || wr_en_i || set_i || {masked_d, pending_d, has_lo_d, has_hi_d,
              has_data_d} == {masked_q, pending_q, has_lo_q, has_hi_q, has_data_q})
endmodule
