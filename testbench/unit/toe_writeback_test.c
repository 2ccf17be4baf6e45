/* SPDX-License-Identifier: Apache-2.0
 *
 * What toe_walk_test.c does not reach: markers, carried members, one request after another.
 */
#include "model/toe_writeback.h"

#include "testbench/shim/toe_test.h"

static toe_writeback_result_t results[TOE_WRITEBACK_RESULTS];
static toe_writeback_summary_t summary;

static toe_writeback_item_t object(uint32_t index, uint8_t layer, uint8_t kind, uint8_t cause, bool is_last) {
  return (toe_writeback_item_t){.is_object = true,
                                .is_last = is_last,
                                .is_attempted = true,
                                .layer = layer,
                                .kind = kind,
                                .cause = cause,
                                .index = index,
                                .commit = 100 + index,
                                .decided_cycle = 1000 + index};
}

/* A marker has no result; its error is the completion's. */
TOE_TEST(writeback, answers_a_marker_with_a_completion_alone) {
  toe_writeback_t writeback = {0};
  toe_writeback_item_t marker = {.is_last = true, .error = TOE_ERROR_BAD_SETTING, .index = 0, .commit = 9};
  TOE_EXPECT_EQ(toe_writeback_take(&writeback, &marker, results, &summary), 0);
  TOE_EXPECT_EQ(summary.error, TOE_ERROR_BAD_SETTING);
  TOE_EXPECT_EQ(summary.commit, 9);
  marker.error = 0;
  TOE_EXPECT_EQ(toe_writeback_take(&writeback, &marker, results, &summary), 0);
  TOE_EXPECT_EQ(summary.error, 0); /* the error of the one before is gone */
}

TOE_TEST(writeback, carries_cycle_and_commit_of_the_object_itself) {
  toe_writeback_t writeback = {0};
  toe_writeback_item_t neighbor = object(0, TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, TOE_CAUSE_OK, false);
  neighbor.handle = 0x10000005;
  TOE_EXPECT_EQ(toe_writeback_take(&writeback, &neighbor, results, &summary), 0);
  toe_writeback_item_t path = object(1, TOE_LAYER_PATH, TOE_KIND_NEW, TOE_CAUSE_HOST_POOL, true);
  TOE_ASSERT_EQ(toe_writeback_take(&writeback, &path, results, &summary), 2);
  TOE_EXPECT_EQ(results[0].index, 1);
  TOE_EXPECT_EQ(results[0].status, 0xC000009Au);
  TOE_EXPECT_EQ(results[0].flags, TOE_RESULT_ATTEMPTED);
  TOE_EXPECT_EQ(results[0].commit, 101);
  TOE_EXPECT_EQ(results[1].index, 0);
  TOE_EXPECT_EQ(results[1].status, 0x40020004u);
  TOE_EXPECT_EQ(results[1].handle, 0x10000005);
  TOE_EXPECT_EQ(results[1].flags, TOE_RESULT_ATTEMPTED | TOE_RESULT_OFFLOADED);
  TOE_EXPECT_EQ(results[1].decided_cycle, 1000);
  TOE_EXPECT_EQ(summary.attempted, 2);
  TOE_EXPECT_EQ(summary.offloaded, 1);
}

/* The most one item gives: a last neighbor closes the path and neighbor before it, and itself. */
TOE_TEST(writeback, closes_three_at_a_last_neighbor) {
  toe_writeback_t writeback = {0};
  toe_writeback_item_t first = object(0, TOE_LAYER_NEIGHBOR, TOE_KIND_LINKER, TOE_CAUSE_OK, false);
  toe_writeback_item_t path = object(1, TOE_LAYER_PATH, TOE_KIND_LINKER, TOE_CAUSE_OK, false);
  toe_writeback_item_t last = object(2, TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, TOE_CAUSE_NEIGHBOR_POOL, true);
  TOE_EXPECT_EQ(toe_writeback_take(&writeback, &first, results, &summary), 0);
  TOE_EXPECT_EQ(toe_writeback_take(&writeback, &path, results, &summary), 0);
  TOE_ASSERT_EQ(toe_writeback_take(&writeback, &last, results, &summary), 3);
  TOE_EXPECT_EQ(results[0].index, 1);
  TOE_EXPECT_EQ(results[1].index, 0);
  TOE_EXPECT_EQ(results[1].status, 0); /* a linker over a linker that is ok; the next neighbor is no dependent */
  TOE_EXPECT_EQ(results[2].index, 2);
  TOE_EXPECT_EQ(results[2].status, 0xC0231006u);
}

/* Objects of a TERMINATE give their results at once and hold nothing open; freed is OK or CONTEXT_ECC of a linker, told
 * by bit 2 and counted; a placeholder is SUCCESS unless detached. */
TOE_TEST(writeback, answers_each_object_of_a_terminate_alone) {
  enum { COUNT = 7 };
  static const struct {
    uint8_t layer, kind, cause;
    bool is_detached;
    uint32_t status;
    uint8_t flags;
  } kCases[COUNT] = {{1, TOE_KIND_LINKER, TOE_CAUSE_OK, false, 0, 5},
                     {2, TOE_KIND_LINKER, TOE_CAUSE_DEPENDENTS, false, 0xC0000001u, 1},
                     {3, TOE_KIND_LINKER, TOE_CAUSE_CONTEXT_ECC, false, 0xC0000001u, 5},
                     {3, TOE_KIND_LINKER, TOE_CAUSE_BAD_HANDLE, false, 0xC0000001u, 1},
                     {2, TOE_KIND_PLACEHOLDER, TOE_CAUSE_OK, false, 0, 1},
                     {1, TOE_KIND_PLACEHOLDER, TOE_CAUSE_MALFORMED, true, 0xC0000001u, 0},
                     {1, TOE_KIND_PLACEHOLDER, TOE_CAUSE_NOT_ATTEMPTED, true, 0xC0000001u, 0}};
  toe_writeback_t writeback = {0};
  for (uint32_t i = 0; i < COUNT; ++i) {
    toe_writeback_item_t item = object(i, kCases[i].layer, kCases[i].kind, kCases[i].cause, i + 1 == COUNT);
    item.is_terminate = true;
    item.is_detached = kCases[i].is_detached;
    item.is_attempted = !item.is_detached;
    if (i == 5) item.error = TOE_ERROR_BAD_OBJECT;
    toe_test_note("object %u", (unsigned)i);
    TOE_ASSERT_EQ(toe_writeback_take(&writeback, &item, results, &summary), 1);
    TOE_EXPECT_EQ(results[0].index, i);
    TOE_EXPECT_EQ(results[0].status, kCases[i].status);
    TOE_EXPECT_EQ(results[0].flags, kCases[i].flags);
  }
  TOE_EXPECT_EQ(summary.attempted, 5);
  TOE_EXPECT_EQ(summary.offloaded, 2);
  TOE_EXPECT_EQ(summary.error, TOE_ERROR_BAD_OBJECT);
  TOE_EXPECT_EQ(summary.error_index, 5);
}
