/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_timers.h"

#include <assert.h>
#include <stdlib.h>

#include "model/spec/toe_spec.h"

toe_result_t toe_timers_init(toe_timers_t *timers, uint32_t built) {
  *timers = (toe_timers_t){.built = built};
  if (built == 0) return TOE_E_ARG;
  timers->timer = calloc(built, sizeof *timers->timer);
  if (timers->timer == NULL) return TOE_E_MEMORY;
  for (uint32_t i = 0; i < built; ++i) timers->timer[i].expiry = TOE_CYCLE_NEVER;
  return TOE_OK;
}

void toe_timers_end(toe_timers_t *timers) {
  free(timers->timer);
  *timers = (toe_timers_t){0};
}

bool toe_timers_runs(const toe_timers_t *timers, uint32_t id) {
  assert(id < timers->built);
  return timers->timer[id].expiry != TOE_CYCLE_NEVER;
}

void toe_timers_stop(toe_timers_t *timers, uint32_t id, toe_cycle_t c) {
  if (!toe_timers_runs(timers, id)) return;
  toe_timer_t *timer = &timers->timer[id];
  if (timers->first == id) {
    timers->first = timer->behind;
  } else {
    timers->timer[timer->before].behind = timer->behind;
  }
  if (timers->last == id) {
    timers->last = timer->before;
  } else {
    timers->timer[timer->behind].before = timer->before;
  }
  timer->expiry = TOE_CYCLE_NEVER;
  --timers->count;
  timers->changed = c;
}

void toe_timers_start(toe_timers_t *timers, uint32_t id, toe_cycle_t c, toe_cycle_t expiry) {
  toe_timers_stop(timers, id, c);
  timers->timer[id] = (toe_timer_t){.expiry = expiry, .before = timers->last};
  if (timers->count == 0) {
    timers->first = id;
  } else {
    timers->timer[timers->last].behind = id;
  }
  timers->last = id;
  ++timers->count;
  timers->changed = c;
}

toe_cycle_t toe_timers_due(const toe_timers_t *timers) {
  if (timers->count == 0) return TOE_CYCLE_NEVER;
  toe_cycle_t expiry = timers->timer[timers->first].expiry, settled = timers->changed + TOE_STAGE_TIMER_SETTLE_CYCLES;
  return expiry > settled ? expiry : settled;
}

uint32_t toe_timers_head(const toe_timers_t *timers) {
  assert(timers->count > 0);
  return timers->first;
}
