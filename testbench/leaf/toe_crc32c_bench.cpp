/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_crc32c_bench.cpp - the XOR matrix against a CRC taken bit by bit, whose check value is the published one.
 */
#include "Vtoe_crc32c.h"
#include "testbench/leaf/toe_crc.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  TOE_CHECK_EQ(Crc32c(reinterpret_cast<const uint8_t *>("123456789"), 9), 0xE3069283u);
  VerilatedContext context;
  Vtoe_crc32c crc(&context);
  Random random(mode.seed);
  for (int step = 0; step < 2000; ++step) {
    uint8_t key[40];
    for (uint8_t &byte : key) {
      /* Sparse keys too: one bit set finds a wrong row of the matrix at once. */
      byte = mode.has_gaps ? 0 : static_cast<uint8_t>(random.Next());
    }
    if (mode.has_gaps) key[(step / 8) % 40] = static_cast<uint8_t>(1u << (step % 8));
    for (int w = 0; w < 10; ++w) crc.key_i[w] = 0;
    for (int i = 0; i < 40; ++i) crc.key_i[i / 4] |= uint32_t{key[i]} << (8 * (i % 4));
    crc.en_i = !(mode.has_back_pressure && random.OneIn(3));
    crc.eval();
    TOE_CHECK_EQ(crc.crc_o, crc.en_i ? Crc32c(key, 40) : 0);
    ++g_step;
    /* The forger that other benches use. */
    CrcForge(key, 40, 0x12345678u + static_cast<uint32_t>(step));
    TOE_CHECK_EQ(Crc32c(key, 40), 0x12345678u + static_cast<uint32_t>(step));
  }
  crc.final();
  SaveCoverage(&context);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_crc32c", argc, argv, 1, toe::Run); }
