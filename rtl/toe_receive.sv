// SPDX-License-Identifier: Apache-2.0
//
// toe_receive - the delivery algorithm: steps of receive jobs and of closing a connection, one action at
// a time (docs/microarchitecture.md 5.11).
//
// A connection is looked at by COMMIT; what the ledger holds of it is here at the edge after, its first
// posted request two edges later, its rows as they are sampled.  A job begins at judge_i; its first step
// is at the edge after.  A closing steps while close_i stands.  A step that starts nothing ends the job,
// at that very edge, or says closed_o for as long as it is asked.  A FRAME is judged outside, on the
// state that is shown here; one without a connection (is_alone_i) touches nothing.  A FORWARD is a marker
// that is judged like one.
`include "toe_assert.svh"

module toe_receive (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]       now_i,

  // the connection
  input  logic                              look_i,
  input  logic [31:0]                       handle_i,      // at the judging too; 0: there is none
  input  toe_pkg::holding_t                 held_i,        // at the edge after the look, as the next
  input  logic                              in_use_i,      // there is such a connection
  input  logic                              row_valid_i,   // rows 0..3, as corrected
  input  logic [1:0]                        row_i,
  input  logic [toe_pkg::ROW_BITS-1:0]      row_data_i,
  input  logic                              lost_i,        // one of them is uncorrectable
  input  logic                              waits_i,       // for a host buffer

  // a job, its command
  input  logic [3:0]                        job_i,         // toe_job
  input  toe_pkg::request_t                 command_i,     // REPLY: filled is what was consumed
  input  logic                              judge_i,
  input  logic                              is_alone_i,    // there is no connection
  output logic [3:0]                        error_o,       // what a marker comes to
  input  logic [toe_pkg::COMMIT_W-1:0]      commit_i,      // number of its entries

  // a FRAME or FORWARD: the connection it finds, what became of it, the end of its append
  output toe_pkg::stream_t                  stream_o,
  output logic                              has_bytes_o,
  output logic [6:0]                        buf_end_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  chain_tail_o,
  input  toe_pkg::judged_t                  judged_i,      // at the judging
  input  logic                              append_done_i,
  input  toe_pkg::appended_t                appended_i,    // at that end
  input  logic                              forward_failed_i, // a FORWARD was not fetched,
  input  logic                              forward_whole_i,  // has a header that fits
  output logic                              is_frame_o,    // the job is a FRAME,
  output logic                              is_forward_o,  // a FORWARD
  output logic                              passes_o,      // what is placed is the frame
  output logic                              pass_start_o,

  // an acknowledgment
  output logic                              ack_start_o,
  output toe_pkg::ack_t                     ack_o,
  input  logic                              ack_done_i,
  input  logic                              ack_lost_i,    // nothing was sent

  // a closing
  input  logic                              close_i,
  input  logic [63:0]                       close_address_i,
  output logic                              closed_o,
  output logic [31:0]                       buf_bytes_o,

  // registers
  input  toe_pkg::rcv_regs_t                rcv_regs_i,
  input  logic [7:0]                        ack_frequency_i,

  // posted requests
  input  logic                              posted_free_i,
  output logic                              posted_read_o,
  output logic [toe_pkg::POSTED_W-1:0]      posted_place_o,
  input  toe_pkg::request_t                 posted_i,      // at the edge after
  input  logic [toe_pkg::POSTED_W-1:0]      posted_behind_i,
  output logic                              push_o,
  input  logic [toe_pkg::POSTED_W-1:0]      push_place_i,
  output logic                              push_links_o,
  output logic [toe_pkg::POSTED_W-1:0]      push_last_o,
  output logic                              pop_o,
  output logic                              fill_o,
  output logic [toe_pkg::POSTED_W-1:0]      first_o,       // place of what leaves or is filled
  output logic [31:0]                       filled_o,

  // host buffers, those who wait for one
  input  logic                              buffer_free_i,
  output logic                              buffer_take_o,
  input  logic [11:0]                       buffer_i,      // from the edge after the take
  output logic                              wait_o,

  // the chain, and placing data
  output logic                              walk_start_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_head_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] walk_rows_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] walk_steps_o,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_here_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_before_i,
  input  logic                              walk_arrived_i,
  output logic                              place_start_o,
  output logic [63:0]                       place_address_o,
  output logic [24:0]                       place_bytes_o,
  output logic [5:0]                        place_offset_o,
  input  logic                              place_done_i,
  output toe_pkg::consumed_t                consumed_o,

  // entries of the completion ring
  input  logic                              ring_room_i,
  input  logic [63:0]                       ring_address_i,
  input  logic                              ring_phase_i,
  output logic                              entry_valid_o,
  input  logic                              entry_ready_i,
  output toe_pkg::write_t                   entry_o,

  // the end of a job: ledger, timers, context
  output logic                              ends_o,
  output logic                              updates_o,     // the ledger
  output toe_pkg::holding_t                 after_o,       // held_i as it is now
  output logic                              timer_start_o,
  output logic                              timer_stop_o,
  output logic                              timer_runs_o,
  output logic                              ack_timer_start_o,
  output logic                              ack_timer_stop_o,
  output logic                              ack_timer_runs_o,
  output logic                              context_valid_o,
  output logic                              context_has_first_o,
  output logic [toe_pkg::ROW_BITS-1:0]      context_first_o, // row 0, held for an edge more
  output logic [toe_pkg::ROW_BITS-1:0]      context_row_o, // row 1, held for two edges more
  output toe_pkg::rcv_context_t             context_o,     // row 3

  // retire
  input  toe_pkg::levels_t                  levels_i,
  output toe_spec_pkg::retire_job_t         job_o,

  // status
  output logic                              active_o
);
  localparam logic [15:0] InProgress = toe_spec_pkg::TOE_RCV_FLAG_IN_PROGRESS;
  localparam logic [15:0] HostPath = toe_spec_pkg::TOE_RCV_FLAG_HOST_PATH;
  localparam logic [15:0] Fin = toe_spec_pkg::TOE_RCV_FLAG_FIN;

  typedef enum logic [2:0] {
    StRest,    // no job; a closing steps here
    StStep,    // a step of a job
    StPlace,   // data goes to the host
    StWalk,    // what was indicated is consumed
    StEntry,   // an entry waits for its push
    StAppend,  // data of a frame goes to the buffer memory
    StAck      // an acknowledgment is on its way
  } state_e;
  state_e state_d, state_q, next_step;
  toe_pkg::step_e does;

  // The job.
  logic [3:0] job_q;
  logic [31:0] handle_q;
  logic [toe_pkg::CYCLE_W-1:0] judged_q;
  logic first_d, first_q, placed_d, placed_q, lost_q;   // first step; data was placed; context lost
  logic alone_q;                                        // no connection
  logic [24:0] value_q;                                 // REPLY: bytes to consume
  logic event_d, event_q, pass_d, pass_q;               // to be told, to be passed up
  logic [7:0] code_d, code_q, info_d, info_q, reason_d, reason_q;
  logic told_d, told_q, acked_d, acked_q;               // an acknowledgment is asked for, was sent
  logic changed_q;                                      // STATE
  logic [toe_pkg::FRAME_W-1:0] frame_bytes_q;

  // The connection.
  toe_pkg::connection_t connection;
  toe_pkg::request_t request;                         // the first
  logic looked_q, in_progress, connection_active;
  logic [31:0] initial_wnd, indication;
  logic [63:0] ndis_handle;
  logic [3:0] scale;
  logic [15:0] remote_mss, window;
  logic appends, acks, consumes, eats_all;
  logic [24:0] eaten, moved, moved_d, moved_q;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] gone;
  logic [31:0] entry_bytes_d, entry_bytes_q, edge_told;
  logic indicates_d, indicates_q, passes_d, passes_q;   // in a host buffer; that is a frame
  logic is_placing_end, disconnects, entry_push;
  toe_rcv_connection u_connection (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .look_i           (look_i),
    .looked_o         (looked_q),
    .held_i           (held_i),
    .in_use_i         (in_use_i),
    .row_valid_i      (row_valid_i),
    .row_i            (row_i),
    .row_data_i       (row_data_i),
    .posted_read_o    (posted_read_o),
    .posted_place_o   (posted_place_o),
    .posted_i         (posted_i),
    .posted_behind_i  (posted_behind_i),
    .starts_i         (starts),
    .job_i            (job_i),
    .is_alone_i       (is_alone_i),
    .command_i        (command_i),
    .push_place_i     (push_place_i),
    .stream_i         (judged_i.stream),
    .appends_i        (appends),
    .taken_i          (taken_q),
    .appended_i       (appended_i),
    .completes_i      (pop_o),
    .disconnects_i    (steps && does == toe_pkg::StepEvent && disconnects),
    .fills_i          (is_placing_end && !indicates_q && !close_i),
    .filled_i         (moved_q),
    .consumes_i       (consumes),
    .eaten_i          (eaten),
    .gone_i           (gone),
    .eats_all_i       (eats_all),
    .initial_wnd_i    (initial_wnd),
    .walk_here_i      (walk_here_i),
    .walk_before_i    (walk_before_i),
    .consumed_o       (consumed_o),
    .acks_i           (acks && !ack_lost_i),
    .ack_ends_i       (acks),
    .advertised_i     (edge_told),
    .indicates_i      (entry_push && indicates_q && !passes_q),
    .indicated_i      (entry_bytes_q),
    .connection_o     (connection),
    .request_o        (request),
    .active_o         (connection_active)
  );
  assign appends = state_q == StAppend && append_done_i;
  assign acks = state_q == StAck && ack_done_i;
  toe_rcv_rows u_rows (
    .clk_i         (clk_i),
    .row_valid_i   (row_valid_i),
    .row_i         (row_i),
    .row_data_i    (row_data_i),
    .state_i       (connection.stream.state),
    .nxt_i         (connection.stream.nxt),
    .wnd_i         (connection.stream.wnd),
    .ndis_handle_o (ndis_handle),
    .initial_wnd_o (initial_wnd),
    .indication_o  (indication),
    .scale_o       (scale),
    .remote_mss_o  (remote_mss),
    .window_i      (window),
    .ack_o         (ack_o),
    .first_o       (context_first_o),
    .second_o      (context_row_o)
  );
  assign in_progress = (connection.stream.flags & InProgress) != '0;
  assign stream_o = connection.stream;
  assign has_bytes_o = connection.buf_bytes != '0;
  assign buf_end_o = connection.buf_end;
  assign chain_tail_o = connection.held.chain_tail;

  // What a marker comes to; RECEIVE posts at once.
  logic is_receive, is_reply, is_frame, is_forward, has_segment, starts;
  logic [toe_pkg::FRAME_W-1:0] taken_q;
  assign is_frame = job_i == toe_spec_pkg::TOE_JOB_FRAME;
  assign is_forward = job_i == toe_spec_pkg::TOE_JOB_FORWARD;
  assign has_segment = is_frame || is_forward;
  assign is_forward_o = job_q == toe_spec_pkg::TOE_JOB_FORWARD;
  assign is_frame_o = job_q == toe_spec_pkg::TOE_JOB_FRAME;
  assign is_receive = job_i == toe_spec_pkg::TOE_JOB_RECEIVE;
  assign is_reply = job_i == toe_spec_pkg::TOE_JOB_REPLY;
  always_comb begin
    error_o = 4'(toe_spec_pkg::TOE_ERROR_NONE);
    if (is_receive || is_reply || is_forward) begin
      if (lost_i) error_o = 4'(toe_spec_pkg::TOE_ERROR_NO_OBJECT);
      else if (is_receive && !posted_free_i) error_o = 4'(toe_spec_pkg::TOE_ERROR_NO_ROOM);
      else if (is_reply && (!in_progress || command_i.filled > connection.indicated))
        error_o = 4'(toe_spec_pkg::TOE_ERROR_BAD_RECEIVE);
      else if (is_forward && forward_failed_i) error_o = 4'(toe_spec_pkg::TOE_ERROR_OBJECT_FETCH);
      else if (is_forward && !forward_whole_i) error_o = 4'(toe_spec_pkg::TOE_ERROR_BAD_RECEIVE);
      else if (is_forward && (connection.stream.flags & HostPath) != '0)
        error_o = 4'(toe_spec_pkg::TOE_ERROR_NOT_NOW);
    end
  end
  assign starts = judge_i && error_o == 4'(toe_spec_pkg::TOE_ERROR_NONE);
  assign push_o = starts && is_receive;
  assign push_links_o = connection.held.posted != '0;
  assign push_last_o = connection.held.last_posted;

  // A step.
  logic steps, has_posted, has_push, is_full, wants_buffer, is_lost, fits;
  logic ack_due, ack_asked;
  logic [7:0] complete_status;
  logic [31:0] host_bytes;
  assign steps = state_q == StStep || (state_q == StRest && close_i);
  assign has_posted = connection.held.posted != '0;
  assign is_lost = close_i ? lost_i : lost_q;
  assign ack_asked = close_i ? connection.stream.ack_pending != '0 && (connection.stream.flags & HostPath) == '0 : ack_due;
  toe_ack_due u_ack_due (
    .nxt_i         (connection.stream.nxt),
    .wnd_i         (connection.stream.wnd),
    .flags_i       (connection.stream.flags),
    .ack_pending_i (connection.stream.ack_pending),
    .advertised_i  (connection.advertised),
    .scale_i       (scale),
    .initial_wnd_i (initial_wnd),
    .remote_mss_i  (remote_mss),
    .frequency_i   (ack_frequency_i),
    .is_told_i     (told_q),
    .due_o         (ack_due),
    .window_o      (window),
    .edge_o        (edge_told)
  );
  toe_rcv_step u_step (
    .closes_i       (close_i),
    .is_first_i     (first_q),
    .is_timer_i     (job_q == toe_spec_pkg::TOE_JOB_PUSH_TIMER),
    .has_reply_i    (job_q == toe_spec_pkg::TOE_JOB_REPLY && value_q != '0),
    .has_event_i    (event_q),
    .has_pass_i     (pass_q),
    .has_placed_i   (placed_q),
    .is_alone_i     (alone_q),
    .is_lost_i      (is_lost),
    .has_bytes_i    (connection.buf_bytes != '0),
    .flags_i        (connection.stream.flags),
    .has_posted_i   (has_posted),
    .request_i      (request),
    .ack_due_i      (ack_asked && !acked_q),
    .buffer_free_i  (buffer_free_i),
    .step_o         (does),
    .status_o       (complete_status),
    .disconnects_o  (disconnects),
    .is_full_o      (is_full),
    .has_push_o     (has_push),
    .wants_buffer_o (wants_buffer)
  );
  assign wait_o = steps && wants_buffer;
  assign ends_o = state_q == StStep && does == toe_pkg::StepEnd;
  assign closed_o = steps && close_i && does == toe_pkg::StepEnd;
  assign pop_o = steps && does == toe_pkg::StepComplete;
  // A frame is passed up if there is a host buffer as long.
  assign fits = buffer_free_i && 32'(frame_bytes_q) <= host_bytes;
  assign pass_start_o = steps && does == toe_pkg::StepPass && fits;
  assign buffer_take_o = (steps && does == toe_pkg::StepIndicate) || pass_start_o;
  assign ack_start_o = steps && does == toe_pkg::StepAck;
  assign next_step = close_i ? StRest : StStep;

  // What an action moves.
  logic [toe_pkg::COPY_BLOCKS_W-1:0] passed, gone_d, gone_q;
  logic takes_all, all_d, all_q, moves_data, consumes_later, places;
  toe_rcv_move u_move (
    .closes_i         (close_i),
    .step_i           (does),
    .value_i          (value_q),
    .frame_bytes_i    (frame_bytes_q),
    .request_i        (request),
    .buf_bytes_i      (connection.buf_bytes),
    .buf_begin_i      (connection.buf_begin),
    .blocks_i         (connection.held.blocks),
    .indication_i     (indication),
    .host_log2_i      (rcv_regs_i.host_log2),
    .host_bytes_o     (host_bytes),
    .moved_o          (moved),
    .takes_all_o      (takes_all),
    .passed_o         (passed),
    .moves_data_o     (moves_data),
    .consumes_later_o (consumes_later),
    .walk_rows_o      (walk_rows_o),
    .walk_steps_o     (walk_steps_o)
  );
  assign places = (steps && moves_data) || pass_start_o;
  assign walk_start_o = steps && (moves_data || (consumes_later && !takes_all));
  assign walk_head_o = connection.held.chain_head;

  // Placing begins with the edge after the step, when the host buffer is known.
  logic place_q;
  logic [63:0] address_d, address_q;
  logic [4:0] log2_q;
  assign place_start_o = place_q;
  assign place_address_o = address_q + (indicates_q ? 64'(buffer_i) << log2_q : 64'd0);
  assign place_bytes_o = moved_q;
  assign place_offset_o = passes_q ? '0 : connection.buf_begin;
  assign passes_o = passes_q;
  always_comb begin
    address_d = request.address + 64'(request.filled);
    if (does == toe_pkg::StepIndicate || does == toe_pkg::StepPass)
      address_d = rcv_regs_i.host_base;
    if (close_i) address_d = close_address_i;
  end

  // Bytes are consumed: at the step itself when no block goes, else when the action ends.
  logic is_walk_end;
  logic [19:0] walk_d, walk_q;   // edges left
  assign is_placing_end = state_q == StPlace && place_done_i;
  assign is_walk_end = state_q == StWalk && walk_q == '0;
  assign consumes = (steps && does == toe_pkg::StepConsume && !consumes_later) || is_walk_end ||
                    (is_placing_end && !indicates_q && !close_i);
  assign eaten = steps ? moved : moved_q;
  assign gone = steps ? '0 : gone_q;
  assign eats_all = !steps && all_q;

  // An entry.
  logic [7:0] entry_kind_d, entry_kind_q, status_d, status_q;
  logic [31:0] entry_id_d, entry_id_q, seq;
  logic is_event_d, is_event_q;
  assign entry_valid_o = state_q == StEntry && ring_room_i;
  assign entry_push = entry_valid_o && entry_ready_i;
  // The first byte not delivered; FIN is behind the last.
  assign seq = is_lost || passes_q ? '0 :
               connection.stream.nxt - connection.buf_bytes - 32'((connection.stream.flags & Fin) != '0);
  toe_rcv_entry u_entry (
    .valid_i       (entry_valid_o),
    .address_i     (ring_address_i),
    .phase_i       (ring_phase_i),
    .handle_i      (handle_q),
    .commit_i      (commit_i),
    .kind_i        (entry_kind_q),
    .id_i          (indicates_q ? {20'b0, buffer_i} : entry_id_q),
    .bytes_i       (entry_bytes_q),
    .status_i      (status_q),
    .seq_i         (seq),
    .is_event_i    (is_event_q),
    .code_i        (code_q),
    .info_i        (info_q),
    .ndis_handle_i (lost_q ? '0 : ndis_handle),
    .write_o       (entry_o)
  );

  // The state as the job changes it.
  always_comb begin
    state_d = state_q;
    first_d = first_q;
    placed_d = placed_q;
    moved_d = moved_q;
    gone_d = gone_q;
    all_d = all_q;
    indicates_d = indicates_q;
    walk_d = state_q == StWalk && walk_q != '0 ? walk_q - 20'd1 : walk_q;
    is_event_d = is_event_q;
    entry_kind_d = entry_kind_q;
    entry_id_d = entry_id_q;
    entry_bytes_d = entry_bytes_q;
    status_d = status_q;
    passes_d = passes_q;
    event_d = event_q;
    code_d = code_q;
    info_d = info_q;
    pass_d = pass_q;
    reason_d = reason_q;
    told_d = told_q;
    acked_d = acked_q;

    if (look_i) begin
      placed_d = 1'b0;
      acked_d = 1'b0;
    end
    if (starts) begin
      state_d = StStep;
      first_d = 1'b1;
      event_d = lost_i;
      code_d = toe_spec_pkg::TOE_EVENT_RETRIEVE;
      info_d = toe_spec_pkg::TOE_UPLOAD_REASON_HARDWARE_FAILURE;
      pass_d = 1'b0;
      reason_d = '0;
      told_d = job_i == toe_spec_pkg::TOE_JOB_ACK_TIMER;
      acked_d = 1'b0;
      placed_d = 1'b0;
      if (has_segment) begin
        event_d = judged_i.event_valid;
        code_d = judged_i.event_code;
        info_d = judged_i.event_info;
        pass_d = judged_i.passes;
        reason_d = judged_i.reason;
        told_d = judged_i.acks;
        if (judged_i.taken != '0) state_d = StAppend;
      end
    end
    if (appends) state_d = StStep;

    if (steps) begin
      if (does != toe_pkg::StepEnd) first_d = 1'b0;
      moved_d = moved;
      gone_d = passed;
      all_d = takes_all;
      indicates_d = does == toe_pkg::StepIndicate || does == toe_pkg::StepPass;
      walk_d = {passed, 1'b0} - 20'd1;
      passes_d = does == toe_pkg::StepPass;
      is_event_d = does == toe_pkg::StepEvent;
      entry_kind_d = toe_spec_pkg::TOE_RCV_KIND_COMPLETE;
      status_d = complete_status;
      entry_id_d = request.id;
      entry_bytes_d = request.filled;
      if (close_i && !is_full) begin
        status_d = lost_i ? toe_spec_pkg::TOE_RCV_STATUS_REQUEST_ABORTED :
                            toe_spec_pkg::TOE_RCV_STATUS_UPLOAD_IN_PROGRESS;
      end
      if (does == toe_pkg::StepIndicate) begin
        entry_kind_d = toe_spec_pkg::TOE_RCV_KIND_INDICATE;
        entry_bytes_d = 32'(moved);
        status_d = toe_spec_pkg::TOE_RCV_STATUS_SUCCESS;
      end
      if (does == toe_pkg::StepPass) begin
        entry_kind_d = toe_spec_pkg::TOE_RCV_KIND_PASS;
        entry_bytes_d = 32'(moved);
        status_d = reason_q;
        pass_d = 1'b0;
        if (!fits) reason_d = toe_spec_pkg::TOE_FRAME_NO_HOST_BUFFER;
      end
      if (does == toe_pkg::StepEvent) begin
        event_d = 1'b0;
        if (disconnects) begin
          code_d = toe_spec_pkg::TOE_EVENT_DISCONNECT;
          info_d = '0;
        end
      end
      case (does)
        toe_pkg::StepConsume: state_d = consumes_later ? StWalk : StStep;
        toe_pkg::StepPlace, toe_pkg::StepIndicate: state_d = StPlace;
        toe_pkg::StepComplete, toe_pkg::StepEvent: state_d = StEntry;
        toe_pkg::StepPass: if (fits) state_d = StPlace;
        toe_pkg::StepAck: begin
          state_d = StAck;
          acked_d = 1'b1;
        end
        default: if (state_q == StStep) state_d = StRest;
      endcase
    end
    if (is_placing_end) begin
      state_d = indicates_q ? StEntry : next_step;
      if (!indicates_q) placed_d = 1'b1;
    end
    if (is_walk_end) state_d = StStep;
    if (acks) begin
      state_d = next_step;
      if (ack_lost_i) begin
        event_d = 1'b1;
        code_d = toe_spec_pkg::TOE_EVENT_RETRIEVE;
        info_d = toe_spec_pkg::TOE_UPLOAD_REASON_HARDWARE_FAILURE;
      end
    end
    if (entry_push) state_d = next_step;
  end

  // The end.
  assign timer_runs_o = connection.held.has_timer;
  assign ack_timer_runs_o = connection.held.has_ack_timer;
  assign updates_o = ends_o && !alone_q;
  assign fill_o = ends_o && has_posted && !alone_q;
  assign first_o = connection.held.first_posted;
  assign filled_o = request.filled;
  assign context_has_first_o = changed_q;
  toe_rcv_end u_end (
    .ends_i            (ends_o),
    .is_alone_i        (alone_q),
    .is_lost_i         (lost_q),
    .has_placed_i      (placed_q),
    .job_i             (job_q),
    .handle_i          (handle_q),
    .reason_i          (reason_q),
    .judged_cycle_i    (judged_q),
    .commit_i          (commit_i),
    .connection_i      (connection),
    .has_push_i        (has_push),
    .waits_i           (waits_i || wait_o),
    .levels_i          (levels_i),
    .keeps_o           (context_valid_o),
    .timer_start_o     (timer_start_o),
    .timer_stop_o      (timer_stop_o),
    .ack_timer_start_o (ack_timer_start_o),
    .ack_timer_stop_o  (ack_timer_stop_o),
    .after_o           (after_o),
    .context_o         (context_o),
    .job_o             (job_o)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StRest;
      place_q <= 1'b0;
    end else begin
      state_q <= state_d;
      place_q <= places;
    end
  end
  always_ff @(posedge clk_i) begin
    first_q <= first_d;
    placed_q <= placed_d;
    moved_q <= moved_d;
    gone_q <= gone_d;
    all_q <= all_d;
    indicates_q <= indicates_d;
    walk_q <= walk_d;
    is_event_q <= is_event_d;
    entry_kind_q <= entry_kind_d;
    entry_id_q <= entry_id_d;
    entry_bytes_q <= entry_bytes_d;
    status_q <= status_d;
    passes_q <= passes_d;
    event_q <= event_d;
    code_q <= code_d;
    info_q <= info_d;
    pass_q <= pass_d;
    reason_q <= reason_d;
    told_q <= told_d;
    acked_q <= acked_d;
    if (looked_q || judge_i) handle_q <= handle_i;
    if (starts) begin
      job_q <= job_i;
      judged_q <= now_i;
      lost_q <= lost_i;
      alone_q <= is_alone_i;
      changed_q <= has_segment && judged_i.state_changes;
      frame_bytes_q <= judged_i.bytes;
      taken_q <= judged_i.taken;
      value_q <= command_i.filled[24:0];
    end
    if (look_i) begin
      lost_q <= 1'b0;
      alone_q <= 1'b0;
    end
    if (places) begin
      address_q <= address_d;
      log2_q <= rcv_regs_i.host_log2;
    end
  end

  logic unused_inputs;
  assign unused_inputs = ^{rcv_regs_i.push_cycles, levels_i};

  assign buf_bytes_o = connection.buf_bytes;
  assign active_o = connection_active || judge_i || place_q ||
                    state_q == StStep || (steps && does != toe_pkg::StepEnd) || is_placing_end ||
                    state_q == StWalk || entry_push || appends || acks;

  `TOE_ASSERT_INIT(walk_is_two_a_block, toe_spec_pkg::TOE_STAGE_RCV_WALK_CYCLES == 2)
  `TOE_ASSERT(jobs_start_at_rest, !judge_i || (state_q == StRest && !close_i))
  `TOE_ASSERT(blocks_hold_the_bytes, !steps || lost_i || lost_q || alone_q ||
              (connection.buf_bytes == '0) == (connection.held.blocks == '0))
  `TOE_ASSERT(walks_in_time, !consumes || gone == '0 || eats_all || walk_arrived_i)
  `TOE_ASSERT(closing_keeps_its_state, !closed_o || state_q == StRest)
  `TOE_ASSERT(quiet, active_o || state_d == state_q)
endmodule
