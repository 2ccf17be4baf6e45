/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_receive.c - see toe_host_internal.h: operations on received data, and what the driver calls up of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_stream.h"

static void tell(const toe_host_t *host, const toe_host_receive_t *receive) {
  if (host->observer.received != NULL) host->observer.received(host->observer.self, receive);
}

/* One expectation; value NULL: there is nothing to look at. */
static void tell_expected(const toe_host_t *host, const toe_op_t *op, const toe_op_value_t *expected,
                          const uint32_t *value) {
  const toe_host_expectation_t expectation = {.id = op->id,
                                              .place = op->place,
                                              .name = op->object_count == 0 ? "?" : op->objects[0],
                                              .number = op->number,
                                              .key = expected->key,
                                              .has_value = value != NULL,
                                              .expected = expected->number,
                                              .value = value == NULL ? 0 : *value,
                                              .is_met = value != NULL && *value == expected->number};
  if (host->observer.expected != NULL) host->observer.expected(host->observer.self, &expectation);
}

void toe_host_receive_unmet(const toe_host_t *host, const toe_op_t *op) {
  for (uint32_t i = 0; op != NULL && i < op->value_count; ++i) tell_expected(host, op, &op->values[i], NULL);
}

void toe_host_receive_expected(const toe_host_t *host, const toe_op_t *op, toe_op_value_key_t key, uint32_t value) {
  for (uint32_t i = 0; i < op->value_count; ++i)
    tell_expected(host, op, &op->values[i], op->values[i].key == key ? &value : NULL);
}

toe_result_t toe_host_receive_check(const toe_host_t *host, const toe_op_t *op, toe_error_t *error_out) {
  const char *what = toe_op_kind_text(op->kind);
  if (op->object_count == 0 && op->kind == TOE_OP_EXPECT) {
    toe_error_set(error_out, "%s: expect without a connection: not supported in this version", op->place);
    return TOE_E_UNSUPPORTED;
  }
  if (op->object_count == 0 && op->kind == TOE_OP_FORWARD && op->segment.frame != NULL) return TOE_OK;
  if (op->object_count != 1) {
    toe_error_set(error_out, "%s: %s: needs one connection", op->place, what);
    return TOE_E_ARG;
  }
  const toe_object_t *object = toe_objects_find(host->objects, op->objects[0]);
  if (object == NULL) {
    toe_error_set(error_out, "%s: %s: %s has never been mentioned", op->place, what, op->objects[0]);
    return TOE_E_UNKNOWN;
  }
  if (object->layer != TOE_LAYER_TCP) {
    toe_error_set(error_out, "%s: %s: %s is a %s, and only TCP connections receive", op->place, what, object->name,
                  toe_layer_text(object->layer));
    return TOE_E_ARG;
  }
  if (op->rcv_filled > op->rcv_bytes) {
    toe_error_set(error_out, "%s: %s: %lu bytes are filled of %lu", op->place, what, (unsigned long)op->rcv_filled,
                  (unsigned long)op->rcv_bytes);
    return TOE_E_RANGE;
  }
  return TOE_OK;
}

bool toe_host_receive_must_wait(const toe_job_t *job) {
  if (job->op->object_count == 0) return false; /* a frame of whatever connection */
  const toe_object_t *object = job->mention.objects[0];
  /* One that is offloaded is on its way back: what is posted then is completed with that [R118]. */
  return object->is_in_transit && !object->is_offloaded;
}

/* The application of a connection; NULL: no memory. */
static toe_receiver_t *receiver_of(toe_object_t *object) {
  if (object->receiver == NULL) object->receiver = toe_receiver_new(object->name, object->number);
  return object->receiver;
}

toe_result_t toe_host_receive_begin(toe_object_t *object) {
  toe_receiver_t *receiver = receiver_of(object);
  if (receiver == NULL) return TOE_E_MEMORY;
  const uint32_t end = toe_stream_end(object->state.rcv_nxt, object->state.tcp_state);
  toe_receiver_begin(receiver, end, object->state.buffered_bytes, end != object->state.rcv_nxt);
  return TOE_OK;
}

toe_result_t toe_host_receive_expect(toe_object_t *object, uint32_t seq, const uint8_t *bytes, uint32_t count) {
  toe_receiver_t *receiver = receiver_of(object);
  if (receiver == NULL) return TOE_E_MEMORY;
  const uint32_t end = toe_stream_end(object->state.rcv_nxt, object->state.tcp_state);
  if (!object->is_offloaded) receiver->next_seq = end - object->state.buffered_bytes;
  return toe_receiver_expect(receiver, seq, bytes, count);
}

void toe_host_receive_end(toe_host_t *host, toe_object_t *object) {
  const toe_tree_sink_t sink = {.self = host, .broken = toe_host_broken};
  toe_receiver_t *receiver = object->receiver;
  if (receiver == NULL) return;
  for (const toe_receiver_post_t *post = receiver->posts; post != NULL; post = post->next) {
    toe_host_receive_unmet(host, post->op);
    --host->posted;
  }
  toe_receiver_end(receiver, &sink);
}

/* Give a request to the driver. */
static toe_result_t send_post(toe_host_t *host, toe_job_t *job, toe_object_t *object) {
  if (!object->is_offloaded) { /* it was denied, or is gone: there is nothing to post to */
    toe_host_receive_unmet(host, job->op);
    toe_job_free(&host->os, host->objects, job);
    return TOE_OK;
  }
  toe_op_t *op = job->op;
  toe_receiver_post_t *post = toe_receiver_post(object->receiver, op, host->sent + 1);
  if (post == NULL) return TOE_E_MEMORY;
  job->op = NULL; /* the request's now */
  toe_job_free(&host->os, host->objects, job);
  ++host->sent;
  ++host->posted;
  const toe_host_receive_t receive = {.kind = TOE_HOST_RECEIVE_POSTED,
                                      .name = object->name,
                                      .id = op->id,
                                      .place = op->place,
                                      .number = op->number,
                                      .request_id = host->sent,
                                      .bytes = op->rcv_bytes,
                                      .filled = op->rcv_filled,
                                      .is_push = op->is_push};
  tell(host, &receive);
  toe_miniport_tcp_receive(host->miniport, (uint32_t)toe_ndis_cell_get(object->cell), &post->nbl);
  return TOE_OK;
}

/* It may have host buffers that it does not hold any more. */
static void want_back(toe_host_t *host, toe_object_t *object) {
  toe_receiver_t *receiver = object->receiver;
  if (receiver->is_giver) return;
  ++object->holders; /* until it is asked */
  receiver->is_giver = true;
  receiver->next_giver = host->givers;
  host->givers = receiver;
}

static toe_result_t set_policy(toe_host_t *host, toe_job_t *job, toe_object_t *object) {
  toe_receiver_t *receiver = receiver_of(object);
  toe_result_t result = receiver == NULL ? TOE_E_MEMORY : toe_receiver_policy(receiver, job->op);
  if (result != TOE_OK) return result;
  want_back(host, object);
  toe_job_free(&host->os, host->objects, job);
  return TOE_OK;
}

/* Look at a connection. */
static toe_result_t look(toe_host_t *host, toe_job_t *job, const toe_object_t *object) {
  const toe_receiver_t *receiver = object->receiver;
  const uint32_t of_key[] = {
      [TOE_OP_VALUE_COMPLETED] = receiver == NULL ? 0 : receiver->completed,
      [TOE_OP_VALUE_DELIVERED] = receiver == NULL ? 0 : receiver->delivered,
      [TOE_OP_VALUE_INDICATED] = receiver == NULL ? 0 : receiver->indicated,
      [TOE_OP_VALUE_REFUSED] = receiver == NULL ? 0 : receiver->refused,
      [TOE_OP_VALUE_RCV_NXT] = object->state.rcv_nxt,
      [TOE_OP_VALUE_ACKED] = receiver == NULL ? 0 : receiver->acked,
      [TOE_OP_VALUE_PASSED] = receiver == NULL ? 0 : receiver->passed,
      [TOE_OP_VALUE_EVENTS] = receiver == NULL ? 0 : receiver->events,
      [TOE_OP_VALUE_FORWARDED] = receiver == NULL ? 0 : receiver->forwarded,
      [TOE_OP_VALUE_FORWARD_FAILED] = receiver == NULL ? 0 : receiver->forward_failed,
      [TOE_OP_VALUE_ACKS] = object->peer.acks,
      [TOE_OP_VALUE_WINDOW] = object->peer.window,
  };
  for (uint32_t i = 0; i < job->op->value_count; ++i) {
    const toe_op_value_t *value = &job->op->values[i];
    bool is_known = value->key > TOE_OP_VALUE_BYTES;
    if (value->key == TOE_OP_VALUE_ACKED) is_known = receiver != NULL && receiver->has_acked;
    if (value->key == TOE_OP_VALUE_WINDOW) is_known = object->peer.acks != 0;
    tell_expected(host, job->op, value, is_known ? &of_key[value->key] : NULL);
  }
  toe_job_free(&host->os, host->objects, job);
  return TOE_OK;
}

toe_result_t toe_host_receive_send(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  if (job->op->kind == TOE_OP_FORWARD) return toe_host_forward_send(host, job, error_out);
  toe_object_t *object = job->mention.objects[0];
  if (job->op->kind == TOE_OP_POST_RECEIVE) return send_post(host, job, object);
  if (job->op->kind == TOE_OP_RECEIVE_POLICY) return set_policy(host, job, object);
  return look(host, job, object);
}

/* The connection that a call up names; NULL: none, and that is told. */
static toe_object_t *named(toe_host_t *host, uint64_t ndis_handle, const char *rule) {
  toe_object_t *object = toe_objects_get(host->objects, ndis_handle);
  if (object != NULL && object->layer == TOE_LAYER_TCP && object->is_offloaded && object->receiver != NULL) {
    return object;
  }
  char text[120];
  snprintf(text, sizeof text, "received data of a connection that is not offloaded: %llu",
           (unsigned long long)ndis_handle);
  toe_host_broken(host, rule, text);
  return NULL;
}

static void settle_post(toe_host_t *host, const toe_object_t *object, toe_receiver_post_t *post, uint32_t seq) {
  const toe_op_t *op = post->op;
  const uint32_t values[] = {[TOE_OP_VALUE_STATUS] = post->nbl.status, [TOE_OP_VALUE_BYTES] = post->nbl.transferred};
  const toe_host_receive_t receive = {.kind = TOE_HOST_RECEIVE_COMPLETED,
                                      .name = object->name,
                                      .id = op->id,
                                      .place = op->place,
                                      .number = op->number,
                                      .request_id = post->request_id,
                                      .bytes = post->nbl.transferred - op->rcv_filled,
                                      .filled = op->rcv_filled,
                                      .is_push = op->is_push,
                                      .status = post->nbl.status,
                                      .seq = seq,
                                      .data = (const uint8_t *)(post + 1) + op->rcv_filled};
  tell(host, &receive);
  for (uint32_t i = 0; i < op->value_count; ++i) {
    const bool is_known = op->values[i].key <= TOE_OP_VALUE_BYTES;
    tell_expected(host, op, &op->values[i], is_known ? &values[op->values[i].key] : NULL);
  }
  --host->posted;
  toe_receiver_post_free(post);
}

void toe_host_receive_complete(void *self, uint64_t ndis_handle, toe_nbl_t *list) {
  toe_host_t *host = self;
  const toe_tree_sink_t sink = {.self = host, .broken = toe_host_broken};
  toe_object_t *object = named(host, ndis_handle, "R121");
  if (object == NULL) return;
  toe_receiver_t *receiver = object->receiver;
  for (toe_nbl_t *next; list != NULL; list = next) {
    next = list->next; /* the list is the host's now, and is gone with its request */
    const uint32_t seq = receiver->next_seq;
    toe_receiver_post_t *post = toe_receiver_complete(receiver, list, &sink);
    if (post == NULL) return;
    receiver->is_inside = true;
    settle_post(host, object, post, seq);
    receiver->is_inside = false;
  }
}

uint32_t toe_host_receive_indicate(void *self, uint64_t ndis_handle, toe_nbl_t *nbl, uint32_t *consumed) {
  toe_host_t *host = self;
  const toe_tree_sink_t sink = {.self = host, .broken = toe_host_broken};
  toe_object_t *object = named(host, ndis_handle, "R102");
  if (object == NULL) return TOE_NDIS_STATUS_DATA_NOT_ACCEPTED;
  toe_receiver_t *receiver = object->receiver;
  const uint32_t seq = receiver->next_seq;
  const uint32_t status = toe_receiver_indicate(receiver, nbl, consumed, &sink);
  receiver->is_inside = true;
  const toe_host_receive_t receive = {.kind = TOE_HOST_RECEIVE_INDICATED,
                                      .name = object->name,
                                      .bytes = nbl->bytes,
                                      .status = status,
                                      .accepted = *consumed,
                                      .seq = seq,
                                      .data = nbl->data};
  tell(host, &receive);
  receiver->is_inside = false;
  if (status == TOE_STATUS_SUCCESS) ++host->lent;
  want_back(host, object);
  return status;
}

void toe_host_receive_give_back(toe_host_t *host) {
  const toe_tree_sink_t sink = {.self = host, .broken = toe_host_broken};
  while (host->givers != NULL) {
    toe_receiver_t *receiver = host->givers;
    host->givers = receiver->next_giver;
    receiver->is_giver = false;
    toe_receiver_held_t held;
    for (toe_nbl_t *nbl; (nbl = toe_receiver_give_back(receiver, &sink, &held)) != NULL;) {
      --host->lent;
      const toe_host_receive_t receive = {
          .kind = TOE_HOST_RECEIVE_RETURNED, .name = receiver->name, .bytes = held.bytes, .seq = held.seq};
      tell(host, &receive);
      toe_miniport_receive_return(host->miniport, nbl);
    }
    toe_objects_let_go(host->objects, toe_objects_get(host->objects, receiver->number));
  }
}

void toe_host_end(toe_host_t *host) {
  if (host->is_ended) return;
  host->is_ended = true;
  if (!host->is_freed && host->failure == TOE_OK) toe_host_wire_quiet(host);
  for (const toe_object_t *object = toe_objects_first(host->objects); object != NULL; object = object->newer) {
    const toe_receiver_t *receiver = object->receiver;
    const toe_receiver_post_t *post = receiver == NULL ? NULL : receiver->posts;
    for (; post != NULL; post = post->next) toe_host_receive_unmet(host, post->op);
  }
  toe_host_forward_unmet(host);
}

uint32_t toe_host_posted(const toe_host_t *host) { return host->posted; }
uint32_t toe_host_lent(const toe_host_t *host) { return host->lent; }
