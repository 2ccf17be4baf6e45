/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ack.h - the frame of an acknowledgment (docs/microarchitecture.md 5.15).
 */
#ifndef TOE_ACK_H_
#define TOE_ACK_H_

#include "model/toe_receive.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_ACK_MAX_BYTES 80 /* no acknowledgment is longer */

/* What it is made of; all borrowed for the call. */
typedef struct toe_ack_parts {
  const uint8_t *tcp;           /* context of the connection, rows 0..3 */
  const uint8_t *path;          /* row 0 of its path's                  */
  const uint8_t *neighbor;      /* row 0 of its neighbor's              */
  const uint8_t *interface_mac; /* 6 bytes                              */
  uint64_t number;              /* acknowledgments sent before          */
  const toe_receive_t *receive; /* as it is now                         */
} toe_ack_parts_t;

/* Make the frame; its bytes, FRAME_PAD_BYTES at least. */
uint32_t toe_ack_make(const toe_ack_parts_t *parts, uint8_t frame_out[TOE_ACK_MAX_BYTES]);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_ACK_H_ */
