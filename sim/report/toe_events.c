/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"

typedef struct heard {
  uint8_t code;
  char *name;
  uint32_t info;
  bool is_followed;
} heard_t;

/* What waits of one side. */
typedef struct side_queue {
  heard_t *heard;
  toe_retire_t *told;
  size_t heard_count, heard_capacity, told_count, told_capacity;
} side_queue_t;

struct toe_events {
  toe_side_t primary;
  bool is_tandem, has_differed;
  toe_events_sink_t sink;
  side_queue_t sides[TOE_SIDES]; /* waiting to be joined */
  heard_t *ahead;                /* tandem: what the side `ahead_side` heard before the other one */
  size_t ahead_count, ahead_capacity;
  toe_side_t ahead_side;
  uint64_t compared;
};

toe_result_t toe_events_new(toe_engine_t engine, const toe_events_sink_t *sink, toe_events_t **events_out) {
  toe_events_t *events = calloc(1, sizeof *events);
  if (events == NULL) return TOE_E_MEMORY;
  events->primary = toe_engine_primary(engine);
  events->is_tandem = engine == TOE_ENGINE_TANDEM;
  events->sink = *sink;
  *events_out = events;
  return TOE_OK;
}

void toe_events_free(toe_events_t *events) {
  if (events == NULL) return;
  for (int side = 0; side < TOE_SIDES; ++side) {
    side_queue_t *queue = &events->sides[side];
    for (size_t i = 0; i < queue->heard_count; ++i) free(queue->heard[i].name);
    free(queue->heard);
    free(queue->told);
  }
  for (size_t i = 0; i < events->ahead_count; ++i) free(events->ahead[i].name);
  free(events->ahead);
  free(events);
}

static bool push_heard(heard_t **items, size_t *count, size_t *capacity, const toe_host_event_t *event) {
  if (*count == *capacity) {
    size_t more = *capacity ? *capacity * 2 : 8;
    heard_t *grown = realloc(*items, more * sizeof *grown);
    if (grown == NULL) return false;
    *items = grown;
    *capacity = more;
  }
  char *name = event->name != NULL ? strdup(event->name) : NULL;
  if (name == NULL && event->name != NULL) return false;
  (*items)[(*count)++] = (heard_t){event->code, name, event->info, event->is_followed};
  return true;
}

/* The first one goes; few wait at a time. */
static void pop_heard(heard_t *items, size_t *count) {
  free(items[0].name);
  memmove(items, items + 1, --*count * sizeof *items);
}

static void pop_told(side_queue_t *queue) {
  memmove(queue->told, queue->told + 1, --queue->told_count * sizeof *queue->told);
}

/* ---- joined */

/* Give out the first of the primary side, whatever there is of it. */
static void give(toe_events_t *events) {
  side_queue_t *own = &events->sides[events->primary];
  toe_joined_event_t event = {.has_record = own->told_count > 0, .has_host = own->heard_count > 0};
  for (int side = 0; side < TOE_SIDES; ++side) {
    const side_queue_t *queue = &events->sides[side];
    event.cycle[side] = queue->told_count > 0 ? queue->told[0].cycle : TOE_CYCLE_NEVER;
  }
  if (event.has_host) {
    event.code = own->heard[0].code;
    event.info = own->heard[0].info;
    event.name = own->heard[0].name;
    event.is_followed = own->heard[0].is_followed;
  }
  if (event.has_record) {
    event.code = (uint8_t)own->told[0].u.event.code;
    event.handle = own->told[0].u.event.handle;
    event.info = own->told[0].u.event.info;
    event.commit = own->told[0].u.event.commit;
  }
  events->sink.event(events->sink.self, &event);
  for (int side = 0; side < TOE_SIDES; ++side) {
    if (events->sides[side].told_count > 0) pop_told(&events->sides[side]);
  }
  if (event.has_host) pop_heard(own->heard, &own->heard_count);
}

static void give_whole(toe_events_t *events) {
  const side_queue_t *own = &events->sides[events->primary], *other = &events->sides[1 - (int)events->primary];
  while (own->heard_count > 0 && own->told_count > 0 && (!events->is_tandem || other->told_count > 0)) give(events);
}

void toe_events_flush(toe_events_t *events) {
  const side_queue_t *own = &events->sides[events->primary];
  while (own->heard_count > 0 || own->told_count > 0) give(events);
}

/* ---- compared */

static void write_heard(const heard_t *heard, char *text_out, size_t bytes) {
  (void)snprintf(text_out, bytes, "%s %.80s info %u%s", toe_event_text(heard->code),
                 heard->name != NULL ? heard->name : "(device)", (unsigned)heard->info,
                 heard->is_followed ? ", followed" : "");
}

static void compare(toe_events_t *events, const heard_t *model, const heard_t *rtl) {
  ++events->compared;
  bool is_same_name =
      (model->name == NULL) == (rtl->name == NULL) && (model->name == NULL || strcmp(model->name, rtl->name) == 0);
  bool is_same = model->code == rtl->code && model->info == rtl->info && model->is_followed == rtl->is_followed;
  if ((is_same && is_same_name) || events->has_differed) return;
  events->has_differed = true;
  char text[400], texts[TOE_SIDES][160];
  write_heard(model, texts[0], sizeof texts[0]);
  write_heard(rtl, texts[1], sizeof texts[1]);
  (void)snprintf(text, sizeof text, "event %llu: the model's host heard %s, the rtl's %s",
                 (unsigned long long)events->compared, texts[0], texts[1]);
  events->sink.differ(events->sink.self, text);
}

static bool compare_next(toe_events_t *events, toe_side_t side, const toe_host_event_t *event) {
  if (!events->is_tandem) return true;
  if (events->ahead_count == 0 || events->ahead_side == side) {
    events->ahead_side = side;
    return push_heard(&events->ahead, &events->ahead_count, &events->ahead_capacity, event);
  }
  const heard_t own = {event->code, (char *)event->name, event->info, event->is_followed}; /* only read */
  const heard_t *first = &events->ahead[0];
  compare(events, side == TOE_SIDE_MODEL ? &own : first, side == TOE_SIDE_MODEL ? first : &own);
  pop_heard(events->ahead, &events->ahead_count);
  return true;
}

toe_result_t toe_events_hear(toe_events_t *events, toe_side_t side, const toe_host_event_t *event) {
  if (!compare_next(events, side, event)) return TOE_E_MEMORY;
  if (side != events->primary) return TOE_OK;
  side_queue_t *own = &events->sides[side];
  if (!push_heard(&own->heard, &own->heard_count, &own->heard_capacity, event)) return TOE_E_MEMORY;
  give_whole(events);
  return TOE_OK;
}

toe_result_t toe_events_tell(toe_events_t *events, toe_side_t side, const toe_retire_t *retire) {
  side_queue_t *queue = &events->sides[side];
  if (queue->told_count == queue->told_capacity) {
    size_t capacity = queue->told_capacity ? queue->told_capacity * 2 : 8;
    toe_retire_t *told = realloc(queue->told, capacity * sizeof *told);
    if (told == NULL) return TOE_E_MEMORY;
    queue->told = told;
    queue->told_capacity = capacity;
  }
  queue->told[queue->told_count++] = *retire;
  give_whole(events);
  return TOE_OK;
}
