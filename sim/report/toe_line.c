/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_line.h"

#include <stdlib.h>

#include "sim/report/toe_report_value.h"

enum { FIRST_CAPACITY = 1024 };

void toe_line_begin(toe_line_t *line) { *line = (toe_line_t){.is_first = true}; }

char *toe_line_grow(toe_line_t *line, size_t bytes) {
  if (line->has_failed) return NULL;
  size_t capacity = line->capacity == 0 ? FIRST_CAPACITY : line->capacity;
  while (capacity - line->used < bytes) capacity *= 2;
  char *text = realloc(line->text, capacity);
  if (text == NULL) {
    line->has_failed = true;
    return NULL;
  }
  line->text = text;
  line->capacity = capacity;
  return text + line->used;
}

char *toe_line_end(toe_line_t *line) {
  char *at = toe_line_room(line, 1);
  if (at != NULL) {
    *at = '\0';
    return line->text;
  }
  free(line->text);
  return NULL;
}

static void append(toe_line_t *line, const char *text, size_t bytes) {
  char *at = toe_line_room(line, bytes);
  if (at == NULL) return;
  memcpy(at, text, bytes);
  line->used += bytes;
}

void toe_line_close(toe_line_t *line, char bracket) {
  append(line, &bracket, 1);
  line->is_first = false;
}

void toe_line_put_number(toe_line_t *line, uint64_t value) {
  char digits[TOE_LINE_NUMBER_BYTES];
  size_t at = sizeof digits;
  const bool is_negative = value > INT64_MAX;
  uint64_t rest = is_negative ? -value : value;
  do {
    digits[--at] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (is_negative) digits[--at] = '-';
  append(line, digits + at, sizeof digits - at);
}

/* Whether a text stands in JSON as it is. */
static bool is_plain(const char *text, size_t bytes) {
  unsigned bad = 0;
  for (size_t i = 0; i < bytes; ++i) {
    const unsigned char c = (unsigned char)text[i];
    bad |= (unsigned)(c < 0x20) | (unsigned)(c >= 0x7F) | (unsigned)(c == '"') | (unsigned)(c == '\\');
  }
  return bad == 0;
}

void toe_line_put_text(toe_line_t *line, const char *text) {
  const size_t bytes = strlen(text);
  if (is_plain(text, bytes)) {
    char *at = toe_line_room(line, bytes + 2);
    if (at == NULL) return;
    at[0] = '"';
    memcpy(at + 1, text, bytes);
    at[bytes + 1] = '"';
    line->used += bytes + 2;
    return;
  }
  json_t *json = toe_report_text(text);
  char *dumped = json == NULL ? NULL : json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT);
  json_decref(json);
  if (dumped == NULL) {
    line->has_failed = true;
    return;
  }
  append(line, dumped, strlen(dumped));
  free(dumped);
}
