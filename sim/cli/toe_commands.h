/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_commands.h - the commands that need no simulation.  Each returns the program's exit code; failures are told at
 * stderr.
 */
#ifndef TOE_COMMANDS_H_
#define TOE_COMMANDS_H_

#include "sim/cli/toe_args.h"

#ifdef __cplusplus
extern "C" {
#endif

int toe_import_command(const toe_args_t *args);
int toe_pack_command(const toe_args_t *args);
int toe_unpack_command(const toe_args_t *args);
int toe_info_command(const toe_args_t *args);
int toe_config_command(const toe_args_t *args);
int toe_version_command(void);

/* For commands that make something: whether its name is that of a trace, either form (told if not); and results out of
 * the program, its exit code. */
bool toe_is_trace_name(const char *path);
int toe_flush_results(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_COMMANDS_H_ */
