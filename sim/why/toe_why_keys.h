/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_why_keys.h - which keys of the configuration could turn a denial, and where to look for the value.
 *
 * Guesses only: whether a value turns it, a run says (toe_why_search.h).
 */
#ifndef TOE_WHY_KEYS_H_
#define TOE_WHY_KEYS_H_

#include "sim/why/toe_why_run.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toe_why_way {
  TOE_WHY_UP,   /* the least value above */
  TOE_WHY_DOWN, /* the greatest below    */
  TOE_WHY_WORDS /* the first of a list   */
} toe_why_way_t;

enum { TOE_WHY_KEYS = 8, TOE_WHY_WORDS_MAX = 12 };

typedef struct toe_why_key {
  toe_key_t key;
  toe_why_way_t way;
  const toe_why_set_t *set;    /* of the trace, that was in force; NULL: the configuration was.  Borrowed */
  const char *text;            /* the value in force; borrowed */
  toe_pool_t pool;             /* UP: it is this pool's limit; else TOE_POOL_NONE */
  uint64_t from, guess, bound; /* UP, DOWN: as it is, what should do, the last that may be tried */
  uint32_t word_count;
  char words[TOE_WHY_WORDS_MAX][TOE_WHY_WORD_BYTES];
} toe_why_key_t;

/* Keys worth trying for a denied object, the likeliest first; how many. */
uint32_t toe_why_keys(const toe_config_t *config, const toe_why_found_t *found, const toe_why_case_t *one,
                      toe_why_key_t keys[TOE_WHY_KEYS]);

/* Of an object that the walk did not come to: the sibling that was in its way; NULL: none known. */
const toe_why_sibling_t *toe_why_blocker(const toe_why_case_t *one);

/* Why no key turns a denial for this cause, a sentence; NULL: one may. */
const char *toe_why_no_key(uint32_t cause);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WHY_KEYS_H_ */
