/* SPDX-License-Identifier: Apache-2.0
 *
 * What both forms of the answer are made of.
 */
#include "sim/why/toe_why_report.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

uint32_t toe_why_sum(const toe_trail_segment_t *segments, uint32_t count, toe_why_sum_t *sums) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const char *text = toe_trail_summary_text(segments[i].reason);
    uint32_t k = 0;
    while (k < used && strcmp(sums[k].text, text) != 0) ++k;
    if (k == used) sums[used++] = (toe_why_sum_t){text, 0};
    sums[k].cycles += segments[i].end - segments[i].begin;
  }
  for (uint32_t i = 1; i < used; ++i) { /* the most first; of equals the first seen */
    toe_why_sum_t sum = sums[i];
    uint32_t k = i;
    for (; k > 0 && sums[k - 1].cycles < sum.cycles; --k) sums[k] = sums[k - 1];
    sums[k] = sum;
  }
  return used;
}

const toe_why_live_t *toe_why_live(const toe_why_case_t *one, uint32_t handle) {
  uint32_t low = 0, high = one->live_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (one->live[middle].handle < handle) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < one->live_count && one->live[low].handle == handle ? &one->live[low] : NULL;
}

/* A holder with what it is sorted by. */
typedef struct ranked {
  toe_cycle_t since;
  const toe_trail_holder_t *holder;
} ranked_t;

static int compare(const void *a, const void *b) {
  const ranked_t *x = a, *y = b;
  if (x->since != y->since) return x->since < y->since ? -1 : 1;
  return x->holder->handle < y->holder->handle ? -1 : 1;
}

const toe_trail_holder_t **toe_why_holders(const toe_why_case_t *one, const toe_trail_path_t *path) {
  if (path->holder_count == 0) return NULL;
  ranked_t *ranked = malloc(path->holder_count * sizeof *ranked);
  const toe_trail_holder_t **holders = malloc(path->holder_count * sizeof(toe_trail_holder_t *));
  for (uint32_t i = 0; ranked != NULL && i < path->holder_count; ++i) {
    const toe_why_live_t *live = toe_why_live(one, path->holders[i].handle);
    ranked[i] = (ranked_t){live != NULL ? live->since : TOE_CYCLE_NEVER, &path->holders[i]};
  }
  if (ranked != NULL && holders != NULL) {
    qsort(ranked, path->holder_count, sizeof *ranked, compare);
    for (uint32_t i = 0; i < path->holder_count; ++i) holders[i] = ranked[i].holder;
  }
  if (ranked == NULL) {
    free(holders);
    return NULL;
  }
  free(ranked);
  return holders;
}

void toe_why_value(const toe_trail_path_t *path, const toe_trail_holder_t *holder, char *text, size_t bytes) {
  const uint8_t *value = holder->value;
  char address[INET6_ADDRSTRLEN] = "";
  text[0] = '\0';
  if (holder->value_bytes == 0) return;
  switch (path->pool) {
    case TOE_POOL_VLAN:
      snprintf(text, bytes, "VLAN %u", (unsigned)(value[0] | value[1] << 8));
      break;
    case TOE_POOL_SRC_MAC:
      snprintf(text, bytes, "%02x:%02x:%02x:%02x:%02x:%02x", value[0], value[1], value[2], value[3], value[4],
               value[5]);
      break;
    case TOE_POOL_SRC_IP:
      (void)inet_ntop(value[TOE_TRAIL_VALUE_BYTES - 1] == 4 ? AF_INET : AF_INET6, value, address, sizeof address);
      snprintf(text, bytes, "%s", address);
      break;
    default:
      break;
  }
}

static bool is_near(toe_cycle_t a, toe_cycle_t b, uint64_t budget) { return (a > b ? a - b : b - a) <= budget; }

bool toe_why_is_same(const toe_why_report_t *report) {
  const toe_why_case_t *one = report->one;
  const toe_why_answer_t *rtl = &report->rtl;
  if (!report->has_rtl) return true;
  uint64_t budget = toe_config_get(report->config, TOE_KEY_LOCKSTEP_BUDGET);
  return rtl->has_run && rtl->is_decided == one->is_decided && rtl->cause == one->cause && rtl->status == one->status &&
         is_near(rtl->submitted, one->submitted, budget) && is_near(rtl->decided, one->decided, budget) &&
         is_near(rtl->written, one->written, budget) && is_near(rtl->completed, one->completed, budget);
}
