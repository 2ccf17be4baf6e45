/* SPDX-License-Identifier: Apache-2.0
 *
 * LOAD: items in order, from the object buffer into the commit register (docs/microarchitecture.md 5.5).
 */
#include <string.h>

#include "model/toe_engine_internal.h"
#include "model/toe_engine_trail.h"

static void hand_over(toe_engine_t *engine, toe_cycle_t c, const toe_chunk_t *chunk) {
  toe_item_t *item = &engine->item;
  toe_cycle_t fetched_edge = chunk->fetched_edge[engine->load_object];
  item->is_marker = chunk->is_marker;
  item->is_fetched = fetched_edge != TOE_CYCLE_NEVER;
  item->slot = chunk->slot;
  item->index = chunk->is_marker ? 0 : chunk->first_index + engine->load_object;
  item->fetched_edge = item->is_fetched ? fetched_edge : 0;
  if (item->is_fetched) {
    memcpy(item->data, chunk->data + (size_t)engine->load_object * TOE_OBJECT_BYTES, TOE_OBJECT_BYTES);
  }
  engine->load_is_busy = false;
  if (engine->trail != NULL) {
    toe_engine_trail_hand_over(engine, c, (uint32_t)(chunk - engine->chunk), engine->load_object);
  }
  if (++engine->load_object == chunk->objects) {
    engine->load_object = 0;
    toe_places_pop(&engine->chunk_fifo, c);
    toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1);
  }
  toe_engine_wake(engine, TOE_UNIT_LOAD, c + 1);
  toe_engine_commit_take(engine, c);
}

void toe_engine_load(toe_engine_t *engine, toe_cycle_t c) {
  const toe_chunk_t *chunk = &engine->chunk[engine->chunk_fifo.popped % TOE_STAGE_CHUNKS];
  if (engine->load_is_busy) {
    if (c < engine->load_offer_edge) {
      toe_engine_wake(engine, TOE_UNIT_LOAD, engine->load_offer_edge);
    } else if (!engine->commit_is_busy && engine->commit_took_item && toe_engine_job_pending(engine, c) != 0) {
      toe_engine_job_look(engine, c); /* it is a job's turn */
    } else if (!engine->commit_is_busy) {
      hand_over(engine, c, chunk);
    }
    return;
  }
  if (!toe_places_has_head(&engine->chunk_fifo, c)) return;
  bool is_here = !chunk->is_marker && chunk->fetched_edge[engine->load_object] != TOE_CYCLE_NEVER;
  if (!chunk->is_marker && !is_here && !chunk->read.is_failed) {
    if (engine->trail != NULL) toe_trail_lack(engine->trail, TOE_LANE_LOAD, c, TOE_TRAIL_ORDER);
    return;
  }
  engine->load_is_busy = true;
  engine->load_offer_edge = c + (is_here ? TOE_STAGE_LOAD_CYCLES : TOE_STAGE_LOAD_MARKER_CYCLES);
  if (engine->trail != NULL) toe_engine_trail_load(engine, c);
  toe_engine_wake(engine, TOE_UNIT_LOAD, engine->load_offer_edge);
}
