/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_net.h - whom the scenarios of received data talk to: some neighbors, paths and connections, drawn, and the
 * trees that offload them.
 *
 * Neighbors with and without VLAN and source MAC, paths of both families, connections in every state that can be
 * offloaded, most in ESTABLISHED, some behind their peer's FIN; windows closed, narrow and wide, scaled and not;
 * sequence numbers around 0.  A run has many connections or few, so that much comes together on one.  The name of a
 * connection says what it lies on: "t7.ip6.vlan.mac".
 */
#ifndef TOE_RANDOM_NET_H_
#define TOE_RANDOM_NET_H_

#include <stdbool.h>
#include <stdint.h>

#include "testbench/random/toe_random_draw.h"

enum { TOE_RANDOM_NEIGHBORS = 3, TOE_RANDOM_PATHS = 6, TOE_RANDOM_CONNECTIONS = 40 };

typedef struct toe_random_connection {
  char name[24];
  bool is_mentioned, is_in;
  bool is_dead;     /* its peer sent RST: it is not offloaded again */
  bool is_once;     /* in FIN_WAIT2: its peer's FIN makes it TIME_WAIT, which is not offloaded [R104] */
  bool is_behind;   /* it was behind its peer's FIN */
  bool is_clean;    /* nothing of it is lost or out of order */
  bool is_still;    /* no frame of it comes any more: its RcvNxt is expected of it, and frames overtake operations */
  uint32_t rcv_nxt; /* first byte that its peer sends */
  uint32_t sent;    /* bytes that it has sent, the longest way */
  uint32_t fin;     /* of those, when it sent FIN behind them; UINT32_MAX: not yet */
  uint32_t from, step, steps; /* its last flight, of pieces alike */
} toe_random_connection_t;

typedef struct toe_random_net {
  uint32_t connections; /* used in this run */
  uint32_t vlan[TOE_RANDOM_NEIGHBORS];
  bool has_src_mac[TOE_RANDOM_NEIGHBORS], is_ipv6[TOE_RANDOM_PATHS];
  bool has_neighbor[TOE_RANDOM_NEIGHBORS], has_path[TOE_RANDOM_PATHS]; /* mentioned */
  toe_random_connection_t connection[TOE_RANDOM_CONNECTIONS];
} toe_random_net_t;

void toe_random_net_init(toe_random_net_t *net, toe_random_draw_t *draw);

/* The path of a connection. */
uint32_t toe_random_net_path(uint32_t connection);

/* Prints the tree of an initiate: these connections of one path, which are in from then on. */
void toe_random_net_print_tree(toe_random_net_t *net, toe_random_draw_t *draw, const uint32_t *chosen, uint32_t count);

#endif /* TOE_RANDOM_NET_H_ */
