/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_receiver.c - see toe_receiver.h.
 */
#include "sim/host/toe_receiver.h"

#include <stdio.h>
#include <stdlib.h>

#include "sim/host/toe_stream.h"

toe_receiver_t *toe_receiver_new(const char *name, uint64_t number) {
  toe_receiver_t *receiver = calloc(1, sizeof *receiver);
  if (receiver == NULL) return NULL;
  receiver->name = name;
  receiver->number = number;
  return receiver;
}

void toe_receiver_post_free(toe_receiver_post_t *post) {
  if (post == NULL) return;
  toe_op_free(post->op);
  free(post);
}

static void drop_posts(toe_receiver_t *receiver) {
  while (receiver->posts != NULL) {
    toe_receiver_post_t *post = receiver->posts;
    receiver->posts = post->next;
    toe_receiver_post_free(post);
  }
}

void toe_receiver_free(toe_receiver_t *receiver) {
  if (receiver == NULL) return;
  drop_posts(receiver);
  while (receiver->held != NULL) {
    toe_receiver_held_t *held = receiver->held;
    receiver->held = held->next;
    free(held);
  }
  free(receiver->accepts);
  free(receiver);
}

static void say(const toe_receiver_t *receiver, const toe_tree_sink_t *sink, const char *rule, const char *what) {
  char text[256];
  snprintf(text, sizeof text, "%s: %s", receiver->name, what);
  sink->broken(sink->self, rule, text);
}

/* `count` bytes that the application was given must be the next of the stream. */
static void check_stream(const toe_receiver_t *receiver, const uint8_t *bytes, uint32_t count,
                         const toe_tree_sink_t *sink) {
  if (count == 0) return;
  if (bytes == NULL) {
    say(receiver, sink, "R56", "delivered bytes that are not there");
    return;
  }
  if (toe_stream_is(receiver->number, receiver->next_seq, bytes, count)) return;
  uint32_t at = 0;
  while (at + 1 < count && bytes[at] == toe_stream_byte(receiver->number, receiver->next_seq + at)) ++at;
  char what[120];
  snprintf(what, sizeof what, "delivered bytes are not those of the stream, from sequence number %lu on",
           (unsigned long)(receiver->next_seq + at));
  say(receiver, sink, "R56", what);
}

static void deliver(toe_receiver_t *receiver, uint32_t count) {
  receiver->next_seq += count;
  receiver->delivered += count;
}

void toe_receiver_begin(toe_receiver_t *receiver, uint32_t rcv_nxt, uint32_t buffered) {
  receiver->next_seq = rcv_nxt - buffered;
  receiver->needs_post = buffered != 0;
  receiver->completed = receiver->delivered = receiver->indicated = receiver->refused = 0;
}

void toe_receiver_end(toe_receiver_t *receiver, const toe_tree_sink_t *sink) {
  for (const toe_receiver_post_t *post = receiver->posts; post != NULL; post = post->next) {
    char what[120];
    snprintf(what, sizeof what, "receive request %lu was not completed", (unsigned long)post->request_id);
    say(receiver, sink, "R164", what);
  }
  drop_posts(receiver);
}

toe_result_t toe_receiver_policy(toe_receiver_t *receiver, const toe_op_t *op) {
  if (op->has_hold) receiver->is_hold = op->is_hold;
  if (op->accept_count == 0) return TOE_OK;
  uint32_t *accepts = malloc(op->accept_count * sizeof *accepts);
  if (accepts == NULL) return TOE_E_MEMORY;
  memcpy(accepts, op->accepts, op->accept_count * sizeof *accepts);
  free(receiver->accepts);
  receiver->accepts = accepts;
  receiver->accept_count = op->accept_count;
  receiver->accept_at = 0;
  return TOE_OK;
}

toe_receiver_post_t *toe_receiver_post(toe_receiver_t *receiver, toe_op_t *op, uint32_t request_id) {
  toe_receiver_post_t *post = malloc(sizeof *post + op->rcv_bytes);
  if (post == NULL) return NULL;
  uint8_t *room = (uint8_t *)(post + 1);
  *post = (toe_receiver_post_t){.op = op, .request_id = request_id};
  post->nbl = (toe_nbl_t){.status = TOE_BUFFERS_STATUS,
                          .bytes = op->rcv_bytes,
                          .room = op->rcv_bytes == 0 ? NULL : room,
                          .transferred = op->rcv_filled,
                          .is_no_push = !op->is_push};
  memset(room, TOE_RECEIVER_FILLED, op->rcv_filled);
  memset(room + op->rcv_filled, TOE_BUFFERS_POISON, op->rcv_bytes - op->rcv_filled);
  if (receiver->posts == NULL) {
    receiver->posts = post;
  } else {
    receiver->last_post->next = post;
  }
  receiver->last_post = post;
  receiver->needs_post = false;
  return post;
}

/* Take the request with that list out of the queue. */
static toe_receiver_post_t *take_post(toe_receiver_t *receiver, const toe_nbl_t *nbl, const toe_tree_sink_t *sink) {
  toe_receiver_post_t *before = NULL, *post = receiver->posts;
  for (; post != NULL && &post->nbl != nbl; post = post->next) before = post;
  if (post == NULL) {
    say(receiver, sink, "R121", "a receive request was completed that is not posted");
    return NULL;
  }
  if (before != NULL) {
    say(receiver, sink, "R121", "a receive request was completed before one that was posted earlier");
    before->next = post->next;
  } else {
    receiver->posts = post->next;
  }
  if (receiver->last_post == post) receiver->last_post = before;
  return post;
}

static bool is_all(const uint8_t *bytes, uint32_t count, uint8_t value) {
  for (uint32_t i = 0; i < count; ++i) {
    if (bytes[i] != value) return false;
  }
  return true;
}

static bool is_receive_status(uint32_t status) {
  return status == TOE_STATUS_SUCCESS || status == TOE_NDIS_STATUS_REQUEST_ABORTED ||
         status == TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS || status == TOE_NDIS_STATUS_INVALID_STATE;
}

toe_receiver_post_t *toe_receiver_complete(toe_receiver_t *receiver, const toe_nbl_t *nbl,
                                           const toe_tree_sink_t *sink) {
  if (receiver->is_inside) say(receiver, sink, "R120", "a receive request was completed within another call");
  toe_receiver_post_t *post = take_post(receiver, nbl, sink);
  if (post == NULL) return NULL;
  const uint32_t bytes = post->op->rcv_bytes, filled = post->op->rcv_filled;
  uint32_t now = post->nbl.transferred;
  if (!is_receive_status(post->nbl.status)) say(receiver, sink, "R53", "a receive request has a status it cannot have");
  if (post->nbl.bytes != bytes || now < filled || now > bytes) {
    say(receiver, sink, "R53", "a receive request was completed with bytes it cannot have");
    now = post->nbl.transferred = filled;
  }
  const uint8_t *room = (const uint8_t *)(post + 1);
  check_stream(receiver, room + filled, now - filled, sink);
  if (!is_all(room, filled, TOE_RECEIVER_FILLED) || !is_all(room + now, bytes - now, TOE_BUFFERS_POISON)) {
    say(receiver, sink, "R53", "more of a receive request was written than is reported");
  }
  if (post->nbl.status == TOE_STATUS_SUCCESS && !post->op->is_push && now != bytes) {
    say(receiver, sink, "R128", "a receive request that is not in push mode was completed without being full");
  }
  deliver(receiver, now - filled);
  ++receiver->completed;
  return post;
}

/* How much the application takes of the next indication. */
static uint32_t next_answer(toe_receiver_t *receiver, uint32_t bytes) {
  if (receiver->accept_count == 0) return bytes;
  const uint32_t at = receiver->accept_at;
  if (at + 1 < receiver->accept_count) ++receiver->accept_at;
  return receiver->accepts[at] < bytes ? receiver->accepts[at] : bytes;
}

static bool hold(toe_receiver_t *receiver, toe_nbl_t *nbl) {
  toe_receiver_held_t *held = malloc(sizeof *held);
  if (held == NULL) return false;
  *held = (toe_receiver_held_t){.nbl = nbl, .seq = receiver->next_seq, .bytes = nbl->bytes};
  if (receiver->held == NULL) {
    receiver->held = held;
  } else {
    receiver->last_held->next = held;
  }
  receiver->last_held = held;
  return true;
}

uint32_t toe_receiver_indicate(toe_receiver_t *receiver, toe_nbl_t *nbl, uint32_t *consumed_out,
                               const toe_tree_sink_t *sink) {
  if (receiver->is_inside) say(receiver, sink, "R120", "data was indicated within another call");
  if (nbl->next != NULL || nbl->status != TOE_STATUS_SUCCESS || nbl->bytes == 0) {
    say(receiver, sink, "R126", "an indication is not one list with data and Status SUCCESS");
  }
  if (receiver->needs_post) {
    const bool is_first = receiver->indicated == 0;
    say(receiver, sink, is_first ? "R52" : "R124",
        is_first ? "buffered data was indicated before a receive request was posted"
                 : "data that was not accepted was indicated again before a receive request was posted");
  }
  check_stream(receiver, nbl->data, nbl->bytes, sink);
  ++receiver->indicated;
  uint32_t taken = next_answer(receiver, nbl->bytes);
  if (taken == nbl->bytes && hold(receiver, nbl)) {
    deliver(receiver, taken);
    *consumed_out = taken;
    return TOE_STATUS_SUCCESS;
  }
  ++receiver->refused;
  if (taken == nbl->bytes) taken = 0; /* no memory for it */
  deliver(receiver, taken);
  receiver->needs_post = receiver->posts == NULL;
  *consumed_out = taken;
  return taken == 0 ? TOE_NDIS_STATUS_DATA_NOT_ACCEPTED : TOE_NDIS_STATUS_DATA_PARTIALLY_ACCEPTED;
}

toe_nbl_t *toe_receiver_give_back(toe_receiver_t *receiver, const toe_tree_sink_t *sink,
                                  toe_receiver_held_t *held_out) {
  toe_receiver_held_t *held = receiver->held;
  if (held == NULL || receiver->is_hold) return NULL;
  receiver->held = held->next;
  *held_out = *held;
  free(held);
  const toe_nbl_t *nbl = held_out->nbl;
  if (nbl->bytes != held_out->bytes || !toe_stream_is(receiver->number, held_out->seq, nbl->data, held_out->bytes)) {
    say(receiver, sink, "R127", "a buffer that is lent to the host was changed");
  }
  return held_out->nbl;
}

uint32_t toe_receiver_window(uint32_t rcv_wnd, uint32_t initial_wnd, uint32_t consumed) {
  if (rcv_wnd >= initial_wnd) return rcv_wnd;
  return consumed < initial_wnd - rcv_wnd ? rcv_wnd + consumed : initial_wnd;
}
