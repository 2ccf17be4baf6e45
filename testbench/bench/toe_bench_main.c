/* SPDX-License-Identifier: Apache-2.0
 *
 * toebench - measures what toesim promises, each figure beside its baseline.  `toebench --help` says how.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/bench/toe_bench_print.h"

enum { EXIT_MISSED = 1, EXIT_USAGE = 2, EXIT_INTERNAL = 4, SHORT_SCALE = 100, DEFAULT_REPEAT = 5 };

/* In the order in which they are measured. */
static const toe_bench_topic_t *const TOPICS[] = {
    &toe_bench_pcie, &toe_bench_pipeline, &toe_bench_exact, &toe_bench_speed, &toe_bench_growth, NULL,
};

static const char *const HELP =
    "toebench: measure what toesim promises, each figure beside its baseline.\n"
    "\n"
    "usage: toebench [OPTION]...\n"
    "\n"
    "  --list           name the figures, with targets; measure nothing\n"
    "  --only PATTERN   only figures whose name matches, as a shell would match a file name; may be repeated.\n"
    "                   A topic's name alone means all of it\n"
    "  --repeat N       measure each subject and baseline N times, in turn (default 5; 1..99)\n"
    "  --short          a hundredth of the work, once: for correctness of the counts, not for the times\n"
    "  --markdown       print the page docs/performance.md instead of JSON lines.  Refused, unless --short, by a "
    "build\n"
    "                   whose RTL has its assertions: figures are recorded with the preset bench, in build-bench/\n"
    "  --strict         end with 1 if a target was missed\n"
    "  --help           this text\n"
    "\n"
    "One JSON line a figure goes to stdout as soon as it is measured:\n"
    "  bench, value, unit   the figure, median of the runs; low and high of them\n"
    "  baseline, ratio      what it is measured against (baseline_name), and value / baseline\n"
    "  target, bound, met   at_least, at_most or within (of 1), judged on the ratio, or on the value without a\n"
    "                       baseline; null where nothing is promised\n"
    "  count                what was counted (objects, TLPs, cycles): the same in every run, or the figure fails\n"
    "  rtl_assertions       whether the RTL of this build has its assertions, which make it slower\n"
    "Progress goes to stderr. Figures of the simulated device are the same on every machine; of processor seconds\n"
    "only the ratios mean anything, and those best on a machine that has nothing else to do.\n"
    "\n"
    "examples:\n"
    "  toebench --list\n"
    "  toebench --only pcie\n"
    "  toebench --only 'pipeline.*_256*' --repeat 3\n"
    "  build-bench/toebench --markdown > performance.md.new && mv performance.md.new docs/performance.md\n"
    "\n"
    "exit: 0 measured, targets met or not; 1 a target missed under --strict; 2 wrong usage; 4 a figure could not\n"
    "be measured\n";

typedef struct options {
  bool has_list, has_markdown, is_strict;
  unsigned scale, repeat;
  const char **patterns; /* room for one a word of the command line */
  size_t pattern_count;
} options_t;

static int usage(const char *text, const char *word) {
  fprintf(stderr, "toebench: %s%s%s\ntoebench: see toebench --help\n", text, word != NULL ? ": " : "",
          word != NULL ? word : "");
  return EXIT_USAGE;
}

static bool parse_repeat(const char *text, unsigned *repeat_out) {
  char *end;
  errno = 0;
  if (text[0] < '0' || text[0] > '9') return false;
  const unsigned long value = strtoul(text, &end, 10);
  if (errno != 0 || *end != '\0' || value < 1 || value > TOE_BENCH_MAX_REPEAT) return false;
  *repeat_out = (unsigned)value;
  return true;
}

/* 0: go on; else EXIT_USAGE; -1: help was printed. */
static int parse(int argc, char **argv, options_t *options) {
  bool has_repeat = false;
  for (int i = 1; i < argc; ++i) {
    const char *word = argv[i];
    const char *next = i + 1 < argc ? argv[i + 1] : NULL;
    if (strcmp(word, "--help") == 0) {
      fputs(HELP, stdout);
      return -1;
    } else if (strcmp(word, "--list") == 0) {
      options->has_list = true;
    } else if (strcmp(word, "--short") == 0) {
      options->scale = SHORT_SCALE;
    } else if (strcmp(word, "--markdown") == 0) {
      options->has_markdown = true;
    } else if (strcmp(word, "--strict") == 0) {
      options->is_strict = true;
    } else if (strcmp(word, "--only") == 0) {
      if (next == NULL) return usage("--only wants a pattern", NULL);
      options->patterns[options->pattern_count++] = next;
      ++i;
    } else if (strcmp(word, "--repeat") == 0) {
      if (next == NULL || !parse_repeat(next, &options->repeat))
        return usage("--repeat wants a number from 1 to 99", next);
      has_repeat = true;
      ++i;
    } else {
      return usage("no such option", word);
    }
  }
  if (options->scale != 1 && !has_repeat) options->repeat = 1;
  if (TOE_BENCH_HAS_RTL_ASSERTIONS && options->has_markdown && !options->has_list && options->scale == 1)
    return usage(
        "the RTL of this build has its assertions: its figures are no record.  Take build-bench/toebench "
        "(cmake --preset bench && cmake --build --preset bench -t toebench), or --short",
        NULL);
  return 0;
}

static bool is_wanted(const options_t *options, const char *topic, const char *name) {
  if (options->pattern_count == 0) return true;
  for (size_t i = 0; i < options->pattern_count; ++i)
    if (strcmp(options->patterns[i], topic) == 0 || fnmatch(options->patterns[i], name, 0) == 0) return true;
  return false;
}

/* Every pattern names something; else a typing error would look like success. */
static const char *unmatched(const options_t *options) {
  for (size_t p = 0; p < options->pattern_count; ++p) {
    bool is_matched = false;
    const options_t alone = {.patterns = options->patterns + p, .pattern_count = 1};
    for (size_t t = 0; TOPICS[t] != NULL && !is_matched; ++t)
      for (size_t f = 0; f < TOPICS[t]->figure_count && !is_matched; ++f)
        is_matched = is_wanted(&alone, TOPICS[t]->name, TOPICS[t]->figures[f].name);
    if (!is_matched) return options->patterns[p];
  }
  return NULL;
}

static size_t count_wanted(const options_t *options) {
  size_t count = 0;
  for (size_t t = 0; TOPICS[t] != NULL; ++t)
    for (size_t f = 0; f < TOPICS[t]->figure_count; ++f)
      count += is_wanted(options, TOPICS[t]->name, TOPICS[t]->figures[f].name);
  return count;
}

static void list(const options_t *options) {
  for (size_t t = 0; TOPICS[t] != NULL; ++t) {
    for (size_t f = 0; f < TOPICS[t]->figure_count; ++f) {
      const toe_bench_figure_t *figure = &TOPICS[t]->figures[f];
      char target[64];
      if (!is_wanted(options, TOPICS[t]->name, figure->name)) continue;
      toe_bench_target_text(figure, target, sizeof target);
      printf("%s\t%s\t%s\t%s\n", figure->name, figure->unit, target, figure->what);
    }
  }
}

/* Prints one figure; returns what it makes of the exit code. */
static int measure(const toe_bench_figure_t *figure, const options_t *options) {
  toe_bench_outcome_t outcome;
  toe_bench_run(figure, options->scale, options->repeat, &outcome);
  if (options->has_markdown)
    toe_bench_print_row(figure, &outcome);
  else if (!toe_bench_print_json(figure, &outcome, options->scale))
    return EXIT_INTERNAL;
  if (!outcome.is_measured) return EXIT_INTERNAL;
  return options->is_strict && outcome.verdict == TOE_BENCH_MISSED ? EXIT_MISSED : 0;
}

static int measure_all(const options_t *options) {
  const size_t total = count_wanted(options);
  size_t done = 0;
  int code = 0;
  for (size_t t = 0; TOPICS[t] != NULL; ++t) {
    bool has_table = false;
    for (size_t f = 0; f < TOPICS[t]->figure_count; ++f) {
      const toe_bench_figure_t *figure = &TOPICS[t]->figures[f];
      if (!is_wanted(options, TOPICS[t]->name, figure->name)) continue;
      fprintf(stderr, "toebench: %zu of %zu: %s\n", ++done, total, figure->name);
      if (options->has_markdown && !has_table) toe_bench_print_table(TOPICS[t]->name);
      has_table = true;
      const int part = measure(figure, options);
      if (part > code) code = part;
    }
  }
  if (fflush(stdout) != 0 || ferror(stdout)) {
    fprintf(stderr, "toebench: stdout could not be written\n");
    return EXIT_INTERNAL;
  }
  return code;
}

/* The command line again, as docs/performance.md gives it. */
static void print_page(int argc, char **argv) {
  static const char folder[] = TOE_BUILD_DIRECTORY;
  const char *slash = strrchr(folder, '/');
  char command[1024];
  size_t used = (size_t)snprintf(command, sizeof command, "%s/toebench", slash != NULL ? slash + 1 : folder);
  for (int i = 1; i < argc && used < sizeof command; ++i) {
    const char *quote = strpbrk(argv[i], "*? []") != NULL ? "'" : "";
    used += (size_t)snprintf(command + used, sizeof command - used, " %s%s%s", quote, argv[i], quote);
  }
  toe_bench_print_page(command);
}

int main(int argc, char **argv) {
  options_t options = {.scale = 1, .repeat = DEFAULT_REPEAT};
  options.patterns = calloc((size_t)argc + 1, sizeof *options.patterns);
  if (options.patterns == NULL) return EXIT_INTERNAL;
  int code = parse(argc, argv, &options);
  const char *stranger = code == 0 ? unmatched(&options) : NULL;
  if (stranger != NULL) code = usage("no figure matches; toebench --list names them", stranger);
  if (code == 0 && options.has_list) {
    list(&options);
  } else if (code == 0) {
    if (options.has_markdown) print_page(argc, argv);
    code = measure_all(&options);
  }
  free(options.patterns);
  return code < 0 ? 0 : code;
}
