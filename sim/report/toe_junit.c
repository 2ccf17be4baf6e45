/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_junit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report/toe_out.h"

typedef struct suite {
  char *name;
  long begin, end; /* of its cases in the spool */
  uint64_t tests, failures, errors, skipped;
} suite_t;

struct toe_junit {
  FILE *spool; /* the <testcase> elements */
  suite_t *suites;
  size_t count, capacity;
  bool is_broken; /* no memory for a suite */
};

toe_result_t toe_junit_new(toe_junit_t **junit_out, toe_error_t *error_out) {
  toe_junit_t *junit = calloc(1, sizeof *junit);
  if (junit == NULL) return TOE_E_MEMORY;
  junit->spool = tmpfile();
  if (junit->spool == NULL) {
    toe_error_set(error_out, "no temporary file: %s", strerror(errno));
    free(junit);
    return TOE_E_IO;
  }
  *junit_out = junit;
  return TOE_OK;
}

void toe_junit_free(toe_junit_t *junit) {
  if (junit == NULL) return;
  for (size_t i = 0; i < junit->count; ++i) free(junit->suites[i].name);
  free(junit->suites);
  (void)fclose(junit->spool);
  free(junit);
}

void toe_junit_suite(toe_junit_t *junit, const char *name) {
  if (junit->count == junit->capacity) {
    size_t capacity = junit->capacity ? junit->capacity * 2 : 8;
    suite_t *suites = realloc(junit->suites, capacity * sizeof *suites);
    if (suites == NULL) {
      junit->is_broken = true;
      return;
    }
    junit->suites = suites;
    junit->capacity = capacity;
  }
  long at = ftell(junit->spool);
  suite_t suite = {.name = strdup(name), .begin = at, .end = at};
  if (suite.name == NULL) {
    junit->is_broken = true;
    return;
  }
  junit->suites[junit->count++] = suite;
}

/* Length of the UTF-8 character at `text` that XML 1.0 allows, its code in *code_out; 0: it is not one. */
static size_t read_utf8(const unsigned char *text, uint32_t *code_out) {
  size_t length = text[0] < 0x80                      ? 1
                  : text[0] >= 0xC2 && text[0] < 0xE0 ? 2
                  : (text[0] & 0xF0) == 0xE0          ? 3
                  : text[0] >= 0xF0 && text[0] < 0xF5 ? 4
                                                      : 0;
  if (length == 0) return 0;
  uint32_t code = length == 1 ? text[0] : text[0] & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((text[i] & 0xC0) != 0x80) return 0; /* also the end of the text */
    code = code << 6 | (text[i] & 0x3F);
  }
  bool is_short = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  bool is_allowed = code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0xD800) ||
                    (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
  *code_out = code;
  return is_short || !is_allowed ? 0 : length;
}

/* Text as XML takes it; what XML does not allow becomes '?'.  Attributes keep their line ends only as references. */
static void put_escaped(FILE *out, const char *text, bool is_attribute) {
  const unsigned char *at = (const unsigned char *)text;
  while (*at != '\0') {
    uint32_t code = 0;
    size_t length = read_utf8(at, &code);
    if (length == 0)
      (void)fputc('?', out);
    else if (code == '&')
      (void)fputs("&amp;", out);
    else if (code == '<')
      (void)fputs("&lt;", out);
    else if (code == '>')
      (void)fputs("&gt;", out);
    else if (code == '"')
      (void)fputs("&quot;", out);
    else if (code < 0x20 && is_attribute)
      (void)fprintf(out, "&#%u;", code);
    else
      (void)fwrite(at, 1, length, out);
    at += length == 0 ? 1 : length;
  }
}

static void put_attribute(FILE *out, const char *text) { put_escaped(out, text, true); }

static void put_element(FILE *out, const char *element, const char *message, const char *detail) {
  (void)fprintf(out, "      <%s message=\"", element);
  put_attribute(out, message != NULL ? message : "");
  (void)fputs("\">", out);
  put_escaped(out, detail != NULL ? detail : message != NULL ? message : "", false);
  (void)fprintf(out, "</%s>\n", element);
}

void toe_junit_case(toe_junit_t *junit, const char *class_name, const char *name, toe_case_outcome_t outcome,
                    const char *message, const char *detail) {
  if (junit->count == 0) toe_junit_suite(junit, "toesim");
  if (junit->count == 0) return;
  suite_t *suite = &junit->suites[junit->count - 1];
  FILE *out = junit->spool;
  (void)fseek(out, suite->end, SEEK_SET);
  (void)fputs("    <testcase classname=\"", out);
  put_attribute(out, class_name);
  (void)fputs("\" name=\"", out);
  put_attribute(out, name);
  if (outcome == TOE_CASE_PASSED) {
    (void)fputs("\"/>\n", out);
  } else {
    (void)fputs("\">\n", out);
    put_element(out,
                outcome == TOE_CASE_FAILED  ? "failure"
                : outcome == TOE_CASE_ERROR ? "error"
                                            : "skipped",
                message, detail);
    (void)fputs("    </testcase>\n", out);
  }
  ++suite->tests;
  if (outcome == TOE_CASE_FAILED) ++suite->failures;
  if (outcome == TOE_CASE_ERROR) ++suite->errors;
  if (outcome == TOE_CASE_SKIPPED) ++suite->skipped;
  suite->end = ftell(out);
}

uint64_t toe_junit_cases(const toe_junit_t *junit) {
  uint64_t cases = 0;
  for (size_t i = 0; i < junit->count; ++i) cases += junit->suites[i].tests;
  return cases;
}

uint64_t toe_junit_failures(const toe_junit_t *junit) {
  uint64_t failures = 0;
  for (size_t i = 0; i < junit->count; ++i) failures += junit->suites[i].failures + junit->suites[i].errors;
  return failures;
}

static void put_counts(FILE *out, uint64_t tests, uint64_t failures, uint64_t errors, uint64_t skipped) {
  (void)fprintf(out, " tests=\"%llu\" failures=\"%llu\" errors=\"%llu\" skipped=\"%llu\">\n", (unsigned long long)tests,
                (unsigned long long)failures, (unsigned long long)errors, (unsigned long long)skipped);
}

/* Bytes [begin, end) of the spool. */
static bool copy_cases(FILE *spool, long begin, long end, FILE *out) {
  char buffer[4096];
  if (fseek(spool, begin, SEEK_SET) != 0) return false;
  while (begin < end) {
    size_t wanted = (size_t)(end - begin) < sizeof buffer ? (size_t)(end - begin) : sizeof buffer;
    if (fread(buffer, 1, wanted, spool) != wanted) return false;
    (void)fwrite(buffer, 1, wanted, out);
    begin += (long)wanted;
  }
  return true;
}

toe_result_t toe_junit_write(toe_junit_t *junit, const char *path, toe_error_t *error_out) {
  toe_out_t *out = NULL;
  if (junit->is_broken) return TOE_E_MEMORY;
  toe_result_t result = toe_out_open(path, &out, error_out);
  if (result != TOE_OK) return result;
  FILE *file = toe_out_file(out);
  suite_t all = {.name = NULL};
  for (size_t i = 0; i < junit->count; ++i) {
    all.tests += junit->suites[i].tests;
    all.failures += junit->suites[i].failures;
    all.errors += junit->suites[i].errors;
    all.skipped += junit->suites[i].skipped;
  }
  (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"toesim\"", file);
  put_counts(file, all.tests, all.failures, all.errors, all.skipped);
  bool is_read = fflush(junit->spool) == 0 && ferror(junit->spool) == 0;
  for (size_t i = 0; i < junit->count && is_read; ++i) {
    const suite_t *suite = &junit->suites[i];
    (void)fputs("  <testsuite name=\"", file);
    put_attribute(file, suite->name);
    (void)fputc('"', file);
    put_counts(file, suite->tests, suite->failures, suite->errors, suite->skipped);
    is_read = copy_cases(junit->spool, suite->begin, suite->end, file);
    (void)fputs("  </testsuite>\n", file);
  }
  (void)fputs("</testsuites>\n", file);
  if (junit->count > 0) (void)fseek(junit->spool, junit->suites[junit->count - 1].end, SEEK_SET);
  if (is_read) return toe_out_commit(out, error_out);
  toe_out_drop(out);
  toe_error_set(error_out, "%.300s: the temporary file of the cases cannot be read", path);
  return TOE_E_IO;
}
