/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_frame_parse.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_made_frames.h"

static uint8_t frame[MADE_BYTES];

static uint32_t make(bool is_ipv6, bool has_tag, uint32_t bytes) {
  made_t made = {.is_ipv6 = is_ipv6,
                 .has_tag = has_tag,
                 .tag = 0xF123,
                 .seq = 0x81828384,
                 .flags = MADE_ACK | MADE_PSH,
                 .bytes = bytes,
                 .options = 12,
                 .behind = 3};
  return made_frame(&made, frame);
}

static uint32_t reason_of(uint32_t bytes) { return toe_frame_parse(frame, bytes).reason; }

/* The IPv4 header's checksum is made right again. */
static void mend_ipv4(void) {
  made_big(frame + 24, 0, 2);
  made_big(frame + 24, made_checksum(0, frame + 14, 20), 2);
}

/* RFC 1071's own example: 0001 f203 f4f5 f6f7 add up to ddf2; an odd byte is the high half of a word. */
TOE_TEST(frame_parse, sums_words) {
  static const uint8_t kBytes[] = {0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7};
  TOE_EXPECT_EQ(toe_frame_sum(0, kBytes, 8), 0xDDF2);
  TOE_EXPECT_EQ(toe_frame_sum(0x10, kBytes, 3), 0xF211);
  TOE_EXPECT_EQ(toe_frame_sum(0xFFFF, kBytes, 2), 1);
}

/* What a segment says, of either family, with and without tag, payloads of even and odd length, none. */
TOE_TEST(frame_parse, finds_a_segment) {
  for (uint32_t i = 0; i < 12; ++i) {
    bool is_ipv6 = i % 2 == 1, has_tag = i / 2 % 2 == 1;
    uint32_t payload = i / 4 == 0 ? 0 : i / 4 == 1 ? 37 : 1448, bytes = make(is_ipv6, has_tag, payload);
    toe_frame_name_t name = toe_frame_parse(frame, bytes);
    toe_test_note("case %u", (unsigned)i);
    TOE_EXPECT_EQ(name.reason, TOE_FRAME_ACCEPTED);
    TOE_EXPECT(name.has_station);
    TOE_EXPECT_EQ(name.vid, has_tag ? 0x123 : 0);
    TOE_EXPECT_EQ(name.family, is_ipv6 ? 6 : 4);
    TOE_EXPECT_MEM(name.src_ip, is_ipv6 ? kMadePeer6 : kMadePeer4, is_ipv6 ? 16 : 4);
    TOE_EXPECT_MEM(name.dst_ip, is_ipv6 ? kMadeLocal6 : kMadeLocal4, is_ipv6 ? 16 : 4);
    TOE_EXPECT_EQ(name.src_port, 40000);
    TOE_EXPECT_EQ(name.dst_port, 80);
    TOE_EXPECT_EQ(name.seq, 0x81828384);
    TOE_EXPECT_EQ(name.flags, MADE_ACK | MADE_PSH);
    TOE_EXPECT_EQ(name.payload, (is_ipv6 ? 86 : 66) + (has_tag ? 4 : 0));
    TOE_EXPECT_EQ(name.payload_bytes, payload);
    frame[bytes - 3 - 1] ^= 0x10; /* the last byte of the segment */
    TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_TCP_CHECKSUM);
  }
}

/* Every reason of 5.13 by what just is one; of more than one wrong thing, the first. */
TOE_TEST(frame_parse, names_what_is_no_segment) {
  uint32_t bytes = make(false, false, 10); /* 14 + 20 + 32 + 10 + 3 */
  TOE_EXPECT_EQ(bytes, 79);
  TOE_EXPECT_EQ(reason_of(13), TOE_FRAME_RUNT);
  TOE_EXPECT_EQ(reason_of(14), TOE_FRAME_IP_LENGTH);
  TOE_EXPECT_EQ(reason_of(33), TOE_FRAME_IP_LENGTH);
  TOE_EXPECT_EQ(reason_of(75), TOE_FRAME_IP_LENGTH);
  TOE_EXPECT_EQ(reason_of(76), TOE_FRAME_ACCEPTED);
  frame[0] |= 1;
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_GROUP);
  TOE_EXPECT(!toe_frame_parse(frame, bytes).has_station);
  frame[0] &= 0xFE;
  frame[14] = 0x55;
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_IP_VERSION);
  frame[14] = 0x44;
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_IP_HEADER);
  frame[14] = 0x46;
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_IP_OPTIONS);
  frame[14] = 0x45;
  frame[22] ^= 1;
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_IP_CHECKSUM);
  frame[22] ^= 1;
  frame[20] = 0x20; /* MF */
  mend_ipv4();
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_FRAGMENT);
  frame[20] = 0x40;
  frame[21] = 1;
  mend_ipv4();
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_FRAGMENT);
  frame[21] = 0;
  frame[23] = 17;
  mend_ipv4();
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_NOT_TCP);
  frame[23] = 6;
  mend_ipv4();
  frame[46] = 0x40;
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_TCP_LENGTH);
  frame[46] = 0xB0; /* 44 bytes of 42 */
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_TCP_LENGTH);
  made_big(frame + 16, 39, 2);
  mend_ipv4();
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_TCP_LENGTH);
  made_big(frame + 16, 19, 2);
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_IP_LENGTH);
  made_big(frame + 12, 0x0806, 2);
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_NOT_IP);
  made_big(frame + 12, 0x8100, 2);
  TOE_EXPECT_EQ(reason_of(17), TOE_FRAME_RUNT);
  memset(frame, 0, sizeof frame);
  TOE_EXPECT_EQ(reason_of(9216), TOE_FRAME_NOT_IP);
  TOE_EXPECT_EQ(reason_of(9217), TOE_FRAME_OVERSIZE);
}

/* IPv6: no options, no fragments; what stands behind the header is TCP or the host's. */
TOE_TEST(frame_parse, names_ipv6_that_is_no_segment) {
  uint32_t bytes = make(true, false, 11); /* 14 + 40 + 32 + 11 + 3 */
  TOE_EXPECT_EQ(reason_of(53), TOE_FRAME_IP_LENGTH);
  TOE_EXPECT_EQ(reason_of(96), TOE_FRAME_IP_LENGTH);
  TOE_EXPECT_EQ(reason_of(97), TOE_FRAME_ACCEPTED);
  frame[14] = 0x45;
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_IP_VERSION);
  frame[14] = 0x6F; /* the traffic class is not looked at */
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_ACCEPTED);
  frame[20] = 0;
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_NOT_TCP);
  frame[20] = 6;
  made_big(frame + 18, 19, 2);
  TOE_EXPECT_EQ(reason_of(bytes), TOE_FRAME_TCP_LENGTH);
}

/* What is not looked up says nothing but why. */
TOE_TEST(frame_parse, tells_nothing_of_what_is_no_segment) {
  static const uint8_t kZeros[16] = {0};
  uint32_t bytes = make(false, true, 10);
  frame[bytes - 4] ^= 1;
  toe_frame_name_t name = toe_frame_parse(frame, bytes);
  TOE_EXPECT_EQ(name.reason, TOE_FRAME_TCP_CHECKSUM);
  TOE_EXPECT_EQ(name.vid | name.family | name.src_port | name.dst_port | name.flags, 0);
  TOE_EXPECT_EQ(name.seq | name.payload | name.payload_bytes, 0);
  TOE_EXPECT_MEM(name.src_ip, kZeros, 16);
  TOE_EXPECT_MEM(name.dst_ip, kZeros, 16);
}

/* A segment by itself: its header is read, its checksum and what its ports say are not looked at (section 5.16). */
TOE_TEST(frame_parse, reads_a_segment_without_a_frame) {
  made_t made = {.seq = 0x81828384, .flags = MADE_ACK | MADE_PSH | MADE_FIN, .bytes = 7, .options = 8};
  uint32_t bytes = made_frame(&made, frame) - 34;
  uint8_t *segment = frame + 34;
  segment[17] ^= 1;
  toe_frame_name_t name = toe_frame_parse_segment(segment, bytes);
  TOE_EXPECT_EQ(name.reason, TOE_FRAME_ACCEPTED);
  TOE_EXPECT_EQ(name.seq, 0x81828384);
  TOE_EXPECT_EQ(name.flags, MADE_ACK | MADE_PSH | MADE_FIN);
  TOE_EXPECT_EQ(name.payload, 28);
  TOE_EXPECT_EQ(name.payload_bytes, 7);
  for (uint32_t offset = 0; offset < 16; ++offset) { /* in words of 4 bytes; the low bits say nothing */
    segment[12] = (uint8_t)(offset << 4 | 0xF);
    toe_test_note("data offset %u", (unsigned)offset);
    name = toe_frame_parse_segment(segment, 35);
    TOE_EXPECT_EQ(name.reason, offset < 5 || offset > 8 ? TOE_FRAME_TCP_LENGTH : TOE_FRAME_ACCEPTED);
    if (name.reason == TOE_FRAME_ACCEPTED) TOE_EXPECT_EQ(name.payload_bytes, 35 - 4 * offset);
  }
  segment[12] = 0x50;
  TOE_EXPECT_EQ(toe_frame_parse_segment(segment, 20).payload_bytes, 0);
  TOE_EXPECT_EQ(toe_frame_parse_segment(segment, 19).reason, TOE_FRAME_TCP_LENGTH);
}
