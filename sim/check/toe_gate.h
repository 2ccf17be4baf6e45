/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gate.h - gates: 'path op value' over a report.
 *
 *   pools.tcp.denied==0        lockstep.timing.max_cycles<=8        requests[0].objects[2].status==NDIS_STATUS_SUCCESS
 *   end.reason!=watchdog       exhaustion.length==0                 pools.tcp.first_denied_cycle==null
 *
 * A path is made of names, `.` between them, and [i] for the i-th of a list, from 0; a last `.length` is the number of
 * members of a list or object.  op is one of <= >= < > == !=.  The value is a decimal number, which may have a
 * fraction; true, false, null; or a word, which may stand in double quotes.  Words, true, false and null
 * know only == and !=.  Blanks around the parts are allowed.  A path that is not there fails the gate.
 * Numbers are compared exactly, digit by digit, not as floating point.
 */
#ifndef TOE_GATE_H_
#define TOE_GATE_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

struct json_t; /* a JSON value of jansson */

typedef enum toe_gate_op { TOE_GATE_LE, TOE_GATE_GE, TOE_GATE_LT, TOE_GATE_GT, TOE_GATE_EQ, TOE_GATE_NE } toe_gate_op_t;

typedef struct toe_gate {
  char *text; /* as given */
  char *path; /* without blanks */
  toe_gate_op_t op;
  char *value; /* without blanks and quotes */
  bool is_quoted;
} toe_gate_t;

typedef struct toe_gate_outcome {
  bool is_met;
  char actual[128]; /* the value found, as text; "" when there was none */
  char text[512];   /* why it failed, one line; "" when it is met */
} toe_gate_outcome_t;

/* Read a gate.  gate_out owned by the caller.
 * E_FORMAT (error_out: the cause, without the gate), E_MEMORY */
TOE_MUST_USE toe_result_t toe_gate_parse(const char *text, toe_gate_t **gate_out, toe_error_t *error_out);
void toe_gate_free(toe_gate_t *gate); /* NULL is allowed */

/* Judge it over a document.  root borrowed for this call. */
void toe_gate_check(const toe_gate_t *gate, const struct json_t *root, toe_gate_outcome_t *outcome_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_GATE_H_ */
