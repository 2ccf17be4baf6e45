/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_args.h - the command line, parsed.  Uses getopt_long; knows nothing of what the commands do.
 */
#ifndef TOE_ARGS_H_
#define TOE_ARGS_H_

#include "model/toe_types.h"
#include "sim/check/toe_side.h"
#include "sim/sysc/toe_pace.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X(ENUM, "name", is_supported, "FILES", min files, max files (0: any number), "what it does") */
#define TOE_COMMAND_LIST(X)                                                                                         \
  X(RUN, "run", true, "TRACE", 1, 1, "replay a trace and say what became of every object")                          \
  X(TEST, "test", true, "DIR|TRACE...", 1, 0, "run traces with their expectations, one line each")                  \
  X(IMPORT, "import", true, "CAPTURE", 1, 1, "make a trace from a packet capture (pcap, pcapng, gzip or not)")      \
  X(PACK, "pack", true, "FILE.jsonl", 1, 1, "turn a scenario (text) into a trace (pcapng)")                         \
  X(UNPACK, "unpack", true, "TRACE", 1, 1, "turn a trace back into its scenario")                                   \
  X(INFO, "info", true, "TRACE", 1, 1, "say what a trace holds")                                                    \
  X(CONFIG, "config", true, "", 0, 0, "list every setting: value, range, unit, where it comes from")                \
  X(SIZE, "size", false, "TRACE", 0, 0, "the smallest limits that accept a given share of a workload")              \
  X(WHY, "why", true, "TRACE OBJECT", 2, 2, "the critical path of one object's decision; what held a denying pool") \
  X(DIFF, "diff", false, "A.json B.json", 0, 0, "compare two reports")                                              \
  X(CAMPAIGN, "campaign", false, "expand|run|merge", 0, 0, "many runs")                                             \
  X(GEN, "gen", true, "KIND", 1, 1, "make up a trace: a kind of workload, its numbers, a seed")                     \
  X(HELP, "help", true, "[COMMAND]", 0, 1, "help on a command")                                                     \
  X(VERSION, "version", true, "", 0, 0, "versions, and what was built")

typedef enum toe_command {
#define X(id, name, supported, files, min, max, text) TOE_COMMAND_##id,
  TOE_COMMAND_LIST(X)
#undef X
      TOE_COMMANDS
} toe_command_t;

#define TOE_BIT(command) (1u << (command))

typedef enum toe_when { TOE_WHEN_AUTO, TOE_WHEN_ALWAYS, TOE_WHEN_NEVER } toe_when_t;

/* --wave-auto of `run`, if not given, and its largest value. */
#define TOE_WAVE_AUTO 2000u
#define TOE_WAVE_AUTO_MAX 1000000u

/* How often an option may be repeated. */
#define TOE_ARGS_MAX 4096

/* Strings are those of argv. */
typedef struct toe_args {
  toe_command_t command;
  const char *const *files;
  uint32_t file_count;
  toe_engine_t engine;
  const char *config_path, *profile;
  const char **sets, **gates, **hosts, **faults; /* owned by the args */
  uint32_t set_count, gate_count, host_count, fault_count;
  toe_pace_t pace;
  const char *pace_text;
  uint64_t seed;
  const char *report_path, *objects_path, *streams_path, *junit_path, *wave_path;
  const char *detail;            /* "objects", "requests", "summary", or NULL */
  uint64_t wave_begin, wave_end; /* [begin, end); end is 0 without --wave-cycles */
  uint64_t wave_auto;            /* cycles before what went wrong; 0: none */
  bool has_wave_auto;            /* it was given */
  const char *batch_name;        /* set by `test` for its runs: its JUnit file, or ""; NULL: no part of a batch */
  toe_when_t progress;
  uint32_t jobs, shard_index, shard_count; /* index from 1 */
  const char *output_path, *when;
  const char *json_path, *request; /* why */
  uint64_t batch_ns;
  uint32_t request_tcp;
  const char **gen_names, **gen_values; /* options of gen and what they are given, as they stand; owned by the args */
  uint32_t gen_count;
  bool without_frames, is_quiet, is_verbose;
  bool has_help;    /* --help: print that of the command (or all) and do nothing else */
  bool has_command; /* false: there was none (then has_help) */
} toe_args_t;

/* Parse the words of the command line; argv may be reordered.  End args_out with toe_args_free, also on failure.
 * junit_path is set whenever the option was seen, so that a JUnit file can be written for a wrong usage too.
 * E_ARG          wrong usage (error_out says what, and what would be right)
 * E_UNSUPPORTED  promised, but not in this version
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_args_parse(int argc, char **argv, toe_args_t *args_out, toe_error_t *error_out);
void toe_args_free(toe_args_t *args);

/* "run"; never NULL. */
const char *toe_command_text(toe_command_t command);
/* TOE_COMMANDS: none of that name. */
toe_command_t toe_command_find(const char *name);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_ARGS_H_ */
