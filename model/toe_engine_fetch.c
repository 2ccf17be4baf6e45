/* SPDX-License-Identifier: Apache-2.0
 *
 * CMD_FETCH and OBJ_FETCH: reads go out (docs/microarchitecture.md 5.1, 5.2, 5.4).
 */
#include "model/toe_engine_internal.h"
#include "model/toe_engine_trail.h"

bool toe_engine_may_read(const toe_engine_t *engine, toe_cycle_t c) {
  return engine->config.has_bus_master && engine->reads_in_flight < engine->regs.word[TOE_REG_TAG_LIMIT] &&
         toe_places_has_room(&engine->npq_fifo, c, TOE_STAGE_NPQ_DEPTH);
}

/* The read is in flight from here. */
void toe_engine_push_read(toe_engine_t *engine, toe_cycle_t c, toe_read_t *read, uint64_t address,
                          uint32_t length_bytes, uint32_t tag) {
  engine->npq[engine->npq_fifo.pushed % TOE_STAGE_NPQ_DEPTH] =
      (toe_npq_entry_t){.address = address, .length_bytes = length_bytes, .tag = (uint8_t)tag};
  toe_places_push(&engine->npq_fifo, c);
  *read = (toe_read_t){.is_in_flight = true, .push_edge = c, .wanted_bytes = length_bytes};
  ++engine->reads_in_flight;
  if (engine->trail != NULL) toe_engine_trail_push(engine, c, tag);
  toe_engine_wake(engine, TOE_UNIT_RQ, c + 1);
}

/* True: a command was asked for. */
static bool fetch_command(toe_engine_t *engine, toe_cycle_t c) {
  uint32_t *word = engine->regs.word;
  if (c < TOE_STAGE_LOOKUP_ROWS) { /* not READY */
    toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, TOE_STAGE_LOOKUP_ROWS);
    return false;
  }
  if (TOE_GET(word[TOE_REG_CTRL], CTRL, ENABLE) == 0) return false;
  if (word[TOE_REG_CMD_RING_SIZE] == 0 || word[TOE_REG_CPL_RING_SIZE] == 0) return false;
  uint32_t head = word[TOE_REG_CMD_HEAD];
  if (word[TOE_REG_CMD_DOORBELL] == head) return false;
  if (engine->commands_fetched - engine->commands_done >= TOE_STAGE_COMMAND_SLOTS) return false;
  if (!toe_engine_may_read(engine, c)) return false;

  uint32_t index = (uint32_t)(engine->commands_fetched % TOE_STAGE_COMMAND_SLOTS);
  toe_slot_t *slot = &engine->slot[index];
  toe_engine_push_read(engine, c, &slot->read, toe_regs_cmd_ring(&engine->regs) + (uint64_t)head * TOE_COMMAND_BYTES,
                       TOE_COMMAND_BYTES, index);
  word[TOE_REG_CMD_HEAD] = (head + 1) & (word[TOE_REG_CMD_RING_SIZE] - 1);
  slot->command_head = word[TOE_REG_CMD_HEAD];
  ++engine->commands_fetched;
  engine->cmd_push_edge = c;
  toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_COPY, c + 1); /* their pushes had to wait for this one */
  toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1);
  return true;
}

void toe_engine_cmd_fetch(toe_engine_t *engine, toe_cycle_t c) {
  bool is_pushed = fetch_command(engine, c);
  if (engine->trail == NULL) return;
  if (is_pushed) {
    toe_engine_trail_fetch(engine, c);
  } else {
    toe_engine_trail_lack_command(engine, c);
  }
}

/* The new last entry of the chunk ring. */
static toe_chunk_t *push_chunk(toe_engine_t *engine, toe_cycle_t c) {
  toe_chunk_t *chunk = &engine->chunk[engine->chunk_fifo.pushed % TOE_STAGE_CHUNKS];
  toe_places_push(&engine->chunk_fifo, c);
  chunk->slot = (uint8_t)(engine->commands_taken % TOE_STAGE_COMMAND_SLOTS);
  chunk->first_index = engine->obj_index;
  chunk->fetched_edge[0] = chunk->fetched_edge[1] = TOE_CYCLE_NEVER;
  toe_engine_wake(engine, TOE_UNIT_LOAD, c + 1);
  if (engine->trail != NULL) toe_trail_pass(engine->trail, TOE_LANE_OBJ_FETCH, c);
  return chunk;
}

static void end_command(toe_engine_t *engine) {
  ++engine->commands_taken;
  engine->obj_state = TOE_OBJ_IDLE;
}

/* Try to push one entry of the present command. */
static void push_entry(toe_engine_t *engine, toe_cycle_t c, const toe_slot_t *slot) {
  if (!toe_places_has_room(&engine->chunk_fifo, c, TOE_STAGE_CHUNKS)) {
    if (engine->trail != NULL) toe_trail_lack(engine->trail, TOE_LANE_OBJ_FETCH, c, TOE_TRAIL_CHUNK);
    return;
  }
  const toe_command_t *command = &slot->command;
  if (!toe_command_has_objects(command)) {
    toe_chunk_t *marker = push_chunk(engine, c);
    marker->is_marker = true;
    marker->objects = 1;
    marker->read = (toe_read_t){.push_edge = c};
    end_command(engine);
    return;
  }
  if (!toe_engine_may_read(engine, c)) {
    if (engine->trail != NULL) toe_engine_trail_lack_read(engine, c, TOE_LANE_OBJ_FETCH);
    return;
  }
  if (engine->cmd_push_edge == c || engine->copy_push_edge == c) {
    if (engine->trail != NULL) toe_trail_lack(engine->trail, TOE_LANE_OBJ_FETCH, c, TOE_TRAIL_OTHER_READ);
    return;
  }
  uint64_t address = command->object_addr + (uint64_t)engine->obj_index * TOE_OBJECT_BYTES;
  uint32_t left = command->count - engine->obj_index;
  bool is_single = engine->config.mrrs_bytes < TOE_STAGE_CHUNK_BYTES || left == 1 || address % 4096 == 3840;
  uint32_t tag = TOE_STAGE_TAG_OBJECT + (uint32_t)(engine->chunk_fifo.pushed % TOE_STAGE_CHUNKS);
  toe_chunk_t *chunk = push_chunk(engine, c);
  chunk->is_marker = false;
  chunk->objects = is_single ? 1 : 2;
  toe_engine_push_read(engine, c, &chunk->read, address, chunk->objects * TOE_OBJECT_BYTES, tag);
  engine->obj_index += chunk->objects;
  if (engine->obj_index == command->count) end_command(engine);
}

void toe_engine_obj_fetch(toe_engine_t *engine, toe_cycle_t c) {
  toe_slot_t *slot = &engine->slot[engine->commands_taken % TOE_STAGE_COMMAND_SLOTS];
  if (engine->obj_state == TOE_OBJ_IDLE) {
    if (engine->commands_taken == engine->commands_fetched || slot->read.is_in_flight) return;
    engine->obj_state = TOE_OBJ_DECODE;
    engine->obj_edge = c + engine->regs.word[TOE_REG_COMMAND_OVERHEAD];
    engine->obj_is_timer = engine->obj_edge > c;
    if (engine->trail != NULL) toe_engine_trail_command(engine, c, true);
  }
  if (c < engine->obj_edge) {
    toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, engine->obj_edge);
    return;
  }
  if (engine->obj_state == TOE_OBJ_DECODE) {
    if (engine->trail != NULL) toe_engine_trail_command(engine, c, false);
    slot->command = toe_command_read(slot->read.is_failed ? NULL : slot->data);
    engine->obj_is_timer = false;
    engine->obj_state = TOE_OBJ_PUSH;
    engine->obj_edge = c + 1;
    engine->obj_index = 0;
    toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1);
    return;
  }
  uint64_t pushed = engine->chunk_fifo.pushed;
  push_entry(engine, c, slot);
  if (engine->chunk_fifo.pushed != pushed) toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1);
}
