/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_why_report.h - the answer of `toesim why`, for a person and for a script.
 */
#ifndef TOE_WHY_REPORT_H_
#define TOE_WHY_REPORT_H_

#include <stdio.h>

#include "sim/why/toe_why_search.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Everything borrowed. */
typedef struct toe_why_report {
  const char *trace, *object;
  const toe_config_t *config;
  uint64_t seed;
  const toe_why_found_t *found;
  const toe_why_case_t *one;
  const toe_why_change_t *changes;
  uint32_t change_count;
  const char *no_key; /* why there is no change, or NULL */
  bool is_verbose;    /* print each segment of those before it, not their sums */
  bool has_rtl;       /* run on the RTL too, as it is: */
  toe_why_answer_t rtl;
} toe_why_report_t;

/* Edges of a path by summary text, the most first. */
typedef struct toe_why_sum {
  const char *text;
  uint64_t cycles;
} toe_why_sum_t;
/* segments  `count` of them; sums  TOE_TRAIL_REASONS places.  How many are used */
uint32_t toe_why_sum(const toe_trail_segment_t *segments, uint32_t count, toe_why_sum_t *sums);

/* A holder's object, at the decision; NULL: none is known.  Borrowed */
const toe_why_live_t *toe_why_live(const toe_why_case_t *one, uint32_t handle);
/* Holders of the pool, the longest first (then by handle); owned by the caller, to be freed; NULL: none, or no memory
 */
const toe_trail_holder_t **toe_why_holders(const toe_why_case_t *one, const toe_trail_path_t *path);
/* A shared value as a person writes it ("vlan 5", a MAC, an address); "" for none */
void toe_why_value(const toe_trail_path_t *path, const toe_trail_holder_t *holder, char *text, size_t bytes);

/* Whether both engines said the same of the decision, cycles within the configuration's budget; true without an RTL
 * run. */
bool toe_why_is_same(const toe_why_report_t *report);

void toe_why_print(const toe_why_report_t *report, FILE *out);
/* Aside, then renamed.  E_IO, E_MEMORY (error_out) */
TOE_MUST_USE toe_result_t toe_why_write(const toe_why_report_t *report, const char *path, toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WHY_REPORT_H_ */
