/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_mention_test.c - names of operations, and objects whose names are forgotten.
 */
#include "sim/host/toe_mention.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_op.h"

static toe_objects_t *table(const char *const *names, uint32_t count) {
  toe_objects_t *objects = NULL;
  toe_object_t *object = NULL;
  if (toe_objects_new(&objects) != TOE_OK) abort();
  for (uint32_t i = 0; i < count; ++i)
    if (toe_objects_add(objects, names[i], names[i][0] == 'N' ? 1 : names[i][0] == 'P' ? 2 : 3, &object) != TOE_OK)
      abort();
  return objects;
}

/* A forgotten name means nothing, then another object; what was taken before keeps the first, until it is let go. */
TOE_TEST(mention, keeps_what_a_name_meant) {
  static const char *const names[] = {"N1", "P1", "T1"};
  toe_objects_t *objects = table(names, 3);
  toe_object_t *first = toe_objects_find(objects, "T1"), *second = NULL;
  toe_op_t *op = fake_initiate("N1(P1(T1))");
  toe_mention_t before, after;
  TOE_ASSERT_EQ(toe_mention_take(objects, op, &before), TOE_OK);
  toe_objects_forget(objects, first);
  TOE_EXPECT(toe_objects_find(objects, "T1") == NULL);
  TOE_EXPECT_EQ(toe_objects_count(objects), 3);
  TOE_ASSERT_EQ(toe_objects_add(objects, "T1", 3, &second), TOE_OK);
  TOE_EXPECT_EQ(second->number, 4);
  TOE_ASSERT_EQ(toe_mention_take(objects, op, &after), TOE_OK);
  TOE_EXPECT(before.blocks[2] == first && after.blocks[2] == second);
  TOE_EXPECT_STR(first->name, "T1");
  TOE_EXPECT(toe_objects_get(objects, 3) == first);
  toe_mention_drop(objects, &before);
  TOE_EXPECT(toe_objects_get(objects, 3) == NULL); /* nobody has it any more */
  TOE_EXPECT_EQ(toe_objects_count(objects), 3);
  TOE_EXPECT(toe_objects_find(objects, "T1") == second);
  toe_mention_drop(objects, &after);
  TOE_EXPECT_EQ(toe_objects_count(objects), 3); /* what is not forgotten stays */
  toe_op_free(op);
  toe_objects_free(objects);
}

/* In use in any way: it stays, and goes with the next who lets it go. */
TOE_TEST(mention, what_is_in_use_stays) {
  static const char *const names[] = {"P1", "T1"};
  for (int use = 0; use < 4; ++use) {
    toe_objects_t *objects = table(names, 2);
    toe_object_t *path = toe_objects_find(objects, "P1"), *tcp = toe_objects_find(objects, "T1");
    toe_mention_t mention;
    toe_test_note("use %d", use);
    TOE_ASSERT_EQ(toe_mention_one(path, &mention), TOE_OK);
    toe_objects_forget(objects, path);
    toe_objects_forget(objects, path); /* once is enough */
    if (use == 0) path->is_offloaded = true;
    if (use == 1) path->is_in_transit = true;
    if (use == 2) path->links = 1;
    if (use == 3) toe_object_attach(tcp, path);
    toe_mention_drop(objects, &mention);
    TOE_EXPECT(toe_objects_get(objects, 1) == path);
    TOE_ASSERT_EQ(toe_mention_one(path, &mention), TOE_OK);
    path->is_offloaded = path->is_in_transit = false;
    path->links = 0;
    toe_object_detach(tcp);
    toe_mention_drop(objects, &mention);
    TOE_EXPECT(toe_objects_get(objects, 1) == NULL);
    TOE_EXPECT(toe_objects_first(objects) == tcp && tcp->older == NULL && tcp->newer == NULL);
    toe_objects_free(objects);
  }
}

/* Blocks that are cut away are let go at once. */
TOE_TEST(mention, is_cut_with_its_tree) {
  static const char *const names[] = {"N1", "P1", "T1", "T2"};
  toe_objects_t *objects = table(names, 4);
  toe_op_t *op = fake_initiate("N1(P1(T1,T2))");
  toe_mention_t mention;
  TOE_ASSERT_EQ(toe_mention_take(objects, op, &mention), TOE_OK);
  toe_objects_forget(objects, mention.blocks[2]);
  static const bool is_kept[4] = {true, true, false, true};
  toe_mention_cut(objects, &mention, is_kept);
  TOE_ASSERT_EQ(mention.block_count, 3);
  TOE_EXPECT_STR(mention.blocks[2]->name, "T2");
  TOE_EXPECT(toe_objects_get(objects, 3) == NULL);
  toe_mention_drop(objects, &mention);
  toe_op_free(op);
  toe_objects_free(objects);
}
