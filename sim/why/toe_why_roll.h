/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_why_roll.h - who is live on a device, by name, since when; from its decisions.
 */
#ifndef TOE_WHY_ROLL_H_
#define TOE_WHY_ROLL_H_

#include "sim/report/toe_join.h"
#include "sim/why/toe_why_run.h"

/* All zero is an empty one. */
typedef struct toe_why_roll {
  toe_why_live_t *live[TOE_LAYER_TCP + 1]; /* by layer and id; name NULL: not live */
  uint32_t room[TOE_LAYER_TCP + 1];
} toe_why_roll_t;

void toe_why_roll_end(toe_why_roll_t *roll);

/* The next DECIDED record, of `request` (NULL: not known).  false: no memory */
bool toe_why_roll_note(toe_why_roll_t *roll, const toe_retire_t *retire, const toe_joined_request_t *request);

/* All that is live now, in order of handles; to be ended by toe_why_roll_free.  NULL: no memory */
toe_why_live_t *toe_why_roll_copy(const toe_why_roll_t *roll, uint32_t *count_out);
void toe_why_roll_free(toe_why_live_t *live, uint32_t count); /* NULL is allowed */

#endif /* TOE_WHY_ROLL_H_ */
