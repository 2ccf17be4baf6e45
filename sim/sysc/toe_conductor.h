/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_conductor.h - runs every NIC of a SystemC simulation, one conductor for all of them.
 *
 * There is no clock and no kernel event per cycle.  Whenever nothing else is left to do at the current time, the
 * conductor lets the NICs run ahead of the kernel: up to the kernel's next event or the next thing a host will see of a
 * NIC, whichever is first, in slices of at most the lookahead (toe_nic_lookahead_fs).  What a NIC emits within a slice
 * reaches its host only after the slice, and no host can act before the kernel's next event, so this is exact.  Then it
 * waits till that time and hands out what is due.
 *
 * Time.  NICs count femtoseconds, the kernel ticks of its resolution (1 ps by default; any resolution up to 1 ns will
 * do).  What a host sees of a NIC is rounded up to the next tick, once, here; what a host does happens on a tick
 * anyway.  The kernel's clock holds 2^64 ticks (213 days of 1 ps), a NIC's far more: a wait beyond the kernel's is an
 * error (SC_FATAL).
 */
#ifndef TOE_CONDUCTOR_H_
#define TOE_CONDUCTOR_H_

#include <functional>
#include <systemc>
#include <vector>

#include "model/toe_types.h"

namespace toe {

class Nic;

class Conductor : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Conductor);
  explicit Conductor(sc_core::sc_module_name name);

  /* Called after every slice with the time the NICs have reached; false: they stand still from then on. */
  void SetWatcher(std::function<bool(toe_fs_t)> watcher) { watcher_ = std::move(watcher); }

  /* For devices that execute every cycle, to which a gap is long: a slice runs in pieces of at most piece_fs, with a
   * glance after each but the last; false: they stand still from then on.  Nothing is due in between, and pieces change
   * nothing. */
  void SetGlance(toe_fs_t piece_fs, std::function<bool(toe_fs_t)> glance) {
    piece_fs_ = piece_fs;
    glance_ = std::move(glance);
  }

  /* Kernel time now, and kernel time from now till at_fs, rounded up to a tick (zero if at_fs has passed). */
  toe_fs_t now_fs() const;
  sc_core::sc_time TimeUntil(toe_fs_t at_fs) const;

  /* For Nic only: take part, and say that a host access went in. */
  void Add(Nic *nic) { nics_.push_back(nic); }
  void Kick() { kick_.notify(sc_core::SC_ZERO_TIME); }

 private:
  void Run();
  bool Deliver();                        /* everything due now; whether there was anything */
  toe_fs_t RunAhead(bool *is_ended_out); /* the time to wait till, TOE_FS_NEVER: for an access */
  bool RunNics(toe_fs_t until_fs);       /* false: a glance said so */
  toe_fs_t RoundUp(toe_fs_t at_fs) const;
  toe_fs_t EarliestEvent() const;  /* a host will see, rounded up */
  toe_fs_t EarliestAction() const; /* of any NIC without new input */

  std::vector<Nic *> nics_;
  std::function<bool(toe_fs_t)> watcher_, glance_;
  toe_fs_t piece_fs_ = TOE_FS_NEVER, ran_fs_ = 0; /* the NICs have run up to ran_fs_ */
  sc_core::sc_event kick_;
  toe_fs_t tick_fs_;
};

}  // namespace toe

#endif  // TOE_CONDUCTOR_H_
