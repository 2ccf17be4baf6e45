/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_settings.h - the configuration that a command line asks for.
 */
#ifndef TOE_SETTINGS_H_
#define TOE_SETTINGS_H_

#include "sim/cli/toe_args.h"
#include "sim/config/toe_config.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Defaults, then --profile, then --config, then each --set.  config_out owned by the caller.
 * exit_out  the program's exit code on failure: 2 wrong usage, 3 a bad file, 4 no memory */
TOE_MUST_USE toe_result_t toe_settings_load(const toe_args_t *args, toe_config_t **config_out, int *exit_out,
                                            toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_SETTINGS_H_ */
