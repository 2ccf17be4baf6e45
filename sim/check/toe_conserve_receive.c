/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_receive.c - receive delivery: what a connection has buffered, posted and lent host buffers, and what
 * receive jobs do to it (docs/microarchitecture.md 5.11).
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_conserve_internal.h"
#include "sim/check/toe_pool_record.h"
#include "sim/host/toe_stream.h"

#define BLOCK TOE_STAGE_BUFFER_ROW_BYTES
#define JOB_ROWS \
  2 /* rows 1 and 3 of the context, at the two edges behind the end; row 0 before them if STATE changed */
/* Flags that a frame sets and clears, at the edge it is judged. */
#define FRAME_FLAGS \
  (TOE_RCV_FLAG_PSH | TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_ABORTED | TOE_RCV_FLAG_HOST_PATH | TOE_RCV_FLAG_ASKED)

typedef unsigned long long u64_text;

/* ---- entries that must come */

static toe_conserve_entries_t *find_entries(toe_conserve_t *conserve, uint64_t commit) {
  for (size_t i = 0; i < conserve->entries_count; ++i) {
    if (conserve->entries[i].commit == commit) return &conserve->entries[i];
  }
  if (conserve->entries_count == conserve->entries_capacity) {
    size_t capacity = conserve->entries_capacity ? conserve->entries_capacity * 2 : 16;
    toe_conserve_entries_t *entries = realloc(conserve->entries, capacity * sizeof *entries);
    if (entries == NULL) {
      conserve->failure = TOE_E_MEMORY;
      return NULL;
    }
    conserve->entries = entries;
    conserve->entries_capacity = capacity;
  }
  toe_conserve_entries_t *fresh = &conserve->entries[conserve->entries_count++];
  *fresh = (toe_conserve_entries_t){.commit = commit};
  return fresh;
}

static void drop_entries(toe_conserve_t *conserve, const toe_conserve_entries_t *entries) {
  size_t at = (size_t)(entries - conserve->entries), behind = conserve->entries_count - at - 1;
  memmove(&conserve->entries[at], &conserve->entries[at + 1], behind * sizeof *entries);
  --conserve->entries_count;
}

/* More came than was written, or another connection's; all that was written is forgotten. */
static void weigh_entries(toe_conserve_t *conserve, toe_conserve_entries_t *entries, toe_cycle_t cycle) {
  if (!entries->is_known) return;
  if (entries->came[0] > entries->due[0] || entries->came[1] > entries->due[1] || entries->came[2] > entries->due[2]) {
    toe_conserve_violate(conserve, &entries->teller, cycle,
                         "%u completions, %u indications and %u frames of it came, but it wrote %u, %u and %u",
                         entries->came[0], entries->came[1], entries->came[2], entries->due[0], entries->due[1],
                         entries->due[2]);
    return;
  }
  if (memcmp(entries->came, entries->due, sizeof entries->due) == 0) drop_entries(conserve, entries);
}

static void expect_entries(toe_conserve_t *conserve, const toe_retire_t *teller, uint64_t commit, uint32_t completions,
                           uint32_t indications, uint32_t frames) {
  toe_conserve_entries_t *entries = find_entries(conserve, commit);
  if (entries == NULL) return;
  entries->is_known = true;
  entries->teller = *teller;
  entries->due[0] = completions;
  entries->due[1] = indications;
  entries->due[2] = frames;
  weigh_entries(conserve, entries, teller->cycle);
}

static void complain_entries(toe_conserve_t *conserve, const toe_conserve_entries_t *entries, toe_cycle_t cycle) {
  if (!entries->is_known) {
    toe_conserve_violate(conserve, &conserve->last, cycle, "entries of commit number %llu came, which wrote none",
                         (u64_text)entries->commit);
    return;
  }
  toe_conserve_violate(conserve, &entries->teller, cycle,
                       "it wrote %u completions, %u indications and %u frames, but %u, %u and %u of them came",
                       entries->due[0], entries->due[1], entries->due[2], entries->came[0], entries->came[1],
                       entries->came[2]);
}

void toe_conserve_put_received(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t commit = retire->u.received.commit, kind = retire->u.received.kind;
  for (size_t i = 0; i < conserve->entries_count; ++i) {
    if (conserve->entries[i].commit >= commit) continue;
    complain_entries(conserve, &conserve->entries[i], retire->cycle);
    return;
  }
  toe_conserve_entries_t *entries = find_entries(conserve, commit);
  if (entries == NULL) return;
  if (kind != TOE_RCV_KIND_COMPLETE && kind != TOE_RCV_KIND_INDICATE && kind != TOE_RCV_KIND_PASS) {
    toe_conserve_violate(conserve, &conserve->last, retire->cycle, "a received entry of kind %llu", (u64_text)kind);
    return;
  }
  if (kind != TOE_RCV_KIND_COMPLETE && retire->u.received.id >= conserve->limits.host_buffers) {
    toe_conserve_violate(conserve, &conserve->last, retire->cycle, "host buffer %llu is used, but %u are lent",
                         (u64_text)retire->u.received.id, conserve->limits.host_buffers);
  }
  ++entries->came[kind == TOE_RCV_KIND_PASS ? 2 : kind == TOE_RCV_KIND_INDICATE ? 1 : 0];
  weigh_entries(conserve, entries, retire->cycle);
}

void toe_conserve_finish_entries(toe_conserve_t *conserve) {
  if (conserve->entries_count > 0) complain_entries(conserve, &conserve->entries[0], conserve->last.cycle);
}

/* ---- a connection's receive state */

/* Row `k` of a connection that was taken came: its receive state begins. */
void toe_conserve_take_receive(toe_conserve_t *conserve, toe_conserve_object_t *object, uint32_t k) {
  const toe_retire_t *taken = &conserve->taken;
  toe_conserve_rcv_t *rcv = &object->rcv;
  const uint8_t *row = object->rows + TOE_STAGE_SRAM_ROW_BYTES * 3;
  if (k == 0) {
    rcv->bytes = (uint32_t)TOE_READ(object->rows, OBJ_TCP, BUFFERED_BYTES);
    rcv->initial_wnd = (uint32_t)TOE_READ(object->rows, OBJ_TCP, INITIAL_RCV_WND);
    rcv->flags = rcv->bytes > 0 ? TOE_RCV_FLAG_REFUSED : 0; /* R51, R52 */
    bool has_fin = toe_stream_end(0, TOE_READ(object->rows, OBJ_TCP, STATE)) != 0;
    if (has_fin) rcv->flags |= TOE_RCV_FLAG_FIN | (rcv->bytes > 0 ? 0 : TOE_RCV_FLAG_DISCONNECTED); /* D-16 */
  }
  if (k == 1) {
    rcv->nxt = (uint32_t)TOE_READ(object->rows, OBJ_TCP, RCV_NXT);
    rcv->wnd = (uint32_t)TOE_READ(object->rows, OBJ_TCP, RCV_WND);
  }
  if (k != 3) return;
  uint32_t end = rcv->bytes == 0 ? 0 : (rcv->bytes - 1) % BLOCK + 1;
  bool is_right = TOE_READ(row, CONTEXT_RCV, BUF_BYTES) == rcv->bytes && TOE_READ(row, CONTEXT_RCV, BUF_BEGIN) == 0 &&
                  TOE_READ(row, CONTEXT_RCV, BUF_END) == end && TOE_READ(row, CONTEXT_RCV, FLAGS) == rcv->flags &&
                  TOE_READ(row, CONTEXT_RCV, INDICATED) == 0 && TOE_READ(row, CONTEXT_RCV, POSTED) == 0;
  if (is_right) return;
  toe_conserve_violate(conserve, taken, taken->cycle,
                       "its context does not say %u bytes buffered, from 0 to %u, flags %u and nothing posted",
                       rcv->bytes, end, rcv->flags);
}

bool toe_conserve_is_receive(const toe_conserve_t *conserve, const toe_retire_t *retire,
                             const toe_conserve_ask_t *ask) {
  if (ask != NULL) return ask->kind == TOE_OP_POST_RECEIVE;
  uint64_t error = retire->u.decided.error;
  if (error == TOE_ERROR_NO_ROOM || error == TOE_ERROR_BAD_RECEIVE) return true;
  return error == 0 && retire->u.decided.used_posted == conserve->held[TOE_POOL_POSTED] + 1;
}

void toe_conserve_post(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t handle = retire->u.decided.handle, error = retire->u.decided.error, limit;
  if (error == TOE_ERROR_NO_ROOM && toe_conserve_limit(conserve, TOE_POOL_POSTED, &limit)) {
    bool has_room = conserve->held[TOE_POOL_POSTED] < limit;
    if (has_room || retire->u.decided.limit != limit) {
      toe_conserve_violate(
          conserve, retire, retire->cycle, "no room at a limit of %llu, but pool posted has %llu of %llu in use",
          (u64_text)retire->u.decided.limit, (u64_text)conserve->held[TOE_POOL_POSTED], (u64_text)limit);
    }
  }
  if (error != 0) {
    if (handle != 0) toe_conserve_violate(conserve, retire, retire->cycle, "a handle for what was refused");
    if (error == TOE_ERROR_NO_OBJECT) toe_conserve_expect_lost_unsure(conserve, retire, retire->u.decided.commit);
    return;
  }
  toe_conserve_object_t *object = toe_conserve_find(conserve, handle, TOE_LAYER_TCP);
  if (object == NULL) {
    toe_conserve_violate(conserve, retire, retire->cycle,
                         "a request is posted for handle 0x%08llx, which is not in use", (u64_text)handle);
    return;
  }
  toe_conserve_need(conserve, retire, TOE_POOL_POSTED, 1);
  ++conserve->held[TOE_POOL_POSTED];
  ++object->rcv.posted;
  object->rcv.flags &= ~(uint32_t)TOE_RCV_FLAG_REFUSED; /* R124 */
}

void toe_conserve_close(toe_conserve_t *conserve, const toe_retire_t *retire, toe_conserve_object_t *object) {
  conserve->held[TOE_POOL_POSTED] -= object->rcv.posted;
  expect_entries(conserve, retire, retire->u.decided.commit, object->rcv.posted, 0, 0);
  (void)toe_conserve_weigh_sent(conserve, retire, retire->u.decided.commit, object);
  object->rcv.posted = 0;
}

/* ---- jobs */

/* Blocks that hold none of the rest go back [R167]. */
static void consume(toe_conserve_t *conserve, toe_conserve_object_t *object, uint32_t bytes) {
  toe_conserve_rcv_t *rcv = &object->rcv;
  uint32_t at = rcv->begin + bytes;
  uint32_t blocks = bytes == rcv->bytes ? object->blocks : at / BLOCK;
  rcv->bytes -= bytes;
  rcv->begin = rcv->bytes == 0 ? 0 : at % BLOCK;
  toe_conserve_give_blocks(conserve, object, blocks);
  if (rcv->wnd >= rcv->initial_wnd) return; /* a window above it stays */
  uint32_t room = rcv->initial_wnd - rcv->wnd;
  rcv->wnd += bytes < room ? bytes : room;
}

/* Flags that no job may leave or make. */
static void check_flags(toe_conserve_t *conserve, const toe_retire_t *retire, const toe_conserve_object_t *object) {
  uint64_t was = object->rcv.flags, is = retire->u.job.flags, fresh = is & ~was, job = retire->u.job.job;
  const char *fault = NULL;
  if ((is & TOE_RCV_FLAG_IN_PROGRESS) && (is & TOE_RCV_FLAG_REFUSED)) fault = "an indication waits though REFUSED";
  if ((fresh & TOE_RCV_FLAG_REFUSED) && job != TOE_JOB_REPLY) fault = "REFUSED is set without a reply";
  if ((was & ~is) & TOE_RCV_FLAG_REFUSED) fault = "REFUSED is cleared without a post"; /* R124 */
  if ((is & TOE_RCV_FLAG_PUSH_TIMER) && retire->u.job.posted == 0) fault = "a push timer runs without a request";
  if ((fresh & TOE_RCV_FLAG_WAITING) && retire->u.job.posted > 0) fault = "it waits though a request is posted";
  if ((is & TOE_RCV_FLAG_IN_PROGRESS) && retire->u.job.buf_bytes == 0) fault = "nothing is left of what is indicated";
  if ((was & ~is & TOE_RCV_FLAG_IN_PROGRESS) && job != TOE_JOB_REPLY) fault = "an indication ends without a reply";
  if ((is ^ was) & FRAME_FLAGS) fault = "flags change that only a frame may change";
  if ((fresh & TOE_RCV_FLAG_DISCONNECTED) && !(is & TOE_RCV_FLAG_FIN)) fault = "a disconnect without FIN"; /* R143 */
  if ((was & ~is) & TOE_RCV_FLAG_DISCONNECTED) fault = "a disconnect is taken back";
  if (fault != NULL) {
    toe_conserve_violate(conserve, retire, retire->cycle, "%s (flags %llu, before it %llu)", fault, (u64_text)is,
                         (u64_text)was);
  }
}

static void check_job_levels(toe_conserve_t *conserve, const toe_retire_t *retire, uint32_t lent) {
  static const toe_pool_t exact[] = {TOE_POOL_BUFFERED_COPY, TOE_POOL_POSTED, TOE_POOL_RCV_DATA};
  uint64_t said[TOE_POOLS] = {0};
  toe_retire_job_levels(retire, said);
  for (size_t i = 0; i < sizeof exact / sizeof exact[0]; ++i) {
    if (said[exact[i]] == conserve->held[exact[i]]) continue;
    toe_conserve_violate(conserve, retire, retire->cycle, "pool %s says %llu in use, connections hold %llu",
                         toe_pool_text(exact[i]), (u64_text)said[exact[i]], (u64_text)conserve->held[exact[i]]);
  }
  toe_conserve_check_lent(conserve, retire, said[TOE_POOL_HOST_BUFFER], lent);
}

/* Only a job takes a host buffer; when the host gives one back is in no record. */
void toe_conserve_check_lent(toe_conserve_t *conserve, const toe_retire_t *retire, uint64_t said, uint64_t taken) {
  uint64_t most = conserve->held[TOE_POOL_HOST_BUFFER] + taken;
  if (said > most || said > conserve->limits.host_buffers) {
    toe_conserve_violate(conserve, retire, retire->cycle,
                         "pool host_buffer says %llu in use, but at most %llu can be with the host, and %u are lent",
                         (u64_text)said, (u64_text)most, conserve->limits.host_buffers);
  }
  conserve->held[TOE_POOL_HOST_BUFFER] = said;
}

/* The job of a marker ends behind its decision; another has a commit number of its own. */
static bool is_in_place(toe_conserve_t *conserve, const toe_retire_t *retire) {
  const toe_retire_t *last = &conserve->last;
  bool is_marker = retire->u.job.job == TOE_JOB_RECEIVE || retire->u.job.job == TOE_JOB_REPLY;
  toe_conserve_check_forwarded(conserve, retire->cycle);
  if (toe_conserve_is_frame(retire)) return toe_conserve_end_frame(conserve, retire);
  if (!is_marker) {
    ++conserve->commits;
    if (retire->u.job.commit == conserve->commits) return true;
    toe_conserve_violate(conserve, retire, retire->cycle, "commit number %llu, expected %llu",
                         (u64_text)retire->u.job.commit, (u64_text)conserve->commits);
    return false;
  }
  bool is_its = last->cycle == retire->u.job.judged_cycle && last->u.decided.commit == retire->u.job.commit &&
                !last->u.decided.is_object && last->u.decided.error == 0 &&
                last->u.decided.handle == retire->u.job.handle;
  if (!is_its) {
    toe_conserve_violate(conserve, retire, retire->cycle, "commit number %llu is not that of its marker",
                         (u64_text)retire->u.job.commit);
  }
  return is_its;
}

/* With a context that is lost all but the levels is 0. */
static bool is_lost(const toe_retire_t *retire, const toe_conserve_object_t *object) {
  const toe_conserve_rcv_t *rcv = &object->rcv;
  bool is_marker = retire->u.job.job == TOE_JOB_RECEIVE || retire->u.job.job == TOE_JOB_REPLY ||
                   retire->u.job.job == TOE_JOB_FORWARD;
  bool is_zero = retire->u.job.buf_bytes == 0 && retire->u.job.rcv_nxt == 0 && retire->u.job.rcv_wnd == 0 &&
                 retire->u.job.flags == 0 && retire->u.job.posted == 0;
  return !is_marker && is_zero && (rcv->nxt != 0 || rcv->wnd != 0 || rcv->bytes != 0);
}

/* Its context could not be read, or it has no connection: only the levels stand in its record. */
static void put_bare_job(toe_conserve_t *conserve, const toe_retire_t *retire, uint32_t frames) {
  bool is_frame = toe_conserve_is_frame(retire);
  if (!is_frame) toe_conserve_expect_lost_unsure(conserve, retire, retire->u.job.commit);
  check_job_levels(conserve, retire, frames);
  expect_entries(conserve, retire, retire->u.job.commit, 0, 0, frames);
}

/* The acknowledgment that the job sent, or the rows for it that were lost, leave none pending. */
static void end_pending(toe_conserve_t *conserve, const toe_retire_t *retire, toe_conserve_object_t *object) {
  bool has_sent = toe_conserve_weigh_sent(conserve, retire, retire->u.job.commit, object);
  if (has_sent || conserve->lost_early == retire->u.job.commit) object->rcv.ack_pending = 0;
}

void toe_conserve_put_job(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_object_t *object = toe_conserve_find(conserve, retire->u.job.handle, TOE_LAYER_TCP);
  if (!is_in_place(conserve, retire)) return;
  conserve->ended = retire->u.job.commit;
  bool is_frame = toe_conserve_is_frame(retire);
  uint32_t frames = is_frame && conserve->frame.has_passed ? 1 : 0;
  if (object == NULL && !(is_frame && retire->u.job.handle == 0)) {
    toe_conserve_violate(conserve, retire, retire->cycle, "a job of a connection that is not in use");
    return;
  }
  if (object == NULL || is_lost(retire, object)) {
    put_bare_job(conserve, retire, frames);
    return;
  }
  toe_conserve_rcv_t *rcv = &object->rcv;
  if (!is_frame) toe_conserve_forget_due(conserve, retire->u.job.commit);
  if (retire->u.job.buf_bytes > rcv->bytes || retire->u.job.posted > rcv->posted) {
    toe_conserve_violate(conserve, retire, retire->cycle, "%llu bytes buffered and %llu posted, before it %u and %u",
                         (u64_text)retire->u.job.buf_bytes, (u64_text)retire->u.job.posted, rcv->bytes, rcv->posted);
    return;
  }
  check_flags(conserve, retire, object);
  consume(conserve, object, rcv->bytes - (uint32_t)retire->u.job.buf_bytes);
  if (retire->u.job.rcv_nxt != rcv->nxt || retire->u.job.rcv_wnd != rcv->wnd) {
    toe_conserve_violate(conserve, retire, retire->cycle, "RcvNxt %llu and RcvWnd %llu, expected %u and %u",
                         (u64_text)retire->u.job.rcv_nxt, (u64_text)retire->u.job.rcv_wnd, rcv->nxt, rcv->wnd);
  }
  bool has_indicated = (retire->u.job.flags & TOE_RCV_FLAG_IN_PROGRESS) != 0 &&
                       ((rcv->flags & TOE_RCV_FLAG_IN_PROGRESS) == 0 || retire->u.job.job == TOE_JOB_REPLY);
  bool has_ended = (retire->u.job.flags & ~(uint64_t)rcv->flags & TOE_RCV_FLAG_DISCONNECTED) != 0;
  uint32_t completions = rcv->posted - (uint32_t)retire->u.job.posted;
  conserve->held[TOE_POOL_POSTED] -= completions;
  rcv->posted -= completions;
  rcv->flags = (uint32_t)retire->u.job.flags;
  if (has_ended) toe_conserve_expect_disconnect(conserve, retire, object);
  check_job_levels(conserve, retire, (has_indicated ? 1 : 0) + frames);
  expect_entries(conserve, retire, retire->u.job.commit, completions, has_indicated ? 1 : 0, frames);
  end_pending(conserve, retire, object);
  conserve->job = *retire;
  conserve->job_rows = JOB_ROWS + (is_frame && conserve->frame.has_new_state ? 1 : 0);
  conserve->job_rows_due = conserve->job_rows;
}

/* ---- the rows a job leaves */

static void check_state_row(toe_conserve_t *conserve, const toe_conserve_object_t *object, const uint8_t *row) {
  const toe_conserve_rcv_t *rcv = &object->rcv;
  uint64_t begin = TOE_READ(row, CONTEXT_RCV, BUF_BEGIN), indicated = TOE_READ(row, CONTEXT_RCV, INDICATED);
  bool is_waiting = (rcv->flags & TOE_RCV_FLAG_IN_PROGRESS) != 0;
  uint32_t end = rcv->bytes == 0 ? 0 : (rcv->begin + rcv->bytes - 1) % BLOCK + 1;
  bool is_right = TOE_READ(row, CONTEXT_RCV, BUF_BYTES) == rcv->bytes && begin == rcv->begin &&
                  TOE_READ(row, CONTEXT_RCV, BUF_END) == end && TOE_READ(row, CONTEXT_RCV, FLAGS) == rcv->flags &&
                  TOE_READ(row, CONTEXT_RCV, POSTED) == rcv->posted;
  uint64_t pending = TOE_READ(row, CONTEXT_RCV, ACK_PENDING);
  if (pending != rcv->ack_pending) {
    toe_conserve_violate(conserve, &conserve->job, conserve->job.cycle,
                         "its context says %llu segments are not acknowledged, expected %u", (u64_text)pending,
                         rcv->ack_pending);
  }
  if (!is_right || is_waiting != (indicated > 0) || indicated > rcv->bytes) {
    toe_conserve_violate(conserve, &conserve->job, conserve->job.cycle,
                         "its context says %llu bytes from %llu on to %llu, flags %llu, %llu indicated and %llu "
                         "posted, expected %u from %u to %u, flags %u and %u posted",
                         (u64_text)TOE_READ(row, CONTEXT_RCV, BUF_BYTES), (u64_text)begin,
                         (u64_text)TOE_READ(row, CONTEXT_RCV, BUF_END), (u64_text)TOE_READ(row, CONTEXT_RCV, FLAGS),
                         (u64_text)indicated, (u64_text)TOE_READ(row, CONTEXT_RCV, POSTED), rcv->bytes, rcv->begin, end,
                         rcv->flags, rcv->posted);
  }
}

/* Row 0 or 1: as it was but for STATE, RcvNxt and RcvWnd. */
static void check_numbers_row(toe_conserve_t *conserve, const toe_conserve_object_t *object, uint32_t k,
                              const uint8_t *row) {
  uint8_t expected[TOE_STAGE_SRAM_ROW_BYTES];
  memcpy(expected, object->rows + (size_t)TOE_STAGE_SRAM_ROW_BYTES * k, sizeof expected);
  for (int i = 0; k == 1 && i < 4; ++i) {
    expected[TOE_OBJ_TCP_RCV_NXT_OFFSET - TOE_STAGE_SRAM_ROW_BYTES + i] = (uint8_t)(object->rcv.nxt >> (8 * i));
    expected[TOE_OBJ_TCP_RCV_WND_OFFSET - TOE_STAGE_SRAM_ROW_BYTES + i] = (uint8_t)(object->rcv.wnd >> (8 * i));
  }
  for (uint32_t i = 0; i < sizeof expected; ++i) {
    if (row[i] == expected[i]) continue;
    toe_conserve_violate(conserve, &conserve->job, conserve->job.cycle,
                         "byte %u of its context is 0x%02x, expected 0x%02x", TOE_STAGE_SRAM_ROW_BYTES * k + i, row[i],
                         expected[i]);
    return;
  }
}

bool toe_conserve_put_job_row(toe_conserve_t *conserve, const toe_retire_t *retire) {
  if (conserve->job_rows_due == 0) return false;
  const toe_retire_t *job = &conserve->job;
  static const uint32_t behind[] = {3, 1, 0}; /* rows, by how many come behind them */
  uint32_t done = conserve->job_rows - conserve->job_rows_due, k = behind[conserve->job_rows_due - 1];
  uint64_t handle = job->u.job.handle, row = toe_conserve_first_row(handle) + k;
  toe_conserve_object_t *object = toe_conserve_find(conserve, handle, TOE_LAYER_TCP);
  --conserve->job_rows_due;
  if (retire->u.context.row != row || retire->cycle != job->cycle + 1 + done || object == NULL) {
    toe_conserve_violate(
        conserve, job, retire->cycle, "context row %llu is written at cycle %llu, expected row %llu of its own at %llu",
        (u64_text)retire->u.context.row, (u64_text)retire->cycle, (u64_text)row, (u64_text)(job->cycle + 1 + done));
    return true;
  }
  if (k == 0) object->check = retire->u.context.check;
  if (k < 2)
    check_numbers_row(conserve, object, k, retire->u.context.data);
  else
    check_state_row(conserve, object, retire->u.context.data);
  memcpy(object->rows + (size_t)k * TOE_STAGE_SRAM_ROW_BYTES, retire->u.context.data, TOE_STAGE_SRAM_ROW_BYTES);
  return true;
}

void toe_conserve_check_job_overdue(toe_conserve_t *conserve, const toe_retire_t *retire) {
  if (conserve->job_rows_due == 0) return;
  toe_cycle_t due = conserve->job.cycle + 1 + conserve->job_rows - conserve->job_rows_due;
  if (retire->cycle <= due) return;
  toe_conserve_violate(conserve, &conserve->job, conserve->job.cycle,
                       "a row of its context was due at cycle %llu and is not written", (u64_text)due);
}
