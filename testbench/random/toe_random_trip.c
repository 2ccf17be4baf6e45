/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_random_trip.h"

#include <inttypes.h>
#include <stdio.h>

#include "testbench/random/toe_random_draw.h"

/* TREES are offloaded at a time at most, of NEIGHBORS each at most: with all that hangs on them below every default
 * limit but that of receive pages, which windows keep to. */
enum { TREES = 6, NEIGHBORS = 30, PATHS = 2, CONNECTIONS = 3, WINDOW = 65535, VLANS = 30, MACS = 12, SOURCES = 16 };

/* The names of a tree: from first on, so many of each layer. */
typedef struct names {
  uint32_t first, count;
} names_t;
typedef struct tree {
  names_t neighbor, path, tcp;
} tree_t;

typedef struct trip {
  toe_random_draw_t draw;
  uint64_t at_ns;
  uint32_t requests;
  uint32_t neighbors, paths, connections; /* names so far */
} trip_t;

static uint32_t below(trip_t *trip, uint32_t bound) { return toe_random_below(&trip->draw, bound); }
static bool one_in(trip_t *trip, uint32_t n) { return toe_random_one_in(&trip->draw, n); }

/* Any number of so many bits, with the ends of the range more often than by chance. */
static uint32_t any(trip_t *trip, uint32_t bits) {
  uint32_t most = UINT32_MAX >> (32 - bits), value = (uint32_t)toe_random_draw(&trip->draw) & most;
  return one_in(trip, 8) ? (one_in(trip, 2) ? most : 0) : value;
}

static void print_connection(trip_t *trip) {
  static const char *const kStates[] = {"ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING", "LAST_ACK"};
  const uint32_t name = trip->connections++;
  /* Ports of one path differ, even if both addresses are those of another path that lives. */
  printf("{\"tcp\":\"t%" PRIu32 "\",\"local_port\":%" PRIu32 ",\"remote_port\":%" PRIu32, name, 1 + name % 65535,
         1 + name / 65535);
  printf(",\"state\":\"%s\",\"rcv_nxt\":%" PRIu32 ",\"rcv_wnd\":%" PRIu32, TOE_RANDOM_OF(&trip->draw, kStates),
         any(trip, 32), any(trip, 31));
  printf(",\"initial_rcv_wnd\":%" PRIu32 ",\"snd_una\":%" PRIu32 ",\"snd_wnd\":%" PRIu32, below(trip, WINDOW + 1),
         any(trip, 32), any(trip, 31));
  if (!one_in(trip, 3)) printf(",\"snd_nxt\":%" PRIu32, any(trip, 32));
  if (!one_in(trip, 3)) printf(",\"snd_max\":%" PRIu32, any(trip, 32));
  printf(",\"remote_mss\":%" PRIu32 ",\"snd_wind_scale\":%" PRIu32 ",\"rcv_wind_scale\":%" PRIu32,
         1 + below(trip, 65535), below(trip, 15), below(trip, 15));
  printf(",\"timestamps\":%s,\"sack\":%s,\"ts_recent\":%" PRIu32, one_in(trip, 2) ? "true" : "false",
         one_in(trip, 2) ? "true" : "false", any(trip, 32));
  if (one_in(trip, 6)) printf(",\"buffered\":{\"bytes\":%" PRIu32 "}", 1 + below(trip, 2000));
  if (one_in(trip, 4))
    printf(",\"outstanding\":[%" PRIu32 ",%" PRIu32 "]", 1 + below(trip, 1460), 1 + below(trip, 1460));
  printf("}");
}

static void print_path(trip_t *trip) {
  const uint32_t name = trip->paths++;
  if (one_in(trip, 3)) {
    printf("{\"path\":\"p%" PRIu32 "\",\"src_ip\":\"fd00::%" PRIx32 "\",\"dst_ip\":\"fd00:1::%" PRIx32 ":%" PRIx32 "\"",
           name, 1 + below(trip, SOURCES), name >> 16, name & 0xFFFF);
  } else {
    printf("{\"path\":\"p%" PRIu32 "\",\"src_ip\":\"10.0.0.%" PRIu32 "\",\"dst_ip\":\"10.%" PRIu32 ".%" PRIu32
           ".%" PRIu32 "\"",
           name, 1 + below(trip, SOURCES), 1 + (name >> 16) % 200, name >> 8 & 255, name & 255);
  }
  printf(",\"mtu\":%" PRIu32, 68 + below(trip, 9000 - 68 + 1));
  const uint32_t count = below(trip, CONNECTIONS + 1);
  for (uint32_t i = 0; i < count; ++i) {
    printf(i == 0 ? ",\"tcp\":[" : ",");
    print_connection(trip);
  }
  printf(count > 0 ? "]}" : "}");
}

static void print_neighbor(trip_t *trip) {
  const uint32_t name = trip->neighbors++;
  printf("{\"neighbor\":\"n%" PRIu32 "\",\"dst_mac\":\"02:00:00:%02" PRIx32 ":%02" PRIx32 ":%02" PRIx32 "\"", name,
         name >> 16 & 255, name >> 8 & 255, name & 255);
  if (one_in(trip, 2)) printf(",\"vlan\":%" PRIu32, 1 + below(trip, VLANS));
  if (one_in(trip, 3)) printf(",\"src_mac\":\"02:00:00:00:ff:%02" PRIx32 "\"", below(trip, MACS));
  const uint32_t count = one_in(trip, 3) ? 1 + below(trip, PATHS) : 0;
  for (uint32_t i = 0; i < count; ++i) {
    printf(i == 0 ? ",\"paths\":[" : ",");
    print_path(trip);
  }
  printf(count > 0 ? "]}" : "}");
}

static void begin(trip_t *trip, const char *op) {
  trip->at_ns += one_in(trip, 4) ? below(trip, 30000) : below(trip, 300);
  printf("{\"op\":\"%s\",\"at_ns\":%" PRIu64 ",\"id\":\"r%" PRIu32 "\"", op, trip->at_ns, ++trip->requests);
}

static void print_tree(trip_t *trip, tree_t *tree_out) {
  tree_t tree = {{trip->neighbors, 1 + below(trip, NEIGHBORS)}, {trip->paths, 0}, {trip->connections, 0}};
  begin(trip, "initiate");
  for (uint32_t i = 0; i < tree.neighbor.count; ++i) {
    printf(i == 0 ? ",\"tree\":[" : ",");
    print_neighbor(trip);
  }
  printf("]}\n");
  tree.path.count = trip->paths - tree.path.first;
  tree.tcp.count = trip->connections - tree.tcp.first;
  *tree_out = tree;
}

/* Names in ascending or descending order. */
static void print_names(trip_t *trip, char letter, names_t names, const char *comma) {
  bool is_down = one_in(trip, 2);
  for (uint32_t i = 0; i < names.count; ++i, comma = ",") {
    printf("%s\"%c%" PRIu32 "\"", comma, letter, names.first + (is_down ? names.count - 1 - i : i));
  }
}

/* Some or all layers of a tree: the rest comes with what it hangs on, or by the next one. */
static void print_terminate(trip_t *trip, const tree_t *tree, bool is_all) {
  bool is_raw = one_in(trip, 2);
  if (!is_all && tree->tcp.count == 0) return;
  begin(trip, "terminate");
  printf("%s,\"objects\":[", is_raw ? ",\"raw\":true" : "");
  print_names(trip, 't', tree->tcp, "");
  const char *comma = tree->tcp.count > 0 ? "," : "";
  if (is_all && is_raw) {
    print_names(trip, 'p', tree->path, comma);
    if (tree->path.count > 0) comma = ",";
  }
  if (is_all) print_names(trip, 'n', tree->neighbor, comma);
  /* No name comes again: those of half the trees are forgotten. */
  printf("]%s}\n", is_all && is_raw ? ",\"forget\":true" : "");
}

/* Its connections alone first, then all; or all at once; or only the neighbors, and all comes with them. */
static void end_tree(trip_t *trip, const tree_t *tree) {
  switch (below(trip, 3)) {
    case 0:
      print_terminate(trip, tree, true);
      break;
    case 1: {
      const tree_t rest = {tree->neighbor, tree->path, {0, 0}};
      print_terminate(trip, tree, false);
      print_terminate(trip, &rest, true);
      break;
    }
    default:
      begin(trip, "terminate");
      printf(",\"objects\":[");
      print_names(trip, 'n', tree->neighbor, "");
      printf("]}\n");
      break;
  }
}

void toe_random_trip_print(uint64_t seed, uint32_t objects) {
  trip_t trip = {.draw = {seed}};
  tree_t tree[TREES];
  uint32_t live = 0;
  while (trip.neighbors + trip.paths + trip.connections < objects || live > 0) {
    bool is_done = trip.neighbors + trip.paths + trip.connections >= objects;
    if (live < TREES && !is_done && !one_in(&trip, 3)) {
      print_tree(&trip, &tree[live++]);
    } else if (live > 0) {
      uint32_t which = below(&trip, live);
      end_tree(&trip, &tree[which]);
      tree[which] = tree[--live];
    }
  }
  printf("# %" PRIu32 " blocks: %" PRIu32 " neighbors, %" PRIu32 " paths, %" PRIu32 " connections\n",
         trip.neighbors + trip.paths + trip.connections, trip.neighbors, trip.paths, trip.connections);
}
