/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_arena.h - memory that ends all at once: an operation and all it points to.
 */
#ifndef TOE_ARENA_H_
#define TOE_ARENA_H_

#include <stddef.h>

typedef struct toe_arena toe_arena_t;

/* NULL when memory is short. */
toe_arena_t *toe_arena_new(void);
/* One that keeps `base` as long as it is there itself, so that what lies in it may point there. */
toe_arena_t *toe_arena_over(toe_arena_t *base);
void toe_arena_free(toe_arena_t *arena); /* NULL is allowed; its memory ends when nothing is over it any more */

/* Zeroed, aligned for anything; NULL when memory is short.  `count * bytes` may be 0 (then not NULL). */
void *toe_arena_take(toe_arena_t *arena, size_t count, size_t bytes);
/* Terminated copy of a text. */
char *toe_arena_text(toe_arena_t *arena, const char *text, size_t bytes);

#endif /* TOE_ARENA_H_ */
