/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>

#include "sim/import/toe_import.h"
#include "sim/trace/toe_pack.h"
#include "testbench/unit/toe_trace_files.h"

static const char *shipped(const char *name) {
  static char paths[4][1024];
  static unsigned next;
  char *path = paths[next++ % 4];
  (void)snprintf(path, sizeof paths[0], "%s/traces/%s", toe_test_source_directory(), name);
  return path;
}

typedef struct row {
  char file[128];
  unsigned long long initiates, sets, terminates, neighbors, paths, connections, expectations, frames;
} row_t;

static void expect_trace(const row_t *row) {
  toe_trace_info_t info;
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_trace_info(shipped(row->file), &info, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  TOE_EXPECT_EQ(info.ops_by_kind[TOE_OP_INITIATE], row->initiates);
  TOE_EXPECT_EQ(info.ops_by_kind[TOE_OP_SET], row->sets);
  TOE_EXPECT_EQ(info.ops_by_kind[TOE_OP_TERMINATE], row->terminates);
  TOE_EXPECT_EQ(info.names_by_layer[1], row->neighbors);
  TOE_EXPECT_EQ(info.names_by_layer[2], row->paths);
  TOE_EXPECT_EQ(info.names_by_layer[3], row->connections);
  TOE_EXPECT_EQ(info.expectations, row->expectations);
  TOE_EXPECT_EQ(info.frames, row->frames);
  const bool is_text = strstr(row->file, ".jsonl") != NULL;
  const uint64_t blocks = info.blocks_by_layer[1] + info.blocks_by_layer[2] + info.blocks_by_layer[3];
  TOE_EXPECT_EQ(info.is_text, is_text);
  if (is_text)
    TOE_EXPECT(info.expectations >= blocks); /* a story says what comes of every block, and of what it terminates */
  if (is_text) TOE_EXPECT(info.comments >= 1);
  TOE_EXPECT(info.names_by_layer[1] <= 256 && info.names_by_layer[2] <= 1024 && info.names_by_layer[3] <= 4096);
  /* To the other form and back, without loss. */
  if (is_text) {
    TOE_EXPECT_EQ(toe_trace_pack(shipped(row->file), file_path("a.pcapng"), &error), TOE_OK);
    TOE_EXPECT_EQ(toe_trace_unpack(file_path("a.pcapng"), file_path("a.jsonl"), &error), TOE_OK);
    expect_same_files(shipped(row->file), file_path("a.jsonl"));
  } else {
    TOE_EXPECT_EQ(toe_trace_unpack(shipped(row->file), file_path("a.jsonl"), &error), TOE_OK);
    TOE_EXPECT_EQ(toe_trace_pack(file_path("a.jsonl"), file_path("a.pcapng"), &error), TOE_OK);
    TOE_EXPECT_EQ(toe_trace_unpack(file_path("a.pcapng"), file_path("b.jsonl"), &error), TOE_OK);
    expect_same_files(file_path("a.jsonl"), file_path("b.jsonl"));
  }
  TOE_EXPECT_STR(error.text, "");
}

static uint32_t traces_in(const char *folder) {
  DIR *directory = opendir(shipped(folder));
  TOE_EXPECT(directory != NULL);
  if (directory == NULL) return 0;
  uint32_t count = 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
    if (entry->d_name[0] != '.') ++count;
  (void)closedir(directory);
  return count;
}

/* The manifest names every trace and capture that ships, and what it holds. */
TOE_TEST(shipped, traces_hold_what_the_manifest_says) {
  size_t bytes = 0;
  char *text = (char *)file_read(shipped("MANIFEST.tsv"), &bytes);
  TOE_ASSERT(text != NULL);
  static const char *const kFolders[] = {"statuses", "exhaustion", "order", "admission", "receive",
                                         "sram",     "terminate",  "wire",  "captured",  "captures"};
  uint32_t rows = 0;
  for (char *line = text; line != NULL && *line != '\0';) {
    char *end = strchr(line, '\n');
    if (end != NULL) *end = '\0';
    row_t row;
    if (line[0] != '#') {
      toe_test_note("%s", line);
      const int fields =
          sscanf(line, "%127s %llu %llu %llu %llu %llu %llu %llu %llu", row.file, &row.initiates, &row.sets,
                 &row.terminates, &row.neighbors, &row.paths, &row.connections, &row.expectations, &row.frames);
      TOE_EXPECT_EQ(fields, 9);
      ++rows;
      if (fields == 9 && strncmp(row.file, "captures/", 9) != 0) expect_trace(&row);
    }
    line = end != NULL ? end + 1 : NULL;
  }
  free(text);
  uint32_t files = 0;
  for (size_t i = 0; i < sizeof kFolders / sizeof kFolders[0]; ++i) files += traces_in(kFolders[i]);
  TOE_EXPECT_EQ(rows, files);
}

/* What ships is what import makes of what ships (compared without the gzip around it). */
TOE_TEST(shipped, captures_import_to_the_shipped_traces) {
  static const char *const hosts[] = {"02:00:00:00:00:01"};
  static const struct {
    const char *capture, *trace;
    toe_import_options_t options;
  } rows[] = {{"captures/ramp.pcap.gz", "captured/ramp.pcapng.gz", {.hosts = hosts, .host_count = 1}},
              {"captures/ramp.pcap.gz",
               "captured/ramp-batched.pcapng.gz",
               {.hosts = hosts, .host_count = 1, .batch_ns = 100000000, .without_frames = true}},
              {"captures/ramp.pcap.gz",
               "captured/ramp-at-once.pcapng.gz",
               {.hosts = hosts, .host_count = 1, .when = TOE_IMPORT_AT, .at_ns = 8600000000, .without_frames = true}},
              {"captures/full.pcap.gz", "captured/full.pcapng.gz", {.hosts = hosts, .host_count = 1}}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
    toe_test_note("%s", rows[i].trace);
    toe_error_t error = {""};
    toe_import_summary_t summary;
    TOE_EXPECT_EQ(toe_import_run(&rows[i].options, shipped(rows[i].capture), file_path("a.jsonl"), &summary, &error),
                  TOE_OK);
    TOE_EXPECT_EQ(toe_trace_unpack(shipped(rows[i].trace), file_path("b.jsonl"), &error), TOE_OK);
    TOE_EXPECT_STR(error.text, "");
    expect_same_files(file_path("a.jsonl"), file_path("b.jsonl"));
  }
}

/* What the captures were made for: enough at once, over MACs, addresses, VLANs, both families, ends and openings
 * midway. */
TOE_TEST(shipped, ramp_has_what_it_was_made_for) {
  toe_error_t error = {""};
  toe_import_summary_t summary;
  const toe_import_options_t options = {.without_frames = true};
  TOE_ASSERT_EQ(toe_import_run(&options, shipped("captures/ramp.pcap.gz"), file_path("a.jsonl"), &summary, &error),
                TOE_OK);
  TOE_EXPECT(summary.is_guess);
  TOE_EXPECT_STR(summary.host, "02:00:00:00:00:01");
  TOE_EXPECT(summary.peak >= 300);
  TOE_EXPECT(summary.ended >= 100);
  TOE_EXPECT(summary.neighbors >= 4);
  TOE_EXPECT(summary.ipv4_paths >= 10);
  TOE_EXPECT(summary.ipv6_paths >= 4);
  TOE_EXPECT(summary.vlans >= 2);
  TOE_EXPECT_EQ(summary.garbled + summary.cut + summary.foreign + summary.not_ethernet, 0);
}
