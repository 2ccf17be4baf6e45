/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_message.h - words to the person at stderr.
 */
#ifndef TOE_MESSAGE_H_
#define TOE_MESSAGE_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One line, "toesim: " before it. */
void toe_say(const char *format, ...) TOE_PRINTF(1, 2);

/* What `error` says; if it says nothing, what `result` means. */
const char *toe_error_or(const toe_error_t *error, toe_result_t result);

/* Exit code of wrong or bad input by result: 3 for what a file says, 4 for what the machine lacks. */
int toe_exit_of_input(toe_result_t result);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_MESSAGE_H_ */
