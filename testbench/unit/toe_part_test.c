/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_part.h"

#include <stdlib.h>
#include <string.h>

#include "testbench/shim/toe_test.h"

/* Lines of 1 MiB each, told apart by their first character. */
enum { LINE = 1 << 20, LINES = TOE_PART_KEPT_BYTES / LINE + 4 };

static void expect_lines(toe_part_t *part, int count) {
  TOE_ASSERT(toe_part_rewind(part));
  for (int i = 0; i < count; ++i) {
    toe_test_note("line %d of %d", i, count);
    const char *line = toe_part_next(part);
    TOE_ASSERT(line != NULL);
    TOE_EXPECT_EQ(line[0], 'a' + i);
    TOE_EXPECT_EQ(strlen(line), LINE - 1);
  }
  TOE_EXPECT(toe_part_next(part) == NULL);
}

/* What memory does not hold comes from the file, in the order it was added; reading and adding may take turns. */
TOE_TEST(part, gives_lines_back_in_their_order) {
  toe_part_t *part;
  char *line = malloc(LINE);
  TOE_ASSERT(line != NULL && toe_part_new(&part) == TOE_OK);
  memset(line, 'x', LINE - 1);
  line[LINE - 1] = '\0';
  TOE_ASSERT(toe_part_rewind(part));
  TOE_EXPECT(toe_part_next(part) == NULL);
  for (int i = 0; i < LINES; ++i) {
    line[0] = (char)('a' + i);
    toe_part_add(part, line);
    TOE_EXPECT_EQ(toe_part_count(part), i + 1);
    if (i == 2 || i == LINES - 2) expect_lines(part, i + 1);
  }
  expect_lines(part, LINES);
  expect_lines(part, LINES);
  toe_part_free(part);
  free(line);
}
