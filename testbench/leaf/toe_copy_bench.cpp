/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_copy_bench.cpp - copies of buffered data, and of segments that the host got: which block is taken and which read
 * goes out at which edge, where every row lands, when the copy has ended and whether it failed, what becomes of its
 * chain (docs/microarchitecture.md 5.9, 5.16, R46, R147).  The bench is COMMIT, the allocator, NPQ and RC.
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

/* The n-th block that the allocator of the bench gives: far from the one before. */
uint32_t BlockOf(uint32_t n) { return (n * 40503u + 7) % 262144; }

void StartUp(Copy *copy) {
  Vtoe_copy &top = copy->top();
  top.start_i = top.decide_i = top.start_forward_i = 0;
  top.block_i = 0;
  top.bus_master_i = top.tag_free_i = top.read_room_i = 1;
  top.mrrs_i = 512;
  top.cmd_wins_i = 0;
  top.pending_i = 0;
  top.fail_i = top.beat_valid_i = 0;
  copy->Reset();
}

void Start(Copy *copy, uint64_t address, uint32_t blocks) {
  (*copy)->start_i = 1;
  (*copy)->start_address_i = address;
  (*copy)->start_blocks_i = blocks;
  copy->Edge();
  (*copy)->start_i = 0;
}

/* 1280 bytes from 192 bytes before a multiple of 4096.  A block an edge from the edge after the start on, the read at
 * the edge after its last block, the next block at the edge after that. */
void CheckByHand() {
  const uint32_t whole[] = {192, 512, 512, 64}, halves[] = {192, 256, 256, 256, 256, 64};
  for (uint32_t mrrs : {256u, 512u, 4096u}) {
    Copy copy(g_mode.seed);
    StartUp(&copy);
    TOE_CHECK_EQ(copy->ended_o, 1);
    copy->mrrs_i = static_cast<uint16_t>(mrrs);
    Start(&copy, 0x0000000510000F40u, 20);
    uint32_t count = mrrs == 256 ? 6 : 4, at = 0, taken = 0;
    for (uint32_t n = 0; n < count; ++n) {
      uint32_t bytes = mrrs == 256 ? halves[n] : whole[n];
      for (uint32_t k = 0; k < bytes / 64; ++k) {
        copy->mrrs_i = static_cast<uint16_t>(k == 0 ? mrrs : mrrs == 256 ? 512 : 256); /* looked at with the first */
        copy->block_i = BlockOf(taken);
        copy.Settle();
        TOE_CHECK_EQ(copy->take_o, 1);
        TOE_CHECK_EQ(copy->take_first_o, taken == 0);
        TOE_CHECK_EQ(copy->read_valid_o, 0);
        TOE_CHECK_EQ(copy->ended_o, 0);
        copy.Edge();
        ++taken;
      }
      copy.Settle();
      TOE_CHECK_EQ(copy->take_o, 0);
      TOE_CHECK_EQ(copy->read_valid_o, 1);
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
    TOE_CHECK_EQ(copy->take_o, 0);
    /* The third block of read 1 is the sixth of the copy, the first three being those of read 0. */
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
    TOE_CHECK_EQ(copy->wr_row_o, BlockOf(5));
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
    TOE_CHECK_EQ(copy->head_o, BlockOf(0));
    TOE_CHECK_EQ(copy->tail_o, BlockOf(19));
    /* It is kept: nothing comes back, and later decisions are none of its own. */
    copy->decide_i = 1;
    copy.Settle();
    TOE_CHECK_EQ(copy->drop_o, 0);
    TOE_CHECK_EQ(copy->active_o, 1);
    copy.Edge();
    copy.Settle();
    TOE_CHECK_EQ(copy->active_o, 0);
  }
}

/* A segment of 300 bytes, 64 bytes before a multiple of 4096: the same edges, but that nothing is taken; block k is row
 * k of the forward memory.  Failed, nothing comes back. */
void CheckForwardByHand() {
  for (bool fails : {false, true}) {
    Copy copy(g_mode.seed);
    StartUp(&copy);
    copy->start_forward_i = 1;
    Start(&copy, 0x0000000510000FC0u, 5);
    copy->start_forward_i = 0;
    copy->block_i = 99;
    for (int edge = 1; edge <= 8; ++edge) { /* row 0 at 1; its read at 2; rows 1..4 at 3..6; their read at 7 */
      copy.Settle();
      TOE_CHECK_EQ(copy->take_o, 0);
      TOE_CHECK_EQ(copy->read_valid_o, edge == 2 || edge == 7);
      if (edge == 2) TOE_CHECK_EQ(Get(copy->read_data_o, kReadLength, 10), 16);
      if (edge == 7) TOE_CHECK_EQ(Get(copy->read_data_o, kReadAddress, 64), 0x510001000u);
      if (edge == 7) TOE_CHECK_EQ(Get(copy->read_data_o, kReadLength, 10), 64);
      TOE_CHECK_EQ(copy->ended_o, 0);
      TOE_CHECK_EQ(copy->active_o, edge < 8);
      copy.Edge();
      if (edge == 2 || edge == 7) copy->pending_i = edge == 2 ? 1 : 3;
    }
    for (uint32_t beat = 0; beat < 8; ++beat) { /* of the second read */
      copy->beat_valid_i = 1;
      copy->beat_index_i = 1;
      copy->beat_i = static_cast<uint8_t>(beat);
      copy->beat_data_i[0] = beat;
      copy.Edge();
      copy.Settle();
      TOE_CHECK_EQ(copy->wr_valid_o, 0);
      TOE_CHECK_EQ(copy->forward_valid_o, beat % 2);
      if (beat % 2 != 0) {
        TOE_CHECK_EQ(copy->wr_row_o, 1 + beat / 2);
        TOE_CHECK_EQ(copy->wr_data_o[0], beat - 1);
        TOE_CHECK_EQ(copy->wr_data_o[8], beat);
      }
    }
    copy->beat_valid_i = 0;
    copy->pending_i = 0;
    copy->fail_i = fails;
    copy.Edge();
    copy->fail_i = 0;
    copy.Settle();
    TOE_CHECK_EQ(copy->ended_o, 1);
    TOE_CHECK_EQ(copy->failed_o, fails);
    copy->decide_i = 1;
    copy.Settle();
    TOE_CHECK_EQ(copy->drop_o, 0);
  }
}

/* The first read fails while the second gathers: no further block is taken, and 3 + 2 come back at the decision. */
void CheckDropByHand() {
  Copy copy(g_mode.seed);
  StartUp(&copy);
  Start(&copy, 0x0000000510000F40u, 20);
  uint32_t taken = 0;
  for (int edge = 1; edge <= 6; ++edge) { /* blocks at 1, 2, 3; the read at 4; blocks at 5, 6; the failure at 6 */
    copy->block_i = BlockOf(taken);
    copy->fail_i = edge == 6;
    copy.Settle();
    TOE_CHECK_EQ(copy->take_o, edge != 4);
    TOE_CHECK_EQ(copy->read_valid_o, edge == 4);
    taken += edge != 4;
    copy.Edge();
    copy->pending_i = edge == 4 || edge == 5;
  }
  copy->fail_i = 0;
  for (int edge = 7; edge < 10; ++edge) { /* COMMIT waits for WBQ */
    copy.Settle();
    TOE_CHECK_EQ(copy->take_o, 0);
    TOE_CHECK_EQ(copy->ended_o, 1);
    TOE_CHECK_EQ(copy->failed_o, 1);
    TOE_CHECK_EQ(copy->drop_o, 0);
    TOE_CHECK_EQ(copy->active_o, 0);
    copy.Edge();
  }
  for (int decision = 0; decision < 2; ++decision) {
    copy->decide_i = 1;
    copy.Settle();
    TOE_CHECK_EQ(copy->drop_o, decision == 0); /* once */
    if (decision == 0) {
      TOE_CHECK_EQ(copy->drop_count_o, 5);
      TOE_CHECK_EQ(copy->head_o, BlockOf(0));
      TOE_CHECK_EQ(copy->tail_o, BlockOf(4));
    }
    copy.Edge();
  }
}

struct Read {
  uint32_t index, blocks, first, sent; /* first: which block the allocator gave; sent: blocks */
  bool fails;
};

uint32_t RowOf(bool is_forward, uint32_t n) { return is_forward ? n : BlockOf(n); }

uint32_t Word(uint32_t row, uint32_t w) { return row * 0x9E3779B1u + w * 0x85EBCA77u; }

void CheckAtRandom(const Mode &mode) {
  Copy copy(mode.seed);
  Random random(mode.seed);
  StartUp(&copy);
  bool has_failed = false;
  uint64_t address = 0;
  uint32_t left = 0, next = 0, copies = 0, failures = 0, rows = 0;
  uint32_t given = 0, got = 0, size = 0, chain = 0; /* blocks ever given; the read's; of the copy */
  bool is_held = false, is_forward = false;
  uint32_t forwards = 0;
  std::vector<Read> flight;
  uint16_t pending = 0;
  int current = -1; /* the read whose pair of beats is on RC */
  bool is_second = false;
  bool has_row = false;
  uint32_t written = 0;
  for (int step = 0; step < 30000; ++step) {
    uint32_t mrrs = random.OneIn(3) ? 256 : 512u << random.Below(4);
    copy->mrrs_i = static_cast<uint16_t>(mrrs);
    copy->read_room_i = !(mode.has_back_pressure && random.OneIn(3));
    copy->tag_free_i = !(mode.has_back_pressure && random.OneIn(4));
    copy->bus_master_i = !(mode.has_back_pressure && random.OneIn(8));
    copy->cmd_wins_i = mode.has_back_pressure && random.OneIn(4);
    copy->pending_i = pending;
    bool has_ended = (left == 0 || has_failed) && pending == 0;
    copy->start_i = 0;
    /* COMMIT decides what it started a copy for, and other items between two copies. */
    bool decides = has_ended && random.OneIn(3);
    copy->decide_i = decides;
    bool starts = has_ended && !is_held && !decides && !(mode.has_gaps && !random.OneIn(4));
    uint64_t new_address = (random.Next() & 0x0000FFFFFFFFFFC0u) | (random.OneIn(2) ? 0xE00 : 0);
    uint32_t new_blocks = 1 + random.Below(random.OneIn(4) ? 300 : 12);
    bool new_forward = random.OneIn(3);
    copy->start_forward_i = new_forward;
    if (starts) {
      copy->start_i = 1;
      copy->start_address_i = new_address;
      copy->start_blocks_i = new_blocks;
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
        copy->beat_data_i[w] = Word(RowOf(is_forward, read->first + read->sent), w + 8 * is_second);
      }
      done = is_second && read->sent + 1 == read->blocks;
    }
    copy->block_i = BlockOf(given);
    copy.Settle();

    /* The row whose second beat came at the edge before. */
    TOE_CHECK_EQ(copy->wr_valid_o, has_row && !is_forward);
    TOE_CHECK_EQ(copy->forward_valid_o, has_row && is_forward);
    if (has_row) {
      TOE_CHECK_EQ(copy->wr_row_o, written);
      for (uint32_t w = 0; w < 16; ++w) TOE_CHECK_EQ(copy->wr_data_o[w], Word(written, w));
      ++rows;
    }
    TOE_CHECK_EQ(copy->ended_o, has_ended);
    TOE_CHECK_EQ(copy->failed_o, has_failed);
    bool has_all = got != 0 && got == size;
    bool takes = left != 0 && !has_all && !has_failed;
    TOE_CHECK_EQ(copy->take_o, takes && !is_forward);
    if (takes && !is_forward) TOE_CHECK_EQ(copy->take_first_o, chain == 0);
    bool drops = decides && is_held && has_failed && !is_forward;
    TOE_CHECK_EQ(copy->drop_o, drops);
    if (has_ended && is_held && decides && !is_forward) {
      TOE_CHECK_EQ(copy->drop_count_o, chain);
      TOE_CHECK_EQ(copy->head_o, BlockOf(given - chain));
      TOE_CHECK_EQ(copy->tail_o, BlockOf(given - 1));
    }
    bool pushes = has_all && !has_failed && (pending >> (next % 16) & 1) == 0 && copy->read_room_i &&
                  copy->tag_free_i && copy->bus_master_i && !copy->cmd_wins_i;
    TOE_CHECK_EQ(copy->read_valid_o, pushes);
    TOE_CHECK_EQ(copy->active_o, pushes || takes || starts || has_row || (decides && is_held));
    if (takes) {
      if (got == 0) {
        uint32_t bytes = left * 64, most = mrrs == 256 ? 256 : 512;
        uint32_t boundary = 4096 - static_cast<uint32_t>(address % 4096);
        if (bytes > most) bytes = most;
        if (bytes > boundary) bytes = boundary;
        size = bytes / 64;
      }
      ++got;
      given += !is_forward;
      ++chain;
    }
    if (decides) is_held = false;
    if (pushes) {
      uint32_t bytes = 64 * size;
      TOE_CHECK_EQ(Get(copy->read_data_o, kReadTag, 8), 16 + next % 16);
      TOE_CHECK_EQ(Get(copy->read_data_o, kReadLength, 10), bytes / 4);
      TOE_CHECK_EQ(Get(copy->read_data_o, kReadAddress, 64), address);
      TOE_CHECK_EQ(copy->read_index_o, next % 16);
      TOE_CHECK_EQ(copy->read_blocks_o, bytes / 64);
      bool fails = random.OneIn(mode.has_back_pressure ? 30 : 100);
      flight.push_back({next % 16, size, (is_forward ? chain : given) - size, 0, fails});
      got = 0;
      pending = static_cast<uint16_t>(pending | 1u << (next % 16));
      read = current < 0 ? nullptr : &flight[static_cast<size_t>(current)];
      address += bytes;
      left -= bytes / 64;
      ++next;
    }
    has_row = copy->beat_valid_i && is_second;
    if (has_row) written = RowOf(is_forward, read->first + read->sent);
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
      is_held = true;
      is_forward = new_forward;
      forwards += is_forward;
      got = chain = 0;
      failures += has_failed;
      has_failed = false;
      address = new_address;
      left = new_blocks;
      next = 0;
      ++copies;
    }
    copy.Edge();
  }
  TOE_CHECK(copies > 50 && failures > 3 && rows > 1000 && forwards > 10);
}

void Run(const Mode &mode) {
  CheckByHand();
  CheckDropByHand();
  CheckForwardByHand();
  CheckAtRandom(mode);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_copy", argc, argv, 3, toe::Run); }
