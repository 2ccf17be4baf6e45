/* SPDX-License-Identifier: Apache-2.0
 *
 * CMD_FETCH, OBJ_FETCH and RC: reads go out, data comes in (docs/microarchitecture.md 5.2 .. 5.4).
 */
#include <assert.h>
#include <string.h>

#include "model/toe_engine_internal.h"

static bool has_tag(const toe_engine_t *engine) {
  return engine->reads_in_flight < engine->regs.word[TOE_REG_TAG_LIMIT];
}

/* A read goes into NPQ and is in flight from here. */
static void push_read(toe_engine_t *engine, toe_cycle_t c, toe_read_t *read, uint64_t address, uint32_t length_bytes,
                      uint32_t tag) {
  engine->npq[engine->npq_fifo.pushed % TOE_STAGE_NPQ_DEPTH] =
      (toe_npq_entry_t){.address = address, .length_bytes = length_bytes, .tag = (uint8_t)tag};
  toe_places_push(&engine->npq_fifo, c);
  *read = (toe_read_t){.is_in_flight = true, .push_edge = c, .wanted_bytes = length_bytes};
  ++engine->reads_in_flight;
  toe_engine_wake(engine, TOE_UNIT_RQ, c + 1);
}

void toe_engine_cmd_fetch(toe_engine_t *engine, toe_cycle_t c) {
  uint32_t *word = engine->regs.word;
  if (c < TOE_STAGE_LOOKUP_ROWS) { /* not READY */
    toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, TOE_STAGE_LOOKUP_ROWS);
    return;
  }
  if (TOE_GET(word[TOE_REG_CTRL], CTRL, ENABLE) == 0 || !engine->config.has_bus_master) return;
  if (word[TOE_REG_CMD_RING_SIZE] == 0 || word[TOE_REG_CPL_RING_SIZE] == 0) return;
  uint32_t head = word[TOE_REG_CMD_HEAD];
  if (word[TOE_REG_CMD_DOORBELL] == head) return;
  if (engine->commands_fetched - engine->commands_done >= TOE_STAGE_COMMAND_SLOTS) return;
  if (!has_tag(engine) || !toe_places_has_room(&engine->npq_fifo, c, TOE_STAGE_NPQ_DEPTH)) return;

  uint32_t index = (uint32_t)(engine->commands_fetched % TOE_STAGE_COMMAND_SLOTS);
  toe_slot_t *slot = &engine->slot[index];
  push_read(engine, c, &slot->read, toe_regs_cmd_ring(&engine->regs) + (uint64_t)head * TOE_COMMAND_BYTES,
            TOE_COMMAND_BYTES, index);
  word[TOE_REG_CMD_HEAD] = (head + 1) & (word[TOE_REG_CMD_RING_SIZE] - 1);
  slot->command_head = word[TOE_REG_CMD_HEAD];
  ++engine->commands_fetched;
  engine->cmd_push_edge = c;
  toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1); /* its push had to wait for this one */
}

/* The first thing that is wrong with a command; toe_error. */
static uint32_t command_error(const toe_slot_t *slot) {
  const uint8_t *data = slot->data;
  if (TOE_READ(data, COMMAND, VERSION) != 1 || TOE_READ(data, COMMAND, FLAGS) != 0) return TOE_ERROR_BAD_VERSION;
  switch (TOE_READ(data, COMMAND, OPCODE)) {
    case TOE_OPCODE_INITIATE:
      if (slot->count == 0 || slot->count > TOE_STAGE_MAX_OBJECTS) return TOE_ERROR_BAD_COUNT;
      if (slot->object_addr % TOE_OBJECT_BYTES != 0 || slot->result_addr % TOE_RESULT_BYTES != 0) {
        return TOE_ERROR_BAD_ADDRESS;
      }
      return TOE_ERROR_NONE;
    case TOE_OPCODE_SET:
      return toe_regs_is_setting(slot->setting, slot->value) ? TOE_ERROR_NONE : TOE_ERROR_BAD_SETTING;
    default:
      return TOE_ERROR_BAD_OPCODE;
  }
}

static void decode(toe_slot_t *slot) {
  const uint8_t *data = slot->data;
  if (slot->read.is_failed) {
    memset(slot->data, 0, sizeof slot->data); /* what had come of it is not used */
  }
  slot->request_id = (uint32_t)TOE_READ(data, COMMAND, REQUEST_ID);
  slot->object_addr = TOE_READ(data, COMMAND, OBJECT_ADDR);
  slot->result_addr = TOE_READ(data, COMMAND, RESULT_ADDR);
  slot->count = (uint32_t)TOE_READ(data, COMMAND, OBJECT_COUNT);
  slot->setting = (uint32_t)TOE_READ(data, COMMAND, SETTING);
  slot->value = (uint32_t)TOE_READ(data, COMMAND, VALUE);
  slot->error = slot->read.is_failed ? TOE_ERROR_COMMAND_FETCH : command_error(slot);
  slot->is_set = TOE_READ(data, COMMAND, OPCODE) == TOE_OPCODE_SET;
}

/* The new last entry of the chunk ring. */
static toe_chunk_t *push_chunk(toe_engine_t *engine, toe_cycle_t c) {
  toe_chunk_t *chunk = &engine->chunk[engine->chunk_fifo.pushed % TOE_STAGE_CHUNKS];
  toe_places_push(&engine->chunk_fifo, c);
  chunk->slot = (uint8_t)(engine->commands_taken % TOE_STAGE_COMMAND_SLOTS);
  chunk->first_index = engine->obj_index;
  chunk->fetched_edge[0] = chunk->fetched_edge[1] = TOE_CYCLE_NEVER;
  toe_engine_wake(engine, TOE_UNIT_LOAD, c + 1);
  return chunk;
}

static void end_command(toe_engine_t *engine) {
  ++engine->commands_taken;
  engine->obj_state = TOE_OBJ_IDLE;
}

/* Try to push one entry of the present command. */
static void push_entry(toe_engine_t *engine, toe_cycle_t c, const toe_slot_t *slot) {
  if (!toe_places_has_room(&engine->chunk_fifo, c, TOE_STAGE_CHUNKS)) return;
  if (slot->is_set || slot->error != TOE_ERROR_NONE) {
    toe_chunk_t *marker = push_chunk(engine, c);
    marker->is_marker = true;
    marker->objects = 1;
    marker->read = (toe_read_t){.push_edge = c};
    end_command(engine);
    return;
  }
  if (!toe_places_has_room(&engine->npq_fifo, c, TOE_STAGE_NPQ_DEPTH) || !has_tag(engine)) return;
  if (!engine->config.has_bus_master || engine->cmd_push_edge == c) return;
  uint64_t address = slot->object_addr + (uint64_t)engine->obj_index * TOE_OBJECT_BYTES;
  uint32_t left = slot->count - engine->obj_index;
  bool is_single = engine->config.mrrs_bytes < TOE_STAGE_CHUNK_BYTES || left == 1 || address % 4096 == 3840;
  uint32_t tag = TOE_STAGE_TAG_OBJECT + (uint32_t)(engine->chunk_fifo.pushed % TOE_STAGE_CHUNKS);
  toe_chunk_t *chunk = push_chunk(engine, c);
  chunk->is_marker = false;
  chunk->objects = is_single ? 1 : 2;
  push_read(engine, c, &chunk->read, address, chunk->objects * TOE_OBJECT_BYTES, tag);
  engine->obj_index += chunk->objects;
  if (engine->obj_index == slot->count) end_command(engine);
}

void toe_engine_obj_fetch(toe_engine_t *engine, toe_cycle_t c) {
  toe_slot_t *slot = &engine->slot[engine->commands_taken % TOE_STAGE_COMMAND_SLOTS];
  if (engine->obj_state == TOE_OBJ_IDLE) {
    if (engine->commands_taken == engine->commands_fetched || slot->read.is_in_flight) return;
    engine->obj_state = TOE_OBJ_DECODE;
    engine->obj_edge = c + engine->regs.word[TOE_REG_COMMAND_OVERHEAD];
    engine->obj_is_timer = engine->obj_edge > c;
  }
  if (c < engine->obj_edge) {
    toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, engine->obj_edge);
    return;
  }
  if (engine->obj_state == TOE_OBJ_DECODE) {
    decode(slot);
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

/* The read a completion at edge c answers; NULL: none in flight.  chunk_out: of objects, or NULL for a command */
static toe_read_t *find_read(toe_engine_t *engine, toe_cycle_t c, uint8_t tag, uint8_t **data_out,
                             toe_chunk_t **chunk_out) {
  toe_read_t *read = NULL;
  *chunk_out = NULL;
  if (tag < TOE_STAGE_COMMAND_SLOTS) {
    read = &engine->slot[tag].read;
    *data_out = engine->slot[tag].data;
  } else if (tag >= TOE_STAGE_TAG_OBJECT && tag < TOE_STAGE_TAG_OBJECT + TOE_STAGE_CHUNKS) {
    *chunk_out = &engine->chunk[tag - TOE_STAGE_TAG_OBJECT];
    read = &(*chunk_out)->read;
    *data_out = (*chunk_out)->data;
  }
  return read != NULL && read->is_in_flight && read->push_edge < c ? read : NULL;
}

/* Who may wait for a read: LOAD and OBJ_FETCH for its data, both fetchers for its tag. */
static void wake_readers(toe_engine_t *engine, toe_cycle_t c) {
  toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_LOAD, c + 1);
}

static void end_read(toe_engine_t *engine, toe_cycle_t c, toe_read_t *read) {
  read->is_in_flight = false;
  assert(engine->reads_in_flight > 0);
  --engine->reads_in_flight;
  wake_readers(engine, c);
}

/* Bytes left until the next thing that anybody looks at: an object, or the end of the read. */
static uint32_t bytes_to_mark(const toe_read_t *read) {
  uint32_t mark = (read->received_bytes / TOE_OBJECT_BYTES + 1) * TOE_OBJECT_BYTES;
  if (mark > read->wanted_bytes) mark = read->wanted_bytes;
  return mark - read->received_bytes;
}

/* Bytes of the present TLP, up to edge c, go to their read; what is beyond its end is dropped. */
static void give_bytes(toe_engine_t *engine, toe_cycle_t c, toe_read_t *read, toe_chunk_t *chunk, uint8_t *to,
                       const uint8_t *from, uint32_t bytes) {
  while (bytes > 0 && read->is_in_flight) {
    uint32_t part = bytes_to_mark(read);
    bool is_mark = part <= bytes;
    if (!is_mark) part = bytes;
    memcpy(to + read->received_bytes, from, part);
    read->received_bytes += part;
    from += part;
    bytes -= part;
    if (!is_mark) continue;
    if (chunk != NULL) chunk->fetched_edge[read->received_bytes / TOE_OBJECT_BYTES - 1] = c;
    wake_readers(engine, c);
    if (read->received_bytes == read->wanted_bytes) end_read(engine, c, read);
  }
}

void toe_engine_rc(toe_engine_t *engine, toe_cycle_t c) {
  const toe_rc_input_t *input = toe_queue_head(&engine->rc_inputs);
  toe_cycle_t last_edge = input->cycle + toe_engine_beats(input->length_bytes) - 1;
  uint8_t *data = NULL;
  toe_chunk_t *chunk = NULL;
  toe_read_t *read = input->is_other ? NULL : find_read(engine, c, input->tag, &data, &chunk);
  toe_cycle_t next_edge = last_edge;
  uint32_t used = engine->rc_used_bytes;
  uint64_t here = (c - input->cycle + 1) * TOE_STAGE_BEAT_BYTES; /* what has come of this TLP */
  if (here > input->length_bytes) here = input->length_bytes;
  if (here > sizeof input->data) here = sizeof input->data; /* beyond any read */
  engine->rc_used_bytes = (uint32_t)here;
  if (read != NULL && input->is_good) {
    give_bytes(engine, c, read, chunk, data, input->data + used, engine->rc_used_bytes - used);
    if (read->is_in_flight) {
      uint32_t mark = engine->rc_used_bytes + bytes_to_mark(read);
      toe_cycle_t mark_edge = input->cycle + (mark - 1) / TOE_STAGE_BEAT_BYTES;
      if (mark_edge < next_edge) next_edge = mark_edge;
    }
  } else if (read != NULL && c == last_edge) {
    read->is_failed = true;
    end_read(engine, c, read);
  }
  if (c < last_edge) {
    engine->rc_edge = next_edge;
    return;
  }
  toe_queue_pop(&engine->rc_inputs);
  engine->rc_used_bytes = 0;
  input = toe_queue_head(&engine->rc_inputs);
  engine->rc_edge = input == NULL ? TOE_CYCLE_NEVER : input->cycle;
}
