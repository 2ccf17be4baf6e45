/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_cover.h"

#include <inttypes.h>
#include <stdio.h>

void toe_seam_cover_retire(toe_seam_cover_t *cover, const toe_retire_t *retire) {
  ++cover->retires;
  if (retire->kind == TOE_RETIRE_COMPLETED) ++cover->errors[retire->u.completed.error % TOE_SEAM_ERRORS];
  if (retire->kind == TOE_RETIRE_DECIDED && retire->u.decided.is_object != 0) {
    ++cover->causes[retire->u.decided.cause % TOE_SEAM_CAUSES];
    if (retire->u.decided.is_terminate != 0 && retire->u.decided.handle != 0) ++cover->freed;
  }
  if (retire->kind == TOE_RETIRE_FRAME) ++cover->reasons[retire->u.frame.reason % TOE_SEAM_FRAMES];
  if (retire->kind == TOE_RETIRE_JOB && retire->u.job.reason == TOE_FRAME_NO_HOST_BUFFER)
    ++cover->reasons[TOE_FRAME_NO_HOST_BUFFER];
  if (retire->kind == TOE_RETIRE_JOB) ++cover->jobs[retire->u.job.job % TOE_SEAM_JOBS];
  if (retire->kind == TOE_RETIRE_RECEIVED) {
    ++cover->kinds[retire->u.received.kind % TOE_SEAM_RCV_KINDS];
    if (retire->u.received.kind == TOE_RCV_KIND_COMPLETE)
      ++cover->statuses[retire->u.received.status % TOE_SEAM_RCV_STATUSES];
  }
  if (retire->kind == TOE_RETIRE_EVENT) ++cover->events[retire->u.event.code % TOE_SEAM_EVENTS];
}

void toe_seam_cover_streams(toe_seam_cover_t *cover, const toe_seam_streams_t *streams) {
  cover->bytes_checked += streams->checked_bytes;
  cover->payload_checked += streams->checked_payload;
  for (uint32_t i = 0; i < TOE_SEAM_ERRORS; ++i) cover->forward_errors[i] += streams->forward_errors[i];
  for (uint32_t i = 0; i < TOE_SEAM_FRAMES; ++i) cover->forward_reasons[i] += streams->forward_reasons[i];
  if (!streams->is_lost) ++cover->booked;
}

/* Counts of a list; false: one that should have come up never did, and is named. */
static bool tell_counts(const char *list, const uint64_t *counts, uint32_t size, const char *(*text)(uint32_t)) {
  bool has_all = true;
  printf("%s:", list);
  for (uint32_t i = 0; i < size; ++i) printf(" %" PRIu32 "=%" PRIu64, i, counts[i]);
  printf("\n");
  for (uint32_t i = 0; i < size; ++i) {
    /* The tables do not overflow in so short a life. */
    if (counts[i] != 0 || (text == toe_cause_text && i == TOE_CAUSE_LOOKUP_POOL)) continue;
    printf("never came up: %s\n", text(i));
    has_all = false;
  }
  return has_all;
}

/* Numbers that come up from 1, or from `first` on; false: one did not. */
static bool tell_numbers(const char *list, const uint64_t *counts, uint32_t first, uint32_t size) {
  bool has_all = true;
  printf("%s:", list);
  for (uint32_t i = first; i < size; ++i) printf(" %" PRIu32 "=%" PRIu64, i, counts[i]);
  printf("\n");
  for (uint32_t i = first; i < size; ++i) {
    if (counts[i] != 0) continue;
    printf("never came up: %s %" PRIu32 "\n", list, i);
    has_all = false;
  }
  return has_all;
}

/* What became of frames; false: something never came up.  The numbers of drops and those from RST on, each without gap.
 */
static bool tell_reasons(const uint64_t counts[TOE_SEAM_FRAMES]) {
  return tell_numbers("frames dropped or taken", counts, TOE_FRAME_ACCEPTED, TOE_FRAME_NO_HOST_BUFFER + 1) &
         tell_numbers("frames passed up, or RST", counts, TOE_FRAME_RST, TOE_SEAM_FRAMES);
}

/* What became of FORWARDs; false: something never came up. */
static bool tell_forwards(const toe_seam_cover_t *cover) {
  static const uint8_t kReasons[] = {TOE_FRAME_ACCEPTED, TOE_FRAME_OUT_OF_WINDOW, TOE_FRAME_DUPLICATE,
                                     TOE_FRAME_NO_ACK,   TOE_FRAME_AFTER_FIN,     TOE_FRAME_OUT_OF_ORDER,
                                     TOE_FRAME_RST,      TOE_FRAME_SYN,           TOE_FRAME_RST_IN_WINDOW,
                                     TOE_FRAME_URGENT};
  static const uint8_t kErrors[] = {TOE_ERROR_NONE,         TOE_ERROR_BAD_VERSION,  TOE_ERROR_BAD_ADDRESS,
                                    TOE_ERROR_BAD_RESERVED, TOE_ERROR_OBJECT_FETCH, TOE_ERROR_NO_OBJECT,
                                    TOE_ERROR_NOT_NOW,      TOE_ERROR_BAD_RECEIVE};
  bool has_all = true;
  printf("segments forwarded:");
  for (uint32_t i = 0; i < sizeof kReasons; ++i) {
    printf(" %u=%" PRIu64, kReasons[i], cover->forward_reasons[kReasons[i]]);
    has_all &= cover->forward_reasons[kReasons[i]] != 0;
  }
  printf("; errors");
  for (uint32_t i = 0; i < sizeof kErrors; ++i) {
    printf(" %u=%" PRIu64, kErrors[i], cover->forward_errors[kErrors[i]]);
    has_all &= cover->forward_errors[kErrors[i]] != 0;
  }
  printf("%s\n", has_all ? "" : "; not all of these came up");
  return has_all;
}

/* Every job, entry, event and end of a frame; false: not all that should have come up did. */
static bool tell_wire(const toe_seam_cover_t *cover, bool has_frames) {
  static const uint32_t kEvents[] = {TOE_EVENT_DISCONNECT, TOE_EVENT_ABORT};
  bool has_all = true;
  for (uint32_t i = 0; i < sizeof kEvents / sizeof kEvents[0]; ++i) {
    if (cover->events[kEvents[i]] != 0) continue;
    printf("never came up: event %" PRIu32 "\n", kEvents[i]);
    has_all = false;
  }
  has_all &= tell_numbers("receive jobs", cover->jobs, 1, TOE_JOB_FRAME);
  has_all &= tell_numbers("receive jobs of segments", cover->jobs, has_frames ? TOE_JOB_FRAME : TOE_JOB_ACK_TIMER,
                          TOE_SEAM_JOBS);
  has_all &=
      tell_numbers("received entries of kind", cover->kinds, 1, has_frames ? TOE_SEAM_RCV_KINDS : TOE_RCV_KIND_PASS);
  has_all &= tell_numbers("receive requests completed with status", cover->statuses, 0, TOE_SEAM_RCV_STATUSES);
  if (has_frames) has_all &= tell_reasons(cover->reasons);
  return has_all;
}

/* Every cause, error and event of the host, and whether seeds end as they should; false: not all that should have. */
static bool tell_rest(const toe_seam_cover_t *cover) {
  static const uint32_t kEvents[] = {TOE_EVENT_RETRIEVE, TOE_EVENT_UPLOAD_ALL, TOE_EVENT_PAUSE, TOE_EVENT_RESUME,
                                     TOE_EVENT_LINK};
  bool has_all = tell_counts("causes", cover->causes, TOE_SEAM_CAUSES, toe_cause_text);
  has_all &= tell_counts("errors", cover->errors, TOE_SEAM_ERRORS, toe_error_text);
  for (uint32_t i = 0; i < sizeof kEvents / sizeof kEvents[0]; ++i) {
    if (cover->events[kEvents[i]] != 0) continue;
    printf("never came up: event %" PRIu32 "\n", kEvents[i]);
    has_all = false;
  }
  has_all &= tell_forwards(cover);
  if (cover->bytes_checked == 0 || cover->payload_checked == 0 || cover->booked < cover->seeds / 2) {
    printf("too few deliveries could be booked\n");
    has_all = false;
  }
  if (cover->empty_ends < cover->drains / 2 || cover->rows_checked == 0) {
    printf("too few seeds ended with nothing in use, or nothing that was handed back could be compared\n");
    has_all = false;
  }
  /* Else the counters are never compared to the last one. */
  if (cover->calm_ends < cover->seeds / 2) {
    printf("too few seeds ended with nothing in flight\n");
    has_all = false;
  }
  return has_all && cover->corrected > 0;
}

bool toe_seam_cover_tell(const toe_seam_cover_t *cover, bool has_frames) {
  printf("%" PRIu64 " edges, %" PRIu64 " TLPs, %" PRIu64 " retire records, %" PRIu64 " frames sent\n", cover->edges,
         cover->outputs, cover->retires, cover->frames);
  printf("%" PRIu64 " buffer rows written, %" PRIu64 " context rows corrected, %" PRIu64 " not correctable; %" PRIu64
         " of %" PRIu64 " seeds ended with nothing in flight\n",
         cover->rows_copied, cover->corrected, cover->uncorrectable, cover->calm_ends, cover->seeds);
  printf("%" PRIu64 " objects terminated, %" PRIu64 " pieces handed back compared; %" PRIu64 " of %" PRIu64
         " seeds ended with nothing in use\n",
         cover->freed, cover->rows_checked, cover->empty_ends, cover->drains);
  printf("%" PRIu64 " received bytes compared, %" PRIu64 " of them from segments; %" PRIu64 " of %" PRIu64
         " seeds booked to the end\n",
         cover->bytes_checked, cover->payload_checked, cover->booked, cover->seeds);
  const bool has_rest = tell_rest(cover), has_wire = tell_wire(cover, has_frames);
  const uint64_t wire_seeds = has_frames ? TOE_SEAM_COVER_WIRE_SEEDS : TOE_SEAM_COVER_SEEDS;
  return (has_rest || cover->seeds < TOE_SEAM_COVER_SEEDS) && (has_wire || cover->seeds < wire_seeds);
}
