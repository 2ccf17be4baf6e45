/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_console.h"

#include <stdlib.h>
#include <string.h>

#include "sim/report/toe_table.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

/* A finished request of one object. */
static void add(toe_console_t *console, uint32_t number, uint32_t status) {
  char name[16];
  (void)snprintf(name, sizeof name, "T%u", (unsigned)number);
  toe_joined_object_t object;
  memset(&object, 0, sizeof object);
  object.name = name;
  object.layer = TOE_LAYER_TCP;
  object.kind = TOE_KIND_NEW;
  object.has_answer = object.has_decision = true;
  object.status = status;
  object.handle = status == 0 ? 0x30000000u + number : 0;
  object.cause = status == 0 ? TOE_CAUSE_OK : TOE_CAUSE_NOT_ATTEMPTED;
  object.cycles[TOE_SIDE_RTL].decided = 100u * number;
  object.cycles[TOE_SIDE_MODEL].decided = 7;
  toe_joined_request_t request;
  memset(&request, 0, sizeof request);
  request.id = (char *)"r";
  request.objects = &object;
  request.object_count = 1;
  TOE_EXPECT_EQ(toe_console_add(console, &request), TOE_OK);
}

static uint32_t lines_of(const char *text) {
  uint32_t lines = 0;
  for (; *text != '\0'; ++text) lines += *text == '\n';
  return lines;
}

static char *print(const toe_console_t *console, bool has_colors) {
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_console_write(console, out, has_colors));
  return text;
}

/* 250 MHz: cycle 100 is at 400 ns. */
TOE_TEST(console, lines_columns_up) {
  toe_console_t *console = NULL;
  TOE_ASSERT_EQ(toe_console_new(TOE_SIDE_RTL, 250, &console), TOE_OK);
  add(console, 1, TOE_STATUS_SUCCESS);
  add(console, 12, TOE_STATUS_FAILURE);
  char *text = print(console, false);
  TOE_EXPECT_STR(
      text,
      "  OBJECT  LAYER  KIND  STATUS                   HANDLE  CYCLE    NS  REQUEST  WHY\n"
      "  T1      tcp    new   NDIS_STATUS_SUCCESS  0x30000001    100   400  r\n"
      "  T12     tcp    new   NDIS_STATUS_FAILURE           -   1200  4800  r        the walk did not come here "
      "[R16]\n");
  free(text);
  toe_console_free(console);
}

/* 60 objects are all shown: a head and 60 lines. */
TOE_TEST(console, shows_all_of_sixty) {
  toe_console_t *console = NULL;
  TOE_ASSERT_EQ(toe_console_new(TOE_SIDE_RTL, 250, &console), TOE_OK);
  for (uint32_t i = 1; i <= 60; ++i) add(console, i, i % 2 ? TOE_STATUS_FAILURE : 0);
  char *text = print(console, false);
  TOE_EXPECT_EQ(lines_of(text), 61);
  TOE_EXPECT_HAS(text, "\n  T60 ");
  free(text);
  toe_console_free(console);
}

/* 1000 objects, each tenth fails: the first 20, then 40 of the 98 failures behind them, and the count. */
TOE_TEST(console, cuts_long_runs_and_says_so) {
  toe_console_t *console = NULL;
  TOE_ASSERT_EQ(toe_console_new(TOE_SIDE_RTL, 250, &console), TOE_OK);
  for (uint32_t i = 1; i <= 1000; ++i) add(console, i, i % 10 == 0 ? TOE_STATUS_FAILURE : 0);
  char *text = print(console, false);
  TOE_EXPECT_EQ(lines_of(text), 1 + 20 + 1 + 40 + 1);
  TOE_EXPECT_HAS(text, "\n  T20 ");
  TOE_EXPECT(strstr(text, "\n  T21 ") == NULL);
  TOE_EXPECT_HAS(text, "\n  T30 ");
  TOE_EXPECT_HAS(text, "\n  T420 "); /* the fortieth: 30, 40 ... 420 */
  TOE_EXPECT(strstr(text, "\n  T430 ") == NULL);
  TOE_EXPECT_HAS(
      text, "1000 objects, 100 of them not NDIS_STATUS_SUCCESS.  Shown: the first 20, and 40 of the 98 further on");
  free(text);
  toe_console_free(console);
}

TOE_TEST(console, says_when_nothing_further_on_failed) {
  toe_console_t *console = NULL;
  TOE_ASSERT_EQ(toe_console_new(TOE_SIDE_RTL, 250, &console), TOE_OK);
  for (uint32_t i = 1; i <= 61; ++i) add(console, i, i == 3 ? TOE_STATUS_FAILURE : 0);
  char *text = print(console, false);
  TOE_EXPECT_EQ(lines_of(text), 1 + 20 + 1 + 1);
  TOE_EXPECT_HAS(
      text,
      "61 objects, 1 of them not NDIS_STATUS_SUCCESS.  Shown: the first 20; all behind them are NDIS_STATUS_SUCCESS.");
  free(text);
  toe_console_free(console);
}

TOE_TEST(console, colors_only_when_asked) {
  toe_console_t *console = NULL;
  TOE_ASSERT_EQ(toe_console_new(TOE_SIDE_RTL, 250, &console), TOE_OK);
  add(console, 1, TOE_STATUS_FAILURE);
  char *plain = print(console, false), *colored = print(console, true);
  TOE_EXPECT(strchr(plain, '\033') == NULL);
  TOE_EXPECT_HAS(colored, "\033[31m  T1 ");
  free(plain);
  free(colored);
  toe_console_free(console);
}

/* A name of a trace must not drive the terminal, and UTF-8 counts as what it looks like. */
TOE_TEST(console, tames_control_characters_and_counts_letters) {
  toe_table_t *table = toe_table_new("A|>B");
  toe_table_row(table, false);
  toe_table_cell(table, "%s", "\xC3\xA9\xC3\xA9");
  toe_table_cell(table, "%d", 1);
  toe_table_row(table, false);
  toe_table_cell(table, "%s", "x\033[2J");
  toe_table_cell(table, "%d", 22);
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_table_write(table, out, false));
  TOE_EXPECT_STR(text, "  A       B\n  \xC3\xA9\xC3\xA9      1\n  x?[2J  22\n");
  free(text);
  toe_table_free(table);
}

/* Rounded down; no step of it overflows: 9000000000000000 cycles at 3 MHz are
 * 3000000000000000000 ns. */
TOE_TEST(console, turns_cycles_into_nanoseconds) {
  TOE_EXPECT_EQ(toe_cycle_ns(130, 250), 520);
  TOE_EXPECT_EQ(toe_cycle_ns(1, 3), 333);
  TOE_EXPECT_EQ(toe_cycle_ns(2, 3), 666);
  TOE_EXPECT_EQ(toe_cycle_ns(9000000000000000u, 3), 3000000000000000000u);
}
