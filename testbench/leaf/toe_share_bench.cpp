/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_share_bench.cpp - a table of 64 values shared by their users against a plain list: found or not, the lowest free
 * place, the limit, also lowered below what is used, the level counts values; a value is gone with its last user, once
 * (docs/microarchitecture.md 6).
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
  share->look_i = share->take_i = share->give_i = 0;
  share->limit_i = 0;
  share.Reset();
  constexpr uint64_t kFree = ~uint64_t{0};
  std::vector<uint64_t> places(kEntries, kFree); /* the value at each place */
  std::vector<uint32_t> users;                   /* the place of each */
  uint32_t ended = 0;
  uint32_t limit = kEntries, reused = 0, full = 0, over = 0;
  for (int step = 0; step < 4000; ++step) {
    if (step % 500 == 499 && step < 2500) { /* a new table, so that it is seen filling up again */
      share.Reset();
      places.assign(kEntries, kFree);
      users.clear();
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
    auto count = [&] { return static_cast<uint32_t>(kEntries - std::count(places.begin(), places.end(), kFree)); };
    uint32_t used = count();
    bool is_there = std::find(places.begin(), places.end(), value) != places.end();
    uint32_t place =
        static_cast<uint32_t>(std::find(places.begin(), places.end(), is_there ? value : kFree) - places.begin());
    TOE_CHECK_EQ(share->found_o, is_there);
    TOE_CHECK_EQ(share->has_free_o, used < limit);
    TOE_CHECK_EQ(share->used_o, used);
    full += !is_there && used == kEntries;
    over += used > limit;
    if ((is_there || used < limit) && !random.OneIn(4)) {
      share->take_i = 1;
      share.Settle();
      TOE_CHECK_EQ(share->after_o, used + !is_there);
      TOE_CHECK_EQ(share->place_o, place);
      share.Edge();
      share->take_i = 0;
      reused += is_there;
      places[place] = value;
      users.push_back(place);
    }
    /* Users go in any order, more often when there are many. */
    while (!users.empty() && random.OneIn(users.size() > 150 ? 2 : 4)) {
      uint32_t which = random.Below(static_cast<uint32_t>(users.size())), gone = users[which];
      users.erase(users.begin() + which);
      share->give_i = 1;
      share->given_i = static_cast<uint8_t>(gone);
      if (std::find(users.begin(), users.end(), gone) == users.end()) {
        places[gone] = kFree;
        ++ended;
      }
      share.Settle();
      TOE_CHECK_EQ(share->after_o, count());
      share.Edge();
      share->give_i = 0;
    }
    share.Settle();
    TOE_CHECK_EQ(share->used_o, count());
    TOE_CHECK_EQ(share->after_o, count());
    TOE_CHECK_EQ(share->active_o, 0);
  }
  TOE_CHECK(reused > 100 && ended > 100);
  if (mode.has_back_pressure) {
    TOE_CHECK(over > 0);
  } else {
    TOE_CHECK(full > 0);
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_share", argc, argv, 2, toe::Run); }
