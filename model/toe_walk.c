/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_walk.h"

#include <string.h>

void toe_walk_init(toe_walk_t *walk) { memset(walk, 0, sizeof *walk); }

static bool is_root(const toe_walk_object_t *object) { return object->index == 0; }

/* Rule 3: what no list may hold at this place. */
static bool is_malformed(const toe_walk_t *walk, const toe_walk_object_t *object) {
  if (object->layer < TOE_LAYER_NEIGHBOR || object->layer > TOE_LAYER_TCP) return true;
  if (object->kind > TOE_KIND_NEW || object->fault > TOE_FAULT_HOST_MEMORY) return true;
  if (!is_root(object) && (object->layer < walk->root_layer || object->layer > walk->last_layer + 1)) return true;
  return object->layer == TOE_LAYER_PATH && object->kind == TOE_KIND_NEW && object->family != 4 && object->family != 6;
}

/* Rule 4: whether the object above this one lets it be attempted. */
static bool is_reached(const toe_walk_t *walk, const toe_walk_object_t *object) {
  if (is_root(object)) return true;
  if (walk->is_stopped) return false;
  if (object->layer == walk->root_layer) return true;
  return object->layer == TOE_LAYER_PATH ? walk->neighbor.is_ok : walk->path.is_ok;
}

toe_walk_verdict_t toe_walk_look(const toe_walk_t *walk, const toe_walk_object_t *object) {
  toe_walk_verdict_t verdict = {.attempt = TOE_WALK_NONE};
  bool has_error = !is_root(object) && walk->has_error;
  if (!object->is_fetched) {
    verdict.cause = TOE_CAUSE_FETCH;
    verdict.error = TOE_ERROR_OBJECT_FETCH;
    verdict.is_detached = true;
  } else if (has_error) {
    verdict.cause = TOE_CAUSE_NOT_ATTEMPTED;
    verdict.is_detached = true;
  } else if (is_malformed(walk, object)) {
    verdict.cause = TOE_CAUSE_MALFORMED;
    verdict.error = TOE_ERROR_BAD_OBJECT;
    verdict.is_detached = true;
  } else if (!is_reached(walk, object)) {
    verdict.cause = TOE_CAUSE_NOT_ATTEMPTED;
  } else if (object->kind == TOE_KIND_PLACEHOLDER) {
    verdict.attempt = TOE_WALK_PLACEHOLDER;
  } else if (object->kind == TOE_KIND_LINKER) {
    verdict.attempt = TOE_WALK_LINKER;
  } else {
    verdict.attempt = object->layer == TOE_LAYER_TCP ? TOE_WALK_NEW_TCP : TOE_WALK_NEW_STATE;
  }
  return verdict;
}

static uint8_t decide_neighbor(const toe_walk_facts_t *facts, uint32_t fault) {
  if (fault == TOE_FAULT_INTERNAL) return TOE_CAUSE_INTERNAL;
  if (!facts->has_neighbor) return TOE_CAUSE_NEIGHBOR_POOL;
  if (fault == TOE_FAULT_HOST_MEMORY) return TOE_CAUSE_HOST_FAULT;
  return facts->has_host_memory ? TOE_CAUSE_OK : TOE_CAUSE_HOST_POOL;
}

static uint8_t decide_path(const toe_walk_t *walk, bool is_under, const toe_walk_facts_t *facts, uint32_t fault) {
  if (!is_under || !walk->neighbor.has_object) return TOE_CAUSE_NO_PARENT;
  if (fault == TOE_FAULT_INTERNAL) return TOE_CAUSE_INTERNAL;
  if (!facts->has_path) return TOE_CAUSE_PATH_POOL;
  if (fault == TOE_FAULT_HOST_MEMORY) return TOE_CAUSE_HOST_FAULT;
  return facts->has_host_memory ? TOE_CAUSE_OK : TOE_CAUSE_HOST_POOL;
}

static uint8_t decide_tcp(const toe_walk_t *walk, bool is_under, const toe_walk_object_t *object,
                          const toe_walk_facts_t *facts, uint32_t fault) {
  if (!is_under || !walk->path.has_object) return TOE_CAUSE_NO_PARENT;
  if (object->tcp_state < 4 || object->tcp_state > 9) return TOE_CAUSE_TCP_STATE; /* ESTABLISHED .. LAST_ACK */
  if (fault == TOE_FAULT_INTERNAL) return TOE_CAUSE_INTERNAL;
  if (facts->is_duplicate) return TOE_CAUSE_DUPLICATE;
  if (!facts->has_tcp) return TOE_CAUSE_TCP_POOL;
  if (!facts->has_lookup_slot) return TOE_CAUSE_LOOKUP_POOL;
  if (fault == TOE_FAULT_HOST_MEMORY) return TOE_CAUSE_HOST_FAULT;
  return facts->has_host_memory ? TOE_CAUSE_OK : TOE_CAUSE_HOST_POOL;
}

uint8_t toe_walk_decide(const toe_walk_t *walk, const toe_walk_object_t *object, toe_walk_attempt_t attempt,
                        const toe_walk_facts_t *facts) {
  uint32_t fault = facts->has_faults ? object->fault : TOE_FAULT_NONE;
  /* In the root's layer nothing of this request is above the object. */
  bool is_under = !is_root(object) && object->layer > walk->root_layer;
  switch (attempt) {
    case TOE_WALK_LINKER:
      return facts->is_handle_used ? TOE_CAUSE_OK : TOE_CAUSE_BAD_HANDLE;
    case TOE_WALK_NEW_STATE:
      return object->layer == TOE_LAYER_NEIGHBOR ? decide_neighbor(facts, fault)
                                                 : decide_path(walk, is_under, facts, fault);
    case TOE_WALK_NEW_TCP:
      return decide_tcp(walk, is_under, object, facts, fault);
    default:
      return TOE_CAUSE_OK;
  }
}

/* Whether a failure of this attempted object ends the walk [A-1, A-2, R10]. */
static bool is_stopping(const toe_walk_object_t *object, uint32_t cause, uint32_t policy) {
  if (is_root(object)) return true;
  if (object->layer == TOE_LAYER_TCP) return false;
  if (policy == TOE_POLICY_STOP_AT_FAILED_PARENT) return true;
  return policy == TOE_POLICY_STOP_ON_UNCATEGORISED && cause == TOE_CAUSE_INTERNAL;
}

void toe_walk_leave(toe_walk_t *walk, const toe_walk_object_t *object, const toe_walk_verdict_t *verdict,
                    const toe_walk_node_t *behind, uint32_t policy) {
  if (is_root(object)) toe_walk_init(walk);
  if (verdict->error != TOE_ERROR_NONE) {
    walk->is_stopped = true;
    walk->has_error = true;
  }
  if (verdict->is_detached) return; /* its layer is not to be trusted, and nothing after it is looked at */
  if (is_root(object)) walk->root_layer = object->layer;
  walk->last_layer = object->layer;
  if (object->layer != TOE_LAYER_TCP) {
    toe_walk_node_t node = {0};
    if (behind != NULL) node = *behind;
    node.has_object = behind != NULL;
    node.is_ok = verdict->attempt != TOE_WALK_NONE && verdict->cause == TOE_CAUSE_OK;
    if (object->layer == TOE_LAYER_PATH) {
      walk->path = node;
    } else {
      walk->neighbor = node;
      walk->path = (toe_walk_node_t){0};
    }
  }
  if (verdict->attempt != TOE_WALK_NONE && verdict->cause != TOE_CAUSE_OK &&
      is_stopping(object, verdict->cause, policy)) {
    walk->is_stopped = true;
  }
}
