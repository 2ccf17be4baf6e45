/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sysc/toe_conductor.h"

#include <algorithm>

#include "bridge/toe_clock.h"
#include "sim/sysc/toe_nic_module.h"

namespace toe {

Conductor::Conductor(sc_core::sc_module_name name) : sc_module(name) {
  const uint64_t ticks = sc_core::sc_time(1, sc_core::SC_NS).value();  // a power of ten; 0 if a tick is longer
  tick_fs_ = ticks == 0 ? 0 : TOE_FS_PER_NS / ticks;
  if (tick_fs_ == 0) SC_REPORT_FATAL("toe", "time resolution must be 1 fs .. 1 ns");
  SC_THREAD(Run);
}

toe_fs_t Conductor::now_fs() const { return toe_fs_t{sc_core::sc_time_stamp().value()} * tick_fs_; }

toe_fs_t Conductor::RoundUp(toe_fs_t at_fs) const { return (at_fs + tick_fs_ - 1) / tick_fs_ * tick_fs_; }

sc_core::sc_time Conductor::TimeUntil(toe_fs_t at_fs) const {
  const toe_fs_t now = now_fs();
  if (at_fs <= now) return sc_core::SC_ZERO_TIME;
  const toe_fs_t at = RoundUp(at_fs) / tick_fs_;
  if (at > sc_core::sc_max_time().value()) SC_REPORT_FATAL("toe", "simulated time exceeds the kernel's clock");
  return sc_core::sc_time::from_value(static_cast<uint64_t>(at - now / tick_fs_));
}

toe_fs_t Conductor::EarliestEvent() const {
  toe_fs_t earliest = TOE_FS_NEVER;
  toe_nic_event_t event;
  for (const Nic *nic : nics_) {
    if (toe_nic_peek_event(nic->handle(), &event)) earliest = std::min(earliest, RoundUp(event.at_fs));
  }
  return earliest;
}

toe_fs_t Conductor::EarliestAction() const {
  toe_fs_t earliest = TOE_FS_NEVER;
  for (const Nic *nic : nics_) earliest = std::min(earliest, toe_nic_next_fs(nic->handle()));
  return earliest;
}

bool Conductor::Deliver() {
  bool is_any = false;
  for (Nic *nic : nics_) is_any = nic->Deliver(now_fs()) || is_any;
  return is_any;
}

bool Conductor::RunNics(toe_fs_t until_fs) {
  while (until_fs - ran_fs_ > piece_fs_) {  // a slice ends after what has been run
    ran_fs_ += piece_fs_;
    for (Nic *nic : nics_) nic->Run(ran_fs_);
    if (!glance_(ran_fs_)) return false;
  }
  for (Nic *nic : nics_) nic->Run(until_fs);
  ran_fs_ = until_fs;
  return true;
}

toe_fs_t Conductor::RunAhead(bool *is_ended_out) {
  const toe_fs_t now = now_fs();
  toe_fs_t limit = TOE_FS_NEVER;
  if (sc_core::sc_pending_activity_at_future_time()) {
    limit = now + sc_core::sc_time_to_pending_activity().value() * tick_fs_;
  }
  toe_fs_t lookahead = TOE_FS_NEVER;
  for (const Nic *nic : nics_) lookahead = std::min(lookahead, toe_nic_lookahead_fs(nic->handle()));

  toe_fs_t reached = now;
  for (;;) {
    limit = std::min(limit, EarliestEvent());
    const toe_fs_t next = EarliestAction();
    if (next >= limit) break;  // also when both are NEVER
    reached = std::max(reached, next);
    const toe_fs_t end = std::min(limit, reached + std::max<toe_fs_t>(lookahead, 1));
    reached = end;
    if (!RunNics(end) || (watcher_ && !watcher_(reached))) {
      *is_ended_out = true;
      break;
    }
  }
  // A kernel event beyond the NICs' own business needs no waking: they catch up when a host touches them.
  return std::min(EarliestEvent(), EarliestAction());
}

void Conductor::Run() {
  bool is_ended = false;
  while (!is_ended) {
    while (sc_core::sc_pending_activity_at_current_time()) wait(sc_core::SC_ZERO_TIME);
    if (Deliver()) continue;
    const toe_fs_t until = RunAhead(&is_ended);
    if (is_ended) break;
    if (until == TOE_FS_NEVER) {
      wait(kick_);
    } else {
      wait(TimeUntil(until), kick_);
    }
  }
}

}  // namespace toe
