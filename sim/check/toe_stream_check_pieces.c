/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_stream_check_pieces.c - writes of received data against the spans of streams that they must be.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_stream_check_internal.h"

/* A write may leave so much later than its job ended, with hardly any credits; so many bytes are not right by chance.
 */
#define LAG_CYCLES 65536
#define MANY_BYTES 8

static bool make_room(void **items, size_t count, size_t *capacity, size_t bytes) {
  if (count < *capacity) return true;
  size_t more = *capacity ? *capacity * 2 : 64;
  void *grown = realloc(*items, more * bytes);
  if (grown == NULL) return false;
  *items = grown;
  *capacity = more;
  return true;
}

/* Writes that are done with make room for new ones. */
static void pack_pieces(toe_stream_check_t *check) {
  if (check->piece_first < 64 || check->piece_first * 2 < check->piece_count) return;
  check->piece_count -= check->piece_first;
  memmove(check->pieces, check->pieces + check->piece_first, check->piece_count * sizeof *check->pieces);
  check->piece_first = 0;
}

void toe_stream_put_piece(toe_stream_check_t *check, const toe_retire_t *retire) {
  uint64_t bytes = retire->u.placed.bytes;
  if (bytes == 0 || bytes > sizeof check->pieces->data) {
    toe_stream_violate(check, 0, retire->cycle, "%llu bytes in one write", (unsigned long long)bytes);
    return;
  }
  pack_pieces(check);
  if (!make_room((void **)&check->pieces, check->piece_count, &check->piece_capacity, sizeof *check->pieces)) {
    check->failure = TOE_E_MEMORY;
    return;
  }
  toe_stream_piece_t *piece = &check->pieces[check->piece_count++];
  *piece = (toe_stream_piece_t){.cycle = retire->cycle, .bytes = (uint8_t)bytes};
  memcpy(piece->data, retire->u.placed.data, bytes);
}

void toe_stream_put_span(toe_stream_check_t *check, const toe_stream_span_t *span) {
  if (span->bytes == 0 && !span->is_open) return;
  if (!make_room((void **)&check->spans, check->span_count, &check->span_capacity, sizeof *check->spans)) {
    check->failure = TOE_E_MEMORY;
    return;
  }
  check->spans[check->span_count++] = *span;
  if (span->wire != NULL) ++span->wire->users;
}

void toe_stream_close_span(toe_stream_check_t *check, uint64_t commit, uint32_t bytes) {
  for (size_t i = 0; i < check->span_count; ++i) {
    toe_stream_span_t *span = &check->spans[i];
    if (!span->is_frame || !span->is_open || span->commit != commit) continue;
    span->is_open = false;
    span->bytes = bytes;
    return;
  }
  check->pass_commit = commit; /* its job has not ended yet */
  check->pass_bytes = bytes;
}

/* Bytes that left, up to a cycle. */
static uint64_t bytes_until(const toe_stream_check_t *check, toe_cycle_t cycle) {
  uint64_t bytes = 0;
  for (size_t i = check->piece_first; i < check->piece_count && check->pieces[i].cycle <= cycle; ++i) {
    bytes += check->pieces[i].bytes - check->pieces[i].done;
  }
  return bytes;
}

static bool is_due(const toe_stream_span_t *span, uint32_t from, const uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) {
    if (data[i] != toe_stream_due(span->wire, span->number, from + i)) return false;
  }
  return true;
}

/* How many bytes of what left are the first of these of a stream, all that left until they end or none: no write holds
 * bytes of two spans. */
static uint32_t match(const toe_stream_check_t *check, const toe_stream_span_t *span, uint32_t from, uint32_t bytes) {
  uint32_t matched = 0;
  if (span->is_frame) return 0;
  for (size_t i = check->piece_first; i < check->piece_count && matched < bytes; ++i) {
    const toe_stream_piece_t *piece = &check->pieces[i];
    uint32_t count = (uint32_t)(piece->bytes - piece->done);
    if (count > bytes - matched) return 0;
    if (!is_due(span, from + matched, piece->data + piece->done, count)) return 0;
    matched += count;
  }
  return matched;
}

/* How many of a span's first bytes a reply consumed; false: what left so far does not tell.  As a rule what left until
 * its job ended tells; where the link was slow, the bytes that its end makes right, if they are many, or nothing else
 * makes them so. */
static bool find_consumed(const toe_stream_check_t *check, const toe_stream_span_t *span, const toe_stream_span_t *next,
                          bool is_end, uint32_t *consumed_out) {
  uint64_t early = bytes_until(check, span->ends);
  uint32_t least = span->bytes - span->slack, few = 0; /* least: bytes that were placed, at least */
  *consumed_out = span->slack;
  if (early > 0 && early >= (uint64_t)span->behind + least && early <= (uint64_t)span->behind + span->bytes) {
    uint32_t placed = (uint32_t)(early - span->behind);
    *consumed_out = span->bytes - placed;
    if (match(check, span, span->from + span->bytes - placed, placed) == placed) return true;
    *consumed_out = span->slack;
  }
  uint64_t left = bytes_until(check, span->ends + LAG_CYCLES);
  bool is_over = is_end || left < bytes_until(check, TOE_CYCLE_NEVER); /* all that can be its own has left */
  if (left == 0) return is_over;
  for (uint32_t placed = span->bytes; placed > 0 && placed >= least; --placed) {
    uint32_t matched = match(check, span, span->from + span->bytes - placed, placed);
    if (matched >= MANY_BYTES) {
      *consumed_out = span->bytes - placed;
      return true;
    }
    if (matched > 0 && (matched == placed || few == 0)) few = placed;
  }
  if (left < MANY_BYTES && !is_over) return false;
  if (few == 0) return true;
  if (next == NULL && !is_over) return false;
  bool is_next = next != NULL && least == 0 && match(check, next, next->from, next->bytes) > 0;
  if (!is_next) *consumed_out = span->bytes - few;
  return true;
}

/* The first `bytes` that must leave: those that have are done, as far as they are right. */
static uint32_t take(toe_stream_check_t *check, const toe_stream_span_t *span) {
  uint32_t from = span->from, bytes = span->bytes;
  while (bytes > 0 && check->piece_first < check->piece_count) {
    toe_stream_piece_t *piece = &check->pieces[check->piece_first];
    for (; piece->done < piece->bytes && bytes > 0; ++piece->done, ++from, --bytes, ++check->right) {
      uint8_t is = piece->data[piece->done], expected = toe_stream_due(span->wire, span->number, from);
      if (is == expected || span->is_frame) continue;
      toe_stream_violate(check, span->handle, piece->cycle,
                         "0x%02x was written where byte %u of its stream is due, which is 0x%02x", is, (unsigned)from,
                         expected);
      return 0;
    }
    if (piece->done == piece->bytes) ++check->piece_first;
  }
  return span->bytes - bytes;
}

void toe_stream_settle(toe_stream_check_t *check, bool is_end) {
  size_t done = 0;
  for (; done < check->span_count && check->violation[0] == '\0'; ++done) {
    toe_stream_span_t *span = &check->spans[done];
    if (span->is_open) break;
    if (span->slack > 0) {
      uint32_t consumed;
      const toe_stream_span_t *next = done + 1 < check->span_count ? span + 1 : NULL;
      if (!find_consumed(check, span, next, is_end, &consumed)) break;
      span->from += consumed;
      span->bytes -= consumed;
      span->slack = 0;
    }
    uint32_t taken = take(check, span);
    span->from += taken;
    span->bytes -= taken;
    if (span->bytes > 0) break;
    toe_stream_wire_release(span->wire);
  }
  check->span_count -= done;
  if (done != 0) memmove(check->spans, check->spans + done, check->span_count * sizeof *check->spans);
}
