/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_clock.h - edges and femtoseconds.  The only place where one becomes the other.
 *
 * Edge k of a clock of f MHz is at ceil(k * 10^9 / f) fs, exact for every f: nothing accumulates.
 */
#ifndef TOE_CLOCK_H_
#define TOE_CLOCK_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_clock {
  uint32_t mhz; /* 1 or more */
} toe_clock_t;

/* When edge `cycle` is; TOE_FS_NEVER for TOE_CYCLE_NEVER. */
toe_fs_t toe_clock_edge_fs(toe_clock_t clock, toe_cycle_t cycle);

/* The first edge not before `fs`; TOE_CYCLE_NEVER if toe_cycle_t does not hold it, and for TOE_FS_NEVER.  So the edges
 * before `fs` are 0 .. result-1. */
toe_cycle_t toe_clock_cycle_at(toe_clock_t clock, toe_fs_t fs);

/* a + b, TOE_FS_NEVER when it does not fit. */
toe_fs_t toe_fs_add(toe_fs_t a, toe_fs_t b);

#define TOE_FS_PER_NS 1000000u

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_CLOCK_H_ */
