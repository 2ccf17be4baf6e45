/* SPDX-License-Identifier: Apache-2.0
 *
 * COPY: buffered data of a connection goes from the host into the buffer memory [R46], a segment that is forwarded into
 * the forward memory [R147] (docs/microarchitecture.md 5.9, 5.16).
 */
#include <assert.h>
#include <string.h>

#include "model/toe_engine_internal.h"

enum { ROW = TOE_STAGE_BUFFER_ROW_BYTES, PAGE = 4096 /* no read crosses it */ };

_Static_assert(TOE_STAGE_FRAME_ROWS *ROW == TOE_STAGE_FRAME_BYTES, "the longest segment fills the forward memory");

void toe_engine_copy_start(toe_engine_t *engine, toe_cycle_t s) {
  const toe_pool_state_t *pool = &engine->resources.pool[TOE_POOL_BUFFERED_COPY];
  assert(!engine->copy.is_active && engine->copy.open == 0);
  (void)pool;
  engine->copy = (toe_copy_t){
      .is_active = true, .address = engine->object.buffered_addr, .bytes = engine->decision.claim.copy_bytes};
  assert(engine->copy.bytes > 0 && engine->copy.bytes <= pool->built - pool->used);
  toe_engine_wake(engine, TOE_UNIT_COPY, s + 1);
}

void toe_engine_copy_start_forward(toe_engine_t *engine, toe_cycle_t s) {
  const toe_command_t *command = &engine->slot[engine->item.slot].command;
  assert(!engine->copy.is_active && engine->copy.open == 0);
  engine->copy = (toe_copy_t){.is_active = true,
                              .is_forward = true,
                              .address = command->object_addr,
                              .bytes = (command->setting + ROW - 1) / ROW * ROW};
  toe_engine_wake(engine, TOE_UNIT_COPY, s + 1);
}

bool toe_engine_copy_has_ended(const toe_engine_t *engine) {
  const toe_copy_t *copy = &engine->copy;
  return (copy->has_failed || copy->asked_bytes == copy->bytes) && copy->open == 0;
}

void toe_engine_copy_row(toe_engine_t *engine, toe_cycle_t c, const toe_copy_read_t *read) {
  uint32_t rows = read->read.received_bytes / ROW;
  engine->buffer_edge = c + 1;
  engine->buffer_row = read->row[rows - 1];
  memcpy(engine->buffer_data, read->data + (size_t)(rows - 1) * ROW, ROW);
  toe_engine_wake(engine, TOE_UNIT_COPY, c + 1);
}

static void write_row(toe_engine_t *engine, toe_cycle_t c) {
  engine->buffer_edge = TOE_CYCLE_NEVER;
  if (engine->copy.is_forward) {
    memcpy(engine->forward.data + (size_t)engine->buffer_row * ROW, engine->buffer_data, ROW);
    return;
  }
  toe_buf_mem_write(engine->buffer, engine->buffer_row, engine->buffer_data);
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_BUFFER, c);
  retire->u.buffer.row = engine->buffer_row;
  retire->u.buffer.mask = ~(uint64_t)0;
  memcpy(retire->u.buffer.data, engine->buffer_data, ROW);
}

/* Bytes of the next read. */
static uint32_t next_bytes(const toe_engine_t *engine, uint64_t address) {
  const toe_copy_t *copy = &engine->copy;
  uint64_t bytes =
      engine->config.mrrs_bytes < TOE_STAGE_COPY_READ_BYTES ? TOE_STAGE_COPY_READ_BYTES / 2 : TOE_STAGE_COPY_READ_BYTES;
  if (bytes > PAGE - address % PAGE) bytes = PAGE - address % PAGE;
  if (bytes > copy->bytes - copy->asked_bytes) bytes = copy->bytes - copy->asked_bytes;
  return (uint32_t)bytes;
}

/* Take a block for the next read; its first one settles how much it asks for. */
static void take_block(toe_engine_t *engine, toe_cycle_t c) {
  toe_copy_t *copy = &engine->copy;
  if (copy->next_blocks == 0) copy->next_bytes = next_bytes(engine, copy->address + copy->asked_bytes);
  copy->next_row[copy->next_blocks++] =
      copy->is_forward ? copy->chain.count++ : toe_blocks_take(&engine->resources.blocks, &copy->chain);
  toe_engine_wake(engine, TOE_UNIT_COPY, c + 1);
}

static void push_next(toe_engine_t *engine, toe_cycle_t c, toe_copy_read_t *read) {
  toe_copy_t *copy = &engine->copy;
  memcpy(read->row, copy->next_row, sizeof read->row);
  toe_engine_push_read(engine, c, &read->read, copy->address + copy->asked_bytes, copy->next_bytes,
                       TOE_STAGE_TAG_COPY + copy->reads % TOE_STAGE_COPY_READS);
  copy->asked_bytes += copy->next_bytes;
  copy->next_bytes = copy->next_blocks = 0;
  ++copy->reads;
  ++copy->open;
  engine->copy_push_edge = c;
  toe_engine_wake(engine, TOE_UNIT_COPY, c + 1);
  toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1); /* its push had to wait for this one */
}

void toe_engine_copy(toe_engine_t *engine, toe_cycle_t c) {
  toe_copy_t *copy = &engine->copy;
  if (engine->buffer_edge == c) write_row(engine, c);
  if (!copy->is_active || copy->has_failed || copy->asked_bytes == copy->bytes) return;
  if (copy->next_blocks == 0 || copy->next_blocks * ROW < copy->next_bytes) {
    take_block(engine, c);
    return;
  }
  toe_copy_read_t *read = &engine->copy_read[copy->reads % TOE_STAGE_COPY_READS];
  if (read->read.is_in_flight || engine->cmd_push_edge == c || !toe_engine_may_read(engine, c)) return;
  push_next(engine, c, read);
}
