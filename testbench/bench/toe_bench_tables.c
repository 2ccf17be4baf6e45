/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/bench/toe_bench_tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* The cycles of a line, and those that must be equal: the last three; the stall is no time but a sum of them. */
enum { SUBMITTED, FETCHED, DECIDED, WRITTEN, COMPLETED, STALL, CYCLES };
static const char *const FIRST = ",submitted_cycle,";

typedef struct table {
  const char *path;
  FILE *file;
  char *line;
  size_t room;
  size_t behind;      /* columns from the first cycle to the last column */
  char *cell[CYCLES]; /* in line */
  char *rest;         /* behind them; what is before them ends with a 0 where the first began */
} table_t;

static bool say(const table_t *table, const char *what) {
  fprintf(stderr, "toebench: %s: %s\n", table->path, what);
  return false;
}

/* The next line, without its end; false: there is none. */
static bool next(table_t *table) {
  const ssize_t bytes = getline(&table->line, &table->room, table->file);
  if (bytes <= 0) return false;
  if (table->line[bytes - 1] == '\n') table->line[bytes - 1] = '\0';
  return true;
}

static bool begin(table_t *table, const char *path) {
  table->path = path;
  table->file = fopen(path, "r");
  if (table->file == NULL) return say(table, strerror(errno));
  const char *at = next(table) ? strstr(table->line, FIRST) : NULL;
  if (at == NULL) return say(table, "no table of objects");
  for (; *at != '\0'; ++at) table->behind += *at == ',';
  return table->behind >= CYCLES ? true : say(table, "no table of objects");
}

/* Columns are counted from the last one, since a text further left may hold a comma. */
static bool split(table_t *table) {
  char *at = table->line + strlen(table->line);
  for (size_t left = table->behind; left > 0; --left) {
    while (at > table->line && *--at != ',') continue;
    if (at == table->line) return say(table, "a line with too few columns");
  }
  for (size_t i = 0; i < CYCLES; ++i) {
    *at++ = '\0';
    table->cell[i] = at;
    at += strcspn(at, ",");
  }
  table->rest = table->behind > CYCLES ? at + 1 : at;
  *at = '\0';
  return true;
}

static uint64_t distance_of(const char *left, const char *right) {
  if (strcmp(left, right) == 0) return 0;
  if (left[0] == '\0' || right[0] == '\0') return UINT64_MAX;
  const uint64_t a = strtoull(left, NULL, 10), b = strtoull(right, NULL, 10);
  return a > b ? a - b : b - a;
}

static void compare_lines(const table_t *left, const table_t *right, toe_bench_tables_t *tables) {
  const bool is_alike = strcmp(left->line, right->line) == 0 && strcmp(left->rest, right->rest) == 0;
  bool is_equal = is_alike;
  for (size_t i = 0; i < STALL; ++i) {
    const uint64_t distance = distance_of(left->cell[i], right->cell[i]);
    if (i >= DECIDED && distance != 0) is_equal = false;
    if (distance > tables->distance) tables->distance = distance;
  }
  tables->equal += is_equal;
  tables->unlike += !is_alike;
}

static bool compare(table_t *left, table_t *right, toe_bench_tables_t *tables) {
  if (strcmp(left->line, right->line) != 0) return say(right, "other columns than the table beside it");
  const uint64_t before = tables->objects;
  for (;;) {
    const bool has_left = next(left), has_right = next(right);
    if (!has_left && !has_right) break;
    ++tables->objects;
    if (has_left != has_right) {
      ++tables->unlike;
      continue;
    }
    if (!split(left) || !split(right)) return false;
    compare_lines(left, right, tables);
  }
  if (ferror(left->file) || ferror(right->file)) return say(left, "or the table beside it cannot be read");
  return tables->objects > before ? true : say(left, "has no objects");
}

bool toe_bench_tables_compare(const char *left_path, const char *right_path, toe_bench_tables_t *tables) {
  table_t left = {0}, right = {0};
  const bool is_good = begin(&left, left_path) && begin(&right, right_path) && compare(&left, &right, tables);
  if (left.file != NULL) (void)fclose(left.file);
  if (right.file != NULL) (void)fclose(right.file);
  free(left.line);
  free(right.line);
  return is_good;
}
