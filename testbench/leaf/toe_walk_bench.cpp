/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_walk_bench.cpp - random lists of objects, well formed or not, against the rules 1 to 4 of
 * docs/microarchitecture.md 7 told again in C++ with a list of all objects before, instead of registers.  One request
 * in four is a TERMINATE: every object stands for itself.
 *
 * Gaps: edges without a decision.  Back-pressure: an item waits several edges for its decision.
 */
#include <array>
#include <vector>

#include "Vtoe_walk.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

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

/* One object of the list, and what became of it. */
struct Past {
  uint32_t layer;
  bool is_error, attempted, failed;
  bool has_object;
  uint32_t cause, handle, vlan, family;
  std::array<uint32_t, 8> body;
};

/* The current object of a layer: the last one, unless a neighbor came after a path. */
const Past *Current(const std::vector<Past> &past, uint32_t layer) {
  for (size_t i = past.size(); i > 0; --i) {
    if (past[i - 1].is_error) continue;
    if (past[i - 1].layer == layer) return &past[i - 1];
    if (past[i - 1].layer < layer) return nullptr;
  }
  return nullptr;
}

void Run(const Mode &mode) {
  Leaf<Vtoe_walk> walk(mode.seed);
  Random random(mode.seed);
  Vtoe_walk &top = walk.top();
  top.valid_i = top.decide_i = 0;
  walk.Reset();
  uint32_t seen[11]{};
  for (int request = 0; request < 1500; ++request) {
    std::vector<Past> past;
    uint32_t policy = random.Below(3), count = 1 + random.Below(12), root = 1 + random.Below(3), layer = root;
    bool is_stopped = false, has_error = false, is_terminate = random.OneIn(4);
    top.is_terminate_i = is_terminate;
    for (uint32_t index = 0; index < count; ++index) {
      if (mode.has_gaps) {
        for (uint32_t i = random.Below(3); i > 0; --i) {
          top.valid_i = 0;
          walk.Edge();
        }
      }
      if (index > 0) layer = root + random.Below((layer < 3 ? layer + 1 : 3) - root + 1);
      uint32_t shown = is_terminate ? 1 + random.Below(3) : layer;
      uint32_t kind = random.Below(is_terminate && !random.OneIn(40) ? 2 : 3), fault = random.Below(5);
      uint32_t family = 0, handle = 0;
      if (random.OneIn(40)) shown = random.OneIn(2) ? random.Below(4) : random.Below(256);
      if (random.OneIn(60)) kind = random.Below(256);
      if (random.OneIn(60)) fault = random.Below(256);
      bool is_new_path = kind == 2 && shown == 2, is_new_tcp = kind == 2 && shown == 3, is_linker = kind == 1;
      if (is_new_path && !is_terminate) family = random.OneIn(2) ? 4 : 6;
      if (random.OneIn(60)) family = random.OneIn(2) ? 4 * random.Below(2) : random.Below(256);
      if (is_linker || random.OneIn(60)) handle = random.OneIn(2) ? 1u << random.Below(32) : 0;
      bool reserved_ok = !random.OneIn(kind == 2 ? 40 : 2); /* linkers and placeholders may have anything */
      bool is_fetched = !random.OneIn(60);
      top.valid_i = 1;
      top.is_object_i = 1;
      top.is_fetched_i = is_fetched;
      top.is_root_i = index == 0;
      for (int w = 0; w < 10; ++w) top.object_i[w] = static_cast<uint32_t>(random.Next());
      Set(top.object_i, kObjectLayer, 8, shown);
      Set(top.object_i, kObjectKind, 8, kind);
      Set(top.object_i, kObjectFault, 8, fault);
      Set(top.object_i, kObjectFamily, 8, family);
      Set(top.object_i, kObjectHandle, 32, handle);
      Set(top.object_i, kObjectReservedOk, 1, reserved_ok);
      /* BUFFERED_BYTES at byte 28, BUFFERED_ADDR at 32: both or none, aligned to 64; now and then not. */
      uint32_t bytes = random.OneIn(2) ? 1u << random.Below(32) : 0;
      uint64_t address = bytes != 0 ? uint64_t{64} << random.Below(58) : 0;
      if (random.OneIn(20)) address ^= uint64_t{1} << (random.OneIn(2) ? 4 + random.Below(4) : random.Below(64));
      if (random.OneIn(40)) bytes = random.OneIn(2) ? 0 : 64;
      if (is_new_tcp) {
        Set(top.object_i, kObjectBody + 96, 32, bytes);
        Set(top.object_i, kObjectBody + 128, 64, address);
      }

      /* The rules, in their order. */
      uint32_t before = past.empty() ? 0 : past.back().layer;
      bool is_malformed = shown < 1 || shown > 3 || kind > 2 || fault > 4 || (index > 0 && shown < past[0].layer) ||
                          (index > 0 && shown > before + 1);
      if (is_new_path ? family != 4 && family != 6 : family != 0) is_malformed = true;
      if (!is_linker && handle != 0) is_malformed = true;
      if (kind == 2 && !reserved_ok) is_malformed = true;
      if (is_new_tcp && (address % 64 != 0 || (bytes == 0) != (address == 0))) is_malformed = true;
      if (is_terminate) {
        is_malformed = shown < 1 || shown > 3 || kind > 1 || fault > 4 || family != 0 || (kind == 0 && handle != 0);
      }
      const Past *parent = index > 0 && shown > past[0].layer ? Current(past, shown - 1) : nullptr;
      bool needs_parent = index > 0 && shown > past[0].layer;
      uint32_t expected;
      if (!is_fetched) {
        expected = kFetch;
      } else if (has_error) {
        expected = kDetached;
      } else if (is_malformed) {
        expected = kMalformed;
      } else if (is_terminate) {
        expected = kind == 0 ? kPlaceholder : kTerminate;
      } else if (is_stopped || (needs_parent && !(parent != nullptr && parent->attempted && !parent->failed))) {
        expected = kNotAttempted;
      } else if (kind == 0) {
        expected = kPlaceholder;
      } else if (kind == 1) {
        expected = kLinker;
      } else {
        expected = shown == 1 ? kNeighbor : shown == 2 ? kPath : kTcp;
      }
      ++seen[expected];
      top.decide_i = 0;
      if (mode.has_back_pressure) {
        for (uint32_t i = random.Below(3); i > 0; --i) walk.Edge();
      }
      walk.Settle();
      TOE_CHECK_EQ(top.class_o, expected);
      /* Parents, where this class looks at them. */
      const Past *neighbor = Current(past, 1), *path = Current(past, 2);
      bool has_neighbor = neighbor != nullptr && neighbor->has_object, has_path = path != nullptr && path->has_object;
      if (expected == kPath) {
        TOE_CHECK_EQ(top.neighbor_o >> 56 & 1, has_neighbor);
        if (has_neighbor) {
          TOE_CHECK_EQ(top.linked_to_o, neighbor->handle);
          TOE_CHECK_EQ(top.vlan_o, neighbor->vlan);
        }
        TOE_CHECK_EQ(top.family_o, family);
      }
      if (expected == kTcp) {
        TOE_CHECK_EQ(top.path_o >> 56 & 1, has_path);
        if (has_path) {
          TOE_CHECK_EQ(top.linked_to_o, path->handle);
          TOE_CHECK_EQ(top.vlan_o, path->vlan);
          TOE_CHECK_EQ(top.family_o, path->family);
          TOE_CHECK_EQ(top.path_o >> 8 & 0xFFFF, path->vlan);
          TOE_CHECK_EQ(top.path_o & 0xFF, path->family);
          for (int w = 0; w < 8; ++w) TOE_CHECK_EQ(top.path_addresses_o[w], path->body[static_cast<size_t>(w)]);
        }
      }

      if (expected == kNeighbor) {
        TOE_CHECK_EQ(top.linked_to_o, 0);
        TOE_CHECK_EQ(top.vlan_o, Get(top.object_i, kObjectBody, 16));
        TOE_CHECK_EQ(top.family_o, 0);
      }

      /* The decision; what pools would say is drawn. */
      Past now{};
      now.layer = shown;
      now.is_error = expected == kFetch || expected == kMalformed || expected == kDetached;
      now.attempted = expected >= kPlaceholder;
      bool needs_object = (expected == kPath && !has_neighbor) || (expected == kTcp && !has_path);
      now.cause = 0;
      if (expected == kFetch) now.cause = 3;
      if (expected == kMalformed) now.cause = 2;
      if (expected == kDetached || expected == kNotAttempted) now.cause = 1;
      if (expected == kLinker && random.OneIn(5)) now.cause = random.OneIn(2) ? 5 : 31;
      if (expected == kTerminate && random.OneIn(2)) now.cause = random.OneIn(2) ? 32 : 31;
      if (expected >= kNeighbor && expected <= kTcp && random.OneIn(4)) now.cause = random.OneIn(3) ? 7 : 13;
      if (needs_object) now.cause = 4;
      now.failed = now.cause != 0;
      now.has_object = now.cause == 0 && expected >= kLinker;
      now.handle = static_cast<uint32_t>(random.Next());
      /* A linker's object brings its own members; a new one's are its parent's, or its own. */
      uint32_t link_vlan = random.Below(65536), link_family = random.Below(256);
      now.vlan = expected == kLinker                 ? link_vlan
                 : expected == kNeighbor             ? static_cast<uint32_t>(Get(top.object_i, kObjectBody, 16))
                 : expected == kPath && has_neighbor ? neighbor->vlan
                                                     : 0;
      now.family = expected == kLinker ? link_family : expected == kPath ? family : 0;
      for (size_t w = 0; w < 8; ++w) {
        top.link_addresses_i[w] = static_cast<uint32_t>(random.Next());
        now.body[w] = expected == kLinker
                          ? top.link_addresses_i[w]
                          : static_cast<uint32_t>(Get(top.object_i, kObjectBody + 32 * static_cast<int>(w), 32));
      }
      top.decide_i = 1;
      top.policy_i = static_cast<uint8_t>(policy);
      top.cause_i = static_cast<uint8_t>(now.cause);
      top.handle_i = now.handle;
      top.link_vlan_i = static_cast<uint16_t>(link_vlan);
      top.link_family_i = static_cast<uint8_t>(link_family);
      walk.Edge();
      top.decide_i = 0;
      if (expected == kFetch || expected == kMalformed) has_error = true;
      if (now.attempted && now.failed && !is_terminate) {
        if (index == 0) is_stopped = true;
        if (shown != 3 && policy == 0 && (now.cause == 7 || now.cause == 31)) is_stopped = true;
        if (shown != 3 && policy == 2) is_stopped = true;
      }
      past.push_back(now);
    }
  }
  for (int i = kFetch; i <= kTerminate; ++i) TOE_CHECK(seen[i] > 20);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_walk", argc, argv, 3, toe::Run); }
