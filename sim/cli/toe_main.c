/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_main.c - the program: parse the command line, do the command.
 *
 * This main takes the place of the one in libsystemc; the kernel is entered by toe_simulation_run only.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli/toe_args.h"
#include "sim/cli/toe_commands.h"
#include "sim/cli/toe_gen_command.h"
#include "sim/cli/toe_help.h"
#include "sim/cli/toe_interrupt.h"
#include "sim/cli/toe_message.h"
#include "sim/cli/toe_outputs.h"
#include "sim/cli/toe_run.h"
#include "sim/cli/toe_test_command.h"
#include "sim/cli/toe_why_command.h"
#include "sim/report/toe_junit.h"
#include "sim/trace/toe_aside.h"

/* A JUnit file was asked for, but not rightly enough to run anything. */
static void write_usage_junit(const toe_args_t *args, const char *text) {
  toe_junit_t *junit = NULL;
  toe_error_t error = {""};
  if (args->junit_path == NULL || !toe_outputs_junit_is_free(args)) return;
  if (toe_junit_new(&junit, &error) != TOE_OK) return;
  toe_junit_suite(junit, "toesim");
  toe_junit_case(junit, "run", "usage", TOE_CASE_ERROR, text, NULL);
  if (toe_junit_write(junit, args->junit_path, &error) != TOE_OK) toe_say("%s", error.text);
  toe_junit_free(junit);
}

static int refuse(const toe_args_t *args, toe_result_t result, const toe_error_t *error) {
  toe_say("%s", toe_error_or(error, result));
  write_usage_junit(args, toe_error_or(error, result));
  if (result == TOE_E_MEMORY) return 4;
  if (result == TOE_E_UNSUPPORTED) return 3;
  if (args->has_command && args->command != TOE_COMMAND_HELP) {
    fprintf(stderr, "Try 'toesim help %s'.\n", toe_command_text(args->command));
  } else {
    fputs("Try 'toesim help'.\n", stderr);
  }
  return 2;
}

static int help(const toe_args_t *args) {
  if (args->command == TOE_COMMAND_HELP && args->file_count == 1) {
    toe_help_write_command(toe_command_find(args->files[0]), stdout);
  } else {
    toe_help_write_command(args->command, stdout);
  }
  if (fflush(stdout) == 0 && !ferror(stdout)) return 0;
  toe_say("the help could not be written to stdout");
  return 4;
}

/* A standard file that is closed stays one that cannot be written, or is empty; or else the next file opened would take
 * its number, and be written what is meant for stdout.  false: no file could be put there. */
static bool hold_standard_files(void) {
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; ++file) {
    if (fcntl(file, F_GETFD) != -1) continue;
    if (open("/dev/null", O_RDONLY) != file) return false; /* the lowest number that is free */
  }
  return true;
}

static void listen_to_signals(const toe_args_t *args) {
  char *part = NULL;
  toe_interrupt_ignore_pipe();
  switch (args->command) {
    case TOE_COMMAND_RUN:
    case TOE_COMMAND_TEST:
    case TOE_COMMAND_WHY:
      toe_interrupt_install();
      break;
    case TOE_COMMAND_IMPORT:
    case TOE_COMMAND_PACK:
    case TOE_COMMAND_UNPACK:
    case TOE_COMMAND_GEN:
      if (args->output_path != NULL && strcmp(args->output_path, "-") != 0)
        part = toe_aside_part_name(args->output_path);
      toe_interrupt_install_removing(part);
      free(part);
      break;
    default:
      break;
  }
}

static int dispatch(const toe_args_t *args) {
  if (args->has_help) return help(args);
  switch (args->command) {
    case TOE_COMMAND_RUN:
      return toe_run(args, args->files[0], stdout);
    case TOE_COMMAND_TEST:
      return toe_test_command(args);
    case TOE_COMMAND_IMPORT:
      return toe_import_command(args);
    case TOE_COMMAND_PACK:
      return toe_pack_command(args);
    case TOE_COMMAND_UNPACK:
      return toe_unpack_command(args);
    case TOE_COMMAND_INFO:
      return toe_info_command(args);
    case TOE_COMMAND_GEN:
      return toe_gen_command(args);
    case TOE_COMMAND_CONFIG:
      return toe_config_command(args);
    case TOE_COMMAND_WHY:
      return toe_why_command(args);
    case TOE_COMMAND_VERSION:
      return toe_version_command();
    default:
      return help(args);
  }
}

int main(int argc, char **argv) {
  toe_args_t args;
  toe_error_t error = {""};
  if (!hold_standard_files()) return 4;
  toe_result_t result = toe_args_parse(argc, argv, &args, &error);
  if (result == TOE_OK && !args.has_help) result = toe_outputs_check(&args, &error);
  int exit_code = 0;
  if (result != TOE_OK) {
    exit_code = refuse(&args, result, &error);
  } else {
    listen_to_signals(&args);
    exit_code = dispatch(&args);
  }
  toe_args_free(&args);
  return exit_code;
}
