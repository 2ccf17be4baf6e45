/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_rows.c - what the rows of contexts and copies say of those that hold them.
 */
#include <stdio.h>
#include <string.h>

#include "sim/check/toe_conserve_internal.h"
#include "sim/check/toe_pool_record.h"

#define BLOCK TOE_STAGE_BUFFER_ROW_BYTES

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

static uint64_t first_row(uint64_t handle) {
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

static void take_neighbor(toe_conserve_t *conserve, const uint8_t *row) {
  const toe_retire_t *taken = &conserve->taken;
  uint64_t vlan = TOE_READ(row, OBJ_NEIGHBOR, VLAN);
  if (TOE_READ(row, CONTEXT, VLAN) != vlan || TOE_READ(row, CONTEXT, FAMILY) != 0) {
    toe_conserve_violate(conserve, taken, taken->cycle, "its context does not say its own VLAN %llu, without a family",
                         (unsigned long long)vlan);
  }
  if (vlan != 0) {
    take_value(conserve, TOE_POOL_VLAN, &conserve->vlan, row + TOE_OBJ_NEIGHBOR_VLAN_OFFSET,
               TOE_OBJ_NEIGHBOR_VLAN_BYTES);
  }
  if (TOE_READ(row, OBJ_NEIGHBOR, HAS_SRC_MAC) != 0) {
    take_value(conserve, TOE_POOL_SRC_MAC, &conserve->src_mac, row + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET,
               TOE_OBJ_NEIGHBOR_SRC_MAC_BYTES);
  }
}

static void take_path(toe_conserve_t *conserve, const uint8_t *row) {
  const toe_retire_t *taken = &conserve->taken;
  uint64_t family = TOE_READ(row, CONTEXT, FAMILY);
  if (family != 4 && family != 6) {
    toe_conserve_violate(conserve, taken, taken->cycle, "its context says family %llu", (unsigned long long)family);
  }
  uint8_t value[1 + TOE_OBJ_PATH_SRC_IP_BYTES] = {(uint8_t)family};
  memcpy(value + 1, row + TOE_OBJ_PATH_SRC_IP_OFFSET, TOE_OBJ_PATH_SRC_IP_BYTES);
  take_value(conserve, TOE_POOL_SRC_IP, &conserve->src_ip, value, sizeof value);
}

static void take_pages(toe_conserve_t *conserve, const uint8_t *row) {
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
}

static void forget_copy(toe_conserve_t *conserve) {
  uint64_t first = conserve->held[TOE_POOL_BUFFERED_COPY] / BLOCK;
  if (conserve->copy.count > 0) memset(conserve->copy.rows + first / 8, 0, (conserve->copy.end + 7) / 8 - first / 8);
  conserve->copy.count = conserve->copy.end = 0;
}

static void take_copy(toe_conserve_t *conserve, const uint8_t *row) {
  const toe_retire_t *taken = &conserve->taken;
  uint64_t bytes = TOE_READ(row, OBJ_TCP, BUFFERED_BYTES), blocks = (bytes + BLOCK - 1) / BLOCK;
  uint64_t first = conserve->held[TOE_POOL_BUFFERED_COPY] / BLOCK, said = TOE_READ(row, CONTEXT_TCP, BUFFER_ROW);
  if (said != (bytes == 0 ? 0 : first)) {
    toe_conserve_violate(conserve, taken, taken->cycle,
                         "its context says its copy begins at row %llu of the buffer memory, expected %llu",
                         (unsigned long long)said, (unsigned long long)(bytes == 0 ? 0 : first));
  }
  toe_conserve_need(conserve, taken, TOE_POOL_BUFFERED_COPY, blocks * BLOCK);
  /* None came twice and none lies before the first: as many as there must be, and none behind the last, are all. */
  if (conserve->copy.count != blocks || (blocks != 0 && conserve->copy.end != first + blocks)) {
    toe_conserve_violate(conserve, taken, taken->cycle,
                         "its copy takes the %llu rows of the buffer memory from %llu on; %u were written, up to %u",
                         (unsigned long long)blocks, (unsigned long long)first, conserve->copy.count,
                         conserve->copy.count == 0 ? 0 : conserve->copy.end - 1);
  }
  forget_copy(conserve);
  conserve->held[TOE_POOL_BUFFERED_COPY] += blocks * BLOCK;
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
  bool is_same = TOE_READ(row, CONTEXT, VLAN) == TOE_READ(parent->row, CONTEXT, VLAN);
  if (layer == TOE_LAYER_TCP) {
    is_same = is_same && TOE_READ(row, CONTEXT, FAMILY) == TOE_READ(parent->row, CONTEXT, FAMILY);
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
  memcpy(object->row, row, sizeof object->row);
  object->check = retire->u.context.check;
  check_heritage(conserve, row);
  if (taken->u.decided.layer == TOE_LAYER_NEIGHBOR) take_neighbor(conserve, row);
  if (taken->u.decided.layer == TOE_LAYER_PATH) take_path(conserve, row);
  if (taken->u.decided.layer == TOE_LAYER_TCP) {
    take_pages(conserve, row);
    take_copy(conserve, row);
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

/* The row a linker had corrected is what was written first.  A word that differs by an even number of bits, four or
 * more, is what the code makes of three flips or more: another word, as good as any other. */
static void check_corrected(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_object_t *object =
      toe_conserve_find(conserve, conserve->last.u.decided.handle, conserve->last.u.decided.layer);
  if (object == NULL) return; /* cannot be: the linker's handle was looked at */
  for (int word = 0; word < WORDS; ++word) {
    uint64_t was = toe_member_read(object->row, 8 * word, 8);
    uint64_t is = toe_member_read(retire->u.context.data, 8 * word, 8);
    unsigned bits = count_bits(was ^ is) + count_bits((object->check ^ retire->u.context.check) >> (8 * word) & 0xFF);
    if (bits == 0 || (bits >= 4 && bits % 2 == 0)) continue;
    toe_conserve_violate(conserve, &conserve->last, retire->cycle,
                         "the corrected row %llu is not what was written first: %u bits of word %d differ",
                         (unsigned long long)retire->u.context.row, bits, word);
  }
  memcpy(object->row, retire->u.context.data, sizeof object->row);
  object->check = retire->u.context.check;
}

static bool is_corrected(const toe_conserve_t *conserve, const toe_retire_t *retire) {
  const toe_retire_t *last = &conserve->last;
  return last->cycle != TOE_CYCLE_NEVER && retire->cycle == last->cycle + 1 && last->u.decided.is_object &&
         last->u.decided.attempted && last->u.decided.kind == TOE_KIND_LINKER &&
         last->u.decided.cause == TOE_CAUSE_OK && retire->u.context.row == first_row(last->u.decided.handle);
}

void toe_conserve_put_context(toe_conserve_t *conserve, const toe_retire_t *retire) {
  const toe_retire_t *taken = &conserve->taken;
  unsigned long long row = retire->u.context.row;
  if (conserve->row_done == conserve->row_count) {
    if (is_corrected(conserve, retire)) {
      check_corrected(conserve, retire);
    } else {
      toe_conserve_violate(conserve, &conserve->last, retire->cycle,
                           "context row %llu is written after it, but nothing was decided that writes it", row);
    }
    return;
  }
  uint64_t expected = first_row(taken->u.decided.handle) + conserve->row_done;
  toe_cycle_t due = taken->cycle + 1 + conserve->row_done;
  if (row != expected || retire->cycle != due) {
    toe_conserve_violate(conserve, taken, retire->cycle,
                         "context row %llu is written at cycle %llu, expected row %llu of its own at %llu", row,
                         (unsigned long long)retire->cycle, (unsigned long long)expected, (unsigned long long)due);
    return;
  }
  if (conserve->row_done == 0) take_first_row(conserve, retire);
  ++conserve->row_done;
}

/* ---- rows of the buffer memory */

/* A connection that has a copy made of its buffered data. */
static bool has_copy(const toe_retire_t *decided) {
  return decided->u.decided.is_object && decided->u.decided.attempted && decided->u.decided.kind == TOE_KIND_NEW &&
         decided->u.decided.layer == TOE_LAYER_TCP &&
         (decided->u.decided.cause == TOE_CAUSE_OK || decided->u.decided.cause == TOE_CAUSE_COPY_FETCH);
}

void toe_conserve_put_buffer(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_copy_t *copy = &conserve->copy;
  uint64_t row = retire->u.buffer.row, first = conserve->held[TOE_POOL_BUFFERED_COPY] / BLOCK, limit;
  bool knows_limit = toe_conserve_limit(conserve, TOE_POOL_BUFFERED_COPY, &limit);
  /* The last row may come with the decision itself, at the same edge. */
  bool is_of_last = conserve->last.cycle == retire->cycle && has_copy(&conserve->last);
  char fault[sizeof copy->fault] = "";
  if (row < first) {
    (void)snprintf(fault, sizeof fault, "row %llu of the buffer memory is written, but a live connection holds it",
                   (unsigned long long)row);
  } else if (row >= TOE_STAGE_BUFFER_ROWS || (knows_limit && (row + 1) * BLOCK > limit)) {
    (void)snprintf(fault, sizeof fault, "row %llu of the buffer memory is written, beyond the limit of %llu bytes",
                   (unsigned long long)row, (unsigned long long)limit);
  } else if ((copy->rows[row / 8] >> (row % 8) & 1) != 0) {
    (void)snprintf(fault, sizeof fault, "row %llu of the buffer memory is written twice", (unsigned long long)row);
  } else if (!(is_of_last && conserve->last.u.decided.cause == TOE_CAUSE_COPY_FETCH)) {
    copy->rows[row / 8] |= (uint8_t)(1u << (row % 8));
    ++copy->count;
    if (row + 1 > copy->end) copy->end = (uint32_t)row + 1;
  }
  if (fault[0] == '\0') return;
  if (is_of_last) toe_conserve_violate(conserve, &conserve->last, retire->cycle, "%s", fault);
  if (copy->fault[0] != '\0') return;
  memcpy(copy->fault, fault, sizeof fault); /* said with the decision it precedes */
  copy->fault_cycle = retire->cycle;
}

void toe_conserve_judge_copy(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_copy_t *copy = &conserve->copy;
  if (copy->fault[0] != '\0') toe_conserve_violate(conserve, retire, copy->fault_cycle, "%s", copy->fault);
  if (copy->count > 0 && !has_copy(retire)) {
    toe_conserve_violate(conserve, retire, retire->cycle,
                         "%u rows of the buffer memory were written before it, but it has no copy", copy->count);
  }
  if (retire->u.decided.cause != TOE_CAUSE_OK) forget_copy(conserve);
}
