/* SPDX-License-Identifier: Apache-2.0
 *
 * What keeps a run going, and what does not: records made by hand.
 */
#include "sim/check/toe_pulse.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_retire.h"

#define WATCHDOG 1000

static toe_retire_t record(toe_retire_kind_t kind, uint64_t job) {
  toe_retire_t retire;
  memset(&retire, 0, sizeof retire);
  retire.kind = kind;
  if (kind == TOE_RETIRE_JOB) retire.u.job.job = job;
  return retire;
}

static bool put(toe_pulse_t *pulse, toe_retire_kind_t kind, uint64_t job, toe_fs_t at_fs) {
  const toe_retire_t retire = record(kind, job);
  return toe_pulse_retire(pulse, &retire, at_fs);
}

/* A timer every 100: the first at `from_fs`. */
static void spin(toe_pulse_t *pulse, uint64_t job, uint32_t count, toe_fs_t from_fs) {
  for (uint32_t i = 0; i < count; ++i) {
    TOE_EXPECT(!put(pulse, TOE_RETIRE_JOB, job, from_fs + 100 * i));
    TOE_EXPECT(!put(pulse, TOE_RETIRE_CONTEXT, 0, from_fs + 100 * i));
  }
}

TOE_TEST(pulse, is_lost_when_timers_lead_to_nothing) {
  static const uint64_t jobs[] = {TOE_JOB_ACK_TIMER, TOE_JOB_PUSH_TIMER, TOE_JOB_WAKE};
  for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; ++i) {
    toe_pulse_t pulse = {0};
    spin(&pulse, jobs[i], 16, 5000);
    TOE_EXPECT(!toe_pulse_is_lost(&pulse, 5000 + WATCHDOG, WATCHDOG));
    TOE_EXPECT(toe_pulse_is_lost(&pulse, 5001 + WATCHDOG, WATCHDOG));
    TOE_EXPECT_EQ(pulse.job.u.job.job, jobs[i]);
  }
}

/* One timer that runs long is no hang, whatever the watchdog says. */
TOE_TEST(pulse, waits_for_a_few_timers_as_long_as_they_take) {
  toe_pulse_t pulse = {0};
  TOE_EXPECT(!toe_pulse_is_lost(&pulse, 1u << 30, WATCHDOG));
  spin(&pulse, TOE_JOB_PUSH_TIMER, 15, 5000);
  TOE_EXPECT(!toe_pulse_is_lost(&pulse, 1u << 30, WATCHDOG));
}

TOE_TEST(pulse, beats_with_everything_that_came_of_a_timer) {
  static const toe_retire_kind_t kinds[] = {TOE_RETIRE_SENT, TOE_RETIRE_RECEIVED, TOE_RETIRE_DECIDED, TOE_RETIRE_EVENT,
                                            TOE_RETIRE_JOB};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; ++i) {
    toe_pulse_t pulse = {0};
    spin(&pulse, TOE_JOB_ACK_TIMER, 16, 5000);
    TOE_EXPECT(put(&pulse, kinds[i], TOE_JOB_FRAME, 7000));
    TOE_EXPECT(!toe_pulse_is_lost(&pulse, 1u << 30, WATCHDOG));
    spin(&pulse, TOE_JOB_ACK_TIMER, 16, 8000); /* counts anew */
    TOE_EXPECT(!toe_pulse_is_lost(&pulse, 8000 + WATCHDOG, WATCHDOG));
    toe_pulse_beat(&pulse);
    TOE_EXPECT(!toe_pulse_is_lost(&pulse, 1u << 30, WATCHDOG));
  }
}
