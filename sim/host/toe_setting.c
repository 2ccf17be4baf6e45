/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_setting.c - see toe_setting.h.
 */
#include "sim/host/toe_setting.h"

#include <string.h>

#include "model/spec/toe_spec.h"

/* toe_setting whose text is the key; 0: none. */
static uint32_t setting_of_key(const char *key) {
  enum { IS_SETTING, IS_LAYER, IS_KIND, IS_FAULT, IS_OPCODE, IS_POLICY, IS_ENTRY, IS_ERROR };
#define TOE_ENUM(list, name, value, text) \
  if (IS_##list == IS_SETTING && strcmp(key, (text)) == 0) return (value);
#include "model/spec/enums.def"
  return 0;
}

static bool is_key(const char *key) {
#define TOE_KEY_INT(id, name, value, min, max, unit, built, source, text) \
  if (strcmp(key, (name)) == 0) return true;
#define TOE_KEY_ENUM(id, name, value, words, source, text) \
  if (strcmp(key, (name)) == 0) return true;
#define TOE_KEY_TEXT(id, name, value, source, text) \
  if (strcmp(key, (name)) == 0) return true;
#include "model/spec/config.def"
  return false;
}

/* Decimal, 0..2^32-1. */
static bool parse_number(const char *text, uint32_t *value_out) {
  uint64_t value = 0;
  if (*text == '\0' || strlen(text) > 10) return false;
  for (; *text != '\0'; ++text) {
    if (*text < '0' || *text > '9') return false;
    value = 10 * value + (uint64_t)(*text - '0');
  }
  if (value > UINT32_MAX) return false;
  *value_out = (uint32_t)value;
  return true;
}

static bool parse_policy(const char *text, uint32_t *value_out) {
  for (uint32_t policy = 0; policy <= TOE_POLICY_STOP_AT_FAILED_PARENT; ++policy) {
    if (strcmp(text, toe_policy_text(policy)) == 0) {
      *value_out = policy;
      return true;
    }
  }
  return parse_number(text, value_out);
}

static uint32_t most_of(uint32_t setting) {
  switch (setting) {
    case TOE_SETTING_LIMIT_NEIGHBOR:
      return toe_pool_built(TOE_POOL_NEIGHBOR);
    case TOE_SETTING_LIMIT_PATH:
      return toe_pool_built(TOE_POOL_PATH);
    case TOE_SETTING_LIMIT_TCP:
      return toe_pool_built(TOE_POOL_TCP);
    case TOE_SETTING_WALK_POLICY:
      return TOE_POLICY_STOP_AT_FAILED_PARENT;
    default:
      return UINT32_MAX;
  }
}

toe_result_t toe_setting_parse(const toe_op_t *op, uint32_t *setting_out, uint32_t *value_out, toe_error_t *error_out) {
  uint32_t setting = setting_of_key(op->key), value = 0;
  if (setting == 0) {
    toe_error_set(error_out, "%s: set: %s %s", op->place, op->key,
                  is_key(op->key) ? "cannot be set while the device runs" : "is no configuration key");
    return TOE_E_UNKNOWN;
  }
  bool is_value =
      setting == TOE_SETTING_WALK_POLICY ? parse_policy(op->value, &value) : parse_number(op->value, &value);
  if (!is_value || value > most_of(setting)) {
    toe_error_set(error_out, "%s: set: %s cannot be \"%s\"", op->place, op->key, op->value);
    return TOE_E_RANGE;
  }
  *setting_out = setting;
  *value_out = value;
  return TOE_OK;
}
