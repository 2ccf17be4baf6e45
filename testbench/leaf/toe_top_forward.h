/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_top_forward.h - the story of a connection whose host got segments itself, on the whole RTL: one that is taken,
 * one behind a gap, one that would be passed up, FIN, errors, RST and what comes behind it (R147, R148).  Bytes and
 * cycles are worked by hand from docs/microarchitecture.md 5.11, 5.14, 5.16.
 */
#ifndef TESTBENCH_LEAF_TOE_TOP_FORWARD_H_
#define TESTBENCH_LEAF_TOE_TOP_FORWARD_H_

#include "testbench/leaf/toe_top_wire.h"

namespace toe {

/* 64 bytes before a multiple of 4096: what is longer takes two reads. */
constexpr uint64_t kForwarded = 0x40FC0;

class ForwardStory : public WireStory {
 public:
  using WireStory::WireStory;

  void Run() {
    Begin();
    Data();
    Dropped();
    Errors();
    Fin();
    Rst();
  }

 private:
  /* The segment of a frame of the peer, its header made longer by noise up to `words`, in host memory. */
  void Put(uint32_t seq, uint32_t bytes, uint32_t flags, uint32_t words = 5) {
    const Bytes frame = Segment(seq, bytes, flags);
    for (uint32_t i = 0; i < 20; ++i) host_.memory[kForwarded + i] = frame[38 + i];
    for (uint32_t i = 20; i < 4 * words; ++i) host_.memory[kForwarded + i] = 0xEE;
    host_.memory[kForwarded + 12] = static_cast<uint8_t>(16 * words);
    for (uint32_t i = 0; i < bytes; ++i) host_.memory[kForwarded + 4 * words + i] = frame[58 + i];
  }
  toe_retire_t Forward(uint32_t seq, uint32_t bytes, uint32_t flags, uint32_t reason, uint32_t taken,
                       uint32_t words = 5) {
    Put(seq, bytes, flags, words);
    Command(TOE_OPCODE_FORWARD, kT1, kForwarded, 4 * words + bytes, 0, 0);
    Completed(0);
    const toe_retire_t frame = Records(host_, TOE_RETIRE_FRAME).back();
    const toe_retire_t decided = Records(host_, TOE_RETIRE_DECIDED).back();
    TOE_CHECK_EQ(frame.u.frame.is_forwarded, 1);
    TOE_CHECK_EQ(frame.u.frame.number, 0);
    TOE_CHECK_EQ(frame.u.frame.lost, 0);
    TOE_CHECK_EQ(frame.u.frame.reason, reason);
    TOE_CHECK_EQ(frame.u.frame.handle, kT1);
    TOE_CHECK_EQ(frame.u.frame.seq, seq);
    TOE_CHECK_EQ(frame.u.frame.bytes, bytes);
    TOE_CHECK_EQ(frame.u.frame.flags, flags);
    TOE_CHECK_EQ(frame.u.frame.taken, taken);
    TOE_CHECK_EQ(frame.u.frame.commit, decided.u.decided.commit);
    TOE_CHECK_EQ(frame.cycle, decided.cycle);
    TOE_CHECK_EQ(decided.u.decided.handle, kT1);
    TOE_CHECK_EQ(decided.u.decided.error, 0);
    /* Fetched, rows 0..3 from that edge on, judged 3 behind the last. */
    if (!mode_.has_back_pressure) TOE_CHECK_EQ(frame.cycle, frame.u.frame.arrived_cycle + 6);
    TOE_CHECK_EQ(Job().u.job.job, 7);
    TOE_CHECK_EQ(Job().u.job.reason, reason);
    TOE_CHECK_EQ(Job().u.job.handle, kT1);
    TOE_CHECK_EQ(Job().u.job.commit, decided.u.decided.commit);
    return frame;
  }
  void Refused(uint32_t handle, uint64_t address, uint32_t bytes, uint32_t error) {
    size_t frames = Records(host_, TOE_RETIRE_FRAME).size(), jobs = Records(host_, TOE_RETIRE_JOB).size();
    Command(TOE_OPCODE_FORWARD, handle, address, bytes, 0, 0);
    Completed(error);
    const toe_retire_t decided = Records(host_, TOE_RETIRE_DECIDED).back();
    TOE_CHECK_EQ(decided.u.decided.error, error);
    TOE_CHECK_EQ(decided.u.decided.handle, 0);
    TOE_CHECK_EQ(Records(host_, TOE_RETIRE_FRAME).size(), frames);
    TOE_CHECK_EQ(Records(host_, TOE_RETIRE_JOB).size(), jobs);
  }

  /* 100 bytes behind a header of 32: two reads, 64 + 128; two rows of the buffer.  No row is written while fetched. */
  void Data() {
    const toe_retire_t frame = Forward(1000, 100, 24, kAccepted, 100, 8);
    std::vector<toe_retire_t> rows = Records(host_, TOE_RETIRE_BUFFER);
    TOE_CHECK_EQ(rows.size(), 2);
    TOE_CHECK_EQ(rows[0].u.buffer.mask, ~uint64_t{0});
    TOE_CHECK_EQ(rows[1].u.buffer.mask, (uint64_t{1} << 36) - 1);
    TOE_CHECK_EQ(rows[0].cycle, frame.cycle + 4);
    TOE_CHECK_EQ(rows[1].cycle, frame.cycle + 5);
    TOE_CHECK_EQ(rows[1].u.buffer.data[35], Byte(1099));
    Received(2, kT1, 0, 100, 0);
    CheckData(kBuffers, 1000, 100);
    TOE_CHECK_EQ(Job().u.job.flags, 1 + 16 + 512);
    TOE_CHECK_EQ(Job().u.job.rcv_nxt, 1100);
    TOE_CHECK_EQ(Job().u.job.rcv_wnd, 4900);
    TOE_CHECK_EQ(Job().u.job.used_rcv_data, 128);
    TOE_CHECK_EQ(Job().u.job.used_buffered_copy, 0);
    Reply(kT1, 100);
    Completed(0);
    /* The wire goes on behind it. */
    Arrive(Segment(1100, 50, 16), kAccepted, 50);
    Received(2, kT1, 1, 50, 0);
    CheckData(kBuffers + 2048, 1100, 50);
    Reply(kT1, 50);
    Completed(0);
    host_.RunTo(at_ += 41000);
    TOE_CHECK_EQ(host_.sent.size(), 1); /* delayed */
  }

  /* A gap is acknowledged at once; a SYN, which a frame's would be passed up, is dropped: no entry but the completion.
   */
  void Dropped() {
    Forward(1200, 50, 16, kOutOfOrder, 0);
    CheckAck(2, 1150, 5000);
    Forward(1150, 0, 2, kSyn, 0);
    TOE_CHECK_EQ(Job().u.job.used_host_buffer, 2);
    TOE_CHECK_EQ(host_.sent.size(), 2);
  }

  void Errors() {
    Put(1150, 100, 16);
    Refused(kT1, kForwarded + 32, 120, TOE_ERROR_BAD_ADDRESS);
    Refused(kT1, kForwarded, 19, TOE_ERROR_BAD_RECEIVE);
    Refused(kT1, kForwarded, 9217, TOE_ERROR_BAD_RECEIVE);
    Refused(kT2, kForwarded, 120, TOE_ERROR_NO_OBJECT);
    Refused(0x20000000u, kForwarded, 120, TOE_ERROR_NO_OBJECT);
    host_.bad_tag = 17; /* the second read */
    Refused(kT1, kForwarded, 120, TOE_ERROR_OBJECT_FETCH);
    host_.memory[kForwarded + 12] = 0x40;
    Refused(kT1, kForwarded, 120, TOE_ERROR_BAD_RECEIVE);
    host_.memory[kForwarded + 12] = 0xF0;
    Refused(kT1, kForwarded, 59, TOE_ERROR_BAD_RECEIVE);
  }

  /* Nothing of what was refused has changed the connection; FIN is acknowledged at once and changes STATE: row 0. */
  void Fin() {
    Forward(1150, 40, 17, kAccepted, 40);
    CheckAck(3, 1191, 4960);
    toe_retire_t row{};
    for (const toe_retire_t &retire : Records(host_, TOE_RETIRE_CONTEXT)) {
      if (retire.u.context.row == 0) row = retire;
    }
    TOE_CHECK_EQ(row.u.context.data[TOE_OBJ_TCP_STATE_OFFSET], 7);
    TOE_CHECK_EQ(row.cycle, Job().cycle + 1);
    TOE_CHECK_EQ(Job().u.job.rcv_nxt, 1191);
    Received(2, kT1, 2, 40, 0);
    CheckData(kBuffers + 4096, 1150, 40);
  }

  /* The host is told; then the device does not serve the connection any more (R144). */
  void Rst() {
    Forward(1191, 0, 4, kRst, 0);
    TOE_CHECK_EQ(host_.Read(Next(2) + TOE_EVENT_CODE_OFFSET, 1), 4);
    Put(1191, 10, 16);
    Refused(kT1, kForwarded, 30, TOE_ERROR_NOT_NOW);
  }
};

/* With edges skipped and with every edge executed: the same records. */
inline void RunForward(const Mode &mode) {
  ForwardStory jumping(mode, true), stepping(mode, false);
  jumping.Run();
  stepping.Run();
  TOE_CHECK_EQ(jumping.retired().size(), stepping.retired().size());
  for (size_t i = 0; i < jumping.retired().size(); ++i) {
    TOE_CHECK(memcmp(&jumping.retired()[i], &stepping.retired()[i], sizeof(toe_retire_t)) == 0);
  }
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_TOP_FORWARD_H_ */
