/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conserve_limits.c - the limits in force, and what they say to who takes and who is denied.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_conserve_internal.h"
#include "sim/check/toe_pool_record.h"

#define ASKS 64 /* doubled when full */

void toe_conserve_limits_new(toe_conserve_limits_t *limits, const toe_host_options_t *options) {
  *limits = (toe_conserve_limits_t){.page_log2 = options->driver.rcv_page_log2};
  for (uint32_t setting = 1; setting < TOE_CONSERVE_SETTINGS; ++setting) {
    toe_pool_t pool = toe_pool_of_setting(setting);
    if (pool != TOE_POOL_NONE) limits->value[setting] = options->driver.limit[pool];
    limits->is_known[setting] = true;
  }
  limits->host_buffers = options->driver.limit[TOE_POOL_HOST_BUFFER];
  limits->value[TOE_SETTING_MTU_MAX] = options->driver.mtu_max_bytes;
  limits->value[TOE_SETTING_RCV_WINDOW_MAX] = options->driver.rcv_window_max_bytes;
  limits->value[TOE_SETTING_ADMIT_MIN_WINDOW] = options->driver.admit_min_window_bytes;
}

toe_result_t toe_conserve_submitted(toe_conserve_t *conserve, const toe_host_request_t *request) {
  toe_conserve_limits_t *limits = &conserve->limits;
  if (conserve->failure != TOE_OK) return conserve->failure;
  bool has_marker = request->kind != TOE_OP_INITIATE && request->kind != TOE_OP_RESET;
  if (!has_marker || conserve->violation[0] != '\0') return TOE_OK;
  if (request->kind == TOE_OP_TERMINATE) return toe_conserve_name(conserve, request);
  if (limits->ask_count == limits->ask_capacity) {
    size_t capacity = limits->ask_capacity ? limits->ask_capacity * 2 : ASKS;
    toe_conserve_ask_t *asks = realloc(limits->asks, capacity * sizeof *asks);
    if (asks == NULL) return TOE_E_MEMORY;
    limits->asks = asks;
    limits->ask_capacity = capacity;
  }
  limits->asks[limits->ask_count++] =
      (toe_conserve_ask_t){request->request_id, request->value, request->kind, request->setting};
  return TOE_OK;
}

bool toe_conserve_take_ask(toe_conserve_t *conserve, const toe_retire_t *retire, toe_conserve_ask_t *ask_out) {
  toe_conserve_limits_t *limits = &conserve->limits;
  size_t at = 0;
  while (at < limits->ask_count && limits->asks[at].request_id != retire->u.decided.request_id) ++at;
  if (at == limits->ask_count) return false; /* a command in error, or not of this host */
  *ask_out = limits->asks[at];
  memmove(&limits->asks[at], &limits->asks[at + 1], (limits->ask_count - at - 1) * sizeof *ask_out);
  --limits->ask_count;
  return true;
}

void toe_conserve_apply_set(toe_conserve_t *conserve, const toe_retire_t *retire, const toe_conserve_ask_t *set) {
  toe_conserve_limits_t *limits = &conserve->limits;
  if (retire->u.decided.handle != 0) {
    toe_conserve_violate(conserve, retire, retire->cycle, "a handle for what asks for no connection");
  }
  if (retire->u.decided.error != 0) return;
  if (set->setting == 0 || set->setting >= TOE_CONSERVE_SETTINGS) {
    /* the host did not say which: nothing is known any more */
    memset(limits->is_known, 0, sizeof limits->is_known);
    return;
  }
  if (retire->u.decided.limit != set->value) {
    toe_conserve_violate(conserve, retire, retire->cycle, "a SET of %u says %llu", set->value,
                         (unsigned long long)retire->u.decided.limit);
  }
  limits->value[set->setting] = set->value;
  limits->is_known[set->setting] = true;
}

bool toe_conserve_limit(const toe_conserve_t *conserve, toe_pool_t pool, uint64_t *limit_out) {
  uint32_t setting = toe_setting_of_pool(pool);
  *limit_out = setting != 0 ? conserve->limits.value[setting] : toe_pool_built(pool);
  if (pool == TOE_POOL_HOST_MEMORY && *limit_out == UINT32_MAX) *limit_out = UINT64_MAX;
  return setting == 0 || conserve->limits.is_known[setting];
}

void toe_conserve_need(toe_conserve_t *conserve, const toe_retire_t *decided, toe_pool_t pool, uint64_t amount) {
  uint64_t limit, held = conserve->held[pool];
  if (amount == 0 || !toe_conserve_limit(conserve, pool, &limit)) return;
  if (held <= limit && amount <= limit - held) return;
  toe_conserve_violate(conserve, decided, decided->cycle, "takes %llu of pool %s, but %llu of %llu are in use",
                       (unsigned long long)amount, toe_pool_text(pool), (unsigned long long)held,
                       (unsigned long long)limit);
}

/* The setting a cause compares with; 0: none. */
static uint32_t setting_of_cause(uint32_t cause) {
  switch (cause) {
    case TOE_CAUSE_PATH_MTU:
      return TOE_SETTING_MTU_MAX;
    case TOE_CAUSE_RCV_WINDOW:
      return TOE_SETTING_RCV_WINDOW_MAX;
    case TOE_CAUSE_REJECT_WINDOW:
      return TOE_SETTING_ADMIT_MIN_WINDOW;
    default:
      return toe_setting_of_pool(toe_pool_of_cause(cause));
  }
}

/* The most that an object denied by this pool can have asked for; 0: not known. */
static uint64_t most_of(const toe_conserve_t *conserve, toe_pool_t pool) {
  const toe_conserve_limits_t *limits = &conserve->limits;
  if (pool == TOE_POOL_LOOKUP) return 0;        /* full rows and CAM deny before all slots are in use */
  if (pool == TOE_POOL_BUFFERED_COPY) return 0; /* up to 4 GiB, more than was built */
  if (pool != TOE_POOL_RCV_BUFFER) return 1;
  if (!limits->is_known[TOE_SETTING_RCV_WINDOW_MAX]) return 0;
  uint64_t page = (uint64_t)1 << limits->page_log2;
  uint64_t pages = (limits->value[TOE_SETTING_RCV_WINDOW_MAX] + page - 1) / page;
  return pages == 0 ? 1 : pages;
}

void toe_conserve_check_denied(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint32_t cause = (uint32_t)retire->u.decided.cause, setting = setting_of_cause(cause);
  toe_pool_t pool = toe_pool_of_cause(cause);
  uint64_t said = retire->u.decided.limit, held, limit;
  if (pool == TOE_POOL_NONE) {
    limit = setting != 0 ? conserve->limits.value[setting] : 0;
    if (said != limit && (setting == 0 || conserve->limits.is_known[setting])) {
      toe_conserve_violate(conserve, retire, retire->cycle, "says a limit of %llu, but that is %llu",
                           (unsigned long long)said, (unsigned long long)limit);
    }
    return;
  }
  held = conserve->held[pool];
  if (toe_conserve_limit(conserve, pool, &limit) && said != (limit == UINT64_MAX ? UINT32_MAX : limit)) {
    toe_conserve_violate(conserve, retire, retire->cycle, "denied at a limit of %llu, but pool %s has %llu",
                         (unsigned long long)said, toe_pool_text(pool), (unsigned long long)limit);
  }
  uint64_t most = most_of(conserve, pool);
  if (most != 0 && held < said && said - held >= most) {
    toe_conserve_violate(conserve, retire, retire->cycle, "denied by pool %s, but only %llu of %llu are in use",
                         toe_pool_text(pool), (unsigned long long)held, (unsigned long long)said);
  }
}
