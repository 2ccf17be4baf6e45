/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve.h - bookkeeping of one engine's decisions: nothing appears, nothing leaks.
 *
 * It counts for itself, from the DECIDED records alone, what live objects hold, and demands of every record that
 *   - commit numbers are 1, 2, 3...
 *   - each used_* is what the live objects hold
 *   - a decision that takes an entry found one free under the limit then in force
 *   - a decision that was denied an entry found none, and says that limit
 *   - a handle is given for the object's own layer, below what was built, and is not live already
 *   - the parent of a new path is a live neighbor, that of a new TCP connection a live path; a linker names a live
 * object The first violation freezes it, like a mismatch.  Limits come from `limits` and from SET requests.
 */
#ifndef TOE_CONSERVE_H_
#define TOE_CONSERVE_H_

#include "model/spec/toe_retire.h"
#include "model/spec/toe_spec.h"
#include "model/toe_types.h"
#include "sim/check/toe_side.h"
#include "sim/host/toe_host.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_conserve toe_conserve_t;

/* options  the limits the driver sets; copied.  conserve_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_conserve_new(const toe_host_options_t *options, toe_side_t side,
                                           toe_conserve_t **conserve_out);
void toe_conserve_free(toe_conserve_t *conserve); /* NULL is allowed */

/* A request was given to the driver (observer call `submitted`): a SET's limit holds from its decision on.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_conserve_submitted(toe_conserve_t *conserve, const toe_host_request_t *request);

/* The next record of the engine; kinds other than DECIDED are passed over. */
void toe_conserve_put(toe_conserve_t *conserve, const toe_retire_t *retire);

/* The first violation, one line: "rtl, cycle 812, request 3, object 2: ..."; NULL: none.  Borrowed. */
const char *toe_conserve_violation(const toe_conserve_t *conserve);
/* Its cycle; TOE_CYCLE_NEVER without one. */
toe_cycle_t toe_conserve_cycle(const toe_conserve_t *conserve);
/* What live objects hold of a pool. */
uint32_t toe_conserve_held(const toe_conserve_t *conserve, toe_pool_t pool);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_CONSERVE_H_ */
