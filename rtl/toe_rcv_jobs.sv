// SPDX-License-Identifier: Apache-2.0
//
// toe_rcv_jobs - the receive jobs that wait: timers that have expired, a frame, a connection that waits for a
// host buffer; which is next (docs/microarchitecture.md 5.11, 5.12).
//
// Combinational but for the two lists of timers and toe_waiting, which say their own latency.
`include "toe_assert.svh"

module toe_rcv_jobs (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0] now_i,

  // registers
  input  logic [31:0]                 push_cycles_i,
  input  logic [31:0]                 ack_cycles_i,

  // what else waits; a host buffer is free
  input  logic                        has_frame_i,
  input  logic                        buffer_free_i,

  // the job that is next, its taking
  output logic [3:0]                  next_job_o,      // toe_job; 0: none
  output logic [13:0]                 next_id_o,
  input  logic                        take_i,

  // a connection: looked at, its job judged, freed
  input  logic                        look_i,
  input  logic [31:0]                 handle_i,
  input  logic                        judge_i,
  input  logic [3:0]                  job_i,
  input  logic                        remove_i,
  output logic                        waits_o,         // for a host buffer

  // its timers, whether it waits
  input  logic                        timer_start_i,
  input  logic                        timer_stop_i,
  input  logic                        timer_runs_i,
  input  logic                        ack_timer_start_i,
  input  logic                        ack_timer_stop_i,
  input  logic                        ack_timer_runs_i,
  input  logic                        wait_i,

  // status
  output logic                        wake_valid_o,
  output logic [toe_pkg::CYCLE_W-1:0] wake_cycle_o,
  output logic                        active_o
);
  logic expired, takes_timer, removes_timer, push_wake_valid, timers_active, waiting_active;
  logic ack_expired, takes_ack_timer, removes_ack_timer, ack_wake_valid, ack_timers_active;
  logic [13:0] timer_head, timer_id, ack_timer_head, ack_timer_id, waiting_next;
  logic [toe_pkg::CYCLE_W-1:0] push_wake_cycle, ack_wake_cycle;
  logic waiting_any;
  assign takes_timer = take_i && next_job_o == toe_spec_pkg::TOE_JOB_PUSH_TIMER;
  assign removes_timer = remove_i && timer_runs_i;
  assign timer_id = takes_timer ? timer_head : handle_i[13:0];
  toe_timer_list u_timer_list (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .now_i        (now_i),
    .start_i      (timer_start_i),
    .stop_i       (timer_stop_i || takes_timer || removes_timer),
    .runs_i       (timer_runs_i || takes_timer),
    .id_i         (timer_id),
    .expiry_i     (now_i + toe_pkg::CYCLE_W'(push_cycles_i)),
    .expired_o    (expired),
    .head_o       (timer_head),
    .wake_valid_o (push_wake_valid),
    .wake_cycle_o (push_wake_cycle),
    .active_o     (timers_active)
  );
  assign takes_ack_timer = take_i && next_job_o == toe_spec_pkg::TOE_JOB_ACK_TIMER;
  assign removes_ack_timer = remove_i && ack_timer_runs_i;
  assign ack_timer_id = takes_ack_timer ? ack_timer_head : handle_i[13:0];
  toe_timer_list u_ack_timer_list (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .now_i        (now_i),
    .start_i      (ack_timer_start_i),
    .stop_i       (ack_timer_stop_i || takes_ack_timer || removes_ack_timer),
    .runs_i       (ack_timer_runs_i || takes_ack_timer),
    .id_i         (ack_timer_id),
    .expiry_i     (now_i + toe_pkg::CYCLE_W'(ack_cycles_i)),
    .expired_o    (ack_expired),
    .head_o       (ack_timer_head),
    .wake_valid_o (ack_wake_valid),
    .wake_cycle_o (ack_wake_cycle),
    .active_o     (ack_timers_active)
  );
  assign wake_valid_o = push_wake_valid || ack_wake_valid;
  always_comb begin
    wake_cycle_o = push_wake_valid ? push_wake_cycle : ack_wake_cycle;
    if (ack_wake_valid && ack_wake_cycle < wake_cycle_o) wake_cycle_o = ack_wake_cycle;
  end
  logic wakes;
  assign wakes = judge_i && job_i == toe_spec_pkg::TOE_JOB_WAKE;
  toe_waiting u_waiting (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .look_i   (look_i),
    .id_i     (handle_i[13:0]),
    .waits_o  (waits_o),
    .set_i    (wait_i),
    .clear_i  (wakes || (remove_i && waits_o)),
    .woken_i  (wakes),
    .any_o    (waiting_any),
    .next_o   (waiting_next),
    .active_o (waiting_active)
  );
  always_comb begin
    next_job_o = '0;
    if (ack_expired) next_job_o = toe_spec_pkg::TOE_JOB_ACK_TIMER;
    else if (expired) next_job_o = toe_spec_pkg::TOE_JOB_PUSH_TIMER;
    else if (has_frame_i) next_job_o = toe_spec_pkg::TOE_JOB_FRAME;
    else if (waiting_any && buffer_free_i) next_job_o = toe_spec_pkg::TOE_JOB_WAKE;
  end
  assign next_id_o = ack_expired ? ack_timer_head : expired ? timer_head : waiting_next;

  logic unused_inputs;
  assign unused_inputs = ^handle_i[31:14];
  assign active_o = timers_active || ack_timers_active || waiting_active;

  `TOE_ASSERT(takes_a_job, !take_i || next_job_o != '0)
endmodule
