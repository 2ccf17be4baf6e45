/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lookup_bench.cpp - the lookup against plain arrays: clear sweep, find, place of an insert, full rows, CAM, slots
 * emptied and filled again.
 *
 * Keys are forged so that their hashes fall into a few rows of each table; these fill, and the CAM behind them.
 * Gaps: edges between lookups.  Back-pressure: many answers are not followed by an insert.
 */
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "Vtoe_lookup.h"
#include "testbench/leaf/toe_crc.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

using Key = std::array<uint8_t, 40>;

/* What the tables must hold: each row has 4 slots, free ones have id -1; the CAM is a row of 32. */
struct Slot {
  Key key;
  int id = -1;
};
struct Place {
  bool in_cam = false, in_b = false;
  uint32_t row = 0, way = 0;
};
struct Oracle {
  std::array<Slot, 4> a[4096], b[4096];
  std::array<Slot, 32> cam;

  template <typename Row>
  static int Find(const Row &row, const Key &key) {
    for (const Slot &slot : row) {
      if (slot.id >= 0 && slot.key == key) return slot.id;
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
  template <typename Row>
  static uint32_t Used(const Row &row) {
    uint32_t used = 0;
    for (const Slot &slot : row) used += slot.id >= 0;
    return used;
  }
  template <typename Row>
  static uint32_t Lowest(const Row &row) {
    uint32_t way = 0;
    while (row[way].id >= 0) ++way;
    return way;
  }
  /* The row with fewer used slots, A when equal, at its lowest free slot; else the lowest of the CAM. */
  bool Free(const Key &key, Place *place) const {
    uint32_t hash = Crc32c(key.data(), key.size()), row_a = hash & 0xFFF, row_b = hash >> 16 & 0xFFF;
    uint32_t used_a = Used(a[row_a]), used_b = Used(b[row_b]);
    *place = Place();
    if (used_a < 4 && used_a <= used_b) {
      place->row = row_a, place->way = Lowest(a[row_a]);
    } else if (used_b < 4) {
      place->in_b = true, place->row = row_b, place->way = Lowest(b[row_b]);
    } else if (Used(cam) < 32) {
      place->in_cam = true, place->row = Lowest(cam);
    } else {
      return false;
    }
    return true;
  }
  Slot &At(const Place &place) {
    return place.in_cam ? cam[place.row] : place.in_b ? b[place.row][place.way] : a[place.row][place.way];
  }
};

/* One of those that are in: its key and where. */
struct Known {
  Key key;
  Place place;
};

uint32_t Bits(const Place &place) { /* lookup_place_t: in_cam, in_b, row, way */
  return uint32_t{place.in_cam} << 15 | uint32_t{place.in_b} << 14 | place.row << 2 | place.way;
}

void Run(const Mode &mode) {
  Leaf<Vtoe_lookup> lookup(mode.seed);
  Random random(mode.seed);
  lookup->start_i = 0;
  lookup->insert_i = lookup->peek_i = lookup->empty_i = 0;
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
  std::vector<Known> known;
  uint32_t used = 0, ids = 0, refused = 0, emptied[3] = {0, 0, 0}, most = 0;
  for (int step = 0; step < 3000; ++step) {
    Key key;
    if (!known.empty() && random.OneIn(3)) {
      key = known[random.Below(static_cast<uint32_t>(known.size()))].key;
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
    Place place;
    bool has_place = oracle->Free(key, &place);
    TOE_CHECK_EQ(lookup->found_o, id >= 0);
    if (id >= 0) TOE_CHECK_EQ(lookup->found_id_o, static_cast<uint64_t>(id));
    TOE_CHECK_EQ(lookup->has_place_o, has_place);
    uint32_t shown = lookup->place_o, cares = place.in_cam ? 0xFFFC : 0xFFFF; /* an entry of the CAM has no way */
    if (has_place) TOE_CHECK_EQ(shown & cares, Bits(place));
    TOE_CHECK_EQ(lookup->used_o, used);
    refused += !has_place;
    if (mode.has_gaps) {
      for (uint32_t i = random.Below(4); i > 0; --i) lookup.Edge();
    }
    if (id < 0 && has_place && !(mode.has_back_pressure && random.OneIn(2))) {
      uint32_t new_id = ids++ % 16384;
      lookup->insert_i = 1;
      lookup->insert_id_i = static_cast<uint16_t>(new_id);
      lookup.Edge();
      lookup->insert_i = 0;
      Slot &slot = oracle->At(place);
      slot.key = key;
      slot.id = static_cast<int>(new_id);
      known.push_back({key, place});
      ++used;
    }
    most = std::max(most, Oracle::Used(oracle->cam));
    /* Some go: few while the tables fill, many later; the slot is found empty by the very next lookup. */
    for (uint32_t n = step < 1200 ? random.OneIn(8) : random.Below(3); n > 0 && !known.empty(); --n) {
      uint32_t which = random.Below(static_cast<uint32_t>(known.size()));
      Place gone = known[which].place;
      known.erase(known.begin() + which);
      lookup->empty_place_i = static_cast<uint16_t>(Bits(gone) | (gone.in_cam ? random.Below(4) : 0));
      lookup->peek_i = 1;
      lookup.Edge();
      lookup->peek_i = 0;
      if (mode.has_gaps) {
        for (uint32_t i = random.Below(4); i > 0; --i) lookup.Edge();
      }
      lookup->empty_i = 1;
      lookup.Edge();
      lookup->empty_i = 0;
      oracle->At(gone).id = -1;
      ++emptied[gone.in_cam ? 2 : gone.in_b];
      --used;
    }
    lookup.Settle();
    TOE_CHECK_EQ(lookup->used_o, used);
    TOE_CHECK_EQ(lookup->active_o, 0);
  }
  TOE_CHECK_EQ(most, 32);
  TOE_CHECK(emptied[0] > 50 && emptied[1] > 50 && emptied[2] > 20);
  TOE_CHECK(refused > 0);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_lookup", argc, argv, 2, toe::Run); }
