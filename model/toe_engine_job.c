/* SPDX-License-Identifier: Apache-2.0
 *
 * RECEIVE: a job from its taking to its end (docs/microarchitecture.md 5.6, 5.11).
 */
#include <assert.h>
#include <string.h>

#include "model/toe_engine_internal.h"

enum { LAYER_LSB = 28, ID_MASK = (1 << 20) - 1 };

static uint32_t id_of(const toe_job_t *job) { return job->handle & ID_MASK; }
static bool is_marker(const toe_job_t *job) {
  return job->kind == TOE_JOB_RECEIVE || job->kind == TOE_JOB_REPLY || job->kind == TOE_JOB_FORWARD;
}

bool toe_engine_has_host_buffer(const toe_engine_t *engine) {
  return toe_pool_has_room(&engine->resources.pool[TOE_POOL_HOST_BUFFER],
                           toe_regs_limit(&engine->regs, TOE_POOL_HOST_BUFFER), 1);
}

uint32_t toe_engine_take_host_buffer(toe_engine_t *engine, toe_cycle_t s) {
  uint32_t limit = toe_regs_limit(&engine->regs, TOE_POOL_HOST_BUFFER);
  engine->host_buffer = toe_pool_take_below(&engine->resources.pool[TOE_POOL_HOST_BUFFER], limit);
  engine->host_buffer_edge = s;
  toe_engine_show_levels(engine);
  return engine->host_buffer;
}

void toe_engine_job_go_on(toe_engine_t *engine, toe_job_stage_t stage, toe_cycle_t edge) {
  engine->job.stage = stage;
  engine->job.edge = edge;
  toe_engine_wake(engine, TOE_UNIT_COMMIT, edge);
}

/* --- taking --- */

uint32_t toe_engine_job_pending(const toe_engine_t *engine, toe_cycle_t c) {
  if (toe_timers_due(&engine->ack_timers) <= c) return TOE_JOB_ACK_TIMER;
  if (toe_timers_due(&engine->timers) <= c) return TOE_JOB_PUSH_TIMER;
  if (toe_frame_mem_head(&engine->frames, c) != NULL) return TOE_JOB_FRAME;
  return engine->waiting.count > 0 && toe_engine_has_host_buffer(engine) ? TOE_JOB_WAKE : 0;
}

void toe_engine_job_start(toe_engine_t *engine, toe_cycle_t a, uint32_t kind, uint32_t handle) {
  engine->job = (toe_job_t){.is_active = true, .kind = kind, .handle = handle, .is_first = true};
  engine->linked = (toe_linked_t){
      .is_used = true, .row = toe_engine_context_row(TOE_LAYER_TCP, handle & ID_MASK), .rows = TOE_STAGE_TCP_ROWS};
  if (kind == TOE_JOB_FORWARD) {
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_FETCH, a + 1);
    return;
  }
  toe_engine_job_go_on(engine, TOE_JOB_STAGE_READ, a + 1 > engine->ctxw_idle_edge ? a + 1 : engine->ctxw_idle_edge);
}

/* A frame's job: whose it is, is seen an edge later. */
static void start_frame(toe_engine_t *engine, toe_cycle_t a) {
  engine->job = (toe_job_t){
      .is_active = true, .kind = TOE_JOB_FRAME, .is_first = true, .frame = toe_frame_mem_head(&engine->frames, a)};
  engine->linked = (toe_linked_t){.rows = 0};
  toe_engine_job_go_on(engine, TOE_JOB_STAGE_NAME, a + 1);
}

void toe_engine_job_take(toe_engine_t *engine, toe_cycle_t a, uint32_t kind) {
  engine->commit_is_busy = true;
  engine->commit_took_item = false;
  engine->commit_take_edge = a;
  if (kind == TOE_JOB_FRAME) {
    start_frame(engine, a);
    return;
  }
  uint32_t id;
  if (kind == TOE_JOB_WAKE) {
    id = toe_waiting_take(&engine->waiting);
  } else {
    toe_timers_t *timers = kind == TOE_JOB_ACK_TIMER ? &engine->ack_timers : &engine->timers;
    id = toe_timers_head(timers);
    toe_timers_stop(timers, id, a);
  }
  toe_engine_job_start(engine, a, kind, (uint32_t)TOE_LAYER_TCP << LAYER_LSB | id);
}

void toe_engine_job_look(toe_engine_t *engine, toe_cycle_t c) {
  uint32_t kind = toe_engine_job_pending(engine, c);
  if (kind != 0) {
    toe_engine_job_take(engine, c, kind);
    return;
  }
  toe_cycle_t push = toe_timers_due(&engine->timers), ack = toe_timers_due(&engine->ack_timers);
  toe_cycle_t due = push < ack ? push : ack;
  if (due != TOE_CYCLE_NEVER) toe_engine_wake(engine, TOE_UNIT_COMMIT, due);
}

/* --- judging --- */

static void read_row(toe_engine_t *engine, toe_cycle_t c) {
  bool was_read = toe_engine_read_context(engine, &engine->linked, c);
  assert(was_read); /* CTXW is idle */
  (void)was_read;
  bool is_last = engine->linked.rows_read == engine->linked.rows;
  toe_engine_job_go_on(engine, is_last ? TOE_JOB_STAGE_JUDGE : TOE_JOB_STAGE_READ,
                       c + (is_last ? TOE_STAGE_COMMIT_LINK_CYCLES : 1));
}

/* The segment of a FORWARD; its context is read from the edge on at which it has come. */
static void fetch(toe_engine_t *engine, toe_cycle_t c) {
  if (!toe_engine_marker_fetch(engine, c)) return;
  if (engine->ctxw_idle_edge > c) {
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_READ, engine->ctxw_idle_edge);
  } else {
    read_row(engine, c);
  }
}

void toe_engine_job_judge(toe_engine_t *engine, toe_cycle_t d) {
  toe_job_t *job = &engine->job;
  toe_engine_count_commit(engine);
  job->judged_edge = d;
  job->commit = engine->commits;
  if (job->handle == 0) return;
  job->receive = toe_receive_read(engine->linked.data);
  /* One that was corrected to what never was is as good as lost. */
  job->is_lost = engine->linked.uncorrectable > 0 ||
                 !toe_receive_fits(&job->receive, toe_resources_buffer(&engine->resources, job->handle)->count);
  if (!job->is_lost) return;
  job->has_event = true;
  job->event = TOE_EVENT_RETRIEVE;
  job->event_info = TOE_UPLOAD_REASON_HARDWARE_FAILURE;
}

static void judge(toe_engine_t *engine, toe_cycle_t d) {
  toe_job_t *job = &engine->job;
  if (job->kind == TOE_JOB_FRAME) {
    toe_engine_frame_judge(engine, d);
    return;
  }
  toe_engine_job_judge(engine, d);
  job->has_ack = job->kind == TOE_JOB_ACK_TIMER;
  if (is_marker(job) && !toe_engine_marker_judge(engine, d)) {
    job->is_active = false;
    toe_engine_commit_idle(engine, d);
    return;
  }
  if (job->kind == TOE_JOB_FORWARD) {
    toe_engine_forward_judge(engine, d);
  } else {
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_STEP, d + 1);
  }
}

/* --- the end --- */

/* The timers of a connection as the job leaves them at edge z; gives the flags that stand beside the context. */
static uint32_t settle_timers(toe_engine_t *engine, toe_cycle_t z) {
  const toe_job_t *job = &engine->job;
  const toe_posted_request_t *request = toe_resources_request(&engine->resources, job->handle);
  uint32_t id = id_of(job);
  if (request == NULL || !request->is_push || request->filled == 0) {
    toe_timers_stop(&engine->timers, id, z);
  } else if (job->has_placed || !toe_timers_runs(&engine->timers, id)) {
    toe_timers_start(&engine->timers, id, z, z + engine->regs.word[TOE_REG_PUSH_CYCLES]);
  }
  toe_timers_t *acks = &engine->ack_timers;
  if (job->receive.ack_pending == 0 || !toe_receive_may_acknowledge(&job->receive)) {
    toe_timers_stop(acks, id, z);
  } else if (!toe_timers_runs(acks, id)) {
    toe_timers_start(acks, id, z, z + engine->regs.word[TOE_REG_ACK_CYCLES]);
  }
  return (toe_timers_runs(acks, id) ? (uint32_t)TOE_RCV_FLAG_ACK_TIMER : 0) |
         (toe_timers_runs(&engine->timers, id) ? (uint32_t)TOE_RCV_FLAG_PUSH_TIMER : 0) |
         (toe_waiting_is_set(&engine->waiting, id) ? (uint32_t)TOE_RCV_FLAG_WAITING : 0);
}

static void finish(toe_engine_t *engine, toe_cycle_t z) {
  toe_job_t *job = &engine->job;
  const toe_pool_state_t *pool = engine->resources.pool;
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_JOB, z);
  memset(&retire->u.job, 0, sizeof retire->u.job);
  if (job->handle != 0 && !job->is_lost) {
    uint32_t flags = settle_timers(engine, z), posted = toe_resources_posted(&engine->resources, job->handle);
    toe_receive_write(&job->receive, flags, posted, engine->linked.data);
    toe_engine_write_received(engine, z, job->has_new_state);
    retire->u.job.buf_bytes = job->receive.buf_bytes;
    retire->u.job.rcv_nxt = job->receive.rcv_nxt;
    retire->u.job.rcv_wnd = job->receive.rcv_wnd;
    retire->u.job.flags = job->receive.flags | flags;
    retire->u.job.posted = posted;
  }
  retire->u.job.commit = job->commit;
  retire->u.job.job = job->kind;
  retire->u.job.handle = job->handle;
  retire->u.job.reason = job->reason;
  retire->u.job.judged_cycle = job->judged_edge;
  retire->u.job.used_buffered_copy = pool[TOE_POOL_BUFFERED_COPY].used;
  retire->u.job.used_posted = pool[TOE_POOL_POSTED].used;
  retire->u.job.used_host_buffer = pool[TOE_POOL_HOST_BUFFER].used;
  retire->u.job.used_rcv_data = pool[TOE_POOL_RCV_DATA].used;
  if (job->kind == TOE_JOB_FRAME) toe_frame_mem_leave(&engine->frames, z);
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
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_WALK, s + (toe_cycle_t)blocks * TOE_STAGE_RCV_WALK_CYCLES);
  } else {
    consume(engine, job->consumed);
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_STEP, s + 1);
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
  (void)toe_engine_take_host_buffer(engine, s);
  job->is_indication = true;
  job->entry_kind = TOE_RCV_KIND_INDICATE;
  job->entry_id = engine->host_buffer;
  job->entry_bytes = bytes;
  job->entry_status = 0;
  toe_engine_receive_data(engine, s, toe_regs_host_buffer(&engine->regs, engine->host_buffer), bytes);
}

static toe_receive_choice_t choose(toe_engine_t *engine, const toe_job_t *job) {
  toe_receive_facts_t facts = {
      .job = job->kind,
      .is_first = job->is_first,
      .consumed = job->consumed,
      .has_placed = job->has_placed,
      .has_host_buffer = toe_engine_has_host_buffer(engine),
      .is_lost = job->is_lost || job->handle == 0,
      .has_event = job->has_event,
      .has_pass = job->has_pass,
      .has_ack = job->has_ack,
      .has_acked = job->has_acked,
      .ack_frequency = engine->regs.word[TOE_REG_ACK_FREQUENCY],
      .request = job->handle == 0 ? NULL : toe_resources_request(&engine->resources, job->handle)};
  return toe_receive_step(&job->receive, &facts);
}

static void step(toe_engine_t *engine, toe_cycle_t s) {
  toe_job_t *job = &engine->job;
  toe_receive_choice_t choice = choose(engine, job);
  job->is_first = false;
  if (choice.is_waiting) toe_waiting_set(&engine->waiting, id_of(job), true);
  switch (choice.what) {
    case TOE_RECEIVE_END:
      finish(engine, s);
      return;
    case TOE_RECEIVE_CONSUME:
      start_consume(engine, s);
      return;
    case TOE_RECEIVE_PASS:
      toe_engine_frame_pass(engine, s);
      return;
    case TOE_RECEIVE_ACKNOWLEDGE:
      toe_engine_ack_start(engine, s);
      return;
    case TOE_RECEIVE_PLACE:
      start_place(engine, s);
      break;
    case TOE_RECEIVE_COMPLETE:
      toe_engine_receive_complete(engine, s, choice.status);
      break;
    case TOE_RECEIVE_INDICATE:
      start_indicate(engine, s);
      break;
    case TOE_RECEIVE_EVENT:
      job->has_event = false;
      toe_engine_receive_event(engine, s, job->event, job->event_info);
      break;
    case TOE_RECEIVE_DISCONNECT:
      toe_engine_receive_event(engine, s, TOE_EVENT_DISCONNECT, 0);
      break;
  }
  toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
}

/* The entry of an action was pushed. */
static void end_entry(toe_job_t *job) {
  if (job->is_indication) toe_receive_indicate(&job->receive, job->bytes);
  if (job->entry_kind == 0 && job->event == TOE_EVENT_DISCONNECT) job->receive.flags |= TOE_RCV_FLAG_DISCONNECTED;
  job->is_indication = job->is_passing = false;
}

/* The data or the entry of an action has gone out at edge e. */
static void end_action(toe_engine_t *engine, toe_cycle_t e) {
  toe_job_t *job = &engine->job;
  if (job->stage == TOE_JOB_STAGE_DATA && (job->is_indication || job->is_passing)) { /* now it is told */
    toe_engine_receive_entry(engine, e);
    toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
    return;
  }
  if (job->stage == TOE_JOB_STAGE_DATA) {
    toe_resources_request(&engine->resources, job->handle)->filled += job->bytes;
    consume(engine, job->bytes);
    job->has_placed = true;
  } else {
    end_entry(job);
  }
  toe_engine_job_go_on(engine, TOE_JOB_STAGE_STEP, e + 1);
}

void toe_engine_job(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  if (c < job->edge) {
    toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
    return;
  }
  switch (job->stage) {
    case TOE_JOB_STAGE_NAME:
      toe_engine_frame_name(engine, c);
      break;
    case TOE_JOB_STAGE_FETCH:
      fetch(engine, c);
      break;
    case TOE_JOB_STAGE_APPEND:
      toe_engine_frame_append(engine, c);
      break;
    case TOE_JOB_STAGE_ACK:
      if (toe_engine_ack(engine, c)) toe_engine_job_go_on(engine, TOE_JOB_STAGE_STEP, c + 1);
      break;
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
      toe_engine_job_go_on(engine, TOE_JOB_STAGE_STEP, c + 1);
      break;
    default:
      if (toe_engine_receive_act(engine, c)) end_action(engine, c);
      break;
  }
}
