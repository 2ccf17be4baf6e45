/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_resources.h - everything countable that the device has, and who holds it (docs/microarchitecture.md 6).
 *
 * A claim is what a new object would take; it is worked out once, asked about as often as one likes, and taken as a
 * whole or not at all: so a denied object leaves no trace.  Beside the pools a ledger keeps what each live object
 * holds and how many hang from it; so it is given back whatever became of its context, and toe_resources_check counts
 * the one from the other.
 */
#ifndef TOE_RESOURCES_H_
#define TOE_RESOURCES_H_

#include "model/toe_blocks.h"
#include "model/toe_lookup.h"
#include "model/toe_object.h"
#include "model/toe_pool.h"
#include "model/toe_posted.h"
#include "model/toe_share.h"
#include "model/toe_walk.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a live object holds besides its entry and its host memory block. */
typedef struct toe_holding {
  bool is_live;
  uint32_t parent;                /* handle; neighbor: 0                        */
  uint32_t dependents;            /* live objects whose parent it is            */
  uint32_t vlan, src_mac, src_ip; /* places, or TOE_SHARE_NONE                  */
  uint32_t lookup_slot;           /* TCP                                        */
  uint32_t rcv_pages;
  toe_chain_t buffer;   /* blocks of what it received and has not delivered, in stream order */
  uint32_t copy_blocks; /* the first so many of them belong to the copy       */
  toe_posted_queue_t posted;
} toe_holding_t;

/* Members belong to toe_resources.c; the pools' `used` may be read (of vlan, src_mac and src_ip: the values in use). */
typedef struct toe_resources {
  toe_pool_state_t pool[TOE_POOLS];
  toe_share_t vlan, src_mac, src_ip;
  toe_blocks_t blocks; /* those of live buffers, and of a copy on its way */
  toe_posted_t posted;
  toe_lookup_t *lookup;
  toe_holding_t *holding[TOE_LAYER_TCP + 1]; /* the ledger, by layer and id; [0]: none */
} toe_resources_t;

/* What a new object would take. */
typedef struct toe_claim {
  uint8_t vlan[2], src_mac[6], src_ip[17]; /* values: FAMILY behind the 16 bytes of SRC_IP */
  bool has_vlan, has_src_mac, has_src_ip;
  uint32_t parent;     /* handle; 0: none */
  uint32_t rcv_pages;  /* TCP */
  uint64_t copy_bytes; /* TCP */
  toe_chain_t copy;    /* TCP: the blocks its copy lies in; empty until it has been made */
  bool has_key;        /* TCP with a path above it; then: */
  toe_lookup_key_t key;
  toe_lookup_place_t place; /* as found when the claim was made */
} toe_claim_t;

/* Nothing taken.  E_MEMORY: end it all the same */
TOE_MUST_USE toe_result_t toe_resources_init(toe_resources_t *resources);
void toe_resources_end(toe_resources_t *resources); /* all zero is allowed */

/* What a new `object` would take.  parent  what it would hang from; NULL: nothing
 * rcv_page_log2  RCV_PAGE */
toe_claim_t toe_resources_claim(const toe_resources_t *resources, const toe_object_t *object,
                                const toe_walk_node_t *parent, uint32_t rcv_page_log2);
/* Which pools have what it takes, under these limits; a pool it takes nothing from does. */
void toe_resources_room(const toe_resources_t *resources, const toe_object_t *object, const toe_claim_t *claim,
                        const uint32_t limit[TOE_POOLS], bool has_room_out[TOE_POOLS]);
/* Take it all (what was built must hold it, asserted; limits are not looked at) and give the object's id.  The claim
 * has the blocks of its copy. */
uint32_t toe_resources_take(toe_resources_t *resources, const toe_object_t *object, const toe_claim_t *claim);

/* Give back all that the object in use behind `handle` holds (asserted; nothing may depend on it, and
 * nothing be posted there, asserted). */
void toe_resources_give(toe_resources_t *resources, uint32_t handle);

/* What a live connection has received, and what is posted; `handle` names one in use (asserted). */
const toe_chain_t *toe_resources_buffer(const toe_resources_t *resources, uint32_t handle);
/* The first `blocks` blocks of its buffer go back: to buffered_copy while they are the copy's, else to rcv_data. */
void toe_resources_consume(toe_resources_t *resources, uint32_t handle, uint32_t blocks);
/* Blocks that received data may still take under a limit in bytes; and take one, the new last of the buffer (one must
 * be free, asserted). */
uint64_t toe_resources_free_blocks(const toe_resources_t *resources, uint32_t limit);
uint32_t toe_resources_append(toe_resources_t *resources, uint32_t handle);
uint32_t toe_resources_posted(const toe_resources_t *resources, uint32_t handle);
/* Its first posted request, valid until it is dropped; NULL: none. */
toe_posted_request_t *toe_resources_request(toe_resources_t *resources, uint32_t handle);
/* Post one, copied, as its last (what was built must hold it, asserted); drop the first (there must be one). */
void toe_resources_post(toe_resources_t *resources, uint32_t handle, const toe_posted_request_t *request);
void toe_resources_unpost(toe_resources_t *resources, uint32_t handle);

/* Whether a station address is one of the neighbors' source MACs in use. */
bool toe_resources_has_mac(const toe_resources_t *resources, const uint8_t mac[6]);
/* The live connection of a key: its handle; 0: none. */
uint32_t toe_resources_find(const toe_resources_t *resources, const toe_lookup_key_t *key);

/* Whether a handle names an object in use of `layer` (1..3), or one that ever was; any handle is allowed. */
bool toe_resources_is_used(const toe_resources_t *resources, uint32_t layer, uint32_t handle);
bool toe_resources_was_used(const toe_resources_t *resources, uint32_t layer, uint32_t handle);
/* Live objects that depend on the object in use behind `handle` (asserted). */
uint32_t toe_resources_dependents(const toe_resources_t *resources, uint32_t handle);

/* Conservation: every level is the sum of what live objects hold and at most what was built (asserted).
 * is_whole  count the ledger object by object too */
void toe_resources_check(const toe_resources_t *resources, bool is_whole);
/* Live objects, and all ids ever given out: what counting the ledger costs. */
uint32_t toe_resources_live(const toe_resources_t *resources);
uint32_t toe_resources_span(const toe_resources_t *resources);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_RESOURCES_H_ */
