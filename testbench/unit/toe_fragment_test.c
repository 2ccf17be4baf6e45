/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fragment_test.c - a frame cut into fragments, and put together again.  Offsets of the headers by hand.
 */
#include "sim/host/toe_fragment.h"

#include <string.h>

#include "sim/host/toe_reassembly.h"
#include "testbench/shim/toe_test.h"

enum { L3 = 18, FRAME = L3 + 20 + 100 };

/* Tagged, IPv4 with DF, a payload of 100 bytes. */
static void make(uint8_t *frame) {
  static const uint8_t kHead[] = {2, 0, 0,   0, 0, 1,    2, 0,  0, 0, 0, 2,  0x81, 0, 0, 7,  8, 0, 0x45,
                                  0, 0, 120, 0, 0, 0x40, 0, 64, 6, 0, 0, 10, 0,    1, 1, 10, 0, 0, 1};
  memcpy(frame, kHead, sizeof kHead);
  const uint32_t sum = ~toe_datagram_sum(0, frame + L3, 20);
  frame[L3 + 10] = (uint8_t)(sum >> 8);
  frame[L3 + 11] = (uint8_t)sum;
  for (uint8_t i = 0; i < 100; ++i) frame[L3 + 20 + i] = i;
}

/* RFC 791: three fragments, 40, 40 and 20 bytes (a third is 33, up to the next multiple of 8). */
TOE_TEST(fragment, frame_is_cut) {
  uint8_t frame[FRAME], out[FRAME];
  make(frame);
  TOE_EXPECT_EQ(toe_fragment_write(frame, FRAME, 3, 1, 0x1234, out), L3 + 20 + 40);
  TOE_EXPECT(memcmp(out, frame, L3) == 0);
  TOE_EXPECT_EQ(out[L3 + 3], 60);
  TOE_EXPECT(out[L3 + 4] == 0x12 && out[L3 + 5] == 0x34);
  TOE_EXPECT(out[L3 + 6] == 0x20 && out[L3 + 7] == 5); /* MF, at 40; DF is gone */
  TOE_EXPECT_EQ(out[L3 + 20], 40);
  TOE_EXPECT_EQ(toe_fragment_write(frame, FRAME, 3, 2, 0x1234, out), 60); /* 58, with zeros */
  TOE_EXPECT(out[L3 + 6] == 0 && out[L3 + 7] == 10);
  TOE_EXPECT(out[58] == 0 && out[59] == 0);
}

TOE_TEST(fragment, fragments_make_the_datagram_again) {
  uint8_t frame[FRAME], out[FRAME];
  make(frame);
  toe_reassembly_t *reassembly = toe_reassembly_new();
  toe_datagram_t part, whole = {0};
  for (uint32_t i = 0; i < 3; ++i) {
    const uint32_t bytes = toe_fragment_write(frame, FRAME, 3, 2 - i, 9, out);
    TOE_ASSERT(toe_datagram_parse(out, bytes, &part));
    TOE_EXPECT(part.is_fragment);
    TOE_EXPECT_EQ(part.vlan, 7);
    TOE_EXPECT_EQ(whole.bytes, 0);
    TOE_EXPECT_EQ(toe_reassembly_take(reassembly, &part, &whole), TOE_OK);
  }
  TOE_EXPECT_EQ(whole.bytes, 100);
  TOE_EXPECT(memcmp(whole.payload, frame + L3 + 20, 100) == 0);
  toe_reassembly_free(reassembly);
}

TOE_TEST(fragment_bad, too_many_are_none) {
  uint8_t frame[FRAME], out[FRAME];
  make(frame);
  TOE_EXPECT_EQ(toe_fragment_write(frame, FRAME, 14, 0, 9, out), 0); /* 13 of 8 bytes are all */
  TOE_EXPECT(toe_fragment_write(frame, FRAME, 13, 12, 9, out) != 0);
  TOE_EXPECT_EQ(toe_fragment_write(frame, FRAME, 3, 3, 9, out), 0);
  TOE_EXPECT_EQ(toe_fragment_write(frame, FRAME, 0, 0, 9, out), 0);
  frame[16] = 0x86;
  TOE_EXPECT_EQ(toe_fragment_write(frame, FRAME, 3, 0, 9, out), 0); /* not IPv4 */
}
