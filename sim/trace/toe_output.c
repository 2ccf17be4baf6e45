/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "sim/trace/toe_aside.h"
#include "sim/trace/toe_input.h"

struct toe_output {
  gzFile gz; /* one of the two */
  FILE *file;
  toe_aside_t *aside; /* NULL: stdout */
};

static bool ends_with(const char *text, const char *end) {
  const size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

/* Of what just failed; some failures of zlib have none. */
static int cause_now(void) { return errno != 0 ? errno : EIO; }

toe_result_t toe_output_open(const char *path, toe_output_t **output_out, toe_error_t *error_out) {
  toe_output_t *output = calloc(1, sizeof *output);
  if (output == NULL) return TOE_E_MEMORY;
  if (strcmp(path, "-") == 0) {
    output->file = stdout;
    *output_out = output;
    return TOE_OK;
  }
  if (toe_aside_new(path, &output->aside) != TOE_OK) {
    free(output);
    return TOE_E_MEMORY;
  }
  const char *name = toe_aside_name(output->aside);
  errno = 0;
  if (toe_aside_is_straight(output->aside)) {
    toe_error_set(error_out, "%s: is not a regular file; - is stdout", path);
  } else {
    if (ends_with(path, ".gz"))
      output->gz = gzopen(name, "wb9");
    else
      output->file = fopen(name, "wb");
    if (output->gz != NULL || output->file != NULL) {
      *output_out = output;
      return TOE_OK;
    }
    toe_error_set(error_out, "%s: %s", path, strerror(cause_now()));
  }
  toe_aside_drop(output->aside);
  free(output);
  return TOE_E_IO;
}

toe_result_t toe_output_write(toe_output_t *output, const void *data, size_t bytes, toe_error_t *error_out) {
  const uint8_t *from = data;
  errno = 0;
  while (bytes > 0) {
    const size_t piece = bytes < (1u << 20) ? bytes : 1u << 20;
    const bool ok = output->gz != NULL ? gzwrite(output->gz, from, (unsigned)piece) == (int)piece
                                       : fwrite(from, 1, piece, output->file) == piece;
    if (!ok) {
      const char *name = output->aside != NULL ? toe_aside_path(output->aside) : "stdout";
      toe_error_set(error_out, "%s: cannot be written: %s", name, strerror(cause_now()));
      return TOE_E_IO;
    }
    from += piece;
    bytes -= piece;
  }
  return TOE_OK;
}

toe_result_t toe_output_commit(toe_output_t *output, toe_error_t *error_out) {
  errno = 0;
  const bool ok = output->gz != NULL      ? gzclose_w(output->gz) == Z_OK
                  : output->aside == NULL ? fflush(output->file) == 0
                                          : fclose(output->file) == 0;
  const int cause = ok ? 0 : cause_now();
  toe_result_t result = ok ? TOE_OK : TOE_E_IO;
  if (output->aside != NULL)
    result = toe_aside_commit(output->aside, cause, error_out);
  else if (!ok)
    toe_error_set(error_out, "stdout: cannot be written: %s", strerror(cause));
  free(output);
  return result;
}

void toe_output_abandon(toe_output_t *output) {
  if (output == NULL) return;
  if (output->gz != NULL) (void)gzclose_w(output->gz);
  if (output->aside != NULL && output->file != NULL) (void)fclose(output->file);
  toe_aside_drop(output->aside);
  free(output);
}
