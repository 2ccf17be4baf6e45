/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_levels.h - the levels of the pools over a run: peaks, denials, and how long each pool had nothing free.
 *
 * Fed with the primary side's DECIDED and JOB records.  A pool is *empty* from the edge at which used reaches its limit
 * until the edge at which that ends: something is freed, or the limit is raised.  One such span is an episode.  A pool
 * may deny without being empty: pages or bytes are left, but fewer than a connection takes, or the lookup tables have
 * no slot for a key.  Such a denial belongs to no episode.
 *
 * Levels and limits are in the pool's unit (pools.def).
 */
#ifndef TOE_LEVELS_H_
#define TOE_LEVELS_H_

#include "model/spec/toe_retire.h"
#include "model/spec/toe_spec.h"
#include "sim/host/toe_host_options.h"
#include "sim/report/toe_timeline.h"

#define TOE_LEVELS_NO_EPISODE UINT64_MAX

typedef struct toe_level {
  uint32_t limit; /* in force; 0xFFFFFFFF of host_memory: without limit */
  uint64_t used, peak;
  uint64_t denied;
  toe_cycle_t first_denied; /* TOE_CYCLE_NEVER: none was */
  toe_cycle_t first_empty;  /* TOE_CYCLE_NEVER: it never was */
  uint64_t empty_cycles;    /* sum of the episodes that are over */
  toe_cycle_t empty_since;  /* TOE_CYCLE_NEVER: there is something free */
  uint64_t episode;         /* of empty_since, once it has denied something */
  toe_timeline_t timeline;
} toe_level_t;

typedef struct toe_levels toe_levels_t;

/* levels_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_levels_new(const toe_host_options_t *options, toe_levels_t **levels_out);
void toe_levels_free(toe_levels_t *levels); /* NULL is allowed */

/* Nobody will ask for episodes but those of the first `denials` denials and of the first of each pool: the ends of
 * others are not kept, and memory does not grow with them.  At first all are kept. */
void toe_levels_keep(toe_levels_t *levels, uint64_t denials);

/* A decision.  setting  of the request if it is a SET, else 0
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_levels_decide(toe_levels_t *levels, const toe_retire_t *retire, uint8_t setting);
/* A receive job ended.  retire  of kind JOB */
void toe_levels_job(toe_levels_t *levels, const toe_retire_t *retire);
/* A pool had nothing for a posted request or a connection.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_levels_deny(toe_levels_t *levels, toe_pool_t pool, toe_cycle_t cycle);
/* The run is over: `cycle` is the first edge that is not part of it. */
void toe_levels_finish(toe_levels_t *levels, toe_cycle_t cycle);

const toe_level_t *toe_levels_pool(const toe_levels_t *levels, toe_pool_t pool);
/* The episode the last denial fell into; TOE_LEVELS_NO_EPISODE: its pool was not empty, or it is not kept. */
uint64_t toe_levels_last_episode(const toe_levels_t *levels);
/* The edge at which an episode ended.  After finish: that of the end of the run, *is_open_out true, where it did not.
 */
toe_cycle_t toe_levels_episode_end(const toe_levels_t *levels, uint64_t episode, bool *is_open_out);

#endif /* TOE_LEVELS_H_ */
