/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_delays.h - how long finished requests and objects took, by operation, layer and status.
 *
 * All delays are cycles of the primary side counted from `submitted`.  Where either end is not known nothing is
 * counted.
 */
#ifndef TOE_DELAYS_H_
#define TOE_DELAYS_H_

#include "sim/report/toe_histogram.h"
#include "sim/report/toe_join.h"

struct json_t; /* a JSON value of jansson */

typedef struct toe_delays toe_delays_t;

/* delays_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_delays_new(toe_side_t primary, toe_delays_t **delays_out);
void toe_delays_free(toe_delays_t *delays); /* NULL is allowed */

/* E_MEMORY */
TOE_MUST_USE toe_result_t toe_delays_add(toe_delays_t *delays, const toe_joined_request_t *request);

/* The `latency` of a report, a new reference; NULL: no memory. */
struct json_t *toe_delays_json(const toe_delays_t *delays);

#endif /* TOE_DELAYS_H_ */
