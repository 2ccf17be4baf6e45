/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_test.c - generated traces: small ones against texts worked out from the draws, large ones against what a
 * trace of their kind promises.
 */
#include "sim/gen/toe_gen.h"

#include "model/spec/toe_spec.h"
#include "sim/trace/toe_pack.h"
#include "sim/trace/toe_trace.h"
#include "testbench/unit/toe_trace_files.h"

static toe_gen_options_t options_of(const char *kind, uint64_t seed, const char *const *words) {
  toe_gen_options_t options;
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_gen_options_init(kind, seed, &options, &error), TOE_OK);
  for (; *words != NULL; words += 2) TOE_EXPECT_EQ(toe_gen_options_set(&options, words[0], words[1], &error), TOE_OK);
  TOE_EXPECT_EQ(toe_gen_options_check(&options, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  return options;
}
static toe_gen_summary_t make(const toe_gen_options_t *options, const char *path) {
  toe_gen_summary_t summary;
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_gen_run(options, path, &summary, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  return summary;
}
static void expect_text(const char *path, const char *expected) {
  size_t bytes = 0;
  char *text = (char *)file_read(path, &bytes);
  TOE_ASSERT(text != NULL);
  TOE_EXPECT_STR(text, expected);
  free(text);
}

/* Where the first five connections of seed 1 stand. */
#define SEQUENCE_1 "\"rcv_nxt\":1073772895,\"snd_una\":2385752744"
#define SEQUENCE_2 "\"rcv_nxt\":1993198777,\"snd_una\":1513142234"
#define SEQUENCE_3 "\"rcv_nxt\":3980637573,\"snd_una\":2789844597"
#define SEQUENCE_4 "\"rcv_nxt\":2402487840,\"snd_una\":2213271174"
#define SEQUENCE_5 "\"rcv_nxt\":500093118,\"snd_una\":429799749"
#define TCP(name, port, sequence) "{\"tcp\":\"" name "\",\"local_port\":" port ",\"remote_port\":80," sequence "}"
#define FORGET(at, id, names) \
  "{\"op\":\"terminate\",\"at_ns\":" at ",\"id\":\"" id "\",\"objects\":[" names "],\"forget\":true}\n"

/* Gaps 30532, 37799, 202244 and 14793 of 65536 of a microsecond, summed in picoseconds and rounded down: arrivals at
 * 465, 1042, 4128, 4354 ns.  Two at a time: c3 waits until c1 goes at 1500.  Draws of four paths: 1, 0, 0, 2, 1; of a
 * hundred: 65, 42, 66, 5, 91, so at 40 percent c4 alone brings data. */
TOE_TEST(gen, steady_connections_come_stay_and_go) {
  static const char *const words[] = {"connections",  "5",         "rate",     "1000000", "lifetime",
                                      "fixed:1500ns", "neighbors", "2",        "paths",   "4",
                                      "live",         "2",         "buffered", "40",      NULL};
  const toe_gen_options_t options = options_of("steady", 1, words);
  const toe_gen_summary_t summary = make(&options, file_path("a.jsonl"));
  TOE_EXPECT_EQ(summary.connections, 5);
  TOE_EXPECT_EQ(summary.buffered, 1);
  TOE_EXPECT_EQ(summary.initiates, 5);
  TOE_EXPECT_EQ(summary.terminates, 6);
  TOE_EXPECT_EQ(summary.most_live, 2);
  TOE_EXPECT_EQ(summary.last_ns, 5854);
  expect_text(
      file_path("a.jsonl"),
      "{\"op\":\"initiate\",\"at_ns\":0,\"id\":\"r1\",\"tree\":[{\"neighbor\":\"n2\",\"dst_mac\":\"02:00:00:00:00:01\","
      "\"paths\":[{\"path\":\"p2\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.0.1\",\"tcp\":[" TCP(
          "c1", "1024", SEQUENCE_1) "]}]}]}\n"
      "{\"op\":\"initiate\",\"at_ns\":465,\"id\":\"r2\",\"tree\":[{\"neighbor\":\"n1\",\"dst_mac\":\"02:00:00:00:00:"
      "00\",\"paths\":[{\"path\":\"p1\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.0.0\",\"tcp\":[" TCP(
          "c2", "1025", SEQUENCE_2) "]}]}]}\n" FORGET("1500", "e1", "\"c1\"")
      "{\"op\":\"initiate\",\"at_ns\":1500,\"id\":\"r3\",\"tree\":[{\"neighbor\":\"n1\",\"paths\":[{\"path\":\"p1\","
      "\"tcp\":[" TCP("c3", "1024", SEQUENCE_3) "]}]}]}\n" FORGET("1965", "e2", "\"c2\"") FORGET("3000", "e3",
                                                                                               "\"c3\"")
      "{\"op\":\"initiate\",\"at_ns\":4128,\"id\":\"r4\",\"tree\":[{\"neighbor\":\"n1\",\"paths\":[{\"path\":\"p3\","
      "\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.0.2\",\"tcp\":[" TCP(
          "c4", "1025", SEQUENCE_4 ",\"buffered\":{\"bytes\":1252}") "]}]}]}\n"
      "{\"op\":\"initiate\",\"at_ns\":4354,\"id\":\"r5\",\"tree\":[{\"neighbor\":\"n2\",\"paths\":[{\"path\":\"p2\","
      "\"tcp\":[" TCP("c5", "1024", SEQUENCE_5) "]}]}]}\n" FORGET("5628", "e4", "\"c4\"") FORGET("5854", "e5",
                                                                                               "\"c5\"")
      "{\"op\":\"terminate\",\"at_ns\":5854,\"id\":\"e6\",\"objects\":[\"n1\",\"n2\"]}\n");
}

/* The same connections, two a request, by neighbor and path; with two requests in flight, then one. */
TOE_TEST(gen, trees_go_in_rounds) {
  static const char *const words[] = {"connections", "5", "batch", "2", "in-flight", "2",
                                      "neighbors",   "2", "paths", "4", NULL};
  const toe_gen_options_t options = options_of("trees", 1, words);
  const toe_gen_summary_t summary = make(&options, file_path("t.jsonl"));
  TOE_EXPECT_EQ(summary.most_live, 4);
  TOE_EXPECT_EQ(summary.initiates, 3);
  TOE_EXPECT_EQ(summary.terminates, 4);
  expect_text(
      file_path("t.jsonl"),
      "{\"op\":\"initiate\",\"at_ns\":0,\"id\":\"r1\",\"tree\":[{\"neighbor\":\"n1\",\"dst_mac\":\"02:00:00:00:00:00\","
      "\"paths\":[{\"path\":\"p1\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.0.0\",\"tcp\":[" TCP(
          "c2", "1025", SEQUENCE_2) "]}]},{\"neighbor\":\"n2\",\"dst_mac\":\"02:00:00:00:00:01\",\"paths\":[{\"path\":"
      "\"p2\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.0.1\",\"tcp\":[" TCP("c1", "1024", SEQUENCE_1) "]}]}]}\n"
      "{\"op\":\"initiate\",\"at_ns\":0,\"id\":\"r2\",\"tree\":[{\"neighbor\":\"n1\",\"paths\":[{\"path\":\"p1\","
      "\"tcp\":[" TCP("c3", "1026", SEQUENCE_3) "]},{\"path\":\"p3\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.0.2\","
      "\"tcp\":[" TCP("c4", "1027", SEQUENCE_4) "]}]}]}\n" FORGET("0", "e1", "\"c2\",\"c1\"") FORGET(
          "0", "e2", "\"c3\",\"c4\"")
      "{\"op\":\"initiate\",\"at_ns\":0,\"id\":\"r3\",\"tree\":[{\"neighbor\":\"n2\",\"paths\":[{\"path\":\"p2\","
      "\"tcp\":[" TCP("c5", "1024", SEQUENCE_5) "]}]}]}\n" FORGET("0", "e3", "\"c5\"")
      "{\"op\":\"terminate\",\"at_ns\":0,\"id\":\"e4\",\"objects\":[\"n1\",\"n2\"]}\n");
}

/* What is live in a trace, by the number of the connection. */
enum { MOST = 4000, PORTS = 65536 };
typedef struct lives {
  bool is_live[MOST + 1], has_port[PORTS];
  uint16_t port[MOST + 1];
  uint32_t live, most_live, seen;
} lives_t;

static void take_op(lives_t *lives, const toe_op_t *op, uint32_t batch) {
  uint32_t connections = 0;
  for (uint32_t i = 0; i < op->block_count; ++i) {
    const toe_op_block_t *block = &op->blocks[i];
    if (block->layer != TOE_LAYER_TCP) continue;
    const unsigned long number = strtoul(block->name + 1, NULL, 10);
    TOE_ASSERT(number >= 1 && number <= MOST);
    TOE_EXPECT(!lives->is_live[number] && lives->port[number] == 0); /* a name is used once */
    TOE_EXPECT(!lives->has_port[block->state.local_port]);           /* of those that are live */
    lives->is_live[number] = lives->has_port[block->state.local_port] = true;
    lives->port[number] = block->state.local_port;
    ++connections;
  }
  for (uint32_t i = 0; i < op->object_count; ++i) {
    if (op->objects[i][0] != 'c') continue;
    const unsigned long number = strtoul(op->objects[i] + 1, NULL, 10);
    TOE_ASSERT(number >= 1 && number <= MOST);
    TOE_EXPECT(lives->is_live[number] && op->is_forgetting);
    lives->is_live[number] = lives->has_port[lives->port[number]] = false;
    --lives->live;
  }
  TOE_EXPECT(connections <= batch && op->object_count <= (batch > 8 ? batch : 8));
  lives->seen += connections;
  lives->live += connections;
  if (lives->live > lives->most_live) lives->most_live = lives->live;
}

/* Read with the reader of traces: names once, ports one each, never more than allowed, nothing left. */
static void expect_lives(const toe_gen_options_t *options, const char *path, const toe_gen_summary_t *summary) {
  static lives_t lives;
  memset(&lives, 0, sizeof lives);
  toe_trace_t *trace = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_trace_open(path, &trace, &error), TOE_OK);
  toe_op_t *op = NULL;
  toe_result_t result;
  while ((result = toe_trace_next(trace, &op, &error)) == TOE_OK) {
    take_op(&lives, op, options->batch);
    TOE_EXPECT(lives.live <= options->live);
    toe_op_free(op);
  }
  TOE_EXPECT_EQ(result, TOE_E_END);
  TOE_EXPECT_STR(error.text, "");
  toe_trace_close(trace);
  TOE_EXPECT_EQ(lives.seen, options->connections);
  TOE_EXPECT_EQ(lives.live, 0);
  TOE_EXPECT_EQ(lives.most_live, summary->most_live);
}

TOE_TEST(gen, never_more_are_live_than_allowed_and_none_is_left) {
  static const char *const batches[] = {"1", "5", "64"}, *const shapes[] = {"fixed:1us", "uniform:20us", "3ms"};
  for (int b = 0; b < 3; ++b) {
    for (int s = 0; s < 3; ++s) {
      const char *const words[] = {"connections", "4000",    "rate",      "2000000", "live",  "64", "batch", batches[b],
                                   "lifetime",    shapes[s], "neighbors", "5",       "paths", "11", NULL};
      toe_test_note("batch %s, lifetime %s", batches[b], shapes[s]);
      const toe_gen_options_t options = options_of("steady", 7, words);
      const toe_gen_summary_t summary = make(&options, file_path("lives.jsonl"));
      expect_lives(&options, file_path("lives.jsonl"), &summary);
    }
  }
}

/* Both forms hold the same; the same options give the same bytes; another seed does not; and what comes first does not
 * depend on how many follow. */
TOE_TEST(gen, same_options_same_bytes) {
  static const char *const words[] = {"connections", "300", NULL}, *const fewer[] = {"connections", "3", NULL};
  toe_gen_options_t options = options_of("steady", 3, words);
  (void)make(&options, file_path("a.jsonl"));
  (void)make(&options, file_path("b.jsonl"));
  (void)make(&options, file_path("a.pcapng.gz"));
  (void)make(&options, file_path("b.pcapng.gz"));
  expect_same_files(file_path("a.jsonl"), file_path("b.jsonl"));
  expect_same_files(file_path("a.pcapng.gz"), file_path("b.pcapng.gz"));
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_trace_unpack(file_path("a.pcapng.gz"), file_path("c.jsonl"), &error), TOE_OK);
  expect_same_files(file_path("a.jsonl"), file_path("c.jsonl"));
  toe_trace_info_t info, other;
  options = options_of("steady", 3, fewer);
  (void)make(&options, file_path("d.jsonl"));
  size_t bytes = 0, few_bytes = 0;
  char *text = (char *)file_read(file_path("a.jsonl"), &bytes);
  char *few = (char *)file_read(file_path("d.jsonl"), &few_bytes);
  TOE_ASSERT(text != NULL && few != NULL);
  char *behind = strstr(few, "{\"op\":\"terminate\"");
  TOE_ASSERT(behind != NULL);
  TOE_EXPECT(memcmp(text, few, (size_t)(behind - few)) == 0);
  free(text);
  free(few);
  options = options_of("steady", 4, words);
  (void)make(&options, file_path("d.jsonl"));
  TOE_EXPECT_EQ(toe_trace_info(file_path("a.jsonl"), &info, &error), TOE_OK);
  TOE_EXPECT_EQ(toe_trace_info(file_path("d.jsonl"), &other, &error), TOE_OK);
  TOE_EXPECT(info.crc != other.crc);
  TOE_EXPECT_EQ(info.names_by_layer[TOE_LAYER_TCP], 300);
  TOE_EXPECT_EQ(info.blocks_by_layer[TOE_LAYER_TCP], 300);
}

/* 18403200 s are 213 days: a mean gap of a second makes the last of them late by chance, and nothing is written. */
TOE_TEST(gen_bad, no_longer_than_a_trace_may_be) {
  static const char *const words[] = {"connections", "1", "lifetime", "86400s", NULL};
  toe_gen_options_t options = options_of("steady", 1, words);
  toe_error_t error = {""};
  options.connections = 18403201;
  options.rate = 1;
  TOE_EXPECT_EQ(toe_gen_options_check(&options, &error), TOE_E_RANGE);
  TOE_EXPECT_HAS(error.text, "213 days");
  options.connections = 18403200;
  TOE_EXPECT_EQ(toe_gen_options_check(&options, &error), TOE_OK);
}

TOE_TEST(gen_bad, words_are_refused_with_what_would_be_right) {
  static const struct {
    const char *name, *value, *text;
    toe_result_t result;
  } cases[] = {
      {"connections", "", "'' is not a number from 1 to 1000000000", TOE_E_RANGE},
      {"connections", "-1", "is not a number", TOE_E_RANGE},
      {"connections", "1 ", "is not a number", TOE_E_RANGE},
      {"connections", "1000000001", "is not a number", TOE_E_RANGE},
      {"live", "1000001", "from 1 to 1000000", TOE_E_RANGE},
      {"lifetime", "1", "[fixed:|uniform:|exponential:]MEAN", TOE_E_FORMAT},
      {"lifetime", "ms", "whole number", TOE_E_FORMAT},
      {"lifetime", "1.5ms", "whole number", TOE_E_FORMAT},
      {"lifetime", "18446744073709551616ns", "whole number", TOE_E_FORMAT},
      {"lifetime", "86400000000001ns", "86400s", TOE_E_FORMAT},
      {"lifetime", "fixed:", "fixed:", TOE_E_FORMAT},
      {"in-flight", "1", "gen steady has no such option", TOE_E_UNKNOWN},
      {"height", "1", "no such option", TOE_E_UNKNOWN},
  };
  toe_gen_options_t options;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_gen_options_init("steady", 1, &options, &error), TOE_OK);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_test_note("--%s '%s'", cases[i].name, cases[i].value);
    TOE_EXPECT_EQ(toe_gen_options_set(&options, cases[i].name, cases[i].value, &error), cases[i].result);
    TOE_EXPECT_HAS(error.text, cases[i].text);
  }
  TOE_EXPECT_EQ(toe_gen_options_set(&options, "lifetime", "86400s", &error), TOE_OK);
  TOE_EXPECT_EQ(options.life_ns, 86400000000000u);
  TOE_EXPECT_EQ(toe_gen_options_init("storm", 1, &options, &error), TOE_E_UNKNOWN);
  TOE_EXPECT_HAS(error.text, "steady, trees");
}
