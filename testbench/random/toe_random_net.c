/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_random_net.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { INITIAL_MAX = 1047552 }; /* rcv_window.max */

uint32_t toe_random_net_path(uint32_t connection) { return connection % TOE_RANDOM_PATHS; }

static uint32_t neighbor_of(uint32_t path) { return path % TOE_RANDOM_NEIGHBORS; }

void toe_random_net_init(toe_random_net_t *net, toe_random_draw_t *draw) {
  static const uint32_t kCounts[] = {1, 2, 3, 6, 12, TOE_RANDOM_CONNECTIONS, TOE_RANDOM_CONNECTIONS};
  memset(net, 0, sizeof *net);
  net->connections = TOE_RANDOM_OF(draw, kCounts);
  for (uint32_t i = 0; i < TOE_RANDOM_NEIGHBORS; ++i) {
    if (toe_random_one_in(draw, 3)) net->vlan[i] = 1 + toe_random_below(draw, 4094);
    net->has_src_mac[i] = toe_random_one_in(draw, 3);
  }
  for (uint32_t i = 0; i < TOE_RANDOM_PATHS; ++i) net->is_ipv6[i] = toe_random_one_in(draw, 3);
  for (uint32_t i = 0; i < TOE_RANDOM_CONNECTIONS; ++i) {
    const uint32_t path = toe_random_net_path(i), neighbor = neighbor_of(path);
    (void)snprintf(net->connection[i].name, sizeof net->connection[i].name, "t%" PRIu32 ".%s%s%s", i,
                   net->is_ipv6[path] ? "ip6" : "ip4", net->vlan[neighbor] != 0 ? ".vlan" : "",
                   net->has_src_mac[neighbor] ? ".mac" : "");
  }
}

static uint32_t draw_buffered(toe_random_draw_t *draw) {
  static const uint32_t kEdges[] = {0, 1, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 4095, 4096, 4097};
  if (toe_random_one_in(draw, 3)) return TOE_RANDOM_OF(draw, kEdges);
  if (toe_random_one_in(draw, 6)) return 0; /* behind FIN nothing is left to read */
  if (toe_random_one_in(draw, 20)) return 1 + toe_random_below(draw, 60000);
  return 1 + toe_random_below(draw, 1500);
}

/* Around 0, or anywhere. */
static uint32_t draw_seq(toe_random_draw_t *draw) {
  if (toe_random_one_in(draw, 4)) return toe_random_below(draw, 70000);
  if (toe_random_one_in(draw, 3)) return UINT32_MAX - toe_random_below(draw, 4000);
  return (uint32_t)toe_random_draw(draw);
}

static void print_windows(toe_random_draw_t *draw) {
  uint32_t initial = 1 + toe_random_below(draw, 65535), window;
  if (toe_random_one_in(draw, 3)) initial = 1 + toe_random_below(draw, 4000);
  if (toe_random_one_in(draw, 8)) initial = 1 + toe_random_below(draw, INITIAL_MAX);
  window = toe_random_below(draw, 2 * initial);
  if (toe_random_one_in(draw, 3)) window = initial;
  if (toe_random_one_in(draw, 8)) window = 0;
  printf(",\"initial_rcv_wnd\":%" PRIu32 ",\"rcv_wnd\":%" PRIu32, initial, window);
  if (toe_random_one_in(draw, 2)) printf(",\"rcv_wind_scale\":%" PRIu32, toe_random_below(draw, 15));
}

static void print_state(toe_random_connection_t *own, uint32_t i, toe_random_draw_t *draw) {
  static const char *const kStates[] = {"FIN_WAIT1", "FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING", "LAST_ACK"};
  const uint32_t buffered = draw_buffered(draw);
  const char *state = toe_random_one_in(draw, 3) ? TOE_RANDOM_OF(draw, kStates) : "ESTABLISHED";
  own->is_once = strcmp(state, "FIN_WAIT2") == 0;
  own->is_behind = state[0] == 'C' || state[0] == 'L';
  own->is_clean = !toe_random_one_in(draw, 3);
  own->fin = UINT32_MAX;
  own->rcv_nxt = draw_seq(draw);
  printf(",\"local_port\":%" PRIu32 ",\"remote_port\":80,\"state\":\"%s\",\"rcv_nxt\":%" PRIu32, 1024 + i, state,
         own->rcv_nxt);
  print_windows(draw);
  if (toe_random_one_in(draw, 3)) {
    const uint32_t una = draw_seq(draw), sent = toe_random_one_in(draw, 2) ? toe_random_below(draw, 9000) : 0;
    printf(",\"snd_una\":%" PRIu32 ",\"snd_max\":%" PRIu32, una, una + sent);
  }
  /* What stands in its acknowledgments, for the peer that reads them (sim/host/toe_peer.h). */
  if (toe_random_one_in(draw, 2)) {
    printf(",\"tos\":%" PRIu32, toe_random_below(draw, 256));
    printf(",\"ttl\":%" PRIu32, 1 + toe_random_below(draw, 255));
  }
  if (toe_random_one_in(draw, 4)) printf(",\"user_priority\":%" PRIu32, toe_random_below(draw, 8));
  if (toe_random_one_in(draw, 3)) printf(",\"remote_mss\":%" PRIu32, 1 + toe_random_below(draw, 1460));
  if (toe_random_one_in(draw, 4)) printf(",\"timestamps\":true");
  if (buffered > 0) printf(",\"buffered\":{\"bytes\":%" PRIu32 "}", buffered);
}

static void print_path(toe_random_net_t *net, uint32_t path) {
  printf("\"path\":\"p%" PRIu32 "\"", path);
  if (net->has_path[path]) return;
  const char *prefix = net->is_ipv6[path] ? "2001:db8::" : "10.0.";
  printf(",\"src_ip\":\"%s%s\",\"dst_ip\":\"%s1%s%" PRIu32 "\"", prefix, net->is_ipv6[path] ? "1" : "0.1", prefix,
         net->is_ipv6[path] ? ":" : ".", 1 + path);
  net->has_path[path] = true;
}

static void print_neighbor(toe_random_net_t *net, uint32_t neighbor) {
  printf("\"neighbor\":\"n%" PRIu32 "\"", neighbor);
  if (net->has_neighbor[neighbor]) return;
  printf(",\"dst_mac\":\"02:00:00:00:00:0%" PRIu32 "\"", 1 + neighbor);
  if (net->vlan[neighbor] != 0) printf(",\"vlan\":%" PRIu32, net->vlan[neighbor]);
  if (net->has_src_mac[neighbor]) printf(",\"src_mac\":\"02:70:e5:00:01:0%" PRIu32 "\"", neighbor);
  net->has_neighbor[neighbor] = true;
}

void toe_random_net_print_tree(toe_random_net_t *net, toe_random_draw_t *draw, const uint32_t *chosen, uint32_t count) {
  const uint32_t path = toe_random_net_path(chosen[0]);
  printf("[{");
  print_neighbor(net, neighbor_of(path));
  printf(",\"paths\":[{");
  print_path(net, path);
  for (uint32_t k = 0; k < count; ++k) {
    toe_random_connection_t *own = &net->connection[chosen[k]];
    printf("%s{\"tcp\":\"%s\"", k == 0 ? ",\"tcp\":[" : ",", own->name);
    if (!own->is_mentioned) print_state(own, chosen[k], draw);
    own->is_mentioned = own->is_in = true;
    printf("}");
  }
  printf("]}]}]");
}
