/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_oracle.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/random/toe_oracle_scenario.h"

struct toe_oracle {
  toe_oracle_device_t device;
  json_t *names;                 /* name -> index of object */
  toe_oracle_object_t **objects; /* in the order of first mention */
  size_t count, room;
};

/* One initiate on its way. */
typedef struct walk {
  toe_oracle_t *oracle;
  json_t *expect; /* name -> status */
  bool has_root;  /* the root has been visited */
  bool is_stopped;
  char *error;
} walk_t;

toe_oracle_t *toe_oracle_new(void) {
  toe_oracle_t *oracle = toe_oracle_must(calloc(1, sizeof *oracle));
  toe_oracle_device_init(&oracle->device);
  oracle->names = toe_oracle_must(json_object());
  return oracle;
}

void toe_oracle_free(toe_oracle_t *oracle) {
  if (oracle == NULL) return;
  toe_oracle_device_end(&oracle->device);
  for (size_t i = 0; i < oracle->count; ++i) free(oracle->objects[i]);
  free(oracle->objects);
  json_decref(oracle->names);
  free(oracle);
}

bool toe_oracle_configure(toe_oracle_t *oracle, const char *key, const char *value,
                          char error_out[TOE_ORACLE_ERROR_BYTES]) {
  return toe_oracle_device_set(&oracle->device, key, value, false, error_out);
}

/* The object a name stands for; new names are entered. */
static toe_oracle_object_t *find_object(toe_oracle_t *oracle, const char *name) {
  const json_t *index = json_object_get(oracle->names, name);
  if (index != NULL) return oracle->objects[json_integer_value(index)];
  if (oracle->count == oracle->room) {
    oracle->room = 2 * oracle->room + 64;
    oracle->objects = toe_oracle_must(realloc(oracle->objects, oracle->room * sizeof *oracle->objects));
  }
  if (json_object_set_new(oracle->names, name, json_integer((json_int_t)oracle->count)) != 0) toe_oracle_must(NULL);
  return oracle->objects[oracle->count++] = toe_oracle_must(calloc(1, sizeof(toe_oracle_object_t)));
}

/* What a mention is: a later one of an offloaded object is a linker, else it is that first state again.
 * object_out  NEW: what is to be offloaded; else NULL */
static bool classify(toe_oracle_t *oracle, const toe_oracle_block_t *block, toe_oracle_kind_t *kind_out,
                     toe_oracle_object_t **object_out, const toe_oracle_object_t **linked_out, char *error) {
  *object_out = NULL;
  *linked_out = NULL;
  *kind_out = block->is_placeholder ? TOE_ORACLE_PLACEHOLDER : TOE_ORACLE_LINKER;
  if (block->is_placeholder) return true;
  if (block->has_handle) {
    *linked_out = toe_oracle_device_named(&oracle->device, block->layer, block->handle);
    return true;
  }
  toe_oracle_object_t *object = find_object(oracle, block->name);
  if (!object->has_state && block->has_state) {
    object->has_state = true;
    object->state = block->state;
  }
  if (!object->has_state || object->state.layer != block->layer) {
    snprintf(error, TOE_ORACLE_ERROR_BYTES, "%.80s: %s", block->name,
             object->has_state ? "it was of another layer" : "its first mention has no state");
    return false;
  }
  if (object->is_offloaded) {
    *linked_out = object;
  } else {
    *kind_out = TOE_ORACLE_NEW;
    *object_out = object;
  }
  return true;
}

/* Own state of an attempted block. */
static toe_oracle_verdict_t attempt(walk_t *walk, const toe_oracle_block_t *block, toe_oracle_kind_t kind,
                                    toe_oracle_object_t *object, const toe_oracle_object_t *linked,
                                    const toe_oracle_object_t *parent) {
  toe_oracle_verdict_t verdict = {"NDIS_STATUS_SUCCESS", false};
  if (kind == TOE_ORACLE_NEW) {
    verdict = toe_oracle_device_offload(&walk->oracle->device, object, parent, block->fault);
    object->is_offloaded = strcmp(verdict.status, "NDIS_STATUS_SUCCESS") == 0;
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
static bool visit(walk_t *walk, json_t *json, int layer, const toe_oracle_object_t *parent, bool is_reached,
                  const char **status_out) {
  toe_oracle_block_t block;
  toe_oracle_kind_t kind;
  toe_oracle_object_t *object;
  const toe_oracle_object_t *linked;
  if (!toe_oracle_block_read(json, layer, &block, walk->error)) return false;
  if (!classify(walk->oracle, &block, &kind, &object, &linked, walk->error)) return false;
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
  if (json_object_get(walk->expect, block.name) != NULL) {
    snprintf(walk->error, TOE_ORACLE_ERROR_BYTES, "%.80s stands twice in the tree", block.name);
    return false;
  }
  if (json_object_set_new(walk->expect, block.name, json_string(*status_out)) != 0) toe_oracle_must(NULL);
  return true;
}

static bool answer_initiate(toe_oracle_t *oracle, json_t *op, char *error) {
  json_t *tree = json_object_get(op, "tree");
  int layer = toe_oracle_layer_of(json_array_get(tree, 0));
  if (layer == 0) {
    snprintf(error, TOE_ORACLE_ERROR_BYTES, "an initiate without a tree");
    return false;
  }
  walk_t walk = {.oracle = oracle, .expect = toe_oracle_must(json_object()), .error = error};
  bool is_good = true;
  for (size_t i = 0; i < json_array_size(tree) && is_good; ++i) {
    const char *status;
    is_good = visit(&walk, json_array_get(tree, i), layer, NULL, true, &status);
  }
  if (!is_good) return json_decref(walk.expect), false;
  if (json_object_set_new(op, "expect", walk.expect) != 0) toe_oracle_must(NULL);
  return true;
}

static bool take_set(toe_oracle_t *oracle, const json_t *op, char *error) {
  const char *key = json_string_value(json_object_get(op, "key"));
  const json_t *value = json_object_get(op, "value");
  char number[32];
  snprintf(number, sizeof number, "%" PRId64, (int64_t)json_integer_value(value));
  const char *text = json_is_integer(value) ? number : json_string_value(value);
  if (key != NULL && text != NULL) return toe_oracle_device_set(&oracle->device, key, text, true, error);
  snprintf(error, TOE_ORACLE_ERROR_BYTES, "a set without key or value");
  return false;
}

static bool is_comment(const char *line) {
  line += strspn(line, " \t\r");
  return *line == '\0' || *line == '#';
}

bool toe_oracle_line(toe_oracle_t *oracle, const char *line, char **answer_out,
                     char error_out[TOE_ORACLE_ERROR_BYTES]) {
  *answer_out = NULL;
  json_error_t where;
  json_t *op = is_comment(line) ? NULL : json_loads(line, JSON_REJECT_DUPLICATES, &where);
  if (op == NULL && !is_comment(line)) {
    snprintf(error_out, TOE_ORACLE_ERROR_BYTES, "not JSON: %.160s", where.text);
    return false;
  }
  const char *kind = json_string_value(json_object_get(op, "op"));
  bool is_good = op == NULL || (kind != NULL && strcmp(kind, "terminate") == 0); /* a terminate is skipped by `run` */
  bool is_initiate = kind != NULL && strcmp(kind, "initiate") == 0;
  if (is_initiate) {
    is_good = answer_initiate(oracle, op, error_out);
  } else if (kind != NULL && strcmp(kind, "set") == 0) {
    is_good = take_set(oracle, op, error_out);
  } else if (!is_good) {
    snprintf(error_out, TOE_ORACLE_ERROR_BYTES, "%.80s: not an operation the oracle knows", kind == NULL ? "?" : kind);
  }
  if (is_good) *answer_out = toe_oracle_must(is_initiate ? json_dumps(op, JSON_COMPACT) : strdup(line));
  json_decref(op);
  return is_good;
}
