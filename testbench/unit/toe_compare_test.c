/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_compare.h"

#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_retire_field.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

static toe_compare_t *new_compare(uint64_t budget) {
  toe_compare_t *compare = NULL;
  return toe_compare_new(budget, &compare) == TOE_OK ? compare : NULL;
}

static void put(toe_compare_t *compare, toe_side_t side, toe_retire_t retire) {
  TOE_EXPECT_EQ(toe_compare_put(compare, side, &retire), TOE_OK);
}

TOE_TEST(compare, joins_each_kind_in_its_own_order) {
  toe_compare_t *compare = new_compare(0);
  put(compare, TOE_SIDE_MODEL, toe_fake_doorbell(5, 1));
  put(compare, TOE_SIDE_MODEL, toe_fake_decided(100, 1, 1, 0, 1, 0));
  put(compare, TOE_SIDE_MODEL, toe_fake_decided(110, 2, 1, 1, 2, 0));
  put(compare, TOE_SIDE_MODEL, toe_fake_context(101, 7, 0xAA));
  TOE_EXPECT_EQ(toe_compare_waiting(compare), 4);
  put(compare, TOE_SIDE_RTL, toe_fake_context(101, 7, 0xAA));
  put(compare, TOE_SIDE_RTL, toe_fake_decided(100, 1, 1, 0, 1, 0));
  put(compare, TOE_SIDE_RTL, toe_fake_doorbell(5, 1));
  put(compare, TOE_SIDE_RTL, toe_fake_decided(110, 2, 1, 1, 2, 0));
  put(compare, TOE_SIDE_RTL, toe_fake_written(120, 1, 0, 0));
  put(compare, TOE_SIDE_RTL, toe_fake_completed(130, 1));
  put(compare, TOE_SIDE_MODEL, toe_fake_written(120, 1, 0, 0));
  put(compare, TOE_SIDE_MODEL, toe_fake_completed(130, 1));
  toe_compare_finish(compare);
  TOE_EXPECT(toe_compare_mismatch(compare) == NULL);
  TOE_EXPECT_EQ(toe_compare_count(compare), 6);
  TOE_EXPECT_EQ(toe_compare_count_kind(compare, TOE_RETIRE_DECIDED), 2);
  TOE_EXPECT_EQ(toe_compare_count_kind(compare, TOE_RETIRE_DOORBELL), 1);
  TOE_EXPECT_EQ(toe_compare_waiting(compare), 0);
  toe_compare_free(compare);
}

/* Every field of every kind is looked at: change one at a time.  TIME fields pass within the budget and no further. */
TOE_TEST(compare, sees_a_change_in_every_field) {
  for (int kind = 0; kind < TOE_RETIRE_KINDS; ++kind) {
    const toe_retire_field_t *fields;
    size_t count = toe_retire_fields((toe_retire_kind_t)kind, &fields);
    TOE_EXPECT(count > 0);
    for (size_t i = 0; i < count; ++i) {
      toe_test_note("%s.%s", toe_retire_kind_text((toe_retire_kind_t)kind), fields[i].name);
      toe_retire_t a, b;
      memset(&a, 0, sizeof a);
      a.kind = (toe_retire_kind_t)kind;
      a.cycle = 50;
      b = a;
      uint64_t changed = fields[i].is_time ? 4 : 1;
      memcpy((uint8_t *)&b + fields[i].offset, &changed, sizeof changed);
      toe_compare_t *compare = new_compare(3);
      put(compare, TOE_SIDE_MODEL, a);
      put(compare, TOE_SIDE_RTL, b);
      const toe_mismatch_t *mismatch = toe_compare_mismatch(compare);
      TOE_ASSERT(mismatch != NULL);
      TOE_EXPECT_STR(mismatch->field, fields[i].name);
      TOE_EXPECT_EQ(mismatch->value[TOE_SIDE_MODEL], 0);
      TOE_EXPECT_EQ(mismatch->value[TOE_SIDE_RTL], changed);
      TOE_EXPECT_EQ(mismatch->reason, fields[i].is_time ? TOE_MISMATCH_TIME : TOE_MISMATCH_VALUE);
      toe_compare_free(compare);
      if (!fields[i].is_time) continue;
      compare = new_compare(4);
      put(compare, TOE_SIDE_RTL, b);
      put(compare, TOE_SIDE_MODEL, a);
      TOE_EXPECT(toe_compare_mismatch(compare) == NULL);
      toe_compare_free(compare);
    }
  }
}

/* The fields that retire.def has of DECIDED, typed by hand. */
TOE_TEST(compare, knows_the_fields_by_name) {
  static const char *const names[] = {"commit",
                                      "is_object",
                                      "request_id",
                                      "is_terminate",
                                      "index",
                                      "layer",
                                      "kind",
                                      "attempted",
                                      "cause",
                                      "error",
                                      "handle",
                                      "parent",
                                      "used_neighbor",
                                      "used_path",
                                      "used_tcp",
                                      "used_src_mac",
                                      "used_src_ip",
                                      "used_vlan",
                                      "used_rcv_buffer",
                                      "used_xmit_buffer",
                                      "used_buffered_copy",
                                      "used_host_memory",
                                      "used_lookup",
                                      "used_posted",
                                      "used_host_buffer",
                                      "used_rcv_data",
                                      "limit",
                                      "fetched_cycle",
                                      "sram_stall"};
  const toe_retire_field_t *fields;
  size_t count = toe_retire_fields(TOE_RETIRE_DECIDED, &fields);
  TOE_ASSERT_EQ(count, sizeof names / sizeof names[0]);
  for (size_t i = 0; i < count; ++i) {
    TOE_EXPECT_STR(fields[i].name, names[i]);
    TOE_EXPECT_EQ(fields[i].is_time, strcmp(names[i], "fetched_cycle") == 0 || strcmp(names[i], "sram_stall") == 0);
  }
  static const char *const context[] = {"row", "check"};
  TOE_ASSERT_EQ(toe_retire_fields(TOE_RETIRE_CONTEXT, &fields), 2);
  for (size_t i = 0; i < 2; ++i) {
    TOE_EXPECT_STR(fields[i].name, context[i]);
    TOE_EXPECT(!fields[i].is_time);
  }
  static const char *const buffer[] = {"row", "mask"};
  TOE_ASSERT_EQ(toe_retire_fields(TOE_RETIRE_BUFFER, &fields), 2);
  for (size_t i = 0; i < 2; ++i) {
    TOE_EXPECT_STR(fields[i].name, buffer[i]);
    TOE_EXPECT(!fields[i].is_time);
  }
  static const char *const event[] = {"code", "phase", "handle", "ndis_handle", "info", "commit"};
  TOE_ASSERT_EQ(toe_retire_fields(TOE_RETIRE_EVENT, &fields), 6);
  for (size_t i = 0; i < 6; ++i) {
    TOE_EXPECT_STR(fields[i].name, event[i]);
    TOE_EXPECT(!fields[i].is_time);
  }
  static const char *const returned[] = {"request_id", "index", "offset"};
  TOE_ASSERT_EQ(toe_retire_fields(TOE_RETIRE_RETURNED, &fields), 3);
  for (size_t i = 0; i < 3; ++i) {
    TOE_EXPECT_STR(fields[i].name, returned[i]);
    TOE_EXPECT(!fields[i].is_time);
  }
}

/* What is handed back is compared byte for byte, and belongs to the object it says; 32 bytes of it are shown. */
TOE_TEST(compare, sees_one_byte_handed_back) {
  toe_compare_t *compare = new_compare(0);
  toe_retire_t returned = toe_fake_returned(210, 5, 3, 32, 0x44);
  for (int side = 0; side < TOE_SIDES; ++side) {
    put(compare, (toe_side_t)side, toe_fake_returned(209, 5, 3, 0, 0x33));
    if (side == TOE_SIDE_RTL) returned.u.returned.data[31] = 0x45;
    put(compare, (toe_side_t)side, returned);
  }
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, "RETURNED 2: data: byte 31: model 0x44, rtl 0x45 (request 5, object 3, cycle 210)");
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_compare_write(compare, out));
  TOE_EXPECT_HAS(text, "  * data 16..31 ");
  TOE_EXPECT(strstr(text, "data 32..47") == NULL);
  TOE_EXPECT_HAS(text,
                 "    RETURNED cycle=209 request_id=5 index=3 offset=0 data=3333333333333333_3333333333333333_"
                 "3333333333333333_3333333333333333\n");
  free(text);
  toe_compare_free(compare);
}

/* An event belongs to the item with its commit number: a marker's to the request as a whole, a linker's to the object;
 * one whose item is not known to none. */
TOE_TEST(compare, knows_whose_an_event_is) {
  static const struct {
    uint64_t commit;
    const char *line;
  } cases[] = {
      {4, "EVENT 1: code: model 3 (retrieve), rtl 17 (pause) (request 8, cycle 150)"},
      {5, "EVENT 1: code: model 3 (retrieve), rtl 17 (pause) (request 9, object 2, cycle 150)"},
      {3, "EVENT 1: code: model 3 (retrieve), rtl 17 (pause) (cycle 150)"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_compare_t *compare = new_compare(0);
    for (int side = 0; side < TOE_SIDES; ++side) {
      put(compare, (toe_side_t)side, toe_fake_set(100, 4, 8, 0));
      put(compare, (toe_side_t)side, toe_fake_decided(110, 5, 9, 2, 3, TOE_CAUSE_CONTEXT_ECC));
      put(compare, (toe_side_t)side, toe_fake_decided(120, 6, 9, 3, 3, 0));
      put(compare, (toe_side_t)side,
          toe_fake_event(150, cases[i].commit, side == TOE_SIDE_MODEL ? TOE_EVENT_RETRIEVE : TOE_EVENT_PAUSE, 0, 0));
    }
    char line[256];
    toe_compare_line(compare, line, sizeof line);
    TOE_EXPECT_STR(line, cases[i].line);
    toe_compare_free(compare);
  }
}

/* The order of events is compared: the n-th with the n-th. */
TOE_TEST(compare, sees_events_in_another_order) {
  toe_compare_t *compare = new_compare(100);
  put(compare, TOE_SIDE_MODEL, toe_fake_event(150, 4, TOE_EVENT_PAUSE, 0, 0));
  put(compare, TOE_SIDE_MODEL, toe_fake_event(160, 5, TOE_EVENT_RESUME, 0, 0));
  put(compare, TOE_SIDE_RTL, toe_fake_event(150, 5, TOE_EVENT_RESUME, 0, 0));
  TOE_EXPECT(toe_compare_mismatch(compare) != NULL);
  toe_compare_free(compare);
}

/* The stall is a time, and like `fetched` no part of the common figure: the pair is exact there. */
TOE_TEST(compare, allows_stalls_the_budget_and_keeps_them_out_of_the_timing) {
  toe_compare_t *compare = new_compare(3);
  toe_retire_t model = toe_fake_decided(100, 1, 1, 0, 3, 0), rtl = model;
  model.u.decided.sram_stall = 5;
  rtl.u.decided.sram_stall = 8;
  put(compare, TOE_SIDE_MODEL, model);
  put(compare, TOE_SIDE_RTL, rtl);
  TOE_EXPECT(toe_compare_mismatch(compare) == NULL);
  toe_timing_t timing;
  toe_compare_timing(compare, &timing);
  TOE_EXPECT_EQ(timing.total, 1);
  TOE_EXPECT_EQ(timing.exact, 1);
  toe_compare_timing_fetched(compare, &timing);
  TOE_EXPECT_EQ(timing.exact, 1);
  rtl.u.decided.sram_stall = 9;
  put(compare, TOE_SIDE_MODEL, model);
  put(compare, TOE_SIDE_RTL, rtl);
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, "DECIDED 2: sram_stall: model 5, rtl 9, budget 3 (request 1, object 0, cycle 100)");
  toe_compare_free(compare);
}

TOE_TEST(compare, shows_a_buffer_row_only_one_side_has) {
  toe_compare_t *compare = new_compare(0);
  put(compare, TOE_SIDE_RTL, toe_fake_buffer(10, 3, 0xAB));
  toe_compare_finish(compare);
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_compare_write(compare, out));
  TOE_EXPECT_HAS(text, "BUFFER 1: only the rtl has it (cycle 10)\n");
  TOE_EXPECT_HAS(text, "abababababababababababababababab\n");
  free(text);
  toe_compare_free(compare);
}

/* Rows within four edges of a new object are its own; a later one is that of the linker whose row was corrected. */
TOE_TEST(compare, knows_the_object_of_a_context_row) {
  for (int is_late = 0; is_late < 2; ++is_late) {
    toe_compare_t *compare = new_compare(0);
    toe_retire_t linker = toe_fake_decided(103, 2, 1, 6, 2, 0), row = toe_fake_context(104, 4, 9);
    linker.u.decided.kind = TOE_KIND_LINKER;
    if (is_late) linker.cycle = 140, row.cycle = 141;
    for (int side = 0; side < TOE_SIDES; ++side) {
      put(compare, (toe_side_t)side, toe_fake_decided(100, 1, 1, 5, 3, 0));
      put(compare, (toe_side_t)side, linker);
      row.u.context.check = (uint64_t)side;
      put(compare, (toe_side_t)side, row);
    }
    char line[256];
    toe_compare_line(compare, line, sizeof line);
    TOE_EXPECT_HAS(line, "CONTEXT 1: check: model 0x0000000000000000, rtl 0x0000000000000001");
    TOE_EXPECT_HAS(line, is_late ? "(request 1, object 6, cycle 141)" : "(request 1, object 5, cycle 104)");
    toe_compare_free(compare);
  }
}

TOE_TEST(compare, sees_one_byte_of_context_data) {
  toe_compare_t *compare = new_compare(1000);
  toe_retire_t model = toe_fake_context(10, 3, 0x11), rtl = toe_fake_context(10, 3, 0x11);
  rtl.u.context.data[63] = 0x12;
  put(compare, TOE_SIDE_MODEL, model);
  put(compare, TOE_SIDE_RTL, rtl);
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, "CONTEXT 1: data: byte 63: model 0x11, rtl 0x12 (cycle 10)");
  toe_compare_free(compare);
}

TOE_TEST(compare, allows_the_budget_and_not_a_cycle_more) {
  toe_compare_t *compare = new_compare(8);
  put(compare, TOE_SIDE_MODEL, toe_fake_completed(100, 1));
  put(compare, TOE_SIDE_RTL, toe_fake_completed(108, 1));
  put(compare, TOE_SIDE_RTL, toe_fake_completed(200, 2));
  put(compare, TOE_SIDE_MODEL, toe_fake_completed(208, 2));
  TOE_EXPECT(toe_compare_mismatch(compare) == NULL);
  put(compare, TOE_SIDE_RTL, toe_fake_completed(300, 3));
  put(compare, TOE_SIDE_MODEL, toe_fake_completed(309, 3));
  const toe_mismatch_t *mismatch = toe_compare_mismatch(compare);
  TOE_ASSERT(mismatch != NULL);
  TOE_EXPECT_EQ(mismatch->reason, TOE_MISMATCH_TIME);
  TOE_EXPECT_EQ(mismatch->number, 3);
  TOE_EXPECT_EQ(mismatch->cycle, 300);
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, "COMPLETED 3: cycle: model 309, rtl 300, budget 8 (request 3, cycle 300)");
  toe_compare_free(compare);
}

TOE_TEST(compare, freezes_at_the_first_mismatch) {
  toe_compare_t *compare = new_compare(0);
  put(compare, TOE_SIDE_MODEL, toe_fake_decided(100, 1, 1, 2, 3, TOE_CAUSE_TCP_POOL));
  put(compare, TOE_SIDE_RTL, toe_fake_decided(100, 1, 1, 2, 3, TOE_CAUSE_OK));
  put(compare, TOE_SIDE_MODEL, toe_fake_completed(200, 1));
  put(compare, TOE_SIDE_RTL, toe_fake_completed(999, 7));
  toe_compare_finish(compare);
  TOE_EXPECT_EQ(toe_compare_count(compare), 0);
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line,
                 "DECIDED 1: cause: model 11 (no TCP entry [R26]), rtl 0 (own state is in, or a placeholder) "
                 "(request 1, object 2, cycle 100)");
  toe_compare_free(compare);
}

TOE_TEST(compare, finds_what_only_one_side_has) {
  toe_compare_t *compare = new_compare(0);
  put(compare, TOE_SIDE_MODEL, toe_fake_doorbell(5, 1));
  put(compare, TOE_SIDE_RTL, toe_fake_doorbell(5, 1));
  put(compare, TOE_SIDE_RTL, toe_fake_completed(90, 4));
  put(compare, TOE_SIDE_MODEL, toe_fake_written(80, 4, 1, 0));
  TOE_EXPECT(toe_compare_mismatch(compare) == NULL);
  toe_compare_finish(compare);
  const toe_mismatch_t *mismatch = toe_compare_mismatch(compare);
  TOE_ASSERT(mismatch != NULL);
  TOE_EXPECT_EQ(mismatch->reason, TOE_MISMATCH_MISSING);
  TOE_EXPECT_EQ(mismatch->cycle, 80); /* the earlier of the two that wait */
  TOE_EXPECT(mismatch->has_record[TOE_SIDE_MODEL]);
  TOE_EXPECT(!mismatch->has_record[TOE_SIDE_RTL]);
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, "WRITTEN 1: only the model has it (request 4, object 1, cycle 80)");
  toe_compare_free(compare);
}

TOE_TEST(compare, finds_what_only_the_rtl_has) {
  toe_compare_t *compare = new_compare(0);
  put(compare, TOE_SIDE_RTL, toe_fake_completed(90, 4));
  toe_compare_finish(compare);
  char line[256];
  toe_compare_line(compare, line, sizeof line);
  TOE_EXPECT_STR(line, "COMPLETED 1: only the rtl has it (request 4, cycle 90)");
  toe_compare_free(compare);
}

/* A record may be late by the budget: with budget 3 one of cycle 50 is overdue when all before 54 is known, not
 * before 53. */
TOE_TEST(compare, finds_overdue_records_while_running) {
  toe_compare_t *compare = new_compare(3);
  put(compare, TOE_SIDE_RTL, toe_fake_completed(50, 1));
  toe_compare_advance(compare, TOE_SIDE_RTL, 5000); /* its own side says nothing */
  toe_compare_advance(compare, TOE_SIDE_MODEL, 53);
  TOE_EXPECT(toe_compare_mismatch(compare) == NULL);
  toe_compare_advance(compare, TOE_SIDE_MODEL, 54);
  const toe_mismatch_t *mismatch = toe_compare_mismatch(compare);
  TOE_ASSERT(mismatch != NULL);
  TOE_EXPECT(mismatch->has_record[TOE_SIDE_RTL]);
  TOE_EXPECT_EQ(mismatch->reason, TOE_MISMATCH_MISSING);
  toe_compare_free(compare);
}

/* 100 decisions: 97 exact, differences 1, 2, 9; and a completion that is exact.  Sum 12 of 101: mean 0.1188..., so
 * 0.119. 99 of 100 of 101 are 100: the hundredth in order is 2. */
TOE_TEST(compare, counts_the_spread_of_cycles) {
  toe_compare_t *compare = new_compare(20);
  for (uint64_t i = 0; i < 100; ++i) {
    toe_retire_t model = toe_fake_decided(1000 + 50 * i, i + 1, 1, i, 3, 0), rtl = model;
    if (i == 10) rtl.cycle += 1;
    if (i == 20) rtl.cycle -= 2;
    if (i == 30) rtl.cycle += 9;
    put(compare, TOE_SIDE_MODEL, model);
    put(compare, TOE_SIDE_RTL, rtl);
  }
  put(compare, TOE_SIDE_MODEL, toe_fake_completed(9000, 1));
  put(compare, TOE_SIDE_RTL, toe_fake_completed(9000, 1));
  put(compare, TOE_SIDE_MODEL, toe_fake_doorbell(9100, 1)); /* not in the common figure */
  put(compare, TOE_SIDE_RTL, toe_fake_doorbell(9120, 1));
  toe_timing_t timing;
  toe_compare_timing(compare, &timing);
  TOE_EXPECT_EQ(timing.total, 101);
  TOE_EXPECT_EQ(timing.exact, 98);
  TOE_EXPECT_EQ(timing.max_cycles, 9);
  TOE_EXPECT_EQ(timing.mean_millicycles, 119);
  TOE_EXPECT_EQ(timing.p99_cycles, 2);
  toe_compare_timing_kind(compare, TOE_RETIRE_DOORBELL, &timing);
  TOE_EXPECT_EQ(timing.total, 1);
  TOE_EXPECT_EQ(timing.exact, 0);
  TOE_EXPECT_EQ(timing.p99_cycles, 20);
  TOE_EXPECT_EQ(timing.mean_millicycles, 20000);
  toe_compare_timing_fetched(compare, &timing);
  TOE_EXPECT_EQ(timing.total, 100);
  TOE_EXPECT_EQ(timing.exact, 100);
  toe_compare_free(compare);
}

/* Far apart: differences 5000 and 6000 lie in one power of two (4096..8191), but p99 is not above the largest. */
TOE_TEST(compare, bounds_large_differences) {
  toe_compare_t *compare = new_compare(1000000);
  put(compare, TOE_SIDE_MODEL, toe_fake_completed(10000, 1));
  put(compare, TOE_SIDE_RTL, toe_fake_completed(15000, 1));
  put(compare, TOE_SIDE_MODEL, toe_fake_completed(20000, 2));
  put(compare, TOE_SIDE_RTL, toe_fake_completed(26000, 2));
  toe_timing_t timing;
  toe_compare_timing(compare, &timing);
  TOE_EXPECT_EQ(timing.max_cycles, 6000);
  TOE_EXPECT_EQ(timing.p99_cycles, 6000);
  TOE_EXPECT_EQ(timing.mean_millicycles, 5500000);
  toe_compare_free(compare);
}

TOE_TEST(compare, keeps_order_when_one_side_runs_far_ahead) {
  toe_compare_t *compare = new_compare(0);
  for (uint64_t i = 1; i <= 50000; ++i) put(compare, TOE_SIDE_RTL, toe_fake_completed(i * 10, i));
  TOE_EXPECT_EQ(toe_compare_waiting(compare), 50000);
  for (uint64_t i = 1; i <= 50000; ++i) put(compare, TOE_SIDE_MODEL, toe_fake_completed(i * 10, i));
  TOE_EXPECT(toe_compare_mismatch(compare) == NULL);
  TOE_EXPECT_EQ(toe_compare_count(compare), 50000);
  toe_compare_free(compare);
}

/* The text shows both records, marks the field, and lists the object's own past, not that of others. */
TOE_TEST(compare, shows_the_past_of_the_object) {
  toe_compare_t *compare = new_compare(0);
  for (int side = 0; side < TOE_SIDES; ++side) {
    put(compare, (toe_side_t)side, toe_fake_decided(100, 1, 1, 0, 1, 0));
    put(compare, (toe_side_t)side, toe_fake_decided(110, 2, 1, 1, 2, 0));
    put(compare, (toe_side_t)side, toe_fake_context(111, 65536, 9));
    put(compare, (toe_side_t)side, toe_fake_written(120, 1, 0, 0));
    put(compare, (toe_side_t)side, toe_fake_written(130, 1, 1, side == TOE_SIDE_MODEL ? TOE_STATUS_PARTIAL : 0));
  }
  char *text = NULL;
  TOE_FAKE_CAPTURE(text, toe_compare_write(compare, out));
  TOE_EXPECT_HAS(text,
                 "tandem mismatch: WRITTEN 2: status: model 0x40020004 (NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS), "
                 "rtl 0x00000000 (NDIS_STATUS_SUCCESS) (request 1, object 1, cycle 130)\n");
  TOE_EXPECT_HAS(text, "  * status ");
  TOE_EXPECT_HAS(text, "DECIDED cycle=110 commit=2");
  TOE_EXPECT_HAS(text, "CONTEXT cycle=111 row=65536 check=0x0 data=0909090909090909_");
  TOE_EXPECT(strstr(text, " cycle=100 ") == NULL);
  TOE_EXPECT(strstr(text, " cycle=120 ") == NULL);
  free(text);
  toe_compare_free(compare);
}
