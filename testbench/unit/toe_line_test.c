/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_line.h"

#include <stdlib.h>
#include <string.h>

#include "testbench/shim/toe_test.h"

/* Members with commas between them, nested ones closed, no spaces. */
TOE_TEST(line, writes_members_as_a_compact_dump) {
  toe_line_t line;
  toe_line_begin(&line);
  toe_line_open(&line, NULL, '{');
  toe_line_text(&line, "id", "r1");
  toe_line_open(&line, "empty", '{');
  toe_line_close(&line, '}');
  toe_line_open(&line, "objects", '[');
  for (int i = 0; i < 2; ++i) {
    toe_line_open(&line, NULL, '{');
    toe_line_bool(&line, "freed", i == 1);
    toe_line_null(&line, "returned");
    toe_line_close(&line, '}');
  }
  toe_line_close(&line, ']');
  toe_line_cycle(&line, "cycle", 12);
  toe_line_cycle(&line, "never", TOE_CYCLE_NEVER);
  toe_line_close(&line, '}');
  char *text = toe_line_end(&line);
  TOE_ASSERT(text != NULL);
  TOE_EXPECT_STR(text,
                 "{\"id\":\"r1\",\"empty\":{},\"objects\":[{\"freed\":false,\"returned\":null},"
                 "{\"freed\":true,\"returned\":null}],\"cycle\":12,\"never\":null}");
  free(text);
}

TOE_TEST(line, writes_numbers_of_every_size) {
  toe_line_t line;
  toe_line_begin(&line);
  toe_line_number(&line, "a", 0);
  toe_line_number(&line, "b", 9);
  toe_line_number(&line, "c", 10);
  toe_line_number(&line, "d", INT64_MAX);
  toe_line_number(&line, "e", (uint64_t)INT64_MAX + 1);
  toe_line_number(&line, "f", UINT64_MAX);
  char *text = toe_line_end(&line);
  TOE_ASSERT(text != NULL);
  TOE_EXPECT_STR(text, "\"a\":0,\"b\":9,\"c\":10,\"d\":9223372036854775807,\"e\":-9223372036854775808,\"f\":-1");
  free(text);
}

/* RFC 8259 7: quotes, backslashes and control characters are escaped; UTF-8 stands as it is, other bytes become '?'. */
TOE_TEST(line, escapes_texts) {
  toe_line_t line;
  toe_line_begin(&line);
  toe_line_text(&line, "a", "say \"no\"");
  toe_line_text(&line, "b", "back\\slash");
  toe_line_text(&line, "c", "line\nbreak\x01");
  toe_line_text(&line, "d", "\xC3\xBC");
  toe_line_text(&line, "e", "\xFFx");
  toe_line_text(&line, "f", "");
  toe_line_text(&line, "g", NULL);
  toe_line_text(&line, "h", "\x1F");
  char *text = toe_line_end(&line);
  TOE_ASSERT(text != NULL);
  TOE_EXPECT_STR(text,
                 "\"a\":\"say \\\"no\\\"\",\"b\":\"back\\\\slash\",\"c\":\"line\\nbreak\\u0001\","
                 "\"d\":\"\xC3\xBC\",\"e\":\"?x\",\"f\":\"\",\"g\":null,\"h\":\"\\u001F\"");
  free(text);
}

TOE_TEST(line, grows_with_what_it_holds) {
  toe_line_t line;
  toe_line_begin(&line);
  toe_line_open(&line, NULL, '[');
  for (int i = 0; i < 2000; ++i) toe_line_number(&line, NULL, 7);
  toe_line_close(&line, ']');
  char *text = toe_line_end(&line);
  TOE_ASSERT(text != NULL);
  TOE_EXPECT_EQ(strlen(text), 2 * 2000 + 1);
  TOE_EXPECT_EQ(strspn(text + 1, "7,"), 2 * 2000 - 1);
  free(text);
}
