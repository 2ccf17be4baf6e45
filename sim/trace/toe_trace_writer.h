/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_trace_writer.h - write a trace: operations, wire frames and comments, in order of time.
 *
 * A name ending in .pcapng or .pcapng.gz gives a pcapng trace, any other (".jsonl", "-") a scenario as text
 * (docs/trace-format.md).  The file appears whole at toe_trace_writer_commit, or not at all.
 */
#ifndef TOE_TRACE_WRITER_H_
#define TOE_TRACE_WRITER_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_trace_writer toe_trace_writer_t;

/* writer_out owned by the caller.  E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_trace_writer_new(const char *path, toe_trace_writer_t **writer_out,
                                               toe_error_t *error_out);

/* One line of a scenario that is no operation: blank, or beginning with '#'.
 * text  copied; no newline in it, UTF-8, at most 65535 bytes
 * E_RANGE, E_FORMAT (not UTF-8), E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_trace_write_comment(toe_trace_writer_t *writer, const char *text, size_t bytes,
                                                  toe_error_t *error_out);
/* One operation.
 * at_ns  its time, not before the record before
 * kind   toe_op_kind of the text, not checked here
 * json   copied; one JSON object without a newline
 * E_RANGE, E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_trace_write_op(toe_trace_writer_t *writer, uint64_t at_ns, uint32_t kind,
                                             const char *json, size_t bytes, toe_error_t *error_out);
/* One frame of the wire.
 * data  copied; the `bytes` of it that were captured
 * E_RANGE, E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_trace_write_frame(toe_trace_writer_t *writer, uint64_t at_ns, const uint8_t *data,
                                                uint32_t bytes, uint32_t original_bytes, toe_error_t *error_out);
/* The text ends without a newline behind its last line (only pack asks for this). */
void toe_trace_writer_no_newline(toe_trace_writer_t *writer);

/* Ends the writer, also on failure.  E_IO */
TOE_MUST_USE toe_result_t toe_trace_writer_commit(toe_trace_writer_t *writer, toe_error_t *error_out);
void toe_trace_writer_abandon(toe_trace_writer_t *writer); /* NULL is allowed */

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TRACE_WRITER_H_ */
