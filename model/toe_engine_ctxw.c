/* SPDX-License-Identifier: Apache-2.0
 *
 * CTXW and a linker's read: the context SRAM, its banks and its code (docs/microarchitecture.md 5.7, 5.8).
 */
#include <string.h>

#include "model/toe_engine_internal.h"

uint32_t toe_engine_context_row(uint32_t layer, uint32_t id) {
  if (layer == TOE_LAYER_TCP) return TOE_STAGE_TCP_ROW_BASE + id * TOE_STAGE_TCP_ROWS;
  if (layer == TOE_LAYER_PATH) return TOE_STAGE_PATH_ROW_BASE + id * TOE_STAGE_STATE_ROWS;
  return TOE_STAGE_NEIGHBOR_ROW_BASE + id * TOE_STAGE_STATE_ROWS;
}

/* Where CTXW writes next. */
static uint32_t next_row(const toe_engine_t *engine) {
  return engine->ctxw_row + engine->ctxw_offset[engine->ctxw_next];
}

/* --- the read --- */

bool toe_engine_read_context(toe_engine_t *engine, toe_linked_t *linked, toe_cycle_t c) {
  uint32_t banks = engine->regs.word[TOE_REG_SRAM_BANKS], row = linked->row + linked->rows_read;
  bool is_writing = engine->ctxw_next < engine->ctxw_rows && engine->ctxw_edge <= c;
  if (is_writing && next_row(engine) % banks == row % banks) return false;
  uint8_t *data = linked->data + (size_t)linked->rows_read * TOE_STAGE_SRAM_ROW_BYTES;
  uint8_t check[TOE_STAGE_SRAM_CHECK_BYTES];
  toe_ctx_sram_read(engine->sram, row, data, check);
  toe_secded_t secded = toe_secded_decode_row(data, check);
  linked->corrected += secded == TOE_SECDED_CORRECTED;
  linked->uncorrectable += secded == TOE_SECDED_UNCORRECTABLE;
  ++linked->rows_read;
  return true;
}

/* --- the writes --- */

static const uint8_t kAll[TOE_LINKED_ROWS] = {0, 1, 2, 3};

/* Rows of ctxw_data from d+1 on, one an edge; offset  of each from `row` on */
static void start(toe_engine_t *engine, toe_cycle_t d, uint32_t row, uint32_t rows, const uint8_t *offset) {
  engine->ctxw_row = row;
  engine->ctxw_rows = rows;
  memcpy(engine->ctxw_offset, offset, rows);
  engine->ctxw_next = 0;
  engine->ctxw_edge = d + 1;
  engine->ctxw_idle_edge = d + rows + 1;
  toe_engine_wake(engine, TOE_UNIT_CTXW, d + 1);
}

void toe_engine_write_context(toe_engine_t *engine, toe_cycle_t d, uint32_t id) {
  const toe_decision_t *decision = &engine->decision;
  uint32_t layer = engine->object.layer;
  uint8_t *data = engine->ctxw_data;
  memcpy(data, engine->item.data, TOE_OBJECT_BYTES);
  memset(data, 0, TOE_CONTEXT_BYTES);
  TOE_WRITE(data, CONTEXT, LAYER, 0x80 + layer);
  TOE_WRITE(data, CONTEXT, FAMILY, decision->behind.family);
  TOE_WRITE(data, CONTEXT, VLAN, decision->behind.vlan);
  TOE_WRITE(data, CONTEXT, PARENT, decision->parent);
  if (layer == TOE_LAYER_TCP) {
    TOE_WRITE(data, CONTEXT_TCP, BUFFER_ROW, decision->claim.copy.first);
    TOE_WRITE(data, CONTEXT_TCP, RCV_PAGES, decision->claim.rcv_pages);
    toe_receive_write_new(engine->object.buffered_bytes, data);
  }
  start(engine, d, toe_engine_context_row(layer, id),
        layer == TOE_LAYER_TCP ? TOE_STAGE_TCP_ROWS : TOE_STAGE_STATE_ROWS, kAll);
}

void toe_engine_write_corrected(toe_engine_t *engine, toe_cycle_t d) {
  memcpy(engine->ctxw_data, engine->linked.data, TOE_STAGE_SRAM_ROW_BYTES);
  start(engine, d, engine->linked.row, 1, kAll);
}

void toe_engine_write_received(toe_engine_t *engine, toe_cycle_t z, bool has_new_state) {
  static const uint8_t kRows[3] = {0, 1, 3};
  const uint8_t *rows = has_new_state ? kRows : kRows + 1;
  uint32_t count = has_new_state ? 3 : 2;
  for (uint32_t i = 0; i < count; ++i) {
    memcpy(engine->ctxw_data + (size_t)i * TOE_STAGE_SRAM_ROW_BYTES,
           engine->linked.data + (size_t)rows[i] * TOE_STAGE_SRAM_ROW_BYTES, TOE_STAGE_SRAM_ROW_BYTES);
  }
  start(engine, z, engine->linked.row, count, rows);
}

void toe_engine_ctxw(toe_engine_t *engine, toe_cycle_t c) {
  if (engine->ctxw_next == engine->ctxw_rows) return;
  if (c < engine->ctxw_edge) {
    toe_engine_wake(engine, TOE_UNIT_CTXW, engine->ctxw_edge);
    return;
  }
  uint32_t row = next_row(engine);
  const uint8_t *data = engine->ctxw_data + (size_t)engine->ctxw_next * TOE_STAGE_SRAM_ROW_BYTES;
  uint8_t check[TOE_STAGE_SRAM_CHECK_BYTES];
  toe_secded_encode_row(data, check);
  toe_ctx_sram_write(engine->sram, row, data, check);
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_CONTEXT, c);
  retire->u.context.row = row;
  retire->u.context.check = toe_member_read(check, 0, sizeof check);
  memcpy(retire->u.context.data, data, TOE_STAGE_SRAM_ROW_BYTES);
  engine->ctxw_edge = c + 1;
  if (++engine->ctxw_next < engine->ctxw_rows) toe_engine_wake(engine, TOE_UNIT_CTXW, c + 1);
}
