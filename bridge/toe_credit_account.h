/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_credit_account.h - flow-control credits of RQ, as the root complex keeps them.
 *
 * It hands the device its returns, all of one edge as one, and keeps the device's own counters beside it: a
 * TLP sent without credit is noticed.  What comes back at an edge can be used from the next on.
 */
#ifndef TOE_CREDIT_ACCOUNT_H_
#define TOE_CREDIT_ACCOUNT_H_

#include "bridge/toe_device.h"
#include "bridge/toe_fifo.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_credit_account {
  toe_credits_t have; /* as the device sees it at its last TLP             */
  toe_fifo_t returns; /* not yet in `have`, by edge                         */
  size_t told_count;  /* so many of the oldest returns the device knows of  */
} toe_credit_account_t;

void toe_credit_account_init(toe_credit_account_t *account, toe_credits_t advertised);
void toe_credit_account_end(toe_credit_account_t *account);

/* The device sent a request at edge `cycle` (not decreasing).  false: without credit for it; nothing was taken. */
TOE_MUST_USE bool toe_credit_account_spend(toe_credit_account_t *account, toe_cycle_t cycle, const toe_tlp_t *tlp);
/* Its credits reach the device at edge `cycle` (not decreasing, not yet told).  false: no memory, they are lost. */
TOE_MUST_USE bool toe_credit_account_return(toe_credit_account_t *account, toe_cycle_t cycle, const toe_tlp_t *tlp);
/* Tell the device all returns before edge `until`; nothing more may come back before it. */
void toe_credit_account_tell(toe_credit_account_t *account, toe_cycle_t until, toe_device_t *device);
/* The first edge of a return not told; TOE_CYCLE_NEVER: none. */
toe_cycle_t toe_credit_account_held_cycle(const toe_credit_account_t *account);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_CREDIT_ACCOUNT_H_ */
