/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_link_bench.h - a link between a device that only records and a memory that logs, for tests of the bridge.
 *
 * The arithmetic of those tests is by hand.  Unless a test says otherwise: 250 MHz (an edge every 4000000 fs), gen3 x8
 * (a byte 138217 fs), hop 150000000 fs, fc_update 100000000 fs, reads fixed:547.
 *
 *   ser(20) = 2764340    ser(24) = 3317208    ser(28) = 3870076    ser(56) = 7740152
 *   ser(84) = 11610228   ser(212) = 29302004  ser(276) = 38147892  ser(280) = 38700760
 *   RC = 547000000 - 2 * 150000000 - ser(24) - ser(84) = 232072564
 */
#ifndef TOE_LINK_BENCH_H_
#define TOE_LINK_BENCH_H_

#include "bridge/toe_link.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_device.h"
#include "testbench/unit/toe_fake_memory.h"

typedef struct bench {
  toe_link_options_t options;
  toe_link_config_t config;
  fake_device_t *fake;
  toe_link_t *link;
  fake_memory_t memory;
} bench_t;

static bench_t bench; /* large */

static inline void prepare(void) {
  memset(&bench, 0, sizeof bench);
  bench.options = (toe_link_options_t){
      .clock = {250},
      .byte_fs = 138217,
      .hop_fs = 150000000,
      .fc_update_fs = 100000000,
      .mmio_write_fs = 200000000,
      .mmio_read_fs = 900000000,
      .rcb_bytes = 64,
      .credits = {64, 1024, 64},
      .profile = {2, {{0, 547}, {1000, 547}}},
      .seed = 1,
  };
  bench.config = (toe_link_config_t){{.has_bus_master = true, .mps_bytes = 256, .mrrs_bytes = 512}, .has_memory = true};
  fake_memory_reset(&bench.memory);
}

static inline void start(void) {
  bench.fake = fake_new(bench.options.credits);
  const toe_nic_memory_t memory = fake_memory_face(&bench.memory);
  TOE_EXPECT_EQ(toe_link_new(&bench.options, &bench.config, &memory, &bench.fake->base, &bench.link), TOE_OK);
}

static inline void stop(void) {
  TOE_EXPECT_EQ(toe_link_failure(bench.link), TOE_OK);
  TOE_EXPECT_EQ(bench.fake->violations, 0);
  TOE_EXPECT_EQ(bench.memory.violations, 0);
  toe_link_free(bench.link);
  toe_device_free(&bench.fake->base);
}

static inline void leave(toe_cycle_t cycle, toe_stream_t stream, const toe_tlp_t *tlp) {
  static toe_device_output_t output;
  output.cycle = cycle;
  output.stream = stream;
  toe_tlp_copy(&output.tlp, tlp);
  toe_link_put_output(bench.link, &output);
}

static inline void run_all(void) {
  toe_link_run(bench.link, TOE_FS_NEVER);
  toe_link_flush(bench.link, TOE_CYCLE_NEVER);
}

static inline const toe_tlp_t *completion(size_t index, toe_cycle_t cycle) {
  static const toe_tlp_t kNone;
  const fake_input_t *input = fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, index);
  TOE_EXPECT(input != NULL);
  if (input == NULL) return &kNone;
  TOE_EXPECT_EQ(input->cycle, cycle);
  return input->tlp;
}

#endif /* TOE_LINK_BENCH_H_ */
