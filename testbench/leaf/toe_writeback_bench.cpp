/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_writeback_bench.cpp - random requests with random outcomes against a tree built in memory and judged by
 * recursion (docs/microarchitecture.md 8): every result, its place in the order, the completion entry, the ring.  Lists
 * of a TERMINATE (R161, R163, R170) and events (R150) between them, by the document's words.
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
constexpr uint64_t kRingBase = 0x1FFFFFFE0u, kResultBase = 0x7FFFFFE00u, kReturnBase = 0x6FFFFFFC0u;

struct Decision {
  bool is_object, is_last, is_detached, attempted;
  uint32_t layer, kind, cause, error, slot, index, handle;
  uint64_t commit, cycle;
  bool is_terminate, freed, has_event;
  uint32_t rows, return_slot; /* rows handed back */
  uint32_t code, event_handle, info;
  uint64_t ndis;
};
struct Expected {
  WriteKind kind;
  uint64_t address;
  uint32_t words[8];
  uint32_t id, index, offset; /* of what is handed back */
};

/* The return buffer is the bench: a word of what stands in a place, 32 bytes a part. */
uint32_t Returned(uint32_t slot, uint32_t part, uint32_t w) { return 0xA5000000u | slot << 16 | part << 8 | w; }

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
      Tell(last, tail, phase, &writes);
    } else if (last.is_terminate) {
      for (size_t i = 0; i < decisions_.size(); ++i) GiveTerminated(i, &writes);
      CountInto(&attempted, &offloaded, &error, &error_index);
    } else {
      tail_ = tail;
      phase_ = phase;
      for (size_t i = 0; i < decisions_.size(); ++i) Place(i, &writes);
      CloseAll(&writes);
      CountInto(&attempted, &offloaded, &error, &error_index);
    }
    uint32_t id = !last.is_object && last.error == 6 ? 0 : IdOf(last.slot);
    writes.push_back({kCompletion,
                      kRingBase + 32 * *tail,
                      {1 | error << 8 | *phase << 16, id, BehindOf(last.slot), error_index, attempted, offloaded,
                       static_cast<uint32_t>(last.commit), static_cast<uint32_t>(last.commit >> 32)},
                      0,
                      0,
                      0});
    Step(tail, phase);
    return writes;
  }

 private:
  static void Step(uint32_t *tail, uint32_t *phase) {
    *tail = (*tail + 1) % kRingEntries;
    if (*tail == 0) *phase ^= 1;
  }

  void CountInto(uint32_t *attempted, uint32_t *offloaded, uint32_t *error, uint32_t *error_index) const {
    for (const Decision &decision : decisions_) {
      *attempted += decision.attempted;
      *offloaded += decision.freed || (decision.attempted && decision.kind == 2 && decision.cause == 0);
      if (*error == 0 && decision.error != 0) {
        *error = decision.error;
        *error_index = decision.index;
      }
    }
  }

  /* EVENT by byte: 2, code, phase; handle at 4, NDIS_HANDLE at 8, info at 16, commit at 24. */
  static void Tell(const Decision &decision, uint32_t *tail, uint32_t *phase, std::vector<Expected> *writes) {
    if (!decision.has_event) return;
    writes->push_back({kEvent,
                       kRingBase + 32 * *tail,
                       {2 | decision.code << 8 | *phase << 16, decision.event_handle,
                        static_cast<uint32_t>(decision.ndis), static_cast<uint32_t>(decision.ndis >> 32), decision.info,
                        0, static_cast<uint32_t>(decision.commit), static_cast<uint32_t>(decision.commit >> 32)},
                       0,
                       0,
                       0});
    Step(tail, phase);
  }

  /* An object of a TERMINATE stands for itself: its rows, then its result. */
  void GiveTerminated(size_t at, std::vector<Expected> *writes) const {
    const Decision &decision = decisions_[at];
    for (uint32_t part = 0; part < 2 * decision.rows; ++part) {
      Expected write{
          kReturn,  kReturnBase + 256 * uint64_t{decision.index} + 32 * part, {}, IdOf(decision.slot), decision.index,
          32 * part};
      for (uint32_t w = 0; w < 8; ++w) write.words[w] = Returned(decision.return_slot, part, w);
      writes->push_back(write);
    }
    bool is_good = !decision.is_detached && (decision.kind == 0 || decision.cause == 0);
    writes->push_back(ResultOf(decision, is_good ? kSuccess : kFailure, decision.attempted | decision.freed << 2));
  }

  static Expected ResultOf(const Decision &decision, uint32_t status, uint32_t flags) {
    return {kResult,
            kResultBase + 32 * uint64_t{decision.index},
            {status, decision.handle, IdOf(decision.slot), decision.index | flags << 24,
             static_cast<uint32_t>(decision.cycle), static_cast<uint32_t>(decision.cycle >> 32),
             static_cast<uint32_t>(decision.commit), static_cast<uint32_t>(decision.commit >> 32)},
            0,
            0,
            0};
  }

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
    Tell(decision, tail_, phase_, writes); /* before everything else of its item */
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
    writes->push_back(ResultOf(decision, StatusOf(at), flags));
  }

  std::vector<Decision> decisions_;
  std::vector<std::vector<size_t>> dependents_;
  long path_ = -1, neighbor_ = -1;
  uint32_t *tail_ = nullptr, *phase_ = nullptr;
};

void DrawEvent(Random *random, Decision *decision) {
  const uint32_t codes[] = {3, 16, 17, 18, 19};
  decision->has_event = true;
  decision->code = codes[random->Below(5)];
  decision->event_handle = static_cast<uint32_t>(random->Next());
  decision->info = random->Below(12);
  decision->ndis = random->Next();
}

/* A list of a TERMINATE: causes OK, BAD_HANDLE, DEPENDENTS, CONTEXT_ECC of linkers, placeholders, a bad object. */
std::vector<Decision> DrawTerminate(Random *random, uint32_t slot, uint64_t *commit, uint64_t cycle,
                                    uint32_t *return_slot) {
  std::vector<Decision> decisions;
  const uint32_t causes[] = {0, 0, 0, 8, 32, 31};
  uint32_t count = 1 + random->Below(10);
  bool is_detached = false;
  for (uint32_t i = 0; i < count; ++i) {
    Decision decision{};
    decision.is_object = decision.is_terminate = true;
    decision.is_last = i + 1 == count;
    decision.slot = slot;
    decision.index = i;
    decision.commit = ++*commit;
    decision.cycle = cycle + i;
    decision.layer = 1 + random->Below(3);
    decision.return_slot = random->Below(16);
    if (is_detached || random->OneIn(14)) {
      decision.is_detached = true;
      decision.error = is_detached ? 0 : 7 + random->Below(2);
      decision.cause = is_detached ? 1 : 2;
      decision.kind = random->Below(4);
      is_detached = true;
    } else {
      decision.attempted = true;
      decision.kind = random->OneIn(5) ? 0 : 1;
      decision.cause = decision.kind == 0 ? 0 : causes[random->Below(6)];
      decision.freed = decision.kind == 1 && (decision.cause == 0 || decision.cause == 31);
      if (decision.freed && decision.cause == 0) {
        decision.handle = decision.layer << 28 | random->Below(16384);
        decision.rows = decision.layer == 3 ? 4 : decision.layer == 1 ? 2 : 0;
        decision.return_slot = *return_slot;
        *return_slot = (*return_slot + 1) % 16;
      }
    }
    decisions.push_back(decision);
  }
  return decisions;
}

/* A walk such as COMMIT lets through: layers that nest, outcomes at random, perhaps an error that detaches the rest. */
std::vector<Decision> Draw(Random *random, uint32_t slot, uint64_t *commit, uint64_t cycle, uint32_t *return_slot) {
  std::vector<Decision> decisions;
  if (random->OneIn(6)) {
    Decision marker{};
    marker.is_last = true;
    marker.layer = random->Below(4);
    marker.kind = random->Below(4);
    marker.cause = random->Below(15);
    marker.error = random->Below(14);
    marker.slot = slot;
    marker.commit = ++*commit;
    marker.cycle = cycle;
    if (random->OneIn(2)) {
      marker.error = 0;
      DrawEvent(random, &marker);
    }
    decisions.push_back(marker);
    return decisions;
  }
  if (random->OneIn(3)) return DrawTerminate(random, slot, commit, cycle, return_slot);
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
    /* A linker to a connection that was lost tells its event. */
    if (!decision.is_detached && layer == 3 && decision.kind == 1 && decision.cause == 31) {
      DrawEvent(random, &decision);
    }
    decisions.push_back(decision);
  }
  return decisions;
}

template <typename Port>
void PutDecision(Port &port, const Decision &decision) {
  Set(port, kDecisionObject, 1, decision.is_object);
  Set(port, kDecisionLast, 1, decision.is_last);
  Set(port, kDecisionDetached, 1, decision.is_detached);
  Set(port, kDecisionTerminate, 1, decision.is_terminate);
  Set(port, kDecisionAttempted, 1, decision.attempted);
  Set(port, kDecisionFreed, 1, decision.freed);
  Set(port, kDecisionReturnRows, 3, decision.rows);
  Set(port, kDecisionReturnSlot, 4, decision.return_slot);
  Set(port, kDecisionEvent, 1, decision.has_event);
  Set(port, kDecisionEventCode, 8, decision.code);
  Set(port, kDecisionEventHandle, 32, decision.event_handle);
  Set(port, kDecisionEventInfo, 32, decision.info);
  Set(port, kDecisionEventNdis, 64, decision.ndis);
  Set(port, kDecisionLayer, 2, decision.layer);
  Set(port, kDecisionKind, 2, decision.kind);
  Set(port, kDecisionCause, 6, decision.cause);
  Set(port, kDecisionError, 4, decision.error);
  Set(port, kDecisionSlot, 4, decision.slot);
  Set(port, kDecisionIndex, 20, decision.index);
  Set(port, kDecisionHandle, 32, decision.handle);
  Set(port, kDecisionCommit, 48, decision.commit);
  Set(port, kDecisionCycle, 56, decision.cycle);
}

void Run(const Mode &mode) {
  Leaf<Vtoe_writeback> writeback(mode.seed);
  Random random(mode.seed);
  Vtoe_writeback &top = writeback.top();
  top.entry_valid_i = 0;
  top.write_ready_i = 0;
  top.ring_room_i = 0;
  top.result_addr_i = kResultBase;
  top.return_addr_i = kReturnBase;
  writeback.Reset();
  std::deque<Decision> queue;
  std::deque<Expected> expected;
  uint32_t tail = 0, phase = 1, seen_tail = 0, seen_phase = 1, doorbell = 0, completions = 0, events = 0, returns = 0,
           slot = 0, return_slot = 0;
  uint64_t commit = 0;
  bool is_stalled = false;
  for (uint64_t edge = 0; edge < 20000; ++edge) {
    if (queue.size() < 8 && !(mode.has_gaps && !random.OneIn(30))) {
      std::vector<Decision> decisions = Draw(&random, slot, &commit, edge << 41, &return_slot);
      slot = (slot + 1) % 16;
      queue.insert(queue.end(), decisions.begin(), decisions.end());
      for (const Expected &write : Request(decisions).Writes(&tail, &phase)) expected.push_back(write);
    }
    if (!mode.has_back_pressure || random.OneIn(40)) doorbell = seen_tail;
    top.ring_room_i = (seen_tail + 1) % kRingEntries != doorbell;
    top.ring_address_i = kRingBase + 32 * seen_tail;
    top.ring_phase_i = seen_phase;
    top.write_ready_i = !(mode.has_back_pressure && random.OneIn(3));
    top.entry_valid_i = !queue.empty();
    if (!queue.empty()) {
      const Decision &head = queue.front();
      PutDecision(top.entry_i, head);
      top.request_id_i = IdOf(head.slot);
      top.behind_i = static_cast<uint16_t>(BehindOf(head.slot));
      writeback.Settle();
      TOE_CHECK_EQ(top.slot_o, head.slot);
      for (uint32_t w = 0; w < 8; ++w) top.return_data_i[w] = Returned(top.return_slot_o, top.return_part_o, w);
    }
    writeback.Settle();
    /* An entry without a write leaves at once; with writes, one is offered every edge unless the ring is full. */
    if (!top.write_valid_o && !queue.empty() && !top.entry_ready_o) {
      TOE_CHECK(!expected.empty() && (expected.front().kind == kCompletion || expected.front().kind == kEvent));
      TOE_CHECK_EQ((seen_tail + 1) % kRingEntries, doorbell);
      if (is_stalled) TOE_CHECK_EQ(top.active_o, 0); /* waiting is quiescent */
      is_stalled = true;
    } else {
      is_stalled = false;
    }
    bool pushes = top.write_valid_o && top.write_ready_i;
    bool is_entry = pushes && (expected.front().kind == kCompletion || expected.front().kind == kEvent);
    TOE_CHECK_EQ(top.completes_o, pushes && expected.front().kind == kCompletion);
    TOE_CHECK_EQ(top.tells_o, is_entry);
    if (pushes) {
      TOE_CHECK(!expected.empty());
      const Expected &write = expected.front();
      TOE_CHECK_EQ(Get(top.write_o, kWriteKind, 3), write.kind);
      TOE_CHECK_EQ(Get(top.write_o, kWriteAddress, 64), write.address);
      for (int w = 0; w < 8; ++w) TOE_CHECK_EQ(Get(top.write_o, 32 * w, 32), write.words[w]);
      if (write.kind == kReturn) {
        TOE_CHECK_EQ(Get(top.write_o, kWriteRequestId, 32), write.id);
        TOE_CHECK_EQ(Get(top.write_o, kWriteIndex, 20), write.index);
        TOE_CHECK_EQ(Get(top.write_o, kWriteOffset, 8), write.offset);
        TOE_CHECK_EQ(top.entry_ready_o, 0); /* its result follows */
        ++returns;
      }
      if (is_entry) {
        TOE_CHECK((seen_tail + 1) % kRingEntries != doorbell);
        TOE_CHECK_EQ(top.entry_ready_o, write.kind == kCompletion);
        seen_tail = (seen_tail + 1) % kRingEntries;
        if (seen_tail == 0) seen_phase ^= 1;
        (write.kind == kCompletion ? completions : events) += 1;
      }
      expected.pop_front();
    }
    if (top.entry_ready_o) queue.pop_front();
    writeback.Edge();
  }
  TOE_CHECK(completions > 100 && events > 10 && returns > 100);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_writeback", argc, argv, 4, toe::Run); }
