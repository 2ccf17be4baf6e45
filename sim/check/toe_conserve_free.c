/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_free.c - objects of a TERMINATE: what is freed, what may be, and that nothing of it stays in use.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_conserve_internal.h"

toe_result_t toe_conserve_name(toe_conserve_t *conserve, const toe_host_request_t *request) {
  if (conserve->named_count == conserve->named_capacity) {
    size_t capacity = conserve->named_capacity ? conserve->named_capacity * 2 : 16;
    toe_conserve_named_t *named = realloc(conserve->named, capacity * sizeof *named);
    if (named == NULL) return TOE_E_MEMORY;
    conserve->named = named;
    conserve->named_capacity = capacity;
  }
  uint32_t *handles = calloc(request->object_count + 1u, sizeof *handles);
  if (handles == NULL) return TOE_E_MEMORY;
  for (uint32_t i = 0; i < request->object_count; ++i) {
    handles[i] = request->objects[i].kind == TOE_KIND_LINKER ? request->objects[i].handle : 0;
  }
  conserve->named[conserve->named_count++] =
      (toe_conserve_named_t){request->request_id, request->object_count, true, handles};
  return TOE_OK;
}

static toe_conserve_named_t *find_named(const toe_conserve_t *conserve, uint64_t request_id) {
  for (size_t i = 0; i < conserve->named_count; ++i) {
    if (conserve->named[i].request_id == request_id) return &conserve->named[i];
  }
  return NULL;
}

void toe_conserve_unname(toe_conserve_t *conserve, uint64_t request_id) {
  toe_conserve_named_t *named = find_named(conserve, request_id);
  if (named == NULL) return;
  free(named->handles);
  size_t behind = conserve->named_count - (size_t)(named - conserve->named) - 1;
  memmove(named, named + 1, behind * sizeof *named);
  --conserve->named_count;
}

static bool was_named(const toe_conserve_named_t *named, uint64_t handle) {
  for (uint32_t i = 0; i < named->count; ++i) {
    if (named->handles[i] == handle || named->handles[i] == 0) return true; /* 0: the host did not say */
  }
  return false;
}

/* The handle the host named with this object; 0: not known.  The host may list a tree from its root while the driver
 * sends dependents first, so from the first object on that is not the one at its place none is known. */
static uint64_t handle_named(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_named_t *named = find_named(conserve, retire->u.decided.request_id);
  uint64_t index = retire->u.decided.index, freed = retire->u.decided.handle;
  if (named == NULL || index >= named->count) return 0;
  uint32_t handle = named->handles[index];
  if (handle != 0 && handle >> 28 != retire->u.decided.layer) named->is_in_order = false;
  if (freed != 0 && handle != freed) named->is_in_order = false;
  if (freed != 0 && handle != freed && !was_named(named, freed)) {
    toe_conserve_violate(conserve, retire, retire->cycle, "frees handle 0x%08llx, which the host did not name",
                         (unsigned long long)freed);
  }
  return named->is_in_order ? handle : 0;
}

static void give_values(toe_conserve_t *conserve, const toe_conserve_object_t *object, uint64_t layer) {
  toe_pool_t pool;
  toe_shared_t *shared;
  uint8_t value[TOE_SHARED_VALUE_BYTES];
  size_t bytes;
  for (int number = 0; number < 2; ++number) {
    if (!toe_conserve_value(conserve, layer, object->rows, number, &pool, &shared, value, &bytes)) continue;
    (void)toe_shared_remove(shared, value, bytes); /* cannot fail: it was added with the same row */
    conserve->held[pool] = shared->count;
  }
}

static void release(toe_conserve_t *conserve, toe_conserve_object_t *object, uint64_t handle) {
  uint64_t layer = handle >> 28;
  toe_conserve_object_t *parent = toe_conserve_find(conserve, object->parent, layer - 1);
  if (parent != NULL && parent->dependents > 0) --parent->dependents;
  --conserve->held[toe_conserve_pool_of_layer(layer)];
  --conserve->held[TOE_POOL_HOST_MEMORY];
  give_values(conserve, object, layer);
  if (layer == TOE_LAYER_TCP) {
    --conserve->held[TOE_POOL_LOOKUP];
    --conserve->held[TOE_POOL_XMIT_BUFFER];
    conserve->held[TOE_POOL_RCV_BUFFER] -= object->pages;
    toe_conserve_give_copy(conserve, object);
    object->rcv = (toe_conserve_rcv_t){0};
  }
  object->is_live = false;
  toe_order_give(&conserve->ids[layer], (uint32_t)(handle & 0x0FFFFFFF));
}

static void check_freed(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t handle = retire->u.decided.handle, layer = retire->u.decided.layer;
  toe_conserve_object_t *object = toe_conserve_find(conserve, handle, layer);
  if (object == NULL) {
    toe_conserve_violate(conserve, retire, retire->cycle, "frees handle 0x%08llx, which is not in use",
                         (unsigned long long)handle);
    return;
  }
  if (object->dependents > 0) {
    toe_conserve_violate(conserve, retire, retire->cycle, "frees handle 0x%08llx, but %u live objects depend on it",
                         (unsigned long long)handle, object->dependents);
  }
  if (retire->u.decided.cause == TOE_CAUSE_OK) toe_conserve_expect_returned(conserve, retire, object);
  if (layer == TOE_LAYER_TCP) toe_conserve_close(conserve, retire, object);
  release(conserve, object, handle);
}

/* Whether some object of a layer has dependents: one of the layer below is live. */
static bool has_any_dependents(const toe_conserve_t *conserve, uint64_t layer) {
  if (layer == TOE_LAYER_NEIGHBOR) return conserve->held[TOE_POOL_PATH] > 0;
  return layer == TOE_LAYER_PATH && conserve->held[TOE_POOL_TCP] > 0;
}

/* named  the handle; 0: not known */
static void check_refused(toe_conserve_t *conserve, const toe_retire_t *retire, uint64_t named) {
  uint64_t layer = retire->u.decided.layer, cause = retire->u.decided.cause;
  const toe_conserve_object_t *object = toe_conserve_find(conserve, named, layer);
  bool has_dependents = named == 0 ? has_any_dependents(conserve, layer) : object != NULL && object->dependents > 0;
  switch (cause) {
    case TOE_CAUSE_DEPENDENTS:
      if (has_dependents) return;
      toe_conserve_violate(conserve, retire, retire->cycle, "a %s is refused for its dependents, but it has none",
                           toe_layer_text((uint32_t)layer));
      return;
    case TOE_CAUSE_BAD_HANDLE:
      if (object == NULL) return;
      toe_conserve_violate(conserve, retire, retire->cycle, "handle 0x%08llx is refused, but it is in use",
                           (unsigned long long)named);
      return;
    case TOE_CAUSE_RETURN_ROOM:
      if (layer == TOE_LAYER_TCP && (named == 0 || (object != NULL && object->rcv.bytes > 0))) return;
      toe_conserve_violate(conserve, retire, retire->cycle,
                           "refused for want of room, but nothing is to be handed back");
      return;
    case TOE_CAUSE_NOT_ATTEMPTED:
    case TOE_CAUSE_MALFORMED:
    case TOE_CAUSE_FETCH:
      return;
    default:
      toe_conserve_violate(conserve, retire, retire->cycle, "a terminate cannot have cause %llu (%s)",
                           (unsigned long long)cause, toe_cause_text((uint32_t)cause));
  }
}

void toe_conserve_terminate(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t cause = retire->u.decided.cause, request_id = retire->u.decided.request_id;
  bool is_linker = retire->u.decided.kind == TOE_KIND_LINKER && retire->u.decided.attempted;
  uint64_t named = handle_named(conserve, retire);
  if (retire->u.decided.parent != 0) {
    toe_conserve_violate(conserve, retire, retire->cycle, "a parent without an offloaded object");
  }
  if (retire->u.decided.limit != 0) {
    toe_conserve_violate(conserve, retire, retire->cycle, "says a limit of %llu, but was denied nothing",
                         (unsigned long long)retire->u.decided.limit);
  }
  if (is_linker && (cause == TOE_CAUSE_OK || cause == TOE_CAUSE_CONTEXT_ECC)) {
    check_freed(conserve, retire);
  } else {
    if (retire->u.decided.handle != 0) {
      toe_conserve_violate(conserve, retire, retire->cycle, "a handle for what is not freed");
    }
    if (is_linker || cause != TOE_CAUSE_OK) check_refused(conserve, retire, named);
  }
  const toe_conserve_named_t *all = find_named(conserve, request_id);
  if (all != NULL && retire->u.decided.index + 1 >= all->count) toe_conserve_unname(conserve, request_id);
}
