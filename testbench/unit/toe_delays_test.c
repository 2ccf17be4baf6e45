/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_delays.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

static void add(toe_delays_t *delays, uint8_t layer, uint32_t status, toe_cycle_t submitted, toe_cycle_t decided) {
  toe_joined_object_t object;
  toe_joined_request_t request;
  memset(&object, 0, sizeof object);
  memset(&request, 0, sizeof request);
  object.layer = layer;
  object.status = status;
  object.has_answer = true;
  object.cycles[TOE_SIDE_RTL] = (toe_joined_cycles_t){0, decided, TOE_CYCLE_NEVER};
  request.kind = TOE_OP_INITIATE;
  request.submitted[TOE_SIDE_RTL] = submitted;
  request.completed[TOE_SIDE_RTL] = TOE_CYCLE_NEVER;
  request.objects = &object;
  request.object_count = 1;
  TOE_EXPECT_EQ(toe_delays_add(delays, &request), TOE_OK);
}

/* Classes come in any order and are listed by layer and status; what has no end is not counted. */
TOE_TEST(delays, sorts_objects_by_layer_and_status) {
  toe_delays_t *delays = NULL;
  TOE_ASSERT_EQ(toe_delays_new(TOE_SIDE_RTL, &delays), TOE_OK);
  add(delays, TOE_LAYER_TCP, TOE_STATUS_FAILURE, 10, 13);
  add(delays, TOE_LAYER_TCP, TOE_STATUS_SUCCESS, 10, 11);
  add(delays, TOE_LAYER_TCP, TOE_STATUS_FAILURE, 10, 15);
  add(delays, TOE_LAYER_NEIGHBOR, TOE_STATUS_SUCCESS, 10, 10);
  add(delays, TOE_LAYER_TCP, TOE_STATUS_SUCCESS, 10, TOE_CYCLE_NEVER);
  add(delays, TOE_LAYER_TCP, TOE_STATUS_SUCCESS, TOE_CYCLE_NEVER, 50);
  json_t *json = toe_delays_json(delays);
  char *text = json_dumps(json_object_get(json, "initiate"), JSON_COMPACT | JSON_REAL_PRECISION(15));
  TOE_EXPECT_STR(text,
                 "{\"completed\":{\"count\":0,\"min\":0,\"max\":0,\"mean\":0.0,\"buckets\":[]},"
                 "\"neighbor\":{\"NDIS_STATUS_SUCCESS\":{"
                 "\"decided\":{\"count\":1,\"min\":0,\"max\":0,\"mean\":0.0,\"buckets\":[[0,1]]},"
                 "\"written\":{\"count\":0,\"min\":0,\"max\":0,\"mean\":0.0,\"buckets\":[]}}},\"path\":{},"
                 "\"tcp\":{\"NDIS_STATUS_SUCCESS\":{"
                 "\"decided\":{\"count\":1,\"min\":1,\"max\":1,\"mean\":1.0,\"buckets\":[[1,1]]},"
                 "\"written\":{\"count\":0,\"min\":0,\"max\":0,\"mean\":0.0,\"buckets\":[]}},"
                 "\"NDIS_STATUS_FAILURE\":{"
                 "\"decided\":{\"count\":2,\"min\":3,\"max\":5,\"mean\":4.0,\"buckets\":[[2,1],[4,1]]},"
                 "\"written\":{\"count\":0,\"min\":0,\"max\":0,\"mean\":0.0,\"buckets\":[]}}}}");
  free(text);
  json_decref(json);
  toe_delays_free(delays);
}
