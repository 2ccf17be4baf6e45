/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_ledger.h - what the fuzzed device holds by its own account, and whether what it hands back is what it got.
 *
 * Two engines that agree may both be wrong.  So every decision is booked: a handle is given while it is free, on a
 * parent that is in use; it is freed while it is in use and nothing depends on it; the levels told are the numbers of
 * live objects.  And what a terminate hands back is compared to the descriptor that was fetched (bytes 8 and up, of a
 * connection but what receiving changes: docs/microarchitecture.md 5.7, 5.11), unless its rows were hit by more flips
 * than one.  Received bytes, posted requests and host buffers have books of their own (toe_seam_stream.h).
 *
 * Descriptors are known by their NDIS_HANDLE, which the maker gives out once each (toe_seam_request.h).
 */
#ifndef TOE_SEAM_LEDGER_H_
#define TOE_SEAM_LEDGER_H_

#include <stdbool.h>

#include "model/spec/toe_retire.h"
#include "model/spec/toe_spec.h"
#include "testbench/random/toe_seam_stream.h"

enum {
  TOE_SEAM_LAYERS = 4,
  TOE_SEAM_IDS = 1 << 14,
  TOE_SEAM_DESCRIPTORS = 1 << 12, /* kept: the last ones fetched */
  TOE_SEAM_FLIPS = 1 << 9,        /* of one turn */
  TOE_SEAM_LEDGER_TEXT = 160
};

/* A descriptor as the device fetched it. */
typedef struct toe_seam_descriptor {
  uint64_t ndis_handle;
  bool is_known, is_ambiguous; /* fetched twice and not alike, or in two contexts */
  uint32_t row;                /* of its context; UINT32_MAX: none */
  uint8_t bytes[TOE_OBJECT_BYTES];
} toe_seam_descriptor_t;

typedef struct toe_seam_ledger {
  bool is_live[TOE_SEAM_LAYERS][TOE_SEAM_IDS];
  uint16_t dependents[TOE_SEAM_LAYERS][TOE_SEAM_IDS];
  uint32_t parent[TOE_SEAM_LAYERS][TOE_SEAM_IDS];
  uint32_t live[TOE_SEAM_LAYERS]; /* by layer */
  toe_seam_descriptor_t descriptor[TOE_SEAM_DESCRIPTORS];
  struct {
    uint64_t cycle;
    uint32_t row;
  } flip[TOE_SEAM_FLIPS]; /* not booked yet: flip[first_flip .. flips-1] */
  uint32_t first_flip, flips;
  bool has_context[TOE_STAGE_SRAM_ROWS];  /* a row that was written */
  uint8_t hits[TOE_STAGE_SRAM_ROWS];      /* flips since then */
  const toe_seam_descriptor_t *returning; /* of the records that follow one of offset 0; NULL: cannot be checked */
  uint64_t rows_checked;                  /* records of what is handed back that were compared */
  toe_seam_streams_t streams;
  char error[TOE_SEAM_LEDGER_TEXT]; /* what is wrong; empty: nothing */
} toe_seam_ledger_t;

/* 256 bytes that the device fetched as an object; borrowed for this call. */
void toe_seam_ledger_fetched(toe_seam_ledger_t *ledger, const uint8_t *object);

/* A bit of a row is turned over at an edge of the turn to come, in increasing order. */
void toe_seam_ledger_flip(toe_seam_ledger_t *ledger, uint64_t cycle, uint32_t row);

/* A bit of the row is turned over, or will be in the turn to come, and it was not written since. */
bool toe_seam_ledger_is_hit(const toe_seam_ledger_t *ledger, uint32_t row);

/* The next record; false: ledger->error says what is wrong. */
bool toe_seam_ledger_book(toe_seam_ledger_t *ledger, const toe_retire_t *retire);

/* Handles of live objects, connections first, neighbors last, `most` at most; returns how many. */
uint32_t toe_seam_ledger_live(const toe_seam_ledger_t *ledger, uint32_t *handles_out, uint32_t most);

/* The descriptor of a live object, and the handle of what it hangs on; NULL: not live, or not known for sure. */
const uint8_t *toe_seam_ledger_object(const toe_seam_ledger_t *ledger, uint32_t handle, uint32_t *parent_out);

#endif /* TOE_SEAM_LEDGER_H_ */
