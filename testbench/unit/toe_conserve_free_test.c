/* SPDX-License-Identifier: Apache-2.0
 *
 * Terminates against the books (docs/microarchitecture.md 6 and 7).  toe_books_full is N0 with VLAN 5 and a source MAC,
 * P0, T0 with 4 receive pages and 5 rows of the buffer memory, decided at edges 100 to 300; what follows is at 400...
 */
#include "testbench/unit/toe_fake_books.h"

/* Everything the object held and did not have with others goes. */
static void put_free(toe_books_t *books, uint32_t handle, uint64_t pages, uint64_t bytes) {
  books->used[TOE_POOL_RCV_BUFFER] -= pages;
  books->used[TOE_POOL_BUFFERED_COPY] -= bytes;
  toe_books_put(books, toe_books_terminate(books, handle));
}

static void free_tree(toe_books_t *books) {
  put_free(books, TCP_0, 4, 320);
  books->used[TOE_POOL_SRC_IP] = 0;
  put_free(books, PATH_0, 0, 0);
  books->used[TOE_POOL_VLAN] = books->used[TOE_POOL_SRC_MAC] = 0;
  put_free(books, NEIGHBOR_0, 0, 0);
}

/* R58, R170: children first, and nothing is left. */
TOE_TEST(conserve_free, gives_back_all_that_a_tree_held) {
  toe_books_t books = toe_books_full();
  TOE_EXPECT_EQ(toe_conserve_live(books.conserve, TOE_LAYER_NEIGHBOR), 1);
  TOE_EXPECT_EQ(toe_conserve_live(books.conserve, TOE_LAYER_TCP), 1);
  free_tree(&books);
  toe_books_expect_good(&books);
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    toe_test_note("%s", toe_pool_text((toe_pool_t)pool));
    TOE_EXPECT_EQ(toe_conserve_held(books.conserve, (toe_pool_t)pool), 0);
  }
  for (uint8_t layer = 0; layer < 5; ++layer) TOE_EXPECT_EQ(toe_conserve_live(books.conserve, layer), 0);
  toe_books_free(&books);
}

/* A value stays as long as one live object uses it: VLAN 5 has two users, then one, then none. */
TOE_TEST(conserve_free, counts_the_users_of_shared_values) {
  toe_books_t books = toe_books_full();
  toe_books_put(&books, toe_books_take(&books, NEIGHBOR_0 + 1, 0));
  toe_books_put(&books, toe_books_neighbor(&books, NEIGHBOR_0 + 1, 5, 0));
  toe_books_put_rest(&books, NEIGHBOR_0 + 1);
  put_free(&books, NEIGHBOR_0 + 1, 0, 0);
  toe_books_expect_good(&books);
  TOE_EXPECT_EQ(toe_conserve_held(books.conserve, TOE_POOL_VLAN), 1);
  free_tree(&books);
  toe_books_expect_good(&books);
  TOE_EXPECT_EQ(toe_conserve_held(books.conserve, TOE_POOL_VLAN), 0);
  toe_books_free(&books);
}

/* A pool that does not go down by exactly what the object held: one more or one less, pool by pool. */
TOE_TEST(conserve_free_bad, sees_a_leak_in_every_pool) {
  static const char *const texts[] = {
      "pool neighbor says 2 in use, live objects hold 1",      "pool path says 2 in use, live objects hold 1",
      "pool tcp says 1 in use, live objects hold 0",           "pool src_mac says 2 in use, live objects hold 1",
      "pool src_ip says 2 in use, live objects hold 1",        "pool vlan says 2 in use, live objects hold 1",
      "pool rcv_buffer says 1 in use, live objects hold 0",    "pool xmit_buffer says 1 in use, live objects hold 0",
      "pool buffered_copy says 1 in use, live objects hold 0", "pool host_memory says 3 in use, live objects hold 2",
      "pool lookup says 1 in use, live objects hold 0",        "pool posted says 1 in use, live objects hold 0",
      "pool host_buffer says 1 in use, but at most 0",         "pool rcv_data says 1 in use, live objects hold 0"};
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    toe_books_t books = toe_books_full();
    ++books.used[pool];
    put_free(&books, TCP_0, 4, 320);
    TOE_EXPECT_HAS(toe_conserve_violation(books.conserve), "rtl, cycle 400, request 7, object 4: ");
    toe_books_expect_bad(&books, 400, texts[pool]);
  }
}

TOE_TEST(conserve_free_bad, sees_a_shared_value_that_goes_too_early_or_stays) {
  toe_books_t books = toe_books_full();
  toe_books_put(&books, toe_books_take(&books, NEIGHBOR_0 + 1, 0));
  toe_books_put(&books, toe_books_neighbor(&books, NEIGHBOR_0 + 1, 5, 0));
  toe_books_put_rest(&books, NEIGHBOR_0 + 1);
  books.used[TOE_POOL_VLAN] = 0;
  put_free(&books, NEIGHBOR_0 + 1, 0, 0);
  toe_books_expect_bad(&books, 500, "pool vlan says 0 in use, live objects hold 1");
  books = toe_books_full();
  put_free(&books, TCP_0, 4, 320);
  put_free(&books, PATH_0, 0, 0);
  toe_books_expect_bad(&books, 500, "pool src_ip says 1 in use, live objects hold 0");
}

/* an object with live dependents is refused, and only such a one. */
TOE_TEST(conserve_free_bad, sees_a_parent_that_goes_before_its_dependents) {
  toe_books_t books = toe_books_full();
  toe_books_put(&books, toe_books_refuse(&books, 1, TOE_CAUSE_DEPENDENTS));
  toe_books_put(&books, toe_books_refuse(&books, 2, TOE_CAUSE_DEPENDENTS));
  toe_books_expect_good(&books);
  put_free(&books, PATH_0, 0, 0);
  toe_books_expect_bad(&books, 600, "frees handle 0x20000000, but 1 live objects depend on it");
  books = toe_books_full();
  put_free(&books, TCP_0, 4, 320);
  toe_books_put(&books, toe_books_refuse(&books, 2, TOE_CAUSE_DEPENDENTS));
  toe_books_expect_bad(&books, 500, "a path is refused for its dependents, but it has none");
  books = toe_books_full();
  toe_books_put(&books, toe_books_refuse(&books, 3, TOE_CAUSE_DEPENDENTS));
  toe_books_expect_bad(&books, 400, "a tcp is refused for its dependents, but it has none");
}

/* The host names N0, T0 and a handle that is not in use, one object each, as objects 4, 5 and 6 of request 7. */
static void name(toe_books_t *books, const uint32_t handles[3]) {
  toe_host_object_t objects[7];
  for (uint32_t i = 0; i < 7; ++i) {
    objects[i] = toe_fake_object("X", i < 4 ? 0 : (uint8_t)(handles[i - 4] >> 28), 0, i < 4 ? 0 : handles[i - 4]);
    objects[i].kind = TOE_KIND_LINKER;
  }
  toe_host_request_t request = toe_fake_request(7, "t", objects, 7);
  request.kind = TOE_OP_TERMINATE;
  TOE_EXPECT_EQ(toe_conserve_submitted(books->conserve, &request), TOE_OK);
}

TOE_TEST(conserve_free, judges_a_refusal_by_what_the_host_named) {
  static const uint32_t handles[] = {NEIGHBOR_0, TCP_0, TCP_0 + 1};
  toe_books_t books = toe_books_full();
  name(&books, handles);
  toe_books_put(&books, toe_books_refuse(&books, 1, TOE_CAUSE_DEPENDENTS));
  put_free(&books, TCP_0, 4, 320);
  toe_books_put(&books, toe_books_refuse(&books, 3, TOE_CAUSE_BAD_HANDLE));
  toe_books_expect_good(&books);
  toe_books_free(&books);
}

TOE_TEST(conserve_free_bad, sees_a_refusal_without_cause) {
  static const uint32_t handles[] = {NEIGHBOR_0, TCP_0, TCP_0 + 1};
  toe_books_t books = toe_books_full();
  name(&books, handles);
  toe_books_put(&books, toe_books_refuse(&books, 1, TOE_CAUSE_BAD_HANDLE));
  toe_books_expect_bad(&books, 400, "handle 0x10000000 is refused, but it is in use");
  books = toe_books_full();
  toe_books_put(&books, toe_books_take(&books, NEIGHBOR_0 + 1, 0));
  toe_books_put(&books, toe_books_neighbor(&books, NEIGHBOR_0 + 1, 0, 0));
  toe_books_put_rest(&books, NEIGHBOR_0 + 1);
  static const uint32_t second[] = {NEIGHBOR_0, NEIGHBOR_0 + 1, TCP_0};
  name(&books, second);
  toe_books_put(&books, toe_books_refuse(&books, 1, TOE_CAUSE_DEPENDENTS));
  toe_books_expect_bad(&books, 500, "a neighbor is refused for its dependents, but it has none");
  books = toe_books_full();
  toe_books_put(&books, toe_books_refuse(&books, 3, TOE_CAUSE_TCP_POOL));
  toe_books_expect_bad(&books, 400, "a terminate cannot have cause 11 (no TCP entry [R26])");
}

/* Never more than the host named. */
TOE_TEST(conserve_free_bad, sees_an_object_freed_that_nobody_named) {
  static const uint32_t handles[] = {TCP_0 + 1, TCP_0 + 2, TCP_0 + 3};
  toe_books_t books = toe_books_full();
  toe_host_object_t objects[1] = {toe_fake_object("X", 3, 0, TCP_0 + 1)};
  objects[0].kind = TOE_KIND_LINKER;
  (void)handles;
  toe_host_request_t request = toe_fake_request(7, "t", objects, 1);
  request.kind = TOE_OP_TERMINATE;
  TOE_EXPECT_EQ(toe_conserve_submitted(books.conserve, &request), TOE_OK);
  books.used[TOE_POOL_RCV_BUFFER] = books.used[TOE_POOL_BUFFERED_COPY] = 0;
  toe_retire_t freed = toe_books_terminate(&books, TCP_0);
  freed.u.decided.index = 0;
  toe_books_put(&books, freed);
  toe_books_expect_bad(&books, 400, "object 0: frees handle 0x30000000, which the host did not name");
}

/* A handle is dead afterwards: freed twice, linked to, a parent. */
TOE_TEST(conserve_free_bad, sees_the_use_of_a_dead_handle) {
  toe_books_t books = toe_books_full();
  put_free(&books, TCP_0, 4, 320);
  toe_retire_t again = toe_books_refuse(&books, 3, TOE_CAUSE_OK);
  again.u.decided.handle = TCP_0;
  toe_books_put(&books, again);
  toe_books_expect_bad(&books, 500, "frees handle 0x30000000, which is not in use");
  books = toe_books_full();
  put_free(&books, TCP_0, 4, 320);
  toe_retire_t linker = toe_books_decide(&books, 3, TOE_CAUSE_OK, 0);
  linker.u.decided.kind = TOE_KIND_LINKER;
  linker.u.decided.handle = TCP_0;
  toe_books_put(&books, linker);
  toe_books_expect_bad(&books, 500, "a linker to handle 0x30000000, which is not in use");
  books = toe_books_full();
  put_free(&books, TCP_0, 4, 320);
  books.used[TOE_POOL_SRC_IP] = 0;
  put_free(&books, PATH_0, 0, 0);
  toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
  toe_books_expect_bad(&books, 600, "parent 0x20000000 of a tcp is not in use");
}

TOE_TEST(conserve_free_bad, sees_handles_for_what_is_not_freed) {
  toe_books_t books = toe_books_full();
  toe_retire_t refused = toe_books_refuse(&books, 1, TOE_CAUSE_DEPENDENTS);
  refused.u.decided.handle = NEIGHBOR_0;
  toe_books_put(&books, refused);
  toe_books_expect_bad(&books, 400, "a handle for what is not freed");
  books = toe_books_full();
  toe_retire_t placeholder = toe_books_refuse(&books, 1, TOE_CAUSE_OK);
  placeholder.u.decided.kind = TOE_KIND_PLACEHOLDER;
  toe_books_put(&books, placeholder);
  toe_books_expect_good(&books);
  toe_books_put(&books, toe_books_decide(&books, 1, TOE_CAUSE_DEPENDENTS, 0));
  toe_books_expect_bad(&books, 500, "an initiate is refused for dependents");
}

/* D-9: what a lost context held is freed all the same. */
TOE_TEST(conserve_free, frees_what_a_lost_context_held) {
  toe_books_t books = toe_books_full();
  books.used[TOE_POOL_RCV_BUFFER] = books.used[TOE_POOL_BUFFERED_COPY] = 0;
  toe_retire_t lost = toe_books_terminate(&books, TCP_0);
  lost.u.decided.cause = TOE_CAUSE_CONTEXT_ECC;
  toe_books_put(&books, lost);
  toe_retire_t written = toe_fake_written(410, 7, 4, TOE_STATUS_FAILURE); /* nothing is handed back before it */
  written.u.written.commit = 4;
  toe_books_put(&books, written);
  toe_books_expect_good(&books);
  TOE_EXPECT_EQ(toe_conserve_live(books.conserve, TOE_LAYER_TCP), 0);
  toe_books_free(&books);
}

/* ---- ids: never-used first, then freed ones first-in first-out, each layer by itself */

TOE_TEST(conserve_free_bad, sees_an_id_that_is_not_next) {
  toe_books_t books = toe_books_full();
  toe_books_put(&books, toe_books_take(&books, PATH_0 + 2, NEIGHBOR_0));
  toe_books_expect_bad(&books, 400, "handle 0x20000002 is given, but id 1 of layer path is next");
  books = toe_books_full();
  put_free(&books, TCP_0, 4, 320);
  toe_books_put(&books, toe_books_take(&books, TCP_0, PATH_0)); /* freed, but id 1 was never used */
  toe_books_expect_bad(&books, 500, "handle 0x30000000 is given, but id 1 of layer tcp is next");
}

/* All 4096 neighbors have been used once; then 0 and 7 are freed, in the order 7, 0. */
TOE_TEST(conserve_free_bad, sees_freed_ids_that_come_back_out_of_turn) {
  for (int is_wrong = 0; is_wrong < 2; ++is_wrong) {
    toe_books_t books = toe_books_new();
    toe_books_set(&books, TOE_SETTING_LIMIT_NEIGHBOR, 4096);
    for (uint32_t id = 0; id < 4096; ++id) {
      toe_books_put(&books, toe_books_take(&books, NEIGHBOR_0 + id, 0));
      toe_books_put(&books, toe_books_neighbor(&books, NEIGHBOR_0 + id, 0, 0));
      toe_books_put_rest(&books, NEIGHBOR_0 + id);
    }
    put_free(&books, NEIGHBOR_0 + 7, 0, 0);
    put_free(&books, NEIGHBOR_0, 0, 0);
    toe_books_expect_good(&books);
    toe_books_put(&books, toe_books_take(&books, is_wrong ? NEIGHBOR_0 : NEIGHBOR_0 + 7, 0));
    if (is_wrong) {
      toe_books_expect_bad(&books, 410000, "handle 0x10000000 is given, but id 7 of layer neighbor is next");
    } else {
      toe_books_expect_good(&books);
      toe_books_free(&books);
    }
  }
}

/* Rows of the buffer memory that were freed may be written again only in their turn, which is after all others. */
TOE_TEST(conserve_free_bad, sees_a_copy_in_rows_that_are_not_next) {
  for (uint64_t first = 0; first <= 5; first += 5) {
    toe_books_t books = toe_books_full();
    put_free(&books, TCP_0, 4, 320);
    toe_books_put(&books, toe_fake_buffer(450, first, 1));
    books.used[TOE_POOL_RCV_BUFFER] += 1;
    books.used[TOE_POOL_BUFFERED_COPY] += 64;
    toe_books_put(&books, toe_books_take(&books, TCP_0 + 1, PATH_0));
    toe_books_put(&books, toe_books_tcp(&books, TCP_0 + 1, 1, 1, 64, (uint8_t)first));
    if (first == 0) {
      toe_books_expect_bad(&books, 500, "its copy begins at row 0 of the buffer memory, expected 5");
    } else {
      toe_books_expect_good(&books);
      toe_books_free(&books);
    }
  }
}
