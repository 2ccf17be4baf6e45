/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_reassembly.h - IPv4 datagrams put together of fragments, in any order [RFC791].
 *
 * A few datagrams at a time: a new one takes the place of the one that was begun first.  A fragment that came before is
 * passed over; one that overlaps others in any other way ends its datagram, since nobody can say which bytes are right.
 * So does one that contradicts the length.
 */
#ifndef TOE_REASSEMBLY_H_
#define TOE_REASSEMBLY_H_

#include "model/toe_types.h"
#include "sim/host/toe_datagram.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TOE_REASSEMBLY_DATAGRAMS = 8, TOE_REASSEMBLY_BYTES = 65515 /* longest payload of IPv4 */ };

typedef struct toe_reassembly toe_reassembly_t;

/* NULL: no memory */
toe_reassembly_t *toe_reassembly_new(void);
void toe_reassembly_free(toe_reassembly_t *reassembly); /* NULL is allowed */

/* Take a fragment (copied).
 * whole_out  the datagram; its payload is the reassembly's, until the next call.  bytes 0 if it is not whole yet
 * E_MEMORY   the fragment is not taken */
TOE_MUST_USE toe_result_t toe_reassembly_take(toe_reassembly_t *reassembly, const toe_datagram_t *fragment,
                                              toe_datagram_t *whole_out);

/* Datagrams that are begun and not whole; of all that were begun, those given up. */
uint32_t toe_reassembly_count(const toe_reassembly_t *reassembly);
uint64_t toe_reassembly_given_up(const toe_reassembly_t *reassembly);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_REASSEMBLY_H_ */
