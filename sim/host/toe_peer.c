/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_peer.c - see toe_peer.h.
 */
#include "sim/host/toe_peer.h"

#include <stdio.h>
#include <string.h>

#include "sim/host/toe_datagram.h"
#include "sim/host/toe_receiver.h"

enum {
  ETHERTYPE_VLAN = 0x8100,
  ETHERTYPE_IPV4 = 0x0800,
  ETHERTYPE_IPV6 = 0x86DD,
  DEI = 0x1000,
  DONT_FRAGMENT = 0x4000,
  PROTOCOL_TCP = 6,
  IPV4_BYTES = 20,
  IPV6_BYTES = 40,
  TCP_BYTES = 20,
  SHORTEST_BYTES = 60,
  NO_OPTIONS = 0x5000,
  ACK = 0x10,
  ID_HALF = 0x8000,
  DEFAULT_TTL = 128,
  WINDOW_MOST = 65535
};

/* A rule, and how it is broken. */
#define SAY(rule, ...) (snprintf(text_out, TOE_PEER_TEXT_BYTES, __VA_ARGS__), (rule))

static uint32_t get16(const uint8_t *p) { return (uint32_t)p[0] << 8 | p[1]; }
static uint32_t get32(const uint8_t *p) { return get16(p) << 16 | get16(p + 2); }

static const char *parse_ipv4(const uint8_t *ip, toe_peer_frame_t *frame, char *text_out) {
  if (ip[0] != 0x45) return SAY("wire", "IPv4 version and header length are 0x%02X", ip[0]);
  if (get16(ip + 2) != IPV4_BYTES + TCP_BYTES) return SAY("wire", "IPv4 total length is %u", get16(ip + 2));
  if (get16(ip + 6) != DONT_FRAGMENT) {
    return SAY("R139", "IPv4 flags and fragment offset are 0x%04X, not those of DF alone", get16(ip + 6));
  }
  if (ip[9] != PROTOCOL_TCP) return SAY("wire", "IPv4 protocol is %u", ip[9]);
  if (toe_datagram_sum(0, ip, IPV4_BYTES) != 0xFFFF)
    return SAY("wire", "IPv4 header checksum 0x%04X is wrong", get16(ip + 10));
  frame->tos = ip[1];
  frame->id = (uint16_t)get16(ip + 4);
  frame->ttl = ip[8];
  frame->src_ip = ip + 12;
  frame->dst_ip = ip + 16;
  return NULL;
}

static const char *parse_ipv6(const uint8_t *ip, toe_peer_frame_t *frame, char *text_out) {
  if (ip[0] >> 4 != 6) return SAY("wire", "IPv6 version is %d", ip[0] >> 4);
  if (get16(ip + 4) != TCP_BYTES) return SAY("wire", "IPv6 payload length is %u", get16(ip + 4));
  if (ip[6] != PROTOCOL_TCP) return SAY("wire", "IPv6 next header is %u", ip[6]);
  frame->tos = (uint8_t)(get16(ip) >> 4);
  frame->flow_label = get32(ip) & 0xFFFFF;
  frame->ttl = ip[7];
  frame->src_ip = ip + 8;
  frame->dst_ip = ip + 24;
  return NULL;
}

static const char *parse_tcp(const uint8_t *tcp, toe_peer_frame_t *frame, char *text_out) {
  if (get16(tcp + 12) != (NO_OPTIONS | ACK)) {
    return SAY("wire", "TCP data offset and flags are 0x%04X, not those of ACK alone", get16(tcp + 12));
  }
  if (get16(tcp + 18) != 0) return SAY("wire", "the urgent pointer is %u", get16(tcp + 18));
  const uint32_t pseudo = toe_datagram_sum(PROTOCOL_TCP + TCP_BYTES, frame->src_ip, frame->family == 6 ? 32 : 8);
  if (toe_datagram_sum(pseudo, tcp, TCP_BYTES) != 0xFFFF)
    return SAY("wire", "TCP checksum 0x%04X is wrong", get16(tcp + 16));
  frame->local_port = (uint16_t)get16(tcp);
  frame->remote_port = (uint16_t)get16(tcp + 2);
  frame->seq = get32(tcp + 4);
  frame->ack = get32(tcp + 8);
  frame->window = (uint16_t)get16(tcp + 14);
  return NULL;
}

const char *toe_peer_parse(const uint8_t *data, uint32_t bytes, toe_peer_frame_t *frame_out,
                           char text_out[TOE_PEER_TEXT_BYTES]) {
  memset(frame_out, 0, sizeof *frame_out);
  if (bytes < SHORTEST_BYTES) return SAY("wire", "a frame of %lu bytes", (unsigned long)bytes);
  uint32_t l3 = 14, type = get16(data + 12);
  frame_out->dst_mac = data;
  frame_out->src_mac = data + 6;
  if (type == ETHERTYPE_VLAN) {
    const uint32_t tag = get16(data + 14);
    if ((tag & DEI) != 0) return SAY("wire", "the tag 0x%04X has its DEI bit set", tag);
    frame_out->has_tag = true;
    frame_out->vlan = tag & 0xFFF;
    frame_out->priority = (uint8_t)(tag >> 13);
    type = get16(data + 16);
    l3 = 18;
  }
  if (type != ETHERTYPE_IPV4 && type != ETHERTYPE_IPV6) return SAY("wire", "the EtherType is 0x%04X", type);
  frame_out->family = type == ETHERTYPE_IPV6 ? 6 : 4;
  const uint32_t header = frame_out->family == 6 ? IPV6_BYTES : IPV4_BYTES, end = l3 + header + TCP_BYTES;
  const uint32_t right = end < SHORTEST_BYTES ? SHORTEST_BYTES : end;
  if (bytes != right) return SAY("wire", "a frame of %lu bytes, not %lu", (unsigned long)bytes, (unsigned long)right);
  for (uint32_t i = end; i < bytes; ++i) {
    if (data[i] != 0) return SAY("wire", "byte %lu, behind the segment, is not zero", (unsigned long)i);
  }
  const char *rule =
      frame_out->family == 6 ? parse_ipv6(data + l3, frame_out, text_out) : parse_ipv4(data + l3, frame_out, text_out);
  return rule != NULL ? rule : parse_tcp(data + l3 + header, frame_out, text_out);
}

/* The largest window of that many bytes that a header can tell, as a header has it. */
static uint32_t field_of(uint32_t window, uint8_t scale) {
  const uint32_t field = window >> scale;
  return field < WINDOW_MOST ? field : WINDOW_MOST;
}

void toe_peer_begin(toe_peer_t *peer, const toe_op_state_t *tcp) {
  *peer = (toe_peer_t){.ack = tcp->rcv_nxt,
                       .edge = tcp->rcv_nxt + (field_of(tcp->rcv_wnd, tcp->rcv_wind_scale) << tcp->rcv_wind_scale),
                       .advertised = tcp->rcv_nxt + tcp->rcv_wnd,
                       .rcv_nxt = tcp->rcv_nxt,
                       .rcv_wnd = tcp->rcv_wnd,
                       .initial_rcv_wnd = tcp->initial_rcv_wnd,
                       .buffered = tcp->buffered_bytes,
                       .sent = tcp->rcv_nxt};
}

void toe_peer_sent(toe_peer_t *peer, uint32_t end) {
  if ((int32_t)(end - peer->sent) > 0) peer->sent = end;
}

static const char *check_ethernet(const toe_peer_frame_t *frame, const toe_peer_view_t *view, char *text_out) {
  const toe_op_state_t *neighbor = view->neighbor;
  if (memcmp(frame->dst_mac, neighbor->dst_mac, 6) != 0) {
    return SAY("wire", "not sent to the neighbor's MAC address, but to one that ends in %02X", frame->dst_mac[5]);
  }
  bool is_own = neighbor->has_src_mac && memcmp(frame->src_mac, neighbor->src_mac, 6) == 0;
  for (uint32_t i = 0; i < view->mac_count && !neighbor->has_src_mac; ++i) {
    is_own = is_own || memcmp(frame->src_mac, view->macs[i], 6) == 0;
  }
  if (!is_own) {
    return SAY("R116", "not sent from the %s MAC address, but from one that ends in %02X",
               neighbor->has_src_mac ? "neighbor's source" : "interface's", frame->src_mac[5]);
  }
  const uint8_t priority = view->tcp->user_priority;
  if (frame->has_tag != (neighbor->vlan != 0 || priority != 0)) {
    return SAY("R115", "%s a tag, of VLAN %u and priority %u", frame->has_tag ? "sent with" : "sent without",
               neighbor->vlan, priority);
  }
  if (frame->vlan != neighbor->vlan || frame->priority != priority) {
    return SAY("R115", "a tag of VLAN %u and priority %u, not %u and %u", frame->vlan, frame->priority, neighbor->vlan,
               priority);
  }
  return NULL;
}

static const char *check_ip(const toe_peer_frame_t *frame, const toe_peer_view_t *view, char *text_out) {
  const toe_op_state_t *tcp = view->tcp;
  const uint32_t id = ID_HALF + view->number % ID_HALF, address = frame->family == 6 ? 16 : 4;
  if (frame->family != (view->path->family == 6 ? 6 : 4) || memcmp(frame->src_ip, view->path->src_ip, address) != 0 ||
      memcmp(frame->dst_ip, view->path->dst_ip, address) != 0) {
    return SAY("wire", "not the addresses of its path");
  }
  if (frame->family == 4 && frame->id != id)
    return SAY("R139", "IPv4 identification 0x%04X, not 0x%04X", frame->id, id);
  if (frame->tos != tcp->tos) return SAY("wire", "TOS or traffic class %u, not %u", frame->tos, tcp->tos);
  const uint8_t ttl = tcp->ttl != 0 ? tcp->ttl : DEFAULT_TTL;
  if (frame->ttl != ttl) return SAY("wire", "TTL or hop limit %u, not %u", frame->ttl, ttl);
  if (frame->family == 6 && frame->flow_label != tcp->flow_label) {
    return SAY("wire", "flow label 0x%05lX, not 0x%05lX", (unsigned long)frame->flow_label,
               (unsigned long)tcp->flow_label);
  }
  return NULL;
}

/* The most the window can be when all before `ack` has come and `consumed` bytes may have been delivered.  Whether a
 * FIN was among what came is not known: it takes none of the window. */
static uint32_t window_most(const toe_peer_t *peer, uint32_t ack, uint64_t consumed) {
  const uint32_t came = ack - peer->rcv_nxt;
  uint32_t least = 0, most = 0;
  toe_receiver_window(peer->rcv_wnd, peer->initial_rcv_wnd, consumed, came == 0 ? 0 : came - 1, &least, &most);
  return most;
}

const char *toe_peer_check(const toe_peer_t *peer, const toe_peer_frame_t *frame, const toe_peer_view_t *view,
                           char text_out[TOE_PEER_TEXT_BYTES]) {
  const char *rule = check_ethernet(frame, view, text_out);
  if (rule == NULL) rule = check_ip(frame, view, text_out);
  if (rule != NULL) return rule;
  const toe_op_state_t *tcp = view->tcp;
  if (frame->local_port != tcp->local_port || frame->remote_port != tcp->remote_port) {
    return SAY("wire", "ports %u and %u, not %u and %u", frame->local_port, frame->remote_port, tcp->local_port,
               tcp->remote_port);
  }
  if (frame->seq != tcp->snd_max) {
    return SAY("wire", "sequence number %lu, not SndMax, %lu", (unsigned long)frame->seq, (unsigned long)tcp->snd_max);
  }
  if ((int32_t)(frame->ack - peer->ack) < 0) {
    return SAY("wire", "acknowledges %lu, behind %lu", (unsigned long)frame->ack, (unsigned long)peer->ack);
  }
  if (!view->is_sent) {
    return SAY("wire", "acknowledges %lu, which the peer has never sent", (unsigned long)frame->ack);
  }
  const uint32_t window = (uint32_t)frame->window << tcp->rcv_wind_scale;
  /* What a header cannot tell of the window, the scale's low bits, may be lost each time. */
  if ((int32_t)(frame->ack + window + (1u << tcp->rcv_wind_scale) - 1 - peer->edge) < 0) {
    return SAY("wire", "the right edge of the window goes back from %lu to %lu", (unsigned long)peer->edge,
               (unsigned long)(frame->ack + window));
  }
  const uint32_t most = window_most(peer, frame->ack, view->consumed);
  if (window > most) {
    return SAY("wire", "a window of %lu bytes, and there can be %lu", (unsigned long)window, (unsigned long)most);
  }
  return NULL;
}

void toe_peer_take(toe_peer_t *peer, const toe_peer_frame_t *frame, const toe_op_state_t *tcp) {
  ++peer->acks;
  peer->ack = frame->ack;
  peer->window = (uint32_t)frame->window << tcp->rcv_wind_scale;
  peer->edge = peer->advertised = frame->ack + peer->window;
}

/* The least the window can be when all before the last acknowledgment has come and `consumed` bytes were delivered.
 * What is not told of growth is lost only above InitialRcvWnd, and bytes of the wire were there before they were
 * delivered: so at most that of the bytes that were buffered is. */
static uint32_t window_least(const toe_peer_t *peer, uint64_t consumed) {
  const int64_t initial = peer->initial_rcv_wnd, came = peer->ack - peer->rcv_nxt, gone = (int64_t)consumed;
  const int64_t of_wire = gone > peer->buffered ? gone - peer->buffered : 0;
  const int64_t before = initial > peer->rcv_wnd ? initial - peer->rcv_wnd : 0;
  const int64_t all_counts = before + came - gone, buffered_lost = came - of_wire;
  const int64_t least = initial - (all_counts > buffered_lost ? all_counts : buffered_lost);
  return least > 0 ? (uint32_t)(least < initial ? least : initial) : 0;
}

const char *toe_peer_quiet(const toe_peer_t *peer, const toe_op_state_t *tcp, uint64_t seen, uint64_t consumed,
                           char text_out[TOE_PEER_TEXT_BYTES]) {
  const uint32_t came = seen > peer->buffered ? (uint32_t)(seen - peer->buffered) : 0;
  if ((int32_t)(came - (peer->ack - peer->rcv_nxt)) > 0) {
    return SAY("wire", "%lu bytes came in order, of which %lu are acknowledged", (unsigned long)came,
               (unsigned long)(peer->ack - peer->rcv_nxt));
  }
  const uint32_t told = field_of(window_least(peer, consumed), tcp->rcv_wind_scale) << tcp->rcv_wind_scale;
  const int64_t opened = (int32_t)(peer->ack + told - peer->advertised);
  const uint32_t half = peer->initial_rcv_wnd / 2, two = 2u * tcp->remote_mss, enough = half < two ? half : two;
  if (opened <= 0 || opened < enough) return NULL;
  return SAY("wire", "the window has opened by %lu bytes, and the peer was not told", (unsigned long)opened);
}
