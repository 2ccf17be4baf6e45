/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/bench/toe_bench_wire.h"

#include <stdlib.h>
#include <string.h>

#include "bridge/toe_fifo.h"

enum { FS_PER_PS = 1000, PAGE_BYTES = 4096, FIRST_TAG = 32, TAGS = 64 };

/* What the requester is given. */
typedef struct input {
  toe_cycle_t cycle;     /* of its last beat; usable from the next edge on */
  toe_credits_t credits; /* that came back */
  uint8_t tag;           /* of a completion */
  bool is_last;          /* of its read */
} input_t;

/* The requester, behind the seam. */
typedef struct requester {
  toe_device_t base;
  const toe_bench_wire_work_t *work;
  uint32_t mps_bytes, mrrs_bytes;
  toe_fs_t byte_fs;
  toe_clock_t clock;
  toe_credits_t credits;
  toe_cycle_t now;
  toe_fs_t free_fs;                         /* the TLP before has been serialised */
  toe_fifo_t data, credit_returns, outputs; /* input_t, input_t, toe_device_output_t */
  bool has_failed;                          /* no memory */

  /* What is next to leave. */
  uint32_t operation;
  bool is_reading; /* its writes have left */
  uint32_t at_bytes;

  uint8_t free_tags[TAGS];
  uint32_t free_count;
  uint32_t operation_of[TAGS]; /* of the read in flight */

  toe_fs_t *leaves_fs, *ends_fs; /* by operation: its last read has left, its last byte is here */
} requester_t;

static uint32_t in_dws(uint32_t bytes) { return (bytes + 3) & ~3u; }
static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* ---- the requester ---- */

static requester_t *requester_of(toe_device_t *device) { return (requester_t *)device; }

/* The tail of an operation is cut to its last bytes by enables. */
static uint8_t last_enables(uint32_t bytes) { return (uint8_t)(0xF >> ((4 - bytes % 4) % 4)); }

static bool is_done(const requester_t *requester) { return requester->operation == requester->work->operations; }

/* Bytes of the TLP that is next to leave; its direction in is_reading. */
static uint32_t next_bytes(const requester_t *requester) {
  const uint32_t total = requester->is_reading ? requester->work->read_bytes : requester->work->write_bytes;
  return least(total - requester->at_bytes, requester->is_reading ? requester->mrrs_bytes : requester->mps_bytes);
}

static bool has_room(const requester_t *requester) {
  if (requester->is_reading) return requester->free_count > 0 && requester->credits.nonposted_headers > 0;
  return requester->credits.posted_headers > 0 &&
         requester->credits.posted_data >= (in_dws(next_bytes(requester)) + 15) / 16;
}

/* On to the next piece, or operation. */
static void go_on(requester_t *requester, uint32_t bytes) {
  requester->at_bytes += bytes;
  while (!is_done(requester)) {
    const uint32_t total = requester->is_reading ? requester->work->read_bytes : requester->work->write_bytes;
    if (requester->at_bytes < total) return;
    requester->at_bytes = 0;
    requester->operation += requester->is_reading;
    requester->is_reading = !requester->is_reading;
  }
}

static void take(uint32_t *credits, uint32_t amount) {
  if (*credits != UINT32_MAX) *credits -= amount;
}
static void give(uint32_t *credits, uint32_t amount) {
  if (*credits != UINT32_MAX) *credits += amount;
}

static void leave(requester_t *requester, toe_cycle_t cycle) {
  toe_device_output_t *output = toe_fifo_push(&requester->outputs);
  if (output == NULL) {
    requester->has_failed = true;
    return;
  }
  const uint32_t bytes = next_bytes(requester);
  toe_tlp_t *tlp = &output->tlp;
  memset(tlp, 0, offsetof(toe_tlp_t, data));
  output->stream = TOE_STREAM_RQ;
  output->cycle = cycle;
  tlp->type = requester->is_reading ? TOE_TLP_MRD : TOE_TLP_MWR;
  tlp->address = PAGE_BYTES + requester->at_bytes; /* every operation begins a page */
  tlp->length_bytes = in_dws(bytes);
  tlp->first_be = bytes < 4 ? last_enables(bytes) : 0xF;
  tlp->last_be = bytes <= 4 ? 0 : last_enables(bytes);
  if (requester->is_reading) {
    tlp->tag = requester->free_tags[--requester->free_count];
    requester->operation_of[tlp->tag] = requester->operation;
    requester->leaves_fs[requester->operation] = toe_clock_edge_fs(requester->clock, cycle);
    take(&requester->credits.nonposted_headers, 1);
  } else {
    memset(tlp->data, 0, tlp->length_bytes);
    take(&requester->credits.posted_headers, 1);
    take(&requester->credits.posted_data, (tlp->length_bytes + 15) / 16);
  }
  requester->free_fs = toe_clock_edge_fs(requester->clock, cycle) + toe_tlp_link_bytes(tlp) * requester->byte_fs;
  go_on(requester, bytes);
}

/* The oldest input; NULL: none. */
static toe_fifo_t *first_input(const requester_t *requester, toe_cycle_t *cycle_out) {
  const input_t *data = toe_fifo_front(&requester->data), *credits = toe_fifo_front(&requester->credit_returns);
  const bool is_credits = credits != NULL && (data == NULL || credits->cycle < data->cycle);
  const input_t *first = is_credits ? credits : data;
  *cycle_out = first != NULL ? first->cycle : TOE_CYCLE_NEVER;
  if (first == NULL) return NULL;
  return (toe_fifo_t *)(is_credits ? &requester->credit_returns : &requester->data);
}

static void react(requester_t *requester, toe_fifo_t *inputs) {
  const input_t *input = toe_fifo_front(inputs);
  if (inputs == &requester->credit_returns) {
    give(&requester->credits.posted_headers, input->credits.posted_headers);
    give(&requester->credits.posted_data, input->credits.posted_data);
    give(&requester->credits.nonposted_headers, input->credits.nonposted_headers);
  } else if (input->is_last) {
    requester->free_tags[requester->free_count++] = input->tag;
    requester->ends_fs[requester->operation_of[input->tag]] = toe_clock_edge_fs(requester->clock, input->cycle);
  }
  toe_fifo_pop(inputs);
}

/* The next edge at which there is something to do, not before now. */
static toe_cycle_t requester_next_wake(const toe_device_t *device) {
  const requester_t *requester = (const requester_t *)device;
  toe_cycle_t next;
  if (first_input(requester, &next) != NULL) ++next;
  if (!is_done(requester) && has_room(requester)) {
    const toe_cycle_t free_cycle = toe_clock_cycle_at(requester->clock, requester->free_fs);
    if (free_cycle < next) next = free_cycle;
  }
  return next < requester->now ? requester->now : next;
}

static void requester_advance(toe_device_t *device, toe_cycle_t until) {
  requester_t *requester = requester_of(device);
  for (;;) {
    const toe_cycle_t next = requester_next_wake(device);
    if (next >= until || requester->has_failed) break;
    requester->now = next;
    toe_cycle_t cycle;
    toe_fifo_t *inputs = first_input(requester, &cycle);
    if (inputs != NULL && cycle < next)
      react(requester, inputs);
    else
      leave(requester, requester->now++);
  }
  if (requester->now < until) requester->now = until;
}

static void requester_put_tlp(toe_device_t *device, toe_stream_t stream, toe_cycle_t cycle, const toe_tlp_t *tlp) {
  requester_t *requester = requester_of(device);
  input_t *input = stream == TOE_STREAM_RC ? toe_fifo_push(&requester->data) : NULL;
  if (input == NULL) {
    requester->has_failed = true;
    return;
  }
  /* What counts is enabled bytes; the last completion brings all that are still due. */
  const uint32_t brought = tlp->length_bytes - (tlp->lower_address & 3);
  *input = (input_t){.cycle = cycle + toe_tlp_beats(tlp) - 1, .tag = tlp->tag, .is_last = brought >= tlp->byte_count};
}

static void requester_put_credits(toe_device_t *device, toe_cycle_t cycle, toe_credits_t returned) {
  requester_t *requester = requester_of(device);
  input_t *input = toe_fifo_push(&requester->credit_returns);
  if (input == NULL)
    requester->has_failed = true;
  else
    *input = (input_t){.cycle = cycle, .credits = returned};
}

static void requester_put_config(toe_device_t *device, toe_cycle_t cycle, const toe_device_config_t *config) {
  (void)device, (void)cycle, (void)config; /* there is one, from the start */
}

static bool requester_get_output(toe_device_t *device, toe_device_output_t *output_out) {
  requester_t *requester = requester_of(device);
  const toe_device_output_t *output = toe_fifo_front(&requester->outputs);
  if (output == NULL) return false;
  output_out->stream = output->stream;
  output_out->cycle = output->cycle;
  toe_tlp_copy(&output_out->tlp, &output->tlp);
  toe_fifo_pop(&requester->outputs);
  return true;
}

/* All that the link asks of a device. */
static const toe_device_ops_t REQUESTER_OPS = {
    .name = "requester",
    .next_wake = requester_next_wake,
    .advance = requester_advance,
    .put_tlp = requester_put_tlp,
    .put_credits = requester_put_credits,
    .put_config = requester_put_config,
    .get_output = requester_get_output,
};

/* ---- host memory: reads give zeros, the end of every operation's writes is noted ---- */

typedef struct memory {
  uint32_t writes_an_operation, writes;
  toe_fs_t *ends_fs;
} memory_t;

static bool memory_read(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data_out) {
  (void)self, (void)at_fs, (void)address;
  memset(data_out, 0, bytes);
  return true;
}

static bool memory_write(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, const uint8_t *data) {
  memory_t *memory = self;
  (void)address, (void)bytes, (void)data;
  toe_fs_t *end_fs = &memory->ends_fs[memory->writes++ / memory->writes_an_operation];
  if (*end_fs < at_fs) *end_fs = at_fs;
  return true;
}

/* ---- the whole ---- */

void toe_bench_wire_default(toe_bench_wire_t *wire_out) {
  *wire_out = (toe_bench_wire_t){
      .gen = 3,
      .lanes = 8,
      .mps_bytes = 256,
      .mrrs_bytes = 512,
      .rcb_bytes = 64,
      .tags = 64,
      .credits = {64, 1024, 64},
      .hop_ns = 150,
      .fc_update_ns = 100,
      .read_latency = "fixed:547",
      .seed = 1,
  };
}

static toe_result_t link_options(const toe_bench_wire_t *wire, toe_link_options_t *options_out) {
  *options_out = (toe_link_options_t){
      .clock = {TOE_BENCH_WIRE_MHZ},
      .hop_fs = (toe_fs_t)wire->hop_ns * TOE_FS_PER_NS,
      .fc_update_fs = (toe_fs_t)wire->fc_update_ns * TOE_FS_PER_NS,
      .rcb_bytes = wire->rcb_bytes,
      .is_split_at_rcb = wire->is_split_at_rcb,
      .credits = wire->credits,
      .seed = wire->seed,
  };
  const toe_result_t result = toe_link_byte_fs(wire->gen, wire->lanes, &options_out->byte_fs);
  if (result != TOE_OK) return result;
  return toe_latency_profile(wire->read_latency, &options_out->profile, NULL) == TOE_OK ? TOE_OK : TOE_E_RANGE;
}

/* Until nothing moves.  Slices of a hop, as toe_nic_run has them: within one each side runs alone. */
static void run(requester_t *requester, toe_link_t *link, toe_fs_t hop_fs) {
  static toe_device_output_t output;
  toe_fs_t ran_fs = 0;
  for (;;) {
    const toe_cycle_t wake = toe_device_next_wake(&requester->base), held = toe_link_held_cycle(link);
    toe_fs_t begin_fs = toe_clock_edge_fs(requester->clock, wake < held ? wake : held);
    if (toe_link_next_fs(link) < begin_fs) begin_fs = toe_link_next_fs(link);
    if (begin_fs == TOE_FS_NEVER || requester->has_failed) return;
    if (begin_fs < ran_fs) begin_fs = ran_fs;
    ran_fs = begin_fs + hop_fs;
    const toe_cycle_t until = toe_clock_cycle_at(requester->clock, ran_fs);
    toe_link_flush(link, until);
    toe_device_advance(&requester->base, until);
    while (toe_device_get_output(&requester->base, &output)) toe_link_put_output(link, &output);
    toe_link_run(link, ran_fs);
  }
}

/* A run; leaves_fs and ends_fs have a zero for every operation. */
static toe_result_t run_work(const toe_bench_wire_t *wire, const toe_bench_wire_work_t *work, toe_fs_t *leaves_fs,
                             toe_fs_t *ends_fs, uint64_t *tlps_out) {
  static requester_t requester; /* large */
  toe_link_options_t options;
  toe_result_t result = link_options(wire, &options);
  if (result != TOE_OK) return result;
  memory_t memory = {.writes_an_operation = (work->write_bytes + wire->mps_bytes - 1) / wire->mps_bytes,
                     .ends_fs = ends_fs};
  const toe_nic_memory_t face = {&memory, memory_read, memory_write};
  const toe_link_config_t config = {
      {.has_bus_master = true, .mps_bytes = (uint16_t)wire->mps_bytes, .mrrs_bytes = (uint16_t)wire->mrrs_bytes}, true};
  memset(&requester, 0, sizeof requester);
  requester.base.ops = &REQUESTER_OPS;
  requester.work = work;
  requester.mps_bytes = wire->mps_bytes;
  requester.mrrs_bytes = wire->mrrs_bytes;
  requester.byte_fs = options.byte_fs;
  requester.clock = options.clock;
  requester.credits = wire->credits;
  requester.leaves_fs = leaves_fs;
  requester.ends_fs = ends_fs;
  for (uint32_t i = wire->tags; i > 0; --i) requester.free_tags[requester.free_count++] = (FIRST_TAG + i - 1) % TAGS;
  toe_fifo_init(&requester.data, sizeof(input_t));
  toe_fifo_init(&requester.credit_returns, sizeof(input_t));
  toe_fifo_init(&requester.outputs, sizeof(toe_device_output_t));
  go_on(&requester, 0); /* to what there is to do first */
  toe_link_t *link = NULL;
  result = toe_link_new(&options, &config, &face, &requester.base, &link);
  if (result == TOE_OK) {
    run(&requester, link, options.hop_fs);
    result = requester.has_failed ? TOE_E_MEMORY : toe_link_failure(link);
    const toe_nic_stats_t *stats = toe_link_stats(link);
    *tlps_out = stats->up_tlps + stats->down_tlps;
    if (result == TOE_OK && (stats->protocol_errors != 0 || !is_done(&requester))) result = TOE_E_DEVICE;
    toe_link_free(link);
  }
  toe_fifo_end(&requester.data);
  toe_fifo_end(&requester.credit_returns);
  toe_fifo_end(&requester.outputs);
  return result;
}

toe_result_t toe_bench_wire_run(const toe_bench_wire_t *wire, const toe_bench_wire_work_t *work,
                                toe_bench_wire_seen_t *seen_out) {
  toe_fs_t *times = calloc(2 * (size_t)work->operations, sizeof *times);
  if (times == NULL) return TOE_E_MEMORY;
  toe_fs_t *ends_fs = times + work->operations;
  const toe_result_t result = run_work(wire, work, times, ends_fs, &seen_out->tlps);
  seen_out->elapsed_fs = ends_fs[work->operations - 1] - ends_fs[work->warm_up - 1];
  free(times);
  return result;
}

toe_result_t toe_bench_wire_round_trips(const toe_bench_wire_t *wire, uint32_t count, uint32_t *trips_ps_out) {
  const toe_bench_wire_work_t work = {.read_bytes = 64, .operations = count};
  toe_bench_wire_t alone = *wire;
  uint64_t tlps;
  toe_fs_t *times = calloc(2 * (size_t)count, sizeof *times);
  if (times == NULL) return TOE_E_MEMORY;
  alone.tags = 1;
  const toe_result_t result = run_work(&alone, &work, times, times + count, &tlps);
  for (uint32_t i = 0; i < count; ++i) trips_ps_out[i] = (uint32_t)((times[count + i] - times[i]) / FS_PER_PS);
  free(times);
  return result;
}

/* ---- the formulas ---- */

static double ceil_div(uint32_t a, uint32_t b) {
  const uint32_t whole = (a + b - 1) / b;
  return whole;
}

toe_result_t toe_bench_wire_formula(const toe_bench_wire_t *wire, const toe_bench_wire_work_t *work, double *fs_out) {
  toe_link_options_t options;
  const toe_result_t result = link_options(wire, &options);
  if (result != TOE_OK) return result;
  const uint32_t split = wire->is_split_at_rcb ? wire->rcb_bytes : wire->mps_bytes;
  const uint32_t r = in_dws(work->read_bytes), w = in_dws(work->write_bytes);
  const double byte_fs = (double)options.byte_fs, back_fs = 2 * (double)options.hop_fs + (double)options.fc_update_fs;
  const double reads = ceil_div(r, wire->mrrs_bytes), writes = ceil_div(w, wire->mps_bytes);
  const double up = (writes * 24 + w + reads * 24) * byte_fs, down = (ceil_div(r, split) * 20 + r) * byte_fs;

  /* T_read: the profile's total is that of 64 bytes, with ser(84) in it. */
  double total_ns = 0;
  for (uint32_t i = 1; i < options.profile.count; ++i) {
    const toe_latency_point_t *a = &options.profile.points[i - 1], *b = &options.profile.points[i];
    if (a->permille <= 500 && b->permille >= 500)
      total_ns = a->ns + (double)(b->ns - a->ns) * (500 - a->permille) / (b->permille - a->permille);
  }
  const double read_fs = reads * (total_ns * TOE_FS_PER_NS - 84 * byte_fs) + down;

  double units_fs = 0; /* PD units of a write, each held for as long as its TLP is */
  for (uint32_t at = 0; at < w; at += wire->mps_bytes) {
    const uint32_t bytes = least(w - at, wire->mps_bytes);
    units_fs += ceil_div(bytes, 16) * ((bytes + 24) * byte_fs + back_fs);
  }
  const double bounds[] = {
      up,
      down,
      read_fs / wire->tags,
      reads * (24 * byte_fs + back_fs) / wire->credits.nonposted_headers,
      ((writes * 24 + w) * byte_fs + writes * back_fs) / wire->credits.posted_headers,
      units_fs / wire->credits.posted_data,
  };
  *fs_out = 0;
  for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; ++i)
    if (bounds[i] > *fs_out) *fs_out = bounds[i];
  return TOE_OK;
}
