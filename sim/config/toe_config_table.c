/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_config_table.c - a configuration as JSON, and as the table of `toesim config`.
 */
#include <string.h>

#include "sim/config/toe_config_internal.h"

#define UNLIMITED 4294967295u

enum { SHOWN = 40 }; /* characters of a value; the echo of a report has it whole */

void toe_config_write_json(const toe_config_t *config, FILE *out) {
  (void)fputc('{', out);
  for (int key = 0; key < TOE_KEYS; ++key) {
    bool is_number = toe_key_info((toe_key_t)key)->type == TOE_KEY_IS_INT;
    /* Values are numbers, words of config.def or texts that their readers took: nothing in them needs escaping. */
    (void)fprintf(out, "%s\"%s\":%s%s%s", key ? "," : "", toe_key_info((toe_key_t)key)->name, is_number ? "" : "\"",
                  config->entries[key].text, is_number ? "" : "\"");
  }
  (void)fputc('}', out);
}

static void number_text(uint64_t value, const toe_key_info_t *info, char *text_out, size_t bytes) {
  if (value == UNLIMITED && info->max == UNLIMITED) {
    (void)snprintf(text_out, bytes, "unlimited");
  } else {
    (void)snprintf(text_out, bytes, "%llu", (unsigned long long)value);
  }
}

typedef enum column { KEY, VALUE, UNIT, RANGE, DEFAULT_VALUE, FIXED, SET_BY, SOURCE, COLUMNS } column_t;

typedef struct cell {
  char text[96];
} cell_t;

static void fill_row(const toe_config_t *config, toe_key_t key, cell_t row[COLUMNS]) {
  const toe_key_info_t *info = toe_key_info(key);
  const toe_config_entry_t *entry = &config->entries[key];
  (void)snprintf(row[KEY].text, sizeof row[KEY].text, "%s", info->name);
  const bool is_long = strlen(entry->text) > SHOWN;
  (void)snprintf(row[VALUE].text, sizeof row[VALUE].text, "%.*s%s", SHOWN, entry->text, is_long ? "..." : "");
  (void)snprintf(row[UNIT].text, sizeof row[UNIT].text, "%s", info->unit[0] ? info->unit : "-");
  (void)snprintf(row[FIXED].text, sizeof row[FIXED].text, "%s", info->is_built ? "yes" : "no");
  (void)snprintf(row[SET_BY].text, sizeof row[SET_BY].text, "%s", entry->origin);
  (void)snprintf(row[SOURCE].text, sizeof row[SOURCE].text, "%s", info->source);
  if (info->type == TOE_KEY_IS_INT) {
    char max[24];
    number_text(info->max, info, max, sizeof max);
    number_text(entry->value, info, row[VALUE].text, sizeof row[VALUE].text);
    number_text(info->value, info, row[DEFAULT_VALUE].text, sizeof row[DEFAULT_VALUE].text);
    if (info->min == info->max) {
      (void)snprintf(row[RANGE].text, sizeof row[RANGE].text, "%s", max);
    } else {
      (void)snprintf(row[RANGE].text, sizeof row[RANGE].text, "%llu..%s", (unsigned long long)info->min, max);
    }
  } else if (info->type == TOE_KEY_IS_ENUM) {
    (void)snprintf(row[RANGE].text, sizeof row[RANGE].text, "%s", info->words);
    (void)toe_key_word(info->words, info->value, row[DEFAULT_VALUE].text, sizeof row[DEFAULT_VALUE].text);
  } else {
    (void)snprintf(row[RANGE].text, sizeof row[RANGE].text, "see docs/config.md");
    (void)snprintf(row[DEFAULT_VALUE].text, sizeof row[DEFAULT_VALUE].text, "%s", info->words);
  }
}

static void print_row(const cell_t row[COLUMNS], const int widths[COLUMNS], FILE *out) {
  for (int column = 0; column < COLUMNS; ++column) {
    bool is_last = column == COLUMNS - 1;
    (void)fprintf(out, "%-*s%s", is_last ? 0 : widths[column], row[column].text, is_last ? "\n" : "  ");
  }
}

void toe_config_write_table(const toe_config_t *config, FILE *out) {
  static const cell_t head[COLUMNS] = {{"KEY"},     {"VALUE"}, {"UNIT"},   {"RANGE"},
                                       {"DEFAULT"}, {"FIXED"}, {"SET BY"}, {"SOURCE OF THE DEFAULT"}};
  int widths[COLUMNS] = {0};
  for (int key = -1; key < TOE_KEYS; ++key) {
    cell_t row[COLUMNS];
    if (key < 0)
      memcpy(row, head, sizeof row);
    else
      fill_row(config, (toe_key_t)key, row);
    for (int column = 0; column < COLUMNS; ++column) {
      int length = (int)strlen(row[column].text);
      if (length > widths[column]) widths[column] = length;
    }
  }
  print_row(head, widths, out);
  for (int key = 0; key < TOE_KEYS; ++key) {
    cell_t row[COLUMNS];
    fill_row(config, (toe_key_t)key, row);
    print_row(row, widths, out);
  }
  (void)fputs("\nours: chosen for this device.  lead: believed, but not checked again.  A-..: docs/chimney.md.\n", out);
}
