/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_console.h"

#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/check/toe_pool_record.h"
#include "sim/report/toe_table.h"

/* An object as it will be shown. */
typedef struct shown {
  char *request, *name;
  uint8_t layer, kind, cause;
  bool has_answer, has_decision, is_unmet, is_freed;
  uint32_t status, expect_status, handle;
  uint64_t limit;
  toe_cycle_t decided;
} shown_t;

struct toe_console {
  toe_side_t primary;
  uint64_t clock_mhz;
  uint64_t objects, failed, failed_later; /* failed_later: behind the first TOE_CONSOLE_FIRST */
  shown_t all[TOE_CONSOLE_ALL];
  uint32_t all_count;
  shown_t later[TOE_CONSOLE_FAILED];
  uint32_t later_count;
};

toe_result_t toe_console_new(toe_side_t primary, uint64_t clock_mhz, toe_console_t **console_out) {
  toe_console_t *console = calloc(1, sizeof *console);
  if (console == NULL) return TOE_E_MEMORY;
  console->primary = primary;
  console->clock_mhz = clock_mhz;
  *console_out = console;
  return TOE_OK;
}

static void forget(shown_t *shown, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    free(shown[i].request);
    free(shown[i].name);
  }
}

void toe_console_free(toe_console_t *console) {
  if (console == NULL) return;
  forget(console->all, console->all_count);
  forget(console->later, console->later_count);
  free(console);
}

static toe_result_t keep(const toe_console_t *console, const toe_joined_request_t *request,
                         const toe_joined_object_t *object, bool is_unmet, shown_t *shown, uint32_t *count) {
  *shown = (shown_t){.request = strdup(request->id),
                     .name = strdup(object->name),
                     .layer = object->layer,
                     .kind = object->kind,
                     .cause = object->cause,
                     .has_answer = object->has_answer,
                     .has_decision = object->has_decision,
                     .is_unmet = is_unmet,
                     .status = object->status,
                     .expect_status = object->expect_status,
                     .is_freed = object->is_freed,
                     .handle = toe_joined_handle(object),
                     .limit = object->limit,
                     .decided = object->cycles[console->primary].decided};
  ++*count; /* also on failure: what was copied is freed with the rest */
  return shown->request != NULL && shown->name != NULL ? TOE_OK : TOE_E_MEMORY;
}

toe_result_t toe_console_add(toe_console_t *console, const toe_joined_request_t *request) {
  toe_result_t result = TOE_OK;
  for (uint32_t i = 0; i < request->object_count && result == TOE_OK; ++i) {
    const toe_joined_object_t *object = &request->objects[i];
    bool is_unmet = object->has_expect && (!object->has_answer || object->status != object->expect_status);
    bool is_failed = is_unmet || !object->has_answer || object->status != TOE_STATUS_SUCCESS;
    bool is_later = console->objects >= TOE_CONSOLE_FIRST;
    ++console->objects;
    console->failed += is_failed;
    console->failed_later += is_failed && is_later;
    if (console->all_count < TOE_CONSOLE_ALL) {
      result = keep(console, request, object, is_unmet, &console->all[console->all_count], &console->all_count);
    }
    if (result == TOE_OK && is_failed && is_later && console->later_count < TOE_CONSOLE_FAILED) {
      result = keep(console, request, object, is_unmet, &console->later[console->later_count], &console->later_count);
    }
  }
  return result;
}

static void add_row(const toe_console_t *console, const shown_t *shown, toe_table_t *table) {
  char buffer[24];
  toe_table_row(table, shown->is_unmet || !shown->has_answer || shown->status != TOE_STATUS_SUCCESS);
  toe_table_cell(table, "%s", shown->name);
  toe_table_cell(table, "%s", toe_layer_text(shown->layer));
  toe_table_cell(table, "%s", toe_kind_text(shown->kind));
  toe_table_cell(table, "%s", shown->has_answer ? toe_status_text(shown->status) : "no answer");
  if (shown->handle != 0)
    toe_table_cell(table, "0x%08x", (unsigned)shown->handle);
  else
    toe_table_cell(table, "-");
  toe_table_cell(table, "%s", toe_cycle_text(shown->decided, buffer));
  if (shown->decided == TOE_CYCLE_NEVER)
    toe_table_cell(table, "-");
  else
    toe_table_cell(table, "%llu", (unsigned long long)toe_cycle_ns(shown->decided, console->clock_mhz));
  toe_table_cell(table, "%s", shown->request);
  bool has_cause = shown->has_decision && shown->cause != TOE_CAUSE_OK;
  char limit[40] = "";
  if (has_cause && toe_cause_has_limit(shown->cause))
    (void)snprintf(limit, sizeof limit, " (limit %llu)", (unsigned long long)shown->limit);
  const char *why = has_cause ? toe_cause_text(shown->cause) : shown->is_freed ? "terminated" : "";
  toe_table_cell(table, "%s%s%s%s%s", why, limit, why[0] != '\0' && shown->is_unmet ? "; " : "",
                 shown->is_unmet ? "expected " : "", shown->is_unmet ? toe_status_text(shown->expect_status) : "");
}

/* What the table leaves out. */
static void note_cut(const toe_console_t *console, toe_table_t *table) {
  unsigned long long objects = console->objects, failed = console->failed, later = console->failed_later;
  if (later == 0) {
    toe_table_note(table,
                   "%llu objects, %llu of them not NDIS_STATUS_SUCCESS.  Shown: the first %d; all behind them are "
                   "NDIS_STATUS_SUCCESS.  --objects FILE.csv has all.",
                   objects, failed, TOE_CONSOLE_FIRST);
    return;
  }
  toe_table_note(
      table,
      "%llu objects, %llu of them not NDIS_STATUS_SUCCESS.  Shown: the first %d, and %u of the %llu further on "
      "that failed.  --objects FILE.csv has all.",
      objects, failed, TOE_CONSOLE_FIRST, (unsigned)console->later_count, later);
}

void toe_console_write(const toe_console_t *console, FILE *out, bool has_colors) {
  if (console->objects == 0) return;
  toe_table_t *table = toe_table_new("OBJECT|LAYER|KIND|STATUS|>HANDLE|>CYCLE|>NS|REQUEST|WHY");
  bool is_whole = console->objects <= TOE_CONSOLE_ALL;
  uint32_t first = is_whole ? console->all_count : TOE_CONSOLE_FIRST;
  for (uint32_t i = 0; i < first; ++i) add_row(console, &console->all[i], table);
  if (!is_whole) {
    toe_table_note(table, "...");
    for (uint32_t i = 0; i < console->later_count; ++i) add_row(console, &console->later[i], table);
    note_cut(console, table);
  }
  toe_table_write(table, out, has_colors);
  toe_table_free(table);
}
