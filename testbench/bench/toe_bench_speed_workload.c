/* SPDX-License-Identifier: Apache-2.0
 *
 * The workloads of the topic "speed".  Traces are made in memory each time; the same scale gives the same bytes.
 */
#include "testbench/bench/toe_bench_speed.h"

enum { ROUNDS = 8, CONNECTIONS = 4094, LINKERS = 2, SINGLES = 4000, SPARSE = 20 };

#define SPACING_NS 3000ull /* a request alone takes less from its doorbell to its completion, nearly always */

/* Connection `n` under path P, no two alike; what a name was is said where it stands first. */
static void print_tcp(FILE *out, unsigned n, bool is_known) {
  fprintf(out, "{\"tcp\":\"T%u\"", n);
  if (!is_known) fprintf(out, ",\"local_port\":%u,\"remote_port\":80,\"initial_rcv_wnd\":16384", 1024 + n);
  fputs("}", out);
}

static void print_first(FILE *out, unsigned id) {
  fprintf(out, "{\"op\":\"initiate\",\"id\":\"first%u\",\"tree\":[", id);
  fputs("{\"neighbor\":\"N\",\"dst_mac\":\"02:00:00:00:00:01\",", out);
  fputs("\"paths\":[{\"path\":\"P\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.1.1\"}]}]}\n", out);
}

/* `count` connections under the path that is there. */
static void print_request(FILE *out, unsigned id, unsigned long long at_ns, unsigned first, unsigned count,
                          bool is_known) {
  fprintf(out, "{\"op\":\"initiate\",\"at_ns\":%llu,\"id\":\"r%u\",\"tree\":[{\"neighbor\":\"N\",\"paths\":[", at_ns,
          id);
  fputs("{\"path\":\"P\",\"tcp\":[", out);
  for (unsigned i = 0; i < count; ++i) {
    if (i > 0) fputs(",", out);
    print_tcp(out, first + i, is_known);
  }
  fputs("]}]}]}\n", out);
}

/* Rounds of trees of `size` objects, the linkers of their neighbor and path among them; behind each round everything is
 * terminated. */
static void write_trees(FILE *out, unsigned size, unsigned scale) {
  const unsigned rounds = scale < ROUNDS ? ROUNDS / scale : 1;
  const unsigned per_round = scale < ROUNDS ? CONNECTIONS : CONNECTIONS * ROUNDS / scale;
  for (unsigned round = 0, id = 0; round < rounds; ++round) {
    print_first(out, round);
    for (unsigned first = 0; first < per_round; first += size - LINKERS) {
      const unsigned rest = per_round - first;
      print_request(out, id++, 0, first, rest < size - LINKERS ? rest : size - LINKERS, round > 0);
    }
    fputs("{\"op\":\"terminate\",\"objects\":[\"N\"]}\n", out);
  }
}

static void write_trees_4096(FILE *out, unsigned scale) { write_trees(out, 4096, scale); }
static void write_trees_256(FILE *out, unsigned scale) { write_trees(out, 256, scale); }

static void write_singles(FILE *out, unsigned scale) {
  print_first(out, 0);
  for (unsigned i = 0; i < SINGLES / scale; ++i) print_request(out, i, i * SPACING_NS, i, 1, false);
}

static void write_sparse(FILE *out, unsigned scale) {
  const unsigned long long ns_per_ms = 1000000;
  const unsigned count = scale > SPARSE ? 1 : SPARSE / scale;
  print_first(out, 0);
  for (unsigned i = 0; i < count; ++i) print_request(out, i, (i + 1) * ns_per_ms, i, 1, false);
}

#define ROOM "tcp.entries=16384", "xmit_buffer.pages=16384"

const toe_workload_t toe_workload_captured = {.path = "traces/captured/ramp.pcapng.gz", .pace = {TOE_PACE_TIMES, 3000}};
const toe_workload_t toe_workload_captured_as_it_was = {.path = "traces/captured/ramp.pcapng.gz",
                                                        .pace = {TOE_PACE_TRACE, 0}};
const toe_workload_t toe_workload_captured_asap = {.path = "traces/captured/ramp.pcapng.gz",
                                                   .pace = {TOE_PACE_ASAP, 0}};
const toe_workload_t toe_workload_trees_4096 = {.write = write_trees_4096, .pace = {TOE_PACE_ASAP, 0}, .sets = {ROOM}};
const toe_workload_t toe_workload_trees_256 = {.write = write_trees_256, .pace = {TOE_PACE_ASAP, 0}, .sets = {ROOM}};
const toe_workload_t toe_workload_singles = {.write = write_singles, .pace = {TOE_PACE_TRACE, 0}, .sets = {ROOM}};
const toe_workload_t toe_workload_sparse = {.write = write_sparse, .pace = {TOE_PACE_TRACE, 0}, .sets = {ROOM}};
