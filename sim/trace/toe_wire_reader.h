/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_wire_reader.h - the frames of a trace that its device is shown.
 *
 * Frames of the wire interface and `#frame` lines (docs/trace-format.md), in the order of the file and at its times.
 * Shown are those sent to the interface (wire.mac as configured or `set` in the trace), to a src_mac of the trace's
 * neighbors, or to a group; the others were sent by the host's side, or to somebody else, and are only counted.  So are
 * frames of which not every byte was captured, and those before the first operation: nothing can be offloaded then.
 *
 * It reads the file by itself, beside whoever reads the operations, since frames do not wait for them.  A line that it
 * cannot read ends it without a word: the reader of the operations says so.
 */
#ifndef TOE_WIRE_READER_H_
#define TOE_WIRE_READER_H_

#include "sim/trace/toe_trace.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Values of wire.replay. */
typedef enum toe_wire_replay {
  TOE_WIRE_REPLAY_AUTO, /* on if there are frames, every byte of each was captured, and the trace is no pipe */
  TOE_WIRE_REPLAY_ON,
  TOE_WIRE_REPLAY_OFF
} toe_wire_replay_t;

/* What became of the frames read so far; they are all, one each. */
typedef struct toe_wire_counts {
  uint64_t shown;
  uint64_t cut;   /* not whole */
  uint64_t other; /* not to the interface */
  uint64_t early; /* before the first operation */
  /* Of all frames of the trace, those not whole, for which AUTO shows none; then all else is 0. */
  uint64_t withheld;
} toe_wire_counts_t;

typedef struct toe_wire_frame {
  uint64_t at_ns;      /* as toe_op.at_ns; never before that of the frame or operation before */
  uint64_t operations; /* that stand before it */
  uint32_t bytes;      /* 1..65535 */
  const uint8_t *data; /* until the next call */
} toe_wire_frame_t;

typedef struct toe_wire_reader toe_wire_reader_t;

/* Read the trace once for its addresses, unless `replay` is OFF.
 * mac  of the interface, copied
 * reader_out  owned by the caller; NULL: there is nothing to show, or it is OFF
 * E_IO, E_FORMAT (the file cannot be opened as a trace), E_UNSUPPORTED (ON, and it is a pipe), E_MEMORY */
TOE_MUST_USE toe_result_t toe_wire_reader_new(const char *path, toe_wire_replay_t replay, const uint8_t mac[6],
                                              toe_wire_reader_t **reader_out, toe_error_t *error_out);
void toe_wire_reader_free(toe_wire_reader_t *reader); /* NULL is allowed */

/* The next frame to be shown.  false: there is none any more; frame_out is untouched */
bool toe_wire_reader_next(toe_wire_reader_t *reader, toe_wire_frame_t *frame_out);

toe_wire_counts_t toe_wire_reader_counts(const toe_wire_reader_t *reader);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WIRE_READER_H_ */
