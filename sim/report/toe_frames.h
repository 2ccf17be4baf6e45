/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_frames.h - frames of the wire and segments that the host forwards, one by one and by their reason.
 *
 * Fed with the primary side's retire records.  A frame is given out when its job ends; a forwarded segment is a frame
 * that came another way.
 */
#ifndef TOE_FRAMES_H_
#define TOE_FRAMES_H_

#include "model/spec/toe_retire.h"
#include "model/toe_types.h"

enum { TOE_FRAMES_REASONS = 64 }; /* above every toe_frame */

/* What became of frames: of one connection, or of all. */
typedef struct toe_frame_counts {
  uint64_t frames, bytes;                 /* that came, with these of payload */
  uint64_t forwarded;                     /* of these frames, brought by the host */
  uint64_t taken, dropped;                /* bytes of payload; dropped: neither taken nor passed up */
  uint64_t acks;                          /* that were sent */
  uint64_t by_reason[TOE_FRAMES_REASONS]; /* toe_frame */
} toe_frame_counts_t;

/* Segments that are the host's again, by the status it got [R147]. */
typedef struct toe_forward_counts {
  uint64_t success, aborted, upload, invalid;
} toe_forward_counts_t;

/* Frames that found no room in the frame memory, one behind the other.  Which edge each came at is not told. */
typedef struct toe_frame_loss {
  uint64_t frames;
  toe_cycle_t after, before; /* when the last beats came of the frames around them that were taken; NEVER: none was */
} toe_frame_loss_t;

/* All of a run. */
typedef struct toe_frame_losses {
  toe_frame_loss_t all;
  uint64_t judged;       /* frames of the wire */
  uint64_t number, lost; /* of the last of these */
  toe_cycle_t arrived;   /* same */
} toe_frame_losses_t;

/* A frame from its FRAME to its JOB. */
typedef struct toe_frame_story {
  bool is_open;
  toe_retire_t frame, job;
} toe_frame_story_t;

/* "FILTERED": a reason by its name in the report; "?" */
const char *toe_frames_reason(uint64_t reason);
/* Count a frame whose job has ended. */
void toe_frames_count(toe_frame_counts_t *counts, const toe_frame_story_t *story);
void toe_frames_add(toe_frame_counts_t *sum, const toe_frame_counts_t *counts);
/* Count a forwarded segment that was completed with an NDIS status; one that means none of these is invalid. */
void toe_frames_complete(toe_forward_counts_t *counts, uint32_t status);
/* The next FRAME.  true: frames were lost before it, loss_out. */
bool toe_frames_lose(toe_frame_losses_t *losses, const toe_retire_t *frame, toe_frame_loss_t *loss_out);
/* All `frames` that were sent to the device have come in and were judged, or lost.  true: some behind the last of them,
 * loss_out. */
bool toe_frames_end(toe_frame_losses_t *losses, uint64_t frames, toe_frame_loss_t *loss_out);
/* The next record.  true: `story` is whole now. */
bool toe_frames_retire(toe_frame_story_t *story, const toe_retire_t *retire);

#endif /* TOE_FRAMES_H_ */
