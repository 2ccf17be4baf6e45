/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_json.h - members of a JSON object, fetched strictly: of the right type, in range, and no others.
 *
 * Every getter remembers that its member is known; toe_json_finish refuses those nobody asked for.  The first
 * failure stays: later calls do nothing, so that a caller may test once at the end.
 */
#ifndef TOE_JSON_H_
#define TOE_JSON_H_

#include <jansson.h>

#include "model/toe_types.h"

/* What a whole line shares. */
typedef struct toe_json_line {
  const char *place;
  toe_error_t *error; /* may be NULL */
  toe_result_t result;
} toe_json_line_t;

/* A member of an object. */
typedef struct toe_json_entry {
  const char *key;
  json_t *value;
  bool is_known; /* asked for */
} toe_json_entry_t;

enum { TOE_JSON_ENTRIES = 32 }; /* more than any operation or block has members */

/* One object of it.  Its members are listed once: there are few, and finding one by hash costs more than looking
 * through them. */
typedef struct toe_json_object {
  toe_json_line_t *line;
  json_t *json;     /* borrowed */
  const char *what; /* "path P1": for messages */
  size_t entry_count;
  toe_json_entry_t entries[TOE_JSON_ENTRIES];
} toe_json_object_t;

/* Refuse the line, if it is not refused yet. */
void toe_json_refuse(toe_json_line_t *line, toe_result_t result, const char *format, ...) TOE_PRINTF(3, 4);

void toe_json_begin(toe_json_object_t *object, toe_json_line_t *line, json_t *json, const char *what);
/* NULL: not there. */
json_t *toe_json_member(toe_json_object_t *object, const char *key);
bool toe_json_has(const toe_json_object_t *object, const char *key);
/* `otherwise` if not there. */
uint64_t toe_json_number(toe_json_object_t *object, const char *key, uint64_t least, uint64_t most, uint64_t otherwise);
bool toe_json_bool(toe_json_object_t *object, const char *key, bool otherwise);
/* NULL if not there (or refused); never empty.  Borrowed from the JSON. */
const char *toe_json_string(toe_json_object_t *object, const char *key);
/* Refuses the line unless the member is there. */
void toe_json_need(toe_json_object_t *object, const char *key);
void toe_json_finish(toe_json_object_t *object);

#endif /* TOE_JSON_H_ */
