/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_copy.c - rows of the buffer memory: whose copy they are, in which order they are given out, and
 * whether they are the bytes the host has.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_conserve_internal.h"
#include "sim/host/toe_stream.h"

#define BLOCK TOE_STAGE_BUFFER_ROW_BYTES

static bool has_bit(const uint8_t *bits, uint32_t row) { return (bits[row / 8] >> (row % 8) & 1) != 0; }
static void set_bit(uint8_t *bits, uint32_t row) { bits[row / 8] |= (uint8_t)(1u << (row % 8)); }
static void clear_bit(uint8_t *bits, uint32_t row) { bits[row / 8] &= (uint8_t) ~(1u << (row % 8)); }

toe_result_t toe_conserve_copy_new(toe_conserve_copy_t *copy) {
  copy->is_written = calloc(TOE_STAGE_BUFFER_ROWS / 8, 1);
  copy->is_held = calloc(TOE_STAGE_BUFFER_ROWS / 8, 1);
  copy->written = calloc(TOE_STAGE_BUFFER_ROWS, sizeof *copy->written);
  copy->next = calloc(TOE_STAGE_BUFFER_ROWS, sizeof *copy->next);
  copy->place = calloc(TOE_STAGE_BUFFER_ROWS, sizeof *copy->place);
  bool is_whole = copy->is_written != NULL && copy->is_held != NULL && copy->written != NULL && copy->next != NULL;
  return is_whole && copy->place != NULL ? toe_order_new(&copy->order, TOE_STAGE_BUFFER_ROWS) : TOE_E_MEMORY;
}

void toe_conserve_copy_free(toe_conserve_copy_t *copy) {
  free(copy->is_written);
  free(copy->is_held);
  free(copy->written);
  free(copy->next);
  free(copy->place);
  free(copy->bytes);
  free(copy->due);
  toe_order_free(&copy->order);
}

static void forget_written(toe_conserve_copy_t *copy) {
  for (uint32_t i = 0; i < copy->count; ++i) clear_bit(copy->is_written, copy->written[i]);
  copy->count = 0;
}

/* Room for `count` rows; what is there stays. */
static bool make_room(uint8_t **bytes, uint32_t *capacity, uint32_t count) {
  if (count <= *capacity) return true;
  uint32_t more = *capacity * 2 > count ? *capacity * 2 : count;
  uint8_t *grown = realloc(*bytes, (size_t)more * BLOCK);
  if (grown == NULL) return false;
  *bytes = grown;
  *capacity = more;
  return true;
}

static void keep_row(toe_conserve_t *conserve, uint32_t row, const uint8_t *data) {
  toe_conserve_copy_t *copy = &conserve->copy;
  if (!make_room(&copy->bytes, &copy->capacity, copy->count + 1)) {
    conserve->failure = TOE_E_MEMORY;
    return;
  }
  memcpy(copy->bytes + (size_t)copy->count * BLOCK, data, BLOCK);
  copy->place[row] = copy->count;
  set_bit(copy->is_written, row);
  copy->written[copy->count++] = row;
}

/* A connection that has a copy made of its buffered data. */
static bool has_copy(const toe_retire_t *decided) {
  return decided->u.decided.is_object && decided->u.decided.attempted && decided->u.decided.kind == TOE_KIND_NEW &&
         decided->u.decided.layer == TOE_LAYER_TCP &&
         (decided->u.decided.cause == TOE_CAUSE_OK || decided->u.decided.cause == TOE_CAUSE_COPY_FETCH);
}

void toe_conserve_put_buffer(toe_conserve_t *conserve, const toe_retire_t *retire) {
  if (toe_conserve_put_data(conserve, retire)) return;
  toe_conserve_copy_t *copy = &conserve->copy;
  uint64_t row = retire->u.buffer.row, limit;
  bool knows_limit = toe_conserve_limit(conserve, TOE_POOL_BUFFERED_COPY, &limit);
  /* The last row may come with the decision itself, at the same edge. */
  bool is_of_last = conserve->last.cycle == retire->cycle && has_copy(&conserve->last);
  char fault[sizeof copy->fault] = "";
  if (row >= TOE_STAGE_BUFFER_ROWS) {
    (void)snprintf(fault, sizeof fault, "row %llu of the buffer memory is written, but it has only %u",
                   (unsigned long long)row, TOE_STAGE_BUFFER_ROWS);
  } else if (has_bit(copy->is_held, (uint32_t)row)) {
    (void)snprintf(fault, sizeof fault, "row %llu of the buffer memory is written, but a live connection holds it",
                   (unsigned long long)row);
  } else if (has_bit(copy->is_written, (uint32_t)row)) {
    (void)snprintf(fault, sizeof fault, "row %llu of the buffer memory is written twice", (unsigned long long)row);
  } else if (knows_limit && conserve->held[TOE_POOL_BUFFERED_COPY] + (copy->count + 1ull) * BLOCK > limit) {
    (void)snprintf(fault, sizeof fault, "row %llu of the buffer memory is written, beyond the limit of %llu bytes",
                   (unsigned long long)row, (unsigned long long)limit);
  } else if (!(is_of_last && conserve->last.u.decided.cause == TOE_CAUSE_COPY_FETCH)) {
    keep_row(conserve, (uint32_t)row, retire->u.buffer.data);
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
  if (retire->u.decided.cause != TOE_CAUSE_OK) forget_written(copy);
  if (has_copy(retire) && retire->u.decided.cause == TOE_CAUSE_COPY_FETCH) copy->is_order_unknown = true;
}

/* Whether what was written is the chain that is next in order. */
static void check_chain(toe_conserve_t *conserve, uint64_t blocks, uint64_t said) {
  const toe_conserve_copy_t *copy = &conserve->copy;
  const toe_retire_t *taken = &conserve->taken;
  uint64_t first = blocks == 0 ? 0 : copy->is_order_unknown ? said : toe_order_next(&copy->order, 0);
  if (said != first) {
    toe_conserve_violate(conserve, taken, taken->cycle,
                         "its context says its copy begins at row %llu of the buffer memory, expected %llu",
                         (unsigned long long)said, (unsigned long long)first);
  }
  if (copy->count != blocks) {
    toe_conserve_violate(conserve, taken, taken->cycle,
                         "its copy takes %llu rows of the buffer memory, from %llu on; %u were written",
                         (unsigned long long)blocks, (unsigned long long)first, copy->count);
    return;
  }
  bool has_first = blocks == 0;
  for (uint32_t i = 0; i < blocks; ++i) {
    uint32_t row = copy->is_order_unknown ? copy->written[i] : toe_order_next(&copy->order, i);
    has_first = has_first || row == said;
    if (row != TOE_ORDER_NONE && has_bit(copy->is_written, row)) continue;
    toe_conserve_violate(conserve, taken, taken->cycle,
                         "row %u of the buffer memory is next in order, but is not written for its copy", row);
  }
  if (!has_first) {
    toe_conserve_violate(conserve, taken, taken->cycle,
                         "its context says its copy begins at row %llu of the buffer memory, which is not written",
                         (unsigned long long)said);
  }
}

/* Put by what its rows hold until it is known what they must hold; the next copy may begin before that. */
static void keep_due(toe_conserve_t *conserve, uint32_t blocks) {
  toe_conserve_copy_t *copy = &conserve->copy;
  copy->due_count = 0;
  if (!make_room(&copy->due, &copy->due_capacity, blocks)) {
    conserve->failure = TOE_E_MEMORY;
    return;
  }
  for (uint32_t i = 0; i < blocks; ++i) {
    uint32_t from = copy->is_order_unknown ? i : copy->place[toe_order_next(&copy->order, i)];
    memcpy(copy->due + (size_t)i * BLOCK, copy->bytes + (size_t)from * BLOCK, BLOCK);
  }
  copy->due_count = blocks;
}

/* Of a chain whose order is not known: the row that holds what block `block` must, looked for from there on, since
 * rows come nearly in order. */
static bool is_somewhere(const toe_conserve_copy_t *copy, uint32_t block, const uint8_t *expected) {
  for (uint32_t i = 0; i < copy->due_count; ++i) {
    size_t at = (block + i) % copy->due_count;
    if (memcmp(copy->due + at * BLOCK, expected, BLOCK) == 0) return true;
  }
  return false;
}

void toe_conserve_check_bytes(toe_conserve_t *conserve, const toe_conserve_object_t *object) {
  toe_conserve_copy_t *copy = &conserve->copy;
  const toe_retire_t *taken = &conserve->taken;
  uint64_t connection = TOE_READ(object->rows, OBJECT, NDIS_HANDLE);
  uint32_t bytes = (uint32_t)TOE_READ(object->rows, OBJ_TCP, BUFFERED_BYTES);
  uint32_t nxt = (uint32_t)TOE_READ(object->rows, OBJ_TCP, RCV_NXT);
  uint32_t seq = toe_stream_end(nxt, TOE_READ(object->rows, OBJ_TCP, STATE)) - bytes;
  for (uint32_t i = 0; i < copy->due_count && conserve->violation[0] == '\0'; ++i) {
    const uint8_t *row = copy->due + (size_t)i * BLOCK;
    uint8_t expected[BLOCK] = {0};
    uint32_t first = i * BLOCK, at = 0;
    toe_stream_write(connection, seq + first, expected, bytes - first < BLOCK ? bytes - first : BLOCK);
    if (memcmp(row, expected, BLOCK) == 0) continue;
    if (copy->is_order_unknown) {
      if (is_somewhere(copy, i, expected)) continue;
      toe_conserve_violate(conserve, taken, taken->cycle,
                           "bytes %u to %u of its copy, as the host has them, are in no row of the buffer memory",
                           first, first + BLOCK - 1);
      break;
    }
    while (row[at] == expected[at]) ++at;
    toe_conserve_violate(conserve, taken, taken->cycle, "byte %u of its copy is 0x%02x, but the host has 0x%02x%s",
                         first + at, row[at], expected[at], first + at < bytes ? "" : " (padding)");
  }
  copy->due_count = 0;
}

void toe_conserve_take_copy(toe_conserve_t *conserve, toe_conserve_object_t *object, const uint8_t *row) {
  toe_conserve_copy_t *copy = &conserve->copy;
  uint64_t bytes = TOE_READ(row, OBJ_TCP, BUFFERED_BYTES), blocks = (bytes + BLOCK - 1) / BLOCK;
  toe_conserve_need(conserve, &conserve->taken, TOE_POOL_BUFFERED_COPY, blocks * BLOCK);
  check_chain(conserve, blocks, TOE_READ(row, CONTEXT_TCP, BUFFER_ROW));
  conserve->held[TOE_POOL_BUFFERED_COPY] += blocks * BLOCK;
  if (conserve->violation[0] != '\0') return;
  object->blocks = object->copied = (uint32_t)blocks;
  keep_due(conserve, object->blocks);
  for (uint32_t i = 0, before = 0; i < blocks; ++i) {
    uint32_t own = copy->is_order_unknown ? copy->written[i] : toe_order_take(&copy->order);
    set_bit(copy->is_held, own);
    if (i == 0)
      object->block = own;
    else
      copy->next[before] = own;
    before = object->last = own;
  }
  forget_written(copy);
}

uint32_t toe_conserve_take_block(toe_conserve_t *conserve, toe_conserve_object_t *object, uint64_t said) {
  toe_conserve_copy_t *copy = &conserve->copy;
  bool is_free = said < TOE_STAGE_BUFFER_ROWS && !has_bit(copy->is_held, (uint32_t)said);
  uint32_t row = copy->is_order_unknown && is_free ? (uint32_t)said : toe_order_take(&copy->order);
  if (row == TOE_ORDER_NONE) return row;
  set_bit(copy->is_held, row);
  if (object->blocks == 0)
    object->block = row;
  else
    copy->next[object->last] = row;
  object->last = row;
  ++object->blocks;
  conserve->held[TOE_POOL_RCV_DATA] += BLOCK;
  return row;
}

void toe_conserve_give_blocks(toe_conserve_t *conserve, toe_conserve_object_t *object, uint32_t blocks) {
  toe_conserve_copy_t *copy = &conserve->copy;
  if (blocks > object->blocks) blocks = object->blocks;
  uint32_t copied = blocks < object->copied ? blocks : object->copied;
  conserve->held[TOE_POOL_BUFFERED_COPY] -= (uint64_t)copied * BLOCK;
  conserve->held[TOE_POOL_RCV_DATA] -= (uint64_t)(blocks - copied) * BLOCK;
  object->copied -= copied;
  uint32_t row = object->block;
  for (uint32_t i = 0; i < blocks; ++i) {
    uint32_t next = copy->next[row];
    clear_bit(copy->is_held, row);
    toe_order_give(&copy->order, row);
    row = next;
  }
  object->block = row;
  object->blocks -= blocks;
}

void toe_conserve_give_copy(toe_conserve_t *conserve, toe_conserve_object_t *object) {
  toe_conserve_give_blocks(conserve, object, object->blocks);
}
