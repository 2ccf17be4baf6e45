/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_hold.h - initiates that arrive although the target has paused [R155].
 *
 * From a PAUSE or UPLOAD_ALL on until RESUME they are kept here.  RESUME lets them go on, in order; UPLOAD_ALL fails
 * those that wait, and whatever still arrives before RESUME: queued for ever they would hang the host.
 *
 * Private to the driver.
 */
#ifndef TOE_HOLD_H_
#define TOE_HOLD_H_

#include "sim/miniport/toe_request_list.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All zero: nothing is held. */
typedef struct toe_hold {
  bool is_paused;    /* PAUSE or UPLOAD_ALL was told, and no RESUME since */
  bool is_uploading; /* the same of UPLOAD_ALL alone */
  toe_request_list_t held;
} toe_hold_t;

/* Take an initiate that has just arrived.
 * true: it is held, or failed and pushed to failed_out.  false: it may go on to the device */
bool toe_hold_take(const toe_os_t *os, toe_hold_t *hold, toe_request_t *request, toe_request_list_t *failed_out);

/* The device has told `event` (toe_event).
 * failed_out    takes those that UPLOAD_ALL fails: every status is written
 * go_on_out     takes those that RESUME lets go on */
void toe_hold_event(const toe_os_t *os, toe_hold_t *hold, uint8_t event, toe_request_list_t *failed_out,
                    toe_request_list_t *go_on_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_HOLD_H_ */
