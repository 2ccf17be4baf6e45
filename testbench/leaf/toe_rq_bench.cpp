/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_rq_bench.cpp - which TLP leaves at which edge: order, priority, credits, and what its header says.
 *
 * Gaps: producers pause.  Back-pressure: few credits, returned late; else they are infinite.
 */
#include <deque>

#include "Vtoe_rq.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

struct Write {
  uint32_t kind;
  uint64_t address;
  uint32_t mark; /* first word of its data */
  uint32_t request_id, index, offset, bytes;
};

/* DWs of a write, and its byte enables: of received data those of the bytes from its address on. */
uint32_t DwsOf(const Write &write) {
  if (write.kind == kMessage) return 1;
  if (write.kind != kPlaced) return 8;
  return static_cast<uint32_t>((write.address % 4 + write.bytes + 3) / 4);
}
uint32_t EnablesOf(const Write &write) {
  uint32_t dws = DwsOf(write), enables[8] = {};
  for (uint32_t b = 0; b < 4 * dws; ++b) {
    bool is_set = write.kind != kPlaced || (b >= write.address % 4 && b < write.address % 4 + write.bytes);
    if (is_set) enables[b / 4] |= 1u << b % 4;
  }
  return enables[0] | (dws == 1 ? 0 : enables[dws - 1] << 4);
}
struct Read {
  uint32_t tag, length_dw;
  uint64_t address;
};

template <typename Port>
void PutWrite(Port &port, const Write &write) {
  Set(port, kWriteKind, 3, write.kind);
  Set(port, kWriteRequestId, 32, write.request_id);
  Set(port, kWriteIndex, 20, write.index);
  Set(port, kWriteOffset, 8, write.offset);
  Set(port, kWriteBytes, 6, write.bytes);
  Set(port, kWriteAddress, 64, write.address);
  for (int w = 0; w < 8; ++w) Set(port, 32 * w, 32, w == 0 ? write.mark : ~write.mark);
}
template <typename Port>
void PutRead(Port &port, const Read &read) {
  Set(port, kReadTag, 8, read.tag);
  Set(port, kReadLength, 10, read.length_dw);
  Set(port, kReadAddress, 64, read.address);
}

void Run(const Mode &mode) {
  Leaf<Vtoe_rq> rq(mode.seed);
  Random random(mode.seed);
  const uint32_t infinite = 0xFFFFFFFFu;
  uint64_t ph = mode.has_back_pressure ? 3 : infinite, pd = mode.has_back_pressure ? 5 : infinite,
           nph = mode.has_back_pressure ? 2 : infinite;
  rq->mps_i = 128;
  rq->init_ph_i = static_cast<uint32_t>(ph);
  rq->init_pd_i = static_cast<uint32_t>(pd);
  rq->init_nph_i = static_cast<uint32_t>(nph);
  rq->credit_valid_i = rq->wb_valid_i = rq->rcv_valid_i = rq->msix_valid_i = rq->cmd_valid_i = rq->copy_valid_i =
      rq->obj_valid_i = 0;
  rq.Reset();
  std::deque<Write> writes;
  std::deque<Read> reads;
  uint32_t owed_ph = 0, owed_pd = 0, owed_nph = 0, sent = 0, counted = 0;
  Write held{};
  bool is_held = false;
  for (int step = 0; step < 6000; ++step) {
    /* Credits come back in bunches. */
    bool returns = mode.has_back_pressure && random.OneIn(6) && (owed_ph | owed_nph) != 0;
    rq->credit_valid_i = returns;
    rq->credit_ph_i = owed_ph;
    rq->credit_pd_i = owed_pd;
    rq->credit_nph_i = owed_nph;
    /* Producers: WRITEBACK holds what it offers, MSIX may change its mind. */
    if (!is_held && (!mode.has_gaps || random.OneIn(3))) {
      held = {1 + random.Below(4), /* all but a message */
              random.Next() & ~uint64_t{31},
              static_cast<uint32_t>(random.Next()),
              static_cast<uint32_t>(random.Next()),
              random.Below(1 << 20),
              random.Below(256),
              0};
      is_held = true;
    }
    rq->wb_valid_i = is_held;
    if (is_held) PutWrite(rq->wb_data_i, held);
    Write message = {kMessage, random.Next() & ~uint64_t{3}, static_cast<uint32_t>(random.Next()), 0, 0, 0, 0};
    /* RECEIVE: data at any address, not over a multiple of 32, or an entry; it may change its mind here. */
    Write received = {kReceived, random.Next() & ~uint64_t{31}, static_cast<uint32_t>(random.Next()), 0, 0, 0, 0};
    if (random.OneIn(2)) {
      received.kind = kPlaced;
      received.address += random.Below(32);
      received.bytes = 1 + random.Below(static_cast<uint32_t>(32 - received.address % 32));
    }
    bool receives = random.OneIn(3);
    rq->rcv_valid_i = receives;
    PutWrite(rq->rcv_data_i, received);
    rq->msix_valid_i = random.OneIn(4);
    PutWrite(rq->msix_data_i, message);
    bool has_read_room = reads.size() < 4, has_write_room = writes.size() < 16;
    Read read = {random.Below(64), 1 + random.Below(128), random.Next() & ~uint64_t{3}};
    bool wants_read = has_read_room && !(mode.has_gaps && random.OneIn(2));
    uint32_t who = random.Below(3); /* what the others show is not looked at */
    Read noise = {random.Below(64), 1 + random.Below(128), random.Next() & ~uint64_t{3}};
    rq->cmd_valid_i = wants_read && who == 0;
    rq->copy_valid_i = wants_read && who == 1;
    rq->obj_valid_i = wants_read && who == 2;
    PutRead(rq->cmd_data_i, who == 0 ? read : noise);
    PutRead(rq->copy_data_i, who == 1 ? read : noise);
    PutRead(rq->obj_data_i, who == 2 ? read : noise);
    rq.Settle();

    TOE_CHECK_EQ(rq->wb_ready_o, has_write_room);
    TOE_CHECK_EQ(rq->rcv_ready_o, has_write_room && !is_held);
    TOE_CHECK_EQ(rq->msix_ready_o, has_write_room && !is_held && !receives);
    TOE_CHECK_EQ(rq->read_room_o, has_read_room);
    TOE_CHECK_EQ(rq->sent_o, sent % 64);
    /* A write first, if its credit is there; else a read. */
    uint32_t need = writes.empty() ? 1 : (4 * DwsOf(writes.front()) + 15) / 16;
    bool credit_known = step > 0; /* advertised at edge 0, visible at 1 */
    bool sends_write = credit_known && !writes.empty() && ph > 0 && pd >= need;
    bool sends_read = credit_known && !sends_write && !reads.empty() && nph > 0;
    TOE_CHECK_EQ(rq->rq_valid_o, sends_write || sends_read);
    if (sends_write) {
      const Write &write = writes.front();
      TOE_CHECK_EQ(rq->rq_is_write_o, 1);
      TOE_CHECK_EQ(rq->rq_kind_o, write.kind);
      TOE_CHECK_EQ(rq->rq_request_id_o, write.request_id);
      TOE_CHECK_EQ(rq->rq_index_o, write.index);
      TOE_CHECK_EQ(rq->rq_offset_o, write.offset);
      TOE_CHECK_EQ(rq->rq_header_o[3], 0x60000000u | DwsOf(write));
      TOE_CHECK_EQ(rq->rq_header_o[2], EnablesOf(write));
      if (write.kind == kPlaced) TOE_CHECK_EQ(rq->rq_bytes_o, write.bytes);
      TOE_CHECK_EQ(rq->rq_address_o, write.address);
      TOE_CHECK_EQ(Get(rq->rq_header_o, 32, 32), write.address >> 32);
      TOE_CHECK_EQ(rq->rq_header_o[0], write.address & 0xFFFFFFFCu);
      TOE_CHECK_EQ(rq->rq_data_o[0], write.mark);
      TOE_CHECK_EQ(rq->rq_data_o[7], ~write.mark);
      if (mode.has_back_pressure) {
        --ph;
        pd -= need;
        ++owed_ph;
        owed_pd += need;
      }
      writes.pop_front();
      ++sent;
    } else if (sends_read) {
      const Read &first = reads.front();
      TOE_CHECK_EQ(rq->rq_is_write_o, 0);
      TOE_CHECK_EQ(rq->rq_header_o[3], 0x20000000u | first.length_dw);
      TOE_CHECK_EQ(rq->rq_header_o[2], first.tag << 8 | 0xFF);
      TOE_CHECK_EQ(Get(rq->rq_header_o, 32, 32), first.address >> 32);
      TOE_CHECK_EQ(rq->rq_header_o[0], first.address & 0xFFFFFFFFu);
      if (mode.has_back_pressure) {
        --nph;
        ++owed_nph;
      }
      reads.pop_front();
      ++counted;
    }
    /* What comes in at this edge. */
    if (returns) {
      ph += rq->credit_ph_i;
      pd += rq->credit_pd_i;
      nph += rq->credit_nph_i;
      owed_ph -= rq->credit_ph_i;
      owed_pd -= rq->credit_pd_i;
      owed_nph -= rq->credit_nph_i;
    }
    if (has_write_room && is_held) {
      writes.push_back(held);
      is_held = false;
    } else if (has_write_room && receives) {
      writes.push_back(received);
    } else if (has_write_room && rq->msix_valid_i) {
      writes.push_back(message);
    }
    if (wants_read) reads.push_back(read);
    rq.Edge();
  }
  TOE_CHECK(sent > 500 && (counted > 0 || !mode.has_gaps));
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_rq", argc, argv, 3, toe::Run); }
