/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_wire.h - frames as bytes, for the benches of the wire: built, beaten out of shape, and named byte by byte as
 * docs/microarchitecture.md 5.13 tells it.
 */
#ifndef TESTBENCH_LEAF_TOE_WIRE_H_
#define TESTBENCH_LEAF_TOE_WIRE_H_

#include <vector>

#include "testbench/leaf/toe_leaf.h"

namespace toe {

using Bytes = std::vector<uint8_t>;

/* toe_frame, typed by hand. */
enum FrameReason {
  kAccepted = 0,
  kOversize = 1,
  kRunt = 2,
  kIpVersion = 3,
  kIpHeader = 4,
  kIpLength = 5,
  kIpChecksum = 6,
  kTcpLength = 7,
  kTcpChecksum = 8,
  kFiltered = 9,
  kOutOfWindow = 10,
  kDuplicate = 11,
  kNoAck = 12,
  kAfterFin = 13,
  kOutOfOrder = 14,
  kNoRoom = 15,
  kRst = 31,
  kNotIp = 32,
  kIpOptions = 33,
  kFragment = 34,
  kNotTcp = 35,
  kGroup = 36,
  kNotOffloaded = 37,
  kNoContext = 38,
  kHostPath = 39,
  kSyn = 40,
  kRstInWindow = 41,
  kUrgent = 42
};

/* Where the members of frame_t and stored_frame_t of rtl/toe_pkg.sv lie: the last one at bit 0. */
enum FrameLsb {
  kFramePayloadBytes = 0,
  kFramePayload = 14,
  kFrameFlags = 28,
  kFrameSeq = 36,
  kFrameDstPort = 68,
  kFrameSrcPort = 84,
  kFrameDstIp = 100,
  kFrameSrcIp = 228,
  kFrameFamily = 356,
  kFrameVlan = 364,
  kFrameDstMac = 376,
  kFrameBytes = 424,
  kFrameIsFiltered = 438,
  kFrameReason = 439,
  kFrameBits = 447
};

/* What a frame is. */
struct Named {
  uint32_t reason = kAccepted, bytes = 0, vlan = 0, family = 0, src_port = 0, dst_port = 0, seq = 0, flags = 0,
           payload = 0, payload_bytes = 0;
  bool is_filtered = false;
  uint8_t dst_mac[6] = {}, src_ip[16] = {}, dst_ip[16] = {};
};

inline uint32_t Get16(const Bytes &frame, size_t at) { return frame[at] * 256u + frame[at + 1]; }
inline uint32_t Get32(const Bytes &frame, size_t at) { return Get16(frame, at) * 65536u + Get16(frame, at + 2); }
inline void Put16(Bytes *frame, size_t at, uint32_t value) {
  (*frame)[at] = static_cast<uint8_t>(value >> 8);
  (*frame)[at + 1] = static_cast<uint8_t>(value);
}
inline void Put32(Bytes *frame, size_t at, uint32_t value) {
  Put16(frame, at, value >> 16);
  Put16(frame, at + 2, value & 0xFFFF);
}

/* Ones' complement sum, one word after another, the carry back in at once; an odd last byte is a high half. */
inline uint32_t Add(uint32_t sum, uint32_t word) {
  sum += word;
  return sum > 0xFFFF ? sum - 0xFFFF : sum;
}
inline uint32_t Sum(const Bytes &frame, size_t at, size_t bytes, uint32_t sum = 0) {
  for (size_t i = 0; i < bytes; ++i) sum = Add(sum, i % 2 == 0 ? frame[at + i] * 256u : frame[at + i]);
  return sum;
}

/* The sum TCP checks: segment, addresses, length, protocol. */
inline uint32_t TcpSum(const Bytes &frame, size_t l3, bool is_v6, size_t segment) {
  size_t addresses = l3 + (is_v6 ? 8 : 12), length = is_v6 ? 32 : 8;
  uint32_t sum = Sum(frame, addresses, length);
  sum = Add(sum, 6);
  sum = Add(sum, static_cast<uint32_t>(segment));
  return Sum(frame, addresses + length, segment, sum);
}

inline void NameSegment(const Bytes &frame, size_t l3, bool is_v6, size_t segment, Named *named) {
  size_t tcp = l3 + (is_v6 ? 40 : 20);
  if (segment < 20 || frame[tcp + 12] / 16 < 5 || frame[tcp + 12] / 16 * 4u > segment) {
    named->reason = kTcpLength;
    return;
  }
  if (TcpSum(frame, l3, is_v6, segment) != 0xFFFF) {
    named->reason = kTcpChecksum;
    return;
  }
  named->family = is_v6 ? 6 : 4;
  memcpy(named->src_ip, &frame[l3 + (is_v6 ? 8 : 12)], is_v6 ? 16 : 4);
  memcpy(named->dst_ip, &frame[l3 + (is_v6 ? 24 : 16)], is_v6 ? 16 : 4);
  named->src_port = Get16(frame, tcp);
  named->dst_port = Get16(frame, tcp + 2);
  named->seq = Get32(frame, tcp + 4);
  named->flags = frame[tcp + 13];
  named->payload = static_cast<uint32_t>(tcp + frame[tcp + 12] / 16 * 4u);
  named->payload_bytes = static_cast<uint32_t>(tcp + segment - named->payload);
}

inline Named Name(const Bytes &frame) {
  Named named;
  size_t bytes = frame.size(), l3 = 14;
  named.bytes = static_cast<uint32_t>(bytes);
  if (bytes > 9216 || bytes < 14) {
    named.reason = bytes > 9216 ? kOversize : kRunt;
    return named;
  }
  uint32_t type = Get16(frame, 12);
  if (type == 0x8100) {
    if (bytes < 18) {
      named.reason = kRunt;
      return named;
    }
    named.vlan = Get16(frame, 14) % 4096;
    type = Get16(frame, 16);
    l3 = 18;
  }
  memcpy(named.dst_mac, frame.data(), 6);
  if (frame[0] % 2 == 1) {
    named.reason = kGroup;
    return named;
  }
  named.is_filtered = true;
  size_t behind = bytes - l3;
  if (type == 0x0800) {
    if (behind < 20)
      named.reason = kIpLength;
    else if (frame[l3] / 16 != 4)
      named.reason = kIpVersion;
    else if (frame[l3] % 16 < 5)
      named.reason = kIpHeader;
    else if (frame[l3] % 16 > 5)
      named.reason = kIpOptions;
    else if (Get16(frame, l3 + 2) < 20 || Get16(frame, l3 + 2) > behind)
      named.reason = kIpLength;
    else if (Sum(frame, l3, 20) != 0xFFFF)
      named.reason = kIpChecksum;
    else if ((Get16(frame, l3 + 6) & 0x3FFF) != 0)
      named.reason = kFragment;
    else if (frame[l3 + 9] != 6)
      named.reason = kNotTcp;
    else
      NameSegment(frame, l3, false, Get16(frame, l3 + 2) - 20, &named);
  } else if (type == 0x86DD) {
    if (behind < 40)
      named.reason = kIpLength;
    else if (frame[l3] / 16 != 6)
      named.reason = kIpVersion;
    else if (Get16(frame, l3 + 4) > behind - 40)
      named.reason = kIpLength;
    else if (frame[l3 + 6] != 6)
      named.reason = kNotTcp;
    else
      NameSegment(frame, l3, true, Get16(frame, l3 + 4), &named);
  } else {
    named.reason = kNotIp;
  }
  return named;
}

/* A good segment with noise wherever noise may be; padded to 60 bytes. */
inline Bytes BuildSegment(Random *random, bool is_v6, bool has_tag, uint32_t payload) {
  size_t l3 = has_tag ? 18 : 14, tcp = l3 + (is_v6 ? 40 : 20);
  size_t header = 20 + 4 * (random->OneIn(3) ? random->Below(11) : 0), segment = header + payload;
  Bytes frame(tcp + segment < 60 ? 60 : tcp + segment);
  for (uint8_t &byte : frame) byte = static_cast<uint8_t>(random->Next() >> 13);
  frame[0] = static_cast<uint8_t>(frame[0] & 0xFE);
  if (has_tag) Put16(&frame, 12, 0x8100);
  Put16(&frame, l3 - 2, is_v6 ? 0x86DD : 0x0800);
  if (is_v6) {
    frame[l3] = static_cast<uint8_t>(0x60 | frame[l3] % 16);
    Put16(&frame, l3 + 4, static_cast<uint32_t>(segment));
    frame[l3 + 6] = 6;
  } else {
    frame[l3] = 0x45;
    Put16(&frame, l3 + 2, static_cast<uint32_t>(segment + 20));
    Put16(&frame, l3 + 6, random->OneIn(2) ? 0x4000 : 0);
    frame[l3 + 9] = 6;
    Put16(&frame, l3 + 10, 0);
    Put16(&frame, l3 + 10, 0xFFFF - Sum(frame, l3, 20));
  }
  frame[tcp + 12] = static_cast<uint8_t>(header * 4 + frame[tcp + 12] % 16);
  Put16(&frame, tcp + 16, 0);
  Put16(&frame, tcp + 16, 0xFFFF - TcpSum(frame, l3, is_v6, segment));
  return frame;
}

/* Beat k of a frame at the ports of `top`. */
template <typename Top>
void Drive(Top *top, const Bytes &frame, size_t beat, Random *random) {
  for (size_t w = 0; w < 8; ++w) {
    uint32_t word = 0;
    for (size_t b = 0; b < 4; ++b) {
      size_t at = 32 * beat + 4 * w + b;
      uint32_t byte = at < frame.size() ? frame[at] : static_cast<uint32_t>(random->Next()) & 0xFF;
      word |= byte << (8 * b);
    }
    top->tdata_i[w] = word;
  }
  top->tvalid_i = 1;
  top->tlast_i = 32 * (beat + 1) >= frame.size();
}

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_WIRE_H_ */
