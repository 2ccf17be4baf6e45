/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_posted_bench.cpp - queues of posted requests that share one memory, against plain queues: what was posted comes
 * out in its order, with the bytes filled meanwhile; the pool counts them (docs/microarchitecture.md 5.11, 6).
 *
 * Gaps: edges between the steps.  Back-pressure: many queues are kept long, so that the pool runs out.
 */
#include <deque>

#include "Vtoe_posted.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

struct Request {
  uint64_t address;
  uint32_t bytes, filled, no_push, id, place;
};

class Rig {
 public:
  explicit Rig(const Mode &mode) : mode_(mode), random_(mode.seed), posted_(mode.seed), top_(posted_.top()) {
    top_.read_i = top_.look_i = top_.push_i = top_.pop_i = top_.fill_i = 0;
    limit_ = mode.has_back_pressure ? 4096 : 40;
    top_.limit_i = static_cast<uint16_t>(limit_);
    posted_.Reset();
  }

  void Push(std::deque<Request> *queue) {
    Gap();
    top_.look_i = 1;
    posted_.Edge();
    top_.look_i = 0;
    Gap();
    posted_.Settle();
    TOE_CHECK_EQ(top_.used_o, used_);
    TOE_CHECK_EQ(top_.has_free_o, used_ < limit_);
    if (used_ >= limit_) {
      ++full_;
      return;
    }
    Request request = {random_.Next(),   static_cast<uint32_t>(random_.Next()), static_cast<uint32_t>(random_.Next()),
                       random_.Below(2), static_cast<uint32_t>(random_.Next()), top_.place_o};
    Set(top_.pushed_i, kRequestAddress, 64, request.address);
    Set(top_.pushed_i, kRequestBytes, 32, request.bytes);
    Set(top_.pushed_i, kRequestFilled, 32, request.filled);
    Set(top_.pushed_i, kRequestNoPush, 1, request.no_push);
    Set(top_.pushed_i, kRequestId, 32, request.id);
    top_.links_i = !queue->empty();
    top_.last_i =
        queue->empty() ? static_cast<uint16_t>(random_.Below(4096)) : static_cast<uint16_t>(queue->back().place);
    top_.push_i = 1;
    posted_.Settle();
    TOE_CHECK_EQ(top_.after_o, used_ + 1);
    posted_.Edge();
    top_.push_i = 0;
    queue->push_back(request);
    ++used_;
  }

  /* The first is read, filled up a little, read again, and leaves. */
  void Pop(std::deque<Request> *queue) {
    if (queue->empty()) return;
    Gap();
    Check(*queue);
    if (random_.OneIn(2)) {
      queue->front().filled = static_cast<uint32_t>(random_.Next());
      top_.fill_i = 1;
      top_.fill_place_i = static_cast<uint16_t>(queue->front().place);
      top_.filled_i = queue->front().filled;
      posted_.Edge();
      top_.fill_i = 0;
      Check(*queue);
    }
    top_.pop_i = 1;
    top_.pop_place_i = static_cast<uint16_t>(queue->front().place);
    posted_.Settle();
    TOE_CHECK_EQ(top_.after_o, used_ - 1);
    posted_.Edge();
    top_.pop_i = 0;
    queue->pop_front();
    --used_;
    ++gone_;
  }

  void Step() {
    std::deque<Request> *queue = &queues_[random_.Below(40)];
    if (random_.OneIn(mode_.has_back_pressure ? 3 : 2)) {
      Pop(queue);
    } else {
      Push(queue);
    }
  }
  void Done() const { TOE_CHECK(gone_ > 500 && full_ > 0); }

 private:
  void Check(const std::deque<Request> &queue) {
    const Request &first = queue.front();
    top_.read_i = 1;
    top_.read_place_i = static_cast<uint16_t>(first.place);
    posted_.Edge();
    top_.read_i = 0;
    Gap();
    posted_.Settle();
    TOE_CHECK_EQ(Get(top_.request_o, kRequestAddress, 64), first.address);
    TOE_CHECK_EQ(Get(top_.request_o, kRequestBytes, 32), first.bytes);
    TOE_CHECK_EQ(Get(top_.request_o, kRequestFilled, 32), first.filled);
    TOE_CHECK_EQ(Get(top_.request_o, kRequestNoPush, 1), first.no_push);
    TOE_CHECK_EQ(Get(top_.request_o, kRequestId, 32), first.id);
    if (queue.size() > 1) TOE_CHECK_EQ(top_.behind_o, queue[1].place);
  }
  void Gap() {
    if (!mode_.has_gaps) return;
    for (uint32_t i = random_.Below(3); i > 0; --i) posted_.Edge();
  }

  Mode mode_;
  Random random_;
  Leaf<Vtoe_posted> posted_;
  Vtoe_posted &top_;
  std::deque<Request> queues_[40];
  uint32_t limit_, used_ = 0, gone_ = 0, full_ = 0;
};

void Run(const Mode &mode) {
  Rig rig(mode);
  for (int i = 0; i < 16000; ++i) rig.Step();
  rig.Done();
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_posted", argc, argv, 1, toe::Run); }
