/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_tape.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_device.h"

static const toe_credits_t kCredits = {64, 1024, 64};

static void put_write(toe_device_t *device, toe_cycle_t cycle, uint32_t offset, uint8_t value) {
  static toe_tlp_t tlp;
  tlp = (toe_tlp_t){.type = TOE_TLP_MWR, .address = offset, .length_bytes = 4, .first_be = 0xF, .data = {value}};
  toe_device_put_tlp(device, TOE_STREAM_CQ, cycle, &tlp);
}

static void emit(fake_device_t *fake, toe_cycle_t cycle) {
  static toe_tlp_t tlp;
  tlp = (toe_tlp_t){.type = TOE_TLP_MRD, .address = 0x1000, .length_bytes = 64, .first_be = 0xF, .last_be = 0xF};
  fake_emit(fake, cycle, TOE_STREAM_RQ, &tlp);
}

/* One input of each kind, in three advances; the device emits at edges 12 and 30, and a frame whose last beat is at 33.
 */
static void record(toe_tape_t *tape) {
  static toe_tlp_t tlp;
  static toe_device_output_t output;
  toe_frame_sent_t frame;
  fake_device_t *fake = fake_new(kCredits);
  toe_device_t *device = toe_tape_recorder_new(tape, &fake->base);
  emit(fake, 12);
  emit(fake, 30);
  fake_emit_frame(fake, 33, 60, 0xAC);
  put_write(device, 3, 0x40, 7);
  toe_device_put_config(device, 5, &(toe_device_config_t){.has_bus_master = true, .mps_bytes = 256, .mrrs_bytes = 512});
  toe_device_advance(device, 10);
  toe_device_advance(device, 10); /* nothing new */
  toe_device_put_credits(device, 20, (toe_credits_t){1, 2, 3});
  toe_device_put_flip(device, 21, 5, 6);
  toe_device_put_frame(device, 22, &(toe_frame_t){.bytes = 3, .data = (const uint8_t[]){1, 2, 4}});
  toe_device_advance(device, 25);
  tlp = (toe_tlp_t){.type = TOE_TLP_CPLD, .tag = 9, .length_bytes = 64, .byte_count = 64};
  for (int i = 0; i < 64; ++i) tlp.data[i] = (uint8_t)(200 + i);
  toe_device_put_tlp(device, TOE_STREAM_RC, 40, &tlp);
  toe_device_advance(device, 50);
  TOE_EXPECT_EQ(toe_device_now(device), 50);
  while (toe_device_get_output(device, &output)) continue;
  TOE_EXPECT(toe_device_get_frame(device, &frame) && frame.cycle == 33 && !toe_device_get_frame(device, &frame));
  toe_device_free(device);
}

TOE_TEST(tape, hands_on_what_goes_in_and_comes_out) {
  toe_tape_t *tape = toe_tape_new();
  int freed = 0;
  static toe_device_output_t output;
  static toe_tlp_t tlp;
  fake_device_t *fake = fake_new(kCredits);
  fake->freed = &freed;
  toe_device_t *device = toe_tape_recorder_new(tape, &fake->base);
  TOE_EXPECT_STR(device->ops->name, fake->base.ops->name);
  emit(fake, 12);
  put_write(device, 3, 0x40, 7);
  TOE_EXPECT_EQ(toe_device_next_wake(device), toe_device_next_wake(&fake->base));
  TOE_ASSERT_EQ(fake->input_count, 1);
  toe_tlp_copy(&tlp, fake->inputs[0].tlp);
  TOE_EXPECT_EQ(tlp.address, 0x40);
  toe_device_advance(device, 20);
  TOE_EXPECT_EQ(toe_device_now(device), 20);
  TOE_ASSERT(toe_device_get_output(device, &output));
  TOE_EXPECT_EQ(output.cycle, 12);
  TOE_EXPECT(!toe_device_get_output(device, &output));
  toe_device_free(device);
  TOE_EXPECT_EQ(freed, 1);
  TOE_EXPECT(toe_tape_is_whole(tape));
  TOE_EXPECT_EQ(toe_tape_heard(tape)->tlps, 1);
  toe_tape_free(tape);
}

/* The device finds every input at its edge, bytes and all, and gives what it gave. */
TOE_TEST(tape, plays_every_input_at_its_edge) {
  static toe_tlp_t tlp;
  toe_tape_t *tape = toe_tape_new();
  record(tape);
  TOE_EXPECT_EQ(toe_tape_cycles(tape), 50);
  TOE_EXPECT_EQ(toe_tape_tlps(tape), 2);
  TOE_EXPECT_EQ(toe_tape_heard(tape)->tlps, 2);
  TOE_EXPECT_EQ(toe_tape_heard(tape)->frames, 1);
  TOE_EXPECT_EQ(toe_tape_heard(tape)->cycle_sum, 12 + 30 + 33);
  for (toe_cycle_t slice = 1; slice < 100; slice += 13) {
    toe_test_note("slice %u", (unsigned)slice);
    toe_tape_heard_t heard;
    fake_device_t *fake = fake_new(kCredits);
    emit(fake, 12);
    emit(fake, 30);
    fake_emit_frame(fake, 33, 60, 0xAC);
    toe_tape_play(tape, &fake->base, slice, &heard);
    TOE_EXPECT_EQ(toe_device_now(&fake->base), 50);
    TOE_EXPECT_EQ(fake->violations, 0);
    TOE_EXPECT_EQ(heard.tlps, 2);
    TOE_EXPECT_EQ(heard.frames, 1);
    TOE_EXPECT_EQ(heard.cycle_sum, 12 + 30 + 33);
    TOE_ASSERT_EQ(fake->input_count, 6);
    const fake_input_t *in = fake->inputs;
    TOE_EXPECT(in[0].kind == FAKE_TLP && in[0].stream == TOE_STREAM_CQ && in[0].cycle == 3);
    toe_tlp_copy(&tlp, in[0].tlp); /* of which only what is set exists */
    TOE_EXPECT(tlp.address == 0x40 && tlp.data[0] == 7 && tlp.data[3] == 0);
    TOE_EXPECT(in[1].kind == FAKE_CONFIG && in[1].cycle == 5);
    TOE_EXPECT(in[1].config.has_bus_master && in[1].config.mrrs_bytes == 512);
    TOE_EXPECT(in[2].kind == FAKE_CREDITS && in[2].cycle == 20 && in[2].credits.nonposted_headers == 3);
    TOE_EXPECT(in[3].kind == FAKE_FLIP && in[3].cycle == 21 && in[3].row == 5 && in[3].bit == 6);
    TOE_EXPECT(in[4].kind == FAKE_FRAME && in[4].cycle == 22 && in[4].frame_bytes == 3 &&
               in[4].frame_sum == (1 * 31 + 2) * 31 + 4);
    TOE_EXPECT(in[5].kind == FAKE_TLP && in[5].stream == TOE_STREAM_RC && in[5].cycle == 40);
    toe_tlp_copy(&tlp, in[5].tlp);
    TOE_EXPECT(tlp.tag == 9 && tlp.data[63] == (uint8_t)(200 + 63));
    toe_device_free(&fake->base);
  }
  toe_tape_free(tape);
}

/* The model, played, decides at the same edges: a BAR read is answered two edges after its beat. */
TOE_TEST(tape, plays_to_an_engine) {
  static toe_tlp_t tlp;
  static toe_device_output_t output;
  const toe_device_options_t options = {.credits = kCredits};
  toe_tape_t *tape = toe_tape_new();
  toe_device_t *device;
  TOE_ASSERT_EQ(toe_device_model_new(&options, &device), TOE_OK);
  device = toe_tape_recorder_new(tape, device);
  tlp = (toe_tlp_t){.type = TOE_TLP_MRD, .length_bytes = 4, .first_be = 0xF, .tag = 9};
  toe_device_put_tlp(device, TOE_STREAM_CQ, 7, &tlp);
  toe_device_advance(device, 100);
  TOE_ASSERT(toe_device_get_output(device, &output));
  toe_device_free(device);
  TOE_EXPECT_EQ(toe_tape_heard(tape)->cycle_sum, 7 + 2);

  toe_tape_heard_t heard;
  TOE_ASSERT_EQ(toe_device_model_new(&options, &device), TOE_OK);
  toe_tape_play(tape, device, 1000, &heard);
  TOE_EXPECT_EQ(heard.tlps, 1);
  TOE_EXPECT_EQ(heard.cycle_sum, 7 + 2);
  toe_device_free(device);
  toe_tape_free(tape);
}
