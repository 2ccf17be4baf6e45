/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_junit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

static char *write_and_read(toe_junit_t *junit) {
  char path[512];
  toe_error_t error = {""};
  (void)snprintf(path, sizeof path, "%s/junit.xml", toe_test_directory());
  TOE_EXPECT_EQ(toe_junit_write(junit, path, &error), TOE_OK);
  return toe_fake_read(path);
}

TOE_TEST(junit, writes_suites_and_cases_with_their_counts) {
  toe_junit_t *junit = NULL;
  toe_error_t error;
  TOE_ASSERT_EQ(toe_junit_new(&junit, &error), TOE_OK);
  toe_junit_suite(junit, "s0.jsonl");
  toe_junit_case(junit, "expect", "r1 T1", TOE_CASE_PASSED, "", NULL);
  toe_junit_case(junit, "expect", "r1 T2", TOE_CASE_FAILED, "got it wrong", "more\nlines");
  toe_junit_suite(junit, "other");
  toe_junit_case(junit, "run", "the run ends", TOE_CASE_ERROR, "hung", NULL);
  toe_junit_case(junit, "run", "later", TOE_CASE_SKIPPED, "not today", NULL);
  char *text = write_and_read(junit);
  TOE_EXPECT_STR(text,
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<testsuites name=\"toesim\" tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\">\n"
                 "  <testsuite name=\"s0.jsonl\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">\n"
                 "    <testcase classname=\"expect\" name=\"r1 T1\"/>\n"
                 "    <testcase classname=\"expect\" name=\"r1 T2\">\n"
                 "      <failure message=\"got it wrong\">more\nlines</failure>\n"
                 "    </testcase>\n"
                 "  </testsuite>\n"
                 "  <testsuite name=\"other\" tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"1\">\n"
                 "    <testcase classname=\"run\" name=\"the run ends\">\n"
                 "      <error message=\"hung\">hung</error>\n"
                 "    </testcase>\n"
                 "    <testcase classname=\"run\" name=\"later\">\n"
                 "      <skipped message=\"not today\">not today</skipped>\n"
                 "    </testcase>\n"
                 "  </testsuite>\n"
                 "</testsuites>\n");
  free(text);
  TOE_EXPECT_EQ(toe_junit_cases(junit), 4);
  TOE_EXPECT_EQ(toe_junit_failures(junit), 2);
  toe_junit_case(junit, "run", "one more", TOE_CASE_PASSED, NULL, NULL); /* after a write */
  text = write_and_read(junit);
  TOE_EXPECT_HAS(text, "tests=\"5\"");
  TOE_EXPECT_HAS(text, "name=\"one more\"/>\n  </testsuite>");
  free(text);
  toe_junit_free(junit);
}

/* Names come from traces: markup, control characters and bytes that are not UTF-8 must not break the file. */
TOE_TEST(junit, makes_any_text_fit_for_xml) {
  toe_junit_t *junit = NULL;
  toe_error_t error;
  TOE_ASSERT_EQ(toe_junit_new(&junit, &error), TOE_OK);
  toe_junit_case(junit, "a<b", "x&y\"z>\n", TOE_CASE_PASSED, NULL, NULL);
  toe_junit_case(junit, "bytes", "\x01|\xC3\xA9|\xFF|\xC3|\xED\xA0\x80|\xE2\x82\xAC|\xC0\x80", TOE_CASE_PASSED, NULL,
                 NULL);
  char *text = write_and_read(junit);
  TOE_EXPECT_HAS(text, "classname=\"a&lt;b\" name=\"x&amp;y&quot;z&gt;&#10;\"");
  TOE_EXPECT_HAS(text, "name=\"?|\xC3\xA9|?|?|???|\xE2\x82\xAC|??\"");
  TOE_EXPECT_HAS(text, "<testsuite name=\"toesim\"");
  free(text);
  toe_junit_free(junit);
}

TOE_TEST(junit, says_which_file_cannot_be_written) {
  toe_junit_t *junit = NULL;
  toe_error_t error = {""};
  TOE_ASSERT_EQ(toe_junit_new(&junit, &error), TOE_OK);
  TOE_EXPECT_EQ(toe_junit_write(junit, "/nonexistent/j.xml", &error), TOE_E_IO);
  TOE_EXPECT_HAS(error.text, "/nonexistent/j.xml: cannot be written: No such file");
  TOE_EXPECT_EQ(toe_junit_write(junit, "/dev/null", &error), TOE_OK); /* not renamed over */
  FILE *null = fopen("/dev/null", "rb");
  TOE_ASSERT(null != NULL);
  TOE_EXPECT(fgetc(null) == EOF);
  (void)fclose(null);
  toe_junit_free(junit);
}
