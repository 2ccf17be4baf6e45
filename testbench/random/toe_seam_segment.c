/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_segment.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32, PAYLOAD_MOST = 1460, HEADER = 20 };

static uint32_t below(toe_seam_maker_t *maker, uint32_t bound) { return toe_random_below(&maker->draw, bound); }
static bool one_in(toe_seam_maker_t *maker, uint32_t n) { return toe_random_one_in(&maker->draw, n); }

static uint8_t draw_flags(toe_random_draw_t *draw) {
  switch (toe_random_below(draw, 30)) {
    case 0:
    case 1:
    case 2:
      return ACK | FIN;
    case 3:
      return toe_random_one_in(draw, 2) ? ACK | RST : RST;
    case 4:
      return ACK | (toe_random_one_in(draw, 2) ? SYN : URG);
    case 5:
      return 0;
    case 6:
      return (uint8_t)toe_random_below(draw, 256);
    default:
      return ACK | (toe_random_one_in(draw, 3) ? PSH : 0);
  }
}

/* Where a segment of `bytes` begins: mostly where it should, else around it. */
static uint32_t draw_seq(toe_random_draw_t *draw, uint32_t next, uint32_t bytes) {
  switch (toe_random_below(draw, 24)) {
    case 0:
    case 1:
      return next + 1 + toe_random_below(draw, 3000); /* a gap, or beyond the window */
    case 2:
      return next - bytes; /* again */
    case 3:
      return next - toe_random_below(draw, bytes + 1); /* partly again */
    case 4:
      return (uint32_t)toe_random_draw(draw);
    default:
      return next;
  }
}

toe_seam_segment_t toe_seam_draw_segment(toe_random_draw_t *draw, uint32_t next) {
  static const uint32_t kBytes[] = {0, 1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 536, PAYLOAD_MOST};
  toe_seam_segment_t segment = {.bytes = toe_random_one_in(draw, 2) ? TOE_RANDOM_OF(draw, kBytes)
                                                                    : toe_random_below(draw, PAYLOAD_MOST)};
  if (toe_random_one_in(draw, 4)) segment.options = 4 * toe_random_below(draw, 11);
  segment.flags = draw_flags(draw);
  if ((segment.flags & (FIN | RST | SYN | URG)) != 0 && toe_random_one_in(draw, 2)) segment.bytes = 0;
  segment.seq = draw_seq(draw, next, segment.bytes);
  return segment;
}

void toe_seam_make_forward(toe_seam_maker_t *maker, uint32_t handle, uint64_t address, uint8_t *command) {
  static const uint32_t kLengths[] = {0, 1, 19, TOE_STAGE_FRAME_BYTES + 1, 0xFFFFFFC0u, 0xFFFFFFFFu};
  /* Lengths around rows, reads and what a page leaves; longer than what comes in a frame of the wire now and then. */
  uint32_t bytes = HEADER + below(maker, one_in(maker, 8) ? TOE_STAGE_FRAME_BYTES - HEADER + 1 : PAYLOAD_MOST + 40);
  if (one_in(maker, 6)) bytes = HEADER + 4 * below(maker, 11);
  if (one_in(maker, 30)) bytes = TOE_STAGE_FRAME_BYTES;
  if (one_in(maker, maker->is_tame ? 60 : 12)) bytes = TOE_RANDOM_OF(&maker->draw, kLengths);
  address += TOE_STAGE_BUFFER_ROW_BYTES * (uint64_t)below(maker, 8);
  if (one_in(maker, 30)) address = toe_random_draw(&maker->draw) << 6; /* mostly outside of memory */
  if (one_in(maker, maker->is_tame ? 60 : 20)) address |= 1u << below(maker, 6);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_FORWARD);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, address);
  TOE_WRITE(command, COMMAND, SETTING, bytes);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, handle);
}

static void put(uint8_t *at, uint32_t value, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) at[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

void toe_seam_make_segment(toe_seam_maker_t *maker, const uint8_t *command, uint8_t *segment_out) {
  const uint32_t handle = (uint32_t)TOE_READ(command, COMMAND, EVENT_HANDLE);
  uint32_t bytes = (uint32_t)TOE_READ(command, COMMAND, SETTING);
  const uint32_t next = toe_seam_streams_next(maker->streams, handle);
  toe_seam_segment_t segment = toe_seam_draw_segment(&maker->draw, next);
  for (uint32_t i = 0; i < HEADER || (i < bytes && i < TOE_STAGE_FRAME_BYTES); ++i) {
    segment_out[i] = (uint8_t)below(maker, 256);
  }
  if (bytes < HEADER || bytes > TOE_STAGE_FRAME_BYTES) bytes = HEADER;
  if (segment.options > bytes - HEADER) segment.options = 0;
  /* Its length is the command's: what was to repeat bytes is moved so that it does. */
  const uint32_t payload = bytes - HEADER - segment.options;
  const bool is_again = segment.bytes > 0 && segment.seq + segment.bytes == next;
  if (is_again) segment.seq = next - payload;
  put(segment_out + 4, segment.seq, 4);
  uint32_t offset = (HEADER + segment.options) / 4;
  if (one_in(maker, maker->is_tame ? 60 : 12)) offset = below(maker, 16); /* too small, or behind the end */
  put(segment_out + 12, offset << 12 | below(maker, 16) << 8 | segment.flags, 2);
}
