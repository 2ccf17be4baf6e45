/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_wire.h"

void toe_wire_init(toe_wire_t *wire, toe_clock_t clock, uint32_t gbps, toe_fs_t hop_fs) {
  *wire = (toe_wire_t){.clock = clock, .gbps = gbps, .hop_fs = hop_fs};
  toe_fifo_init(&wire->arrivals, sizeof(toe_nic_event_t));
}

void toe_wire_end(toe_wire_t *wire) { toe_fifo_end(&wire->arrivals); }

toe_fs_t toe_wire_frame_fs(uint32_t gbps, uint32_t bytes) {
  const toe_fs_t byte_at_1_gbps = 8 * TOE_FS_PER_NS;
  return (toe_frame_wire_bytes(bytes) * byte_at_1_gbps + gbps - 1) / gbps;
}

static toe_fs_t later(toe_fs_t a, toe_fs_t b) { return a > b ? a : b; }

toe_cycle_t toe_wire_take(toe_wire_t *wire, toe_fs_t now_fs, uint32_t bytes) {
  wire->in_sent_fs = later(wire->in_sent_fs, now_fs);
  wire->in_free_fs = later(wire->in_free_fs, wire->in_sent_fs) + toe_wire_frame_fs(wire->gbps, bytes);
  toe_cycle_t cycle = toe_clock_cycle_at(wire->clock, wire->in_free_fs);
  if (cycle < wire->in_free_cycle) cycle = wire->in_free_cycle;
  wire->in_free_cycle = cycle + toe_frame_beats(bytes);
  ++wire->frames_in;
  wire->frame_bytes_in += bytes;
  return cycle;
}

bool toe_wire_send(toe_wire_t *wire, const toe_frame_sent_t *sent) {
  toe_nic_event_t *event = toe_fifo_push(&wire->arrivals);
  if (event == NULL) return false;
  const toe_fs_t edge_fs = toe_clock_edge_fs(wire->clock, sent->cycle);
  wire->out_free_fs = later(wire->out_free_fs, edge_fs) + toe_wire_frame_fs(wire->gbps, sent->bytes);
  *event =
      (toe_nic_event_t){.kind = TOE_NIC_FRAME, .at_fs = toe_fs_add(wire->out_free_fs, wire->hop_fs), .frame = *sent};
  ++wire->frames_out;
  wire->frame_bytes_out += sent->bytes;
  return true;
}

const toe_nic_event_t *toe_wire_first_event(const toe_wire_t *wire) { return toe_fifo_front(&wire->arrivals); }

void toe_wire_drop_event(toe_wire_t *wire) { toe_fifo_pop(&wire->arrivals); }
