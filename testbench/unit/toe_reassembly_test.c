/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_reassembly_test.c - IPv4 fragments, put together: order, duplicates, overlaps, bounds.
 */
#include "sim/host/toe_reassembly.h"

#include <stdlib.h>
#include <string.h>

#include "testbench/shim/toe_test.h"

static uint8_t bytes[70000];

/* Of datagram `id`: the bytes from `offset` on, each its place. */
static toe_datagram_t fragment(uint16_t id, uint32_t offset, uint32_t count, bool has_more) {
  for (uint32_t i = 0; i < sizeof bytes; ++i) bytes[i] = (uint8_t)(i * 3 + (i >> 8));
  return (toe_datagram_t){.address_bytes = 4,
                          .source = {10, 0, 1, 1},
                          .destination = {10, 0, 0, 1},
                          .protocol = 6,
                          .id = id,
                          .is_fragment = true,
                          .has_more = has_more,
                          .offset = offset,
                          .payload = bytes + offset,
                          .bytes = count};
}
/* Bytes of the datagram that is whole with it; 0: none is. */
static uint32_t take(toe_reassembly_t *reassembly, toe_datagram_t part) {
  toe_datagram_t whole;
  TOE_EXPECT_EQ(toe_reassembly_take(reassembly, &part, &whole), TOE_OK);
  if (whole.bytes == 0) return 0;
  TOE_EXPECT_EQ(whole.id, part.id);
  TOE_EXPECT_EQ(whole.protocol, 6);
  TOE_EXPECT(!whole.is_fragment);
  TOE_EXPECT(memcmp(whole.payload, bytes, whole.bytes) == 0);
  return whole.bytes;
}

/* RFC 791: in any order, the last one with any length, one of them twice. */
TOE_TEST(reassembly, fragments_come_in_any_order) {
  static const uint8_t orders[][4] = {{0, 1, 2, 2}, {2, 1, 1, 0}, {1, 1, 2, 0}, {2, 2, 0, 1}};
  for (unsigned i = 0; i < sizeof orders / sizeof orders[0]; ++i) {
    toe_test_note("order %u", i);
    toe_reassembly_t *reassembly = toe_reassembly_new();
    uint32_t whole = 0, times = 0;
    for (int k = 0; k < 4 && whole == 0; ++k, ++times) {
      const uint8_t part = orders[i][k];
      whole = take(reassembly, fragment(7, part * 16u, part == 2 ? 5 : 16, part != 2));
    }
    TOE_EXPECT_EQ(whole, 37);
    TOE_EXPECT_EQ(times, i == 0 ? 3 : 4);
    TOE_EXPECT_EQ(toe_reassembly_count(reassembly), 0);
    TOE_EXPECT_EQ(toe_reassembly_given_up(reassembly), 0);
    toe_reassembly_free(reassembly);
  }
}

/* Datagrams of other numbers, addresses, protocols or VLANs do not mix. */
TOE_TEST(reassembly, datagrams_are_kept_apart) {
  toe_reassembly_t *reassembly = toe_reassembly_new();
  TOE_EXPECT_EQ(take(reassembly, fragment(7, 0, 16, true)), 0);
  for (int i = 0; i < 5; ++i) {
    toe_datagram_t other = fragment(7, 16, 8, false);
    if (i == 0) other.id = 8;
    if (i == 1) other.source[3] = 2;
    if (i == 2) other.destination[3] = 2;
    if (i == 3) other.protocol = 17;
    if (i == 4) other.vlan = 5;
    toe_datagram_t whole;
    TOE_EXPECT_EQ(toe_reassembly_take(reassembly, &other, &whole), TOE_OK);
    TOE_EXPECT_EQ(whole.bytes, 0);
  }
  TOE_EXPECT_EQ(toe_reassembly_count(reassembly), 6);
  TOE_EXPECT_EQ(take(reassembly, fragment(7, 16, 8, false)), 24);
  toe_reassembly_free(reassembly);
}

/* Eight at a time: the ninth takes the place of the first. */
TOE_TEST(reassembly, oldest_is_given_up) {
  toe_reassembly_t *reassembly = toe_reassembly_new();
  for (uint16_t id = 1; id <= 9; ++id) TOE_EXPECT_EQ(take(reassembly, fragment(id, 0, 8, true)), 0);
  TOE_EXPECT_EQ(toe_reassembly_count(reassembly), 8);
  TOE_EXPECT_EQ(toe_reassembly_given_up(reassembly), 1);
  TOE_EXPECT_EQ(take(reassembly, fragment(2, 8, 8, false)), 16);
  TOE_EXPECT_EQ(take(reassembly, fragment(9, 8, 8, false)), 16);
  TOE_EXPECT_EQ(take(reassembly, fragment(1, 8, 8, false)), 0);
  toe_reassembly_free(reassembly);
}

/* The longest payload, 65515 bytes, and nothing beyond. */
TOE_TEST(reassembly, longest_datagram_fits) {
  toe_reassembly_t *reassembly = toe_reassembly_new();
  TOE_EXPECT_EQ(take(reassembly, fragment(1, 32768, 32747, false)), 0);
  TOE_EXPECT_EQ(take(reassembly, fragment(1, 0, 32768, true)), 65515);
  TOE_EXPECT_EQ(take(reassembly, fragment(2, 65512, 4, false)), 0);
  TOE_EXPECT_EQ(toe_reassembly_count(reassembly), 0);
  toe_reassembly_free(reassembly);
}

/* What overlaps, or contradicts the length, ends its datagram. */
TOE_TEST(reassembly_bad, overlaps_end_a_datagram) {
  static const struct {
    uint32_t offset, count;
    bool has_more, is_changed;
  } bad[] = {{8, 16, true, false}, {0, 8, true, false},   {0, 24, true, false},
             {0, 16, true, true},  {0, 16, false, false}, {0, 8, false, false}};
  for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
    toe_test_note("case %u", i);
    toe_reassembly_t *reassembly = toe_reassembly_new();
    TOE_EXPECT_EQ(take(reassembly, fragment(7, 0, 16, true)), 0);
    toe_datagram_t part = fragment(7, bad[i].offset, bad[i].count, bad[i].has_more);
    if (bad[i].is_changed) bytes[3] ^= 1;
    toe_datagram_t whole;
    TOE_EXPECT_EQ(toe_reassembly_take(reassembly, &part, &whole), TOE_OK);
    /* A part of what is there already is there again: 0..8 of 0..16 too. */
    const bool is_again = i == 1;
    TOE_EXPECT_EQ(toe_reassembly_given_up(reassembly), is_again ? 0 : 1);
    TOE_EXPECT_EQ(take(reassembly, fragment(7, 16, 8, false)), is_again ? 24 : 0);
    toe_reassembly_free(reassembly);
  }
  toe_reassembly_t *reassembly = toe_reassembly_new(); /* beyond the end, and another end */
  TOE_EXPECT_EQ(take(reassembly, fragment(7, 16, 8, false)), 0);
  TOE_EXPECT_EQ(take(reassembly, fragment(7, 24, 8, true)), 0);
  TOE_EXPECT_EQ(toe_reassembly_given_up(reassembly), 1);
  TOE_EXPECT_EQ(take(reassembly, fragment(7, 0, 12, true)), 0); /* not a multiple of 8: no fragment at all */
  TOE_EXPECT_EQ(take(reassembly, fragment(7, 0, 0, true)), 0);
  TOE_EXPECT_EQ(toe_reassembly_count(reassembly), 0);
  toe_reassembly_free(reassembly);
}
