/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_compare.h - the tandem comparison: two streams of retire records, joined as they come.
 *
 * The records of each kind form one queue a side; the n-th of the model is compared with the n-th of the RTL as soon as
 * both are there, so their order is compared too.  What retire.def calls EXACT must be equal (and the 64 bytes of a
 * CONTEXT or BUFFER row or of a SENT, the 32 of a RETURNED or PLACED); a TIME field (fetched_cycle, sram_stall,
 * decided_cycle, judged_cycle, arrived_cycle) and the record's own cycle may differ by the budget.  The first mismatch
 * freezes the comparison: of what is put after it only that is looked at which says whose a differing BUFFER row or
 * SENT is, where that comes before it.
 *
 * One comparison is used by one thread.  Memory: what one side is ahead of the other, and a history of fixed size.
 */
#ifndef TOE_COMPARE_H_
#define TOE_COMPARE_H_

#include <stdio.h>

#include "model/spec/toe_retire.h"
#include "model/toe_types.h"
#include "sim/check/toe_side.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toe_mismatch_reason {
  TOE_MISMATCH_VALUE,  /* a field differs that must be equal                       */
  TOE_MISMATCH_TIME,   /* a cycle differs by more than the budget                  */
  TOE_MISMATCH_MISSING /* one side has a record that the other one does not have   */
} toe_mismatch_reason_t;

/* The first difference. */
typedef struct toe_mismatch {
  toe_mismatch_reason_t reason;
  toe_retire_kind_t kind;
  uint64_t number;            /* of the record among those of its kind, from 1 */
  const char *field;          /* "cause", "cycle", "data"; MISSING: "" */
  uint64_t value[TOE_SIDES];  /* of that field; data: the first byte that differs */
  bool has_record[TOE_SIDES]; /* MISSING: one of them is false */
  toe_retire_t record[TOE_SIDES];
  bool has_object; /* the object it belongs to is known: */
  bool is_whole;   /* it belongs to a request as a whole: a completion, what a marker does; index is 0 */
  uint64_t request_id, index;
  uint64_t connection; /* handle of the connection that received; 0: none, or not known */
  toe_cycle_t cycle;   /* the earlier of the two */
} toe_mismatch_t;

/* Differences of cycles, absolute. */
typedef struct toe_timing {
  uint64_t total, exact; /* pairs compared, and those without a difference */
  uint64_t max_cycles;
  uint64_t mean_millicycles; /* thousandths of a cycle, rounded */
  uint64_t p99_cycles; /* at most this for 99 of 100; exact up to 4095, above that rounded up to a power of two - 1, not
                          above max */
} toe_timing_t;

typedef struct toe_compare toe_compare_t;

/* compare_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_compare_new(uint64_t budget_cycles, toe_compare_t **compare_out);
void toe_compare_free(toe_compare_t *compare); /* NULL is allowed */

/* The next record of a side, in the order the device gave it.  retire borrowed for this call.  E_MEMORY
 * A mismatch is not an error; ask toe_compare_mismatch. */
TOE_MUST_USE toe_result_t toe_compare_put(toe_compare_t *compare, toe_side_t side, const toe_retire_t *retire);

/* All records of a side before edge `cycle` have been put: one of the other side that is overdue by more than the
 * budget is a mismatch now.  Optional; finish finds the same later. */
void toe_compare_advance(toe_compare_t *compare, toe_side_t side, toe_cycle_t cycle);

/* Both runs have ended: a record that still waits for its fellow is a mismatch. */
void toe_compare_finish(toe_compare_t *compare);

/* The first mismatch; NULL: none.  Borrowed. */
const toe_mismatch_t *toe_compare_mismatch(const toe_compare_t *compare);
/* One line without a newline: "DECIDED 17: cause: model 11, rtl 0 (request 3, object 2, cycle 1234)"; "" without a
 * mismatch. */
void toe_compare_line(const toe_compare_t *compare, char *text_out, size_t bytes);
/* Several lines for a person: both records side by side and the last records of the object. */
void toe_compare_write(const toe_compare_t *compare, FILE *out);

/* Pairs compared, of all kinds. */
uint64_t toe_compare_count(const toe_compare_t *compare);
uint64_t toe_compare_count_kind(const toe_compare_t *compare, toe_retire_kind_t kind);
/* Records that wait for their fellow. */
uint64_t toe_compare_waiting(const toe_compare_t *compare);
/* Cycles of DECIDED, WRITTEN and COMPLETED together: the lockstep.timing of a report.  Their TIME fields are not in it.
 */
void toe_compare_timing(const toe_compare_t *compare, toe_timing_t *timing_out);
/* Cycles of one kind. */
void toe_compare_timing_kind(const toe_compare_t *compare, toe_retire_kind_t kind, toe_timing_t *timing_out);
/* DECIDED.fetched_cycle. */
void toe_compare_timing_fetched(const toe_compare_t *compare, toe_timing_t *timing_out);

/* "DECIDED"; never NULL. */
const char *toe_retire_kind_text(toe_retire_kind_t kind);
/* A record on one line, without a newline: "DECIDED cycle=812 commit=1 ...". */
void toe_retire_write(const toe_retire_t *retire, FILE *out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_COMPARE_H_ */
