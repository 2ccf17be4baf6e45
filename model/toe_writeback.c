/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_writeback.h"

#include <assert.h>

/* Results as they are found. */
typedef struct output {
  toe_writeback_result_t *results;
  uint32_t count;
} output_t;

/* Results flags of an object, whatever became of its dependents. */
static uint8_t flags_of(const toe_writeback_item_t *item) {
  if (!item->is_attempted) return 0;
  if (item->is_terminate) {
    bool is_freed =
        item->kind == TOE_KIND_LINKER && (item->cause == TOE_CAUSE_OK || item->cause == TOE_CAUSE_CONTEXT_ECC);
    return (uint8_t)(TOE_RESULT_ATTEMPTED | (is_freed ? TOE_RESULT_FREED : 0));
  }
  bool is_offloaded = item->kind == TOE_KIND_NEW && item->cause == TOE_CAUSE_OK;
  return (uint8_t)(TOE_RESULT_ATTEMPTED | (is_offloaded ? TOE_RESULT_OFFLOADED : 0));
}

static void put(toe_writeback_t *writeback, output_t *output, const toe_writeback_item_t *item, uint32_t status) {
  assert(output->count < TOE_WRITEBACK_RESULTS);
  uint8_t flags = flags_of(item);
  output->results[output->count++] = (toe_writeback_result_t){.status = status,
                                                              .handle = item->handle,
                                                              .index = item->index,
                                                              .flags = flags,
                                                              .commit = item->commit,
                                                              .decided_cycle = item->decided_cycle};
  if ((flags & TOE_RESULT_ATTEMPTED) != 0) ++writeback->summary.attempted;
  if ((flags & (TOE_RESULT_OFFLOADED | TOE_RESULT_FREED)) != 0) ++writeback->summary.offloaded;
}

/* Status of an object, its dependents known [R19, R22, R90, R92]. */
static uint32_t status_of(const toe_writeback_item_t *item, bool has_ok, bool has_fail) {
  if (item->kind == TOE_KIND_PLACEHOLDER) return TOE_STATUS_SUCCESS;
  if (item->cause != TOE_CAUSE_OK) return toe_status_of_cause(item->cause);
  if (!has_fail) return TOE_STATUS_SUCCESS;
  if (item->kind == TOE_KIND_LINKER && !has_ok) return TOE_STATUS_FAILURE;
  return TOE_STATUS_PARTIAL;
}

/* Tell an open object what became of an immediate dependent. */
static void tell(toe_writeback_open_t *open, uint32_t status) {
  if (!open->is_open) return;
  if (status == TOE_STATUS_SUCCESS || status == TOE_STATUS_PARTIAL) {
    open->has_ok = true;
  } else {
    open->has_fail = true;
  }
}

static void close_path(toe_writeback_t *writeback, output_t *output) {
  toe_writeback_open_t *path = &writeback->path;
  if (!path->is_open) return;
  uint32_t status = status_of(&path->item, path->has_ok, path->has_fail);
  put(writeback, output, &path->item, status);
  path->is_open = false;
  tell(&writeback->neighbor, status);
}

static void close_neighbor(toe_writeback_t *writeback, output_t *output) {
  toe_writeback_open_t *neighbor = &writeback->neighbor;
  if (!neighbor->is_open) return;
  put(writeback, output, &neighbor->item, status_of(&neighbor->item, neighbor->has_ok, neighbor->has_fail));
  neighbor->is_open = false;
}

static void take_object(toe_writeback_t *writeback, output_t *output, const toe_writeback_item_t *item) {
  if (item->is_detached) {
    writeback->path.has_fail = true; /* without effect where none is open */
    writeback->neighbor.has_fail = true;
    put(writeback, output, item, TOE_STATUS_FAILURE);
    return;
  }
  if (item->is_terminate) {
    put(writeback, output, item, status_of(item, false, false));
    return;
  }
  if (item->layer <= TOE_LAYER_PATH) close_path(writeback, output);
  if (item->layer == TOE_LAYER_NEIGHBOR) close_neighbor(writeback, output);
  if (item->layer == TOE_LAYER_TCP) {
    uint32_t status = status_of(item, false, false);
    put(writeback, output, item, status);
    tell(&writeback->path, status);
  } else {
    toe_writeback_open_t *open = item->layer == TOE_LAYER_PATH ? &writeback->path : &writeback->neighbor;
    *open = (toe_writeback_open_t){.is_open = true, .item = *item};
  }
}

uint32_t toe_writeback_take(toe_writeback_t *writeback, const toe_writeback_item_t *item,
                            toe_writeback_result_t results_out[TOE_WRITEBACK_RESULTS],
                            toe_writeback_summary_t *summary_out) {
  output_t output = {.results = results_out};
  if (item->error != TOE_ERROR_NONE && writeback->summary.error == TOE_ERROR_NONE) {
    writeback->summary.error = item->error;
    writeback->summary.error_index = item->is_object ? item->index : 0;
  }
  if (item->is_object) take_object(writeback, &output, item);
  if (item->is_last) {
    close_path(writeback, &output);
    close_neighbor(writeback, &output);
    writeback->summary.commit = item->commit;
    *summary_out = writeback->summary;
    writeback->summary = (toe_writeback_summary_t){0};
  }
  return output.count;
}
