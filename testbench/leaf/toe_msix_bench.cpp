/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_msix_bench.cpp - table, pending bits, the message; a set wins over the clear.
 *
 * Only vector 0 is ever set by the device, so masks of that vector matter most.  Gaps: rare sets.  Back-pressure: PQ
 * has no room at times.
 */
#include <array>

#include "Vtoe_msix.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_msix> msix(mode.seed);
  Random random(mode.seed);
  std::array<uint32_t, 128> table{}; /* reset: 0 but masked */
  for (int v = 0; v < 32; ++v) table[4 * v + 3] = 1;
  bool pending = false, enable = true, function_mask = false;
  msix->enable_i = 1;
  msix->function_mask_i = 0;
  msix->wr_en_i = msix->set_i = msix->ready_i = 0;
  msix.Reset();
  uint32_t sent = 0;
  for (int step = 0; step < 6000; ++step) {
    if (random.OneIn(50)) enable = !enable;
    if (random.OneIn(50)) function_mask = !function_mask;
    msix->enable_i = enable;
    msix->function_mask_i = function_mask;
    uint32_t word = random.OneIn(2) ? random.Below(4) : random.Below(128);
    bool writes = random.OneIn(3);
    uint32_t value = static_cast<uint32_t>(random.Next());
    msix->wr_en_i = writes;
    msix->wr_word_i = static_cast<uint8_t>(word);
    msix->wr_data_i = value;
    uint32_t read = random.Below(128);
    msix->rd_word_i = static_cast<uint8_t>(read);
    msix->set_i = !mode.has_gaps || random.OneIn(8);
    msix->ready_i = !(mode.has_back_pressure && random.OneIn(2));
    msix.Settle();
    TOE_CHECK_EQ(msix->rd_data_o, table[read]);
    TOE_CHECK_EQ(msix->pending_o, pending ? 1 : 0);
    bool valid = enable && !function_mask && pending && !(table[3] & 1);
    TOE_CHECK_EQ(msix->valid_o, valid);
    if (valid) {
      TOE_CHECK_EQ(Get(msix->data_o, kWriteKind, 3), kMessage);
      TOE_CHECK_EQ(Get(msix->data_o, kWriteAddress, 32), table[0] & ~3u);
      TOE_CHECK_EQ(Get(msix->data_o, kWriteAddress + 32, 32), table[1]);
      TOE_CHECK_EQ(Get(msix->data_o, kWriteData, 32), table[2]);
    }
    if (valid && msix->ready_i) {
      pending = false;
      ++sent;
    }
    if (msix->set_i) pending = true;
    if (writes) table[word] = word % 4 == 3 ? value & 1 : value;
    msix.Edge();
  }
  TOE_CHECK(sent > 50);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_msix", argc, argv, 3, toe::Run); }
