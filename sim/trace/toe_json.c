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
  *object = (toe_json_object_t){.line = line, .json = json, .what = what};
  if (!json_is_object(json)) toe_json_refuse(line, TOE_E_FORMAT, "%s is not a JSON object", what);
}

json_t *toe_json_member(toe_json_object_t *object, const char *key) {
  for (size_t i = 0; i < object->asked_count; ++i)
    if (strcmp(object->asked[i], key) == 0) return json_object_get(object->json, key);
  json_t *member = json_object_get(object->json, key);
  if (member != NULL) ++object->known;
  if (object->asked_count < sizeof object->asked / sizeof object->asked[0]) object->asked[object->asked_count++] = key;
  return member;
}

bool toe_json_has(const toe_json_object_t *object, const char *key) {
  return json_object_get(object->json, key) != NULL;
}

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
  if (!json_is_object(object->json) || json_object_size(object->json) == object->known) return;
  const char *key;
  json_t *value;
  json_object_foreach(object->json, key, value) {
    bool is_known = false;
    for (size_t i = 0; i < object->asked_count; ++i) is_known = is_known || strcmp(object->asked[i], key) == 0;
    if (!is_known) toe_json_refuse(object->line, TOE_E_FORMAT, "%s: unknown member \"%s\"", object->what, key);
  }
}
