/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_pace.h - when the operations of a trace are given to the host stack.
 */
#ifndef TOE_PACE_H_
#define TOE_PACE_H_

#include <stdint.h>

typedef enum toe_pace_kind {
  TOE_PACE_TRACE, /* at their time                          */
  TOE_PACE_ASAP,  /* as soon as the driver takes them       */
  TOE_PACE_TIMES  /* at their time divided by `factor`      */
} toe_pace_kind_t;

typedef struct toe_pace {
  toe_pace_kind_t kind;
  uint32_t factor; /* TIMES: 1..1000000 */
} toe_pace_t;

#endif /* TOE_PACE_H_ */
