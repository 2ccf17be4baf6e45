/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve.h - bookkeeping of one engine's decisions: nothing appears, nothing leaks
 * (docs/microarchitecture.md 6, "Conservation").
 *
 * It counts for itself what live objects hold of every pool, from the records alone: which objects there are from
 * DECIDED, and what they hold from the first row of their contexts, which comes an edge later (VLAN, source MAC, source
 * IP, receive pages, bytes of buffered data).  It demands that
 *   - commit numbers are 1, 2, 3...
 *   - each used_* is what the live objects hold, and not above what was built
 *   - a decision that takes something found room for it under the limit then in force; a shared value that is in use
 *     needs none, but with a source MAC limit of 0 none is taken (R29)
 *   - a decision that was denied found no room, and says the limit it compared with.  What a denied object asked for is
 *     in no record: of receive pages the most that RCV_WINDOW_MAX allows is taken, of a lookup slot and of copies only
 *     the limit is looked at
 *   - a handle is given for the object's own layer, below what was built, and is not live already
 *   - the parent of a new path is a live neighbor, that of a new TCP connection a live path; a linker names a live
 *     object; a context says the same parent, and has its parent's VLAN and family
 *   - the rows of a context are written one an edge behind the decision; any other context row is that of a linker
 *     whose row was corrected, and is then as it was first written.  (Three or more flips in one word are beyond what
 *     the code can tell; a word that comes back as another valid one, four bits or more away, is let pass.)
 *     A handle that is not in use any more may be read too: the row it had is looked at.
 *   - a row of the buffer memory belongs to the copy of the connection decided next, is held by no live one, comes
 *     once, and with it no more is held than the limit; the rows of a copy are those next in order.  (After a copy that
 *     failed the order is not looked at any more: how many rows it had taken is in no record.)
 *   - a copy holds what the host has of that connection (sim/host/toe_stream.h): the last BUFFERED_BYTES bytes before
 *     RCV_NXT of its context, and zeros up to the end of a row
 *   - ids of a layer and rows of the buffer memory are given out never-used first, then freed first-in first-out
 *   - a terminated object was live, named by the host, and without live dependents; everything it held is given back
 *     with it; DEPENDENTS and BAD_HANDLE are not said without cause, as far as it is known which object was meant
 *   - an event belongs to an item that told one, and says that item's connection; every event told comes before
 *     anything else of its item (R150), and a context that is lost tells one (R74)
 *   - what is handed back of a freed object is its rows as last written, all of them, in order, before its result
 *   - a receive job changes of its connection what 5.11 lets it: buffered bytes go down, and with them whole blocks of
 *     the copy go back; the window grows by as much, up to the first one; posted requests go up by a RECEIVE and
 *     down by completions; REFUSED ends with a post only (R124); no indication waits while it holds; and rows 1 and 3
 *     of its context say so
 *   - a RECEIVE is refused for want of room only when pool posted has none
 *   - host buffers with the host go up by indications only, and are never more than were lent.  When one comes back is
 *     in no record
 *   - the completions and indications of a job or a terminate come, as many as it wrote
 *   - resuming after UPLOAD_ALL is refused while something is in use, and only then (R81)
 * The first violation freezes it, like a mismatch.  Limits come from `options` and from SET requests.
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

/* A request was given to the driver (observer call `submitted`): a SET's limit holds from its decision on; what a
 * TERMINATE names, and what is raised, is known from here.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_conserve_submitted(toe_conserve_t *conserve, const toe_host_request_t *request);

/* The next record of the engine, of any kind, in the order the device gave them. */
void toe_conserve_put(toe_conserve_t *conserve, const toe_retire_t *retire);

/* The run has ended well: what is still to be told or handed back never came. */
void toe_conserve_finish(toe_conserve_t *conserve);

/* The first violation, one line: "rtl, cycle 812, request 3, object 2: ..."; NULL: none.  Borrowed. */
const char *toe_conserve_violation(const toe_conserve_t *conserve);
/* Its cycle; TOE_CYCLE_NEVER without one. */
toe_cycle_t toe_conserve_cycle(const toe_conserve_t *conserve);
/* What live objects hold of a pool; an object whose first context row has not come yet counts without its own values.
 */
uint32_t toe_conserve_held(const toe_conserve_t *conserve, toe_pool_t pool);

/* Live objects of a layer (toe_layer 1..3): at the end, what leaked or was left offloaded. */
uint32_t toe_conserve_live(const toe_conserve_t *conserve, uint8_t layer);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_CONSERVE_H_ */
