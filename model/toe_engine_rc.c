/* SPDX-License-Identifier: Apache-2.0
 *
 * RC: data of reads comes in (docs/microarchitecture.md 5.3).
 */
#include <assert.h>
#include <string.h>

#include "model/toe_engine_internal.h"

/* The read a completion is for. */
typedef struct target {
  uint8_t tag;
  toe_read_t *read; /* NULL: none in flight */
  uint8_t *data;
  toe_chunk_t *chunk;    /* of objects, or NULL */
  toe_copy_read_t *copy; /* of a copy, or NULL  */
  uint32_t mark_bytes;   /* how often somebody looks at it */
} target_t;

static target_t find_target(toe_engine_t *engine, toe_cycle_t c, uint8_t tag) {
  target_t target = {.tag = tag, .mark_bytes = TOE_COMMAND_BYTES};
  if (tag < TOE_STAGE_COMMAND_SLOTS) {
    target.read = &engine->slot[tag].read;
    target.data = engine->slot[tag].data;
  } else if (tag >= TOE_STAGE_TAG_COPY && tag < TOE_STAGE_TAG_COPY + TOE_STAGE_COPY_READS) {
    target.copy = &engine->copy_read[tag - TOE_STAGE_TAG_COPY];
    target.read = &target.copy->read;
    target.data = target.copy->data;
    target.mark_bytes = TOE_STAGE_BUFFER_ROW_BYTES;
  } else if (tag >= TOE_STAGE_TAG_OBJECT && tag < TOE_STAGE_TAG_OBJECT + TOE_STAGE_CHUNKS) {
    target.chunk = &engine->chunk[tag - TOE_STAGE_TAG_OBJECT];
    target.read = &target.chunk->read;
    target.data = target.chunk->data;
    target.mark_bytes = TOE_OBJECT_BYTES;
  }
  if (target.read != NULL && !(target.read->is_in_flight && target.read->push_edge < c)) target.read = NULL;
  return target;
}

/* Who may wait for a read: LOAD, OBJ_FETCH and COMMIT for its data, all that read for its tag. */
static void end_read(toe_engine_t *engine, toe_cycle_t c, const target_t *target) {
  target->read->is_in_flight = false;
  if (engine->trail != NULL) engine->trail->read[target->tag].ended = c;
  assert(engine->reads_in_flight > 0);
  --engine->reads_in_flight;
  if (target->copy != NULL) {
    assert(engine->copy.open > 0);
    --engine->copy.open;
    if (target->read->is_failed) engine->copy.has_failed = true;
    toe_engine_wake(engine, TOE_UNIT_COMMIT, c + 1);
  }
  toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_COPY, c + 1);
  toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_LOAD, c + 1);
}

/* Bytes left until the next thing that anybody looks at: an object, a row, or the end of the read. */
static uint32_t bytes_to_mark(const target_t *target) {
  const toe_read_t *read = target->read;
  uint32_t mark = (read->received_bytes / target->mark_bytes + 1) * target->mark_bytes;
  if (mark > read->wanted_bytes) mark = read->wanted_bytes;
  return mark - read->received_bytes;
}

/* Bytes of the present TLP, up to edge c, go to their read; what is beyond its end is dropped. */
static void give_bytes(toe_engine_t *engine, toe_cycle_t c, const target_t *target, const uint8_t *from,
                       uint32_t bytes) {
  toe_read_t *read = target->read;
  while (bytes > 0 && read->is_in_flight) {
    uint32_t part = bytes_to_mark(target);
    bool is_mark = part <= bytes;
    if (!is_mark) part = bytes;
    memcpy(target->data + read->received_bytes, from, part);
    read->received_bytes += part;
    from += part;
    bytes -= part;
    if (!is_mark) continue;
    if (target->chunk != NULL) {
      target->chunk->fetched_edge[read->received_bytes / TOE_OBJECT_BYTES - 1] = c;
      toe_engine_wake(engine, TOE_UNIT_LOAD, c + 1);
    }
    if (target->copy != NULL) toe_engine_copy_row(engine, c, target->copy);
    if (read->received_bytes == read->wanted_bytes) end_read(engine, c, target);
  }
}

void toe_engine_rc(toe_engine_t *engine, toe_cycle_t c) {
  const toe_rc_input_t *input = toe_queue_head(&engine->rc_inputs);
  toe_cycle_t last_edge = input->cycle + toe_engine_beats(input->length_bytes) - 1;
  target_t target = {.read = NULL};
  if (!input->is_other) target = find_target(engine, c, input->tag);
  toe_cycle_t next_edge = last_edge;
  uint32_t used = engine->rc_used_bytes;
  uint64_t here = (c - input->cycle + 1) * TOE_STAGE_BEAT_BYTES; /* what has come of this TLP */
  if (here > input->length_bytes) here = input->length_bytes;
  if (here > sizeof input->data) here = sizeof input->data; /* beyond any read */
  engine->rc_used_bytes = (uint32_t)here;
  if (target.read != NULL && input->is_good) {
    give_bytes(engine, c, &target, input->data + used, engine->rc_used_bytes - used);
    if (target.read->is_in_flight) {
      uint32_t mark = engine->rc_used_bytes + bytes_to_mark(&target);
      toe_cycle_t mark_edge = input->cycle + (mark - 1) / TOE_STAGE_BEAT_BYTES;
      if (mark_edge < next_edge) next_edge = mark_edge;
    }
  } else if (target.read != NULL && c == last_edge) {
    target.read->is_failed = true;
    end_read(engine, c, &target);
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
