/* SPDX-License-Identifier: Apache-2.0
 *
 * CQ, CC, RQ and MSIX: the device's face to the link (docs/microarchitecture.md 3, 5.1, 5.10).
 */
#include <assert.h>
#include <string.h>

#include "model/toe_engine_internal.h"
#include "model/toe_engine_trail.h"

/* --- PQ --- */

toe_pq_entry_t *toe_engine_push_write(toe_engine_t *engine, toe_cycle_t c, toe_write_kind_t kind, uint64_t address,
                                      uint32_t length_bytes) {
  toe_pq_entry_t *entry = &engine->pq[engine->pq_fifo.pushed % TOE_STAGE_PQ_DEPTH];
  memset(entry, 0, sizeof *entry);
  entry->kind = kind;
  entry->address = address;
  entry->length_bytes = length_bytes;
  entry->push_edge = c;
  toe_places_push(&engine->pq_fifo, c);
  toe_engine_wake(engine, TOE_UNIT_RQ, c + 1);
  return entry;
}

/* --- MSIX --- */

void toe_engine_msix(toe_engine_t *engine, toe_cycle_t c) {
  if (!engine->config.has_msix || engine->config.is_msix_masked) return;
  int vector = toe_regs_next_vector(&engine->regs);
  if (vector < 0) return;
  if (engine->pq_fifo.push_edge == c) { /* WRITEBACK or RECEIVE has pushed */
    toe_engine_wake(engine, TOE_UNIT_MSIX, c + 1);
    return;
  }
  if (!toe_places_has_room(&engine->pq_fifo, c, TOE_STAGE_PQ_DEPTH)) return;
  const toe_msix_vector_t *entry = &engine->regs.vector[vector];
  uint64_t address = (uint64_t)entry->address_high << 32 | (entry->address_low & ~(uint32_t)3);
  toe_member_write(toe_engine_push_write(engine, c, TOE_WRITE_MESSAGE, address, 4)->data, 0, 4, entry->data);
  engine->regs.pending &= ~((uint32_t)1 << vector);
  toe_engine_wake(engine, TOE_UNIT_MSIX, c + 1);
}

/* --- RQ --- */

/* Received data, or what tells of it. */
static void retire_receive(toe_engine_t *engine, toe_cycle_t c, const toe_pq_entry_t *entry) {
  const uint8_t *data = entry->data;
  if (entry->kind == TOE_WRITE_PLACED) {
    toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_PLACED, c);
    retire->u.placed.address = entry->address + entry->skip_bytes;
    retire->u.placed.bytes = entry->length_bytes - entry->skip_bytes - entry->back_bytes;
    memset(retire->u.placed.data, 0, sizeof retire->u.placed.data);
    memcpy(retire->u.placed.data, data + entry->skip_bytes, (size_t)retire->u.placed.bytes);
    return;
  }
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_RECEIVED, c);
  retire->u.received.kind = TOE_READ(data, RECEIVED, KIND);
  retire->u.received.phase = TOE_READ(data, RECEIVED, PHASE);
  retire->u.received.handle = TOE_READ(data, RECEIVED, HANDLE);
  retire->u.received.id = TOE_READ(data, RECEIVED, ID);
  retire->u.received.bytes = TOE_READ(data, RECEIVED, BYTES);
  retire->u.received.status = TOE_READ(data, RECEIVED, STATUS);
  retire->u.received.seq = TOE_READ(data, RECEIVED, SEQ);
  retire->u.received.commit = TOE_READ(data, RECEIVED, COMMIT);
}

static void retire_write(toe_engine_t *engine, toe_cycle_t c, const toe_pq_entry_t *entry) {
  const uint8_t *data = entry->data;
  if (entry->kind == TOE_WRITE_RESULT) {
    toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_WRITTEN, c);
    retire->u.written.request_id = TOE_READ(data, RESULT, REQUEST_ID);
    retire->u.written.index = TOE_READ(data, RESULT, INDEX);
    retire->u.written.status = TOE_READ(data, RESULT, STATUS);
    retire->u.written.handle = TOE_READ(data, RESULT, HANDLE);
    retire->u.written.flags = TOE_READ(data, RESULT, FLAGS);
    retire->u.written.commit = TOE_READ(data, RESULT, COMMIT);
    retire->u.written.decided_cycle = TOE_READ(data, RESULT, DECIDED_CYCLE);
  } else if (entry->kind == TOE_WRITE_COMPLETION) {
    toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_COMPLETED, c);
    retire->u.completed.request_id = TOE_READ(data, COMPLETION, REQUEST_ID);
    retire->u.completed.error = TOE_READ(data, COMPLETION, ERROR);
    retire->u.completed.phase = TOE_READ(data, COMPLETION, PHASE);
    retire->u.completed.command_head = TOE_READ(data, COMPLETION, COMMAND_HEAD);
    retire->u.completed.error_index = TOE_READ(data, COMPLETION, ERROR_INDEX);
    retire->u.completed.attempted = TOE_READ(data, COMPLETION, ATTEMPTED);
    retire->u.completed.offloaded = TOE_READ(data, COMPLETION, OFFLOADED);
    retire->u.completed.commit = TOE_READ(data, COMPLETION, COMMIT);
  } else if (entry->kind == TOE_WRITE_EVENT) {
    toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_EVENT, c);
    retire->u.event.code = TOE_READ(data, EVENT, CODE);
    retire->u.event.phase = TOE_READ(data, EVENT, PHASE);
    retire->u.event.handle = TOE_READ(data, EVENT, HANDLE);
    retire->u.event.ndis_handle = TOE_READ(data, EVENT, NDIS_HANDLE);
    retire->u.event.info = TOE_READ(data, EVENT, INFO);
    retire->u.event.commit = TOE_READ(data, EVENT, COMMIT);
  } else if (entry->kind == TOE_WRITE_RETURNED) {
    toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_RETURNED, c);
    retire->u.returned.request_id = entry->request_id;
    retire->u.returned.index = entry->index;
    retire->u.returned.offset = entry->offset;
    memset(retire->u.returned.data, 0, sizeof retire->u.returned.data);
    memcpy(retire->u.returned.data, data, sizeof entry->data);
  } else if (entry->kind == TOE_WRITE_PLACED || entry->kind == TOE_WRITE_RECEIVED) {
    retire_receive(engine, c, entry);
  }
}

/* Enables of a write's first and last DW; of one DW the last has none. */
static uint8_t first_be(const toe_pq_entry_t *entry) {
  uint32_t back = entry->length_bytes > 4 ? 0 : entry->back_bytes;
  return (uint8_t)((0xFu << entry->skip_bytes) & (0xFu >> back));
}
static uint8_t last_be(const toe_pq_entry_t *entry) {
  return entry->length_bytes > 4 ? (uint8_t)(0xFu >> entry->back_bytes) : 0;
}

static void trail_write(toe_engine_t *engine, toe_cycle_t c, const toe_pq_entry_t *entry) {
  const uint8_t *data = entry->data;
  toe_trail_pass(engine->trail, TOE_LANE_PQ, c);
  if (entry->kind == TOE_WRITE_RESULT) {
    toe_engine_trail_written(engine, c, (uint32_t)TOE_READ(data, RESULT, REQUEST_ID),
                             (uint32_t)TOE_READ(data, RESULT, INDEX), entry);
  } else if (entry->kind == TOE_WRITE_COMPLETION) {
    toe_engine_trail_completed(engine, c, (uint32_t)TOE_READ(data, COMPLETION, REQUEST_ID), entry);
  }
}

static bool try_write(toe_engine_t *engine, toe_cycle_t c) {
  if (!toe_places_has_head(&engine->pq_fifo, c)) return false;
  const toe_pq_entry_t *entry = &engine->pq[engine->pq_fifo.popped % TOE_STAGE_PQ_DEPTH];
  uint32_t data_credits = (entry->length_bytes + 15) / 16;
  if (!engine->is_infinite_ph && engine->credits_ph < 1) return false;
  if (!engine->is_infinite_pd && engine->credits_pd < data_credits) return false;
  if (!engine->is_infinite_ph) engine->credits_ph -= 1;
  if (!engine->is_infinite_pd) engine->credits_pd -= data_credits;
  toe_engine_output_t *output = toe_queue_push(&engine->outputs);
  *output = (toe_engine_output_t){.cycle = c,
                                  .type = TOE_ENGINE_WRITE,
                                  .address = entry->address,
                                  .length_bytes = entry->length_bytes,
                                  .first_be = first_be(entry),
                                  .last_be = last_be(entry)};
  memcpy(output->data, entry->data, sizeof output->data);
  retire_write(engine, c, entry);
  if (engine->trail != NULL) trail_write(engine, c, entry);
  toe_places_pop(&engine->pq_fifo, c);
  toe_engine_wake(engine, TOE_UNIT_WRITEBACK, c + 1);
  if (engine->job.is_active) toe_engine_wake(engine, TOE_UNIT_COMMIT, c + 1);
  toe_engine_wake(engine, TOE_UNIT_MSIX, c + 1);
  toe_engine_wake(engine, TOE_UNIT_CC, c + 1);
  return true;
}

static bool try_read(toe_engine_t *engine, toe_cycle_t c) {
  if (!toe_places_has_head(&engine->npq_fifo, c)) return false;
  if (!engine->is_infinite_nph && engine->credits_nph < 1) return false;
  if (!engine->is_infinite_nph) engine->credits_nph -= 1;
  const toe_npq_entry_t *entry = &engine->npq[engine->npq_fifo.popped % TOE_STAGE_NPQ_DEPTH];
  toe_engine_output_t *output = toe_queue_push(&engine->outputs);
  *output = (toe_engine_output_t){.cycle = c,
                                  .type = TOE_ENGINE_READ,
                                  .address = entry->address,
                                  .length_bytes = entry->length_bytes,
                                  .first_be = 0xF,
                                  .last_be = 0xF,
                                  .tag = entry->tag};
  if (engine->trail != NULL) {
    toe_trail_pass(engine->trail, TOE_LANE_NPQ, c);
    engine->trail->read[entry->tag].left = c;
  }
  toe_places_pop(&engine->npq_fifo, c);
  toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_COPY, c + 1);
  toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1);
  return true;
}

/* What waits at RQ at edge c while something else leaves, or nothing. */
static void trail_rq(toe_engine_t *engine, toe_cycle_t c, bool is_written, bool is_read) {
  if (!is_written && toe_places_has_head(&engine->pq_fifo, c)) {
    toe_trail_lack(engine->trail, TOE_LANE_PQ, c, TOE_TRAIL_WRITE_CREDIT);
  }
  if (!is_read && toe_places_has_head(&engine->npq_fifo, c)) {
    toe_trail_lack(engine->trail, TOE_LANE_NPQ, c, is_written ? TOE_TRAIL_WRITES_FIRST : TOE_TRAIL_READ_CREDIT);
  }
}

void toe_engine_rq(toe_engine_t *engine, toe_cycle_t c) {
  bool is_written = try_write(engine, c), is_read = !is_written && try_read(engine, c);
  if (is_written || is_read) toe_engine_wake(engine, TOE_UNIT_RQ, c + 1);
  if (engine->trail != NULL) trail_rq(engine, c, is_written, is_read);
}

/* --- CQ and CC --- */

void toe_engine_cc(toe_engine_t *engine, toe_cycle_t c) {
  if (!toe_places_has_head(&engine->cc_fifo, c)) return;
  const toe_cc_entry_t *entry = &engine->cc[engine->cc_fifo.popped % TOE_STAGE_CC_DEPTH];
  if (c < entry->ready_edge) {
    toe_engine_wake(engine, TOE_UNIT_CC, entry->ready_edge);
    return;
  }
  if (toe_places_popped(&engine->pq_fifo, c) < entry->writes_before) return; /* RQ wakes us */
  toe_engine_output_t *output = toe_queue_push(&engine->outputs);
  *output = entry->answer;
  output->cycle = c;
  toe_places_pop(&engine->cc_fifo, c);
  toe_engine_wake(engine, TOE_UNIT_CC, c + 1);
}

static bool is_one_dw(const toe_engine_request_t *request) {
  return request->length_bytes == 4 && (request->address & 3) == 0;
}

/* A read at edge c, answered with the state visible at c+1. */
static void take_read(toe_engine_t *engine, toe_cycle_t c, const toe_engine_request_t *request) {
  if (!toe_places_has_room(&engine->cc_fifo, c, TOE_STAGE_CC_DEPTH)) {
    assert(!"more BAR reads than CC_DEPTH"); /* the bridge keeps to it */
    toe_regs_drop(&engine->regs);
    return;
  }
  toe_cc_entry_t *entry = &engine->cc[engine->cc_fifo.pushed % TOE_STAGE_CC_DEPTH];
  *entry = (toe_cc_entry_t){.ready_edge = c + TOE_STAGE_CC_CYCLES, .writes_before = engine->pq_fifo.pushed};
  entry->answer = (toe_engine_output_t){.is_completion = true,
                                        .type = TOE_ENGINE_COMPLETION,
                                        .tag = request->tag,
                                        .status = 1,
                                        .lower_address = (uint8_t)(request->address & 0x7F),
                                        .byte_count = (uint16_t)request->length_bytes,
                                        .requester_id = request->requester_id};
  uint32_t value;
  bool is_ready = c + 1 >= TOE_STAGE_LOOKUP_ROWS;
  uint32_t offset = (uint32_t)request->address & (TOE_STAGE_BAR_BYTES - 1);
  if (is_one_dw(request) && toe_regs_read(&engine->regs, offset, is_ready, &value)) {
    entry->answer.type = TOE_ENGINE_COMPLETION_DATA;
    entry->answer.status = 0;
    entry->answer.length_bytes = 4;
    toe_member_write(entry->answer.data, 0, 4, value);
  }
  toe_places_push(&engine->cc_fifo, c);
  toe_engine_wake(engine, TOE_UNIT_CC, entry->ready_edge);
}

/* A host buffer comes back at edge c; false: it is not with the host, as visible. */
static bool take_back(toe_engine_t *engine, toe_cycle_t c, uint32_t number) {
  toe_pool_state_t *pool = &engine->resources.pool[TOE_POOL_HOST_BUFFER];
  bool is_new = engine->host_buffer_edge == c && engine->host_buffer == number;
  if (is_new || !toe_pool_is_used(pool, number)) return false;
  toe_pool_give(pool, number);
  engine->regs.word[TOE_REG_HOST_BUFFER_RETURN] = number;
  toe_regs_set_used(&engine->regs, TOE_POOL_HOST_BUFFER, pool->used);
  return true;
}

/* A write at edge c. */
static void take_write(toe_engine_t *engine, toe_cycle_t c, const toe_engine_request_t *request, bool is_enabled) {
  toe_regs_t *regs = &engine->regs;
  if (!is_one_dw(request) || request->first_be != 0xF) {
    toe_regs_drop(regs);
    return;
  }
  uint32_t offset = (uint32_t)request->address & (TOE_STAGE_BAR_BYTES - 1);
  uint32_t tail = engine->cpl_push_edge == c ? engine->cpl_tail_before : regs->word[TOE_REG_CPL_TAIL];
  uint32_t doorbell = regs->word[TOE_REG_CMD_DOORBELL];
  switch (toe_regs_write(regs, offset, request->data)) {
    case TOE_REGS_DROPPED:
      return;
    case TOE_REGS_STORED:
      break;
    case TOE_REGS_CMD_DOORBELL:
      if (engine->trail != NULL) toe_engine_trail_doorbell(engine, c, doorbell);
      toe_engine_retire(engine, TOE_RETIRE_DOORBELL, c)->u.doorbell.tail = request->data;
      break;
    case TOE_REGS_CPL_DOORBELL:
      toe_regs_judge_doorbell(regs, is_enabled, regs->word[TOE_REG_CPL_DOORBELL] == tail);
      break;
    case TOE_REGS_HOST_BUFFER_RETURN:
      if (!take_back(engine, c, request->data)) {
        toe_regs_drop(regs);
        return;
      }
      break;
    case TOE_REGS_INTR_TEST:
      regs->pending |= 1;
      break;
  }
  toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_COPY, c + 1);
  toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_COMMIT, c + 1);
  toe_engine_wake(engine, TOE_UNIT_WRITEBACK, c + 1);
  toe_engine_wake(engine, TOE_UNIT_MSIX, c + 1);
}

void toe_engine_cq(toe_engine_t *engine, toe_cycle_t c) {
  toe_regs_t *regs = &engine->regs;
  const toe_cq_input_t *input = engine->cq_edge <= c ? toe_queue_head(&engine->cq_inputs) : NULL;
  bool is_enabled = TOE_GET(regs->word[TOE_REG_INTR_ENABLE], INTR_ENABLE, COMPLETION) != 0;
  uint32_t pending = regs->pending;
  if (input != NULL && input->request.type == TOE_ENGINE_WRITE) {
    take_write(engine, c, &input->request, is_enabled);
    if (engine->set_edge == c) toe_regs_set(regs, engine->set_setting, engine->set_value);
  }
  if (engine->cpl_push_edge == c) toe_regs_judge_push(regs, is_enabled);
  if ((regs->pending & ~pending) != 0) toe_engine_wake(engine, TOE_UNIT_MSIX, c + 1);
  if (input == NULL) return;
  if (input->request.type == TOE_ENGINE_READ) {
    take_read(engine, c, &input->request);
  } else if (input->request.type != TOE_ENGINE_WRITE) {
    toe_regs_drop(regs);
  }
  toe_queue_pop(&engine->cq_inputs);
  input = toe_queue_head(&engine->cq_inputs);
  engine->cq_edge = input == NULL ? TOE_CYCLE_NEVER : input->cycle;
}
