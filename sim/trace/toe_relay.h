/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_relay.h - one trace for several listeners, read and decoded once.
 *
 * Each listener takes the operations as if it read the trace alone (toe_trace.h): when it wants the next, to change as
 * it likes, with the same errors at the same place.  What one has taken and another has not yet is kept; so listeners
 * should not run far apart, and one that takes no more must leave.
 */
#ifndef TOE_RELAY_H_
#define TOE_RELAY_H_

#include "sim/trace/toe_trace.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TOE_RELAY_LISTENERS = 2 }; /* most */

typedef struct toe_relay toe_relay_t;

/* What a listener has taken of the trace: toe_trace_bytes, toe_trace_crc and toe_trace_frames of a reader of its own.
 */
typedef struct toe_relay_taken {
  uint64_t bytes, frames;
  uint32_t crc;
} toe_relay_taken_t;

/* For listeners 0 .. listeners-1; nothing is opened yet.
 * path       copied
 * relay_out  owned by the caller
 * E_ARG, E_MEMORY */
TOE_MUST_USE toe_result_t toe_relay_new(const char *path, uint32_t listeners, toe_relay_t **relay_out);
void toe_relay_free(toe_relay_t *relay); /* NULL is allowed */

/* Begin to listen, once; results as toe_trace_open. */
TOE_MUST_USE toe_result_t toe_relay_open(toe_relay_t *relay, uint32_t listener, toe_error_t *error_out);
/* The listener's next operation; results as toe_trace_next.  op_out owned by the caller (toe_op_free) */
TOE_MUST_USE toe_result_t toe_relay_next(toe_relay_t *relay, uint32_t listener, toe_op_t **op_out,
                                         toe_error_t *error_out);
/* The listener takes no more. */
void toe_relay_leave(toe_relay_t *relay, uint32_t listener);

/* Up to the last operation taken; all 0 before toe_relay_open. */
toe_relay_taken_t toe_relay_get_taken(const toe_relay_t *relay, uint32_t listener);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_RELAY_H_ */
