/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_gate.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A decimal number by its digits; compared without rounding. */
typedef struct decimal {
  bool is_negative;
  const char *whole, *fraction;
  size_t whole_count, fraction_count; /* without leading and trailing zeros */
} decimal_t;

static bool read_decimal(const char *text, decimal_t *decimal_out) {
  decimal_t decimal = {.is_negative = *text == '-'};
  if (decimal.is_negative) ++text;
  size_t digits = strspn(text, "0123456789");
  if (digits == 0) return false;
  decimal.whole = text;
  decimal.whole_count = digits;
  text += digits;
  decimal.fraction = text;
  if (*text == '.') {
    decimal.fraction = ++text;
    decimal.fraction_count = strspn(text, "0123456789");
    if (decimal.fraction_count == 0) return false;
    text += decimal.fraction_count;
  }
  if (*text != '\0') return false;
  while (decimal.whole_count > 0 && *decimal.whole == '0') {
    ++decimal.whole;
    --decimal.whole_count;
  }
  while (decimal.fraction_count > 0 && decimal.fraction[decimal.fraction_count - 1] == '0') --decimal.fraction_count;
  if (decimal.whole_count == 0 && decimal.fraction_count == 0) decimal.is_negative = false; /* -0 is 0 */
  *decimal_out = decimal;
  return true;
}

/* -1, 0, 1 */
static int compare_magnitudes(const decimal_t *a, const decimal_t *b) {
  if (a->whole_count != b->whole_count) return a->whole_count < b->whole_count ? -1 : 1;
  int order = memcmp(a->whole, b->whole, a->whole_count);
  if (order == 0) {
    size_t shared = a->fraction_count < b->fraction_count ? a->fraction_count : b->fraction_count;
    order = memcmp(a->fraction, b->fraction, shared);
    if (order == 0) order = (a->fraction_count > b->fraction_count) - (a->fraction_count < b->fraction_count);
  }
  return (order > 0) - (order < 0);
}

static int compare_decimals(const decimal_t *a, const decimal_t *b) {
  if (a->is_negative != b->is_negative) return a->is_negative ? -1 : 1;
  int order = compare_magnitudes(a, b);
  return a->is_negative ? -order : order;
}

/* A copy of [begin, end) without blanks at its ends. */
static char *copy_trimmed(const char *begin, const char *end) {
  while (begin < end && isspace((unsigned char)*begin)) ++begin;
  while (end > begin && isspace((unsigned char)end[-1])) --end;
  return strndup(begin, (size_t)(end - begin));
}

/* The operator at `at`; its length, 0: none. */
static size_t read_op(const char *at, toe_gate_op_t *op_out) {
  static const struct {
    const char *text;
    toe_gate_op_t op;
  } ops[] = {{"<=", TOE_GATE_LE}, {">=", TOE_GATE_GE}, {"==", TOE_GATE_EQ},
             {"!=", TOE_GATE_NE}, {"<", TOE_GATE_LT},  {">", TOE_GATE_GT}};
  for (size_t i = 0; i < sizeof ops / sizeof ops[0]; ++i) {
    size_t length = strlen(ops[i].text);
    if (strncmp(at, ops[i].text, length) != 0) continue;
    *op_out = ops[i].op;
    return length;
  }
  return 0;
}

static toe_result_t refuse(toe_gate_t *gate, const char *why, toe_error_t *error_out) {
  toe_error_set(error_out, "%s", why);
  toe_gate_free(gate);
  return TOE_E_FORMAT;
}

toe_result_t toe_gate_parse(const char *text, toe_gate_t **gate_out, toe_error_t *error_out) {
  toe_gate_t *gate = calloc(1, sizeof *gate);
  if (gate == NULL) return TOE_E_MEMORY;
  const char *at = text + strcspn(text, "<>=!");
  size_t length = read_op(at, &gate->op);
  if (length == 0) return refuse(gate, "expected path op value, op one of <= >= < > == !=", error_out);
  gate->text = strdup(text);
  gate->path = copy_trimmed(text, at);
  gate->value = copy_trimmed(at + length, text + strlen(text));
  if (gate->text == NULL || gate->path == NULL || gate->value == NULL) {
    toe_gate_free(gate);
    return TOE_E_MEMORY;
  }
  size_t bytes = strlen(gate->value);
  if (gate->path[0] == '\0') return refuse(gate, "no path before the operator", error_out);
  if (strpbrk(gate->path, " \t") != NULL) return refuse(gate, "a blank within the path", error_out);
  if (bytes == 0) return refuse(gate, "no value behind the operator", error_out);
  if (gate->value[0] == '"') {
    if (bytes < 2 || gate->value[bytes - 1] != '"') return refuse(gate, "a quote without its fellow", error_out);
    memmove(gate->value, gate->value + 1, bytes - 2);
    gate->value[bytes - 2] = '\0';
    gate->is_quoted = true;
  } else if (strpbrk(gate->value, "<>=!\"") != NULL) {
    return refuse(gate, "one operator only", error_out);
  }
  decimal_t ignored;
  bool is_number = !gate->is_quoted && read_decimal(gate->value, &ignored);
  if (!is_number && gate->op != TOE_GATE_EQ && gate->op != TOE_GATE_NE) {
    return refuse(gate, "only numbers have an order; use == or !=", error_out);
  }
  *gate_out = gate;
  return TOE_OK;
}

void toe_gate_free(toe_gate_t *gate) {
  if (gate == NULL) return;
  free(gate->text);
  free(gate->path);
  free(gate->value);
  free(gate);
}

/* The member of `object` that `path` begins with: the longest name, since names may have dots in them. */
static json_t *find_member(json_t *object, const char *path, size_t *length_out) {
  json_t *found = NULL;
  size_t longest = 0;
  const char *name;
  json_t *value;
  json_object_foreach(object, name, value) {
    size_t length = strlen(name);
    if (length <= longest || strncmp(path, name, length) != 0) continue;
    if (path[length] != '\0' && path[length] != '.' && path[length] != '[') continue;
    longest = length;
    found = value;
  }
  *length_out = longest;
  return found;
}

/* One step along the path from *at_io; false: it leads nowhere. */
static bool step(json_t **value_io, const char **at_io, json_t **owned_out) {
  json_t *value = *value_io;
  const char *at = *at_io;
  size_t length = 0;
  if (*at == '[') {
    char *end = NULL;
    if (!isdigit((unsigned char)at[1])) return false;
    unsigned long index = strtoul(at + 1, &end, 10);
    if (*end != ']' || !json_is_array(value)) return false;
    *value_io = json_array_get(value, index);
    *at_io = end + 1;
    return *value_io != NULL;
  }
  json_t *member = json_is_object(value) ? find_member(value, at, &length) : NULL;
  if (member != NULL) {
    *value_io = member;
    *at_io = at + length;
    return true;
  }
  if (strcmp(at, "length") != 0 || !(json_is_array(value) || json_is_object(value))) return false;
  *owned_out = json_integer((json_int_t)(json_is_array(value) ? json_array_size(value) : json_object_size(value)));
  *value_io = *owned_out;
  *at_io = at + 6;
  return *value_io != NULL;
}

/* The value at `path`; NULL: none, *stop_out is where the path went wrong.  *owned_out: to be given back, or NULL. */
static json_t *find(json_t *root, const char *path, const char **stop_out, json_t **owned_out) {
  json_t *value = root;
  const char *at = path;
  *owned_out = NULL;
  while (*at != '\0') {
    *stop_out = at;
    if (!step(&value, &at, owned_out)) return NULL;
    if (*at == '.' && at[1] != '\0' && at[1] != '[')
      ++at;
    else if (*at != '\0' && *at != '[')
      return NULL;
  }
  return value;
}

static void write_actual(const json_t *value, char *text_out, size_t bytes) {
  switch (json_typeof(value)) {
    case JSON_INTEGER:
      (void)snprintf(text_out, bytes, "%lld", (long long)json_integer_value(value));
      break;
    case JSON_REAL: /* thousandths, docs/report.md */
      (void)snprintf(text_out, bytes, "%.3f", json_real_value(value));
      break;
    case JSON_STRING:
      (void)snprintf(text_out, bytes, "%s", json_string_value(value));
      break;
    case JSON_TRUE:
    case JSON_FALSE:
      (void)snprintf(text_out, bytes, "%s", json_is_true(value) ? "true" : "false");
      break;
    case JSON_NULL:
      (void)snprintf(text_out, bytes, "null");
      break;
    case JSON_OBJECT:
    case JSON_ARRAY:
      (void)snprintf(text_out, bytes, "%s", json_is_array(value) ? "a list" : "an object");
      break;
  }
}

static bool holds(toe_gate_op_t op, int order) {
  switch (op) {
    case TOE_GATE_LE:
      return order <= 0;
    case TOE_GATE_GE:
      return order >= 0;
    case TOE_GATE_LT:
      return order < 0;
    case TOE_GATE_GT:
      return order > 0;
    case TOE_GATE_EQ:
      return order == 0;
    case TOE_GATE_NE:
      return order != 0;
  }
  return false;
}

static void judge(const toe_gate_t *gate, const json_t *value, toe_gate_outcome_t *outcome_out) {
  char *actual = outcome_out->actual;
  write_actual(value, actual, sizeof outcome_out->actual);
  decimal_t a, b;
  bool is_ordered = gate->op != TOE_GATE_EQ && gate->op != TOE_GATE_NE;
  if (json_is_object(value) || json_is_array(value)) {
    (void)snprintf(outcome_out->text, sizeof outcome_out->text, "%s: there is %s there, not a value", gate->text,
                   actual);
    return;
  }
  if (json_is_number(value) && !gate->is_quoted && read_decimal(actual, &a) && read_decimal(gate->value, &b)) {
    outcome_out->is_met = holds(gate->op, compare_decimals(&a, &b));
  } else if (is_ordered) {
    (void)snprintf(outcome_out->text, sizeof outcome_out->text, "%s: it is %s, not a number", gate->text, actual);
    return;
  } else {
    const char *text = json_is_string(value) ? json_string_value(value) : actual;
    /* "null" in quotes is a word, null without them is nothing */
    bool is_equal = strcmp(text, gate->value) == 0 && !(gate->is_quoted && !json_is_string(value));
    outcome_out->is_met = is_equal == (gate->op == TOE_GATE_EQ);
  }
  if (!outcome_out->is_met) {
    (void)snprintf(outcome_out->text, sizeof outcome_out->text, "%s: it is %s", gate->text, actual);
  }
}

void toe_gate_check(const toe_gate_t *gate, const struct json_t *root, toe_gate_outcome_t *outcome_out) {
  *outcome_out = (toe_gate_outcome_t){.is_met = false};
  const char *stop = gate->path;
  json_t *owned;
  /* jansson's lookups take no const; nothing is changed. */
  json_t *value = find((json_t *)root, gate->path, &stop, &owned);
  if (value == NULL) {
    int length = (int)(stop - gate->path);
    while (length > 0 && gate->path[length - 1] == '.') --length;
    (void)snprintf(outcome_out->text, sizeof outcome_out->text,
                   "%.200s: no such path in the report: nothing called %.100s %s%.*s", gate->text, stop,
                   length > 0 ? "in " : "at its top", length, gate->path);
    return;
  }
  judge(gate, value, outcome_out);
  json_decref(owned);
}
