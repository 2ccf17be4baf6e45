/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_timeline.h"

static void group_add(toe_timeline_group_t *group, toe_timeline_point_t point) {
  if (group->count == 0) {
    *group = (toe_timeline_group_t){0, point, point, point, point};
  }
  ++group->count;
  if (point.level < group->low.level) group->low = point;
  if (point.level > group->high.level) group->high = point;
  group->last = point;
}

/* The points of a group that differ, in order of time; at most four. */
static uint32_t group_points(const toe_timeline_group_t *group, toe_timeline_point_t points_out[4]) {
  if (group->count == 0) return 0;
  bool is_low_first = group->low.cycle <= group->high.cycle;
  const toe_timeline_point_t all[4] = {group->first, is_low_first ? group->low : group->high,
                                       is_low_first ? group->high : group->low, group->last};
  uint32_t count = 0;
  for (int i = 0; i < 4; ++i) {
    bool is_same =
        count > 0 && points_out[count - 1].cycle == all[i].cycle && points_out[count - 1].level == all[i].level;
    if (!is_same) points_out[count++] = all[i];
  }
  return count;
}

/* Eight points become at most four. */
static void thin_out(toe_timeline_t *timeline) {
  uint32_t kept = 0;
  for (uint32_t begin = 0; begin < timeline->count; begin += 8) {
    toe_timeline_group_t group = {.count = 0};
    for (uint32_t i = begin; i < begin + 8 && i < timeline->count; ++i) group_add(&group, timeline->points[i]);
    kept += group_points(&group, timeline->points + kept); /* never ahead of what is read */
  }
  timeline->count = kept;
  timeline->group_changes = timeline->group_changes <= 1 ? 8 : timeline->group_changes * 2;
}

void toe_timeline_add(toe_timeline_t *timeline, toe_cycle_t cycle, uint64_t level) {
  toe_timeline_point_t point = {cycle, level};
  if (timeline->group_changes <= 1) {
    if (timeline->count < TOE_TIMELINE_POINTS) {
      timeline->points[timeline->count++] = point;
      return;
    }
    thin_out(timeline);
  }
  if (timeline->open.count >= timeline->group_changes) {
    timeline->count += group_points(&timeline->open, timeline->points + timeline->count);
    timeline->open.count = 0;
  }
  /* Room for the open group's four must always be left. */
  if (timeline->open.count == 0 && timeline->count > TOE_TIMELINE_POINTS - 4) thin_out(timeline);
  group_add(&timeline->open, point);
}

uint32_t toe_timeline_points(const toe_timeline_t *timeline, toe_timeline_point_t points_out[TOE_TIMELINE_POINTS]) {
  for (uint32_t i = 0; i < timeline->count; ++i) points_out[i] = timeline->points[i];
  return timeline->count + group_points(&timeline->open, points_out + timeline->count);
}
