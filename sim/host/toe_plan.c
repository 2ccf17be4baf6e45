/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_plan.c - see toe_plan.h.
 */
#include "sim/host/toe_plan.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTHS = 3 };

/* Walk the links; blocks must be met in the order they stand, each once. */
static toe_result_t check_shape(const toe_op_t *op, toe_error_t *error_out) {
  uint32_t stack[DEPTHS] = {0, 0, 0}, met = 0, at = 0;
  unsigned depth = 0;
  while (at != TOE_OP_NO_BLOCK) {
    if (at >= op->block_count || at != met) {
      toe_error_set(error_out, "%s: the links of the tree are not in walk order", op->place);
      return TOE_E_ARG;
    }
    const toe_op_block_t *block = &op->blocks[at];
    unsigned layer = block->layer;
    if (layer != op->blocks[0].layer + depth || layer < TOE_LAYER_NEIGHBOR || layer > TOE_LAYER_TCP) {
      toe_error_set(error_out, "%s: %s: a %s cannot stand here", op->place, block->name, toe_layer_text(layer));
      return TOE_E_ARG;
    }
    ++met;
    if (block->dependent != TOE_OP_NO_BLOCK) {
      if (depth + 1 == DEPTHS) {
        toe_error_set(error_out, "%s: %s: a TCP connection has no dependents", op->place, block->name);
        return TOE_E_ARG;
      }
      stack[depth++] = at;
      at = block->dependent;
      continue;
    }
    at = block->next;
    while (at == TOE_OP_NO_BLOCK && depth > 0) at = op->blocks[stack[--depth]].next;
  }
  if (met == op->block_count) return TOE_OK;
  toe_error_set(error_out, "%s: a block is in no chain", op->place);
  return TOE_E_ARG;
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Every expectation names a block of the tree. */
static toe_result_t check_expects(const toe_op_t *op, toe_error_t *error_out) {
  if (op->expect_count == 0) return TOE_OK;
  const char **names = malloc(op->block_count * sizeof *names);
  if (names == NULL) return TOE_E_MEMORY;
  for (uint32_t i = 0; i < op->block_count; ++i) names[i] = op->blocks[i].name;
  qsort(names, op->block_count, sizeof *names, compare_names);
  toe_result_t result = TOE_OK;
  for (uint32_t i = 0; i < op->expect_count && result == TOE_OK; ++i) {
    const char *name = op->expects[i].name;
    if (bsearch(&name, names, op->block_count, sizeof *names, compare_names) != NULL) continue;
    toe_error_set(error_out, "%s: expects a status of %s, which is not in the tree", op->place, name);
    result = TOE_E_UNKNOWN;
  }
  free(names);
  return result;
}

/* Only a connection can be rejected, or lack memory for a copy. */
static bool is_fault_allowed(const toe_op_block_t *block) {
  bool is_of_tcp = block->fault == TOE_FAULT_REJECTED || block->fault == TOE_FAULT_COPY_MEMORY;
  return !is_of_tcp || block->layer == TOE_LAYER_TCP;
}

toe_result_t toe_plan_check(const toe_objects_t *objects, const toe_op_t *op, toe_error_t *error_out) {
  if (op->block_count == 0) {
    toe_error_set(error_out, "%s: the tree is empty", op->place);
    return TOE_E_ARG;
  }
  toe_result_t result = check_shape(op, error_out);
  for (uint32_t i = 0; i < op->block_count && result == TOE_OK; ++i) {
    const toe_op_block_t *block = &op->blocks[i];
    const toe_object_t *object = toe_objects_find(objects, block->name);
    if (object != NULL && object->layer != block->layer) {
      toe_error_set(error_out, "%s: %s is a %s here, but was a %s before", op->place, block->name,
                    toe_layer_text(block->layer), toe_layer_text(object->layer));
      result = TOE_E_ARG;
    } else if (block->has_handle && block->handle == 0) {
      toe_error_set(error_out, "%s: %s: 0 is no handle", op->place, block->name);
      result = TOE_E_RANGE;
    } else if (!is_fault_allowed(block)) {
      toe_error_set(error_out, "%s: %s: fault \"%s\" is of a TCP connection, not of a %s", op->place, block->name,
                    toe_fault_text(block->fault), toe_layer_text(block->layer));
      result = TOE_E_ARG;
    } else if ((object == NULL || !object->has_state) && !block->is_placeholder && !block->has_handle &&
               !block->state.is_given) {
      static const char *const needs[] = {"dst_mac", "src_ip and dst_ip", "local_port and remote_port"};
      toe_error_set(error_out, "%s: %s: the first mention of a %s needs %s", op->place, block->name,
                    toe_layer_text(block->layer), needs[block->layer - 1]);
      result = TOE_E_ARG;
    }
  }
  return result == TOE_OK ? check_expects(op, error_out) : result;
}

toe_result_t toe_plan_enter(toe_objects_t *objects, const toe_op_t *op) {
  for (uint32_t i = 0; i < op->block_count; ++i) {
    const toe_op_block_t *block = &op->blocks[i];
    toe_object_t *object = toe_objects_find(objects, block->name);
    toe_result_t result = TOE_OK;
    if (object == NULL) result = toe_objects_add(objects, block->name, block->layer, &object);
    if (result != TOE_OK) return result;
    if (object->has_state || block->is_placeholder || block->has_handle) continue;
    result = toe_objects_define(object, &block->state);
    if (result != TOE_OK) return result;
  }
  for (uint32_t i = 0; i < op->block_count; ++i) {
    for (uint32_t d = op->blocks[i].dependent; d != TOE_OP_NO_BLOCK; d = op->blocks[d].next) {
      toe_objects_find(objects, op->blocks[d].name)->above = toe_objects_find(objects, op->blocks[i].name);
    }
  }
  return TOE_OK;
}

bool toe_plan_must_wait(const toe_mention_t *mention) {
  for (uint32_t i = 0; i < mention->block_count; ++i) {
    if (mention->blocks[i]->is_in_transit) return true;
  }
  return false;
}

toe_result_t toe_plan_decide(const toe_op_t *op, const toe_mention_t *mention, uint64_t mark, toe_tree_node_t *nodes,
                             toe_error_t *error_out) {
  for (uint32_t i = 0; i < op->block_count; ++i) {
    const toe_op_block_t *block = &op->blocks[i];
    toe_object_t *object = mention->blocks[i];
    nodes[i].object = object;
    if (block->is_placeholder) {
      nodes[i].kind = TOE_KIND_PLACEHOLDER;
    } else if (block->has_handle || object->is_offloaded) {
      nodes[i].kind = TOE_KIND_LINKER;
    } else if (object->mark == mark) {
      toe_error_set(error_out, "%s: %s is not offloaded and stands twice in one tree", op->place, block->name);
      return TOE_E_ARG;
    } else {
      nodes[i].kind = TOE_KIND_NEW;
      object->mark = mark;
    }
  }
  return TOE_OK;
}

void toe_plan_parents(const toe_op_t *op, uint32_t *parents_out) {
  for (uint32_t i = 0; i < op->block_count; ++i) parents_out[i] = TOE_OP_NO_BLOCK;
  for (uint32_t i = 0; i < op->block_count; ++i) {
    for (uint32_t d = op->blocks[i].dependent; d != TOE_OP_NO_BLOCK; d = op->blocks[d].next) parents_out[d] = i;
  }
}

void toe_plan_cut(toe_op_t *op, const uint32_t *parents, bool *is_kept) {
  for (uint32_t i = op->block_count; i-- > 0;) { /* parents stand before their dependents */
    if (is_kept[i] && parents[i] != TOE_OP_NO_BLOCK) is_kept[parents[i]] = true;
  }
  /* Move the kept ones together, and hang each behind the last kept one of its chain. */
  uint32_t last[TOE_LAYER_TCP + 1], count = 0;
  for (unsigned layer = 0; layer <= TOE_LAYER_TCP; ++layer) last[layer] = TOE_OP_NO_BLOCK;
  for (uint32_t i = 0; i < op->block_count; ++i) {
    if (!is_kept[i]) continue;
    toe_op_block_t *block = &op->blocks[count];
    *block = op->blocks[i];
    block->next = block->dependent = TOE_OP_NO_BLOCK;
    unsigned layer = block->layer;
    if (last[layer] != TOE_OP_NO_BLOCK) {
      op->blocks[last[layer]].next = count;
    } else if (last[layer - 1] != TOE_OP_NO_BLOCK) {
      op->blocks[last[layer - 1]].dependent = count;
    }
    last[layer] = count++;
    for (unsigned above = layer + 1; above <= TOE_LAYER_TCP; ++above) last[above] = TOE_OP_NO_BLOCK;
  }
  op->block_count = count;
}
