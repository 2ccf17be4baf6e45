/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_copy_bench.cpp - copies of buffered data: which read goes out at which edge, where every row lands, when the copy
 * has ended and whether it failed (docs/microarchitecture.md 5.9, R46).  The bench is COMMIT, NPQ and RC.
 *
 * Gaps: data comes late and in pieces.  Back-pressure: NPQ, tags, bus master are short, CMD_FETCH wins at times.
 */
#include <vector>

#include "Vtoe_copy.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

using Copy = Leaf<Vtoe_copy>;

void StartUp(Copy *copy) {
  Vtoe_copy &top = copy->top();
  top.start_i = 0;
  top.bus_master_i = top.tag_free_i = top.read_room_i = 1;
  top.mrrs_i = 512;
  top.cmd_wins_i = 0;
  top.pending_i = 0;
  top.fail_i = top.beat_valid_i = 0;
  copy->Reset();
}

void Start(Copy *copy, uint64_t address, uint32_t blocks, uint32_t row) {
  (*copy)->start_i = 1;
  (*copy)->start_address_i = address;
  (*copy)->start_blocks_i = blocks;
  (*copy)->start_row_i = row;
  copy->Edge();
  (*copy)->start_i = 0;
}

/* 1280 bytes from 192 bytes before a multiple of 4096, to row 7 on. */
void CheckByHand() {
  const uint32_t whole[] = {192, 512, 512, 64}, halves[] = {192, 256, 256, 256, 256, 64};
  for (uint32_t mrrs : {256u, 512u, 4096u}) {
    Copy copy(g_mode.seed);
    StartUp(&copy);
    TOE_CHECK_EQ(copy->ended_o, 1);
    copy->mrrs_i = static_cast<uint16_t>(mrrs);
    Start(&copy, 0x0000000510000F40u, 20, 7);
    uint32_t count = mrrs == 256 ? 6 : 4, at = 0;
    for (uint32_t n = 0; n < count; ++n) {
      uint32_t bytes = mrrs == 256 ? halves[n] : whole[n];
      copy.Settle();
      TOE_CHECK_EQ(copy->read_valid_o, 1); /* one an edge, from the edge after the start */
      TOE_CHECK_EQ(Get(copy->read_data_o, kReadTag, 8), 16 + n);
      TOE_CHECK_EQ(Get(copy->read_data_o, kReadLength, 10), bytes / 4);
      TOE_CHECK_EQ(Get(copy->read_data_o, kReadAddress, 64), 0x510000F40u + at);
      TOE_CHECK_EQ(copy->read_blocks_o, bytes / 64);
      TOE_CHECK_EQ(copy->ended_o, 0);
      copy.Edge();
      copy->pending_i = static_cast<uint16_t>(copy->pending_i | 1u << n);
      at += bytes;
    }
    TOE_CHECK_EQ(at, 1280);
    copy.Settle();
    TOE_CHECK_EQ(copy->read_valid_o, 0);
    /* The third block of read 1: it began at row 7 + 192 / 64 = 10. */
    for (uint32_t half = 0; half < 2; ++half) {
      copy->beat_valid_i = 1;
      copy->beat_index_i = 1;
      copy->beat_i = static_cast<uint8_t>(4 + half);
      for (int w = 0; w < 8; ++w) copy->beat_data_i[w] = 0x11110000u * (half + 1) + static_cast<uint32_t>(w);
      copy.Settle();
      TOE_CHECK_EQ(copy->wr_valid_o, 0);
      copy.Edge();
    }
    copy->beat_valid_i = 0;
    copy.Settle();
    TOE_CHECK_EQ(copy->wr_valid_o, 1);
    TOE_CHECK_EQ(copy->wr_row_o, 12);
    TOE_CHECK_EQ(copy->wr_data_o[0], 0x11110000u);
    TOE_CHECK_EQ(copy->wr_data_o[15], 0x22220007u);
    TOE_CHECK_EQ(copy->active_o, 1);
    copy.Edge();
    copy.Settle();
    TOE_CHECK_EQ(copy->wr_valid_o, 0);
    TOE_CHECK_EQ(copy->active_o, 0); /* waiting for the rest is quiescent */
    copy->pending_i = 0;
    copy.Settle();
    TOE_CHECK_EQ(copy->ended_o, 1);
    TOE_CHECK_EQ(copy->failed_o, 0);
  }
}

struct Read {
  uint32_t index, blocks, first_row, sent; /* sent: blocks */
  bool fails;
};

uint32_t Word(uint32_t row, uint32_t w) { return row * 0x9E3779B1u + w * 0x85EBCA77u; }

void CheckAtRandom(const Mode &mode) {
  Copy copy(mode.seed);
  Random random(mode.seed);
  StartUp(&copy);
  bool is_copying = false, has_failed = false;
  uint64_t address = 0;
  uint32_t left = 0, row = 0, next = 0, copies = 0, failures = 0, rows = 0;
  std::vector<Read> flight;
  uint16_t pending = 0;
  int current = -1; /* the read whose pair of beats is on RC */
  bool is_second = false;
  bool has_row = false;
  uint32_t written = 0;
  for (int step = 0; step < 30000; ++step) {
    uint32_t mrrs = is_copying ? copy->mrrs_i : random.OneIn(3) ? 256 : 512u << random.Below(4);
    copy->mrrs_i = static_cast<uint16_t>(mrrs);
    copy->read_room_i = !(mode.has_back_pressure && random.OneIn(3));
    copy->tag_free_i = !(mode.has_back_pressure && random.OneIn(4));
    copy->bus_master_i = !(mode.has_back_pressure && random.OneIn(8));
    copy->cmd_wins_i = mode.has_back_pressure && random.OneIn(4);
    copy->pending_i = pending;
    bool has_ended = (left == 0 || has_failed) && pending == 0;
    copy->start_i = 0;
    bool starts = has_ended && !(mode.has_gaps && !random.OneIn(4));
    uint64_t new_address = (random.Next() & 0x0000FFFFFFFFFFC0u) | (random.OneIn(2) ? 0xE00 : 0);
    uint32_t new_blocks = 1 + random.Below(random.OneIn(4) ? 300 : 12);
    uint32_t new_row = random.Below(262144 - new_blocks + 1);
    if (starts) {
      copy->start_i = 1;
      copy->start_address_i = new_address;
      copy->start_blocks_i = new_blocks;
      copy->start_row_i = new_row;
    }
    /* RC: a block is two beats at two edges; a read may fail between blocks. */
    copy->beat_valid_i = copy->fail_i = 0;
    bool done = false;
    if (current < 0 && !flight.empty() && !(mode.has_gaps && !random.OneIn(6))) {
      current = static_cast<int>(random.Below(static_cast<uint32_t>(flight.size())));
      is_second = false;
    }
    Read *read = current < 0 ? nullptr : &flight[static_cast<size_t>(current)];
    if (read != nullptr && read->fails && read->sent == read->blocks / 2) {
      copy->fail_i = done = true;
    } else if (read != nullptr) {
      copy->beat_valid_i = 1;
      copy->beat_index_i = static_cast<uint8_t>(read->index);
      copy->beat_i = static_cast<uint8_t>(2 * read->sent + is_second);
      for (uint32_t w = 0; w < 8; ++w) {
        copy->beat_data_i[w] = Word(read->first_row + read->sent, w + 8 * is_second);
      }
      done = is_second && read->sent + 1 == read->blocks;
    }
    copy.Settle();

    /* The row whose second beat came at the edge before. */
    TOE_CHECK_EQ(copy->wr_valid_o, has_row);
    if (has_row) {
      TOE_CHECK_EQ(copy->wr_row_o, written);
      for (uint32_t w = 0; w < 16; ++w) TOE_CHECK_EQ(copy->wr_data_o[w], Word(written, w));
      ++rows;
    }
    TOE_CHECK_EQ(copy->ended_o, has_ended);
    TOE_CHECK_EQ(copy->failed_o, has_failed);
    bool pushes = left != 0 && !has_failed && (pending >> (next % 16) & 1) == 0 && copy->read_room_i &&
                  copy->tag_free_i && copy->bus_master_i && !copy->cmd_wins_i;
    TOE_CHECK_EQ(copy->read_valid_o, pushes);
    TOE_CHECK_EQ(copy->active_o, pushes || starts || has_row);
    if (pushes) {
      uint32_t bytes = left * 64, most = mrrs == 256 ? 256 : 512;
      uint32_t boundary = 4096 - static_cast<uint32_t>(address % 4096);
      if (bytes > most) bytes = most;
      if (bytes > boundary) bytes = boundary;
      TOE_CHECK_EQ(Get(copy->read_data_o, kReadTag, 8), 16 + next % 16);
      TOE_CHECK_EQ(Get(copy->read_data_o, kReadLength, 10), bytes / 4);
      TOE_CHECK_EQ(Get(copy->read_data_o, kReadAddress, 64), address);
      TOE_CHECK_EQ(copy->read_index_o, next % 16);
      TOE_CHECK_EQ(copy->read_blocks_o, bytes / 64);
      bool fails = random.OneIn(mode.has_back_pressure ? 30 : 100);
      flight.push_back({next % 16, bytes / 64, row, 0, fails});
      pending = static_cast<uint16_t>(pending | 1u << (next % 16));
      read = current < 0 ? nullptr : &flight[static_cast<size_t>(current)];
      address += bytes;
      left -= bytes / 64;
      row += bytes / 64;
      ++next;
    }
    has_row = copy->beat_valid_i && is_second;
    if (has_row) written = read->first_row + read->sent;
    if (copy->fail_i) has_failed = true;
    if (read != nullptr && copy->beat_valid_i) {
      if (is_second) ++read->sent;
      is_second = !is_second;
    }
    if (done) {
      pending = static_cast<uint16_t>(pending & ~(1u << read->index));
      flight.erase(flight.begin() + current);
    }
    if (done || (read != nullptr && !is_second)) current = -1;
    if (starts) {
      is_copying = true;
      failures += has_failed;
      has_failed = false;
      address = new_address;
      left = new_blocks;
      row = new_row;
      next = 0;
      ++copies;
    } else if ((left == 0 || has_failed) && pending == 0) {
      is_copying = false;
    }
    copy.Edge();
  }
  TOE_CHECK(copies > 50 && failures > 3 && rows > 1000);
}

void Run(const Mode &mode) {
  CheckByHand();
  CheckAtRandom(mode);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_copy", argc, argv, 3, toe::Run); }
