/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_record.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/spec/toe_spec.h"

bool toe_seam_is_same_output(const toe_device_output_t *a, const toe_device_output_t *b) {
  const toe_tlp_t *p = &a->tlp, *q = &b->tlp;
  bool is_same = a->stream == b->stream && a->cycle == b->cycle && p->type == q->type && p->address == q->address &&
                 p->length_bytes == q->length_bytes && p->first_be == q->first_be && p->last_be == q->last_be &&
                 p->tag == q->tag && p->status == q->status && p->is_poisoned == q->is_poisoned &&
                 p->byte_count == q->byte_count && p->lower_address == q->lower_address &&
                 p->requester_id == q->requester_id && p->completer_id == q->completer_id;
  return is_same && (!toe_tlp_has_data(p) || memcmp(p->data, q->data, p->length_bytes) == 0);
}

bool toe_seam_is_same_retire(const toe_retire_t *a, const toe_retire_t *b) {
  if (a->kind != b->kind || a->cycle != b->cycle) return false;
#define TOE_RETIRE_FIELD(record, name, bits, compare, text)                                                           \
  if (a->kind == TOE_RETIRE_##record && a->u.TOE_RETIRE_MEMBER_##record.name != b->u.TOE_RETIRE_MEMBER_##record.name) \
    return false;
#include "model/spec/retire.def"
  return toe_retire_data(a) == NULL || memcmp(toe_retire_data(a), toe_retire_data(b), 64) == 0;
}

static uint64_t distance(uint64_t a, uint64_t b) { return a < b ? b - a : a - b; }

bool toe_seam_is_same_stats(const toe_device_stats_t *a, const toe_device_stats_t *b, bool is_exact, bool is_still) {
  uint64_t accesses = 0;
  for (int i = 0; i < TOE_STAGE_SRAM_MAX_BANKS; ++i) accesses += distance(a->sram_accesses[i], b->sram_accesses[i]);
  if (a->cycles != b->cycles || a->sram_writes != b->sram_writes || a->sram_bytes_used != b->sram_bytes_used ||
      a->ecc_corrected != b->ecc_corrected || a->ecc_uncorrectable != b->ecc_uncorrectable ||
      a->buffer_writes != b->buffer_writes || a->buffer_bytes_used != b->buffer_bytes_used) {
    return false;
  }
  uint64_t reads = distance(a->sram_reads, b->sram_reads);
  uint64_t stalls = distance(a->sram_stall_cycles, b->sram_stall_cycles);
  if (is_exact && a->busy_cycles != b->busy_cycles) return false;
  if (is_exact || is_still) return accesses == 0 && reads == 0 && stalls == 0;
  return accesses <= 1 && reads <= 1 && stalls <= 2 * TOE_STAGE_TCP_ROWS;
}

/* Append to a text; what does not fit is cut. */
static void add(char *text, const char *format, ...) TOE_PRINTF(2, 3);
static void add(char *text, const char *format, ...) {
  size_t used = strlen(text);
  va_list args;
  va_start(args, format);
  vsnprintf(text + used, TOE_SEAM_TEXT_BYTES - used, format, args);
  va_end(args);
}

static void add_bytes(char *text, const uint8_t *data, uint32_t bytes) {
  add(text, " data ");
  for (uint32_t i = 0; i < bytes; ++i) add(text, "%02x", data[i]);
}

void toe_seam_output_text(const toe_device_output_t *output, char text_out[TOE_SEAM_TEXT_BYTES]) {
  const toe_tlp_t *tlp = &output->tlp;
  char what[128];
  toe_tlp_text(tlp, what, sizeof what);
  text_out[0] = '\0';
  add(text_out, "edge %" PRIu64 " %s: %s, be %x/%x, tag %u, status %u, poisoned %d, byte count %u, lower address %u",
      output->cycle, toe_seam_stream_text(output->stream), what, tlp->first_be, tlp->last_be, tlp->tag, tlp->status,
      tlp->is_poisoned, tlp->byte_count, tlp->lower_address);
  add(text_out, ", requester %04x, completer %04x", tlp->requester_id, tlp->completer_id);
  if (toe_tlp_has_data(tlp)) add_bytes(text_out, tlp->data, tlp->length_bytes);
}

void toe_seam_retire_text(const toe_retire_t *retire, char text_out[TOE_SEAM_TEXT_BYTES]) {
  text_out[0] = '\0';
  add(text_out, "edge %" PRIu64 " %s:", retire->cycle, toe_seam_kind_text(retire->kind));
#define TOE_RETIRE_FIELD(record, name, bits, compare, text) \
  if (retire->kind == TOE_RETIRE_##record)                  \
    add(text_out, " %s=0x%" PRIx64, #name, retire->u.TOE_RETIRE_MEMBER_##record.name);
#include "model/spec/retire.def"
  if (toe_retire_data(retire) != NULL) add_bytes(text_out, toe_retire_data(retire), 64);
}

void toe_seam_stats_text(const toe_device_stats_t *stats, char text_out[TOE_SEAM_TEXT_BYTES]) {
  text_out[0] = '\0';
  add(text_out,
      "cycles %" PRIu64 ", busy %" PRIu64 ", SRAM reads %" PRIu64 ", writes %" PRIu64 ", bytes used %" PRIu64
      ", stalls %" PRIu64 ", accesses",
      stats->cycles, stats->busy_cycles, stats->sram_reads, stats->sram_writes, stats->sram_bytes_used,
      stats->sram_stall_cycles);
  for (int i = 0; i < TOE_STAGE_SRAM_MAX_BANKS; ++i) add(text_out, " %" PRIu64, stats->sram_accesses[i]);
  add(text_out, ", corrected %" PRIu64 ", uncorrectable %" PRIu64 ", buffer writes %" PRIu64 ", bytes used %" PRIu64,
      stats->ecc_corrected, stats->ecc_uncorrectable, stats->buffer_writes, stats->buffer_bytes_used);
}

const char *toe_seam_stream_text(toe_stream_t stream) {
  static const char *const kTexts[] = {"CQ", "CC", "RQ", "RC"};
  return kTexts[stream];
}

const char *toe_seam_kind_text(toe_retire_kind_t kind) {
  static const char *const kTexts[] = {
#define TOE_RETIRE(kind, text) #kind,
#include "model/spec/retire.def"
  };
  return kTexts[kind];
}

void toe_seam_frame_text(const toe_frame_sent_t *frame, char text_out[TOE_SEAM_TEXT_BYTES]) {
  if (frame == NULL) {
    snprintf(text_out, TOE_SEAM_TEXT_BYTES, "nothing");
    return;
  }
  int at = snprintf(text_out, TOE_SEAM_TEXT_BYTES, "edge %" PRIu64 ", %" PRIu32 " bytes ", frame->cycle, frame->bytes);
  for (uint32_t i = 0; i < frame->bytes && i < TOE_FRAME_SENT_BYTES && at + 3 < TOE_SEAM_TEXT_BYTES; ++i) {
    at += snprintf(text_out + at, (size_t)(TOE_SEAM_TEXT_BYTES - at), "%02x", frame->data[i]);
  }
}
