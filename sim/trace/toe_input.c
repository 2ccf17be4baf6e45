/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "model/toe_crc32c.h"

enum { WINDOW_BYTES = 1 << 16, PEEK_BYTES = 4096 };

struct toe_input {
  gzFile file;
  char *path;
  uint64_t offset;
  uint32_t crc;
  size_t begin, end; /* what `window` holds and nobody took */
  bool is_ended;
  uint8_t window[WINDOW_BYTES];
};

static char *text_copy(const char *text) {
  const size_t bytes = strlen(text) + 1;
  char *copy = malloc(bytes);
  if (copy != NULL) memcpy(copy, text, bytes);
  return copy;
}

toe_result_t toe_input_open(const char *path, toe_input_t **input_out, toe_error_t *error_out) {
  toe_input_t *input = calloc(1, sizeof *input);
  if (input == NULL) return TOE_E_MEMORY;
  input->path = text_copy(path);
  if (input->path == NULL) {
    free(input);
    return TOE_E_MEMORY;
  }
  errno = 0;
  input->file = gzopen(path, "rb");
  if (input->file == NULL) {
    toe_error_set(error_out, "%s: %s", path, errno != 0 ? strerror(errno) : "out of memory");
    toe_input_close(input);
    return TOE_E_IO;
  }
  (void)gzbuffer(input->file, WINDOW_BYTES);
  *input_out = input;
  return TOE_OK;
}

void toe_input_close(toe_input_t *input) {
  if (input == NULL) return;
  if (input->file != NULL) (void)gzclose_r(input->file);
  free(input->path);
  free(input);
}

/* Bring at least `bytes` bytes (at most PEEK_BYTES) into the window, or all there are. */
static toe_result_t window_fill(toe_input_t *input, size_t bytes, toe_error_t *error_out) {
  if (input->end - input->begin >= bytes || input->is_ended) return TOE_OK;
  memmove(input->window, input->window + input->begin, input->end - input->begin);
  input->end -= input->begin;
  input->begin = 0;
  while (input->end < bytes && !input->is_ended) {
    errno = 0;
    const int got = gzread(input->file, input->window + input->end, (unsigned)(WINDOW_BYTES - input->end));
    int code = Z_OK;
    const char *text = gzerror(input->file, &code);
    /* A cut gzip file gives what it has, then Z_BUF_ERROR. */
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) {
      const unsigned long long at = (unsigned long long)(input->offset + input->end);
      if (code == Z_ERRNO || errno != 0) {
        toe_error_set(error_out, "%s: byte %llu: %s", input->path, at, strerror(errno));
        return TOE_E_IO;
      }
      toe_error_set(error_out, "%s: byte %llu: gzip data is %s", input->path, at,
                    code == Z_BUF_ERROR ? "cut off" : text);
      return TOE_E_FORMAT;
    }
    if (got == 0) input->is_ended = true;
    input->end += (size_t)got;
  }
  return TOE_OK;
}

toe_result_t toe_input_peek(toe_input_t *input, void *data, size_t bytes, size_t *got_out, toe_error_t *error_out) {
  if (bytes > PEEK_BYTES) bytes = PEEK_BYTES;
  const toe_result_t result = window_fill(input, bytes, error_out);
  if (result != TOE_OK) return result;
  const size_t held = input->end - input->begin;
  *got_out = held < bytes ? held : bytes;
  memcpy(data, input->window + input->begin, *got_out);
  return TOE_OK;
}

toe_result_t toe_input_read(toe_input_t *input, void *data, size_t bytes, size_t *got_out, toe_error_t *error_out) {
  uint8_t *to = data;
  size_t done = 0;
  while (done < bytes) {
    const toe_result_t result = window_fill(input, 1, error_out);
    if (result != TOE_OK) return result;
    size_t piece = input->end - input->begin;
    if (piece == 0) break;
    if (piece > bytes - done) piece = bytes - done;
    memcpy(to + done, input->window + input->begin, piece);
    input->begin += piece;
    done += piece;
  }
  input->crc = toe_crc32c_update(input->crc, to, done);
  input->offset += done;
  *got_out = done;
  return TOE_OK;
}

const char *toe_input_path(const toe_input_t *input) { return input->path; }
uint64_t toe_input_offset(const toe_input_t *input) { return input->offset; }
uint32_t toe_input_crc(const toe_input_t *input) { return input->crc; }
