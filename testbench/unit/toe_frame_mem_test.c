/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_frame_mem.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

static uint8_t frame[10000];

/* A frame is there from the edge behind its last beat on, in the order they came. */
TOE_TEST(frame_mem, gives_frames_in_order_once_they_are_whole) {
  toe_frame_mem_t mem;
  TOE_ASSERT_EQ(toe_frame_mem_init(&mem), TOE_OK);
  TOE_EXPECT_EQ(toe_frame_mem_due(&mem), TOE_CYCLE_NEVER);
  frame[0] = 7;
  TOE_EXPECT(toe_frame_mem_take(&mem, 10, 12, frame, 96));
  frame[0] = 8;
  TOE_EXPECT(toe_frame_mem_take(&mem, 13, 13, frame, 1));
  TOE_EXPECT(toe_frame_mem_head(&mem, 12) == NULL);
  TOE_ASSERT(toe_frame_mem_head(&mem, 13) != NULL);
  TOE_EXPECT_EQ(toe_frame_mem_head(&mem, 13)->data[0], 7);
  TOE_EXPECT_EQ(toe_frame_mem_head(&mem, 13)->rows, 2);
  TOE_EXPECT_EQ(toe_frame_mem_head(&mem, 13)->arrived, 12);
  toe_frame_mem_leave(&mem, 20);
  TOE_EXPECT_EQ(toe_frame_mem_head(&mem, 21)->data[0], 8);
  TOE_EXPECT_EQ(toe_frame_mem_head(&mem, 21)->number, 1);
  TOE_EXPECT_EQ(toe_frame_mem_head(&mem, 21)->lost, 0);
  toe_frame_mem_end(&mem);
}

/* 64 frames: one more is lost, also at the very edge at which one leaves. */
TOE_TEST(frame_mem, holds_64_frames) {
  toe_frame_mem_t mem;
  TOE_ASSERT_EQ(toe_frame_mem_init(&mem), TOE_OK);
  for (uint32_t n = 0; n < 64; ++n) TOE_EXPECT(toe_frame_mem_take(&mem, n, n, frame, 1));
  TOE_EXPECT(!toe_frame_mem_take(&mem, 64, 64, frame, 1));
  toe_frame_mem_leave(&mem, 65);
  TOE_EXPECT(!toe_frame_mem_take(&mem, 65, 65, frame, 1));
  TOE_EXPECT(toe_frame_mem_take(&mem, 66, 66, frame, 1));
  TOE_EXPECT_EQ(mem.lost, 2);
  for (uint32_t n = 0; n < 63; ++n) toe_frame_mem_leave(&mem, 100 + n);
  TOE_EXPECT_EQ(toe_frame_mem_head(&mem, 200)->number, 66);
  TOE_EXPECT_EQ(toe_frame_mem_head(&mem, 200)->lost, 2);
  toe_frame_mem_end(&mem);
}

/* 1024 rows, of which 144 must be free for a frame of any length: with 880 in use it is taken, with 881 it is lost. One
 * too long takes 144. */
TOE_TEST(frame_mem, keeps_rows_for_the_largest_frame) {
  toe_frame_mem_t mem;
  TOE_ASSERT_EQ(toe_frame_mem_init(&mem), TOE_OK);
  for (uint32_t n = 0; n < 6; ++n) TOE_EXPECT(toe_frame_mem_take(&mem, n, n, frame, n == 0 ? 10000 : 9216)); /* 864 */
  TOE_EXPECT_EQ(toe_frame_mem_head(&mem, 9)->rows, 144);
  TOE_EXPECT(toe_frame_mem_take(&mem, 10, 10, frame, 1024)); /* 880 */
  TOE_EXPECT(toe_frame_mem_take(&mem, 11, 11, frame, 1));    /* 881 */
  TOE_EXPECT(!toe_frame_mem_take(&mem, 12, 12, frame, 1));
  toe_frame_mem_leave(&mem, 13);
  TOE_EXPECT(!toe_frame_mem_take(&mem, 13, 13, frame, 1)); /* not yet visible */
  TOE_EXPECT(toe_frame_mem_take(&mem, 14, 14, frame, 9216));
  toe_frame_mem_end(&mem);
}
