/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_buffered.h - the buffered receive data of a request, gathered for the device [R42, R43].
 *
 * The host hangs the bytes at BufferedData as a list of buffers; the device reads one piece of DMA memory, 64-byte
 * aligned and padded with zeros to a multiple of 64.  Each connection has a piece of its own, held until the request is
 * completed.  The host's list is read while it is gathered and at no other time [R49]; nothing is written to it [R50].
 *
 * What the device is not to copy - more than was built for copies, or bytes for which the driver has no memory -
 * is not gathered.  The object then asks for more than was built, which the device denies without reading anything,
 * at the place of that check in its order: FAILURE of that connection alone [R47, R48].
 *
 * Private to the driver.
 */
#ifndef TOE_BUFFERED_H_
#define TOE_BUFFERED_H_

#include "sim/miniport/toe_ndis.h"
#include "sim/miniport/toe_os.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TOE_BUFFERED_ALIGN = 64 };

/* The pieces of one request; all zero: none. */
typedef struct toe_buffered {
  toe_os_dma_t *pieces; /* from os->alloc */
  uint32_t count, capacity;
} toe_buffered_t;

/* Bytes of a buffer list, at most 2^32 - 1. */
uint32_t toe_buffered_sum(const toe_nbl_t *list);

/* Room for `capacity` pieces; false: no memory, nothing is held. */
bool toe_buffered_reserve(const toe_os_t *os, toe_buffered_t *buffered, uint32_t capacity);

/* Gather `list` and name the piece in the object of its connection, whose BUFFERED_BYTES is the list's sum, not 0.
 *
 * built        bytes that were built for copies (CAP_BUFFERED_COPY)
 * object_bus   bus address of the object: 64-byte aligned and the driver's own, so that it can stand for data that is
 *              not gathered
 *
 * false: no DMA memory; the object then asks for more than was built, and may be left like that.  (A list that says it
 * has bytes and brings none is not gathered either, but that is not false: waiting would not help.) */
bool toe_buffered_gather(const toe_os_t *os, toe_buffered_t *buffered, const toe_nbl_t *list, uint32_t built,
                         uint64_t object_bus, uint8_t *object);

/* Make the object ask for more than was built: the device is to say what it says when there is no room for a copy. */
void toe_buffered_deny(uint32_t built, uint64_t object_bus, uint8_t *object);

/* Give all pieces back; it is all zero afterwards. */
void toe_buffered_free(const toe_os_t *os, toe_buffered_t *buffered);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_BUFFERED_H_ */
