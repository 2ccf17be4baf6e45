/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_segment.h - what becomes of a segment of an offloaded connection (docs/microarchitecture.md 5.14).
 *
 * Pure: it judges by the connection's state and the segment, and changes that state; memory, time and the wire are the
 * caller's.
 */
#ifndef TOE_SEGMENT_H_
#define TOE_SEGMENT_H_

#include "model/toe_receive.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a segment says. */
typedef struct toe_segment {
  uint32_t seq, bytes;
  uint8_t flags;
} toe_segment_t;

/* What else is looked at. */
typedef struct toe_segment_facts {
  uint64_t free_blocks;        /* of rcv_data */
  uint32_t out_of_order_limit; /* OUT_OF_ORDER_LIMIT; 0: never */
} toe_segment_facts_t;

typedef struct toe_segment_verdict {
  uint32_t reason; /* toe_frame */
  uint32_t event;  /* toe_event that is due; 0: none */
  uint32_t event_info;
  bool has_ack;         /* the reason itself asks for an acknowledgment  */
  uint32_t skip, taken; /* bytes of the payload cut in front, and taken */
  bool has_new_state;   /* STATE changed */
} toe_segment_verdict_t;

/* Judge a segment of a connection whose context was read; `receive` becomes what it is at that edge. */
toe_segment_verdict_t toe_segment_judge(toe_receive_t *receive, const toe_segment_t *segment,
                                        const toe_segment_facts_t *facts);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_SEGMENT_H_ */
