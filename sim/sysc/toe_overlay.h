/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_overlay.h - who sees a trace's operations as they are read, and may change them.
 */
#ifndef TOE_OVERLAY_H_
#define TOE_OVERLAY_H_

#include "sim/trace/toe_op.h"

/* look  called with each operation, in order, once a side; what it puts into one must outlive the run.  NULL: nobody */
typedef struct toe_overlay {
  void *self;
  void (*look)(void *self, toe_op_t *op);
} toe_overlay_t;

#endif /* TOE_OVERLAY_H_ */
