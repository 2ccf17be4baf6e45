/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests that wait for their answers.  The program's files are no library, so the file under test is included.
 */
#include "sim/cli/toe_pending.c"

#include "testbench/shim/toe_test.h"

static toe_host_request_t make_request(uint32_t request_id, char *id, toe_host_object_t *objects, uint32_t count) {
  return (toe_host_request_t){
      .request_id = request_id, .id = id, .place = "t.jsonl:1", .objects = objects, .object_count = count};
}

TOE_TEST(pending, keeps_a_copy_of_its_own) {
  toe_pending_t *pending = NULL;
  TOE_ASSERT_EQ(toe_pending_new(&pending), TOE_OK);
  TOE_EXPECT(toe_pending_first(pending) == NULL);
  char id[] = "r1", name[] = "T1", other[] = "N1";
  toe_host_object_t objects[2] = {{.name = other, .layer = 1},
                                  {.name = name, .layer = 3, .has_expect = true, .expect_status = 7}};
  toe_host_request_t request = make_request(5, id, objects, 2);
  TOE_EXPECT_EQ(toe_pending_add(pending, &request), TOE_OK);
  id[0] = name[0] = 'X';
  objects[1].expect_status = 0;
  const toe_host_request_t *first = toe_pending_first(pending);
  TOE_ASSERT(first != NULL);
  TOE_EXPECT_STR(first->id, "r1");
  TOE_EXPECT_STR(first->place, "t.jsonl:1");
  TOE_EXPECT_EQ(first->object_count, 2);
  TOE_EXPECT_STR(first->objects[1].name, "T1");
  TOE_EXPECT_EQ(first->objects[1].expect_status, 7);
  toe_pending_free(pending);
}

TOE_TEST(pending, gives_the_oldest_that_is_left) {
  toe_pending_t *pending = NULL;
  TOE_ASSERT_EQ(toe_pending_new(&pending), TOE_OK);
  char id[] = "r";
  for (uint32_t i = 1; i <= 4; ++i) {
    toe_host_request_t request = make_request(i, id, NULL, 0);
    TOE_EXPECT_EQ(toe_pending_add(pending, &request), TOE_OK);
  }
  toe_pending_remove(pending, 2);
  toe_pending_remove(pending, 99); /* never there */
  TOE_EXPECT_EQ(toe_pending_first(pending)->request_id, 1);
  toe_pending_remove(pending, 1);
  TOE_EXPECT_EQ(toe_pending_first(pending)->request_id, 3);
  toe_pending_remove(pending, 4);
  toe_pending_remove(pending, 3);
  TOE_EXPECT(toe_pending_first(pending) == NULL);
  toe_pending_free(pending);
  toe_pending_free(NULL);
}
