/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_walk.h"

#include <string.h>

void toe_walk_init(toe_walk_t *walk) { memset(walk, 0, sizeof *walk); }

static bool is_root(const toe_object_t *object) { return object->index == 0; }

/* Rule 3: what no list may hold, or not at this place. */
static bool is_malformed(const toe_walk_t *walk, const toe_object_t *object) {
  if (object->is_malformed) return true;
  return !is_root(object) && (object->layer < walk->root_layer || object->layer > walk->last_layer + 1);
}

/* Rule 4: whether the object above this one lets it be attempted. */
static bool is_reached(const toe_walk_t *walk, const toe_object_t *object) {
  if (is_root(object)) return true;
  if (walk->is_stopped) return false;
  if (object->layer == walk->root_layer) return true;
  return object->layer == TOE_LAYER_PATH ? walk->neighbor.is_ok : walk->path.is_ok;
}

/* An object that is in error, or behind one that was: an INITIATE's and a TERMINATE's alike. */
static bool look_detached(const toe_walk_t *walk, const toe_object_t *object, bool is_bad,
                          toe_walk_verdict_t *verdict) {
  if (!object->is_fetched) {
    verdict->cause = TOE_CAUSE_FETCH;
    verdict->error = TOE_ERROR_OBJECT_FETCH;
  } else if (!is_root(object) && walk->has_error) {
    verdict->cause = TOE_CAUSE_NOT_ATTEMPTED;
  } else if (is_bad) {
    verdict->cause = TOE_CAUSE_MALFORMED;
    verdict->error = TOE_ERROR_BAD_OBJECT;
  } else {
    return false;
  }
  verdict->is_detached = true;
  return true;
}

toe_walk_verdict_t toe_walk_look(const toe_walk_t *walk, const toe_object_t *object) {
  toe_walk_verdict_t verdict = {.attempt = TOE_WALK_NONE};
  if (look_detached(walk, object, is_malformed(walk, object), &verdict)) return verdict;
  if (!is_reached(walk, object)) {
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

toe_walk_verdict_t toe_walk_look_alone(const toe_walk_t *walk, const toe_object_t *object) {
  toe_walk_verdict_t verdict = {.attempt = TOE_WALK_NONE};
  bool is_bad = object->is_malformed || object->kind == TOE_KIND_NEW;
  if (look_detached(walk, object, is_bad, &verdict)) return verdict;
  verdict.attempt = object->kind == TOE_KIND_LINKER ? TOE_WALK_LINKER : TOE_WALK_PLACEHOLDER;
  return verdict;
}

void toe_walk_leave_alone(toe_walk_t *walk, const toe_object_t *object, const toe_walk_verdict_t *verdict) {
  if (is_root(object)) toe_walk_init(walk);
  if (verdict->error != TOE_ERROR_NONE) walk->has_error = true;
}

const toe_walk_node_t *toe_walk_parent(const toe_walk_t *walk, const toe_object_t *object) {
  /* In the root's layer nothing of this request is above the object. */
  if (is_root(object) || object->layer <= walk->root_layer) return NULL;
  const toe_walk_node_t *parent = object->layer == TOE_LAYER_PATH ? &walk->neighbor : &walk->path;
  return parent->has_object ? parent : NULL;
}

/* Whether a failure of this attempted object ends the walk [A-1, A-2, R10]. */
static bool is_stopping(const toe_object_t *object, uint32_t cause, uint32_t policy) {
  if (is_root(object)) return true;
  if (object->layer == TOE_LAYER_TCP) return false;
  if (policy == TOE_POLICY_STOP_AT_FAILED_PARENT) return true;
  return policy == TOE_POLICY_STOP_ON_UNCATEGORISED && (cause == TOE_CAUSE_INTERNAL || cause == TOE_CAUSE_CONTEXT_ECC);
}

void toe_walk_leave(toe_walk_t *walk, const toe_object_t *object, const toe_walk_verdict_t *verdict,
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
