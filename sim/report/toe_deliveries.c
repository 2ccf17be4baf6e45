/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_deliveries.h"

#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"

#define ID_BITS 0x0FFFFFFFu

/* One offload of a connection: by the id of its handle while it lasts, then in the list of those that ended. */
typedef struct entry {
  bool is_live, is_told; /* is_told: its first row came, the first time */
  toe_delivery_t delivery;
  uint64_t held;     /* bytes not delivered */
  uint64_t accepted; /* of the last indication */
  uint64_t flags;
} entry_t;

/* Terminated; entries of it may still be on their way to the host, and the host's answers. */
typedef struct ended {
  struct ended *next;
  entry_t entry;
  uint64_t commit, request_id; /* of its terminate */
  bool has_left, is_heard;     /* all its entries have; the host knows of the terminate */
} ended_t;

/* A job, or a terminate, that has ended: an acknowledgment that it sent may end later. */
typedef struct done {
  uint64_t commit, handle;
} done_t;

enum { DONE = 4 }; /* more than end while a frame of five beats leaves */

struct toe_deliveries {
  toe_deliveries_sink_t sink;
  void *self;
  entry_t *entries;
  uint32_t built, live_end; /* live_end: no live one at or behind it */
  uint64_t posted;          /* level of the pool */
  toe_frame_story_t story;  /* of the last frame */
  toe_frame_counts_t frames;
  ended_t *ended, **ended_end; /* in the order of their terminates */
  uint64_t sent_commit;        /* of the last acknowledgment; 0: its connection is known */
  done_t done[DONE];           /* a ring */
  uint32_t done_at;
  toe_delivery_t sum;
  uint64_t count;
};

toe_result_t toe_deliveries_new(toe_deliveries_sink_t sink, void *self, toe_deliveries_t **deliveries_out) {
  toe_deliveries_t *deliveries = calloc(1, sizeof *deliveries);
  if (deliveries == NULL) return TOE_E_MEMORY;
  deliveries->sink = sink;
  deliveries->self = self;
  deliveries->ended_end = &deliveries->ended;
  deliveries->built = toe_pool_built(TOE_POOL_TCP);
  deliveries->sum.first_posted = deliveries->sum.first_delivered = TOE_CYCLE_NEVER;
  deliveries->entries = calloc(deliveries->built, sizeof *deliveries->entries);
  if (deliveries->entries == NULL) {
    free(deliveries);
    return TOE_E_MEMORY;
  }
  *deliveries_out = deliveries;
  return TOE_OK;
}

void toe_deliveries_free(toe_deliveries_t *deliveries) {
  if (deliveries == NULL) return;
  for (uint32_t id = 0; id < deliveries->live_end; ++id) free(deliveries->entries[id].delivery.name);
  free(deliveries->entries);
  for (ended_t *next; deliveries->ended != NULL; deliveries->ended = next) {
    next = deliveries->ended->next;
    free(deliveries->ended->entry.delivery.name);
    free(deliveries->ended);
  }
  free(deliveries);
}

/* The connection a handle names or named last; NULL: it can be none. */
static entry_t *find(const toe_deliveries_t *deliveries, uint64_t handle) {
  uint64_t id = handle & ID_BITS;
  return handle >> 28 == TOE_LAYER_TCP && id < deliveries->built ? &deliveries->entries[id] : NULL;
}

/* The one offload of a handle that an item with this commit number was of; NULL: it is not known (any more). */
static entry_t *find_at(const toe_deliveries_t *deliveries, uint64_t handle, uint64_t commit) {
  entry_t *entry = find(deliveries, handle);
  if (entry != NULL && entry->is_live && entry->delivery.commit <= commit) return entry;
  for (ended_t *ended = deliveries->ended; ended != NULL; ended = ended->next) {
    const toe_delivery_t *own = &ended->entry.delivery;
    if (own->handle == handle && own->commit <= commit && commit <= ended->commit) return &ended->entry;
  }
  return NULL;
}

static bool is_none(const toe_forward_counts_t *counts) {
  return counts->success + counts->aborted + counts->upload + counts->invalid == 0;
}

static void give(toe_deliveries_t *deliveries, entry_t *entry) {
  toe_delivery_t *own = &entry->delivery, *sum = &deliveries->sum;
  entry->is_live = false;
  if (own->buffered == 0 && own->posted == 0 && own->wire.frames == 0 && is_none(&own->forwards)) return;
  sum->buffered += own->buffered;
  sum->placed += own->placed;
  sum->taken += own->taken;
  sum->returned += own->returned;
  sum->lost += own->lost;
  sum->left += own->left;
  sum->indicated += own->indicated;
  sum->posted += own->posted;
  sum->completed += own->completed;
  sum->aborted += own->aborted;
  sum->indications += own->indications;
  sum->refused += own->refused;
  sum->waits += own->waits;
  sum->acked += own->acked;
  toe_frames_add(&sum->wire, &own->wire);
  sum->forwards.success += own->forwards.success;
  sum->forwards.aborted += own->forwards.aborted;
  sum->forwards.upload += own->forwards.upload;
  sum->forwards.invalid += own->forwards.invalid;
  ++deliveries->count;
  deliveries->sink(deliveries->self, own);
}

static toe_result_t take(toe_deliveries_t *deliveries, const toe_retire_t *retire, const char *name) {
  entry_t *entry = find(deliveries, retire->u.decided.handle);
  if (entry == NULL) return TOE_OK;
  free(entry->delivery.name);
  *entry = (entry_t){.is_live = true};
  entry->delivery = (toe_delivery_t){.name = name != NULL ? strdup(name) : NULL,
                                     .handle = retire->u.decided.handle,
                                     .commit = retire->u.decided.commit,
                                     .first_posted = TOE_CYCLE_NEVER,
                                     .first_delivered = TOE_CYCLE_NEVER};
  uint32_t id = (uint32_t)(retire->u.decided.handle & ID_BITS);
  if (id >= deliveries->live_end) deliveries->live_end = id + 1;
  return name != NULL && entry->delivery.name == NULL ? TOE_E_MEMORY : TOE_OK;
}

/* It ends the run, or the device's, offloaded. */
static void leave(toe_deliveries_t *deliveries, entry_t *entry) {
  entry->delivery.left = entry->held;
  give(deliveries, entry);
}

/* ---- acknowledgments */

static void count_ack(entry_t *entry) {
  if (entry == NULL) return;
  entry->delivery.acked = entry->delivery.wire.taken; /* all that was taken */
  ++entry->delivery.wire.acks;
}

/* A job or a terminate ends: it may have sent one, or is going to have. */
static void settle_sent(toe_deliveries_t *deliveries, uint64_t handle, uint64_t commit) {
  deliveries->done[deliveries->done_at++ % DONE] = (done_t){commit, handle};
  if (deliveries->sent_commit == 0 || deliveries->sent_commit != commit) return;
  deliveries->sent_commit = 0;
  count_ack(find_at(deliveries, handle, commit));
}

/* Its last beat may be on the wire before its item ends, or behind that. */
static void put_sent(toe_deliveries_t *deliveries, const toe_retire_t *retire) {
  ++deliveries->frames.acks;
  deliveries->sent_commit = retire->u.sent.commit;
  for (uint32_t i = 0; i < DONE; ++i) {
    if (deliveries->done[i].commit != retire->u.sent.commit) continue;
    deliveries->sent_commit = 0;
    count_ack(find_at(deliveries, deliveries->done[i].handle, retire->u.sent.commit));
    return;
  }
}

/* ---- the end of an offload */

static toe_result_t put_freed(toe_deliveries_t *deliveries, const toe_retire_t *retire, entry_t *entry) {
  bool is_lost = retire->u.decided.cause == TOE_CAUSE_CONTEXT_ECC;
  *(is_lost ? &entry->delivery.lost : &entry->delivery.returned) += entry->held;
  entry->held = 0;
  entry->delivery.is_freed = true;
  ended_t *ended = malloc(sizeof *ended);
  if (ended == NULL) return TOE_E_MEMORY;
  *ended = (ended_t){.entry = *entry, .commit = retire->u.decided.commit, .request_id = retire->u.decided.request_id};
  *entry = (entry_t){0}; /* the name is the other's */
  *deliveries->ended_end = ended;
  deliveries->ended_end = &ended->next;
  return TOE_OK;
}

static void give_first_ended(toe_deliveries_t *deliveries) {
  ended_t *ended = deliveries->ended;
  deliveries->ended = ended->next;
  if (ended->next == NULL) deliveries->ended_end = &deliveries->ended;
  give(deliveries, &ended->entry);
  free(ended->entry.delivery.name);
  free(ended);
}

/* Those of which nothing can come any more. */
static void give_ended(toe_deliveries_t *deliveries) {
  while (deliveries->ended != NULL && deliveries->ended->has_left && deliveries->ended->is_heard) {
    give_first_ended(deliveries);
  }
}

/* Entries leave in the order of commit numbers: those of what was terminated before are all out. */
static void put_completed(toe_deliveries_t *deliveries, const toe_retire_t *retire) {
  for (ended_t *ended = deliveries->ended; ended != NULL; ended = ended->next) {
    ended->has_left |= ended->commit <= retire->u.completed.commit;
  }
  give_ended(deliveries);
}

static toe_result_t put_decided(toe_deliveries_t *deliveries, const toe_retire_t *retire, const char *name) {
  uint64_t handle = retire->u.decided.handle;
  bool is_post = !retire->u.decided.is_object && retire->u.decided.error == 0 &&
                 retire->u.decided.used_posted == deliveries->posted + 1;
  deliveries->posted = retire->u.decided.used_posted;
  entry_t *entry = find(deliveries, handle);
  if (entry == NULL) return TOE_OK;
  if (is_post) {
    if (entry->delivery.posted++ == 0) entry->delivery.first_posted = retire->cycle;
    return TOE_OK;
  }
  if (!retire->u.decided.is_object) return TOE_OK;
  if (retire->u.decided.is_terminate) {
    toe_result_t result = entry->is_live ? put_freed(deliveries, retire, entry) : TOE_OK;
    settle_sent(deliveries, handle, retire->u.decided.commit);
    return result;
  }
  bool is_new =
      retire->u.decided.attempted && retire->u.decided.cause == TOE_CAUSE_OK && retire->u.decided.kind == TOE_KIND_NEW;
  if (!is_new) return TOE_OK;
  if (entry->is_live) leave(deliveries, entry); /* the device was reset */
  return take(deliveries, retire, name);
}

/* The first row of a new connection says what it had. */
static void put_context(toe_deliveries_t *deliveries, const toe_retire_t *retire) {
  uint64_t row = retire->u.context.row - TOE_STAGE_TCP_ROW_BASE, id = row / TOE_STAGE_TCP_ROWS;
  if (row % TOE_STAGE_TCP_ROWS != 0 || id >= deliveries->built) return;
  entry_t *entry = &deliveries->entries[id];
  if (!entry->is_live || entry->is_told) return;
  entry->is_told = true;
  entry->delivery.buffered = entry->held = TOE_READ(retire->u.context.data, OBJ_TCP, BUFFERED_BYTES);
}

static void put_frame(toe_deliveries_t *deliveries) {
  entry_t *entry = find(deliveries, deliveries->story.frame.u.frame.handle);
  toe_frames_count(&deliveries->frames, &deliveries->story);
  if (entry == NULL || !entry->is_live) return;
  toe_frames_count(&entry->delivery.wire, &deliveries->story);
  entry->held += deliveries->story.frame.u.frame.taken;
}

static void put_job(toe_deliveries_t *deliveries, const toe_retire_t *retire) {
  entry_t *entry = find(deliveries, retire->u.job.handle);
  deliveries->posted = retire->u.job.used_posted;
  settle_sent(deliveries, retire->u.job.handle, retire->u.job.commit);
  bool is_lost = retire->u.job.rcv_nxt == 0 && retire->u.job.rcv_wnd == 0; /* all but the levels is 0 */
  if (entry == NULL || !entry->is_live || retire->u.job.buf_bytes > entry->held || is_lost) return;
  uint64_t went = entry->held - retire->u.job.buf_bytes;
  uint64_t taken = retire->u.job.job != TOE_JOB_REPLY ? 0 : entry->accepted < went ? entry->accepted : went;
  if (went > 0 && entry->delivery.first_delivered == TOE_CYCLE_NEVER) entry->delivery.first_delivered = retire->cycle;
  entry->delivery.taken += taken;
  entry->delivery.placed += went - taken;
  entry->delivery.waits += toe_deliveries_waits(deliveries, retire);
  entry->held = retire->u.job.buf_bytes;
  entry->flags = retire->u.job.flags;
}

static void put_received(const toe_deliveries_t *deliveries, const toe_retire_t *retire) {
  entry_t *entry = find_at(deliveries, retire->u.received.handle, retire->u.received.commit);
  if (entry == NULL || retire->u.received.kind == TOE_RCV_KIND_PASS) return;
  if (retire->u.received.kind == TOE_RCV_KIND_INDICATE) {
    ++entry->delivery.indications;
    entry->delivery.indicated += retire->u.received.bytes;
    return;
  }
  ++entry->delivery.completed;
  entry->delivery.aborted += retire->u.received.status != TOE_RCV_STATUS_SUCCESS;
}

toe_result_t toe_deliveries_retire(toe_deliveries_t *deliveries, const toe_retire_t *retire, const char *name) {
  if (retire->kind == TOE_RETIRE_DECIDED) return put_decided(deliveries, retire, name);
  if (retire->kind == TOE_RETIRE_CONTEXT) put_context(deliveries, retire);
  if (toe_frames_retire(&deliveries->story, retire)) put_frame(deliveries);
  if (retire->kind == TOE_RETIRE_SENT) put_sent(deliveries, retire);
  if (retire->kind == TOE_RETIRE_JOB) put_job(deliveries, retire);
  if (retire->kind == TOE_RETIRE_RECEIVED) put_received(deliveries, retire);
  if (retire->kind == TOE_RETIRE_COMPLETED) put_completed(deliveries, retire);
  return TOE_OK;
}

/* The last offload of a connection: a host offloads it again when it has heard all of the one before. */
static entry_t *find_last(const toe_deliveries_t *deliveries, const char *name) {
  entry_t *last = NULL;
  for (ended_t *ended = deliveries->ended; ended != NULL; ended = ended->next) {
    const char *own = ended->entry.delivery.name;
    if (own != NULL && strcmp(own, name) == 0) last = &ended->entry; /* in order */
  }
  for (uint32_t id = 0; id < deliveries->live_end; ++id) {
    entry_t *entry = &deliveries->entries[id];
    if (entry->is_live && entry->delivery.name != NULL && strcmp(entry->delivery.name, name) == 0) return entry;
  }
  return last;
}

void toe_deliveries_received(toe_deliveries_t *deliveries, const toe_host_receive_t *receive) {
  if (receive->kind != TOE_HOST_RECEIVE_INDICATED || receive->name == NULL) return;
  entry_t *entry = find_last(deliveries, receive->name);
  if (entry == NULL) return;
  entry->accepted = receive->accepted;
  entry->delivery.refused += receive->accepted < receive->bytes;
}

void toe_deliveries_forwarded(toe_deliveries_t *deliveries, const toe_host_forwarded_t *segment) {
  entry_t *entry = find_last(deliveries, segment->name);
  if (entry != NULL) toe_frames_complete(&entry->delivery.forwards, segment->status);
}

void toe_deliveries_terminated(toe_deliveries_t *deliveries, uint32_t request_id) {
  for (ended_t *ended = deliveries->ended; ended != NULL; ended = ended->next) {
    ended->is_heard |= ended->request_id == request_id;
  }
  give_ended(deliveries);
}

void toe_deliveries_flush(toe_deliveries_t *deliveries) {
  while (deliveries->ended != NULL) give_first_ended(deliveries);
  for (uint32_t id = 0; id < deliveries->live_end; ++id) {
    if (deliveries->entries[id].is_live) leave(deliveries, &deliveries->entries[id]);
  }
  deliveries->posted = 0;
  deliveries->sent_commit = 0;
  memset(deliveries->done, 0, sizeof deliveries->done);
}

const char *toe_deliveries_name(const toe_deliveries_t *deliveries, uint64_t handle) {
  const entry_t *entry = find(deliveries, handle);
  return entry != NULL && entry->is_live ? entry->delivery.name : NULL;
}

bool toe_deliveries_waits(const toe_deliveries_t *deliveries, const toe_retire_t *retire) {
  const entry_t *entry = find(deliveries, retire->u.job.handle);
  if (entry == NULL || (retire->u.job.flags & TOE_RCV_FLAG_WAITING) == 0) return false;
  return (entry->flags & TOE_RCV_FLAG_WAITING) == 0 || retire->u.job.job == TOE_JOB_WAKE;
}

const toe_frame_counts_t *toe_deliveries_frames(const toe_deliveries_t *deliveries) { return &deliveries->frames; }

const toe_delivery_t *toe_deliveries_sum(const toe_deliveries_t *deliveries) { return &deliveries->sum; }

uint64_t toe_deliveries_count(const toe_deliveries_t *deliveries) { return deliveries->count; }
