/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_set.h - a change of a setting while the device runs, as key and value.
 */
#ifndef TOE_RANDOM_SET_H_
#define TOE_RANDOM_SET_H_

#include "testbench/random/toe_random_draw.h"

/* Print `"key":...,"value":...`: any key that a `set` may have.  Half of the draws go back to the default or to more.
 */
void toe_random_set_print(toe_random_draw_t *draw);

/* The same of key `index` (0 .. TOE_RANDOM_KEYS - 1), with a value that denies next to nothing: all of them in turn,
 * and a run that starved goes on. */
enum { TOE_RANDOM_KEYS = 19 };
void toe_random_set_print_wide(toe_random_draw_t *draw, uint32_t index);

#endif /* TOE_RANDOM_SET_H_ */
