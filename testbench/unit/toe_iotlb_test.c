/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_iotlb.h"

#include "testbench/shim/toe_test.h"

static toe_iotlb_t iotlb;

static bool touch(uint64_t page) { return toe_iotlb_touch(&iotlb, page * 4096 + page % 4096); }

TOE_TEST(iotlb, knows_a_page_by_any_of_its_bytes) {
  toe_iotlb_init(&iotlb, 64);
  TOE_EXPECT(!toe_iotlb_touch(&iotlb, 0x7000));
  TOE_EXPECT(toe_iotlb_touch(&iotlb, 0x7FFF));
  TOE_EXPECT(!toe_iotlb_touch(&iotlb, 0x8000));
  TOE_EXPECT(!toe_iotlb_touch(&iotlb, 0x6FFF));
  TOE_EXPECT(!toe_iotlb_touch(&iotlb, UINT64_C(0x5500007000)));
  TOE_EXPECT(toe_iotlb_touch(&iotlb, 0x7000));
}

/* 64 pages in turn all stay; 65 in turn, and each has gone when its turn comes. */
TOE_TEST(iotlb, holds_64_pages_and_not_65) {
  for (uint64_t pages = 64; pages <= 65; ++pages) {
    toe_iotlb_init(&iotlb, 64);
    for (uint64_t i = 0; i < 3 * pages; ++i) {
      toe_test_note("%llu pages, access %llu", (unsigned long long)pages, (unsigned long long)i);
      TOE_EXPECT_EQ(touch(i % pages), pages == 64 && i >= 64);
    }
  }
}

/* Of A B C the oldest gives way to D: with A touched again, that is B. */
TOE_TEST(iotlb, lets_the_page_go_that_was_unused_for_longest) {
  toe_iotlb_init(&iotlb, 3);
  TOE_EXPECT(!touch('A'));
  TOE_EXPECT(!touch('B'));
  TOE_EXPECT(!touch('C'));
  TOE_EXPECT(touch('A'));
  TOE_EXPECT(!touch('D'));
  TOE_EXPECT(touch('C'));
  TOE_EXPECT(touch('A'));
  TOE_EXPECT(touch('D'));
  TOE_EXPECT(!touch('B'));
  TOE_EXPECT(!touch('C'));
}

TOE_TEST(iotlb, holds_nothing_without_entries) {
  toe_iotlb_init(&iotlb, 0);
  TOE_EXPECT(!touch(1));
  TOE_EXPECT(!touch(1));
}
