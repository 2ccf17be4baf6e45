/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_cmd_slots_bench.cpp - what is written by beats is read by every reader, slot by slot.
 */
#include "Vtoe_cmd_slots.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"

namespace toe {
namespace {

void Run(const Mode &mode) {
  Leaf<Vtoe_cmd_slots> slots(mode.seed);
  Random random(mode.seed);
  Vtoe_cmd_slots &top = slots.top();
  uint32_t first[16][8]{}, second[16][8]{}, behind[16]{};
  for (uint32_t step = 0; step < 3000; ++step) {
    bool fills = step < 32;
    uint32_t slot = fills ? step / 2 : random.Below(16);
    top.fetch_valid_i = fills || random.OneIn(2);
    top.fetch_slot_i = static_cast<uint8_t>(slot);
    top.fetch_behind_i = static_cast<uint16_t>(random.Next());
    top.beat_valid_i = fills || !(mode.has_gaps && random.OneIn(2));
    top.beat_slot_i = static_cast<uint8_t>(slot);
    top.beat_is_second_i = fills ? step % 2 : random.Below(2);
    for (int w = 0; w < 8; ++w) top.beat_data_i[w] = static_cast<uint32_t>(random.Next());
    /* Bytes 36..63: all 0, or one bit set. */
    if (random.OneIn(2)) {
      for (int w = 1; w < 8; ++w) top.beat_data_i[w] = 0;
      if (random.OneIn(2)) top.beat_data_i[1 + random.Below(7)] = 1u << random.Below(32);
    }
    uint32_t a = random.Below(16), b = random.Below(16), c = random.Below(16);
    top.obj_slot_i = static_cast<uint8_t>(a);
    top.commit_slot_i = static_cast<uint8_t>(b);
    top.wb_slot_i = static_cast<uint8_t>(c);
    slots.Settle();
    if (!fills) {
      for (int w = 0; w < 8; ++w) TOE_CHECK_EQ(top.obj_first_o[w], first[a][w]);
      /* COMMAND: REQUEST_ID at byte 4, RESULT_ADDR at 16, SETTING at 28, VALUE at 32, RETURN_ADDR at 40, EVENT_HANDLE
       * at 48. */
      TOE_CHECK_EQ(top.obj_value_o, second[a][0]);
      TOE_CHECK_EQ(top.obj_gap_clear_o, second[a][1] == 0);
      TOE_CHECK_EQ(top.obj_mac_clear_o, second[a][1] % 65536 == 0);
      TOE_CHECK_EQ(top.obj_mode_clear_o, second[a][1] < 2);
      TOE_CHECK_EQ(top.obj_return_addr_o, uint64_t{second[a][3]} << 32 | second[a][2]);
      TOE_CHECK_EQ(top.obj_event_handle_o, second[a][4]);
      TOE_CHECK_EQ(top.obj_tail_clear_o, second[a][5] == 0 && second[a][6] == 0 && second[a][7] == 0);
      TOE_CHECK_EQ(top.commit_request_id_o, first[b][1]);
      TOE_CHECK_EQ(top.commit_setting_o, first[b][7]);
      TOE_CHECK_EQ(top.commit_value_o, second[b][0]);
      TOE_CHECK_EQ(top.commit_value_high_o, second[b][1] >> 16);
      TOE_CHECK_EQ(top.commit_event_handle_o, second[b][4]);
      /* RECEIVE: OBJECT_ADDR at byte 8, SETTING its bytes, VALUE those filled, bit 0 of byte 36 the mode. */
      TOE_CHECK_EQ(Get(top.commit_request_o, kRequestAddress, 64), uint64_t{first[b][3]} << 32 | first[b][2]);
      TOE_CHECK_EQ(Get(top.commit_request_o, kRequestBytes, 32), first[b][7]);
      TOE_CHECK_EQ(Get(top.commit_request_o, kRequestFilled, 32), second[b][0]);
      TOE_CHECK_EQ(Get(top.commit_request_o, kRequestNoPush, 1), second[b][1] & 1);
      TOE_CHECK_EQ(Get(top.commit_request_o, kRequestId, 32), first[b][1]);
      TOE_CHECK_EQ(top.wb_request_id_o, first[c][1]);
      TOE_CHECK_EQ(top.wb_result_addr_o, uint64_t{first[c][5]} << 32 | first[c][4]);
      TOE_CHECK_EQ(top.wb_return_addr_o, uint64_t{second[c][3]} << 32 | second[c][2]);
      TOE_CHECK_EQ(top.wb_behind_o, behind[c]);
    }
    if (top.fetch_valid_i) behind[slot] = top.fetch_behind_i;
    if (top.beat_valid_i) {
      for (int w = 0; w < 8; ++w) (top.beat_is_second_i ? second : first)[slot][w] = top.beat_data_i[w];
    }
    slots.Edge();
  }
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_cmd_slots", argc, argv, 1, toe::Run); }
