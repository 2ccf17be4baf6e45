/* SPDX-License-Identifier: Apache-2.0
 *
 * The RTL behind the seam: a waveform costs nothing before its window, and where the device was last busy.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridge/toe_device.h"
#include "testbench/shim/toe_test.h"

/* Sizes, in bytes; -1: there is no such file. */
static long size_of(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 ? (long)info.st_size : -1;
}

static toe_device_options_t options_of(const char *path, toe_cycle_t begin, toe_cycle_t end) {
  return (toe_device_options_t){.credits = {0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu},
                                .has_jumps = false,
                                .wave_path = path,
                                .wave_begin = begin,
                                .wave_end = end};
}

static void name_file(char path[64]) {
  snprintf(path, 64, "toe_wave_test.%ld.fst", (long)getpid());
  (void)unlink(path);
}

TOE_TEST(device_rtl_wave, is_not_opened_before_its_window) {
  char path[64];
  name_file(path);
  const toe_device_options_t options = options_of(path, 5000, 5010);
  toe_device_t *device;
  TOE_ASSERT_EQ(toe_device_rtl_new(&options, &device), TOE_OK);
  toe_device_advance(device, 5000); /* edges 0..4999 */
  TOE_EXPECT_EQ(size_of(path), 0);
  toe_device_advance(device, 5010); /* the window */
  toe_device_advance(device, 5011); /* its end: the file is whole */
  const long whole = size_of(path);
  TOE_EXPECT(whole > 0);
  toe_device_advance(device, 6000);
  toe_device_free(device);
  TOE_EXPECT_EQ(size_of(path), whole);
  (void)unlink(path);
}

TOE_TEST(device_rtl_wave, has_names_only_when_the_window_is_not_reached) {
  char path[64];
  name_file(path);
  const toe_device_options_t options = options_of(path, 5000, TOE_CYCLE_NEVER);
  toe_device_t *device;
  TOE_ASSERT_EQ(toe_device_rtl_new(&options, &device), TOE_OK);
  toe_device_advance(device, 5000);
  TOE_EXPECT_EQ(size_of(path), 0);
  toe_device_free(device);
  TOE_EXPECT(size_of(path) > 0);
  (void)unlink(path);
}

TOE_TEST(device_rtl_wave_bad, refuses_a_file_that_cannot_be_written) {
  const toe_device_options_t options = options_of("nosuch/folder/x.fst", 0, 1);
  toe_device_t *device = NULL;
  TOE_EXPECT_EQ(toe_device_rtl_new(&options, &device), TOE_E_IO);
}

/* A BAR read taken at edge 6000 leaves at CC at edge 6002 (CC_CYCLES); after that nothing is to be done. */
TOE_TEST(device_rtl_wave, tells_the_last_busy_edge) {
  for (int has_jumps = 0; has_jumps < 2; ++has_jumps) {
    toe_device_options_t options = options_of(NULL, 0, 0);
    options.has_jumps = has_jumps != 0;
    toe_device_t *device;
    TOE_ASSERT_EQ(toe_device_rtl_new(&options, &device), TOE_OK);
    toe_tlp_t *tlp = calloc(1, sizeof *tlp);
    TOE_ASSERT(tlp != NULL);
    *tlp = (toe_tlp_t){.type = TOE_TLP_MRD, .length_bytes = 4, .first_be = 0xF};
    toe_device_put_tlp(device, TOE_STREAM_CQ, 6000, tlp);
    free(tlp);
    toe_device_advance(device, 9000);
    toe_device_stats_t stats;
    toe_device_get_stats(device, &stats);
    TOE_EXPECT_EQ(stats.last_busy_cycle, 6002);
    toe_device_free(device);
  }
}
