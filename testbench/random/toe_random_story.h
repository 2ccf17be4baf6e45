/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_story.h - one random operation after the other, printed: what a host and a device may want of each other.
 *
 * Terminates come less often than initiates for a while, then more often, so that tables fill and drain.  Between pause
 * and resume, where initiates wait in the host and late ones in the driver, it keeps to what does not wait for itself:
 * nothing names what a late initiate named, and a late one nothing that the host holds back.
 */
#ifndef TOE_RANDOM_STORY_H_
#define TOE_RANDOM_STORY_H_

#include "testbench/random/toe_random_set.h"
#include "testbench/random/toe_random_tree.h"

/* How far the device is in PAUSE or UPLOAD_ALL. */
typedef enum toe_random_phase {
  TOE_RANDOM_GOING,    /* it is not */
  TOE_RANDOM_PAUSED,   /* paused: all but late initiates */
  TOE_RANDOM_LATE,     /* paused, late initiates wait: initiates and settings */
  TOE_RANDOM_UPLOADED, /* all was terminated: all but a pause */
} toe_random_phase_t;

typedef struct toe_random_story {
  toe_random_tree_t tree;
  uint64_t at_ns;
  uint32_t mean;                          /* objects of a request */
  uint32_t request;                       /* the last one printed, from 1 */
  bool is_draining;                       /* more terminates than initiates */
  uint32_t squeezed[TOE_RANDOM_SQUEEZED]; /* keys whose values bind together, */
  uint32_t squeezes;                      /* how many, */
  uint32_t squeezed_until;                /* up to and with which request */
  toe_random_phase_t phase;
} toe_random_story_t;

/* mean  1..TOE_RANDOM_MAX_OBJECTS */
void toe_random_story_init(toe_random_story_t *story, uint64_t seed, uint32_t mean);

/* Print the next request, and changes of settings before it. */
void toe_random_story_print(toe_random_story_t *story);

/* Let what waits go on. */
void toe_random_story_resume(toe_random_story_t *story);

/* Print what terminates everything; nothing waits any more. */
void toe_random_story_end(toe_random_story_t *story);

#endif /* TOE_RANDOM_STORY_H_ */
