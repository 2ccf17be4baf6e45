/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_pool.h"

#include <assert.h>
#include <stdlib.h>

toe_result_t toe_pool_init(toe_pool_state_t *pool, uint32_t built, bool has_ids) {
  *pool = (toe_pool_state_t){.built = built};
  if (!has_ids) return TOE_OK;
  pool->freed = calloc((size_t)built + 1, sizeof *pool->freed);
  pool->in_use = calloc((size_t)built + 1, sizeof *pool->in_use);
  if (pool->freed != NULL && pool->in_use != NULL) return TOE_OK;
  toe_pool_end(pool);
  return TOE_E_MEMORY;
}

void toe_pool_end(toe_pool_state_t *pool) {
  free(pool->freed);
  free(pool->in_use);
  *pool = (toe_pool_state_t){0};
}

bool toe_pool_has_room(const toe_pool_state_t *pool, uint32_t limit, uint64_t amount) {
  if (limit == TOE_POOL_UNLIMITED || amount == 0) return true;
  return pool->used < limit && amount <= limit - pool->used;
}

uint32_t toe_pool_take(toe_pool_state_t *pool) { return toe_pool_take_below(pool, pool->built); }

uint32_t toe_pool_take_below(toe_pool_state_t *pool, uint32_t bound) {
  assert(pool->used < bound && bound <= pool->built);
  ++pool->used;
  if (pool->in_use == NULL) return 0;
  uint32_t id = pool->unused;
  if (id < bound) {
    ++pool->unused;
  } else {
    assert(pool->freed_count > 0);
    id = pool->freed[pool->freed_head];
    pool->freed_head = (pool->freed_head + 1) % pool->built;
    --pool->freed_count;
  }
  pool->in_use[id] = true;
  return id;
}

void toe_pool_take_amount(toe_pool_state_t *pool, uint32_t amount) {
  assert(pool->in_use == NULL && amount <= pool->built - pool->used);
  pool->used += amount;
}

void toe_pool_give(toe_pool_state_t *pool, uint32_t id) {
  assert(pool->used > 0);
  --pool->used;
  if (pool->in_use == NULL) return;
  assert(toe_pool_is_used(pool, id));
  pool->in_use[id] = false;
  pool->freed[(pool->freed_head + pool->freed_count) % pool->built] = id;
  ++pool->freed_count;
}

void toe_pool_give_amount(toe_pool_state_t *pool, uint32_t amount) {
  assert(pool->in_use == NULL && amount <= pool->used);
  pool->used -= amount;
}

bool toe_pool_is_used(const toe_pool_state_t *pool, uint32_t id) {
  return pool->in_use != NULL && id < pool->built && pool->in_use[id];
}

bool toe_pool_was_given(const toe_pool_state_t *pool, uint32_t id) { return pool->in_use != NULL && id < pool->unused; }
