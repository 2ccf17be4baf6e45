/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_return_buffer_bench.cpp - rows by place and row, read 32 bytes at a time, while others are written.
 */
#include "Vtoe_return_buffer.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_return_buffer> buffer(mode.seed);
  Random random(mode.seed);
  uint32_t rows[16][3][16]{};
  uint32_t count = 0;
  for (uint32_t step = 0; step < 4000; ++step) {
    bool fills = step < 48;
    uint32_t slot = fills ? step / 3 : random.Below(16), row = fills ? step % 3 : random.Below(3);
    buffer->wr_en_i = fills || !(mode.has_gaps && random.OneIn(2));
    buffer->wr_slot_i = static_cast<uint8_t>(slot);
    buffer->wr_row_i = static_cast<uint8_t>(row);
    for (int w = 0; w < 16; ++w) buffer->wr_data_i[w] = static_cast<uint32_t>(random.Next());
    uint32_t read = random.Below(16), part = random.Below(6);
    buffer->rd_slot_i = static_cast<uint8_t>(read);
    buffer->rd_part_i = static_cast<uint8_t>(part);
    buffer.Settle();
    for (uint32_t w = 0; !fills && w < 8; ++w) {
      TOE_CHECK_EQ(buffer->rd_data_o[w], rows[read][part / 2][8 * (part % 2) + w]);
      ++count;
    }
    if (buffer->wr_en_i) {
      for (int w = 0; w < 16; ++w) rows[slot][row][w] = buffer->wr_data_i[w];
    }
    buffer.Edge();
  }
  TOE_CHECK(count > 1000);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_return_buffer", argc, argv, 1, toe::Run); }
