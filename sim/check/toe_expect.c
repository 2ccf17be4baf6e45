/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"

struct toe_expect {
  uint64_t checked, failed;
  toe_expect_failure_t *kept;
  uint32_t kept_count, kept_capacity;
  toe_expect_sink_t sink;
  void *sink_self;
};

toe_result_t toe_expect_new(toe_expect_t **expect_out) {
  toe_expect_t *expect = calloc(1, sizeof *expect);
  if (expect == NULL) return TOE_E_MEMORY;
  *expect_out = expect;
  return TOE_OK;
}

static void free_failure(toe_expect_failure_t *failure) {
  free(failure->place);
  free(failure->request);
  free(failure->object);
}

void toe_expect_free(toe_expect_t *expect) {
  if (expect == NULL) return;
  for (uint32_t i = 0; i < expect->kept_count; ++i) free_failure(&expect->kept[i]);
  free(expect->kept);
  free(expect);
}

void toe_expect_set_sink(toe_expect_t *expect, toe_expect_sink_t sink, void *self) {
  expect->sink = sink;
  expect->sink_self = self;
}

static toe_result_t keep(toe_expect_t *expect, const toe_expect_failure_t *check) {
  if (expect->kept_count == TOE_EXPECT_KEPT) return TOE_OK;
  if (expect->kept_count == expect->kept_capacity) {
    uint32_t capacity = expect->kept_capacity ? expect->kept_capacity * 2 : 8;
    toe_expect_failure_t *kept = realloc(expect->kept, capacity * sizeof *kept);
    if (kept == NULL) return TOE_E_MEMORY;
    expect->kept = kept;
    expect->kept_capacity = capacity;
  }
  toe_expect_failure_t copy = *check;
  copy.place = strdup(check->place);
  copy.request = strdup(check->request);
  copy.object = strdup(check->object);
  if (copy.place == NULL || copy.request == NULL || copy.object == NULL) {
    free_failure(&copy);
    return TOE_E_MEMORY;
  }
  expect->kept[expect->kept_count++] = copy;
  return TOE_OK;
}

static toe_result_t take(toe_expect_t *expect, const toe_expect_failure_t *check, bool is_met) {
  toe_result_t result = TOE_OK;
  ++expect->checked;
  char text[512] = "";
  if (!is_met) {
    ++expect->failed;
    toe_expect_line(check, text, sizeof text);
    result = keep(expect, check);
  }
  if (expect->sink != NULL) expect->sink(expect->sink_self, check, is_met, text);
  return result;
}

static toe_result_t check_request(toe_expect_t *expect, const toe_host_request_t *request, bool is_unanswered) {
  toe_result_t result = TOE_OK;
  for (uint32_t i = 0; i < request->object_count; ++i) {
    const toe_host_object_t *object = &request->objects[i];
    if (!object->has_expect) continue;
    /* The texts are only read: by keep, which copies them, and by the sink, which borrows them. */
    const toe_expect_failure_t check = {.place = (char *)(request->place != NULL ? request->place : "?"),
                                        .request = (char *)(request->id != NULL ? request->id : "?"),
                                        .object = (char *)object->name,
                                        .expected = object->expect_status,
                                        .actual = is_unanswered ? 0 : object->status,
                                        .is_status = true,
                                        .is_unanswered = is_unanswered};
    const toe_result_t taken = take(expect, &check, !is_unanswered && object->status == object->expect_status);
    if (result == TOE_OK) result = taken;
  }
  return result;
}

toe_result_t toe_expect_value(toe_expect_t *expect, const toe_host_expectation_t *expectation) {
  const toe_expect_failure_t check = {.place = (char *)(expectation->place != NULL ? expectation->place : "?"),
                                      .request = (char *)(expectation->id != NULL ? expectation->id : "?"),
                                      .object = (char *)(expectation->name != NULL ? expectation->name : "?"),
                                      .what = toe_op_value_text(expectation->key),
                                      .expected = expectation->expected,
                                      .actual = expectation->value,
                                      .is_status = expectation->key == TOE_OP_VALUE_STATUS,
                                      .is_unanswered = !expectation->has_value};
  return take(expect, &check, expectation->is_met);
}

toe_result_t toe_expect_completed(toe_expect_t *expect, const toe_host_request_t *request) {
  return check_request(expect, request, false);
}

toe_result_t toe_expect_unanswered(toe_expect_t *expect, const toe_host_request_t *request) {
  return check_request(expect, request, true);
}

uint64_t toe_expect_checked(const toe_expect_t *expect) { return expect->checked; }
uint64_t toe_expect_failed(const toe_expect_t *expect) { return expect->failed; }
uint32_t toe_expect_kept(const toe_expect_t *expect) { return expect->kept_count; }
const toe_expect_failure_t *toe_expect_failure(const toe_expect_t *expect, uint32_t i) { return &expect->kept[i]; }

/* Statuses of posted receive requests too, which no block of a tree has. */
static const char *status_text(uint32_t status) {
  if (status == 0xC001000Cu) return "NDIS_STATUS_REQUEST_ABORTED";
  if (status == 0xC0231001u) return "NDIS_STATUS_UPLOAD_IN_PROGRESS";
  if (status == 0xC0000184u) return "NDIS_STATUS_INVALID_STATE";
  return toe_status_text(status);
}

void toe_expect_text(const toe_expect_failure_t *failure, uint32_t value, char *text_out, size_t bytes) {
  if (failure->is_status)
    (void)snprintf(text_out, bytes, "%s", status_text(value));
  else if (failure->what != NULL && strcmp(failure->what, toe_op_value_text(TOE_OP_VALUE_EVENTS)) == 0)
    toe_op_events_text(value, text_out, bytes);
  else
    (void)snprintf(text_out, bytes, "%u", (unsigned)value);
}

void toe_expect_line(const toe_expect_failure_t *failure, char *text_out, size_t bytes) {
  char expected[64], actual[64] = "no answer";
  toe_expect_text(failure, failure->expected, expected, sizeof expected);
  if (!failure->is_unanswered) toe_expect_text(failure, failure->actual, actual, sizeof actual);
  (void)snprintf(text_out, bytes, "%s: request %s, object %s: expected %s%s%s, got %s", failure->place,
                 failure->request, failure->object, failure->what != NULL ? failure->what : "",
                 failure->what != NULL ? " " : "", expected, actual);
}
