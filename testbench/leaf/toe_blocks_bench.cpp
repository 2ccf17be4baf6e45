/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_blocks_bench.cpp - blocks in their order (docs/microarchitecture.md 6): never-used ones ascending, then those of
 * freed chains, first in first out, a chain's first block first; a chain freed in parts, and walked.
 *
 * The bench uses up all 262144 blocks, so that everything behind is freed ones; then it lets few be free at a time.
 * Gaps: edges without a take.  Back-pressure: chains are kept long, so that there is little to take.
 */
#include <deque>
#include <vector>

#include "Vtoe_blocks.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

using Blocks = Leaf<Vtoe_blocks>;
using Chain = std::vector<uint32_t>;

void Idle(Blocks *blocks) {
  (*blocks)->take_i = (*blocks)->free_valid_i = 0;
  blocks->Edge(); /* what was read ahead is kept */
  blocks->Settle();
  TOE_CHECK_EQ((*blocks)->active_o, 0);
  blocks->Edge();
}

Chain Take(Blocks *blocks, uint32_t count, Random *random) {
  Chain chain;
  while (chain.size() < count) {
    if (random != nullptr && random->OneIn(3)) Idle(blocks);
    (*blocks)->take_i = 1;
    (*blocks)->is_first_i = chain.empty();
    (*blocks)->behind_i = chain.empty() ? 0 : chain.back();
    blocks->Settle();
    TOE_CHECK_EQ((*blocks)->active_o, 1);
    chain.push_back((*blocks)->block_o);
    blocks->Edge();
    (*blocks)->take_i = 0;
  }
  return chain;
}

void Free(Blocks *blocks, const Chain &chain) {
  (*blocks)->free_valid_i = 1;
  (*blocks)->free_head_i = chain.front();
  (*blocks)->free_tail_i = chain.back();
  (*blocks)->free_count_i = static_cast<uint32_t>(chain.size());
  blocks->Settle();
  TOE_CHECK_EQ((*blocks)->active_o, 1);
  blocks->Edge();
  (*blocks)->free_valid_i = 0;
}

/* Along a chain, a step an edge; what is free next is not touched by that. */
void Walk(Blocks *blocks, const Chain &chain) {
  for (size_t i = 0; i + 1 < chain.size(); ++i) {
    (*blocks)->walk_i = 1;
    (*blocks)->walk_block_i = chain[i];
    blocks->Edge();
    (*blocks)->walk_i = 0;
    blocks->Settle();
    TOE_CHECK_EQ((*blocks)->walk_next_o, chain[i + 1]);
  }
}

void CheckChain(const Chain &chain, std::deque<uint32_t> *expected) {
  for (uint32_t block : chain) {
    TOE_CHECK(!expected->empty());
    TOE_CHECK_EQ(block, expected->front());
    expected->pop_front();
  }
}

void Run(const Mode &mode) {
  Blocks blocks(mode.seed);
  Random random(mode.seed);
  blocks->take_i = blocks->is_first_i = blocks->free_valid_i = blocks->walk_i = 0;
  blocks.Reset();

  /* By hand: 0..2, 3, 4..5; 3 and then 0..2 are freed; what was never used still goes first. */
  Chain a = Take(&blocks, 3, nullptr), b = Take(&blocks, 1, nullptr), c = Take(&blocks, 2, nullptr);
  TOE_CHECK_EQ(a[0], 0);
  TOE_CHECK_EQ(a[2], 2);
  TOE_CHECK_EQ(b[0], 3);
  TOE_CHECK_EQ(c[1], 5);
  Free(&blocks, b);
  Free(&blocks, a);
  Chain rest = Take(&blocks, 262144 - 6, nullptr);
  TOE_CHECK_EQ(rest[0], 6);
  TOE_CHECK_EQ(rest.back(), 262143);
  /* All were used: 3, then 0, 1, 2, in one chain and at edges that follow each other. */
  Chain mixed = Take(&blocks, 4, nullptr);
  TOE_CHECK_EQ(mixed[0], 3);
  TOE_CHECK_EQ(mixed[1], 0);
  TOE_CHECK_EQ(mixed[2], 1);
  TOE_CHECK_EQ(mixed[3], 2);
  /* The chain's own links hold: freed as a whole it comes in the order of its bytes.  Behind a lone free block, too. */
  Free(&blocks, c);
  TOE_CHECK_EQ(Take(&blocks, 1, nullptr)[0], 4);
  Free(&blocks, mixed);
  Chain again = Take(&blocks, 5, nullptr);
  TOE_CHECK_EQ(again[0], 5);
  TOE_CHECK_EQ(again[1], 3);
  TOE_CHECK_EQ(again[2], 0);
  TOE_CHECK_EQ(again[4], 2);

  /* At random, from what is free now: nothing; held: a few chains, and the long one, freed at the end. */
  std::deque<uint32_t> free;
  std::vector<Chain> held;
  held.push_back(again);
  held.push_back(Chain{4});
  for (int step = 0; step < 3000; ++step) {
    bool takes = !free.empty() && random.OneIn(2);
    if (takes) {
      uint32_t most = mode.has_back_pressure ? static_cast<uint32_t>(free.size()) : 2;
      if (most > free.size()) most = static_cast<uint32_t>(free.size());
      held.push_back(Take(&blocks, 1 + random.Below(most), mode.has_gaps ? &random : nullptr));
      CheckChain(held.back(), &free);
    } else if (!held.empty()) {
      size_t at = random.Below(static_cast<uint32_t>(held.size()));
      if (random.OneIn(2)) Walk(&blocks, held[at]);
      /* The whole chain, or its first part. */
      size_t part = random.OneIn(2) ? held[at].size() : 1 + random.Below(static_cast<uint32_t>(held[at].size()));
      Chain first(held[at].begin(), held[at].begin() + static_cast<long>(part));
      Free(&blocks, first);
      free.insert(free.end(), first.begin(), first.end());
      held[at].erase(held[at].begin(), held[at].begin() + static_cast<long>(part));
      if (held[at].empty()) held.erase(held.begin() + static_cast<long>(at));
    }
    if (mode.has_gaps && random.OneIn(3)) Idle(&blocks);
  }
  Free(&blocks, rest);
  free.insert(free.end(), rest.begin(), rest.end());
  CheckChain(Take(&blocks, 5000, nullptr), &free);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_blocks", argc, argv, 1, toe::Run); }
