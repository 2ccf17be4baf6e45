/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_writeback_bench.cpp - random requests with random outcomes against a tree built in memory and judged by
 * recursion (docs/microarchitecture.md 8): every result, its place in the order, the completion entry, the ring.
 *
 * Gaps: WBQ runs empty.  Back-pressure: PQ has no room at times and the host reads the completion ring late.
 */
#include <deque>
#include <vector>

#include "Vtoe_writeback.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

constexpr uint32_t kSuccess = 0, kPartial = 0x40020004, kFailure = 0xC0000001;
/* causes.def, typed by hand: 0 OK .. 31 CONTEXT_ECC. */
constexpr uint32_t kStatusOfCause[32] = {
    0,          0xC0000001, 0xC0000001, 0xC0000001, 0xC0000001, 0xC0000001, 0xC0000001, 0xC0000001,
    0xC0000001, 0xC0231006, 0xC0231005, 0xC0231004, 0xC0231004, 0xC000009A, 0xC000009A, 0xC023100D,
    0xC0231009, 0xC0231008, 0xC0231F01, 0xC0231007, 0xC0231012, 0xC0231012, 0xC0231012, 0xC0231012,
    0xC0231012, 0xC023100C, 0xC023100A, 0xC023100B, 0xC0000001, 0xC0000001, 0xC0000001, 0xC0000001};
constexpr uint32_t kRingEntries = 8;
constexpr uint64_t kRingBase = 0x1FFFFFFE0u, kResultBase = 0x7FFFFFE00u;

struct Decision {
  bool is_object, is_last, is_detached, attempted;
  uint32_t layer, kind, cause, error, slot, index, handle;
  uint64_t commit, cycle;
};
struct Expected {
  bool is_completion;
  uint64_t address;
  uint32_t words[8];
};

/* The request as a tree: an object with its dependents. */
struct Node {
  Decision decision;
  std::vector<size_t> dependents;
};

uint32_t BehindOf(uint32_t slot) { return 100 + slot; }
uint32_t IdOf(uint32_t slot) { return 0xC0DE0000u + slot; }

class Request {
 public:
  explicit Request(std::vector<Decision> decisions) : decisions_(std::move(decisions)) {}

  /* Writes in the order they must come. */
  std::vector<Expected> Writes(uint32_t *tail, uint32_t *phase) {
    std::vector<Expected> writes;
    const Decision &last = decisions_.back();
    uint32_t attempted = 0, offloaded = 0, error = 0, error_index = 0;
    if (!last.is_object) {
      error = last.error;
    } else {
      for (size_t i = 0; i < decisions_.size(); ++i) Place(i, &writes);
      CloseAll(&writes);
      for (const Decision &decision : decisions_) {
        attempted += decision.attempted;
        offloaded += decision.attempted && decision.kind == 2 && decision.cause == 0;
        if (error == 0 && decision.error != 0) {
          error = decision.error;
          error_index = decision.index;
        }
      }
    }
    uint32_t id = !last.is_object && last.error == 6 ? 0 : IdOf(last.slot);
    writes.push_back({true,
                      kRingBase + 32 * *tail,
                      {1 | error << 8 | *phase << 16, id, BehindOf(last.slot), error_index, attempted, offloaded,
                       static_cast<uint32_t>(last.commit), static_cast<uint32_t>(last.commit >> 32)}});
    *tail = (*tail + 1) % kRingEntries;
    if (*tail == 0) *phase ^= 1;
    return writes;
  }

 private:
  /* By recursion: own outcome, then the immediate dependents. */
  uint32_t StatusOf(size_t at) const {
    const Decision &decision = decisions_[at];
    if (decision.is_detached) return kFailure;
    if (decision.kind == 0) return kSuccess;
    if (decision.cause != 0) return kStatusOfCause[decision.cause];
    bool any_ok = false, any_fail = false;
    for (size_t child : dependents_.empty() ? std::vector<size_t>() : dependents_[at]) {
      uint32_t status = StatusOf(child);
      (status == kSuccess || status == kPartial ? any_ok : any_fail) = true;
    }
    if (!any_fail) return kSuccess;
    return decision.kind == 2 || any_ok ? kPartial : kFailure;
  }

  void Place(size_t at, std::vector<Expected> *writes) {
    dependents_.resize(decisions_.size());
    const Decision &decision = decisions_[at];
    if (decision.is_detached) {
      /* Nobody's dependent by layer, yet a failure of both that are open. */
      if (path_ >= 0) dependents_[static_cast<size_t>(path_)].push_back(at);
      if (neighbor_ >= 0) dependents_[static_cast<size_t>(neighbor_)].push_back(at);
      Give(at, writes);
      return;
    }
    if (decision.layer <= 2) Close(&path_, writes);
    if (decision.layer == 1) Close(&neighbor_, writes);
    if (decision.layer == 1) neighbor_ = static_cast<long>(at);
    if (decision.layer == 2) {
      if (neighbor_ >= 0) dependents_[static_cast<size_t>(neighbor_)].push_back(at);
      path_ = static_cast<long>(at);
    }
    if (decision.layer == 3) {
      if (path_ >= 0) dependents_[static_cast<size_t>(path_)].push_back(at);
      Give(at, writes);
    }
  }
  void Close(long *open, std::vector<Expected> *writes) {
    if (*open >= 0) Give(static_cast<size_t>(*open), writes);
    *open = -1;
  }
  void CloseAll(std::vector<Expected> *writes) {
    Close(&path_, writes);
    Close(&neighbor_, writes);
  }
  void Give(size_t at, std::vector<Expected> *writes) const {
    const Decision &decision = decisions_[at];
    uint32_t flags = decision.attempted | (decision.attempted && decision.kind == 2 && decision.cause == 0 ? 2u : 0);
    writes->push_back({false,
                       kResultBase + 32 * uint64_t{decision.index},
                       {StatusOf(at), decision.handle, IdOf(decision.slot), decision.index | flags << 24,
                        static_cast<uint32_t>(decision.cycle), static_cast<uint32_t>(decision.cycle >> 32),
                        static_cast<uint32_t>(decision.commit), static_cast<uint32_t>(decision.commit >> 32)}});
  }

  std::vector<Decision> decisions_;
  std::vector<std::vector<size_t>> dependents_;
  long path_ = -1, neighbor_ = -1;
};

/* A walk such as COMMIT lets through: layers that nest, outcomes at random, perhaps an error that detaches the rest. */
std::vector<Decision> Draw(Random *random, uint32_t slot, uint64_t *commit, uint64_t cycle) {
  std::vector<Decision> decisions;
  if (random->OneIn(6)) {
    uint32_t error = random->Below(7);
    decisions.push_back({false, true, false, false, random->Below(4), random->Below(4), random->Below(15), error, slot,
                         0, 0, ++*commit, cycle});
    return decisions;
  }
  uint32_t count = 1 + random->Below(12), root = 1 + random->Below(3), layer = root;
  bool is_detached = false;
  for (uint32_t i = 0; i < count; ++i) {
    Decision decision{};
    decision.is_object = true;
    decision.is_last = i + 1 == count;
    decision.slot = slot;
    decision.index = i;
    decision.commit = ++*commit;
    decision.cycle = cycle + i;
    if (i > 0) layer = root + random->Below((layer < 3 ? layer + 1 : 3) - root + 1);
    if (is_detached || random->OneIn(14)) {
      decision.is_detached = true;
      decision.error = is_detached ? 0 : 7 + random->Below(2);
      decision.cause = is_detached ? 1 : 2;
      decision.layer = random->Below(4);
      decision.kind = random->Below(4);
      is_detached = true;
    } else {
      decision.layer = layer;
      decision.kind = random->Below(3);
      decision.cause = random->OneIn(2) ? 0 : random->OneIn(3) ? 1 : 4 + random->Below(28);
      if (decision.kind == 0 && decision.cause != 1) decision.cause = 0;
      decision.attempted = decision.cause != 1;
      decision.handle = decision.kind != 0 && decision.cause == 0 ? decision.layer << 28 | random->Below(16384) : 0;
    }
    decisions.push_back(decision);
  }
  return decisions;
}

void Run(const Mode &mode) {
  Leaf<Vtoe_writeback> writeback(mode.seed);
  Random random(mode.seed);
  Vtoe_writeback &top = writeback.top();
  top.entry_valid_i = 0;
  top.write_ready_i = 0;
  top.ring_base_i = kRingBase;
  top.ring_size_i = kRingEntries;
  top.ring_doorbell_i = 0;
  top.result_addr_i = kResultBase;
  writeback.Reset();
  std::deque<Decision> queue;
  std::deque<Expected> expected;
  uint32_t tail = 0, phase = 1, seen_tail = 0, doorbell = 0, completions = 0, slot = 0;
  uint64_t commit = 0;
  for (uint64_t edge = 0; edge < 20000; ++edge) {
    if (queue.size() < 8 && !(mode.has_gaps && !random.OneIn(30))) {
      std::vector<Decision> decisions = Draw(&random, slot, &commit, edge << 41);
      slot = (slot + 1) % 16;
      queue.insert(queue.end(), decisions.begin(), decisions.end());
      for (const Expected &write : Request(decisions).Writes(&tail, &phase)) expected.push_back(write);
    }
    if (!mode.has_back_pressure || random.OneIn(40)) doorbell = seen_tail;
    top.ring_doorbell_i = static_cast<uint16_t>(doorbell);
    top.write_ready_i = !(mode.has_back_pressure && random.OneIn(3));
    top.entry_valid_i = !queue.empty();
    if (!queue.empty()) {
      const Decision &head = queue.front();
      Set(top.entry_i, kDecisionObject, 1, head.is_object);
      Set(top.entry_i, kDecisionLast, 1, head.is_last);
      Set(top.entry_i, kDecisionDetached, 1, head.is_detached);
      Set(top.entry_i, kDecisionAttempted, 1, head.attempted);
      Set(top.entry_i, kDecisionLayer, 2, head.layer);
      Set(top.entry_i, kDecisionKind, 2, head.kind);
      Set(top.entry_i, kDecisionCause, 6, head.cause);
      Set(top.entry_i, kDecisionError, 4, head.error);
      Set(top.entry_i, kDecisionSlot, 4, head.slot);
      Set(top.entry_i, kDecisionIndex, 20, head.index);
      Set(top.entry_i, kDecisionHandle, 32, head.handle);
      Set(top.entry_i, kDecisionCommit, 48, head.commit);
      Set(top.entry_i, kDecisionCycle, 56, head.cycle);
      top.request_id_i = IdOf(head.slot);
      top.behind_i = static_cast<uint16_t>(BehindOf(head.slot));
      writeback.Settle();
      TOE_CHECK_EQ(top.slot_o, head.slot);
    }
    writeback.Settle();
    TOE_CHECK_EQ(top.ring_tail_o, seen_tail);
    /* An entry without a write leaves at once; with writes, one is offered every edge unless the ring is full. */
    if (!top.write_valid_o && !queue.empty() && !top.entry_ready_o) {
      TOE_CHECK(!expected.empty() && expected.front().is_completion);
      TOE_CHECK_EQ((seen_tail + 1) % kRingEntries, doorbell);
    }
    bool pushes = top.write_valid_o && top.write_ready_i;
    TOE_CHECK_EQ(top.completes_o, pushes && expected.front().is_completion);
    if (pushes) {
      TOE_CHECK(!expected.empty());
      const Expected &write = expected.front();
      TOE_CHECK_EQ(Get(top.write_o, kWriteKind, 2), write.is_completion ? kCompletion : kResult);
      TOE_CHECK_EQ(Get(top.write_o, kWriteAddress, 64), write.address);
      for (int w = 0; w < 8; ++w) TOE_CHECK_EQ(Get(top.write_o, 32 * w, 32), write.words[w]);
      if (write.is_completion) {
        TOE_CHECK((seen_tail + 1) % kRingEntries != doorbell);
        TOE_CHECK_EQ(top.entry_ready_o, 1);
        seen_tail = (seen_tail + 1) % kRingEntries;
        ++completions;
      }
      expected.pop_front();
    }
    if (top.entry_ready_o) queue.pop_front();
    writeback.Edge();
  }
  TOE_CHECK(completions > 100);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_writeback", argc, argv, 4, toe::Run); }
