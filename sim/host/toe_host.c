/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host.c - see toe_host.h: the queue of operations, the requests the driver has, and what their completion changes.
 */
#include "sim/host/toe_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_job.h"
#include "sim/host/toe_plan.h"
#include "sim/host/toe_setting.h"
#include "sim/miniport/toe_miniport.h"

/* Trees kept poisoned after their completion. */
enum { KEPT_TREES = 16 };

struct toe_host {
  toe_os_t os;
  toe_host_options_t options;
  toe_host_observer_t observer;
  toe_miniport_t *miniport;
  uint64_t message_address; /* of vector 0 */
  uint32_t message_data;
  toe_objects_t *objects;
  toe_job_queue_t waiting, flying;
  uint32_t sent; /* requests given to the driver: the number of the last one */
  uint64_t skipped_terminates, skipped_objects;
  uint32_t offloaded[TOE_LAYER_TCP + 1];
  toe_tree_t kept[KEPT_TREES];
  uint32_t kept_at;
  toe_result_t failure;
  toe_error_t failure_text;
};

static void broken(void *self, const char *rule, const char *text) {
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

static void tell(const toe_host_t *host, const toe_job_t *job, uint8_t error, bool is_done) {
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
  tell(host, job, 0, false);
  toe_miniport_initiate_offload(host->miniport, toe_tree_root(&job->tree));
  return TOE_OK;
}

static toe_result_t send_set(toe_host_t *host, toe_job_t *job) {
  job->request_id = ++host->sent;
  tell(host, job, 0, false);
  toe_job_push(&host->flying, job);
  if (toe_miniport_set(host->miniport, job->setting, job->value)) return TOE_OK;
  toe_job_remove(&host->flying, job);
  return TOE_E_MEMORY;
}

/* Give to the driver what may go, in order: the first that has to wait holds up all behind it.  No more than the
 * command ring holds are in the driver, so that trees exist only for what is near its turn. */
static void pump(toe_host_t *host) {
  while (host->waiting.head != NULL && host->failure == TOE_OK && host->flying.count < host->options.cmd_entries - 1) {
    toe_job_t *job = host->waiting.head;
    bool is_set = job->op->kind == TOE_OP_SET;
    if (!is_set && toe_plan_must_wait(host->objects, job->op)) return;
    (void)toe_job_pop(&host->waiting);
    toe_error_t error = {""};
    toe_result_t result = is_set ? send_set(host, job) : send_initiate(host, job, &error);
    if (result == TOE_OK) continue;
    if (error.text[0] == '\0') toe_error_set(&error, "%s: %s", job->op->place, toe_result_text(result));
    host->failure = result;
    host->failure_text = error;
    toe_job_free(&host->os, job);
  }
}

/* Put a completed tree among the kept ones; the one that has been there longest goes. */
static void keep_tree(toe_host_t *host, toe_tree_t *tree) {
  toe_tree_t *place = &host->kept[host->kept_at];
  host->kept_at = (host->kept_at + 1) % KEPT_TREES;
  if (place->memory != NULL && !toe_tree_is_untouched(place)) {
    broken(host, "R86", "a tree was written to after its completion");
  }
  toe_tree_free(&host->os, place);
  toe_tree_poison(tree);
  *place = *tree;
  memset(tree, 0, sizeof *tree);
}

/* A new object went in: bind its handle, link it to what it depends on [R66]. */
static void enter_offloaded(toe_host_t *host, const toe_job_t *job, uint32_t index, uint32_t parent_index) {
  const toe_tree_node_t *node = &job->tree.nodes[index];
  toe_object_t *object = node->object, *parent = NULL;
  object->is_offloaded = true;
  ++host->offloaded[object->layer];
  toe_result_t result = toe_objects_bind(host->objects, object);
  if (result != TOE_OK) {
    char text[200];
    snprintf(text, sizeof text, "%s: handle 0x%llX %s", object->name,
             (unsigned long long)toe_ndis_cell_get(object->cell),
             result == TOE_E_ARG ? "is another object's already" : "is none of its layer");
    broken(host, "R94", text);
  }
  if (parent_index != TOE_OP_NO_BLOCK) {
    const toe_tree_node_t *above = &job->tree.nodes[parent_index];
    const toe_op_block_t *block = &job->op->blocks[parent_index];
    if (above->kind == TOE_KIND_NEW) parent = above->object;
    if (above->kind == TOE_KIND_LINKER) {
      parent = block->has_handle ? toe_objects_of_handle(host->objects, block->handle) : above->object;
    }
  }
  object->parent = parent;
  if (parent != NULL) {
    ++parent->dependents;
  } else if (object->layer != TOE_LAYER_NEIGHBOR) {
    char text[200];
    snprintf(text, sizeof text, "%s: offloaded without an object to depend on", object->name);
    broken(host, "R99", text);
  }
}

/* Take over the statuses of a completed tree; true: some new object was denied. */
static bool take_statuses(toe_host_t *host, toe_job_t *job, const uint32_t *parents) {
  bool has_denied = false;
  for (uint32_t i = 0; i < job->tree.count; ++i) {
    const toe_tree_node_t *node = &job->tree.nodes[i];
    uint32_t status = toe_tree_status(&job->tree, i);
    job->objects[i].status = status;
    job->objects[i].handle = node->cell == NULL ? 0 : (uint32_t)toe_ndis_cell_get(node->cell);
    if (node->kind != TOE_KIND_NEW) continue;
    node->object->is_in_transit = false;
    if (toe_tree_is_in(status)) {
      enter_offloaded(host, job, i, parents[i]);
    } else {
      toe_ndis_cell_set(node->object->cell, 0); /* whatever a target left there */
      has_denied = true;
    }
  }
  return has_denied;
}

/* Cut the operation down to what was denied, and let it wait for its turn once more. */
static bool retry(toe_host_t *host, toe_job_t *job, const uint32_t *parents) {
  bool *is_kept = calloc(job->op->block_count, sizeof *is_kept);
  if (is_kept == NULL) return false;
  for (uint32_t i = 0; i < job->tree.count; ++i) {
    is_kept[i] = job->tree.nodes[i].kind == TOE_KIND_NEW && !toe_tree_is_in(job->objects[i].status);
  }
  toe_plan_cut(job->op, parents, is_kept);
  free(is_kept);
  free(job->objects);
  job->objects = NULL;
  --job->retries;
  job->is_retry = true;
  toe_job_push(&host->waiting, job);
  return true;
}

static void check_number(toe_host_t *host, const toe_job_t *job, uint32_t request_id) {
  if (job->request_id == request_id) return;
  char text[100];
  snprintf(text, sizeof text, "request %lu is completed as number %lu", (unsigned long)job->request_id,
           (unsigned long)request_id);
  broken(host, "R86", text);
}

static void on_initiate_complete(void *self, void *root, const toe_miniport_completion_t *completion) {
  toe_host_t *host = self;
  toe_job_t *job = host->flying.head;
  while (job != NULL && (job->op->kind != TOE_OP_INITIATE || toe_tree_root(&job->tree) != root)) job = job->next;
  if (job == NULL) {
    broken(host, "R86", "a completion with a root that is not in flight");
    return;
  }
  toe_job_remove(&host->flying, job);
  check_number(host, job, completion->request_id);
  uint32_t *parents = malloc(job->op->block_count * sizeof *parents);
  if (parents == NULL) {
    host->failure = TOE_E_MEMORY;
    toe_error_set(&host->failure_text, "%s: %s", job->op->place, toe_result_text(TOE_E_MEMORY));
    toe_job_free(&host->os, job);
    return;
  }
  toe_plan_parents(job->op, parents);
  const toe_tree_sink_t sink = {.self = host, .broken = broken};
  toe_tree_check(&job->tree, &sink);
  bool has_denied = take_statuses(host, job, parents);
  tell(host, job, completion->error, true);
  bool is_again = has_denied && job->retries > 0 && retry(host, job, parents);
  free(parents);
  toe_tree_settle(&host->os, &job->tree);
  keep_tree(host, &job->tree);
  if (!is_again) toe_job_free(&host->os, job);
  pump(host);
}

static void on_set_complete(void *self, uint32_t setting, uint32_t value, const toe_miniport_completion_t *completion) {
  toe_host_t *host = self;
  toe_job_t *job = host->flying.head;
  while (job != NULL && job->request_id != completion->request_id) job = job->next;
  if (job == NULL || job->op->kind != TOE_OP_SET || job->setting != setting || job->value != value) {
    broken(host, "R86", "a setting was completed that is not in flight");
    return;
  }
  toe_job_remove(&host->flying, job);
  tell(host, job, completion->error, true);
  toe_job_free(&host->os, job);
  pump(host);
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
  const toe_miniport_options_t driver = {
      .limit_neighbor = options->neighbor_entries,
      .limit_path = options->path_entries,
      .limit_tcp = options->tcp_entries,
      .limit_host_memory = options->host_memory_objects,
      .walk_policy = options->walk_policy,
      .tags = options->tags,
      .command_overhead_cycles = options->command_overhead_cycles,
      .cmd_entries = options->cmd_entries,
      .cpl_entries = options->cpl_entries,
      .mps_bytes = options->mps_bytes,
      .mrrs_bytes = options->mrrs_bytes,
      .has_faults = true,
  };
  const toe_miniport_upcalls_t upcalls = {
      .self = host, .initiate_offload_complete = on_initiate_complete, .set_complete = on_set_complete};
  char text[200] = "";
  toe_miniport_result_t found = toe_miniport_new(os, &driver, &upcalls, &host->miniport, text, sizeof text);
  if (found != TOE_MINIPORT_OK) {
    toe_error_set(error_out, "driver: %s", text);
    toe_objects_free(host->objects);
    free(host);
    return found == TOE_MINIPORT_E_MEMORY ? TOE_E_MEMORY : TOE_E_DEVICE;
  }
  os->msix_message(os->self, 0, &host->message_address, &host->message_data);
  *host_out = host;
  return TOE_OK;
}

void toe_host_free(toe_host_t *host) {
  if (host == NULL) return;
  toe_miniport_free(host->miniport);
  for (toe_job_t *job; (job = toe_job_pop(&host->waiting)) != NULL;) toe_job_free(&host->os, job);
  for (toe_job_t *job; (job = toe_job_pop(&host->flying)) != NULL;) toe_job_free(&host->os, job);
  for (uint32_t i = 0; i < KEPT_TREES; ++i) {
    if (host->kept[i].memory != NULL && !toe_tree_is_untouched(&host->kept[i])) {
      broken(host, "R86", "a tree was written to after its completion");
    }
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
  pump(host);
  return toe_host_failure(host, error_out);
}

void toe_host_interrupt(toe_host_t *host, uint64_t address, uint32_t data) {
  if (address != host->message_address || data != host->message_data) {
    char text[100];
    snprintf(text, sizeof text, "a message interrupt nobody asked for: 0x%08lX to 0x%llX", (unsigned long)data,
             (unsigned long long)address);
    broken(host, "MSI-X", text);
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
