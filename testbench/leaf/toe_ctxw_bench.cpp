/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ctxw_bench.cpp - rows of a context at d+1, d+2, ..., first 8 bytes replaced, of a connection bytes 32..39 too,
 * and the last row,
 * each with its check bytes; a corrected row at d+1; rows 1 and 3 behind a receive job at z+1 and z+2; idle the edge
 * after the last, while LOAD fills other places of the stage (docs/microarchitecture.md 5.7, 5.8).
 *
 * Gaps: edges between contexts.  Back-pressure: the SRAM has none; contexts of 2 and 4 rows and corrected rows mix
 * instead of 4 only.
 */
#include "Vtoe_ctxw.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_secded.h"

namespace toe {
namespace {

/* Rows of a pair behind its first. */
constexpr uint32_t kPair[] = {0, 1, 3};

void Run(const Mode &mode) {
  Leaf<Vtoe_ctxw> ctxw(mode.seed);
  Random random(mode.seed);
  Vtoe_ctxw &top = ctxw.top();
  top.stage_valid_i = top.start_i = top.fix_i = top.pair_i = 0;
  ctxw.Reset();
  uint64_t stage[4][4]{}; /* a word stands for each row */
  bool is_filled[4][4]{};
  int64_t started = -10;
  uint32_t slot = 0, rows = 0, row = 0, written = 0;
  uint64_t context = 0, context_tcp = 0;
  bool is_fix = false, is_pair = false, is_tcp = false, has_first = false;
  uint32_t fixes = 0, pairs = 0, received[5] = {0, 0, 0, 0, 0}, firsts = 0;
  for (int64_t edge = 0; edge < 8000; ++edge) {
    int64_t age = edge - started;
    bool is_busy = age >= 1 && age <= static_cast<int64_t>(rows);
    /* LOAD keeps off what is being written. */
    uint32_t to = random.Below(4), to_row = random.Below(4);
    top.stage_valid_i = !(is_busy && !is_fix && !is_pair && to == slot) && random.OneIn(2);
    top.stage_slot_i = static_cast<uint8_t>(to);
    top.stage_row_i = static_cast<uint8_t>(to_row);
    uint64_t word = random.Next();
    for (int w = 0; w < 16; ++w)
      top.stage_data_i[w] = static_cast<uint32_t>(word >> (w % 2 * 32)) + static_cast<uint32_t>(w);
    uint32_t from = random.Below(4);
    bool is_whole = is_filled[from][0] && is_filled[from][1] && is_filled[from][2] && is_filled[from][3];
    top.start_i = !is_busy && is_whole && !(top.stage_valid_i && to == from) && !(mode.has_gaps && random.OneIn(3)) &&
                  !(mode.has_back_pressure && random.OneIn(2));
    top.start_slot_i = static_cast<uint8_t>(from);
    top.start_is_tcp_i = !(mode.has_back_pressure && random.OneIn(2));
    top.start_row_i = random.Below(106000);
    top.start_context_i = random.Next();
    top.start_tcp_i = random.Next();
    top.fix_i = !is_busy && !top.start_i && mode.has_back_pressure && random.OneIn(3);
    top.pair_i = !is_busy && !top.start_i && !top.fix_i && mode.has_back_pressure && random.OneIn(2);
    top.pair_has_first_i = random.OneIn(2);
    for (int w = 0; w < 5; ++w) top.start_rcv_i[w] = static_cast<uint32_t>(random.Next());
    /* The row of a fix, and row 0 of a pair, is held for one edge more, row 1 for two. */
    if (!(is_busy && age == 1)) {
      for (int w = 0; w < 16; ++w) top.fix_data_i[w] = static_cast<uint32_t>(random.Next());
      for (int w = 0; w < 16; ++w) top.pair_first_i[w] = static_cast<uint32_t>(random.Next());
    }
    if (!(is_busy && age <= 2)) {
      for (int w = 0; w < 16; ++w) top.pair_data_i[w] = static_cast<uint32_t>(random.Next());
    }
    ctxw.Settle();
    TOE_CHECK_EQ(top.idle_o, !is_busy);
    TOE_CHECK_EQ(top.wr_valid_o, is_busy);
    if (is_busy) {
      TOE_CHECK_EQ(top.wr_row_o, row + (is_pair ? kPair[has_first ? age - 1 : age] : age - 1));
      uint64_t check = 0;
      for (int w = 0; w < 16; ++w) {
        uint32_t expected = static_cast<uint32_t>(stage[slot][age - 1] >> (w % 2 * 32)) + static_cast<uint32_t>(w);
        if (age == 1 && w < 2) expected = static_cast<uint32_t>(context >> (32 * w));
        if (age == 1 && is_tcp && w / 2 == 4) expected = static_cast<uint32_t>(context_tcp >> (32 * (w - 8)));
        if ((is_tcp && age == 4) || (is_pair && age == static_cast<int64_t>(rows))) expected = w < 5 ? received[w] : 0;
        /* ADVERTISED of a new connection: RCV_NXT + RCV_WND, the first words of row 1. */
        if (is_tcp && age == 4 && w == 4) {
          expected = static_cast<uint32_t>(stage[slot][1]) + static_cast<uint32_t>(stage[slot][1] >> 32) + 1;
        }
        if (is_pair && age != static_cast<int64_t>(rows))
          expected = has_first && age == 1 ? top.pair_first_i[w] : top.pair_data_i[w];
        if (is_fix) expected = top.fix_data_i[w];
        TOE_CHECK_EQ(top.wr_data_o[w], expected);
      }
      for (int w = 0; w < 8; ++w) check |= uint64_t{CheckByte(Get(top.wr_data_o, 64 * w, 64))} << (8 * w);
      TOE_CHECK_EQ(top.wr_check_o, check);
      ++written;
    }
    if (top.start_i || top.fix_i || top.pair_i) {
      started = edge;
      slot = from;
      is_fix = top.fix_i;
      is_pair = top.pair_i;
      has_first = is_pair && top.pair_has_first_i;
      firsts += has_first;
      is_tcp = top.start_is_tcp_i && !is_fix && !is_pair;
      fixes += is_fix;
      pairs += is_pair;
      rows = is_fix ? 1 : is_tcp ? 4 : has_first ? 3 : 2;
      for (int w = 0; w < 5; ++w) received[w] = top.start_rcv_i[w];
      row = top.start_row_i;
      context = top.start_context_i;
      context_tcp = top.start_tcp_i;
    }
    if (top.stage_valid_i) {
      stage[to][to_row] = word;
      is_filled[to][to_row] = true;
    }
    ctxw.Edge();
  }
  TOE_CHECK(written > 1000);
  TOE_CHECK((fixes > 100 && pairs > 100 && firsts > 50) == mode.has_back_pressure);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_ctxw", argc, argv, 2, toe::Run); }
