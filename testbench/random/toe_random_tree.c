/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_random_tree.h"

#include <inttypes.h>
#include <stdio.h>

enum { NEIGHBOR = TOE_RANDOM_NEIGHBOR, PATH = TOE_RANDOM_PATH, TCP = TOE_RANDOM_TCP };

static uint32_t below(toe_random_tree_t *tree, uint32_t bound) { return toe_random_below(&tree->draw, bound); }
static bool one_in(toe_random_tree_t *tree, uint32_t n) { return toe_random_one_in(&tree->draw, n); }
static uint32_t any(toe_random_tree_t *tree) { return (uint32_t)toe_random_draw(&tree->draw); }

void toe_random_tree_init(toe_random_tree_t *tree, uint64_t seed) {
  tree->draw.state = seed;
  tree->names[NEIGHBOR].most = 300;
  tree->names[PATH].most = 1100;
  tree->names[TCP].most = TOE_RANDOM_MAX_NAMES;
}

char toe_random_tree_letter(int layer) { return " npt"[layer]; }

/* A late initiate keeps away from what waits. */
static bool may_use(const toe_random_tree_t *tree, const toe_random_names_t *names, uint32_t name) {
  if (names->used_in[name] == tree->request) return false;
  return !tree->is_late || (name < names->known && names->late_in[name] != tree->pause);
}

static uint32_t use(toe_random_tree_t *tree, toe_random_names_t *names, uint32_t name) {
  names->used_in[name] = tree->request;
  if (tree->is_late) names->late_in[name] = tree->pause;
  return name;
}

uint32_t toe_random_tree_pick_old(toe_random_tree_t *tree, int layer, uint32_t bound) {
  toe_random_names_t *names = &tree->names[layer];
  if (bound > names->count) bound = names->count;
  if (bound == 0) return UINT32_MAX;
  uint32_t recent = bound < 40 ? bound : 40;
  for (uint32_t tries = 0; tries < 64; ++tries) {
    /* Half of the time one of the last: they were denied perhaps, or are in flight. */
    uint32_t name = one_in(tree, 2) ? below(tree, bound) : bound - 1 - below(tree, recent);
    if (may_use(tree, names, name)) return use(tree, names, name);
  }
  return UINT32_MAX;
}

/* A name for a block: mostly fresh, else one named before; UINT32_MAX: none is left. */
static uint32_t pick(toe_random_tree_t *tree, int layer, uint32_t reuse_percent) {
  toe_random_names_t *names = &tree->names[layer];
  if (names->count > 0 && (names->count == names->most || below(tree, 100) < reuse_percent)) {
    uint32_t name = toe_random_tree_pick_old(tree, layer, names->count);
    if (name != UINT32_MAX) return name;
  }
  if (names->count == names->most) return UINT32_MAX;
  return use(tree, names, names->count++);
}

/* Whether the next block, a parent, should mostly get in, since much is unseen if it does not. */
static bool is_weighty(const toe_random_tree_t *tree) { return tree->is_first || tree->is_large; }

/* The last two are of connections only. */
static void print_fault(toe_random_tree_t *tree, bool is_tcp, bool is_seldom) {
  static const char *const kFaults[] = {"internal", "host-memory", "rejected", "copy-memory"};
  if (one_in(tree, is_seldom ? 1000 : 30)) printf(",\"fault\":\"%s\"", kFaults[below(tree, is_tcp ? 4 : 2)]);
}

/* A handle: mostly a low id, which may be in use, else one that cannot be.
 * is_leaf  nothing hangs on it; else it is one that never names anything, since the host would not know on what object
 *          the dependents hang [R66] */
static uint32_t draw_handle(toe_random_tree_t *tree, int layer, bool is_leaf) {
  uint32_t id = below(tree, one_in(tree, 4) ? 1u << 20 : 64), of = 1 + below(tree, one_in(tree, 6) ? 15 : 3);
  if (is_leaf && one_in(tree, 2)) of = (uint32_t)layer; /* or most would be of another layer */
  if (one_in(tree, 6)) id |= 1u << (20 + below(tree, 8));
  if (!is_leaf && of == (uint32_t)layer) id |= 1u << (20 + below(tree, 8));
  return of << 28 | id;
}

/* A placeholder, or a handle.  False: neither. */
static bool print_special(toe_random_tree_t *tree, int layer, bool is_leaf) {
  static const char *const kLayers[] = {NULL, "neighbor", "path", "tcp"};
  uint32_t dice = below(tree, layer != TCP && is_weighty(tree) ? 300 : 40);
  if (dice >= 3) return false;
  printf("{\"%s\":\"x%" PRIu32 "\"", kLayers[layer], tree->extras++);
  if (dice < 2) {
    printf(",\"placeholder\":true");
  } else {
    printf(",\"handle\":%" PRIu32, draw_handle(tree, layer, is_leaf));
  }
  return true;
}

/* What a name that has run out is printed as. */
static void print_placeholder(toe_random_tree_t *tree, const char *layer) {
  printf("{\"%s\":\"x%" PRIu32 "\",\"placeholder\":true", layer, tree->extras++);
}

/* Around the limits that toe_random_set draws, and around pages. */
static void print_window(toe_random_tree_t *tree) {
  static const uint32_t kWindows[] = {0,     1,     1023,  1024,  1025,    16383,   16384,   16385,
                                      32768, 32769, 65536, 99999, 1047551, 1047552, 1047553, 2147483647};
  if (one_in(tree, tree->is_tight ? 2 : 5))
    printf(",\"initial_rcv_wnd\":%" PRIu32, TOE_RANDOM_OF(&tree->draw, kWindows));
}

/* Few and many bytes; sometimes more than any pool. */
static void print_buffered(toe_random_tree_t *tree) {
  static const uint32_t kBytes[] = {0, 1, 63, 64, 65, 255, 256, 257, 511, 512, 513, 4095, 4096, 4097};
  uint32_t bytes = TOE_RANDOM_OF(&tree->draw, kBytes);
  if (one_in(tree, 2)) bytes = 1 + below(tree, 3000);
  if (one_in(tree, 12)) bytes = 1 + below(tree, 70000);
  if (one_in(tree, 400)) bytes = 4194240 + below(tree, 128);
  printf(",\"buffered\":{\"bytes\":%" PRIu32 "}", bytes);
}

static void print_tcp(toe_random_tree_t *tree) {
  static const char *const kStates[] = {"FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING",  "LAST_ACK",
                                        "TIME_WAIT", "CLOSED",    "LISTEN",     "SYN_SENT", "SYN_RCVD"};
  tree->is_first = false;
  if (print_special(tree, TCP, true)) {
    printf("}");
    return;
  }
  uint32_t name = pick(tree, TCP, 12);
  if (name == UINT32_MAX) {
    print_placeholder(tree, "tcp");
    printf("}");
    return;
  }
  printf("{\"tcp\":\"t%" PRIu32 "\",\"local_port\":%" PRIu32 ",\"remote_port\":%" PRIu32, name,
         1024 + (one_in(tree, tree->is_tight ? 3 : 6) ? below(tree, 4) : name), 80 + below(tree, 2));
  if (one_in(tree, 8)) printf(",\"state\":\"%s\"", TOE_RANDOM_OF(&tree->draw, kStates));
  printf(",\"rcv_nxt\":%" PRIu32 ",\"snd_una\":%" PRIu32, any(tree), any(tree));
  print_window(tree);
  if (one_in(tree, tree->is_tight ? 2 : 6)) print_buffered(tree);
  if (one_in(tree, 8))
    printf(",\"outstanding\":[%" PRIu32 ",%" PRIu32 "]", 1 + below(tree, 1460), 1 + below(tree, 1460));
  print_fault(tree, true, false);
  printf("}");
}

/* Which of a few dozen values: mostly one of the first, so that values are shared and tables still fill; of a squeezed
 * table mostly one that is not in it. */
static uint32_t few(toe_random_tree_t *tree, uint32_t most) {
  return below(tree, one_in(tree, tree->is_tight ? 2 : 4) ? most : 4);
}

static void print_path_state(toe_random_tree_t *tree, uint32_t name) {
  static const uint32_t kMtus[] = {68, 576, 1499, 1500, 1501, 8999, 9000, 9001, 65536};
  /* Two names share a destination, often a source too: of IPv4, or its twin of IPv6, whose bytes are those and zeros.
   */
  const bool is_pair = !tree->is_tight && one_in(tree, 2);
  const uint32_t kind = below(tree, 8), src = 1 + (is_pair ? name / 2 % 4 : few(tree, 24));
  const uint32_t high = name / 2 / 200, low = 1 + name / 2 % 200;
  printf("{\"path\":\"p%" PRIu32 "\",", name);
  if (kind < 2) {
    printf("\"src_ip\":\"fd00::%" PRIx32 "\",\"dst_ip\":\"fd00:1::%" PRIx32 "\"", src, name);
  } else if (kind < 5) {
    printf("\"src_ip\":\"10.0.0.%" PRIu32 "\",\"dst_ip\":\"10.1.%" PRIu32 ".%" PRIu32 "\"", src, high, low);
  } else {
    printf("\"src_ip\":\"a00:%" PRIx32 "::\",\"dst_ip\":\"a01:%" PRIx32 "::\"", src, high << 8 | low);
  }
  if (one_in(tree, tree->is_large ? 40 : 5)) printf(",\"mtu\":%" PRIu32, TOE_RANDOM_OF(&tree->draw, kMtus));
  print_fault(tree, false, is_weighty(tree));
}

static void print_neighbor_state(toe_random_tree_t *tree, uint32_t name) {
  printf("{\"neighbor\":\"n%" PRIu32 "\",\"dst_mac\":\"02:00:00:00:%02" PRIx32 ":%02" PRIx32 "\"", name, name >> 8,
         name & 255);
  if (tree->is_tight || one_in(tree, 2))
    printf(",\"vlan\":%" PRIu32, one_in(tree, 8) ? below(tree, 4096) : 1 + few(tree, 90));
  if (tree->is_tight || one_in(tree, 2)) printf(",\"src_mac\":\"02:00:00:00:ff:%02" PRIx32 "\"", few(tree, 30));
  print_fault(tree, false, is_weighty(tree));
}

static void print_chain(toe_random_tree_t *tree, int layer, uint32_t most);

/* A neighbor or path, and what hangs on it. */
static void print_parent(toe_random_tree_t *tree, int layer) {
  const char *text = layer == NEIGHBOR ? "neighbor" : "path";
  bool is_leaf = tree->left == 0 || one_in(tree, 12);
  if (!print_special(tree, layer, is_leaf)) {
    uint32_t name = pick(tree, layer, tree->is_first ? 75 : layer == NEIGHBOR ? 50 : 30);
    if (name == UINT32_MAX) {
      print_placeholder(tree, text);
    } else if (layer == NEIGHBOR) {
      print_neighbor_state(tree, name);
    } else {
      print_path_state(tree, name);
    }
  }
  tree->is_first = false;
  if (!is_leaf) {
    printf(",\"%s\":[", layer == NEIGHBOR ? "paths" : "tcp");
    print_chain(tree, layer + 1, 1 + below(tree, tree->width[layer + 1]));
    printf("]");
  }
  printf("}");
}

/* At least one block, even if none is left: a chain that was begun has one. */
static void print_chain(toe_random_tree_t *tree, int layer, uint32_t most) {
  for (uint32_t i = 0; i < most && (i == 0 || tree->left > 0); ++i) {
    if (tree->left > 0) --tree->left;
    ++tree->printed;
    if (i > 0) printf(",");
    if (layer == TCP) {
      print_tcp(tree);
    } else {
      print_parent(tree, layer);
    }
  }
}

void toe_random_tree_print(toe_random_tree_t *tree, uint32_t objects) {
  static const uint32_t kWide[] = {3, 40, TOE_RANDOM_MAX_OBJECTS};
  uint32_t root = below(tree, objects > 64 ? 100 : 30), roots = 1 + below(tree, 3);
  tree->is_first = true;
  tree->is_large = objects > 64;
  tree->left = objects;
  tree->width[PATH] = 3;
  tree->width[TCP] = one_in(tree, 6) ? 64 : 6;
  if (tree->is_large) { /* else a large tree would be a chain of small ones only, or none would be large */
    tree->width[PATH] = TOE_RANDOM_OF(&tree->draw, kWide);
    tree->width[TCP] = TOE_RANDOM_OF(&tree->draw, kWide);
    roots = objects;
  }
  printf("[");
  print_chain(tree, root == 0 ? TCP : root < 3 ? PATH : NEIGHBOR, roots);
  printf("]");
}
