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
#define NO_THRESHOLD 0xFFFFFFFFu

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
  (void)begin(&memory, TOE_NDIS_NEIGHBOR_DELEGATED_BYTES);
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
  TOE_NDIS_WRITE(record, TCP_CACHED, TTL, DEFAULT_TTL);

  record = begin(&memory, TOE_NDIS_TCP_DELEGATED_BYTES);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, STATE, state->tcp_state);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, RCV_NXT, state->rcv_nxt);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, RCV_WND, state->rcv_wnd);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_UNA, state->snd_una);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_NXT, state->snd_nxt);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_MAX, state->snd_max);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_WND, state->snd_wnd);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, MAX_SND_WND, state->snd_wnd);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SND_WL1, state->rcv_nxt);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, CWND, 2u * state->remote_mss);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, SSTHRESH, NO_THRESHOLD);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, TS_RECENT, state->ts_recent);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, KA_TIMEOUT_DELTA, NOT_RUNNING);
  TOE_NDIS_WRITE(record, TCP_DELEGATED, RT_TIMEOUT_DELTA, NOT_RUNNING);
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
