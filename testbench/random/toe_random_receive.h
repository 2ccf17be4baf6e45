/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_receive.h - a scenario of received data alone, printed.
 *
 * Few connections or some dozen (toe_random_net.h) come and go, most with buffered data: around rows, writes and host
 * buffers.  Requests of no bytes, few, more than there are, filled already in part or whole, push and not; applications
 * that take all of what is indicated, some, or nothing, and keep the buffers for a while; what peers send
 * (toe_random_peer.h): now so slow that the acknowledgment timer ends, now more than a window holds until somebody asks
 * for it, or FIN, behind which the connection comes back and goes out again; memory for received data that is short for
 * a while; terminates and requests of the device in the middle of it, pauses, resets, and connections that are
 * offloaded again with what came back.  All limits of offloading are wide, so that every block is answered with success
 * and every terminate too: how the data is delivered depends on time, but not what, and not the sum of delivered and
 * handed back. The last operation terminates everything.
 */
#ifndef TOE_RANDOM_RECEIVE_H_
#define TOE_RANDOM_RECEIVE_H_

#include <stdbool.h>
#include <stdint.h>

/* has_forwards: some segments come by way of the host ("forward") */
void toe_random_receive_print(uint64_t seed, uint32_t operations, bool has_forwards);

#endif /* TOE_RANDOM_RECEIVE_H_ */
