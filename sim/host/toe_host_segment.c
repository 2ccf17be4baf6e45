/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/host/toe_host_segment.h"

#include <string.h>

#include "sim/host/toe_datagram.h"
#include "sim/host/toe_stream.h"

enum {
  IPV4_BYTES = 20,
  IPV6_BYTES = 40,
  TCP_BYTES = 20,
  STAMP_BYTES = 12,
  OPTION_BYTES = 4,
  SHORTEST_BYTES = 60,
  TTL = 64
};

/* Bytes being put together. */
typedef struct frame {
  uint8_t *data;
  uint32_t bytes;
} frame_t;

static void put(frame_t *frame, const void *data, uint32_t bytes) {
  memcpy(frame->data + frame->bytes, data, bytes);
  frame->bytes += bytes;
}

/* Big-endian. */
static void put_number(frame_t *frame, uint32_t value, uint32_t bytes) {
  for (uint32_t shift = 8 * bytes; shift > 0; shift -= 8) {
    frame->data[frame->bytes++] = (uint8_t)(value >> (shift - 8));
  }
}

static void put_checksum(uint8_t *at, uint32_t sum) {
  at[0] = (uint8_t)(~sum >> 8);
  at[1] = (uint8_t)~sum;
}

static void put_ethernet(frame_t *frame, const toe_op_state_t *neighbor, const uint8_t *mac, bool is_ipv6) {
  put(frame, neighbor->has_src_mac ? neighbor->src_mac : mac, 6);
  put(frame, neighbor->dst_mac, 6);
  if (neighbor->vlan != 0) {
    put_number(frame, 0x8100, 2);
    put_number(frame, neighbor->vlan, 2);
  }
  put_number(frame, is_ipv6 ? 0x86DD : 0x0800, 2);
}

static void put_ip(frame_t *frame, const toe_op_state_t *path, uint32_t segment_bytes, uint32_t options) {
  const uint32_t address = path->family == 6 ? 16 : 4, header_bytes = IPV4_BYTES + options;
  if (path->family == 6) {
    put_number(frame, 0x60000000, 4);
    put_number(frame, segment_bytes, 2);
    put_number(frame, 6u << 8 | TTL, 2);
  } else {
    put_number(frame, 0x4000 | header_bytes / 4 << 8, 2);
    put_number(frame, header_bytes + segment_bytes, 2);
    put_number(frame, 0x00004000, 4); /* identification 0, DF */
    put_number(frame, TTL << 8 | 6u, 2);
    put_number(frame, 0, 2);
  }
  put(frame, path->dst_ip, address);
  put(frame, path->src_ip, address);
  if (options != 0) put_number(frame, 0x01010100, OPTION_BYTES); /* three times nothing, and the end */
  uint8_t *header = frame->data + frame->bytes - header_bytes;
  if (path->family != 6) put_checksum(header + 10, toe_datagram_sum(0, header, header_bytes));
}

static void put_tcp(frame_t *frame, const toe_op_state_t *tcp, const toe_op_segment_t *segment, uint32_t seq) {
  const uint32_t window = tcp->snd_wnd >> tcp->snd_wind_scale;
  const uint32_t header = TCP_BYTES + (tcp->has_timestamps ? STAMP_BYTES : 0);
  put_number(frame, tcp->remote_port, 2);
  put_number(frame, tcp->local_port, 2);
  put_number(frame, seq, 4);
  put_number(frame, segment->has_ack ? segment->ack : tcp->snd_nxt, 4);
  put_number(frame, header / 4 << 12 | segment->flags, 2);
  put_number(frame, segment->has_window ? segment->window : window < 0xFFFF ? window : 0xFFFF, 2);
  put_number(frame, 0, 2);
  put_number(frame, (segment->flags & TOE_OP_FLAG_U) != 0 ? segment->bytes & 0xFFFF : 0, 2);
  if (!tcp->has_timestamps) return;
  put_number(frame, 0x0101080A, 4);
  put_number(frame, tcp->ts_recent, 4);
  put_number(frame, 0, 4);
}

static void note_sent(toe_object_t *tcp, const toe_op_segment_t *segment, uint32_t seq) {
  const uint32_t flags = segment->flags;
  const uint32_t end = seq + segment->bytes + ((flags & TOE_OP_FLAG_S) != 0) + ((flags & TOE_OP_FLAG_F) != 0);
  if ((int32_t)(end - tcp->wire_nxt) > 0) tcp->wire_nxt = end;
}

toe_result_t toe_host_segment_build(toe_object_t *tcp, const toe_op_segment_t *segment, const uint8_t mac[6],
                                    uint8_t *frame_out, uint32_t *bytes_out) {
  const toe_object_t *path = tcp->above, *neighbor = path != NULL ? path->above : NULL;
  if (!tcp->has_state || path == NULL || !path->has_state || neighbor == NULL || !neighbor->has_state) {
    return TOE_E_UNKNOWN;
  }
  if (!tcp->has_wire_nxt) tcp->wire_nxt = tcp->state.rcv_nxt;
  tcp->has_wire_nxt = true;
  const bool is_ipv6 = path->state.family == 6;
  if (is_ipv6 && (segment->has_ip_options || segment->fragments > 1)) return TOE_E_ARG;
  const uint32_t options = segment->has_ip_options ? OPTION_BYTES : 0;
  const uint32_t segment_bytes = TCP_BYTES + (tcp->state.has_timestamps ? STAMP_BYTES : 0) + segment->bytes;
  const uint32_t lead = 14 + (neighbor->state.vlan != 0 ? 4 : 0) + (is_ipv6 ? IPV6_BYTES : IPV4_BYTES + options);
  if (segment_bytes > TOE_HOST_SEGMENT_BYTES - lead) return TOE_E_RANGE;

  const uint32_t seq = segment->has_seq ? segment->seq : tcp->wire_nxt;
  frame_t frame = {frame_out, 0};
  put_ethernet(&frame, &neighbor->state, mac, is_ipv6);
  put_ip(&frame, &path->state, segment_bytes, options);
  uint8_t *header = frame.data + frame.bytes;
  put_tcp(&frame, &tcp->state, segment, seq);
  toe_stream_write(tcp->number, seq, frame.data + frame.bytes, segment->bytes);
  frame.bytes += segment->bytes;
  /* The pseudo header: both addresses, protocol, length. */
  const uint32_t addresses = is_ipv6 ? 32 : 8;
  const uint32_t sum = toe_datagram_sum(6 + segment_bytes, header - options - addresses, addresses);
  put_checksum(header + 16, toe_datagram_sum(sum, header, segment_bytes));
  if (segment->is_checksum_bad) header[17] ^= 1;
  if (frame.bytes < SHORTEST_BYTES) {
    memset(frame.data + frame.bytes, 0, SHORTEST_BYTES - frame.bytes);
    frame.bytes = SHORTEST_BYTES;
  }
  note_sent(tcp, segment, seq);
  *bytes_out = frame.bytes;
  return TOE_OK;
}

const char *toe_host_segment_text(toe_result_t result) {
  switch (result) {
    case TOE_E_RANGE:
      return "its frame would be longer than 65535 bytes";
    case TOE_E_ARG:
      return "only a frame of IPv4 has options or can be cut into fragments, as many as it has 8 bytes";
    default:
      return "its addresses or ports are not known";
  }
}
