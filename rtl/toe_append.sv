// SPDX-License-Identifier: Apache-2.0
//
// toe_append - bytes of a frame behind the end of a connection's buffer (docs/microarchitecture.md 5.14).
//
// Latency: started at the edge d at which the frame is judged, row k of the buffer memory is written at
// d + RCV_APPEND_CYCLES + k, and a block is taken for it then, unless the first goes into the last block
// the buffer has.  done_o is at the edge of the last one, with the chain behind it.
//
// The rows of the frame come as those that toe_place takes; whoever starts this starts toe_frame_rows at
// the same edge with row and rows as shown here.  A row of the buffer is two rows of the frame, shifted.
// A block that is taken stands behind behind_o in the chain, or is its first.
`include "toe_assert.svh"

module toe_append (
  input  logic                             clk_i,
  input  logic                             rst_ni,

  // what is appended to what
  input  logic                             start_i,
  input  logic [toe_pkg::FRAME_W-1:0]      start_from_i,    // place in the frame of the first byte
  input  logic [toe_pkg::FRAME_W-1:0]      start_bytes_i,   // above 0
  input  logic                             has_bytes_i,     // BUF_BYTES is not 0
  input  logic [6:0]                       buf_end_i,       // BUF_END
  input  logic [toe_pkg::BUFFER_ROW_W-1:0] chain_tail_i,    // its last block

  // the rows of the frame that it needs, at the edge of the start; those that are here
  output logic [toe_pkg::FRAME_ROWS_W-1:0] need_row_o,
  output logic [toe_pkg::FRAME_ROWS_W-1:0] need_rows_o,
  input  logic [2*toe_pkg::ROW_BITS-1:0]   rows_i,          // the next two, the first one low
  input  logic [2:0]                       level_i,
  output logic [1:0]                       pop_o,           // 0..2 of them

  // blocks
  output logic                             take_o,
  output logic                             take_first_o,    // of its chain
  output logic [toe_pkg::BUFFER_ROW_W-1:0] behind_o,        // else the one before it
  input  logic [toe_pkg::BUFFER_ROW_W-1:0] block_i,

  // buffer memory
  output logic                             wr_valid_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0] wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]     wr_data_o,       // 0 where nothing is written
  output logic [63:0]                      wr_mask_o,

  // the last row is written at this edge; the buffer behind it, from then on until the next start
  output logic                             done_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0] head_o,          // its first block, if it was empty
  output logic [toe_pkg::BUFFER_ROW_W-1:0] tail_o,          // its last block
  output logic [toe_pkg::FRAME_ROWS_W-1:0] blocks_o,        // taken
  output logic [6:0]                       buf_end_o,

  // status
  output logic                             active_o
);
  localparam int unsigned AppendCycles = toe_spec_pkg::TOE_STAGE_RCV_APPEND_CYCLES;
  localparam int unsigned RowsW = toe_pkg::FRAME_ROWS_W;

  // The rows it needs.
  logic [toe_pkg::FRAME_W-1:0] last_place;
  logic unused_place;
  assign unused_place = ^last_place[5:0];
  assign last_place = start_from_i + start_bytes_i - 1'b1;
  assign need_row_o = start_from_i[toe_pkg::FRAME_W-1:6];
  assign need_rows_o = last_place[toe_pkg::FRAME_W-1:6] - need_row_o + 1'b1;

  // Where the first byte goes: behind the last of the last block, if that has room.
  logic joins;
  logic [5:0] at;
  logic [toe_pkg::FRAME_W:0] target_end;
  assign joins = has_bytes_i && buf_end_i != 7'd64;
  assign at = joins ? buf_end_i[5:0] : '0;
  assign target_end = {1'b0, start_bytes_i} + (toe_pkg::FRAME_W + 1)'(at);

  logic [1:0] wait_d, wait_q;                    // edges until the first row
  logic [RowsW-1:0] left_d, left_q;              // rows to be written
  logic first_d, first_q;                        // the next is the first
  logic joins_q, has_chain_d, has_chain_q;       // the first has a block; the chain is not empty
  logic before_q;                                // the first begins before the rows that come
  logic [5:0] at_q, shift_q;
  logic [6:0] end_q;                             // of the last one, 1..64
  logic [RowsW-1:0] taken_d, taken_q;
  logic [toe_pkg::BUFFER_ROW_W-1:0] head_d, head_q, tail_d, tail_q;

  logic writes, is_last, is_before, crosses;
  logic [6:0] from, to;
  assign writes = left_q != '0 && wait_q == '0;
  assign is_last = left_q == RowsW'(1);
  assign is_before = first_q && before_q;
  assign from = first_q ? {1'b0, at_q} : 7'd0;
  assign to = is_last ? end_q : 7'd64;
  assign crosses = 8'(shift_q) + 8'(to) > 8'd64;

  // A row, and what is new of it.
  logic [2*toe_pkg::ROW_BITS-1:0] pair;
  logic [toe_pkg::ROW_BITS-1:0] cut;
  logic unused_pair;
  always_comb begin
    pair = '0;
    cut = '0;
    wr_mask_o = '0;
    wr_data_o = '0;
    if (writes) begin
      pair = is_before ? {rows_i[toe_pkg::ROW_BITS-1:0], {toe_pkg::ROW_BITS{1'b0}}} : rows_i;
      pair = pair >> {shift_q, 3'b0};
      cut = pair[toe_pkg::ROW_BITS-1:0];
      for (int unsigned b = 0; b < 64; b++) begin
        if (7'(b) >= from && 7'(b) < to) begin
          wr_mask_o[b] = 1'b1;
          wr_data_o[8*b +: 8] = cut[8*b +: 8];
        end
      end
    end
  end
  assign unused_pair = ^pair[2*toe_pkg::ROW_BITS-1:toe_pkg::ROW_BITS];
  always_comb begin
    pop_o = 2'd0;
    if (writes) begin
      if (is_last) pop_o = crosses && !is_before ? 2'd2 : 2'd1;
      else if (!is_before) pop_o = 2'd1;
    end
  end

  assign take_o = writes && !(first_q && joins_q);
  assign take_first_o = !has_chain_q;
  assign behind_o = tail_q;
  assign wr_valid_o = writes;
  assign wr_row_o = take_o ? block_i : tail_q;
  assign done_o = writes && is_last;
  assign head_o = head_d;
  assign tail_o = tail_d;
  assign blocks_o = taken_d;
  assign buf_end_o = end_q;

  always_comb begin
    wait_d = wait_q == '0 ? wait_q : wait_q - 2'd1;
    left_d = left_q - RowsW'(writes);
    first_d = first_q && !writes;
    has_chain_d = has_chain_q || take_o;
    taken_d = taken_q + RowsW'(take_o);
    head_d = take_o && take_first_o ? block_i : head_q;
    tail_d = take_o ? block_i : tail_q;
    if (start_i) begin
      wait_d = 2'(AppendCycles - 1);
      left_d = RowsW'(target_end[toe_pkg::FRAME_W:6]) + RowsW'(target_end[5:0] != '0);
      first_d = 1'b1;
      has_chain_d = has_bytes_i;
      taken_d = '0;
      tail_d = chain_tail_i;
    end
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q <= '0;
      wait_q <= '0;
    end else begin
      left_q <= left_d;
      wait_q <= wait_d;
    end
  end
  always_ff @(posedge clk_i) begin
    first_q <= first_d;
    has_chain_q <= has_chain_d;
    taken_q <= taken_d;
    head_q <= head_d;
    tail_q <= tail_d;
    if (start_i) begin
      joins_q <= joins;
      before_q <= start_from_i[5:0] < at;
      at_q <= at;
      shift_q <= start_from_i[5:0] - at;   // modulo 64
      end_q <= target_end[5:0] == '0 ? 7'd64 : {1'b0, target_end[5:0]};
    end
  end
  assign active_o = start_i || left_q != '0;

  `TOE_ASSERT_INIT(rows_are_here_in_time, AppendCycles == 4)
  `TOE_ASSERT(starts_when_done, !start_i || (left_q == '0 && start_bytes_i != '0))
  `TOE_ASSERT(rows_are_in_time, !writes || level_i >= (crosses && !is_before ? 3'd2 : 3'd1))
  `TOE_ASSERT(quiet, active_o || {left_d, wait_d} == {left_q, wait_q})
endmodule
