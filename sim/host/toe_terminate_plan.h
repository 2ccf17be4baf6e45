/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_terminate_plan.h - what a terminate takes with it, in which order, and the tree it becomes.
 *
 * A list is in the order in which the target frees: connections, then paths, then neighbors (toe_miniport.h); the
 * tree's walk order within a layer is that of the list.  What an object depends on, and is not in the list, stands
 * above it as a placeholder if the tree begins that low.
 */
#ifndef TOE_TERMINATE_PLAN_H_
#define TOE_TERMINATE_PLAN_H_

#include "sim/host/toe_mention.h"
#include "sim/host/toe_objects.h"
#include "sim/host/toe_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_terminate_list {
  toe_object_t **objects; /* borrowed from the table */
  uint32_t count, capacity;
} toe_terminate_list_t;

void toe_terminate_list_free(toe_terminate_list_t *list);

/* Check what can be known when an operation is taken: every name has been mentioned, in the operation and in its
 * expectations.  E_UNKNOWN, E_ARG (no name at all); error_out says where and why */
TOE_MUST_USE toe_result_t toe_terminate_plan_check(const toe_objects_t *objects, const toe_op_t *op,
                                                   toe_error_t *error_out);

/* What an operation terminates, now that its turn has come.  Of each name that is offloaded: it and everything that
 * depends on it [R61], each once; names that are not are passed over.  raw: exactly the names, each as often as it is
 * there, offloaded or not.
 *
 * mark             a number never used before
 * list_out         all zero before; owned by the caller
 * passed_over_out  how many names were passed over
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_terminate_plan_names(const toe_op_t *op, const toe_mention_t *mention, uint64_t mark,
                                                   toe_terminate_list_t *list_out, uint32_t *passed_over_out);

/* All offloaded objects of a layer on which nothing depends and with which no request has to do [R67].  E_MEMORY */
TOE_MUST_USE toe_result_t toe_terminate_plan_layer(const toe_objects_t *objects, uint8_t layer,
                                                   toe_terminate_list_t *list_out);

/* One object, if it is offloaded.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_terminate_plan_one(toe_object_t *object, toe_terminate_list_t *list_out);

/* Whether some object of the list is busy: the terminate has to wait [R101]. */
bool toe_terminate_plan_must_wait(const toe_terminate_list_t *list);

/* Lay the list out as blocks of `op` (in walk order; from its memory), and fill in object and kind of every node.
 *
 * mark        a number never used before
 * nodes_out   os->alloc; as many as op->block_count, which is set.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_terminate_plan_tree(const toe_os_t *os, const toe_terminate_list_t *list, uint64_t mark,
                                                  toe_op_t *op, toe_tree_node_t **nodes_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TERMINATE_PLAN_H_ */
