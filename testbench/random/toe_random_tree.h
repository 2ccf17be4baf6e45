/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_tree.h - one random tree, printed.
 */
#ifndef TOE_RANDOM_TREE_H_
#define TOE_RANDOM_TREE_H_

#include "testbench/random/toe_random_draw.h"

enum { TOE_RANDOM_MAX_OBJECTS = 4096, TOE_RANDOM_MAX_NAMES = 10000 };

/* Names given out so far, 0 .. count-1, and in which request each was last used: a name stands once in a request.
 * known    of these the ones that a pause found: what comes later is first mentioned by initiates that wait
 * late_in  the pause in which a late initiate last had it: it is in transit until the resume */
typedef struct toe_random_names {
  uint32_t count, most, known;
  uint32_t used_in[TOE_RANDOM_MAX_NAMES];
  uint32_t late_in[TOE_RANDOM_MAX_NAMES];
} toe_random_names_t;

typedef struct toe_random_tree {
  toe_random_draw_t draw;
  uint32_t request;            /* from 1 */
  uint32_t pause;              /* which the last one was, from 1 */
  bool is_late;                /* the request names nothing that waits, and nothing that another late one named */
  bool is_tight;               /* limits are squeezed: values seldom had before, duplicates, odd windows */
  bool is_first;               /* the next block is the first: if it fails, the walk ends */
  bool is_large;               /* more hangs on each parent: one that fails hides much */
  uint32_t left;               /* objects this request may still have */
  uint32_t width[4];           /* longest chain of a layer in this request, by layer */
  uint32_t extras;             /* names of placeholders and bad handles so far */
  uint64_t printed;            /* objects of all requests */
  toe_random_names_t names[4]; /* by layer */
} toe_random_tree_t;

enum { TOE_RANDOM_NEIGHBOR = 1, TOE_RANDOM_PATH = 2, TOE_RANDOM_TCP = 3, TOE_RANDOM_LAYERS = 4 };

void toe_random_tree_init(toe_random_tree_t *tree, uint64_t seed);

/* "n7", "p7", "t7": the letter of a layer's names. */
char toe_random_tree_letter(int layer);

/* A name that a line before had, below `bound`, and this request has not; mostly one of the last.  UINT32_MAX: none was
 * found. */
uint32_t toe_random_tree_pick_old(toe_random_tree_t *tree, int layer, uint32_t bound);

/* Print the array of roots of the next request, about `objects` blocks (1..TOE_RANDOM_MAX_OBJECTS). */
void toe_random_tree_print(toe_random_tree_t *tree, uint32_t objects);

#endif /* TOE_RANDOM_TREE_H_ */
