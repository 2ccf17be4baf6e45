/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_outputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/cli/toe_find.h"

/* A file, there or not yet. */
typedef struct spot {
  const char *option, *path;
  bool is_there, is_known; /* known: it can be told from others */
  dev_t device;            /* of the file; if it is not there of its folder */
  ino_t inode;
  const char *name; /* the last part of the path; not there only */
} spot_t;

static spot_t spot_of(const char *option, const char *path) {
  spot_t spot = {.option = option, .path = path};
  struct stat info;
  if (stat(path, &info) == 0) {
    spot.is_there = true;
    spot.is_known = S_ISREG(info.st_mode);
  } else {
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    spot.name = slash == NULL ? path : slash + 1;
    spot.is_known = folder != NULL && stat(folder, &info) == 0;
    free(folder);
  }
  if (!spot.is_known) return spot;
  spot.device = info.st_dev;
  spot.inode = info.st_ino;
  return spot;
}

static bool is_same(const spot_t *a, const spot_t *b) {
  if (!a->is_known || !b->is_known || a->is_there != b->is_there) return false;
  if (a->device != b->device || a->inode != b->inode) return false;
  return a->is_there || strcmp(a->name, b->name) == 0;
}

enum { OUTPUTS = 6 };

typedef struct outputs {
  spot_t spots[OUTPUTS];
  uint32_t count;
} outputs_t;

static toe_result_t compare(const outputs_t *outputs, const char *option, const char *path, toe_error_t *error_out) {
  const spot_t spot = spot_of(option, path);
  for (uint32_t i = 0; i < outputs->count; ++i) {
    if (!is_same(&spot, &outputs->spots[i])) continue;
    toe_error_set(error_out, "%s and %s are the same file: %.300s", option, outputs->spots[i].option, path);
    return TOE_E_ARG;
  }
  return TOE_OK;
}

/* An input; of `test` it may be a directory of inputs.  What cannot be found is left to the command. */
static toe_result_t compare_input(const outputs_t *outputs, const toe_args_t *args, const char *path,
                                  toe_error_t *error_out) {
  if (args->command != TOE_COMMAND_TEST) return compare(outputs, "the input", path, error_out);
  toe_found_t found = {NULL, 0};
  toe_result_t result = toe_find(&path, 1, &found, NULL) == TOE_E_MEMORY ? TOE_E_MEMORY : TOE_OK;
  for (uint32_t i = 0; i < found.count && result == TOE_OK; ++i) {
    result = compare(outputs, "the input", found.paths[i], error_out);
  }
  toe_found_free(&found);
  return result;
}

toe_result_t toe_outputs_check(const toe_args_t *args, toe_error_t *error_out) {
  const struct {
    const char *option, *path;
  } named[OUTPUTS] = {{"--report", args->report_path}, {"--objects", args->objects_path}, {"--junit", args->junit_path},
                      {"--wave", args->wave_path},     {"--json", args->json_path},       {"-o", args->output_path}};
  outputs_t outputs = {.count = 0};
  toe_result_t result = TOE_OK;
  for (uint32_t i = 0; i < OUTPUTS && result == TOE_OK; ++i) {
    if (named[i].path == NULL || strcmp(named[i].path, "-") == 0) continue;
    result = compare(&outputs, named[i].option, named[i].path, error_out);
    outputs.spots[outputs.count++] = spot_of(named[i].option, named[i].path);
  }
  if (outputs.count == 0) return TOE_OK;
  if (result == TOE_OK && args->config_path != NULL) {
    result = compare(&outputs, "--config", args->config_path, error_out);
  }
  if (args->command == TOE_COMMAND_GEN) return result;                       /* its word is no file */
  uint32_t inputs = args->command == TOE_COMMAND_WHY ? 1 : args->file_count; /* the second is an object */
  for (uint32_t i = 0; i < inputs && result == TOE_OK; ++i) {
    result = compare_input(&outputs, args, args->files[i], error_out);
  }
  return result;
}

toe_result_t toe_outputs_can_write(const char *option, const char *path, toe_error_t *error_out) {
  if (path == NULL) return TOE_OK;
  const char *slash = strrchr(path, '/');
  char *folder = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
  if (folder == NULL) return TOE_E_MEMORY;
  struct stat info;
  const char *cause = NULL;
  if (path[0] == '\0') {
    cause = "the name is empty";
  } else if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
    cause = strerror(EISDIR);
  } else if (access(folder, W_OK | X_OK) != 0) {
    cause = strerror(errno);
  }
  free(folder);
  if (cause == NULL) return TOE_OK;
  toe_error_set(error_out, "%s: cannot write %.300s: %s", option, path, cause);
  return TOE_E_ARG;
}

bool toe_outputs_is_free(const toe_args_t *args, const char *path) {
  toe_args_t own = *args;
  own.command = TOE_COMMAND_RUN;
  own.output_path = path; /* that of a run is none of its own */
  return toe_outputs_check(&own, NULL) == TOE_OK;
}

bool toe_outputs_junit_is_free(const toe_args_t *args) {
  toe_args_t own = *args;
  own.report_path = own.objects_path = own.streams_path = own.wave_path = own.output_path = NULL;
  return toe_outputs_check(&own, NULL) == TOE_OK;
}
