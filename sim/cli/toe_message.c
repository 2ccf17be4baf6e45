/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_message.h"

#include <stdarg.h>
#include <stdio.h>

void toe_say(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("toesim: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
}

const char *toe_error_or(const toe_error_t *error, toe_result_t result) {
  return error->text[0] != '\0' ? error->text : toe_result_text(result);
}

int toe_exit_of_input(toe_result_t result) { return result == TOE_OK ? 0 : result == TOE_E_MEMORY ? 4 : 3; }
