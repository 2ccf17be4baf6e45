// SPDX-License-Identifier: Apache-2.0
//
// toe_copy - copies the buffered data of a connection into the buffer memory
// (docs/microarchitecture.md 5.9).
//
// Latency: started at edge s, the first read is pushed at s+1 at the earliest; a row whose second
// beat RC takes at edge c is written at c+1.  Throughput: a read of up to 512 bytes an edge, one
// beat an edge.  One copy at a time; ended_o tells when all of its reads have come to their end.
//
// Blocks are 64 bytes: of the data, of its bus addresses, and a row of the buffer memory.
`include "toe_assert.svh"

module toe_copy (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  // COMMIT
  input  logic                              start_i,
  input  logic [63:0]                       start_address_i,
  input  logic [toe_pkg::COPY_BLOCKS_W-1:0] start_blocks_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  start_row_i,
  output logic                              ended_o,       // of the copy started last
  output logic                              failed_o,

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

  // status
  output logic                              active_o
);
  localparam int unsigned Reads = toe_spec_pkg::TOE_STAGE_COPY_READS;
  localparam int unsigned Largest = toe_spec_pkg::TOE_STAGE_COPY_READ_BYTES;
  localparam int unsigned Block = toe_spec_pkg::TOE_STAGE_BUFFER_ROW_BYTES;

  logic [63:6] block_d, block_q;                         // bus address of the next read
  logic [toe_pkg::COPY_BLOCKS_W-1:0] left_d, left_q;     // blocks not asked for yet
  logic [toe_pkg::BUFFER_ROW_W-1:0] row_d, row_q;        // where the next read goes
  logic [toe_pkg::COPY_W-1:0] index_d, index_q;
  logic failed_d, failed_q;
  logic [toe_pkg::BUFFER_ROW_W-1:0] first_row [Reads];   // of a read in flight

  // The next read: what is left, at most what MRRS allows, not over a multiple of 4096.
  logic [3:0] blocks;
  logic [6:0] to_boundary;
  assign to_boundary = 7'd64 - 7'(block_q[11:6]);
  always_comb begin
    blocks = mrrs_i >= 13'(Largest) ? 4'(Largest / Block) : 4'(Largest / Block / 2);
    if (to_boundary < 7'(blocks)) blocks = to_boundary[3:0];
    if (left_q < toe_pkg::COPY_BLOCKS_W'(blocks)) blocks = left_q[3:0];
  end
  assign read_valid_o = left_q != '0 && read_room_i && tag_free_i && bus_master_i &&
                        !pending_i[index_q] && !failed_q && !cmd_wins_i;
  assign read_data_o.tag = 8'(toe_spec_pkg::TOE_STAGE_TAG_COPY) + 8'(index_q);
  assign read_data_o.length_dw = {2'b0, blocks, 4'b0};
  assign read_data_o.address = {block_q, 6'b0};
  assign read_index_o = index_q;
  assign read_blocks_o = blocks;

  assign ended_o = (left_q == '0 || failed_q) && pending_i == '0;
  assign failed_o = failed_q;

  always_comb begin
    block_d = block_q;
    left_d = left_q;
    row_d = row_q;
    index_d = index_q;
    failed_d = failed_q || fail_i;
    if (start_i) begin
      block_d = start_address_i[63:6];
      left_d = start_blocks_i;
      row_d = start_row_i;
      index_d = '0;
      failed_d = 1'b0;
    end else if (read_valid_o) begin
      block_d = block_q + 58'(blocks);
      left_d = left_q - toe_pkg::COPY_BLOCKS_W'(blocks);
      row_d = row_q + toe_pkg::BUFFER_ROW_W'(blocks);
      index_d = index_q + 1'b1;
    end
  end

  // A row: the first beat waits for the second.
  logic wr_valid_q;
  logic [toe_pkg::BUFFER_ROW_W-1:0] wr_row_q;
  logic [toe_pkg::ROW_BITS-1:0] wr_data_q;
  assign wr_valid_o = wr_valid_q;
  assign wr_row_o = wr_row_q;
  assign wr_data_o = wr_data_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q <= '0;
      index_q <= '0;
      failed_q <= 1'b0;
      wr_valid_q <= 1'b0;
    end else begin
      left_q <= left_d;
      index_q <= index_d;
      failed_q <= failed_d;
      wr_valid_q <= beat_valid_i && beat_i[0];
    end
  end
  always_ff @(posedge clk_i) begin
    block_q <= block_d;
    row_q <= row_d;
    if (read_valid_o) first_row[index_q] <= row_q;
    if (beat_valid_i && !beat_i[0]) wr_data_q[255:0] <= beat_data_i;
    if (beat_valid_i && beat_i[0]) begin
      wr_data_q[511:256] <= beat_data_i;
      wr_row_q <= first_row[beat_index_i] + toe_pkg::BUFFER_ROW_W'(beat_i[3:1]);
    end
  end

  assign active_o = start_i || read_valid_o || wr_valid_q;

  `TOE_ASSERT_INIT(indices_are_a_power_of_two, Reads == 1 << toe_pkg::COPY_W)
  `TOE_ASSERT_INIT(reads_in_whole_blocks, Largest / Block == 8)
  `TOE_ASSERT(starts_when_ended, !start_i || ended_o)
  `TOE_ASSERT(starts_with_blocks, !start_i || (start_blocks_i != '0 &&
                                               start_address_i[5:0] == '0))
  `TOE_ASSERT(stays_in_the_memory, !start_i || 32'(start_row_i) + 32'(start_blocks_i) <=
              toe_spec_pkg::TOE_STAGE_BUFFER_ROWS)
  `TOE_ASSERT(no_read_crosses_4k, !read_valid_o || 7'(blocks) <= to_boundary)
  `TOE_ASSERT(rows_come_in_two_beats, !(beat_valid_i && beat_i[0]) ||
              $past(beat_valid_i && !beat_i[0]))
  `TOE_ASSERT(quiet, active_o || fail_i || {left_d, index_d, failed_d} ==
              {left_q, index_q, failed_q})
endmodule
