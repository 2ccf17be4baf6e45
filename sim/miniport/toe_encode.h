/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_encode.h - from a block and the state behind it to the object descriptor the device reads.
 *
 * Which member goes where: docs/driver.md, "From block to object".
 */
#ifndef TOE_ENCODE_H_
#define TOE_ENCODE_H_

#include "sim/miniport/toe_flatten.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Write the OBJECT of `item` (layouts.def).  Addresses behind pointers are copied; buffer lists are summed, not
 * touched; BUFFERED_ADDR is 0 (toe_buffered.h gives it).
 *
 * Every bit that no member of the layout uses is 0, whatever lies beside the members in the host's memory: a bit-field
 * of NDIS shares its unit with bits that nobody has to write, so they are masked, and no block is refused for them.
 *
 * has_faults  take the fault from MiniportReserved[0]; a value that is none counts as none
 * object_out  TOE_OBJECT_BYTES bytes, all written; undefined on failure
 *
 * NULL: done; else what is wrong with the block, static text: a new block whose Type is not one of the whole states, a
 * block or state structure shorter than NDIS 6.0 has it, or a path without an address. */
const char *toe_encode_object(const toe_flat_item_t *item, bool has_faults, uint8_t *object_out);

/* BufferedData of a block that could be encoded; NULL: it has none, or is no new connection. */
const toe_nbl_t *toe_encode_buffered(const toe_flat_item_t *item);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_ENCODE_H_ */
