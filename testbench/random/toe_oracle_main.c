/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_oracle_main.c - a scenario with the oracle's expectations.
 *
 *   toe_oracle [--check] [--set key=value]... SCENARIO.jsonl >WITH_EXPECTATIONS.jsonl
 *
 * SCENARIO may be "-", standard input.  The same lines come out, each initiate with an "expect" for every block, each
 * terminate for every object it is about (an "expect" it had is replaced).  --check writes no
 * scenario: it compares the expectations that are there with the oracle's.
 *
 * Exit 0: done; 1: --check found a difference; 2: usage or a key; 3: a line the oracle cannot follow, or no file.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "testbench/random/toe_oracle.h"

static int usage(void) {
  fprintf(stderr, "usage: toe_oracle [--check] [--set key=value]... SCENARIO.jsonl\n");
  return 2;
}

static bool set(toe_oracle_t *oracle, const char *assignment) {
  char key[64], error[TOE_ORACLE_ERROR_BYTES] = "not key=value";
  const char *sign = strchr(assignment, '=');
  bool is_good = sign != NULL && (size_t)(sign - assignment) < sizeof key;
  if (is_good) {
    snprintf(key, sizeof key, "%.*s", (int)(sign - assignment), assignment);
    is_good = toe_oracle_configure(oracle, key, sign + 1, error);
  }
  if (!is_good) fprintf(stderr, "toe_oracle: --set %s: %s\n", assignment, error);
  return is_good;
}

/* How many expectations of a line differ from those of its answer; each is told.  One that the answer does not name is
 * of a block or object the oracle has none for. */
static size_t compare(const char *path, const toe_oracle_answer_t *answer) {
  json_t *was = json_loads(answer->line, 0, NULL), *is = json_loads(answer->text, 0, NULL), *status;
  json_t *oracle = json_object_get(is, "expect");
  const char *name;
  size_t differences = 0;
  json_object_foreach(json_object_get(was, "expect"), name, status) {
    const char *expected = json_string_value(status), *said = json_string_value(json_object_get(oracle, name));
    if (said == NULL || expected == NULL || strcmp(expected, said) == 0) continue;
    printf("%s:%zu: %s: expected %s, the oracle says %s\n", path, answer->number, name, expected, said);
    ++differences;
  }
  json_decref(was);
  json_decref(is);
  return differences;
}

/* What has its answer so far; returns the differences told. */
static size_t give_answers(toe_oracle_t *oracle, const char *path, bool is_check) {
  toe_oracle_answer_t answer;
  size_t differences = 0;
  while (toe_oracle_next(oracle, &answer)) {
    if (is_check) {
      differences += compare(path, &answer);
    } else {
      puts(answer.text);
    }
    toe_oracle_answer_end(&answer);
  }
  return differences;
}

/* Exit code. */
static int answer_file(toe_oracle_t *oracle, FILE *file, const char *path, bool is_check) {
  char *line = NULL, error[TOE_ORACLE_ERROR_BYTES];
  size_t room = 0, number = 0, differences = 0;
  int code = 0;
  for (ssize_t length; code == 0 && (length = getline(&line, &room, file)) >= 0;) {
    ++number;
    if (length > 0 && line[length - 1] == '\n') line[length - 1] = '\0';
    if (!toe_oracle_line(oracle, line, error)) {
      fprintf(stderr, "%s:%zu: %s\n", path, number, error);
      code = 3;
    }
    differences += give_answers(oracle, path, is_check);
  }
  free(line);
  if (code == 0 && !toe_oracle_end(oracle, error)) {
    fprintf(stderr, "%s: %s\n", path, error);
    code = 3;
  }
  if (code == 0 && (ferror(file) != 0 || fflush(stdout) != 0)) {
    fprintf(stderr, "%s: cannot be read, or its answer not written\n", path);
    code = 3;
  }
  return code == 0 && differences > 0 ? 1 : code;
}

int main(int argc, char **argv) {
  toe_oracle_t *oracle = toe_oracle_new();
  const char *path = NULL;
  bool is_check = false;
  int code = 0;
  for (int i = 1; i < argc && code == 0; ++i) {
    if (strcmp(argv[i], "--check") == 0) {
      is_check = true;
    } else if (strcmp(argv[i], "--set") == 0 && i + 1 < argc) {
      if (!set(oracle, argv[++i])) code = 2;
    } else if (path == NULL && (argv[i][0] != '-' || argv[i][1] == '\0')) {
      path = argv[i];
    } else {
      code = usage();
    }
  }
  if (code == 0 && path == NULL) code = usage();
  FILE *file = NULL;
  if (code == 0) {
    file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (file == NULL) {
      fprintf(stderr, "%s: cannot be opened\n", path);
      code = 3;
    }
  }
  if (code == 0) code = answer_file(oracle, file, path, is_check);
  if (file != NULL && file != stdin) fclose(file);
  toe_oracle_free(oracle);
  return code;
}
