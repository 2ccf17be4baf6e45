/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_read_fault.h"

#include <string.h>

typedef struct word {
  const char *text;
  int value;
} word_t;

static const word_t kStreams[] = {
    {"command", TOE_LATENCY_COMMAND}, {"object", TOE_LATENCY_OBJECT}, {"copy", TOE_LATENCY_OTHER}, {NULL, 0}};
static const word_t kKinds[] = {{"poisoned", TOE_READ_FAULT_POISONED},
                                {"ur", TOE_READ_FAULT_UR},
                                {"ca", TOE_READ_FAULT_CA},
                                {"lost", TOE_READ_FAULT_LOST},
                                {NULL, 0}};

/* The word at *at, which one of `words` is; *at goes behind it. */
static bool take_word(const char **at, const word_t *words, int *value_out) {
  for (; words->text != NULL; ++words) {
    const size_t length = strlen(words->text);
    if (strncmp(*at, words->text, length) != 0) continue;
    *at += length;
    *value_out = words->value;
    return true;
  }
  return false;
}

static bool take_number(const char **at, uint64_t max, uint64_t *value_out) {
  uint64_t value = 0;
  const char *c = *at;
  for (; *c >= '0' && *c <= '9'; ++c) {
    value = value * 10 + (uint64_t)(*c - '0');
    if (value > max) return false;
  }
  if (c == *at) return false;
  *at = c;
  *value_out = value;
  return true;
}

static bool take_char(const char **at, char c) {
  if (**at != c) return false;
  ++*at;
  return true;
}

static bool take_fault(const char **at, toe_read_fault_t *fault_out) {
  const uint64_t max_index = UINT64_C(1000000000000), max_good = 64;
  int stream = 0, kind = 0;
  uint64_t index = 0, good = 0;
  if (!take_word(at, kStreams, &stream) || !take_char(at, ':') || !take_number(at, max_index, &index) ||
      !take_char(at, '=') || !take_word(at, kKinds, &kind)) {
    return false;
  }
  if (take_char(at, '@') && !take_number(at, max_good, &good)) return false;
  *fault_out = (toe_read_fault_t){(toe_latency_stream_t)stream, index, (toe_read_fault_kind_t)kind, (uint32_t)good};
  return **at == ',' || **at == '\0';
}

toe_result_t toe_read_faults_parse(const char *text, toe_read_faults_t *faults_out, toe_error_t *error_out) {
  toe_read_faults_t faults = {.count = 0};
  const char *at = text;
  while (strcmp(text, "none") != 0) {
    const char *begin = at;
    toe_read_fault_t fault;
    if (!take_fault(&at, &fault)) {
      toe_error_set(error_out,
                    "pcie.read_faults: \"%.60s\" is no STREAM:N=KIND or STREAM:N=KIND@GOOD (STREAM command, object or "
                    "copy; KIND poisoned, ur, ca or lost)",
                    begin);
      return TOE_E_FORMAT;
    }
    if (faults.count == TOE_READ_FAULTS || toe_read_faults_find(&faults, fault.stream, fault.index) != NULL) {
      toe_error_set(error_out, "pcie.read_faults: \"%.60s\": %s", begin,
                    faults.count == TOE_READ_FAULTS ? "more than 32 reads" : "this read has a fault already");
      return TOE_E_RANGE;
    }
    faults.faults[faults.count++] = fault;
    if (!take_char(&at, ',')) break;
  }
  *faults_out = faults;
  return TOE_OK;
}

const toe_read_fault_t *toe_read_faults_find(const toe_read_faults_t *faults, toe_latency_stream_t stream,
                                             uint64_t index) {
  for (uint32_t i = 0; i < faults->count; ++i) {
    if (faults->faults[i].stream == stream && faults->faults[i].index == index) return &faults->faults[i];
  }
  return NULL;
}
