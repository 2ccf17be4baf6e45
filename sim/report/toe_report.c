/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_report.h"

#include <stdlib.h>
#include <string.h>

#include "sim/report/toe_objects_csv.h"
#include "sim/report/toe_report_internal.h"
#include "sim/report/toe_table.h"

const char *toe_report_basename(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

static const uint32_t status_values[] = {
#define TOE_STATUS(name, value, text) value,
#include "model/spec/status.def"
};

int toe_report_status_place(uint32_t status) {
  int place = 0;
  while (place < TOE_STATUS_PLACE_OTHER && status_values[place] != status) ++place;
  return place;
}

const char *toe_report_status_name(int place) {
  return place < TOE_STATUS_PLACE_OTHER ? toe_status_text(status_values[place]) : "other";
}

const char *toe_end_text(toe_end_t end) {
  static const char *const texts[] = {"complete", "mismatch",    "expectation", "gate",
                                      "watchdog", "interrupted", "bad-input"};
  return texts[end];
}

void toe_report_fail(toe_report_t *report, toe_result_t result) {
  if (report->failure == TOE_OK) report->failure = result;
}

static void add_part(toe_report_t *report, toe_part_t *part, const toe_joined_request_t *request, bool has_objects) {
  if (part == NULL) return;
  char *line = toe_report_request_line(report, request, has_objects);
  if (line == NULL)
    toe_report_fail(report, TOE_E_MEMORY);
  else
    toe_part_add(part, line);
  free(line);
}

static void count_objects(toe_report_t *report, const toe_joined_request_t *request) {
  report->objects += request->object_count;
  for (uint32_t i = 0; i < request->object_count; ++i) {
    const toe_joined_object_t *object = &request->objects[i];
    bool is_attempted = object->has_decision && object->attempted;
    report->attempted += is_attempted;
    report->freed += object->is_freed;
    report->returned += object->has_returned;
    report->offloaded += is_attempted && object->kind == TOE_KIND_NEW && object->cause == TOE_CAUSE_OK;
    if (object->has_answer)
      ++report->statuses[object->layer & 3][toe_report_status_place(object->status)];
    else
      ++report->unanswered;
  }
}

/* A finished request: the sink of the join. */
static void take_request(void *self, const toe_joined_request_t *request) {
  toe_report_t *report = self;
  ++report->requests;
  report->completed += request->is_completed[report->primary];
  count_objects(report, request);
  if (report->detail == TOE_DETAIL_AUTO && report->objects > TOE_REPORT_AUTO_OBJECTS) {
    toe_part_free(report->objects_part);
    report->objects_part = NULL;
  }
  add_part(report, report->objects_part, request, true);
  add_part(report, report->requests_part, request, false);
  if (report->csv != NULL) toe_objects_csv_write(toe_out_file(report->csv), report->engine, request);
  toe_result_t result = toe_delays_add(report->delays, request);
  if (result == TOE_OK) result = toe_console_add(report->console, request);
  if (result != TOE_OK) toe_report_fail(report, result);
}

/* An event: the sink of the events. */
static void take_event(void *self, const toe_joined_event_t *event) {
  toe_report_t *report = self;
  if (report->event_count < TOE_REPORT_SHOWN_DENIALS) {
    toe_shown_event_t *shown = &report->shown_events[report->event_count];
    *shown = (toe_shown_event_t){.cycle = event->cycle[report->primary],
                                 .code = event->code,
                                 .info = event->info,
                                 .object = event->name != NULL ? strdup(event->name) : NULL,
                                 .has_host = event->has_host,
                                 .is_followed = event->is_followed};
    if (shown->object == NULL && event->name != NULL) toe_report_fail(report, TOE_E_MEMORY);
  }
  ++report->event_count;
  if (report->detail != TOE_DETAIL_OBJECTS && toe_part_count(report->events_part) >= TOE_REPORT_EVENTS) return;
  char *line = toe_report_event_line(report, event);
  if (line == NULL)
    toe_report_fail(report, TOE_E_MEMORY);
  else
    toe_part_add(report->events_part, line);
  free(line);
}

static void take_difference(void *self, const char *text) { toe_report_broken(self, TOE_SIDE_RTL, "tandem", text); }

static toe_result_t make_parts(toe_report_t *report, toe_error_t *error_out) {
  bool wants_objects = report->detail == TOE_DETAIL_OBJECTS || report->detail == TOE_DETAIL_AUTO;
  bool wants_requests = report->detail == TOE_DETAIL_REQUESTS || report->detail == TOE_DETAIL_AUTO;
  toe_result_t result = toe_part_new(&report->denials_part);
  if (result == TOE_OK) result = toe_part_new(&report->events_part);
  if (result == TOE_OK && wants_objects) result = toe_part_new(&report->objects_part);
  if (result == TOE_OK && wants_requests) result = toe_part_new(&report->requests_part);
  if (result != TOE_OK || report->objects_path == NULL) return result;
  result = toe_out_open(report->objects_path, &report->csv, error_out);
  if (result == TOE_OK) toe_objects_csv_head(toe_out_file(report->csv), report->engine);
  return result;
}

toe_result_t toe_report_new(const toe_report_options_t *options, toe_report_t **report_out, toe_error_t *error_out) {
  toe_report_t *report = calloc(1, sizeof *report);
  if (report == NULL) return TOE_E_MEMORY;
  report->engine = options->engine;
  report->primary = toe_engine_primary(options->engine);
  report->config = options->config;
  report->clock_mhz = toe_config_get(options->config, TOE_KEY_CLOCK_MHZ);
  report->seed = options->seed;
  report->detail = options->detail;
  report->version = strdup(options->version);
  report->trace_path = strdup(options->trace_path);
  if (options->objects_path != NULL) report->objects_path = strdup(options->objects_path);
  report->violations = json_array();
  report->gates = json_array();
  bool is_whole = report->version != NULL && report->trace_path != NULL && report->violations != NULL &&
                  report->gates != NULL && (options->objects_path == NULL || report->objects_path != NULL);
  toe_host_options_t host;
  toe_config_host(options->config, &host);
  toe_result_t result = is_whole ? TOE_OK : TOE_E_MEMORY;
  if (result == TOE_OK)
    result = toe_join_new(report->engine, host.driver.cmd_entries, take_request, report, &report->join);
  if (result == TOE_OK) result = toe_levels_new(&host, &report->levels);
  if (result == TOE_OK && report->detail != TOE_DETAIL_OBJECTS) toe_levels_keep(report->levels, TOE_REPORT_DENIALS);
  if (result == TOE_OK) result = toe_delays_new(report->primary, &report->delays);
  const toe_events_sink_t sink = {.self = report, .event = take_event, .differ = take_difference};
  if (result == TOE_OK) result = toe_events_new(report->engine, &sink, &report->events);
  if (result == TOE_OK) result = toe_console_new(report->primary, report->clock_mhz, &report->console);
  if (result == TOE_OK) result = make_parts(report, error_out);
  if (result == TOE_OK) result = toe_report_receive_new(report);
  if (result != TOE_OK) {
    toe_report_free(report);
    return result;
  }
  *report_out = report;
  return TOE_OK;
}

static void free_denial(toe_denial_t *denial) {
  free(denial->object);
  free(denial->request);
}

void toe_report_free(toe_report_t *report) {
  if (report == NULL) return;
  toe_join_free(report->join);
  toe_levels_free(report->levels);
  toe_delays_free(report->delays);
  toe_events_free(report->events);
  toe_console_free(report->console);
  toe_out_drop(report->csv);
  toe_part_free(report->objects_part);
  toe_part_free(report->requests_part);
  toe_part_free(report->denials_part);
  toe_part_free(report->events_part);
  toe_report_receive_free(report);
  for (int i = 0; i < TOE_REPORT_SHOWN_DENIALS; ++i) free(report->shown_events[i].object);
  for (uint32_t i = 0; i < report->denial_count; ++i) free_denial(&report->denials[i]);
  for (int pool = 0; pool < TOE_POOLS; ++pool) free_denial(&report->first_denials[pool]);
  json_decref(report->violations);
  json_decref(report->gates);
  free(report->version);
  free(report->trace_path);
  free(report->objects_path);
  free(report->reproduce);
  free(report->end_text);
  free(report);
}

void toe_report_submitted(toe_report_t *report, toe_side_t side, const toe_host_request_t *request) {
  (void)side; /* what is submitted is the same on both */
  toe_result_t result = toe_join_submitted(report->join, request);
  if (result != TOE_OK) toe_report_fail(report, result);
}

void toe_report_completed(toe_report_t *report, toe_side_t side, const toe_host_request_t *request) {
  if (side == report->primary) {
    if (request->kind == TOE_OP_RESET) toe_deliveries_flush(report->deliveries);
    if (request->kind == TOE_OP_TERMINATE) toe_deliveries_terminated(report->deliveries, request->request_id);
  }
  toe_join_completed(report->join, side, request);
}

void toe_report_event(toe_report_t *report, toe_side_t side, const toe_host_event_t *event) {
  toe_result_t result = toe_events_hear(report->events, side, event);
  if (result != TOE_OK) toe_report_fail(report, result);
}

void toe_report_broken(toe_report_t *report, toe_side_t side, const char *rule, const char *text) {
  ++report->violation_count;
  if (report->violation_count > TOE_REPORT_VIOLATIONS) return;
  json_t *entry = json_object();
  (void)json_object_set_new(entry, "side", json_string(toe_side_text(side)));
  (void)json_object_set_new(entry, "rule", toe_report_text(rule));
  (void)json_object_set_new(entry, "text", toe_report_text(text));
  if (json_array_append_new(report->violations, entry) != 0) toe_report_fail(report, TOE_E_MEMORY);
}

static void copy_denial(toe_report_t *report, const toe_denial_t *denial, toe_denial_t *copy_out) {
  *copy_out = *denial;
  copy_out->object = strdup(denial->object);
  copy_out->request = strdup(denial->request);
  if (copy_out->object == NULL || copy_out->request == NULL) toe_report_fail(report, TOE_E_MEMORY);
}

/* For the console: the first ones, and the first of each pool. */
static void keep_denial(toe_report_t *report, const toe_denial_t *denial) {
  toe_denial_t *first = &report->first_denials[denial->pool];
  if (first->object == NULL) copy_denial(report, denial, first);
  if (report->denial_count == TOE_REPORT_SHOWN_DENIALS) return;
  copy_denial(report, denial, &report->denials[report->denial_count++]);
}

void toe_report_spool(toe_report_t *report, uint64_t episode, toe_cycle_t cycle, json_t *entry) {
  bool is_wanted = report->detail == TOE_DETAIL_OBJECTS || toe_part_count(report->denials_part) < TOE_REPORT_DENIALS;
  char *text = is_wanted ? json_dumps(entry, JSON_COMPACT) : NULL;
  size_t bytes = text != NULL ? strlen(text) + 64 : 0;
  char *line = text != NULL ? malloc(bytes) : NULL;
  if (line != NULL) {
    (void)snprintf(line, bytes, "%llu %llu %s", (unsigned long long)episode, (unsigned long long)cycle, text);
    toe_part_add(report->denials_part, line);
  } else if (is_wanted) {
    toe_report_fail(report, TOE_E_MEMORY);
  }
  free(line);
  free(text);
  json_decref(entry);
}

/* The denial as JSON, without how long the pool stays empty, which is not known yet. */
static void spool_denial(toe_report_t *report, const toe_denial_t *denial, uint64_t request_id) {
  json_t *entry = json_object();
  (void)json_object_set_new(entry, "cycle", json_integer((json_int_t)denial->cycle));
  (void)json_object_set_new(entry, "ns", json_integer((json_int_t)toe_cycle_ns(denial->cycle, report->clock_mhz)));
  (void)json_object_set_new(entry, "request", toe_report_text(denial->request));
  (void)json_object_set_new(entry, "request_id", json_integer((json_int_t)request_id));
  (void)json_object_set_new(entry, "object", toe_report_text(denial->object));
  (void)json_object_set_new(entry, "layer", json_string(toe_layer_text(denial->layer)));
  (void)json_object_set_new(entry, "pool", json_string(toe_pool_text(denial->pool)));
  (void)json_object_set_new(entry, "status",
                            denial->has_status ? json_string(toe_status_text(denial->status)) : json_null());
  (void)json_object_set_new(entry, "used", json_integer((json_int_t)denial->used));
  (void)json_object_set_new(entry, "limit", json_integer((json_int_t)denial->limit));
  toe_report_spool(report, denial->episode, denial->cycle, entry);
}

void toe_report_deny(toe_report_t *report, const toe_denial_t *denial, uint64_t request_id) {
  keep_denial(report, denial);
  spool_denial(report, denial, request_id);
}

static void retire_decided(toe_report_t *report, const toe_retire_t *retire) {
  const toe_joined_request_t *request = toe_join_find(report->join, retire->u.decided.request_id);
  uint8_t setting = request != NULL && request->kind == TOE_OP_SET ? request->setting : 0;
  toe_result_t result = toe_levels_decide(report->levels, retire, setting);
  if (result != TOE_OK) toe_report_fail(report, result);
  toe_pool_t pool = retire->u.decided.is_object ? toe_pool_of_cause((uint32_t)retire->u.decided.cause) : TOE_POOL_NONE;
  if (pool == TOE_POOL_NONE) return;
  ++report->denied;
  bool is_known = request != NULL && retire->u.decided.index < request->object_count;
  toe_denial_t denial = {.cycle = retire->cycle,
                         .episode = toe_levels_last_episode(report->levels),
                         .object = is_known ? request->objects[retire->u.decided.index].name : "?",
                         .request = request != NULL ? request->id : "?",
                         .layer = (uint8_t)retire->u.decided.layer,
                         .has_status = true,
                         .status = toe_status_of_cause((uint32_t)retire->u.decided.cause),
                         .pool = pool,
                         .used = toe_levels_pool(report->levels, pool)->used,
                         .limit = retire->u.decided.limit};
  toe_report_deny(report, &denial, retire->u.decided.request_id);
}

void toe_report_retire(toe_report_t *report, toe_side_t side, const toe_retire_t *retire) {
  if (side == report->primary) {
    if (retire->cycle > report->last_cycle) report->last_cycle = retire->cycle;
    /* Before the join, which may give the request out. */
    if (retire->kind == TOE_RETIRE_DECIDED) retire_decided(report, retire);
    toe_report_receive_retire(report, retire);
  }
  if (retire->kind == TOE_RETIRE_EVENT) {
    toe_result_t result = toe_events_tell(report->events, side, retire);
    if (result != TOE_OK) toe_report_fail(report, result);
  }
  toe_join_retire(report->join, side, retire);
}

toe_result_t toe_report_end(toe_report_t *report, const toe_report_end_t *end, toe_error_t *error_out) {
  toe_join_flush(report->join);
  toe_events_flush(report->events);
  toe_deliveries_flush(report->deliveries);
  if (end->is_whole && end->nic[report->primary] != NULL)
    toe_report_receive_end(report, end->nic[report->primary]->frames_in);
  report->has_ended = true;
  report->ended = *end;
  for (int side = 0; side < TOE_SIDES; ++side) {
    report->has_device[side] = end->device[side] != NULL;
    report->has_nic[side] = end->nic[side] != NULL;
    if (end->device[side] != NULL) report->device[side] = *end->device[side];
    if (end->nic[side] != NULL) report->nic[side] = *end->nic[side];
    report->ended.device[side] = NULL;
    report->ended.nic[side] = NULL;
  }
  report->ended.reproduce = NULL;
  free(report->reproduce);
  report->reproduce = end->reproduce != NULL ? strdup(end->reproduce) : NULL;
  toe_cycle_t last = report->has_device[report->primary] ? report->device[report->primary].cycles : 0;
  toe_levels_finish(report->levels, last > report->last_cycle ? last : report->last_cycle + 1);
  if (report->failure == TOE_E_MEMORY) toe_error_set(error_out, "no memory for the report");
  if (report->failure == TOE_E_RANGE) toe_error_set(error_out, "request ids of the driver are far apart");
  return report->failure;
}

void toe_report_set_outcome(toe_report_t *report, toe_end_t end, int exit_code, const char *text) {
  char *copy = text != NULL ? strdup(text) : NULL;
  free(report->end_text);
  report->end_text = copy;
  report->end = end;
  report->exit_code = exit_code;
}

void toe_report_set_wall(toe_report_t *report, const toe_report_wall_t *wall) {
  report->wall = *wall;
  report->has_wall = true;
}

uint64_t toe_report_violations(const toe_report_t *report) { return report->violation_count; }
