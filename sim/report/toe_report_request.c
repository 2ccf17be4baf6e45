/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_request.c - what stands on a line of its own in report.json: requests, denials, events.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_pool_record.h"
#include "sim/report/toe_line.h"
#include "sim/report/toe_report_internal.h"
#include "sim/report/toe_table.h"

/* As scenarios name them. */
static const char *tcp_state_text(uint32_t state) {
  static const char *const states[] = {"CLOSED",    "LISTEN",     "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT1",
                                       "FIN_WAIT2", "CLOSE_WAIT", "CLOSING",  "LAST_ACK", "TIME_WAIT"};
  return state < sizeof states / sizeof states[0] ? states[state] : "?";
}

/* The delegated variables; null: nothing was handed back. */
static void put_returned(toe_line_t *line, const toe_joined_object_t *object) {
  if (!object->has_returned) {
    toe_line_null(line, "returned");
    return;
  }
  const toe_delegated_t *own = &object->returned;
  toe_line_open(line, "returned", '{');
  if (own->layer == TOE_LAYER_NEIGHBOR) {
#define TOE_RETURNED_NEIGHBOR(name) toe_line_number(line, #name, own->name);
#include "sim/report/toe_returned.def"
  }
  if (own->layer == TOE_LAYER_TCP) {
    toe_line_text(line, "state", tcp_state_text(own->state));
#define TOE_RETURNED_TCP(name) toe_line_number(line, #name, own->name);
#include "sim/report/toe_returned.def"
  }
  toe_line_close(line, '}');
}

/* null: it was not decided. */
static void put_decided(toe_line_t *line, const char *key, const toe_joined_object_t *object, uint64_t value) {
  if (object->has_decision) {
    toe_line_number(line, key, value);
  } else {
    toe_line_null(line, key);
  }
}

static void put_object(toe_line_t *line, const toe_report_t *report, const toe_joined_object_t *object,
                       bool is_terminate) {
  const toe_joined_cycles_t *cycles = &object->cycles[report->primary];
  toe_pool_t pool = object->has_decision ? toe_pool_of_cause(object->cause) : TOE_POOL_NONE;
  toe_line_open(line, NULL, '{');
  toe_line_text(line, "name", object->name);
  toe_line_text(line, "layer", toe_layer_text(object->layer));
  toe_line_text(line, "kind", toe_kind_text(object->kind));
  if (object->has_decision) {
    toe_line_bool(line, "attempted", object->attempted);
  } else {
    toe_line_null(line, "attempted");
  }
  toe_line_text(line, "status", object->has_answer ? toe_status_text(object->status) : NULL);
  if (object->has_expect) toe_line_text(line, "expected", toe_status_text(object->expect_status));
  toe_line_text(line, "cause", object->has_decision ? toe_cause_text(object->cause) : NULL);
  if (pool != TOE_POOL_NONE) toe_line_text(line, "pool", toe_pool_text(pool));
  if (object->has_decision && toe_cause_has_limit(object->cause)) toe_line_number(line, "limit", object->limit);
  toe_line_number(line, "handle", toe_joined_handle(object));
  if (is_terminate) {
    toe_line_bool(line, "freed", object->is_freed);
    put_returned(line, object);
  }
  put_decided(line, "commit", object, object->commit);
  toe_line_cycle(line, "fetched_cycle", cycles->fetched);
  toe_line_cycle(line, "decided_cycle", cycles->decided);
  toe_line_cycle(line, "written_cycle", cycles->written);
  if (report->engine == TOE_ENGINE_TANDEM) {
    toe_line_cycle(line, "model_decided_cycle", object->cycles[TOE_SIDE_MODEL].decided);
    toe_line_cycle(line, "model_written_cycle", object->cycles[TOE_SIDE_MODEL].written);
  }
  put_decided(line, "sram_stall_cycles", object, object->sram_stall);
  toe_line_open(line, "pool_levels", '{');
  for (int i = 0; object->has_decision && i < TOE_POOLS; ++i)
    toe_line_number(line, toe_pool_text((toe_pool_t)i), object->used[i]);
  toe_line_close(line, '}');
  toe_line_close(line, '}');
}

/* How many objects got each status. */
static void put_statuses(toe_line_t *line, const toe_joined_request_t *request) {
  uint64_t counts[TOE_STATUS_PLACES] = {0};
  for (uint32_t i = 0; i < request->object_count; ++i) {
    if (request->objects[i].has_answer) ++counts[toe_report_status_place(request->objects[i].status)];
  }
  toe_line_open(line, "statuses", '{');
  for (int place = 0; place < TOE_STATUS_PLACES; ++place) {
    if (counts[place] > 0) toe_line_number(line, toe_report_status_name(place), counts[place]);
  }
  toe_line_close(line, '}');
}

char *toe_report_request_line(const toe_report_t *report, const toe_joined_request_t *request, bool has_objects) {
  toe_line_t line;
  const bool is_terminate = request->kind == TOE_OP_TERMINATE;
  toe_line_begin(&line);
  toe_line_open(&line, NULL, '{');
  toe_line_text(&line, "id", request->id);
  toe_line_number(&line, "request_id", request->request_id);
  toe_line_text(&line, "op", toe_op_kind_text(request->kind));
  toe_line_number(&line, "record", request->number);
  toe_line_cycle(&line, "submitted_cycle", request->submitted[report->primary]);
  if (request->kind == TOE_OP_SET) {
    toe_line_text(&line, "key", toe_setting_text(request->setting));
    toe_line_number(&line, "value", request->value);
  }
  if (request->kind == TOE_OP_UPLOAD_REQUEST) {
    toe_line_text(&line, "reason", request->value != 0 ? toe_upload_reason_text(request->value) : NULL);
  }
  if (toe_joined_has_marker(request)) toe_line_cycle(&line, "decided_cycle", request->decided[report->primary]);
  toe_line_cycle(&line, "completed_cycle", request->completed[report->primary]);
  if (report->engine == TOE_ENGINE_TANDEM) {
    toe_line_cycle(&line, "model_submitted_cycle", request->submitted[TOE_SIDE_MODEL]);
    toe_line_cycle(&line, "model_completed_cycle", request->completed[TOE_SIDE_MODEL]);
  }
  toe_line_text(&line, "error", request->error != 0 ? toe_error_text(request->error) : NULL);
  toe_line_number(&line, "object_count", request->object_count);
  if (has_objects) {
    toe_line_open(&line, "objects", '[');
    for (uint32_t i = 0; i < request->object_count; ++i) put_object(&line, report, &request->objects[i], is_terminate);
    toe_line_close(&line, ']');
  } else {
    put_statuses(&line, request);
  }
  toe_line_close(&line, '}');
  return toe_line_end(&line);
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

const char *toe_report_event_info(uint8_t code, uint64_t info) {
  if (code == TOE_EVENT_RETRIEVE) return toe_upload_reason_text((uint32_t)info);
  if (code == TOE_EVENT_LINK) return info != 0 ? "up" : "down";
  return "";
}

char *toe_report_event_line(const toe_report_t *report, const toe_joined_event_t *event) {
  json_t *json = json_object();
  toe_cycle_t cycle = event->cycle[report->primary];
  const char *info = toe_report_event_info(event->code, event->info);
  toe_set_cycle(json, "cycle", cycle);
  toe_set_cycle(json, "ns", cycle == TOE_CYCLE_NEVER ? TOE_CYCLE_NEVER : toe_cycle_ns(cycle, report->clock_mhz));
  if (report->engine == TOE_ENGINE_TANDEM) toe_set_cycle(json, "model_cycle", event->cycle[TOE_SIDE_MODEL]);
  toe_set_text(json, "event", toe_event_text(event->code));
  toe_set_text(json, "object", event->name);
  toe_set_number(json, "handle", event->handle);
  toe_set_text(json, "reason", info[0] != '\0' ? info : NULL);
  toe_set_number(json, "info", event->info);
  (void)json_object_set_new(json, "followed", event->has_host ? json_boolean(event->is_followed) : json_null());
  (void)json_object_set_new(json, "commit", event->has_record ? json_integer((json_int_t)event->commit) : json_null());
  char *line = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  return line;
}
