/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_wire.h - what the link carries: a requester that does nothing but read and write, on bridge/toe_link.
 *
 * It works through operations, each a write of so many bytes, a read of so many, or one after the other, cut into TLPs
 * at MPS and MRRS.  A TLP leaves as soon as the one before has been serialised, and it has a tag or credits; so nothing
 * waits inside the link that could wait before it.  Its clock is so fast (1 THz) that edges and the width of RC do not
 * show: the link's own numbers do.
 */
#ifndef TOE_BENCH_WIRE_H_
#define TOE_BENCH_WIRE_H_

#include "bridge/toe_link.h"

#define TOE_BENCH_WIRE_MHZ 1000000u /* an edge every ps */

typedef struct toe_bench_wire {
  uint32_t gen, lanes;
  uint32_t mps_bytes, mrrs_bytes, rcb_bytes;
  bool is_split_at_rcb;
  uint32_t tags; /* 1..64: 32 and on, then 0..31 */
  toe_credits_t credits;
  uint32_t hop_ns, fc_update_ns;
  const char *read_latency; /* as pcie.read_latency */
  uint64_t seed;
} toe_bench_wire_t;

/* hardware defaults: gen3 x8, MPS 256, MRRS 512, RCB 64, split at MPS, 64 tags, reads fixed:547 */
void toe_bench_wire_default(toe_bench_wire_t *wire_out);

typedef struct toe_bench_wire_work {
  uint32_t read_bytes, write_bytes; /* of an operation, 0..4096; not both 0 */
  uint32_t operations, warm_up;     /* in all; those before the clock is started, fewer */
} toe_bench_wire_work_t;

typedef struct toe_bench_wire_seen {
  toe_fs_t elapsed_fs; /* from the end of the last operation of the warm-up to that of the last of all */
  uint64_t tlps;       /* of the whole run, both ways */
} toe_bench_wire_seen_t;

/* Let the work pass over the wire.
 * E_RANGE: no such link or profile; E_MEMORY; E_DEVICE: the link saw a TLP that no device may send */
TOE_MUST_USE toe_result_t toe_bench_wire_run(const toe_bench_wire_t *wire, const toe_bench_wire_work_t *work,
                                             toe_bench_wire_seen_t *seen_out);

/* The same by the formulas: fs of one operation once everything runs.  The largest of
 *   up    (ceil(w/MPS) * 24 + w + ceil(r/MRRS) * 24) bytes
 *   down  (ceil(r/C) * 20 + r) bytes, C = MPS or RCB
 *   tags  T_read of the operation's reads, by the number of tags
 *   NPH, PH, PD  what a TLP holds of each from leaving to its return (ser + hop + fc_update + hop), by the number of
 *         credits
 * with r and w rounded up to whole DWs.  Reads take the median of the profile.  E_RANGE: no such link or profile */
TOE_MUST_USE toe_result_t toe_bench_wire_formula(const toe_bench_wire_t *wire, const toe_bench_wire_work_t *work,
                                                 double *fs_out);

/* Round trips of `count` reads of 64 bytes, one after the other, each when the one before is there: from leaving the
 * device to the last beat.  trips_ps_out  count of them, in their order.  Results as of toe_bench_wire_run */
TOE_MUST_USE toe_result_t toe_bench_wire_round_trips(const toe_bench_wire_t *wire, uint32_t count,
                                                     uint32_t *trips_ps_out);

#endif /* TOE_BENCH_WIRE_H_ */
