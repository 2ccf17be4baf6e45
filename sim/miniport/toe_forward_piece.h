/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_forward_piece.h - a TCP segment that is forwarded, cut into what the device takes at a time [R147]: each piece
 * has the segment's header, with a sequence number of its own.
 *
 * Private to the driver.
 */
#ifndef TOE_FORWARD_PIECE_H_
#define TOE_FORWARD_PIECE_H_

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How many pieces a segment of `bytes` bytes goes in, none longer than `most`, which has room for a header and more.
 * 0: it is no TCP segment: shorter than its header says, or than 20 bytes */
uint32_t toe_forward_piece_count(const uint8_t *segment, uint32_t bytes, uint32_t most);

/* Bytes of piece `index`. */
uint32_t toe_forward_piece_bytes(const uint8_t *segment, uint32_t bytes, uint32_t most, uint32_t index);

/* Write piece `index`, 0 first.  PSH and FIN are of the last, SYN and CWR of the first; URG of those that begin before
 * the urgent pointer, which counts from each piece's own sequence number.  The checksum is not looked at below and
 * stays as it is.  Of a segment with RST there is one piece: nothing behind its header counts. */
void toe_forward_piece_write(const uint8_t *segment, uint32_t bytes, uint32_t most, uint32_t index, uint8_t *piece_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FORWARD_PIECE_H_ */
