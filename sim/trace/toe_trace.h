/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_trace.h - read a trace or scenario, one operation at a time.
 *
 * The kind of file is told by its content: pcapng (gzip or not), or JSON Lines (gzip or not).  Reading is
 * streamed: memory does not grow with the file.
 */
#ifndef TOE_TRACE_H_
#define TOE_TRACE_H_

#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_trace toe_trace_t;

/* Open `path`.  trace_out owned by the caller.
 * E_IO, E_FORMAT (error_out says where), E_MEMORY */
TOE_MUST_USE toe_result_t toe_trace_open(const char *path, toe_trace_t **trace_out, toe_error_t *error_out);
void toe_trace_close(toe_trace_t *trace); /* NULL is allowed */

/* The next operation; times never decrease.  op_out owned by the caller (toe_op_free).
 * Frames of the wire interface are passed over and counted.
 * E_END; E_FORMAT, E_RANGE, E_IO (error_out: file, record or line, byte offset, cause); E_MEMORY */
TOE_MUST_USE toe_result_t toe_trace_next(toe_trace_t *trace, toe_op_t **op_out, toe_error_t *error_out);

/* CRC32C of the file's content read so far, gzip undone (for the report: which trace this was), and its bytes. */
uint32_t toe_trace_crc(const toe_trace_t *trace);
uint64_t toe_trace_bytes(const toe_trace_t *trace);
/* Wire frames passed over so far. */
uint64_t toe_trace_frames(const toe_trace_t *trace);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TRACE_H_ */
