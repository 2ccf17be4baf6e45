/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_join.h"

#include <string.h>

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define RING 4 /* entries of the command ring */

/* What was given out. */
typedef struct given {
  uint32_t count;
  uint32_t ids[16];
  toe_joined_request_t last; /* its pointers are gone */
  toe_joined_object_t object;
} given_t;

static void take(void *self, const toe_joined_request_t *request) {
  given_t *given = self;
  given->ids[given->count++] = request->request_id;
  given->last = *request;
  if (request->object_count > 0) given->object = request->objects[0];
}

static toe_join_t *new_join(toe_engine_t engine, given_t *given) {
  toe_join_t *join = NULL;
  memset(given, 0, sizeof *given);
  return toe_join_new(engine, RING, take, given, &join) == TOE_OK ? join : NULL;
}

static toe_host_request_t submit(toe_join_t *join, uint32_t request_id) {
  static toe_host_object_t object;
  object = toe_fake_object("T1", TOE_LAYER_TCP, 0, 0x30000000);
  toe_host_request_t request = toe_fake_request(request_id, "r", &object, 1);
  TOE_EXPECT_EQ(toe_join_submitted(join, &request), TOE_OK);
  return request;
}

static void retire(toe_join_t *join, toe_side_t side, toe_retire_t record) { toe_join_retire(join, side, &record); }

TOE_TEST(join, waits_for_both_sides_and_takes_the_answer_of_the_rtl) {
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_TANDEM, &given);
  toe_host_request_t request = submit(join, 1);
  (void)submit(join, 1); /* the other host */
  for (int side = 0; side < TOE_SIDES; ++side) {
    retire(join, (toe_side_t)side, toe_fake_doorbell(50 + (unsigned)side, 1));
    retire(join, (toe_side_t)side,
           toe_fake_decided(100 + (unsigned)side, 1, 1, 0, 3, side == TOE_SIDE_MODEL ? TOE_CAUSE_INTERNAL : 0));
    retire(join, (toe_side_t)side, toe_fake_written(110 + (unsigned)side, 1, 0, 0));
  }
  /* The model decides once more, last of all: its cause and commit number must not be taken over. */
  retire(join, TOE_SIDE_MODEL, toe_fake_decided(100, 9, 1, 0, 3, TOE_CAUSE_INTERNAL));
  retire(join, TOE_SIDE_RTL, toe_fake_completed(121, 1));
  toe_join_completed(join, TOE_SIDE_RTL, &request);
  TOE_EXPECT_EQ(given.count, 0);
  retire(join, TOE_SIDE_MODEL, toe_fake_completed(120, 1));
  TOE_EXPECT_EQ(given.count, 0);
  toe_host_request_t other = request;
  toe_host_object_t wrong = toe_fake_object("T1", TOE_LAYER_TCP, TOE_STATUS_FAILURE, 7);
  other.objects = &wrong;
  toe_join_completed(join, TOE_SIDE_MODEL, &other);
  TOE_ASSERT_EQ(given.count, 1);
  TOE_EXPECT_EQ(given.object.cause, TOE_CAUSE_OK);
  TOE_EXPECT_EQ(given.object.commit, 1);
  TOE_EXPECT_EQ(given.object.status, TOE_STATUS_SUCCESS);
  TOE_EXPECT_EQ(given.object.handle, 0x30000000);
  TOE_EXPECT_EQ(given.object.cycles[TOE_SIDE_RTL].decided, 101);
  TOE_EXPECT_EQ(given.object.cycles[TOE_SIDE_MODEL].decided, 100);
  TOE_EXPECT_EQ(given.object.cycles[TOE_SIDE_RTL].fetched, 91);
  TOE_EXPECT_EQ(given.object.cycles[TOE_SIDE_MODEL].written, 110);
  TOE_EXPECT_EQ(given.last.submitted[TOE_SIDE_RTL], 51);
  TOE_EXPECT_EQ(given.last.submitted[TOE_SIDE_MODEL], 50);
  TOE_EXPECT_EQ(given.last.completed[TOE_SIDE_RTL], 121);
  toe_join_free(join);
}

TOE_TEST(join, needs_one_side_where_one_runs) {
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_MODEL, &given);
  toe_host_request_t request = submit(join, 1);
  toe_join_completed(join, TOE_SIDE_MODEL, &request);
  TOE_EXPECT_EQ(given.count, 0); /* the record may come after the host's word */
  retire(join, TOE_SIDE_MODEL, toe_fake_completed(120, 1));
  TOE_EXPECT_EQ(given.count, 1);
  toe_join_free(join);
}

/* The ring has 4 entries.  Doorbells 2, 3, 1 (around the end), 1 (again, nothing new). */
TOE_TEST(join, tells_which_doorbell_covers_a_request) {
  static const toe_cycle_t expected[] = {10, 10, 20, 30, 30, TOE_CYCLE_NEVER};
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_RTL, &given);
  for (uint32_t i = 1; i <= 6; ++i) (void)submit(join, i);
  retire(join, TOE_SIDE_RTL, toe_fake_doorbell(10, 2));
  retire(join, TOE_SIDE_RTL, toe_fake_doorbell(20, 3));
  retire(join, TOE_SIDE_RTL, toe_fake_doorbell(30, 1));
  retire(join, TOE_SIDE_RTL, toe_fake_doorbell(40, 1));
  for (uint32_t i = 1; i <= 6; ++i) {
    toe_test_note("request %u", (unsigned)i);
    TOE_EXPECT_EQ(toe_join_find(join, i)->submitted[TOE_SIDE_RTL], expected[i - 1]);
  }
  TOE_EXPECT(toe_join_find(join, 0) == NULL);
  TOE_EXPECT(toe_join_find(join, 7) == NULL);
  toe_join_free(join);
}

/* Requests are given out in the order of submission, also when a later one is finished first. */
TOE_TEST(join, gives_requests_out_in_order) {
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_RTL, &given);
  toe_host_request_t first = submit(join, 1), second = submit(join, 2), third = submit(join, 3);
  toe_join_completed(join, TOE_SIDE_RTL, &second);
  retire(join, TOE_SIDE_RTL, toe_fake_completed(100, 1));
  retire(join, TOE_SIDE_RTL, toe_fake_completed(110, 0)); /* the second: a command that could not be read has no id */
  TOE_EXPECT_EQ(given.count, 0);
  toe_join_completed(join, TOE_SIDE_RTL, &first);
  TOE_ASSERT_EQ(given.count, 2);
  TOE_EXPECT_EQ(given.ids[0], 1);
  TOE_EXPECT_EQ(given.ids[1], 2);
  TOE_EXPECT_EQ(given.last.completed[TOE_SIDE_RTL], 110);
  TOE_EXPECT(toe_join_find(join, 2) == NULL);
  toe_join_completed(join, TOE_SIDE_RTL, &third);
  toe_join_flush(join);
  TOE_ASSERT_EQ(given.count, 3);
  TOE_EXPECT_EQ(given.last.completed[TOE_SIDE_RTL], TOE_CYCLE_NEVER);
  toe_join_free(join);
}

/* Records that name no request, or no object of it, change nothing. */
TOE_TEST(join_bad, passes_over_records_that_fit_nothing) {
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_RTL, &given);
  retire(join, TOE_SIDE_RTL, toe_fake_decided(100, 1, 1, 0, 3, 0)); /* nothing is in flight */
  (void)submit(join, 1);
  retire(join, TOE_SIDE_RTL, toe_fake_decided(100, 1, 5, 0, 3, 0));
  retire(join, TOE_SIDE_RTL, toe_fake_decided(100, 1, 1, 1, 3, 0));
  retire(join, TOE_SIDE_RTL, toe_fake_written(100, 1, 1000000, 0));
  retire(join, TOE_SIDE_RTL, toe_fake_written(100, 0xFFFFFFFF, 0, 0));
  retire(join, TOE_SIDE_RTL, toe_fake_completed(100, 0xFFFFFFFF));
  retire(join, TOE_SIDE_RTL, toe_fake_doorbell(100, 0xFFFFFFFF));
  toe_host_request_t far = toe_fake_request(3000000, "r", NULL, 0);
  TOE_EXPECT_EQ(toe_join_submitted(join, &far), TOE_E_RANGE);
  toe_join_flush(join);
  TOE_EXPECT_EQ(given.count, 1);
  TOE_EXPECT(!given.object.has_decision);
  toe_join_free(join);
}
