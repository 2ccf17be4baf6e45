/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_why_child.h - runs in processes of their own: the same trace again, with one key changed or on the other engine.
 *
 * A process holds one simulation, and a copy of a process that has begun one is no use; so the helper is forked before
 * there is any, and forks a fresh process for each question.  It ends when its master closes it, or is no more.
 */
#ifndef TOE_WHY_CHILD_H_
#define TOE_WHY_CHILD_H_

#include <sys/types.h>

#include "sim/why/toe_why_run.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_why_child {
  pid_t process; /* 0: none */
  int ask, answer;
} toe_why_child_t;

/* Which decision, under what. */
typedef struct toe_why_ask {
  toe_engine_t engine;
  uint64_t number;
  uint32_t turn;
  char key[64]; /* to be given `value`; "": as it is */
  char value[TOE_WHY_WORD_BYTES];
  uint64_t set_number;   /* in the SET of this record of the trace; 0: in the configuration */
  toe_pool_t level_pool; /* whose next level above `level` is wanted; TOE_POOL_NONE: none */
  uint64_t level;
} toe_why_ask_t;

typedef struct toe_why_answer {
  bool is_refused; /* the configuration does not allow the value: there is nothing to run */
  bool has_run;    /* it ended well, or came as far as the decision */
  bool is_decided; /* false: the object was not decided there */
  bool is_attempted, is_finished;
  uint8_t cause;
  uint32_t status;
  uint64_t limit, next_level; /* next_level  as in toe_why_found_t */
  toe_cycle_t submitted, decided, written, completed;
} toe_why_answer_t;

/* Before any simulation.  setup, config, object  borrowed: as they are now.  E_IO: no process can be made */
TOE_MUST_USE toe_result_t toe_why_child_new(const toe_why_setup_t *setup, toe_config_t *config, const char *object,
                                            const volatile sig_atomic_t *is_interrupted, toe_why_child_t *child_out);
void toe_why_child_end(toe_why_child_t *child); /* all zero is allowed */

/* One run.  false: it could not be asked (then has_run is false too) */
bool toe_why_child_ask(toe_why_child_t *child, const toe_why_ask_t *ask, toe_why_answer_t *answer_out);

/* Neither yes nor no: it was allowed, and yet there was no run that came to the decision. */
bool toe_why_is_unknown(const toe_why_answer_t *answer);
/* Taken in, or freed. */
bool toe_why_is_turned(const toe_why_answer_t *answer);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WHY_CHILD_H_ */
