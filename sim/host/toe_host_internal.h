/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_internal.h - the host's state, for the files that are the host: toe_host.c takes operations and gives them
 * to the driver, toe_host_complete.c takes what the driver calls up.
 *
 * Private to the host; a test may include it to play a driver that breaks a rule.
 */
#ifndef TOE_HOST_INTERNAL_H_
#define TOE_HOST_INTERNAL_H_

#include "sim/host/toe_host.h"
#include "sim/host/toe_job.h"
#include "sim/miniport/toe_miniport.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Trees kept poisoned after their completion. */
enum { TOE_HOST_KEPT_TREES = 16 };

struct toe_host {
  toe_os_t os;
  toe_host_options_t options;
  toe_host_observer_t observer;
  toe_miniport_t *miniport;
  uint64_t message_address; /* of vector 0 */
  uint32_t message_data;
  toe_objects_t *objects;
  toe_job_queue_t waiting, flying;
  uint32_t sent; /* requests given to the driver: the number of the last one */
  uint64_t skipped_terminates, skipped_objects, send_completions;
  toe_host_capability_t capability;
  uint32_t offloaded[TOE_LAYER_TCP + 1];
  toe_tree_t kept[TOE_HOST_KEPT_TREES];
  uint32_t kept_at;
  toe_result_t failure;
  toe_error_t failure_text;
};

/* Tell the observer that a rule is broken; self is the host. */
void toe_host_broken(void *self, const char *rule, const char *text);

/* Tell the observer of a request: given to the driver, or done. */
void toe_host_tell(const toe_host_t *host, const toe_job_t *job, uint8_t error, bool is_done);

/* Give to the driver what may go, in order: the first that has to wait holds up all behind it. */
void toe_host_pump(toe_host_t *host);

/* Look whether any kept tree was written to. */
void toe_host_check_kept(toe_host_t *host, const toe_tree_t *kept);

/* Calls of the driver; self is the host. */
void toe_host_initiate_complete(void *self, void *root, const toe_miniport_completion_t *completion);
void toe_host_set_complete(void *self, uint32_t setting, uint32_t value, const toe_miniport_completion_t *completion);
/* Right only for buffers that an offloaded connection, named by its handle, has taken over: any other, those of a block
 * that failed above all, is a breach of R3. */
void toe_host_send_complete(void *self, uint32_t handle, toe_nbl_t *chain);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_HOST_INTERNAL_H_ */
