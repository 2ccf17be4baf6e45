// SPDX-License-Identifier: Apache-2.0
//
// toe_copy - copies the buffered data of a connection into the buffer memory, or a segment that the host
// got into the forward memory (docs/microarchitecture.md 5.9, 5.16).
//
// Latency: started at edge s, the first block is taken at s+1; a read of n blocks is pushed n edges
// after its first block at the earliest; a row whose second beat RC takes at edge c is written at c+1.
// Throughput: a block an edge and an edge a read; one beat an edge.  One copy at a time; ended_o tells
// when all of its reads have come to their end.
//
// Blocks are 64 bytes: of the data, of its bus addresses, and a row of the buffer memory.  Those of a
// copy are a chain, whose ends COMMIT keeps when it keeps the connection.  The first item decided after
// a start is the one the copy was started for: at that edge the chain of a failed copy is freed.
// Of a segment block k is row k of the forward memory: nothing is taken, and nothing comes back.
`include "toe_assert.svh"

module toe_copy (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  // COMMIT
  input  logic                              start_i,
  input  logic [63:0]                       start_address_i,
  input  logic [toe_pkg::COPY_BLOCKS_W-1:0] start_blocks_i,
  input  logic                              start_forward_i, // a segment
  input  logic                              decide_i,      // an item is decided
  output logic                              ended_o,       // of the copy started last
  output logic                              failed_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  head_o,        // of its chain, once it has ended
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  tail_o,

  // blocks: one is taken; what a failed copy took is freed
  output logic                              take_o,
  output logic                              take_first_o,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  block_i,
  output logic                              drop_o,        // the chain head_o to tail_o
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] drop_count_o,

  // what must hold
  input  logic                              bus_master_i,
  input  logic [12:0]                       mrrs_i,
  input  logic                              tag_free_i,    // fewer than TAG_LIMIT reads in flight
  input  logic                              read_room_i,
  input  logic                              cmd_wins_i,    // CMD_FETCH pushes at this edge

  // the read
  output logic                              read_valid_o,
  output toe_pkg::read_t                    read_data_o,
  output logic [toe_pkg::COPY_W-1:0]        read_index_o,  // its tag, from TAG_COPY
  output logic [3:0]                        read_blocks_o,

  // RC
  input  logic [15:0]                       pending_i,     // reads in flight, by tag
  input  logic                              fail_i,        // one ends in failure at this edge
  input  logic                              beat_valid_i,
  input  logic [toe_pkg::COPY_W-1:0]        beat_index_i,
  input  logic [3:0]                        beat_i,        // of its read
  input  logic [255:0]                      beat_data_i,

  // buffer memory
  output logic                              wr_valid_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      wr_data_o,

  // forward memory; row and data as those of the buffer memory
  output logic                              forward_valid_o,

  // status
  output logic                              active_o
);
  localparam int unsigned Reads = toe_spec_pkg::TOE_STAGE_COPY_READS;
  localparam int unsigned Largest = toe_spec_pkg::TOE_STAGE_COPY_READ_BYTES;
  localparam int unsigned Block = toe_spec_pkg::TOE_STAGE_BUFFER_ROW_BYTES;

  localparam int unsigned RowW = toe_pkg::BUFFER_ROW_W;

  logic [63:6] block_d, block_q;                         // bus address of the next read
  logic [toe_pkg::COPY_BLOCKS_W-1:0] left_d, left_q;     // blocks not asked for yet
  logic [3:0] size_d, size_q;                            // of the next read, once it has a block
  logic [3:0] got_d, got_q;                              // blocks it has
  logic [8*RowW-1:0] gathered_d, gathered_q;             // these
  logic [RowW-1:0] head_d, head_q, tail_d, tail_q;       // the chain
  logic [toe_pkg::COPY_BLOCKS_W-1:0] taken_d, taken_q;
  logic held_d, held_q;                                  // its item is not decided yet
  logic forward_d, forward_q;                            // it is a segment
  logic [toe_pkg::COPY_W-1:0] index_d, index_q;
  logic failed_d, failed_q;
  logic [8*RowW-1:0] rows [Reads];                       // blocks of a read in flight

  // The next read: what is left, at most what MRRS allows, not over a multiple of 4096.
  logic [3:0] blocks;
  logic [6:0] to_boundary;
  assign to_boundary = 7'd64 - 7'(block_q[11:6]);
  always_comb begin
    blocks = mrrs_i >= 13'(Largest) ? 4'(Largest / Block) : 4'(Largest / Block / 2);
    if (to_boundary < 7'(blocks)) blocks = to_boundary[3:0];
    if (left_q < toe_pkg::COPY_BLOCKS_W'(blocks)) blocks = left_q[3:0];
  end
  logic has_all;
  assign has_all = got_q != '0 && got_q == size_q;
  logic gathers;
  logic [RowW-1:0] row;                                  // the next block is
  assign gathers = left_q != '0 && !has_all && !failed_q;
  assign take_o = gathers && !forward_q;
  assign row = forward_q ? RowW'(taken_q) : block_i;
  assign take_first_o = taken_q == '0;
  assign read_valid_o = has_all && read_room_i && tag_free_i && bus_master_i &&
                        !pending_i[index_q] && !failed_q && !cmd_wins_i;
  assign read_data_o.tag = 8'(toe_spec_pkg::TOE_STAGE_TAG_COPY) + 8'(index_q);
  assign read_data_o.length_dw = {2'b0, size_q, 4'b0};
  assign read_data_o.address = {block_q, 6'b0};
  assign read_index_o = index_q;
  assign read_blocks_o = size_q;

  assign ended_o = (left_q == '0 || failed_q) && pending_i == '0;
  assign failed_o = failed_q;
  assign head_o = head_q;
  assign tail_o = tail_q;
  assign drop_o = decide_i && held_q && failed_q && !forward_q;
  assign drop_count_o = taken_q;

  always_comb begin
    block_d = block_q;
    left_d = left_q;
    index_d = index_q;
    failed_d = failed_q || fail_i;
    size_d = size_q;
    got_d = got_q;
    gathered_d = gathered_q;
    head_d = head_q;
    tail_d = tail_q;
    taken_d = taken_q;
    held_d = held_q && !decide_i;
    forward_d = forward_q;
    if (start_i) begin
      block_d = start_address_i[63:6];
      left_d = start_blocks_i;
      index_d = '0;
      failed_d = 1'b0;
      got_d = '0;
      taken_d = '0;
      held_d = 1'b1;
      forward_d = start_forward_i;
    end else if (gathers) begin
      if (got_q == '0) size_d = blocks;
      got_d = got_q + 4'd1;
      gathered_d[RowW * 32'(got_q[2:0]) +: RowW] = row;
      if (take_first_o) head_d = row;
      tail_d = row;
      taken_d = taken_q + 1'b1;
    end else if (read_valid_o) begin
      block_d = block_q + 58'(size_q);
      left_d = left_q - toe_pkg::COPY_BLOCKS_W'(size_q);
      index_d = index_q + 1'b1;
      got_d = '0;
    end
  end

  // A row: the first beat waits for the second.
  logic wr_valid_q;
  logic [toe_pkg::BUFFER_ROW_W-1:0] wr_row_q;
  logic [toe_pkg::ROW_BITS-1:0] wr_data_q;
  logic [8*RowW-1:0] beat_rows;
  assign beat_rows = rows[beat_index_i];
  assign wr_valid_o = wr_valid_q && !forward_q;
  assign forward_valid_o = wr_valid_q && forward_q;
  assign wr_row_o = wr_row_q;
  assign wr_data_o = wr_data_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q <= '0;
      index_q <= '0;
      failed_q <= 1'b0;
      got_q <= '0;
      held_q <= 1'b0;
      wr_valid_q <= 1'b0;
    end else begin
      left_q <= left_d;
      index_q <= index_d;
      failed_q <= failed_d;
      got_q <= got_d;
      held_q <= held_d;
      wr_valid_q <= beat_valid_i && beat_i[0];
    end
  end
  always_ff @(posedge clk_i) begin
    block_q <= block_d;
    size_q <= size_d;
    gathered_q <= gathered_d;
    head_q <= head_d;
    tail_q <= tail_d;
    taken_q <= taken_d;
    forward_q <= forward_d;
    if (read_valid_o) rows[index_q] <= gathered_q;
    if (beat_valid_i && !beat_i[0]) wr_data_q[255:0] <= beat_data_i;
    if (beat_valid_i && beat_i[0]) begin
      wr_data_q[511:256] <= beat_data_i;
      wr_row_q <= beat_rows[RowW * 32'(beat_i[3:1]) +: RowW];
    end
  end

  assign active_o = start_i || gathers || read_valid_o || wr_valid_q || (decide_i && held_q);

  `TOE_ASSERT_INIT(indices_are_a_power_of_two, Reads == 1 << toe_pkg::COPY_W)
  `TOE_ASSERT_INIT(reads_in_whole_blocks, Largest / Block == 8)
  `TOE_ASSERT(starts_when_ended, !start_i || ended_o)
  `TOE_ASSERT(starts_with_blocks, !start_i || (start_blocks_i != '0 &&
                                               start_address_i[5:0] == '0))
  `TOE_ASSERT(decided_when_ended, !(decide_i && held_q) || ended_o)
  `TOE_ASSERT(what_failed_has_blocks, !drop_o || taken_q != '0)
  `TOE_ASSERT(reads_fit, !has_all || (32'(size_q) <= 32'(left_q) && 7'(size_q) <= to_boundary))
  `TOE_ASSERT(rows_come_in_two_beats, !(beat_valid_i && beat_i[0]) ||
              $past(beat_valid_i && !beat_i[0]))
  `TOE_ASSERT(quiet, active_o || fail_i || {left_d, index_d, failed_d, got_d, taken_d, held_d} ==
              {left_q, index_q, failed_q, got_q, taken_q, held_q})
endmodule
