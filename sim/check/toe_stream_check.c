/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_stream_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/spec/toe_spec.h"
#include "sim/check/toe_stream_check_internal.h"
#include "sim/host/toe_stream.h"

#define ID_BITS 0x0FFFFFFFu
/* A write of the job behind this one leaves later than this behind its end. */
#define NEXT_JOB_CYCLES TOE_STAGE_RCV_PLACE_CYCLES

toe_result_t toe_stream_check_new(toe_side_t side, toe_stream_check_t **check_out) {
  toe_stream_check_t *check = calloc(1, sizeof *check);
  if (check == NULL) return TOE_E_MEMORY;
  check->side = side;
  check->cycle = check->job.cycle = TOE_CYCLE_NEVER;
  check->built = toe_pool_built(TOE_POOL_TCP);
  check->connections = calloc(check->built, sizeof *check->connections);
  if (check->connections == NULL) {
    toe_stream_check_free(check);
    return TOE_E_MEMORY;
  }
  *check_out = check;
  return TOE_OK;
}

void toe_stream_check_free(toe_stream_check_t *check) {
  if (check == NULL) return;
  for (uint32_t i = 0; i < check->end; ++i) toe_stream_wire_release(check->connections[i].wire);
  for (size_t i = 0; i < check->span_count; ++i) toe_stream_wire_release(check->spans[i].wire);
  free(check->connections);
  free(check->spans);
  free(check->pieces);
  free(check);
}

void toe_stream_violate(toe_stream_check_t *check, uint64_t handle, toe_cycle_t cycle, const char *format, ...) {
  if (check->violation[0] != '\0') return;
  char text[200];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(text, sizeof text, format, args);
  va_end(args);
  check->cycle = cycle;
  (void)snprintf(check->violation, sizeof check->violation, "%s, cycle %llu, connection 0x%08llx: %s",
                 toe_side_text(check->side), (unsigned long long)cycle, (unsigned long long)handle, text);
}

/* The connection a handle names; NULL: it names none that was ever taken, or its context is lost. */
static toe_stream_connection_t *find(const toe_stream_check_t *check, uint64_t handle) {
  if (handle >> 28 != TOE_LAYER_TCP || (handle & ID_BITS) >= check->built) return NULL;
  toe_stream_connection_t *connection = &check->connections[handle & ID_BITS];
  return connection->is_known ? connection : NULL;
}

/* How far a sequence number is behind the first of the stream. */
static uint32_t offset_of(const toe_stream_connection_t *connection, uint32_t seq) { return seq - connection->first; }

/* ---- connections come and go */

static void put_taken(toe_stream_check_t *check, const toe_retire_t *retire) {
  uint64_t handle = retire->u.decided.handle;
  if (handle >> 28 != TOE_LAYER_TCP || (handle & ID_BITS) >= check->built) return; /* the books see that */
  toe_stream_wire_release(check->connections[handle & ID_BITS].wire);
  if ((handle & ID_BITS) >= check->end) check->end = (uint32_t)(handle & ID_BITS) + 1;
  check->connections[handle & ID_BITS] =
      (toe_stream_connection_t){.is_known = true, .begin_commit = retire->u.decided.commit};
}

static void put_freed(toe_stream_check_t *check, const toe_retire_t *retire) {
  uint64_t handle = retire->u.decided.handle;
  toe_stream_connection_t *connection = find(check, handle);
  if (connection == NULL) return;
  if (retire->u.decided.cause == TOE_CAUSE_CONTEXT_ECC) {
    connection->is_known = false; /* nobody knows any more where it stood */
    return;
  }
  if (connection->told_commit == retire->u.decided.commit && connection->told != connection->at) {
    toe_stream_violate(check, handle, retire->cycle, "an entry of its terminate says %u, but the stream stands at %u",
                       (unsigned)connection->told, (unsigned)connection->at);
  }
  const toe_stream_span_t rest = {.handle = handle,
                                  .number = connection->number,
                                  .wire = connection->wire,
                                  .from = connection->at,
                                  .bytes = connection->nxt - connection->at,
                                  .ends = retire->cycle};
  toe_stream_put_span(check, &rest); /* R166 */
  connection->at = connection->nxt;
  connection->job_commit = 0; /* entries of the last one may still be on their way */
}

static void put_decided(toe_stream_check_t *check, const toe_retire_t *retire) {
  bool is_ok = retire->u.decided.cause == TOE_CAUSE_OK, is_ecc = retire->u.decided.cause == TOE_CAUSE_CONTEXT_ECC;
  bool is_tcp = retire->u.decided.layer == TOE_LAYER_TCP && retire->u.decided.attempted;
  toe_stream_settle(check, false);
  if (retire->u.decided.is_object && is_tcp) {
    if (retire->u.decided.is_terminate && (is_ok || is_ecc)) put_freed(check, retire);
    if (!retire->u.decided.is_terminate && is_ok && retire->u.decided.kind == TOE_KIND_NEW) put_taken(check, retire);
  }
  bool is_post = !retire->u.decided.is_object && retire->u.decided.used_posted == check->posted + 1;
  toe_stream_connection_t *connection = find(check, retire->u.decided.handle);
  if (is_post && retire->u.decided.error == 0 && connection != NULL) {
    ++connection->posted;
    connection->flags &= ~(uint64_t)TOE_RCV_FLAG_REFUSED; /* R124 */
  }
  check->posted = retire->u.decided.used_posted;
}

/* ---- jobs */

static bool has_indicated(const toe_stream_connection_t *before, const toe_retire_t *job) {
  if ((job->u.job.flags & TOE_RCV_FLAG_IN_PROGRESS) == 0) return false;
  return (before->flags & TOE_RCV_FLAG_IN_PROGRESS) == 0 || job->u.job.job == TOE_JOB_REPLY;
}

/* An entry of a job lies in what it delivered; an indication at its end. */
static void check_told(toe_stream_check_t *check, uint64_t handle, const toe_stream_connection_t *connection,
                       toe_cycle_t cycle) {
  if (connection->told_commit != connection->job_commit) return;
  uint32_t told = offset_of(connection, connection->told);
  bool is_end = connection->told_kind == TOE_RCV_KIND_INDICATE && connection->told != connection->at;
  if (told >= offset_of(connection, connection->job_from) && told <= offset_of(connection, connection->at) && !is_end) {
    return;
  }
  toe_stream_violate(check, handle, cycle, "an entry says the stream stands at %u, but its job took it from %u to %u",
                     (unsigned)connection->told, (unsigned)connection->job_from, (unsigned)connection->at);
}

/* The frame of a job went up untouched: what it wrote is no stream. */
static void put_passed(toe_stream_check_t *check, const toe_retire_t *retire) {
  bool is_told = check->pass_commit == retire->u.job.commit;
  const toe_stream_span_t span = {.handle = retire->u.job.handle,
                                  .is_frame = true,
                                  .is_open = !is_told,
                                  .commit = retire->u.job.commit,
                                  .bytes = is_told ? check->pass_bytes : 0,
                                  .ends = retire->cycle};
  toe_stream_put_span(check, &span);
}

/* With a context that is lost all but the levels is 0. */
static bool is_lost(const toe_retire_t *job, const toe_stream_connection_t *connection) {
  return job->u.job.rcv_nxt == 0 && job->u.job.rcv_wnd == 0 && job->u.job.flags == 0 && job->u.job.buf_bytes == 0 &&
         job->u.job.posted == 0 && (connection->nxt != 0 || connection->at != connection->nxt);
}

static void put_job(toe_stream_check_t *check, const toe_retire_t *retire) {
  toe_stream_settle(check, false);
  bool is_wire = retire->u.job.job == TOE_JOB_FRAME; /* what was forwarded never goes up again [D-15] */
  if (is_wire && retire->u.job.reason >= TOE_FRAME_NOT_IP) put_passed(check, retire);
  check->posted = retire->u.job.used_posted;
  uint64_t handle = retire->u.job.handle;
  toe_stream_connection_t *connection = find(check, handle);
  if (connection == NULL || connection->rows_seen < 2) return;
  if (is_lost(retire, connection)) {
    connection->is_known = false;
    return;
  }
  uint32_t end = (uint32_t)retire->u.job.rcv_nxt - ((retire->u.job.flags & TOE_RCV_FLAG_FIN) != 0 ? 1 : 0);
  if (end != connection->nxt) {
    toe_stream_violate(check, handle, retire->cycle, "its stream ends at %u, but RcvNxt and FIN say at %u",
                       (unsigned)connection->nxt, (unsigned)end);
    return;
  }
  uint32_t at = connection->nxt - (uint32_t)retire->u.job.buf_bytes;
  if (offset_of(connection, at) < offset_of(connection, connection->at) ||
      offset_of(connection, at) > offset_of(connection, connection->nxt)) {
    toe_stream_violate(check, handle, retire->cycle, "the stream goes back from %u to %u", (unsigned)connection->at,
                       (unsigned)at);
    return;
  }
  connection->job_commit = retire->u.job.commit;
  connection->job_from = connection->at;
  connection->at = at;
  check_told(check, handle, connection, retire->cycle);
  check->job = *retire; /* what it wrote is known when its rows are */
}

/* Row 3 behind a job: how much it indicated, so how much it wrote. */
static void end_job(toe_stream_check_t *check, const uint8_t *row) {
  const toe_retire_t job = check->job;
  uint64_t handle = job.u.job.handle;
  toe_stream_connection_t *connection = find(check, handle);
  check->job.cycle = TOE_CYCLE_NEVER;
  if (connection == NULL) return;
  bool is_indicating = has_indicated(connection, &job);
  uint32_t indicated = is_indicating ? (uint32_t)TOE_READ(row, CONTEXT_RCV, INDICATED) : 0;
  uint32_t delivered = connection->at - connection->job_from;
  uint32_t most = job.u.job.job == TOE_JOB_REPLY ? connection->indicated : 0; /* a reply consumes at most that */
  toe_stream_span_t span = {.handle = handle,
                            .number = connection->number,
                            .wire = connection->wire,
                            .from = connection->job_from,
                            .bytes = delivered,
                            .slack = most < delivered ? most : delivered,
                            .behind = indicated,
                            .ends = job.cycle + NEXT_JOB_CYCLES};
  if (connection->posted == 0) span.from += span.slack, span.bytes -= span.slack, span.slack = 0; /* none to place in */
  toe_stream_put_span(check, &span);
  span = (toe_stream_span_t){.handle = handle,
                             .number = connection->number,
                             .wire = connection->wire,
                             .from = connection->at,
                             .bytes = indicated};
  toe_stream_put_span(check, &span);
  if (is_indicating) {
    connection->state_commit = job.u.job.commit;
    connection->state_bytes = indicated;
  }
  connection->indicated = (uint32_t)TOE_READ(row, CONTEXT_RCV, INDICATED);
  connection->flags = job.u.job.flags;
  connection->posted = (uint32_t)job.u.job.posted;
}

static void check_indicated(toe_stream_check_t *check, uint64_t handle, const toe_stream_connection_t *connection,
                            toe_cycle_t cycle) {
  if (connection->state_commit != connection->indicate_commit) return;
  if (connection->state_bytes == connection->indicate_bytes) return;
  toe_stream_violate(check, handle, cycle, "%llu bytes are indicated, but its context says %llu",
                     (unsigned long long)connection->indicate_bytes, (unsigned long long)connection->state_bytes);
}

static void put_context(toe_stream_check_t *check, const toe_retire_t *retire) {
  uint64_t row = retire->u.context.row - TOE_STAGE_TCP_ROW_BASE, id = row / TOE_STAGE_TCP_ROWS;
  if (id >= check->built) return; /* rows below the first are so too */
  toe_stream_connection_t *connection = &check->connections[id];
  const uint8_t *data = retire->u.context.data;
  uint32_t k = (uint32_t)(row % TOE_STAGE_TCP_ROWS);
  if (check->job.cycle != TOE_CYCLE_NEVER && k == 3 && (check->job.u.job.handle & ID_BITS) == id) {
    end_job(check, data);
    check_indicated(check, check->job.u.job.handle, connection, retire->cycle);
    return;
  }
  if (!connection->is_known || connection->rows_seen != k || k > 1) return;
  ++connection->rows_seen;
  if (k == 0) {
    connection->number = TOE_READ(data, OBJECT, NDIS_HANDLE);
    connection->first = 0u - (uint32_t)TOE_READ(data, OBJ_TCP, BUFFERED_BYTES); /* completed by the next row */
    if (connection->first != 0) connection->flags = TOE_RCV_FLAG_REFUSED;       /* R51, R52 */
    connection->nxt = toe_stream_end(0, TOE_READ(data, OBJ_TCP, STATE));        /* D-16; so too */
    return;
  }
  /* Its members stand at the object's offsets. */
  connection->nxt += (uint32_t)toe_member_read(data, TOE_OBJ_TCP_RCV_NXT_OFFSET - TOE_STAGE_SRAM_ROW_BYTES, 4);
  connection->first += connection->nxt;
  connection->at = connection->told = connection->first;
}

/* ---- entries */

static void put_received(toe_stream_check_t *check, const toe_retire_t *retire) {
  uint64_t handle = retire->u.received.handle, commit = retire->u.received.commit;
  if (retire->u.received.kind == TOE_RCV_KIND_PASS) {
    toe_stream_close_span(check, commit, (uint32_t)retire->u.received.bytes);
    return;
  }
  toe_stream_connection_t *connection = find(check, handle);
  if (connection == NULL || commit < connection->begin_commit || connection->rows_seen < 2) return;
  bool is_indication = retire->u.received.kind == TOE_RCV_KIND_INDICATE;
  if (!is_indication && retire->u.received.status == TOE_RCV_STATUS_REQUEST_ABORTED) return; /* R118: it is lost */
  uint32_t seq = (uint32_t)retire->u.received.seq, told = offset_of(connection, seq);
  uint64_t end = told + (is_indication ? retire->u.received.bytes : 0);
  if (told < offset_of(connection, connection->told) || end > offset_of(connection, connection->nxt)) {
    toe_stream_violate(check, handle, retire->cycle,
                       "an entry says the stream stands at %u, but it stood at %u and ends at %u", (unsigned)seq,
                       (unsigned)connection->told, (unsigned)connection->nxt);
    return;
  }
  if (is_indication && (connection->flags & TOE_RCV_FLAG_REFUSED) != 0) {
    toe_stream_violate(check, handle, retire->cycle, "%llu bytes are indicated before a request is posted",
                       (unsigned long long)retire->u.received.bytes);
    return;
  }
  connection->told = seq;
  connection->told_commit = commit;
  connection->told_kind = retire->u.received.kind;
  check_told(check, handle, connection, retire->cycle);
  if (!is_indication) return;
  connection->indicate_commit = commit;
  connection->indicate_bytes = retire->u.received.bytes;
  check_indicated(check, handle, connection, retire->cycle);
}

toe_result_t toe_stream_check_put(toe_stream_check_t *check, const toe_retire_t *retire) {
  if (check->failure != TOE_OK || check->violation[0] != '\0') return check->failure;
  if (retire->kind == TOE_RETIRE_DECIDED) put_decided(check, retire);
  if (retire->kind == TOE_RETIRE_FRAME) toe_stream_put_frame(check, retire);
  if (retire->kind == TOE_RETIRE_BUFFER) toe_stream_put_data(check, retire);
  if (retire->kind == TOE_RETIRE_JOB) put_job(check, retire);
  if (retire->kind == TOE_RETIRE_CONTEXT) put_context(check, retire);
  if (retire->kind == TOE_RETIRE_PLACED) toe_stream_put_piece(check, retire);
  if (retire->kind == TOE_RETIRE_RECEIVED) put_received(check, retire);
  return check->failure;
}

void toe_stream_check_finish(toe_stream_check_t *check) {
  toe_stream_settle(check, true);
  if (check->span_count > 0) {
    const toe_stream_span_t *span = &check->spans[0];
    if (span->is_open) toe_stream_violate(check, span->handle, span->ends, "a frame was passed up without an entry");
    if (span->is_frame)
      toe_stream_violate(check, span->handle, span->ends, "%u bytes of a frame that was passed up were never written",
                         (unsigned)span->bytes);
    toe_stream_violate(check, span->handle, span->ends, "%u bytes of its stream from %u on were never written",
                       (unsigned)span->bytes, (unsigned)span->from);
  } else if (check->piece_first < check->piece_count) {
    toe_stream_violate(check, 0, check->pieces[check->piece_first].cycle, "data was written that no job placed");
  }
}

const char *toe_stream_check_violation(const toe_stream_check_t *check) {
  return check->violation[0] != '\0' ? check->violation : NULL;
}

toe_cycle_t toe_stream_check_cycle(const toe_stream_check_t *check) { return check->cycle; }

uint64_t toe_stream_check_bytes(const toe_stream_check_t *check) { return check->right; }
