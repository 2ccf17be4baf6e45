/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_timer_list_bench.cpp - the order of push timers against a plain list: started ones go to the end, started anew
 * too, stopped ones are gone; the head has expired when it is due and the list was changed 4 edges ago or more
 * (docs/microarchitecture.md 5.12).
 *
 * Gaps: time jumps to the wake.  Back-pressure: changes come 4 edges apart, as close as they may.
 */
#include <algorithm>
#include <deque>

#include "Vtoe_timer_list.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_timer_list> list(mode.seed);
  Random random(mode.seed);
  list->start_i = list->stop_i = 0;
  list.Reset();
  struct Timer {
    uint32_t id;
    uint64_t expiry;
  };
  std::deque<Timer> timers;
  uint64_t now = uint64_t{0xA0} << 48, changed = 0;
  uint32_t expired = 0, restarted = 0, stopped = 0;
  static const uint32_t kIds[] = {0, 1, 2, 77, 8192, 16382, 16383};
  for (int step = 0; step < 20000; ++step) {
    bool is_due = !timers.empty() && now >= timers.front().expiry && now >= changed + 4;
    list->now_i = now;
    list->start_i = list->stop_i = 0;
    list->id_i = static_cast<uint16_t>(random.Below(16384));
    list->runs_i = 0;
    list.Settle();
    TOE_CHECK_EQ(list->expired_o, is_due);
    if (now >= changed + 4) {
      TOE_CHECK_EQ(list->wake_valid_o, !timers.empty());
      if (!timers.empty()) {
        TOE_CHECK_EQ(list->head_o, timers.front().id);
        TOE_CHECK_EQ(list->wake_cycle_o, std::max(timers.front().expiry, changed + 4));
        TOE_CHECK_EQ(list->active_o, 0);
      }
    }
    bool may = now >= changed + 4 && (mode.has_back_pressure || random.OneIn(10));
    if (may) {
      uint32_t id = kIds[random.Below(7)];
      if (is_due && random.OneIn(2)) id = timers.front().id; /* the head is taken off */
      auto it = std::find_if(timers.begin(), timers.end(), [id](const Timer &timer) { return timer.id == id; });
      bool runs = it != timers.end(), starts = !runs || random.OneIn(2);
      if (is_due && runs && it == timers.begin()) starts = false;
      uint64_t expiry = now + 60 + random.Below(3);
      list->id_i = static_cast<uint16_t>(id);
      list->runs_i = runs;
      list->start_i = starts;
      list->stop_i = !starts;
      list->expiry_i = expiry;
      expired += is_due && !starts;
      restarted += starts && runs;
      stopped += !starts;
      if (runs) timers.erase(it);
      if (starts) timers.push_back({id, expiry});
      changed = now;
    }
    list.Edge();
    ++now;
    if (mode.has_gaps && !timers.empty() && now >= changed + 4 && random.OneIn(8)) {
      now = std::max(now, std::max(timers.front().expiry, changed + 4) - random.Below(2));
    }
  }
  TOE_CHECK(expired > 20 && restarted > 50 && stopped > 50);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_timer_list", argc, argv, 3, toe::Run); }
