/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/gen/toe_gen.h"

#include "sim/gen/toe_gen_kinds.h"

toe_result_t toe_gen_run(const toe_gen_options_t *options, const char *to, toe_gen_summary_t *summary_out,
                         toe_error_t *error_out) {
  *summary_out = (toe_gen_summary_t){0};
  toe_gen_write_t write;
  toe_result_t result = toe_gen_write_open(&write, options, to, summary_out, error_out);
  if (result == TOE_OK) {
    result = options->kind == TOE_GEN_KIND_TREES ? toe_gen_trees(&write, error_out) : toe_gen_steady(&write, error_out);
  }
  return toe_gen_write_close(&write, result, error_out);
}
