// SPDX-License-Identifier: Apache-2.0
//
// toe_receive - the delivery algorithm: steps of receive jobs and of closing a connection, one action at
// a time (docs/microarchitecture.md 5.11).
//
// A connection is looked at by COMMIT; what the ledger holds of it is here at the edge after, its first
// posted request two edges later, its rows as they are sampled.  A job begins at judge_i; its first step
// is at the edge after.  A closing steps while close_i stands.  A step that starts nothing ends the job,
// at that very edge, or says closed_o for as long as it is asked.
`include "toe_assert.svh"

module toe_receive (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]       now_i,

  // the connection
  input  logic                              look_i,
  input  logic [31:0]                       handle_i,
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
  output logic [3:0]                        error_o,       // what a marker comes to
  input  logic [toe_pkg::COMMIT_W-1:0]      commit_i,      // number of its entries

  // a closing
  input  logic                              close_i,
  input  logic [63:0]                       close_address_i,
  output logic                              closed_o,
  output logic [31:0]                       buf_bytes_o,

  // registers
  input  toe_pkg::rcv_regs_t                rcv_regs_i,

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

  // the end of a job: ledger, timer, context
  output logic                              ends_o,
  output toe_pkg::holding_t                 after_o,       // held_i as it is now
  output logic                              timer_start_o,
  output logic                              timer_stop_o,
  output logic                              timer_runs_o,
  output logic                              context_valid_o,
  output logic [toe_pkg::ROW_BITS-1:0]      context_row_o, // row 1, held for an edge more
  output toe_pkg::rcv_context_t             context_o,     // row 3

  // retire
  input  toe_pkg::levels_t                  levels_i,
  output toe_spec_pkg::retire_job_t         job_o,

  // status
  output logic                              active_o
);
  localparam int unsigned Row = toe_pkg::ROW_BITS;
  localparam int unsigned NxtLsb = toe_spec_pkg::TOE_OBJ_TCP_RCV_NXT_LSB - Row;
  localparam int unsigned WndLsb = toe_spec_pkg::TOE_OBJ_TCP_RCV_WND_LSB - Row;
  localparam int unsigned IndicationLsb = toe_spec_pkg::TOE_OBJ_TCP_RCV_INDICATION_LSB - 2 * Row;
  localparam logic [15:0] InProgress = toe_spec_pkg::TOE_RCV_FLAG_IN_PROGRESS;
  localparam logic [15:0] Refused = toe_spec_pkg::TOE_RCV_FLAG_REFUSED;

  typedef enum logic [2:0] {
    StRest,    // no job; a closing steps here
    StStep,    // a step of a job
    StPlace,   // data goes to the host
    StWalk,    // what was indicated is consumed
    StEntry    // an entry waits for its push
  } state_e;
  state_e state_d, state_q, next_step;
  toe_pkg::step_e does;

  // The job.
  logic [3:0] job_q;
  logic [31:0] handle_q;
  logic [toe_pkg::CYCLE_W-1:0] judged_q;
  logic first_d, first_q, placed_d, placed_q, lost_q;   // first step; data was placed; context lost
  logic [24:0] value_q;                                 // REPLY: bytes to consume

  // The connection.
  logic looked_q, read_q;                               // ledger, posted request are here
  toe_pkg::holding_t held_d, held_q;
  toe_pkg::request_t request_d, request_q;              // the first
  logic [toe_pkg::POSTED_W-1:0] behind_d, behind_q;     // the one behind it
  logic [Row-1:0] row_q;                                // row 1
  logic [31:0] wnd_d, wnd_q, initial_wnd_q, indication_q, bytes_d, bytes_q, indicated_d, indicated_q;
  logic [5:0] begin_d, begin_q;
  logic [6:0] end_d, end_q;
  logic in_progress_d, in_progress_q, refused_d, refused_q;
  logic [31:0] nxt;
  assign nxt = row_q[NxtLsb +: 32];

  // What a marker comes to; RECEIVE posts at once.
  logic is_receive, is_reply, starts;
  assign is_receive = job_i == toe_spec_pkg::TOE_JOB_RECEIVE;
  assign is_reply = job_i == toe_spec_pkg::TOE_JOB_REPLY;
  always_comb begin
    error_o = 4'(toe_spec_pkg::TOE_ERROR_NONE);
    if (is_receive || is_reply) begin
      if (lost_i) error_o = 4'(toe_spec_pkg::TOE_ERROR_NO_OBJECT);
      else if (is_receive && !posted_free_i) error_o = 4'(toe_spec_pkg::TOE_ERROR_NO_ROOM);
      else if (is_reply && (!in_progress_q || command_i.filled > indicated_q))
        error_o = 4'(toe_spec_pkg::TOE_ERROR_BAD_RECEIVE);
    end
  end
  assign starts = judge_i && error_o == 4'(toe_spec_pkg::TOE_ERROR_NONE);
  assign push_o = starts && is_receive;
  assign push_links_o = held_q.posted != '0;
  assign push_last_o = held_q.last_posted;

  // A step.
  logic steps, has_posted, has_push, is_full, wants_buffer, is_lost;
  assign steps = state_q == StStep || (state_q == StRest && close_i);
  assign has_posted = held_q.posted != '0;
  assign is_lost = close_i ? lost_i : lost_q;
  toe_rcv_step u_step (
    .closes_i       (close_i),
    .is_first_i     (first_q),
    .is_timer_i     (job_q == toe_spec_pkg::TOE_JOB_PUSH_TIMER),
    .has_reply_i    (job_q == toe_spec_pkg::TOE_JOB_REPLY && value_q != '0),
    .has_placed_i   (placed_q),
    .is_lost_i      (is_lost),
    .has_bytes_i    (bytes_q != '0),
    .in_progress_i  (in_progress_q),
    .refused_i      (refused_q),
    .has_posted_i   (has_posted),
    .request_i      (request_q),
    .buffer_free_i  (buffer_free_i),
    .step_o         (does),
    .is_full_o      (is_full),
    .has_push_o     (has_push),
    .wants_buffer_o (wants_buffer)
  );
  assign wait_o = steps && wants_buffer;
  assign ends_o = state_q == StStep && does == toe_pkg::StepEnd;
  assign closed_o = steps && close_i && does == toe_pkg::StepEnd;
  assign pop_o = steps && does == toe_pkg::StepComplete;
  assign buffer_take_o = steps && does == toe_pkg::StepIndicate;
  assign next_step = close_i ? StRest : StStep;

  // Bytes an action moves, and blocks that hold none of the rest then.
  logic [31:0] room, most, host_bytes;
  logic [24:0] moved, total, moved_d, moved_q;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] touched, passed, gone_d, gone_q;
  logic takes_all, all_d, all_q;
  assign room = request_q.bytes - request_q.filled;
  assign host_bytes = 32'd1 << rcv_regs_i.host_log2;
  always_comb begin
    most = bytes_q;
    if (does == toe_pkg::StepPlace && !close_i && room < bytes_q) most = room;
    if (does == toe_pkg::StepIndicate) begin
      if (host_bytes < most) most = host_bytes;
      if (indication_q != '0 && indication_q < most) most = indication_q;
    end
    moved = does == toe_pkg::StepConsume ? value_q : most[24:0];
  end
  assign takes_all = 32'(moved) == bytes_q;
  assign total = 25'(begin_q) + moved;
  assign touched = total[24:6] + toe_pkg::COPY_BLOCKS_W'(total[5:0] != '0);
  assign passed = takes_all ? held_q.blocks : total[24:6];

  // The walk over the chain: a placing reads its rows, and comes to the first block that stays.
  logic moves_data, consumes_later;
  assign moves_data = does == toe_pkg::StepPlace || does == toe_pkg::StepIndicate;
  assign consumes_later = does == toe_pkg::StepConsume && passed != '0;
  assign walk_start_o = steps && (moves_data || (consumes_later && !takes_all));
  assign walk_head_o = held_q.chain_head;
  assign walk_rows_o = moves_data ? touched : '0;
  always_comb begin
    walk_steps_o = passed;
    if (moves_data && (takes_all || does == toe_pkg::StepIndicate)) walk_steps_o = touched - 1'b1;
  end

  // Placing begins with the edge after the step, when the host buffer is known.
  logic place_q, indicates_d, indicates_q;
  logic [63:0] address_d, address_q;
  logic [4:0] log2_q;
  assign place_start_o = place_q;
  assign place_address_o = address_q + (indicates_q ? 64'(buffer_i) << log2_q : 64'd0);
  assign place_bytes_o = moved_q;
  assign place_offset_o = begin_q;
  always_comb begin
    address_d = request_q.address + 64'(request_q.filled);
    if (does == toe_pkg::StepIndicate) address_d = rcv_regs_i.host_base;
    if (close_i) address_d = close_address_i;
  end

  // Bytes are consumed: at the step itself when no block goes, else when the action ends.
  logic consumes, is_placing_end, is_walk_end;
  logic [19:0] walk_d, walk_q;   // edges left
  logic [24:0] eaten;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] gone;
  logic eats_all;
  assign is_placing_end = state_q == StPlace && place_done_i;
  assign is_walk_end = state_q == StWalk && walk_q == '0;
  assign consumes = (steps && does == toe_pkg::StepConsume && !consumes_later) || is_walk_end ||
                    (is_placing_end && !indicates_q && !close_i);
  assign eaten = steps ? moved : moved_q;
  assign gone = steps ? '0 : gone_q;
  assign eats_all = !steps && all_q;
  always_comb begin
    consumed_o.valid = consumes && gone != '0;
    consumed_o.head = held_q.chain_head;
    consumed_o.tail = eats_all ? held_q.chain_tail : walk_before_i;
    consumed_o.blocks = gone;
    consumed_o.copy_blocks = gone < held_q.copy_blocks ? gone : held_q.copy_blocks;
  end
  logic [32:0] wnd_sum;
  assign wnd_sum = {1'b0, wnd_q} + 33'(eaten);

  // An entry.
  logic [7:0] entry_kind_d, entry_kind_q, status_d, status_q;
  logic [31:0] entry_id_d, entry_id_q, entry_bytes_d, entry_bytes_q, seq;
  logic is_event_d, is_event_q, entry_push;
  assign entry_valid_o = state_q == StEntry && ring_room_i;
  assign entry_push = entry_valid_o && entry_ready_i;
  assign seq = is_lost ? '0 : nxt - bytes_q;
  toe_rcv_entry u_entry (
    .valid_i    (entry_valid_o),
    .is_event_i (is_event_q),
    .address_i  (ring_address_i),
    .phase_i    (ring_phase_i),
    .kind_i     (entry_kind_q),
    .handle_i   (handle_q),
    .id_i       (indicates_q ? {20'b0, buffer_i} : entry_id_q),
    .bytes_i    (entry_bytes_q),
    .status_i   (status_q),
    .seq_i      (seq),
    .commit_i   (commit_i),
    .write_o    (entry_o)
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
    held_d = held_q;
    request_d = request_q;
    behind_d = behind_q;
    wnd_d = wnd_q;
    bytes_d = bytes_q;
    begin_d = begin_q;
    end_d = end_q;
    indicated_d = indicated_q;
    in_progress_d = in_progress_q;
    refused_d = refused_q;

    if (looked_q) held_d = held_i;
    if (read_q) begin
      request_d = posted_i;
      behind_d = posted_behind_i;
    end
    if (look_i) placed_d = 1'b0;
    if (row_valid_i && row_i == 2'd1) wnd_d = row_data_i[WndLsb +: 32];
    if (row_valid_i && row_i == 2'd3) begin
      bytes_d = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_BUF_BYTES_LSB +: 32];
      begin_d = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_BUF_BEGIN_LSB +: 6];
      end_d = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_BUF_END_LSB +: 7];
      indicated_d = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_INDICATED_LSB +: 32];
      in_progress_d = (row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_FLAGS_LSB +: 16] & InProgress) != '0;
      refused_d = (row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_FLAGS_LSB +: 16] & Refused) != '0;
    end

    if (starts) begin
      state_d = StStep;
      first_d = 1'b1;
      if (job_i == toe_spec_pkg::TOE_JOB_PUSH_TIMER) held_d.has_timer = 1'b0;
      if (is_receive) begin
        refused_d = 1'b0;
        held_d.last_posted = push_place_i;
        held_d.posted = held_q.posted + 1'b1;
        if (!has_posted) begin
          held_d.first_posted = push_place_i;
          request_d = command_i;
        end
        if (held_q.posted == (toe_pkg::POSTED_W + 1)'(1)) behind_d = push_place_i;
      end
      if (is_reply) begin
        in_progress_d = 1'b0;
        indicated_d = '0;
        if (command_i.filled < indicated_q && !has_posted) refused_d = 1'b1;
      end
    end

    if (steps) begin
      if (does != toe_pkg::StepEnd) first_d = 1'b0;
      moved_d = moved;
      gone_d = passed;
      all_d = takes_all;
      indicates_d = does == toe_pkg::StepIndicate;
      walk_d = {passed, 1'b0} - 20'd1;
      is_event_d = does == toe_pkg::StepEvent;
      entry_kind_d = toe_spec_pkg::TOE_RCV_KIND_COMPLETE;
      status_d = toe_spec_pkg::TOE_RCV_STATUS_SUCCESS;
      entry_id_d = request_q.id;
      entry_bytes_d = request_q.filled;
      if (close_i && !is_full) begin
        status_d = lost_i ? toe_spec_pkg::TOE_RCV_STATUS_REQUEST_ABORTED :
                            toe_spec_pkg::TOE_RCV_STATUS_UPLOAD_IN_PROGRESS;
      end
      if (does == toe_pkg::StepIndicate) begin
        entry_kind_d = toe_spec_pkg::TOE_RCV_KIND_INDICATE;
        entry_bytes_d = 32'(moved);
      end
      case (does)
        toe_pkg::StepConsume: state_d = consumes_later ? StWalk : StStep;
        toe_pkg::StepComplete: begin
          state_d = StEntry;
          held_d.first_posted = behind_q;
          held_d.posted = held_q.posted - 1'b1;
        end
        toe_pkg::StepPlace, toe_pkg::StepIndicate: state_d = StPlace;
        toe_pkg::StepEvent: state_d = StEntry;
        default: if (state_q == StStep) state_d = StRest;
      endcase
    end
    if (is_placing_end) begin
      state_d = indicates_q ? StEntry : next_step;
      if (!indicates_q) begin
        placed_d = 1'b1;
        if (!close_i) request_d.filled = request_q.filled + 32'(moved_q);
      end
    end
    if (is_walk_end) state_d = StStep;
    if (consumes) begin
      bytes_d = bytes_q - 32'(eaten);
      begin_d = begin_q + eaten[5:0];
      if (eats_all) begin
        begin_d = '0;
        end_d = '0;
      end
      held_d.blocks = held_q.blocks - gone;
      held_d.copy_blocks = held_q.copy_blocks - consumed_o.copy_blocks;
      if (!eats_all && gone != '0) held_d.chain_head = walk_here_i;
      if (wnd_q < initial_wnd_q)
        wnd_d = wnd_sum > 33'(initial_wnd_q) ? initial_wnd_q : wnd_sum[31:0];
    end
    if (entry_push) begin
      state_d = next_step;
      if (indicates_q) begin
        in_progress_d = 1'b1;
        indicated_d = entry_bytes_q;
      end
    end
  end

  // The first request of a queue is read when the ledger is here, and when the one before it leaves.
  assign posted_read_o = (looked_q && in_use_i && held_i.posted != '0) ||
                         (pop_o && held_q.posted != (toe_pkg::POSTED_W + 1)'(1));
  assign posted_place_o = looked_q ? held_i.first_posted : behind_q;

  // The end.
  assign timer_runs_o = held_q.has_timer;
  assign timer_start_o = ends_o && !lost_q && has_push && (!held_q.has_timer || placed_q);
  assign timer_stop_o = ends_o && !lost_q && !has_push && held_q.has_timer;
  always_comb begin
    after_o = held_q;
    if (!lost_q) after_o.has_timer = has_push;
  end
  assign fill_o = ends_o && has_posted;
  assign first_o = held_q.first_posted;
  assign filled_o = request_q.filled;
  assign context_valid_o = ends_o && !lost_q;
  always_comb begin
    context_row_o = row_q;
    context_row_o[WndLsb +: 32] = wnd_q;
    context_o.posted = 16'(held_q.posted);
    context_o.indicated = indicated_q;
    context_o.flags = {12'b0, waits_i || wait_o, after_o.has_timer, refused_q, in_progress_q};
    context_o.buf_end = 8'(end_q);
    context_o.buf_begin = 8'(begin_q);
    context_o.buf_bytes = bytes_q;
  end
  always_comb begin
    job_o.commit = commit_i;
    job_o.job = job_q;
    job_o.handle = handle_q;
    job_o.judged_cycle = judged_q;
    job_o.buf_bytes = lost_q ? '0 : bytes_q;
    job_o.rcv_nxt = lost_q ? '0 : nxt;
    job_o.rcv_wnd = lost_q ? '0 : wnd_q;
    job_o.flags = lost_q ? '0 : context_o.flags;
    job_o.posted = lost_q ? '0 : 13'(held_q.posted);
    job_o.used_buffered_copy = levels_i.buffered_copy;
    job_o.used_posted = levels_i.posted;
    job_o.used_host_buffer = levels_i.host_buffer;
    job_o.used_rcv_data = levels_i.rcv_data;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StRest;
      looked_q <= 1'b0;
      read_q <= 1'b0;
      place_q <= 1'b0;
    end else begin
      state_q <= state_d;
      looked_q <= look_i;
      read_q <= posted_read_o;
      place_q <= steps && moves_data;
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
    held_q <= held_d;
    request_q <= request_d;
    behind_q <= behind_d;
    wnd_q <= wnd_d;
    bytes_q <= bytes_d;
    begin_q <= begin_d;
    end_q <= end_d;
    indicated_q <= indicated_d;
    in_progress_q <= in_progress_d;
    refused_q <= refused_d;
    if (looked_q) handle_q <= handle_i;
    if (row_valid_i && row_i == 2'd0)
      initial_wnd_q <= row_data_i[toe_spec_pkg::TOE_OBJ_TCP_INITIAL_RCV_WND_LSB +: 32];
    if (row_valid_i && row_i == 2'd1) row_q <= row_data_i;
    if (row_valid_i && row_i == 2'd2) indication_q <= row_data_i[IndicationLsb +: 32];
    if (starts) begin
      job_q <= job_i;
      judged_q <= now_i;
      lost_q <= lost_i;
      value_q <= command_i.filled[24:0];
    end
    if (look_i) lost_q <= 1'b0;
    if (steps && moves_data) begin
      address_q <= address_d;
      log2_q <= rcv_regs_i.host_log2;
    end
  end

  logic unused_inputs;
  assign unused_inputs = ^{rcv_regs_i.push_cycles, levels_i};

  assign buf_bytes_o = bytes_q;
  assign active_o = look_i || looked_q || read_q || row_valid_i || judge_i || place_q ||
                    state_q == StStep || (steps && does != toe_pkg::StepEnd) || is_placing_end ||
                    state_q == StWalk || entry_push;

  `TOE_ASSERT_INIT(walk_is_two_a_block, toe_spec_pkg::TOE_STAGE_RCV_WALK_CYCLES == 2)
  `TOE_ASSERT(jobs_start_at_rest, !judge_i || (state_q == StRest && !close_i))
  `TOE_ASSERT(consumes_what_is_there, !consumes || 32'(eaten) <= bytes_q)
  `TOE_ASSERT(blocks_hold_the_bytes, !steps || lost_i || lost_q ||
              (bytes_q == '0) == (held_q.blocks == '0))
  `TOE_ASSERT(walks_in_time, !consumes || gone == '0 || eats_all || walk_arrived_i)
  `TOE_ASSERT(closing_keeps_its_state, !closed_o || state_q == StRest)
  `TOE_ASSERT(quiet, active_o || {state_d, held_d, request_d, bytes_d, begin_d, wnd_d, indicated_d,
              in_progress_d, refused_d} == {state_q, held_q, request_q, bytes_q, begin_q, wnd_q,
              indicated_q, in_progress_q, refused_q})
endmodule
