/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_frames.c - frames of the wire for the seam fuzzer: segments of connections that commands in memory asked
 * for, right ones and all kinds of wrong ones, and noise.
 */
#include <string.h>

#include "testbench/random/toe_seam_parts.h"
#include "testbench/random/toe_seam_segment.h"

enum { FRAME_MOST = 9300, NOISE_MOST = 1600, OWN_MAC_LO = 0x00E57002, OWN_MAC_HI = 0x0100 };

typedef toe_seam_flow_t flow_t;

static uint32_t below(toe_seam_host_t *host, uint32_t bound) { return toe_random_below(&host->frame_draw, bound); }
static bool one_in(toe_seam_host_t *host, uint32_t n) { return toe_random_one_in(&host->frame_draw, n); }
static uint32_t any(toe_seam_host_t *host) { return (uint32_t)toe_random_draw(&host->frame_draw); }

/* A frame being put together; what does not fit is not there. */
typedef struct frame {
  uint8_t data[FRAME_MOST];
  uint32_t bytes;
} frame_t;

static void put(frame_t *frame, uint64_t value, uint32_t bytes) {
  for (uint32_t i = bytes; i-- > 0 && frame->bytes < FRAME_MOST;)
    frame->data[frame->bytes++] = (uint8_t)(value >> 8 * i);
}

static void put_bytes(frame_t *frame, const uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) put(frame, data[i], 1);
}

static uint32_t sum_words(uint32_t sum, const uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) sum += (uint32_t)data[i] << (i % 2 == 0 ? 8 : 0);
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return sum;
}

static void put_sum(uint8_t *at, uint32_t sum) {
  at[0] = (uint8_t)(~sum >> 8);
  at[1] = (uint8_t)~sum;
}

/* ---- whose segments */

static const uint8_t *object_at(const toe_seam_host_t *host, uint32_t place) {
  return host->memory + TOE_SEAM_OBJECTS_AT + (size_t)place * TOE_OBJECT_BYTES;
}

/* The last object of `layer` before `place`, a few places back; NULL: none. */
static const uint8_t *above(const toe_seam_host_t *host, uint32_t place, uint32_t layer) {
  for (uint32_t back = 1; back <= TOE_SEAM_MOST_OBJECTS && back <= place; ++back) {
    const uint8_t *object = object_at(host, place - back);
    if (TOE_READ(object, OBJECT, LAYER) == layer && TOE_READ(object, OBJECT, KIND) == TOE_KIND_NEW) return object;
  }
  return NULL;
}

static void fill_flow(flow_t *flow, const uint8_t *neighbor, const uint8_t *path, const uint8_t *tcp) {
  flow->is_ipv6 = TOE_READ(path, OBJECT, FAMILY) == 6;
  memcpy(flow->local_ip, path + TOE_OBJ_PATH_SRC_IP_OFFSET, 16);
  memcpy(flow->remote_ip, path + TOE_OBJ_PATH_DST_IP_OFFSET, 16);
  flow->has_mac = TOE_READ(neighbor, OBJ_NEIGHBOR, HAS_SRC_MAC) != 0;
  memcpy(flow->mac, neighbor + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET, 6);
  flow->vlan = (uint16_t)TOE_READ(neighbor, OBJ_NEIGHBOR, VLAN);
  flow->local_port = (uint16_t)TOE_READ(tcp, OBJ_TCP, LOCAL_PORT);
  flow->remote_port = (uint16_t)TOE_READ(tcp, OBJ_TCP, REMOTE_PORT);
  flow->seq = (uint32_t)TOE_READ(tcp, OBJ_TCP, RCV_NXT);
}

/* A connection that is offloaded; false: none was hit upon. */
static bool find_live(toe_seam_host_t *host, flow_t *flow) {
  const toe_seam_maker_t *maker = &host->maker;
  for (uint32_t tries = 0; tries < 8 && maker->handle_count > 0; ++tries) {
    const uint32_t handle = maker->handles[below(host, maker->handle_count)];
    uint32_t path_handle, neighbor_handle, none;
    if (handle >> 28 != TOE_LAYER_TCP) continue;
    const uint8_t *tcp = toe_seam_ledger_object(&host->ledger, handle, &path_handle);
    if (tcp == NULL) continue;
    const uint8_t *path = toe_seam_ledger_object(&host->ledger, path_handle, &neighbor_handle);
    if (path == NULL) continue;
    const uint8_t *neighbor = toe_seam_ledger_object(&host->ledger, neighbor_handle, &none);
    if (neighbor == NULL) continue;
    fill_flow(flow, neighbor, path, tcp);
    flow->handle = handle;
    return true;
  }
  return false;
}

/* A connection that stands somewhere in memory, as the walk around it says; false: nothing there. */
static bool find_asked(toe_seam_host_t *host, flow_t *flow) {
  uint32_t place = below(host, TOE_SEAM_OBJECT_PLACES);
  for (uint32_t tries = 0; tries < 64; ++tries, place = (place + 1) % TOE_SEAM_OBJECT_PLACES) {
    const uint8_t *tcp = object_at(host, place);
    if (TOE_READ(tcp, OBJECT, LAYER) != TOE_LAYER_TCP || TOE_READ(tcp, OBJECT, KIND) != TOE_KIND_NEW) continue;
    const uint8_t *path = above(host, place, TOE_LAYER_PATH), *neighbor = above(host, place, TOE_LAYER_NEIGHBOR);
    if (path == NULL || neighbor == NULL) continue;
    fill_flow(flow, neighbor, path, tcp);
    flow->handle = 0;
    return true;
  }
  return false;
}

/* One that was drawn before, so that it goes on, or another. */
static flow_t *pick_flow(toe_seam_host_t *host) {
  if (host->flow_count == 0 || one_in(host, 16)) {
    const uint32_t at = host->flow_count < TOE_SEAM_FLOWS ? host->flow_count : below(host, TOE_SEAM_FLOWS);
    const bool is_found = one_in(host, 6) ? find_asked(host, &host->flow[at]) : find_live(host, &host->flow[at]);
    if (is_found && at == host->flow_count) ++host->flow_count;
  }
  return host->flow_count == 0 ? NULL : &host->flow[below(host, host->flow_count)];
}

/* ---- frames */

static void put_ethernet(toe_seam_host_t *host, frame_t *frame, const flow_t *flow, uint32_t type) {
  if (flow->has_mac && !one_in(host, 8)) {
    put_bytes(frame, flow->mac, 6);
  } else if (one_in(host, 40)) {
    put(frame, toe_random_draw(&host->frame_draw), 6); /* a group, or somebody else */
  } else {
    put(frame, UINT64_C(0x0270E5000001), 6);
  }
  put(frame, UINT64_C(0x020000000009), 6);
  const uint32_t vlan = one_in(host, 20) ? below(host, 4096) : flow->vlan;
  if (vlan != 0 || one_in(host, 30)) put(frame, 0x81000000u | below(host, 8) << 13 | vlan, 4);
  put(frame, type, 2);
}

/* What was sent and not judged yet is not sent again, mostly. */
static uint32_t next_of(toe_seam_host_t *host, const flow_t *flow) {
  if (flow->handle == 0 || !one_in(host, 3)) return flow->seq;
  return toe_seam_streams_next(&host->ledger.streams, flow->handle);
}

/* A segment of a flow; its payload begins at *payload_out. */
static void make_segment(toe_seam_host_t *host, frame_t *frame, flow_t *flow, uint32_t *payload_out) {
  flow->seq = next_of(host, flow);
  const toe_seam_segment_t drawn = toe_seam_draw_segment(&host->frame_draw, flow->seq);
  const uint32_t bytes = drawn.bytes, options = drawn.options, flags = drawn.flags;
  const uint32_t segment = 20 + options + bytes, seq = drawn.seq;
  const uint32_t address = flow->is_ipv6 ? 16 : 4;
  put_ethernet(host, frame, flow, one_in(host, 100) ? any(host) & 0xFFFF : flow->is_ipv6 ? 0x86DD : 0x0800);
  const uint32_t l3 = frame->bytes;
  if (flow->is_ipv6) {
    put(frame, UINT64_C(0x60000000) << 32 | segment << 16 | 0x0640, 8);
  } else {
    /* Now and then another version, length of the header, fragment, or protocol, under a right checksum. */
    const uint64_t first = one_in(host, 60) ? one_in(host, 4) ? below(host, 256) : 0x40 | below(host, 16) : 0x45;
    const uint32_t fragment = one_in(host, 100) ? below(host, 0x10000) : 0x4000;
    put(frame, first << 56 | (uint64_t)(20 + segment) << 32 | (any(host) & 0xFFFFu) << 16 | fragment, 8);
    put(frame, one_in(host, 100) ? 0x40110000 : 0x40060000, 4);
  }
  put_bytes(frame, flow->remote_ip, address);
  put_bytes(frame, flow->local_ip, address);
  if (!flow->is_ipv6) put_sum(frame->data + l3 + 10, sum_words(0, frame->data + l3, 20));
  const uint32_t l4 = frame->bytes;
  put(frame, (uint32_t)flow->remote_port << 16 | flow->local_port, 4);
  put(frame, (uint64_t)seq << 32 | any(host), 8);
  const uint32_t offset = one_in(host, 60) ? below(host, 16) : (20 + options) / 4;
  *payload_out = l4 + 4 * offset;
  put(frame, (uint64_t)(offset << 12 | flags) << 16 | (any(host) & 0xFFFF), 4);
  put(frame, any(host) & 0xFFFF, 4); /* checksum to come; urgent pointer */
  for (uint32_t i = 0; i < options + bytes; ++i) put(frame, below(host, 256), 1);
  const uint32_t sum = sum_words(6 + segment, frame->data + l4 - 2 * address, 2 * address);
  put_sum(frame->data + l4 + 16, sum_words(sum, frame->data + l4, segment));
  const uint32_t end = seq + bytes + (flags & 1);
  if ((flags & 0x36) == 0x10 && (int32_t)(end - flow->seq) > 0 && (int32_t)(seq - flow->seq) <= 0) flow->seq = end;
  while (frame->bytes < 60 && !one_in(host, 60)) put(frame, one_in(host, 8) ? 0xA5 : 0, 1);
}

/* Something of a frame is wrong: a bit, its end, or what follows it. */
static void spoil(toe_seam_host_t *host, frame_t *frame) {
  switch (below(host, 4)) {
    case 0:
      frame->bytes = 1 + below(host, frame->bytes);
      break;
    case 1:
      for (uint32_t more = below(host, 200); more > 0; --more) put(frame, below(host, 256), 1);
      break;
    default: {
      const uint32_t head = frame->bytes < 80 ? frame->bytes : 80; /* where the headers are */
      frame->data[one_in(host, 4) ? below(host, frame->bytes) : below(host, head)] ^= (uint8_t)(1u << below(host, 8));
    }
  }
}

static void make_noise(toe_seam_host_t *host, frame_t *frame) {
  frame->bytes = 0;
  const uint32_t bytes = one_in(host, 20) ? FRAME_MOST : 1 + below(host, one_in(host, 4) ? NOISE_MOST : 80);
  for (uint32_t i = 0; i < bytes; ++i) put(frame, below(host, 256), 1);
}

void toe_seam_send_frames(toe_seam_host_t *host, toe_cycle_t cycle) {
  if (cycle < host->wire_free || !one_in(host, host->temper.frame_one_in)) return;
  static frame_t frame; /* nobody keeps it */
  frame.bytes = 0;
  flow_t *flow = one_in(host, 40) ? NULL : pick_flow(host);
  uint32_t payload = 0;
  if (flow == NULL) {
    make_noise(host, &frame);
  } else {
    make_segment(host, &frame, flow, &payload);
    if (one_in(host, 12)) spoil(host, &frame);
  }
  if (payload > 0 && payload < frame.bytes) { /* zeros or more behind the segment are no harm */
    toe_seam_streams_sent(&host->ledger.streams, host->frames, frame.data + payload, frame.bytes - payload);
  }
  ++host->frames;
  const toe_frame_t sent = {frame.bytes, frame.data};
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_put_frame(host->device[i], cycle, &sent);
  host->wire_free = cycle + toe_frame_beats(frame.bytes);
}

toe_cycle_t toe_seam_set_up_wire(toe_seam_host_t *host, toe_cycle_t cycle) {
  toe_seam_write_register(host, cycle++, TOE_INTERFACE_MAC_LO_OFFSET, OWN_MAC_LO);
  toe_seam_write_register(host, cycle++, TOE_INTERFACE_MAC_HI_OFFSET, OWN_MAC_HI);
  toe_seam_write_register(host, cycle++, TOE_ACK_FREQUENCY_OFFSET, below(host, 5));
  toe_seam_write_register(host, cycle++, TOE_ACK_CYCLES_OFFSET, 1 + below(host, 4000));
  toe_seam_write_register(host, cycle++, TOE_OUT_OF_ORDER_LIMIT_OFFSET, one_in(host, 2) ? below(host, 30) : 64);
  return cycle;
}
