/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_segment.h - what the peer of a fuzzed connection sends next: mostly what follows, else something around it.
 *
 * The same draws make segments that come in frames (toe_seam_frames.c) and those that the host forwards
 * (docs/microarchitecture.md 5.16), so both meet the same connections: bytes in order, again, overlapping, behind a gap
 * or anywhere; FIN and RST often enough that most seeds see a connection end either way.
 */
#ifndef TOE_SEAM_SEGMENT_H_
#define TOE_SEAM_SEGMENT_H_

#include "testbench/random/toe_seam_request.h"

enum { TOE_SEAM_SEGMENT_MOST = 10240 /* bytes that toe_seam_make_segment may write */ };

/* What a TCP header says. */
typedef struct toe_seam_segment {
  uint32_t seq, bytes, options; /* bytes: payload; options: a multiple of 4, 0..40 */
  uint8_t flags;
} toe_seam_segment_t;

/* next: the sequence number that the connection waits for */
toe_seam_segment_t toe_seam_draw_segment(toe_random_draw_t *draw, uint32_t next);

/* The rest of a FORWARD, right or wrong; handle: a connection, or not. */
void toe_seam_make_forward(toe_seam_maker_t *maker, uint32_t handle, uint64_t address, uint8_t *command);

/* The segment of a FORWARD that was made: TOE_SEAM_SEGMENT_MOST bytes at most. */
void toe_seam_make_segment(toe_seam_maker_t *maker, const uint8_t *command, uint8_t *segment_out);

#endif /* TOE_SEAM_SEGMENT_H_ */
