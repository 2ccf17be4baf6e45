/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_pulse.h - whether a device is getting on, by its retire records.
 *
 * A timer that expires, or a connection that is woken for a host buffer, is no progress: what comes of it is (an
 * acknowledgment, a completion, an indication).  A device whose jobs of that kind lead to nothing would start its
 * timers anew for ever.
 */
#ifndef TOE_PULSE_H_
#define TOE_PULSE_H_

#include "model/spec/toe_retire.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* With so many jobs in a row of which nothing came, a device may be hanging: timers of connections that wait for
 * something else expire a few times too. */
#define TOE_PULSE_IDLE_JOBS 16

/* Zeroed to begin with. */
typedef struct toe_pulse {
  uint64_t idle_jobs;  /* since the last progress */
  toe_retire_t job;    /* the last of them */
  toe_fs_t idle_since; /* the first of them */
} toe_pulse_t;

/* The next record, seen at `at_fs`.  true: it is progress; false: it is none, nor against it. */
bool toe_pulse_retire(toe_pulse_t *pulse, const toe_retire_t *retire, toe_fs_t at_fs);
/* The host heard or asked for something. */
void toe_pulse_beat(toe_pulse_t *pulse);
/* Whether nothing but such jobs has happened for more than watchdog_fs. */
bool toe_pulse_is_lost(const toe_pulse_t *pulse, toe_fs_t now_fs, toe_fs_t watchdog_fs);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PULSE_H_ */
