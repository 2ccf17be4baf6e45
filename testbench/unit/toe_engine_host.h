/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_host.h - a host of random requests, its memory and its link, for one engine on a bench.
 *
 * Everything is drawn from one seed.  The host drives the engine an edge at a time: it posts commands, answers reads
 * late, in pieces, out of order and sometimes with an error, returns credits, reads and writes registers, flips context
 * bits, posts receive requests, answers indications, gives host buffers back, forwards segments that bring no data.
 */
#ifndef TOE_ENGINE_HOST_H_
#define TOE_ENGINE_HOST_H_

#include "testbench/unit/toe_engine_rig.h"

enum {
  HOST_RANDOM = 160, /* requests of every kind */
  HOST_CLEANUP = 40, /* then as many TERMINATEs as are needed until nothing is live */
  HOST_REQUESTS = HOST_RANDOM + HOST_CLEANUP,
  HOST_MOST_OBJECTS = 14,
  HOST_READS = 64,
  HOST_LENT = 32, /* most indications and host buffers remembered */
  HOST_BUFFERS = 4,
  HOST_FLIP_ROWS = 40,
  HOST_BUFFER_BYTES = 256
};
#define HOST_POSTED 0x40000000u   /* from here on, 64 KiB a request */
#define HOST_BUFFER 0x60000000u   /* host buffer 0                  */
#define HOST_BACK 0x70000000u     /* received data handed back, 64 KiB an object */
#define HOST_BUFFERED 0x1000000u  /* from here on memory is buffered data */
#define HOST_SEGMENTS 0xA0000000u /* from here on segments that are forwarded, 16 KiB a request */

typedef struct host_request {
  uint8_t command[TOE_COMMAND_BYTES];
  uint32_t count;                        /* objects; 0: a marker */
  bool is_receive, is_reply, is_forward; /* its command is made when it is posted */
  uint8_t objects[HOST_MOST_OBJECTS][TOE_OBJECT_BYTES];
} host_request_t;

typedef struct host_read {
  bool is_waiting;
  toe_cycle_t due;
  uint64_t address;
  uint32_t left_bytes;
  uint8_t tag;
} host_read_t;

/* An indication that waits for its reply. */
typedef struct host_indication {
  uint32_t handle, bytes;
} host_indication_t;

/* The host, its memory and the link. */
typedef struct host {
  uint64_t state;
  host_request_t request[HOST_REQUESTS];
  host_read_t read[HOST_READS];
  uint32_t made;                       /* requests there are */
  uint32_t posted, completed, entries; /* commands rung for, completions seen, entries of either kind seen */
  bool is_calm;                        /* no bad answers and no flips any more */
  bool has_flips;
  uint8_t flips[3][HOST_FLIP_ROWS][8]; /* of each word of a context's rows, by layer */
  bool is_receiving;                   /* posts and replies mostly */
  toe_cycle_t rc_free;
  uint32_t bar_reads; /* unanswered */
  uint32_t owed_ph, owed_pd, owed_nph;
  host_indication_t indication[HOST_LENT];
  uint32_t lent[HOST_LENT];
  uint32_t indications, lents;
  uint32_t live[HOST_LENT]; /* connections whose offload was told and whose terminate was not */
  uint32_t lives;
} host_t;

/* A number below `below`, which is not 0. */
uint32_t host_draw(host_t *host, uint32_t below);
/* Bytes of host memory. */
void host_read_memory(const host_t *host, uint64_t address, uint8_t *data, uint32_t bytes);
/* The link's credits at the beginning. */
toe_engine_credits_t host_first_credits(uint64_t seed);
/* Where what a request hands back of its object goes. */
uint64_t host_return_address(uint32_t request);
/* Where the received data of an object of a TERMINATE goes. */
uint64_t host_back_address(uint32_t request, uint32_t index);
/* Drive a device through all requests and free what is left; gives the edge at which it was done (0: not at all). */
toe_cycle_t host_drive(host_t *host, rig_t *rig, uint64_t seed);

#endif /* TOE_ENGINE_HOST_H_ */
