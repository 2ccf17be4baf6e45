/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_obj_buffer_bench.cpp - a beat written every edge while a row is read every edge; rows are two beats; stamps.
 */
#include "Vtoe_obj_buffer.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_obj_buffer> buffer(mode.seed);
  Random random(mode.seed);
  static uint64_t words[32][16]; /* a word stands for each beat */
  static uint64_t stamps[32][2];
  buffer->rd_valid_i = buffer->rd_stamp_i = 0;
  uint64_t cycle = uint64_t{0x99} << 48; /* all 56 bits of a stamp are kept */
  uint32_t asked_chunk = 0, asked_object = 0, asked_row = 0;
  uint64_t asked_stamp = 0, low = 0, high = 0;
  bool was_read = false;
  for (uint32_t step = 0; step < 4000; ++step) {
    ++cycle;
    bool fills = step < 512;
    uint32_t chunk = fills ? step / 16 : random.Below(32), beat = fills ? step % 16 : random.Below(16);
    buffer->wr_valid_i = fills || !(mode.has_gaps && random.OneIn(2));
    buffer->wr_chunk_i = static_cast<uint8_t>(chunk);
    buffer->wr_beat_i = static_cast<uint8_t>(beat);
    uint64_t word = random.Next();
    for (int w = 0; w < 8; ++w)
      buffer->wr_data_i[w] = static_cast<uint32_t>(word >> (w % 2 * 32)) ^ static_cast<uint32_t>(w);
    buffer->wr_done_i = buffer->wr_valid_i && beat % 8 == 7;
    buffer->wr_cycle_i = cycle;
    if (was_read) {
      for (int w = 0; w < 16; ++w) {
        uint64_t whole = w < 8 ? low : high;
        TOE_CHECK_EQ(buffer->rd_data_o[w], static_cast<uint32_t>(whole >> (w % 2 * 32)) ^ static_cast<uint32_t>(w % 8));
      }
      TOE_CHECK_EQ(buffer->rd_cycle_o, asked_stamp);
    }
    bool reads = !fills && !(mode.has_back_pressure && random.OneIn(2));
    buffer->rd_valid_i = buffer->rd_stamp_i = reads;
    if (reads) {
      asked_chunk = random.Below(32);
      asked_object = random.Below(2);
      asked_row = random.Below(4);
      buffer->rd_chunk_i = static_cast<uint8_t>(asked_chunk);
      buffer->rd_object_i = static_cast<uint8_t>(asked_object);
      buffer->rd_row_i = static_cast<uint8_t>(asked_row);
      low = words[asked_chunk][8 * asked_object + 2 * asked_row];
      high = words[asked_chunk][8 * asked_object + 2 * asked_row + 1];
      asked_stamp = stamps[asked_chunk][asked_object];
      was_read = true;
    }
    if (buffer->wr_valid_i) {
      words[chunk][beat] = word;
      if (buffer->wr_done_i) stamps[chunk][beat / 8] = cycle;
    }
    buffer.Edge();
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_obj_buffer", argc, argv, 2, toe::Run); }
