/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_peer.h - the peer of a connection, as strict as it may be: it takes nothing of a frame for granted.
 *
 * The target sends acknowledgments only.  Each is read from its first byte to its last by the specification, and held
 * against what the host knows of the connection it is of (docs/microarchitecture.md 5.15) and what the frames before
 * have told.  The host's knowledge is behind that of the target, so bounds are what may be true, not what is.
 *
 * A broken rule has a number of docs/chimney.md, or is "wire": a frame that no peer could take, or would take for
 * something else.
 */
#ifndef TOE_PEER_H_
#define TOE_PEER_H_

#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TOE_PEER_TEXT_BYTES = 160 };

/* What the peer of one connection has seen since the offload. */
typedef struct toe_peer {
  uint32_t acks;            /* acknowledgments */
  uint32_t window;          /* told with the last one, in bytes */
  uint32_t ack;             /* acknowledged by it; before the first: RcvNxt at the offload */
  uint32_t edge;            /* right edge of the window, as a header can tell it */
  uint32_t advertised;      /* the same, but before the first: RcvNxt + RcvWnd at the offload */
  uint32_t rcv_nxt;         /* at the offload */
  uint32_t rcv_wnd;         /* at the offload */
  uint32_t initial_rcv_wnd; /* InitialRcvWnd */
  uint32_t buffered;        /* bytes that were there before, at the offload */
  uint32_t sent;            /* the peer has sent all before this, as far as is known here */
} toe_peer_t;

/* A frame of the target, whole and right by itself. */
typedef struct toe_peer_frame {
  const uint8_t *dst_mac, *src_mac; /* in the frame, as the addresses */
  bool has_tag;
  uint16_t vlan;
  uint8_t priority;
  uint8_t family; /* 4 or 6 */
  uint8_t tos, ttl;
  uint32_t flow_label; /* IPv6 */
  uint16_t id;         /* IPv4 */
  const uint8_t *src_ip, *dst_ip;
  uint16_t local_port, remote_port;
  uint32_t seq, ack;
  uint16_t window; /* as in the header */
} toe_peer_frame_t;

/* What the host knows of the connection. */
typedef struct toe_peer_view {
  const toe_op_state_t *tcp, *path, *neighbor;
  const uint8_t (*macs)[6]; /* that the interface may have now */
  uint32_t mac_count;
  uint64_t number;   /* frames that the target has sent before */
  uint64_t consumed; /* bytes of the connection that may have been delivered, at most */
  bool is_sent;      /* the peer has sent all that is acknowledged */
} toe_peer_view_t;

/* Read a frame.  NULL: it is an acknowledgment; else the rule it breaks, and text_out says how. */
const char *toe_peer_parse(const uint8_t *data, uint32_t bytes, toe_peer_frame_t *frame_out,
                           char text_out[TOE_PEER_TEXT_BYTES]);

/* The connection is being offloaded with this state. */
void toe_peer_begin(toe_peer_t *peer, const toe_op_state_t *tcp);
/* The peer has sent something that ends before `end`. */
void toe_peer_sent(toe_peer_t *peer, uint32_t end);
/* Hold a frame with its addresses and ports against them.  NULL: it is right; else as above. */
const char *toe_peer_check(const toe_peer_t *peer, const toe_peer_frame_t *frame, const toe_peer_view_t *view,
                           char text_out[TOE_PEER_TEXT_BYTES]);
/* The peer has taken it. */
void toe_peer_take(toe_peer_t *peer, const toe_peer_frame_t *frame, const toe_op_state_t *tcp);
/* All is quiet, and the application has seen that many bytes and consumed so many of them: what the peer sent of those
 * that it has seen is acknowledged, and the peer must know of what it may send.  As above. */
const char *toe_peer_quiet(const toe_peer_t *peer, const toe_op_state_t *tcp, uint64_t seen, uint64_t consumed,
                           char text_out[TOE_PEER_TEXT_BYTES]);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PEER_H_ */
