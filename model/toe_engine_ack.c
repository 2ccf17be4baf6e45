/* SPDX-License-Identifier: Apache-2.0
 *
 * RECEIVE's acknowledgments: two rows are read, a frame leaves (docs/microarchitecture.md 5.11, 5.15).
 */
#include <string.h>

#include "model/toe_engine_internal.h"

/* Row 0 of the context above is to be read.  Flips that were not noticed may have made anything of the handle: as many
 * bits of its id count as there are ids. */
static toe_linked_t row_of(const toe_linked_t *below, uint32_t layer) {
  uint32_t mask = layer == TOE_LAYER_PATH ? (1u << 14) - 1 : (1u << 12) - 1;
  uint32_t id = (uint32_t)TOE_READ(below->data, CONTEXT, PARENT) & mask;
  return (toe_linked_t){.is_used = true, .row = toe_engine_context_row(layer, id), .rows = 1};
}

void toe_engine_ack_start(toe_engine_t *engine, toe_cycle_t s) {
  toe_job_t *job = &engine->job;
  job->has_acked = true;
  job->ack_edge = s;
  job->path = row_of(&engine->linked, TOE_LAYER_PATH);
  job->neighbor = (toe_linked_t){.rows = 0};
  toe_engine_job_go_on(engine, TOE_JOB_STAGE_ACK, s + 1);
}

/* Its rows are counted when it ends. */
static void count(toe_engine_t *engine) {
  const toe_job_t *job = &engine->job;
  engine->ecc_corrected += job->path.corrected + job->neighbor.corrected;
  engine->ecc_uncorrectable += job->path.uncorrectable + job->neighbor.uncorrectable;
  engine->regs.word[TOE_REG_ECC_CORRECTED] = (uint32_t)engine->ecc_corrected;
  engine->regs.word[TOE_REG_ECC_UNCORRECTABLE] = (uint32_t)engine->ecc_uncorrectable;
}

/* The first beat leaves at edge c. */
static void send(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  toe_sending_t *sending = &engine->sending;
  uint8_t mac[6];
  toe_regs_interface_mac(&engine->regs, mac);
  toe_ack_parts_t parts = {.tcp = engine->linked.data,
                           .path = job->path.data,
                           .neighbor = job->neighbor.data,
                           .interface_mac = mac,
                           .number = engine->acks_sent++,
                           .receive = &job->receive};
  sending->bytes = toe_ack_make(&parts, sending->data);
  sending->commit = job->commit;
  sending->edge = c + toe_engine_beats(sending->bytes) - 1;
  toe_engine_wake(engine, TOE_UNIT_FRAMES, sending->edge);
}

bool toe_engine_ack(toe_engine_t *engine, toe_cycle_t c) {
  toe_job_t *job = &engine->job;
  if (job->path.rows_read == 0) {
    (void)toe_engine_read_context(engine, &job->path, c); /* CTXW is idle */
    if (job->path.uncorrectable == 0) job->neighbor = row_of(&job->path, TOE_LAYER_NEIGHBOR);
    bool is_next = job->path.uncorrectable == 0;
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_ACK,
                         is_next ? c + TOE_STAGE_COMMIT_LINK_CYCLES : job->ack_edge + TOE_STAGE_RCV_ACK_CYCLES);
    return false;
  }
  if (job->neighbor.rows_read < job->neighbor.rows) {
    (void)toe_engine_read_context(engine, &job->neighbor, c);
    toe_engine_job_go_on(engine, TOE_JOB_STAGE_ACK, job->ack_edge + TOE_STAGE_RCV_ACK_CYCLES);
    return false;
  }
  bool is_sent = job->path.uncorrectable == 0 && job->neighbor.uncorrectable == 0;
  count(engine);
  if (is_sent) {
    send(engine, c);
  } else {
    job->has_event = true;
    job->event = TOE_EVENT_RETRIEVE;
    job->event_info = TOE_UPLOAD_REASON_HARDWARE_FAILURE;
  }
  toe_receive_acknowledge(&job->receive, is_sent);
  return true;
}
