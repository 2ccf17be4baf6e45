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

/* The bytes of [RcvNxt - N, RcvNxt): all that was not delivered, as it was given or received. */
static void check_buffered(const toe_object_t *object, const toe_nbl_t *list, uint32_t rcv_nxt,
                           const toe_tree_sink_t *sink) {
  const toe_receiver_t *receiver = object->receiver;
  const uint32_t bytes = receiver == NULL ? object->state.buffered_bytes : rcv_nxt - receiver->next_seq;
  uint32_t seen = 0;
  bool is_same = true;
  for (; list != NULL && seen <= bytes; list = list->next) {
    if (list->bytes > bytes - seen) break;
    is_same =
        is_same && (list->bytes == 0 || toe_stream_is(object->number, rcv_nxt - bytes + seen, list->data, list->bytes));
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

static void check_values(const toe_object_t *object, const toe_delegated_t *returned, const toe_tree_sink_t *sink) {
  toe_delegated_t given = object->returned;
  if (!object->has_returned) toe_returned_given(object->layer, &object->state, &given);
  if (object->receiver != NULL) {
    given.rcv_wnd = toe_receiver_window(given.rcv_wnd, object->state.initial_rcv_wnd, object->receiver->delivered);
  }
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
  check_buffered(object, terminated_out->buffered, object->state.rcv_nxt, sink);
}
