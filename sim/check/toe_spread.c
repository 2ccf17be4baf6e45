/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_spread.h"

static unsigned significant_bits(uint64_t value) {
  unsigned bits = 0;
  for (; value != 0; value >>= 1) ++bits;
  return bits;
}

void toe_spread_add(toe_spread_t *spread, uint64_t difference) {
  ++spread->total;
  spread->sum += difference;
  if (difference > spread->max) spread->max = difference;
  if (difference < TOE_SPREAD_EXACT)
    ++spread->exact[difference];
  else
    ++spread->large[significant_bits(difference)];
}

void toe_spread_merge(toe_spread_t *spread, const toe_spread_t *other) {
  spread->total += other->total;
  spread->sum += other->sum;
  if (other->max > spread->max) spread->max = other->max;
  for (int i = 0; i < TOE_SPREAD_EXACT; ++i) spread->exact[i] += other->exact[i];
  for (int i = 0; i < 65; ++i) spread->large[i] += other->large[i];
}

/* The smallest difference that at least 99 of 100 do not exceed (nearest rank). */
static uint64_t p99(const toe_spread_t *spread) {
  uint64_t rank = spread->total - spread->total / 100; /* ceil(0.99 n) */
  uint64_t seen = 0;
  for (int i = 0; i < TOE_SPREAD_EXACT; ++i) {
    seen += spread->exact[i];
    if (seen >= rank) return (uint64_t)i;
  }
  for (unsigned bits = 0; bits < 64; ++bits) {
    seen += spread->large[bits];
    uint64_t top = ((uint64_t)1 << bits) - 1;
    if (seen >= rank) return top < spread->max ? top : spread->max;
  }
  return spread->max;
}

void toe_spread_timing(const toe_spread_t *spread, toe_timing_t *timing_out) {
  *timing_out = (toe_timing_t){.total = spread->total, .exact = spread->exact[0], .max_cycles = spread->max};
  if (spread->total == 0) return;
  /* sum * 1000 / total without overflow, rounded to the nearest */
  uint64_t whole = spread->sum / spread->total, rest = spread->sum % spread->total;
  uint64_t milli =
      rest < UINT64_MAX / 2000 ? (rest * 2000 + spread->total) / (2 * spread->total) : rest / (spread->total / 1000);
  timing_out->mean_millicycles = whole * 1000 + milli;
  timing_out->p99_cycles = p99(spread);
}
