/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_pending.h"

#include <stdlib.h>
#include <string.h>

typedef struct toe_pending_entry {
  struct toe_pending_entry *next, *before;
  toe_host_request_t request; /* its pointers lie in the same allocation */
} toe_pending_entry_t;

struct toe_pending {
  toe_pending_entry_t ends; /* a ring through a head that holds no request */
};

toe_result_t toe_pending_new(toe_pending_t **pending_out) {
  toe_pending_t *pending = calloc(1, sizeof *pending);
  if (pending == NULL) return TOE_E_MEMORY;
  pending->ends.next = pending->ends.before = &pending->ends;
  *pending_out = pending;
  return TOE_OK;
}

static void drop(toe_pending_entry_t *entry) {
  entry->next->before = entry->before;
  entry->before->next = entry->next;
  free(entry);
}

void toe_pending_free(toe_pending_t *pending) {
  if (pending == NULL) return;
  while (pending->ends.next != &pending->ends) drop(pending->ends.next);
  free(pending);
}

static const char *place_text(char **at, const char *text) {
  const char *begin = *at;
  const size_t bytes = strlen(text) + 1;
  memcpy(*at, text, bytes);
  *at += bytes;
  return begin;
}

toe_result_t toe_pending_add(toe_pending_t *pending, const toe_host_request_t *request) {
  size_t text_bytes = strlen(request->id) + strlen(request->place) + 2;
  for (uint32_t i = 0; i < request->object_count; ++i) text_bytes += strlen(request->objects[i].name) + 1;
  const size_t object_bytes = request->object_count * sizeof *request->objects;
  toe_pending_entry_t *entry = malloc(sizeof *entry + object_bytes + text_bytes);
  if (entry == NULL) return TOE_E_MEMORY;
  toe_host_object_t *objects = (toe_host_object_t *)(entry + 1);
  char *at = (char *)objects + object_bytes;
  entry->request = *request;
  entry->request.id = place_text(&at, request->id);
  entry->request.place = place_text(&at, request->place);
  entry->request.objects = objects;
  for (uint32_t i = 0; i < request->object_count; ++i) {
    objects[i] = request->objects[i];
    objects[i].name = place_text(&at, request->objects[i].name);
  }
  entry->next = &pending->ends;
  entry->before = pending->ends.before;
  entry->before->next = entry->next->before = entry;
  return TOE_OK;
}

void toe_pending_remove(toe_pending_t *pending, uint32_t request_id) {
  /* Requests finish nearly in order: the search is short. */
  for (toe_pending_entry_t *entry = pending->ends.next; entry != &pending->ends; entry = entry->next) {
    if (entry->request.request_id != request_id) continue;
    drop(entry);
    return;
  }
}

const toe_host_request_t *toe_pending_first(const toe_pending_t *pending) {
  return pending->ends.next == &pending->ends ? NULL : &pending->ends.next->request;
}
