/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_policy_text.c - see toe_policy_text.h.
 */
#include "sim/host/toe_policy_text.h"

#include <string.h>

#include "sim/trace/toe_mac.h"

enum { STATE_FIRST = 4, PORT_MAX = 65535, VLAN_MAX = 4094, VLAN_WORDS = 128, ACTION_LSB = 16 };

static const char *const state_names[] = {"ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING", "LAST_ACK"};
enum { STATES = sizeof state_names / sizeof state_names[0] };

/* A decimal number 0..most at *text, which moves behind it; false: there is none, or a larger one. */
static bool take_number(const char **text, uint32_t most, uint32_t *value_out) {
  const char *at = *text;
  uint32_t value = 0;
  if (*at < '0' || *at > '9') return false;
  for (; *at >= '0' && *at <= '9'; ++at) {
    value = 10 * value + (uint32_t)(*at - '0');
    if (value > most) return false;
  }
  *text = at;
  *value_out = value;
  return true;
}

/* A whole text that is one number. */
static bool is_number(const char *text, uint32_t most, uint32_t *value_out) {
  return take_number(&text, most, value_out) && *text == '\0';
}

bool toe_states_parse(const char *text, uint32_t *mask_out) {
  if (strcmp(text, "none") == 0) {
    *mask_out = 0;
    return true;
  }
  uint32_t mask = 0;
  for (;;) {
    size_t length = strcspn(text, ",");
    uint32_t state = 0;
    while (state < STATES && (strlen(state_names[state]) != length || memcmp(state_names[state], text, length) != 0)) {
      ++state;
    }
    if (state == STATES) return false;
    mask |= 1u << (STATE_FIRST + state);
    text += length;
    if (*text == '\0') break;
    ++text;
  }
  *mask_out = mask;
  return true;
}

bool toe_ports_parse(const char *text, toe_port_range_t *range_out) {
  if (strcmp(text, "none") == 0) {
    *range_out = (toe_port_range_t){.first = PORT_MAX, .last = 0};
    return true;
  }
  uint32_t first = 0, last = 0;
  if (!take_number(&text, PORT_MAX, &first)) return false;
  last = first;
  if (*text == '-') {
    ++text;
    if (!take_number(&text, PORT_MAX, &last)) return false;
  }
  if (*text != '\0' || first > last) return false;
  *range_out = (toe_port_range_t){.first = (uint16_t)first, .last = (uint16_t)last};
  return true;
}

bool toe_vlan_ids_parse(const char *text, uint32_t ids_out[128]) {
  uint32_t ids[VLAN_WORDS] = {0};
  for (;;) {
    uint32_t id = 0;
    if (!take_number(&text, VLAN_MAX, &id)) return false;
    if (id != 0) ids[id / 32] |= 1u << id % 32;
    if (*text == '\0') break;
    if (*text++ != ',') return false;
  }
  memcpy(ids_out, ids, sizeof ids);
  return true;
}

bool toe_vlan_change_parse(const char *text, uint32_t *value_out) {
  if (strcmp(text, "0") == 0) {
    *value_out = (uint32_t)TOE_VLAN_ACTION_CLEAR << ACTION_LSB;
    return true;
  }
  uint32_t id = 0;
  if ((*text != '+' && *text != '-') || !is_number(text + 1, VLAN_MAX, &id) || id == 0) return false;
  *value_out = (uint32_t)(*text == '+' ? TOE_VLAN_ACTION_ADD : TOE_VLAN_ACTION_REMOVE) << ACTION_LSB | id;
  return true;
}

bool toe_interface_mac_parse(const char *text, uint8_t mac_out[6]) {
  uint8_t mac[6] = {0};
  if (!toe_mac_parse(text, mac) || toe_mac_is_group(mac)) return false;
  memcpy(mac_out, mac, sizeof mac);
  return true;
}
