/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_why_command.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/cli/toe_interrupt.h"
#include "sim/cli/toe_message.h"
#include "sim/cli/toe_outputs.h"
#include "sim/cli/toe_settings.h"
#include "sim/why/toe_why_report.h"

typedef struct toe_why {
  const toe_args_t *args;
  toe_why_setup_t setup;
  toe_config_t *config;
  toe_why_child_t child;
  toe_why_found_t found;
  toe_why_change_t changes[TOE_WHY_KEYS];
  toe_why_report_t report;
} toe_why_t;

/* --- before */

/* Each run reads the trace from its beginning; what is not there is left to the first one. */
static bool can_read_again(const char *path) {
  struct stat info;
  return stat(path, &info) != 0 || S_ISREG(info.st_mode) || S_ISDIR(info.st_mode);
}

static int check_files(const toe_args_t *args) {
  toe_error_t error = {""};
  const toe_result_t result = toe_outputs_can_write("--json", args->json_path, &error);
  if (result != TOE_OK) {
    toe_say("%s", toe_error_or(&error, result));
    return result == TOE_E_MEMORY ? 4 : 2;
  }
  if (can_read_again(args->files[0])) return 0;
  toe_say("%s: no regular file; why reads the trace once for each run, so it must be one", args->files[0]);
  return 2;
}

static int prepare(toe_why_t *why) {
  const toe_args_t *args = why->args;
  toe_error_t error = {""};
  int exit_code = check_files(args);
  if (exit_code != 0) return exit_code;
  toe_result_t result = toe_settings_load(args, &why->config, &exit_code, &error);
  if (result != TOE_OK) {
    toe_say("%s", toe_error_or(&error, result));
    return exit_code;
  }
  why->setup = (toe_why_setup_t){.trace_path = args->files[0],
                                 .engine = TOE_ENGINE_MODEL,
                                 .config = why->config,
                                 .pace = args->pace,
                                 .seed = args->seed,
                                 .level_pool = TOE_POOL_NONE};
  result = toe_fault_list_new(&why->setup.faults);
  for (uint32_t i = 0; i < args->fault_count && result == TOE_OK; ++i) {
    result = toe_fault_list_add(why->setup.faults, args->faults[i], &error);
    if (result == TOE_OK) continue;
    toe_say("--fault: %s", toe_error_or(&error, result));
    return result == TOE_E_MEMORY ? 4 : 2;
  }
  if (result == TOE_OK) {
    result = toe_why_child_new(&why->setup, why->config, args->files[1], toe_interrupt_flag(), &why->child);
  }
  if (result == TOE_OK) return 0;
  toe_say("cannot begin: %s", toe_result_text(result));
  return 4;
}

/* --- the run */

static int exit_of_stop(const toe_why_found_t *found) {
  switch (found->stop) {
    case TOE_STOP_COMPLETE:
    case TOE_STOP_OBSERVER:
      return 0;
    case TOE_STOP_BAD_INPUT:
      return 3;
    case TOE_STOP_INTERRUPTED:
      return 130;
    default:
      return 4;
  }
}

static int run(toe_why_t *why) {
  const toe_why_target_t target = {.object = why->args->files[1], .request = why->args->request};
  const toe_result_t result = toe_why_run(&why->setup, &target, toe_interrupt_flag(), &why->found);
  if (result != TOE_OK) {
    toe_say("%s", why->found.text[0] != '\0' ? why->found.text : toe_result_text(result));
    return result == TOE_E_MEMORY ? 4 : 2;
  }
  return 0;
}

/* --- which decision */

static int refuse_object(const toe_why_t *why) {
  char near[512] = "";
  for (uint32_t i = 0; i < why->found.near_count; ++i) {
    const size_t length = strlen(near);
    snprintf(near + length, sizeof near - length, "%s%s", i == 0 ? "; like it: " : ", ", why->found.near[i]);
  }
  toe_say("%s: no request of this trace names an object %s%s", why->args->files[0], why->args->files[1], near);
  return 2;
}

static int refuse_request(const toe_why_t *why) {
  char list[512] = "";
  for (uint32_t i = 0; i < why->found.case_count; ++i) {
    const size_t length = strlen(list);
    snprintf(list + length, sizeof list - length, "%s%u: %s (%s)", i == 0 ? "" : ", ", (unsigned)(i + 1),
             why->found.cases[i].request, why->found.cases[i].place);
  }
  toe_say("%s: no request %s names object %s; these do: %s", why->args->files[0], why->args->request,
          why->args->files[1], list);
  return 2;
}

/* --- what would have turned it */

static void look_for_changes(toe_why_t *why) {
  toe_why_report_t *report = &why->report;
  static toe_why_key_t keys[TOE_WHY_KEYS]; /* large */
  report->no_key = toe_why_no_key(report->one->cause);
  const uint32_t count = report->no_key != NULL ? 0 : toe_why_keys(why->config, &why->found, report->one, keys);
  if (report->no_key == NULL && count == 0) {
    report->no_key = report->one->op == TOE_OP_INITIATE
                         ? "the key that denies it is at the end of its range"
                         : "what is terminated depends on what is offloaded, not on a limit";
  }
  for (uint32_t i = 0; i < count && *toe_interrupt_flag() == 0; ++i) {
    toe_why_search(&why->child, &keys[i], report->one, why->args->engine == TOE_ENGINE_RTL,
                   &why->changes[report->change_count++]);
  }
}

static void ask_rtl(toe_why_t *why) {
  const toe_why_ask_t ask = {.engine = TOE_ENGINE_RTL,
                             .number = why->report.one->number,
                             .turn = why->report.one->turn,
                             .level_pool = TOE_POOL_NONE};
  why->report.has_rtl = true;
  (void)toe_why_child_ask(&why->child, &ask, &why->report.rtl);
}

/* 4: a run that the answer needs did not happen; 1: the RTL says otherwise. */
static int exit_of_runs(const toe_why_report_t *report) {
  bool is_unknown = report->has_rtl && toe_why_is_unknown(&report->rtl), is_confirmed = true;
  for (uint32_t i = 0; i < report->change_count; ++i) {
    const toe_why_change_t *change = &report->changes[i];
    is_unknown = is_unknown || change->is_unknown || (change->has_rtl && toe_why_is_unknown(&change->rtl));
    is_confirmed = is_confirmed && (!change->has_rtl || toe_why_is_turned(&change->rtl));
  }
  if (is_unknown) {
    toe_say("a run that the answer needs did not happen, or did not come as far as the decision");
    return 4;
  }
  return is_confirmed && toe_why_is_same(report) ? 0 : 1;
}

/* --- the answer */

static void make_report(toe_why_t *why) {
  const toe_args_t *args = why->args;
  why->report = (toe_why_report_t){.trace = args->files[0],
                                   .object = args->files[1],
                                   .config = why->config,
                                   .seed = args->seed,
                                   .found = &why->found,
                                   .one = &why->found.cases[why->found.chosen],
                                   .changes = why->changes,
                                   .is_verbose = args->is_verbose};
  if (args->engine == TOE_ENGINE_RTL) ask_rtl(why);
  if (toe_why_is_denied(why->report.one)) look_for_changes(why);
}

static int give_report(const toe_why_t *why) {
  const toe_args_t *args = why->args;
  toe_error_t error = {""};
  toe_why_print(&why->report, stdout);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    toe_say("the results could not be written to stdout");
    return 4;
  }
  if (args->json_path == NULL || toe_why_write(&why->report, args->json_path, &error) == TOE_OK) return 0;
  toe_say("%s", error.text);
  return 4;
}

/* The case first, then how the run ended if it did not end well behind it: a decision stands. */
static int answer(toe_why_t *why) {
  int exit_code = exit_of_stop(&why->found);
  const bool is_interrupted = exit_code == 130, is_bad = exit_code != 0;
  if (is_interrupted || (is_bad && why->found.chosen == TOE_WHY_NONE)) {
    toe_say("%s", why->found.text);
    return exit_code;
  }
  if (why->found.case_count == 0) return refuse_object(why);
  if (why->found.chosen == TOE_WHY_NONE) return refuse_request(why);
  make_report(why);
  if (*toe_interrupt_flag() != 0) {
    toe_say("interrupted: by a signal");
    return 130;
  }
  const int given = give_report(why);
  if (is_bad) toe_say("%s", why->found.text);
  if (given != 0) return given;
  const int runs = exit_of_runs(&why->report);
  return is_bad ? exit_code : runs;
}

int toe_why_command(const toe_args_t *args) {
  toe_why_t why;
  memset(&why, 0, sizeof why);
  why.args = args;
  int exit_code = prepare(&why);
  if (exit_code == 0) exit_code = run(&why);
  if (exit_code == 0) exit_code = answer(&why);
  toe_why_child_end(&why.child);
  toe_why_found_free(&why.found);
  toe_fault_list_free(why.setup.faults);
  toe_config_free(why.config);
  return exit_code;
}
