/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_top_wire.h - the story of a connection with a peer, on the whole RTL: data in a frame, its indication, a delayed
 * acknowledgment, a gap, FIN and the disconnect, frames that are passed up, RST, the terminate (R115, R117, R139,
 * R143-R145, R168).  Bytes and cycles are worked by hand from docs/microarchitecture.md 5.11 to 5.15.
 */
#ifndef TESTBENCH_LEAF_TOE_TOP_WIRE_H_
#define TESTBENCH_LEAF_TOE_TOP_WIRE_H_

#include "testbench/leaf/toe_top_receive.h"
#include "testbench/leaf/toe_wire.h"

namespace toe {

class WireStory : public RingStory {
 public:
  using RingStory::RingStory;

  void Run() {
    Begin();
    Data();
    Gap();
    Fin();
    PassUp();
    Terminate();
  }

 protected:
  void Begin() {
    host_.Register(TOE_LIMIT_HOST_BUFFER_OFFSET, 4);
    host_.Register(TOE_HOST_BUFFER_BASE_LO_OFFSET, kBuffers);
    host_.Register(TOE_HOST_BUFFER_SIZE_OFFSET, 11);
    host_.Register(TOE_ACK_CYCLES_OFFSET, 40000);
    host_.Register(TOE_INTERFACE_MAC_LO_OFFSET, 0x33221102);
    host_.Register(TOE_INTERFACE_MAC_HI_OFFSET, 0x5544);
    SetUp(&host_);
    host_.NotBefore(4200);
    at_ = 4200;
    Offload();
  }
  static uint8_t Byte(uint32_t seq) { return static_cast<uint8_t>(seq * 7 + seq / 256); }

  void Offload() {
    const Object tree[] = {{1, 2, 0, 0, 0}, {2, 2, 0, 0, 0}, {3, 2, 0, 0, 1024}};
    for (uint32_t i = 0; i < 3; ++i) PutObject(&host_, kObjects + 256 * i, tree[i]);
    const uint64_t tcp = kObjects + 512;
    host_.Write(kObjects + TOE_OBJ_NEIGHBOR_DST_MAC_OFFSET, 6, 0xF6E5D4C3B2A0);
    host_.Write(tcp + TOE_OBJECT_NDIS_HANDLE_OFFSET, 8, 0x1122334455667788);
    host_.Write(tcp + TOE_OBJ_TCP_RCV_NXT_OFFSET, 4, 1000);
    host_.Write(tcp + TOE_OBJ_TCP_RCV_WND_OFFSET, 4, 5000);
    host_.Write(tcp + TOE_OBJ_TCP_INITIAL_RCV_WND_OFFSET, 4, 5000);
    host_.Write(tcp + TOE_OBJ_TCP_REMOTE_MSS_OFFSET, 2, 1460);
    host_.Write(tcp + TOE_OBJ_TCP_SND_MAX_OFFSET, 4, 0x01020304);
    host_.Write(tcp + TOE_OBJ_TCP_TTL_OFFSET, 1, 64);
    PutInitiate(&host_, slot_, ++id_, kObjects, kResults, 3);
    Ring();
    Completed(0);
    TOE_CHECK_EQ(Records(host_, TOE_RETIRE_DECIDED).back().u.decided.cause, 0);
  }

  /* Of the peer, in VLAN 5. */
  Bytes Segment(uint32_t seq, uint32_t bytes, uint32_t flags, uint32_t vlan = 5, uint32_t port = 1024) {
    Random random(7);
    Bytes frame = BuildSegment(&random, false, true, 0);
    frame.assign(frame.begin(), frame.begin() + 18);
    const uint8_t mac[] = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
    for (size_t i = 0; i < 6; ++i) frame[i] = mac[i];
    Put16(&frame, 14, vlan);
    frame.resize(58 + bytes);
    for (size_t i = 18; i < 58; ++i) frame[i] = 0;
    frame[18] = 0x45;
    Put16(&frame, 20, 40 + bytes);
    frame[26] = 64;
    frame[27] = 6;
    Put32(&frame, 30, 0x0A000002);
    Put32(&frame, 34, 0x0A000001);
    Put16(&frame, 28, 0xFFFF - Sum(frame, 18, 20));
    Put16(&frame, 38, 80);
    Put16(&frame, 40, port);
    Put32(&frame, 42, seq);
    frame[50] = 0x50;
    frame[51] = static_cast<uint8_t>(flags);
    for (uint32_t i = 0; i < bytes; ++i) frame[58 + i] = Byte(seq + i);
    Put16(&frame, 54, 0xFFFF - TcpSum(frame, 18, false, 20 + bytes));
    return frame;
  }
  toe_retire_t Arrive(const Bytes &frame, uint32_t reason, uint32_t taken) {
    host_.Frame(frame);
    host_.RunTo(at_ += 4000);
    const toe_retire_t record = Records(host_, TOE_RETIRE_FRAME).back();
    TOE_CHECK_EQ(record.u.frame.reason, reason);
    TOE_CHECK_EQ(record.u.frame.taken, taken);
    TOE_CHECK_EQ(record.u.frame.number, frames_++);
    return record;
  }
  void CheckData(uint64_t address, uint32_t seq, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) TOE_CHECK_EQ(host_.memory[address + i], Byte(seq + i));
  }
  /* The last frame that left: 18 bytes of Ethernet and tag, 40 of IPv4 and TCP, 2 behind. */
  void CheckAck(size_t count, uint32_t rcv_nxt, uint32_t window) {
    TOE_CHECK_EQ(host_.sent.size(), count);
    const toe_frame_sent_t &sent = host_.sent.back();
    const Bytes frame(sent.data, sent.data + sent.bytes);
    TOE_CHECK_EQ(sent.bytes, 60);
    TOE_CHECK_EQ(Get32(frame, 0), 0xA0B2C3D4);
    TOE_CHECK_EQ(Get16(frame, 4), 0xE5F6);
    TOE_CHECK_EQ(Get32(frame, 6), 0x02112233);
    TOE_CHECK_EQ(Get16(frame, 10), 0x4455);
    TOE_CHECK_EQ(Get32(frame, 12), 0x81000005);
    TOE_CHECK_EQ(Get16(frame, 22), 0x8000 + count - 1); /* identification (R139) */
    TOE_CHECK_EQ(frame[26], 64);
    TOE_CHECK_EQ(Get32(frame, 30), 0x0A000001);
    TOE_CHECK_EQ(Get32(frame, 34), 0x0A000002);
    const Named named = Name(frame);
    TOE_CHECK_EQ(named.reason, kAccepted);
    TOE_CHECK_EQ(named.src_port, 1024);
    TOE_CHECK_EQ(named.dst_port, 80);
    TOE_CHECK_EQ(named.seq, 0x01020304);
    TOE_CHECK_EQ(named.flags, 16);
    TOE_CHECK_EQ(Get32(frame, 46), rcv_nxt);
    TOE_CHECK_EQ(Get16(frame, 52), window);
    const toe_retire_t record = Records(host_, TOE_RETIRE_SENT).back();
    TOE_CHECK_EQ(record.cycle, sent.cycle);
    TOE_CHECK_EQ(record.u.sent.bytes, 60);
    TOE_CHECK_EQ(memcmp(record.u.sent.data, sent.data, 60), 0);
  }

 private:
  void Data() {
    const toe_retire_t frame = Arrive(Segment(1000, 100, 24), kAccepted, 100);
    TOE_CHECK_EQ(frame.u.frame.handle, kT1);
    TOE_CHECK_EQ(frame.u.frame.seq, 1000);
    TOE_CHECK_EQ(frame.u.frame.bytes, 100);
    TOE_CHECK_EQ(frame.u.frame.flags, 24);
    std::vector<toe_retire_t> rows = Records(host_, TOE_RETIRE_BUFFER);
    TOE_CHECK_EQ(rows.size(), 2);
    TOE_CHECK_EQ(rows[0].u.buffer.mask, ~uint64_t{0});
    TOE_CHECK_EQ(rows[1].u.buffer.mask, (uint64_t{1} << 36) - 1);
    TOE_CHECK_EQ(rows[1].u.buffer.data[35], Byte(1099));
    TOE_CHECK_EQ(rows[1].u.buffer.data[36], 0);
    Received(2, kT1, 0, 100, 0);
    CheckData(kBuffers, 1000, 100);
    const toe_retire_t job = Job();
    TOE_CHECK_EQ(job.u.job.job, 5);
    TOE_CHECK_EQ(job.u.job.reason, 0);
    TOE_CHECK_EQ(job.u.job.flags, 1 + 16 + 512);
    TOE_CHECK_EQ(job.u.job.rcv_nxt, 1100);
    TOE_CHECK_EQ(job.u.job.rcv_wnd, 4900);
    TOE_CHECK_EQ(job.u.job.buf_bytes, 100);
    TOE_CHECK_EQ(job.u.job.used_rcv_data, 128);
    /* Taken at the edge behind its last beat, found at a+4, rows from a+5 on, judged 6 later; rows of data from the 4th
     * edge on. */
    TOE_CHECK_EQ(frame.cycle, frame.u.frame.arrived_cycle + 1 + 5 + 6);
    TOE_CHECK_EQ(rows[0].cycle, frame.cycle + 4);
    TOE_CHECK_EQ(rows[1].cycle, frame.cycle + 5);
    std::vector<toe_retire_t> placed = Records(host_, TOE_RETIRE_PLACED);
    if (!mode_.has_back_pressure) TOE_CHECK_EQ(placed[0].cycle, frame.cycle + 6 + 8 + 1);
    TOE_CHECK_EQ(host_.sent.size(), 0);
    /* The delayed acknowledgment: taken when it expires, judged at a+7, its step an edge later, 16 edges, 2 beats. */
    host_.RunTo(at_ += 40000);
    CheckAck(1, 1100, 4900);
    TOE_CHECK_EQ(host_.sent[0].cycle, job.cycle + 40000 + 7 + 1 + 16 + 1);
    TOE_CHECK_EQ(Job().u.job.job, 6);
    TOE_CHECK_EQ(Job().u.job.flags, 1 + 16);
    Reply(kT1, 100);
    Completed(0);
    TOE_CHECK_EQ(Job().u.job.rcv_wnd, 5000);
    TOE_CHECK_EQ(Job().u.job.used_rcv_data, 0);
    TOE_CHECK_EQ(host_.sent.size(), 1); /* opened by 100: no reason to tell */
  }

  /* Behind a gap; what fills it; part of it again (R117 is another story). */
  void Gap() {
    Arrive(Segment(1200, 50, 16), kOutOfOrder, 0);
    CheckAck(2, 1100, 5000);
    Arrive(Segment(1080, 100, 16), kAccepted, 80);
    Received(2, kT1, 1, 80, 0);
    CheckData(kBuffers + 2048, 1100, 80);
    Arrive(Segment(1100, 80, 16), kDuplicate, 0);
    CheckAck(3, 1180, 4920);
    /* Behind 80 bytes of two blocks: 16 of the second are there already. */
    size_t count = Records(host_, TOE_RETIRE_BUFFER).size();
    Arrive(Segment(1180, 60, 24), kAccepted, 60);
    std::vector<toe_retire_t> rows = Records(host_, TOE_RETIRE_BUFFER);
    TOE_CHECK_EQ(rows.size(), count + 2);
    TOE_CHECK_EQ(rows[count].u.buffer.row, rows[count - 1].u.buffer.row);
    TOE_CHECK_EQ(rows[count].u.buffer.mask, ~uint64_t{0} << 16);
    TOE_CHECK_EQ(rows[count + 1].u.buffer.mask, 0xFFF);
    Reply(kT1, 80);
    Completed(0);
    Received(2, kT1, 2, 60, 0);
    CheckData(kBuffers + 4096, 1180, 60);
  }

  /* 40 bytes and FIN: acknowledged at once, STATE 7; the disconnect behind the last byte (R143). */
  void Fin() {
    Arrive(Segment(1240, 40, 17), kAccepted, 40);
    CheckAck(4, 1281, 4900);
    toe_retire_t row{};
    for (const toe_retire_t &retire : Records(host_, TOE_RETIRE_CONTEXT)) {
      if (retire.u.context.row == 0) row = retire;
    }
    TOE_CHECK_EQ(row.u.context.data[TOE_OBJ_TCP_STATE_OFFSET], 7);
    TOE_CHECK_EQ(row.cycle, Job().cycle + 1);
    TOE_CHECK_EQ(Job().u.job.rcv_nxt, 1281);
    Reply(kT1, 60);
    Completed(0);
    Received(2, kT1, 3, 40, 0);
    TOE_CHECK_EQ(Records(host_, TOE_RETIRE_EVENT).size(), 0);
    Reply(kT1, 40);
    Completed(0);
    uint64_t at = Next(2);
    TOE_CHECK_EQ(host_.Read(at + TOE_EVENT_CODE_OFFSET, 1), 2);
    TOE_CHECK_EQ(host_.Read(at + TOE_EVENT_HANDLE_OFFSET, 4), kT1);
    TOE_CHECK_EQ(host_.Read(at + TOE_EVENT_NDIS_HANDLE_OFFSET, 8), 0x1122334455667788);
    TOE_CHECK_EQ(Job().u.job.flags & 0x60, 0x60);
  }

  void PassUp() {
    /* All host buffers are with the host: dropped. */
    toe_retire_t frame = Arrive(Segment(1000, 9, 16, 5, 1025), kNotOffloaded, 0);
    TOE_CHECK_EQ(frame.u.frame.handle, 0);
    TOE_CHECK_EQ(frame.cycle, frame.u.frame.arrived_cycle + 1 + 8); /* looked up twice: with VLAN 5, without */
    TOE_CHECK_EQ(Job().u.job.reason, 16);
    TOE_CHECK_EQ(Job().u.job.handle, 0);
    TOE_CHECK_EQ(Job().cycle, frame.cycle + 2);
    for (uint32_t i = 0; i < 3; ++i) host_.Register(TOE_HOST_BUFFER_RETURN_OFFSET, i);
    host_.RunTo(at_ += 100);
    Bytes group = Segment(0, 1000, 16);
    group[0] = 0xFF;
    frame = Arrive(group, kGroup, 0);
    TOE_CHECK_EQ(frame.cycle, frame.u.frame.arrived_cycle + 2);
    Received(3, 0, 0, 1058, kGroup);
    for (size_t i = 0; i < group.size(); ++i) TOE_CHECK_EQ(host_.memory[kBuffers + i], group[i]);
    Bytes other = Segment(0, 1, 16);
    other[5] ^= 1;
    frame = Arrive(other, kFiltered, 0);
    TOE_CHECK_EQ(frame.cycle, frame.u.frame.arrived_cycle + 2);
    TOE_CHECK_EQ(Job().cycle, frame.cycle + 1);
    /* RST: the host is told; what comes behind it is its own (R144). */
    frame = Arrive(Segment(1281, 0, 4), kRst, 0);
    uint64_t at = Next(2);
    TOE_CHECK_EQ(host_.Read(at + TOE_EVENT_CODE_OFFSET, 1), 4);
    TOE_CHECK_EQ(Job().u.job.flags & 0x180, 0x180);
    Arrive(Segment(1281, 5, 16), kHostPath, 0);
    Received(3, kT1, 1, 63, kHostPath);
  }

  void Terminate() {
    const Object tcp = {3, 1, 0, kT1, 0, 1000, kBack};
    PutObject(&host_, kObjects, tcp);
    PutInitiate(&host_, slot_, ++id_, kObjects, kResults, 1);
    uint64_t at = kCommands + 64 * slot_;
    for (uint64_t i = 28; i < 64; ++i) host_.memory[at + i] = 0;
    host_.Write(at, 1, TOE_OPCODE_TERMINATE);
    host_.Write(at + TOE_COMMAND_RETURN_ADDR_OFFSET, 8, 0x50000);
    Ring();
    Completed(0);
    TOE_CHECK_EQ(Status(&host_, kResults, 0), 0);
    TOE_CHECK_EQ(host_.Read(0x50000 + TOE_OBJ_TCP_STATE_OFFSET, 1), 7);
    TOE_CHECK_EQ(host_.Read(0x50000 + TOE_OBJ_TCP_RCV_NXT_OFFSET, 4), 1281);
    TOE_CHECK_EQ(host_.sent.size(), 4); /* nothing is pending */
    Arrive(Segment(1281, 5, 16), kNotOffloaded, 0);
    Received(3, 0, 2, 63, kNotOffloaded);
  }

  uint32_t frames_ = 0;
};

/* With edges skipped and with every edge executed: the same records. */
inline void RunWire(const Mode &mode) {
  WireStory jumping(mode, true), stepping(mode, false);
  jumping.Run();
  stepping.Run();
  TOE_CHECK_EQ(jumping.retired().size(), stepping.retired().size());
  for (size_t i = 0; i < jumping.retired().size(); ++i) {
    TOE_CHECK(memcmp(&jumping.retired()[i], &stepping.retired()[i], sizeof(toe_retire_t)) == 0);
  }
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_TOP_WIRE_H_ */
