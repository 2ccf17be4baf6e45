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

/* Keys whose checks follow each other, so that one object fails several: two to four neighbours of one layer's list, by
 * their indices; returns how many. */
enum { TOE_RANDOM_SQUEEZED = 4 };
uint32_t toe_random_set_squeeze(toe_random_draw_t *draw, uint32_t index_out[TOE_RANDOM_SQUEEZED]);

/* The same of key `index`, with a value near what is used, or below. */
void toe_random_set_print_near(toe_random_draw_t *draw, uint32_t index);

#endif /* TOE_RANDOM_SET_H_ */
