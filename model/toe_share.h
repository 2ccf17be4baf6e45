/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_share.h - a table of distinct values that live objects share: source MACs, source IPs, VLAN ids
 * (docs/microarchitecture.md 6).
 *
 * A value has a place as long as somebody uses it, and counts once, however many users it has.  A value in the table is
 * always there for one more user, whatever the limit; a new one needs used < limit and goes to the lowest free place.
 * Lowering a limit below what is used frees nothing.
 */
#ifndef TOE_SHARE_H_
#define TOE_SHARE_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_SHARE_NONE 0xFFFFFFFFu /* as a place: not in the table */

/* Members belong to toe_share.c; `used` and `users` may be read. */
typedef struct toe_share {
  uint32_t built; /* places */
  uint32_t key_bytes;
  uint32_t used;   /* values in the table              */
  uint32_t *users; /* by place; 0: the place is free   */
  uint8_t *keys;   /* by place, key_bytes each         */
} toe_share_t;

/* Make an empty table of `built` places for values of `key_bytes`.  E_ARG: one of them is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_share_init(toe_share_t *share, uint32_t built, uint32_t key_bytes);
/* Free its memory; an all-zero table is allowed. */
void toe_share_end(toe_share_t *share);

/* Keys are key_bytes long and borrowed for the call. */

/* The place of a value; TOE_SHARE_NONE: nobody uses it. */
uint32_t toe_share_find(const toe_share_t *share, const uint8_t *key);
/* Whether one more user of a value may come in under `limit`. */
bool toe_share_has_room(const toe_share_t *share, const uint8_t *key, uint32_t limit);
/* One more user; gives the value's place.  A new value needs a free place (asserted). */
uint32_t toe_share_take(toe_share_t *share, const uint8_t *key);
/* One user less of the value at `place`, which must have one (asserted); without users the place is free. */
void toe_share_give(toe_share_t *share, uint32_t place);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_SHARE_H_ */
