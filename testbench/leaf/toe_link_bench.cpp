/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_link_bench.cpp - the reads of an object that is named: row k at the first edge after that of row k-1 (row 0:
 * after it came) at which CTXW does not write to its bank; none for a path or a handle that names nothing; ready 3
 * edges after the last; every row corrected, flips counted by row (docs/microarchitecture.md 5.6, 5.8).
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
    uint32_t banks = 1u << random_.Below(3), rows = random_.Below(5);
    uint32_t row = rows >= 3 ? 4 * random_.Below(26624) : rows == 2 ? 2 * random_.Below(53248) : random_.Below(106496);
    top_.banks_i = static_cast<uint8_t>(banks);
    top_.rows_i = static_cast<uint8_t>(rows);
    top_.row_i = row;
    top_.take_i = 1;
    Edge(); /* edge a */
    top_.take_i = 0;
    top_.valid_i = 1;
    uint32_t next = 0, come = 0, corrected = 0, lost = 0, waits = random_.Below(3);
    uint64_t edge = 1, last = rows == 0 ? 1 : 0, read_at[4] = {0, 0, 0, 0}, first[8] = {};
    bool first_is_good = false;
    for (;; ++edge) {
      for (int w = 0; w < 16; ++w) top_.rd_data_i[w] = static_cast<uint32_t>(random_.Next());
      top_.rd_check_i = random_.Next();
      /* Data of the row read two edges ago, noise at the other edges. */
      bool comes = come < next && edge == read_at[come] + 2;
      uint64_t words[8];
      int outcome = comes ? Draw(words) : 0;
      top_.wr_valid_i = mode_.has_back_pressure && !random_.OneIn(3);
      top_.wr_row_i = random_.Below(106496);
      bool is_ready = last != 0 && edge >= last + 3;
      bool is_in_the_way = top_.wr_valid_i && top_.wr_row_i % banks == (row + next) % banks, reads = next < rows;
      if (reads) ++seen_[banks >> 1][is_in_the_way];
      link_.Settle();
      TOE_CHECK_EQ(top_.stall_o, reads && is_in_the_way);
      TOE_CHECK_EQ(top_.rd_valid_o, reads && !is_in_the_way);
      if (top_.rd_valid_o) TOE_CHECK_EQ(top_.rd_row_o, row + next);
      TOE_CHECK_EQ(top_.ready_o, is_ready);
      if (is_ready) TOE_CHECK_EQ(top_.active_o, 0);
      TOE_CHECK_EQ(top_.corrected_o, corrected);
      TOE_CHECK_EQ(top_.uncorrectable_o, lost);
      TOE_CHECK_EQ(top_.sample_o, comes);
      if (comes) {
        TOE_CHECK_EQ(top_.sample_row_o, come);
        if (outcome != 2) {
          for (int w = 0; w < 8; ++w) TOE_CHECK_EQ(Get(top_.sample_data_o, 64 * w, 64), words[w]);
        }
        if (come == 0) {
          first_is_good = outcome != 2;
          memcpy(first, words, sizeof first);
        }
        ++come;
        corrected += outcome == 1;
        lost += outcome == 2;
      }
      if (reads && !is_in_the_way) {
        read_at[next++] = edge;
        if (next == rows) last = edge;
      }
      if (is_ready) {
        TOE_CHECK_EQ(come, rows);
        if (first_is_good) {
          for (int w = 0; w < 8; ++w) TOE_CHECK_EQ(Get(top_.row_o, 64 * w, 64), first[w]);
        }
        most_ += corrected >= 3;
        if (waits-- == 0) break;
      }
      Edge();
    }
    Edge();
    top_.valid_i = 0;
  }

  /* Without banks of its own a write to any row is in the way. */
  void Done() {
    TOE_CHECK(most_ > 5);
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
    for (uint32_t n = random_.OneIn(2) ? random_.Below(3) : 0; n > 0; --n) {
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
  uint32_t seen_[3][2]{}, most_ = 0;
};

void Run(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 1500; ++i) rig.Linker();
  rig.Done();
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_link", argc, argv, 2, toe::Run); }
