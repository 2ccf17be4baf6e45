/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_exact.c - the topic "exact": does the model tell the RTL's cycles?
 *
 * A fixed set of traces under a fixed set of links, each run by `toesim run` on the model alone and on the RTL alone;
 * nothing passes between the two.  Their tables of objects (--objects) are compared line by line: one line an object
 * that was offloaded or terminated, or was to be.  testbench/random/exact.sh sweeps far more settings; what it found is
 * in docs/timing.md.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "testbench/bench/toe_bench.h"
#include "testbench/bench/toe_bench_program.h"
#include "testbench/bench/toe_bench_tables.h"

/* A trace of the tree, or the words of toe_random_trees that print one. */
typedef struct exact_trace {
  const char *path;
  const char *words[4];
} exact_trace_t;

typedef struct exact_set {
  const exact_trace_t *traces;
  size_t count;
} exact_set_t;

#define SHIPPED(path_)                              \
  {                                                 \
    TOE_SOURCE_DIRECTORY "/traces/" path_, { NULL } \
  }

static const exact_trace_t CAPTURED[] = {SHIPPED("captured/ramp.pcapng.gz"), SHIPPED("captured/ramp-batched.pcapng.gz"),
                                         SHIPPED("captured/ramp-at-once.pcapng.gz"),
                                         SHIPPED("captured/full.pcapng.gz")};
static const exact_trace_t STATUSES[] = {
    SHIPPED("statuses/s0-example.jsonl"),    SHIPPED("statuses/all-kinds-mixed.jsonl"),
    SHIPPED("statuses/success.jsonl"),       SHIPPED("statuses/partial-success.jsonl"),
    SHIPPED("statuses/failure.jsonl"),       SHIPPED("statuses/resources.jsonl"),
    SHIPPED("statuses/linkers.jsonl"),       SHIPPED("statuses/placeholders.jsonl"),
    SHIPPED("statuses/xmit-buffer.jsonl"),   SHIPPED("statuses/connection-rejected.jsonl"),
    SHIPPED("statuses/tcp-states.jsonl"),    SHIPPED("statuses/buffered-sizes.jsonl"),
    SHIPPED("statuses/v15-ten-nodes.jsonl"), SHIPPED("statuses/in-flight-together.jsonl")};
static const exact_trace_t TERMINATES[] = {
    SHIPPED("terminate/u4-whole-tree.jsonl"),         SHIPPED("terminate/u5-upload-all.jsonl"),
    SHIPPED("terminate/u10-round-trip.jsonl"),        SHIPPED("terminate/every-pool-comes-back.jsonl"),
    SHIPPED("terminate/same-connection-again.jsonl"), SHIPPED("terminate/buffered-data-comes-back.jsonl"),
    SHIPPED("terminate/reset-in-the-middle.jsonl"),   SHIPPED("terminate/shared-values-come-back.jsonl")};
static const exact_trace_t RANDOM[] = {
    {NULL, {"1", "300", "8", "end"}}, {NULL, {"2", "300", "8", "end"}}, {NULL, {"3", "300", "trips", NULL}}};

#define SET(traces_) \
  { traces_, sizeof(traces_) / sizeof(traces_)[0] }
enum { SETS = 4 };
static const exact_set_t EXACT_SETS[SETS] = {SET(CAPTURED), SET(STATUSES), SET(TERMINATES), SET(RANDOM)};

/* Widths 1 to 16, generations, splits, and every profile of latency; NULL: defaults, that is gen3 x8, server. */
enum { LINKS = 5, LINK_WORDS = 3 };
static const char *const EXACT_LINKS[LINKS][LINK_WORDS] = {
    {NULL},
    {"pcie.read_latency=longtail"},
    {"pcie.lanes=1", "pcie.read_latency=fixed:547"},
    {"pcie.lanes=16", "pcie.read_latency=fixed:1", "pcie.hop_ns=20"},
    {"pcie.gen=4", "pcie.split=rcb", "pcie.read_latency=longtail"},
};

/* The files of one comparison. */
typedef struct files {
  char toesim[TOE_BENCH_PATH_BYTES], random_trees[TOE_BENCH_PATH_BYTES];
  char folder[TOE_BENCH_PATH_BYTES];
  char made[TOE_BENCH_PATH_BYTES + 16], model[TOE_BENCH_PATH_BYTES + 16], rtl[TOE_BENCH_PATH_BYTES + 16];
} files_t;

static bool run_engine(const files_t *files, const char *engine, const char *trace, const char *const *link,
                       const char *objects_path) {
  const char *words[16 + 2 * LINK_WORDS] = {files->toesim, "run",        trace,         "--engine",   engine,
                                            "-q",          "--detail",   "summary",     "--progress", "never",
                                            "--objects",   objects_path, "--wave-auto", "off"};
  size_t count = 14;
  toe_bench_ended_t ended;
  for (size_t i = 0; i < LINK_WORDS && link[i] != NULL; ++i) {
    words[count++] = "--set";
    words[count++] = link[i];
  }
  words[count] = NULL;
  return toe_bench_program_run(words, NULL, &ended);
}

static bool make(const files_t *files, const exact_trace_t *trace) {
  toe_bench_ended_t ended;
  const char *const words[] = {files->random_trees, trace->words[0], trace->words[1],
                               trace->words[2],     trace->words[3], NULL};
  return toe_bench_program_run(words, files->made, &ended);
}

static bool run_trace(const files_t *files, const exact_trace_t *trace, const char *const *link,
                      toe_bench_tables_t *tables) {
  const char *path = trace->path != NULL ? trace->path : files->made;
  return (trace->path != NULL || make(files, trace)) && run_engine(files, "model", path, link, files->model) &&
         run_engine(files, "rtl", path, link, files->rtl) && toe_bench_tables_compare(files->model, files->rtl, tables);
}

/* Every trace under every link; in the short form each under one of them. */
static bool run_set(const files_t *files, const exact_set_t *set, unsigned scale, toe_bench_tables_t *tables) {
  for (size_t i = 0; i < set->count; ++i)
    for (size_t link = 0; link < LINKS; ++link)
      if ((scale == 1 || link == i % LINKS) && !run_trace(files, &set->traces[i], EXACT_LINKS[link], tables))
        return false;
  return true;
}

/* set  NULL: all */
static bool run_sets(const exact_set_t *set, unsigned scale, toe_bench_tables_t *tables_out) {
  files_t files;
  memset(tables_out, 0, sizeof *tables_out);
  if (!toe_bench_program_find("toesim", files.toesim) ||
      !toe_bench_program_find("toe_random_trees", files.random_trees) || !toe_bench_program_folder(files.folder))
    return false;
  (void)snprintf(files.made, sizeof files.made, "%s/made.jsonl", files.folder);
  (void)snprintf(files.model, sizeof files.model, "%s/model.csv", files.folder);
  (void)snprintf(files.rtl, sizeof files.rtl, "%s/rtl.csv", files.folder);
  bool is_good = true;
  for (size_t i = 0; i < SETS && is_good; ++i)
    if (set == NULL || set == &EXACT_SETS[i]) is_good = run_set(&files, &EXACT_SETS[i], scale, tables_out);
  (void)unlink(files.made);
  (void)unlink(files.model);
  (void)unlink(files.rtl);
  (void)rmdir(files.folder);
  return is_good;
}

static bool share(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  toe_bench_tables_t tables;
  if (!run_sets(argument, scale, &tables)) return false;
  *sample_out = (toe_bench_sample_t){(double)tables.equal, (double)tables.objects, tables.objects};
  return true;
}

static bool distance(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  toe_bench_tables_t tables;
  if (!run_sets(argument, scale, &tables)) return false;
  *sample_out = (toe_bench_sample_t){(double)tables.distance, 1, tables.objects};
  return true;
}

static bool unlike(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  toe_bench_tables_t tables;
  if (!run_sets(argument, scale, &tables)) return false;
  *sample_out = (toe_bench_sample_t){(double)tables.unlike, 1, tables.objects};
  return true;
}

#define FIGURE(name_, what_, unit_, subject_, set_, bound_, target_)                                   \
  {                                                                                                    \
    .name = "exact." name_, .what = what_, .unit = unit_, .form = TOE_BENCH_RATE, .subject = subject_, \
    .subject_argument = set_, .bound = bound_, .target = target_                                       \
  }
#define PAIR(name_, text_, set_)                                                                                   \
  FIGURE(name_ "_share", text_ ": share of objects whose decided, written and completed cycles are equal", "of 1", \
         share, set_, TOE_BENCH_AT_LEAST, 0.999),                                                                  \
      FIGURE(name_ "_distance", text_ ": the largest distance of a cycle", "cycles", distance, set_,               \
             TOE_BENCH_AT_MOST, 8)

static const toe_bench_figure_t FIGURES[] = {
    PAIR("captured", "captured traces", &EXACT_SETS[0]),
    PAIR("statuses", "traces of statuses", &EXACT_SETS[1]),
    PAIR("terminates", "traces of terminates", &EXACT_SETS[2]),
    PAIR("random", "random trees and round trips", &EXACT_SETS[3]),
    FIGURE("unlike", "all of these: objects that differ in status, order, handle or a pool's level", "objects", unlike,
           NULL, TOE_BENCH_AT_MOST, 0),
};

const toe_bench_topic_t toe_bench_exact = {"exact", FIGURES, sizeof FIGURES / sizeof FIGURES[0]};
