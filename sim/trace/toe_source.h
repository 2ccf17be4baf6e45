/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_source.h - the lines of a scenario, from its text or from the pcapng trace it was packed into.
 *
 * Both forms hold the same lines (docs/trace-format.md), so whatever reads traces reads them here.
 */
#ifndef TOE_SOURCE_H_
#define TOE_SOURCE_H_

#include "model/toe_types.h"

#define TOE_SOURCE_TEXT_MAX (256u << 20) /* bytes, longest line */

typedef enum toe_line_kind {
  TOE_LINE_COMMENT, /* '#' first, or blank */
  TOE_LINE_OP,
  TOE_LINE_FRAME /* of the wire; in text "#frame AT_NS ORIGINAL_BYTES HEX" */
} toe_line_kind_t;

typedef struct toe_line {
  toe_line_kind_t kind;
  const char *text; /* COMMENT, OP: not terminated, no newline */
  size_t bytes;
  uint64_t time_ns; /* FRAME; OP of pcapng: stamp of the record */
  uint8_t op_kind;  /* OP of pcapng: code in the record's header */
  const uint8_t *frame;
  uint32_t frame_bytes, original_bytes;
  const char *place;
} toe_line_t;

typedef struct toe_source toe_source_t;

/* The name of a pcapng trace: ends in .pcapng or .pcapng.gz. */
bool toe_source_is_pcapng_name(const char *path);

/* An empty file, and one with the name of a pcapng trace that is none, is refused.
 * source_out owned by the caller.  E_IO, E_FORMAT, E_MEMORY */
TOE_MUST_USE toe_result_t toe_source_open(const char *path, toe_source_t **source_out, toe_error_t *error_out);
void toe_source_close(toe_source_t *source); /* NULL is allowed */

/* The next line; its members are valid until the next call.
 * E_END, E_FORMAT, E_RANGE, E_IO, E_UNSUPPORTED (version), E_MEMORY */
TOE_MUST_USE toe_result_t toe_source_next(toe_source_t *source, toe_line_t *line_out, toe_error_t *error_out);

bool toe_source_is_text(const toe_source_t *source);
/* At the end: the last line had no newline. */
bool toe_source_is_unended(const toe_source_t *source);
uint64_t toe_source_bytes(const toe_source_t *source);
uint32_t toe_source_crc(const toe_source_t *source);

#endif /* TOE_SOURCE_H_ */
