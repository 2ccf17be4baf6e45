/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_op.h - one host operation of a trace or scenario, as the readers give it out.
 *
 * Shapes only.  A whole operation, its blocks and its strings are one allocation unit, ended by
 * toe_op_free.  Names are the trace's own, UTF-8, unique per object.
 */
#ifndef TOE_OP_H_
#define TOE_OP_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X(ENUM, "op name", is_supported): what `run` carries out in this version.  The others are read,
 * packed and unpacked; `run` refuses them (exit 3). */
#define TOE_OP_LIST(X)                      \
  X(INITIATE, "initiate", true)             \
  X(TERMINATE, "terminate", true)           \
  X(SET, "set", true)                       \
  X(EXPECT, "expect", true)                 \
  X(POST_RECEIVE, "post_receive", true)     \
  X(SEGMENT, "segment", true)               \
  X(SEND, "send", false)                    \
  X(DISCONNECT, "disconnect", false)        \
  X(FORWARD, "forward", true)               \
  X(QUERY, "query", false)                  \
  X(UPDATE, "update", false)                \
  X(INVALIDATE, "invalidate", false)        \
  X(UPLOAD_REQUEST, "upload_request", true) \
  X(UPLOAD_ALL, "upload_all", true)         \
  X(LINK, "link", true)                     \
  X(PAUSE, "pause", true)                   \
  X(RESUME, "resume", true)                 \
  X(RESET, "reset", true)                   \
  X(FLIP, "flip", true)                     \
  X(RECEIVE_POLICY, "receive_policy", true)

typedef enum toe_op_kind {
#define X(name, text, supported) TOE_OP_##name,
  TOE_OP_LIST(X)
#undef X
} toe_op_kind_t;

#define TOE_OP_NO_BLOCK UINT32_MAX

/* State of a block, decoded.  Only the members of its layer are meaningful. */
typedef struct toe_op_state {
  /* neighbor */
  uint8_t dst_mac[6];
  uint8_t src_mac[6];
  bool has_src_mac;
  uint16_t vlan;
  /* path */
  uint8_t family;                 /* 4 or 6 */
  uint8_t src_ip[16], dst_ip[16]; /* IPv4: the first 4 bytes, the others 0 */
  uint32_t mtu;
  /* TCP; ports are numbers */
  uint16_t local_port, remote_port;
  uint8_t tcp_state; /* TCP_OFFLOAD_CONNECTION_STATE: ESTABLISHED 4 ... */
  uint32_t rcv_nxt, rcv_wnd, initial_rcv_wnd;
  uint32_t snd_una, snd_nxt, snd_max, snd_wnd;
  uint16_t remote_mss;
  uint8_t snd_wind_scale, rcv_wind_scale;
  uint32_t buffered_bytes;     /* BufferedData                      */
  uint32_t outstanding_bytes;  /* NetBufferListChain, sum of its NBLs */
  const uint32_t *outstanding; /* NBL sizes, bytes */
  uint32_t outstanding_count;
  bool has_timestamps, has_sack; /* options of the connection */
  uint32_t ts_recent;
  uint8_t tos, ttl;      /* of IPv6 traffic class and hop limit; ttl 0: 128 */
  uint8_t user_priority; /* of a tag */
  uint32_t flow_label;   /* IPv6 */
  bool is_given; /* what has no default was given (neighbor: dst_mac; path: addresses; TCP: ports): it may define the
                    state */
} toe_op_state_t;

/* One block of an initiate's tree.  Blocks of an operation stand in walk order (depth first). */
typedef struct toe_op_block {
  const char *name; /* never NULL */
  uint8_t layer;    /* toe_layer */
  bool is_placeholder;
  bool has_handle; /* "handle": use this value as a linker's handle, right or wrong */
  uint32_t handle;
  uint8_t fault;      /* toe_fault; 0 none */
  uint32_t next;      /* NextBlock: index of the next block of its chain, or TOE_OP_NO_BLOCK */
  uint32_t dependent; /* DependentBlockList: index of its first dependent, or TOE_OP_NO_BLOCK */
  toe_op_state_t state;
} toe_op_block_t;

/* One expectation: the block named must get this status. */
typedef struct toe_op_expect {
  const char *name;
  uint32_t status; /* NDIS status */
} toe_op_expect_t;

/* What is expected of received data.  X(ENUM, "key"): the first two of a posted receive request when it is completed,
 * the first one of a forwarded segment then too, the others of a connection, counted since it was offloaded. */
#define TOE_OP_VALUE_LIST(X)                                                        \
  X(STATUS, "status")                 /* NDIS status */                             \
  X(BYTES, "bytes")                   /* filled, those that were before included */ \
  X(COMPLETED, "completed")           /* requests */                                \
  X(DELIVERED, "delivered")           /* bytes, in requests and indications */      \
  X(INDICATED, "indicated")           /* indications */                             \
  X(REFUSED, "refused")               /* of those, not taken, or not all of it */   \
  X(RCV_NXT, "rcv_nxt")               /* RcvNxt as far as the host knows */         \
  X(ACKED, "acked")                   /* acknowledgment number seen last */         \
  X(PASSED, "passed")                 /* frames that came up untouched */           \
  X(EVENTS, "events")                 /* told, in order: toe_op_event_add */        \
  X(FORWARDED, "forwarded")           /* segments completed with SUCCESS */         \
  X(FORWARD_FAILED, "forward_failed") /* and otherwise */                           \
  X(ACKS, "acks")                     /* acknowledgments that the peer saw */       \
  X(WINDOW, "window")                 /* bytes, as told with the last one */

typedef enum toe_op_value_key {
#define X(name, text) TOE_OP_VALUE_##name,
  TOE_OP_VALUE_LIST(X)
#undef X
} toe_op_value_key_t;

typedef struct toe_op_value {
  toe_op_value_key_t key;
  uint32_t number;
} toe_op_value_t;

/* In `accepts`: all there is. */
#define TOE_OP_ACCEPT_ALL UINT32_MAX
/* Flags of a segment, as in the TCP header: F S R P A U E (ECE) C (CWR). */
enum {
  TOE_OP_FLAG_F = 1,
  TOE_OP_FLAG_S = 2,
  TOE_OP_FLAG_R = 4,
  TOE_OP_FLAG_P = 8,
  TOE_OP_FLAG_A = 16,
  TOE_OP_FLAG_U = 32,
  TOE_OP_FLAG_E = 64,
  TOE_OP_FLAG_C = 128
};

/* A frame of the wire: all of it, or what a segment of a connection says. */
typedef struct toe_op_segment {
  const uint8_t *frame; /* "frame_hex"; NULL: the rest says it */
  uint32_t frame_bytes;
  bool has_seq, has_ack, has_window; /* else the connection says it (sim/host/toe_host_segment.h) */
  uint32_t seq, ack;
  uint16_t window;
  uint32_t bytes;
  uint8_t flags;                  /* TOE_OP_FLAG_...; A if none are given */
  bool is_checksum_bad;           /* of TCP */
  bool has_ip_options;            /* SEGMENT */
  uint32_t fragments;             /* SEGMENT: how many IPv4 fragments; 0, 1: none */
  const uint32_t *fragment_order; /* which, from 0, in the order in which they are sent; NULL: one after the other */
  uint32_t fragment_order_count;
} toe_op_segment_t;

typedef struct toe_op {
  toe_op_kind_t kind;
  uint64_t at_ns;         /* since the trace's first record */
  const char *id;         /* the trace's name of the request; made up ("r" and its number) if it has none */
  uint64_t number;        /* of the record in its file, from 1 */
  const char *place;      /* "file.jsonl:12" or "file.pcapng.gz: record 12, byte 3456", for messages */
  toe_op_block_t *blocks; /* INITIATE */
  uint32_t block_count;
  const toe_op_expect_t *expects;
  uint32_t expect_count;
  const char *key; /* SET: configuration key, and its value as text */
  const char *value;
  const char *const *objects; /* TERMINATE: names; FLIP, UPLOAD_REQUEST: the one object that is meant */
  uint32_t object_count;
  bool is_raw;           /* TERMINATE: exactly the list, right or wrong */
  bool is_forgetting;    /* TERMINATE: the trace does not mean these names any more: a later mention is a first one */
  const char *reason;    /* TERMINATE: why the host wants it [R63], for people; NULL: not said */
  uint8_t upload_reason; /* UPLOAD_REQUEST: toe_upload_reason; objects[0] is the connection */
  bool is_up;            /* LINK */
  bool is_late;          /* INITIATE: given to the driver even after PAUSE, as one that was on its way [R155] */
  uint32_t flip_row;     /* FLIP: row of the context, 0.. */
  const uint32_t *flip_bits; /* FLIP: bits of that row to turn over, 0..575 (model/toe_ctx_sram.h) */
  uint32_t flip_bit_count;
  /* POST_RECEIVE, RECEIVE_POLICY, EXPECT of a connection: objects[0]. */
  uint32_t rcv_bytes, rcv_filled; /* POST_RECEIVE: of the buffer; filled already */
  bool is_push;                   /* POST_RECEIVE */
  const toe_op_value_t *values;   /* POST_RECEIVE, FORWARD, EXPECT: what is expected, each key once */
  uint32_t value_count;
  const uint32_t *accepts;  /* RECEIVE_POLICY: bytes taken of the next indications, the last of all further ones */
  uint32_t accept_count;    /* 0: the answers stay as they are */
  bool has_hold, is_hold;   /* RECEIVE_POLICY: host buffers are kept, or given back; not said: as it is */
  toe_op_segment_t segment; /* SEGMENT, FORWARD; of a connection: objects[0] */
  void *memory;             /* owner of everything above */
} toe_op_t;

/* End an operation.  NULL is allowed. */
void toe_op_free(toe_op_t *op);
/* One of its own with the same contents: the operation and its blocks can be changed without changing the other's; what
 * is const is shared, and stays as long as either is there.  NULL: memory is short */
TOE_MUST_USE toe_op_t *toe_op_copy(const toe_op_t *op);

/* "initiate"; never NULL. */
const char *toe_op_kind_text(toe_op_kind_t kind);
bool toe_op_is_supported(toe_op_kind_t kind);
/* "bytes"; never NULL. */
const char *toe_op_value_text(toe_op_value_key_t key);
/* Events of a connection as one number: from the highest digit of four bits on, the toe_event of each (DISCONNECT,
 * RETRIEVE, ABORT); of more than eight the last ones. */
static inline uint32_t toe_op_event_add(uint32_t events, uint8_t code) { return events << 4 | (code & 0xFu); }
/* "disconnect abort" of such a number; "none". */
void toe_op_events_text(uint32_t events, char *text_out, size_t bytes);
/* The toe_event of an operation that makes the device tell one; 0: none. */
uint8_t toe_op_event(toe_op_kind_t kind);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_OP_H_ */
