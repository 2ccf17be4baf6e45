/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ack_bench.cpp - acknowledgments: the edges of their reads and beats, every byte of the frame, checksums, numbers,
 * rows that flipped (docs/microarchitecture.md 5.11, 5.15, R115, R139).  The bench is the context SRAM.
 *
 * Gaps: edges between two of them; else the next starts at the edge behind the first beat.  Nothing holds the wire up.
 */
#include "Vtoe_ack.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_secded.h"
#include "testbench/leaf/toe_wire.h"

namespace toe {
namespace {

enum AckLsb {
  kWindow = 0,
  kRcvNxt = 16,
  kSndNxt = 48,
  kRemotePort = 80,
  kLocalPort = 96,
  kFlowLabel = 112,
  kTtl = 132,
  kTos = 140,
  kPriority = 148,
  kVlan = 151,
  kFamily = 163,
  kPath = 171
};

struct Ack {
  uint32_t path, neighbor, family, vlan, priority, tos, ttl, label, local, remote, snd, rcv, window;
  bool has_src_mac;
  uint8_t src_ip[16], dst_ip[16], src_mac[6], dst_mac[6], interface[6];
  uint64_t commit;
};

/* The frame byte by byte, as 5.15 tells it. */
Bytes Expect(const Ack &ack, uint32_t sent) {
  Bytes frame;
  auto put = [&frame](uint32_t value, int bytes) {
    while (bytes-- > 0) frame.push_back(static_cast<uint8_t>(value >> (8 * bytes)));
  };
  frame.insert(frame.end(), ack.dst_mac, ack.dst_mac + 6);
  const uint8_t *source = ack.has_src_mac ? ack.src_mac : ack.interface;
  frame.insert(frame.end(), source, source + 6);
  if (ack.vlan != 0 || ack.priority != 0) {
    put(0x8100, 2);
    put(ack.priority << 13 | ack.vlan, 2);
  }
  bool is_v6 = ack.family == 6;
  put(is_v6 ? 0x86DD : 0x0800, 2);
  size_t l3 = frame.size();
  if (is_v6) {
    put(6u << 28 | ack.tos << 20 | ack.label, 4);
    put(20, 2);
    put(6, 1);
    put(ack.ttl, 1);
  } else {
    put(0x45, 1);
    put(ack.tos, 1);
    put(40, 2);
    put(0x8000 + sent % 0x8000, 2);
    put(0x4000, 2);
    put(ack.ttl, 1);
    put(6, 1);
    put(0, 2);
  }
  frame.insert(frame.end(), ack.src_ip, ack.src_ip + (is_v6 ? 16 : 4));
  frame.insert(frame.end(), ack.dst_ip, ack.dst_ip + (is_v6 ? 16 : 4));
  if (!is_v6) Put16(&frame, l3 + 10, 0xFFFF - Sum(frame, l3, 20));
  size_t tcp = frame.size();
  put(ack.local, 2);
  put(ack.remote, 2);
  put(ack.snd, 4);
  put(ack.rcv, 4);
  put(0x5010, 2);
  put(ack.window, 2);
  put(0, 4);
  Put16(&frame, tcp + 16, 0xFFFF - TcpSum(frame, l3, is_v6, 20));
  if (frame.size() < 60) frame.resize(60);
  return frame;
}

class Rig {
 public:
  explicit Rig(const Mode &mode) : random_(mode.seed), ack_(mode.seed), top_(ack_.top()) {
    top_.start_i = 0;
    ack_.Reset();
  }

  /* One from start to end; the beats behind the first leave while the next goes on.  Flips: bits of one word of a row.
   */
  void Play(const Ack &ack, int path_flips, int neighbor_flips) {
    Tell(ack);
    Step(&ack, 0, false, 0, 0);
    top_.start_i = 0;
    for (int w = 0; w < 6; ++w)
      Set(top_.ack_i, 32 * w, w == 5 ? 31 : 32, random_.Next()); /* looked at with the start */
    bool lost = path_flips == 2 || neighbor_flips == 2, reads_neighbor = path_flips != 2;
    int corrected = (path_flips == 1) + (reads_neighbor && neighbor_flips == 1);
    for (int edge = 1; edge <= 16; ++edge) {
      if (edge == 3)
        Row(ack, true, path_flips);
      else if (edge == 6)
        Row(ack, false, neighbor_flips);
      else
        for (int w = 0; w < 16; ++w) top_.rd_data_i[w] = static_cast<uint32_t>(random_.Next());
      for (size_t b = 0; b < 6; ++b) Set(interface_, static_cast<int>(8 * b), 8, edge == 16 ? ack.interface[b] : 0xEE);
      top_.interface_mac_i = uint64_t{interface_[1]} << 32 | interface_[0];
      if (edge == 16 && !lost) {
        frame_ = Expect(ack, sent_++);
        beat_ = 0;
        commit_ = ack.commit;
      }
      Step(&ack, edge, lost, corrected, reads_neighbor);
    }
  }
  void Rest() { Step(nullptr, 17, false, 0, 0); }
  uint32_t sent() const { return sent_; }

 private:
  void Tell(const Ack &ack) {
    top_.start_i = 1;
    Set(top_.ack_i, kWindow, 16, ack.window);
    Set(top_.ack_i, kRcvNxt, 32, ack.rcv);
    Set(top_.ack_i, kSndNxt, 32, ack.snd);
    Set(top_.ack_i, kRemotePort, 16, ack.remote);
    Set(top_.ack_i, kLocalPort, 16, ack.local);
    Set(top_.ack_i, kFlowLabel, 20, ack.label);
    Set(top_.ack_i, kTtl, 8, ack.ttl);
    Set(top_.ack_i, kTos, 8, ack.tos);
    Set(top_.ack_i, kPriority, 3, ack.priority);
    Set(top_.ack_i, kVlan, 12, random_.Next()); /* the neighbor's counts */
    Set(top_.ack_i, kFamily, 8, ack.family);
    Set(top_.ack_i, kPath, 32, ack.path);
    top_.commit_i = ack.commit;
  }

  /* Row 0 of the path or of the neighbor, with flipped bits in one word. */
  void Row(const Ack &ack, bool is_path, int flips) {
    uint8_t row[64];
    for (uint8_t &byte : row) byte = static_cast<uint8_t>(random_.Next() >> 11);
    if (is_path) {
      memcpy(row + 4, &ack.neighbor, 4);
      memcpy(row + 16, ack.src_ip, 16);
      memcpy(row + 32, ack.dst_ip, 16);
    } else {
      row[16] = static_cast<uint8_t>(ack.vlan);
      row[17] = static_cast<uint8_t>(ack.vlan >> 8);
      row[18] = ack.has_src_mac;
      memcpy(row + 20, ack.src_mac, 6);
      memcpy(row + 26, ack.dst_mac, 6);
    }
    uint64_t check = 0;
    for (int w = 0; w < 8; ++w) {
      uint64_t word;
      memcpy(&word, row + 8 * w, 8);
      check |= uint64_t{CheckByte(word)} << (8 * w);
    }
    uint32_t word = random_.Below(8), bit = random_.Below(63);
    for (int f = 0; f < flips; ++f) row[8 * word + (bit + f) / 8] ^= static_cast<uint8_t>(1u << (bit + f) % 8);
    memcpy(&top_.rd_data_i[0], row, 64);
    top_.rd_check_i = check;
  }

  void Step(const Ack *ack, int edge, bool lost, int corrected, bool reads_neighbor) {
    ack_.Settle();
    bool reads = edge == 1 || (edge == 4 && reads_neighbor);
    TOE_CHECK_EQ(top_.rd_valid_o, reads);
    if (edge == 1) TOE_CHECK_EQ(top_.rd_row_o, 65536 + 2 * (ack->path & 0x3FFF));
    if (edge == 4 && reads) TOE_CHECK_EQ(top_.rd_row_o, 98304 + 2 * (ack->neighbor & 0x3FFF));
    TOE_CHECK_EQ(top_.done_o, edge == 16);
    TOE_CHECK_EQ(top_.lost_o, edge == 16 && lost);
    if (edge == 16) TOE_CHECK_EQ(top_.corrected_o, static_cast<uint64_t>(corrected));
    if (edge == 16) TOE_CHECK_EQ(top_.uncorrectable_o, lost);
    TOE_CHECK_EQ(top_.active_o, edge <= 16 || !frame_.empty());
    CheckWire();
    ack_.Edge();
  }

  void CheckWire() {
    TOE_CHECK_EQ(top_.tvalid_o, !frame_.empty());
    if (frame_.empty()) return;
    bool is_last = 32 * (beat_ + 1) >= frame_.size();
    TOE_CHECK_EQ(top_.tlast_o, is_last);
    for (size_t b = 0; b < 32; ++b) {
      bool is_there = 32 * beat_ + b < frame_.size();
      TOE_CHECK_EQ(top_.tkeep_o >> b & 1, is_there);
      if (is_there) TOE_CHECK_EQ(Get(top_.tdata_o, static_cast<int>(8 * b), 8), frame_[32 * beat_ + b]);
    }
    ++beat_;
    if (!is_last) return;
    TOE_CHECK_EQ(Get(top_.sent_o, 176, 8), frame_.size());
    TOE_CHECK_EQ(Get(top_.sent_o, 0, 48), commit_);
    frame_.resize(80); /* 0 behind the end */
    for (size_t b = 0; b < 64; ++b) TOE_CHECK_EQ(Get(top_.sent_data_o, static_cast<int>(8 * b), 8), frame_[b]);
    for (size_t b = 0; b < 8; ++b) {
      TOE_CHECK_EQ(Get(top_.sent_o, static_cast<int>(112 + 8 * b), 8), frame_[64 + b]);
      TOE_CHECK_EQ(Get(top_.sent_o, static_cast<int>(48 + 8 * b), 8), frame_[72 + b]);
    }
    frame_.clear();
  }

  Random random_;
  Leaf<Vtoe_ack> ack_;
  Vtoe_ack &top_;
  uint32_t interface_[2] = {};
  Bytes frame_; /* what leaves */
  size_t beat_ = 0;
  uint64_t commit_ = 0;
  uint32_t sent_ = 0;
};

Ack Draw(Random *random) {
  Ack ack{};
  uint32_t *numbers[] = {&ack.snd, &ack.rcv};
  for (uint32_t *number : numbers) *number = static_cast<uint32_t>(random->Next());
  ack.path = 0x20000000u | random->Below(16384);
  ack.neighbor = 0x10000000u | random->Below(4096);
  ack.family = random->OneIn(2) ? 6 : 4;
  ack.vlan = random->OneIn(2) ? 0 : random->Below(4096);
  ack.priority = random->OneIn(2) ? 0 : random->Below(8);
  ack.tos = random->Below(256);
  ack.ttl = random->Below(256);
  ack.label = random->Below(1u << 20);
  ack.local = random->Below(65536);
  ack.remote = random->Below(65536);
  ack.window = random->Below(65536);
  ack.has_src_mac = random->OneIn(2);
  for (uint8_t *bytes : {ack.src_ip, ack.dst_ip}) {
    for (int i = 0; i < (ack.family == 6 ? 16 : 4); ++i) bytes[i] = static_cast<uint8_t>(random->Next() >> 9);
  }
  for (uint8_t *bytes : {ack.src_mac, ack.dst_mac, ack.interface}) {
    for (int i = 0; i < 6; ++i) bytes[i] = static_cast<uint8_t>(random->Next() >> 9);
  }
  ack.commit = random->Next() & 0xFFFFFFFFFFFFu;
  return ack;
}

void Run(const Mode &mode) {
  Rig rig(mode);
  Random random(mode.seed);
  for (int i = 0; i < 1500; ++i) {
    int path = random.OneIn(10) ? 1 + static_cast<int>(random.Below(2)) : 0;
    rig.Play(Draw(&random), path, random.OneIn(10) ? 1 + static_cast<int>(random.Below(2)) : 0);
    for (uint32_t gap = mode.has_gaps ? random.Below(6) : 0; gap != 0; --gap) rig.Rest();
  }
  TOE_CHECK(rig.sent() > 1000);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_ack", argc, argv, 2, toe::Run); }
