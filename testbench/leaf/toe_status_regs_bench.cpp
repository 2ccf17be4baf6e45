/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_status_regs_bench.cpp - the registers that only tell, typed by hand from docs/registers.md; the counters of
 * corrected and uncorrectable rows.
 */
#include <map>

#include "Vtoe_status_regs.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_status_regs> regs(mode.seed);
  Random random(mode.seed);
  regs->ready_i = 0;
  regs->commits_i = 0;
  regs->ecc_corrected_i = regs->ecc_uncorrectable_i = 0;
  regs->rd_offset_i = 0;
  regs.Reset();
  std::map<uint32_t, uint32_t> map = {
      {0x000, 0x70E50004}, {0x010, 4096}, {0x014, 16384}, {0x018, 16384}, {0x01C, 32800}, {0x020, 0x02000100},
      {0x024, 0x00202010}, {0x028, 64},   {0x02C, 128},   {0x030, 128},   {0x034, 65536}, {0x038, 65536},
      {0x03C, 16777216},   {0x198, 0},    {0x19C, 0},     {0x1C0, 4096},  {0x1C4, 4096},  {0x1C8, 16777216}};
  /* levels_t, last member at bit 0: where the level of a register stands. */
  const struct {
    uint32_t offset;
    int lsb, bits;
  } levels[] = {{0x1D8, 0, 25},  {0x1D4, 25, 13},  {0x1D0, 38, 13},  {0x070, 51, 16}, {0x06C, 67, 32},
                {0x194, 99, 25}, {0x190, 124, 17}, {0x18C, 141, 17}, {0x188, 158, 8}, {0x184, 166, 8},
                {0x180, 174, 8}, {0x068, 182, 15}, {0x064, 197, 15}, {0x060, 212, 15}};
  for (int step = 0; step < 3000; ++step) {
    regs->ready_i = random.OneIn(2);
    map[0x008] = regs->ready_i;
    regs->commits_i = map[0x07C] = static_cast<uint32_t>(random.Next());
    for (const auto &level : levels) {
      uint32_t value = static_cast<uint32_t>(random.Next()) & (0xFFFFFFFFu >> (32 - level.bits));
      Set(regs->levels_i, level.lsb, level.bits, value);
      map[level.offset] = value;
    }
    uint32_t rows = mode.has_gaps && random.OneIn(2) ? 0 : random.Below(5), corrected = random.Below(rows + 1);
    regs->ecc_corrected_i = static_cast<uint8_t>(corrected); /* up to four rows of a terminate */
    regs->ecc_uncorrectable_i = static_cast<uint8_t>(rows - corrected);
    for (uint32_t offset = 0; offset < 0x200; offset += 4) {
      regs->rd_offset_i = static_cast<uint16_t>(offset);
      regs.Settle();
      TOE_CHECK_EQ(regs->rd_ok_o, map.count(offset));
      if (regs->rd_ok_o) TOE_CHECK_EQ(regs->rd_value_o, map[offset]);
    }
    map[0x198] += corrected;
    map[0x19C] += rows - corrected;
    regs.Edge();
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_status_regs", argc, argv, 1, toe::Run); }
