/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_wire_reader.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/spec/toe_spec.h"
#include "sim/trace/toe_mac.h"
#include "sim/trace/toe_scenario.h"
#include "sim/trace/toe_source.h"

enum { MAC_BYTES = 6, FRAME_BYTES_MAX = 65535 };

struct toe_wire_reader {
  toe_source_t *source;
  uint8_t (*macs)[MAC_BYTES]; /* of the host's side */
  uint32_t mac_count, mac_room;
  uint64_t operations, text_ns, first_ns, last_ns; /* last_ns: as in the file */
  bool has_ended;
  toe_wire_counts_t counts;
};

static bool has_mac(const toe_wire_reader_t *reader, const uint8_t *mac) {
  for (uint32_t i = 0; i < reader->mac_count; ++i) {
    if (memcmp(reader->macs[i], mac, MAC_BYTES) == 0) return true;
  }
  return false;
}

static toe_result_t add_mac(toe_wire_reader_t *reader, const uint8_t *mac) {
  if (has_mac(reader, mac)) return TOE_OK;
  if (reader->mac_count == reader->mac_room) {
    const uint32_t room = reader->mac_room == 0 ? 16 : 2 * reader->mac_room;
    uint8_t(*macs)[MAC_BYTES] = realloc(reader->macs, room * sizeof *macs);
    if (macs == NULL) return TOE_E_MEMORY;
    reader->macs = macs;
    reader->mac_room = room;
  }
  memcpy(reader->macs[reader->mac_count++], mac, MAC_BYTES);
  return TOE_OK;
}

/* The addresses that an operation gives the host's side. */
static toe_result_t add_macs(toe_wire_reader_t *reader, const toe_op_t *op) {
  uint8_t mac[MAC_BYTES] = {0};
  if (op->kind == TOE_OP_SET && strcmp(op->key, "wire.mac") == 0 && toe_mac_parse(op->value, mac)) {
    return add_mac(reader, mac);
  }
  toe_result_t result = TOE_OK;
  for (uint32_t i = 0; i < op->block_count && result == TOE_OK; ++i) {
    const toe_op_block_t *block = &op->blocks[i];
    if (block->layer == TOE_LAYER_NEIGHBOR && block->state.has_src_mac) result = add_mac(reader, block->state.src_mac);
  }
  return result;
}

static bool is_whole(const toe_line_t *line) { return line->frame_bytes == line->original_bytes; }

static bool has_word(const toe_line_t *line, const char *word) {
  const size_t bytes = strlen(word);
  const char *at = line->text, *end = line->text + line->bytes;
  while ((at = memchr(at, word[0], (size_t)(end - at))) != NULL && (size_t)(end - at) >= bytes) {
    if (memcmp(at++, word, bytes) == 0) return true;
  }
  return false;
}

/* An operation is decoded only if it may bring an address: most do not, and decoding is most of the work of reading.  A
 * name may be written with escapes, so a text that has any is decoded too. */
static bool may_have_mac(const toe_line_t *line) {
  return has_word(line, "wire.mac") || has_word(line, "src_mac") || memchr(line->text, '\\', line->bytes) != NULL;
}

static toe_result_t scan_op(toe_wire_reader_t *reader, const toe_line_t *line) {
  if (!may_have_mac(line)) return TOE_OK;
  toe_op_t *op = NULL;
  toe_scenario_time_t time;
  toe_error_t ignored;
  toe_result_t result = toe_scenario_parse(line->text, line->bytes, line->place, 1, 0, &op, &time, &ignored);
  if (result == TOE_OK) result = add_macs(reader, op);
  toe_op_free(op);
  return result;
}

/* All of the trace: addresses, its frames, and how many are not whole.  A bad line ends it. */
static toe_result_t scan(toe_wire_reader_t *reader, const char *path, uint64_t *frames_out, uint64_t *cut_out,
                         toe_error_t *error_out) {
  toe_source_t *source = NULL;
  toe_result_t result = toe_source_open(path, &source, error_out);
  if (result != TOE_OK) return result;
  while (result == TOE_OK) {
    toe_line_t line;
    toe_error_t ignored;
    result = toe_source_next(source, &line, &ignored);
    if (result == TOE_OK && line.kind == TOE_LINE_OP) result = scan_op(reader, &line);
    if (result != TOE_OK || line.kind != TOE_LINE_FRAME) continue;
    ++*frames_out;
    *cut_out += !is_whole(&line);
  }
  toe_source_close(source);
  return result == TOE_E_MEMORY ? result : TOE_OK;
}

/* A pipe gives its bytes once, and the operations need them. */
static bool is_read_once(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

toe_result_t toe_wire_reader_new(const char *path, toe_wire_replay_t replay, const uint8_t mac[6],
                                 toe_wire_reader_t **reader_out, toe_error_t *error_out) {
  *reader_out = NULL;
  if (replay == TOE_WIRE_REPLAY_OFF || (replay == TOE_WIRE_REPLAY_AUTO && is_read_once(path))) return TOE_OK;
  if (is_read_once(path)) {
    toe_error_set(error_out, "%s: wire.replay=on reads a trace more than once, and a pipe can be read once only", path);
    return TOE_E_UNSUPPORTED;
  }
  toe_wire_reader_t *reader = calloc(1, sizeof *reader);
  if (reader == NULL) return TOE_E_MEMORY;
  uint64_t frames = 0, cut = 0;
  toe_result_t result = add_mac(reader, mac);
  if (result == TOE_OK) result = scan(reader, path, &frames, &cut, error_out);
  const bool is_on = replay == TOE_WIRE_REPLAY_ON || (frames > 0 && cut == 0);
  if (!is_on) reader->counts.withheld = cut;
  reader->has_ended = !is_on;
  if (result == TOE_OK && is_on) result = toe_source_open(path, &reader->source, error_out);
  if (result == TOE_OK && (is_on || cut > 0)) {
    *reader_out = reader;
    return TOE_OK;
  }
  toe_wire_reader_free(reader);
  return result;
}

void toe_wire_reader_free(toe_wire_reader_t *reader) {
  if (reader == NULL) return;
  toe_source_close(reader->source);
  free(reader->macs);
  free(reader);
}

/* Whether the device is shown it; counts it. */
static bool is_shown(toe_wire_reader_t *reader, const toe_line_t *line) {
  toe_wire_counts_t *counts = &reader->counts;
  if (reader->operations == 0) {
    ++counts->early;
  } else if (line->frame_bytes >= MAC_BYTES && !toe_mac_is_group(line->frame) && !has_mac(reader, line->frame)) {
    ++counts->other;
  } else if (!is_whole(line) || line->frame_bytes == 0 || line->frame_bytes > FRAME_BYTES_MAX) {
    ++counts->cut;
  } else {
    ++counts->shown;
    return true;
  }
  return false;
}

/* An operation, for its time: a record has it as its stamp, a text has to be decoded.  false: a bad line */
static bool pass_op(toe_wire_reader_t *reader, const toe_line_t *line) {
  uint64_t at_ns = line->time_ns;
  if (toe_source_is_text(reader->source)) {
    toe_op_t *op = NULL;
    toe_scenario_time_t time;
    toe_error_t ignored;
    if (toe_scenario_parse(line->text, line->bytes, line->place, reader->operations + 1, reader->text_ns, &op, &time,
                           &ignored) != TOE_OK) {
      return false;
    }
    toe_op_free(op);
    reader->text_ns = at_ns = time.at_ns;
  }
  if (reader->operations++ == 0) reader->first_ns = at_ns;
  if (at_ns > reader->last_ns) reader->last_ns = at_ns;
  return true;
}

bool toe_wire_reader_next(toe_wire_reader_t *reader, toe_wire_frame_t *frame_out) {
  while (!reader->has_ended) {
    toe_line_t line;
    toe_error_t ignored;
    if (toe_source_next(reader->source, &line, &ignored) != TOE_OK) {
      reader->has_ended = true;
    } else if (line.kind == TOE_LINE_OP) {
      reader->has_ended = !pass_op(reader, &line);
    } else if (line.kind == TOE_LINE_FRAME && is_shown(reader, &line)) {
      if (line.time_ns > reader->last_ns) reader->last_ns = line.time_ns;
      *frame_out =
          (toe_wire_frame_t){reader->last_ns - reader->first_ns, reader->operations, line.frame_bytes, line.frame};
      return true;
    }
  }
  return false;
}

toe_wire_counts_t toe_wire_reader_counts(const toe_wire_reader_t *reader) { return reader->counts; }
