/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cli/toe_commands.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "model/spec/toe_spec.h"
#include "sim/cli/toe_message.h"
#include "sim/cli/toe_settings.h"
#include "sim/import/toe_import.h"
#include "sim/sysc/toe_simulation.h"
#include "sim/trace/toe_pack.h"
#include "sim/trace/toe_source.h"

static int tell(toe_result_t result, const toe_error_t *error) {
  if (result == TOE_OK) return 0;
  toe_say("%s", toe_error_or(error, result));
  return result == TOE_E_ARG ? 2 : toe_exit_of_input(result); /* E_ARG: an option */
}

int toe_flush_results(void) {
  if (fflush(stdout) == 0 && !ferror(stdout)) return 0;
  toe_say("the results could not be written to stdout");
  return 4;
}

static void print_import(const toe_import_summary_t *summary) {
  printf("host          %s%s\n", summary->host, summary->is_guess ? " (guessed)" : "");
  printf("frames        %" PRIu64 ", %" PRIu64 " TCP segments, %" PRIu64 ".%09" PRIu64 " s\n", summary->frames,
         summary->tcp_segments, summary->duration_ns / 1000000000u, summary->duration_ns % 1000000000u);
  printf("connections   %" PRIu64 " seen, %" PRIu64 " offloaded, %" PRIu64 " ended, %" PRIu64 " at once\n",
         summary->connections, summary->offloaded, summary->ended, summary->peak);
  printf("objects       %" PRIu64 " neighbors, %" PRIu64 " paths (%" PRIu64 " IPv4, %" PRIu64 " IPv6), %" PRIu64
         " VLANs\n",
         summary->neighbors, summary->paths, summary->ipv4_paths, summary->ipv6_paths, summary->vlans);
  printf("requests      %" PRIu64 " initiate, %" PRIu64 " terminate\n", summary->requests, summary->terminates);
}

bool toe_is_trace_name(const char *path) {
  const size_t bytes = strlen(path);
  if (toe_source_is_pcapng_name(path)) return true;
  if ((bytes > 6 && strcmp(path + bytes - 6, ".jsonl") == 0) ||
      (bytes > 9 && strcmp(path + bytes - 9, ".jsonl.gz") == 0))
    return true;
  toe_say("-o: %s: a trace's name ends in .pcapng, .pcapng.gz, .jsonl or .jsonl.gz", path);
  return false;
}

int toe_import_command(const toe_args_t *args) {
  toe_import_options_t options = {.hosts = args->hosts,
                                  .host_count = args->host_count,
                                  .batch_ns = args->batch_ns,
                                  .request_tcp = args->request_tcp,
                                  .without_frames = args->without_frames,
                                  .log = args->is_quiet ? NULL : stderr};
  toe_error_t error = {""};
  if (args->when != NULL) {
    const toe_result_t result = toe_import_when_parse(args->when, &options, &error);
    if (result != TOE_OK) {
      toe_say("--when: %s", toe_error_or(&error, result));
      return 2;
    }
  }
  if (!toe_is_trace_name(args->output_path)) return 2;
  toe_import_summary_t summary;
  const toe_result_t result = toe_import_run(&options, args->files[0], args->output_path, &summary, &error);
  if (result == TOE_E_RANGE) {
    toe_say("%s", toe_error_or(&error, result));
    return 2; /* --when */
  }
  if (result != TOE_OK) return tell(result, &error);
  print_import(&summary);
  return toe_flush_results();
}

int toe_pack_command(const toe_args_t *args) {
  toe_error_t error = {""};
  return tell(toe_trace_pack(args->files[0], args->output_path, &error), &error);
}

int toe_unpack_command(const toe_args_t *args) {
  toe_error_t error = {""};
  const char *to = args->output_path != NULL ? args->output_path : "-";
  const int exit_code = tell(toe_trace_unpack(args->files[0], to, &error), &error);
  if (ferror(stdout)) return 4; /* told, if by its cause */
  return exit_code != 0 ? exit_code : toe_flush_results();
}

int toe_info_command(const toe_args_t *args) {
  toe_trace_info_t info;
  toe_error_t error = {""};
  const toe_result_t result = toe_trace_info(args->files[0], &info, &error);
  if (result != TOE_OK) return tell(result, &error);
  printf("file          %s: %s, %" PRIu64 " bytes of content, CRC32C %08" PRIx32 "\n", args->files[0],
         info.is_text ? "scenario (JSON Lines)" : "trace (pcapng)", info.bytes, info.crc);
  printf("operations    %" PRIu64, info.ops);
  for (uint32_t kind = 0; kind < 64; ++kind) {
    if (info.ops_by_kind[kind] == 0) continue;
    printf(", %" PRIu64 " %s%s", info.ops_by_kind[kind], toe_op_kind_text((toe_op_kind_t)kind),
           toe_op_is_supported((toe_op_kind_t)kind) ? "" : " (not carried out in this version)");
  }
  printf("\ntime          %" PRIu64 " ns to %" PRIu64 " ns\n", info.first_ns, info.last_ns);
  for (uint32_t layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
    printf("%-13s %" PRIu64 " blocks, %" PRIu64 " names\n", toe_layer_text(layer), info.blocks_by_layer[layer],
           info.names_by_layer[layer]);
  }
  printf("placeholders  %" PRIu64 "\nexpectations  %" PRIu64 "\n", info.placeholders, info.expectations);
  printf("wire          %" PRIu64 " frames, %" PRIu64 " bytes\n", info.frames, info.frame_bytes);
  return toe_flush_results();
}

int toe_config_command(const toe_args_t *args) {
  toe_config_t *config = NULL;
  toe_error_t error = {""};
  int exit_code = 0;
  const toe_result_t result = toe_settings_load(args, &config, &exit_code, &error);
  if (result != TOE_OK) {
    toe_say("%s", toe_error_or(&error, result));
    return exit_code;
  }
  toe_config_write_table(config, stdout);
  fputs("\nProfiles\n", stdout);
  toe_config_write_profiles(stdout);
  toe_config_free(config);
  return toe_flush_results();
}

int toe_version_command(void) {
  printf("toesim %s\n", TOE_VERSION);
  printf("built     neighbor %" PRIu32 ", path %" PRIu32 ", tcp %" PRIu32 " entries; lookup %" PRIu32
         " slots; %d commands in the device\n",
         toe_pool_built(TOE_POOL_NEIGHBOR), toe_pool_built(TOE_POOL_PATH), toe_pool_built(TOE_POOL_TCP),
         toe_pool_built(TOE_POOL_LOOKUP), TOE_STAGE_COMMAND_SLOTS);
  printf("          src_mac %" PRIu32 ", src_ip %" PRIu32 ", vlan %" PRIu32 " values; rcv_buffer %" PRIu32
         ", xmit_buffer %" PRIu32 " pages; buffered_copy %" PRIu32 " bytes\n",
         toe_pool_built(TOE_POOL_SRC_MAC), toe_pool_built(TOE_POOL_SRC_IP), toe_pool_built(TOE_POOL_VLAN),
         toe_pool_built(TOE_POOL_RCV_BUFFER), toe_pool_built(TOE_POOL_XMIT_BUFFER),
         toe_pool_built(TOE_POOL_BUFFERED_COPY));
  printf("Verilator %s\n", TOE_VERILATOR_VERSION);
  printf("SystemC   %s\n", toe_simulation_systemc_version());
  printf("zlib      %s\n", zlibVersion());
  printf("jansson   %s\n", JANSSON_VERSION);
  return toe_flush_results();
}
