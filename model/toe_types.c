/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_types.h"

#include <stdarg.h>
#include <stdio.h>

const char *toe_result_text(toe_result_t result) {
  switch (result) {
#define X(name, value, text) \
  case TOE_##name:           \
    return text;
    TOE_RESULT_LIST(X)
#undef X
  }
  return "unknown result";
}

void toe_error_set(toe_error_t *error, const char *format, ...) {
  if (error == NULL) return;
  va_list args;
  va_start(args, format);
  (void)vsnprintf(error->text, sizeof error->text, format, args);
  va_end(args);
}
