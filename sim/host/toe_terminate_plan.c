/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_terminate_plan.c - see toe_terminate_plan.h.
 */
#include "sim/host/toe_terminate_plan.h"

#include <stdlib.h>

#include "sim/trace/toe_arena.h"

enum { FIRST_CAPACITY = 16, LAYERS = TOE_LAYER_TCP + 1 };

void toe_terminate_list_free(toe_terminate_list_t *list) {
  free(list->objects);
  *list = (toe_terminate_list_t){NULL, 0, 0};
}

static toe_result_t push(toe_terminate_list_t *list, toe_object_t *object) {
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity == 0 ? FIRST_CAPACITY : 2 * list->capacity;
    toe_object_t **grown = realloc(list->objects, capacity * sizeof(toe_object_t *));
    if (grown == NULL) return TOE_E_MEMORY;
    list->objects = grown;
    list->capacity = capacity;
  }
  list->objects[list->count++] = object;
  return TOE_OK;
}

toe_result_t toe_terminate_plan_check(const toe_objects_t *objects, const toe_op_t *op, toe_error_t *error_out) {
  if (op->object_count == 0) {
    toe_error_set(error_out, "%s: terminate: names no object", op->place);
    return TOE_E_ARG;
  }
  for (uint32_t i = 0; i < op->object_count; ++i) {
    if (toe_objects_find(objects, op->objects[i]) != NULL) continue;
    toe_error_set(error_out, "%s: terminate: %s has never been offloaded", op->place, op->objects[i]);
    return TOE_E_UNKNOWN;
  }
  for (uint32_t i = 0; i < op->expect_count; ++i) {
    if (toe_objects_find(objects, op->expects[i].name) != NULL) continue;
    toe_error_set(error_out, "%s: expects a status of %s, which has never been offloaded", op->place,
                  op->expects[i].name);
    return TOE_E_UNKNOWN;
  }
  return TOE_OK;
}

/* An object with all that depends on it, dependents first; three layers deep at most. */
static toe_result_t push_all(toe_terminate_list_t *list, toe_object_t *object, uint64_t mark) {
  if (object->mark == mark) return TOE_OK;
  object->mark = mark;
  toe_result_t result = TOE_OK;
  for (toe_object_t *d = object->first_dependent; d != NULL && result == TOE_OK; d = d->next) {
    result = push_all(list, d, mark);
  }
  return result == TOE_OK ? push(list, object) : result;
}

toe_result_t toe_terminate_plan_names(const toe_op_t *op, const toe_mention_t *mention, uint64_t mark,
                                      toe_terminate_list_t *list_out, uint32_t *passed_over_out) {
  toe_result_t result = TOE_OK;
  *passed_over_out = 0;
  for (uint32_t i = 0; i < mention->object_count && result == TOE_OK; ++i) {
    toe_object_t *object = mention->objects[i];
    if (op->is_raw) {
      result = push(list_out, object);
    } else if (object->is_offloaded) {
      result = push_all(list_out, object, mark);
    } else {
      ++*passed_over_out;
    }
  }
  return result;
}

toe_result_t toe_terminate_plan_layer(const toe_objects_t *objects, uint8_t layer, toe_terminate_list_t *list_out) {
  toe_result_t result = TOE_OK;
  for (toe_object_t *object = toe_objects_first(objects); object != NULL && result == TOE_OK; object = object->newer) {
    if (object->layer != layer || !object->is_offloaded || object->dependents != 0) continue;
    if (!toe_object_is_busy(object)) result = push(list_out, object);
  }
  return result;
}

toe_result_t toe_terminate_plan_one(toe_object_t *object, toe_terminate_list_t *list_out) {
  return object->is_offloaded ? push(list_out, object) : TOE_OK;
}

bool toe_terminate_plan_must_wait(const toe_terminate_list_t *list) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (toe_object_is_busy(list->objects[i])) return true;
  }
  return false;
}

/* A block before its place in walk order is known; links are indices of others, TOE_OP_NO_BLOCK: none. */
typedef struct draft {
  toe_object_t *object;
  uint8_t layer, kind;
  uint32_t next, dependent, last_dependent;
} draft_t;

typedef struct drafts {
  draft_t *blocks;
  uint32_t count;
  uint8_t lowest;         /* layer of the root */
  uint32_t first[LAYERS]; /* the first block of each layer */
  uint32_t last_root;
  uint64_t mark;
} drafts_t;

/* Add a block behind what depends on `parent`, or at the end of the root's chain. */
static uint32_t add(drafts_t *drafts, toe_object_t *object, uint8_t layer, uint8_t kind, uint32_t parent) {
  uint32_t at = drafts->count++;
  drafts->blocks[at] = (draft_t){object, layer, kind, TOE_OP_NO_BLOCK, TOE_OP_NO_BLOCK, TOE_OP_NO_BLOCK};
  uint32_t *last = parent == TOE_OP_NO_BLOCK ? &drafts->last_root : &drafts->blocks[parent].last_dependent;
  if (*last != TOE_OP_NO_BLOCK) {
    drafts->blocks[*last].next = at;
  } else if (parent != TOE_OP_NO_BLOCK) {
    drafts->blocks[parent].dependent = at;
  }
  *last = at;
  if (drafts->first[layer] == TOE_OP_NO_BLOCK) drafts->first[layer] = at;
  if (object->layer == layer && object->mark != drafts->mark) {
    object->mark = drafts->mark;
    object->place = at;
  }
  return at;
}

/* The block above an object's own one; a placeholder if there is none.  An object that depends on nothing, because it
 * is not offloaded, goes under any. */
static uint32_t above(drafts_t *drafts, toe_object_t *object, uint8_t layer) {
  if (layer == drafts->lowest) return TOE_OP_NO_BLOCK;
  uint8_t below = (uint8_t)(layer - 1);
  toe_object_t *parent = object->layer == layer ? object->parent : NULL;
  if (parent == NULL) {
    if (drafts->first[below] != TOE_OP_NO_BLOCK) return drafts->first[below];
    parent = object;
  } else if (parent->mark == drafts->mark) {
    return parent->place;
  }
  return add(drafts, parent, below, TOE_KIND_PLACEHOLDER, above(drafts, parent, below));
}

static void draft_all(drafts_t *drafts, const toe_terminate_list_t *list) {
  drafts->lowest = TOE_LAYER_TCP;
  for (uint32_t i = 0; i < list->count; ++i) {
    if (list->objects[i]->layer < drafts->lowest) drafts->lowest = list->objects[i]->layer;
  }
  for (uint8_t layer = drafts->lowest; layer <= TOE_LAYER_TCP; ++layer) {
    for (uint32_t i = 0; i < list->count; ++i) {
      toe_object_t *object = list->objects[i];
      if (object->layer == layer) (void)add(drafts, object, layer, TOE_KIND_LINKER, above(drafts, object, layer));
    }
  }
}

/* Blocks and nodes of a chain of drafts and of all below it; returns the index of its first block. */
static uint32_t lay_out(const drafts_t *drafts, uint32_t draft, toe_op_t *op, toe_tree_node_t *nodes) {
  uint32_t first = TOE_OP_NO_BLOCK, before = TOE_OP_NO_BLOCK;
  for (; draft != TOE_OP_NO_BLOCK; draft = drafts->blocks[draft].next) {
    const draft_t *from = &drafts->blocks[draft];
    uint32_t at = op->block_count++;
    toe_op_block_t *block = &op->blocks[at];
    *block = (toe_op_block_t){.name = from->object->name,
                              .layer = from->layer,
                              .is_placeholder = from->kind == TOE_KIND_PLACEHOLDER,
                              .next = TOE_OP_NO_BLOCK};
    nodes[at].object = from->object;
    nodes[at].kind = from->kind;
    if (before == TOE_OP_NO_BLOCK) {
      first = at;
    } else {
      op->blocks[before].next = at;
    }
    before = at;
    block->dependent = lay_out(drafts, from->dependent, op, nodes);
  }
  return first;
}

toe_result_t toe_terminate_plan_tree(const toe_os_t *os, const toe_terminate_list_t *list, uint64_t mark, toe_op_t *op,
                                     toe_tree_node_t **nodes_out) {
  const size_t most = (size_t)TOE_LAYER_TCP * list->count; /* each with two placeholders of its own */
  drafts_t drafts = {.blocks = malloc(most * sizeof *drafts.blocks), .last_root = TOE_OP_NO_BLOCK, .mark = mark};
  if (drafts.blocks == NULL) return TOE_E_MEMORY;
  for (int layer = 0; layer < LAYERS; ++layer) drafts.first[layer] = TOE_OP_NO_BLOCK;
  draft_all(&drafts, list);
  op->block_count = 0;
  op->blocks = toe_arena_take(op->memory, drafts.count, sizeof *op->blocks);
  toe_tree_node_t *nodes = os->alloc(os->self, drafts.count * sizeof *nodes);
  if (op->blocks == NULL || nodes == NULL) {
    os->free(os->self, nodes);
    free(drafts.blocks);
    return TOE_E_MEMORY;
  }
  (void)lay_out(&drafts, drafts.first[drafts.lowest], op, nodes);
  free(drafts.blocks);
  *nodes_out = nodes;
  return TOE_OK;
}
