// SPDX-License-Identifier: Apache-2.0
//
// toe_rcv_end - what the end of a receive job leaves: timers, what the ledger holds, CONTEXT_RCV, its record
// (docs/microarchitecture.md 5.11, 5.12).
//
// Combinational.  A job without connection, or with a context that is lost, leaves no context and no timer.
module toe_rcv_end (
  // the end; what it was
  input  logic                          ends_i,
  input  logic                          is_alone_i,      // there is no connection
  input  logic                          is_lost_i,       // its context is
  input  logic                          has_placed_i,    // it has placed data
  input  logic [3:0]                    job_i,           // toe_job
  input  logic [31:0]                   handle_i,
  input  logic [7:0]                    reason_i,        // toe_frame
  input  logic [toe_pkg::CYCLE_W-1:0]   judged_cycle_i,
  input  logic [toe_pkg::COMMIT_W-1:0]  commit_i,

  // the connection
  input  toe_pkg::connection_t          connection_i,
  input  logic                          has_push_i,      // its first request is in push mode, with bytes filled
  input  logic                          waits_i,         // for a host buffer
  input  toe_pkg::levels_t              levels_i,

  // what is left
  output logic                          keeps_o,         // a context is written
  output logic                          timer_start_o,
  output logic                          timer_stop_o,
  output logic                          ack_timer_start_o,
  output logic                          ack_timer_stop_o,
  output toe_pkg::holding_t             after_o,         // what the ledger holds of it
  output toe_pkg::rcv_context_t         context_o,       // row 3
  output toe_spec_pkg::retire_job_t     job_o
);
  logic has_delayed, hides;
  assign hides = is_lost_i || is_alone_i;
  assign keeps_o = ends_i && !hides;
  assign has_delayed = connection_i.stream.ack_pending != '0 &&
                       (connection_i.stream.flags & toe_spec_pkg::TOE_RCV_FLAG_HOST_PATH) == '0;
  assign timer_start_o = keeps_o && has_push_i && (!connection_i.held.has_timer || has_placed_i);
  assign timer_stop_o = keeps_o && !has_push_i && connection_i.held.has_timer;
  assign ack_timer_start_o = keeps_o && has_delayed && !connection_i.held.has_ack_timer;
  assign ack_timer_stop_o = keeps_o && !has_delayed && connection_i.held.has_ack_timer;
  always_comb begin
    after_o = connection_i.held;
    if (!is_lost_i) begin
      after_o.has_timer = has_push_i;
      after_o.has_ack_timer = has_delayed;
    end
  end
  always_comb begin
    context_o.advertised = connection_i.advertised;
    context_o.ack_pending = connection_i.stream.ack_pending;
    context_o.out_of_order = connection_i.stream.out_of_order;
    context_o.posted = 16'(connection_i.held.posted);
    context_o.indicated = connection_i.indicated;
    context_o.flags = connection_i.stream.flags;
    if (waits_i) context_o.flags = context_o.flags | toe_spec_pkg::TOE_RCV_FLAG_WAITING;
    if (after_o.has_timer) context_o.flags = context_o.flags | toe_spec_pkg::TOE_RCV_FLAG_PUSH_TIMER;
    if (after_o.has_ack_timer)
      context_o.flags = context_o.flags | toe_spec_pkg::TOE_RCV_FLAG_ACK_TIMER;
    context_o.buf_end = 8'(connection_i.buf_end);
    context_o.buf_begin = 8'(connection_i.buf_begin);
    context_o.buf_bytes = connection_i.buf_bytes;
  end
  always_comb begin
    job_o.commit = commit_i;
    job_o.job = job_i;
    job_o.handle = handle_i;
    job_o.reason = reason_i;
    job_o.judged_cycle = judged_cycle_i;
    job_o.buf_bytes = hides ? '0 : connection_i.buf_bytes;
    job_o.rcv_nxt = hides ? '0 : connection_i.stream.nxt;
    job_o.rcv_wnd = hides ? '0 : connection_i.stream.wnd;
    job_o.flags = hides ? '0 : context_o.flags;
    job_o.posted = hides ? '0 : 13'(connection_i.held.posted);
    job_o.used_buffered_copy = levels_i.buffered_copy;
    job_o.used_posted = levels_i.posted;
    job_o.used_host_buffer = levels_i.host_buffer;
    job_o.used_rcv_data = levels_i.rcv_data;
  end
  logic unused_members;
  assign unused_members = ^{connection_i, levels_i};
endmodule
