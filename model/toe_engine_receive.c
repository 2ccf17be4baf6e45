/* SPDX-License-Identifier: Apache-2.0
 *
 * RECEIVE's actions: what goes to the host, write by write (docs/microarchitecture.md 5.11).
 *
 * Of a receive job and of the closing of a connection alike; which action comes next is their business.
 */
#include <string.h>

#include "model/toe_engine_internal.h"

enum { ROW = TOE_STAGE_BUFFER_ROW_BYTES };

/* --- pushing --- */

/* Whether RECEIVE may push at edge c; if not, somebody wakes COMMIT when it may. */
static bool may_push(toe_engine_t *engine, toe_cycle_t c) {
  if (engine->pq_fifo.push_edge == c) { /* WRITEBACK has pushed */
    toe_engine_wake(engine, TOE_UNIT_COMMIT, c + 1);
    return false;
  }
  return toe_places_has_room(&engine->pq_fifo, c, TOE_STAGE_PQ_DEPTH);
}

/* The next `bytes` of the frame that is passed up, or of the buffer; each of its blocks is read once by an action. */
static void gather(toe_engine_t *engine, uint8_t *data, uint32_t bytes) {
  toe_job_t *job = &engine->job;
  if (job->is_passing) {
    memcpy(data, job->frame->data + job->placed, bytes);
    return;
  }
  for (uint32_t i = 0; i < bytes; ++i) {
    if (!job->has_row) {
      toe_buf_mem_read(engine->buffer, job->block, job->row);
      job->has_row = true;
    }
    data[i] = job->row[job->offset];
    if (++job->offset < ROW || job->bytes - job->placed - i == 1) continue; /* the last byte may be the chain's */
    job->block = toe_blocks_next(&engine->resources.blocks, job->block);
    job->offset = 0;
    job->has_row = false;
  }
}

/* A piece: the DWs it touches, others of their bytes not enabled. */
static void push_piece(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  uint64_t address = job->address + job->placed;
  uint32_t bytes = toe_receive_piece(address, job->bytes - job->placed);
  uint32_t skip = (uint32_t)(address & 3), length = (skip + bytes + 3) & ~(uint32_t)3;
  toe_pq_entry_t *entry = toe_engine_push_write(engine, c, TOE_WRITE_PLACED, address - skip, length);
  entry->skip_bytes = (uint8_t)skip;
  entry->back_bytes = (uint8_t)(length - skip - bytes);
  gather(engine, entry->data + skip, bytes);
  job->placed += bytes;
}

static bool push_received(toe_engine_t *engine, toe_cycle_t c) {
  const toe_job_t *job = &engine->job;
  uint64_t address;
  if (!toe_engine_find_entry(engine, &address)) return false;
  uint8_t *data = toe_engine_push_write(engine, c, TOE_WRITE_RECEIVED, address, TOE_RECEIVED_BYTES)->data;
  TOE_WRITE(data, RECEIVED, TYPE, TOE_ENTRY_RECEIVED);
  TOE_WRITE(data, RECEIVED, KIND, job->entry_kind);
  TOE_WRITE(data, RECEIVED, PHASE, engine->cpl_phase);
  TOE_WRITE(data, RECEIVED, HANDLE, job->handle);
  TOE_WRITE(data, RECEIVED, ID, job->entry_id);
  TOE_WRITE(data, RECEIVED, BYTES, job->entry_bytes);
  TOE_WRITE(data, RECEIVED, STATUS, job->entry_status);
  TOE_WRITE(data, RECEIVED, SEQ, job->is_lost || job->is_passing ? 0 : toe_receive_first(&job->receive));
  TOE_WRITE(data, RECEIVED, COMMIT, job->commit);
  toe_engine_end_entry(engine, c);
  return true;
}

static bool push_event(toe_engine_t *engine, toe_cycle_t c) {
  const toe_job_t *job = &engine->job;
  toe_writeback_item_t item = {
      .event = (uint8_t)job->event, .event_handle = job->handle, .event_info = job->event_info, .commit = job->commit};
  if (!job->is_lost) item.event_ndis_handle = TOE_READ(engine->linked.data, OBJECT, NDIS_HANDLE);
  return toe_engine_push_event(engine, c, &item);
}

/* --- actions --- */

void toe_engine_receive_data(toe_engine_t *engine, toe_cycle_t s, uint64_t address, uint32_t bytes) {
  toe_job_t *job = &engine->job;
  job->stage = TOE_JOB_STAGE_DATA;
  job->edge = s + TOE_STAGE_RCV_PLACE_CYCLES;
  job->address = address;
  job->bytes = bytes;
  job->placed = 0;
  if (!job->is_passing) job->block = toe_resources_buffer(&engine->resources, job->handle)->first;
  job->offset = job->receive.begin;
  job->has_row = false;
}

void toe_engine_receive_entry(toe_engine_t *engine, toe_cycle_t s) {
  engine->job.stage = TOE_JOB_STAGE_ENTRY;
  engine->job.edge = s + 1;
}

void toe_engine_receive_event(toe_engine_t *engine, toe_cycle_t s, uint32_t event, uint32_t info) {
  engine->job.entry_kind = 0;
  engine->job.event = event;
  engine->job.event_info = info;
  toe_engine_receive_entry(engine, s);
}

void toe_engine_receive_complete(toe_engine_t *engine, toe_cycle_t s, uint32_t status) {
  toe_job_t *job = &engine->job;
  const toe_posted_request_t *request = toe_resources_request(&engine->resources, job->handle);
  job->entry_kind = TOE_RCV_KIND_COMPLETE;
  job->entry_id = request->id;
  job->entry_bytes = request->filled;
  job->entry_status = status;
  toe_resources_unpost(&engine->resources, job->handle);
  toe_engine_show_levels(engine);
  toe_engine_receive_entry(engine, s);
}

bool toe_engine_receive_act(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  if (!may_push(engine, c)) return false;
  if (job->stage == TOE_JOB_STAGE_ENTRY) {
    return job->entry_kind == 0 ? push_event(engine, c) : push_received(engine, c);
  }
  push_piece(engine, c);
  job->edge = c + TOE_STAGE_RCV_PIECE_CYCLES;
  if (job->placed < job->bytes) toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
  return job->placed == job->bytes;
}
