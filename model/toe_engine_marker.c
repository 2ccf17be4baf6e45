/* SPDX-License-Identifier: Apache-2.0
 *
 * RECEIVE: the markers that are jobs: RECEIVE, REPLY and FORWARD at their decision, and the fetch of what is forwarded
 * (docs/microarchitecture.md 5.11, 5.16).
 */
#include <string.h>

#include "model/toe_engine_internal.h"

/* --- the segment of a FORWARD --- */

bool toe_engine_marker_fetch(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  toe_copy_t *copy = &engine->copy;
  if (!copy->is_active) {
    toe_engine_copy_start_forward(engine, c);
    return false;
  }
  if (!toe_engine_copy_has_ended(engine)) return false; /* its last read wakes us */
  job->is_unfetched = copy->has_failed;
  copy->is_active = copy->has_failed = false;
  engine->forward.bytes = engine->slot[engine->item.slot].command.setting;
  engine->forward.arrived = c;
  job->frame = &engine->forward;
  return true;
}

/* --- deciding --- */

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

/* A FORWARD: its error; with none what it says is read. */
static uint32_t forward(toe_engine_t *engine) {
  toe_job_t *job = &engine->job;
  if (job->is_unfetched) return TOE_ERROR_OBJECT_FETCH;
  job->name = toe_frame_parse_segment(job->frame->data, job->frame->bytes);
  if (job->name.reason != TOE_FRAME_ACCEPTED) return TOE_ERROR_BAD_RECEIVE;
  return (job->receive.flags & TOE_RCV_FLAG_HOST_PATH) != 0 ? TOE_ERROR_NOT_NOW : TOE_ERROR_NONE;
}

/* What the marker of a job, its context not lost, asks for is done: its error, and what that compared with. */
static uint32_t serve(toe_engine_t *engine, const toe_command_t *command, uint32_t *limit_out) {
  switch (engine->job.kind) {
    case TOE_JOB_RECEIVE:
      return post(engine, command, limit_out);
    case TOE_JOB_REPLY:
      return reply(engine, command);
    default:
      return forward(engine);
  }
}

bool toe_engine_marker_judge(toe_engine_t *engine, toe_cycle_t d) {
  const toe_command_t *command = &engine->slot[engine->item.slot].command;
  toe_decision_t *decision = &engine->decision;
  uint32_t limit = 0;
  memset(decision, 0, sizeof *decision);
  if (engine->job.is_lost) {
    decision->error = TOE_ERROR_NO_OBJECT;
    toe_engine_tell_retrieve(engine, engine->job.handle, TOE_UPLOAD_REASON_HARDWARE_FAILURE);
    decision->event_ndis_handle = 0;
  } else {
    decision->error = serve(engine, command, &limit);
  }
  if (decision->error == TOE_ERROR_NONE) decision->handle = engine->job.handle;
  toe_engine_show_levels(engine);
  toe_engine_decided(engine, d, decision->error, limit);
  return decision->error == TOE_ERROR_NONE;
}
