/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_streams.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_BYTES = 200, SUM_BYTES = 19 };

toe_result_t toe_streams_begin(const char *directory, toe_error_t *error_out) {
  if (mkdir(directory, 0777) == 0) return TOE_OK;
  toe_error_set(error_out, "--streams %.300s: %s", directory, strerror(errno));
  return TOE_E_IO;
}

static bool is_plain(char c) {
  bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || (c != '\0' && strchr(".:_-", c) != NULL);
}

/* Two names that begin alike are not one file. */
static uint64_t sum_of(const char *name) {
  uint64_t sum = 0xcbf29ce484222325u; /* FNV-1a */
  for (; *name != '\0'; ++name) sum = (sum ^ (uint8_t)*name) * 0x100000001b3u;
  return sum;
}

/* A name of dots alone would be a directory. */
static void file_name(const char *whole, char *out) {
  const char *name = whole;
  size_t at = 0;
  bool is_dots = strspn(name, ".") == strlen(name);
  for (; *name != '\0' && at + 4 < NAME_BYTES - SUM_BYTES; ++name) {
    if (is_plain(*name) && !is_dots)
      out[at++] = *name;
    else
      at += (size_t)snprintf(out + at, 4, "%%%02X", (unsigned)(uint8_t)*name);
  }
  out[at] = '\0';
  if (*name != '\0') (void)snprintf(out + at, SUM_BYTES, "..%016" PRIx64, sum_of(whole));
}

toe_result_t toe_streams_put(const char *directory, const toe_host_receive_t *receive, toe_error_t *error_out) {
  bool is_indicated = receive->kind == TOE_HOST_RECEIVE_INDICATED;
  uint32_t bytes = is_indicated ? receive->accepted : receive->bytes;
  if (receive->data == NULL || bytes == 0) return TOE_OK;
  char name[NAME_BYTES], path[4096];
  file_name(receive->name, name);
  (void)snprintf(path, sizeof path, "%s/%s", directory, name);
  FILE *file = fopen(path, "ab");
  bool is_written = file != NULL && fwrite(receive->data, 1, bytes, file) == bytes;
  if (file != NULL && fclose(file) != 0) is_written = false;
  if (is_written) return TOE_OK;
  toe_error_set(error_out, "%.300s: %s", path, strerror(errno));
  return TOE_E_IO;
}
