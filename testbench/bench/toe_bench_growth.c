/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_growth.c - what a longer trace costs: processor time an object, and memory.
 *
 * Each measurement is two programs of their own: `toesim gen` makes a trace of so many connections, about a hundred of
 * them live at a time however long it is, and `toesim run` replays it.  Time and memory are those of the second alone,
 * from what the kernel accounts to it.  The program is the toesim beside this one, or $TOESIM.  The report has no
 * detail: by default it has objects up to 10,000 of them, which a longer trace would not pay for.
 *
 * The start of a program is no object's: a run of a few connections is measured beside each, in turn, and taken off.
 * Every length is held against the one base of 10^4 connections, in both directions.
 *
 * Memory is compared with a trace long enough for the device to have given out each of its 16384 connection ids: up to
 * there its tables fill (ids never used go first), behind it nothing may grow.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "testbench/bench/toe_bench.h"
#include "testbench/bench/toe_bench_program.h"

enum { LEAST_CONNECTIONS = 200, START_CONNECTIONS = 16, ENOUGH_CONNECTIONS = 50000 };

typedef struct growth {
  unsigned connections;
  const char *engine;
} growth_t;

/* "...; 3411 objects, ..." */
static bool read_objects(const char *text, uint64_t *objects_out) {
  const char *at = strstr(text, " objects, ");
  while (at != NULL && at > text && at[-1] >= '0' && at[-1] <= '9') --at;
  if (at == NULL || *at < '0' || *at > '9') {
    fprintf(stderr, "toebench: no number of objects in\n%s", text);
    return false;
  }
  *objects_out = strtoull(at, NULL, 10);
  return true;
}

/* A program and the files of one measurement. */
typedef struct files {
  char toesim[TOE_BENCH_PATH_BYTES], folder[TOE_BENCH_PATH_BYTES];
  char start[TOE_BENCH_PATH_BYTES + 16], trace[TOE_BENCH_PATH_BYTES + 16];
} files_t;

static bool generate(const files_t *files, unsigned count, const char *trace) {
  char connections[16];
  toe_bench_ended_t ended;
  (void)snprintf(connections, sizeof connections, "%u", count);
  const char *const words[] = {files->toesim, "gen",   "steady", "--connections", connections, "--rate", "1000000",
                               "--lifetime",  "100us", "--live", "512",           "--batch",   "16",     "-o",
                               trace,         NULL};
  return toe_bench_program_run(words, NULL, &ended);
}

static bool replay(const files_t *files, const char *trace, const char *engine, uint64_t *objects_out,
                   toe_bench_ended_t *ended_out) {
  const char *const words[] = {files->toesim, "run", trace, "--engine", engine, "--detail", "summary", "-q", NULL};
  return toe_bench_program_run(words, NULL, ended_out) && read_objects(ended_out->text, objects_out);
}

static unsigned connections_of(const growth_t *growth, unsigned scale) {
  const unsigned count = growth->connections / scale;
  return count < LEAST_CONNECTIONS ? LEAST_CONNECTIONS : count;
}

static bool files_make(const growth_t *growth, unsigned scale, files_t *files) {
  if (!toe_bench_program_find("toesim", files->toesim) || !toe_bench_program_folder(files->folder)) return false;
  (void)snprintf(files->start, sizeof files->start, "%s/start.jsonl", files->folder);
  (void)snprintf(files->trace, sizeof files->trace, "%s/trace.jsonl", files->folder);
  return generate(files, START_CONNECTIONS, files->start) &&
         generate(files, connections_of(growth, scale), files->trace);
}

static void files_remove(const files_t *files) {
  (void)unlink(files->start);
  (void)unlink(files->trace);
  (void)rmdir(files->folder);
}

/* The long run and the one that does little but start and end, in turn; what the first costs more is the objects'. */
static bool time_files(const growth_t *growth, unsigned scale, const files_t *files, toe_bench_sample_t *sample_out) {
  const unsigned enough = ENOUGH_CONNECTIONS / growth->connections;
  const unsigned times = scale > 1 || enough < 1 ? 1 : enough;
  *sample_out = (toe_bench_sample_t){0};
  for (unsigned i = 0; i < times; ++i) {
    toe_bench_ended_t start, whole;
    uint64_t start_objects = 0, objects = 0;
    if (!replay(files, files->start, growth->engine, &start_objects, &start) ||
        !replay(files, files->trace, growth->engine, &objects, &whole))
      return false;
    sample_out->amount += (double)objects - (double)start_objects;
    sample_out->seconds += whole.seconds - start.seconds;
    sample_out->count = objects;
  }
  /* The short form is over as soon as it has started, and looks at no time. */
  if (scale > 1 && sample_out->seconds <= 0) sample_out->seconds = 1e-6;
  return true;
}

static bool measure_time(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  files_t files = {.folder = ""};
  const bool is_measured = files_make(argument, scale, &files) && time_files(argument, scale, &files, sample_out);
  if (files.folder[0] != '\0') files_remove(&files);
  return is_measured;
}

static bool measure_memory(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  const growth_t *growth = argument;
  files_t files = {.folder = ""};
  toe_bench_ended_t ended = {0};
  uint64_t objects = 0;
  /* The largest of all: the run comes behind small generators, and a fork begins with what its parent has. */
  const bool is_measured =
      files_make(growth, scale, &files) && replay(&files, files.trace, growth->engine, &objects, &ended);
  if (files.folder[0] != '\0') files_remove(&files);
  if (!is_measured) return false;
  struct rusage own;
  (void)getrusage(RUSAGE_SELF, &own);
  if (scale == 1 && own.ru_maxrss >= ended.peak_kib) {
    fputs("toebench: this program is larger than what it measures\n", stderr);
    return false;
  }
  *sample_out = (toe_bench_sample_t){.amount = (double)ended.peak_kib, .seconds = 1, .count = objects};
  return true;
}

static const growth_t model_1e3 = {1000, "model"}, model_1e4 = {10000, "model"}, model_full = {30000, "model"},
                      model_1e5 = {100000, "model"}, model_1e6 = {1000000, "model"};
static const growth_t rtl_1e3 = {1000, "rtl"}, rtl_1e4 = {10000, "rtl"}, rtl_full = {30000, "rtl"},
                      rtl_1e5 = {100000, "rtl"};

#define TIME(name_, what_, subject_, baseline_)                                                                  \
  {                                                                                                              \
    .name = "growth." name_, .what = what_, .unit = "s/object", .form = TOE_BENCH_COST, .subject = measure_time, \
    .subject_argument = &(subject_), .baseline_name = "10^4 connections", .baseline = measure_time,              \
    .baseline_argument = &(baseline_), .bound = TOE_BENCH_WITHIN, .target = 0.2                                  \
  }
#define MEMORY(name_, what_, subject_, baseline_)                                                             \
  {                                                                                                           \
    .name = "growth." name_, .what = what_, .unit = "KiB", .form = TOE_BENCH_RATE, .subject = measure_memory, \
    .subject_argument = &(subject_), .baseline_name = "30000 connections, which use every id once",           \
    .baseline = measure_memory, .baseline_argument = &(baseline_), .bound = TOE_BENCH_AT_MOST, .target = 1.05 \
  }

static const toe_bench_figure_t figures[] = {
    TIME("model_time_1e3", "model: processor time an object, 10^3 connections", model_1e3, model_1e4),
    TIME("model_time_1e5", "model: processor time an object, 10^5 connections", model_1e5, model_1e4),
    TIME("model_time_1e6", "model: processor time an object, 10^6 connections", model_1e6, model_1e4),
    TIME("rtl_time_1e3", "RTL: processor time an object, 10^3 connections", rtl_1e3, rtl_1e4),
    TIME("rtl_time_1e5", "RTL: processor time an object, 10^5 connections", rtl_1e5, rtl_1e4),
    MEMORY("model_memory_1e5", "model: peak memory of a run, 10^5 connections", model_1e5, model_full),
    MEMORY("model_memory_1e6", "model: peak memory of a run, 10^6 connections", model_1e6, model_full),
    MEMORY("rtl_memory_1e5", "RTL: peak memory of a run, 10^5 connections", rtl_1e5, rtl_full),
};

const toe_bench_topic_t toe_bench_growth = {"growth", figures, sizeof figures / sizeof figures[0]};
