/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_rows.c - what the rows of contexts say of those that hold them.
 */
#include <string.h>

#include "sim/check/toe_conserve_internal.h"
#include "sim/check/toe_pool_record.h"

/* A word of a context: 64 bits and 8 check bits. */
#define WORDS (TOE_STAGE_SRAM_ROW_BYTES / 8)

static uint32_t id_of(uint64_t handle) { return (uint32_t)(handle & 0x0FFFFFFF); }

toe_conserve_object_t *toe_conserve_find(const toe_conserve_t *conserve, uint64_t handle, uint64_t layer) {
  if (layer < TOE_LAYER_NEIGHBOR || layer > TOE_LAYER_TCP || handle >> 28 != layer) return NULL;
  if (id_of(handle) >= conserve->built[layer]) return NULL;
  toe_conserve_object_t *object = &conserve->objects[layer][id_of(handle)];
  return object->is_live ? object : NULL;
}

bool toe_conserve_is_told_later(uint64_t layer, toe_pool_t pool) {
  switch (layer) {
    case TOE_LAYER_NEIGHBOR:
      return pool == TOE_POOL_VLAN || pool == TOE_POOL_SRC_MAC;
    case TOE_LAYER_PATH:
      return pool == TOE_POOL_SRC_IP;
    case TOE_LAYER_TCP:
      return pool == TOE_POOL_RCV_BUFFER || pool == TOE_POOL_BUFFERED_COPY;
    default:
      return false;
  }
}

uint64_t toe_conserve_first_row(uint64_t handle) {
  switch (handle >> 28) {
    case TOE_LAYER_NEIGHBOR:
      return TOE_STAGE_NEIGHBOR_ROW_BASE + (uint64_t)TOE_STAGE_STATE_ROWS * id_of(handle);
    case TOE_LAYER_PATH:
      return TOE_STAGE_PATH_ROW_BASE + (uint64_t)TOE_STAGE_STATE_ROWS * id_of(handle);
    default:
      return TOE_STAGE_TCP_ROW_BASE + (uint64_t)TOE_STAGE_TCP_ROWS * id_of(handle);
  }
}

/* ---- what a taken object holds */

/* A value that is in use needs no room. */
static void take_value(toe_conserve_t *conserve, toe_pool_t pool, toe_shared_t *shared, const uint8_t *value,
                       size_t bytes) {
  const toe_retire_t *taken = &conserve->taken;
  uint64_t limit;
  if (pool == TOE_POOL_SRC_MAC && toe_conserve_limit(conserve, pool, &limit) && limit == 0) {
    toe_conserve_violate(conserve, taken, taken->cycle,
                         "takes a source MAC, but the limit is 0: none can be configured");
  }
  if (toe_shared_users(shared, value, bytes) == 0) toe_conserve_need(conserve, taken, pool, 1);
  if (!toe_shared_add(shared, value, bytes)) {
    toe_conserve_violate(conserve, taken, taken->cycle, "takes one more of pool %s than were ever built",
                         toe_pool_text(pool));
  }
  conserve->held[pool] = shared->count;
}

bool toe_conserve_value(toe_conserve_t *conserve, uint64_t layer, const uint8_t *row, int number, toe_pool_t *pool_out,
                        toe_shared_t **shared_out, uint8_t *value_out, size_t *bytes_out) {
  memset(value_out, 0, TOE_SHARED_VALUE_BYTES);
  if (layer == TOE_LAYER_NEIGHBOR && number == 0 && TOE_READ(row, OBJ_NEIGHBOR, VLAN) != 0) {
    *pool_out = TOE_POOL_VLAN;
    *shared_out = &conserve->vlan;
    *bytes_out = TOE_OBJ_NEIGHBOR_VLAN_BYTES;
    memcpy(value_out, row + TOE_OBJ_NEIGHBOR_VLAN_OFFSET, *bytes_out);
    return true;
  }
  if (layer == TOE_LAYER_NEIGHBOR && number == 1 && TOE_READ(row, OBJ_NEIGHBOR, HAS_SRC_MAC) != 0) {
    *pool_out = TOE_POOL_SRC_MAC;
    *shared_out = &conserve->src_mac;
    *bytes_out = TOE_OBJ_NEIGHBOR_SRC_MAC_BYTES;
    memcpy(value_out, row + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET, *bytes_out);
    return true;
  }
  if (layer == TOE_LAYER_PATH && number == 0) {
    *pool_out = TOE_POOL_SRC_IP;
    *shared_out = &conserve->src_ip;
    *bytes_out = 1 + TOE_OBJ_PATH_SRC_IP_BYTES;
    value_out[0] = (uint8_t)TOE_READ(row, CONTEXT, FAMILY);
    memcpy(value_out + 1, row + TOE_OBJ_PATH_SRC_IP_OFFSET, TOE_OBJ_PATH_SRC_IP_BYTES);
    return true;
  }
  return false;
}

/* VLAN and family as the first row says them. */
static void check_own(toe_conserve_t *conserve, const uint8_t *row) {
  const toe_retire_t *taken = &conserve->taken;
  uint64_t layer = taken->u.decided.layer, family = TOE_READ(row, CONTEXT, FAMILY);
  uint64_t vlan = TOE_READ(row, OBJ_NEIGHBOR, VLAN);
  if (layer == TOE_LAYER_NEIGHBOR && (TOE_READ(row, CONTEXT, VLAN) != vlan || family != 0)) {
    toe_conserve_violate(conserve, taken, taken->cycle, "its context does not say its own VLAN %llu, without a family",
                         (unsigned long long)vlan);
  }
  if (layer == TOE_LAYER_PATH && family != 4 && family != 6) {
    toe_conserve_violate(conserve, taken, taken->cycle, "its context says family %llu", (unsigned long long)family);
  }
}

static void take_values(toe_conserve_t *conserve, const uint8_t *row) {
  toe_pool_t pool;
  toe_shared_t *shared;
  uint8_t value[TOE_SHARED_VALUE_BYTES];
  size_t bytes;
  for (int number = 0; number < 2; ++number) {
    if (!toe_conserve_value(conserve, conserve->taken.u.decided.layer, row, number, &pool, &shared, value, &bytes))
      continue;
    take_value(conserve, pool, shared, value, bytes);
  }
}

static void take_pages(toe_conserve_t *conserve, toe_conserve_object_t *object, const uint8_t *row) {
  const toe_retire_t *taken = &conserve->taken;
  uint64_t window = TOE_READ(row, OBJ_TCP, INITIAL_RCV_WND), page = (uint64_t)1 << conserve->limits.page_log2;
  uint64_t pages = window == 0 ? 1 : (window + page - 1) / page, said = TOE_READ(row, CONTEXT_TCP, RCV_PAGES);
  if (said != pages) {
    toe_conserve_violate(conserve, taken, taken->cycle,
                         "its context says %llu receive pages, but a window of %llu takes %llu of %llu bytes",
                         (unsigned long long)said, (unsigned long long)window, (unsigned long long)pages,
                         (unsigned long long)page);
  }
  toe_conserve_need(conserve, taken, TOE_POOL_RCV_BUFFER, pages);
  conserve->held[TOE_POOL_RCV_BUFFER] += pages;
  object->pages = (uint32_t)pages;
}

/* VLAN and family of a path and a connection are those of what they are linked to. */
static void check_heritage(toe_conserve_t *conserve, const uint8_t *row) {
  const toe_retire_t *taken = &conserve->taken;
  uint64_t layer = taken->u.decided.layer;
  const toe_conserve_object_t *parent = toe_conserve_find(conserve, taken->u.decided.parent, layer - 1);
  if (TOE_READ(row, CONTEXT, LAYER) != (0x80 | layer)) {
    toe_conserve_violate(conserve, taken, taken->cycle, "its context says layer 0x%02llx",
                         (unsigned long long)TOE_READ(row, CONTEXT, LAYER));
  }
  if (TOE_READ(row, CONTEXT, PARENT) != taken->u.decided.parent) {
    toe_conserve_violate(conserve, taken, taken->cycle, "its context says parent 0x%08llx, but it is 0x%08llx",
                         (unsigned long long)TOE_READ(row, CONTEXT, PARENT),
                         (unsigned long long)taken->u.decided.parent);
  }
  if (parent == NULL) return;
  bool is_same = TOE_READ(row, CONTEXT, VLAN) == TOE_READ(parent->rows, CONTEXT, VLAN);
  if (layer == TOE_LAYER_TCP) {
    is_same = is_same && TOE_READ(row, CONTEXT, FAMILY) == TOE_READ(parent->rows, CONTEXT, FAMILY);
  }
  if (!is_same) {
    toe_conserve_violate(conserve, taken, taken->cycle,
                         "its context has not the VLAN and family of its parent 0x%08llx",
                         (unsigned long long)taken->u.decided.parent);
  }
}

/* The first row of the context of what was taken: now it is known what it holds. */
static void take_first_row(toe_conserve_t *conserve, const toe_retire_t *retire) {
  const toe_retire_t *taken = &conserve->taken;
  const uint8_t *row = retire->u.context.data;
  toe_conserve_object_t *object = toe_conserve_find(conserve, taken->u.decided.handle, taken->u.decided.layer);
  if (object == NULL) return; /* cannot be: its decision made it live */
  object->is_written = true;
  object->check = retire->u.context.check;
  check_heritage(conserve, row);
  check_own(conserve, row);
  take_values(conserve, row);
  if (taken->u.decided.layer == TOE_LAYER_TCP) {
    take_pages(conserve, object, row);
    toe_conserve_take_copy(conserve, object, row);
  }
  uint64_t said[TOE_POOLS];
  toe_retire_levels(taken, said);
  for (int i = 0; i < TOE_POOLS; ++i) {
    toe_pool_t pool = (toe_pool_t)i;
    if (said[pool] == conserve->held[pool]) continue;
    toe_conserve_violate(conserve, taken, taken->cycle, "pool %s says %llu in use, live objects hold %llu",
                         toe_pool_text(pool), (unsigned long long)said[pool], (unsigned long long)conserve->held[pool]);
  }
}

/* ---- context rows */

static unsigned count_bits(uint64_t bits) {
  unsigned count = 0;
  for (; bits != 0; bits &= bits - 1) ++count;
  return count;
}

/* A row that was corrected is what was written first.  A word that differs by an even number of bits, four or
 * more, is what the code makes of three flips or more: another word, as good as any other. */
static void check_corrected(toe_conserve_t *conserve, const toe_retire_t *retire, toe_conserve_object_t *object) {
  for (int word = 0; word < WORDS; ++word) {
    uint64_t was = toe_member_read(object->rows, 8 * word, 8);
    uint64_t is = toe_member_read(retire->u.context.data, 8 * word, 8);
    unsigned bits = count_bits(was ^ is) + count_bits((object->check ^ retire->u.context.check) >> (8 * word) & 0xFF);
    if (bits == 0 || (bits >= 4 && bits % 2 == 0)) continue;
    toe_conserve_violate(conserve, &conserve->last, retire->cycle,
                         "the corrected row %llu is not what was written first: %u bits of word %d differ",
                         (unsigned long long)retire->u.context.row, bits, word);
  }
  memcpy(object->rows, retire->u.context.data, TOE_STAGE_SRAM_ROW_BYTES);
  object->check = retire->u.context.check;
}

/* The layer whose first rows the last decision may have read and corrected: a linker of an INITIATE, a RETRIEVE; 0:
 * none.  A handle that is not in use any more reads a row too. */
static uint64_t layer_read(const toe_retire_t *last) {
  if (!last->u.decided.is_object) {
    bool is_retrieve = last->u.decided.handle != 0 || last->u.decided.error == TOE_ERROR_NO_OBJECT ||
                       last->u.decided.error == TOE_ERROR_NOT_NOW;
    return is_retrieve ? TOE_LAYER_TCP : 0;
  }
  bool is_linker = last->u.decided.attempted && last->u.decided.kind == TOE_KIND_LINKER;
  bool has_read = last->u.decided.cause == TOE_CAUSE_OK || last->u.decided.cause == TOE_CAUSE_BAD_HANDLE;
  return is_linker && has_read && !last->u.decided.is_terminate ? last->u.decided.layer : 0;
}

/* The context whose first row this is, and whose layer is `layer`; NULL: none that was ever written. */
static toe_conserve_object_t *object_of_row(const toe_conserve_t *conserve, uint64_t row, uint64_t layer) {
  if (layer < TOE_LAYER_NEIGHBOR || layer > TOE_LAYER_TCP) return NULL;
  uint64_t rows = layer == TOE_LAYER_TCP ? TOE_STAGE_TCP_ROWS : TOE_STAGE_STATE_ROWS,
           base = toe_conserve_first_row(layer << 28);
  if (row < base || (row - base) % rows != 0 || (row - base) / rows >= conserve->built[layer]) return NULL;
  toe_conserve_object_t *object = &conserve->objects[layer][(row - base) / rows];
  return object->is_written ? object : NULL;
}

/* A row that is not of what was taken last: the corrected one of what was read last. */
static void put_corrected(toe_conserve_t *conserve, const toe_retire_t *retire) {
  const toe_retire_t *last = &conserve->last;
  toe_conserve_object_t *object = NULL;
  if (last->cycle != TOE_CYCLE_NEVER && retire->cycle == last->cycle + 1) {
    object = object_of_row(conserve, retire->u.context.row, layer_read(last));
  }
  uint64_t handle = last->u.decided.handle;
  if (object == NULL || (handle != 0 && retire->u.context.row != toe_conserve_first_row(handle))) {
    toe_conserve_violate(conserve, last, retire->cycle,
                         "context row %llu is written after it, but nothing was decided that writes it",
                         (unsigned long long)retire->u.context.row);
    return;
  }
  check_corrected(conserve, retire, object);
}

void toe_conserve_put_context(toe_conserve_t *conserve, const toe_retire_t *retire) {
  const toe_retire_t *taken = &conserve->taken;
  unsigned long long row = retire->u.context.row;
  if (conserve->row_done == conserve->row_count) {
    if (!toe_conserve_put_job_row(conserve, retire)) put_corrected(conserve, retire);
    return;
  }
  uint64_t handle = taken->u.decided.handle, expected = toe_conserve_first_row(handle) + conserve->row_done;
  toe_cycle_t due = taken->cycle + 1 + conserve->row_done;
  if (row != expected || retire->cycle != due) {
    toe_conserve_violate(conserve, taken, retire->cycle,
                         "context row %llu is written at cycle %llu, expected row %llu of its own at %llu", row,
                         (unsigned long long)retire->cycle, (unsigned long long)expected, (unsigned long long)due);
    return;
  }
  toe_conserve_object_t *object = toe_conserve_find(conserve, handle, taken->u.decided.layer);
  if (object != NULL && conserve->row_done < TOE_CONSERVE_ROWS) {
    memcpy(object->rows + (size_t)conserve->row_done * TOE_STAGE_SRAM_ROW_BYTES, retire->u.context.data,
           TOE_STAGE_SRAM_ROW_BYTES);
  }
  if (conserve->row_done == 0) take_first_row(conserve, retire);
  if (conserve->row_done == 1 && object != NULL) toe_conserve_check_bytes(conserve, object);
  if (object != NULL && taken->u.decided.layer == TOE_LAYER_TCP)
    toe_conserve_take_receive(conserve, object, conserve->row_done);
  ++conserve->row_done;
}
