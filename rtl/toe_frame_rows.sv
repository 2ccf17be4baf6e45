// SPDX-License-Identifier: Apache-2.0
//
// toe_frame_rows - rows of a frame out of the frame memory, in order, for whoever places or appends
// them: what toe_chain_rows is for the rows of a chain (docs/microarchitecture.md 5.13).
//
// Latency: started at edge s, the first row is read at s+1 and can be taken from s+3 on.  Throughput:
// one row an edge, while there is room for it here.
`include "toe_assert.svh"

module toe_frame_rows (
  input  logic                             clk_i,
  input  logic                             rst_ni,

  // which rows
  input  logic                             start_i,
  input  logic [toe_pkg::RX_ROW_W-1:0]     start_row_i,
  input  logic [toe_pkg::FRAME_ROWS_W-1:0] start_rows_i,  // above 0

  // frame memory; data at the edge after the read
  output logic                             rd_en_o,
  output logic [toe_pkg::RX_ROW_W-1:0]     rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]     rd_data_i,

  // rows that are here: the next two, and how many
  output logic [2:0]                       level_o,
  output logic [2*toe_pkg::ROW_BITS-1:0]   rows_o,        // the first one low
  input  logic [1:0]                       pop_i,         // 0..2 of them

  // status
  output logic                             active_o
);
  localparam int unsigned Depth = 4;

  logic [toe_pkg::RX_ROW_W-1:0] row_d, row_q;              // the next to be read
  logic [toe_pkg::FRAME_ROWS_W-1:0] left_d, left_q;
  logic comes_q;
  logic [2:0] level_d, level_q;
  logic [1:0] head_d, head_q, tail_d, tail_q;
  logic [toe_pkg::ROW_BITS-1:0] rows [Depth];

  assign rd_en_o = left_q != '0 && level_q + 3'(comes_q) < 3'(Depth);
  assign rd_row_o = row_q;
  assign level_o = level_q;
  assign rows_o = {rows[head_q + 2'd1], rows[head_q]};

  always_comb begin
    row_d = row_q;
    left_d = left_q - toe_pkg::FRAME_ROWS_W'(rd_en_o);
    if (rd_en_o) row_d = row_q + 1'b1;   // around the end of the ring
    if (start_i) begin
      row_d = start_row_i;
      left_d = start_rows_i;
    end
    head_d = head_q + pop_i;
    tail_d = tail_q + 2'(comes_q);
    level_d = level_q + 3'(comes_q) - 3'(pop_i);
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q <= '0;
      comes_q <= 1'b0;
      level_q <= '0;
      head_q <= '0;
      tail_q <= '0;
    end else begin
      left_q <= left_d;
      comes_q <= rd_en_o;
      level_q <= level_d;
      head_q <= head_d;
      tail_q <= tail_d;
    end
  end
  always_ff @(posedge clk_i) begin
    row_q <= row_d;
    if (comes_q) rows[tail_q] <= rd_data_i;
  end
  assign active_o = start_i || rd_en_o || comes_q || pop_i != '0;

  `TOE_ASSERT_INIT(the_ring_is_a_power_of_two,
                   1 << toe_pkg::RX_ROW_W == toe_spec_pkg::TOE_STAGE_RX_ROWS)
  `TOE_ASSERT(starts_empty, !start_i ||
              (left_q == '0 && level_q == '0 && !comes_q && start_rows_i != '0))
  `TOE_ASSERT(takes_what_is_there, 3'(pop_i) <= level_q && pop_i != 2'd3)
  `TOE_ASSERT(rows_have_room, level_q <= 3'(Depth))
  `TOE_ASSERT(quiet, active_o || {row_d, left_d, level_d, head_d, tail_d} ==
              {row_q, left_q, level_q, head_q, tail_q})
endmodule
