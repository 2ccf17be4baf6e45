/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_setting.c - see toe_setting.h.
 */
#include "sim/host/toe_setting.h"

#include <stdio.h>
#include <string.h>

#include "sim/host/toe_policy_text.h"
#include "sim/miniport/toe_probe.h"

/* Keys of config.def, as far as a value is read by them alone. */
typedef struct key {
  const char *name, *words; /* words: "a|b|c", or NULL: a number */
  const char *unit;         /* of a number; "" none */
  uint64_t min, max;
} key_t;

static const key_t keys[] = {
#define TOE_KEY_INT(id, name, value, min, max, unit, built, source, text) {name, NULL, unit, min, max},
#define TOE_KEY_ENUM(id, name, value, words, source, text) {name, words, "", 0, 0},
#define TOE_KEY_TEXT(id, name, value, source, text) {name, NULL, "", 0, 0},
#include "model/spec/config.def"
};

static const key_t *find_key(const char *name) {
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; ++i) {
    if (strcmp(keys[i].name, name) == 0) return &keys[i];
  }
  return NULL;
}

/* toe_setting whose text is the key; 0: none. */
static uint32_t setting_of_key(const char *name) {
  for (uint32_t setting = 1; setting <= TOE_SETTING_INTERFACE_MAC; ++setting) {
    if (strcmp(name, toe_setting_text(setting)) == 0) return setting;
  }
  return 0;
}

/* Decimal, min..max. */
static bool parse_number(const char *text, uint64_t min, uint64_t max, uint32_t *value_out) {
  uint64_t value = 0;
  if (*text == '\0' || strlen(text) > 10) return false;
  for (; *text != '\0'; ++text) {
    if (*text < '0' || *text > '9') return false;
    value = 10 * value + (uint64_t)(*text - '0');
  }
  if (value < min || value > max || value > UINT32_MAX) return false;
  *value_out = (uint32_t)value;
  return true;
}

/* One of "a|b|c", or its index. */
static bool parse_word(const char *text, const char *words, uint32_t *value_out) {
  const size_t length = strlen(text);
  for (uint32_t index = 0;; ++index) {
    size_t word = strcspn(words, "|");
    if (word == length && memcmp(words, text, length) == 0) {
      *value_out = index;
      return true;
    }
    if (words[word] == '\0') return parse_number(text, 0, index, value_out);
    words += word + 1;
  }
}

static bool parse_value(uint32_t setting, const key_t *key, const char *text, uint32_t *value_out) {
  toe_port_range_t range;
  switch (setting) {
    case TOE_SETTING_ADMIT_STATES:
      return toe_states_parse(text, value_out);
    case TOE_SETTING_ADMIT_LOCAL_PORTS:
    case TOE_SETTING_ADMIT_REMOTE_PORTS:
      if (!toe_ports_parse(text, &range)) return false;
      *value_out = toe_ports_word(range);
      return true;
    case TOE_SETTING_INTERFACE_VLAN:
      return toe_vlan_change_parse(text, value_out);
    default:
      return key->words != NULL ? parse_word(text, key->words, value_out)
                                : parse_number(text, key->min, key->max, value_out);
  }
}

/* The refusal of a value, with what the setting takes instead. */
static void refuse(const toe_op_t *op, uint32_t setting, const key_t *key, toe_error_t *error_out) {
  const char *what = key->words;
  char range[64];
  switch (setting) {
    case TOE_SETTING_ADMIT_STATES:
      what =
          "none, or of ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING, LAST_ACK those to reject with a comma "
          "between";
      break;
    case TOE_SETTING_ADMIT_LOCAL_PORTS:
    case TOE_SETTING_ADMIT_REMOTE_PORTS:
      what = "none, one port 0..65535, or FIRST-LAST";
      break;
    case TOE_SETTING_INTERFACE_MAC:
      what = "an address like 02:00:00:00:00:01, no group's";
      break;
    case TOE_SETTING_INTERFACE_VLAN:
      what = "+ID or -ID with ID 1..4094, or 0";
      break;
    default:
      if (what != NULL) break;
      (void)snprintf(range, sizeof range, "%llu..%llu%s%s", (unsigned long long)key->min, (unsigned long long)key->max,
                     key->unit[0] != '\0' ? " " : "", key->unit);
      what = range;
  }
  toe_error_set(error_out, "%s: set: %s cannot be \"%.60s\"; it takes %s", op->place, op->key, op->value, what);
}

static bool parse_mac(const char *text, uint64_t *value_out) {
  uint8_t mac[6];
  if (!toe_interface_mac_parse(text, mac)) return false;
  *value_out = 0;
  for (int i = 5; i >= 0; --i) *value_out = *value_out << 8 | mac[i];
  return true;
}

toe_result_t toe_setting_parse(const toe_op_t *op, uint32_t *setting_out, uint64_t *value_out, toe_error_t *error_out) {
  uint32_t setting = setting_of_key(op->key), value = 0;
  uint64_t mac = 0;
  const key_t *key = find_key(op->key);
  if (setting == 0 || key == NULL) {
    toe_error_set(error_out, "%s: set: %s %s", op->place, op->key,
                  key != NULL ? "cannot be set while the device runs" : "is no configuration key");
    return TOE_E_UNKNOWN;
  }
  const bool is_mac = setting == TOE_SETTING_INTERFACE_MAC;
  if (is_mac ? !parse_mac(op->value, &mac) : !parse_value(setting, key, op->value, &value)) {
    refuse(op, setting, key, error_out);
    return TOE_E_RANGE;
  }
  *setting_out = setting;
  *value_out = is_mac ? mac : value;
  return TOE_OK;
}
