// SPDX-License-Identifier: Apache-2.0
//
// toe_delivery - received data to the host: the jobs that wait, and all that the delivery algorithm works
// with: posted requests, host buffers, push timers, the connections that wait for a buffer, the chain of
// blocks, the placing of data (docs/microarchitecture.md 5.11, 5.12).
//
// Only wires, and which job is next.  Each part says its own latency.
`include "toe_assert.svh"

module toe_delivery (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]       now_i,

  // registers; a host buffer is given back
  input  toe_pkg::limits_t                  limits_i,
  input  toe_pkg::rcv_regs_t                rcv_regs_i,
  input  logic [11:0]                       return_id_i,
  output logic                              return_ok_o,
  input  logic                              return_valid_i,

  // COMMIT: the job that is next, its taking
  output logic [3:0]                        next_job_o,      // toe_job; 0: none
  output logic [13:0]                       next_id_o,
  input  logic                              take_i,

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
  output toe_pkg::holding_t                 after_o,
  output toe_pkg::consumed_t                consumed_o,
  output logic                              context_valid_o,
  output logic [toe_pkg::ROW_BITS-1:0]      context_row_o,
  output toe_pkg::rcv_context_t             context_o,

  // blocks and the buffer memory
  output logic                              walk_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_block_o,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_next_i,
  output logic                              buf_rd_en_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  buf_rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]      buf_rdata_i,

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
  output toe_spec_pkg::retire_job_t         job_o,

  // status
  output logic                              wake_valid_o,
  output logic [toe_pkg::CYCLE_W-1:0]       wake_cycle_o,
  output logic                              active_o
);
  logic receive_active, posted_active, buffers_active, timers_active, waiting_active, rows_active;
  logic place_active;

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

  // Timers, and those who wait; the one that is next.
  logic expired, timer_start, timer_stop, timer_runs, takes_timer, removes_timer;
  logic [13:0] timer_head, timer_id, waiting_next;
  logic waiting_any, waits, set_waiting;
  assign takes_timer = take_i && expired;
  assign removes_timer = remove_i && timer_runs;
  assign timer_id = takes_timer ? timer_head : handle_i[13:0];
  toe_timer_list u_timer_list (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .now_i        (now_i),
    .start_i      (timer_start),
    .stop_i       (timer_stop || takes_timer || removes_timer),
    .runs_i       (timer_runs || takes_timer),
    .id_i         (timer_id),
    .expiry_i     (now_i + toe_pkg::CYCLE_W'(rcv_regs_i.push_cycles)),
    .expired_o    (expired),
    .head_o       (timer_head),
    .wake_valid_o (wake_valid_o),
    .wake_cycle_o (wake_cycle_o),
    .active_o     (timers_active)
  );
  logic wakes;
  assign wakes = judge_i && job_i == toe_spec_pkg::TOE_JOB_WAKE;
  toe_waiting u_waiting (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .look_i   (look_i),
    .id_i     (handle_i[13:0]),
    .waits_o  (waits),
    .set_i    (set_waiting),
    .clear_i  (wakes || (remove_i && waits)),
    .woken_i  (wakes),
    .any_o    (waiting_any),
    .next_o   (waiting_next),
    .active_o (waiting_active)
  );
  always_comb begin
    next_job_o = '0;
    if (expired) next_job_o = toe_spec_pkg::TOE_JOB_PUSH_TIMER;
    else if (waiting_any && buffer_free) next_job_o = toe_spec_pkg::TOE_JOB_WAKE;
  end
  assign next_id_o = expired ? timer_head : waiting_next;

  // The chain, and where its bytes go.
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
    .rows_i          (rows),
    .level_i         (rows_level),
    .pop_o           (rows_pop),
    .valid_o         (place_valid),
    .ready_i         (write_ready_i),
    .write_o         (place_write),
    .done_o          (place_done),
    .active_o        (place_active)
  );

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
    .error_o         (error_o),
    .commit_i        (commit_i),
    .close_i         (close_i),
    .close_address_i (close_address_i),
    .closed_o        (closed_o),
    .buf_bytes_o     (buf_bytes_o),
    .rcv_regs_i      (rcv_regs_i),
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
    .after_o         (after_o),
    .timer_start_o   (timer_start),
    .timer_stop_o    (timer_stop),
    .timer_runs_o    (timer_runs),
    .context_valid_o (context_valid_o),
    .context_row_o   (context_row_o),
    .context_o       (context_o),
    .levels_i        (levels_i),
    .job_o           (job_o),
    .active_o        (receive_active)
  );
  assign write_valid_o = place_valid || entry_valid;
  assign write_o = place_valid ? place_write : entry_write;
  assign tells_o = entry_valid && write_ready_i;

  assign active_o = receive_active || posted_active || buffers_active || timers_active ||
                    waiting_active || rows_active || place_active;
  logic unused_limits;
  assign unused_limits = ^limits_i;

  `TOE_ASSERT(one_write, !(place_valid && entry_valid))
  `TOE_ASSERT(takes_a_job, !take_i || next_job_o != '0)
  `TOE_ASSERT(chains_are_whole, !remove_i || posted_used_o == posted_after_o)
endmodule
