/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_trees.c - print a scenario of random trees, and of all that becomes of them.
 *
 *   toe_random_trees SEED REQUESTS [MEAN_OBJECTS [end]]
 *   toe_random_trees SEED OBJECTS trips
 *   toe_random_trees SEED OPERATIONS receive [forward]
 *
 * There are no expectations: two engines that agree are the test, and toe_oracle can add them.  The same arguments
 * print the same bytes.
 *
 * The first form draws everything that a host and a device may want of each other in this version:
 *
 *   requests   initiates, terminates, requests of the device for a connection with any reason, UPLOAD_ALL, PAUSE,
 *              RESUME, resets, links lost and found; late initiates; ebb and flow, so that tables fill and drain
 *   trees      1 to 4096 blocks, MEAN_OBJECTS (8) in the mean: mostly up to a dozen, one in 50 some hundred, one in
 *              1500 a thousand and more; roots at each layer, chains long and short
 *   blocks     new objects; linkers, that is names offloaded before; denied and terminated objects tried again;
 *              placeholders; handles of the right and the wrong layer, in use, not in use, freed, and impossible
 *   terminates any mix of layers, in any order, offloaded or not; raw ones dependents first, and not
 *   faults     all four: two at any layer, two of connections
 *   TCP        every state, offloadable or not; addresses and ports used twice; windows around rcv_window.max, around
 *              page boundaries and 0; buffered bytes around rows, reads and pages, many, and more than the default pool
 *   paths      IPv4, IPv6, and IPv6 of the bytes of IPv4 and zeros; more source addresses than the default limit, most
 * of them shared; MTUs around mtu.max neighbors  no VLAN, a shared one, more than the default limit, any of 0..4095; no
 * source MAC, a shared one, more than the limit squeezes   two to four limits or policies whose checks follow each
 * other, near what is used or below, for up to a dozen requests: one object fails several checks, and the first of them
 * counts settings   before one request in 12 up to three: every limit, shrinking below what is used, to 0, and growing;
 * walk policy; all of the admission policy; the interface's VLAN ids time       bursts that overlap in the device, and
 * gaps in which it runs dry
 *
 * With "end" the last request terminates everything, and nothing may be left.  Otherwise the last is a resume, if one
 * is due.  It keeps below 10000 connections, so that the lookup table of 32768 slots does not overflow (toe_oracle.h).
 *
 * The second form is of round trips alone (toe_random_trip.h): OBJECTS objects are offloaded and terminated again,
 * every one, with every member drawn that comes back.
 *
 * The third form is of received data (toe_random_receive.h): connections with buffered data, requests of all kinds,
 * what the application takes and keeps, terminates in the middle and offloads of what came back; with "forward" some of
 * the segments come by way of the host.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/random/toe_random_receive.h"
#include "testbench/random/toe_random_story.h"
#include "testbench/random/toe_random_trip.h"

enum { MEAN_OBJECTS = 8, MOST = 999999999 };

/* A number of 1..most digits alone. */
static bool read_count(const char *text, uint32_t most, uint32_t *value_out) {
  size_t digits = strspn(text, "0123456789");
  *value_out = (uint32_t)strtoul(text, NULL, 10);
  return digits > 0 && digits <= 9 && text[digits] == '\0' && *value_out >= 1 && *value_out <= most;
}

static void print_story(uint64_t seed, uint32_t requests, uint32_t mean, bool is_ended) {
  static toe_random_story_t story;
  toe_random_story_init(&story, seed, mean);
  for (uint32_t i = 1; i < requests; ++i) toe_random_story_print(&story);
  if (is_ended) {
    toe_random_story_end(&story);
  } else {
    toe_random_story_resume(&story);
  }
  printf("# %" PRIu64 " blocks\n", story.tree.printed);
}

int main(int argc, char **argv) {
  uint32_t count = 0, mean = MEAN_OBJECTS;
  bool is_trips = argc == 4 && strcmp(argv[3], "trips") == 0, is_receive = argc == 4 && strcmp(argv[3], "receive") == 0;
  bool is_ended = argc == 5 && strcmp(argv[4], "end") == 0;
  bool has_forwards = argc == 5 && strcmp(argv[3], "receive") == 0 && strcmp(argv[4], "forward") == 0;
  bool is_good = argc == 3 || argc == 4 || is_ended || has_forwards;
  is_receive = is_receive || has_forwards;
  if (is_good) is_good = read_count(argv[2], MOST, &count);
  if (is_good && argc > 3 && !is_trips && !is_receive) is_good = read_count(argv[3], TOE_RANDOM_MAX_OBJECTS, &mean);
  if (!is_good) {
    fprintf(stderr,
            "usage: toe_random_trees SEED REQUESTS [MEAN_OBJECTS [end]]\n"
            "       toe_random_trees SEED OBJECTS trips\n"
            "       toe_random_trees SEED OPERATIONS receive [forward]\n");
    return 2;
  }
  printf("#");
  for (int i = 0; i < argc; ++i) printf(" %s", i == 0 ? "toe_random_trees" : argv[i]);
  printf("\n");
  const uint64_t seed = strtoull(argv[1], NULL, 0);
  if (is_receive) {
    toe_random_receive_print(seed, count, has_forwards);
  } else if (is_trips) {
    toe_random_trip_print(seed, count);
  } else {
    print_story(seed, count, mean, is_ended);
  }
  return fflush(stdout) == 0 ? 0 : 3;
}
