/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void toe_json_refuse(toe_json_line_t *line, toe_result_t result, const char *format, ...) {
  if (line->result != TOE_OK) return;
  char cause[208];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(cause, sizeof cause, format, args);
  va_end(args);
  line->result = result;
  toe_error_set(line->error, "%.300s: %s", line->place, cause);
}

void toe_json_begin(toe_json_object_t *object, toe_json_line_t *line, json_t *json, const char *what) {
  object->line = line;
  object->json = json;
  object->what = what;
  object->entry_count = 0;
  if (!json_is_object(json)) toe_json_refuse(line, TOE_E_FORMAT, "%s is not a JSON object", what);
  /* Of one with more, those behind are found by toe_json_finish: there is none that so many are known of. */
  for (void *at = json_object_iter(json); at != NULL && object->entry_count < TOE_JSON_ENTRIES;
       at = json_object_iter_next(json, at)) {
    object->entries[object->entry_count++] =
        (toe_json_entry_t){.key = json_object_iter_key(at), .value = json_object_iter_value(at)};
  }
}

static const toe_json_entry_t *find(const toe_json_object_t *object, const char *key) {
  for (size_t i = 0; i < object->entry_count; ++i) {
    const toe_json_entry_t *entry = &object->entries[i];
    if (entry->key[0] == key[0] && strcmp(entry->key, key) == 0) return entry;
  }
  return NULL;
}

json_t *toe_json_member(toe_json_object_t *object, const char *key) {
  const toe_json_entry_t *entry = find(object, key);
  if (entry == NULL) return NULL;
  object->entries[entry - object->entries].is_known = true;
  return entry->value;
}

bool toe_json_has(const toe_json_object_t *object, const char *key) { return find(object, key) != NULL; }

uint64_t toe_json_number(toe_json_object_t *object, const char *key, uint64_t least, uint64_t most,
                         uint64_t otherwise) {
  json_t *member = toe_json_member(object, key);
  if (member == NULL) return otherwise;
  if (!json_is_integer(member)) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"%s\" is not a whole number", object->what, key);
    return otherwise;
  }
  const json_int_t value = json_integer_value(member);
  if (value < 0 || (uint64_t)value < least || (uint64_t)value > most) {
    toe_json_refuse(object->line, TOE_E_RANGE, "%s: \"%s\" is %lld, not in %llu..%llu", object->what, key,
                    (long long)value, (unsigned long long)least, (unsigned long long)most);
    return otherwise;
  }
  return (uint64_t)value;
}

bool toe_json_bool(toe_json_object_t *object, const char *key, bool otherwise) {
  json_t *member = toe_json_member(object, key);
  if (member == NULL) return otherwise;
  if (!json_is_boolean(member))
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"%s\" is neither true nor false", object->what, key);
  return json_is_true(member);
}

const char *toe_json_string(toe_json_object_t *object, const char *key) {
  json_t *member = toe_json_member(object, key);
  if (member == NULL) return NULL;
  if (!json_is_string(member) || json_string_length(member) == 0) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"%s\" is not a text of one character at least", object->what,
                    key);
    return NULL;
  }
  return json_string_value(member);
}

void toe_json_need(toe_json_object_t *object, const char *key) {
  if (!toe_json_has(object, key)) toe_json_refuse(object->line, TOE_E_FORMAT, "%s has no \"%s\"", object->what, key);
}

void toe_json_finish(toe_json_object_t *object) {
  for (size_t i = 0; i < object->entry_count; ++i) {
    const toe_json_entry_t *entry = &object->entries[i];
    if (entry->is_known) continue;
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: unknown member \"%s\"", object->what, entry->key);
    return;
  }
}
