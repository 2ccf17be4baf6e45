/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_delegated.h - the delegated variables that a terminate hands back, decoded (docs/ndis.md 3 and 5) [R161].
 *
 * Units are those of NDIS: ticks, SRtt times 8, RttVar times 4.  Timer deltas: 0xFFFFFFFF is not running.
 */
#ifndef TOE_DELEGATED_H_
#define TOE_DELEGATED_H_

#include <stdint.h>

typedef struct toe_delegated {
  uint8_t layer; /* toe_layer; a path has no variables */
  /* neighbor */
  uint32_t nic_reachability_delta;
  /* TCP */
  uint32_t state; /* TCP_OFFLOAD_CONNECTION_STATE */
  uint32_t rcv_nxt, rcv_wnd, snd_una, snd_nxt, snd_max, snd_wnd, max_snd_wnd, send_wl1, cwnd, ssthresh;
  uint16_t srtt, rtt_var;
  uint32_t ts_recent, ts_recent_age, ts_time, total_rt;
  uint8_t dup_ack_count, snd_wnd_probe_count, ka_probe_count, rt_count;
  uint32_t ka_timeout_delta, rt_timeout_delta, dwnd;
} toe_delegated_t;

#endif /* TOE_DELEGATED_H_ */
