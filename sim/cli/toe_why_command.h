/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_why_command.h - `toesim why TRACE OBJECT`: the way to one object's decision, and what would have turned a denial.
 */
#ifndef TOE_WHY_COMMAND_H_
#define TOE_WHY_COMMAND_H_

#include "sim/cli/toe_args.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The exit code: 0 answered, also a denial; 1 the RTL says otherwise; 2 no such object or request in the trace. */
int toe_why_command(const toe_args_t *args);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WHY_COMMAND_H_ */
