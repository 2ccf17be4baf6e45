/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_upload.c - see toe_upload.h.
 */
#include "sim/host/toe_upload.h"

bool toe_upload_is_mandatory(uint32_t reason) {
  switch (reason) {
    case TOE_UPLOAD_REASON_RECEIVED_URGENT_DATA:
    case TOE_UPLOAD_REASON_TIMEOUT_EXPIRATION:
    case TOE_UPLOAD_REASON_INVALID_STATE:
    case TOE_UPLOAD_REASON_UPLOAD_REQUESTED:
    case TOE_UPLOAD_REASON_HARDWARE_FAILURE:
      return true;
    default:
      return false;
  }
}

bool toe_upload_is_followed(toe_host_upload_t upload, uint32_t reason) {
  if (reason < TOE_UPLOAD_REASON_LOW_ACTIVITY || reason > TOE_UPLOAD_REASON_HARDWARE_FAILURE) return false;
  if (upload == TOE_HOST_UPLOAD_MANDATORY) return toe_upload_is_mandatory(reason);
  return upload == TOE_HOST_UPLOAD_ALWAYS;
}
