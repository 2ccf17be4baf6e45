/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/trace/toe_aside.h"

struct toe_out {
  FILE *file;
  toe_aside_t *aside;
};

toe_result_t toe_out_open(const char *path, toe_out_t **out_out, toe_error_t *error_out) {
  toe_out_t *out = calloc(1, sizeof *out);
  if (out == NULL) return TOE_E_MEMORY;
  if (toe_aside_new(path, &out->aside) != TOE_OK) {
    free(out);
    return TOE_E_MEMORY;
  }
  out->file = fopen(toe_aside_name(out->aside), "wb");
  if (out->file == NULL) {
    toe_error_set(error_out, "%.300s: cannot be written: %s", path, strerror(errno));
    toe_aside_drop(out->aside);
    free(out);
    return TOE_E_IO;
  }
  *out_out = out;
  return TOE_OK;
}

FILE *toe_out_file(toe_out_t *out) { return out->file; }

toe_result_t toe_out_commit(toe_out_t *out, toe_error_t *error_out) {
  errno = 0;
  int cause = 0;
  if (ferror(out->file) != 0 || fflush(out->file) != 0) cause = errno != 0 ? errno : EIO;
  if (fclose(out->file) != 0 && cause == 0) cause = errno;
  const toe_result_t result = toe_aside_commit(out->aside, cause, error_out);
  free(out);
  return result;
}

void toe_out_drop(toe_out_t *out) {
  if (out == NULL) return;
  (void)fclose(out->file);
  toe_aside_drop(out->aside);
  free(out);
}
