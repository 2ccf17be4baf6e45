/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_append_bench.cpp - bytes of a frame behind the end of a buffer: which row is written at which edge with which
 * bytes, which blocks are taken and behind which (docs/microarchitecture.md 5.14).  The bench is the allocator, and the
 * source of rows as toe_frame_rows is one: the first can be taken three edges after the start, one an edge from then
 * on, four here.
 *
 * Gaps: edges between two of them.  Nothing can hold it up.
 */
#include "Vtoe_append.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_wire.h"

namespace toe {
namespace {

using Append = Leaf<Vtoe_append>;

uint32_t BlockOf(uint32_t n) { return (n * 40503u + 7) % 262144; }

class Rig {
 public:
  explicit Rig(const Mode &mode) : random_(mode.seed), append_(mode.seed) {
    append_->start_i = 0;
    append_->level_i = 0;
    append_->block_i = 0;
    append_.Reset();
  }

  /* `bytes` from `from` on, behind a buffer that ends at `end` of block `tail`; end 0: there is none. */
  void Play(uint32_t from, uint32_t bytes, uint32_t end, uint32_t tail) {
    Bytes frame((from + bytes + 63) / 64 * 64);
    for (uint8_t &byte : frame) byte = static_cast<uint8_t>(random_.Next() >> 11);
    uint32_t at = end == 64 ? 0 : end, rows = (at + bytes + 63) / 64, need = frame.size() / 64 - from / 64;
    bool joins = end != 0 && end != 64;
    append_->start_i = 1;
    append_->start_from_i = static_cast<uint16_t>(from);
    append_->start_bytes_i = static_cast<uint16_t>(bytes);
    append_->has_bytes_i = end != 0;
    append_->buf_end_i = static_cast<uint8_t>(end);
    append_->chain_tail_i = tail;
    append_.Settle();
    TOE_CHECK_EQ(append_->active_o, 1);
    TOE_CHECK_EQ(append_->need_row_o, from / 64);
    TOE_CHECK_EQ(append_->need_rows_o, need);
    append_.Edge();
    append_->start_i = 0;
    append_->buf_end_i = 33; /* looked at with the start only */
    append_->chain_tail_i = 99;
    uint32_t popped = 0, come = 0, chain = end == 0 ? 0 : 1, last = tail, head = 0, taken = 0;
    for (uint32_t edge = 1; edge < 4 + rows; ++edge) {
      if (edge >= 3 && come < need && come - popped < 4) ++come;
      Offer(frame, from / 64 + popped, come - popped);
      append_->block_i = BlockOf(given_);
      append_.Settle();
      bool writes = edge >= 4;
      uint32_t k = edge - 4;
      TOE_CHECK_EQ(append_->active_o, 1);
      TOE_CHECK_EQ(append_->wr_valid_o, writes);
      TOE_CHECK_EQ(append_->done_o, edge == 3 + rows);
      bool takes = writes && !(k == 0 && joins);
      TOE_CHECK_EQ(append_->take_o, takes);
      if (takes) {
        TOE_CHECK_EQ(append_->take_first_o, chain == 0);
        if (chain != 0) TOE_CHECK_EQ(append_->behind_o, last);
        last = BlockOf(given_++);
        if (chain++ == 0) head = last;
        ++taken;
      }
      if (writes) CheckRow(frame, from, bytes, at, k, last);
      TOE_CHECK(writes || append_->pop_o == 0);
      popped += append_->pop_o;
      TOE_CHECK(popped <= come);
      append_.Edge();
    }
    TOE_CHECK_EQ(popped, need); /* nothing is left for the next */
    append_.Settle();
    TOE_CHECK_EQ(append_->active_o, 0);
    TOE_CHECK_EQ(append_->wr_valid_o, 0);
    if (end == 0) TOE_CHECK_EQ(append_->head_o, head);
    TOE_CHECK_EQ(append_->tail_o, last);
    TOE_CHECK_EQ(append_->blocks_o, taken);
    TOE_CHECK_EQ(append_->buf_end_o, (at + bytes + 63) % 64 + 1);
  }
  void Rest() { append_.Edge(); }

 private:
  /* The rows that are here; noise where there is none. */
  void Offer(const Bytes &frame, uint32_t row, uint32_t level) {
    append_->level_i = static_cast<uint8_t>(level);
    for (uint32_t w = 0; w < 32; ++w) {
      uint32_t word = static_cast<uint32_t>(random_.Next());
      size_t place = 64 * (row + w / 16) + 4 * (w % 16);
      if (w / 16 < level) memcpy(&word, &frame[place], 4);
      append_->rows_i[w] = word;
    }
  }
  void CheckRow(const Bytes &frame, uint32_t from, uint32_t bytes, uint32_t at, uint32_t k, uint32_t row) {
    TOE_CHECK_EQ(append_->wr_row_o, row);
    for (uint32_t b = 0; b < 64; ++b) {
      uint32_t place = 64 * k + b; /* behind the begin of the first row */
      bool is_new = place >= at && place < at + bytes;
      TOE_CHECK_EQ(append_->wr_mask_o >> b & 1, is_new);
      TOE_CHECK_EQ(Get(append_->wr_data_o, static_cast<int>(8 * b), 8), is_new ? frame[from + place - at] : 0);
    }
  }

  Random random_;
  Append append_;
  uint32_t given_ = 0;
};

void Run(const Mode &mode) {
  Rig rig(mode);
  Random random(mode.seed);
  rig.Play(54, 1, 0, 0);     /* the shortest, into nothing */
  rig.Play(54, 10, 54, 5);   /* fills a block */
  rig.Play(54, 11, 63, 5);   /* begins before the rows that come */
  rig.Play(66, 62, 64, 7);   /* the block is full: another */
  rig.Play(54, 9162, 17, 9); /* the longest */
  rig.Play(127, 1, 64, 9);   /* the last byte of a row */
  for (int i = 0; i < 1500; ++i) {
    uint32_t bytes = 1 + random.Below(random.OneIn(10) ? 9000 : 200);
    uint32_t end = random.OneIn(4) ? 0 : random.OneIn(4) ? 64 : 1 + random.Below(64);
    rig.Play(54 + random.Below(100), bytes, end, BlockOf(500000 + static_cast<uint32_t>(i)));
    for (uint32_t gap = mode.has_gaps ? random.Below(3) : 0; gap != 0; --gap) rig.Rest();
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_append", argc, argv, 2, toe::Run); }
