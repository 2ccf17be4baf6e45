/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_trees.c - print a scenario of random trees, for the tandem to judge.
 *
 *   toe_random_trees SEED REQUESTS [MEAN_OBJECTS]
 *
 * Everything an initiate may bring in this version: roots at each layer, chains, new objects, linkers
 * (objects named before), placeholders, handles that name nothing, every fault, states that
 * cannot be offloaded, addresses and ports used twice, denied objects tried again, requests that overlap,
 * and limits and the walk policy changing between requests.  The same arguments print the same bytes.
 * There are no expectations: two engines that agree are the test.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_NEIGHBORS = 96, MAX_PATHS = 400, MAX_TCPS = 4000, LINE_OBJECTS = 4096 };

/* What the scenario has named so far, and in which request each name was last used. */
typedef struct names {
  uint32_t count;
  uint32_t used_in[MAX_TCPS];
} names_t;

typedef struct generator {
  uint64_t state;
  uint32_t request;
  uint32_t left; /* objects this request may still have */
  uint64_t at_ns;
  names_t neighbors, paths, tcps;
  uint32_t placeholders;
} generator_t;

/* splitmix64 */
static uint64_t draw(generator_t *g) {
  uint64_t z = (g->state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static uint32_t below(generator_t *g, uint32_t bound) { return (uint32_t)(draw(g) % bound); }
static bool one_in(generator_t *g, uint32_t n) { return below(g, n) == 0; }

/* A name for a block: mostly fresh, else one named before and not yet in this request. */
static uint32_t pick(generator_t *g, names_t *names, uint32_t most, uint32_t reuse_percent) {
  if (names->count > 0 && (names->count == most || below(g, 100) < reuse_percent)) {
    for (uint32_t tries = 0; tries < 64; ++tries) {
      const uint32_t name = below(g, names->count);
      if (names->used_in[name] != g->request) return names->used_in[name] = g->request, name;
    }
  }
  if (names->count == most) return UINT32_MAX;
  names->used_in[names->count] = g->request;
  return names->count++;
}

static void print_fault(generator_t *g) {
  if (one_in(g, 25)) printf(",\"fault\":\"%s\"", one_in(g, 2) ? "internal" : "host-memory");
}

/* A placeholder's or bad handle's name; true if the block is one of them. */
static bool print_special(generator_t *g, const char *layer) {
  const uint32_t dice = below(g, 40);
  if (dice >= 3) return false;
  printf("{\"%s\":\"x%" PRIu32 "\"", layer, g->placeholders++);
  if (dice < 2)
    printf(",\"placeholder\":true");
  else
    printf(",\"handle\":%" PRIu32, (uint32_t)(1 + below(g, 3)) << 28 | below(g, 64));
  return true;
}

static bool take(generator_t *g) { return g->left > 0 && g->left-- > 0; }

static void print_tcp(generator_t *g) {
  static const char *const kStates[] = {"FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING",
                                        "LAST_ACK",  "TIME_WAIT", "CLOSED"};
  if (print_special(g, "tcp")) {
    printf("}");
    return;
  }
  const uint32_t name = pick(g, &g->tcps, MAX_TCPS, 12);
  if (name == UINT32_MAX) {
    printf("{\"tcp\":\"x%" PRIu32 "\",\"placeholder\":true}", g->placeholders++);
    return;
  }
  printf("{\"tcp\":\"t%" PRIu32 "\",\"local_port\":%" PRIu32 ",\"remote_port\":%" PRIu32, name,
         1024 + (one_in(g, 12) ? below(g, 4) : name), 80 + below(g, 2));
  if (one_in(g, 8)) printf(",\"state\":\"%s\"", kStates[below(g, 7)]);
  printf(",\"rcv_nxt\":%" PRIu32 ",\"snd_una\":%" PRIu32, (uint32_t)draw(g), (uint32_t)draw(g));
  if (one_in(g, 6)) printf(",\"buffered\":{\"bytes\":%" PRIu32 "}", 1 + below(g, 3000));
  if (one_in(g, 6)) printf(",\"outstanding\":[%" PRIu32 ",%" PRIu32 "]", 1 + below(g, 1460), 1 + below(g, 1460));
  print_fault(g);
  printf("}");
}

static void print_chain(generator_t *g, int layer, uint32_t most);

static void print_path(generator_t *g) {
  if (!print_special(g, "path")) {
    const uint32_t name = pick(g, &g->paths, MAX_PATHS, 30);
    if (name == UINT32_MAX) {
      printf("{\"path\":\"x%" PRIu32 "\",\"placeholder\":true", g->placeholders++);
    } else {
      if (one_in(g, 3))
        printf("{\"path\":\"p%" PRIu32 "\",\"src_ip\":\"fd00::%x\",\"dst_ip\":\"fd00:1::%x\"", name, 1 + below(g, 3),
               name);
      else
        printf("{\"path\":\"p%" PRIu32 "\",\"src_ip\":\"10.0.0.%" PRIu32 "\",\"dst_ip\":\"10.1.%" PRIu32 ".%" PRIu32
               "\"",
               name, 1 + below(g, 3), name / 200, 1 + name % 200);
      print_fault(g);
    }
  }
  if (g->left > 0 && !one_in(g, 12)) {
    printf(",\"tcp\":[");
    print_chain(g, 3, 1 + below(g, one_in(g, 6) ? 64 : 6));
    printf("]");
  }
  printf("}");
}

static void print_neighbor(generator_t *g) {
  if (!print_special(g, "neighbor")) {
    const uint32_t name = pick(g, &g->neighbors, MAX_NEIGHBORS, 50);
    if (name == UINT32_MAX) {
      printf("{\"neighbor\":\"x%" PRIu32 "\",\"placeholder\":true", g->placeholders++);
    } else {
      printf("{\"neighbor\":\"n%" PRIu32 "\",\"dst_mac\":\"02:00:00:00:00:%02x\",\"vlan\":%" PRIu32, name, name,
             one_in(g, 2) ? 0 : below(g, 4095));
      if (one_in(g, 4)) printf(",\"src_mac\":\"02:00:00:00:01:%02x\"", name);
      print_fault(g);
    }
  }
  if (g->left > 0 && !one_in(g, 12)) {
    printf(",\"paths\":[");
    print_chain(g, 2, 1 + below(g, 3));
    printf("]");
  }
  printf("}");
}

static void print_chain(generator_t *g, int layer, uint32_t most) {
  for (uint32_t i = 0; i < most && (take(g) || i == 0); ++i) {
    if (i > 0) printf(",");
    if (layer == 1) print_neighbor(g);
    if (layer == 2) print_path(g);
    if (layer == 3) print_tcp(g);
  }
}

static void print_set(generator_t *g) {
  static const char *const kPolicies[] = {"stop-on-uncategorised", "prune", "stop-at-failed-parent"};
  printf("{\"op\":\"set\",\"at_ns\":%" PRIu64, g->at_ns);
  switch (below(g, 5)) {
    case 0:
      printf(",\"key\":\"neighbor.entries\",\"value\":%" PRIu32 "}\n", below(g, MAX_NEIGHBORS));
      break;
    case 1:
      printf(",\"key\":\"path.entries\",\"value\":%" PRIu32 "}\n", below(g, MAX_PATHS));
      break;
    case 2:
      printf(",\"key\":\"tcp.entries\",\"value\":%" PRIu32 "}\n", below(g, MAX_TCPS));
      break;
    case 3:
      printf(",\"key\":\"host_memory.objects\",\"value\":%" PRIu32 "}\n", below(g, MAX_TCPS));
      break;
    default:
      printf(",\"key\":\"walk.policy\",\"value\":\"%s\"}\n", kPolicies[below(g, 3)]);
      break;
  }
}

int main(int argc, char **argv) {
  if (argc < 3 || argc > 4) {
    fprintf(stderr, "usage: toe_random_trees SEED REQUESTS [MEAN_OBJECTS]\n");
    return 2;
  }
  generator_t *g = calloc(1, sizeof *g);
  if (g == NULL) return 3;
  g->state = strtoull(argv[1], NULL, 0);
  const uint32_t requests = (uint32_t)strtoul(argv[2], NULL, 0);
  const uint32_t mean = argc == 4 ? (uint32_t)strtoul(argv[3], NULL, 0) : 8;
  printf("# toe_random_trees %s %" PRIu32 " %" PRIu32 "\n", argv[1], requests, mean);
  for (g->request = 1; g->request <= requests; ++g->request) {
    /* Bursts with gaps between, so that requests overlap in the device and it also runs dry. */
    g->at_ns += one_in(g, 5) ? 2000 + below(g, 20000) : below(g, 300);
    if (one_in(g, 20)) print_set(g);
    g->left = one_in(g, 50) ? 4 * mean + below(g, 16 * mean) : below(g, 2 * mean + 6);
    if (g->left > LINE_OBJECTS) g->left = LINE_OBJECTS;
    const uint32_t root = below(g, 10);
    printf("{\"op\":\"initiate\",\"at_ns\":%" PRIu64 ",\"id\":\"r%" PRIu32 "\",\"tree\":[", g->at_ns, g->request);
    print_chain(g, root == 0 ? 3 : root < 3 ? 2 : 1, 1 + below(g, 3));
    printf("]}\n");
  }
  free(g);
  return 0;
}
