/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sim/cli/toe_interrupt.h"
#include "sim/cli/toe_last_words.h"
#include "sim/cli/toe_message.h"
#include "sim/cli/toe_run_internal.h"
#include "sim/cli/toe_streams.h"
#include "sim/trace/toe_aside.h"

/* ---- what the simulation tells */

static void keep(toe_run_t *run, toe_result_t result) {
  if (run->failure == TOE_OK) run->failure = result;
}

static void on_submitted(void *self, toe_side_t side, const toe_host_request_t *request) {
  toe_run_t *run = self;
  toe_report_submitted(run->report, side, request);
  keep(run, toe_conserve_submitted(run->conserve[side], request));
  if (side == run->primary) keep(run, toe_pending_add(run->pending, request));
}

static void on_completed(void *self, toe_side_t side, const toe_host_request_t *request) {
  toe_run_t *run = self;
  toe_report_completed(run->report, side, request);
  if (side != run->primary) return;
  keep(run, toe_expect_completed(run->expect, request));
  toe_pending_remove(run->pending, request->request_id);
}

static void on_event(void *self, toe_side_t side, const toe_host_event_t *event) {
  toe_run_t *run = self;
  toe_report_event(run->report, side, event);
}

static void on_received(void *self, toe_side_t side, const toe_host_receive_t *receive) {
  toe_run_t *run = self;
  toe_report_received(run->report, side, receive);
  if (side != run->primary || run->args->streams_path == NULL || run->failure != TOE_OK) return;
  toe_error_t error = {""};
  keep(run, toe_streams_put(run->args->streams_path, receive, &error));
}

static void on_forwarded(void *self, toe_side_t side, const toe_host_forwarded_t *segment) {
  toe_run_t *run = self;
  toe_report_forwarded(run->report, side, segment);
}

static void on_expected(void *self, toe_side_t side, const toe_host_expectation_t *expectation) {
  toe_run_t *run = self;
  if (side == run->primary) keep(run, toe_expect_value(run->expect, expectation));
}

static void on_broken(void *self, toe_side_t side, const char *rule, const char *text) {
  toe_run_t *run = self;
  toe_report_broken(run->report, side, rule, text);
}

static void on_retire(void *self, toe_side_t side, const toe_retire_t *retire) {
  toe_run_t *run = self;
  toe_report_retire(run->report, side, retire);
  toe_conserve_put(run->conserve[side], retire);
  keep(run, toe_stream_check_put(run->stream[side], retire));
  if (run->compare != NULL) keep(run, toe_compare_put(run->compare, side, retire));
}

static void on_advanced(void *self, toe_side_t side, toe_cycle_t cycle) {
  toe_run_t *run = self;
  if (run->compare != NULL) toe_compare_advance(run->compare, side, cycle);
}

static bool has_violation(const toe_run_t *run) {
  for (int side = 0; side < TOE_SIDES; ++side) {
    if (run->conserve[side] == NULL) continue; /* this side does not run */
    if (toe_conserve_violation(run->conserve[side]) != NULL) return true;
    if (toe_stream_check_violation(run->stream[side]) != NULL) return true;
  }
  return run->compare != NULL && toe_compare_mismatch(run->compare) != NULL;
}

static bool on_slice(void *self, const toe_simulation_progress_t *progress) {
  toe_run_t *run = self;
  toe_progress_show(&run->progress, progress);
  return run->failure == TOE_OK && !has_violation(run);
}

toe_simulation_observer_t toe_run_observer(toe_run_t *run) {
  return (toe_simulation_observer_t){.self = run,
                                     .submitted = on_submitted,
                                     .completed = on_completed,
                                     .event = on_event,
                                     .received = on_received,
                                     .forwarded = on_forwarded,
                                     .expected = on_expected,
                                     .broken = on_broken,
                                     .retire = on_retire,
                                     .advanced = on_advanced,
                                     .slice = on_slice};
}

/* ---- the run */

static int simulate(toe_run_t *run) {
  const toe_args_t *args = run->args;
  toe_simulation_options_t options = {
      .trace_path = run->trace_path,
      .engine = args->engine,
      .has_jumps = toe_config_get(run->config, TOE_KEY_SIM_JUMP) != 0,
      .wave_begin = args->wave_begin,
      .wave_end = args->wave_end != 0 ? args->wave_end : TOE_CYCLE_NEVER,
      .pace = args->pace,
      .faults = run->faults,
      .wire_replay = (toe_wire_replay_t)toe_config_get(run->config, TOE_KEY_WIRE_REPLAY),
      .watchdog_ns = toe_config_get(run->config, TOE_KEY_SIM_WATCHDOG_MS) * 1000000u,
      .is_interrupted = toe_interrupt_flag(),
      .observer = toe_run_observer(run)};
  toe_config_nic(run->config, args->seed, &options.nic);
  toe_config_host(run->config, &options.host);
  if (args->wave_path != NULL) {
    run->wave_aside = toe_aside_part_name(args->wave_path);
    if (run->wave_aside == NULL) return 4;
    options.wave_path = run->wave_aside;
  }
  toe_run_wave_begin(run, &options);
  toe_progress_begin(&run->progress, args->progress, run->trace_path);
  const toe_result_t result = toe_simulation_run(&options, &run->result);
  toe_progress_end(&run->progress);
  if (run->result.wire.cut > 0) {
    toe_say("%s: %" PRIu64 " frames to the host were not captured whole; the device is not shown them", run->trace_path,
            run->result.wire.cut);
  }
  if (run->result.wire.withheld > 0) {
    toe_say("%s: %" PRIu64
            " frames were not captured whole, so the device is shown none at all; wire.replay=on shows "
            "it the whole ones",
            run->trace_path, run->result.wire.withheld);
  }
  if (result == TOE_OK) return 0;
  snprintf(run->text, sizeof run->text, "%s", run->result.text[0] != '\0' ? run->result.text : toe_result_text(result));
  toe_say("%s", run->text);
  return result == TOE_E_MEMORY ? 4 : 2; /* else the wave file, an option */
}

void toe_run_release(toe_run_t *run) {
  for (uint32_t i = 0; run->gates != NULL && i < run->args->gate_count; ++i) toe_gate_free(run->gates[i]);
  free(run->gates);
  toe_report_free(run->report);
  toe_compare_free(run->compare);
  for (int side = 0; side < TOE_SIDES; ++side) {
    toe_conserve_free(run->conserve[side]);
    toe_stream_check_free(run->stream[side]);
  }
  toe_expect_free(run->expect);
  toe_junit_free(run->junit);
  toe_pending_free(run->pending);
  toe_config_free(run->config);
  toe_fault_list_free(run->faults);
  free(run->reproduce);
  toe_replay_cancel(&run->replay);
  if (run->wave_aside != NULL) (void)unlink(run->wave_aside);
  free(run->wave_aside);
}

/* The JUnit file of a run that did not come as far as a report. */
static void write_early_junit(toe_run_t *run) {
  if (run->junit == NULL || run->args->junit_path == NULL) return;
  toe_error_t error = {""};
  toe_junit_case(run->junit, "run", toe_run_base(run->trace_path), TOE_CASE_ERROR, run->text, NULL);
  if (toe_junit_write(run->junit, run->args->junit_path, &error) != TOE_OK) toe_say("%s", error.text);
}

int toe_run(const toe_args_t *args, const char *trace_path, FILE *console) {
  toe_run_t run;
  memset(&run, 0, sizeof run);
  run.args = args;
  run.trace_path = trace_path;
  run.primary = toe_engine_primary(args->engine);
  run.began_us = toe_wall_us();
  run.began_unix_s = (int64_t)time(NULL);
  toe_last_words_prepare(args->junit_path, toe_run_base(trace_path));
  toe_error_t error = {""};
  if (toe_junit_new(&run.junit, &error) != TOE_OK) {
    toe_say("%s", error.text);
    return 4;
  }
  toe_junit_suite(run.junit, toe_run_base(trace_path));
  int exit_code = toe_run_prepare(&run);
  if (exit_code == 0) exit_code = simulate(&run);
  if (exit_code == 0) {
    toe_run_conclude(&run, console);
    exit_code = run.exit_code;
  } else {
    write_early_junit(&run);
  }
  toe_run_release(&run);
  return exit_code;
}
