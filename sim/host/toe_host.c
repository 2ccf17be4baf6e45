/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host.c - see toe_host.h: the queue of operations, and how they are given to the driver.
 */
#include "sim/host/toe_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_flip.h"
#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_plan.h"
#include "sim/host/toe_setting.h"

void toe_host_broken(void *self, const char *rule, const char *text) {
  toe_host_t *host = self;
  if (host->observer.broken != NULL) host->observer.broken(host->observer.self, rule, text);
}

/* Expectations of the operation onto the objects they name; mark is the tree's. */
static void mark_expects(const toe_host_t *host, const toe_job_t *job, uint64_t mark) {
  for (uint32_t i = 0; i < job->op->expect_count && !job->is_retry; ++i) {
    toe_object_t *object = toe_objects_find(host->objects, job->op->expects[i].name);
    object->expect_mark = mark;
    object->expect_status = job->op->expects[i].status;
  }
}

void toe_host_tell(const toe_host_t *host, const toe_job_t *job, uint8_t error, bool is_done) {
  toe_host_request_t request = {
      .request_id = job->request_id,
      .id = job->op->id,
      .place = job->op->place,
      .kind = job->op->kind,
      .number = job->op->number,
      .error = error,
      .setting = (uint8_t)job->setting,
      .value = job->value,
      .objects = job->objects,
      .object_count = job->tree.count,
  };
  if (!is_done && host->observer.submitted != NULL) host->observer.submitted(host->observer.self, &request);
  if (is_done && host->observer.completed != NULL) host->observer.completed(host->observer.self, &request);
}

/* Build the tree of a job and what the observer sees of it. */
static toe_result_t prepare(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  const toe_op_t *op = job->op;
  const uint64_t mark = (uint64_t)host->sent + 1;
  toe_tree_node_t *nodes = host->os.alloc(host->os.self, op->block_count * sizeof *nodes);
  if (nodes == NULL) return TOE_E_MEMORY;
  job->tree.nodes = nodes;
  job->tree.count = op->block_count;
  toe_result_t result = toe_plan_decide(host->objects, op, mark, nodes, error_out);
  if (result != TOE_OK) return result;
  result = toe_tree_build(&host->os, op, &job->tree);
  if (result != TOE_OK) return result;
  job->objects = calloc(op->block_count, sizeof *job->objects);
  if (job->objects == NULL) return TOE_E_MEMORY;
  mark_expects(host, job, mark);
  for (uint32_t i = 0; i < op->block_count; ++i) {
    toe_object_t *object = nodes[i].object;
    bool has_expect = object->expect_mark == mark;
    job->objects[i] = (toe_host_object_t){
        .name = object->name,
        .layer = object->layer,
        .kind = nodes[i].kind,
        .handle = (uint32_t)nodes[i].cell_before,
        .has_expect = has_expect,
        .expect_status = has_expect ? object->expect_status : 0,
    };
  }
  return TOE_OK;
}

static toe_result_t send_initiate(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  toe_result_t result = prepare(host, job, error_out);
  if (result != TOE_OK) return result;
  for (uint32_t i = 0; i < job->tree.count; ++i) {
    const toe_tree_node_t *node = &job->tree.nodes[i];
    if (node->kind == TOE_KIND_NEW) node->object->is_in_transit = true;
  }
  job->request_id = ++host->sent;
  toe_job_push(&host->flying, job);
  toe_host_tell(host, job, 0, false);
  toe_miniport_initiate_offload(host->miniport, toe_tree_root(&job->tree));
  return TOE_OK;
}

static toe_result_t send_set(toe_host_t *host, toe_job_t *job) {
  job->request_id = ++host->sent;
  toe_host_tell(host, job, 0, false);
  toe_job_push(&host->flying, job);
  if (toe_miniport_set(host->miniport, job->setting, job->value)) return TOE_OK;
  toe_job_remove(&host->flying, job);
  return TOE_E_MEMORY;
}

/* Turn over bits of a context; nothing is in flight. */
static toe_result_t flip(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  uint32_t row = 0;
  toe_result_t result = toe_flip_row(host->objects, job->op, &row, error_out);
  if (result != TOE_OK) return result;
  for (uint32_t i = 0; i < job->op->flip_bit_count; ++i) {
    host->observer.flip(host->observer.self, row, job->op->flip_bits[i]);
  }
  toe_job_free(&host->os, job);
  return TOE_OK;
}

/* Whether the first in the queue has to wait.  No more requests than the command ring holds are in the driver, so that
 * trees exist only for what is near its turn. */
static bool must_wait(const toe_host_t *host, const toe_op_t *op) {
  if (op->kind == TOE_OP_FLIP) return host->flying.count != 0;
  if (host->flying.count >= host->options.driver.cmd_entries - 1) return true;
  return op->kind == TOE_OP_INITIATE && toe_plan_must_wait(host->objects, op);
}

void toe_host_pump(toe_host_t *host) {
  while (host->waiting.head != NULL && host->failure == TOE_OK && !must_wait(host, host->waiting.head->op)) {
    toe_job_t *job = toe_job_pop(&host->waiting);
    const toe_op_kind_t kind = job->op->kind;
    toe_error_t error = {""};
    toe_result_t result = TOE_OK;
    if (kind == TOE_OP_SET) {
      result = send_set(host, job);
    } else if (kind == TOE_OP_FLIP) {
      result = flip(host, job, &error);
    } else {
      result = send_initiate(host, job, &error);
    }
    if (result == TOE_OK) continue;
    if (error.text[0] == '\0') toe_error_set(&error, "%s: %s", job->op->place, toe_result_text(result));
    host->failure = result;
    host->failure_text = error;
    toe_job_free(&host->os, job);
  }
}

/* Read what the driver advertises, by the offsets of NDIS_TCP_CONNECTION_OFFLOAD [R193]. */
static void read_capability(toe_host_t *host) {
  uint8_t record[TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES];
  toe_miniport_capabilities(host->miniport, record);
  uint32_t support = (uint32_t)TOE_NDIS_READ(record, TCP_CONNECTION_OFFLOAD, SUPPORT);
  host->capability = (toe_host_capability_t){
      .encapsulation = (uint32_t)TOE_NDIS_READ(record, TCP_CONNECTION_OFFLOAD, ENCAPSULATION),
      .has_ipv4 = (support >> TOE_NDIS_SUPPORT_IPV4_LSB & TOE_NDIS_SUPPORT_MASK) == TOE_NDIS_SUPPORTED,
      .has_ipv6 = (support >> TOE_NDIS_SUPPORT_IPV6_LSB & TOE_NDIS_SUPPORT_MASK) == TOE_NDIS_SUPPORTED,
      .has_sack = (support >> TOE_NDIS_SUPPORT_SACK_LSB & TOE_NDIS_SUPPORT_MASK) == TOE_NDIS_SUPPORTED,
      .tcp_capacity = (uint32_t)TOE_NDIS_READ(record, TCP_CONNECTION_OFFLOAD, CAPACITY),
  };
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
  const toe_miniport_upcalls_t upcalls = {
      .self = host,
      .initiate_offload_complete = toe_host_initiate_complete,
      .set_complete = toe_host_set_complete,
      .send_complete = toe_host_send_complete,
  };
  char text[200] = "";
  toe_miniport_result_t found = toe_miniport_new(os, &driver, &upcalls, &host->miniport, text, sizeof text);
  if (found != TOE_MINIPORT_OK) {
    toe_error_set(error_out, "driver: %s", text);
    toe_objects_free(host->objects);
    free(host);
    return found == TOE_MINIPORT_E_MEMORY ? TOE_E_MEMORY : TOE_E_DEVICE;
  }
  read_capability(host);
  os->msix_message(os->self, 0, &host->message_address, &host->message_data);
  *host_out = host;
  return TOE_OK;
}

void toe_host_free(toe_host_t *host) {
  if (host == NULL) return;
  toe_miniport_free(host->miniport);
  for (toe_job_t *job; (job = toe_job_pop(&host->waiting)) != NULL;) toe_job_free(&host->os, job);
  for (toe_job_t *job; (job = toe_job_pop(&host->flying)) != NULL;) toe_job_free(&host->os, job);
  for (uint32_t i = 0; i < TOE_HOST_KEPT_TREES; ++i) {
    toe_host_check_kept(host, &host->kept[i]);
    toe_tree_free(&host->os, &host->kept[i]);
  }
  for (uint64_t number = 1; number <= toe_objects_count(host->objects); ++number) {
    host->os.free(host->os.self, toe_objects_get(host->objects, number)->sends);
  }
  toe_objects_free(host->objects);
  free(host);
}

/* Terminates are not carried out in this version: count them, if they name what the trace has mentioned. */
static toe_result_t skip_terminate(toe_host_t *host, const toe_op_t *op, toe_error_t *error_out) {
  for (uint32_t i = 0; i < op->object_count; ++i) {
    if (toe_objects_find(host->objects, op->objects[i]) != NULL) continue;
    toe_error_set(error_out, "%s: terminate: %s has never been offloaded", op->place, op->objects[i]);
    return TOE_E_UNKNOWN;
  }
  ++host->skipped_terminates;
  host->skipped_objects += op->object_count;
  return TOE_E_UNSUPPORTED;
}

/* Check an operation and note what it defines. */
static toe_result_t take(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  const toe_op_t *op = job->op;
  if (host->failure != TOE_OK) return toe_host_failure(host, error_out);
  if (op->kind == TOE_OP_TERMINATE) return skip_terminate(host, op, error_out);
  if (op->kind == TOE_OP_SET) return toe_setting_parse(op, &job->setting, &job->value, error_out);
  if (op->kind == TOE_OP_FLIP && host->observer.flip != NULL) return toe_flip_check(host->objects, op, error_out);
  if (op->kind != TOE_OP_INITIATE) {
    toe_error_set(error_out, "%s: %s: not supported in this version", op->place, toe_op_kind_text(op->kind));
    return TOE_E_UNSUPPORTED;
  }
  toe_result_t result = toe_plan_check(host->objects, op, error_out);
  return result == TOE_OK ? toe_plan_enter(host->objects, op) : result;
}

toe_result_t toe_host_submit(toe_host_t *host, toe_op_t *op, toe_error_t *error_out) {
  toe_job_t *job = calloc(1, sizeof *job);
  if (job == NULL) {
    toe_op_free(op);
    return TOE_E_MEMORY;
  }
  job->op = op;
  job->retries = host->options.retry;
  toe_result_t result = take(host, job, error_out);
  if (result != TOE_OK) {
    toe_job_free(&host->os, job);
    return result;
  }
  toe_job_push(&host->waiting, job);
  toe_host_pump(host);
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
}

uint32_t toe_host_pending(const toe_host_t *host) { return host->waiting.count + host->flying.count; }

toe_result_t toe_host_failure(const toe_host_t *host, toe_error_t *error_out) {
  if (host->failure != TOE_OK && error_out != NULL) *error_out = host->failure_text;
  return host->failure;
}

uint64_t toe_host_skipped_terminates(const toe_host_t *host) { return host->skipped_terminates; }
uint64_t toe_host_skipped_objects(const toe_host_t *host) { return host->skipped_objects; }

uint32_t toe_host_offloaded(const toe_host_t *host, uint8_t layer) {
  return layer >= TOE_LAYER_NEIGHBOR && layer <= TOE_LAYER_TCP ? host->offloaded[layer] : 0;
}

uint64_t toe_host_send_completions(const toe_host_t *host) { return host->send_completions; }

toe_host_capability_t toe_host_capability(const toe_host_t *host) { return host->capability; }
