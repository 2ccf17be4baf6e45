/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_top_receive.h - the story of two connections with buffered data, on the whole RTL: posted requests, the push
 * timer, indications that are answered in part, a connection that waits for a host buffer, what a terminate hands back
 * (R51-R55, R118-R130, R166).  Entries, bytes and cycles are worked by hand from docs/microarchitecture.md 5.11, 5.12.
 */
#ifndef TESTBENCH_LEAF_TOE_TOP_RECEIVE_H_
#define TESTBENCH_LEAF_TOE_TOP_RECEIVE_H_

#include "testbench/leaf/toe_top_rig.h"

namespace toe {

constexpr uint64_t kBuffers = 0x70000, kPosts = 0x80003, kFirst = 0x21000, kSecond = 0x22000, kBack = 0x90001;
constexpr uint32_t kT1 = 0x30000000u, kT2 = 0x30000001u;

/* Commands one after another, and the entries of the completion ring. */
class RingStory {
 public:
  RingStory(const Mode &mode, bool has_jumps) : mode_(mode), host_(mode, has_jumps) {}
  const std::vector<toe_retire_t> &retired() const { return host_.retired; }

 protected:
  void Ring() {
    slot_ = (slot_ + 1) % 16;
    host_.Register(TOE_CMD_DOORBELL_OFFSET, slot_);
    host_.RunTo(at_ += 4000);
  }
  /* The next entry of the ring; the host has read it. */
  uint64_t Next(uint32_t type) {
    uint64_t at = kCompletions + 32 * cpl_;
    TOE_CHECK_EQ(host_.Read(at, 1), type);
    TOE_CHECK_EQ(host_.Read(at + 2, 1), phase_);
    cpl_ = (cpl_ + 1) % 16;
    if (cpl_ == 0) phase_ ^= 1;
    host_.Register(TOE_CPL_DOORBELL_OFFSET, cpl_);
    return at;
  }
  void Completed(uint32_t error) { TOE_CHECK_EQ(host_.Read(Next(1) + TOE_COMPLETION_ERROR_OFFSET, 1), error); }
  void Received(uint32_t kind, uint32_t handle, uint32_t id, uint32_t bytes, uint32_t status) {
    uint64_t at = Next(3);
    TOE_CHECK_EQ(host_.Read(at + TOE_RECEIVED_KIND_OFFSET, 1), kind);
    TOE_CHECK_EQ(host_.Read(at + TOE_RECEIVED_HANDLE_OFFSET, 4), handle);
    TOE_CHECK_EQ(host_.Read(at + TOE_RECEIVED_ID_OFFSET, 4), id);
    TOE_CHECK_EQ(host_.Read(at + TOE_RECEIVED_BYTES_OFFSET, 4), bytes);
    TOE_CHECK_EQ(host_.Read(at + TOE_RECEIVED_STATUS_OFFSET, 4), status);
  }
  void Command(uint32_t opcode, uint32_t handle, uint64_t address, uint32_t bytes, uint32_t value, uint32_t mode) {
    uint64_t at = kCommands + 64 * slot_;
    for (uint64_t i = 0; i < 64; ++i) host_.memory[at + i] = 0;
    host_.Write(at, 8, uint64_t{++id_} << 32 | 0x100 | opcode);
    host_.Write(at + TOE_COMMAND_OBJECT_ADDR_OFFSET, 8, address);
    host_.Write(at + TOE_COMMAND_SETTING_OFFSET, 4, bytes);
    host_.Write(at + TOE_COMMAND_VALUE_OFFSET, 4, value);
    host_.Write(at + TOE_COMMAND_RCV_MODE_OFFSET, 1, mode);
    host_.Write(at + TOE_COMMAND_EVENT_HANDLE_OFFSET, 4, handle);
    Ring();
  }
  void Post(uint32_t handle, uint64_t address, uint32_t bytes, uint32_t filled, uint32_t mode) {
    Command(TOE_OPCODE_RECEIVE, handle, address, bytes, filled, mode);
  }
  void Reply(uint32_t handle, uint32_t consumed) { Command(TOE_OPCODE_REPLY, handle, 0, 0, consumed, 0); }
  toe_retire_t Job() { return Records(host_, TOE_RETIRE_JOB).back(); }

  Mode mode_;
  Host host_;
  uint32_t slot_ = 0, cpl_ = 0, phase_ = 1, id_ = 0;
  toe_cycle_t at_ = 0;
};

class ReceiveStory : public RingStory {
 public:
  using RingStory::RingStory;

  void Run() {
    for (uint32_t i = 0; i < 320; ++i) host_.memory[kFirst + i] = i < 300 ? Byte(1, i) : 0;
    for (uint32_t i = 0; i < 1024; ++i) host_.memory[kSecond + i] = i < 1000 ? Byte(2, i) : 0;
    host_.Register(TOE_LIMIT_HOST_BUFFER_OFFSET, 2);
    host_.Register(TOE_HOST_BUFFER_BASE_LO_OFFSET, kBuffers);
    host_.Register(TOE_HOST_BUFFER_SIZE_OFFSET, 8);
    host_.Register(TOE_PUSH_CYCLES_OFFSET, 30000);
    SetUp(&host_);
    host_.Register(TOE_CPL_RING_SIZE_OFFSET, 64); /* refused: enabled already */
    host_.NotBefore(4200);
    at_ = 4200;
    Offload();
    PushTimer();
    Indicate();
    Wait();
    Errors();
    Terminate();
  }

 private:
  static uint8_t Byte(uint32_t stream, uint32_t at) { return static_cast<uint8_t>(at * 7 + stream * 31 + at / 256); }
  void CheckBytes(uint64_t address, uint32_t stream, uint32_t from, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) TOE_CHECK_EQ(host_.memory[address + i], Byte(stream, from + i));
  }

  void Offload() {
    const Object tree[] = {
        {1, 2, 0, 0, 0}, {2, 2, 0, 0, 0}, {3, 2, 0, 0, 1024, 300, kFirst}, {3, 2, 0, 0, 1025, 1000, kSecond}};
    for (uint32_t i = 0; i < 4; ++i) PutObject(&host_, kObjects + 256 * i, tree[i]);
    for (uint32_t i = 2; i < 4; ++i) host_.Write(kObjects + 256 * i + TOE_OBJ_TCP_RCV_NXT_OFFSET, 4, 10000 * i);
    for (uint32_t i = 2; i < 4; ++i) host_.Write(kObjects + 256 * i + TOE_OBJ_TCP_RCV_WND_OFFSET, 4, 100);
    for (uint32_t i = 2; i < 4; ++i) host_.Write(kObjects + 256 * i + TOE_OBJ_TCP_INITIAL_RCV_WND_OFFSET, 4, 500);
    for (uint32_t i = 2; i < 4; ++i) host_.Write(kObjects + 256 * i + TOE_OBJ_TCP_REMOTE_MSS_OFFSET, 2, 1460);
    PutInitiate(&host_, slot_, ++id_, kObjects, kResults, 4);
    Ring();
    Completed(0);
    /* Nothing is indicated before a request is posted (R51). */
    TOE_CHECK_EQ(Records(host_, TOE_RETIRE_RECEIVED).size(), 0);
    /* Row 3: 300 bytes, 44 of them in the last block, REFUSED. */
    toe_retire_t row{};
    for (const toe_retire_t &retire : Records(host_, TOE_RETIRE_CONTEXT)) {
      if (retire.u.context.row == 3) row = retire;
    }
    TOE_CHECK_EQ(toe_member_read(row.u.context.data, 0, 8), 300u | uint64_t{44} << 40 | uint64_t{2} << 48);
    TOE_CHECK_EQ(toe_member_read(row.u.context.data, 8, 8), 0);
    TOE_CHECK_EQ(toe_member_read(row.u.context.data, 16, 4), 20100); /* ADVERTISED */
  }

  /* 400 bytes asked for, 300 there: they wait for the push timer (R128, R129). */
  void PushTimer() {
    Post(kT1, kPosts, 400, 0, 0);
    Completed(0);
    CheckBytes(kPosts, 1, 0, 300);
    TOE_CHECK_EQ(host_.memory[kPosts - 1], 0);
    TOE_CHECK_EQ(host_.memory[kPosts + 300], 0);
    const toe_retire_t job = Job();
    TOE_CHECK_EQ(job.u.job.job, 1);
    TOE_CHECK_EQ(job.u.job.flags, 4);
    TOE_CHECK_EQ(job.u.job.posted, 1);
    TOE_CHECK_EQ(job.u.job.buf_bytes, 0);
    TOE_CHECK_EQ(job.u.job.rcv_nxt, 20000);
    TOE_CHECK_EQ(job.u.job.rcv_wnd, 400);
    TOE_CHECK_EQ(job.u.job.used_buffered_copy, 1024);
    TOE_CHECK_EQ(job.u.job.used_posted, 1);
    std::vector<toe_retire_t> placed = Records(host_, TOE_RETIRE_PLACED);
    TOE_CHECK_EQ(placed.size(), 10);
    TOE_CHECK_EQ(placed[0].u.placed.address, kPosts);
    TOE_CHECK_EQ(placed[0].u.placed.bytes, 29);
    TOE_CHECK_EQ(placed[0].u.placed.data[28], Byte(1, 28));
    TOE_CHECK_EQ(placed[0].u.placed.data[29], 0);
    TOE_CHECK_EQ(placed[9].u.placed.bytes, 15);
    if (!mode_.has_back_pressure) {
      /* First step at d+1, its first write 8 later, leaving the edge after; nine more, 2 apart; then the window has
       * opened by 300, more than half of it: 16 edges for the acknowledgment, the end behind. */
      TOE_CHECK_EQ(placed[0].cycle, job.u.job.judged_cycle + 1 + 8 + 1);
      TOE_CHECK_EQ(placed[9].cycle, placed[0].cycle + 18);
      TOE_CHECK_EQ(job.cycle, placed[9].cycle + 17);
    }
    host_.RunTo(at_ += 30000);
    Received(1, kT1, id_, 300, 0);
    TOE_CHECK_EQ(Job().u.job.job, 3);
    TOE_CHECK_EQ(Job().u.job.flags, 0);
    TOE_CHECK_EQ(Job().u.job.used_posted, 0);
    /* Taken at a when it expires, rows read from a+1 to a+4, judged 3 later. */
    TOE_CHECK_EQ(Job().u.job.judged_cycle, job.cycle + 30000 + 7);
  }

  /* 100 bytes fill a request; the rest is indicated, 256 at a time; a reply that takes 100 of them refuses more. */
  void Indicate() {
    Post(kT2, kPosts, 100, 0, 1);
    Completed(0);
    Received(1, kT2, id_, 100, 0);
    Received(2, kT2, 0, 256, 0);
    CheckBytes(kPosts, 2, 0, 100);
    CheckBytes(kBuffers, 2, 100, 256);
    TOE_CHECK_EQ(Job().u.job.flags, 1);
    TOE_CHECK_EQ(Job().u.job.used_host_buffer, 1);
    TOE_CHECK_EQ(Job().u.job.used_buffered_copy, 1024 - 64);
    Reply(kT2, 257);
    Completed(TOE_ERROR_BAD_RECEIVE);
    Reply(kT2, 100);
    Completed(0);
    TOE_CHECK_EQ(Job().u.job.job, 2);
    TOE_CHECK_EQ(Job().u.job.flags, 2);
    TOE_CHECK_EQ(Job().u.job.buf_bytes, 800);
    TOE_CHECK_EQ(Job().u.job.rcv_wnd, 300);
    /* 100 + 100 bytes leave three blocks of 64; the reply passes two of them. */
    TOE_CHECK_EQ(Job().u.job.used_buffered_copy, 1024 - 192);
    TOE_CHECK_EQ(Job().cycle, Job().u.job.judged_cycle + 1 + 4 + 1);
  }

  /* A request of 50 bytes, 20 of them there already; both buffers are with the host then. */
  void Wait() {
    Post(kT2, kPosts + 64, 50, 20, 1);
    Completed(0);
    Received(1, kT2, id_, 50, 0);
    Received(2, kT2, 1, 256, 0);
    CheckBytes(kPosts + 84, 2, 200, 30);
    CheckBytes(kBuffers + 256, 2, 230, 256);
    Reply(kT2, 256);
    Completed(0);
    TOE_CHECK_EQ(Job().u.job.flags, 8);
    TOE_CHECK_EQ(Job().u.job.buf_bytes, 514);
    host_.Register(TOE_HOST_BUFFER_RETURN_OFFSET, 5); /* dropped */
    host_.Register(TOE_HOST_BUFFER_RETURN_OFFSET, 0);
    host_.RunTo(at_ += 4000);
    Received(2, kT2, 0, 256, 0);
    CheckBytes(kBuffers, 2, 486, 256);
    TOE_CHECK_EQ(Job().u.job.job, 4);
    TOE_CHECK_EQ(Job().u.job.flags, 1);
  }

  void Errors() {
    Post(kT2 + 1, kPosts, 50, 0, 1); /* never given out */
    Completed(TOE_ERROR_NO_OBJECT);
    const auto lost = Records(host_, TOE_RETIRE_DECIDED);
    TOE_CHECK_EQ(lost.back().u.decided.handle, 0);
    Post(kT1, kPosts, 3, 4, 1);
    Completed(TOE_ERROR_BAD_RECEIVE);
    Reply(kT1, 0); /* nothing was indicated */
    Completed(TOE_ERROR_BAD_RECEIVE);
    /* While an indication waits for its reply, requests pile up; nothing is delivered to them (R126). */
    Post(kT2, kPosts, 10, 0, 0);
    Completed(0);
    Post(kT2, kPosts, 10, 10, 0);
    Completed(0);
    TOE_CHECK_EQ(Job().u.job.flags, 1);
    TOE_CHECK_EQ(Job().u.job.posted, 2);
  }

  void List(uint32_t room) {
    const Object tcp = {3, 1, 0, kT2, 0, room, kBack};
    PutObject(&host_, kObjects, tcp);
    PutInitiate(&host_, slot_, ++id_, kObjects, kResults, 1);
    uint64_t at = kCommands + 64 * slot_;
    for (uint64_t i = 28; i < 64; ++i) host_.memory[at + i] = 0;
    host_.Write(at, 1, TOE_OPCODE_TERMINATE);
    host_.Write(at + TOE_COMMAND_RETURN_ADDR_OFFSET, 8, 0x50000);
    Ring();
  }

  /* 514 bytes, 256 of them indicated, are handed back; both requests are completed first (R118, R166). */
  void Terminate() {
    List(513);
    TOE_CHECK_EQ(Status(&host_, kResults, 0), 0xC0000001u);
    Completed(0);
    TOE_CHECK_EQ(Records(host_, TOE_RETIRE_DECIDED).back().u.decided.cause, TOE_CAUSE_RETURN_ROOM);
    List(514);
    Received(1, kT2, id_ - 3, 0, 2);
    Received(1, kT2, id_ - 2, 10, 0);
    Completed(0);
    TOE_CHECK_EQ(Status(&host_, kResults, 0), 0);
    CheckBytes(kBack, 2, 486, 514);
    TOE_CHECK_EQ(host_.memory[kBack + 514], 0);
    const auto decided = Records(host_, TOE_RETIRE_DECIDED).back().u.decided;
    TOE_CHECK_EQ(decided.used_buffered_copy, 0);
    TOE_CHECK_EQ(decided.used_posted, 0);
    TOE_CHECK_EQ(decided.used_host_buffer, 2);
    const auto entries = Records(host_, TOE_RETIRE_RECEIVED);
    TOE_CHECK_EQ(entries.back().u.received.commit, decided.commit);
    TOE_CHECK_EQ(entries.back().u.received.seq, 30000 - 514);
    /* What is told of it: row 3 goes back as it was. */
    TOE_CHECK_EQ(host_.Read(0x50000 + 192, 4), 514);
    TOE_CHECK_EQ(host_.Read(0x50000 + 192 + 12, 2), 2);
  }
};

/* With edges skipped and with every edge executed: the same records. */
inline void RunReceives(const Mode &mode) {
  ReceiveStory jumping(mode, true), stepping(mode, false);
  jumping.Run();
  stepping.Run();
  TOE_CHECK_EQ(jumping.retired().size(), stepping.retired().size());
  for (size_t i = 0; i < jumping.retired().size(); ++i) {
    TOE_CHECK(memcmp(&jumping.retired()[i], &stepping.retired()[i], sizeof(toe_retire_t)) == 0);
  }
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_TOP_RECEIVE_H_ */
