/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_stream_test.c - the bytes of a connection.
 */
#include "sim/host/toe_stream.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

/* The same on any machine: numbers worked out outside this tree. */
TOE_TEST(stream, bytes_are_the_same_everywhere) {
  static const uint8_t first[9] = {0xE4, 0xC2, 0x1E, 0x86, 0xF9, 0x3C, 0x09, 0x46, 0x0B};
  for (uint32_t s = 0; s < 9; ++s) TOE_EXPECT_EQ(toe_stream_byte(1, s), first[s]);
  static const uint8_t wrapped[4] = {0x01, 0x3C, 0x50, 0xEF};
  for (uint32_t i = 0; i < 4; ++i) TOE_EXPECT_EQ(toe_stream_byte(7, 0xFFFFFFFEu + i), wrapped[i]);
  TOE_EXPECT_EQ(toe_stream_byte((uint64_t)1 << 40 | 3, 12345), 0xCC);
}

/* Any window is the bytes it covers, across the end of sequence numbers too. */
TOE_TEST(stream, windows_agree_with_single_bytes) {
  static const uint32_t starts[] = {0, 1, 7, 8, 9, 4700, 0xFFFFFFF0u, 0xFFFFFFFDu};
  for (unsigned i = 0; i < sizeof starts / sizeof starts[0]; ++i) {
    for (size_t count = 0; count < 40; ++count) {
      uint8_t bytes[41];
      memset(bytes, 0xEE, sizeof bytes);
      toe_stream_write(5, starts[i], bytes, count);
      toe_test_note("%zu from %u", count, starts[i]);
      for (size_t k = 0; k < count; ++k) TOE_EXPECT_EQ(bytes[k], toe_stream_byte(5, starts[i] + (uint32_t)k));
      TOE_EXPECT_EQ(bytes[count], 0xEE);
      TOE_EXPECT(toe_stream_is(5, starts[i], bytes, count));
      for (size_t k = 0; k < count; ++k) {
        bytes[k] ^= 1;
        TOE_EXPECT(!toe_stream_is(5, starts[i], bytes, count));
        bytes[k] ^= 1;
      }
    }
  }
}

/* Neighbouring connections and places do not look alike: a shifted, or another connection's, window is seen. */
TOE_TEST(stream, other_connections_and_places_differ) {
  uint8_t bytes[16];
  for (uint64_t connection = 1; connection < 200; ++connection) {
    for (uint32_t seq = 0; seq < 64; ++seq) {
      toe_stream_write(connection, seq, bytes, sizeof bytes);
      TOE_EXPECT(!toe_stream_is(connection, seq + 1, bytes, sizeof bytes));
      TOE_EXPECT(!toe_stream_is(connection, seq + 8, bytes, sizeof bytes));
      TOE_EXPECT(!toe_stream_is(connection + 1, seq, bytes, sizeof bytes));
      TOE_EXPECT(!toe_stream_is(connection << 32, seq, bytes, sizeof bytes));
    }
  }
}

/* R44: FIN lies between the last byte and RcvNxt when it came; states by number: ESTABLISHED 4, FIN_WAIT1 5, FIN_WAIT2
 * 6, CLOSE_WAIT 7, CLOSING 8, LAST_ACK 9, TIME_WAIT 10. */
TOE_TEST(stream, ends_left_of_the_peers_fin) {
  for (uint64_t state = 0; state < 12; ++state) {
    TOE_EXPECT_EQ(toe_stream_end(5000, state), state >= 7 && state <= 10 ? 4999 : 5000);
  }
  TOE_EXPECT_EQ(toe_stream_end(0, 7), 0xFFFFFFFF);
}
