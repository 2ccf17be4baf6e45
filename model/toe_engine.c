/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine's life, its time, and what crosses its seam.  How time works: toe_engine_internal.h.
 */
#include "model/toe_engine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/toe_engine_internal.h"

/* --- life --- */

static toe_result_t init_queues(toe_engine_t *engine) {
  toe_result_t result = toe_queue_init(&engine->cq_inputs, sizeof(toe_cq_input_t));
  if (result == TOE_OK) result = toe_queue_init(&engine->rc_inputs, sizeof(toe_rc_input_t));
  if (result == TOE_OK) result = toe_queue_init(&engine->credits_inputs, sizeof(toe_credits_input_t));
  if (result == TOE_OK) result = toe_queue_init(&engine->config_inputs, sizeof(toe_config_input_t));
  if (result == TOE_OK) result = toe_queue_init(&engine->flip_inputs, sizeof(toe_flip_input_t));
  if (result == TOE_OK) result = toe_queue_init(&engine->frame_inputs, sizeof(toe_frame_input_t));
  if (result == TOE_OK) result = toe_queue_init(&engine->outputs, sizeof(toe_engine_output_t));
  if (result == TOE_OK) result = toe_queue_init(&engine->retires, sizeof(toe_retire_t));
  if (result == TOE_OK) result = toe_queue_init(&engine->sents, sizeof(toe_engine_sent_t));
  return result;
}

static toe_result_t init_stores(toe_engine_t *engine) {
  toe_result_t result = toe_resources_init(&engine->resources);
  if (result == TOE_OK) result = toe_ctx_sram_new(TOE_STAGE_SRAM_ROWS, &engine->sram);
  if (result == TOE_OK) result = toe_buf_mem_new(TOE_STAGE_BUFFER_ROWS, &engine->buffer);
  if (result == TOE_OK) result = toe_timers_init(&engine->timers, toe_pool_built(TOE_POOL_TCP));
  if (result == TOE_OK) result = toe_timers_init(&engine->ack_timers, toe_pool_built(TOE_POOL_TCP));
  if (result == TOE_OK) result = toe_frame_mem_init(&engine->frames);
  if (result == TOE_OK) result = toe_waiting_init(&engine->waiting, toe_pool_built(TOE_POOL_TCP));
  return result;
}

static void reset(toe_engine_t *engine, const toe_engine_options_t *options) {
  toe_regs_init(&engine->regs);
  engine->config.mps_bytes = 128;
  engine->config.mrrs_bytes = 512;
  engine->is_exhaustive = options->is_exhaustive;
  engine->is_infinite_ph = options->credits.posted_headers == TOE_ENGINE_INFINITE;
  engine->is_infinite_pd = options->credits.posted_data == TOE_ENGINE_INFINITE;
  engine->is_infinite_nph = options->credits.nonposted_headers == TOE_ENGINE_INFINITE;
  engine->credits_ph = options->credits.posted_headers;
  engine->credits_pd = options->credits.posted_data;
  engine->credits_nph = options->credits.nonposted_headers;
  toe_places_init(&engine->cc_fifo);
  toe_places_init(&engine->pq_fifo);
  toe_places_init(&engine->npq_fifo);
  toe_places_init(&engine->chunk_fifo);
  toe_places_init(&engine->wbq_fifo);
  engine->cpl_push_edge = TOE_CYCLE_NEVER;
  engine->cmd_push_edge = engine->copy_push_edge = TOE_CYCLE_NEVER;
  engine->buffer_edge = engine->host_buffer_edge = TOE_CYCLE_NEVER;
  engine->set_edge = TOE_CYCLE_NEVER;
  engine->rc_edge = TOE_CYCLE_NEVER;
  engine->cpl_phase = true;
  toe_walk_init(&engine->walk);
  engine->cq_edge = engine->credits_edge = engine->config_edge = engine->flip_edge = TOE_CYCLE_NEVER;
  engine->frame_edge = engine->frame_last_edge = engine->sending.edge = TOE_CYCLE_NEVER;
  for (int i = 0; i < TOE_UNITS; ++i) engine->timed[i] = TOE_CYCLE_NEVER;
  /* The tables are clear then: before, nothing is fetched, and until then the device is busy clearing them. */
  engine->timed[TOE_UNIT_CMD_FETCH] = engine->first_timed = TOE_STAGE_LOOKUP_ROWS;
  engine->timed_units = 1u << TOE_UNIT_CMD_FETCH;
  engine->last_edge = TOE_CYCLE_NEVER; /* -1: edge 0 is one after it */
  engine->last_wake = TOE_STAGE_LOOKUP_ROWS;
}

toe_result_t toe_engine_new(const toe_engine_options_t *options, toe_engine_t **engine_out) {
  toe_engine_t *engine = calloc(1, sizeof *engine);
  if (engine == NULL) return TOE_E_MEMORY;
  toe_result_t result = init_queues(engine);
  if (result == TOE_OK) result = init_stores(engine);
  if (result != TOE_OK) {
    toe_engine_free(engine);
    return result;
  }
  reset(engine, options);
  *engine_out = engine;
  return TOE_OK;
}

void toe_engine_free(toe_engine_t *engine) {
  if (engine == NULL) return;
  toe_queue_end(&engine->cq_inputs);
  toe_queue_end(&engine->rc_inputs);
  toe_queue_end(&engine->credits_inputs);
  toe_queue_end(&engine->config_inputs);
  toe_queue_end(&engine->flip_inputs);
  toe_queue_end(&engine->frame_inputs);
  toe_queue_end(&engine->outputs);
  toe_queue_end(&engine->retires);
  toe_queue_end(&engine->sents);
  toe_resources_end(&engine->resources);
  toe_ctx_sram_free(engine->sram);
  toe_buf_mem_free(engine->buffer);
  toe_timers_end(&engine->timers);
  toe_timers_end(&engine->ack_timers);
  toe_frame_mem_end(&engine->frames);
  toe_waiting_end(&engine->waiting);
  free(engine);
}

/* --- time --- */

static toe_cycle_t earlier(toe_cycle_t a, toe_cycle_t b) { return a < b ? a : b; }

/* Whether all that a stage is timed for is a timer of the device: COMMAND_OVERHEAD, or one of a connection. */
static bool is_timer(const toe_engine_t *engine, int unit) {
  return (unit == TOE_UNIT_OBJ_FETCH && engine->obj_is_timer) || (unit == TOE_UNIT_COMMIT && !engine->commit_is_busy);
}

/* Whether any stage is timed for such a timer. */
static bool has_timer(const toe_engine_t *engine) {
  return engine->obj_is_timer || (!engine->commit_is_busy && engine->timed[TOE_UNIT_COMMIT] != TOE_CYCLE_NEVER);
}

/* The least timed wake for busy edges: timers are left out, since they count as waiting. */
static toe_cycle_t least_busy(const toe_engine_t *engine) {
  toe_cycle_t edge = TOE_CYCLE_NEVER;
  for (int i = 0; i < TOE_UNITS; ++i) {
    if (!is_timer(engine, i)) edge = earlier(edge, engine->timed[i]);
  }
  return edge;
}

/* The first edge with a due stage or an input. */
static toe_cycle_t next_edge(const toe_engine_t *engine) {
  toe_cycle_t edge = engine->due_next != 0 ? engine->edge + 1 : engine->first_timed;
  edge = earlier(edge, engine->frame_edge);
  edge = earlier(edge, earlier(engine->rc_edge, earlier(engine->cq_edge, engine->flip_edge)));
  return earlier(edge, earlier(engine->credits_edge, engine->config_edge));
}

toe_cycle_t toe_engine_now(const toe_engine_t *engine) { return engine->now; }

toe_cycle_t toe_engine_next_wake(const toe_engine_t *engine) {
  toe_cycle_t edge = next_edge(engine);
  return edge < engine->now ? engine->now : edge;
}

static void take_credits(toe_engine_t *engine, toe_cycle_t c) {
  if (engine->credits_edge > c) return;
  const toe_credits_input_t *input = toe_queue_head(&engine->credits_inputs);
  engine->credits_ph += input->credits.posted_headers;
  engine->credits_pd += input->credits.posted_data;
  engine->credits_nph += input->credits.nonposted_headers;
  toe_queue_pop(&engine->credits_inputs);
  input = toe_queue_head(&engine->credits_inputs);
  engine->credits_edge = input == NULL ? TOE_CYCLE_NEVER : input->cycle;
  toe_engine_wake(engine, TOE_UNIT_RQ, c + 1);
}

static void take_config(toe_engine_t *engine, toe_cycle_t c) {
  if (engine->config_edge > c) return;
  const toe_config_input_t *input = toe_queue_head(&engine->config_inputs);
  engine->config = input->config;
  toe_queue_pop(&engine->config_inputs);
  input = toe_queue_head(&engine->config_inputs);
  engine->config_edge = input == NULL ? TOE_CYCLE_NEVER : input->cycle;
  toe_engine_wake(engine, TOE_UNIT_CMD_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_COPY, c + 1);
  toe_engine_wake(engine, TOE_UNIT_OBJ_FETCH, c + 1);
  toe_engine_wake(engine, TOE_UNIT_MSIX, c + 1);
}

static void take_flips(toe_engine_t *engine, toe_cycle_t c) {
  while (engine->flip_edge <= c) {
    const toe_flip_input_t *input = toe_queue_head(&engine->flip_inputs);
    toe_ctx_sram_flip(engine->sram, input->row, input->bit);
    toe_queue_pop(&engine->flip_inputs);
    input = toe_queue_head(&engine->flip_inputs);
    engine->flip_edge = input == NULL ? TOE_CYCLE_NEVER : input->cycle;
  }
}

/* The stages that are due at edge c, a bit each; their wakes are used up before any of them can ask for the next. */
static uint32_t take_due(toe_engine_t *engine, toe_cycle_t c) {
  uint32_t due = engine->edge + 1 == c ? engine->due_next : 0;
  engine->edge = c;
  engine->due_next = 0;
  if (engine->first_timed <= c) {
    toe_cycle_t first = TOE_CYCLE_NEVER;
    for (uint32_t units = engine->timed_units; units != 0; units &= units - 1) {
      const uint32_t bit = units & -units;
      const int i = __builtin_ctz(units);
      if (engine->timed[i] > c) {
        first = earlier(first, engine->timed[i]);
        continue;
      }
      engine->timed[i] = TOE_CYCLE_NEVER;
      engine->timed_units &= ~bit;
      due |= bit;
    }
    engine->first_timed = first;
  }
  return engine->is_exhaustive ? (1u << TOE_UNITS) - 1 : due;
}

static void run_stages(toe_engine_t *engine, toe_cycle_t c) {
  uint32_t due = take_due(engine, c);
  if ((due & 1u << TOE_UNIT_CC) != 0) toe_engine_cc(engine, c);
  if ((due & 1u << TOE_UNIT_RQ) != 0) toe_engine_rq(engine, c);
  if ((due & 1u << TOE_UNIT_CMD_FETCH) != 0) toe_engine_cmd_fetch(engine, c);
  if ((due & 1u << TOE_UNIT_COPY) != 0) toe_engine_copy(engine, c);
  if ((due & 1u << TOE_UNIT_OBJ_FETCH) != 0) toe_engine_obj_fetch(engine, c);
  if ((due & 1u << TOE_UNIT_LOAD) != 0) toe_engine_load(engine, c);
  if ((due & 1u << TOE_UNIT_WRITEBACK) != 0) toe_engine_writeback(engine, c);
  if ((due & 1u << TOE_UNIT_COMMIT) != 0) toe_engine_commit(engine, c);
  if ((due & 1u << TOE_UNIT_CTXW) != 0) toe_engine_ctxw(engine, c);
  if ((due & 1u << TOE_UNIT_MSIX) != 0) toe_engine_msix(engine, c);
  if ((due & 1u << TOE_UNIT_FRAMES) != 0) toe_engine_frames(engine, c);
}

/* What was finished at this edge, in the order of the kinds. */
static void give_retired(toe_engine_t *engine) {
  while (engine->retired != 0) {
    const uint32_t kind = (uint32_t)__builtin_ctz(engine->retired);
    toe_retire_copy(toe_queue_push(&engine->retires), &engine->retire[kind]);
    engine->retired &= engine->retired - 1;
  }
}

static void run_edge(toe_engine_t *engine, toe_cycle_t c) {
  bool is_busy = !engine->is_exhaustive || next_edge(engine) <= c;
  if (is_busy) engine->busy_cycles += engine->last_wake == TOE_CYCLE_NEVER ? 1 : c - engine->last_edge;
  take_flips(engine, c);
  run_stages(engine, c);
  if (engine->rc_edge <= c) toe_engine_rc(engine, c);
  if (engine->frame_edge <= c) toe_engine_wire(engine, c);
  take_credits(engine, c);
  take_config(engine, c);
  if (engine->cq_edge <= c || engine->cpl_push_edge == c) toe_engine_cq(engine, c);
  if (engine->retired != 0) give_retired(engine);
  if (!is_busy) return;
  engine->last_edge = c;
  engine->last_wake = engine->due_next != 0 ? c + 1 : !has_timer(engine) ? engine->first_timed : least_busy(engine);
}

void toe_engine_advance(toe_engine_t *engine, toe_cycle_t until) {
  if (until <= engine->now) return;
  for (;;) {
    toe_cycle_t edge = engine->is_exhaustive ? engine->now : toe_engine_next_wake(engine);
    if (edge >= until) break;
    run_edge(engine, edge);
    engine->now = edge + 1;
  }
  engine->now = until;
}

/* --- inputs --- */

void toe_engine_put_request(toe_engine_t *engine, toe_cycle_t cycle, const toe_engine_request_t *request) {
  assert(cycle >= engine->now && cycle >= engine->cq_free_edge);
  engine->cq_free_edge = cycle + 1;
  if (engine->cq_edge == TOE_CYCLE_NEVER) engine->cq_edge = cycle;
  *(toe_cq_input_t *)toe_queue_push(&engine->cq_inputs) = (toe_cq_input_t){.cycle = cycle, .request = *request};
}

void toe_engine_put_completion(toe_engine_t *engine, toe_cycle_t cycle, const toe_engine_completion_t *completion) {
  assert(cycle >= engine->now && cycle >= engine->rc_free_edge);
  toe_rc_input_t *input = toe_queue_push(&engine->rc_inputs);
  bool has_data = completion->type == TOE_ENGINE_COMPLETION_DATA;
  input->cycle = cycle;
  input->is_good = completion->status == 0 && !completion->is_poisoned;
  input->is_other = !has_data && completion->type != TOE_ENGINE_COMPLETION;
  input->tag = completion->tag;
  input->length_bytes = has_data ? completion->length_bytes : 0;
  engine->rc_free_edge = cycle + toe_engine_beats(input->length_bytes);
  size_t kept = input->length_bytes < sizeof input->data ? input->length_bytes : sizeof input->data;
  if (kept > 0) memcpy(input->data, completion->data, kept);
  if (engine->rc_inputs.count == 1) engine->rc_edge = cycle;
}

void toe_engine_put_credits(toe_engine_t *engine, toe_cycle_t cycle, toe_engine_credits_t returned) {
  assert(cycle >= engine->now);
  toe_credits_input_t *input = toe_queue_push(&engine->credits_inputs);
  if (engine->credits_edge == TOE_CYCLE_NEVER) engine->credits_edge = cycle;
  *input = (toe_credits_input_t){.cycle = cycle, .credits = returned};
}

void toe_engine_put_config(toe_engine_t *engine, toe_cycle_t cycle, const toe_engine_config_t *config) {
  assert(cycle >= engine->now);
  toe_config_input_t *input = toe_queue_push(&engine->config_inputs);
  if (engine->config_edge == TOE_CYCLE_NEVER) engine->config_edge = cycle;
  *input = (toe_config_input_t){.cycle = cycle, .config = *config};
}

void toe_engine_put_flip(toe_engine_t *engine, toe_cycle_t cycle, uint32_t row, uint32_t bit) {
  assert(cycle >= engine->now && row < TOE_STAGE_SRAM_ROWS && bit < TOE_CTX_SRAM_ROW_BITS);
  toe_flip_input_t *input = toe_queue_push(&engine->flip_inputs);
  if (engine->flip_edge == TOE_CYCLE_NEVER) engine->flip_edge = cycle;
  *input = (toe_flip_input_t){.cycle = cycle, .row = row, .bit = bit};
}

void toe_engine_put_frame(toe_engine_t *engine, toe_cycle_t cycle, const toe_engine_frame_t *frame) {
  assert(cycle >= engine->now && cycle >= engine->frame_free_edge && frame->bytes > 0);
  toe_frame_input_t *input = toe_queue_push(&engine->frame_inputs);
  input->cycle = cycle;
  input->bytes = frame->bytes;
  memcpy(input->data, frame->data, frame->bytes < sizeof input->data ? frame->bytes : sizeof input->data);
  engine->frame_free_edge = cycle + toe_engine_beats(frame->bytes);
  if (engine->frame_edge == TOE_CYCLE_NEVER) engine->frame_edge = cycle;
}

/* --- outputs --- */

const toe_engine_output_t *toe_engine_peek_output(const toe_engine_t *engine) {
  return toe_queue_head(&engine->outputs);
}

bool toe_engine_get_output(toe_engine_t *engine, toe_engine_output_t *output_out) {
  const toe_engine_output_t *output = toe_queue_head(&engine->outputs);
  if (output == NULL) return false;
  if (output_out != NULL) *output_out = *output;
  toe_queue_pop(&engine->outputs);
  return true;
}

bool toe_engine_get_frame(toe_engine_t *engine, toe_engine_sent_t *sent_out) {
  const toe_engine_sent_t *sent = toe_queue_head(&engine->sents);
  if (sent == NULL) return false;
  *sent_out = *sent;
  toe_queue_pop(&engine->sents);
  return true;
}

bool toe_engine_get_retire(toe_engine_t *engine, toe_retire_t *retire_out) {
  const toe_retire_t *retire = toe_queue_head(&engine->retires);
  if (retire == NULL) return false;
  toe_retire_copy(retire_out, retire);
  toe_queue_pop(&engine->retires);
  return true;
}

void toe_engine_get_stats(const toe_engine_t *engine, toe_engine_stats_t *stats_out) {
  uint64_t busy = engine->busy_cycles;
  if (engine->last_wake != TOE_CYCLE_NEVER) { /* edges since the last evaluated one at which it only worked on */
    busy += earlier(engine->now, engine->last_wake) - (engine->last_edge + 1);
  }
  *stats_out = (toe_engine_stats_t){.cycles = engine->now,
                                    .busy_cycles = busy,
                                    .sram_reads = toe_ctx_sram_reads(engine->sram),
                                    .sram_writes = toe_ctx_sram_writes(engine->sram),
                                    .sram_bytes_used = toe_ctx_sram_bytes_used(engine->sram),
                                    .sram_stall_cycles = engine->sram_stall_cycles,
                                    .ecc_corrected = engine->ecc_corrected,
                                    .ecc_uncorrectable = engine->ecc_uncorrectable,
                                    .buffer_reads = toe_buf_mem_reads(engine->buffer),
                                    .buffer_writes = toe_buf_mem_writes(engine->buffer),
                                    .buffer_bytes_used = toe_buf_mem_bytes_used(engine->buffer)};
  for (uint32_t i = 0; i < TOE_STAGE_SRAM_MAX_BANKS; ++i) {
    stats_out->sram_accesses[i] = toe_ctx_sram_accesses(engine->sram, i);
  }
}
