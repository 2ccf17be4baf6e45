/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_admit_bench.cpp - the order of checks: every set of things that may be wrong, each by as little as it can be,
 * against the sentences of docs/microarchitecture.md 7 that list the checks of a layer in order (R25-R40).
 */
#include <vector>

#include "Vtoe_admit.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

/* class_e of toe_pkg, causes of causes.def, typed by hand. */
enum Class {
  kMarker,
  kFetch,
  kDetached,
  kMalformed,
  kNotAttempted,
  kPlaceholder,
  kLinker,
  kNeighbor,
  kPath,
  kTcp,
  kTerminate
};
enum Fault { kNone, kInternal, kHostMemory, kRejected, kCopyMemory };

struct Check {
  bool fails;
  uint32_t cause;
};

class Rig {
 public:
  explicit Rig(uint64_t seed) : random_(seed), top_(&context_) { Clear(); }
  ~Rig() {
    top_.final();
    SaveCoverage(&context_);
  }

  /* Noise in everything that this item must not look at, then nothing is wrong. */
  void Clear() {
    for (int w = 0; w < 12; ++w) top_.object_i[w] = static_cast<uint32_t>(random_.Next());
    for (int w = 0; w < 6; ++w) top_.policy_i[w] = static_cast<uint32_t>(random_.Next());
    for (uint8_t *bit : {&top_.vlan_known_i, &top_.vlan_any_i,      &top_.neighbor_is_there_i, &top_.path_is_there_i,
                         &top_.handle_ok_i,  &top_.uncorrectable_i, &top_.has_dependents_i,    &top_.neighbor_free_i,
                         &top_.path_free_i,  &top_.tcp_free_i,      &top_.src_mac_free_i,      &top_.src_ip_free_i,
                         &top_.vlan_free_i,  &top_.rcv_free_i,      &top_.xmit_free_i,         &top_.copy_free_i,
                         &top_.host_free_i,  &top_.found_i,         &top_.has_place_i,         &top_.has_room_i})
      *bit = random_.OneIn(2);
  }

  /* Counts combinations from `bits`: the lowest, and goes on to the next. */
  static bool Next(uint32_t *bits) {
    bool bit = *bits & 1;
    *bits >>= 1;
    return bit;
  }

  void Faults(uint32_t fault, bool enabled) {
    Set(top_.object_i, kObjectFault, 8, fault);
    Set(top_.policy_i, kPolicyFaultEnable, 1, enabled);
    fault_ = enabled ? fault : 0;
  }

  void Neighbor(uint32_t bits) {
    bool mismatch = Next(&bits), has_vlan = Next(&bits), any = Next(&bits);
    top_.vlan_known_i = !mismatch;
    top_.vlan_any_i = any;
    Set(top_.object_i, kObjectBody, 16, has_vlan ? 0x800 : 0);
    top_.vlan_free_i = !Next(&bits);
    top_.src_mac_free_i = !Next(&bits);
    top_.neighbor_free_i = !Next(&bits);
    top_.host_free_i = !Next(&bits);
    Expect(kNeighbor, {{fault_ == kInternal, 7},
                       {mismatch && has_vlan && any, 15},
                       {!top_.vlan_free_i, 16},
                       {!top_.src_mac_free_i, 17},
                       {!top_.neighbor_free_i, 9},
                       {fault_ == kHostMemory, 14},
                       {!top_.host_free_i, 13}});
  }

  void Path(uint32_t bits) {
    bool is_large = Next(&bits);
    uint32_t mtu = random_.OneIn(2) ? 9000 : 0xFFFFFFFF;
    Set(top_.object_i, kObjectMtu, 32, mtu);
    Set(top_.policy_i, kPolicyMtuMax, 32, is_large ? mtu - 1 : mtu);
    top_.neighbor_is_there_i = !Next(&bits);
    top_.src_ip_free_i = !Next(&bits);
    top_.path_free_i = !Next(&bits);
    top_.host_free_i = !Next(&bits);
    Expect(kPath, {{!top_.neighbor_is_there_i, 4},
                   {fault_ == kInternal, 7},
                   {is_large, 18},
                   {!top_.src_ip_free_i, 19},
                   {!top_.path_free_i, 10},
                   {fault_ == kHostMemory, 14},
                   {!top_.host_free_i, 13}});
  }

  void Tcp(uint32_t bits) {
    bool bad_state = Next(&bits), rejects_state = Next(&bits), rejects_port = Next(&bits);
    bool rejects_window = Next(&bits), is_wide = Next(&bits), fails = random_.OneIn(2), has_copy = Next(&bits);
    static const uint32_t kBad[] = {3, 10, 0, 255, 20, 4 + 16}, kGood[] = {4, 5, 6, 7, 8, 9};
    uint32_t state = bad_state ? kBad[random_.Below(6)] : kGood[random_.Below(6)];
    Set(top_.object_i, kObjectBody + 32, 8, state);
    /* Only its own bit counts. */
    Set(top_.policy_i, kPolicyStates, 10, rejects_state ? 1u << (state % 10) : state < 10 ? 0x3FFu ^ 1u << state : 0);
    uint32_t local = random_.Below(65536), remote = random_.Below(65536);
    Set(top_.object_i, kObjectBody, 16, local);
    Set(top_.object_i, kObjectBody + 16, 16, remote);
    Ports(rejects_port, local, remote);
    uint32_t window = 1 + random_.Below(0xFFFFFFFE);
    Set(top_.object_i, kObjectBody + 64, 32, window);
    Set(top_.policy_i, kPolicyMinWindow, 32, rejects_window ? window + 1 : window);
    Set(top_.policy_i, kPolicyRcvWindowMax, 32, is_wide ? window - 1 : window);
    Set(top_.policy_i, kPolicyDuplicatesFail, 1, fails);
    Set(top_.object_i, kObjectBody + 96, 32, has_copy ? 1u << random_.Below(32) : 0);
    top_.path_is_there_i = !Next(&bits);
    top_.found_i = Next(&bits);
    top_.tcp_free_i = !Next(&bits);
    top_.has_place_i = !Next(&bits);
    top_.xmit_free_i = !Next(&bits);
    top_.rcv_free_i = !Next(&bits);
    top_.host_free_i = !Next(&bits);
    top_.copy_free_i = !Next(&bits);
    Expect(kTcp, {{!top_.path_is_there_i, 4},
                  {bad_state, 6},
                  {fault_ == kInternal, 7},
                  {rejects_state, 20},
                  {rejects_port, 21},
                  {rejects_window, 22},
                  {top_.found_i != 0, fails ? 8u : 23u},
                  {fault_ == kRejected, 24},
                  {is_wide, 25},
                  {!top_.tcp_free_i, 11},
                  {!top_.has_place_i, 12},
                  {!top_.xmit_free_i, 26},
                  {!top_.rcv_free_i, 27},
                  {fault_ == kHostMemory, 14},
                  {!top_.host_free_i, 13},
                  {has_copy && fault_ == kCopyMemory, 29},
                  {has_copy && !top_.copy_free_i, 28}});
  }

  void Linker(uint32_t bits) {
    top_.handle_ok_i = !Next(&bits);
    top_.uncorrectable_i = Next(&bits);
    Expect(kLinker, {{!top_.handle_ok_i, 5}, {top_.uncorrectable_i != 0, 31}});
  }

  void Terminate(uint32_t bits) {
    top_.handle_ok_i = !Next(&bits);
    top_.has_dependents_i = Next(&bits);
    top_.uncorrectable_i = Next(&bits);
    top_.has_room_i = !Next(&bits);
    Expect(kTerminate, {{!top_.handle_ok_i, 5},
                        {top_.has_dependents_i != 0, 32},
                        {top_.uncorrectable_i != 0, 31},
                        {!top_.has_room_i, 33}});
  }

  /* The first that fails; 0 if none does. */
  void Expect(Class item_class, const std::vector<Check> &checks) {
    uint32_t expected = 0;
    for (const Check &check : checks) {
      if (!check.fails) continue;
      expected = check.cause;
      break;
    }
    ++seen_[expected];
    top_.class_i = static_cast<uint8_t>(item_class);
    top_.eval();
    ++g_step;
    TOE_CHECK_EQ(top_.cause_o, expected);
  }

  void Done() const {
    for (uint32_t cause = 0; cause < 34; ++cause) {
      if (cause != 30) TOE_CHECK(seen_[cause] > 0); /* COPY_FETCH is told later */
    }
  }

 private:
  /* A range that holds the port by its ends, or does not by one, or is none at all. */
  void Ports(bool rejects, uint32_t local, uint32_t remote) {
    bool by_local = random_.OneIn(2);
    uint32_t first[2] = {0xFFFF, 0xFFFF}, last[2] = {0, 0}, port[2] = {local, remote};
    for (int i = 0; i < 2; ++i) {
      bool holds = rejects && by_local == (i == 0);
      uint32_t p = port[i];
      if (holds) {
        first[i] = random_.OneIn(2) ? p : random_.Below(p + 1);
        last[i] = random_.OneIn(2) ? p : p + random_.Below(65536 - p);
      } else if (random_.OneIn(3) && p > 0) {
        first[i] = random_.Below(p);
        last[i] = p - 1;
      } else if (random_.OneIn(2) && p < 65535) {
        first[i] = p + 1;
        last[i] = 65535;
      } else if (p > 0 && p < 65535) { /* first above last: none, the port lies between */
        first[i] = p + 1;
        last[i] = p - 1;
      }
    }
    Set(top_.policy_i, kPolicyLocalFirst, 16, first[0]);
    Set(top_.policy_i, kPolicyLocalLast, 16, last[0]);
    Set(top_.policy_i, kPolicyRemoteFirst, 16, first[1]);
    Set(top_.policy_i, kPolicyRemoteLast, 16, last[1]);
  }

  Random random_;
  VerilatedContext context_;
  Vtoe_admit top_;
  uint32_t fault_ = 0;
  uint32_t seen_[34]{};
};

void Run(const Mode &mode) {
  Rig rig(mode.seed + 2u * mode.has_gaps + 4u * mode.has_back_pressure);
  for (uint32_t fault = kNone; fault <= kCopyMemory; ++fault) {
    for (int enabled = 0; enabled < 2; ++enabled) {
      for (uint32_t bits = 0; bits < 1u << 7; ++bits) {
        rig.Clear();
        rig.Faults(fault, enabled);
        rig.Neighbor(bits);
      }
      for (uint32_t bits = 0; bits < 1u << 5; ++bits) {
        rig.Clear();
        rig.Faults(fault, enabled);
        rig.Path(bits);
      }
      for (uint32_t bits = 0; bits < 1u << 14; ++bits) {
        rig.Clear();
        rig.Faults(fault, enabled);
        rig.Tcp(bits);
      }
      for (uint32_t bits = 0; bits < 4; ++bits) {
        rig.Clear();
        rig.Faults(fault, enabled);
        rig.Linker(bits);
      }
      for (uint32_t bits = 0; bits < 16; ++bits) {
        rig.Clear();
        rig.Faults(fault, enabled);
        rig.Terminate(bits);
      }
      rig.Clear();
      rig.Faults(fault, enabled); /* do nothing here */
      rig.Expect(kMarker, {});
      rig.Expect(kPlaceholder, {});
      rig.Expect(kFetch, {{true, 3}});
      rig.Expect(kMalformed, {{true, 2}});
      rig.Expect(kDetached, {{true, 1}});
      rig.Expect(kNotAttempted, {{true, 1}});
    }
  }
  rig.Done();
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_admit", argc, argv, 1, toe::Run); }
