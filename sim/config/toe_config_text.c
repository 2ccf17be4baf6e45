/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_config_text.c - the TEXT keys: what each takes, and its text in the words of the host's options.
 */
#include <string.h>

#include "bridge/toe_read_fault.h"
#include "sim/config/toe_config_internal.h"
#include "sim/host/toe_policy_text.h"

#define NS_MAX 1000000000u

/* What a key takes; `what` ends the sentence "it takes ...". */
typedef struct text_key {
  toe_key_t key;
  const char *what;
  toe_result_t (*check)(const char *value); /* OK, E_FORMAT, E_RANGE */
} text_key_t;

static toe_result_t check_latency(const char *value) {
  if (strncmp(value, "fixed:", 6) != 0) {
    return strcmp(value, "server") == 0 || strcmp(value, "longtail") == 0 ? TOE_OK : TOE_E_FORMAT;
  }
  uint64_t ns = 0;
  if (!toe_config_number(value + 6, &ns)) return TOE_E_FORMAT;
  return ns < 1 || ns > NS_MAX ? TOE_E_RANGE : TOE_OK;
}

static toe_result_t check_states(const char *value) {
  uint32_t mask;
  return toe_states_parse(value, &mask) ? TOE_OK : TOE_E_FORMAT;
}

static toe_result_t check_ports(const char *value) {
  toe_port_range_t range;
  return toe_ports_parse(value, &range) ? TOE_OK : TOE_E_FORMAT;
}

static toe_result_t check_vlan_ids(const char *value) {
  uint32_t ids[128];
  return toe_vlan_ids_parse(value, ids) ? TOE_OK : TOE_E_FORMAT;
}

static toe_result_t check_read_faults(const char *value) {
  toe_read_faults_t faults;
  return toe_read_faults_parse(value, &faults, NULL);
}

static toe_result_t check_mac(const char *value) {
  uint8_t mac[6];
  return toe_interface_mac_parse(value, mac) ? TOE_OK : TOE_E_FORMAT;
}

static const text_key_t text_keys[] = {
    {TOE_KEY_PCIE_READ_LATENCY, "server, longtail or fixed:NS with NS 1..1000000000", check_latency},
    {TOE_KEY_PCIE_READ_FAULTS,
     "none, or up to 32 of STREAM:N=KIND or STREAM:N=KIND@GOOD with a comma between, each read once: STREAM command, "
     "object or copy; KIND poisoned, ur, ca or lost",
     check_read_faults},
    {TOE_KEY_VLAN_INTERFACE_IDS, "VLAN ids 0..4094 with a comma between", check_vlan_ids},
    {TOE_KEY_ADMIT_STATES,
     "none, or of ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING, LAST_ACK those to reject with a comma "
     "between",
     check_states},
    {TOE_KEY_ADMIT_LOCAL_PORTS, "none, one port 0..65535, or FIRST-LAST", check_ports},
    {TOE_KEY_WIRE_MAC, "an address like 02:00:00:00:00:01, no group's", check_mac},
    {TOE_KEY_ADMIT_REMOTE_PORTS, "none, one port 0..65535, or FIRST-LAST", check_ports},
};

toe_result_t toe_config_assign_text(toe_config_entry_t *entry, toe_key_t key, const char *value, const char *place,
                                    toe_error_t *error_out) {
  const text_key_t *text_key = text_keys;
  while (text_key->key != key) ++text_key; /* toe_config_test looks at every TEXT key */
  const char *name = toe_key_info(key)->name;
  if (strlen(value) >= sizeof entry->text) {
    toe_error_set(error_out, "%s: key %s: \"%.40s...\" is longer than %d characters", place, name, value,
                  TOE_CONFIG_TEXT_BYTES - 1);
    return TOE_E_RANGE;
  }
  const toe_result_t result = text_key->check(value);
  if (result != TOE_OK) {
    toe_error_set(error_out, "%s: key %s: \"%.60s\" is %s; it takes %s", place, name, value,
                  result == TOE_E_RANGE ? "out of range" : "not understood", text_key->what);
    return result;
  }
  uint64_t ns = 0;
  if (strncmp(value, "fixed:", 6) == 0 && toe_config_number(value + 6, &ns)) {
    (void)snprintf(entry->text, sizeof entry->text, "fixed:%llu", (unsigned long long)ns); /* 0x... was allowed */
  } else {
    (void)snprintf(entry->text, sizeof entry->text, "%s", value);
  }
  return TOE_OK;
}

/* The texts were checked when they were set, and a default is right: toe_config_test parses them all. */
void toe_config_policy(const toe_config_t *config, toe_miniport_options_t *driver) {
  (void)toe_states_parse(toe_config_text(config, TOE_KEY_ADMIT_STATES), &driver->admit_states);
  (void)toe_ports_parse(toe_config_text(config, TOE_KEY_ADMIT_LOCAL_PORTS), &driver->admit_local_ports);
  (void)toe_ports_parse(toe_config_text(config, TOE_KEY_ADMIT_REMOTE_PORTS), &driver->admit_remote_ports);
  (void)toe_interface_mac_parse(toe_config_text(config, TOE_KEY_WIRE_MAC), driver->mac);
  (void)toe_vlan_ids_parse(toe_config_text(config, TOE_KEY_VLAN_INTERFACE_IDS), driver->vlan_ids);
}
