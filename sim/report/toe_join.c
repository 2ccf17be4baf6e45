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
  uint64_t tail[TOE_SIDES];          /* last doorbell value               */
  uint64_t covered[TOE_SIDES];       /* ring entries covered by doorbells */
  toe_cycle_t *doorbells[TOE_SIDES]; /* of ring entry n, at n modulo ring_entries */
  uint64_t begun[TOE_SIDES];         /* commands of which something was decided */
  uint64_t turns[TOE_SIDES];         /* completions the host told */
  uint64_t unrecorded[TOE_SIDES];    /* of them those without a record, so far */
  uint64_t completions[TOE_SIDES];   /* COMPLETED records               */
};

toe_result_t toe_join_new(toe_engine_t engine, uint32_t ring_entries, toe_join_sink_t sink, void *self,
                          toe_join_t **join_out) {
  toe_join_t *join = calloc(1, sizeof *join);
  if (join == NULL) return TOE_E_MEMORY;
  join->primary = toe_engine_primary(engine);
  join->is_running[TOE_SIDE_MODEL] = engine != TOE_ENGINE_RTL;
  join->is_running[TOE_SIDE_RTL] = engine != TOE_ENGINE_MODEL;
  join->ring_entries = ring_entries > 0 ? ring_entries : 1;
  for (int side = 0; side < TOE_SIDES; ++side) {
    join->doorbells[side] = calloc(join->ring_entries, sizeof *join->doorbells[side]);
  }
  if (join->doorbells[0] == NULL || join->doorbells[1] == NULL) {
    toe_join_free(join);
    return TOE_E_MEMORY;
  }
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
  for (int side = 0; side < TOE_SIDES; ++side) free(request->places[side]);
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
  for (int side = 0; side < TOE_SIDES; ++side) free(join->doorbells[side]);
  free(join->requests);
  free(join);
}

static toe_joined_request_t *find(const toe_join_t *join, uint64_t request_id) {
  if (request_id < join->first || request_id - join->first >= join->count) return NULL;
  return *slot(join, request_id - join->first);
}

const toe_joined_request_t *toe_join_find(const toe_join_t *join, uint64_t request_id) {
  const toe_joined_request_t *request = find(join, request_id);
  return request != NULL && !request->is_passed ? request : NULL;
}

uint32_t toe_joined_handle(const toe_joined_object_t *object) {
  if (object->has_answer && object->handle != 0) return object->handle;
  return object->is_freed ? object->decided_handle : 0;
}

bool toe_joined_has_marker(const toe_joined_request_t *request) {
  return request->kind != TOE_OP_INITIATE && request->kind != TOE_OP_TERMINATE && request->kind != TOE_OP_RESET;
}

/* Copy of a text that may be NULL. */
static char *copy_text(const char *text) { return strdup(text != NULL ? text : "?"); }

/* Object i of the device is the host's object i until its decision says otherwise. */
static bool make_places(toe_joined_request_t *request) {
  if (request->kind != TOE_OP_TERMINATE || request->object_count == 0) return true;
  for (int side = 0; side < TOE_SIDES; ++side) {
    request->places[side] = malloc(request->object_count * sizeof *request->places[side]);
    if (request->places[side] == NULL) return false;
    for (uint32_t i = 0; i < request->object_count; ++i) request->places[side][i] = i;
  }
  return true;
}

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
    object->named = host->objects[i].handle;
    object->has_expect = host->objects[i].has_expect;
    object->expect_status = host->objects[i].expect_status;
    for (int side = 0; side < TOE_SIDES; ++side) {
      object->cycles[side] = (toe_joined_cycles_t){TOE_CYCLE_NEVER, TOE_CYCLE_NEVER, TOE_CYCLE_NEVER};
    }
    is_whole = is_whole && object->name != NULL;
  }
  if (is_whole && make_places(request)) return request;
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

static void give_finished(toe_join_t *join);

toe_result_t toe_join_pass(toe_join_t *join, uint32_t request_id) {
  if (request_id < join->first || find(join, request_id) != NULL) return TOE_OK; /* the other side was first */
  uint64_t at = request_id - join->first;
  if (at >= FARTHEST) return TOE_E_RANGE;
  toe_joined_request_t *request = calloc(1, sizeof *request);
  if (request == NULL || !grow(join, at + 1 > join->count ? at + 1 : join->count)) {
    free_request(request);
    return TOE_E_MEMORY;
  }
  request->request_id = request_id;
  request->is_passed = true;
  *slot(join, at) = request;
  give_finished(join);
  return TOE_OK;
}

static bool is_finished(const toe_join_t *join, const toe_joined_request_t *request) {
  if (request->is_passed) return true;
  if (request->kind == TOE_OP_RESET) return request->is_completed[join->primary];
  for (int side = 0; side < TOE_SIDES; ++side) {
    if (!join->is_running[side]) continue;
    if (request->is_completed[side] && request->is_held_back[side]) continue;
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
  if (request != NULL && !request->is_passed) join->sink(join->self, request);
  free_request(request);
}

static void give_finished(toe_join_t *join) {
  while (join->count > 0 && *slot(join, 0) != NULL && is_finished(join, *slot(join, 0))) give_first(join);
}

void toe_join_flush(toe_join_t *join) {
  while (join->count > 0) give_first(join);
}

/* A request has its record and its host's word: one its host heard of before, and still without a record, never was in
 * the ring, since completions leave in the order in which they are heard. */
static void look_for_held_back(toe_join_t *join, toe_side_t side, const toe_joined_request_t *whole) {
  if (!whole->is_completed[side] || whole->completed[side] == TOE_CYCLE_NEVER) return;
  for (size_t i = 0; i < join->count && join->unrecorded[side] > 0; ++i) {
    toe_joined_request_t *request = *slot(join, i);
    if (request == NULL || !request->is_completed[side] || request->is_held_back[side]) continue;
    if (request->completed[side] != TOE_CYCLE_NEVER || request->turn[side] > whole->turn[side]) continue;
    request->is_held_back[side] = true;
    request->submitted[side] = TOE_CYCLE_NEVER;
    --join->unrecorded[side];
  }
}

/* A RESET without a number: nothing is in flight beside it, so its place is here. */
static void give_reset(const toe_join_t *join, const toe_host_request_t *host) {
  toe_joined_request_t *request = copy_request(host);
  if (request == NULL) return; /* then it is not in the report */
  request->is_completed[join->primary] = true;
  join->sink(join->self, request);
  free_request(request);
}

void toe_join_completed(toe_join_t *join, toe_side_t side, const toe_host_request_t *host) {
  if (host->kind == TOE_OP_RESET && host->request_id == 0 && side == join->primary) give_reset(join, host);
  toe_joined_request_t *request = find(join, host->request_id);
  if (request == NULL) return;
  if (!request->is_completed[side]) request->turn[side] = ++join->turns[side];
  if (!request->is_completed[side] && request->completed[side] == TOE_CYCLE_NEVER) ++join->unrecorded[side];
  request->is_completed[side] = true;
  look_for_held_back(join, side, request);
  if (side == join->primary) {
    request->error = host->error;
    for (uint32_t i = 0; i < request->object_count && i < host->object_count; ++i) {
      toe_joined_object_t *object = &request->objects[i];
      object->has_answer = true;
      object->layer = host->objects[i].layer;
      object->kind = host->objects[i].kind;
      object->status = host->objects[i].status;
      object->handle = host->objects[i].handle;
      object->has_returned = host->objects[i].returned != NULL;
      if (object->has_returned) object->returned = *host->objects[i].returned;
      object->has_expect = host->objects[i].has_expect;
      object->expect_status = host->objects[i].expect_status;
    }
  }
  give_finished(join);
}

/* The doorbell covers the ring entries from the one before it on; requests take one entry each, as a rule in order. */
static void retire_doorbell(toe_join_t *join, toe_side_t side, const toe_retire_t *retire) {
  uint64_t entries = join->ring_entries;
  uint64_t fresh = (retire->u.doorbell.tail + entries - join->tail[side] % entries) % entries;
  join->tail[side] = retire->u.doorbell.tail;
  for (; fresh > 0; --fresh) {
    join->doorbells[side][join->covered[side] % entries] = retire->cycle;
    toe_joined_request_t *request = find(join, ++join->covered[side]);
    if (request != NULL && !request->has_begun[side]) request->submitted[side] = retire->cycle;
  }
}

/* Which object of the host the device's object `index` of a TERMINATE is, whose decision names `handle` (0: none).
 * Where the host did not list them as they are sent, the two places change. */
static uint32_t place_of(toe_joined_request_t *request, toe_side_t side, uint32_t index, uint64_t handle) {
  uint32_t *places = request->places[side];
  if (places == NULL) return index;
  for (uint32_t i = index; handle != 0 && i < request->object_count; ++i) {
    if (request->objects[places[i]].named != handle) continue;
    uint32_t own = places[i];
    places[i] = places[index];
    places[index] = own;
    break;
  }
  return places[index];
}

static void retire_decided(toe_join_t *join, toe_side_t side, const toe_retire_t *retire) {
  /* The first decision of a command: now it is known which ring entry it was. */
  bool is_first = !retire->u.decided.is_object || retire->u.decided.index == 0;
  join->begun[side] += is_first;
  toe_joined_request_t *request = find(join, retire->u.decided.request_id);
  if (request == NULL) return;
  request->has_begun[side] = true;
  if (is_first && join->begun[side] <= join->covered[side]) {
    request->submitted[side] = join->doorbells[side][(join->begun[side] - 1) % join->ring_entries];
  }
  if (!retire->u.decided.is_object) {
    request->decided[side] = retire->cycle;
    return;
  }
  if (retire->u.decided.index >= request->object_count) return;
  uint32_t place = place_of(request, side, (uint32_t)retire->u.decided.index, retire->u.decided.handle);
  toe_joined_object_t *object = &request->objects[place];
  object->cycles[side].decided = retire->cycle;
  /* 0 says there was no beat: an object that could not be fetched */
  if (retire->u.decided.fetched_cycle != 0) object->cycles[side].fetched = retire->u.decided.fetched_cycle;
  if (side != join->primary) return;
  object->has_decision = true;
  object->attempted = retire->u.decided.attempted != 0;
  object->cause = (uint8_t)retire->u.decided.cause;
  object->decided_handle = (uint32_t)retire->u.decided.handle;
  object->is_freed = retire->u.decided.is_terminate && retire->u.decided.handle != 0;
  object->commit = retire->u.decided.commit;
  object->limit = retire->u.decided.limit;
  object->sram_stall = retire->u.decided.sram_stall;
  toe_retire_levels(retire, object->used);
}

static void retire_written(toe_join_t *join, toe_side_t side, const toe_retire_t *retire) {
  toe_joined_request_t *request = find(join, retire->u.written.request_id);
  if (request == NULL || retire->u.written.index >= request->object_count) return;
  uint32_t index = (uint32_t)retire->u.written.index;
  uint32_t place = request->places[side] != NULL ? request->places[side][index] : index;
  request->objects[place].cycles[side].written = retire->cycle;
}

static void retire_completed(toe_join_t *join, toe_side_t side, const toe_retire_t *retire) {
  /* Completions come in the order of submission; one of a command that could not be read names no request. */
  uint64_t ordinal = ++join->completions[side];
  uint64_t request_id = retire->u.completed.request_id != 0 ? retire->u.completed.request_id : ordinal;
  toe_joined_request_t *request = find(join, request_id);
  if (request == NULL) return;
  if (request->is_completed[side] && request->completed[side] == TOE_CYCLE_NEVER) --join->unrecorded[side];
  request->completed[side] = retire->cycle;
  look_for_held_back(join, side, request);
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
    case TOE_RETIRE_FRAME:
    case TOE_RETIRE_SENT:
    case TOE_RETIRE_JOB:
    case TOE_RETIRE_PLACED:
    case TOE_RETIRE_RECEIVED: /* toe_connections.h */
    case TOE_RETIRE_EVENT:    /* toe_events.h */
    case TOE_RETIRE_RETURNED: /* the host tells what came of it */
    case TOE_RETIRE_KINDS:
      break;
  }
}
