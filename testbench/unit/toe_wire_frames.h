/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_wire_frames.h - frames made by hand for the tests of the import.
 */
#ifndef TOE_WIRE_FRAMES_H_
#define TOE_WIRE_FRAMES_H_

#include "testbench/unit/toe_trace_files.h"

enum { W_FIN = 1, W_SYN = 2, W_RST = 4, W_PSH = 8, W_ACK = 16 };

/* The host is 02:00:00:00:00:01, its peers 02:00:00:00:01:<peer>. */
typedef struct wire {
  bool is_received; /* by the host; else sent */
  uint8_t peer;
  uint16_t vlan; /* 0: no tag */
  bool is_ipv6;
  uint16_t local_port, remote_port;
  uint32_t seq, ack;
  uint8_t flags;
  uint16_t window;
  uint32_t payload;
  uint16_t mss; /* 0: no options */
  uint8_t scale;
  uint32_t ts; /* 0: none */
} wire_t;

static inline void wire_address(bytes_t *b, bool is_ipv6, uint8_t last, uint8_t net) {
  static const uint8_t prefix[15] = {0xFD};
  if (is_ipv6) {
    put_bytes(b, prefix, 15);
  } else {
    put_big(b, 10, 1);
    put_big(b, net, 1);
    put_big(b, 0, 1);
  }
  put_big(b, last, 1);
}

/* Appends the frame, its payload as zeroes. */
static inline void wire_frame(bytes_t *b, const wire_t *w) {
  static const uint8_t host[6] = {2, 0, 0, 0, 0, 1};
  const uint8_t peer[6] = {2, 0, 0, 0, 1, w->peer};
  put_bytes(b, w->is_received ? host : peer, 6);
  put_bytes(b, w->is_received ? peer : host, 6);
  if (w->vlan != 0) put_big(b, 0x81000000u | w->vlan, 4);
  const uint32_t options = (w->mss != 0 ? 4 + 4 : 0) + (w->ts != 0 ? 12 : 0);
  const uint32_t tcp = 20 + options + w->payload;
  if (w->is_ipv6) {
    put_big(b, 0x86DD, 2);
    put_big(b, 0x60000000u, 4);
    put_big(b, tcp, 2);
    put_big(b, 0x0640, 2);
  } else {
    put_big(b, 0x0800, 2);
    put_big(b, 0x4500, 2);
    put_big(b, 20 + tcp, 2);
    put_big(b, 0, 4);
    put_big(b, 0x40060000u, 4);
  }
  const uint8_t remote = (uint8_t)(100 + w->peer);
  wire_address(b, w->is_ipv6, w->is_received ? remote : 1, 0);
  wire_address(b, w->is_ipv6, w->is_received ? 1 : remote, 0);
  put_big(b, w->is_received ? w->remote_port : w->local_port, 2);
  put_big(b, w->is_received ? w->local_port : w->remote_port, 2);
  put_big(b, w->seq, 4);
  put_big(b, w->ack, 4);
  put_big(b, (20 + options) / 4 << 4, 1);
  put_big(b, w->flags, 1);
  put_big(b, w->window, 2);
  put_big(b, 0, 4);
  if (w->mss != 0) {
    put_big(b, 0x0204, 2);
    put_big(b, w->mss, 2);
    put_big(b, 0x01030300u | w->scale, 4);
  }
  if (w->ts != 0) {
    put_big(b, 0x0101080A, 4);
    put_big(b, w->ts, 4);
    put_big(b, 0, 4);
  }
  for (uint32_t i = 0; i < w->payload; ++i) put_big(b, 0, 1);
}

/* A nanosecond pcap of `count` frames, at times_ns or, without, 1000 ns apart; cut to `snap` bytes. */
static inline const char *wire_capture(const char *name, const wire_t *frames, const uint64_t *times_ns, size_t count,
                                       uint32_t snap) {
  static bytes_t file, frame;
  file.count = 0;
  put_little(&file, 0xA1B23C4D, 4);
  put_little(&file, 0x00040002, 4);
  put_little(&file, 0, 8);
  put_little(&file, snap, 4);
  put_little(&file, 1, 4);
  for (size_t i = 0; i < count; ++i) {
    frame.count = 0;
    wire_frame(&frame, &frames[i]);
    const uint64_t at = times_ns != NULL ? times_ns[i] : i * 1000;
    const uint32_t kept = frame.count < snap ? (uint32_t)frame.count : snap;
    put_little(&file, 1700000000 + at / 1000000000, 4);
    put_little(&file, at % 1000000000, 4);
    put_little(&file, kept, 4);
    put_little(&file, frame.count, 4);
    put_bytes(&file, frame.data, kept);
  }
  return file_write(name, file.data, file.count);
}

#endif /* TOE_WIRE_FRAMES_H_ */
