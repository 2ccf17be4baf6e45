/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_cpl_ring_bench.cpp - room, address and phase of the next entry, through wraps of rings of any size; a ring of
 * size 0 has no room (docs/microarchitecture.md 3, 5.10, 8).
 *
 * Gaps: edges without a push.  Back-pressure: the host reads late.
 */
#include "Vtoe_cpl_ring.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Random random(mode.seed);
  for (uint32_t size : {0u, 2u, 8u, 65536u}) {
    Leaf<Vtoe_cpl_ring> ring(mode.seed);
    ring->push_i = 0;
    ring->size_i = size;
    ring->doorbell_i = 0;
    ring->base_i = random.Next() & ~uint64_t{31};
    ring.Reset();
    uint32_t tail = 0, phase = 1, doorbell = 0, wraps = 0;
    for (int step = 0; step < (size == 65536 ? 140000 : 2000); ++step) {
      if (!(mode.has_back_pressure && !random.OneIn(20))) doorbell = tail;
      ring->doorbell_i = static_cast<uint16_t>(doorbell);
      ring.Settle();
      bool has_room = size != 0 && (tail + 1) % size != doorbell;
      TOE_CHECK_EQ(ring->room_o, has_room);
      TOE_CHECK_EQ(ring->tail_o, tail);
      TOE_CHECK_EQ(ring->phase_o, phase);
      TOE_CHECK_EQ(ring->address_o, ring->base_i + 32 * uint64_t{tail});
      ring->push_i = has_room && !(mode.has_gaps && random.OneIn(2));
      if (ring->push_i) {
        tail = (tail + 1) % size;
        if (tail == 0) {
          phase ^= 1;
          ++wraps;
        }
      }
      ring.Edge();
    }
    TOE_CHECK(size == 0 || wraps > 0 || (mode.has_gaps && size == 65536));
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_cpl_ring", argc, argv, 1, toe::Run); }
