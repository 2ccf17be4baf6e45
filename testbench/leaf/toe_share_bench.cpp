/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_share_bench.cpp - a table of 64 values shared by their users against a plain list: found or not, the limit,
 * also lowered below what is used, the level counts values (docs/microarchitecture.md 6).
 *
 * Values differ in one bit from their neighbors, the highest and the lowest too.
 * Gaps: edges between looking and taking.  Back-pressure: the limit moves.
 */
#include <algorithm>
#include <vector>

#include "Vtoe_share.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

constexpr uint32_t kEntries = 64;

void Run(const Mode &mode) {
  Random random(mode.seed);
  Leaf<Vtoe_share> share(mode.seed);
  share->look_i = share->take_i = 0;
  share->limit_i = 0;
  share.Reset();
  std::vector<uint64_t> values;
  uint32_t limit = kEntries, reused = 0, full = 0, over = 0;
  for (int step = 0; step < 4000; ++step) {
    if (step % 500 == 499 && step < 2500) { /* a new table, so that it is seen filling up again */
      share.Reset();
      values.clear();
    }
    limit = kEntries;
    if (mode.has_back_pressure) limit = random.OneIn(8) ? 0 : random.Below(kEntries + 1);
    /* Few values at first, then more than fit. */
    uint64_t value = random.Below(20 + static_cast<uint32_t>(step % 500) / 3);
    value = (value & 1) << 47 | (value >> 1 & 1) | (value >> 2) << 20;
    share->key_i = value;
    share->look_i = 1;
    share->take_i = 0;
    share->limit_i = static_cast<uint8_t>(random.Next()); /* not looked at yet */
    share.Edge();
    share->look_i = 0;
    if (mode.has_gaps) {
      for (uint32_t i = random.Below(4); i > 0; --i) share.Edge();
    }
    share->limit_i = static_cast<uint8_t>(limit);
    share.Settle();
    bool is_there = std::find(values.begin(), values.end(), value) != values.end();
    TOE_CHECK_EQ(share->found_o, is_there);
    TOE_CHECK_EQ(share->has_free_o, values.size() < limit);
    TOE_CHECK_EQ(share->used_o, values.size());
    full += !is_there && values.size() == kEntries;
    over += values.size() > limit;
    if ((is_there || values.size() < limit) && !random.OneIn(4)) {
      share->take_i = 1;
      share.Settle();
      TOE_CHECK_EQ(share->after_o, values.size() + !is_there);
      share.Edge();
      share->take_i = 0;
      reused += is_there;
      if (!is_there) values.push_back(value);
    }
    share.Settle();
    TOE_CHECK_EQ(share->used_o, values.size());
    TOE_CHECK_EQ(share->after_o, values.size());
    TOE_CHECK_EQ(share->active_o, 0);
  }
  TOE_CHECK(reused > 100);
  if (mode.has_back_pressure) {
    TOE_CHECK(over > 0);
  } else {
    TOE_CHECK(full > 0);
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_share", argc, argv, 2, toe::Run); }
