/* SPDX-License-Identifier: Apache-2.0
 *
 * RECEIVE: the closing of a connection that a TERMINATE frees (docs/microarchitecture.md 5.11).
 */
#include "model/toe_engine_internal.h"

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
  } else if (job->receive.ack_pending > 0 && !job->has_acked && toe_receive_may_acknowledge(&job->receive)) {
    toe_engine_ack_start(engine, s); /* [R168] */
    return false;
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
  bool has_ended = job->stage == TOE_JOB_STAGE_ACK ? toe_engine_ack(engine, c) : toe_engine_receive_act(engine, c);
  if (has_ended) toe_engine_job_go_on(engine, TOE_JOB_STAGE_STEP, c + 1);
  return false;
}
