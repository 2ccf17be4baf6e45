/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_objects.h - the host's table of objects: by name, by number, by handle.
 *
 * An object is entered with the first mention of its name: numbers 1, 2, 3... in that order are what the host calls it
 * (NdisOffloadHandle), and walking in their order is the only iteration there is.  Objects never move, so their handle
 * cells can be pointed at.  An object stays until its name is forgotten, it is not offloaded, and nobody holds it:
 * memory grows with the names known and the objects in use.  No number is given twice.
 */
#ifndef TOE_OBJECTS_H_
#define TOE_OBJECTS_H_

#include "sim/host/toe_delegated.h"
#include "sim/host/toe_peer.h"
#include "sim/miniport/toe_ndis.h"
#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_object {
  char *name;
  uint64_t number;
  uint8_t layer;      /* toe_layer */
  bool has_state;     /* some mention defined it */
  bool is_in_transit; /* new in an initiate, or named by a terminate, that is not completed [R100, R101] */
  bool is_forgotten;  /* its name means nothing any more, or another object */
  uint32_t holders;   /* operations that are not over and mean it (toe_mention.h) */
  uint32_t links;     /* blocks of initiates that are not completed that link to it [R101] */
  bool is_offloaded;
  toe_op_state_t state;      /* of the first mention with state; owns its `outstanding` */
  uint8_t cell[8];           /* where MiniportOffloadContext points; the target writes the handle here [R94] */
  struct toe_object *above;  /* what the last tree that holds it puts it on; NULL: nothing yet */
  bool has_wire_nxt;         /* its peer has sent a segment (toe_segment.h), */
  uint32_t wire_nxt;         /* and all before this */
  toe_peer_t peer;           /* what it has seen of the connection since the last initiate */
  uint32_t flips;            /* bits of its context that were turned over since then */
  struct toe_object *parent; /* offloaded: what it depends on, NULL: none */
  uint32_t dependents;       /* offloaded objects that depend on it [R66] */
  struct toe_object *first_dependent, *last_dependent; /* they, in the order in which they went in */
  struct toe_object *previous, *next;                  /* the other dependents of its parent */
  toe_nbl_t *sends;              /* offloaded: buffers lent to the target, an array; from os->alloc */
  uint32_t sends_settled;        /* how many of them, from the first, have been completed */
  struct toe_receiver *receiver; /* its application, once there is one (toe_receiver.h); the object's */
  struct toe_host_forward *kept; /* segments that came while its initiate is under way (toe_host_forward.c) */
  uint32_t kept_count;
  bool has_returned; /* it was terminated: `returned` goes with the state at its next offload */
  toe_delegated_t returned;
  uint64_t mark;        /* the last tree that took note of it: in which it was new, or in which it is terminated */
  uint32_t place;       /* of its block in that */
  uint64_t expect_mark; /* the last tree of which the trace expects expect_status of it */
  uint32_t expect_status;
  struct toe_object *older, *newer;               /* in the order of numbers; of the table */
  struct toe_object *behind_name, *behind_number; /* in their buckets; of the table */
} toe_object_t;

typedef struct toe_objects toe_objects_t;

/* objects_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_objects_new(toe_objects_t **objects_out);
/* `sends` are the caller's to free before.  NULL is allowed. */
void toe_objects_free(toe_objects_t *objects);

/* NULL: no such name. */
toe_object_t *toe_objects_find(const toe_objects_t *objects, const char *name);
/* Enter a name that is not there yet (copied).  object_out is owned by the table.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_objects_add(toe_objects_t *objects, const char *name, uint8_t layer,
                                          toe_object_t **object_out);
/* Copy `state` into an object without one.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_objects_define(toe_object_t *object, const toe_op_state_t *state);

/* How many there are. */
uint64_t toe_objects_count(const toe_objects_t *objects);
/* The highest number that was given. */
uint64_t toe_objects_last(const toe_objects_t *objects);
/* The one with the lowest number, from which `newer` leads to all; NULL: there is none. */
toe_object_t *toe_objects_first(const toe_objects_t *objects);
/* NULL: no object has this number, or none has it any more. */
toe_object_t *toe_objects_get(const toe_objects_t *objects, uint64_t number);

/* The object's name means nothing from now on.  The caller holds it. */
void toe_objects_forget(toe_objects_t *objects, toe_object_t *object);
/* One holder less.  An object that is forgotten and in no use ends here; its `sends` are free by then. */
void toe_objects_let_go(toe_objects_t *objects, toe_object_t *object);

/* The handle in the object's cell is that object's from now on.
 * E_RANGE    not a handle of the object's layer
 * E_ARG      another object has it
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_objects_bind(toe_objects_t *objects, toe_object_t *object);
/* The handle in the object's cell is dead: the cell is empty, and the handle may be another object's. */
void toe_objects_unbind(toe_objects_t *objects, toe_object_t *object);
/* The object depends on `parent` now [R66]; no longer on any.  Detaching one without a parent does nothing. */
void toe_object_attach(toe_object_t *object, toe_object_t *parent);
void toe_object_detach(toe_object_t *object);
/* Whether a request that is not completed has to do with it: it cannot be terminated before [R101]. */
bool toe_object_is_busy(const toe_object_t *object);

/* The object that has `handle`; NULL: none. */
toe_object_t *toe_objects_of_handle(const toe_objects_t *objects, uint32_t handle);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_OBJECTS_H_ */
