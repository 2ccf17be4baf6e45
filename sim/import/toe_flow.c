/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/import/toe_flow.h"

/* An ended connection's addresses may be seen midway again after 2 MSL [RFC9293 3.4.2]. */
#define QUIET_NS 240000000000ull

static bool is_after(uint32_t a, uint32_t b) { return (int32_t)(a - b) > 0; }

static void syn_take(toe_flow_t *flow, toe_flow_side_t *side, const toe_packet_t *frame) {
  side->has_syn = side->has_seq = side->has_window = true;
  side->isn = frame->seq;
  side->next = side->in_order = side->acked = frame->seq + 1;
  side->has_acked = true;
  side->window = frame->window; /* never scaled in a SYN */
  side->mss = frame->has_mss ? frame->mss : 0;
  side->has_scale = frame->has_scale;
  side->scale = frame->scale;
  side->has_sack = frame->has_sack;
  side->has_timestamps = frame->has_timestamps;
  side->ts_value = frame->ts_value;
  flow->phase = TOE_FLOW_OPENING;
}

static toe_flow_event_t syn_segment(toe_flow_t *flow, int from, const toe_packet_t *frame) {
  toe_flow_side_t *side = &flow->side[from];
  if (side->has_syn && side->isn == frame->seq && flow->phase != TOE_FLOW_FRESH)
    return TOE_FLOW_NOTHING; /* once more */
  if ((frame->flags & TOE_PACKET_ACK) != 0) {
    if (flow->phase == TOE_FLOW_FRESH || flow->phase == TOE_FLOW_OPENING) syn_take(flow, side, frame);
    return TOE_FLOW_NOTHING;
  }
  const bool is_again = flow->phase == TOE_FLOW_ESTABLISHED || flow->phase == TOE_FLOW_ENDED ||
                        (flow->phase == TOE_FLOW_OPENING && side->has_syn);
  if (is_again) {
    *flow = (toe_flow_t){.last_ns = flow->last_ns};
    side = &flow->side[from];
  }
  syn_take(flow, side, frame);
  return is_again ? TOE_FLOW_RESTARTS : TOE_FLOW_NOTHING;
}

static void ack_take(toe_flow_side_t *acked, uint32_t ack) {
  if (!acked->has_seq) {
    acked->has_seq = true;
    acked->next = acked->in_order = ack;
  }
  if (!acked->has_acked || is_after(ack, acked->acked)) acked->acked = ack;
  acked->has_acked = true;
  if (is_after(ack, acked->next)) acked->next = ack; /* the capture missed what is acknowledged */
  if (is_after(ack, acked->in_order)) acked->in_order = ack;
  if (acked->has_fin && !is_after(acked->fin_next, ack)) acked->is_fin_acked = true;
}

static void bytes_take(toe_flow_side_t *side, const toe_packet_t *frame) {
  const bool is_fin = (frame->flags & TOE_PACKET_FIN) != 0;
  const uint32_t end = frame->seq + frame->payload_bytes + (is_fin ? 1 : 0);
  if (!side->has_seq) {
    side->has_seq = true;
    side->next = side->in_order = frame->seq;
  }
  if (!side->has_acked) {
    side->has_acked = true;
    side->acked = frame->seq; /* nobody saw more */
  }
  if (!is_after(frame->seq, side->in_order) && is_after(end, side->in_order)) side->in_order = end;
  if (is_after(end, side->next)) side->next = end;
  /* What came out of order may close up now; without a list of the pieces the peer's acknowledgment says so. */
  if (is_fin) {
    side->has_fin = true;
    side->fin_next = end;
  }
}

static void data_segment(toe_flow_t *flow, int from, const toe_packet_t *frame) {
  toe_flow_side_t *side = &flow->side[from], *other = &flow->side[1 - from];
  const bool had_fin = side->has_fin;
  bytes_take(side, frame);
  ack_take(other, frame->ack);
  const bool is_scaled = side->has_scale && other->has_scale;
  side->has_window = true;
  side->window = (uint32_t)frame->window << (is_scaled ? side->scale : 0);
  if (frame->has_timestamps) {
    side->has_timestamps = true;
    side->ts_value = frame->ts_value;
  }
  if (from == TOE_FLOW_REMOTE && side->has_fin && !had_fin && !other->has_fin) flow->is_remote_fin_first = true;
}

toe_flow_event_t toe_flow_segment(toe_flow_t *flow, int from, const toe_packet_t *frame, uint64_t at_ns) {
  if (flow->phase == TOE_FLOW_ENDED && at_ns - flow->last_ns > QUIET_NS) *flow = (toe_flow_t){0};
  if (flow->phase != TOE_FLOW_ENDED || (frame->flags & TOE_PACKET_SYN) != 0) flow->last_ns = at_ns;
  if ((frame->flags & TOE_PACKET_RST) != 0) {
    const bool was_open = flow->phase == TOE_FLOW_ESTABLISHED;
    flow->phase = TOE_FLOW_ENDED;
    return was_open ? TOE_FLOW_ENDS : TOE_FLOW_NOTHING;
  }
  if ((frame->flags & TOE_PACKET_SYN) != 0) return syn_segment(flow, from, frame);
  if (flow->phase == TOE_FLOW_ENDED || (frame->flags & TOE_PACKET_ACK) == 0) return TOE_FLOW_NOTHING;
  const toe_flow_phase_t before = flow->phase;
  if (before == TOE_FLOW_FRESH && (frame->flags & TOE_PACKET_FIN) != 0) {
    flow->phase = TOE_FLOW_ENDED; /* only its end was captured */
    return TOE_FLOW_NOTHING;
  }
  flow->is_midway = flow->is_midway || before == TOE_FLOW_FRESH;
  flow->phase = TOE_FLOW_ESTABLISHED;
  data_segment(flow, from, frame);
  if (flow->side[0].is_fin_acked && flow->side[1].is_fin_acked) {
    flow->phase = TOE_FLOW_ENDED;
    return TOE_FLOW_ENDS;
  }
  return before != TOE_FLOW_ESTABLISHED ? TOE_FLOW_ESTABLISHES : TOE_FLOW_NOTHING;
}

uint8_t toe_flow_state(const toe_flow_t *flow) {
  const toe_flow_side_t *local = &flow->side[TOE_FLOW_LOCAL], *remote = &flow->side[TOE_FLOW_REMOTE];
  const bool is_remote_closed = remote->has_fin && !is_after(remote->fin_next, remote->in_order);
  if (!local->has_fin) return is_remote_closed ? 7 : 4;      /* CLOSE_WAIT, ESTABLISHED */
  if (!is_remote_closed) return local->is_fin_acked ? 6 : 5; /* FIN_WAIT2, FIN_WAIT1 */
  if (local->is_fin_acked) return 10;                        /* TIME_WAIT */
  return flow->is_remote_fin_first ? 9 : 8;                  /* LAST_ACK, CLOSING */
}
