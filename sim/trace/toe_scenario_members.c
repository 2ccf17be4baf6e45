/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "model/toe_ctx_sram.h"
#include "sim/trace/toe_scenario_parts.h"

enum { BYTES_MAX = 0x7FFFFFFF, FRAME_BYTES_MAX = 65535, FRAGMENTS_MAX = 64 };

/* Why a host terminates [R63]. */
static const char *const terminate_reasons[] = {"priority", "target-request", "low-traffic", "media-lost",
                                                "net-event-pause"};

/* The name of one object. */
static void name_member(toe_json_object_t *object, const char *key) {
  toe_json_need(object, key);
  const char *name = toe_json_string(object, key);
  if (name != NULL && !toe_scenario_is_name(name))
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"%s\" has a control character", object->what, key);
}

void toe_scenario_one(toe_json_object_t *object, const char *key, toe_op_t *op, toe_arena_t *arena) {
  name_member(object, key);
  const char *name = toe_json_string(object, key);
  if (name == NULL || object->line->result != TOE_OK) return;
  const char **names = toe_arena_take(arena, 1, sizeof *names);
  if (names == NULL || (names[0] = toe_arena_text(arena, name, strlen(name))) == NULL) {
    toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
    return;
  }
  op->objects = names;
  op->object_count = 1;
}

/* "objects": names, each once. */
static void objects_member(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  toe_json_need(object, "objects");
  json_t *list = toe_json_member(object, "objects");
  const size_t count = json_array_size(list);
  if (count == 0) toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"objects\" is not a list of names", object->what);
  const char **names = toe_arena_take(arena, count, sizeof *names);
  json_t *seen = json_object(); /* as a set */
  if (names == NULL || seen == NULL) toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
  for (size_t i = 0; i < count && object->line->result == TOE_OK; ++i) {
    json_t *item = json_array_get(list, i);
    const char *name = json_string_value(item);
    if (name == NULL || !toe_scenario_is_name(name))
      toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"objects\" is not a list of names", object->what);
    else if (json_object_get(seen, name) != NULL)
      toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"objects\" has %.64s twice", object->what, name);
    else if (json_object_set_new(seen, name, json_true()) != 0 ||
             (names[i] = toe_arena_text(arena, name, strlen(name))) == NULL)
      toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
  }
  json_decref(seen);
  op->objects = names;
  op->object_count = object->line->result == TOE_OK ? (uint32_t)count : 0;
}

static void set_members(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  toe_json_need(object, "key");
  toe_json_need(object, "value");
  const char *key = toe_json_string(object, "key");
  json_t *member = toe_json_member(object, "value");
  if (key == NULL || member == NULL) return;
  if (strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(key))
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"key\" is not the name of a configuration key", object->what);
  char number[32];
  const char *value;
  if (json_is_integer(member) && json_integer_value(member) >= 0) {
    (void)snprintf(number, sizeof number, "%lld", (long long)json_integer_value(member));
    value = number;
  } else {
    value = json_string_value(member); /* an empty one is the host's to refuse: it knows what the key takes */
    if (value == NULL || !toe_scenario_is_name(value)) {
      toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"value\" is neither a whole number nor a text", object->what);
      return;
    }
  }
  op->key = toe_arena_text(arena, key, strlen(key));
  op->value = toe_arena_text(arena, value, strlen(value));
  if (op->key == NULL || op->value == NULL) toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
}

/* The bits of a row, each once: a bit turned over twice is as it was. */
static void bits_member(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  toe_json_need(object, "bits");
  json_t *list = toe_json_member(object, "bits");
  const size_t count = json_array_size(list);
  if (count == 0) toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"bits\" is not a list of numbers", object->what);
  bool seen[TOE_CTX_SRAM_ROW_BITS] = {false};
  if (count > TOE_CTX_SRAM_ROW_BITS)
    toe_json_refuse(object->line, TOE_E_RANGE, "%s: \"bits\" has more than %d bits", object->what,
                    TOE_CTX_SRAM_ROW_BITS);
  if (object->line->result != TOE_OK) return;
  uint32_t *bits = toe_arena_take(arena, count, sizeof *bits);
  if (bits == NULL) toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
  for (size_t i = 0; i < count && object->line->result == TOE_OK; ++i) {
    const json_t *item = json_array_get(list, i);
    const json_int_t bit = json_integer_value(item);
    if (!json_is_integer(item)) {
      toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"bits\" is not a list of whole numbers", object->what);
    } else if (bit < 0 || bit >= TOE_CTX_SRAM_ROW_BITS) {
      toe_json_refuse(object->line, TOE_E_RANGE, "%s: bit %lld is not in 0..%d", object->what, (long long)bit,
                      TOE_CTX_SRAM_ROW_BITS - 1);
    } else if (seen[bit]) {
      toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"bits\" has %lld twice", object->what, (long long)bit);
    } else {
      seen[bit] = true;
      bits[i] = (uint32_t)bit;
    }
  }
  op->flip_bits = bits;
  op->flip_bit_count = object->line->result == TOE_OK ? (uint32_t)count : 0;
}

/* flip: bits of one row of an object's context.  How many rows it has, its layer says: the host knows. */
static void flip_members(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  toe_scenario_one(object, "object", op, arena);
  toe_json_need(object, "row");
  op->flip_row = (uint32_t)toe_json_number(object, "row", 0, TOE_STAGE_TCP_ROWS - 1, 0);
  bits_member(object, op, arena);
}

static uint8_t hex_digit(char c) { return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); }

static void frame_hex_member(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  const char *hex = toe_json_string(object, "frame_hex");
  if (hex == NULL) return;
  const size_t digits = strlen(hex);
  if (digits % 2 != 0 || digits > 2 * FRAME_BYTES_MAX || strspn(hex, "0123456789abcdefABCDEF") != digits) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"frame_hex\" is not 1..%d bytes in hexadecimal", object->what,
                    FRAME_BYTES_MAX);
    return;
  }
  uint8_t *frame = toe_arena_take(arena, digits / 2, 1);
  if (frame == NULL) {
    toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
    return;
  }
  for (size_t i = 0; i < digits; ++i) frame[i / 2] = (uint8_t)(frame[i / 2] << 4 | hex_digit(hex[i]));
  op->segment.frame = frame;
  op->segment.frame_bytes = (uint32_t)(digits / 2);
}

static void flags_member(toe_json_object_t *object, toe_op_t *op) {
  static const char letters[] = "FSRPAUEC"; /* bit 0 first */
  op->segment.flags = TOE_OP_FLAG_A;
  const char *flags = toe_json_string(object, "flags");
  if (flags == NULL) return;
  op->segment.flags = 0;
  bool ok = strspn(flags, letters) == strlen(flags);
  for (const char *flag = flags; ok && *flag != '\0'; ++flag) {
    const uint8_t bit = (uint8_t)(1 << (strchr(letters, *flag) - letters));
    ok = (op->segment.flags & bit) == 0;
    op->segment.flags |= bit;
  }
  if (!ok)
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"flags\" is not some of F S R P A U E C, each once",
                    object->what);
}

/* Which fragments, in the order in which they are sent; one may be missing, or there twice. */
static void order_member(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  const json_t *list = toe_json_member(object, "fragment_order");
  if (list == NULL) return;
  const size_t count = json_array_size(list);
  uint32_t *order = toe_arena_take(arena, count, sizeof *order);
  if (count == 0 || count > FRAGMENTS_MAX)
    toe_json_refuse(object->line, TOE_E_FORMAT, "segment: \"fragment_order\" is not a list of 1..%d fragments",
                    FRAGMENTS_MAX);
  if (order == NULL) toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
  for (size_t i = 0; i < count && object->line->result == TOE_OK; ++i) {
    const json_t *item = json_array_get(list, i);
    const json_int_t number = json_integer_value(item);
    if (!json_is_integer(item) || number < 0 || number >= op->segment.fragments)
      toe_json_refuse(object->line, TOE_E_RANGE, "segment: \"fragment_order\" has what is none of the %u fragments",
                      op->segment.fragments);
    else
      order[i] = (uint32_t)number;
  }
  op->segment.fragment_order = order;
  op->segment.fragment_order_count = (uint32_t)count;
}

/* segment, forward: a whole frame, or what a segment of a connection says. */
static void segment_members(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  toe_op_segment_t *segment = &op->segment;
  if (toe_json_has(object, "frame_hex")) {
    frame_hex_member(object, op, arena);
    const bool has_tcp = toe_json_has(object, "tcp");
    if (has_tcp && op->kind == TOE_OP_SEGMENT)
      toe_json_refuse(object->line, TOE_E_FORMAT,
                      "segment: \"tcp\" beside \"frame_hex\": the frame says which connection it is of");
    else if (has_tcp)
      toe_scenario_one(object, "tcp", op, arena);
    return;
  }
  toe_scenario_one(object, "tcp", op, arena);
  segment->has_seq = toe_json_has(object, "seq");
  segment->has_ack = toe_json_has(object, "ack");
  segment->has_window = toe_json_has(object, "window");
  segment->seq = (uint32_t)toe_json_number(object, "seq", 0, UINT32_MAX, 0);
  segment->ack = (uint32_t)toe_json_number(object, "ack", 0, UINT32_MAX, 0);
  segment->window = (uint16_t)toe_json_number(object, "window", 0, 65535, 0);
  segment->bytes = (uint32_t)toe_json_number(object, "bytes", 0, 65535, 0);
  flags_member(object, op);
  if (op->kind != TOE_OP_SEGMENT) return;
  segment->is_checksum_bad = toe_json_bool(object, "bad_checksum", false);
  segment->has_ip_options = toe_json_bool(object, "ip_options", false);
  segment->fragments = (uint32_t)toe_json_number(object, "fragments", 2, FRAGMENTS_MAX, 0);
  order_member(object, op, arena);
}

static void update_members(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  objects_member(object, op, arena);
  if (toe_json_has(object, "neighbor")) name_member(object, "neighbor"); /* paths get a new neighbor */
  json_t *values = toe_json_member(object, "values");
  if (values == NULL) return;
  if (!json_is_object(values)) toe_json_refuse(object->line, TOE_E_FORMAT, "update: \"values\" is not a JSON object");
  const char *key;
  json_t *value;
  json_object_foreach(values, key, value) {
    if (!json_is_integer(value) && !json_is_string(value) && !json_is_boolean(value))
      toe_json_refuse(object->line, TOE_E_FORMAT, "update: \"%.40s\" is neither number, text, true nor false", key);
  }
}

static void terminate_members(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  objects_member(object, op, arena);
  op->is_raw = toe_json_bool(object, "raw", false);
  op->is_forgetting = toe_json_bool(object, "forget", false);
  const char *reason = toe_json_string(object, "reason");
  if (reason == NULL) return;
  for (size_t i = 0; i < sizeof terminate_reasons / sizeof terminate_reasons[0]; ++i)
    if (strcmp(terminate_reasons[i], reason) == 0) op->reason = terminate_reasons[i];
  if (op->reason == NULL) toe_json_refuse(object->line, TOE_E_FORMAT, "terminate: unknown reason \"%.40s\"", reason);
}

static void upload_request_members(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  toe_scenario_one(object, "tcp", op, arena);
  toe_json_need(object, "reason");
  const char *text = toe_json_string(object, "reason");
  if (text == NULL) return;
  for (uint8_t reason = TOE_UPLOAD_REASON_LOW_ACTIVITY; reason <= TOE_UPLOAD_REASON_HARDWARE_FAILURE; ++reason)
    if (strcmp(toe_upload_reason_text(reason), text) == 0) op->upload_reason = reason;
  if (op->upload_reason == 0)
    toe_json_refuse(object->line, TOE_E_FORMAT, "upload_request: unknown reason \"%.40s\"", text);
}

void toe_scenario_members(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  switch (op->kind) {
    case TOE_OP_INITIATE:
      toe_scenario_tree(object, op, arena);
      op->is_late = toe_json_bool(object, "late", false);
      break;
    case TOE_OP_TERMINATE:
      terminate_members(object, op, arena);
      break;
    case TOE_OP_QUERY:
    case TOE_OP_INVALIDATE:
      objects_member(object, op, arena);
      break;
    case TOE_OP_FLIP:
      flip_members(object, op, arena);
      break;
    case TOE_OP_UPDATE:
      update_members(object, op, arena);
      break;
    case TOE_OP_SET:
      set_members(object, op, arena);
      break;
    case TOE_OP_EXPECT:
    case TOE_OP_POST_RECEIVE:
    case TOE_OP_RECEIVE_POLICY:
      toe_scenario_receive(object, op, arena);
      break;
    case TOE_OP_SEND:
      name_member(object, "tcp");
      toe_json_need(object, "bytes");
      (void)toe_json_number(object, "bytes", 1, BYTES_MAX, 1);
      break;
    case TOE_OP_SEGMENT:
    case TOE_OP_FORWARD:
      segment_members(object, op, arena);
      break;
    case TOE_OP_DISCONNECT:
      name_member(object, "tcp");
      (void)toe_json_bool(object, "abortive", false);
      break;
    case TOE_OP_UPLOAD_REQUEST:
      upload_request_members(object, op, arena);
      break;
    case TOE_OP_LINK:
      toe_json_need(object, "up");
      op->is_up = toe_json_bool(object, "up", true);
      break;
    case TOE_OP_UPLOAD_ALL:
    case TOE_OP_PAUSE:
    case TOE_OP_RESUME:
    case TOE_OP_RESET:
      break;
  }
}
