/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_internal.h - what a report holds; for toe_report*.c only.
 */
#ifndef TOE_REPORT_INTERNAL_H_
#define TOE_REPORT_INTERNAL_H_

#include <jansson.h>

#include "model/spec/toe_spec.h"
#include "sim/report/toe_console.h"
#include "sim/report/toe_delays.h"
#include "sim/report/toe_deliveries.h"
#include "sim/report/toe_events.h"
#include "sim/report/toe_join.h"
#include "sim/report/toe_levels.h"
#include "sim/report/toe_out.h"
#include "sim/report/toe_part.h"
#include "sim/report/toe_report.h"
#include "sim/report/toe_report_value.h"

/* Places of the statuses of status.def, and one for any other value. */
enum {
#define TOE_STATUS(name, value, text) TOE_STATUS_PLACE_##name,
#include "model/spec/status.def"
  TOE_STATUS_PLACE_OTHER,
  TOE_STATUS_PLACES
};

#define TOE_REPORT_SHOWN_DENIALS 20
#define TOE_REPORT_VIOLATIONS 100

/* A denial, kept for the console. */
typedef struct toe_denial {
  toe_cycle_t cycle;
  uint64_t episode;
  char *object, *request;
  uint8_t layer;
  bool has_status; /* false: it waits, and is not told */
  uint32_t status;
  toe_pool_t pool;
  uint64_t used, limit;
} toe_denial_t;

/* What the device told, kept for the console. */
typedef struct toe_shown_event {
  toe_cycle_t cycle;
  uint8_t code;
  uint64_t info;
  char *object; /* NULL: none */
  bool has_host, is_followed;
} toe_shown_event_t;

/* A posted receive request that is not completed. */
typedef struct toe_open_post {
  uint64_t request_id;
  char *id, *name;
} toe_open_post_t;

struct toe_report {
  char *version, *trace_path, *objects_path;
  toe_engine_t engine;
  toe_side_t primary;
  const toe_config_t *config;
  uint64_t clock_mhz, seed;
  toe_detail_t detail;

  toe_join_t *join;
  toe_levels_t *levels;
  toe_delays_t *delays;
  toe_events_t *events;
  toe_console_t *console;
  toe_deliveries_t *deliveries;
  toe_open_post_t *posts; /* of the primary side */
  size_t post_count, post_capacity;
  toe_out_t *csv;
  toe_part_t *objects_part;     /* requests[] with objects; NULL: not wanted, or too many */
  toe_part_t *requests_part;    /* requests[] without; NULL: not wanted */
  toe_part_t *denials_part;     /* "episode cycle {json}" a line */
  toe_part_t *events_part;      /* events[] */
  toe_part_t *connections_part; /* connections[]; NULL: not wanted */
  toe_part_t *frames_part;      /* frames[]; NULL: not wanted */
  toe_frame_story_t frame;      /* the last one */
  toe_frame_losses_t losses;
  toe_forward_counts_t forwards;    /* of the primary side's host */
  toe_delivery_t *shown_deliveries; /* the first TOE_REPORT_SHOWN_DENIALS */
  uint32_t shown_delivery_count;
  toe_shown_event_t shown_events[TOE_REPORT_SHOWN_DENIALS];
  uint64_t event_count; /* all of them */
  toe_denial_t denials[TOE_REPORT_SHOWN_DENIALS];
  uint32_t denial_count;
  toe_denial_t first_denials[TOE_POOLS]; /* object NULL: none */
  uint64_t denied;                       /* objects, all of them */
  uint64_t waited;                       /* posted requests and connections that found nothing free */

  uint64_t requests, completed, objects, attempted, offloaded, freed, returned, unanswered;
  uint64_t statuses[4][TOE_STATUS_PLACES]; /* by toe_layer */
  uint64_t violation_count;
  json_t *violations, *gates;
  toe_cycle_t last_cycle;

  bool has_capability;
  toe_host_capability_t capability;

  toe_result_t failure;

  bool has_ended;
  toe_report_end_t ended; /* its pointers to stats are not kept */
  bool has_device[TOE_SIDES], has_nic[TOE_SIDES];
  toe_device_stats_t device[TOE_SIDES];
  toe_nic_stats_t nic[TOE_SIDES];
  char *reproduce;
  toe_end_t end;
  int exit_code;
  char *end_text;
  bool has_wall;
  toe_report_wall_t wall;
};

/* The part of a path behind its last '/'. */
const char *toe_report_basename(const char *path);
/* Place of a status in `statuses`, and its name there. */
int toe_report_status_place(uint32_t status);
const char *toe_report_status_name(int place);

/* The part that is the report's requests[]; NULL: it has none. */
toe_part_t *toe_report_requests(const toe_report_t *report);

/* One request on one line; to be freed.  NULL: no memory. */
char *toe_report_request_line(const toe_report_t *report, const toe_joined_request_t *request, bool has_objects);
/* One denial: a line of denials_part made whole; to be freed.  NULL: no memory. */
char *toe_report_denial_line(const toe_report_t *report, const char *line);
/* The `frames` and the `forwards` of the totals.  A new reference each. */
json_t *toe_report_frame_totals(const toe_report_t *report);
json_t *toe_report_forward_totals(const toe_report_t *report);
/* One connection on one line; to be freed.  NULL: no memory. */
char *toe_report_delivery_line(const toe_report_t *report, const toe_delivery_t *delivery);
/* The `received` of the totals.  A new reference. */
json_t *toe_report_received_totals(const toe_report_t *report);
void toe_report_print_deliveries(const toe_report_t *report, FILE *out, bool has_colors);
/* ---- received data (toe_report_receive.c) */
toe_result_t toe_report_receive_new(toe_report_t *report);
void toe_report_receive_free(toe_report_t *report);
void toe_report_receive_retire(toe_report_t *report, const toe_retire_t *retire);
/* All frames sent to the device have come in, and were judged or lost. */
void toe_report_receive_end(toe_report_t *report, uint64_t frames);
/* ---- a denial: counted, kept, spooled */
void toe_report_deny(toe_report_t *report, const toe_denial_t *denial, uint64_t request_id);
/* A line into exhaustion[]: an object without how long the pool stays empty.  Takes the reference. */
void toe_report_spool(toe_report_t *report, uint64_t episode, toe_cycle_t cycle, json_t *entry);
/* The first failure of a call while running; it stays. */
void toe_report_fail(toe_report_t *report, toe_result_t result);
/* One event on one line; to be freed.  NULL: no memory. */
char *toe_report_event_line(const toe_report_t *report, const toe_joined_event_t *event);
/* "LowActivity", "up"; "" where there is nothing to say. */
const char *toe_report_event_info(uint8_t code, uint64_t info);
/* The `device` of a side.  A new reference. */
json_t *toe_report_device(const toe_report_t *report, toe_side_t side);
/* The line of a pool; to be freed; NULL: no memory. */
char *toe_report_pool_line(const toe_report_t *report, toe_pool_t pool);
/* Everything but requests, exhaustion and events, which are null; without has_pools pools are null too.  A new
 * reference; NULL: no memory. */
json_t *toe_report_summary(const toe_report_t *report, bool has_pools);

#endif /* TOE_REPORT_INTERNAL_H_ */
