/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_complete.c - see toe_host_internal.h: what the driver's calls up change.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_plan.h"

void toe_host_check_kept(toe_host_t *host, const toe_tree_t *kept) {
  if (kept->memory != NULL && !toe_tree_is_untouched(kept)) {
    toe_host_broken(host, "R86", "a tree was written to after its completion");
  }
}

/* The one that has been there longest goes. */
void toe_host_keep_tree(toe_host_t *host, toe_tree_t *tree) {
  toe_tree_t *place = &host->kept[host->kept_at];
  host->kept_at = (host->kept_at + 1) % TOE_HOST_KEPT_TREES;
  toe_host_check_kept(host, place);
  toe_tree_free(&host->os, place);
  toe_tree_poison(tree);
  *place = *tree;
  memset(tree, 0, sizeof *tree);
}

/* A new object went in: bind its handle, link it to what it depends on [R66]. */
static void enter_offloaded(toe_host_t *host, const toe_job_t *job, uint32_t index, uint32_t parent_index) {
  const toe_tree_node_t *node = &job->tree.nodes[index];
  toe_object_t *object = node->object, *parent = NULL;
  object->is_offloaded = true;
  ++host->offloaded[object->layer];
  toe_result_t begun = object->layer == TOE_LAYER_TCP ? toe_host_receive_begin(object) : TOE_OK;
  if (begun == TOE_OK && object->layer == TOE_LAYER_TCP) begun = toe_host_wire_begin(host, object);
  if (begun != TOE_OK && host->failure == TOE_OK) {
    host->failure = TOE_E_MEMORY;
    toe_error_set(&host->failure_text, "%s: %s", job->op->place, toe_result_text(TOE_E_MEMORY));
  }
  toe_result_t result = toe_objects_bind(host->objects, object);
  if (result != TOE_OK) {
    char text[200];
    snprintf(text, sizeof text, "%s: handle 0x%llX %s", object->name,
             (unsigned long long)toe_ndis_cell_get(object->cell),
             result == TOE_E_ARG ? "is another object's already" : "is none of its layer");
    toe_host_broken(host, "R94", text);
  }
  if (parent_index != TOE_OP_NO_BLOCK) {
    const toe_tree_node_t *above = &job->tree.nodes[parent_index];
    const toe_op_block_t *block = &job->op->blocks[parent_index];
    if (above->kind == TOE_KIND_NEW) parent = above->object;
    if (above->kind == TOE_KIND_LINKER) {
      parent = block->has_handle ? toe_objects_of_handle(host->objects, block->handle) : above->object;
    }
  }
  if (parent != NULL) {
    toe_object_attach(object, parent);
  } else if (object->layer != TOE_LAYER_NEIGHBOR) {
    char text[200];
    snprintf(text, sizeof text, "%s: offloaded without an object to depend on", object->name);
    toe_host_broken(host, "R99", text);
  }
}

/* Take over the statuses of a completed tree; true: some new object was denied. */
static bool take_statuses(toe_host_t *host, toe_job_t *job, const uint32_t *parents) {
  bool has_denied = false;
  for (uint32_t i = 0; i < job->tree.count; ++i) {
    const toe_tree_node_t *node = &job->tree.nodes[i];
    uint32_t status = toe_tree_status(&job->tree, i);
    job->objects[i].status = status;
    job->objects[i].handle = node->cell == NULL ? 0 : (uint32_t)toe_ndis_cell_get(node->cell);
    if (node->linked != NULL) --node->linked->links;
    if (node->kind != TOE_KIND_NEW) continue;
    node->object->is_in_transit = false;
    if (toe_tree_is_in(status)) {
      enter_offloaded(host, job, i, parents[i]);
    } else {
      toe_ndis_cell_set(node->object->cell, 0); /* whatever a target left there */
      has_denied = true;
    }
  }
  return has_denied;
}

/* Cut the operation down to what was denied, and keep it for another try. */
static bool retry(toe_host_t *host, toe_job_t *job, const uint32_t *parents) {
  bool *is_kept = calloc(job->op->block_count, sizeof *is_kept);
  if (is_kept == NULL) return false;
  for (uint32_t i = 0; i < job->tree.count; ++i) {
    is_kept[i] = job->tree.nodes[i].kind == TOE_KIND_NEW && !toe_tree_is_in(job->objects[i].status);
  }
  toe_plan_cut(job->op, parents, is_kept); /* which adds what they depend on */
  toe_mention_cut(host->objects, &job->mention, is_kept);
  free(is_kept);
  free(job->objects);
  job->objects = NULL;
  --job->retries;
  job->is_retry = true;
  job->goes_alone = false;
  job->op->is_late = false;
  toe_job_push(&host->again, job);
  return true;
}

void toe_host_landed(toe_host_t *host, toe_job_t *job) {
  toe_job_remove(&host->flying, job);
  if (host->alone == job) host->alone = NULL;
  if (job->origin != TOE_JOB_TRACE) --host->urgent_flying;
  if (job->is_held) --host->driver_held;
  job->is_held = false;
}

void toe_host_check_number(toe_host_t *host, const toe_job_t *job, uint32_t request_id) {
  if (job->request_id == request_id) return;
  char text[100];
  snprintf(text, sizeof text, "request %lu is completed as number %lu", (unsigned long)job->request_id,
           (unsigned long)request_id);
  toe_host_broken(host, "R86", text);
}

void toe_host_initiate_complete(void *self, void *root, const toe_miniport_completion_t *completion) {
  toe_host_t *host = self;
  toe_job_t *job = host->flying.head;
  while (job != NULL && (job->op->kind != TOE_OP_INITIATE || toe_tree_root(&job->tree) != root)) job = job->next;
  if (job == NULL) {
    toe_host_broken(host, "R86", "a completion with a root that is not in flight");
    return;
  }
  toe_host_landed(host, job);
  toe_host_check_number(host, job, completion->request_id);
  uint32_t *parents = malloc(job->op->block_count * sizeof *parents);
  if (parents == NULL) {
    toe_host_fail(host, job, TOE_E_MEMORY, &(toe_error_t){""});
    return;
  }
  toe_plan_parents(job->op, parents);
  const toe_tree_sink_t sink = {.self = host, .broken = toe_host_broken};
  toe_tree_check(&job->tree, &sink);
  bool has_denied = take_statuses(host, job, parents);
  toe_host_tell(host, job, completion->error, true);
  for (uint32_t i = 0; i < job->tree.count; ++i) {
    if (job->tree.nodes[i].kind == TOE_KIND_NEW) toe_host_forward_kept(host, job->tree.nodes[i].object);
  }
  bool is_again = has_denied && job->retries > 0 && retry(host, job, parents);
  free(parents);
  toe_tree_settle(&host->os, &job->tree);
  toe_host_keep_tree(host, &job->tree);
  if (!is_again) toe_job_free(&host->os, host->objects, job);
  toe_host_pump(host);
}

void toe_host_set_complete(void *self, uint32_t setting, uint32_t value, const toe_miniport_completion_t *completion) {
  toe_host_t *host = self;
  toe_job_t *job = host->flying.head;
  while (job != NULL && job->request_id != completion->request_id) job = job->next;
  if (job == NULL || job->op->kind != TOE_OP_SET || job->setting != setting || (uint32_t)job->value != value) {
    toe_host_broken(host, "R86", "a setting was completed that is not in flight");
    return;
  }
  toe_host_landed(host, job);
  if (setting == TOE_SETTING_INTERFACE_MAC && completion->error == TOE_ERROR_NONE) {
    for (int i = 0; i < 6; ++i) host->device_mac[i] = (uint8_t)(job->value >> (8 * i));
  }
  toe_host_tell(host, job, completion->error, true);
  toe_job_free(&host->os, host->objects, job);
  toe_host_pump(host);
}

/* One buffer that was completed: the oldest that is left, with a Status that a send can have. */
static bool settle_send(toe_object_t *object, const toe_nbl_t *nbl) {
  if (nbl != &object->sends[object->sends_settled]) return false;
  ++object->sends_settled;
  return nbl->status == TOE_STATUS_SUCCESS || nbl->status == TOE_NDIS_STATUS_REQUEST_ABORTED ||
         nbl->status == TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS;
}

void toe_host_send_complete(void *self, uint32_t handle, toe_nbl_t *chain) {
  toe_host_t *host = self;
  ++host->send_completions;
  toe_object_t *object = toe_objects_of_handle(host->objects, handle);
  const uint32_t count = object == NULL || object->sends == NULL ? 0 : object->state.outstanding_count;
  bool is_right = chain != NULL;
  while (is_right && chain != NULL) {
    is_right = count != 0 && object->sends_settled < count && settle_send(object, chain);
    if (is_right) chain = chain->next;
  }
  if (is_right) return;
  char text[120];
  snprintf(text, sizeof text, "a send was completed that no offloaded connection has: handle 0x%lX",
           (unsigned long)handle);
  toe_host_broken(host, "R3", text);
}
