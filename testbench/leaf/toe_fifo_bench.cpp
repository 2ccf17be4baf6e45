/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fifo_bench.cpp - order, level, and room judged on the visible level (built 24 wide, 5 deep).
 */
#include <deque>

#include "Vtoe_fifo.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

constexpr size_t kDepth = 5;

void Run(const Mode &mode) {
  Leaf<Vtoe_fifo> fifo(mode.seed);
  Random random(mode.seed);
  std::deque<uint32_t> queue; /* what must be inside */
  fifo->in_valid_i = 0;
  fifo->out_ready_i = 0;
  fifo.Reset();
  uint32_t pushed = 0;
  for (int step = 0; step < 4000; ++step) {
    fifo->in_valid_i = !mode.has_gaps || random.OneIn(2);
    fifo->in_data_i = random.Below(1 << 24);
    fifo->out_ready_i = mode.has_back_pressure ? random.OneIn(3) : 1;
    fifo.Settle();
    TOE_CHECK_EQ(fifo->level_o, queue.size());
    TOE_CHECK_EQ(fifo->in_ready_o, queue.size() < kDepth);
    TOE_CHECK_EQ(fifo->out_valid_o, !queue.empty());
    if (!queue.empty()) TOE_CHECK_EQ(fifo->out_data_o, queue.front());
    /* Both judged on what was visible before the edge. */
    bool takes = fifo->in_valid_i && queue.size() < kDepth;
    if (fifo->out_ready_i && !queue.empty()) queue.pop_front();
    if (takes) {
      queue.push_back(fifo->in_data_i);
      ++pushed;
    }
    fifo.Edge();
  }
  TOE_CHECK(pushed > 1000);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_fifo", argc, argv, 4, toe::Run); }
