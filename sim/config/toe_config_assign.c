/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_config_assign.c - one value for one key, checked; and what depends on several keys.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/config/toe_config_internal.h"

#define UNLIMITED 4294967295u

/* Levenshtein distance of two short words, cut at 63 characters. */
static unsigned distance(const char *a, const char *b) {
  unsigned row[64];
  size_t b_length = strnlen(b, 63);
  for (size_t j = 0; j <= b_length; ++j) row[j] = (unsigned)j;
  for (size_t i = 0; a[i] != '\0' && i < 63; ++i) {
    unsigned diagonal = row[0];
    row[0] = (unsigned)i + 1;
    for (size_t j = 0; j < b_length; ++j) {
      unsigned best = diagonal + (a[i] != b[j] ? 1 : 0);
      if (row[j] + 1 < best) best = row[j] + 1;
      if (row[j + 1] + 1 < best) best = row[j + 1] + 1;
      diagonal = row[j + 1];
      row[j + 1] = best;
    }
  }
  return row[b_length];
}

/* The key that was probably meant: few letters off, else one that contains what was typed; NULL: no idea. */
static const char *nearest_key(const char *name) {
  const char *nearest = NULL;
  unsigned least = (unsigned)strnlen(name, 63) / 3 + 1;
  for (int key = 0; key < TOE_KEYS; ++key) {
    unsigned d = distance(name, toe_key_info((toe_key_t)key)->name);
    if (d <= least && (nearest == NULL || d < least)) {
      least = d;
      nearest = toe_key_info((toe_key_t)key)->name;
    }
  }
  for (int key = 0; nearest == NULL && name[0] != '\0' && key < TOE_KEYS; ++key) {
    if (strstr(toe_key_info((toe_key_t)key)->name, name) != NULL) nearest = toe_key_info((toe_key_t)key)->name;
  }
  return nearest;
}

bool toe_config_number(const char *text, uint64_t *value_out) {
  uint64_t base = 10, value = 0;
  if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text += 2;
  }
  if (*text == '\0') return false;
  for (; *text != '\0'; ++text) {
    uint64_t digit = 16;
    if (*text >= '0' && *text <= '9') digit = (uint64_t)(*text - '0');
    if (base == 16 && *text >= 'a' && *text <= 'f') digit = (uint64_t)(*text - 'a') + 10;
    if (base == 16 && *text >= 'A' && *text <= 'F') digit = (uint64_t)(*text - 'A') + 10;
    if (digit >= base) return false;
    if (value > (UINT64_MAX - digit) / base)
      value = UINT64_MAX; /* too large for any range */
    else
      value = value * base + digit;
  }
  *value_out = value;
  return true;
}

static toe_result_t assign_int(toe_config_entry_t *entry, const toe_key_info_t *info, const char *value,
                               const char *place, toe_error_t *error_out) {
  uint64_t number = 0;
  if (info->max == UNLIMITED && strcmp(value, "unlimited") == 0) {
    number = UNLIMITED;
  } else if (value[0] == '-' && toe_config_number(value + 1, &number)) {
    toe_error_set(error_out, "%s: key %s: %.60s is out of range: %llu..%llu%s%s", place, info->name, value,
                  (unsigned long long)info->min, (unsigned long long)info->max, info->unit[0] ? " " : "", info->unit);
    return TOE_E_RANGE;
  } else if (!toe_config_number(value, &number)) {
    toe_error_set(error_out, "%s: key %s: \"%.60s\" is not a whole number", place, info->name, value);
    return TOE_E_FORMAT;
  }
  if (number < info->min || number > info->max) {
    toe_error_set(error_out, "%s: key %s: %.60s is out of range: %llu..%llu%s%s", place, info->name, value,
                  (unsigned long long)info->min, (unsigned long long)info->max, info->unit[0] ? " " : "", info->unit);
    return TOE_E_RANGE;
  }
  entry->value = number;
  (void)snprintf(entry->text, sizeof entry->text, "%llu", (unsigned long long)number);
  return TOE_OK;
}

static toe_result_t assign_enum(toe_config_entry_t *entry, const toe_key_info_t *info, const char *value,
                                const char *place, toe_error_t *error_out) {
  char word[TOE_CONFIG_WORD_BYTES];
  for (uint64_t i = 0; toe_key_word(info->words, i, word, sizeof word); ++i) {
    if (strcmp(word, value) != 0) continue;
    entry->value = i;
    (void)snprintf(entry->text, sizeof entry->text, "%s", word);
    return TOE_OK;
  }
  toe_error_set(error_out, "%s: key %s: \"%.60s\" is none of %s", place, info->name, value, info->words);
  return TOE_E_FORMAT;
}

toe_result_t toe_config_assign(toe_config_t *config, const char *name, const char *value, const char *origin,
                               const char *place, bool allows_built, toe_error_t *error_out) {
  toe_key_t key = toe_key_find(name);
  if (key == TOE_KEYS) {
    const char *nearest = nearest_key(name);
    toe_error_set(error_out, "%s: unknown key \"%.60s\"%s%s%s; `toesim config` lists all", place, name,
                  nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return TOE_E_UNKNOWN;
  }
  const toe_key_info_t *info = toe_key_info(key);
  toe_config_entry_t entry = config->entries[key];
  toe_error_t ignored;
  if (info->is_built) {
    if (allows_built && assign_int(&entry, info, value, place, &ignored) == TOE_OK && entry.value == info->value) {
      return TOE_OK;
    }
    toe_error_set(error_out, "%s: key %s is fixed when the RTL is built (%s), it cannot be set", place, name,
                  config->entries[key].text);
    return TOE_E_ARG;
  }
  toe_result_t result = info->type == TOE_KEY_IS_INT    ? assign_int(&entry, info, value, place, error_out)
                        : info->type == TOE_KEY_IS_ENUM ? assign_enum(&entry, info, value, place, error_out)
                                                        : toe_config_assign_text(&entry, key, value, place, error_out);
  if (result != TOE_OK) return result;
  (void)snprintf(entry.origin, sizeof entry.origin, "%s", origin);
  config->entries[key] = entry;
  return TOE_OK;
}

static bool is_power_of_two(uint64_t value) { return value != 0 && (value & (value - 1)) == 0; }

toe_result_t toe_config_check(const toe_config_t *config, toe_error_t *error_out) {
  static const toe_key_t powers[] = {TOE_KEY_PCIE_LANES,      TOE_KEY_PCIE_MPS,    TOE_KEY_PCIE_MRRS,
                                     TOE_KEY_PCIE_RCB,        TOE_KEY_CMD_ENTRIES, TOE_KEY_CQ_ENTRIES,
                                     TOE_KEY_RCV_BUFFER_PAGE, TOE_KEY_SRAM_BANKS,  TOE_KEY_HOST_BUFFER_BYTES};
  for (size_t i = 0; i < sizeof powers / sizeof powers[0]; ++i) {
    if (is_power_of_two(toe_config_get(config, powers[i]))) continue;
    toe_error_set(error_out, "%s: key %s: %s is not a power of two", toe_config_origin(config, powers[i]),
                  toe_key_info(powers[i])->name, toe_config_text(config, powers[i]));
    return TOE_E_RANGE;
  }
  uint64_t mps = toe_config_get(config, TOE_KEY_PCIE_MPS), data = toe_config_get(config, TOE_KEY_PCIE_CREDITS_PD);
  if (data * 16 < mps) {
    toe_error_set(error_out, "keys pcie.credits_pd and pcie.mps: %llu credits of 16 bytes hold no write of %llu bytes",
                  (unsigned long long)data, (unsigned long long)mps);
    return TOE_E_RANGE;
  }
  uint64_t hop = toe_config_get(config, TOE_KEY_PCIE_HOP_NS);
  uint64_t write = toe_config_get(config, TOE_KEY_PCIE_MMIO_WRITE_NS);
  uint64_t read = toe_config_get(config, TOE_KEY_PCIE_MMIO_READ_NS);
  if (read <= write) {
    toe_error_set(error_out,
                  "keys pcie.mmio_read_ns and pcie.mmio_write_ns: a read (%llu ns) takes longer than a write (%llu ns)",
                  (unsigned long long)read, (unsigned long long)write);
    return TOE_E_RANGE;
  }
  uint64_t timeout_us = toe_config_get(config, TOE_KEY_PCIE_TIMEOUT_US);
  if (timeout_us * 1000 <= 2 * hop) {
    toe_error_set(error_out,
                  "keys pcie.completion_timeout_us and pcie.hop_ns: no read comes back over two hops (%llu ns) within "
                  "%llu us",
                  (unsigned long long)(2 * hop), (unsigned long long)timeout_us);
    return TOE_E_RANGE;
  }
  if (write < hop || read - write < hop) {
    toe_error_set(
        error_out,
        "keys pcie.mmio_write_ns, pcie.mmio_read_ns and pcie.hop_ns: a write (%llu ns) and the way back of a read "
        "(%llu ns) each take at least one hop (%llu ns)",
        (unsigned long long)write, (unsigned long long)(read - write), (unsigned long long)hop);
    return TOE_E_RANGE;
  }
  return TOE_OK;
}
