/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_delivery_bench.cpp - the delivery of received data against the algorithm worked step by step on plain queues and
 * bytes (docs/microarchitecture.md 5.11, 5.12): at which edge every write is pushed and what is in it, what goes back,
 * how a job ends, which job is next (R119, R122-R130, R164, R166, A-28).
 *
 * Gaps: COMMIT pauses, judgements come late.  Back-pressure: PQ and the completion ring have no room at times.
 */
#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <vector>

#include "Vtoe_delivery.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

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
  bool in_progress, refused, has_timer;
  uint32_t held[6];
  uint32_t Handle() const { return 3u << 28 | id; }
};

enum Job { kClosing = 0, kReceive = 1, kReply = 2, kPushTimer = 3, kWake = 4 };
enum Push { kNothing, kPlace, kEntry };

uint8_t ByteOfRow(uint32_t row, uint32_t at) { return static_cast<uint8_t>((row * 0x9E3779B1u >> 7) + at * 5); }

class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), delivery_(mode.seed), top_(delivery_.top()) {
    top_.take_i = top_.look_i = top_.row_valid_i = top_.judge_i = top_.close_i = top_.remove_i = 0;
    top_.return_valid_i = top_.lost_i = top_.in_use_i = top_.job_i = 0;
    log2_ = 8 + random_.Below(3);
    buffers_ = 1 + random_.Below(5);
    posted_limit_ = 6 + random_.Below(20);
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
    TOE_CHECK(jobs_[kWake] > 3 && indications_ > 20 && completions_ > 50 && lost_ > 10 && no_room_ > 0);
  }

 private:
  /* One edge: whether a write is shown at it is checked, and whether it was pushed is told. */
  bool Edge(Push push, bool ends = false, bool closed = false);
  void Idle(uint32_t most) {
    for (uint32_t i = random_.Below(most); i > 0; --i) Edge(kNothing);
  }
  void Entry(uint32_t kind, uint32_t id, uint32_t bytes, uint32_t status, const Connection &connection);
  void Place(const Connection &connection, uint64_t s, uint64_t address, uint32_t bytes, Connection *consumes);
  void Consume(Connection *connection, uint32_t bytes);
  void CheckConsumed(const Connection &connection, uint32_t bytes);
  void Complete(Connection *connection, uint32_t status);
  void Indicate(Connection *connection);
  void Steps(Connection *connection, Job job, uint32_t value);
  void End(Connection *connection, Job job, bool placed, bool waits);
  void Look(const Connection &connection, Job job, bool is_lost);
  void Row(const Connection &connection, uint32_t row);
  void Run(Connection *connection, Job job);
  void Close(uint32_t id);
  void New(uint32_t id);
  static uint32_t Gone(const Connection &connection, uint32_t bytes) {
    return bytes == connection.bytes ? static_cast<uint32_t>(connection.chain.size()) : (connection.begin + bytes) / 64;
  }
  /* The list is changed at that edge. */
  void StopTimer(uint32_t id, uint64_t edge) {
    auto is_its = [id](const std::pair<uint32_t, uint64_t> &timer) { return timer.first == id; };
    timers_.erase(std::remove_if(timers_.begin(), timers_.end(), is_its), timers_.end());
    changed_ = edge;
  }
  bool HasExpired() const { return !timers_.empty() && now_ >= timers_.front().second && now_ >= changed_ + 4; }
  uint32_t Woken() const {
    auto it = waiting_.lower_bound(from_);
    return it == waiting_.end() ? *waiting_.begin() : *it;
  }

  Mode mode_;
  Random random_;
  Leaf<Vtoe_delivery> delivery_;
  Vtoe_delivery &top_;
  uint64_t now_ = 1000, changed_ = 0, base_, commit_ = 1, judged_ = 0;
  uint32_t log2_, buffers_, posted_limit_, push_cycles_, posted_ = 0, from_ = 0, buffer_ = 0;
  bool is_lost_ = false, is_between_ = false;
  std::map<uint32_t, Connection> live_;
  std::deque<std::pair<uint32_t, uint64_t>> timers_;
  std::set<uint32_t> waiting_, lent_;
  std::deque<uint32_t> given_back_;
  uint32_t never_ = 0, next_block_ = 0;
  std::map<uint32_t, uint32_t> links_;
  uint32_t walk_next_ = 0, reads_[2] = {0, 0};
  bool has_read_[2] = {false, false};
  uint32_t write_[13] = {}, job_[11] = {}, after_[6] = {}, context_[4] = {}, row_[16] = {};
  bool has_context_ = false;
  uint64_t ring_address_ = 0;
  bool ring_phase_ = false;
  const Connection *consuming_ = nullptr;
  uint32_t consumed_ = 0;
  uint32_t jobs_[5] = {0, 0, 0, 0, 0}, indications_ = 0, completions_ = 0, lost_ = 0, no_room_ = 0;
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
    for (uint32_t b = 0; b < 64; ++b) Set(top_.buf_rdata_i, static_cast<int>(8 * b), 8, ByteOfRow(reads_[1], b));
  }
  delivery_.Settle();
  TOE_CHECK_EQ(top_.return_ok_o, lent_.count(number));
  if (is_between_) {
    uint32_t job = HasExpired() ? kPushTimer : !waiting_.empty() && lent_.size() < buffers_ ? kWake : 0;
    TOE_CHECK_EQ(top_.next_job_o, job);
    if (job == kPushTimer) TOE_CHECK_EQ(top_.next_id_o, timers_.front().first);
    if (job == kWake) TOE_CHECK_EQ(top_.next_id_o, Woken());
    if (now_ >= changed_ + 4) {
      TOE_CHECK_EQ(top_.wake_valid_o, !timers_.empty());
      if (!timers_.empty()) TOE_CHECK_EQ(top_.wake_cycle_o, std::max(timers_.front().second, changed_ + 4));
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
    for (int w = 0; w < 4; ++w) context_[w] = top_.context_o[w];
    for (int w = 0; w < 16; ++w) row_[w] = top_.context_row_o[w];
  }
  has_context_ = top_.context_valid_o;
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

/* kind 0: the event of a context that is lost. */
void Rig::Entry(uint32_t kind, uint32_t id, uint32_t bytes, uint32_t status, const Connection &connection) {
  while (!Edge(kEntry)) {
  }
  TOE_CHECK_EQ(Get(write_, kWriteKind, 3), kind == 0 ? kEvent : kReceived);
  TOE_CHECK_EQ(Get(write_, kWriteAddress, 64), ring_address_);
  TOE_CHECK_EQ(Get(write_, 0, 32), (kind == 0 ? 2u | 3u << 8 : 3u | kind << 8) | (ring_phase_ ? 1u << 16 : 0));
  TOE_CHECK_EQ(Get(write_, 32, 32), connection.Handle());
  TOE_CHECK_EQ(Get(write_, 192, 64), commit_);
  if (kind == 0) { /* NDIS_HANDLE 0, HardwareFailure */
    TOE_CHECK_EQ(Get(write_, 64, 64), 0);
    TOE_CHECK_EQ(Get(write_, 128, 64), 11);
    return;
  }
  TOE_CHECK_EQ(Get(write_, 64, 32), id);
  TOE_CHECK_EQ(Get(write_, 96, 32), bytes);
  TOE_CHECK_EQ(Get(write_, 128, 32), status);
  TOE_CHECK_EQ(Get(write_, 160, 32), is_lost_ ? 0 : connection.nxt - connection.bytes);
}

/* Pieces that end at multiples of 32 in host memory; the first 8 edges behind the step, others 2 behind the last. */
void Rig::Place(const Connection &connection, uint64_t s, uint64_t address, uint32_t bytes, Connection *consumes) {
  uint64_t due = s + 8;
  for (uint32_t at = 0; at < bytes;) {
    while (now_ < due) Edge(kNothing);
    uint32_t size = std::min(static_cast<uint32_t>(32 - (address + at) % 32), bytes - at);
    uint64_t edge = now_;
    if (consumes != nullptr && at + size == bytes && Gone(connection, bytes) != 0) {
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
      uint32_t from = connection.begin + at + b - lead;
      uint32_t byte = b < lead || b >= lead + size ? 0 : ByteOfRow(connection.chain[from / 64], from % 64);
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
  Entry(1, first.id, first.filled, status, *connection);
  ++completions_;
}

void Rig::Indicate(Connection *connection) {
  uint64_t s = now_;
  uint32_t bytes = std::min(connection->bytes, 1u << log2_);
  if (connection->indication != 0) bytes = std::min(bytes, connection->indication);
  uint32_t buffer = never_;
  if (never_ < buffers_) {
    ++never_;
  } else {
    buffer = given_back_.front();
    given_back_.pop_front();
  }
  Edge(kNothing);
  lent_.insert(buffer);
  Place(*connection, s, base_ + (uint64_t{buffer} << log2_), bytes, nullptr);
  Entry(2, buffer, bytes, 0, *connection);
  connection->in_progress = true;
  connection->indicated = bytes;
  ++indications_;
}

void Rig::Steps(Connection *connection, Job job, uint32_t value) {
  bool placed = false;
  for (bool is_first = true;; is_first = false) {
    uint64_t s = now_;
    bool has = !connection->posted.empty();
    if (is_lost_) {
      if (!is_first) return End(connection, job, false, false);
      Edge(kNothing);
      Entry(0, 0, 0, 0, *connection);
    } else if (is_first && job == kReply && value != 0) {
      uint32_t gone = Gone(*connection, value);
      while (now_ < s + 2 * gone) Edge(kNothing);
      if (gone != 0) {
        consuming_ = connection;
        consumed_ = value;
      }
      Edge(kNothing);
      Consume(connection, value);
    } else if (is_first && job == kPushTimer && !connection->in_progress && has && !connection->posted[0].no_push &&
               connection->posted[0].filled != 0) {
      Complete(connection, 0);
    } else if (connection->in_progress) {
      return End(connection, job, placed, false);
    } else if (has) {
      Posted &first = connection->posted.front();
      if (connection->bytes != 0 && !first.IsFull()) {
        uint32_t bytes = std::min(connection->bytes, first.bytes - first.filled);
        Edge(kNothing);
        Place(*connection, s, first.address + first.filled, bytes, connection);
        Consume(connection, bytes);
        first.filled += bytes;
        placed = true;
      } else if (first.IsFull() && (connection->bytes != 0 || placed)) {
        Complete(connection, 0);
      } else {
        return End(connection, job, placed, false);
      }
    } else if (connection->bytes != 0 && !connection->refused) {
      if (lent_.size() >= buffers_) return End(connection, job, placed, true);
      Indicate(connection);
    } else {
      return End(connection, job, placed, false);
    }
  }
}

void Rig::End(Connection *connection, Job job, bool placed, bool waits) {
  const Connection &c = *connection;
  bool has_push = !c.posted.empty() && !c.posted[0].no_push && c.posted[0].filled != 0;
  uint32_t lent = static_cast<uint32_t>(lent_.size());
  for (int w = 0; w < 8; ++w) top_.levels_i[w] = static_cast<uint32_t>(random_.Next());
  Set(top_.levels_i, kLevelHostBuffer, 13, lent);
  uint32_t copy = random_.Below(1 << 20);
  Set(top_.levels_i, kLevelBufferedCopy, 25, copy);
  if (waits) waiting_.insert(c.id);
  uint32_t timer = is_lost_ ? c.has_timer : has_push;
  uint32_t flags =
      (c.in_progress ? 1u : 0) | (c.refused ? 2u : 0) | (timer ? 4u : 0) | (waiting_.count(c.id) != 0 ? 8u : 0);
  uint64_t z = now_;
  Edge(kNothing, true);
  /* retire_job_t, last member at bit 0: levels, then the connection's own. */
  if (!is_lost_) {
    if (has_push ? !c.has_timer || placed : c.has_timer) StopTimer(c.id, z);
    if (has_push && (!c.has_timer || placed)) timers_.push_back({c.id, z + push_cycles_});
    connection->has_timer = has_push;
  }
  TOE_CHECK_EQ(Get(job_, 25 + 13 + 13, 25), copy);
  TOE_CHECK_EQ(Get(job_, 25, 13), lent);
  const int state = 25 + 13 + 13 + 25;
  TOE_CHECK_EQ(Get(job_, state, 13), is_lost_ ? 0 : c.posted.size());
  TOE_CHECK_EQ(Get(job_, state + 13, 16), is_lost_ ? 0 : flags);
  TOE_CHECK_EQ(Get(job_, state + 29, 32), is_lost_ ? 0 : c.wnd);
  TOE_CHECK_EQ(Get(job_, state + 61, 32), is_lost_ ? 0 : c.nxt);
  TOE_CHECK_EQ(Get(job_, state + 93, 32), is_lost_ ? 0 : c.bytes);
  TOE_CHECK_EQ(Get(job_, state + 125, 56), judged_);
  TOE_CHECK_EQ(Get(job_, state + 181, 32), c.Handle());
  TOE_CHECK_EQ(Get(job_, state + 213, 4), job);
  TOE_CHECK_EQ(Get(job_, state + 217, 48), commit_);
  TOE_CHECK_EQ(has_context_, !is_lost_);
  TOE_CHECK_EQ(Get(after_, kHoldingPosted, 13), c.posted.size());
  TOE_CHECK_EQ(Get(after_, kHoldingBlocks, 19), c.chain.size());
  TOE_CHECK_EQ(Get(after_, kHoldingCopyBlocks, 19), c.copies);
  TOE_CHECK_EQ(Get(after_, kHoldingTimer, 1), timer);
  if (!c.chain.empty()) {
    TOE_CHECK_EQ(Get(after_, kHoldingChainHead, 18), c.chain.front());
    TOE_CHECK_EQ(Get(after_, kHoldingChainTail, 18), c.chain.back());
  }
  for (int w = 0; w < 6; ++w) connection->held[w] = after_[w];
  if (is_lost_) return;
  /* rcv_context_t as the bytes it is, and row 1. */
  TOE_CHECK_EQ(Get(context_, 0, 32), c.bytes);
  TOE_CHECK_EQ(Get(context_, 32, 8), c.begin);
  TOE_CHECK_EQ(Get(context_, 40, 8), c.end);
  TOE_CHECK_EQ(Get(context_, 48, 16), flags);
  TOE_CHECK_EQ(Get(context_, 64, 32), c.indicated);
  TOE_CHECK_EQ(Get(context_, 96, 16), c.posted.size());
  TOE_CHECK_EQ(Get(row_, 0, 32), c.nxt);
  TOE_CHECK_EQ(Get(row_, 32, 32), c.wnd);
  for (int w = 2; w < 16; ++w) TOE_CHECK_EQ(row_[w], c.id * 77 + static_cast<uint32_t>(w));
}

/* Rows 0..3; what a job does not look at is noise. */
void Rig::Row(const Connection &connection, uint32_t row) {
  for (int w = 0; w < 16; ++w) top_.row_data_i[w] = static_cast<uint32_t>(random_.Next());
  if (row == 0) Set(top_.row_data_i, 8 * 24, 32, connection.initial_wnd);
  if (row == 1) {
    Set(top_.row_data_i, 0, 32, connection.nxt);
    Set(top_.row_data_i, 32, 32, connection.wnd);
    for (int w = 2; w < 16; ++w) top_.row_data_i[w] = connection.id * 77 + static_cast<uint32_t>(w);
  }
  if (row == 2) Set(top_.row_data_i, 8 * 24, 32, connection.indication);
  if (row == 3) {
    Set(top_.row_data_i, 0, 32, connection.bytes);
    Set(top_.row_data_i, 32, 8, connection.begin);
    Set(top_.row_data_i, 40, 8, connection.end);
    Set(top_.row_data_i, 48, 16, (connection.in_progress ? 1u : 0) | (connection.refused ? 2u : 0));
    Set(top_.row_data_i, 64, 32, connection.indicated);
  }
  top_.row_valid_i = 1;
  top_.row_i = static_cast<uint8_t>(row);
}

/* COMMIT takes it at edge a, with a job that waits; the ledger is here at a+1, rows from a+3 on. */
void Rig::Look(const Connection &connection, Job job, bool is_lost) {
  is_between_ = true;
  if (mode_.has_gaps) Idle(20);
  top_.handle_i = connection.Handle();
  top_.look_i = 1;
  top_.take_i = job == kPushTimer || job == kWake;
  top_.job_i = static_cast<uint8_t>(job);
  Edge(kNothing);
  if (job == kPushTimer) StopTimer(connection.id, now_ - 1);
  is_between_ = false;
  top_.look_i = top_.take_i = 0;
  top_.in_use_i = 1;
  for (int w = 0; w < 6; ++w) top_.held_i[w] = connection.held[w];
  Edge(kNothing);
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
    else if (job == kReply && (!connection->in_progress || command.filled > connection->indicated))
      error = 15;
  }
  no_room_ += error == 14;
  ++commit_;
  top_.judge_i = 1;
  delivery_.Settle();
  TOE_CHECK_EQ(top_.error_o, error);
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
  if (job == kReceive) {
    connection->posted.push_back(command);
    ++posted_;
    connection->refused = false;
  }
  if (job == kReply) {
    connection->in_progress = false;
    if (command.filled < connection->indicated && connection->posted.empty()) connection->refused = true;
    connection->indicated = 0;
  }
  Steps(connection, job, job == kReply ? command.filled : 0);
}

void Rig::Close(uint32_t id) {
  Connection &connection = live_[id];
  Look(connection, kClosing, random_.OneIn(4));
  ++commit_;
  uint64_t address = random_.Next() >> 1;
  top_.close_i = 1;
  top_.close_address_i = address;
  for (bool placed = false;;) {
    uint64_t s = now_;
    if (!connection.posted.empty()) {
      uint32_t status = connection.posted.front().IsFull() ? 0 : is_lost_ ? 1 : 2;
      Complete(&connection, status);
    } else if (!is_lost_ && connection.bytes != 0 && !placed) {
      Edge(kNothing);
      Place(connection, s, address, connection.bytes, nullptr);
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
  if (connection.has_timer) StopTimer(id, now_ - 1);
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
    connection.refused = random_.OneIn(3);
  }
  for (size_t i = 0; i + 1 < connection.chain.size(); ++i) links_[connection.chain[i]] = connection.chain[i + 1];
  connection.nxt = static_cast<uint32_t>(random_.Next());
  connection.initial_wnd = random_.OneIn(4) ? 0xFFFFFFFFu : random_.Below(3000);
  connection.wnd = random_.OneIn(4) ? 0xFFFFFFF0u : random_.Below(3000);
  connection.indication = random_.OneIn(2) ? 0 : 1 + random_.Below(600);
  for (int w = 0; w < 6; ++w) connection.held[w] = static_cast<uint32_t>(random_.Next());
  Set(connection.held, kHoldingPosted, 13, 0);
  Set(connection.held, kHoldingTimer, 1, 0);
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
  if (next != 0 && !random_.OneIn(4) && !mode_.has_gaps) {
    return Run(&live_.at(top_.next_id_o), static_cast<Job>(next));
  }
  if (next != 0 && mode_.has_gaps) { /* it may be another after the pause: none is taken then */
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
  if (connection.in_progress && !random_.OneIn(3)) return Run(&connection, kReply);
  Run(&connection, random_.OneIn(30) ? kReply : kReceive);
  if (random_.OneIn(8)) Idle(push_cycles_);
}

void Run(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 1500; ++i) rig.Step();
  rig.Done();
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_delivery", argc, argv, 6, toe::Run); }
