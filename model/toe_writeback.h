/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_writeback.h - from causes to statuses, bottom-up, one layer at a time (docs/microarchitecture.md 8).
 *
 * Items come in the order of the walk.  A neighbor or path stays open until it is known what became of its immediate
 * dependents; so an item may give up to TOE_WRITEBACK_RESULTS results, in the order in which they are to be written.
 * Objects of a TERMINATE stand for themselves: each gives its own result at once.
 */
#ifndef TOE_WRITEBACK_H_
#define TOE_WRITEBACK_H_

#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_WRITEBACK_RESULTS 3 /* most results of one item */

/* What COMMIT has decided. */
typedef struct toe_writeback_item {
  bool is_object;    /* false: a marker (a SET, a RAISE, a command in error)   */
  bool is_last;      /* the request's last item; always true for a marker      */
  bool is_terminate; /* an object of a TERMINATE                               */
  bool is_attempted, is_detached;
  uint8_t layer, kind; /* as fetched; looked at only if not detached             */
  uint8_t cause, error;
  uint8_t slot; /* of its command; carried, not looked at                 */
  uint32_t index;
  uint32_t handle; /* new or linker with cause OK; else 0                    */
  uint8_t event;   /* toe_event that it tells; 0: none.  Carried, not looked at: */
  uint32_t event_handle, event_info;
  uint64_t event_ndis_handle;
  uint8_t return_rows; /* handed back                                          */
  uint64_t commit;
  toe_cycle_t decided_cycle;
} toe_writeback_item_t;

/* One object's answer. */
typedef struct toe_writeback_result {
  uint32_t status, handle, index;
  uint8_t flags; /* TOE_RESULT_* */
  uint64_t commit;
  toe_cycle_t decided_cycle;
} toe_writeback_result_t;

/* What the completion entry says of a request. */
typedef struct toe_writeback_summary {
  uint8_t error;
  uint32_t error_index, attempted, offloaded; /* offloaded: of a TERMINATE freed */
  uint64_t commit;
} toe_writeback_summary_t;

/* An open neighbor or path. */
typedef struct toe_writeback_open {
  bool is_open, has_ok, has_fail; /* of its immediate dependents */
  toe_writeback_item_t item;
} toe_writeback_open_t;

/* All zero: nothing open. */
typedef struct toe_writeback {
  toe_writeback_open_t neighbor, path;
  toe_writeback_summary_t summary;
} toe_writeback_t;

/* Take the next item.  Gives the number of results (0..TOE_WRITEBACK_RESULTS).
 * After the request's last item summary_out holds its summary (else it is untouched), and nothing is open. */
uint32_t toe_writeback_take(toe_writeback_t *writeback, const toe_writeback_item_t *item,
                            toe_writeback_result_t results_out[TOE_WRITEBACK_RESULTS],
                            toe_writeback_summary_t *summary_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WRITEBACK_H_ */
