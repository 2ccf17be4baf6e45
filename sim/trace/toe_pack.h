/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_pack.h - whole traces: text to pcapng and back without loss, and what one holds.
 */
#ifndef TOE_PACK_H_
#define TOE_PACK_H_

#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Scenario text (gzip or not) to a pcapng trace; every line is checked as `run` would.
 * E_ARG (`to` does not end in .pcapng or .pcapng.gz);
 * E_FORMAT, E_RANGE, E_UNSUPPORTED (error_out: file:line, cause), E_IO, E_MEMORY; nothing is written then */
TOE_MUST_USE toe_result_t toe_trace_pack(const char *from, const char *to, toe_error_t *error_out);

/* A pcapng trace to the scenario text it was packed from, byte for byte; frames of the wire become lines
 * (docs/trace-format.md).  to  "-" is stdout
 * E_ARG (`to` ends in .pcapng or .pcapng.gz); E_FORMAT, E_RANGE, E_UNSUPPORTED, E_IO, E_MEMORY; nothing is written then
 * (stdout: as it comes) */
TOE_MUST_USE toe_result_t toe_trace_unpack(const char *from, const char *to, toe_error_t *error_out);

/* What a trace holds, either form. */
typedef struct toe_trace_info {
  bool is_text; /* JSON Lines; else pcapng */
  uint64_t ops;
  uint64_t ops_by_kind[64];    /* toe_op_kind */
  uint64_t blocks_by_layer[4]; /* toe_layer: blocks of initiates */
  uint64_t names_by_layer[4];  /* distinct names among them; one forgotten and used again counts twice */
  uint64_t placeholders, expectations;
  uint64_t first_ns, last_ns;   /* of operations, as in the file */
  uint64_t frames, frame_bytes; /* wire frames, and their original bytes */
  uint64_t comments;            /* comment and blank lines */
  uint64_t bytes;               /* uncompressed */
  uint32_t crc;                 /* CRC32C of those */
} toe_trace_info_t;

/* E_FORMAT, E_RANGE, E_UNSUPPORTED, E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_trace_info(const char *path, toe_trace_info_t *info_out, toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_PACK_H_ */
