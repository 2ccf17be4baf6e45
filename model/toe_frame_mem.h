/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_frame_mem.h - the frame memory: frames of the wire in a ring of rows, first in first out
 * (docs/microarchitecture.md 5.13).
 *
 * A frame takes the rows it needs, or is lost as a whole at its first beat.  What is visible at an edge is what earlier
 * edges did: a frame that leaves at edge c is still there for one that comes at c.
 */
#ifndef TOE_FRAME_MEM_H_
#define TOE_FRAME_MEM_H_

#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A frame where it waits for its job; a forwarded segment in the forward memory too (section 5.16). */
typedef struct toe_frame_held {
  uint32_t bytes;        /* may be above FRAME_BYTES: data then has its beginning */
  uint32_t rows;         /* it takes                                              */
  uint32_t number, lost; /* frames before it on the wire, and those of them that were lost; modulo 2^32 */
  toe_cycle_t arrived;   /* edge of its last beat */
  uint8_t data[TOE_STAGE_FRAME_BYTES];
} toe_frame_held_t;

/* Members belong to toe_frame_mem.c; `lost` may be read. */
typedef struct toe_frame_mem {
  toe_frame_held_t *frame; /* RX_FRAMES places */
  uint32_t first, count, rows;
  uint32_t number, lost;
  toe_cycle_t left_edge; /* of the last that left; NEVER: none */
  uint32_t left_rows;
} toe_frame_mem_t;

/* Empty.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_frame_mem_init(toe_frame_mem_t *mem);
void toe_frame_mem_end(toe_frame_mem_t *mem); /* all zero is allowed */

/* A frame whose first beat comes at edge c and whose last one at `last`; true: it is taken, copied.
 * data  borrowed for the call */
bool toe_frame_mem_take(toe_frame_mem_t *mem, toe_cycle_t c, toe_cycle_t last, const uint8_t *data, uint32_t bytes);
/* The first frame if it is visibly whole at edge c; NULL: none. */
const toe_frame_held_t *toe_frame_mem_head(const toe_frame_mem_t *mem, toe_cycle_t c);
/* The edge from which the first frame is visible; NEVER: there is none. */
toe_cycle_t toe_frame_mem_due(const toe_frame_mem_t *mem);
/* The first frame leaves at edge c; there must be one (asserted). */
void toe_frame_mem_leave(toe_frame_mem_t *mem, toe_cycle_t c);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FRAME_MEM_H_ */
