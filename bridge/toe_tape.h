/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_tape.h - what goes into a device at its seam, kept in memory, to be given to another device at the same edges.
 *
 * A recorder stands between whoever drives a device and the device: it hands everything on, and keeps each input (TLPs
 * of CQ and RC, credits, configuration, flips, frames) with its edge on a tape.  The tape then plays without host,
 * driver and link: what it costs is the device alone.
 *
 * Both count what the device gave (toe_tape_heard_t), so that whoever plays knows whether it was the same run.  Inputs
 * that a device of other timing would not have been given yet are still given at the edges of the recording: a tape is
 * for a device that does the same at the same edges.
 */
#ifndef TOE_TAPE_H_
#define TOE_TAPE_H_

#include "bridge/toe_device.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What came out of a device.  Two runs that are the same have the same. */
typedef struct toe_tape_heard {
  uint64_t tlps;      /* at CC and RQ                                       */
  uint64_t frames;    /* sent on the wire                                   */
  uint64_t retires;   /* records of any kind                                */
  uint64_t objects;   /* of these DECIDED of an object                      */
  uint64_t cycle_sum; /* of the edges of all of them, modulo 2^64           */
} toe_tape_heard_t;

typedef struct toe_tape toe_tape_t;

/* An empty tape.  NULL: no memory. */
toe_tape_t *toe_tape_new(void);
void toe_tape_free(toe_tape_t *tape); /* NULL is allowed */

/* A device that hands everything on to `device` and keeps its inputs.  Its name is that of the device.
 * tape    borrowed for the recorder's life; empty
 * device  in the reset state; owned by the recorder from now on, also on failure
 * NULL: no memory */
toe_device_t *toe_tape_recorder_new(toe_tape_t *tape, toe_device_t *device);

/* Whether everything is on it; false: the process had no memory for some. */
bool toe_tape_is_whole(const toe_tape_t *tape);
/* Edges that were executed or skipped. */
toe_cycle_t toe_tape_cycles(const toe_tape_t *tape);
/* TLPs that went in. */
uint64_t toe_tape_tlps(const toe_tape_t *tape);
/* What the recorded device gave, as far as it was taken. */
const toe_tape_heard_t *toe_tape_heard(const toe_tape_t *tape);

/* Give all of it to a device in the reset state, made with the same options, and take what comes; the device then
 * stands at toe_tape_cycles.
 * slice_cycles  advance at least so far at a time; more needs more memory in the device and fewer calls */
void toe_tape_play(const toe_tape_t *tape, toe_device_t *device, toe_cycle_t slice_cycles, toe_tape_heard_t *heard_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TAPE_H_ */
