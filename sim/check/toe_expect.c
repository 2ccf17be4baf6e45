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

static toe_result_t check_request(toe_expect_t *expect, const toe_host_request_t *request, bool is_unanswered) {
  toe_result_t result = TOE_OK;
  for (uint32_t i = 0; i < request->object_count; ++i) {
    const toe_host_object_t *object = &request->objects[i];
    if (!object->has_expect) continue;
    /* The texts are only read: by keep, which copies them, and by the sink, which borrows them. */
    toe_expect_failure_t check = {.place = (char *)(request->place != NULL ? request->place : "?"),
                                  .request = (char *)(request->id != NULL ? request->id : "?"),
                                  .object = (char *)object->name,
                                  .expected = object->expect_status,
                                  .actual = is_unanswered ? 0 : object->status,
                                  .is_unanswered = is_unanswered};
    bool is_met = !is_unanswered && object->status == object->expect_status;
    ++expect->checked;
    char text[512] = "";
    if (!is_met) {
      ++expect->failed;
      toe_expect_line(&check, text, sizeof text);
      if (result == TOE_OK) result = keep(expect, &check);
    }
    if (expect->sink != NULL) expect->sink(expect->sink_self, &check, is_met, text);
  }
  return result;
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

void toe_expect_line(const toe_expect_failure_t *failure, char *text_out, size_t bytes) {
  if (failure->is_unanswered) {
    (void)snprintf(text_out, bytes, "%s: request %s, object %s: expected %s, got no answer", failure->place,
                   failure->request, failure->object, toe_status_text(failure->expected));
  } else {
    (void)snprintf(text_out, bytes, "%s: request %s, object %s: expected %s, got %s", failure->place, failure->request,
                   failure->object, toe_status_text(failure->expected), toe_status_text(failure->actual));
  }
}
