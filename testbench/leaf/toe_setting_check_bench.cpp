/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_setting_check_bench.cpp - what every setting takes, at its edges and in between (toe_settings.h).
 */
#include "Vtoe_setting_check.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_settings.h"

namespace toe {
namespace {

/* Combinational: no clock. */
bool Takes(Vtoe_setting_check *top, uint32_t setting, uint32_t value) {
  top->setting_i = setting;
  top->value_i = value;
  top->eval();
  ++g_step;
  return top->ok_o;
}

void Run(const Mode &mode) {
  VerilatedContext context;
  Vtoe_setting_check top(&context);
  Random random(mode.seed);
  for (const Setting &setting : kSettings) {
    TOE_CHECK(Takes(&top, setting.number, 0));
    TOE_CHECK(Takes(&top, setting.number, setting.at_most));
    if (setting.at_most != kWhole) {
      TOE_CHECK(!Takes(&top, setting.number, setting.at_most + 1));
      TOE_CHECK(!Takes(&top, setting.number, kWhole));
      TOE_CHECK(!Takes(&top, setting.number, 0x80000000u));
    }
    for (int i = 0; i < 200; ++i) {
      uint32_t value = static_cast<uint32_t>(random.Next()) >> random.Below(32);
      TOE_CHECK_EQ(Takes(&top, setting.number, value), value <= setting.at_most);
    }
  }
  for (const VlanValue &vlan : kVlanValues) TOE_CHECK_EQ(Takes(&top, 19, vlan.value), vlan.is_taken);
  for (uint32_t value : {0u, 1u, kWhole}) TOE_CHECK(Takes(&top, 22, value)); /* any address */
  for (uint32_t setting : {0u, 23u, 24u, 255u, 256u + 3u, 0x80000001u, kWhole}) {
    TOE_CHECK(!Takes(&top, setting, 0));
    TOE_CHECK(!Takes(&top, setting, 1));
  }
  top.final();
  SaveCoverage(&context);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_setting_check", argc, argv, 2, toe::Run); }
