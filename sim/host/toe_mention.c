/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_mention.c - see toe_mention.h.
 */
#include "sim/host/toe_mention.h"

#include <stdlib.h>

static bool make(toe_mention_t *mention, uint32_t blocks, uint32_t objects, uint32_t expects) {
  *mention = (toe_mention_t){.block_count = blocks, .object_count = objects, .expect_count = expects};
  mention->all = calloc((size_t)blocks + objects + expects + 1, sizeof *mention->all);
  if (mention->all == NULL) return false;
  mention->blocks = mention->all;
  mention->objects = mention->blocks + blocks;
  mention->expects = mention->objects + objects;
  return true;
}

static toe_object_t *hold(toe_object_t *object) {
  ++object->holders;
  return object;
}

toe_result_t toe_mention_take(const toe_objects_t *objects, const toe_op_t *op, toe_mention_t *mention_out) {
  if (!make(mention_out, op->block_count, op->object_count, op->expect_count)) return TOE_E_MEMORY;
  for (uint32_t i = 0; i < op->block_count; ++i)
    mention_out->blocks[i] = hold(toe_objects_find(objects, op->blocks[i].name));
  for (uint32_t i = 0; i < op->object_count; ++i)
    mention_out->objects[i] = hold(toe_objects_find(objects, op->objects[i]));
  for (uint32_t i = 0; i < op->expect_count; ++i)
    mention_out->expects[i] = hold(toe_objects_find(objects, op->expects[i].name));
  return TOE_OK;
}

toe_result_t toe_mention_one(toe_object_t *object, toe_mention_t *mention_out) {
  if (!make(mention_out, 0, 1, 0)) return TOE_E_MEMORY;
  mention_out->objects[0] = hold(object);
  return TOE_OK;
}

toe_result_t toe_mention_nodes(const toe_tree_node_t *nodes, uint32_t count, toe_mention_t *mention_out) {
  if (!make(mention_out, count, 0, 0)) return TOE_E_MEMORY;
  for (uint32_t i = 0; i < count; ++i) mention_out->blocks[i] = hold(nodes[i].object);
  return TOE_OK;
}

void toe_mention_cut(toe_objects_t *objects, toe_mention_t *mention, const bool *is_kept) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < mention->block_count; ++i) {
    if (is_kept[i]) {
      mention->blocks[count++] = mention->blocks[i];
    } else {
      toe_objects_let_go(objects, mention->blocks[i]);
    }
  }
  mention->block_count = count;
}

void toe_mention_drop(toe_objects_t *objects, toe_mention_t *mention) {
  for (uint32_t i = 0; i < mention->block_count; ++i) toe_objects_let_go(objects, mention->blocks[i]);
  for (uint32_t i = 0; i < mention->object_count; ++i) toe_objects_let_go(objects, mention->objects[i]);
  for (uint32_t i = 0; i < mention->expect_count; ++i) toe_objects_let_go(objects, mention->expects[i]);
  free(mention->all);
  *mention = (toe_mention_t){0};
}
