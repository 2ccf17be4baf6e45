/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_bench_rounds.h - connections offloaded in trees, round after round, as fast as the device takes them.
 *
 * The device and its link (bridge/toe_nic) without SystemC and without the driver: a host that has every request of a
 * round ready in memory, keeps so many of them in the device, looks at its completion ring every 100 ns and rings the
 * doorbell at once.  So what is timed is the device behind its link, not a driver.  Between rounds all connections are
 * terminated, untimed.  Every pool has the limit that was built, and a connection that is denied ends the measurement.
 */
#ifndef TOE_BENCH_ROUNDS_H_
#define TOE_BENCH_ROUNDS_H_

#include "bridge/toe_nic.h"

enum { TOE_BENCH_ROUNDS_MOST = 16384 }; /* connections of a round, at most: what was built */

typedef enum toe_bench_shape {
  TOE_BENCH_TREES,   /* a linker to an offloaded path, and `tree` new connections under it           */
  TOE_BENCH_CHAINED, /* `tree` such pairs in one request, the linkers a chain: a linker a connection */
} toe_bench_shape_t;

typedef struct toe_bench_rounds {
  bool is_rtl;           /* else the model                            */
  toe_nic_options_t nic; /* the link, the clock                       */
  toe_bench_shape_t shape;
  uint32_t tree;        /* connections a request                     */
  uint32_t in_flight;   /* requests in the device at a time          */
  uint32_t connections; /* of a round, a multiple of tree, 1..MOST   */
  uint32_t rounds;
  uint32_t sram_banks;     /* 1, 2, 4                                   */
  uint32_t buffered_bytes; /* of each connection, 0..65536              */
} toe_bench_rounds_t;

typedef struct toe_bench_rounds_seen {
  uint64_t connections; /* decided, all OK                                                                    */
  uint64_t cycles;      /* from the edge of a round's first doorbell to that of its last decision, all rounds */
  uint64_t sram_stalls; /* edges at which something in COMMIT lacked nothing but the context SRAM, of the whole run */
} toe_bench_rounds_seen_t;

/* Run.  E_RANGE (the link; error_out says what), E_MEMORY; E_DEVICE: something was denied, or never completed */
TOE_MUST_USE toe_result_t toe_bench_rounds_run(const toe_bench_rounds_t *rounds, toe_bench_rounds_seen_t *seen_out,
                                               toe_error_t *error_out);

#endif /* TOE_BENCH_ROUNDS_H_ */
