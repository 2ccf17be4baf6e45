/* SPDX-License-Identifier: Apache-2.0
 *
 * However a run is sliced, it is the same run.
 */
#include "bridge/toe_nic.h"
#include "testbench/unit/toe_nic_bench.h"

/* A device and a host that answer each other, with values that carry the edges and times at which things
 * happened; whatever the slices, both must see the same. */
enum { TRACE_WORDS = 200000, OPERATIONS = 150 };

typedef struct trace {
  uint64_t words[TRACE_WORDS];
  size_t count;
} trace_t;

static trace_t expected_trace, trace;

static void note(trace_t *to, uint64_t word) {
  if (to->count < TRACE_WORDS) to->words[to->count] = word;
  ++to->count;
}

typedef struct lively {
  bool is_tag_used[64];
  toe_cycle_t cc_cycle;   /* first free edge at CC */
  toe_cycle_t wire_cycle; /* first free edge of the wire out */
} lively_t;

/* A BAR write starts some reads, a read that ends writes and sends a message, a BAR read is answered with the edge, a
 * frame with up to three frames. */
static void live(fake_device_t *fake, const fake_input_t *input) {
  lively_t *lively = fake->react_self;
  if (input->kind == FAKE_FRAME) {
    for (uint32_t i = 0; i < 1 + input->frame_bytes % 3; ++i) {
      toe_cycle_t cycle = input->cycle + 2 + i * (input->frame_sum % 7);
      if (cycle < lively->wire_cycle) cycle = lively->wire_cycle;
      fake_emit_frame(fake, cycle, 54 + (input->frame_sum + i) % 27, (uint8_t)input->cycle);
      lively->wire_cycle = cycle + 3;
    }
  }
  if (input->kind != FAKE_TLP) return;
  const toe_tlp_t *in = input->tlp;
  if (input->stream == TOE_STREAM_RC) {
    if (in->type == TOE_TLP_CPLD && in->byte_count != in->length_bytes) return;
    lively->is_tag_used[in->tag] = false;
    toe_cycle_t cycle = input->cycle + toe_tlp_beats(in);
    fake_queue(fake, cycle, fake_write(&tlp, FAKE_MEMORY_HIGH + in->tag * 32u, 32 + in->tag % 3 * 32u, (uint8_t)cycle));
    if (in->tag % 2 == 0) fake_queue(fake, cycle, fake_write(&tlp, 0xFEE00000 + in->tag * 4u, 4, (uint8_t)cycle));
  } else if (in->type == TOE_TLP_MRD) {
    toe_cycle_t cycle = input->cycle + 2 > lively->cc_cycle ? input->cycle + 2 : lively->cc_cycle;
    lively->cc_cycle = cycle + 1;
    fake_emit(fake, cycle, TOE_STREAM_CC, fake_answer(&tlp, in->tag, (uint32_t)input->cycle));
  } else {
    for (uint32_t i = 0, want = in->data[0] % 5; i < 64 && want > 0; ++i) {
      uint8_t tag = (uint8_t)((i + in->data[1]) % 64);
      if (lively->is_tag_used[tag]) continue;
      lively->is_tag_used[tag] = true;
      --want;
      uint64_t address = (in->data[2] % 16 == 0 ? 0x90000000u : 0x10000u) + in->data[3] % 57 * 64u;
      fake_queue(fake, input->cycle + 1, fake_read(&tlp, address, tag % 2 == 0 ? 512 : 64, tag));
    }
  }
}

static void note_inputs(const fake_device_t *fake, fake_input_kind_t kind, toe_stream_t stream) {
  for (size_t i = 0; i < fake->input_count; ++i) {
    const fake_input_t *input = &fake->inputs[i];
    if (input->kind != kind || (kind == FAKE_TLP && input->stream != stream)) continue;
    note(&trace, input->cycle);
    if (kind == FAKE_CREDITS) {
      note(&trace, (uint64_t)input->credits.posted_headers << 48 | (uint64_t)input->credits.posted_data << 16 |
                       input->credits.nonposted_headers);
    } else if (kind == FAKE_CONFIG) {
      note(&trace, input->config.mps_bytes);
    } else if (kind == FAKE_FRAME) {
      note(&trace, (uint64_t)input->frame_bytes << 32 | input->frame_sum);
    } else {
      uint64_t sum = input->tlp->address * 31 + input->tlp->tag;
      for (uint32_t b = 0; toe_tlp_has_data(input->tlp) && b < input->tlp->length_bytes; ++b) {
        sum = sum * 31 + input->tlp->data[b];
      }
      note(&trace, sum);
    }
  }
}

/* A frame of 1..1518 bytes whose bytes follow from `what`. */
static void send_frame(toe_nic_t *nic, toe_fs_t now_fs, uint64_t what) {
  static uint8_t data[1518];
  const toe_frame_t frame = {1 + (uint32_t)(what >> 16) % (what >> 8 & 1 ? 80 : (uint32_t)sizeof data), data};
  for (uint32_t i = 0; i < frame.bytes; ++i) data[i] = (uint8_t)(what >> i % 56);
  toe_nic_put_frame(nic, now_fs, &frame);
}

/* One simulation.  slices 0: from action to action; else the seed of random ones. */
static void simulate(const toe_nic_options_t *options, uint64_t host_seed, uint64_t slices) {
  fake_device_t *fake;
  toe_nic_t *nic = start(options, &fake);
  lively_t lively = {{false}, 0, 0};
  fake->react = live;
  fake->react_self = &lively;
  trace.count = 0;
  enable(nic, 0);
  uint64_t host = host_seed, random = slices;
  toe_fs_t now_fs = 0, next_fs = 0;
  const toe_fs_t hop_fs = toe_nic_lookahead_fs(nic);
  for (int operations = 0; operations < OPERATIONS;) {
    toe_nic_event_t event;
    bool has_event = toe_nic_peek_event(nic, &event);
    if (has_event && event.at_fs <= now_fs) {
      TOE_EXPECT(toe_nic_get_event(nic, &event));
      note(&trace, now_fs);
      note(&trace, event.at_fs);
      note(&trace, event.cookie + event.address + event.value);
      note(&trace, event.frame.cycle << 16 | event.frame.bytes << 8 | event.frame.data[0]);
      if (event.kind == TOE_NIC_FRAME && event.frame.bytes % 8 == 0) send_frame(nic, now_fs, event.frame.cycle << 16);
      if (event.kind == TOE_NIC_INTERRUPT && event.value % 4 != 0) toe_nic_mmio_write(nic, now_fs, 8, event.value);
    } else if (next_fs <= now_fs) {
      ++operations;
      uint64_t what = next_random(&host);
      memory.data[what >> 48] = (uint8_t)what;
      if (what % 16 == 0) {
        toe_nic_config_write(nic, now_fs, TOE_CONFIG_PCIE_OFFSET + 8, (uint32_t)(what >> 8 & 1) << 5 | 2 << 12);
      } else if (what % 16 < 7) {
        toe_nic_mmio_read(nic, now_fs, (uint32_t)(what >> 8) % 0x2000 * 4, what);
      } else if (what % 16 < 11) {
        send_frame(nic, now_fs, what >> 4);
      } else {
        toe_nic_mmio_write(nic, now_fs, 4, (uint32_t)(what >> 8));
      }
      /* Bursts at one time, or up to 2 us apart. */
      next_fs = now_fs + (what >> 40 & 1 ? 0 : next_random(&host) % (2 * US));
    } else {
      toe_fs_t limit_fs = has_event && event.at_fs < next_fs ? event.at_fs : next_fs;
      toe_fs_t action_fs = toe_nic_next_fs(nic);
      toe_fs_t end_fs = action_fs >= limit_fs ? limit_fs : action_fs + hop_fs;
      if (slices != 0) {
        uint64_t kind = next_random(&random);
        toe_fs_t most_fs = kind % 8 == 0 ? 3 : kind % 8 == 1 ? end_fs - now_fs : hop_fs;
        end_fs = now_fs + 1 + next_random(&random) % most_fs;
      }
      if (end_fs > limit_fs) end_fs = limit_fs;
      toe_nic_run(nic, end_fs);
      now_fs = end_fs;
    }
  }
  note_inputs(fake, FAKE_TLP, TOE_STREAM_CQ);
  note_inputs(fake, FAKE_TLP, TOE_STREAM_RC);
  note_inputs(fake, FAKE_CREDITS, 0);
  note_inputs(fake, FAKE_CONFIG, 0);
  note_inputs(fake, FAKE_FRAME, 0);
  for (uint32_t i = 0; i < memory.count && i < FAKE_MEMORY_LOG; ++i) {
    note(&trace, memory.log[i].at_fs);
    note(&trace, memory.log[i].address << 1 | memory.log[i].is_write);
  }
  toe_nic_stats_t stats;
  toe_nic_get_stats(nic, &stats);
  note(&trace, stats.up_bytes);
  note(&trace, stats.down_bytes);
  note(&trace, stats.unsupported_requests);
  note(&trace, stats.iotlb_misses);
  note(&trace, stats.completion_timeouts);
  if (options->iotlb_miss_ns != 0) TOE_EXPECT(stats.iotlb_misses > 10 && stats.completion_timeouts > 0);
  note(&trace, stats.frame_bytes_in);
  note(&trace, stats.frame_bytes_out);
  TOE_EXPECT(stats.frames_in > 10 && stats.frames_out > 10);
  TOE_EXPECT(stats.dma_reads > 50 && stats.dma_writes > 50 && stats.interrupts > 10); /* it was lively */
  stop(nic, fake);
}

TOE_TEST(nic_slices, gives_the_same_however_time_is_sliced) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    toe_nic_options_t options = defaults();
    options.seed = seed;
    options.read_latency = seed % 3 == 0 ? "longtail" : seed % 3 == 1 ? "server" : "fixed:0";
    options.clock_mhz = seed % 4 == 0 ? 322 : 250;
    options.credits_ph = seed % 2 == 0 ? 64 : 2;
    options.hop_ns = seed % 5 == 0 ? 20 : 150;
    options.is_split_at_rcb = seed % 2 == 1;
    if (seed % 3 == 0) {
      options.numa_ns = 100;
      options.iotlb_miss_ns = 330;
      options.iotlb_entries = 1;
      options.read_faults = "object:3=lost,object:5=poisoned,copy:4=lost@1,copy:7=ur,command:2=ca";
      options.completion_timeout_us = 50;
    }
    options.wire_gbps = seed % 3 == 0 ? 400 : seed % 3 == 1 ? 1 : 10;
    simulate(&options, seed * UINT64_C(0x9E3779B97F4A7C15), 0);
    expected_trace = trace;
    TOE_ASSERT(expected_trace.count < TRACE_WORDS);
    for (uint64_t slices = 1; slices <= 3; ++slices) {
      simulate(&options, seed * UINT64_C(0x9E3779B97F4A7C15), slices * UINT64_C(0xD1342543DE82EF95));
      toe_test_note("seed %llu, slices %llu", (unsigned long long)seed, (unsigned long long)slices);
      for (size_t i = 0; i < expected_trace.count && i < trace.count; ++i) {
        toe_test_note("seed %llu, slices %llu, word %zu", (unsigned long long)seed, (unsigned long long)slices, i);
        TOE_ASSERT_EQ(trace.words[i], expected_trace.words[i]);
      }
      TOE_ASSERT_EQ(trace.count, expected_trace.count);
    }
  }
}

/* Seeds change times, and nothing that was read or written. */
TOE_TEST(nic_slices, gives_the_same_again) {
  toe_nic_options_t options = defaults();
  options.read_latency = "server";
  simulate(&options, 99, 0);
  expected_trace = trace;
  simulate(&options, 99, 0);
  TOE_EXPECT_EQ(trace.count, expected_trace.count);
  TOE_EXPECT_MEM(trace.words, expected_trace.words, trace.count * sizeof trace.words[0]);
}
