/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_part.h - a part of a report that grows while the run goes on: lines, in a temporary file if they are many.
 *
 * A line is one JSON value.  The first lines are kept in memory; those behind wait in the file until the report is put
 * together.
 */
#ifndef TOE_PART_H_
#define TOE_PART_H_

#include <stdio.h>

#include "model/toe_types.h"

/* Bytes of lines in memory, at most. */
#define TOE_PART_KEPT_BYTES (8u << 20)

typedef struct toe_part toe_part_t;

/* part_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_part_new(toe_part_t **part_out);
void toe_part_free(toe_part_t *part); /* NULL is allowed */

/* Add a line (without its newline); copied. */
void toe_part_add(toe_part_t *part, const char *line);
uint64_t toe_part_count(const toe_part_t *part);

/* Go back to the first line; then each call of next gives one, borrowed until the next call, NULL behind the last.
 * false: the file could not be made, written or read. */
bool toe_part_rewind(toe_part_t *part);
const char *toe_part_next(toe_part_t *part);

#endif /* TOE_PART_H_ */
