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

/* ---- terminates */

static toe_host_request_t terminate_of(const toe_host_object_t *objects, uint32_t count) {
  toe_host_request_t request = toe_fake_request(1, "t", objects, count);
  request.kind = TOE_OP_TERMINATE;
  return request;
}

static toe_retire_t freed(toe_cycle_t cycle, uint64_t index, uint64_t handle, uint64_t cause) {
  toe_retire_t retire = toe_fake_decided(cycle, index + 1, 1, index, handle >> 28, cause);
  retire.u.decided.kind = TOE_KIND_LINKER;
  retire.u.decided.is_terminate = 1;
  retire.u.decided.handle = handle;
  return retire;
}

/* R161: what came back is kept; the handle is dead in the host, and known from the device. */
TOE_TEST(join, keeps_what_a_terminate_hands_back) {
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_RTL, &given);
  toe_host_object_t object = toe_fake_object("T1", TOE_LAYER_TCP, 0, 0x30000004);
  object.kind = TOE_KIND_LINKER;
  toe_host_request_t request = terminate_of(&object, 1);
  TOE_EXPECT_EQ(toe_join_submitted(join, &request), TOE_OK);
  retire(join, TOE_SIDE_RTL, toe_fake_doorbell(50, 1));
  retire(join, TOE_SIDE_RTL, freed(100, 0, 0x30000004, TOE_CAUSE_OK));
  retire(join, TOE_SIDE_RTL, toe_fake_written(120, 1, 0, 0));
  retire(join, TOE_SIDE_RTL, toe_fake_completed(130, 1));
  const toe_delegated_t returned = {.layer = TOE_LAYER_TCP, .rcv_nxt = 5000};
  object.handle = 0;
  object.returned = &returned;
  toe_join_completed(join, TOE_SIDE_RTL, &request);
  TOE_ASSERT_EQ(given.count, 1);
  TOE_EXPECT(given.object.is_freed);
  TOE_EXPECT(given.object.has_returned);
  TOE_EXPECT_EQ(given.object.returned.rcv_nxt, 5000);
  TOE_EXPECT_EQ(toe_joined_handle(&given.object), 0x30000004);
  TOE_EXPECT_EQ(given.object.cycles[TOE_SIDE_RTL].written, 120);
  TOE_EXPECT(!toe_joined_has_marker(&given.last));
  toe_join_free(join);
}

/* The host lists N, P, T, the device gets T, P, N: the handles tell.  The same handle twice: each time its own. */
TOE_TEST(join, finds_the_object_by_its_handle) {
  static const uint32_t sent[] = {0x30000000, 0x20000000, 0x10000000};
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_RTL, &given);
  const toe_host_object_t objects[] = {toe_fake_object("N", 1, 0, 0x10000000), toe_fake_object("P", 2, 0, 0x20000000),
                                       toe_fake_object("T", 3, 0, 0x30000000)};
  toe_host_request_t request = terminate_of(objects, 3);
  TOE_EXPECT_EQ(toe_join_submitted(join, &request), TOE_OK);
  for (uint64_t i = 0; i < 3; ++i) {
    retire(join, TOE_SIDE_RTL, freed(100 + i, i, sent[i], TOE_CAUSE_OK));
    retire(join, TOE_SIDE_RTL, toe_fake_written(200 + i, 1, i, 0));
  }
  for (uint32_t i = 0; i < 3; ++i) {
    const toe_joined_object_t *object = &toe_join_find(join, 1)->objects[i];
    toe_test_note("%s", object->name);
    TOE_EXPECT_EQ(object->cycles[TOE_SIDE_RTL].decided, 102 - i);
    TOE_EXPECT_EQ(object->cycles[TOE_SIDE_RTL].written, 202 - i);
    TOE_EXPECT_EQ(object->decided_handle, objects[i].handle);
  }
  toe_join_free(join);
  join = new_join(TOE_ENGINE_RTL, &given);
  const toe_host_object_t twice[] = {toe_fake_object("T", 3, 0, 0x30000000), toe_fake_object("T", 3, 0, 0x30000000)};
  request = terminate_of(twice, 2);
  TOE_EXPECT_EQ(toe_join_submitted(join, &request), TOE_OK);
  retire(join, TOE_SIDE_RTL, freed(100, 0, 0x30000000, TOE_CAUSE_OK));
  toe_retire_t refused = freed(101, 1, 0x30000000, TOE_CAUSE_BAD_HANDLE);
  refused.u.decided.handle = 0;
  retire(join, TOE_SIDE_RTL, refused);
  TOE_EXPECT(toe_join_find(join, 1)->objects[0].is_freed);
  TOE_EXPECT(!toe_join_find(join, 1)->objects[1].is_freed);
  TOE_EXPECT_EQ(toe_join_find(join, 1)->objects[1].cause, TOE_CAUSE_BAD_HANDLE);
  toe_join_free(join);
}

/* ---- requests that the driver holds back (R155, A-8) */

/* Request 1 is held, 2 (RESUME) goes before it: ring entry 0, doorbell 10, is 2; entry 1, doorbell 20, is 1. */
TOE_TEST(join, knows_the_doorbell_of_a_request_that_was_held) {
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_RTL, &given);
  toe_host_request_t held = submit(join, 1), resume = toe_fake_request(2, "r", NULL, 0);
  resume.kind = TOE_OP_RESUME;
  TOE_EXPECT_EQ(toe_join_submitted(join, &resume), TOE_OK);
  retire(join, TOE_SIDE_RTL, toe_fake_doorbell(10, 1));
  retire(join, TOE_SIDE_RTL, toe_fake_set(15, 1, 2, 0));
  retire(join, TOE_SIDE_RTL, toe_fake_completed(18, 2));
  toe_join_completed(join, TOE_SIDE_RTL, &resume);
  retire(join, TOE_SIDE_RTL, toe_fake_doorbell(20, 2));
  retire(join, TOE_SIDE_RTL, toe_fake_decided(25, 2, 1, 0, 3, 0));
  TOE_EXPECT_EQ(toe_join_find(join, 1)->submitted[TOE_SIDE_RTL], 20);
  TOE_EXPECT_EQ(toe_join_find(join, 2)->submitted[TOE_SIDE_RTL], 10);
  TOE_EXPECT_EQ(toe_join_find(join, 2)->decided[TOE_SIDE_RTL], 15);
  TOE_EXPECT_EQ(given.count, 0);
  retire(join, TOE_SIDE_RTL, toe_fake_completed(28, 1));
  toe_join_completed(join, TOE_SIDE_RTL, &held);
  TOE_ASSERT_EQ(given.count, 2);
  TOE_EXPECT_EQ(given.ids[0], 1);
  TOE_EXPECT_EQ(given.ids[1], 2);
  toe_join_free(join);
}

/* Request 1 is answered by the driver: no record ever comes.  That is known once a request its host heard of later is
 * whole; one whose record is only late is not taken for it. */
TOE_TEST(join, gives_out_what_the_driver_answered_itself) {
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_TANDEM, &given);
  toe_host_request_t held = submit(join, 1), second = submit(join, 2), third = submit(join, 3);
  for (int side = 0; side < TOE_SIDES; ++side) {
    toe_join_completed(join, (toe_side_t)side, &held);
    toe_join_completed(join, (toe_side_t)side, &second); /* its record is on the way */
    toe_join_completed(join, (toe_side_t)side, &third);
    TOE_EXPECT_EQ(given.count, 0);
    retire(join, (toe_side_t)side, toe_fake_completed(100, 2));
    TOE_EXPECT_EQ(given.count, side == TOE_SIDE_MODEL ? 0 : 2);
    if (side == TOE_SIDE_MODEL) retire(join, TOE_SIDE_MODEL, toe_fake_completed(110, 3));
  }
  TOE_EXPECT_EQ(given.ids[0], 1);
  TOE_EXPECT_EQ(given.ids[1], 2);
  retire(join, TOE_SIDE_RTL, toe_fake_completed(110, 3));
  TOE_ASSERT_EQ(given.count, 3);
  TOE_EXPECT_EQ(given.last.completed[TOE_SIDE_RTL], 110);
  toe_join_free(join);
}

/* A RESET is no command: it stands where it was, once, without cycles. */
TOE_TEST(join, gives_out_a_reset_at_once) {
  given_t given;
  toe_join_t *join = new_join(TOE_ENGINE_TANDEM, &given);
  toe_host_request_t reset = toe_fake_request(0, "reset", NULL, 0);
  reset.kind = TOE_OP_RESET;
  for (int side = 0; side < TOE_SIDES; ++side) {
    TOE_EXPECT_EQ(toe_join_submitted(join, &reset), TOE_OK);
    toe_join_completed(join, (toe_side_t)side, &reset);
  }
  TOE_ASSERT_EQ(given.count, 1);
  TOE_EXPECT_EQ(given.last.kind, TOE_OP_RESET);
  TOE_EXPECT_EQ(given.last.submitted[TOE_SIDE_RTL], TOE_CYCLE_NEVER);
  toe_join_free(join);
}
