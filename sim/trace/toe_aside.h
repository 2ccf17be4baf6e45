/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_aside.h - a file that appears whole or not at all: it is written aside, then renamed.
 *
 * Whoever writes opens and closes the file; this knows where it is until it is whole, and puts it in its place.
 * A path that names something that is no regular file (/dev/null, a pipe) is written straight: renaming onto it would
 * replace it.
 */
#ifndef TOE_ASIDE_H_
#define TOE_ASIDE_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The file beside `path` that this process writes until it is whole: PATH.PID.part.  Owned by the caller, to be freed;
 * NULL: no memory. */
char *toe_aside_part_name(const char *path);

typedef struct toe_aside toe_aside_t;

/* path  copied
 * aside_out owned by the caller until commit or drop.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_aside_new(const char *path, toe_aside_t **aside_out);

/* What the file shall be called, and where to write until then; borrowed. */
const char *toe_aside_path(const toe_aside_t *aside);
const char *toe_aside_name(const toe_aside_t *aside);
/* Whether the two are the same. */
bool toe_aside_is_straight(const toe_aside_t *aside);

/* Put the written and closed file in its place; ends `aside`, also on failure.
 * cause  errno of a write that failed; 0: none did
 * E_IO: it could not be written (error_out: file and cause), what is written is removed and the old file, if any,
 * stands */
TOE_MUST_USE toe_result_t toe_aside_commit(toe_aside_t *aside, int cause, toe_error_t *error_out);
/* Remove what is written; ends `aside`.  NULL is allowed. */
void toe_aside_drop(toe_aside_t *aside);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_ASIDE_H_ */
