/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_compare_owner.c - the past of a side, and which object each of its records belongs to.
 */
#include <stdlib.h>

#include "model/spec/toe_spec.h"
#include "sim/check/toe_compare_internal.h"

toe_compare_owner_t toe_compare_owner_decided(const toe_retire_t *decided) {
  bool is_object = decided->u.decided.is_object != 0;
  bool is_connection = decided->u.decided.handle >> 28 == TOE_LAYER_TCP;
  return (toe_compare_owner_t){is_object || decided->u.decided.request_id != 0, !is_object,
                               decided->u.decided.request_id, decided->u.decided.index,
                               is_connection ? decided->u.decided.handle : 0};
}

/* What belongs to a connection, and to no request as far as its record tells. */
static toe_compare_owner_t owner_connection(uint64_t handle) { return (toe_compare_owner_t){.connection = handle}; }

/* Whose event it is: the item with its commit number, as far as the past goes. */
static toe_compare_owner_t owner_of_commit(const toe_compare_history_t *history, uint64_t commit) {
  uint64_t held = history->count < history->capacity ? history->count : history->capacity;
  for (uint64_t back = 1; back <= held; ++back) {
    const toe_retire_t *past = &history->items[(history->count - back) & (history->capacity - 1)].record;
    if (past->kind != TOE_RETIRE_DECIDED || past->u.decided.commit > commit) continue;
    if (past->u.decided.commit == commit) return toe_compare_owner_decided(past);
    break;
  }
  return (toe_compare_owner_t){0};
}

static toe_compare_owner_t owner_of(const toe_compare_history_t *history, const toe_retire_t *retire) {
  switch (retire->kind) {
    case TOE_RETIRE_DECIDED:
      return toe_compare_owner_decided(retire);
    case TOE_RETIRE_WRITTEN:
      return (toe_compare_owner_t){true, false, retire->u.written.request_id, retire->u.written.index, 0};
    case TOE_RETIRE_COMPLETED:
      return (toe_compare_owner_t){true, true, retire->u.completed.request_id, 0, 0};
    case TOE_RETIRE_CONTEXT:
      /* Two rows follow the end of a job. */
      if (history->job.cycle != 0 && retire->cycle <= history->job.cycle + 2 && retire->cycle > history->job.cycle)
        return owner_connection(history->job.u.job.handle);
      /* The rows of a context follow its decision, one an edge; a later one is that of a linker, or of a
       * connection asked for, corrected. */
      return toe_compare_owner_decided(retire->cycle <= history->taken.cycle + TOE_STAGE_TCP_ROWS ? &history->taken
                                                                                                  : &history->decided);
    case TOE_RETIRE_BUFFER:
      /* Comes before its decision, which claims it; or with it, at one edge. */
      if (history->decided.cycle == retire->cycle) return toe_compare_owner_decided(&history->decided);
      break;
    case TOE_RETIRE_RETURNED:
      return (toe_compare_owner_t){true, false, retire->u.returned.request_id, retire->u.returned.index, 0};
    case TOE_RETIRE_EVENT:
      return owner_of_commit(history, retire->u.event.commit);
    case TOE_RETIRE_JOB:
      return owner_connection(retire->u.job.handle);
    case TOE_RETIRE_RECEIVED:
      return owner_connection(retire->u.received.handle);
    case TOE_RETIRE_PLACED: /* says only where to: the job at work, as a rule the one that ends next */
    case TOE_RETIRE_DOORBELL:
    case TOE_RETIRE_KINDS:
      break;
  }
  return (toe_compare_owner_t){0};
}

/* Back to the decision before: what was written to the buffer memory since then is this one's. */
static void claim_past(toe_compare_history_t *history, const toe_retire_t *decided) {
  if (!decided->u.decided.is_object) return;
  uint64_t held = history->count < history->capacity ? history->count : history->capacity;
  for (uint64_t back = 1; back <= held; ++back) {
    toe_compare_past_t *past = &history->items[(history->count - back) & (history->capacity - 1)];
    if (past->record.kind == TOE_RETIRE_DECIDED) return;
    if (past->record.kind == TOE_RETIRE_BUFFER && !past->owner.is_known)
      past->owner = toe_compare_owner_decided(decided);
  }
}

void toe_compare_claim(toe_compare_queue_t *buffer_rows, const toe_retire_t *decided) {
  if (!decided->u.decided.is_object) return;
  for (size_t i = buffer_rows->count; i > 0; --i) {
    toe_compare_past_t *past = &buffer_rows->items[(buffer_rows->head + i - 1) % buffer_rows->capacity];
    if (past->owner.is_known) return;
    past->owner = toe_compare_owner_decided(decided);
  }
}

const toe_compare_past_t *toe_compare_history_put(toe_compare_history_t *history, const toe_retire_t *retire) {
  if (history->count == history->capacity && history->capacity < TOE_COMPARE_PAST) {
    size_t capacity = history->capacity ? history->capacity * 2 : 64;
    toe_compare_past_t *items = realloc(history->items, capacity * sizeof *items);
    if (items == NULL) return NULL;
    history->items = items;
    history->capacity = capacity;
  }
  if (retire->kind == TOE_RETIRE_DECIDED) {
    claim_past(history, retire);
    history->decided = *retire;
    if (retire->u.decided.is_object && retire->u.decided.kind == TOE_KIND_NEW && retire->u.decided.attempted &&
        retire->u.decided.cause == TOE_CAUSE_OK) {
      history->taken = *retire;
    }
  }
  if (retire->kind == TOE_RETIRE_JOB) history->job = *retire;
  toe_compare_past_t *past = &history->items[history->count & (history->capacity - 1)];
  toe_compare_past_put(past, retire, owner_of(history, retire));
  ++history->count;
  return past;
}
