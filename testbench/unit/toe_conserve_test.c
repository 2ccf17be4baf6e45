/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions against the books; their rows are in toe_conserve_rows_test.c.
 */
#include "sim/check/toe_conserve.h"

#include "testbench/unit/toe_fake_books.h"

/* 65536 bytes of window are 4 pages of 16384, 300 buffered bytes are 320 in blocks of 64. */
TOE_TEST(conserve, counts_what_a_tree_holds_of_every_pool) {
  static const uint64_t expected[TOE_POOLS] = {
      [TOE_POOL_NEIGHBOR] = 1,        [TOE_POOL_PATH] = 1,        [TOE_POOL_TCP] = 1,        [TOE_POOL_SRC_MAC] = 1,
      [TOE_POOL_SRC_IP] = 1,          [TOE_POOL_VLAN] = 1,        [TOE_POOL_RCV_BUFFER] = 4, [TOE_POOL_XMIT_BUFFER] = 1,
      [TOE_POOL_BUFFERED_COPY] = 320, [TOE_POOL_HOST_MEMORY] = 3, [TOE_POOL_LOOKUP] = 1};
  toe_books_t books = toe_books_full();
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    toe_test_note("%s", toe_pool_text((toe_pool_t)pool));
    TOE_EXPECT_EQ(toe_conserve_held(books.conserve, (toe_pool_t)pool), expected[pool]);
  }
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_LOOKUP_POOL, 32800)); /* no slot for the key: allowed */
  toe_retire_t linker = toe_books_decide(&books, 2, TOE_CAUSE_OK, 0);
  linker.u.decided.kind = TOE_KIND_LINKER;
  linker.u.decided.handle = PATH_0;
  toe_books_put(&books, linker);
  toe_retire_t skipped = toe_books_decide(&books, 3, TOE_CAUSE_NOT_ATTEMPTED, 0);
  skipped.u.decided.attempted = 0;
  toe_books_put(&books, skipped);
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* Section 6: a value that is in use needs no room, in any number of users; the limits here are 1, 1 and 2. */
TOE_TEST(conserve, shares_values_without_room) {
  toe_books_t books = toe_books_full();
  toe_books_put(&books, toe_books_take(&books, NEIGHBOR_0 + 1, 0));
  toe_books_put(&books, toe_books_neighbor(&books, NEIGHBOR_0 + 1, 5, 1));
  toe_books_put_rest(&books, NEIGHBOR_0 + 1);
  toe_books_put(&books, toe_books_take(&books, NEIGHBOR_0 + 2, 0)); /* VLAN 0 and no source MAC take none */
  toe_books_put(&books, toe_books_neighbor(&books, NEIGHBOR_0 + 2, 0, 0));
  toe_books_put_rest(&books, NEIGHBOR_0 + 2);
  books.used[TOE_POOL_SRC_IP] = 2; /* the same bytes in the other family are another address */
  toe_books_put(&books, toe_books_take(&books, PATH_0 + 1, NEIGHBOR_0));
  toe_books_put(&books, toe_books_path(&books, PATH_0 + 1, 5, 6, 9));
  toe_books_put_rest(&books, PATH_0 + 1);
  toe_books_set(&books, TOE_SETTING_LIMIT_VLAN, 0); /* D-8 */
  toe_books_set(&books, TOE_SETTING_LIMIT_SRC_IP, 1);
  toe_books_put(&books, toe_books_take(&books, PATH_0 + 2, NEIGHBOR_0));
  toe_books_put(&books, toe_books_path(&books, PATH_0 + 2, 5, 4, 9));
  toe_books_put_rest(&books, PATH_0 + 2);
  toe_books_expect_good(&books);
  TOE_EXPECT_EQ(toe_conserve_held(books.conserve, TOE_POOL_SRC_IP), 2);
  toe_books_free(&books);
}

/* What a planted leak looks like, pool by pool: a denied connection that keeps something. */
TOE_TEST(conserve_bad, sees_a_leak_in_every_pool) {
  static const char *const texts[] = {
      "pool neighbor says 2 in use, live objects hold 1",
      "pool path says 2 in use, live objects hold 1",
      "pool tcp says 2 in use, live objects hold 1",
      "pool src_mac says 2 in use, live objects hold 1",
      "pool src_ip says 2 in use, live objects hold 1",
      "pool vlan says 2 in use, live objects hold 1",
      "pool rcv_buffer says 5 in use, live objects hold 4",
      "pool xmit_buffer says 2 in use, live objects hold 1",
      "pool buffered_copy says 321 in use, live objects hold 320",
      "pool host_memory says 4 in use, live objects hold 3",
      "pool lookup says 2 in use, live objects hold 1",
      "pool posted says 1 in use, live objects hold 0",
      "pool host_buffer says 1 in use, but at most 0 can be with the host, and 2 are lent",
      "pool rcv_data says 1 in use, live objects hold 0"};
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    toe_books_t books = toe_books_full();
    ++books.used[pool];
    toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_HOST_FAULT, 0));
    TOE_EXPECT_HAS(toe_conserve_violation(books.conserve), "rtl, cycle 400, request 7, object 4: ");
    toe_books_expect_bad(&books, 400, texts[pool]);
  }
}

TOE_TEST(conserve_bad, sees_a_level_above_what_was_built) {
  toe_books_t books = toe_books_full();
  books.used[TOE_POOL_VLAN] = 129;
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_HOST_FAULT, 0));
  toe_books_expect_bad(&books, 400, "pool vlan says 129 in use, above the 128 built");
}

/* What every object takes is judged with its decision. */
TOE_TEST(conserve_bad, sees_an_entry_above_the_limit) {
  static const struct {
    uint8_t setting;
    uint32_t handle, parent;
    const char *text;
  } cases[] = {
      {TOE_SETTING_LIMIT_NEIGHBOR, NEIGHBOR_0 + 1, 0, "takes 1 of pool neighbor, but 1 of 1 are in use"},
      {TOE_SETTING_LIMIT_PATH, PATH_0 + 1, NEIGHBOR_0, "takes 1 of pool path, but 1 of 1 are in use"},
      {TOE_SETTING_LIMIT_TCP, TCP_0 + 1, PATH_0, "takes 1 of pool tcp, but 1 of 1 are in use"},
      {TOE_SETTING_LIMIT_XMIT_BUFFER, TCP_0 + 1, PATH_0, "takes 1 of pool xmit_buffer, but 1 of 1 are in use"},
      {TOE_SETTING_LIMIT_HOST_MEMORY, TCP_0 + 1, PATH_0, "takes 1 of pool host_memory, but 3 of 1 are in use"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    toe_books_set(&books, cases[i].setting, 1); /* lowering frees nothing */
    toe_books_expect_good(&books);
    toe_books_put(&books, toe_books_take(&books, cases[i].handle, cases[i].parent));
    toe_books_expect_bad(&books, 500, cases[i].text);
  }
}

/* Free are 3 neighbors, 3 paths, 3 connections, 1 source IP, 3 transmit pages and 4 receive pages, which is as much as
 * the largest window takes. */
TOE_TEST(conserve_bad, sees_a_denial_without_need) {
  static const struct {
    uint64_t layer, cause, limit;
    const char *text;
  } cases[] = {
      {1, TOE_CAUSE_NEIGHBOR_POOL, 4, "denied by pool neighbor, but only 1 of 4 are in use"},
      {2, TOE_CAUSE_PATH_POOL, 4, "denied by pool path, but only 1 of 4 are in use"},
      {3, TOE_CAUSE_TCP_POOL, 4, "denied by pool tcp, but only 1 of 4 are in use"},
      {2, TOE_CAUSE_SRC_IP_POOL, 2, "denied by pool src_ip, but only 1 of 2 are in use"},
      {3, TOE_CAUSE_XMIT_POOL, 4, "denied by pool xmit_buffer, but only 1 of 4 are in use"},
      {3, TOE_CAUSE_RCV_POOL, 8, "denied by pool rcv_buffer, but only 4 of 8 are in use"},
      {3, TOE_CAUSE_HOST_POOL, 0xFFFFFFFF, "denied by pool host_memory, but only 3 of 4294967295 are in use"},
      {3, TOE_CAUSE_TCP_POOL, 1, "denied at a limit of 1, but pool tcp has 4"},
      {3, TOE_CAUSE_COPY_POOL, 64, "denied at a limit of 64, but pool buffered_copy has 1024"},
      {3, TOE_CAUSE_LOOKUP_POOL, 1, "denied at a limit of 1, but pool lookup has 32800"},
      {2, TOE_CAUSE_PATH_MTU, 1500, "says a limit of 1500, but that is 9000"},
      {3, TOE_CAUSE_RCV_WINDOW, 0, "says a limit of 0, but that is 65536"},
      {3, TOE_CAUSE_REJECT_WINDOW, 0, "says a limit of 0, but that is 100"},
      {3, TOE_CAUSE_REJECT_PORT, 5, "says a limit of 5, but that is 0"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    toe_books_put(&books, toe_books_decide(&books, cases[i].layer, cases[i].cause, cases[i].limit));
    toe_books_expect_bad(&books, 400, cases[i].text);
  }
}

/* 3 receive pages free are too few for the largest window; of copies only the limit can be told. */
TOE_TEST(conserve, accepts_denials_with_cause) {
  toe_books_t books = toe_books_full();
  toe_books_put(&books, toe_books_decide(&books, 1, TOE_CAUSE_VLAN_POOL, 1));
  toe_books_put(&books, toe_books_decide(&books, 1, TOE_CAUSE_SRC_MAC_POOL, 1));
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_COPY_POOL, 1024));
  toe_books_put(&books, toe_books_decide(&books, 2, TOE_CAUSE_PATH_MTU, 9000));
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_RCV_WINDOW, 65536));
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_REJECT_WINDOW, 100));
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_REJECT_STATE, 0));
  toe_books_set(&books, TOE_SETTING_LIMIT_RCV_BUFFER, 7);
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_RCV_POOL, 7));
  toe_books_set(&books, TOE_SETTING_LIMIT_SRC_MAC, 0);
  toe_books_put(&books, toe_books_decide(&books, 1, TOE_CAUSE_SRC_MAC_POOL, 0));
  toe_books_set(&books, TOE_SETTING_LIMIT_HOST_MEMORY, 3);
  toe_books_put(&books, toe_books_decide(&books, 1, TOE_CAUSE_HOST_POOL, 3));
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

/* Each setting holds from its decision on: the old value is not said any more. */
TOE_TEST(conserve_bad, sees_an_old_limit_after_a_set) {
  static const struct {
    uint8_t setting;
    uint64_t cause, old;
    const char *text;
  } cases[] = {
      {TOE_SETTING_LIMIT_NEIGHBOR, TOE_CAUSE_NEIGHBOR_POOL, 4, "denied at a limit of 4, but pool neighbor has 1"},
      {TOE_SETTING_LIMIT_PATH, TOE_CAUSE_PATH_POOL, 4, "denied at a limit of 4, but pool path has 1"},
      {TOE_SETTING_LIMIT_TCP, TOE_CAUSE_TCP_POOL, 4, "denied at a limit of 4, but pool tcp has 1"},
      {TOE_SETTING_LIMIT_HOST_MEMORY, TOE_CAUSE_HOST_POOL, 0xFFFFFFFF,
       "denied at a limit of 4294967295, but pool host_memory has 1"},
      {TOE_SETTING_LIMIT_SRC_IP, TOE_CAUSE_SRC_IP_POOL, 2, "denied at a limit of 2, but pool src_ip has 1"},
      {TOE_SETTING_LIMIT_RCV_BUFFER, TOE_CAUSE_RCV_POOL, 8, "denied at a limit of 8, but pool rcv_buffer has 1"},
      {TOE_SETTING_LIMIT_XMIT_BUFFER, TOE_CAUSE_XMIT_POOL, 4, "denied at a limit of 4, but pool xmit_buffer has 1"},
      {TOE_SETTING_LIMIT_BUFFERED_COPY, TOE_CAUSE_COPY_POOL, 1024,
       "denied at a limit of 1024, but pool buffered_copy has 1"},
      {TOE_SETTING_MTU_MAX, TOE_CAUSE_PATH_MTU, 9000, "says a limit of 9000, but that is 1"},
      {TOE_SETTING_RCV_WINDOW_MAX, TOE_CAUSE_RCV_WINDOW, 65536, "says a limit of 65536, but that is 1"},
      {TOE_SETTING_ADMIT_MIN_WINDOW, TOE_CAUSE_REJECT_WINDOW, 100, "says a limit of 100, but that is 1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    toe_books_set(&books, cases[i].setting, 1);
    toe_books_expect_good(&books);
    toe_books_put(&books, toe_books_decide(&books, 3, cases[i].cause, cases[i].old));
    toe_books_expect_bad(&books, 500, cases[i].text);
  }
}

/* A SET in error changes nothing; one whose setting the host did not say makes every limit unknown. */
TOE_TEST(conserve, follows_only_sets_that_took_effect) {
  toe_books_t books = toe_books_full();
  toe_host_request_t set = toe_fake_request(200, "s", NULL, 0);
  set.kind = TOE_OP_SET;
  set.setting = TOE_SETTING_LIMIT_TCP;
  set.value = 1;
  TOE_EXPECT_EQ(toe_conserve_submitted(books.conserve, &set), TOE_OK);
  ++books.commit;
  toe_retire_t marker = toe_fake_set(400, 4, 200, 0);
  marker.u.decided.error = TOE_ERROR_BAD_SETTING;
  toe_books_say(&books, &marker);
  toe_books_put(&books, marker);
  books.used[TOE_POOL_RCV_BUFFER] += 1;
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, 1, 1, 0, 0));
  toe_books_put_rest(&books, TCP_0 + 1);
  toe_books_set(&books, 0, 5);
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_TCP_POOL, 2));
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_RCV_WINDOW, 77));
  toe_books_expect_good(&books);
  toe_books_set(&books, TOE_SETTING_LIMIT_TCP, 3); /* this one is known again */
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_TCP_POOL, 2));
  toe_books_expect_bad(&books, 1000, "denied at a limit of 2, but pool tcp has 3");
}

TOE_TEST(conserve_bad, sees_a_set_that_says_another_value) {
  toe_books_t books = toe_books_full();
  toe_host_request_t set = toe_fake_request(200, "s", NULL, 0);
  set.kind = TOE_OP_SET;
  set.setting = TOE_SETTING_WALK_POLICY;
  set.value = 1;
  TOE_EXPECT_EQ(toe_conserve_submitted(books.conserve, &set), TOE_OK);
  toe_retire_t marker = toe_fake_set(400, 4, 200, 2);
  toe_books_say(&books, &marker);
  toe_books_put(&books, marker);
  toe_books_expect_bad(&books, 400, "request 200, object 0: a SET of 1 says 2");
}

TOE_TEST(conserve_bad, sees_wrong_handles_and_parents) {
  static const struct {
    uint32_t layer, handle, parent;
    const char *text;
  } cases[] = {
      {2, PATH_0, NEIGHBOR_0, "handle 0x20000000 is given a second time"},
      {2, TCP_0 + 7, NEIGHBOR_0, "handle 0x30000007 is not one of layer path"},
      {2, PATH_0 + 16384, NEIGHBOR_0, "handle 0x20004000 is not one of layer path"},
      {2, PATH_0 + 1, NEIGHBOR_0 + 1, "parent 0x10000001 of a path is not in use"},
      {2, PATH_0 + 1, PATH_0, "parent 0x20000000 of a path is not in use"},
      {3, TCP_0 + 1, NEIGHBOR_0, "parent 0x10000000 of a tcp is not in use"},
      {1, NEIGHBOR_0 + 1, NEIGHBOR_0, "parent 0x10000000 of a neighbor is not in use"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_books_t books = toe_books_full();
    toe_retire_t retire = toe_books_decide(&books, cases[i].layer, TOE_CAUSE_OK, 0);
    retire.u.decided.handle = cases[i].handle;
    retire.u.decided.parent = cases[i].parent;
    toe_books_put(&books, retire);
    toe_books_expect_bad(&books, 400, cases[i].text);
  }
  toe_books_t books = toe_books_full();
  toe_retire_t linker = toe_books_decide(&books, 1, TOE_CAUSE_OK, 0);
  linker.u.decided.kind = TOE_KIND_LINKER;
  linker.u.decided.handle = NEIGHBOR_0 + 1;
  toe_books_put(&books, linker);
  toe_books_expect_bad(&books, 400, "a linker to handle 0x10000001, which is not in use");
  books = toe_books_full();
  toe_retire_t denied = toe_books_decide(&books, 3, TOE_CAUSE_INTERNAL, 0);
  denied.u.decided.handle = TCP_0 + 1;
  toe_books_put(&books, denied);
  toe_books_expect_bad(&books, 400, "a handle for what is not offloaded");
}

TOE_TEST(conserve_bad, sees_a_commit_number_that_jumps_and_keeps_the_first_violation) {
  toe_books_t books = toe_books_full();
  toe_retire_t next = toe_books_decide(&books, 3, TOE_CAUSE_INTERNAL, 0);
  next.u.decided.commit = 6;
  toe_books_put(&books, next);
  toe_books_put(&books, toe_books_decide(&books, 3, TOE_CAUSE_INTERNAL, 9));
  toe_books_expect_bad(&books, 400, "rtl, cycle 400, request 7, object 4: commit number 6, expected 4");
}
