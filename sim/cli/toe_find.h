/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_find.h - the traces under some files and directories.
 *
 * A file named is taken as it is.  A directory is searched for *.jsonl, *.pcapng and *.pcapng.gz, its
 * entries in order of their bytes; directories named bad or captures found on the way are passed over.
 * What is found twice is listed twice.
 */
#ifndef TOE_FIND_H_
#define TOE_FIND_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_found {
  char **paths; /* owned */
  uint32_t count;
} toe_found_t;

/* End found_out with toe_found_free, also on failure.
 * E_IO (error_out: what cannot be read), E_UNKNOWN (a directory without a trace), E_MEMORY */
TOE_MUST_USE toe_result_t toe_find(const char *const *names, uint32_t count, toe_found_t *found_out,
                                   toe_error_t *error_out);
void toe_found_free(toe_found_t *found);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FIND_H_ */
