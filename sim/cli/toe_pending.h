/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_pending.h - requests given to the driver and not finished: what a run that breaks off still owes an answer for.
 */
#ifndef TOE_PENDING_H_
#define TOE_PENDING_H_

#include "sim/host/toe_host.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_pending toe_pending_t;

/* pending_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_pending_new(toe_pending_t **pending_out);
void toe_pending_free(toe_pending_t *pending); /* NULL is allowed */

/* request  copied.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_pending_add(toe_pending_t *pending, const toe_host_request_t *request);
/* It is finished; one that is not pending is passed over. */
void toe_pending_remove(toe_pending_t *pending, uint32_t request_id);

/* The oldest one, or NULL; borrowed until it is removed. */
const toe_host_request_t *toe_pending_first(const toe_pending_t *pending);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PENDING_H_ */
