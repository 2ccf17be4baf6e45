/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_top_bench.cpp - the whole RTL behind the seam, with a small host memory and link of its own: requests end to end,
 * before any driver or model.  Statuses and cycles are worked by hand from docs/microarchitecture.md.
 *
 * Back-pressure: few credits that come back late.  Gaps: reads take a random time and overtake each other.
 */
#include <deque>
#include <map>
#include <vector>

#include "bridge/toe_device.h"
#include "model/spec/toe_spec.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

constexpr uint64_t kCommands = 0x1000, kCompletions = 0x2000, kObjects = 0x4F00, kResults = 0x8000;

/* Device, memory and link. */
class Host {
 public:
  Host(const Mode &mode, bool has_jumps) : mode_(mode), random_(mode.seed) {
    toe_device_options_t options{};
    options.credits = mode.has_back_pressure ? toe_credits_t{2, 4, 2} : toe_credits_t{64, 0xFFFFFFFF, 64};
    options.has_jumps = has_jumps;
    TOE_CHECK(toe_device_rtl_new(&options, &device_) == TOE_OK);
    toe_device_config_t config = {true, true, false, 256, 512};
    toe_device_put_config(device_, 3, &config);
  }
  ~Host() { toe_device_free(device_); }
  Host(const Host &) = delete;
  Host &operator=(const Host &) = delete;

  std::map<uint64_t, uint8_t> memory;
  std::vector<toe_retire_t> retired;
  std::map<uint32_t, uint32_t> answers; /* BAR reads by tag; UR is all ones */
  uint32_t messages = 0;
  uint32_t bad_tag = 256; /* reads of this tag are answered CA */

  void Write(uint64_t address, int bytes, uint64_t value) {
    for (int i = 0; i < bytes; ++i) memory[address + i] = static_cast<uint8_t>(value >> (8 * i));
  }
  uint64_t Read(uint64_t address, int bytes) {
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; --i) value = value << 8 | memory[address + i];
    return value;
  }
  void Register(uint32_t offset, uint32_t value) {
    toe_tlp_t tlp{};
    tlp.type = TOE_TLP_MWR;
    tlp.address = offset;
    tlp.length_bytes = 4;
    tlp.first_be = 0xF;
    for (int i = 0; i < 4; ++i) tlp.data[i] = static_cast<uint8_t>(value >> (8 * i));
    toe_device_put_tlp(device_, TOE_STREAM_CQ, next_cq_++, &tlp);
  }
  void Ask(uint32_t offset, uint8_t tag) {
    toe_tlp_t tlp{};
    tlp.type = TOE_TLP_MRD;
    tlp.address = offset;
    tlp.length_bytes = 4;
    tlp.first_be = 0xF;
    tlp.tag = tag;
    toe_device_put_tlp(device_, TOE_STREAM_CQ, next_cq_++, &tlp);
  }
  /* Registers that are not written in time order go to `cycle` or later. */
  void NotBefore(toe_cycle_t cycle) {
    if (next_cq_ < cycle) next_cq_ = cycle;
  }
  void RunTo(toe_cycle_t end) {
    /* Nothing comes back sooner than kHop edges, so slices of that length are exact. */
    while (toe_device_now(device_) < end) {
      toe_cycle_t now = toe_device_now(device_);
      SendReads(now + kHop);
      toe_device_advance(device_, now + kHop < end ? now + kHop : end);
      toe_device_output_t output;
      while (toe_device_get_output(device_, &output)) Take(output);
      toe_retire_t retire;
      while (toe_device_get_retire(device_, &retire)) retired.push_back(retire);
    }
    NotBefore(end);
  }
  void Flip(uint32_t row, uint32_t bit) { toe_device_put_flip(device_, toe_device_now(device_), row, bit); }
  toe_device_stats_t Stats() {
    toe_device_stats_t stats;
    toe_device_get_stats(device_, &stats);
    return stats;
  }

 private:
  static constexpr toe_cycle_t kHop = 20;
  struct Pending {
    toe_cycle_t ready;
    uint64_t address;
    uint32_t bytes, sent;
    uint8_t tag;
  };

  void Take(const toe_device_output_t &output) {
    const toe_tlp_t &tlp = output.tlp;
    if (output.stream == TOE_STREAM_CC) {
      answers[tlp.tag] = tlp.type == TOE_TLP_CPLD ? static_cast<uint32_t>(toe_member_read(tlp.data, 0, 4)) : ~0u;
      return;
    }
    bool is_write = tlp.type == TOE_TLP_MWR;
    toe_credits_t credits = {is_write ? 1u : 0u, is_write ? (tlp.length_bytes + 15) / 16 : 0, is_write ? 0u : 1u};
    toe_cycle_t at = output.cycle + kHop + (mode_.has_back_pressure ? random_.Below(60) : 0);
    if (at <= last_credit_) at = last_credit_ + 1;
    last_credit_ = at;
    toe_device_put_credits(device_, at, credits);
    if (is_write) {
      if (tlp.address == 0xFEE00000u) ++messages;
      for (uint32_t i = 0; i < tlp.length_bytes; ++i) memory[tlp.address + i] = tlp.data[i];
    } else {
      TOE_CHECK(tlp.address / 4096 == (tlp.address + tlp.length_bytes - 1) / 4096);
      pending_.push_back(
          {output.cycle + kHop + (mode_.has_gaps ? random_.Below(300) : 0), tlp.address, tlp.length_bytes, 0, tlp.tag});
    }
  }

  /* Completions whose first beat is before `end`. */
  void SendReads(toe_cycle_t end) {
    if (next_rc_ < toe_device_now(device_)) next_rc_ = toe_device_now(device_);
    for (size_t i = 0; i < pending_.size() && next_rc_ < end;) {
      Pending &read = pending_[i];
      if (read.ready > next_rc_) {
        ++i;
        if (i == pending_.size()) {
          ++next_rc_;
          i = 0;
        }
        continue;
      }
      uint32_t bytes = read.bytes - read.sent;
      uint32_t split = mode_.has_gaps ? 64 * (1 + random_.Below(4)) : 256;
      if (bytes > split) bytes = split;
      toe_tlp_t tlp{};
      tlp.type = TOE_TLP_CPLD;
      tlp.tag = read.tag;
      tlp.length_bytes = bytes;
      tlp.byte_count = static_cast<uint16_t>(read.bytes - read.sent);
      for (uint32_t b = 0; b < bytes; ++b) tlp.data[b] = memory[read.address + read.sent + b];
      if (read.tag == bad_tag) {
        tlp.type = TOE_TLP_CPL;
        tlp.status = TOE_TLP_CA;
        tlp.length_bytes = 0;
        bytes = read.bytes - read.sent;
        bad_tag = 256;
      }
      toe_device_put_tlp(device_, TOE_STREAM_RC, next_rc_, &tlp);
      next_rc_ += toe_tlp_beats(&tlp);
      read.sent += bytes;
      if (read.sent == read.bytes) pending_.erase(pending_.begin() + static_cast<long>(i));
      i = 0;
    }
  }

  Mode mode_;
  Random random_;
  toe_device_t *device_ = nullptr;
  toe_cycle_t next_cq_ = 5, next_rc_ = 0, last_credit_ = 0;
  std::vector<Pending> pending_;
};

struct Object {
  uint8_t layer, kind, fault;
  uint32_t handle;
  uint16_t port; /* TCP: local port */
  uint32_t buffered_bytes = 0;
  uint64_t buffered_addr = 0;
};

void PutObject(Host *host, uint64_t address, const Object &object) {
  for (uint32_t i = 0; i < 256; ++i) host->memory[address + i] = 0; /* reserved bits too */
  host->Write(address + TOE_OBJECT_LAYER_OFFSET, 1, object.layer);
  host->Write(address + TOE_OBJECT_KIND_OFFSET, 1, object.kind);
  host->Write(address + TOE_OBJECT_FAULT_OFFSET, 1, object.fault);
  host->Write(address + TOE_OBJECT_HANDLE_OFFSET, 4, object.handle);
  if (object.layer == 1) {
    host->Write(address + TOE_OBJ_NEIGHBOR_VLAN_OFFSET, 2, 5);
  } else if (object.layer == 2) {
    host->Write(address + TOE_OBJECT_FAMILY_OFFSET, 1, object.kind == TOE_KIND_NEW ? 4 : 0);
    host->Write(address + TOE_OBJ_PATH_SRC_IP_OFFSET, 4, 0x0100000A);
    host->Write(address + TOE_OBJ_PATH_DST_IP_OFFSET, 4, 0x0200000A);
  } else {
    host->Write(address + TOE_OBJ_TCP_LOCAL_PORT_OFFSET, 2, object.port);
    host->Write(address + TOE_OBJ_TCP_REMOTE_PORT_OFFSET, 2, 80);
    host->Write(address + TOE_OBJ_TCP_STATE_OFFSET, 1, 4);
    host->Write(address + TOE_OBJ_TCP_BUFFERED_BYTES_OFFSET, 4, object.buffered_bytes);
    host->Write(address + TOE_OBJ_TCP_BUFFERED_ADDR_OFFSET, 8, object.buffered_bytes == 0 ? 0 : object.buffered_addr);
    for (uint32_t i = 64; i < 147; ++i) host->memory[address + i] = static_cast<uint8_t>(i * 7);
  }
}

void PutInitiate(Host *host, uint32_t slot, uint32_t id, uint64_t objects, uint64_t results, uint32_t count) {
  uint64_t at = kCommands + 64 * slot;
  host->Write(at + TOE_COMMAND_OPCODE_OFFSET, 1, TOE_OPCODE_INITIATE);
  host->Write(at + TOE_COMMAND_VERSION_OFFSET, 1, 1);
  host->Write(at + TOE_COMMAND_REQUEST_ID_OFFSET, 4, id);
  host->Write(at + TOE_COMMAND_OBJECT_ADDR_OFFSET, 8, objects);
  host->Write(at + TOE_COMMAND_RESULT_ADDR_OFFSET, 8, results);
  host->Write(at + TOE_COMMAND_OBJECT_COUNT_OFFSET, 4, count);
}

void SetUp(Host *host) {
  host->Register(TOE_CMD_RING_BASE_LO_OFFSET, kCommands);
  host->Register(TOE_CMD_RING_SIZE_OFFSET, 16);
  host->Register(TOE_CPL_RING_BASE_LO_OFFSET, kCompletions);
  host->Register(TOE_CPL_RING_SIZE_OFFSET, 16);
  host->Register(0x2000, 0xFEE00000);
  host->Register(0x2008, 0x4041);
  host->Register(0x200C, 0);
  host->Register(TOE_INTR_ENABLE_OFFSET, 1);
  host->Register(TOE_CTRL_OFFSET, 3);
  host->Register(TOE_CPL_DOORBELL_OFFSET, 0);
}

uint32_t Status(Host *host, uint64_t results, uint32_t index) {
  return static_cast<uint32_t>(host->Read(results + 32 * index, 4));
}

void CheckCompletion(Host *host, uint32_t slot, uint32_t id, uint32_t error, uint32_t attempted, uint32_t offloaded) {
  uint64_t at = kCompletions + 32 * slot;
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_TYPE_OFFSET, 1), 1);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_PHASE_OFFSET, 1), 1);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_REQUEST_ID_OFFSET, 4), id);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_ERROR_OFFSET, 1), error);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_ATTEMPTED_OFFSET, 4), attempted);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_OFFLOADED_OFFSET, 4), offloaded);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_COMMAND_HEAD_OFFSET, 4), slot + 1);
}

/* The tree of two paths, one with an internal fault, a TCP connection short of host memory under the other. */
void RunTree(Host *host) {
  const Object tree[] = {{1, 2, 0, 0, 0},    {2, 2, 0, 0, 0}, {3, 2, 0, 0, 1024},
                         {3, 2, 2, 0, 1025}, {2, 2, 1, 0, 0}, {3, 2, 0, 0, 1026}};
  for (uint32_t i = 0; i < 6; ++i) PutObject(host, kObjects + 256 * i, tree[i]);
  PutInitiate(host, 0, 0x11, kObjects, kResults, 6);
  SetUp(host);
  host->NotBefore(4200);
  host->Register(TOE_CMD_DOORBELL_OFFSET, 1);
  host->RunTo(9000);
}

void CheckTree(Host *host, bool is_steady) {
  const uint32_t expected[] = {0x40020004u, 0x40020004u, 0, 0xC000009Au, 0xC0000001u, 0xC0000001u};
  for (uint32_t i = 0; i < 6; ++i) TOE_CHECK_EQ(Status(host, kResults, i), expected[i]);
  TOE_CHECK_EQ(host->Read(kResults + 4, 4), 0x10000000u);
  TOE_CHECK_EQ(host->Read(kResults + 32 + 4, 4), 0x20000000u);
  TOE_CHECK_EQ(host->Read(kResults + 64 + 4, 4), 0x30000000u);
  CheckCompletion(host, 0, 0x11, 0, 5, 3);
  TOE_CHECK_EQ(host->messages, 1);

  /* N, P, T1 in; T2 and P2 tried; T3 never. */
  const uint32_t causes[] = {TOE_CAUSE_OK,         TOE_CAUSE_OK,       TOE_CAUSE_OK,
                             TOE_CAUSE_HOST_FAULT, TOE_CAUSE_INTERNAL, TOE_CAUSE_NOT_ATTEMPTED};
  std::vector<toe_retire_t> decided, rows;
  for (const toe_retire_t &retire : host->retired) {
    if (retire.kind == TOE_RETIRE_DECIDED) decided.push_back(retire);
    if (retire.kind == TOE_RETIRE_CONTEXT) rows.push_back(retire);
  }
  TOE_CHECK_EQ(decided.size(), 6);
  for (uint32_t i = 0; i < 6; ++i) {
    TOE_CHECK_EQ(decided[i].u.decided.commit, i + 1);
    TOE_CHECK_EQ(decided[i].u.decided.cause, causes[i]);
    TOE_CHECK_EQ(decided[i].u.decided.attempted, i < 5);
  }
  TOE_CHECK_EQ(decided[2].u.decided.parent, 0x20000000u);
  TOE_CHECK_EQ(decided[5].u.decided.used_host_memory, 3);
  TOE_CHECK_EQ(decided[5].u.decided.used_lookup, 1);
  /* Rows: neighbor 2, path 2, TCP 4; the bytes behind the first 8 are the object's. */
  TOE_CHECK_EQ(rows.size(), 8);
  const uint64_t row_numbers[] = {98304, 98305, 65536, 65537, 0, 1, 2, 3};
  for (uint32_t i = 0; i < 8; ++i) TOE_CHECK_EQ(rows[i].u.context.row, row_numbers[i]);
  TOE_CHECK_EQ(rows[4].cycle, decided[2].cycle + 1);
  TOE_CHECK_EQ(toe_member_read(rows[4].u.context.data, 0, 8), 0x2000000000050483u);
  TOE_CHECK_EQ(toe_member_read(rows[4].u.context.data, 32, 8), 0x0000000100000000u); /* no copy; one page */
  for (uint32_t b = 0; b < 64; ++b) {
    TOE_CHECK_EQ(rows[6].u.context.data[b], host->memory[kObjects + 512 + 128 + b]);
  }
  if (is_steady) {
    /* LOAD starts when the object is visible (+1), offers 5 later, a neighbor takes 2. */
    TOE_CHECK_EQ(decided[0].cycle, decided[0].u.decided.fetched_cycle + 1 + 5 + 2);
  }
}

void RunStory(const Mode &mode) {
  Host host(mode, true);
  RunTree(&host);
  CheckTree(&host, !mode.has_gaps);

  /* A linker under the offloaded path, a duplicate, a bad handle; then a SET and an unknown opcode. */
  const Object linked[] = {
      {2, 1, 0, 0x20000000u, 0}, {3, 2, 0, 0, 2000}, {3, 2, 0, 0, 1024}, {3, 1, 0, 0x30000002u, 0}};
  for (uint32_t i = 0; i < 4; ++i) PutObject(&host, kObjects + 256 * i, linked[i]);
  PutInitiate(&host, 1, 0x22, kObjects, kResults, 4);
  host.Write(kCommands + 128, 8, 0x0000003300000102u);
  host.Write(kCommands + 128 + TOE_COMMAND_SETTING_OFFSET, 4, TOE_SETTING_LIMIT_TCP);
  host.Write(kCommands + 128 + TOE_COMMAND_VALUE_OFFSET, 4, 2);
  host.Write(kCommands + 192, 8, 0x0000004400000109u);
  host.Register(TOE_CMD_DOORBELL_OFFSET, 4);
  host.RunTo(14000);
  TOE_CHECK_EQ(Status(&host, kResults, 0), 0x40020004u);
  TOE_CHECK_EQ(Status(&host, kResults, 1), 0);
  TOE_CHECK_EQ(Status(&host, kResults, 2), 0xC0231012u);
  TOE_CHECK_EQ(Status(&host, kResults, 3), 0xC0000001u);
  CheckCompletion(&host, 1, 0x22, 0, 4, 1);
  CheckCompletion(&host, 2, 0x33, 0, 0, 0);
  CheckCompletion(&host, 3, 0x44, TOE_ERROR_BAD_OPCODE, 0, 0);
  TOE_CHECK_EQ(host.messages, 1); /* not armed again */
  host.Register(TOE_CPL_DOORBELL_OFFSET, 4);
  host.Ask(TOE_LIMIT_TCP_OFFSET, 1);
  host.Ask(TOE_USED_TCP_OFFSET, 2);
  host.Ask(0x3FF0, 3);
  host.RunTo(15000);
  TOE_CHECK_EQ(host.answers[1], 2);
  TOE_CHECK_EQ(host.answers[2], 2);
  TOE_CHECK_EQ(host.answers[3], ~0u);

  /* The pool is empty now; the second chunk of the request cannot be read. */
  const Object last[] = {{2, 1, 0, 0x20000000u, 0}, {3, 2, 0, 0, 3000}, {3, 2, 0, 0, 3001}, {3, 2, 0, 0, 3002}};
  for (uint32_t i = 0; i < 4; ++i) PutObject(&host, kObjects + 256 * i, last[i]);
  PutInitiate(&host, 4, 0x55, kObjects, kResults, 4);
  /* Chunks used so far: objects at 0xF00 make chunks of 1, 2, 2, 1 and 1, 2, 1, and two markers: the second
   * chunk of this request is number 10. */
  host.bad_tag = TOE_STAGE_TAG_OBJECT + 10;
  host.Register(TOE_CMD_DOORBELL_OFFSET, 5);
  host.RunTo(20000);
  TOE_CHECK_EQ(Status(&host, kResults, 0), 0xC0000001u); /* linker, all of its dependents failed */
  for (uint32_t i = 1; i < 4; ++i) TOE_CHECK_EQ(Status(&host, kResults, i), 0xC0000001u);
  CheckCompletion(&host, 4, 0x55, TOE_ERROR_OBJECT_FETCH, 1, 0);
  TOE_CHECK_EQ(host.Read(kCompletions + 32 * 4 + TOE_COMPLETION_ERROR_INDEX_OFFSET, 4), 1);
  TOE_CHECK_EQ(host.messages, 2);
}

/* The same run with every edge executed gives the same records. */
void RunBothWays(const Mode &mode) {
  Host jumping(mode, true), stepping(mode, false);
  RunTree(&jumping);
  RunTree(&stepping);
  CheckTree(&stepping, !mode.has_gaps);
  TOE_CHECK_EQ(jumping.retired.size(), stepping.retired.size());
  for (size_t i = 0; i < jumping.retired.size(); ++i) {
    TOE_CHECK(memcmp(&jumping.retired[i], &stepping.retired[i], sizeof(toe_retire_t)) == 0);
  }
  toe_device_stats_t a = jumping.Stats(), b = stepping.Stats();
  TOE_CHECK_EQ(a.cycles, b.cycles);
  TOE_CHECK_EQ(a.busy_cycles, b.busy_cycles);
  TOE_CHECK_EQ(a.sram_stall_cycles, b.sram_stall_cycles);
}

std::vector<toe_retire_t> Records(const Host &host, toe_retire_kind_t kind) {
  std::vector<toe_retire_t> records;
  for (const toe_retire_t &retire : host.retired) {
    if (retire.kind == kind) records.push_back(retire);
  }
  return records;
}

/* Buffered data of three connections: 1000 bytes over a multiple of 4096, 64 bytes, and 640 of which a read fails.
 * (docs/microarchitecture.md 5.6, 5.9; R46, R47) */
void RunCopies(const Mode &mode) {
  constexpr uint64_t kFirst = 0x20F40, kSecond = 0x30000, kThird = 0x40FC0;
  Host host(mode, true);
  for (uint32_t i = 0; i < 1024; ++i) host.memory[kFirst + i] = static_cast<uint8_t>(i < 1000 ? i * 5 + i / 256 : 0);
  for (uint32_t i = 0; i < 64; ++i) host.memory[kSecond + i] = static_cast<uint8_t>(0xA0 + i);
  const Object tree[] = {
      {1, 2, 0, 0, 0}, {2, 2, 0, 0, 0}, {3, 2, 0, 0, 1024, 1000, kFirst}, {3, 2, 0, 0, 1025, 64, kSecond}};
  for (uint32_t i = 0; i < 4; ++i) PutObject(&host, kObjects + 256 * i, tree[i]);
  PutInitiate(&host, 0, 0x11, kObjects, kResults, 4);
  SetUp(&host);
  host.NotBefore(4200);
  host.Register(TOE_CMD_DOORBELL_OFFSET, 1);
  host.RunTo(12000);
  for (uint32_t i = 0; i < 4; ++i) TOE_CHECK_EQ(Status(&host, kResults, i), 0);
  std::vector<toe_retire_t> decided = Records(host, TOE_RETIRE_DECIDED), rows = Records(host, TOE_RETIRE_BUFFER);
  TOE_CHECK_EQ(decided.size(), 4);
  TOE_CHECK_EQ(decided[1].u.decided.used_buffered_copy, 0);
  TOE_CHECK_EQ(decided[2].u.decided.used_buffered_copy, 1024);
  TOE_CHECK_EQ(decided[3].u.decided.used_buffered_copy, 1088);
  /* 16 rows and one more, each once, with the bytes as they lie; decided at the edge that writes the last one. */
  TOE_CHECK_EQ(rows.size(), 17);
  uint32_t seen = 0;
  for (const toe_retire_t &row : rows) {
    uint64_t number = row.u.buffer.row, from = number < 16 ? kFirst + 64 * number : kSecond;
    TOE_CHECK(number < 17);
    seen |= 1u << number;
    for (uint32_t b = 0; b < 64; ++b) TOE_CHECK_EQ(row.u.buffer.data[b], host.memory[from + b]);
  }
  TOE_CHECK_EQ(seen, 0x1FFFFu);
  TOE_CHECK_EQ(decided[2].cycle, rows[15].cycle);
  TOE_CHECK_EQ(decided[3].cycle, rows[16].cycle);
  /* CONTEXT_TCP: the first row of the copy, one page. */
  std::vector<toe_retire_t> contexts = Records(host, TOE_RETIRE_CONTEXT);
  TOE_CHECK_EQ(contexts.size(), 12);
  TOE_CHECK_EQ(toe_member_read(contexts[4].u.context.data, 32, 8), 0x0000000100000000u);
  TOE_CHECK_EQ(toe_member_read(contexts[8].u.context.data, 32, 8), 0x0000000100000010u);

  /* The second read of the copy (tag 16 + 1) fails: nothing is taken. */
  const Object last[] = {{2, 1, 0, 0x20000000u, 0}, {3, 2, 0, 0, 1026, 640, kThird}};
  for (uint32_t i = 0; i < 2; ++i) PutObject(&host, kObjects + 256 * i, last[i]);
  PutInitiate(&host, 1, 0x22, kObjects, kResults, 2);
  host.bad_tag = 17;
  host.Register(TOE_CMD_DOORBELL_OFFSET, 2);
  host.RunTo(18000);
  TOE_CHECK_EQ(Status(&host, kResults, 1), 0xC0000001u);
  decided = Records(host, TOE_RETIRE_DECIDED);
  TOE_CHECK_EQ(decided.size(), 6);
  TOE_CHECK_EQ(decided[5].u.decided.cause, 30); /* COPY_FETCH */
  TOE_CHECK_EQ(decided[5].u.decided.used_buffered_copy, 1088);
  TOE_CHECK_EQ(decided[5].u.decided.used_tcp, 2);
  toe_device_stats_t stats = host.Stats();
  TOE_CHECK(stats.buffer_writes >= 18); /* the block before the multiple of 4096 came in */
  TOE_CHECK_EQ(stats.buffer_writes, Records(host, TOE_RETIRE_BUFFER).size());
  TOE_CHECK_EQ(stats.buffer_bytes_used, 64 * stats.buffer_writes); /* behind the others: rows of their own */
}

/* A linker whose context has a flipped bit, one with two in a word, one with two in two words. (5.8; R15) */
void RunFlips(const Mode &mode) {
  Host host(mode, true);
  const Object tree[] = {{1, 2, 0, 0, 0}};
  PutObject(&host, kObjects, tree[0]);
  PutInitiate(&host, 0, 0x11, kObjects, kResults, 1);
  SetUp(&host);
  host.NotBefore(4200);
  host.Register(TOE_CMD_DOORBELL_OFFSET, 1);
  host.RunTo(8000);
  const Object linker[] = {{1, 1, 0, 0x10000000u, 0}};
  PutObject(&host, kObjects, linker[0]);
  struct Story {
    std::vector<uint32_t> bits;
    uint32_t status, corrected, uncorrectable;
  };
  /* Row 98304; bits 512..575 are check bytes. */
  const Story stories[] = {
      {{}, 0, 0, 0}, {{16}, 0, 1, 0}, {{519}, 0, 2, 0}, {{3, 67, 511}, 0, 3, 0}, {{64, 65}, 0xC0000001u, 3, 1}};
  uint32_t slot = 1, at = 8000, written = 2;
  for (const Story &story : stories) {
    for (uint32_t bit : story.bits) host.Flip(98304, bit);
    PutInitiate(&host, slot, 0x20 + slot, kObjects, kResults, 1);
    host.Register(TOE_CMD_DOORBELL_OFFSET, ++slot);
    host.RunTo(at += 3000);
    TOE_CHECK_EQ(Status(&host, kResults, 0), story.status);
    std::vector<toe_retire_t> decided = Records(host, TOE_RETIRE_DECIDED), rows = Records(host, TOE_RETIRE_CONTEXT);
    /* A corrected row is written at the edge after the decision, as it was written first. */
    bool is_fixed = !story.bits.empty() && story.status == 0;
    written += is_fixed;
    TOE_CHECK_EQ(rows.size(), written);
    if (is_fixed) {
      TOE_CHECK_EQ(rows.back().cycle, decided.back().cycle + 1);
      TOE_CHECK_EQ(rows.back().u.context.row, 98304);
      TOE_CHECK_EQ(rows.back().u.context.check, rows[0].u.context.check);
      TOE_CHECK(memcmp(rows.back().u.context.data, rows[0].u.context.data, 64) == 0);
    }
    TOE_CHECK_EQ(decided.back().u.decided.cause, story.status == 0 ? 0u : 31u);
    host.Ask(0x198, 1);
    host.Ask(0x19C, 2);
    host.RunTo(at += 100);
    TOE_CHECK_EQ(host.answers[1], story.corrected);
    TOE_CHECK_EQ(host.answers[2], story.uncorrectable);
    toe_device_stats_t stats = host.Stats();
    TOE_CHECK_EQ(stats.ecc_corrected, story.corrected);
    TOE_CHECK_EQ(stats.ecc_uncorrectable, story.uncorrectable);
    TOE_CHECK_EQ(stats.sram_reads, slot - 1);
    TOE_CHECK_EQ(stats.sram_writes, written);
    TOE_CHECK_EQ(stats.sram_accesses[0] + stats.sram_accesses[1], slot - 1 + written);
    TOE_CHECK_EQ(stats.sram_accesses[1], 1); /* row 98305, once */
  }
}

/* A long request keeps up with the link: an object is 8 beats of RC, LOAD takes 6 edges and COMMIT 7, so with reads
 * answered at once a connection is decided every 8 edges. */
void RunPace(const Mode &mode) {
  constexpr uint32_t kCount = 200;
  Host host(mode, true);
  constexpr uint64_t kList = 0x100000;
  for (uint32_t i = 0; i < kCount; ++i) {
    Object object = {static_cast<uint8_t>(i < 2 ? i + 1 : 3), 2, 0, 0, static_cast<uint16_t>(1000 + i)};
    PutObject(&host, kList + 256 * i, object);
  }
  PutInitiate(&host, 0, 0x11, kList, kResults, kCount);
  SetUp(&host);
  host.NotBefore(4200);
  host.Register(TOE_CMD_DOORBELL_OFFSET, 1);
  host.RunTo(12000);
  CheckCompletion(&host, 0, 0x11, 0, kCount, kCount);
  uint64_t first = 0, last = 0;
  for (const toe_retire_t &retire : host.retired) {
    if (retire.kind != TOE_RETIRE_DECIDED) continue;
    if (retire.u.decided.index == 10) first = retire.cycle;
    if (retire.u.decided.index == kCount - 1) last = retire.cycle;
  }
  TOE_CHECK_EQ(last - first, 8 * (kCount - 1 - 10));
}

void Run(const Mode &mode) {
  RunStory(mode);
  RunBothWays(mode);
  RunCopies(mode);
  RunFlips(mode);
  if (!mode.has_gaps && !mode.has_back_pressure) RunPace(mode);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_top", argc, argv, 3, toe::Run); }
