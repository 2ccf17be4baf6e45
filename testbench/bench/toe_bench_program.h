/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_program.h - run a program of this build, and what that cost.
 */
#ifndef TOE_BENCH_PROGRAM_H_
#define TOE_BENCH_PROGRAM_H_

#include <stdbool.h>
#include <stddef.h>

enum { TOE_BENCH_PATH_BYTES = 512 };

/* What a program that has ended cost, and the end of what it printed. */
typedef struct toe_bench_ended {
  double seconds; /* processor time, of the program and the system for it */
  long peak_kib;  /* the largest of all programs run by this process so far: run small ones first */
  char text[2048];
} toe_bench_ended_t;

/* Each of these says on stderr why it returns false. */

/* The program `name` beside this one; toesim is $TOESIM if that is set.
 * path_out  TOE_BENCH_PATH_BYTES of room */
bool toe_bench_program_find(const char *name, char *path_out);

/* Run a program to its end; false if it does not end with 0.
 * words        program, arguments, NULL
 * output_path  gets what it prints; NULL: the end of it is kept in ended_out */
bool toe_bench_program_run(const char *const *words, const char *output_path, toe_bench_ended_t *ended_out);

/* A new empty folder below $TMPDIR; whoever makes files in it removes them, and it.
 * folder_out  TOE_BENCH_PATH_BYTES of room */
bool toe_bench_program_folder(char *folder_out);

#endif /* TOE_BENCH_PROGRAM_H_ */
