/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_buffers_bench.cpp - numbers of host buffers in their order: never-used ones below the limit ascending, then
 * those given back, first in first out; only what is with the host is taken back, from the edge after it was taken on
 * (docs/microarchitecture.md 3, 5.11, 6).
 *
 * Gaps: edges at which nothing happens.  Back-pressure: the host gives back late, so that few are free.
 */
#include <deque>
#include <set>

#include "Vtoe_host_buffers.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Play(const Mode &mode, uint32_t limit, int steps) {
  Leaf<Vtoe_host_buffers> buffers(mode.seed);
  Random random(mode.seed + limit);
  buffers->take_i = buffers->return_valid_i = 0;
  buffers->limit_i = static_cast<uint16_t>(limit);
  buffers.Reset();
  std::set<uint32_t> lent;
  std::deque<uint32_t> back;
  uint32_t never = 0, last = 0, taken = 0, refused = 0;
  bool has_last = false;
  for (int step = 0; step < steps; ++step) {
    bool is_idle = mode.has_gaps && random.OneIn(2);
    bool is_free = lent.size() < limit;
    uint32_t number = random.Below(random.OneIn(10) ? 4096 : limit + 2) % 4096;
    if (random.OneIn(4) && has_last) number = last; /* what was taken just now */
    bool takes = is_free && !is_idle && !random.OneIn(3);
    bool gives = !is_idle && lent.count(number) != 0 && (!mode.has_back_pressure || random.OneIn(3));
    buffers->take_i = takes;
    buffers->return_id_i = static_cast<uint16_t>(number);
    buffers->return_valid_i = gives;
    buffers.Settle();
    TOE_CHECK_EQ(buffers->has_free_o, is_free);
    TOE_CHECK_EQ(buffers->used_o, lent.size());
    TOE_CHECK_EQ(buffers->return_ok_o, lent.count(number));
    if (has_last) TOE_CHECK_EQ(buffers->id_o, last);
    refused += lent.count(number) == 0;
    if (takes) {
      last = never;
      if (never < limit) {
        ++never;
      } else {
        last = back.front();
        back.pop_front();
      }
      has_last = true;
      ++taken;
    }
    if (gives) {
      lent.erase(number);
      back.push_back(number);
    }
    if (takes) lent.insert(last);
    buffers.Edge();
  }
  TOE_CHECK(limit == 0 ? taken == 0 : taken > 100 && refused > 100);
}

void Run(const Mode &mode) {
  Play(mode, 0, 200);
  Play(mode, 1, 3000);
  Play(mode, 7, 3000);
  Play(mode, 4096, 20000);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_host_buffers", argc, argv, 2, toe::Run); }
