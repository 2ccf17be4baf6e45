/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/trace/toe_pcapng.h"
#include "sim/trace/toe_record.h"

struct toe_source {
  toe_input_t *input;          /* text */
  toe_pcapng_reader_t *reader; /* pcapng; then it owns the input */
  uint64_t line_number;
  bool is_unended;
  char *text; /* the line, or the joined text of several records */
  size_t text_bytes, text_room;
  uint8_t *frame;             /* decoded from text */
  toe_pcapng_packet_t packet; /* whose comments are being given out; then itself */
  bool has_packet;
  uint32_t comments_given;
  const char *comment_rest; /* what is left of a comment of several lines */
  size_t comment_rest_bytes;
  char *place;
  size_t place_room;
};

/* Bytes that no text has. */
static bool is_binary(const uint8_t *head, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i)
    if (head[i] < 0x20 && head[i] != '\t' && head[i] != '\n' && head[i] != '\r') return true;
  return false;
}

static bool ends_with(const char *text, const char *end) {
  const size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

bool toe_source_is_pcapng_name(const char *path) { return ends_with(path, ".pcapng") || ends_with(path, ".pcapng.gz"); }

toe_result_t toe_source_open(const char *path, toe_source_t **source_out, toe_error_t *error_out) {
  toe_source_t *source = calloc(1, sizeof *source);
  if (source == NULL) return TOE_E_MEMORY;
  source->place_room = strlen(path) + 64;
  source->place = malloc(source->place_room);
  toe_result_t result = source->place == NULL ? TOE_E_MEMORY : toe_input_open(path, &source->input, error_out);
  uint8_t head[512];
  size_t got = 0;
  if (result == TOE_OK) result = toe_input_peek(source->input, head, sizeof head, &got, error_out);
  if (result == TOE_OK && toe_pcapng_is_classic(head, got)) {
    toe_error_set(error_out, "%s: byte 0: a pcap capture, not a trace (import makes one of it)", path);
    result = TOE_E_FORMAT;
  }
  if (result == TOE_OK && toe_pcapng_is(head, got)) {
    toe_input_t *input = source->input;
    source->input = NULL;
    result = toe_pcapng_reader_new(input, &source->reader, error_out);
  } else if (result == TOE_OK && is_binary(head, got)) {
    toe_error_set(error_out, "%s: byte 0: neither pcapng (wrong magic number) nor scenario text", path);
    result = TOE_E_FORMAT;
  } else if (result == TOE_OK && got == 0) {
    toe_error_set(error_out, "%s: byte 0: the file is empty", path);
    result = TOE_E_FORMAT;
  } else if (result == TOE_OK && toe_source_is_pcapng_name(path)) {
    toe_error_set(error_out, "%s: byte 0: not pcapng (wrong magic number), though it is called so", path);
    result = TOE_E_FORMAT;
  }
  if (result != TOE_OK) {
    toe_source_close(source);
    return result;
  }
  *source_out = source;
  return TOE_OK;
}

void toe_source_close(toe_source_t *source) {
  if (source == NULL) return;
  toe_input_close(source->input);
  toe_pcapng_reader_free(source->reader);
  free(source->text);
  free(source->frame);
  free(source->place);
  free(source);
}

static const toe_input_t *source_input(const toe_source_t *source) {
  return source->reader != NULL ? toe_pcapng_input(source->reader) : source->input;
}

bool toe_source_is_text(const toe_source_t *source) { return source->reader == NULL; }
bool toe_source_is_unended(const toe_source_t *source) { return source->is_unended; }
uint64_t toe_source_bytes(const toe_source_t *source) { return toe_input_offset(source_input(source)); }
uint32_t toe_source_crc(const toe_source_t *source) { return toe_input_crc(source_input(source)); }

static toe_result_t refuse(const toe_source_t *source, toe_result_t result, const char *cause, toe_error_t *error_out) {
  toe_error_set(error_out, "%s: %s", source->place, cause);
  return result;
}

static toe_result_t text_grow(toe_source_t *source, size_t bytes, toe_error_t *error_out) {
  if (source->text_bytes + bytes > TOE_SOURCE_TEXT_MAX)
    return refuse(source, TOE_E_RANGE, "a line is longer than 256 MiB", error_out);
  if (source->text_bytes + bytes <= source->text_room) return TOE_OK;
  const size_t room = (source->text_bytes + bytes) * 2;
  char *text = realloc(source->text, room);
  if (text == NULL) return TOE_E_MEMORY;
  source->text = text;
  source->text_room = room;
  return TOE_OK;
}

/* A line of text without its newline; E_END behind the last. */
static toe_result_t text_line(toe_source_t *source, toe_error_t *error_out) {
  source->text_bytes = 0;
  (void)snprintf(source->place, source->place_room, "%s:%llu", toe_input_path(source->input),
                 (unsigned long long)++source->line_number);
  for (bool is_first = true;; is_first = false) {
    char piece[4096];
    size_t held = 0;
    toe_result_t result = toe_input_peek(source->input, piece, sizeof piece, &held, error_out);
    if (result != TOE_OK) return result;
    if (held == 0 && is_first) return TOE_E_END;
    if (held == 0) {
      source->is_unended = true;
      return TOE_OK;
    }
    const char *newline = memchr(piece, '\n', held);
    const size_t taken = newline != NULL ? (size_t)(newline - piece) + 1 : held;
    const size_t kept = newline != NULL ? taken - 1 : taken;
    result = text_grow(source, kept, error_out);
    if (result != TOE_OK) return result;
    if (kept > 0) memcpy(source->text + source->text_bytes, piece, kept);
    source->text_bytes += kept;
    result = toe_input_read(source->input, piece, taken, &held, error_out);
    if (result != TOE_OK) return result;
    if (newline != NULL) return TOE_OK;
  }
}

static bool is_comment(const char *text, size_t bytes) {
  size_t at = 0;
  while (at < bytes && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) ++at;
  return at == bytes || text[at] == '#';
}

/* A decimal number as it would be printed, up to INT64_MAX; `at` goes behind it. */
static bool number_read(const char *text, size_t bytes, size_t *at, uint64_t *number_out) {
  const size_t begin = *at;
  uint64_t number = 0;
  for (; *at < bytes && text[*at] >= '0' && text[*at] <= '9'; ++*at) {
    if (number > (INT64_MAX - 9) / 10) return false;
    number = number * 10 + (uint64_t)(text[*at] - '0');
  }
  *number_out = number;
  return *at > begin && (text[begin] != '0' || *at == begin + 1);
}

static int hex_digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

/* True if the line is a wire frame, written exactly as unpack does ("-": no byte of it was captured). */
static bool frame_read(toe_source_t *source, toe_line_t *line) {
  static const char lead[] = "#frame ";
  const char *text = source->text;
  const size_t bytes = source->text_bytes;
  size_t at = sizeof lead - 1;
  uint64_t original = 0;
  if (bytes < at || memcmp(text, lead, at) != 0) return false;
  if (!number_read(text, bytes, &at, &line->time_ns) || at >= bytes || text[at++] != ' ') return false;
  if (!number_read(text, bytes, &at, &original) || at >= bytes || text[at++] != ' ' || original > UINT32_MAX)
    return false;
  line->original_bytes = (uint32_t)original;
  size_t digits = bytes - at;
  if (digits == 1 && text[at] == '-') digits = 0;
  if (digits % 2 != 0 || digits / 2 > TOE_PCAPNG_BLOCK_MAX / 4 || (digits == 0 && bytes == at)) return false;
  uint8_t *frame = realloc(source->frame, digits / 2 + 1);
  if (frame == NULL) return false;
  source->frame = frame;
  for (size_t i = 0; i < digits; i += 2) {
    const int high = hex_digit(text[at + i]), low = hex_digit(text[at + i + 1]);
    if (high < 0 || low < 0) return false;
    frame[i / 2] = (uint8_t)(high << 4 | low);
  }
  line->kind = TOE_LINE_FRAME;
  line->frame = frame;
  line->frame_bytes = (uint32_t)(digits / 2);
  return true;
}

static toe_result_t text_next(toe_source_t *source, toe_line_t *line, toe_error_t *error_out) {
  const toe_result_t result = text_line(source, error_out);
  if (result != TOE_OK) return result;
  line->text = source->text != NULL ? source->text : "";
  line->bytes = source->text_bytes;
  if (source->text_bytes == 0 || is_comment(source->text, source->text_bytes)) {
    line->kind = TOE_LINE_COMMENT;
    if (source->text_bytes > 0) (void)frame_read(source, line);
  } else {
    line->kind = TOE_LINE_OP;
  }
  return TOE_OK;
}

/* One more line of the packet's comments; false: no more.  A comment that some other tool wrote is made one of ours. */
static toe_result_t comment_next(toe_source_t *source, toe_line_t *line, bool *is_there_out, toe_error_t *error_out) {
  *is_there_out = false;
  if (source->comment_rest == NULL) {
    if (source->comments_given == source->packet.comment_count) return TOE_OK;
    const toe_pcapng_comment_t *comment = &source->packet.comments[source->comments_given++];
    source->comment_rest = comment->text;
    source->comment_rest_bytes = comment->bytes;
  }
  const char *text = source->comment_rest, *newline = memchr(text, '\n', source->comment_rest_bytes);
  const size_t bytes = newline != NULL ? (size_t)(newline - text) : source->comment_rest_bytes;
  source->comment_rest = newline != NULL ? newline + 1 : NULL;
  source->comment_rest_bytes -= newline != NULL ? bytes + 1 : bytes;
  *is_there_out = true;
  line->kind = TOE_LINE_COMMENT;
  line->text = text;
  line->bytes = bytes;
  if (is_comment(text, bytes)) return TOE_OK;
  source->text_bytes = 0;
  const toe_result_t result = text_grow(source, bytes + 2, error_out);
  if (result != TOE_OK) return result;
  memcpy(source->text, "# ", 2);
  memcpy(source->text + 2, text, bytes);
  line->text = source->text;
  line->bytes = bytes + 2;
  return TOE_OK;
}

static toe_result_t packet_next(toe_source_t *source, toe_error_t *error_out) {
  const toe_result_t result = toe_pcapng_next(source->reader, &source->packet, error_out);
  if (result != TOE_OK) return result;
  source->has_packet = true;
  source->comments_given = 0;
  source->comment_rest = NULL;
  (void)snprintf(source->place, source->place_room, "%s: record %llu, byte %llu", toe_input_path(source_input(source)),
                 (unsigned long long)source->packet.record, (unsigned long long)source->packet.offset);
  return TOE_OK;
}

/* The header of the host record in hand; its text is added to source->text. */
static toe_result_t record_read(toe_source_t *source, uint8_t *kind_out, uint32_t *flags_out, toe_error_t *error_out) {
  const toe_pcapng_packet_t *packet = &source->packet;
  const uint8_t *data = packet->data;
  if (packet->bytes < packet->original_bytes)
    return refuse(source, TOE_E_FORMAT, "a host record was cut short", error_out);
  if (packet->bytes < TOE_RECORD_HEADER_BYTES || memcmp(data, TOE_RECORD_MAGIC, 4) != 0)
    return refuse(source, TOE_E_FORMAT, "not a host record: its magic is not TOE1", error_out);
  if (data[TOE_RECORD_VERSION_OFFSET] != TOE_RECORD_VERSION)
    return refuse(source, TOE_E_UNSUPPORTED, "this version of host records is not supported in this version",
                  error_out);
  *kind_out = data[TOE_RECORD_KIND_OFFSET];
  *flags_out = (uint32_t)toe_member_read(data, TOE_RECORD_FLAGS_OFFSET, 2);
  const uint64_t bytes = toe_member_read(data, TOE_RECORD_LENGTH_OFFSET, 4);
  if (bytes != packet->bytes - TOE_RECORD_HEADER_BYTES)
    return refuse(source, TOE_E_FORMAT, "the length in a host record's header is not that of its text", error_out);
  const toe_result_t result = text_grow(source, bytes, error_out);
  if (result != TOE_OK) return result;
  if (bytes > 0) memcpy(source->text + source->text_bytes, data + TOE_RECORD_HEADER_BYTES, bytes);
  source->text_bytes += bytes;
  return TOE_OK;
}

static toe_result_t host_record(toe_source_t *source, toe_line_t *line, bool *is_line_out, toe_error_t *error_out) {
  uint32_t flags = 0;
  *is_line_out = true;
  line->kind = TOE_LINE_OP;
  line->time_ns = source->packet.time_ns;
  source->text_bytes = 0;
  toe_result_t result = record_read(source, &line->op_kind, &flags, error_out);
  if (result == TOE_OK && line->op_kind == TOE_RECORD_KIND_TAIL) {
    if (source->text_bytes != 0) return refuse(source, TOE_E_FORMAT, "a tail record has a text", error_out);
    source->is_unended = (flags & TOE_RECORD_UNENDED) != 0;
    *is_line_out = false;
    return TOE_OK;
  }
  while (result == TOE_OK && (flags & TOE_RECORD_MORE) != 0) {
    uint8_t kind = 0;
    result = packet_next(source, error_out);
    if (result == TOE_E_END ||
        (result == TOE_OK && (source->packet.link != TOE_LINK_USER0 || source->packet.comment_count != 0)))
      return refuse(source, TOE_E_FORMAT, "the text of a host record is not continued", error_out);
    if (result == TOE_OK) result = record_read(source, &kind, &flags, error_out);
    if (result == TOE_OK && kind != line->op_kind)
      return refuse(source, TOE_E_FORMAT, "the text of a host record is not continued", error_out);
  }
  if (result == TOE_OK && memchr(source->text, '\n', source->text_bytes) != NULL)
    return refuse(source, TOE_E_FORMAT, "the text of a host record has a newline in it", error_out);
  line->text = source->text;
  line->bytes = source->text_bytes;
  return result;
}

static toe_result_t pcapng_next(toe_source_t *source, toe_line_t *line, toe_error_t *error_out) {
  for (;;) {
    bool is_line = false;
    toe_result_t result = source->has_packet ? TOE_OK : packet_next(source, error_out);
    if (result == TOE_OK) result = comment_next(source, line, &is_line, error_out);
    if (result != TOE_OK || is_line) return result;
    source->has_packet = false;
    if (source->packet.link == TOE_LINK_ETHERNET) {
      line->kind = TOE_LINE_FRAME;
      line->time_ns = source->packet.time_ns;
      line->frame = source->packet.data;
      line->frame_bytes = source->packet.bytes;
      line->original_bytes = source->packet.original_bytes;
      return TOE_OK;
    }
    if (source->packet.link != TOE_LINK_USER0)
      return refuse(source, TOE_E_FORMAT, "link type is neither USER0 (host) nor Ethernet (wire)", error_out);
    result = host_record(source, line, &is_line, error_out);
    source->has_packet = false;
    if (result != TOE_OK || is_line) return result;
  }
}

toe_result_t toe_source_next(toe_source_t *source, toe_line_t *line_out, toe_error_t *error_out) {
  *line_out = (toe_line_t){0};
  line_out->place = source->place;
  return source->reader != NULL ? pcapng_next(source, line_out, error_out) : text_next(source, line_out, error_out);
}
