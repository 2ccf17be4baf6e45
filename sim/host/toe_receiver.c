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

static void drop_first_learnt(toe_receiver_t *receiver) {
  toe_receiver_learnt_t *learnt = receiver->learnt;
  receiver->learnt = learnt->next;
  receiver->learnt_bytes -= learnt->bytes;
  free(learnt);
}

static void drop_learnt(toe_receiver_t *receiver) {
  while (receiver->learnt != NULL) drop_first_learnt(receiver);
}

/* What is delivered is not looked at again; frames mostly come in order. */
static void forget_learnt(toe_receiver_t *receiver) {
  while (receiver->learnt != NULL &&
         (int32_t)(receiver->learnt->seq + receiver->learnt->bytes - receiver->next_seq) <= 0) {
    drop_first_learnt(receiver);
  }
}

toe_result_t toe_receiver_expect(toe_receiver_t *receiver, uint32_t seq, const uint8_t *bytes, uint32_t count) {
  receiver->is_learning = true;
  const int32_t ahead = (int32_t)(seq - receiver->next_seq);
  if (count == 0 || (int32_t)(seq + count - receiver->next_seq) <= 0 || ahead > TOE_RECEIVER_LEARN_MOST ||
      receiver->learnt_bytes > TOE_RECEIVER_LEARN_MOST) {
    return TOE_OK;
  }
  toe_receiver_learnt_t *learnt = malloc(sizeof *learnt + count);
  if (learnt == NULL) return TOE_E_MEMORY;
  *learnt = (toe_receiver_learnt_t){.seq = seq, .bytes = count};
  memcpy(learnt + 1, bytes, count);
  if (receiver->learnt == NULL) {
    receiver->learnt = learnt;
  } else {
    receiver->last_learnt->next = learnt;
  }
  receiver->last_learnt = learnt;
  receiver->learnt_bytes += count;
  return TOE_OK;
}

/* How many of the bytes from seq on some frame brought so. */
static uint32_t learnt_prefix(const toe_receiver_t *receiver, uint32_t seq, const uint8_t *bytes, uint32_t count) {
  uint32_t best = 0;
  for (const toe_receiver_learnt_t *learnt = receiver->learnt; learnt != NULL && best < count; learnt = learnt->next) {
    const uint32_t from = seq - learnt->seq;
    if (from >= learnt->bytes) continue;
    const uint8_t *there = (const uint8_t *)(learnt + 1) + from;
    const uint32_t most = learnt->bytes - from < count ? learnt->bytes - from : count;
    uint32_t same = 0;
    while (same < most && there[same] == bytes[same]) ++same;
    if (same > best) best = same;
  }
  return best;
}

bool toe_receiver_is(const toe_receiver_t *receiver, uint32_t seq, const uint8_t *bytes, uint32_t count) {
  while (count != 0) {
    const int32_t before = (int32_t)(receiver->wire_seq - seq);
    uint32_t same = 0;
    if (!receiver->is_learning || before > 0) { /* what the host had, or what a scenario's segments bring */
      same = receiver->is_learning && (uint32_t)before < count ? (uint32_t)before : count;
      if (!toe_stream_is(receiver->number, seq, bytes, same)) return false;
    } else {
      same = learnt_prefix(receiver, seq, bytes, count);
      /* Frames may bring other bytes than a scenario's segments, and be dropped. */
      if (same == 0) same = toe_stream_is(receiver->number, seq, bytes, 1) ? 1 : 0;
      if (same == 0) return false;
    }
    seq += same;
    bytes += same;
    count -= same;
  }
  return true;
}

void toe_receiver_acked(toe_receiver_t *receiver, uint32_t ack) {
  if (!receiver->has_acked || (int32_t)(ack - receiver->acked) > 0) receiver->acked = ack;
  receiver->has_acked = true;
}

/* So that a buffer that is lent can be seen to be as it was. */
static uint32_t sum_of(const uint8_t *bytes, uint32_t count) {
  uint32_t sum = 2166136261u; /* FNV-1a */
  for (uint32_t i = 0; bytes != NULL && i < count; ++i) sum = (sum ^ bytes[i]) * 16777619u;
  return sum;
}

void toe_receiver_free(toe_receiver_t *receiver) {
  if (receiver == NULL) return;
  drop_posts(receiver);
  while (receiver->held != NULL) {
    toe_receiver_held_t *held = receiver->held;
    receiver->held = held->next;
    free(held);
  }
  drop_learnt(receiver);
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
  if (toe_receiver_is(receiver, receiver->next_seq, bytes, count)) return;
  uint32_t at = 0;
  while (at + 1 < count && toe_receiver_is(receiver, receiver->next_seq + at, bytes + at, 1)) ++at;
  char what[120];
  snprintf(what, sizeof what, "delivered bytes are not those of the stream, from sequence number %lu on",
           (unsigned long)(receiver->next_seq + at));
  say(receiver, sink, "R56", what);
}

static void deliver(toe_receiver_t *receiver, uint32_t count) {
  receiver->next_seq += count;
  receiver->delivered += count;
  receiver->delivered_all += count;
  if (receiver->delivered_all > receiver->seen_all) receiver->seen_all = receiver->delivered_all;
  forget_learnt(receiver);
}

void toe_receiver_begin(toe_receiver_t *receiver, uint32_t end, uint32_t buffered, bool has_fin) {
  receiver->next_seq = end - buffered;
  receiver->needs_post = buffered != 0;
  receiver->completed = receiver->delivered = receiver->indicated = receiver->refused = 0;
  receiver->delivered_all = receiver->seen_all = 0;
  receiver->is_disconnected = has_fin && buffered == 0;
  receiver->is_aborted = receiver->is_retrieved = receiver->is_short = receiver->has_invalid = false;
  receiver->events = receiver->passed = 0;
  receiver->forwarded = receiver->forward_failed = 0;
  receiver->has_acked = false;
  receiver->wire_seq = end;
}

void toe_receiver_event(toe_receiver_t *receiver, uint8_t code, const toe_tree_sink_t *sink) {
  receiver->events = toe_op_event_add(receiver->events, code);
  if (code == TOE_EVENT_DISCONNECT) {
    if (receiver->is_disconnected) say(receiver, sink, "R143", "a disconnect was told that was told before");
    if (receiver->is_aborted) say(receiver, sink, "R144", "a disconnect was told of a connection that was aborted");
    receiver->is_disconnected = true;
  } else if (code == TOE_EVENT_ABORT) {
    if (receiver->is_aborted) say(receiver, sink, "R144", "an abort was told twice");
    receiver->is_aborted = true;
  } else if (code == TOE_EVENT_RETRIEVE) {
    receiver->is_retrieved = true;
  }
}

/* A request that is not in push mode and was not full is the last with data: FIN was behind it, as the disconnect will
 * tell. */
static void check_short(const toe_receiver_t *receiver, uint32_t bytes, const toe_tree_sink_t *sink) {
  if (!receiver->is_short || receiver->is_disconnected || bytes == 0) return;
  say(receiver, sink, "R128", "a receive request that is not in push mode was completed without being full");
}

/* Nothing is delivered behind the end of the stream. */
static void check_end(const toe_receiver_t *receiver, bool is_success, uint32_t bytes, const toe_tree_sink_t *sink) {
  if (!is_success && bytes == 0) return;
  if (receiver->is_aborted) say(receiver, sink, "R144", "data was delivered behind an abort");
  if (!receiver->is_disconnected) return;
  say(receiver, sink, bytes != 0 ? "R143" : "R146",
      bytes != 0 ? "data was delivered behind a disconnect"
                 : "a receive request was completed with SUCCESS behind a disconnect");
}

void toe_receiver_end(toe_receiver_t *receiver, const toe_tree_sink_t *sink) {
  check_short(receiver, 1, sink);
  if (receiver->has_invalid && !receiver->is_disconnected) { /* the driver may keep it until the terminate */
    say(receiver, sink, "R146", "a receive request was completed with INVALID_STATE, but no disconnect was told");
  }
  for (const toe_receiver_post_t *post = receiver->posts; post != NULL; post = post->next) {
    char what[120];
    snprintf(what, sizeof what, "receive request %lu was not completed", (unsigned long)post->request_id);
    say(receiver, sink, "R164", what);
  }
  drop_posts(receiver);
  drop_learnt(receiver);
  receiver->is_learning = false;
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
  /* What one that is not SUCCESS holds was placed before the end came. */
  bool is_success = post->nbl.status == TOE_STATUS_SUCCESS;
  check_end(receiver, is_success && filled == 0, is_success ? now - filled : 0, sink);
  if (post->nbl.status == TOE_NDIS_STATUS_INVALID_STATE) receiver->has_invalid = true;
  if (!is_all(room, filled, TOE_RECEIVER_FILLED) || !is_all(room + now, bytes - now, TOE_BUFFERS_POISON)) {
    say(receiver, sink, "R53", "more of a receive request was written than is reported");
  }
  check_short(receiver, now - filled, sink);
  receiver->is_short = is_success && !post->op->is_push && now != bytes;
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
  *held = (toe_receiver_held_t){
      .nbl = nbl, .seq = receiver->next_seq, .bytes = nbl->bytes, .sum = sum_of(nbl->data, nbl->bytes)};
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
  check_end(receiver, true, nbl->bytes, sink);
  ++receiver->indicated;
  const uint64_t seen = receiver->delivered_all + nbl->bytes;
  if (seen > receiver->seen_all) receiver->seen_all = seen;
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
  if (nbl->bytes != held_out->bytes || sum_of(nbl->data, held_out->bytes) != held_out->sum) {
    say(receiver, sink, "R127", "a buffer that is lent to the host was changed");
  }
  return held_out->nbl;
}

void toe_receiver_window(uint32_t rcv_wnd, uint32_t initial_wnd, uint64_t consumed, uint64_t taken, uint32_t *least_out,
                         uint32_t *most_out) {
  const uint64_t most = rcv_wnd > initial_wnd ? rcv_wnd : initial_wnd, sum = rcv_wnd + consumed;
  /* Least: all was delivered before anything came, so that most of the growth was lost. */
  const uint64_t grown = rcv_wnd >= initial_wnd ? rcv_wnd : sum < initial_wnd ? sum : initial_wnd;
  *least_out = (uint32_t)(grown > taken ? grown - taken : 0);
  /* Most: the other way round. */
  const uint64_t shrunk = rcv_wnd > taken ? rcv_wnd - taken : 0, whole = sum > taken ? sum - taken : 0;
  uint64_t value = whole < initial_wnd ? whole : initial_wnd;
  if (shrunk > value) value = shrunk;
  *most_out = (uint32_t)(taken == 0 && rcv_wnd >= initial_wnd ? rcv_wnd : value < most ? value : most);
}
