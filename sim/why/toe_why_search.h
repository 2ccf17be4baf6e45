/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_why_search.h - the smallest change of one key that turns a denial, found and confirmed by runs.
 *
 * A higher limit may let others in, who then take what was there; so of a pool a value further away may do less.  But
 * between two values nothing changes unless some object that was denied fits: the levels at which one does are walked
 * from below, each run telling the next, up to the value found.  That is given up when it takes too many runs.
 */
#ifndef TOE_WHY_SEARCH_H_
#define TOE_WHY_SEARCH_H_

#include "sim/why/toe_why_child.h"
#include "sim/why/toe_why_keys.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One key's outcome. */
typedef struct toe_why_change {
  toe_key_t key;
  const char *place; /* of the SET in the trace that it is the value of; NULL: the configuration.  Borrowed */
  bool is_turned;    /* `to` does it: a run of the model says so */
  bool is_smallest;  /* and nothing nearer to what it is now does */
  bool is_unknown;   /* a run was needed, with `unknown`, and did not happen: it is not known whether more does */
  char unknown[TOE_WHY_WORD_BYTES];
  char from[TOE_WHY_WORD_BYTES]; /* as it is */
  char to[TOE_WHY_WORD_BYTES];   /* not turned: the last value tried */
  bool has_neighbor;             /* the value next to `to` was run too, and does not */
  char neighbor[32];
  uint32_t runs;
  toe_why_answer_t answer; /* of the model with `to`, turned or not */
  bool has_rtl;            /* it was run on the RTL too: */
  toe_why_answer_t rtl;
} toe_why_change_t;

/* Look along one key.  has_rtl  confirm on the RTL what was found */
void toe_why_search(toe_why_child_t *child, const toe_why_key_t *key, const toe_why_case_t *one, bool has_rtl,
                    toe_why_change_t *change_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WHY_SEARCH_H_ */
