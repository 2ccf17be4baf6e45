/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/import/toe_packet.h"

#include "testbench/unit/toe_wire_frames.h"

static toe_packet_verdict_t parse(const bytes_t *b, toe_packet_t *frame) {
  return toe_packet_parse(b->data, (uint32_t)b->count, (uint32_t)b->count, frame);
}

TOE_TEST(frame, reads_ipv4_with_a_tag_and_options) {
  static bytes_t b;
  const wire_t w = {.peer = 3,
                    .vlan = 0xE00A /* priority 7, VLAN 10 */,
                    .local_port = 1024,
                    .remote_port = 80,
                    .seq = 7,
                    .ack = 9,
                    .flags = W_SYN | W_ACK,
                    .window = 5000,
                    .payload = 11,
                    .mss = 1460,
                    .scale = 7,
                    .ts = 99};
  b.count = 0;
  wire_frame(&b, &w);
  toe_packet_t f;
  TOE_ASSERT_EQ(parse(&b, &f), TOE_PACKET_TCP);
  static const uint8_t host[6] = {2, 0, 0, 0, 0, 1}, peer[6] = {2, 0, 0, 0, 1, 3};
  static const uint8_t local[16] = {10, 0, 0, 1}, remote[16] = {10, 0, 0, 103};
  TOE_EXPECT_MEM(f.src_mac, host, 6);
  TOE_EXPECT_MEM(f.dst_mac, peer, 6);
  TOE_EXPECT_EQ(f.vlan, 10);
  TOE_EXPECT_EQ(f.family, 4);
  TOE_EXPECT_MEM(f.src_ip, local, 16);
  TOE_EXPECT_MEM(f.dst_ip, remote, 16);
  TOE_EXPECT_EQ(f.src_port, 1024);
  TOE_EXPECT_EQ(f.dst_port, 80);
  TOE_EXPECT_EQ(f.seq, 7);
  TOE_EXPECT_EQ(f.ack, 9);
  TOE_EXPECT_EQ(f.flags, W_SYN | W_ACK);
  TOE_EXPECT_EQ(f.window, 5000);
  TOE_EXPECT_EQ(f.payload_bytes, 11);
  TOE_EXPECT(f.has_mss && f.has_scale && f.has_timestamps && !f.has_sack);
  TOE_EXPECT_EQ(f.mss, 1460);
  TOE_EXPECT_EQ(f.scale, 7);
  TOE_EXPECT_EQ(f.ts_value, 99);
}

TOE_TEST(frame, takes_no_padding_for_payload) {
  static bytes_t b;
  b.count = 0;
  wire_frame(&b, &(wire_t){.peer = 1, .local_port = 1, .remote_port = 2, .flags = W_ACK});
  put_big(&b, 0, 6); /* up to the 60 bytes of the shortest frame */
  toe_packet_t f;
  TOE_ASSERT_EQ(parse(&b, &f), TOE_PACKET_TCP);
  TOE_EXPECT_EQ(f.payload_bytes, 0);
}

TOE_TEST(frame, knows_the_payload_of_a_frame_cut_short) {
  static bytes_t b;
  b.count = 0;
  wire_frame(&b,
             &(wire_t){.peer = 1, .is_ipv6 = true, .local_port = 1, .remote_port = 2, .flags = W_ACK, .payload = 900});
  toe_packet_t f;
  TOE_ASSERT_EQ(toe_packet_parse(b.data, 14 + 40 + 20, (uint32_t)b.count, &f), TOE_PACKET_TCP);
  TOE_EXPECT_EQ(f.payload_bytes, 900);
  TOE_EXPECT_EQ(toe_packet_parse(b.data, 14 + 40 + 19, (uint32_t)b.count, &f), TOE_PACKET_CUT);
}

TOE_TEST(frame, walks_ipv6_extension_headers) {
  static bytes_t b;
  b.count = 0;
  wire_frame(&b,
             &(wire_t){.peer = 1, .is_ipv6 = true, .local_port = 1, .remote_port = 2, .flags = W_ACK, .payload = 3});
  static bytes_t with;
  with.count = 0;
  put_bytes(&with, b.data, 18);
  put_big(&with, 23 + 8 + 16 + 8, 2); /* payload length */
  put_big(&with, 0x0040, 2);          /* next: hop-by-hop */
  put_bytes(&with, b.data + 22, 32);
  put_big(&with, 0x2B00, 2); /* hop-by-hop, 8 bytes, next: routing */
  put_big(&with, 0, 6);
  put_big(&with, 0x2C01, 2); /* routing, 16 bytes, next: fragment */
  put_big(&with, 0, 14);
  put_big(&with, 0x0600, 2); /* fragment, offset 0, no more: the whole, next: TCP */
  put_big(&with, 0, 6);
  const size_t fragment = with.count - 8;
  put_bytes(&with, b.data + 54, b.count - 54);
  toe_packet_t f;
  TOE_ASSERT_EQ(parse(&with, &f), TOE_PACKET_TCP);
  TOE_EXPECT_EQ(f.payload_bytes, 3);
  TOE_EXPECT_EQ(f.dst_port, 2);
  with.data[fragment + 3] = 1; /* more fragments */
  TOE_EXPECT_EQ(parse(&with, &f), TOE_PACKET_FRAGMENT);
}

TOE_TEST(frame, tells_what_it_cannot_use) {
  static bytes_t b;
  toe_packet_t f;
  const wire_t w = {.peer = 1, .local_port = 1, .remote_port = 2, .flags = W_ACK};
  static const struct {
    size_t at;
    uint8_t value;
    toe_packet_verdict_t verdict;
  } rows[] = {{13, 0x06, TOE_PACKET_NOT_IP},   /* ARP */
              {23, 17, TOE_PACKET_NOT_TCP},    /* UDP */
              {20, 0x20, TOE_PACKET_FRAGMENT}, /* more fragments */
              {21, 0x01, TOE_PACKET_FRAGMENT}, /* a later one */
              {20, 0x40, TOE_PACKET_TCP},      /* don't fragment */
              {14, 0x65, TOE_PACKET_GARBLED},  /* version 6 in an IPv4 frame */
              {14, 0x44, TOE_PACKET_GARBLED},  /* header of 16 bytes */
              {17, 41, TOE_PACKET_GARBLED},    /* total length beyond the frame */
              {17, 39, TOE_PACKET_GARBLED},    /* and too short for TCP */
              {46, 0x40, TOE_PACKET_GARBLED},  /* TCP header of 16 bytes */
              {46, 0x60, TOE_PACKET_GARBLED},  /* of 24: beyond the datagram */
              {35, 0, TOE_PACKET_GARBLED}};    /* port 0 */
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
    b.count = 0;
    wire_frame(&b, &w);
    b.data[rows[i].at] = rows[i].value;
    toe_test_note("byte %zu is %u", rows[i].at, rows[i].value);
    TOE_EXPECT_EQ(parse(&b, &f), rows[i].verdict);
  }
  b.count = 0;
  wire_frame(&b, &(wire_t){.peer = 1, .vlan = 5, .local_port = 1, .remote_port = 2});
  b.data[16] = 0x81; /* another tag */
  b.data[17] = 0x00;
  TOE_EXPECT_EQ(parse(&b, &f), TOE_PACKET_STACKED_VLAN);
}

/* Any prefix, and any byte changed: an answer, never a read beyond (ASan watches). */
TOE_TEST(frame_bad, answers_whatever_comes) {
  static bytes_t b;
  uint64_t draw = 1;
  for (int kind = 0; kind < 4; ++kind) {
    b.count = 0;
    wire_frame(&b, &(wire_t){.peer = 1,
                             .vlan = kind & 1 ? 5 : 0,
                             .is_ipv6 = kind > 1,
                             .local_port = 1,
                             .remote_port = 2,
                             .flags = W_SYN,
                             .mss = 1460,
                             .ts = 4});
    for (int step = 0; step < 3000; ++step) {
      draw = draw * 6364136223846793005u + 1442695040888963407u;
      const size_t bytes = (draw >> 33) % (b.count + 1);
      uint8_t *copy = malloc(bytes + 1); /* exactly as long: a read beyond is seen */
      TOE_ASSERT(copy != NULL);
      memcpy(copy, b.data, bytes);
      if (bytes > 0) copy[(draw >> 20) % bytes] = (uint8_t)(draw >> 50);
      toe_packet_t f;
      uint8_t *exact = realloc(copy, bytes > 0 ? bytes : 1);
      toe_test_note("seed 1, kind %d, step %d", kind, step);
      TOE_EXPECT(toe_packet_parse(exact, (uint32_t)bytes, (uint32_t)(draw >> 7) % 2000, &f) < TOE_PACKET_VERDICTS);
      free(exact);
    }
  }
}
