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

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_COMMANDS_H_ */
