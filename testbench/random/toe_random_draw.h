/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_draw.h - the dice of the random trees and of the seam fuzzer: one stream of numbers a seed, the same on
 * every machine.
 */
#ifndef TOE_RANDOM_DRAW_H_
#define TOE_RANDOM_DRAW_H_

#include <stdbool.h>
#include <stdint.h>

typedef struct toe_random_draw {
  uint64_t state;
} toe_random_draw_t;

/* splitmix64 */
static inline uint64_t toe_random_draw(toe_random_draw_t *draw) {
  uint64_t z = (draw->state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/* 0 .. bound-1; bound is not 0 */
static inline uint32_t toe_random_below(toe_random_draw_t *draw, uint32_t bound) {
  return (uint32_t)(toe_random_draw(draw) % bound);
}

/* True once in n draws; n = 0: never (and no draw). */
static inline bool toe_random_one_in(toe_random_draw_t *draw, uint32_t n) {
  return n != 0 && toe_random_below(draw, n) == 0;
}

/* One of an array of numbers. */
#define TOE_RANDOM_OF(draw, array) ((array)[toe_random_below((draw), sizeof(array) / sizeof(array)[0])])

#endif /* TOE_RANDOM_DRAW_H_ */
