/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_receive.c - received data in the report: connections, totals, what had to wait.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/report/toe_report_internal.h"
#include "sim/report/toe_table.h"

typedef unsigned long long u64_text;

/* A connection is over: the sink of the deliveries. */
static void take_delivery(void *self, const toe_delivery_t *delivery) {
  toe_report_t *report = self;
  if (report->shown_delivery_count < TOE_REPORT_SHOWN_DENIALS) {
    toe_delivery_t *shown = &report->shown_deliveries[report->shown_delivery_count++];
    *shown = *delivery;
    shown->name = strdup(delivery->name != NULL ? delivery->name : "?");
    if (shown->name == NULL) toe_report_fail(report, TOE_E_MEMORY);
  }
  if (report->connections_part == NULL) return;
  if (report->detail != TOE_DETAIL_OBJECTS && toe_part_count(report->connections_part) >= TOE_REPORT_EVENTS) return;
  char *line = toe_report_delivery_line(report, delivery);
  if (line == NULL)
    toe_report_fail(report, TOE_E_MEMORY);
  else
    toe_part_add(report->connections_part, line);
  free(line);
}

toe_result_t toe_report_receive_new(toe_report_t *report) {
  toe_result_t result = toe_deliveries_new(take_delivery, report, &report->deliveries);
  report->shown_deliveries = calloc(TOE_REPORT_SHOWN_DENIALS, sizeof *report->shown_deliveries);
  if (result == TOE_OK && report->shown_deliveries == NULL) result = TOE_E_MEMORY;
  bool is_wanted = report->detail == TOE_DETAIL_OBJECTS || report->detail == TOE_DETAIL_AUTO;
  if (result == TOE_OK && is_wanted) result = toe_part_new(&report->connections_part);
  return result;
}

static void free_post(toe_open_post_t *post) {
  free(post->id);
  free(post->name);
}

void toe_report_receive_free(toe_report_t *report) {
  for (uint32_t i = 0; i < report->shown_delivery_count; ++i) free(report->shown_deliveries[i].name);
  free(report->shown_deliveries);
  for (size_t i = 0; i < report->post_count; ++i) free_post(&report->posts[i]);
  free(report->posts);
  toe_deliveries_free(report->deliveries);
  toe_part_free(report->connections_part);
}

/* ---- what the host tells */

static void add_post(toe_report_t *report, const toe_host_receive_t *receive) {
  if (report->post_count == report->post_capacity) {
    size_t capacity = report->post_capacity ? report->post_capacity * 2 : 16;
    toe_open_post_t *posts = realloc(report->posts, capacity * sizeof *posts);
    if (posts == NULL) {
      toe_report_fail(report, TOE_E_MEMORY);
      return;
    }
    report->posts = posts;
    report->post_capacity = capacity;
  }
  toe_open_post_t *post = &report->posts[report->post_count++];
  *post = (toe_open_post_t){receive->request_id, strdup(receive->id != NULL ? receive->id : "?"),
                            strdup(receive->name != NULL ? receive->name : "?")};
  if (post->id == NULL || post->name == NULL) toe_report_fail(report, TOE_E_MEMORY);
}

static const toe_open_post_t *find_post(const toe_report_t *report, uint64_t request_id) {
  for (size_t i = 0; i < report->post_count; ++i) {
    if (report->posts[i].request_id == request_id) return &report->posts[i];
  }
  return NULL;
}

static void end_post(toe_report_t *report, uint64_t request_id) {
  const toe_open_post_t *post = find_post(report, request_id);
  if (post == NULL) return;
  size_t at = (size_t)(post - report->posts);
  free_post(&report->posts[at]);
  memmove(&report->posts[at], &report->posts[at + 1], (report->post_count - at - 1) * sizeof *report->posts);
  --report->post_count;
}

void toe_report_received(toe_report_t *report, toe_side_t side, const toe_host_receive_t *receive) {
  if (receive->kind == TOE_HOST_RECEIVE_POSTED) {
    toe_result_t result = toe_join_pass(report->join, receive->request_id);
    if (result != TOE_OK) toe_report_fail(report, result);
  }
  if (side != report->primary) return;
  if (receive->kind == TOE_HOST_RECEIVE_POSTED) add_post(report, receive);
  if (receive->kind == TOE_HOST_RECEIVE_COMPLETED) end_post(report, receive->request_id);
  toe_deliveries_received(report->deliveries, receive);
}

/* ---- what the device retires */

static void wait(toe_report_t *report, toe_pool_t pool, toe_cycle_t cycle, const char *object, const char *request,
                 uint64_t request_id) {
  toe_result_t result = toe_levels_deny(report->levels, pool, cycle);
  if (result != TOE_OK) toe_report_fail(report, result);
  ++report->waited;
  char unknown[] = "?";
  const toe_denial_t denial = {.cycle = cycle,
                               .episode = toe_levels_last_episode(report->levels),
                               .object = object != NULL ? (char *)object : unknown, /* copied */
                               .request = request != NULL ? (char *)request : unknown,
                               .layer = TOE_LAYER_TCP,
                               .pool = pool,
                               .used = toe_levels_pool(report->levels, pool)->used,
                               .limit = toe_levels_pool(report->levels, pool)->limit};
  toe_report_deny(report, &denial, request_id);
}

static const char *decided_name(const toe_report_t *report, const toe_retire_t *retire) {
  if (retire->kind != TOE_RETIRE_DECIDED || !retire->u.decided.is_object) return NULL;
  const toe_joined_request_t *request = toe_join_find(report->join, retire->u.decided.request_id);
  if (request == NULL || retire->u.decided.index >= request->object_count) return NULL;
  return request->objects[retire->u.decided.index].name;
}

void toe_report_receive_retire(toe_report_t *report, const toe_retire_t *retire) {
  if (retire->kind == TOE_RETIRE_DECIDED && retire->u.decided.error == TOE_ERROR_NO_ROOM) {
    const toe_open_post_t *post = find_post(report, retire->u.decided.request_id);
    wait(report, TOE_POOL_POSTED, retire->cycle, post != NULL ? post->name : NULL, post != NULL ? post->id : NULL,
         retire->u.decided.request_id);
  }
  if (retire->kind == TOE_RETIRE_JOB) {
    toe_levels_job(report->levels, retire);
    if (toe_deliveries_waits(report->deliveries, retire)) {
      wait(report, TOE_POOL_HOST_BUFFER, retire->cycle, toe_deliveries_name(report->deliveries, retire->u.job.handle),
           "", 0);
    }
  }
  toe_result_t result = toe_deliveries_retire(report->deliveries, retire, decided_name(report, retire));
  if (result != TOE_OK) toe_report_fail(report, result);
}

/* ---- out of it */

/* Each figure of a connection, by its name in the report. */
static void set_figures(json_t *json, const toe_delivery_t *delivery) {
  toe_set_number(json, "buffered", delivery->buffered);
  toe_set_number(json, "placed", delivery->placed);
  toe_set_number(json, "taken", delivery->taken);
  toe_set_number(json, "returned", delivery->returned);
  toe_set_number(json, "lost", delivery->lost);
  toe_set_number(json, "left", delivery->left);
  toe_set_number(json, "indicated", delivery->indicated);
  toe_set_number(json, "posted", delivery->posted);
  toe_set_number(json, "completed", delivery->completed);
  toe_set_number(json, "aborted", delivery->aborted);
  toe_set_number(json, "indications", delivery->indications);
  toe_set_number(json, "refused", delivery->refused);
  toe_set_number(json, "waits", delivery->waits);
}

char *toe_report_delivery_line(const toe_report_t *report, const toe_delivery_t *delivery) {
  (void)report;
  json_t *json = json_object();
  toe_set_text(json, "name", delivery->name);
  toe_set_number(json, "handle", delivery->handle);
  toe_set_number(json, "commit", delivery->commit);
  toe_set_bool(json, "freed", delivery->is_freed);
  set_figures(json, delivery);
  toe_set_cycle(json, "first_posted_cycle", delivery->first_posted);
  toe_set_cycle(json, "first_delivered_cycle", delivery->first_delivered);
  char *line = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  return line;
}

json_t *toe_report_received_totals(const toe_report_t *report) {
  json_t *json = json_object();
  toe_set_number(json, "connections", toe_deliveries_count(report->deliveries));
  set_figures(json, toe_deliveries_sum(report->deliveries));
  return json;
}

void toe_report_print_deliveries(const toe_report_t *report, FILE *out, bool has_colors) {
  const toe_delivery_t *sum = toe_deliveries_sum(report->deliveries);
  uint64_t count = toe_deliveries_count(report->deliveries);
  if (sum->posted == 0) return; /* nobody asked for any */
  (void)fprintf(out, "\n%sReceived data, bytes%s\n", has_colors ? "\033[1m" : "", has_colors ? "\033[0m" : "");
  toe_table_t *table = toe_table_new(
      "CONNECTION|>BUFFERED|>PLACED|>TAKEN|>HANDED BACK|>LEFT|>REQUESTS|>COMPLETED|>INDICATIONS|>REFUSED|>WAITS");
  for (uint32_t i = 0; i <= report->shown_delivery_count; ++i) {
    bool is_sum = i == report->shown_delivery_count;
    const toe_delivery_t *own = is_sum ? sum : &report->shown_deliveries[i];
    if (is_sum && count > report->shown_delivery_count) {
      toe_table_note(table, "... and %llu more: --report FILE.json lists them under \"connections\".",
                     (u64_text)(count - report->shown_delivery_count));
    }
    toe_table_row(table, own->lost > 0);
    toe_table_cell(table, "%s", is_sum ? "all" : own->name);
    toe_table_cell(table, "%llu", (u64_text)own->buffered);
    toe_table_cell(table, "%llu", (u64_text)own->placed);
    toe_table_cell(table, "%llu", (u64_text)own->taken);
    toe_table_cell(table, "%llu", (u64_text)own->returned);
    toe_table_cell(table, "%llu", (u64_text)own->left);
    toe_table_cell(table, "%llu", (u64_text)own->posted);
    toe_table_cell(table, "%llu", (u64_text)own->completed);
    toe_table_cell(table, "%llu", (u64_text)own->indications);
    toe_table_cell(table, "%llu", (u64_text)own->refused);
    toe_table_cell(table, "%llu", (u64_text)own->waits);
  }
  toe_table_write(table, out, has_colors);
  toe_table_free(table);
}
