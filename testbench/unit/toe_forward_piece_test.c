/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_forward_piece_test.c - cutting a forwarded segment.  Offsets of the TCP header by hand.
 */
#include "sim/miniport/toe_forward_piece.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

/* A header of 24 bytes at sequence number 0xFFFFFFF0, then 100 bytes 0, 1, 2... */
static void make(uint8_t *segment, uint8_t flags, uint8_t urgent) {
  memset(segment, 0, 24);
  memset(segment + 4, 0xFF, 3);
  segment[7] = 0xF0;
  segment[12] = 0x60;
  segment[13] = flags;
  segment[19] = urgent;
  segment[20] = 0xE0;
  for (uint8_t i = 0; i < 100; ++i) segment[24 + i] = i;
}

/* R147: 100 bytes in pieces of at most 64, 40 of them payload: 40, 40, 20, with the header and its options each, the
 * sequence number over the end of the numbers; PSH and FIN on the last. */
TOE_TEST(forward_piece, header_is_copied_and_numbers_go_on) {
  static const struct {
    uint8_t seq[4], flags, bytes, first;
  } want[] = {
      {{0xFF, 0xFF, 0xFF, 0xF0}, 0x10, 64, 0}, {{0, 0, 0, 0x18}, 0x10, 64, 40}, {{0, 0, 0, 0x40}, 0x19, 44, 80}};
  uint8_t segment[124], piece[64];
  make(segment, 0x19, 0);
  TOE_ASSERT(toe_forward_piece_count(segment, sizeof segment, 64) == 3);
  for (uint32_t i = 0; i < 3; ++i) {
    TOE_EXPECT_EQ(toe_forward_piece_bytes(segment, sizeof segment, 64, i), want[i].bytes);
    toe_forward_piece_write(segment, sizeof segment, 64, i, piece);
    TOE_EXPECT(memcmp(piece + 4, want[i].seq, 4) == 0);
    TOE_EXPECT_EQ(piece[12], 0x60);
    TOE_EXPECT_EQ(piece[13], want[i].flags);
    TOE_EXPECT_EQ(piece[20], 0xE0);
    for (uint32_t k = 24; k < want[i].bytes; ++k) TOE_EXPECT_EQ(piece[k], want[i].first + k - 24);
  }
}

/* One that fits goes as it is; one byte more is a piece more. */
TOE_TEST(forward_piece, what_fits_is_one) {
  uint8_t segment[124], piece[124];
  make(segment, 0xFB, 9);
  TOE_EXPECT_EQ(toe_forward_piece_count(segment, 124, 124), 1);
  toe_forward_piece_write(segment, 124, 124, 0, piece);
  TOE_EXPECT(memcmp(piece, segment, 124) == 0);
  TOE_EXPECT_EQ(toe_forward_piece_count(segment, 124, 123), 2);
  TOE_EXPECT_EQ(toe_forward_piece_bytes(segment, 124, 123, 1), 25);
  TOE_EXPECT_EQ(toe_forward_piece_count(segment, 24, 124), 1); /* no payload */
}

/* URG of those that begin before the urgent pointer, SYN and CWR of the first; what is behind a SYN has a number more;
 * of RST there is only one. */
TOE_TEST(forward_piece, other_flags_stay_where_they_belong) {
  uint8_t segment[124], piece[64];
  make(segment, 0xB2, 50); /* SYN ACK URG CWR */
  TOE_ASSERT(toe_forward_piece_count(segment, 124, 64) == 3);
  toe_forward_piece_write(segment, 124, 64, 0, piece);
  TOE_EXPECT_EQ(piece[13], 0xB2);
  TOE_EXPECT_EQ(piece[19], 50);
  TOE_EXPECT_EQ(piece[7], 0xF0);
  toe_forward_piece_write(segment, 124, 64, 1, piece);
  TOE_EXPECT_EQ(piece[13], 0x30);
  TOE_EXPECT_EQ(piece[19], 10);
  TOE_EXPECT_EQ(piece[7], 0x19);
  toe_forward_piece_write(segment, 124, 64, 2, piece);
  TOE_EXPECT_EQ(piece[13], 0x10);
  TOE_EXPECT_EQ(piece[19], 0);
  TOE_EXPECT_EQ(piece[7], 0x41);
  make(segment, 0x14, 0);
  TOE_EXPECT_EQ(toe_forward_piece_count(segment, 124, 64), 1);
  TOE_EXPECT_EQ(toe_forward_piece_bytes(segment, 124, 64, 0), 64);
  toe_forward_piece_write(segment, 124, 64, 0, piece);
  TOE_EXPECT_EQ(piece[13], 0x14);
}

TOE_TEST(forward_piece_bad, what_is_no_segment_has_none) {
  uint8_t segment[124];
  make(segment, 0x10, 0);
  TOE_EXPECT_EQ(toe_forward_piece_count(NULL, 124, 64), 0);
  TOE_EXPECT_EQ(toe_forward_piece_count(segment, 19, 64), 0);
  TOE_EXPECT_EQ(toe_forward_piece_count(segment, 23, 64), 0); /* shorter than its header */
  segment[12] = 0x40;
  TOE_EXPECT_EQ(toe_forward_piece_count(segment, 124, 64), 0); /* header below 20 bytes */
}
