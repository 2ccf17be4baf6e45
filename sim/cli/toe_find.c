/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_find.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 32 }; /* of directories: a ring of links ends somewhere */

void toe_found_free(toe_found_t *found) {
  for (uint32_t i = 0; i < found->count; ++i) free(found->paths[i]);
  free(found->paths);
  *found = (toe_found_t){NULL, 0};
}

/* path  owned by the list from now on, also on failure */
static toe_result_t push(toe_found_t *found, char *path) {
  char **grown = path == NULL ? NULL : realloc(found->paths, (found->count + 1) * sizeof *grown);
  if (grown == NULL) {
    free(path);
    return TOE_E_MEMORY;
  }
  grown[found->count++] = path;
  found->paths = grown;
  return TOE_OK;
}

static bool ends_with(const char *text, const char *end) {
  const size_t bytes = strlen(text), end_bytes = strlen(end);
  return bytes > end_bytes && strcmp(text + bytes - end_bytes, end) == 0;
}

static int compare_paths(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static char *join(const char *folder, const char *name) {
  const size_t folder_bytes = strlen(folder), bytes = folder_bytes + strlen(name) + 2;
  char *path = malloc(bytes);
  const bool has_slash = folder_bytes > 0 && folder[folder_bytes - 1] == '/';
  if (path != NULL) snprintf(path, bytes, "%s%s%s", folder, has_slash ? "" : "/", name);
  return path;
}

/* The entries of a directory, sorted. */
static toe_result_t list(const char *folder, toe_found_t *entries, toe_error_t *error_out) {
  DIR *directory = opendir(folder);
  if (directory == NULL) {
    toe_error_set(error_out, "%s: %s", folder, strerror(errno));
    return TOE_E_IO;
  }
  toe_result_t result = TOE_OK;
  for (const struct dirent *entry; result == TOE_OK && (entry = readdir(directory)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    result = push(entries, join(folder, entry->d_name));
  }
  (void)closedir(directory);
  if (entries->count > 1) qsort(entries->paths, entries->count, sizeof *entries->paths, compare_paths);
  return result;
}

static toe_result_t search(const char *folder, int depth, toe_found_t *found, toe_error_t *error_out) {
  toe_found_t entries = {NULL, 0};
  toe_result_t result = list(folder, &entries, error_out);
  for (uint32_t i = 0; i < entries.count && result == TOE_OK; ++i) {
    char *path = entries.paths[i];
    struct stat info;
    if (stat(path, &info) != 0) continue; /* a link to nowhere */
    if (S_ISDIR(info.st_mode)) {
      if (ends_with(path, "/bad") || ends_with(path, "/captures") || depth == DEPTH_MAX) continue;
      result = search(path, depth + 1, found, error_out);
    } else if (ends_with(path, ".jsonl") || ends_with(path, ".pcapng") || ends_with(path, ".pcapng.gz")) {
      entries.paths[i] = NULL;
      result = push(found, path);
    }
  }
  toe_found_free(&entries);
  return result;
}

toe_result_t toe_find(const char *const *names, uint32_t count, toe_found_t *found_out, toe_error_t *error_out) {
  *found_out = (toe_found_t){NULL, 0};
  for (uint32_t i = 0; i < count; ++i) {
    struct stat info;
    if (stat(names[i], &info) != 0) {
      toe_error_set(error_out, "%s: %s", names[i], strerror(errno));
      return TOE_E_IO;
    }
    toe_result_t result;
    if (S_ISDIR(info.st_mode)) {
      const uint32_t before = found_out->count;
      result = search(names[i], 0, found_out, error_out);
      if (result == TOE_OK && found_out->count == before) {
        toe_error_set(error_out, "%s: no traces in it", names[i]);
        return TOE_E_UNKNOWN;
      }
    } else {
      char *copy = malloc(strlen(names[i]) + 1);
      if (copy != NULL) strcpy(copy, names[i]);
      result = push(found_out, copy);
    }
    if (result != TOE_OK) return result;
  }
  return TOE_OK;
}
