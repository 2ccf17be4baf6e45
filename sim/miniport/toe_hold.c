/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_hold.c - see toe_hold.h.
 */
#include "sim/miniport/toe_hold.h"

bool toe_hold_take(const toe_os_t *os, toe_hold_t *hold, toe_request_t *request, toe_request_list_t *failed_out) {
  if (!hold->is_paused) return false;
  if (hold->is_uploading) {
    toe_request_fail(os, request->root);
    toe_request_list_push(failed_out, request);
  } else {
    toe_request_list_push(&hold->held, request);
  }
  return true;
}

void toe_hold_event(const toe_os_t *os, toe_hold_t *hold, uint8_t event, toe_request_list_t *failed_out,
                    toe_request_list_t *go_on_out) {
  if (event == TOE_EVENT_PAUSE) hold->is_paused = true;
  if (event == TOE_EVENT_UPLOAD_ALL) {
    hold->is_paused = hold->is_uploading = true;
    for (toe_request_t *request; (request = toe_request_list_pop(&hold->held)) != NULL;) {
      toe_request_fail(os, request->root);
      toe_request_list_push(failed_out, request);
    }
  }
  if (event == TOE_EVENT_RESUME) {
    hold->is_paused = hold->is_uploading = false;
    for (toe_request_t *request; (request = toe_request_list_pop(&hold->held)) != NULL;) {
      toe_request_list_push(go_on_out, request);
    }
  }
}
