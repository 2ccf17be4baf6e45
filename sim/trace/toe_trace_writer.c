/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_trace_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/trace/toe_pcapng.h"
#include "sim/trace/toe_record.h"

enum { HOST, WIRE };

struct toe_trace_writer {
  toe_pcapng_writer_t *pcapng; /* one of the two */
  toe_output_t *text;
  bool has_line, is_unended;
  uint64_t last_ns;
  toe_pcapng_comment_t *comments; /* waiting for the record they ride on; texts owned */
  uint32_t comment_count, comment_room;
  char *scratch; /* a record, or a frame as text */
  size_t scratch_room;
};

static bool ends_with(const char *text, const char *end) {
  const size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

toe_result_t toe_trace_writer_new(const char *path, toe_trace_writer_t **writer_out, toe_error_t *error_out) {
  static const toe_pcapng_interface_t interfaces[] = {
      [HOST] = {"host", TOE_LINK_USER0}, [WIRE] = {"wire", TOE_LINK_ETHERNET}};
  toe_trace_writer_t *writer = calloc(1, sizeof *writer);
  if (writer == NULL) return TOE_E_MEMORY;
  const toe_result_t result = ends_with(path, ".pcapng") || ends_with(path, ".pcapng.gz")
                                  ? toe_pcapng_writer_new(path, interfaces, 2, &writer->pcapng, error_out)
                                  : toe_output_open(path, &writer->text, error_out);
  if (result != TOE_OK) {
    free(writer);
    return result;
  }
  *writer_out = writer;
  return TOE_OK;
}

static void comments_drop(toe_trace_writer_t *writer) {
  for (uint32_t i = 0; i < writer->comment_count; ++i) free((void *)(uintptr_t)writer->comments[i].text);
  writer->comment_count = 0;
}

void toe_trace_writer_abandon(toe_trace_writer_t *writer) {
  if (writer == NULL) return;
  toe_pcapng_writer_abandon(writer->pcapng);
  toe_output_abandon(writer->text);
  comments_drop(writer);
  free(writer->comments);
  free(writer->scratch);
  free(writer);
}

static bool scratch_need(toe_trace_writer_t *writer, size_t bytes) {
  if (bytes <= writer->scratch_room) return true;
  char *scratch = realloc(writer->scratch, bytes);
  if (scratch == NULL) return false;
  writer->scratch = scratch;
  writer->scratch_room = bytes;
  return true;
}

/* The newline that ends the line before, then this one. */
static toe_result_t text_line(toe_trace_writer_t *writer, const char *text, size_t bytes, toe_error_t *error_out) {
  toe_result_t result = TOE_OK;
  if (writer->has_line) result = toe_output_write(writer->text, "\n", 1, error_out);
  writer->has_line = true;
  return result == TOE_OK ? toe_output_write(writer->text, text, bytes, error_out) : result;
}

/* Length of the UTF-8 character at `text`, 0: it is none. */
static size_t utf8_length(const uint8_t *text, size_t bytes) {
  if (text[0] < 0x80) return 1;
  const size_t length = text[0] >= 0xC2 && text[0] <= 0xDF   ? 2
                        : text[0] >= 0xE0 && text[0] <= 0xEF ? 3
                        : text[0] >= 0xF0 && text[0] <= 0xF4 ? 4
                                                             : 0;
  if (length == 0 || length > bytes) return 0;
  for (size_t i = 1; i < length; ++i)
    if ((text[i] & 0xC0) != 0x80) return 0;
  if (text[0] == 0xE0 && text[1] < 0xA0) return 0; /* overlong */
  if (text[0] == 0xED && text[1] > 0x9F) return 0; /* surrogate */
  if (text[0] == 0xF0 && text[1] < 0x90) return 0;
  if (text[0] == 0xF4 && text[1] > 0x8F) return 0;
  return length;
}

toe_result_t toe_trace_write_comment(toe_trace_writer_t *writer, const char *text, size_t bytes,
                                     toe_error_t *error_out) {
  if (bytes > UINT16_MAX) {
    toe_error_set(error_out, "a comment line is longer than 65535 bytes");
    return TOE_E_RANGE;
  }
  for (size_t i = 0; i < bytes;) {
    const size_t length = utf8_length((const uint8_t *)text + i, bytes - i);
    if (length == 0 || text[i] == '\n' || text[i] == '\0') {
      toe_error_set(error_out, "a comment line is not UTF-8 text");
      return TOE_E_FORMAT;
    }
    i += length;
  }
  if (writer->text != NULL) return text_line(writer, text, bytes, error_out);
  if (writer->comment_count == writer->comment_room) {
    const uint32_t room = writer->comment_room * 2 + 8;
    toe_pcapng_comment_t *comments = realloc(writer->comments, room * sizeof *comments);
    if (comments == NULL) return TOE_E_MEMORY;
    writer->comments = comments;
    writer->comment_room = room;
  }
  char *copy = malloc(bytes + 1);
  if (copy == NULL) return TOE_E_MEMORY;
  memcpy(copy, text, bytes);
  writer->comments[writer->comment_count++] = (toe_pcapng_comment_t){.text = copy, .bytes = (uint32_t)bytes};
  return TOE_OK;
}

/* A packet with the comments that wait. */
static toe_result_t packet_write(toe_trace_writer_t *writer, uint32_t interface, uint64_t at_ns, const void *data,
                                 uint32_t bytes, uint32_t original, toe_error_t *error_out) {
  const toe_pcapng_packet_t packet = {.interface = interface,
                                      .time_ns = at_ns,
                                      .data = data,
                                      .bytes = bytes,
                                      .original_bytes = original,
                                      .comments = writer->comments,
                                      .comment_count = writer->comment_count};
  const toe_result_t result = toe_pcapng_write(writer->pcapng, &packet, error_out);
  comments_drop(writer);
  writer->last_ns = at_ns;
  return result;
}

static toe_result_t record_write(toe_trace_writer_t *writer, uint64_t at_ns, uint32_t kind, uint32_t flags,
                                 const char *text, size_t bytes, toe_error_t *error_out) {
  if (!scratch_need(writer, TOE_RECORD_HEADER_BYTES + bytes)) return TOE_E_MEMORY;
  uint8_t *record = (uint8_t *)writer->scratch;
  memcpy(record, TOE_RECORD_MAGIC, 4);
  record[TOE_RECORD_VERSION_OFFSET] = TOE_RECORD_VERSION;
  record[TOE_RECORD_KIND_OFFSET] = (uint8_t)kind;
  toe_member_write(record, TOE_RECORD_FLAGS_OFFSET, 2, flags);
  toe_member_write(record, TOE_RECORD_LENGTH_OFFSET, 4, bytes);
  if (bytes > 0) memcpy(record + TOE_RECORD_HEADER_BYTES, text, bytes);
  const uint32_t total = (uint32_t)(TOE_RECORD_HEADER_BYTES + bytes);
  return packet_write(writer, HOST, at_ns, record, total, total, error_out);
}

toe_result_t toe_trace_write_op(toe_trace_writer_t *writer, uint64_t at_ns, uint32_t kind, const char *json,
                                size_t bytes, toe_error_t *error_out) {
  if (writer->text != NULL) return text_line(writer, json, bytes, error_out);
  toe_result_t result = TOE_OK;
  while (result == TOE_OK && bytes > TOE_RECORD_TEXT_MAX) {
    result = record_write(writer, at_ns, kind, TOE_RECORD_MORE, json, TOE_RECORD_TEXT_MAX, error_out);
    json += TOE_RECORD_TEXT_MAX;
    bytes -= TOE_RECORD_TEXT_MAX;
  }
  return result == TOE_OK ? record_write(writer, at_ns, kind, 0, json, bytes, error_out) : result;
}

toe_result_t toe_trace_write_frame(toe_trace_writer_t *writer, uint64_t at_ns, const uint8_t *data, uint32_t bytes,
                                   uint32_t original_bytes, toe_error_t *error_out) {
  if (writer->pcapng != NULL) return packet_write(writer, WIRE, at_ns, data, bytes, original_bytes, error_out);
  if (!scratch_need(writer, 64 + (size_t)bytes * 2)) return TOE_E_MEMORY;
  int at = snprintf(writer->scratch, writer->scratch_room, "#frame %llu %u %s", (unsigned long long)at_ns,
                    original_bytes, bytes == 0 ? "-" : "");
  for (uint32_t i = 0; i < bytes; ++i) {
    static const char digits[] = "0123456789abcdef";
    writer->scratch[at++] = digits[data[i] >> 4];
    writer->scratch[at++] = digits[data[i] & 15];
  }
  return text_line(writer, writer->scratch, (size_t)at, error_out);
}

void toe_trace_writer_no_newline(toe_trace_writer_t *writer) { writer->is_unended = true; }

toe_result_t toe_trace_writer_commit(toe_trace_writer_t *writer, toe_error_t *error_out) {
  toe_result_t result = TOE_OK;
  if (writer->text != NULL && writer->has_line && !writer->is_unended)
    result = toe_output_write(writer->text, "\n", 1, error_out);
  if (writer->pcapng != NULL && (writer->comment_count > 0 || writer->is_unended))
    result = record_write(writer, writer->last_ns, TOE_RECORD_KIND_TAIL, writer->is_unended ? TOE_RECORD_UNENDED : 0,
                          NULL, 0, error_out);
  if (result == TOE_OK && writer->text != NULL) {
    result = toe_output_commit(writer->text, error_out);
    writer->text = NULL;
  } else if (result == TOE_OK) {
    result = toe_pcapng_writer_commit(writer->pcapng, error_out);
    writer->pcapng = NULL;
  }
  toe_trace_writer_abandon(writer);
  return result;
}
