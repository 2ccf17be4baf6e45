/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_rc_bench.cpp - completions of many reads, overtaking each other, cut at random, some in error: where each beat
 * goes, what has arrived or failed, how many reads are in flight.
 *
 * Gaps: idle edges between and inside TLPs' reads.  Back-pressure: none exists at RC; more reads fail instead.
 */
#include <vector>

#include "Vtoe_rc.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

struct Read {
  uint32_t tag, bytes, sent;
  bool is_live;
};

void Run(const Mode &mode) {
  Leaf<Vtoe_rc> rc(mode.seed);
  Random random(mode.seed);
  Vtoe_rc &top = rc.top();
  top.rc_valid_i = top.cmd_push_i = top.copy_push_i = top.obj_push_i = top.cmd_take_i = 0;
  rc.Reset();

  Read reads[64]{}; /* by tag */
  uint16_t arrived = 0, failed = 0, copying = 0;
  uint64_t here = 0;
  uint32_t chunk_failed = 0, in_flight = 0, completed = 0, copied = 0;
  /* The TLP on RC. */
  uint32_t tlp_tag = 0, tlp_left = 0;
  bool tlp_bad = false, tlp_known = false, tlp_first = false, has_data = true;
  for (int step = 0; step < 20000; ++step) {
    /* Reads that go out. */
    uint32_t cmd = random.Below(16), chunk = random.Below(32), objects = 1 + random.Below(2);
    uint32_t copy = random.Below(16), blocks = 1 + random.Below(8);
    top.cmd_push_i = !reads[cmd].is_live && !(arrived >> cmd & 1) && random.OneIn(8);
    uint32_t taken = random.Below(16);
    top.cmd_take_i = arrived >> taken & 1;
    top.cmd_take_slot_i = static_cast<uint8_t>(taken);
    top.obj_push_i = !reads[32 + chunk].is_live && random.OneIn(8);
    top.copy_push_i = !reads[16 + copy].is_live && random.OneIn(8) && !top.cmd_push_i;
    top.copy_index_i = static_cast<uint8_t>(copy);
    top.copy_blocks_i = static_cast<uint8_t>(blocks);
    if (top.cmd_push_i || top.copy_push_i) top.obj_push_i = 0;
    top.cmd_slot_i = static_cast<uint8_t>(cmd);
    top.obj_chunk_i = static_cast<uint8_t>(chunk);
    top.obj_is_pair_i = objects == 2;

    /* RC: begin a TLP, or its next beat. */
    top.rc_valid_i = 0;
    if (tlp_left == 0 && !(mode.has_gaps && random.OneIn(2))) {
      tlp_tag = random.OneIn(20) ? random.Below(256) : random.Below(64);
      tlp_known = tlp_tag < 64 && reads[tlp_tag].is_live;
      if (tlp_known || random.OneIn(10)) {
        uint32_t left = tlp_known ? reads[tlp_tag].bytes - reads[tlp_tag].sent : 64;
        uint32_t bytes = 64 * (1 + random.Below(left / 64));
        tlp_bad = random.OneIn(mode.has_back_pressure ? 6 : 30);
        has_data = !(tlp_bad && random.OneIn(2));
        tlp_left = has_data ? bytes / 32 : 1;
        tlp_first = true;
        /* Bad: a status other than SC, or poisoned with data. */
        uint32_t status = tlp_bad && !has_data ? (random.OneIn(2) ? 1 : 4) : 0;
        top.rc_header_i[3] =
            (has_data ? 0x4Au : 0x0Au) << 24 | (tlp_bad && has_data ? 1u << 14 : 0) | (has_data ? bytes / 4 : 0);
        top.rc_header_i[2] = status << 13 | (left & 0xFFF);
        top.rc_header_i[1] = tlp_tag << 8;
        top.rc_header_i[0] = 0;
      }
    }
    bool beat = tlp_left > 0;
    top.rc_valid_i = beat;
    top.rc_sop_i = tlp_first;
    top.rc_eop_i = tlp_left == 1;
    rc.Settle();

    TOE_CHECK_EQ(top.cmd_arrived_o, arrived);
    TOE_CHECK_EQ(top.cmd_failed_o & arrived, failed & arrived);
    TOE_CHECK_EQ(top.obj_here_o, here);
    TOE_CHECK_EQ(top.chunk_failed_o, chunk_failed);
    TOE_CHECK_EQ(top.in_flight_o, in_flight);
    bool takes = beat && tlp_known && !tlp_bad, is_cmd = tlp_tag < 16;
    bool is_copy = tlp_tag >= 16 && tlp_tag < 32;
    TOE_CHECK_EQ(top.cmd_valid_o, takes && is_cmd);
    TOE_CHECK_EQ(top.copy_valid_o, takes && is_copy);
    TOE_CHECK_EQ(top.obj_valid_o, takes && !is_cmd && !is_copy);
    TOE_CHECK_EQ(top.copy_pending_o, copying);
    TOE_CHECK_EQ(top.copy_fail_o, beat && tlp_known && tlp_bad && is_copy && tlp_left == 1);
    Read *read = tlp_known ? &reads[tlp_tag] : nullptr;
    bool ends = false;
    if (takes && is_cmd) {
      TOE_CHECK_EQ(top.cmd_slot_o, tlp_tag);
      TOE_CHECK_EQ(top.cmd_is_second_o, read->sent == 32);
    } else if (takes && is_copy) {
      TOE_CHECK_EQ(top.copy_index_o, tlp_tag - 16);
      TOE_CHECK_EQ(top.copy_beat_o, read->sent / 32);
    } else if (takes) {
      TOE_CHECK_EQ(top.obj_chunk_o, tlp_tag - 32);
      TOE_CHECK_EQ(top.obj_beat_o, read->sent / 32);
      TOE_CHECK_EQ(top.obj_done_o, (read->sent + 32) % 256 == 0);
    }
    /* What this edge changes. */
    if (takes) {
      read->sent += 32;
      if (!is_cmd && !is_copy && read->sent % 256 == 0)
        here |= uint64_t{1} << (2 * (tlp_tag - 32) + read->sent / 256 - 1);
      ends = read->sent == read->bytes;
    } else if (beat && tlp_known && tlp_left == 1) {
      ends = true;
      if (is_cmd) {
        failed |= static_cast<uint16_t>(1u << tlp_tag);
      } else if (!is_copy) {
        chunk_failed |= 1u << (tlp_tag - 32);
      }
    }
    if (ends) {
      if (is_copy) copying &= static_cast<uint16_t>(~(1u << (tlp_tag - 16)));
      copied += is_copy;
      if (is_cmd) arrived |= static_cast<uint16_t>(1u << tlp_tag);
      read->is_live = false;
      --in_flight;
      ++completed;
    }
    if (top.cmd_take_i) arrived &= static_cast<uint16_t>(~(1u << taken));
    if (beat) {
      --tlp_left;
      tlp_first = false;
    }
    if (top.cmd_push_i) {
      reads[cmd] = {cmd, 64, 0, true};
      failed &= static_cast<uint16_t>(~(1u << cmd));
      ++in_flight;
    }
    if (top.copy_push_i) {
      reads[16 + copy] = {16 + copy, 64 * blocks, 0, true};
      copying |= static_cast<uint16_t>(1u << copy);
      ++in_flight;
    }
    if (top.obj_push_i) {
      reads[32 + chunk] = {32 + chunk, 256 * objects, 0, true};
      here &= ~(uint64_t{3} << (2 * chunk));
      chunk_failed &= ~(1u << chunk);
      ++in_flight;
    }
    rc.Edge();
  }
  TOE_CHECK(completed > 500 && copied > 100);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_rc", argc, argv, 3, toe::Run); }
