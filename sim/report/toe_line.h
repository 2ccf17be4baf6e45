/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_line.h - a line of report.json, written member by member, as jansson would dump it compactly.
 *
 * For lines of which a report has thousands: nothing is built first.  Members stand in the order of the calls; whoever
 * calls keeps keys unique within an object, and closes what it opens.  Running out of memory is told at the end.
 */
#ifndef TOE_LINE_H_
#define TOE_LINE_H_

#include <string.h>

#include "model/toe_types.h"

typedef struct toe_line {
  char *text;
  size_t used, capacity;
  bool has_failed;
  bool is_first; /* the next member has no comma before it */
} toe_line_t;

/* An empty line. */
void toe_line_begin(toe_line_t *line);
/* The line, to be freed by the caller; NULL: no memory. */
char *toe_line_end(toe_line_t *line);

/* --- for the functions below --- */

enum { TOE_LINE_NUMBER_BYTES = 24 }; /* of the longest number */

/* Make room for so many bytes behind what is there; NULL: no memory. */
char *toe_line_grow(toe_line_t *line, size_t bytes);
static inline char *toe_line_room(toe_line_t *line, size_t bytes) {
  return line->capacity - line->used < bytes ? toe_line_grow(line, bytes) : line->text + line->used;
}

/* Values, without what stands before them. */
void toe_line_put_number(toe_line_t *line, uint64_t value);
void toe_line_put_text(toe_line_t *line, const char *text);

/* The comma before a member, its key and its colon, and a literal behind it.  Inline, so that the lengths of literal
 * keys are known. */
static inline void toe_line_member(toe_line_t *line, const char *key, const char *literal) {
  const size_t bytes = key == NULL ? 0 : strlen(key), more = strlen(literal);
  char *at = toe_line_room(line, bytes + more + 4);
  if (at == NULL) return;
  if (!line->is_first) *at++ = ',';
  line->is_first = false;
  if (key != NULL) {
    *at++ = '"';
    memcpy(at, key, bytes);
    at += bytes;
    *at++ = '"';
    *at++ = ':';
  }
  memcpy(at, literal, more);
  line->used = (size_t)(at + more - line->text);
}

/* --- members of an object; keys are plain words, NULL in an array and for the line itself --- */

static inline void toe_line_open(toe_line_t *line, const char *key, char bracket) {
  toe_line_member(line, key, bracket == '{' ? "{" : "[");
  line->is_first = true;
}
void toe_line_close(toe_line_t *line, char bracket);

static inline void toe_line_null(toe_line_t *line, const char *key) { toe_line_member(line, key, "null"); }

static inline void toe_line_bool(toe_line_t *line, const char *key, bool value) {
  toe_line_member(line, key, value ? "true" : "false");
}

/* As a signed one, like json_integer. */
static inline void toe_line_number(toe_line_t *line, const char *key, uint64_t value) {
  toe_line_member(line, key, "");
  toe_line_put_number(line, value);
}

/* null: it never came. */
static inline void toe_line_cycle(toe_line_t *line, const char *key, toe_cycle_t cycle) {
  toe_line_member(line, key, cycle == TOE_CYCLE_NEVER ? "null" : "");
  if (cycle != TOE_CYCLE_NEVER) toe_line_put_number(line, cycle);
}

/* As toe_report_text; NULL: null. */
static inline void toe_line_text(toe_line_t *line, const char *key, const char *text) {
  toe_line_member(line, key, text == NULL ? "null" : "");
  if (text != NULL) toe_line_put_text(line, text);
}

#endif /* TOE_LINE_H_ */
