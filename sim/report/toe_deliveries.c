/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_deliveries.h"

#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"

#define ID_BITS 0x0FFFFFFFu

/* A connection, by the id of its handle. */
typedef struct entry {
  bool is_live;
  toe_delivery_t delivery;
  uint64_t held;     /* bytes not delivered */
  uint64_t accepted; /* of the last indication */
  uint64_t flags;
} entry_t;

struct toe_deliveries {
  toe_deliveries_sink_t sink;
  void *self;
  entry_t *entries;
  uint32_t built, live_end; /* live_end: no live one at or behind it */
  uint64_t posted;          /* level of the pool */
  toe_delivery_t sum;
  uint64_t count;
};

toe_result_t toe_deliveries_new(toe_deliveries_sink_t sink, void *self, toe_deliveries_t **deliveries_out) {
  toe_deliveries_t *deliveries = calloc(1, sizeof *deliveries);
  if (deliveries == NULL) return TOE_E_MEMORY;
  deliveries->sink = sink;
  deliveries->self = self;
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
  for (uint32_t id = 0; id < deliveries->built; ++id) free(deliveries->entries[id].delivery.name);
  free(deliveries->entries);
  free(deliveries);
}

/* The connection a handle names or named last; NULL: it can be none. */
static entry_t *find(const toe_deliveries_t *deliveries, uint64_t handle) {
  uint64_t id = handle & ID_BITS;
  return handle >> 28 == TOE_LAYER_TCP && id < deliveries->built ? &deliveries->entries[id] : NULL;
}

static void give(toe_deliveries_t *deliveries, entry_t *entry) {
  toe_delivery_t *own = &entry->delivery, *sum = &deliveries->sum;
  entry->is_live = false;
  if (own->buffered == 0 && own->posted == 0) return;
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

static void put_freed(const toe_retire_t *retire, entry_t *entry) {
  bool is_lost = retire->u.decided.cause == TOE_CAUSE_CONTEXT_ECC;
  *(is_lost ? &entry->delivery.lost : &entry->delivery.returned) += entry->held;
  entry->held = 0;
  entry->delivery.is_freed = true;
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
    if (entry->is_live) put_freed(retire, entry);
    return TOE_OK;
  }
  bool is_new =
      retire->u.decided.attempted && retire->u.decided.cause == TOE_CAUSE_OK && retire->u.decided.kind == TOE_KIND_NEW;
  if (!is_new) return TOE_OK;
  if (entry->is_live) give(deliveries, entry); /* its last entry has left by now */
  return take(deliveries, retire, name);
}

/* The first row of a new connection says what it had. */
static void put_context(toe_deliveries_t *deliveries, const toe_retire_t *retire) {
  uint64_t row = retire->u.context.row - TOE_STAGE_TCP_ROW_BASE, id = row / TOE_STAGE_TCP_ROWS;
  if (row % TOE_STAGE_TCP_ROWS != 0 || id >= deliveries->built) return;
  entry_t *entry = &deliveries->entries[id];
  if (!entry->is_live || entry->delivery.posted > 0 || entry->delivery.buffered > 0) return;
  entry->delivery.buffered = entry->held = TOE_READ(retire->u.context.data, OBJ_TCP, BUFFERED_BYTES);
}

static void put_job(toe_deliveries_t *deliveries, const toe_retire_t *retire) {
  entry_t *entry = find(deliveries, retire->u.job.handle);
  deliveries->posted = retire->u.job.used_posted;
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
  entry_t *entry = find(deliveries, retire->u.received.handle);
  if (entry == NULL || retire->u.received.commit < entry->delivery.commit) return;
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
  if (retire->kind == TOE_RETIRE_JOB) put_job(deliveries, retire);
  if (retire->kind == TOE_RETIRE_RECEIVED) put_received(deliveries, retire);
  return TOE_OK;
}

void toe_deliveries_received(toe_deliveries_t *deliveries, const toe_host_receive_t *receive) {
  if (receive->kind != TOE_HOST_RECEIVE_INDICATED || receive->name == NULL) return;
  for (uint32_t id = 0; id < deliveries->live_end; ++id) {
    entry_t *entry = &deliveries->entries[id];
    if (!entry->is_live || entry->delivery.name == NULL || strcmp(entry->delivery.name, receive->name) != 0) continue;
    entry->accepted = receive->accepted;
    entry->delivery.refused += receive->accepted < receive->bytes;
    return;
  }
}

void toe_deliveries_flush(toe_deliveries_t *deliveries) {
  for (uint32_t id = 0; id < deliveries->live_end; ++id) {
    entry_t *entry = &deliveries->entries[id];
    if (!entry->is_live) continue;
    entry->delivery.left = entry->held;
    give(deliveries, entry);
  }
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

const toe_delivery_t *toe_deliveries_sum(const toe_deliveries_t *deliveries) { return &deliveries->sum; }

uint64_t toe_deliveries_count(const toe_deliveries_t *deliveries) { return deliveries->count; }
