/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_objects_test.c - the host's table of objects.
 */
#include "sim/host/toe_objects.h"

#include <stdio.h>
#include <string.h>

#include "testbench/shim/toe_test.h"

TOE_TEST(objects, names_are_found_and_numbered_in_order) {
  enum { COUNT = 5000 };
  toe_objects_t *objects = NULL;
  TOE_ASSERT_EQ(toe_objects_new(&objects), TOE_OK);
  char name[32];
  toe_object_t *first = NULL;
  for (uint32_t i = 1; i <= COUNT; ++i) {
    toe_object_t *object = NULL;
    snprintf(name, sizeof name, "T%u", i);
    TOE_EXPECT(toe_objects_find(objects, name) == NULL);
    TOE_ASSERT_EQ(toe_objects_add(objects, name, 3, &object), TOE_OK);
    TOE_EXPECT_EQ(object->number, i);
    if (i == 1) first = object;
  }
  TOE_EXPECT_EQ(toe_objects_count(objects), COUNT);
  for (uint32_t i = 1; i <= COUNT; ++i) {
    snprintf(name, sizeof name, "T%u", i);
    toe_object_t *object = toe_objects_find(objects, name);
    TOE_ASSERT(object != NULL);
    TOE_EXPECT_EQ(object->number, i);
    TOE_EXPECT(toe_objects_get(objects, i) == object);
  }
  TOE_EXPECT(toe_objects_find(objects, "T1") == first); /* objects never move: cells are pointed at */
  TOE_EXPECT(toe_objects_find(objects, "T0") == NULL);
  TOE_EXPECT(toe_objects_find(objects, "") == NULL);
  toe_objects_free(objects);
}

/* Names come and go: the table stays as small as what is in it, in order of numbers, and finds all of it. */
TOE_TEST(objects, forgotten_names_leave_room) {
  enum { ROUNDS = 3000, LIVE = 7 };
  toe_objects_t *objects = NULL;
  TOE_ASSERT_EQ(toe_objects_new(&objects), TOE_OK);
  char name[32];
  for (uint32_t i = 1; i <= ROUNDS; ++i) {
    toe_object_t *object = NULL, *old = NULL;
    snprintf(name, sizeof name, "T%u", i % 10); /* used again and again */
    TOE_EXPECT(toe_objects_find(objects, name) == NULL);
    TOE_ASSERT_EQ(toe_objects_add(objects, name, 3, &object), TOE_OK);
    TOE_EXPECT_EQ(object->number, i);
    if (i <= LIVE) continue;
    old = toe_objects_get(objects, i - LIVE);
    TOE_ASSERT(old != NULL && old == toe_objects_first(objects));
    ++old->holders;
    toe_objects_forget(objects, old);
    toe_objects_let_go(objects, old);
    TOE_EXPECT_EQ(toe_objects_count(objects), LIVE);
    TOE_EXPECT(toe_objects_get(objects, i - LIVE) == NULL);
  }
  uint64_t number = ROUNDS - LIVE;
  for (const toe_object_t *object = toe_objects_first(objects); object != NULL; object = object->newer) {
    TOE_EXPECT_EQ(object->number, ++number);
    TOE_EXPECT(toe_objects_find(objects, object->name) == object);
  }
  TOE_EXPECT_EQ(number, ROUNDS);
  toe_objects_free(objects);
}

TOE_TEST(objects, state_is_copied) {
  toe_objects_t *objects = NULL;
  toe_object_t *object = NULL;
  TOE_ASSERT_EQ(toe_objects_new(&objects), TOE_OK);
  TOE_ASSERT_EQ(toe_objects_add(objects, "T", 3, &object), TOE_OK);
  uint32_t sizes[2] = {200, 400};
  toe_op_state_t state = {.local_port = 7, .outstanding = sizes, .outstanding_count = 2, .outstanding_bytes = 600};
  TOE_ASSERT_EQ(toe_objects_define(object, &state), TOE_OK);
  sizes[1] = 0;
  TOE_EXPECT_EQ(object->state.outstanding[1], 400);
  TOE_EXPECT_EQ(object->state.local_port, 7);
  TOE_EXPECT(object->has_state);
  toe_objects_free(objects);
}

/* R94, R96: one handle, one object. */
TOE_TEST(objects, handle_belongs_to_one_object) {
  toe_objects_t *objects = NULL;
  toe_object_t *a = NULL, *b = NULL;
  TOE_ASSERT_EQ(toe_objects_new(&objects), TOE_OK);
  TOE_ASSERT_EQ(toe_objects_add(objects, "a", 3, &a), TOE_OK);
  TOE_ASSERT_EQ(toe_objects_add(objects, "b", 3, &b), TOE_OK);
  toe_ndis_cell_set(a->cell, 0x30001000);
  TOE_EXPECT_EQ(toe_objects_bind(objects, a), TOE_OK);
  TOE_EXPECT(toe_objects_of_handle(objects, 0x30001000) == a);
  TOE_EXPECT(toe_objects_of_handle(objects, 0x30000FFF) == NULL);
  TOE_EXPECT(toe_objects_of_handle(objects, 0x30101000) == NULL); /* bits 27..20 */
  TOE_EXPECT(toe_objects_of_handle(objects, 0x20001000) == NULL);
  TOE_EXPECT(toe_objects_of_handle(objects, 0xF0001000) == NULL);
  TOE_EXPECT(toe_objects_of_handle(objects, 0) == NULL);
  toe_ndis_cell_set(b->cell, 0x30001000);
  TOE_EXPECT_EQ(toe_objects_bind(objects, b), TOE_E_ARG);
  toe_ndis_cell_set(b->cell, 0x20000001);
  TOE_EXPECT_EQ(toe_objects_bind(objects, b), TOE_E_RANGE);
  toe_ndis_cell_set(b->cell, 0x130000001u);
  TOE_EXPECT_EQ(toe_objects_bind(objects, b), TOE_E_RANGE);
  toe_objects_free(objects);
}
