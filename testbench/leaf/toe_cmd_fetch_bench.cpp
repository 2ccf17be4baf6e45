/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_cmd_fetch_bench.cpp - a read is pushed at the first edge at which all conditions hold; slots and ring indices go
 * round; never more than 16 commands.
 *
 * Gaps: the doorbell moves slowly, switches go off.  Back-pressure: NPQ, tags and slots are short.
 */
#include "Vtoe_cmd_fetch.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_cmd_fetch> fetch(mode.seed);
  Random random(mode.seed);
  const uint32_t size = 1u << (1 + mode.seed % 5); /* 4.. entries */
  const uint64_t base = 0x7FFFFFFFFFFFF000u;
  fetch->base_i = base;
  fetch->free_i = 0;
  fetch->doorbell_i = 0;
  fetch->size_i = size;
  fetch.Reset();
  uint32_t head = 0, doorbell = 0, slot = 0, busy = 0, fetched = 0;
  for (int step = 0; step < 6000; ++step) {
    if (!(mode.has_gaps && !random.OneIn(4))) doorbell = random.Below(size);
    bool off = mode.has_gaps && random.OneIn(4);
    uint32_t which = random.Below(5);
    fetch->enable_i = !(off && which == 0);
    fetch->ready_i = !(off && which == 1);
    fetch->bus_master_i = !(off && which == 2);
    fetch->size_i = off && which == 3 ? 0 : size;
    fetch->cpl_size_i = off && which == 4 ? 0 : 16;
    fetch->doorbell_i = static_cast<uint16_t>(doorbell);
    fetch->tag_free_i = !(mode.has_back_pressure && random.OneIn(3));
    fetch->read_room_i = !(mode.has_back_pressure && random.OneIn(3));
    fetch->free_i = busy > 0 && random.OneIn(mode.has_back_pressure ? 12 : 2);
    fetch.Settle();
    bool pushes = !off && fetch->tag_free_i && fetch->read_room_i && doorbell != head && busy < 16;
    TOE_CHECK_EQ(fetch->valid_o, pushes);
    TOE_CHECK_EQ(fetch->head_o, head);
    if (pushes) {
      TOE_CHECK_EQ(fetch->slot_o, slot);
      TOE_CHECK_EQ(Get(fetch->data_o, kReadTag, 8), slot);
      TOE_CHECK_EQ(Get(fetch->data_o, kReadLength, 10), 16);
      TOE_CHECK_EQ(Get(fetch->data_o, kReadAddress, 64), base + 64 * head);
      head = (head + 1) % size;
      TOE_CHECK_EQ(fetch->behind_o, head);
      slot = (slot + 1) % 16;
      ++busy;
      ++fetched;
    }
    busy -= fetch->free_i;
    fetch.Edge();
  }
  TOE_CHECK(fetched > 300);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_cmd_fetch", argc, argv, 4, toe::Run); }
