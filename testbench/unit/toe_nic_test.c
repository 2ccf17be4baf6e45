/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_nic.h"

#include "testbench/unit/toe_nic_bench.h"

TOE_TEST(nic, has_the_documented_defaults) {
  toe_nic_options_t o;
  toe_nic_options_default(&o);
  TOE_EXPECT_EQ(o.clock_mhz, 250);
  TOE_EXPECT_EQ(o.pcie_gen, 3);
  TOE_EXPECT_EQ(o.pcie_lanes, 8);
  TOE_EXPECT_EQ(o.mps_bytes, 256);
  TOE_EXPECT_EQ(o.mrrs_bytes, 512);
  TOE_EXPECT_EQ(o.rcb_bytes, 64);
  TOE_EXPECT(!o.is_split_at_rcb);
  TOE_EXPECT_EQ(o.credits_ph, 64);
  TOE_EXPECT_EQ(o.credits_pd, 1024);
  TOE_EXPECT_EQ(o.credits_nph, 64);
  TOE_EXPECT_EQ(o.fc_update_ns, 100);
  TOE_EXPECT_EQ(o.hop_ns, 150);
  TOE_EXPECT_EQ(o.mmio_write_ns, 200);
  TOE_EXPECT_EQ(o.mmio_read_ns, 900);
  TOE_EXPECT_STR(o.read_latency, "server");
  TOE_EXPECT_EQ(o.cold_cache_ns + o.numa_ns + o.iotlb_miss_ns, 0);
  TOE_EXPECT_EQ(o.iotlb_entries, 64);
  TOE_EXPECT_EQ(o.completion_timeout_us, 50000);
  TOE_EXPECT_STR(o.read_faults, "none");
  TOE_EXPECT_EQ(o.wire_gbps, 10);
}

static void answer_reads(fake_device_t *fake, const fake_input_t *input) {
  if (input->kind != FAKE_TLP || input->stream != TOE_STREAM_CQ || input->tlp->type != TOE_TLP_MRD) return;
  fake_emit(fake, input->cycle + 2, TOE_STREAM_CC,
            fake_answer(&tlp, input->tlp->tag, (uint32_t)(0x1000 + input->tlp->address)));
}

/* Made at 0: at CQ at edge 50, at CC at edge 52 (208 ns), seen 700 ns later.  It is shown a hop before that and no
 * sooner. */
TOE_TEST(nic, answers_a_bar_read) {
  toe_nic_options_t options = defaults();
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  fake->react = answer_reads;
  enable(nic, 0);
  toe_nic_mmio_read(nic, 0, 0x10, 42);
  toe_nic_event_t event = {.cookie = 0};
  toe_nic_run(nic, 758 * NS - 1);
  TOE_EXPECT(!toe_nic_peek_event(nic, &event));
  TOE_EXPECT_EQ(toe_nic_next_fs(nic), 758 * NS);
  toe_nic_run(nic, 758 * NS);
  TOE_EXPECT(toe_nic_peek_event(nic, &event));
  TOE_EXPECT(toe_nic_get_event(nic, &event));
  TOE_EXPECT_EQ(event.at_fs, 908 * NS);
  TOE_EXPECT_EQ(event.cookie, 42);
  TOE_EXPECT_EQ(event.value, 0x1010);
  TOE_EXPECT(!toe_nic_get_event(nic, &event));
  TOE_EXPECT(toe_nic_next_fs(nic) == TOE_FS_NEVER);
  toe_nic_stats_t stats;
  toe_nic_get_stats(nic, &stats);
  TOE_EXPECT_EQ(stats.mmio_reads, 1);
  TOE_EXPECT_EQ(stats.up_bytes, 24);   /* CplD of 4 bytes */
  TOE_EXPECT_EQ(stats.down_bytes, 24); /* MRd */
  stop(nic, fake);
}

/* Before COMMAND.MEMORY nobody is there; a write of it takes effect for what is made after it. */
TOE_TEST(nic, hides_its_bar_until_memory_is_enabled) {
  toe_nic_options_t options = defaults();
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  fake->react = answer_reads;
  toe_nic_mmio_read(nic, 0, 0x10, 1);
  toe_nic_mmio_write(nic, 0, 0x10, 1);
  toe_nic_run(nic, 60 * NS);
  toe_nic_config_write(nic, 60 * NS, TOE_CONFIG_COMMAND, 0x2);
  toe_nic_mmio_read(nic, 60 * NS, 0x10, 2);
  toe_nic_run(nic, 2 * US);
  toe_nic_event_t event = {.cookie = 0};
  TOE_EXPECT(toe_nic_get_event(nic, &event));
  TOE_EXPECT_EQ(event.cookie, 1);
  TOE_EXPECT_EQ(event.value, 0xFFFFFFFF);
  TOE_EXPECT_EQ(event.at_fs, 900 * NS);
  TOE_EXPECT(toe_nic_get_event(nic, &event));
  TOE_EXPECT_EQ(event.cookie, 2);
  TOE_EXPECT_EQ(event.value, 0x1010);
  toe_nic_stats_t stats;
  toe_nic_get_stats(nic, &stats);
  TOE_EXPECT_EQ(stats.unsupported_requests, 2);
  stop(nic, fake);
}

/* The way to the device is never shorter than the hop: 1000 ns, edge 250. */
TOE_TEST(nic, counts_the_hop_when_it_is_longer_than_the_way) {
  toe_nic_options_t options = defaults();
  options.hop_ns = 1000;
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  enable(nic, 0);
  toe_nic_mmio_write(nic, 0, 0x10, 1);
  toe_nic_run(nic, 5 * US);
  const fake_input_t *input = fake_input(fake, FAKE_TLP, TOE_STREAM_CQ, 0);
  TOE_ASSERT(input != NULL);
  TOE_EXPECT_EQ(input->cycle, 250);
  stop(nic, fake);
}

/* A host that is late is taken to act at the time reached: 1 us + 200 ns is edge 300, and configuration 1 us + 150 ns
 * edge 287.5. */
TOE_TEST(nic, takes_late_accesses_at_the_time_reached) {
  toe_nic_options_t options = defaults();
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  toe_nic_run(nic, US);
  enable(nic, 0);
  toe_nic_mmio_write(nic, 5, 0x10, 1);
  toe_nic_mmio_read(nic, 0, 0x10, 1);
  toe_nic_run(nic, 2 * US);
  const fake_input_t *input = fake_input(fake, FAKE_CONFIG, 0, 0);
  TOE_ASSERT(input != NULL);
  TOE_EXPECT_EQ(input->cycle, 288);
  for (size_t i = 0; i < 2; ++i) {
    input = fake_input(fake, FAKE_TLP, TOE_STREAM_CQ, i);
    TOE_ASSERT(input != NULL);
    TOE_EXPECT_EQ(input->cycle, 300 + i);
  }
  stop(nic, fake);
}

/* Config space belongs to the bridge; the device hears of it a hop later: 20 ns + 150 ns is edge 42.5. */
TOE_TEST(nic, tells_the_device_of_its_configuration) {
  toe_nic_options_t options = defaults();
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  TOE_EXPECT_EQ(toe_nic_config_read(nic, 0), 0x000170E5);
  enable(nic, 20 * NS);
  toe_nic_config_write(nic, 20 * NS, TOE_CONFIG_MSIX_OFFSET, TOE_CONFIG_MSIX_ENABLE);
  TOE_EXPECT_EQ(toe_nic_config_read(nic, TOE_CONFIG_COMMAND), 0x00100006); /* the host sees it at once */
  toe_nic_run(nic, US);
  const fake_input_t *input = fake_input(fake, FAKE_CONFIG, 0, 0);
  TOE_ASSERT(input != NULL);
  TOE_EXPECT_EQ(input->cycle, 43);
  TOE_EXPECT(input->config.has_bus_master);
  TOE_EXPECT(input->config.has_msix);
  TOE_EXPECT_EQ(input->config.mps_bytes, 256);
  TOE_EXPECT_EQ(input->config.mrrs_bytes, 512);
  TOE_EXPECT(fake_input(fake, FAKE_CONFIG, 0, 1) == NULL);
  stop(nic, fake);
}

/* A status write, then its message: the host that wakes on the message finds the status in memory.  The write (32
 * bytes) arrives at 40000000 + ser(56) + hop = 197740152, the message 28 bytes later at 201610228. */
TOE_TEST(nic, shows_a_message_after_the_write_before_it) {
  toe_nic_options_t options = defaults();
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  enable(nic, 0);
  fake_emit(fake, 10, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 32, 0x99));
  fake_emit(fake, 11, TOE_STREAM_RQ, fake_write(&tlp, 0xFEE00000, 4, 0x01));
  toe_nic_run(nic, 100 * NS);
  toe_nic_event_t event = {.at_fs = 0};
  TOE_EXPECT(toe_nic_peek_event(nic, &event)); /* known already */
  TOE_EXPECT_EQ(event.kind, TOE_NIC_INTERRUPT);
  TOE_EXPECT_EQ(event.at_fs, 201610228);
  TOE_EXPECT_EQ(event.value, 0x01010101);
  TOE_EXPECT(memory.data[31] != 0x99);
  toe_nic_run(nic, event.at_fs);
  TOE_EXPECT_EQ(memory.data[31], 0x99);
  stop(nic, fake);
}

/* One header credit: a write that left at edge k has it back at the edge not before 4000000 k + ser(56) + 2 hops +
 * fc_update = 4000000 k + 407740152, which is k + 102, and the next can leave at k + 103. */
TOE_TEST(nic, starves_a_device_of_credits) {
  toe_nic_options_t options = defaults();
  options.credits_ph = 1;
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  enable(nic, 0);
  for (int i = 0; i < 20; ++i) fake_queue(fake, 10, fake_write(&tlp, 0x10000, 32, (uint8_t)i));
  toe_nic_run(nic, 20 * US);
  TOE_ASSERT_EQ(memory.count, 20);
  for (uint64_t i = 0; i < 20; ++i) {
    TOE_EXPECT_EQ(memory.log[i].at_fs, (10 + 103 * i) * 4000000 + 157740152);
  }
  stop(nic, fake);
}

/* 16 data credits are one write of 256 bytes: back after ser(280) + 400 ns = 438.7 ns, 110 edges, so one every 111. */
TOE_TEST(nic, starves_a_device_of_data_credits) {
  toe_nic_options_t options = defaults();
  options.credits_pd = 16;
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  enable(nic, 0);
  for (int i = 0; i < 10; ++i) fake_queue(fake, 100, fake_write(&tlp, 0x10000, 256, (uint8_t)i));
  toe_nic_run(nic, 20 * US);
  TOE_ASSERT_EQ(memory.count, 10);
  for (uint64_t i = 0; i < 10; ++i) {
    TOE_EXPECT_EQ(memory.log[i].at_fs, (100 + 111 * i) * 4000000 + 38700760 + 150000000);
  }
  stop(nic, fake);
}

/* A device that keeps 32 reads of 512 bytes in flight. */
typedef struct reader {
  uint32_t to_go;
  toe_cycle_t first_cycle, last_cycle;
  uint64_t bytes;
} reader_t;

static void read_on(fake_device_t *fake, const fake_input_t *input) {
  reader_t *reader = fake->react_self;
  if (input->kind != FAKE_TLP || input->stream != TOE_STREAM_RC) return;
  if (reader->bytes == 0) reader->first_cycle = input->cycle;
  reader->bytes += input->tlp->length_bytes;
  reader->last_cycle = input->cycle;
  if (input->tlp->byte_count != input->tlp->length_bytes || reader->to_go == 0) return;
  --reader->to_go;
  fake_queue(fake, input->cycle + toe_tlp_beats(input->tlp), fake_read(&tlp, 0x10000, 512, input->tlp->tag));
}

/* Gb/s * 1000 of a long stream of reads. */
static uint64_t measure(const toe_nic_options_t *options) {
  fake_device_t *fake;
  toe_nic_t *nic = start(options, &fake);
  reader_t reader = {.to_go = 2000};
  fake->react = read_on;
  fake->react_self = &reader;
  enable(nic, 0);
  for (uint8_t i = 0; i < 32; ++i) fake_queue(fake, 100, fake_read(&tlp, 0x10000, 512, (uint8_t)(32 + i)));
  toe_nic_run(nic, 1000 * US);
  TOE_EXPECT_EQ(reader.to_go, 0);
  TOE_EXPECT_EQ(reader.bytes, 2032 * 512);
  uint64_t ns = (reader.last_cycle - reader.first_cycle) * 4;
  stop(nic, fake);
  return reader.bytes * 8 * 1000 / ns;
}

/* Completions take ceil(n/C)*20 + n bytes of 57.88 Gb/s: at 256, 512 of 552 bytes, 53.686 Gb/s; at 64, 512 of
 * 672, 44.099.  Within 1 %. */
TOE_TEST(nic, reads_as_fast_as_the_link_allows) {
  toe_nic_options_t options = defaults();
  uint64_t mbps = measure(&options);
  toe_test_note("%llu Mb/s", (unsigned long long)mbps);
  TOE_EXPECT(mbps > 53149 && mbps < 54223);
  options.read_latency = "server"; /* overtaking costs nothing */
  mbps = measure(&options);
  toe_test_note("%llu Mb/s", (unsigned long long)mbps);
  TOE_EXPECT(mbps > 53149 && mbps < 54223);
  options.is_split_at_rcb = true;
  mbps = measure(&options);
  toe_test_note("%llu Mb/s", (unsigned long long)mbps);
  TOE_EXPECT(mbps > 43658 && mbps < 44540);
}

/* An hour in which nothing happens is one step, and the device is told of it. */
TOE_TEST(nic, skips_idle_time) {
  toe_nic_options_t options = defaults();
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  TOE_EXPECT(toe_nic_next_fs(nic) == TOE_FS_NEVER);
  const toe_fs_t hour_fs = 3600 * UINT64_C(1000000000000000);
  toe_nic_run(nic, hour_fs);
  toe_device_stats_t stats;
  toe_nic_get_device_stats(nic, &stats);
  TOE_EXPECT_EQ(stats.cycles, 3600 * UINT64_C(250000000));
  toe_nic_run(nic, TOE_FS_NEVER); /* till all is quiet: it is */
  toe_nic_get_device_stats(nic, &stats);
  TOE_EXPECT_EQ(stats.cycles, 3600 * UINT64_C(250000000));
  fake_emit(fake, 3600 * UINT64_C(250000000) + 5, TOE_STREAM_RQ, fake_write(&tlp, 0x10000, 4, 1));
  TOE_EXPECT_EQ(toe_nic_next_fs(nic), hour_fs + 20 * NS);
  TOE_EXPECT_EQ(toe_nic_cycle_at(nic, toe_nic_next_fs(nic)), 3600 * UINT64_C(250000000) + 5);
  TOE_EXPECT_EQ(toe_nic_edge_fs(nic, 3600 * UINT64_C(250000000)), hour_fs);
  toe_nic_run(nic, TOE_FS_NEVER);
  TOE_EXPECT_EQ(memory.count, 1);
  stop(nic, fake);
}

/* Each option beyond its bounds: E_RANGE with its key, and the device is freed. */
TOE_TEST(nic_bad, refuses_options_out_of_range) {
  typedef struct bad {
    size_t offset;
    uint32_t value;
    const char *key;
  } bad_t;
#define BAD(member, value, key) \
  { offsetof(toe_nic_options_t, member), value, key }
  const bad_t kBad[] = {
      BAD(clock_mhz, 0, "clock_mhz"),
      BAD(clock_mhz, 2001, "clock_mhz"),
      BAD(pcie_gen, 5, "pcie.gen"),
      BAD(pcie_lanes, 12, "pcie.lanes"),
      BAD(pcie_lanes, 32, "pcie.lanes"),
      BAD(mps_bytes, 64, "pcie.mps"),
      BAD(mps_bytes, 300, "pcie.mps"),
      BAD(mps_bytes, 8192, "pcie.mps"),
      BAD(mrrs_bytes, 0, "pcie.mrrs"),
      BAD(mrrs_bytes, 8192, "pcie.mrrs"),
      BAD(rcb_bytes, 32, "pcie.rcb"),
      BAD(rcb_bytes, 96, "pcie.rcb"),
      BAD(credits_ph, 0, "pcie.credits_ph"),
      BAD(credits_pd, 15, "pcie.credits_pd"),
      BAD(credits_nph, 0, "pcie.credits_nph"),
      BAD(credits_nph, 2049, "pcie.credits_nph"),
      BAD(fc_update_ns, 100001, "pcie.fc_update_ns"),
      BAD(hop_ns, 0, "pcie.hop_ns"),
      BAD(hop_ns, 100001, "pcie.hop_ns"),
      BAD(mmio_write_ns, 0, "pcie.mmio_write_ns"),
      BAD(mmio_write_ns, 900, "pcie.mmio_read_ns"),
      BAD(mmio_read_ns, 200, "pcie.mmio_read_ns"),
      BAD(cold_cache_ns, 100001, "pcie.cold_cache_ns"),
      BAD(numa_ns, 100001, "pcie.numa_ns"),
      BAD(iotlb_miss_ns, 100001, "pcie.iotlb_miss_ns"),
      BAD(iotlb_entries, 0, "pcie.iotlb_entries"),
      BAD(iotlb_entries, 1025, "pcie.iotlb_entries"),
      BAD(completion_timeout_us, 49, "pcie.completion_timeout_us"),
      BAD(completion_timeout_us, 64000001, "pcie.completion_timeout_us"),
      BAD(wire_gbps, 0, "wire.gbps"),
      BAD(wire_gbps, 401, "wire.gbps"),
  };
#undef BAD
  for (size_t i = 0; i < sizeof kBad / sizeof kBad[0]; ++i) {
    toe_nic_options_t options = defaults();
    memcpy((char *)&options + kBad[i].offset, &kBad[i].value, sizeof kBad[i].value);
    int freed = 0;
    fake_device_t *fake = fake_new(toe_nic_credits(&options));
    fake->freed = &freed;
    const toe_nic_memory_t face = fake_memory_face(&memory);
    toe_error_t error = {""};
    toe_nic_t *nic = NULL;
    toe_test_note("%s = %u", kBad[i].key, kBad[i].value);
    TOE_EXPECT_EQ(toe_nic_new(&options, &fake->base, &face, &nic, &error), TOE_E_RANGE);
    TOE_EXPECT_HAS(error.text, kBad[i].key);
    TOE_EXPECT_EQ(freed, 1);
    TOE_EXPECT(nic == NULL);
  }
}

TOE_TEST(nic_bad, refuses_an_unknown_profile) {
  toe_nic_options_t options = defaults();
  options.read_latency = "laptop";
  int freed = 0;
  fake_device_t *fake = fake_new(toe_nic_credits(&options));
  fake->freed = &freed;
  const toe_nic_memory_t face = fake_memory_face(&memory);
  toe_error_t error = {""};
  toe_nic_t *nic = NULL;
  TOE_EXPECT_EQ(toe_nic_new(&options, &fake->base, &face, &nic, &error), TOE_E_RANGE);
  TOE_EXPECT_HAS(error.text, "laptop");
  TOE_EXPECT_EQ(freed, 1);
  toe_nic_free(NULL);
}

/* A device that breaks the protocol is told apart from one that does not, and hangs nobody. */
TOE_TEST(nic_bad, survives_a_device_that_talks_nonsense) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    toe_nic_options_t options = defaults();
    fake_device_t *fake;
    toe_nic_t *nic = start(&options, &fake);
    enable(nic, 0);
    uint64_t random = seed * UINT64_C(0x9E3779B97F4A7C15);
    for (toe_cycle_t cycle = 10; cycle < 600; ++cycle) {
      fake_request(&tlp, (toe_tlp_type_t)(next_random(&random) % 4), next_random(&random) >> random % 64,
                   (uint32_t)(next_random(&random) % 4100 & ~3u), (uint8_t)random);
      if (tlp.length_bytes > TOE_TLP_MAX_BYTES) tlp.length_bytes = TOE_TLP_MAX_BYTES;
      tlp.first_be = (uint8_t)(random >> 8);
      tlp.last_be = (uint8_t)(random >> 16);
      tlp.is_poisoned = random >> 24 & 1;
      fake_emit(fake, cycle, random >> 25 & 1 ? TOE_STREAM_CC : TOE_STREAM_RQ, &tlp);
      if (cycle % 50 == 0) toe_nic_mmio_read(nic, 0, (uint32_t)random, cycle);
    }
    toe_nic_run(nic, 100 * US);
    toe_nic_stats_t stats;
    toe_nic_get_stats(nic, &stats);
    toe_test_note("seed %llu", (unsigned long long)seed);
    TOE_EXPECT(stats.protocol_errors > 100);
    TOE_EXPECT_EQ(fake->violations, 0);
    toe_nic_free(nic);
  }
}

/* A flip crosses no link: it takes the first edge not before its time, which is not before what has been run.  Edges
 * are 4 ns apart. */
TOE_TEST(nic, flips_a_bit_at_the_next_edge) {
  toe_nic_options_t options = defaults();
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  enable(nic, 0);
  toe_nic_run(nic, 400 * NS);
  toe_nic_flip(nic, 401 * NS, 77, 575);
  toe_nic_flip(nic, 404 * NS, 78, 0);
  toe_nic_flip(nic, 100 * NS, 79, 1); /* counts as 400 ns */
  static const struct {
    toe_cycle_t cycle;
    uint32_t row, bit;
  } expected[] = {{101, 77, 575}, {101, 78, 0}, {100, 79, 1}};
  for (size_t i = 0; i < 3; ++i) {
    const fake_input_t *flip = fake_input(fake, FAKE_FLIP, TOE_STREAM_CQ, i);
    TOE_ASSERT(flip != NULL);
    TOE_EXPECT_EQ(flip->cycle, expected[i].cycle);
    TOE_EXPECT_EQ(flip->row, expected[i].row);
    TOE_EXPECT_EQ(flip->bit, expected[i].bit);
  }
  /* Nothing of it reaches a host. */
  toe_nic_run(nic, 3 * US);
  toe_nic_event_t event;
  TOE_EXPECT(!toe_nic_get_event(nic, &event));
  stop(nic, fake);
}
