/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_pool_record.h - pools as records and settings tell of them.
 */
#ifndef TOE_POOL_RECORD_H_
#define TOE_POOL_RECORD_H_

#include <stdbool.h>

#include "model/spec/toe_retire.h"
#include "model/spec/toe_spec.h"

/* What each pool has in use after a decision.  retire  of kind DECIDED */
void toe_retire_levels(const toe_retire_t *retire, uint64_t used_out[TOE_POOLS]);

/* What a receive job left of the pools it can change; the others stay as they are.  retire  of kind JOB */
void toe_retire_job_levels(const toe_retire_t *retire, uint64_t used[TOE_POOLS]);

/* The pool whose limit a toe_setting changes; TOE_POOL_NONE: none. */
toe_pool_t toe_pool_of_setting(uint32_t setting);
/* The toe_setting that changes a pool's limit; 0: none does (lookup, host_buffer). */
uint32_t toe_setting_of_pool(toe_pool_t pool);

/* Whether a cause compared with something (DECIDED.limit): a pool's limit, or the largest MTU or window, or the
 * smallest window. */
bool toe_cause_has_limit(uint32_t cause);

/* What a pool is counted in: "entries", "values", "pages", "bytes", "blocks",
 * "requests", "buffers". */
const char *toe_pool_unit_text(toe_pool_t pool);

#endif /* TOE_POOL_RECORD_H_ */
