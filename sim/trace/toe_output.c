/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "sim/trace/toe_input.h"

struct toe_output {
  gzFile gz; /* one of the two */
  FILE *file;
  char *path;   /* where it shall be */
  char *beside; /* where it is until then; NULL: stdout */
};

static bool ends_with(const char *text, const char *end) {
  const size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

static void output_free(toe_output_t *output) {
  if (output == NULL) return;
  free(output->path);
  free(output->beside);
  free(output);
}

char *toe_output_part_name(const char *path) {
  if (strcmp(path, "-") == 0) return NULL;
  const size_t bytes = strlen(path) + 32;
  char *name = malloc(bytes);
  if (name != NULL) (void)snprintf(name, bytes, "%s.%ld.part", path, (long)getpid());
  return name;
}

toe_result_t toe_output_open(const char *path, toe_output_t **output_out, toe_error_t *error_out) {
  toe_output_t *output = calloc(1, sizeof *output);
  if (output == NULL) return TOE_E_MEMORY;
  if (strcmp(path, "-") == 0) {
    output->file = stdout;
    *output_out = output;
    return TOE_OK;
  }
  struct stat status;
  if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
    /* Renaming onto it would replace a device or a folder. */
    toe_error_set(error_out, "%s: is not a regular file; - is stdout", path);
    output_free(output);
    return TOE_E_IO;
  }
  const size_t bytes = strlen(path) + 1;
  output->path = malloc(bytes);
  output->beside = toe_output_part_name(path);
  if (output->path == NULL || output->beside == NULL) {
    output_free(output);
    return TOE_E_MEMORY;
  }
  memcpy(output->path, path, bytes);
  errno = 0;
  if (ends_with(path, ".gz"))
    output->gz = gzopen(output->beside, "wb9");
  else
    output->file = fopen(output->beside, "wb");
  if (output->gz == NULL && output->file == NULL) {
    toe_error_set(error_out, "%s: %s", path, errno != 0 ? strerror(errno) : "cannot be written");
    output_free(output);
    return TOE_E_IO;
  }
  *output_out = output;
  return TOE_OK;
}

static toe_result_t output_failed(const toe_output_t *output, toe_error_t *error_out) {
  toe_error_set(error_out, "%s: %s", output->path != NULL ? output->path : "stdout",
                errno != 0 ? strerror(errno) : "cannot be written");
  return TOE_E_IO;
}

toe_result_t toe_output_write(toe_output_t *output, const void *data, size_t bytes, toe_error_t *error_out) {
  const uint8_t *from = data;
  errno = 0;
  while (bytes > 0) {
    const size_t piece = bytes < (1u << 20) ? bytes : 1u << 20;
    const bool ok = output->gz != NULL ? gzwrite(output->gz, from, (unsigned)piece) == (int)piece
                                       : fwrite(from, 1, piece, output->file) == piece;
    if (!ok) return output_failed(output, error_out);
    from += piece;
    bytes -= piece;
  }
  return TOE_OK;
}

toe_result_t toe_output_commit(toe_output_t *output, toe_error_t *error_out) {
  toe_result_t result = TOE_OK;
  errno = 0;
  bool ok;
  if (output->gz != NULL)
    ok = gzclose_w(output->gz) == Z_OK;
  else if (output->beside == NULL)
    ok = fflush(output->file) == 0;
  else
    ok = fclose(output->file) == 0;
  if (ok && output->beside != NULL) ok = rename(output->beside, output->path) == 0;
  if (!ok) {
    result = output_failed(output, error_out);
    if (output->beside != NULL) (void)remove(output->beside);
  }
  output_free(output);
  return result;
}

void toe_output_abandon(toe_output_t *output) {
  if (output == NULL) return;
  if (output->gz != NULL) (void)gzclose_w(output->gz);
  if (output->beside != NULL) {
    if (output->file != NULL) (void)fclose(output->file);
    (void)remove(output->beside);
  }
  output_free(output);
}
