/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_random_tree.h - one random tree, printed.
 */
#ifndef TOE_RANDOM_TREE_H_
#define TOE_RANDOM_TREE_H_

#include "testbench/random/toe_random_draw.h"

enum { TOE_RANDOM_MAX_OBJECTS = 4096, TOE_RANDOM_MAX_NAMES = 10000 };

/* Names given out so far, 0 .. count-1, and in which request each was last used: a name stands once in a tree. */
typedef struct toe_random_names {
  uint32_t count, most;
  uint32_t used_in[TOE_RANDOM_MAX_NAMES];
} toe_random_names_t;

typedef struct toe_random_tree {
  toe_random_draw_t draw;
  uint32_t request;            /* from 1 */
  uint32_t left;               /* objects this request may still have */
  uint32_t width[4];           /* longest chain of a layer in this request, by layer */
  uint32_t extras;             /* names of placeholders and bad handles so far */
  uint64_t printed;            /* objects of all requests */
  toe_random_names_t names[4]; /* by layer */
} toe_random_tree_t;

void toe_random_tree_init(toe_random_tree_t *tree, uint64_t seed);

/* Print the array of roots of the next request, about `objects` blocks (1..TOE_RANDOM_MAX_OBJECTS). */
void toe_random_tree_print(toe_random_tree_t *tree, uint32_t objects);

#endif /* TOE_RANDOM_TREE_H_ */
