/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_compare.h"

#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/check/toe_compare_internal.h"
#include "sim/check/toe_retire_field.h"

toe_result_t toe_compare_new(uint64_t budget_cycles, toe_compare_t **compare_out) {
  toe_compare_t *compare = calloc(1, sizeof *compare);
  if (compare == NULL) return TOE_E_MEMORY;
  compare->budget_cycles = budget_cycles;
  *compare_out = compare;
  return TOE_OK;
}

void toe_compare_free(toe_compare_t *compare) {
  if (compare == NULL) return;
  for (int side = 0; side < TOE_SIDES; ++side) {
    for (int kind = 0; kind < TOE_RETIRE_KINDS; ++kind) free(compare->queues[side][kind].items);
    free(compare->history[side].items);
  }
  free(compare);
}

static bool queue_push(toe_compare_queue_t *queue, const toe_compare_past_t *past) {
  if (queue->count == queue->capacity) {
    size_t capacity = queue->capacity ? queue->capacity * 2 : 16;
    toe_compare_past_t *items = malloc(capacity * sizeof *items);
    if (items == NULL) return false;
    for (size_t i = 0; i < queue->count; ++i) items[i] = queue->items[(queue->head + i) % queue->capacity];
    free(queue->items);
    *queue = (toe_compare_queue_t){items, capacity, 0, queue->count};
  }
  toe_compare_past_put(&queue->items[(queue->head + queue->count) & (queue->capacity - 1)], &past->record, past->owner);
  ++queue->count;
  return true;
}

static const toe_compare_past_t *queue_head(const toe_compare_queue_t *queue) {
  return queue->count == 0 ? NULL : &queue->items[queue->head];
}

static void queue_pop(toe_compare_queue_t *queue) {
  queue->head = --queue->count == 0 ? 0 : (queue->head + 1) & (queue->capacity - 1);
}

static uint64_t difference(uint64_t a, uint64_t b) { return a > b ? a - b : b - a; }

static void freeze(toe_compare_t *compare, toe_mismatch_reason_t reason, toe_retire_kind_t kind, const char *field,
                   const toe_compare_past_t *const pair[TOE_SIDES], uint64_t model_value, uint64_t rtl_value) {
  toe_mismatch_t *mismatch = &compare->mismatch;
  compare->has_mismatch = true;
  *mismatch = (toe_mismatch_t){.reason = reason, .kind = kind, .field = field, .cycle = TOE_CYCLE_NEVER};
  mismatch->number = compare->compared[kind] + 1;
  mismatch->value[TOE_SIDE_MODEL] = model_value;
  mismatch->value[TOE_SIDE_RTL] = rtl_value;
  for (int side = TOE_SIDES - 1; side >= 0; --side) {
    if (pair[side] == NULL) continue;
    mismatch->has_record[side] = true;
    mismatch->record[side] = pair[side]->record;
    if (pair[side]->record.cycle < mismatch->cycle) mismatch->cycle = pair[side]->record.cycle;
    if (pair[side]->owner.connection != 0) mismatch->connection = pair[side]->owner.connection;
    if (!pair[side]->owner.is_known) continue;
    mismatch->has_object = true;
    mismatch->is_whole = pair[side]->owner.is_whole;
    mismatch->request_id = pair[side]->owner.request_id;
    mismatch->index = pair[side]->owner.index;
  }
}

/* Whether all but the cycle is the same, times too: nearly always. */
static bool is_same(const toe_retire_t *model, const toe_retire_t *rtl) {
  return memcmp(&model->u, &rtl->u, toe_retire_bytes(model->kind) - offsetof(toe_retire_t, u)) == 0;
}

/* Whether the pair agrees; freezes at the first field that does not: values first, then cycles. */
static bool check_pair(toe_compare_t *compare, const toe_compare_past_t *const pair[TOE_SIDES]) {
  const toe_retire_t *model = &pair[TOE_SIDE_MODEL]->record, *rtl = &pair[TOE_SIDE_RTL]->record;
  const toe_retire_field_t *fields = NULL;
  size_t count = is_same(model, rtl) ? 0 : toe_retire_fields(model->kind, &fields);
  for (size_t i = 0; i < count; ++i) {
    uint64_t a = toe_retire_value(model, &fields[i]), b = toe_retire_value(rtl, &fields[i]);
    if (fields[i].is_time || a == b) continue;
    freeze(compare, TOE_MISMATCH_VALUE, model->kind, fields[i].name, pair, a, b);
    return false;
  }
  if (count > 0 && toe_retire_data(model) != NULL && memcmp(toe_retire_data(model), toe_retire_data(rtl), 64) != 0) {
    uint64_t at = 0;
    while (toe_retire_data(model)[at] == toe_retire_data(rtl)[at]) ++at;
    freeze(compare, TOE_MISMATCH_VALUE, model->kind, "data", pair, at, at);
    return false;
  }
  for (size_t i = 0; i < count; ++i) {
    uint64_t a = toe_retire_value(model, &fields[i]), b = toe_retire_value(rtl, &fields[i]);
    if (!fields[i].is_time || difference(a, b) <= compare->budget_cycles) continue;
    freeze(compare, TOE_MISMATCH_TIME, model->kind, fields[i].name, pair, a, b);
    return false;
  }
  if (difference(model->cycle, rtl->cycle) > compare->budget_cycles) {
    freeze(compare, TOE_MISMATCH_TIME, model->kind, "cycle", pair, model->cycle, rtl->cycle);
    return false;
  }
  return true;
}

static void add_timing(toe_compare_t *compare, const toe_retire_t *model, const toe_retire_t *rtl) {
  toe_spread_add(&compare->spread[model->kind], difference(model->cycle, rtl->cycle));
  if (model->kind == TOE_RETIRE_DECIDED && model->u.decided.fetched_cycle != 0 && rtl->u.decided.fetched_cycle != 0) {
    toe_spread_add(&compare->fetched, difference(model->u.decided.fetched_cycle, rtl->u.decided.fetched_cycle));
  }
}

/* After a mismatch in a row of the buffer memory or a frame that was sent: what follows tells whose it was. */
static void name_object(toe_compare_t *compare, toe_side_t side, const toe_retire_t *retire) {
  toe_mismatch_t *mismatch = &compare->mismatch;
  if (mismatch->has_object || mismatch->connection != 0 || !mismatch->has_record[side]) return;
  if (!toe_compare_claims(retire, &mismatch->record[side])) return;
  toe_compare_owner_t owner = toe_compare_owner_claimed(retire);
  mismatch->has_object = owner.is_known;
  mismatch->is_whole = owner.is_whole;
  mismatch->request_id = owner.request_id;
  mismatch->index = owner.index;
  mismatch->connection = owner.connection;
}

toe_result_t toe_compare_put(toe_compare_t *compare, toe_side_t side, const toe_retire_t *retire) {
  if (compare->has_mismatch) {
    name_object(compare, side, retire);
    return TOE_OK;
  }
  toe_compare_queue_t *own = &compare->queues[side][retire->kind];
  toe_compare_queue_t *other = &compare->queues[TOE_SIDES - 1 - side][retire->kind];
  const toe_compare_past_t *past = toe_compare_history_put(&compare->history[side], retire);
  if (past == NULL) return TOE_E_MEMORY;
  if (retire->kind == TOE_RETIRE_DECIDED) toe_compare_claim(&compare->queues[side][TOE_RETIRE_BUFFER], retire);
  if (retire->kind == TOE_RETIRE_DECIDED || retire->kind == TOE_RETIRE_JOB)
    toe_compare_claim(&compare->queues[side][TOE_RETIRE_SENT], retire);
  const toe_compare_past_t *fellow = queue_head(other);
  if (fellow == NULL) return queue_push(own, past) ? TOE_OK : TOE_E_MEMORY;
  const toe_compare_past_t *const pair[TOE_SIDES] = {side == TOE_SIDE_MODEL ? past : fellow,
                                                     side == TOE_SIDE_MODEL ? fellow : past};
  /* The timing of the pair that breaks the budget belongs to the spread too. */
  add_timing(compare, &pair[TOE_SIDE_MODEL]->record, &pair[TOE_SIDE_RTL]->record);
  if (!check_pair(compare, pair)) return TOE_OK;
  ++compare->compared[retire->kind];
  queue_pop(other);
  return TOE_OK;
}

/* The waiting record with the least cycle of a side, if below `before`, is without a fellow. */
static void miss(toe_compare_t *compare, toe_side_t side, toe_cycle_t before) {
  const toe_compare_past_t *first = NULL;
  for (int kind = 0; kind < TOE_RETIRE_KINDS; ++kind) {
    const toe_compare_past_t *head = queue_head(&compare->queues[side][kind]);
    if (head == NULL || head->record.cycle >= before) continue;
    if (first == NULL || head->record.cycle < first->record.cycle) first = head;
  }
  if (first == NULL || (compare->has_mismatch && compare->mismatch.cycle <= first->record.cycle)) return;
  const toe_compare_past_t *pair[TOE_SIDES] = {NULL, NULL};
  pair[side] = first;
  freeze(compare, TOE_MISMATCH_MISSING, first->record.kind, "", pair, 0, 0);
}

void toe_compare_advance(toe_compare_t *compare, toe_side_t side, toe_cycle_t cycle) {
  if (compare->has_mismatch || cycle <= compare->budget_cycles) return;
  miss(compare, side == TOE_SIDE_MODEL ? TOE_SIDE_RTL : TOE_SIDE_MODEL, cycle - compare->budget_cycles);
}

void toe_compare_finish(toe_compare_t *compare) {
  if (compare->has_mismatch) return;
  miss(compare, TOE_SIDE_MODEL, TOE_CYCLE_NEVER);
  miss(compare, TOE_SIDE_RTL, TOE_CYCLE_NEVER); /* the earlier one is kept */
}

const toe_mismatch_t *toe_compare_mismatch(const toe_compare_t *compare) {
  return compare->has_mismatch ? &compare->mismatch : NULL;
}

uint64_t toe_compare_count_kind(const toe_compare_t *compare, toe_retire_kind_t kind) {
  return compare->compared[kind];
}

uint64_t toe_compare_count(const toe_compare_t *compare) {
  uint64_t count = 0;
  for (int kind = 0; kind < TOE_RETIRE_KINDS; ++kind) count += compare->compared[kind];
  return count;
}

uint64_t toe_compare_waiting(const toe_compare_t *compare) {
  uint64_t count = 0;
  for (int kind = 0; kind < TOE_RETIRE_KINDS; ++kind) {
    count += compare->queues[TOE_SIDE_MODEL][kind].count + compare->queues[TOE_SIDE_RTL][kind].count;
  }
  return count;
}

void toe_compare_timing(const toe_compare_t *compare, toe_timing_t *timing_out) {
  toe_spread_t all = compare->spread[TOE_RETIRE_DECIDED];
  toe_spread_merge(&all, &compare->spread[TOE_RETIRE_WRITTEN]);
  toe_spread_merge(&all, &compare->spread[TOE_RETIRE_COMPLETED]);
  toe_spread_timing(&all, timing_out);
}

void toe_compare_timing_kind(const toe_compare_t *compare, toe_retire_kind_t kind, toe_timing_t *timing_out) {
  toe_spread_timing(&compare->spread[kind], timing_out);
}

void toe_compare_timing_fetched(const toe_compare_t *compare, toe_timing_t *timing_out) {
  toe_spread_timing(&compare->fetched, timing_out);
}
