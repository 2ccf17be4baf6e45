/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_work.c - fixed pieces of work, to count instructions of and to compare builds by.
 *
 *   toe_work loop EDGES ROUNDS [FILE.fst]
 *                                 the bare loop: the Verilated RTL with its memories, executing every edge; what it is
 * given was recorded before.  Prints edges a processor second, the median of ROUNDS.  ROUNDS 0 only records.  With
 * FILE.fst every round dumps all signals into it toe_work mmio READS           BAR reads through the link, the model
 * behind it, each made when the one before is answered
 *
 * What is given to the RTL is the seam fuzzer's host (testbench/random/toe_seam_host.h): initiates, terminates, events,
 * BAR accesses, links of all tempers.  A thousand edges a seed follow the clearing of the tables.
 *
 * Exit 0; 1: it did not come out as it must; 2: usage; 3: out of memory.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bridge/toe_nic.h"
#include "testbench/random/toe_seam_host.h"

enum { TURN_EDGES = 40, PLAY_EDGES = 1024, MOST_ROUNDS = 99 };

typedef enum input_kind { INPUT_TLP, INPUT_CREDITS, INPUT_CONFIG, INPUT_FLIP } input_kind_t;

/* One call of the seam. */
typedef struct input {
  input_kind_t kind;
  toe_cycle_t cycle;
  toe_stream_t stream;
  toe_tlp_t *tlp; /* owned, its payload cut to its length */
  toe_credits_t credits;
  toe_device_config_t config;
  uint32_t row, bit;
} input_t;

typedef struct tape {
  toe_credits_t credits;
  input_t *inputs;
  size_t count, room;
  toe_cycle_t edges;
  uint64_t outputs, retires; /* what came of it */
} tape_t;

/* A device that hands on to `inner` (NULL: nobody) and writes down what it is given. */
typedef struct tap {
  toe_device_t base;
  toe_device_t *inner;
  tape_t *tape;
} tap_t;

static void die(int code, const char *text) {
  fprintf(stderr, "toe_work: %s\n", text);
  exit(code);
}

static void *need(void *memory) {
  if (memory == NULL) die(3, "out of memory");
  return memory;
}

static double cpu_seconds(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) die(1, "no processor clock");
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- recording ---- */

static input_t *note(tap_t *tap, input_kind_t kind, toe_cycle_t cycle) {
  tape_t *tape = tap->tape;
  if (tape->count == tape->room) {
    tape->room = 2 * tape->room + 1024;
    tape->inputs = need(realloc(tape->inputs, tape->room * sizeof *tape->inputs));
  }
  input_t *input = &tape->inputs[tape->count++];
  memset(input, 0, sizeof *input);
  input->kind = kind;
  input->cycle = cycle;
  return input;
}

static tap_t *tap_of(toe_device_t *device) { return (tap_t *)device; }

static void tap_put_tlp(toe_device_t *device, toe_stream_t stream, toe_cycle_t cycle, const toe_tlp_t *tlp) {
  tap_t *tap = tap_of(device);
  if (tap->inner == NULL) return;
  input_t *input = note(tap, INPUT_TLP, cycle);
  const size_t payload = toe_tlp_has_data(tlp) ? tlp->length_bytes : 0;
  input->stream = stream;
  input->tlp = need(malloc(offsetof(toe_tlp_t, data) + payload + 32));
  memcpy(input->tlp, tlp, offsetof(toe_tlp_t, data) + payload);
  toe_device_put_tlp(tap->inner, stream, cycle, tlp);
}

static void tap_put_credits(toe_device_t *device, toe_cycle_t cycle, toe_credits_t returned) {
  tap_t *tap = tap_of(device);
  if (tap->inner == NULL) return;
  note(tap, INPUT_CREDITS, cycle)->credits = returned;
  toe_device_put_credits(tap->inner, cycle, returned);
}

static void tap_put_config(toe_device_t *device, toe_cycle_t cycle, const toe_device_config_t *config) {
  tap_t *tap = tap_of(device);
  if (tap->inner == NULL) return;
  note(tap, INPUT_CONFIG, cycle)->config = *config;
  toe_device_put_config(tap->inner, cycle, config);
}

static void tap_put_flip(toe_device_t *device, toe_cycle_t cycle, uint32_t row, uint32_t bit) {
  tap_t *tap = tap_of(device);
  if (tap->inner == NULL) return;
  input_t *input = note(tap, INPUT_FLIP, cycle);
  input->row = row;
  input->bit = bit;
  toe_device_put_flip(tap->inner, cycle, row, bit);
}

/* The host calls nothing else of a device. */
static const toe_device_ops_t TAP_OPS = {.name = "tap",
                                         .put_tlp = tap_put_tlp,
                                         .put_credits = tap_put_credits,
                                         .put_config = tap_put_config,
                                         .put_flip = tap_put_flip};

static toe_device_t *new_rtl(toe_credits_t credits, const char *wave_path) {
  const toe_device_options_t options = {
      .credits = credits, .has_jumps = false, .wave_path = wave_path, .wave_end = TOE_CYCLE_NEVER};
  toe_device_t *device = NULL;
  if (toe_device_rtl_new(&options, &device) != TOE_OK) die(3, "the RTL could not be made");
  return device;
}

static void record(uint64_t seed, toe_cycle_t edges, tape_t *tape) {
  toe_seam_host_t *host = need(calloc(1, sizeof *host));
  static toe_device_output_t output;
  toe_retire_t retire;
  toe_seam_host_init(host, seed, false, &tape->credits);
  toe_device_t *rtl = new_rtl(tape->credits, NULL);
  tap_t taps[TOE_SEAM_SIDES] = {{{&TAP_OPS}, rtl, tape}, {{&TAP_OPS}, NULL, NULL}};
  for (int side = 0; side < TOE_SEAM_SIDES; ++side) host->device[side] = &taps[side].base;
  toe_seam_host_start(host);
  toe_cycle_t now = TOE_STAGE_LOOKUP_ROWS;
  toe_device_advance(rtl, now);
  for (tape->edges = now + edges; now < tape->edges; now += TURN_EDGES) {
    toe_seam_host_give(host, now, now + TURN_EDGES);
    toe_device_advance(rtl, now + TURN_EDGES);
    for (; toe_device_get_output(rtl, &output); ++tape->outputs) toe_seam_host_take(host, &output);
    for (; toe_device_get_retire(rtl, &retire); ++tape->retires) (void)toe_seam_ledger_book(&host->ledger, &retire);
  }
  tape->edges = now;
  toe_device_free(rtl);
  free(host);
}

/* ---- playing ---- */

static void give(toe_device_t *device, const input_t *input) {
  switch (input->kind) {
    case INPUT_TLP:
      toe_device_put_tlp(device, input->stream, input->cycle, input->tlp);
      break;
    case INPUT_CREDITS:
      toe_device_put_credits(device, input->cycle, input->credits);
      break;
    case INPUT_CONFIG:
      toe_device_put_config(device, input->cycle, &input->config);
      break;
    case INPUT_FLIP:
      toe_device_put_flip(device, input->cycle, input->row, input->bit);
      break;
  }
}

/* Processor seconds from reset to the tape's end. */
static double play(const tape_t *tape, const char *wave_path) {
  static toe_device_output_t output;
  toe_retire_t retire;
  toe_device_t *device = new_rtl(tape->credits, wave_path);
  const double begin = cpu_seconds();
  uint64_t outputs = 0, retires = 0;
  size_t next = 0;
  for (toe_cycle_t now = 0; now < tape->edges;) {
    const toe_cycle_t end = now + PLAY_EDGES < tape->edges ? now + PLAY_EDGES : tape->edges;
    /* Flips apart, inputs of a stream come in order; a flip may be early.  All before `end` are given. */
    while (next < tape->count && tape->inputs[next].cycle < end) give(device, &tape->inputs[next++]);
    toe_device_advance(device, end);
    while (toe_device_get_output(device, &output)) ++outputs;
    while (toe_device_get_retire(device, &retire)) ++retires;
    now = end;
  }
  const double seconds = cpu_seconds() - begin;
  toe_device_free(device);
  if (outputs != tape->outputs || retires != tape->retires) die(1, "played, the RTL gave something else than recorded");
  return seconds;
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void loop(toe_cycle_t edges, uint32_t rounds, const char *wave_path) {
  tape_t tape = {0};
  record(1, edges, &tape);
  printf("recorded: %" PRIu64 " edges, %zu inputs, %" PRIu64 " TLPs out, %" PRIu64 " retire records\n", tape.edges,
         tape.count, tape.outputs, tape.retires);
  double seconds[MOST_ROUNDS];
  for (uint32_t i = 0; i < rounds; ++i) seconds[i] = play(&tape, wave_path);
  if (rounds != 0) {
    qsort(seconds, rounds, sizeof *seconds, by_value);
    printf("edges a processor second: %.0f\n", (double)tape.edges / seconds[rounds / 2]);
  }
  for (size_t i = 0; i < tape.count; ++i) free(tape.inputs[i].tlp);
  free(tape.inputs);
}

/* ---- BAR reads ---- */

static bool no_memory(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data_out) {
  (void)self, (void)at_fs, (void)address, (void)bytes, (void)data_out;
  return false;
}

static bool no_memory_to_write(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, const uint8_t *data) {
  (void)self, (void)at_fs, (void)address, (void)bytes, (void)data;
  return false;
}

static void mmio(uint64_t reads) {
  toe_nic_options_t options;
  toe_nic_options_default(&options);
  const toe_device_options_t engine = {.credits = toe_nic_credits(&options), .has_jumps = true};
  const toe_nic_memory_t memory = {NULL, no_memory, no_memory_to_write};
  toe_device_t *device = NULL;
  toe_nic_t *nic = NULL;
  toe_error_t error = {""};
  if (toe_device_model_new(&engine, &device) != TOE_OK) die(3, "the model could not be made");
  if (toe_nic_new(&options, device, &memory, &nic, &error) != TOE_OK) die(3, error.text);
  toe_nic_config_write(nic, 0, 4, 0x6); /* memory space, bus master */
  toe_fs_t now = UINT64_C(20000000000); /* 20 us: the tables are cleared */
  toe_nic_run(nic, now);
  uint64_t right = 0;
  for (uint64_t i = 0; i < reads; ++i) {
    toe_nic_event_t event;
    toe_nic_mmio_read(nic, now, 0, i);
    while (!toe_nic_peek_event(nic, &event)) {
      const toe_fs_t next = toe_nic_next_fs(nic);
      if (next == TOE_FS_NEVER) die(1, "a read has no answer");
      toe_nic_run(nic, next + toe_nic_lookahead_fs(nic));
    }
    now = event.at_fs;
    toe_nic_run(nic, now);
    if (!toe_nic_get_event(nic, &event)) die(1, "an answer does not come at its time");
    right += event.cookie == i && event.value == 0x70E50004u;
  }
  if (right != reads || toe_nic_failure(nic) != TOE_OK) die(1, "a read is answered wrong");
  toe_nic_free(nic);
  printf("%" PRIu64 " reads, %" PRIu64 " ns of simulated time\n", reads, (uint64_t)(now / 1000000u));
}

static uint64_t number(const char *text, uint64_t max) {
  char *end = NULL;
  const uint64_t value = strtoull(text, &end, 10);
  if (text[0] < '0' || text[0] > '9' || *end != '\0' || value > max) die(2, "a number is wrong");
  return value;
}

int main(int argc, char **argv) {
  if ((argc == 4 || argc == 5) && strcmp(argv[1], "loop") == 0) {
    loop(number(argv[2], 100000000), (uint32_t)number(argv[3], MOST_ROUNDS), argc == 5 ? argv[4] : NULL);
  } else if (argc == 3 && strcmp(argv[1], "mmio") == 0) {
    mmio(number(argv[2], 1000000000));
  } else {
    die(2, "usage: toe_work loop EDGES ROUNDS [FILE.fst] | mmio READS");
  }
  return fflush(stdout) == 0 ? 0 : 1;
}
