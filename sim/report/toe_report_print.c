/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_print.c - the tables for a person.
 */
#include <string.h>

#include "sim/check/toe_pool_record.h"
#include "sim/report/toe_report_internal.h"
#include "sim/report/toe_table.h"

static void heading(FILE *out, bool has_colors, const char *text) {
  (void)fprintf(out, "\n%s%s%s\n", has_colors ? "\033[1m" : "", text, has_colors ? "\033[0m" : "");
}

/* A line that holds names of the trace. */
static void put_line(FILE *out, const char *begin, const char *text) {
  (void)fputs(begin, out);
  toe_table_put_text(text, out);
  (void)fputc('\n', out);
}

static const char *plural(uint64_t count) { return count == 1 ? "" : "s"; }

static void print_totals(const toe_report_t *report, FILE *out, bool has_colors) {
  if (report->objects == 0) return;
  heading(out, has_colors, "Objects by status");
  toe_table_t *table = toe_table_new("STATUS|>NEIGHBOR|>PATH|>TCP|>ALL");
  uint64_t sums[4] = {0};
  for (int place = 0; place < TOE_STATUS_PLACES; ++place) {
    uint64_t all = 0;
    for (int layer = 0; layer < 4; ++layer) all += report->statuses[layer][place];
    if (all == 0) continue;
    toe_table_row(table, place != TOE_STATUS_PLACE_SUCCESS);
    toe_table_cell(table, "%s", toe_report_status_name(place));
    for (int layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
      toe_table_cell(table, "%llu", (unsigned long long)report->statuses[layer][place]);
      sums[layer] += report->statuses[layer][place];
    }
    toe_table_cell(table, "%llu", (unsigned long long)all);
  }
  toe_table_row(table, false);
  toe_table_cell(table, "all answered");
  for (int layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
    toe_table_cell(table, "%llu", (unsigned long long)sums[layer]);
  }
  toe_table_cell(table, "%llu", (unsigned long long)(sums[1] + sums[2] + sums[3]));
  toe_table_write(table, out, has_colors);
  toe_table_free(table);
  if (report->unanswered > 0) {
    (void)fprintf(out, "  %llu object%s got no answer.\n", (unsigned long long)report->unanswered,
                  plural(report->unanswered));
  }
}

/* "1234 cycles" or "to the end (1234 cycles)". */
static void span_text(const toe_report_t *report, const toe_denial_t *denial, char *text_out, size_t bytes) {
  if (denial->episode == TOE_LEVELS_NO_EPISODE) {
    (void)snprintf(text_out, bytes, "was not empty");
    return;
  }
  bool is_open = false;
  toe_cycle_t end = toe_levels_episode_end(report->levels, denial->episode, &is_open);
  uint64_t cycles = end - denial->cycle;
  (void)snprintf(text_out, bytes, is_open ? "%llu cycles, to the end" : "%llu cycles", (unsigned long long)cycles);
}

/* How a pool that was not empty could deny. */
static const char *why_text(const toe_denial_t *denial) {
  if (denial->episode != TOE_LEVELS_NO_EPISODE) return "";
  return denial->pool == TOE_POOL_LOOKUP ? ", no slot for its key" : ", too few left for it";
}

/* A line a pool: when it ran out, whom it denied first, how many, for how long there was nothing. */
static void print_first_denials(const toe_report_t *report, FILE *out) {
  for (int i = 0; i < TOE_POOLS; ++i) {
    toe_pool_t pool = (toe_pool_t)i;
    const toe_denial_t *first = &report->first_denials[pool];
    const toe_level_t *level = toe_levels_pool(report->levels, pool);
    if (first->object == NULL) continue;
    (void)fprintf(out, "  %s: ", toe_pool_text(pool));
    if (level->first_empty == TOE_CYCLE_NEVER) {
      (void)fputs("never empty", out);
    } else {
      (void)fprintf(out, "ran out at cycle %llu (%llu ns)", (unsigned long long)level->first_empty,
                    (unsigned long long)toe_cycle_ns(level->first_empty, report->clock_mhz));
    }
    (void)fprintf(out, "; first denied ");
    toe_table_put_text(first->object, out);
    (void)fprintf(out,
                  " at cycle %llu (%llu ns), %llu of %llu %s in use%s; %llu denied; nothing free for %llu cycles in "
                  "all\n",
                  (unsigned long long)first->cycle, (unsigned long long)toe_cycle_ns(first->cycle, report->clock_mhz),
                  (unsigned long long)first->used, (unsigned long long)first->limit, toe_pool_unit_text(pool),
                  why_text(first), (unsigned long long)level->denied, (unsigned long long)level->empty_cycles);
  }
}

/* "between cycles 12 and 34"; the frames around them that were taken. */
static void print_losses(const toe_report_t *report, FILE *out) {
  const toe_frame_loss_t *all = &report->losses.all;
  if (all->frames == 0) return;
  char after[24], before[24];
  (void)fprintf(out, "  frame_memory: no room for %llu frame%s of the wire, ", (unsigned long long)all->frames,
                plural(all->frames));
  (void)fprintf(out, "the first behind the one that came at cycle %s, the last before the one at %s\n",
                toe_cycle_text(all->after, after), toe_cycle_text(all->before, before));
}

static void print_denials(const toe_report_t *report, FILE *out, bool has_colors) {
  char text[64];
  toe_table_t *table = toe_table_new("POOL|>USED/LIMIT|OBJECT|LAYER|>CYCLE|>NS|STATUS|STAYED EMPTY FOR|REQUEST");
  for (uint32_t i = 0; i < report->denial_count; ++i) {
    const toe_denial_t *denial = &report->denials[i];
    toe_table_row(table, false);
    toe_table_cell(table, "%s", toe_pool_text(denial->pool));
    toe_table_cell(table, "%llu/%llu", (unsigned long long)denial->used, (unsigned long long)denial->limit);
    toe_table_cell(table, "%s", denial->object);
    toe_table_cell(table, "%s", toe_layer_text(denial->layer));
    toe_table_cell(table, "%llu", (unsigned long long)denial->cycle);
    toe_table_cell(table, "%llu", (unsigned long long)toe_cycle_ns(denial->cycle, report->clock_mhz));
    toe_table_cell(table, "%s", denial->has_status ? toe_status_text(denial->status) : "waits");
    span_text(report, denial, text, sizeof text);
    toe_table_cell(table, "%s", text);
    toe_table_cell(table, "%s", denial->request);
  }
  if (report->denied + report->waited > report->denial_count) {
    uint64_t rest = report->denied + report->waited - report->denial_count;
    toe_table_note(table, "... and %llu more: --report FILE.json lists them under \"exhaustion\".",
                   (unsigned long long)rest);
  }
  (void)fputc('\n', out);
  toe_table_write(table, out, has_colors);
  toe_table_free(table);
}

static void print_exhaustion(const toe_report_t *report, FILE *out, bool has_colors, bool is_terse) {
  const uint64_t lost = report->losses.all.frames;
  if (report->denied == 0 && report->waited == 0 && lost == 0) {
    heading(out, has_colors, "Exhaustion: none, no object was denied for want of an entry");
    return;
  }
  char text[160];
  (void)snprintf(text, sizeof text, "Exhaustion: %llu object%s denied for want of an entry",
                 (unsigned long long)report->denied, plural(report->denied));
  if (report->waited > 0) {
    size_t length = strlen(text);
    (void)snprintf(text + length, sizeof text - length, ", %llu time%s received data had to wait",
                   (unsigned long long)report->waited, plural(report->waited));
  }
  if (lost > 0) {
    size_t length = strlen(text);
    (void)snprintf(text + length, sizeof text - length, ", %llu frame%s lost", (unsigned long long)lost, plural(lost));
  }
  heading(out, has_colors, text);
  print_first_denials(report, out);
  print_losses(report, out);
  if (!is_terse && report->denied + report->waited > 0) print_denials(report, out, has_colors);
}

static void limit_text(toe_pool_t pool, uint64_t limit, char *text_out, size_t bytes) {
  if (pool == TOE_POOL_HOST_MEMORY && limit == UINT32_MAX)
    (void)snprintf(text_out, bytes, "unlimited");
  else
    (void)snprintf(text_out, bytes, "%llu", (unsigned long long)limit);
}

static void add_pool(const toe_report_t *report, toe_pool_t pool, toe_table_t *table) {
  const toe_level_t *level = toe_levels_pool(report->levels, pool);
  char buffer[24], limit[24];
  limit_text(pool, level->limit, limit, sizeof limit);
  toe_table_row(table, level->denied > 0);
  toe_table_cell(table, "%s", toe_pool_text(pool));
  toe_table_cell(table, "%s", limit);
  toe_table_cell(table, "%llu", (unsigned long long)level->peak);
  toe_table_cell(table, "%llu", (unsigned long long)level->used);
  toe_table_cell(table, "%s", toe_pool_unit_text(pool));
  toe_table_cell(table, "%llu", (unsigned long long)level->denied);
  toe_table_cell(table, "%s", toe_cycle_text(level->first_denied, buffer));
  if (level->first_denied == TOE_CYCLE_NEVER)
    toe_table_cell(table, "-");
  else
    toe_table_cell(table, "%llu", (unsigned long long)toe_cycle_ns(level->first_denied, report->clock_mhz));
  toe_table_cell(table, "%llu", (unsigned long long)level->empty_cycles);
}

/* Pools of which something was used, or that denied; of the others, their names.  A pool with a limit of 0 that nobody
 * asked is not worth a line either. */
static void print_pools(const toe_report_t *report, FILE *out, bool has_colors) {
  char unused[256] = "";
  heading(out, has_colors, "Pools");
  toe_table_t *table =
      toe_table_new("POOL|>LIMIT|>PEAK|>AT END|UNIT|>DENIED|>FIRST DENIED AT CYCLE|>NS|>CYCLES WITH NOTHING FREE");
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    const toe_level_t *level = toe_levels_pool(report->levels, (toe_pool_t)pool);
    if (level->peak > 0 || level->denied > 0) {
      add_pool(report, (toe_pool_t)pool, table);
    } else {
      size_t length = strlen(unused);
      (void)snprintf(unused + length, sizeof unused - length, "%s%s", length > 0 ? ", " : "",
                     toe_pool_text((toe_pool_t)pool));
    }
  }
  if (unused[0] != '\0') toe_table_note(table, "not used: %s", unused);
  toe_table_write(table, out, has_colors);
  toe_table_free(table);
}

/* What the device told, the first of it. */
static void print_events(const toe_report_t *report, FILE *out, bool has_colors) {
  if (report->event_count == 0) return;
  heading(out, has_colors, "Events: what the device told the host");
  char buffer[24];
  uint64_t shown = report->event_count < TOE_REPORT_SHOWN_DENIALS ? report->event_count : TOE_REPORT_SHOWN_DENIALS;
  toe_table_t *table = toe_table_new(">CYCLE|>NS|EVENT|OBJECT|WHY|THE HOST");
  for (uint64_t i = 0; i < shown; ++i) {
    const toe_shown_event_t *event = &report->shown_events[i];
    toe_table_row(table, false);
    toe_table_cell(table, "%s", toe_cycle_text(event->cycle, buffer));
    if (event->cycle == TOE_CYCLE_NEVER)
      toe_table_cell(table, "-");
    else
      toe_table_cell(table, "%llu", (unsigned long long)toe_cycle_ns(event->cycle, report->clock_mhz));
    toe_table_cell(table, "%s", toe_event_text(event->code));
    toe_table_cell(table, "%s", event->object != NULL ? event->object : "-");
    const char *why = toe_report_event_info(event->code, event->info);
    toe_table_cell(table, "%s", why[0] != '\0' ? why : "-");
    toe_table_cell(table, "%s", !event->has_host ? "never heard" : event->is_followed ? "terminates" : "-");
  }
  if (report->event_count > shown) {
    toe_table_note(table, "... and %llu more: --report FILE.json lists them under \"events\".",
                   (unsigned long long)(report->event_count - shown));
  }
  toe_table_write(table, out, has_colors);
  toe_table_free(table);
}

static void print_failures(const toe_report_t *report, FILE *out, bool has_colors) {
  const toe_expect_t *expect = report->ended.expect;
  if (expect != NULL && toe_expect_failed(expect) > 0) {
    heading(out, has_colors, "Expectations not met");
    for (uint32_t i = 0; i < toe_expect_kept(expect) && i < TOE_REPORT_SHOWN_DENIALS; ++i) {
      char line[512];
      toe_expect_line(toe_expect_failure(expect, i), line, sizeof line);
      put_line(out, "  ", line);
    }
    if (toe_expect_failed(expect) > TOE_REPORT_SHOWN_DENIALS) {
      (void)fprintf(out, "  ... and %llu more\n",
                    (unsigned long long)(toe_expect_failed(expect) - TOE_REPORT_SHOWN_DENIALS));
    }
  }
  if (report->violation_count > 0) {
    heading(out, has_colors, "Rules broken");
    for (size_t i = 0; i < json_array_size(report->violations) && i < TOE_REPORT_SHOWN_DENIALS; ++i) {
      const json_t *entry = json_array_get(report->violations, i);
      char line[512];
      (void)snprintf(line, sizeof line, "%s: %s: %s", json_string_value(json_object_get(entry, "side")),
                     json_string_value(json_object_get(entry, "rule")),
                     json_string_value(json_object_get(entry, "text")));
      put_line(out, "  ", line);
    }
    if (report->violation_count > TOE_REPORT_SHOWN_DENIALS) {
      (void)fprintf(out, "  ... and %llu more\n",
                    (unsigned long long)(report->violation_count - TOE_REPORT_SHOWN_DENIALS));
    }
  }
  if (report->ended.compare != NULL && toe_compare_mismatch(report->ended.compare) != NULL) {
    (void)fputc('\n', out);
    toe_compare_write(report->ended.compare, out);
    if (report->reproduce != NULL) (void)fprintf(out, "  reproduce: %s\n", report->reproduce);
  }
}

/* "tandem: 1234 records compared, 0 mismatches; timing: exact 100.00 %, max 0 cycles" */
static void print_lockstep(const toe_report_t *report, FILE *out) {
  const toe_compare_t *compare = report->ended.compare;
  if (compare == NULL) return;
  toe_timing_t timing;
  toe_compare_timing(compare, &timing);
  uint64_t mismatches = toe_compare_mismatch(compare) != NULL ? 1 : 0, compared = toe_compare_count(compare);
  /* Hundredths of a percent, rounded down: 100.00 only if all are. */
  uint64_t exact = timing.total == 0 ? 10000 : timing.exact * 10000 / timing.total;
  (void)fprintf(out,
                "tandem: %llu record%s compared, %llu mismatch%s; timing: exact %llu.%02llu %%, max %llu cycle%s, mean "
                "%llu.%03llu, p99 %llu\n",
                (unsigned long long)compared, plural(compared), (unsigned long long)mismatches,
                mismatches == 1 ? "" : "es", (unsigned long long)(exact / 100), (unsigned long long)(exact % 100),
                (unsigned long long)timing.max_cycles, plural(timing.max_cycles),
                (unsigned long long)(timing.mean_millicycles / 1000),
                (unsigned long long)(timing.mean_millicycles % 1000), (unsigned long long)timing.p99_cycles);
}

static void print_gates(const toe_report_t *report, FILE *out) {
  for (size_t i = 0; i < json_array_size(report->gates); ++i) {
    const json_t *entry = json_array_get(report->gates, i);
    bool is_met = json_is_true(json_object_get(entry, "met"));
    put_line(out, is_met ? "gate met: " : "gate NOT MET: ",
             json_string_value(json_object_get(entry, is_met ? "gate" : "text")));
  }
}

static void print_summary(const toe_report_t *report, FILE *out) {
  const toe_expect_t *expect = report->ended.expect;
  uint64_t cycles = report->has_device[report->primary] ? report->device[report->primary].cycles : report->last_cycle;
  char freed[40] = "";
  if (report->freed > 0) (void)snprintf(freed, sizeof freed, ", %llu freed", (unsigned long long)report->freed);
  (void)fprintf(out,
                "%s: engine %s, seed %llu; %llu request%s, %llu completed; %llu object%s, %llu attempted, %llu "
                "offloaded%s; %llu cycles (%llu ns)\n",
                toe_report_basename(report->trace_path), toe_engine_text(report->engine),
                (unsigned long long)report->seed, (unsigned long long)report->requests, plural(report->requests),
                (unsigned long long)report->completed, (unsigned long long)report->objects, plural(report->objects),
                (unsigned long long)report->attempted, (unsigned long long)report->offloaded, freed,
                (unsigned long long)cycles, (unsigned long long)toe_cycle_ns(cycles, report->clock_mhz));
  print_lockstep(report, out);
  if (expect != NULL && toe_expect_checked(expect) > 0) {
    (void)fprintf(out, "expectations: %llu checked, %llu failed\n", (unsigned long long)toe_expect_checked(expect),
                  (unsigned long long)toe_expect_failed(expect));
  }
  print_gates(report, out);
}

void toe_report_print(const toe_report_t *report, FILE *out, bool has_colors, bool is_terse) {
  if (!is_terse && report->objects > 0) {
    heading(out, has_colors, "Objects");
    toe_console_write(report->console, out, has_colors);
    print_totals(report, out, has_colors);
  }
  if (!is_terse || report->denied + report->waited + report->losses.all.frames > 0)
    print_exhaustion(report, out, has_colors, is_terse);
  if (!is_terse) print_pools(report, out, has_colors);
  if (!is_terse) toe_report_print_deliveries(report, out, has_colors);
  if (!is_terse) print_events(report, out, has_colors);
  print_failures(report, out, has_colors);
  if (!is_terse) (void)fputc('\n', out);
  print_summary(report, out);
  const char *color = !has_colors ? "" : report->end == TOE_END_COMPLETE ? "\033[32m" : "\033[31m";
  (void)fprintf(out, "%sresult: %s%s", color, toe_end_text(report->end), report->end_text != NULL ? ": " : "");
  toe_table_put_text(report->end_text, out);
  (void)fprintf(out, " (exit %d)%s\n", report->exit_code, has_colors ? "\033[0m" : "");
}
