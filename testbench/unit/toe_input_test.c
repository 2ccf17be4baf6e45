/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_input.h"

#include "testbench/unit/toe_trace_files.h"

static toe_result_t read_all(const char *path, char *text, size_t room, uint32_t *crc_out, toe_error_t *error) {
  toe_input_t *input = NULL;
  toe_result_t result = toe_input_open(path, &input, error);
  if (result != TOE_OK) return result;
  size_t got = 0;
  result = toe_input_read(input, text, room - 1, &got, error);
  text[got] = '\0';
  *crc_out = toe_input_crc(input);
  toe_input_close(input);
  return result;
}

TOE_TEST(input, reads_plain_and_gzip_alike) {
  static const char *const names[] = {"plain.txt", "packed.gz"};
  for (int i = 0; i < 2; ++i) {
    toe_test_note("%s", names[i]);
    toe_output_t *output = NULL;
    toe_error_t error = {""};
    TOE_ASSERT_EQ(toe_output_open(file_path(names[i]), &output, &error), TOE_OK);
    TOE_EXPECT(!file_is_there(file_path(names[i]))); /* not before it is whole */
    TOE_EXPECT_EQ(toe_output_write(output, "12345", 5, &error), TOE_OK);
    TOE_EXPECT_EQ(toe_output_write(output, "6789", 4, &error), TOE_OK);
    TOE_ASSERT_EQ(toe_output_commit(output, &error), TOE_OK);
    char text[32];
    uint32_t crc = 0;
    TOE_ASSERT_EQ(read_all(file_path(names[i]), text, sizeof text, &crc, &error), TOE_OK);
    TOE_EXPECT_STR(text, "123456789");
    TOE_EXPECT_EQ(crc, 0xE3069283u); /* the check value of CRC32C */
  }
}

TOE_TEST(input, gives_gzip_without_name_and_time) {
  toe_output_t *output = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_output_open(file_path("a.gz"), &output, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_output_write(output, "x", 1, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_output_commit(output, &error), TOE_OK);
  size_t bytes = 0;
  uint8_t *data = file_read(file_path("a.gz"), &bytes);
  TOE_ASSERT(data != NULL && bytes > 10);
  static const uint8_t head[8] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0}; /* deflate, no flags, time 0 [RFC 1952] */
  TOE_EXPECT_MEM(data, head, sizeof head);
  free(data);
}

TOE_TEST(input, peeks_without_taking) {
  toe_input_t *input = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_input_open(file_text("a.txt", "abc"), &input, &error), TOE_OK);
  char text[8] = "";
  size_t got = 0;
  TOE_EXPECT_EQ(toe_input_peek(input, text, 8, &got, &error), TOE_OK);
  TOE_EXPECT_EQ(got, 3);
  TOE_EXPECT_EQ(toe_input_offset(input), 0);
  TOE_EXPECT_EQ(toe_input_read(input, text, 2, &got, &error), TOE_OK);
  TOE_EXPECT_EQ(toe_input_offset(input), 2);
  TOE_EXPECT_EQ(toe_input_read(input, text, 2, &got, &error), TOE_OK);
  TOE_EXPECT_EQ(got, 1);
  TOE_EXPECT_EQ(toe_input_read(input, text, 2, &got, &error), TOE_OK);
  TOE_EXPECT_EQ(got, 0);
  toe_input_close(input);
}

TOE_TEST(input, leaves_nothing_when_abandoned) {
  toe_output_t *output = NULL;
  toe_error_t error = {""};
  const char *path = file_text("kept.txt", "old");
  TOE_ASSERT_EQ(toe_output_open(path, &output, &error), TOE_OK);
  TOE_EXPECT_EQ(toe_output_write(output, "new", 3, &error), TOE_OK);
  toe_output_abandon(output);
  char text[8];
  uint32_t crc = 0;
  TOE_ASSERT_EQ(read_all(path, text, sizeof text, &crc, &error), TOE_OK);
  TOE_EXPECT_STR(text, "old");
}

TOE_TEST(input_bad, says_what_cannot_be_read_or_written) {
  toe_input_t *input = NULL;
  toe_output_t *output = NULL;
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_input_open(file_path("nosuch"), &input, &error), TOE_E_IO);
  TOE_EXPECT_HAS(error.text, "nosuch: No such file");
  TOE_EXPECT_EQ(toe_output_open(file_path("nosuch/file"), &output, &error), TOE_E_IO);
  TOE_EXPECT_HAS(error.text, "nosuch/file: No such file");
  char text[8];
  uint32_t crc = 0;
  TOE_EXPECT_EQ(read_all(toe_test_directory(), text, sizeof text, &crc, &error), TOE_E_IO);
}

TOE_TEST(input_bad, tells_a_cut_gzip_file_at_any_byte) {
  toe_output_t *output = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_output_open(file_path("a.gz"), &output, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_output_write(output, "some text, some text, some more", 31, &error), TOE_OK);
  TOE_ASSERT_EQ(toe_output_commit(output, &error), TOE_OK);
  size_t bytes = 0;
  uint8_t *data = file_read(file_path("a.gz"), &bytes);
  TOE_ASSERT(data != NULL);
  for (size_t cut = 10; cut < bytes; ++cut) { /* a shorter header is taken as plain bytes by zlib */
    toe_test_note("%zu of %zu bytes", cut, bytes);
    char text[64];
    uint32_t crc = 0;
    const char *path = file_write("cut.gz", data, cut);
    TOE_EXPECT_EQ(read_all(path, text, sizeof text, &crc, &error), TOE_E_FORMAT);
    TOE_EXPECT_HAS(error.text, "gzip data is cut off");
  }
  free(data);
}
