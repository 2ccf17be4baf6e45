/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_receive.h - a scenario of received data alone, printed.
 *
 * Some dozen connections of one neighbor come and go, most with buffered data: around rows, writes and host buffers.
 * Requests of no bytes, few, more than there are, filled already in part or whole, push and not; applications that
 * take all of what is indicated, some, or nothing, and keep the buffers for a while; terminates and requests of the
 * device in the middle of it, and connections that are offloaded again with what came back.  All limits of offloading
 * are wide, so that every block is answered with success and every terminate too: how the data is delivered depends on
 * time, but not what, and not the sum of delivered and handed back.  The last operation terminates everything.
 */
#ifndef TOE_RANDOM_RECEIVE_H_
#define TOE_RANDOM_RECEIVE_H_

#include <stdint.h>

void toe_random_receive_print(uint64_t seed, uint32_t operations);

#endif /* TOE_RANDOM_RECEIVE_H_ */
