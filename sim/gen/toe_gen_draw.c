/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/gen/toe_gen_draw.h"

enum { SEGMENTS = 64 };

/* -ln(1 - i/64) in 1/65536; the last entry makes the mean of the straight lines 65536. */
static const uint32_t exponential[SEGMENTS + 1] = {
    0,      1032,   2081,   3146,   4230,   5331,   6451,   7591,   8751,   9932,   11135,  12360,  13608,
    14880,  16178,  17502,  18854,  20233,  21643,  23083,  24556,  26063,  27605,  29184,  30802,  32461,
    34164,  35911,  37707,  39553,  41453,  43409,  45426,  47507,  49656,  51877,  54177,  56561,  59034,
    61604,  64280,  67069,  69982,  73031,  76228,  79590,  83133,  86879,  90852,  95082,  99603,  104460,
    109706, 115408, 121654, 128559, 136278, 145029, 155132, 167080, 181704, 200558, 227130, 272557, 393178};

/* splitmix64's finaliser: a bijection in which every bit that goes in moves about half of those that come out. */
static uint64_t mix(uint64_t x) {
  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return x ^ x >> 31;
}

uint64_t toe_gen_bits(uint64_t seed, toe_gen_stream_t stream, uint64_t index) {
  const uint64_t step = UINT64_C(0x9E3779B97F4A7C15); /* 2^64 over the golden ratio */
  return mix(mix(seed + step * (uint64_t)stream) + step * (index + 1));
}

uint32_t toe_gen_below(uint64_t bits, uint32_t count) { return (uint32_t)((bits >> 32) * count >> 32); }

uint32_t toe_gen_share(toe_gen_shape_t shape, uint64_t bits) {
  if (shape == TOE_GEN_FIXED) return TOE_GEN_SHARE_ONE;
  if (shape == TOE_GEN_UNIFORM) return (uint32_t)(bits >> 47);
  const uint32_t segment = (uint32_t)(bits >> 58);
  const uint64_t along = bits >> 26 & UINT32_MAX; /* of 2^32 */
  const uint32_t from = exponential[segment], to = exponential[segment + 1];
  return from + (uint32_t)((to - from) * along >> 32);
}

uint64_t toe_gen_scaled(uint64_t mean, uint32_t share) {
  return (mean >> 16) * share + ((mean & 0xFFFF) * share >> 16);
}
