/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_link_bench.cpp - a linker's read: at the first edge from the one after it came at which CTXW does not write to
 * the row's bank; nothing read for a handle that names nothing; ready 3 edges after; the row corrected
 * (docs/microarchitecture.md 5.6, 5.8).
 *
 * Gaps: edges between linkers.  Back-pressure: CTXW writes rows at most edges; with 1 bank every one of them is in the
 * way, with 2 and 4 those of the same bank only.
 */
#include "Vtoe_link.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_secded.h"

namespace toe {
namespace {

class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), link_(mode.seed), top_(link_.top()) {
    top_.take_i = top_.valid_i = 0;
    top_.wr_valid_i = 0;
    top_.banks_i = 2;
    link_.Reset();
  }

  void Linker() {
    if (mode_.has_gaps) {
      for (uint32_t i = random_.Below(4); i > 0; --i) Edge();
    }
    uint32_t banks = 1u << random_.Below(3), layer = 1 + random_.Below(3), used = random_.Below(5000);
    uint32_t id = random_.OneIn(3) ? used - 1 + random_.Below(2) : random_.Below(used + 1), handle = layer << 28 | id;
    if (random_.OneIn(8)) handle ^= 1u << (20 + random_.Below(12));
    bool is_ok = handle >> 28 == layer && (handle >> 20 & 0xFF) == 0 && (handle & 0xFFFFF) < used;
    uint32_t row = random_.Below(106496);
    top_.banks_i = static_cast<uint8_t>(banks);
    top_.layer_i = static_cast<uint8_t>(layer);
    top_.handle_i = handle;
    top_.used_i = static_cast<uint16_t>(used);
    top_.row_i = row;
    top_.take_i = 1;
    Edge(); /* edge a */
    top_.take_i = 0;
    top_.valid_i = 1;
    /* It waits for its bank. */
    for (;;) {
      top_.wr_valid_i = mode_.has_back_pressure && !random_.OneIn(3);
      top_.wr_row_i = random_.Below(106496);
      bool is_in_the_way = top_.wr_valid_i && top_.wr_row_i % banks == row % banks;
      ++seen_[banks >> 1][is_in_the_way];
      link_.Settle();
      TOE_CHECK_EQ(top_.handle_ok_o, is_ok);
      TOE_CHECK_EQ(top_.stall_o, is_ok && is_in_the_way);
      TOE_CHECK_EQ(top_.rd_valid_o, is_ok && !is_in_the_way);
      TOE_CHECK_EQ(top_.ready_o, 0);
      if (top_.rd_valid_o) TOE_CHECK_EQ(top_.rd_row_o, row);
      bool goes = !(is_ok && is_in_the_way);
      Edge();
      if (goes) break;
    }
    /* Edge r has passed; the data is there for edge r+2, noise at the others; nothing is in its way any more. */
    uint64_t words[8];
    int outcome = 0;
    for (int age = 1; age <= 2; ++age) {
      for (int w = 0; w < 16; ++w) top_.rd_data_i[w] = static_cast<uint32_t>(random_.Next());
      top_.rd_check_i = random_.Next();
      if (age == 2) outcome = Draw(words);
      top_.wr_valid_i = mode_.has_back_pressure && random_.OneIn(2);
      link_.Settle();
      TOE_CHECK_EQ(top_.ready_o, 0);
      TOE_CHECK_EQ(top_.rd_valid_o, 0);
      TOE_CHECK_EQ(top_.stall_o, 0);
      TOE_CHECK_EQ(top_.active_o, 1);
      Edge();
    }
    for (uint32_t waits = random_.Below(3);; --waits) {
      for (int w = 0; w < 16; ++w) top_.rd_data_i[w] = static_cast<uint32_t>(random_.Next());
      top_.rd_check_i = random_.Next();
      link_.Settle();
      TOE_CHECK_EQ(top_.ready_o, 1);
      TOE_CHECK_EQ(top_.active_o, 0);
      TOE_CHECK_EQ(top_.corrected_o, is_ok && outcome == 1);
      TOE_CHECK_EQ(top_.uncorrectable_o, is_ok && outcome == 2);
      if (is_ok && outcome != 2) {
        for (int w = 0; w < 8; ++w) TOE_CHECK_EQ(Get(top_.row_o, 64 * w, 64), words[w]);
      }
      Edge();
      if (waits == 0) break;
    }
    top_.valid_i = 0;
  }

  /* Without banks of its own a write to any row is in the way. */
  void Done() {
    if (!mode_.has_back_pressure) return;
    TOE_CHECK(seen_[0][1] > 20 && seen_[1][0] > 20 && seen_[1][1] > 20 && seen_[2][0] > 20 && seen_[2][1] > 20);
  }

 private:
  void Edge() { link_.Edge(); }

  /* A row as written, perhaps with flips; what it must come to. */
  int Draw(uint64_t *words) {
    uint64_t check = 0;
    uint64_t flips[8]{};
    uint8_t check_flips[8]{};
    for (uint32_t n = random_.OneIn(2) ? random_.Below(4) : 0; n > 0; --n) {
      uint32_t word = random_.OneIn(2) ? 3 : random_.Below(8), bit = random_.Below(72);
      if (bit < 64) {
        flips[word] ^= uint64_t{1} << bit;
      } else {
        check_flips[word] = static_cast<uint8_t>(check_flips[word] ^ 1u << (bit - 64));
      }
    }
    int outcome = 0;
    for (int w = 0; w < 8; ++w) {
      uint64_t word = random_.Next();
      uint8_t stored = static_cast<uint8_t>(CheckByte(word) ^ check_flips[w]);
      check |= uint64_t{stored} << (8 * w);
      word ^= flips[w];
      Set(top_.rd_data_i, 64 * w, 64, word);
      int its = Correct(&word, stored);
      if (its > outcome) outcome = its;
      words[w] = word;
    }
    top_.rd_check_i = check;
    return outcome;
  }

  Mode mode_;
  Random random_;
  Leaf<Vtoe_link> link_;
  Vtoe_link &top_;
  uint32_t seen_[3][2]{};
};

void Run(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 1500; ++i) rig.Linker();
  rig.Done();
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_link", argc, argv, 2, toe::Run); }
