/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lookup.h - which connection a segment belongs to (docs/microarchitecture.md 6).
 *
 * Two tables of LOOKUP_ROWS rows with LOOKUP_WAYS slots, and an overflow CAM.  A key may be
 * in one row of each table, chosen by its CRC32C, or in the CAM.  Nothing is ever moved, so
 * an insert takes constant time and may find no slot while others are free.
 */
#ifndef TOE_LOOKUP_H_
#define TOE_LOOKUP_H_

#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_lookup toe_lookup_t;

typedef struct toe_lookup_key {
  uint8_t bytes[TOE_STAGE_KEY_BYTES];
} toe_lookup_key_t;

/* What a search has found. */
typedef struct toe_lookup_place {
  bool is_found; /* the key is in                             */
  bool has_slot; /* not found, and an insert would succeed    */
  uint32_t id;   /* found: the TCP id stored with it          */
  uint32_t slot; /* where it is, or would go: table A first (row * ways + way), then B, then the CAM */
  uint32_t hash; /* CRC32C of the key                         */
} toe_lookup_place_t;

/* The key of a connection.  src_ip, dst_ip: 16 bytes each, borrowed for this call */
toe_lookup_key_t toe_lookup_key(uint16_t vlan, uint8_t family, const uint8_t *src_ip, const uint8_t *dst_ip,
                                uint16_t local_port, uint16_t remote_port);

/* Make an empty lookup; lookup_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_lookup_new(toe_lookup_t **lookup_out);
void toe_lookup_free(toe_lookup_t *lookup); /* NULL is allowed */

/* Search for `key`, and for the slot an insert of it would take.  Changes nothing. */
toe_lookup_place_t toe_lookup_find(const toe_lookup_t *lookup, const toe_lookup_key_t *key);

/* Insert at a place found for this key since the last insert or removal (has_slot, asserted).  id  below 65536 */
void toe_lookup_insert(toe_lookup_t *lookup, const toe_lookup_place_t *place, const toe_lookup_key_t *key, uint32_t id);

/* Empty a slot in use (asserted): nothing is found in it, and it may be taken again. */
void toe_lookup_remove(toe_lookup_t *lookup, uint32_t slot);

/* Slots in use, CAM included. */
uint32_t toe_lookup_used(const toe_lookup_t *lookup);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_LOOKUP_H_ */
