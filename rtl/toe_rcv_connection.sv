// SPDX-License-Identifier: Apache-2.0
//
// toe_rcv_connection - the connection that a receive job or a closing works on, as it is now: what the ledger
// holds of it, its first posted request, the members of its rows that jobs change (docs/microarchitecture.md
// 5.11, 5.14).
//
// Latency: looked at at an edge, what the ledger holds is here from two edges later on, its first request two
// edges behind it, a row from the edge after it is sampled.  Whatever changes it shows from the edge after.
`include "toe_assert.svh"

module toe_rcv_connection (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  // ledger, rows, posted requests
  input  logic                              look_i,
  output logic                              looked_o,      // held_i is of it
  input  toe_pkg::holding_t                 held_i,
  input  logic                              in_use_i,
  input  logic                              row_valid_i,
  input  logic [1:0]                        row_i,
  input  logic [toe_pkg::ROW_BITS-1:0]      row_data_i,
  output logic                              posted_read_o,
  output logic [toe_pkg::POSTED_W-1:0]      posted_place_o,
  input  toe_pkg::request_t                 posted_i,      // at the edge after
  input  logic [toe_pkg::POSTED_W-1:0]      posted_behind_i,

  // a job starts: what it is, what a RECEIVE posts, what becomes of a frame's connection
  input  logic                              starts_i,
  input  logic [3:0]                        job_i,         // toe_job
  input  logic                              is_alone_i,
  input  toe_pkg::request_t                 command_i,
  input  logic [toe_pkg::POSTED_W-1:0]      push_place_i,
  input  toe_pkg::stream_t                  stream_i,

  // the end of an append
  input  logic                              appends_i,
  input  logic [toe_pkg::FRAME_W-1:0]       taken_i,       // bytes
  input  toe_pkg::appended_t                appended_i,

  // the first request leaves, or is filled; the disconnect is told
  input  logic                              completes_i,
  input  logic                              fills_i,
  input  logic [24:0]                       filled_i,      // bytes more
  input  logic                              disconnects_i,

  // bytes are consumed, with blocks that hold none of the rest
  input  logic                              consumes_i,
  input  logic [24:0]                       eaten_i,
  input  logic [toe_pkg::COPY_BLOCKS_W-1:0] gone_i,
  input  logic                              eats_all_i,
  input  logic [31:0]                       initial_wnd_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_here_i,   // the first block that stays, the one before
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_before_i,
  output toe_pkg::consumed_t                consumed_o,

  // an acknowledgment ends, was sent; something was indicated
  input  logic                              ack_ends_i,
  input  logic                              acks_i,
  input  logic [31:0]                       advertised_i,
  input  logic                              indicates_i,
  input  logic [31:0]                       indicated_i,

  // as it is
  output toe_pkg::connection_t              connection_o,
  output toe_pkg::request_t                 request_o,     // the first

  // status
  output logic                              active_o
);
  localparam int unsigned Row = toe_pkg::ROW_BITS;
  localparam int unsigned NxtLsb = toe_spec_pkg::TOE_OBJ_TCP_RCV_NXT_LSB - Row;
  localparam int unsigned WndLsb = toe_spec_pkg::TOE_OBJ_TCP_RCV_WND_LSB - Row;
  localparam logic [15:0] InProgress = toe_spec_pkg::TOE_RCV_FLAG_IN_PROGRESS;
  localparam logic [15:0] Refused = toe_spec_pkg::TOE_RCV_FLAG_REFUSED;
  // Those that are kept elsewhere are not.
  localparam logic [15:0] Kept = ~(toe_spec_pkg::TOE_RCV_FLAG_WAITING |
                                   toe_spec_pkg::TOE_RCV_FLAG_PUSH_TIMER |
                                   toe_spec_pkg::TOE_RCV_FLAG_ACK_TIMER);

  logic looked_q, read_q;                               // ledger, posted request are here
  toe_pkg::connection_t now_d, now_q;
  toe_pkg::request_t request_d, request_q;
  logic [toe_pkg::POSTED_W-1:0] behind_d, behind_q;     // the request behind the first
  logic has_posted, has_one;
  assign has_posted = now_q.held.posted != '0;
  assign has_one = now_q.held.posted == (toe_pkg::POSTED_W + 1)'(1);
  assign looked_o = looked_q;
  assign connection_o = now_q;
  assign request_o = request_q;

  // The first request of a queue is read when the ledger is here, and when the one before it leaves.
  assign posted_read_o = (looked_q && in_use_i && held_i.posted != '0) || (completes_i && !has_one);
  assign posted_place_o = looked_q ? held_i.first_posted : behind_q;

  always_comb begin
    consumed_o.valid = consumes_i && gone_i != '0;
    consumed_o.head = now_q.held.chain_head;
    consumed_o.tail = eats_all_i ? now_q.held.chain_tail : walk_before_i;
    consumed_o.blocks = gone_i;
    consumed_o.copy_blocks = gone_i < now_q.held.copy_blocks ? gone_i : now_q.held.copy_blocks;
  end
  logic [32:0] wnd_sum;
  assign wnd_sum = {1'b0, now_q.stream.wnd} + 33'(eaten_i);

  always_comb begin
    now_d = now_q;
    request_d = request_q;
    behind_d = behind_q;
    if (looked_q) now_d.held = held_i;
    if (read_q) begin
      request_d = posted_i;
      behind_d = posted_behind_i;
    end
    if (row_valid_i && row_i == 2'd0)
      now_d.stream.state = row_data_i[toe_spec_pkg::TOE_OBJ_TCP_STATE_LSB +: 8];
    if (row_valid_i && row_i == 2'd1) begin
      now_d.stream.nxt = row_data_i[NxtLsb +: 32];
      now_d.stream.wnd = row_data_i[WndLsb +: 32];
    end
    if (row_valid_i && row_i == 2'd3) begin
      now_d.buf_bytes = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_BUF_BYTES_LSB +: 32];
      now_d.buf_begin = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_BUF_BEGIN_LSB +: 6];
      now_d.buf_end = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_BUF_END_LSB +: 7];
      now_d.indicated = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_INDICATED_LSB +: 32];
      now_d.advertised = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_ADVERTISED_LSB +: 32];
      now_d.stream.flags = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_FLAGS_LSB +: 16] & Kept;
      now_d.stream.out_of_order =
        row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_OUT_OF_ORDER_LSB +: 8];
      now_d.stream.ack_pending = row_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_ACK_PENDING_LSB +: 8];
    end

    if (starts_i) begin
      case (job_i)
        toe_spec_pkg::TOE_JOB_PUSH_TIMER: now_d.held.has_timer = 1'b0;
        toe_spec_pkg::TOE_JOB_ACK_TIMER: now_d.held.has_ack_timer = 1'b0;
        toe_spec_pkg::TOE_JOB_FRAME, toe_spec_pkg::TOE_JOB_FORWARD:
          if (!is_alone_i) now_d.stream = stream_i;
        toe_spec_pkg::TOE_JOB_RECEIVE: begin
          now_d.stream.flags = now_q.stream.flags & ~Refused;
          now_d.held.last_posted = push_place_i;
          now_d.held.posted = now_q.held.posted + 1'b1;
          if (!has_posted) begin
            now_d.held.first_posted = push_place_i;
            request_d = command_i;
          end
          if (has_one) behind_d = push_place_i;
        end
        toe_spec_pkg::TOE_JOB_REPLY: begin
          now_d.stream.flags = now_q.stream.flags & ~InProgress;
          now_d.indicated = '0;
          if (command_i.filled < now_q.indicated && !has_posted)
            now_d.stream.flags = (now_q.stream.flags & ~InProgress) | Refused;
        end
        default: now_d.indicated = now_q.indicated;
      endcase
    end
    if (appends_i) begin
      now_d.buf_bytes = now_q.buf_bytes + 32'(taken_i);
      now_d.buf_end = appended_i.buf_end;
      now_d.held.blocks = now_q.held.blocks + toe_pkg::COPY_BLOCKS_W'(appended_i.blocks);
      now_d.held.chain_tail = appended_i.tail;
      if (now_q.held.blocks == '0) now_d.held.chain_head = appended_i.head;
    end
    if (disconnects_i)
      now_d.stream.flags = now_q.stream.flags | toe_spec_pkg::TOE_RCV_FLAG_DISCONNECTED;
    if (completes_i) begin
      now_d.held.first_posted = behind_q;
      now_d.held.posted = now_q.held.posted - 1'b1;
    end
    if (fills_i) request_d.filled = request_q.filled + 32'(filled_i);
    if (consumes_i) begin
      now_d.buf_bytes = now_q.buf_bytes - 32'(eaten_i);
      now_d.buf_begin = now_q.buf_begin + eaten_i[5:0];
      if (eats_all_i) begin
        now_d.buf_begin = '0;
        now_d.buf_end = '0;
      end
      now_d.held.blocks = now_q.held.blocks - gone_i;
      now_d.held.copy_blocks = now_q.held.copy_blocks - consumed_o.copy_blocks;
      if (!eats_all_i && gone_i != '0) now_d.held.chain_head = walk_here_i;
      if (now_q.stream.wnd < initial_wnd_i)
        now_d.stream.wnd = wnd_sum > 33'(initial_wnd_i) ? initial_wnd_i : wnd_sum[31:0];
    end
    if (ack_ends_i) now_d.stream.ack_pending = '0;
    if (acks_i) now_d.advertised = advertised_i;
    if (indicates_i) begin
      now_d.stream.flags = now_q.stream.flags | InProgress;
      now_d.indicated = indicated_i;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      looked_q <= 1'b0;
      read_q <= 1'b0;
    end else begin
      looked_q <= look_i;
      read_q <= posted_read_o;
    end
  end
  always_ff @(posedge clk_i) begin
    now_q <= now_d;
    request_q <= request_d;
    behind_q <= behind_d;
  end
  logic unused_row;
  assign unused_row = ^row_data_i;
  assign active_o = look_i || looked_q || read_q || row_valid_i || starts_i || appends_i ||
                    completes_i || fills_i || disconnects_i || consumes_i || ack_ends_i ||
                    indicates_i;

  `TOE_ASSERT(consumes_what_is_there, !consumes_i || 32'(eaten_i) <= now_q.buf_bytes)
  `TOE_ASSERT(quiet, active_o || {now_d, request_d, behind_d} == {now_q, request_q, behind_q})
endmodule
