/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_ack.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

static const uint8_t kInterface[6] = {2, 0x70, 0xE5, 0, 0, 1};

typedef struct parts {
  uint8_t tcp[256], path[64], neighbor[64];
  toe_receive_t receive;
} parts_t;

/* 80 at 10.0.0.1 or fd00::1 to 40000 at 10.0.0.2 or fd00::2; SND_MAX 0x51525354, RCV_NXT 5070, a window of 4026. */
static void make_parts(parts_t *parts, bool is_ipv6) {
  static const uint8_t kPeer[6] = {2, 0xAA, 0, 0, 0, 2}, kOwn[6] = {2, 0x10, 0x20, 0x30, 0x40, 0x50};
  memset(parts, 0, sizeof *parts);
  memcpy(parts->neighbor + TOE_OBJ_NEIGHBOR_DST_MAC_OFFSET, kPeer, 6);
  memcpy(parts->neighbor + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET, kOwn, 6);
  TOE_WRITE(parts->tcp, CONTEXT, FAMILY, is_ipv6 ? 6 : 4); /* the path's is not looked at */
  TOE_WRITE(parts->path, CONTEXT, FAMILY, is_ipv6 ? 4 : 6);
  for (uint32_t i = 0; i < 2; ++i) {
    uint8_t *ip = parts->path + (i == 0 ? TOE_OBJ_PATH_SRC_IP_OFFSET : TOE_OBJ_PATH_DST_IP_OFFSET);
    ip[0] = is_ipv6 ? 0xFD : 10;
    ip[is_ipv6 ? 15 : 3] = (uint8_t)(1 + i);
  }
  TOE_WRITE(parts->tcp, OBJ_TCP, LOCAL_PORT, 80);
  TOE_WRITE(parts->tcp, OBJ_TCP, REMOTE_PORT, 40000);
  TOE_WRITE(parts->tcp, OBJ_TCP, SND_MAX, 0x51525354);
  TOE_WRITE(parts->tcp, OBJ_TCP, TTL, 64);
  TOE_WRITE(parts->tcp, OBJ_TCP, TOS, 0x28);
  TOE_WRITE(parts->tcp, OBJ_TCP, FLOW_LABEL, 0x12345);
  parts->receive = (toe_receive_t){.rcv_nxt = 5070, .rcv_wnd = 4026};
}

static uint32_t make(const parts_t *parts, uint64_t number, uint8_t frame[TOE_ACK_MAX_BYTES]) {
  toe_ack_parts_t all = {.tcp = parts->tcp,
                         .path = parts->path,
                         .neighbor = parts->neighbor,
                         .interface_mac = kInterface,
                         .number = number,
                         .receive = &parts->receive};
  return toe_ack_make(&all, frame);
}

/* 5.15, R139: by hand.  Header: 4528 + 0028 + 8000 + 4000 + 4006 + 0A00 + 0001 + 0A00 + 0002 = 1 5959, 595A: A6A5. */
TOE_TEST(ack, is_an_ipv4_frame_padded_to_60_bytes) {
  static const uint8_t kFrame[60] = {0x02, 0xAA, 0x00, 0x00, 0x00, 0x02, 0x02, 0x70, 0xE5, 0x00, 0x00, 0x01, 0x08,
                                     0x00, 0x45, 0x28, 0x00, 0x28, 0x80, 0x00, 0x40, 0x00, 0x40, 0x06, 0xA6, 0xA5,
                                     0x0A, 0x00, 0x00, 0x01, 0x0A, 0x00, 0x00, 0x02, 0x00, 0x50, 0x9C, 0x40, 0x51,
                                     0x52, 0x53, 0x54, 0x00, 0x00, 0x13, 0xCE, 0x50, 0x10, 0x0F, 0xBA, 0x37, 0x13};
  parts_t parts;
  uint8_t frame[TOE_ACK_MAX_BYTES];
  make_parts(&parts, false);
  TOE_EXPECT_EQ(make(&parts, 0, frame), 60);
  TOE_EXPECT_MEM(frame, kFrame, 60);
  TOE_EXPECT_EQ(make(&parts, 32768, frame), 60); /* the identification comes round */
  TOE_EXPECT_MEM(frame, kFrame, 60);
}

/* R115: VLAN 5, the neighbor's own source address, the last identification: A6A5 less 7FFF is 26A6. */
TOE_TEST(ack, has_the_tag_and_the_address_of_its_neighbor) {
  static const uint8_t kHead[18] = {0x02, 0xAA, 0x00, 0x00, 0x00, 0x02, 0x02, 0x10, 0x20,
                                    0x30, 0x40, 0x50, 0x81, 0x00, 0x00, 0x05, 0x08, 0x00};
  parts_t parts;
  uint8_t frame[TOE_ACK_MAX_BYTES];
  make_parts(&parts, false);
  TOE_WRITE(parts.neighbor, OBJ_NEIGHBOR, VLAN, 5);
  TOE_WRITE(parts.neighbor, OBJ_NEIGHBOR, HAS_SRC_MAC, 1);
  TOE_EXPECT_EQ(make(&parts, 32767, frame), 60);
  TOE_EXPECT_MEM(frame, kHead, 18);
  TOE_EXPECT_EQ(frame[22] << 8 | frame[23], 0xFFFF);
  TOE_EXPECT_EQ(frame[28] << 8 | frame[29], 0x26A6);
  TOE_EXPECT_EQ(frame[54] << 8 | frame[55], 0x3713);
  TOE_EXPECT_EQ(frame[58] | frame[59], 0);
}

/* IPv6: 74 bytes, tagged 78; priority 6 and VLAN 0x123 are C123. */
TOE_TEST(ack, is_an_ipv6_frame) {
  static const uint8_t kFrame[74] = {
      0x02, 0xAA, 0x00, 0x00, 0x00, 0x02, 0x02, 0x70,        0xE5, 0x00,        0x00, 0x01, 0x86, 0xDD, 0x62, 0x81,
      0x23, 0x45, 0x00, 0x14, 0x06, 0x40, 0xFD, [37] = 0x01, 0xFD, [53] = 0x02, 0x00, 0x50, 0x9C, 0x40, 0x51, 0x52,
      0x53, 0x54, 0x00, 0x00, 0x13, 0xCE, 0x50, 0x10,        0x0F, 0xBA,        0x51, 0x11, 0x00, 0x00};
  parts_t parts;
  uint8_t frame[TOE_ACK_MAX_BYTES];
  make_parts(&parts, true);
  TOE_EXPECT_EQ(make(&parts, 7, frame), 74);
  TOE_EXPECT_MEM(frame, kFrame, 74);
  TOE_WRITE(parts.tcp, OBJ_TCP, USER_PRIORITY, 6);
  TOE_WRITE(parts.neighbor, OBJ_NEIGHBOR, VLAN, 0x123);
  TOE_EXPECT_EQ(make(&parts, 7, frame), 78);
  TOE_EXPECT_MEM(frame, kFrame, 12);
  TOE_EXPECT_EQ(frame[12] << 8 | frame[13], 0x8100);
  TOE_EXPECT_EQ(frame[14] << 8 | frame[15], 0xC123);
  TOE_EXPECT_MEM(frame + 16, kFrame + 12, 62);
}

/* A priority alone makes a tag too, of VLAN 0. */
TOE_TEST(ack, has_a_tag_for_a_priority_alone) {
  parts_t parts;
  uint8_t frame[TOE_ACK_MAX_BYTES];
  make_parts(&parts, false);
  TOE_WRITE(parts.tcp, OBJ_TCP, USER_PRIORITY, 1);
  (void)make(&parts, 0, frame);
  TOE_EXPECT_EQ(frame[12] << 8 | frame[13], 0x8100);
  TOE_EXPECT_EQ(frame[14] << 8 | frame[15], 0x2000);
}
