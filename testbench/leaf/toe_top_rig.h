/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_top_rig.h - a small host memory and link behind the seam of toe_device.h, and the commands and objects that
 * benches of the whole RTL give it.
 */
#ifndef TESTBENCH_LEAF_TOE_TOP_RIG_H_
#define TESTBENCH_LEAF_TOE_TOP_RIG_H_

#include <map>
#include <vector>

#include "bridge/toe_device.h"
#include "model/spec/toe_spec.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {

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
  std::vector<toe_frame_sent_t> sent;
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
  /* From the edge on at which the device is now, or behind the frame before. */
  void Frame(const std::vector<uint8_t> &bytes) {
    toe_frame_t frame = {static_cast<uint32_t>(bytes.size()), bytes.data()};
    if (next_rx_ < toe_device_now(device_)) next_rx_ = toe_device_now(device_);
    toe_device_put_frame(device_, next_rx_, &frame);
    next_rx_ += toe_frame_beats(frame.bytes);
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
      toe_frame_sent_t frame;
      while (toe_device_get_frame(device_, &frame)) sent.push_back(frame);
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
      for (uint32_t i = 0; i < tlp.length_bytes; ++i) {
        uint8_t enables = i < 4 ? tlp.first_be : i + 4 >= tlp.length_bytes ? tlp.last_be : 0xF;
        if (enables >> i % 4 & 1) memory[tlp.address + i] = tlp.data[i];
      }
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
  toe_cycle_t next_cq_ = 5, next_rc_ = 0, next_rx_ = 0, last_credit_ = 0;
  std::vector<Pending> pending_;
};

struct Object {
  uint8_t layer, kind, fault;
  uint32_t handle;
  uint16_t port; /* TCP: local port */
  uint32_t buffered_bytes = 0;
  uint64_t buffered_addr = 0;
};

inline void PutObject(Host *host, uint64_t address, const Object &object) {
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

inline void PutInitiate(Host *host, uint32_t slot, uint32_t id, uint64_t objects, uint64_t results, uint32_t count) {
  uint64_t at = kCommands + 64 * slot;
  host->Write(at + TOE_COMMAND_OPCODE_OFFSET, 1, TOE_OPCODE_INITIATE);
  host->Write(at + TOE_COMMAND_VERSION_OFFSET, 1, 1);
  host->Write(at + TOE_COMMAND_REQUEST_ID_OFFSET, 4, id);
  host->Write(at + TOE_COMMAND_OBJECT_ADDR_OFFSET, 8, objects);
  host->Write(at + TOE_COMMAND_RESULT_ADDR_OFFSET, 8, results);
  host->Write(at + TOE_COMMAND_OBJECT_COUNT_OFFSET, 4, count);
}

inline void SetUp(Host *host) {
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

inline uint32_t Status(Host *host, uint64_t results, uint32_t index) {
  return static_cast<uint32_t>(host->Read(results + 32 * index, 4));
}

inline void CheckCompletion(Host *host, uint32_t slot, uint32_t id, uint32_t error, uint32_t attempted,
                            uint32_t offloaded) {
  uint64_t at = kCompletions + 32 * slot;
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_TYPE_OFFSET, 1), 1);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_PHASE_OFFSET, 1), 1);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_REQUEST_ID_OFFSET, 4), id);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_ERROR_OFFSET, 1), error);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_ATTEMPTED_OFFSET, 4), attempted);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_OFFLOADED_OFFSET, 4), offloaded);
  TOE_CHECK_EQ(host->Read(at + TOE_COMPLETION_COMMAND_HEAD_OFFSET, 4), slot + 1);
}

inline std::vector<toe_retire_t> Records(const Host &host, toe_retire_kind_t kind) {
  std::vector<toe_retire_t> records;
  for (const toe_retire_t &retire : host.retired) {
    if (retire.kind == kind) records.push_back(retire);
  }
  return records;
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_TOP_RIG_H_ */
