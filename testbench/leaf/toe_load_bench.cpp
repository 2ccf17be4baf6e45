/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_load_bench.cpp - the edge at which every item is offered, its members, whether its reserved bits are clear, its
 * rows on the way to the stage; the bench is ring, buffer and COMMIT.
 *
 * Gaps: objects arrive late, some never.  Back-pressure: COMMIT is busy at times.
 */
#include <deque>
#include <vector>

#include "Vtoe_load.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

constexpr uint64_t kStamp = (uint64_t{0xA5} << 48) + 5000; /* when an object arrived; all 56 bits matter */

/* The bits of byte `at` that members of a layer's object use (docs/layouts.md), by hand. */
uint8_t UsedBits(uint32_t layer, uint32_t at) {
  if (at < 16) return 0xFF;
  switch (layer) {
    case 1: /* VLAN has 12 bits, HAS_SRC_MAC one */
      if (at == 16 || (at >= 20 && at < 32) || (at >= 64 && at < 72)) return 0xFF;
      return at == 17 ? 0x0F : at == 18 ? 0x01 : 0;
    case 2:
      return at < 48 || (at >= 64 && at < 68) ? 0xFF : 0;
    case 3: /* window scales have 4 bits, USER_PRIORITY 3, FLOW_LABEL 20 */
      if (at == 21 || at == 22 || at == 170) return 0x0F;
      if (at == 147) return 0x07;
      if (at == 23 || (at >= 44 && at < 64) || at == 171 || at >= 174) return 0;
      return 0xFF;
    default:
      return 0xFF; /* no layer: nothing is held against it */
  }
}

struct Object {
  uint8_t bytes[256];
  bool reserved_ok;
};

Object DrawObject(Random *random) {
  Object object{};
  uint32_t layer = random->OneIn(8) ? random->Below(256) : 1 + random->Below(3);
  uint32_t family = random->OneIn(2) ? 4 : random->OneIn(2) ? 6 : random->Below(8);
  for (uint32_t at = 0; at < 256; ++at) {
    object.bytes[at] = static_cast<uint8_t>(random->Next() & UsedBits(layer, at));
  }
  object.bytes[0] = static_cast<uint8_t>(layer);
  object.bytes[3] = static_cast<uint8_t>(family);
  bool clears_tail = layer == 2 && !random->OneIn(4);
  for (uint32_t at = 20; at < 48 && clears_tail; ++at) {
    if (at < 32 || at >= 36) object.bytes[at] = 0;
  }
  if (random->OneIn(6) && clears_tail) { /* one bit of a tail */
    uint32_t at = random->OneIn(2) ? 20 + random->Below(12) : 36 + random->Below(12);
    object.bytes[at] = static_cast<uint8_t>(1u << random->Below(8));
  }
  if (random->OneIn(3)) { /* one bit anywhere: reserved, or not */
    uint32_t at = 16 + random->Below(240);
    object.bytes[at] = static_cast<uint8_t>(object.bytes[at] | 1u << random->Below(8));
  }
  object.reserved_ok = true;
  for (uint32_t at = 16; at < 256; ++at) {
    if ((object.bytes[at] & ~UsedBits(layer, at) & 0xFF) != 0) object.reserved_ok = false;
    bool is_tail = (at >= 20 && at < 32) || (at >= 36 && at < 48);
    if (layer == 2 && family == 4 && is_tail && object.bytes[at] != 0) object.reserved_ok = false;
  }
  return object;
}

struct Chunk {
  bool is_marker, is_pair, is_last, is_terminate, is_raise, is_receive, is_reply, is_forward;
  uint32_t slot, error, index;
  uint64_t arrives[2]; /* edge at which it becomes visible */
  bool fails[2];
  Object objects[2];
};

void Run(const Mode &mode) {
  Leaf<Vtoe_load> load(mode.seed);
  Random random(mode.seed);
  Vtoe_load &top = load.top();
  top.ring_valid_i = 0;
  top.item_ready_i = 0;
  load.Reset();

  std::deque<Chunk> ring;
  uint32_t head = 0, second = 0, staged = 0, next_index = 0, items = 0;
  int64_t started = -1; /* edge at which LOAD started the item, -1: idle */
  bool fetched = false;
  int64_t row_read = -1;
  uint32_t clear = 0, unclear = 0;
  for (int64_t edge = 0; edge < 12000; ++edge) {
    while (ring.size() < 6) {
      Chunk chunk{};
      chunk.is_marker = random.OneIn(6);
      chunk.is_pair = !chunk.is_marker && random.OneIn(2);
      chunk.is_last = chunk.is_marker || random.OneIn(3);
      chunk.is_terminate = random.OneIn(2);
      chunk.is_raise = random.OneIn(2);
      chunk.is_receive = random.OneIn(2);
      chunk.is_reply = random.OneIn(2);
      chunk.is_forward = random.OneIn(2);
      chunk.slot = random.Below(16);
      chunk.error = random.Below(7);
      chunk.index = next_index;
      next_index = (next_index + 2) % 1000000;
      uint64_t at = static_cast<uint64_t>(edge);
      for (int i = 0; i < 2; ++i) {
        at += mode.has_gaps ? random.Below(25) : 0;
        chunk.arrives[i] = at;
        chunk.fails[i] = random.OneIn(8) || (i == 1 && chunk.fails[0]);
        chunk.objects[i] = DrawObject(&random);
      }
      ring.push_back(chunk);
    }
    const Chunk chunk = ring.front();
    uint64_t here = 0;
    uint32_t failed = 0;
    for (uint32_t i = 0; i < 2; ++i) {
      bool is_known = static_cast<uint64_t>(edge) >= chunk.arrives[i];
      if (is_known && !chunk.fails[i]) here |= uint64_t{1} << (2 * head + i);
      if (is_known && chunk.fails[i]) failed |= 1u << head;
    }
    top.ring_valid_i = 1;
    top.ring_head_i = static_cast<uint8_t>(head);
    top.ring_data_i = uint64_t{chunk.is_raise} << kChunkRaise | uint64_t{chunk.is_terminate} << kChunkTerminate |
                      uint64_t{chunk.is_last} << kChunkLast | uint64_t{chunk.is_pair} << kChunkPair |
                      uint64_t{chunk.index} << kChunkIndex | uint64_t{chunk.error} << kChunkError |
                      uint64_t{chunk.slot} << kChunkSlot | uint64_t{chunk.is_marker} << kChunkMarker |
                      uint64_t{chunk.is_receive} << kChunkReceive | uint64_t{chunk.is_reply} << kChunkReply |
                      uint64_t{chunk.is_forward} << kChunkForward;
    top.obj_here_i = here;
    top.chunk_failed_i = failed;
    top.item_ready_i = !(mode.has_back_pressure && !random.OneIn(3));
    uint32_t index = chunk.index + second;
    const Object &object = chunk.objects[second];
    /* The buffer: data of the read taken at the edge before. */
    if (row_read >= 0) {
      for (int w = 0; w < 16; ++w) {
        uint32_t word = 0;
        for (int b = 0; b < 4; ++b) {
          word |= uint32_t{object.bytes[64 * row_read + 4 * w + b]} << (8 * b);
        }
        top.rd_data_i[w] = word;
      }
    }
    top.rd_cycle_i = kStamp + index;
    load.Settle();

    /* Idle, and the next object is available: it starts. */
    bool is_here = here >> (2 * head + second) & 1;
    bool starts = started < 0 && (chunk.is_marker || is_here || failed >> head & 1);
    if (starts) {
      started = edge;
      fetched = !chunk.is_marker && is_here;
    }
    int64_t age = started < 0 ? -1 : edge - started;
    /* Row k is read k edges after the start, and staged one later. */
    bool reads = fetched && age >= 0 && age <= 3;
    TOE_CHECK_EQ(top.rd_valid_o, reads);
    if (reads) {
      TOE_CHECK_EQ(top.rd_row_o, static_cast<uint64_t>(age));
      TOE_CHECK_EQ(top.rd_object_o, second);
      TOE_CHECK_EQ(top.rd_stamp_o, age == 0);
    }
    bool stages = fetched && age >= 1 && age <= 4;
    TOE_CHECK_EQ(top.stage_valid_o, stages);
    if (stages) {
      TOE_CHECK_EQ(top.stage_row_o, static_cast<uint64_t>(age - 1));
      TOE_CHECK_EQ(top.stage_slot_o, staged);
    }
    bool offers = age >= (fetched ? 5 : 1);
    TOE_CHECK_EQ(top.item_valid_o, offers);
    bool is_last_of_chunk = chunk.is_marker || second == chunk.is_pair;
    if (offers) {
      TOE_CHECK_EQ(Get(top.item_o, kItemObject, 1), !chunk.is_marker);
      TOE_CHECK_EQ(Get(top.item_o, kItemFetched, 1), fetched);
      TOE_CHECK_EQ(Get(top.item_o, kItemLast, 1), chunk.is_last && is_last_of_chunk);
      TOE_CHECK_EQ(Get(top.item_o, kItemTerminate, 1), chunk.is_terminate);
      TOE_CHECK_EQ(Get(top.item_o, kItemRaise, 1), chunk.is_raise);
      TOE_CHECK_EQ(Get(top.item_o, kItemReceive, 1), chunk.is_receive);
      TOE_CHECK_EQ(Get(top.item_o, kItemReply, 1), chunk.is_reply);
      TOE_CHECK_EQ(Get(top.item_o, kItemForward, 1), chunk.is_forward);
      TOE_CHECK_EQ(Get(top.item_o, kItemSlot, 4), chunk.slot);
      TOE_CHECK_EQ(Get(top.item_o, kItemIndex, 20), index);
      TOE_CHECK_EQ(Get(top.item_o, kItemError, 4), chunk.error);
      TOE_CHECK_EQ(Get(top.item_o, kItemFetchedCycle, 56), fetched ? kStamp + index : 0);
      if (fetched) {
        TOE_CHECK_EQ(Get(top.item_o, kItemStaged, 2), staged);
        const uint32_t members[][2] = {{kObjectLayer, 0}, {kObjectKind, 1}, {kObjectFault, 2}, {kObjectFamily, 3}};
        for (const auto &member : members) {
          TOE_CHECK_EQ(Get(top.object_o, static_cast<int>(member[0]), 8), object.bytes[member[1]]);
        }
        for (uint32_t b = 0; b < 4; ++b) {
          TOE_CHECK_EQ(Get(top.object_o, static_cast<int>(kObjectHandle + 8 * b), 8), object.bytes[4 + b]);
        }
        for (uint32_t b = 0; b < 32; ++b) {
          TOE_CHECK_EQ(Get(top.object_o, static_cast<int>(kObjectBody + 8 * b), 8), object.bytes[16 + b]);
        }
        for (uint32_t b = 0; b < 4; ++b) {
          TOE_CHECK_EQ(Get(top.object_o, static_cast<int>(kObjectMtu + 8 * b), 8), object.bytes[64 + b]);
        }
        TOE_CHECK_EQ(Get(top.object_o, kObjectReservedOk, 1), object.reserved_ok);
        (object.reserved_ok ? clear : unclear) += 1;
      }
    }
    bool takes = offers && top.item_ready_i;
    TOE_CHECK_EQ(top.ring_free_o, takes && is_last_of_chunk);
    row_read = reads ? age : -1;
    load.Edge();
    if (takes) {
      ++items;
      if (fetched) staged = (staged + 1) % 4;
      started = -1;
      fetched = false;
      second = is_last_of_chunk ? 0 : 1;
      if (is_last_of_chunk) {
        ring.pop_front();
        head = (head + 1) % 32;
      }
    }
  }
  TOE_CHECK(items > 400 && clear > 50 && unclear > 50);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_load", argc, argv, 2, toe::Run); }
