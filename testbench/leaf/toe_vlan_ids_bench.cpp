/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_vlan_ids_bench.cpp - the interface's VLAN ids against a set of numbers: DWs from the BAR, ids added, removed,
 * cleared by a SET, both at one edge (docs/microarchitecture.md 3 and 6, R113).
 *
 * Gaps: edges at which nothing is changed.  Back-pressure: none exists; SETs come at every edge instead.
 */
#include <set>

#include "Vtoe_vlan_ids.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

using Ids = Leaf<Vtoe_vlan_ids>;

void StartUp(Ids *ids) {
  Vtoe_vlan_ids &top = ids->top();
  top.wr_valid_i = top.set_valid_i = 0;
  top.rd_word_i = 0;
  top.query_i = 0;
  ids->Reset();
}

bool Knows(Ids *ids, uint32_t id) {
  (*ids)->query_i = static_cast<uint16_t>(id);
  ids->Settle();
  return (*ids)->known_o;
}

void Write(Ids *ids, uint32_t word, uint32_t value) {
  (*ids)->wr_valid_i = 1;
  (*ids)->wr_word_i = static_cast<uint8_t>(word);
  (*ids)->wr_value_i = value;
  ids->Edge();
  (*ids)->wr_valid_i = 0;
}

/* action  0 removes, 1 adds, 2 removes all */
void SetId(Ids *ids, uint32_t action, uint32_t id) {
  (*ids)->set_valid_i = 1;
  (*ids)->set_action_i = static_cast<uint8_t>(action);
  (*ids)->set_id_i = static_cast<uint16_t>(id);
}

uint32_t Word(Ids *ids, uint32_t word) {
  (*ids)->rd_word_i = static_cast<uint8_t>(word);
  ids->Settle();
  return (*ids)->rd_value_o;
}

/* Bit i of DW w is id 32 w + i; bit 0 of DW 0 is not kept. */
void CheckByHand() {
  Ids ids(g_mode.seed);
  StartUp(&ids);
  for (uint32_t word = 0; word < 128; ++word) TOE_CHECK_EQ(Word(&ids, word), 0);
  TOE_CHECK_EQ(ids->any_o, 0);
  Write(&ids, 0, 0x00000001);
  TOE_CHECK_EQ(Word(&ids, 0), 0);
  TOE_CHECK_EQ(ids->any_o, 0);
  TOE_CHECK(!Knows(&ids, 0));
  Write(&ids, 0, 0x80000003);
  TOE_CHECK_EQ(Word(&ids, 0), 0x80000002);
  TOE_CHECK(Knows(&ids, 1) && Knows(&ids, 31) && !Knows(&ids, 0) && !Knows(&ids, 32));
  TOE_CHECK_EQ(ids->any_o, 1);
  Write(&ids, 3, 0x00000010);
  TOE_CHECK(Knows(&ids, 100) && !Knows(&ids, 4));
  Write(&ids, 127, 0xC0000001);
  TOE_CHECK_EQ(Word(&ids, 127), 0xC0000001);
  TOE_CHECK(Knows(&ids, 4095) && Knows(&ids, 4094) && Knows(&ids, 4064) && !Knows(&ids, 4065));
  /* A SET and a write of the same DW: the SET stands on what was written. */
  SetId(&ids, 1, 100);
  Write(&ids, 3, 0x00000020);
  TOE_CHECK_EQ(Word(&ids, 3), 0x00000030);
  SetId(&ids, 0, 101);
  Write(&ids, 3, 0x00000060);
  TOE_CHECK_EQ(Word(&ids, 3), 0x00000040);
  /* Of another DW: both. */
  SetId(&ids, 1, 4000);
  Write(&ids, 3, 0x00000001);
  TOE_CHECK_EQ(Word(&ids, 3), 0x00000001);
  TOE_CHECK_EQ(Word(&ids, 125), 0x00000001);
  /* The last id of a DW leaves it empty; CLEAR wins over a write. */
  SetId(&ids, 0, 96);
  ids.Edge();
  TOE_CHECK_EQ(Word(&ids, 3), 0);
  SetId(&ids, 2, 0);
  Write(&ids, 5, 0xFFFFFFFF);
  ids->set_valid_i = 0;
  TOE_CHECK_EQ(ids->any_o, 0);
  for (uint32_t word = 0; word < 128; ++word) TOE_CHECK_EQ(Word(&ids, word), 0);
  /* Nothing comes back from before: one bit into a DW that was full. */
  SetId(&ids, 1, 160);
  ids.Edge();
  TOE_CHECK_EQ(Word(&ids, 5), 1);
}

void CheckAtRandom(const Mode &mode) {
  Ids ids(mode.seed);
  Random random(mode.seed);
  StartUp(&ids);
  std::set<uint32_t> known;
  for (int step = 0; step < 5000; ++step) {
    bool is_idle = mode.has_gaps && random.OneIn(2);
    uint32_t word = random.Below(random.OneIn(2) ? 2 : 128), id = 1 + random.Below(random.OneIn(2) ? 63 : 4095);
    uint32_t value = random.OneIn(4) ? 0 : static_cast<uint32_t>(random.Next() & random.Next());
    uint32_t action = random.OneIn(40) ? 2 : random.Below(2);
    ids->wr_valid_i = !is_idle && random.OneIn(3);
    ids->wr_word_i = static_cast<uint8_t>(word);
    ids->wr_value_i = value;
    SetId(&ids, action, action == 2 ? 0 : id);
    ids->set_valid_i = !is_idle && (mode.has_back_pressure || random.OneIn(3));
    /* What was there before this edge. */
    uint32_t query = random.OneIn(2) ? id : random.Below(4096), looked = random.OneIn(2) ? id / 32 : random.Below(128);
    TOE_CHECK_EQ(Knows(&ids, query), known.count(query));
    TOE_CHECK_EQ(ids->any_o, !known.empty());
    uint32_t expected = 0;
    for (uint32_t i = 0; i < 32; ++i) expected |= static_cast<uint32_t>(known.count(32 * looked + i)) << i;
    TOE_CHECK_EQ(Word(&ids, looked), expected);
    if (ids->wr_valid_i) {
      for (uint32_t i = 0; i < 32; ++i) {
        known.erase(32 * word + i);
        if ((value >> i & 1) != 0 && 32 * word + i != 0) known.insert(32 * word + i);
      }
    }
    if (ids->set_valid_i && action == 0) known.erase(id);
    if (ids->set_valid_i && action == 1) known.insert(id);
    if (ids->set_valid_i && action == 2) known.clear();
    ids.Edge();
  }
}

void Run(const Mode &mode) {
  CheckByHand();
  CheckAtRandom(mode);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_vlan_ids", argc, argv, 3, toe::Run); }
