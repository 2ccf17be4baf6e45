/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_terminate.c - see toe_host_internal.h: terminates, those of the trace and those the host wants by itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_returned.h"
#include "sim/host/toe_terminate_check.h"
#include "sim/trace/toe_arena.h"

/* What the ids of the host's own terminates end with. */
static const char kOwn[] = ".terminate";

/* An operation that no trace has; it stands where the one stands that led to it. */
static toe_op_t *own_op(const toe_op_t *cause) {
  toe_arena_t *arena = toe_arena_new();
  toe_op_t *op = arena == NULL ? NULL : toe_arena_take(arena, 1, sizeof *op);
  const char *id = cause == NULL ? "target" : cause->id, *place = cause == NULL ? "the target" : cause->place;
  const size_t length = strlen(id), own = sizeof kOwn - 1;
  const bool is_own = length >= own && strcmp(id + length - own, kOwn) == 0; /* one that follows from another */
  char text[160];
  snprintf(text, sizeof text, "%.120s%s", id, is_own ? "" : kOwn);
  if (op != NULL) {
    op->kind = TOE_OP_TERMINATE;
    op->number = cause == NULL ? 0 : cause->number;
    op->id = toe_arena_text(arena, text, strlen(text));
    op->place = toe_arena_text(arena, place, strlen(place));
    op->memory = arena;
    if (op->id != NULL && op->place != NULL) return op;
  }
  toe_arena_free(arena);
  return NULL;
}

void toe_host_terminate_want(toe_host_t *host, const toe_op_t *cause, toe_object_t *target, uint8_t layer) {
  toe_job_t *job = calloc(1, sizeof *job);
  toe_op_t *op = own_op(cause);
  if (job == NULL || op == NULL) {
    toe_op_free(op);
    free(job);
    host->failure = TOE_E_MEMORY;
    toe_error_set(&host->failure_text, "terminate: %s", toe_result_text(TOE_E_MEMORY));
    return;
  }
  job->op = op;
  if (target != NULL && toe_mention_one(target, &job->mention) != TOE_OK) {
    host->failure = TOE_E_MEMORY;
    toe_error_set(&host->failure_text, "terminate: %s", toe_result_text(TOE_E_MEMORY));
  }
  job->origin = target != NULL ? TOE_JOB_RETRIEVED : TOE_JOB_ALL;
  job->target = target;
  job->layer = layer;
  toe_job_push(&host->urgent, job);
}

toe_result_t toe_host_terminate_look(toe_host_t *host, toe_job_t *job) {
  toe_terminate_list_free(&job->list);
  if (job->origin == TOE_JOB_RETRIEVED) return toe_terminate_plan_one(job->target, &job->list);
  if (job->origin == TOE_JOB_ALL) return toe_terminate_plan_layer(host->objects, job->layer, &job->list);
  return toe_terminate_plan_names(job->op, &job->mention, ++host->last_mark, &job->list, &job->passed_over);
}

bool toe_host_terminate_must_wait(const toe_job_t *job) {
  /* What is named may be on its way in, and not be in the list yet. */
  for (uint32_t i = 0; i < job->op->object_count; ++i) {
    if (toe_object_is_busy(job->mention.objects[i])) return true;
  }
  return toe_terminate_plan_must_wait(&job->list);
}

/* Objects as the observer sees them, in the order of the target: by layer, the highest first. */
static toe_result_t prepare_objects(toe_host_t *host, toe_job_t *job) {
  const uint32_t count = job->tree.count;
  job->order = calloc(count, sizeof *job->order);
  job->objects = calloc(count, sizeof *job->objects);
  job->returned = calloc(count, sizeof *job->returned);
  if (job->order == NULL || job->objects == NULL || job->returned == NULL) return TOE_E_MEMORY;
  uint32_t at = 0;
  for (uint8_t layer = TOE_LAYER_TCP; layer >= TOE_LAYER_NEIGHBOR; --layer) {
    for (uint32_t i = 0; i < count; ++i) {
      if (job->op->blocks[i].layer != layer) continue;
      const toe_tree_node_t *node = &job->tree.nodes[i];
      job->order[at] = i;
      job->objects[at++] = (toe_host_object_t){
          .name = node->object->name, .layer = layer, .kind = node->kind, .handle = (uint32_t)node->cell_before};
    }
  }
  toe_host_mark_expects(host, job);
  return TOE_OK;
}

/* Every object of which the trace expects something is in the tree; mark is the tree's, 0: there is none. */
static toe_result_t check_expects(const toe_job_t *job, uint64_t mark, toe_error_t *error_out) {
  for (uint32_t i = 0; i < job->op->expect_count; ++i) {
    const toe_object_t *object = job->mention.expects[i];
    if (mark != 0 && object->mark == mark) continue;
    toe_error_set(error_out, "%s: expects a status of %s, which is not offloaded", job->op->place, object->name);
    return TOE_E_ARG;
  }
  return TOE_OK;
}

toe_result_t toe_host_terminate_send(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  host->skipped_objects += job->passed_over;
  if (job->list.count == 0) {
    toe_result_t result = check_expects(job, 0, error_out);
    if (result != TOE_OK) return result;
    if (job->origin == TOE_JOB_TRACE) ++host->skipped_terminates;
    toe_job_free(&host->os, host->objects, job);
    return TOE_OK;
  }
  toe_tree_t *tree = &job->tree;
  tree->is_terminate = true;
  const uint64_t mark = ++host->last_mark;
  toe_result_t result = toe_terminate_plan_tree(&host->os, &job->list, mark, job->op, &tree->nodes);
  if (result != TOE_OK) return result;
  tree->count = job->op->block_count;
  result = check_expects(job, mark, error_out);
  if (result == TOE_OK) result = toe_tree_build(&host->os, job->op, tree);
  if (result == TOE_OK) result = prepare_objects(host, job);
  if (result == TOE_OK) result = toe_mention_nodes(tree->nodes, tree->count, &job->terminated);
  if (result != TOE_OK) return result;
  for (uint32_t i = 0; i < job->list.count; ++i) job->list.objects[i]->is_in_transit = true;
  job->request_id = ++host->sent;
  if (job->origin != TOE_JOB_TRACE) ++host->urgent_flying;
  toe_job_push(&host->flying, job);
  toe_host_tell(host, job, 0, false);
  toe_miniport_terminate_offload(host->miniport, toe_tree_root(tree));
  return TOE_OK;
}

static void tell_broken(toe_host_t *host, const toe_object_t *object, const char *rule, const char *what) {
  char text[256];
  snprintf(text, sizeof text, "%s: %s", object->name, what);
  toe_host_broken(host, rule, text);
}

/* Buffers to send that are left of a connection that is gone: those completed do not come back. */
static void settle_sends(toe_host_t *host, toe_object_t *object) {
  toe_op_state_t *state = &object->state;
  uint32_t *sizes = (uint32_t *)(uintptr_t)state->outstanding;
  for (uint32_t i = 0; i < object->sends_settled && object->sends != NULL; ++i) state->outstanding_bytes -= sizes[i];
  if (object->sends != NULL && object->sends_settled != 0) {
    state->outstanding_count -= object->sends_settled;
    memmove(sizes, sizes + object->sends_settled, state->outstanding_count * sizeof *sizes);
  }
  host->os.free(host->os.self, object->sends);
  object->sends = NULL;
  object->sends_settled = 0;
}

/* An object is gone from the target, with its state or without. */
static void leave(toe_host_t *host, toe_object_t *object, const toe_terminated_t *terminated) {
  const bool is_lost = terminated->status != TOE_STATUS_SUCCESS;
  if (is_lost && object->sends != NULL && object->sends_settled < object->state.outstanding_count) {
    tell_broken(host, object, "R164", "lost with buffers to send that were not completed");
  }
  if (!is_lost && terminated->has_returned && object->layer == TOE_LAYER_TCP &&
      toe_host_wire_end(host, object, (uint32_t)terminated->returned.rcv_nxt) != TOE_OK && host->failure == TOE_OK) {
    host->failure = TOE_E_MEMORY;
    toe_error_set(&host->failure_text, "%s: %s", object->name, toe_result_text(TOE_E_MEMORY));
  }
  toe_host_receive_end(host, object);
  toe_host_forward_end(host, object);
  toe_object_detach(object);
  toe_objects_unbind(host->objects, object);
  object->is_offloaded = false;
  --host->offloaded[object->layer];
  settle_sends(host, object);
  if (!terminated->has_returned) return;
  /* Bytes that make no sense have been told. */
  const uint32_t left = object->layer == TOE_LAYER_TCP ? toe_terminate_undelivered(object, &terminated->returned) : 0;
  object->state.buffered_bytes = left <= INT32_MAX ? left : 0;
  object->has_returned = true;
  object->returned = terminated->returned;
  toe_returned_update(&terminated->returned, &object->state);
}

/* Block i of the observer's list; true: it is freed. */
static bool take_block(toe_host_t *host, toe_job_t *job, uint32_t i, bool is_answered) {
  const toe_tree_sink_t sink = {.self = host, .broken = toe_host_broken};
  const toe_tree_node_t *node = &job->tree.nodes[job->order[i]];
  toe_object_t *object = node->object;
  toe_terminated_t terminated;
  toe_terminate_check(&job->tree, job->order[i], &sink, &terminated);
  job->objects[i].status = terminated.status;
  if (node->kind == TOE_KIND_PLACEHOLDER) return false;
  object->is_in_transit = false;
  const bool is_success = terminated.status == TOE_STATUS_SUCCESS;
  if (terminated.has_returned) {
    job->returned[i] = terminated.returned;
    job->objects[i].returned = &job->returned[i];
  }
  if (is_success && !object->is_offloaded) tell_broken(host, object, "R170", "terminated, but it is not offloaded");
  if (is_success && object->dependents != 0) tell_broken(host, object, "R68", "terminated with live dependents");
  /* A failure leaves an object where it was if others depend on it, or if the target has not come to it;
   * otherwise its state is lost [R163]. */
  const bool is_freed = object->is_offloaded && (is_success || (is_answered && object->dependents == 0));
  if (is_freed) leave(host, object, &terminated);
  if (terminated.buffered != NULL) toe_miniport_receive_return(host->miniport, terminated.buffered);
  return is_freed;
}

void toe_host_terminate_complete(void *self, void *root, const toe_miniport_completion_t *completion) {
  toe_host_t *host = self;
  toe_job_t *job = host->flying.head;
  while (job != NULL && (job->op->kind != TOE_OP_TERMINATE || toe_tree_root(&job->tree) != root)) job = job->next;
  if (job == NULL) {
    toe_host_broken(host, "R159", "a terminate was completed with a root that is not in flight");
    return;
  }
  toe_host_landed(host, job);
  toe_host_check_number(host, job, completion->request_id);
  const toe_tree_sink_t sink = {.self = host, .broken = toe_host_broken};
  toe_tree_check(&job->tree, &sink);
  const bool is_answered = completion->was_sent && completion->error == TOE_ERROR_NONE;
  toe_object_t *parent = job->origin == TOE_JOB_RETRIEVED ? job->target->parent : NULL;
  uint32_t freed = 0;
  for (uint32_t i = 0; i < job->tree.count; ++i) freed += take_block(host, job, i, is_answered);
  if (is_answered && freed != completion->offloaded) {
    char text[120];
    snprintf(text, sizeof text, "the target freed %lu objects, the host counts %lu",
             (unsigned long)completion->offloaded, (unsigned long)freed);
    toe_host_broken(host, "R66", text);
  }
  toe_host_tell(host, job, completion->error, true);
  toe_host_keep_tree(host, &job->tree);
  /* Nothing depends on its parent any more: that goes too [R59, R67]. */
  if (parent != NULL && freed != 0 && parent->dependents == 0 && !toe_object_is_busy(parent)) {
    toe_host_terminate_want(host, job->op, parent, 0);
  }
  toe_job_free(&host->os, host->objects, job);
  toe_host_pump(host);
}
