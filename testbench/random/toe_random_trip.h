/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_trip.h - round trips: offloaded, terminated, and every delegated value must be the one that was given
 * (R161, U10).
 *
 * No object is denied: limits stay as they are and are not reached, values are shared.  Every member of a connection
 * that the scenario's text carries and that comes back is drawn over its whole range.  Each object lives once; there
 * are more neighbors than ids are built, so that freed ones are given out again.  Several trees are offloaded at a
 * time.
 */
#ifndef TOE_RANDOM_TRIP_H_
#define TOE_RANDOM_TRIP_H_

#include <stdint.h>

/* Print a scenario of about `objects` objects, at least one. */
void toe_random_trip_print(uint64_t seed, uint32_t objects);

#endif /* TOE_RANDOM_TRIP_H_ */
