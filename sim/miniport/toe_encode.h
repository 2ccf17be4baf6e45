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
 * touched.
 *
 * has_faults  take the fault from MiniportReserved[0]
 * object_out  TOE_OBJECT_BYTES bytes, all written; undefined on failure
 *
 * NULL: done; else what is wrong with the block, static text: a new block whose Type is not one of the whole states, a
 * block or state structure shorter than NDIS 6.0 has it, or a path without an address. */
const char *toe_encode_object(const toe_flat_item_t *item, bool has_faults, uint8_t *object_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_ENCODE_H_ */
