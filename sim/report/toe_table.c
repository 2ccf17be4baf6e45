/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct row {
  char *cells[TOE_TABLE_COLUMNS];
  unsigned count;
  bool is_marked, is_note;
} row_t;

struct toe_table {
  unsigned columns;
  bool is_right[TOE_TABLE_COLUMNS];
  row_t *rows; /* the first is the head */
  size_t count, capacity;
};

static row_t *add_row(toe_table_t *table) {
  if (table->count == table->capacity) {
    size_t capacity = table->capacity ? table->capacity * 2 : 16;
    row_t *rows = realloc(table->rows, capacity * sizeof *rows);
    if (rows == NULL) return NULL;
    table->rows = rows;
    table->capacity = capacity;
  }
  row_t *row = &table->rows[table->count++];
  memset(row, 0, sizeof *row);
  return row;
}

toe_table_t *toe_table_new(const char *heads) {
  toe_table_t *table = calloc(1, sizeof *table);
  row_t *head = table != NULL ? add_row(table) : NULL;
  if (head == NULL) {
    toe_table_free(table);
    return NULL;
  }
  while (heads != NULL && table->columns < TOE_TABLE_COLUMNS) {
    size_t length = strcspn(heads, "|");
    table->is_right[table->columns] = *heads == '>';
    unsigned skip = *heads == '>' ? 1 : 0;
    head->cells[table->columns++] = strndup(heads + skip, length - skip);
    heads = heads[length] == '|' ? heads + length + 1 : NULL;
  }
  head->count = table->columns;
  return table;
}

void toe_table_free(toe_table_t *table) {
  if (table == NULL) return;
  for (size_t i = 0; i < table->count; ++i) {
    for (unsigned c = 0; c < TOE_TABLE_COLUMNS; ++c) free(table->rows[i].cells[c]);
  }
  free(table->rows);
  free(table);
}

void toe_table_row(toe_table_t *table, bool is_marked) {
  row_t *row = table != NULL ? add_row(table) : NULL;
  if (row != NULL) row->is_marked = is_marked;
}

static char *format_text(const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  char *text = length < 0 ? NULL : malloc((size_t)length + 1);
  if (text != NULL) (void)vsnprintf(text, (size_t)length + 1, format, args);
  return text;
}

void toe_table_cell(toe_table_t *table, const char *format, ...) {
  if (table == NULL) return;
  row_t *row = &table->rows[table->count - 1];
  if (row->count >= table->columns) return;
  va_list args;
  va_start(args, format);
  row->cells[row->count++] = format_text(format, args);
  va_end(args);
}

void toe_table_note(toe_table_t *table, const char *format, ...) {
  row_t *row = table != NULL ? add_row(table) : NULL;
  if (row == NULL) return;
  row->is_note = true;
  va_list args;
  va_start(args, format);
  row->cells[row->count++] = format_text(format, args);
  va_end(args);
}

/* Characters of UTF-8 text. */
static int width_of(const char *text) {
  int width = 0;
  for (; text != NULL && *text != '\0'; ++text) width += ((unsigned char)*text & 0xC0) != 0x80;
  return width;
}

void toe_table_put_text(const char *text, FILE *out) {
  for (; text != NULL && *text != '\0'; ++text) {
    (void)fputc((unsigned char)*text < 0x20 || *text == 0x7F ? '?' : *text, out);
  }
}

static void put_spaces(FILE *out, int count) {
  if (count > 0) (void)fprintf(out, "%*s", count, "");
}

static void write_row(const toe_table_t *table, const row_t *row, const int widths[], FILE *out) {
  int owed = 2; /* blanks before the next text: none are left at the end of a line */
  for (unsigned c = 0; c < row->count; ++c) {
    int fill = row->is_note ? 0 : widths[c] - width_of(row->cells[c]);
    bool is_empty = row->cells[c] == NULL || row->cells[c][0] == '\0';
    if (table->is_right[c] && !row->is_note) {
      owed += fill;
      fill = 0;
    }
    if (!is_empty) {
      put_spaces(out, owed);
      toe_table_put_text(row->cells[c], out);
      owed = 0;
    }
    owed += fill + 2;
  }
}

void toe_table_write(const toe_table_t *table, FILE *out, bool has_colors) {
  if (table == NULL) return;
  int widths[TOE_TABLE_COLUMNS] = {0};
  for (size_t i = 0; i < table->count; ++i) {
    for (unsigned c = 0; c < table->rows[i].count && !table->rows[i].is_note; ++c) {
      int width = width_of(table->rows[i].cells[c]);
      if (width > widths[c]) widths[c] = width;
    }
  }
  for (size_t i = 0; i < table->count; ++i) {
    const char *color = !has_colors ? NULL : i == 0 ? "\033[1m" : table->rows[i].is_marked ? "\033[31m" : NULL;
    if (color != NULL) (void)fputs(color, out);
    write_row(table, &table->rows[i], widths, out);
    (void)fputs(color != NULL ? "\033[0m\n" : "\n", out);
  }
}

const char *toe_cycle_text(toe_cycle_t cycle, char buffer[24]) {
  if (cycle == TOE_CYCLE_NEVER)
    (void)snprintf(buffer, 24, "-");
  else
    (void)snprintf(buffer, 24, "%llu", (unsigned long long)cycle);
  return buffer;
}

uint64_t toe_cycle_ns(toe_cycle_t cycle, uint64_t clock_mhz) {
  return cycle / clock_mhz * 1000 + cycle % clock_mhz * 1000 / clock_mhz;
}
