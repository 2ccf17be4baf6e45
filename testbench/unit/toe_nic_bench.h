/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_nic_bench.h - a NIC around a device written by the test, for tests of the bridge.
 *
 * By hand, at the defaults: 250 MHz, a byte 138217 fs, hop 150 ns, fc_update 100 ns, mmio 200 and 900 ns.
 */
#ifndef TOE_NIC_BENCH_H_
#define TOE_NIC_BENCH_H_

#include "bridge/toe_config_space.h"
#include "bridge/toe_nic.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_device.h"
#include "testbench/unit/toe_fake_memory.h"

#define NS UINT64_C(1000000)
#define US UINT64_C(1000000000)

static fake_memory_t memory;
static toe_tlp_t tlp;

static inline toe_nic_options_t defaults(void) {
  toe_nic_options_t options;
  toe_nic_options_default(&options);
  options.read_latency = "fixed:547";
  return options;
}

static inline toe_nic_t *start(const toe_nic_options_t *options, fake_device_t **fake_out) {
  fake_memory_reset(&memory);
  *fake_out = fake_new(toe_nic_credits(options));
  const toe_nic_memory_t face = fake_memory_face(&memory);
  toe_error_t error = {""};
  toe_nic_t *nic = NULL;
  toe_test_note("%s", error.text);
  TOE_EXPECT_EQ(toe_nic_new(options, &(*fake_out)->base, &face, &nic, &error), TOE_OK);
  return nic;
}

/* What a driver sets before anything else: MPS 256, MRRS 512, memory, bus master. */
static inline void enable(toe_nic_t *nic, toe_fs_t now_fs) {
  toe_nic_config_write(nic, now_fs, TOE_CONFIG_PCIE_OFFSET + 8, 1 << 5 | 2 << 12);
  toe_nic_config_write(nic, now_fs, TOE_CONFIG_COMMAND, 0x6);
}

static inline void stop(toe_nic_t *nic, fake_device_t *fake) {
  toe_nic_stats_t stats;
  toe_nic_get_stats(nic, &stats);
  TOE_EXPECT_EQ(stats.protocol_errors, 0);
  TOE_EXPECT_EQ(toe_nic_failure(nic), TOE_OK);
  TOE_EXPECT_EQ(fake->violations, 0);
  TOE_EXPECT_EQ(memory.violations, 0);
  toe_nic_free(nic);
}

static inline uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

#endif /* TOE_NIC_BENCH_H_ */
