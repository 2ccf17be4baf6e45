/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_why_paths TRACE [SEED [KEY=VALUE...]] - replay a trace on the model with a trail, and check the path of every
 * object.
 *
 * Where it begins and ends comes from the retire records alone, joined as the report joins them
 * (sim/report/toe_join.h); the segments come from the trail.  Each path begins at its request's doorbell, has no gap,
 * and ends where the decision, the result and the completion are.  Between RQ and RC the link has told its part: a path
 * without it counts as wrong. Exit 0: all right; 1: not, the first one told; 2: it could not run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/toe_trail.h"
#include "sim/config/toe_config.h"
#include "sim/report/toe_join.h"
#include "sim/sysc/toe_simulation.h"

typedef struct paths {
  toe_join_t *join;
  toe_trail_path_t *kept; /* of requests that are not joined yet */
  size_t count, room;
  uint64_t checked, segments, cycles;
  bool has_failed;
} paths_t;

static void keep(void *self, const toe_trail_path_t *path) {
  paths_t *paths = self;
  if (paths->count == paths->room) {
    paths->room = paths->room == 0 ? 64 : paths->room * 2;
    paths->kept = realloc(paths->kept, paths->room * sizeof *paths->kept);
    if (paths->kept == NULL) abort();
  }
  toe_trail_path_t *own = &paths->kept[paths->count++];
  *own = *path;
  own->holders = NULL;
  own->segments = malloc((path->segment_count + 1) * sizeof *own->segments);
  if (own->segments == NULL) abort();
  if (path->segment_count > 0) memcpy(own->segments, path->segments, path->segment_count * sizeof *own->segments);
}

static void complain(paths_t *paths, const toe_joined_object_t *object, const toe_trail_path_t *path,
                     const char *what) {
  if (!paths->has_failed) {
    fprintf(stderr, "object %s, index %u of request %u: %s\n", object->name, path->index, path->request_id, what);
  }
  paths->has_failed = true;
}

static toe_cycle_t end_of(const toe_trail_path_t *path, uint32_t count) {
  return count == 0 ? path->submitted : path->segments[count - 1].end;
}

static void check(paths_t *paths, const toe_joined_request_t *request, const toe_joined_object_t *object,
                  const toe_trail_path_t *path) {
  const toe_joined_cycles_t *cycles = &object->cycles[TOE_SIDE_MODEL];
  toe_cycle_t at = request->submitted[TOE_SIDE_MODEL], sum = 0;
  if (path->submitted != at) complain(paths, object, path, "it does not begin at its doorbell");
  for (uint32_t i = 0; i < path->segment_count; ++i) {
    const toe_trail_segment_t *segment = &path->segments[i];
    if (segment->begin != at || segment->end <= at) complain(paths, object, path, "a gap between segments");
    if (segment->reason == TOE_TRAIL_READ) complain(paths, object, path, "the link has not told its part");
    if (segment->reason == TOE_TRAIL_BUSY) complain(paths, object, path, "COMMIT is busy, and nobody says with what");
    at = segment->end;
    sum += segment->end - segment->begin;
  }
  if (end_of(path, path->decided_count) != cycles->decided) complain(paths, object, path, "it does not end at d");
  if (end_of(path, path->written_count) != cycles->written) complain(paths, object, path, "nor at its result");
  if (at != request->completed[TOE_SIDE_MODEL]) complain(paths, object, path, "nor at the completion");
  if (sum != at - request->submitted[TOE_SIDE_MODEL]) complain(paths, object, path, "the sum is wrong");
  if (path->cause != object->cause) complain(paths, object, path, "another cause");
  ++paths->checked;
  paths->segments += path->segment_count;
  paths->cycles += sum;
}

static void on_finished(void *self, const toe_joined_request_t *request) {
  paths_t *paths = self;
  uint32_t found = 0;
  for (size_t i = 0; i < paths->count;) {
    toe_trail_path_t *path = &paths->kept[i];
    if (path->request_id != request->request_id || path->index >= request->object_count) {
      ++i;
      continue;
    }
    const uint32_t *places = request->places[TOE_SIDE_MODEL];
    check(paths, request, &request->objects[places != NULL ? places[path->index] : path->index], path);
    ++found;
    free(path->segments);
    *path = paths->kept[--paths->count];
  }
  uint32_t decided = 0;
  for (uint32_t i = 0; i < request->object_count; ++i) decided += request->objects[i].has_decision;
  if (found == decided) return;
  fprintf(stderr, "request %s: %u of %u decided objects have a path\n", request->id, found, decided);
  paths->has_failed = true;
}

static void on_submitted(void *self, toe_side_t side, const toe_host_request_t *request) {
  (void)side;
  if (toe_join_submitted(((paths_t *)self)->join, request) != TOE_OK) abort();
}

static void on_completed(void *self, toe_side_t side, const toe_host_request_t *request) {
  toe_join_completed(((paths_t *)self)->join, side, request);
}

static void on_retire(void *self, toe_side_t side, const toe_retire_t *retire) {
  toe_join_retire(((paths_t *)self)->join, side, retire);
}

static int run(const char *trace, uint64_t seed, toe_config_t *config) {
  static const volatile sig_atomic_t never = 0;
  static paths_t paths;
  const toe_trail_sink_t sink = {.self = &paths, .give = keep};
  toe_trail_t *trail = NULL;
  toe_simulation_options_t options = {
      .trace_path = trace,
      .engine = TOE_ENGINE_MODEL,
      .has_jumps = true,
      .pace = {TOE_PACE_TRACE, 1},
      .watchdog_ns = UINT64_C(1000000000),
      .is_interrupted = &never,
      .observer = {.self = &paths, .submitted = on_submitted, .completed = on_completed, .retire = on_retire}};
  toe_config_nic(config, seed, &options.nic);
  toe_config_host(config, &options.host);
  if (toe_join_new(TOE_ENGINE_MODEL, options.host.driver.cmd_entries, on_finished, &paths, &paths.join) != TOE_OK ||
      toe_trail_new(&sink, &trail) != TOE_OK) {
    return 2;
  }
  options.trail = trail;
  toe_simulation_result_t result;
  if (toe_simulation_run(&options, &result) != TOE_OK || result.stop != TOE_STOP_COMPLETE) {
    fprintf(stderr, "%s: %s\n", trace, result.text);
    return 2;
  }
  toe_trail_end(trail);
  toe_join_flush(paths.join);
  toe_join_free(paths.join);
  toe_trail_free(trail);
  free(paths.kept);
  printf("%s: %" PRIu64 " objects, %" PRIu64 " segments, %" PRIu64 " cycles\n", trace, paths.checked, paths.segments,
         paths.cycles);
  return paths.has_failed ? 1 : 0;
}

int main(int argc, char **argv) {
  toe_config_t *config = NULL;
  toe_error_t error = {""};
  if (argc < 2 || toe_config_new(&config) != TOE_OK) return 2;
  for (int i = 3; i < argc; ++i) {
    if (toe_config_set(config, argv[i], &error) == TOE_OK) continue;
    fprintf(stderr, "%s\n", error.text);
    return 2;
  }
  const int exit_code = run(argv[1], argc > 2 ? strtoull(argv[2], NULL, 10) : 1, config);
  toe_config_free(config);
  return exit_code;
}
