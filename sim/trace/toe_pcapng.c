/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_pcapng.h"

#include <stdlib.h>
#include <string.h>

enum {
  BLOCK_SECTION = 0x0A0D0D0A,
  BLOCK_INTERFACE = 1,
  BLOCK_PACKET_OBSOLETE = 2,
  BLOCK_SIMPLE = 3,
  BLOCK_ENHANCED = 6,
  ORDER_MAGIC = 0x1A2B3C4D,
  INTERFACES_MAX = 4096, /* more than any capture has */
  CLASSIC_HEADER_BYTES = 24,
  OPTION_COMMENT = 1,
  OPTION_TSRESOL = 9,
  OPTION_TSOFFSET = 14
};

typedef struct interface {
  uint16_t link;
  uint8_t resolution; /* if_tsresol */
  int64_t offset_s;   /* if_tsoffset */
} interface_t;

struct toe_pcapng_reader {
  toe_input_t *input;
  bool is_classic, is_big, is_nano;
  uint16_t classic_link;
  uint8_t *block;
  size_t block_room;
  interface_t *interfaces;
  uint32_t interface_count;
  toe_pcapng_comment_t *comments;
  uint32_t comment_room;
  uint64_t record, skipped;
  uint64_t at; /* offset of the block being read */
};

static uint16_t read16(const toe_pcapng_reader_t *r, const uint8_t *p) {
  return (uint16_t)(r->is_big ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

static uint32_t read32(const toe_pcapng_reader_t *r, const uint8_t *p) {
  const uint32_t low = read16(r, p + (r->is_big ? 2 : 0)), high = read16(r, p + (r->is_big ? 0 : 2));
  return high << 16 | low;
}

static toe_result_t refuse(const toe_pcapng_reader_t *r, toe_error_t *error_out, const char *cause) {
  toe_error_set(error_out, "%s: record %llu, byte %llu: %s", toe_input_path(r->input),
                (unsigned long long)(r->record + 1), (unsigned long long)r->at, cause);
  return TOE_E_FORMAT;
}

bool toe_pcapng_is(const uint8_t *head, size_t bytes) {
  static const uint8_t magic[4] = {0x0A, 0x0D, 0x0D, 0x0A};
  return bytes >= 4 && memcmp(head, magic, 4) == 0;
}

bool toe_pcapng_is_classic(const uint8_t *head, size_t bytes) {
  static const uint8_t magics[4][4] = {
      {0xD4, 0xC3, 0xB2, 0xA1}, {0xA1, 0xB2, 0xC3, 0xD4}, {0x4D, 0x3C, 0xB2, 0xA1}, {0xA1, 0xB2, 0x3C, 0x4D}};
  for (int i = 0; i < 4; ++i)
    if (bytes >= 4 && memcmp(head, magics[i], 4) == 0) return true;
  return false;
}

/* `bytes` more bytes behind `have` of the block.  Memory grows with what really comes, not with what a length says. */
static toe_result_t block_read(toe_pcapng_reader_t *r, size_t have, size_t bytes, toe_error_t *error_out) {
  while (bytes > 0) {
    const size_t piece = bytes < 65536 ? bytes : 65536;
    if (r->block_room < have + piece) {
      const size_t room = (have + piece) * 2;
      uint8_t *block = realloc(r->block, room);
      if (block == NULL) return TOE_E_MEMORY;
      r->block = block;
      r->block_room = room;
    }
    size_t got = 0;
    const toe_result_t result = toe_input_read(r->input, r->block + have, piece, &got, error_out);
    if (result != TOE_OK) return result;
    if (got < piece) return refuse(r, error_out, "the file ends within a block");
    have += piece;
    bytes -= piece;
  }
  return TOE_OK;
}

static toe_result_t classic_begin(toe_pcapng_reader_t *r, toe_error_t *error_out) {
  toe_result_t result = block_read(r, 0, CLASSIC_HEADER_BYTES, error_out);
  if (result != TOE_OK) return result;
  r->is_classic = true;
  r->is_big = r->block[0] == 0xA1;
  r->is_nano = r->block[r->is_big ? 3 : 0] == 0x4D;
  if (read16(r, r->block + 4) != 2) return refuse(r, error_out, "pcap version is not 2");
  r->classic_link = (uint16_t)(read32(r, r->block + 20) & 0xFFFF);
  return TOE_OK;
}

toe_result_t toe_pcapng_reader_new(toe_input_t *input, toe_pcapng_reader_t **reader_out, toe_error_t *error_out) {
  toe_pcapng_reader_t *r = calloc(1, sizeof *r);
  if (r == NULL) {
    toe_input_close(input);
    return TOE_E_MEMORY;
  }
  r->input = input;
  uint8_t head[4];
  size_t got = 0;
  toe_result_t result = toe_input_peek(input, head, sizeof head, &got, error_out);
  if (result == TOE_OK && toe_pcapng_is_classic(head, got))
    result = classic_begin(r, error_out);
  else if (result == TOE_OK && !toe_pcapng_is(head, got))
    result = refuse(r, error_out, "neither pcap nor pcapng: unknown magic number");
  if (result != TOE_OK) {
    toe_pcapng_reader_free(r);
    return result;
  }
  *reader_out = r;
  return TOE_OK;
}

void toe_pcapng_reader_free(toe_pcapng_reader_t *reader) {
  if (reader == NULL) return;
  toe_input_close(reader->input);
  free(reader->block);
  free(reader->interfaces);
  free(reader->comments);
  free(reader);
}

const toe_input_t *toe_pcapng_input(const toe_pcapng_reader_t *reader) { return reader->input; }
uint64_t toe_pcapng_skipped(const toe_pcapng_reader_t *reader) { return reader->skipped; }

/* The next option of a block: its code (0: no more) and value; `at` goes on. */
static toe_result_t option_next(toe_pcapng_reader_t *r, size_t *at, size_t end, uint16_t *code_out,
                                const uint8_t **value_out, uint16_t *bytes_out, toe_error_t *error_out) {
  *code_out = 0;
  if (*at + 4 > end) return TOE_OK;
  const uint16_t code = read16(r, r->block + *at), bytes = read16(r, r->block + *at + 2);
  if (code == 0) return TOE_OK;
  const size_t padded = ((size_t)bytes + 3) & ~(size_t)3;
  if (*at + 4 + padded > end) return refuse(r, error_out, "an option is longer than its block");
  *code_out = code;
  *value_out = r->block + *at + 4;
  *bytes_out = bytes;
  *at += 4 + padded;
  return TOE_OK;
}

/* Read the next block whole; `*type_out` and `*bytes_out` (total length).  E_END at a clean end. */
static toe_result_t block_next(toe_pcapng_reader_t *r, uint32_t *type_out, uint32_t *bytes_out,
                               toe_error_t *error_out) {
  r->at = toe_input_offset(r->input);
  uint8_t head[12];
  size_t got = 0;
  toe_result_t result = toe_input_peek(r->input, head, sizeof head, &got, error_out);
  if (result != TOE_OK) return result;
  if (got == 0) return TOE_E_END;
  if (got < sizeof head) return refuse(r, error_out, "the file ends within a block");
  if (toe_pcapng_is(head, got)) {
    /* A section says its own byte order. */
    r->is_big = head[8] == 0x1A;
    if (read32(r, head + 8) != ORDER_MAGIC) return refuse(r, error_out, "the section's byte-order magic is wrong");
  }
  const uint32_t type = read32(r, head), total = read32(r, head + 4);
  if (total < 12 || total % 4 != 0) return refuse(r, error_out, "a block's length is not a multiple of 4, 12 at least");
  if (total > TOE_PCAPNG_BLOCK_MAX) return refuse(r, error_out, "a block is longer than 16 MiB");
  result = block_read(r, 0, total, error_out);
  if (result != TOE_OK) return result;
  if (read32(r, r->block + total - 4) != total) return refuse(r, error_out, "the two lengths of a block differ");
  *type_out = type;
  *bytes_out = total;
  return TOE_OK;
}

static toe_result_t section_begin(toe_pcapng_reader_t *r, uint32_t total, toe_error_t *error_out) {
  if (total < 28) return refuse(r, error_out, "a section header is too short");
  if (read16(r, r->block + 12) != 1) return refuse(r, error_out, "pcapng version is not 1");
  r->interface_count = 0;
  return TOE_OK;
}

static toe_result_t interface_add(toe_pcapng_reader_t *r, uint32_t total, toe_error_t *error_out) {
  if (total < 20) return refuse(r, error_out, "an interface description is too short");
  if (r->interface_count == INTERFACES_MAX) return refuse(r, error_out, "more than 4096 interfaces");
  interface_t added = {.link = read16(r, r->block + 8), .resolution = 6, .offset_s = 0};
  for (size_t at = 16;;) {
    uint16_t code, bytes;
    const uint8_t *value;
    const toe_result_t result = option_next(r, &at, total - 4, &code, &value, &bytes, error_out);
    if (result != TOE_OK) return result;
    if (code == 0) break;
    if (code == OPTION_TSRESOL && bytes == 1) added.resolution = value[0];
    if (code == OPTION_TSOFFSET && bytes == 8) {
      const uint64_t low = read32(r, value + (r->is_big ? 4 : 0)), high = read32(r, value + (r->is_big ? 0 : 4));
      added.offset_s = (int64_t)(high << 32 | low);
    }
  }
  if ((added.resolution & 0x80) != 0 ? (added.resolution & 0x7F) > 63 : added.resolution > 18)
    return refuse(r, error_out, "an interface's time resolution is finer than can be read");
  interface_t *grown = realloc(r->interfaces, (r->interface_count + 1) * sizeof *grown);
  if (grown == NULL) return TOE_E_MEMORY;
  r->interfaces = grown;
  r->interfaces[r->interface_count++] = added;
  return TOE_OK;
}

/* value * 10^9 / per, without overflow of what fits. */
static bool to_ns(uint64_t value, uint64_t per, uint64_t *ns_out) {
  const uint64_t seconds = value / per, rest = value % per;
  if (seconds > UINT64_MAX / 1000000000u - 1) return false;
  /* rest < per: long division, digit by digit, so that per may be large */
  uint64_t ns = 0, remainder = rest;
  for (int digit = 0; digit < 9; ++digit) {
    uint64_t tens = 0, sum = 0;
    for (int i = 0; i < 10; ++i) { /* remainder * 10, kept below per */
      if (sum >= per - remainder) {
        sum -= per - remainder;
        ++tens;
      } else {
        sum += remainder;
      }
    }
    ns = ns * 10 + tens;
    remainder = sum;
  }
  *ns_out = seconds * 1000000000u + ns;
  return true;
}

static bool interface_time(const interface_t *interface, uint64_t stamp, uint64_t *ns_out) {
  uint64_t per = 1;
  if ((interface->resolution & 0x80) != 0)
    per = (uint64_t)1 << (interface->resolution & 0x7F);
  else
    for (int i = 0; i < interface->resolution; ++i) per *= 10;
  uint64_t ns = 0;
  if (!to_ns(stamp, per, &ns)) return false;
  const int64_t shift = interface->offset_s;
  if (shift > 9000000000 || shift < -9000000000) return false;
  if (shift < 0) {
    const uint64_t back = (uint64_t)-shift * 1000000000u;
    if (ns < back) return false;
    *ns_out = ns - back;
    return true;
  }
  const uint64_t forth = (uint64_t)shift * 1000000000u;
  if (ns > UINT64_MAX - forth) return false;
  *ns_out = ns + forth;
  return true;
}

static toe_result_t packet_comments(toe_pcapng_reader_t *r, size_t at, size_t end, toe_pcapng_packet_t *packet,
                                    toe_error_t *error_out) {
  for (;;) {
    uint16_t code, bytes;
    const uint8_t *value;
    const toe_result_t result = option_next(r, &at, end, &code, &value, &bytes, error_out);
    if (result != TOE_OK) return result;
    if (code == 0) break;
    if (code != OPTION_COMMENT) continue;
    if (packet->comment_count == r->comment_room) {
      const uint32_t room = r->comment_room * 2 + 8;
      toe_pcapng_comment_t *grown = realloc(r->comments, room * sizeof *grown);
      if (grown == NULL) return TOE_E_MEMORY;
      r->comments = grown;
      r->comment_room = room;
    }
    r->comments[packet->comment_count++] = (toe_pcapng_comment_t){.text = (const char *)value, .bytes = bytes};
  }
  packet->comments = r->comments;
  return TOE_OK;
}

static toe_result_t packet_decode(toe_pcapng_reader_t *r, uint32_t total, toe_pcapng_packet_t *packet,
                                  toe_error_t *error_out) {
  if (total < 32) return refuse(r, error_out, "a packet block is too short");
  const uint8_t *b = r->block;
  const uint32_t interface = read32(r, b + 8), bytes = read32(r, b + 20);
  if (interface >= r->interface_count)
    return refuse(r, error_out, "a packet names an interface that was not described");
  if (bytes > total - 32) return refuse(r, error_out, "a packet is longer than its block");
  *packet = (toe_pcapng_packet_t){.interface = interface,
                                  .link = r->interfaces[interface].link,
                                  .data = b + 28,
                                  .bytes = bytes,
                                  .original_bytes = read32(r, b + 24),
                                  .record = r->record + 1,
                                  .offset = r->at};
  const uint64_t stamp = (uint64_t)read32(r, b + 12) << 32 | read32(r, b + 16);
  if (!interface_time(&r->interfaces[interface], stamp, &packet->time_ns))
    return refuse(r, error_out, "a packet's time cannot be told in nanoseconds");
  const size_t options = 28 + (((size_t)bytes + 3) & ~(size_t)3);
  const toe_result_t result = packet_comments(r, options, total - 4, packet, error_out);
  if (result == TOE_OK) ++r->record;
  return result;
}

static toe_result_t classic_next(toe_pcapng_reader_t *r, toe_pcapng_packet_t *packet, toe_error_t *error_out) {
  r->at = toe_input_offset(r->input);
  uint8_t head[16];
  size_t got = 0;
  toe_result_t result = toe_input_read(r->input, head, sizeof head, &got, error_out);
  if (result != TOE_OK) return result;
  if (got == 0) return TOE_E_END;
  if (got < sizeof head) return refuse(r, error_out, "the file ends within a packet header");
  const uint32_t seconds = read32(r, head), fraction = read32(r, head + 4), bytes = read32(r, head + 8);
  if (bytes > TOE_PCAPNG_BLOCK_MAX - 64) return refuse(r, error_out, "a packet is longer than 16 MiB");
  if (fraction >= (r->is_nano ? 1000000000u : 1000000u))
    return refuse(r, error_out, "a packet's fraction of a second is one second or more");
  result = block_read(r, 0, bytes, error_out);
  if (result != TOE_OK) return result;
  *packet =
      (toe_pcapng_packet_t){.link = r->classic_link,
                            .time_ns = (uint64_t)seconds * 1000000000u + (uint64_t)fraction * (r->is_nano ? 1 : 1000),
                            .data = r->block,
                            .bytes = bytes,
                            .original_bytes = read32(r, head + 12),
                            .record = ++r->record,
                            .offset = r->at};
  return TOE_OK;
}

toe_result_t toe_pcapng_next(toe_pcapng_reader_t *reader, toe_pcapng_packet_t *packet_out, toe_error_t *error_out) {
  if (reader->is_classic) return classic_next(reader, packet_out, error_out);
  for (;;) {
    uint32_t type = 0, total = 0;
    toe_result_t result = block_next(reader, &type, &total, error_out);
    if (result != TOE_OK) return result;
    if (type == BLOCK_ENHANCED) return packet_decode(reader, total, packet_out, error_out);
    if (type == BLOCK_SECTION) result = section_begin(reader, total, error_out);
    if (type == BLOCK_INTERFACE) result = interface_add(reader, total, error_out);
    if (type == BLOCK_SIMPLE || type == BLOCK_PACKET_OBSOLETE) {
      ++reader->skipped;
      ++reader->record; /* Wireshark numbers them too */
    }
    if (result != TOE_OK) return result;
  }
}
