/* SPDX-License-Identifier: Apache-2.0
 *
 * What no list may hold (docs/microarchitecture.md 7, rule 3).  Offsets are typed by hand from the layout page.
 */
#include "model/toe_object.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_engine_objects.h"

static bool is_malformed(const uint8_t *data) { return toe_object_read(1, data).is_malformed; }

TOE_TEST(object, reads_the_members_of_its_layer) {
  uint8_t data[TOE_OBJECT_BYTES];
  rig_object(data, 1, 2, 0, 0x12);
  data[18] = 1;
  toe_object_t object = toe_object_read(7, data);
  TOE_EXPECT(object.is_fetched && !object.is_malformed && object.has_src_mac);
  TOE_EXPECT_EQ(object.index, 7);
  TOE_EXPECT_EQ(object.vlan, 0x212);
  TOE_EXPECT_EQ(object.src_mac[5], 0x12);
  TOE_EXPECT_EQ(object.tcp_state, 0);
  rig_object(data, 2, 2, 0, 0x12);
  object = toe_object_read(0, data);
  TOE_EXPECT_EQ(object.family, 4);
  TOE_EXPECT_EQ(object.mtu, 1500);
  TOE_EXPECT_EQ(object.src_ip[3], 0x12);
  TOE_EXPECT_EQ(object.dst_ip[4], 0);
  rig_object(data, 3, 2, 0, 0x12);
  data[28] = 5;
  data[33] = 0x40;
  data[2] = 4;
  object = toe_object_read(0, data);
  TOE_EXPECT(!object.is_malformed);
  TOE_EXPECT_EQ(object.tcp_state, 4);
  TOE_EXPECT_EQ(object.local_port, 0x1212);
  TOE_EXPECT_EQ(object.initial_rcv_wnd, 4096);
  TOE_EXPECT_EQ(object.buffered_bytes, 5);
  TOE_EXPECT_EQ(object.buffered_addr, 0x4000);
  TOE_EXPECT_EQ(object.fault, 4);
  TOE_EXPECT(!toe_object_read(3, NULL).is_fetched);
}

/* Behind the common members of a linker or placeholder nothing is looked at. */
TOE_TEST(object, takes_anything_behind_a_linker_or_placeholder) {
  uint8_t data[TOE_OBJECT_BYTES];
  for (uint32_t layer = 1; layer <= 3; ++layer) {
    rig_object(data, layer, 1, 0x12345678, 0xFF);
    TOE_EXPECT(!is_malformed(data));
    rig_object(data, layer, 0, 0, 0xFF);
    TOE_EXPECT(!is_malformed(data));
  }
}

/* One byte of a good object made wrong. */
TOE_TEST(object_bad, is_malformed_by_any_wrong_byte) {
  static const struct {
    uint32_t layer, kind, offset, value;
  } kCases[] = {{1, 2, 0, 0},     {1, 2, 0, 4},      {1, 2, 0, 0x81}, {1, 2, 1, 3},    {1, 2, 2, 5},
                {1, 0, 2, 5},     {1, 2, 3, 4},      {2, 2, 3, 0},    {2, 2, 3, 5},    {2, 1, 3, 4},
                {2, 0, 3, 6},     {3, 2, 3, 4},      {1, 2, 4, 1},    {2, 2, 7, 0x20}, {3, 0, 5, 1},
                {1, 2, 17, 0x10}, {1, 2, 18, 2},     {1, 2, 19, 1},   {1, 2, 32, 1},   {1, 2, 63, 1},
                {1, 2, 72, 1},    {1, 2, 255, 0x80}, {2, 2, 48, 1},   {2, 2, 63, 1},   {2, 2, 68, 1},
                {2, 2, 255, 1},   {2, 2, 20, 1},     {2, 2, 31, 1},   {2, 2, 36, 1},   {2, 2, 47, 0x80},
                {3, 2, 21, 0x10}, {3, 2, 22, 0x80},  {3, 2, 23, 1},   {3, 2, 44, 1},   {3, 2, 63, 1},
                {3, 2, 147, 8},   {3, 2, 170, 0x10}, {3, 2, 171, 1},  {3, 2, 174, 1},  {3, 2, 255, 1},
                {3, 2, 28, 1},    {3, 2, 32, 64},    {3, 2, 39, 1}};
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    uint8_t data[TOE_OBJECT_BYTES];
    rig_object(data, kCases[i].layer, kCases[i].kind, 0, 5);
    toe_test_note("layer %u, kind %u, byte %u", (unsigned)kCases[i].layer, (unsigned)kCases[i].kind,
                  (unsigned)kCases[i].offset);
    TOE_EXPECT(!is_malformed(data));
    data[kCases[i].offset] = (uint8_t)kCases[i].value;
    TOE_EXPECT(is_malformed(data));
  }
}

/* Buffered data: an address for bytes, bytes for an address, and aligned to 64; IPv6 uses all 16 bytes. */
TOE_TEST(object_bad, needs_address_and_bytes_of_buffered_data) {
  uint8_t data[TOE_OBJECT_BYTES];
  rig_object(data, 3, 2, 0, 5);
  data[28] = 1;
  data[32] = 64;
  TOE_EXPECT(!is_malformed(data));
  data[32] = 96;
  TOE_EXPECT(is_malformed(data));
  data[32] = 0;
  data[39] = 0x80;
  TOE_EXPECT(!is_malformed(data));
  rig_object(data, 2, 2, 0, 5);
  data[3] = 6;
  memset(data + 16, 0xAA, 32);
  TOE_EXPECT(!is_malformed(data));
  data[3] = 4;
  TOE_EXPECT(is_malformed(data));
}
