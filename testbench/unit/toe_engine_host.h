/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_host.h - a host of random requests, its memory and its link, for one engine on a bench.
 *
 * Everything is drawn from one seed.  The host drives the engine an edge at a time: it posts commands, answers reads
 * late, in pieces, out of order and sometimes with an error, returns credits, reads and writes registers, flips context
 * bits.
 */
#ifndef TOE_ENGINE_HOST_H_
#define TOE_ENGINE_HOST_H_

#include "testbench/unit/toe_engine_rig.h"

enum {
  HOST_RANDOM = 60,  /* requests of every kind */
  HOST_CLEANUP = 40, /* then as many TERMINATEs as are needed until nothing is live */
  HOST_REQUESTS = HOST_RANDOM + HOST_CLEANUP,
  HOST_MOST_OBJECTS = 14,
  HOST_READS = 64
};
#define HOST_BUFFERED 0x1000000u /* from here on memory is buffered data */

typedef struct host_request {
  uint8_t command[TOE_COMMAND_BYTES];
  uint32_t count; /* objects; 0: a marker */
  uint8_t objects[HOST_MOST_OBJECTS][TOE_OBJECT_BYTES];
} host_request_t;

typedef struct host_read {
  bool is_waiting;
  toe_cycle_t due;
  uint64_t address;
  uint32_t left_bytes;
  uint8_t tag;
} host_read_t;

/* The host, its memory and the link. */
typedef struct host {
  uint64_t state;
  host_request_t request[HOST_REQUESTS];
  host_read_t read[HOST_READS];
  uint32_t made;                       /* requests there are */
  uint32_t posted, completed, entries; /* commands rung for, completions seen, entries of either kind seen */
  bool is_calm;                        /* no bad answers and no flips any more */
  bool has_flips;
  toe_cycle_t rc_free;
  uint32_t bar_reads; /* unanswered */
  uint32_t owed_ph, owed_pd, owed_nph;
} host_t;

/* A number below `below`, which is not 0. */
uint32_t host_draw(host_t *host, uint32_t below);
/* Bytes of host memory. */
void host_read_memory(const host_t *host, uint64_t address, uint8_t *data, uint32_t bytes);
/* The link's credits at the beginning. */
toe_engine_credits_t host_first_credits(uint64_t seed);
/* Where what a request hands back of its object goes. */
uint64_t host_return_address(uint32_t request);
/* Drive a device through all requests and free what is left; gives the edge at which it was done (0: not at all). */
toe_cycle_t host_drive(host_t *host, rig_t *rig, uint64_t seed);

#endif /* TOE_ENGINE_HOST_H_ */
