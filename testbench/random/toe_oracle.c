/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_oracle.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/random/toe_oracle_internal.h"

toe_oracle_t *toe_oracle_new(void) {
  toe_oracle_t *oracle = toe_oracle_must(calloc(1, sizeof *oracle));
  toe_oracle_device_init(&oracle->device);
  oracle->names = toe_oracle_must(json_object());
  return oracle;
}

void toe_oracle_free(toe_oracle_t *oracle) {
  if (oracle == NULL) return;
  toe_oracle_device_end(&oracle->device);
  for (size_t i = 0; i < oracle->count; ++i) {
    free((char *)oracle->objects[i]->name);
    free(oracle->objects[i]);
  }
  free(oracle->objects);
  json_decref(oracle->names);
  for (size_t i = oracle->first; i < oracle->last; ++i) {
    toe_oracle_answer_end(&oracle->entries[i].answer);
    json_decref(oracle->entries[i].op);
  }
  free(oracle->entries);
  free(oracle);
}

/* ---- keys ---- */

/* Index of `value` in words; false: none. */
static bool read_word(const char *value, const char *const *words, int count, int *index_out) {
  for (int i = 0; i < count; ++i) {
    if (strcmp(value, words[i]) == 0) return *index_out = i, true;
  }
  return false;
}

bool toe_oracle_configure(toe_oracle_t *oracle, const char *key, const char *value,
                          char error_out[TOE_ORACLE_ERROR_BYTES]) {
  static const char *const kUploads[] = {"mandatory", "always", "never"};
  static const char *const kLinkDowns[] = {"keep", "terminate"};
  int index = 0;
  bool is_good;
  if (strcmp(key, "host.upload") == 0) {
    is_good = read_word(value, kUploads, 3, &index);
    oracle->upload = (toe_oracle_upload_t)index;
  } else if (strcmp(key, "host.link_down") == 0) {
    is_good = read_word(value, kLinkDowns, 2, &index);
    oracle->terminates_on_link_down = index == 1;
  } else {
    return toe_oracle_device_set(&oracle->device, key, value, false, error_out);
  }
  if (!is_good) snprintf(error_out, TOE_ORACLE_ERROR_BYTES, "%.80s: not a value the oracle knows: %.80s", key, value);
  return is_good;
}

static bool take_set(toe_oracle_t *oracle, const json_t *op, char *error) {
  const char *key = json_string_value(json_object_get(op, "key"));
  const json_t *value = json_object_get(op, "value");
  char number[32];
  snprintf(number, sizeof number, "%" PRId64, (int64_t)json_integer_value(value));
  const char *text = json_is_integer(value) ? number : json_string_value(value);
  if (key != NULL && text != NULL) return toe_oracle_device_set(&oracle->device, key, text, true, error);
  snprintf(error, TOE_ORACLE_ERROR_BYTES, "a set without key or value");
  return false;
}

/* ---- names ---- */

toe_oracle_object_t *toe_oracle_find(const toe_oracle_t *oracle, const char *name) {
  const json_t *index = json_object_get(oracle->names, name);
  return index == NULL ? NULL : oracle->objects[json_integer_value(index)];
}

toe_oracle_object_t *toe_oracle_find_or_enter(toe_oracle_t *oracle, const char *name) {
  toe_oracle_object_t *object = toe_oracle_find(oracle, name);
  if (object != NULL) return object;
  if (oracle->count == oracle->room) {
    oracle->room = 2 * oracle->room + 64;
    oracle->objects = toe_oracle_must(realloc(oracle->objects, oracle->room * sizeof *oracle->objects));
  }
  if (json_object_set_new(oracle->names, name, json_integer((json_int_t)oracle->count)) != 0) toe_oracle_must(NULL);
  object = toe_oracle_must(calloc(1, sizeof *object));
  object->name = toe_oracle_must(strdup(name));
  return oracle->objects[oracle->count++] = object;
}

/* ---- lines that wait ---- */

static toe_oracle_entry_t *add_entry(toe_oracle_t *oracle, const char *line) {
  if (oracle->first == oracle->last) oracle->first = oracle->last = 0;
  if (oracle->last == oracle->entry_room) {
    oracle->entry_room = 2 * oracle->entry_room + 64;
    oracle->entries = toe_oracle_must(realloc(oracle->entries, oracle->entry_room * sizeof *oracle->entries));
  }
  toe_oracle_entry_t *entry = &oracle->entries[oracle->last++];
  *entry = (toe_oracle_entry_t){.answer = {.number = ++oracle->lines, .line = toe_oracle_must(strdup(line))}};
  return entry;
}

static void answer(toe_oracle_entry_t *entry, json_t *op) {
  entry->answer.text = toe_oracle_must(op != NULL ? json_dumps(op, JSON_COMPACT) : strdup(entry->answer.line));
  entry->wait = TOE_ORACLE_READY;
  json_decref(entry->op);
  entry->op = NULL;
}

/* Do all that waits in one place, in the order of the lines.
 * is_failed  the driver completes it by itself */
static bool go_on(toe_oracle_t *oracle, toe_oracle_wait_t wait, bool is_failed, char *error) {
  for (size_t i = oracle->first; i < oracle->last; ++i) {
    toe_oracle_entry_t *entry = &oracle->entries[i];
    if (entry->wait != wait) continue;
    bool is_late = wait == TOE_ORACLE_LATE;
    if (is_late && !toe_oracle_set_in_transit(oracle, entry->op, false, error)) return false;
    bool is_good =
        is_failed ? toe_oracle_fail(oracle, entry->op, error) : toe_oracle_initiate(oracle, entry->op, error);
    if (!is_good) return false;
    answer(entry, entry->op);
  }
  return true;
}

/* ---- operations; false: error says why ---- */

static bool take_initiate(toe_oracle_t *oracle, toe_oracle_entry_t *entry, json_t *op, char *error) {
  bool is_late = json_is_true(json_object_get(op, "late"));
  if (!toe_oracle_define(oracle, op, error)) return false;
  bool is_good = true;
  if (oracle->is_paused && !(is_late && oracle->is_uploaded)) {
    entry->wait = is_late ? TOE_ORACLE_LATE : TOE_ORACLE_HELD;
    entry->op = json_incref(op);
    if (is_late) is_good = toe_oracle_set_in_transit(oracle, op, true, error);
    return is_good;
  }
  is_good = oracle->is_paused ? toe_oracle_fail(oracle, op, error) : toe_oracle_initiate(oracle, op, error);
  if (is_good) answer(entry, op);
  return is_good;
}

/* what waits in the driver ends first, or the host could never terminate what it names. */
static bool upload_all(toe_oracle_t *oracle, char *error) {
  oracle->is_paused = oracle->is_uploaded = true;
  return go_on(oracle, TOE_ORACLE_LATE, true, error) && toe_oracle_terminate_all(oracle, error);
}

/* What was on its way first, then what the host kept back [R80, R155]. */
static bool resume(toe_oracle_t *oracle, char *error) {
  oracle->is_paused = oracle->is_uploaded = false;
  return go_on(oracle, TOE_ORACLE_LATE, false, error) && go_on(oracle, TOE_ORACLE_HELD, false, error);
}

/* An operation whose line comes back as it was, but a terminate's. */
static bool take_other(toe_oracle_t *oracle, const char *kind, json_t *op, char *error) {
  if (strcmp(kind, "set") == 0) return take_set(oracle, op, error);
  if (strcmp(kind, "terminate") == 0) return toe_oracle_terminate(oracle, op, error);
  if (strcmp(kind, "upload_request") == 0) return toe_oracle_upload_request(oracle, op, error);
  if (strcmp(kind, "upload_all") == 0) return upload_all(oracle, error);
  if (strcmp(kind, "pause") == 0) return oracle->is_paused = true; /* R154 */
  if (strcmp(kind, "resume") == 0) return resume(oracle, error);
  if (strcmp(kind, "link") == 0) return toe_oracle_link(oracle, op, error);
  if (strcmp(kind, "post_receive") == 0 || strcmp(kind, "receive_policy") == 0 || strcmp(kind, "expect") == 0) {
    return true; /* no status of a tree comes of it, as long as copies do not fall short (toe_oracle.h) */
  }
  if (strcmp(kind, "reset") == 0) return true;                                   /* nothing is lost by it */
  if (strcmp(kind, "segment") == 0 || strcmp(kind, "forward") == 0) return true; /* no request */
  snprintf(error, TOE_ORACLE_ERROR_BYTES, "%.80s: not an operation the oracle knows", kind);
  return false;
}

static bool is_comment(const char *line) {
  line += strspn(line, " \t\r");
  return *line == '\0' || *line == '#';
}

bool toe_oracle_line(toe_oracle_t *oracle, const char *line, char error_out[TOE_ORACLE_ERROR_BYTES]) {
  toe_oracle_entry_t *entry = add_entry(oracle, line);
  if (is_comment(line)) return answer(entry, NULL), true;
  json_error_t where;
  json_t *op = json_loads(line, JSON_REJECT_DUPLICATES, &where);
  const char *kind = json_string_value(json_object_get(op, "op"));
  bool is_good = false;
  if (op == NULL) {
    snprintf(error_out, TOE_ORACLE_ERROR_BYTES, "not JSON: %.160s", where.text);
  } else if (kind == NULL) {
    snprintf(error_out, TOE_ORACLE_ERROR_BYTES, "no operation");
  } else if (strcmp(kind, "initiate") == 0) {
    is_good = take_initiate(oracle, entry, op, error_out);
  } else if (take_other(oracle, kind, op, error_out)) {
    answer(entry, strcmp(kind, "terminate") == 0 ? op : NULL);
    is_good = true;
  }
  json_decref(op);
  return is_good;
}

bool toe_oracle_end(const toe_oracle_t *oracle, char error_out[TOE_ORACLE_ERROR_BYTES]) {
  for (size_t i = oracle->first; i < oracle->last; ++i) {
    if (oracle->entries[i].wait == TOE_ORACLE_READY) continue;
    snprintf(error_out, TOE_ORACLE_ERROR_BYTES, "the initiate of line %zu waits for a resume",
             oracle->entries[i].answer.number);
    return false;
  }
  return true;
}

bool toe_oracle_next(toe_oracle_t *oracle, toe_oracle_answer_t *answer_out) {
  *answer_out = (toe_oracle_answer_t){0, NULL, NULL};
  if (oracle->first == oracle->last || oracle->entries[oracle->first].answer.text == NULL) return false;
  *answer_out = oracle->entries[oracle->first++].answer;
  return true;
}

void toe_oracle_answer_end(toe_oracle_answer_t *answer) {
  free(answer->line);
  free(answer->text);
  *answer = (toe_oracle_answer_t){0, NULL, NULL};
}
