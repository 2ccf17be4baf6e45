/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_commit_jobs.h - receive jobs at the commit point: their turns with items, when rows are read and they are judged,
 * how long COMMIT is theirs, what a marker in error comes to; a connection that goes is closed first
 * (docs/microarchitecture.md 5.6, 5.11, 5.16, 7).
 */
#ifndef TESTBENCH_LEAF_TOE_COMMIT_JOBS_H_
#define TESTBENCH_LEAF_TOE_COMMIT_JOBS_H_

#include "testbench/leaf/toe_commit_gone_stories.h"

namespace toe {

/* Members of frame_t (rtl/toe_pkg.sv), the last one at bit 0; two of toe_frame. */
enum JobFrameLsb {
  kJobFrameDstPort = 68,
  kJobFrameSrcPort = 84,
  kJobFrameDstIp = 100,
  kJobFrameSrcIp = 228,
  kJobFrameFamily = 356,
  kJobFrameVlan = 364,
  kJobFrameDstMac = 376,
  kJobFrameReason = 439
};
constexpr uint32_t kJobAccepted = 0, kJobNotIp = 32;

class JobRig : public GoneRig {
 public:
  using GoneRig::GoneRig;

  /* Offered at an edge at which COMMIT is idle: a marker, a job that waits, or both; who is taken is told. */
  enum Offer { kMarker = 1, kWaiting = 2 };
  void Take(uint32_t offer, ItemLsb marker, uint32_t handle, bool expects_job) {
    for (int w = 0; w < 3; ++w) top_.item_i[w] = 0;
    Set(top_.item_i, marker, 1, 1);
    Set(top_.item_i, kItemLast, 1, 1);
    Set(top_.item_i, kItemSlot, 4, 9);
    top_.item_valid_i = (offer & kMarker) != 0;
    top_.next_job_i = (offer & kWaiting) != 0 ? 4 : 0;
    top_.next_id_i = static_cast<uint16_t>(handle & 0x3FFF);
    top_.event_handle_i = handle;
    commit_.Settle();
    if (!expects_job) TOE_CHECK_EQ(top_.slot_o, 9);
    TOE_CHECK_EQ(top_.item_valid_i && top_.item_ready_o, !expects_job);
    TOE_CHECK_EQ(top_.job_take_o, expects_job);
    TOE_CHECK_EQ(top_.look_o, 1);
    TOE_CHECK_EQ(top_.named_o, handle);
    Edge();
    top_.item_valid_i = 0;
    top_.next_job_i = 0;
    top_.event_handle_i = static_cast<uint32_t>(random_.Next()) | 1u << 31; /* the slot may be another's now */
    if (!expects_job) top_.event_handle_i = handle;
    is_job_ = expects_job;
    job_ = expects_job ? 4 : marker == kItemForward ? 7 : marker == kItemReply ? 2 : 1;
    handle_ = handle;
    taken_ = now_ - 1;
  }

  /* Rows at four edges from the first on at which CTXW is idle, judged 3 behind the last; flips in row `at`. */
  void Judge(uint32_t error, uint32_t at, uint32_t flips) {
    uint64_t first = 0, due = 0;
    for (;; Edge()) {
      bool wbq_ready = !(mode_.has_back_pressure && random_.OneIn(2));
      top_.wbq_ready_i = wbq_ready;
      if (first == 0 && top_.ctxw_idle_i) first = now_, due = now_ + 3 + 3;
      for (int w = 0; w < 16; ++w) top_.rd_data_i[w] = static_cast<uint32_t>(random_.Next());
      bool comes = first != 0 && now_ >= first + 2 && now_ < first + 6;
      uint64_t words[8], check = 0;
      for (int w = 0; w < 8; ++w) words[w] = Get(top_.rd_data_i, 64 * w, 64);
      for (int w = 0; w < 8; ++w) check |= uint64_t{CheckByte(words[w])} << (8 * w);
      top_.rd_check_i = check;
      if (comes && now_ - first - 2 == at) {
        for (uint32_t n = 0; n < flips; ++n) top_.rd_data_i[5] ^= 1u << n;
      }
      top_.job_error_i = static_cast<uint8_t>(error);
      commit_.Settle();
      TOE_CHECK_EQ(top_.in_use_o, 1);
      TOE_CHECK_EQ(top_.forward_start_o | top_.copy_start_o, 0);
      TOE_CHECK_EQ(top_.rd_valid_o, first != 0 && now_ < first + 4);
      if (top_.rd_valid_o) TOE_CHECK_EQ(top_.rd_row_o, RowOf(handle_) + now_ - first);
      TOE_CHECK_EQ(top_.row_valid_o, comes);
      if (comes) {
        TOE_CHECK_EQ(top_.row_o, now_ - first - 2);
        if (flips < 2 || now_ - first - 2 != at) {
          for (int w = 0; w < 8; ++w) TOE_CHECK_EQ(Get(top_.row_data_o, 64 * w, 64), words[w]);
        }
      }
      TOE_CHECK_EQ(top_.return_wr_en_o | top_.stall_o, 0);
      TOE_CHECK_EQ(top_.item_ready_o, 0);
      bool judges = due != 0 && now_ >= due && (is_job_ || wbq_ready);
      TOE_CHECK_EQ(top_.judge_o, judges);
      TOE_CHECK_EQ(top_.decided_valid_o, judges && !is_job_);
      if (judges) break;
    }
    ++commits_;
    jobs_ += is_job_;
    TOE_CHECK_EQ(top_.job_o, job_);
    TOE_CHECK_EQ(top_.lost_o, flips == 2);
    TOE_CHECK_EQ(top_.ecc_corrected_o, flips == 1);
    TOE_CHECK_EQ(top_.ecc_uncorrectable_o, flips == 2);
    TOE_CHECK_EQ(top_.ctxw_start_o | top_.ctxw_fix_o | top_.set_valid_o, 0);
    if (!is_job_) {
      TOE_CHECK_EQ(Get(top_.decided_o, kDecidedError, 4), error);
      TOE_CHECK_EQ(Get(top_.decided_o, kDecidedHandle, 32), error == 0 ? handle_ : 0);
      TOE_CHECK_EQ(Get(top_.decided_o, kDecidedLimit, 32), error == 14 ? 1024 : 0);
      TOE_CHECK_EQ(Get(top_.decided_o, kDecidedCommit, 48), commits_);
      TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionError, 4), error);
      TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEvent, 1), flips == 2);
      if (flips == 2) {
        TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventCode, 8), 3);
        TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventInfo, 32), 11);
        TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventNdis, 64), 0);
        TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventHandle, 32), handle_);
      }
    }
    Edge();
    top_.job_error_i = 0;
  }

  /* A FORWARD: COPY starts at the edge behind its taking and has ended that many edges later; nothing is read before.
   */
  void Forward(uint32_t handle, uint32_t edges, uint32_t error, uint32_t at, uint32_t flips) {
    Take(kMarker, kItemForward, handle, false);
    top_.wbq_ready_i = 1;
    for (uint32_t edge = 0; edge < edges; ++edge) {
      top_.copy_ended_i = edge == 0; /* the one before */
      commit_.Settle();
      TOE_CHECK_EQ(top_.forward_start_o, edge == 0);
      TOE_CHECK_EQ(top_.copy_start_o | top_.rd_valid_o | top_.judge_o | top_.decided_valid_o | top_.stall_o, 0);
      TOE_CHECK_EQ(top_.slot_o, 9);
      if (edge > 6) TOE_CHECK_EQ(top_.active_o, 0); /* waiting for it is quiescent */
      Edge();
    }
    top_.copy_ended_i = 1;
    Judge(error, at, flips);
  }

  /* COMMIT is the job's until its end; then it takes what comes, CTXW has two rows to write. */
  void End(uint32_t edges) {
    for (uint32_t i = 0; i <= edges; ++i) {
      top_.item_valid_i = 1;
      top_.next_job_i = 3;
      top_.wbq_ready_i = 1;
      top_.event_handle_i = static_cast<uint32_t>(random_.Next());
      top_.job_ends_i = top_.job_writes_i = top_.job_updates_i = i == edges;
      for (int w = 0; w < 5; ++w) top_.job_context_i[w] = static_cast<uint32_t>(random_.Next());
      /* The ledger keeps what it held: a job changes posted requests and its chain. */
      for (int w = 0; w < 6; ++w) top_.job_holding_i[w] = top_.held_o[w];
      commit_.Settle();
      TOE_CHECK_EQ(top_.item_ready_o | top_.job_take_o | top_.decided_valid_o | top_.wbq_valid_o | top_.judge_o, 0);
      TOE_CHECK_EQ(top_.job_commit_o, commits_);
      if (i == edges) {
        for (int w = 0; w < 5; ++w) TOE_CHECK_EQ(top_.ctxw_rcv_o[w], top_.job_context_i[w]);
        TOE_CHECK_EQ(top_.ctxw_row_o, RowOf(handle_));
        TOE_CHECK_EQ(top_.named_o, handle_);
      }
      Edge();
    }
    top_.item_valid_i = top_.next_job_i = top_.job_ends_i = top_.job_writes_i = top_.job_updates_i = 0;
    commit_.Settle();
    TOE_CHECK_EQ(top_.idle_o, 1);
    write_left_ = 2 + 1;
    write_row_ = RowOf(handle_);
    top_.ctxw_idle_i = 0;
  }

  /* A FRAME of that reason, `answer` the lookup that finds its connection; 0: neither does. */
  void Frame(uint32_t reason, bool is_ours, uint32_t vlan, uint32_t answer, uint32_t handle) {
    for (int w = 0; w < 14; ++w) top_.frame_i[w] = static_cast<uint32_t>(random_.Next()) >> (w == 13 ? 1 : 0);
    Set(top_.frame_i, kJobFrameReason, 8, reason);
    Set(top_.frame_i, kJobFrameVlan, 12, vlan);
    top_.interface_mac_i = Get(top_.frame_i, kJobFrameDstMac, 48) ^ (is_ours ? 0 : 4);
    uint64_t local = Get(top_.frame_i, kJobFrameDstPort, 16), remote = Get(top_.frame_i, kJobFrameSrcPort, 16);
    bool is_segment = reason == kJobAccepted && is_ours;
    uint32_t ends = !is_segment ? 1 : answer == 1 || (answer == 0 && vlan == 0) ? 4 : 8;
    top_.item_valid_i = 0;
    top_.next_job_i = 5;
    for (uint32_t age = 0; age <= ends; ++age) {
      bool finds = is_segment && answer != 0 && age == ends;
      bool is_answer = is_segment && (age == 4 || age == 8);
      top_.lookup_found_i = is_answer ? finds : random_.OneIn(2);
      top_.lookup_found_id_i = static_cast<uint16_t>(finds ? handle & 0x3FFF : random_.Below(16384));
      commit_.Settle();
      TOE_CHECK_EQ(top_.job_take_o, age == 0);
      TOE_CHECK_EQ(top_.lookup_start_o, reason == kJobAccepted && (age == 0 || (age == 4 && ends == 8)));
      if (top_.lookup_start_o) { /* the key as section 6 has it: local is the destination */
        TOE_CHECK_EQ(Get(top_.lookup_key_o, 0, 16), age == 0 ? vlan : 0);
        TOE_CHECK_EQ(Get(top_.lookup_key_o, 16, 16), Get(top_.frame_i, kJobFrameFamily, 8));
        TOE_CHECK_EQ(Get(top_.lookup_key_o, 32, 64), Get(top_.frame_i, kJobFrameDstIp, 64));
        TOE_CHECK_EQ(Get(top_.lookup_key_o, 160, 64), Get(top_.frame_i, kJobFrameSrcIp, 64));
        TOE_CHECK_EQ(Get(top_.lookup_key_o, 288, 32), remote << 16 | local);
      }
      TOE_CHECK_EQ(top_.look_o, finds);
      if (finds) TOE_CHECK_EQ(top_.named_o, handle);
      TOE_CHECK_EQ(top_.judge_o, age == ends && !finds);
      if (age != 0) TOE_CHECK_EQ(top_.is_ours_o, is_ours);
      TOE_CHECK_EQ(top_.rd_valid_o | top_.decided_valid_o, 0);
      if (top_.judge_o) {
        TOE_CHECK_EQ(top_.is_found_o, 0);
        TOE_CHECK_EQ(top_.named_o, 0);
      }
      Edge();
      top_.next_job_i = 0;
    }
    if (is_segment && answer != 0) {
      is_job_ = true;
      job_ = 5;
      handle_ = handle;
      Judge(0, random_.Below(4), random_.Below(3));
      TOE_CHECK_EQ(top_.is_found_o, 1);
      End(2);
      return;
    }
    ++commits_;
    ++jobs_;
    TOE_CHECK_EQ(top_.job_commit_o, commits_);
    top_.job_ends_i = 1; /* no connection: ledger and context keep out of it */
    Edge();
    top_.job_ends_i = 0;
    commit_.Settle();
    TOE_CHECK_EQ(top_.idle_o, 1);
  }

  /* A marker whose handle names nothing in use reads nothing, and is decided at a+1. */
  void NoObject(uint32_t handle, ItemLsb marker = kItemReceive) {
    Take(kMarker, marker, handle, false);
    top_.wbq_ready_i = 1;
    commit_.Settle();
    TOE_CHECK_EQ(top_.decided_valid_o, 1);
    TOE_CHECK_EQ(top_.judge_o | top_.rd_valid_o | top_.forward_start_o, 0);
    TOE_CHECK_EQ(Get(top_.decided_o, kDecidedError, 4), 11);
    TOE_CHECK_EQ(Get(top_.decided_o, kDecidedHandle, 32), 0);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEvent, 1), 0);
    ++commits_;
    Edge();
    commit_.Settle();
    TOE_CHECK_EQ(top_.idle_o, 1);
  }

 private:
  bool is_job_ = false;
  uint32_t job_ = 0, handle_ = 0;
  uint64_t taken_ = 0;
};

inline void TellJobs(const Mode &mode) {
  JobRig rig(mode);
  const uint32_t kTcp = 0x30000000u;
  Set(rig.top().limits_i, kLimitPosted, 13, 1024);
  rig.Tell("jobs: before", {NewNeighbor(0, 0), NewPath(0, 0), NewTcp(0, 0), NewTcp(0, 1).Copy(100, 2, 3)});
  for (uint32_t round = 0; round < 8; ++round) {
    /* Behind an item a job that waits comes first, behind a job the item. */
    rig.Take(JobRig::kMarker | JobRig::kWaiting, kItemReceive, kTcp + round % 2, true);
    rig.Judge(0, 0, 0);
    rig.End(3 + round);
    rig.Take(JobRig::kMarker | JobRig::kWaiting, kItemReceive, kTcp + round % 2, false);
    rig.Judge(0, round % 4, 1);
    rig.End(round);
    rig.Take(JobRig::kMarker, kItemReply, kTcp, false);
    rig.Judge(15, 0, 0);
    rig.Take(JobRig::kWaiting, kItemReply, kTcp + 1, true);
    rig.Judge(0, round % 4, 2);
    rig.End(1);
    rig.Take(JobRig::kMarker, kItemReceive, kTcp + 1, false);
    rig.Judge(11, round % 4, 2);
    rig.Take(JobRig::kMarker, kItemReceive, kTcp + 1, false);
    rig.Judge(14, 0, 0);
    rig.Frame(kJobNotIp, true, 0, 0, 0);
    rig.Frame(kJobAccepted, false, 7, 0, 0); /* its lookup goes on while the next is taken */
    rig.Frame(kJobAccepted, true, 0, 0, 0);
    rig.Frame(kJobAccepted, true, 7, 0, 0);
    rig.Frame(kJobAccepted, true, 7, 1, kTcp);
    rig.Frame(kJobAccepted, true, 7, 2, kTcp + 1);
    rig.Frame(kJobAccepted, true, 0, 1, kTcp + round % 2);
    rig.Forward(kTcp, 2 + round, 0, 0, 0);
    rig.End(4 + round);
    rig.Forward(kTcp + 1, 40, 0, round % 4, 1);
    rig.End(1);
    rig.Forward(kTcp, 3, 12, 0, 0);
    rig.Forward(kTcp, 2, 8, 0, 0);
    rig.Forward(kTcp + 1, 9, 11, round % 4, 2);
    rig.NoObject(kTcp + 2, kItemForward);
    rig.NoObject(kTcp + 2);
    rig.NoObject(0x20000000u);
    rig.NoObject(0);
  }
  /* What is not delivered has no room where it would go; then it has. */
  rig.top().buf_bytes_i = 0xFFFFFFFFu; /* what the object has room for is anything here */
  rig.Terminate("jobs: no room", {{kTcp, 33, 4}});
  rig.NoObject(kTcp + 2);
  rig.top().buf_bytes_i = 0;
  /* The jobs were more than there are places: none of them took one. */
  rig.Terminate("jobs: room", {{kTcp, 0, 4}});
  rig.NoObject(kTcp);
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_COMMIT_JOBS_H_ */
