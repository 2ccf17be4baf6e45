/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_ledger.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/toe_types.h"

enum { MANY = 2, LAYER_SHIFT = 28, PIECE = 32 };

static bool wrong(toe_seam_ledger_t *ledger, const char *format, ...) TOE_PRINTF(2, 3);
static bool wrong(toe_seam_ledger_t *ledger, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(ledger->error, sizeof ledger->error, format, args);
  va_end(args);
  return false;
}

/* ---- descriptors ---- */

static toe_seam_descriptor_t *place_of(toe_seam_ledger_t *ledger, uint64_t ndis_handle) {
  return &ledger->descriptor[ndis_handle % TOE_SEAM_DESCRIPTORS];
}

/* NULL: never fetched, or forgotten */
static toe_seam_descriptor_t *find(toe_seam_ledger_t *ledger, uint64_t ndis_handle) {
  toe_seam_descriptor_t *descriptor = place_of(ledger, ndis_handle);
  return descriptor->is_known && descriptor->ndis_handle == ndis_handle ? descriptor : NULL;
}

void toe_seam_ledger_fetched(toe_seam_ledger_t *ledger, const uint8_t *object) {
  uint64_t ndis_handle = TOE_READ(object, OBJECT, NDIS_HANDLE);
  if (TOE_READ(object, OBJECT, KIND) == TOE_KIND_LINKER && TOE_READ(object, OBJECT, LAYER) == TOE_LAYER_TCP) {
    toe_seam_streams_room(&ledger->streams, object);
  }
  if (TOE_READ(object, OBJECT, KIND) != TOE_KIND_NEW) return;
  toe_seam_descriptor_t *descriptor = find(ledger, ndis_handle);
  if (descriptor != NULL) {
    descriptor->is_ambiguous |= memcmp(descriptor->bytes, object, TOE_OBJECT_BYTES) != 0;
    return;
  }
  descriptor = place_of(ledger, ndis_handle);
  *descriptor = (toe_seam_descriptor_t){.ndis_handle = ndis_handle, .is_known = true, .row = UINT32_MAX};
  memcpy(descriptor->bytes, object, TOE_OBJECT_BYTES);
}

/* ---- rows ---- */

void toe_seam_ledger_flip(toe_seam_ledger_t *ledger, uint64_t cycle, uint32_t row) {
  if (ledger->flips == TOE_SEAM_FLIPS) { /* more than the turn's list holds: nothing of this row is compared */
    ledger->hits[row] = MANY;
    return;
  }
  ledger->flip[ledger->flips].cycle = cycle;
  ledger->flip[ledger->flips++].row = row;
}

bool toe_seam_ledger_is_hit(const toe_seam_ledger_t *ledger, uint32_t row) {
  for (uint32_t i = ledger->first_flip; i < ledger->flips; ++i) {
    if (ledger->flip[i].row == row) return true;
  }
  return ledger->hits[row] > 0;
}

/* Flips up to an edge: they come before anything else of it. */
static void book_flips(toe_seam_ledger_t *ledger, uint64_t cycle) {
  while (ledger->first_flip < ledger->flips && ledger->flip[ledger->first_flip].cycle <= cycle) {
    uint32_t row = ledger->flip[ledger->first_flip++].row;
    if (ledger->hits[row] < MANY) ++ledger->hits[row];
  }
  if (ledger->first_flip == ledger->flips) ledger->first_flip = ledger->flips = 0;
}

static bool is_first_row(uint32_t row) {
  if (row >= TOE_STAGE_NEIGHBOR_ROW_BASE) return (row - TOE_STAGE_NEIGHBOR_ROW_BASE) % TOE_STAGE_STATE_ROWS == 0;
  if (row >= TOE_STAGE_PATH_ROW_BASE) return (row - TOE_STAGE_PATH_ROW_BASE) % TOE_STAGE_STATE_ROWS == 0;
  return (row - TOE_STAGE_TCP_ROW_BASE) % TOE_STAGE_TCP_ROWS == 0;
}

/* The first write of a row is that of a new object: no seed lives long enough for an id to be given out twice.  A later
 * one is a correction, which may be wrong after many flips. */
static void book_context(toe_seam_ledger_t *ledger, uint32_t row, const uint8_t *data) {
  if (ledger->has_context[row]) {
    if (ledger->hits[row] < MANY) ledger->hits[row] = 0;
    return;
  }
  ledger->has_context[row] = true;
  ledger->hits[row] = 0;
  if (!is_first_row(row)) return;
  toe_seam_descriptor_t *descriptor = find(ledger, TOE_READ(data, OBJECT, NDIS_HANDLE));
  if (descriptor != NULL) {
    descriptor->is_ambiguous |= descriptor->row != UINT32_MAX;
    descriptor->row = row;
  }
  if (TOE_READ(data, CONTEXT, LAYER) != (0x80 | TOE_LAYER_TCP)) return;
  toe_seam_streams_open(&ledger->streams, (row - TOE_STAGE_TCP_ROW_BASE) / TOE_STAGE_TCP_ROWS,
                        descriptor != NULL && !descriptor->is_ambiguous ? descriptor->bytes : NULL);
}

/* ---- what is handed back ---- */

static bool is_intact(const toe_seam_ledger_t *ledger, const toe_seam_descriptor_t *descriptor) {
  if (descriptor == NULL || descriptor->is_ambiguous || descriptor->row == UINT32_MAX) return false;
  uint32_t rows = TOE_READ(descriptor->bytes, OBJECT, LAYER) == TOE_LAYER_TCP ? 4 : 2;
  for (uint32_t i = 0; i < rows; ++i) {
    if (ledger->hits[descriptor->row + i] >= MANY) return false;
  }
  return true;
}

/* Bytes of a context that are not those of its descriptor. */
static bool may_differ(const toe_seam_ledger_t *ledger, uint8_t layer, uint64_t at) {
  if (at < TOE_OBJECT_NDIS_HANDLE_OFFSET) return true;
  if (layer != TOE_LAYER_TCP) return false;
  if (at >= TOE_CONTEXT_TCP_BUFFER_ROW_OFFSET && at < TOE_CONTEXT_TCP_BYTES) return true;
  if (at >= TOE_OBJ_TCP_RCV_WND_OFFSET && at < TOE_OBJ_TCP_RCV_WND_OFFSET + TOE_OBJ_TCP_RCV_WND_BYTES) return true;
  if (at >= TOE_OBJECT_BYTES - TOE_CONTEXT_RCV_BYTES) return true; /* nobody gave it */
  if (!ledger->streams.has_wire) return false;
  return at == TOE_OBJ_TCP_STATE_OFFSET ||
         (at >= TOE_OBJ_TCP_RCV_NXT_OFFSET && at < TOE_OBJ_TCP_RCV_NXT_OFFSET + TOE_OBJ_TCP_RCV_NXT_BYTES);
}

static bool book_returned(toe_seam_ledger_t *ledger, uint64_t offset, const uint8_t *data) {
  if (offset == 0) {
    const toe_seam_descriptor_t *descriptor = find(ledger, TOE_READ(data, OBJECT, NDIS_HANDLE));
    ledger->returning = is_intact(ledger, descriptor) ? descriptor : NULL;
  }
  if (ledger->returning == NULL) return true;
  const uint8_t *fetched = ledger->returning->bytes;
  uint8_t layer = (uint8_t)TOE_READ(fetched, OBJECT, LAYER);
  for (uint32_t i = 0; i < PIECE; ++i) {
    if (data[i] == fetched[offset + i] || may_differ(ledger, layer, offset + i)) continue;
    return wrong(ledger, "byte %" PRIu64 " of the object 0x%016" PRIx64 " was 0x%02x and comes back as 0x%02x",
                 offset + i, ledger->returning->ndis_handle, fetched[offset + i], data[i]);
  }
  ++ledger->rows_checked;
  return true;
}

/* ---- who is there ---- */

typedef struct name {
  uint32_t layer, id;
} name_t;

static bool read_handle(uint64_t handle, name_t *name_out) {
  *name_out = (name_t){(uint32_t)(handle >> LAYER_SHIFT), (uint32_t)(handle & (TOE_SEAM_IDS - 1))};
  bool is_plain = handle == ((uint64_t)name_out->layer << LAYER_SHIFT | name_out->id);
  return is_plain && name_out->layer >= TOE_LAYER_NEIGHBOR && name_out->layer <= TOE_LAYER_TCP;
}

static bool is_live(const toe_seam_ledger_t *ledger, uint64_t handle) {
  name_t name;
  return read_handle(handle, &name) && ledger->is_live[name.layer][name.id];
}

static bool book_new(toe_seam_ledger_t *ledger, uint64_t handle, uint64_t parent) {
  name_t name, above;
  if (!read_handle(handle, &name) || is_live(ledger, handle)) {
    return wrong(ledger, "handle 0x%" PRIx64 " is given out and is in use, or is none", handle);
  }
  ledger->is_live[name.layer][name.id] = true;
  ledger->dependents[name.layer][name.id] = 0;
  ledger->parent[name.layer][name.id] = (uint32_t)parent;
  ++ledger->live[name.layer];
  if (name.layer == TOE_LAYER_NEIGHBOR) return parent == 0 || wrong(ledger, "a neighbor has a parent");
  if (!is_live(ledger, parent) || !read_handle(parent, &above) || above.layer + 1 != name.layer) {
    return wrong(ledger, "0x%" PRIx64 " hangs on 0x%" PRIx64 ", which is not there", handle, parent);
  }
  ++ledger->dependents[above.layer][above.id];
  return true;
}

static bool book_freed(toe_seam_ledger_t *ledger, uint64_t handle) {
  name_t name, above;
  if (!is_live(ledger, handle)) return wrong(ledger, "0x%" PRIx64 " is freed and is not there", handle);
  (void)read_handle(handle, &name);
  if (ledger->dependents[name.layer][name.id] != 0) {
    return wrong(ledger, "0x%" PRIx64 " is freed and has dependents", handle);
  }
  ledger->is_live[name.layer][name.id] = false;
  --ledger->live[name.layer];
  if (name.layer == TOE_LAYER_NEIGHBOR) return true;
  (void)read_handle(ledger->parent[name.layer][name.id], &above);
  --ledger->dependents[above.layer][above.id];
  return true;
}

static bool book_decided(toe_seam_ledger_t *ledger, const toe_retire_t *retire) {
  uint64_t cause = retire->u.decided.cause, handle = retire->u.decided.handle;
  if (retire->u.decided.is_object == 0) return true;
  bool is_linker = retire->u.decided.kind == TOE_KIND_LINKER;
  bool is_free = retire->u.decided.is_terminate != 0 && is_linker && retire->u.decided.attempted != 0 &&
                 (cause == TOE_CAUSE_OK || cause == TOE_CAUSE_CONTEXT_ECC);
  bool is_new = retire->u.decided.is_terminate == 0 && retire->u.decided.kind == TOE_KIND_NEW &&
                retire->u.decided.attempted != 0 && cause == TOE_CAUSE_OK;
  if (is_new && !book_new(ledger, handle, retire->u.decided.parent)) return false;
  if (is_free && !book_freed(ledger, handle)) return false;
  uint32_t neighbors = ledger->live[TOE_LAYER_NEIGHBOR], paths = ledger->live[TOE_LAYER_PATH];
  uint32_t connections = ledger->live[TOE_LAYER_TCP];
  if (retire->u.decided.used_neighbor == neighbors && retire->u.decided.used_path == paths &&
      retire->u.decided.used_tcp == connections && retire->u.decided.used_lookup == connections &&
      retire->u.decided.used_xmit_buffer == connections &&
      retire->u.decided.used_host_memory == neighbors + paths + connections) {
    return true;
  }
  return wrong(
      ledger, "commit %" PRIu64 ": levels do not fit %" PRIu32 " neighbors, %" PRIu32 " paths, %" PRIu32 " connections",
      retire->u.decided.commit, neighbors, paths, connections);
}

bool toe_seam_ledger_book(toe_seam_ledger_t *ledger, const toe_retire_t *retire) {
  book_flips(ledger, retire->cycle);
  if (!toe_seam_streams_book(&ledger->streams, retire)) return wrong(ledger, "%s", ledger->streams.error);
  switch (retire->kind) {
    case TOE_RETIRE_DECIDED:
      return book_decided(ledger, retire);
    case TOE_RETIRE_CONTEXT:
      book_context(ledger, (uint32_t)retire->u.context.row, retire->u.context.data);
      return true;
    case TOE_RETIRE_RETURNED:
      return book_returned(ledger, retire->u.returned.offset, retire->u.returned.data);
    default:
      return true;
  }
}

uint32_t toe_seam_ledger_live(const toe_seam_ledger_t *ledger, uint32_t *handles_out, uint32_t most) {
  uint32_t count = 0;
  for (uint32_t layer = TOE_LAYER_TCP; layer >= TOE_LAYER_NEIGHBOR; --layer) {
    for (uint32_t id = 0; id < TOE_SEAM_IDS && count < most; ++id) {
      if (ledger->is_live[layer][id]) handles_out[count++] = layer << LAYER_SHIFT | id;
    }
  }
  return count;
}

const uint8_t *toe_seam_ledger_object(const toe_seam_ledger_t *ledger, uint32_t handle, uint32_t *parent_out) {
  name_t name;
  if (!is_live(ledger, handle) || !read_handle(handle, &name)) return NULL;
  const uint32_t row = name.layer == TOE_LAYER_TCP    ? TOE_STAGE_TCP_ROW_BASE + TOE_STAGE_TCP_ROWS * name.id
                       : name.layer == TOE_LAYER_PATH ? TOE_STAGE_PATH_ROW_BASE + TOE_STAGE_STATE_ROWS * name.id
                                                      : TOE_STAGE_NEIGHBOR_ROW_BASE + TOE_STAGE_STATE_ROWS * name.id;
  *parent_out = ledger->parent[name.layer][name.id];
  for (uint32_t i = 0; i < TOE_SEAM_DESCRIPTORS; ++i) {
    const toe_seam_descriptor_t *descriptor = &ledger->descriptor[i];
    if (descriptor->is_known && !descriptor->is_ambiguous && descriptor->row == row) return descriptor->bytes;
  }
  return NULL;
}
