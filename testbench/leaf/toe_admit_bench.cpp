/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_admit_bench.cpp - the order of checks: every combination of what may be wrong, against the sentence of
 * docs/microarchitecture.md 7 that lists the checks of a layer in order.
 */
#include "Vtoe_admit.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

/* class_e of toe_pkg, causes of causes.def, typed by hand. */
enum Class { kMarker, kFetch, kDetached, kMalformed, kNotAttempted, kPlaceholder, kLinker, kNeighbor, kPath, kTcp };

void Run(const Mode &) {
  VerilatedContext context;
  Vtoe_admit admit(&context);
  for (uint32_t bits = 0; bits < 1u << 11; ++bits) {
    for (int fault = 0; fault < 3; ++fault) {
      bool fault_enable = bits & 1, has_neighbor = bits & 2, has_path = bits & 4, handle_ok = bits & 8;
      bool neighbor_free = bits & 16, path_free = bits & 32, tcp_free = bits & 64, host_free = bits & 128;
      bool found = bits & 256, has_place = bits & 512;
      /* States: 3 and 10 are outside, 4 and 9 the ends. */
      uint32_t state = bits & 1024 ? (bits & 1 ? 4 : 9) : (bits & 1 ? 3 : 10);
      bool state_ok = bits & 1024;
      admit.fault_i = static_cast<uint8_t>(fault);
      admit.tcp_state_i = static_cast<uint8_t>(state);
      admit.fault_enable_i = fault_enable;
      admit.neighbor_is_there_i = has_neighbor;
      admit.path_is_there_i = has_path;
      admit.handle_ok_i = handle_ok;
      admit.neighbor_free_i = neighbor_free;
      admit.path_free_i = path_free;
      admit.tcp_free_i = tcp_free;
      admit.host_free_i = host_free;
      admit.found_i = found;
      admit.has_place_i = has_place;
      bool internal = fault_enable && fault == 1, host_fault = fault_enable && fault == 2;
      struct Check {
        bool fails;
        uint32_t cause;
      };
      const Check neighbor_checks[] = {{internal, 7}, {!neighbor_free, 9}, {host_fault, 14}, {!host_free, 13}};
      const Check path_checks[] = {
          {!has_neighbor, 4}, {internal, 7}, {!path_free, 10}, {host_fault, 14}, {!host_free, 13}};
      const Check tcp_checks[] = {{!has_path, 4},  {!state_ok, 6},   {internal, 7},    {found, 8},
                                  {!tcp_free, 11}, {!has_place, 12}, {host_fault, 14}, {!host_free, 13}};
      for (int item_class = kMarker; item_class <= kTcp; ++item_class) {
        uint32_t expected = 0;
        auto first_of = [&expected](const Check *checks, int count) {
          for (int i = count - 1; i >= 0; --i) expected = checks[i].fails ? checks[i].cause : expected;
        };
        switch (item_class) {
          case kFetch:
            expected = 3;
            break;
          case kMalformed:
            expected = 2;
            break;
          case kDetached:
          case kNotAttempted:
            expected = 1;
            break;
          case kLinker:
            expected = handle_ok ? 0 : 5;
            break;
          case kNeighbor:
            first_of(neighbor_checks, 4);
            break;
          case kPath:
            first_of(path_checks, 5);
            break;
          case kTcp:
            first_of(tcp_checks, 8);
            break;
          default:
            break;
        }
        admit.class_i = static_cast<uint8_t>(item_class);
        admit.eval();
        ++g_step;
        TOE_CHECK_EQ(admit.cause_o, expected);
      }
    }
  }
  admit.final();
  SaveCoverage(&context);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_admit", argc, argv, 1, toe::Run); }
