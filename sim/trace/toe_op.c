/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_op.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/trace/toe_arena.h"

enum { FIRST_BYTES = 928, CHUNK_BYTES = 4096 }; /* most operations are small: one connection */

typedef struct chunk {
  struct chunk *before;
  size_t used, room;
  max_align_t data[];
} chunk_t;

struct toe_arena {
  chunk_t *last;
  toe_arena_t *base; /* NULL: over none               */
  uint32_t over;     /* arenas whose base it is       */
  bool is_ended;     /* but for those that are over it */
};

toe_arena_t *toe_arena_new(void) { return calloc(1, sizeof(toe_arena_t)); }

toe_arena_t *toe_arena_over(toe_arena_t *base) {
  toe_arena_t *arena = toe_arena_new();
  if (arena == NULL) return NULL;
  arena->base = base;
  ++base->over;
  return arena;
}

void toe_arena_free(toe_arena_t *arena) {
  if (arena == NULL) return;
  arena->is_ended = true;
  while (arena != NULL && arena->is_ended && arena->over == 0) {
    toe_arena_t *base = arena->base;
    while (arena->last != NULL) {
      chunk_t *before = arena->last->before;
      free(arena->last);
      arena->last = before;
    }
    free(arena);
    if (base != NULL) --base->over;
    arena = base;
  }
}

void *toe_arena_take(toe_arena_t *arena, size_t count, size_t bytes) {
  if (bytes != 0 && count > (SIZE_MAX / 4) / bytes) return NULL;
  const size_t align = sizeof(max_align_t);
  const size_t wanted = (count * bytes + align - 1) / align * align;
  if (arena->last == NULL || arena->last->room - arena->last->used < wanted) {
    const size_t least = arena->last == NULL ? FIRST_BYTES : CHUNK_BYTES, room = wanted > least ? wanted : least;
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

toe_op_t *toe_op_copy(const toe_op_t *op) {
  toe_arena_t *arena = toe_arena_over(op->memory);
  /* In one piece. */
  struct {
    toe_op_t op;
    max_align_t blocks[];
  } *both = arena == NULL ? NULL : toe_arena_take(arena, 1, sizeof *both + op->block_count * sizeof *op->blocks);
  if (both == NULL) {
    toe_arena_free(arena);
    return NULL;
  }
  toe_op_t *copy = &both->op;
  toe_op_block_t *blocks = (toe_op_block_t *)both->blocks;
  *copy = *op;
  copy->memory = arena;
  if (op->block_count > 0) {
    memcpy(blocks, op->blocks, op->block_count * sizeof *blocks);
    copy->blocks = blocks;
  }
  return copy;
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

const char *toe_op_value_text(toe_op_value_key_t key) {
  switch (key) {
#define X(name, text)       \
  case TOE_OP_VALUE_##name: \
    return text;
    TOE_OP_VALUE_LIST(X)
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

void toe_op_events_text(uint32_t events, char *text_out, size_t bytes) {
  int used = snprintf(text_out, bytes, "%s", events == 0 ? "none" : "");
  for (int shift = 28; shift >= 0; shift -= 4) {
    const uint32_t code = events >> shift & 0xFu;
    if (code == 0 || used < 0 || (size_t)used >= bytes) continue;
    used += snprintf(text_out + used, bytes - (size_t)used, "%s%s", used == 0 ? "" : " ", toe_event_text(code));
  }
}
