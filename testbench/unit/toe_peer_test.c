/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_peer_test.c - the strict peer: a right acknowledgment (docs/microarchitecture.md 5.15), and each way to be wrong.
 */
#include "sim/host/toe_peer.h"

#include <stdio.h>

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_ack.h"

enum { NEXT = 5000, WINDOW = 1000, SCALE = 3, HELD = 25 };

static const uint8_t mac[1][6] = {{2, 0x70, 0xE5, 0, 0, 1}};

typedef struct side {
  toe_op_state_t neighbor, path, tcp;
  toe_peer_t peer;
  toe_peer_view_t view;
} side_t;

/* 10.0.0.1:1024 to 10.0.1.1:80; the peer has sent 800 bytes, of which nothing is delivered. */
static void begin(side_t *side) {
  memset(side, 0, sizeof *side);
  side->neighbor = (toe_op_state_t){.dst_mac = {2, 0, 0, 0, 0, 7}};
  side->path = (toe_op_state_t){.family = 4, .src_ip = {10, 0, 0, 1}, .dst_ip = {10, 0, 1, 1}};
  side->tcp = (toe_op_state_t){.local_port = 1024,
                               .remote_port = 80,
                               .rcv_nxt = NEXT,
                               .rcv_wnd = WINDOW,
                               .initial_rcv_wnd = WINDOW,
                               .rcv_wind_scale = SCALE,
                               .remote_mss = 1460,
                               .snd_una = 70,
                               .snd_nxt = 80,
                               .snd_max = 90,
                               .tos = 5,
                               .ttl = 64};
  toe_peer_begin(&side->peer, &side->tcp);
  toe_peer_sent(&side->peer, NEXT + 800);
  side->view = (toe_peer_view_t){.tcp = &side->tcp,
                                 .path = &side->path,
                                 .neighbor = &side->neighbor,
                                 .macs = mac,
                                 .mac_count = 1,
                                 .number = 3,
                                 .is_sent = true};
}

/* The right one of 800 bytes: 200 / 8 = 25 in the header. */
static void right(const side_t *side, fake_ack_t *ack) {
  fake_ack_make(ack, &side->neighbor, &side->path, &side->tcp, mac[0], 3, NEXT + 800, HELD);
}

/* "" or "R139: ..." */
static const char *said(side_t *side, const fake_ack_t *ack) {
  static char all[TOE_PEER_TEXT_BYTES + 20];
  char text[TOE_PEER_TEXT_BYTES] = "";
  toe_peer_frame_t frame;
  const char *rule = toe_peer_parse(ack->data, ack->bytes, &frame, text);
  if (rule == NULL) rule = toe_peer_check(&side->peer, &frame, &side->view, text);
  snprintf(all, sizeof all, "%s%s%s", rule == NULL ? "" : rule, rule == NULL ? "" : ": ", text);
  return all;
}

static void take(side_t *side, const fake_ack_t *ack) {
  char text[TOE_PEER_TEXT_BYTES];
  toe_peer_frame_t frame;
  TOE_EXPECT(toe_peer_parse(ack->data, ack->bytes, &frame, text) == NULL);
  toe_peer_take(&side->peer, &frame, &side->tcp);
}

/* R115, R116, R139 and 5.15: a right one is taken, over both families, with and without a tag and a source MAC. */
TOE_TEST(peer, takes_what_is_right) {
  for (int i = 0; i < 8; ++i) {
    side_t side;
    fake_ack_t ack;
    begin(&side);
    side.neighbor.vlan = (i & 1) != 0 ? 10 : 0;
    side.tcp.user_priority = (i & 2) != 0 ? 5 : 0;
    side.neighbor.has_src_mac = (i & 2) != 0;
    side.path.family = (i & 4) != 0 ? 6 : 4;
    side.tcp.flow_label = (i & 4) != 0 ? 0x12345 : 0;
    right(&side, &ack);
    TOE_EXPECT_STR(said(&side, &ack), "");
    take(&side, &ack);
    TOE_EXPECT_EQ(side.peer.acks, 1);
    TOE_EXPECT_EQ(side.peer.window, 200);
    TOE_EXPECT_EQ(side.peer.ack, NEXT + 800);
  }
}

/* One byte changed, both checksums made right behind it but where one of them is what is wrong. */
TOE_TEST(peer_bad, every_byte_that_is_wrong_is_told) {
  static const struct {
    uint32_t at; /* of an untagged IPv4 frame */
    uint8_t value;
    bool is_raw;
    const char *text;
  } cases[] = {
      {5, 8, false, "wire: not sent to the neighbor's MAC address, but to one that ends in 08"},
      {11, 9, false, "R116: not sent from the interface's MAC address, but from one that ends in 09"},
      {12, 9, false, "wire: the EtherType is 0x0900"},
      {14, 0x46, false, "wire: IPv4 version and header length are 0x46"},
      {15, 0, false, "wire: TOS or traffic class 0, not 5"},
      {17, 41, false, "wire: IPv4 total length is 41"},
      {18, 0, false, "R139: IPv4 identification 0x0003, not 0x8003"},
      {19, 4, false, "R139: IPv4 identification 0x8004, not 0x8003"},
      {20, 0, false, "R139: IPv4 flags and fragment offset are 0x0000, not those of DF alone"},
      {22, 1, false, "wire: TTL or hop limit 1, not 64"},
      {23, 17, false, "wire: IPv4 protocol is 17"},
      {25, 0, true, "wire: IPv4 header checksum"},
      {29, 9, false, "wire: not the addresses of its path"},
      {35, 1, false, "wire: ports 1025 and 80, not 1024 and 80"},
      {41, 70, false, "wire: sequence number 70, not SndMax, 90"},
      {46, 0x60, false, "wire: TCP data offset and flags are 0x6010"},
      {47, 0x18, false, "wire: TCP data offset and flags are 0x5018"},
      {51, 0, true, "wire: TCP checksum"},
      {53, 1, false, "wire: the urgent pointer is 1"},
      {59, 1, false, "wire: byte 59, behind the segment, is not zero"},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    side_t side;
    fake_ack_t ack;
    begin(&side);
    right(&side, &ack);
    ack.data[cases[i].at] = cases[i].value;
    if (!cases[i].is_raw) fake_ack_seal(&ack);
    TOE_EXPECT_HAS(said(&side, &ack), cases[i].text);
  }
}

/* R115: a tag when there is a VLAN or a priority, and that one.  Lengths. */
TOE_TEST(peer_bad, tags_and_lengths) {
  side_t side;
  fake_ack_t ack;
  begin(&side);
  right(&side, &ack);
  side.tcp.user_priority = 5;
  TOE_EXPECT_STR(said(&side, &ack), "R115: sent without a tag, of VLAN 0 and priority 5");
  right(&side, &ack);
  side.neighbor.vlan = 10;
  TOE_EXPECT_STR(said(&side, &ack), "R115: a tag of VLAN 0 and priority 5, not 10 and 5");
  ack.data[14] |= 0x10;
  TOE_EXPECT_STR(said(&side, &ack), "wire: the tag 0xB000 has its DEI bit set");
  begin(&side);
  right(&side, &ack);
  --ack.bytes;
  TOE_EXPECT_STR(said(&side, &ack), "wire: a frame of 59 bytes");
  ack.bytes += 3;
  TOE_EXPECT_STR(said(&side, &ack), "wire: a frame of 62 bytes, not 60");
}

/* A-28, R166: the numbers against what was told and sent before. */
TOE_TEST(peer_bad, numbers_that_cannot_be) {
  side_t side;
  fake_ack_t ack;
  begin(&side);
  right(&side, &ack);
  side.view.is_sent = false;
  TOE_EXPECT_STR(said(&side, &ack), "wire: acknowledges 5800, which the peer has never sent");
  side.view.is_sent = true;
  take(&side, &ack);
  fake_ack_make(&ack, &side.neighbor, &side.path, &side.tcp, mac[0], 3, NEXT + 700, HELD + 20);
  TOE_EXPECT_STR(said(&side, &ack), "wire: acknowledges 5700, behind 5800");
  /* 24 * 8 is 192: what the scale cuts off may be lost, 7 bytes, but not 8. */
  fake_ack_make(&ack, &side.neighbor, &side.path, &side.tcp, mac[0], 3, NEXT + 801, HELD - 1);
  TOE_EXPECT_STR(said(&side, &ack), "");
  fake_ack_make(&ack, &side.neighbor, &side.path, &side.tcp, mac[0], 3, NEXT + 800, HELD - 1);
  TOE_EXPECT_STR(said(&side, &ack), "wire: the right edge of the window goes back from 6000 to 5992");
  /* Nothing is delivered: 200 are left, and one for a FIN.  Behind 400 delivered it can be 600. */
  fake_ack_make(&ack, &side.neighbor, &side.path, &side.tcp, mac[0], 3, NEXT + 800, HELD + 1);
  TOE_EXPECT_STR(said(&side, &ack), "wire: a window of 208 bytes, and there can be 201");
  side.view.consumed = 400;
  TOE_EXPECT_STR(said(&side, &ack), "");
  fake_ack_make(&ack, &side.neighbor, &side.path, &side.tcp, mac[0], 3, NEXT + 800, 76);
  TOE_EXPECT_STR(said(&side, &ack), "wire: a window of 608 bytes, and there can be 601");
}

/* 5.14: a window that has opened by half of it is told; by less it need not be. */
TOE_TEST(peer_bad, open_window_that_was_not_told) {
  side_t side;
  fake_ack_t ack;
  char text[TOE_PEER_TEXT_BYTES] = "";
  begin(&side);
  right(&side, &ack);
  TOE_EXPECT(toe_peer_quiet(&side.peer, &side.tcp, 0, 0, text) == NULL);
  take(&side, &ack);
  TOE_EXPECT(toe_peer_quiet(&side.peer, &side.tcp, 499, 499, text) == NULL);
  TOE_EXPECT_STR(toe_peer_quiet(&side.peer, &side.tcp, 800, 800, text), "wire");
  TOE_EXPECT_STR(text, "the window has opened by 800 bytes, and the peer was not told");
}

/* 5.11, 5.12: behind the acknowledgment timer all that came in order is acknowledged; what was buffered before does not
 * count. */
TOE_TEST(peer_bad, bytes_that_were_never_acknowledged) {
  side_t side;
  fake_ack_t ack;
  char text[TOE_PEER_TEXT_BYTES] = "";
  begin(&side);
  right(&side, &ack);
  side.peer.buffered = 50;
  TOE_EXPECT(toe_peer_quiet(&side.peer, &side.tcp, 50, 50, text) == NULL);
  TOE_EXPECT_STR(toe_peer_quiet(&side.peer, &side.tcp, 51, 0, text), "wire");
  TOE_EXPECT_STR(text, "1 bytes came in order, of which 0 are acknowledged");
  take(&side, &ack);
  side.peer.advertised += 1000;
  TOE_EXPECT(toe_peer_quiet(&side.peer, &side.tcp, 850, 850, text) == NULL);
  TOE_EXPECT_STR(toe_peer_quiet(&side.peer, &side.tcp, 851, 851, text), "wire");
  TOE_EXPECT_STR(text, "801 bytes came in order, of which 800 are acknowledged");
}
