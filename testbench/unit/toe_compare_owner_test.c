/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose a record is that differs: the object of a copy, the connection of what receive delivery does.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_compare.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

static toe_compare_t *new_compare(uint64_t budget) {
  toe_compare_t *compare = NULL;
  return toe_compare_new(budget, &compare) == TOE_OK ? compare : NULL;
}

static void put(toe_compare_t *compare, toe_side_t side, toe_retire_t retire) {
  TOE_EXPECT_EQ(toe_compare_put(compare, side, &retire), TOE_OK);
}

/* A row of the buffer memory comes before the decision of its object, which therefore names it later. */
TOE_TEST(compare_owner, sees_one_byte_of_buffer_data_and_names_its_object) {
  toe_compare_t *compare = new_compare(0);
  toe_retire_t model = toe_fake_buffer(10, 3, 0x11), rtl = toe_fake_buffer(10, 3, 0x11);
  rtl.u.buffer.data[0] = 0x12;
  put(compare, TOE_SIDE_MODEL, model);
  put(compare, TOE_SIDE_RTL, rtl);
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, "BUFFER 1: data: byte 0: model 0x11, rtl 0x12 (cycle 10)");
  put(compare, TOE_SIDE_RTL, toe_fake_completed(12, 3)); /* tells nothing of it */
  put(compare, TOE_SIDE_RTL, toe_fake_decided(20, 1, 4, 2, 3, 0));
  put(compare, TOE_SIDE_RTL, toe_fake_decided(30, 2, 4, 3, 3, 0)); /* the first one counts */
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, "BUFFER 1: data: byte 0: model 0x11, rtl 0x12 (request 4, object 2, cycle 10)");
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_compare_write(compare, out));
  TOE_EXPECT_HAS(text, "  * data  0..15       1111");
  free(text);
  toe_compare_free(compare);
}

/* The side that ran ahead has told already; and a row that comes with the decision, at one edge, is its own. */
TOE_TEST(compare_owner, knows_the_object_of_a_buffer_row_of_the_side_ahead) {
  toe_compare_t *compare = new_compare(0);
  put(compare, TOE_SIDE_RTL, toe_fake_decided(5, 1, 4, 1, 2, 0));
  put(compare, TOE_SIDE_RTL, toe_fake_buffer(10, 3, 0x11));
  put(compare, TOE_SIDE_RTL, toe_fake_decided(20, 2, 4, 2, 3, 0));
  put(compare, TOE_SIDE_RTL, toe_fake_buffer(20, 4, 0x11));
  put(compare, TOE_SIDE_MODEL, toe_fake_buffer(10, 3, 0x11));
  put(compare, TOE_SIDE_MODEL, toe_fake_buffer(20, 5, 0x11));
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, "BUFFER 2: row: model 5, rtl 4 (request 4, object 2, cycle 20)");
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_compare_write(compare, out));
  TOE_EXPECT_HAS(text, "    BUFFER cycle=10 row=3 mask=0 data=1111111111111111_");
  TOE_EXPECT(strstr(text, " cycle=5 ") == NULL);
  free(text);
  toe_compare_free(compare);
}

/* ---- what receive delivery does, which belongs to a connection */

static toe_retire_t frame_of(toe_cycle_t cycle, uint64_t commit, uint64_t handle) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_FRAME;
  retire.cycle = cycle;
  retire.u.frame.commit = commit;
  retire.u.frame.handle = handle;
  return retire;
}

static toe_retire_t job_of(toe_cycle_t cycle, uint64_t commit, uint64_t handle) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_JOB;
  retire.cycle = cycle;
  retire.u.job.commit = commit;
  retire.u.job.handle = handle;
  return retire;
}

static toe_retire_t sent_of(toe_cycle_t cycle, uint64_t commit, uint8_t fill) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_SENT;
  retire.cycle = cycle;
  retire.u.sent.commit = commit;
  memset(retire.u.sent.data, fill, sizeof retire.u.sent.data);
  return retire;
}

static void put_both(toe_compare_t *compare, toe_retire_t retire) {
  put(compare, TOE_SIDE_MODEL, retire);
  put(compare, TOE_SIDE_RTL, retire);
}

static void expect_line(toe_compare_t *compare, const char *expected) {
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, expected);
}

/* Rows of a segment's data come between its FRAME and its JOB; a decision behind them is none of theirs. */
TOE_TEST(compare_owner, names_the_connection_of_a_segments_data) {
  toe_compare_t *compare = new_compare(0);
  put_both(compare, frame_of(5, 1, 0x30000001)); /* of another one */
  put_both(compare, job_of(9, 1, 0x30000001));
  put_both(compare, frame_of(10, 2, 0x30000007));
  put_both(compare, toe_fake_buffer(14, 3, 0x11));
  put(compare, TOE_SIDE_RTL, toe_fake_buffer(15, 4, 0x11));
  put(compare, TOE_SIDE_RTL, job_of(20, 2, 0x30000007));
  put(compare, TOE_SIDE_RTL, toe_fake_decided(30, 3, 4, 2, 3, 0));
  put(compare, TOE_SIDE_MODEL, toe_fake_buffer(15, 4, 0x12));
  put(compare, TOE_SIDE_MODEL, toe_fake_decided(30, 3, 4, 2, 3, 0));
  expect_line(compare, "BUFFER 2: data: byte 0: model 0x12, rtl 0x11 (connection 0x30000007, cycle 15)");
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_compare_write(compare, out));
  TOE_EXPECT_HAS(text, "last records of this connection, model:\n    FRAME cycle=10 ");
  TOE_EXPECT_HAS(text, "    BUFFER cycle=14 row=3 mask=0 data=1111111111111111_");
  TOE_EXPECT(strstr(text, "FRAME cycle=5 ") == NULL);
  free(text);
  toe_compare_free(compare);
}

/* It leaves while its job goes on, or as it ends. */
TOE_TEST(compare_owner, names_the_connection_of_what_is_sent) {
  for (int is_behind = 0; is_behind < 2; ++is_behind) {
    toe_compare_t *compare = new_compare(0);
    put_both(compare, frame_of(10, 2, 0x30000007));
    if (is_behind) put_both(compare, job_of(20, 2, 0x30000007));
    put(compare, TOE_SIDE_MODEL, sent_of(21, 2, 1));
    put(compare, TOE_SIDE_RTL, sent_of(21, 2, 2));
    expect_line(compare, "SENT 1: data: byte 0: model 0x01, rtl 0x02 (connection 0x30000007, cycle 21)");
    toe_compare_free(compare);
  }
  toe_compare_t *compare = new_compare(0); /* of a receive request's marker */
  toe_retire_t marker = toe_fake_set(10, 2, 7, 0);
  marker.u.decided.handle = 0x30000007;
  put_both(compare, marker);
  put(compare, TOE_SIDE_MODEL, sent_of(21, 2, 1));
  put(compare, TOE_SIDE_RTL, sent_of(21, 2, 2));
  expect_line(compare, "SENT 1: data: byte 0: model 0x01, rtl 0x02 (connection 0x30000007, cycle 21)");
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_compare_write(compare, out));
  TOE_EXPECT_HAS(text, "last records of this connection, rtl:\n    DECIDED cycle=10 ");
  free(text);
  toe_compare_free(compare);
}

/* That of a timer's job, or of a terminate, is told behind it: on the side that ran ahead, and behind the mismatch. */
TOE_TEST(compare_owner, names_who_sent_when_it_is_told_later) {
  for (int is_ahead = 0; is_ahead < 2; ++is_ahead) {
    toe_compare_t *compare = new_compare(0);
    put(compare, TOE_SIDE_RTL, sent_of(21, 2, 2));
    if (is_ahead) put(compare, TOE_SIDE_RTL, job_of(22, 2, 0x30000007));
    put(compare, TOE_SIDE_MODEL, sent_of(21, 2, 1));
    if (!is_ahead) {
      expect_line(compare, "SENT 1: data: byte 0: model 0x01, rtl 0x02 (cycle 21)");
      put(compare, TOE_SIDE_RTL, job_of(22, 1, 0x30000001)); /* another's */
      put(compare, TOE_SIDE_RTL, job_of(23, 2, 0x30000007));
    }
    expect_line(compare, "SENT 1: data: byte 0: model 0x01, rtl 0x02 (connection 0x30000007, cycle 21)");
    char *text = NULL;
    TOE_FAKE_CAPTURE(text, toe_compare_write(compare, out));
    if (is_ahead) TOE_EXPECT_HAS(text, "    SENT cycle=21 bytes=0 ");
    free(text);
    toe_compare_free(compare);
    compare = new_compare(0);
    put(compare, TOE_SIDE_RTL, sent_of(21, 2, 2));
    if (is_ahead) put(compare, TOE_SIDE_RTL, toe_fake_decided(30, 2, 4, 3, 3, 0));
    put(compare, TOE_SIDE_MODEL, sent_of(21, 2, 1));
    if (!is_ahead) put(compare, TOE_SIDE_RTL, toe_fake_decided(30, 2, 4, 3, 3, 0));
    expect_line(compare, "SENT 1: data: byte 0: model 0x01, rtl 0x02 (request 4, object 3, cycle 21)");
    toe_compare_free(compare);
  }
}
