/* SPDX-License-Identifier: Apache-2.0
 *
 * WRITEBACK: what became of an item goes to the host (docs/microarchitecture.md 5.10, 8).
 *
 * The writes of an item, in this order: its event; what it hands back; results; the completion.
 */
#include <string.h>

#include "model/toe_engine_internal.h"

enum { BEAT = TOE_STAGE_BEAT_BYTES, BEATS_OF_ROW = TOE_STAGE_SRAM_ROW_BYTES / BEAT };

bool toe_engine_find_entry(const toe_engine_t *engine, uint64_t *address_out) {
  const uint32_t *word = engine->regs.word;
  uint32_t tail = word[TOE_REG_CPL_TAIL], size = word[TOE_REG_CPL_RING_SIZE];
  if (size == 0 || ((tail + 1) & (size - 1)) == word[TOE_REG_CPL_DOORBELL]) return false;
  *address_out = toe_regs_cpl_ring(&engine->regs) + (uint64_t)tail * TOE_COMPLETION_BYTES;
  return true;
}

/* The interrupt is judged behind everything of the edge (toe_engine_cq). */
void toe_engine_end_entry(toe_engine_t *engine, toe_cycle_t c) {
  uint32_t *word = engine->regs.word;
  uint32_t tail = word[TOE_REG_CPL_TAIL], next = (tail + 1) & (word[TOE_REG_CPL_RING_SIZE] - 1);
  word[TOE_REG_CPL_TAIL] = next;
  if (next == 0) engine->cpl_phase = !engine->cpl_phase;
  engine->cpl_push_edge = c;
  engine->cpl_tail_before = tail;
}

bool toe_engine_push_event(toe_engine_t *engine, toe_cycle_t c, const toe_writeback_item_t *item) {
  uint64_t address;
  if (!toe_engine_find_entry(engine, &address)) return false;
  uint8_t *data = toe_engine_push_write(engine, c, TOE_WRITE_EVENT, address, TOE_EVENT_BYTES)->data;
  TOE_WRITE(data, EVENT, TYPE, TOE_ENTRY_EVENT);
  TOE_WRITE(data, EVENT, CODE, item->event);
  TOE_WRITE(data, EVENT, PHASE, engine->cpl_phase);
  TOE_WRITE(data, EVENT, HANDLE, item->event_handle);
  TOE_WRITE(data, EVENT, NDIS_HANDLE, item->event_ndis_handle);
  TOE_WRITE(data, EVENT, INFO, item->event_info);
  TOE_WRITE(data, EVENT, COMMIT, item->commit);
  toe_engine_end_entry(engine, c);
  return true;
}

/* Half a row of what is handed back, the n-th. */
static void push_returned(toe_engine_t *engine, toe_cycle_t c, const toe_slot_t *slot, const toe_writeback_item_t *item,
                          uint32_t n) {
  uint64_t address = slot->command.return_addr + (uint64_t)item->index * TOE_STAGE_RETURN_BYTES + n * BEAT;
  toe_pq_entry_t *entry = toe_engine_push_write(engine, c, TOE_WRITE_RETURNED, address, BEAT);
  entry->request_id = slot->command.request_id;
  entry->index = item->index;
  entry->offset = n * BEAT;
  memcpy(entry->data, engine->wbq_rows[engine->wbq_fifo.popped % TOE_STAGE_WBQ_DEPTH] + (size_t)n * BEAT, BEAT);
}

static void push_result(toe_engine_t *engine, toe_cycle_t c, const toe_slot_t *slot,
                        const toe_writeback_result_t *result) {
  uint64_t address = slot->command.result_addr + (uint64_t)result->index * TOE_RESULT_BYTES;
  toe_pq_entry_t *entry = toe_engine_push_write(engine, c, TOE_WRITE_RESULT, address, TOE_RESULT_BYTES);
  uint8_t *data = entry->data;
  entry->item_edge = engine->wbq[engine->wbq_fifo.popped % TOE_STAGE_WBQ_DEPTH].decided_cycle;
  TOE_WRITE(data, RESULT, STATUS, result->status);
  TOE_WRITE(data, RESULT, HANDLE, result->handle);
  TOE_WRITE(data, RESULT, REQUEST_ID, slot->command.request_id);
  TOE_WRITE(data, RESULT, INDEX, result->index);
  TOE_WRITE(data, RESULT, FLAGS, result->flags);
  TOE_WRITE(data, RESULT, DECIDED_CYCLE, result->decided_cycle);
  TOE_WRITE(data, RESULT, COMMIT, result->commit);
}

/* Push the completion entry if its ring has room; its slot is free with it. */
static bool push_completion(toe_engine_t *engine, toe_cycle_t c, const toe_slot_t *slot) {
  uint64_t address;
  if (!toe_engine_find_entry(engine, &address)) return false;
  const toe_writeback_summary_t *summary = &engine->wb_summary;
  uint8_t *data = toe_engine_push_write(engine, c, TOE_WRITE_COMPLETION, address, TOE_COMPLETION_BYTES)->data;
  TOE_WRITE(data, COMPLETION, TYPE, TOE_ENTRY_COMPLETION);
  TOE_WRITE(data, COMPLETION, ERROR, summary->error);
  TOE_WRITE(data, COMPLETION, PHASE, engine->cpl_phase);
  TOE_WRITE(data, COMPLETION, REQUEST_ID, slot->command.request_id);
  TOE_WRITE(data, COMPLETION, COMMAND_HEAD, slot->command_head);
  TOE_WRITE(data, COMPLETION, ERROR_INDEX, summary->error_index);
  TOE_WRITE(data, COMPLETION, ATTEMPTED, summary->attempted);
  TOE_WRITE(data, COMPLETION, OFFLOADED, summary->offloaded);
  TOE_WRITE(data, COMPLETION, COMMIT, summary->commit);
  toe_engine_end_entry(engine, c);
  ++engine->commands_done;
  toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, c + 1);
  return true;
}

/* The n-th write of the item in work; PQ has room.  False: the completion ring has none. */
static bool push_nth(toe_engine_t *engine, toe_cycle_t c, const toe_writeback_item_t *item, uint32_t n) {
  const toe_slot_t *slot = &engine->slot[item->slot];
  uint32_t events = item->event != 0 ? 1 : 0, returned = item->return_rows * BEATS_OF_ROW;
  if (n < events) return toe_engine_push_event(engine, c, item);
  n -= events;
  if (n < returned) {
    push_returned(engine, c, slot, item, n);
    return true;
  }
  n -= returned;
  if (n >= engine->wb_results) return push_completion(engine, c, slot);
  push_result(engine, c, slot, &engine->wb_result[n]);
  return true;
}

static uint32_t writes_of(const toe_engine_t *engine, const toe_writeback_item_t *item) {
  return (item->event != 0 ? 1 : 0) + item->return_rows * BEATS_OF_ROW + engine->wb_results + (item->is_last ? 1 : 0);
}

void toe_engine_writeback(toe_engine_t *engine, toe_cycle_t c) {
  const toe_writeback_item_t *item = &engine->wbq[engine->wbq_fifo.popped % TOE_STAGE_WBQ_DEPTH];
  if (!engine->wb_is_busy) {
    if (!toe_places_has_head(&engine->wbq_fifo, c)) return;
    engine->wb_is_busy = true;
    engine->wb_next = 0;
    engine->wb_results = toe_writeback_take(&engine->writeback, item, engine->wb_result, &engine->wb_summary);
  }
  uint32_t writes = writes_of(engine, item);
  if (engine->wb_next < writes) {
    if (!toe_places_has_room(&engine->pq_fifo, c, TOE_STAGE_PQ_DEPTH)) {
      if (engine->trail != NULL) toe_trail_lack(engine->trail, TOE_LANE_WRITEBACK, c, TOE_TRAIL_PQ);
      return;
    }
    if (!push_nth(engine, c, item, engine->wb_next)) {
      if (engine->trail != NULL) toe_trail_lack(engine->trail, TOE_LANE_WRITEBACK, c, TOE_TRAIL_RING);
      return;
    }
    ++engine->wb_next;
    if (engine->trail != NULL) toe_trail_pass(engine->trail, TOE_LANE_WRITEBACK, c);
  }
  if (engine->wb_next == writes) {
    toe_places_pop(&engine->wbq_fifo, c);
    engine->wb_is_busy = false;
    toe_engine_wake(engine, TOE_UNIT_COMMIT, c + 1);
  }
  toe_engine_wake(engine, TOE_UNIT_WRITEBACK, c + 1);
}
