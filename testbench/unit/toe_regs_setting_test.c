/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings by command, the VLAN ids of the interface, limits and levels of pools (docs/microarchitecture.md 3, 5.4, 6).
 */
#include "model/toe_regs.h"
#include "testbench/shim/toe_test.h"

enum { VLAN_SETTING = 19, ADD = 0x10000, CLEAR = 0x20000 };

static uint32_t value_at(const toe_regs_t *regs, uint32_t offset) {
  uint32_t value = 0xDEADBEEFu;
  TOE_EXPECT(toe_regs_read(regs, offset, true, &value));
  return value;
}

/* Setting, its register by hand, a value that it takes, one that it does not (0: it takes every one). */
TOE_TEST(regs, sets_each_register_by_command) {
  static const struct {
    uint32_t setting, offset, good, bad;
  } kCases[] = {{1, 0x040, 4096, 4097},
                {2, 0x044, 16384, 16385},
                {3, 0x048, 16384, 16385},
                {4, 0x04C, 0xFFFFFFFF, 0},
                {5, 0x050, 2, 3},
                {6, 0x140, 64, 65},
                {7, 0x144, 128, 129},
                {8, 0x148, 128, 129},
                {9, 0x14C, 65536, 65537},
                {10, 0x150, 65536, 65537},
                {11, 0x154, 16777216, 16777217},
                {12, 0x158, 0xFFFFFFFF, 0},
                {13, 0x15C, 0xFFFFFFFF, 0},
                {14, 0x164, 0x3FF, 0x400},
                {15, 0x168, 0xFFFF0000, 0},
                {16, 0x16C, 0x00500050, 0},
                {17, 0x170, 0xFFFFFFFF, 0},
                {18, 0x174, 1, 2}};
  toe_regs_t regs;
  toe_regs_init(&regs);
  (void)toe_regs_write(&regs, 0x004, 1); /* ENABLE keeps BAR writes out, not settings */
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_test_note("setting %u", (unsigned)kCases[i].setting);
    TOE_EXPECT(toe_regs_is_setting(kCases[i].setting, kCases[i].good));
    toe_regs_set(&regs, kCases[i].setting, kCases[i].good);
    TOE_EXPECT_EQ(value_at(&regs, kCases[i].offset), kCases[i].good);
    if (kCases[i].bad == 0) continue;
    TOE_EXPECT(!toe_regs_is_setting(kCases[i].setting, kCases[i].bad));
    toe_regs_set(&regs, kCases[i].setting, kCases[i].bad);
    TOE_EXPECT_EQ(value_at(&regs, kCases[i].offset), kCases[i].good);
  }
}

/* Section 3: ranges of the wire's registers; the interface's address is two of them, and by command both at once. */
TOE_TEST(regs, keeps_the_interface_s_address_and_its_limits) {
  static const struct {
    uint32_t offset, good, bad;
  } kCases[] = {{0x1E4, 0xFFFF, 0x10000}, {0x1E8, 255, 256}, {0x1F0, 255, 256}};
  static const uint8_t kMac[6] = {2, 0x70, 0xE5, 0, 0x12, 0x34};
  uint8_t mac[6];
  toe_regs_t regs;
  toe_regs_init(&regs);
  for (uint32_t i = 0; i < 3; ++i) {
    TOE_EXPECT_EQ(toe_regs_write(&regs, kCases[i].offset, kCases[i].good), TOE_REGS_STORED);
    TOE_EXPECT_EQ(toe_regs_write(&regs, kCases[i].offset, kCases[i].bad), TOE_REGS_DROPPED);
    TOE_EXPECT_EQ(value_at(&regs, kCases[i].offset), kCases[i].good);
  }
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1EC, 0xFFFFFFFF), TOE_REGS_STORED);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1F4, 0), TOE_REGS_DROPPED);
  TOE_EXPECT(toe_regs_is_setting(22, 0xFFFFFFFF));
  toe_regs_set(&regs, 22, (uint64_t)0x3412 << 32 | 0x00E57002);
  TOE_EXPECT_EQ(value_at(&regs, 0x1E0), 0x00E57002);
  TOE_EXPECT_EQ(value_at(&regs, 0x1E4), 0x3412);
  toe_regs_interface_mac(&regs, mac);
  TOE_EXPECT_MEM(mac, kMac, 6);
}

/* A write keeps the bits of ADMIT_STATES' field; by command the others are an error. */
TOE_TEST(regs, keeps_ten_states) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x164, 0xFFFFFFFF), TOE_REGS_STORED);
  TOE_EXPECT_EQ(value_at(&regs, 0x164), 0x3FF);
}

/* R113: without ids every VLAN is taken; with some only those, and untagged frames always. */
TOE_TEST(regs, takes_vlans_of_the_interface) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  TOE_EXPECT(toe_regs_takes_vlan(&regs, 4095));
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1004, 0x00000002), TOE_REGS_STORED); /* id 33 */
  TOE_EXPECT(toe_regs_takes_vlan(&regs, 33));
  TOE_EXPECT(!toe_regs_takes_vlan(&regs, 32));
  TOE_EXPECT(!toe_regs_takes_vlan(&regs, 34));
  TOE_EXPECT(!toe_regs_takes_vlan(&regs, 1));
  TOE_EXPECT(toe_regs_takes_vlan(&regs, 0));
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1000, 0xFFFFFFFF), TOE_REGS_STORED);
  TOE_EXPECT_EQ(value_at(&regs, 0x1000), 0xFFFFFFFE); /* id 0 is not kept */
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x11FC, 0x80000000), TOE_REGS_STORED);
  TOE_EXPECT(toe_regs_takes_vlan(&regs, 4095));
  TOE_EXPECT(!toe_regs_takes_vlan(&regs, 4094));
  TOE_EXPECT_EQ(regs.vlan_id_count, 33);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1000, 0), TOE_REGS_STORED);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1004, 0), TOE_REGS_STORED);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x11FC, 0), TOE_REGS_STORED);
  TOE_EXPECT(toe_regs_takes_vlan(&regs, 5));
}

TOE_TEST(regs, changes_vlan_ids_by_command) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  (void)toe_regs_write(&regs, 0x004, 1);
  toe_regs_set(&regs, VLAN_SETTING, ADD | 1);
  toe_regs_set(&regs, VLAN_SETTING, ADD | 4095);
  toe_regs_set(&regs, VLAN_SETTING, ADD | 4095); /* twice is once */
  TOE_EXPECT_EQ(value_at(&regs, 0x1000), 2);
  TOE_EXPECT_EQ(value_at(&regs, 0x11FC), 0x80000000);
  TOE_EXPECT(!toe_regs_takes_vlan(&regs, 2));
  toe_regs_set(&regs, VLAN_SETTING, 1);
  toe_regs_set(&regs, VLAN_SETTING, 1);
  TOE_EXPECT_EQ(value_at(&regs, 0x1000), 0);
  TOE_EXPECT(!toe_regs_takes_vlan(&regs, 2));
  toe_regs_set(&regs, VLAN_SETTING, CLEAR);
  TOE_EXPECT_EQ(value_at(&regs, 0x11FC), 0);
  TOE_EXPECT(toe_regs_takes_vlan(&regs, 2));
}

/* The limit of a pool is its register; lookup's and that of no pool are fixed. */
TOE_TEST(regs, knows_the_limits_of_pools) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  static const uint32_t kLimit[TOE_POOLS] = {256,  1024,    4096,       16,    32,   64, 16384,
                                             4096, 4194304, 0xFFFFFFFF, 32800, 1024, 0,  8388608};
  static const uint32_t kUsed[TOE_POOLS] = {0x060, 0x064, 0x068, 0x180, 0x184, 0x188, 0x18C,
                                            0x190, 0x194, 0x06C, 0x070, 0x1D0, 0x1D4, 0x1D8};
  for (uint32_t i = 0; i < TOE_POOLS; ++i) {
    toe_test_note("%s", toe_pool_text((toe_pool_t)i));
    TOE_EXPECT_EQ(toe_regs_limit(&regs, (toe_pool_t)i), kLimit[i]);
    toe_regs_set_used(&regs, (toe_pool_t)i, 100 + i);
    TOE_EXPECT_EQ(value_at(&regs, kUsed[i]), 100 + i);
  }
  TOE_EXPECT_EQ(toe_regs_limit(&regs, TOE_POOL_NONE), 0);
}

TOE_TEST(regs_bad, refuses_vlan_ids_out_of_range) {
  static const uint32_t kBad[] = {0, ADD, CLEAR | 1, 0x30000, 0x30001, ADD | 0x1000, ADD | 0x8001, 0x40001, 0x80000001};
  for (uint32_t i = 0; i < sizeof kBad / sizeof kBad[0]; ++i) {
    toe_test_note("value %#x", (unsigned)kBad[i]);
    TOE_EXPECT(!toe_regs_is_setting(VLAN_SETTING, kBad[i]));
  }
  TOE_EXPECT(toe_regs_is_setting(VLAN_SETTING, 1));
  TOE_EXPECT(toe_regs_is_setting(VLAN_SETTING, ADD | 4095));
  TOE_EXPECT(toe_regs_is_setting(VLAN_SETTING, CLEAR));
}

/* The array is CFG: while the device runs, a write is dropped; outside of it there is nothing. */
TOE_TEST(regs_bad, drops_writes_of_the_array_while_enabled) {
  toe_regs_t regs;
  uint32_t value;
  toe_regs_init(&regs);
  (void)toe_regs_write(&regs, 0x004, 1);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1004, 1), TOE_REGS_DROPPED);
  TOE_EXPECT_EQ(value_at(&regs, 0x1004), 0);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1200, 1), TOE_REGS_DROPPED);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x0FFC, 1), TOE_REGS_DROPPED);
  TOE_EXPECT(!toe_regs_read(&regs, 0x1200, true, &value));
  TOE_EXPECT_EQ(value_at(&regs, 0x078), 3);
}
