/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/config/toe_config.h"

#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/config/toe_config_internal.h"

static const toe_key_info_t infos[TOE_KEYS] = {
#define TOE_KEY_INT(id, key, value, min, max, unit, built, source, text) \
  {key, TOE_KEY_IS_INT, value, min, max, NULL, unit, built, source, text},
#define TOE_KEY_ENUM(id, key, value, words, source, text) \
  {key, TOE_KEY_IS_ENUM, value, 0, 0, words, "", false, source, text},
#define TOE_KEY_TEXT(id, key, value, source, text) {key, TOE_KEY_IS_TEXT, 0, 0, 0, value, "", false, source, text},
#include "model/spec/config.def"
};

const toe_key_info_t *toe_key_info(toe_key_t key) { return &infos[key]; }

toe_key_t toe_key_find(const char *name) {
  for (int key = 0; key < TOE_KEYS; ++key) {
    if (strcmp(infos[key].name, name) == 0) return (toe_key_t)key;
  }
  return TOE_KEYS;
}

bool toe_key_word(const char *words, uint64_t i, char *word_out, size_t bytes) {
  for (; i > 0; --i) {
    words = strchr(words, '|');
    if (words == NULL) return false;
    ++words;
  }
  size_t length = strcspn(words, "|");
  (void)snprintf(word_out, bytes, "%.*s", (int)length, words);
  return true;
}

static void reset_entry(toe_config_entry_t *entry, const toe_key_info_t *info) {
  entry->value = info->value;
  if (info->type == TOE_KEY_IS_INT) {
    (void)snprintf(entry->text, sizeof entry->text, "%llu", (unsigned long long)info->value);
  } else if (info->type == TOE_KEY_IS_ENUM) {
    (void)toe_key_word(info->words, info->value, entry->text, sizeof entry->text);
  } else {
    (void)snprintf(entry->text, sizeof entry->text, "%s", info->words);
  }
  (void)snprintf(entry->origin, sizeof entry->origin, "default");
}

toe_result_t toe_config_new(toe_config_t **config_out) {
  toe_config_t *config = calloc(1, sizeof *config);
  if (config == NULL) return TOE_E_MEMORY;
  for (int key = 0; key < TOE_KEYS; ++key) reset_entry(&config->entries[key], &infos[key]);
  *config_out = config;
  return TOE_OK;
}

void toe_config_free(toe_config_t *config) { free(config); }

toe_result_t toe_config_set(toe_config_t *config, const char *assignment, toe_error_t *error_out) {
  const char *equals = strchr(assignment, '=');
  if (equals == NULL || equals == assignment) {
    toe_error_set(error_out, "--set %.100s: expected key=value", assignment);
    return TOE_E_FORMAT;
  }
  char name[64];
  size_t length = (size_t)(equals - assignment);
  if (length >= sizeof name) length = sizeof name - 1; /* longer than any key: will not be found */
  memcpy(name, assignment, length);
  name[length] = '\0';
  return toe_config_assign(config, name, equals + 1, "--set", "--set", false, error_out);
}

toe_result_t toe_config_set_key(toe_config_t *config, const char *name, const char *value, toe_error_t *error_out) {
  return toe_config_assign(config, name, value, "--set", "--set", false, error_out);
}

uint64_t toe_config_get(const toe_config_t *config, toe_key_t key) { return config->entries[key].value; }
const char *toe_config_text(const toe_config_t *config, toe_key_t key) { return config->entries[key].text; }
const char *toe_config_origin(const toe_config_t *config, toe_key_t key) { return config->entries[key].origin; }

static uint32_t get_u32(const toe_config_t *config, toe_key_t key) { return (uint32_t)config->entries[key].value; }

void toe_config_nic(const toe_config_t *config, uint64_t seed, toe_nic_options_t *nic_out) {
  *nic_out = (toe_nic_options_t){
      .clock_mhz = get_u32(config, TOE_KEY_CLOCK_MHZ),
      .pcie_gen = get_u32(config, TOE_KEY_PCIE_GEN),
      .pcie_lanes = get_u32(config, TOE_KEY_PCIE_LANES),
      .mps_bytes = get_u32(config, TOE_KEY_PCIE_MPS),
      .mrrs_bytes = get_u32(config, TOE_KEY_PCIE_MRRS),
      .rcb_bytes = get_u32(config, TOE_KEY_PCIE_RCB),
      .is_split_at_rcb = get_u32(config, TOE_KEY_PCIE_SPLIT) == 1,
      .credits_ph = get_u32(config, TOE_KEY_PCIE_CREDITS_PH),
      .credits_pd = get_u32(config, TOE_KEY_PCIE_CREDITS_PD),
      .credits_nph = get_u32(config, TOE_KEY_PCIE_CREDITS_NPH),
      .fc_update_ns = get_u32(config, TOE_KEY_PCIE_FC_UPDATE_NS),
      .hop_ns = get_u32(config, TOE_KEY_PCIE_HOP_NS),
      .mmio_write_ns = get_u32(config, TOE_KEY_PCIE_MMIO_WRITE_NS),
      .mmio_read_ns = get_u32(config, TOE_KEY_PCIE_MMIO_READ_NS),
      .read_latency = toe_config_text(config, TOE_KEY_PCIE_READ_LATENCY),
      .cold_cache_ns = get_u32(config, TOE_KEY_PCIE_COLD_CACHE_NS),
      .numa_ns = get_u32(config, TOE_KEY_PCIE_NUMA_NS),
      .iotlb_miss_ns = get_u32(config, TOE_KEY_PCIE_IOTLB_MISS_NS),
      .iotlb_entries = get_u32(config, TOE_KEY_PCIE_IOTLB_ENTRIES),
      .completion_timeout_us = get_u32(config, TOE_KEY_PCIE_TIMEOUT_US),
      .read_faults = toe_config_text(config, TOE_KEY_PCIE_READ_FAULTS),
      .seed = seed,
      .wire_gbps = get_u32(config, TOE_KEY_WIRE_GBPS),
  };
}

/* Words of host.upload, host.disconnect and host.link_down, in the order of config.def. */
enum { UPLOAD_MANDATORY, UPLOAD_ALWAYS, UPLOAD_NEVER };
enum { LINK_DOWN_KEEP, LINK_DOWN_TERMINATE };
enum { DISCONNECT_KEEP, DISCONNECT_TERMINATE };

static toe_host_upload_t upload_of(uint32_t word) {
  if (word == UPLOAD_ALWAYS) return TOE_HOST_UPLOAD_ALWAYS;
  return word == UPLOAD_NEVER ? TOE_HOST_UPLOAD_NEVER : TOE_HOST_UPLOAD_MANDATORY;
}

/* The acknowledgment timer in cycles of the device. */
static uint32_t ack_cycles(const toe_config_t *config) {
  const uint64_t cycles =
      toe_config_get(config, TOE_KEY_TCP_DELAYED_ACK_US) * toe_config_get(config, TOE_KEY_CLOCK_MHZ);
  return cycles > UINT32_MAX ? UINT32_MAX : (uint32_t)cycles;
}

void toe_config_host(const toe_config_t *config, toe_host_options_t *host_out) {
  *host_out = (toe_host_options_t){
      .driver.limit[TOE_POOL_NEIGHBOR] = get_u32(config, TOE_KEY_NEIGHBOR_ENTRIES),
      .driver.limit[TOE_POOL_PATH] = get_u32(config, TOE_KEY_PATH_ENTRIES),
      .driver.limit[TOE_POOL_TCP] = get_u32(config, TOE_KEY_TCP_ENTRIES),
      .driver.limit[TOE_POOL_HOST_MEMORY] = get_u32(config, TOE_KEY_HOST_MEMORY_OBJECTS),
      .driver.limit[TOE_POOL_SRC_MAC] = get_u32(config, TOE_KEY_SRC_MAC_ENTRIES),
      .driver.limit[TOE_POOL_SRC_IP] = get_u32(config, TOE_KEY_SRC_IP_ENTRIES),
      .driver.limit[TOE_POOL_VLAN] = get_u32(config, TOE_KEY_VLAN_ENTRIES),
      .driver.limit[TOE_POOL_RCV_BUFFER] = get_u32(config, TOE_KEY_RCV_BUFFER_PAGES),
      .driver.limit[TOE_POOL_XMIT_BUFFER] = get_u32(config, TOE_KEY_XMIT_BUFFER_PAGES),
      .driver.limit[TOE_POOL_BUFFERED_COPY] = get_u32(config, TOE_KEY_BUFFERED_COPY_BYTES),
      .driver.limit[TOE_POOL_POSTED] = get_u32(config, TOE_KEY_POSTED_REQUESTS),
      .driver.limit[TOE_POOL_HOST_BUFFER] = get_u32(config, TOE_KEY_HOST_BUFFER_COUNT),
      .driver.limit[TOE_POOL_RCV_DATA] = get_u32(config, TOE_KEY_RCV_DATA_BYTES),
      .driver.host_buffer_bytes = get_u32(config, TOE_KEY_HOST_BUFFER_BYTES),
      .driver.clock_mhz = get_u32(config, TOE_KEY_CLOCK_MHZ),
      .driver.push_us = get_u32(config, TOE_KEY_TCP_PUSH_US),
      .driver.limit[TOE_POOL_LOOKUP] = toe_pool_built(TOE_POOL_LOOKUP),
      .driver.mtu_max_bytes = get_u32(config, TOE_KEY_MTU_MAX),
      .driver.rcv_window_max_bytes = get_u32(config, TOE_KEY_RCV_WINDOW_MAX),
      .driver.admit_min_window_bytes = get_u32(config, TOE_KEY_ADMIT_MIN_WINDOW),
      .driver.admit_duplicates = get_u32(config, TOE_KEY_ADMIT_DUPLICATES),
      .driver.sram_banks = get_u32(config, TOE_KEY_SRAM_BANKS),
      .driver.walk_policy = get_u32(config, TOE_KEY_WALK_POLICY),
      .driver.tags = get_u32(config, TOE_KEY_PCIE_TAGS),
      .driver.command_overhead_cycles = get_u32(config, TOE_KEY_COMMAND_OVERHEAD),
      .driver.ack_frequency = get_u32(config, TOE_KEY_TCP_ACK_FREQUENCY),
      .driver.ack_cycles = ack_cycles(config),
      .driver.out_of_order_limit = get_u32(config, TOE_KEY_TCP_OUT_OF_ORDER),
      .driver.cmd_entries = get_u32(config, TOE_KEY_CMD_ENTRIES),
      .driver.cpl_entries = get_u32(config, TOE_KEY_CQ_ENTRIES),
      .driver.mps_bytes = get_u32(config, TOE_KEY_PCIE_MPS),
      .driver.mrrs_bytes = get_u32(config, TOE_KEY_PCIE_MRRS),
      .retry = get_u32(config, TOE_KEY_HOST_RETRY),
      .upload = upload_of(get_u32(config, TOE_KEY_HOST_UPLOAD)),
      .terminates_on_disconnect = get_u32(config, TOE_KEY_HOST_DISCONNECT) == DISCONNECT_TERMINATE,
      .terminates_on_link_down = get_u32(config, TOE_KEY_HOST_LINK_DOWN) == LINK_DOWN_TERMINATE,
      .is_forwarding = get_u32(config, TOE_KEY_HOST_FORWARD) != 0,
      .has_read_faults = strcmp(toe_config_text(config, TOE_KEY_PCIE_READ_FAULTS), "none") != 0,
  };
  for (uint32_t page = get_u32(config, TOE_KEY_RCV_BUFFER_PAGE); page > 1; page /= 2) ++host_out->driver.rcv_page_log2;
  toe_config_policy(config, &host_out->driver);
}
