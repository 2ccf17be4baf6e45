/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_waiting_bench.cpp - who is woken next, against a plain set: the lowest id at or above the one behind the last
 * woken, around the end of the ids; whatever sets and clears others meanwhile (docs/microarchitecture.md 5.11).
 *
 * Gaps: edges between look and change.  Back-pressure: many wait.
 */
#include <set>

#include "Vtoe_waiting.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_waiting> waiting(mode.seed);
  Random random(mode.seed);
  waiting->look_i = waiting->set_i = waiting->clear_i = waiting->woken_i = 0;
  waiting.Reset();
  std::set<uint32_t> ids;
  uint32_t from = 0, woken = 0, cleared = 0, wrapped = 0;
  static const uint32_t kIds[] = {0, 1, 126, 127, 128, 129, 255, 256, 5000, 16255, 16256, 16382, 16383};
  for (int step = 0; step < 6000; ++step) {
    waiting.Settle();
    auto it = ids.lower_bound(from);
    uint32_t next = ids.empty() ? 0 : it == ids.end() ? *ids.begin() : *it;
    TOE_CHECK_EQ(waiting->any_o, !ids.empty());
    if (!ids.empty()) TOE_CHECK_EQ(waiting->next_o, next);
    waiting.Edge();
    waiting.Edge();
    bool wakes = !ids.empty() && random.OneIn(mode.has_back_pressure ? 4 : 2);
    uint32_t id = wakes ? next : random.OneIn(5) ? random.Below(16384) : kIds[random.Below(13)];
    waiting->look_i = 1;
    waiting->id_i = static_cast<uint16_t>(id);
    waiting.Edge();
    waiting->look_i = 0;
    waiting->id_i = static_cast<uint16_t>(random.Below(16384));
    waiting.Edge();
    waiting.Settle();
    TOE_CHECK_EQ(waiting->waits_o, ids.count(id));
    if (wakes || (ids.count(id) != 0 && random.OneIn(3))) {
      waiting.Edge();
      for (uint32_t i = mode.has_gaps ? random.Below(4) : 0; i > 0; --i) waiting.Edge();
      waiting->clear_i = 1;
      waiting->woken_i = wakes;
      waiting.Edge();
      waiting->clear_i = waiting->woken_i = 0;
      ids.erase(id);
      wrapped += wakes && id < from;
      woken += wakes;
      cleared += !wakes;
      if (wakes) from = (id + 1) % 16384;
      waiting.Settle();
      TOE_CHECK_EQ(waiting->waits_o, 0);
      if (random.OneIn(2)) continue;
    }
    /* It waits, again perhaps. */
    if (random.OneIn(3)) continue;
    for (uint32_t i = mode.has_gaps ? random.Below(4) : 0; i > 0; --i) waiting.Edge();
    waiting->set_i = 1;
    waiting.Edge();
    waiting->set_i = 0;
    ids.insert(id);
    waiting.Settle();
    TOE_CHECK_EQ(waiting->waits_o, 1);
  }
  TOE_CHECK(woken > 100 && cleared > 100 && wrapped > 3);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_waiting", argc, argv, 3, toe::Run); }
