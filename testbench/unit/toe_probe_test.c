/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_probe_test.c - finding and checking the function, and what the driver writes to bring it up.
 */
#include "sim/miniport/toe_probe.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"

static const toe_miniport_options_t usual = {
    .limit[TOE_POOL_NEIGHBOR] = 8,
    .limit[TOE_POOL_PATH] = 16,
    .limit[TOE_POOL_TCP] = 32,
    .limit[TOE_POOL_HOST_MEMORY] = 0xFFFFFFFF,
    .limit[TOE_POOL_SRC_MAC] = 1,
    .limit[TOE_POOL_SRC_IP] = 2,
    .limit[TOE_POOL_VLAN] = 3,
    .limit[TOE_POOL_RCV_BUFFER] = 4,
    .limit[TOE_POOL_XMIT_BUFFER] = 5,
    .limit[TOE_POOL_BUFFERED_COPY] = 640,
    .limit[TOE_POOL_POSTED] = 6,
    .limit[TOE_POOL_HOST_BUFFER] = 3,
    .limit[TOE_POOL_RCV_DATA] = 12800,
    .host_buffer_bytes = 2048,
    .clock_mhz = 250,
    .push_us = 500000,
    .limit[TOE_POOL_LOOKUP] = 0xFFFFFFFF, /* not looked at */
    .mtu_max_bytes = 1500,
    .rcv_window_max_bytes = 65536,
    .rcv_page_log2 = 12,
    .vlan_ids[0] = 0x80000002,
    .vlan_ids[127] = 0x40000000,
    .admit_states = 0x210,
    .admit_local_ports = {1024, 49151},
    .admit_remote_ports = {65535, 0},
    .admit_min_window_bytes = 777,
    .admit_duplicates = 1,
    .walk_policy = 1,
    .tags = 48,
    .sram_banks = 4,
    .command_overhead_cycles = 200,
    .cmd_entries = 8,
    .cpl_entries = 4,
    .mps_bytes = 512,
    .mrrs_bytes = 1024,
    .has_faults = true,
};

static void no_complete(void *self, void *root, const toe_miniport_completion_t *completion) {
  (void)self, (void)root, (void)completion;
}

static toe_miniport_result_t bring_up(fake_nic_t *nic, const toe_miniport_options_t *options, toe_miniport_t **out,
                                      char *text, size_t bytes) {
  toe_os_t os = fake_os(nic);
  toe_miniport_upcalls_t upcalls = {.initiate_offload_complete = no_complete};
  return toe_miniport_new(&os, options, &upcalls, out, text, bytes);
}

/* docs/microarchitecture.md 3, config space: memory and bus master, MPS cut to what is supported, MRRS, MSI-X. */
TOE_TEST(probe, config_space_is_set_up) {
  fake_nic_t *nic = fake_new();
  toe_miniport_t *miniport = NULL;
  char text[200] = "";
  TOE_ASSERT_EQ(bring_up(nic, &usual, &miniport, text, sizeof text), TOE_MINIPORT_OK);
  TOE_EXPECT_STR(text, "");
  TOE_EXPECT_EQ(nic->config[1], 0x00100506);             /* memory, bus master, no INTx; the rest as it was */
  TOE_EXPECT_EQ(nic->config[FAKE_PCIE / 4 + 2], 0x3830); /* MRRS 1024 is 3, MPS 256 is 1, the rest as it was */
  TOE_EXPECT_EQ(nic->config[FAKE_MSIX / 4], 0x801F7011); /* enabled, not masked */
  TOE_EXPECT_EQ(nic->regs[FAKE_TABLE / 4 + 0], 0xFEE01000);
  TOE_EXPECT_EQ(nic->regs[FAKE_TABLE / 4 + 1], 0);
  TOE_EXPECT_EQ(nic->regs[FAKE_TABLE / 4 + 2], 0x41);
  TOE_EXPECT_EQ(nic->regs[FAKE_TABLE / 4 + 3], 0);
  toe_miniport_free(miniport);
  TOE_EXPECT_EQ(nic->dma_live, 0);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  fake_free(nic);
}

/* regs.def: CFG registers are written before CTRL.ENABLE, the completion ring is armed after it. */
TOE_TEST(probe, registers_are_written_before_enable) {
  static const struct {
    uint32_t offset, value;
  } expected[] = {
      {0x040, 8},           {0x044, 16}, {0x048, 32},    {0x04C, 0xFFFFFFFF},  {0x050, 1},         {0x054, 48},
      {0x058, 200},         {0x108, 8},  {0x128, 4},     {0x084, 1},           {0x140, 1}, /* source MACs, source IPs,
                                                                                              VLAN ids, receive and
                                                                                              transmit pages, copies */
      {0x144, 2},           {0x148, 3},  {0x14C, 4},     {0x150, 5},           {0x154, 640},       {0x158, 1500},
      {0x15C, 65536},       {0x160, 12}, {0x164, 0x210}, {0x168, 0xBFFF0400},  /* LAST 49151, FIRST 1024 */
      {0x16C, 0x0000FFFF},                                                     /* none */
      {0x170, 777},         {0x174, 1},  {0x178, 4},     {0x1000, 0x80000002}, /* VLAN ids 1 and 31 */
      {0x11FC, 0x40000000},                                                    /* and 4094 */
      {0x1A0, 6},           {0x1A4, 3},  {0x1A8, 12800}, {0x1B4, 11},          {0x1BC, 125000000}, /* receiving */
  };
  fake_nic_t *nic = fake_new();
  toe_miniport_t *miniport = NULL;
  char text[200] = "";
  TOE_ASSERT_EQ(bring_up(nic, &usual, &miniport, text, sizeof text), TOE_MINIPORT_OK);
  uint32_t enable_at = UINT32_MAX, count = nic->write_count, vlan_words = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (nic->writes[i].offset == 0x004 && enable_at == UINT32_MAX) enable_at = i;
    if (nic->writes[i].offset >= 0x1000 && nic->writes[i].offset < 0x1200) ++vlan_words;
  }
  TOE_EXPECT_EQ(vlan_words, 2); /* words without an id are 0 after reset */
  TOE_ASSERT(enable_at + 1 < count);
  TOE_EXPECT_EQ(nic->writes[enable_at].value, 3); /* ENABLE and FAULT_ENABLE */
  TOE_EXPECT_EQ(nic->writes[count - 1].offset, 0x12C);
  TOE_EXPECT_EQ(nic->writes[count - 1].value, 0);
  for (unsigned k = 0; k < sizeof expected / sizeof expected[0]; ++k) {
    bool is_found = false;
    for (uint32_t i = 0; i < enable_at; ++i) {
      if (nic->writes[i].offset == expected[k].offset) is_found = nic->writes[i].value == expected[k].value;
    }
    toe_test_note("register 0x%03X", expected[k].offset);
    TOE_EXPECT(is_found);
  }
  uint64_t cmd = nic->regs[0x100 / 4] | (uint64_t)nic->regs[0x104 / 4] << 32;
  uint64_t cpl = nic->regs[0x120 / 4] | (uint64_t)nic->regs[0x124 / 4] << 32;
  TOE_EXPECT(cmd % 64 == 0 && fake_at(nic, cmd, 8 * 64) != NULL);
  TOE_EXPECT(cpl % 32 == 0 && fake_at(nic, cpl, 4 * 32) != NULL);
  uint64_t area = nic->regs[0x1AC / 4] | (uint64_t)nic->regs[0x1B0 / 4] << 32;
  TOE_EXPECT(area % 64 == 0 && fake_at(nic, area, 3 * 2048) != NULL);
  TOE_EXPECT(toe_miniport_halt(miniport));
  TOE_EXPECT_EQ(nic->regs[0x004 / 4], 0);
  TOE_EXPECT_EQ(nic->config[1], 0x00100500);
  TOE_EXPECT_EQ(nic->config[FAKE_MSIX / 4], 0x001F7011);
  toe_miniport_free(miniport);
  fake_free(nic);
}

TOE_TEST(probe, faults_stay_off_unless_asked_for) {
  fake_nic_t *nic = fake_new();
  toe_miniport_t *miniport = NULL;
  char text[200] = "";
  toe_miniport_options_t options = usual;
  options.has_faults = false;
  TOE_ASSERT_EQ(bring_up(nic, &options, &miniport, text, sizeof text), TOE_MINIPORT_OK);
  TOE_EXPECT_EQ(nic->regs[0x004 / 4], 1);
  toe_miniport_free(miniport);
  fake_free(nic);
}

/* STATUS.READY comes 4096 edges after reset: the driver waits, and not for ever. */
TOE_TEST(probe, ready_is_waited_for) {
  fake_nic_t *nic = fake_new();
  toe_miniport_t *miniport = NULL;
  char text[200] = "";
  nic->ready_after = 40;
  TOE_ASSERT_EQ(bring_up(nic, &usual, &miniport, text, sizeof text), TOE_MINIPORT_OK);
  TOE_EXPECT_EQ(nic->delays, 40);
  TOE_EXPECT(nic->delay_ns >= 4096000); /* enough for the slowest clock, 1 MHz */
  toe_miniport_free(miniport);
  fake_free(nic);
}

/* One failure: this result, this text, function off, nothing held. */
static void expect_failure(fake_nic_t *nic, const toe_miniport_options_t *options, toe_miniport_result_t result,
                           const char *part) {
  toe_miniport_t *miniport = NULL;
  char text[200] = "";
  TOE_EXPECT_EQ(bring_up(nic, options, &miniport, text, sizeof text), result);
  TOE_EXPECT_HAS(text, part);
  TOE_EXPECT(miniport == NULL);
  TOE_EXPECT_EQ(nic->config[1] & 6, 0);
  TOE_EXPECT_EQ(nic->config[FAKE_MSIX / 4] & 0x80000000, 0);
  TOE_EXPECT_EQ(nic->regs[0x004 / 4] & 1, 0);
  TOE_EXPECT_EQ(nic->dma_live, 0);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  fake_free(nic);
}

TOE_TEST(probe_bad, another_function_is_refused) {
  fake_nic_t *nic = fake_new();
  nic->config[0] = 0x10008086;
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "8086:1000");
  nic = fake_new();
  nic->config[0] = 0x000270E5;
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "70E5:0002");
  nic = fake_new();
  nic->config[0] = 0xFFFFFFFF; /* an empty slot */
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "FFFF:FFFF");
}

TOE_TEST(probe_bad, another_register_map_is_refused) {
  fake_nic_t *nic = fake_new();
  nic->regs[0] = 0x70E50001;
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "register ID is 0x70E50001; this driver knows 0x70E50004");
  nic = fake_new();
  nic->regs[0] = 0x70E40002;
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "0x70E40002");
  nic = fake_new();
  nic->regs[0] = 0xFFFFFFFF; /* nothing answers */
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "0xFFFFFFFF");
}

TOE_TEST(probe_bad, missing_capability_is_refused) {
  fake_nic_t *nic = fake_new();
  nic->config[FAKE_MSIX / 4] = 0x001F7005; /* MSI, not MSI-X */
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "MSI-X");
  nic = fake_new();
  nic->config[FAKE_PCIE / 4] = 0x00020009;
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "PCI Express");
  nic = fake_new();
  nic->config[1] = 0; /* no list at all */
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "PCI Express");
  nic = fake_new();
  nic->config[FAKE_MSIX / 4 + 1] = 0x2002; /* table in BAR2 */
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "BAR2");
}

/* A list that runs in a circle ends. */
TOE_TEST(probe_bad, circular_capability_list_ends) {
  fake_nic_t *nic = fake_new();
  nic->config[FAKE_PCIE / 4] = 0x00024009; /* back to 0x40 */
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "PCI Express");
}

TOE_TEST(probe_bad, device_that_never_is_ready_is_given_up) {
  fake_nic_t *nic = fake_new();
  nic->ready_after = UINT32_MAX;
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "READY");
}

/* Ring positions start at 0 after reset only. */
TOE_TEST(probe_bad, device_in_use_is_refused) {
  static const uint32_t offsets[] = {0x004, 0x10C, 0x110, 0x130};
  for (unsigned i = 0; i < 4; ++i) {
    fake_nic_t *nic = fake_new();
    toe_test_note("register 0x%03X", offsets[i]);
    nic->regs[offsets[i] / 4] = 2;
    expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "reset state");
  }
}

TOE_TEST(probe_bad, device_that_drops_settings_is_refused) {
  fake_nic_t *nic = fake_new();
  nic->drops_writes = true;
  expect_failure(nic, &usual, TOE_MINIPORT_E_DEVICE, "settings");
}

TOE_TEST(probe_bad, options_out_of_range_are_refused) {
  static const struct {
    const char *part;
    size_t member;
    uint32_t value;
  } wrongs[] = {
#define WRONG(part, member, value) {(part), offsetof(toe_miniport_options_t, member), (value)}
      WRONG("neighbor entries", limit[TOE_POOL_NEIGHBOR], 4097),
      WRONG("path entries", limit[TOE_POOL_PATH], 16385),
      WRONG("TCP entries", limit[TOE_POOL_TCP], 16385),
      WRONG("source MACs: a limit of 65 is above the 64 built", limit[TOE_POOL_SRC_MAC], 65),
      WRONG("source IP addresses: a limit of 129 is above the 128 built", limit[TOE_POOL_SRC_IP], 129),
      WRONG("VLAN ids: a limit of 129 is above the 128 built", limit[TOE_POOL_VLAN], 129),
      WRONG("receive buffer pages: a limit of 65537", limit[TOE_POOL_RCV_BUFFER], 65537),
      WRONG("transmit buffer pages: a limit of 65537", limit[TOE_POOL_XMIT_BUFFER], 65537),
      WRONG("bytes for copies of buffered data: a limit of 16777217", limit[TOE_POOL_BUFFERED_COPY], 16777217),
      WRONG("receive buffer page: log2 of its bytes: 9", rcv_page_log2, 9),
      WRONG("receive buffer page", rcv_page_log2, 21),
      WRONG("TCP states to reject: mask: 1024", admit_states, 0x400),
      WRONG("policy for duplicates: 2", admit_duplicates, 2),
      WRONG("banks of the context SRAM: 0", sram_banks, 0),
      WRONG("banks", sram_banks, 3),
      WRONG("banks", sram_banks, 8),
      WRONG("command ring", cmd_entries, 1),
      WRONG("command ring", cmd_entries, 12),
      WRONG("command ring", cmd_entries, 131072),
      WRONG("completion ring", cpl_entries, 0),
      WRONG("payload", mps_bytes, 64),
      WRONG("payload", mps_bytes, 8192),
      WRONG("read request", mrrs_bytes, 384),
      WRONG("read request", mrrs_bytes, 128), /* an object is one read */
      WRONG("reads in flight", tags, 0),
      WRONG("reads in flight", tags, 65),
      WRONG("policy", walk_policy, 3),
      WRONG("overhead", command_overhead_cycles, 1048576),
      WRONG("host buffer: bytes: 128", host_buffer_bytes, 128),
      WRONG("host buffer", host_buffer_bytes, 131072),
      WRONG("host buffer", host_buffer_bytes, 3072),
#undef WRONG
  };
  for (unsigned i = 0; i < sizeof wrongs / sizeof wrongs[0]; ++i) {
    toe_miniport_options_t options = usual;
    memcpy((char *)&options + wrongs[i].member, &wrongs[i].value, sizeof(uint32_t));
    toe_test_note("%s %u", wrongs[i].part, wrongs[i].value);
    expect_failure(fake_new(), &options, TOE_MINIPORT_E_RANGE, wrongs[i].part);
  }
}

/* What is built is allowed. */
TOE_TEST(probe, limits_up_to_what_was_built_are_taken) {
  fake_nic_t *nic = fake_new();
  toe_miniport_t *miniport = NULL;
  char text[200] = "";
  toe_miniport_options_t options = usual;
  options.limit[TOE_POOL_NEIGHBOR] = 4096;
  options.limit[TOE_POOL_PATH] = options.limit[TOE_POOL_TCP] = 16384;
  options.limit[TOE_POOL_SRC_MAC] = 64;
  options.limit[TOE_POOL_SRC_IP] = options.limit[TOE_POOL_VLAN] = 128;
  options.limit[TOE_POOL_RCV_BUFFER] = options.limit[TOE_POOL_XMIT_BUFFER] = 65536;
  options.limit[TOE_POOL_BUFFERED_COPY] = 16777216;
  options.mtu_max_bytes = options.rcv_window_max_bytes = options.admit_min_window_bytes = 0xFFFFFFFF;
  options.rcv_page_log2 = 20;
  options.admit_states = 0x3FF;
  options.cmd_entries = options.cpl_entries = 2;
  TOE_EXPECT_EQ(bring_up(nic, &options, &miniport, text, sizeof text), TOE_MINIPORT_OK);
  toe_miniport_free(miniport);
  fake_free(nic);
}

/* Each allocation of the driver fails once. */
TOE_TEST(probe_bad, memory_may_be_short) {
  for (uint32_t fail = 1; fail <= 2; ++fail) {
    fake_nic_t *nic = fake_new();
    nic->dma_fail_from = fail;
    toe_test_note("DMA allocation %u fails", fail);
    expect_failure(nic, &usual, TOE_MINIPORT_E_MEMORY, "memory");
    nic = fake_new();
    nic->alloc_fail_from = fail;
    toe_test_note("allocation %u fails", fail);
    expect_failure(nic, &usual, TOE_MINIPORT_E_MEMORY, "memory");
  }
}

/* regs.def: LAST in the high half, FIRST in the low; the reset value 0x0000FFFF is no port. */
TOE_TEST(probe, port_ranges_become_words) {
  TOE_EXPECT_EQ(toe_ports_word((toe_port_range_t){65535, 0}), 0x0000FFFF);
  TOE_EXPECT_EQ(toe_ports_word((toe_port_range_t){80, 80}), 0x00500050);
  TOE_EXPECT_EQ(toe_ports_word((toe_port_range_t){0, 65535}), 0xFFFF0000);
}
