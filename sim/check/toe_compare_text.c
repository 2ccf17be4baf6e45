/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_compare_text.c - a mismatch as a person reads it.
 */
#include <string.h>

#include "sim/check/toe_compare_internal.h"
#include "sim/check/toe_retire_field.h"

#define SHOWN 8 /* records of a side's history */

static void write_place(const toe_mismatch_t *mismatch, char *text_out, size_t bytes) {
  if (mismatch->has_object && !mismatch->is_whole) {
    (void)snprintf(text_out, bytes, "request %llu, object %llu, cycle %llu", (unsigned long long)mismatch->request_id,
                   (unsigned long long)mismatch->index, (unsigned long long)mismatch->cycle);
  } else if (mismatch->has_object) {
    (void)snprintf(text_out, bytes, "request %llu, cycle %llu", (unsigned long long)mismatch->request_id,
                   (unsigned long long)mismatch->cycle);
  } else if (mismatch->connection != 0) {
    (void)snprintf(text_out, bytes, "connection 0x%08llx, cycle %llu", (unsigned long long)mismatch->connection,
                   (unsigned long long)mismatch->cycle);
  } else {
    (void)snprintf(text_out, bytes, "cycle %llu", (unsigned long long)mismatch->cycle);
  }
}

void toe_compare_line(const toe_compare_t *compare, char *text_out, size_t bytes) {
  if (bytes > 0) text_out[0] = '\0';
  const toe_mismatch_t *m = toe_compare_mismatch(compare);
  if (m == NULL) return;
  char place[96];
  write_place(m, place, sizeof place);
  unsigned long long number = m->number;
  const char *kind = toe_retire_kind_text(m->kind);
  if (m->reason == TOE_MISMATCH_MISSING) {
    (void)snprintf(text_out, bytes, "%s %llu: only the %s has it (%s)", kind, number,
                   m->has_record[TOE_SIDE_MODEL] ? "model" : "rtl", place);
  } else if (strcmp(m->field, "data") == 0) {
    unsigned at = (unsigned)m->value[0];
    (void)snprintf(text_out, bytes, "%s %llu: data: byte %u: model 0x%02x, rtl 0x%02x (%s)", kind, number, at,
                   toe_retire_data(&m->record[TOE_SIDE_MODEL])[at], toe_retire_data(&m->record[TOE_SIDE_RTL])[at],
                   place);
  } else {
    char model[96], rtl[96];
    toe_retire_value_text(m->field, m->kind, m->value[TOE_SIDE_MODEL], model, sizeof model);
    toe_retire_value_text(m->field, m->kind, m->value[TOE_SIDE_RTL], rtl, sizeof rtl);
    if (m->reason == TOE_MISMATCH_TIME) {
      (void)snprintf(text_out, bytes, "%s %llu: %s: model %s, rtl %s, budget %llu (%s)", kind, number, m->field, model,
                     rtl, (unsigned long long)compare->budget_cycles, place);
    } else {
      (void)snprintf(text_out, bytes, "%s %llu: %s: model %s, rtl %s (%s)", kind, number, m->field, model, rtl, place);
    }
  }
}

static void write_row(FILE *out, bool differs, const char *name, const char *model, const char *rtl) {
  (void)fprintf(out, "  %c %-17s %-40s %s\n", differs ? '*' : ' ', name, model, rtl);
}

static void write_value_row(const toe_mismatch_t *m, FILE *out, const char *name, const uint64_t values[TOE_SIDES]) {
  char text[TOE_SIDES][96];
  for (int side = 0; side < TOE_SIDES; ++side) {
    if (m->has_record[side])
      toe_retire_value_text(name, m->kind, values[side], text[side], sizeof text[side]);
    else
      (void)snprintf(text[side], sizeof text[side], "-");
  }
  bool differs = m->has_record[0] && m->has_record[1] && values[0] != values[1];
  write_row(out, differs, name, text[TOE_SIDE_MODEL], text[TOE_SIDE_RTL]);
}

static void write_data(const toe_mismatch_t *m, FILE *out) {
  bool is_half = m->kind == TOE_RETIRE_RETURNED || m->kind == TOE_RETIRE_PLACED;
  int bytes = is_half ? 32 : 64; /* the rest of those is 0 */
  for (int at = 0; at < bytes; at += 16) {
    char name[32], text[TOE_SIDES][40];
    (void)snprintf(name, sizeof name, "data %2d..%2d", at, at + 15);
    for (int side = 0; side < TOE_SIDES; ++side) {
      (void)snprintf(text[side], sizeof text[side], "-");
      for (int i = 0; m->has_record[side] && i < 16; ++i) {
        (void)snprintf(text[side] + 2 * i, 3, "%02x", toe_retire_data(&m->record[side])[at + i]);
      }
    }
    write_row(out, strcmp(text[0], text[1]) != 0 && m->has_record[0] && m->has_record[1], name, text[0], text[1]);
  }
}

static void write_records(const toe_mismatch_t *m, FILE *out) {
  write_row(out, false, "", "model", "rtl");
  const uint64_t cycles[TOE_SIDES] = {m->record[0].cycle, m->record[1].cycle};
  write_value_row(m, out, "cycle", cycles);
  const toe_retire_field_t *fields;
  size_t count = toe_retire_fields(m->kind, &fields);
  for (size_t i = 0; i < count; ++i) {
    const uint64_t values[TOE_SIDES] = {toe_retire_value(&m->record[0], &fields[i]),
                                        toe_retire_value(&m->record[1], &fields[i])};
    write_value_row(m, out, fields[i].name, values);
  }
  if (toe_retire_data(&m->record[0]) != NULL || toe_retire_data(&m->record[1]) != NULL) write_data(m, out);
}

/* The last SHOWN records of the object; of the side as a whole where no object is known. */
static void write_history(const toe_compare_history_t *history, const toe_mismatch_t *m, FILE *out) {
  uint64_t held = history->count < history->capacity ? history->count : history->capacity;
  uint64_t shown[SHOWN];
  unsigned found = 0;
  for (uint64_t back = 1; back <= held && found < SHOWN; ++back) {
    const toe_compare_past_t *past = &history->items[(history->count - back) % history->capacity];
    bool is_ours = past->owner.is_known && past->owner.request_id == m->request_id &&
                   (past->owner.index == m->index || past->record.kind == TOE_RETIRE_COMPLETED);
    bool is_all = !m->has_object && m->connection == 0;
    is_ours = m->has_object ? is_ours : past->owner.connection == m->connection;
    if (is_all || is_ours) shown[found++] = history->count - back;
  }
  if (found == 0) (void)fprintf(out, "    none\n");
  while (found > 0) {
    (void)fputs("    ", out);
    toe_retire_write(&history->items[shown[--found] % history->capacity].record, out);
    (void)fputc('\n', out);
  }
}

void toe_compare_write(const toe_compare_t *compare, FILE *out) {
  const toe_mismatch_t *m = toe_compare_mismatch(compare);
  if (m == NULL) return;
  char line[512];
  toe_compare_line(compare, line, sizeof line);
  (void)fprintf(out, "tandem mismatch: %s\n", line);
  write_records(m, out);
  for (int side = 0; side < TOE_SIDES; ++side) {
    const char *whose = m->has_object ? "this object" : m->connection != 0 ? "this connection" : "all kinds";
    (void)fprintf(out, "  last records of %s, %s:\n", whose, toe_side_text((toe_side_t)side));
    write_history(&compare->history[side], m, out);
  }
}
