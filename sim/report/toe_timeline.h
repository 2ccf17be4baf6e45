/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_timeline.h - a level over time in at most 4096 points, whatever the length of the run.
 *
 * Up to 4096 changes are kept as they are.  After that, neighbouring changes form groups, of which the first, the
 * lowest, the highest and the last stay; so no extreme is ever lost, and each point kept is one that was.
 */
#ifndef TOE_TIMELINE_H_
#define TOE_TIMELINE_H_

#include "model/toe_types.h"

#define TOE_TIMELINE_POINTS 4096

typedef struct toe_timeline_point {
  toe_cycle_t cycle;
  uint64_t level;
} toe_timeline_point_t;

/* Changes seen as one: at most four points. */
typedef struct toe_timeline_group {
  uint64_t count; /* changes in it */
  toe_timeline_point_t first, low, high, last;
} toe_timeline_group_t;

/* All zero: empty. */
typedef struct toe_timeline {
  uint64_t group_changes; /* changes that form a group; 0 and 1: each is kept */
  uint32_t count;
  toe_timeline_point_t points[TOE_TIMELINE_POINTS];
  toe_timeline_group_t open; /* the group that is not full yet */
} toe_timeline_t;

/* The level became `level` at `cycle` (not before the one given last). */
void toe_timeline_add(toe_timeline_t *timeline, toe_cycle_t cycle, uint64_t level);
/* The points, in order; returns their number, at most TOE_TIMELINE_POINTS. */
uint32_t toe_timeline_points(const toe_timeline_t *timeline, toe_timeline_point_t points_out[TOE_TIMELINE_POINTS]);

#endif /* TOE_TIMELINE_H_ */
