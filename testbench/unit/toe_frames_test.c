/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames that found no room in the frame memory, from FRAME records made by hand (docs/microarchitecture.md 5.13:
 * NUMBER is how many came before, LOST how many of these were lost).
 */
#include "sim/report/toe_frames.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

static toe_retire_t frame(uint64_t number, uint64_t lost, toe_cycle_t arrived) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_FRAME;
  retire.cycle = arrived + 10;
  retire.u.frame.number = number;
  retire.u.frame.lost = lost;
  retire.u.frame.arrived_cycle = arrived;
  return retire;
}

static bool put(toe_frame_losses_t *losses, uint64_t number, uint64_t lost, toe_cycle_t arrived,
                toe_frame_loss_t *loss) {
  const toe_retire_t retire = frame(number, lost, arrived);
  return toe_frames_lose(losses, &retire, loss);
}

TOE_TEST(frames, counts_what_was_lost_between_two_and_behind_the_last) {
  toe_frame_losses_t losses = {0};
  toe_frame_loss_t loss = {0};
  TOE_EXPECT(!put(&losses, 0, 0, 100, &loss));
  TOE_EXPECT(!put(&losses, 1, 0, 200, &loss));
  TOE_ASSERT(put(&losses, 5, 3, 300, &loss)); /* 2, 3, 4 */
  TOE_EXPECT_EQ(loss.frames, 3);
  TOE_EXPECT_EQ(loss.after, 200);
  TOE_EXPECT_EQ(loss.before, 300);
  toe_retire_t forwarded = frame(0, 0, 350); /* is not of the wire */
  forwarded.u.frame.is_forwarded = 1;
  TOE_EXPECT(!toe_frames_lose(&losses, &forwarded, &loss));
  TOE_EXPECT(!put(&losses, 6, 3, 400, &loss));
  TOE_ASSERT(put(&losses, 8, 4, 500, &loss)); /* 7 */
  TOE_EXPECT_EQ(loss.frames, 1);
  TOE_EXPECT_EQ(loss.after, 400);
  TOE_EXPECT_EQ(losses.all.frames, 4);
  TOE_EXPECT_EQ(losses.all.after, 200);
  TOE_EXPECT_EQ(losses.all.before, 500);
  TOE_EXPECT_EQ(losses.judged, 5);

  toe_frame_losses_t whole = losses;
  TOE_EXPECT(!toe_frames_end(&whole, 9, &loss)); /* 5 judged and 4 lost */
  TOE_ASSERT(toe_frames_end(&losses, 11, &loss));
  TOE_EXPECT_EQ(loss.frames, 2);
  TOE_EXPECT_EQ(loss.after, 500);
  TOE_EXPECT(loss.before == TOE_CYCLE_NEVER);
  TOE_EXPECT_EQ(losses.all.frames, 6);
  TOE_EXPECT(losses.all.before == TOE_CYCLE_NEVER);
}

TOE_TEST(frames, counts_what_was_lost_before_the_first) {
  toe_frame_losses_t losses = {0};
  toe_frame_loss_t loss = {0};
  TOE_ASSERT(put(&losses, 2, 2, 300, &loss));
  TOE_EXPECT_EQ(loss.frames, 2);
  TOE_EXPECT(loss.after == TOE_CYCLE_NEVER);
  TOE_EXPECT_EQ(loss.before, 300);
  /* A reset begins to count anew: frames 0, and 1 lost. */
  TOE_EXPECT(!put(&losses, 0, 0, 900, &loss));
  TOE_ASSERT(put(&losses, 2, 1, 950, &loss));
  TOE_EXPECT_EQ(loss.frames, 1);
  TOE_EXPECT_EQ(losses.all.frames, 3);
}
