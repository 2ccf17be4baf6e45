/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli/toe_message.h"
#include "sim/cli/toe_run_internal.h"

enum { SHOWN_FAILURES = 20 };

static void set_end(toe_run_t *run, toe_end_t end, int exit_code, const char *text) {
  run->end = end;
  run->exit_code = exit_code;
  snprintf(run->text, sizeof run->text, "%s", text);
}

/* The first thing a checker of the engines found wrong; false: nothing. */
static bool find_mismatch(const toe_run_t *run, char *text, size_t bytes) {
  if (run->compare != NULL && toe_compare_mismatch(run->compare) != NULL) {
    toe_compare_line(run->compare, text, bytes);
    return true;
  }
  for (int side = 0; side < TOE_SIDES; ++side) {
    if (run->conserve[side] == NULL) continue; /* this side did not run */
    const char *violation = toe_conserve_violation(run->conserve[side]);
    if (violation == NULL) violation = toe_stream_check_violation(run->stream[side]);
    if (violation == NULL) continue;
    snprintf(text, bytes, "%s", violation);
    return true;
  }
  return false;
}

/* Everything asked was answered: was it right? */
static void judge_answers(toe_run_t *run) {
  char text[1024];
  if (find_mismatch(run, text, sizeof text)) {
    set_end(run, TOE_END_MISMATCH, 1, text);
  } else if (toe_expect_failed(run->expect) != 0) {
    snprintf(text, sizeof text, "%" PRIu64 " of %" PRIu64 " expectations failed", toe_expect_failed(run->expect),
             toe_expect_checked(run->expect));
    set_end(run, TOE_END_EXPECTATION, 1, text);
  } else if (toe_report_violations(run->report) != 0) {
    snprintf(text, sizeof text, "%" PRIu64 " rules were broken", toe_report_violations(run->report));
    set_end(run, TOE_END_EXPECTATION, 1, text);
  } else {
    set_end(run, TOE_END_COMPLETE, 0, "");
  }
}

static void judge(toe_run_t *run) {
  switch (run->result.stop) {
    case TOE_STOP_COMPLETE:
      if (run->compare != NULL) toe_compare_finish(run->compare);
      for (int side = 0; side < TOE_SIDES; ++side) {
        if (run->conserve[side] == NULL) continue;
        toe_conserve_finish(run->conserve[side]);
        toe_stream_check_finish(run->stream[side]);
      }
      judge_answers(run);
      break;
    case TOE_STOP_OBSERVER:
      judge_answers(run);
      break;
    case TOE_STOP_BAD_INPUT:
      set_end(run, TOE_END_BAD_INPUT, 3, run->result.text);
      break;
    case TOE_STOP_INTERRUPTED:
      set_end(run, TOE_END_INTERRUPTED, 130, run->result.text);
      break;
    case TOE_STOP_WATCHDOG:
    case TOE_STOP_DEVICE:
    case TOE_STOP_INTERNAL:
      set_end(run, TOE_END_WATCHDOG, 4, run->result.text);
      break;
  }
  if (run->failure != TOE_OK) set_end(run, TOE_END_WATCHDOG, 4, toe_result_text(run->failure));
}

/* A run that broke off owes the answers of what is pending. */
static void count_unanswered(toe_run_t *run) {
  for (const toe_host_request_t *request; (request = toe_pending_first(run->pending)) != NULL;) {
    if (toe_expect_unanswered(run->expect, request) != TOE_OK) return;
    toe_pending_remove(run->pending, request->request_id);
  }
}

static void end_report(toe_run_t *run) {
  toe_report_end_t end = {.trace_bytes = run->result.trace_bytes,
                          .trace_crc = run->result.trace_crc,
                          .operations = run->result.operations,
                          .frames = run->result.frames,
                          .wire = run->result.wire,
                          .forwards = run->result.forwards,
                          .unforwarded = run->result.unforwarded,
                          .is_whole = run->result.stop == TOE_STOP_COMPLETE,
                          .compare = run->compare,
                          .expect = run->expect,
                          .reproduce = run->end == TOE_END_MISMATCH ? run->reproduce : NULL};
  for (int side = 0; side < TOE_SIDES; ++side) {
    if (run->conserve[side] == NULL) continue; /* this side did not run */
    end.device[side] = &run->result.device[side];
    end.nic[side] = &run->result.nic[side];
  }
  if (run->result.has_capability) toe_report_capability(run->report, &run->result.capability);
  toe_error_t error = {""};
  const toe_result_t result = toe_report_end(run->report, &end, &error);
  if (result != TOE_OK) set_end(run, TOE_END_WATCHDOG, 4, toe_error_or(&error, result));
  toe_report_set_outcome(run->report, run->end, run->exit_code, run->text[0] != '\0' ? run->text : NULL);
}

static void judge_gates(toe_run_t *run) {
  uint32_t failed = 0;
  for (uint32_t i = 0; i < run->args->gate_count; ++i) {
    toe_gate_outcome_t outcome;
    toe_report_gate(run->report, run->gates[i], &outcome);
    if (outcome.is_met) continue;
    ++failed;
    toe_say("gate failed: %s", outcome.text);
  }
  if (failed == 0 || run->exit_code != 0) return;
  char text[64];
  snprintf(text, sizeof text, "%u of %u gates failed", (unsigned)failed, (unsigned)run->args->gate_count);
  set_end(run, TOE_END_GATE, 1, text);
  toe_report_set_outcome(run->report, run->end, run->exit_code, run->text);
}

/* A result that cannot be written is a fault, whatever else the run was. */
static void fail_output(toe_run_t *run, const char *text) {
  toe_say("%s", text);
  run->exit_code = 4;
}

static void write_files(toe_run_t *run) {
  const toe_args_t *args = run->args;
  toe_error_t error = {""};
  if (args->objects_path != NULL && toe_report_write_objects(run->report, &error) != TOE_OK)
    fail_output(run, error.text);
  if (run->wave_aside != NULL && rename(run->wave_aside, args->wave_path) != 0) {
    fail_output(run, "the waveform could not be written");
  }
  if (args->report_path != NULL && toe_report_write(run->report, args->report_path, &error) != TOE_OK) {
    fail_output(run, error.text);
  }
  toe_report_add_junit(run->report, run->junit);
  if (args->junit_path != NULL && toe_junit_write(run->junit, args->junit_path, &error) != TOE_OK) {
    fail_output(run, error.text);
  }
}

/* What went wrong, for whoever does not see the console's tables. */
static void tell_details(const toe_run_t *run) {
  if (run->end == TOE_END_MISMATCH) {
    if (run->compare != NULL && toe_compare_mismatch(run->compare) != NULL) toe_compare_write(run->compare, stderr);
    toe_say("reproduce with: %s", run->reproduce);
  }
  const uint32_t kept = toe_expect_kept(run->expect);
  for (uint32_t i = 0; i < kept && i < SHOWN_FAILURES; ++i) {
    char line[1024];
    toe_expect_line(toe_expect_failure(run->expect, i), line, sizeof line);
    toe_say("%s", line);
  }
  if (toe_expect_failed(run->expect) > SHOWN_FAILURES) {
    toe_say("... and %" PRIu64 " more", toe_expect_failed(run->expect) - SHOWN_FAILURES);
  }
}

void toe_run_conclude(toe_run_t *run, FILE *console) {
  judge(run);
  if (run->end != TOE_END_COMPLETE && run->end != TOE_END_EXPECTATION) count_unanswered(run);
  end_report(run);
  judge_gates(run);
  toe_report_wall_t wall = {run->began_unix_s, toe_wall_us() - run->began_us};
  toe_report_set_wall(run->report, &wall);
  const bool has_results = run->end != TOE_END_BAD_INPUT || run->result.operations != 0;
  if (console != NULL && has_results) {
    const bool has_colors = isatty(fileno(console)) == 1 && getenv("NO_COLOR") == NULL;
    toe_report_print(run->report, console, has_colors, run->args->is_quiet);
    if (fflush(console) != 0 || ferror(console)) fail_output(run, "the results could not be written to stdout");
  }
  write_files(run);
  if (console == NULL) tell_details(run);
  toe_run_wave_conclude(run);
  if (run->text[0] != '\0') toe_say("%s: %s", toe_end_text(run->end), run->text);
  if (!run->args->is_verbose) return;
  toe_say("%s: %s in %" PRIu64 ".%03" PRIu64 " s; %" PRIu64 " operations, %" PRIu64 " ns simulated", run->trace_path,
          toe_engine_text(run->args->engine), wall.run_us / 1000000u, wall.run_us / 1000u % 1000u,
          run->result.operations, (uint64_t)(run->result.end_fs / 1000000u));
}
