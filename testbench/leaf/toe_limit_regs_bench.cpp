/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_limit_regs_bench.cpp - limits and policy: what a BAR write keeps or is refused, what a SET changes, who wins, and
 * what the pipeline is shown (docs/microarchitecture.md 3, 7).
 *
 * Gaps: edges without a write.  Back-pressure: none exists; SETs come at every edge instead.
 */
#include <map>

#include "Vtoe_limit_regs.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_settings.h"

namespace toe {
namespace {

constexpr uint32_t kRcvPage = 0x160, kBanks = 0x178, kStates = 0x164, kTags = 0x054, kOverhead = 0x058;

/* Whether the register at `offset` takes `value`, and what it keeps of it. */
bool Keeps(uint32_t offset, uint32_t value, uint32_t *kept_out) {
  *kept_out = value;
  if (offset == kRcvPage) return value >= 10 && value <= 20;
  if (offset == kBanks) return value == 1 || value == 2 || value == 4;
  if (offset == kTags) return value >= 1 && value <= 64;
  if (offset == kOverhead) return value <= 1048575;
  if (offset == kStates) { /* takes anything, keeps its field */
    *kept_out = value & 0x3FF;
    return true;
  }
  for (const Setting &setting : kSettings) {
    if (setting.offset == offset) return value <= setting.at_most;
  }
  return false;
}

/* limits_t and policy_t, last member at bit 0. */
void CheckShown(Vtoe_limit_regs *top, const std::map<uint32_t, uint32_t> &map, bool faults) {
  struct Place {
    uint32_t offset;
    int lsb, bits;
  };
  const Place limits[] = {{0x1A8, 0, 25},   {0x1A0, 38, 13},  {0x04C, 51, 32},  {0x154, 83, 25},
                          {0x150, 108, 17}, {0x14C, 125, 17}, {0x148, 142, 8},  {0x144, 150, 8},
                          {0x140, 158, 8},  {0x048, 166, 15}, {0x044, 181, 15}, {0x040, 196, 15}};
  for (const Place &place : limits) {
    TOE_CHECK_EQ(Get(top->limits_o, place.lsb, place.bits), map.at(place.offset));
  }
  const Place policy[] = {{kBanks, 0, 3},  {0x050, 4, 2},      {0x174, 6, 1},      {0x170, 7, 32},   {0x16C, 39, 32},
                          {0x168, 71, 32}, {kStates, 103, 10}, {kRcvPage, 113, 5}, {0x15C, 118, 32}, {0x158, 150, 32}};
  for (const Place &place : policy) {
    uint64_t expected = map.at(place.offset);
    /* In the struct FIRST stands before LAST; in the register FIRST is the low half. */
    if (place.offset == 0x168 || place.offset == 0x16C) expected = (expected & 0xFFFF) << 16 | expected >> 16;
    TOE_CHECK_EQ(Get(top->policy_o, place.lsb, place.bits), expected);
  }
  TOE_CHECK_EQ(Get(top->policy_o, 3, 1), faults);
  TOE_CHECK_EQ(top->tag_limit_o, map.at(kTags));
  TOE_CHECK_EQ(top->overhead_o, map.at(kOverhead));
}

void Run(const Mode &mode) {
  Leaf<Vtoe_limit_regs> regs(mode.seed);
  Random random(mode.seed);
  regs->wr_valid_i = regs->set_valid_i = 0;
  regs->rd_offset_i = 0;
  regs->fault_enable_i = 0;
  regs.Reset();
  std::map<uint32_t, uint32_t> map = {{kRcvPage, 14}, {kBanks, 2}, {kTags, 64}, {kOverhead, 0}};
  for (const Setting &setting : kSettings) map[setting.offset] = setting.reset;
  for (int step = 0; step < 20000; ++step) {
    bool is_idle = mode.has_gaps && random.OneIn(2);
    uint32_t pick = random.Below(25);
    uint32_t offset = pick < 20    ? kSettings[pick].offset
                      : pick == 20 ? kRcvPage
                      : pick == 21 ? kBanks
                      : pick == 22 ? kTags
                      : pick == 23 ? kOverhead
                                   : 0x17Cu;
    uint32_t value = static_cast<uint32_t>(random.Next()) >> random.Below(32);
    if (random.OneIn(3) && pick < 20) value = kSettings[pick].at_most + random.Below(2);
    if (random.OneIn(2) && pick >= 20) value = random.Below(pick == 22 ? 70 : pick == 23 ? 1100000 : 24);
    const Setting &setting = kSettings[random.OneIn(2) && pick < 20 ? pick : random.Below(20)];
    uint32_t set_value =
        setting.at_most == kWhole ? static_cast<uint32_t>(random.Next()) : random.Below(setting.at_most + 1);
    bool is_vlan = random.OneIn(20); /* INTERFACE_VLAN is another's business */
    bool faults = random.OneIn(2);
    regs->wr_valid_i = !is_idle && random.OneIn(2);
    regs->wr_offset_i = static_cast<uint16_t>(offset);
    regs->wr_value_i = value;
    regs->set_valid_i = !is_idle && (mode.has_back_pressure || random.OneIn(2));
    regs->set_setting_i = is_vlan ? 19 : setting.number;
    regs->set_value_i = is_vlan ? 0x10001 : set_value;
    regs->fault_enable_i = faults;
    uint32_t looked = random.OneIn(8) ? 4 * random.Below(0x80) : offset;
    regs->rd_offset_i = static_cast<uint16_t>(looked);
    regs.Settle();
    TOE_CHECK_EQ(regs->rd_ok_o, map.count(looked));
    if (regs->rd_ok_o) TOE_CHECK_EQ(regs->rd_value_o, map[looked]);
    CheckShown(&regs.top(), map, faults);
    uint32_t kept = 0;
    bool accepted = regs->wr_valid_i && map.count(offset) != 0 && Keeps(offset, value, &kept);
    TOE_CHECK_EQ(regs->wr_accepted_o, accepted);
    if (accepted) map[offset] = kept;
    if (regs->set_valid_i && !is_vlan) map[setting.offset] = set_value; /* the SET wins */
    regs.Edge();
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_limit_regs", argc, argv, 2, toe::Run); }
