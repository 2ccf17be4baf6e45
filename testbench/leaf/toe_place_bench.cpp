/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_place_bench.cpp - bytes out of a row source into host memory: every piece at its edge, with its address, size and
 * lanes, for any offset and any address (docs/microarchitecture.md 5.11).
 *
 * Gaps: edges between placings.  Back-pressure: PQ has no room at times.  The source is a bench's: it always has what
 * is left, so that only the edges of the document hold a piece back.
 */
#include <algorithm>
#include <vector>

#include "Vtoe_place.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_place> place(mode.seed);
  Random random(mode.seed);
  Vtoe_place &top = place.top();
  top.start_i = top.ready_i = 0;
  top.level_i = 0;
  place.Reset();
  uint32_t pieces = 0, ones = 0;
  for (int story = 0; story < 500; ++story) {
    uint32_t offset = random.Below(64), bytes = 1 + random.Below(random.OneIn(2) ? 40 : 700);
    uint64_t address = random.Next() >> 1;
    std::vector<uint8_t> data((offset + bytes + 63) / 64 * 64);
    for (uint8_t &byte : data) byte = static_cast<uint8_t>(random.Next());
    top.start_i = 1;
    top.start_address_i = address;
    top.start_bytes_i = bytes;
    top.start_offset_i = static_cast<uint8_t>(offset);
    uint32_t at = 0, row = 0, edge = 1, due = 8; /* edges behind the step; it is started at the first of them */
    for (bool is_done = false; !is_done; ++edge) {
      uint32_t left = static_cast<uint32_t>(data.size() / 64) - row;
      top.level_i = static_cast<uint8_t>(std::min(left, 4u));
      for (uint32_t b = 0; b < 128; ++b) {
        uint32_t from = 64 * row + b;
        Set(top.rows_i, static_cast<int>(8 * b), 8, from < data.size() ? data[from] : random.Below(256));
      }
      top.ready_i = !(mode.has_back_pressure && random.OneIn(2));
      place.Settle();
      bool is_due = edge >= due;
      TOE_CHECK_EQ(top.valid_o, is_due);
      uint32_t size = std::min(static_cast<uint32_t>(32 - (address + at) % 32), bytes - at);
      bool pushes = is_due && top.ready_i;
      is_done = pushes && at + size == bytes;
      TOE_CHECK_EQ(top.done_o, is_done);
      uint32_t pops = 0;
      if (is_due) {
        TOE_CHECK_EQ(Get(top.write_o, kWriteKind, 3), kPlaced);
        TOE_CHECK_EQ(Get(top.write_o, kWriteBytes, 6), size);
        TOE_CHECK_EQ(Get(top.write_o, kWriteAddress, 64), address + at);
        uint32_t lead = static_cast<uint32_t>((address + at) % 4);
        for (uint32_t b = 0; b < 32; ++b) {
          uint32_t byte = b < lead || b >= lead + size ? 0 : data[offset + at + b - lead];
          TOE_CHECK_EQ(Get(top.write_o, static_cast<int>(8 * b), 8), byte);
        }
      }
      if (pushes) {
        at += size;
        uint32_t now = is_done ? static_cast<uint32_t>(data.size() / 64) : (offset + at) / 64;
        pops = now - row;
        row = now;
        due = edge + 2;
        ++pieces;
        ones += size == 1;
      }
      TOE_CHECK_EQ(top.pop_o, pops);
      place.Edge();
      top.start_i = 0;
    }
    top.level_i = 0;
    for (uint32_t i = mode.has_gaps ? random.Below(6) : 0; i > 0; --i) {
      place.Settle();
      TOE_CHECK_EQ(top.valid_o, 0);
      place.Edge();
    }
  }
  TOE_CHECK(pieces > 2000 && ones > 20);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_place", argc, argv, 2, toe::Run); }
