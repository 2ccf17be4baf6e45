/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_frame_memory_bench.cpp - frames in and out: which are taken and which are lost, their numbers, what the head
 * shows, their rows byte by byte and the edges at which they can be taken (docs/microarchitecture.md 5.13).  Runs
 * toe_frame_rows.
 *
 * Gaps: the wire pauses between frames.  Back-pressure: frames leave late, so that rows or places run out.
 */
#include <deque>

#include "Vtoe_frame_memory.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_wire.h"

namespace toe {
namespace {

using Memory = Leaf<Vtoe_frame_memory>;
enum StoredLsb { kArrived = 0, kLost = 56, kNumber = 88, kRows = 120, kRow = 128, kStoredFrame = 138 };

struct Stored {
  Bytes bytes;
  uint32_t mark, row, rows, number, lost;
  uint64_t arrived;
};

class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), memory_(mode.seed), top_(memory_.top()) {
    top_.tvalid_i = top_.tlast_i = top_.free_i = top_.start_i = top_.pop_i = 0;
    top_.now_i = 0;
    memory_.Reset();
  }

  /* Sizes up to `most`; frames leave about every `pace` edges when held up. */
  void Run(int steps, uint32_t most, uint32_t pace) {
    for (int step = 0; step < steps; ++step) {
      Wire(most);
      Host(pace);
      memory_.Settle();
      Check();
      Advance();
      memory_.Edge();
      top_.now_i = ++now_;
    }
  }
  uint32_t lost() const { return lost_; }
  uint32_t full() const { return full_; }

 private:
  void Wire(uint32_t most) {
    top_.tvalid_i = 0;
    if (coming_.empty()) {
      if (mode_.has_gaps && !random_.OneIn(5)) return;
      coming_.resize(1 + random_.Below(most));
      if (most > 2000 && random_.OneIn(8)) coming_.resize(9100 + random_.Below(300));
      for (uint8_t &byte : coming_) byte = static_cast<uint8_t>(random_.Next() >> 11);
      beat_ = 0;
      mark_ = static_cast<uint32_t>(random_.Next());
    }
    Drive(&top_, coming_, beat_, &random_);
    for (uint32_t w = 0; w < 14; ++w) top_.frame_i[w] = static_cast<uint32_t>(random_.Next());
    top_.frame_i[13] &= 0x7FFFFFFF; /* 447 bits */
    if (top_.tlast_i) Set(top_.frame_i, 0, 32, mark_);
  }

  /* What is done with the head: some of its rows are asked for and taken, then it leaves. */
  void Host(uint32_t pace) {
    top_.free_i = top_.start_i = top_.pop_i = 0;
    top_.start_row_i = top_.start_rows_i = 0;
    if (frames_.empty()) return;
    if (want_ == 0 && age_ == 0) {
      if (mode_.has_back_pressure && !random_.OneIn(pace)) return;
      if (random_.OneIn(4)) {
        top_.free_i = 1;
        return;
      }
      next_ = random_.Below(frames_.front().rows);
      want_ = 1 + random_.Below(frames_.front().rows - next_);
      top_.start_i = 1;
      top_.start_row_i = static_cast<uint8_t>(next_);
      top_.start_rows_i = static_cast<uint8_t>(want_);
      return;
    }
    uint32_t level = Level();
    if (want_ == 0)
      top_.free_i = 1;
    else if (!(mode_.has_back_pressure && random_.OneIn(3)))
      top_.pop_i = static_cast<uint8_t>(random_.OneIn(2) && level >= 2 ? 2 : level >= 1);
  }

  /* The first row can be taken at the third edge after the start, one more an edge, while there is room for four. */
  uint32_t Level() const { return here_; }

  void Check() {
    TOE_CHECK_EQ(top_.head_valid_o, !frames_.empty());
    TOE_CHECK_EQ(top_.lost_o, lost_);
    TOE_CHECK_EQ(top_.level_o, here_);
    if (frames_.empty()) return;
    const Stored &head = frames_.front();
    TOE_CHECK_EQ(Get(top_.head_o, kStoredFrame, 32), head.mark);
    TOE_CHECK_EQ(Get(top_.head_o, kRow, 10), head.row);
    TOE_CHECK_EQ(Get(top_.head_o, kRows, 8), head.rows);
    TOE_CHECK_EQ(Get(top_.head_o, kNumber, 32), head.number);
    TOE_CHECK_EQ(Get(top_.head_o, kLost, 32), head.lost);
    TOE_CHECK_EQ(Get(top_.head_o, kArrived, 56), head.arrived);
    for (uint32_t r = 0; r < here_ && r < 2; ++r) {
      for (uint32_t b = 0; b < 64; ++b) {
        size_t place = 64 * (next_ + r) + b;
        if (place >= head.bytes.size()) break;
        TOE_CHECK_EQ(Get(top_.rows_o, static_cast<int>(512 * r + 8 * b), 8), head.bytes[place]);
      }
    }
  }

  void Advance() {
    TOE_CHECK_EQ(top_.active_o, top_.tvalid_i || top_.free_i || top_.start_i || top_.pop_i || flight_ ||
                                    (to_read_ != 0 && here_ + flight_ < 4));
    bool reads = to_read_ != 0 && here_ + flight_ < 4;
    here_ = here_ + flight_ - top_.pop_i;
    flight_ = reads;
    to_read_ -= reads;
    next_ += top_.pop_i;
    want_ -= top_.pop_i;
    if (top_.start_i) {
      to_read_ = want_;
      age_ = 1;
    }
    uint32_t freed = 0;
    bool leaves = top_.free_i;
    if (leaves) {
      freed = frames_.front().rows;
      age_ = 0;
    }
    if (top_.tvalid_i) Take();
    if (leaves) frames_.pop_front();
    used_ -= freed;
  }

  void Take() {
    if (beat_ == 0) {
      takes_ = frames_.size() < 64 && used_ + 144 <= 1024;
      full_ += frames_.size() >= 64;
      stored_ = Stored{coming_, mark_, tail_, 0, number_++, lost_, 0};
      lost_ += !takes_;
    }
    if (takes_ && beat_ % 2 == 0 && beat_ / 2 < 144) {
      ++stored_.rows;
      ++used_;
      tail_ = (tail_ + 1) % 1024;
    }
    ++beat_;
    if (32 * beat_ < coming_.size()) return;
    stored_.arrived = now_;
    if (takes_) frames_.push_back(stored_);
    coming_.clear();
  }

  Mode mode_;
  Random random_;
  Memory memory_;
  Vtoe_frame_memory &top_;
  uint64_t now_ = 0;
  std::deque<Stored> frames_;
  Bytes coming_;
  Stored stored_{};
  size_t beat_ = 0;
  bool takes_ = false;
  uint32_t mark_ = 0, tail_ = 0, used_ = 0, number_ = 0, lost_ = 0, full_ = 0;
  uint32_t next_ = 0, want_ = 0, age_ = 0, here_ = 0, flight_ = 0, to_read_ = 0; /* rows of the head */
};

void Run(const Mode &mode) {
  Rig rig(mode);
  rig.Run(4000, 200, 20);
  uint32_t few = rig.lost();
  rig.Run(12000, 3000, 60);
  TOE_CHECK(!mode.has_back_pressure || rig.lost() > few);
  TOE_CHECK(!mode.has_back_pressure || mode.has_gaps || (few > 0 && rig.full() > 0));
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_frame_memory", argc, argv, 2, toe::Run); }
