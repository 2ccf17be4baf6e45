/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_spec.h - the lists of model/spec as C names.
 *
 *   registers   TOE_CTRL_OFFSET, TOE_CTRL_RESET, TOE_CTRL_ENABLE_LSB, _WIDTH; TOE_GET, TOE_SET
 *   members of fewer bits  TOE_OBJ_NEIGHBOR_VLAN_BITS
 *   layouts     TOE_OBJECT_BYTES, TOE_OBJECT_LAYER_OFFSET, TOE_OBJECT_LAYER_BYTES
 *   enums       TOE_LAYER_TCP, TOE_CAUSE_OK, TOE_POOL_TCP, and their texts by toe_*_text
 *   stages      TOE_STAGE_LOAD_CYCLES
 *   statuses    TOE_STATUS_SUCCESS (values above 2^31 are macros of uint32_t, so a
 *               function gives them: toe_status_of_cause, toe_status_text)
 */
#ifndef TOE_SPEC_H_
#define TOE_SPEC_H_

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
#define TOE_REG(name, offset, access, reset, text) TOE_##name##_OFFSET = (offset),
#define TOE_FIELD(reg, name, lsb, width, text) TOE_##reg##_##name##_LSB = (lsb), TOE_##reg##_##name##_WIDTH = (width),
#include "model/spec/regs.def"
#define TOE_LAYOUT(name, bytes, text) TOE_##name##_BYTES = (bytes),
#define TOE_MEMBER(layout, name, offset, bytes, text) \
  TOE_##layout##_##name##_OFFSET = (offset), TOE_##layout##_##name##_BYTES = (bytes),
#define TOE_MEMBER_BITS(layout, name, bits) TOE_##layout##_##name##_BITS = (bits),
#include "model/spec/layouts.def"
#define TOE_ENUM(list, name, value, text) TOE_##list##_##name = (value),
#include "model/spec/enums.def"
#define TOE_CAUSE(name, value, status, pool, text) TOE_CAUSE_##name = (value),
#include "model/spec/causes.def"
#define TOE_STAGE(name, value, unit, text) TOE_STAGE_##name = (value),
#include "model/spec/stages.def"
};

typedef enum toe_pool {
#define TOE_POOL(name, built, text) TOE_POOL_##name,
#include "model/spec/pools.def"
  TOE_POOLS,
  TOE_POOL_NONE = TOE_POOLS
} toe_pool_t;

/* Result flags (RESULT.FLAGS). */
enum { TOE_RESULT_ATTEMPTED = 1, TOE_RESULT_OFFLOADED = 2, TOE_RESULT_FREED = 4 };

/* Value of field FIELD of register REG in word w, and w with it set. */
#define TOE_FIELD_MASK(reg, field) ((uint32_t)(((uint64_t)1 << TOE_##reg##_##field##_WIDTH) - 1))
#define TOE_GET(w, reg, field) (((uint32_t)(w) >> TOE_##reg##_##field##_LSB) & TOE_FIELD_MASK(reg, field))
#define TOE_SET(w, reg, field, value)                                             \
  (((uint32_t)(w) & ~(TOE_FIELD_MASK(reg, field) << TOE_##reg##_##field##_LSB)) | \
   (((uint32_t)(value)&TOE_FIELD_MASK(reg, field)) << TOE_##reg##_##field##_LSB))

/* A member of a layout in `record`, little-endian, 1..8 bytes.  The usual sizes are written out: compilers make one
 * load or store of each. */
static inline uint64_t toe_member_read(const uint8_t *record, int offset, int bytes) {
  const uint8_t *at = record + offset;
  uint64_t value = 0;
  switch (bytes) {
    case 1:
      return at[0];
    case 2:
      return at[0] | (uint64_t)at[1] << 8;
    case 4:
      return at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24;
    case 8:
      return at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 |
             (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
    default:
      for (int i = bytes - 1; i >= 0; --i) value = value << 8 | at[i];
      return value;
  }
}
static inline void toe_member_write(uint8_t *record, int offset, int bytes, uint64_t value) {
  uint8_t *at = record + offset;
  switch (bytes) {
    case 8:
      at[7] = (uint8_t)(value >> 56);
      at[6] = (uint8_t)(value >> 48);
      at[5] = (uint8_t)(value >> 40);
      at[4] = (uint8_t)(value >> 32);
      at[3] = (uint8_t)(value >> 24);
      at[2] = (uint8_t)(value >> 16);
      at[1] = (uint8_t)(value >> 8);
      at[0] = (uint8_t)value;
      return;
    case 4:
      at[3] = (uint8_t)(value >> 24);
      at[2] = (uint8_t)(value >> 16);
      at[1] = (uint8_t)(value >> 8);
      at[0] = (uint8_t)value;
      return;
    default:
      for (int i = 0; i < bytes; ++i) at[i] = (uint8_t)(value >> (8 * i));
  }
}
#define TOE_READ(record, layout, name) \
  toe_member_read((record), TOE_##layout##_##name##_OFFSET, TOE_##layout##_##name##_BYTES)
#define TOE_WRITE(record, layout, name, value) \
  toe_member_write((record), TOE_##layout##_##name##_OFFSET, TOE_##layout##_##name##_BYTES, (value))

/* Texts; never NULL ("?" for a value no list has). */
const char *toe_layer_text(uint32_t layer);          /* "neighbor" */
const char *toe_kind_text(uint32_t kind);            /* "linker" */
const char *toe_cause_text(uint32_t cause);          /* a phrase */
const char *toe_error_text(uint32_t error);          /* a phrase */
const char *toe_fault_text(uint32_t fault);          /* "host-memory" */
const char *toe_setting_text(uint32_t setting);      /* its configuration key, "tcp.entries" */
const char *toe_event_text(uint32_t event);          /* "retrieve" */
const char *toe_upload_reason_text(uint32_t reason); /* "LowActivity", TCP_UPLOAD_REASON */
const char *toe_job_text(uint32_t job);              /* "push timer" */
const char *toe_frame_text(uint32_t frame);          /* "dropped: received before" */
const char *toe_rcv_kind_text(uint32_t kind);        /* a phrase */
const char *toe_rcv_status_text(uint32_t status);    /* "NDIS_STATUS_SUCCESS", of a toe_rcv_status */
const char *toe_policy_text(uint32_t policy);        /* "prune" */
const char *toe_pool_text(toe_pool_t pool);          /* "tcp"; NONE: "none" */
const char *toe_status_text(uint32_t status);        /* "NDIS_STATUS_SUCCESS" */

/* NDIS status of an object's own state, and the pool a cause names (causes.def). */
uint32_t toe_status_of_cause(uint32_t cause);
toe_pool_t toe_pool_of_cause(uint32_t cause);

/* Whether every bit of a new object (TOE_OBJECT_BYTES) that no member of its layer uses is 0; layer 1..3. */
bool toe_object_reserved_is_clear(uint32_t layer, const uint8_t *object);

/* What was built of a pool (pools.def). */
uint32_t toe_pool_built(toe_pool_t pool);

/* The status whose name is `name`, with or without "NDIS_STATUS_"; false: none. */
bool toe_status_of_name(const char *name, uint32_t *status_out);

/* Statuses by name, as uint32_t. */
#define TOE_STATUS_SUCCESS 0x00000000u
#define TOE_STATUS_PARTIAL 0x40020004u
#define TOE_STATUS_FAILURE 0xC0000001u

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_SPEC_H_ */
