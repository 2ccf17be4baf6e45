/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_frame_fuzz.c - the frame parser of the model against a second one, over good frames made bad.
 *
 *   toe_frame_fuzz SEED COUNT      frames SEED .. SEED + COUNT - 1
 *
 * A frame is drawn good (IPv4 or IPv6, tag, options, padding, payload), then some of: bytes turned, cut off, appended,
 * fields set to values at the edge of what is allowed; half of the time its checksums are made right again, so that
 * what lies behind them is reached.  The second parser below knows docs/microarchitecture.md 5.13 and nothing of the
 * first: it reads bits with a cursor, one rule behind the other.  The first frame they differ on is printed, with its
 * seed. From COVER frames on every reason of 5.13 but FILTERED, which is not the parser's, must have come up.
 *
 * Exit 0: no difference; 1: one, or a reason that never came up; 2: usage.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/toe_frame_parse.h"
#include "testbench/random/toe_random_draw.h"
#include "testbench/unit/toe_made_frames.h"

enum { COVER = 100000, REASONS = 64 };

/* --- the second parser --- */

typedef struct naive {
  unsigned reason;
  bool has_station;
  unsigned vid, family, src_port, dst_port, flags, payload, payload_bytes;
  uint32_t seq;
  uint8_t src[16], dst[16];
} naive_t;

typedef struct cursor {
  const uint8_t *data;
  size_t bit;
} cursor_t;

static uint32_t take(cursor_t *cursor, unsigned bits) {
  uint32_t value = 0;
  for (; bits > 0; --bits, ++cursor->bit)
    value = value << 1 | (cursor->data[cursor->bit / 8] >> (7 - cursor->bit % 8) & 1);
  return value;
}

static uint32_t peek(const uint8_t *data, size_t byte, unsigned bits) {
  cursor_t cursor = {.data = data, .bit = 8 * byte};
  return take(&cursor, bits);
}

/* Whether 16-bit words add up to 0xFFFF, every carry brought round at once. */
static bool adds_up(const uint8_t *head, size_t head_bytes, const uint8_t *data, size_t bytes) {
  uint32_t sum = 0;
  for (size_t i = 0; i < head_bytes + bytes; i += 2) {
    uint32_t high = i < head_bytes ? head[i] : data[i - head_bytes];
    uint32_t low = i + 1 < head_bytes ? head[i + 1] : i + 1 < head_bytes + bytes ? data[i + 1 - head_bytes] : 0;
    sum += high * 256 + low;
    sum = (sum & 0xFFFF) + (sum >> 16);
  }
  return sum == 0xFFFF;
}

static unsigned naive_segment(const uint8_t *frame, size_t l4, size_t bytes, naive_t *n) {
  uint8_t pseudo[40];
  size_t width = n->family == 4 ? 4 : 16, at = 0;
  if (bytes < 20) return TOE_FRAME_TCP_LENGTH;
  unsigned offset = peek(frame, l4 + 12, 4);
  if (offset < 5 || offset * 4 > bytes) return TOE_FRAME_TCP_LENGTH;
  memcpy(pseudo, n->src, width);
  memcpy(pseudo + width, n->dst, width);
  at = 2 * width;
  pseudo[at] = (uint8_t)(bytes >> 8);
  pseudo[at + 1] = (uint8_t)bytes;
  pseudo[at + 2] = 0;
  pseudo[at + 3] = 6;
  if (!adds_up(pseudo, at + 4, frame + l4, bytes)) return TOE_FRAME_TCP_CHECKSUM;
  cursor_t cursor = {.data = frame, .bit = 8 * l4};
  n->src_port = take(&cursor, 16);
  n->dst_port = take(&cursor, 16);
  n->seq = take(&cursor, 32);
  n->flags = peek(frame, l4 + 13, 8);
  n->payload = (unsigned)l4 + offset * 4;
  n->payload_bytes = (unsigned)bytes - offset * 4;
  return TOE_FRAME_ACCEPTED;
}

static unsigned naive_ipv4(const uint8_t *frame, size_t l3, size_t bytes, naive_t *n) {
  size_t behind = bytes - l3;
  if (behind < 20) return TOE_FRAME_IP_LENGTH;
  cursor_t cursor = {.data = frame, .bit = 8 * l3};
  if (take(&cursor, 4) != 4) return TOE_FRAME_IP_VERSION;
  unsigned ihl = take(&cursor, 4);
  if (ihl < 5) return TOE_FRAME_IP_HEADER;
  if (ihl > 5) return TOE_FRAME_IP_OPTIONS;
  (void)take(&cursor, 8);
  size_t total = take(&cursor, 16);
  if (total < 20 || total > behind) return TOE_FRAME_IP_LENGTH;
  if (!adds_up(NULL, 0, frame + l3, 20)) return TOE_FRAME_IP_CHECKSUM;
  (void)take(&cursor, 16 + 2);
  unsigned more = take(&cursor, 1), fragment = take(&cursor, 13);
  if (more == 1 || fragment != 0) return TOE_FRAME_FRAGMENT;
  (void)take(&cursor, 8);
  if (take(&cursor, 8) != 6) return TOE_FRAME_NOT_TCP;
  n->family = 4;
  memcpy(n->src, frame + l3 + 12, 4);
  memcpy(n->dst, frame + l3 + 16, 4);
  return naive_segment(frame, l3 + 20, total - 20, n);
}

static unsigned naive_ipv6(const uint8_t *frame, size_t l3, size_t bytes, naive_t *n) {
  size_t behind = bytes - l3;
  if (behind < 40) return TOE_FRAME_IP_LENGTH;
  if (peek(frame, l3, 4) != 6) return TOE_FRAME_IP_VERSION;
  size_t payload = peek(frame, l3 + 4, 16);
  if (payload + 40 > behind) return TOE_FRAME_IP_LENGTH;
  if (peek(frame, l3 + 6, 8) != 6) return TOE_FRAME_NOT_TCP;
  n->family = 6;
  memcpy(n->src, frame + l3 + 8, 16);
  memcpy(n->dst, frame + l3 + 24, 16);
  return naive_segment(frame, l3 + 40, payload, n);
}

static naive_t naive(const uint8_t *frame, size_t bytes) {
  naive_t n = {.reason = TOE_FRAME_ACCEPTED}, bare = {.reason = TOE_FRAME_ACCEPTED};
  size_t l3 = 14;
  if (bytes > 9216) {
    n.reason = TOE_FRAME_OVERSIZE;
  } else if (bytes < 14 || (peek(frame, 12, 16) == 0x8100 && bytes < 18)) {
    n.reason = TOE_FRAME_RUNT;
  } else if (peek(frame, 0, 8) % 2 == 1) {
    n.reason = TOE_FRAME_GROUP;
  } else {
    if (peek(frame, 12, 16) == 0x8100) {
      l3 = 18;
      n.vid = peek(frame, 14, 16) % 4096;
    }
    unsigned type = peek(frame, l3 - 2, 16);
    n.has_station = true;
    n.reason = type == 0x0800   ? naive_ipv4(frame, l3, bytes, &n)
               : type == 0x86DD ? naive_ipv6(frame, l3, bytes, &n)
                                : (unsigned)TOE_FRAME_NOT_IP;
  }
  if (n.reason == TOE_FRAME_ACCEPTED) return n;
  bare.reason = n.reason;
  bare.has_station = n.has_station;
  return bare;
}

static bool is_same(const toe_frame_name_t *a, const naive_t *b) {
  return a->reason == b->reason && a->has_station == b->has_station && a->vid == b->vid && a->family == b->family &&
         memcmp(a->src_ip, b->src, 16) == 0 && memcmp(a->dst_ip, b->dst, 16) == 0 && a->src_port == b->src_port &&
         a->dst_port == b->dst_port && a->seq == b->seq && a->flags == b->flags && a->payload == b->payload &&
         a->payload_bytes == b->payload_bytes;
}

/* --- frames --- */

static made_t draw_good(toe_random_draw_t *draw) {
  static const uint32_t kBytes[] = {0, 1, 2, 3, 5, 31, 64, 100, 1459, 1460};
  made_t made = {
      .is_ipv6 = toe_random_one_in(draw, 2),
      .has_tag = toe_random_one_in(draw, 3),
      .tag = (uint16_t)toe_random_draw(draw),
      .seq = (uint32_t)toe_random_draw(draw),
      .flags = (uint8_t)toe_random_draw(draw),
      .bytes = toe_random_one_in(draw, 200) ? 8000 + toe_random_below(draw, 1400) : TOE_RANDOM_OF(draw, kBytes),
      .options = 4 * toe_random_below(draw, 11),
      .src_port = (uint16_t)toe_random_draw(draw),
      .dst_port = (uint16_t)toe_random_draw(draw),
      .behind = toe_random_one_in(draw, 3) ? toe_random_below(draw, 20) : 0};
  return made;
}

/* Make checksums right again as far as headers are there; lengths as the frame says now. */
static void mend(uint8_t *frame, uint32_t l3, uint32_t bytes, bool is_ipv6) {
  uint32_t header = is_ipv6 ? 40 : 20;
  if (bytes < l3 + header + 20) return;
  uint8_t *ip = frame + l3;
  uint32_t segment = is_ipv6 ? peek(ip, 4, 16) : peek(ip, 2, 16) - 20;
  if (!is_ipv6) {
    made_big(ip + 10, 0, 2);
    made_big(ip + 10, made_checksum(0, ip, 20), 2);
  }
  if (segment < 20 || segment > bytes - l3 - header) return;
  made_tcp_checksum(ip + header, segment, ip + (is_ipv6 ? 8 : 12), ip + (is_ipv6 ? 24 : 16), is_ipv6 ? 16 : 4);
}

/* One thing goes wrong; gives how long the frame is then. */
static uint32_t spoil(toe_random_draw_t *draw, uint8_t *frame, uint32_t l3, uint32_t bytes, bool is_ipv6) {
  static const uint32_t kType[] = {0x0800, 0x86DD, 0x8100, 0x0806, 0x88A8, 0};
  static const uint8_t kVersion[] = {0x45, 0x44, 0x46, 0x4F, 0x60, 0x55, 0x40, 0x00};
  uint32_t l4 = l3 + (is_ipv6 ? 40 : 20), length = peek(frame, l3 + (is_ipv6 ? 4 : 2), 16);
  switch (toe_random_below(draw, 10)) {
    case 0:
      frame[toe_random_below(draw, bytes)] ^= (uint8_t)(1 + toe_random_below(draw, 255));
      return bytes;
    case 1:
      return 1 + toe_random_below(draw, bytes);
    case 2: {
      uint32_t most = bytes < l4 + 24 ? bytes : l4 + 24;
      return 1 + toe_random_below(draw, most);
    }
    case 3: {
      uint32_t more = toe_random_one_in(draw, 10) ? toe_random_below(draw, 2000) : toe_random_below(draw, 64);
      if (bytes + more > MADE_BYTES) more = MADE_BYTES - bytes;
      for (uint32_t i = 0; i < more; ++i) frame[bytes + i] = (uint8_t)toe_random_draw(draw);
      return bytes + more;
    }
    case 4:
      made_big(frame + l3 - 2, TOE_RANDOM_OF(draw, kType), 2);
      return bytes;
    case 5:
      frame[l3] = TOE_RANDOM_OF(draw, kVersion);
      return bytes;
    case 6:
      made_big(frame + l3 + (is_ipv6 ? 4 : 2),
               toe_random_one_in(draw, 4) ? toe_random_below(draw, 48) : length + toe_random_below(draw, 9) - 4, 2);
      return bytes;
    case 7:
      frame[l3 + (is_ipv6 ? 6 : 9)] = (uint8_t)toe_random_below(draw, 64);
      return bytes;
    case 8:
      if (!is_ipv6) made_big(frame + l3 + 6, (uint32_t)toe_random_draw(draw), 2);
      if (toe_random_one_in(draw, 3)) frame[0] |= 1;
      return bytes;
    default:
      frame[l4 + 12] = (uint8_t)toe_random_draw(draw);
      return bytes;
  }
}

static uint32_t draw_frame(uint64_t seed, uint8_t frame[MADE_BYTES]) {
  toe_random_draw_t draw = {.state = seed};
  made_t made = draw_good(&draw);
  uint32_t l3 = made.has_tag ? 18 : 14, bytes = made_frame(&made, frame);
  uint32_t shortest = l3 + (made.is_ipv6 ? 40 : 20) + 20;
  for (uint32_t times = toe_random_below(&draw, 4); times > 0 && bytes >= shortest; --times) {
    bytes = spoil(&draw, frame, l3, bytes, made.is_ipv6);
  }
  if (toe_random_one_in(&draw, 2)) mend(frame, l3, bytes, made.is_ipv6);
  return bytes;
}

/* --- comparing --- */

static void tell(uint64_t seed, const uint8_t *frame, uint32_t bytes, const toe_frame_name_t *a, const naive_t *b) {
  printf("toe_frame_fuzz: seed %" PRIu64 ": the parser says %u, the second one %u, of %u bytes:\n", seed,
         (unsigned)a->reason, b->reason, (unsigned)bytes);
  for (uint32_t i = 0; i < bytes; ++i) printf("%02x%s", frame[i], i % 32 == 31 || i + 1 == bytes ? "\n" : "");
  printf("again: toe_frame_fuzz %" PRIu64 " 1\n", seed);
}

static bool tell_coverage(const uint64_t seen[REASONS]) {
  static const unsigned kReasons[] = {
      TOE_FRAME_ACCEPTED,   TOE_FRAME_OVERSIZE,    TOE_FRAME_RUNT,       TOE_FRAME_IP_VERSION,   TOE_FRAME_IP_HEADER,
      TOE_FRAME_IP_LENGTH,  TOE_FRAME_IP_CHECKSUM, TOE_FRAME_TCP_LENGTH, TOE_FRAME_TCP_CHECKSUM, TOE_FRAME_NOT_IP,
      TOE_FRAME_IP_OPTIONS, TOE_FRAME_FRAGMENT,    TOE_FRAME_NOT_TCP,    TOE_FRAME_GROUP};
  bool is_whole = true;
  for (size_t i = 0; i < sizeof kReasons / sizeof kReasons[0]; ++i) {
    printf("reason %u: %" PRIu64 "\n", kReasons[i], seen[kReasons[i]]);
    is_whole = is_whole && seen[kReasons[i]] > 0;
  }
  if (!is_whole) printf("toe_frame_fuzz: a reason never came up\n");
  return is_whole;
}

int main(int argc, char **argv) {
  static uint8_t frame[MADE_BYTES];
  uint64_t seen[REASONS] = {0};
  char *end_seed = NULL, *end_count = NULL;
  uint64_t first = argc == 3 ? strtoull(argv[1], &end_seed, 0) : 0;
  uint64_t count = argc == 3 ? strtoull(argv[2], &end_count, 0) : 0;
  if (argc != 3 || *end_seed != '\0' || *end_count != '\0' || count == 0) {
    fprintf(stderr, "usage: toe_frame_fuzz SEED COUNT\n");
    return 2;
  }
  for (uint64_t seed = first; seed < first + count; ++seed) {
    uint32_t bytes = draw_frame(seed, frame);
    uint8_t *exact = malloc(bytes); /* so that a byte behind its end is somebody else's */
    if (exact == NULL) abort();
    memcpy(exact, frame, bytes);
    toe_frame_name_t name = toe_frame_parse(exact, bytes);
    naive_t second = naive(exact, bytes);
    bool is_good = is_same(&name, &second);
    if (!is_good) tell(seed, exact, bytes, &name, &second);
    free(exact);
    if (!is_good) return 1;
    ++seen[name.reason % REASONS];
  }
  return tell_coverage(seen) || count < COVER ? 0 : 1;
}
