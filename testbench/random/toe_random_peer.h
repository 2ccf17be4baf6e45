/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_peer.h - what the peers of the connections send, printed as "segment" and "forward": in order, lost,
 * twice, in other pieces, the later before the earlier, with IP options and in fragments, FIN, RST, URG and other
 * flags, from the host segments longer than a frame; and frames for nobody.
 */
#ifndef TOE_RANDOM_PEER_H_
#define TOE_RANDOM_PEER_H_

#include <stdbool.h>
#include <stdint.h>

#include "testbench/random/toe_random_draw.h"
#include "testbench/random/toe_random_net.h"

/* A scenario being printed. */
typedef struct toe_random_peer {
  toe_random_draw_t draw;
  uint64_t at_ns;
  uint32_t lines;
  bool has_forwards; /* the host brings segments too */
  toe_random_net_t net;
} toe_random_peer_t;

/* The beginning of a line, up to its own members. */
void toe_random_peer_begin(toe_random_peer_t *peer, const char *op);

/* Bytes of the stream of connection i, `at` behind its first, and FIN if they end it. */
void toe_random_peer_data(toe_random_peer_t *peer, uint32_t i, uint32_t at, uint32_t bytes);

/* FIN comes behind all that was sent and behind `end`; another connection comes up beside it. */
void toe_random_peer_finish(toe_random_peer_t *peer, uint32_t i, uint32_t end);

/* A flight without loss, in pieces alike: new bytes, or the last flight again; and that once more. */
void toe_random_peer_clean(toe_random_peer_t *peer, uint32_t i);
void toe_random_peer_again(toe_random_peer_t *peer, uint32_t i);

/* A flight, with loss if the connection is not clean. */
void toe_random_peer_flight(toe_random_peer_t *peer, uint32_t i);

/* A segment without bytes and with flags that are rare, RST among them. */
void toe_random_peer_odd(toe_random_peer_t *peer, uint32_t i);

/* A frame for nobody. */
void toe_random_peer_stray(toe_random_peer_t *peer);

#endif /* TOE_RANDOM_PEER_H_ */
