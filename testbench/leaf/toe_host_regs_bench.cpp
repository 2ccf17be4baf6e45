/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_regs_bench.cpp - the registers of received data, typed by hand from docs/registers.md: what each takes and
 * keeps, CFG ones only while they may change; a host buffer that is given back (docs/microarchitecture.md 3).
 *
 * Gaps: edges without a write.  Back-pressure: CFG registers may not change at most edges.
 */
#include <map>

#include "Vtoe_host_regs.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_host_regs> regs(mode.seed);
  Random random(mode.seed);
  regs->wr_valid_i = 0;
  regs.Reset();
  std::map<uint32_t, uint32_t> map = {{0x1A4, 0}, {0x1AC, 0}, {0x1B0, 0}, {0x1B4, 14}, {0x1B8, 0}, {0x1BC, 125000000}};
  static const uint32_t kOffsets[] = {0x1A0, 0x1A4, 0x1A8, 0x1AC, 0x1B0, 0x1B4, 0x1B8, 0x1BC, 0x1C0, 0x1D4};
  uint32_t returned = 0;
  for (int step = 0; step < 8000; ++step) {
    uint32_t offset = kOffsets[random.Below(10)], value = static_cast<uint32_t>(random.Next()) >> random.Below(32);
    if (offset == 0x1B4 && random.OneIn(2)) value = random.Below(20);
    if (random.OneIn(4)) value = 4095 + random.Below(3);
    bool may = !(mode.has_back_pressure && !random.OneIn(4)), is_lent = random.OneIn(2);
    regs->wr_valid_i = !(mode.has_gaps && random.OneIn(2));
    regs->wr_offset_i = static_cast<uint16_t>(offset);
    regs->wr_value_i = value;
    regs->cfg_ok_i = may;
    regs->return_ok_i = is_lent;
    regs->rd_offset_i = static_cast<uint16_t>(kOffsets[random.Below(10)]);
    regs.Settle();
    TOE_CHECK_EQ(regs->rd_ok_o, map.count(regs->rd_offset_i));
    if (regs->rd_ok_o) TOE_CHECK_EQ(regs->rd_value_o, map[regs->rd_offset_i]);
    TOE_CHECK_EQ(regs->limit_o, map[0x1A4]);
    TOE_CHECK_EQ(Get(regs->rcv_regs_o, 0, 32), map[0x1BC]);
    TOE_CHECK_EQ(Get(regs->rcv_regs_o, 32, 5), map[0x1B4]);
    TOE_CHECK_EQ(Get(regs->rcv_regs_o, 37, 64), uint64_t{map[0x1B0]} << 32 | map[0x1AC]);
    TOE_CHECK_EQ(regs->return_id_o, value & 0xFFF);
    bool accepted = false;
    if (regs->wr_valid_i && map.count(offset) != 0) {
      accepted = offset == 0x1B8   ? value < 4096 && is_lent
                 : offset == 0x1A4 ? may && value <= 4096
                 : offset == 0x1B4 ? may && value >= 8 && value <= 16
                                   : may;
    }
    TOE_CHECK_EQ(regs->wr_accepted_o, accepted);
    TOE_CHECK_EQ(regs->return_valid_o, accepted && offset == 0x1B8);
    if (accepted) map[offset] = offset == 0x1AC ? value & ~63u : value;
    returned += regs->return_valid_o;
    regs.Edge();
  }
  TOE_CHECK(returned > 50);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_host_regs", argc, argv, 2, toe::Run); }
