/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_flow.h - one TCP connection as the wire shows it, seen from the host's side.
 */
#ifndef TOE_FLOW_H_
#define TOE_FLOW_H_

#include "sim/import/toe_packet.h"

typedef enum toe_flow_phase {
  TOE_FLOW_FRESH,       /* nothing seen */
  TOE_FLOW_OPENING,     /* within the handshake */
  TOE_FLOW_ESTABLISHED, /* or closing */
  TOE_FLOW_ENDED        /* a new SYN may begin it anew */
} toe_flow_phase_t;

enum { TOE_FLOW_LOCAL, TOE_FLOW_REMOTE };

/* What one side has sent. */
typedef struct toe_flow_side {
  bool has_syn, has_seq, has_window, has_scale, has_sack, has_timestamps;
  bool has_fin, is_fin_acked;
  uint32_t isn;
  uint32_t next;     /* behind the highest byte sent */
  uint32_t in_order; /* behind the highest byte sent without a gap before it */
  uint32_t acked;    /* highest acknowledgment by the other side */
  bool has_acked;
  uint32_t fin_next; /* behind its FIN */
  uint32_t window;   /* bytes, scaled */
  uint16_t mss;      /* its SYN's; 0: not seen */
  uint8_t scale;
  uint32_t ts_value;
} toe_flow_side_t;

typedef struct toe_flow {
  toe_flow_phase_t phase;
  toe_flow_side_t side[2];
  bool is_midway; /* its handshake was not seen */
  bool is_remote_fin_first;
  uint64_t last_ns;
} toe_flow_t;

typedef enum toe_flow_event {
  TOE_FLOW_NOTHING,
  TOE_FLOW_ESTABLISHES, /* handshake complete, or first segment of one seen midway */
  TOE_FLOW_ENDS,        /* RST, or both FINs acknowledged */
  TOE_FLOW_RESTARTS     /* a SYN of a new connection with the same addresses: the one before, if any, has ended */
} toe_flow_event_t;

/* Take a segment.  from  TOE_FLOW_LOCAL or _REMOTE */
toe_flow_event_t toe_flow_segment(toe_flow_t *flow, int from, const toe_packet_t *frame, uint64_t at_ns);

/* TCP_OFFLOAD_CONNECTION_STATE of the host's side; 10 (TIME_WAIT): both have closed. */
uint8_t toe_flow_state(const toe_flow_t *flow);

#endif /* TOE_FLOW_H_ */
