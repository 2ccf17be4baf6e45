/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_write.h - requests of a generated trace, as text into the file.
 *
 * Private to sim/gen.  Names are n1.. (neighbors), p1.. (paths), c1.. (connections).  A connection's name is used
 * once, and forgotten with its terminate.
 */
#ifndef TOE_GEN_WRITE_H_
#define TOE_GEN_WRITE_H_

#include "sim/gen/toe_gen.h"
#include "sim/trace/toe_trace_writer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* More than that is refused, as it is by those who read it (docs/trace-format.md). */
#define TOE_GEN_LONGEST_NS (213ull * 86400 * 1000000000)

/* A connection of a request. */
typedef struct toe_gen_item {
  uint64_t number; /* from 0 */
  uint32_t slot;   /* no other live connection has it: it gives the ports */
  uint32_t path;   /* from 0 */
} toe_gen_item_t;

typedef struct toe_gen_write {
  const toe_gen_options_t *options;
  toe_trace_writer_t *writer;
  toe_gen_summary_t *summary;
  bool *has_neighbor, *has_path; /* which were mentioned, and so need no state any more */
  char *text;
  size_t bytes, room;
  bool is_short_of_memory;
} toe_gen_write_t;

/* End it with toe_gen_write_close, also on failure.  E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_gen_write_open(toe_gen_write_t *write, const toe_gen_options_t *options, const char *to,
                                             toe_gen_summary_t *summary, toe_error_t *error_out);
/* The path of connection `number`. */
uint32_t toe_gen_path(const toe_gen_options_t *options, uint64_t number);

/* Offload connections in one request.
 * items  sorted by it
 * E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_gen_initiate(toe_gen_write_t *write, uint64_t at_ns, toe_gen_item_t *items,
                                           uint32_t count, toe_error_t *error_out);
/* Terminate connections in one request.  E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_gen_terminate(toe_gen_write_t *write, uint64_t at_ns, const toe_gen_item_t *items,
                                            uint32_t count, toe_error_t *error_out);
/* Terminate every neighbor with its paths.  E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_gen_clear(toe_gen_write_t *write, uint64_t at_ns, toe_error_t *error_out);

/* result  of all before: OK makes the file appear.  E_IO, or result */
TOE_MUST_USE toe_result_t toe_gen_write_close(toe_gen_write_t *write, toe_result_t result, toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_GEN_WRITE_H_ */
