/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_trace_lines.h - a trace line by line, comments and frames too; for what treats whole files.
 */
#ifndef TOE_TRACE_LINES_H_
#define TOE_TRACE_LINES_H_

#include "sim/trace/toe_source.h"
#include "sim/trace/toe_trace.h"

/* The next line; if it is an operation, also that, with its time as the file has it (a record's stamp, else "at_ns").
 * op_out  owned by the caller; NULL unless the line is an operation
 * results as toe_trace_next */
TOE_MUST_USE toe_result_t toe_trace_next_line(toe_trace_t *trace, toe_line_t *line_out, toe_op_t **op_out,
                                              toe_error_t *error_out);
/* "at_ns" of the last operation as its text says it. */
uint64_t toe_trace_text_ns(const toe_trace_t *trace);
const toe_source_t *toe_trace_source(const toe_trace_t *trace);

#endif /* TOE_TRACE_LINES_H_ */
