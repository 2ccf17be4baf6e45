// SPDX-License-Identifier: Apache-2.0
//
// toe_rcv_step - what a step of a receive job, or of a closing, does (docs/microarchitecture.md 5.11).
//
// Combinational: the conditions in the order in which the document lists them.
module toe_rcv_step (
  // a closing, or a job
  input  logic              closes_i,
  input  logic              is_first_i,      // the first step of a job
  input  logic              is_timer_i,      // a PUSH_TIMER
  input  logic              has_reply_i,     // a REPLY that consumes something
  input  logic              has_placed_i,    // it has placed data
  input  logic              is_lost_i,       // the context is

  // the connection
  input  logic              has_bytes_i,     // received and not delivered
  input  logic              in_progress_i,
  input  logic              refused_i,
  input  logic              has_posted_i,
  input  toe_pkg::request_t request_i,       // the first
  input  logic              buffer_free_i,

  output toe_pkg::step_e    step_o,
  output logic              is_full_o,       // the first request
  output logic              has_push_o,      // it is in push mode, with bytes filled
  output logic              wants_buffer_o   // the job ends for want of a host buffer
);
  assign is_full_o = request_i.filled >= request_i.bytes;
  assign has_push_o = has_posted_i && !request_i.no_push && request_i.filled != '0;
  always_comb begin
    step_o = toe_pkg::StepEnd;
    wants_buffer_o = 1'b0;
    if (closes_i) begin
      if (has_posted_i) step_o = toe_pkg::StepComplete;
      else if (!is_lost_i && has_bytes_i && !has_placed_i) step_o = toe_pkg::StepPlace;
    end else if (is_lost_i) begin
      if (is_first_i) step_o = toe_pkg::StepEvent;
    end else if (is_first_i && has_reply_i) begin
      step_o = toe_pkg::StepConsume;
    end else if (is_first_i && is_timer_i && !in_progress_i && has_push_o) begin
      step_o = toe_pkg::StepComplete;
    end else if (in_progress_i) begin
      step_o = toe_pkg::StepEnd;
    end else if (has_posted_i) begin
      if (has_bytes_i && !is_full_o) step_o = toe_pkg::StepPlace;
      else if (is_full_o && (has_bytes_i || has_placed_i)) step_o = toe_pkg::StepComplete;
    end else if (has_bytes_i && !refused_i) begin
      if (buffer_free_i) step_o = toe_pkg::StepIndicate;
      else wants_buffer_o = 1'b1;
    end
  end
  logic unused_request;
  assign unused_request = ^request_i;
endmodule
