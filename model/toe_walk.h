/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_walk.h - what becomes of each object of a request (docs/microarchitecture.md 7).
 *
 * Pure deciding: it knows what the walk of the present request remembers, is told what the pools, the lookup and the
 * context SRAM say, and gives a cause.  It takes nothing and writes nothing but its own memory.
 *
 * An object goes through three calls: toe_walk_look (rules 1..4 of the section: is it attempted, and how),
 * toe_walk_decide (rules 5..9) and toe_walk_leave (what the walk remembers of it, and whether it stops).
 * Looking and deciding may be repeated; leaving is done once, in the order of the objects.
 */
#ifndef TOE_WALK_H_
#define TOE_WALK_H_

#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A neighbor or path that dependents may hang from. */
typedef struct toe_walk_node {
  bool is_ok;      /* dependents may be attempted                 */
  bool has_object; /* there is an object behind it; then:         */
  uint32_t handle;
  uint16_t vlan;                  /* its own or its neighbor's                   */
  uint8_t family;                 /* path                                        */
  uint8_t src_ip[16], dst_ip[16]; /* path                         */
} toe_walk_node_t;

/* What the walk remembers of a request; begins anew at index 0. */
typedef struct toe_walk {
  bool is_stopped;
  bool has_error; /* an object was malformed or not fetched  */
  uint8_t root_layer;
  uint8_t last_layer; /* of the object before                    */
  toe_walk_node_t neighbor, path;
} toe_walk_t;

/* The members of an object that deciding looks at. */
typedef struct toe_walk_object {
  bool is_fetched; /* false: nothing below but index is known    */
  uint32_t index;
  uint8_t layer, kind, fault, family, tcp_state;
  uint32_t handle;
} toe_walk_object_t;

/* What an attempt needs; NONE: the cause is settled without one. */
typedef enum toe_walk_attempt {
  TOE_WALK_NONE,
  TOE_WALK_PLACEHOLDER,
  TOE_WALK_LINKER,
  TOE_WALK_NEW_STATE, /* a neighbor or path */
  TOE_WALK_NEW_TCP
} toe_walk_attempt_t;

typedef struct toe_walk_verdict {
  toe_walk_attempt_t attempt;
  uint8_t cause;    /* toe_cause; of an attempted object only after toe_walk_decide       */
  uint8_t error;    /* BAD_OBJECT, OBJECT_FETCH, or 0                                     */
  bool is_detached; /* cause FETCH or MALFORMED, or behind such an object (section 8)     */
} toe_walk_verdict_t;

/* What the rest of the device says at the edge of the decision. */
typedef struct toe_walk_facts {
  bool has_faults;                                       /* CTRL.FAULT_ENABLE                                  */
  bool has_neighbor, has_path, has_tcp, has_host_memory; /* one is free                           */
  bool is_handle_used;                                   /* linker: the handle names an object of its layer    */
  bool is_duplicate, has_lookup_slot;                    /* new TCP                                            */
} toe_walk_facts_t;

/* Forget everything (reset).  The first object seen must have index 0. */
void toe_walk_init(toe_walk_t *walk);

/* Rules 1..4: what the object is at its place in the walk. */
toe_walk_verdict_t toe_walk_look(const toe_walk_t *walk, const toe_walk_object_t *object);

/* Rules 5..9: the cause of an object toe_walk_look wants attempted. */
uint8_t toe_walk_decide(const toe_walk_t *walk, const toe_walk_object_t *object, toe_walk_attempt_t attempt,
                        const toe_walk_facts_t *facts);

/* Remember the object.  verdict  with its cause
 * behind  the object behind it (new or linked neighbor or path with cause OK), copied; else NULL
 * policy  toe_policy: what a failure stops */
void toe_walk_leave(toe_walk_t *walk, const toe_walk_object_t *object, const toe_walk_verdict_t *verdict,
                    const toe_walk_node_t *behind, uint32_t policy);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WALK_H_ */
