/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ring_regs_bench.cpp - base, size and doorbell of a ring: what a write keeps, what is refused, what a read gives
 * (docs/microarchitecture.md 3).
 *
 * Gaps: edges without a write.  Back-pressure: none exists; configuration is locked most of the time instead.
 */
#include "Vtoe_ring_regs.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

enum { kBaseLo = 0, kBaseHi = 1, kSize = 2, kDoorbell = 3 };

void Run(const Mode &mode) {
  Leaf<Vtoe_ring_regs> ring(mode.seed);
  Random random(mode.seed);
  ring->wr_valid_i = 0;
  ring->cfg_ok_i = 1;
  ring->rd_word_i = 0;
  ring.Reset();
  const uint32_t sizes[] = {0, 1, 2, 3, 4, 48, 1024, 32768, 65535, 65536, 65537, 131072, 0x80000000u};
  uint32_t kept[4] = {0, 0, 0, 0};
  for (int step = 0; step < 5000; ++step) {
    uint32_t word = random.Below(4), value = static_cast<uint32_t>(random.Next());
    if (word == kSize) value = sizes[random.Below(13)];
    if (word == kDoorbell) value = random.OneIn(3) ? kept[kSize] - random.Below(2) : random.Below(kept[kSize] + 2);
    bool has_write = !(mode.has_gaps && random.OneIn(2)), is_open = random.OneIn(mode.has_back_pressure ? 8 : 2);
    ring->wr_valid_i = has_write;
    ring->wr_word_i = static_cast<uint8_t>(word);
    ring->wr_value_i = value;
    ring->cfg_ok_i = is_open;
    uint32_t looked = random.Below(4);
    ring->rd_word_i = static_cast<uint8_t>(looked);
    ring.Settle();
    TOE_CHECK_EQ(ring->rd_value_o, kept[looked]);
    TOE_CHECK_EQ(ring->base_o, uint64_t{kept[kBaseHi]} << 32 | kept[kBaseLo]);
    TOE_CHECK_EQ(ring->size_o, kept[kSize]);
    TOE_CHECK_EQ(ring->doorbell_o, kept[kDoorbell]);
    /* Sizes: 0 or a power of two 2..65536.  A doorbell is below the size, and is no configuration. */
    bool is_good = is_open;
    if (word == kSize) {
      is_good =
          is_open && (value == 0 || value == 2 || value == 4 || value == 1024 || value == 32768 || value == 65536);
    }
    if (word == kDoorbell) is_good = value < kept[kSize];
    TOE_CHECK_EQ(ring->wr_accepted_o, has_write && is_good);
    TOE_CHECK_EQ(ring->wr_doorbell_o, has_write && is_good && word == kDoorbell);
    /* 64-byte aligned: the low 6 bits are not kept. */
    if (has_write && is_good) kept[word] = word == kBaseLo ? value & 0xFFFFFFC0u : value;
    ring.Edge();
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_ring_regs", argc, argv, 2, toe::Run); }
