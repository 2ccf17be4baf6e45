/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_json.c - the parts of report.json as JSON values.  docs/report.md says what each figure means.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_pool_record.h"
#include "sim/report/toe_report_internal.h"

json_t *toe_report_text(const char *text) {
  json_t *string = json_string(text);
  if (string != NULL) return string;
  char *copy = strdup(text);
  if (copy == NULL) return NULL;
  for (char *at = copy; *at != '\0'; ++at) {
    if ((unsigned char)*at >= 0x80) *at = '?';
  }
  string = json_string(copy);
  free(copy);
  return string;
}

static json_t *object_json(const toe_report_t *report, const toe_joined_object_t *object) {
  json_t *json = json_object();
  const toe_joined_cycles_t *cycles = &object->cycles[report->primary];
  toe_pool_t pool = object->has_decision ? toe_pool_of_cause(object->cause) : TOE_POOL_NONE;
  toe_set_text(json, "name", object->name);
  toe_set_text(json, "layer", toe_layer_text(object->layer));
  toe_set_text(json, "kind", toe_kind_text(object->kind));
  (void)json_object_set_new(json, "attempted", object->has_decision ? json_boolean(object->attempted) : json_null());
  toe_set_text(json, "status", object->has_answer ? toe_status_text(object->status) : NULL);
  if (object->has_expect) toe_set_text(json, "expected", toe_status_text(object->expect_status));
  toe_set_text(json, "cause", object->has_decision ? toe_cause_text(object->cause) : NULL);
  if (pool != TOE_POOL_NONE) toe_set_text(json, "pool", toe_pool_text(pool));
  if (object->has_decision && toe_cause_has_limit(object->cause)) toe_set_number(json, "limit", object->limit);
  toe_set_number(json, "handle", object->has_answer ? object->handle : 0);
  (void)json_object_set_new(json, "commit",
                            object->has_decision ? json_integer((json_int_t)object->commit) : json_null());
  toe_set_cycle(json, "fetched_cycle", cycles->fetched);
  toe_set_cycle(json, "decided_cycle", cycles->decided);
  toe_set_cycle(json, "written_cycle", cycles->written);
  if (report->engine == TOE_ENGINE_TANDEM) {
    toe_set_cycle(json, "model_decided_cycle", object->cycles[TOE_SIDE_MODEL].decided);
    toe_set_cycle(json, "model_written_cycle", object->cycles[TOE_SIDE_MODEL].written);
  }
  (void)json_object_set_new(json, "sram_stall_cycles",
                            object->has_decision ? json_integer((json_int_t)object->sram_stall) : json_null());
  json_t *levels = json_object();
  for (int i = 0; object->has_decision && i < TOE_POOLS; ++i)
    toe_set_number(levels, toe_pool_text((toe_pool_t)i), object->used[i]);
  (void)json_object_set_new(json, "pool_levels", levels);
  return json;
}

/* How many objects got each status. */
static json_t *statuses_json(const toe_joined_request_t *request) {
  uint64_t counts[TOE_STATUS_PLACES] = {0};
  for (uint32_t i = 0; i < request->object_count; ++i) {
    if (request->objects[i].has_answer) ++counts[toe_report_status_place(request->objects[i].status)];
  }
  json_t *statuses = json_object();
  for (int place = 0; place < TOE_STATUS_PLACES; ++place) {
    if (counts[place] > 0) toe_set_number(statuses, toe_report_status_name(place), counts[place]);
  }
  return statuses;
}

char *toe_report_request_line(const toe_report_t *report, const toe_joined_request_t *request, bool has_objects) {
  json_t *json = json_object();
  toe_set_text(json, "id", request->id);
  toe_set_number(json, "request_id", request->request_id);
  toe_set_text(json, "op", toe_op_kind_text(request->kind));
  toe_set_number(json, "record", request->number);
  toe_set_cycle(json, "submitted_cycle", request->submitted[report->primary]);
  if (request->kind == TOE_OP_SET) {
    toe_set_text(json, "key", toe_setting_text(request->setting));
    toe_set_number(json, "value", request->value);
    toe_set_cycle(json, "decided_cycle", request->decided[report->primary]);
  }
  toe_set_cycle(json, "completed_cycle", request->completed[report->primary]);
  if (report->engine == TOE_ENGINE_TANDEM) {
    toe_set_cycle(json, "model_submitted_cycle", request->submitted[TOE_SIDE_MODEL]);
    toe_set_cycle(json, "model_completed_cycle", request->completed[TOE_SIDE_MODEL]);
  }
  toe_set_text(json, "error", request->error != 0 ? toe_error_text(request->error) : NULL);
  toe_set_number(json, "object_count", request->object_count);
  if (has_objects) {
    json_t *objects = json_array();
    for (uint32_t i = 0; i < request->object_count; ++i) {
      (void)json_array_append_new(objects, object_json(report, &request->objects[i]));
    }
    (void)json_object_set_new(json, "objects", objects);
  } else {
    (void)json_object_set_new(json, "statuses", statuses_json(request));
  }
  char *line = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15));
  json_decref(json);
  return line;
}

char *toe_report_denial_line(const toe_report_t *report, const char *line) {
  char *end = NULL;
  uint64_t episode = strtoull(line, &end, 10);
  toe_cycle_t cycle = strtoull(end + 1, &end, 10);
  const char *json = end + 1;
  size_t length = strlen(json), bytes = length + 80;
  char *whole = malloc(bytes);
  if (whole == NULL || length == 0) return whole;
  bool is_open = false;
  uint64_t empty = 0;
  if (episode != TOE_LEVELS_NO_EPISODE) empty = toe_levels_episode_end(report->levels, episode, &is_open) - cycle;
  (void)snprintf(whole, bytes, "%.*s,\"empty_cycles\":%llu,\"until_end\":%s}", (int)length - 1, json,
                 (unsigned long long)empty, is_open ? "true" : "false");
  return whole;
}

static json_t *config_json(const toe_config_t *config) {
  json_t *json = json_object();
  for (int key = 0; key < TOE_KEYS; ++key) {
    const toe_key_info_t *info = toe_key_info((toe_key_t)key);
    if (info->type == TOE_KEY_IS_INT)
      toe_set_number(json, info->name, toe_config_get(config, (toe_key_t)key));
    else
      toe_set_text(json, info->name, toe_config_text(config, (toe_key_t)key));
  }
  return json;
}

static json_t *trace_json(const toe_report_t *report) {
  json_t *json = json_object();
  char crc[16];
  (void)snprintf(crc, sizeof crc, "0x%08x", (unsigned)report->ended.trace_crc);
  toe_set_text(json, "path", toe_report_basename(report->trace_path));
  toe_set_number(json, "bytes", report->ended.trace_bytes);
  toe_set_text(json, "crc32c", crc);
  toe_set_number(json, "operations", report->ended.operations);
  toe_set_number(json, "frames_passed_over", report->ended.frames);
  toe_set_number(json, "skipped_terminates", report->ended.skipped_terminates);
  toe_set_number(json, "skipped_objects", report->ended.skipped_objects);
  return json;
}

static json_t *totals_json(const toe_report_t *report) {
  json_t *json = json_object(), *by_status = json_object(), *by_layer = json_object();
  toe_set_number(json, "requests", report->requests);
  toe_set_number(json, "completed", report->completed);
  toe_set_number(json, "objects", report->objects);
  toe_set_number(json, "attempted", report->attempted);
  toe_set_number(json, "offloaded", report->offloaded);
  toe_set_number(json, "denied", report->denied);
  toe_set_number(json, "unanswered", report->unanswered);
  for (int place = 0; place < TOE_STATUS_PLACES; ++place) {
    uint64_t count = 0;
    for (int layer = 0; layer < 4; ++layer) count += report->statuses[layer][place];
    if (count > 0) toe_set_number(by_status, toe_report_status_name(place), count);
  }
  for (uint32_t layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
    json_t *statuses = json_object();
    for (int place = 0; place < TOE_STATUS_PLACES; ++place) {
      uint64_t count = report->statuses[layer][place];
      if (count > 0) toe_set_number(statuses, toe_report_status_name(place), count);
    }
    (void)json_object_set_new(by_layer, toe_layer_text(layer), statuses);
  }
  (void)json_object_set_new(json, "by_status", by_status);
  (void)json_object_set_new(json, "by_layer", by_layer);
  return json;
}

static json_t *pool_json(toe_pool_t pool, const toe_level_t *level) {
  json_t *json = json_object(), *timeline = json_array();
  toe_timeline_point_t *points = malloc(TOE_TIMELINE_POINTS * sizeof *points);
  uint32_t count = points != NULL ? toe_timeline_points(&level->timeline, points) : 0;
  for (uint32_t i = 0; i < count; ++i) {
    (void)json_array_append_new(timeline, json_pack("[I,I]", (json_int_t)points[i].cycle, (json_int_t)points[i].level));
  }
  free(points);
  toe_set_text(json, "unit", toe_pool_unit_text(pool));
  toe_set_number(json, "limit", level->limit);
  toe_set_number(json, "peak", level->peak);
  toe_set_number(json, "used_at_end", level->used);
  toe_set_number(json, "denied", level->denied);
  toe_set_cycle(json, "first_exhausted_cycle", level->first_empty);
  toe_set_cycle(json, "first_denied_cycle", level->first_denied);
  toe_set_number(json, "exhausted_cycles", level->empty_cycles);
  (void)json_object_set_new(json, "timeline", timeline);
  return json;
}

static json_t *pools_json(const toe_report_t *report) {
  json_t *json = json_object();
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    (void)json_object_set_new(json, toe_pool_text((toe_pool_t)pool),
                              pool_json((toe_pool_t)pool, toe_levels_pool(report->levels, (toe_pool_t)pool)));
  }
  return json;
}

static void set_timing(json_t *object, const toe_timing_t *timing) {
  toe_set_number(object, "exact", timing->exact);
  toe_set_number(object, "total", timing->total);
  toe_set_number(object, "max_cycles", timing->max_cycles);
  toe_set_milli(object, "mean_cycles", timing->mean_millicycles);
  toe_set_number(object, "p99_cycles", timing->p99_cycles);
}

static json_t *mismatch_json(const toe_report_t *report) {
  static const char *const reasons[] = {"value", "time", "missing"};
  const toe_compare_t *compare = report->ended.compare;
  const toe_mismatch_t *mismatch = toe_compare_mismatch(compare);
  if (mismatch == NULL) return json_null();
  json_t *json = json_object();
  char line[512], *text = NULL;
  size_t bytes = 0;
  toe_compare_line(compare, line, sizeof line);
  toe_set_text(json, "line", line);
  toe_set_text(json, "reason", reasons[mismatch->reason]);
  toe_set_text(json, "kind", toe_retire_kind_text(mismatch->kind));
  toe_set_number(json, "number", mismatch->number);
  toe_set_text(json, "field", mismatch->reason == TOE_MISMATCH_MISSING ? NULL : mismatch->field);
  toe_set_number(json, "cycle", mismatch->cycle);
  (void)json_object_set_new(json, "request_id",
                            mismatch->has_object ? json_integer((json_int_t)mismatch->request_id) : json_null());
  (void)json_object_set_new(json, "index",
                            mismatch->has_object ? json_integer((json_int_t)mismatch->index) : json_null());
  toe_set_text(json, "reproduce", report->reproduce);
  FILE *stream = open_memstream(&text, &bytes);
  if (stream != NULL) {
    toe_compare_write(compare, stream);
    (void)fclose(stream);
    toe_set_text(json, "text", text);
    free(text);
  }
  return json;
}

static json_t *lockstep_json(const toe_report_t *report) {
  const toe_compare_t *compare = report->ended.compare;
  if (compare == NULL) return json_null();
  json_t *json = json_object(), *all = json_object(), *kinds = json_object();
  toe_timing_t timing;
  toe_compare_timing(compare, &timing);
  set_timing(all, &timing);
  toe_set_number(json, "compared", toe_compare_count(compare));
  toe_set_number(json, "mismatches", toe_compare_mismatch(compare) != NULL ? 1 : 0);
  toe_set_number(json, "budget_cycles", toe_config_get(report->config, TOE_KEY_LOCKSTEP_BUDGET));
  (void)json_object_set_new(json, "timing", all);
  for (int kind = 0; kind < TOE_RETIRE_KINDS; ++kind) {
    json_t *own = json_object();
    toe_set_number(own, "compared", toe_compare_count_kind(compare, (toe_retire_kind_t)kind));
    toe_compare_timing_kind(compare, (toe_retire_kind_t)kind, &timing);
    set_timing(own, &timing);
    (void)json_object_set_new(kinds, toe_retire_kind_text((toe_retire_kind_t)kind), own);
  }
  (void)json_object_set_new(json, "kinds", kinds);
  json_t *fetched = json_object();
  toe_compare_timing_fetched(compare, &timing);
  set_timing(fetched, &timing);
  (void)json_object_set_new(json, "fetched", fetched);
  (void)json_object_set_new(json, "mismatch", mismatch_json(report));
  return json;
}

static json_t *expectations_json(const toe_report_t *report) {
  const toe_expect_t *expect = report->ended.expect;
  json_t *json = json_object(), *failures = json_array();
  toe_set_number(json, "checked", expect != NULL ? toe_expect_checked(expect) : 0);
  toe_set_number(json, "failed", expect != NULL ? toe_expect_failed(expect) : 0);
  for (uint32_t i = 0; expect != NULL && i < toe_expect_kept(expect); ++i) {
    const toe_expect_failure_t *failure = toe_expect_failure(expect, i);
    json_t *entry = json_object();
    toe_set_text(entry, "place", toe_report_basename(failure->place));
    toe_set_text(entry, "request", failure->request);
    toe_set_text(entry, "object", failure->object);
    toe_set_text(entry, "expected", toe_status_text(failure->expected));
    toe_set_text(entry, "actual", failure->is_unanswered ? NULL : toe_status_text(failure->actual));
    (void)json_array_append_new(failures, entry);
  }
  (void)json_object_set_new(json, "failures", failures);
  return json;
}

static json_t *wall_json(const toe_report_t *report) {
  json_t *json = json_object();
  if (!report->has_wall) return json;
  uint64_t us = report->wall.run_us, cycles = report->device[report->primary].cycles;
  (void)json_object_set_new(json, "started_unix_s", json_integer((json_int_t)report->wall.started_unix_s));
  toe_set_number(json, "run_us", us);
  toe_set_number(json, "cycles_per_second", us == 0 ? 0 : cycles / us * 1000000 + cycles % us * 1000000 / us);
  return json;
}

json_t *toe_report_summary(const toe_report_t *report) {
  json_t *root = json_object();
  if (root == NULL) return NULL;
  toe_set_text(root, "schema", "toesim-report/1");
  (void)json_object_set_new(root, "tool",
                            json_pack("{s:s,s:o}", "name", "toesim", "version", toe_report_text(report->version)));
  (void)json_object_set_new(root, "trace", trace_json(report));
  toe_set_text(root, "engine", toe_engine_text(report->engine));
  (void)json_object_set_new(root, "config", config_json(report->config));
  char seed[24];
  (void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)report->seed);
  if (report->seed <= INT64_MAX)
    toe_set_number(root, "seed", report->seed);
  else
    toe_set_text(root, "seed", seed); /* JSON integers of many readers end at 2^63 */
  json_t *end = json_object();
  toe_set_text(end, "reason", toe_end_text(report->end));
  (void)json_object_set_new(end, "exit", json_integer(report->exit_code));
  toe_set_text(end, "text", report->end_text);
  (void)json_object_set_new(root, "end", end);
  (void)json_object_set_new(root, "totals", totals_json(report));
  (void)json_object_set_new(root, "requests", json_null());
  (void)json_object_set_new(root, "pools", pools_json(report));
  (void)json_object_set_new(root, "exhaustion", json_null());
  (void)json_object_set_new(root, "latency", toe_delays_json(report->delays));
  json_t *device = toe_report_device(report, report->primary);
  if (report->engine == TOE_ENGINE_TANDEM) {
    (void)json_object_set_new(device, "model", toe_report_device(report, TOE_SIDE_MODEL));
  }
  (void)json_object_set_new(root, "device", device);
  (void)json_object_set_new(root, "lockstep", lockstep_json(report));
  (void)json_object_set_new(root, "events", json_array());
  (void)json_object_set_new(root, "expectations", expectations_json(report));
  (void)json_object_set(root, "gates", report->gates);
  (void)json_object_set(root, "violations", report->violations);
  (void)json_object_set_new(root, "wall", wall_json(report));
  return root;
}
