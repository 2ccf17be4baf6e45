/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_pack.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "sim/trace/toe_trace_lines.h"
#include "sim/trace/toe_trace_writer.h"

/* A cause without a place gets one. */
static toe_result_t at_place(const toe_line_t *line, toe_result_t result, toe_error_t *error_out) {
  if (error_out != NULL && (result == TOE_E_RANGE || result == TOE_E_FORMAT)) {
    const toe_error_t cause = *error_out;
    toe_error_set(error_out, "%.300s: %.200s", line->place, cause.text);
  }
  return result;
}

static toe_result_t line_write(toe_trace_writer_t *writer, const toe_line_t *line, const toe_op_t *op, uint64_t at_ns,
                               toe_error_t *error_out) {
  toe_result_t result;
  if (line->kind == TOE_LINE_COMMENT)
    result = toe_trace_write_comment(writer, line->text, line->bytes, error_out);
  else if (line->kind == TOE_LINE_FRAME)
    result =
        toe_trace_write_frame(writer, line->time_ns, line->frame, line->frame_bytes, line->original_bytes, error_out);
  else
    result = toe_trace_write_op(writer, at_ns, (uint32_t)op->kind, line->text, line->bytes, error_out);
  return at_place(line, result, error_out);
}

/* Text carries its times itself: a record whose stamp says otherwise cannot be unpacked. */
static toe_result_t stamp_is_text(const toe_trace_t *trace, const toe_line_t *line, toe_error_t *error_out) {
  if (line->time_ns == toe_trace_text_ns(trace)) return TOE_OK;
  toe_error_set(
      error_out,
      "%s: its time, %llu ns, was changed by another tool and is not the %llu of its text; unpack would lose it",
      line->place, (unsigned long long)line->time_ns, (unsigned long long)toe_trace_text_ns(trace));
  return TOE_E_UNSUPPORTED;
}

static toe_result_t lines_copy(toe_trace_t *trace, toe_trace_writer_t *writer, toe_error_t *error_out) {
  for (;;) {
    toe_line_t line;
    toe_op_t *op = NULL;
    toe_result_t result = toe_trace_next_line(trace, &line, &op, error_out);
    if (result == TOE_E_END) break;
    if (result != TOE_OK) return result;
    if (op != NULL && !toe_source_is_text(toe_trace_source(trace))) result = stamp_is_text(trace, &line, error_out);
    if (result == TOE_OK) result = line_write(writer, &line, op, toe_trace_text_ns(trace), error_out);
    toe_op_free(op);
    if (result != TOE_OK) return result;
  }
  if (toe_source_is_unended(toe_trace_source(trace))) toe_trace_writer_no_newline(writer);
  return TOE_OK;
}

static toe_result_t convert(const char *from, const char *to, bool from_text, toe_error_t *error_out) {
  toe_trace_t *trace = NULL;
  toe_trace_writer_t *writer = NULL;
  toe_result_t result = toe_trace_open(from, &trace, error_out);
  if (result == TOE_OK && toe_source_is_text(toe_trace_source(trace)) != from_text) {
    toe_error_set(error_out, "%s: byte 0: %s", from,
                  from_text ? "a pcapng file, not scenario text" : "not a pcapng trace: wrong magic number");
    result = TOE_E_FORMAT;
  }
  if (result == TOE_OK) result = toe_trace_writer_new(to, &writer, error_out);
  if (result == TOE_OK) result = lines_copy(trace, writer, error_out);
  if (result == TOE_OK)
    result = toe_trace_writer_commit(writer, error_out);
  else
    toe_trace_writer_abandon(writer);
  toe_trace_close(trace);
  return result;
}

toe_result_t toe_trace_pack(const char *from, const char *to, toe_error_t *error_out) {
  if (!toe_source_is_pcapng_name(to)) {
    toe_error_set(error_out, "%s: a packed trace's name ends in .pcapng or .pcapng.gz", to);
    return TOE_E_ARG;
  }
  return convert(from, to, true, error_out);
}

toe_result_t toe_trace_unpack(const char *from, const char *to, toe_error_t *error_out) {
  if (toe_source_is_pcapng_name(to)) {
    toe_error_set(error_out, "%s: the name of scenario text does not end in .pcapng or .pcapng.gz", to);
    return TOE_E_ARG;
  }
  return convert(from, to, false, error_out);
}

static bool blocks_count(const toe_op_t *op, json_t **names, toe_trace_info_t *info) {
  for (uint32_t i = 0; i < op->block_count; ++i) {
    const toe_op_block_t *block = &op->blocks[i];
    ++info->blocks_by_layer[block->layer];
    if (block->is_placeholder) ++info->placeholders;
    if (json_object_get(names[block->layer], block->name) != NULL) continue;
    if (json_object_set_new(names[block->layer], block->name, json_true()) != 0) return false;
    ++info->names_by_layer[block->layer];
  }
  return true;
}

/* Names that mean nothing any more: another mention is another object. */
static void names_forget(const toe_op_t *op, json_t **names) {
  for (uint32_t i = 0; i < op->object_count && op->is_forgetting; ++i)
    for (int layer = 0; layer < 4; ++layer) (void)json_object_del(names[layer], op->objects[i]);
}

static toe_result_t info_lines(toe_trace_t *trace, json_t **names, toe_trace_info_t *info, toe_error_t *error_out) {
  for (;;) {
    toe_line_t line;
    toe_op_t *op = NULL;
    const toe_result_t result = toe_trace_next_line(trace, &line, &op, error_out);
    if (result != TOE_OK) return result == TOE_E_END ? TOE_OK : result;
    if (line.kind == TOE_LINE_COMMENT) ++info->comments;
    if (line.kind == TOE_LINE_FRAME) {
      ++info->frames;
      info->frame_bytes += line.original_bytes;
    }
    if (op == NULL) continue;
    if (info->ops++ == 0) info->first_ns = op->at_ns;
    info->last_ns = op->at_ns;
    ++info->ops_by_kind[op->kind];
    info->expectations += op->expect_count;
    const bool ok = blocks_count(op, names, info);
    names_forget(op, names);
    toe_op_free(op);
    if (!ok) return TOE_E_MEMORY;
  }
}

toe_result_t toe_trace_info(const char *path, toe_trace_info_t *info_out, toe_error_t *error_out) {
  *info_out = (toe_trace_info_t){0};
  toe_trace_t *trace = NULL;
  toe_result_t result = toe_trace_open(path, &trace, error_out);
  if (result != TOE_OK) return result;
  json_t *names[4] = {json_object(), json_object(), json_object(), json_object()}; /* as sets, by layer */
  for (int i = 0; i < 4; ++i)
    if (names[i] == NULL) result = TOE_E_MEMORY;
  if (result == TOE_OK) result = info_lines(trace, names, info_out, error_out);
  for (int i = 0; i < 4; ++i) json_decref(names[i]);
  info_out->is_text = toe_source_is_text(toe_trace_source(trace));
  info_out->bytes = toe_trace_bytes(trace);
  info_out->crc = toe_trace_crc(trace);
  toe_trace_close(trace);
  return result;
}
