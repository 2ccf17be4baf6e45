/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_timeline.h"

#include <stdlib.h>

#include "testbench/shim/toe_test.h"

typedef struct series {
  toe_timeline_t timeline;
  toe_timeline_point_t points[TOE_TIMELINE_POINTS];
} series_t;

TOE_TEST(timeline, keeps_every_change_up_to_its_size) {
  series_t *s = calloc(1, sizeof *s);
  TOE_ASSERT(s != NULL);
  for (uint64_t i = 0; i < 4096; ++i) toe_timeline_add(&s->timeline, 10 * i, i % 7);
  TOE_ASSERT_EQ(toe_timeline_points(&s->timeline, s->points), 4096);
  for (uint64_t i = 0; i < 4096; ++i) {
    TOE_ASSERT_EQ(s->points[i].cycle, 10 * i);
    TOE_ASSERT_EQ(s->points[i].level, i % 7);
  }
  free(s);
}

/* A level that climbs and falls, with one spike up and one down, at places no sampling would meet: both stay, so do the
 * first and the last, order is kept, and every point is one that was. */
TOE_TEST(timeline, loses_no_extreme_of_a_long_run) {
  static const uint64_t lengths[] = {4097, 5000, 8191, 10000, 100001, 1000003};
  series_t *s = calloc(1, sizeof *s);
  TOE_ASSERT(s != NULL);
  for (size_t k = 0; k < sizeof lengths / sizeof lengths[0]; ++k) {
    uint64_t length = lengths[k], spike = length / 3, dip = 2 * length / 3 + 1;
    s->timeline = (toe_timeline_t){0};
    for (uint64_t i = 0; i < length; ++i) {
      uint64_t level = i == spike ? 9999 : i == dip ? 1 : 100 + i % 50;
      toe_timeline_add(&s->timeline, 3 * i, level);
    }
    uint32_t count = toe_timeline_points(&s->timeline, s->points);
    toe_test_note("length %llu, %u points", (unsigned long long)length, (unsigned)count);
    TOE_EXPECT(count <= TOE_TIMELINE_POINTS);
    TOE_EXPECT(count >= TOE_TIMELINE_POINTS / 8);
    TOE_EXPECT_EQ(s->points[0].cycle, 0);
    TOE_EXPECT_EQ(s->points[count - 1].cycle, 3 * (length - 1));
    bool has_spike = false, has_dip = false;
    for (uint32_t i = 0; i < count; ++i) {
      uint64_t at = s->points[i].cycle / 3, expected = at == spike ? 9999 : at == dip ? 1 : 100 + at % 50;
      TOE_ASSERT_EQ(s->points[i].level, expected);
      if (i > 0) TOE_ASSERT(s->points[i].cycle > s->points[i - 1].cycle);
      has_spike |= s->points[i].level == 9999;
      has_dip |= s->points[i].level == 1;
    }
    TOE_EXPECT(has_spike);
    TOE_EXPECT(has_dip);
  }
  free(s);
}

/* The resolution is much the same over the whole run: no stretch of a sixteenth is left with few points. */
TOE_TEST(timeline, thins_out_evenly) {
  const uint64_t length = 300000;
  series_t *s = calloc(1, sizeof *s);
  TOE_ASSERT(s != NULL);
  for (uint64_t i = 0; i < length; ++i) toe_timeline_add(&s->timeline, i, i * 7919 % 1000);
  uint32_t count = toe_timeline_points(&s->timeline, s->points), in_part[16] = {0};
  for (uint32_t i = 0; i < count; ++i) ++in_part[s->points[i].cycle * 16 / length];
  for (int i = 0; i < 16; ++i) TOE_EXPECT(in_part[i] >= count / 64);
  free(s);
}
