/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/import/toe_packet.h"

#include <string.h>

enum {
  ETHERTYPE_IPV4 = 0x0800,
  ETHERTYPE_IPV6 = 0x86DD,
  ETHERTYPE_VLAN = 0x8100,
  ETHERTYPE_SERVICE_VLAN = 0x88A8,
  PROTOCOL_TCP = 6,
  ETHERNET_BYTES = 14,
  TCP_BYTES = 20
};

/* What is left of the frame. */
typedef struct view {
  const uint8_t *data;
  uint32_t bytes;    /* captured */
  uint32_t original; /* sent */
} view_t;

static uint16_t get16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }
static uint32_t get32(const uint8_t *p) { return (uint32_t)get16(p) << 16 | get16(p + 2); }

static void view_skip(view_t *view, uint32_t bytes) {
  view->data += bytes;
  view->bytes -= bytes;
  view->original -= bytes;
}

static void options_parse(const uint8_t *data, uint32_t bytes, toe_packet_t *frame) {
  for (uint32_t at = 0; at < bytes && data[at] != 0;) {
    if (data[at] == 1) { /* no operation */
      ++at;
      continue;
    }
    if (at + 2 > bytes || data[at + 1] < 2 || at + data[at + 1] > bytes) return; /* cut or garbled: what came is kept */
    const uint8_t kind = data[at], length = data[at + 1];
    const uint8_t *value = data + at + 2;
    if (kind == 2 && length == 4) {
      frame->has_mss = true;
      frame->mss = get16(value);
    } else if (kind == 3 && length == 3) {
      frame->has_scale = true;
      frame->scale = value[0] > 14 ? 14 : value[0]; /* RFC 7323 2.3 */
    } else if (kind == 4 && length == 2) {
      frame->has_sack = true;
    } else if (kind == 8 && length == 10) {
      frame->has_timestamps = true;
      frame->ts_value = get32(value);
    }
    at += length;
  }
}

static toe_packet_verdict_t tcp_parse(view_t view, toe_packet_t *frame) {
  if (view.original < TCP_BYTES) return TOE_PACKET_GARBLED;
  if (view.bytes < TCP_BYTES) return TOE_PACKET_CUT;
  const uint8_t *p = view.data;
  const uint32_t header = (uint32_t)(p[12] >> 4) * 4;
  if (header < TCP_BYTES || header > view.original) return TOE_PACKET_GARBLED;
  frame->src_port = get16(p);
  frame->dst_port = get16(p + 2);
  frame->seq = get32(p + 4);
  frame->ack = get32(p + 8);
  frame->flags = p[13];
  frame->window = get16(p + 14);
  frame->payload_bytes = view.original - header;
  options_parse(p + TCP_BYTES, (header < view.bytes ? header : view.bytes) - TCP_BYTES, frame);
  return frame->src_port == 0 || frame->dst_port == 0 ? TOE_PACKET_GARBLED : TOE_PACKET_TCP;
}

static toe_packet_verdict_t ipv4_parse(view_t view, toe_packet_t *frame) {
  if (view.bytes < 20) return view.original < 20 ? TOE_PACKET_GARBLED : TOE_PACKET_CUT;
  const uint8_t *p = view.data;
  const uint32_t header = (uint32_t)(p[0] & 15) * 4;
  uint32_t total = get16(p + 2);
  if (total == 0) total = view.original; /* captured before segmentation by the card */
  if (p[0] >> 4 != 4 || header < 20 || total < header || total > view.original) return TOE_PACKET_GARBLED;
  if ((get16(p + 6) & 0x3FFF) != 0) return TOE_PACKET_FRAGMENT;
  if (p[9] != PROTOCOL_TCP) return TOE_PACKET_NOT_TCP;
  if (view.bytes < header) return TOE_PACKET_CUT;
  frame->family = 4;
  memcpy(frame->src_ip, p + 12, 4);
  memcpy(frame->dst_ip, p + 16, 4);
  view.original = total; /* without padding */
  if (view.bytes > total) view.bytes = total;
  view_skip(&view, header);
  return tcp_parse(view, frame);
}

/* Bytes of an extension header, 0: `next` is none. */
static uint32_t extension_bytes(uint8_t next, const uint8_t *p) {
  switch (next) {
    case 0:  /* hop-by-hop */
    case 43: /* routing */
    case 60: /* destination options */
      return ((uint32_t)p[1] + 1) * 8;
    case 44: /* fragment */
      return 8;
    case 51: /* authentication */
      return ((uint32_t)p[1] + 2) * 4;
    default:
      return 0;
  }
}

static toe_packet_verdict_t ipv6_parse(view_t view, toe_packet_t *frame) {
  if (view.bytes < 40) return view.original < 40 ? TOE_PACKET_GARBLED : TOE_PACKET_CUT;
  const uint8_t *p = view.data;
  if (p[0] >> 4 != 6) return TOE_PACKET_GARBLED;
  uint32_t payload = get16(p + 4);
  uint8_t next = p[6];
  if (payload == 0) payload = view.original - 40; /* a jumbogram, or captured before segmentation */
  if (payload > view.original - 40) return TOE_PACKET_GARBLED;
  frame->family = 6;
  memcpy(frame->src_ip, p + 8, 16);
  memcpy(frame->dst_ip, p + 24, 16);
  view_skip(&view, 40);
  view.original = payload;
  if (view.bytes > payload) view.bytes = payload;
  while (next != PROTOCOL_TCP) {
    static const uint8_t none[2] = {0, 0};
    if (extension_bytes(next, none) == 0) return TOE_PACKET_NOT_TCP;
    if (view.bytes < 8) return view.original < 8 ? TOE_PACKET_GARBLED : TOE_PACKET_CUT;
    const uint32_t header = extension_bytes(next, view.data);
    if (header > view.original) return TOE_PACKET_GARBLED;
    if (header > view.bytes) return TOE_PACKET_CUT;
    if (next == 44 && (get16(view.data + 2) & 0xFFF9) != 0) return TOE_PACKET_FRAGMENT;
    next = view.data[0];
    view_skip(&view, header);
  }
  return tcp_parse(view, frame);
}

toe_packet_verdict_t toe_packet_parse(const uint8_t *data, uint32_t bytes, uint32_t original_bytes,
                                      toe_packet_t *frame_out) {
  view_t view = {.data = data, .bytes = bytes, .original = original_bytes < bytes ? bytes : original_bytes};
  *frame_out = (toe_packet_t){0};
  if (view.original < ETHERNET_BYTES) return TOE_PACKET_GARBLED;
  if (view.bytes < ETHERNET_BYTES) return TOE_PACKET_CUT;
  memcpy(frame_out->dst_mac, data, 6);
  memcpy(frame_out->src_mac, data + 6, 6);
  uint16_t type = get16(data + 12);
  view_skip(&view, ETHERNET_BYTES);
  if (type == ETHERTYPE_VLAN || type == ETHERTYPE_SERVICE_VLAN) {
    if (view.bytes < 4) return view.original < 4 ? TOE_PACKET_GARBLED : TOE_PACKET_CUT;
    frame_out->vlan = get16(view.data) & 0x0FFF;
    type = get16(view.data + 2);
    view_skip(&view, 4);
    if (type == ETHERTYPE_VLAN || type == ETHERTYPE_SERVICE_VLAN) return TOE_PACKET_STACKED_VLAN;
  }
  if (type == ETHERTYPE_IPV4) return ipv4_parse(view, frame_out);
  return type == ETHERTYPE_IPV6 ? ipv6_parse(view, frame_out) : TOE_PACKET_NOT_IP;
}
