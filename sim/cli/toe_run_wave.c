/* SPDX-License-Identifier: Apache-2.0
 *
 * Waveforms of a run: the one that is asked for (--wave), and the one of the moments before something went wrong
 * (--wave-auto).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cli/toe_message.h"
#include "sim/cli/toe_outputs.h"
#include "sim/cli/toe_run_internal.h"

/* Edges after the found one that are dumped, too: what it led to. */
enum { AFTER_CYCLES = 50 };

void toe_run_wave_begin(toe_run_t *run, const toe_simulation_options_t *options) {
  const toe_args_t *args = run->args;
  if (args->engine == TOE_ENGINE_MODEL || args->wave_auto == 0) return;
  if (args->wave_path != NULL && args->wave_end == 0) return; /* there is one of everything */
  toe_replay_begin(options, &run->replay);
}

/* Length of `path` without an ending that says what kind of file it is. */
static size_t stem_of(const char *path) {
  static const char *const ENDINGS[] = {".gz", ".json", ".jsonl", ".xml", ".pcapng", ".pcap"};
  size_t length = strlen(path);
  for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; ++i) {
    const size_t bytes = strlen(ENDINGS[i]);
    if (length > bytes && strncmp(path + length - bytes, ENDINGS[i], bytes) == 0) length -= bytes;
  }
  return length;
}

/* The file's name: beside the report, or in the current folder and called after the trace.  Of a batch beside its JUnit
 * file, called after the trace with its folders, since traces of two folders may share a name.  Owned by the caller. */
static char *name_wave(const toe_run_t *run) {
  const toe_args_t *args = run->args;
  const char *end = toe_end_text(run->end);
  const char *base = args->report_path != NULL ? args->report_path : toe_run_base(run->trace_path);
  const char *folder = "";
  int folder_bytes = 0;
  if (args->batch_name != NULL) {
    base = run->trace_path + strspn(run->trace_path, "./");
    folder = args->batch_name;
    const char *slash = strrchr(folder, '/');
    folder_bytes = slash == NULL ? 0 : (int)(slash - folder) + 1;
  }
  const int stem = (int)stem_of(base);
  const size_t bytes = (size_t)folder_bytes + (size_t)stem + strlen(end) + 8;
  char *name = malloc(bytes);
  if (name == NULL) return NULL;
  (void)snprintf(name, bytes, "%.*s%.*s.%s.fst", folder_bytes, folder, stem, base, end);
  for (char *at = name + folder_bytes; args->batch_name != NULL && *at != '\0'; ++at) {
    if (*at == '/') *at = '-';
  }
  return name;
}

/* The cycle of the first mismatch or violation. */
static toe_cycle_t mismatch_cycle(const toe_run_t *run) {
  const toe_mismatch_t *mismatch = run->compare == NULL ? NULL : toe_compare_mismatch(run->compare);
  if (mismatch != NULL) return mismatch->cycle;
  toe_cycle_t cycle = TOE_CYCLE_NEVER;
  for (int side = 0; side < TOE_SIDES; ++side) {
    if (run->conserve[side] == NULL) continue;
    const toe_cycle_t books = toe_conserve_cycle(run->conserve[side]);
    const toe_cycle_t stream = toe_stream_check_cycle(run->stream[side]);
    if (books < cycle) cycle = books;
    if (stream < cycle) cycle = stream;
  }
  return cycle;
}

/* Which window shows what went wrong; false: nothing did that a waveform could show. */
static bool choose_window(const toe_run_t *run, toe_replay_window_t *window_out) {
  const toe_cycle_t before = run->args->wave_auto;
  toe_cycle_t first = TOE_CYCLE_NEVER, last;
  if (run->end == TOE_END_MISMATCH) {
    first = last = mismatch_cycle(run);
    const toe_mismatch_t *mismatch = run->compare == NULL ? NULL : toe_compare_mismatch(run->compare);
    /* The RTL's record may be the later one; if it is very late, the beginning counts. */
    if (mismatch != NULL && mismatch->has_record[TOE_SIDE_RTL]) {
      const toe_cycle_t own = mismatch->record[TOE_SIDE_RTL].cycle;
      if (own > last && own - last <= before) last = own;
    }
  } else if (run->end == TOE_END_WATCHDOG && run->failure == TOE_OK) {
    /* What waits in vain stands still: the last edge at which the RTL did something. */
    first = last = run->result.device[TOE_SIDE_RTL].last_busy_cycle;
  }
  if (first == TOE_CYCLE_NEVER) return false;
  *window_out =
      (toe_replay_window_t){.begin = first > before ? first - before : 0, .end = last + AFTER_CYCLES, .at = last};
  return true;
}

static void tell_failure(const toe_replay_window_t *window, toe_result_t result, const char *name) {
  if (result == TOE_E_IO) {
    toe_say("no waveform: cannot write %s", name);
  } else if (result == TOE_E_END) {
    toe_say("no waveform: the second run was interrupted, or not the same");
  }
  toe_say("for a waveform of the RTL add --wave FILE.fst --wave-cycles %" PRIu64 ":%" PRIu64, window->begin,
          window->end);
}

void toe_run_wave_conclude(toe_run_t *run) {
  const toe_args_t *args = run->args;
  const toe_cycle_t cycles = run->result.device[TOE_SIDE_RTL].cycles;
  if (args->wave_path != NULL && args->wave_begin >= cycles) {
    toe_say("%s holds no values: the run ended with %" PRIu64 " cycles, before the window of --wave-cycles",
            args->wave_path, cycles);
  }
  toe_replay_window_t window;
  if (args->engine == TOE_ENGINE_MODEL || args->wave_auto == 0 || !choose_window(run, &window)) return;
  if (args->wave_path != NULL && args->wave_begin <= window.begin &&
      (args->wave_end == 0 || args->wave_end > window.at)) {
    return; /* it is in there */
  }
  char *name = name_wave(run);
  if (name == NULL) return;
  if (!toe_outputs_is_free(args, name)) {
    toe_say("no waveform: %s is another file of this run", name);
  } else {
    if (args->is_verbose) toe_say("running again for a waveform");
    const toe_result_t result = toe_replay_run(&run->replay, &window, name);
    if (result == TOE_OK) {
      toe_say("waveform of cycles %" PRIu64 " to %" PRIu64 ": %s", window.begin, window.end - 1, name);
    } else {
      tell_failure(&window, result, name);
    }
  }
  free(name);
}
