/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_out.h - a stream to a file that appears whole or not at all (sim/trace/toe_aside.h).
 *
 * A path that names something that is not a regular file (/dev/null, a pipe) is written straight.
 */
#ifndef TOE_OUT_H_
#define TOE_OUT_H_

#include <stdio.h>

#include "model/toe_types.h"

typedef struct toe_out toe_out_t;

/* out_out owned by the caller until commit or drop.  E_IO (error_out: file and cause), E_MEMORY */
TOE_MUST_USE toe_result_t toe_out_open(const char *path, toe_out_t **out_out, toe_error_t *error_out);
/* Where to write. */
FILE *toe_out_file(toe_out_t *out);
/* Give the file its name; ends `out`, also on failure.  E_IO: it could not be written; the old file, if any, stands */
TOE_MUST_USE toe_result_t toe_out_commit(toe_out_t *out, toe_error_t *error_out);
/* Forget it; ends `out`.  NULL is allowed. */
void toe_out_drop(toe_out_t *out);

#endif /* TOE_OUT_H_ */
