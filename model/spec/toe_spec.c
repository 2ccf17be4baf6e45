/* SPDX-License-Identifier: Apache-2.0 */
#include "model/spec/toe_spec.h"

#include <stddef.h>
#include <string.h>

/* The lists must make sense in themselves: what can be checked when compiling is checked here. */
#define TOE_MEMBER(layout, name, offset, bytes, text) \
  _Static_assert((bytes) >= 1 && (offset) + (bytes) <= TOE_##layout##_BYTES, #layout "." #name " is outside");
#include "model/spec/layouts.def"
#define TOE_REG(name, offset, access, reset, text) \
  _Static_assert((offset) % 4 == 0 && (offset) < TOE_STAGE_VLAN_IDS, #name " is not an aligned register");
#define TOE_FIELD(reg, name, lsb, width, text) \
  _Static_assert((width) >= 1 && (lsb) + (width) <= 32, #reg "." #name " is outside its register");
#include "model/spec/regs.def"

_Static_assert(TOE_OBJECT_BYTES * 2 == TOE_STAGE_CHUNK_BYTES, "a chunk holds two objects");
_Static_assert(TOE_OBJ_TCP_BYTES == TOE_STAGE_TCP_ROWS * TOE_STAGE_SRAM_ROW_BYTES, "a TCP context is an object");
_Static_assert(TOE_CONTEXT_BYTES == TOE_OBJECT_NDIS_HANDLE_OFFSET, "CONTEXT replaces what lies before NDIS_HANDLE");
_Static_assert(TOE_RESULT_BYTES == TOE_STAGE_BEAT_BYTES && TOE_COMPLETION_BYTES == TOE_STAGE_BEAT_BYTES,
               "a result and a completion are one beat");
_Static_assert(TOE_STAGE_TAG_COPY >= TOE_STAGE_COMMAND_SLOTS &&
                   TOE_STAGE_TAG_OBJECT >= TOE_STAGE_TAG_COPY + TOE_STAGE_COPY_READS,
               "tags of commands, copies and chunks are apart");
_Static_assert(TOE_CONTEXT_TCP_BUFFER_ROW_OFFSET == TOE_OBJ_TCP_BUFFERED_ADDR_OFFSET,
               "CONTEXT_TCP replaces the address of the buffered data");
_Static_assert(TOE_STAGE_COMMIT_TCP_CYCLES == TOE_STAGE_LOOKUP_CYCLES + 2, "as stages.def says");
_Static_assert(TOE_STAGE_COMMIT_LINK_CYCLES == TOE_STAGE_SRAM_READ_CYCLES + 1, "as stages.def says");

/* A status does not fit an enumerator (C11: int), so each is kept in two halves. */
enum {
#define TOE_STATUS(name, value, text) \
  STATUS_##name##_HIGH = (int)((value) >> 16), STATUS_##name##_LOW = (int)((value)&0xFFFFu),
#include "model/spec/status.def"
};
#define STATUS(name) ((uint32_t)STATUS_##name##_HIGH << 16 | (uint32_t)STATUS_##name##_LOW)

_Static_assert(STATUS(SUCCESS) == TOE_STATUS_SUCCESS, "toe_spec.h and status.def differ");
_Static_assert(STATUS(OFFLOAD_PARTIAL_SUCCESS) == TOE_STATUS_PARTIAL, "toe_spec.h and status.def differ");
_Static_assert(STATUS(FAILURE) == TOE_STATUS_FAILURE, "toe_spec.h and status.def differ");

/* The lists of enums.def, to tell them apart in one table. */
typedef enum list {
  LIST_LAYER,
  LIST_KIND,
  LIST_FAULT,
  LIST_OPCODE,
  LIST_RCV_MODE,
  LIST_RCV_KIND,
  LIST_RCV_STATUS,
  LIST_JOB,
  LIST_RCV_FLAG,
  LIST_FRAME,
  LIST_EVENT,
  LIST_UPLOAD_REASON,
  LIST_SETTING,
  LIST_VLAN_ACTION,
  LIST_DUPLICATES,
  LIST_POLICY,
  LIST_ENTRY,
  LIST_ERROR
} list_t;

static const char *list_text(list_t list, uint32_t value) {
  static const struct {
    list_t list;
    uint32_t value;
    const char *text;
  } kTexts[] = {
#define TOE_ENUM(list_name, name, number, phrase) {LIST_##list_name, (number), (phrase)},
#include "model/spec/enums.def"
  };
  for (size_t i = 0; i < sizeof kTexts / sizeof kTexts[0]; ++i) {
    if (kTexts[i].list == list && kTexts[i].value == value) return kTexts[i].text;
  }
  return "?";
}

const char *toe_layer_text(uint32_t layer) { return list_text(LIST_LAYER, layer); }
const char *toe_kind_text(uint32_t kind) { return list_text(LIST_KIND, kind); }
const char *toe_error_text(uint32_t error) { return list_text(LIST_ERROR, error); }
const char *toe_fault_text(uint32_t fault) { return list_text(LIST_FAULT, fault); }
const char *toe_setting_text(uint32_t setting) { return list_text(LIST_SETTING, setting); }
const char *toe_job_text(uint32_t job) { return list_text(LIST_JOB, job); }
const char *toe_frame_text(uint32_t frame) { return list_text(LIST_FRAME, frame); }
const char *toe_rcv_kind_text(uint32_t kind) { return list_text(LIST_RCV_KIND, kind); }
const char *toe_rcv_status_text(uint32_t status) { return list_text(LIST_RCV_STATUS, status); }
const char *toe_event_text(uint32_t event) { return list_text(LIST_EVENT, event); }
const char *toe_upload_reason_text(uint32_t reason) { return list_text(LIST_UPLOAD_REASON, reason); }
const char *toe_policy_text(uint32_t policy) { return list_text(LIST_POLICY, policy); }

const char *toe_cause_text(uint32_t cause) {
  switch (cause) {
#define TOE_CAUSE(name, value, status, pool, text) \
  case TOE_CAUSE_##name:                           \
    return (text);
#include "model/spec/causes.def"
    default:
      return "?";
  }
}

const char *toe_pool_text(toe_pool_t pool) {
  switch (pool) {
#define TOE_POOL(name, built, text) \
  case TOE_POOL_##name:             \
    return (text);
#include "model/spec/pools.def"
    case TOE_POOL_NONE:
      return "none";
  }
  return "?";
}

const char *toe_status_text(uint32_t status) {
  switch (status) {
#define TOE_STATUS(name, value, text) \
  case (value):                       \
    return "NDIS_STATUS_" #name;
#include "model/spec/status.def"
    default:
      return "?";
  }
}

uint32_t toe_status_of_cause(uint32_t cause) {
  switch (cause) {
#define TOE_CAUSE(name, value, status, pool, text) \
  case TOE_CAUSE_##name:                           \
    return STATUS(status);
#include "model/spec/causes.def"
    default:
      return TOE_STATUS_FAILURE;
  }
}

toe_pool_t toe_pool_of_cause(uint32_t cause) {
  switch (cause) {
#define TOE_CAUSE(name, value, status, pool, text) \
  case TOE_CAUSE_##name:                           \
    return TOE_POOL_##pool;
#include "model/spec/causes.def"
    default:
      return TOE_POOL_NONE;
  }
}

uint32_t toe_pool_built(toe_pool_t pool) {
  switch (pool) {
#define TOE_POOL(name, built, text) \
  case TOE_POOL_##name:             \
    return (built);
#include "model/spec/pools.def"
    case TOE_POOL_NONE:
      break;
  }
  return 0;
}

bool toe_object_reserved_is_clear(uint32_t layer, const uint8_t *object) {
  enum {
    IN_OBJECT,
    IN_OBJ_NEIGHBOR,
    IN_OBJ_PATH,
    IN_OBJ_TCP, /* 1..3 as the layers */
    IN_COMMAND,
    IN_CONTEXT,
    IN_CONTEXT_TCP,
    IN_CONTEXT_RCV,
    IN_RESULT,
    IN_COMPLETION,
    IN_EVENT,
    IN_RECEIVED
  };
  uint8_t rest[TOE_OBJECT_BYTES];
  memcpy(rest, object, sizeof rest);
  /* Clear every member the layer has; a member of fewer bits keeps those above them. */
#define TOE_MEMBER(layout, name, offset, bytes, text) \
  if ((uint32_t)IN_##layout == 0 || (uint32_t)IN_##layout == layer) memset(rest + (offset), 0, (bytes));
#include "model/spec/layouts.def"
#define TOE_MEMBER_BITS(layout, name, bits) \
  if ((uint32_t)IN_##layout == layer && TOE_READ(object, layout, name) >> (bits) != 0) return false;
#include "model/spec/layouts.def"
  static const uint8_t zeros[sizeof rest] = {0};
  return memcmp(rest, zeros, sizeof rest) == 0;
}

bool toe_status_of_name(const char *name, uint32_t *status_out) {
  static const char kPrefix[] = "NDIS_STATUS_";
  if (strncmp(name, kPrefix, sizeof kPrefix - 1) == 0) name += sizeof kPrefix - 1;
#define TOE_STATUS(word, value, text) \
  if (strcmp(name, #word) == 0) {     \
    *status_out = (value);            \
    return true;                      \
  }
#include "model/spec/status.def"
  return false;
}
