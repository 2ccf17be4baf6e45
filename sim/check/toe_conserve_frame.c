/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_frame.c - frames of the wire, and segments that the host forwards: what is taken of a segment, the
 * blocks its data is kept in, the events it tells, and the acknowledgments that leave (docs/microarchitecture.md 5.13
 * to 5.16).
 *
 * A FRAME changes the books at once: its JOB must then say what they hold. That of a forwarded segment has the commit
 * number of its marker, which was decided at the same edge. Which connection an acknowledgment is of is
 * known by its commit number, of the frame, or of a job or a terminate that is told behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_conserve_internal.h"

#define BLOCK TOE_STAGE_BUFFER_ROW_BYTES
#define PASSED_UP TOE_FRAME_NOT_IP /* all reasons from here on */
/* TCP flags, as in FRAME.flags; connection states of the host [5.14]. */
enum { FIN = 1, URG = 32, ESTABLISHED = 4, FIN_WAIT1 = 5, FIN_WAIT2 = 6, CLOSE_WAIT = 7 };

typedef unsigned long long u64_text;

/* ---- what a segment does */

static void expect_event(toe_conserve_t *conserve, const toe_retire_t *frame, const toe_conserve_object_t *object,
                         uint8_t code, bool is_sure) {
  toe_retire_t teller = {.kind = TOE_RETIRE_DECIDED, .cycle = frame->cycle};
  teller.u.decided.commit = frame->u.frame.commit;
  teller.u.decided.is_object = frame->u.frame.reason == TOE_FRAME_NO_CONTEXT; /* its event names what is lost */
  toe_conserve_due_t *due = toe_conserve_push_due(conserve, &teller);
  if (due == NULL) return;
  due->is_event = due->is_job = true;
  due->is_sure = is_sure;
  due->code = code;
  due->handle = frame->u.frame.handle;
  due->ndis_handle = TOE_READ(object->rows, OBJECT, NDIS_HANDLE);
}

/* Blocks that `bytes` more take behind the end of the buffer. */
static uint32_t blocks_of(const toe_conserve_object_t *object, uint32_t bytes) {
  uint32_t end = object->rcv.bytes == 0 ? 0 : object->rcv.begin + object->rcv.bytes;
  uint32_t room = object->rcv.bytes == 0 ? 0 : object->blocks * BLOCK - end;
  return bytes <= room ? 0 : (bytes - room + BLOCK - 1) / BLOCK;
}

static uint64_t free_blocks(const toe_conserve_t *conserve) {
  uint64_t limit, held = conserve->held[TOE_POOL_RCV_DATA], copy = conserve->held[TOE_POOL_BUFFERED_COPY];
  uint64_t left = (uint64_t)TOE_STAGE_BUFFER_ROWS - (held + copy) / BLOCK;
  if (!toe_conserve_limit(conserve, TOE_POOL_RCV_DATA, &limit)) return left;
  uint64_t own = held < limit ? (limit - held) / BLOCK : 0;
  return own < left ? own : left;
}

/* What a segment brings, as 5.14 trims it. */
typedef struct trimmed {
  uint32_t bytes;
  bool has_fin;
} trimmed_t;

static trimmed_t trim(const toe_conserve_rcv_t *rcv, const toe_retire_t *frame) {
  int32_t at = (int32_t)((uint32_t)frame->u.frame.seq - rcv->nxt);
  uint32_t bytes = (uint32_t)frame->u.frame.bytes, cut = at < 0 ? 0u - (uint32_t)at : 0;
  uint32_t left = cut < bytes ? bytes - cut : 0, taken = left < rcv->wnd ? left : rcv->wnd;
  bool is_whole = taken == left && taken + 1 <= rcv->wnd;
  return (trimmed_t){taken, (frame->u.frame.flags & FIN) != 0 && is_whole};
}

static void close_stream(toe_conserve_t *conserve, const toe_retire_t *frame, toe_conserve_object_t *object) {
  uint8_t *state = &object->rows[TOE_OBJ_TCP_STATE_OFFSET];
  static const uint8_t next[] = {[ESTABLISHED] = CLOSE_WAIT, [FIN_WAIT1] = 8, [FIN_WAIT2] = 10};
  ++object->rcv.nxt;
  object->rcv.flags |= TOE_RCV_FLAG_FIN;
  if (*state == FIN_WAIT2) expect_event(conserve, frame, object, TOE_EVENT_RETRIEVE, true); /* R184 */
  if (*state >= ESTABLISHED && *state <= FIN_WAIT2) *state = next[*state];
  conserve->frame.has_new_state = true;
}

static void accept(toe_conserve_t *conserve, const toe_retire_t *frame, toe_conserve_object_t *object) {
  toe_conserve_rcv_t *rcv = &object->rcv;
  trimmed_t trimmed = trim(rcv, frame);
  uint32_t seq = (uint32_t)frame->u.frame.seq;
  if ((int32_t)(seq - rcv->nxt) > 0 && frame->u.frame.bytes + (frame->u.frame.flags & FIN) > 0) {
    toe_conserve_violate(conserve, frame, frame->cycle, "sequence number %u is accepted at RcvNxt %u", seq, rcv->nxt);
    return;
  }
  if (frame->u.frame.taken != trimmed.bytes) {
    toe_conserve_violate(
        conserve, frame, frame->cycle, "%llu of %llu bytes at %u are taken at RcvNxt %u and RcvWnd %u, expected %u",
        (u64_text)frame->u.frame.taken, (u64_text)frame->u.frame.bytes, seq, rcv->nxt, rcv->wnd, trimmed.bytes);
    return;
  }
  uint64_t blocks = blocks_of(object, trimmed.bytes);
  if (blocks > free_blocks(conserve)) {
    toe_conserve_violate(conserve, frame, frame->cycle, "takes %llu blocks for its data, but %llu are free",
                         (u64_text)blocks, (u64_text)free_blocks(conserve));
  }
  conserve->frame.left = trimmed.bytes;
  rcv->nxt += trimmed.bytes;
  rcv->wnd -= trimmed.bytes;
  rcv->flags &= ~(uint32_t)TOE_RCV_FLAG_ASKED;
  if (trimmed.bytes > 0) {
    bool is_pushed = (frame->u.frame.flags & 8) != 0;
    rcv->flags = (rcv->flags & ~(uint32_t)TOE_RCV_FLAG_PSH) | (is_pushed ? TOE_RCV_FLAG_PSH : 0);
    if (rcv->ack_pending < 255) ++rcv->ack_pending;
  }
  if (trimmed.has_fin) close_stream(conserve, frame, object);
}

static void refuse_room(toe_conserve_t *conserve, const toe_retire_t *frame, toe_conserve_object_t *object) {
  trimmed_t trimmed = trim(&object->rcv, frame);
  uint64_t blocks = blocks_of(object, trimmed.bytes), room = free_blocks(conserve), limit;
  uint32_t state = object->rows[TOE_OBJ_TCP_STATE_OFFSET];
  if (blocks <= room && toe_conserve_limit(conserve, TOE_POOL_RCV_DATA, &limit)) {
    toe_conserve_violate(conserve, frame, frame->cycle, "no memory for %llu blocks, but %llu are free",
                         (u64_text)blocks, (u64_text)room);
  }
  if ((object->rcv.flags & TOE_RCV_FLAG_ASKED) || (state >= FIN_WAIT1 && state <= CLOSE_WAIT)) return;
  object->rcv.flags |= TOE_RCV_FLAG_ASKED;
  expect_event(conserve, frame, object, TOE_EVENT_RETRIEVE, true); /* R117 */
}

/* ---- forwarded segments */

static bool is_aside(const toe_conserve_t *conserve) {
  for (uint32_t id = 0; id < conserve->built[TOE_LAYER_TCP]; ++id) {
    const toe_conserve_object_t *object = &conserve->objects[TOE_LAYER_TCP][id];
    if (object->is_live && (object->rcv.flags & TOE_RCV_FLAG_HOST_PATH) != 0) return true;
  }
  return false;
}

void toe_conserve_forward(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t handle = retire->u.decided.handle, error = retire->u.decided.error;
  if (error != 0) {
    if (handle != 0) toe_conserve_violate(conserve, retire, retire->cycle, "a handle for what was refused");
    if (error == TOE_ERROR_NO_OBJECT) toe_conserve_expect_lost_unsure(conserve, retire, retire->u.decided.commit);
    if (error == TOE_ERROR_NOT_NOW && !is_aside(conserve)) {
      toe_conserve_violate(conserve, retire, retire->cycle,
                           "a segment is refused as not served, but every connection is");
    }
    return;
  }
  conserve->is_forward_due = true;
  if (toe_conserve_find(conserve, handle, TOE_LAYER_TCP) != NULL) return;
  toe_conserve_violate(conserve, retire, retire->cycle,
                       "a segment is forwarded to handle 0x%08llx, which is not in use", (u64_text)handle);
}

void toe_conserve_check_forwarded(toe_conserve_t *conserve, toe_cycle_t cycle) {
  if (!conserve->is_forward_due) return;
  conserve->is_forward_due = false;
  toe_conserve_violate(conserve, &conserve->last, cycle, "it forwarded a segment, but that was not judged");
}

/* What its FRAME says beside what any does: it is its marker's, which is decided at this edge. */
static void check_forwarded(toe_conserve_t *conserve, const toe_retire_t *frame) {
  const toe_retire_t *marker = &conserve->last;
  uint64_t reason = frame->u.frame.reason;
  bool is_its = marker->cycle == frame->cycle && marker->u.decided.commit == frame->u.frame.commit &&
                !marker->u.decided.is_object && marker->u.decided.error == 0 &&
                marker->u.decided.handle == frame->u.frame.handle;
  conserve->is_forward_due = false;
  if (!is_its) {
    toe_conserve_violate(conserve, frame, frame->cycle, "it is forwarded, but commit number %llu is not its marker's",
                         (u64_text)frame->u.frame.commit);
  }
  if (frame->u.frame.number != 0 || frame->u.frame.lost != 0) {
    toe_conserve_violate(conserve, frame, frame->cycle,
                         "it is forwarded, but says %llu frames before it and %llu of them lost",
                         (u64_text)frame->u.frame.number, (u64_text)frame->u.frame.lost);
  }
  /* What 5.13 looks at, the lookup, and what is an error of the marker. */
  bool is_strange = (reason >= TOE_FRAME_OVERSIZE && reason <= TOE_FRAME_FILTERED) ||
                    reason == TOE_FRAME_NO_HOST_BUFFER || (reason >= PASSED_UP && reason < TOE_FRAME_SYN);
  if (is_strange) {
    toe_conserve_violate(conserve, frame, frame->cycle, "it is forwarded, but judged %s",
                         toe_frame_text((uint32_t)reason));
  }
}

static void judge(toe_conserve_t *conserve, const toe_retire_t *frame, toe_conserve_object_t *object) {
  switch (frame->u.frame.reason) {
    case TOE_FRAME_ACCEPTED:
      accept(conserve, frame, object);
      break;
    case TOE_FRAME_NO_ROOM:
      refuse_room(conserve, frame, object);
      break;
    case TOE_FRAME_NO_CONTEXT:
      expect_event(conserve, frame, object, TOE_EVENT_RETRIEVE, true);
      break;
    case TOE_FRAME_RST: /* R144 */
      object->rcv.flags |= TOE_RCV_FLAG_ABORTED | TOE_RCV_FLAG_HOST_PATH;
      expect_event(conserve, frame, object, TOE_EVENT_ABORT, true);
      break;
    case TOE_FRAME_URGENT: /* R132 */
      object->rcv.flags |= TOE_RCV_FLAG_HOST_PATH;
      expect_event(conserve, frame, object, TOE_EVENT_RETRIEVE, true);
      break;
    case TOE_FRAME_OUT_OF_ORDER: /* how often it came so lately is in its context */
      expect_event(conserve, frame, object, TOE_EVENT_RETRIEVE, false);
      break;
    default:
      break;
  }
}

void toe_conserve_put_frame(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t handle = retire->u.frame.handle, reason = retire->u.frame.reason;
  toe_conserve_object_t *object = handle == 0 ? NULL : toe_conserve_find(conserve, handle, TOE_LAYER_TCP);
  if (conserve->frame.is_open) {
    toe_conserve_violate(conserve, retire, retire->cycle, "it is judged while the job of another goes on");
    return;
  }
  if (retire->u.frame.is_forwarded) {
    check_forwarded(conserve, retire);
    toe_conserve_forget_due(conserve, retire->u.frame.commit); /* a marker of which nothing was known */
  } else {
    toe_conserve_check_forwarded(conserve, retire->cycle);
    ++conserve->commits;
  }
  if (retire->u.frame.commit != conserve->commits) {
    toe_conserve_violate(conserve, retire, retire->cycle, "commit number %llu, expected %llu",
                         (u64_text)retire->u.frame.commit, (u64_text)conserve->commits);
  }
  conserve->frame = (toe_conserve_frame_t){.is_open = true, .record = *retire};
  if (handle != 0 && object == NULL) {
    toe_conserve_violate(conserve, retire, retire->cycle, "a frame of a connection that is not in use");
    return;
  }
  if (retire->u.frame.taken != 0 && (object == NULL || reason != TOE_FRAME_ACCEPTED)) {
    toe_conserve_violate(conserve, retire, retire->cycle, "%llu bytes are taken of what is not accepted",
                         (u64_text)retire->u.frame.taken);
    return;
  }
  if (object != NULL) judge(conserve, retire, object);
}

/* ---- its data */

bool toe_conserve_put_data(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_frame_t *frame = &conserve->frame;
  if (!frame->is_open || frame->left == 0) return false;
  toe_conserve_object_t *object = toe_conserve_find(conserve, frame->record.u.frame.handle, TOE_LAYER_TCP);
  if (object == NULL) return false;
  toe_conserve_rcv_t *rcv = &object->rcv;
  uint32_t end = rcv->bytes == 0 ? 0 : (rcv->begin + rcv->bytes) % BLOCK;
  uint32_t bytes = frame->left < BLOCK - end ? frame->left : BLOCK - end, row = object->last;
  uint64_t mask = (~(uint64_t)0 >> (BLOCK - bytes)) << end, said = retire->u.buffer.row;
  toe_cycle_t due = frame->record.cycle + TOE_STAGE_RCV_APPEND_CYCLES + frame->rows;
  if (retire->cycle != due) {
    toe_conserve_violate(conserve, &frame->record, retire->cycle, "row %u of its data is due at cycle %llu",
                         frame->rows, (u64_text)due);
  }
  if (end == 0) row = toe_conserve_take_block(conserve, object, said);
  if (said != row || retire->u.buffer.mask != mask) {
    toe_conserve_violate(conserve, &frame->record, retire->cycle,
                         "bytes 0x%016llx of row %llu are written, expected 0x%016llx of row %u",
                         (u64_text)retire->u.buffer.mask, (u64_text)said, (u64_text)mask, row);
  }
  rcv->bytes += bytes;
  frame->left -= bytes;
  ++frame->rows;
  return true;
}

/* ---- its job */

bool toe_conserve_end_frame(toe_conserve_t *conserve, const toe_retire_t *job) {
  toe_conserve_frame_t *frame = &conserve->frame;
  const toe_retire_t *record = &frame->record;
  uint64_t reason = record->u.frame.reason;
  bool is_its = frame->is_open && job->u.job.commit == record->u.frame.commit &&
                job->u.job.judged_cycle == record->cycle && job->u.job.handle == record->u.frame.handle &&
                (job->u.job.job == TOE_JOB_FORWARD) == (record->u.frame.is_forwarded != 0);
  if (!is_its) {
    toe_conserve_violate(conserve, job, job->cycle, "the job of a frame that was not judged");
    return false;
  }
  frame->is_open = false;
  bool goes_up = reason >= PASSED_UP && !record->u.frame.is_forwarded; /* D-15 */
  frame->has_passed = goes_up && job->u.job.reason == reason;
  bool is_dropped = goes_up && job->u.job.reason == TOE_FRAME_NO_HOST_BUFFER;
  if (job->u.job.reason != reason && !is_dropped) {
    toe_conserve_violate(conserve, job, job->cycle, "its frame was judged %s, but it says %s",
                         toe_frame_text((uint32_t)reason), toe_frame_text((uint32_t)job->u.job.reason));
  }
  if (frame->left > 0) {
    toe_conserve_violate(conserve, job, job->cycle, "%u bytes of its frame were not written", frame->left);
  }
  return true;
}

/* ---- acknowledgments */

/* Where the TCP header of a frame begins. */
static uint32_t tcp_of(const uint8_t *frame) {
  uint32_t l3 = frame[12] == 0x81 && frame[13] == 0 ? 18 : 14;
  return l3 + (frame[l3] >> 4 == 4 ? 20 : 40);
}

static uint32_t number_at(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t window_of(const toe_conserve_object_t *object) {
  uint32_t window = object->rcv.wnd >> TOE_READ(object->rows, OBJ_TCP, RCV_WIND_SCALE);
  return window < 65535 ? window : 65535;
}

bool toe_conserve_weigh_sent(toe_conserve_t *conserve, const toe_retire_t *teller, uint64_t commit,
                             const toe_conserve_object_t *object) {
  if (!conserve->has_sent || conserve->sent.u.sent.commit != commit) return false;
  conserve->has_sent = false;
  uint8_t frame[80];
  memcpy(frame, conserve->sent.u.sent.data, 64);
  for (uint32_t i = 0; i < 8; ++i) {
    frame[64 + i] = (uint8_t)(conserve->sent.u.sent.rest_low >> (8 * i));
    frame[72 + i] = (uint8_t)(conserve->sent.u.sent.rest_high >> (8 * i));
  }
  const uint8_t *tcp = frame + tcp_of(frame);
  uint32_t ack = number_at(tcp + 8), window = (uint32_t)tcp[14] << 8 | tcp[15];
  if (ack == object->rcv.nxt && window == window_of(object)) return true;
  toe_conserve_violate(conserve, teller, conserve->sent.cycle,
                       "%u is acknowledged with window %u, but RcvNxt is %u, and the window %u", ack, window,
                       object->rcv.nxt, window_of(object));
  return true;
}

void toe_conserve_put_sent(toe_conserve_t *conserve, const toe_retire_t *retire) {
  if (conserve->has_sent) {
    toe_conserve_violate(conserve, &conserve->last, retire->cycle, "commit number %llu sent a frame, but told nothing",
                         (u64_text)conserve->sent.u.sent.commit);
  }
  const toe_retire_t *job = &conserve->job;
  bool is_jobs = conserve->job_rows_due > 0 && job->u.job.commit == retire->u.sent.commit;
  if (retire->u.sent.commit <= conserve->ended && !is_jobs) return; /* of a terminate: its connection is gone */
  conserve->has_sent = true;
  conserve->sent = *retire;
  toe_conserve_object_t *object = is_jobs ? toe_conserve_find(conserve, job->u.job.handle, TOE_LAYER_TCP) : NULL;
  if (object != NULL && toe_conserve_weigh_sent(conserve, job, job->u.job.commit, object)) object->rcv.ack_pending = 0;
}
