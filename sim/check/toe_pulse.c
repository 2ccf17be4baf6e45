/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_pulse.h"

#include "model/spec/toe_spec.h"

static bool is_by_itself(const toe_retire_t *retire) {
  if (retire->kind != TOE_RETIRE_JOB) return false;
  const uint64_t job = retire->u.job.job;
  return job == TOE_JOB_PUSH_TIMER || job == TOE_JOB_ACK_TIMER || job == TOE_JOB_WAKE;
}

bool toe_pulse_retire(toe_pulse_t *pulse, const toe_retire_t *retire, toe_fs_t at_fs) {
  if (retire->kind == TOE_RETIRE_CONTEXT) return false; /* every job writes its rows */
  if (!is_by_itself(retire)) {
    toe_pulse_beat(pulse);
    return true;
  }
  if (pulse->idle_jobs++ == 0) pulse->idle_since = at_fs;
  pulse->job = *retire;
  return false;
}

void toe_pulse_beat(toe_pulse_t *pulse) { pulse->idle_jobs = 0; }

bool toe_pulse_is_lost(const toe_pulse_t *pulse, toe_fs_t now_fs, toe_fs_t watchdog_fs) {
  return pulse->idle_jobs >= TOE_PULSE_IDLE_JOBS && now_fs > pulse->idle_since &&
         now_fs - pulse->idle_since > watchdog_fs;
}
