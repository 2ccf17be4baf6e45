/* SPDX-License-Identifier: Apache-2.0
 *
 * What `toesim test` finds.  The program's files are no library, so the file under test is included.
 */
#include "sim/cli/toe_find.c"

#include "testbench/shim/toe_test.h"

static void make_directory(const char *name) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", toe_test_directory(), name);
  TOE_EXPECT_EQ(mkdir(path, 0755), 0);
}

static void make_file(const char *name) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", toe_test_directory(), name);
  FILE *file = fopen(path, "w");
  TOE_ASSERT(file != NULL);
  TOE_EXPECT_EQ(fclose(file), 0);
}

/* Found paths without the test's own directory, a blank after each. */
static toe_result_t find(const char *const *names, uint32_t count, char *text, size_t bytes, toe_error_t *error) {
  const size_t skip = strlen(toe_test_directory()) + 1;
  toe_found_t found;
  const toe_result_t result = toe_find(names, count, &found, error);
  text[0] = '\0';
  for (uint32_t i = 0; i < found.count; ++i) {
    strncat(text, found.paths[i] + skip, bytes - strlen(text) - 1);
    strncat(text, " ", bytes - strlen(text) - 1);
  }
  toe_found_free(&found);
  return result;
}

static void make_tree(void) {
  make_directory("b");
  make_directory("b/bad");
  make_directory("a");
  make_directory("a/captures");
  make_directory("a/.hidden");
  make_directory("z");
  make_file("b/2.jsonl");
  make_file("b/10.pcapng");
  make_file("b/1.pcapng.gz");
  make_file("b/notes.md");
  make_file("b/.jsonl");
  make_file("b/bad/x.jsonl");
  make_file("a/captures/x.pcapng");
  make_file("a/.hidden/x.jsonl");
  make_file("a/badly.jsonl");
}

/* In order of the bytes of their names; not what is hidden, bad or a capture, nor other files. */
TOE_TEST(find, lists_traces_of_a_directory_in_order) {
  char text[512];
  toe_error_t error = {""};
  make_tree();
  const char *names[] = {toe_test_directory()};
  TOE_EXPECT_EQ(find(names, 1, text, sizeof text, &error), TOE_OK);
  TOE_EXPECT_STR(text, "a/badly.jsonl b/1.pcapng.gz b/10.pcapng b/2.jsonl ");
}

TOE_TEST(find, takes_what_is_named) {
  char text[512], bad[1024], file[1024];
  toe_error_t error = {""};
  make_tree();
  snprintf(bad, sizeof bad, "%s/b/bad", toe_test_directory());
  snprintf(file, sizeof file, "%s/b/notes.md", toe_test_directory());
  const char *names[] = {file, bad, file};
  TOE_EXPECT_EQ(find(names, 3, text, sizeof text, &error), TOE_OK);
  TOE_EXPECT_STR(text, "b/notes.md b/bad/x.jsonl b/notes.md ");
}

TOE_TEST(find_bad, says_what_is_not_there) {
  char text[512], path[1024];
  toe_error_t error = {""};
  make_tree();
  snprintf(path, sizeof path, "%s/nosuch", toe_test_directory());
  const char *names[] = {path};
  TOE_EXPECT_EQ(find(names, 1, text, sizeof text, &error), TOE_E_IO);
  TOE_EXPECT_HAS(error.text, "nosuch");
  snprintf(path, sizeof path, "%s/z", toe_test_directory());
  TOE_EXPECT_EQ(find(names, 1, text, sizeof text, &error), TOE_E_UNKNOWN);
  TOE_EXPECT_HAS(error.text, "no traces");
}
