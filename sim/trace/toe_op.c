/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_op.h"

#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/trace/toe_arena.h"

enum { CHUNK_BYTES = 4096 };

typedef struct chunk {
  struct chunk *before;
  size_t used, room;
  max_align_t data[];
} chunk_t;

struct toe_arena {
  chunk_t *last;
};

toe_arena_t *toe_arena_new(void) { return calloc(1, sizeof(toe_arena_t)); }

void toe_arena_free(toe_arena_t *arena) {
  if (arena == NULL) return;
  while (arena->last != NULL) {
    chunk_t *before = arena->last->before;
    free(arena->last);
    arena->last = before;
  }
  free(arena);
}

void *toe_arena_take(toe_arena_t *arena, size_t count, size_t bytes) {
  if (bytes != 0 && count > (SIZE_MAX / 4) / bytes) return NULL;
  const size_t align = sizeof(max_align_t);
  const size_t wanted = (count * bytes + align - 1) / align * align;
  if (arena->last == NULL || arena->last->room - arena->last->used < wanted) {
    const size_t room = wanted > CHUNK_BYTES ? wanted : CHUNK_BYTES;
    chunk_t *added = calloc(1, sizeof(chunk_t) + room);
    if (added == NULL) return NULL;
    added->room = room;
    added->before = arena->last;
    arena->last = added;
  }
  void *taken = (char *)arena->last->data + arena->last->used;
  arena->last->used += wanted;
  return taken;
}

char *toe_arena_text(toe_arena_t *arena, const char *text, size_t bytes) {
  char *copy = toe_arena_take(arena, bytes + 1, 1);
  if (copy != NULL) memcpy(copy, text, bytes);
  return copy;
}

void toe_op_free(toe_op_t *op) {
  if (op != NULL) toe_arena_free(op->memory); /* the operation itself lies in it */
}

const char *toe_op_kind_text(toe_op_kind_t kind) {
  switch (kind) {
#define X(name, text, supported) \
  case TOE_OP_##name:            \
    return text;
    TOE_OP_LIST(X)
#undef X
  }
  return "?";
}

bool toe_op_is_supported(toe_op_kind_t kind) {
  switch (kind) {
#define X(name, text, supported) \
  case TOE_OP_##name:            \
    return supported;
    TOE_OP_LIST(X)
#undef X
  }
  return false;
}

uint8_t toe_op_event(toe_op_kind_t kind) {
  switch (kind) {
    case TOE_OP_UPLOAD_REQUEST:
      return TOE_EVENT_RETRIEVE;
    case TOE_OP_UPLOAD_ALL:
      return TOE_EVENT_UPLOAD_ALL;
    case TOE_OP_PAUSE:
      return TOE_EVENT_PAUSE;
    case TOE_OP_RESUME:
      return TOE_EVENT_RESUME;
    case TOE_OP_LINK:
      return TOE_EVENT_LINK;
    default:
      return 0;
  }
}
