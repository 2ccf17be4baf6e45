/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_regs_bench.cpp - the register map as docs/registers.md tells it, typed by hand: reset values, what a write keeps,
 * what is dropped, the arming of the completion interrupt.
 *
 * Gaps: edges between accesses.  Back-pressure: none at CQ; the surroundings move (tail, pushes, SETs) instead.
 */
#include <map>
#include <vector>

#include "Vtoe_regs.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

using Regs = Leaf<Vtoe_regs>;

struct Row {
  uint32_t offset, reset;
};
/* Register map, after reset, with the inputs below at 0. */
const Row kReset[] = {
    {0x000, 0x70E50004},
    {0x004, 0},
    {0x008, 0},
    {0x010, 4096},
    {0x014, 16384},
    {0x018, 16384},
    {0x01C, 32800},
    {0x020, 0x02000100},
    {0x024, 0x00202010},
    {0x040, 256},
    {0x044, 1024},
    {0x048, 4096},
    {0x04C, 0xFFFFFFFF},
    {0x050, 0},
    {0x054, 64},
    {0x058, 0},
    {0x060, 0},
    {0x064, 0},
    {0x068, 0},
    {0x06C, 0},
    {0x070, 0},
    {0x078, 0},
    {0x07C, 0},
    {0x080, 0},
    {0x084, 0},
    {0x088, 0},
    {0x100, 0},
    {0x104, 0},
    {0x108, 0},
    {0x10C, 0},
    {0x110, 0},
    {0x120, 0},
    {0x124, 0},
    {0x128, 0},
    {0x12C, 0},
    {0x130, 0},
    /* what was built of the rest, its limits, the policies, what is in use */
    {0x028, 64},
    {0x02C, 128},
    {0x030, 128},
    {0x034, 65536},
    {0x038, 65536},
    {0x03C, 16777216},
    {0x140, 16},
    {0x144, 32},
    {0x148, 64},
    {0x14C, 16384},
    {0x150, 4096},
    {0x154, 4194304},
    {0x158, 9000},
    {0x15C, 1047552},
    {0x160, 14},
    {0x164, 0},
    {0x168, 0x0000FFFF},
    {0x16C, 0x0000FFFF},
    {0x170, 0},
    {0x174, 0},
    {0x178, 2},
    {0x180, 0},
    {0x184, 0},
    {0x188, 0},
    {0x18C, 0},
    {0x190, 0},
    {0x194, 0},
    {0x198, 0},
    {0x19C, 0},
    /* received data */
    {0x1A0, 1024},
    {0x1A4, 0},
    {0x1A8, 8388608},
    {0x1AC, 0},
    {0x1B0, 0},
    {0x1B4, 14},
    {0x1B8, 0},
    {0x1BC, 125000000},
    {0x1C0, 4096},
    {0x1C4, 4096},
    {0x1C8, 16777216},
    {0x1D0, 0},
    {0x1D4, 0},
    {0x1D8, 0},
    /* the wire */
    {0x1E0, 0},
    {0x1E4, 0},
    {0x1E8, 2},
    {0x1EC, 12500000},
    {0x1F0, 64},
    {0x1F4, 0},
};

void PutHeader(Regs *regs, uint32_t dw0, uint32_t dw1, uint64_t address) {
  (*regs)->cq_header_i[3] = dw0;
  (*regs)->cq_header_i[2] = dw1;
  (*regs)->cq_header_i[1] = static_cast<uint32_t>(address >> 32);
  (*regs)->cq_header_i[0] = static_cast<uint32_t>(address);
}

void Write(Regs *regs, uint32_t offset, uint32_t value) {
  PutHeader(regs, 0x60000001, 0x0000000F, 0xABCD0000u + offset); /* the device looks at the low 14 bits */
  (*regs)->cq_valid_i = 1;
  (*regs)->cq_data_i = value;
  regs->Edge();
  (*regs)->cq_valid_i = 0;
}

/* Value, or nothing (UR). */
bool Read(Regs *regs, uint32_t offset, uint32_t *value_out) {
  PutHeader(regs, 0x20000001, 0xBEEF770F, offset);
  (*regs)->cq_valid_i = 1;
  regs->Edge();
  (*regs)->cq_valid_i = 0;
  regs->Settle();
  TOE_CHECK_EQ((*regs)->read_valid_o, 1);
  TOE_CHECK_EQ((*regs)->read_requester_o, 0xBEEF);
  TOE_CHECK_EQ((*regs)->read_tag_o, 0x77);
  TOE_CHECK_EQ((*regs)->read_lower_o, offset & 0x7F);
  TOE_CHECK_EQ((*regs)->read_dws_o, 1);
  *value_out = (*regs)->read_value_o;
  bool ok = (*regs)->read_ok_o;
  regs->Edge();
  TOE_CHECK_EQ((*regs)->read_valid_o, 0);
  return ok;
}

uint32_t Value(Regs *regs, uint32_t offset) {
  uint32_t value = 0;
  if (!Read(regs, offset, &value)) Fail(__FILE__, __LINE__, "register 0x%x is not there", offset);
  return value;
}

/* What a write does: expected value behind it, and whether it is dropped. */
void CheckWrite(Regs *regs, uint32_t offset, uint32_t value, bool dropped, uint32_t expected) {
  uint32_t before = Value(regs, 0x078);
  Write(regs, offset, value);
  if (Value(regs, offset) != expected) {
    Fail(__FILE__, __LINE__, "0x%x written to 0x%x: reads 0x%x, expected 0x%x", value, offset, Value(regs, offset),
         expected);
  }
  if (Value(regs, 0x078) != before + dropped) Fail(__FILE__, __LINE__, "0x%x to 0x%x: dropped?", value, offset);
}

void StartUp(Regs *regs) {
  Vtoe_regs &top = regs->top();
  top.cq_valid_i = 0;
  top.table_rd_data_i = 0;
  top.pending_i = 0;
  top.set_valid_i = 0;
  top.set_value_high_i = 0;
  top.frames_lost_i = 0;
  top.cpl_push_i = 0;
  top.ready_i = 0;
  top.return_ok_i = 0;
  for (int w = 0; w < 8; ++w) top.levels_i[w] = 0;
  top.ecc_corrected_i = top.ecc_uncorrectable_i = 0;
  top.vlan_rd_data_i = 0;
  top.commits_i = 0;
  top.cmd_head_i = top.cpl_tail_i = 0;
  regs->Reset();
}

void CheckMap() {
  Regs regs(g_mode.seed);
  StartUp(&regs);
  std::map<uint32_t, uint32_t> map;
  for (const Row &row : kReset) map[row.offset] = row.reset;
  for (uint32_t offset = 0; offset < 0x200; offset += 4) {
    uint32_t value = 0;
    bool is_there = Read(&regs, offset, &value);
    TOE_CHECK_EQ(is_there, map.count(offset));
    if (is_there) TOE_CHECK_EQ(value, map[offset]);
  }
  uint32_t value = 0;
  TOE_CHECK(Read(&regs, 0x2000, &value) && Read(&regs, 0x21FC, &value) && Read(&regs, 0x3000, &value));
  TOE_CHECK(!Read(&regs, 0x2200, &value) && !Read(&regs, 0x3004, &value) && !Read(&regs, 0x1FFC, &value));
  TOE_CHECK(Read(&regs, 0x1000, &value) && Read(&regs, 0x11FC, &value));
  TOE_CHECK(!Read(&regs, 0x0FFC, &value) && !Read(&regs, 0x1200, &value));
}

void CheckWrites() {
  Regs regs(g_mode.seed);
  StartUp(&regs);
  CheckWrite(&regs, 0x000, 1, true, 0x70E50004); /* read-only */
  CheckWrite(&regs, 0x110, 1, true, 0);
  CheckWrite(&regs, 0x040, 4096, false, 4096); /* up to what was built */
  CheckWrite(&regs, 0x040, 4097, true, 4096);
  CheckWrite(&regs, 0x044, 16384, false, 16384);
  CheckWrite(&regs, 0x044, 16385, true, 16384);
  CheckWrite(&regs, 0x048, 0, false, 0);
  CheckWrite(&regs, 0x048, 0x10000001, true, 0);
  CheckWrite(&regs, 0x04C, 7, false, 7);
  CheckWrite(&regs, 0x050, 2, false, 2);
  CheckWrite(&regs, 0x050, 3, true, 2);
  CheckWrite(&regs, 0x050, 0x100, true, 2);
  CheckWrite(&regs, 0x054, 0, true, 64);
  CheckWrite(&regs, 0x054, 65, true, 64);
  CheckWrite(&regs, 0x054, 1, false, 1);
  CheckWrite(&regs, 0x140, 65, true, 16);
  CheckWrite(&regs, 0x140, 64, false, 64);
  CheckWrite(&regs, 0x154, 16777217, true, 4194304);
  CheckWrite(&regs, 0x154, 16777216, false, 16777216);
  CheckWrite(&regs, 0x160, 9, true, 14);
  CheckWrite(&regs, 0x160, 21, true, 14);
  CheckWrite(&regs, 0x160, 0x2A, true, 14); /* the whole value counts, not its field */
  CheckWrite(&regs, 0x160, 20, false, 20);
  CheckWrite(&regs, 0x164, 0xFFFFFFFF, false, 0x3FF);
  CheckWrite(&regs, 0x168, 0x00500010, false, 0x00500010);
  CheckWrite(&regs, 0x174, 2, true, 0);
  CheckWrite(&regs, 0x178, 3, true, 2);
  CheckWrite(&regs, 0x178, 0, true, 2);
  CheckWrite(&regs, 0x178, 4, false, 4);
  CheckWrite(&regs, 0x180, 1, true, 0);
  CheckWrite(&regs, 0x198, 1, true, 0);
  CheckWrite(&regs, 0x1A0, 4097, true, 1024);
  CheckWrite(&regs, 0x1A4, 4096, false, 4096);
  CheckWrite(&regs, 0x1A4, 4097, true, 4096);
  CheckWrite(&regs, 0x1A8, 16777216, false, 16777216);
  CheckWrite(&regs, 0x1AC, 0xFFFFFFFF, false, 0xFFFFFFC0); /* aligned to 64 */
  CheckWrite(&regs, 0x1B0, 0x12345678, false, 0x12345678);
  CheckWrite(&regs, 0x1B4, 7, true, 14);
  CheckWrite(&regs, 0x1B4, 17, true, 14);
  CheckWrite(&regs, 0x1B4, 16, false, 16);
  CheckWrite(&regs, 0x1B8, 5, true, 0); /* it is not with the host */
  CheckWrite(&regs, 0x1BC, 0, false, 0);
  CheckWrite(&regs, 0x1E0, 0x44332211, false, 0x44332211);
  CheckWrite(&regs, 0x1E4, 0x10000, true, 0);
  CheckWrite(&regs, 0x1E4, 0x6655, false, 0x6655);
  CheckWrite(&regs, 0x1E8, 256, true, 2);
  CheckWrite(&regs, 0x1E8, 255, false, 255);
  CheckWrite(&regs, 0x1EC, 0xFFFFFFFF, false, 0xFFFFFFFF);
  CheckWrite(&regs, 0x1F0, 256, true, 64);
  CheckWrite(&regs, 0x1F0, 0, false, 0);
  CheckWrite(&regs, 0x1F4, 1, true, 0);
  CheckWrite(&regs, 0x1C0, 1, true, 4096);
  CheckWrite(&regs, 0x1D0, 1, true, 0);
  TOE_CHECK_EQ(Get(regs->limits_o, 25, 13), 4096);
  TOE_CHECK_EQ(Get(regs->rcv_regs_o, 37, 64), 0x12345678FFFFFFC0u);
  TOE_CHECK_EQ(Get(regs->rcv_regs_o, 32, 5), 16);
  CheckWrite(&regs, 0x058, 1048575, false, 1048575);
  CheckWrite(&regs, 0x058, 1048576, true, 1048575);
  CheckWrite(&regs, 0x100, 0xFFFFFFFF, false, 0xFFFFFFC0);
  CheckWrite(&regs, 0x104, 0x12345678, false, 0x12345678);
  CheckWrite(&regs, 0x120, 0xFFFFFFFF, false, 0xFFFFFFE0);
  CheckWrite(&regs, 0x124, 0x87654321, false, 0x87654321);
  CheckWrite(&regs, 0x10C, 0, true, 0); /* no ring yet */
  for (uint32_t size : {1u, 3u, 48u, 131072u, 0x80000000u}) CheckWrite(&regs, 0x108, size, true, 0);
  CheckWrite(&regs, 0x108, 65536, false, 65536);
  CheckWrite(&regs, 0x108, 8, false, 8);
  CheckWrite(&regs, 0x128, 2, false, 2);
  CheckWrite(&regs, 0x10C, 8, true, 0);
  CheckWrite(&regs, 0x10C, 7, false, 7);
  CheckWrite(&regs, 0x12C, 2, true, 0);
  CheckWrite(&regs, 0x12C, 1, false, 1);
  CheckWrite(&regs, 0x084, 0xFFFFFFFF, false, 1);
  CheckWrite(&regs, 0x088, 0xFFFFFFFE, false, 0);
  /* The VLAN ids go out to their owner, DW by DW, while nothing is enabled. */
  for (uint32_t word = 0; word < 128; ++word) {
    PutHeader(&regs, 0x60000001, 0x0F, 0x1000 + 4 * word);
    regs->cq_valid_i = 1;
    regs->cq_data_i = 0xC0000000u + word;
    regs.Settle();
    TOE_CHECK_EQ(regs->vlan_wr_en_o, 1);
    TOE_CHECK_EQ(regs->vlan_wr_word_o, word);
    TOE_CHECK_EQ(regs->vlan_wr_data_o, 0xC0000000u + word);
    TOE_CHECK_EQ(regs->table_wr_en_o, 0);
    regs.Edge();
    regs->cq_valid_i = 0;
    regs.Settle();
    TOE_CHECK_EQ(regs->vlan_wr_en_o, 0);
    regs->vlan_rd_data_i = 0xD0000000u + word;
    TOE_CHECK_EQ(Value(&regs, 0x1000 + 4 * word), 0xD0000000u + word);
    TOE_CHECK_EQ(regs->vlan_rd_word_o, word);
  }
  CheckWrite(&regs, 0x004, 0xFFFFFFFF, false, 3);
  CheckWrite(&regs, 0x1004, 5, true, 0xD000007F); /* CFG */
  CheckWrite(&regs, 0x040, 1, true, 4096);        /* CFG while enabled */
  CheckWrite(&regs, 0x1A4, 1, true, 4096);
  CheckWrite(&regs, 0x1B4, 8, true, 16);
  CheckWrite(&regs, 0x1BC, 9, true, 0);
  CheckWrite(&regs, 0x1E0, 9, true, 0x44332211);
  CheckWrite(&regs, 0x1E8, 9, true, 255);
  /* A host buffer that is with the host comes back whenever; its number stays. */
  regs->return_ok_i = 1;
  CheckWrite(&regs, 0x1B8, 4096, true, 0);
  CheckWrite(&regs, 0x1B8, 4095, false, 4095);
  regs->return_ok_i = 0;
  CheckWrite(&regs, 0x1B8, 7, true, 4095);
  CheckWrite(&regs, 0x108, 0, true, 8);
  CheckWrite(&regs, 0x10C, 3, false, 3);
  TOE_CHECK_EQ(regs->cmd_base_o, 0x12345678FFFFFFC0u);
  TOE_CHECK_EQ(regs->cpl_base_o, 0x87654321FFFFFFE0u);
  TOE_CHECK_EQ(Get(regs->policy_o, 3, 1), 1); /* faults are honoured */
  /* The MSI-X table goes out to its owner, word by word; the pending bits are read-only. */
  for (uint32_t word = 0; word < 128; ++word) {
    PutHeader(&regs, 0x60000001, 0x0F, 0x2000 + 4 * word);
    regs->cq_valid_i = 1;
    regs->cq_data_i = 0xA0000000u + word;
    regs.Settle();
    TOE_CHECK_EQ(regs->table_wr_en_o, 1);
    TOE_CHECK_EQ(regs->table_wr_word_o, word);
    TOE_CHECK_EQ(regs->table_wr_data_o, 0xA0000000u + word);
    regs.Edge();
    regs->cq_valid_i = 0;
    regs.Settle();
    TOE_CHECK_EQ(regs->table_wr_en_o, 0);
    regs->table_rd_data_i = 0xB0000000u + word;
    TOE_CHECK_EQ(Value(&regs, 0x2000 + 4 * word), 0xB0000000u + word);
    TOE_CHECK_EQ(regs->table_rd_word_o, word);
  }
  regs->pending_i = 0x80000001;
  CheckWrite(&regs, 0x3000, 0, true, 0x80000001);
  /* A linker's rows, counted. */
  for (int i = 0; i < 5; ++i) {
    regs->ecc_corrected_i = i < 3;
    regs->ecc_uncorrectable_i = i >= 3;
    regs.Edge();
  }
  regs->ecc_uncorrectable_i = 0;
  TOE_CHECK_EQ(Value(&regs, 0x198), 3);
  TOE_CHECK_EQ(Value(&regs, 0x19C), 2);
  /* Every SET, by number. */
  const uint32_t settings[][3] = {{1, 0x040, 17},     {2, 0x044, 18},     {3, 0x048, 19},          {4, 0x04C, 20},
                                  {5, 0x050, 1},      {6, 0x140, 21},     {7, 0x144, 22},          {8, 0x148, 23},
                                  {9, 0x14C, 24},     {10, 0x150, 25},    {11, 0x154, 64},         {12, 0x158, 1500},
                                  {13, 0x15C, 65535}, {14, 0x164, 0x210}, {15, 0x168, 0x00160016}, {16, 0x16C, 0x10000},
                                  {17, 0x170, 4096},  {18, 0x174, 1},     {20, 0x1A0, 77},         {21, 0x1A8, 640}};
  for (const auto &setting : settings) {
    regs->set_valid_i = 1;
    regs->set_setting_i = setting[0];
    regs->set_value_i = setting[2];
    regs.Edge();
    regs->set_valid_i = 0;
    TOE_CHECK_EQ(Value(&regs, setting[1]), setting[2]);
  }
  /* INTERFACE_MAC has both of its registers. */
  regs->set_valid_i = 1;
  regs->set_setting_i = 22;
  regs->set_value_i = 0xA4A3A2A1;
  regs->set_value_high_i = 0xA6A5;
  regs.Edge();
  regs->set_valid_i = 0;
  TOE_CHECK_EQ(Value(&regs, 0x1E0), 0xA4A3A2A1);
  TOE_CHECK_EQ(Value(&regs, 0x1E4), 0xA6A5);
  regs->frames_lost_i = 0x12345;
  TOE_CHECK_EQ(Value(&regs, 0x1F4), 0x12345);
  /* A SET gets through while enabled, and wins over a BAR write. */
  regs->set_valid_i = 1;
  regs->set_setting_i = 3;
  regs->set_value_i = 9;
  regs.Edge();
  regs->set_valid_i = 0;
  TOE_CHECK_EQ(Value(&regs, 0x048), 9);
  Write(&regs, 0x004, 0);
  regs->set_valid_i = 1;
  regs->set_value_i = 11;
  Write(&regs, 0x048, 12);
  regs->set_valid_i = 0;
  TOE_CHECK_EQ(Value(&regs, 0x048), 11);

  /* What is not one aligned DW with all bytes is dropped, and so is a TLP of another kind; such a read is refused. */
  uint32_t before = Value(&regs, 0x078);
  const uint32_t odd[][2] = {
      {0x60000002, 0xFF}, {0x60000001, 0x07}, {0x60000001, 0x1F}, {0x40000001, 0x0F}, {0x4A000001, 0x0F}};
  for (const auto &dws : odd) {
    PutHeader(&regs, dws[0], dws[1], 0x048);
    regs->cq_valid_i = 1;
    regs->cq_data_i = 5;
    regs.Edge();
    regs->cq_valid_i = 0;
  }
  TOE_CHECK_EQ(Value(&regs, 0x048), 11);
  TOE_CHECK_EQ(Value(&regs, 0x078), before + 5);
  PutHeader(&regs, 0x20000002, 0xFF, 0x048);
  regs->cq_valid_i = 1;
  regs.Edge();
  regs->cq_valid_i = 0;
  regs.Settle();
  TOE_CHECK(regs->read_valid_o && !regs->read_ok_o);
  TOE_CHECK_EQ(Value(&regs, 0x078), before + 5);
  /* Byte enables of a read do not matter. */
  PutHeader(&regs, 0x20000001, 0x07, 0x048);
  regs->cq_valid_i = 1;
  regs.Edge();
  regs->cq_valid_i = 0;
  regs.Settle();
  TOE_CHECK(regs->read_valid_o && regs->read_ok_o);
  TOE_CHECK_EQ(regs->read_value_o, 11);
}

/* The interrupt, against three lines of prose in docs/microarchitecture.md 3. */
void CheckInterrupt(const Mode &mode) {
  Regs regs(mode.seed);
  Random random(mode.seed);
  StartUp(&regs);
  Write(&regs, 0x128, 16);
  bool armed = false, enabled = false;
  uint32_t tail = 0, doorbell = 0, fired = 0;
  for (int step = 0; step < 4000; ++step) {
    uint32_t offset = 0, value = 0;
    bool writes = !(mode.has_gaps && random.OneIn(2));
    switch (random.Below(8)) {
      case 0:
        offset = 0x084;
        value = random.Below(2);
        break;
      case 1:
        offset = 0x088;
        value = random.Below(2);
        break;
      default:
        offset = 0x12C;
        value = random.OneIn(2) ? tail : random.Below(16);
    }
    bool pushes = mode.has_back_pressure ? random.OneIn(8) : random.OneIn(2);
    PutHeader(&regs, 0x60000001, 0x0F, offset);
    regs->cq_valid_i = writes;
    regs->cq_data_i = value;
    regs->cpl_tail_i = static_cast<uint16_t>(tail);
    regs->cpl_push_i = pushes;
    regs.Settle();
    bool set = false, was_enabled = enabled;
    if (writes && offset == 0x088 && value == 1) set = true;
    if (writes && offset == 0x12C) {
      doorbell = value;
      if (tail == doorbell) {
        armed = true;
      } else if (was_enabled) {
        set = true;
        armed = false;
      }
    }
    if (pushes && armed && was_enabled) {
      set = true;
      armed = false;
    }
    if (writes && offset == 0x084) enabled = value;
    TOE_CHECK_EQ(regs->intr_set_o, set);
    fired += set;
    regs.Edge();
    if (pushes) tail = (tail + 1) % 16;
    regs->cq_valid_i = 0;
    regs->cpl_push_i = 0;
    regs->cpl_tail_i = static_cast<uint16_t>(tail);
    if (random.OneIn(16)) TOE_CHECK_EQ(Value(&regs, 0x080), tail != doorbell);
  }
  TOE_CHECK(fired > 100);
}

/* Accesses back to back: a read sees the write of its own edge and of every edge before. */
void CheckStream(const Mode &mode) {
  Regs regs(mode.seed);
  Random random(mode.seed);
  StartUp(&regs);
  uint32_t limit = 4096;
  bool is_read = false;
  for (int step = 0; step < 2000; ++step) {
    regs.Settle();
    TOE_CHECK_EQ(regs->read_valid_o, is_read);
    if (is_read) TOE_CHECK_EQ(regs->read_value_o, limit);
    is_read = random.OneIn(2);
    uint32_t value = random.Below(16385);
    regs->cq_valid_i = !(mode.has_gaps && random.OneIn(2));
    PutHeader(&regs, is_read ? 0x20000001 : 0x60000001, 0x0F, 0x048);
    regs->cq_data_i = value;
    is_read = is_read && regs->cq_valid_i;
    if (regs->cq_valid_i && !is_read) limit = value;
    regs.Edge();
  }
}

void Run(const Mode &mode) {
  CheckMap();
  CheckWrites();
  CheckInterrupt(mode);
  CheckStream(mode);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_regs", argc, argv, 2, toe::Run); }
