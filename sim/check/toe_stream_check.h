/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_stream_check.h - what one engine delivered is the stream: every byte once, in order, and none before it was
 * asked for.
 *
 * It follows the received data of every connection by the retire records alone; what host and driver made of them it
 * neither sees nor needs.  The stream of a connection are the N bytes before RcvNxt of its context when it was taken,
 * or before the FIN that has come by then, as sim/host/toe_stream.h has them, and behind them what FRAME records, of
 * the wire or forwarded, say was taken, in their order.  It demands that
 *   - jobs say that it ends there: RcvNxt, but for the number of a FIN that they say has come
 *   - what PLACED records write is, in their order, what jobs say they placed or indicated, and what is handed back at
 * a terminate: the right bytes of the right connection, next in its stream.  What an indication wrote counts as
 *     delivered when it is consumed, so bytes that were refused come again (R125)
 *   - RECEIVED entries say where the stream stands: never back, never beyond RcvNxt, an indication at the first byte
 *     that is not delivered
 *   - a connection with buffered data, or that refused some, gets no indication before a request is posted (R51, R52,
 *     R124)
 *   - what is neither delivered nor lost with its context is handed back at its terminate (R166)
 * How much of an indication a reply consumed is in no record: it is what makes the bytes placed behind it right.
 *
 * The first violation freezes it.
 */
#ifndef TOE_STREAM_CHECK_H_
#define TOE_STREAM_CHECK_H_

#include "model/spec/toe_retire.h"
#include "model/toe_types.h"
#include "sim/check/toe_side.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_stream_check toe_stream_check_t;

/* check_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_stream_check_new(toe_side_t side, toe_stream_check_t **check_out);
void toe_stream_check_free(toe_stream_check_t *check); /* NULL is allowed */

/* The next record of the engine, of any kind, in the order the device gave them.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_stream_check_put(toe_stream_check_t *check, const toe_retire_t *retire);
/* The run has ended well: what was said to be written must have been. */
void toe_stream_check_finish(toe_stream_check_t *check);

/* The first violation, one line: "rtl, cycle 812, connection 0x30000000: ..."; NULL: none.  Borrowed. */
const char *toe_stream_check_violation(const toe_stream_check_t *check);
/* Its cycle; TOE_CYCLE_NEVER without one. */
toe_cycle_t toe_stream_check_cycle(const toe_stream_check_t *check);
/* Bytes found right so far. */
uint64_t toe_stream_check_bytes(const toe_stream_check_t *check);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_STREAM_CHECK_H_ */
