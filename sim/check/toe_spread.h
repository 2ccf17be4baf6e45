/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_spread.h - how far cycles differ: a histogram that is exact for small differences, and of fixed size.
 */
#ifndef TOE_SPREAD_H_
#define TOE_SPREAD_H_

#include "sim/check/toe_compare.h"

#define TOE_SPREAD_EXACT 4096 /* differences below this have a counter each */

/* All zero: empty. */
typedef struct toe_spread {
  uint64_t total, sum, max;
  uint64_t exact[TOE_SPREAD_EXACT];
  uint64_t large[65]; /* [b]: differences of b significant bits */
} toe_spread_t;

void toe_spread_add(toe_spread_t *spread, uint64_t difference);
void toe_spread_merge(toe_spread_t *spread, const toe_spread_t *other);
void toe_spread_timing(const toe_spread_t *spread, toe_timing_t *timing_out);

#endif /* TOE_SPREAD_H_ */
