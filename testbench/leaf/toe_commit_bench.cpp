/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_commit_bench.cpp - the commit point with its walk, pools and admission, against stories worked by hand from
 * docs/microarchitecture.md 5.6 and 7: class, cause, handle, levels, and the edge of every decision.
 *
 * The bench is LOAD, lookup, CTXW, SRAM and WBQ.  Gaps: LOAD pauses between items.  Back-pressure: WBQ is full at
 * times.
 */
#include <vector>

#include "Vtoe_commit.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

constexpr uint32_t kNoFetch = 0xFF; /* as a kind: the object could not be fetched */

constexpr uint64_t kStamp = (uint64_t{0xA5} << 48) + 5000; /* when an object arrived; all 56 bits matter */

/* An item and what must come of it. */
struct Step {
  uint32_t layer, kind;
  uint32_t cause;
  bool attempted;
  uint32_t handle;  /* given or named, 0: none */
  uint32_t service; /* edges from handshake to decision when nothing holds it */
  uint32_t fault = 0;
  uint32_t named = 0;  /* handle of a linker */
  uint32_t family = 4; /* of a new path */
  uint32_t tcp_state = 4;
  bool found = false, has_place = true;
};

struct Story {
  const char *name;
  uint32_t policy;
  bool fault_enable;
  uint32_t limits[4]; /* neighbor, path, tcp, host memory */
  std::vector<Step> steps;
};

const uint32_t kMany = 100, kAll = 0xFFFFFFFF;

const std::vector<Story> &Stories() {
  static const std::vector<Story> stories = {
      {"the fault tree: a path with an internal fault stops the walk",
       0,
       true,
       {kMany, kMany, kMany, kAll},
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2},
        {3, 2, 0, true, 0x30000000, 6},
        {3, 2, 14, true, 0, 6, 2},
        {2, 2, 7, true, 0, 2, 1},
        {3, 2, 1, false, 0, 1},
        {1, 2, 1, false, 0, 1}}},
      {"the same under prune: the next neighbor is tried",
       1,
       true,
       {kMany, kMany, kMany, kAll},
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 7, true, 0, 2, 1},
        {3, 2, 1, false, 0, 1},
        {1, 2, 0, true, 0x10000001, 2}}},
      {"stop at a failed parent, whatever the cause",
       2,
       true,
       {kMany, 0, kMany, kAll},
       {{1, 2, 0, true, 0x10000000, 2}, {2, 2, 10, true, 0, 2}, {1, 2, 1, false, 0, 1}}},
      {"the root stops everything, under every policy",
       1,
       true,
       {0, kMany, kMany, kAll},
       {{1, 2, 9, true, 0, 2}, {2, 2, 1, false, 0, 1}, {1, 2, 1, false, 0, 1}}},
      {"faults are not looked at while they are not enabled",
       0,
       false,
       {kMany, kMany, kMany, kAll},
       {{1, 2, 0, true, 0x10000000, 2, 1}, {2, 2, 0, true, 0x20000000, 2, 2}}},
      {"pools run out one by one; a TCP connection stops nothing",
       2,
       true,
       {1, 2, 1, 4},
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2},
        {3, 2, 0, true, 0x30000000, 6},
        {3, 2, 11, true, 0, 6},
        {2, 2, 0, true, 0x20000001, 2},
        {2, 2, 10, true, 0, 2},
        {1, 2, 1, false, 0, 1}}},
      {"host memory is asked last, after a fault of it",
       1,
       true,
       {kMany, kMany, kMany, 2},
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2},
        {3, 2, 13, true, 0, 6},
        {3, 2, 14, true, 0, 6, 2},
        {1, 2, 13, true, 0, 2}}},
      {"TCP: state, duplicate, no slot",
       0,
       true,
       {kMany, kMany, kMany, kAll},
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2, 0, 0, 6},
        {3, 2, 0, true, 0x30000000, 6, 0, 0, 0, 4},
        {3, 2, 6, true, 0, 6, 0, 0, 0, 3},
        {3, 2, 6, true, 0, 6, 1, 0, 0, 10},
        {3, 2, 8, true, 0, 6, 0, 0, 0, 9, true},
        {3, 2, 12, true, 0, 6, 0, 0, 0, 9, false, false},
        {3, 2, 0, true, 0x30000001, 6, 0, 0, 0, 9}}},
      {"nothing hangs in the air: no object to link to",
       1,
       true,
       {kMany, kMany, kMany, kAll},
       {{2, 2, 4, true, 0, 2}, {3, 2, 1, false, 0, 1}, {2, 0, 1, false, 0, 1}}},
      {"under placeholders there is no object; a placeholder is OK",
       1,
       true,
       {kMany, kMany, kMany, kAll},
       {{1, 0, 0, true, 0, 1},
        {2, 2, 4, true, 0, 2},
        {3, 2, 1, false, 0, 1},
        {2, 0, 0, true, 0, 1},
        {3, 2, 4, true, 0, 6}}},
      {"linkers: a good one, then bad ones",
       1,
       true,
       {kMany, kMany, kMany, kAll},
       {{1, 2, 0, true, 0x10000000, 2},
        {1, 1, 0, true, 0x10000000, 3, 0, 0x10000000},
        {2, 2, 0, true, 0x20000000, 2},
        {1, 1, 5, true, 0, 3, 0, 0x10000001},
        {2, 2, 1, false, 0, 1},
        {1, 1, 5, true, 0, 3, 0, 0x20000000},
        {1, 1, 5, true, 0, 3, 0, 0x10100000},
        {1, 1, 5, true, 0, 3, 0, 0x90000000},
        {1, 1, 5, true, 0, 3, 0, 0}}},
      {"a root linker that fails stops",
       1,
       true,
       {kMany, kMany, kMany, kAll},
       {{2, 1, 5, true, 0, 3, 0, 0x20000000}, {3, 2, 1, false, 0, 1}}},
      {"malformed: a layer is skipped; all behind it is detached",
       1,
       true,
       {kMany, kMany, kMany, kAll},
       {{1, 2, 0, true, 0x10000000, 2}, {3, 2, 2, false, 0, 1}, {2, 2, 1, false, 0, 1}, {9, 9, 1, false, 0, 1}}},
      {"malformed: below the root's layer",
       1,
       true,
       {kMany, kMany, kMany, kAll},
       {{2, 0, 0, true, 0, 1}, {1, 2, 2, false, 0, 1}}},
      {"malformed: layer, kind, fault, family", 1, true, {kMany, kMany, kMany, kAll}, {{0, 2, 2, false, 0, 1}}},
      {"malformed: layer 4", 1, true, {kMany, kMany, kMany, kAll}, {{4, 2, 2, false, 0, 1}}},
      {"malformed: kind 3", 1, true, {kMany, kMany, kMany, kAll}, {{1, 3, 2, false, 0, 1}}},
      {"malformed: fault 3, although not enabled", 1, false, {kMany, kMany, kMany, kAll}, {{1, 0, 2, false, 0, 1, 3}}},
      {"malformed: family 5", 1, true, {kMany, kMany, kMany, kAll}, {{2, 2, 2, false, 0, 1, 0, 0, 5}}},
      {"family counts for new paths only", 1, true, {kMany, kMany, kMany, kAll}, {{2, 0, 0, true, 0, 1, 0, 0, 5}}},
      {"an object that could not be fetched detaches the rest; a second one says so again",
       1,
       true,
       {kMany, kMany, kMany, kAll},
       {{1, 2, 0, true, 0x10000000, 2},
        {0, kNoFetch, 3, false, 0, 1},
        {2, 2, 1, false, 0, 1},
        {0, kNoFetch, 3, false, 0, 1}}},
      {"a neighbor ends the current path",
       1,
       true,
       {kMany, kMany, kMany, kAll},
       {{1, 2, 0, true, 0x10000000, 2},
        {2, 2, 0, true, 0x20000000, 2},
        {1, 2, 0, true, 0x10000001, 2},
        {3, 2, 2, false, 0, 1}}},
      {"a root at TCP: linkers only", 1, true, {kMany, kMany, kMany, kAll}, {{3, 2, 4, true, 0, 6}}},
  };
  return stories;
}

class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), commit_(mode.seed), top_(commit_.top()) {
    top_.item_valid_i = 0;
    top_.now_i = 0;
    top_.ctxw_idle_i = 1;
    top_.wbq_ready_i = 1;
    top_.request_id_i = 0x77;
    top_.value_i = 0;
    top_.lookup_used_i = 0;
    commit_.Reset();
  }

  void Tell(const Story &story) {
    top_.policy_i = static_cast<uint8_t>(story.policy);
    top_.fault_enable_i = story.fault_enable;
    top_.limit_neighbor_i = static_cast<uint16_t>(story.limits[0]);
    top_.limit_path_i = static_cast<uint16_t>(story.limits[1]);
    top_.limit_tcp_i = static_cast<uint16_t>(story.limits[2]);
    top_.limit_host_memory_i = story.limits[3];
    for (uint32_t i = 0; i < story.steps.size(); ++i) {
      Item(story, story.steps[i], i, i + 1 == story.steps.size());
    }
  }

 private:
  void Edge() {
    commit_.Edge();
    ++now_;
    top_.now_i = now_;
    if (ctxw_left_ > 0) --ctxw_left_;
    top_.ctxw_idle_i = ctxw_left_ == 0;
  }

  void Item(const Story &story, const Step &step, uint32_t index, bool is_last) {
    if (mode_.has_gaps) {
      for (uint32_t i = random_.Below(8); i > 0; --i) Edge();
    }
    bool is_fetched = step.kind != kNoFetch;
    for (int w = 0; w < 3; ++w) top_.item_i[w] = 0;
    for (int w = 0; w < 10; ++w) top_.object_i[w] = static_cast<uint32_t>(random_.Next());
    Set(top_.item_i, kItemObject, 1, 1);
    Set(top_.item_i, kItemFetched, 1, is_fetched);
    Set(top_.item_i, kItemLast, 1, is_last);
    Set(top_.item_i, kItemIndex, 20, index);
    Set(top_.item_i, kItemFetchedCycle, 56, is_fetched ? kStamp : 0);
    if (is_fetched) {
      Set(top_.object_i, kObjectLayer, 8, step.layer);
      Set(top_.object_i, kObjectKind, 8, step.kind);
      Set(top_.object_i, kObjectFault, 8, step.fault);
      Set(top_.object_i, kObjectFamily, 8, step.family);
      Set(top_.object_i, kObjectHandle, 32, step.named);
      if (step.layer == 3) Set(top_.object_i, kObjectBody + 32, 8, step.tcp_state);
    }
    top_.item_valid_i = 1;
    commit_.Settle();
    TOE_CHECK_EQ(top_.item_ready_o, 1);
    Edge(); /* the handshake, edge a */
    top_.item_valid_i = 0;
    uint64_t taken = now_ - 1, due = taken + step.service;
    bool is_link = step.kind == 1 && step.attempted, keeps = step.kind == 2 && step.attempted && step.cause == 0;
    bool has_read = false;
    uint64_t read_at = 0;
    for (;;) {
      bool wbq_ready = !(mode_.has_back_pressure && random_.OneIn(2));
      top_.wbq_ready_i = wbq_ready;
      /* The lookup answers 5 edges after the handshake, noise before. */
      bool answered = now_ >= taken + 5;
      top_.lookup_found_i = answered ? step.found : random_.OneIn(2);
      top_.lookup_found_id_i = 0;
      top_.lookup_has_place_i = answered ? step.has_place : random_.OneIn(2);
      top_.lookup_used_i = static_cast<uint16_t>(used_[3]);
      /* A linker's row: a live context of its layer, sampled 2 edges after the read. */
      for (int w = 0; w < 16; ++w) top_.rd_data_i[w] = static_cast<uint32_t>(random_.Next());
      if (has_read && now_ == read_at + 2) Set(top_.rd_data_i, 0, 8, 0x80 + step.layer);
      commit_.Settle();
      bool is_idle = top_.ctxw_idle_i;
      if (is_link && !has_read && is_idle) {
        has_read = true;
        read_at = now_;
        due = now_ + 3;
        TOE_CHECK_EQ(top_.rd_valid_o, step.cause == 0);
        if (step.cause == 0)
          TOE_CHECK_EQ(top_.rd_row_o, (step.layer == 1 ? 98304 : 65536) + 2 * (step.named & 0xFFFFF));
      } else {
        TOE_CHECK_EQ(top_.rd_valid_o, 0);
      }
      bool waits = is_link && !has_read;
      TOE_CHECK_EQ(top_.stall_o, !is_idle && (waits || (keeps && now_ >= due && wbq_ready)));
      bool decides = now_ >= due && wbq_ready && (!keeps || is_idle) && !waits;
      if (top_.decided_valid_o != decides) {
        Fail(__FILE__, __LINE__, "%s: item %u at %u edges: decided %d", story.name, index,
             static_cast<uint32_t>(now_ - taken), top_.decided_valid_o);
      }
      if (decides) break;
      TOE_CHECK_EQ(top_.item_ready_o, 0);
      Edge();
    }
    Decided(story, step, index, is_last, keeps);
    if (keeps) ctxw_left_ = (step.layer == 3 ? 4 : 2) + 1; /* writes at d+1.., idle the edge after the last */
    Edge();
  }

  void Decided(const Story &story, const Step &step, uint32_t index, bool is_last, bool keeps) {
    bool is_error = step.cause == 2 || step.cause == 3;
    bool is_fetched = step.kind != kNoFetch;
    ++commits_;
    if (keeps) {
      ++used_[step.layer - 1];
      ++host_;
      if (step.layer == 3) ++used_[3];
    }
    in_error_ = index == 0 ? is_error : in_error_ || is_error;
    if (Get(top_.wbq_data_o, kDecisionCause, 4) != step.cause) {
      Fail(__FILE__, __LINE__, "%s: item %u has cause %u, expected %u", story.name, index,
           static_cast<uint32_t>(Get(top_.wbq_data_o, kDecisionCause, 4)), step.cause);
    }
    TOE_CHECK_EQ(top_.wbq_valid_o, 1);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionAttempted, 1), step.attempted);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionDetached, 1), in_error_);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionLast, 1), is_last);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionObject, 1), 1);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionIndex, 20), index);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionCommit, 48), commits_);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionCycle, 56), now_);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionError, 4), step.cause == 2 ? 7 : step.cause == 3 ? 8 : 0);
    /* Handles of a story begin where the rig's pools stand. */
    uint32_t handle = step.handle;
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionHandle, 32), handle);
    /* The retire lane, fields by their place behind the first one. */
    const int fetched = 0, limit = 56, lookup = 88, host = 104, tcp = 136, path = 151, neighbor = 166, parent = 181;
    TOE_CHECK_EQ(Get(top_.decided_o, fetched, 56), is_fetched ? kStamp : 0);
    TOE_CHECK_EQ(Get(top_.decided_o, lookup, 16), used_[3]);
    TOE_CHECK_EQ(Get(top_.decided_o, host, 32), host_);
    TOE_CHECK_EQ(Get(top_.decided_o, tcp, 15), used_[2]);
    TOE_CHECK_EQ(Get(top_.decided_o, path, 15), used_[1]);
    TOE_CHECK_EQ(Get(top_.decided_o, neighbor, 15), used_[0]);
    uint64_t named_limit = 0;
    if (step.cause >= 9 && step.cause <= 11) named_limit = story.limits[step.cause - 9];
    if (step.cause == 12) named_limit = 32800;
    if (step.cause == 13) named_limit = story.limits[3];
    TOE_CHECK_EQ(Get(top_.decided_o, limit, 32), named_limit);
    if (!keeps || step.layer == 1) TOE_CHECK_EQ(Get(top_.decided_o, parent, 32), 0);
    if (keeps && step.layer > 1) TOE_CHECK_EQ(Get(top_.decided_o, parent, 32) >> 28, step.layer - 1);
    TOE_CHECK_EQ(top_.ctxw_start_o, keeps);
    TOE_CHECK_EQ(top_.lookup_insert_o, keeps && step.layer == 3);
    if (keeps) {
      TOE_CHECK_EQ(top_.ctxw_context_o & 0xFF, 0x80 + step.layer);
      TOE_CHECK_EQ(top_.ctxw_context_o >> 32, Get(top_.decided_o, parent, 32));
      TOE_CHECK_EQ(top_.ctxw_is_tcp_o, step.layer == 3);
    }
  }

  Mode mode_;
  Random random_;
  Leaf<Vtoe_commit> commit_;
  Vtoe_commit &top_;
  uint64_t now_ = uint64_t{0xC3} << 48, commits_ = 0;
  uint32_t used_[4]{}, host_ = 0, ctxw_left_ = 0;
  bool in_error_ = false;
};

/* Markers: a SET changes its register at the edge it is decided, one edge after the handshake; an error changes
 * nothing. */
void TellMarkers(const Mode &mode) {
  Leaf<Vtoe_commit> commit(mode.seed);
  Vtoe_commit &top = commit.top();
  top.item_valid_i = 0;
  top.ctxw_idle_i = 1;
  top.wbq_ready_i = 1;
  top.request_id_i = 0x55AA;
  top.value_i = 1234;
  commit.Reset();
  for (uint32_t error = 0; error < 7; ++error) {
    for (int w = 0; w < 3; ++w) top.item_i[w] = 0;
    Set(top.item_i, kItemError, 4, error);
    Set(top.item_i, kItemLast, 1, 1);
    top.item_valid_i = 1;
    commit.Edge();
    top.item_valid_i = 0;
    commit.Settle();
    TOE_CHECK_EQ(top.decided_valid_o, 1);
    TOE_CHECK_EQ(top.set_valid_o, error == 0);
    TOE_CHECK_EQ(Get(top.wbq_data_o, kDecisionObject, 1), 0);
    TOE_CHECK_EQ(Get(top.wbq_data_o, kDecisionError, 4), error);
    TOE_CHECK_EQ(Get(top.decided_o, 56, 32), error == 0 ? 1234 : 0);
    /* request_id lies behind commit (48) and is_object (1) from the top of 359 bits. */
    TOE_CHECK_EQ(Get(top.decided_o, 359 - 48 - 1 - 32, 32), error == 6 ? 0 : 0x55AA);
    TOE_CHECK_EQ(Get(top.decided_o, 359 - 48, 48), error + 1);
    commit.Edge();
  }
}

void Run(const Mode &mode) {
  for (const Story &story : Stories()) Rig(mode).Tell(story);
  TellMarkers(mode);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_commit", argc, argv, 3, toe::Run); }
