/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_commit_gone.h - objects of a TERMINATE and RAISE markers at the commit point, in the surroundings of
 * toe_commit_rig.h: which rows are read and when, what is handed back, what is freed, what is told
 * (docs/microarchitecture.md 5.6, 5.8, 6, 7).
 */
#ifndef TESTBENCH_LEAF_TOE_COMMIT_GONE_H_
#define TESTBENCH_LEAF_TOE_COMMIT_GONE_H_

#include "testbench/leaf/toe_commit_rig.h"

namespace toe {

/* An object of a TERMINATE and what must come of it. */
struct Going {
  uint32_t named; /* its handle: a linker's, and its layer */
  uint32_t cause;
  uint32_t reads; /* rows that are read */
  uint32_t pages = 1;
  uint64_t ends_vlan = 0, ends_mac = 0, ends_ip = 0; /* values whose last user it is; an address with its family */
  uint32_t flips[4] = {0, 0, 0, 0};                  /* in one word of each row */
  uint32_t kind = 1, layer = 0, fault = 0, family = 0;
  bool attempted = true;

  Going Flips(uint32_t a, uint32_t b, uint32_t c, uint32_t d = 0) const {
    Going going = *this;
    going.flips[0] = a, going.flips[1] = b, going.flips[2] = c, going.flips[3] = d;
    return going;
  }
  Going Ends(uint64_t vlan, uint64_t mac) const {
    Going going = *this;
    going.ends_vlan = vlan, going.ends_mac = mac;
    return going;
  }
  Going EndsIp(uint64_t family_of_ip, uint64_t ip) const {
    Going going = *this;
    going.ends_ip = family_of_ip << 32 | ip;
    return going;
  }
  Going Pages(uint32_t count) const {
    Going going = *this;
    going.pages = count;
    return going;
  }
};

/* A RAISE and what must come of it. */
struct Raised {
  uint32_t event, value, handle, error;
  bool reads = false; /* row 0 of a connection */
  uint32_t state = 4; /* of it */
  uint32_t flips = 0, info = 0;
};

class GoneRig : public CommitRig {
 public:
  using CommitRig::CommitRig;

  void Terminate(const char *name, const std::vector<Going> &objects) {
    name_ = name;
    for (uint32_t i = 0; i < objects.size(); ++i) Go(objects[i], i, i + 1 == objects.size());
  }
  void Go(const Going &going, uint32_t index, bool is_last);
  void Raise(const char *name, const Raised &raised);

  /* Of the last item: edges from the decision before it to its own. */
  uint64_t edges() const { return edges_; }

 private:
  void Start(uint32_t index, bool is_last);
  void Wait(uint32_t row, uint32_t reads, bool returns, uint32_t layer, const uint32_t *flips, bool fixes, bool peeks);
  void Settled(uint32_t stalls);

  uint64_t edges_ = 0;
  uint32_t corrected_ = 0, lost_ = 0, service_ = 0, stalls_ = 0;
  uint64_t ndis_ = 0, words_[8]{};
  uint32_t state_ = 4;
};

/* An item to COMMIT: what is common. */
inline void GoneRig::Start(uint32_t index, bool is_last) {
  if (mode_.has_gaps) {
    for (uint32_t i = random_.Below(8); i > 0; --i) Edge();
  }
  for (int w = 0; w < 3; ++w) top_.item_i[w] = 0;
  for (int w = 0; w < 12; ++w) top_.object_i[w] = static_cast<uint32_t>(random_.Next());
  Set(top_.item_i, kItemLast, 1, is_last);
  Set(top_.item_i, kItemIndex, 20, index);
  top_.item_valid_i = 1;
}

/* From the handshake to the edge of the decision, with all that happens on the way.  flips: of each row. */
inline void GoneRig::Wait(uint32_t row, uint32_t reads, bool returns, uint32_t layer, const uint32_t *flips, bool fixes,
                          bool peeks) {
  uint64_t taken = now_ - 1, read_at[4] = {0, 0, 0, 0}, last_read = reads == 0 ? taken + 1 : 0;
  uint32_t next = 0;
  corrected_ = lost_ = stalls_ = 0;
  for (;;) {
    bool wbq_ready = !(mode_.has_back_pressure && random_.OneIn(2));
    top_.wbq_ready_i = wbq_ready;
    top_.lookup_found_i = random_.OneIn(2);
    top_.lookup_used_i = static_cast<uint16_t>(used_[2]);
    top_.copy_ended_i = random_.OneIn(2);
    for (int w = 0; w < 16; ++w) top_.rd_data_i[w] = static_cast<uint32_t>(random_.Next());
    top_.rd_check_i = random_.Next();
    uint32_t comes = 4;
    for (uint32_t k = 0; k < next; ++k) {
      if (now_ == read_at[k] + 2) comes = k;
    }
    if (comes < 4) {
      if (comes == 0) Set(top_.rd_data_i, 0, 8, 0x80 + layer);
      if (comes == 0 && layer == 3) Set(top_.rd_data_i, 160, 8, state_);
      uint64_t check = 0;
      for (int w = 0; w < 8; ++w) {
        words_[w] = Get(top_.rd_data_i, 64 * w, 64);
        check |= uint64_t{CheckByte(words_[w])} << (8 * w);
      }
      if (comes == 0) ndis_ = words_[1];
      uint32_t word = random_.Below(8), bit = random_.Below(64);
      for (uint32_t n = 0; n < flips[comes]; ++n) {
        top_.rd_data_i[2 * word + (bit + n) % 64 / 32] ^= 1u << (bit + n) % 32;
      }
      top_.rd_check_i = check;
      corrected_ += flips[comes] == 1;
      lost_ += flips[comes] == 2;
    }
    commit_.Settle();
    /* The next row, at the first edge its bank is not written. */
    bool waits_for_bank = false;
    if (next < reads) {
      waits_for_bank = top_.ctxw_wr_valid_i && top_.ctxw_wr_row_i % registers_.banks == (row + next) % registers_.banks;
      TOE_CHECK_EQ(top_.rd_valid_o, !waits_for_bank);
      if (!waits_for_bank) {
        TOE_CHECK_EQ(top_.rd_row_o, row + next);
        read_at[next++] = now_;
        if (next == reads) last_read = now_;
      }
    } else {
      TOE_CHECK_EQ(top_.rd_valid_o, 0);
    }
    /* Rows that are handed back leave as they come, to the place the item will get. */
    TOE_CHECK_EQ(top_.return_wr_en_o, returns && comes < 4);
    if (returns && comes < 4) {
      TOE_CHECK_EQ(top_.return_wr_slot_o, (commits_ - jobs_) & 15);
      TOE_CHECK_EQ(top_.return_wr_row_o, comes);
      if (flips[comes] < 2) {
        for (int w = 0; w < 8; ++w) TOE_CHECK_EQ(Get(top_.return_wr_data_o, 64 * w, 64), words_[w]);
      }
    }
    TOE_CHECK_EQ(top_.lookup_peek_o, peeks && now_ == taken + 2);
    TOE_CHECK_EQ(top_.lookup_start_o | top_.copy_start_o, 0);
    bool is_served = service_ == 1 ? now_ >= taken + 1 : last_read != 0 && now_ >= last_read + 3;
    bool may = is_served && wbq_ready, decides = may && (!fixes || top_.ctxw_idle_i);
    bool is_stall = waits_for_bank || (may && fixes && !top_.ctxw_idle_i);
    TOE_CHECK_EQ(top_.stall_o, is_stall);
    if (top_.decided_valid_o != decides) {
      Fail(__FILE__, __LINE__, "%s: at %u edges: decided %d", name_, static_cast<uint32_t>(now_ - taken),
           top_.decided_valid_o);
    }
    if (decides) break;
    TOE_CHECK_EQ(top_.item_ready_o, 0);
    TOE_CHECK_EQ(top_.lookup_empty_o | top_.blocks_free_valid_o | top_.set_valid_o | top_.ctxw_fix_o, 0);
    TOE_CHECK_EQ(top_.ecc_corrected_o | top_.ecc_uncorrectable_o, 0);
    stalls_ += is_stall;
    Edge();
  }
  ++commits_;
  all_stalls_ += stalls_;
  edges_ = now_ - decided_at_;
  decided_at_ = now_;
}

/* What is told of every item, and what none of these ever does. */
inline void GoneRig::Settled(uint32_t stalls) {
  TOE_CHECK_EQ(top_.wbq_valid_o, 1);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionCommit, 48), commits_);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionCycle, 56), now_);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionReturnSlot, 4), (commits_ - jobs_ - 1) & 15);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedStall, 16), stalls);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedCommit, 48), commits_);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedParent, 32), 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedLimit, 32), 0);
  TOE_CHECK_EQ(top_.ecc_corrected_o, corrected_);
  TOE_CHECK_EQ(top_.ecc_uncorrectable_o, lost_);
  TOE_CHECK_EQ(top_.ctxw_start_o | top_.lookup_insert_o | top_.set_valid_o, 0);
  Levels();
}

inline void GoneRig::Go(const Going &going, uint32_t index, bool is_last) {
  bool is_fetched = going.kind != kNoFetch, is_linker = going.kind == 1 && going.attempted;
  uint32_t layer = going.layer != 0 ? going.layer : going.named >> 28;
  if (going.kind != 1 && going.layer == 0) layer = is_fetched ? 2 : 0;
  Start(index, is_last);
  Set(top_.item_i, kItemObject, 1, 1);
  Set(top_.item_i, kItemTerminate, 1, 1);
  Set(top_.item_i, kItemFetched, 1, is_fetched);
  Set(top_.item_i, kItemFetchedCycle, 56, is_fetched ? kStamp : 0);
  if (is_fetched) {
    Set(top_.object_i, kObjectLayer, 8, layer);
    Set(top_.object_i, kObjectKind, 8, going.kind);
    Set(top_.object_i, kObjectFault, 8, going.fault);
    Set(top_.object_i, kObjectFamily, 8, going.family);
    Set(top_.object_i, kObjectHandle, 32, going.named);
  }
  commit_.Settle();
  TOE_CHECK_EQ(top_.item_ready_o, 1);
  Edge(); /* edge a */
  top_.item_valid_i = 0;
  service_ = is_linker ? 0 : 1;
  state_ = random_.Below(12);
  Wait(RowOf(going.named), going.reads, true, layer, going.flips, false, is_linker && layer == 3 && going.cause != 5);

  bool frees = is_linker && (going.cause == 0 || going.cause == 31), is_error = going.cause == 2 || going.cause == 3;
  in_error_ = index == 0 ? is_error : in_error_ || is_error;
  Held held{};
  if (frees) {
    --used_[layer - 1];
    if (going.ends_vlan != 0) TOE_CHECK_EQ(vlans_.erase(going.ends_vlan), 1);
    if (going.ends_mac != 0) TOE_CHECK_EQ(macs_.erase(going.ends_mac), 1);
    if (going.ends_ip != 0) TOE_CHECK_EQ(ips_.erase(going.ends_ip), 1);
    if (layer == 3) {
      held = held_[going.named];
      pages_ -= going.pages, blocks_ -= held.blocks;
    }
  }
  if (Get(top_.wbq_data_o, kDecisionCause, 6) != going.cause) {
    Fail(__FILE__, __LINE__, "%s: item %u has cause %u, expected %u", name_, index,
         static_cast<uint32_t>(Get(top_.wbq_data_o, kDecisionCause, 6)), going.cause);
  }
  uint32_t error = going.cause == 2 ? 7 : going.cause == 3 ? 8 : 0;
  uint32_t rows = is_linker && going.cause == 0 ? (layer == 3 ? 4 : layer == 1 ? 2 : 0) : 0;
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionObject, 1), 1);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionTerminate, 1), 1);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionAttempted, 1), going.attempted);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionDetached, 1), in_error_);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionFreed, 1), frees);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionReturnRows, 3), rows);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEvent, 1), 0);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionLast, 1), is_last);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionIndex, 20), index);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionError, 4), error);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionHandle, 32), is_linker && going.cause == 0 ? going.named : 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedObject, 1), 1);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedTerminate, 1), 1);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedAttempted, 1), going.attempted);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedCause, 6), going.cause);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedError, 4), error);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedLayer, 2), is_fetched ? layer & 3 : 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedKind, 2), is_fetched ? going.kind & 3 : 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedFetched, 56), is_fetched ? kStamp : 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedHandle, 32), frees ? going.named : 0);
  Settled(stalls_);
  TOE_CHECK_EQ(top_.ctxw_fix_o, 0);
  TOE_CHECK_EQ(top_.lookup_empty_o, frees && layer == 3);
  TOE_CHECK_EQ(top_.blocks_free_valid_o, held.blocks != 0);
  if (top_.lookup_empty_o) TOE_CHECK_EQ(top_.lookup_empty_place_o, held.place);
  if (held.blocks != 0) {
    TOE_CHECK_EQ(top_.blocks_free_head_o, held.head);
    TOE_CHECK_EQ(top_.blocks_free_tail_o, held.tail);
    TOE_CHECK_EQ(top_.blocks_free_count_o, held.blocks);
  }
  Edge();
}

inline void GoneRig::Raise(const char *name, const Raised &raised) {
  name_ = name;
  Start(0, true);
  Set(top_.item_i, kItemRaise, 1, 1);
  commit_.Settle();
  TOE_CHECK_EQ(top_.item_ready_o, 1);
  Edge();
  top_.item_valid_i = 0;
  top_.setting_i = raised.event;
  top_.value_i = raised.value;
  top_.event_handle_i = raised.handle;
  bool is_retrieve = raised.event == 3, fixes = is_retrieve && raised.reads && raised.flips == 1;
  service_ = is_retrieve ? 0 : 1;
  state_ = raised.state;
  Wait(RowOf(raised.handle), raised.reads ? 1 : 0, false, 3, &raised.flips, fixes, false);
  if (Get(top_.wbq_data_o, kDecisionError, 4) != raised.error) {
    Fail(__FILE__, __LINE__, "%s: error %u, expected %u", name_,
         static_cast<uint32_t>(Get(top_.wbq_data_o, kDecisionError, 4)), raised.error);
  }
  bool tells = raised.error == 0;
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionObject, 1), 0);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionTerminate, 1), 0);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionFreed, 1), 0);
  TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEvent, 1), tells);
  if (tells) {
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventCode, 8), raised.event);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventHandle, 32), raised.handle);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventInfo, 32), raised.info);
    TOE_CHECK_EQ(Get(top_.wbq_data_o, kDecisionEventNdis, 64), is_retrieve && raised.flips != 2 ? ndis_ : 0);
  }
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedObject, 1), 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedTerminate, 1), 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedAttempted, 1), 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedCause, 6), 0);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedError, 4), raised.error);
  TOE_CHECK_EQ(Get(top_.decided_o, kDecidedHandle, 32), tells ? raised.handle : 0);
  Settled(stalls_);
  TOE_CHECK_EQ(top_.ctxw_fix_o, fixes);
  if (fixes) {
    TOE_CHECK_EQ(top_.ctxw_row_o, RowOf(raised.handle));
    write_left_ = 2;
    write_row_ = RowOf(raised.handle) - 1;
  }
  Edge();
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_COMMIT_GONE_H_ */
