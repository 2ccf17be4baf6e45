/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_segment_judge_bench.cpp - the table of docs/microarchitecture.md 5.14 row by row, and segments around every edge
 * of the window, against a reading of it in plain integers (R117, R132, R144, R184).
 *
 * Combinational: nothing pauses.
 */
#include "Vtoe_segment_judge.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_wire.h"

namespace toe {
namespace {

enum StreamLsb { kPending = 0, kScore = 8, kFlags = 16, kWnd = 32, kNxt = 64, kState = 96 };
enum TcpFlag { kFlagFin = 1, kFlagSyn = 2, kFlagRst = 4, kFlagPsh = 8, kFlagAck = 16, kFlagUrg = 32 };
enum RcvFlag { kRcvPsh = 16, kRcvFin = 32, kRcvAborted = 128, kRcvHostPath = 256, kRcvAsked = 1024 };
enum Event { kNoEvent = 0, kRetrieve = 3, kAbort = 4 };

struct Stream {
  uint32_t state = 4, nxt = 0, wnd = 0, flags = 0, score = 0, pending = 0;
};
struct Case {
  Named named;
  bool is_ours = true, is_found = true, is_lost = false, has_bytes = false;
  Stream stream;
  uint32_t end = 0, free = 1u << 24, limit = 64;
};
struct Judged {
  uint32_t reason = kAccepted, taken = 0, from = 0, blocks = 0, event = kNoEvent, info = 0;
  bool passes = false, acks = false;
  Stream stream;
};

/* Accepted: what is taken. */
void Take(const Case &c, int64_t s, int64_t length, int64_t fin, Judged *judged) {
  int64_t early = s < 0 ? -s : 0;
  if (early > length) early = length;
  int64_t left = length - early, n = left < c.stream.wnd ? left : c.stream.wnd;
  bool takes_fin = fin != 0 && n == left && n + 1 <= c.stream.wnd;
  int64_t room = c.has_bytes ? 64 - c.end : 0;
  int64_t blocks = n > room ? (n - room + 63) / 64 : 0;
  if (blocks * 64 > c.free) {
    judged->reason = kNoRoom;
    if ((c.stream.flags & kRcvAsked) == 0 && c.stream.state != 5 && c.stream.state != 6 && c.stream.state != 7) {
      judged->stream.flags |= kRcvAsked;
      judged->event = kRetrieve;
      judged->info = 10;
    }
    return;
  }
  judged->taken = static_cast<uint32_t>(n);
  judged->from = static_cast<uint32_t>(c.named.payload + early);
  judged->blocks = static_cast<uint32_t>(blocks);
  Stream *stream = &judged->stream;
  stream->nxt += static_cast<uint32_t>(n + takes_fin);
  stream->wnd -= static_cast<uint32_t>(n);
  if (stream->score != 0) --stream->score;
  stream->flags &= ~static_cast<uint32_t>(kRcvAsked);
  if (n > 0) {
    stream->flags = (stream->flags & ~static_cast<uint32_t>(kRcvPsh)) | (c.named.flags & kFlagPsh ? kRcvPsh : 0);
    if (stream->pending < 255) ++stream->pending;
  }
  if (!takes_fin) return;
  judged->acks = true;
  stream->flags |= kRcvFin;
  if (stream->state == 4) {
    stream->state = 7;
  } else if (stream->state == 5) {
    stream->state = 8;
  } else if (stream->state == 6) {
    stream->state = 10;
    judged->event = kRetrieve;
    judged->info = 10;
  }
}

/* The table, in its order. */
void Walk(const Case &c, Judged *judged) {
  const Stream &stream = c.stream;
  uint32_t flags = c.named.flags;
  int64_t s = static_cast<int32_t>(c.named.seq - stream.nxt), wnd = stream.wnd;
  int64_t length = c.named.payload_bytes, fin = flags & kFlagFin ? 1 : 0, all = length + fin;
  bool is_in = s > 0 && s < wnd, may_ask = stream.state < 5 || stream.state > 7;
  bool is_acceptable = all == 0 ? s == 0 || (s >= 0 && s < wnd) : wnd > 0 && s < wnd && s + all > 0;
  if (c.is_lost) {
    judged->reason = kNoContext;
    judged->event = kRetrieve;
    judged->info = 11;
  } else if (stream.flags & kRcvHostPath) {
    judged->reason = kHostPath;
  } else if (flags & kFlagSyn) {
    judged->reason = kSyn;
  } else if (flags & kFlagRst) {
    judged->reason = s == 0 ? kRst : is_in ? kRstInWindow : kOutOfWindow;
    if (s == 0) {
      judged->stream.flags |= kRcvAborted | kRcvHostPath;
      judged->event = kAbort;
    }
  } else if (!is_acceptable) {
    judged->reason = all > 0 && s + all <= 0 ? kDuplicate : kOutOfWindow;
    judged->acks = true;
  } else if ((flags & kFlagAck) == 0) {
    judged->reason = kNoAck;
  } else if (flags & kFlagUrg) {
    judged->reason = kUrgent;
    judged->stream.flags |= kRcvHostPath;
    judged->event = kRetrieve;
    judged->info = 5;
  } else if (stream.state >= 7 && stream.state <= 10 && all > 0) {
    judged->reason = kAfterFin;
    judged->acks = true;
  } else if (s > 0 && all > 0) {
    judged->reason = kOutOfOrder;
    judged->acks = true;
    judged->stream.score = stream.score + 4 > 255 ? 255 : stream.score + 4;
    if (c.limit != 0 && judged->stream.score >= c.limit && may_ask) {
      judged->stream.score = 0;
      judged->event = kRetrieve;
      judged->info = 7;
    }
  } else {
    Take(c, s, length, fin, judged);
  }
}

Judged Expect(const Case &c) {
  Judged judged;
  judged.stream = c.stream;
  if (c.named.is_filtered && !c.is_ours)
    judged.reason = kFiltered;
  else if (c.named.reason != kAccepted)
    judged.reason = c.named.reason;
  else if (!c.is_found)
    judged.reason = kNotOffloaded;
  else
    Walk(c, &judged);
  judged.passes = judged.reason == kNoContext || judged.reason >= 32;
  return judged;
}

class Rig {
 public:
  explicit Rig(uint64_t) : top_(&context_) {}
  ~Rig() {
    top_.final();
    SaveCoverage(&context_);
  }
  Judged Play(const Case &c) {
    for (int i = 0; i < kFrameBits; i += 32) top_.frame_i[i / 32] = 0;
    Set(top_.frame_i, kFrameReason, 8, c.named.reason);
    Set(top_.frame_i, kFrameIsFiltered, 1, c.named.is_filtered);
    Set(top_.frame_i, kFrameSeq, 32, c.named.seq);
    Set(top_.frame_i, kFrameFlags, 8, c.named.flags);
    Set(top_.frame_i, kFramePayload, 14, c.named.payload);
    Set(top_.frame_i, kFramePayloadBytes, 14, c.named.payload_bytes);
    top_.is_ours_i = c.is_ours;
    top_.is_found_i = c.is_found;
    top_.is_lost_i = c.is_lost;
    Set(top_.stream_i, kState, 8, c.stream.state);
    Set(top_.stream_i, kNxt, 32, c.stream.nxt);
    Set(top_.stream_i, kWnd, 32, c.stream.wnd);
    Set(top_.stream_i, kFlags, 16, c.stream.flags);
    Set(top_.stream_i, kScore, 8, c.stream.score);
    Set(top_.stream_i, kPending, 8, c.stream.pending);
    top_.has_bytes_i = c.has_bytes;
    top_.buf_end_i = static_cast<uint8_t>(c.end);
    top_.data_free_i = c.free;
    top_.out_of_order_limit_i = static_cast<uint8_t>(c.limit);
    top_.eval();
    ++g_step;
    Judged judged = Expect(c);
    TOE_CHECK_EQ(top_.reason_o, judged.reason);
    TOE_CHECK_EQ(top_.is_segment_o, c.named.reason == kAccepted && c.is_ours);
    TOE_CHECK_EQ(top_.passes_o, judged.passes);
    TOE_CHECK_EQ(top_.acks_o, judged.acks);
    TOE_CHECK_EQ(top_.event_valid_o, judged.event != kNoEvent);
    if (judged.event != kNoEvent) TOE_CHECK_EQ(top_.event_code_o, judged.event);
    if (judged.event != kNoEvent) TOE_CHECK_EQ(top_.event_info_o, judged.info);
    TOE_CHECK_EQ(top_.taken_o, judged.taken);
    if (judged.taken != 0) TOE_CHECK_EQ(top_.taken_from_o, judged.from);
    if (judged.taken != 0) TOE_CHECK_EQ(top_.blocks_o, judged.blocks);
    TOE_CHECK_EQ(Get(top_.stream_o, kState, 8), judged.stream.state);
    TOE_CHECK_EQ(Get(top_.stream_o, kNxt, 32), judged.stream.nxt);
    TOE_CHECK_EQ(Get(top_.stream_o, kWnd, 32), judged.stream.wnd);
    TOE_CHECK_EQ(Get(top_.stream_o, kFlags, 16), judged.stream.flags);
    TOE_CHECK_EQ(Get(top_.stream_o, kScore, 8), judged.stream.score);
    TOE_CHECK_EQ(Get(top_.stream_o, kPending, 8), judged.stream.pending);
    TOE_CHECK_EQ(top_.state_changes_o, judged.stream.state != c.stream.state);
    return judged;
  }

 private:
  VerilatedContext context_;
  Vtoe_segment_judge top_;
};

/* 100 bytes from 10 before RCV_NXT on, into a window of 50, behind a buffer whose last block has 20 bytes of room: 50
 * are taken, from the eleventh on, and need one block; the FIN behind the others is not. */
void CheckByHand(Rig *rig) {
  Case c;
  c.named.seq = 0xFFFFFFF8u;
  c.named.flags = kFlagAck | kFlagPsh | kFlagFin;
  c.named.payload = 54;
  c.named.payload_bytes = 100;
  c.stream.nxt = 2;
  c.stream.wnd = 50;
  c.has_bytes = true;
  c.end = 44;
  Judged judged = rig->Play(c);
  TOE_CHECK_EQ(judged.taken, 50);
  TOE_CHECK_EQ(judged.from, 64);
  TOE_CHECK_EQ(judged.blocks, 1);
  TOE_CHECK_EQ(judged.stream.nxt, 52);
  TOE_CHECK_EQ(judged.stream.wnd, 0);
  TOE_CHECK_EQ(judged.stream.flags, kRcvPsh);
  TOE_CHECK_EQ(judged.acks, false);
  c.free = 63;
  TOE_CHECK_EQ(rig->Play(c).reason, kNoRoom);
  c.free = 64;
  c.stream.wnd = 91; /* 90 bytes and FIN: in FIN_WAIT2 the host takes over [R184] */
  c.stream.state = 6;
  c.free = 128;
  judged = rig->Play(c);
  TOE_CHECK_EQ(judged.stream.nxt, 93);
  TOE_CHECK_EQ(judged.stream.state, 10);
  TOE_CHECK_EQ(judged.info, 10);
  c.stream.wnd = 90;
  TOE_CHECK_EQ(rig->Play(c).stream.state, 6);
}

uint32_t Near(Random *random, uint32_t value) { return value + random->Below(7) - 3; }

void Run(const Mode &mode) {
  Rig rig(mode.seed);
  Random random(mode.seed);
  CheckByHand(&rig);
  uint32_t seen[64] = {};
  for (int i = 0; i < 60000; ++i) {
    Case c;
    c.named.reason = random.OneIn(20) ? static_cast<uint32_t>(kNotIp) + random.Below(5) : 0u;
    c.named.is_filtered = c.named.reason != kGroup;
    c.is_ours = !random.OneIn(20);
    c.is_found = !random.OneIn(20);
    c.is_lost = random.OneIn(30);
    c.named.payload = 54 + random.Below(60);
    c.named.payload_bytes = random.OneIn(3) ? 0 : random.OneIn(4) ? random.Below(9000) : random.Below(200);
    c.named.flags = random.OneIn(3) ? static_cast<uint32_t>(random.Next()) & 0xFF : 16u;
    if (random.OneIn(4)) c.named.flags |= kFlagFin;
    c.stream.state = 4 + random.Below(7);
    c.stream.nxt = static_cast<uint32_t>(random.Next());
    uint32_t length = c.named.payload_bytes + (c.named.flags & 1);
    c.stream.wnd = random.OneIn(4)   ? static_cast<uint32_t>(random.Next()) >> random.Below(32)
                   : random.OneIn(3) ? random.Below(3)
                                     : Near(&random, length);
    if (c.stream.wnd > 0xFFFFFFF0u) c.stream.wnd = 0;
    switch (random.Below(6)) { /* around every edge */
      case 0:
        c.named.seq = c.stream.nxt;
        break;
      case 1:
        c.named.seq = Near(&random, c.stream.nxt);
        break;
      case 2:
        c.named.seq = Near(&random, c.stream.nxt + c.stream.wnd);
        break;
      case 3:
        c.named.seq = Near(&random, c.stream.nxt - length);
        break;
      case 4:
        c.named.seq = c.stream.nxt - random.Below(length + 1);
        break;
      default:
        c.named.seq = Near(&random, c.stream.nxt + 0x80000000u);
        break;
    }
    c.stream.flags = random.OneIn(3) ? static_cast<uint32_t>(random.Next()) & 0x7FF : 0;
    c.stream.score = random.Below(256);
    c.stream.pending = random.OneIn(4) ? 255 : random.Below(256);
    c.limit = random.OneIn(4) ? 0 : random.OneIn(2) ? Near(&random, c.stream.score + 4) & 0xFF : random.Below(256);
    c.has_bytes = random.OneIn(2);
    c.end = c.has_bytes ? 1 + random.Below(64) : 0;
    c.free = random.OneIn(2) ? 64 * random.Below(5) + random.Below(64) : random.Below(1u << 24);
    ++seen[rig.Play(c).reason];
  }
  for (int reason = kFiltered; reason <= kNoRoom; ++reason) TOE_CHECK(seen[reason] > 0);
  for (int reason = kNotIp; reason <= kUrgent; ++reason) TOE_CHECK(seen[reason] > 0);
  TOE_CHECK(seen[kRst] > 0 && seen[kAccepted] > 1000);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_segment_judge", argc, argv, 2, toe::Run); }
