/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_json.c - the parts of report.json as JSON values.  docs/report.md says what each figure means.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_pool_record.h"
#include "sim/report/toe_line.h"
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
  const toe_wire_counts_t *wire = &report->ended.wire;
  const uint64_t frames = report->ended.frames; /* fewer than those shown only if the run broke off */
  toe_set_number(json, "frames", frames);
  toe_set_number(json, "frames_shown", wire->shown);
  toe_set_number(json, "frames_other", wire->other);
  toe_set_number(json, "frames_cut", wire->cut);
  toe_set_number(json, "frames_early", wire->early);
  toe_set_number(json, "frames_withheld", wire->withheld);
  toe_set_number(json, "frames_passed_over", frames > wire->shown ? frames - wire->shown : 0);
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
  toe_set_number(json, "freed", report->freed);
  toe_set_number(json, "returned", report->returned);
  toe_set_number(json, "events", report->event_count);
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
  json_t *live = json_object();
  for (int i = 0; i < 3; ++i) {
    static const toe_pool_t layers[] = {TOE_POOL_NEIGHBOR, TOE_POOL_PATH, TOE_POOL_TCP};
    toe_set_number(live, toe_pool_text(layers[i]), toe_levels_pool(report->levels, layers[i])->used);
  }
  (void)json_object_set_new(json, "live", live);
  (void)json_object_set_new(json, "received", toe_report_received_totals(report));
  (void)json_object_set_new(json, "frames", toe_report_frame_totals(report));
  (void)json_object_set_new(json, "forwards", toe_report_forward_totals(report));
  (void)json_object_set_new(json, "by_status", by_status);
  (void)json_object_set_new(json, "by_layer", by_layer);
  return json;
}

char *toe_report_pool_line(const toe_report_t *report, toe_pool_t pool) {
  const toe_level_t *level = toe_levels_pool(report->levels, pool);
  toe_timeline_point_t *points = malloc(TOE_TIMELINE_POINTS * sizeof *points);
  if (points == NULL) return NULL;
  const uint32_t count = toe_timeline_points(&level->timeline, points);
  toe_line_t line;
  toe_line_begin(&line);
  toe_line_open(&line, NULL, '{');
  toe_line_text(&line, "unit", toe_pool_unit_text(pool));
  toe_line_number(&line, "limit", level->limit);
  toe_line_number(&line, "peak", level->peak);
  toe_line_number(&line, "used_at_end", level->used);
  toe_line_number(&line, "denied", level->denied);
  toe_line_cycle(&line, "first_exhausted_cycle", level->first_empty);
  toe_line_cycle(&line, "first_denied_cycle", level->first_denied);
  toe_line_number(&line, "exhausted_cycles", level->empty_cycles);
  toe_line_open(&line, "timeline", '[');
  for (uint32_t i = 0; i < count; ++i) {
    toe_line_open(&line, NULL, '[');
    toe_line_number(&line, NULL, points[i].cycle);
    toe_line_number(&line, NULL, points[i].level);
    toe_line_close(&line, ']');
  }
  toe_line_close(&line, ']');
  toe_line_close(&line, '}');
  free(points);
  return toe_line_end(&line);
}

static json_t *pools_json(const toe_report_t *report) {
  json_t *json = json_object();
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    char *line = toe_report_pool_line(report, (toe_pool_t)pool);
    if (line != NULL) (void)json_object_set_new(json, toe_pool_text((toe_pool_t)pool), json_loads(line, 0, NULL));
    free(line);
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
    char text[64];
    if (failure->what != NULL) toe_set_text(entry, "what", failure->what);
    toe_expect_text(failure, failure->expected, text, sizeof text);
    toe_set_text(entry, "expected", text);
    toe_expect_text(failure, failure->actual, text, sizeof text);
    toe_set_text(entry, "actual", failure->is_unanswered ? NULL : text);
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

json_t *toe_report_summary(const toe_report_t *report, bool has_pools) {
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
  (void)json_object_set_new(root, "connections", json_null());
  (void)json_object_set_new(root, "frames", json_null());
  (void)json_object_set_new(root, "pools", has_pools ? pools_json(report) : json_null());
  (void)json_object_set_new(root, "exhaustion", json_null());
  (void)json_object_set_new(root, "latency", toe_delays_json(report->delays));
  json_t *device = toe_report_device(report, report->primary);
  if (report->engine == TOE_ENGINE_TANDEM) {
    (void)json_object_set_new(device, "model", toe_report_device(report, TOE_SIDE_MODEL));
  }
  (void)json_object_set_new(root, "device", device);
  (void)json_object_set_new(root, "lockstep", lockstep_json(report));
  (void)json_object_set_new(root, "events", json_null());
  (void)json_object_set_new(root, "expectations", expectations_json(report));
  (void)json_object_set(root, "gates", report->gates);
  (void)json_object_set(root, "violations", report->violations);
  (void)json_object_set_new(root, "wall", wall_json(report));
  return root;
}
