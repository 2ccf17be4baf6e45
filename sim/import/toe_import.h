/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_import.h - a capture of the wire to a trace of offload requests.
 *
 * Nobody captured these requests: the trace is a reconstruction of what a host might have asked of its target, from the
 * connections seen on its wire.  Reads pcap and pcapng, gzip or not, Ethernet; up to one 802.1Q tag, IPv4, IPv6, TCP.
 * Only headers are looked at, so a snap length that keeps them is enough.
 */
#ifndef TOE_IMPORT_H_
#define TOE_IMPORT_H_

#include <stdio.h>

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toe_import_when {
  TOE_IMPORT_ESTABLISHED, /* each connection as its handshake completes, or at its first segment when seen midway */
  TOE_IMPORT_AT           /* all connections open at at_ns, in as few requests as request_tcp allows */
} toe_import_when_t;

typedef struct toe_import_options {
  const char *const *hosts; /* MAC ("02:00:00:00:00:01") or IP addresses of the host's side; none: guessed */
  uint32_t host_count;
  toe_import_when_t when;
  uint64_t at_ns;       /* since the capture's first frame */
  uint64_t batch_ns;    /* ESTABLISHED: connections of so long a time go into one request; 0: one each */
  uint32_t request_tcp; /* connections in a request, at most; 0: 1024 */
  bool without_frames;  /* leave the wire frames out of the trace */
  FILE *log;            /* remarks (the guess, what was passed over); NULL: none */
} toe_import_options_t;

typedef struct toe_import_summary {
  uint64_t frames, tcp_segments;
  uint64_t not_ip, not_tcp, fragments, garbled, cut, stacked_vlan, foreign, local_both, not_ethernet, without_time;
  uint64_t time_went_back;         /* frames earlier than the one before; taken at its time */
  uint64_t connections;            /* seen: handshakes and those found midway */
  uint64_t offloaded, ended, peak; /* of them: in requests, in terminates, at once */
  uint64_t neighbors, paths, requests, terminates;
  uint64_t vlans, ipv4_paths, ipv6_paths;
  uint64_t duration_ns;
  char host[48]; /* the side taken as host, as text (the first if several) */
  bool is_guess;
} toe_import_summary_t;

/* "established" or "at:SECONDS" (a decimal number, up to 9 places) into `options`.  E_FORMAT, E_RANGE */
TOE_MUST_USE toe_result_t toe_import_when_parse(const char *text, toe_import_options_t *options,
                                                toe_error_t *error_out);

/* Import `from` to the trace `to` (see toe_trace_writer.h).
 * summary_out  NULL is allowed
 * E_FORMAT, E_IO (error_out: file, record, byte offset, cause), E_UNKNOWN (no connection of the host),
 * E_RANGE, E_ARG (an option: the time, a host), E_UNSUPPORTED (no Ethernet in it), E_MEMORY; nothing is written then */
TOE_MUST_USE toe_result_t toe_import_run(const toe_import_options_t *options, const char *from, const char *to,
                                         toe_import_summary_t *summary_out, toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_IMPORT_H_ */
