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
  if (result == TOE_OK && is_wanted) result = toe_part_new(&report->frames_part);
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
  toe_part_free(report->frames_part);
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

void toe_report_forwarded(toe_report_t *report, toe_side_t side, const toe_host_forwarded_t *segment) {
  if (side != report->primary) return;
  toe_frames_complete(&report->forwards, segment->status);
  toe_deliveries_forwarded(report->deliveries, segment);
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

/* Frames that nothing else is known of, into exhaustion[]. */
static void add_loss(toe_report_t *report, const toe_frame_loss_t *loss, toe_cycle_t cycle) {
  json_t *json = json_object();
  toe_set_number(json, "cycle", cycle);
  toe_set_number(json, "ns", toe_cycle_ns(cycle, report->clock_mhz));
  toe_set_text(json, "request", "");
  toe_set_number(json, "request_id", 0);
  toe_set_text(json, "object", "");
  toe_set_text(json, "layer", NULL);
  toe_set_text(json, "pool", "frame_memory");
  toe_set_text(json, "status", NULL);
  toe_set_number(json, "lost", loss->frames);
  toe_set_cycle(json, "after_cycle", loss->after);
  toe_set_cycle(json, "before_cycle", loss->before);
  toe_report_spool(report, TOE_LEVELS_NO_EPISODE, cycle, json);
}

void toe_report_receive_end(toe_report_t *report, uint64_t frames) {
  toe_frame_loss_t loss;
  if (toe_frames_end(&report->losses, frames, &loss)) add_loss(report, &loss, report->last_cycle);
}

/* The last frame, whose job has ended, into frames[]. */
static void add_frame(toe_report_t *report) {
  const toe_retire_t *frame = &report->frame.frame, *job = &report->frame.job;
  if (report->frames_part == NULL || toe_part_count(report->frames_part) >= TOE_REPORT_EVENTS) return;
  const char *name = toe_deliveries_name(report->deliveries, frame->u.frame.handle);
  json_t *json = json_object();
  bool is_forwarded = frame->u.frame.is_forwarded != 0;
  if (is_forwarded)
    toe_set_bool(json, "forwarded", true);
  else
    toe_set_number(json, "number", frame->u.frame.number);
  toe_set_number(json, "commit", frame->u.frame.commit);
  toe_set_text(json, "reason", toe_frames_reason(job->u.job.reason));
  if (name != NULL) toe_set_text(json, "tcp", name);
  toe_set_number(json, "seq", frame->u.frame.seq);
  toe_set_number(json, "bytes", frame->u.frame.bytes);
  toe_set_number(json, "taken", frame->u.frame.taken);
  toe_set_number(json, "flags", frame->u.frame.flags);
  toe_set_cycle(json, "arrived_cycle", frame->u.frame.arrived_cycle);
  toe_set_cycle(json, "judged_cycle", frame->cycle);
  toe_set_cycle(json, "ended_cycle", job->cycle);
  char *line = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  if (line == NULL)
    toe_report_fail(report, TOE_E_MEMORY);
  else
    toe_part_add(report->frames_part, line);
  free(line);
}

void toe_report_receive_retire(toe_report_t *report, const toe_retire_t *retire) {
  if (retire->kind == TOE_RETIRE_DECIDED && retire->u.decided.error == TOE_ERROR_NO_ROOM) {
    const toe_open_post_t *post = find_post(report, retire->u.decided.request_id);
    wait(report, TOE_POOL_POSTED, retire->cycle, post != NULL ? post->name : NULL, post != NULL ? post->id : NULL,
         retire->u.decided.request_id);
  }
  toe_frame_loss_t loss;
  if (retire->kind == TOE_RETIRE_FRAME && toe_frames_lose(&report->losses, retire, &loss))
    add_loss(report, &loss, retire->cycle);
  if (retire->kind == TOE_RETIRE_FRAME && retire->u.frame.reason == TOE_FRAME_NO_ROOM) {
    wait(report, TOE_POOL_RCV_DATA, retire->cycle, toe_deliveries_name(report->deliveries, retire->u.frame.handle), "",
         0);
  }
  if (retire->kind == TOE_RETIRE_JOB) {
    toe_levels_job(report->levels, retire);
    if (toe_deliveries_waits(report->deliveries, retire)) {
      wait(report, TOE_POOL_HOST_BUFFER, retire->cycle, toe_deliveries_name(report->deliveries, retire->u.job.handle),
           "", 0);
    }
    if (retire->u.job.reason == TOE_FRAME_NO_HOST_BUFFER) {
      wait(report, TOE_POOL_HOST_BUFFER, retire->cycle, toe_deliveries_name(report->deliveries, retire->u.job.handle),
           "", 0);
    }
  }
  if (toe_frames_retire(&report->frame, retire)) add_frame(report);
  toe_result_t result = toe_deliveries_retire(report->deliveries, retire, decided_name(report, retire));
  if (result != TOE_OK) toe_report_fail(report, result);
}

/* ---- out of it */

/* Frames by reason, those that there were. */
static void set_reasons(json_t *json, const toe_frame_counts_t *counts) {
  json_t *reasons = json_object();
  for (uint32_t reason = 0; reason < TOE_FRAMES_REASONS; ++reason) {
    if (counts->by_reason[reason] > 0) toe_set_number(reasons, toe_frames_reason(reason), counts->by_reason[reason]);
  }
  (void)json_object_set_new(json, "reasons", reasons);
}

static json_t *forwards_json(const toe_forward_counts_t *forwards) {
  json_t *json = json_object();
  toe_set_number(json, "success", forwards->success);
  toe_set_number(json, "aborted", forwards->aborted);
  toe_set_number(json, "upload", forwards->upload);
  toe_set_number(json, "invalid", forwards->invalid);
  return json;
}

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
  toe_set_number(json, "wire", delivery->wire.taken);
  toe_set_number(json, "acked", delivery->acked);
  toe_set_number(json, "dropped", delivery->wire.dropped);
  toe_set_number(json, "frames", delivery->wire.frames);
  toe_set_number(json, "forwarded", delivery->wire.forwarded);
  toe_set_number(json, "acks", delivery->wire.acks);
  (void)json_object_set_new(json, "forwards", forwards_json(&delivery->forwards));
  set_reasons(json, &delivery->wire);
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

json_t *toe_report_frame_totals(const toe_report_t *report) {
  const toe_frame_counts_t *frames = toe_deliveries_frames(report->deliveries);
  json_t *json = json_object();
  toe_set_number(json, "judged", frames->frames);
  toe_set_number(json, "forwarded", frames->forwarded);
  toe_set_number(json, "lost", report->losses.all.frames);
  toe_set_number(json, "bytes", frames->bytes);
  toe_set_number(json, "taken", frames->taken);
  toe_set_number(json, "dropped", frames->dropped);
  toe_set_number(json, "acks", frames->acks);
  set_reasons(json, frames);
  return json;
}

json_t *toe_report_forward_totals(const toe_report_t *report) {
  json_t *json = forwards_json(&report->forwards);
  toe_set_number(json, "own", report->ended.forwards.own);
  toe_set_number(json, "unfit", report->ended.forwards.unfit);
  toe_set_number(json, "unforwarded", report->ended.unforwarded);
  toe_set_number(json, "given_up", report->ended.forwards.given_up);
  return json;
}

static void print_forwards(const toe_report_t *report, FILE *out) {
  const toe_forward_counts_t *forwards = &report->forwards;
  const uint64_t all = forwards->success + forwards->aborted + forwards->upload + forwards->invalid;
  const uint64_t not_sent = report->ended.forwards.own + report->ended.forwards.unfit + report->ended.unforwarded;
  const uint64_t given_up = report->ended.forwards.given_up;
  if (given_up != 0) (void)fprintf(out, "Datagrams of which fragments are missing: %llu\n", (u64_text)given_up);
  if (all + not_sent == 0) return;
  (void)fprintf(out, "Forwarded segments: %llu, %llu of them with NDIS_STATUS_SUCCESS; not forwarded: %llu\n",
                (u64_text)all, (u64_text)forwards->success, (u64_text)not_sent);
}

static void print_frames(const toe_report_t *report, FILE *out) {
  const toe_frame_counts_t *frames = toe_deliveries_frames(report->deliveries);
  if (frames->frames == 0) return;
  (void)fprintf(out, "Frames: %llu", (u64_text)frames->frames);
  if (frames->forwarded > 0) (void)fprintf(out, " (%llu of them forwarded by the host)", (u64_text)frames->forwarded);
  (void)fprintf(out, ", acknowledgments sent: %llu", (u64_text)frames->acks);
  if (report->losses.all.frames > 0)
    (void)fprintf(out, "; lost for want of frame memory, besides: %llu", (u64_text)report->losses.all.frames);
  for (uint32_t reason = 0; reason < TOE_FRAMES_REASONS; ++reason) {
    if (frames->by_reason[reason] == 0) continue;
    (void)fprintf(out, "; %s: %llu", toe_frames_reason(reason), (u64_text)frames->by_reason[reason]);
  }
  (void)fputc('\n', out);
}

/* false: there is nothing to show. */
static bool print_connections(const toe_report_t *report, FILE *out, bool has_colors) {
  const toe_delivery_t *sum = toe_deliveries_sum(report->deliveries);
  uint64_t count = toe_deliveries_count(report->deliveries);
  if (sum->posted == 0 && sum->wire.frames == 0) return false; /* nobody asked for any, and none came */
  (void)fprintf(out, "\n%sReceived data, bytes%s\n", has_colors ? "\033[1m" : "", has_colors ? "\033[0m" : "");
  toe_table_t *table = toe_table_new(
      "CONNECTION|>BUFFERED|>WIRE|>PLACED|>TAKEN|>HANDED BACK|>LEFT|>REQUESTS|>COMPLETED|>INDICATIONS|>REFUSED|>WAITS");
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
    toe_table_cell(table, "%llu", (u64_text)own->wire.taken);
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
  return true;
}

void toe_report_print_deliveries(const toe_report_t *report, FILE *out, bool has_colors) {
  const toe_host_forward_counts_t *host = &report->ended.forwards;
  const uint64_t frames = toe_deliveries_frames(report->deliveries)->frames;
  const bool has_lines = frames + host->own + host->unfit + host->given_up + report->ended.unforwarded != 0;
  if (!print_connections(report, out, has_colors) && has_lines) (void)fputc('\n', out);
  print_frames(report, out);
  print_forwards(report, out);
}
