/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_histogram.h - numbers counted by powers of two.
 */
#ifndef TOE_HISTOGRAM_H_
#define TOE_HISTOGRAM_H_

#include "model/toe_types.h"

/* All zero: empty.  buckets[0] counts 0; buckets[b] counts 2^(b-1) .. 2^b - 1. */
typedef struct toe_histogram {
  uint64_t count, sum, min, max;
  uint64_t buckets[65];
} toe_histogram_t;

void toe_histogram_add(toe_histogram_t *histogram, uint64_t value);
/* Smallest value bucket b counts. */
uint64_t toe_histogram_low(unsigned b);
/* Thousandths of the mean, rounded down; 0 when empty. */
uint64_t toe_histogram_mean_milli(const toe_histogram_t *histogram);

#endif /* TOE_HISTOGRAM_H_ */
