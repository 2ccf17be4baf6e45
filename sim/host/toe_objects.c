/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_objects.c - see toe_objects.h.
 */
#include "sim/host/toe_objects.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64, LAYERS = 4, ID_MASK = 0xFFFFF };

typedef struct handles {
  toe_object_t **by_id;
  uint32_t capacity;
} handles_t;

struct toe_objects {
  toe_object_t **objects; /* by number - 1 */
  uint64_t count, capacity;
  uint64_t *slots; /* open addressing: number of the object, 0: free; a power of two */
  uint64_t slot_count;
  handles_t handles[LAYERS];
};

/* FNV-1a; the same on any machine. */
static uint64_t hash_of(const char *name) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (; *name != '\0'; ++name) hash = (hash ^ (uint8_t)*name) * 0x100000001B3u;
  return hash;
}

/* The slot that holds `name`, or the free one where it would go. */
static uint64_t slot_of(const toe_objects_t *objects, const char *name) {
  uint64_t mask = objects->slot_count - 1;
  uint64_t slot = hash_of(name) & mask;
  while (objects->slots[slot] != 0 && strcmp(objects->objects[objects->slots[slot] - 1]->name, name) != 0) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

toe_result_t toe_objects_new(toe_objects_t **objects_out) {
  toe_objects_t *objects = calloc(1, sizeof *objects);
  if (objects == NULL) return TOE_E_MEMORY;
  objects->slot_count = FIRST_SLOTS;
  objects->slots = calloc(FIRST_SLOTS, sizeof *objects->slots);
  if (objects->slots == NULL) {
    free(objects);
    return TOE_E_MEMORY;
  }
  *objects_out = objects;
  return TOE_OK;
}

void toe_objects_free(toe_objects_t *objects) {
  if (objects == NULL) return;
  for (uint64_t i = 0; i < objects->count; ++i) {
    free((void *)objects->objects[i]->state.outstanding);
    free(objects->objects[i]->name);
    free(objects->objects[i]);
  }
  for (int layer = 0; layer < LAYERS; ++layer) free(objects->handles[layer].by_id);
  free(objects->objects);
  free(objects->slots);
  free(objects);
}

toe_object_t *toe_objects_find(const toe_objects_t *objects, const char *name) {
  uint64_t number = objects->slots[slot_of(objects, name)];
  return number == 0 ? NULL : objects->objects[number - 1];
}

/* Room for one more object, and at most half of the slots used. */
static toe_result_t grow(toe_objects_t *objects) {
  if (objects->count == objects->capacity) {
    uint64_t capacity = objects->capacity == 0 ? FIRST_SLOTS / 2 : 2 * objects->capacity;
    toe_object_t **grown = realloc(objects->objects, capacity * sizeof *grown);
    if (grown == NULL) return TOE_E_MEMORY;
    objects->objects = grown;
    objects->capacity = capacity;
  }
  if (2 * (objects->count + 1) <= objects->slot_count) return TOE_OK;
  uint64_t *slots = calloc(2 * objects->slot_count, sizeof *slots);
  if (slots == NULL) return TOE_E_MEMORY;
  free(objects->slots);
  objects->slots = slots;
  objects->slot_count *= 2;
  for (uint64_t i = 0; i < objects->count; ++i) slots[slot_of(objects, objects->objects[i]->name)] = i + 1;
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
  object->number = objects->count + 1;
  objects->slots[slot_of(objects, name)] = object->number;
  objects->objects[objects->count++] = object;
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

toe_object_t *toe_objects_get(const toe_objects_t *objects, uint64_t number) { return objects->objects[number - 1]; }

toe_result_t toe_objects_bind(toe_objects_t *objects, toe_object_t *object) {
  uint64_t handle = toe_ndis_cell_get(object->cell);
  uint32_t id = (uint32_t)(handle & ID_MASK);
  if (handle >> 28 != object->layer || (handle & 0xFF00000) != 0) return TOE_E_RANGE;
  handles_t *handles = &objects->handles[object->layer];
  if (id >= handles->capacity) {
    uint32_t capacity = handles->capacity == 0 ? FIRST_SLOTS : handles->capacity;
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
