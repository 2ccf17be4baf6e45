/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_encode.c - see toe_encode.h.
 */
#include "sim/miniport/toe_encode.h"

#include "sim/miniport/toe_buffered.h"

/* The three state structures behind a block. */
typedef struct states {
  const uint8_t *constant, *cached, *delegated;
} states_t;

/* Find them: each starts on the next multiple of 8 behind the one before, whose Length says its size. */
static const char *find_states(const void *block, uint32_t const_bytes, uint32_t cached_bytes, uint32_t delegated_bytes,
                               states_t *states_out) {
  const uint32_t least[3] = {const_bytes, cached_bytes, delegated_bytes};
  const uint8_t *found[3];
  uint64_t size = TOE_NDIS_READ(block, BLOCK, SIZE);
  if (size < TOE_NDIS_BLOCK_BYTES) return "a block's Header.Size is below 152";
  const uint8_t *place = (const uint8_t *)block + toe_ndis_align((uint32_t)size);
  for (int i = 0; i < 3; ++i) {
    uint32_t length = (uint32_t)TOE_NDIS_READ(place, STATE_HEADER, LENGTH);
    if (length < least[i] || length > UINT32_MAX - 7) return "a state structure's Length is too short";
    found[i] = place;
    place += toe_ndis_align(length);
  }
  *states_out = (states_t){.constant = found[0], .cached = found[1], .delegated = found[2]};
  return NULL;
}

/* Copy member `from` of an NDIS structure to member `to` of an object layout. */
#define CARRY(object, layout, to, record, structure, from) \
  TOE_WRITE((object), layout, to, TOE_NDIS_READ((record), structure, from))

static const char *encode_neighbor(const void *block, uint8_t *object) {
  states_t s;
  const char *wrong = find_states(block, TOE_NDIS_NEIGHBOR_CONST_BYTES, TOE_NDIS_NEIGHBOR_CACHED_BYTES,
                                  TOE_NDIS_NEIGHBOR_DELEGATED_BYTES, &s);
  if (wrong != NULL) return wrong;
  const uint8_t *mac = s.constant + TOE_NDIS_NEIGHBOR_CONST_SRC_MAC_OFFSET;
  bool has_mac = false; /* all 32 bytes zero: the "NULL" address */
  for (int i = 0; i < TOE_NDIS_NEIGHBOR_CONST_SRC_MAC_BYTES; ++i) has_mac = has_mac || mac[i] != 0;
  TOE_WRITE(object, OBJ_NEIGHBOR, VLAN, TOE_NDIS_READ(s.constant, NEIGHBOR_CONST, VLAN) & 0xFFF);
  TOE_WRITE(object, OBJ_NEIGHBOR, HAS_SRC_MAC, has_mac);
  memcpy(object + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET, mac, TOE_OBJ_NEIGHBOR_SRC_MAC_BYTES);
  memcpy(object + TOE_OBJ_NEIGHBOR_DST_MAC_OFFSET, s.cached + TOE_NDIS_NEIGHBOR_CACHED_DST_MAC_OFFSET,
         TOE_OBJ_NEIGHBOR_DST_MAC_BYTES);
  CARRY(object, OBJ_NEIGHBOR, HOST_REACHABILITY, s.cached, NEIGHBOR_CACHED, HOST_REACHABILITY);
  CARRY(object, OBJ_NEIGHBOR, NIC_REACHABILITY, s.delegated, NEIGHBOR_DELEGATED, NIC_REACHABILITY);
  return NULL;
}

static const char *encode_path(const void *block, uint64_t type, uint8_t *object) {
  states_t s;
  const char *wrong =
      find_states(block, TOE_NDIS_PATH_CONST_BYTES, TOE_NDIS_PATH_CACHED_BYTES, TOE_NDIS_PATH_DELEGATED_BYTES, &s);
  if (wrong != NULL) return wrong;
  const void *src = toe_ndis_pointer(s.constant, TOE_NDIS_PATH_CONST_SRC_IP_OFFSET);
  const void *dst = toe_ndis_pointer(s.constant, TOE_NDIS_PATH_CONST_DST_IP_OFFSET);
  if (src == NULL || dst == NULL) return "a path has no address";
  size_t bytes = type == TOE_NDIS_STATE_PATH_IP4 ? 4 : 16;
  TOE_WRITE(object, OBJECT, FAMILY, type == TOE_NDIS_STATE_PATH_IP4 ? 4 : 6);
  memcpy(object + TOE_OBJ_PATH_SRC_IP_OFFSET, src, bytes);
  memcpy(object + TOE_OBJ_PATH_DST_IP_OFFSET, dst, bytes);
  CARRY(object, OBJ_PATH, MTU, s.cached, PATH_CACHED, MTU);
  return NULL;
}

static void encode_tcp_const(const uint8_t *record, uint8_t *object) {
  uint64_t scales = TOE_NDIS_READ(record, TCP_CONST, WIND_SCALES);
  TOE_WRITE(object, OBJ_TCP, LOCAL_PORT, toe_ndis_port(TOE_NDIS_READ(record, TCP_CONST, LOCAL_PORT)));
  TOE_WRITE(object, OBJ_TCP, REMOTE_PORT, toe_ndis_port(TOE_NDIS_READ(record, TCP_CONST, REMOTE_PORT)));
  TOE_WRITE(object, OBJ_TCP, SND_WIND_SCALE, scales & 0xF);
  TOE_WRITE(object, OBJ_TCP, RCV_WIND_SCALE, scales >> 4);
  CARRY(object, OBJ_TCP, CONST_FLAGS, record, TCP_CONST, FLAGS);
  CARRY(object, OBJ_TCP, REMOTE_MSS, record, TCP_CONST, REMOTE_MSS);
  CARRY(object, OBJ_TCP, HASH_VALUE, record, TCP_CONST, HASH_VALUE);
}

static void encode_tcp_cached(const uint8_t *record, uint8_t *object) {
  CARRY(object, OBJ_TCP, CACHED_FLAGS, record, TCP_CACHED, FLAGS);
  CARRY(object, OBJ_TCP, INITIAL_RCV_WND, record, TCP_CACHED, INITIAL_RCV_WND);
  CARRY(object, OBJ_TCP, RCV_INDICATION, record, TCP_CACHED, RCV_INDICATION);
  CARRY(object, OBJ_TCP, KA_PROBE_COUNT, record, TCP_CACHED, KA_PROBE_COUNT);
  CARRY(object, OBJ_TCP, KA_TIMEOUT, record, TCP_CACHED, KA_TIMEOUT);
  CARRY(object, OBJ_TCP, KA_INTERVAL, record, TCP_CACHED, KA_INTERVAL);
  CARRY(object, OBJ_TCP, MAX_RT, record, TCP_CACHED, MAX_RT);
  TOE_WRITE(object, OBJ_TCP, FLOW_LABEL, TOE_NDIS_READ(record, TCP_CACHED, FLOW_LABEL) & 0xFFFFF);
  CARRY(object, OBJ_TCP, TTL, record, TCP_CACHED, TTL);
  CARRY(object, OBJ_TCP, TOS, record, TCP_CACHED, TOS);
  TOE_WRITE(object, OBJ_TCP, USER_PRIORITY, TOE_NDIS_READ(record, TCP_CACHED, USER_PRIORITY) & 7);
}

static void encode_tcp_delegated(const uint8_t *record, uint8_t *object) {
  /* One byte in the object: a value no state has must not become one. */
  uint64_t state = TOE_NDIS_READ(record, TCP_DELEGATED, STATE);
  TOE_WRITE(object, OBJ_TCP, STATE, state > 0xFF ? 0xFF : state);
  CARRY(object, OBJ_TCP, RCV_NXT, record, TCP_DELEGATED, RCV_NXT);
  CARRY(object, OBJ_TCP, RCV_WND, record, TCP_DELEGATED, RCV_WND);
  CARRY(object, OBJ_TCP, SND_UNA, record, TCP_DELEGATED, SND_UNA);
  CARRY(object, OBJ_TCP, SND_NXT, record, TCP_DELEGATED, SND_NXT);
  CARRY(object, OBJ_TCP, SND_MAX, record, TCP_DELEGATED, SND_MAX);
  CARRY(object, OBJ_TCP, SND_WND, record, TCP_DELEGATED, SND_WND);
  CARRY(object, OBJ_TCP, MAX_SND_WND, record, TCP_DELEGATED, MAX_SND_WND);
  CARRY(object, OBJ_TCP, SND_WL1, record, TCP_DELEGATED, SND_WL1);
  CARRY(object, OBJ_TCP, CWND, record, TCP_DELEGATED, CWND);
  CARRY(object, OBJ_TCP, SSTHRESH, record, TCP_DELEGATED, SSTHRESH);
  CARRY(object, OBJ_TCP, SRTT, record, TCP_DELEGATED, SRTT);
  CARRY(object, OBJ_TCP, RTT_VAR, record, TCP_DELEGATED, RTT_VAR);
  CARRY(object, OBJ_TCP, TS_RECENT, record, TCP_DELEGATED, TS_RECENT);
  CARRY(object, OBJ_TCP, TS_RECENT_AGE, record, TCP_DELEGATED, TS_RECENT_AGE);
  CARRY(object, OBJ_TCP, TS_TIME, record, TCP_DELEGATED, TS_TIME);
  CARRY(object, OBJ_TCP, TOTAL_RT, record, TCP_DELEGATED, TOTAL_RT);
  CARRY(object, OBJ_TCP, DUP_ACK_COUNT, record, TCP_DELEGATED, DUP_ACK_COUNT);
  CARRY(object, OBJ_TCP, SND_WND_PROBES, record, TCP_DELEGATED, SND_WND_PROBES);
  CARRY(object, OBJ_TCP, KA_PROBES, record, TCP_DELEGATED, KA_PROBES);
  CARRY(object, OBJ_TCP, KA_TIMEOUT_DELTA, record, TCP_DELEGATED, KA_TIMEOUT_DELTA);
  CARRY(object, OBJ_TCP, RT_COUNT, record, TCP_DELEGATED, RT_COUNT);
  CARRY(object, OBJ_TCP, RT_TIMEOUT_DELTA, record, TCP_DELEGATED, RT_TIMEOUT_DELTA);
  if (TOE_NDIS_READ(record, STATE_HEADER, LENGTH) >= TOE_NDIS_TCP_DELEGATED_BYTES) {
    CARRY(object, OBJ_TCP, DWND, record, TCP_DELEGATED, DWND);
  }
}

static const char *find_tcp_states(const void *block, states_t *states_out) {
  return find_states(block, TOE_NDIS_TCP_CONST_BYTES, TOE_NDIS_TCP_CACHED_BYTES, TOE_NDIS_TCP_DELEGATED_60_BYTES,
                     states_out);
}

static const char *encode_tcp(const void *block, uint8_t *object) {
  states_t s;
  const char *wrong = find_tcp_states(block, &s);
  if (wrong != NULL) return wrong;
  encode_tcp_const(s.constant, object);
  encode_tcp_cached(s.cached, object);
  encode_tcp_delegated(s.delegated, object);
  const toe_nbl_t *buffered = toe_ndis_pointer(s.delegated, TOE_NDIS_TCP_DELEGATED_BUFFERED_DATA_OFFSET);
  const toe_nbl_t *outstanding = toe_ndis_pointer(block, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET);
  TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, toe_buffered_sum(buffered));
  TOE_WRITE(object, OBJ_TCP, OUTSTANDING_BYTES, toe_buffered_sum(outstanding));
  return NULL;
}

const char *toe_encode_object(const toe_flat_item_t *item, bool has_faults, uint8_t *object_out) {
  const void *block = item->block;
  memset(object_out, 0, TOE_OBJECT_BYTES);
  TOE_WRITE(object_out, OBJECT, LAYER, item->layer);
  TOE_WRITE(object_out, OBJECT, KIND, item->kind);
  /* Not a fault: what the host happened to leave there. */
  uint64_t fault = has_faults ? TOE_NDIS_READ(block, BLOCK, MINIPORT_RESERVED) : TOE_FAULT_NONE;
  TOE_WRITE(object_out, OBJECT, FAULT, fault > TOE_FAULT_COPY_MEMORY ? TOE_FAULT_NONE : fault);
  TOE_WRITE(object_out, OBJECT, NDIS_HANDLE, TOE_NDIS_READ(block, BLOCK, NDIS_HANDLE));
  if (item->kind == TOE_KIND_LINKER) {
    /* Ours are 32 bits wide; any other value is no handle, and 0 is none either. */
    uint64_t handle = toe_ndis_cell_get(toe_ndis_cell(block));
    TOE_WRITE(object_out, OBJECT, HANDLE, handle > UINT32_MAX ? 0 : handle);
  }
  if (item->kind != TOE_KIND_NEW) return NULL;
  uint64_t type = TOE_NDIS_READ(block, BLOCK, TYPE);
  switch (type) {
    case TOE_NDIS_STATE_NEIGHBOR:
      return encode_neighbor(block, object_out);
    case TOE_NDIS_STATE_PATH_IP4:
    case TOE_NDIS_STATE_PATH_IP6:
      return encode_path(block, type, object_out);
    case TOE_NDIS_STATE_TCP:
      return encode_tcp(block, object_out);
    default:
      return "a new block's Header.Type is not a whole state";
  }
}

const toe_nbl_t *toe_encode_buffered(const toe_flat_item_t *item) {
  states_t s;
  if (item->kind != TOE_KIND_NEW || item->layer != TOE_LAYER_TCP || find_tcp_states(item->block, &s) != NULL)
    return NULL;
  return toe_ndis_pointer(s.delegated, TOE_NDIS_TCP_DELEGATED_BUFFERED_DATA_OFFSET);
}
