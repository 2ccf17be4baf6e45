/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_timers.h - the push timers: a list of connections in the order in which they were started
 * (docs/microarchitecture.md 5.12).
 *
 * They all run equally long, so only the head is looked at, and not before the list has settled.
 */
#ifndef TOE_TIMERS_H_
#define TOE_TIMERS_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_timer {
  toe_cycle_t expiry; /* NEVER: it does not run */
  uint32_t before, behind;
} toe_timer_t;

/* Members belong to toe_timers.c. */
typedef struct toe_timers {
  uint32_t built, count, first, last;
  toe_cycle_t changed; /* edge of the last change */
  toe_timer_t *timer;
} toe_timers_t;

/* None of the connections 0..built-1 runs.  E_ARG: built is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_timers_init(toe_timers_t *timers, uint32_t built);
void toe_timers_end(toe_timers_t *timers); /* all zero is allowed */

/* Start the timer of `id` at edge c, or start it anew: it is the last of the list. */
void toe_timers_start(toe_timers_t *timers, uint32_t id, toe_cycle_t c, toe_cycle_t expiry);
/* Take it off the list at edge c; one that does not run changes nothing. */
void toe_timers_stop(toe_timers_t *timers, uint32_t id, toe_cycle_t c);
bool toe_timers_runs(const toe_timers_t *timers, uint32_t id);

/* The edge at which the head of the list will have expired; NEVER: none runs. */
toe_cycle_t toe_timers_due(const toe_timers_t *timers);
/* The head; one must run (asserted). */
uint32_t toe_timers_head(const toe_timers_t *timers);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TIMERS_H_ */
