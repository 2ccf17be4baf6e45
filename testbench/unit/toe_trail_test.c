/* SPDX-License-Identifier: Apache-2.0
 *
 * Paths of objects: segments counted by hand from docs/microarchitecture.md 5, and under random requests segments that
 * part the time from the doorbell to the completion without a gap.
 */
#include "model/toe_trail.h"

#include <stdlib.h>

#include "testbench/unit/toe_engine_host.h"

enum { MOST_PATHS = HOST_REQUESTS * HOST_MOST_OBJECTS };

/* What a trail has given. */
typedef struct given {
  toe_trail_path_t paths[MOST_PATHS];
  uint32_t count;
} given_t;

static void take(void *self, const toe_trail_path_t *path) {
  given_t *given = self;
  TOE_ASSERT(given->count < MOST_PATHS);
  toe_trail_path_t *own = &given->paths[given->count++];
  *own = *path;
  own->segments = malloc(path->segment_count * sizeof *own->segments);
  own->holders = malloc((path->holder_count + 1) * sizeof *own->holders);
  memcpy(own->segments, path->segments, path->segment_count * sizeof *own->segments);
  if (path->holder_count > 0) memcpy(own->holders, path->holders, path->holder_count * sizeof *own->holders);
}

static void forget(given_t *given) {
  for (uint32_t i = 0; i < given->count; ++i) {
    free(given->paths[i].segments);
    free(given->paths[i].holders);
  }
  given->count = 0;
}

static toe_trail_t *watch(rig_t *rig, given_t *given) {
  const toe_trail_sink_t sink = {.self = given, .give = take};
  toe_trail_t *trail = NULL;
  if (toe_trail_new(&sink, &trail) != TOE_OK) abort();
  toe_engine_set_trail(rig->engine, trail);
  return trail;
}

/* A segment up to an edge. */
typedef struct step {
  toe_cycle_t end;
  toe_trail_stage_t stage;
  toe_trail_reason_t reason;
  bool is_behind;
} step_t;

static void expect_path(const toe_trail_path_t *path, toe_cycle_t submitted, const step_t *steps, uint32_t count) {
  toe_cycle_t begin = submitted;
  TOE_ASSERT_EQ(path->segment_count, count);
  for (uint32_t i = 0; i < count; ++i) {
    const toe_trail_segment_t *segment = &path->segments[i];
    toe_test_note("object %u, segment %u", (unsigned)path->index, (unsigned)i);
    TOE_EXPECT_EQ(segment->begin, begin);
    TOE_EXPECT_EQ(segment->end, steps[i].end);
    TOE_EXPECT_STR(toe_trail_stage_text(segment->stage), toe_trail_stage_text(steps[i].stage));
    TOE_EXPECT_STR(toe_trail_reason_text(segment->reason), toe_trail_reason_text(steps[i].reason));
    TOE_EXPECT_EQ(segment->is_behind, steps[i].is_behind);
    begin = segment->end;
  }
}

/* Doorbell 5000, pushed 5001, left 5002, here 5101; decoded 5102, pushed 5103, left 5104, here 5207; LOAD 5208..5213,
 * decided 5215; its result pushed 5216, left 5217; its completion pushed 5217, left 5218. */
TOE_TEST(trail, follows_a_neighbor_from_doorbell_to_completion) {
  static const step_t kSteps[] = {
      {5001, TOE_TRAIL_AT_CMD_FETCH, TOE_TRAIL_STEP, false}, {5002, TOE_TRAIL_AT_CMD_READ, TOE_TRAIL_STEP, false},
      {5101, TOE_TRAIL_AT_CMD_READ, TOE_TRAIL_READ, false},  {5103, TOE_TRAIL_AT_OBJ_FETCH, TOE_TRAIL_STEP, false},
      {5104, TOE_TRAIL_AT_OBJ_READ, TOE_TRAIL_STEP, false},  {5207, TOE_TRAIL_AT_OBJ_READ, TOE_TRAIL_READ, false},
      {5208, TOE_TRAIL_AT_LOAD, TOE_TRAIL_STEP, false},      {5213, TOE_TRAIL_AT_LOAD, TOE_TRAIL_LOAD, false},
      {5215, TOE_TRAIL_AT_COMMIT, TOE_TRAIL_DECIDE, false},  {5216, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_STEP, false},
      {5217, TOE_TRAIL_AT_RQ, TOE_TRAIL_STEP, false},        {5218, TOE_TRAIL_AT_RQ, TOE_TRAIL_STEP, false}};
  uint8_t command[TOE_COMMAND_BYTES], object[TOE_OBJECT_BYTES];
  static given_t given;
  rig_t rig;
  rig_open(&rig);
  toe_trail_t *trail = watch(&rig, &given);
  rig_start(&rig);
  rig_command(command, 0x1234, 1);
  rig_object(object, TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 0x5A);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_answer(&rig, 5100, 0, command, 64);
  rig_answer(&rig, 5200, 32, object, 256);
  rig_advance(&rig, 10000);
  TOE_ASSERT_EQ(given.count, 1);
  const toe_trail_path_t *path = &given.paths[0];
  TOE_EXPECT_EQ(path->request_id, 0x1234);
  TOE_EXPECT_EQ(path->decided, 5215);
  TOE_EXPECT_EQ(path->written, 5217);
  TOE_EXPECT_EQ(path->completed, 5218);
  TOE_EXPECT_EQ(path->decided_count, 9);
  TOE_EXPECT_EQ(path->written_count, 11);
  expect_path(path, 5000, kSteps, 12);
  forget(&given);
  rig_close(&rig);
  toe_trail_free(trail);
}

/* One tag for two commands: the second one's read waits for it from 5002 to 5102, where CMD_FETCH goes before
 * OBJ_FETCH; so the first one's object, decoded at 5102 and ready at 5103, waits until the second command is here at
 * 5301. */
TOE_TEST(trail, says_who_waited_for_a_tag) {
  static const step_t kFirst[] = {
      {5001, TOE_TRAIL_AT_CMD_FETCH, TOE_TRAIL_STEP, false}, {5002, TOE_TRAIL_AT_CMD_READ, TOE_TRAIL_STEP, false},
      {5101, TOE_TRAIL_AT_CMD_READ, TOE_TRAIL_READ, false},  {5103, TOE_TRAIL_AT_OBJ_FETCH, TOE_TRAIL_STEP, false},
      {5302, TOE_TRAIL_AT_OBJ_FETCH, TOE_TRAIL_TAG, false},  {5303, TOE_TRAIL_AT_OBJ_READ, TOE_TRAIL_STEP, false},
      {5407, TOE_TRAIL_AT_OBJ_READ, TOE_TRAIL_READ, false},  {5408, TOE_TRAIL_AT_LOAD, TOE_TRAIL_STEP, false},
      {5413, TOE_TRAIL_AT_LOAD, TOE_TRAIL_LOAD, false},      {5415, TOE_TRAIL_AT_COMMIT, TOE_TRAIL_DECIDE, false}};
  /* Its own turn began at 5002; it was looked at then, in vain. */
  static const step_t kSecond[] = {{5001, TOE_TRAIL_AT_CMD_FETCH, TOE_TRAIL_STEP, true},
                                   {5002, TOE_TRAIL_AT_CMD_FETCH, TOE_TRAIL_STEP, false},
                                   {5102, TOE_TRAIL_AT_CMD_FETCH, TOE_TRAIL_TAG, false},
                                   {5103, TOE_TRAIL_AT_CMD_READ, TOE_TRAIL_STEP, false},
                                   {5301, TOE_TRAIL_AT_CMD_READ, TOE_TRAIL_READ, false}};
  uint8_t command[2][TOE_COMMAND_BYTES], object[2][TOE_OBJECT_BYTES];
  static given_t given;
  rig_t rig;
  rig_open(&rig);
  toe_trail_t *trail = watch(&rig, &given);
  rig_start(&rig);
  rig_write(&rig, 4000, 0x004, 0);
  rig_write(&rig, 4001, TOE_TAG_LIMIT_OFFSET, 1);
  rig_write(&rig, 4002, 0x004, 3);
  rig_write(&rig, 5000, 0x10C, 2);
  for (uint32_t i = 0; i < 2; ++i) {
    rig_command(command[i], 1 + i, 1);
    rig_object(object[i], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, (uint8_t)(1 + i));
  }
  rig_answer(&rig, 5100, 0, command[0], 64);
  rig_answer(&rig, 5300, 1, command[1], 64);
  rig_answer(&rig, 5400, 32, object[0], 256);
  rig_answer(&rig, 5600, 33, object[1], 256);
  rig_advance(&rig, 10000);
  TOE_ASSERT_EQ(given.count, 2);
  given.paths[0].segment_count = given.paths[0].decided_count;
  expect_path(&given.paths[0], 5000, kFirst, 10);
  TOE_ASSERT(given.paths[1].segment_count > 5);
  given.paths[1].segment_count = 5;
  TOE_EXPECT_EQ(given.paths[1].decided, 5615);
  expect_path(&given.paths[1], 5000, kSecond, 5);
  forget(&given);
  rig_close(&rig);
  toe_trail_free(trail);
}

/* Neighbor, path, two connections; N here at 5207, P at 5215, T at 5223, U at 5231.  N is handed over at 5213, P loads
 * 5216..5221 and is decided at 5223, T loads 5224..5229 and is decided 6 edges later.  U loads 5232..5237, while T is
 * still in COMMIT, and is decided at 5243.  It closes P, then N: results pushed at 5244, 5245 and 5246, the completion
 * at 5247. */
TOE_TEST(trail, follows_a_tree_in_order) {
  static const step_t kPath[] = {
      {5216, TOE_TRAIL_AT_LOAD, TOE_TRAIL_STEP, false},     {5221, TOE_TRAIL_AT_LOAD, TOE_TRAIL_LOAD, false},
      {5223, TOE_TRAIL_AT_COMMIT, TOE_TRAIL_DECIDE, false}, {5243, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_DEPENDENTS, false},
      {5244, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_STEP, true}, {5245, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_STEP, false},
      {5246, TOE_TRAIL_AT_RQ, TOE_TRAIL_STEP, false},       {5247, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_STEP, false},
      {5248, TOE_TRAIL_AT_RQ, TOE_TRAIL_STEP, false}};
  static const step_t kTcp[] = {
      {5224, TOE_TRAIL_AT_LOAD, TOE_TRAIL_STEP, false},      {5229, TOE_TRAIL_AT_LOAD, TOE_TRAIL_LOAD, false},
      {5235, TOE_TRAIL_AT_COMMIT, TOE_TRAIL_LOOKUP, false},  {5236, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_STEP, false},
      {5237, TOE_TRAIL_AT_RQ, TOE_TRAIL_STEP, false},        {5243, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_LATER, false},
      {5246, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_STEP, true}, /* results of U, P and N */
      {5247, TOE_TRAIL_AT_WRITEBACK, TOE_TRAIL_STEP, false}, {5248, TOE_TRAIL_AT_RQ, TOE_TRAIL_STEP, false}};
  uint8_t objects[4][TOE_OBJECT_BYTES];
  static given_t given;
  rig_t rig;
  rig_open(&rig);
  toe_trail_t *trail = watch(&rig, &given);
  rig_start(&rig);
  rig_tree(objects, 4, 0);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 4);
  rig_advance(&rig, 10000);
  TOE_ASSERT_EQ(given.count, 4);
  toe_trail_path_t *path = &given.paths[1], *tcp = &given.paths[2];
  TOE_ASSERT(path->segment_count >= 9 && tcp->segment_count >= 9);
  uint32_t skip = path->segment_count - 9; /* its way here is as that of a neighbor */
  toe_trail_path_t end = *path;
  end.segments += skip;
  end.segment_count = 9;
  expect_path(&end, 5215, kPath, 9);
  skip = tcp->segment_count - 9;
  end = *tcp;
  end.segments += skip;
  end.segment_count = 9;
  expect_path(&end, 5223, kTcp, 9);
  forget(&given);
  rig_close(&rig);
  toe_trail_free(trail);
}

/* With room for one connection the second is denied, and the first held it. */
TOE_TEST(trail, says_who_holds_the_pool) {
  uint8_t objects[4][TOE_OBJECT_BYTES];
  static given_t given;
  rig_t rig;
  rig_open(&rig);
  toe_trail_t *trail = watch(&rig, &given);
  rig_start(&rig);
  rig_write(&rig, 4000, 0x004, 0);
  rig_write(&rig, 4001, TOE_LIMIT_TCP_OFFSET, 1);
  rig_write(&rig, 4002, 0x004, 3);
  rig_tree(objects, 4, 0);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 4);
  rig_advance(&rig, 10000);
  TOE_ASSERT_EQ(given.count, 4);
  const toe_trail_path_t *path = &given.paths[3];
  TOE_EXPECT_EQ(path->cause, TOE_CAUSE_TCP_POOL);
  TOE_EXPECT_EQ(path->pool, TOE_POOL_TCP);
  TOE_EXPECT_EQ(path->pool_used, 1);
  TOE_EXPECT_EQ(path->pool_limit, 1);
  TOE_EXPECT_EQ(path->pool_needed, 1);
  TOE_ASSERT_EQ(path->holder_count, 1);
  TOE_EXPECT_EQ(path->holders[0].handle, 0x30000000);
  TOE_EXPECT_EQ(path->holders[0].amount, 1);
  TOE_EXPECT_EQ(given.paths[2].pool, TOE_POOL_NONE);
  forget(&given);
  rig_close(&rig);
  toe_trail_free(trail);
}

/* --- random requests --- */

static const toe_retire_t *find(const rig_t *rig, toe_retire_kind_t kind, const toe_trail_path_t *path) {
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    if (retire->kind != kind) continue;
    if (kind == TOE_RETIRE_DECIDED && retire->u.decided.is_object && retire->u.decided.request_id == path->request_id &&
        retire->u.decided.index == path->index) {
      return retire;
    }
    if (kind == TOE_RETIRE_WRITTEN && retire->u.written.request_id == path->request_id &&
        retire->u.written.index == path->index) {
      return retire;
    }
    if (kind == TOE_RETIRE_COMPLETED && retire->u.completed.request_id == path->request_id) return retire;
  }
  return NULL;
}

/* Without a gap, and the ends where the records say. */
static void expect_whole(const rig_t *rig, const toe_trail_path_t *path, uint64_t seed) {
  toe_test_note("seed %u, request %u, object %u", (unsigned)seed, (unsigned)path->request_id, (unsigned)path->index);
  const toe_retire_t *decided = find(rig, TOE_RETIRE_DECIDED, path), *written = find(rig, TOE_RETIRE_WRITTEN, path),
                     *completed = find(rig, TOE_RETIRE_COMPLETED, path);
  TOE_ASSERT(decided != NULL && written != NULL && completed != NULL);
  toe_cycle_t at = path->submitted, sum = 0, load = 0, lookup = 0;
  for (uint32_t i = 0; i < path->segment_count; ++i) {
    TOE_ASSERT_EQ(path->segments[i].begin, at);
    TOE_ASSERT(path->segments[i].end > at);
    TOE_ASSERT(path->segments[i].reason != TOE_TRAIL_BUSY); /* with what, COMMIT's marks say */
    at = path->segments[i].end;
    toe_cycle_t cycles = path->segments[i].end - path->segments[i].begin;
    sum += cycles;
    if (path->segments[i].reason == TOE_TRAIL_LOAD && !path->segments[i].is_behind) load += cycles;
    if (path->segments[i].reason == TOE_TRAIL_LOOKUP && !path->segments[i].is_behind) lookup += cycles;
    if (i + 1 == path->decided_count) TOE_ASSERT_EQ(at, decided->cycle);
    if (i + 1 == path->written_count) TOE_ASSERT_EQ(at, written->cycle);
  }
  TOE_ASSERT(path->decided_count > 0 && path->written_count > path->decided_count);
  TOE_ASSERT_EQ(at, completed->cycle);
  TOE_ASSERT_EQ(load, path->object.is_fetched ? TOE_STAGE_LOAD_CYCLES : TOE_STAGE_LOAD_MARKER_CYCLES);
  bool is_new_tcp = path->is_attempted && path->object.layer == TOE_LAYER_TCP && path->object.kind == TOE_KIND_NEW;
  TOE_ASSERT_EQ(lookup, is_new_tcp ? TOE_STAGE_COMMIT_TCP_CYCLES : 0);
  TOE_ASSERT_EQ(sum, completed->cycle - path->submitted);
  bool is_rung = false;
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    is_rung = is_rung || (rig->retires[i].kind == TOE_RETIRE_DOORBELL && rig->retires[i].cycle == path->submitted);
  }
  TOE_ASSERT(is_rung);
}

static void replay(const rig_t *driven, rig_t *rig, toe_cycle_t end) {
  for (uint32_t i = 0; i < driven->input_count; ++i) rig_put(rig, &driven->inputs[i]);
  rig_advance(rig, end);
}

static void check_seed(uint64_t seed) {
  static host_t host;
  static given_t given, exhaustive;
  rig_t driven, watched[2];
  rig_open_with(&driven, host_first_credits(seed), false);
  toe_cycle_t end = host_drive(&host, &driven, seed);
  for (int i = 0; i < 2; ++i) {
    given_t *paths = i == 0 ? &given : &exhaustive;
    rig_open_with(&watched[i], host_first_credits(seed), i == 1);
    toe_trail_t *trail = watch(&watched[i], paths);
    replay(&driven, &watched[i], end);
    toe_test_note("seed %u", (unsigned)seed);
    TOE_EXPECT_EQ(watched[i].output_count, driven.output_count); /* it only looks */
    TOE_EXPECT_EQ(watched[i].retire_count, driven.retire_count);
    for (uint32_t k = 0; k < driven.retire_count && k < watched[i].retire_count; ++k) {
      TOE_EXPECT_EQ(watched[i].retires[k].cycle, driven.retires[k].cycle);
    }
    uint32_t objects = 0;
    for (uint32_t k = 0; k < driven.retire_count; ++k) {
      objects += driven.retires[k].kind == TOE_RETIRE_DECIDED && driven.retires[k].u.decided.is_object;
    }
    TOE_EXPECT_EQ(paths->count, objects);
    TOE_EXPECT(objects > 100);
    for (uint32_t k = 0; k < paths->count; ++k) expect_whole(&driven, &paths->paths[k], seed);
    toe_trail_free(trail);
  }
  /* What was waited for does not depend on which edges were looked at. */
  for (uint32_t k = 0; k < given.count && k < exhaustive.count; ++k) {
    const toe_trail_path_t *a = &given.paths[k], *b = &exhaustive.paths[k];
    toe_test_note("seed %u, request %u, object %u", (unsigned)seed, (unsigned)a->request_id, (unsigned)a->index);
    TOE_EXPECT_EQ(a->segment_count, b->segment_count);
    for (uint32_t i = 0; i < a->segment_count && i < b->segment_count; ++i) {
      TOE_EXPECT_EQ(a->segments[i].end, b->segments[i].end);
      TOE_EXPECT_STR(toe_trail_reason_text(a->segments[i].reason), toe_trail_reason_text(b->segments[i].reason));
    }
  }
  forget(&given);
  forget(&exhaustive);
  rig_close(&driven);
  for (int i = 0; i < 2; ++i) rig_close(&watched[i]);
}

TOE_TEST(trail, parts_the_time_of_every_random_object) {
  for (uint64_t seed = 1; seed <= 12; ++seed) check_seed(seed);
}
