/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_trees.c - print a scenario of random trees.
 *
 *   toe_random_trees SEED REQUESTS [MEAN_OBJECTS]
 *
 * There are no expectations: two engines that agree are the test, and toe_oracle can add them.  The same arguments
 * print the same bytes.  It draws everything that an initiate may bring in this version:
 *
 *   trees      1 to 4096 blocks, MEAN_OBJECTS (8) in the mean: mostly up to a dozen, one in 50 some hundred, one in
 * 1500 a thousand and more; roots at each layer, chains long and short blocks     new objects; linkers, that is names
 * offloaded before; denied objects tried again; placeholders; handles of the right and the wrong layer, in use, not in
 * use, and impossible faults     all four: two at any layer, two of connections TCP        every state, offloadable or
 * not; addresses and ports used twice; windows around rcv_window.max, around page boundaries and 0; buffered bytes
 * around rows, reads and pages, many, and more than the default pool paths      IPv4 and IPv6, more source addresses
 * than the default limit, most of them shared; MTUs around mtu.max neighbors  no VLAN, a shared one, more than the
 * default limit, any of 0..4095; no source MAC, a shared one, more than the limit settings   before one request in 12
 * up to three: every limit, shrinking below what is used, to 0, and growing; walk policy; all of the admission policy;
 * the interface's VLAN ids time bursts that overlap in the device, and gaps in which it runs dry
 *
 * It keeps below 10000 connections, so that the lookup table of 32768 slots does not overflow (toe_oracle.h).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/random/toe_random_set.h"
#include "testbench/random/toe_random_tree.h"

enum { MEAN_OBJECTS = 8, LARGE_ONE_IN = 50, VERY_LARGE_ONE_IN = 1500, SET_ONE_IN = 12, AMNESTY_ONE_IN = 40 };

/* Blocks of the next tree.  Of the default mean 4.5 are common trees', 1.7 large and 1.7 very large ones'. */
static uint32_t draw_size(toe_random_draw_t *draw, uint32_t mean) {
  uint64_t size = 1 + toe_random_below(draw, mean + 1);
  if (toe_random_one_in(draw, VERY_LARGE_ONE_IN)) {
    size = (uint64_t)mean * (128 + toe_random_below(draw, 385));
  } else if (toe_random_one_in(draw, LARGE_ONE_IN)) {
    size = (uint64_t)mean * (1 + toe_random_below(draw, 20));
  }
  return size < TOE_RANDOM_MAX_OBJECTS ? (uint32_t)size : TOE_RANDOM_MAX_OBJECTS;
}

static void print_settings(toe_random_draw_t *draw, uint64_t at_ns) {
  bool is_amnesty = toe_random_one_in(draw, AMNESTY_ONE_IN);
  uint32_t count = is_amnesty                            ? TOE_RANDOM_KEYS
                   : toe_random_one_in(draw, SET_ONE_IN) ? 1 + toe_random_below(draw, 3)
                                                         : 0;
  for (uint32_t i = 0; i < count; ++i) {
    printf("{\"op\":\"set\",\"at_ns\":%" PRIu64 ",", at_ns);
    if (is_amnesty) {
      toe_random_set_print_wide(draw, i);
    } else {
      toe_random_set_print(draw);
    }
    printf("}\n");
  }
}

static void print_scenario(toe_random_tree_t *tree, uint32_t requests, uint32_t mean) {
  uint64_t at_ns = 0;
  for (uint32_t request = 1; request <= requests; ++request) {
    toe_random_draw_t *draw = &tree->draw;
    at_ns += toe_random_one_in(draw, 5) ? 2000 + toe_random_below(draw, 20000) : toe_random_below(draw, 300);
    print_settings(draw, at_ns);
    printf("{\"op\":\"initiate\",\"at_ns\":%" PRIu64 ",\"id\":\"r%" PRIu32 "\",\"tree\":", at_ns, request);
    toe_random_tree_print(tree, draw_size(draw, mean));
    printf("}\n");
  }
}

/* A number of 1..most digits alone. */
static bool read_count(const char *text, uint32_t most, uint32_t *value_out) {
  size_t digits = strspn(text, "0123456789");
  *value_out = (uint32_t)strtoul(text, NULL, 10);
  return digits > 0 && digits <= 9 && text[digits] == '\0' && *value_out >= 1 && *value_out <= most;
}

int main(int argc, char **argv) {
  uint32_t requests = 0, mean = MEAN_OBJECTS;
  bool is_good = argc == 3 || argc == 4;
  if (is_good) is_good = read_count(argv[2], 999999999, &requests);
  if (is_good && argc == 4) is_good = read_count(argv[3], TOE_RANDOM_MAX_OBJECTS, &mean);
  if (!is_good) {
    fprintf(stderr, "usage: toe_random_trees SEED REQUESTS [MEAN_OBJECTS]\n");
    return 2;
  }
  toe_random_tree_t *tree = calloc(1, sizeof *tree);
  if (tree == NULL) return 3;
  toe_random_tree_init(tree, strtoull(argv[1], NULL, 0));
  printf("# toe_random_trees %s %" PRIu32 " %" PRIu32 "\n", argv[1], requests, mean);
  print_scenario(tree, requests, mean);
  printf("# %" PRIu64 " blocks\n", tree->printed);
  free(tree);
  return fflush(stdout) == 0 ? 0 : 3;
}
