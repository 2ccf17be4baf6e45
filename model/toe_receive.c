/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_receive.h"

#include <assert.h>
#include <string.h>

enum {
  BLOCK = TOE_STAGE_BUFFER_ROW_BYTES,
  RCV_ROW = TOE_RECEIVE_BYTES - TOE_CONTEXT_RCV_BYTES,
  TIMER_FLAGS = TOE_RCV_FLAG_PUSH_TIMER | TOE_RCV_FLAG_ACK_TIMER | TOE_RCV_FLAG_WAITING,
  SCALE_MASK = 15,
  WINDOW_MOST = 65535,
  STATE_CLOSE_WAIT = 7,
  STATE_LAST_ACK = 9
};

/* --- the context --- */

toe_receive_t toe_receive_read(const uint8_t context[TOE_RECEIVE_BYTES]) {
  const uint8_t *row = context + RCV_ROW;
  return (toe_receive_t){.rcv_nxt = (uint32_t)TOE_READ(context, OBJ_TCP, RCV_NXT),
                         .rcv_wnd = (uint32_t)TOE_READ(context, OBJ_TCP, RCV_WND),
                         .initial_rcv_wnd = (uint32_t)TOE_READ(context, OBJ_TCP, INITIAL_RCV_WND),
                         .indication_bytes = (uint32_t)TOE_READ(context, OBJ_TCP, RCV_INDICATION),
                         .buf_bytes = (uint32_t)TOE_READ(row, CONTEXT_RCV, BUF_BYTES),
                         .begin = (uint32_t)TOE_READ(row, CONTEXT_RCV, BUF_BEGIN),
                         .end = (uint32_t)TOE_READ(row, CONTEXT_RCV, BUF_END),
                         .flags = (uint32_t)TOE_READ(row, CONTEXT_RCV, FLAGS) & ~(uint32_t)TIMER_FLAGS,
                         .indicated = (uint32_t)TOE_READ(row, CONTEXT_RCV, INDICATED),
                         .state = (uint32_t)TOE_READ(context, OBJ_TCP, STATE),
                         .out_of_order = (uint32_t)TOE_READ(row, CONTEXT_RCV, OUT_OF_ORDER),
                         .ack_pending = (uint32_t)TOE_READ(row, CONTEXT_RCV, ACK_PENDING),
                         .advertised = (uint32_t)TOE_READ(row, CONTEXT_RCV, ADVERTISED),
                         .remote_mss = (uint32_t)TOE_READ(context, OBJ_TCP, REMOTE_MSS),
                         .wind_scale = (uint32_t)TOE_READ(context, OBJ_TCP, RCV_WIND_SCALE) & SCALE_MASK};
}

void toe_receive_write(const toe_receive_t *receive, uint32_t timer_flags, uint32_t posted,
                       uint8_t context[TOE_RECEIVE_BYTES]) {
  uint8_t *row = context + RCV_ROW;
  TOE_WRITE(context, OBJ_TCP, STATE, receive->state);
  TOE_WRITE(context, OBJ_TCP, RCV_NXT, receive->rcv_nxt);
  TOE_WRITE(context, OBJ_TCP, RCV_WND, receive->rcv_wnd);
  memset(row, 0, TOE_CONTEXT_RCV_BYTES);
  TOE_WRITE(row, CONTEXT_RCV, BUF_BYTES, receive->buf_bytes);
  TOE_WRITE(row, CONTEXT_RCV, BUF_BEGIN, receive->begin);
  TOE_WRITE(row, CONTEXT_RCV, BUF_END, receive->end);
  TOE_WRITE(row, CONTEXT_RCV, FLAGS, receive->flags | timer_flags);
  TOE_WRITE(row, CONTEXT_RCV, INDICATED, receive->indicated);
  TOE_WRITE(row, CONTEXT_RCV, POSTED, posted);
  TOE_WRITE(row, CONTEXT_RCV, OUT_OF_ORDER, receive->out_of_order);
  TOE_WRITE(row, CONTEXT_RCV, ACK_PENDING, receive->ack_pending);
  TOE_WRITE(row, CONTEXT_RCV, ADVERTISED, receive->advertised);
}

void toe_receive_write_new(uint32_t buffered_bytes, uint8_t context[TOE_RECEIVE_BYTES]) {
  toe_receive_t receive = toe_receive_read(context);
  receive.buf_bytes = buffered_bytes;
  receive.begin = receive.indicated = receive.out_of_order = receive.ack_pending = 0;
  receive.advertised = receive.rcv_nxt + receive.rcv_wnd;
  receive.end = buffered_bytes == 0 ? 0 : (buffered_bytes - 1) % BLOCK + 1;
  receive.flags = buffered_bytes == 0 ? 0 : TOE_RCV_FLAG_REFUSED;
  if (receive.state >= STATE_CLOSE_WAIT && receive.state <= STATE_LAST_ACK) { /* D-16 */
    receive.flags |= TOE_RCV_FLAG_FIN | (buffered_bytes == 0 ? TOE_RCV_FLAG_DISCONNECTED : 0);
  }
  toe_receive_write(&receive, 0, 0, context);
}

bool toe_receive_fits(const toe_receive_t *receive, uint32_t blocks) {
  if (receive->indicated > receive->buf_bytes) return false;
  if (blocks == 0 || receive->buf_bytes == 0) return receive->buf_bytes == 0 && blocks == 0 && receive->begin == 0;
  uint64_t behind = (uint64_t)receive->begin + receive->buf_bytes; /* of the last byte, from the first block on */
  return receive->begin < BLOCK && behind == (uint64_t)(blocks - 1) * BLOCK + receive->end && receive->end >= 1 &&
         receive->end <= BLOCK;
}

/* --- steps --- */

/* A step that needs no status. */
static toe_receive_choice_t just(toe_receive_step_t what) { return (toe_receive_choice_t){.what = what}; }

static toe_receive_choice_t complete(uint32_t status) {
  return (toe_receive_choice_t){.what = TOE_RECEIVE_COMPLETE, .status = status};
}

/* Right edge of the window, as an acknowledgment tells it now. */
static uint32_t told_edge(const toe_receive_t *receive) {
  return receive->rcv_nxt + (toe_receive_window(receive) << receive->wind_scale);
}

static bool is_ack_due(const toe_receive_t *receive, const toe_receive_facts_t *facts) {
  if (facts->has_acked || !toe_receive_may_acknowledge(receive)) return false;
  uint32_t frequency = facts->ack_frequency == 0 ? 1 : facts->ack_frequency;
  if (facts->has_ack || receive->ack_pending >= frequency) return true;
  /* The window has opened by so much, as far as an acknowledgment could tell. */
  uint32_t half = receive->initial_rcv_wnd / 2, two = 2 * receive->remote_mss, least = half < two ? half : two;
  uint32_t opened = told_edge(receive) - receive->advertised;
  return opened > 0 && opened >> 31 == 0 && opened >= least;
}

/* Nothing is to be delivered: an acknowledgment if one is due. */
static toe_receive_choice_t finish(const toe_receive_t *receive, const toe_receive_facts_t *facts) {
  return just(is_ack_due(receive, facts) ? TOE_RECEIVE_ACKNOWLEDGE : TOE_RECEIVE_END);
}

/* Everything before the peer's FIN is delivered [R143, R146]. */
static toe_receive_choice_t step_behind_fin(const toe_receive_t *receive, const toe_receive_facts_t *facts) {
  const toe_posted_request_t *request = facts->request;
  if (request != NULL && request->filled > 0) return complete(TOE_RCV_STATUS_SUCCESS);
  if ((receive->flags & TOE_RCV_FLAG_DISCONNECTED) == 0) return just(TOE_RECEIVE_DISCONNECT);
  if (request != NULL) return complete(TOE_RCV_STATUS_INVALID_STATE);
  return finish(receive, facts);
}

static toe_receive_choice_t step_posted(const toe_receive_t *receive, const toe_receive_facts_t *facts) {
  const toe_posted_request_t *request = facts->request;
  bool has_bytes = receive->buf_bytes > 0, is_full = toe_receive_is_full(request);
  if (has_bytes && !is_full) return just(TOE_RECEIVE_PLACE);
  if (is_full && (has_bytes || facts->has_placed)) return complete(TOE_RCV_STATUS_SUCCESS);
  bool is_pushed = request->is_push && request->filled > 0 && (receive->flags & TOE_RCV_FLAG_PSH) != 0;
  if (is_pushed && !has_bytes && facts->has_placed) return complete(TOE_RCV_STATUS_SUCCESS);
  return finish(receive, facts);
}

toe_receive_choice_t toe_receive_step(const toe_receive_t *receive, const toe_receive_facts_t *facts) {
  const toe_posted_request_t *request = facts->request;
  bool is_in_progress = (receive->flags & TOE_RCV_FLAG_IN_PROGRESS) != 0;
  if (!facts->is_lost && facts->is_first && facts->job == TOE_JOB_REPLY && facts->consumed > 0) {
    return just(TOE_RECEIVE_CONSUME);
  }
  if (!facts->is_lost && facts->is_first && facts->job == TOE_JOB_PUSH_TIMER && !is_in_progress && request != NULL &&
      request->is_push && request->filled > 0) {
    return complete(TOE_RCV_STATUS_SUCCESS);
  }
  if (facts->has_event) return just(TOE_RECEIVE_EVENT);
  if (facts->has_pass) return just(TOE_RECEIVE_PASS);
  if (facts->is_lost) return just(TOE_RECEIVE_END);
  if ((receive->flags & TOE_RCV_FLAG_ABORTED) != 0) {
    return request != NULL ? complete(TOE_RCV_STATUS_REQUEST_ABORTED) : just(TOE_RECEIVE_END);
  }
  if (is_in_progress) return finish(receive, facts);
  if ((receive->flags & TOE_RCV_FLAG_FIN) != 0 && receive->buf_bytes == 0) return step_behind_fin(receive, facts);
  if (request != NULL) return step_posted(receive, facts);
  if (receive->buf_bytes == 0 || (receive->flags & TOE_RCV_FLAG_REFUSED) != 0) return finish(receive, facts);
  if (facts->has_host_buffer) return just(TOE_RECEIVE_INDICATE);
  toe_receive_choice_t choice = finish(receive, facts);
  choice.is_waiting = true;
  return choice;
}

void toe_receive_post(toe_receive_t *receive) { receive->flags &= ~(uint32_t)TOE_RCV_FLAG_REFUSED; }

bool toe_receive_reply(toe_receive_t *receive, uint32_t consumed, uint32_t posted) {
  if ((receive->flags & TOE_RCV_FLAG_IN_PROGRESS) == 0 || consumed > receive->indicated) return false;
  receive->flags &= ~(uint32_t)TOE_RCV_FLAG_IN_PROGRESS;
  if (consumed < receive->indicated && posted == 0) receive->flags |= TOE_RCV_FLAG_REFUSED;
  receive->indicated = 0;
  return true;
}

void toe_receive_indicate(toe_receive_t *receive, uint32_t bytes) {
  receive->flags |= TOE_RCV_FLAG_IN_PROGRESS;
  receive->indicated = bytes;
}

uint32_t toe_receive_blocks(const toe_receive_t *receive, uint32_t bytes) {
  if (bytes < receive->buf_bytes) return (receive->begin + bytes) / BLOCK;
  return bytes == 0 ? 0 : (uint32_t)(((uint64_t)receive->begin + bytes + BLOCK - 1) / BLOCK);
}

void toe_receive_consume(toe_receive_t *receive, uint32_t bytes) {
  assert(bytes <= receive->buf_bytes);
  receive->begin = (receive->begin + bytes) % BLOCK;
  receive->buf_bytes -= bytes;
  if (receive->buf_bytes == 0) receive->begin = receive->end = 0;
  /* A window above the initial one stays as it is. */
  uint64_t wnd = (uint64_t)receive->rcv_wnd + bytes;
  if (wnd > receive->initial_rcv_wnd) wnd = receive->initial_rcv_wnd;
  if (wnd > receive->rcv_wnd) receive->rcv_wnd = (uint32_t)wnd;
}

uint32_t toe_receive_blocks_for(const toe_receive_t *receive, uint32_t bytes) {
  uint32_t room = receive->buf_bytes == 0 ? 0 : BLOCK - receive->end;
  return bytes <= room ? 0 : (bytes - room - 1) / BLOCK + 1;
}

void toe_receive_append(toe_receive_t *receive, uint32_t bytes) {
  if (bytes == 0) return;
  uint32_t end = receive->buf_bytes == 0 ? 0 : receive->end;
  receive->end = (end + bytes - 1) % BLOCK + 1;
  receive->buf_bytes += bytes;
}

uint32_t toe_receive_first(const toe_receive_t *receive) {
  return receive->rcv_nxt - receive->buf_bytes - ((receive->flags & TOE_RCV_FLAG_FIN) != 0 ? 1 : 0);
}

bool toe_receive_may_acknowledge(const toe_receive_t *receive) {
  return (receive->flags & ((uint32_t)TOE_RCV_FLAG_ABORTED | (uint32_t)TOE_RCV_FLAG_HOST_PATH)) == 0;
}

uint32_t toe_receive_window(const toe_receive_t *receive) {
  uint32_t window = receive->rcv_wnd >> receive->wind_scale;
  return window < WINDOW_MOST ? window : WINDOW_MOST;
}

void toe_receive_acknowledge(toe_receive_t *receive, bool was_sent) {
  receive->ack_pending = 0;
  if (was_sent) receive->advertised = told_edge(receive);
}

uint32_t toe_receive_piece(uint64_t address, uint32_t left_bytes) {
  uint32_t most = TOE_STAGE_RCV_PIECE_BYTES - (uint32_t)(address % TOE_STAGE_RCV_PIECE_BYTES);
  return left_bytes < most ? left_bytes : most;
}
