/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects come and go: what a terminate gives back, and who gets it next (docs/microarchitecture.md 6, 7).
 */
#include "testbench/unit/toe_engine_story.h"

enum { OK = TOE_CAUSE_OK, BAD = TOE_CAUSE_BAD_HANDLE, DEP = TOE_CAUSE_DEPENDENTS };

/* The handle of the n-th object of the last command. */
static uint64_t handle_of(const story_t *story, uint32_t n) {
  return story_retire(story, TOE_RETIRE_DECIDED, n)->u.decided.handle;
}

static uint64_t cause_of(const story_t *story, uint32_t n) {
  return story_retire(story, TOE_RETIRE_DECIDED, n)->u.decided.cause;
}

/* Neighbors without values to share. */
static void make_neighbors(uint8_t objects[][TOE_OBJECT_BYTES], uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    rig_object(objects[i], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 1);
    TOE_WRITE(objects[i], OBJ_NEIGHBOR, VLAN, 0);
  }
}

/* Ids: those never used first, to the last; then freed ones, first-in first-out. */
TOE_TEST(engine_life, gives_ids_in_order) {
  static uint8_t objects[4096][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  story_set(&story, TOE_SETTING_LIMIT_NEIGHBOR, 4096);
  make_neighbors(objects, 4096);
  story_initiate(&story, objects, 4);
  story_terminate(&story, (const uint32_t[]){0x10000002}, 1);
  story_initiate(&story, objects, 4092);
  TOE_EXPECT_EQ(handle_of(&story, 0), 0x10000004);
  TOE_EXPECT_EQ(handle_of(&story, 4091), 0x10000FFF);
  story_terminate(&story, (const uint32_t[]){0x10000FFF, 0x10000000, 0x10000123}, 3);
  story_initiate(&story, objects, 5);
  static const uint32_t kHandle[] = {0x10000002, 0x10000FFF, 0x10000000, 0x10000123, 0};
  for (uint32_t i = 0; i < 5; ++i) TOE_EXPECT_EQ(handle_of(&story, i), kHandle[i]);
  TOE_EXPECT_EQ(cause_of(&story, 4), TOE_CAUSE_NEIGHBOR_POOL);
  story_close(&story);
}

/* A VLAN id and a source MAC of two neighbors, a source IP of two paths: in the table until the last has gone, counted
 * once; then its place is free for another, under a limit of 1. */
TOE_TEST(engine_life, releases_a_shared_value_once) {
  uint8_t objects[4][TOE_OBJECT_BYTES], path[2][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  story_set(&story, TOE_SETTING_LIMIT_VLAN, 1);
  story_set(&story, TOE_SETTING_LIMIT_SRC_MAC, 1);
  story_set(&story, TOE_SETTING_LIMIT_SRC_IP, 1);
  for (uint32_t i = 0; i < 4; ++i) {
    rig_object(objects[i], i % 2 == 0 ? TOE_LAYER_NEIGHBOR : TOE_LAYER_PATH, TOE_KIND_NEW, 0, 5);
    if (i % 2 == 0) TOE_WRITE(objects[i], OBJ_NEIGHBOR, HAS_SRC_MAC, 1);
  }
  story_initiate(&story, objects, 4);
  story_terminate(&story, (const uint32_t[]){0x20000001, 0x10000000, 0x10000001}, 3);
  static const uint32_t kCauses[] = {OK, DEP, OK};
  story_expect_causes(&story, kCauses, 3);
  const toe_retire_t *last = story_retire(&story, TOE_RETIRE_DECIDED, 2);
  TOE_EXPECT_EQ(last->u.decided.used_vlan, 1);
  TOE_EXPECT_EQ(last->u.decided.used_src_mac, 1);
  TOE_EXPECT_EQ(last->u.decided.used_src_ip, 1);
  rig_object(path[0], TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0, 6);
  story_initiate(&story, path, 1);
  TOE_EXPECT_EQ(cause_of(&story, 0), TOE_CAUSE_VLAN_POOL);
  story_terminate(&story, (const uint32_t[]){0x20000000, 0x10000000}, 2);
  story_expect_empty(&story);
  TOE_WRITE(path[0], OBJ_NEIGHBOR, HAS_SRC_MAC, 1);
  rig_object(path[1], TOE_LAYER_PATH, TOE_KIND_NEW, 0, 6);
  story_initiate(&story, path, 2);
  static const uint32_t kTaken[] = {OK, OK};
  story_expect_causes(&story, kTaken, 2);
  story_close(&story);
}

/* Refused while anything depends on it, whatever the order [A-9, R61]: path before its two connections, neighbor before
 * the path; a second time is BAD_HANDLE. */
TOE_TEST(engine_life, refuses_a_parent_until_its_last_dependent_is_gone) {
  uint8_t objects[4][TOE_OBJECT_BYTES];
  static const uint32_t kList[] = {0x20000000, 0x30000000, 0x20000000, 0x30000000, 0x10000000,
                                   0x30000001, 0x10000000, 0x20000000, 0x10000000, 0x10000000};
  static const uint32_t kCauses[] = {DEP, OK, DEP, BAD, DEP, OK, DEP, OK, OK, BAD};
  story_t story;
  story_open(&story);
  rig_tree(objects, 4, 0);
  story_initiate(&story, objects, 4);
  story_terminate(&story, kList, 10);
  story_expect_causes(&story, kCauses, 10);
  story_expect_empty(&story);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_WRITTEN, 0)->u.written.status, 0xC0000001u);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_WRITTEN, 0)->u.written.flags, 1);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_COMPLETED, 0)->u.completed.offloaded, 4);
  story_close(&story);
}

/* Dependents that came through a linker count like any other. */
TOE_TEST(engine_life, counts_dependents_of_a_linked_object) {
  uint8_t objects[2][TOE_OBJECT_BYTES], linked[2][TOE_OBJECT_BYTES];
  static const uint32_t kList[] = {0x20000000, 0x30000000, 0x20000000, 0x10000000};
  static const uint32_t kCauses[] = {DEP, OK, OK, OK};
  story_t story;
  story_open(&story);
  rig_tree(objects, 2, 0);
  story_initiate(&story, objects, 2);
  rig_object(linked[0], TOE_LAYER_PATH, TOE_KIND_LINKER, 0x20000000, 0);
  rig_object(linked[1], TOE_LAYER_TCP, TOE_KIND_NEW, 0, 9);
  story_initiate(&story, linked, 2);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 1)->u.decided.parent, 0x20000000);
  story_terminate(&story, kList, 4);
  story_expect_causes(&story, kCauses, 4);
  story_close(&story);
}

/* A dead handle names nothing: a linker to it is BAD_HANDLE (it still reads the row), and what hangs from it is not
 * attempted. */
TOE_TEST(engine_life, knows_no_dead_handle) {
  uint8_t objects[3][TOE_OBJECT_BYTES], linked[2][TOE_OBJECT_BYTES];
  static const uint32_t kCauses[] = {BAD, TOE_CAUSE_NOT_ATTEMPTED};
  toe_engine_stats_t before, after;
  story_t story;
  story_open(&story);
  rig_tree(objects, 3, 0);
  story_initiate(&story, objects, 3);
  story_terminate(&story, (const uint32_t[]){0x30000000, 0x20000000}, 2);
  toe_engine_get_stats(story.rig.engine, &before);
  rig_object(linked[0], TOE_LAYER_PATH, TOE_KIND_LINKER, 0x20000000, 0);
  memcpy(linked[1], objects[2], TOE_OBJECT_BYTES);
  story_initiate(&story, linked, 2);
  story_expect_causes(&story, kCauses, 2);
  toe_engine_get_stats(story.rig.engine, &after);
  TOE_EXPECT_EQ(after.sram_reads - before.sram_reads, 1);
  story_close(&story);
}

/* The same addresses and ports may be offloaded again when they are gone, not before [R99]. */
TOE_TEST(engine_life, takes_the_same_connection_again) {
  uint8_t objects[3][TOE_OBJECT_BYTES], again[2][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  rig_tree(objects, 3, 0);
  story_initiate(&story, objects, 3);
  rig_object(again[0], TOE_LAYER_PATH, TOE_KIND_LINKER, 0x20000000, 0);
  memcpy(again[1], objects[2], TOE_OBJECT_BYTES);
  for (uint32_t i = 0; i < 3; ++i) {
    story_initiate(&story, again, 2);
    TOE_EXPECT_EQ(cause_of(&story, 1), TOE_CAUSE_REJECT_DUPLICATE);
    story_terminate(&story, (const uint32_t[]){0x30000000 + i}, 1);
    TOE_EXPECT_EQ(cause_of(&story, 0), OK);
    story_initiate(&story, again, 2);
    TOE_EXPECT_EQ(cause_of(&story, 1), OK);
    TOE_EXPECT_EQ(handle_of(&story, 1), 0x30000001 + i);
  }
  story_close(&story);
}

/* Pages are those a connection was given, whatever RCV_PAGE says when it goes. */
TOE_TEST(engine_life, gives_back_the_pages_it_took) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  rig_tree(objects, 3, 0);
  TOE_WRITE(objects[2], OBJ_TCP, INITIAL_RCV_WND, 40000); /* 3 pages of 16 KiB */
  story_initiate(&story, objects, 3);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 2)->u.decided.used_rcv_buffer, 3);
  toe_cycle_t now = toe_engine_now(story.rig.engine);
  rig_write(&story.rig, now, 0x004, 2);
  rig_write(&story.rig, now + 1, 0x160, 10);
  rig_write(&story.rig, now + 2, 0x004, 3);
  rig_advance(&story.rig, now + 10);
  story_terminate(&story, (const uint32_t[]){0x30000000, 0x20000000, 0x10000000}, 3);
  story_expect_empty(&story);
  story_close(&story);
}

/* --- copies --- */

static void new_copy(uint8_t *object, uint8_t mark, uint32_t bytes) {
  rig_object(object, TOE_LAYER_TCP, TOE_KIND_NEW, 0, mark);
  TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, bytes);
  TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, 0x1000000);
}

/* A connection with a copy under the first path. */
static void add_copy(story_t *story, uint8_t mark, uint32_t bytes, uint32_t cause) {
  uint8_t objects[2][TOE_OBJECT_BYTES];
  rig_object(objects[0], TOE_LAYER_PATH, TOE_KIND_LINKER, 0x20000000, 0);
  new_copy(objects[1], mark, bytes);
  story_initiate(story, objects, 2);
  TOE_EXPECT_EQ(cause_of(story, 1), cause);
}

/* Rows of the buffer memory that the last command has written, and the first of them in the context. */
static void expect_rows(const story_t *story, const uint32_t *rows, uint32_t count) {
  TOE_ASSERT_EQ(story_retires(story, TOE_RETIRE_BUFFER), count);
  for (uint32_t i = 0; i < count; ++i) {
    const toe_retire_t *retire = story_retire(story, TOE_RETIRE_BUFFER, i);
    toe_test_note("row %u", (unsigned)i);
    TOE_EXPECT_EQ(retire->u.buffer.row, rows[i]);
    TOE_EXPECT_EQ(retire->u.buffer.data[63], story_byte(0x1000000 + 64 * i + 63));
  }
  TOE_EXPECT_EQ(TOE_READ(story_retire(story, TOE_RETIRE_CONTEXT, 0)->u.context.data, CONTEXT_TCP, BUFFER_ROW), rows[0]);
}

/* Blocks: three (0..2), two (3, 4), all but one of the rest.  The two are freed, then the three: 4 more are the last
 * one never used, then 3, 4, 0.  A copy that fails takes 1, 2 and gives them back behind each other; taken again. */
TOE_TEST(engine_life, gives_out_blocks_first_in_first_out) {
  enum { BUILT = 262144 };
  static const uint32_t kThree[] = {0, 1, 2}, kTwo[] = {3, 4}, kAcross[] = {BUILT - 1, 3, 4, 0}, kAgain[] = {1, 2};
  uint8_t objects[2][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  story_set(&story, TOE_SETTING_LIMIT_BUFFERED_COPY, BUILT * 64);
  rig_tree(objects, 2, 0);
  story_initiate(&story, objects, 2);
  add_copy(&story, 10, 129, OK);
  expect_rows(&story, kThree, 3);
  add_copy(&story, 11, 128, OK);
  expect_rows(&story, kTwo, 2);
  story.has_no_rows = true;
  add_copy(&story, 12, (BUILT - 6) * 64, OK);
  story.has_no_rows = false;
  story_terminate(&story, (const uint32_t[]){0x30000001, 0x30000000}, 2);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 1)->u.decided.used_buffered_copy, (BUILT - 6) * 64);
  add_copy(&story, 13, 256, OK);
  expect_rows(&story, kAcross, 4);
  add_copy(&story, 14, 129, TOE_CAUSE_COPY_POOL);
  story.refused_reads = 1;
  add_copy(&story, 15, 128, TOE_CAUSE_COPY_FETCH);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_DECIDED, 1)->u.decided.used_buffered_copy, (BUILT - 2) * 64);
  add_copy(&story, 16, 128, OK);
  expect_rows(&story, kAgain, 2);
  story_flip(&story, 8, 3); /* the large one is lost: its bytes are not handed back */
  story_flip(&story, 8, 4);
  story_terminate(&story, (const uint32_t[]){0x30000002, 0x30000003, 0x30000004, 0x20000000, 0x10000000}, 5);
  story_expect_empty(&story);
  story_close(&story);
}

/* A copy that failed before its first block was used up leaves its blocks behind those freed before. */
TOE_TEST(engine_life, offloads_again_after_a_copy_that_failed) {
  static const uint32_t kRows[] = {3, 4};
  uint8_t objects[2][TOE_OBJECT_BYTES];
  story_t story;
  story_open(&story);
  rig_tree(objects, 2, 0);
  story_initiate(&story, objects, 2);
  story.refused_reads = 1;
  add_copy(&story, 10, 129, TOE_CAUSE_COPY_FETCH);
  add_copy(&story, 10, 128, OK); /* never-used ones come first */
  expect_rows(&story, kRows, 2);
  TOE_EXPECT_EQ(handle_of(&story, 1), 0x30000000);
  story_close(&story);
}

/* --- flipped bits --- */

static void flip_and_terminate(story_t *story, const uint32_t *rows, const uint32_t *bits, uint32_t count) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  story_open(story);
  rig_tree(objects, 3, 0);
  story_initiate(story, objects, 3);
  for (uint32_t i = 0; i < count; ++i) story_flip(story, rows[i], bits[i]);
  story_terminate(story, (const uint32_t[]){0x30000000}, 1);
}

/* One bit in each of rows 0..3: handed back as written, each row counted, nothing written into the context SRAM. */
TOE_TEST(engine_life, hands_back_corrected_rows) {
  static const uint32_t kRows[] = {0, 1, 2, 3}, kBits[] = {70, 511, 513, 8};
  toe_engine_stats_t stats;
  story_t story;
  flip_and_terminate(&story, kRows, kBits, 4);
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.ecc_corrected, 4);
  TOE_EXPECT_EQ(stats.ecc_uncorrectable, 0);
  TOE_EXPECT_EQ(cause_of(&story, 0), OK);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_CONTEXT), 0);
  TOE_ASSERT_EQ(story_retires(&story, TOE_RETIRE_RETURNED), 8);
  for (uint32_t i = 0; i < 8; ++i) {
    const uint8_t *written = rig_retire(&story.rig, TOE_RETIRE_CONTEXT, 4 + i / 2)->u.context.data + 32 * (i % 2);
    TOE_EXPECT_MEM(story_retire(&story, TOE_RETIRE_RETURNED, i)->u.returned.data, written, 32);
  }
  story_close(&story);
}

/* Two bits of a word in row 2, one in row 0: lost, FAILURE, nothing handed back, and free all the same (D-9). */
TOE_TEST(engine_life, frees_what_is_lost) {
  static const uint32_t kRows[] = {2, 2, 0}, kBits[] = {3, 4, 99};
  toe_engine_stats_t stats;
  story_t story;
  flip_and_terminate(&story, kRows, kBits, 3);
  toe_engine_get_stats(story.rig.engine, &stats);
  TOE_EXPECT_EQ(stats.ecc_corrected, 1);
  TOE_EXPECT_EQ(stats.ecc_uncorrectable, 1);
  const toe_retire_t *decided = story_retire(&story, TOE_RETIRE_DECIDED, 0);
  TOE_EXPECT_EQ(decided->u.decided.cause, TOE_CAUSE_CONTEXT_ECC);
  TOE_EXPECT_EQ(decided->u.decided.handle, 0x30000000);
  TOE_EXPECT_EQ(decided->u.decided.used_tcp, 0);
  const toe_retire_t *written = story_retire(&story, TOE_RETIRE_WRITTEN, 0);
  TOE_EXPECT_EQ(written->u.written.status, 0xC0000001u);
  TOE_EXPECT_EQ(written->u.written.handle, 0);
  TOE_EXPECT_EQ(written->u.written.flags, 5);
  TOE_EXPECT_EQ(story_retire(&story, TOE_RETIRE_COMPLETED, 0)->u.completed.offloaded, 1);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_RETURNED), 0);
  TOE_EXPECT_EQ(story_retires(&story, TOE_RETIRE_EVENT), 0); /* the host knows */
  story_terminate(&story, (const uint32_t[]){0x30000000, 0x20000000, 0x10000000}, 3);
  static const uint32_t kCauses[] = {BAD, OK, OK};
  story_expect_causes(&story, kCauses, 3);
  story_expect_empty(&story);
  story_close(&story);
}

/* What a refused terminate has read counts too; and once more the next time, since nothing went back. */
TOE_TEST(engine_life, counts_rows_of_a_refused_terminate) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  toe_engine_stats_t stats;
  story_t story;
  story_open(&story);
  rig_tree(objects, 3, 0);
  story_initiate(&story, objects, 3);
  story_flip(&story, 98304, 5);
  story_flip(&story, 98305, 6);
  story_flip(&story, 98305, 7);
  for (uint32_t i = 1; i <= 2; ++i) {
    story_terminate(&story, (const uint32_t[]){0x10000000}, 1);
    toe_engine_get_stats(story.rig.engine, &stats);
    TOE_EXPECT_EQ(cause_of(&story, 0), DEP);
    TOE_EXPECT_EQ(stats.ecc_corrected, i);
    TOE_EXPECT_EQ(stats.ecc_uncorrectable, i);
  }
  story_close(&story);
}
