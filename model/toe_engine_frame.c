/* SPDX-License-Identifier: Apache-2.0
 *
 * FRAMES, and the receive job of a frame, or of a segment that is forwarded, up to its first step
 * (docs/microarchitecture.md 5.13, 5.14, 5.16).
 */
#include <assert.h>
#include <string.h>

#include "model/toe_engine_internal.h"

enum { ROW = TOE_STAGE_BUFFER_ROW_BYTES, PASSED_UP = TOE_FRAME_NOT_IP };

/* --- the wire --- */

void toe_engine_wire(toe_engine_t *engine, toe_cycle_t c) {
  const toe_frame_input_t *input = toe_queue_head(&engine->frame_inputs);
  toe_cycle_t last = c + toe_engine_beats(input->bytes) - 1;
  (void)toe_frame_mem_take(&engine->frames, c, last, input->data, input->bytes);
  engine->regs.word[TOE_REG_FRAMES_LOST] = engine->frames.lost;
  engine->frame_last_edge = last;
  if (last == c) {
    toe_engine_wake(engine, TOE_UNIT_COMMIT, c + 1);
  } else {
    toe_engine_wake(engine, TOE_UNIT_FRAMES, last);
  }
  toe_queue_pop(&engine->frame_inputs);
  input = toe_queue_head(&engine->frame_inputs);
  engine->frame_edge = input == NULL ? TOE_CYCLE_NEVER : input->cycle;
}

/* The last beat of a frame that goes out. */
static void end_sending(toe_engine_t *engine, toe_cycle_t c) {
  toe_sending_t *sending = &engine->sending;
  toe_engine_sent_t *sent = toe_queue_push(&engine->sents);
  sent->cycle = c;
  sent->bytes = sending->bytes;
  memcpy(sent->data, sending->data, sizeof sent->data);
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_SENT, c);
  retire->u.sent.bytes = sending->bytes;
  retire->u.sent.commit = sending->commit;
  memcpy(retire->u.sent.data, sending->data, sizeof retire->u.sent.data);
  retire->u.sent.rest_low = toe_member_read(sending->data, 64, 8);
  retire->u.sent.rest_high = toe_member_read(sending->data, 72, 8);
  sending->edge = TOE_CYCLE_NEVER;
}

void toe_engine_frames(toe_engine_t *engine, toe_cycle_t c) {
  if (engine->sending.edge == c) end_sending(engine, c);
  if (engine->frame_last_edge == c) toe_engine_wake(engine, TOE_UNIT_COMMIT, c + 1);
  if (engine->sending.edge != TOE_CYCLE_NEVER) toe_engine_wake(engine, TOE_UNIT_FRAMES, engine->sending.edge);
  if (engine->frame_last_edge != TOE_CYCLE_NEVER && engine->frame_last_edge > c) {
    toe_engine_wake(engine, TOE_UNIT_FRAMES, engine->frame_last_edge);
  }
}

/* --- naming --- */

/* Whether a frame is for this station: the interface's address, or one of those that neighbors are sent from. */
static bool is_ours(const toe_engine_t *engine, const uint8_t *address) {
  uint8_t mac[6];
  toe_regs_interface_mac(&engine->regs, mac);
  return memcmp(mac, address, sizeof mac) == 0 || toe_resources_has_mac(&engine->resources, address);
}

/* The connection of a segment, and how often that was looked up. */
static uint32_t find(const toe_engine_t *engine, const toe_frame_name_t *name, uint32_t *lookups_out) {
  toe_lookup_key_t key =
      toe_lookup_key(name->vid, name->family, name->dst_ip, name->src_ip, name->dst_port, name->src_port);
  uint32_t handle = toe_resources_find(&engine->resources, &key);
  *lookups_out = 1;
  if (handle != 0 || name->vid == 0) return handle;
  key = toe_lookup_key(0, name->family, name->dst_ip, name->src_ip, name->dst_port, name->src_port);
  *lookups_out = 2;
  return toe_resources_find(&engine->resources, &key);
}

void toe_engine_frame_name(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  toe_cycle_t a = engine->commit_take_edge;
  job->name = toe_frame_parse(job->frame->data, job->frame->bytes);
  if (job->name.has_station && !is_ours(engine, job->frame->data)) {
    job->name = (toe_frame_name_t){.reason = TOE_FRAME_FILTERED};
  }
  job->reason = job->name.reason;
  if (job->reason != TOE_FRAME_ACCEPTED) {
    toe_engine_frame_judge(engine, c);
    return;
  }
  uint32_t lookups;
  job->handle = find(engine, &job->name, &lookups);
  toe_cycle_t found = a + (toe_cycle_t)lookups * TOE_STAGE_LOOKUP_CYCLES;
  if (job->handle == 0) {
    job->reason = TOE_FRAME_NOT_OFFLOADED;
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_JUDGE, found);
    return;
  }
  engine->linked.is_used = true;
  engine->linked.row = toe_engine_context_row(TOE_LAYER_TCP, job->handle & 0xFFFFF);
  engine->linked.rows = TOE_STAGE_TCP_ROWS;
  toe_engine_job_go_on(engine, TOE_JOB_STAGE_READ,
                       found + 1 > engine->ctxw_idle_edge ? found + 1 : engine->ctxw_idle_edge);
}

/* --- judging --- */

/* A segment of a connection whose context could be read. */
static void judge_segment(toe_engine_t *engine) {
  toe_job_t *job = &engine->job;
  toe_segment_t segment = {.seq = job->name.seq, .bytes = job->name.payload_bytes, .flags = job->name.flags};
  uint32_t limit = toe_regs_limit(&engine->regs, TOE_POOL_RCV_DATA);
  toe_segment_facts_t facts = {.free_blocks = toe_resources_free_blocks(&engine->resources, limit),
                               .out_of_order_limit = engine->regs.word[TOE_REG_OUT_OF_ORDER_LIMIT]};
  toe_segment_verdict_t verdict = toe_segment_judge(&job->receive, &segment, &facts);
  job->reason = verdict.reason;
  job->has_event = verdict.event != 0;
  job->event = verdict.event;
  job->event_info = verdict.event_info;
  job->has_ack = verdict.has_ack;
  job->skip = verdict.skip;
  job->taken = verdict.taken;
  job->has_new_state = verdict.has_new_state;
}

/* It was judged at edge d: its record, and on to its data or its first step. */
static void tell(toe_engine_t *engine, toe_cycle_t d) {
  const toe_job_t *job = &engine->job;
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_FRAME, d);
  retire->u.frame.commit = job->commit;
  retire->u.frame.is_forwarded = job->kind == TOE_JOB_FORWARD;
  retire->u.frame.number = job->frame->number;
  retire->u.frame.lost = job->frame->lost;
  retire->u.frame.reason = job->reason;
  retire->u.frame.handle = job->handle;
  retire->u.frame.seq = job->name.seq;
  retire->u.frame.bytes = job->name.payload_bytes;
  retire->u.frame.flags = job->name.flags;
  retire->u.frame.taken = job->taken;
  retire->u.frame.arrived_cycle = job->frame->arrived;
  if (job->taken > 0) {
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_APPEND, d + TOE_STAGE_RCV_APPEND_CYCLES);
  } else {
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_STEP, d + 1);
  }
}

void toe_engine_frame_judge(toe_engine_t *engine, toe_cycle_t d) {
  toe_job_t *job = &engine->job;
  toe_engine_job_judge(engine, d);
  if (job->handle != 0 && job->is_lost) job->reason = TOE_FRAME_NO_CONTEXT;
  if (job->handle != 0 && !job->is_lost) judge_segment(engine);
  job->has_pass = job->reason >= PASSED_UP;
  tell(engine, d);
}

/* --- a segment that is forwarded --- */

/* Never passed up: it is the host's already (D-15). */
void toe_engine_forward_judge(toe_engine_t *engine, toe_cycle_t d) {
  judge_segment(engine);
  tell(engine, d);
}

/* --- its data --- */

void toe_engine_frame_append(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  toe_receive_t *receive = &job->receive;
  const toe_chain_t *buffer = toe_resources_buffer(&engine->resources, job->handle);
  const uint8_t *data = job->frame->data + job->name.payload + job->skip + job->appended;
  uint32_t begin = receive->buf_bytes == 0 ? 0 : receive->end % ROW, left = job->taken - job->appended;
  uint32_t bytes = left < ROW - begin ? left : ROW - begin;
  if (begin == 0) {
    (void)toe_resources_append(&engine->resources, job->handle);
    toe_engine_show_levels(engine);
  }
  toe_retire_t *retire = toe_engine_retire(engine, TOE_RETIRE_BUFFER, c);
  memset(retire->u.buffer.data, 0, sizeof retire->u.buffer.data);
  memcpy(retire->u.buffer.data + begin, data, bytes);
  retire->u.buffer.row = buffer->last;
  retire->u.buffer.mask = (~(uint64_t)0 >> (ROW - bytes)) << begin;
  toe_buf_mem_write_bytes(engine->buffer, buffer->last, retire->u.buffer.data, retire->u.buffer.mask);
  toe_receive_append(receive, bytes);
  job->appended += bytes;
  toe_engine_job_go_on(engine, job->appended == job->taken ? TOE_JOB_STAGE_STEP : TOE_JOB_STAGE_APPEND, c + 1);
}

/* --- passing it up --- */

void toe_engine_frame_pass(toe_engine_t *engine, toe_cycle_t s) {
  toe_job_t *job = &engine->job;
  uint32_t most = (uint32_t)1 << engine->regs.word[TOE_REG_HOST_BUFFER_SIZE];
  job->has_pass = false;
  if (!toe_engine_has_host_buffer(engine) || job->frame->bytes > most) {
    job->reason = TOE_FRAME_NO_HOST_BUFFER;
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_STEP, s + 1);
    return;
  }
  uint32_t number = toe_engine_take_host_buffer(engine, s);
  job->is_passing = true;
  job->entry_kind = TOE_RCV_KIND_PASS;
  job->entry_id = number;
  job->entry_bytes = job->frame->bytes;
  job->entry_status = job->reason;
  toe_engine_receive_data(engine, s, toe_regs_host_buffer(&engine->regs, number), job->frame->bytes);
  toe_engine_wake(engine, TOE_UNIT_COMMIT, job->edge);
}
