/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_state.c - see toe_state.h.
 */
#include "sim/host/toe_state.h"

enum {
  REVISION_60 = 1,
  REVISION_61 = 2, /* delegated TCP state with DWnd */
  ADDRESS_BYTES = 16,
  FLAG_TIMESTAMP = 0x01, /* TCP_FLAG_TIMESTAMP_ENABLED, and so on */
  FLAG_SACK = 0x02,
  FLAG_WINDOW_SCALING = 0x04,
  DEFAULT_TTL = 128,
  KEEPALIVE_TICKS = 7200000, /* two hours at 1000 ticks a second */
  KEEPALIVE_INTERVAL_TICKS = 75000
};
#define NOT_RUNNING 0xFFFFFFFFu /* of a TimeoutDelta */

/* What nobody gave: each member has a number of its own in the mix, and a range of its own where one can be. */
enum {
  MIX_MAX_SND_WND = 1,
  MIX_SND_WL1,
  MIX_CWND,
  MIX_SSTHRESH,
  MIX_SRTT,
  MIX_RTT_VAR,
  MIX_TS_RECENT_AGE,
  MIX_TS_TIME,
  MIX_TOTAL_RT,
  MIX_DUP_ACK_COUNT,
  MIX_SND_WND_PROBES,
  MIX_KA_PROBES,
  MIX_RT_COUNT,
  MIX_KA_TIMEOUT_DELTA,
  MIX_RT_TIMEOUT_DELTA,
  MIX_DWND,
  MIX_NIC_REACHABILITY
};

/* Member `number` of an object: the same for the same state, another for another member. */
static uint32_t mix(uint32_t number, const uint32_t *words, int count) {
  for (int i = 0; i < count; ++i) {
    number = (uint32_t)((uint64_t)(number ^ words[i]) * 0x9E3779B1u);
    number ^= number >> 16;
  }
  return number;
}

uint8_t toe_state_type(uint8_t layer, uint8_t family) {
  if (layer == TOE_LAYER_NEIGHBOR) return TOE_NDIS_STATE_NEIGHBOR;
  if (layer == TOE_LAYER_TCP) return TOE_NDIS_STATE_TCP;
  return family == 6 ? TOE_NDIS_STATE_PATH_IP6 : TOE_NDIS_STATE_PATH_IP4;
}

uint8_t toe_state_revision(uint8_t layer) { return layer == TOE_LAYER_TCP ? REVISION_61 : REVISION_60; }

uint32_t toe_state_bytes(uint8_t layer) {
  switch (layer) {
    case TOE_LAYER_NEIGHBOR:
      return toe_ndis_align(TOE_NDIS_NEIGHBOR_CONST_BYTES) + toe_ndis_align(TOE_NDIS_NEIGHBOR_CACHED_BYTES) +
             toe_ndis_align(TOE_NDIS_NEIGHBOR_DELEGATED_BYTES);
    case TOE_LAYER_PATH:
      return toe_ndis_align(TOE_NDIS_PATH_CONST_BYTES) + toe_ndis_align(TOE_NDIS_PATH_CACHED_BYTES) +
             toe_ndis_align(TOE_NDIS_PATH_DELEGATED_BYTES) + 2 * ADDRESS_BYTES;
    default:
      return toe_ndis_align(TOE_NDIS_TCP_CONST_BYTES) + toe_ndis_align(TOE_NDIS_TCP_CACHED_BYTES) +
             toe_ndis_align(TOE_NDIS_TCP_DELEGATED_BYTES);
  }
}

/* The next structure: its Length, and where the one behind it begins. */
static uint8_t *begin(uint8_t **place, uint32_t bytes) {
  uint8_t *record = *place;
  TOE_NDIS_WRITE(record, STATE_HEADER, LENGTH, bytes);
  *place += toe_ndis_align(bytes);
  return record;
}

static void write_neighbor(const toe_op_state_t *state, uint8_t *memory) {
  uint8_t *record = begin(&memory, TOE_NDIS_NEIGHBOR_CONST_BYTES);
  if (state->has_src_mac) {
    memcpy(record + TOE_NDIS_NEIGHBOR_CONST_SRC_MAC_OFFSET, state->src_mac, sizeof state->src_mac);
  }
  TOE_NDIS_WRITE(record, NEIGHBOR_CONST, VLAN, state->vlan & 0xFFF);
  record = begin(&memory, TOE_NDIS_NEIGHBOR_CACHED_BYTES);
  memcpy(record + TOE_NDIS_NEIGHBOR_CACHED_DST_MAC_OFFSET, state->dst_mac, sizeof state->dst_mac);
  const uint8_t *mac = state->dst_mac;
  const uint32_t words[2] = {(uint32_t)mac[0] << 24 | (uint32_t)mac[1] << 16 | (uint32_t)mac[2] << 8 | mac[3],
                             (uint32_t)mac[4] << 8 | mac[5]};
  record = begin(&memory, TOE_NDIS_NEIGHBOR_DELEGATED_BYTES);
  TOE_NDIS_WRITE(record, NEIGHBOR_DELEGATED, NIC_REACHABILITY, 1 + mix(MIX_NIC_REACHABILITY, words, 2) % 30000);
}

static void write_path(const toe_op_state_t *state, uint8_t *memory) {
  uint8_t *constant = begin(&memory, TOE_NDIS_PATH_CONST_BYTES);
  uint8_t *cached = begin(&memory, TOE_NDIS_PATH_CACHED_BYTES);
  (void)begin(&memory, TOE_NDIS_PATH_DELEGATED_BYTES);
  memcpy(memory, state->src_ip, ADDRESS_BYTES);
  memcpy(memory + ADDRESS_BYTES, state->dst_ip, ADDRESS_BYTES);
  toe_ndis_set_pointer(constant, TOE_NDIS_PATH_CONST_SRC_IP_OFFSET, memory);
  toe_ndis_set_pointer(constant, TOE_NDIS_PATH_CONST_DST_IP_OFFSET, memory + ADDRESS_BYTES);
  TOE_NDIS_WRITE(cached, PATH_CACHED, MTU, state->mtu);
}

/* Flags of the const TCP state. */
static uint16_t const_flags(const toe_op_state_t *state) {
  const bool has_scales = state->snd_wind_scale != 0 || state->rcv_wind_scale != 0;
  return (uint16_t)((state->has_timestamps ? FLAG_TIMESTAMP : 0) | (state->has_sack ? FLAG_SACK : 0) |
                    (has_scales ? FLAG_WINDOW_SCALING : 0));
}

/* The delegated variables that no trace has: plausible, and not each other's, so that a mix-up is seen at a terminate.
 */
static void write_unknown(const toe_op_state_t *state, uint8_t *record) {
  const uint32_t words[3] = {(uint32_t)state->local_port << 16 | state->remote_port, state->rcv_nxt, state->snd_una};
#define M(member) mix(MIX_##member, words, 3)
  const uint64_t max_snd_wnd = (uint64_t)state->snd_wnd + 1 + M(MAX_SND_WND) % 65535;
  const uint32_t timer = M(RT_TIMEOUT_DELTA);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, MAX_SND_WND, max_snd_wnd > UINT32_MAX ? UINT32_MAX : max_snd_wnd);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_WL1, (uint32_t)(state->rcv_nxt - 1 - M(SND_WL1) % 1460));
  TOE_NDIS_WRITE(record, TCP_DELEGATED, CWND, state->remote_mss * (2 + M(CWND) % 14));
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SSTHRESH, state->remote_mss * (16 + M(SSTHRESH) % 16));
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SRTT, 320 + M(SRTT) % 7680);     /* 8 x 40 to 999 ms */
  TOE_NDIS_WRITE(record, TCP_DELEGATED, RTT_VAR, 16 + M(RTT_VAR) % 144); /* 4 x 4 to 39 ms */
  TOE_NDIS_WRITE(record, TCP_DELEGATED, TS_RECENT_AGE, 10000 + M(TS_RECENT_AGE) % 20000);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, TS_TIME, 0x10000000u + M(TS_TIME) % 0x10000000u);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, TOTAL_RT, 30000 + M(TOTAL_RT) % 30000);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, DUP_ACK_COUNT, 1 + M(DUP_ACK_COUNT) % 2);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_WND_PROBES, 3 + M(SND_WND_PROBES) % 3);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, KA_PROBES, 6 + M(KA_PROBES) % 4);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, RT_COUNT, 10 + M(RT_COUNT) % 6);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, KA_TIMEOUT_DELTA, 100000 + M(KA_TIMEOUT_DELTA) % 7100000);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, RT_TIMEOUT_DELTA, timer % 8 != 0 ? NOT_RUNNING : 8000 + timer / 8 % 2000);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, DWND, 131072 + M(DWND) % 65536);
#undef M
}

static void write_tcp(const toe_op_state_t *state, const toe_nbl_t *sends, const toe_nbl_t *sends_last,
                      const toe_nbl_t *buffered, uint8_t *memory) {
  uint8_t *record = begin(&memory, TOE_NDIS_TCP_CONST_BYTES);
  TOE_NDIS_WRITE(record, TCP_CONST, FLAGS, const_flags(state));
  TOE_NDIS_WRITE(record, TCP_CONST, REMOTE_PORT, toe_ndis_port(state->remote_port));
  TOE_NDIS_WRITE(record, TCP_CONST, LOCAL_PORT, toe_ndis_port(state->local_port));
  TOE_NDIS_WRITE(record, TCP_CONST, WIND_SCALES,
                 (uint64_t)((state->snd_wind_scale & 0xF) | (state->rcv_wind_scale & 0xF) << 4));
  TOE_NDIS_WRITE(record, TCP_CONST, REMOTE_MSS, state->remote_mss);

  record = begin(&memory, TOE_NDIS_TCP_CACHED_BYTES);
  TOE_NDIS_WRITE(record, TCP_CACHED, INITIAL_RCV_WND, state->initial_rcv_wnd);
  TOE_NDIS_WRITE(record, TCP_CACHED, KA_TIMEOUT, KEEPALIVE_TICKS);
  TOE_NDIS_WRITE(record, TCP_CACHED, KA_INTERVAL, KEEPALIVE_INTERVAL_TICKS);
  TOE_NDIS_WRITE(record, TCP_CACHED, FLOW_LABEL, state->flow_label);
  TOE_NDIS_WRITE(record, TCP_CACHED, TTL, state->ttl != 0 ? state->ttl : DEFAULT_TTL);
  TOE_NDIS_WRITE(record, TCP_CACHED, TOS, state->tos);
  TOE_NDIS_WRITE(record, TCP_CACHED, USER_PRIORITY, state->user_priority);

  record = begin(&memory, TOE_NDIS_TCP_DELEGATED_BYTES);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, STATE, state->tcp_state);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, RCV_NXT, state->rcv_nxt);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, RCV_WND, state->rcv_wnd);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_UNA, state->snd_una);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_NXT, state->snd_nxt);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_MAX, state->snd_max);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_WND, state->snd_wnd);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, TS_RECENT, state->ts_recent);
  write_unknown(state, record);
  toe_ndis_set_pointer(record, TOE_NDIS_TCP_DELEGATED_SEND_DATA_HEAD_OFFSET, sends);
  toe_ndis_set_pointer(record, TOE_NDIS_TCP_DELEGATED_SEND_DATA_TAIL_OFFSET, sends_last);
  toe_ndis_set_pointer(record, TOE_NDIS_TCP_DELEGATED_BUFFERED_DATA_OFFSET, buffered);
}

void toe_state_write(uint8_t layer, const toe_op_state_t *state, const toe_nbl_t *sends, const toe_nbl_t *sends_last,
                     const toe_nbl_t *buffered, uint8_t *memory) {
  switch (layer) {
    case TOE_LAYER_NEIGHBOR:
      write_neighbor(state, memory);
      break;
    case TOE_LAYER_PATH:
      write_path(state, memory);
      break;
    default:
      write_tcp(state, sends, sends_last, buffered, memory);
      break;
  }
}
