/* SPDX-License-Identifier: Apache-2.0
 *
 * COMMIT: what becomes of a decision: its number, its record, its way to WRITEBACK (docs/microarchitecture.md 5.6, 9).
 */
#include <string.h>

#include "model/toe_engine_internal.h"

enum { SMALL = 64, STALL_MOST = 65535 };

static const toe_command_t *command_of(const toe_engine_t *engine) { return &engine->slot[engine->item.slot].command; }

void toe_engine_count_commit(toe_engine_t *engine) {
  uint32_t *word = engine->regs.word;
  engine->ecc_corrected += engine->linked.corrected;
  engine->ecc_uncorrectable += engine->linked.uncorrectable;
  word[TOE_REG_COMMITS] = (uint32_t)++engine->commits;
  word[TOE_REG_ECC_CORRECTED] = (uint32_t)engine->ecc_corrected;
  word[TOE_REG_ECC_UNCORRECTABLE] = (uint32_t)engine->ecc_uncorrectable;
}

void toe_engine_show_levels(toe_engine_t *engine) {
  for (int i = 0; i < TOE_POOLS; ++i) {
    toe_regs_set_used(&engine->regs, (toe_pool_t)i, engine->resources.pool[i].used);
  }
}

void toe_engine_check(const toe_engine_t *engine) {
  /* While few ids were ever given out, or seldom: counting the ledger costs as much as there are. */
  toe_resources_check(&engine->resources, toe_resources_span(&engine->resources) <= SMALL ||
                                              (engine->commits & (engine->commits - 1)) == 0);
}

void toe_engine_commit_idle(toe_engine_t *engine, toe_cycle_t c) {
  engine->commit_is_busy = false;
  toe_engine_wake(engine, TOE_UNIT_LOAD, c + 1);
  bool has_timers = engine->timers.count > 0 || engine->ack_timers.count > 0;
  if (has_timers || engine->waiting.count > 0 || engine->frames.count > 0)
    toe_engine_wake(engine, TOE_UNIT_COMMIT, c + 1);
}

/* The record of the decision, its levels those after it. */
static void retire_decided(toe_engine_t *engine, toe_cycle_t d, uint64_t error, uint64_t limit) {
  const toe_item_t *item = &engine->item;
  const toe_decision_t *decision = &engine->decision;
  const toe_pool_state_t *pool = engine->resources.pool;
  bool has_shape = !item->is_marker && item->is_fetched;
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_DECIDED, d);
  retire->u.decided.commit = engine->commits;
  retire->u.decided.is_object = !item->is_marker;
  retire->u.decided.request_id = command_of(engine)->request_id;
  retire->u.decided.is_terminate = !item->is_marker && command_of(engine)->opcode == TOE_OPCODE_TERMINATE;
  retire->u.decided.index = item->index;
  retire->u.decided.layer = has_shape ? engine->object.layer & 3u : 0;
  retire->u.decided.kind = has_shape ? engine->object.kind & 3u : 0;
  retire->u.decided.attempted = decision->verdict.attempt != TOE_WALK_NONE;
  retire->u.decided.cause = decision->verdict.cause;
  retire->u.decided.error = error;
  retire->u.decided.handle = decision->handle;
  retire->u.decided.parent = decision->parent;
  retire->u.decided.used_neighbor = pool[TOE_POOL_NEIGHBOR].used;
  retire->u.decided.used_path = pool[TOE_POOL_PATH].used;
  retire->u.decided.used_tcp = pool[TOE_POOL_TCP].used;
  retire->u.decided.used_src_mac = pool[TOE_POOL_SRC_MAC].used;
  retire->u.decided.used_src_ip = pool[TOE_POOL_SRC_IP].used;
  retire->u.decided.used_vlan = pool[TOE_POOL_VLAN].used;
  retire->u.decided.used_rcv_buffer = pool[TOE_POOL_RCV_BUFFER].used;
  retire->u.decided.used_xmit_buffer = pool[TOE_POOL_XMIT_BUFFER].used;
  retire->u.decided.used_buffered_copy = pool[TOE_POOL_BUFFERED_COPY].used;
  retire->u.decided.used_host_memory = pool[TOE_POOL_HOST_MEMORY].used;
  retire->u.decided.used_lookup = pool[TOE_POOL_LOOKUP].used;
  retire->u.decided.used_posted = pool[TOE_POOL_POSTED].used;
  retire->u.decided.used_host_buffer = pool[TOE_POOL_HOST_BUFFER].used;
  retire->u.decided.used_rcv_data = pool[TOE_POOL_RCV_DATA].used;
  retire->u.decided.limit = limit;
  retire->u.decided.fetched_cycle = item->fetched_edge;
  retire->u.decided.sram_stall = engine->commit_stall < STALL_MOST ? engine->commit_stall : STALL_MOST;
}

/* Pass the decision on to WRITEBACK. */
static void pass_on(toe_engine_t *engine, toe_cycle_t d, uint32_t error) {
  const toe_item_t *item = &engine->item;
  const toe_decision_t *decision = &engine->decision;
  uint64_t place = engine->wbq_fifo.pushed % TOE_STAGE_WBQ_DEPTH;
  bool is_last = item->is_marker || item->index + 1 == command_of(engine)->count;
  bool is_ok = decision->verdict.cause == TOE_CAUSE_OK;
  engine->wbq[place] =
      (toe_writeback_item_t){.is_object = !item->is_marker,
                             .is_last = is_last,
                             .is_terminate = !item->is_marker && command_of(engine)->opcode == TOE_OPCODE_TERMINATE,
                             .is_attempted = decision->verdict.attempt != TOE_WALK_NONE,
                             .is_detached = decision->verdict.is_detached,
                             .layer = engine->object.layer,
                             .kind = engine->object.kind,
                             .cause = decision->verdict.cause,
                             .error = (uint8_t)error,
                             .slot = item->slot,
                             .index = item->index,
                             .handle = is_ok ? decision->handle : 0,
                             .event = (uint8_t)decision->event,
                             .event_handle = decision->event_handle,
                             .event_info = decision->event_info,
                             .event_ndis_handle = decision->event_ndis_handle,
                             .return_rows = (uint8_t)decision->return_rows,
                             .commit = engine->commits,
                             .decided_cycle = d};
  memcpy(engine->wbq_rows[place], engine->linked.data, sizeof engine->wbq_rows[place]);
  toe_places_push(&engine->wbq_fifo, d);
  toe_engine_wake(engine, TOE_UNIT_WRITEBACK, d + 1);
}

void toe_engine_decided(toe_engine_t *engine, toe_cycle_t d, uint32_t error, uint32_t limit) {
  retire_decided(engine, d, error, limit);
  pass_on(engine, d, error);
  toe_engine_check(engine);
}
