/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_pool_record.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

/* Numbers of enums.def and units of pools.def, typed by hand. */
TOE_TEST(pool_record, knows_setting_and_unit_of_every_pool) {
  static const struct {
    const char *pool;
    uint32_t setting;
    const char *unit;
  } pools[] = {{"neighbor", 1, "entries"},    {"path", 2, "entries"},       {"tcp", 3, "entries"},
               {"src_mac", 6, "values"},      {"src_ip", 7, "values"},      {"vlan", 8, "values"},
               {"rcv_buffer", 9, "pages"},    {"xmit_buffer", 10, "pages"}, {"buffered_copy", 11, "bytes"},
               {"host_memory", 4, "blocks"},  {"lookup", 0, "entries"},     {"posted", 20, "requests"},
               {"host_buffer", 0, "buffers"}, {"rcv_data", 21, "bytes"}};
  for (uint32_t i = 0; i < TOE_POOLS; ++i) {
    toe_pool_t pool = (toe_pool_t)i;
    TOE_EXPECT_STR(toe_pool_text(pool), pools[i].pool);
    TOE_EXPECT_EQ(toe_setting_of_pool(pool), pools[i].setting);
    TOE_EXPECT_STR(toe_pool_unit_text(pool), pools[i].unit);
    if (pools[i].setting != 0) TOE_EXPECT_EQ(toe_pool_of_setting(pools[i].setting), pool);
  }
  static const uint32_t others[] = {0, 5, 12, 13, 14, 15, 16, 17, 18, 19, 22};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; ++i) {
    TOE_EXPECT_EQ(toe_pool_of_setting(others[i]), TOE_POOL_NONE);
  }
  TOE_EXPECT_EQ(toe_setting_of_pool(TOE_POOL_NONE), 0);
  TOE_EXPECT_STR(toe_pool_unit_text(TOE_POOL_NONE), "?");
}

/* DECIDED.limit in retire.def: a pool's limit, MTU_MAX (18), RCV_WINDOW_MAX (25), ADMIT_MIN_WINDOW (22). */
TOE_TEST(pool_record, knows_causes_with_a_limit) {
  static const bool has_limit[32] = {
      [9] = true,  [10] = true, [11] = true, [12] = true, [13] = true, [16] = true, [17] = true,
      [18] = true, [19] = true, [22] = true, [25] = true, [26] = true, [27] = true, [28] = true};
  for (uint32_t cause = 0; cause < 32; ++cause) {
    toe_test_note("cause %u", (unsigned)cause);
    TOE_EXPECT_EQ(toe_cause_has_limit(cause), has_limit[cause]);
  }
  TOE_EXPECT(!toe_cause_has_limit(99));
}

TOE_TEST(pool_record, reads_each_level_from_its_own_field) {
  toe_retire_t retire = toe_fake_decided(100, 1, 1, 0, 3, 0);
  retire.u.decided.used_neighbor = 1;
  retire.u.decided.used_path = 2;
  retire.u.decided.used_tcp = 3;
  retire.u.decided.used_src_mac = 4;
  retire.u.decided.used_src_ip = 5;
  retire.u.decided.used_vlan = 6;
  retire.u.decided.used_rcv_buffer = 7;
  retire.u.decided.used_xmit_buffer = 8;
  retire.u.decided.used_buffered_copy = 9;
  retire.u.decided.used_host_memory = 10;
  retire.u.decided.used_lookup = 11;
  retire.u.decided.used_posted = 12;
  retire.u.decided.used_host_buffer = 13;
  retire.u.decided.used_rcv_data = 14;
  uint64_t used[TOE_POOLS];
  toe_retire_levels(&retire, used);
  for (uint64_t i = 0; i < TOE_POOLS; ++i) TOE_EXPECT_EQ(used[i], i + 1);
}

TOE_TEST(pool_record, reads_what_a_job_changes_and_leaves_the_rest) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = TOE_RETIRE_JOB;
  retire.u.job.used_buffered_copy = 64;
  retire.u.job.used_posted = 2;
  retire.u.job.used_host_buffer = 3;
  retire.u.job.used_rcv_data = 128;
  uint64_t used[TOE_POOLS];
  for (int i = 0; i < TOE_POOLS; ++i) used[i] = 9;
  toe_retire_job_levels(&retire, used);
  static const uint64_t expected[TOE_POOLS] = {9, 9, 9, 9, 9, 9, 9, 9, 64, 9, 9, 2, 3, 128};
  for (int i = 0; i < TOE_POOLS; ++i) TOE_EXPECT_EQ(used[i], expected[i]);
}
