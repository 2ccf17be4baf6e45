/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_compare_owner.c - the past of a side, and which object each of its records belongs to.
 */
#include <stdlib.h>

#include "model/spec/toe_spec.h"
#include "sim/check/toe_compare_internal.h"

/* The object of a DECIDED record; of a marker its request as a whole. */
static toe_compare_owner_t owner_decided(const toe_retire_t *decided) {
  bool is_object = decided->u.decided.is_object != 0;
  bool is_connection = decided->u.decided.handle >> 28 == TOE_LAYER_TCP;
  return (toe_compare_owner_t){is_object || decided->u.decided.request_id != 0, !is_object,
                               decided->u.decided.request_id, decided->u.decided.index,
                               is_connection ? decided->u.decided.handle : 0};
}

/* What belongs to a connection, and to no request as far as its record tells. */
static toe_compare_owner_t owner_connection(uint64_t handle) { return (toe_compare_owner_t){.connection = handle}; }

static bool has_owner(const toe_compare_past_t *past) { return past->owner.is_known || past->owner.connection != 0; }

/* Whose event it is: the item with its commit number, as far as the past goes. */
static toe_compare_owner_t owner_of_commit(const toe_compare_history_t *history, uint64_t commit) {
  uint64_t held = history->count < history->capacity ? history->count : history->capacity;
  for (uint64_t back = 1; back <= held; ++back) {
    const toe_retire_t *past = &history->items[(history->count - back) & (history->capacity - 1)].record;
    if (past->kind != TOE_RETIRE_DECIDED || past->u.decided.commit > commit) continue;
    if (past->u.decided.commit == commit) return owner_decided(past);
    break;
  }
  return (toe_compare_owner_t){0};
}

/* Whose a frame is that was sent: the frame, job or item at work; else the one that is told behind it. */
static toe_compare_owner_t owner_of_sent(const toe_compare_history_t *history, uint64_t commit) {
  const toe_retire_t *frame = &history->frame, *job = &history->job, *decided = &history->decided;
  if (frame->cycle != 0 && frame->u.frame.commit == commit) return owner_connection(frame->u.frame.handle);
  if (job->cycle != 0 && job->u.job.commit == commit) return owner_connection(job->u.job.handle);
  if (decided->cycle == 0 || decided->u.decided.commit != commit) return (toe_compare_owner_t){0};
  return decided->u.decided.is_object ? owner_decided(decided) : owner_connection(decided->u.decided.handle);
}

static toe_compare_owner_t owner_of(const toe_compare_history_t *history, const toe_retire_t *retire) {
  switch (retire->kind) {
    case TOE_RETIRE_DECIDED:
      return owner_decided(retire);
    case TOE_RETIRE_WRITTEN:
      return (toe_compare_owner_t){true, false, retire->u.written.request_id, retire->u.written.index, 0};
    case TOE_RETIRE_COMPLETED:
      return (toe_compare_owner_t){true, true, retire->u.completed.request_id, 0, 0};
    case TOE_RETIRE_CONTEXT:
      /* Two or three rows follow the end of a job. */
      if (history->job.cycle != 0 && retire->cycle <= history->job.cycle + 3 && retire->cycle > history->job.cycle)
        return owner_connection(history->job.u.job.handle);
      /* The rows of a context follow its decision, one an edge; a later one is that of a linker, or of a
       * connection asked for, corrected. */
      return owner_decided(retire->cycle <= history->taken.cycle + TOE_STAGE_TCP_ROWS ? &history->taken
                                                                                      : &history->decided);
    case TOE_RETIRE_BUFFER:
      if (history->frame.cycle != 0) return owner_connection(history->frame.u.frame.handle); /* data of a segment */
      /* Of a copy: it comes before its decision, which claims it; or with it, at one edge. */
      if (history->decided.cycle == retire->cycle) return owner_decided(&history->decided);
      break;
    case TOE_RETIRE_RETURNED:
      return (toe_compare_owner_t){true, false, retire->u.returned.request_id, retire->u.returned.index, 0};
    case TOE_RETIRE_EVENT:
      return owner_of_commit(history, retire->u.event.commit);
    case TOE_RETIRE_JOB:
      return owner_connection(retire->u.job.handle);
    case TOE_RETIRE_FRAME:
      return owner_connection(retire->u.frame.handle);
    case TOE_RETIRE_RECEIVED:
      return owner_connection(retire->u.received.handle);
    case TOE_RETIRE_SENT:
      return owner_of_sent(history, retire->u.sent.commit);
    case TOE_RETIRE_PLACED: /* says only where to: the job at work, as a rule the one that ends next */
    case TOE_RETIRE_DOORBELL:
    case TOE_RETIRE_KINDS:
      break;
  }
  return (toe_compare_owner_t){0};
}

bool toe_compare_claims(const toe_retire_t *retire, const toe_retire_t *past) {
  bool is_decided = retire->kind == TOE_RETIRE_DECIDED;
  if (past->kind == TOE_RETIRE_BUFFER) return is_decided && retire->u.decided.is_object;
  if (past->kind != TOE_RETIRE_SENT || (!is_decided && retire->kind != TOE_RETIRE_JOB)) return false;
  return past->u.sent.commit == (is_decided ? retire->u.decided.commit : retire->u.job.commit);
}

toe_compare_owner_t toe_compare_owner_claimed(const toe_retire_t *retire) {
  return retire->kind == TOE_RETIRE_JOB ? owner_connection(retire->u.job.handle) : owner_decided(retire);
}

/* Back to the decision before; of a job, to the first record that it claims. */
static void claim_past(toe_compare_history_t *history, const toe_retire_t *retire) {
  bool is_job = retire->kind == TOE_RETIRE_JOB;
  if (is_job && history->sent_commit != retire->u.job.commit) return;
  history->sent_commit = 0;
  uint64_t held = history->count < history->capacity ? history->count : history->capacity;
  for (uint64_t back = 1; back <= held; ++back) {
    toe_compare_past_t *past = &history->items[(history->count - back) & (history->capacity - 1)];
    if (past->record.kind == TOE_RETIRE_DECIDED) return;
    if (has_owner(past) || !toe_compare_claims(retire, &past->record)) continue;
    past->owner = toe_compare_owner_claimed(retire);
    if (is_job) return;
  }
}

void toe_compare_claim(toe_compare_queue_t *queue, const toe_retire_t *retire) {
  for (size_t i = queue->count; i > 0; --i) {
    toe_compare_past_t *past = &queue->items[(queue->head + i - 1) % queue->capacity];
    if (has_owner(past)) return;
    if (toe_compare_claims(retire, &past->record)) past->owner = toe_compare_owner_claimed(retire);
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
  if (retire->kind == TOE_RETIRE_FRAME) history->frame = *retire;
  if (retire->kind == TOE_RETIRE_JOB) {
    claim_past(history, retire);
    history->job = *retire;
    history->frame.cycle = 0;
  }
  toe_compare_past_t *past = &history->items[history->count & (history->capacity - 1)];
  toe_compare_past_put(past, retire, owner_of(history, retire));
  if (retire->kind == TOE_RETIRE_SENT && !has_owner(past)) history->sent_commit = retire->u.sent.commit;
  ++history->count;
  return past;
}
