/* SPDX-License-Identifier: Apache-2.0
 *
 * The model behind the seam of bridge/toe_device.h: what the translation must carry.
 */
#include <string.h>

#include "bridge/toe_device.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_engine_objects.h"

static const toe_device_options_t kOptions = {.credits = {0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu}, .has_jumps = true};

static void write_bar(toe_device_t *device, toe_cycle_t cycle, uint32_t offset, uint32_t value) {
  static toe_tlp_t tlp;
  tlp = (toe_tlp_t){.type = TOE_TLP_MWR, .address = offset, .length_bytes = 4, .first_be = 0xF};
  for (int i = 0; i < 4; ++i) tlp.data[i] = (uint8_t)(value >> (8 * i));
  toe_device_put_tlp(device, TOE_STREAM_CQ, cycle, &tlp);
}

TOE_TEST(device_model, answers_a_bar_read_as_a_tlp) {
  static toe_tlp_t tlp;
  static toe_device_output_t output;
  toe_device_t *device;
  TOE_ASSERT_EQ(toe_device_model_new(&kOptions, &device), TOE_OK);
  TOE_EXPECT_STR(device->ops->name, "model");
  tlp = (toe_tlp_t){.type = TOE_TLP_MRD, .length_bytes = 4, .first_be = 0xF, .tag = 9, .requester_id = 0x0100};
  toe_device_put_tlp(device, TOE_STREAM_CQ, 7, &tlp);
  TOE_EXPECT_EQ(toe_device_next_wake(device), 7);
  toe_device_advance(device, 9);
  TOE_EXPECT(!toe_device_get_output(device, &output));
  TOE_EXPECT_EQ(toe_device_next_wake(device), 9);
  toe_device_advance(device, 5); /* below now: nothing */
  TOE_EXPECT_EQ(toe_device_now(device), 9);
  toe_device_advance(device, 10);
  TOE_ASSERT(toe_device_get_output(device, &output));
  TOE_EXPECT_EQ(output.stream, TOE_STREAM_CC);
  TOE_EXPECT_EQ(output.cycle, 9);
  TOE_EXPECT_EQ(output.tlp.type, TOE_TLP_CPLD);
  TOE_EXPECT_EQ(output.tlp.status, TOE_TLP_SC);
  TOE_EXPECT_EQ(output.tlp.tag, 9);
  TOE_EXPECT_EQ(output.tlp.requester_id, 0x0100);
  TOE_EXPECT_EQ(output.tlp.byte_count, 4);
  static const uint8_t kId[4] = {0x04, 0x00, 0xE5, 0x70};
  TOE_EXPECT_MEM(output.tlp.data, kId, 4);
  toe_device_free(device);
}

/* A command read ended by UR (or by poisoned data): the completion entry is a 32-byte write at RQ. */
static void expect_failed_read(bool is_poisoned) {
  static toe_tlp_t tlp;
  static toe_device_output_t output;
  toe_device_config_t config = {.has_bus_master = true, .mps_bytes = 256, .mrrs_bytes = 512};
  toe_device_stats_t stats;
  toe_device_t *device;
  toe_retire_t retire;
  toe_device_options_t options = kOptions;
  options.credits = (toe_credits_t){1, 1, 1}; /* a completion entry needs two units of data */
  TOE_ASSERT_EQ(toe_device_model_new(&options, &device), TOE_OK);
  toe_device_put_config(device, 0, &config);
  write_bar(device, 1, 0x100, 0x1000);
  write_bar(device, 2, 0x108, 4);
  write_bar(device, 3, 0x120, 0x2000);
  write_bar(device, 4, 0x128, 4);
  write_bar(device, 5, 0x004, 1);
  write_bar(device, 4999, 0x10C, 1);
  toe_device_advance(device, 5100);
  TOE_ASSERT(toe_device_get_output(device, &output));
  TOE_EXPECT_EQ(output.stream, TOE_STREAM_RQ);
  TOE_EXPECT_EQ(output.cycle, 5001);
  TOE_EXPECT_EQ(output.tlp.type, TOE_TLP_MRD);
  TOE_EXPECT_EQ(output.tlp.address, 0x1000);
  TOE_EXPECT_EQ(output.tlp.length_bytes, 64);
  TOE_EXPECT_EQ(output.tlp.first_be, 0xF);
  TOE_EXPECT_EQ(output.tlp.last_be, 0xF);
  tlp = (toe_tlp_t){.type = TOE_TLP_CPL, .status = TOE_TLP_UR, .tag = output.tlp.tag, .byte_count = 64};
  if (is_poisoned) {
    tlp.type = TOE_TLP_CPLD;
    tlp.status = TOE_TLP_SC;
    tlp.is_poisoned = true;
    tlp.length_bytes = 64;
  }
  toe_device_put_tlp(device, TOE_STREAM_RC, 5101, &tlp);
  toe_device_advance(device, 5200);
  TOE_EXPECT(!toe_device_get_output(device, &output));
  toe_device_put_credits(device, 5200, (toe_credits_t){0, 1, 0});
  toe_device_advance(device, 5300);
  TOE_ASSERT(toe_device_get_output(device, &output));
  TOE_EXPECT_EQ(output.cycle, 5201);
  TOE_EXPECT_EQ(output.tlp.type, TOE_TLP_MWR);
  TOE_EXPECT_EQ(output.tlp.address, 0x2000);
  TOE_EXPECT_EQ(output.tlp.length_bytes, 32);
  TOE_EXPECT_EQ(output.tlp.data[1], 6);
  TOE_ASSERT(toe_device_get_retire(device, &retire));
  TOE_EXPECT_EQ(retire.kind, TOE_RETIRE_DOORBELL);
  TOE_EXPECT_EQ(retire.cycle, 4999);
  toe_device_get_stats(device, &stats);
  TOE_EXPECT_EQ(stats.cycles, 5300);
  TOE_EXPECT(stats.busy_cycles > 4096 && stats.busy_cycles < 4200);
  toe_device_free(device);
}

TOE_TEST(device_model, carries_reads_completions_and_config) {
  expect_failed_read(false);
  expect_failed_read(true);
}

/* A neighbor, then a linker to it with bit 5 of its row turned before (when the device has been idle for long): the
 * seam carries the flip in and the counters out. */
TOE_TEST(device_model, carries_flips_and_counters) {
  static toe_tlp_t tlp;
  uint8_t objects[2][TOE_OBJECT_BYTES];
  toe_device_config_t config = {.has_bus_master = true, .mps_bytes = 256, .mrrs_bytes = 512};
  toe_device_stats_t stats;
  toe_device_t *device;
  TOE_ASSERT_EQ(toe_device_model_new(&kOptions, &device), TOE_OK);
  toe_device_put_config(device, 0, &config);
  write_bar(device, 1, 0x100, 0x1000);
  write_bar(device, 2, 0x108, 4);
  write_bar(device, 3, 0x120, 0x2000);
  write_bar(device, 4, 0x128, 4);
  write_bar(device, 5, 0x004, 1);
  write_bar(device, 4999, 0x10C, 1);
  rig_object(objects[0], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 1);
  rig_object(objects[1], TOE_LAYER_NEIGHBOR, TOE_KIND_LINKER, 0x10000000, 1);
  tlp = (toe_tlp_t){.type = TOE_TLP_CPLD, .tag = 0, .length_bytes = 64, .byte_count = 64};
  rig_command(tlp.data, 1, 1);
  toe_device_put_tlp(device, TOE_STREAM_RC, 5100, &tlp);
  tlp = (toe_tlp_t){.type = TOE_TLP_CPLD, .tag = 32, .length_bytes = 256, .byte_count = 256};
  memcpy(tlp.data, objects[0], 256);
  toe_device_put_tlp(device, TOE_STREAM_RC, 5200, &tlp);
  write_bar(device, 5999, 0x10C, 2);
  tlp = (toe_tlp_t){.type = TOE_TLP_CPLD, .tag = 1, .length_bytes = 64, .byte_count = 64};
  rig_command(tlp.data, 2, 1);
  toe_device_put_tlp(device, TOE_STREAM_RC, 6100, &tlp);
  tlp = (toe_tlp_t){.type = TOE_TLP_CPLD, .tag = 33, .length_bytes = 256, .byte_count = 256};
  memcpy(tlp.data, objects[1], 256);
  toe_device_put_tlp(device, TOE_STREAM_RC, 6200, &tlp);
  toe_device_put_flip(device, 5500, TOE_STAGE_NEIGHBOR_ROW_BASE, 5);
  toe_device_advance(device, 5400);
  TOE_EXPECT_EQ(toe_device_next_wake(device), 5500); /* something changes then */
  toe_device_advance(device, 7000);
  toe_device_get_stats(device, &stats);
  TOE_EXPECT_EQ(stats.ecc_corrected, 1);
  TOE_EXPECT_EQ(stats.ecc_uncorrectable, 0);
  TOE_EXPECT_EQ(stats.sram_reads, 1);
  TOE_EXPECT_EQ(stats.sram_writes, 3);
  TOE_EXPECT_EQ(stats.sram_accesses[0], 3); /* row 0 written, read, written back */
  TOE_EXPECT_EQ(stats.sram_accesses[1], 1);
  TOE_EXPECT_EQ(stats.buffer_writes, 0);
  TOE_EXPECT_EQ(stats.buffer_bytes_used, 0);
  toe_device_free(device);
}

TOE_TEST(device_model_bad, has_no_waves) {
  toe_device_options_t options = kOptions;
  toe_device_t *device = NULL;
  options.wave_path = "x.fst";
  TOE_EXPECT_EQ(toe_device_model_new(&options, &device), TOE_E_UNSUPPORTED);
  TOE_EXPECT(device == NULL);
}

/* A frame of 2 beats at edge 5 is judged at 8 and dropped: there is no such station; nothing goes out. */
TOE_TEST(device_model, takes_frames) {
  static const uint8_t kFrame[60] = {2, 0, 0, 0, 0, 9};
  toe_frame_t frame = {.bytes = sizeof kFrame, .data = kFrame};
  toe_frame_sent_t sent;
  toe_device_t *device;
  toe_retire_t retire;
  TOE_ASSERT_EQ(toe_device_model_new(&kOptions, &device), TOE_OK);
  toe_device_put_frame(device, 5, &frame);
  TOE_EXPECT_EQ(toe_device_next_wake(device), 5);
  toe_device_advance(device, 20);
  TOE_ASSERT(toe_device_get_retire(device, &retire));
  TOE_EXPECT_EQ(retire.kind, TOE_RETIRE_FRAME);
  TOE_EXPECT_EQ(retire.cycle, 8);
  TOE_EXPECT_EQ(retire.u.frame.reason, TOE_FRAME_FILTERED);
  TOE_ASSERT(toe_device_get_retire(device, &retire));
  TOE_EXPECT_EQ(retire.kind, TOE_RETIRE_JOB);
  TOE_EXPECT_EQ(retire.cycle, 9);
  TOE_EXPECT(!toe_device_get_frame(device, &sent));
  toe_device_free(device);
}
