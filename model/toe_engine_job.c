/* SPDX-License-Identifier: Apache-2.0
 *
 * RECEIVE: a job from its taking to its end; and the closing of a connection (docs/microarchitecture.md 5.6, 5.11).
 */
#include <assert.h>
#include <string.h>

#include "model/toe_engine_internal.h"

enum { LAYER_LSB = 28, ID_MASK = (1 << 20) - 1 };

static uint32_t id_of(const toe_job_t *job) { return job->handle & ID_MASK; }
static bool is_marker(const toe_job_t *job) { return job->kind == TOE_JOB_RECEIVE || job->kind == TOE_JOB_REPLY; }

static bool has_host_buffer(const toe_engine_t *engine) {
  return toe_pool_has_room(&engine->resources.pool[TOE_POOL_HOST_BUFFER],
                           toe_regs_limit(&engine->regs, TOE_POOL_HOST_BUFFER), 1);
}

/* What COMMIT does next is at `edge`. */
static void go_on(toe_engine_t *engine, toe_job_stage_t stage, toe_cycle_t edge) {
  engine->job.stage = stage;
  engine->job.edge = edge;
  toe_engine_wake(engine, TOE_UNIT_COMMIT, edge);
}

/* --- taking --- */

uint32_t toe_engine_job_pending(const toe_engine_t *engine, toe_cycle_t c) {
  if (toe_timers_due(&engine->timers) <= c) return TOE_JOB_PUSH_TIMER;
  return engine->waiting.count > 0 && has_host_buffer(engine) ? TOE_JOB_WAKE : 0;
}

void toe_engine_job_start(toe_engine_t *engine, toe_cycle_t a, uint32_t kind, uint32_t handle) {
  engine->job = (toe_job_t){.is_active = true, .kind = kind, .handle = handle, .is_first = true};
  engine->linked = (toe_linked_t){
      .is_used = true, .row = toe_engine_context_row(TOE_LAYER_TCP, handle & ID_MASK), .rows = TOE_STAGE_TCP_ROWS};
  go_on(engine, TOE_JOB_STAGE_READ, a + 1 > engine->ctxw_idle_edge ? a + 1 : engine->ctxw_idle_edge);
}

void toe_engine_job_take(toe_engine_t *engine, toe_cycle_t a, uint32_t kind) {
  uint32_t id;
  if (kind == TOE_JOB_PUSH_TIMER) {
    id = toe_timers_head(&engine->timers);
    toe_timers_stop(&engine->timers, id, a);
  } else {
    id = toe_waiting_take(&engine->waiting);
  }
  engine->commit_is_busy = true;
  engine->commit_took_item = false;
  engine->commit_take_edge = a;
  toe_engine_job_start(engine, a, kind, (uint32_t)TOE_LAYER_TCP << LAYER_LSB | id);
}

void toe_engine_job_look(toe_engine_t *engine, toe_cycle_t c) {
  uint32_t kind = toe_engine_job_pending(engine, c);
  if (kind != 0) {
    toe_engine_job_take(engine, c, kind);
  } else if (toe_timers_due(&engine->timers) != TOE_CYCLE_NEVER) {
    toe_engine_wake(engine, TOE_UNIT_COMMIT, toe_timers_due(&engine->timers));
  }
}

/* --- judging --- */

static void read_row(toe_engine_t *engine, toe_cycle_t c) {
  bool was_read = toe_engine_read_context(engine, c);
  assert(was_read); /* CTXW is idle */
  (void)was_read;
  bool is_last = engine->linked.rows_read == engine->linked.rows;
  go_on(engine, is_last ? TOE_JOB_STAGE_JUDGE : TOE_JOB_STAGE_READ, c + (is_last ? TOE_STAGE_COMMIT_LINK_CYCLES : 1));
}

/* A RECEIVE: its error, and what that compared with. */
static uint32_t post(toe_engine_t *engine, const toe_command_t *command, uint32_t *limit_out) {
  uint32_t limit = toe_regs_limit(&engine->regs, TOE_POOL_POSTED);
  if (!toe_pool_has_room(&engine->resources.pool[TOE_POOL_POSTED], limit, 1)) {
    *limit_out = limit;
    return TOE_ERROR_NO_ROOM;
  }
  toe_resources_post(&engine->resources, command->event_handle,
                     &(toe_posted_request_t){.address = command->object_addr,
                                             .bytes = command->setting,
                                             .filled = command->value,
                                             .id = command->request_id,
                                             .is_push = command->rcv_mode == TOE_RCV_MODE_PUSH});
  toe_receive_post(&engine->job.receive);
  return TOE_ERROR_NONE;
}

static uint32_t reply(toe_engine_t *engine, const toe_command_t *command) {
  toe_job_t *job = &engine->job;
  job->consumed = command->value;
  bool is_good =
      toe_receive_reply(&job->receive, command->value, toe_resources_posted(&engine->resources, job->handle));
  return is_good ? TOE_ERROR_NONE : TOE_ERROR_BAD_RECEIVE;
}

/* The marker of a job is decided at edge d; false: its job is over with it. */
static bool judge_marker(toe_engine_t *engine, toe_cycle_t d) {
  const toe_command_t *command = &engine->slot[engine->item.slot].command;
  toe_decision_t *decision = &engine->decision;
  uint32_t limit = 0;
  memset(decision, 0, sizeof *decision);
  if (engine->job.is_lost) {
    decision->error = TOE_ERROR_NO_OBJECT;
    toe_engine_tell_retrieve(engine, engine->job.handle, TOE_UPLOAD_REASON_HARDWARE_FAILURE);
    decision->event_ndis_handle = 0;
  } else {
    decision->error = engine->job.kind == TOE_JOB_RECEIVE ? post(engine, command, &limit) : reply(engine, command);
  }
  if (decision->error == TOE_ERROR_NONE) decision->handle = engine->job.handle;
  toe_engine_show_levels(engine);
  toe_engine_decided(engine, d, decision->error, limit);
  return decision->error == TOE_ERROR_NONE;
}

static void judge(toe_engine_t *engine, toe_cycle_t d) {
  toe_job_t *job = &engine->job;
  toe_engine_count_commit(engine);
  job->judged_edge = d;
  job->commit = engine->commits;
  job->receive = toe_receive_read(engine->linked.data);
  /* One that was corrected to what never was is as good as lost. */
  job->is_lost = engine->linked.uncorrectable > 0 ||
                 !toe_receive_fits(&job->receive, toe_resources_buffer(&engine->resources, job->handle)->count);
  if (is_marker(job) && !judge_marker(engine, d)) {
    job->is_active = false;
    toe_engine_commit_idle(engine, d);
    return;
  }
  go_on(engine, TOE_JOB_STAGE_STEP, d + 1);
}

/* --- the end --- */

/* The push timer of a connection as the job leaves it at edge z; gives the flags that stand beside the context. */
static uint32_t settle_timer(toe_engine_t *engine, toe_cycle_t z) {
  const toe_job_t *job = &engine->job;
  const toe_posted_request_t *request = toe_resources_request(&engine->resources, job->handle);
  uint32_t id = id_of(job);
  if (request == NULL || !request->is_push || request->filled == 0) {
    toe_timers_stop(&engine->timers, id, z);
  } else if (job->has_placed || !toe_timers_runs(&engine->timers, id)) {
    toe_timers_start(&engine->timers, id, z, z + engine->regs.word[TOE_REG_PUSH_CYCLES]);
  }
  return (toe_timers_runs(&engine->timers, id) ? (uint32_t)TOE_RCV_FLAG_PUSH_TIMER : 0) |
         (toe_waiting_is_set(&engine->waiting, id) ? (uint32_t)TOE_RCV_FLAG_WAITING : 0);
}

static void finish(toe_engine_t *engine, toe_cycle_t z) {
  toe_job_t *job = &engine->job;
  const toe_pool_state_t *pool = engine->resources.pool;
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_JOB, z);
  memset(&retire->u.job, 0, sizeof retire->u.job);
  if (!job->is_lost) {
    uint32_t flags = settle_timer(engine, z), posted = toe_resources_posted(&engine->resources, job->handle);
    toe_receive_write(&job->receive, flags, posted, engine->linked.data);
    toe_engine_write_received(engine, z);
    retire->u.job.buf_bytes = job->receive.buf_bytes;
    retire->u.job.rcv_nxt = job->receive.rcv_nxt;
    retire->u.job.rcv_wnd = job->receive.rcv_wnd;
    retire->u.job.flags = job->receive.flags | flags;
    retire->u.job.posted = posted;
  }
  retire->u.job.commit = job->commit;
  retire->u.job.job = job->kind;
  retire->u.job.handle = job->handle;
  retire->u.job.judged_cycle = job->judged_edge;
  retire->u.job.used_buffered_copy = pool[TOE_POOL_BUFFERED_COPY].used;
  retire->u.job.used_posted = pool[TOE_POOL_POSTED].used;
  retire->u.job.used_host_buffer = pool[TOE_POOL_HOST_BUFFER].used;
  retire->u.job.used_rcv_data = pool[TOE_POOL_RCV_DATA].used;
  job->is_active = false;
  toe_engine_check(engine);
  toe_engine_commit_idle(engine, z);
}

/* --- steps --- */

/* Bytes leave the front of the buffer, and the blocks that held them. */
static void consume(toe_engine_t *engine, uint32_t bytes) {
  toe_job_t *job = &engine->job;
  toe_resources_consume(&engine->resources, job->handle, toe_receive_blocks(&job->receive, bytes));
  toe_receive_consume(&job->receive, bytes);
  toe_engine_show_levels(engine);
}

static void start_consume(toe_engine_t *engine, toe_cycle_t s) {
  toe_job_t *job = &engine->job;
  uint32_t blocks = toe_receive_blocks(&job->receive, job->consumed);
  if (blocks > 0) {
    go_on(engine, TOE_JOB_STAGE_WALK, s + (toe_cycle_t)blocks * TOE_STAGE_RCV_WALK_CYCLES);
  } else {
    consume(engine, job->consumed);
    go_on(engine, TOE_JOB_STAGE_STEP, s + 1);
  }
}

static void start_place(toe_engine_t *engine, toe_cycle_t s) {
  const toe_job_t *job = &engine->job;
  const toe_posted_request_t *request = toe_resources_request(&engine->resources, job->handle);
  uint32_t room = request->bytes - request->filled;
  toe_engine_receive_data(engine, s, request->address + request->filled,
                          job->receive.buf_bytes < room ? job->receive.buf_bytes : room);
}

static void start_indicate(toe_engine_t *engine, toe_cycle_t s) {
  toe_job_t *job = &engine->job;
  const toe_receive_t *receive = &job->receive;
  uint32_t most = (uint32_t)1 << engine->regs.word[TOE_REG_HOST_BUFFER_SIZE];
  uint32_t bytes = receive->buf_bytes < most ? receive->buf_bytes : most;
  if (receive->indication_bytes != 0 && receive->indication_bytes < bytes) bytes = receive->indication_bytes;
  uint32_t limit = toe_regs_limit(&engine->regs, TOE_POOL_HOST_BUFFER);
  engine->host_buffer = toe_pool_take_below(&engine->resources.pool[TOE_POOL_HOST_BUFFER], limit);
  engine->host_buffer_edge = s;
  toe_engine_show_levels(engine);
  job->is_indication = true;
  job->entry_kind = TOE_RCV_KIND_INDICATE;
  job->entry_id = engine->host_buffer;
  job->entry_bytes = bytes;
  job->entry_status = 0;
  toe_engine_receive_data(engine, s, toe_regs_host_buffer(&engine->regs, engine->host_buffer), bytes);
}

static void step(toe_engine_t *engine, toe_cycle_t s) {
  toe_job_t *job = &engine->job;
  toe_receive_facts_t facts = {.job = job->kind,
                               .is_first = job->is_first,
                               .consumed = job->consumed,
                               .has_placed = job->has_placed,
                               .has_host_buffer = has_host_buffer(engine),
                               .request = toe_resources_request(&engine->resources, job->handle)};
  toe_receive_step_t what = toe_receive_step(&job->receive, &facts);
  if (job->is_lost) what = TOE_RECEIVE_END;
  bool tells_failure = job->is_lost && job->is_first;
  job->is_first = false;
  if (tells_failure) {
    toe_engine_receive_entry(engine, s);
  } else if (what == TOE_RECEIVE_CONSUME) {
    start_consume(engine, s);
    return;
  } else if (what == TOE_RECEIVE_PLACE) {
    start_place(engine, s);
  } else if (what == TOE_RECEIVE_COMPLETE) {
    toe_engine_receive_complete(engine, s, TOE_RCV_STATUS_SUCCESS);
  } else if (what == TOE_RECEIVE_INDICATE) {
    start_indicate(engine, s);
  } else {
    if (what == TOE_RECEIVE_WAIT) toe_waiting_set(&engine->waiting, id_of(job), true);
    finish(engine, s);
    return;
  }
  toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
}

/* The data or the entry of an action has gone out at edge e. */
static void end_action(toe_engine_t *engine, toe_cycle_t e) {
  toe_job_t *job = &engine->job;
  if (job->stage == TOE_JOB_STAGE_DATA && job->is_indication) { /* now it is told */
    toe_engine_receive_entry(engine, e);
    toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
    return;
  }
  if (job->stage == TOE_JOB_STAGE_DATA) {
    toe_resources_request(&engine->resources, job->handle)->filled += job->bytes;
    consume(engine, job->bytes);
    job->has_placed = true;
  } else if (job->is_indication) {
    toe_receive_indicate(&job->receive, job->bytes);
    job->is_indication = false;
  }
  go_on(engine, TOE_JOB_STAGE_STEP, e + 1);
}

void toe_engine_job(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  if (c < job->edge) {
    toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
    return;
  }
  switch (job->stage) {
    case TOE_JOB_STAGE_READ:
      read_row(engine, c);
      break;
    case TOE_JOB_STAGE_JUDGE:
      if (is_marker(job) && !toe_places_has_room(&engine->wbq_fifo, c, TOE_STAGE_WBQ_DEPTH)) return;
      judge(engine, c);
      break;
    case TOE_JOB_STAGE_STEP:
      step(engine, c);
      break;
    case TOE_JOB_STAGE_WALK:
      consume(engine, job->consumed);
      go_on(engine, TOE_JOB_STAGE_STEP, c + 1);
      break;
    default:
      if (toe_engine_receive_act(engine, c)) end_action(engine, c);
      break;
  }
}

/* --- closing --- */

static void start_closing(toe_engine_t *engine, toe_cycle_t j) {
  toe_job_t *job = &engine->job;
  *job = (toe_job_t){.is_active = true,
                     .handle = engine->object.handle,
                     .is_lost = engine->linked.uncorrectable > 0,
                     .stage = TOE_JOB_STAGE_STEP,
                     .edge = j,
                     .commit = engine->commits + 1};
  if (!job->is_lost) job->receive = toe_receive_read(engine->linked.data);
}

/* A step at edge s; true: it ends the closing. */
static bool close_step(toe_engine_t *engine, toe_cycle_t s) {
  toe_job_t *job = &engine->job;
  const toe_posted_request_t *request = toe_resources_request(&engine->resources, job->handle);
  const toe_chain_t *buffer = toe_resources_buffer(&engine->resources, job->handle);
  if (request != NULL) {
    toe_engine_receive_complete(engine, s,
                                toe_receive_is_full(request) ? TOE_RCV_STATUS_SUCCESS
                                : job->is_lost               ? TOE_RCV_STATUS_REQUEST_ABORTED
                                                             : TOE_RCV_STATUS_UPLOAD_IN_PROGRESS);
  } else if (job->receive.buf_bytes > 0 && !job->has_placed && toe_receive_fits(&job->receive, buffer->count)) {
    job->has_placed = true;
    toe_engine_receive_data(engine, s, TOE_READ(engine->item.data, OBJ_TCP, BUFFERED_ADDR), job->receive.buf_bytes);
  } else {
    job->is_active = false;
    job->is_closed = true;
    return true;
  }
  toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
  return false;
}

bool toe_engine_close(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  if (job->is_closed) return true;
  if (!job->is_active) start_closing(engine, c);
  if (c < job->edge) {
    toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
    return false;
  }
  if (job->stage == TOE_JOB_STAGE_STEP) return close_step(engine, c);
  if (toe_engine_receive_act(engine, c)) go_on(engine, TOE_JOB_STAGE_STEP, c + 1);
  return false;
}
