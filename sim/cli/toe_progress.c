/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { INTERVAL_US = 100000 };

uint64_t toe_wall_us(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return 0;
  return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

/* Size of the content: of gzip data its last four bytes say it (modulo 4 GiB, good enough for display). */
static uint64_t content_bytes(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return 0;
  unsigned char head[2] = {0, 0}, tail[4] = {0, 0, 0, 0};
  uint64_t bytes = 0;
  const bool has_head = fread(head, 1, 2, file) == 2;
  if (fseek(file, 0, SEEK_END) == 0) {
    const long size = ftell(file);
    bytes = size > 0 ? (uint64_t)size : 0;
    if (has_head && head[0] == 0x1f && head[1] == 0x8b && size > 18 && fseek(file, -4, SEEK_END) == 0 &&
        fread(tail, 1, 4, file) == 4) {
      bytes = tail[0] | (uint64_t)tail[1] << 8 | (uint64_t)tail[2] << 16 | (uint64_t)tail[3] << 24;
    }
  }
  (void)fclose(file);
  return bytes;
}

void toe_progress_begin(toe_progress_t *progress, toe_when_t when, const char *trace_path) {
  *progress = (toe_progress_t){.is_terminal = isatty(STDERR_FILENO) == 1};
  progress->is_on = when == TOE_WHEN_ALWAYS || (when == TOE_WHEN_AUTO && progress->is_terminal);
  if (progress->is_on) progress->total_bytes = content_bytes(trace_path);
}

void toe_progress_show(toe_progress_t *progress, const toe_simulation_progress_t *now) {
  if (!progress->is_on) return;
  const uint64_t wall_us = toe_wall_us();
  if (wall_us < progress->next_us) return;
  progress->next_us = wall_us + INTERVAL_US;
  const uint64_t read = now->trace_bytes < progress->total_bytes ? now->trace_bytes : progress->total_bytes;
  const uint64_t percent = progress->total_bytes == 0 ? 100 : read * 100 / progress->total_bytes;
  const uint64_t us = (uint64_t)(now->now_fs / 1000000000u);
  fprintf(stderr, "%s%3" PRIu64 " %%  %" PRIu64 " requests, %" PRIu64 " done  %" PRIu64 ".%06" PRIu64 " s simulated%s",
          progress->is_terminal ? "\r" : "", percent, now->operations, now->completed, us / 1000000u, us % 1000000u,
          progress->is_terminal ? "\033[K" : "\n");
  fflush(stderr);
  progress->is_drawn = progress->is_terminal;
}

void toe_progress_end(toe_progress_t *progress) {
  if (progress->is_drawn) fputs("\r\033[K", stderr);
  progress->is_drawn = false;
  progress->is_on = false;
}
