/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_scenario.h"

#include <stdio.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/trace/toe_scenario_parts.h"

static const char *const state_names[] = {"CLOSED",    "LISTEN",     "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT1",
                                          "FIN_WAIT2", "CLOSE_WAIT", "CLOSING",  "LAST_ACK", "TIME_WAIT"};
enum { STATES = sizeof state_names / sizeof state_names[0] };
enum { FAULTS = TOE_FAULT_COPY_MEMORY + 1 };

const char *toe_scenario_state_text(uint32_t state) { return state < STATES ? state_names[state] : NULL; }

bool toe_scenario_state_of_name(const char *name, uint8_t *state_out) {
  for (uint8_t i = 0; i < STATES; ++i) {
    if (strcmp(state_names[i], name) != 0) continue;
    *state_out = i;
    return true;
  }
  return false;
}

bool toe_scenario_fault_of_name(const char *name, uint8_t *fault_out) {
  for (uint8_t fault = TOE_FAULT_NONE + 1; fault < FAULTS; ++fault) {
    if (strcmp(toe_fault_text(fault), name) != 0) continue;
    *fault_out = fault;
    return true;
  }
  return false;
}

void toe_scenario_fault_names(char *text, size_t bytes) {
  size_t length = 0;
  text[0] = '\0';
  for (uint8_t fault = TOE_FAULT_NONE + 1; fault < FAULTS && length < bytes; ++fault) {
    const char *before = fault == TOE_FAULT_NONE + 1 ? "" : ", ";
    length += (size_t)snprintf(text + length, bytes - length, "%s%s", before, toe_fault_text(fault));
  }
}

bool toe_scenario_is_name(const char *text) {
  for (; *text != '\0'; ++text)
    if ((unsigned char)*text < 0x20) return false;
  return true;
}

static bool kind_of_name(const char *name, toe_op_kind_t *kind_out) {
#define X(kind, text, supported) \
  if (strcmp(name, text) == 0) { \
    *kind_out = TOE_OP_##kind;   \
    return true;                 \
  }
  TOE_OP_LIST(X)
#undef X
  return false;
}

/* Refuse an expectation of a terminate that cannot be met: of exactly a list, only what stands in it has a status. */
static void expect_listed(toe_json_object_t *object, json_t *json, const toe_op_t *op) {
  const char *name;
  json_t *value;
  json_object_foreach(json, name, value) {
    bool is_there = false;
    for (uint32_t i = 0; i < op->object_count && !is_there; ++i) is_there = strcmp(op->objects[i], name) == 0;
    if (is_there) continue;
    toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\" names %.64s, which is not in \"objects\"", name);
    return;
  }
}

/* Refuse an expectation of an initiate that names none of its blocks. */
static void expect_names(toe_json_object_t *object, json_t *json, const toe_op_t *op) {
  size_t found = 0; /* names are unique in a tree */
  for (uint32_t i = 0; i < op->block_count; ++i)
    if (json_object_get(json, op->blocks[i].name) != NULL) ++found;
  if (found == json_object_size(json)) return;
  const char *name;
  json_t *value;
  json_object_foreach(json, name, value) {
    bool is_there = false;
    for (uint32_t i = 0; i < op->block_count && !is_there; ++i) is_there = strcmp(op->blocks[i].name, name) == 0;
    if (is_there) continue;
    toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\" names %.64s, which is not in the tree", name);
    return;
  }
}

/* Every name must get a status. */
static void expect_statuses(toe_json_object_t *object, json_t *json, toe_op_t *op, toe_arena_t *arena) {
  static const char prefix[] = "NDIS_STATUS_";
  toe_op_expect_t *expects = toe_arena_take(arena, json_object_size(json), sizeof *expects);
  uint32_t count = 0;
  const char *name;
  json_t *value;
  json_object_foreach(json, name, value) {
    if (expects == NULL || object->line->result != TOE_OK) break;
    const char *text = json_string_value(value);
    if (text == NULL) {
      toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\": %.64s is no text, so no status%s", name,
                      op->kind == TOE_OP_EXPECT ? "; what is expected of a connection needs \"tcp\"" : "");
      break;
    }
    if (strncmp(text, prefix, sizeof prefix - 1) != 0 || !toe_status_of_name(text, &expects[count].status)) {
      toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\": %.64s: unknown status \"%.60s\"", name, text);
      break;
    }
    expects[count].name = toe_arena_text(arena, name, strlen(name));
    if (expects[count].name == NULL) break;
    ++count;
  }
  if (expects == NULL || (object->line->result == TOE_OK && count != json_object_size(json)))
    toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
  op->expects = expects;
  op->expect_count = count;
  if (op->kind == TOE_OP_INITIATE && object->line->result == TOE_OK) expect_names(object, json, op);
  if (op->kind == TOE_OP_TERMINATE && op->is_raw && object->line->result == TOE_OK) expect_listed(object, json, op);
}

static void expect_member(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  json_t *json = toe_json_member(object, "expect");
  if (json == NULL) return;
  if (!json_is_object(json)) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\" is not a JSON object");
    return;
  }
  if (op->kind == TOE_OP_POST_RECEIVE || op->kind == TOE_OP_FORWARD ||
      (op->kind == TOE_OP_EXPECT && op->object_count != 0)) {
    toe_scenario_values(object, json, op, arena);
    return;
  }
  if (op->kind == TOE_OP_INITIATE || op->kind == TOE_OP_TERMINATE || op->kind == TOE_OP_EXPECT) {
    expect_statuses(object, json, op, arena);
    return;
  }
  const char *key;
  json_t *value;
  json_object_foreach(json, key, value) {
    if (!json_is_integer(value) && !json_is_string(value) && !json_is_boolean(value))
      toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\": \"%.40s\" is neither number, text, true nor false", key);
  }
}

static void time_member(toe_json_object_t *object, uint64_t before_ns, toe_op_t *op, toe_scenario_time_t *time_out) {
  time_out->is_given = toe_json_has(object, "at_ns");
  time_out->at_ns = op->at_ns = toe_json_number(object, "at_ns", 0, INT64_MAX, before_ns);
  if (op->at_ns < before_ns)
    toe_json_refuse(object->line, TOE_E_RANGE, "\"at_ns\" %llu is before that of the operation before, %llu",
                    (unsigned long long)op->at_ns, (unsigned long long)before_ns);
}

static void op_read(toe_json_object_t *object, uint64_t before_ns, toe_op_t *op, toe_arena_t *arena,
                    toe_scenario_time_t *time_out) {
  toe_json_need(object, "op");
  const char *name = toe_json_string(object, "op");
  if (name == NULL) return;
  if (!kind_of_name(name, &op->kind)) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "unknown operation \"%.40s\"", name);
    return;
  }
  object->what = toe_op_kind_text(op->kind);
  time_member(object, before_ns, op, time_out);
  char made_up[32];
  (void)snprintf(made_up, sizeof made_up, "r%llu", (unsigned long long)op->number);
  const char *id = toe_json_string(object, "id");
  if (id == NULL) id = made_up;
  if (!toe_scenario_is_name(id)) toe_json_refuse(object->line, TOE_E_FORMAT, "\"id\" has a control character");
  op->id = toe_arena_text(arena, id, strlen(id));
  if (op->id == NULL) toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
  toe_scenario_members(object, op, arena);
  if (object->line->result == TOE_OK) expect_member(object, op, arena);
  toe_json_finish(object);
}

toe_result_t toe_scenario_parse(const char *text, size_t bytes, const char *place, uint64_t number, uint64_t before_ns,
                                toe_op_t **op_out, toe_scenario_time_t *time_out, toe_error_t *error_out) {
  toe_json_line_t line = {.place = place, .error = error_out, .result = TOE_OK};
  json_error_t error;
  json_t *json = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &error);
  if (json == NULL) {
    toe_json_refuse(&line, json_error_code(&error) == json_error_out_of_memory ? TOE_E_MEMORY : TOE_E_FORMAT,
                    "bad JSON at column %d: %s", error.column, error.text);
    return line.result;
  }
  toe_arena_t *arena = toe_arena_new();
  toe_op_t *op = arena != NULL ? toe_arena_take(arena, 1, sizeof *op) : NULL;
  if (op == NULL) {
    toe_arena_free(arena);
    json_decref(json);
    return TOE_E_MEMORY;
  }
  op->memory = arena;
  op->number = number;
  op->place = toe_arena_text(arena, place, strlen(place));
  if (op->place == NULL) toe_json_refuse(&line, TOE_E_MEMORY, "out of memory");
  toe_json_object_t object;
  toe_json_begin(&object, &line, json, "the operation");
  if (line.result == TOE_OK) op_read(&object, before_ns, op, arena, time_out);
  json_decref(json);
  if (line.result != TOE_OK) {
    toe_op_free(op);
    return line.result;
  }
  *op_out = op;
  return TOE_OK;
}
