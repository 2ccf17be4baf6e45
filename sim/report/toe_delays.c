/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_delays.h"

#include <jansson.h>
#include <stdlib.h>

#include "model/spec/toe_spec.h"

/* Operations with objects, and those that are one marker, as `latency` names them. */
enum { WITH_INITIATE, WITH_TERMINATE, WITHS };
static const toe_op_kind_t kinds_with[WITHS] = {TOE_OP_INITIATE, TOE_OP_TERMINATE};
static const toe_op_kind_t kinds_of_marker[] = {TOE_OP_SET,   TOE_OP_UPLOAD_REQUEST, TOE_OP_UPLOAD_ALL,
                                                TOE_OP_PAUSE, TOE_OP_RESUME,         TOE_OP_LINK};
#define MARKERS (sizeof kinds_of_marker / sizeof kinds_of_marker[0])

/* Of the objects of one layer that got one status from one operation. */
typedef struct class_of_objects {
  uint8_t with, layer;
  uint32_t status;
  toe_histogram_t decided, written;
} class_of_objects_t;

struct toe_delays {
  toe_side_t primary;
  toe_histogram_t completed[WITHS];
  struct {
    toe_histogram_t decided, completed;
  } markers[MARKERS];
  class_of_objects_t *classes; /* by operation, layer, then status */
  size_t count, capacity;
};

toe_result_t toe_delays_new(toe_side_t primary, toe_delays_t **delays_out) {
  toe_delays_t *delays = calloc(1, sizeof *delays);
  if (delays == NULL) return TOE_E_MEMORY;
  delays->primary = primary;
  *delays_out = delays;
  return TOE_OK;
}

void toe_delays_free(toe_delays_t *delays) {
  if (delays == NULL) return;
  free(delays->classes);
  free(delays);
}

/* The class, made in its place if it is new; NULL: no memory. */
static class_of_objects_t *find_class(toe_delays_t *delays, uint8_t with, uint8_t layer, uint32_t status) {
  const uint32_t upper = (uint32_t)with << 8 | layer;
  size_t at = 0;
  for (; at < delays->count; ++at) {
    class_of_objects_t *own = &delays->classes[at];
    uint32_t own_upper = (uint32_t)own->with << 8 | own->layer;
    if (own_upper == upper && own->status == status) return own;
    if (own_upper > upper || (own_upper == upper && own->status > status)) break;
  }
  if (delays->count == delays->capacity) {
    size_t capacity = delays->capacity ? delays->capacity * 2 : 8;
    class_of_objects_t *classes = realloc(delays->classes, capacity * sizeof *classes);
    if (classes == NULL) return NULL;
    delays->classes = classes;
    delays->capacity = capacity;
  }
  for (size_t i = delays->count; i > at; --i) delays->classes[i] = delays->classes[i - 1];
  ++delays->count;
  delays->classes[at] = (class_of_objects_t){.with = with, .layer = layer, .status = status};
  return &delays->classes[at];
}

static void add_span(toe_histogram_t *histogram, toe_cycle_t from, toe_cycle_t to) {
  if (from != TOE_CYCLE_NEVER && to != TOE_CYCLE_NEVER && to >= from) toe_histogram_add(histogram, to - from);
}

static void add_marker(toe_delays_t *delays, const toe_joined_request_t *request) {
  toe_cycle_t from = request->submitted[delays->primary];
  for (size_t i = 0; i < MARKERS; ++i) {
    if (kinds_of_marker[i] != request->kind) continue;
    add_span(&delays->markers[i].decided, from, request->decided[delays->primary]);
    add_span(&delays->markers[i].completed, from, request->completed[delays->primary]);
  }
}

toe_result_t toe_delays_add(toe_delays_t *delays, const toe_joined_request_t *request) {
  toe_cycle_t from = request->submitted[delays->primary];
  uint8_t with = 0;
  while (with < WITHS && kinds_with[with] != request->kind) ++with;
  if (with == WITHS) {
    add_marker(delays, request);
    return TOE_OK;
  }
  add_span(&delays->completed[with], from, request->completed[delays->primary]);
  for (uint32_t i = 0; i < request->object_count; ++i) {
    const toe_joined_object_t *object = &request->objects[i];
    if (!object->has_answer) continue;
    class_of_objects_t *own = find_class(delays, with, object->layer, object->status);
    if (own == NULL) return TOE_E_MEMORY;
    add_span(&own->decided, from, object->cycles[delays->primary].decided);
    add_span(&own->written, from, object->cycles[delays->primary].written);
  }
  return TOE_OK;
}

static json_t *histogram_json(const toe_histogram_t *histogram) {
  json_t *buckets = json_array();
  for (unsigned b = 0; b < 65; ++b) {
    if (histogram->buckets[b] == 0) continue;
    (void)json_array_append_new(
        buckets, json_pack("[I,I]", (json_int_t)toe_histogram_low(b), (json_int_t)histogram->buckets[b]));
  }
  return json_pack("{s:I,s:I,s:I,s:f,s:o}", "count", (json_int_t)histogram->count, "min", (json_int_t)histogram->min,
                   "max", (json_int_t)histogram->max, "mean", (double)toe_histogram_mean_milli(histogram) / 1000.0,
                   "buckets", buckets);
}

static json_t *with_json(const toe_delays_t *delays, uint8_t with) {
  json_t *json = json_object();
  (void)json_object_set_new(json, "completed", histogram_json(&delays->completed[with]));
  for (uint8_t layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
    json_t *statuses = json_object();
    for (size_t i = 0; i < delays->count; ++i) {
      const class_of_objects_t *own = &delays->classes[i];
      if (own->with != with || own->layer != layer) continue;
      (void)json_object_set_new(
          statuses, toe_status_text(own->status),
          json_pack("{s:o,s:o}", "decided", histogram_json(&own->decided), "written", histogram_json(&own->written)));
    }
    (void)json_object_set_new(json, toe_layer_text(layer), statuses);
  }
  return json;
}

json_t *toe_delays_json(const toe_delays_t *delays) {
  json_t *json = json_object();
  for (uint8_t with = 0; with < WITHS; ++with) {
    (void)json_object_set_new(json, toe_op_kind_text(kinds_with[with]), with_json(delays, with));
  }
  for (size_t i = 0; i < MARKERS; ++i) {
    (void)json_object_set_new(json, toe_op_kind_text(kinds_of_marker[i]),
                              json_pack("{s:o,s:o}", "decided", histogram_json(&delays->markers[i].decided),
                                        "completed", histogram_json(&delays->markers[i].completed)));
  }
  return json;
}
