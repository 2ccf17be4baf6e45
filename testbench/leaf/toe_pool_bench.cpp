/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_pool_bench.cpp - free = max(0, limit - used), what is given back is free again, all ones without limit (built 6
 * bits wide, 40 entries, limit 63 is none; amounts of 7 bits).
 *
 * Gaps: edges without a take.  Back-pressure: the limit moves, also below what is used.
 */
#include <vector>

#include "Vtoe_pool.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

constexpr uint32_t kBuilt = 40, kNone = 63;

void Run(const Mode &mode) {
  Random random(mode.seed);
  for (int round = 0; round < 20; ++round) {
    Leaf<Vtoe_pool> pool(mode.seed);
    pool->take_i = pool->give_i = 0;
    pool->amount_i = 1;
    pool->limit_i = 0;
    pool.Reset();
    uint32_t used = 0, limit = random.OneIn(3) ? kNone : random.Below(kBuilt + 1);
    std::vector<uint32_t> held;
    for (int step = 0; step < 300; ++step) {
      if (mode.has_back_pressure && random.OneIn(5)) limit = random.OneIn(4) ? kNone : random.Below(kBuilt + 1);
      /* Around what is free, and far above it. */
      uint32_t room = limit > used ? limit - used : 0;
      uint32_t amount = random.OneIn(3) ? room + 1 : random.OneIn(3) && room > 0 ? room : 1 + random.Below(3);
      if (random.OneIn(10)) amount = 127;
      if (amount > 127) amount = 127;
      bool has_free = limit == kNone || amount <= room;
      pool->limit_i = static_cast<uint8_t>(limit);
      pool->amount_i = static_cast<uint8_t>(amount);
      pool->take_i = pool->give_i = 0;
      pool->given_i = static_cast<uint8_t>(random.Next() & 63);
      pool.Settle();
      TOE_CHECK_EQ(pool->has_free_o, has_free);
      TOE_CHECK_EQ(pool->used_o, used);
      TOE_CHECK_EQ(pool->after_o, used);
      /* What was found free may be taken later, although the limit has been lowered since. */
      bool is_late = mode.has_back_pressure && random.OneIn(4);
      if ((has_free || is_late) && used + amount <= kBuilt && !(mode.has_gaps && random.OneIn(2))) {
        pool->take_i = 1;
        used += amount;
        held.push_back(amount);
        pool.Settle();
        TOE_CHECK_EQ(pool->after_o, used);
      } else if (!held.empty() && random.OneIn(2)) {
        uint32_t which = random.Below(static_cast<uint32_t>(held.size()));
        pool->give_i = 1;
        pool->given_i = static_cast<uint8_t>(held[which]);
        used -= held[which];
        held.erase(held.begin() + which);
        pool.Settle();
        TOE_CHECK_EQ(pool->has_free_o, has_free); /* not before the edge */
        TOE_CHECK_EQ(pool->after_o, used);
      }
      pool.Edge();
    }
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_pool", argc, argv, 2, toe::Run); }
