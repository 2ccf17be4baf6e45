/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_event.c - see toe_host_internal.h: what the target tells, and what the host makes of it.
 */
#include <stdio.h>

#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_upload.h"

/* The operation because of which the target tells something; NULL: none is known. */
static const toe_op_t *cause_of(const toe_host_t *host) { return host->alone == NULL ? NULL : host->alone->op; }

static void tell(const toe_host_t *host, uint8_t code, const char *name, uint32_t info, bool is_followed) {
  const toe_host_event_t event = {.code = code, .name = name, .info = info, .is_followed = is_followed};
  if (host->observer.event != NULL) host->observer.event(host->observer.self, &event);
}

void toe_host_read_capability(toe_host_t *host, const uint8_t *record) {
  uint32_t support = (uint32_t)TOE_NDIS_READ(record, TCP_CONNECTION_OFFLOAD, SUPPORT);
  host->capability = (toe_host_capability_t){
      .encapsulation = (uint32_t)TOE_NDIS_READ(record, TCP_CONNECTION_OFFLOAD, ENCAPSULATION),
      .has_ipv4 = (support >> TOE_NDIS_SUPPORT_IPV4_LSB & TOE_NDIS_SUPPORT_MASK) == TOE_NDIS_SUPPORTED,
      .has_ipv6 = (support >> TOE_NDIS_SUPPORT_IPV6_LSB & TOE_NDIS_SUPPORT_MASK) == TOE_NDIS_SUPPORTED,
      .has_sack = (support >> TOE_NDIS_SUPPORT_SACK_LSB & TOE_NDIS_SUPPORT_MASK) == TOE_NDIS_SUPPORTED,
      .tcp_capacity = (uint32_t)TOE_NDIS_READ(record, TCP_CONNECTION_OFFLOAD, CAPACITY),
  };
}

/* Whether the host has wanted the object back already. */
static bool is_wanted(const toe_host_t *host, const toe_object_t *object) {
  for (const toe_job_t *job = host->urgent.head; job != NULL; job = job->next) {
    if (job->target == object) return true;
  }
  for (const toe_job_t *job = host->held.head; job != NULL; job = job->next) {
    if (job->target == object) return true;
  }
  return false;
}

static bool is_tcp_event(uint32_t event) {
  return event == TOE_EVENT_DISCONNECT || event == TOE_EVENT_RETRIEVE || event == TOE_EVENT_ABORT;
}

/* Whether the host terminates a connection because of an event.  One that is aborted is of no use any more: it is taken
 * back like one that the target cannot go on serving. */
static bool is_event_followed(const toe_host_t *host, uint32_t event, uint32_t info) {
  if (event == TOE_EVENT_DISCONNECT) return host->options.terminates_on_disconnect;
  if (event == TOE_EVENT_ABORT) return host->options.upload != TOE_HOST_UPLOAD_NEVER;
  return toe_upload_is_followed(host->options.upload, info);
}

void toe_host_tcp_event(void *self, uint64_t ndis_handle, uint32_t event, uint32_t info) {
  toe_host_t *host = self;
  toe_object_t *object = toe_objects_get(host->objects, ndis_handle);
  if (object == NULL || event > UINT8_MAX || !is_tcp_event(event)) {
    char text[120];
    snprintf(text, sizeof text, "event %lu of a connection that the host does not know: %llu", (unsigned long)event,
             (unsigned long long)ndis_handle);
    toe_host_broken(host, "R70", text);
    return;
  }
  if (object->layer != TOE_LAYER_TCP) {
    char text[120];
    snprintf(text, sizeof text, "%s: the target tells an event of a %s", object->name, toe_layer_text(object->layer));
    toe_host_broken(host, "R74", text);
    return;
  }
  if (object->is_offloaded && object->receiver != NULL) {
    const toe_tree_sink_t sink = {.self = host, .broken = toe_host_broken};
    toe_receiver_event(object->receiver, (uint8_t)event, &sink);
  } else if (event != TOE_EVENT_RETRIEVE) {
    char text[120];
    snprintf(text, sizeof text, "%s: event %lu of a connection that is not offloaded", object->name,
             (unsigned long)event);
    toe_host_broken(host, event == TOE_EVENT_ABORT ? "R144" : "R143", text);
  }
  /* One that is on its way back already, or is back, needs nothing more: a redundant event is harmless. */
  const bool is_followed = object->is_offloaded && is_event_followed(host, event, info);
  if (is_followed && !object->is_in_transit && !is_wanted(host, object))
    toe_host_terminate_want(host, cause_of(host), object, 0);
  tell(host, (uint8_t)event, object->name, info, is_followed);
  toe_host_pump(host);
}

void toe_host_frame(void *self, toe_nbl_t *nbl, uint64_t ndis_handle, uint32_t reason) {
  toe_host_t *host = self;
  const toe_object_t *object =
      ndis_handle == 0 ? toe_host_wire_find(host, nbl->data, nbl->bytes) : toe_objects_get(host->objects, ndis_handle);
  if (nbl->next != NULL || nbl->status != TOE_STATUS_SUCCESS || nbl->bytes == 0 || nbl->data == NULL) {
    toe_host_broken(host, "R133", "a frame that comes up is not one list with data and Status SUCCESS");
  }
  ++host->passed;
  if (object != NULL && object->receiver != NULL) ++object->receiver->passed;
  const toe_host_passed_t passed = {
      .name = object == NULL ? NULL : object->name,
      .reason = reason,
      .data = nbl->data,
      .bytes = nbl->bytes,
      .is_forwarded = toe_host_forward_frame(host, nbl->data, nbl->bytes, reason, object)};
  if (host->observer.passed != NULL) host->observer.passed(host->observer.self, &passed);
  toe_miniport_receive_return(host->miniport, nbl); /* the stack has copied it */
}

/* All connections, then all paths, then all neighbors [R153]; false: there is nothing. */
static bool want_all(toe_host_t *host) {
  uint32_t count = 0;
  for (uint8_t layer = TOE_LAYER_TCP; layer >= TOE_LAYER_NEIGHBOR; --layer) {
    count += host->offloaded[layer];
    if (host->offloaded[layer] != 0) toe_host_terminate_want(host, cause_of(host), NULL, layer);
  }
  return count != 0;
}

/* What waits in the driver goes on by itself; what waits here, before everything else. */
static void resume(toe_host_t *host) {
  host->is_paused = host->is_uploading = false;
  for (toe_job_t *job = host->flying.head; job != NULL; job = job->next) {
    if (job->is_held && job->goes_alone) host->alone = job; /* the last: they go in this order */
    job->is_held = false;
  }
  host->driver_held = 0;
  toe_job_prepend(&host->waiting, &host->held);
}

void toe_host_indicate_status(void *self, uint32_t status, const void *buffer, uint32_t bytes) {
  toe_host_t *host = self;
  switch (status) {
    case TOE_NDIS_STATUS_OFFLOAD_PAUSE:
      host->is_paused = true;
      tell(host, TOE_EVENT_PAUSE, NULL, 0, false);
      return;
    case TOE_NDIS_STATUS_UPLOAD_ALL:
      host->is_paused = host->is_uploading = true;
      tell(host, TOE_EVENT_UPLOAD_ALL, NULL, 0, want_all(host));
      return;
    case TOE_NDIS_STATUS_OFFLOAD_RESUME:
      if (bytes < TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES) break;
      toe_host_read_capability(host, buffer);
      resume(host);
      tell(host, TOE_EVENT_RESUME, NULL, 0, false);
      return;
    case TOE_NDIS_STATUS_LINK_STATE: {
      if (bytes < TOE_NDIS_LINK_STATE_BYTES) break;
      bool is_up = TOE_NDIS_READ(buffer, LINK_STATE, CONNECT_STATE) == TOE_NDIS_MEDIA_CONNECTED;
      bool is_followed = !is_up && host->options.terminates_on_link_down && want_all(host); /* R65 */
      tell(host, TOE_EVENT_LINK, NULL, is_up, is_followed);
      return;
    }
    default:
      break;
  }
  char text[100];
  snprintf(text, sizeof text, "status 0x%08lX was indicated with %lu bytes", (unsigned long)status,
           (unsigned long)bytes);
  toe_host_broken(host, "R78", text);
}

void toe_host_raise_complete(void *self, uint32_t event, uint32_t handle, uint32_t info,
                             const toe_miniport_completion_t *completion) {
  toe_host_t *host = self;
  (void)handle;
  toe_job_t *job = host->flying.head;
  while (job != NULL && job->request_id != completion->request_id) job = job->next;
  if (job == NULL || toe_op_event(job->op->kind) != event || job->value != info) {
    toe_host_broken(host, "R86", "an event was completed that is not in flight");
    return;
  }
  toe_host_landed(host, job);
  toe_host_tell(host, job, completion->error, true);
  toe_job_free(&host->os, host->objects, job);
  toe_host_pump(host);
}
