/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_mention.h - what the names of an operation meant when it was taken.
 *
 * Operations are taken in the order of the trace and carried out later.  A name may be forgotten in between and mean
 * another object then; what was taken before keeps the one it meant, and that one lives as long as somebody holds it.
 *
 * Private to the host.
 */
#ifndef TOE_MENTION_H_
#define TOE_MENTION_H_

#include "sim/host/toe_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Borrowed from the table, which counts who holds an object. */
typedef struct toe_mention {
  toe_object_t **all; /* the three one behind the other; owned */
  toe_object_t **blocks, **objects, **expects;
  uint32_t block_count, object_count, expect_count; /* as many as the operation has */
} toe_mention_t;

/* Look up the names of a checked operation, all of which are in the table.
 * mention_out  end it with toe_mention_drop
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_mention_take(const toe_objects_t *objects, const toe_op_t *op,
                                           toe_mention_t *mention_out);
/* Hold one object, as `objects`.  mention_out, E_MEMORY: as above */
TOE_MUST_USE toe_result_t toe_mention_one(toe_object_t *object, toe_mention_t *mention_out);
/* Hold the objects of a tree, as `blocks`.  mention_out, E_MEMORY: as above */
TOE_MUST_USE toe_result_t toe_mention_nodes(const toe_tree_node_t *nodes, uint32_t count, toe_mention_t *mention_out);
/* Keep the blocks whose is_kept is set, moved together. */
void toe_mention_cut(toe_objects_t *objects, toe_mention_t *mention, const bool *is_kept);
/* Let go of all; what was forgotten and nobody holds ends here.  It is all zero afterwards. */
void toe_mention_drop(toe_objects_t *objects, toe_mention_t *mention);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_MENTION_H_ */
