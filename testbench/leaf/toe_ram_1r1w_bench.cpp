/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ram_1r1w_bench.cpp - read data one edge later, held until the next read, old data when the row is being written
 * (built 40 wide, 24 deep).
 */
#include <array>

#include "Vtoe_ram_1r1w.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

constexpr uint32_t kDepth = 24;

void Run(const Mode &mode) {
  Leaf<Vtoe_ram_1r1w> ram(mode.seed);
  Random random(mode.seed);
  std::array<uint64_t, kDepth> rows{};
  /* Contents are not reset: fill first. */
  ram->rd_en_i = 0;
  for (uint32_t row = 0; row < kDepth; ++row) {
    rows[row] = random.Next() & 0xFFFFFFFFFFu;
    ram->wr_en_i = 1;
    ram->wr_addr_i = row;
    ram->wr_data_i = rows[row];
    ram.Edge();
  }
  uint64_t shown = 0;
  bool was_read = false;
  for (int step = 0; step < 4000; ++step) {
    if (was_read) TOE_CHECK_EQ(ram->rd_data_o, shown);
    ram->rd_en_i = mode.has_back_pressure ? random.OneIn(3) : 1;
    ram->rd_addr_i = random.Below(kDepth);
    ram->wr_en_i = !mode.has_gaps || random.OneIn(2);
    ram->wr_addr_i = random.OneIn(4) ? ram->rd_addr_i : random.Below(kDepth);
    ram->wr_data_i = random.Next() & 0xFFFFFFFFFFu;
    if (ram->rd_en_i) {
      shown = rows[ram->rd_addr_i];
      was_read = true;
    }
    if (ram->wr_en_i) rows[ram->wr_addr_i] = ram->wr_data_i;
    ram.Edge();
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_ram_1r1w", argc, argv, 4, toe::Run); }
