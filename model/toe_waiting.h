/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_waiting.h - the connections that wait for a host buffer, woken in turn (docs/microarchitecture.md 5.11, WAKE).
 */
#ifndef TOE_WAITING_H_
#define TOE_WAITING_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Members belong to toe_waiting.c; `count` may be read. */
typedef struct toe_waiting {
  uint32_t built, count;
  uint32_t from; /* where the search for the next begins */
  uint32_t *bits;
} toe_waiting_t;

/* None of the ids 0..built-1 waits, and the search begins at 0.  E_ARG: built is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_waiting_init(toe_waiting_t *waiting, uint32_t built);
void toe_waiting_end(toe_waiting_t *waiting); /* all zero is allowed */

void toe_waiting_set(toe_waiting_t *waiting, uint32_t id, bool waits);
bool toe_waiting_is_set(const toe_waiting_t *waiting, uint32_t id);
/* Take the next one off: the lowest id at or above the one taken last + 1, around the end of the ids.  One must wait
 * (asserted). */
uint32_t toe_waiting_take(toe_waiting_t *waiting);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WAITING_H_ */
