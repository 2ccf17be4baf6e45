/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "testbench/random/toe_oracle_internal.h"

/* One initiate on its way. */
typedef struct walk {
  toe_oracle_t *oracle;
  json_t *expect; /* name -> status */
  bool has_root;  /* the root has been visited */
  bool is_stopped;
  char *error;
} walk_t;

/* What a mention is: a later one of an offloaded object is a linker, else it is that first state again.
 * object_out  NEW: what is to be offloaded; else NULL */
static void classify(const toe_oracle_t *oracle, const toe_oracle_block_t *block, toe_oracle_kind_t *kind_out,
                     toe_oracle_object_t **object_out, toe_oracle_object_t **linked_out) {
  *object_out = NULL;
  *linked_out = NULL;
  *kind_out = block->is_placeholder ? TOE_ORACLE_PLACEHOLDER : TOE_ORACLE_LINKER;
  if (block->is_placeholder) return;
  if (block->has_handle) {
    *linked_out = toe_oracle_device_named(&oracle->device, block->layer, block->handle);
    return;
  }
  toe_oracle_object_t *object = toe_oracle_find(oracle, block->name);
  if (object->is_offloaded) {
    *linked_out = object;
  } else {
    *kind_out = TOE_ORACLE_NEW;
    *object_out = object;
  }
}

/* Own state of an attempted block. */
static toe_oracle_verdict_t attempt(walk_t *walk, const toe_oracle_block_t *block, toe_oracle_kind_t kind,
                                    toe_oracle_object_t *object, const toe_oracle_object_t *linked,
                                    toe_oracle_object_t *parent) {
  toe_oracle_verdict_t verdict = {"NDIS_STATUS_SUCCESS", false};
  if (kind == TOE_ORACLE_NEW) {
    verdict = toe_oracle_device_offload(&walk->oracle->device, object, parent, block->fault);
  } else if (kind == TOE_ORACLE_LINKER && linked == NULL) {
    verdict.status = "NDIS_STATUS_FAILURE"; /* */
  }
  return verdict;
}

/* What a failure of own state stops (R10, A-1, A-2). */
static bool does_stop(const walk_t *walk, int layer, bool is_root, toe_oracle_verdict_t verdict) {
  if (is_root) return true;
  if (layer == TOE_ORACLE_TCP) return false;
  switch (walk->oracle->device.policy) {
    case TOE_ORACLE_STOP_ON_UNCATEGORISED:
      return verdict.is_uncategorised;
    case TOE_ORACLE_STOP_AT_FAILED_PARENT:
      return true;
    default:
      return false;
  }
}

/* Status of a block whose own state is in, by its immediate dependents (R19 to R23, R92, A-4). */
static const char *derive(toe_oracle_kind_t kind, size_t in, size_t out) {
  if (kind == TOE_ORACLE_PLACEHOLDER || out == 0) return "NDIS_STATUS_SUCCESS";
  if (kind == TOE_ORACLE_LINKER && in == 0) return "NDIS_STATUS_FAILURE";
  return "NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS";
}

static bool is_ok(const char *status) {
  return strcmp(status, "NDIS_STATUS_SUCCESS") == 0 || strcmp(status, "NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS") == 0;
}

/* A block, then its dependents (R87).
 * parent      the object of the layer below it, NULL: none
 * is_reached  what it stands under lets its dependents be attempted
 * status_out  is static text.  false: the block cannot be read */
static bool visit(walk_t *walk, json_t *json, int layer, toe_oracle_object_t *parent, bool is_reached,
                  const char **status_out) {
  toe_oracle_block_t block;
  toe_oracle_kind_t kind;
  toe_oracle_object_t *object, *linked;
  if (!toe_oracle_block_read(json, layer, &block, walk->error)) return false;
  classify(walk->oracle, &block, &kind, &object, &linked);
  bool is_root = !walk->has_root, is_in = false;
  walk->has_root = true;
  const char *status = kind == TOE_ORACLE_PLACEHOLDER ? "NDIS_STATUS_SUCCESS" : "NDIS_STATUS_FAILURE"; /* R90, R16 */
  if (is_reached && !walk->is_stopped) {
    toe_oracle_verdict_t verdict = attempt(walk, &block, kind, object, linked, parent);
    status = verdict.status;
    is_in = strcmp(status, "NDIS_STATUS_SUCCESS") == 0;
    if (!is_in && does_stop(walk, layer, is_root, verdict)) walk->is_stopped = true;
  }
  size_t in = 0, out = 0;
  for (size_t i = 0; i < json_array_size(block.dependents); ++i) {
    const char *dependent;
    if (!visit(walk, json_array_get(block.dependents, i), layer + 1, kind == TOE_ORACLE_NEW ? object : linked, is_in,
               &dependent)) {
      return false;
    }
    if (is_ok(dependent)) {
      ++in;
    } else {
      ++out;
    }
  }
  *status_out = is_in ? derive(kind, in, out) : status;
  if (json_object_set_new(walk->expect, block.name, json_string(*status_out)) != 0) toe_oracle_must(NULL);
  return true;
}

bool toe_oracle_initiate(toe_oracle_t *oracle, json_t *op, char *error) {
  json_t *tree = json_object_get(op, "tree");
  int layer = toe_oracle_layer_of(json_array_get(tree, 0));
  walk_t walk = {.oracle = oracle, .expect = toe_oracle_must(json_object()), .error = error};
  bool is_good = true;
  for (size_t i = 0; i < json_array_size(tree) && is_good; ++i) {
    const char *status;
    is_good = visit(&walk, json_array_get(tree, i), layer, NULL, true, &status);
  }
  if (is_good && json_object_set(op, "expect", walk.expect) != 0) toe_oracle_must(NULL);
  json_decref(walk.expect);
  return is_good;
}

/* ---- every block, whatever becomes of it ---- */

/* Called for each block in the order of R87; false ends it. */
typedef bool (*act_t)(toe_oracle_t *oracle, const toe_oracle_block_t *block, void *self, char *error);

static bool each_of(toe_oracle_t *oracle, json_t *chain, int layer, act_t act, void *self, char *error) {
  for (size_t i = 0; i < json_array_size(chain); ++i) {
    toe_oracle_block_t block;
    if (!toe_oracle_block_read(json_array_get(chain, i), layer, &block, error)) return false;
    if (!act(oracle, &block, self, error)) return false;
    if (block.dependents != NULL && !each_of(oracle, block.dependents, layer + 1, act, self, error)) return false;
  }
  return true;
}

static bool each(toe_oracle_t *oracle, json_t *op, act_t act, void *self, char *error) {
  json_t *tree = json_object_get(op, "tree");
  int layer = toe_oracle_layer_of(json_array_get(tree, 0));
  if (layer != 0) return each_of(oracle, tree, layer, act, self, error);
  snprintf(error, TOE_ORACLE_ERROR_BYTES, "an initiate without a tree");
  return false;
}

/* self: names seen in this tree */
static bool define(toe_oracle_t *oracle, const toe_oracle_block_t *block, void *self, char *error) {
  json_t *seen = self;
  if (json_object_get(seen, block->name) != NULL) {
    snprintf(error, TOE_ORACLE_ERROR_BYTES, "%.80s stands twice in the tree", block->name);
    return false;
  }
  if (json_object_set_new(seen, block->name, json_true()) != 0) toe_oracle_must(NULL);
  if (block->is_placeholder || block->has_handle) return true;
  toe_oracle_object_t *object = toe_oracle_find_or_enter(oracle, block->name);
  if (!object->has_state && block->has_state) {
    object->has_state = true;
    object->state = block->state;
  }
  if (object->has_state && object->state.layer == block->layer) return true;
  snprintf(error, TOE_ORACLE_ERROR_BYTES, "%.80s: %s", block->name,
           object->has_state ? "it was of another layer" : "its first mention has no state");
  return false;
}

bool toe_oracle_define(toe_oracle_t *oracle, json_t *op, char *error) {
  json_t *seen = toe_oracle_must(json_object());
  bool is_good = each(oracle, op, define, seen, error);
  json_decref(seen);
  return is_good;
}

/* self: a bool */
static bool set_in_transit(toe_oracle_t *oracle, const toe_oracle_block_t *block, void *self, char *error) {
  const bool *is_in_transit = self;
  if (block->is_placeholder || block->has_handle) return true;
  toe_oracle_object_t *object = toe_oracle_find(oracle, block->name);
  if (object->is_in_transit && *is_in_transit) {
    snprintf(error, TOE_ORACLE_ERROR_BYTES, "%.80s: another late initiate that waits names it", block->name);
    return false;
  }
  object->is_in_transit = *is_in_transit;
  return true;
}

bool toe_oracle_set_in_transit(toe_oracle_t *oracle, json_t *op, bool is_in_transit, char *error) {
  return each(oracle, op, set_in_transit, &is_in_transit, error);
}

/* self: the expectations */
static bool fail(toe_oracle_t *oracle, const toe_oracle_block_t *block, void *self, char *error) {
  const char *status = block->is_placeholder ? "NDIS_STATUS_SUCCESS" : "NDIS_STATUS_FAILURE";
  (void)oracle;
  (void)error;
  if (json_object_set_new(self, block->name, json_string(status)) != 0) toe_oracle_must(NULL);
  return true;
}

bool toe_oracle_fail(toe_oracle_t *oracle, json_t *op, char *error) {
  json_t *expect = toe_oracle_must(json_object());
  bool is_good = each(oracle, op, fail, expect, error);
  if (is_good && json_object_set(op, "expect", expect) != 0) toe_oracle_must(NULL);
  json_decref(expect);
  return is_good;
}
