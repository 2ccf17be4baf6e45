/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_frame_parse_bench.cpp - what a frame is: good segments of every shape, frames beaten out of shape at every header
 * byte, frames cut short and grown too long, against a reading byte by byte (docs/microarchitecture.md 5.13).
 *
 * Gaps: edges between frames.  Nothing can hold the wire up.
 */
#include "Vtoe_frame_parse.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_wire.h"

namespace toe {
namespace {

using Parse = Leaf<Vtoe_frame_parse>;

template <typename Words>
void CheckBytes(const Words &words, int lsb, const uint8_t *expected, int bytes) {
  for (int i = 0; i < bytes; ++i) TOE_CHECK_EQ(Get(words, lsb + 8 * i, 8), expected[i]);
}

void Check(const Vtoe_frame_parse &top, const Named &named) {
  const auto &frame = top.frame_o;
  TOE_CHECK_EQ(Get(frame, kFrameReason, 8), named.reason);
  TOE_CHECK_EQ(Get(frame, kFrameIsFiltered, 1), named.is_filtered);
  TOE_CHECK_EQ(Get(frame, kFrameSeq, 32), named.seq);
  TOE_CHECK_EQ(Get(frame, kFrameFlags, 8), named.flags);
  TOE_CHECK_EQ(Get(frame, kFramePayload, 14), named.payload);
  TOE_CHECK_EQ(Get(frame, kFramePayloadBytes, 14), named.payload_bytes);
  if (named.reason == kOversize || named.reason == kRunt) return;
  TOE_CHECK_EQ(Get(frame, kFrameBytes, 14), named.bytes);
  CheckBytes(frame, kFrameDstMac, named.dst_mac, 6);
  if (named.reason != kAccepted) return;
  TOE_CHECK_EQ(Get(frame, kFrameVlan, 12), named.vlan);
  TOE_CHECK_EQ(Get(frame, kFrameFamily, 8), named.family);
  CheckBytes(frame, kFrameSrcIp, named.src_ip, 16);
  CheckBytes(frame, kFrameDstIp, named.dst_ip, 16);
  TOE_CHECK_EQ(Get(frame, kFrameSrcPort, 16), named.src_port);
  TOE_CHECK_EQ(Get(frame, kFrameDstPort, 16), named.dst_port);
}

Named Play(Parse *parse, const Bytes &frame, Random *random) {
  Named named = Name(frame);
  for (size_t beat = 0; 32 * beat < frame.size(); ++beat) {
    size_t left = frame.size() - 32 * beat;
    Drive(&parse->top(), frame, beat, random);
    (*parse)->tkeep_i = left >= 32 ? 0xFFFFFFFFu : (1u << left) - 1;
    parse->Settle();
    TOE_CHECK_EQ((*parse)->active_o, 1);
    TOE_CHECK_EQ((*parse)->valid_o, left <= 32);
    if (left <= 32) Check(parse->top(), named);
    parse->Edge();
  }
  (*parse)->tvalid_i = 0;
  parse->Settle();
  TOE_CHECK_EQ((*parse)->valid_o, 0);
  TOE_CHECK_EQ((*parse)->active_o, 0);
  return named;
}

/* A segment of one byte from 10.0.0.2:80 to 10.0.0.1:1000, its sums by hand:
 * header 4500+0029+0001+4000+4006+0A00+0002+0A00+0001 = D933, so 26CC;
 * addresses 1403, 0006, 0015; segment 0050+03E8+1111+2222+3333+4444+5018+2000+0000+6100 = 17FFA, in all 19418, which
 * folds to 9419, so 6BE6. */
void CheckByHand(Random *random) {
  Parse parse(g_mode.seed);
  parse->tvalid_i = 0;
  parse.Reset();
  const uint8_t bytes[] = {2,    0,    0,    0,    0,    1,    2,    0,  0,    0,    0,    2,    8,    0,
                           0x45, 0,    0,    0x29, 0,    1,    0x40, 0,  0x40, 6,    0x26, 0xCC, 10,   0,
                           0,    2,    10,   0,    0,    1,    0,    80, 3,    0xE8, 0x11, 0x11, 0x22, 0x22,
                           0x33, 0x33, 0x44, 0x44, 0x50, 0x18, 0x20, 0,  0x6B, 0xE6, 0,    0,    0x61, 0xEE};
  Bytes frame(bytes, bytes + sizeof bytes);
  frame.resize(60, 0x77); /* padding is not looked at */
  Named named = Play(&parse, frame, random);
  TOE_CHECK_EQ(named.reason, kAccepted);
  TOE_CHECK_EQ(named.payload, 54);
  TOE_CHECK_EQ(named.payload_bytes, 1);
  TOE_CHECK_EQ(named.seq, 0x11112222);
  frame[54] ^= 1;
  TOE_CHECK_EQ(Play(&parse, frame, random).reason, kTcpChecksum);
  frame[25] ^= 1;
  TOE_CHECK_EQ(Play(&parse, frame, random).reason, kIpChecksum);
}

/* Something wrong somewhere in the headers; sums are made right again at times, so that they do not hide it. */
void Spoil(Bytes *frame, bool is_v6, size_t l3, Random *random) {
  size_t tcp = l3 + (is_v6 ? 40 : 20), headers = tcp + 20;
  switch (random->Below(6)) {
    case 0: /* any byte */
      (*frame)[random->Below(static_cast<uint32_t>(headers))] = static_cast<uint8_t>(random->Next() >> 7);
      break;
    case 1: /* any bit anywhere */
      (*frame)[random->Below(static_cast<uint32_t>(frame->size()))] ^= static_cast<uint8_t>(1u << random->Below(8));
      break;
    case 2: /* cut short */
      frame->resize(1 + random->Below(static_cast<uint32_t>(headers + 2)));
      return;
    case 3: /* a length near the truth */
      Put16(frame, l3 + (is_v6 ? 4 : 2), Get16(*frame, l3 + (is_v6 ? 4 : 2)) + random->Below(80) - 40);
      break;
    case 4: /* fields that steer */
      if (random->OneIn(2))
        (*frame)[l3] = static_cast<uint8_t>(random->Next() >> 9);
      else if (random->OneIn(2))
        (*frame)[tcp + 12] = static_cast<uint8_t>(random->Next() >> 9);
      else if (random->OneIn(2))
        (*frame)[l3 + 6] = static_cast<uint8_t>(1u << random->Below(8));
      else
        (*frame)[l3 + (is_v6 ? 6 : 9)] = 17;
      break;
    default: /* addresses and types */
      if (random->OneIn(2))
        (*frame)[0] |= 1;
      else
        Put16(frame, 12, random->OneIn(2) ? 0x86DD : random->OneIn(2) ? 0x0800 : 0x8100);
      break;
  }
  if (!is_v6 && !random->OneIn(3)) {
    Put16(frame, l3 + 10, 0);
    Put16(frame, l3 + 10, 0xFFFF - Sum(*frame, l3, 20));
  }
  size_t length = Get16(*frame, l3 + (is_v6 ? 4 : 2)), segment = is_v6 ? length : length < 20 ? 0 : length - 20;
  if (segment >= 20 && tcp + segment <= frame->size() && !random->OneIn(3)) {
    Put16(frame, tcp + 16, 0);
    Put16(frame, tcp + 16, 0xFFFF - TcpSum(*frame, l3, is_v6, segment));
  }
}

void Run(const Mode &mode) {
  Random random(mode.seed);
  CheckByHand(&random);
  Parse parse(mode.seed);
  parse->tvalid_i = 0;
  parse.Reset();
  uint32_t seen[64] = {};
  for (int i = 0; i < 3000; ++i) {
    bool is_v6 = random.OneIn(2), has_tag = random.OneIn(3);
    size_t l3 = has_tag ? 18 : 14, headers = l3 + (is_v6 ? 60 : 40);
    uint32_t payload = random.Below(random.OneIn(5) ? 2000 : 80);
    if (random.OneIn(100)) payload = static_cast<uint32_t>(9216 - headers - random.Below(3) * 20);
    Bytes frame = BuildSegment(&random, is_v6, has_tag, payload); /* options may make a full one too long */
    if (random.OneIn(200)) frame.resize(9200 + random.Below(200));
    if (!random.OneIn(3)) Spoil(&frame, is_v6, l3, &random);
    ++seen[Play(&parse, frame, &random).reason];
    for (uint32_t gap = mode.has_gaps ? random.Below(4) : 0; gap != 0; --gap) parse.Edge();
  }
  for (int reason = kAccepted; reason <= kTcpChecksum; ++reason) TOE_CHECK(seen[reason] > 0);
  for (int reason = kNotIp; reason <= kGroup; ++reason) TOE_CHECK(seen[reason] > 0);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_frame_parse", argc, argv, 3, toe::Run); }
