/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_pool_record.h"

#include <stddef.h>

static const struct {
  toe_pool_t pool;
  uint32_t setting;
  const char *unit;
} pools[] = {
    {TOE_POOL_NEIGHBOR, TOE_SETTING_LIMIT_NEIGHBOR, "entries"},
    {TOE_POOL_PATH, TOE_SETTING_LIMIT_PATH, "entries"},
    {TOE_POOL_TCP, TOE_SETTING_LIMIT_TCP, "entries"},
    {TOE_POOL_SRC_MAC, TOE_SETTING_LIMIT_SRC_MAC, "values"},
    {TOE_POOL_SRC_IP, TOE_SETTING_LIMIT_SRC_IP, "values"},
    {TOE_POOL_VLAN, TOE_SETTING_LIMIT_VLAN, "values"},
    {TOE_POOL_RCV_BUFFER, TOE_SETTING_LIMIT_RCV_BUFFER, "pages"},
    {TOE_POOL_XMIT_BUFFER, TOE_SETTING_LIMIT_XMIT_BUFFER, "pages"},
    {TOE_POOL_BUFFERED_COPY, TOE_SETTING_LIMIT_BUFFERED_COPY, "bytes"},
    {TOE_POOL_HOST_MEMORY, TOE_SETTING_LIMIT_HOST_MEMORY, "blocks"},
    {TOE_POOL_LOOKUP, 0, "entries"}, /* its limit is what was built */
    {TOE_POOL_POSTED, TOE_SETTING_LIMIT_POSTED, "requests"},
    {TOE_POOL_HOST_BUFFER, 0, "buffers"}, /* its limit is what the driver lends */
    {TOE_POOL_RCV_DATA, TOE_SETTING_LIMIT_RCV_DATA, "bytes"},
};
_Static_assert(sizeof pools / sizeof pools[0] == TOE_POOLS, "every pool has a line");

void toe_retire_levels(const toe_retire_t *retire, uint64_t used_out[TOE_POOLS]) {
  used_out[TOE_POOL_NEIGHBOR] = retire->u.decided.used_neighbor;
  used_out[TOE_POOL_PATH] = retire->u.decided.used_path;
  used_out[TOE_POOL_TCP] = retire->u.decided.used_tcp;
  used_out[TOE_POOL_SRC_MAC] = retire->u.decided.used_src_mac;
  used_out[TOE_POOL_SRC_IP] = retire->u.decided.used_src_ip;
  used_out[TOE_POOL_VLAN] = retire->u.decided.used_vlan;
  used_out[TOE_POOL_RCV_BUFFER] = retire->u.decided.used_rcv_buffer;
  used_out[TOE_POOL_XMIT_BUFFER] = retire->u.decided.used_xmit_buffer;
  used_out[TOE_POOL_BUFFERED_COPY] = retire->u.decided.used_buffered_copy;
  used_out[TOE_POOL_HOST_MEMORY] = retire->u.decided.used_host_memory;
  used_out[TOE_POOL_LOOKUP] = retire->u.decided.used_lookup;
  used_out[TOE_POOL_POSTED] = retire->u.decided.used_posted;
  used_out[TOE_POOL_HOST_BUFFER] = retire->u.decided.used_host_buffer;
  used_out[TOE_POOL_RCV_DATA] = retire->u.decided.used_rcv_data;
}

void toe_retire_job_levels(const toe_retire_t *retire, uint64_t used[TOE_POOLS]) {
  used[TOE_POOL_BUFFERED_COPY] = retire->u.job.used_buffered_copy;
  used[TOE_POOL_POSTED] = retire->u.job.used_posted;
  used[TOE_POOL_HOST_BUFFER] = retire->u.job.used_host_buffer;
  used[TOE_POOL_RCV_DATA] = retire->u.job.used_rcv_data;
}

toe_pool_t toe_pool_of_setting(uint32_t setting) {
  for (size_t i = 0; setting != 0 && i < sizeof pools / sizeof pools[0]; ++i) {
    if (pools[i].setting == setting) return pools[i].pool;
  }
  return TOE_POOL_NONE;
}

uint32_t toe_setting_of_pool(toe_pool_t pool) {
  for (size_t i = 0; i < sizeof pools / sizeof pools[0]; ++i) {
    if (pools[i].pool == pool) return pools[i].setting;
  }
  return 0;
}

bool toe_cause_has_limit(uint32_t cause) {
  return toe_pool_of_cause(cause) != TOE_POOL_NONE || cause == TOE_CAUSE_PATH_MTU || cause == TOE_CAUSE_RCV_WINDOW ||
         cause == TOE_CAUSE_REJECT_WINDOW;
}

const char *toe_pool_unit_text(toe_pool_t pool) {
  for (size_t i = 0; i < sizeof pools / sizeof pools[0]; ++i) {
    if (pools[i].pool == pool) return pools[i].unit;
  }
  return "?";
}
