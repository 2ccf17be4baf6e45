/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ack_due_bench.cpp - the window as an acknowledgment tells it, and whether one is due
 * (docs/microarchitecture.md 5.14, 5.15).  Combinational: nothing pauses.
 */
#include "Vtoe_ack_due.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  VerilatedContext context;
  Vtoe_ack_due top(&context);
  Random random(mode.seed);
  uint32_t due = 0, opened = 0;
  for (int i = 0; i < 40000; ++i) {
    ++g_step;
    uint32_t nxt = static_cast<uint32_t>(random.Next()), wnd = static_cast<uint32_t>(random.Next()) >> random.Below(32);
    uint32_t scale = random.Below(15), initial = static_cast<uint32_t>(random.Next()) >> random.Below(32);
    uint32_t mss = random.OneIn(4) ? random.Below(65536) : 536 + random.Below(1000), frequency = random.Below(5);
    uint32_t pending = random.Below(5), flags = random.OneIn(3) ? random.Below(2048) : 0;
    bool is_told = random.OneIn(6);
    uint64_t field = uint64_t{wnd} >> scale;
    if (field > 65535) field = 65535;
    uint32_t edge = nxt + static_cast<uint32_t>(field << scale);
    uint64_t enough = initial / 2 < 2 * mss ? initial / 2 : 2 * mss;
    uint32_t advertised = edge - (random.OneIn(2) ? static_cast<uint32_t>(enough) + random.Below(5) - 2
                                                  : static_cast<uint32_t>(random.Next()));
    int64_t more = static_cast<int32_t>(edge - advertised);
    bool has_opened = more > 0 && more >= static_cast<int64_t>(enough);
    bool expected = is_told || pending >= (frequency == 0 ? 1 : frequency) || has_opened;
    if (flags & (128 | 256)) expected = false; /* ABORTED, HOST_PATH */
    top.nxt_i = nxt;
    top.wnd_i = wnd;
    top.flags_i = static_cast<uint16_t>(flags);
    top.ack_pending_i = static_cast<uint8_t>(pending);
    top.advertised_i = advertised;
    top.scale_i = static_cast<uint8_t>(scale);
    top.initial_wnd_i = initial;
    top.remote_mss_i = static_cast<uint16_t>(mss);
    top.frequency_i = static_cast<uint8_t>(frequency);
    top.is_told_i = is_told;
    top.eval();
    TOE_CHECK_EQ(top.window_o, field);
    TOE_CHECK_EQ(top.edge_o, edge);
    TOE_CHECK_EQ(top.due_o, expected);
    due += expected;
    opened += has_opened;
  }
  TOE_CHECK(due > 1000 && opened > 1000);
  top.final();
  SaveCoverage(&context);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_ack_due", argc, argv, 2, toe::Run); }
