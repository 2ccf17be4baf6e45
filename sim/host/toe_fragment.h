/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fragment.h - an IPv4 frame, cut into fragments as a router would [RFC791].
 */
#ifndef TOE_FRAGMENT_H_
#define TOE_FRAGMENT_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Write fragment `index` of `count` of a whole IPv4 frame, with identification `id`, DF cleared, zeros up to 60 bytes.
 *
 * frame_out  as much room as the frame has, 60 bytes at least
 * returns    its bytes; 0: the frame is not IPv4, or too short to be cut into so many */
uint32_t toe_fragment_write(const uint8_t *frame, uint32_t bytes, uint32_t count, uint32_t index, uint16_t id,
                            uint8_t *frame_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FRAGMENT_H_ */
