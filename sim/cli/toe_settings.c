/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_settings.h"

#include "sim/cli/toe_message.h"

/* What kind of failure: a file's content is bad input, unless it sets what is fixed when the RTL is built. */
static int exit_code(toe_result_t result, bool is_file) {
  if (result == TOE_E_MEMORY) return 4;
  return is_file && result != TOE_E_ARG ? 3 : 2;
}

static toe_result_t lay_over(const toe_args_t *args, toe_config_t *config, bool *is_file_out, toe_error_t *error_out) {
  toe_result_t result = TOE_OK;
  if (args->profile != NULL) result = toe_config_profile(config, args->profile, error_out);
  if (result != TOE_OK) return result;
  if (args->config_path != NULL) {
    *is_file_out = true;
    result = toe_config_load(config, args->config_path, error_out);
    if (result != TOE_OK) return result;
    *is_file_out = false;
  }
  for (uint32_t i = 0; i < args->set_count; ++i) {
    result = toe_config_set(config, args->sets[i], error_out);
    if (result != TOE_OK) return result;
  }
  /* A contradiction is the file's fault when nothing was said on the command line. */
  *is_file_out = args->config_path != NULL && args->set_count == 0;
  return toe_config_check(config, error_out);
}

toe_result_t toe_settings_load(const toe_args_t *args, toe_config_t **config_out, int *exit_out,
                               toe_error_t *error_out) {
  toe_config_t *config = NULL;
  bool is_file = false;
  toe_result_t result = toe_config_new(&config);
  if (result == TOE_OK) result = lay_over(args, config, &is_file, error_out);
  if (result != TOE_OK) {
    *exit_out = exit_code(result, is_file);
    toe_config_free(config);
    return result;
  }
  *config_out = config;
  return TOE_OK;
}
