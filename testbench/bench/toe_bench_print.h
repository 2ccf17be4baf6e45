/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_print.h - figures as JSON lines, and as the tables of docs/performance.md.
 *
 * Everything goes to stdout.
 */
#ifndef TOE_BENCH_PRINT_H_
#define TOE_BENCH_PRINT_H_

#include "testbench/bench/toe_bench_run.h"

#ifndef TOE_BENCH_HAS_RTL_ASSERTIONS
#error "TOE_BENCH_HAS_RTL_ASSERTIONS: 1 or 0, whether the RTL of this build has its assertions"
#endif

/* One JSON object on one line: bench, what, value, unit, baseline, baseline_name, ratio, bound, target, met, count,
 * baseline_count, low, high, repeats, scale, rtl_assertions.  What does not apply is null; so is all that was not
 * measured. false: no memory, or stdout is gone */
bool toe_bench_print_json(const toe_bench_figure_t *figure, const toe_bench_outcome_t *outcome, unsigned scale);

/* The page: how it was made, on which machine; then a table a topic, rows by toe_bench_print_row.
 * command  as the user gave it */
void toe_bench_print_page(const char *command);
void toe_bench_print_table(const char *topic);
void toe_bench_print_row(const toe_bench_figure_t *figure, const toe_bench_outcome_t *outcome);

/* "at least 0.9", "within 1 %", "" */
void toe_bench_target_text(const toe_bench_figure_t *figure, char *buffer, size_t size);

#endif /* TOE_BENCH_PRINT_H_ */
