/* SPDX-License-Identifier: Apache-2.0
 *
 * What the engine tells its trail, and the paths it makes of it (toe_trail.h).
 */
#include "model/toe_engine_trail.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LAYER_LSB = 28 };

void toe_engine_set_trail(toe_engine_t *engine, toe_trail_t *trail) { engine->trail = trail; }

/* --- commands --- */

void toe_engine_trail_doorbell(toe_engine_t *engine, toe_cycle_t c, uint32_t before) {
  const uint32_t *word = engine->regs.word;
  uint32_t entries = (word[TOE_REG_CMD_DOORBELL] - before) & (word[TOE_REG_CMD_RING_SIZE] - 1);
  toe_trail_doorbell(engine->trail, c, entries);
}

void toe_engine_trail_lack_read(toe_engine_t *engine, toe_cycle_t c, toe_trail_lane_name_t lane) {
  toe_trail_reason_t reason = TOE_TRAIL_NPQ;
  if (engine->reads_in_flight >= engine->regs.word[TOE_REG_TAG_LIMIT]) reason = TOE_TRAIL_TAG;
  if (!engine->config.has_bus_master) reason = TOE_TRAIL_ENABLE;
  toe_trail_lack(engine->trail, lane, c, reason);
}

void toe_engine_trail_lack_command(toe_engine_t *engine, toe_cycle_t c) {
  const uint32_t *word = engine->regs.word;
  if (word[TOE_REG_CMD_DOORBELL] == word[TOE_REG_CMD_HEAD]) return; /* nothing to do */
  bool is_off = c < TOE_STAGE_LOOKUP_ROWS || TOE_GET(word[TOE_REG_CTRL], CTRL, ENABLE) == 0 ||
                word[TOE_REG_CMD_RING_SIZE] == 0 || word[TOE_REG_CPL_RING_SIZE] == 0;
  if (is_off) {
    toe_trail_lack(engine->trail, TOE_LANE_CMD_FETCH, c, TOE_TRAIL_ENABLE);
  } else if (engine->commands_fetched - engine->commands_done >= TOE_STAGE_COMMAND_SLOTS) {
    toe_trail_lack(engine->trail, TOE_LANE_CMD_FETCH, c, TOE_TRAIL_SLOT);
  } else {
    toe_engine_trail_lack_read(engine, c, TOE_LANE_CMD_FETCH);
  }
}

void toe_engine_trail_push(toe_engine_t *engine, toe_cycle_t c, uint32_t tag) {
  toe_trail_read_t *read = &engine->trail->read[tag];
  memset(read, 0, sizeof *read);
  read->push = c;
  read->left = read->ended = TOE_CYCLE_NEVER;
  if (tag >= TOE_STAGE_COMMAND_SLOTS) return;
  engine->trail->submitted[tag] = toe_trail_next_doorbell(engine->trail);
  engine->trail->is_in_slot[tag] = true;
}

void toe_engine_trail_command(toe_engine_t *engine, toe_cycle_t c, bool is_taken) {
  toe_trail_t *trail = engine->trail;
  uint32_t slot = (uint32_t)(engine->commands_taken % TOE_STAGE_COMMAND_SLOTS);
  *(is_taken ? &trail->taken[slot] : &trail->decoded[slot]) = c;
  toe_trail_mark(trail, TOE_LANE_OBJ_FETCH, c, is_taken ? TOE_TRAIL_STEP : TOE_TRAIL_OVERHEAD);
}

/* It waited for a slot, which the last item of the command in it held. */
static void wait_for_slot(toe_trail_t *trail, toe_cycle_t c, uint32_t slot) {
  const toe_cycle_t take = trail->last_take[slot], decided = trail->last_decided[slot];
  const toe_trail_stage_t here = TOE_TRAIL_STAGES;
  toe_trail_part_of_wait(trail, TOE_LANE_CMD_FETCH, take < c - 1 ? take : c - 1, TOE_TRAIL_SLOT, TOE_LANE_LOAD, here);
  toe_trail_part_of_wait(trail, TOE_LANE_CMD_FETCH, decided < c - 1 ? decided : c - 1, TOE_TRAIL_SLOT, TOE_LANE_COMMIT,
                         here);
  toe_trail_part_of_wait(trail, TOE_LANE_CMD_FETCH, c - 1, TOE_TRAIL_SLOT, TOE_LANE_WRITEBACK, here);
}

void toe_engine_trail_fetch(toe_engine_t *engine, toe_cycle_t c) {
  toe_trail_t *trail = engine->trail;
  const toe_trail_lane_t *lane = &trail->lane[TOE_LANE_CMD_FETCH];
  if (lane->is_waiting && lane->lack == TOE_TRAIL_SLOT) {
    wait_for_slot(trail, c, (uint32_t)((engine->commands_fetched - 1) % TOE_STAGE_COMMAND_SLOTS));
  }
  toe_trail_pass(trail, TOE_LANE_CMD_FETCH, c);
}

/* --- LOAD and COMMIT --- */

void toe_engine_trail_load(toe_engine_t *engine, toe_cycle_t c) {
  toe_trail_t *trail = engine->trail;
  const toe_trail_lane_t *lane = &trail->lane[TOE_LANE_LOAD];
  if (lane->is_waiting && lane->lack == TOE_TRAIL_ORDER) {
    const uint32_t chunk = (uint32_t)(engine->chunk_fifo.popped % TOE_STAGE_CHUNKS);
    toe_trail_wait_for_read(trail, TOE_LANE_LOAD, c - 1, &trail->read[TOE_STAGE_TAG_OBJECT + chunk],
                            (engine->load_object + 1) * TOE_OBJECT_BYTES);
  }
  toe_trail_pass(trail, TOE_LANE_LOAD, c);
  engine->trail->loading.before = engine->trail->handed_over;
  engine->trail->loading.load = c;
  engine->trail->loading.offer = engine->load_offer_edge;
}

void toe_engine_trail_hand_over(toe_engine_t *engine, toe_cycle_t c, uint32_t chunk, uint32_t object) {
  toe_trail_t *trail = engine->trail;
  trail->item = trail->loading;
  toe_trail_mark(trail, TOE_LANE_LOAD, trail->item.offer, TOE_TRAIL_LOAD);
  toe_trail_mark(trail, TOE_LANE_LOAD, c, TOE_TRAIL_BUSY);
  toe_trail_mark(trail, TOE_LANE_COMMIT, c, TOE_TRAIL_STEP);
  trail->item.read = trail->read[TOE_STAGE_TAG_OBJECT + chunk];
  trail->item.end_bytes = (object + 1) * TOE_OBJECT_BYTES;
  trail->item.take = c;
  trail->handed_over = c;
}

void toe_engine_trail_row(toe_engine_t *engine, toe_cycle_t c) {
  toe_trail_t *trail = engine->trail;
  toe_trail_mark(trail, TOE_LANE_COMMIT, c - 1, TOE_TRAIL_BANK); /* if it was not read at the edge after the last */
  toe_trail_mark(trail, TOE_LANE_COMMIT, c, TOE_TRAIL_LINK);
}

static toe_trail_reason_t service_of(const toe_engine_t *engine) {
  if (engine->item.is_marker) return TOE_TRAIL_DECIDE;
  if (engine->item_verdict.attempt == TOE_WALK_NEW_TCP) return TOE_TRAIL_LOOKUP;
  return engine->item_verdict.attempt == TOE_WALK_LINKER ? TOE_TRAIL_LINK : TOE_TRAIL_DECIDE;
}

void toe_engine_trail_copy(toe_engine_t *engine, toe_cycle_t s) {
  toe_trail_mark(engine->trail, TOE_LANE_COMMIT, engine->commit_ready_edge, TOE_TRAIL_LOOKUP);
  toe_trail_wait(engine->trail, TOE_LANE_COMMIT, s, TOE_TRAIL_WBQ); /* it was to be denied until then */
}

/* --- who holds a pool --- */

static void add_holder(toe_trail_path_t *path, uint32_t *room, const toe_trail_holder_t *holder) {
  if (path->holder_count == *room) {
    uint32_t more = *room == 0 ? 16 : *room * 2;
    toe_trail_holder_t *bigger = realloc(path->holders, more * sizeof *bigger);
    if (bigger == NULL) return; /* then it is not told */
    path->holders = bigger;
    *room = more;
  }
  path->holders[path->holder_count++] = *holder;
}

/* A value that `place` of a table holds; its first holder counts for it. */
static bool take_value(const toe_share_t *share, uint32_t place, uint8_t *is_counted, toe_trail_holder_t *holder) {
  if (place == TOE_SHARE_NONE) return false;
  holder->amount = is_counted[place] == 0 ? 1 : 0;
  is_counted[place] = 1;
  holder->value_bytes = (uint8_t)share->key_bytes;
  memcpy(holder->value, share->keys + (size_t)place * share->key_bytes, share->key_bytes);
  return true;
}

/* What a live object holds of the pool; false: nothing. */
static bool find_amount(const toe_resources_t *resources, toe_pool_t pool, uint32_t layer, const toe_holding_t *holding,
                        uint8_t *is_counted, toe_trail_holder_t *holder) {
  holder->amount = 1;
  switch (pool) {
    case TOE_POOL_NEIGHBOR:
      return layer == TOE_LAYER_NEIGHBOR;
    case TOE_POOL_PATH:
      return layer == TOE_LAYER_PATH;
    case TOE_POOL_TCP:
    case TOE_POOL_LOOKUP:
    case TOE_POOL_XMIT_BUFFER:
      return layer == TOE_LAYER_TCP;
    case TOE_POOL_HOST_MEMORY:
      return true;
    case TOE_POOL_VLAN:
      return layer == TOE_LAYER_NEIGHBOR && take_value(&resources->vlan, holding->vlan, is_counted, holder);
    case TOE_POOL_SRC_MAC:
      return layer == TOE_LAYER_NEIGHBOR && take_value(&resources->src_mac, holding->src_mac, is_counted, holder);
    case TOE_POOL_SRC_IP:
      return layer == TOE_LAYER_PATH && take_value(&resources->src_ip, holding->src_ip, is_counted, holder);
    case TOE_POOL_RCV_BUFFER:
      holder->amount = holding->rcv_pages;
      return layer == TOE_LAYER_TCP;
    case TOE_POOL_BUFFERED_COPY:
      holder->amount = (uint64_t)holding->copy_blocks * TOE_STAGE_BUFFER_ROW_BYTES;
      return layer == TOE_LAYER_TCP && holding->copy_blocks > 0;
    default:
      return false;
  }
}

static void list_holders(const toe_engine_t *engine, toe_trail_path_t *path) {
  const toe_resources_t *resources = &engine->resources;
  uint32_t room = 0;
  uint8_t is_counted[256] = {0}; /* places of a table of values */
  const toe_pool_t own[] = {TOE_POOL_NONE, TOE_POOL_NEIGHBOR, TOE_POOL_PATH, TOE_POOL_TCP};
  assert(resources->vlan.built <= sizeof is_counted && resources->src_mac.built <= sizeof is_counted &&
         resources->src_ip.built <= sizeof is_counted);
  for (uint32_t layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
    uint32_t left = resources->pool[own[layer]].used;
    for (uint32_t id = 0; left > 0; ++id) {
      const toe_holding_t *holding = &resources->holding[layer][id];
      if (!holding->is_live) continue;
      --left;
      toe_trail_holder_t holder = {.handle = layer << LAYER_LSB | id};
      if (find_amount(resources, path->pool, layer, holding, is_counted, &holder)) add_holder(path, &room, &holder);
    }
  }
}

static void note_denial(const toe_engine_t *engine, toe_trail_path_t *path) {
  if (path->pool == TOE_POOL_NONE) return;
  path->pool_used = engine->resources.pool[path->pool].used;
  path->pool_limit = toe_regs_limit(&engine->regs, path->pool);
  path->pool_needed = 1;
  if (path->pool == TOE_POOL_RCV_BUFFER) path->pool_needed = engine->decision.claim.rcv_pages;
  if (path->pool == TOE_POOL_BUFFERED_COPY) path->pool_needed = engine->decision.claim.copy_bytes;
}

/* What is known of it but its way. */
static void note_facts(toe_engine_t *engine, toe_trail_path_t *path) {
  const toe_trail_sink_t *sink = &engine->trail->sink;
  path->request_id = engine->slot[engine->item.slot].command.request_id;
  path->index = engine->item.index;
  path->commit = engine->commits;
  path->object = engine->object;
  path->is_attempted = engine->decision.verdict.attempt != TOE_WALK_NONE;
  path->cause = engine->decision.verdict.cause;
  path->pool = path->cause == TOE_CAUSE_OK ? TOE_POOL_NONE : toe_pool_of_cause(path->cause);
  note_denial(engine, path);
  if (path->pool != TOE_POOL_NONE && sink->denied != NULL) sink->denied(sink->self, path);
}

/* --- paths --- */

/* Its service, its copy, and what came last of the rest. */
static void mark_decision(toe_engine_t *engine, toe_cycle_t d) {
  toe_trail_t *trail = engine->trail;
  toe_trail_mark(trail, TOE_LANE_COMMIT, engine->commit_ready_edge, service_of(engine));
  if (engine->copy.is_active) toe_trail_mark(trail, TOE_LANE_COMMIT, engine->commit_copy_edge, TOE_TRAIL_COPY);
  toe_trail_wait(trail, TOE_LANE_COMMIT, d, d > engine->commit_free_edge ? TOE_TRAIL_CTXW : TOE_TRAIL_WBQ);
  trail->last_take[engine->item.slot] = trail->item.take;
  trail->last_decided[engine->item.slot] = d;
}

/* Up to the edge at which COMMIT took it. */
static void follow_in(toe_engine_t *engine, toe_trail_path_t *path) {
  toe_trail_t *trail = engine->trail;
  const toe_trail_item_t *item = &trail->item;
  const toe_trail_read_t *command = &trail->read[engine->item.slot];
  toe_trail_follow(trail, path, command->push, TOE_TRAIL_AT_CMD_FETCH, TOE_LANE_CMD_FETCH, TOE_TRAIL_LAST_IS_OWN);
  toe_trail_follow_read(trail, path, command->ended, TOE_TRAIL_AT_CMD_READ, command, TOE_COMMAND_BYTES);
  const toe_cycle_t fetch[] = {trail->taken[engine->item.slot], trail->decoded[engine->item.slot], item->read.push};
  for (int i = 0; i < 3; ++i) {
    toe_trail_follow(trail, path, fetch[i], TOE_TRAIL_AT_OBJ_FETCH, TOE_LANE_OBJ_FETCH, TOE_TRAIL_LAST_IS_OWN);
  }
  toe_trail_follow_read(trail, path, path->fetched, TOE_TRAIL_AT_OBJ_READ, &item->read, item->end_bytes);
  toe_trail_follow(trail, path, item->before, TOE_TRAIL_AT_LOAD, TOE_LANE_LOAD, TOE_TRAIL_OTHERS);
  toe_trail_go(trail, path, item->load, TOE_TRAIL_AT_LOAD, TOE_TRAIL_STEP, false);
  toe_trail_go(trail, path, item->offer, TOE_TRAIL_AT_LOAD, TOE_TRAIL_LOAD, false);
  toe_trail_follow(trail, path, item->take, TOE_TRAIL_AT_COMMIT, TOE_LANE_COMMIT, TOE_TRAIL_OTHERS);
}

void toe_engine_trail_decided(toe_engine_t *engine, toe_cycle_t d) {
  toe_trail_t *trail = engine->trail;
  const toe_command_t *command = &engine->slot[engine->item.slot].command;
  mark_decision(engine, d);
  if (engine->item.is_marker) return;
  const toe_trail_want_t want = trail->sink.wants == NULL ? TOE_TRAIL_WHOLE
                                                          : trail->sink.wants(trail->sink.self, command->request_id,
                                                                              engine->item.index, &engine->object);
  if (want == TOE_TRAIL_NOTHING) {
    toe_trail_path_t facts = {.pool = TOE_POOL_NONE};
    note_facts(engine, &facts);
    return;
  }
  toe_trail_path_t *path = toe_trail_open(trail, command->request_id, engine->item.index, command->count);
  if (path == NULL) return;
  toe_trail_request_t *request = toe_trail_find(trail, command->request_id);
  path->submitted = request->submitted = trail->submitted[engine->item.slot];
  note_facts(engine, path);
  path->decided = request->last_decided = d;
  path->fetched = engine->item.is_fetched ? engine->item.fetched_edge : trail->item.read.ended;
  path->is_whole = want == TOE_TRAIL_WHOLE;
  if (!path->is_whole) return;
  if (path->pool != TOE_POOL_NONE) list_holders(engine, path);
  follow_in(engine, path);
  assert(trail->has_failed || path->segments[path->segment_count - 1].end == trail->item.take);
  toe_trail_follow(trail, path, d, TOE_TRAIL_AT_COMMIT, TOE_LANE_COMMIT, TOE_TRAIL_OWN);
  path->decided_count = path->segment_count;
}

/* From WBQ over its push into PQ at edge `push`, out at RQ at edge c. */
static void follow_out(toe_trail_t *trail, toe_trail_path_t *path, toe_cycle_t push, toe_cycle_t c) {
  toe_trail_follow(trail, path, push, TOE_TRAIL_AT_WRITEBACK, TOE_LANE_WRITEBACK, TOE_TRAIL_LAST_IS_OWN);
  toe_trail_follow(trail, path, c, TOE_TRAIL_AT_RQ, TOE_LANE_PQ, TOE_TRAIL_LAST_IS_OWN);
}

void toe_engine_trail_written(toe_engine_t *engine, toe_cycle_t c, uint32_t request_id, uint32_t index,
                              const toe_pq_entry_t *entry) {
  toe_trail_request_t *request = toe_trail_find(engine->trail, request_id);
  toe_trail_path_t *path = request == NULL || index >= request->count ? NULL : request->paths[index];
  if (path == NULL) return;
  path->written = c;
  if (!path->is_whole) return;
  toe_trail_go(engine->trail, path, entry->item_edge, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_DEPENDENTS, false);
  follow_out(engine->trail, path, entry->push_edge, c);
  path->written_count = path->segment_count;
}

void toe_engine_trail_completed(toe_engine_t *engine, toe_cycle_t c, uint32_t request_id, const toe_pq_entry_t *entry) {
  toe_trail_request_t *request = toe_trail_find(engine->trail, request_id);
  if (request == NULL) return;
  for (uint32_t i = 0; i < request->count; ++i) {
    toe_trail_path_t *path = request->paths[i];
    if (path == NULL) continue;
    path->completed = c;
    if (!path->is_whole) continue;
    toe_trail_go(engine->trail, path, request->last_decided, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_LATER, false);
    follow_out(engine->trail, path, entry->push_edge, c);
  }
  toe_trail_close(engine->trail, request);
}
