/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ids_bench.cpp - ids, never-used ones first, ascending, then freed ones first-in first-out
 * (docs/microarchitecture.md 6); built with 16, so that they run out.
 *
 * Gaps: edges between a look and its take.  Back-pressure: looks without a take.
 */
#include <deque>
#include <set>

#include "Vtoe_ids.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

constexpr uint32_t kBuilt = 16;

/* By hand: 0..15 out; 5, 0, 15 back; they come in that order, and 5 once more behind what was freed meanwhile. */
void RunByHand(const Mode &mode) {
  Leaf<Vtoe_ids> ids(mode.seed);
  ids->look_i = ids->take_i = ids->give_i = 0;
  ids.Reset();
  auto take = [&ids](uint32_t expected) {
    ids->look_i = 1;
    ids.Edge();
    ids->look_i = 0;
    ids->take_i = 1;
    ids.Settle();
    TOE_CHECK_EQ(ids->next_o, expected);
    ids.Edge();
    ids->take_i = 0;
  };
  auto give = [&ids](uint32_t id) {
    ids->give_i = 1;
    ids->given_i = static_cast<uint8_t>(id);
    ids.Edge();
    ids->give_i = 0;
  };
  for (uint32_t id = 0; id < 3; ++id) take(id);
  give(1);
  for (uint32_t id = 3; id < kBuilt; ++id) take(id); /* 1 waits: others were never used */
  TOE_CHECK_EQ(ids->known_o, 16);
  take(1);
  give(5);
  give(0);
  take(5);
  give(15);
  give(5);
  take(0);
  take(15);
  take(5);
}

void Run(const Mode &mode) {
  RunByHand(mode);
  Random random(mode.seed);
  Leaf<Vtoe_ids> ids(mode.seed);
  ids->look_i = ids->take_i = ids->give_i = 0;
  ids.Reset();
  std::deque<uint32_t> freed;
  std::set<uint32_t> out;
  uint32_t known = 0, again = 0;
  for (int step = 0; step < 4000; ++step) {
    bool takes = known < kBuilt || !freed.empty();
    if (takes && random.OneIn(2)) {
      ids->look_i = 1;
      ids.Edge();
      ids->look_i = 0;
      if (mode.has_gaps) {
        for (uint32_t i = random.Below(4); i > 0; --i) ids.Edge();
      }
      uint32_t expected = known < kBuilt ? known : freed.front();
      ids.Settle();
      TOE_CHECK_EQ(ids->next_o, expected);
      TOE_CHECK_EQ(ids->active_o, 0);
      if (mode.has_back_pressure && random.OneIn(3)) continue;
      ids->take_i = 1;
      ids.Edge();
      ids->take_i = 0;
      if (known < kBuilt) {
        ++known;
      } else {
        freed.pop_front();
        ++again;
      }
      TOE_CHECK(out.insert(expected).second);
    } else if (!out.empty()) {
      auto it = out.begin();
      std::advance(it, random.Below(static_cast<uint32_t>(out.size())));
      ids->give_i = 1;
      ids->given_i = static_cast<uint8_t>(*it);
      ids.Edge();
      ids->give_i = 0;
      freed.push_back(*it);
      out.erase(it);
    }
    ids.Settle();
    TOE_CHECK_EQ(ids->known_o, known);
  }
  TOE_CHECK(again > 500);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_ids", argc, argv, 2, toe::Run); }
