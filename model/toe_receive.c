/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_receive.h"

#include <assert.h>
#include <string.h>

enum { BLOCK = TOE_STAGE_BUFFER_ROW_BYTES, RCV_ROW = TOE_RECEIVE_BYTES - TOE_CONTEXT_RCV_BYTES };

/* --- the context --- */

toe_receive_t toe_receive_read(const uint8_t context[TOE_RECEIVE_BYTES]) {
  const uint8_t *row = context + RCV_ROW;
  return (toe_receive_t){
      .rcv_nxt = (uint32_t)TOE_READ(context, OBJ_TCP, RCV_NXT),
      .rcv_wnd = (uint32_t)TOE_READ(context, OBJ_TCP, RCV_WND),
      .initial_rcv_wnd = (uint32_t)TOE_READ(context, OBJ_TCP, INITIAL_RCV_WND),
      .indication_bytes = (uint32_t)TOE_READ(context, OBJ_TCP, RCV_INDICATION),
      .buf_bytes = (uint32_t)TOE_READ(row, CONTEXT_RCV, BUF_BYTES),
      .begin = (uint32_t)TOE_READ(row, CONTEXT_RCV, BUF_BEGIN),
      .end = (uint32_t)TOE_READ(row, CONTEXT_RCV, BUF_END),
      .flags = (uint32_t)TOE_READ(row, CONTEXT_RCV, FLAGS) & (TOE_RCV_FLAG_IN_PROGRESS | TOE_RCV_FLAG_REFUSED),
      .indicated = (uint32_t)TOE_READ(row, CONTEXT_RCV, INDICATED)};
}

void toe_receive_write(const toe_receive_t *receive, uint32_t timer_flags, uint32_t posted,
                       uint8_t context[TOE_RECEIVE_BYTES]) {
  uint8_t *row = context + RCV_ROW;
  TOE_WRITE(context, OBJ_TCP, RCV_WND, receive->rcv_wnd);
  memset(row, 0, TOE_CONTEXT_RCV_BYTES);
  TOE_WRITE(row, CONTEXT_RCV, BUF_BYTES, receive->buf_bytes);
  TOE_WRITE(row, CONTEXT_RCV, BUF_BEGIN, receive->begin);
  TOE_WRITE(row, CONTEXT_RCV, BUF_END, receive->end);
  TOE_WRITE(row, CONTEXT_RCV, FLAGS, receive->flags | timer_flags);
  TOE_WRITE(row, CONTEXT_RCV, INDICATED, receive->indicated);
  TOE_WRITE(row, CONTEXT_RCV, POSTED, posted);
}

void toe_receive_write_new(uint32_t buffered_bytes, uint8_t context[TOE_RECEIVE_BYTES]) {
  toe_receive_t receive = toe_receive_read(context);
  receive.buf_bytes = buffered_bytes;
  receive.begin = receive.indicated = 0;
  receive.end = buffered_bytes == 0 ? 0 : (buffered_bytes - 1) % BLOCK + 1;
  receive.flags = buffered_bytes == 0 ? 0 : TOE_RCV_FLAG_REFUSED;
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

toe_receive_step_t toe_receive_step(const toe_receive_t *receive, const toe_receive_facts_t *facts) {
  const toe_posted_request_t *request = facts->request;
  bool is_in_progress = (receive->flags & TOE_RCV_FLAG_IN_PROGRESS) != 0;
  if (facts->is_first && facts->job == TOE_JOB_REPLY && facts->consumed > 0) return TOE_RECEIVE_CONSUME;
  if (facts->is_first && facts->job == TOE_JOB_PUSH_TIMER && !is_in_progress && request != NULL && request->is_push &&
      request->filled > 0) {
    return TOE_RECEIVE_COMPLETE;
  }
  if (is_in_progress) return TOE_RECEIVE_END;
  if (request != NULL) {
    if (!toe_receive_is_full(request)) return receive->buf_bytes > 0 ? TOE_RECEIVE_PLACE : TOE_RECEIVE_END;
    return receive->buf_bytes > 0 || facts->has_placed ? TOE_RECEIVE_COMPLETE : TOE_RECEIVE_END;
  }
  if (receive->buf_bytes == 0 || (receive->flags & TOE_RCV_FLAG_REFUSED) != 0) return TOE_RECEIVE_END;
  return facts->has_host_buffer ? TOE_RECEIVE_INDICATE : TOE_RECEIVE_WAIT;
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

uint32_t toe_receive_piece(uint64_t address, uint32_t left_bytes) {
  uint32_t most = TOE_STAGE_RCV_PIECE_BYTES - (uint32_t)(address % TOE_STAGE_RCV_PIECE_BYTES);
  return left_bytes < most ? left_bytes : most;
}
