/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_credit_account.h"

enum { CREDIT_BYTES = 16 };
#define INFINITE_CREDIT 0xFFFFFFFFu

typedef struct credit_return {
  toe_cycle_t cycle;
  toe_credits_t credits;
} credit_return_t;

void toe_credit_account_init(toe_credit_account_t *account, toe_credits_t advertised) {
  account->have = advertised;
  account->told_count = 0;
  toe_fifo_init(&account->returns, sizeof(credit_return_t));
}

void toe_credit_account_end(toe_credit_account_t *account) { toe_fifo_end(&account->returns); }

static toe_credits_t cost_of(const toe_tlp_t *tlp) {
  if (tlp->type == TOE_TLP_MRD) return (toe_credits_t){.nonposted_headers = 1};
  return (toe_credits_t){.posted_headers = 1, .posted_data = (tlp->length_bytes + CREDIT_BYTES - 1) / CREDIT_BYTES};
}

static bool covers(uint32_t have, uint32_t cost) { return have == INFINITE_CREDIT || have >= cost; }

static void take(uint32_t *have, uint32_t cost) {
  if (*have != INFINITE_CREDIT) *have -= cost;
}

static void give(uint32_t *have, uint32_t more) {
  if (*have != INFINITE_CREDIT) *have += more;
}

bool toe_credit_account_spend(toe_credit_account_t *account, toe_cycle_t cycle, const toe_tlp_t *tlp) {
  toe_credits_t *have = &account->have;
  while (account->told_count > 0) {
    const credit_return_t *back = toe_fifo_front(&account->returns);
    if (back->cycle >= cycle) break;
    give(&have->posted_headers, back->credits.posted_headers);
    give(&have->posted_data, back->credits.posted_data);
    give(&have->nonposted_headers, back->credits.nonposted_headers);
    toe_fifo_pop(&account->returns);
    --account->told_count;
  }
  const toe_credits_t cost = cost_of(tlp);
  if (!covers(have->posted_headers, cost.posted_headers) || !covers(have->posted_data, cost.posted_data) ||
      !covers(have->nonposted_headers, cost.nonposted_headers)) {
    return false;
  }
  take(&have->posted_headers, cost.posted_headers);
  take(&have->posted_data, cost.posted_data);
  take(&have->nonposted_headers, cost.nonposted_headers);
  return true;
}

bool toe_credit_account_return(toe_credit_account_t *account, toe_cycle_t cycle, const toe_tlp_t *tlp) {
  credit_return_t *back = NULL;
  if (account->returns.count > account->told_count) {
    back = toe_fifo_at(&account->returns, account->returns.count - 1);
    if (back->cycle != cycle) back = NULL;
  }
  if (back == NULL) {
    back = toe_fifo_push(&account->returns);
    if (back == NULL) return false;
    *back = (credit_return_t){.cycle = cycle};
  }
  const toe_credits_t cost = cost_of(tlp);
  back->credits.posted_headers += cost.posted_headers;
  back->credits.posted_data += cost.posted_data;
  back->credits.nonposted_headers += cost.nonposted_headers;
  return true;
}

void toe_credit_account_tell(toe_credit_account_t *account, toe_cycle_t until, toe_device_t *device) {
  while (account->told_count < account->returns.count) {
    const credit_return_t *back = toe_fifo_at(&account->returns, account->told_count);
    if (back->cycle >= until) return;
    toe_device_put_credits(device, back->cycle, back->credits);
    ++account->told_count;
  }
}

toe_cycle_t toe_credit_account_held_cycle(const toe_credit_account_t *account) {
  if (account->told_count == account->returns.count) return TOE_CYCLE_NEVER;
  const credit_return_t *back = toe_fifo_at(&account->returns, account->told_count);
  return back->cycle;
}
