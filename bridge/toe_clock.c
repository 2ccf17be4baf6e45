/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_clock.h"

#define FS_PER_US 1000000000u /* a clock of f MHz has f edges in this time */

/* Beyond edge 2^64 at any frequency, and times any frequency within 128 bits. */
#define FS_BEYOND ((toe_fs_t)1 << 96)

toe_fs_t toe_clock_edge_fs(toe_clock_t clock, toe_cycle_t cycle) {
  if (cycle == TOE_CYCLE_NEVER) return TOE_FS_NEVER;
  return ((toe_fs_t)cycle * FS_PER_US + clock.mhz - 1) / clock.mhz; /* below 2^94 */
}

toe_cycle_t toe_clock_cycle_at(toe_clock_t clock, toe_fs_t fs) {
  if (fs >= FS_BEYOND) return TOE_CYCLE_NEVER;
  if (fs == 0) return 0;
  /* ceil(x) >= fs is x > fs - 1 for a whole fs, so k is the first with k * 10^9 > (fs - 1) * f. */
  toe_fs_t before = (fs - 1) * clock.mhz / FS_PER_US;
  return before < TOE_CYCLE_NEVER ? (toe_cycle_t)before + 1 : TOE_CYCLE_NEVER;
}

toe_fs_t toe_fs_add(toe_fs_t a, toe_fs_t b) { return a < TOE_FS_NEVER - b ? a + b : TOE_FS_NEVER; }
