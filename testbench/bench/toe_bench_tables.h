/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_tables.h - are two tables of objects the same, and how far apart are their cycles?
 */
#ifndef TOE_BENCH_TABLES_H_
#define TOE_BENCH_TABLES_H_

#include <stdbool.h>
#include <stdint.h>

/* Sums, over as many pairs of tables as are compared into them. */
typedef struct toe_bench_tables {
  uint64_t objects; /* lines, those that stand in one table only among them                        */
  uint64_t equal;   /* decided, written and completed cycle are the same, and the line is alike    */
  uint64_t unlike;  /* lines that differ in anything but a cycle: a status, an order, a handle, a level */
  uint64_t
      distance; /* the largest of any of the five cycles of a line that is in both; UINT64_MAX: one has none there */
} toe_bench_tables_t;

/* Compare two files that `toesim run --objects` wrote (docs/report.md), line by line, and add to *tables.
 * false: one cannot be read, is no such table, or both are empty; said on stderr */
bool toe_bench_tables_compare(const char *left_path, const char *right_path, toe_bench_tables_t *tables);

#endif /* TOE_BENCH_TABLES_H_ */
