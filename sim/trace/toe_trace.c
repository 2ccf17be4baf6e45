/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_trace.h"

#include <stdlib.h>

#include "sim/trace/toe_scenario.h"
#include "sim/trace/toe_trace_lines.h"

/* SystemC's clock holds 2^64 ps, 213.5 days; half a day is left for the bring-up before and the answers after. */
#define LONGEST_NS (213ull * 86400 * 1000000000)

struct toe_trace {
  toe_source_t *source;
  uint64_t number;            /* operations so far */
  uint64_t text_ns, stamp_ns; /* of the last one */
  uint64_t first_ns;
  uint64_t shift_ns; /* stamp - at_ns, modulo 2^64: another tool may have moved the stamps */
  bool has_shift;
  uint64_t frames;
};

toe_result_t toe_trace_open(const char *path, toe_trace_t **trace_out, toe_error_t *error_out) {
  toe_trace_t *trace = calloc(1, sizeof *trace);
  if (trace == NULL) return TOE_E_MEMORY;
  const toe_result_t result = toe_source_open(path, &trace->source, error_out);
  if (result != TOE_OK) {
    free(trace);
    return result;
  }
  *trace_out = trace;
  return TOE_OK;
}

void toe_trace_close(toe_trace_t *trace) {
  if (trace == NULL) return;
  toe_source_close(trace->source);
  free(trace);
}

/* The stamp of a record against what its text says, and against the stamp before. */
static toe_result_t stamp_check(toe_trace_t *trace, const toe_line_t *line, const toe_op_t *op,
                                const toe_scenario_time_t *time, toe_error_t *error_out) {
  if (line->op_kind != (uint8_t)op->kind) {
    toe_error_set(error_out, "%s: the record's kind %u is not that of its text, %s", line->place, line->op_kind,
                  toe_op_kind_text(op->kind));
    return TOE_E_FORMAT;
  }
  if (line->time_ns < trace->stamp_ns) {
    toe_error_set(error_out, "%s: its time is before that of the operation before", line->place);
    return TOE_E_RANGE;
  }
  if (!time->is_given) return TOE_OK;
  const uint64_t shift = line->time_ns - time->at_ns;
  if (trace->has_shift && shift != trace->shift_ns) {
    toe_error_set(error_out, "%s: the record's time does not go with its \"at_ns\" %llu", line->place,
                  (unsigned long long)time->at_ns);
    return TOE_E_FORMAT;
  }
  trace->shift_ns = shift;
  trace->has_shift = true;
  return TOE_OK;
}

static toe_result_t length_check(toe_trace_t *trace, const toe_op_t *op, toe_error_t *error_out) {
  if (trace->number == 1) trace->first_ns = op->at_ns;
  if (op->at_ns - trace->first_ns <= LONGEST_NS) return TOE_OK;
  toe_error_set(error_out, "%s: more than 213 days after the first operation", op->place);
  return TOE_E_RANGE;
}

toe_result_t toe_trace_next_line(toe_trace_t *trace, toe_line_t *line_out, toe_op_t **op_out, toe_error_t *error_out) {
  *op_out = NULL;
  toe_result_t result = toe_source_next(trace->source, line_out, error_out);
  if (result != TOE_OK) return result;
  if (line_out->kind == TOE_LINE_FRAME) ++trace->frames;
  if (line_out->kind != TOE_LINE_OP) return TOE_OK;
  toe_op_t *op = NULL;
  toe_scenario_time_t time;
  result = toe_scenario_parse(line_out->text, line_out->bytes, line_out->place, trace->number + 1, trace->text_ns, &op,
                              &time, error_out);
  if (result != TOE_OK) return result;
  ++trace->number;
  if (!toe_source_is_text(trace->source)) {
    result = stamp_check(trace, line_out, op, &time, error_out);
    op->at_ns = line_out->time_ns;
  }
  if (result == TOE_OK) result = length_check(trace, op, error_out);
  if (result != TOE_OK) {
    toe_op_free(op);
    return result;
  }
  trace->text_ns = time.at_ns;
  trace->stamp_ns = op->at_ns;
  *op_out = op;
  return TOE_OK;
}

toe_result_t toe_trace_next(toe_trace_t *trace, toe_op_t **op_out, toe_error_t *error_out) {
  for (;;) {
    toe_line_t line;
    toe_op_t *op = NULL;
    const toe_result_t result = toe_trace_next_line(trace, &line, &op, error_out);
    if (result != TOE_OK) return result;
    if (op == NULL) continue;
    op->at_ns -= trace->first_ns;
    *op_out = op;
    return TOE_OK;
  }
}

uint32_t toe_trace_crc(const toe_trace_t *trace) { return toe_source_crc(trace->source); }
uint64_t toe_trace_bytes(const toe_trace_t *trace) { return toe_source_bytes(trace->source); }
uint64_t toe_trace_frames(const toe_trace_t *trace) { return trace->frames; }
uint64_t toe_trace_text_ns(const toe_trace_t *trace) { return trace->text_ns; }
const toe_source_t *toe_trace_source(const toe_trace_t *trace) { return trace->source; }
