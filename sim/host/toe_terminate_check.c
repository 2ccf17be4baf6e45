/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_terminate_check.c - see toe_terminate_check.h.
 */
#include "sim/host/toe_terminate_check.h"

#include <stdio.h>

#include "sim/host/toe_receiver.h"
#include "sim/host/toe_returned.h"
#include "sim/host/toe_stream.h"

static void say(const toe_tree_sink_t *sink, const toe_object_t *object, const char *rule, const char *what) {
  char text[256];
  snprintf(text, sizeof text, "%s: %s", object->name, what);
  sink->broken(sink->self, rule, text);
}

/* The chain of what is still to be sent: the host's own buffers behind those that were completed, untouched. */
static void check_sends(const toe_object_t *object, const uint8_t *block, const uint8_t *record,
                        const toe_tree_sink_t *sink) {
  const uint32_t count = object->sends == NULL ? 0 : object->state.outstanding_count, from = object->sends_settled;
  const toe_nbl_t *chain = toe_ndis_pointer(block, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET);
  const toe_nbl_t *first = from < count ? &object->sends[from] : NULL;
  if (chain != first) {
    say(sink, object, "R165", "NetBufferListChain is not the chain of what is still to be sent");
    return;
  }
  if (first == NULL) return;
  if (!toe_buffers_to_send_is_same(first, object->state.outstanding + from, count - from)) {
    say(sink, object, "R165", "a buffer list that was handed back was changed");
  }
  if (toe_ndis_pointer(record, TOE_NDIS_TCP_DELEGATED_SEND_DATA_HEAD_OFFSET) != first ||
      toe_ndis_pointer(record, TOE_NDIS_TCP_DELEGATED_SEND_DATA_TAIL_OFFSET) != &object->sends[count - 1]) {
    say(sink, object, "R165", "SendDataHead and SendDataTail are not the ends of the chain");
  }
}

/* State behind the peer's FIN; 0: it takes none. */
static uint32_t behind_fin(uint32_t state) {
  enum { ESTABLISHED = 4, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING, TIME_WAIT = 10 };
  return state == ESTABLISHED ? CLOSE_WAIT : state == FIN_WAIT1 ? CLOSING : state == FIN_WAIT2 ? TIME_WAIT : 0;
}

/* What the object went in with. */
static toe_delegated_t given_of(const toe_object_t *object) {
  toe_delegated_t given = object->returned;
  if (!object->has_returned) toe_returned_given(object->layer, &object->state, &given);
  return given;
}

/* Sequence number behind the last byte of a connection that came back. */
static uint32_t end_of(const toe_object_t *object, const toe_delegated_t *returned) {
  const uint32_t state = given_of(object).state;
  const bool is_right = returned->state == state || returned->state == behind_fin(state);
  return toe_stream_end((uint32_t)returned->rcv_nxt, is_right ? returned->state : state);
}

uint32_t toe_terminate_undelivered(const toe_object_t *object, const toe_delegated_t *returned) {
  return object->receiver == NULL ? object->state.buffered_bytes
                                  : end_of(object, returned) - object->receiver->next_seq;
}

/* The bytes [RcvNxt - N, RcvNxt), FIN left out: all that was not delivered, as it was given or received. */
static void check_buffered(const toe_object_t *object, const toe_nbl_t *list, const toe_delegated_t *returned,
                           const toe_tree_sink_t *sink) {
  const uint32_t bytes = toe_terminate_undelivered(object, returned), end = end_of(object, returned);
  uint32_t seen = 0;
  bool is_same = true;
  for (; list != NULL && seen <= bytes; list = list->next) {
    if (list->bytes > bytes - seen) break;
    const uint32_t seq = end - bytes + seen;
    is_same = is_same && (list->bytes == 0 ||
                          (object->receiver == NULL ? toe_stream_is(object->number, seq, list->data, list->bytes)
                                                    : toe_receiver_is(object->receiver, seq, list->data, list->bytes)));
    seen += list->bytes;
  }
  if (list != NULL || seen != bytes) {
    char what[100];
    snprintf(what, sizeof what, "BufferedData does not have the %lu bytes it had", (unsigned long)bytes);
    say(sink, object, "R166", what);
  } else if (!is_same) {
    say(sink, object, "R166", "BufferedData has other bytes than were received");
  }
}

/* State, RcvNxt and RcvWnd; what they may be becomes what was given. */
static void check_received(const toe_object_t *object, const toe_delegated_t *returned, toe_delegated_t *given,
                           const toe_tree_sink_t *sink) {
  const toe_receiver_t *receiver = object->receiver;
  const bool has_fin = returned->state != given->state && returned->state == behind_fin(given->state);
  const uint32_t end = end_of(object, returned), begin = toe_stream_end((uint32_t)given->rcv_nxt, given->state);
  const uint32_t taken = end - begin;
  const bool is_closed = has_fin || begin != (uint32_t)given->rcv_nxt; /* before the offload [D-16] */
  if (has_fin) given->state = returned->state;
  if (is_closed && end == receiver->next_seq && !receiver->is_disconnected && !receiver->is_aborted) {
    say(sink, object, "R143", "FIN was received and all data is delivered, but no disconnect was told");
  }
  if (!is_closed && receiver->is_disconnected) say(sink, object, "R143", "a disconnect was told without FIN");
  if ((int32_t)(end - receiver->next_seq) < 0) {
    say(sink, object, "R166", "more was delivered than RcvNxt says was received");
    return;
  }
  if (receiver->has_acked && (int32_t)(returned->rcv_nxt - receiver->acked) < 0) {
    say(sink, object, "R166", "more was acknowledged to the peer than RcvNxt says was received");
  }
  if ((int32_t)taken >= 0 || receiver->delivered_all > INT32_MAX) given->rcv_nxt = returned->rcv_nxt;
  /* What was taken from the wire: what was delivered or is handed back, but for what was there before. */
  const uint64_t in = receiver->delivered_all + (end - receiver->next_seq);
  const uint64_t from_wire = in > object->state.buffered_bytes ? in - object->state.buffered_bytes : 0;
  uint32_t least = 0, most = 0;
  toe_receiver_window(given->rcv_wnd, object->state.initial_rcv_wnd, receiver->delivered_all, from_wire, &least, &most);
  given->rcv_wnd = returned->rcv_wnd < least ? least : returned->rcv_wnd > most ? most : returned->rcv_wnd;
}

static void check_values(const toe_object_t *object, const toe_delegated_t *returned, const toe_tree_sink_t *sink) {
  toe_delegated_t given = given_of(object);
  if (object->receiver != NULL) check_received(object, returned, &given, sink);
  const char *name = toe_returned_differs(returned, &given);
  if (name == NULL) return;
  char what[100];
  snprintf(what, sizeof what, "%s is not what was given", name);
  say(sink, object, "R161", what);
}

void toe_terminate_check(const toe_tree_t *tree, uint32_t index, const toe_tree_sink_t *sink,
                         toe_terminated_t *terminated_out) {
  const toe_tree_node_t *node = &tree->nodes[index];
  const toe_object_t *object = node->object;
  const uint8_t *record = node->block + TOE_NDIS_BLOCK_BYTES;
  *terminated_out = (toe_terminated_t){.status = toe_tree_status(tree, index)};
  const bool is_success = terminated_out->status == TOE_STATUS_SUCCESS;
  if (!is_success && terminated_out->status != TOE_STATUS_FAILURE) {
    char what[80];
    snprintf(what, sizeof what, "status 0x%08lX is none of a terminate", (unsigned long)terminated_out->status);
    say(sink, object, "R163", what);
  }
  if (node->kind == TOE_KIND_PLACEHOLDER) {
    if (!is_success) say(sink, object, "R90", "a placeholder is not SUCCESS");
    return;
  }
  if (!is_success || !object->is_offloaded) {
    if (toe_ndis_pointer(node->block, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET) != NULL) {
      say(sink, object, "R165", "NetBufferListChain of what was not terminated is not NULL");
    }
    return;
  }
  if (object->layer == TOE_LAYER_PATH) return;
  terminated_out->has_returned = true;
  toe_returned_read(object->layer, record, &terminated_out->returned);
  check_values(object, &terminated_out->returned, sink);
  if (object->layer != TOE_LAYER_TCP) return;
  terminated_out->buffered = toe_ndis_pointer(record, TOE_NDIS_TCP_DELEGATED_BUFFERED_DATA_OFFSET);
  check_sends(object, node->block, record, sink);
  check_buffered(object, terminated_out->buffered, &terminated_out->returned, sink);
}
