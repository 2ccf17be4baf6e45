/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_plan.h - what the host makes of an initiate: is it allowed after what came before, and which block is what.
 *
 * Allowed is decided when the operation is taken, in the order of the trace.  Whether a named object becomes a linker
 * or a new offload depends on what became of it, so that is decided when the request goes to the driver.
 */
#ifndef TOE_PLAN_H_
#define TOE_PLAN_H_

#include "sim/host/toe_mention.h"
#include "sim/host/toe_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Check the shape of the tree (links forward, in walk order, layers step by one [R97]), names against the table (an
 * object keeps its layer), handles (not 0), faults (rejected and copy-memory of TCP connections only) and expectations
 * (of blocks of the tree).  Changes nothing. E_ARG, E_UNKNOWN, E_RANGE (error_out says where and why), E_MEMORY */
TOE_MUST_USE toe_result_t toe_plan_check(const toe_objects_t *objects, const toe_op_t *op, toe_error_t *error_out);

/* Enter the names of a checked operation, and the states it mentions first.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_plan_enter(toe_objects_t *objects, const toe_op_t *op);

/* Whether a block names an object in transit: then the request has to wait [R100]. */
bool toe_plan_must_wait(const toe_mention_t *mention);

/* Fill in object and kind of every node.  mark is a number never used before.
 * E_ARG  an object that is not offloaded is named twice (error_out says which) */
TOE_MUST_USE toe_result_t toe_plan_decide(const toe_op_t *op, const toe_mention_t *mention, uint64_t mark,
                                          toe_tree_node_t *nodes, toe_error_t *error_out);

/* parents_out[i]: index of the block that block i depends on, or TOE_OP_NO_BLOCK. */
void toe_plan_parents(const toe_op_t *op, uint32_t *parents_out);

/* Cut an initiate down to the blocks for which is_kept is set, and everything above them in the tree; is_kept is
 * changed to that.  At least one must be set.  parents as of toe_plan_parents. */
void toe_plan_cut(toe_op_t *op, const uint32_t *parents, bool *is_kept);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PLAN_H_ */
