/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_trace.h"

#include "sim/trace/toe_pack.h"
#include "sim/trace/toe_trace_writer.h"
#include "testbench/unit/toe_trace_files.h"

static void pack_and_back(const char *text) {
  const char *from = file_text("a.jsonl", text);
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_trace_pack(from, file_path("a.pcapng"), &error), TOE_OK);
  TOE_EXPECT_EQ(toe_trace_unpack(file_path("a.pcapng"), file_path("b.jsonl"), &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  expect_same_files(from, file_path("b.jsonl"));
  TOE_EXPECT_EQ(toe_trace_pack(file_path("b.jsonl"), file_path("b.pcapng"), &error), TOE_OK);
  expect_same_files(file_path("a.pcapng"), file_path("b.pcapng"));
}

#define PAUSE "{\"op\":\"pause\"}"

TOE_TEST(trace, packs_and_unpacks_to_the_byte) {
  static const char *const texts[] = {"\n",
                                      "\n\n",
                                      " \t\n",
                                      "# only a comment",
                                      "# only a comment\n",
                                      PAUSE,
                                      PAUSE "\n",
                                      PAUSE "\n\n",
                                      PAUSE "\r\n# windows\r\n\r\n",
                                      "# a\n#b\n\n  # c\n" PAUSE "\n#d\n" PAUSE "\n# e\n# f",
                                      "  {\"op\" : \"pause\" , \"at_ns\":7 }  \n",
                                      "{\"op\":\"pause\",\"id\":\"na\xC3\xAFve\"}\n# na\xC3\xAFve\n",
                                      "#frame 5 100 0001feff\n# of the frame\n#frame 6 0 -\n" PAUSE "\n",
                                      "#frame 5 100 0001feff",
                                      "#frame 05 100 00\n#frame 5 100 0\n#frame 5 100 FF\n#frame 5 100 \n#frame\n"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    toe_test_note("text %zu: %s", i, texts[i]);
    pack_and_back(texts[i]);
  }
}

/* The record of docs/trace-format.md, typed by hand. */
TOE_TEST(trace, packs_an_operation_into_these_bytes) {
  toe_error_t error = {""};
  TOE_ASSERT_EQ(
      toe_trace_pack(file_text("a.jsonl", "{\"op\":\"set\",\"at_ns\":4294967301,\"key\":\"k\",\"value\":1}\n"),
                     file_path("a.pcapng"), &error),
      TOE_OK);
  static const uint8_t expected[] = {6,   0,   0,   0,   96, 0, 0, 0, 0,  0, 0, 0, 1,   0,   0,   0,   5,   0,
                                     0,   0,                          /* 2^32 + 5 ns */
                                     63,  0,   0,   0,   63, 0, 0, 0, /* bytes of the record */
                                     'T', 'O', 'E', '1', 1,  2, 0, 0, 51, 0, 0, 0, '{', '"', 'o', 'p', '"', ':'};
  size_t bytes = 0;
  uint8_t *data = file_read(file_path("a.pcapng"), &bytes);
  TOE_ASSERT(data != NULL);
  TOE_EXPECT_EQ(bytes, 44 + 40 + 40 + 96); /* section, host, wire, the record */
  if (bytes == 220) TOE_EXPECT_MEM(data + 124, expected, sizeof expected);
  free(data);
}

TOE_TEST(trace, carries_texts_longer_than_a_record) {
  enum { PAD = 450000 };
  char *text = malloc(PAD + 64);
  TOE_ASSERT(text != NULL);
  (void)strcpy(text, PAUSE);
  memset(text + strlen(text) - 1, ' ', PAD); /* before the brace */
  (void)strcpy(text + strlen(PAUSE) - 1 + PAD, "}\n");
  pack_and_back(text);
  free(text);
  toe_trace_info_t info;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_trace_info(file_path("a.pcapng"), &info, &error), TOE_OK);
  TOE_EXPECT_EQ(info.ops, 1);
}

static void expect_ops(const char *path) {
  toe_trace_t *trace = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_trace_open(path, &trace, &error), TOE_OK);
  static const struct {
    uint64_t at_ns;
    const char *id;
  } rows[] = {{0, "r1"}, {0, "second"}, {25, "r3"}};
  for (size_t i = 0; i < 3; ++i) {
    toe_op_t *op = NULL;
    TOE_ASSERT_EQ(toe_trace_next(trace, &op, &error), TOE_OK);
    TOE_EXPECT_EQ(op->at_ns, rows[i].at_ns);
    TOE_EXPECT_STR(op->id, rows[i].id);
    TOE_EXPECT_EQ(op->number, i + 1);
    TOE_EXPECT_HAS(op->place, path);
    toe_op_free(op);
  }
  toe_op_t *op = NULL;
  TOE_EXPECT_EQ(toe_trace_next(trace, &op, &error), TOE_E_END);
  TOE_EXPECT_EQ(toe_trace_frames(trace), 1);
  size_t bytes = 0;
  free(file_read(path, &bytes));
  TOE_EXPECT_EQ(toe_trace_bytes(trace), bytes);
  toe_trace_close(trace);
}

TOE_TEST(trace, gives_the_same_operations_from_both_forms) {
  const char *text =
      "# story\n{\"op\":\"pause\",\"at_ns\":1000}\n{\"op\":\"pause\",\"id\":\"second\"}\n#frame 1001 60 00\n"
      "{\"op\":\"resume\",\"at_ns\":1025}\n";
  const char *from = file_text("a.jsonl", text);
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_trace_pack(from, file_path("a.pcapng"), &error), TOE_OK);
  expect_ops(from);
  expect_ops(file_path("a.pcapng"));
}

TOE_TEST(trace, says_the_place_in_both_forms) {
  toe_error_t error = {""};
  toe_trace_t *trace = NULL;
  toe_op_t *op = NULL;
  TOE_ASSERT_EQ(toe_trace_pack(file_text("a.jsonl", "# c\n\n" PAUSE "\n"), file_path("a.pcapng"), &error), TOE_OK);
  TOE_ASSERT_EQ(toe_trace_open(file_path("a.jsonl"), &trace, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_trace_next(trace, &op, &error), TOE_OK);
  TOE_EXPECT_HAS(op->place, "a.jsonl:3");
  toe_op_free(op);
  toe_trace_close(trace);
  TOE_ASSERT_EQ(toe_trace_open(file_path("a.pcapng"), &trace, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_trace_next(trace, &op, &error), TOE_OK);
  TOE_EXPECT_HAS(op->place, "a.pcapng: record 1, byte 124");
  toe_op_free(op);
  toe_trace_close(trace);
}

TOE_TEST(trace, counts_what_it_holds) {
  const char *from = file_text("a.jsonl",
                               "# "
                               "c\n{\"op\":\"initiate\",\"at_ns\":3,\"tree\":[{\"neighbor\":\"N\",\"paths\":[{\"path\":"
                               "\"P\",\"placeholder\":true,\"tcp\":["
                               "{\"tcp\":\"T\"},{\"tcp\":\"U\"}]}]}],\"expect\":{\"N\":\"NDIS_STATUS_SUCCESS\"}}\n"
                               "{\"op\":\"initiate\",\"at_ns\":9,\"tree\":[{\"neighbor\":\"N\"}]}\n\n#frame 9 1500 "
                               "0102\n{\"op\":\"set\",\"key\":\"k\",\"value\":1}\n");
  toe_error_t error = {""};
  toe_trace_info_t info;
  TOE_ASSERT_EQ(toe_trace_pack(from, file_path("a.pcapng.gz"), &error), TOE_OK);
  for (int form = 0; form < 2; ++form) {
    TOE_ASSERT_EQ(toe_trace_info(form == 0 ? from : file_path("a.pcapng.gz"), &info, &error), TOE_OK);
    TOE_EXPECT_EQ(info.is_text, form == 0);
    TOE_EXPECT_EQ(info.ops, 3);
    TOE_EXPECT_EQ(info.ops_by_kind[TOE_OP_INITIATE], 2);
    TOE_EXPECT_EQ(info.ops_by_kind[TOE_OP_SET], 1);
    TOE_EXPECT_EQ(info.blocks_by_layer[1], 2);
    TOE_EXPECT_EQ(info.names_by_layer[1], 1);
    TOE_EXPECT_EQ(info.blocks_by_layer[2], 1);
    TOE_EXPECT_EQ(info.blocks_by_layer[3], 2);
    TOE_EXPECT_EQ(info.names_by_layer[3], 2);
    TOE_EXPECT_EQ(info.placeholders, 1);
    TOE_EXPECT_EQ(info.expectations, 1);
    TOE_EXPECT_EQ(info.first_ns, 3);
    TOE_EXPECT_EQ(info.last_ns, 9);
    TOE_EXPECT_EQ(info.frames, 1);
    TOE_EXPECT_EQ(info.frame_bytes, 1500);
    TOE_EXPECT_EQ(info.comments, 2);
  }
}

/* A comment that somebody added in Wireshark is kept, as lines of ours. */
TOE_TEST(trace, makes_comments_of_other_tools_comment_lines) {
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_trace_pack(file_text("a.jsonl", "# looked at\n" PAUSE "\n"), file_path("a.pcapng"), &error),
                TOE_OK);
  size_t bytes = 0;
  uint8_t *data = file_read(file_path("a.pcapng"), &bytes);
  TOE_ASSERT(data != NULL);
  uint8_t *comment = NULL;
  for (size_t i = 0; i + 11 <= bytes && comment == NULL; ++i)
    if (memcmp(data + i, "# looked at", 11) == 0) comment = data + i;
  TOE_ASSERT(comment != NULL);
  memcpy(comment, "see\n# below", 11);
  (void)file_write("b.pcapng", data, bytes);
  free(data);
  TOE_ASSERT_EQ(toe_trace_unpack(file_path("b.pcapng"), file_path("b.jsonl"), &error), TOE_OK);
  expect_same_files(file_path("b.jsonl"), file_text("expected.jsonl", "# see\n# below\n" PAUSE "\n"));
}

/* Another tool may have moved all stamps by the same time: the distances stay.  Unpacking would lose it, and says so.
 */
TOE_TEST(trace, bears_moved_stamps) {
  toe_error_t error = {""};
  TOE_ASSERT_EQ(
      toe_trace_pack(file_text("a.jsonl", "{\"op\":\"pause\",\"at_ns\":10}\n{\"op\":\"resume\",\"at_ns\":14}\n"),
                     file_path("a.pcapng"), &error),
      TOE_OK);
  size_t bytes = 0;
  uint8_t *data = file_read(file_path("a.pcapng"), &bytes);
  TOE_ASSERT(data != NULL && bytes > 250);
  const size_t second = 124 + data[128];
  data[124 + 16] = 30; /* low words of the stamps */
  data[second + 16] = 34;
  (void)file_write("b.pcapng", data, bytes);
  data[second + 16] = 35;
  (void)file_write("c.pcapng", data, bytes);
  free(data);
  toe_trace_t *trace = NULL;
  toe_op_t *op = NULL;
  TOE_ASSERT_EQ(toe_trace_open(file_path("b.pcapng"), &trace, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_trace_next(trace, &op, &error), TOE_OK);
  TOE_EXPECT_EQ(op->at_ns, 0);
  toe_op_free(op);
  TOE_ASSERT_EQ(toe_trace_next(trace, &op, &error), TOE_OK);
  TOE_EXPECT_EQ(op->at_ns, 4);
  toe_op_free(op);
  toe_trace_close(trace);
  TOE_EXPECT_EQ(toe_trace_unpack(file_path("b.pcapng"), file_path("b.jsonl"), &error), TOE_E_UNSUPPORTED);
  TOE_EXPECT_HAS(error.text, "record 1, byte 124: its time, 30 ns, was changed by another tool");
  TOE_EXPECT(!file_is_there(file_path("b.jsonl")));
  toe_trace_info_t info;
  TOE_EXPECT_EQ(toe_trace_info(file_path("c.pcapng"), &info, &error), TOE_E_FORMAT);
  TOE_EXPECT_HAS(error.text, "record 2, byte ");
  TOE_EXPECT_HAS(error.text, "does not go with its \"at_ns\" 14");
}

/* Packed twice, the same bytes, whatever the name. */
TOE_TEST(trace, depends_on_nothing_but_the_text) {
  toe_error_t error = {""};
  const char *from = file_text("a.jsonl", "# c\n" PAUSE "\n");
  TOE_ASSERT_EQ(toe_trace_pack(from, file_path("x.pcapng.gz"), &error), TOE_OK);
  TOE_ASSERT_EQ(toe_trace_pack(from, file_path("other-name.pcapng.gz"), &error), TOE_OK);
  expect_same_files(file_path("x.pcapng.gz"), file_path("other-name.pcapng.gz"));
}

TOE_TEST(trace_bad, leaves_no_file_behind) {
  toe_error_t error = {""};
  const char *from = file_text("a.jsonl", PAUSE "\n{\"op\":\"fly\"}\n");
  TOE_EXPECT_EQ(toe_trace_pack(from, file_path("x.pcapng.gz"), &error), TOE_E_FORMAT);
  TOE_EXPECT_HAS(error.text, "a.jsonl:2: unknown operation \"fly\"");
  TOE_EXPECT(!file_is_there(file_path("x.pcapng.gz")));
  TOE_EXPECT_EQ(toe_trace_pack(from, file_path("x.jsonl"), &error), TOE_E_ARG);
  TOE_EXPECT_EQ(toe_trace_unpack(from, file_path("x.jsonl"), &error), TOE_E_FORMAT);
  TOE_EXPECT_HAS(error.text, "not a pcapng trace: wrong magic number");
}

TOE_TEST(trace_bad, refuses_more_than_213_days) {
  toe_error_t error = {""};
  toe_trace_info_t info;
  const char *fits =
      file_text("a.jsonl", "{\"op\":\"pause\",\"at_ns\":7}\n{\"op\":\"pause\",\"at_ns\":18403200000000007}\n");
  TOE_EXPECT_EQ(toe_trace_info(fits, &info, &error), TOE_OK);
  const char *over =
      file_text("b.jsonl", "{\"op\":\"pause\",\"at_ns\":7}\n{\"op\":\"pause\",\"at_ns\":18403200000000008}\n");
  TOE_EXPECT_EQ(toe_trace_info(over, &info, &error), TOE_E_RANGE);
  TOE_EXPECT_HAS(error.text, "b.jsonl:2: more than 213 days");
}

TOE_TEST(trace_bad, refuses_comments_that_no_block_can_carry) {
  toe_error_t error = {""};
  char *text = malloc(70000);
  TOE_ASSERT(text != NULL);
  memset(text, 'x', 65537);
  text[0] = '#';
  (void)strcpy(text + 65536, "\n");
  TOE_EXPECT_EQ(toe_trace_pack(file_text("a.jsonl", text), file_path("a.pcapng"), &error), TOE_E_RANGE);
  TOE_EXPECT_HAS(error.text, "a.jsonl:1: a comment line is longer than 65535 bytes");
  (void)strcpy(text + 65535, "\n");
  TOE_EXPECT_EQ(toe_trace_pack(file_text("a.jsonl", text), file_path("a.pcapng"), &error), TOE_OK);
  free(text);
  static const char *const wrong[] = {"# \xC0\x80\n", "# \xE2\x82\n", "# \xED\xA0\x80\n", "# \xF4\x90\x80\x80\n",
                                      "# \x80\n"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    toe_test_note("text %zu", i);
    TOE_EXPECT_EQ(toe_trace_pack(file_text("a.jsonl", wrong[i]), file_path("a.pcapng"), &error), TOE_E_FORMAT);
    TOE_EXPECT_HAS(error.text, "a.jsonl:1: a comment line is not UTF-8 text");
  }
}
