/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_relay.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* An operation that somebody has taken and `listeners` others have not. */
typedef struct entry {
  struct entry *next;
  uint32_t listeners;
  toe_op_t *op;
  toe_relay_taken_t taken;
} entry_t;

typedef struct listener {
  entry_t *next; /* to be taken; NULL: it has taken all that was read */
  bool has_left;
  toe_relay_taken_t taken;
} listener_t;

struct toe_relay {
  char *path;
  bool is_open; /* or tried to be */
  toe_result_t open_result;
  toe_trace_t *trace;
  toe_result_t end; /* what came instead of an operation; OK: nothing yet */
  toe_error_t error;
  uint32_t count; /* of those who have not left */
  listener_t listener[TOE_RELAY_LISTENERS];
  entry_t *first, *last;
};

/* --- life --- */

toe_result_t toe_relay_new(const char *path, uint32_t listeners, toe_relay_t **relay_out) {
  if (listeners == 0 || listeners > TOE_RELAY_LISTENERS) return TOE_E_ARG;
  toe_relay_t *relay = calloc(1, sizeof *relay);
  if (relay == NULL) return TOE_E_MEMORY;
  relay->path = strdup(path);
  if (relay->path == NULL) {
    free(relay);
    return TOE_E_MEMORY;
  }
  relay->count = listeners;
  for (uint32_t i = listeners; i < TOE_RELAY_LISTENERS; ++i) relay->listener[i].has_left = true;
  *relay_out = relay;
  return TOE_OK;
}

/* One listener less has to take the first entry. */
static void first_drop(toe_relay_t *relay) {
  entry_t *entry = relay->first;
  if (--entry->listeners > 0) return;
  relay->first = entry->next;
  if (relay->first == NULL) relay->last = NULL;
  toe_op_free(entry->op);
  free(entry);
}

void toe_relay_leave(toe_relay_t *relay, uint32_t listener) {
  listener_t *leaver = &relay->listener[listener];
  if (leaver->has_left) return;
  leaver->has_left = true;
  --relay->count;
  for (entry_t *entry = leaver->next, *next; entry != NULL; entry = next) {
    next = entry->next;
    if (entry == relay->first) {
      first_drop(relay);
    } else {
      --entry->listeners; /* those before it wait for the same others */
      assert(entry->listeners > 0);
    }
  }
  leaver->next = NULL;
}

void toe_relay_free(toe_relay_t *relay) {
  if (relay == NULL) return;
  for (uint32_t i = 0; i < TOE_RELAY_LISTENERS; ++i) toe_relay_leave(relay, i);
  toe_trace_close(relay->trace);
  free(relay->path);
  free(relay);
}

/* --- reading --- */

static toe_relay_taken_t taken_now(const toe_relay_t *relay) {
  return (toe_relay_taken_t){.bytes = toe_trace_bytes(relay->trace),
                             .frames = toe_trace_frames(relay->trace),
                             .crc = toe_trace_crc(relay->trace)};
}

toe_result_t toe_relay_open(toe_relay_t *relay, uint32_t listener, toe_error_t *error_out) {
  assert(!relay->listener[listener].has_left);
  if (!relay->is_open) {
    relay->is_open = true;
    relay->open_result = toe_trace_open(relay->path, &relay->trace, &relay->error);
    for (uint32_t i = 0; i < TOE_RELAY_LISTENERS && relay->trace != NULL; ++i) {
      relay->listener[i].taken = taken_now(relay);
    }
  }
  if (relay->open_result != TOE_OK && error_out != NULL) *error_out = relay->error;
  return relay->open_result;
}

/* Keep an operation for the others; *op_io becomes the reader's own. */
static toe_result_t keep(toe_relay_t *relay, const listener_t *reader, toe_op_t **op_io) {
  entry_t *entry = malloc(sizeof *entry);
  toe_op_t *copy = entry == NULL ? NULL : toe_op_copy(*op_io);
  if (copy == NULL) {
    free(entry);
    toe_op_free(*op_io);
    *op_io = NULL;
    return TOE_E_MEMORY;
  }
  *entry = (entry_t){.listeners = relay->count - 1, .op = *op_io, .taken = reader->taken};
  if (relay->last != NULL) {
    relay->last->next = entry;
  } else {
    relay->first = entry;
  }
  relay->last = entry;
  for (uint32_t i = 0; i < TOE_RELAY_LISTENERS; ++i) {
    listener_t *other = &relay->listener[i];
    if (other != reader && !other->has_left && other->next == NULL) other->next = entry;
  }
  *op_io = copy;
  return TOE_OK;
}

static toe_result_t read_next(toe_relay_t *relay, listener_t *reader, toe_op_t **op_out, toe_error_t *error_out) {
  if (relay->end == TOE_OK) relay->end = toe_trace_next(relay->trace, op_out, &relay->error);
  reader->taken = taken_now(relay);
  if (relay->end == TOE_OK && relay->count > 1) relay->end = keep(relay, reader, op_out);
  if (relay->end != TOE_OK && error_out != NULL) *error_out = relay->error;
  return relay->end;
}

toe_result_t toe_relay_next(toe_relay_t *relay, uint32_t listener, toe_op_t **op_out, toe_error_t *error_out) {
  listener_t *taker = &relay->listener[listener];
  assert(relay->trace != NULL && !taker->has_left);
  entry_t *entry = taker->next;
  *op_out = NULL;
  if (entry == NULL) return read_next(relay, taker, op_out, error_out);
  if (entry->listeners > 1) {
    *op_out = toe_op_copy(entry->op);
    if (*op_out == NULL) return TOE_E_MEMORY;
    --entry->listeners;
  } else { /* the last one takes it itself */
    assert(entry == relay->first);
    *op_out = entry->op;
    entry->op = NULL;
  }
  taker->next = entry->next;
  taker->taken = entry->taken;
  if (entry->op == NULL) first_drop(relay);
  return TOE_OK;
}

toe_relay_taken_t toe_relay_get_taken(const toe_relay_t *relay, uint32_t listener) {
  return relay->listener[listener].taken;
}
