/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_help.h - the help texts.
 */
#ifndef TOE_HELP_H_
#define TOE_HELP_H_

#include <stdio.h>

#include "sim/cli/toe_args.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the program is, its commands, and how to begin. */
void toe_help_write(FILE *out);
/* One command: what it does, its options, examples. */
void toe_help_write_command(toe_command_t command, FILE *out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_HELP_H_ */
