/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_objects.c - see toe_objects.h.
 */
#include "sim/host/toe_objects.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_receiver.h"

enum { FIRST_HANDLES = 64, FIRST_BUCKETS = 64, LAYERS = 4, ID_MASK = 0xFFFFF };

typedef struct handles {
  toe_object_t **by_id;
  uint32_t capacity;
} handles_t;

struct toe_objects {
  toe_object_t *first, *last; /* in the order of numbers */
  uint64_t count, last_number;
  toe_object_t **by_name, **by_number; /* buckets, a power of two of each, chained through the objects */
  uint64_t buckets;
  handles_t handles[LAYERS];
};

/* FNV-1a; the same on any machine. */
static uint64_t hash_of(const char *name) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (; *name != '\0'; ++name) hash = (hash ^ (uint8_t)*name) * 0x100000001B3u;
  return hash;
}

static toe_object_t **bucket_of_name(const toe_objects_t *objects, const char *name) {
  return &objects->by_name[hash_of(name) & (objects->buckets - 1)];
}

/* Numbers follow each other: their low bits are hash enough. */
static toe_object_t **bucket_of_number(const toe_objects_t *objects, uint64_t number) {
  return &objects->by_number[number & (objects->buckets - 1)];
}

static void enter_name(toe_objects_t *objects, toe_object_t *object) {
  toe_object_t **bucket = bucket_of_name(objects, object->name);
  object->behind_name = *bucket;
  *bucket = object;
}

static void enter_number(toe_objects_t *objects, toe_object_t *object) {
  toe_object_t **bucket = bucket_of_number(objects, object->number);
  object->behind_number = *bucket;
  *bucket = object;
}

toe_result_t toe_objects_new(toe_objects_t **objects_out) {
  toe_objects_t *objects = calloc(1, sizeof *objects);
  if (objects == NULL) return TOE_E_MEMORY;
  objects->buckets = FIRST_BUCKETS;
  objects->by_name = calloc(FIRST_BUCKETS, sizeof *objects->by_name);
  objects->by_number = calloc(FIRST_BUCKETS, sizeof *objects->by_number);
  if (objects->by_name == NULL || objects->by_number == NULL) {
    toe_objects_free(objects);
    return TOE_E_MEMORY;
  }
  *objects_out = objects;
  return TOE_OK;
}

static void end(toe_object_t *object) {
  toe_receiver_free(object->receiver);
  free((void *)(uintptr_t)object->state.outstanding);
  free(object->name);
  free(object);
}

void toe_objects_free(toe_objects_t *objects) {
  if (objects == NULL) return;
  for (toe_object_t *object = objects->first, *next; object != NULL; object = next) {
    next = object->newer;
    end(object);
  }
  for (int layer = 0; layer < LAYERS; ++layer) free(objects->handles[layer].by_id);
  free(objects->by_name);
  free(objects->by_number);
  free(objects);
}

toe_object_t *toe_objects_find(const toe_objects_t *objects, const char *name) {
  toe_object_t *object = *bucket_of_name(objects, name);
  while (object != NULL && strcmp(object->name, name) != 0) object = object->behind_name;
  return object;
}

/* No more objects than buckets. */
static toe_result_t grow(toe_objects_t *objects) {
  if (objects->count < objects->buckets) return TOE_OK;
  toe_object_t **by_name = calloc(2 * objects->buckets, sizeof *by_name);
  toe_object_t **by_number = calloc(2 * objects->buckets, sizeof *by_number);
  if (by_name == NULL || by_number == NULL) {
    free(by_name);
    free(by_number);
    return TOE_E_MEMORY;
  }
  free(objects->by_name);
  free(objects->by_number);
  objects->by_name = by_name;
  objects->by_number = by_number;
  objects->buckets *= 2;
  for (toe_object_t *object = objects->first; object != NULL; object = object->newer) {
    if (!object->is_forgotten) enter_name(objects, object);
    enter_number(objects, object);
  }
  return TOE_OK;
}

toe_result_t toe_objects_add(toe_objects_t *objects, const char *name, uint8_t layer, toe_object_t **object_out) {
  toe_result_t result = grow(objects);
  if (result != TOE_OK) return result;
  toe_object_t *object = calloc(1, sizeof *object);
  char *copy = malloc(strlen(name) + 1);
  if (object == NULL || copy == NULL) {
    free(object);
    free(copy);
    return TOE_E_MEMORY;
  }
  strcpy(copy, name);
  object->name = copy;
  object->layer = layer;
  object->number = ++objects->last_number;
  object->older = objects->last;
  if (objects->last != NULL) {
    objects->last->newer = object;
  } else {
    objects->first = object;
  }
  objects->last = object;
  ++objects->count;
  enter_name(objects, object);
  enter_number(objects, object);
  *object_out = object;
  return TOE_OK;
}

toe_result_t toe_objects_define(toe_object_t *object, const toe_op_state_t *state) {
  uint32_t *outstanding = NULL;
  if (state->outstanding_count != 0) {
    outstanding = malloc(state->outstanding_count * sizeof *outstanding);
    if (outstanding == NULL) return TOE_E_MEMORY;
    memcpy(outstanding, state->outstanding, state->outstanding_count * sizeof *outstanding);
  }
  object->state = *state;
  object->state.outstanding = outstanding;
  object->has_state = true;
  return TOE_OK;
}

uint64_t toe_objects_count(const toe_objects_t *objects) { return objects->count; }

uint64_t toe_objects_last(const toe_objects_t *objects) { return objects->last_number; }

toe_object_t *toe_objects_first(const toe_objects_t *objects) { return objects->first; }

toe_object_t *toe_objects_get(const toe_objects_t *objects, uint64_t number) {
  toe_object_t *object = *bucket_of_number(objects, number);
  while (object != NULL && object->number != number) object = object->behind_number;
  return object;
}

void toe_objects_forget(toe_objects_t *objects, toe_object_t *object) {
  if (object->is_forgotten) return;
  object->is_forgotten = true;
  toe_object_t **at = bucket_of_name(objects, object->name);
  while (*at != object) at = &(*at)->behind_name;
  *at = object->behind_name;
}

static void take_out(toe_objects_t *objects, toe_object_t *object) {
  toe_object_t **at = bucket_of_number(objects, object->number);
  while (*at != object) at = &(*at)->behind_number;
  *at = object->behind_number;
  *(object->older != NULL ? &object->older->newer : &objects->first) = object->newer;
  *(object->newer != NULL ? &object->newer->older : &objects->last) = object->older;
  --objects->count;
}

void toe_objects_let_go(toe_objects_t *objects, toe_object_t *object) {
  --object->holders;
  const bool has_lent = object->receiver != NULL && object->receiver->held != NULL;
  const bool is_in_use =
      has_lent || object->holders != 0 || object->is_offloaded || object->dependents != 0 || toe_object_is_busy(object);
  if (!object->is_forgotten || is_in_use) return;
  take_out(objects, object);
  end(object);
}

toe_result_t toe_objects_bind(toe_objects_t *objects, toe_object_t *object) {
  uint64_t handle = toe_ndis_cell_get(object->cell);
  uint32_t id = (uint32_t)(handle & ID_MASK);
  if (handle >> 28 != object->layer || (handle & 0xFF00000) != 0) return TOE_E_RANGE;
  handles_t *handles = &objects->handles[object->layer];
  if (id >= handles->capacity) {
    uint32_t capacity = handles->capacity == 0 ? FIRST_HANDLES : handles->capacity;
    while (capacity <= id) capacity *= 2;
    toe_object_t **grown = realloc(handles->by_id, capacity * sizeof *grown);
    if (grown == NULL) return TOE_E_MEMORY;
    for (uint32_t i = handles->capacity; i < capacity; ++i) grown[i] = NULL;
    handles->by_id = grown;
    handles->capacity = capacity;
  }
  if (handles->by_id[id] != NULL && handles->by_id[id] != object) return TOE_E_ARG;
  handles->by_id[id] = object;
  return TOE_OK;
}

void toe_objects_unbind(toe_objects_t *objects, toe_object_t *object) {
  uint64_t handle = toe_ndis_cell_get(object->cell);
  handles_t *handles = &objects->handles[object->layer];
  uint32_t id = (uint32_t)(handle & ID_MASK);
  if (id < handles->capacity && handles->by_id[id] == object) handles->by_id[id] = NULL;
  toe_ndis_cell_set(object->cell, 0);
}

void toe_object_attach(toe_object_t *object, toe_object_t *parent) {
  object->parent = parent;
  object->previous = parent->last_dependent;
  object->next = NULL;
  if (parent->last_dependent != NULL) {
    parent->last_dependent->next = object;
  } else {
    parent->first_dependent = object;
  }
  parent->last_dependent = object;
  ++parent->dependents;
}

void toe_object_detach(toe_object_t *object) {
  toe_object_t *parent = object->parent;
  if (parent == NULL) return;
  if (object->previous != NULL) {
    object->previous->next = object->next;
  } else {
    parent->first_dependent = object->next;
  }
  if (object->next != NULL) {
    object->next->previous = object->previous;
  } else {
    parent->last_dependent = object->previous;
  }
  object->parent = object->previous = object->next = NULL;
  --parent->dependents;
}

bool toe_object_is_busy(const toe_object_t *object) { return object->is_in_transit || object->links != 0; }

toe_object_t *toe_objects_of_handle(const toe_objects_t *objects, uint32_t handle) {
  uint32_t layer = handle >> 28, id = handle & ID_MASK;
  if (layer < 1 || layer >= LAYERS || (handle & 0xFF00000) != 0 || id >= objects->handles[layer].capacity) return NULL;
  return objects->handles[layer].by_id[id];
}
