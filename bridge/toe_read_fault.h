/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_read_fault.h - DMA reads that are to go wrong, as a text.
 *
 * "none", or up to TOE_READ_FAULTS of STREAM:N=KIND or STREAM:N=KIND@GOOD with a comma between: read number N (from 0)
 * of a stream (toe_latency.h: command, object, copy, by its tag) goes wrong after GOOD (0) completions that are as they
 * should be.  KIND: poisoned (a completion with EP), ur or ca (a completion without data, of that status), lost
 * (nothing more comes; the read ends with its completion timeout).
 */
#ifndef TOE_READ_FAULT_H_
#define TOE_READ_FAULT_H_

#include "bridge/toe_latency.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_READ_FAULTS 32

typedef enum toe_read_fault_kind {
  TOE_READ_FAULT_POISONED,
  TOE_READ_FAULT_UR,
  TOE_READ_FAULT_CA,
  TOE_READ_FAULT_LOST
} toe_read_fault_kind_t;

typedef struct toe_read_fault {
  toe_latency_stream_t stream;
  uint64_t index;
  toe_read_fault_kind_t kind;
  uint32_t good; /* completions before it */
} toe_read_fault_t;

typedef struct toe_read_faults {
  uint32_t count;
  toe_read_fault_t faults[TOE_READ_FAULTS];
} toe_read_faults_t;

/* E_FORMAT (error_out: which word is not understood), E_RANGE (more than TOE_READ_FAULTS, a read named twice);
 * error_out may be NULL.  faults_out is set only on OK. */
TOE_MUST_USE toe_result_t toe_read_faults_parse(const char *text, toe_read_faults_t *faults_out,
                                                toe_error_t *error_out);

/* What is to happen to read `index` of a stream; NULL: nothing.  Borrowed. */
const toe_read_fault_t *toe_read_faults_find(const toe_read_faults_t *faults, toe_latency_stream_t stream,
                                             uint64_t index);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_READ_FAULT_H_ */
