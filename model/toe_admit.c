/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_admit.h"

/* TCP_OFFLOAD_CONNECTION_STATE: those that can be offloaded [R104]. */
enum { STATE_ESTABLISHED = 4, STATE_LAST_ACK = 9 };

static uint8_t admit_linker(const toe_admit_facts_t *facts) {
  if (!facts->is_handle_used) return TOE_CAUSE_BAD_HANDLE;
  return facts->is_uncorrectable ? TOE_CAUSE_CONTEXT_ECC : TOE_CAUSE_OK;
}

/* The last checks of a neighbor and a path. */
static uint8_t admit_memory(const toe_admit_facts_t *facts, uint32_t fault) {
  if (fault == TOE_FAULT_HOST_MEMORY) return TOE_CAUSE_HOST_FAULT;
  return facts->has_room[TOE_POOL_HOST_MEMORY] ? TOE_CAUSE_OK : TOE_CAUSE_HOST_POOL;
}

static uint8_t admit_neighbor(const toe_admit_facts_t *facts, uint32_t fault) {
  if (fault == TOE_FAULT_INTERNAL) return TOE_CAUSE_INTERNAL;
  if (facts->is_foreign_vlan) return TOE_CAUSE_VLAN_MISMATCH;
  if (!facts->has_room[TOE_POOL_VLAN]) return TOE_CAUSE_VLAN_POOL;
  if (!facts->has_room[TOE_POOL_SRC_MAC]) return TOE_CAUSE_SRC_MAC_POOL;
  if (!facts->has_room[TOE_POOL_NEIGHBOR]) return TOE_CAUSE_NEIGHBOR_POOL;
  return admit_memory(facts, fault);
}

static uint8_t admit_path(const toe_object_t *object, const toe_admit_rules_t *rules, const toe_admit_facts_t *facts,
                          uint32_t fault) {
  if (!facts->has_parent) return TOE_CAUSE_NO_PARENT;
  if (fault == TOE_FAULT_INTERNAL) return TOE_CAUSE_INTERNAL;
  if (object->mtu > rules->mtu_max) return TOE_CAUSE_PATH_MTU;
  if (!facts->has_room[TOE_POOL_SRC_IP]) return TOE_CAUSE_SRC_IP_POOL;
  if (!facts->has_room[TOE_POOL_PATH]) return TOE_CAUSE_PATH_POOL;
  return admit_memory(facts, fault);
}

static bool is_in_range(uint32_t port, uint32_t range) { return port >= (range & 0xFFFFu) && port <= range >> 16; }

/* The user's policy: why this connection is no good candidate [R40]; OK if it is one. */
static uint8_t admit_policy(const toe_object_t *object, const toe_admit_rules_t *rules, const toe_admit_facts_t *facts,
                            uint32_t fault) {
  if ((rules->reject_states >> object->tcp_state & 1) != 0) return TOE_CAUSE_REJECT_STATE;
  if (is_in_range(object->local_port, rules->local_ports) || is_in_range(object->remote_port, rules->remote_ports)) {
    return TOE_CAUSE_REJECT_PORT;
  }
  if (object->initial_rcv_wnd < rules->min_window) return TOE_CAUSE_REJECT_WINDOW;
  if (facts->is_duplicate) return rules->is_duplicate_failure ? TOE_CAUSE_DUPLICATE : TOE_CAUSE_REJECT_DUPLICATE;
  return fault == TOE_FAULT_REJECTED ? TOE_CAUSE_REJECT_FAULT : TOE_CAUSE_OK;
}

static uint8_t admit_tcp(const toe_object_t *object, const toe_admit_rules_t *rules, const toe_admit_facts_t *facts,
                         uint32_t fault) {
  if (!facts->has_parent) return TOE_CAUSE_NO_PARENT;
  if (object->tcp_state < STATE_ESTABLISHED || object->tcp_state > STATE_LAST_ACK) return TOE_CAUSE_TCP_STATE;
  if (fault == TOE_FAULT_INTERNAL) return TOE_CAUSE_INTERNAL;
  uint8_t cause = admit_policy(object, rules, facts, fault);
  if (cause != TOE_CAUSE_OK) return cause;
  if (object->initial_rcv_wnd > rules->rcv_window_max) return TOE_CAUSE_RCV_WINDOW;
  if (!facts->has_room[TOE_POOL_TCP]) return TOE_CAUSE_TCP_POOL;
  if (!facts->has_room[TOE_POOL_LOOKUP]) return TOE_CAUSE_LOOKUP_POOL;
  if (!facts->has_room[TOE_POOL_XMIT_BUFFER]) return TOE_CAUSE_XMIT_POOL;
  if (!facts->has_room[TOE_POOL_RCV_BUFFER]) return TOE_CAUSE_RCV_POOL;
  cause = admit_memory(facts, fault);
  if (cause != TOE_CAUSE_OK || object->buffered_bytes == 0) return cause;
  if (fault == TOE_FAULT_COPY_MEMORY) return TOE_CAUSE_COPY_FAULT;
  return facts->has_room[TOE_POOL_BUFFERED_COPY] ? TOE_CAUSE_OK : TOE_CAUSE_COPY_POOL;
}

uint8_t toe_admit(const toe_object_t *object, const toe_admit_rules_t *rules, const toe_admit_facts_t *facts) {
  if (object->kind == TOE_KIND_PLACEHOLDER) return TOE_CAUSE_OK;
  if (object->kind == TOE_KIND_LINKER) return admit_linker(facts);
  uint32_t fault = rules->has_faults ? object->fault : TOE_FAULT_NONE;
  if (object->layer == TOE_LAYER_NEIGHBOR) return admit_neighbor(facts, fault);
  if (object->layer == TOE_LAYER_PATH) return admit_path(object, rules, facts, fault);
  return admit_tcp(object, rules, facts, fault);
}
