/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_latency.h - how long the root complex takes to answer a DMA read.
 *
 * A profile gives the total time of a 64-byte read as quantiles with straight lines between them.  A draw is a pure
 * function of (profile, seed, stream, index): nothing is kept between draws, and no draw depends on another.
 *
 * Source: the quantiles of `server` and `longtail` follow the pcie-bench paper (SIGCOMM 2018), quoted
 * second-hand and not re-checked.
 */
#ifndef TOE_LATENCY_H_
#define TOE_LATENCY_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_LATENCY_MAX_POINTS 5
/* Largest NS of fixed:NS. */
#define TOE_LATENCY_MAX_NS 1000000000u

/* What the read is for: each stream has its own sequence of draws. */
typedef enum toe_latency_stream {
  TOE_LATENCY_COMMAND, /* tags 0..15: commands (docs/microarchitecture.md 5.1) */
  TOE_LATENCY_OBJECT,  /* tags 32..63: object chunks                           */
  TOE_LATENCY_OTHER,   /* any other tag                                        */
  TOE_LATENCY_STREAMS
} toe_latency_stream_t;

typedef struct toe_latency_point {
  uint32_t permille; /* quantile, 0..1000, strictly ascending; the first is 0, the last 1000 */
  uint32_t ns;       /* total of a 64-byte read, ascending                                   */
} toe_latency_point_t;

typedef struct toe_latency_profile {
  uint32_t count; /* points in use, 2 or more */
  toe_latency_point_t points[TOE_LATENCY_MAX_POINTS];
} toe_latency_profile_t;

/* The profile called `name`: "server", "longtail" or "fixed:NS".
 * E_UNKNOWN (no such name), E_RANGE (NS is not a number up to TOE_LATENCY_MAX_NS); error_out says which */
TOE_MUST_USE toe_result_t toe_latency_profile(const char *name, toe_latency_profile_t *profile_out,
                                              toe_error_t *error_out);

/* Total time of 64-byte read number `index` (0, 1, 2...) of a stream. */
toe_fs_t toe_latency_total_fs(const toe_latency_profile_t *profile, uint64_t seed, toe_latency_stream_t stream,
                              uint64_t index);

/* Which stream a read of this tag belongs to. */
toe_latency_stream_t toe_latency_stream_of_tag(uint8_t tag);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_LATENCY_H_ */
