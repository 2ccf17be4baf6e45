/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine.h - the device as a timed C model (docs/microarchitecture.md).
 *
 * One engine is one device.  It holds no global state, never calls up, and does no work per
 * cycle: it goes from one edge at which something can happen to the next, and at each evaluates the stages that
 * are due.  What an edge sees is what earlier edges have written, so the result is exact to the edge.
 *
 * Inputs are given beforehand with the edge (>= now) at which they are sampled, each kind in increasing order; outputs
 * are taken afterwards.  Time contract, ordering and units are those of bridge/toe_device.h, behind which it stands.
 */
#ifndef TOE_ENGINE_H_
#define TOE_ENGINE_H_

#include "model/spec/toe_retire.h"
#include "model/spec/toe_spec.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_engine toe_engine_t;

#define TOE_ENGINE_INFINITE 0xFFFFFFFFu /* a credit that is never counted */

/* Link credits of RQ: headers, and data units of 16 bytes. */
typedef struct toe_engine_credits {
  uint32_t posted_headers, posted_data, nonposted_headers;
} toe_engine_credits_t;

/* From config space. */
typedef struct toe_engine_config {
  bool has_bus_master, has_msix, is_msix_masked;
  uint16_t mps_bytes, mrrs_bytes;
} toe_engine_config_t;

typedef struct toe_engine_options {
  toe_engine_credits_t credits; /* initial */
  bool is_exhaustive;           /* evaluate every stage at every edge: slow, and the same outcome (for tests) */
} toe_engine_options_t;

/* A TLP, as far as this device looks at it. */
typedef enum toe_engine_type {
  TOE_ENGINE_READ,
  TOE_ENGINE_WRITE,
  TOE_ENGINE_COMPLETION, /* without data */
  TOE_ENGINE_COMPLETION_DATA,
  TOE_ENGINE_OTHER
} toe_engine_type_t;

/* A request of the host, one beat at CQ. */
typedef struct toe_engine_request {
  toe_engine_type_t type;
  uint64_t address;      /* its low 14 bits are the offset in BAR0 */
  uint32_t length_bytes; /* payload, or bytes asked for            */
  uint8_t first_be, last_be, tag;
  uint16_t requester_id;
  uint32_t data; /* WRITE: the first DW, little-endian     */
} toe_engine_request_t;

/* A completion of a DMA read; one beat a 32 bytes at RC. */
typedef struct toe_engine_completion {
  toe_engine_type_t type;
  uint8_t tag, status; /* status: 0 is SC                                         */
  bool is_poisoned;
  uint32_t length_bytes;
  const uint8_t *data; /* COMPLETION_DATA: length_bytes, borrowed for the call     */
} toe_engine_completion_t;

/* What left the engine; always one beat. */
typedef struct toe_engine_output {
  bool is_completion; /* at CC; else at RQ */
  toe_cycle_t cycle;
  toe_engine_type_t type;
  uint64_t address;      /* requests                                        */
  uint32_t length_bytes; /* payload, or bytes asked for                     */
  uint8_t first_be, last_be, tag;
  uint8_t status;                     /* completions: 0 SC, 1 UR                          */
  uint8_t lower_address;              /* completions                                     */
  uint16_t byte_count;                /* completions                                     */
  uint16_t requester_id;              /* completions: that of the request                */
  uint8_t data[TOE_STAGE_BEAT_BYTES]; /* length_bytes of it are set          */
} toe_engine_output_t;

/* A frame that comes over the wire, from its destination address on; one beat a 32 bytes, at consecutive edges. */
typedef struct toe_engine_frame {
  uint32_t bytes; /* 1 or more */
  const uint8_t *data;
} toe_engine_frame_t;

/* A frame that left for the wire. */
#define TOE_ENGINE_SENT_BYTES 80
typedef struct toe_engine_sent {
  toe_cycle_t cycle; /* edge of its last beat */
  uint32_t bytes;
  uint8_t data[TOE_ENGINE_SENT_BYTES]; /* bytes of it; the rest 0 */
} toe_engine_sent_t;

typedef struct toe_engine_stats {
  uint64_t cycles;      /* edges executed or skipped */
  uint64_t busy_cycles; /* edges at which it took an input, acted, or was going to without further input
                           (COMMAND_OVERHEAD and timers of connections apart) */
  uint64_t sram_reads, sram_writes, sram_bytes_used;
  uint64_t sram_accesses[TOE_STAGE_SRAM_MAX_BANKS];        /* of rows r with r modulo it = index      */
  uint64_t sram_stall_cycles;                              /* edges COMMIT lacked nothing but the SRAM */
  uint64_t ecc_corrected, ecc_uncorrectable;               /* rows a linker or a receive job read     */
  uint64_t buffer_reads, buffer_writes, buffer_bytes_used; /* of the buffer memory             */
} toe_engine_stats_t;

/* Make an engine in the reset state, now = 0; engine_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_engine_new(const toe_engine_options_t *options, toe_engine_t **engine_out);
void toe_engine_free(toe_engine_t *engine); /* NULL is allowed */

/* Tell a trail (toe_trail.h) what happens, from the first edge on.  trail  borrowed; outlives the engine */
struct toe_trail;
void toe_engine_set_trail(toe_engine_t *engine, struct toe_trail *trail);

/* The next edge to be executed. */
toe_cycle_t toe_engine_now(const toe_engine_t *engine);
/* The earliest edge at which something can change, given the inputs put so far; TOE_CYCLE_NEVER: none. */
toe_cycle_t toe_engine_next_wake(const toe_engine_t *engine);
/* Execute edges now .. until-1. */
void toe_engine_advance(toe_engine_t *engine, toe_cycle_t until);

/* Inputs at `cycle`; all pointers borrowed for the call.  An edge before now, or out of order, is a fault of the
 * caller (asserted). */
void toe_engine_put_request(toe_engine_t *engine, toe_cycle_t cycle, const toe_engine_request_t *request);
void toe_engine_put_completion(toe_engine_t *engine, toe_cycle_t cycle, const toe_engine_completion_t *completion);
void toe_engine_put_credits(toe_engine_t *engine, toe_cycle_t cycle, toe_engine_credits_t returned);
void toe_engine_put_config(toe_engine_t *engine, toe_cycle_t cycle, const toe_engine_config_t *config);
/* Turn over a bit of a context row before anything else of edge `cycle`; several may have one cycle (toe_ctx_sram.h).
 */
void toe_engine_put_flip(toe_engine_t *engine, toe_cycle_t cycle, uint32_t row, uint32_t bit);

/* A frame whose first beat is sampled at `cycle`; frames do not overlap. */
void toe_engine_put_frame(toe_engine_t *engine, toe_cycle_t cycle, const toe_engine_frame_t *frame);

/* The next thing that left, in order of edges (CC before RQ at one edge); false: none.  _peek leaves it; its pointer
 * (NULL: none) is valid until the next call. */
bool toe_engine_get_output(toe_engine_t *engine, toe_engine_output_t *output_out);
const toe_engine_output_t *toe_engine_peek_output(const toe_engine_t *engine);
/* The next frame that left for the wire, in order of edges; false: none. */
bool toe_engine_get_frame(toe_engine_t *engine, toe_engine_sent_t *sent_out);
/* The next retire record, in order of edges, at one edge in the order of retire.def; false: none. */
bool toe_engine_get_retire(toe_engine_t *engine, toe_retire_t *retire_out);

void toe_engine_get_stats(const toe_engine_t *engine, toe_engine_stats_t *stats_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_ENGINE_H_ */
