/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_progress.h - how far a run is, on stderr.
 *
 * On a terminal one line that is written over, else a line each.  At most ten a second of the wall clock, which
 * is looked at for nothing else.
 */
#ifndef TOE_PROGRESS_H_
#define TOE_PROGRESS_H_

#include "sim/cli/toe_args.h"
#include "sim/sysc/toe_simulation.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_progress {
  bool is_on, is_terminal, is_drawn;
  uint64_t total_bytes; /* of the trace, uncompressed; 0: not known */
  uint64_t next_us;
} toe_progress_t;

/* trace_path is looked at for its size. */
void toe_progress_begin(toe_progress_t *progress, toe_when_t when, const char *trace_path);
void toe_progress_show(toe_progress_t *progress, const toe_simulation_progress_t *now);
/* Take the line away. */
void toe_progress_end(toe_progress_t *progress);

/* Microseconds of a clock that never goes back. */
uint64_t toe_wall_us(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PROGRESS_H_ */
