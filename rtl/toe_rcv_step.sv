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
  input  logic              has_event_i,     // an event is to be told
  input  logic              has_pass_i,      // a frame is to be passed up
  input  logic              has_placed_i,    // it has placed data
  input  logic              is_alone_i,      // there is no connection
  input  logic              is_lost_i,       // its context is

  // the connection
  input  logic              has_bytes_i,     // received and not delivered
  input  logic [15:0]       flags_i,         // toe_rcv_flag
  input  logic              has_posted_i,
  input  toe_pkg::request_t request_i,       // the first
  input  logic              ack_due_i,       // an acknowledgment is; of a closing: is to be sent
  input  logic              buffer_free_i,

  output toe_pkg::step_e    step_o,
  output logic [7:0]        status_o,        // of what is completed; a closing has its own
  output logic              disconnects_o,   // StepEvent: it is the disconnect
  output logic              is_full_o,       // the first request
  output logic              has_push_o,      // it is in push mode, with bytes filled
  output logic              wants_buffer_o   // nothing is indicated for want of a host buffer
);
  logic in_progress, refused, has_psh, has_fin, is_disconnected, is_aborted;
  assign in_progress = (flags_i & toe_spec_pkg::TOE_RCV_FLAG_IN_PROGRESS) != '0;
  assign refused = (flags_i & toe_spec_pkg::TOE_RCV_FLAG_REFUSED) != '0;
  assign has_psh = (flags_i & toe_spec_pkg::TOE_RCV_FLAG_PSH) != '0;
  assign has_fin = (flags_i & toe_spec_pkg::TOE_RCV_FLAG_FIN) != '0;
  assign is_disconnected = (flags_i & toe_spec_pkg::TOE_RCV_FLAG_DISCONNECTED) != '0;
  assign is_aborted = (flags_i & toe_spec_pkg::TOE_RCV_FLAG_ABORTED) != '0;
  assign is_full_o = request_i.filled >= request_i.bytes;
  assign has_push_o = has_posted_i && !request_i.no_push && request_i.filled != '0;
  always_comb begin
    step_o = toe_pkg::StepEnd;
    status_o = toe_spec_pkg::TOE_RCV_STATUS_SUCCESS;
    disconnects_o = 1'b0;
    wants_buffer_o = 1'b0;
    if (closes_i) begin
      if (has_posted_i) step_o = toe_pkg::StepComplete;
      else if (!is_lost_i && ack_due_i) step_o = toe_pkg::StepAck;
      else if (!is_lost_i && has_bytes_i && !has_placed_i) step_o = toe_pkg::StepPlace;
    end else if (is_first_i && has_reply_i) begin
      step_o = toe_pkg::StepConsume;
    end else if (is_first_i && is_timer_i && !is_lost_i && !in_progress && has_push_o) begin
      step_o = toe_pkg::StepComplete;
    end else if (has_event_i) begin
      step_o = toe_pkg::StepEvent;
    end else if (has_pass_i) begin
      step_o = toe_pkg::StepPass;
    end else if (is_alone_i || is_lost_i) begin
      step_o = toe_pkg::StepEnd;
    end else if (is_aborted) begin
      if (has_posted_i) step_o = toe_pkg::StepComplete;
      status_o = toe_spec_pkg::TOE_RCV_STATUS_REQUEST_ABORTED;
    end else begin
      // What is left is an acknowledgment, behind any other action.
      if (ack_due_i) step_o = toe_pkg::StepAck;
      if (in_progress) begin
        wants_buffer_o = 1'b0;
      end else if (has_fin && !has_bytes_i) begin
        if (has_posted_i && request_i.filled != '0) begin
          step_o = toe_pkg::StepComplete;
        end else if (!is_disconnected) begin
          step_o = toe_pkg::StepEvent;
          disconnects_o = 1'b1;
        end else if (has_posted_i) begin
          step_o = toe_pkg::StepComplete;
          status_o = toe_spec_pkg::TOE_RCV_STATUS_INVALID_STATE;
        end
      end else if (has_posted_i) begin
        if (has_bytes_i && !is_full_o) step_o = toe_pkg::StepPlace;
        else if (is_full_o && (has_bytes_i || has_placed_i)) step_o = toe_pkg::StepComplete;
        else if (has_push_o && !has_bytes_i && has_psh && has_placed_i)
          step_o = toe_pkg::StepComplete;
      end else if (has_bytes_i && !refused) begin
        if (buffer_free_i) step_o = toe_pkg::StepIndicate;
        else wants_buffer_o = 1'b1;
      end
    end
  end
  logic unused_inputs;
  assign unused_inputs = ^{request_i, flags_i};
endmodule
