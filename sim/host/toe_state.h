/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_state.h - from the decoded state of an operation to the NDIS state structures behind a block.
 *
 * What a trace does not know gets a fixed value or one mixed from the state: docs/driver.md, "From operation to block".
 */
#ifndef TOE_STATE_H_
#define TOE_STATE_H_

#include "sim/miniport/toe_ndis.h"
#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Header.Type and Header.Revision of a block of that layer (and family, of a path). */
uint8_t toe_state_type(uint8_t layer, uint8_t family);
uint8_t toe_state_revision(uint8_t layer);

/* Bytes behind the block: const, cached and delegated state, each padded to 8, and a path's two addresses. */
uint32_t toe_state_bytes(uint8_t layer);

/* Write them, over zeroed memory.
 * sends, sends_last  first and last of the outstanding buffer lists, or NULL
 * buffered           the buffered receive data, or NULL */
void toe_state_write(uint8_t layer, const toe_op_state_t *state, const toe_nbl_t *sends, const toe_nbl_t *sends_last,
                     const toe_nbl_t *buffered, uint8_t *memory);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_STATE_H_ */
