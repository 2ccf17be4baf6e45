/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_write.c - report.json put together, and gates judged over it.
 *
 * One member or element of a top-level value stands on a line of its own, so that line tools can work on it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report/toe_report_internal.h"

#define DUMP (JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))

toe_part_t *toe_report_requests(const toe_report_t *report) {
  switch (report->detail) {
    case TOE_DETAIL_OBJECTS:
      return report->objects_part;
    case TOE_DETAIL_REQUESTS:
      return report->requests_part;
    case TOE_DETAIL_AUTO:
      return report->objects_part != NULL ? report->objects_part : report->requests_part;
    case TOE_DETAIL_SUMMARY:
      break;
  }
  return NULL;
}

/* The lines of a part as a list; denials are made whole. */
static toe_result_t write_part(const toe_report_t *report, toe_part_t *part, bool is_denials, FILE *out) {
  if (part == NULL || toe_part_count(part) == 0) {
    (void)fputs("[]", out);
    return TOE_OK;
  }
  if (!toe_part_rewind(part)) return TOE_E_IO;
  const char *line;
  uint64_t written = 0;
  for (; (line = toe_part_next(part)) != NULL; ++written) {
    char *whole = is_denials ? toe_report_denial_line(report, line) : NULL;
    if (is_denials && whole == NULL) return TOE_E_MEMORY;
    (void)fputs(written == 0 ? "[\n" : ",\n", out);
    (void)fputs(is_denials ? whole : line, out);
    free(whole);
  }
  (void)fputs("\n]", out);
  return written == toe_part_count(part) ? TOE_OK : TOE_E_IO;
}

static void write_list(json_t *list, FILE *out) {
  (void)fputc('[', out);
  for (size_t i = 0; i < json_array_size(list); ++i) {
    (void)fputs(i == 0 ? "\n" : ",\n", out);
    (void)json_dumpf(json_array_get(list, i), out, DUMP);
  }
  (void)fputs(json_array_size(list) > 0 ? "\n]" : "]", out);
}

static void write_object(json_t *object, FILE *out) {
  const char *key;
  json_t *value;
  const char *separator = "{\n";
  if (json_object_size(object) == 0) (void)fputc('{', out);
  json_object_foreach(object, key, value) {
    (void)fprintf(out, "%s\"%s\": ", separator, key); /* our own keys: nothing to escape */
    (void)json_dumpf(value, out, DUMP);
    separator = ",\n";
  }
  (void)fputs(json_object_size(object) > 0 ? "\n}" : "}", out);
}

static toe_result_t write_pools(const toe_report_t *report, FILE *out) {
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    char *line = toe_report_pool_line(report, (toe_pool_t)pool);
    if (line == NULL) return TOE_E_MEMORY;
    (void)fprintf(out, "%s\n\"%s\": ", pool == 0 ? "{" : ",", toe_pool_text((toe_pool_t)pool));
    (void)fputs(line, out);
    free(line);
  }
  (void)fputs("\n}", out);
  return TOE_OK;
}

static toe_result_t write_all(const toe_report_t *report, json_t *root, FILE *out) {
  const char *key;
  json_t *value;
  const char *separator = "{\n";
  toe_result_t result = TOE_OK;
  json_object_foreach(root, key, value) {
    (void)fprintf(out, "%s\"%s\": ", separator, key);
    separator = ",\n";
    if (strcmp(key, "requests") == 0)
      result = write_part(report, toe_report_requests(report), false, out);
    else if (strcmp(key, "exhaustion") == 0)
      result = write_part(report, report->denials_part, true, out);
    else if (strcmp(key, "connections") == 0)
      result = write_part(report, report->connections_part, false, out);
    else if (strcmp(key, "frames") == 0)
      result = write_part(report, report->frames_part, false, out);
    else if (strcmp(key, "events") == 0)
      result = write_part(report, report->events_part, false, out);
    else if (strcmp(key, "pools") == 0)
      result = write_pools(report, out);
    else if (json_is_array(value))
      write_list(value, out);
    else if (json_is_object(value))
      write_object(value, out);
    else
      (void)json_dumpf(value, out, DUMP);
    if (result != TOE_OK) return result;
  }
  (void)fputs("\n}\n", out);
  return TOE_OK;
}

toe_result_t toe_report_write(toe_report_t *report, const char *path, toe_error_t *error_out) {
  json_t *root = toe_report_summary(report, false);
  if (root == NULL) return TOE_E_MEMORY;
  toe_out_t *out = NULL;
  toe_result_t result = toe_out_open(path, &out, error_out);
  if (result == TOE_OK) {
    result = write_all(report, root, toe_out_file(out));
    if (result == TOE_OK) {
      result = toe_out_commit(out, error_out);
    } else {
      toe_error_set(error_out, "%.300s: %s", path,
                    result == TOE_E_IO ? "the report's temporary file cannot be read (is the disk full?)"
                                       : toe_result_text(result));
      toe_out_drop(out);
    }
  }
  json_decref(root);
  return result;
}

toe_result_t toe_report_write_objects(toe_report_t *report, toe_error_t *error_out) {
  if (report->csv == NULL) return TOE_OK;
  toe_result_t result = toe_out_commit(report->csv, error_out);
  report->csv = NULL;
  return result;
}

/* Line number `index` of a part as JSON, a new reference; NULL: it has none. */
static json_t *load_line(const toe_report_t *report, toe_part_t *part, bool is_denials, unsigned long index) {
  const char *line = NULL;
  if (part == NULL || index >= toe_part_count(part) || !toe_part_rewind(part)) return NULL;
  for (unsigned long i = 0; i <= index; ++i) line = toe_part_next(part);
  if (line == NULL) return NULL;
  char *whole = is_denials ? toe_report_denial_line(report, line) : NULL;
  json_t *value = json_loads(is_denials ? (whole != NULL ? whole : "") : line, 0, NULL);
  free(whole);
  return value;
}

/* Judge a gate over a list that is not in memory: only its length, or one element, is looked at. */
static void check_part(const toe_report_t *report, const toe_gate_t *gate, const char *name, toe_part_t *part,
                       bool is_denials, toe_gate_outcome_t *outcome_out) {
  size_t length = strlen(name);
  char *end = NULL;
  const char *at = gate->path + length;
  json_t *element = NULL;
  if (at[0] == '[' && isdigit((unsigned char)at[1])) {
    unsigned long index = strtoul(at + 1, &end, 10);
    if (*end == ']') element = load_line(report, part, is_denials, index);
  }
  if (element == NULL) {
    json_t *count = json_integer((json_int_t)(part != NULL ? toe_part_count(part) : 0));
    json_t *root = json_pack("{s:{s:o}}", name, "length", count);
    toe_gate_check(gate, root, outcome_out);
    json_decref(root);
    return;
  }
  toe_gate_t rest = *gate;
  rest.path = end[1] == '.' ? end + 2 : end + 1;
  toe_gate_check(&rest, element, outcome_out);
  json_decref(element);
}

/* Whether a path begins with this name, as a whole. */
static bool begins_with(const char *path, const char *name) {
  size_t length = strlen(name);
  return strncmp(path, name, length) == 0 && (path[length] == '[' || path[length] == '.' || path[length] == '\0');
}

void toe_report_gate(toe_report_t *report, const toe_gate_t *gate, toe_gate_outcome_t *outcome_out) {
  if (begins_with(gate->path, "requests")) {
    check_part(report, gate, "requests", toe_report_requests(report), false, outcome_out);
  } else if (begins_with(gate->path, "exhaustion")) {
    check_part(report, gate, "exhaustion", report->denials_part, true, outcome_out);
  } else if (begins_with(gate->path, "connections")) {
    check_part(report, gate, "connections", report->connections_part, false, outcome_out);
  } else if (begins_with(gate->path, "frames")) {
    check_part(report, gate, "frames", report->frames_part, false, outcome_out);
  } else if (begins_with(gate->path, "events")) {
    check_part(report, gate, "events", report->events_part, false, outcome_out);
  } else {
    json_t *root = toe_report_summary(report, true);
    toe_gate_check(gate, root, outcome_out);
    json_decref(root);
  }
  json_t *entry = json_object();
  (void)json_object_set_new(entry, "gate", toe_report_text(gate->text));
  (void)json_object_set_new(entry, "met", json_boolean(outcome_out->is_met));
  (void)json_object_set_new(entry, "actual",
                            outcome_out->actual[0] != '\0' ? toe_report_text(outcome_out->actual) : json_null());
  (void)json_object_set_new(entry, "text", outcome_out->is_met ? json_null() : toe_report_text(outcome_out->text));
  (void)json_array_append_new(report->gates, entry);
}

static void add_gates(const toe_report_t *report, toe_junit_t *junit) {
  for (size_t i = 0; i < json_array_size(report->gates); ++i) {
    const json_t *entry = json_array_get(report->gates, i);
    bool is_met = json_is_true(json_object_get(entry, "met"));
    toe_junit_case(junit, "gate", json_string_value(json_object_get(entry, "gate")),
                   is_met ? TOE_CASE_PASSED : TOE_CASE_FAILED, json_string_value(json_object_get(entry, "text")), NULL);
  }
}

static void add_lockstep(const toe_report_t *report, toe_junit_t *junit) {
  if (report->ended.compare == NULL) return;
  char line[512], *text = NULL;
  size_t bytes = 0;
  toe_compare_line(report->ended.compare, line, sizeof line);
  FILE *stream = open_memstream(&text, &bytes);
  if (stream != NULL) {
    toe_compare_write(report->ended.compare, stream);
    if (report->reproduce != NULL) (void)fprintf(stream, "reproduce: %s\n", report->reproduce);
    (void)fclose(stream);
  }
  const bool is_idle = toe_compare_count(report->ended.compare) == 0;
  const toe_case_outcome_t outcome = line[0] != '\0' ? TOE_CASE_FAILED : is_idle ? TOE_CASE_SKIPPED : TOE_CASE_PASSED;
  toe_junit_case(junit, "lockstep", "model and rtl agree", outcome,
                 outcome == TOE_CASE_SKIPPED ? "nothing was compared" : line, text);
  free(text);
}

void toe_report_add_junit(const toe_report_t *report, toe_junit_t *junit) {
  bool is_broken_off =
      report->end == TOE_END_WATCHDOG || report->end == TOE_END_INTERRUPTED || report->end == TOE_END_BAD_INPUT;
  char message[640];
  (void)snprintf(message, sizeof message, "%s%s%.600s", toe_end_text(report->end), report->end_text != NULL ? ": " : "",
                 report->end_text != NULL ? report->end_text : "");
  toe_junit_case(junit, "run", "the run ends", is_broken_off ? TOE_CASE_ERROR : TOE_CASE_PASSED, message, NULL);
  add_lockstep(report, junit);
  bool is_judged = report->ended.compare != NULL && toe_compare_mismatch(report->ended.compare) != NULL;
  if (report->end == TOE_END_MISMATCH && !is_judged) {
    /* One engine against its own books (toe_conserve.h). */
    toe_junit_case(junit, "run", "rules are kept", TOE_CASE_FAILED, message, NULL);
  } else if (report->violation_count > 0) {
    const json_t *first = json_array_get(report->violations, 0);
    (void)snprintf(message, sizeof message, "%llu broken; the first: %.100s: %.400s",
                   (unsigned long long)report->violation_count, json_string_value(json_object_get(first, "rule")),
                   json_string_value(json_object_get(first, "text")));
    toe_junit_case(junit, "run", "rules are kept", TOE_CASE_FAILED, message, NULL);
  } else {
    toe_junit_case(junit, "run", "rules are kept", TOE_CASE_PASSED, NULL, NULL);
  }
  add_gates(report, junit);
}

void toe_report_expect_sink(void *junit, const toe_expect_failure_t *check, bool is_met, const char *text) {
  char name[256];
  (void)snprintf(name, sizeof name, "%.100s %.100s%s%s", check->request, check->object, check->what != NULL ? " " : "",
                 check->what != NULL ? check->what : "");
  toe_junit_case(junit, "expect", name, is_met ? TOE_CASE_PASSED : TOE_CASE_FAILED, text, NULL);
}
