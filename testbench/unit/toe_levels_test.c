/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_levels.h"

#include <string.h>

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

/* Limits 0 neighbors, 2 paths, 2 connections, 9 blocks. */
static toe_levels_t *new_levels(void) {
  const toe_host_options_t options = {.driver.limit[TOE_POOL_NEIGHBOR] = 0,
                                      .driver.limit[TOE_POOL_PATH] = 2,
                                      .driver.limit[TOE_POOL_TCP] = 2,
                                      .driver.limit[TOE_POOL_HOST_MEMORY] = 9};
  toe_levels_t *levels = NULL;
  return toe_levels_new(&options, &levels) == TOE_OK ? levels : NULL;
}

static void tcp_level(toe_levels_t *levels, toe_cycle_t cycle, uint64_t used, uint64_t cause) {
  toe_retire_t retire = toe_fake_decided(cycle, 1, 1, 0, 3, cause);
  toe_fake_levels(&retire, 0, 0, used);
  TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, 0), TOE_OK);
}

static void set_tcp(toe_levels_t *levels, toe_cycle_t cycle, uint64_t used, uint32_t limit) {
  toe_retire_t retire = toe_fake_set(cycle, 1, 1, limit);
  toe_fake_levels(&retire, 0, 0, used);
  TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, TOE_SETTING_LIMIT_TCP), TOE_OK);
}

/* Full at 100, denied at 110 and 120, one freed at 150, full again at 200 without a denial, freed at 260, full at 300,
 * denied at 310, to the end at 1000.  Empty: 50 + 60 + 700. */
TOE_TEST(levels, measures_how_long_a_pool_is_empty) {
  toe_levels_t *levels = new_levels();
  bool is_open = true;
  tcp_level(levels, 50, 1, 0);
  tcp_level(levels, 100, 2, 0);
  tcp_level(levels, 110, 2, TOE_CAUSE_TCP_POOL);
  uint64_t first = toe_levels_last_episode(levels);
  tcp_level(levels, 120, 2, TOE_CAUSE_TCP_POOL);
  TOE_EXPECT_EQ(toe_levels_last_episode(levels), first);
  tcp_level(levels, 150, 1, TOE_CAUSE_INTERNAL);
  tcp_level(levels, 200, 2, 0);
  tcp_level(levels, 260, 1, TOE_CAUSE_INTERNAL);
  tcp_level(levels, 300, 2, 0);
  tcp_level(levels, 310, 2, TOE_CAUSE_TCP_POOL);
  uint64_t second = toe_levels_last_episode(levels);
  TOE_EXPECT(second != first);
  toe_levels_finish(levels, 1000);
  const toe_level_t *tcp = toe_levels_pool(levels, TOE_POOL_TCP);
  TOE_EXPECT_EQ(tcp->denied, 3);
  TOE_EXPECT_EQ(tcp->first_denied, 110);
  TOE_EXPECT_EQ(tcp->peak, 2);
  TOE_EXPECT_EQ(tcp->empty_cycles, 50 + 60 + 700);
  TOE_EXPECT_EQ(toe_levels_episode_end(levels, first, &is_open), 150);
  TOE_EXPECT(!is_open);
  TOE_EXPECT_EQ(toe_levels_episode_end(levels, second, &is_open), 1000);
  TOE_EXPECT(is_open);
  toe_levels_free(levels);
}

/* Two denials are asked for, and the first of each pool: of the four episodes of connections two are kept, and the one
 * of paths behind them.  Figures count all. */
TOE_TEST(levels, keeps_no_episode_that_nobody_asks_for) {
  toe_levels_t *levels = new_levels();
  toe_levels_keep(levels, 2);
  for (toe_cycle_t round = 0; round < 4; ++round) {
    toe_test_note("round %u", (unsigned)round);
    tcp_level(levels, 100 * round + 10, 2, TOE_CAUSE_TCP_POOL);
    TOE_EXPECT_EQ(toe_levels_last_episode(levels), round < 2 ? round : TOE_LEVELS_NO_EPISODE);
    tcp_level(levels, 100 * round + 60, 1, TOE_CAUSE_INTERNAL);
  }
  toe_retire_t retire = toe_fake_decided(500, 1, 1, 0, 2, TOE_CAUSE_PATH_POOL);
  toe_fake_levels(&retire, 0, 2, 1);
  TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, 0), TOE_OK);
  TOE_EXPECT_EQ(toe_levels_last_episode(levels), 2);
  toe_levels_finish(levels, 1000);
  const toe_level_t *tcp = toe_levels_pool(levels, TOE_POOL_TCP);
  TOE_EXPECT_EQ(tcp->denied, 4);
  TOE_EXPECT_EQ(tcp->empty_cycles, 4 * 50);
  bool is_open = true;
  TOE_EXPECT_EQ(toe_levels_episode_end(levels, 1, &is_open), 160);
  TOE_EXPECT_EQ(toe_levels_episode_end(levels, 2, &is_open), 1000);
  TOE_EXPECT(is_open);
  toe_levels_free(levels);
}

/* A limit below what is used frees nothing: the pool is empty until it is raised above what is used. */
TOE_TEST(levels, follows_the_limit_both_ways) {
  toe_levels_t *levels = new_levels();
  bool is_open = true;
  tcp_level(levels, 10, 1, 0);
  set_tcp(levels, 20, 1, 0);
  tcp_level(levels, 30, 1, TOE_CAUSE_TCP_POOL);
  uint64_t episode = toe_levels_last_episode(levels);
  set_tcp(levels, 40, 1, 1);
  TOE_EXPECT_EQ(toe_levels_pool(levels, TOE_POOL_TCP)->limit, 1);
  set_tcp(levels, 60, 1, 2);
  toe_levels_finish(levels, 100);
  TOE_EXPECT_EQ(toe_levels_pool(levels, TOE_POOL_TCP)->empty_cycles, 40);
  TOE_EXPECT_EQ(toe_levels_episode_end(levels, episode, &is_open), 60);
  toe_levels_free(levels);
}

/* A SET in error, or of something that is not a limit, changes no limit. */
TOE_TEST(levels, passes_over_other_settings) {
  toe_levels_t *levels = new_levels();
  toe_retire_t retire = toe_fake_set(20, 1, 1, 1);
  TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, TOE_SETTING_WALK_POLICY), TOE_OK);
  retire.u.decided.error = TOE_ERROR_BAD_SETTING;
  retire.u.decided.limit = 0;
  TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, TOE_SETTING_LIMIT_TCP), TOE_OK);
  TOE_EXPECT_EQ(toe_levels_pool(levels, TOE_POOL_TCP)->limit, 2);
  toe_levels_free(levels);
}

/* A limit of 0 is empty from the first edge; no slot for this key is a denial although the tables are not full. */
TOE_TEST(levels, knows_empty_pools_and_full_rows) {
  toe_levels_t *levels = new_levels();
  toe_retire_t denied = toe_fake_decided(70, 1, 1, 0, 1, TOE_CAUSE_NEIGHBOR_POOL);
  TOE_EXPECT_EQ(toe_levels_decide(levels, &denied, 0), TOE_OK);
  TOE_EXPECT(toe_levels_last_episode(levels) != TOE_LEVELS_NO_EPISODE);
  tcp_level(levels, 80, 0, TOE_CAUSE_LOOKUP_POOL);
  TOE_EXPECT_EQ(toe_levels_last_episode(levels), TOE_LEVELS_NO_EPISODE);
  TOE_EXPECT_EQ(toe_levels_pool(levels, TOE_POOL_LOOKUP)->denied, 1);
  tcp_level(levels, 90, 0, TOE_CAUSE_HOST_FAULT); /* injected: no pool was empty */
  tcp_level(levels, 91, 0, TOE_CAUSE_COPY_FAULT);
  toe_levels_finish(levels, 100);
  TOE_EXPECT_EQ(toe_levels_pool(levels, TOE_POOL_NEIGHBOR)->empty_cycles, 100);
  TOE_EXPECT_EQ(toe_levels_pool(levels, TOE_POOL_HOST_MEMORY)->denied, 0);
  toe_levels_free(levels);
}

/* Each pool has its own limit, which its own setting changes: one of each is used up, and empty from there on. */
TOE_TEST(levels, follows_the_limit_of_every_pool) {
  static const struct {
    toe_pool_t pool;
    uint8_t setting;
    uint64_t cause;
  } pools[] = {{TOE_POOL_NEIGHBOR, TOE_SETTING_LIMIT_NEIGHBOR, TOE_CAUSE_NEIGHBOR_POOL},
               {TOE_POOL_PATH, TOE_SETTING_LIMIT_PATH, TOE_CAUSE_PATH_POOL},
               {TOE_POOL_TCP, TOE_SETTING_LIMIT_TCP, TOE_CAUSE_TCP_POOL},
               {TOE_POOL_SRC_MAC, TOE_SETTING_LIMIT_SRC_MAC, TOE_CAUSE_SRC_MAC_POOL},
               {TOE_POOL_SRC_IP, TOE_SETTING_LIMIT_SRC_IP, TOE_CAUSE_SRC_IP_POOL},
               {TOE_POOL_VLAN, TOE_SETTING_LIMIT_VLAN, TOE_CAUSE_VLAN_POOL},
               {TOE_POOL_RCV_BUFFER, TOE_SETTING_LIMIT_RCV_BUFFER, TOE_CAUSE_RCV_POOL},
               {TOE_POOL_XMIT_BUFFER, TOE_SETTING_LIMIT_XMIT_BUFFER, TOE_CAUSE_XMIT_POOL},
               {TOE_POOL_BUFFERED_COPY, TOE_SETTING_LIMIT_BUFFERED_COPY, TOE_CAUSE_COPY_POOL},
               {TOE_POOL_HOST_MEMORY, TOE_SETTING_LIMIT_HOST_MEMORY, TOE_CAUSE_HOST_POOL}};
  for (size_t i = 0; i < sizeof pools / sizeof pools[0]; ++i) {
    toe_test_note("%s", toe_pool_text(pools[i].pool));
    toe_host_options_t options;
    memset(&options, 0, sizeof options);
    for (int pool = 0; pool < TOE_POOLS; ++pool) options.driver.limit[pool] = 100 + (uint32_t)pool;
    toe_levels_t *levels = NULL;
    TOE_ASSERT_EQ(toe_levels_new(&options, &levels), TOE_OK);
    TOE_EXPECT_EQ(toe_levels_pool(levels, pools[i].pool)->limit, 100u + pools[i].pool);
    toe_retire_t retire = toe_fake_decided(10, 1, 1, 0, 3, 0);
    uint64_t *const used[TOE_POOLS] = {[TOE_POOL_NEIGHBOR] = &retire.u.decided.used_neighbor,
                                       [TOE_POOL_PATH] = &retire.u.decided.used_path,
                                       [TOE_POOL_TCP] = &retire.u.decided.used_tcp,
                                       [TOE_POOL_SRC_MAC] = &retire.u.decided.used_src_mac,
                                       [TOE_POOL_SRC_IP] = &retire.u.decided.used_src_ip,
                                       [TOE_POOL_VLAN] = &retire.u.decided.used_vlan,
                                       [TOE_POOL_RCV_BUFFER] = &retire.u.decided.used_rcv_buffer,
                                       [TOE_POOL_XMIT_BUFFER] = &retire.u.decided.used_xmit_buffer,
                                       [TOE_POOL_BUFFERED_COPY] = &retire.u.decided.used_buffered_copy,
                                       [TOE_POOL_HOST_MEMORY] = &retire.u.decided.used_host_memory};
    *used[pools[i].pool] = 7;
    TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, 0), TOE_OK);
    retire.cycle = 20, retire.u.decided.is_object = 0, retire.u.decided.limit = 7;
    TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, pools[i].setting), TOE_OK);
    retire.cycle = 30, retire.u.decided.is_object = 1, retire.u.decided.cause = pools[i].cause;
    TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, 0), TOE_OK);
    toe_levels_finish(levels, 50);
    const toe_level_t *level = toe_levels_pool(levels, pools[i].pool);
    TOE_EXPECT_EQ(level->limit, 7);
    TOE_EXPECT_EQ(level->peak, 7);
    TOE_EXPECT_EQ(level->first_empty, 20);
    TOE_EXPECT_EQ(level->empty_cycles, 30);
    TOE_EXPECT_EQ(level->denied, 1);
    TOE_EXPECT_EQ(level->first_denied, 30);
    for (int pool = 0; pool < TOE_POOLS; ++pool) {
      if ((toe_pool_t)pool != pools[i].pool) TOE_EXPECT_EQ(toe_levels_pool(levels, (toe_pool_t)pool)->peak, 0);
    }
    toe_levels_free(levels);
  }
}

/* Pages and bytes: fewer left than were asked for is a denial, but no episode: the pool was not empty.  Once the rest
 * is taken it is, and the next denial belongs to that episode. */
TOE_TEST(levels, knows_denials_by_a_pool_that_is_not_empty) {
  toe_host_options_t options;
  memset(&options, 0, sizeof options);
  options.driver.limit[TOE_POOL_RCV_BUFFER] = 8;
  toe_levels_t *levels = NULL;
  TOE_ASSERT_EQ(toe_levels_new(&options, &levels), TOE_OK);
  toe_retire_t retire = toe_fake_decided(10, 1, 1, 0, 3, 0);
  retire.u.decided.used_rcv_buffer = 6;
  TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, 0), TOE_OK);
  retire.cycle = 20, retire.u.decided.cause = TOE_CAUSE_RCV_POOL;
  TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, 0), TOE_OK);
  TOE_EXPECT_EQ(toe_levels_last_episode(levels), TOE_LEVELS_NO_EPISODE);
  TOE_EXPECT_EQ(toe_levels_pool(levels, TOE_POOL_RCV_BUFFER)->first_empty, TOE_CYCLE_NEVER);
  retire.cycle = 30, retire.u.decided.cause = 0, retire.u.decided.used_rcv_buffer = 8;
  TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, 0), TOE_OK);
  retire.cycle = 40, retire.u.decided.cause = TOE_CAUSE_RCV_POOL;
  TOE_EXPECT_EQ(toe_levels_decide(levels, &retire, 0), TOE_OK);
  TOE_EXPECT(toe_levels_last_episode(levels) != TOE_LEVELS_NO_EPISODE);
  toe_levels_finish(levels, 100);
  TOE_EXPECT_EQ(toe_levels_pool(levels, TOE_POOL_RCV_BUFFER)->empty_cycles, 70);
  TOE_EXPECT_EQ(toe_levels_pool(levels, TOE_POOL_RCV_BUFFER)->denied, 2);
  toe_levels_free(levels);
}
