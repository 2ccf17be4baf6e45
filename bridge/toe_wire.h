/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_wire.h - the wire of a NIC and the MAC at its device end: when frames come and go.
 *
 * Each way carries one frame after another at the rate of the wire, with check sequence, preamble and gap
 * (toe_frame_wire_bytes); the two ways know nothing of each other.
 *
 * In: a frame begins when it is sent or when the wire is free; the MAC shows it to the device when it has all of it,
 * at the first edge not before its last byte, and after the beats of the frame before.
 * Out: a frame begins at the edge of its last beat at the device or when the wire is free.  It is seen at the other end
 * a hop after its last byte has gone: the wire is as long as the PCIe link, so whoever sits there is no nearer to the
 * device than its host is, and slices of a hop stay exact (toe_nic.h).
 */
#ifndef TOE_WIRE_H_
#define TOE_WIRE_H_

#include "bridge/toe_clock.h"
#include "bridge/toe_fifo.h"
#include "bridge/toe_nic.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_wire {
  toe_clock_t clock;
  uint32_t gbps;
  toe_fs_t hop_fs;
  toe_fs_t in_sent_fs, in_free_fs; /* of the last frame in: when it was sent, and when its last byte was there */
  toe_cycle_t in_free_cycle;       /* first edge without a beat of it */
  toe_fs_t out_free_fs;
  toe_fifo_t arrivals; /* toe_nic_event_t, in order */
  uint64_t frames_in, frame_bytes_in, frames_out, frame_bytes_out;
} toe_wire_t;

/* gbps  1..400 */
void toe_wire_init(toe_wire_t *wire, toe_clock_t clock, uint32_t gbps, toe_fs_t hop_fs);
void toe_wire_end(toe_wire_t *wire);

/* How long the wire is busy with a frame of `bytes`, rounded up to a femtosecond: 84 bytes at 10 Gb/s are 67.2 ns. */
toe_fs_t toe_wire_frame_fs(uint32_t gbps, uint32_t bytes);

/* A frame of `bytes` that the other end begins to send at now_fs; an earlier time than that of the frame before counts
 * as that.  The edge at which the device samples its first beat. */
toe_cycle_t toe_wire_take(toe_wire_t *wire, toe_fs_t now_fs, uint32_t bytes);

/* A frame that left the device, in order of edges.
 * sent  copied
 * false: no memory, it is lost */
TOE_MUST_USE bool toe_wire_send(toe_wire_t *wire, const toe_frame_sent_t *sent);

/* The earliest TOE_NIC_FRAME; NULL: none. */
const toe_nic_event_t *toe_wire_first_event(const toe_wire_t *wire);
void toe_wire_drop_event(toe_wire_t *wire); /* there is one */

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_WIRE_H_ */
