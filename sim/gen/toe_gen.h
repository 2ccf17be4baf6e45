/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen.h - traces made up: a kind of workload, its numbers and a seed.
 *
 * The same options give the same bytes on every machine.  A trace is written as it is made: memory grows with the
 * connections that are live at a time, never with the trace.
 */
#ifndef TOE_GEN_H_
#define TOE_GEN_H_

#include "sim/gen/toe_gen_draw.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X(ENUM, "name", "what it is") */
#define TOE_GEN_KIND_LIST(X)                                                                 \
  X(STEADY, "steady", "connections come at a steady rate, stay a while, and are terminated") \
  X(TREES, "trees", "rounds of large requests, all in flight at once, terminated in between")

typedef enum toe_gen_kind {
#define X(id, name, text) TOE_GEN_KIND_##id,
  TOE_GEN_KIND_LIST(X)
#undef X
      TOE_GEN_KINDS
} toe_gen_kind_t;

/* All have defaults (toe_gen_options_init); toe_gen_options_check says which go together. */
typedef struct toe_gen_options {
  toe_gen_kind_t kind;
  uint64_t connections; /* in the whole trace: 1..10^9 */
  uint32_t neighbors;   /* 1..65536 */
  uint32_t paths;       /* neighbors..65536; path p is of neighbor p modulo neighbors */
  uint32_t batch;       /* connections in a request: 1..16384 */
  uint32_t buffered;    /* of 100 connections, how many bring data their application has not read: 0..100 */
  uint64_t seed;
  /* STEADY */
  uint64_t rate;              /* arrivals a second on average: 1..10^9; the gaps are EXPONENTIAL */
  toe_gen_shape_t life_shape; /* how long a connection stays */
  uint64_t life_ns;           /* on average: 1 ns to one day */
  uint32_t live;              /* connections that are there at a time, at most: batch..1000000; more wait */
  /* TREES */
  uint32_t in_flight; /* requests of a round: 1..1024, and at most 1000000 connections in all */
} toe_gen_options_t;

/* What was made. */
typedef struct toe_gen_summary {
  uint64_t connections, buffered, initiates, terminates, last_ns;
  uint32_t most_live; /* connections, at a time */
} toe_gen_summary_t;

/* "steady"; never NULL. */
const char *toe_gen_kind_text(toe_gen_kind_t kind);

/* The defaults of a kind, by its name.  E_UNKNOWN (error_out lists the kinds) */
TOE_MUST_USE toe_result_t toe_gen_options_init(const char *kind, uint64_t seed, toe_gen_options_t *options_out,
                                               toe_error_t *error_out);
/* One option by its name on the command line, "connections" and the like.
 * E_UNKNOWN (this kind has no such option), E_RANGE, E_FORMAT (error_out says what is taken) */
TOE_MUST_USE toe_result_t toe_gen_options_set(toe_gen_options_t *options, const char *name, const char *value,
                                              toe_error_t *error_out);
/* E_RANGE: they do not go together */
TOE_MUST_USE toe_result_t toe_gen_options_check(const toe_gen_options_t *options, toe_error_t *error_out);

/* Write the trace (toe_trace_writer.h: the form is told by the name).
 * options  checked
 * E_RANGE (it would be longer than 213 days), E_IO, E_MEMORY; nothing is written then */
TOE_MUST_USE toe_result_t toe_gen_run(const toe_gen_options_t *options, const char *to, toe_gen_summary_t *summary_out,
                                      toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_GEN_H_ */
