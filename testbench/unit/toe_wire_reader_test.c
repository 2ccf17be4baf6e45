/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_wire_reader.h"

#include <sys/stat.h>

#include "sim/trace/toe_pack.h"
#include "testbench/unit/toe_trace_files.h"

static const uint8_t own[6] = {0x02, 0x70, 0xE5, 0, 0, 1};

#define PAUSE(at) "{\"op\":\"pause\",\"at_ns\":" #at "}\n"
/* 15 bytes: to the interface, to a group, to others. */
#define TO_US(at) "#frame " #at " 15 0270e5000001020000000101080045\n"
#define TO_ALL(at) "#frame " #at " 15 ffffffffffff020000000101080045\n"
#define TO_OTHER(at, last) "#frame " #at " 15 0200000000" #last "0270e5000001080045\n"

static toe_wire_reader_t *open_text(const char *text, toe_wire_replay_t replay, bool is_packed) {
  toe_error_t error = {""};
  const char *path = file_text("a.jsonl", text);
  if (is_packed) {
    TOE_EXPECT_EQ(toe_trace_pack(path, file_path("a.pcapng.gz"), &error), TOE_OK);
    path = file_path("a.pcapng.gz");
  }
  toe_wire_reader_t *reader = NULL;
  TOE_EXPECT_EQ(toe_wire_reader_new(path, replay, own, &reader, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  return reader;
}

static void expect_counts(const toe_wire_reader_t *reader, uint64_t shown, uint64_t cut, uint64_t other,
                          uint64_t early) {
  const toe_wire_counts_t counts = toe_wire_reader_counts(reader);
  TOE_EXPECT_EQ(counts.shown, shown);
  TOE_EXPECT_EQ(counts.cut, cut);
  TOE_EXPECT_EQ(counts.other, other);
  TOE_EXPECT_EQ(counts.early, early);
}

/* Times count from the first operation (1000); a frame that is earlier than what stands before it comes with that. */
TOE_TEST(wire_reader, gives_frames_in_order_with_the_operations_before_them) {
  static const struct {
    uint64_t at_ns, operations;
    uint8_t first;
  } kExpected[] = {{5, 1, 0x02}, {5, 1, 0xFF}, {1000, 2, 0x02}, {1500, 2, 0x02}};
  for (int is_packed = 0; is_packed < 2; ++is_packed) {
    toe_wire_reader_t *reader =
        open_text(TO_US(7) PAUSE(1000) TO_US(1005) TO_ALL(1003) TO_OTHER(1006, 09) PAUSE(2000) TO_US(1999) TO_US(2500),
                  TOE_WIRE_REPLAY_AUTO, is_packed != 0);
    TOE_ASSERT(reader != NULL);
    toe_wire_frame_t frame;
    for (size_t i = 0; i < 4; ++i) {
      TOE_ASSERT(toe_wire_reader_next(reader, &frame));
      toe_test_note("packed %d, frame %zu", is_packed, i);
      TOE_EXPECT_EQ(frame.at_ns, kExpected[i].at_ns);
      TOE_EXPECT_EQ(frame.operations, kExpected[i].operations);
      TOE_EXPECT_EQ(frame.data[0], kExpected[i].first);
      TOE_EXPECT_EQ(frame.bytes, 15);
      TOE_EXPECT_EQ(frame.data[14], 0x45);
    }
    TOE_EXPECT(!toe_wire_reader_next(reader, &frame));
    TOE_EXPECT(!toe_wire_reader_next(reader, &frame));
    expect_counts(reader, 4, 0, 1, 1);
    toe_wire_reader_free(reader);
  }
}

/* Addresses of the host's side: wire.mac as it is set anywhere in the trace, and src_mac of neighbors. */
TOE_TEST(wire_reader, knows_the_addresses_of_the_trace) {
  toe_wire_reader_t *reader = open_text(
      PAUSE(0) TO_OTHER(1, 02) TO_OTHER(2, 03) TO_OTHER(3, 04) TO_US(4)
      "{\"op\":\"set\",\"at_ns\":5,\"key\":\"wire.mac\",\"value\":\"02:00:00:00:00:02\"}\n"
      "{\"op\":\"initiate\",\"at_ns\":6,\"tree\":[{\"neighbor\":\"n\",\"dst_mac\":\"02:00:00:00:00:04\","
      "\"src_mac\":\"02:00:00:00:00:03\"}]}\n",
      TOE_WIRE_REPLAY_ON, false);
  TOE_ASSERT(reader != NULL);
  toe_wire_frame_t frame;
  TOE_EXPECT(toe_wire_reader_next(reader, &frame) && frame.at_ns == 1);
  TOE_EXPECT(toe_wire_reader_next(reader, &frame) && frame.at_ns == 2);
  TOE_EXPECT(toe_wire_reader_next(reader, &frame) && frame.at_ns == 4);
  TOE_EXPECT(!toe_wire_reader_next(reader, &frame));
  expect_counts(reader, 3, 0, 1, 0);
  toe_wire_reader_free(reader);
}

/* Names of members may be written with escapes. */
TOE_TEST(wire_reader, knows_an_address_under_an_escaped_name) {
  toe_wire_reader_t *reader = open_text(
      PAUSE(0) TO_OTHER(1, 03) "{\"op\":\"initiate\",\"at_ns\":6,\"tree\":[{\"neighbor\":\"n\",\"dst_mac\":\"02:00:00:00:00:04\","
                               "\"src\\u005fmac\":\"02:00:00:00:00:03\"}]}\n",
      TOE_WIRE_REPLAY_ON, true);
  TOE_ASSERT(reader != NULL);
  toe_wire_frame_t frame;
  TOE_EXPECT(toe_wire_reader_next(reader, &frame) && frame.at_ns == 1);
  toe_wire_reader_free(reader);
}

/* Auto: every byte of every frame, or none is shown.  On: those that are whole. */
TOE_TEST(wire_reader, does_not_show_what_was_cut) {
  static const char text[] = PAUSE(0) TO_US(1) "#frame 2 1514 0270e5000001020000000101080045\n#frame 3 9 -\n"
                                               "#frame 4 15 020000000009020000000101080045\n";
  toe_wire_frame_t frame;
  toe_wire_reader_t *reader = open_text(text, TOE_WIRE_REPLAY_AUTO, false);
  TOE_ASSERT(reader != NULL);
  TOE_EXPECT(!toe_wire_reader_next(reader, &frame));
  expect_counts(reader, 0, 0, 0, 0);
  TOE_EXPECT_EQ(toe_wire_reader_counts(reader).withheld, 2);
  toe_wire_reader_free(reader);
  TOE_EXPECT(open_text(text, TOE_WIRE_REPLAY_OFF, false) == NULL);
  reader = open_text(text, TOE_WIRE_REPLAY_ON, true);
  TOE_ASSERT(reader != NULL);
  TOE_EXPECT(toe_wire_reader_next(reader, &frame) && frame.at_ns == 1);
  TOE_EXPECT(!toe_wire_reader_next(reader, &frame));
  expect_counts(reader, 1, 2, 1, 0);
  TOE_EXPECT_EQ(toe_wire_reader_counts(reader).withheld, 0);
  toe_wire_reader_free(reader);
}

/* A frame shorter than an address is the device's to drop (RUNT). */
TOE_TEST(wire_reader, shows_runts) {
  toe_wire_reader_t *reader = open_text(PAUSE(0) "#frame 1 1 02\n", TOE_WIRE_REPLAY_AUTO, false);
  TOE_ASSERT(reader != NULL);
  toe_wire_frame_t frame;
  TOE_EXPECT(toe_wire_reader_next(reader, &frame) && frame.bytes == 1);
  toe_wire_reader_free(reader);
}

TOE_TEST(wire_reader, is_off_without_frames) {
  TOE_EXPECT(open_text(PAUSE(0), TOE_WIRE_REPLAY_AUTO, false) == NULL);
  toe_wire_reader_free(NULL);
}

TOE_TEST(wire_reader_bad, ends_at_a_bad_line) {
  toe_wire_reader_t *reader = open_text(PAUSE(0) TO_US(1) "{nonsense\n" TO_US(2), TOE_WIRE_REPLAY_AUTO, false);
  TOE_ASSERT(reader != NULL);
  toe_wire_frame_t frame;
  TOE_EXPECT(toe_wire_reader_next(reader, &frame));
  TOE_EXPECT(!toe_wire_reader_next(reader, &frame));
  toe_wire_reader_free(reader);
}

TOE_TEST(wire_reader_bad, says_that_there_is_no_trace) {
  toe_error_t error = {""};
  toe_wire_reader_t *reader = NULL;
  TOE_EXPECT_EQ(toe_wire_reader_new(file_path("none"), TOE_WIRE_REPLAY_AUTO, own, &reader, &error), TOE_E_IO);
  TOE_EXPECT_HAS(error.text, "none");
  TOE_EXPECT(reader == NULL);
}

/* Operations and frames are read apart from each other, which a pipe does not allow. */
TOE_TEST(wire_reader_bad, does_not_read_from_a_pipe) {
  toe_error_t error = {""};
  toe_wire_reader_t *reader = NULL;
  TOE_ASSERT(mkfifo(file_path("pipe"), 0600) == 0);
  TOE_EXPECT_EQ(toe_wire_reader_new(file_path("pipe"), TOE_WIRE_REPLAY_AUTO, own, &reader, &error), TOE_OK);
  TOE_EXPECT(reader == NULL);
  TOE_EXPECT_EQ(toe_wire_reader_new(file_path("pipe"), TOE_WIRE_REPLAY_ON, own, &reader, &error), TOE_E_UNSUPPORTED);
  TOE_EXPECT_HAS(error.text, "pipe");
  TOE_EXPECT(reader == NULL);
}
