/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct toe_out {
  FILE *file;
  char *path;
  char *aside; /* NULL: written straight */
};

static void end(toe_out_t *out) {
  free(out->path);
  free(out->aside);
  free(out);
}

toe_result_t toe_out_open(const char *path, toe_out_t **out_out, toe_error_t *error_out) {
  toe_out_t *out = calloc(1, sizeof *out);
  size_t bytes = strlen(path) + 32;
  if (out == NULL) return TOE_E_MEMORY;
  out->path = strdup(path);
  out->aside = malloc(bytes);
  if (out->path == NULL || out->aside == NULL) {
    end(out);
    return TOE_E_MEMORY;
  }
  (void)snprintf(out->aside, bytes, "%s.part-%ld", path, (long)getpid());
  struct stat status;
  if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
    free(out->aside);
    out->aside = NULL;
  }
  out->file = fopen(out->aside != NULL ? out->aside : path, "wb");
  if (out->file == NULL) {
    toe_error_set(error_out, "%.300s: cannot be written: %s", path, strerror(errno));
    end(out);
    return TOE_E_IO;
  }
  *out_out = out;
  return TOE_OK;
}

FILE *toe_out_file(toe_out_t *out) { return out->file; }

toe_result_t toe_out_commit(toe_out_t *out, toe_error_t *error_out) {
  errno = 0;
  bool is_written = ferror(out->file) == 0 && fflush(out->file) == 0;
  int cause = errno;
  if (fclose(out->file) != 0 && is_written) {
    is_written = false;
    cause = errno;
  }
  if (is_written && out->aside != NULL && rename(out->aside, out->path) != 0) {
    is_written = false;
    cause = errno;
  }
  if (!is_written) {
    toe_error_set(error_out, "%.300s: cannot be written: %s", out->path, cause != 0 ? strerror(cause) : "write error");
    if (out->aside != NULL) (void)unlink(out->aside);
  }
  end(out);
  return is_written ? TOE_OK : TOE_E_IO;
}

void toe_out_drop(toe_out_t *out) {
  if (out == NULL) return;
  (void)fclose(out->file);
  if (out->aside != NULL) (void)unlink(out->aside);
  end(out);
}
