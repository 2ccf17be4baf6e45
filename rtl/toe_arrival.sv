// SPDX-License-Identifier: Apache-2.0
//
// toe_arrival - what arrives for connections, frames of the wire and segments that the host got: what each is,
// where it is kept, what becomes of it, its data behind the buffer (docs/microarchitecture.md 5.13, 5.14, 5.16).
//
// Only wires, and whether it is a frame or a segment that is judged.  Each part says its own latency.
`include "toe_assert.svh"

module toe_arrival (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]       now_i,

  // registers
  input  logic [7:0]                        out_of_order_limit_i,
  output logic [31:0]                       frames_lost_o,

  // wire
  input  logic                              rx_tvalid_i,
  input  logic [255:0]                      rx_tdata_i,
  input  logic [31:0]                       rx_tkeep_i,
  input  logic                              rx_tlast_i,

  // a segment is fetched, its rows, the end
  input  logic                              fetch_i,
  input  logic                              fetch_wr_en_i,
  input  logic [toe_pkg::FRAME_ROWS_W-1:0]  fetch_row_i,
  input  logic [toe_pkg::ROW_BITS-1:0]      fetch_data_i,
  input  logic                              fetch_ended_i,
  input  logic [toe_pkg::FRAME_W-1:0]       bytes_i,         // of it, at the judging
  output logic                              whole_o,         // it has a header that fits

  // the frame that is next or worked on; is its station ours, is there a connection; it leaves
  output logic                              has_frame_o,
  output toe_pkg::frame_t                   frame_o,
  input  logic                              is_ours_i,
  input  logic                              is_found_i,
  input  logic                              leaves_i,

  // the judging, the connection as it finds it
  input  logic                              judge_i,
  input  logic [3:0]                        job_i,           // toe_job
  input  logic [3:0]                        error_i,         // of a FORWARD
  input  logic [31:0]                       handle_i,
  input  logic                              lost_i,          // its context is
  input  logic [toe_pkg::COMMIT_W-1:0]      commit_i,
  input  toe_pkg::stream_t                  stream_i,
  input  logic                              has_bytes_i,
  input  logic [6:0]                        buf_end_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  chain_tail_i,
  input  logic [24:0]                       data_free_i,
  output logic                              is_alone_o,      // there is none
  output toe_pkg::judged_t                  judged_o,
  output logic                              record_valid_o,
  output toe_spec_pkg::retire_frame_t       record_o,

  // data behind the buffer, of what was judged last
  input  logic                              is_forward_i,    // a FORWARD
  output logic                              take_o,
  output logic                              first_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  behind_o,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  block_i,
  output logic                              wr_en_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      wdata_o,
  output logic [63:0]                       wmask_o,
  output logic                              append_done_o,
  output toe_pkg::appended_t                appended_o,

  // rows of a frame that is passed up
  input  logic                              pass_start_i,
  output logic [2:0]                        frame_level_o,
  output logic [2*toe_pkg::ROW_BITS-1:0]    frame_rows_o,
  input  logic [1:0]                        pass_pop_i,

  // status
  output logic                              active_o
);
  logic parse_active, frames_active, forward_active, append_active;

  // Frames of the wire.
  toe_pkg::frame_t parsed;
  toe_pkg::stored_frame_t stored;
  logic parsed_valid, frame_start, append_start;
  logic [toe_pkg::FRAME_ROWS_W-1:0] frame_row, frame_rows_needed, append_row, append_rows;
  logic [1:0] frame_pop, append_pop;
  toe_frame_parse u_frame_parse (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .tvalid_i (rx_tvalid_i),
    .tdata_i  (rx_tdata_i),
    .tkeep_i  (rx_tkeep_i),
    .tlast_i  (rx_tlast_i),
    .valid_o  (parsed_valid),
    .frame_o  (parsed),
    .active_o (parse_active)
  );
  toe_frame_memory u_frame_memory (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .now_i        (now_i),
    .tvalid_i     (rx_tvalid_i),
    .tdata_i      (rx_tdata_i),
    .tlast_i      (rx_tlast_i),
    .frame_i      (parsed),
    .head_valid_o (has_frame_o),
    .head_o       (stored),
    .free_i       (leaves_i),
    .start_i      (frame_start),
    .start_row_i  (frame_row),
    .start_rows_i (frame_rows_needed),
    .level_o      (frame_level_o),
    .rows_o       (frame_rows_o),
    .pop_i        (frame_pop),
    .lost_o       (frames_lost_o),
    .active_o     (frames_active)
  );
  assign frame_o = stored.frame;

  // A segment that the host got.
  toe_pkg::frame_t forwarded;
  logic judges_forward;
  logic [toe_pkg::CYCLE_W-1:0] forward_cycle;
  logic [2:0] forward_level;
  logic [2*toe_pkg::ROW_BITS-1:0] forward_rows;
  logic [1:0] forward_pop;
  toe_forward u_forward (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .now_i           (now_i),
    .fetch_i         (fetch_i),
    .ended_i         (fetch_ended_i),
    .wr_valid_i      (fetch_wr_en_i),
    .wr_row_i        (fetch_row_i),
    .wr_data_i       (fetch_data_i),
    .bytes_i         (bytes_i),
    .is_whole_o      (whole_o),
    .frame_o         (forwarded),
    .arrived_cycle_o (forward_cycle),
    .start_i         (append_start && judges_forward),
    .start_row_i     (append_row),
    .start_rows_i    (append_rows),
    .level_o         (forward_level),
    .rows_o          (forward_rows),
    .pop_i           (forward_pop),
    .active_o        (forward_active)
  );
  assign frame_start = (append_start && !judges_forward) || pass_start_i;
  assign frame_row = append_start ? append_row : '0;
  assign frame_rows_needed = append_start ? append_rows : stored.rows;

  // What becomes of a frame, or of such a segment; this is never passed up.
  logic judges_frame, is_segment;
  logic [toe_pkg::FRAME_W-1:0] taken_from;
  logic [7:0] unused_blocks;
  toe_pkg::frame_t segment;
  logic table_passes;
  assign judges_forward = judge_i && job_i == toe_spec_pkg::TOE_JOB_FORWARD &&
                          error_i == 4'(toe_spec_pkg::TOE_ERROR_NONE);
  assign segment = judges_forward ? forwarded : stored.frame;
  assign judged_o.passes = table_passes && !judges_forward;
  assign judges_frame = judge_i && job_i == toe_spec_pkg::TOE_JOB_FRAME;
  assign is_alone_o = judges_frame && !is_found_i;
  toe_segment_judge u_segment_judge (
    .frame_i              (segment),
    .is_ours_i            (is_ours_i || judges_forward),
    .is_found_i           (is_found_i || judges_forward),
    .is_lost_i            (lost_i),
    .stream_i             (stream_i),
    .has_bytes_i          (has_bytes_i),
    .buf_end_i            (buf_end_i),
    .data_free_i          (data_free_i),
    .out_of_order_limit_i (out_of_order_limit_i),
    .is_segment_o         (is_segment),
    .reason_o             (judged_o.reason),
    .passes_o             (table_passes),
    .acks_o               (judged_o.acks),
    .event_valid_o        (judged_o.event_valid),
    .event_code_o         (judged_o.event_code),
    .event_info_o         (judged_o.event_info),
    .taken_o              (judged_o.taken),
    .taken_from_o         (taken_from),
    .blocks_o             (unused_blocks),
    .stream_o             (judged_o.stream),
    .state_changes_o      (judged_o.state_changes)
  );
  assign judged_o.bytes = segment.bytes;
  assign record_valid_o = judges_frame || judges_forward;
  always_comb begin
    record_o.commit = commit_i;
    record_o.is_forwarded = judges_forward;
    record_o.number = judges_forward ? '0 : stored.number;
    record_o.lost = judges_forward ? '0 : stored.lost;
    record_o.reason = judged_o.reason;
    record_o.handle = is_found_i || judges_forward ? handle_i : '0;
    record_o.seq = is_segment ? segment.seq : '0;
    record_o.bytes = is_segment ? 16'(segment.payload_bytes) : '0;
    record_o.flags = is_segment ? segment.flags : '0;
    record_o.taken = 16'(judged_o.taken);
    record_o.arrived_cycle = judges_forward ? forward_cycle : stored.arrived_cycle;
  end

  // Its data behind the buffer.
  assign append_start = record_valid_o && judged_o.taken != '0;
  toe_append u_append (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (append_start),
    .start_from_i (taken_from),
    .start_bytes_i (judged_o.taken),
    .has_bytes_i  (has_bytes_i),
    .buf_end_i    (buf_end_i),
    .chain_tail_i (chain_tail_i),
    .need_row_o   (append_row),
    .need_rows_o  (append_rows),
    .rows_i       (is_forward_i ? forward_rows : frame_rows_o),
    .level_i      (is_forward_i ? forward_level : frame_level_o),
    .pop_o        (append_pop),
    .take_o       (take_o),
    .take_first_o (first_o),
    .behind_o     (behind_o),
    .block_i      (block_i),
    .wr_valid_o   (wr_en_o),
    .wr_row_o     (wr_row_o),
    .wr_data_o    (wdata_o),
    .wr_mask_o    (wmask_o),
    .done_o       (append_done_o),
    .head_o       (appended_o.head),
    .tail_o       (appended_o.tail),
    .blocks_o     (appended_o.blocks),
    .buf_end_o    (appended_o.buf_end),
    .active_o     (append_active)
  );
  assign frame_pop = (is_forward_i ? '0 : append_pop) | pass_pop_i;
  assign forward_pop = is_forward_i ? append_pop : '0;

  logic unused_members;
  assign unused_members = ^{unused_blocks, parsed_valid, stored.row};
  assign active_o = parse_active || frames_active || forward_active || append_active;

  `TOE_ASSERT(passes_or_appends, pass_pop_i == '0 || append_pop == '0)
endmodule
