/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_forward.c - see toe_host_internal.h: segments that the host gives to the target [R147, R148].
 *
 * They come up as frames that the target does not process (fragments, IP options, what came while the initiate was
 * under way), or on another interface (FORWARD).  What comes while the initiate is under way is kept with the
 * connection until that is completed; what comes while it is terminated is the host's own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_host_segment.h"
#include "sim/host/toe_reassembly.h"

/* Of a TCP header. */
enum { SEQ = 4, OFFSET = 12, FLAGS = 13, FIN = 1, SYN = 2 };
enum { KEPT_MOST = 64 }; /* of one connection */

/* A segment; its bytes lie behind it. */
typedef struct toe_host_forward {
  struct toe_host_forward *next;
  toe_object_t *object; /* held */
  toe_nbl_t nbl;
  toe_op_t *op; /* owned: what a trace expects of it; NULL: nothing */
  uint32_t sum; /* of its bytes, while the driver has it */
  bool is_late; /* its connection was gone, and it had not been completed */
} forward_t;

static uint32_t get16(const uint8_t *p) { return (uint32_t)p[0] << 8 | p[1]; }
static uint32_t get32(const uint8_t *p) { return get16(p) << 16 | get16(p + 2); }
static uint32_t header_of(const uint8_t *segment) { return 4u * (segment[OFFSET] >> 4); }

static void fail(toe_host_t *host) {
  if (host->failure != TOE_OK) return;
  host->failure = TOE_E_MEMORY;
  toe_error_set(&host->failure_text, "a segment: %s", toe_result_text(TOE_E_MEMORY));
}

/* So that it can be seen to be as it was. */
static uint32_t sum_of(const toe_nbl_t *nbl) {
  uint32_t sum = 2166136261u; /* FNV-1a */
  for (uint32_t i = 0; i < nbl->bytes; ++i) sum = (sum ^ nbl->data[i]) * 16777619u;
  return sum;
}

/* NULL is allowed. */
static void forward_free(forward_t *forward) {
  if (forward != NULL) toe_op_free(forward->op);
  free(forward);
}

static forward_t *forward_new(toe_object_t *object, const uint8_t *segment, uint32_t bytes) {
  forward_t *forward = malloc(sizeof *forward + bytes);
  if (forward == NULL) return NULL;
  uint8_t *data = (uint8_t *)(forward + 1);
  memcpy(data, segment, bytes);
  *forward = (forward_t){.object = object, .nbl = {.status = TOE_BUFFERS_STATUS, .bytes = bytes, .data = data}};
  return forward;
}

static void push(forward_t **list, forward_t *forward) {
  while (*list != NULL) list = &(*list)->next;
  forward->next = NULL;
  *list = forward;
}

/* Give a segment to the driver; the application may see its bytes from now on. */
static void send(toe_host_t *host, forward_t *forward) {
  toe_object_t *object = forward->object;
  const uint8_t *segment = forward->nbl.data;
  const uint32_t header = header_of(segment), count = forward->nbl.bytes - header;
  if (count != 0 && toe_host_receive_expect(object, get32(segment + SEQ), segment + header, count) != TOE_OK)
    fail(host);
  toe_peer_sent(&object->peer, get32(segment + SEQ) + count + ((segment[FLAGS] & FIN) != 0));
  forward->sum = sum_of(&forward->nbl);
  ++object->holders;
  push(&host->forwards, forward);
  toe_miniport_tcp_forward(host->miniport, (uint32_t)toe_ndis_cell_get(object->cell), &forward->nbl);
}

/* What was kept of a connection is the host's own. */
static void drop(const toe_host_t *host, toe_object_t *object) {
  for (forward_t *next; object->kept != NULL; object->kept = next) {
    next = object->kept->next;
    if (!host->is_ended) toe_host_receive_unmet(host, object->kept->op);
    forward_free(object->kept);
  }
  object->kept_count = 0;
}

void toe_host_forward_kept(toe_host_t *host, toe_object_t *object) {
  forward_t *forward = object->kept;
  const bool is_in = object->is_offloaded && !object->is_in_transit;
  if (!is_in) {
    host->unforwarded += object->kept_count;
    drop(host, object);
    return;
  }
  object->kept = NULL;
  object->kept_count = 0;
  for (forward_t *next; forward != NULL; forward = next) {
    next = forward->next;
    send(host, forward);
  }
}

/* A whole segment of a connection, and the operation that expects something of it; true: it is forwarded, or kept to
 * be, and has the operation. */
static bool take(toe_host_t *host, toe_object_t *object, const uint8_t *segment, uint32_t bytes, toe_op_t *op) {
  const bool is_under_way = !object->is_offloaded && object->is_in_transit;
  if (!is_under_way && (!object->is_offloaded || object->is_in_transit)) return false;
  if (is_under_way && object->kept_count >= KEPT_MOST) {
    ++host->unforwarded;
    return false;
  }
  forward_t *forward = forward_new(object, segment, bytes);
  if (forward == NULL) {
    fail(host);
    return false;
  }
  forward->op = op;
  if (is_under_way) {
    push(&object->kept, forward);
    ++object->kept_count;
  } else {
    send(host, forward);
  }
  return true;
}

/* A frame; object NULL: its addresses and ports say which connection it is of; op as of take().  is_part_out: other
 * fragments are missing. */
static bool take_frame(toe_host_t *host, toe_object_t *object, const uint8_t *data, uint32_t bytes, toe_op_t *op,
                       bool *is_part_out) {
  toe_datagram_t datagram;
  *is_part_out = false;
  if (!toe_datagram_parse(data, bytes, &datagram)) return false;
  if (datagram.is_fragment) {
    toe_datagram_t whole = {0};
    if (host->reassembly == NULL) host->reassembly = toe_reassembly_new();
    if (host->reassembly == NULL || toe_reassembly_take(host->reassembly, &datagram, &whole) != TOE_OK) fail(host);
    datagram = whole;
    *is_part_out = whole.bytes == 0;
  }
  if (datagram.bytes == 0 || !toe_datagram_is_tcp(&datagram) || (datagram.payload[FLAGS] & SYN) != 0) return false;
  if (object == NULL) object = toe_host_wire_object(host, &datagram);
  return object != NULL && take(host, object, datagram.payload, datagram.bytes, op);
}

/* Whether a frame has IPv6 extension headers, be they of a fragment or not; nothing of that is forwarded. */
static bool is_extended(const uint8_t *data, uint32_t bytes) {
  static const uint8_t headers[] = {0, 43, 44, 51, 60}; /* hop-by-hop, routing, fragment, AH, destination */
  toe_datagram_t datagram;
  if (!toe_datagram_parse(data, bytes, &datagram) || datagram.address_bytes != 16) return false;
  return memchr(headers, datagram.protocol, sizeof headers) != NULL;
}

bool toe_host_forward_frame(toe_host_t *host, const uint8_t *data, uint32_t bytes, uint32_t reason,
                            const toe_object_t *object) {
  if (reason == TOE_FRAME_NOT_TCP && host->options.is_forwarding)
    host->forward_counts.unfit += is_extended(data, bytes);
  if (reason != TOE_FRAME_IP_OPTIONS && reason != TOE_FRAME_FRAGMENT && reason != TOE_FRAME_NOT_OFFLOADED) return false;
  if (host->options.is_forwarding) {
    const uint64_t before = host->unforwarded;
    bool is_part = false;
    const bool is_taken = take_frame(host, NULL, data, bytes, NULL, &is_part);
    const bool is_unfit = !is_taken && !is_part && reason != TOE_FRAME_NOT_OFFLOADED;
    host->forward_counts.unfit += is_unfit && host->unforwarded == before; /* else it is counted there */
    return is_taken;
  }
  if (object != NULL && object->is_offloaded != object->is_in_transit) ++host->unforwarded;
  return false;
}

/* Put together what a FORWARD says; is_taken_out: it is forwarded, and has the operation if that expects something. */
static toe_result_t take_op(toe_host_t *host, toe_op_t *op, toe_object_t *object, bool *is_taken_out,
                            toe_error_t *error_out) {
  toe_op_t *kept = op->value_count == 0 ? NULL : op;
  bool is_part = false;
  if (op->segment.frame != NULL) {
    *is_taken_out = take_frame(host, object, op->segment.frame, op->segment.frame_bytes, kept, &is_part);
    return TOE_OK;
  }
  uint8_t frame[TOE_HOST_SEGMENT_BYTES];
  uint32_t bytes = 0;
  const toe_result_t result = toe_host_segment_build(object, &op->segment, host->mac, frame, &bytes);
  if (result == TOE_OK) {
    *is_taken_out = take_frame(host, object, frame, bytes, kept, &is_part);
  } else {
    toe_error_set(error_out, "%s: forward: %s: %s", op->place, object->name, toe_host_segment_text(result));
  }
  return result;
}

toe_result_t toe_host_forward_send(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  bool is_taken = false;
  toe_object_t *object = job->op->object_count == 0 ? NULL : job->mention.objects[0];
  const bool is_expecting = job->op->value_count != 0;
  const toe_result_t result = take_op(host, job->op, object, &is_taken, error_out);
  if (result != TOE_OK) return result;
  if (!is_taken) {
    ++host->forward_counts.own;
    toe_host_receive_unmet(host, job->op);
  } else if (is_expecting) {
    job->op = NULL; /* the segment's now, or gone with it */
  }
  toe_job_free(&host->os, host->objects, job);
  return TOE_OK;
}

static void say(toe_host_t *host, const toe_object_t *object, const char *rule, const char *what) {
  char text[256];
  snprintf(text, sizeof text, "%s: %s", object->name, what);
  toe_host_broken(host, rule, text);
}

void toe_host_forward_end(toe_host_t *host, const toe_object_t *object) {
  for (forward_t *forward = host->forwards; forward != NULL; forward = forward->next) {
    if (forward->object != object || forward->is_late) continue;
    forward->is_late = true;
    say(host, object, "R164", "terminated, and a segment that was forwarded is not completed");
  }
}

/* Take the segment with that list out of the row; NULL: there is none. */
static forward_t *find(toe_host_t *host, const toe_nbl_t *nbl) {
  forward_t **place = &host->forwards;
  while (*place != NULL && &(*place)->nbl != nbl) place = &(*place)->next;
  forward_t *forward = *place;
  if (forward == NULL) {
    toe_host_broken(host, "R147", "a segment was completed that is not forwarded");
    return NULL;
  }
  for (const forward_t *before = host->forwards; before != forward; before = before->next) {
    if (before->object != forward->object || before->is_late) continue;
    say(host, forward->object, "R147", "a segment was completed before one that was forwarded earlier");
    break;
  }
  *place = forward->next;
  return forward;
}

/* Why a segment cannot have this status now; NULL: it can.  While its connection is terminated, or when it is gone, any
 * is right; before that, only with what was told of the connection [R147]. */
static const char *wrong_status(const toe_host_t *host, const forward_t *forward) {
  const toe_object_t *object = forward->object;
  const toe_receiver_t *receiver = object->receiver;
  if (!object->is_offloaded || object->is_in_transit || receiver == NULL || forward->is_late) return NULL;
  switch (forward->nbl.status) {
    case TOE_NDIS_STATUS_REQUEST_ABORTED:
      if (receiver->is_aborted || host->options.has_read_faults) return NULL;
      return "a forwarded segment was aborted, and no abort was told";
    case TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS:
      if (receiver->is_retrieved) return NULL;
      return "a forwarded segment was not taken for an upload, and none is under way or was asked for";
    case TOE_NDIS_STATUS_INVALID_STATE:
      return "a good segment of a connection that is offloaded was refused as invalid";
    default:
      return NULL;
  }
}

static void count(toe_host_t *host, const forward_t *forward) {
  const char *wrong = wrong_status(host, forward);
  if (wrong != NULL) say(host, forward->object, "R147", wrong);
  toe_receiver_t *receiver = forward->object->receiver;
  toe_host_forward_counts_t *counts = &host->forward_counts;
  switch (forward->nbl.status) {
    case TOE_STATUS_SUCCESS:
      ++counts->success;
      break;
    case TOE_NDIS_STATUS_REQUEST_ABORTED:
      ++counts->aborted;
      break;
    case TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS:
      ++counts->upload;
      break;
    case TOE_NDIS_STATUS_INVALID_STATE:
      ++counts->invalid;
      break;
    default:
      say(host, forward->object, "R147", "a forwarded segment has a status it cannot have");
      break;
  }
  if (receiver == NULL) return;
  ++*(forward->nbl.status == TOE_STATUS_SUCCESS ? &receiver->forwarded : &receiver->forward_failed);
}

/* One segment is the host's again. */
static void settle(toe_host_t *host, forward_t *forward, uint64_t ndis_handle) {
  toe_object_t *object = forward->object;
  const toe_nbl_t *nbl = &forward->nbl;
  const bool has_name = ndis_handle == object->number;
  if (!has_name && (ndis_handle != 0 || nbl->status != TOE_NDIS_STATUS_INVALID_STATE)) {
    say(host, object, "R147", "a segment was completed for another connection");
  }
  if (nbl->data != (const uint8_t *)(forward + 1) || sum_of(nbl) != forward->sum) {
    say(host, object, "R147", "a segment that was forwarded was changed");
  }
  count(host, forward);
  const uint8_t *segment = (const uint8_t *)(forward + 1);
  const toe_host_forwarded_t forwarded = {.name = object->name,
                                          .status = nbl->status,
                                          .seq = get32(segment + SEQ),
                                          .bytes = nbl->bytes - header_of(segment),
                                          .flags = segment[FLAGS]};
  if (host->observer.forwarded != NULL) host->observer.forwarded(host->observer.self, &forwarded);
  if (forward->op != NULL) toe_host_receive_expected(host, forward->op, TOE_OP_VALUE_STATUS, nbl->status);
  forward_free(forward);
  toe_objects_let_go(host->objects, object);
}

void toe_host_forward_complete(void *self, uint64_t ndis_handle, toe_nbl_t *list) {
  toe_host_t *host = self;
  while (list != NULL) {
    forward_t *forward = find(host, list);
    if (forward == NULL) return;
    list = list->next;
    settle(host, forward, ndis_handle);
  }
}

void toe_host_forward_unmet(const toe_host_t *host) {
  for (const forward_t *forward = host->forwards; forward != NULL; forward = forward->next)
    toe_host_receive_unmet(host, forward->op);
  for (const toe_object_t *object = toe_objects_first(host->objects); object != NULL; object = object->newer) {
    for (const forward_t *forward = object->kept; forward != NULL; forward = forward->next)
      toe_host_receive_unmet(host, forward->op);
  }
}

void toe_host_forward_free(toe_host_t *host) {
  for (toe_object_t *object = toe_objects_first(host->objects); object != NULL; object = object->newer) {
    drop(host, object);
  }
  for (forward_t *next; host->forwards != NULL; host->forwards = next) {
    next = host->forwards->next;
    forward_free(host->forwards);
  }
  toe_reassembly_free(host->reassembly);
}

toe_host_forward_counts_t toe_host_forwards(const toe_host_t *host) {
  toe_host_forward_counts_t counts = host->forward_counts;
  if (host->reassembly == NULL) return counts;
  counts.given_up = toe_reassembly_given_up(host->reassembly) + toe_reassembly_count(host->reassembly);
  return counts;
}
