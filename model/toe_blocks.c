/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_blocks.h"

#include <assert.h>
#include <stdlib.h>

toe_result_t toe_blocks_init(toe_blocks_t *blocks, uint32_t built) {
  *blocks = (toe_blocks_t){.built = built};
  if (built == 0) return TOE_E_ARG;
  blocks->next = calloc(built, sizeof *blocks->next);
  return blocks->next == NULL ? TOE_E_MEMORY : TOE_OK;
}

void toe_blocks_end(toe_blocks_t *blocks) {
  free(blocks->next);
  *blocks = (toe_blocks_t){0};
}

/* Put `more` behind `chain`. */
static void join(toe_blocks_t *blocks, toe_chain_t *chain, const toe_chain_t *more) {
  if (chain->count == 0) {
    *chain = *more;
    return;
  }
  blocks->next[chain->last] = more->first;
  chain->last = more->last;
  chain->count += more->count;
}

uint32_t toe_blocks_take(toe_blocks_t *blocks, toe_chain_t *chain) {
  assert(blocks->used < blocks->built);
  uint32_t block = blocks->unused;
  if (block < blocks->built) {
    ++blocks->unused;
  } else {
    assert(blocks->freed.count > 0);
    block = blocks->freed.first;
    blocks->freed.first = blocks->next[block];
    --blocks->freed.count;
  }
  ++blocks->used;
  join(blocks, chain, &(toe_chain_t){.first = block, .last = block, .count = 1});
  return block;
}

void toe_blocks_give(toe_blocks_t *blocks, toe_chain_t *chain) {
  assert(chain->count <= blocks->used);
  if (chain->count == 0) return;
  blocks->used -= chain->count;
  join(blocks, &blocks->freed, chain);
  *chain = (toe_chain_t){0};
}

void toe_blocks_give_front(toe_blocks_t *blocks, toe_chain_t *chain, uint32_t count) {
  assert(count <= chain->count);
  if (count == chain->count) {
    toe_blocks_give(blocks, chain);
    return;
  }
  if (count == 0) return;
  toe_chain_t front = {.first = chain->first, .last = chain->first, .count = count};
  for (uint32_t i = 1; i < count; ++i) front.last = blocks->next[front.last];
  chain->first = blocks->next[front.last];
  chain->count -= count;
  toe_blocks_give(blocks, &front);
}

uint32_t toe_blocks_next(const toe_blocks_t *blocks, uint32_t block) {
  assert(block < blocks->built);
  return blocks->next[block];
}
