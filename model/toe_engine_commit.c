/* SPDX-License-Identifier: Apache-2.0
 *
 * COMMIT: the one commit point (docs/microarchitecture.md 5.6, 6, 7).
 */
#include <assert.h>
#include <string.h>

#include "model/toe_admit.h"
#include "model/toe_engine_internal.h"
#include "model/toe_engine_trail.h"

enum { ID_BITS = 20, LAYER_LSB = 28 };

static const toe_command_t *command_of(const toe_engine_t *engine) { return &engine->slot[engine->item.slot].command; }

/* --- taking an item --- */

/* A linker at edge a, or a RETRIEVE: what it reads.  One whose handle never named anything does not. */
static void take_linker(toe_engine_t *engine, toe_cycle_t a, uint32_t layer, uint32_t handle, uint32_t rows) {
  toe_linked_t *linked = &engine->linked;
  linked->is_used = toe_resources_is_used(&engine->resources, layer, handle);
  engine->commit_ready_edge = a + 1 + TOE_STAGE_COMMIT_LINK_CYCLES; /* of one that reads: once it has */
  if (rows == 0 || !toe_resources_was_used(&engine->resources, layer, handle)) return;
  linked->rows = rows;
  linked->row = toe_engine_context_row(layer, handle & ((1u << ID_BITS) - 1));
}

static void take_marker(toe_engine_t *engine, toe_cycle_t a) {
  const toe_command_t *command = command_of(engine);
  uint32_t job = toe_command_job(command);
  if (job != 0 && toe_resources_is_used(&engine->resources, TOE_LAYER_TCP, command->event_handle)) {
    toe_engine_job_start(engine, a, job, command->event_handle);
    return;
  }
  bool is_retrieve =
      command->error == TOE_ERROR_NONE && command->opcode == TOE_OPCODE_RAISE && command->setting == TOE_EVENT_RETRIEVE;
  if (is_retrieve) take_linker(engine, a, TOE_LAYER_TCP, command->event_handle, 1);
}

/* Rows a TERMINATE hands back. */
static uint32_t return_rows(uint32_t layer) {
  if (layer == TOE_LAYER_TCP) return TOE_STAGE_TCP_RETURN_ROWS;
  return layer == TOE_LAYER_NEIGHBOR ? TOE_STAGE_NEIGHBOR_RETURN_ROWS : 0;
}

static void take_object(toe_engine_t *engine, toe_cycle_t a) {
  const toe_item_t *item = &engine->item;
  bool is_terminate = command_of(engine)->opcode == TOE_OPCODE_TERMINATE;
  engine->object = toe_object_read(item->index, item->is_fetched ? item->data : NULL);
  const toe_object_t *object = &engine->object;
  engine->item_verdict =
      is_terminate ? toe_walk_look_alone(&engine->walk, object) : toe_walk_look(&engine->walk, object);
  switch (engine->item_verdict.attempt) {
    case TOE_WALK_NEW_STATE:
      engine->commit_ready_edge = a + TOE_STAGE_COMMIT_STATE_CYCLES;
      break;
    case TOE_WALK_NEW_TCP:
      engine->commit_ready_edge = a + TOE_STAGE_COMMIT_TCP_CYCLES;
      break;
    case TOE_WALK_LINKER:
      take_linker(engine, a, object->layer, object->handle, is_terminate ? return_rows(object->layer) : 1);
      break;
    default:
      break;
  }
}

void toe_engine_commit_take(toe_engine_t *engine, toe_cycle_t a) {
  engine->commit_is_busy = engine->commit_took_item = true;
  engine->commit_take_edge = a;
  engine->job = (toe_job_t){.is_active = false};
  engine->commit_copy_edge = engine->commit_free_edge = TOE_CYCLE_NEVER;
  engine->commit_stall = 0;
  engine->commit_ready_edge = a + TOE_STAGE_COMMIT_SKIP_CYCLES;
  memset(&engine->linked, 0, sizeof engine->linked);
  memset(&engine->item_verdict, 0, sizeof engine->item_verdict);
  if (engine->item.is_marker) {
    take_marker(engine, a);
  } else {
    take_object(engine, a);
  }
  toe_engine_wake(engine, TOE_UNIT_COMMIT, engine->linked.rows > 0 ? a + 1 : engine->commit_ready_edge);
}

/* --- deciding --- */

static toe_admit_rules_t rules_now(const toe_engine_t *engine) {
  const uint32_t *word = engine->regs.word;
  return (toe_admit_rules_t){.has_faults = TOE_GET(word[TOE_REG_CTRL], CTRL, FAULT_ENABLE) != 0,
                             .mtu_max = word[TOE_REG_MTU_MAX],
                             .rcv_window_max = word[TOE_REG_RCV_WINDOW_MAX],
                             .min_window = word[TOE_REG_ADMIT_MIN_WINDOW],
                             .reject_states = word[TOE_REG_ADMIT_STATES],
                             .local_ports = word[TOE_REG_ADMIT_LOCAL_PORTS],
                             .remote_ports = word[TOE_REG_ADMIT_REMOTE_PORTS],
                             .is_duplicate_failure = word[TOE_REG_ADMIT_DUPLICATES] == TOE_DUPLICATES_FAIL};
}

/* What a new object would take, and what is said of it. */
static void look_new(toe_engine_t *engine, toe_decision_t *decision, toe_admit_facts_t *facts) {
  const toe_object_t *object = &engine->object;
  const toe_walk_node_t *parent = toe_walk_parent(&engine->walk, object);
  uint32_t limit[TOE_POOLS];
  for (int i = 0; i < TOE_POOLS; ++i) limit[i] = toe_regs_limit(&engine->regs, (toe_pool_t)i);
  decision->claim = toe_resources_claim(&engine->resources, object, parent, engine->regs.word[TOE_REG_RCV_PAGE]);
  toe_resources_room(&engine->resources, object, &decision->claim, limit, facts->has_room);
  facts->has_parent = parent != NULL;
  facts->is_foreign_vlan = object->layer == TOE_LAYER_NEIGHBOR && !toe_regs_takes_vlan(&engine->regs, object->vlan);
  facts->is_duplicate = decision->claim.has_key && decision->claim.place.is_found;
  decision->parent = parent == NULL ? 0 : parent->handle;
}

/* What hangs from a linked object, by its context. */
static void read_linked(const toe_engine_t *engine, toe_walk_node_t *node_out) {
  const uint8_t *row = engine->linked.data;
  node_out->handle = engine->object.handle;
  node_out->vlan = (uint16_t)TOE_READ(row, CONTEXT, VLAN);
  node_out->family = (uint8_t)TOE_READ(row, CONTEXT, FAMILY);
  memcpy(node_out->src_ip, row + TOE_OBJ_PATH_SRC_IP_OFFSET, sizeof node_out->src_ip);
  memcpy(node_out->dst_ip, row + TOE_OBJ_PATH_DST_IP_OFFSET, sizeof node_out->dst_ip);
}

/* A new object, linker or placeholder of an INITIATE. */
static void decide_initiate(toe_engine_t *engine) {
  const toe_object_t *object = &engine->object;
  toe_decision_t *decision = &engine->decision;
  toe_admit_rules_t rules = rules_now(engine);
  toe_admit_facts_t facts;
  memset(&facts, 0, sizeof facts);
  bool is_linker = decision->verdict.attempt == TOE_WALK_LINKER;
  if (is_linker) {
    facts.is_handle_used = engine->linked.is_used;
    facts.is_uncorrectable = engine->linked.uncorrectable > 0;
    decision->is_corrected = engine->linked.corrected > 0;
  } else if (object->kind == TOE_KIND_NEW) {
    look_new(engine, decision, &facts);
  }
  decision->verdict.cause = toe_admit(object, &rules, &facts);
  bool is_ok = decision->verdict.cause == TOE_CAUSE_OK;
  decision->is_new = is_ok && object->kind == TOE_KIND_NEW;
  decision->has_behind = is_ok && object->kind != TOE_KIND_PLACEHOLDER;
  if (!decision->is_new) decision->parent = 0;
  if (!is_linker) return;
  if (is_ok) {
    decision->handle = object->handle;
    read_linked(engine, &decision->behind);
  }
  toe_engine_tell_failure(engine);
}

/* What would be decided with the state visible now, its copy left out; changes nothing. */
static void decide(toe_engine_t *engine) {
  const toe_command_t *command = command_of(engine);
  toe_decision_t *decision = &engine->decision;
  memset(decision, 0, sizeof *decision);
  decision->verdict = engine->item_verdict;
  if (engine->item.is_marker) {
    decision->error = command->error;
    if (command->error == TOE_ERROR_NONE && command->opcode == TOE_OPCODE_RAISE) toe_engine_decide_raise(engine);
    if (toe_command_job(command) != 0) decision->error = TOE_ERROR_NO_OBJECT; /* else it is a job */
  } else if (decision->verdict.attempt != TOE_WALK_NONE) {
    if (command->opcode == TOE_OPCODE_TERMINATE) {
      toe_engine_decide_terminate(engine);
    } else {
      decide_initiate(engine);
    }
  }
}

/* The copy has ended: what its connection was to become is settled. */
static void settle_copy(toe_engine_t *engine, toe_cycle_t c) {
  if (engine->commit_copy_edge != TOE_CYCLE_NEVER) return;
  engine->commit_copy_edge = c;
  toe_decision_t *decision = &engine->decision;
  decision->claim.copy = engine->copy.chain;
  if (!engine->copy.has_failed) return;
  decision->verdict.cause = TOE_CAUSE_COPY_FETCH;
  decision->is_new = decision->has_behind = false;
  decision->parent = 0;
}

/* --- the decision --- */

/* Take a new object in: entries, lookup, context. */
static void take_in(toe_engine_t *engine, toe_cycle_t d, toe_decision_t *decision) {
  const toe_object_t *object = &engine->object;
  toe_walk_node_t *node = &decision->behind;
  const toe_walk_node_t *parent = toe_walk_parent(&engine->walk, object);
  uint32_t id = toe_resources_take(&engine->resources, object, &decision->claim);
  decision->handle = (uint32_t)object->layer << LAYER_LSB | id;
  node->handle = decision->handle;
  if (object->layer == TOE_LAYER_NEIGHBOR) {
    node->vlan = object->vlan;
  } else {
    node->vlan = parent->vlan;
    node->family = object->layer == TOE_LAYER_PATH ? object->family : parent->family;
    memcpy(node->src_ip, object->src_ip, sizeof node->src_ip);
    memcpy(node->dst_ip, object->dst_ip, sizeof node->dst_ip);
  }
  toe_engine_write_context(engine, d, id);
}

/* What a cause compared with. */
static uint32_t limit_of(const toe_engine_t *engine, uint32_t cause) {
  switch (cause) {
    case TOE_CAUSE_PATH_MTU:
      return engine->regs.word[TOE_REG_MTU_MAX];
    case TOE_CAUSE_RCV_WINDOW:
      return engine->regs.word[TOE_REG_RCV_WINDOW_MAX];
    case TOE_CAUSE_REJECT_WINDOW:
      return engine->regs.word[TOE_REG_ADMIT_MIN_WINDOW];
    default:
      return toe_regs_limit(&engine->regs, toe_pool_of_cause(cause));
  }
}

static void commit_marker(toe_engine_t *engine, toe_cycle_t d) {
  const toe_command_t *command = command_of(engine);
  const toe_decision_t *decision = &engine->decision;
  uint32_t limit = 0;
  if (decision->is_corrected) toe_engine_write_corrected(engine, d);
  if (decision->error == TOE_ERROR_NONE && command->opcode == TOE_OPCODE_SET) {
    engine->set_edge = d;
    engine->set_setting = command->setting;
    engine->set_value = (uint64_t)command->value_high << 32 | command->value;
    toe_regs_set(&engine->regs, engine->set_setting, engine->set_value);
    limit = command->value;
  }
  if (decision->event == TOE_EVENT_UPLOAD_ALL) engine->is_uploading = true;
  if (decision->event == TOE_EVENT_RESUME) engine->is_uploading = false;
  toe_engine_decided(engine, d, decision->error, limit);
}

/* Give back all that an object holds, and forget its timer and its waiting. */
static void free_object(toe_engine_t *engine, toe_cycle_t d, uint32_t handle) {
  toe_resources_give(&engine->resources, handle);
  if (handle >> LAYER_LSB != TOE_LAYER_TCP) return;
  uint32_t id = handle & ((1u << ID_BITS) - 1);
  toe_timers_stop(&engine->timers, id, d);
  toe_timers_stop(&engine->ack_timers, id, d);
  toe_waiting_set(&engine->waiting, id, false);
}

static void commit_object(toe_engine_t *engine, toe_cycle_t d) {
  toe_decision_t *decision = &engine->decision;
  if (decision->is_new) take_in(engine, d, decision);
  if (decision->is_freed) free_object(engine, d, decision->handle);
  if (engine->copy.has_failed) toe_blocks_give(&engine->resources.blocks, &engine->copy.chain);
  toe_engine_show_levels(engine);
  if (decision->is_corrected) toe_engine_write_corrected(engine, d);
  if (command_of(engine)->opcode == TOE_OPCODE_TERMINATE) {
    toe_walk_leave_alone(&engine->walk, &engine->object, &decision->verdict);
  } else {
    toe_walk_leave(&engine->walk, &engine->object, &decision->verdict, decision->has_behind ? &decision->behind : NULL,
                   engine->regs.word[TOE_REG_WALK_POLICY]);
  }
  toe_engine_decided(engine, d, decision->verdict.error, limit_of(engine, decision->verdict.cause));
}

/* --- the stage --- */

/* Read a row of what the item wants at edge c.  True: that was the last. */
static bool read_row(toe_engine_t *engine, toe_cycle_t c) {
  toe_linked_t *linked = &engine->linked;
  if (!toe_engine_read_context(engine, linked, c)) {
    ++engine->commit_stall;
  } else if (engine->trail != NULL) {
    toe_engine_trail_row(engine, c);
  }
  if (linked->rows_read < linked->rows) {
    toe_engine_wake(engine, TOE_UNIT_COMMIT, c + 1);
    return false;
  }
  engine->commit_ready_edge = c + TOE_STAGE_COMMIT_LINK_CYCLES;
  return true;
}

/* Whether the item's service is over at edge c: its linker has read, its cycles are past, its copy has ended.  A copy
 * that is needed and not there starts now. */
static bool is_served(toe_engine_t *engine, toe_cycle_t c) {
  if (engine->linked.rows_read < engine->linked.rows && !read_row(engine, c)) return false;
  if (c < engine->commit_ready_edge) {
    toe_engine_wake(engine, TOE_UNIT_COMMIT, engine->commit_ready_edge);
    return false;
  }
  if (engine->copy.is_active) {
    if (!toe_engine_copy_has_ended(engine)) return false; /* its last read wakes us */
    settle_copy(engine, c);
    return true;
  }
  if (toe_engine_is_closing(engine) && !toe_engine_close(engine, c)) return false;
  bool may_copy = engine->item_verdict.attempt == TOE_WALK_NEW_TCP && engine->object.buffered_bytes != 0;
  if (!may_copy && !toe_places_has_room(&engine->wbq_fifo, c, TOE_STAGE_WBQ_DEPTH)) return false;
  decide(engine);
  if (!may_copy || engine->decision.verdict.cause != TOE_CAUSE_OK) return true;
  if (engine->trail != NULL) toe_engine_trail_copy(engine, c);
  toe_engine_copy_start(engine, c);
  return false;
}

void toe_engine_commit(toe_engine_t *engine, toe_cycle_t c) {
  if (!engine->commit_is_busy) {
    toe_engine_job_look(engine, c);
    return;
  }
  if (c <= engine->commit_take_edge) return;
  if (engine->job.kind != 0) {
    toe_engine_job(engine, c);
    return;
  }
  if (!is_served(engine, c)) return;
  if (!toe_places_has_room(&engine->wbq_fifo, c, TOE_STAGE_WBQ_DEPTH)) return;
  if (engine->commit_free_edge == TOE_CYCLE_NEVER) engine->commit_free_edge = c;
  if ((engine->decision.is_new || engine->decision.is_corrected) && c < engine->ctxw_idle_edge) {
    toe_engine_wake(engine, TOE_UNIT_COMMIT, engine->ctxw_idle_edge);
    return;
  }
  toe_cycle_t stalled = c - engine->commit_free_edge;
  engine->commit_stall += stalled;
  engine->sram_stall_cycles += engine->commit_stall;
  toe_engine_count_commit(engine);
  if (engine->item.is_marker) {
    commit_marker(engine, c);
  } else {
    commit_object(engine, c);
  }
  if (engine->trail != NULL) toe_engine_trail_decided(engine, c);
  engine->copy.is_active = engine->copy.has_failed = false;
  toe_engine_commit_idle(engine, c);
}
