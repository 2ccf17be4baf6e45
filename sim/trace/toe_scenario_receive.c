/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/trace/toe_scenario_parts.h"

/* More than any device was built to hold: the host has to have the buffer. */
enum { RECEIVE_BYTES_MAX = 0x1000000 };

static const struct {
  const char *name;
  uint32_t status;
} statuses[] = {
    {"NDIS_STATUS_SUCCESS", TOE_STATUS_SUCCESS},
    {"NDIS_STATUS_REQUEST_ABORTED", 0xC001000Cu},
    {"NDIS_STATUS_UPLOAD_IN_PROGRESS", 0xC0231001u},
    {"NDIS_STATUS_INVALID_STATE", 0xC0000184u},
};

static const char *const keys[] = {
#define X(name, text) text,
    TOE_OP_VALUE_LIST(X)
#undef X
};

/* How much the application takes of an indication: a number or "all". */
static void accept_member(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  const json_t *list = toe_json_member(object, "accept");
  if (list == NULL) return;
  const size_t count = json_array_size(list);
  uint32_t *accepts = toe_arena_take(arena, count, sizeof *accepts);
  if (count == 0) toe_json_refuse(object->line, TOE_E_FORMAT, "receive_policy: \"accept\" is not a list of answers");
  if (accepts == NULL) toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
  for (size_t i = 0; i < count && object->line->result == TOE_OK; ++i) {
    const json_t *item = json_array_get(list, i);
    const char *text = json_string_value(item);
    const json_int_t number = json_integer_value(item);
    if (text != NULL && strcmp(text, "all") == 0) {
      accepts[i] = TOE_OP_ACCEPT_ALL;
    } else if (!json_is_integer(item)) {
      toe_json_refuse(object->line, TOE_E_FORMAT, "receive_policy: an answer is neither a whole number nor \"all\"");
    } else if (number < 0 || number > RECEIVE_BYTES_MAX) {
      toe_json_refuse(object->line, TOE_E_RANGE, "receive_policy: %lld is not in 0..%d", (long long)number,
                      RECEIVE_BYTES_MAX);
    } else {
      accepts[i] = (uint32_t)number;
    }
  }
  op->accepts = accepts;
  op->accept_count = object->line->result == TOE_OK ? (uint32_t)count : 0;
}

void toe_scenario_receive(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  if (op->kind == TOE_OP_EXPECT) {
    toe_json_need(object, "expect");
    if (toe_json_has(object, "tcp")) toe_scenario_one(object, "tcp", op, arena);
    return;
  }
  toe_scenario_one(object, "tcp", op, arena);
  if (op->kind == TOE_OP_RECEIVE_POLICY) {
    accept_member(object, op, arena);
    op->has_hold = toe_json_has(object, "hold");
    op->is_hold = toe_json_bool(object, "hold", false);
    return;
  }
  toe_json_need(object, "bytes");
  op->rcv_bytes = (uint32_t)toe_json_number(object, "bytes", 0, RECEIVE_BYTES_MAX, 0);
  op->rcv_filled = (uint32_t)toe_json_number(object, "filled", 0, op->rcv_bytes, 0);
  op->is_push = toe_json_bool(object, "push", false);
}

/* Events as one number (toe_op_event_add). */
static uint32_t events_of(toe_json_object_t *object, const json_t *json) {
  static const uint8_t codes[] = {TOE_EVENT_DISCONNECT, TOE_EVENT_RETRIEVE, TOE_EVENT_ABORT};
  uint32_t events = 0;
  if (!json_is_array(json) || json_array_size(json) > 8) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\": \"events\" is not a list of up to 8 events");
    return 0;
  }
  for (size_t i = 0; i < json_array_size(json); ++i) {
    const char *text = json_string_value(json_array_get(json, i));
    size_t at = 0;
    while (at < sizeof codes && (text == NULL || strcmp(toe_event_text(codes[at]), text) != 0)) ++at;
    if (at == sizeof codes) {
      toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\": \"%.40s\" is no event of a connection",
                      text != NULL ? text : "(no text)");
      return 0;
    }
    events = toe_op_event_add(events, codes[at]);
  }
  return events;
}

/* Of a request "status" and "bytes", of a forwarded segment "status", of a connection the others. */
static bool is_of(toe_op_kind_t kind, size_t key) {
  if (kind == TOE_OP_POST_RECEIVE) return key <= TOE_OP_VALUE_BYTES;
  if (kind == TOE_OP_FORWARD) return key == TOE_OP_VALUE_STATUS;
  return key > TOE_OP_VALUE_BYTES;
}

/* One key. */
static void one_value(toe_json_object_t *object, const char *key, const json_t *json, toe_op_kind_t kind,
                      toe_op_value_t *value_out) {
  size_t at = 0;
  while (at < sizeof keys / sizeof keys[0] && strcmp(keys[at], key) != 0) ++at;
  const bool is_known = at < sizeof keys / sizeof keys[0] && is_of(kind, at);
  if (!is_known) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\": unknown member \"%.40s\"", key);
    return;
  }
  value_out->key = (toe_op_value_key_t)at;
  if (at == TOE_OP_VALUE_STATUS) {
    const char *text = json_string_value(json);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; ++i) {
      if (text == NULL || strcmp(statuses[i].name, text) != 0) continue;
      value_out->number = statuses[i].status;
      return;
    }
    toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\": unknown status \"%.60s\"",
                    text != NULL ? text : "(no text)");
    return;
  }
  if (at == TOE_OP_VALUE_EVENTS) {
    value_out->number = events_of(object, json);
    return;
  }
  const json_int_t number = json_integer_value(json);
  if (!json_is_integer(json)) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "\"expect\": \"%.40s\" is not a whole number", key);
  } else if (number < 0 || number > UINT32_MAX) {
    toe_json_refuse(object->line, TOE_E_RANGE, "\"expect\": %lld is not in 0..4294967295", (long long)number);
  }
  value_out->number = (uint32_t)number;
}

void toe_scenario_values(toe_json_object_t *object, json_t *json, toe_op_t *op, toe_arena_t *arena) {
  toe_op_value_t *values = toe_arena_take(arena, json_object_size(json), sizeof *values);
  if (values == NULL) toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
  const char *key;
  json_t *value;
  json_object_foreach(json, key, value) {
    if (object->line->result != TOE_OK) return;
    one_value(object, key, value, op->kind, &values[op->value_count++]);
  }
  op->values = values;
}
