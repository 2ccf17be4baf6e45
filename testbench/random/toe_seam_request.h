/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_request.h - random work requests as bytes of host memory (docs/microarchitecture.md 4), right and wrong.
 *
 * A tame maker keeps to trees that a walk can follow, so that pools fill and linkers find something; the other one puts
 * any value into any member.  Terminates name what is in use, most often dependents first, and what is not: freed
 * already, twice in a list, of another layer, with dependents.  Reserved bits are mostly clear, as they must be; now
 * and then one is not.  Buffered data lies in memory or not, aligned or not.  Addresses, ports, VLAN ids and MACs have
 * few values, numbers those at which something changes: pages, limits, roundings.
 */
#ifndef TOE_SEAM_REQUEST_H_
#define TOE_SEAM_REQUEST_H_

#include "model/spec/toe_spec.h"
#include "testbench/random/toe_random_draw.h"
#include "testbench/random/toe_seam_stream.h"

enum { TOE_SEAM_HANDLES = 256 };

/* What requests are made from. */
typedef struct toe_seam_maker {
  toe_random_draw_t draw;
  bool is_tame;
  uint32_t most_objects;              /* of one request, at least 1 */
  uint32_t handles[TOE_SEAM_HANDLES]; /* some that the device has given, for linkers to name */
  uint32_t handle_count;
  uint32_t objects;                  /* made so far: the low half of NDIS_HANDLE, so that each has its own */
  uint64_t data_addr;                /* where buffered data may lie, a multiple of 64 */
  uint32_t data_blocks;              /* of 64 bytes, at least 1 */
  uint32_t receive_one_in;           /* commands that are RECEIVE, REPLY or FORWARD; 0: none */
  uint32_t rooms;                    /* given out by toe_seam_make_place */
  const toe_seam_streams_t *streams; /* which connections have bytes, and what was indicated; NULL: nobody knows */
} toe_seam_maker_t;

/* Remember a handle the device gave. */
void toe_seam_maker_learn(toe_seam_maker_t *maker, uint32_t handle);

/* One that was freed: mostly forget it. */
void toe_seam_maker_forget(toe_seam_maker_t *maker, uint32_t handle);

/* Bus addresses of what belongs to a command, aligned. */
typedef struct toe_seam_places {
  uint64_t objects, results, returns;
} toe_seam_places_t;

/* An address for received data, behind what memory there is, aligned or not; each is far from every other. */
uint64_t toe_seam_make_place(toe_seam_maker_t *maker);

/* Mostly a connection that has bytes, one of the last: several requests meet there; else `handle`. */
uint32_t toe_seam_pick_connection(toe_seam_maker_t *maker, uint32_t handle);

/* The rest of a RECEIVE or a REPLY, right or wrong.  handle: a connection, or not; of a REPLY mostly another one
 * (toe_seam_receive.c) */
void toe_seam_make_receive(toe_seam_maker_t *maker, uint32_t handle, uint8_t *command);
void toe_seam_make_reply(toe_seam_maker_t *maker, uint32_t handle, uint8_t *command);

/* A random command; *count_out objects are to be made for it (0: it names none). */
void toe_seam_make_command(toe_seam_maker_t *maker, const toe_seam_places_t *places,
                           uint8_t command_out[TOE_COMMAND_BYTES], uint32_t *count_out);

/* `count` objects for the command, one behind the other: of an INITIATE in the order of a walk. */
void toe_seam_make_objects(toe_seam_maker_t *maker, const uint8_t *command, uint8_t *objects_out, uint32_t count);

/* A TERMINATE of all of `handles` as they stand, and its objects; the command is right in everything. */
void toe_seam_make_end(toe_seam_maker_t *maker, const toe_seam_places_t *places, const uint32_t *handles,
                       uint32_t count, uint8_t command_out[TOE_COMMAND_BYTES], uint8_t *objects_out);

#endif /* TOE_SEAM_REQUEST_H_ */
