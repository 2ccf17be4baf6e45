/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_oracle_internal.h - what the sources of toe_oracle.h share: toe_oracle.c (names, lines, keys of the host),
 * toe_oracle_walk.c (an initiate), toe_oracle_host.c (terminates, and what the device asks for).
 */
#ifndef TOE_ORACLE_INTERNAL_H_
#define TOE_ORACLE_INTERNAL_H_

#include "testbench/random/toe_oracle.h"
#include "testbench/random/toe_oracle_scenario.h"

/* What a line waits for. */
typedef enum toe_oracle_wait {
  TOE_ORACLE_READY, /* nothing: it has its answer */
  TOE_ORACLE_LATE,  /* an initiate in the driver, for the device to go on [R155] */
  TOE_ORACLE_HELD   /* an initiate in the host, for the device to go on [R153, R154] */
} toe_oracle_wait_t;

typedef struct toe_oracle_entry {
  toe_oracle_answer_t answer; /* text is NULL while it waits */
  toe_oracle_wait_t wait;
  json_t *op; /* while it waits */
} toe_oracle_entry_t;

typedef enum toe_oracle_upload { /* host.upload */
                                 TOE_ORACLE_UPLOAD_MANDATORY,
                                 TOE_ORACLE_UPLOAD_ALWAYS,
                                 TOE_ORACLE_UPLOAD_NEVER
} toe_oracle_upload_t;

struct toe_oracle {
  toe_oracle_device_t device;
  json_t *names;                 /* name -> index of object */
  toe_oracle_object_t **objects; /* in the order of first mention */
  size_t count, room;
  toe_oracle_entry_t *entries; /* lines not given back: entries[first .. last-1] */
  size_t first, last, entry_room, lines;
  toe_oracle_upload_t upload;
  bool terminates_on_link_down;
  bool is_paused;   /* since PAUSE or UPLOAD_ALL, until RESUME */
  bool is_uploaded; /* since UPLOAD_ALL, until RESUME */
};

/* ---- toe_oracle.c ---- */

/* The object a name stands for; NULL: no line has mentioned it. */
toe_oracle_object_t *toe_oracle_find(const toe_oracle_t *oracle, const char *name);
/* The same; new names are entered. */
toe_oracle_object_t *toe_oracle_find_or_enter(toe_oracle_t *oracle, const char *name);

/* ---- toe_oracle_walk.c; error: TOE_ORACLE_ERROR_BYTES; false: it says why ---- */

/* Read an initiate that comes: its names are entered, with the state that a first mention gives. */
bool toe_oracle_define(toe_oracle_t *oracle, json_t *op, char *error);
/* Note in all its objects that it is in the driver, or no more; one that is there already is not to be followed. */
bool toe_oracle_set_in_transit(toe_oracle_t *oracle, json_t *op, bool is_in_transit, char *error);
/* Do it, and put "expect" into it. */
bool toe_oracle_initiate(toe_oracle_t *oracle, json_t *op, char *error);
/* The driver completes it without having asked the device: "expect" is FAILURE, of placeholders SUCCESS. */
bool toe_oracle_fail(toe_oracle_t *oracle, json_t *op, char *error);

/* ---- toe_oracle_host.c ---- */

/* Do it, and put "expect" into it. */
bool toe_oracle_terminate(toe_oracle_t *oracle, json_t *op, char *error);
/* The device asks for a connection; what the host does follows from host.upload. */
bool toe_oracle_upload_request(toe_oracle_t *oracle, const json_t *op, char *error);
bool toe_oracle_link(toe_oracle_t *oracle, const json_t *op, char *error);
/* Terminate all that is offloaded. */
bool toe_oracle_terminate_all(toe_oracle_t *oracle, char *error);

#endif /* TOE_ORACLE_INTERNAL_H_ */
