/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_stray.h - a frame of the wire for nobody that is offloaded, in hexadecimal: with one thing wrong, or not
 * for this station, or not TCP; one kind each of what the device may say of it (docs/microarchitecture.md 5.13).
 */
#ifndef TOE_RANDOM_STRAY_H_
#define TOE_RANDOM_STRAY_H_

#include "testbench/random/toe_random_draw.h"

/* Prints its digits, for the "frame_hex" of a trace. */
void toe_random_stray_print(toe_random_draw_t *draw);

#endif /* TOE_RANDOM_STRAY_H_ */
