/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_trace_files.h - files for the tests of traces and captures.
 */
#ifndef TOE_TRACE_FILES_H_
#define TOE_TRACE_FILES_H_

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/shim/toe_test.h"

/* Path of `name` in this test's directory; valid until the 8th call after. */
static inline const char *file_path(const char *name) {
  static char paths[8][1024];
  static unsigned next;
  char *path = paths[next++ % 8];
  (void)snprintf(path, sizeof paths[0], "%s/%s", toe_test_directory(), name);
  return path;
}

static inline const char *file_write(const char *name, const void *data, size_t bytes) {
  const char *path = file_path(name);
  FILE *file = fopen(path, "wb");
  TOE_EXPECT(file != NULL);
  if (file == NULL) return path;
  TOE_EXPECT_EQ(fwrite(data, 1, bytes, file), bytes);
  TOE_EXPECT_EQ(fclose(file), 0);
  return path;
}

static inline const char *file_text(const char *name, const char *text) { return file_write(name, text, strlen(text)); }

/* Whole content with a 0 behind it, owned by the caller; NULL: not there. */
static inline uint8_t *file_read(const char *path, size_t *bytes_out) {
  FILE *file = fopen(path, "rb");
  *bytes_out = 0;
  if (file == NULL) return NULL;
  size_t room = 1 << 16;
  uint8_t *data = malloc(room);
  for (size_t got; data != NULL && (got = fread(data + *bytes_out, 1, room - *bytes_out - 1, file)) > 0;) {
    *bytes_out += got;
    if (*bytes_out + 1 < room) continue;
    room *= 2;
    uint8_t *more = realloc(data, room);
    if (more == NULL) free(data);
    data = more;
  }
  (void)fclose(file);
  if (data != NULL) data[*bytes_out] = 0;
  return data;
}

static inline void expect_same_files(const char *a, const char *b) {
  size_t a_bytes = 0, b_bytes = 0;
  uint8_t *x = file_read(a, &a_bytes), *y = file_read(b, &b_bytes);
  TOE_EXPECT(x != NULL && y != NULL);
  TOE_EXPECT_EQ(a_bytes, b_bytes);
  if (x != NULL && y != NULL && a_bytes == b_bytes) TOE_EXPECT_MEM(x, y, a_bytes);
  free(x);
  free(y);
}

static inline bool file_is_there(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file != NULL) (void)fclose(file);
  return file != NULL;
}

/* Bytes being put together. */
typedef struct bytes {
  uint8_t data[65536];
  size_t count;
} bytes_t;

static inline void put_big(bytes_t *b, uint64_t value, int count) {
  for (int i = count - 1; i >= 0; --i) b->data[b->count++] = (uint8_t)(i < 8 ? value >> (8 * i) : 0);
}
static inline void put_little(bytes_t *b, uint64_t value, int count) {
  for (int i = 0; i < count; ++i) b->data[b->count++] = (uint8_t)(i < 8 ? value >> (8 * i) : 0);
}
static inline void put_bytes(bytes_t *b, const void *data, size_t count) {
  memcpy(b->data + b->count, data, count);
  b->count += count;
}

#endif /* TOE_TRACE_FILES_H_ */
