/* SPDX-License-Identifier: Apache-2.0
 *
 * A workload in the whole simulator, and at the seam alone.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "sim/cli/toe_interrupt.h"
#include "sim/cli/toe_run_internal.h"
#include "testbench/bench/toe_bench_speed.h"

enum { SLICE_CYCLES = 256 }; /* some dozen objects: the device's queues stay in its cache */

double toe_bench_cpu(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The file of a generated trace has no name: it is gone with the process. */
static bool open_trace(const toe_workload_t *workload, unsigned scale, FILE **file_out, char *path, size_t bytes) {
  *file_out = NULL;
  if (workload->write == NULL) {
    (void)snprintf(path, bytes, "%s/%s", TOE_SOURCE_DIRECTORY, workload->path);
    return true;
  }
  FILE *file = tmpfile();
  if (file != NULL) workload->write(file, scale);
  if (file == NULL || fflush(file) != 0 || ferror(file)) {
    fprintf(stderr, "toebench: a temporary trace cannot be written: %s\n", strerror(errno));
    if (file != NULL) (void)fclose(file);
    return false;
  }
  (void)snprintf(path, bytes, "/proc/self/fd/%d", fileno(file));
  *file_out = file;
  return true;
}

typedef struct wrapping {
  toe_tape_t *tape;
  toe_side_t side;
} wrapping_t;

static toe_device_t *wrap(void *self, toe_side_t side, toe_device_t *device) {
  const wrapping_t *wrapping = self;
  return side == wrapping->side ? toe_tape_recorder_new(wrapping->tape, device) : device;
}

/* As toe_run.c does it. */
static bool simulate(toe_run_t *run, toe_tape_t *tape) {
  wrapping_t wrapping = {tape, run->primary};
  toe_simulation_options_t options = {
      .trace_path = run->trace_path,
      .engine = run->args->engine,
      .has_jumps = toe_config_get(run->config, TOE_KEY_SIM_JUMP) != 0,
      .wave_end = TOE_CYCLE_NEVER,
      .pace = run->args->pace,
      .faults = run->faults,
      .watchdog_ns = toe_config_get(run->config, TOE_KEY_SIM_WATCHDOG_MS) * 1000000u,
      .is_interrupted = toe_interrupt_flag(),
      .observer = toe_run_observer(run),
      .wrap = tape == NULL ? NULL : wrap,
      .wrap_self = &wrapping,
  };
  toe_config_nic(run->config, run->args->seed, &options.nic);
  toe_config_host(run->config, &options.host);
  toe_progress_begin(&run->progress, TOE_WHEN_NEVER, run->trace_path);
  return toe_simulation_run(&options, &run->result) == TOE_OK;
}

static bool run_args(const toe_args_t *args, const char *path, toe_tape_t *tape, toe_cycle_t *cycles_out) {
  static toe_run_t run;
  memset(&run, 0, sizeof run);
  run.args = args;
  run.trace_path = path;
  run.primary = toe_engine_primary(args->engine);
  toe_error_t error = {""};
  bool is_good = toe_junit_new(&run.junit, &error) == TOE_OK;
  if (is_good) toe_junit_suite(run.junit, toe_run_base(path));
  is_good = is_good && toe_run_prepare(&run) == 0 && simulate(&run, tape);
  if (is_good) {
    toe_run_conclude(&run, NULL);
    is_good = run.exit_code == 0;
  }
  *cycles_out = run.result.device[run.primary].cycles;
  if (!is_good) fprintf(stderr, "toebench: the run ended with exit code %d: %s\n", run.exit_code, run.text);
  toe_run_release(&run);
  return is_good;
}

bool toe_stack_run(const toe_workload_t *workload, unsigned scale, toe_engine_t engine, bool has_jumps,
                   toe_tape_t *tape, toe_stack_run_t *run_out) {
  char path[4096];
  FILE *file;
  if (!open_trace(workload, scale, &file, path, sizeof path)) return false;
  const char *sets[9];
  uint32_t count = 0;
  while (workload->sets[count] != NULL) {
    sets[count] = workload->sets[count];
    ++count;
  }
  if (!has_jumps) sets[count++] = "sim.jump=off";
  toe_args_t args = {.command = TOE_COMMAND_RUN,
                     .engine = engine,
                     .pace = workload->pace,
                     .pace_text = "",
                     .seed = 1,
                     .sets = sets,
                     .set_count = count,
                     .report_path = "/dev/null",
                     .progress = TOE_WHEN_NEVER,
                     .is_quiet = true};
  args.pace.factor *= scale;
  const double begin = toe_bench_cpu();
  const bool is_good = run_args(&args, path, tape, &run_out->cycles);
  run_out->seconds = toe_bench_cpu() - begin;
  if (file != NULL) (void)fclose(file);
  if (tape != NULL && !toe_tape_is_whole(tape)) {
    fprintf(stderr, "toebench: no memory for what goes into the device\n");
    return false;
  }
  return is_good;
}

bool toe_stack_play(const toe_tape_t *tape, toe_side_t side, bool has_jumps, bool with_start, double *seconds_out) {
  /* The link's credits are those of a run with default settings; no workload changes them. */
  toe_nic_options_t nic;
  toe_nic_options_default(&nic);
  const toe_device_options_t options = {.credits = toe_nic_credits(&nic), .has_jumps = has_jumps};
  toe_device_t *device = NULL;
  toe_tape_heard_t heard;
  double begin = toe_bench_cpu();
  const toe_result_t result =
      side == TOE_SIDE_MODEL ? toe_device_model_new(&options, &device) : toe_device_rtl_new(&options, &device);
  if (result != TOE_OK) {
    fprintf(stderr, "toebench: %s: %s\n", toe_side_text(side), toe_result_text(result));
    return false;
  }
  if (!with_start) begin = toe_bench_cpu();
  toe_tape_play(tape, device, SLICE_CYCLES, &heard);
  *seconds_out = toe_bench_cpu() - begin;
  toe_device_free(device);
  const toe_tape_heard_t *was = toe_tape_heard(tape);
  if (heard.tlps == was->tlps && heard.retires == was->retires && heard.cycle_sum == was->cycle_sum) return true;
  fprintf(stderr,
          "toebench: %s: the recording does not play: %" PRIu64 " TLPs and %" PRIu64 " records, recorded %" PRIu64
          " and %" PRIu64 "\n",
          toe_side_text(side), heard.tlps, heard.retires, was->tlps, was->retires);
  return false;
}
