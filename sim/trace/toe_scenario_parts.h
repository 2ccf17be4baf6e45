/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_scenario_parts.h - the parts of toe_scenario_parse; for its own files only.
 */
#ifndef TOE_SCENARIO_PARTS_H_
#define TOE_SCENARIO_PARTS_H_

#include "sim/trace/toe_arena.h"
#include "sim/trace/toe_json.h"
#include "sim/trace/toe_op.h"

/* Failures are in object->line. */

/* The member "tree" of an initiate, into op->blocks. */
void toe_scenario_tree(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena);
/* The members of every other operation. */
void toe_scenario_members(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena);
/* The members of post_receive, receive_policy and an expect of a connection; and their member "expect". */
void toe_scenario_receive(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena);
void toe_scenario_values(toe_json_object_t *object, json_t *json, toe_op_t *op, toe_arena_t *arena);
/* "tcp" and the like: the one object that an operation is about, into op->objects. */
void toe_scenario_one(toe_json_object_t *object, const char *key, toe_op_t *op, toe_arena_t *arena);
/* Names may hold any character but control characters. */
bool toe_scenario_is_name(const char *text);

#endif /* TOE_SCENARIO_PARTS_H_ */
