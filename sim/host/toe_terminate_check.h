/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_terminate_check.h - what a target made of a terminate tree: each block as it must be, and what came back in it.
 *
 * toe_tree_check looks at what is the host's; this at what the target had to write.  Nothing can be sent in this
 * version, and no time passes in a connection, so every variable must be as it was given [R106, R161], but those of
 * received data:
 *   - State, which the peer's FIN changes: 4 to 7, 5 to 8, 6 to 10; nothing else does
 *   - RcvNxt: what was delivered and what is handed back ends there, behind it FIN if it came [R166]
 *   - RcvWnd, which grows by what was delivered and shrinks by what came from the wire
 */
#ifndef TOE_TERMINATE_CHECK_H_
#define TOE_TERMINATE_CHECK_H_

#include "sim/host/toe_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_terminated {
  uint32_t status;
  bool has_returned; /* a neighbor or connection with SUCCESS */
  toe_delegated_t returned;
  toe_nbl_t *buffered; /* BufferedData, to be given back to the target; NULL: none */
} toe_terminated_t;

/* Block `index` of a completed terminate tree; the object is still as it was before.
 *
 * Rules that are said to be broken:
 *   - R163: a status that is neither SUCCESS nor FAILURE
 *   - R90: a placeholder that is not SUCCESS
 *   - R161: delegated variables that are not those given
 *   - R165: other buffers to send than those of the connection, in another order, or completed
 *   - R166: other buffered data than that of the connection, or less than was acknowledged to the peer
 *   - R143: FIN has come and all data before it is delivered, but no disconnect was told */
void toe_terminate_check(const toe_tree_t *tree, uint32_t index, const toe_tree_sink_t *sink,
                         toe_terminated_t *terminated_out);

/* Bytes that came back of a connection's data: received and not delivered. */
uint32_t toe_terminate_undelivered(const toe_object_t *object, const toe_delegated_t *returned);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TERMINATE_CHECK_H_ */
