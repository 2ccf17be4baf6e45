/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_commit_rig.h - the surroundings of the commit point: LOAD, lookup, CTXW, context SRAM, COPY and WBQ, told story
 * by story what every item must come to, and on which edge (docs/microarchitecture.md 5.6 to 5.8, 6, 7).
 *
 * Gaps: LOAD pauses between items.  Back-pressure: WBQ is full at times.
 */
#ifndef TESTBENCH_LEAF_TOE_COMMIT_RIG_H_
#define TESTBENCH_LEAF_TOE_COMMIT_RIG_H_

#include <map>

#include "Vtoe_commit.h"
#include "testbench/leaf/toe_commit_story.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"
#include "testbench/leaf/toe_secded.h"

namespace toe {

/* Nothing is received: what the delivery says then. */
inline void ReceiveNothing(Vtoe_commit *top) {
  top->next_job_i = top->job_error_i = top->job_ends_i = top->job_writes_i = 0;
  top->job_updates_i = top->append_i = 0;
  for (int w = 0; w < 14; ++w) top->frame_i[w] = 0;
  top->interface_mac_i = 0;
  for (int w = 0; w < 3; ++w) top->consumed_i[w] = 0;
  top->closed_i = 1;
  top->buf_bytes_i = top->posted_used_i = top->posted_after_i = top->buffers_used_i = 0;
}

class CommitRig {
 public:
  explicit CommitRig(const Mode &mode) : mode_(mode), random_(mode.seed), commit_(mode.seed), top_(commit_.top()) {
    top_.item_valid_i = 0;
    top_.now_i = 0;
    top_.ctxw_idle_i = 1;
    top_.ctxw_wr_valid_i = 0;
    top_.wbq_ready_i = 1;
    top_.request_id_i = 0x77;
    top_.setting_i = top_.value_i = top_.event_handle_i = 0;
    top_.lookup_used_i = 0;
    top_.copy_ended_i = 1;
    top_.copy_failed_i = 0;
    ReceiveNothing(&top_);
    Program(Registers());
    commit_.Reset();
  }

  void Program(const Registers &registers) {
    static const int kLsb[] = {kLimitNeighbor, kLimitPath,      kLimitTcp,        kLimitSrcMac,       kLimitSrcIp,
                               kLimitVlan,     kLimitRcvBuffer, kLimitXmitBuffer, kLimitBufferedCopy, kLimitHostMemory};
    static const int kBits[] = {15, 15, 15, 8, 8, 8, 17, 17, 25, 32};
    registers_ = registers;
    for (int i = 0; i < 10; ++i) Set(top_.limits_i, kLsb[i], kBits[i], registers.limits[i]);
    Set(top_.policy_i, kPolicyBanks, 3, registers.banks);
    Set(top_.policy_i, kPolicyFaultEnable, 1, registers.fault_enable);
    Set(top_.policy_i, kPolicyWalk, 2, registers.policy);
    Set(top_.policy_i, kPolicyDuplicatesFail, 1, registers.duplicates_fail);
    Set(top_.policy_i, kPolicyMinWindow, 32, registers.min_window);
    Set(top_.policy_i, kPolicyRemoteLast, 16, 0);
    Set(top_.policy_i, kPolicyRemoteFirst, 16, 0xFFFF);
    Set(top_.policy_i, kPolicyLocalLast, 16, 0);
    Set(top_.policy_i, kPolicyLocalFirst, 16, 0xFFFF);
    Set(top_.policy_i, kPolicyStates, 10, registers.states);
    Set(top_.policy_i, kPolicyRcvPage, 5, registers.page);
    Set(top_.policy_i, kPolicyRcvWindowMax, 32, registers.window_max);
    Set(top_.policy_i, kPolicyMtuMax, 32, registers.mtu_max);
  }

  void Tell(const char *name, const std::vector<Step> &steps) {
    name_ = name;
    for (uint32_t i = 0; i < steps.size(); ++i) Item(steps[i], i, i + 1 == steps.size());
  }

  /* The same, each step a request of its own. */
  void TellEach(const char *name, const std::vector<Step> &steps) {
    name_ = name;
    for (const Step &step : steps) Item(step, 0, true);
  }

  /* One item to its decision.  While it waits `*waiting`, when there is one, becomes the registers at edge `at` after
   * the handshake. */
  void Item(const Step &step, uint32_t index, bool is_last, const Registers *waiting = nullptr, uint64_t at = 0);

  /* WBQ has no room up to that many edges after the handshake of the next item. */
  void HoldWbq(uint64_t edges) { hold_ = edges; }

  Vtoe_commit &top() { return top_; }
  uint32_t stalls() const { return all_stalls_; }

 protected:
  void Edge() {
    commit_.Edge();
    ++now_;
    top_.now_i = now_;
    if (write_left_ > 0) --write_left_, ++write_row_;
    if (copy_left_ > 0) --copy_left_;
    top_.ctxw_idle_i = write_left_ == 0;
    top_.ctxw_wr_valid_i = write_left_ != 0;
    top_.ctxw_wr_row_i = write_row_;
  }
  void Offer(const Step &step, uint32_t index, bool is_last);
  void Row(const Step &step);
  void Decided(const Step &step, uint32_t index, bool is_last, uint32_t stalls);
  uint32_t Bound(uint32_t cause) const;
  void Levels();

  static uint32_t RowOf(uint32_t handle) {
    uint32_t id = handle & 0xFFFFF, layer = handle >> 28;
    return layer == 1 ? 98304 + 2 * id : layer == 2 ? 65536 + 2 * id : 4 * id;
  }

  Mode mode_;
  Random random_;
  Leaf<Vtoe_commit> commit_;
  Vtoe_commit &top_;
  Registers registers_;
  const char *name_ = "";
  uint64_t now_ = uint64_t{0xC3} << 48, commits_ = 0, hold_ = 0, decided_at_ = 0;
  uint64_t jobs_ = 0; /* of commits_: they hand back nothing and have no place */
  uint32_t write_left_ = 0, write_row_ = 0, copy_left_ = 0, all_stalls_ = 0;
  bool in_error_ = false;
  /* The key of a connection, while neighbor and path are new ones: VLAN, family, 0, SRC_IP and DST_IP, ports. */
  bool knows_neighbor_ = false, knows_path_ = false;
  uint32_t key_[10]{}, body_[8]{};
  /* What live objects hold.  Of a connection also its place in the lookup and its chain, by handle. */
  uint32_t used_[3]{}, pages_ = 0, blocks_ = 0;
  std::set<uint64_t> macs_, vlans_, ips_;
  struct Held {
    uint32_t place, head, tail, blocks;
  };
  std::map<uint32_t, Held> held_;
};

constexpr uint64_t kStamp = (uint64_t{0xA5} << 48) + 5000; /* when an object arrived; all 56 bits matter */

inline void CommitRig::Offer(const Step &step, uint32_t index, bool is_last) {
  bool is_fetched = step.kind != kNoFetch, is_new = step.kind == 2;
  for (int w = 0; w < 3; ++w) top_.item_i[w] = 0;
  for (int w = 0; w < 12; ++w) top_.object_i[w] = static_cast<uint32_t>(random_.Next());
  Set(top_.item_i, kItemObject, 1, 1);
  Set(top_.item_i, kItemFetched, 1, is_fetched);
  Set(top_.item_i, kItemLast, 1, is_last);
  Set(top_.item_i, kItemIndex, 20, index);
  Set(top_.item_i, kItemFetchedCycle, 56, is_fetched ? kStamp : 0);
  if (is_fetched) {
    Set(top_.object_i, kObjectLayer, 8, step.layer);
    Set(top_.object_i, kObjectKind, 8, step.kind);
    Set(top_.object_i, kObjectFault, 8, step.fault);
    Set(top_.object_i, kObjectFamily, 8, is_new && step.layer == 2 ? step.family : 0);
    Set(top_.object_i, kObjectHandle, 32, step.named);
    Set(top_.object_i, kObjectReservedOk, 1, is_new || random_.OneIn(2));
    if (step.layer == 1) {
      Set(top_.object_i, kObjectBody, 16, step.vlan);
      Set(top_.object_i, kObjectBody + 16, 8, step.mac != 0);
      if (step.mac != 0) Set(top_.object_i, kObjectBody + 32, 48, step.mac);
    }
    if (step.layer == 2) {
      Set(top_.object_i, kObjectBody, 64, step.ip);
      Set(top_.object_i, kObjectBody + 64, 64, 0);
      Set(top_.object_i, kObjectMtu, 32, step.mtu);
    }
    if (step.layer == 3) {
      Set(top_.object_i, kObjectBody + 32, 8, step.tcp_state);
      Set(top_.object_i, kObjectBody + 64, 32, step.window);
      Set(top_.object_i, kObjectBody + 96, 32, step.bytes);
      Set(top_.object_i, kObjectBody + 128, 64, step.bytes == 0 ? 0 : 0x1234567890ABC0);
    }
  }
  for (int w = 0; w < 8; ++w) body_[w] = top_.object_i[2 + w];
  top_.item_valid_i = 1;
  commit_.Settle();
  TOE_CHECK_EQ(top_.item_ready_o, 1);
  Edge(); /* the handshake, edge a */
  top_.item_valid_i = 0;
}

/* A linker's row: a live context of its layer with its check bytes, and flips. */
inline void CommitRig::Row(const Step &step) {
  Set(top_.rd_data_i, 0, 8, 0x80 + step.layer);
  uint64_t check = 0;
  for (int w = 0; w < 8; ++w) check |= uint64_t{CheckByte(Get(top_.rd_data_i, 64 * w, 64))} << (8 * w);
  uint32_t word = random_.Below(8), bit = random_.Below(64);
  for (uint32_t n = 0; n < step.flips; ++n) top_.rd_data_i[2 * word + (bit + n) % 64 / 32] ^= 1u << (bit + n) % 32;
  top_.rd_check_i = check;
}

inline void CommitRig::Item(const Step &step, uint32_t index, bool is_last, const Registers *waiting, uint64_t at) {
  if (mode_.has_gaps) {
    for (uint32_t i = random_.Below(8); i > 0; --i) Edge();
  }
  Offer(step, index, is_last);
  uint64_t taken = now_ - 1, due = taken + step.service, read_at = 0;
  bool is_link = step.kind == 1 && step.attempted, keeps = step.kind == 2 && step.attempted && step.cause == 0;
  bool reads = is_link && (step.cause != 5 || step.is_gone), writes = keeps || (is_link && step.flips == 1);
  bool needs_copy = step.layer == 3 && step.kind == 2 && step.bytes != 0 && (step.cause == 0 || step.cause == 30);
  bool has_read = false, is_copying = false;
  uint32_t stalls = 0;
  for (;;) {
    if (waiting != nullptr && now_ == taken + at) Program(*waiting);
    bool wbq_ready = now_ >= taken + hold_ && !(mode_.has_back_pressure && random_.OneIn(2));
    top_.wbq_ready_i = wbq_ready;
    /* The lookup answers 5 edges after the handshake, noise before. */
    bool answered = now_ >= taken + 5;
    top_.lookup_found_i = answered ? step.found : random_.OneIn(2);
    top_.lookup_found_id_i = 0;
    top_.lookup_has_place_i = answered ? step.has_place : random_.OneIn(2);
    top_.lookup_used_i = static_cast<uint16_t>(used_[2]);
    for (int w = 0; w < 16; ++w) top_.rd_data_i[w] = static_cast<uint32_t>(random_.Next());
    top_.rd_check_i = random_.Next();
    if (has_read && now_ == read_at + 2) Row(step);
    /* The end of a copy stands until the next starts; whether it failed means something then only. */
    bool is_ended = copy_left_ == 0;
    top_.copy_ended_i = is_ended;
    top_.copy_failed_i = is_copying && is_ended ? step.cause == 30 : random_.OneIn(2);
    top_.copy_head_i = random_.Below(1 << 18);
    top_.copy_tail_i = random_.Below(1 << 18);
    top_.lookup_place_i = static_cast<uint16_t>(random_.Next());
    commit_.Settle();
    top_.vlan_known_i = registers_.interface.count(top_.vlan_query_o) != 0;
    top_.vlan_any_i = !registers_.interface.empty();
    commit_.Settle();

    /* The lookup starts at the edge after the handshake, and its key stays. */
    bool looks = step.layer == 3 && step.kind == 2 && step.attempted && step.cause != 4;
    TOE_CHECK_EQ(top_.lookup_start_o, looks && now_ == taken + 1);
    if (looks && knows_path_) {
      for (int w = 0; w < 9; ++w) TOE_CHECK_EQ(top_.lookup_key_o[w], key_[w]);
      TOE_CHECK_EQ(top_.lookup_key_o[9], body_[0]);
    }
    bool is_idle = top_.ctxw_idle_i, waits_for_bank = false;
    if (is_link && !has_read) {
      uint32_t row = RowOf(step.named);
      waits_for_bank = reads && top_.ctxw_wr_valid_i && top_.ctxw_wr_row_i % registers_.banks == row % registers_.banks;
      TOE_CHECK_EQ(top_.rd_valid_o, reads && !waits_for_bank);
      if (top_.rd_valid_o) TOE_CHECK_EQ(top_.rd_row_o, row);
      if (!waits_for_bank) {
        has_read = true;
        read_at = now_;
        due = now_ + step.service;
      }
    } else {
      TOE_CHECK_EQ(top_.rd_valid_o, 0);
    }
    bool is_served = now_ >= due && (!is_link || has_read);
    bool starts = needs_copy && is_served && !is_copying;
    if (top_.copy_start_o != starts) {
      Fail(__FILE__, __LINE__, "%s: item %u at %u edges: copy started %d", name_, index,
           static_cast<uint32_t>(now_ - taken), top_.copy_start_o);
    }
    bool may = is_served && !starts && (!is_copying || is_ended) && wbq_ready;
    bool is_stall = waits_for_bank || (may && writes && !is_idle), decides = may && (!writes || is_idle);
    TOE_CHECK_EQ(top_.stall_o, is_stall);
    if (top_.decided_valid_o != decides) {
      Fail(__FILE__, __LINE__, "%s: item %u at %u edges: decided %d", name_, index, static_cast<uint32_t>(now_ - taken),
           top_.decided_valid_o);
    }
    if (decides) break;
    TOE_CHECK_EQ(top_.item_ready_o, 0);
    TOE_CHECK_EQ(top_.ctxw_start_o | top_.ctxw_fix_o | top_.lookup_insert_o | top_.set_valid_o, 0);
    TOE_CHECK_EQ(top_.lookup_peek_o | top_.lookup_empty_o | top_.blocks_free_valid_o | top_.return_wr_en_o, 0);
    stalls += is_stall;
    if (starts) {
      TOE_CHECK_EQ(top_.copy_address_o, 0x1234567890ABC0);
      TOE_CHECK_EQ(top_.copy_blocks_o, step.blocks);
      is_copying = true;
      copy_left_ = step.copy_edges + 1;
    }
    Edge();
  }
  Decided(step, index, is_last, stalls);
  decided_at_ = now_;
  all_stalls_ += stalls;
  hold_ = 0;
  if (writes) {
    write_left_ = (!keeps ? 1 : step.layer == 3 ? 4 : 2) + 1; /* at d+1 and on, idle the edge after the last */
    write_row_ = RowOf(keeps ? step.handle : step.named) - 1;
    /* A slower CTXW than ours: a corrected row waits for it too. */
    if (mode_.has_back_pressure) write_left_ += random_.Below(12);
  }
  Edge();
}

inline uint32_t CommitRig::Bound(uint32_t cause) const {
  switch (cause) {
    case 9:
    case 10:
    case 11:
      return registers_.limits[cause - 9];
    case 12:
      return 32800;
    case 13:
      return registers_.limits[9];
    case 16:
      return registers_.limits[5];
    case 17:
      return registers_.limits[3];
    case 18:
      return registers_.mtu_max;
    case 19:
      return registers_.limits[4];
    case 22:
      return registers_.min_window;
    case 25:
      return registers_.window_max;
    case 26:
      return registers_.limits[7];
    case 27:
      return registers_.limits[6];
    case 28:
      return registers_.limits[8];
    default:
      return 0;
  }
}

inline void CommitRig::Decided(const Step &step, uint32_t index, bool is_last, uint32_t stalls) {
  bool keeps = step.kind == 2 && step.attempted && step.cause == 0, is_link = step.kind == 1 && step.attempted;
  bool is_error = step.cause == 2 || step.cause == 3, is_fetched = step.kind != kNoFetch;
  ++commits_;
  if (keeps) {
    ++used_[step.layer - 1];
    if (step.layer == 1 && step.vlan != 0) vlans_.insert(step.vlan);
    if (step.layer == 1 && step.mac != 0) macs_.insert(step.mac);
    if (step.layer == 2) ips_.insert(uint64_t{step.family} << 32 | step.ip);
    if (step.layer == 3) {
      pages_ += step.pages, blocks_ += step.blocks;
      held_[step.handle] = {top_.lookup_place_i, top_.copy_head_i, top_.copy_tail_i, step.blocks};
    }
  }
  if (step.layer == 1 && step.attempted) {
    knows_neighbor_ = keeps;
    knows_path_ = false;
    key_[0] = step.vlan;
  }
  if (step.layer == 2 && step.attempted) {
    knows_path_ = keeps && knows_neighbor_;
    key_[0] = (key_[0] & 0xFFFF) | step.family << 16;
    for (int w = 0; w < 8; ++w) key_[1 + w] = body_[w];
  }
  in_error_ = index == 0 ? is_error : in_error_ || is_error;
  if (Get(top_.wbq_data_o, kDecisionCause, 6) != step.cause) {
    Fail(__FILE__, __LINE__, "%s: item %u has cause %u, expected %u", name_, index,
         static_cast<uint32_t>(Get(top_.wbq_data_o, kDecisionCause, 6)), step.cause);
  }
  uint32_t error = step.cause == 2 ? 7 : step.cause == 3 ? 8 : 0;
  TOE_CHECK_EQ(top_.wbq_valid_o, 1);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionAttempted, 1), step.attempted);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionDetached, 1), in_error_);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionLast, 1), is_last);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionObject, 1), 1);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionIndex, 20), index);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionCommit, 48), commits_);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionCycle, 56), now_);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionError, 4), error);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionHandle, 32), step.handle);
  /* The retire lane. */
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedStall, 16), stalls);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedFetched, 56), is_fetched ? kStamp : 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedLimit, 32), Bound(step.cause));
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedCause, 6), step.cause);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedError, 4), error);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedAttempted, 1), step.attempted);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedLayer, 2), is_fetched ? step.layer & 3 : 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedKind, 2), is_fetched ? step.kind & 3 : 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedHandle, 32), step.handle);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedRequestId, 32), 0x77);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedIndex, 20), index);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedCommit, 48), commits_);
  uint64_t parent = Get(top_.decided_o, kDecidedParent, 32);
  TOE_CHECK_EQ(parent >> 28, keeps ? step.layer - 1 : 0);
  Levels();
  /* An event is told of a connection whose row is lost (R74). */
  bool tells = is_link && step.layer == 3 && step.cause == 31;
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionTerminate, 1), 0);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionFreed, 1), 0);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionReturnRows, 3), 0);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEvent, 1), tells);
  if (tells) {
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventCode, 8), 3);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventHandle, 32), step.named);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventInfo, 32), 11);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventNdis, 64), 0);
  }
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedTerminate, 1), 0);
  /* What others are given. */
  TOE_CHECK_EQ(top_.ctxw_start_o, keeps);
  TOE_CHECK_EQ(top_.ctxw_fix_o, is_link && step.flips == 1);
  TOE_CHECK_EQ(top_.ecc_corrected_o, is_link && step.flips == 1);
  TOE_CHECK_EQ(top_.ecc_uncorrectable_o, is_link && step.flips == 2);
  TOE_CHECK_EQ(top_.lookup_insert_o, keeps && step.layer == 3);
  TOE_CHECK_EQ(top_.set_valid_o, 0);
  TOE_CHECK_EQ(top_.lookup_empty_o | top_.blocks_free_valid_o, 0);
  if (keeps || top_.ctxw_fix_o) TOE_CHECK_EQ(top_.ctxw_row_o, RowOf(keeps ? step.handle : step.named));
  if (keeps) {
    TOE_CHECK_EQ(top_.ctxw_context_o & 0xFF, 0x80 + step.layer);
    TOE_CHECK_EQ(top_.ctxw_context_o >> 32, parent);
    TOE_CHECK_EQ(top_.ctxw_is_tcp_o, step.layer == 3);
  }
  if (keeps && step.layer == 3) {
    TOE_CHECK_EQ(top_.ctxw_tcp_o, uint64_t{step.pages} << 32 | (step.bytes != 0 ? top_.copy_head_i : 0));
    /* CONTEXT_RCV: BUF_BYTES, BUF_BEGIN 0, BUF_END, FLAGS; REFUSED (2) with data, behind FIN (32) else DISCONNECTED
     * (64) (5.11, D-16). */
    const bool has_data = step.bytes != 0, has_fin = step.tcp_state >= 7 && step.tcp_state <= 9;
    const uint64_t flags = (has_data ? 2 : 0) + (has_fin ? has_data ? 32 : 96 : 0);
    const uint64_t end = has_data ? (step.bytes - 1) % 64 + 1 : 0;
    TOE_CHECK_EQ(Get(top_.ctxw_rcv_o, 0, 64), step.bytes | end << 40 | flags << 48);
  }
}

inline void CommitRig::Levels() {
  const int levels = kDecidedLevels;
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelLookup, 16), used_[2]);
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelHostMemory, 32), used_[0] + used_[1] + used_[2]);
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelBufferedCopy, 25), 64 * blocks_);
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelXmitBuffer, 17), used_[2]);
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelRcvBuffer, 17), pages_);
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelVlan, 8), vlans_.size());
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelSrcIp, 8), ips_.size());
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelSrcMac, 8), macs_.size());
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelTcp, 15), used_[2]);
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelPath, 15), used_[1]);
  TOE_CHECK_EQ(Get(top_.decided_o, levels + kLevelNeighbor, 15), used_[0]);
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_COMMIT_RIG_H_ */
