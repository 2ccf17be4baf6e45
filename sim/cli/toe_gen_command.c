/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_gen_command.h"

#include <inttypes.h>
#include <stdio.h>

#include "sim/cli/toe_commands.h"
#include "sim/cli/toe_message.h"
#include "sim/gen/toe_gen.h"

static toe_result_t read_options(const toe_args_t *args, toe_gen_options_t *options_out, toe_error_t *error_out) {
  toe_result_t result = toe_gen_options_init(args->files[0], args->seed, options_out, error_out);
  for (uint32_t i = 0; i < args->gen_count && result == TOE_OK; ++i) {
    result = toe_gen_options_set(options_out, args->gen_names[i], args->gen_values[i], error_out);
  }
  return result == TOE_OK ? toe_gen_options_check(options_out, error_out) : result;
}

static int wrong_usage(toe_result_t result, const toe_error_t *error) {
  toe_say("%s", toe_error_or(error, result));
  fputs("Try 'toesim help gen'.\n", stderr);
  return 2;
}

int toe_gen_command(const toe_args_t *args) {
  toe_gen_options_t options;
  toe_gen_summary_t summary;
  toe_error_t error = {""};
  toe_result_t result = read_options(args, &options, &error);
  if (result != TOE_OK) return wrong_usage(result, &error);
  if (!toe_is_trace_name(args->output_path)) return 2;
  result = toe_gen_run(&options, args->output_path, &summary, &error);
  if (result == TOE_E_RANGE) return wrong_usage(result, &error);
  if (result != TOE_OK) {
    toe_say("%s", toe_error_or(&error, result));
    return toe_exit_of_input(result);
  }
  printf("kind          %s, seed %" PRIu64 "\n", toe_gen_kind_text(options.kind), options.seed);
  printf("connections   %" PRIu64 ", %" PRIu64 " with buffered data, %" PRIu32 " live at once\n", summary.connections,
         summary.buffered, summary.most_live);
  printf("requests      %" PRIu64 " initiate, %" PRIu64 " terminate\n", summary.initiates, summary.terminates);
  printf("time          %" PRIu64 " ns\n", summary.last_ns);
  return toe_flush_results();
}
