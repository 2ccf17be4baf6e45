/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_walk.h - the way through the objects of a request (docs/microarchitecture.md 7).
 *
 * It knows what the walk of the present request remembers, and so which object is attempted, what it hangs from and
 * what a failure stops.  Why an attempt fails is told by toe_admit.h.
 *
 * An object goes through toe_walk_look (rules 1..4 of the section: is it attempted, and how), toe_admit (rules 5..9)
 * and toe_walk_leave (what the walk remembers of it, and whether it stops).  Looking may be repeated; leaving is done
 * once, in the order of the objects.
 */
#ifndef TOE_WALK_H_
#define TOE_WALK_H_

#include "model/spec/toe_spec.h"
#include "model/toe_object.h"
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
  uint8_t cause;    /* toe_cause; of an attempted object only when toe_admit has given it */
  uint8_t error;    /* BAD_OBJECT, OBJECT_FETCH, or 0                                     */
  bool is_detached; /* cause FETCH or MALFORMED, or behind such an object (section 8)     */
} toe_walk_verdict_t;

/* Forget everything (reset).  The first object seen must have index 0. */
void toe_walk_init(toe_walk_t *walk);

/* Rules 1..4: what the object is at its place in the walk. */
toe_walk_verdict_t toe_walk_look(const toe_walk_t *walk, const toe_object_t *object);

/* The same of an object of a TERMINATE, which are no walk: every one that is fetched and well formed, and behind no
 * error, is attempted. */
toe_walk_verdict_t toe_walk_look_alone(const toe_walk_t *walk, const toe_object_t *object);
/* Remember it. */
void toe_walk_leave_alone(toe_walk_t *walk, const toe_object_t *object, const toe_walk_verdict_t *verdict);

/* The object a new path or connection would be linked to; NULL: none (the root, or under a placeholder).  Borrowed
 * until the next call of toe_walk_leave. */
const toe_walk_node_t *toe_walk_parent(const toe_walk_t *walk, const toe_object_t *object);

/* Remember the object.  verdict  with its cause
 * behind  the object behind it (new or linked neighbor or path with cause OK), copied; else NULL
 * policy  toe_policy: what a failure stops */
void toe_walk_leave(toe_walk_t *walk, const toe_object_t *object, const toe_walk_verdict_t *verdict,
                    const toe_walk_node_t *behind, uint32_t policy);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WALK_H_ */
