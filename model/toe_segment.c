/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_segment.h"

#include "model/toe_frame_parse.h"

/* TCP_OFFLOAD_CONNECTION_STATE. */
enum {
  STATE_ESTABLISHED = 4,
  STATE_FIN_WAIT1 = 5,
  STATE_FIN_WAIT2 = 6,
  STATE_CLOSE_WAIT = 7,
  STATE_CLOSING = 8,
  STATE_TIME_WAIT = 10
};

enum { OUT_OF_ORDER_STEP = 4, COUNT_MOST = 255 };

/* A segment beside the window: [first, behind) from RcvNxt on, FIN counted. */
typedef struct span {
  int64_t first, behind, window;
  uint32_t length; /* L + F */
} span_t;

static bool is_acceptable(const span_t *span) {
  if (span->length == 0) return span->first == 0 || (span->first > 0 && span->first < span->window);
  return span->window > 0 && span->first < span->window && span->behind > 0;
}

/* Whether the device asks for an upload in this state [R151]. */
static bool may_ask(const toe_receive_t *receive) {
  return receive->state < STATE_FIN_WAIT1 || receive->state > STATE_CLOSE_WAIT;
}

static void ask(toe_segment_verdict_t *verdict, uint32_t reason) {
  verdict->event = TOE_EVENT_RETRIEVE;
  verdict->event_info = reason;
}

static toe_segment_verdict_t judge_rst(toe_receive_t *receive, const span_t *span) {
  toe_segment_verdict_t verdict = {.reason = TOE_FRAME_OUT_OF_WINDOW};
  if (span->first == 0) {
    receive->flags |= (uint32_t)TOE_RCV_FLAG_ABORTED | (uint32_t)TOE_RCV_FLAG_HOST_PATH;
    verdict.reason = TOE_FRAME_RST;
    verdict.event = TOE_EVENT_ABORT;
  } else if (span->first > 0 && span->first < span->window) {
    verdict.reason = TOE_FRAME_RST_IN_WINDOW;
  }
  return verdict;
}

static toe_segment_verdict_t judge_urgent(toe_receive_t *receive) {
  toe_segment_verdict_t verdict = {.reason = TOE_FRAME_URGENT};
  receive->flags |= TOE_RCV_FLAG_HOST_PATH;
  ask(&verdict, TOE_UPLOAD_REASON_RECEIVED_URGENT_DATA);
  return verdict;
}

static toe_segment_verdict_t judge_gap(toe_receive_t *receive, uint32_t limit) {
  toe_segment_verdict_t verdict = {.reason = TOE_FRAME_OUT_OF_ORDER, .has_ack = true};
  receive->out_of_order += OUT_OF_ORDER_STEP;
  if (receive->out_of_order > COUNT_MOST) receive->out_of_order = COUNT_MOST;
  if (limit == 0 || receive->out_of_order < limit || !may_ask(receive)) return verdict;
  receive->out_of_order = 0;
  ask(&verdict, TOE_UPLOAD_REASON_HIGH_OUT_OF_ORDER_PACKETS);
  return verdict;
}

static void take_fin(toe_receive_t *receive, toe_segment_verdict_t *verdict) {
  ++receive->rcv_nxt;
  receive->flags |= TOE_RCV_FLAG_FIN;
  verdict->has_ack = verdict->has_new_state = true;
  if (receive->state == STATE_ESTABLISHED) {
    receive->state = STATE_CLOSE_WAIT;
  } else if (receive->state == STATE_FIN_WAIT1) {
    receive->state = STATE_CLOSING;
  } else {
    receive->state = STATE_TIME_WAIT; /* the host's to wait in [R184] */
    ask(verdict, TOE_UPLOAD_REASON_UPLOAD_REQUESTED);
  }
}

/* In order, or acceptable without anything to take. */
static toe_segment_verdict_t judge_in_order(toe_receive_t *receive, const toe_segment_t *segment, const span_t *span,
                                            uint64_t free_blocks) {
  toe_segment_verdict_t verdict = {.reason = TOE_FRAME_ACCEPTED};
  uint32_t before = span->first < 0 ? (uint32_t)-span->first : 0;
  verdict.skip = before < segment->bytes ? before : segment->bytes;
  uint32_t left = segment->bytes - verdict.skip;
  uint32_t taken = left < receive->rcv_wnd ? left : receive->rcv_wnd;
  if (toe_receive_blocks_for(receive, taken) > free_blocks) {
    verdict = (toe_segment_verdict_t){.reason = TOE_FRAME_NO_ROOM};
    if ((receive->flags & TOE_RCV_FLAG_ASKED) == 0 && may_ask(receive)) {
      receive->flags |= TOE_RCV_FLAG_ASKED;
      ask(&verdict, TOE_UPLOAD_REASON_UPLOAD_REQUESTED);
    }
    return verdict;
  }
  bool has_fin = (segment->flags & TOE_TCP_FIN) != 0 && taken == left && (uint64_t)taken + 1 <= receive->rcv_wnd;
  verdict.taken = taken;
  receive->rcv_nxt += taken;
  receive->rcv_wnd -= taken;
  if (receive->out_of_order > 0) --receive->out_of_order;
  receive->flags &= ~(uint32_t)TOE_RCV_FLAG_ASKED;
  if (taken > 0) {
    receive->flags &= ~(uint32_t)TOE_RCV_FLAG_PSH;
    if ((segment->flags & TOE_TCP_PSH) != 0) receive->flags |= TOE_RCV_FLAG_PSH;
    if (receive->ack_pending < COUNT_MOST) ++receive->ack_pending;
  }
  if (has_fin) take_fin(receive, &verdict);
  return verdict;
}

toe_segment_verdict_t toe_segment_judge(toe_receive_t *receive, const toe_segment_t *segment,
                                        const toe_segment_facts_t *facts) {
  uint32_t length = segment->bytes + ((segment->flags & TOE_TCP_FIN) != 0 ? 1 : 0);
  uint32_t distance = segment->seq - receive->rcv_nxt;
  span_t span = {.first = (int64_t)distance - (distance >> 31 != 0 ? (int64_t)1 << 32 : 0),
                 .window = receive->rcv_wnd,
                 .length = length};
  span.behind = span.first + length;
  if ((receive->flags & TOE_RCV_FLAG_HOST_PATH) != 0) return (toe_segment_verdict_t){.reason = TOE_FRAME_HOST_PATH};
  if ((segment->flags & TOE_TCP_SYN) != 0) return (toe_segment_verdict_t){.reason = TOE_FRAME_SYN};
  if ((segment->flags & TOE_TCP_RST) != 0) return judge_rst(receive, &span);
  if (!is_acceptable(&span)) {
    bool is_old = length > 0 && span.behind <= 0;
    return (toe_segment_verdict_t){.reason = is_old ? TOE_FRAME_DUPLICATE : TOE_FRAME_OUT_OF_WINDOW, .has_ack = true};
  }
  if ((segment->flags & TOE_TCP_ACK) == 0) return (toe_segment_verdict_t){.reason = TOE_FRAME_NO_ACK};
  if ((segment->flags & TOE_TCP_URG) != 0) return judge_urgent(receive);
  if (receive->state >= STATE_CLOSE_WAIT && length > 0) {
    return (toe_segment_verdict_t){.reason = TOE_FRAME_AFTER_FIN, .has_ack = true};
  }
  if (span.first > 0 && length > 0) return judge_gap(receive, facts->out_of_order_limit);
  return judge_in_order(receive, segment, &span, facts->free_blocks);
}
