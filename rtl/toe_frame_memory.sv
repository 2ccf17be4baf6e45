// SPDX-License-Identifier: Apache-2.0
//
// toe_frame_memory - frames from the wire until they are done with: a ring of rows of 64 bytes and a
// queue of what each frame is (docs/microarchitecture.md 5.13).
//
// Latency: a frame is whole, and at the head when it is the only one, from the edge after its last beat
// on; freed at an edge, its rows and its place are free from the edge after.  Throughput: a beat an edge.
// A frame that finds no room at its first beat is lost as a whole, and counted.
//
// Rows are those of the head frame, numbered from 0; they are asked for by a start, at any edge from
// the one after its last beat on, and come to where toe_place and toe_append take them.
`include "toe_assert.svh"

module toe_frame_memory (
  input  logic                             clk_i,
  input  logic                             rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]      now_i,

  // wire; what the frame is, at the edge of its last beat
  input  logic                             tvalid_i,
  input  logic [255:0]                     tdata_i,
  input  logic                             tlast_i,
  input  toe_pkg::frame_t                  frame_i,

  // the first whole frame, and that it leaves
  output logic                             head_valid_o,
  output toe_pkg::stored_frame_t           head_o,
  input  logic                             free_i,

  // its rows
  input  logic                             start_i,
  input  logic [toe_pkg::FRAME_ROWS_W-1:0] start_row_i,
  input  logic [toe_pkg::FRAME_ROWS_W-1:0] start_rows_i,  // above 0
  output logic [2:0]                       level_o,
  output logic [2*toe_pkg::ROW_BITS-1:0]   rows_o,        // the next two, the first one low
  input  logic [1:0]                       pop_i,         // 0..2 of them

  // status
  output logic [31:0]                      lost_o,        // FRAMES_LOST
  output logic                             active_o
);
  localparam int unsigned Rows = toe_spec_pkg::TOE_STAGE_RX_ROWS;
  localparam int unsigned Frames = toe_spec_pkg::TOE_STAGE_RX_FRAMES;
  localparam int unsigned FrameRows = toe_spec_pkg::TOE_STAGE_FRAME_ROWS;
  localparam int unsigned UsedW = toe_pkg::RX_ROW_W + 1;
  localparam int unsigned RowsW = toe_pkg::FRAME_ROWS_W;

  logic in_frame_d, in_frame_q;                    // behind a first beat and before a last one
  logic takes_q, half_q, over_q;                   // taken; the next beat is a row's second half; cut
  logic [RowsW-1:0] rows_d, rows_q;                // rows it has
  logic [toe_pkg::RX_ROW_W-1:0] tail_d, tail_q, begin_q;   // the next row; its first
  logic [UsedW-1:0] used_d, used_q;
  logic [31:0] number_d, number_q, lost_d, lost_q, own_number_q, own_lost_q;
  logic [255:0] low_q;                             // first half of its row

  // A beat.  Frames whole or none: no other frame is being taken at a first beat.
  logic is_first, has_place, takes, is_half, is_over, row_taken, writes;
  logic [RowsW-1:0] rows_before;
  assign is_first = tvalid_i && !in_frame_q;
  assign takes = is_first ? has_place && UsedW'(Rows) - used_q >= UsedW'(FrameRows) : takes_q;
  assign is_half = !is_first && half_q;
  assign rows_before = is_first ? '0 : rows_q;
  assign is_over = !is_first && (over_q || (!half_q && rows_q == RowsW'(FrameRows)));
  assign row_taken = tvalid_i && takes && !is_half && !is_over;
  assign writes = tvalid_i && takes && !is_over && (is_half || tlast_i);

  logic rd_en;
  logic [toe_pkg::RX_ROW_W-1:0] rd_row;
  logic [toe_pkg::ROW_BITS-1:0] rd_data;
  toe_ram_1r1w #(.Width(toe_pkg::ROW_BITS), .Depth(Rows)) u_rows (
    .clk_i     (clk_i),
    .wr_en_i   (writes),
    .wr_addr_i (is_half ? tail_q - 1'b1 : tail_q),
    .wr_data_i (is_half ? {tdata_i, low_q} : {256'b0, tdata_i}),
    .rd_en_i   (rd_en),
    .rd_addr_i (rd_row),
    .rd_data_o (rd_data)
  );

  // What frames are.
  toe_pkg::stored_frame_t stored;
  logic pushes;
  logic [6:0] unused_level;
  assign pushes = tvalid_i && tlast_i && takes;
  always_comb begin
    stored.frame = frame_i;
    stored.row = is_first ? tail_q : begin_q;
    stored.rows = rows_d;
    stored.number = is_first ? number_q : own_number_q;
    stored.lost = is_first ? lost_q : own_lost_q;
    stored.arrived_cycle = now_i;
  end
  toe_fifo #(.Width(toe_pkg::STORED_FRAME_W), .Depth(Frames)) u_frames (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .in_valid_i  (pushes),
    .in_ready_o  (has_place),
    .in_data_i   (stored),
    .out_valid_o (head_valid_o),
    .out_ready_i (free_i),
    .out_data_o  (head_o),
    .level_o     (unused_level)
  );

  logic rows_active;
  toe_frame_rows u_frame_rows (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (start_i),
    .start_row_i  (head_o.row + toe_pkg::RX_ROW_W'(start_row_i)),
    .start_rows_i (start_rows_i),
    .rd_en_o      (rd_en),
    .rd_row_o     (rd_row),
    .rd_data_i    (rd_data),
    .level_o      (level_o),
    .rows_o       (rows_o),
    .pop_i        (pop_i),
    .active_o     (rows_active)
  );

  always_comb begin
    in_frame_d = in_frame_q;
    if (tvalid_i) in_frame_d = !tlast_i;
    rows_d = rows_before + RowsW'(row_taken);
    tail_d = tail_q + toe_pkg::RX_ROW_W'(row_taken);   // around the end of the ring
    used_d = used_q + UsedW'(row_taken) - (free_i ? UsedW'(head_o.rows) : UsedW'(0));
    number_d = number_q + 32'(is_first);
    lost_d = lost_q + 32'(is_first && !takes);
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      in_frame_q <= 1'b0;
      tail_q <= '0;
      used_q <= '0;
      number_q <= '0;
      lost_q <= '0;
    end else begin
      in_frame_q <= in_frame_d;
      tail_q <= tail_d;
      used_q <= used_d;
      number_q <= number_d;
      lost_q <= lost_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (tvalid_i) begin
      takes_q <= takes;
      half_q <= !is_half;
      over_q <= is_over;
      rows_q <= rows_d;
      if (!is_half) low_q <= tdata_i;
    end
    if (is_first) begin
      begin_q <= tail_q;
      own_number_q <= number_q;
      own_lost_q <= lost_q;
    end
  end
  assign lost_o = lost_q;
  assign active_o = tvalid_i || free_i || rows_active;

  `TOE_ASSERT_INIT(largest_frame_fits,
                   FrameRows * 64 >= toe_spec_pkg::TOE_STAGE_FRAME_BYTES && FrameRows < Rows)
  `TOE_ASSERT(frees_what_is_there, !free_i || head_valid_o)
  `TOE_ASSERT(has_room_for_what_it_takes, used_q <= UsedW'(Rows) && (!pushes || has_place))
  `TOE_ASSERT(rows_are_those_of_the_head, !start_i || (head_valid_o &&
              9'(start_row_i) + 9'(start_rows_i) <= 9'(head_o.rows)))
  `TOE_ASSERT(nothing_of_a_frame_is_left, !free_i || level_o == 3'(pop_i))
  `TOE_ASSERT(quiet, active_o || {in_frame_d, tail_d, used_d, number_d, lost_d} ==
              {in_frame_q, tail_q, used_q, number_q, lost_q})
endmodule
