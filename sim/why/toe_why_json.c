/* SPDX-License-Identifier: Apache-2.0
 *
 * The answer as JSON, schema toesim-why/1 (docs/why.md).
 */
#include <jansson.h>
#include <stdlib.h>

#include "sim/report/toe_out.h"
#include "sim/why/toe_why_report.h"

enum { VALUE_BYTES = 64 };

/* A member that there is no memory for is left out; the whole is looked at in the end. */
static void put(json_t *object, const char *key, json_t *value) { (void)json_object_set_new(object, key, value); }

static json_t *text_of(const char *text) {
  json_t *value = text == NULL ? json_null() : json_string(text);
  return value != NULL ? value : json_string("?");
}

static json_t *cycle_of(toe_cycle_t cycle) {
  return cycle == TOE_CYCLE_NEVER ? json_null() : json_integer((json_int_t)cycle);
}

static json_t *number_of(uint64_t number) { return json_integer((json_int_t)number); }

static json_t *part_of(const toe_trail_segment_t *segments, uint32_t count) {
  json_t *part = json_object(), *list = json_array(), *sum = json_array();
  toe_why_sum_t sums[TOE_TRAIL_REASONS];
  uint32_t used = toe_why_sum(segments, count, sums);
  for (uint32_t i = 0; i < used; ++i) {
    json_t *one = json_object();
    put(one, "why", text_of(sums[i].text));
    put(one, "cycles", number_of(sums[i].cycles));
    (void)json_array_append_new(sum, one);
  }
  for (uint32_t i = 0; i < count; ++i) {
    json_t *one = json_object();
    put(one, "from", number_of(segments[i].begin));
    put(one, "to", number_of(segments[i].end));
    put(one, "cycles", number_of(segments[i].end - segments[i].begin));
    put(one, "stage", text_of(toe_trail_stage_text(segments[i].stage)));
    put(one, "why", text_of(toe_trail_reason_text(segments[i].reason)));
    put(one, "behind", json_boolean(segments[i].is_behind));
    (void)json_array_append_new(list, one);
  }
  put(part, "cycles", number_of(count == 0 ? 0 : segments[count - 1].end - segments[0].begin));
  put(part, "sum", sum);
  put(part, "segments", list);
  return part;
}

static json_t *path_of(const toe_trail_path_t *path) {
  json_t *object = json_object();
  bool is_written = path->written != TOE_CYCLE_NEVER, is_completed = path->completed != TOE_CYCLE_NEVER;
  put(object, "decided", part_of(path->segments, path->decided_count));
  put(object, "written",
      is_written ? part_of(path->segments + path->decided_count, path->written_count - path->decided_count)
                 : json_null());
  put(object, "completed",
      is_completed ? part_of(path->segments + path->written_count, path->segment_count - path->written_count)
                   : json_null());
  return object;
}

static json_t *pool_of(const toe_why_case_t *one, const toe_trail_path_t *path) {
  json_t *object = json_object(), *list = json_array();
  const toe_trail_holder_t **holders = toe_why_holders(one, path);
  put(object, "pool", text_of(toe_pool_text(path->pool)));
  put(object, "used", number_of(path->pool_used));
  put(object, "limit", number_of(path->pool_limit));
  put(object, "needed", number_of(path->pool_needed));
  put(object, "since_cycle", cycle_of(one->level_since));
  for (uint32_t i = 0; holders != NULL && i < path->holder_count; ++i) {
    const toe_why_live_t *live = toe_why_live(one, holders[i]->handle);
    char value[VALUE_BYTES];
    toe_why_value(path, holders[i], value, sizeof value);
    json_t *holder = json_object();
    put(holder, "name", text_of(live != NULL ? live->name : NULL));
    put(holder, "request", text_of(live != NULL ? live->request : NULL));
    put(holder, "handle", number_of(holders[i]->handle));
    put(holder, "since_cycle", cycle_of(live != NULL ? live->since : TOE_CYCLE_NEVER));
    put(holder, "amount", number_of(holders[i]->amount));
    put(holder, "value", value[0] != '\0' ? text_of(value) : json_null());
    (void)json_array_append_new(list, holder);
  }
  free(holders);
  put(object, "holders", list);
  return object;
}

static json_t *answer_of(const toe_why_answer_t *answer) {
  json_t *object = json_object();
  put(object, "has_run", json_boolean(answer->has_run));
  put(object, "decided", json_boolean(answer->is_decided));
  put(object, "turned", json_boolean(toe_why_is_turned(answer)));
  put(object, "status", answer->is_decided ? text_of(toe_status_text(answer->status)) : json_null());
  put(object, "cause", answer->is_decided ? text_of(toe_cause_text(answer->cause)) : json_null());
  put(object, "decided_cycle", answer->is_decided ? cycle_of(answer->decided) : json_null());
  put(object, "written_cycle", answer->is_decided ? cycle_of(answer->written) : json_null());
  put(object, "completed_cycle", answer->is_decided ? cycle_of(answer->completed) : json_null());
  return object;
}

static json_t *changes_of(const toe_why_report_t *report) {
  json_t *list = json_array();
  for (uint32_t i = 0; i < report->change_count; ++i) {
    const toe_why_change_t *change = &report->changes[i];
    json_t *one = json_object();
    put(one, "key", text_of(toe_key_info(change->key)->name));
    put(one, "set", text_of(change->place));
    put(one, "from", text_of(change->from));
    put(one, "to", text_of(change->to));
    put(one, "turned", json_boolean(change->is_turned));
    put(one, "smallest", json_boolean(change->is_turned && change->is_smallest));
    put(one, "not_run", change->is_unknown ? text_of(change->unknown) : json_null());
    put(one, "not_with", change->has_neighbor ? text_of(change->neighbor) : json_null());
    put(one, "runs", number_of(change->runs));
    put(one, "model", answer_of(&change->answer));
    put(one, "rtl", change->has_rtl ? answer_of(&change->rtl) : json_null());
    (void)json_array_append_new(list, one);
  }
  return list;
}

static json_t *others_of(const toe_why_report_t *report) {
  json_t *list = json_array();
  for (uint32_t i = 0; i < report->found->case_count; ++i) {
    const toe_why_case_t *other = &report->found->cases[i];
    if (other == report->one) continue;
    json_t *one = json_object();
    put(one, "number", number_of(i + 1));
    put(one, "request", text_of(other->request));
    put(one, "place", text_of(other->place));
    put(one, "op", text_of(toe_op_kind_text(other->op)));
    put(one, "status", other->is_finished ? text_of(toe_status_text(other->status)) : json_null());
    put(one, "decided_cycle", cycle_of(other->decided));
    (void)json_array_append_new(list, one);
  }
  return list;
}

static json_t *make(const toe_why_report_t *report) {
  const toe_why_case_t *one = report->one;
  const toe_trail_path_t *path = toe_why_path(one);
  const toe_why_sibling_t *blocker = one->cause == TOE_CAUSE_NOT_ATTEMPTED ? toe_why_blocker(one) : NULL;
  const bool has_rtl = report->has_rtl && !toe_why_is_unknown(&report->rtl);
  json_t *root = json_object();
  put(root, "schema", text_of("toesim-why/1"));
  put(root, "trace", text_of(report->trace));
  put(root, "seed", number_of(report->seed));
  put(root, "object", text_of(report->object));
  put(root, "request", text_of(one->request));
  put(root, "number", number_of(report->found->chosen + 1));
  put(root, "place", text_of(one->place));
  put(root, "op", text_of(toe_op_kind_text(one->op)));
  put(root, "layer", text_of(toe_layer_text(one->layer)));
  put(root, "kind", text_of(toe_kind_text(one->kind)));
  put(root, "status", one->is_finished ? text_of(toe_status_text(one->status)) : json_null());
  put(root, "error", one->error != 0 ? text_of(toe_error_text(one->error)) : json_null());
  put(root, "run_ended", report->found->text[0] != '\0' ? text_of(report->found->text) : json_null());
  put(root, "cause", one->is_decided ? text_of(toe_cause_text(one->cause)) : json_null());
  put(root, "submitted_cycle", cycle_of(one->submitted));
  put(root, "fetched_cycle", cycle_of(one->fetched));
  put(root, "decided_cycle", cycle_of(one->decided));
  put(root, "written_cycle", cycle_of(one->written));
  put(root, "completed_cycle", cycle_of(one->completed));
  put(root, "path", path != NULL ? path_of(path) : json_null());
  put(root, "denial", path != NULL && path->pool != TOE_POOL_NONE ? pool_of(one, path) : json_null());
  put(root, "blocked_by", blocker != NULL ? text_of(blocker->name) : json_null());
  put(root, "changes", changes_of(report));
  put(root, "no_change", text_of(report->no_key));
  put(root, "rtl", report->has_rtl ? answer_of(&report->rtl) : json_null());
  put(root, "rtl_same", has_rtl ? json_boolean(toe_why_is_same(report)) : json_null());
  put(root, "others", others_of(report));
  return root;
}

toe_result_t toe_why_write(const toe_why_report_t *report, const char *path, toe_error_t *error_out) {
  toe_out_t *out = NULL;
  toe_result_t result = toe_out_open(path, &out, error_out);
  if (result != TOE_OK) return result;
  json_t *root = make(report);
  bool is_written =
      root != NULL && json_dumpf(root, toe_out_file(out), JSON_INDENT(1)) == 0 && fputc('\n', toe_out_file(out)) != EOF;
  json_decref(root);
  if (is_written) return toe_out_commit(out, error_out);
  toe_out_drop(out);
  toe_error_set(error_out, "%.300s: cannot be written", path);
  return TOE_E_IO;
}
