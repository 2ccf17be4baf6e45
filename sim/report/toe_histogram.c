/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_histogram.h"

void toe_histogram_add(toe_histogram_t *histogram, uint64_t value) {
  unsigned b = 0;
  for (uint64_t rest = value; rest != 0; rest >>= 1) ++b;
  if (histogram->count == 0 || value < histogram->min) histogram->min = value;
  if (value > histogram->max) histogram->max = value;
  ++histogram->count;
  histogram->sum += value;
  ++histogram->buckets[b];
}

uint64_t toe_histogram_low(unsigned b) { return b == 0 ? 0 : (uint64_t)1 << (b - 1); }

uint64_t toe_histogram_mean_milli(const toe_histogram_t *histogram) {
  if (histogram->count == 0) return 0;
  uint64_t whole = histogram->sum / histogram->count, rest = histogram->sum % histogram->count;
  return whole * 1000 + rest * 1000 / histogram->count;
}
