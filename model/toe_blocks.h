/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_blocks.h - the blocks of the buffer memory and the chains they are given out in (docs/microarchitecture.md 5.9,
 * 6).
 *
 * A block is a row of the buffer memory.  Never-used ones are given out first, ascending from 0, then freed ones
 * first-in first-out; a chain is given back as a whole or from its front, its first block first.
 */
#ifndef TOE_BLOCKS_H_
#define TOE_BLOCKS_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Blocks in the order in which they were taken; all zero: none.  `first` and `count` may be read. */
typedef struct toe_chain {
  uint32_t first, last, count;
} toe_chain_t;

/* Members belong to toe_blocks.c; `used` may be read. */
typedef struct toe_blocks {
  uint32_t built;
  uint32_t used;
  uint32_t unused; /* smallest block never given */
  uint32_t *next;  /* by block: the one behind it in its chain, or in the chain of freed ones */
  toe_chain_t freed;
} toe_blocks_t;

/* Make all blocks free.  E_ARG: built is 0; E_MEMORY */
TOE_MUST_USE toe_result_t toe_blocks_init(toe_blocks_t *blocks, uint32_t built);
/* Free its memory; all zero is allowed. */
void toe_blocks_end(toe_blocks_t *blocks);

/* One more block at the end of a chain, and its number; one must be free (asserted). */
uint32_t toe_blocks_take(toe_blocks_t *blocks, toe_chain_t *chain);
/* Give a chain back, which is empty then; an empty one is allowed. */
void toe_blocks_give(toe_blocks_t *blocks, toe_chain_t *chain);
/* Give its first `count` blocks back as one chain; it must have them (asserted). */
void toe_blocks_give_front(toe_blocks_t *blocks, toe_chain_t *chain, uint32_t count);
/* The block behind `block` of a chain, which must not be its last. */
uint32_t toe_blocks_next(const toe_blocks_t *blocks, uint32_t block);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_BLOCKS_H_ */
