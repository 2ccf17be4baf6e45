/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_wire_story.h - a connection and the frames that come for it, on the story of toe_engine_receive_story.h.
 *
 * A frame of n beats whose first beat is at edge c is visible at c+n, and COMMIT, if it is idle, takes it then: a.  One
 * that is dropped or passed up as it is: judged at a+1, its first step at a+2.  A segment that is found at the first
 * lookup: its rows are read at a+5..a+8 and it is judged at a+11: d.
 */
#ifndef TOE_ENGINE_WIRE_STORY_H_
#define TOE_ENGINE_WIRE_STORY_H_

#include "testbench/unit/toe_engine_receive_story.h"
#include "testbench/unit/toe_made_frames.h"

enum { WIRE_INTERFACE_LOW = 0x00E57002, WIRE_INTERFACE_HIGH = 0x0100 }; /* 02:70:e5:00:00:01 */

/* What the connection is, beside rcv_open's. */
typedef struct wire_shape {
  bool is_ipv6, has_src_mac;
  uint32_t vlan, priority, state, window, initial_window, scale, ack_frequency, limit_rcv_data, buffers, out_of_order;
  uint32_t buffered;
} wire_shape_t;

/* Established, untagged, IPv4, a window of 4096 of 4096, RCV_NXT 5000, SND_MAX 0x51525354, an acknowledgment every 2
 * segments or after 200 cycles, 4 host buffers of 256 bytes, a push timer of 1000 cycles. */
static inline wire_shape_t wire_shape(void) {
  return (wire_shape_t){.state = 4,
                        .window = 4096,
                        .initial_window = 4096,
                        .ack_frequency = 2,
                        .limit_rcv_data = 8388608,
                        .buffers = 4,
                        .out_of_order = 64};
}

static inline void wire_objects(const wire_shape_t *shape, uint8_t objects[3][TOE_OBJECT_BYTES]) {
  static const uint8_t kSrc[6] = {2, 0x10, 0x20, 0x30, 0x40, 0x50};
  uint8_t made[TOE_OBJECT_BYTES];
  rig_tree(objects, 3, shape->buffered);
  TOE_WRITE(objects[0], OBJ_NEIGHBOR, VLAN, shape->vlan);
  TOE_WRITE(objects[0], OBJ_NEIGHBOR, HAS_SRC_MAC, shape->has_src_mac);
  memcpy(objects[0] + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET, kSrc, 6);
  memcpy(objects[0] + TOE_OBJ_NEIGHBOR_DST_MAC_OFFSET, kMadePeerMac, 6);
  TOE_WRITE(objects[1], OBJECT, FAMILY, shape->is_ipv6 ? 6 : 4);
  memset(made, 0, sizeof made);
  memset(objects[1] + TOE_OBJ_PATH_SRC_IP_OFFSET, 0, 32);
  memcpy(objects[1] + TOE_OBJ_PATH_SRC_IP_OFFSET, shape->is_ipv6 ? kMadeLocal6 : kMadeLocal4, shape->is_ipv6 ? 16 : 4);
  memcpy(objects[1] + TOE_OBJ_PATH_DST_IP_OFFSET, shape->is_ipv6 ? kMadePeer6 : kMadePeer4, shape->is_ipv6 ? 16 : 4);
  uint8_t *tcp = objects[2];
  TOE_WRITE(tcp, OBJ_TCP, LOCAL_PORT, 80);
  TOE_WRITE(tcp, OBJ_TCP, REMOTE_PORT, 40000);
  TOE_WRITE(tcp, OBJ_TCP, STATE, shape->state);
  TOE_WRITE(tcp, OBJ_TCP, RCV_NXT, 5000);
  TOE_WRITE(tcp, OBJ_TCP, RCV_WND, shape->window);
  TOE_WRITE(tcp, OBJ_TCP, INITIAL_RCV_WND, shape->initial_window);
  TOE_WRITE(tcp, OBJ_TCP, RCV_WIND_SCALE, shape->scale);
  TOE_WRITE(tcp, OBJ_TCP, SND_MAX, 0x51525354);
  TOE_WRITE(tcp, OBJ_TCP, REMOTE_MSS, 1460);
  TOE_WRITE(tcp, OBJ_TCP, USER_PRIORITY, shape->priority);
  TOE_WRITE(tcp, OBJ_TCP, FLOW_LABEL, 0x12345);
  TOE_WRITE(tcp, OBJ_TCP, TTL, 64);
  TOE_WRITE(tcp, OBJ_TCP, TOS, 0x28);
}

static inline void wire_open_as(story_t *story, const wire_shape_t *shape) {
  uint8_t objects[3][TOE_OBJECT_BYTES];
  story_open(story);
  rcv_configure(story, 0x1A4, shape->buffers);
  rcv_configure(story, 0x1AC, RCV_HOST);
  rcv_configure(story, 0x1B4, 8);
  rcv_configure(story, 0x1BC, 1000);
  rcv_configure(story, 0x1A8, shape->limit_rcv_data);
  rcv_configure(story, 0x1E0, WIRE_INTERFACE_LOW);
  rcv_configure(story, 0x1E4, WIRE_INTERFACE_HIGH);
  rcv_configure(story, 0x1E8, shape->ack_frequency);
  rcv_configure(story, 0x1EC, 200);
  rcv_configure(story, 0x1F0, shape->out_of_order);
  wire_objects(shape, objects);
  story_initiate(story, objects, 3);
}

static inline void wire_open(story_t *story) {
  wire_shape_t shape = wire_shape();
  wire_open_as(story, &shape);
}

/* A frame comes, its first beat now; what comes of it.  Its edge is story->doorbell. */
static inline void wire_put(story_t *story, const uint8_t *data, uint32_t bytes) {
  story->first_retire = story->rig.retire_count;
  story->doorbell = toe_engine_now(story->rig.engine);
  rig_frame(&story->rig, story->doorbell, data, bytes);
  (void)story_settle(story);
}

static inline void wire_put_made(story_t *story, const made_t *made) {
  uint8_t frame[MADE_BYTES];
  wire_put(story, frame, made_frame(made, frame));
}

/* A segment of RCV_NXT 5000's connection: `bytes` bytes of the stream from 5000 + at on. */
static inline made_t wire_segment(uint32_t at, uint32_t bytes, uint8_t flags) {
  return (made_t){.seq = 5000 + at, .flags = flags, .bytes = bytes};
}
static inline void wire_put_segment(story_t *story, uint32_t at, uint32_t bytes, uint8_t flags) {
  made_t made = wire_segment(at, bytes, flags);
  wire_put_made(story, &made);
}

/* The last frame: why, and bytes taken; its job: bytes in the buffer, flags. */
static inline const toe_retire_t *wire_expect(const story_t *story, uint32_t reason, uint32_t taken) {
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_FRAME), 1);
  const toe_retire_t *retire = story_retire(story, TOE_RETIRE_FRAME, 0);
  TOE_EXPECT_EQ(retire->u.frame.reason, reason);
  TOE_EXPECT_EQ(retire->u.frame.taken, taken);
  return retire;
}

/* The job of the frame that came last; others may have come behind it. */
static inline const toe_retire_t *wire_expect_job(const story_t *story, uint32_t bytes, uint32_t flags) {
  const toe_retire_t *retire = story_retire(story, TOE_RETIRE_JOB, 0);
  TOE_EXPECT_EQ(retire->u.job.job, TOE_JOB_FRAME);
  TOE_EXPECT_EQ(retire->u.job.buf_bytes, bytes);
  TOE_EXPECT_EQ(retire->u.job.flags, flags);
  return retire;
}

static inline uint64_t wire_edge(const story_t *story, toe_retire_kind_t kind, uint32_t n) {
  return story_retire(story, kind, n)->cycle - story->doorbell;
}

static inline uint32_t wire_big(const uint8_t *data, uint32_t bytes) {
  uint32_t value = 0;
  for (uint32_t i = 0; i < bytes; ++i) value = value << 8 | data[i];
  return value;
}

/* The n-th acknowledgment since the frame (IPv4, no tag): what it acknowledges, and its window field. */
static inline void wire_expect_ack(const story_t *story, uint32_t n, uint32_t ack, uint32_t window) {
  const toe_retire_t *retire = story_retire(story, TOE_RETIRE_SENT, n);
  TOE_EXPECT_EQ(retire->u.sent.bytes, 60);
  TOE_EXPECT_EQ(wire_big(retire->u.sent.data + 38, 4), 0x51525354);
  TOE_EXPECT_EQ(wire_big(retire->u.sent.data + 42, 4), ack);
  TOE_EXPECT_EQ(wire_big(retire->u.sent.data + 48, 2), window);
}

#endif /* TOE_ENGINE_WIRE_STORY_H_ */
