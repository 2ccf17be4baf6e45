/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_draw.h - dice of generated traces: integers only, the same on every machine.
 *
 * A draw is a pure function of (seed, stream, index): nothing is kept between draws, and no draw depends on another, so
 * that one more connection changes nothing of those before it.
 */
#ifndef TOE_GEN_DRAW_H_
#define TOE_GEN_DRAW_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a draw is for; the index of each is the number of the connection, from 0. */
typedef enum toe_gen_stream {
  TOE_GEN_GAP,      /* time since the arrival before */
  TOE_GEN_LIFE,     /* how long it stays             */
  TOE_GEN_PATH,     /* which path it takes           */
  TOE_GEN_BUFFERED, /* whether it brings data        */
  TOE_GEN_BYTES,    /* how much                      */
  TOE_GEN_SEQUENCE  /* where its streams stand       */
} toe_gen_stream_t;

/* How values lie about their mean. */
typedef enum toe_gen_shape {
  TOE_GEN_FIXED,      /* all the mean                           */
  TOE_GEN_UNIFORM,    /* from 0 to twice the mean               */
  TOE_GEN_EXPONENTIAL /* from 0 to six times the mean, see SHARE */
} toe_gen_shape_t;

/* The mean, as a share. */
#define TOE_GEN_SHARE_ONE 65536u

/* 64 bits, each as good as any other. */
uint64_t toe_gen_bits(uint64_t seed, toe_gen_stream_t stream, uint64_t index);

/* 0 .. count - 1, from such bits.  count  1 or more */
uint32_t toe_gen_below(uint64_t bits, uint32_t count);

/* What share of the mean, in 1/65536, such bits stand for.  EXPONENTIAL lies on straight lines between the 64-quantiles
 * of the exponential distribution; the last, which has none, is where it must be for the mean to be 1: 5.9994. */
uint32_t toe_gen_share(toe_gen_shape_t shape, uint64_t bits);

/* mean * share, rounded down; mean below 2^47. */
uint64_t toe_gen_scaled(uint64_t mean, uint32_t share);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_GEN_DRAW_H_ */
