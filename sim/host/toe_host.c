/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host.c - see toe_host.h: coming up, taking operations, ending.
 */
#include "sim/host/toe_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_flip.h"
#include "sim/host/toe_fragment.h"
#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_host_segment.h"
#include "sim/host/toe_plan.h"
#include "sim/host/toe_setting.h"

void toe_host_broken(void *self, const char *rule, const char *text) {
  toe_host_t *host = self;
  if (host->observer.broken != NULL) host->observer.broken(host->observer.self, rule, text);
}

toe_result_t toe_host_new(const toe_host_options_t *options, const toe_os_t *os, const toe_host_observer_t *observer,
                          toe_host_t **host_out, toe_error_t *error_out) {
  toe_host_t *host = calloc(1, sizeof *host);
  if (host == NULL) return TOE_E_MEMORY;
  host->os = *os;
  host->options = *options;
  host->observer = *observer;
  toe_result_t result = toe_objects_new(&host->objects);
  if (result != TOE_OK) {
    free(host);
    return result;
  }
  toe_miniport_options_t driver = options->driver;
  driver.has_faults = true;
  memcpy(host->mac, driver.mac, sizeof host->mac);
  memcpy(host->device_mac, driver.mac, sizeof host->device_mac);
  const toe_miniport_upcalls_t upcalls = {
      .self = host,
      .initiate_offload_complete = toe_host_initiate_complete,
      .set_complete = toe_host_set_complete,
      .send_complete = toe_host_send_complete,
      .terminate_offload_complete = toe_host_terminate_complete,
      .tcp_event = toe_host_tcp_event,
      .indicate_receive_net_buffer_lists = toe_host_frame,
      .indicate_status = toe_host_indicate_status,
      .raise_complete = toe_host_raise_complete,
      .receive_complete = toe_host_receive_complete,
      .forward_complete = toe_host_forward_complete,
      .receive_indicate = toe_host_receive_indicate,
  };
  char text[200] = "";
  toe_miniport_result_t found = toe_miniport_new(os, &driver, &upcalls, &host->miniport, text, sizeof text);
  if (found != TOE_MINIPORT_OK) {
    toe_error_set(error_out, "driver: %s", text);
    toe_objects_free(host->objects);
    free(host);
    return found == TOE_MINIPORT_E_MEMORY ? TOE_E_MEMORY : TOE_E_DEVICE;
  }
  uint8_t record[TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES];
  toe_miniport_capabilities(host->miniport, record);
  toe_host_read_capability(host, record);
  os->msix_message(os->self, 0, &host->message_address, &host->message_data);
  *host_out = host;
  return TOE_OK;
}

void toe_host_free(toe_host_t *host) {
  if (host == NULL) return;
  host->is_freed = true;
  toe_host_end(host);
  toe_miniport_free(host->miniport);
  toe_job_queue_t *const queues[] = {&host->waiting, &host->urgent, &host->held, &host->again, &host->flying};
  for (unsigned i = 0; i < sizeof queues / sizeof queues[0]; ++i) {
    for (toe_job_t *job; (job = toe_job_pop(queues[i])) != NULL;) toe_job_free(&host->os, host->objects, job);
  }
  for (uint32_t i = 0; i < TOE_HOST_KEPT_TREES; ++i) {
    toe_host_check_kept(host, &host->kept[i]);
    toe_tree_free(&host->os, &host->kept[i]);
  }
  for (const toe_object_t *object = toe_objects_first(host->objects); object != NULL; object = object->newer) {
    host->os.free(host->os.self, object->sends);
  }
  toe_host_wire_free(host);
  toe_host_forward_free(host);
  toe_objects_free(host->objects);
  free(host);
}

/* An operation that makes the target ask for a connection. */
static toe_result_t check_upload(const toe_host_t *host, const toe_op_t *op, toe_error_t *error_out) {
  if (op->object_count != 1) {
    toe_error_set(error_out, "%s: upload_request: needs one connection", op->place);
    return TOE_E_ARG;
  }
  const toe_object_t *object = toe_objects_find(host->objects, op->objects[0]);
  if (object == NULL) {
    toe_error_set(error_out, "%s: upload_request: %s has never been mentioned", op->place, op->objects[0]);
    return TOE_E_UNKNOWN;
  }
  if (object->layer != TOE_LAYER_TCP) { /* R74 */
    toe_error_set(error_out, "%s: upload_request: %s is a %s, and only TCP connections can be asked for", op->place,
                  object->name, toe_layer_text(object->layer));
    return TOE_E_ARG;
  }
  if (op->upload_reason < TOE_UPLOAD_REASON_LOW_ACTIVITY || op->upload_reason > TOE_UPLOAD_REASON_HARDWARE_FAILURE) {
    toe_error_set(error_out, "%s: upload_request: %u is no reason", op->place, op->upload_reason);
    return TOE_E_RANGE;
  }
  return TOE_OK;
}

static toe_result_t check_set(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  const toe_result_t result = toe_setting_parse(job->op, &job->setting, &job->value, error_out);
  if (result != TOE_OK || job->setting != TOE_SETTING_INTERFACE_MAC) return result;
  for (int i = 0; i < 6; ++i) host->mac[i] = (uint8_t)(job->value >> (8 * i));
  return TOE_OK;
}

/* Check an operation and note what it defines. */
static toe_result_t take(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  const toe_op_t *op = job->op;
  if (host->failure != TOE_OK) return toe_host_failure(host, error_out);
  switch (op->kind) {
    case TOE_OP_INITIATE:
      break;
    case TOE_OP_TERMINATE:
      return toe_terminate_plan_check(host->objects, op, error_out);
    case TOE_OP_SET:
      return check_set(host, job, error_out);
    case TOE_OP_UPLOAD_REQUEST:
      job->value = op->upload_reason;
      return check_upload(host, op, error_out);
    case TOE_OP_POST_RECEIVE:
    case TOE_OP_RECEIVE_POLICY:
    case TOE_OP_EXPECT:
    case TOE_OP_FORWARD:
      return toe_host_receive_check(host, op, error_out);
    case TOE_OP_LINK:
      job->value = op->is_up;
      return TOE_OK;
    case TOE_OP_UPLOAD_ALL:
    case TOE_OP_PAUSE:
    case TOE_OP_RESUME:
    case TOE_OP_RESET:
      return TOE_OK;
    case TOE_OP_FLIP:
      if (host->observer.flip != NULL) return toe_flip_check(host->objects, op, error_out);
      /* fall through */
    default:
      toe_error_set(error_out, "%s: %s: not supported in this version", op->place, toe_op_kind_text(op->kind));
      return TOE_E_UNSUPPORTED;
  }
  toe_result_t result = toe_plan_check(host->objects, op, error_out);
  return result == TOE_OK ? toe_plan_enter(host->objects, op) : result;
}

/* A frame as fragments, in the order that is wanted. */
static toe_result_t send_fragments(toe_host_t *host, const toe_op_segment_t *segment, const uint8_t *frame,
                                   uint32_t bytes) {
  uint8_t fragment[TOE_HOST_SEGMENT_BYTES];
  const uint16_t id = (uint16_t)++host->fragmented;
  const uint32_t count = segment->fragment_order != NULL ? segment->fragment_order_count : segment->fragments;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t index = segment->fragment_order != NULL ? segment->fragment_order[i] : i;
    const uint32_t length = toe_fragment_write(frame, bytes, segment->fragments, index, id, fragment);
    if (length == 0) return TOE_E_ARG;
    host->observer.frame(host->observer.self, fragment, length);
  }
  return TOE_OK;
}

/* A frame of the wire, at once: it knows nothing of requests. */
static toe_result_t send_segment(toe_host_t *host, const toe_op_t *op, toe_error_t *error_out) {
  if (host->failure != TOE_OK) return toe_host_failure(host, error_out);
  if (host->observer.frame == NULL) {
    toe_error_set(error_out, "%s: segment: not supported in this version", op->place);
    return TOE_E_UNSUPPORTED;
  }
  if (op->segment.frame != NULL) {
    toe_host_frame_in(host, op->segment.frame, op->segment.frame_bytes); /* with bytes of its own */
    host->observer.frame(host->observer.self, op->segment.frame, op->segment.frame_bytes);
    return TOE_OK;
  }
  const char *name = op->object_count == 1 ? op->objects[0] : "";
  toe_object_t *object = toe_objects_find(host->objects, name);
  if (object == NULL || object->layer != TOE_LAYER_TCP) {
    toe_error_set(error_out, "%s: segment: %s %s", op->place, name,
                  object == NULL ? "has never been mentioned" : "is no TCP connection");
    return object == NULL ? TOE_E_UNKNOWN : TOE_E_ARG;
  }
  uint8_t frame[TOE_HOST_SEGMENT_BYTES];
  uint32_t bytes = 0;
  toe_result_t result = toe_host_segment_build(object, &op->segment, host->mac, frame, &bytes);
  if (result == TOE_OK && op->segment.fragments > 1) {
    result = send_fragments(host, &op->segment, frame, bytes);
  } else if (result == TOE_OK) {
    host->observer.frame(host->observer.self, frame, bytes);
  }
  if (result != TOE_OK) {
    toe_error_set(error_out, "%s: segment: %s: %s", op->place, name, toe_host_segment_text(result));
  }
  return result;
}

toe_result_t toe_host_submit(toe_host_t *host, toe_op_t *op, toe_error_t *error_out) {
  if (op->kind == TOE_OP_SEGMENT) {
    const toe_result_t sent = send_segment(host, op, error_out);
    toe_op_free(op);
    return sent;
  }
  toe_job_t *job = calloc(1, sizeof *job);
  if (job == NULL) {
    toe_op_free(op);
    return TOE_E_MEMORY;
  }
  job->op = op;
  job->retries = host->options.retry;
  toe_result_t result = take(host, job, error_out);
  if (result == TOE_OK) result = toe_mention_take(host->objects, op, &job->mention);
  if (result != TOE_OK) {
    toe_job_free(&host->os, host->objects, job);
    return result;
  }
  for (uint32_t i = 0; i < op->object_count && op->is_forgetting; ++i) {
    toe_objects_forget(host->objects, job->mention.objects[i]);
  }
  toe_job_push(&host->waiting, job);
  toe_host_pump(host);
  toe_host_receive_give_back(host);
  return toe_host_failure(host, error_out);
}

void toe_host_interrupt(toe_host_t *host, uint64_t address, uint32_t data) {
  if (address != host->message_address || data != host->message_data) {
    char text[100];
    snprintf(text, sizeof text, "a message interrupt nobody asked for: 0x%08lX to 0x%llX", (unsigned long)data,
             (unsigned long long)address);
    toe_host_broken(host, "MSI-X", text);
    return;
  }
  toe_miniport_interrupt(host->miniport, 0);
  toe_host_receive_give_back(host);
  toe_host_pump(host); /* a barrier may have waited for answers that nobody is told of */
}

uint32_t toe_host_pending(const toe_host_t *host) {
  return host->waiting.count + host->urgent.count + toe_host_in_flight(host) + toe_miniport_unanswered(host->miniport);
}

uint32_t toe_host_held(const toe_host_t *host) { return host->held.count + host->driver_held; }

toe_result_t toe_host_failure(const toe_host_t *host, toe_error_t *error_out) {
  if (host->failure != TOE_OK && error_out != NULL) *error_out = host->failure_text;
  return host->failure;
}

uint64_t toe_host_frames(const toe_host_t *host) { return host->passed; }
uint64_t toe_host_unforwarded(const toe_host_t *host) { return host->unforwarded; }
uint64_t toe_host_skipped_terminates(const toe_host_t *host) { return host->skipped_terminates; }
uint64_t toe_host_skipped_objects(const toe_host_t *host) { return host->skipped_objects; }

uint32_t toe_host_offloaded(const toe_host_t *host, uint8_t layer) {
  return layer >= TOE_LAYER_NEIGHBOR && layer <= TOE_LAYER_TCP ? host->offloaded[layer] : 0;
}

uint64_t toe_host_send_completions(const toe_host_t *host) { return host->send_completions; }

toe_host_capability_t toe_host_capability(const toe_host_t *host) { return host->capability; }
