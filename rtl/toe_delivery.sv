// SPDX-License-Identifier: Apache-2.0
//
// toe_delivery - received data to the host: the jobs that wait, and all that the delivery algorithm works
// with: frames of the wire, segments that the host got, posted requests, host buffers, timers, the
// connections that wait for a buffer, the chain of blocks, the placing of data, acknowledgments
// (docs/microarchitecture.md 5.11 to 5.16).
//
// Only wires.  Each part says its own latency.
`include "toe_assert.svh"

module toe_delivery (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]       now_i,

  // registers; a host buffer is given back
  input  toe_pkg::limits_t                  limits_i,
  input  toe_pkg::rcv_regs_t                rcv_regs_i,
  input  toe_pkg::wire_regs_t               wire_regs_i,
  output logic [31:0]                       frames_lost_o,
  input  logic [11:0]                       return_id_i,
  output logic                              return_ok_o,
  input  logic                              return_valid_i,

  // wire, in and out
  input  logic                              rx_tvalid_i,
  input  logic [255:0]                      rx_tdata_i,
  input  logic [31:0]                       rx_tkeep_i,
  input  logic                              rx_tlast_i,
  output logic                              tx_tvalid_o,
  output logic [255:0]                      tx_tdata_o,
  output logic [31:0]                       tx_tkeep_o,
  output logic                              tx_tlast_o,

  // COMMIT: the job that is next, its taking
  output logic [3:0]                        next_job_o,      // toe_job; 0: none
  output logic [13:0]                       next_id_o,
  input  logic                              take_i,

  // COMMIT and COPY: a segment that the host got is fetched, its rows, the end
  input  logic                              fetch_i,
  input  logic                              fetch_wr_en_i,
  input  logic [toe_pkg::FRAME_ROWS_W-1:0]  fetch_row_i,
  input  logic [toe_pkg::ROW_BITS-1:0]      fetch_data_i,
  input  logic                              fetch_ended_i,
  input  logic                              fetch_failed_i,

  // COMMIT: the frame that is next or worked on; is its station ours, is there a connection
  output toe_pkg::frame_t                   frame_o,
  input  logic                              is_ours_i,
  input  logic                              is_found_i,

  // COMMIT: a connection of a job or a terminate
  input  logic                              look_i,
  input  logic [31:0]                       handle_i,
  input  toe_pkg::holding_t                 held_i,
  input  logic                              in_use_i,
  input  logic                              row_valid_i,
  input  logic [1:0]                        row_i,
  input  logic [toe_pkg::ROW_BITS-1:0]      row_data_i,
  input  logic                              lost_i,
  input  logic [3:0]                        job_i,
  input  toe_pkg::request_t                 command_i,
  input  logic                              judge_i,
  output logic [3:0]                        error_o,
  input  logic [toe_pkg::COMMIT_W-1:0]      commit_i,
  input  logic                              close_i,
  input  logic [63:0]                       close_address_i,
  output logic                              closed_o,
  input  logic                              remove_i,        // it is freed
  output logic [31:0]                       buf_bytes_o,
  output logic                              ends_o,
  output logic                              updates_o,
  output toe_pkg::holding_t                 after_o,
  output toe_pkg::consumed_t                consumed_o,
  output logic                              context_valid_o,
  output logic                              context_has_first_o,
  output logic [toe_pkg::ROW_BITS-1:0]      context_first_o,
  output logic [toe_pkg::ROW_BITS-1:0]      context_row_o,
  output toe_pkg::rcv_context_t             context_o,

  // blocks and the buffer memory
  output logic                              walk_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_block_o,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_next_i,
  output logic                              buf_rd_en_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  buf_rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]      buf_rdata_i,

  // blocks and rows for data of a frame
  input  logic [24:0]                       data_free_i,
  output logic                              append_take_o,
  output logic                              append_first_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  append_behind_o,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  append_block_i,
  output logic                              append_wr_en_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  append_wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      append_wdata_o,
  output logic [63:0]                       append_wmask_o,

  // context SRAM, for an acknowledgment; what was corrected
  output logic                              rd_valid_o,
  output logic [toe_pkg::ROW_W-1:0]         rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]      rd_data_i,
  input  logic [toe_pkg::CHECK_W-1:0]       rd_check_i,
  output logic [toe_pkg::ROWS_W-1:0]        ecc_corrected_o,
  output logic [toe_pkg::ROWS_W-1:0]        ecc_uncorrectable_o,

  // the completion ring and PQ
  input  logic                              ring_room_i,
  input  logic [63:0]                       ring_address_i,
  input  logic                              ring_phase_i,
  output logic                              write_valid_o,
  input  logic                              write_ready_i,
  output toe_pkg::write_t                   write_o,
  output logic                              tells_o,         // an entry is pushed at this edge

  // levels and retire
  input  toe_pkg::levels_t                  levels_i,
  output logic [12:0]                       posted_used_o,
  output logic [12:0]                       posted_after_o,
  output logic [12:0]                       buffers_used_o,
  output logic                              frame_valid_o,
  output toe_spec_pkg::retire_frame_t       frame_record_o,
  output toe_spec_pkg::retire_job_t         job_o,
  output logic                              sent_valid_o,
  output toe_spec_pkg::retire_sent_t        sent_o,
  output logic [511:0]                      sent_data_o,

  // status
  output logic                              wake_valid_o,
  output logic [toe_pkg::CYCLE_W-1:0]       wake_cycle_o,
  output logic                              active_o
);
  logic receive_active, posted_active, buffers_active, jobs_active, arrival_active, rows_active;
  logic place_active, ack_active;

  // What is placed is a frame, and how many of its rows.
  logic passes;
  logic [1:0] place_pop;

  // Posted requests.
  logic posted_free, posted_read, push, push_links, pop, fill;
  logic [toe_pkg::POSTED_W-1:0] posted_place, posted_behind, push_place, push_last, first;
  logic [31:0] filled;
  toe_pkg::request_t posted;
  toe_posted u_posted (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .read_i       (posted_read),
    .read_place_i (posted_place),
    .request_o    (posted),
    .behind_o     (posted_behind),
    .look_i       (look_i),
    .push_i       (push),
    .pushed_i     (command_i),
    .place_o      (push_place),
    .links_i      (push_links),
    .last_i       (push_last),
    .pop_i        (pop),
    .pop_place_i  (first),
    .fill_i       (fill),
    .fill_place_i (first),
    .filled_i     (filled),
    .limit_i      (limits_i.posted),
    .has_free_o   (posted_free),
    .used_o       (posted_used_o),
    .after_o      (posted_after_o),
    .active_o     (posted_active)
  );

  // Host buffers.
  logic buffer_free, buffer_take;
  logic [11:0] buffer;
  toe_host_buffers u_host_buffers (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .limit_i        (limits_i.host_buffer),
    .has_free_o     (buffer_free),
    .take_i         (buffer_take),
    .id_o           (buffer),
    .return_id_i    (return_id_i),
    .return_ok_o    (return_ok_o),
    .return_valid_i (return_valid_i),
    .used_o         (buffers_used_o),
    .active_o       (buffers_active)
  );

  // The jobs that wait.
  logic timer_start, timer_stop, timer_runs, ack_timer_start, ack_timer_stop, ack_timer_runs;
  logic waits, set_waiting, has_frame;
  toe_rcv_jobs u_jobs (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .now_i             (now_i),
    .push_cycles_i     (rcv_regs_i.push_cycles),
    .ack_cycles_i      (wire_regs_i.ack_cycles),
    .has_frame_i       (has_frame),
    .buffer_free_i     (buffer_free),
    .next_job_o        (next_job_o),
    .next_id_o         (next_id_o),
    .take_i            (take_i),
    .look_i            (look_i),
    .handle_i          (handle_i),
    .judge_i           (judge_i),
    .job_i             (job_i),
    .remove_i          (remove_i),
    .waits_o           (waits),
    .timer_start_i     (timer_start),
    .timer_stop_i      (timer_stop),
    .timer_runs_i      (timer_runs),
    .ack_timer_start_i (ack_timer_start),
    .ack_timer_stop_i  (ack_timer_stop),
    .ack_timer_runs_i  (ack_timer_runs),
    .wait_i            (set_waiting),
    .wake_valid_o      (wake_valid_o),
    .wake_cycle_o      (wake_cycle_o),
    .active_o          (jobs_active)
  );

  // What arrives.
  logic frame_leaves, pass_start, is_frame, is_forward, forward_whole, has_bytes, is_alone, append_done;
  logic [2:0] frame_level;
  logic [2*toe_pkg::ROW_BITS-1:0] frame_rows;
  logic [6:0] buf_end;
  logic [toe_pkg::BUFFER_ROW_W-1:0] chain_tail;
  toe_pkg::stream_t stream;
  toe_pkg::judged_t judged;
  toe_pkg::appended_t appended;
  toe_arrival u_arrival (
    .clk_i                (clk_i),
    .rst_ni               (rst_ni),
    .now_i                (now_i),
    .out_of_order_limit_i (wire_regs_i.out_of_order_limit),
    .frames_lost_o        (frames_lost_o),
    .rx_tvalid_i          (rx_tvalid_i),
    .rx_tdata_i           (rx_tdata_i),
    .rx_tkeep_i           (rx_tkeep_i),
    .rx_tlast_i           (rx_tlast_i),
    .fetch_i              (fetch_i),
    .fetch_wr_en_i        (fetch_wr_en_i),
    .fetch_row_i          (fetch_row_i),
    .fetch_data_i         (fetch_data_i),
    .fetch_ended_i        (fetch_ended_i),
    .bytes_i              (command_i.bytes[toe_pkg::FRAME_W-1:0]),
    .whole_o              (forward_whole),
    .has_frame_o          (has_frame),
    .frame_o              (frame_o),
    .is_ours_i            (is_ours_i),
    .is_found_i           (is_found_i),
    .leaves_i             (frame_leaves),
    .judge_i              (judge_i),
    .job_i                (job_i),
    .error_i              (error_o),
    .handle_i             (handle_i),
    .lost_i               (lost_i),
    .commit_i             (commit_i),
    .stream_i             (stream),
    .has_bytes_i          (has_bytes),
    .buf_end_i            (buf_end),
    .chain_tail_i         (chain_tail),
    .data_free_i          (data_free_i),
    .is_alone_o           (is_alone),
    .judged_o             (judged),
    .record_valid_o       (frame_valid_o),
    .record_o             (frame_record_o),
    .is_forward_i         (is_forward),
    .take_o               (append_take_o),
    .first_o              (append_first_o),
    .behind_o             (append_behind_o),
    .block_i              (append_block_i),
    .wr_en_o              (append_wr_en_o),
    .wr_row_o             (append_wr_row_o),
    .wdata_o              (append_wdata_o),
    .wmask_o              (append_wmask_o),
    .append_done_o        (append_done),
    .appended_o           (appended),
    .pass_start_i         (pass_start),
    .frame_level_o        (frame_level),
    .frame_rows_o         (frame_rows),
    .pass_pop_i           (passes ? place_pop : '0),
    .active_o             (arrival_active)
  );
  assign frame_leaves = ends_o && is_frame;

  // Acknowledgments.
  logic ack_start, ack_done, ack_lost;
  logic [1:0] ack_corrected;
  logic ack_uncorrectable;
  toe_pkg::ack_t ack;
  toe_ack u_ack (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .start_i         (ack_start),
    .ack_i           (ack),
    .commit_i        (commit_i),
    .interface_mac_i (wire_regs_i.mac),
    .rd_valid_o      (rd_valid_o),
    .rd_row_o        (rd_row_o),
    .rd_data_i       (rd_data_i),
    .rd_check_i      (rd_check_i),
    .done_o          (ack_done),
    .lost_o          (ack_lost),
    .corrected_o     (ack_corrected),
    .uncorrectable_o (ack_uncorrectable),
    .tvalid_o        (tx_tvalid_o),
    .tdata_o         (tx_tdata_o),
    .tkeep_o         (tx_tkeep_o),
    .tlast_o         (tx_tlast_o),
    .sent_o          (sent_o),
    .sent_data_o     (sent_data_o),
    .active_o        (ack_active)
  );
  assign sent_valid_o = tx_tvalid_o && tx_tlast_o;
  assign ecc_corrected_o = toe_pkg::ROWS_W'(ack_corrected);
  assign ecc_uncorrectable_o = toe_pkg::ROWS_W'(ack_uncorrectable);

  // The chain, and where its bytes go, or those of a frame.
  logic walk_start, arrived, place_start, place_done, place_valid;
  logic [toe_pkg::BUFFER_ROW_W-1:0] walk_head, here, here_before;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] walk_rows, walk_steps;
  logic [1:0] rows_pop;
  logic [2:0] rows_level;
  logic [2*toe_pkg::ROW_BITS-1:0] rows;
  logic [63:0] place_address;
  logic [24:0] place_bytes;
  logic [5:0] place_offset;
  toe_pkg::write_t place_write, entry_write;
  toe_chain_rows u_chain_rows (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .start_i       (walk_start),
    .start_head_i  (walk_head),
    .start_rows_i  (walk_rows),
    .start_steps_i (walk_steps),
    .here_o        (here),
    .before_o      (here_before),
    .arrived_o     (arrived),
    .walk_o        (walk_o),
    .walk_block_o  (walk_block_o),
    .walk_next_i   (walk_next_i),
    .rd_en_o       (buf_rd_en_o),
    .rd_row_o      (buf_rd_row_o),
    .rd_data_i     (buf_rdata_i),
    .level_o       (rows_level),
    .rows_o        (rows),
    .pop_i         (rows_pop),
    .active_o      (rows_active)
  );
  toe_place u_place (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .start_i         (place_start),
    .start_address_i (place_address),
    .start_bytes_i   (place_bytes),
    .start_offset_i  (place_offset),
    .rows_i          (passes ? frame_rows : rows),
    .level_i         (passes ? frame_level : rows_level),
    .pop_o           (place_pop),
    .valid_o         (place_valid),
    .ready_i         (write_ready_i),
    .write_o         (place_write),
    .done_o          (place_done),
    .active_o        (place_active)
  );

  assign rows_pop = passes ? '0 : place_pop;

  logic entry_valid;
  toe_receive u_receive (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .now_i           (now_i),
    .look_i          (look_i),
    .handle_i        (handle_i),
    .held_i          (held_i),
    .in_use_i        (in_use_i),
    .row_valid_i     (row_valid_i),
    .row_i           (row_i),
    .row_data_i      (row_data_i),
    .lost_i          (lost_i),
    .waits_i         (waits),
    .job_i           (job_i),
    .command_i       (command_i),
    .judge_i         (judge_i),
    .is_alone_i      (is_alone),
    .error_o         (error_o),
    .commit_i        (commit_i),
    .stream_o        (stream),
    .has_bytes_o     (has_bytes),
    .buf_end_o       (buf_end),
    .chain_tail_o    (chain_tail),
    .judged_i        (judged),
    .append_done_i   (append_done),
    .appended_i      (appended),
    .forward_failed_i (fetch_failed_i),
    .forward_whole_i (forward_whole),
    .is_frame_o      (is_frame),
    .is_forward_o    (is_forward),
    .passes_o        (passes),
    .pass_start_o    (pass_start),
    .ack_start_o     (ack_start),
    .ack_o           (ack),
    .ack_done_i      (ack_done),
    .ack_lost_i      (ack_lost),
    .close_i         (close_i),
    .close_address_i (close_address_i),
    .closed_o        (closed_o),
    .buf_bytes_o     (buf_bytes_o),
    .rcv_regs_i      (rcv_regs_i),
    .ack_frequency_i (wire_regs_i.ack_frequency),
    .posted_free_i   (posted_free),
    .posted_read_o   (posted_read),
    .posted_place_o  (posted_place),
    .posted_i        (posted),
    .posted_behind_i (posted_behind),
    .push_o          (push),
    .push_place_i    (push_place),
    .push_links_o    (push_links),
    .push_last_o     (push_last),
    .pop_o           (pop),
    .fill_o          (fill),
    .first_o         (first),
    .filled_o        (filled),
    .buffer_free_i   (buffer_free),
    .buffer_take_o   (buffer_take),
    .buffer_i        (buffer),
    .wait_o          (set_waiting),
    .walk_start_o    (walk_start),
    .walk_head_o     (walk_head),
    .walk_rows_o     (walk_rows),
    .walk_steps_o    (walk_steps),
    .walk_here_i     (here),
    .walk_before_i   (here_before),
    .walk_arrived_i  (arrived),
    .place_start_o   (place_start),
    .place_address_o (place_address),
    .place_bytes_o   (place_bytes),
    .place_offset_o  (place_offset),
    .place_done_i    (place_done),
    .consumed_o      (consumed_o),
    .ring_room_i     (ring_room_i),
    .ring_address_i  (ring_address_i),
    .ring_phase_i    (ring_phase_i),
    .entry_valid_o   (entry_valid),
    .entry_ready_i   (write_ready_i),
    .entry_o         (entry_write),
    .ends_o          (ends_o),
    .updates_o       (updates_o),
    .after_o         (after_o),
    .timer_start_o   (timer_start),
    .timer_stop_o    (timer_stop),
    .timer_runs_o    (timer_runs),
    .ack_timer_start_o (ack_timer_start),
    .ack_timer_stop_o (ack_timer_stop),
    .ack_timer_runs_o (ack_timer_runs),
    .context_valid_o (context_valid_o),
    .context_has_first_o (context_has_first_o),
    .context_first_o (context_first_o),
    .context_row_o   (context_row_o),
    .context_o       (context_o),
    .levels_i        (levels_i),
    .job_o           (job_o),
    .active_o        (receive_active)
  );
  assign write_valid_o = place_valid || entry_valid;
  assign write_o = place_valid ? place_write : entry_write;
  assign tells_o = entry_valid && write_ready_i;

  assign active_o = receive_active || posted_active || buffers_active || jobs_active ||
                    arrival_active || rows_active || place_active || ack_active;
  logic unused_inputs;
  assign unused_inputs = ^{limits_i, command_i};

  `TOE_ASSERT(one_write, !(place_valid && entry_valid))
  `TOE_ASSERT(chains_are_whole, !remove_i || posted_used_o == posted_after_o)
endmodule
