/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_conserve.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/check/toe_conserve_internal.h"
#include "sim/check/toe_pool_record.h"

static const toe_pool_t pool_of_layer[TOE_CONSERVE_LAYERS] = {TOE_POOL_NONE, TOE_POOL_NEIGHBOR, TOE_POOL_PATH,
                                                              TOE_POOL_TCP};

toe_pool_t toe_conserve_pool_of_layer(uint64_t layer) { return pool_of_layer[layer]; }

toe_result_t toe_conserve_new(const toe_host_options_t *options, toe_side_t side, toe_conserve_t **conserve_out) {
  toe_conserve_t *conserve = calloc(1, sizeof *conserve);
  if (conserve == NULL) return TOE_E_MEMORY;
  conserve->side = side;
  conserve->cycle = conserve->last.cycle = TOE_CYCLE_NEVER;
  toe_conserve_limits_new(&conserve->limits, options);
  bool is_complete = toe_conserve_copy_new(&conserve->copy) == TOE_OK;
  for (int layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
    conserve->built[layer] = toe_pool_built(pool_of_layer[layer]);
    conserve->objects[layer] = calloc(conserve->built[layer], sizeof *conserve->objects[layer]);
    is_complete = is_complete && conserve->objects[layer] != NULL;
    is_complete = is_complete && toe_order_new(&conserve->ids[layer], conserve->built[layer]) == TOE_OK;
  }
  if (!is_complete) {
    toe_conserve_free(conserve);
    return TOE_E_MEMORY;
  }
  *conserve_out = conserve;
  return TOE_OK;
}

void toe_conserve_free(toe_conserve_t *conserve) {
  if (conserve == NULL) return;
  for (int layer = 0; layer < TOE_CONSERVE_LAYERS; ++layer) {
    free(conserve->objects[layer]);
    toe_order_free(&conserve->ids[layer]);
  }
  for (size_t i = 0; i < conserve->named_count; ++i) free(conserve->named[i].handles);
  free(conserve->named);
  free(conserve->dues);
  free(conserve->entries);
  free(conserve->limits.asks);
  toe_conserve_copy_free(&conserve->copy);
  free(conserve);
}

void toe_conserve_violate(toe_conserve_t *conserve, const toe_retire_t *decided, toe_cycle_t cycle, const char *format,
                          ...) {
  if (conserve->violation[0] != '\0') return;
  char text[320];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(text, sizeof text, format, args);
  va_end(args);
  conserve->cycle = cycle;
  if (decided->kind == TOE_RETIRE_FRAME) {
    bool is_forwarded = decided->u.frame.is_forwarded != 0;
    (void)snprintf(conserve->violation, sizeof conserve->violation, "%s, cycle %llu, connection 0x%08llx, %s %llu: %s",
                   toe_side_text(conserve->side), (unsigned long long)cycle,
                   (unsigned long long)decided->u.frame.handle, is_forwarded ? "segment of commit" : "frame",
                   (unsigned long long)(is_forwarded ? decided->u.frame.commit : decided->u.frame.number), text);
    return;
  }
  if (decided->kind == TOE_RETIRE_JOB) {
    (void)snprintf(conserve->violation, sizeof conserve->violation, "%s, cycle %llu, connection 0x%08llx, job %s: %s",
                   toe_side_text(conserve->side), (unsigned long long)cycle, (unsigned long long)decided->u.job.handle,
                   toe_job_text((uint32_t)decided->u.job.job), text);
    return;
  }
  (void)snprintf(conserve->violation, sizeof conserve->violation, "%s, cycle %llu, request %llu, object %llu: %s",
                 toe_side_text(conserve->side), (unsigned long long)cycle,
                 (unsigned long long)decided->u.decided.request_id, (unsigned long long)decided->u.decided.index, text);
}

static void take(toe_conserve_t *conserve, const toe_retire_t *retire, toe_pool_t pool) {
  toe_conserve_need(conserve, retire, pool, 1);
  ++conserve->held[pool];
}

static void check_new(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t layer = retire->u.decided.layer, handle = retire->u.decided.handle, parent = retire->u.decided.parent;
  if (layer < TOE_LAYER_NEIGHBOR || layer > TOE_LAYER_TCP) {
    toe_conserve_violate(conserve, retire, retire->cycle, "layer %llu is offloaded", (unsigned long long)layer);
    return;
  }
  uint64_t id = handle & 0x0FFFFFFF;
  if (handle >> 28 != layer || id >= conserve->built[layer]) {
    toe_conserve_violate(conserve, retire, retire->cycle, "handle 0x%08llx is not one of layer %s",
                         (unsigned long long)handle, toe_layer_text((uint32_t)layer));
    return;
  }
  if (conserve->objects[layer][id].is_live) {
    toe_conserve_violate(conserve, retire, retire->cycle, "handle 0x%08llx is given a second time",
                         (unsigned long long)handle);
  }
  toe_conserve_object_t *above = toe_conserve_find(conserve, parent, layer - 1);
  if (layer == TOE_LAYER_NEIGHBOR ? parent != 0 : above == NULL) {
    toe_conserve_violate(conserve, retire, retire->cycle, "parent 0x%08llx of a %s is not in use",
                         (unsigned long long)parent, toe_layer_text((uint32_t)layer));
  }
  uint32_t next = toe_order_take(&conserve->ids[layer]);
  if (next != id) {
    toe_conserve_violate(conserve, retire, retire->cycle, "handle 0x%08llx is given, but id %u of layer %s is next",
                         (unsigned long long)handle, next, toe_layer_text((uint32_t)layer));
  }
  if (retire->u.decided.limit != 0) {
    toe_conserve_violate(conserve, retire, retire->cycle, "says a limit of %llu, but was denied nothing",
                         (unsigned long long)retire->u.decided.limit);
  }
  toe_conserve_object_t *object = &conserve->objects[layer][id];
  *object = (toe_conserve_object_t){.is_live = true, .is_written = object->is_written, .parent = (uint32_t)parent};
  if (above != NULL) ++above->dependents;
  conserve->taken = *retire;
  conserve->row_count = layer == TOE_LAYER_TCP ? TOE_STAGE_TCP_ROWS : TOE_STAGE_STATE_ROWS;
  conserve->row_done = 0;
  take(conserve, retire, pool_of_layer[layer]);
  take(conserve, retire, TOE_POOL_HOST_MEMORY);
  if (layer != TOE_LAYER_TCP) return;
  take(conserve, retire, TOE_POOL_LOOKUP);
  take(conserve, retire, TOE_POOL_XMIT_BUFFER);
}

static bool is_new_and_in(const toe_retire_t *retire) {
  return retire->u.decided.is_object && retire->u.decided.attempted && retire->u.decided.cause == TOE_CAUSE_OK &&
         retire->u.decided.kind == TOE_KIND_NEW;
}

static void check_object(toe_conserve_t *conserve, const toe_retire_t *retire) {
  if (retire->u.decided.is_terminate) {
    toe_conserve_terminate(conserve, retire);
    return;
  }
  if (is_new_and_in(retire)) {
    check_new(conserve, retire);
    return;
  }
  if (retire->u.decided.parent != 0) {
    toe_conserve_violate(conserve, retire, retire->cycle, "a parent without an offloaded object");
  }
  if (retire->u.decided.attempted && retire->u.decided.cause == TOE_CAUSE_OK &&
      retire->u.decided.kind == TOE_KIND_LINKER) {
    if (toe_conserve_find(conserve, retire->u.decided.handle, retire->u.decided.layer) == NULL) {
      toe_conserve_violate(conserve, retire, retire->cycle, "a linker to handle 0x%08llx, which is not in use",
                           (unsigned long long)retire->u.decided.handle);
    }
    return;
  }
  if (retire->u.decided.handle != 0) {
    toe_conserve_violate(conserve, retire, retire->cycle, "a handle for what is not offloaded");
  }
  if (retire->u.decided.cause == TOE_CAUSE_DEPENDENTS) {
    toe_conserve_violate(conserve, retire, retire->cycle, "an initiate is refused for dependents");
  }
  if (retire->u.decided.cause == TOE_CAUSE_CONTEXT_ECC && retire->u.decided.layer == TOE_LAYER_TCP) {
    toe_conserve_expect_lost(conserve, retire);
  }
  toe_conserve_check_denied(conserve, retire);
}

/* A marker: a SET, a RAISE, a RECEIVE, a REPLY, a FORWARD, or a command in error. */
static void check_marker(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_ask_t ask;
  bool is_known = toe_conserve_take_ask(conserve, retire, &ask);
  toe_conserve_unname(conserve, retire->u.decided.request_id);
  if (is_known && ask.kind == TOE_OP_SET)
    toe_conserve_apply_set(conserve, retire, &ask);
  else if (is_known && ask.kind == TOE_OP_FORWARD)
    toe_conserve_forward(conserve, retire);
  else if (toe_conserve_is_receive(conserve, retire, is_known ? &ask : NULL))
    toe_conserve_post(conserve, retire);
  else
    toe_conserve_raise(conserve, retire, is_known ? &ask : NULL);
}

/* Each level is what live objects hold; of the object just taken, as far as its decision alone tells. */
static void check_levels(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t said[TOE_POOLS];
  bool is_taken = is_new_and_in(retire);
  toe_retire_levels(retire, said);
  for (int i = 0; i < TOE_POOLS; ++i) {
    toe_pool_t pool = (toe_pool_t)i;
    if (said[pool] > toe_pool_built(pool)) {
      toe_conserve_violate(conserve, retire, retire->cycle, "pool %s says %llu in use, above the %u built",
                           toe_pool_text(pool), (unsigned long long)said[pool], toe_pool_built(pool));
    }
    if (pool == TOE_POOL_HOST_BUFFER) {
      toe_conserve_check_lent(conserve, retire, said[pool], 0);
      continue;
    }
    if (said[pool] == conserve->held[pool] || (is_taken && toe_conserve_is_told_later(retire->u.decided.layer, pool)))
      continue;
    toe_conserve_violate(conserve, retire, retire->cycle, "pool %s says %llu in use, live objects hold %llu",
                         toe_pool_text(pool), (unsigned long long)said[pool], (unsigned long long)conserve->held[pool]);
  }
}

static void put_decided(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_check_forwarded(conserve, retire->cycle);
  ++conserve->commits;
  if (retire->u.decided.commit != conserve->commits) {
    toe_conserve_violate(conserve, retire, retire->cycle, "commit number %llu, expected %llu",
                         (unsigned long long)retire->u.decided.commit, (unsigned long long)conserve->commits);
  }
  toe_conserve_judge_copy(conserve, retire);
  if (retire->u.decided.is_object)
    check_object(conserve, retire);
  else
    check_marker(conserve, retire);
  check_levels(conserve, retire);
  conserve->last = *retire;
  /* The job of a marker goes on. */
  conserve->ended = retire->u.decided.commit - (retire->u.decided.is_object || retire->u.decided.error != 0 ? 0 : 1);
}

/* Row k of a context is due at edge d+1+k.  A decision may come meanwhile, of something that writes no row. */
static void check_overdue(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_conserve_check_job_overdue(conserve, retire);
  if (conserve->row_done == conserve->row_count) return;
  toe_cycle_t due = conserve->taken.cycle + 1 + conserve->row_done;
  bool is_decided = retire->kind == TOE_RETIRE_DECIDED;
  if (retire->cycle <= due && !(is_decided && (conserve->row_done == 0 || is_new_and_in(retire)))) return;
  toe_conserve_violate(conserve, &conserve->taken, conserve->taken.cycle,
                       "row %u of its context was due at cycle %llu and is not written", conserve->row_done,
                       (unsigned long long)due);
}

void toe_conserve_put(toe_conserve_t *conserve, const toe_retire_t *retire) {
  if (conserve->violation[0] != '\0') return;
  check_overdue(conserve, retire);
  if (retire->kind == TOE_RETIRE_DECIDED) put_decided(conserve, retire);
  if (retire->kind == TOE_RETIRE_FRAME) toe_conserve_put_frame(conserve, retire);
  if (retire->kind == TOE_RETIRE_SENT) toe_conserve_put_sent(conserve, retire);
  if (retire->kind == TOE_RETIRE_JOB) toe_conserve_put_job(conserve, retire);
  if (retire->kind == TOE_RETIRE_RECEIVED) toe_conserve_put_received(conserve, retire);
  if (retire->kind == TOE_RETIRE_CONTEXT) toe_conserve_put_context(conserve, retire);
  if (retire->kind == TOE_RETIRE_BUFFER) toe_conserve_put_buffer(conserve, retire);
  if (retire->kind == TOE_RETIRE_EVENT) toe_conserve_put_event(conserve, retire);
  if (retire->kind == TOE_RETIRE_RETURNED) toe_conserve_put_returned(conserve, retire);
  if (retire->kind == TOE_RETIRE_WRITTEN) toe_conserve_settle(conserve, retire->u.written.commit, retire->cycle);
  if (retire->kind == TOE_RETIRE_COMPLETED) toe_conserve_settle(conserve, retire->u.completed.commit, retire->cycle);
}

void toe_conserve_finish(toe_conserve_t *conserve) {
  toe_conserve_check_forwarded(conserve, conserve->last.cycle);
  toe_conserve_settle(conserve, UINT64_MAX, conserve->last.cycle);
  toe_conserve_finish_entries(conserve);
}

const char *toe_conserve_violation(const toe_conserve_t *conserve) {
  return conserve->violation[0] != '\0' ? conserve->violation : NULL;
}

toe_cycle_t toe_conserve_cycle(const toe_conserve_t *conserve) { return conserve->cycle; }

uint32_t toe_conserve_held(const toe_conserve_t *conserve, toe_pool_t pool) { return (uint32_t)conserve->held[pool]; }

uint32_t toe_conserve_live(const toe_conserve_t *conserve, uint8_t layer) {
  return layer < TOE_LAYER_NEIGHBOR || layer > TOE_LAYER_TCP ? 0 : (uint32_t)conserve->held[pool_of_layer[layer]];
}
