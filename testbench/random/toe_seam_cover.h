/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_cover.h - what came up in the seeds of the seam fuzzer, and whether that is all that should have.
 *
 * From TOE_SEAM_COVER_SEEDS seeds on every cause, error and event of the host, and every end of a FORWARD, must have
 * come up (only LOOKUP_POOL needs a longer life); with frames, from TOE_SEAM_COVER_WIRE_SEEDS on, every end of a frame,
 * every job and entry and every event of the peer.
 */
#ifndef TOE_SEAM_COVER_H_
#define TOE_SEAM_COVER_H_

#include "testbench/random/toe_seam_stream.h"

enum { TOE_SEAM_COVER_SEEDS = 100, TOE_SEAM_COVER_WIRE_SEEDS = 50 };
enum {
  TOE_SEAM_CAUSES = 0
#define TOE_CAUSE(name, value, status, pool, text) +1
#include "model/spec/causes.def"
  ,
  TOE_SEAM_ERRORS = TOE_ERROR_BAD_RECEIVE + 1,
  TOE_SEAM_JOBS = TOE_JOB_FORWARD + 1,
  TOE_SEAM_FRAMES = TOE_FRAME_URGENT + 1,
  TOE_SEAM_RCV_KINDS = TOE_RCV_KIND_PASS + 1,
  TOE_SEAM_RCV_STATUSES = TOE_RCV_STATUS_INVALID_STATE + 1,
  TOE_SEAM_EVENTS = TOE_EVENT_LINK + 1
};

/* Over all seeds. */
typedef struct toe_seam_cover {
  uint64_t outputs, retires, frames, edges; /* frames: sent */
  uint64_t causes[TOE_SEAM_CAUSES], errors[TOE_SEAM_ERRORS], events[TOE_SEAM_EVENTS];
  uint64_t reasons[TOE_SEAM_FRAMES]; /* of frames */
  uint64_t jobs[TOE_SEAM_JOBS], kinds[TOE_SEAM_RCV_KINDS], statuses[TOE_SEAM_RCV_STATUSES];
  uint64_t bytes_checked, payload_checked; /* received bytes that were compared; of those, what segments brought */
  uint64_t booked;                         /* seeds whose deliveries were booked to the end */
  uint64_t forward_errors[TOE_SEAM_ERRORS], forward_reasons[TOE_SEAM_FRAMES];
  uint64_t freed, rows_checked; /* objects terminated; pieces of what they handed back that were compared */
  uint64_t rows_copied, corrected, uncorrectable; /* buffer rows; context rows read with flipped bits */
  uint64_t seeds, calm_ends;                      /* seeds that ended with nothing in flight */
  uint64_t drains, empty_ends;                    /* seeds that were to end with nothing in use, and did */
} toe_seam_cover_t;

/* A record both sides agree on. */
void toe_seam_cover_retire(toe_seam_cover_t *cover, const toe_retire_t *retire);

/* The books of a seed that has ended. */
void toe_seam_cover_streams(toe_seam_cover_t *cover, const toe_seam_streams_t *streams);

/* Tell what came up; false: not all that so many seeds should have met. */
bool toe_seam_cover_tell(const toe_seam_cover_t *cover, bool has_frames);

#endif /* TOE_SEAM_COVER_H_ */
