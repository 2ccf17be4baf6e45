/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_events.h"

#include <stdio.h>
#include <string.h>

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

/* What was given out, as texts. */
typedef struct given {
  uint32_t count, differences;
  char lines[8][80];
  char difference[400];
} given_t;

static void take(void *self, const toe_joined_event_t *event) {
  given_t *given = self;
  unsigned long long rtl = event->cycle[TOE_SIDE_RTL], model = event->cycle[TOE_SIDE_MODEL];
  (void)snprintf(given->lines[given->count++], sizeof given->lines[0], "%u %s %llu %llx %lld/%lld%s", event->code,
                 event->name != NULL ? event->name : "-", (unsigned long long)event->info,
                 (unsigned long long)event->handle,
                 event->cycle[TOE_SIDE_RTL] == TOE_CYCLE_NEVER ? -1LL : (long long)rtl,
                 event->cycle[TOE_SIDE_MODEL] == TOE_CYCLE_NEVER ? -1LL : (long long)model,
                 !event->has_host     ? " unheard"
                 : event->is_followed ? " followed"
                                      : "");
}

static void differ(void *self, const char *text) {
  given_t *given = self;
  ++given->differences;
  (void)snprintf(given->difference, sizeof given->difference, "%s", text);
}

static toe_events_t *new_events(toe_engine_t engine, given_t *given) {
  toe_events_t *events = NULL;
  memset(given, 0, sizeof *given);
  const toe_events_sink_t sink = {.self = given, .event = take, .differ = differ};
  return toe_events_new(engine, &sink, &events) == TOE_OK ? events : NULL;
}

static void hear(toe_events_t *events, toe_side_t side, uint8_t code, const char *name, uint32_t info,
                 bool is_followed) {
  const toe_host_event_t event = {.code = code, .name = name, .info = info, .is_followed = is_followed};
  TOE_EXPECT_EQ(toe_events_hear(events, side, &event), TOE_OK);
}

static void tell(toe_events_t *events, toe_side_t side, toe_cycle_t cycle, uint64_t code, uint64_t handle,
                 uint64_t info) {
  toe_retire_t retire = toe_fake_event(cycle, 5, code, handle, info);
  TOE_EXPECT_EQ(toe_events_tell(events, side, &retire), TOE_OK);
}

/* The n-th heard is the n-th told, whichever comes first. */
TOE_TEST(events, joins_what_is_heard_with_what_is_told) {
  given_t given;
  toe_events_t *events = new_events(TOE_ENGINE_RTL, &given);
  hear(events, TOE_SIDE_RTL, TOE_EVENT_RETRIEVE, "T1", 1, true);
  TOE_EXPECT_EQ(given.count, 0);
  tell(events, TOE_SIDE_RTL, 100, TOE_EVENT_RETRIEVE, 0x30000001, 1);
  tell(events, TOE_SIDE_RTL, 200, TOE_EVENT_LINK, 0, 1);
  TOE_EXPECT_EQ(given.count, 1);
  hear(events, TOE_SIDE_RTL, TOE_EVENT_LINK, NULL, 1, false);
  TOE_ASSERT_EQ(given.count, 2);
  TOE_EXPECT_STR(given.lines[0], "3 T1 1 30000001 100/-1 followed");
  TOE_EXPECT_STR(given.lines[1], "19 - 1 0 200/-1");
  toe_events_free(events);
}

/* Tandem: the RTL's is given, with the model's cycle. */
TOE_TEST(events, waits_for_the_model_in_tandem) {
  given_t given;
  toe_events_t *events = new_events(TOE_ENGINE_TANDEM, &given);
  tell(events, TOE_SIDE_RTL, 100, TOE_EVENT_PAUSE, 0, 0);
  hear(events, TOE_SIDE_RTL, TOE_EVENT_PAUSE, NULL, 0, true);
  TOE_EXPECT_EQ(given.count, 0);
  tell(events, TOE_SIDE_MODEL, 101, TOE_EVENT_PAUSE, 0, 0);
  TOE_ASSERT_EQ(given.count, 1);
  TOE_EXPECT_STR(given.lines[0], "17 - 0 0 100/101 followed");
  hear(events, TOE_SIDE_MODEL, TOE_EVENT_PAUSE, NULL, 0, true);
  toe_events_flush(events);
  TOE_EXPECT_EQ(given.count, 1);
  TOE_EXPECT_EQ(given.differences, 0);
  toe_events_free(events);
}

TOE_TEST(events, gives_out_the_rest_at_the_end) {
  given_t given;
  toe_events_t *events = new_events(TOE_ENGINE_TANDEM, &given);
  tell(events, TOE_SIDE_RTL, 100, TOE_EVENT_PAUSE, 0, 0);
  tell(events, TOE_SIDE_MODEL, 101, TOE_EVENT_PAUSE, 0, 0);
  hear(events, TOE_SIDE_RTL, TOE_EVENT_PAUSE, NULL, 0, true);
  tell(events, TOE_SIDE_RTL, 110, TOE_EVENT_RESUME, 0, 0);
  toe_events_flush(events);
  TOE_ASSERT_EQ(given.count, 2);
  TOE_EXPECT_STR(given.lines[1], "18 - 0 0 110/-1 unheard");
  toe_events_free(events);
}

/* The hosts of a tandem must hear the same in the same order, and do the same; only the first difference is told. */
TOE_TEST(events_bad, sees_hosts_that_hear_different_things) {
  static const struct {
    uint8_t code;
    const char *name;
    uint32_t info;
    bool is_followed;
    const char *text;
  } cases[] = {
      {TOE_EVENT_RETRIEVE, "T1", 1, true, ""},
      {TOE_EVENT_PAUSE, NULL, 0, true, "event 2: the model's host heard retrieve T1 info 1, followed, the rtl's pause"},
      {TOE_EVENT_RETRIEVE, "T2", 1, true, "heard retrieve T1 info 1, followed, the rtl's retrieve T2 info 1, followed"},
      {TOE_EVENT_RETRIEVE, "T1", 2, true, "the rtl's retrieve T1 info 2, followed"},
      {TOE_EVENT_RETRIEVE, "T1", 1, false, "the rtl's retrieve T1 info 1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    given_t given;
    toe_events_t *events = new_events(TOE_ENGINE_TANDEM, &given);
    hear(events, TOE_SIDE_RTL, TOE_EVENT_PAUSE, NULL, 0, false); /* ahead by two */
    hear(events, TOE_SIDE_RTL, cases[i].code, cases[i].name, cases[i].info, cases[i].is_followed);
    hear(events, TOE_SIDE_MODEL, TOE_EVENT_PAUSE, NULL, 0, false);
    TOE_EXPECT_EQ(given.differences, 0);
    hear(events, TOE_SIDE_MODEL, TOE_EVENT_RETRIEVE, "T1", 1, true);
    TOE_EXPECT_HAS(given.difference, cases[i].text);
    TOE_EXPECT_EQ(given.differences, cases[i].text[0] != '\0');
    hear(events, TOE_SIDE_MODEL, TOE_EVENT_PAUSE, NULL, 0, false);
    hear(events, TOE_SIDE_RTL, TOE_EVENT_RESUME, NULL, 0, false);
    TOE_EXPECT_EQ(given.differences, 1);
    toe_events_free(events);
  }
}
