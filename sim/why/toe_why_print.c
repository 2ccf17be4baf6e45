/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report/toe_table.h"
#include "sim/why/toe_why_report.h"

enum { SHOWN_HOLDERS = 5, VALUE_BYTES = 64 };

static const char *name_of(const toe_why_case_t *one, uint32_t handle) {
  const toe_why_live_t *live = toe_why_live(one, handle);
  return live != NULL ? live->name : "?";
}

static void print_head(const toe_why_report_t *report, FILE *out) {
  const toe_why_case_t *one = report->one;
  char text[4][24];
  toe_table_put_text(report->object, out);
  fprintf(out, " (%s, %s) of request ", toe_layer_text(one->layer), toe_kind_text(one->kind));
  toe_table_put_text(one->request, out);
  fprintf(out, " (%s), %s: ", one->place, toe_op_kind_text(one->op));
  if (!one->is_decided) {
    fprintf(out, "the device has not decided it%s%s\n", one->error != 0 ? "; the request ended with " : "",
            one->error != 0 ? toe_error_text(one->error) : "");
    return;
  }
  fprintf(out, "%s\n", one->is_finished ? toe_status_text(one->status) : "not answered");
  if (one->cause != TOE_CAUSE_OK) fprintf(out, "  %s\n", toe_cause_text(one->cause));
  fprintf(out, "  submitted at cycle %s, decided %s, written %s, completed %s\n",
          toe_cycle_text(one->submitted, text[0]), toe_cycle_text(one->decided, text[1]),
          toe_cycle_text(one->written, text[2]), toe_cycle_text(one->completed, text[3]));
}

/* "412 cycles: 201 waiting for a tag, 137 host memory read, 74 lookup" */
static void print_sum(const toe_trail_segment_t *segments, uint32_t count, FILE *out) {
  toe_why_sum_t sums[TOE_TRAIL_REASONS];
  uint32_t used = toe_why_sum(segments, count, sums);
  uint64_t cycles = count == 0 ? 0 : segments[count - 1].end - segments[0].begin;
  fprintf(out, "%" PRIu64 " cycle%s", cycles, cycles == 1 ? "" : "s");
  for (uint32_t i = 0; i < used; ++i)
    fprintf(out, "%s%" PRIu64 " %s", i == 0 ? ": " : ", ", sums[i].cycles, sums[i].text);
  fputc('\n', out);
}

static void print_row(toe_table_t *table, toe_cycle_t begin, toe_cycle_t end, const char *stage) {
  toe_table_row(table, false);
  toe_table_cell(table, "%" PRIu64, begin);
  toe_table_cell(table, "%" PRIu64, end);
  toe_table_cell(table, "%" PRIu64, end - begin);
  toe_table_cell(table, "%s", stage);
}

/* What those before it did, as one row: how many segments of it from `i` on. */
static uint32_t print_others_row(toe_table_t *table, const toe_trail_segment_t *segments, uint32_t i, uint32_t count) {
  char text[512] = "";
  toe_why_sum_t sums[TOE_TRAIL_REASONS];
  uint32_t run = 0;
  bool is_mixed = false; /* as LOAD and COMMIT, which take turns */
  for (; i + run < count && segments[i + run].is_behind; ++run) {
    is_mixed = is_mixed || segments[i + run].stage != segments[i].stage;
  }
  const uint32_t used = toe_why_sum(segments + i, run, sums);
  for (uint32_t k = 0; k < used; ++k) {
    const size_t length = strlen(text);
    snprintf(text + length, sizeof text - length, "%s%" PRIu64 " %s", k == 0 ? "" : ", ", sums[k].cycles, sums[k].text);
  }
  const toe_trail_segment_t *last = &segments[i + run - 1];
  print_row(table, segments[i].begin, last->end, is_mixed ? "several" : toe_trail_stage_text(last->stage));
  toe_table_cell(table, "those before it: %s", text);
  return run;
}

static void print_segments(const toe_trail_segment_t *segments, uint32_t count, bool is_verbose, FILE *out) {
  toe_table_t *table = toe_table_new(">FROM|>TO|>CYCLES|STAGE|WHY");
  for (uint32_t i = 0; i < count;) {
    const toe_trail_segment_t *segment = &segments[i];
    if (segment->is_behind && !is_verbose) {
      i += print_others_row(table, segments, i, count);
      continue;
    }
    print_row(table, segment->begin, segment->end, toe_trail_stage_text(segment->stage));
    toe_table_cell(table, "%s%s", segment->is_behind ? "those before it: " : "",
                   toe_trail_reason_text(segment->reason));
    ++i;
  }
  toe_table_write(table, out, false);
  toe_table_free(table);
}

static void print_part(const char *title, const toe_trail_path_t *path, uint32_t begin, uint32_t end, bool is_verbose,
                       FILE *out) {
  fprintf(out, "\n%s ", title);
  print_sum(path->segments + begin, end - begin, out);
  print_segments(path->segments + begin, end - begin, is_verbose, out);
}

static void print_path(const toe_trail_path_t *path, bool is_verbose, FILE *out) {
  print_part("Decided after", path, 0, path->decided_count, is_verbose, out);
  if (path->written == TOE_CYCLE_NEVER) return;
  print_part("Written after another", path, path->decided_count, path->written_count, is_verbose, out);
  if (path->completed == TOE_CYCLE_NEVER) return;
  print_part("Completed after another", path, path->written_count, path->segment_count, is_verbose, out);
}

static void print_holders(const toe_why_case_t *one, const toe_trail_path_t *path, FILE *out) {
  const toe_trail_holder_t **holders = toe_why_holders(one, path);
  if (holders == NULL) return;
  fprintf(out, "  held by %u object%s, the longest first:\n", path->holder_count, path->holder_count == 1 ? "" : "s");
  for (uint32_t i = 0; i < path->holder_count && i < SHOWN_HOLDERS; ++i) {
    const toe_why_live_t *live = toe_why_live(one, holders[i]->handle);
    char value[VALUE_BYTES];
    toe_why_value(path, holders[i], value, sizeof value);
    fputs("    ", out);
    toe_table_put_text(name_of(one, holders[i]->handle), out);
    if (live != NULL) {
      fprintf(out, " since cycle %" PRIu64 " (%" PRIu64 " cycles)", live->since, one->decided - live->since);
    }
    if (value[0] != '\0') {
      fprintf(out, ", %s%s", value, holders[i]->amount == 0 ? ", shared" : "");
    } else if (path->pool == TOE_POOL_RCV_BUFFER || path->pool == TOE_POOL_BUFFERED_COPY) {
      fprintf(out, ", %u %s", holders[i]->amount, path->pool == TOE_POOL_RCV_BUFFER ? "pages" : "bytes");
    }
    fputc('\n', out);
  }
  if (path->holder_count > SHOWN_HOLDERS) {
    const toe_trail_holder_t *last = holders[path->holder_count - 1];
    fprintf(out, "    ... and %u more, the last ", path->holder_count - SHOWN_HOLDERS);
    toe_table_put_text(name_of(one, last->handle), out);
    const toe_why_live_t *live = toe_why_live(one, last->handle);
    if (live != NULL) fprintf(out, " since cycle %" PRIu64, live->since);
    fputc('\n', out);
  }
  free(holders);
}

static void print_pool(const toe_why_case_t *one, const toe_trail_path_t *path, FILE *out) {
  fprintf(out, "\nPool %s: %" PRIu64 " of %" PRIu64 " used, %" PRIu64 " needed\n", toe_pool_text(path->pool),
          path->pool_used, path->pool_limit, path->pool_needed);
  if (path->pool_used > 0) {
    fprintf(out, "  as full as this since cycle %" PRIu64 " (%" PRIu64 " cycles before)\n", one->level_since,
            one->decided - one->level_since);
  }
  print_holders(one, path, out);
}

static void print_rtl(const char *what, const toe_why_answer_t *answer, FILE *out) {
  char text[24];
  if (!answer->has_run) {
    fprintf(out, "%s: there was no run that came that far\n", what);
  } else if (!answer->is_decided) {
    fprintf(out, "%s: not decided\n", what);
  } else {
    fprintf(out, "%s: %s, decided at cycle %s\n", what, toe_status_text(answer->status),
            toe_cycle_text(answer->decided, text));
  }
}

/* cause  of the denial */
static void print_change(const toe_why_change_t *change, uint32_t cause, bool is_first, FILE *out) {
  const char *key = toe_key_info(change->key)->name;
  char text[24];
  if (change->is_unknown) {
    fprintf(out, "  %s: the run with %s did not happen, or did not come that far; it is not known %s\n", key,
            change->unknown, change->is_turned ? "whether less does too" : "what turns it");
  }
  if (!change->is_turned) {
    if (change->is_unknown) return;
    fprintf(out, "  %s does not turn it, up to %s (%u run%s)", key, change->to, change->runs,
            change->runs == 1 ? "" : "s");
    const bool is_other = change->answer.is_decided && change->answer.cause != cause;
    fprintf(out, "%s%s\n", is_other ? ": then " : "", is_other ? toe_cause_text(change->answer.cause) : "");
    return;
  }
  fprintf(out, "  %s%s %s -> %s%s%s: %s, decided at cycle %s", is_first ? "" : "or ", key, change->from, change->to,
          change->place != NULL ? " in the set of " : "", change->place != NULL ? change->place : "",
          toe_status_text(change->answer.status), toe_cycle_text(change->answer.decided, text));
  if (change->has_neighbor) fprintf(out, "; with %s it is denied", change->neighbor);
  fprintf(out, " (%u run%s of the model)\n", change->runs, change->runs == 1 ? "" : "s");
  if (!change->is_smallest && !change->is_unknown) {
    fputs("    too many values are in between to run them all: a smaller change may turn it, too\n", out);
  }
  if (change->has_rtl) {
    const char *what = toe_why_is_turned(&change->rtl) ? "the RTL confirms it" : "the RTL does NOT confirm it";
    fputs("    ", out);
    print_rtl(toe_why_is_unknown(&change->rtl) ? "not confirmed by the RTL" : what, &change->rtl, out);
  }
}

static void print_changes(const toe_why_report_t *report, FILE *out) {
  const char *title = "No change of one key turns it";
  bool is_turned = false, is_smallest = true, is_unknown = false;
  for (uint32_t i = 0; i < report->change_count; ++i) {
    const toe_why_change_t *change = &report->changes[i];
    is_turned = is_turned || change->is_turned;
    is_smallest = is_smallest && (!change->is_turned || change->is_smallest);
    is_unknown = is_unknown || change->is_unknown;
  }
  if (is_unknown) title = "What change of one key turns it is not known";
  if (is_turned) title = is_smallest ? "Smallest change of one key that turns it" : "A change of one key that turns it";
  if (report->no_key != NULL) {
    fprintf(out, "\nNo change of one key turns it: %s\n", report->no_key);
  } else {
    fprintf(out, "\n%s\n", title);
  }
  bool is_first = true;
  for (int pass = 0; pass < 2; ++pass) { /* those that turn it first */
    for (uint32_t i = 0; i < report->change_count; ++i) {
      if (report->changes[i].is_turned != (pass == 0)) continue;
      print_change(&report->changes[i], report->one->cause, is_first, out);
      is_first = false;
    }
  }
}

/* It is in, but not all that hangs from it; or it was not come to. */
static void print_others(const toe_why_report_t *report, FILE *out) {
  const toe_why_case_t *one = report->one;
  const toe_why_sibling_t *other = NULL;
  const char *what = NULL;
  if (one->cause == TOE_CAUSE_NOT_ATTEMPTED) {
    other = toe_why_blocker(one);
    what = "In its way was";
  } else if (one->cause == TOE_CAUSE_OK && one->op == TOE_OP_INITIATE && one->layer != TOE_LAYER_TCP) {
    for (uint32_t i = one->own + 1; i < one->sibling_count && one->siblings[i].layer > one->layer; ++i) {
      if (!one->siblings[i].has_decision || one->siblings[i].cause == TOE_CAUSE_OK) continue;
      other = &one->siblings[i];
      what = "It is in; the first below it that is not:";
      break;
    }
  }
  if (other == NULL) return;
  fprintf(out, "\n%s ", what);
  toe_table_put_text(other->name, out);
  fprintf(out, ": %s, %s\n", toe_status_text(other->status), toe_cause_text(other->cause));
}

static void print_further(const toe_why_report_t *report, FILE *out) {
  if (report->found->case_count < 2) return;
  fputs("\nDecided too (--request with the id, the place or the number shows another)\n", out);
  for (uint32_t i = 0; i < report->found->case_count; ++i) {
    const toe_why_case_t *other = &report->found->cases[i];
    if (other == report->one) continue;
    char text[24];
    fprintf(out, "  %u: ", (unsigned)(i + 1));
    toe_table_put_text(other->request, out);
    fprintf(out, " (%s), %s: %s, cycle %s\n", other->place, toe_op_kind_text(other->op),
            other->is_decided ? toe_status_text(other->status) : "not decided", toe_cycle_text(other->decided, text));
  }
}

void toe_why_print(const toe_why_report_t *report, FILE *out) {
  const toe_why_case_t *one = report->one;
  const toe_trail_path_t *path = toe_why_path(one);
  print_head(report, out);
  if (report->has_rtl) {
    const char *what = toe_why_is_same(report) ? "  the RTL says the same" : "  the RTL DIFFERS";
    print_rtl(toe_why_is_unknown(&report->rtl) ? "  not compared with the RTL" : what, &report->rtl, out);
  }
  if (path != NULL) print_path(path, report->is_verbose, out);
  if (path != NULL && path->pool != TOE_POOL_NONE) print_pool(one, path, out);
  print_others(report, out);
  if (toe_why_is_denied(one)) print_changes(report, out);
  print_further(report, out);
}
