/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report.h - the results of a run: report.json, objects.csv, the console's tables, JUnit cases.
 *
 * Fed with the host's observer calls and the devices' retire records, of one engine or of both; what it
 * makes of them is in docs/report.md.  Order of calls:
 *   new; submitted, retire, completed, event, broken as they come; end; gate...; set_outcome; then write, print,
 * add_junit. A call while running never fails visibly: the first failure (memory, disk) is kept and given by end.
 * Streamed: a request is written when it is finished, so memory grows with what is in flight.
 *
 * In tandem the RTL is the primary side: statuses, levels and cycles are its own, the model gives the model_* fields.
 */
#ifndef TOE_REPORT_H_
#define TOE_REPORT_H_

#include <stdio.h>

#include "bridge/toe_nic.h"
#include "sim/check/toe_compare.h"
#include "sim/check/toe_expect.h"
#include "sim/check/toe_gate.h"
#include "sim/config/toe_config.h"
#include "sim/host/toe_host.h"
#include "sim/host/toe_host_capability.h"
#include "sim/report/toe_junit.h"
#include "sim/trace/toe_wire_reader.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --detail.  AUTO is `objects` up to TOE_REPORT_AUTO_OBJECTS objects in the whole run, `requests` above. */
typedef enum toe_detail { TOE_DETAIL_AUTO, TOE_DETAIL_OBJECTS, TOE_DETAIL_REQUESTS, TOE_DETAIL_SUMMARY } toe_detail_t;
#define TOE_REPORT_AUTO_OBJECTS 10000
/* exhaustion[] keeps at most this many entries, the first ones, unless the detail asked for is OBJECTS. */
#define TOE_REPORT_DENIALS 10000
/* The same for events[]. */
#define TOE_REPORT_EVENTS 10000

typedef struct toe_report_options {
  const char *version;    /* of the tool; copied */
  const char *trace_path; /* copied; the report gives its last part */
  toe_engine_t engine;
  const toe_config_t *config; /* borrowed; must outlive the report and not change */
  uint64_t seed;
  toe_detail_t detail;
  const char *objects_path; /* objects.csv, or NULL; copied */
} toe_report_options_t;

/* end.reason */
typedef enum toe_end {
  TOE_END_COMPLETE,
  TOE_END_MISMATCH,
  TOE_END_EXPECTATION,
  TOE_END_GATE,
  TOE_END_WATCHDOG,
  TOE_END_INTERRUPTED,
  TOE_END_BAD_INPUT
} toe_end_t;
/* "bad-input"; never NULL. */
const char *toe_end_text(toe_end_t end);

/* What is known when a run is over.  Members that do not apply are NULL or 0. */
typedef struct toe_report_end {
  uint64_t trace_bytes;
  uint32_t trace_crc;                          /* CRC32C of the bytes read */
  uint64_t operations;                         /* taken from the trace */
  uint64_t frames;                             /* of the wire, read of the trace; of these: */
  toe_wire_counts_t wire;                      /* shown to the device, or not, and why */
  const toe_device_stats_t *device[TOE_SIDES]; /* of the engines that ran; borrowed for the call */
  const toe_nic_stats_t *nic[TOE_SIDES];
  toe_host_forward_counts_t forwards; /* own, unfit, given_up */
  uint64_t unforwarded;
  bool is_whole;                /* everything has come to its end: frames that were not judged were lost */
  const toe_compare_t *compare; /* tandem; borrowed until the report is freed, as the two below */
  const toe_expect_t *expect;
  const char *reproduce; /* command line that shows a mismatch again; copied; NULL: none */
} toe_report_end_t;

/* Clock on the wall; only under "wall" in the report. */
typedef struct toe_report_wall {
  int64_t started_unix_s; /* seconds since 1970 */
  uint64_t run_us;
} toe_report_wall_t;

typedef struct toe_report toe_report_t;

/* report_out owned by the caller.  E_IO (error_out: which file), E_MEMORY */
TOE_MUST_USE toe_result_t toe_report_new(const toe_report_options_t *options, toe_report_t **report_out,
                                         toe_error_t *error_out);
/* End it.  objects.csv is dropped unless it was written.  NULL is allowed. */
void toe_report_free(toe_report_t *report);

/* The observer calls of a side's host, and the next retire record of its device.  All borrowed for the call. */
void toe_report_submitted(toe_report_t *report, toe_side_t side, const toe_host_request_t *request);
void toe_report_completed(toe_report_t *report, toe_side_t side, const toe_host_request_t *request);
void toe_report_event(toe_report_t *report, toe_side_t side, const toe_host_event_t *event);
void toe_report_received(toe_report_t *report, toe_side_t side, const toe_host_receive_t *receive);
/* A segment that was forwarded is the host's again, with this NDIS status. */
void toe_report_forwarded(toe_report_t *report, toe_side_t side, const toe_host_forwarded_t *segment);
void toe_report_broken(toe_report_t *report, toe_side_t side, const char *rule, const char *text);
void toe_report_retire(toe_report_t *report, toe_side_t side, const toe_retire_t *retire);

/* What the target advertised to the host of the primary side; copied.  Optional, at any time before write. */
void toe_report_capability(toe_report_t *report, const toe_host_capability_t *capability);

/* The run is over, well or not: what is in flight is reported as far as it came.
 * The first failure of the calls above, or OK.  error_out: which file. */
TOE_MUST_USE toe_result_t toe_report_end(toe_report_t *report, const toe_report_end_t *end, toe_error_t *error_out);

/* After end: judge a gate over the report; it is listed in it.  `end` as it is at this call. */
void toe_report_gate(toe_report_t *report, const toe_gate_t *gate, toe_gate_outcome_t *outcome_out);

/* How the run is called, and the program's exit code; may be set again (before the gates, and after them).
 * text  a sentence for the person (what was waited for, what was refused); copied; NULL: none */
void toe_report_set_outcome(toe_report_t *report, toe_end_t end, int exit_code, const char *text);
void toe_report_set_wall(toe_report_t *report, const toe_report_wall_t *wall);

/* report.json, aside and then renamed.  E_IO (error_out), E_MEMORY */
TOE_MUST_USE toe_result_t toe_report_write(toe_report_t *report, const char *path, toe_error_t *error_out);
/* objects.csv under its name; nothing without objects_path.  E_IO (error_out) */
TOE_MUST_USE toe_result_t toe_report_write_objects(toe_report_t *report, toe_error_t *error_out);

/* The tables for a person.  is_terse (-q): no table of objects. */
void toe_report_print(const toe_report_t *report, FILE *out, bool has_colors, bool is_terse);

/* The cases run, lockstep, and one a gate, into the open suite.  Expectations come by toe_expect's sink
 * (toe_report_expect_sink with the junit as self). */
void toe_report_add_junit(const toe_report_t *report, toe_junit_t *junit);
void toe_report_expect_sink(void *junit, const toe_expect_failure_t *check, bool is_met, const char *text);

/* Violations told by `broken`, and hosts of a tandem that did not hear the same events. */
uint64_t toe_report_violations(const toe_report_t *report);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_REPORT_H_ */
