/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads at the root complex, by hand: 250 MHz, a byte 100000 fs, hop 20000000 fs, reads fixed:100 with nothing to take
 * off, so ready 100000000 fs after arrival.
 */
#include "bridge/toe_completer.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_device.h"
#include "testbench/unit/toe_fake_memory.h"

typedef struct bench {
  toe_completer_options_t options;
  fake_device_t *fake;
  fake_memory_t memory;
  toe_nic_stats_t stats;
  toe_completer_t *completer;
  toe_read_fate_t fates[256]; /* by tag, for set_fate */
  toe_tlp_t tlp;
} bench_t;

static bench_t bench;

static void start(void) {
  memset(&bench, 0, sizeof bench);
  bench.options = (toe_completer_options_t){
      .clock = {250},
      .byte_fs = 100000,
      .hop_fs = 20000000,
      .profile = {2, {{0, 100}, {1000, 100}}},
      .seed = 1,
  };
  fake_memory_reset(&bench.memory);
  bench.fake = fake_new((toe_credits_t){1, 1, 1});
  const toe_nic_memory_t memory = fake_memory_face(&bench.memory);
  bench.completer = toe_completer_new(&bench.options, &memory, &bench.fake->base, &bench.stats);
}

static void stop(void) {
  TOE_EXPECT_EQ(bench.fake->violations, 0);
  toe_completer_free(bench.completer);
  toe_device_free(&bench.fake->base);
}

static bool take(toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t tag, uint32_t split) {
  return toe_completer_take(bench.completer, at_fs, fake_read(&bench.tlp, address, bytes, tag), split, false);
}

static void run_all(void) {
  while (toe_completer_next_fs(bench.completer) != TOE_FS_NEVER) toe_completer_step(bench.completer);
}

static const toe_tlp_t *got(size_t index) {
  static const toe_tlp_t kNone;
  const fake_input_t *input = fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, index);
  return input == NULL ? &kNone : input->tlp;
}

static size_t count(void) {
  size_t n = 0;
  while (fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, n) != NULL) ++n;
  return n;
}

static void set_fate(void *self, toe_fs_t at_fs, const toe_tlp_t *request, toe_read_fate_t *fate) {
  (void)at_fs;
  const toe_read_fate_t *fates = self;
  uint8_t status = fate->status;
  *fate = fates[request->tag];
  if (fate->status == TOE_TLP_SC) fate->status = status;
}

/* Tag 1 has 5 ns more than tag 2 that arrives 1 ns later, so tag 2 goes first; a third as late as tag 1 but arrived
 * later goes behind it.  No completion of one read stands between those of another. */
TOE_TEST(completer, lets_reads_overtake_each_other) {
  start();
  bench.fates[1].extra_fs = 5000000;
  bench.fates[3].extra_fs = 3000000;
  toe_completer_set_hook(bench.completer, set_fate, bench.fates);
  TOE_EXPECT(take(0, 0x10000, 512, 1, 256));
  TOE_EXPECT(take(1000000, 0x10000, 512, 2, 256));
  TOE_EXPECT(take(2000000, 0x10000, 512, 3, 256));
  TOE_EXPECT_EQ(toe_completer_next_fs(bench.completer), 101000000);
  run_all();
  const uint8_t tags[] = {2, 2, 1, 1, 3, 3};
  TOE_ASSERT_EQ(count(), 6);
  for (size_t i = 0; i < 6; ++i) {
    TOE_EXPECT_EQ(got(i)->tag, tags[i]);
    TOE_EXPECT_EQ(got(i)->byte_count, i % 2 == 0 ? 512 : 256);
  }
  stop();
}

/* 276 bytes take 27600000 fs.  Ready at 100000000: arrived at 147600000 (36.9: edge 37), then at 175200000 (43.8: but
 * beats last to 44: edge 45), then at 202800000 (50.7: beats last to 52: edge 53). */
TOE_TEST(completer, presents_completions_one_after_another) {
  start();
  TOE_EXPECT(take(0, 0x10000, 768, 1, 256));
  run_all();
  TOE_ASSERT_EQ(count(), 3);
  const toe_cycle_t cycles[] = {37, 45, 53};
  for (size_t i = 0; i < 3; ++i) TOE_EXPECT_EQ(fake_input(bench.fake, FAKE_TLP, TOE_STREAM_RC, i)->cycle, cycles[i]);
  stop();
}

/* Every start and length in DWs of a stretch, for each boundary: the pieces are whole, in order, end at boundaries, and
 * say what is left (PCIe 2.3.1.1). */
TOE_TEST(completer, covers_every_read_exactly) {
  const uint32_t splits[] = {64, 128, 256};
  for (size_t s = 0; s < 3; ++s) {
    for (uint32_t at = 0; at < 260; at += 20) {
      for (uint32_t bytes = 4; bytes <= 1024; bytes += 52) {
        toe_test_note("split %u, start %u, bytes %u", splits[s], at, bytes);
        start();
        TOE_ASSERT(take(0, FAKE_MEMORY_HIGH + at, bytes, 200, splits[s]));
        run_all();
        uint32_t done = 0;
        for (size_t i = 0; i < count(); ++i) {
          const toe_tlp_t *tlp = got(i);
          TOE_ASSERT_EQ(tlp->byte_count, bytes - done);
          TOE_ASSERT_EQ(tlp->lower_address, (at + done) & 0x7F);
          TOE_EXPECT_MEM(tlp->data, bench.memory.data + at + done, tlp->length_bytes);
          done += tlp->length_bytes;
          if (done < bytes) TOE_ASSERT_EQ((at + done) % splits[s], 0);
        }
        TOE_ASSERT_EQ(done, bytes);
        TOE_ASSERT_EQ(count(), (at + bytes - 1) / splits[s] - at / splits[s] + 1);
        stop();
      }
    }
  }
}

/* PCIe 2.3.1.1, table of byte count and lower address: first BE 1100 and last BE 0111 of 3 DWs leave 2..10: 9 bytes
 * from 2 on; first BE 0000 of one DW: byte count 1. */
TOE_TEST(completer, counts_enabled_bytes) {
  start();
  fake_read(&bench.tlp, 0x10040, 12, 1);
  bench.tlp.first_be = 0xC;
  bench.tlp.last_be = 0x7;
  TOE_EXPECT(toe_completer_take(bench.completer, 0, &bench.tlp, 64, false));
  fake_read(&bench.tlp, 0x10040, 4, 2);
  bench.tlp.first_be = 0;
  TOE_EXPECT(toe_completer_take(bench.completer, 1, &bench.tlp, 64, false));
  fake_read(&bench.tlp, 0x10040, 4, 3);
  bench.tlp.first_be = 0x4;
  TOE_EXPECT(toe_completer_take(bench.completer, 2, &bench.tlp, 64, false));
  run_all();
  TOE_ASSERT_EQ(count(), 3);
  TOE_EXPECT_EQ(got(0)->byte_count, 9);
  TOE_EXPECT_EQ(got(0)->lower_address, 0x42);
  TOE_EXPECT_EQ(got(0)->length_bytes, 12);
  TOE_EXPECT_EQ(got(1)->byte_count, 1);
  TOE_EXPECT_EQ(got(1)->lower_address, 0x40);
  TOE_EXPECT_EQ(got(1)->length_bytes, 4);
  TOE_EXPECT_EQ(got(2)->byte_count, 1);
  TOE_EXPECT_EQ(got(2)->lower_address, 0x42);
  stop();
}

/* The draws of a read do not depend on other streams: the object stream's times are the same with command reads in
 * between. */
TOE_TEST(completer, draws_by_stream) {
  toe_fs_t alone[8];
  for (int with_commands = 0; with_commands < 2; ++with_commands) {
    start();
    toe_completer_free(bench.completer);
    TOE_ASSERT_EQ(toe_latency_profile("longtail", &bench.options.profile, NULL), TOE_OK);
    const toe_nic_memory_t memory = fake_memory_face(&bench.memory);
    bench.completer = toe_completer_new(&bench.options, &memory, &bench.fake->base, &bench.stats);
    for (uint8_t i = 0; i < 8; ++i) {
      if (with_commands) {
        TOE_EXPECT(take(0, 0x10000, 64, i, 256));
        run_all();
      }
      TOE_EXPECT(take(0, 0x10000, 64, (uint8_t)(32 + i), 256));
      toe_fs_t ready_fs = toe_completer_next_fs(bench.completer);
      TOE_EXPECT_EQ(ready_fs, toe_latency_total_fs(&bench.options.profile, 1, TOE_LATENCY_OBJECT, i));
      if (with_commands) {
        TOE_EXPECT_EQ(ready_fs, alone[i]);
      } else {
        alone[i] = ready_fs;
      }
      run_all();
    }
    stop();
  }
}

/* The three faults, each after one good completion; 1024 bytes would be four. */
TOE_TEST(completer, ends_a_read_with_its_fault) {
  start();
  bench.fates[1] = (toe_read_fate_t){.good = 1, .is_poisoned = true};
  bench.fates[2] = (toe_read_fate_t){.good = 1, .status = TOE_TLP_CA};
  bench.fates[3] = (toe_read_fate_t){.good = 1, .is_lost = true};
  bench.fates[4] = (toe_read_fate_t){.good = 7, .is_poisoned = true}; /* never comes to it */
  toe_completer_set_hook(bench.completer, set_fate, bench.fates);
  for (uint8_t tag = 1; tag <= 4; ++tag) TOE_EXPECT(take(tag, 0x10000, 1024, tag, 256));
  run_all();
  TOE_ASSERT_EQ(count(), 2 + 2 + 1 + 4);
  TOE_EXPECT(!got(0)->is_poisoned);
  TOE_EXPECT(got(1)->is_poisoned);
  TOE_EXPECT_EQ(got(1)->type, TOE_TLP_CPLD);
  TOE_EXPECT_EQ(got(1)->byte_count, 768);
  TOE_EXPECT_EQ(got(3)->type, TOE_TLP_CPL);
  TOE_EXPECT_EQ(got(3)->status, TOE_TLP_CA);
  TOE_EXPECT_EQ(got(3)->byte_count, 768);
  TOE_EXPECT_EQ(got(4)->tag, 3);
  for (size_t i = 5; i < 9; ++i) {
    TOE_EXPECT_EQ(got(i)->tag, 4);
    TOE_EXPECT(!got(i)->is_poisoned);
    TOE_EXPECT_EQ(got(i)->status, TOE_TLP_SC);
  }
  /* The tags are free again. */
  for (uint8_t tag = 1; tag <= 4; ++tag) TOE_EXPECT(take(200000000, 0x10000, 4, tag, 256));
  stop();
}

TOE_TEST(completer_bad, drops_a_tag_in_flight) {
  start();
  TOE_EXPECT(take(0, 0x10000, 64, 9, 256));
  TOE_EXPECT(!take(1, 0x10040, 64, 9, 256));
  run_all();
  TOE_EXPECT_EQ(count(), 1);
  stop();
}

/* Against a plain search: reads of all tags with random delays leave by (ready, arrival). */
TOE_TEST(completer, orders_any_mix_of_delays) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    uint64_t random = seed * UINT64_C(0x9E3779B97F4A7C15);
    start();
    toe_completer_set_hook(bench.completer, set_fate, bench.fates);
    uint64_t key[256];
    for (int tag = 0; tag < 256; ++tag) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      uint64_t extra = random % 40; /* many ties */
      bench.fates[tag].extra_fs = extra;
      key[tag] = extra * 1000 + (uint64_t)tag;
      TOE_EXPECT(take(5, 0x10000, 4, (uint8_t)tag, 64));
    }
    run_all();
    TOE_ASSERT_EQ(count(), 256);
    for (size_t i = 1; i < 256; ++i) {
      toe_test_note("seed %llu, completion %zu", (unsigned long long)seed, i);
      TOE_ASSERT(key[got(i - 1)->tag] < key[got(i)->tag]);
    }
    stop();
  }
}
