/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_returned.c - see toe_returned.h.
 */
#include "sim/host/toe_returned.h"

#include "sim/host/toe_state.h"

/* X(member of toe_delegated_t, its type, TCP_DELEGATED member, NDIS name) */
#define TCP_LIST(X)                                                          \
  X(state, uint32_t, STATE, "State")                                         \
  X(rcv_nxt, uint32_t, RCV_NXT, "RcvNxt")                                    \
  X(rcv_wnd, uint32_t, RCV_WND, "RcvWnd")                                    \
  X(snd_una, uint32_t, SND_UNA, "SndUna")                                    \
  X(snd_nxt, uint32_t, SND_NXT, "SndNxt")                                    \
  X(snd_max, uint32_t, SND_MAX, "SndMax")                                    \
  X(snd_wnd, uint32_t, SND_WND, "SndWnd")                                    \
  X(max_snd_wnd, uint32_t, MAX_SND_WND, "MaxSndWnd")                         \
  X(send_wl1, uint32_t, SND_WL1, "SendWL1")                                  \
  X(cwnd, uint32_t, CWND, "CWnd")                                            \
  X(ssthresh, uint32_t, SSTHRESH, "SsThresh")                                \
  X(srtt, uint16_t, SRTT, "SRtt")                                            \
  X(rtt_var, uint16_t, RTT_VAR, "RttVar")                                    \
  X(ts_recent, uint32_t, TS_RECENT, "TsRecent")                              \
  X(ts_recent_age, uint32_t, TS_RECENT_AGE, "TsRecentAge")                   \
  X(ts_time, uint32_t, TS_TIME, "TsTime")                                    \
  X(total_rt, uint32_t, TOTAL_RT, "TotalRT")                                 \
  X(dup_ack_count, uint8_t, DUP_ACK_COUNT, "DupAckCount")                    \
  X(snd_wnd_probe_count, uint8_t, SND_WND_PROBES, "SndWndProbeCount")        \
  X(ka_probe_count, uint8_t, KA_PROBES, "KeepAlive.ProbeCount")              \
  X(ka_timeout_delta, uint32_t, KA_TIMEOUT_DELTA, "KeepAlive.TimeoutDelta")  \
  X(rt_count, uint8_t, RT_COUNT, "Retransmit.Count")                         \
  X(rt_timeout_delta, uint32_t, RT_TIMEOUT_DELTA, "Retransmit.TimeoutDelta") \
  X(dwnd, uint32_t, DWND, "DWnd")

uint32_t toe_returned_bytes(uint8_t layer) {
  if (layer == TOE_LAYER_NEIGHBOR) return TOE_NDIS_NEIGHBOR_DELEGATED_BYTES;
  return layer == TOE_LAYER_PATH ? TOE_NDIS_PATH_DELEGATED_BYTES : TOE_NDIS_TCP_DELEGATED_BYTES;
}

uint8_t toe_returned_type(uint8_t layer, uint8_t family) {
  if (layer == TOE_LAYER_NEIGHBOR) return TOE_NDIS_STATE_NEIGHBOR_DELEGATED;
  if (layer == TOE_LAYER_TCP) return TOE_NDIS_STATE_TCP_DELEGATED;
  return family == 6 ? TOE_NDIS_STATE_PATH_IP6_DELEGATED : TOE_NDIS_STATE_PATH_IP4_DELEGATED;
}

void toe_returned_read(uint8_t layer, const uint8_t *record, toe_delegated_t *delegated_out) {
  *delegated_out = (toe_delegated_t){.layer = layer};
  if (layer == TOE_LAYER_NEIGHBOR) {
    delegated_out->nic_reachability_delta = (uint32_t)TOE_NDIS_READ(record, NEIGHBOR_DELEGATED, NIC_REACHABILITY);
  }
  if (layer != TOE_LAYER_TCP) return;
#define X(member, type, name, text) delegated_out->member = (type)TOE_NDIS_READ(record, TCP_DELEGATED, name);
  TCP_LIST(X)
#undef X
}

void toe_returned_write(const toe_delegated_t *delegated, uint8_t *record) {
  if (delegated->layer == TOE_LAYER_NEIGHBOR) {
    TOE_NDIS_WRITE(record, NEIGHBOR_DELEGATED, NIC_REACHABILITY, delegated->nic_reachability_delta);
  }
  if (delegated->layer != TOE_LAYER_TCP) return;
#define X(member, type, name, text) TOE_NDIS_WRITE(record, TCP_DELEGATED, name, delegated->member);
  TCP_LIST(X)
#undef X
}

void toe_returned_given(uint8_t layer, const toe_op_state_t *state, toe_delegated_t *delegated_out) {
  uint8_t memory[256];
  memset(memory, 0, sizeof memory);
  toe_state_write(layer, state, NULL, NULL, NULL, memory);
  uint32_t place = 0;
  for (int i = 0; i < 2; ++i) { /* the delegated structure is the third */
    place += toe_ndis_align((uint32_t)TOE_NDIS_READ(memory + place, STATE_HEADER, LENGTH));
  }
  toe_returned_read(layer, memory + place, delegated_out);
}

void toe_returned_update(const toe_delegated_t *delegated, toe_op_state_t *state) {
  if (delegated->layer != TOE_LAYER_TCP) return;
  state->tcp_state = (uint8_t)delegated->state;
  state->rcv_nxt = delegated->rcv_nxt;
  state->rcv_wnd = delegated->rcv_wnd;
  state->snd_una = delegated->snd_una;
  state->snd_nxt = delegated->snd_nxt;
  state->snd_max = delegated->snd_max;
  state->snd_wnd = delegated->snd_wnd;
  state->ts_recent = delegated->ts_recent;
}

const char *toe_returned_differs(const toe_delegated_t *a, const toe_delegated_t *b) {
  if (a->nic_reachability_delta != b->nic_reachability_delta) return "NicReachabilityDelta";
#define X(member, type, name, text) \
  if (a->member != b->member) return text;
  TCP_LIST(X)
#undef X
  return NULL;
}
