/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_due.c - what items tell and hand back: events and rows, each of its own item, in order, and all of it.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_conserve_internal.h"

#define HALF 32 /* bytes of a RETURNED */

toe_conserve_due_t *toe_conserve_push_due(toe_conserve_t *conserve, const toe_retire_t *decided) {
  if (conserve->due_count == conserve->due_capacity) {
    size_t capacity = conserve->due_capacity ? conserve->due_capacity * 2 : 16;
    toe_conserve_due_t *dues = realloc(conserve->dues, capacity * sizeof *dues);
    if (dues == NULL) {
      conserve->failure = TOE_E_MEMORY;
      return NULL;
    }
    conserve->dues = dues;
    conserve->due_capacity = capacity;
  }
  toe_conserve_due_t *due = &conserve->dues[conserve->due_count++];
  memset(due, 0, sizeof *due);
  due->decided = *decided;
  return due;
}

static void complain(toe_conserve_t *conserve, const toe_conserve_due_t *due, toe_cycle_t cycle) {
  if (!due->is_event) {
    toe_conserve_violate(conserve, &due->decided, cycle, "%u of the %u bytes to be handed back of 0x%08llx came",
                         due->done, due->bytes, (unsigned long long)due->decided.u.decided.handle);
  } else if (due->is_sure) {
    toe_conserve_violate(conserve, &due->decided, cycle, "the event %s it told did not come",
                         toe_event_text(due->code));
  }
}

static void drop(toe_conserve_t *conserve, size_t at) {
  --conserve->due_count;
  memmove(conserve->dues + at, conserve->dues + at + 1, (conserve->due_count - at) * sizeof *conserve->dues);
}

void toe_conserve_settle(toe_conserve_t *conserve, uint64_t commit, toe_cycle_t cycle) {
  for (size_t at = 0; at < conserve->due_count;) {
    const toe_conserve_due_t *due = &conserve->dues[at];
    if (due->decided.u.decided.commit > commit || (due->is_job && commit != UINT64_MAX)) {
      ++at;
      continue;
    }
    complain(conserve, due, cycle);
    drop(conserve, at);
  }
}

/* The first that is of an item; NULL: none. */
static toe_conserve_due_t *first_of_items(toe_conserve_t *conserve) {
  size_t at = 0;
  while (at < conserve->due_count && conserve->dues[at].is_job) ++at;
  return at < conserve->due_count ? &conserve->dues[at] : NULL;
}

/* ---- events */

/* R81, D-10: nothing is in use when it resumes after UPLOAD_ALL, and it is refused only then. */
static void check_resume(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t live = conserve->held[TOE_POOL_NEIGHBOR] + conserve->held[TOE_POOL_PATH] + conserve->held[TOE_POOL_TCP];
  bool is_refused = retire->u.decided.error == TOE_ERROR_NOT_EMPTY;
  if (retire->u.decided.error != 0 && !is_refused) return;
  if (is_refused == (conserve->is_uploading && live > 0)) return;
  toe_conserve_violate(conserve, retire, retire->cycle, "resuming is %s while %llu objects are offloaded, %s",
                       is_refused ? "refused" : "allowed", (unsigned long long)live,
                       conserve->is_uploading ? "after UPLOAD_ALL" : "without UPLOAD_ALL");
}

void toe_conserve_raise(toe_conserve_t *conserve, const toe_retire_t *retire, const toe_conserve_ask_t *ask) {
  uint64_t handle = retire->u.decided.handle;
  uint8_t code = ask != NULL ? toe_op_event(ask->kind) : handle != 0 ? TOE_EVENT_RETRIEVE : 0;
  if (code == TOE_EVENT_RESUME) check_resume(conserve, retire);
  const toe_conserve_object_t *object = toe_conserve_find(conserve, handle, TOE_LAYER_TCP);
  if ((code != TOE_EVENT_RETRIEVE || retire->u.decided.error != 0) && handle != 0) {
    toe_conserve_violate(conserve, retire, retire->cycle, "a handle for what asks for no connection");
  } else if (code == TOE_EVENT_RETRIEVE && retire->u.decided.error == 0 && object == NULL) {
    toe_conserve_violate(conserve, retire, retire->cycle, "asks for handle 0x%08llx, which is not in use",
                         (unsigned long long)handle);
  }
  if (retire->u.decided.error == TOE_ERROR_NO_OBJECT && ask == NULL)
    toe_conserve_expect_lost_unsure(conserve, retire, retire->u.decided.commit);
  if (retire->u.decided.error != 0) return;
  if (code == TOE_EVENT_UPLOAD_ALL) conserve->is_uploading = true;
  if (code == TOE_EVENT_RESUME) conserve->is_uploading = false;
  toe_conserve_due_t *due = toe_conserve_push_due(conserve, retire);
  if (due == NULL) return;
  due->is_event = true;
  due->is_sure = ask != NULL; /* what nobody asked for may be a REPLY too */
  due->code = code;
  due->handle = handle;
  if (object != NULL) due->ndis_handle = TOE_READ(object->rows, OBJECT, NDIS_HANDLE);
}

void toe_conserve_expect_lost(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_due_t *due = toe_conserve_push_due(conserve, retire);
  if (due == NULL) return;
  due->is_event = due->is_sure = true;
  due->code = TOE_EVENT_RETRIEVE;
}

void toe_conserve_expect_lost_unsure(toe_conserve_t *conserve, const toe_retire_t *retire, uint64_t commit) {
  toe_retire_t teller = {.kind = TOE_RETIRE_DECIDED, .cycle = retire->cycle};
  if (retire->kind == TOE_RETIRE_DECIDED) teller = *retire;
  teller.u.decided.commit = commit;
  teller.u.decided.is_object = 1; /* its event names what its decision does not */
  toe_conserve_due_t *due = toe_conserve_push_due(conserve, &teller);
  if (due == NULL) return;
  due->is_event = true;
  due->is_sure = retire->kind == TOE_RETIRE_JOB;
  due->code = TOE_EVENT_RETRIEVE;
}

void toe_conserve_forget_due(toe_conserve_t *conserve, uint64_t commit) {
  if (conserve->due_count == 0) return;
  const toe_conserve_due_t *last = &conserve->dues[conserve->due_count - 1];
  if (last->is_event && last->decided.u.decided.commit == commit) --conserve->due_count;
}

/* What an event of this item says; the handle of a lost context is not in its decision. */
static void check_event(toe_conserve_t *conserve, const toe_conserve_due_t *due, const toe_retire_t *retire) {
  const toe_retire_t *decided = &due->decided;
  uint64_t code = retire->u.event.code, handle = retire->u.event.handle, info = retire->u.event.info;
  bool is_lost = decided->u.decided.is_object != 0;
  if (due->code != 0 && code != due->code) {
    toe_conserve_violate(conserve, decided, retire->cycle, "it told the event %s, but %s came",
                         toe_event_text(due->code), toe_event_text((uint32_t)code));
  }
  if (is_lost ? handle >> 28 != TOE_LAYER_TCP : handle != due->handle) {
    toe_conserve_violate(conserve, decided, retire->cycle, "its event %s names handle 0x%08llx, expected 0x%08llx",
                         toe_event_text((uint32_t)code), (unsigned long long)handle, (unsigned long long)due->handle);
  }
  bool is_failure = code == TOE_EVENT_RETRIEVE && info == TOE_UPLOAD_REASON_HARDWARE_FAILURE;
  if (is_lost && !is_failure) {
    toe_conserve_violate(conserve, decided, retire->cycle, "its context is lost, but the event says reason %llu",
                         (unsigned long long)info);
  }
  uint64_t said = retire->u.event.ndis_handle;
  bool is_own = said == (is_lost ? 0 : due->ndis_handle) || (is_failure && said == 0);
  if (!is_own) {
    toe_conserve_violate(
        conserve, decided, retire->cycle, "its event %s names NDIS handle 0x%llx, but its context has 0x%llx",
        toe_event_text((uint32_t)code), (unsigned long long)said, (unsigned long long)due->ndis_handle);
  }
}

void toe_conserve_expect_disconnect(toe_conserve_t *conserve, const toe_retire_t *job,
                                    const toe_conserve_object_t *object) {
  if (conserve->told_early == job->u.job.commit) return;
  toe_retire_t teller = {.kind = TOE_RETIRE_DECIDED, .cycle = job->cycle};
  teller.u.decided.commit = job->u.job.commit;
  toe_conserve_due_t *due = toe_conserve_push_due(conserve, &teller);
  if (due == NULL) return;
  due->is_event = due->is_job = due->is_sure = true;
  due->code = TOE_EVENT_DISCONNECT;
  due->handle = job->u.job.handle;
  due->ndis_handle = TOE_READ(object->rows, OBJECT, NDIS_HANDLE);
}

/* An event of a job that has not ended: it is known then what it told. */
static bool is_early(toe_conserve_t *conserve, const toe_retire_t *retire) {
  if (retire->u.event.commit <= conserve->ended ||
      toe_conserve_find(conserve, retire->u.event.handle, TOE_LAYER_TCP) == NULL)
    return false;
  bool is_lost =
      retire->u.event.code == TOE_EVENT_RETRIEVE && retire->u.event.info == TOE_UPLOAD_REASON_HARDWARE_FAILURE;
  if (is_lost) conserve->lost_early = retire->u.event.commit;
  if (retire->u.event.code == TOE_EVENT_DISCONNECT) conserve->told_early = retire->u.event.commit;
  return is_lost || retire->u.event.code == TOE_EVENT_DISCONNECT;
}

/* Whether an item has this event to tell. */
static bool has_item_event(const toe_conserve_t *conserve, uint64_t commit, uint64_t code) {
  for (size_t at = 0; at < conserve->due_count; ++at) {
    const toe_conserve_due_t *due = &conserve->dues[at];
    bool is_own = !due->is_job && due->is_event && due->decided.u.decided.commit == commit;
    if (is_own && (due->is_sure || due->code == code)) return true;
  }
  return false;
}

/* An event of a frame or a job: those before it have come, of what items write back nothing is known. */
static bool put_job_event(toe_conserve_t *conserve, const toe_retire_t *retire) {
  for (size_t at = 0; at < conserve->due_count;) {
    const toe_conserve_due_t *due = &conserve->dues[at];
    if (!due->is_job || due->decided.u.decided.commit > retire->u.event.commit) {
      ++at;
      continue;
    }
    bool is_own = due->decided.u.decided.commit == retire->u.event.commit && due->code == retire->u.event.code;
    if (is_own)
      check_event(conserve, due, retire);
    else
      complain(conserve, due, retire->cycle);
    drop(conserve, at);
    if (is_own) return true;
  }
  return false;
}

void toe_conserve_put_event(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t commit = retire->u.event.commit;
  if (put_job_event(conserve, retire)) return;
  if (!has_item_event(conserve, commit, retire->u.event.code) && is_early(conserve, retire)) return;
  if (commit > 0) toe_conserve_settle(conserve, commit - 1, retire->cycle);
  toe_conserve_due_t *due = first_of_items(conserve);
  if (due == NULL || !due->is_event || due->decided.u.decided.commit != commit) {
    toe_conserve_violate(conserve, &conserve->last, retire->cycle,
                         "event %s of commit number %llu came, which told none",
                         toe_event_text((uint32_t)retire->u.event.code), (unsigned long long)commit);
    return;
  }
  check_event(conserve, due, retire);
  drop(conserve, (size_t)(due - conserve->dues));
}

/* ---- rows handed back */

void toe_conserve_expect_returned(toe_conserve_t *conserve, const toe_retire_t *retire,
                                  const toe_conserve_object_t *object) {
  uint32_t rows = retire->u.decided.layer == TOE_LAYER_TCP        ? TOE_STAGE_TCP_RETURN_ROWS
                  : retire->u.decided.layer == TOE_LAYER_NEIGHBOR ? TOE_STAGE_NEIGHBOR_RETURN_ROWS
                                                                  : 0;
  if (rows == 0) return;
  toe_conserve_due_t *due = toe_conserve_push_due(conserve, retire);
  if (due == NULL) return;
  due->bytes = rows * TOE_STAGE_SRAM_ROW_BYTES;
  memcpy(due->rows, object->rows, due->bytes);
}

void toe_conserve_put_returned(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t request_id = retire->u.returned.request_id, index = retire->u.returned.index;
  for (toe_conserve_due_t *event; (event = first_of_items(conserve)) != NULL && event->is_event;) {
    complain(conserve, event, retire->cycle);
    drop(conserve, (size_t)(event - conserve->dues));
  }
  toe_conserve_due_t *due = first_of_items(conserve);
  if (due == NULL || due->decided.u.decided.request_id != request_id || due->decided.u.decided.index != index) {
    toe_conserve_violate(conserve, due != NULL ? &due->decided : &conserve->last, retire->cycle,
                         "bytes of object %llu of request %llu are handed back, which are not next",
                         (unsigned long long)index, (unsigned long long)request_id);
    return;
  }
  if (retire->u.returned.offset != due->done) {
    toe_conserve_violate(conserve, &due->decided, retire->cycle, "offset %llu is handed back, expected %u",
                         (unsigned long long)retire->u.returned.offset, due->done);
    return;
  }
  uint8_t bytes[sizeof retire->u.returned.data] = {0};
  memcpy(bytes, due->rows + due->done, HALF);
  const bool is_same = memcmp(retire->u.returned.data, bytes, sizeof bytes) == 0;
  for (uint32_t i = 0; i < sizeof bytes && !is_same; ++i) {
    const uint8_t expected = bytes[i];
    if (retire->u.returned.data[i] == expected) continue;
    toe_conserve_violate(conserve, &due->decided, retire->cycle,
                         "byte %u of its context is handed back as 0x%02x, but 0x%02x was written", due->done + i,
                         retire->u.returned.data[i], expected);
  }
  due->done += HALF;
  if (due->done == due->bytes) drop(conserve, (size_t)(due - conserve->dues));
}
