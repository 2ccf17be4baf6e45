/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_delivery_bench.cpp - the delivery of received data against the algorithm worked step by step on plain queues and
 * bytes (docs/microarchitecture.md 5.11 to 5.16): at which edge every write is pushed and what is in it, what goes
 * back, how a job ends, which job is next; what becomes of a frame and of a segment that the host got, where its data
 * goes, when an acknowledgment leaves and what it says (R117, R119, R122-R130, R132, R143-R148, R164, R166, R168, R184,
 *
 *
 * Gaps: COMMIT pauses, judgements come late, frames come apart.  Back-pressure: PQ and the completion ring have no room
 * at times.
 */
#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <vector>

#include "Vtoe_delivery.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"
#include "testbench/leaf/toe_secded.h"
#include "testbench/leaf/toe_wire.h"

namespace toe {
namespace {

struct Posted {
  uint64_t address;
  uint32_t bytes, filled;
  bool no_push;
  uint32_t id;
  bool IsFull() const { return filled >= bytes; }
};

/* A connection as the document has it, and the words of its ledger entry. */
struct Connection {
  uint32_t id;
  std::deque<Posted> posted;
  std::vector<uint32_t> chain;
  uint32_t copies, begin, bytes, end, nxt, wnd, initial_wnd, indication, indicated;
  uint32_t state, flags, out_of_order, pending, advertised, mss, scale;
  bool has_timer, has_ack_timer;
  uint32_t held[6];
  uint32_t row0[16], row2[16];
  uint32_t Handle() const { return 3u << 28 | id; }
  bool Has(uint32_t flag) const { return (flags & flag) != 0; }
  bool HasPush() const { return !posted.empty() && !posted[0].no_push && posted[0].filled != 0; }
  bool Delays() const { return pending != 0 && !Has(256); }
};

/* toe_rcv_flag, by hand. */
enum Flag {
  kInProgress = 1,
  kRefused = 2,
  kPsh = 16,
  kFin = 32,
  kDisconnected = 64,
  kAborted = 128,
  kServed = 256, /* HOST_PATH */
  kAsked = 1024
};

/* A frame on its way, and what there is of it. */
struct Waiting {
  Bytes bytes;
  Named named;
  uint32_t number, target;
  uint64_t arrived;
};

/* What a job has to tell, and whether it owes an acknowledgment. */
struct Owed {
  bool event = false, pass = false, acks = false, acked = false;
  uint32_t code = 3, info = 11, reason = 0;
};

enum Job { kClosing = 0, kReceive = 1, kReply = 2, kPushTimer = 3, kWake = 4, kFrame = 5, kAckTimer = 6, kForward = 7 };
enum Push { kNothing, kPlace, kEntry };

uint8_t ByteOfRow(uint32_t row, uint32_t at) { return static_cast<uint8_t>((row * 0x9E3779B1u >> 7) + at * 5); }

class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), delivery_(mode.seed), top_(delivery_.top()) {
    top_.take_i = top_.look_i = top_.row_valid_i = top_.judge_i = top_.close_i = top_.remove_i = 0;
    top_.return_valid_i = top_.lost_i = top_.in_use_i = top_.job_i = 0;
    top_.rx_tvalid_i = top_.is_ours_i = top_.is_found_i = 0;
    top_.fetch_i = top_.fetch_wr_en_i = top_.fetch_failed_i = 0;
    top_.fetch_ended_i = 1;
    ack_cycles_ = 60 + random_.Below(900);
    frequency_ = random_.Below(4);
    order_limit_ = random_.OneIn(3) ? 0 : 4 + random_.Below(12);
    mac_ = random_.Next() >> 16;
    Set(top_.wire_regs_i, 0, 8, order_limit_); /* wire_regs_t, the last member at bit 0 */
    Set(top_.wire_regs_i, 8, 32, ack_cycles_);
    Set(top_.wire_regs_i, 40, 8, frequency_);
    Set(top_.wire_regs_i, 48, 48, mac_);
    log2_ = 8 + random_.Below(3);
    buffers_ = 1 + random_.Below(5);
    posted_limit_ = 6 + random_.Below(8);
    push_cycles_ = 100 + random_.Below(900);
    base_ = random_.Next() & ~uint64_t{63};
    Set(top_.limits_i, kLimitPosted, 13, posted_limit_);
    Set(top_.limits_i, kLimitHostBuffer, 13, buffers_);
    Set(top_.rcv_regs_i, 0, 32, push_cycles_); /* rcv_regs_t: PUSH_CYCLES at bit 0, then LOG2, then the base */
    Set(top_.rcv_regs_i, 32, 5, log2_);
    Set(top_.rcv_regs_i, 37, 64, base_);
    delivery_.Reset();
  }

  void Step();
  void Done() {
    TOE_CHECK(jobs_[kReceive] > 50 && jobs_[kReply] > 10 && jobs_[kPushTimer] > 3 && jobs_[kClosing] > 20);
    TOE_CHECK(jobs_[kWake] > 3);
    TOE_CHECK(indications_ > 20 && completions_ > 50 && lost_ > 10);
    TOE_CHECK(no_room_ > 0);
    TOE_CHECK(jobs_[kFrame] > 100 && acks_ > 30 && appends_ > 50);
    TOE_CHECK(passes_ > 5 && acks_lost_ > 0 && disconnects_ > 0);
    TOE_CHECK(frequency_ < 2 || jobs_[kAckTimer] > 0); /* else nothing waits */
    for (uint32_t reason : {kAccepted, kOutOfWindow, kDuplicate, kNoAck, kAfterFin, kOutOfOrder, kNoRoom, kRst, kNotIp,
                            kNotOffloaded, kNoContext, kHostPath, kSyn, kRstInWindow, kUrgent, kFiltered, kGroup}) {
      if (reasons_[reason] == 0) Fail(__FILE__, __LINE__, "no frame came to %u", reason);
    }
    for (uint32_t reason : {kAccepted, kDuplicate, kOutOfOrder, kNoRoom, kRst, kSyn, kUrgent}) {
      if (forwards_[reason] == 0) Fail(__FILE__, __LINE__, "no segment came to %u", reason);
    }
    for (uint32_t error : {8, 11, 12, 15}) {
      if (errors_[error] == 0) Fail(__FILE__, __LINE__, "no segment came to error %u", error);
    }
  }

 private:
  /* One edge: whether a write is shown at it is checked, and whether it was pushed is told. */
  bool Edge(Push push, bool ends = false, bool closed = false);
  void Idle(uint32_t most) {
    for (uint32_t i = random_.Below(most); i > 0; --i) Edge(kNothing);
  }
  void Entry(uint32_t kind, uint32_t id, uint32_t bytes, uint32_t status, const Connection *connection);
  void Event(const Connection *connection, uint32_t code, uint32_t info);
  /* Bytes of the buffer from its begin on, or of the frame. */
  Bytes Buffered(const Connection &connection, uint32_t bytes);
  void Place(const Bytes &data, uint64_t s, uint64_t address, Connection *consumes);
  void Pass(const Connection *connection, Owed *owed);
  void Ack(Connection *connection, Owed *owed, bool closes);
  bool IsDue(const Connection &connection, const Owed &owed) const;
  uint32_t Window(const Connection &c) const { return std::min(c.wnd >> c.scale, 65535u); }
  void PutFrame();
  void RunFrame();
  uint32_t JudgeFrame(const Waiting &frame, bool is_ours, Connection *connection, Owed *owed, Connection *after);
  void Append(Connection *connection, const Waiting &frame);
  void CheckFrame(const Waiting &frame, bool is_segment, uint32_t reason, uint32_t handle, bool is_forwarded);
  uint32_t DrawSeq(uint32_t nxt);
  uint32_t DrawFlags();
  void DrawForward(uint32_t nxt);
  void Fetch();
  void RunForward(Connection *connection);
  uint32_t TakeBuffer();
  void DriveWire();
  void CheckWire();
  uint8_t Memory(uint32_t row, uint32_t at) const {
    auto it = memory_.find(row);
    return it == memory_.end() ? ByteOfRow(row, at) : it->second[at];
  }
  void Consume(Connection *connection, uint32_t bytes);
  void CheckConsumed(const Connection &connection, uint32_t bytes);
  void Complete(Connection *connection, uint32_t status);
  void Indicate(Connection *connection);
  void Steps(Connection *connection, Job job, uint32_t value, Owed owed);
  bool Deliver(Connection *connection, bool *placed);
  void End(Connection *connection, Job job, bool placed, const Owed &owed);
  void Look(const Connection &connection, Job job, bool is_lost);
  void Row(const Connection &connection, uint32_t row);
  void Run(Connection *connection, Job job);
  void Close(uint32_t id);
  void New(uint32_t id);
  static uint32_t Gone(const Connection &connection, uint32_t bytes) {
    return bytes == connection.bytes ? static_cast<uint32_t>(connection.chain.size()) : (connection.begin + bytes) / 64;
  }
  /* A list of timers; what is changed at an edge is looked at four later. */
  struct Timers {
    std::deque<std::pair<uint32_t, uint64_t>> list;
    uint64_t changed = 0;
    void Stop(uint32_t id, uint64_t edge) {
      auto is_its = [id](const std::pair<uint32_t, uint64_t> &timer) { return timer.first == id; };
      list.erase(std::remove_if(list.begin(), list.end(), is_its), list.end());
      changed = edge;
    }
    uint64_t Due() const { return list.empty() ? ~uint64_t{0} : std::max(list.front().second, changed + 4); }
  };
  uint32_t NextJob() const {
    if (now_ >= acks_due_.Due()) return kAckTimer;
    if (now_ >= timers_.Due()) return kPushTimer;
    if (!frames_.empty() && frames_.front().arrived < now_) return kFrame;
    return !waiting_.empty() && lent_.size() < buffers_ ? kWake : 0;
  }
  uint32_t Woken() const {
    auto it = waiting_.lower_bound(from_);
    return it == waiting_.end() ? *waiting_.begin() : *it;
  }

  Mode mode_;
  Random random_;
  Leaf<Vtoe_delivery> delivery_;
  Vtoe_delivery &top_;
  uint64_t now_ = 1000, base_, commit_ = 1, judged_ = 0, mac_ = 0;
  uint32_t ack_cycles_ = 0, frequency_ = 0, order_limit_ = 0, numbers_ = 0, sent_ = 0;
  uint32_t log2_, buffers_, posted_limit_, push_cycles_, posted_ = 0, from_ = 0, buffer_ = 0;
  bool is_lost_ = false, is_between_ = false;
  uint32_t taken_ = 0, taken_from_ = 0;
  std::map<uint32_t, Connection> live_;
  Timers timers_, acks_due_;
  std::deque<Waiting> frames_; /* whole or coming */
  Waiting forward_;            /* the segment of a FORWARD */
  bool forward_fails_ = false; /* its fetch does */
  size_t beat_ = 0;            /* the next of the last one; 0: none comes */
  std::map<uint32_t, std::array<uint8_t, 64>> memory_;
  /* Rows that are to be written to the buffer memory, an edge each from append_at_ on. */
  struct NewRow {
    uint32_t row;
    uint64_t mask;
    std::array<uint8_t, 64> data;
    bool takes, is_first;
    uint32_t behind;
  };
  std::deque<NewRow> rows_;
  uint64_t append_at_ = 0;
  /* An acknowledgment: when its rows are read, when it leaves; beats that did. */
  uint64_t path_at_ = 0, neighbor_at_ = 0, sends_at_ = 0;
  uint32_t path_row_[16] = {}, neighbor_row_[16] = {}, path_id_ = 0, neighbor_id_ = 0, flips_ = 0;
  Bytes left_;
  uint32_t acked_ = 0, ack_window_ = 0;
  uint64_t ack_commit_ = 0;
  uint32_t acks_ = 0, acks_lost_ = 0, passes_ = 0, appends_ = 0, disconnects_ = 0, reasons_[48] = {},
           forwards_[48] = {}, errors_[16] = {};
  std::set<uint32_t> waiting_, lent_;
  std::deque<uint32_t> given_back_;
  uint32_t never_ = 0, next_block_ = 0;
  std::map<uint32_t, uint32_t> links_;
  uint32_t walk_next_ = 0, reads_[2] = {0, 0};
  bool has_read_[2] = {false, false};
  uint32_t write_[13] = {}, job_[11] = {}, after_[6] = {}, context_[5] = {}, row_[16] = {}, first_[16] = {},
           frame_[9] = {};
  bool has_context_ = false, has_first_ = false, updates_ = false;
  uint64_t ring_address_ = 0;
  bool ring_phase_ = false;
  const Connection *consuming_ = nullptr;
  uint32_t consumed_ = 0;
  uint32_t jobs_[8] = {}, indications_ = 0, completions_ = 0, lost_ = 0, no_room_ = 0;
};

bool Rig::Edge(Push push, bool ends, bool closed) {
  top_.now_i = now_;
  bool is_ready = !(mode_.has_back_pressure && random_.OneIn(3));
  bool has_room = !(mode_.has_back_pressure && random_.OneIn(2));
  ring_phase_ = random_.OneIn(2);
  ring_address_ = random_.Next() & ~uint64_t{31};
  top_.write_ready_i = is_ready;
  top_.ring_room_i = has_room;
  top_.ring_phase_i = ring_phase_;
  top_.ring_address_i = ring_address_;
  top_.commit_i = commit_;
  /* A buffer comes back; any other number is not taken. */
  uint32_t number = random_.OneIn(50) ? random_.Below(4096) : random_.Below(8);
  top_.return_id_i = static_cast<uint16_t>(number);
  bool returns = lent_.count(number) != 0 && random_.OneIn(40);
  top_.return_valid_i = returns;
  top_.walk_next_i = walk_next_;
  for (int w = 0; w < 16; ++w) top_.buf_rdata_i[w] = static_cast<uint32_t>(random_.Next());
  if (has_read_[1]) {
    for (uint32_t b = 0; b < 64; ++b) Set(top_.buf_rdata_i, static_cast<int>(8 * b), 8, Memory(reads_[1], b));
  }
  DriveWire();
  delivery_.Settle();
  CheckWire();
  TOE_CHECK_EQ(top_.return_ok_o, lent_.count(number));
  if (is_between_) {
    uint32_t job = NextJob();
    TOE_CHECK_EQ(top_.next_job_o, job);
    if (job == kAckTimer) TOE_CHECK_EQ(top_.next_id_o, acks_due_.list.front().first);
    if (job == kPushTimer) TOE_CHECK_EQ(top_.next_id_o, timers_.list.front().first);
    if (job == kWake) TOE_CHECK_EQ(top_.next_id_o, Woken());
    if (now_ >= timers_.changed + 4 && now_ >= acks_due_.changed + 4) {
      TOE_CHECK_EQ(top_.wake_valid_o, !timers_.list.empty() || !acks_due_.list.empty());
      if (top_.wake_valid_o) TOE_CHECK_EQ(top_.wake_cycle_o, std::min(timers_.Due(), acks_due_.Due()));
    }
  }
  TOE_CHECK_EQ(top_.posted_used_o, posted_);
  TOE_CHECK_EQ(top_.buffers_used_o, lent_.size());
  bool is_due = push == kPlace || (push == kEntry && has_room);
  if (top_.write_valid_o != is_due) {
    Fail(__FILE__, __LINE__, "edge %u: a write is shown: %d", static_cast<unsigned>(now_), !is_due);
  }
  TOE_CHECK_EQ(top_.tells_o, push == kEntry && is_due && is_ready);
  TOE_CHECK_EQ(top_.ends_o, ends);
  TOE_CHECK_EQ(top_.closed_o, closed);
  for (int w = 0; w < 13; ++w) write_[w] = top_.write_o[w];
  if (ends) {
    for (int w = 0; w < 11; ++w) job_[w] = top_.job_o[w];
    for (int w = 0; w < 6; ++w) after_[w] = top_.after_o[w];
    for (int w = 0; w < 5; ++w) context_[w] = top_.context_o[w];
    for (int w = 0; w < 16; ++w) row_[w] = top_.context_row_o[w];
  }
  for (int w = 0; w < 9; ++w) frame_[w] = top_.frame_record_o[w];
  for (int w = 0; w < 16; ++w) first_[w] = top_.context_first_o[w];
  has_context_ = top_.context_valid_o;
  has_first_ = top_.context_has_first_o;
  updates_ = top_.updates_o;
  bool pushed = is_due && is_ready;
  if (consuming_ != nullptr && (push == kNothing || pushed)) {
    CheckConsumed(*consuming_, consumed_);
    consuming_ = nullptr;
  } else {
    TOE_CHECK_EQ(Get(top_.consumed_o, kConsumedValid, 1), 0);
  }
  /* A link is here an edge after it is asked for, a row two. */
  walk_next_ = random_.Below(1 << 18);
  if (top_.walk_o) {
    TOE_CHECK(links_.count(top_.walk_block_o) != 0);
    walk_next_ = links_[top_.walk_block_o];
  }
  has_read_[1] = has_read_[0];
  reads_[1] = reads_[0];
  has_read_[0] = top_.buf_rd_en_o;
  reads_[0] = top_.buf_rd_row_o;
  delivery_.Edge();
  if (returns) {
    lent_.erase(number);
    given_back_.push_back(number);
  }
  ++now_;
  return pushed;
}

/* An acknowledgment's rows are here two edges after they are read; a frame comes beat by beat. */
void Rig::DriveWire() {
  const uint32_t *row = path_at_ != 0 && now_ == path_at_ + 2           ? path_row_
                        : neighbor_at_ != 0 && now_ == neighbor_at_ + 2 ? neighbor_row_
                                                                        : nullptr;
  uint64_t check = 0;
  for (int w = 0; w < 16; ++w) top_.rd_data_i[w] = row != nullptr ? row[w] : static_cast<uint32_t>(random_.Next());
  for (int w = 0; w < 8; ++w) check |= uint64_t{CheckByte(Get(top_.rd_data_i, 64 * w, 64))} << (8 * w);
  top_.rd_check_i = check;
  if (row == path_row_ && flips_ % 4 != 0) top_.rd_data_i[3] ^= flips_ % 4 == 1 ? 1u : 3u;
  if (row == neighbor_row_ && flips_ / 4 != 0) top_.rd_data_i[9] ^= flips_ / 4 == 1 ? 2u : 6u;
  top_.append_block_i = next_block_ * 7919 % (1 << 18);
  top_.rx_tvalid_i = top_.rx_tlast_i = 0;
  if (!frames_.empty() && frames_.back().arrived == ~uint64_t{0}) {
    if (beat_ == 0 && mode_.has_gaps && random_.OneIn(2)) return;
    Waiting &frame = frames_.back();
    top_.rx_tkeep_i = 0;
    for (size_t b = 0; b < 32; ++b) {
      size_t at = 32 * beat_ + b;
      bool is_there = at < frame.bytes.size();
      Set(top_.rx_tdata_i, static_cast<int>(8 * b), 8, is_there ? frame.bytes[at] : 0x5A);
      if (is_there) top_.rx_tkeep_i |= 1u << b;
    }
    top_.rx_tvalid_i = 1;
    ++beat_;
    top_.rx_tlast_i = 32 * beat_ >= frame.bytes.size();
    if (top_.rx_tlast_i) {
      frame.arrived = now_;
      beat_ = 0;
    }
  }
}

/* Reads for an acknowledgment, its beats, rows of a frame for the buffer memory. */
void Rig::CheckWire() {
  TOE_CHECK_EQ(top_.rd_valid_o, now_ == path_at_ || now_ == neighbor_at_);
  if (now_ == path_at_) TOE_CHECK_EQ(top_.rd_row_o, 65536 + 2 * path_id_);
  if (now_ == neighbor_at_) TOE_CHECK_EQ(top_.rd_row_o, 98304 + 2 * neighbor_id_);
  bool is_end = path_at_ != 0 && now_ == path_at_ + 15;
  TOE_CHECK_EQ(top_.ecc_corrected_o, is_end ? (flips_ % 4 == 1) + (flips_ % 4 != 2 && flips_ / 4 == 1) : 0);
  TOE_CHECK_EQ(top_.ecc_uncorrectable_o, is_end && (flips_ % 4 == 2 || flips_ / 4 == 2));
  bool sends = sends_at_ != 0 && now_ >= sends_at_;
  TOE_CHECK_EQ(top_.tx_tvalid_o, sends);
  TOE_CHECK_EQ(top_.sent_valid_o, sends && top_.tx_tlast_o);
  if (sends) {
    for (int b = 0; b < 32; ++b) {
      if (top_.tx_tkeep_o >> b & 1) left_.push_back(static_cast<uint8_t>(Get(top_.tx_tdata_o, 8 * b, 8)));
    }
    if (top_.tx_tlast_o) {
      sends_at_ = 0;
      const Named named = Name(left_);
      TOE_CHECK_EQ(named.reason, kAccepted); /* its sums are right */
      TOE_CHECK_EQ(named.flags, 16);
      TOE_CHECK_EQ(named.payload_bytes, 0);
      TOE_CHECK_EQ(Get32(left_, named.payload - 12), acked_);
      TOE_CHECK_EQ(Get16(left_, named.payload - 6), ack_window_);
      uint64_t source = 0;
      for (int b = 5; b >= 0; --b) source = source << 8 | left_[6 + static_cast<size_t>(b)];
      if ((neighbor_row_[4] >> 16 & 1) == 0) TOE_CHECK_EQ(source, mac_);
      /* retire_sent_t: COMMIT at bit 0, BYTES on top. */
      TOE_CHECK_EQ(Get(top_.sent_o, 0, 48), ack_commit_);
      TOE_CHECK_EQ(Get(top_.sent_o, 176, 8), left_.size());
      ++sent_;
    }
  }
  bool writes = !rows_.empty() && now_ >= append_at_;
  TOE_CHECK_EQ(top_.append_wr_en_o, writes);
  TOE_CHECK_EQ(top_.append_take_o, writes && rows_.front().takes);
  if (!writes) return;
  NewRow row = rows_.front();
  rows_.pop_front();
  if (row.takes) {
    row.row = next_block_++ * 7919 % (1 << 18);
    TOE_CHECK_EQ(top_.append_first_o, row.is_first);
    if (!row.is_first) {
      TOE_CHECK_EQ(top_.append_behind_o, row.behind);
      links_[row.behind] = row.row;
    }
  }
  TOE_CHECK_EQ(top_.append_wr_row_o, row.row);
  TOE_CHECK_EQ(top_.append_wmask_o, row.mask);
  auto &kept = memory_[row.row];
  for (uint32_t b = 0; b < 64; ++b) {
    bool is_new = (row.mask >> b & 1) != 0;
    TOE_CHECK_EQ(Get(top_.append_wdata_o, static_cast<int>(8 * b), 8), is_new ? row.data[b] : 0);
    if (is_new) kept[b] = row.data[b];
  }
}

void Rig::Entry(uint32_t kind, uint32_t id, uint32_t bytes, uint32_t status, const Connection *connection) {
  while (!Edge(kEntry)) {
  }
  TOE_CHECK_EQ(Get(write_, kWriteKind, 3), kReceived);
  TOE_CHECK_EQ(Get(write_, kWriteAddress, 64), ring_address_);
  TOE_CHECK_EQ(Get(write_, 0, 32), (3u | kind << 8) | (ring_phase_ ? 1u << 16 : 0));
  TOE_CHECK_EQ(Get(write_, 32, 32), connection == nullptr ? 0 : connection->Handle());
  TOE_CHECK_EQ(Get(write_, 192, 64), commit_);
  TOE_CHECK_EQ(Get(write_, 64, 32), id);
  TOE_CHECK_EQ(Get(write_, 96, 32), bytes);
  TOE_CHECK_EQ(Get(write_, 128, 32), status);
  bool is_zero = is_lost_ || kind == 3;
  uint32_t seq = is_zero ? 0 : connection->nxt - connection->bytes - (connection->Has(kFin) ? 1u : 0);
  TOE_CHECK_EQ(Get(write_, 160, 32), seq);
}

void Rig::Event(const Connection *connection, uint32_t code, uint32_t info) {
  Edge(kNothing);
  while (!Edge(kEntry)) {
  }
  TOE_CHECK_EQ(Get(write_, kWriteKind, 3), kEvent);
  TOE_CHECK_EQ(Get(write_, kWriteAddress, 64), ring_address_);
  TOE_CHECK_EQ(Get(write_, 0, 32), (2u | code << 8) | (ring_phase_ ? 1u << 16 : 0));
  TOE_CHECK_EQ(Get(write_, 32, 32), connection->Handle());
  uint64_t name = uint64_t{connection->row0[3]} << 32 | connection->row0[2];
  TOE_CHECK_EQ(Get(write_, 64, 64), is_lost_ ? 0 : name);
  TOE_CHECK_EQ(Get(write_, 128, 64), info);
  TOE_CHECK_EQ(Get(write_, 192, 64), commit_);
}

Bytes Rig::Buffered(const Connection &connection, uint32_t bytes) {
  Bytes data(bytes);
  for (uint32_t at = 0; at < bytes; ++at) {
    uint32_t from = connection.begin + at;
    data[at] = Memory(connection.chain[from / 64], from % 64);
  }
  return data;
}

/* Pieces that end at multiples of 32 in host memory; the first 8 edges behind the step, others 2 behind the last. */
void Rig::Place(const Bytes &data, uint64_t s, uint64_t address, Connection *consumes) {
  uint64_t due = s + 8;
  uint32_t bytes = static_cast<uint32_t>(data.size());
  for (uint32_t at = 0; at < bytes;) {
    while (now_ < due) Edge(kNothing);
    uint32_t size = std::min(static_cast<uint32_t>(32 - (address + at) % 32), bytes - at);
    uint64_t edge = now_;
    if (consumes != nullptr && at + size == bytes && Gone(*consumes, bytes) != 0) {
      consuming_ = consumes;
      consumed_ = bytes;
    }
    if (!Edge(kPlace)) continue;
    due = edge + 2;
    TOE_CHECK_EQ(Get(write_, kWriteKind, 3), kPlaced);
    TOE_CHECK_EQ(Get(write_, kWriteBytes, 6), size);
    TOE_CHECK_EQ(Get(write_, kWriteAddress, 64), address + at);
    uint32_t lead = static_cast<uint32_t>((address + at) % 4);
    for (uint32_t b = 0; b < 32; ++b) {
      uint32_t byte = b < lead || b >= lead + size ? 0 : data[at + b - lead];
      TOE_CHECK_EQ(Get(write_, static_cast<int>(8 * b), 8), byte);
    }
    at += size;
  }
}

void Rig::CheckConsumed(const Connection &connection, uint32_t bytes) {
  uint32_t gone = Gone(connection, bytes);
  TOE_CHECK_EQ(Get(top_.consumed_o, kConsumedValid, 1), 1);
  TOE_CHECK_EQ(Get(top_.consumed_o, kConsumedBlocks, 19), gone);
  TOE_CHECK_EQ(Get(top_.consumed_o, kConsumedCopyBlocks, 19), std::min(gone, connection.copies));
  TOE_CHECK_EQ(Get(top_.consumed_o, kConsumedHead, 18), connection.chain.front());
  TOE_CHECK_EQ(Get(top_.consumed_o, kConsumedTail, 18), connection.chain[gone - 1]);
}

void Rig::Consume(Connection *connection, uint32_t bytes) {
  uint32_t gone = Gone(*connection, bytes);
  connection->begin = (connection->begin + bytes) % 64;
  connection->bytes -= bytes;
  if (connection->bytes == 0) connection->begin = connection->end = 0;
  connection->chain.erase(connection->chain.begin(), connection->chain.begin() + gone);
  connection->copies -= std::min(gone, connection->copies);
  if (connection->wnd < connection->initial_wnd) {
    uint64_t grown = uint64_t{connection->wnd} + bytes;
    connection->wnd = static_cast<uint32_t>(std::min(grown, uint64_t{connection->initial_wnd}));
  }
}

void Rig::Complete(Connection *connection, uint32_t status) {
  Posted first = connection->posted.front();
  Edge(kNothing);
  connection->posted.pop_front();
  --posted_;
  Entry(1, first.id, first.filled, status, connection);
  ++completions_;
}

uint32_t Rig::TakeBuffer() {
  uint32_t buffer = never_;
  if (never_ < buffers_) {
    ++never_;
  } else {
    buffer = given_back_.front();
    given_back_.pop_front();
  }
  return buffer;
}

void Rig::Indicate(Connection *connection) {
  uint64_t s = now_;
  uint32_t bytes = std::min(connection->bytes, 1u << log2_);
  if (connection->indication != 0) bytes = std::min(bytes, connection->indication);
  uint32_t buffer = TakeBuffer();
  Edge(kNothing);
  lent_.insert(buffer);
  Place(Buffered(*connection, bytes), s, base_ + (uint64_t{buffer} << log2_), nullptr);
  Entry(2, buffer, bytes, 0, connection);
  connection->flags |= kInProgress;
  connection->indicated = bytes;
  ++indications_;
}

/* The frame that is worked on, from its first byte to its last. */
void Rig::Pass(const Connection *connection, Owed *owed) {
  uint64_t s = now_;
  const Bytes &bytes = frames_.front().bytes;
  owed->pass = false;
  if (lent_.size() >= buffers_ || bytes.size() > 1u << log2_) {
    owed->reason = 16;
    Edge(kNothing);
    return;
  }
  uint32_t buffer = TakeBuffer();
  Edge(kNothing);
  lent_.insert(buffer);
  Place(bytes, s, base_ + (uint64_t{buffer} << log2_), nullptr);
  Entry(3, buffer, static_cast<uint32_t>(bytes.size()), owed->reason, connection);
  ++passes_;
}

bool Rig::IsDue(const Connection &c, const Owed &owed) const {
  if (c.Has(kAborted) || c.Has(kServed)) return false;
  if (owed.acks || (c.pending != 0 && c.pending >= frequency_)) return true;
  uint32_t opened = c.nxt + (Window(c) << c.scale) - c.advertised;
  return opened != 0 && opened < 0x80000000u && opened >= std::min(c.initial_wnd / 2, 2 * c.mss);
}

/* Rows of path and neighbor are read at s+1 and s+4, the first beat leaves at s+16. */
void Rig::Ack(Connection *c, Owed *owed, bool closes) {
  uint64_t s = now_;
  for (int w = 0; w < 16; ++w) path_row_[w] = static_cast<uint32_t>(random_.Next());
  for (int w = 0; w < 16; ++w) neighbor_row_[w] = static_cast<uint32_t>(random_.Next());
  Set(neighbor_row_, 8 * 26, 1, 0); /* no group */
  path_id_ = c->row0[1] & 0x3FFF;
  neighbor_id_ = random_.Below(4096);
  path_row_[1] = 1u << 28 | neighbor_id_;
  flips_ = random_.OneIn(4) ? random_.Below(3) + 4 * random_.Below(3) : 0;
  bool is_lost = flips_ % 4 == 2 || flips_ / 4 == 2;
  path_at_ = s + 1;
  neighbor_at_ = flips_ % 4 == 2 ? 0 : s + 4;
  sends_at_ = is_lost ? 0 : s + 16;
  left_.clear();
  acked_ = c->nxt;
  ack_window_ = Window(*c);
  ack_commit_ = commit_;
  owed->acked = true;
  while (now_ <= s + 16) Edge(kNothing);
  path_at_ = neighbor_at_ = 0;
  c->pending = 0;
  if (is_lost) {
    ++acks_lost_;
    if (!closes) owed->event = true, owed->code = 3, owed->info = 11;
  } else {
    ++acks_;
    c->advertised = c->nxt + (ack_window_ << c->scale);
  }
}

/* Steps 5 to 8: whether an action was started. */
bool Rig::Deliver(Connection *c, bool *placed) {
  uint64_t s = now_;
  bool has = !c->posted.empty();
  if (c->Has(kInProgress)) return false;
  if (c->Has(kFin) && c->bytes == 0) {
    if (has && c->posted[0].filled != 0) {
      Complete(c, 0);
    } else if (!c->Has(kDisconnected)) {
      c->flags |= kDisconnected;
      Event(c, 2, 0);
      ++disconnects_;
    } else if (has) {
      Complete(c, 3);
    } else {
      return false;
    }
    return true;
  }
  if (has) {
    Posted &first = c->posted.front();
    if (c->bytes != 0 && !first.IsFull()) {
      uint32_t bytes = std::min(c->bytes, first.bytes - first.filled);
      Bytes data = Buffered(*c, bytes);
      Edge(kNothing);
      Place(data, s, first.address + first.filled, c);
      Consume(c, bytes);
      first.filled += bytes;
      *placed = true;
      return true;
    }
    bool is_pushed = c->HasPush() && c->bytes == 0 && c->Has(kPsh) && *placed;
    if (!(first.IsFull() && (c->bytes != 0 || *placed)) && !is_pushed) return false;
    Complete(c, 0);
    return true;
  }
  if (c->bytes == 0 || c->Has(kRefused)) return false;
  if (lent_.size() >= buffers_) {
    waiting_.insert(c->id);
    return false;
  }
  Indicate(c);
  return true;
}

void Rig::Steps(Connection *connection, Job job, uint32_t value, Owed owed) {
  bool placed = false;
  for (bool is_first = true;; is_first = false) {
    uint64_t s = now_;
    if (is_first && job == kReply && value != 0) {
      uint32_t gone = Gone(*connection, value);
      while (now_ < s + 2 * gone) Edge(kNothing);
      if (gone != 0) {
        consuming_ = connection;
        consumed_ = value;
      }
      Edge(kNothing);
      Consume(connection, value);
    } else if (is_first && job == kPushTimer && !is_lost_ && !connection->Has(kInProgress) && connection->HasPush()) {
      Complete(connection, 0);
    } else if (owed.event) {
      owed.event = false;
      Event(connection, owed.code, owed.info);
    } else if (owed.pass) {
      Pass(connection, &owed);
    } else if (connection == nullptr || is_lost_) {
      return End(connection, job, false, owed);
    } else if (connection->Has(kAborted)) {
      if (connection->posted.empty()) return End(connection, job, placed, owed);
      Complete(connection, 1);
    } else if (!Deliver(connection, &placed)) {
      if (owed.acked || !IsDue(*connection, owed)) return End(connection, job, placed, owed);
      Ack(connection, &owed, false);
    }
  }
}

void Rig::End(Connection *connection, Job job, bool placed, const Owed &owed) {
  static const Connection kNone{};
  const Connection &c = connection == nullptr ? kNone : *connection;
  bool hides = connection == nullptr || is_lost_, has_push = c.HasPush(), delays = c.Delays();
  uint32_t lent = static_cast<uint32_t>(lent_.size());
  for (int w = 0; w < 8; ++w) top_.levels_i[w] = static_cast<uint32_t>(random_.Next());
  Set(top_.levels_i, kLevelHostBuffer, 13, lent);
  uint32_t copy = random_.Below(1 << 20), data = random_.Below(1 << 20);
  Set(top_.levels_i, kLevelBufferedCopy, 25, copy);
  Set(top_.levels_i, kLevelRcvData, 25, data);
  uint32_t timer = is_lost_ ? c.has_timer : has_push, ack_timer = is_lost_ ? c.has_ack_timer : delays;
  uint32_t flags = c.flags | (timer ? 4u : 0) | (waiting_.count(c.id) != 0 ? 8u : 0) | (ack_timer ? 512u : 0);
  uint64_t z = now_;
  Edge(kNothing, true);
  /* retire_job_t, last member at bit 0: levels, then the connection's own. */
  if (!hides) {
    if (has_push ? !c.has_timer || placed : c.has_timer) timers_.Stop(c.id, z);
    if (has_push && (!c.has_timer || placed)) timers_.list.push_back({c.id, z + push_cycles_});
    if (delays != c.has_ack_timer) acks_due_.Stop(c.id, z);
    if (delays && !c.has_ack_timer) acks_due_.list.push_back({c.id, z + ack_cycles_});
    connection->has_timer = has_push;
    connection->has_ack_timer = delays;
  }
  TOE_CHECK_EQ(Get(job_, 0, 25), data);
  TOE_CHECK_EQ(Get(job_, 25 + 13 + 13, 25), copy);
  TOE_CHECK_EQ(Get(job_, 25, 13), lent);
  const int state = 25 + 13 + 13 + 25;
  TOE_CHECK_EQ(Get(job_, state, 13), hides ? 0 : c.posted.size());
  TOE_CHECK_EQ(Get(job_, state + 13, 16), hides ? 0 : flags);
  TOE_CHECK_EQ(Get(job_, state + 29, 32), hides ? 0 : c.wnd);
  TOE_CHECK_EQ(Get(job_, state + 61, 32), hides ? 0 : c.nxt);
  TOE_CHECK_EQ(Get(job_, state + 93, 32), hides ? 0 : c.bytes);
  TOE_CHECK_EQ(Get(job_, state + 125, 56), judged_);
  TOE_CHECK_EQ(Get(job_, state + 181, 8), owed.reason);
  TOE_CHECK_EQ(Get(job_, state + 189, 32), connection == nullptr ? 0 : c.Handle());
  TOE_CHECK_EQ(Get(job_, state + 221, 4), job);
  TOE_CHECK_EQ(Get(job_, state + 225, 48), commit_);
  TOE_CHECK_EQ(has_context_, !hides);
  TOE_CHECK_EQ(updates_, connection != nullptr);
  if (connection == nullptr) return;
  TOE_CHECK_EQ(Get(after_, kHoldingPosted, 13), c.posted.size());
  TOE_CHECK_EQ(Get(after_, kHoldingBlocks, 19), c.chain.size());
  TOE_CHECK_EQ(Get(after_, kHoldingCopyBlocks, 19), c.copies);
  TOE_CHECK_EQ(Get(after_, kHoldingTimer, 1), timer);
  TOE_CHECK_EQ(Get(after_, kHoldingAckTimer, 1), ack_timer);
  if (!c.chain.empty()) {
    TOE_CHECK_EQ(Get(after_, kHoldingChainHead, 18), c.chain.front());
    TOE_CHECK_EQ(Get(after_, kHoldingChainTail, 18), c.chain.back());
  }
  for (int w = 0; w < 6; ++w) connection->held[w] = after_[w];
  if (is_lost_) return;
  /* rcv_context_t as the bytes it is, and rows 0 and 1. */
  TOE_CHECK_EQ(Get(context_, 0, 32), c.bytes);
  TOE_CHECK_EQ(Get(context_, 32, 8), c.begin);
  TOE_CHECK_EQ(Get(context_, 40, 8), c.end);
  TOE_CHECK_EQ(Get(context_, 48, 16), flags);
  TOE_CHECK_EQ(Get(context_, 64, 32), c.indicated);
  TOE_CHECK_EQ(Get(context_, 96, 16), c.posted.size());
  TOE_CHECK_EQ(Get(context_, 112, 8), c.out_of_order);
  TOE_CHECK_EQ(Get(context_, 120, 8), c.pending);
  TOE_CHECK_EQ(Get(context_, 128, 32), c.advertised);
  TOE_CHECK_EQ(Get(row_, 0, 32), c.nxt);
  TOE_CHECK_EQ(Get(row_, 32, 32), c.wnd);
  for (int w = 2; w < 16; ++w) TOE_CHECK_EQ(row_[w], c.id * 77 + static_cast<uint32_t>(w));
  bool is_changed = (c.row0[5] & 0xFF) != c.state;
  TOE_CHECK_EQ(has_first_, is_changed);
  Set(connection->row0, 8 * 20, 8, c.state);
  if (is_changed) {
    for (int w = 0; w < 16; ++w) TOE_CHECK_EQ(first_[w], c.row0[w]);
  }
}

/* Rows 0..3; what a job does not look at is noise. */
void Rig::Row(const Connection &connection, uint32_t row) {
  for (int w = 0; w < 16; ++w) top_.row_data_i[w] = static_cast<uint32_t>(random_.Next());
  if (row == 0) {
    for (int w = 0; w < 16; ++w) top_.row_data_i[w] = connection.row0[w];
  }
  if (row == 1) {
    Set(top_.row_data_i, 0, 32, connection.nxt);
    Set(top_.row_data_i, 32, 32, connection.wnd);
    for (int w = 2; w < 16; ++w) top_.row_data_i[w] = connection.id * 77 + static_cast<uint32_t>(w);
  }
  if (row == 2) {
    for (int w = 0; w < 16; ++w) top_.row_data_i[w] = connection.row2[w];
  }
  if (row == 3) {
    Set(top_.row_data_i, 0, 32, connection.bytes);
    Set(top_.row_data_i, 32, 8, connection.begin);
    Set(top_.row_data_i, 40, 8, connection.end);
    Set(top_.row_data_i, 48, 16,
        connection.flags | (connection.has_timer ? 4u : 0) | (connection.has_ack_timer ? 512u : 0));
    Set(top_.row_data_i, 64, 32, connection.indicated);
    Set(top_.row_data_i, 112, 8, connection.out_of_order);
    Set(top_.row_data_i, 120, 8, connection.pending);
    Set(top_.row_data_i, 128, 32, connection.advertised);
  }
  top_.row_valid_i = 1;
  top_.row_i = static_cast<uint8_t>(row);
}

/* COMMIT takes it at edge a, with a job that waits; the ledger is here at a+1, rows from a+3 on. */
void Rig::Look(const Connection &connection, Job job, bool is_lost) {
  is_between_ = job != kFrame;
  if (mode_.has_gaps && is_between_) Idle(20);
  top_.handle_i = connection.Handle();
  top_.look_i = 1;
  top_.take_i = job == kPushTimer || job == kWake || job == kAckTimer;
  top_.job_i = static_cast<uint8_t>(job);
  Edge(kNothing);
  if (job == kPushTimer) timers_.Stop(connection.id, now_ - 1);
  if (job == kAckTimer) acks_due_.Stop(connection.id, now_ - 1);
  is_between_ = false;
  top_.look_i = top_.take_i = 0;
  top_.in_use_i = 1;
  for (int w = 0; w < 6; ++w) top_.held_i[w] = connection.held[w];
  top_.fetch_i = job == kForward;
  Edge(kNothing);
  top_.fetch_i = 0;
  if (job == kForward) Fetch();
  Edge(kNothing);
  is_lost_ = is_lost;
  for (uint32_t row = 0; row < 4; ++row) {
    Row(connection, row);
    Edge(kNothing);
  }
  top_.row_valid_i = 0;
  top_.lost_i = is_lost;
  lost_ += is_lost;
  Edge(kNothing);
  if (mode_.has_gaps) Idle(6);
}

void Rig::Run(Connection *connection, Job job) {
  Look(*connection, job, random_.OneIn(20));
  Posted command = {random_.Next(), 0, 0, random_.OneIn(3), static_cast<uint32_t>(random_.Next())};
  command.address &= ~(uint64_t{1} << 63);
  static const uint32_t kBytes[] = {0, 1, 31, 33, 64, 100, 700};
  command.bytes = kBytes[random_.Below(7)];
  if (command.bytes != 0 && random_.OneIn(3)) command.filled = random_.Below(command.bytes + 1);
  if (job == kReply) command.filled = random_.Below(connection->indicated + 2);
  if (job == kReply && random_.OneIn(3)) command.filled = connection->indicated;
  Set(top_.command_i, kRequestId, 32, command.id);
  Set(top_.command_i, kRequestNoPush, 1, command.no_push);
  Set(top_.command_i, kRequestFilled, 32, command.filled);
  Set(top_.command_i, kRequestBytes, 32, command.bytes);
  Set(top_.command_i, kRequestAddress, 64, command.address);
  uint32_t error = 0;
  if (job == kReceive || job == kReply) {
    if (is_lost_)
      error = 11;
    else if (job == kReceive && posted_ >= posted_limit_)
      error = 14;
    else if (job == kReply && (!connection->Has(kInProgress) || command.filled > connection->indicated))
      error = 15;
  }
  no_room_ += error == 14;
  ++commit_;
  top_.judge_i = 1;
  delivery_.Settle();
  TOE_CHECK_EQ(top_.error_o, error);
  TOE_CHECK_EQ(top_.frame_valid_o, 0);
  judged_ = now_;
  Edge(kNothing);
  top_.judge_i = 0;
  for (int w = 0; w < 6; ++w) top_.command_i[w] = static_cast<uint32_t>(random_.Next());
  if (job == kWake) {
    waiting_.erase(connection->id);
    from_ = (connection->id + 1) % 16384;
  }
  if (error != 0) return;
  ++jobs_[job];
  if (job == kPushTimer) connection->has_timer = false;
  if (job == kAckTimer) connection->has_ack_timer = false;
  if (job == kReceive) {
    connection->posted.push_back(command);
    ++posted_;
    connection->flags &= ~uint32_t{kRefused};
  }
  if (job == kReply) {
    connection->flags &= ~uint32_t{kInProgress};
    if (command.filled < connection->indicated && connection->posted.empty()) connection->flags |= kRefused;
    connection->indicated = 0;
  }
  Owed owed;
  owed.event = is_lost_;
  owed.acks = job == kAckTimer;
  Steps(connection, job, job == kReply ? command.filled : 0, owed);
}

/* The table of 5.14, and what the frame changes. */
uint32_t Rig::JudgeFrame(const Waiting &frame, bool is_ours, Connection *c, Owed *owed, Connection *after) {
  const Named &named = frame.named;
  if (named.is_filtered && !is_ours) return kFiltered;
  if (named.reason != kAccepted) return named.reason;
  if (c == nullptr) return kNotOffloaded;
  owed->event = true;
  if (is_lost_) return kNoContext;
  owed->event = false;
  *after = *c;
  bool fin = (named.flags & 1) != 0, may_ask = c->state < 5 || c->state > 7;
  int64_t s = static_cast<int32_t>(named.seq - c->nxt), wnd = c->wnd, length = named.payload_bytes;
  int64_t all = length + fin;
  bool is_good = all == 0 ? s == 0 || (s > 0 && s < wnd) : wnd > 0 && s < wnd && s + all > 0;
  if (c->Has(kServed)) return kHostPath;
  if (named.flags & 2) return kSyn;
  if ((named.flags & 4) != 0 && s == 0) {
    after->flags |= kAborted | kServed;
    owed->event = true, owed->code = 4, owed->info = 0;
    return kRst;
  }
  if (named.flags & 4) return s > 0 && s < wnd ? kRstInWindow : kOutOfWindow;
  if (!is_good) {
    owed->acks = true;
    return all > 0 && s + all <= 0 ? kDuplicate : kOutOfWindow;
  }
  if ((named.flags & 16) == 0) return kNoAck;
  if (named.flags & 32) {
    after->flags |= kServed;
    owed->event = true, owed->info = 5;
    return kUrgent;
  }
  if (c->state >= 7 && c->state <= 10 && all > 0) {
    owed->acks = true;
    return kAfterFin;
  }
  if (s > 0 && all > 0) {
    owed->acks = true;
    after->out_of_order = std::min(c->out_of_order + 4, 255u);
    if (order_limit_ != 0 && after->out_of_order >= order_limit_ && may_ask) {
      owed->event = true, owed->info = 7;
      after->out_of_order = 0;
    }
    return kOutOfOrder;
  }
  int64_t cut = s < 0 ? std::min(-s, length) : 0, n = std::min(length - cut, wnd);
  uint32_t room = c->bytes == 0 ? 0 : 64 - c->end;
  uint64_t blocks = n > room ? (static_cast<uint64_t>(n) - room + 63) / 64 : 0;
  if (blocks * 64 > top_.data_free_i) {
    if (may_ask && !c->Has(kAsked)) {
      owed->event = true, owed->info = 10;
      after->flags |= kAsked;
    }
    return kNoRoom;
  }
  bool takes_fin = fin && n == length - cut && n + 1 <= wnd;
  taken_ = static_cast<uint32_t>(n);
  taken_from_ = named.payload + static_cast<uint32_t>(cut);
  after->nxt += taken_ + takes_fin;
  after->wnd -= taken_;
  after->out_of_order -= after->out_of_order != 0;
  after->flags &= ~uint32_t{kAsked};
  if (n > 0) {
    after->flags = (after->flags & ~uint32_t{kPsh}) | ((named.flags & 8) != 0 ? uint32_t{kPsh} : 0u);
    after->pending = std::min(after->pending + 1, 255u);
  }
  if (takes_fin) {
    after->flags |= kFin;
    owed->acks = true;
    if (c->state == 6) owed->event = true, owed->info = 10;
    if (c->state >= 4 && c->state <= 6) after->state = c->state == 4 ? 7 : c->state == 5 ? 8 : 10;
  }
  return kAccepted;
}

/* Rows that n bytes touch behind the end of the buffer, one an edge from the fourth on. */
void Rig::Append(Connection *c, const Waiting &frame) {
  append_at_ = judged_ + 4;
  uint32_t at = c->bytes == 0 || c->end == 64 ? 0 : c->end, block = next_block_;
  for (uint32_t done = 0; done < taken_;) {
    NewRow row{};
    row.takes = at == 0;
    row.row = row.takes ? block++ * 7919 % (1 << 18) : c->chain.back();
    row.is_first = c->chain.empty();
    row.behind = row.is_first ? 0 : c->chain.back();
    if (row.takes) c->chain.push_back(row.row);
    for (; at < 64 && done < taken_; ++at, ++done) {
      row.mask |= uint64_t{1} << at;
      row.data[at] = frame.bytes[taken_from_ + done];
    }
    c->end = at;
    at %= 64;
    rows_.push_back(row);
  }
  c->bytes += taken_;
  size_t edges = 3 + rows_.size();
  for (size_t i = 0; i < edges; ++i) Edge(kNothing);
  TOE_CHECK(rows_.empty());
  ++appends_;
}

void Rig::CheckFrame(const Waiting &frame, bool is_segment, uint32_t reason, uint32_t handle, bool is_forwarded) {
  const Named &named = frame.named;
  TOE_CHECK_EQ(Get(frame_, 0, 56), frame.arrived);
  TOE_CHECK_EQ(Get(frame_, 56, 16), taken_);
  TOE_CHECK_EQ(Get(frame_, 72, 8), is_segment ? named.flags : 0);
  TOE_CHECK_EQ(Get(frame_, 80, 16), is_segment ? named.payload_bytes : 0);
  TOE_CHECK_EQ(Get(frame_, 96, 32), is_segment ? named.seq : 0);
  TOE_CHECK_EQ(Get(frame_, 128, 32), handle);
  TOE_CHECK_EQ(Get(frame_, 160, 8), reason);
  TOE_CHECK_EQ(Get(frame_, 168, 32), 0);
  TOE_CHECK_EQ(Get(frame_, 200, 32), frame.number);
  TOE_CHECK_EQ(Get(frame_, 232, 1), is_forwarded);
  TOE_CHECK_EQ(Get(frame_, 233, 48), commit_);
}

/* A FRAME: what has a connection is looked at some edges after the taking, the rest is judged without. */
void Rig::RunFrame() {
  Waiting frame = frames_.front();
  bool is_ours = !random_.OneIn(20), is_segment = frame.named.reason == kAccepted && is_ours;
  Connection *connection = nullptr;
  if (is_segment && live_.count(frame.target) != 0 && !random_.OneIn(10)) connection = &live_[frame.target];
  is_between_ = true;
  top_.take_i = 1;
  top_.job_i = kFrame;
  Edge(kNothing);
  top_.take_i = 0;
  is_between_ = false;
  top_.is_ours_i = is_ours;
  top_.is_found_i = connection != nullptr;
  top_.handle_i = 0;
  is_lost_ = false;
  top_.lost_i = 0;
  if (is_segment) {
    for (int i = 0; i < (connection == nullptr ? 3 : 1); ++i) Edge(kNothing);
  }
  if (connection != nullptr) Look(*connection, kFrame, random_.OneIn(20));
  top_.data_free_i = 64 * (random_.OneIn(6) ? random_.Below(4) : 1000);
  ++commit_;
  Connection after{};
  Owed owed;
  taken_ = 0;
  uint32_t reason = JudgeFrame(frame, is_ours, connection, &owed, &after);
  ++reasons_[reason];
  owed.reason = reason;
  owed.pass = reason >= 32;
  judged_ = now_;
  top_.judge_i = 1;
  delivery_.Settle();
  TOE_CHECK_EQ(top_.frame_valid_o, 1);
  Edge(kNothing);
  CheckFrame(frame, is_segment, reason, connection != nullptr ? connection->Handle() : 0, false);
  top_.judge_i = 0;
  top_.data_free_i = static_cast<uint32_t>(random_.Next()) & 0x1FFFFFF;
  if (connection != nullptr && !is_lost_) *connection = after;
  if (taken_ != 0) Append(connection, frame);
  ++jobs_[kFrame];
  Steps(connection, kFrame, 0, owed);
  frames_.pop_front();
  top_.is_found_i = 0;
}

/* A segment near what a connection waits for, at times without a header that fits (R147). */
void Rig::DrawForward(uint32_t nxt) {
  static const uint32_t kPayloads[] = {0, 1, 43, 44, 45, 130, 500, 900};
  uint32_t words = random_.OneIn(3) ? 5 + random_.Below(11) : 5;
  size_t bytes = 4 * words + (random_.OneIn(20) ? 9216 - 4 * words : kPayloads[random_.Below(8)]);
  if (random_.OneIn(16)) words = random_.Below(5);
  if (random_.OneIn(16)) {
    words = 6 + random_.Below(10);
    bytes = 4 * words - 1;
  }
  Bytes &segment = forward_.bytes;
  segment.resize(bytes);
  for (uint8_t &byte : segment) byte = static_cast<uint8_t>(random_.Next() >> 13);
  uint32_t seq = DrawSeq(nxt), flags = DrawFlags();
  if (random_.OneIn(20)) flags = random_.OneIn(2) ? 18 : 48; /* SYN, URG */
  if (random_.OneIn(60)) {                                   /* RST where it counts */
    flags = 4;
    seq = nxt;
  }
  Put32(&segment, 4, seq);
  segment[12] = static_cast<uint8_t>(16 * words + segment[12] % 16);
  segment[13] = static_cast<uint8_t>(flags);
  forward_.number = 0;
  forward_.named = Named{};
  forward_.named.seq = seq;
  forward_.named.flags = flags;
  forward_.named.payload = 4 * words;
  forward_.named.payload_bytes = static_cast<uint32_t>(bytes) - 4 * words;
  forward_fails_ = random_.OneIn(12);
}

/* Its rows as COPY brings them, in any order; the last at the edge at which the fetch has ended.  One that fails brings
 * some of them. */
void Rig::Fetch() {
  std::vector<uint32_t> rows;
  for (uint32_t row = 0; row < (forward_.bytes.size() + 63) / 64; ++row) rows.push_back(row);
  for (size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random_.Below(static_cast<uint32_t>(i))]);
  if (forward_fails_) rows.resize(random_.Below(static_cast<uint32_t>(rows.size()) + 1));
  top_.fetch_ended_i = 0;
  top_.fetch_failed_i = 0;
  for (size_t i = 0; i <= rows.size(); ++i) {
    if (mode_.has_gaps) Idle(3);
    top_.fetch_wr_en_i = i < rows.size();
    if (i < rows.size()) top_.fetch_row_i = static_cast<uint8_t>(rows[i]);
    for (uint32_t b = 0; b < 64 && i < rows.size(); ++b) {
      size_t at = 64 * rows[i] + b;
      uint32_t byte = at < forward_.bytes.size() ? forward_.bytes[at] : 0xA5;
      Set(top_.fetch_data_i, static_cast<int>(8 * b), 8, byte);
    }
    if (i + 1 == rows.size() || i == rows.size()) top_.fetch_ended_i = 1;
    if (top_.fetch_ended_i) forward_.arrived = now_;
    top_.fetch_failed_i = forward_fails_;
    Edge(kNothing);
    top_.fetch_wr_en_i = 0;
    if (top_.fetch_ended_i) break;
  }
}

/* A marker that is judged as a FRAME is, and never passed up (R147, R148, D-15). */
void Rig::RunForward(Connection *connection) {
  DrawForward(connection->nxt);
  top_.is_ours_i = random_.OneIn(2); /* of a frame before */
  top_.is_found_i = random_.OneIn(2);
  Look(*connection, kForward, random_.OneIn(20));
  for (int w = 0; w < 6; ++w) top_.command_i[w] = static_cast<uint32_t>(random_.Next());
  uint32_t bytes = static_cast<uint32_t>(forward_.bytes.size()), words = forward_.bytes[12] / 16;
  Set(top_.command_i, kRequestBytes, 32, bytes);
  bool is_whole = words >= 5 && 4 * words <= bytes;
  uint32_t error = is_lost_ ? 11 : forward_fails_ ? 8 : !is_whole ? 15 : connection->Has(kServed) ? 12 : 0;
  ++errors_[error];
  top_.data_free_i = 64 * (random_.OneIn(3) ? random_.Below(4) : 1000);
  ++commit_;
  Connection after{};
  Owed owed;
  taken_ = 0;
  uint32_t reason = error != 0 ? 0 : JudgeFrame(forward_, true, connection, &owed, &after);
  owed.reason = reason;
  top_.judge_i = 1;
  delivery_.Settle();
  TOE_CHECK_EQ(top_.error_o, error);
  TOE_CHECK_EQ(top_.frame_valid_o, error == 0);
  judged_ = now_;
  Edge(kNothing);
  if (error == 0) CheckFrame(forward_, true, reason, connection->Handle(), true);
  top_.judge_i = 0;
  for (int w = 0; w < 6; ++w) top_.command_i[w] = static_cast<uint32_t>(random_.Next());
  top_.data_free_i = static_cast<uint32_t>(random_.Next()) & 0x1FFFFFF;
  top_.is_found_i = 0;
  if (error != 0) return;
  ++forwards_[reason];
  *connection = after;
  if (taken_ != 0) Append(connection, forward_);
  ++jobs_[kForward];
  Steps(connection, kForward, 0, owed);
}

uint32_t Rig::DrawSeq(uint32_t nxt) {
  uint32_t seq = nxt;
  if (random_.OneIn(6)) seq += random_.Below(1200);
  if (random_.OneIn(6)) seq -= random_.Below(600);
  if (random_.OneIn(30)) seq += 1u << 30;
  return seq;
}

uint32_t Rig::DrawFlags() {
  uint32_t flags = 16u | (random_.OneIn(2) ? 8u : 0) | (random_.OneIn(12) ? 1u : 0);
  if (random_.OneIn(20)) flags ^= 16;
  if (random_.OneIn(20)) flags |= 1u << (1 + random_.Below(5));
  if (random_.OneIn(50)) flags |= 32; /* URG */
  return flags;
}

/* Mostly for a connection, near what it waits for. */
void Rig::PutFrame() {
  static const uint32_t kIds[] = {0, 1, 127, 128, 129, 5000, 8192, 16383};
  static const uint32_t kPayloads[] = {0, 1, 63, 64, 65, 130, 500, 900};
  Waiting frame;
  frame.target = kIds[random_.Below(8)];
  frame.number = numbers_++;
  frame.arrived = ~uint64_t{0};
  bool is_v6 = random_.OneIn(3), has_tag = random_.OneIn(3);
  uint32_t payload = kPayloads[random_.Below(8)];
  frame.bytes = BuildSegment(&random_, is_v6, has_tag, payload);
  size_t l3 = has_tag ? 18 : 14, tcp = l3 + (is_v6 ? 40 : 20);
  auto it = live_.find(frame.target);
  if (it != live_.end()) Put32(&frame.bytes, tcp + 4, DrawSeq(it->second.nxt));
  uint32_t flags = DrawFlags();
  if (random_.OneIn(60)) { /* RST in the window */
    flags |= 4;
    Put32(&frame.bytes, tcp + 4, Get32(frame.bytes, tcp + 4) + 1 + random_.Below(30));
  }
  frame.bytes[tcp + 13] = static_cast<uint8_t>(flags);
  size_t segment = is_v6 ? Get16(frame.bytes, l3 + 4) : Get16(frame.bytes, l3 + 2) - 20;
  Put16(&frame.bytes, tcp + 16, 0);
  Put16(&frame.bytes, tcp + 16, 0xFFFF - TcpSum(frame.bytes, l3, is_v6, segment));
  if (random_.OneIn(12)) frame.bytes[l3 - 1] ^= 0x40; /* no IP */
  if (random_.OneIn(30)) frame.bytes[tcp] ^= 1;       /* a bad sum */
  if (random_.OneIn(30)) frame.bytes[0] |= 1;         /* to a group */
  frame.named = Name(frame.bytes);
  frames_.push_back(frame);
}

void Rig::Close(uint32_t id) {
  Connection &connection = live_[id];
  Look(connection, kClosing, random_.OneIn(4));
  ++commit_;
  uint64_t address = random_.Next() >> 1;
  top_.close_i = 1;
  top_.close_address_i = address;
  Owed owed;
  for (bool placed = false;;) {
    uint64_t s = now_;
    if (!connection.posted.empty()) {
      uint32_t status = connection.posted.front().IsFull() ? 0 : is_lost_ ? 1 : 2;
      Complete(&connection, status);
    } else if (!is_lost_ && !owed.acked && connection.Delays()) {
      Ack(&connection, &owed, true);
    } else if (!is_lost_ && connection.bytes != 0 && !placed) {
      Edge(kNothing);
      Place(Buffered(connection, connection.bytes), s, address, nullptr);
      placed = true;
    } else {
      break;
    }
  }
  for (uint32_t i = random_.Below(4); i > 0; --i) Edge(kNothing, false, true);
  TOE_CHECK_EQ(top_.buf_bytes_o, connection.bytes);
  top_.remove_i = 1;
  Edge(kNothing, false, true);
  top_.remove_i = top_.close_i = 0;
  if (connection.has_timer) timers_.Stop(id, now_ - 1);
  if (connection.has_ack_timer) acks_due_.Stop(id, now_ - 1);
  waiting_.erase(id);
  live_.erase(id);
  ++jobs_[kClosing];
}

void Rig::New(uint32_t id) {
  Connection connection{};
  connection.id = id;
  static const uint32_t kBytes[] = {0, 1, 64, 65, 300, 1000, 2500};
  connection.bytes = kBytes[random_.Below(7)];
  if (connection.bytes != 0) {
    connection.begin = random_.Below(64);
    uint32_t all = connection.begin + connection.bytes;
    for (uint32_t i = 0; i < (all + 63) / 64; ++i) connection.chain.push_back(next_block_++ * 7919 % (1 << 18));
    connection.end = (all - 1) % 64 + 1;
    connection.copies = random_.Below(static_cast<uint32_t>(connection.chain.size()) + 1);
    connection.flags = random_.OneIn(3) ? kRefused : 0;
  }
  for (uint32_t block : connection.chain) memory_.erase(block);
  for (size_t i = 0; i + 1 < connection.chain.size(); ++i) links_[connection.chain[i]] = connection.chain[i + 1];
  connection.nxt = static_cast<uint32_t>(random_.Next());
  connection.initial_wnd = random_.OneIn(4) ? 0xFFFFFFFFu : random_.Below(3000);
  connection.wnd = random_.OneIn(4) ? 0xFFFFFFF0u : random_.Below(3000);
  connection.indication = random_.OneIn(2) ? 0 : 1 + random_.Below(600);
  for (int w = 0; w < 6; ++w) connection.held[w] = static_cast<uint32_t>(random_.Next());
  Set(connection.held, kHoldingPosted, 13, 0);
  connection.state = random_.OneIn(2) ? 4 : 4 + random_.Below(6);
  connection.mss = random_.OneIn(3) ? 0xFFFF : 200;
  connection.scale = random_.OneIn(3) ? random_.Below(15) : 0;
  connection.out_of_order = random_.OneIn(4) ? 253 : random_.Below(3);
  connection.advertised = connection.nxt + connection.wnd;
  for (int w = 0; w < 16; ++w) connection.row0[w] = static_cast<uint32_t>(random_.Next());
  for (int w = 0; w < 16; ++w) connection.row2[w] = static_cast<uint32_t>(random_.Next());
  /* CONTEXT: family, VLAN; STATE, RCV_WIND_SCALE, INITIAL_RCV_WND; REMOTE_MSS, RCV_INDICATION. */
  Set(connection.row0, 8, 8, random_.OneIn(2) ? 4 : 6);
  Set(connection.row0, 16, 16, random_.OneIn(2) ? 0 : random_.Below(4096));
  Set(connection.row0, 8 * 20, 8, connection.state);
  Set(connection.row0, 8 * 22, 8, connection.scale);
  Set(connection.row0, 8 * 24, 32, connection.initial_wnd);
  Set(connection.row2, 8 * 16, 16, connection.mss);
  Set(connection.row2, 8 * 24, 32, connection.indication);
  Set(connection.held, kHoldingTimer, 1, 0);
  Set(connection.held, kHoldingAckTimer, 1, 0);
  Set(connection.held, kHoldingBlocks, 19, connection.chain.size());
  Set(connection.held, kHoldingCopyBlocks, 19, connection.copies);
  if (!connection.chain.empty()) {
    Set(connection.held, kHoldingChainHead, 18, connection.chain.front());
    Set(connection.held, kHoldingChainTail, 18, connection.chain.back());
  }
  live_[id] = connection;
}

void Rig::Step() {
  is_between_ = true;
  Edge(kNothing);
  delivery_.Settle();
  is_lost_ = false;
  top_.lost_i = 0;
  /* Waiting and timers mostly first, so that few pile up. */
  top_.now_i = now_;
  top_.return_valid_i = 0;
  delivery_.Settle();
  uint32_t next = top_.next_job_o;
  if (frames_.size() < 3 && beat_ == 0 && (frames_.empty() || frames_.back().arrived < now_)) {
    if (random_.OneIn(2)) PutFrame();
  }
  if (next == kFrame && !random_.OneIn(4)) return RunFrame();
  if (next != 0 && next != kFrame && !random_.OneIn(4) && !mode_.has_gaps) {
    return Run(&live_.at(top_.next_id_o), static_cast<Job>(next));
  }
  if (next != 0 && next != kFrame && mode_.has_gaps) { /* it may be another after the pause: none is taken then */
    bool has_gaps = mode_.has_gaps;
    mode_.has_gaps = false;
    Run(&live_.at(top_.next_id_o), static_cast<Job>(next));
    mode_.has_gaps = has_gaps;
    return;
  }
  static const uint32_t kIds[] = {0, 1, 127, 128, 129, 5000, 8192, 16383};
  uint32_t id = kIds[random_.Below(8)];
  if (live_.count(id) == 0) return New(id);
  Connection &connection = live_[id];
  if (random_.OneIn(connection.bytes == 0 ? 4 : 30)) return Close(id);
  if (random_.OneIn(7)) return RunForward(&connection);
  if (connection.Has(kInProgress) && !random_.OneIn(3)) return Run(&connection, kReply);
  if (connection.posted.size() < 3 || random_.OneIn(2)) Run(&connection, random_.OneIn(30) ? kReply : kReceive);
  if (random_.OneIn(8)) Idle(push_cycles_);
}

void Run(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 4000; ++i) rig.Step();
  rig.Done();
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_delivery", argc, argv, 6, toe::Run); }
