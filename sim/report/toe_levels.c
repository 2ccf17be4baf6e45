/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_levels.h"

#include <stdlib.h>

#include "sim/check/toe_pool_record.h"

struct toe_levels {
  toe_level_t pools[TOE_POOLS];
  toe_cycle_t *ends; /* of episodes that denied something; NEVER: still open */
  uint64_t count, capacity;
  uint64_t denials, kept_denials;
  uint64_t last_episode;
  toe_cycle_t finish;
};

/* After a change at `cycle`: has the pool become empty, or stopped being so? */
static void look(toe_levels_t *levels, toe_level_t *level, toe_pool_t pool, toe_cycle_t cycle) {
  bool has_no_limit = pool == TOE_POOL_HOST_MEMORY && level->limit == UINT32_MAX;
  bool is_empty = !has_no_limit && level->used >= level->limit;
  if (is_empty && level->empty_since == TOE_CYCLE_NEVER) {
    level->empty_since = cycle;
    if (level->first_empty == TOE_CYCLE_NEVER) level->first_empty = cycle;
    level->episode = TOE_LEVELS_NO_EPISODE;
  } else if (!is_empty && level->empty_since != TOE_CYCLE_NEVER) {
    level->empty_cycles += cycle - level->empty_since;
    level->empty_since = TOE_CYCLE_NEVER;
    if (level->episode != TOE_LEVELS_NO_EPISODE) levels->ends[level->episode] = cycle;
    level->episode = TOE_LEVELS_NO_EPISODE;
  }
}

toe_result_t toe_levels_new(const toe_host_options_t *options, toe_levels_t **levels_out) {
  toe_levels_t *levels = calloc(1, sizeof *levels);
  if (levels == NULL) return TOE_E_MEMORY;
  levels->last_episode = TOE_LEVELS_NO_EPISODE;
  levels->finish = TOE_CYCLE_NEVER;
  levels->kept_denials = UINT64_MAX;
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    toe_level_t *level = &levels->pools[pool];
    level->limit = pool == TOE_POOL_LOOKUP ? toe_pool_built(TOE_POOL_LOOKUP) : options->driver.limit[pool];
    level->first_denied = level->first_empty = level->empty_since = TOE_CYCLE_NEVER;
    level->episode = TOE_LEVELS_NO_EPISODE;
    toe_timeline_add(&level->timeline, 0, 0);
    look(levels, level, (toe_pool_t)pool, 0);
  }
  *levels_out = levels;
  return TOE_OK;
}

void toe_levels_free(toe_levels_t *levels) {
  if (levels == NULL) return;
  free(levels->ends);
  free(levels);
}

void toe_levels_keep(toe_levels_t *levels, uint64_t denials) { levels->kept_denials = denials; }

static bool deny(toe_levels_t *levels, toe_level_t *level, toe_cycle_t cycle) {
  const bool is_kept = level->denied == 0 || levels->denials < levels->kept_denials;
  ++level->denied;
  ++levels->denials;
  if (level->first_denied == TOE_CYCLE_NEVER) level->first_denied = cycle;
  if (level->empty_since != TOE_CYCLE_NEVER && level->episode == TOE_LEVELS_NO_EPISODE && is_kept) {
    if (levels->count == levels->capacity) {
      uint64_t capacity = levels->capacity ? levels->capacity * 2 : 16;
      toe_cycle_t *ends = realloc(levels->ends, capacity * sizeof *ends);
      if (ends == NULL) return false;
      levels->ends = ends;
      levels->capacity = capacity;
    }
    levels->ends[levels->count] = TOE_CYCLE_NEVER;
    level->episode = levels->count++;
  }
  levels->last_episode = level->episode;
  return true;
}

/* What is in use from `cycle` on. */
static void take_levels(toe_levels_t *levels, toe_cycle_t cycle, const uint64_t used[TOE_POOLS]) {
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    toe_level_t *level = &levels->pools[pool];
    if (level->used != used[pool]) toe_timeline_add(&level->timeline, cycle, used[pool]);
    level->used = used[pool];
    if (level->used > level->peak) level->peak = level->used;
    look(levels, level, (toe_pool_t)pool, cycle);
  }
}

void toe_levels_job(toe_levels_t *levels, const toe_retire_t *retire) {
  uint64_t used[TOE_POOLS];
  for (int pool = 0; pool < TOE_POOLS; ++pool) used[pool] = levels->pools[pool].used;
  toe_retire_job_levels(retire, used);
  take_levels(levels, retire->cycle, used);
}

toe_result_t toe_levels_deny(toe_levels_t *levels, toe_pool_t pool, toe_cycle_t cycle) {
  return deny(levels, &levels->pools[pool], cycle) ? TOE_OK : TOE_E_MEMORY;
}

toe_result_t toe_levels_decide(toe_levels_t *levels, const toe_retire_t *retire, uint8_t setting) {
  uint64_t used[TOE_POOLS];
  toe_retire_levels(retire, used);
  if (!retire->u.decided.is_object && retire->u.decided.error == 0) {
    toe_pool_t pool = toe_pool_of_setting(setting);
    if (pool != TOE_POOL_NONE) levels->pools[pool].limit = (uint32_t)retire->u.decided.limit;
  }
  take_levels(levels, retire->cycle, used);
  if (!retire->u.decided.is_object) return TOE_OK;
  toe_pool_t denied = toe_pool_of_cause((uint32_t)retire->u.decided.cause);
  if (denied == TOE_POOL_NONE) return TOE_OK;
  return deny(levels, &levels->pools[denied], retire->cycle) ? TOE_OK : TOE_E_MEMORY;
}

void toe_levels_finish(toe_levels_t *levels, toe_cycle_t cycle) {
  levels->finish = cycle;
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    toe_level_t *level = &levels->pools[pool];
    if (level->empty_since == TOE_CYCLE_NEVER) continue;
    if (cycle > level->empty_since) level->empty_cycles += cycle - level->empty_since;
  }
}

const toe_level_t *toe_levels_pool(const toe_levels_t *levels, toe_pool_t pool) { return &levels->pools[pool]; }

uint64_t toe_levels_last_episode(const toe_levels_t *levels) { return levels->last_episode; }

toe_cycle_t toe_levels_episode_end(const toe_levels_t *levels, uint64_t episode, bool *is_open_out) {
  *is_open_out = levels->ends[episode] == TOE_CYCLE_NEVER;
  return *is_open_out ? levels->finish : levels->ends[episode];
}
