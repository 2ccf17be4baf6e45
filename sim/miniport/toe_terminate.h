/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_terminate.h - a terminate tree as the device's list, and what comes back into its blocks.
 *
 * The device takes every object by itself, and refuses one with live dependents.  So the list has the tree's
 * connections first, then its paths, then its neighbors, each in walk order: whatever place a block has in the tree,
 * its dependents are gone when its turn comes.
 *
 * A block whose Header.Type is a delegated state is followed by that structure, found by the block's Header.Size and
 * its own Length; any other type says the layer alone, and nothing is written behind such a block.
 *
 * Private to the driver.
 */
#ifndef TOE_TERMINATE_H_
#define TOE_TERMINATE_H_

#include "sim/miniport/toe_connection.h"
#include "sim/miniport/toe_flatten.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bring a flattened tree into the order of the device.  false: no memory; flat is as it was */
bool toe_terminate_order(const toe_os_t *os, toe_flat_t *flat);

/* Write the OBJECT of `item`: a placeholder, or a linker with the handle in the cell; an empty cell is handle 0, which
 * names nothing.
 *
 * object_out  TOE_OBJECT_BYTES bytes, all written; undefined on failure
 * NULL: done; else what is wrong with the block, static text: a delegated structure shorter than NDIS 6.0 has it */
const char *toe_terminate_object(const toe_flat_item_t *item, uint8_t *object_out);

/* Write what is handed back of an object that was terminated [R161]: delegated variables by the offsets of
 * docs/layouts.md, a connection's chain of sends [R165] and its received data [R166].
 *
 * returned  TOE_STAGE_RETURN_BYTES bytes as the device wrote them
 * sends     of a connection; NULL: none
 * buffered  of a connection: what was received and not delivered; NULL: none
 * true: BufferedData is with the host now */
bool toe_terminate_write(const toe_flat_item_t *item, const uint8_t *returned, toe_nbl_t *sends, toe_nbl_t *buffered);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TERMINATE_H_ */
