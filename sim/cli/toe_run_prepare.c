/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/cli/toe_message.h"
#include "sim/cli/toe_outputs.h"
#include "sim/cli/toe_run_internal.h"
#include "sim/cli/toe_settings.h"
#include "sim/cli/toe_streams.h"

const char *toe_run_base(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

static int refuse(toe_run_t *run, int exit_code, const char *text) {
  snprintf(run->text, sizeof run->text, "%s", text);
  toe_say("%s", run->text);
  return exit_code;
}

/* A file that cannot be written is found before the work, as far as can be told. */
static int check_output(toe_run_t *run, const char *option, const char *path) {
  toe_error_t error = {""};
  const toe_result_t result = toe_outputs_can_write(option, path, &error);
  if (result == TOE_OK) return 0;
  return refuse(run, result == TOE_E_MEMORY ? 4 : 2, toe_error_or(&error, result));
}

/* A waveform is written back and forth, and renamed when it is whole. */
static int check_wave(toe_run_t *run, const char *path) {
  struct stat info;
  if (path == NULL || stat(path, &info) != 0 || S_ISREG(info.st_mode)) return 0;
  char text[512];
  snprintf(text, sizeof text, "--wave: cannot write %s: it is no regular file", path);
  return refuse(run, 2, text);
}

static int prepare_gates(toe_run_t *run) {
  if (run->args->gate_count == 0) return 0;
  run->gates = calloc(run->args->gate_count, sizeof *run->gates);
  if (run->gates == NULL) return refuse(run, 4, toe_result_text(TOE_E_MEMORY));
  for (uint32_t i = 0; i < run->args->gate_count; ++i) {
    toe_error_t error = {""};
    const toe_result_t result = toe_gate_parse(run->args->gates[i], &run->gates[i], &error);
    if (result == TOE_OK) continue;
    char text[640];
    snprintf(text, sizeof text, "--gate '%s': %s", run->args->gates[i], toe_error_or(&error, result));
    return refuse(run, result == TOE_E_MEMORY ? 4 : 2, text);
  }
  return 0;
}

static int prepare_faults(toe_run_t *run) {
  if (toe_fault_list_new(&run->faults) != TOE_OK) return refuse(run, 4, toe_result_text(TOE_E_MEMORY));
  for (uint32_t i = 0; i < run->args->fault_count; ++i) {
    toe_error_t error = {""};
    const toe_result_t result = toe_fault_list_add(run->faults, run->args->faults[i], &error);
    if (result == TOE_OK) continue;
    char text[640];
    snprintf(text, sizeof text, "--fault: %s", toe_error_or(&error, result));
    return refuse(run, result == TOE_E_MEMORY ? 4 : 2, text);
  }
  return 0;
}

static toe_result_t prepare_checkers(toe_run_t *run, const toe_host_options_t *host) {
  const toe_args_t *args = run->args;
  toe_result_t result = toe_expect_new(&run->expect);
  if (result == TOE_OK) toe_expect_set_sink(run->expect, toe_report_expect_sink, run->junit);
  if (result == TOE_OK) result = toe_pending_new(&run->pending);
  if (result == TOE_OK && args->engine == TOE_ENGINE_TANDEM) {
    result = toe_compare_new(toe_config_get(run->config, TOE_KEY_LOCKSTEP_BUDGET), &run->compare);
  }
  for (toe_side_t side = TOE_SIDE_MODEL; side < TOE_SIDES && result == TOE_OK; ++side) {
    if (args->engine != TOE_ENGINE_TANDEM && side != run->primary) continue;
    result = toe_conserve_new(host, side, &run->conserve[side]);
    if (result == TOE_OK) result = toe_stream_check_new(side, &run->stream[side]);
  }
  return result;
}

static int prepare_report(toe_run_t *run) {
  static const char *const DETAILS[] = {NULL, "objects", "requests", "summary"};
  toe_report_options_t options = {.version = TOE_VERSION,
                                  .trace_path = run->trace_path,
                                  .engine = run->args->engine,
                                  .config = run->config,
                                  .seed = run->args->seed,
                                  .detail = TOE_DETAIL_AUTO,
                                  .objects_path = run->args->objects_path};
  for (int i = 1; i < 4; ++i) {
    if (run->args->detail != NULL && strcmp(run->args->detail, DETAILS[i]) == 0) options.detail = (toe_detail_t)i;
  }
  toe_error_t error = {""};
  const toe_result_t result = toe_report_new(&options, &run->report, &error);
  if (result == TOE_OK) return 0;
  return refuse(run, result == TOE_E_IO ? 2 : 4, toe_error_or(&error, result));
}

static bool append(char **text, size_t *bytes, const char *format, ...) TOE_PRINTF(3, 4);
static bool append(char **text, size_t *bytes, const char *format, ...) {
  char part[8192];
  va_list args;
  va_start(args, format);
  const int length = vsnprintf(part, sizeof part, format, args);
  va_end(args);
  if (length < 0 || (size_t)length >= sizeof part) return false;
  char *grown = realloc(*text, *bytes + (size_t)length + 1);
  if (grown == NULL) return false;
  memcpy(grown + *bytes, part, (size_t)length + 1);
  *text = grown;
  *bytes += (size_t)length;
  return true;
}

/* `word` as a shell takes it. */
static bool append_word(char **text, size_t *bytes, const char *option, const char *word) {
  const bool is_plain = word[0] != '\0' && strspn(word,
                                                  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                  "0123456789._-/=:,+@%") == strlen(word);
  if (!append(text, bytes, " %s%s", option, is_plain ? "" : "'")) return false;
  for (const char *at = word; *at != '\0'; ++at) {
    if (*at == '\'' ? !append(text, bytes, "'\\''") : !append(text, bytes, "%c", *at)) return false;
  }
  return append(text, bytes, "%s", is_plain ? "" : "'");
}

/* The command line that shows this run again. */
static bool make_reproduce(toe_run_t *run) {
  const toe_args_t *args = run->args;
  char **text = &run->reproduce;
  size_t bytes = 0;
  bool ok = append(text, &bytes, "toesim run") && append_word(text, &bytes, "", run->trace_path) &&
            append(text, &bytes, " --engine %s", toe_engine_text(args->engine));
  if (ok && args->profile != NULL) ok = append_word(text, &bytes, "--profile ", args->profile);
  if (ok && args->config_path != NULL) ok = append_word(text, &bytes, "--config ", args->config_path);
  for (uint32_t i = 0; ok && i < args->set_count; ++i) ok = append_word(text, &bytes, "--set ", args->sets[i]);
  for (uint32_t i = 0; ok && i < args->fault_count; ++i) ok = append_word(text, &bytes, "--fault ", args->faults[i]);
  if (ok && args->pace.kind != TOE_PACE_TRACE) ok = append_word(text, &bytes, "--pace ", args->pace_text);
  return ok && append(text, &bytes, " --seed %llu", (unsigned long long)args->seed);
}

int toe_run_prepare(toe_run_t *run) {
  const toe_args_t *args = run->args;
  toe_error_t error = {""};
  int exit_code = 0;
  toe_result_t result = toe_settings_load(args, &run->config, &exit_code, &error);
  if (result != TOE_OK) return refuse(run, exit_code, toe_error_or(&error, result));
  exit_code = prepare_gates(run);
  if (exit_code == 0) exit_code = prepare_faults(run);
  if (exit_code == 0) exit_code = check_output(run, "--report", args->report_path);
  if (exit_code == 0) exit_code = check_output(run, "--objects", args->objects_path);
  if (exit_code == 0) exit_code = check_output(run, "--junit", args->junit_path);
  if (exit_code == 0) exit_code = check_output(run, "--wave", args->wave_path);
  if (exit_code == 0) exit_code = check_wave(run, args->wave_path);
  if (exit_code != 0) return exit_code;
  if (args->streams_path != NULL && toe_streams_begin(args->streams_path, &error) != TOE_OK)
    return refuse(run, 2, error.text);
  toe_host_options_t host;
  toe_config_host(run->config, &host);
  result = prepare_checkers(run, &host);
  if (result == TOE_OK && !make_reproduce(run)) result = TOE_E_MEMORY;
  if (result != TOE_OK) return refuse(run, 4, toe_result_text(result));
  return prepare_report(run);
}
