/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_host.h - the seam fuzzer's other side: host software, its memory, and the link, all at random.
 *
 * One host drives two devices with the same inputs.  It works in turns: toe_seam_host_give puts everything that
 * happens at the edges of a turn, the devices are then advanced over it, and what left them comes back by
 * toe_seam_host_take, so the host answers from the next turn on.  All it does follows from its seed and from what it
 * took; as long as both devices give the same, it does not matter whose outputs it is shown.
 *
 * It keeps to what docs/microarchitecture.md asks of a bridge, and to nothing else:
 *   CQ      one TLP an edge; at most CC_DEPTH reads unanswered; any offset, size, byte enables, value, also completions
 *   RC      beats never overlap; the bytes of a read in order, pieces of 64 bytes but the last, reads in any order;
 *           nothing after an error or a poisoned piece; completions nobody waits for carry tags the device never uses
 *   credits never more than was used, once an edge
 *   config  once an edge; sizes are powers of two, MPS 128..4096, MRRS 256..4096
 *   wire    frames of any length and content, one behind the other; segments of connections that are or may be
 * offloaded flips   any bit of any row, at any edge, mostly of contexts that are in use; of the rows of receive state
 * no more than the code notices, since it leads to the memory of the connection
 */
#ifndef TOE_SEAM_HOST_H_
#define TOE_SEAM_HOST_H_

#include "bridge/toe_device.h"
#include "testbench/random/toe_seam_ledger.h"
#include "testbench/random/toe_seam_request.h"

enum { TOE_SEAM_AUDITS = 14 };
enum { TOE_SEAM_SIDES = 2, TOE_SEAM_READS = 64, TOE_SEAM_MEMORY_BYTES = 1 << 19, TOE_SEAM_START_EDGES = 160 };
enum { TOE_SEAM_FLOWS = 16 };

/* A DMA read the link has not answered in full. */
typedef struct toe_seam_read {
  bool is_waiting;
  toe_cycle_t due; /* not answered before */
  uint64_t address;
  uint32_t left_bytes;
  uint32_t given_bytes; /* of data[], what the device has of an object */
  uint8_t data[TOE_OBJECT_BYTES];
} toe_seam_read_t;

/* A connection whose segments are sent. */
typedef struct toe_seam_flow {
  bool is_ipv6, has_mac;
  uint8_t local_ip[16], remote_ip[16], mac[6]; /* mac: the neighbor's SRC_MAC */
  uint16_t vlan, local_port, remote_port;
  uint32_t handle; /* of the connection; 0: perhaps it was never offloaded */
  uint32_t seq;    /* of the next byte, as far as was sent */
} toe_seam_flow_t;

/* What kind of host a seed is; one_in: 0 is never. */
typedef struct toe_seam_temper {
  uint32_t command_entries, completion_entries; /* of the rings, powers of two */
  uint32_t most_latency;                        /* edges, at least 1 */
  uint32_t error_one_in;                        /* pieces at RC */
  uint32_t noise_one_in, config_one_in;         /* edges */
  uint32_t consume_one_in;                      /* edges: large leaves the completion ring full */
  uint32_t credit_one_in;                       /* edges */
  uint32_t flip_one_in;                         /* edges */
  uint32_t frame_one_in;                        /* edges at which the wire is free */
  uint32_t return_one_in;                       /* edges: a host buffer is given back */
  uint32_t stop_one_in;                         /* edges: the device is stopped, set up anew, and started */
  bool is_drained;                              /* in the end everything is terminated */
  bool is_return_strict;                        /* host buffers are given back once, those that were indicated */
  bool is_strict;                               /* reads outside of memory are answered by UR, else by made-up data */
} toe_seam_temper_t;

typedef struct toe_seam_host {
  toe_device_t *device[TOE_SEAM_SIDES]; /* borrowed */
  toe_random_draw_t draw;
  toe_seam_temper_t temper;
  toe_seam_maker_t maker;
  uint64_t base;                              /* bus address of memory[0] */
  uint32_t command_tail, command_head;        /* indices of the command ring: behind the last made; known free */
  uint32_t completion_head, completion_phase; /* the next entry to read, and what it must say */
  uint32_t bar_reads;                         /* unanswered at CC */
  uint32_t stopped_left;                      /* not 0: edges until a stopped device is started again */
  uint64_t fetches;                           /* reads of commands that left the device */
  toe_seam_read_t read[TOE_SEAM_READS];       /* by tag */
  toe_cycle_t rc_free;                        /* first edge without a beat of ours */
  toe_credits_t owed;                         /* used at RQ and not given back */
  toe_random_draw_t frame_draw;               /* apart, so that a seed without frames is what it was */
  toe_cycle_t wire_free;                      /* first edge without a beat of ours */
  uint64_t frames;                            /* sent */
  toe_seam_flow_t flow[TOE_SEAM_FLOWS];
  uint32_t flow_count;
  toe_seam_ledger_t ledger;
  uint32_t audited;               /* USED_* registers read by toe_seam_host_audit and answered */
  uint32_t used[TOE_SEAM_AUDITS]; /* their values */
  toe_tlp_t tlp;                  /* the one being put */
  uint8_t memory[TOE_SEAM_MEMORY_BYTES];
} toe_seam_host_t;

/* Credits at reset, and everything else a host is; devices are made after this and put into host->device.
 * has_frames  there is somebody at the other end of the wire */
void toe_seam_host_init(toe_seam_host_t *host, uint64_t seed, bool has_frames, toe_credits_t *credits_out);

/* Give the first edges, from 0, their inputs: rings, limits, modes, then ENABLE.  Ends below TOE_SEAM_START_EDGES. */
void toe_seam_host_start(toe_seam_host_t *host);

/* Put the inputs of edges begin .. end-1, the turn to come. */
void toe_seam_host_give(toe_seam_host_t *host, toe_cycle_t begin, toe_cycle_t end);

/* The same of a host that wants nothing new and answers all: after some such turns nothing is in flight. */
void toe_seam_host_calm(toe_seam_host_t *host, toe_cycle_t begin, toe_cycle_t end);

/* The end of what the device holds: it is set up to take commands again, then given a TERMINATE of all that is in use,
 * as far as one command can.  Put at edges begin .. end-1 (at least 8), while nothing is in flight. */
void toe_seam_host_drain(toe_seam_host_t *host, toe_cycle_t begin, toe_cycle_t end);

/* Read all USED_* registers at edges begin .. end-1 (40 of them), while nothing is in flight. */
void toe_seam_host_audit(toe_seam_host_t *host, toe_cycle_t begin, toe_cycle_t end);

/* Whether what was read fits what is in use, and all are 0 if nothing is.  false: text_out says which does not */
bool toe_seam_host_has_balance(toe_seam_host_t *host, char text_out[TOE_SEAM_LEDGER_TEXT]);

/* What left the devices in the turn just made, in order.  output borrowed for this call. */
void toe_seam_host_take(toe_seam_host_t *host, const toe_device_output_t *output);

#endif /* TOE_SEAM_HOST_H_ */
