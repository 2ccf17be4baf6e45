/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_conserve.h"

#include "sim/host/toe_host_options.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define NEIGHBOR_0 0x10000000u
#define PATH_0 0x20000000u
#define TCP_0 0x30000000u

/* Limits 1 neighbor, 2 paths, 2 connections, memory without limit. */
static toe_conserve_t *new_conserve(void) {
  const toe_host_options_t options = {
      .neighbor_entries = 1, .path_entries = 2, .tcp_entries = 2, .host_memory_objects = 0xFFFFFFFF};
  toe_conserve_t *conserve = NULL;
  return toe_conserve_new(&options, TOE_SIDE_RTL, &conserve) == TOE_OK ? conserve : NULL;
}

static toe_retire_t offloaded(uint64_t commit, uint64_t layer, uint64_t handle, uint64_t parent, uint64_t neighbor,
                              uint64_t path, uint64_t tcp) {
  toe_retire_t retire = toe_fake_decided(commit * 10, commit, 1, commit - 1, layer, TOE_CAUSE_OK);
  retire.u.decided.handle = handle;
  retire.u.decided.parent = parent;
  toe_fake_levels(&retire, neighbor, path, tcp);
  return retire;
}

/* N1, P1, T1, T2: four good decisions. */
static toe_conserve_t *new_full(void) {
  toe_conserve_t *conserve = new_conserve();
  const toe_retire_t records[] = {offloaded(1, 1, NEIGHBOR_0, 0, 1, 0, 0), offloaded(2, 2, PATH_0, NEIGHBOR_0, 1, 1, 0),
                                  offloaded(3, 3, TCP_0, PATH_0, 1, 1, 1), offloaded(4, 3, TCP_0 + 1, PATH_0, 1, 1, 2)};
  for (int i = 0; i < 4; ++i) toe_conserve_put(conserve, &records[i]);
  return conserve;
}

static void expect_violation(toe_conserve_t *conserve, toe_retire_t retire, const char *text) {
  TOE_EXPECT(toe_conserve_violation(conserve) == NULL);
  toe_conserve_put(conserve, &retire);
  const char *violation = toe_conserve_violation(conserve);
  TOE_EXPECT_HAS(violation != NULL ? violation : "none", text);
  TOE_EXPECT_EQ(toe_conserve_cycle(conserve), retire.cycle);
  toe_conserve_free(conserve);
}

static void expect_none(toe_conserve_t *conserve, toe_retire_t retire) {
  toe_conserve_put(conserve, &retire);
  const char *violation = toe_conserve_violation(conserve);
  TOE_EXPECT_STR(violation != NULL ? violation : "none", "none");
}

TOE_TEST(conserve, accepts_a_tree_a_denial_and_a_linker) {
  toe_conserve_t *conserve = new_full();
  toe_retire_t denied = toe_fake_decided(50, 5, 1, 4, 3, TOE_CAUSE_TCP_POOL);
  toe_fake_levels(&denied, 1, 1, 2);
  denied.u.decided.limit = 2;
  expect_none(conserve, denied);
  toe_retire_t linker = toe_fake_decided(60, 6, 2, 0, 2, TOE_CAUSE_OK);
  toe_fake_levels(&linker, 1, 1, 2);
  linker.u.decided.kind = TOE_KIND_LINKER;
  linker.u.decided.handle = PATH_0;
  expect_none(conserve, linker);
  toe_retire_t skipped = toe_fake_decided(70, 7, 2, 1, 3, TOE_CAUSE_NOT_ATTEMPTED);
  toe_fake_levels(&skipped, 1, 1, 2);
  skipped.u.decided.attempted = 0;
  expect_none(conserve, skipped);
  TOE_EXPECT_EQ(toe_conserve_held(conserve, TOE_POOL_NEIGHBOR), 1);
  TOE_EXPECT_EQ(toe_conserve_held(conserve, TOE_POOL_PATH), 1);
  TOE_EXPECT_EQ(toe_conserve_held(conserve, TOE_POOL_TCP), 2);
  TOE_EXPECT_EQ(toe_conserve_held(conserve, TOE_POOL_HOST_MEMORY), 4);
  TOE_EXPECT_EQ(toe_conserve_held(conserve, TOE_POOL_LOOKUP), 2);
  toe_conserve_free(conserve);
}

/* What a planted leak looks like: a denied connection that keeps its entry. */
TOE_TEST(conserve, sees_a_leaked_entry) {
  toe_retire_t denied = toe_fake_decided(50, 5, 1, 4, 3, TOE_CAUSE_HOST_FAULT);
  toe_fake_levels(&denied, 1, 1, 3);
  expect_violation(new_full(), denied,
                   "rtl, cycle 50, request 1, object 4: pool tcp says 3 in use, live objects hold 2");
}

TOE_TEST(conserve, sees_an_entry_above_the_limit) {
  expect_violation(new_full(), offloaded(5, 3, TCP_0 + 2, PATH_0, 1, 1, 3),
                   "takes an entry of pool tcp, but 2 of 2 are in use");
  expect_violation(new_full(), offloaded(5, 1, NEIGHBOR_0 + 1, 0, 2, 1, 2),
                   "takes an entry of pool neighbor, but 1 of 1 are in use");
}

TOE_TEST(conserve, sees_a_denial_without_need) {
  toe_retire_t denied = toe_fake_decided(50, 5, 1, 4, 2, TOE_CAUSE_PATH_POOL);
  toe_fake_levels(&denied, 1, 1, 2);
  denied.u.decided.limit = 2;
  expect_violation(new_full(), denied, "denied an entry of pool path, but only 1 of 2 are in use");
  denied.u.decided.limit = 1;
  expect_violation(new_full(), denied, "denied at a limit of 1, but pool path has 2");
}

TOE_TEST(conserve, sees_wrong_handles_and_parents) {
  expect_violation(new_full(), offloaded(5, 2, PATH_0, NEIGHBOR_0, 1, 2, 2),
                   "handle 0x20000000 is given a second time");
  expect_violation(new_full(), offloaded(5, 2, TCP_0 + 7, NEIGHBOR_0, 1, 2, 2), "is not one of layer path");
  expect_violation(new_full(), offloaded(5, 2, PATH_0 + 16384, NEIGHBOR_0, 1, 2, 2), "is not one of layer path");
  expect_violation(new_full(), offloaded(5, 2, PATH_0 + 1, NEIGHBOR_0 + 1, 1, 2, 2),
                   "parent 0x10000001 of a path is not in use");
  expect_violation(new_full(), offloaded(5, 2, PATH_0 + 1, PATH_0, 1, 2, 2),
                   "parent 0x20000000 of a path is not in use");
  toe_retire_t linker = toe_fake_decided(50, 5, 2, 0, 1, TOE_CAUSE_OK);
  toe_fake_levels(&linker, 1, 1, 2);
  linker.u.decided.kind = TOE_KIND_LINKER;
  linker.u.decided.handle = NEIGHBOR_0 + 1;
  expect_violation(new_full(), linker, "a linker to handle 0x10000001, which is not in use");
}

TOE_TEST(conserve, sees_a_commit_number_that_jumps) {
  toe_retire_t next = toe_fake_decided(50, 6, 1, 4, 3, TOE_CAUSE_INTERNAL);
  toe_fake_levels(&next, 1, 1, 2);
  expect_violation(new_full(), next, "commit number 6, expected 5");
}

/* A SET lowers or raises a limit from its decision on, in the order of the commits. */
TOE_TEST(conserve, follows_limits_that_are_set) {
  toe_conserve_t *conserve = new_full();
  toe_host_request_t set = toe_fake_request(2, "s", NULL, 0);
  set.kind = TOE_OP_SET;
  set.setting = TOE_SETTING_LIMIT_TCP;
  set.value = 3;
  TOE_EXPECT_EQ(toe_conserve_submitted(conserve, &set), TOE_OK);
  toe_retire_t marker = toe_fake_set(50, 5, 2, 3);
  toe_fake_levels(&marker, 1, 1, 2);
  expect_none(conserve, marker);
  expect_none(conserve, offloaded(6, 3, TCP_0 + 2, PATH_0, 1, 1, 3));
  toe_retire_t denied = toe_fake_decided(70, 7, 1, 6, 3, TOE_CAUSE_TCP_POOL);
  toe_fake_levels(&denied, 1, 1, 3);
  denied.u.decided.limit = 2; /* the old one */
  expect_violation(conserve, denied, "denied at a limit of 2, but pool tcp has 3");
}

/* Lowering below what is used frees nothing, and nothing more may be taken. */
TOE_TEST(conserve, frees_nothing_when_a_limit_falls) {
  toe_conserve_t *conserve = new_full();
  toe_host_request_t set = toe_fake_request(2, "s", NULL, 0);
  set.kind = TOE_OP_SET;
  set.setting = TOE_SETTING_LIMIT_HOST_MEMORY;
  set.value = 1;
  TOE_EXPECT_EQ(toe_conserve_submitted(conserve, &set), TOE_OK);
  toe_retire_t marker = toe_fake_set(50, 5, 2, 1);
  toe_fake_levels(&marker, 1, 1, 2);
  expect_none(conserve, marker);
  expect_violation(conserve, offloaded(6, 2, PATH_0 + 1, NEIGHBOR_0, 1, 2, 2),
                   "takes an entry of pool host_memory, but 4 of 1 are in use");
}

TOE_TEST(conserve, keeps_the_first_violation) {
  toe_conserve_t *conserve = new_full();
  toe_retire_t first = offloaded(5, 2, PATH_0, NEIGHBOR_0, 1, 2, 2), second = toe_fake_decided(60, 99, 1, 5, 3, 0);
  toe_conserve_put(conserve, &first);
  toe_conserve_put(conserve, &second);
  TOE_EXPECT_HAS(toe_conserve_violation(conserve), "cycle 50,");
  toe_conserve_free(conserve);
}
