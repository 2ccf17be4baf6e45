/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_chunk_ring_bench.cpp - entries come out in order with their chunk numbers, 32 of them at most.
 */
#include <deque>

#include "Vtoe_chunk_ring.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_chunk_ring> ring(mode.seed);
  Random random(mode.seed);
  std::deque<uint32_t> entries;
  uint32_t head = 0, tail = 0, full = 0;
  ring->push_i = ring->free_i = 0;
  ring.Reset();
  for (int step = 0; step < 8000; ++step) {
    ring->push_i = entries.size() < 32 && !(mode.has_gaps && random.OneIn(3));
    ring->push_data_i = static_cast<uint32_t>(random.Next()) & 0x7FFFFFFF;
    ring->free_i = !entries.empty() && !(mode.has_back_pressure && !random.OneIn(4));
    ring.Settle();
    TOE_CHECK_EQ(ring->room_o, entries.size() < 32);
    TOE_CHECK_EQ(ring->tail_o, tail);
    TOE_CHECK_EQ(ring->valid_o, !entries.empty());
    if (!entries.empty()) {
      TOE_CHECK_EQ(ring->head_o, head);
      TOE_CHECK_EQ(ring->head_data_o, entries.front());
    }
    full += entries.size() == 32;
    if (ring->free_i) {
      entries.pop_front();
      head = (head + 1) % 32;
    }
    if (ring->push_i) {
      entries.push_back(ring->push_data_i);
      tail = (tail + 1) % 32;
    }
    ring.Edge();
  }
  TOE_CHECK(!mode.has_back_pressure || full > 100);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_chunk_ring", argc, argv, 2, toe::Run); }
