/* SPDX-License-Identifier: Apache-2.0
 *
 * Offsets, reset values and ranges here are typed by hand from docs/microarchitecture.md 3 and the register page.
 */
#include "model/toe_regs.h"

#include "testbench/shim/toe_test.h"

static uint32_t value_at(const toe_regs_t *regs, uint32_t offset) {
  uint32_t value = 0xDEADBEEFu;
  TOE_EXPECT(toe_regs_read(regs, offset, true, &value));
  return value;
}

TOE_TEST(regs, has_its_reset_values) {
  static const uint32_t kReset[][2] = {
      {0x000, 0x70E50004}, {0x004, 0},          {0x008, 1},          {0x010, 4096},   {0x014, 16384},    {0x018, 16384},
      {0x01C, 32800},      {0x020, 0x02000100}, {0x024, 0x00202010}, {0x040, 256},    {0x044, 1024},     {0x048, 4096},
      {0x04C, 0xFFFFFFFF}, {0x050, 0},          {0x054, 64},         {0x058, 0},      {0x060, 0},        {0x064, 0},
      {0x068, 0},          {0x06C, 0},          {0x070, 0},          {0x078, 0},      {0x07C, 0},        {0x080, 0},
      {0x084, 0},          {0x088, 0},          {0x100, 0},          {0x104, 0},      {0x108, 0},        {0x10C, 0},
      {0x110, 0},          {0x120, 0},          {0x124, 0},          {0x128, 0},      {0x12C, 0},        {0x130, 0},
      {0x2000, 0},         {0x200C, 1},         {0x21F8, 0},         {0x21FC, 1},     {0x3000, 0},       {0x028, 64},
      {0x02C, 128},        {0x030, 128},        {0x034, 65536},      {0x038, 65536},  {0x03C, 16777216}, {0x140, 16},
      {0x144, 32},         {0x148, 64},         {0x14C, 16384},      {0x150, 4096},   {0x154, 4194304},  {0x158, 9000},
      {0x15C, 1047552},    {0x160, 14},         {0x164, 0},          {0x168, 0xFFFF}, {0x16C, 0xFFFF},   {0x170, 0},
      {0x174, 0},          {0x178, 2},          {0x180, 0},          {0x184, 0},      {0x188, 0},        {0x18C, 0},
      {0x190, 0},          {0x194, 0},          {0x198, 0},          {0x19C, 0},      {0x1000, 0},       {0x11FC, 0},
      {0x1A0, 1024},       {0x1A4, 0},          {0x1A8, 8388608},    {0x1AC, 0},      {0x1B0, 0},        {0x1B4, 14},
      {0x1B8, 0},          {0x1BC, 125000000},  {0x1C0, 4096},       {0x1C4, 4096},   {0x1C8, 16777216}, {0x1D0, 0},
      {0x1D4, 0},          {0x1D8, 0}};
  toe_regs_t regs;
  toe_regs_init(&regs);
  for (uint32_t i = 0; i < sizeof kReset / sizeof kReset[0]; ++i) {
    toe_test_note("offset %#x", (unsigned)kReset[i][0]);
    TOE_EXPECT_EQ(value_at(&regs, kReset[i][0]), kReset[i][1]);
  }
  uint32_t value;
  TOE_EXPECT(toe_regs_read(&regs, 0x008, false, &value));
  TOE_EXPECT_EQ(value, 0); /* READY */
}

TOE_TEST(regs, keeps_only_bits_of_fields) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x084, 0xFFFFFFFF), TOE_REGS_STORED);
  TOE_EXPECT_EQ(value_at(&regs, 0x084), 1);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x120, 0xFFFFFFFF), TOE_REGS_STORED);
  TOE_EXPECT_EQ(value_at(&regs, 0x120), 0xFFFFFFE0);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x100, 0xFFFFFFFF), TOE_REGS_STORED);
  TOE_EXPECT_EQ(value_at(&regs, 0x100), 0xFFFFFFC0);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x104, 0x12345678), TOE_REGS_STORED);
  TOE_EXPECT_EQ(toe_regs_cmd_ring(&regs), 0x12345678FFFFFFC0u);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x004, 0xFFFFFFFF), TOE_REGS_STORED);
  TOE_EXPECT_EQ(value_at(&regs, 0x004), 3);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x2014, 0x89ABCDEF), TOE_REGS_STORED);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x201C, 0xFFFFFFFE), TOE_REGS_STORED);
  TOE_EXPECT_EQ(value_at(&regs, 0x2014), 0x89ABCDEF);
  TOE_EXPECT_EQ(value_at(&regs, 0x201C), 0);
  TOE_EXPECT_EQ(value_at(&regs, 0x078), 0);
}

/* CFG: only while CTRL.ENABLE is 0, only what was built. */
TOE_TEST(regs, holds_cfg_registers_to_their_ranges) {
  static const struct {
    uint32_t offset, value;
    bool is_allowed;
  } kCases[] = {
      {0x040, 4096, true},       {0x040, 4097, false},      {0x044, 16384, true},      {0x044, 16385, false},
      {0x048, 0, true},          {0x048, 16385, false},     {0x04C, 0, true},          {0x04C, 0xFFFFFFFF, true},
      {0x050, 2, true},          {0x050, 3, false},         {0x050, 4, false},         {0x054, 0, false},
      {0x054, 1, true},          {0x054, 64, true},         {0x054, 65, false},        {0x058, 1048575, true},
      {0x058, 1048576, false},   {0x108, 0, true},          {0x108, 1, false},         {0x108, 2, true},
      {0x108, 3, false},         {0x108, 65536, true},      {0x108, 131072, false},    {0x128, 1024, true},
      {0x128, 1023, false},      {0x140, 64, true},         {0x140, 65, false},        {0x140, 0, true},
      {0x144, 128, true},        {0x144, 129, false},       {0x148, 128, true},        {0x148, 129, false},
      {0x14C, 65536, true},      {0x14C, 65537, false},     {0x150, 65536, true},      {0x150, 65537, false},
      {0x1A0, 4096, true},       {0x1A0, 4097, false},      {0x1A4, 4096, true},       {0x1A4, 4097, false},
      {0x1A8, 16777216, true},   {0x1A8, 16777217, false},  {0x1B4, 7, false},         {0x1B4, 8, true},
      {0x1B4, 16, true},         {0x1B4, 17, false},        {0x1B4, 0x110, false},     {0x1BC, 0xFFFFFFFF, true},
      {0x1B0, 0xFFFFFFFF, true}, {0x154, 16777216, true},   {0x154, 16777217, false},  {0x154, 63, true},
      {0x158, 0xFFFFFFFF, true}, {0x15C, 0xFFFFFFFF, true}, {0x160, 9, false},         {0x160, 10, true},
      {0x160, 20, true},         {0x160, 21, false},        {0x160, 0x2A, false},      {0x160, 0x8000000A, false},
      {0x164, 0x3FF, true},      {0x168, 0xFFFFFFFF, true}, {0x16C, 0x00500040, true}, {0x170, 0xFFFFFFFF, true},
      {0x174, 1, true},          {0x174, 2, false},         {0x174, 0x100, false},     {0x178, 1, true},
      {0x178, 2, true},          {0x178, 4, true},          {0x178, 0, false},         {0x178, 3, false},
      {0x178, 8, false},         {0x178, 0xA, false}};
  toe_regs_t regs;
  toe_regs_init(&regs);
  uint32_t dropped = 0;
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_test_note("case %u", (unsigned)i);
    uint32_t before = value_at(&regs, kCases[i].offset);
    toe_regs_write_t effect = toe_regs_write(&regs, kCases[i].offset, kCases[i].value);
    TOE_EXPECT_EQ(effect, kCases[i].is_allowed ? TOE_REGS_STORED : TOE_REGS_DROPPED);
    TOE_EXPECT_EQ(value_at(&regs, kCases[i].offset), kCases[i].is_allowed ? kCases[i].value : before);
    dropped += !kCases[i].is_allowed;
    TOE_EXPECT_EQ(value_at(&regs, 0x078), dropped);
  }
  (void)toe_regs_write(&regs, 0x004, 1);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x040, 1), TOE_REGS_DROPPED);
  TOE_EXPECT_EQ(value_at(&regs, 0x040), 4096);
}

TOE_TEST(regs, takes_doorbells_below_their_ring_size) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x10C, 0), TOE_REGS_DROPPED); /* no ring */
  (void)toe_regs_write(&regs, 0x108, 4);
  (void)toe_regs_write(&regs, 0x128, 8);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x10C, 3), TOE_REGS_CMD_DOORBELL);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x10C, 4), TOE_REGS_DROPPED);
  TOE_EXPECT_EQ(value_at(&regs, 0x10C), 3);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x12C, 7), TOE_REGS_CPL_DOORBELL);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x12C, 8), TOE_REGS_DROPPED);
  TOE_EXPECT_EQ(value_at(&regs, 0x080), 1); /* head 7, tail 0: not empty */
}

/* Section 3, the interrupt of vector 0. */
TOE_TEST(regs, arms_and_fires_by_the_rule) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  toe_regs_judge_push(&regs, true);
  TOE_EXPECT_EQ(regs.pending, 0); /* not armed after reset */
  toe_regs_judge_doorbell(&regs, true, true);
  TOE_EXPECT(regs.is_armed);
  toe_regs_judge_push(&regs, false);
  TOE_EXPECT(regs.is_armed); /* disabled: stays armed */
  TOE_EXPECT_EQ(regs.pending, 0);
  toe_regs_judge_push(&regs, true);
  TOE_EXPECT(!regs.is_armed);
  TOE_EXPECT_EQ(regs.pending, 1);
  regs.pending = 0;
  toe_regs_judge_push(&regs, true);
  TOE_EXPECT_EQ(regs.pending, 0); /* once an arming */
  toe_regs_judge_doorbell(&regs, true, false);
  TOE_EXPECT_EQ(regs.pending, 1); /* something is left: at once */
  TOE_EXPECT(!regs.is_armed);
  regs.pending = 0;
  regs.is_armed = true;
  toe_regs_judge_doorbell(&regs, false, false);
  TOE_EXPECT(regs.is_armed);
  TOE_EXPECT_EQ(regs.pending, 0);
}

TOE_TEST(regs, picks_the_lowest_unmasked_vector) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  regs.pending = 1u << 3 | 1u << 31;
  TOE_EXPECT_EQ(toe_regs_next_vector(&regs), (uint64_t)-1);
  (void)toe_regs_write(&regs, 0x21FC, 0);
  TOE_EXPECT_EQ(toe_regs_next_vector(&regs), 31);
  (void)toe_regs_write(&regs, 0x203C, 0);
  TOE_EXPECT_EQ(toe_regs_next_vector(&regs), 3);
}

TOE_TEST(regs, sets_by_command_while_enabled) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  (void)toe_regs_write(&regs, 0x004, 1);
  TOE_EXPECT(toe_regs_is_setting(3, 16384));
  toe_regs_set(&regs, 3, 8);
  TOE_EXPECT_EQ(value_at(&regs, 0x048), 8);
  toe_regs_set(&regs, 5, 2);
  TOE_EXPECT_EQ(value_at(&regs, 0x050), 2);
}

/* A host buffer given back is the engine's to judge; its base is aligned, its address by number and size. */
TOE_TEST(regs, leaves_a_returned_host_buffer_to_the_engine) {
  toe_regs_t regs;
  toe_regs_init(&regs);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1AC, 0x1234FFFF), TOE_REGS_STORED);
  TOE_EXPECT_EQ(value_at(&regs, 0x1AC), 0x1234FFC0);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1B0, 7), TOE_REGS_STORED);
  TOE_EXPECT_EQ(toe_regs_host_buffer(&regs, 0), 0x71234FFC0u);
  TOE_EXPECT_EQ(toe_regs_host_buffer(&regs, 4095), 0x71234FFC0u + ((uint64_t)4095 << 14));
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1B8, 5), TOE_REGS_HOST_BUFFER_RETURN);
  TOE_EXPECT_EQ(value_at(&regs, 0x1B8), 0);
  TOE_EXPECT_EQ(value_at(&regs, 0x078), 0);
  (void)toe_regs_write(&regs, 0x004, 1);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1B8, 5), TOE_REGS_HOST_BUFFER_RETURN);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x1BC, 5), TOE_REGS_DROPPED);
}

TOE_TEST(regs_bad, refuses_unknown_settings_and_values) {
  TOE_EXPECT(!toe_regs_is_setting(0, 0));
  TOE_EXPECT(!toe_regs_is_setting(23, 0));
  TOE_EXPECT(!toe_regs_is_setting(1, 4097));
  TOE_EXPECT(!toe_regs_is_setting(5, 3));
  TOE_EXPECT(toe_regs_is_setting(4, 0xFFFFFFFF));
  TOE_EXPECT(!toe_regs_is_setting(20, 4097));
  TOE_EXPECT(toe_regs_is_setting(20, 4096));
  TOE_EXPECT(!toe_regs_is_setting(21, 16777217));
  TOE_EXPECT(toe_regs_is_setting(21, 16777216));
}

TOE_TEST(regs_bad, drops_and_counts_what_it_cannot_take) {
  static const uint32_t kReadOnly[] = {0x000, 0x008, 0x010, 0x024, 0x060, 0x078, 0x07C, 0x080, 0x110,
                                       0x130, 0x028, 0x03C, 0x180, 0x194, 0x198, 0x19C, 0x3000};
  toe_regs_t regs;
  uint32_t value = 5;
  toe_regs_init(&regs);
  for (uint32_t i = 0; i < sizeof kReadOnly / sizeof kReadOnly[0]; ++i) {
    TOE_EXPECT_EQ(toe_regs_write(&regs, kReadOnly[i], 1), TOE_REGS_DROPPED);
  }
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x00C, 1), TOE_REGS_DROPPED); /* names nothing */
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x2200, 1), TOE_REGS_DROPPED);
  TOE_EXPECT_EQ(toe_regs_write(&regs, 0x3004, 1), TOE_REGS_DROPPED);
  TOE_EXPECT_EQ(value_at(&regs, 0x078), 20);
  TOE_EXPECT(!toe_regs_read(&regs, 0x00C, true, &value));
  TOE_EXPECT(!toe_regs_read(&regs, 0x3004, true, &value));
  TOE_EXPECT(!toe_regs_read(&regs, 0x2200, true, &value));
  TOE_EXPECT_EQ(value, 5);
  regs.word[TOE_REG_CQ_DROPPED] = 0xFFFFFFFE;
  toe_regs_drop(&regs);
  toe_regs_drop(&regs);
  TOE_EXPECT_EQ(value_at(&regs, 0x078), 0xFFFFFFFF); /* stays */
}
