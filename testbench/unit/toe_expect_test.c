/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_expect.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define TCP_ENTRIES 0xC0231004u

typedef struct told {
  uint32_t met, unmet;
  char last[512];
} told_t;

static void tell(void *self, const toe_expect_failure_t *check, bool is_met, const char *text) {
  told_t *told = self;
  (void)check;
  if (is_met)
    ++told->met;
  else
    ++told->unmet;
  (void)snprintf(told->last, sizeof told->last, "%s", text);
}

static toe_host_object_t expecting(const char *name, uint32_t status, uint32_t expected) {
  toe_host_object_t object = toe_fake_object(name, TOE_LAYER_TCP, status, 0);
  object.has_expect = true;
  object.expect_status = expected;
  return object;
}

TOE_TEST(expect, checks_only_objects_with_an_expectation) {
  toe_expect_t *expect = NULL;
  TOE_ASSERT_EQ(toe_expect_new(&expect), TOE_OK);
  told_t told = {0};
  toe_expect_set_sink(expect, tell, &told);
  const toe_host_object_t objects[] = {expecting("T1", TOE_STATUS_SUCCESS, TOE_STATUS_SUCCESS),
                                       toe_fake_object("T2", TOE_LAYER_TCP, TOE_STATUS_FAILURE, 0),
                                       expecting("T3", TCP_ENTRIES, TOE_STATUS_SUCCESS)};
  const toe_host_request_t request = toe_fake_request(1, "r1", objects, 3);
  TOE_EXPECT_EQ(toe_expect_completed(expect, &request), TOE_OK);
  TOE_EXPECT_EQ(toe_expect_checked(expect), 2);
  TOE_EXPECT_EQ(toe_expect_failed(expect), 1);
  TOE_EXPECT_EQ(told.met, 1);
  TOE_EXPECT_EQ(told.unmet, 1);
  TOE_EXPECT_STR(told.last,
                 "fake.jsonl:1: request r1, object T3: expected NDIS_STATUS_SUCCESS, got "
                 "NDIS_STATUS_OFFLOAD_TCP_ENTRIES");
  TOE_ASSERT_EQ(toe_expect_kept(expect), 1);
  const toe_expect_failure_t *failure = toe_expect_failure(expect, 0);
  TOE_EXPECT_STR(failure->object, "T3");
  TOE_EXPECT_STR(failure->place, "fake.jsonl:1");
  TOE_EXPECT_EQ(failure->expected, TOE_STATUS_SUCCESS);
  TOE_EXPECT_EQ(failure->actual, TCP_ENTRIES);
  toe_expect_free(expect);
}

/* A request that never finished fails even an expectation of status 0. */
TOE_TEST(expect, fails_what_was_never_answered) {
  toe_expect_t *expect = NULL;
  TOE_ASSERT_EQ(toe_expect_new(&expect), TOE_OK);
  const toe_host_object_t objects[] = {expecting("T1", 0, TOE_STATUS_SUCCESS)};
  const toe_host_request_t request = toe_fake_request(1, "r1", objects, 1);
  TOE_EXPECT_EQ(toe_expect_unanswered(expect, &request), TOE_OK);
  TOE_EXPECT_EQ(toe_expect_failed(expect), 1);
  char line[256];
  toe_expect_line(toe_expect_failure(expect, 0), line, sizeof line);
  TOE_EXPECT_STR(line, "fake.jsonl:1: request r1, object T1: expected NDIS_STATUS_SUCCESS, got no answer");
  toe_expect_free(expect);
}

TOE_TEST(expect, counts_all_failures_and_keeps_the_first_thousand) {
  toe_expect_t *expect = NULL;
  TOE_ASSERT_EQ(toe_expect_new(&expect), TOE_OK);
  char name[16];
  for (uint32_t i = 1; i <= 1500; ++i) {
    (void)snprintf(name, sizeof name, "T%u", (unsigned)i);
    const toe_host_object_t objects[] = {expecting(name, TOE_STATUS_FAILURE, TOE_STATUS_SUCCESS)};
    const toe_host_request_t request = toe_fake_request(i, "r", objects, 1);
    TOE_EXPECT_EQ(toe_expect_completed(expect, &request), TOE_OK);
  }
  TOE_EXPECT_EQ(toe_expect_failed(expect), 1500);
  TOE_ASSERT_EQ(toe_expect_kept(expect), 1000);
  TOE_EXPECT_STR(toe_expect_failure(expect, 999)->object, "T1000");
  toe_expect_free(expect);
}
