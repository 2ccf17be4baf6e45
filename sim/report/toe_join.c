/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_join.h"

#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_pool_record.h"

#define FARTHEST 1000000u /* requests in flight, at most */

struct toe_join {
  toe_side_t primary;
  bool is_running[TOE_SIDES];
  uint32_t ring_entries;
  toe_join_sink_t sink;
  void *self;
  /* In flight: requests[(head + i) % capacity] has request id first + i; NULL: not submitted yet. */
  toe_joined_request_t **requests;
  size_t capacity, head, count;
  uint64_t first;
  uint64_t tail[TOE_SIDES];        /* last doorbell value               */
  uint64_t covered[TOE_SIDES];     /* requests covered by doorbells     */
  uint64_t completions[TOE_SIDES]; /* COMPLETED records               */
};

toe_result_t toe_join_new(toe_engine_t engine, uint32_t ring_entries, toe_join_sink_t sink, void *self,
                          toe_join_t **join_out) {
  toe_join_t *join = calloc(1, sizeof *join);
  if (join == NULL) return TOE_E_MEMORY;
  join->primary = toe_engine_primary(engine);
  join->is_running[TOE_SIDE_MODEL] = engine != TOE_ENGINE_RTL;
  join->is_running[TOE_SIDE_RTL] = engine != TOE_ENGINE_MODEL;
  join->ring_entries = ring_entries;
  join->sink = sink;
  join->self = self;
  join->first = 1;
  *join_out = join;
  return TOE_OK;
}

static void free_request(toe_joined_request_t *request) {
  if (request == NULL) return;
  for (uint32_t i = 0; request->objects != NULL && i < request->object_count; ++i) free(request->objects[i].name);
  free(request->objects);
  free(request->id);
  free(request->place);
  free(request);
}

static toe_joined_request_t **slot(const toe_join_t *join, uint64_t i) {
  return &join->requests[(join->head + i) % join->capacity];
}

void toe_join_free(toe_join_t *join) {
  if (join == NULL) return;
  for (size_t i = 0; i < join->count; ++i) free_request(*slot(join, i));
  free(join->requests);
  free(join);
}

static toe_joined_request_t *find(const toe_join_t *join, uint64_t request_id) {
  if (request_id < join->first || request_id - join->first >= join->count) return NULL;
  return *slot(join, request_id - join->first);
}

const toe_joined_request_t *toe_join_find(const toe_join_t *join, uint64_t request_id) {
  return find(join, request_id);
}

/* Copy of a text that may be NULL. */
static char *copy_text(const char *text) { return strdup(text != NULL ? text : "?"); }

static toe_joined_request_t *copy_request(const toe_host_request_t *host) {
  toe_joined_request_t *request = calloc(1, sizeof *request);
  if (request == NULL) return NULL;
  request->request_id = host->request_id;
  request->kind = host->kind;
  request->number = host->number;
  request->setting = host->setting;
  request->value = host->value;
  request->id = copy_text(host->id);
  request->place = copy_text(host->place);
  bool is_whole = request->id != NULL && request->place != NULL;
  for (int side = 0; side < TOE_SIDES; ++side) {
    request->submitted[side] = request->completed[side] = request->decided[side] = TOE_CYCLE_NEVER;
  }
  if (host->object_count > 0) request->objects = calloc(host->object_count, sizeof *request->objects);
  if (request->objects != NULL) request->object_count = host->object_count;
  is_whole = is_whole && request->object_count == host->object_count;
  for (uint32_t i = 0; i < request->object_count; ++i) {
    toe_joined_object_t *object = &request->objects[i];
    object->name = copy_text(host->objects[i].name);
    object->layer = host->objects[i].layer;
    object->kind = host->objects[i].kind;
    object->has_expect = host->objects[i].has_expect;
    object->expect_status = host->objects[i].expect_status;
    for (int side = 0; side < TOE_SIDES; ++side) {
      object->cycles[side] = (toe_joined_cycles_t){TOE_CYCLE_NEVER, TOE_CYCLE_NEVER, TOE_CYCLE_NEVER};
    }
    is_whole = is_whole && object->name != NULL;
  }
  if (is_whole) return request;
  free_request(request);
  return NULL;
}

/* Make room so that request ids up to first + count - 1 have a slot. */
static bool grow(toe_join_t *join, uint64_t count) {
  if (count > join->capacity) {
    size_t capacity = join->capacity ? join->capacity : 16;
    while (capacity < count) capacity *= 2;
    toe_joined_request_t **requests = calloc(capacity, sizeof(toe_joined_request_t *));
    if (requests == NULL) return false;
    for (size_t i = 0; i < join->count; ++i) requests[i] = *slot(join, i);
    free(join->requests);
    join->requests = requests;
    join->capacity = capacity;
    join->head = 0;
  }
  for (; join->count < count; ++join->count) *slot(join, join->count) = NULL;
  return true;
}

toe_result_t toe_join_submitted(toe_join_t *join, const toe_host_request_t *host) {
  if (host->request_id < join->first || find(join, host->request_id) != NULL)
    return TOE_OK; /* the other side was first */
  uint64_t at = host->request_id - join->first;
  if (at >= FARTHEST) return TOE_E_RANGE;
  toe_joined_request_t *request = copy_request(host);
  if (request == NULL || !grow(join, at + 1 > join->count ? at + 1 : join->count)) {
    free_request(request);
    return TOE_E_MEMORY;
  }
  *slot(join, at) = request;
  return TOE_OK;
}

static bool is_finished(const toe_join_t *join, const toe_joined_request_t *request) {
  for (int side = 0; side < TOE_SIDES; ++side) {
    if (!join->is_running[side]) continue;
    if (!request->is_completed[side] || request->completed[side] == TOE_CYCLE_NEVER) return false;
  }
  return true;
}

static void give_first(toe_join_t *join) {
  toe_joined_request_t *request = *slot(join, 0);
  *slot(join, 0) = NULL;
  join->head = (join->head + 1) % join->capacity;
  --join->count;
  ++join->first;
  if (request != NULL) join->sink(join->self, request);
  free_request(request);
}

static void give_finished(toe_join_t *join) {
  while (join->count > 0 && *slot(join, 0) != NULL && is_finished(join, *slot(join, 0))) give_first(join);
}

void toe_join_flush(toe_join_t *join) {
  while (join->count > 0) give_first(join);
}

void toe_join_completed(toe_join_t *join, toe_side_t side, const toe_host_request_t *host) {
  toe_joined_request_t *request = find(join, host->request_id);
  if (request == NULL) return;
  request->is_completed[side] = true;
  if (side == join->primary) {
    request->error = host->error;
    for (uint32_t i = 0; i < request->object_count && i < host->object_count; ++i) {
      toe_joined_object_t *object = &request->objects[i];
      object->has_answer = true;
      object->layer = host->objects[i].layer;
      object->kind = host->objects[i].kind;
      object->status = host->objects[i].status;
      object->handle = host->objects[i].handle;
      object->has_expect = host->objects[i].has_expect;
      object->expect_status = host->objects[i].expect_status;
    }
  }
  give_finished(join);
}

/* The doorbell covers the ring entries from the one before it on; requests take one entry each, in order. */
static void retire_doorbell(toe_join_t *join, toe_side_t side, const toe_retire_t *retire) {
  uint64_t entries = join->ring_entries > 0 ? join->ring_entries : 1;
  uint64_t fresh = (retire->u.doorbell.tail + entries - join->tail[side] % entries) % entries;
  join->tail[side] = retire->u.doorbell.tail;
  for (uint64_t i = 1; i <= fresh; ++i) {
    toe_joined_request_t *request = find(join, join->covered[side] + i);
    if (request != NULL) request->submitted[side] = retire->cycle;
  }
  join->covered[side] += fresh;
}

static void retire_decided(toe_join_t *join, toe_side_t side, const toe_retire_t *retire) {
  toe_joined_request_t *request = find(join, retire->u.decided.request_id);
  if (request == NULL) return;
  if (!retire->u.decided.is_object) {
    request->decided[side] = retire->cycle;
    return;
  }
  if (retire->u.decided.index >= request->object_count) return;
  toe_joined_object_t *object = &request->objects[retire->u.decided.index];
  object->cycles[side].decided = retire->cycle;
  /* 0 says there was no beat: an object that could not be fetched */
  if (retire->u.decided.fetched_cycle != 0) object->cycles[side].fetched = retire->u.decided.fetched_cycle;
  if (side != join->primary) return;
  object->has_decision = true;
  object->attempted = retire->u.decided.attempted != 0;
  object->cause = (uint8_t)retire->u.decided.cause;
  object->commit = retire->u.decided.commit;
  object->limit = retire->u.decided.limit;
  object->sram_stall = retire->u.decided.sram_stall;
  toe_retire_levels(retire, object->used);
}

static void retire_written(toe_join_t *join, toe_side_t side, const toe_retire_t *retire) {
  toe_joined_request_t *request = find(join, retire->u.written.request_id);
  if (request == NULL || retire->u.written.index >= request->object_count) return;
  request->objects[retire->u.written.index].cycles[side].written = retire->cycle;
}

static void retire_completed(toe_join_t *join, toe_side_t side, const toe_retire_t *retire) {
  /* Completions come in the order of submission; one of a command that could not be read names no request. */
  uint64_t ordinal = ++join->completions[side];
  uint64_t request_id = retire->u.completed.request_id != 0 ? retire->u.completed.request_id : ordinal;
  toe_joined_request_t *request = find(join, request_id);
  if (request == NULL) return;
  request->completed[side] = retire->cycle;
  give_finished(join);
}

void toe_join_retire(toe_join_t *join, toe_side_t side, const toe_retire_t *retire) {
  switch (retire->kind) {
    case TOE_RETIRE_DOORBELL:
      retire_doorbell(join, side, retire);
      break;
    case TOE_RETIRE_DECIDED:
      retire_decided(join, side, retire);
      break;
    case TOE_RETIRE_WRITTEN:
      retire_written(join, side, retire);
      break;
    case TOE_RETIRE_COMPLETED:
      retire_completed(join, side, retire);
      break;
    case TOE_RETIRE_CONTEXT:
    case TOE_RETIRE_BUFFER:
    case TOE_RETIRE_KINDS:
      break;
  }
}
