/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_forward_bench.cpp - segments that the host got: what is told of their header, when they are here, their rows byte
 * by byte and the edges at which they can be taken (docs/microarchitecture.md 5.16; R147).  Runs toe_frame_rows.
 *
 * Gaps: rows come late.  Back-pressure: rows are taken late.
 */
#include <vector>

#include "Vtoe_forward.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_wire.h"

namespace toe {
namespace {

class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), forward_(mode.seed), top_(forward_.top()) {
    top_.fetch_i = top_.wr_valid_i = top_.start_i = top_.pop_i = 0;
    top_.ended_i = 1;
    top_.now_i = now_;
    forward_.Reset();
  }

  /* Its rows in any order; what is behind its last byte is noise. */
  void Fetch(const Bytes &segment) {
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < (segment.size() + 63) / 64; ++row) rows.push_back(row);
    for (size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random_.Below(static_cast<uint32_t>(i))]);
    top_.fetch_i = 1;
    top_.ended_i = 1; /* the copy before */
    Edge(true);
    top_.fetch_i = 0;
    top_.ended_i = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
      while (mode_.has_gaps && random_.OneIn(2)) Edge(false);
      top_.wr_valid_i = 1;
      top_.wr_row_i = static_cast<uint8_t>(rows[i]);
      for (uint32_t b = 0; b < 64; ++b) {
        size_t at = 64 * rows[i] + b;
        uint32_t byte = at < segment.size() ? segment[at] : static_cast<uint32_t>(random_.Next()) & 0xFF;
        Set(top_.wr_data_i, static_cast<int>(8 * b), 8, byte);
      }
      top_.ended_i = i + 1 == rows.size();
      if (top_.ended_i) arrived_ = now_;
      Edge(true);
      top_.wr_valid_i = 0;
    }
    for (uint32_t edges = random_.Below(5); edges > 0; --edges) Edge(false); /* it has ended once */
    TOE_CHECK_EQ(top_.arrived_cycle_o, arrived_);
  }

  void Says(const Bytes &segment, bool is_whole) {
    top_.bytes_i = static_cast<uint16_t>(segment.size());
    forward_.Settle();
    TOE_CHECK_EQ(top_.is_whole_o, is_whole);
    TOE_CHECK_EQ(Get(top_.frame_o, kFrameReason, 8), kAccepted);
    TOE_CHECK_EQ(Get(top_.frame_o, kFrameIsFiltered, 1), 0);
    TOE_CHECK_EQ(Get(top_.frame_o, kFrameSeq, 32), Get32(segment, 4));
    TOE_CHECK_EQ(Get(top_.frame_o, kFrameFlags, 8), segment[13]);
    if (!is_whole) return;
    uint32_t header = segment[12] / 16 * 4u;
    TOE_CHECK_EQ(Get(top_.frame_o, kFramePayload, 14), header);
    TOE_CHECK_EQ(Get(top_.frame_o, kFramePayloadBytes, 14), segment.size() - header);
  }

  /* `count` rows from `first` on: the first can be taken at the third edge after the start, one more an edge. */
  void Take(const Bytes &segment, uint32_t first, uint32_t count) {
    top_.start_i = 1;
    top_.start_row_i = static_cast<uint8_t>(first);
    top_.start_rows_i = static_cast<uint8_t>(count);
    Edge(true);
    top_.start_i = 0;
    uint32_t here = 0, flight = 0, to_read = count, next = first;
    while (here + flight + to_read != 0) {
      uint32_t pop = mode_.has_back_pressure && random_.OneIn(2) ? 0 : random_.Below(3);
      if (pop > here) pop = here;
      top_.pop_i = static_cast<uint8_t>(pop);
      forward_.Settle();
      TOE_CHECK_EQ(top_.level_o, here);
      for (uint32_t r = 0; r < here && r < 2; ++r) {
        for (uint32_t b = 0; b < 64 && 64 * (next + r) + b < segment.size(); ++b) {
          TOE_CHECK_EQ(Get(top_.rows_o, static_cast<int>(512 * r + 8 * b), 8), segment[64 * (next + r) + b]);
        }
      }
      uint32_t reads = to_read != 0 && here + flight < 4;
      Edge(reads + flight + pop != 0);
      here = here + flight - pop;
      next += pop;
      flight = reads;
      to_read -= reads;
    }
    top_.pop_i = 0;
    TOE_CHECK_EQ(next, first + count);
  }

  /* SEQ and flags by hand; a header of 5 to 15 words that is not longer than the segment. */
  void ByHand() {
    struct Header {
      uint32_t bytes, words;
      bool is_whole;
    };
    const Header headers[] = {{20, 5, true},  {20, 4, false}, {20, 6, false},   {24, 6, true},  {59, 15, false},
                              {60, 15, true}, {64, 0, false}, {9216, 15, true}, {9216, 5, true}};
    for (const Header &header : headers) {
      Bytes segment(header.bytes, 0xEE);
      const uint8_t head[] = {0, 80, 4, 0, 0x12, 0x34, 0x56, 0x78, 9, 9, 9, 9};
      for (size_t i = 0; i < sizeof head; ++i) segment[i] = head[i];
      segment[12] = static_cast<uint8_t>(16 * header.words + 15);
      segment[13] = 0x19;
      Fetch(segment);
      Says(segment, header.is_whole);
      TOE_CHECK_EQ(Get(top_.frame_o, kFrameSeq, 32), 0x12345678);
      TOE_CHECK_EQ(Get(top_.frame_o, kFrameFlags, 8), 0x19);
    }
  }

  void AtRandom(int segments) {
    for (int i = 0; i < segments; ++i) {
      uint32_t words = 5 + random_.Below(11);
      Bytes segment(4 * words + random_.Below(random_.OneIn(10) ? 9150 : 400));
      for (uint8_t &byte : segment) byte = static_cast<uint8_t>(random_.Next() >> 11);
      segment[12] = static_cast<uint8_t>(16 * words + random_.Below(16));
      Fetch(segment);
      Says(segment, true);
      uint32_t rows = static_cast<uint32_t>((segment.size() + 63) / 64);
      if (random_.OneIn(5)) continue; /* nothing is taken of it */
      uint32_t first = random_.Below(rows);
      Take(segment, first, 1 + random_.Below(rows - first));
    }
  }

 private:
  void Edge(bool is_active) {
    forward_.Settle();
    bool arrives = top_.ended_i && fetching_;
    TOE_CHECK_EQ(top_.active_o, is_active || arrives);
    fetching_ = top_.fetch_i || (fetching_ && !arrives);
    forward_.Edge();
    top_.now_i = ++now_;
  }

  Mode mode_;
  Random random_;
  Leaf<Vtoe_forward> forward_;
  Vtoe_forward &top_;
  uint64_t now_ = 1000, arrived_ = 0;
  bool fetching_ = false;
};

void Run(const Mode &mode) {
  Rig rig(mode);
  rig.ByHand();
  rig.AtRandom(120);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_forward", argc, argv, 3, toe::Run); }
