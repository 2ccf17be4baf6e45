/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_child.h - one measurement in a process of its own.
 *
 * A SystemC process holds one simulation, and what one measurement leaves in memory and caches must not help the next.
 * What the child prints goes to stderr: stdout belongs to the figures.
 */
#ifndef TOE_BENCH_CHILD_H_
#define TOE_BENCH_CHILD_H_

#include "testbench/bench/toe_bench.h"

/* Call `measure` in a forked child and wait for it.
 * argument    as the figure has it
 * sample_out  what it saw; untouched on false
 * false, with a line on stderr: it could not be measured, died, or gave no number (negative, infinite, no time) */
bool toe_bench_measure_in_child(const char *name, toe_bench_measure_t measure, const void *argument, unsigned scale,
                                toe_bench_sample_t *sample_out);

#endif /* TOE_BENCH_CHILD_H_ */
