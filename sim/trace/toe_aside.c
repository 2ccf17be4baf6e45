/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_aside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct toe_aside {
  char *path; /* where it shall be */
  char *part; /* where it is until then; NULL: written straight */
};

char *toe_aside_part_name(const char *path) {
  const size_t bytes = strlen(path) + 32;
  char *name = malloc(bytes);
  if (name != NULL) (void)snprintf(name, bytes, "%s.%ld.part", path, (long)getpid());
  return name;
}

static void end(toe_aside_t *aside) {
  free(aside->path);
  free(aside->part);
  free(aside);
}

toe_result_t toe_aside_new(const char *path, toe_aside_t **aside_out) {
  toe_aside_t *aside = calloc(1, sizeof *aside);
  if (aside == NULL) return TOE_E_MEMORY;
  struct stat status;
  const bool is_straight = stat(path, &status) == 0 && !S_ISREG(status.st_mode);
  aside->path = strdup(path);
  if (!is_straight) aside->part = toe_aside_part_name(path);
  if (aside->path == NULL || (!is_straight && aside->part == NULL)) {
    end(aside);
    return TOE_E_MEMORY;
  }
  *aside_out = aside;
  return TOE_OK;
}

const char *toe_aside_path(const toe_aside_t *aside) { return aside->path; }

const char *toe_aside_name(const toe_aside_t *aside) { return aside->part != NULL ? aside->part : aside->path; }

bool toe_aside_is_straight(const toe_aside_t *aside) { return aside->part == NULL; }

toe_result_t toe_aside_commit(toe_aside_t *aside, int cause, toe_error_t *error_out) {
  if (cause == 0 && aside->part != NULL && rename(aside->part, aside->path) != 0) cause = errno;
  if (cause == 0) {
    end(aside);
    return TOE_OK;
  }
  toe_error_set(error_out, "%.300s: cannot be written: %s", aside->path, strerror(cause));
  toe_aside_drop(aside);
  return TOE_E_IO;
}

void toe_aside_drop(toe_aside_t *aside) {
  if (aside == NULL) return;
  if (aside->part != NULL) (void)unlink(aside->part);
  end(aside);
}
