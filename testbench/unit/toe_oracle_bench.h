/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_oracle_bench.h - the oracle asked by tests: trees in few words, answers in fewer.
 *
 *   expect(oracle, TREE(N("N") PATHS P("P", "1") TCP T("T", "7") "}]}]}"), "N=SUCCESS P=PARTIAL T=TCP_ENTRIES");
 *
 * N, P and T open a block (N: a neighbor; P: a path with the last number of its two addresses; T: a connection with its
 * local port); members, dependents and the closing brace follow.
 */
#ifndef TOE_ORACLE_BENCH_H_
#define TOE_ORACLE_BENCH_H_

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/random/toe_oracle.h"
#include "testbench/shim/toe_test.h"

#define N(name) "{\"neighbor\":\"" name "\",\"dst_mac\":\"02:00:00:00:00:01\""
#define P(name, n) "{\"path\":\"" name "\",\"src_ip\":\"10.0.0." n "\",\"dst_ip\":\"10.0.1." n "\""
#define T(name, port) "{\"tcp\":\"" name "\",\"local_port\":" port ",\"remote_port\":80"
#define PATHS ",\"paths\":["
#define TCP ",\"tcp\":["
#define FAULT(kind) ",\"fault\":\"" kind "\""
#define TREE(text) "{\"op\":\"initiate\",\"tree\":[" text "]}"
#define NEIGHBOR_0 TREE(N("N") "}")
#define PATH_0 TREE(N("N") PATHS P("P", "1") "}]}")

#define LATE(text) "{\"op\":\"initiate\",\"late\":true,\"tree\":[" text "]}"
#define TERMINATE(names) "{\"op\":\"terminate\",\"objects\":[" names "]}"
#define RAW(names) "{\"op\":\"terminate\",\"raw\":true,\"objects\":[" names "]}"
#define OP(kind) "{\"op\":\"" kind "\"}"
#define UPLOAD(name, reason) "{\"op\":\"upload_request\",\"tcp\":\"" name "\",\"reason\":\"" reason "\"}"
#define SET(key, value) "{\"op\":\"set\",\"key\":\"" key "\",\"value\":" value "}"
#define BUFFERED(bytes) ",\"buffered\":{\"bytes\":" bytes "}"

/* A status in short: "SUCCESS", "PARTIAL", "TCP_ENTRIES". */
static inline bool toe_oracle_bench_is_status(const char *status, const char *brief) {
  char full[64];
  snprintf(full, sizeof full, "NDIS_STATUS_%s", brief);
  if (strcmp(brief, "SUCCESS") != 0 && strcmp(brief, "FAILURE") != 0 && strcmp(brief, "RESOURCES") != 0) {
    snprintf(full, sizeof full, "NDIS_STATUS_OFFLOAD_%s%s", brief, strcmp(brief, "PARTIAL") == 0 ? "_SUCCESS" : "");
  }
  return status != NULL && strcmp(status, full) == 0;
}

/* The next answer names exactly the blocks of `expected`, "N=PARTIAL T1=SUCCESS". */
static inline void answered(toe_oracle_t *oracle, const char *expected) {
  toe_oracle_answer_t answer;
  char words[1024], *rest = words;
  TOE_EXPECT(toe_oracle_next(oracle, &answer));
  if (answer.text == NULL) return;
  json_t *op = json_loads(answer.text, 0, NULL), *statuses = json_object_get(op, "expect");
  size_t count = 0;
  snprintf(words, sizeof words, "%s", expected);
  for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL; ++count) {
    char *brief = strchr(word, '=');
    *brief++ = '\0';
    const char *status = json_string_value(json_object_get(statuses, word));
    if (!toe_oracle_bench_is_status(status, brief))
      toe_test_note("%s: %s is %s", answer.line, word, status == NULL ? "missing" : status);
    TOE_EXPECT(toe_oracle_bench_is_status(status, brief));
  }
  TOE_EXPECT_EQ(json_object_size(statuses), count);
  json_decref(op);
  toe_oracle_answer_end(&answer);
}

/* A line that is taken, its answer comes later. */
static inline void give(toe_oracle_t *oracle, const char *line) {
  char error[TOE_ORACLE_ERROR_BYTES] = "";
  toe_test_note("%s", line);
  TOE_EXPECT(toe_oracle_line(oracle, line, error));
  TOE_EXPECT_STR(error, "");
}

/* The answer to `line` names exactly the blocks of `expected`. */
static inline void expect(toe_oracle_t *oracle, const char *line, const char *expected) {
  give(oracle, line);
  answered(oracle, expected);
}

/* The next answer is `line` as it was. */
static inline void unchanged(toe_oracle_t *oracle, const char *line) {
  toe_oracle_answer_t answer;
  TOE_EXPECT(toe_oracle_next(oracle, &answer));
  if (answer.text != NULL) TOE_EXPECT_STR(answer.text, line);
  toe_oracle_answer_end(&answer);
}

/* A line that is taken and answered as it was. */
static inline void say(toe_oracle_t *oracle, const char *line) {
  give(oracle, line);
  unchanged(oracle, line);
}

/* Nothing has its answer. */
static inline void silent(toe_oracle_t *oracle) {
  toe_oracle_answer_t answer;
  TOE_EXPECT(!toe_oracle_next(oracle, &answer));
  TOE_EXPECT(answer.text == NULL);
}

/* `key` is set to `value`, as by --set. */
static inline void set(toe_oracle_t *oracle, const char *key, const char *value) {
  char error[TOE_ORACLE_ERROR_BYTES] = "";
  TOE_EXPECT(toe_oracle_configure(oracle, key, value, error));
  TOE_EXPECT_STR(error, "");
}

/* An oracle with one key set, or none (NULL). */
static inline toe_oracle_t *with(const char *key, const char *value) {
  toe_oracle_t *oracle = toe_oracle_new();
  if (key != NULL) set(oracle, key, value);
  return oracle;
}

#endif /* TOE_ORACLE_BENCH_H_ */
