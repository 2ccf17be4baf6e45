/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_pool.h - one countable resource of the device (docs/microarchitecture.md 6).
 *
 * A pool counts what is in use against a run-time limit; a pool of ids also gives them
 * out: never-used ones first, ascending from 0, then freed ones first-in first-out.  Lowering a
 * limit below what is used frees nothing: free = max(0, limit - used).  Deciding comes before
 * taking, so a denied object leaves no trace.
 */
#ifndef TOE_POOL_H_
#define TOE_POOL_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_POOL_UNLIMITED 0xFFFFFFFFu /* as a limit: always free */

/* Members belong to toe_pool.c; `used` may be read. */
typedef struct toe_pool_state {
  uint32_t built;  /* most that may ever be in use                   */
  uint32_t used;   /* in use now                                     */
  uint32_t unused; /* smallest id never given                        */
  uint32_t *freed; /* ring of freed ids, `built` places; NULL: counts only */
  bool *in_use;    /* by id                                          */
  uint32_t freed_head, freed_count;
} toe_pool_state_t;

/* Make an empty pool.  has_ids: gives ids below built.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_pool_init(toe_pool_state_t *pool, uint32_t built, bool has_ids);
/* Free its memory; an all-zero pool is allowed. */
void toe_pool_end(toe_pool_state_t *pool);

/* Whether `amount` more may be taken under `limit`. */
bool toe_pool_has_room(const toe_pool_state_t *pool, uint32_t limit, uint64_t amount);
/* Take one that is free (asserted against built) and give its id; 0 for a pool without ids. */
uint32_t toe_pool_take(toe_pool_state_t *pool);
/* The same, but a never-used id only below `bound`; fewer than bound must be in use (asserted). */
uint32_t toe_pool_take_below(toe_pool_state_t *pool, uint32_t bound);
/* Take `amount` at once of a pool without ids (both asserted). */
void toe_pool_take_amount(toe_pool_state_t *pool, uint32_t amount);
/* Give one back; id must be in use (asserted), and is ignored by a pool without ids. */
void toe_pool_give(toe_pool_state_t *pool, uint32_t id);
/* Give `amount` back at once to a pool without ids that has it in use (both asserted). */
void toe_pool_give_amount(toe_pool_state_t *pool, uint32_t amount);
/* Whether a pool of ids has this one in use, or ever had; any value is allowed. */
bool toe_pool_is_used(const toe_pool_state_t *pool, uint32_t id);
bool toe_pool_was_given(const toe_pool_state_t *pool, uint32_t id);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_POOL_H_ */
