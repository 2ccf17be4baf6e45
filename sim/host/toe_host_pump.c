/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_pump.c - see toe_host_internal.h: whose turn it is, and how it is given to the driver.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_flip.h"
#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_plan.h"

void toe_host_mark_expects(toe_host_t *host, const toe_job_t *job) {
  const uint64_t mark = ++host->last_mark;
  for (uint32_t i = 0; i < job->op->expect_count && !job->is_retry; ++i) {
    toe_object_t *object = job->mention.expects[i];
    object->expect_mark = mark;
    object->expect_status = job->op->expects[i].status;
  }
  for (uint32_t i = 0; i < job->tree.count; ++i) {
    const toe_object_t *object = job->tree.nodes[job->order == NULL ? i : job->order[i]].object;
    /* A placeholder that only joins the layers of a terminate bears a name, and nothing is expected of it. */
    bool is_bridge = job->op->kind == TOE_OP_TERMINATE && job->objects[i].kind == TOE_KIND_PLACEHOLDER;
    job->objects[i].has_expect = object->expect_mark == mark && !is_bridge;
    if (job->objects[i].has_expect) job->objects[i].expect_status = object->expect_status;
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
      .setting = job->op->kind == TOE_OP_SET ? (uint8_t)job->setting : 0,
      .value = (uint32_t)job->value,
      .objects = job->objects,
      .object_count = job->tree.count,
  };
  if (!is_done && host->observer.submitted != NULL) host->observer.submitted(host->observer.self, &request);
  if (is_done && host->observer.completed != NULL) host->observer.completed(host->observer.self, &request);
}

/* Build the tree of a job and what the observer sees of it. */
static toe_result_t prepare(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  const toe_op_t *op = job->op;
  const uint64_t mark = ++host->last_mark;
  toe_tree_node_t *nodes = host->os.alloc(host->os.self, op->block_count * sizeof *nodes);
  if (nodes == NULL) return TOE_E_MEMORY;
  job->tree.nodes = nodes;
  job->tree.count = op->block_count;
  toe_result_t result = toe_plan_decide(op, &job->mention, mark, nodes, error_out);
  if (result != TOE_OK) return result;
  result = toe_tree_build(&host->os, op, &job->tree);
  if (result != TOE_OK) return result;
  job->objects = calloc(op->block_count, sizeof *job->objects);
  if (job->objects == NULL) return TOE_E_MEMORY;
  for (uint32_t i = 0; i < op->block_count; ++i) {
    const toe_object_t *object = nodes[i].object;
    job->objects[i] = (toe_host_object_t){
        .name = object->name, .layer = object->layer, .kind = nodes[i].kind, .handle = (uint32_t)nodes[i].cell_before};
  }
  toe_host_mark_expects(host, job);
  return TOE_OK;
}

static toe_result_t send_initiate(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  toe_result_t result = prepare(host, job, error_out);
  if (result != TOE_OK) return result;
  for (uint32_t i = 0; i < job->tree.count; ++i) {
    toe_tree_node_t *node = &job->tree.nodes[i];
    if (node->kind == TOE_KIND_NEW) {
      node->object->is_in_transit = true;
      node->object->flips = 0;
      if (node->object->layer == TOE_LAYER_TCP) toe_peer_begin(&node->object->peer, &node->object->state);
    }
    if (node->kind != TOE_KIND_LINKER) continue;
    const toe_op_block_t *block = &job->op->blocks[i];
    node->linked = block->has_handle ? toe_objects_of_handle(host->objects, block->handle) : node->object;
    if (node->linked != NULL) ++node->linked->links;
    /* The target may ask for a connection whose context it reads [R150]: what follows from that must not depend on
     * when the host hears of it. */
    if (block->layer == TOE_LAYER_TCP) job->goes_alone = true;
  }
  if (job->retries != 0) job->goes_alone = true;
  if (host->is_paused && !host->is_uploading) {
    job->is_held = true;
    ++host->driver_held;
  } else if (job->goes_alone) {
    host->alone = job;
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
  toe_result_t result = toe_flip_row(job->mention.objects[0], job->op, &row, error_out);
  if (result != TOE_OK) return result;
  job->mention.objects[0]->flips += job->op->flip_bit_count;
  for (uint32_t i = 0; i < job->op->flip_bit_count; ++i) {
    host->observer.flip(host->observer.self, row, job->op->flip_bits[i]);
  }
  toe_job_free(&host->os, host->objects, job);
  return TOE_OK;
}

/* Make the target tell something. */
static toe_result_t send_raise(toe_host_t *host, toe_job_t *job) {
  const bool is_of_one = job->op->kind == TOE_OP_UPLOAD_REQUEST;
  const toe_object_t *object = is_of_one ? job->mention.objects[0] : NULL;
  const uint32_t handle = object != NULL ? (uint32_t)toe_ndis_cell_get(object->cell) : 0;
  job->setting = toe_op_event(job->op->kind);
  job->request_id = ++host->sent;
  host->alone = job;
  toe_host_tell(host, job, 0, false);
  toe_job_push(&host->flying, job);
  if (toe_miniport_raise(host->miniport, job->setting, handle, (uint32_t)job->value)) return TOE_OK;
  toe_job_remove(&host->flying, job);
  host->alone = NULL;
  return TOE_E_MEMORY;
}

static toe_result_t reset(toe_host_t *host, toe_job_t *job) {
  toe_miniport_reset(host->miniport);
  toe_job_free(&host->os, host->objects, job);
  return TOE_OK;
}

typedef enum turn { TURN_GO, TURN_WAIT, TURN_HOLD } turn_t;

/* Whether a job has to wait for requests that are not completed [R100, R101]. */
static bool is_blocked(const toe_job_t *job) {
  if (job->op->kind == TOE_OP_TERMINATE) return toe_host_terminate_must_wait(job);
  if (toe_host_is_receive(job->op->kind)) return toe_host_receive_must_wait(job);
  return job->op->kind == TOE_OP_INITIATE && toe_plan_must_wait(&job->mention);
}

/* What is to be done with the first of a queue.  No more requests than the command ring holds are in the driver, so
 * that trees exist only for what is near its turn. */
static turn_t turn_of(const toe_host_t *host, const toe_job_t *job) {
  const toe_op_kind_t kind = job->op->kind;
  const uint32_t in_flight = toe_host_in_flight(host);
  const bool is_barrier = kind == TOE_OP_FLIP || kind == TOE_OP_RESET || toe_op_event(kind) != 0;
  if (toe_host_is_receive(kind) && !toe_host_receive_must_wait(job)) return TURN_GO;
  if (kind == TOE_OP_INITIATE && host->is_paused && !job->op->is_late) return TURN_HOLD;
  if (is_barrier || job->origin == TOE_JOB_ALL) {
    /* What the driver holds is completed soon after UPLOAD_ALL. */
    bool is_soon = host->is_uploading && host->driver_held != 0;
    const bool is_open = in_flight != 0 || toe_miniport_unanswered(host->miniport) != 0;
    return is_open || (is_soon && job->origin == TOE_JOB_ALL) ? TURN_WAIT : TURN_GO;
  }
  if (in_flight >= host->options.driver.cmd_entries - 1) return TURN_WAIT;
  if (!is_blocked(job)) return TURN_GO;
  /* Nothing but RESUME can complete what it waits for. */
  return in_flight == 0 && host->driver_held != 0 && !host->is_uploading ? TURN_HOLD : TURN_WAIT;
}

static toe_result_t send(toe_host_t *host, toe_job_t *job, toe_error_t *error_out) {
  switch (job->op->kind) {
    case TOE_OP_SET:
      return send_set(host, job);
    case TOE_OP_FLIP:
      return flip(host, job, error_out);
    case TOE_OP_RESET:
      return reset(host, job);
    case TOE_OP_TERMINATE:
      return toe_host_terminate_send(host, job, error_out);
    case TOE_OP_INITIATE:
      return send_initiate(host, job, error_out);
    case TOE_OP_POST_RECEIVE:
    case TOE_OP_RECEIVE_POLICY:
    case TOE_OP_EXPECT:
    case TOE_OP_FORWARD:
      return toe_host_receive_send(host, job, error_out);
    default:
      return send_raise(host, job);
  }
}

void toe_host_fail(toe_host_t *host, toe_job_t *job, toe_result_t result, const toe_error_t *error) {
  host->failure = result;
  host->failure_text = *error;
  if (error->text[0] == '\0') {
    toe_error_set(&host->failure_text, "%s: %s", job->op->place, toe_result_text(result));
  }
  toe_job_free(&host->os, host->objects, job);
}

/* Whether an operation that goes now leaves a denied one worth another try: none that stops offloading or takes back
 * does, and no terminate that names something of it. */
static bool is_tried_again(const toe_mention_t *denied, const toe_job_t *now) {
  switch (now->op->kind) {
    case TOE_OP_SET:
    case TOE_OP_INITIATE:
    case TOE_OP_FLIP:
    case TOE_OP_RESET:
    case TOE_OP_RESUME:
    case TOE_OP_POST_RECEIVE:
    case TOE_OP_RECEIVE_POLICY:
    case TOE_OP_EXPECT:
    case TOE_OP_FORWARD:
      return true;
    case TOE_OP_TERMINATE:
      for (uint32_t i = 0; i < now->op->object_count; ++i) {
        for (uint32_t k = 0; k < denied->block_count; ++k) {
          if (now->mention.objects[i] == denied->blocks[k]) return false;
        }
      }
      return true;
    default:
      return false;
  }
}

/* What was denied goes behind `now`, before everything else that waits. */
static void try_again(toe_host_t *host, const toe_job_t *now) {
  toe_job_queue_t kept = {NULL, NULL, 0};
  for (toe_job_t *job; (job = toe_job_pop(&host->again)) != NULL;) {
    if (is_tried_again(&job->mention, now)) {
      toe_job_push(&kept, job);
    } else {
      toe_job_free(&host->os, host->objects, job);
    }
  }
  toe_job_prepend(&host->waiting, &kept);
}

/* The queue whose first job is next; NULL: none. */
static toe_job_queue_t *next_queue(toe_host_t *host) {
  if (host->urgent.head != NULL) return &host->urgent;
  if (host->alone != NULL || host->urgent_flying != 0 || host->waiting.head == NULL) return NULL;
  return &host->waiting;
}

void toe_host_pump(toe_host_t *host) {
  for (toe_job_queue_t *queue; host->failure == TOE_OK && (queue = next_queue(host)) != NULL;) {
    toe_job_t *job = queue->head;
    toe_error_t error = {""};
    toe_result_t result = TOE_OK;
    if (job->op->kind == TOE_OP_TERMINATE) result = toe_host_terminate_look(host, job);
    turn_t turn = result == TOE_OK ? turn_of(host, job) : TURN_GO;
    if (turn == TURN_WAIT) return;
    (void)toe_job_pop(queue);
    if (turn == TURN_HOLD) {
      toe_job_push(&host->held, job);
      continue;
    }
    if (result == TOE_OK && queue == &host->waiting) try_again(host, job);
    if (result == TOE_OK) result = send(host, job, &error);
    if (result != TOE_OK) toe_host_fail(host, job, result, &error);
  }
}
