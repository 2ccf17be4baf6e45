/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_why_run.h - one run of a trace, watched for the decisions of one object by name.
 *
 * It is a whole simulation, so a process can do it once.  On the model the paths come with it (model/toe_trail.h); on
 * the RTL only what the records say.
 */
#ifndef TOE_WHY_RUN_H_
#define TOE_WHY_RUN_H_

#include "model/toe_trail.h"
#include "sim/config/toe_config.h"
#include "sim/sysc/toe_simulation.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_why_setup {
  const char *trace_path;
  toe_engine_t engine; /* MODEL or RTL */
  const toe_config_t *config;
  toe_pace_t pace;
  uint64_t seed;
  toe_fault_list_t *faults; /* or NULL */
  /* A SET of the trace to be taken with another value: of record set_number (0: none), key and value borrowed. */
  uint64_t set_number;
  const char *set_key, *set_value;
  bool is_brief;         /* cycles, status and cause only: no paths, no siblings, nobody who is live */
  toe_pool_t level_pool; /* with is_brief: look for next_level of this pool above `level`; TOE_POOL_NONE: do not */
  uint64_t level;
} toe_why_setup_t;

/* A SET of the trace. */
typedef struct toe_why_set {
  uint64_t number;
  char *key, *value, *place;
} toe_why_set_t;

/* A live object, at a decision. */
typedef struct toe_why_live {
  uint32_t handle;
  char *name, *request; /* the request that brought it in */
  toe_cycle_t since;
} toe_why_live_t;

/* Another object of the same request. */
typedef struct toe_why_sibling {
  char *name;
  uint8_t layer, kind, cause;
  bool has_decision, is_attempted;
  uint32_t status;
} toe_why_sibling_t;

/* A decision of the object. */
typedef struct toe_why_case {
  char *request, *place; /* its name in the trace, and where it stands */
  uint64_t number;       /* of the trace's record */
  uint32_t turn;         /* how many of this record and name came before */
  toe_op_kind_t op;
  uint8_t layer, kind, cause;
  bool is_decided, is_attempted, is_finished;
  uint8_t error; /* toe_error of the request's completion */
  uint32_t status, handle;
  uint64_t commit, limit;
  toe_cycle_t submitted, fetched, decided, written, completed;
  /* Only of the chosen case (toe_why_target_t), and not if the run is brief: */
  uint32_t own;           /* which sibling it is */
  uint32_t sibling_count; /* all objects of the request; 0: not kept */
  toe_why_sibling_t *siblings;
  toe_trail_path_t **paths; /* its own, and the facts of denied siblings, as the host counts them; NULL each: none */
  /* Of a denial for want of a pool: */
  toe_cycle_t level_since; /* since when the pool was used as much as then */
  uint32_t live_count;
  toe_why_live_t *live; /* in order of handles */
} toe_why_case_t;

#define TOE_WHY_NONE UINT32_MAX

enum { TOE_WHY_NEAR = 5, TOE_WHY_WORD_BYTES = 1040 /* of a value, as text */ };

typedef struct toe_why_found {
  toe_why_case_t *cases;
  uint32_t case_count;
  uint32_t chosen;     /* the case that is meant; TOE_WHY_NONE: none */
  uint64_t next_level; /* the least that a denied object found used and needed, above `level`; UINT64_MAX: none */
  toe_why_set_t *sets; /* in order */
  uint32_t set_count;
  uint32_t near_count; /* names like it, the nearest first */
  char *near[TOE_WHY_NEAR];
  uint32_t near_distance[TOE_WHY_NEAR];
  toe_stop_t stop;
  char text[1024]; /* why it did not end well */
} toe_why_found_t;

/* Which decision a run is watched for, so that it can stop behind it; number 0: all of the name.  Then one is chosen,
 * of those of `request` (its id, else the place in the trace, else a case's number as the cases are counted, from 1;
 * NULL: all): the first that was denied, else the first. */
typedef struct toe_why_target {
  const char *object, *request;
  uint64_t number;
  uint32_t turn;
} toe_why_target_t;

/* Run.  found_out is filled in every case; end it with toe_why_found_free.
 * is_interrupted  as in toe_simulation.h
 * E_MEMORY, E_RANGE (text) */
TOE_MUST_USE toe_result_t toe_why_run(const toe_why_setup_t *setup, const toe_why_target_t *target,
                                      const volatile sig_atomic_t *is_interrupted, toe_why_found_t *found_out);
void toe_why_found_free(toe_why_found_t *found);

/* The one of a target; NULL: there is none. */
const toe_why_case_t *toe_why_find(const toe_why_found_t *found, uint64_t number, uint32_t turn);
/* The SET of a key that was in force at a case; NULL: none, the configuration was. */
const toe_why_set_t *toe_why_set_of(const toe_why_found_t *found, const toe_why_case_t *one, const char *key);
/* Its own path; NULL: none. */
const toe_trail_path_t *toe_why_path(const toe_why_case_t *one);
/* Whether it was not taken in, or not freed, as it was asked. */
bool toe_why_is_denied(const toe_why_case_t *one);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WHY_RUN_H_ */
