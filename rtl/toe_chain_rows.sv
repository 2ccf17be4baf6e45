// SPDX-License-Identifier: Apache-2.0
//
// toe_chain_rows - the rows of a connection's chain out of the buffer memory, in order, and the block a
// number of steps behind its first (docs/microarchitecture.md 5.11).
//
// Latency: started at edge s, the first row is read at s+1, one an edge from then on while there is room
// for it, and can be taken BUFFER_READ_CYCLES + 1 edges after its read; the block k steps behind the
// first is known from s+1+k on while no row holds it up.  Throughput: one row in, one row out an edge.
`include "toe_assert.svh"

module toe_chain_rows (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  // a chain: rows to be read of it, steps to be gone; rows 0: none, else steps is rows or rows - 1
  input  logic                              start_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  start_head_i,
  input  logic [toe_pkg::COPY_BLOCKS_W-1:0] start_rows_i,
  input  logic [toe_pkg::COPY_BLOCKS_W-1:0] start_steps_i,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  here_o,       // the block it has come to
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  before_o,     // the one before it
  output logic                              arrived_o,    // with no step left

  // links
  output logic                              walk_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_block_o,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_next_i,  // from the edge after

  // buffer memory; data BUFFER_READ_CYCLES after the read
  output logic                              rd_en_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]      rd_data_i,

  // rows that are here: the next two, and how many
  output logic [2:0]                        level_o,
  output logic [2*toe_pkg::ROW_BITS-1:0]    rows_o,       // the first one low
  input  logic [1:0]                        pop_i,        // 0..2 of them

  // status
  output logic                              active_o
);
  localparam int unsigned ReadCycles = toe_spec_pkg::TOE_STAGE_BUFFER_READ_CYCLES;
  localparam int unsigned Depth = 4;

  logic [toe_pkg::BUFFER_ROW_W-1:0] here_q, before_q;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] rows_d, rows_q, steps_d, steps_q;   // left
  logic walked_q;
  logic [ReadCycles-1:0] flight_d, flight_q;
  logic [2:0] level_d, level_q, coming;
  logic [1:0] head_d, head_q, tail_d, tail_q;
  logic [toe_pkg::ROW_BITS-1:0] rows [Depth];

  logic has_room, comes;
  always_comb begin
    coming = level_q;
    for (int unsigned f = 0; f < ReadCycles; f++) coming = coming + 3'(flight_q[f]);
  end
  assign has_room = coming < 3'(Depth);
  assign here_o = walked_q ? walk_next_i : here_q;
  assign before_o = before_q;
  assign arrived_o = steps_q == '0;
  assign rd_en_o = rows_q != '0 && has_room;
  assign rd_row_o = here_o;
  assign walk_o = steps_q != '0 && (rows_q == '0 || has_room);
  assign walk_block_o = here_o;
  assign comes = flight_q[ReadCycles-1];

  always_comb begin
    rows_d = rows_q - toe_pkg::COPY_BLOCKS_W'(rd_en_o);
    steps_d = steps_q - toe_pkg::COPY_BLOCKS_W'(walk_o);
    flight_d = {flight_q[ReadCycles-2:0], rd_en_o};
    head_d = head_q + pop_i;
    tail_d = tail_q + 2'(comes);
    level_d = level_q + 3'(comes) - 3'(pop_i);
    if (start_i) begin
      rows_d = start_rows_i;
      steps_d = start_steps_i;
    end
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      rows_q <= '0;
      steps_q <= '0;
      walked_q <= 1'b0;
      flight_q <= '0;
      head_q <= '0;
      tail_q <= '0;
      level_q <= '0;
    end else begin
      rows_q <= rows_d;
      steps_q <= steps_d;
      walked_q <= walk_o;
      flight_q <= flight_d;
      head_q <= head_d;
      tail_q <= tail_d;
      level_q <= level_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      here_q <= start_head_i;
    end else begin
      here_q <= here_o;
      if (walk_o) before_q <= here_o;
    end
    if (comes) rows[tail_q] <= rd_data_i;
  end
  assign level_o = level_q;
  assign rows_o = {rows[head_q + 2'd1], rows[head_q]};
  assign active_o = start_i || rd_en_o || walk_o || walked_q || flight_q != '0 || pop_i != '0;

  `TOE_ASSERT_INIT(reads_are_in_flight, ReadCycles >= 2)
  `TOE_ASSERT(steps_go_with_rows, !start_i || start_rows_i == '0 ||
              start_steps_i == start_rows_i || start_steps_i + 1'b1 == start_rows_i)
  `TOE_ASSERT(starts_empty, !start_i || (rows_q == '0 && steps_q == '0 && level_q == '0 &&
              flight_q == '0 && !walked_q))
  `TOE_ASSERT(takes_what_is_there, 3'(pop_i) <= level_q && pop_i != 2'd3)
  `TOE_ASSERT(rows_have_room, level_q <= 3'(Depth))
  `TOE_ASSERT(quiet, active_o || {rows_d, steps_d, flight_d, level_d, head_d, tail_d} ==
              {rows_q, steps_q, flight_q, level_q, head_q, tail_q})
endmodule
