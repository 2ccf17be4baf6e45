/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lookup_bench.cpp - the lookup against plain arrays: clear sweep, find, place of an insert, full rows, CAM.
 *
 * Keys are forged so that their hashes fall into a few rows of each table; these fill, and the CAM behind them.
 * Gaps: edges between lookups.  Back-pressure: many answers are not followed by an insert.
 */
#include <array>
#include <string>
#include <vector>

#include "Vtoe_lookup.h"
#include "testbench/leaf/toe_crc.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

using Key = std::array<uint8_t, 40>;

/* What the tables must hold. */
struct Oracle {
  std::vector<std::pair<Key, uint32_t>> a[4096], b[4096], cam;

  static int Find(const std::vector<std::pair<Key, uint32_t>> &row, const Key &key) {
    for (const auto &slot : row) {
      if (slot.first == key) return static_cast<int>(slot.second);
    }
    return -1;
  }
  int Find(const Key &key) const {
    uint32_t hash = Crc32c(key.data(), key.size());
    int id = Find(a[hash & 0xFFF], key);
    if (id < 0) id = Find(b[hash >> 16 & 0xFFF], key);
    if (id < 0) id = Find(cam, key);
    return id;
  }
  std::vector<std::pair<Key, uint32_t>> *Place(const Key &key) {
    uint32_t hash = Crc32c(key.data(), key.size());
    auto &row_a = a[hash & 0xFFF], &row_b = b[hash >> 16 & 0xFFF];
    if (row_a.size() < 4 && row_a.size() <= row_b.size()) return &row_a;
    if (row_b.size() < 4) return &row_b;
    return cam.size() < 32 ? &cam : nullptr;
  }
};

void Run(const Mode &mode) {
  Leaf<Vtoe_lookup> lookup(mode.seed);
  Random random(mode.seed);
  lookup->start_i = 0;
  lookup->insert_i = 0;
  lookup.Reset();
  /* Row r is cleared at edge r: ready is visible at edge 4096, not before. */
  for (int edge = 0; edge < 4096; ++edge) {
    lookup.Settle();
    TOE_CHECK_EQ(lookup->ready_o, 0);
    TOE_CHECK_EQ(lookup->active_o, 1);
    lookup.Edge();
  }
  lookup.Settle();
  TOE_CHECK_EQ(lookup->ready_o, 1);
  TOE_CHECK_EQ(lookup->active_o, 0);

  std::unique_ptr<Oracle> oracle(new Oracle);
  std::vector<Key> known;
  uint32_t used = 0, refused = 0;
  for (int step = 0; step < 1200; ++step) {
    Key key;
    if (!known.empty() && random.OneIn(3)) {
      key = known[random.Below(static_cast<uint32_t>(known.size()))];
      if (random.OneIn(3)) key[random.Below(36)] ^= 1; /* a near miss */
    } else {
      for (uint8_t &byte : key) byte = static_cast<uint8_t>(random.Next());
      uint32_t noise = static_cast<uint32_t>(random.Next()) & 0xF000F000u;
      /* Few rows, most of the time; one pair more than others, so that the CAM is full while other rows still
       * balance and a wrong choice of table shows as a wrong has_place. */
      if (!random.OneIn(8)) {
        bool is_hot = random.OneIn(2);
        uint32_t row_a = is_hot ? 0 : random.Below(4), row_b = is_hot ? 0 : random.Below(4);
        CrcForge(key.data(), key.size(), noise | (5 + row_b) << 16 | (4090 + row_a));
      }
    }
    for (int w = 0; w < 10; ++w) lookup->key_i[w] = 0;
    for (int i = 0; i < 40; ++i) lookup->key_i[i / 4] |= uint32_t{key[i]} << (8 * (i % 4));
    lookup->start_i = 1;
    lookup.Edge();
    lookup->start_i = 0;
    for (int i = 0; i < 3; ++i) lookup.Edge();
    /* Visible LOOKUP_CYCLES = 4 edges after the start. */
    lookup.Settle();
    int id = oracle->Find(key);
    auto *place = oracle->Place(key);
    TOE_CHECK_EQ(lookup->found_o, id >= 0);
    if (id >= 0) TOE_CHECK_EQ(lookup->found_id_o, static_cast<uint64_t>(id));
    TOE_CHECK_EQ(lookup->has_place_o, place != nullptr);
    TOE_CHECK_EQ(lookup->used_o, used);
    refused += place == nullptr;
    if (mode.has_gaps) {
      for (uint32_t i = random.Below(4); i > 0; --i) lookup.Edge();
    }
    if (id < 0 && place != nullptr && !(mode.has_back_pressure && random.OneIn(2))) {
      uint32_t new_id = used % 16384;
      lookup->insert_i = 1;
      lookup->insert_id_i = static_cast<uint16_t>(new_id);
      lookup.Edge();
      lookup->insert_i = 0;
      place->emplace_back(key, new_id);
      known.push_back(key);
      ++used;
    }
  }
  TOE_CHECK_EQ(oracle->cam.size(), 32);
  TOE_CHECK(refused > 0);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_lookup", argc, argv, 2, toe::Run); }
