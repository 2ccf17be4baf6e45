/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_upload.h - whether the host follows a request of the target to take a connection back [R72, R150].
 */
#ifndef TOE_UPLOAD_H_
#define TOE_UPLOAD_H_

#include "sim/host/toe_host_options.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether the target has stopped serving a connection that it asks for with this TCP_UPLOAD_REASON, so that the host
 * must take it back (R150; docs/trace-format.md names them).  A number that is no reason is not mandatory. */
bool toe_upload_is_mandatory(uint32_t reason);

/* Whether the host follows under that option.  A number that is no reason is never followed. */
bool toe_upload_is_followed(toe_host_upload_t upload, uint32_t reason);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_UPLOAD_H_ */
