/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_trail.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/toe_trail_internal.h"

const char *toe_trail_stage_text(uint32_t stage) {
  static const char *const TEXTS[] = {
#define X(name, text) text,
      TOE_TRAIL_STAGE_LIST(X)
#undef X
  };
  return stage < TOE_TRAIL_STAGES ? TEXTS[stage] : "?";
}

const char *toe_trail_reason_text(uint32_t reason) {
  static const char *const TEXTS[] = {
#define X(name, text, summary) text,
      TOE_TRAIL_REASON_LIST(X)
#undef X
  };
  return reason < TOE_TRAIL_REASONS ? TEXTS[reason] : "?";
}

const char *toe_trail_summary_text(uint32_t reason) {
  static const char *const TEXTS[] = {
#define X(name, text, summary) summary,
      TOE_TRAIL_REASON_LIST(X)
#undef X
  };
  return reason < TOE_TRAIL_REASONS ? TEXTS[reason] : "?";
}

/* --- life --- */

toe_result_t toe_trail_new(const toe_trail_sink_t *sink, toe_trail_t **trail_out) {
  toe_trail_t *trail = calloc(1, sizeof *trail);
  if (trail == NULL) return TOE_E_MEMORY;
  trail->sink = *sink;
  *trail_out = trail;
  return TOE_OK;
}

static void free_path(toe_trail_path_t *path) {
  if (path == NULL) return;
  free(path->segments);
  free(path->holders);
  free(path);
}

static void free_request(toe_trail_request_t *request) {
  for (uint32_t i = 0; i < request->count; ++i) free_path(request->paths[i]);
  free(request->paths);
}

void toe_trail_free(toe_trail_t *trail) {
  if (trail == NULL) return;
  for (int i = 0; i < TOE_LANES; ++i) free(trail->lane[i].marks);
  for (size_t i = 0; i < trail->request_count; ++i) free_request(&trail->requests[i]);
  free(trail->requests);
  free(trail->doorbells);
  free(trail);
}

/* Room for one more; false: no memory. */
static bool grow(toe_trail_t *trail, void **array, size_t *room, size_t count, size_t element_bytes) {
  if (count < *room) return true;
  size_t more = *room == 0 ? 16 : *room * 2;
  void *bigger = realloc(*array, more * element_bytes);
  if (bigger == NULL) {
    trail->has_failed = true;
    return false;
  }
  *array = bigger;
  *room = more;
  return true;
}

/* --- lanes --- */

/* Before this edge nobody will look again. */
static toe_cycle_t floor_of(const toe_trail_t *trail) {
  toe_cycle_t edge = TOE_CYCLE_NEVER;
  if (trail->doorbell_count > 0) edge = trail->doorbells[trail->doorbell_head];
  for (int i = 0; i < TOE_STAGE_COMMAND_SLOTS; ++i) {
    if (trail->is_in_slot[i] && trail->submitted[i] < edge) edge = trail->submitted[i];
  }
  for (size_t i = 0; i < trail->request_count; ++i) {
    if (trail->requests[i].submitted < edge) edge = trail->requests[i].submitted;
  }
  return edge;
}

/* Drop what nobody will look at again. */
static void prune(toe_trail_t *trail, toe_trail_lane_t *lane) {
  toe_cycle_t floor = floor_of(trail);
  size_t gone = 0;
  while (gone < lane->count && lane->marks[gone].end <= floor) ++gone;
  if (gone < lane->count / 2 + 1) return; /* too few to move the rest for */
  lane->begin = lane->marks[gone - 1].end;
  lane->count -= gone;
  memmove(lane->marks, lane->marks + gone, lane->count * sizeof *lane->marks);
}

void toe_trail_mark(toe_trail_t *trail, toe_trail_lane_name_t name, toe_cycle_t c, toe_trail_reason_t reason) {
  toe_trail_lane_t *lane = &trail->lane[name];
  if (c <= lane->end || trail->has_failed) return;
  if (lane->count == lane->room) prune(trail, lane);
  if (!grow(trail, (void **)&lane->marks, &lane->room, lane->count, sizeof *lane->marks)) return;
  lane->marks[lane->count++] =
      (toe_trail_mark_t){.end = c,
                         .reason = (uint8_t)reason,
                         .stage = TOE_TRAIL_STAGES,
                         .via = reason == TOE_TRAIL_BUSY ? (uint8_t)TOE_LANE_COMMIT : (uint8_t)TOE_LANES};
  lane->end = c;
}

/* The lane whose progress ends a wait. */
static toe_trail_lane_name_t giver_of(toe_trail_reason_t reason) {
  switch (reason) {
    case TOE_TRAIL_CHUNK:
      return TOE_LANE_LOAD;
    case TOE_TRAIL_NPQ:
      return TOE_LANE_NPQ;
    case TOE_TRAIL_PQ:
      return TOE_LANE_PQ;
    case TOE_TRAIL_WBQ:
      return TOE_LANE_WRITEBACK;
    default:
      return TOE_LANES;
  }
}

void toe_trail_part_of_wait(toe_trail_t *trail, toe_trail_lane_name_t name, toe_cycle_t c, toe_trail_reason_t reason,
                            toe_trail_lane_name_t via, toe_trail_stage_t stage) {
  toe_trail_lane_t *lane = &trail->lane[name];
  if (c <= lane->end) return;
  toe_trail_mark(trail, name, c, reason);
  if (trail->has_failed) return;
  toe_trail_mark_t *mark = &lane->marks[lane->count - 1];
  mark->via = (uint8_t)via;
  mark->stage = (uint8_t)stage;
  mark->is_begin = true;
}

void toe_trail_wait(toe_trail_t *trail, toe_trail_lane_name_t name, toe_cycle_t c, toe_trail_reason_t reason) {
  const toe_trail_lane_name_t via = giver_of(reason);
  if (via != TOE_LANES && c > trail->lane[name].end + 1) {
    toe_trail_part_of_wait(trail, name, c - 1, reason, via, TOE_TRAIL_STAGES);
  }
  toe_trail_mark(trail, name, c, reason);
}

void toe_trail_pass(toe_trail_t *trail, toe_trail_lane_name_t name, toe_cycle_t c) {
  toe_trail_lane_t *lane = &trail->lane[name];
  toe_trail_wait(trail, name, c, lane->is_waiting ? (toe_trail_reason_t)lane->lack : TOE_TRAIL_STEP);
  lane->is_waiting = false;
}

void toe_trail_lack(toe_trail_t *trail, toe_trail_lane_name_t name, toe_cycle_t c, toe_trail_reason_t reason) {
  toe_trail_lane_t *lane = &trail->lane[name];
  if (!lane->is_waiting && c > lane->end) {
    toe_trail_mark(trail, name, c, TOE_TRAIL_STEP); /* it could have been here */
    if (lane->end == c) lane->marks[lane->count - 1].is_begin = true;
  }
  lane->is_waiting = true;
  lane->lack = (uint8_t)reason;
}

/* --- doorbells --- */

void toe_trail_doorbell(toe_trail_t *trail, toe_cycle_t c, uint32_t entries) {
  for (; entries > 0 && !trail->has_failed; --entries) {
    if (trail->doorbell_head + trail->doorbell_count == trail->doorbell_room && trail->doorbell_head > 0) {
      memmove(trail->doorbells, trail->doorbells + trail->doorbell_head,
              trail->doorbell_count * sizeof *trail->doorbells);
      trail->doorbell_head = 0;
    }
    if (!grow(trail, (void **)&trail->doorbells, &trail->doorbell_room, trail->doorbell_head + trail->doorbell_count,
              sizeof *trail->doorbells)) {
      return;
    }
    trail->doorbells[trail->doorbell_head + trail->doorbell_count++] = c;
  }
}

toe_cycle_t toe_trail_next_doorbell(toe_trail_t *trail) {
  if (trail->doorbell_count == 0) return TOE_CYCLE_NEVER;
  --trail->doorbell_count;
  return trail->doorbells[trail->doorbell_head++];
}

/* --- requests and their paths --- */

toe_trail_request_t *toe_trail_find(toe_trail_t *trail, uint32_t request_id) {
  for (size_t i = 0; i < trail->request_count; ++i) {
    if (trail->requests[i].request_id == request_id) return &trail->requests[i];
  }
  return NULL;
}

static toe_trail_request_t *open_request(toe_trail_t *trail, uint32_t request_id, uint32_t count) {
  if (!grow(trail, (void **)&trail->requests, &trail->request_room, trail->request_count, sizeof *trail->requests)) {
    return NULL;
  }
  toe_trail_path_t **paths = calloc(count, sizeof(toe_trail_path_t *));
  if (paths == NULL) {
    trail->has_failed = true;
    return NULL;
  }
  toe_trail_request_t *request = &trail->requests[trail->request_count++];
  *request =
      (toe_trail_request_t){.request_id = request_id, .count = count, .submitted = TOE_CYCLE_NEVER, .paths = paths};
  return request;
}

toe_trail_path_t *toe_trail_open(toe_trail_t *trail, uint32_t request_id, uint32_t index, uint32_t count) {
  toe_trail_request_t *request = toe_trail_find(trail, request_id);
  if (request == NULL) request = open_request(trail, request_id, count);
  if (request == NULL || index >= request->count) return NULL;
  toe_trail_path_t *path = request->paths[index];
  if (path == NULL) path = calloc(1, sizeof *path);
  if (path == NULL) {
    trail->has_failed = true;
    return NULL;
  }
  request->paths[index] = path;
  path->request_id = request_id;
  path->index = index;
  path->pool = TOE_POOL_NONE;
  path->submitted = path->fetched = path->decided = path->written = path->completed = TOE_CYCLE_NEVER;
  return path;
}

void toe_trail_close(toe_trail_t *trail, toe_trail_request_t *request) {
  for (uint32_t i = 0; i < request->count; ++i) {
    if (request->paths[i] != NULL) trail->sink.give(trail->sink.self, request->paths[i]);
  }
  free_request(request);
  *request = trail->requests[--trail->request_count];
}

void toe_trail_end(toe_trail_t *trail) {
  while (trail->request_count > 0) toe_trail_close(trail, &trail->requests[0]);
}

/* --- building a path --- */

static toe_cycle_t end_of(const toe_trail_path_t *path) {
  return path->segment_count == 0 ? path->submitted : path->segments[path->segment_count - 1].end;
}

void toe_trail_go(toe_trail_t *trail, toe_trail_path_t *path, toe_cycle_t end, toe_trail_stage_t stage,
                  toe_trail_reason_t reason, bool is_behind) {
  toe_cycle_t begin = end_of(path);
  if (end <= begin || trail->has_failed) return;
  toe_trail_segment_t *last = path->segment_count > path->decided_count && path->segment_count > path->written_count
                                  ? &path->segments[path->segment_count - 1]
                                  : NULL;
  if (last != NULL && last->stage == stage && last->reason == reason && last->is_behind == is_behind) {
    last->end = end;
    return;
  }
  size_t room = path->segment_room;
  if (!grow(trail, (void **)&path->segments, &room, path->segment_count, sizeof *path->segments)) return;
  path->segment_room = (uint32_t)room;
  path->segments[path->segment_count++] = (toe_trail_segment_t){begin, end, (uint8_t)stage, (uint8_t)reason, is_behind};
}

/* The first mark that ends behind `edge`. */
static size_t first_behind(const toe_trail_lane_t *lane, toe_cycle_t edge) {
  size_t low = 0, high = lane->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (lane->marks[middle].end <= edge) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* The first mark of what happened last up to `end`. */
static size_t begin_of_last(const toe_trail_lane_t *lane, toe_cycle_t end) {
  size_t i = first_behind(lane, end - 1);
  while (i > 0 && lane->marks[i - 1].is_begin) --i;
  return i;
}

static const toe_trail_stage_t STAGE_OF[TOE_LANES] = {[TOE_LANE_CMD_FETCH] = TOE_TRAIL_AT_CMD_FETCH,
                                                      [TOE_LANE_OBJ_FETCH] = TOE_TRAIL_AT_OBJ_FETCH,
                                                      [TOE_LANE_NPQ] = TOE_TRAIL_AT_RQ,
                                                      [TOE_LANE_LOAD] = TOE_TRAIL_AT_LOAD,
                                                      [TOE_LANE_COMMIT] = TOE_TRAIL_AT_COMMIT,
                                                      [TOE_LANE_WRITEBACK] = TOE_TRAIL_AT_WRITEBACK,
                                                      [TOE_LANE_PQ] = TOE_TRAIL_AT_RQ};

/* As far as the lane goes.  A lane is only told of by one nearer to the host's answer, and LOAD by COMMIT, so the depth
 * is that of the pipeline. */
static void follow_lane(toe_trail_t *trail, toe_trail_path_t *path, toe_cycle_t end, toe_trail_stage_t stage,
                        toe_trail_lane_name_t name, toe_trail_whose_t whose) {
  const toe_trail_lane_t *lane = &trail->lane[name];
  if (end_of(path) >= end) return;
  const size_t own = whose == TOE_TRAIL_LAST_IS_OWN ? begin_of_last(lane, end) : 0;
  for (size_t i = first_behind(lane, end_of(path)); i < lane->count && end_of(path) < end; ++i) {
    const toe_trail_mark_t *mark = &lane->marks[i];
    const toe_cycle_t to = mark->end < end ? mark->end : end;
    if (mark->via != TOE_LANES) {
      const toe_trail_lane_name_t via = (toe_trail_lane_name_t)mark->via;
      follow_lane(trail, path, to, STAGE_OF[via], via, TOE_TRAIL_OTHERS);
    }
    const bool is_behind = whose == TOE_TRAIL_OTHERS || i < own;
    const uint8_t at = mark->stage != TOE_TRAIL_STAGES ? mark->stage : (uint8_t)stage;
    toe_trail_go(trail, path, to, (toe_trail_stage_t)at, (toe_trail_reason_t)mark->reason, is_behind);
  }
}

void toe_trail_follow(toe_trail_t *trail, toe_trail_path_t *path, toe_cycle_t end, toe_trail_stage_t stage,
                      toe_trail_lane_name_t name, toe_trail_whose_t whose) {
  follow_lane(trail, path, end, stage, name, whose);
  assert(end_of(path) >= end || trail->has_failed);
}

enum { WAYS = 8 };

/* A piece of the way of a read behind RQ. */
typedef struct way {
  toe_cycle_t end;
  toe_trail_reason_t reason;
} way_t;

/* Its pieces, if it came to edge `end` with its bytes up to end_bytes; how many. */
static uint32_t ways_of(const toe_trail_read_t *read, uint32_t end_bytes, toe_cycle_t end, way_t ways[WAYS]) {
  if (!read->is_sent || !read->is_ready || read->part_count == 0) {
    ways[0] = (way_t){end, TOE_TRAIL_READ};
    return 1;
  }
  uint32_t i = 0;
  while (i + 1 < read->part_count && read->parts[i].end_bytes < end_bytes) ++i;
  const toe_trail_part_t *part = &read->parts[i];
  const way_t all[WAYS] = {{read->up_begin, TOE_TRAIL_UP_BUSY},     {read->up_end, TOE_TRAIL_UP},
                           {read->at_root, TOE_TRAIL_HOP_UP},       {read->ready, TOE_TRAIL_ROOT},
                           {read->down_begin, TOE_TRAIL_DOWN_BUSY}, {part->end, TOE_TRAIL_DOWN},
                           {part->arrival, TOE_TRAIL_HOP_DOWN},     {end, TOE_TRAIL_BEATS}};
  for (uint32_t k = 0; k < WAYS; ++k) ways[k] = (way_t){all[k].end < end ? all[k].end : end, all[k].reason};
  return WAYS;
}

void toe_trail_follow_read(toe_trail_t *trail, toe_trail_path_t *path, toe_cycle_t end, toe_trail_stage_t stage,
                           const toe_trail_read_t *read, uint32_t end_bytes) {
  way_t ways[WAYS];
  const uint32_t count = ways_of(read, end_bytes, end, ways);
  toe_trail_follow(trail, path, read->left, stage, TOE_LANE_NPQ, TOE_TRAIL_LAST_IS_OWN);
  for (uint32_t k = 0; k < count; ++k) toe_trail_go(trail, path, ways[k].end, stage, ways[k].reason, false);
}

/* The hop down is the same for all that come, so it is not why one waited for another: the link is looked at a hop
 * earlier. */
void toe_trail_wait_for_read(toe_trail_t *trail, toe_trail_lane_name_t lane, toe_cycle_t c,
                             const toe_trail_read_t *read, uint32_t end_bytes) {
  way_t ways[WAYS];
  const uint32_t count = ways_of(read, end_bytes, c, ways);
  const toe_cycle_t hop = count == WAYS ? ways[WAYS - 2].end - ways[WAYS - 3].end : 0;
  const toe_cycle_t left = read->left < c ? read->left + hop : c;
  toe_trail_part_of_wait(trail, lane, left < c ? left : c, TOE_TRAIL_STEP, TOE_LANE_NPQ, TOE_TRAIL_AT_OBJ_READ);
  for (uint32_t k = 0; k < count; ++k) {
    const toe_cycle_t end = k + 2 < count ? ways[k].end + hop : ways[k].end;
    toe_trail_part_of_wait(trail, lane, end < c ? end : c, ways[k].reason, TOE_LANES, TOE_TRAIL_AT_OBJ_READ);
  }
}

/* --- what the link tells --- */

void toe_trail_sent(toe_trail_t *trail, uint8_t tag, toe_cycle_t begin, toe_cycle_t end, toe_cycle_t arrival) {
  if (tag >= TOE_TRAIL_TAGS) return;
  toe_trail_read_t *read = &trail->read[tag];
  read->is_sent = true;
  read->up_begin = begin;
  read->up_end = end;
  read->at_root = arrival;
}

void toe_trail_ready(toe_trail_t *trail, uint8_t tag, toe_cycle_t ready) {
  if (tag >= TOE_TRAIL_TAGS) return;
  trail->read[tag].is_ready = true;
  trail->read[tag].ready = ready;
}

void toe_trail_data(toe_trail_t *trail, uint8_t tag, uint32_t bytes, toe_cycle_t begin, toe_cycle_t end,
                    toe_cycle_t arrival) {
  if (tag >= TOE_TRAIL_TAGS || trail->read[tag].part_count == TOE_TRAIL_PARTS) return;
  toe_trail_read_t *read = &trail->read[tag];
  uint32_t before = read->part_count == 0 ? 0 : read->parts[read->part_count - 1].end_bytes;
  if (read->part_count == 0) read->down_begin = begin;
  read->parts[read->part_count++] =
      (toe_trail_part_t){.end_bytes = bytes == 0 ? UINT32_MAX : before + bytes, .end = end, .arrival = arrival};
}
