/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_retire_bench.cpp - a lane speaks only for its own kind of write, and says what stands in the bytes.
 */
#include "Vtoe_retire.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  VerilatedContext context;
  Vtoe_retire retire(&context);
  Random random(mode.seed);
  for (int step = 0; step < 2000; ++step) {
    for (int w = 0; w < 8; ++w) retire.rq_data_i[w] = static_cast<uint32_t>(random.Next());
    retire.rq_kind_i = static_cast<uint8_t>(random.Below(7));
    retire.rq_request_id_i = static_cast<uint32_t>(random.Next());
    retire.rq_index_i = random.Below(1 << 20);
    retire.rq_offset_i = static_cast<uint8_t>(random.Next());
    retire.rq_address_i = random.Next();
    retire.rq_bytes_i = static_cast<uint8_t>(random.Below(33));
    retire.rq_is_write_i = !(mode.has_gaps && random.OneIn(2));
    retire.eval();
    ++g_step;
    const auto &data = retire.rq_data_i;
    TOE_CHECK_EQ(retire.written_valid_o, retire.rq_is_write_i && retire.rq_kind_i == kResult);
    TOE_CHECK_EQ(retire.completed_valid_o, retire.rq_is_write_i && retire.rq_kind_i == kCompletion);
    TOE_CHECK_EQ(retire.event_valid_o, retire.rq_is_write_i && retire.rq_kind_i == kEvent);
    TOE_CHECK_EQ(retire.returned_valid_o, retire.rq_is_write_i && retire.rq_kind_i == kReturn);
    TOE_CHECK_EQ(retire.placed_valid_o, retire.rq_is_write_i && retire.rq_kind_i == kPlaced);
    TOE_CHECK_EQ(retire.received_valid_o, retire.rq_is_write_i && retire.rq_kind_i == kReceived);
    /* PLACED: what came with the bytes. */
    TOE_CHECK_EQ(Get(retire.placed_o, 0, 6), retire.rq_bytes_i);
    TOE_CHECK_EQ(Get(retire.placed_o, 6, 64), retire.rq_address_i);
    /* RECEIVED by byte; last member commit. */
    TOE_CHECK_EQ(Get(retire.received_o, 0, 48), Get(data, 8 * 24, 48));
    TOE_CHECK_EQ(Get(retire.received_o, 48, 32), Get(data, 8 * 20, 32));
    TOE_CHECK_EQ(Get(retire.received_o, 80, 8), Get(data, 8 * 16, 8));
    TOE_CHECK_EQ(Get(retire.received_o, 88, 32), Get(data, 8 * 12, 32));
    TOE_CHECK_EQ(Get(retire.received_o, 120, 32), Get(data, 8 * 8, 32));
    TOE_CHECK_EQ(Get(retire.received_o, 152, 32), Get(data, 8 * 4, 32));
    TOE_CHECK_EQ(Get(retire.received_o, 184, 1), Get(data, 8 * 2, 1));
    TOE_CHECK_EQ(Get(retire.received_o, 185, 8), Get(data, 8 * 1, 8));
    /* EVENT by byte; last member commit. */
    TOE_CHECK_EQ(Get(retire.event_o, 0, 48), Get(data, 8 * 24, 48));
    TOE_CHECK_EQ(Get(retire.event_o, 48, 32), Get(data, 8 * 16, 32));
    TOE_CHECK_EQ(Get(retire.event_o, 80, 64), Get(data, 8 * 8, 64));
    TOE_CHECK_EQ(Get(retire.event_o, 144, 32), Get(data, 8 * 4, 32));
    TOE_CHECK_EQ(Get(retire.event_o, 176, 1), Get(data, 8 * 2, 1));
    TOE_CHECK_EQ(Get(retire.event_o, 177, 8), Get(data, 8 * 1, 8));
    /* RETURNED: what came with the bytes; last member offset. */
    TOE_CHECK_EQ(retire.returned_o & 0xFF, retire.rq_offset_i);
    TOE_CHECK_EQ(retire.returned_o >> 8 & 0xFFFFF, retire.rq_index_i);
    TOE_CHECK_EQ(retire.returned_o >> 28, retire.rq_request_id_i);
    /* RESULT by byte; the lane's last member (decided_cycle) is at bit 0. */
    TOE_CHECK_EQ(Get(retire.written_o, 0, 56), Get(data, 8 * 16, 56));
    TOE_CHECK_EQ(Get(retire.written_o, 56, 48), Get(data, 8 * 24, 48));
    TOE_CHECK_EQ(Get(retire.written_o, 104, 8), Get(data, 8 * 15, 8));
    TOE_CHECK_EQ(Get(retire.written_o, 112, 32), Get(data, 8 * 4, 32));
    TOE_CHECK_EQ(Get(retire.written_o, 144, 32), Get(data, 0, 32));
    TOE_CHECK_EQ(Get(retire.written_o, 176, 20), Get(data, 8 * 12, 20));
    TOE_CHECK_EQ(Get(retire.written_o, 196, 32), Get(data, 8 * 8, 32));
    /* COMPLETION; last member commit. */
    TOE_CHECK_EQ(Get(retire.completed_o, 0, 48), Get(data, 8 * 24, 48));
    TOE_CHECK_EQ(Get(retire.completed_o, 48, 32), Get(data, 8 * 20, 32));
    TOE_CHECK_EQ(Get(retire.completed_o, 80, 32), Get(data, 8 * 16, 32));
    TOE_CHECK_EQ(Get(retire.completed_o, 112, 32), Get(data, 8 * 12, 32));
    TOE_CHECK_EQ(Get(retire.completed_o, 144, 32), Get(data, 8 * 8, 32));
    TOE_CHECK_EQ(Get(retire.completed_o, 176, 1), Get(data, 8 * 2, 1));
    TOE_CHECK_EQ(Get(retire.completed_o, 177, 8), Get(data, 8 * 1, 8));
    TOE_CHECK_EQ(Get(retire.completed_o, 185, 32), Get(data, 8 * 4, 32));
  }
  retire.final();
  SaveCoverage(&context);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_retire", argc, argv, 1, toe::Run); }
