/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_top_terminate.h - the story of a tree that is offloaded, asked back, terminated and offloaded again, on the whole
 * RTL.  Statuses, bytes and cycles are worked by hand from docs/microarchitecture.md 4 to 8.
 */
#ifndef TESTBENCH_LEAF_TOE_TOP_TERMINATE_H_
#define TESTBENCH_LEAF_TOE_TOP_TERMINATE_H_

#include "testbench/leaf/toe_top_rig.h"

namespace toe {

constexpr uint64_t kReturns = 0x50000, kCopy = 0x20F40, kHandedBack = 0x60000;
constexpr uint32_t kBad = 0xC0000001u;

class TerminateStory {
 public:
  TerminateStory(const Mode &mode, bool has_jumps) : mode_(mode), host_(mode, has_jumps) {}

  void Run() {
    SetUp(&host_);
    host_.NotBefore(4200);
    Offload();
    TerminateOne();
    Ask();
    TerminateRest();
    OffloadAgain();
    TerminateLost();
  }
  const std::vector<toe_retire_t> &retired() const { return host_.retired; }

 private:
  /* A command of the next slot is carried out; its completion is the entry `cpl_`. */
  void Ring() {
    host_.Register(TOE_CMD_DOORBELL_OFFSET, ++slot_);
    host_.RunTo(at_ += 4000);
  }
  void Completed(uint32_t error, uint32_t attempted, uint32_t offloaded) {
    uint64_t at = kCompletions + 32 * cpl_++;
    TOE_CHECK_EQ(host_.Read(at + TOE_COMPLETION_TYPE_OFFSET, 1), 1);
    TOE_CHECK_EQ(host_.Read(at + TOE_COMPLETION_PHASE_OFFSET, 1), 1);
    TOE_CHECK_EQ(host_.Read(at + TOE_COMPLETION_COMMAND_HEAD_OFFSET, 4), slot_);
    TOE_CHECK_EQ(host_.Read(at + TOE_COMPLETION_ERROR_OFFSET, 1), error);
    TOE_CHECK_EQ(host_.Read(at + TOE_COMPLETION_ATTEMPTED_OFFSET, 4), attempted);
    TOE_CHECK_EQ(host_.Read(at + TOE_COMPLETION_OFFLOADED_OFFSET, 4), offloaded);
  }
  void Told(uint32_t code, uint32_t handle, uint64_t ndis, uint32_t info) {
    uint64_t at = kCompletions + 32 * cpl_++;
    TOE_CHECK_EQ(host_.Read(at, 4), 2 | code << 8 | 1u << 16);
    TOE_CHECK_EQ(host_.Read(at + 4, 4), handle);
    TOE_CHECK_EQ(host_.Read(at + 8, 8), ndis);
    TOE_CHECK_EQ(host_.Read(at + 16, 8), info);
    TOE_CHECK_EQ(host_.Read(at + 24, 8), Records(host_, TOE_RETIRE_DECIDED).back().u.decided.commit);
    const toe_retire_t event = Records(host_, TOE_RETIRE_EVENT).back();
    TOE_CHECK_EQ(event.u.event.code, code);
    TOE_CHECK_EQ(event.u.event.ndis_handle, ndis);
    TOE_CHECK_EQ(event.u.event.info, info);
  }
  void List(uint8_t opcode, const std::vector<Object> &objects) {
    for (uint32_t i = 0; i < objects.size(); ++i) {
      PutObject(&host_, kObjects + 256 * i, objects[i]);
      if (objects[i].kind == TOE_KIND_NEW) host_.Write(kObjects + 256 * i + 8, 8, 0x1111000000000000u + i);
    }
    for (uint64_t i = 0; i < 256 * objects.size(); ++i) host_.memory[kReturns + i] = 0xEE;
    PutInitiate(&host_, slot_, 0x10 + slot_, kObjects, kResults, static_cast<uint32_t>(objects.size()));
    uint64_t at = kCommands + 64 * slot_;
    host_.Write(at + TOE_COMMAND_OPCODE_OFFSET, 1, opcode);
    if (opcode == TOE_OPCODE_TERMINATE) host_.Write(at + TOE_COMMAND_RETURN_ADDR_OFFSET, 8, kReturns);
    Ring();
  }
  void Raise(uint32_t event, uint32_t value, uint32_t handle) {
    uint64_t at = kCommands + 64 * slot_;
    host_.Write(at, 8, 0x0000007700000104u);
    host_.Write(at + TOE_COMMAND_SETTING_OFFSET, 4, event);
    host_.Write(at + TOE_COMMAND_VALUE_OFFSET, 4, value);
    host_.Write(at + TOE_COMMAND_EVENT_HANDLE_OFFSET, 4, handle);
    Ring();
  }
  void Result(uint32_t index, uint32_t status, uint32_t flags, uint32_t handle) {
    TOE_CHECK_EQ(Status(&host_, kResults, index), status);
    TOE_CHECK_EQ(host_.Read(kResults + 32 * index + 4, 4), handle);
    TOE_CHECK_EQ(host_.Read(kResults + 32 * index + 15, 1), flags);
  }
  /* Rows first.. of the context SRAM, as they were written last, stand at object `index`; nothing behind them. */
  void Returned(uint32_t index, uint32_t first, uint32_t rows) {
    for (uint32_t row = first; row < first + rows; ++row) {
      toe_retire_t written{};
      for (const toe_retire_t &retire : Records(host_, TOE_RETIRE_CONTEXT)) {
        if (retire.u.context.row == row) written = retire;
      }
      for (uint32_t b = 0; b < 64; ++b) {
        TOE_CHECK_EQ(host_.memory[kReturns + 256 * index + 64 * (row - first) + b], written.u.context.data[b]);
      }
    }
    for (uint32_t b = 64 * rows; b < 256; ++b) TOE_CHECK_EQ(host_.memory[kReturns + 256 * index + b], 0xEE);
  }
  const toe_retire_t Decided(size_t from_end) {
    std::vector<toe_retire_t> decided = Records(host_, TOE_RETIRE_DECIDED);
    return decided[decided.size() - 1 - from_end];
  }

  void Offload() {
    at_ = 4200;
    for (uint32_t i = 0; i < 256; ++i) host_.memory[kCopy + i] = static_cast<uint8_t>(i < 200 ? i + 1 : 0);
    List(TOE_OPCODE_INITIATE,
         {{1, 2, 0, 0, 0}, {2, 2, 0, 0, 0}, {3, 2, 0, 0, 1024, 200, kCopy}, {3, 2, 0, 0, 1025, 64, kCopy}});
    Completed(0, 4, 4);
    Result(3, 0, 3, 0x30000001u);
    TOE_CHECK_EQ(Decided(0).u.decided.used_buffered_copy, 320);
  }

  /* A connection, and what still has dependents. */
  void TerminateOne() {
    host_.Register(TOE_CPL_DOORBELL_OFFSET, 1); /* armed again */
    List(TOE_OPCODE_TERMINATE, {{3, 1, 0, 0x30000000u, 0, 200, kHandedBack},
                                {2, 1, 0, 0x20000000u, 0},
                                {2, 0, 0, 0, 0},
                                {1, 1, 0, 0x10000000u, 0}});
    Completed(0, 4, 1);
    Result(0, 0, 5, 0x30000000u);
    Result(1, kBad, 1, 0);
    Result(2, 0, 1, 0);
    Result(3, kBad, 1, 0);
    Returned(0, 0, 4);
    Returned(1, 0, 0);
    Returned(3, 0, 0);
    TOE_CHECK_EQ(Decided(2).u.decided.cause, 32);
    TOE_CHECK_EQ(Decided(3).u.decided.is_terminate, 1);
    TOE_CHECK_EQ(Decided(3).u.decided.used_tcp, 1);
    TOE_CHECK_EQ(Decided(3).u.decided.used_lookup, 1);
    TOE_CHECK_EQ(Decided(3).u.decided.used_buffered_copy, 64);
    TOE_CHECK_EQ(Decided(3).u.decided.used_host_memory, 3);
    /* Rows at a+1 to a+4; closed from 3 behind the last on: seven writes, the first 8 later, others 2 apart; decided at
     * the edge behind the last of them.  LOAD takes 6 from the last beat. */
    if (!mode_.has_gaps) TOE_CHECK_EQ(Decided(3).cycle, Decided(3).u.decided.fetched_cycle + 1 + 5 + 7 + 8 + 12 + 1);
    for (uint32_t b = 0; b < 200; ++b) TOE_CHECK_EQ(host_.memory[kHandedBack + b], b + 1);
    TOE_CHECK_EQ(host_.memory[kHandedBack + 200], 0);
    /* Eight writes, in order, before the result. */
    std::vector<toe_retire_t> returned = Records(host_, TOE_RETIRE_RETURNED);
    TOE_CHECK_EQ(returned.size(), 8);
    for (uint32_t i = 0; i < 8; ++i) {
      TOE_CHECK_EQ(returned[i].u.returned.request_id, 0x11);
      TOE_CHECK_EQ(returned[i].u.returned.index, 0);
      TOE_CHECK_EQ(returned[i].u.returned.offset, 32 * i);
      for (uint32_t b = 0; b < 64; ++b) {
        TOE_CHECK_EQ(returned[i].u.returned.data[b], b < 32 ? host_.memory[kReturns + 32 * i + b] : 0);
      }
    }
    std::vector<toe_retire_t> written = Records(host_, TOE_RETIRE_WRITTEN);
    TOE_CHECK(returned[7].cycle < written[4].cycle && written[4].u.written.index == 0);
    TOE_CHECK_EQ(host_.messages, 2);
  }

  /* Events of the device: told in the ring before their completion, one interrupt. [R79-R81, R150] */
  void Ask() {
    host_.Register(TOE_CPL_DOORBELL_OFFSET, 2);
    Raise(TOE_EVENT_RETRIEVE, 8, 0x30000001u);
    Told(TOE_EVENT_RETRIEVE, 0x30000001u, 0x1111000000000003u, 8);
    Completed(0, 0, 0);
    TOE_CHECK_EQ(host_.messages, 3);
    TOE_CHECK_EQ(Decided(0).u.decided.handle, 0x30000001u);
    Raise(TOE_EVENT_RETRIEVE, 8, 0x30000000u); /* it is gone */
    Completed(TOE_ERROR_NO_OBJECT, 0, 0);
    Raise(TOE_EVENT_UPLOAD_ALL, 0, 0);
    Told(TOE_EVENT_UPLOAD_ALL, 0, 0, 0);
    Completed(0, 0, 0);
    Raise(TOE_EVENT_RESUME, 0, 0);
    Completed(TOE_ERROR_NOT_EMPTY, 0, 0);
  }

  void TerminateRest() {
    List(TOE_OPCODE_TERMINATE, {{3, 1, 0, 0x30000001u, 0, 64, kHandedBack},
                                {2, 1, 0, 0x20000000u, 0},
                                {1, 1, 0, 0x10000000u, 0},
                                {3, 1, 0, 0x30000001u, 0}});
    Completed(0, 4, 3);
    Result(0, 0, 5, 0x30000001u);
    Result(1, 0, 5, 0x20000000u);
    Result(2, 0, 5, 0x10000000u);
    Result(3, kBad, 1, 0);
    Returned(0, 4, 4);
    Returned(1, 0, 0);
    Returned(2, 98304, 2);
    const auto decided = Decided(0).u.decided;
    TOE_CHECK_EQ(decided.used_neighbor + decided.used_path + decided.used_tcp + decided.used_lookup, 0);
    TOE_CHECK_EQ(decided.used_buffered_copy + decided.used_host_memory + decided.used_vlan + decided.used_src_ip, 0);
    TOE_CHECK_EQ(decided.used_rcv_buffer + decided.used_xmit_buffer, 0);
    Raise(TOE_EVENT_RESUME, 0, 0);
    Told(TOE_EVENT_RESUME, 0, 0, 0);
    Completed(0, 0, 0);
  }

  /* The same tree is new again: ids and blocks that were never used go first. */
  void OffloadAgain() {
    List(TOE_OPCODE_INITIATE, {{1, 2, 0, 0, 0}, {2, 2, 0, 0, 0}, {3, 2, 0, 0, 1024, 200, kCopy}});
    Completed(0, 3, 3);
    Result(0, 0, 3, 0x10000001u);
    Result(1, 0, 3, 0x20000001u);
    Result(2, 0, 3, 0x30000002u);
    std::vector<toe_retire_t> rows = Records(host_, TOE_RETIRE_BUFFER);
    TOE_CHECK_EQ(rows.size(), 9);
    uint64_t seen = 0; /* four, one, four; reads overtake each other */
    for (const toe_retire_t &row : rows) seen |= uint64_t{1} << row.u.buffer.row;
    TOE_CHECK_EQ(seen, 0x1FF);
    const toe_retire_t first = Records(host_, TOE_RETIRE_CONTEXT)[16]; /* behind twelve and four */
    TOE_CHECK_EQ(first.u.context.row, 8);
    TOE_CHECK_EQ(toe_member_read(first.u.context.data, TOE_CONTEXT_TCP_BUFFER_ROW_OFFSET, 4), 5);
  }

  /* A context that is lost is freed, and hands nothing back; a corrected one hands back what was written. */
  void TerminateLost() {
    host_.Flip(9, 0);
    host_.Flip(9, 1);
    host_.Flip(98307, 77);
    List(TOE_OPCODE_TERMINATE, {{3, 1, 0, 0x30000002u, 0}, {2, 1, 0, 0x20000001u, 0}, {1, 1, 0, 0x10000001u, 0}});
    Completed(0, 3, 3);
    Result(0, kBad, 5, 0);
    Result(1, 0, 5, 0x20000001u);
    Result(2, 0, 5, 0x10000001u);
    Returned(0, 0, 0);
    Returned(2, 98306, 2);
    TOE_CHECK_EQ(Decided(2).u.decided.cause, 31);
    TOE_CHECK_EQ(Decided(0).u.decided.used_host_memory, 0);
    TOE_CHECK_EQ(Decided(0).u.decided.used_buffered_copy, 0);
    TOE_CHECK_EQ(host_.Stats().ecc_corrected, 1);
    TOE_CHECK_EQ(host_.Stats().ecc_uncorrectable, 1);
  }

  Mode mode_;
  Host host_;
  uint32_t slot_ = 0, cpl_ = 0;
  toe_cycle_t at_ = 0;
};

/* With edges skipped and with every edge executed: the same records. */
inline void RunTerminates(const Mode &mode) {
  TerminateStory jumping(mode, true), stepping(mode, false);
  jumping.Run();
  stepping.Run();
  TOE_CHECK_EQ(jumping.retired().size(), stepping.retired().size());
  for (size_t i = 0; i < jumping.retired().size(); ++i) {
    TOE_CHECK(memcmp(&jumping.retired()[i], &stepping.retired()[i], sizeof(toe_retire_t)) == 0);
  }
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_TOP_TERMINATE_H_ */
