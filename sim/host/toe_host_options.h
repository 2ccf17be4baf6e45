/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_options.h - what the host stack and its driver are configured with.
 */
#ifndef TOE_HOST_OPTIONS_H_
#define TOE_HOST_OPTIONS_H_

#include "sim/miniport/toe_miniport_options.h"

/* Which upload requests of the target the host follows [R72, R150]. */
typedef enum toe_host_upload {
  TOE_HOST_UPLOAD_MANDATORY,
  TOE_HOST_UPLOAD_ALWAYS,
  TOE_HOST_UPLOAD_NEVER
} toe_host_upload_t;

typedef struct toe_host_options {
  toe_miniport_options_t driver;
  uint32_t retry;                /* how often a denied object is tried again by itself */
  toe_host_upload_t upload;      /* host.upload */
  bool terminates_on_disconnect; /* host.disconnect */
  bool terminates_on_link_down;  /* host.link_down [R65] */
  bool is_forwarding;            /* host.forward [R147] */
  bool has_read_faults;          /* reads of the device are to go wrong: it may fail to get what the driver laid out */
} toe_host_options_t;

#endif /* TOE_HOST_OPTIONS_H_ */
