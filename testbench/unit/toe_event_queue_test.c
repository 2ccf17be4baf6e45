/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_event_queue.h"

#include "testbench/shim/toe_test.h"

/* Whatever order they are put in: by time, answers first, then by number. */
TOE_TEST(event_queue, sorts_what_the_host_sees) {
  static const struct {
    toe_nic_event_kind_t kind;
    toe_fs_t at_fs;
    uint64_t order;
  } kSorted[] = {{TOE_NIC_INTERRUPT, 5, 9},   {TOE_NIC_READ_ANSWER, 10, 1}, {TOE_NIC_READ_ANSWER, 10, 2},
                 {TOE_NIC_INTERRUPT, 10, 10}, {TOE_NIC_INTERRUPT, 10, 11},  {TOE_NIC_READ_ANSWER, 11, 0}};
  for (uint32_t turn = 0; turn < 6; ++turn) {
    toe_event_queue_t events;
    toe_event_queue_init(&events);
    for (uint32_t i = 0; i < 6; ++i) {
      uint32_t k = (i * 5 + turn) % 6;
      const toe_nic_event_t event = {.kind = kSorted[k].kind, .at_fs = kSorted[k].at_fs, .cookie = k};
      TOE_EXPECT(toe_event_queue_put(&events, &event, kSorted[k].order));
    }
    for (uint32_t i = 0; i < 6; ++i) {
      TOE_ASSERT(toe_event_queue_first(&events) != NULL);
      TOE_EXPECT_EQ(toe_event_queue_first(&events)->cookie, i);
      toe_event_queue_drop(&events);
    }
    toe_event_queue_end(&events);
  }
}
