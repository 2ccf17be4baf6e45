/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_secded_bench.cpp - check bytes of a row: three words worked by hand, every single bit, random rows bit by bit
 * (docs/microarchitecture.md 5.8).
 */
#include "Vtoe_secded.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_secded.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  VerilatedContext context;
  Vtoe_secded secded(&context);
  Random random(mode.seed);
  auto check_of = [&secded](int word, uint64_t value) {
    for (int w = 0; w < 16; ++w) secded.data_i[w] = 0;
    Set(secded.data_i, 64 * word, 64, value);
    secded.en_i = 1;
    secded.eval();
    ++g_step;
    return secded.check_o;
  };
  for (int word = 0; word < 8; ++word) {
    /* Bit 0 stands at position 3: check bits 0 and 1; three bits, so the parity bit is 1. */
    TOE_CHECK_EQ(check_of(word, 1), uint64_t{0x83} << (8 * word));
    /* Bit 63 stands at 71 = 64 + 4 + 2 + 1: check bits 0, 1, 2, 6; five bits, parity 1. */
    TOE_CHECK_EQ(check_of(word, uint64_t{1} << 63), uint64_t{0xC7} << (8 * word));
    /* Bits 0 and 1, positions 3 and 5: 3 ^ 5 = 6, check bits 1 and 2; four bits, parity 0. */
    TOE_CHECK_EQ(check_of(word, 3), uint64_t{0x06} << (8 * word));
    TOE_CHECK_EQ(check_of(word, 0), 0);
    for (int bit = 0; bit < 64; ++bit) {
      uint64_t value = uint64_t{1} << bit;
      TOE_CHECK_EQ(check_of(word, value), uint64_t{CheckByte(value)} << (8 * word));
    }
  }
  for (int round = 0; round < 500; ++round) {
    uint64_t expected = 0;
    for (int word = 0; word < 8; ++word) {
      uint64_t value = random.Next();
      Set(secded.data_i, 64 * word, 64, value);
      expected |= uint64_t{CheckByte(value)} << (8 * word);
    }
    secded.en_i = 1;
    secded.eval();
    ++g_step;
    TOE_CHECK_EQ(secded.check_o, expected);
    secded.en_i = 0;
    secded.eval();
    TOE_CHECK_EQ(secded.check_o, 0);
  }
  secded.final();
  SaveCoverage(&context);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_secded", argc, argv, 1, toe::Run); }
