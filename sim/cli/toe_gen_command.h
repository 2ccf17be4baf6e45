/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_command.h - `toesim gen`.  Returns the program's exit code; failures are told at stderr.
 */
#ifndef TOE_GEN_COMMAND_H_
#define TOE_GEN_COMMAND_H_

#include "sim/cli/toe_args.h"

#ifdef __cplusplus
extern "C" {
#endif

int toe_gen_command(const toe_args_t *args);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_GEN_COMMAND_H_ */
