/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_record.h - what an engine gives at the seam, compared to the last member, and told to people.
 */
#ifndef TOE_SEAM_RECORD_H_
#define TOE_SEAM_RECORD_H_

#include "bridge/toe_device.h"

enum { TOE_SEAM_TEXT_BYTES = 1024 }; /* holds any text below */

/* Everything a TLP of its type has: edge, stream, header, payload. */
bool toe_seam_is_same_output(const toe_device_output_t *a, const toe_device_output_t *b);

/* Edge, kind, every field of retire.def, and the row of a CONTEXT or BUFFER; none has a budget. */
bool toe_seam_is_same_retire(const toe_retire_t *a, const toe_retire_t *b);

/* Counters that must agree.
 * is_exact  all of them: one engine run in two ways
 * is_still  nothing is in flight: all but busy_cycles, which the engines count differently (toe_device.h)
 * neither   the item in COMMIT may be counted earlier or later by one of them: one row read, the edges it waits for
 * CTXW */
bool toe_seam_is_same_stats(const toe_device_stats_t *a, const toe_device_stats_t *b, bool is_exact, bool is_still);

/* One line each. */
/* A frame that left; NULL: nothing. */
void toe_seam_frame_text(const toe_frame_sent_t *frame, char text_out[TOE_SEAM_TEXT_BYTES]);
void toe_seam_output_text(const toe_device_output_t *output, char text_out[TOE_SEAM_TEXT_BYTES]);
void toe_seam_retire_text(const toe_retire_t *retire, char text_out[TOE_SEAM_TEXT_BYTES]);
void toe_seam_stats_text(const toe_device_stats_t *stats, char text_out[TOE_SEAM_TEXT_BYTES]);

/* "CC", "RQ"; "DECIDED" */
const char *toe_seam_stream_text(toe_stream_t stream);
const char *toe_seam_kind_text(toe_retire_kind_t kind);

#endif /* TOE_SEAM_RECORD_H_ */
