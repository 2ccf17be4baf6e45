/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_cc_bench.cpp - the edge of every answer: not before c+2, not before the answer in front + 1, not before the edge
 * after the one at which the last write pushed up to c left.
 *
 * Gaps: reads pause.  Back-pressure: writes leave late.
 */
#include <deque>

#include "Vtoe_cc.h"
#include "testbench/leaf/toe_leaf.h"

namespace toe {
namespace {

struct Answer {
  uint64_t taken_at; /* edge c of the read */
  uint64_t writes;   /* pushed at or before c */
  bool ok;
  uint32_t value, requester, tag, lower, dws; /* dws: asked for; 0 is 1024 */
};

void Run(const Mode &mode) {
  Leaf<Vtoe_cc> cc(mode.seed);
  Random random(mode.seed);
  cc->read_valid_i = 0;
  cc->pushed_i = cc->sent_i = 0;
  cc.Reset();
  std::deque<Answer> answers;
  std::deque<uint64_t> left_at; /* edge at which write i left */
  uint64_t pushed = 0, sent = 0, last_answer = 0, given = 0;
  Answer next{};
  bool has_next = false; /* a read taken at the edge before */
  for (uint64_t edge = 1; edge < 8000; ++edge) {
    cc->pushed_i = pushed % 64; /* visible: pushed and sent at edges before this one */
    cc->sent_i = sent % 64;
    cc->read_valid_i = has_next;
    if (has_next) {
      next.writes = pushed;
      cc->read_ok_i = next.ok;
      cc->read_value_i = next.value;
      cc->read_requester_i = static_cast<uint16_t>(next.requester);
      cc->read_tag_i = static_cast<uint8_t>(next.tag);
      cc->read_lower_i = static_cast<uint8_t>(next.lower);
      cc->read_dws_i = static_cast<uint16_t>(next.dws);
      answers.push_back(next);
    }
    cc.Settle();
    bool due = false;
    if (!answers.empty()) {
      const Answer &head = answers.front();
      uint64_t at = head.taken_at + 2;
      if (given > 0 && last_answer + 1 > at) at = last_answer + 1;
      bool drained = head.writes <= sent;
      if (drained && head.writes > 0 && left_at[head.writes - 1] + 1 > at) at = left_at[head.writes - 1] + 1;
      due = drained && edge >= at;
    }
    TOE_CHECK_EQ(cc->cc_valid_o, due);
    if (due) {
      const Answer &head = answers.front();
      TOE_CHECK_EQ(cc->cc_header_o[3], head.ok ? 0x4A000001u : 0x0A000000u);
      TOE_CHECK_EQ(cc->cc_header_o[2], (head.ok ? 0u : 1u << 13) | 4 * head.dws);
      TOE_CHECK_EQ(cc->cc_header_o[1], head.requester << 16 | head.tag << 8 | head.lower);
      TOE_CHECK_EQ(cc->cc_header_o[0], 0);
      TOE_CHECK_EQ(cc->cc_data_o[0], head.value);
      answers.pop_front();
      last_answer = edge;
      ++given;
    }
    cc.Edge();
    /* What happened at this edge: a read at CQ, a push, a send. */
    has_next = answers.size() < 7 && !(mode.has_gaps && random.OneIn(2));
    next = {edge,
            0,
            !random.OneIn(4),
            static_cast<uint32_t>(random.Next()),
            random.Below(65536),
            random.Below(256),
            random.Below(32) * 4,
            random.Below(1024)};
    bool sends = sent < pushed && !(mode.has_back_pressure && !random.OneIn(4));
    bool pushes = pushed - sent < 16 && random.OneIn(2);
    if (sends) {
      left_at.push_back(edge);
      ++sent;
    }
    pushed += pushes;
  }
  TOE_CHECK(given > 300);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_cc", argc, argv, 3, toe::Run); }
