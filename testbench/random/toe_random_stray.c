/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_random_stray.h"

#include <stdio.h>
#include <string.h>

enum { L3 = 14, L4 = 34, HEADERS = 54, MOST = 9400, LARGEST = 9216 };

static uint32_t sum_words(uint32_t sum, const uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) sum += (uint32_t)data[i] << (i % 2 == 0 ? 8 : 0);
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return sum;
}

static void put_sum(uint8_t *at, uint32_t sum) {
  at[0] = (uint8_t)(~sum >> 8);
  at[1] = (uint8_t)~sum;
}

static void put_sums(uint8_t *frame, uint32_t bytes) {
  frame[L3 + 10] = frame[L3 + 11] = frame[L4 + 16] = frame[L4 + 17] = 0;
  put_sum(frame + L3 + 10, sum_words(0, frame + L3, L4 - L3));
  const uint32_t sum = sum_words(6 + bytes - L4, frame + L3 + 12, 8);
  put_sum(frame + L4 + 16, sum_words(sum, frame + L4, bytes - L4));
}

void toe_random_stray_print(toe_random_draw_t *draw) {
  static const uint8_t kHeaders[HEADERS] = {
      0x02, 0x70, 0xE5, 0, 0,   1, 0x02, 0, 0,  0, 0, 9, 8,    0,                          /* to wire.mac */
      0x45, 0,    0,    0, 0,   0, 0x40, 0, 64, 6, 0, 0, 10,   0,    1,    9, 10, 0, 0, 1, /* addresses of no path */
      0,    81,   3,    0, 100, 0, 0,    0, 0,  0, 0, 0, 0x50, 0x10, 0x10, 0, 0,  0, 0, 0};
  uint8_t frame[MOST];
  const uint32_t kind = toe_random_below(draw, 14);
  uint32_t bytes = HEADERS + 6 + toe_random_below(draw, 100);
  if (kind == 0) bytes = LARGEST + 1 + toe_random_below(draw, 100);
  for (uint32_t i = 0; i < bytes; ++i) frame[i] = (uint8_t)toe_random_below(draw, 256);
  memcpy(frame, kHeaders, HEADERS);
  frame[L3 + 2] = (uint8_t)((bytes - L3) >> 8);
  frame[L3 + 3] = (uint8_t)(bytes - L3);
  if (kind == 1) frame[0] = 0xFF; /* group */
  if (kind == 2) frame[4] = 7;    /* another station */
  if (kind == 3) frame[12] = (uint8_t)(0x10 + toe_random_below(draw, 16));
  if (kind == 4) frame[L3] = (uint8_t)(toe_random_below(draw, 4) << 4 | 5);
  if (kind == 5) frame[L3] = (uint8_t)(0x40 | toe_random_below(draw, 5));
  if (kind == 6) frame[L3] = (uint8_t)(0x46 + toe_random_below(draw, 10));
  if (kind == 7) frame[L3 + 2] = 0x70; /* longer than it is */
  if (kind == 8) frame[L3 + 6] = 0x20; /* more fragments */
  if (kind == 9) frame[L3 + 9] = 17;
  if (kind == 10) frame[L4 + 12] = (uint8_t)(toe_random_below(draw, 5) << 4);
  put_sums(frame, bytes);
  if (kind == 11) frame[L3 + 10] ^= 1;
  if (kind == 12) frame[bytes - 1] ^= 1;
  if (kind == 13) bytes = 1 + toe_random_below(draw, L3 - 1);
  for (uint32_t i = 0; i < bytes; ++i) printf("%02x", frame[i]);
}
