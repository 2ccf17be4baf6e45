/* SPDX-License-Identifier: Apache-2.0
 *
 * LOAD, COMMIT and CTXW: the one commit point (docs/microarchitecture.md 5.5 .. 5.7, 6, 7).
 */
#include <assert.h>
#include <string.h>

#include "model/toe_engine_internal.h"

_Static_assert((int)TOE_POOL_NEIGHBOR == TOE_LAYER_NEIGHBOR - 1 && (int)TOE_POOL_PATH == TOE_LAYER_PATH - 1 &&
                   (int)TOE_POOL_TCP == TOE_LAYER_TCP - 1,
               "a layer's pool is found by its number");

static toe_pool_t layer_pool(uint32_t layer) { return (toe_pool_t)(layer - 1); }

static uint32_t context_row(uint32_t layer, uint32_t id) {
  if (layer == TOE_LAYER_TCP) return TOE_STAGE_TCP_ROW_BASE + id * TOE_STAGE_TCP_ROWS;
  if (layer == TOE_LAYER_PATH) return TOE_STAGE_PATH_ROW_BASE + id * TOE_STAGE_STATE_ROWS;
  return TOE_STAGE_NEIGHBOR_ROW_BASE + id * TOE_STAGE_STATE_ROWS;
}

static uint32_t pool_limit(const toe_engine_t *engine, toe_pool_t pool) {
  switch (pool) {
    case TOE_POOL_NEIGHBOR:
      return engine->regs.word[TOE_REG_LIMIT_NEIGHBOR];
    case TOE_POOL_PATH:
      return engine->regs.word[TOE_REG_LIMIT_PATH];
    case TOE_POOL_TCP:
      return engine->regs.word[TOE_REG_LIMIT_TCP];
    case TOE_POOL_HOST_MEMORY:
      return engine->regs.word[TOE_REG_LIMIT_HOST_MEMORY];
    case TOE_POOL_LOOKUP:
      return toe_pool_built(TOE_POOL_LOOKUP);
    default:
      return 0;
  }
}

/* --- LOAD --- */

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
    } else if (!engine->commit_is_busy) {
      engine->load_why = c == engine->load_offer_edge ? TOE_WHY_SERVICE : TOE_WHY_NEXT;
      hand_over(engine, c, chunk);
    }
    return;
  }
  if (!toe_places_has_head(&engine->chunk_fifo, c)) return;
  bool is_here = !chunk->is_marker && chunk->fetched_edge[engine->load_object] != TOE_CYCLE_NEVER;
  if (!chunk->is_marker && !is_here && !chunk->read.is_failed) return;
  engine->load_is_busy = true;
  engine->load_offer_edge = c + (is_here ? TOE_STAGE_LOAD_CYCLES : TOE_STAGE_LOAD_MARKER_CYCLES);
  toe_engine_wake(engine, TOE_UNIT_LOAD, engine->load_offer_edge);
}

/* --- COMMIT --- */

void toe_engine_commit_take(toe_engine_t *engine, toe_cycle_t a) {
  const toe_item_t *item = &engine->item;
  toe_cycle_t service = TOE_STAGE_COMMIT_SKIP_CYCLES;
  toe_cycle_t from = a;
  if (!item->is_marker) {
    toe_walk_object_t *object = &engine->item_object;
    *object = (toe_walk_object_t){.is_fetched = item->is_fetched, .index = item->index};
    if (item->is_fetched) {
      object->layer = (uint8_t)TOE_READ(item->data, OBJECT, LAYER);
      object->kind = (uint8_t)TOE_READ(item->data, OBJECT, KIND);
      object->fault = (uint8_t)TOE_READ(item->data, OBJECT, FAULT);
      object->family = (uint8_t)TOE_READ(item->data, OBJECT, FAMILY);
      object->tcp_state = (uint8_t)TOE_READ(item->data, OBJ_TCP, STATE);
      object->handle = (uint32_t)TOE_READ(item->data, OBJECT, HANDLE);
    }
    engine->item_verdict = toe_walk_look(&engine->walk, object);
    switch (engine->item_verdict.attempt) {
      case TOE_WALK_NEW_STATE:
        service = TOE_STAGE_COMMIT_STATE_CYCLES;
        break;
      case TOE_WALK_NEW_TCP:
        service = TOE_STAGE_COMMIT_TCP_CYCLES;
        break;
      case TOE_WALK_LINKER: /* its SRAM read waits for the port first */
        from = engine->ctxw_idle_edge > a + 1 ? engine->ctxw_idle_edge : a + 1;
        engine->sram_stall_cycles += from - (a + 1);
        service = TOE_STAGE_COMMIT_LINK_CYCLES;
        break;
      default:
        break;
    }
  }
  engine->commit_is_busy = true;
  engine->commit_ready_edge = from + service;
  engine->commit_room_edge = TOE_CYCLE_NEVER;
  toe_engine_wake(engine, TOE_UNIT_COMMIT, engine->commit_ready_edge);
}

/* One object at its decision. */
typedef struct decision {
  toe_walk_verdict_t verdict;
  bool is_new;             /* it is taken in: entries, context                */
  uint32_t handle, parent; /* as in its retire record                         */
  bool has_behind;
  toe_walk_node_t behind; /* what its dependents hang from                   */
  toe_lookup_key_t key;   /* new TCP with a path                             */
  toe_lookup_place_t place;
} decision_t;

/* A linker: whether its handle names an object, and what its context says of it. */
static bool find_linked(toe_engine_t *engine, const toe_walk_object_t *object, toe_walk_node_t *node_out) {
  uint32_t id = object->handle & 0xFFFFFu;
  if (object->handle >> 28 != object->layer || (object->handle >> 20 & 0xFF) != 0) return false;
  if (!toe_pool_is_used(&engine->pool[layer_pool(object->layer)], id)) return false;
  uint8_t row[TOE_STAGE_SRAM_ROW_BYTES];
  toe_ctx_sram_read(engine->sram, context_row(object->layer, id), row);
  node_out->handle = object->handle;
  node_out->vlan = (uint16_t)TOE_READ(row, CONTEXT, VLAN);
  node_out->family = (uint8_t)TOE_READ(row, CONTEXT, FAMILY);
  memcpy(node_out->src_ip, row + TOE_OBJ_PATH_SRC_IP_OFFSET, sizeof node_out->src_ip);
  memcpy(node_out->dst_ip, row + TOE_OBJ_PATH_DST_IP_OFFSET, sizeof node_out->dst_ip);
  return true;
}

/* What would be decided with the state visible now; takes nothing. */
static void decide(toe_engine_t *engine, decision_t *decision) {
  const toe_walk_object_t *object = &engine->item_object;
  const toe_walk_t *walk = &engine->walk;
  const uint8_t *data = engine->item.data;
  decision->verdict = engine->item_verdict;
  if (decision->verdict.attempt == TOE_WALK_NONE) return;
  toe_walk_facts_t facts = {
      .has_faults = TOE_GET(engine->regs.word[TOE_REG_CTRL], CTRL, FAULT_ENABLE) != 0,
      .has_neighbor = toe_pool_has_free(&engine->pool[TOE_POOL_NEIGHBOR], pool_limit(engine, TOE_POOL_NEIGHBOR)),
      .has_path = toe_pool_has_free(&engine->pool[TOE_POOL_PATH], pool_limit(engine, TOE_POOL_PATH)),
      .has_tcp = toe_pool_has_free(&engine->pool[TOE_POOL_TCP], pool_limit(engine, TOE_POOL_TCP)),
      .has_host_memory =
          toe_pool_has_free(&engine->pool[TOE_POOL_HOST_MEMORY], pool_limit(engine, TOE_POOL_HOST_MEMORY)),
  };
  if (decision->verdict.attempt == TOE_WALK_LINKER) {
    facts.is_handle_used = find_linked(engine, object, &decision->behind);
  } else if (decision->verdict.attempt == TOE_WALK_NEW_TCP && object->index != 0 && walk->path.has_object) {
    decision->key =
        toe_lookup_key(walk->path.vlan, walk->path.family, walk->path.src_ip, walk->path.dst_ip,
                       (uint16_t)TOE_READ(data, OBJ_TCP, LOCAL_PORT), (uint16_t)TOE_READ(data, OBJ_TCP, REMOTE_PORT));
    decision->place = toe_lookup_find(engine->lookup, &decision->key);
    facts.is_duplicate = decision->place.is_found;
    facts.has_lookup_slot = decision->place.has_slot;
  }
  decision->verdict.cause = toe_walk_decide(walk, object, decision->verdict.attempt, &facts);
  if (decision->verdict.cause != TOE_CAUSE_OK) return;
  decision->is_new = object->kind == TOE_KIND_NEW;
  decision->has_behind = object->kind != TOE_KIND_PLACEHOLDER;
  if (object->kind == TOE_KIND_LINKER) decision->handle = object->handle;
}

/* Give its context to CTXW, rows from d+1 on. */
static void write_context(toe_engine_t *engine, toe_cycle_t d, uint32_t id, const toe_walk_node_t *node,
                          uint32_t parent) {
  uint32_t layer = engine->item_object.layer;
  uint8_t *data = engine->ctxw_data;
  memcpy(data, engine->item.data, TOE_OBJECT_BYTES);
  memset(data, 0, TOE_CONTEXT_BYTES);
  TOE_WRITE(data, CONTEXT, LAYER, 0x80 + layer);
  TOE_WRITE(data, CONTEXT, FAMILY, node->family);
  TOE_WRITE(data, CONTEXT, VLAN, node->vlan);
  TOE_WRITE(data, CONTEXT, PARENT, parent);
  engine->ctxw_row = context_row(layer, id);
  engine->ctxw_rows = layer == TOE_LAYER_TCP ? TOE_STAGE_TCP_ROWS : TOE_STAGE_STATE_ROWS;
  engine->ctxw_next = 0;
  engine->ctxw_edge = d + 1;
  engine->ctxw_idle_edge = d + engine->ctxw_rows + 1;
  toe_engine_wake(engine, TOE_UNIT_CTXW, d + 1);
}

/* Everything the device holds is held by a live object, and no more than was built. */
static void check_levels(const toe_engine_t *engine) {
  const toe_pool_state_t *pool = engine->pool;
  for (int i = 0; i < TOE_POOLS; ++i) assert(pool[i].used <= pool[i].built);
  assert(pool[TOE_POOL_HOST_MEMORY].used ==
         pool[TOE_POOL_NEIGHBOR].used + pool[TOE_POOL_PATH].used + pool[TOE_POOL_TCP].used);
  assert(pool[TOE_POOL_LOOKUP].used == pool[TOE_POOL_TCP].used);
  assert(pool[TOE_POOL_LOOKUP].used == toe_lookup_used(engine->lookup));
  (void)pool;
}

/* Take a new object in: entries, lookup, context. */
static void take_in(toe_engine_t *engine, toe_cycle_t d, decision_t *decision) {
  uint32_t layer = engine->item_object.layer;
  const uint8_t *data = engine->item.data;
  toe_walk_node_t *node = &decision->behind;
  uint32_t id = toe_pool_take(&engine->pool[layer_pool(layer)]);
  (void)toe_pool_take(&engine->pool[TOE_POOL_HOST_MEMORY]);
  decision->handle = layer << 28 | id;
  node->handle = decision->handle;
  if (layer == TOE_LAYER_NEIGHBOR) {
    node->vlan = (uint16_t)TOE_READ(data, OBJ_NEIGHBOR, VLAN);
  } else if (layer == TOE_LAYER_PATH) {
    node->vlan = engine->walk.neighbor.vlan;
    node->family = engine->item_object.family;
    memcpy(node->src_ip, data + TOE_OBJ_PATH_SRC_IP_OFFSET, sizeof node->src_ip);
    memcpy(node->dst_ip, data + TOE_OBJ_PATH_DST_IP_OFFSET, sizeof node->dst_ip);
    decision->parent = engine->walk.neighbor.handle;
  } else {
    node->vlan = engine->walk.path.vlan;
    node->family = engine->walk.path.family;
    decision->parent = engine->walk.path.handle;
    (void)toe_pool_take(&engine->pool[TOE_POOL_LOOKUP]);
    toe_lookup_insert(engine->lookup, &decision->place, &decision->key, id);
  }
  uint32_t *word = engine->regs.word;
  word[TOE_REG_USED_NEIGHBOR] = engine->pool[TOE_POOL_NEIGHBOR].used;
  word[TOE_REG_USED_PATH] = engine->pool[TOE_POOL_PATH].used;
  word[TOE_REG_USED_TCP] = engine->pool[TOE_POOL_TCP].used;
  word[TOE_REG_USED_HOST_MEMORY] = engine->pool[TOE_POOL_HOST_MEMORY].used;
  word[TOE_REG_USED_LOOKUP] = engine->pool[TOE_POOL_LOOKUP].used;
  write_context(engine, d, id, node, decision->parent);
}

/* The record of the decision, its levels those after it. */
static void retire_decided(toe_engine_t *engine, toe_cycle_t d, const decision_t *decision, uint64_t error,
                           uint64_t limit) {
  const toe_item_t *item = &engine->item;
  bool has_shape = !item->is_marker && item->is_fetched;
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_DECIDED, d);
  retire->u.decided.commit = engine->commits;
  retire->u.decided.is_object = !item->is_marker;
  retire->u.decided.request_id = engine->slot[item->slot].request_id;
  retire->u.decided.index = item->index;
  retire->u.decided.layer = has_shape ? engine->item_object.layer & 3u : 0;
  retire->u.decided.kind = has_shape ? engine->item_object.kind & 3u : 0;
  retire->u.decided.attempted = decision->verdict.attempt != TOE_WALK_NONE;
  retire->u.decided.cause = decision->verdict.cause;
  retire->u.decided.error = error;
  retire->u.decided.handle = decision->handle;
  retire->u.decided.parent = decision->parent;
  retire->u.decided.used_neighbor = engine->pool[TOE_POOL_NEIGHBOR].used;
  retire->u.decided.used_path = engine->pool[TOE_POOL_PATH].used;
  retire->u.decided.used_tcp = engine->pool[TOE_POOL_TCP].used;
  retire->u.decided.used_host_memory = engine->pool[TOE_POOL_HOST_MEMORY].used;
  retire->u.decided.used_lookup = engine->pool[TOE_POOL_LOOKUP].used;
  retire->u.decided.limit = limit;
  retire->u.decided.fetched_cycle = item->fetched_edge;
}

/* Pass the decision on to WRITEBACK; COMMIT is idle from d+1 on. */
static void leave(toe_engine_t *engine, toe_cycle_t d, const decision_t *decision, uint32_t error) {
  const toe_item_t *item = &engine->item;
  bool is_last = item->is_marker || item->index + 1 == engine->slot[item->slot].count;
  engine->wbq[engine->wbq_fifo.pushed % TOE_STAGE_WBQ_DEPTH] =
      (toe_writeback_item_t){.is_object = !item->is_marker,
                             .is_last = is_last,
                             .is_attempted = decision->verdict.attempt != TOE_WALK_NONE,
                             .is_detached = decision->verdict.is_detached,
                             .layer = engine->item_object.layer,
                             .kind = engine->item_object.kind,
                             .cause = decision->verdict.cause,
                             .error = (uint8_t)error,
                             .slot = item->slot,
                             .index = item->index,
                             .handle = decision->handle,
                             .commit = engine->commits,
                             .decided_cycle = d};
  toe_places_push(&engine->wbq_fifo, d);
  engine->commit_is_busy = false;
  toe_engine_wake(engine, TOE_UNIT_LOAD, d + 1);
  toe_engine_wake(engine, TOE_UNIT_WRITEBACK, d + 1);
}

static void count_commit(toe_engine_t *engine) {
  ++engine->commits;
  engine->regs.word[TOE_REG_COMMITS] = (uint32_t)engine->commits;
}

static void commit_marker(toe_engine_t *engine, toe_cycle_t d) {
  const toe_slot_t *slot = &engine->slot[engine->item.slot];
  decision_t decision = {.is_new = false};
  count_commit(engine);
  uint32_t limit = 0;
  if (slot->error == TOE_ERROR_NONE) {
    toe_regs_set(&engine->regs, slot->setting, slot->value);
    engine->set_edge = d;
    engine->set_setting = slot->setting;
    engine->set_value = slot->value;
    limit = slot->value;
  }
  retire_decided(engine, d, &decision, slot->error, limit);
  leave(engine, d, &decision, slot->error);
}

static void commit_object(toe_engine_t *engine, toe_cycle_t d, decision_t *decision) {
  count_commit(engine);
  if (decision->is_new) take_in(engine, d, decision);
  toe_walk_leave(&engine->walk, &engine->item_object, &decision->verdict,
                 decision->has_behind ? &decision->behind : NULL, engine->regs.word[TOE_REG_WALK_POLICY]);
  retire_decided(engine, d, decision, decision->verdict.error,
                 pool_limit(engine, toe_pool_of_cause(decision->verdict.cause)));
  leave(engine, d, decision, decision->verdict.error);
  check_levels(engine);
}

void toe_engine_commit(toe_engine_t *engine, toe_cycle_t c) {
  if (!engine->commit_is_busy) return;
  if (c < engine->commit_ready_edge) {
    toe_engine_wake(engine, TOE_UNIT_COMMIT, engine->commit_ready_edge);
    return;
  }
  if (!toe_places_has_room(&engine->wbq_fifo, c, TOE_STAGE_WBQ_DEPTH)) return;
  if (engine->commit_room_edge == TOE_CYCLE_NEVER) engine->commit_room_edge = c;
  if (engine->item.is_marker) {
    commit_marker(engine, c);
  } else {
    decision_t decision;
    memset(&decision, 0, sizeof decision);
    decide(engine, &decision);
    if (decision.is_new && c < engine->ctxw_idle_edge) {
      toe_engine_wake(engine, TOE_UNIT_COMMIT, engine->ctxw_idle_edge);
      return;
    }
    commit_object(engine, c, &decision);
  }
  engine->sram_stall_cycles += c - engine->commit_room_edge;
  engine->commit_why = c > engine->commit_room_edge                           ? TOE_WHY_SRAM
                       : engine->commit_room_edge > engine->commit_ready_edge ? TOE_WHY_ROOM
                                                                              : TOE_WHY_SERVICE;
}

/* --- CTXW --- */

void toe_engine_ctxw(toe_engine_t *engine, toe_cycle_t c) {
  if (engine->ctxw_next == engine->ctxw_rows) return;
  if (c < engine->ctxw_edge) {
    toe_engine_wake(engine, TOE_UNIT_CTXW, engine->ctxw_edge);
    return;
  }
  uint32_t row = engine->ctxw_row + engine->ctxw_next;
  const uint8_t *data = engine->ctxw_data + (size_t)engine->ctxw_next * TOE_STAGE_SRAM_ROW_BYTES;
  toe_ctx_sram_write(engine->sram, row, data);
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_CONTEXT, c);
  retire->u.context.row = row;
  memcpy(retire->u.context.data, data, TOE_STAGE_SRAM_ROW_BYTES);
  engine->ctxw_edge = c + 1;
  if (++engine->ctxw_next < engine->ctxw_rows) toe_engine_wake(engine, TOE_UNIT_CTXW, c + 1);
}
