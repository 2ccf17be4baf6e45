/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_trees.c - rounds of large requests, all in flight at once, terminated in between.
 *
 * All stand at time 0: the host gives them to the driver as fast as it may.  The terminates of a round wait until its
 * requests are completed, since they name what these offload; so no more than a round is in flight.
 */
#include <stdlib.h>

#include "sim/gen/toe_gen_kinds.h"

static toe_result_t write_round(toe_gen_write_t *write, toe_gen_item_t *items, uint64_t first, uint32_t count,
                                toe_error_t *error_out) {
  const uint32_t batch = write->options->batch;
  toe_result_t result = TOE_OK;
  for (uint32_t i = 0; i < count; ++i)
    items[i] = (toe_gen_item_t){first + i, i, toe_gen_path(write->options, first + i)};
  for (uint32_t i = 0; i < count && result == TOE_OK; i += batch)
    result = toe_gen_initiate(write, 0, items + i, count - i < batch ? count - i : batch, error_out);
  if (count > write->summary->most_live) write->summary->most_live = count;
  for (uint32_t i = 0; i < count && result == TOE_OK; i += batch)
    result = toe_gen_terminate(write, 0, items + i, count - i < batch ? count - i : batch, error_out);
  return result;
}

toe_result_t toe_gen_trees(toe_gen_write_t *write, toe_error_t *error_out) {
  const toe_gen_options_t *options = write->options;
  const uint64_t round = (uint64_t)options->batch * options->in_flight;
  const uint64_t most = round < options->connections ? round : options->connections;
  toe_gen_item_t *items = calloc((size_t)most, sizeof *items);
  if (items == NULL) return TOE_E_MEMORY;
  toe_result_t result = TOE_OK;
  for (uint64_t first = 0; first < options->connections && result == TOE_OK; first += most) {
    const uint64_t left = options->connections - first;
    result = write_round(write, items, first, (uint32_t)(left < most ? left : most), error_out);
  }
  free(items);
  return result == TOE_OK ? toe_gen_clear(write, 0, error_out) : result;
}
