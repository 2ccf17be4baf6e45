/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_aside.h"

#include <errno.h>
#include <unistd.h>

#include "testbench/unit/toe_trace_files.h"

static void write_there(const char *path, const char *text) {
  FILE *file = fopen(path, "wb");
  TOE_ASSERT(file != NULL);
  TOE_EXPECT(fputs(text, file) >= 0);
  TOE_EXPECT_EQ(fclose(file), 0);
}

static void expect_text(const char *path, const char *text) {
  size_t bytes = 0;
  uint8_t *data = file_read(path, &bytes);
  TOE_ASSERT(data != NULL);
  TOE_EXPECT_STR((const char *)data, text);
  free(data);
}

TOE_TEST(aside, puts_a_file_in_its_place_when_it_is_whole) {
  const char *path = file_text("a.txt", "old");
  toe_aside_t *aside = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_aside_new(path, &aside), TOE_OK);
  TOE_EXPECT(!toe_aside_is_straight(aside));
  TOE_EXPECT_STR(toe_aside_path(aside), path);
  char *part = toe_aside_part_name(path);
  TOE_ASSERT(part != NULL);
  TOE_EXPECT_STR(toe_aside_name(aside), part); /* so a signal handler knows what to remove */
  char expected[1100];
  (void)snprintf(expected, sizeof expected, "%s.%ld.part", path, (long)getpid());
  TOE_EXPECT_STR(part, expected);
  write_there(part, "new");
  expect_text(path, "old");
  TOE_EXPECT_EQ(toe_aside_commit(aside, 0, &error), TOE_OK);
  expect_text(path, "new");
  TOE_EXPECT(!file_is_there(part));
  free(part);
}

TOE_TEST(aside, leaves_nothing_when_dropped) {
  const char *path = file_path("b.txt");
  toe_aside_t *aside = NULL;
  TOE_ASSERT_EQ(toe_aside_new(path, &aside), TOE_OK);
  char *part = toe_aside_part_name(path);
  write_there(part, "x");
  toe_aside_drop(aside);
  TOE_EXPECT(!file_is_there(part));
  TOE_EXPECT(!file_is_there(path));
  free(part);
  toe_aside_drop(NULL);
}

TOE_TEST(aside, writes_straight_what_is_no_regular_file) {
  toe_aside_t *aside = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_aside_new("/dev/null", &aside), TOE_OK);
  TOE_EXPECT(toe_aside_is_straight(aside));
  TOE_EXPECT_STR(toe_aside_name(aside), "/dev/null");
  TOE_EXPECT_EQ(toe_aside_commit(aside, 0, &error), TOE_OK);
  TOE_EXPECT(file_is_there("/dev/null"));
}

TOE_TEST(aside_bad, tells_why_a_file_could_not_be_written) {
  const char *path = file_text("c.txt", "old");
  toe_aside_t *aside = NULL;
  toe_error_t error = {""};
  /* A write failed. */
  TOE_ASSERT_EQ(toe_aside_new(path, &aside), TOE_OK);
  char *part = toe_aside_part_name(path);
  write_there(part, "half");
  TOE_EXPECT_EQ(toe_aside_commit(aside, ENOSPC, &error), TOE_E_IO);
  TOE_EXPECT_HAS(error.text, "c.txt: cannot be written: No space left on device");
  TOE_EXPECT(!file_is_there(part));
  expect_text(path, "old");
  /* There is nothing to rename. */
  TOE_ASSERT_EQ(toe_aside_new(path, &aside), TOE_OK);
  TOE_EXPECT_EQ(toe_aside_commit(aside, 0, &error), TOE_E_IO);
  TOE_EXPECT_HAS(error.text, "c.txt: cannot be written: No such file");
  expect_text(path, "old");
  free(part);
}
