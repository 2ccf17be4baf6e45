/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_outputs.h - no output may take the place of an input, or of another output.
 */
#ifndef TOE_OUTPUTS_H_
#define TOE_OUTPUTS_H_

#include "sim/cli/toe_args.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Look at the files of a command line before anything is written: the same file by device and inode (through links),
 * or, where there is none yet, the same name in the same folder.  Devices and pipes may be named twice.
 * E_ARG: two are the same, an output among them (error_out names both options and the file); E_MEMORY */
TOE_MUST_USE toe_result_t toe_outputs_check(const toe_args_t *args, toe_error_t *error_out);

/* Whether `path`, of an option, can be written as far as can be told before the work; NULL: there is nothing to write.
 * E_ARG: it cannot (error_out: option, file and cause); E_MEMORY */
TOE_MUST_USE toe_result_t toe_outputs_can_write(const char *option, const char *path, toe_error_t *error_out);

/* True if `path`, of which no option speaks, is none of the files of a command line. */
bool toe_outputs_is_free(const toe_args_t *args, const char *path);
/* True if the JUnit file can be written without harm to an input, also when the other outputs are wrong. */
bool toe_outputs_junit_is_free(const toe_args_t *args);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_OUTPUTS_H_ */
