/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_fuzz.c - two engines behind the seam, one random host before it, nobody who knows the answer.
 *
 *   toe_seam_fuzz SEED COUNT [engines|jumps [frames]]      seeds SEED .. SEED + COUNT - 1
 *
 *   engines   (the default) the C model and the RTL
 *   jumps     the RTL that executes every edge and the RTL that skips quiescent ones: "advancing by any steps gives the
 *             same outputs" (bridge/toe_device.h), of the RTL alone
 *
 *   frames    somebody is at the other end of the wire too: frames come in beside everything else, and those that leave
 *             are compared
 *
 * The random trees beside this file go through the whole simulator, whose driver and link are well behaved.  Here a
 * device meets everything the seam allows (toe_seam_host.h): commands and objects in error, accesses to any
 * offset of the BAR, answers late, cut, poisoned or for nobody, buffered data that is not there, hardly any credits,
 * rings nobody empties, settings and configuration changing in mid-run, the device stopped and set up anew, bits of the
 * context SRAM turned over.
 *
 * A seed is a number of turns.  Each turn the host gives both devices the same inputs for the edges of the turn, each
 * is advanced over them in random steps of its own, and all that came out is compared: every TLP and every
 * retire record, to the edge, and no earlier than the wake the device had told.  Some turns are quiet and long, some
 * leap over up to 2^36 edges (only where no side executes every edge).  In the end the host grows calm until nothing is
 * in flight, and every counter is compared.  The first difference ends the run: seed, edge, turn, stream and both
 * records are told, and the command that repeats it.
 *
 * What the two engines do alike is seen here only as far as the ledger goes (toe_seam_ledger.h): who holds what, and
 * that what comes back is what was given.  Half of the seeds end with everything terminated, and every level must be 0.
 * The rest of what is right is for the unit tests and the traces.  That the fuzzer still gets everywhere is: enough
 * seeds must have met everything (toe_seam_cover.h).
 *
 * Exit 0: no difference; 1: one, or something never came up; 2: usage; 3: out of memory.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/random/toe_seam_cover.h"
#include "testbench/random/toe_seam_host.h"
#include "testbench/random/toe_seam_record.h"

enum { TURNS = 1500, TURN_EDGES = 40, QUIET_EDGES = 2000, LEAP_BITS = 36, TIMED_LEAP_BITS = 13 };
enum { CALM_TURNS = 3000 }; /* of TURN_EDGES, at most, at the end of a seed */
enum { DRAIN_ROUNDS = 12 };
/* Where and how the sides differ; they do if `where` is not empty. */
typedef struct difference {
  toe_cycle_t edge;
  char where[64]; /* "stream RQ" */
  char text[TOE_SEAM_SIDES][TOE_SEAM_TEXT_BYTES];
} difference_t;

/* The run of one seed. */
typedef struct fuzz {
  uint64_t seed;
  uint32_t turn;      /* the one being made, from 0 */
  uint64_t completed; /* COMPLETED records */
  const char *mode;
  bool is_jumps, has_frames;
  toe_device_t *device[TOE_SEAM_SIDES];
  const char *name[TOE_SEAM_SIDES];
  bool has_leaps;
  toe_random_draw_t steps; /* lengths of turns and steps; apart from the host's dice */
  toe_cycle_t now;
  toe_cycle_t wake[TOE_SEAM_SIDES]; /* told after the inputs of this turn */
  difference_t difference;
  toe_seam_host_t host;
} fuzz_t;

/* Keep the earlier of the differences of a turn. */
static bool is_first(const fuzz_t *fuzz, toe_cycle_t edge) {
  return fuzz->difference.where[0] == '\0' || edge < fuzz->difference.edge;
}

/* Both sides' next outputs, until both have none; the host takes those of side 0. */
static void compare_outputs(fuzz_t *fuzz, toe_seam_cover_t *coverage) {
  static toe_device_output_t output[TOE_SEAM_SIDES];
  for (;;) {
    bool has[TOE_SEAM_SIDES];
    toe_cycle_t edge = TOE_CYCLE_NEVER;
    int first = 0;
    for (int i = 0; i < TOE_SEAM_SIDES; ++i) {
      has[i] = toe_device_get_output(fuzz->device[i], &output[i]);
      if (has[i] && output[i].cycle < edge) {
        edge = output[i].cycle;
        first = i;
      }
    }
    if (!has[0] && !has[1]) return;
    bool is_early = false;
    for (int i = 0; i < TOE_SEAM_SIDES; ++i) is_early |= has[i] && output[i].cycle < fuzz->wake[i];
    if (is_early || !has[0] || !has[1] || !toe_seam_is_same_output(&output[0], &output[1])) {
      if (!is_first(fuzz, edge)) return;
      fuzz->difference.edge = edge;
      snprintf(fuzz->difference.where, sizeof fuzz->difference.where, "stream %s%s",
               toe_seam_stream_text(output[first].stream), is_early ? " before the wake told" : "");
      for (int i = 0; i < TOE_SEAM_SIDES; ++i) {
        snprintf(fuzz->difference.text[i], TOE_SEAM_TEXT_BYTES, "nothing");
        if (has[i]) toe_seam_output_text(&output[i], fuzz->difference.text[i]);
      }
      return;
    }
    ++coverage->outputs;
    toe_seam_host_take(&fuzz->host, &output[0]);
  }
}

/* What left for the wire. */
static void compare_frames(fuzz_t *fuzz, toe_seam_cover_t *coverage) {
  for (;;) {
    toe_frame_sent_t frame[TOE_SEAM_SIDES];
    bool has[TOE_SEAM_SIDES];
    toe_cycle_t edge = TOE_CYCLE_NEVER;
    for (int i = 0; i < TOE_SEAM_SIDES; ++i) {
      has[i] = toe_device_get_frame(fuzz->device[i], &frame[i]);
      if (has[i] && frame[i].cycle < edge) edge = frame[i].cycle;
    }
    if (!has[0] && !has[1]) return;
    if (has[0] && has[1] && frame[0].cycle == frame[1].cycle && frame[0].bytes == frame[1].bytes &&
        memcmp(frame[0].data, frame[1].data, frame[0].bytes) == 0) {
      ++coverage->frames;
      continue;
    }
    if (!is_first(fuzz, edge)) return;
    fuzz->difference.edge = edge;
    snprintf(fuzz->difference.where, sizeof fuzz->difference.where, "wire");
    for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_seam_frame_text(has[i] ? &frame[i] : NULL, fuzz->difference.text[i]);
    return;
  }
}

/* The engines agree on a record; it must also fit all before it. */
static bool book(fuzz_t *fuzz, const toe_retire_t *retire) {
  if (toe_seam_ledger_book(&fuzz->host.ledger, retire)) return true;
  if (!is_first(fuzz, retire->cycle)) return false;
  fuzz->difference.edge = retire->cycle;
  snprintf(fuzz->difference.where, sizeof fuzz->difference.where, "what both engines say, %s",
           toe_seam_kind_text(retire->kind));
  toe_seam_retire_text(retire, fuzz->difference.text[0]);
  snprintf(fuzz->difference.text[1], TOE_SEAM_TEXT_BYTES, "the same; %s", fuzz->host.ledger.error);
  return false;
}

static void compare_retires(fuzz_t *fuzz, toe_seam_cover_t *coverage) {
  for (;;) {
    toe_retire_t retire[TOE_SEAM_SIDES];
    bool has[TOE_SEAM_SIDES];
    toe_cycle_t edge = TOE_CYCLE_NEVER;
    int first = 0;
    for (int i = 0; i < TOE_SEAM_SIDES; ++i) {
      has[i] = toe_device_get_retire(fuzz->device[i], &retire[i]);
      if (has[i] && retire[i].cycle < edge) {
        edge = retire[i].cycle;
        first = i;
      }
    }
    if (!has[0] && !has[1]) return;
    if (!has[0] || !has[1] || !toe_seam_is_same_retire(&retire[0], &retire[1])) {
      if (!is_first(fuzz, edge)) return;
      fuzz->difference.edge = edge;
      snprintf(fuzz->difference.where, sizeof fuzz->difference.where, "stream of retire records, %s",
               toe_seam_kind_text(retire[first].kind));
      for (int i = 0; i < TOE_SEAM_SIDES; ++i) {
        snprintf(fuzz->difference.text[i], TOE_SEAM_TEXT_BYTES, "nothing");
        if (has[i]) toe_seam_retire_text(&retire[i], fuzz->difference.text[i]);
      }
      return;
    }
    toe_seam_cover_retire(coverage, &retire[0]);
    if (!book(fuzz, &retire[0])) return;
    if (retire[0].kind == TOE_RETIRE_COMPLETED) ++fuzz->completed;
  }
}

static void compare_stats(fuzz_t *fuzz, bool is_still, toe_seam_cover_t *coverage) {
  toe_device_stats_t stats[TOE_SEAM_SIDES];
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_get_stats(fuzz->device[i], &stats[i]);
  coverage->rows_copied += stats[0].buffer_writes;
  coverage->corrected += stats[0].ecc_corrected;
  coverage->uncorrectable += stats[0].ecc_uncorrectable;
  if (toe_seam_is_same_stats(&stats[0], &stats[1], fuzz->is_jumps, is_still)) return;
  fuzz->difference.edge = fuzz->now;
  snprintf(fuzz->difference.where, sizeof fuzz->difference.where, "counters%s",
           is_still ? ", with nothing in flight" : "");
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_seam_stats_text(&stats[i], fuzz->difference.text[i]);
}

/* Execute the edges up to `end` in steps: of one edge, short ones, or all at once. */
static void advance(fuzz_t *fuzz, toe_cycle_t end) {
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) {
    toe_device_t *device = fuzz->device[i];
    fuzz->wake[i] = toe_device_next_wake(device);
    uint64_t most = end - fuzz->now > QUIET_EDGES || toe_random_one_in(&fuzz->steps, 3)
                        ? end - fuzz->now
                        : 1 + toe_random_below(&fuzz->steps, 12);
    while (toe_device_now(device) < end) {
      toe_cycle_t until = toe_device_now(device) + 1 + toe_random_draw(&fuzz->steps) % most;
      toe_device_advance(device, until < end ? until : end);
    }
  }
  fuzz->now = end;
}

/* The edges of a turn whose inputs are given, and what came out.  False: the sides differ. */
static bool run_to(fuzz_t *fuzz, toe_cycle_t end, toe_seam_cover_t *coverage) {
  advance(fuzz, end);
  compare_outputs(fuzz, coverage);
  compare_retires(fuzz, coverage);
  compare_frames(fuzz, coverage);
  return fuzz->difference.where[0] == '\0';
}

/* One turn: inputs, edges, outputs.  False: the sides differ. */
static bool take_turn(fuzz_t *fuzz, toe_seam_cover_t *coverage) {
  toe_random_draw_t *steps = &fuzz->steps;
  toe_cycle_t end = fuzz->now + 1 + toe_random_below(steps, TURN_EDGES);
  if (fuzz->has_leaps && toe_random_one_in(steps, 100)) {
    /* A push timer may expire again and again as long as an indication waits. */
    uint32_t bits = toe_device_next_wake(fuzz->device[0]) == TOE_CYCLE_NEVER ? LEAP_BITS : TIMED_LEAP_BITS;
    end = fuzz->now + 1 + (toe_random_draw(steps) & ((UINT64_C(2) << toe_random_below(steps, bits)) - 1));
  } else if (toe_random_one_in(steps, 100)) {
    end = fuzz->now + 1 + toe_random_below(steps, QUIET_EDGES);
  } else {
    toe_seam_host_give(&fuzz->host, fuzz->now, end);
  }
  return run_to(fuzz, end, coverage);
}

/* Nothing is in flight: every command that was fetched is completed, and nobody will act without new input. */
static bool is_still(const fuzz_t *fuzz) {
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) {
    if (toe_device_next_wake(fuzz->device[i]) != TOE_CYCLE_NEVER) return false;
  }
  return fuzz->host.fetches == fuzz->completed;
}

/* Turns of a host that wants nothing new, until nothing is in flight.  False: the sides differ. */
static bool calm_down(fuzz_t *fuzz, toe_seam_cover_t *coverage) {
  uint64_t before = UINT64_MAX;
  for (uint32_t i = 0; i < CALM_TURNS && !(is_still(fuzz) && before == coverage->outputs); ++i, ++fuzz->turn) {
    before = coverage->outputs;
    toe_seam_host_calm(&fuzz->host, fuzz->now, fuzz->now + TURN_EDGES);
    if (!run_to(fuzz, fuzz->now + TURN_EDGES, coverage)) return false;
  }
  return true;
}

static bool is_empty(const fuzz_t *fuzz) {
  const toe_seam_ledger_t *ledger = &fuzz->host.ledger;
  uint32_t handle;
  return toe_seam_ledger_live(ledger, &handle, 1) == 0 && toe_seam_streams_buffers(&ledger->streams) == 0;
}

/* Terminate all, as far as the settings that noise has left let commands through.  False: the sides differ. */
static bool drain(fuzz_t *fuzz, toe_seam_cover_t *coverage) {
  ++coverage->drains;
  for (uint32_t i = 0; i < DRAIN_ROUNDS && is_still(fuzz) && !is_empty(fuzz); ++i, ++fuzz->turn) {
    toe_seam_host_drain(&fuzz->host, fuzz->now, fuzz->now + TURN_EDGES);
    if (!run_to(fuzz, fuzz->now + TURN_EDGES, coverage) || !calm_down(fuzz, coverage)) return false;
  }
  if (is_still(fuzz) && is_empty(fuzz)) ++coverage->empty_ends;
  return true;
}

/* The levels as registers, of both sides and by the ledger.  False: they differ. */
static bool audit(fuzz_t *fuzz, toe_seam_cover_t *coverage) {
  toe_seam_host_audit(&fuzz->host, fuzz->now, fuzz->now + TURN_EDGES);
  if (!run_to(fuzz, fuzz->now + 2 * TURN_EDGES, coverage)) return false;
  char text[TOE_SEAM_LEDGER_TEXT];
  if (toe_seam_host_has_balance(&fuzz->host, text)) return true;
  fuzz->difference.edge = fuzz->now;
  snprintf(fuzz->difference.where, sizeof fuzz->difference.where, "what both engines say, registers");
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) snprintf(fuzz->difference.text[i], TOE_SEAM_TEXT_BYTES, "%s", text);
  return false;
}

/* The end of a seed: what was begun is finished, as far as the settings that noise has left allow; then perhaps all is
 * terminated.  False: the sides differ. */
static bool finish(fuzz_t *fuzz, toe_seam_cover_t *coverage) {
  if (!calm_down(fuzz, coverage)) return false;
  if (is_still(fuzz) && fuzz->host.temper.is_drained && !drain(fuzz, coverage)) return false;
  ++coverage->seeds;
  if (is_still(fuzz)) {
    ++coverage->calm_ends;
    if (!audit(fuzz, coverage)) return false;
  }
  coverage->rows_checked += fuzz->host.ledger.rows_checked;
  toe_seam_cover_streams(coverage, &fuzz->host.ledger.streams);
  compare_stats(fuzz, is_still(fuzz), coverage);
  return fuzz->difference.where[0] == '\0';
}

static void report(const fuzz_t *fuzz, const char *program) {
  const difference_t *difference = &fuzz->difference;
  printf("seed %" PRIu64 ": the first difference is at edge %" PRIu64 ", in turn %" PRIu32 ", %s\n", fuzz->seed,
         difference->edge, fuzz->turn, difference->where);
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) {
    printf("  %s", fuzz->name[i]);
    if (strstr(difference->where, "wake") != NULL) printf(", wake told %" PRIu64, fuzz->wake[i]);
    printf(": %s\n", difference->text[i]);
  }
  printf("again: %s %" PRIu64 " 1 %s%s\n", program, fuzz->seed, fuzz->mode, fuzz->has_frames ? " frames" : "");
}

/* The two devices of a seed; false: out of memory. */
static bool make_devices(fuzz_t *fuzz, toe_credits_t credits) {
  toe_device_options_t options = {.credits = credits, .has_jumps = false};
  toe_result_t result;
  if (fuzz->is_jumps) {
    fuzz->name[0] = "rtl, every edge";
    fuzz->name[1] = "rtl, jumps";
    result = toe_device_rtl_new(&options, &fuzz->device[0]);
    options.has_jumps = true;
  } else {
    fuzz->name[0] = "model";
    fuzz->name[1] = "rtl";
    result = toe_device_model_new(&options, &fuzz->device[0]);
    options.has_jumps = fuzz->has_leaps = toe_random_one_in(&fuzz->steps, 2);
  }
  if (result != TOE_OK) return false;
  return toe_device_rtl_new(&options, &fuzz->device[1]) == TOE_OK;
}

/* Exit code of one seed. */
static int run_seed(fuzz_t *fuzz, const char *program, toe_seam_cover_t *coverage) {
  toe_credits_t credits;
  toe_seam_host_init(&fuzz->host, fuzz->seed, fuzz->has_frames, &credits);
  fuzz->steps.state = ~fuzz->seed;
  if (!make_devices(fuzz, credits)) return 3;
  memcpy(fuzz->host.device, fuzz->device, sizeof fuzz->device);
  toe_seam_host_start(&fuzz->host);
  /* Most of the time the tables are cleared before anything else comes; the fetch then begins near READY. */
  advance(fuzz, toe_random_one_in(&fuzz->steps, 4) ? TOE_SEAM_START_EDGES
                                                   : TOE_STAGE_LOOKUP_ROWS - 6 + toe_random_below(&fuzz->steps, 12));
  bool is_same = true;
  while (is_same && fuzz->turn < TURNS) {
    is_same = take_turn(fuzz, coverage);
    if (is_same) ++fuzz->turn;
  }
  is_same = is_same && finish(fuzz, coverage);
  coverage->edges += fuzz->now;
  if (!is_same) report(fuzz, program);
  return is_same ? 0 : 1;
}

int main(int argc, char **argv) {
  const char *mode = argc >= 4 ? argv[3] : "engines";
  const bool has_frames = argc == 5 && strcmp(argv[4], "frames") == 0;
  bool is_jumps = strcmp(mode, "jumps") == 0;
  if (argc < 3 || argc > 5 || (argc == 5 && !has_frames) || (!is_jumps && strcmp(mode, "engines") != 0)) {
    fprintf(stderr, "usage: toe_seam_fuzz SEED COUNT [engines|jumps [frames]]\n");
    return 2;
  }
  const uint64_t first = strtoull(argv[1], NULL, 0), count = strtoull(argv[2], NULL, 0);
  toe_seam_cover_t coverage = {0};
  fuzz_t *fuzz = malloc(sizeof *fuzz);
  int code = fuzz == NULL ? 3 : 0;
  printf("seeds %" PRIu64 " to %" PRIu64 ", %s%s\n", first, first + count - 1, mode, has_frames ? ", frames" : "");
  for (uint64_t i = 0; i < count && code == 0; ++i) {
    memset(fuzz, 0, sizeof *fuzz);
    fuzz->seed = first + i;
    fuzz->mode = mode;
    fuzz->is_jumps = is_jumps;
    fuzz->has_frames = has_frames;
    code = run_seed(fuzz, argv[0], &coverage);
    for (int side = 0; side < TOE_SEAM_SIDES; ++side) toe_device_free(fuzz->device[side]);
  }
  free(fuzz);
  if (code == 3) fprintf(stderr, "toe_seam_fuzz: out of memory\n");
  if (code == 0 && !toe_seam_cover_tell(&coverage, has_frames)) code = 1;
  return code;
}
