/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/bench/toe_bench_print.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DIGITS = 9 };

static const char *bound_name(toe_bench_bound_t bound) {
  switch (bound) {
    case TOE_BENCH_AT_LEAST:
      return "at_least";
    case TOE_BENCH_AT_MOST:
      return "at_most";
    case TOE_BENCH_WITHIN:
      return "within";
    case TOE_BENCH_NO_TARGET:
      break;
  }
  return NULL;
}

static json_t *real_or_null(bool is_there, double value) { return is_there ? json_real(value) : json_null(); }
static json_t *count_or_null(bool is_there, uint64_t value) {
  return is_there ? json_integer((json_int_t)value) : json_null();
}
static json_t *text_or_null(const char *text) { return text != NULL ? json_string(text) : json_null(); }

bool toe_bench_print_json(const toe_bench_figure_t *figure, const toe_bench_outcome_t *outcome, unsigned scale) {
  const bool is_measured = outcome->is_measured, has_baseline = is_measured && outcome->has_baseline;
  const char *bound = bound_name(figure->bound);
  json_t *line = json_object();
  int failed = line == NULL;
  failed |= json_object_set_new(line, "bench", json_string(figure->name));
  failed |= json_object_set_new(line, "value", real_or_null(is_measured, outcome->value));
  failed |= json_object_set_new(line, "unit", json_string(figure->unit));
  failed |= json_object_set_new(line, "baseline", real_or_null(has_baseline, outcome->baseline));
  failed |= json_object_set_new(line, "ratio", real_or_null(has_baseline, outcome->ratio));
  failed |= json_object_set_new(line, "target", real_or_null(bound != NULL, figure->target));
  failed |= json_object_set_new(line, "bound", text_or_null(bound));
  failed |= json_object_set_new(
      line, "met",
      outcome->verdict == TOE_BENCH_UNJUDGED ? json_null() : json_boolean(outcome->verdict == TOE_BENCH_MET));
  failed |= json_object_set_new(line, "what", json_string(figure->what));
  failed |= json_object_set_new(line, "baseline_name", text_or_null(figure->baseline_name));
  failed |= json_object_set_new(line, "count", count_or_null(is_measured, outcome->count));
  failed |= json_object_set_new(line, "baseline_count",
                                count_or_null(is_measured && outcome->has_baseline_count, outcome->baseline_count));
  failed |= json_object_set_new(line, "low", real_or_null(is_measured, outcome->low));
  failed |= json_object_set_new(line, "high", real_or_null(is_measured, outcome->high));
  failed |= json_object_set_new(line, "repeats", count_or_null(is_measured, outcome->repeats));
  failed |= json_object_set_new(line, "scale", json_integer((json_int_t)scale));
  failed |= json_object_set_new(line, "rtl_assertions", json_boolean(TOE_BENCH_HAS_RTL_ASSERTIONS));
  char *text = failed ? NULL : json_dumps(line, JSON_REAL_PRECISION(DIGITS));
  json_decref(line);
  if (text == NULL) {
    fprintf(stderr, "toebench: %s: no JSON line\n", figure->name);
    return false;
  }
  const bool is_written = puts(text) >= 0 && fflush(stdout) == 0;
  free(text);
  return is_written;
}

void toe_bench_target_text(const toe_bench_figure_t *figure, char *buffer, size_t size) {
  buffer[0] = '\0';
  if (figure->bound == TOE_BENCH_AT_LEAST) snprintf(buffer, size, "at least %.4g", figure->target);
  if (figure->bound == TOE_BENCH_AT_MOST) snprintf(buffer, size, "at most %.4g", figure->target);
  if (figure->bound == TOE_BENCH_WITHIN) snprintf(buffer, size, "within %.4g %%", figure->target * 100);
}

/* The rest of the first line of a file that begins with `key`, after ": "; "unknown" if there is none. */
static void line_of(const char *path, const char *key, char *buffer, size_t size) {
  snprintf(buffer, size, "unknown");
  FILE *file = fopen(path, "r");
  if (file == NULL) return;
  char line[512];
  while (fgets(line, sizeof line, file) != NULL) {
    const char *colon = strchr(line, ':');
    if (strncmp(line, key, strlen(key)) != 0 || colon == NULL) continue;
    const char *rest = colon + 1 + strspn(colon + 1, " \t");
    snprintf(buffer, size, "%.*s", (int)strcspn(rest, "\n"), rest);
    break;
  }
  fclose(file);
}

/* The first word of a file of one line. */
static void word_of(const char *path, char *buffer, size_t size) {
  char line[128] = "unknown";
  FILE *file = fopen(path, "r");
  if (file != NULL) {
    if (fgets(line, sizeof line, file) == NULL) snprintf(line, sizeof line, "unknown");
    fclose(file);
  }
  snprintf(buffer, size, "%.*s", (int)strcspn(line, " \n"), line);
}

void toe_bench_print_page(const char *command) {
  char cpu[256], memory[64], load[32];
  line_of("/proc/cpuinfo", "model name", cpu, sizeof cpu);
  line_of("/proc/meminfo", "MemTotal", memory, sizeof memory);
  word_of("/proc/loadavg", load, sizeof load);
  printf(
      "<!-- SPDX-License-Identifier: Apache-2.0 -->\n\n# Performance\n\n"
      "Made by `%s`; do not edit. What a figure is, and how to add one: [toebench](../testbench/bench/README.md).\n\n"
      "- Machine: %s, %ld processors online, %s of memory; load when it began: %s.\n"
      "- Compiler: %s %s. Verilator: %s. Build: %s.\n"
      "- Assertions of the RTL: %s.\n\n"
      "Figures of the simulated device (`pcie`, `pipeline`, `exact`) are counted in its own time and come out the same "
      "on "
      "every\n"
      "machine. Figures of the simulator are processor seconds of this machine: only their ratios mean anything.\n"
      "Each is the median of several runs, subject and baseline in turn. A target is judged on the ratio, or on the "
      "value where\n"
      "there is no baseline.\n",
      command, cpu, sysconf(_SC_NPROCESSORS_ONLN), memory, load,
#ifdef __clang__
      "clang", __clang_version__,
#else
      "gcc", __VERSION__,
#endif
      TOE_VERILATOR_VERSION, TOE_BUILD_TYPE,
      TOE_BENCH_HAS_RTL_ASSERTIONS
          ? "on. **No record**: they make the RTL slower; the preset `bench` builds without them"
          : "off (preset `bench`)");
}

/* How the figures of a topic come about, for the page. */
static const char *about(const char *topic) {
  if (strcmp(topic, "pcie") == 0)
    return "A requester that does nothing but read and write, on the link of `bridge/`; every operation begins a page, "
           "reads\ntake 547 ns. *All sizes*: every multiple of 4 from 64 to 4096 bytes, and one size beside it that is "
           "none; the value\nis that of the size farthest from the formula. Where tags or credits allow less than the "
           "link does, the formula is\ntheirs.\n\n";
  if (strcmp(topic, "pipeline") == 0)
    return "The device behind its link, without a driver and without SystemC: a host that has its requests ready in "
           "memory and\nlooks for completions every 100 ns. New TCP connections by simulated time, from the edge of "
           "the "
           "first doorbell to\nthat of the last decision, in two rounds; all of them are terminated in between, "
           "untimed. "
           "Every pool has what was\nbuilt, nothing is denied. *Link bound*: the bytes of the connections alone (276 "
           "each "
           "down the link); a request's\ncommand and the linker of its path come on top.\n\n";
  if (strcmp(topic, "exact") == 0)
    return "The same traces on the model alone and on the RTL alone, each under five links: gen3 x8 with latencies of "
           "profile\nserver and of longtail, x1 with 547 ns, x16 with next to none, gen4 x8 split at RCB with "
           "longtail. "
           "The count is the objects\ncompared, offloaded and terminated ones. "
           "`testbench/random/exact.sh` sweeps more "
           "([timing.md](timing.md)).\n\n";
  if (strcmp(topic, "speed") == 0)
    return "Objects are all that the device decides: new ones, linkers and terminates alike. In the rounds of trees "
           "one "
           "half are new\nconnections, the other half terminates, linkers below 1 %; among the requests of one "
           "connection two of three are\nlinkers. `cosim_captured` plays the capture 3000 times as fast as it was, so "
           "that most edges have nothing to do;\n`cosim_captured_asap` plays it without pauses. `engine_singles` has "
           "the RTL execute every edge, while the model skips\nwhat it need not look at; `engine_singles_jump` lets "
           "both skip.\n\n";
  if (strcmp(topic, "growth") == 0)
    return "Steady arrivals, about a hundred connections live at a time. Processor time an object without the start "
           "of the program,\nwhich is measured beside it as a run of 16 connections and taken off; 10^4 connections "
           "are "
           "the base of all lengths.\n\n";
  return "";
}

void toe_bench_print_table(const char *topic) {
  printf("\n## %s\n\n%s| figure | value | baseline | ratio | target | met | count |\n|---|---|---|---|---|---|---|\n",
         topic, about(topic));
}

void toe_bench_print_row(const toe_bench_figure_t *figure, const toe_bench_outcome_t *outcome) {
  char target[64];
  toe_bench_target_text(figure, target, sizeof target);
  printf("| `%s`: %s | ", figure->name, figure->what);
  if (!outcome->is_measured) {
    printf("not measured | | | %s | | |\n", target);
    return;
  }
  printf("%.5g %s | ", outcome->value, figure->unit);
  if (outcome->has_baseline) printf("%.5g", outcome->baseline);
  if (outcome->has_baseline && figure->baseline_name != NULL) printf(" (%s)", figure->baseline_name);
  printf(" | ");
  if (outcome->has_baseline) printf("%.4g", outcome->ratio);
  printf(" | %s | %s | %" PRIu64 " |\n", target,
         outcome->verdict == TOE_BENCH_UNJUDGED ? ""
         : outcome->verdict == TOE_BENCH_MET    ? "yes"
                                                : "**no**",
         outcome->count);
  fflush(stdout);
}
