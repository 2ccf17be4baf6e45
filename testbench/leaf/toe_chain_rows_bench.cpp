/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_chain_rows_bench.cpp - rows of a chain in their order, with the data the buffer memory gave two edges after each
 * read; the block some steps behind the first, and the one before it, in time for a step an edge when no rows are asked
 * for (docs/microarchitecture.md 5.11).
 *
 * Gaps: edges between chains.  Back-pressure: rows are taken late.
 */
#include <map>
#include <vector>

#include "Vtoe_chain_rows.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_chain_rows> rows(mode.seed);
  Random random(mode.seed);
  Vtoe_chain_rows &top = rows.top();
  top.start_i = 0;
  top.pop_i = 0;
  rows.Reset();
  uint32_t pairs = 0;
  for (int story = 0; story < 400; ++story) {
    std::vector<uint32_t> chain(1 + random.Below(30));
    for (uint32_t &block : chain)
      block = static_cast<uint32_t>(story * 40 + (&block - chain.data())) * 7919 % (1 << 18);
    std::map<uint32_t, uint32_t> links;
    for (size_t i = 0; i + 1 < chain.size(); ++i) links[chain[i]] = chain[i + 1];
    uint32_t size = static_cast<uint32_t>(chain.size()), steps = random.Below(size);
    uint32_t count = random.OneIn(4) ? 0 : steps + random.Below(2);
    if (count == 0 && steps == 0) count = 1;
    top.start_i = 1;
    top.start_head_i = chain[0];
    top.start_rows_i = count;
    top.start_steps_i = steps;
    uint32_t walk = random.Below(1 << 18), reads[2] = {0, 0}, read = 0, taken = 0, edge = 0;
    bool has_read[2] = {false, false};
    std::vector<uint32_t> here_at;
    for (;; ++edge) {
      top.walk_next_i = walk;
      for (int w = 0; w < 16; ++w) top.rd_data_i[w] = has_read[1] ? reads[1] * 16 + static_cast<uint32_t>(w) : ~0u;
      top.pop_i = 0;
      rows.Settle();
      uint32_t level = top.level_o;
      for (uint32_t i = 0; i < level && i < 2; ++i) {
        TOE_CHECK(taken + i < count);
        TOE_CHECK_EQ(top.rows_o[16 * i], chain[taken + i] * 16);
        TOE_CHECK_EQ(top.rows_o[16 * i + 15], chain[taken + i] * 16 + 15);
      }
      if (level != 0 && !(mode.has_back_pressure && random.OneIn(2))) top.pop_i = 1 + (level > 1 && random.OneIn(2));
      pairs += top.pop_i == 2;
      rows.Settle();
      /* Without back-pressure a row is here three edges behind its read, one read an edge. */
      if (!mode.has_back_pressure && count > 0 && edge == 4) TOE_CHECK(taken + level >= 1);
      if (count == 0 && edge == steps + 1) TOE_CHECK_EQ(top.arrived_o, 1);
      bool is_done = edge > 0 && top.arrived_o && taken == count;
      if (is_done) {
        TOE_CHECK_EQ(top.here_o, chain[steps]);
        rows.Edge();
        if (steps != 0) TOE_CHECK_EQ(top.before_o, chain[steps - 1]);
        rows.Settle();
        TOE_CHECK_EQ(top.active_o, 0);
        break;
      }
      taken += top.pop_i;
      walk = random.Below(1 << 18);
      if (top.walk_o) walk = links.at(top.walk_block_o);
      has_read[1] = has_read[0];
      reads[1] = reads[0];
      has_read[0] = top.rd_en_o;
      reads[0] = top.rd_row_o;
      if (top.rd_en_o) TOE_CHECK_EQ(top.rd_row_o, chain[read++]);
      rows.Edge();
      top.start_i = 0;
    }
    TOE_CHECK_EQ(read, count);
    for (uint32_t i = mode.has_gaps ? random.Below(4) : 0; i > 0; --i) rows.Edge();
  }
  TOE_CHECK(pairs > 5 || !mode.has_back_pressure);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_chain_rows", argc, argv, 2, toe::Run); }
