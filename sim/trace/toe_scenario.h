/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_scenario.h - the text of one operation, checked and decoded (docs/trace-format.md, docs/scenario.schema.json).
 */
#ifndef TOE_SCENARIO_H_
#define TOE_SCENARIO_H_

#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a text said of its time. */
typedef struct toe_scenario_time {
  uint64_t at_ns; /* "at_ns", or `before_ns` if it has none */
  bool is_given;
} toe_scenario_time_t;

/* Decode one line.
 * place      borrowed; where it stands, for messages and for the operation
 * number     of the operation in its file, from 1
 * before_ns  "at_ns" of the operation before
 * op_out     owned by the caller (toe_op_free); its at_ns is that of the text
 * E_FORMAT (not allowed: error_out has place and cause), E_RANGE (a number or time), E_UNSUPPORTED, E_MEMORY */
TOE_MUST_USE toe_result_t toe_scenario_parse(const char *text, size_t bytes, const char *place, uint64_t number,
                                             uint64_t before_ns, toe_op_t **op_out, toe_scenario_time_t *time_out,
                                             toe_error_t *error_out);

/* TCP_OFFLOAD_CONNECTION_STATE: name of a state 0..10, NULL above; and back (false: none). */
const char *toe_scenario_state_text(uint32_t state);
bool toe_scenario_state_of_name(const char *name, uint8_t *state_out);

/* toe_fault of "internal", "host-memory", ...; false: there is no such fault ("none" is none). */
bool toe_scenario_fault_of_name(const char *name, uint8_t *fault_out);
/* "internal, host-memory, ...": all of them, for messages. */
void toe_scenario_fault_names(char *text, size_t bytes);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_SCENARIO_H_ */
