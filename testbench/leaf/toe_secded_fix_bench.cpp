/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_secded_fix_bench.cpp - rows with flipped bits: every single flip is corrected, every two in one word are found,
 * two in two words are both corrected, three in one are what the syndrome says (docs/microarchitecture.md 5.8).
 */
#include "Vtoe_secded_fix.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_secded.h"

namespace toe {
namespace {

enum Outcome { kGood, kCorrected, kUncorrectable };

struct Row {
  uint64_t words[8];
  uint64_t check;
  /* Bits 0..63 of a word are its data, 64..71 its check byte. */
  void Flip(int word, int bit) {
    if (bit < 64) {
      words[word] ^= uint64_t{1} << bit;
    } else {
      check ^= uint64_t{1} << (8 * word + bit - 64);
    }
  }
};

class Rig {
 public:
  Rig() : fix_(&context_) {}
  ~Rig() {
    fix_.final();
    SaveCoverage(&context_);
  }
  /* What is read is `read`; it must come to `outcome`, and unless that is kUncorrectable to the words of `expected`. */
  void Expect(const Row &read, const Row &expected, Outcome outcome) {
    for (int w = 0; w < 16; ++w) fix_.data_i[w] = static_cast<uint32_t>(read.words[w / 2] >> (w % 2 * 32));
    fix_.check_i = read.check;
    fix_.en_i = 1;
    fix_.eval();
    ++g_step;
    TOE_CHECK_EQ(fix_.corrected_o, outcome == kCorrected);
    TOE_CHECK_EQ(fix_.uncorrectable_o, outcome == kUncorrectable);
    if (outcome == kUncorrectable) return;
    for (int w = 0; w < 16; ++w) {
      TOE_CHECK_EQ(fix_.data_o[w], static_cast<uint32_t>(expected.words[w / 2] >> (w % 2 * 32)));
    }
  }
  void ExpectOff(const Row &read) {
    for (int w = 0; w < 16; ++w) fix_.data_i[w] = static_cast<uint32_t>(read.words[w / 2] >> (w % 2 * 32));
    fix_.check_i = read.check;
    fix_.en_i = 0;
    fix_.eval();
    TOE_CHECK_EQ(fix_.corrected_o | fix_.uncorrectable_o, 0);
    for (int w = 0; w < 16; ++w) TOE_CHECK_EQ(fix_.data_o[w], static_cast<uint32_t>(read.words[w / 2] >> (w % 2 * 32)));
  }

 private:
  VerilatedContext context_;
  Vtoe_secded_fix fix_;
};

void Run(const Mode &mode) {
  Rig rig;
  Random random(mode.seed + mode.has_gaps + 2u * mode.has_back_pressure);
  Row row{};
  for (int word = 0; word < 8; ++word) {
    row.words[word] = random.Next();
    row.check |= uint64_t{CheckByte(row.words[word])} << (8 * word);
  }
  rig.Expect(row, row, kGood);
  for (int word = 0; word < 8; ++word) {
    for (int first = 0; first < 72; ++first) {
      Row one = row;
      one.Flip(word, first);
      rig.Expect(one, row, kCorrected);
      for (int second = first + 1; second < 72; ++second) {
        Row two = one;
        two.Flip(word, second);
        rig.Expect(two, row, kUncorrectable);
      }
      /* One flip elsewhere: both are corrected; two elsewhere: the row is lost, whatever this word is. */
      int other = (word + 1 + static_cast<int>(random.Below(7))) % 8, bit = static_cast<int>(random.Below(72));
      Row both = one;
      both.Flip(other, bit);
      rig.Expect(both, row, kCorrected);
      both.Flip(other, (bit + 1 + static_cast<int>(random.Below(71))) % 72);
      rig.Expect(both, row, kUncorrectable);
    }
  }
  /* Three flips in a word: a wrong bit is turned, or the syndrome names no position. */
  int found = 0, turned = 0;
  for (int round = 0; round < 2000; ++round) {
    Row three = row, expected = row;
    int word = static_cast<int>(random.Below(8)), bit = static_cast<int>(random.Below(70));
    three.Flip(word, bit);
    three.Flip(word, bit + 1);
    three.Flip(word, bit + 2 + static_cast<int>(random.Below(static_cast<uint32_t>(70 - bit))));
    expected = three;
    int outcome = Correct(&expected.words[word], static_cast<uint8_t>(three.check >> (8 * word)));
    rig.Expect(three, expected, static_cast<Outcome>(outcome));
    found += outcome == kUncorrectable;
    turned += outcome == kCorrected;
    rig.ExpectOff(three);
  }
  TOE_CHECK(found > 0 && turned > 0);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_secded_fix", argc, argv, 1, toe::Run); }
