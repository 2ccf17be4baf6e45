/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_requester.h - the host's side of BAR accesses: requests down to CQ, answers back from CC.
 *
 * Requests keep the order in which they were made: a read never passes an earlier write, nor the reverse.  One is
 * presented an edge.  At most CC_DEPTH reads are unanswered; a further one waits, and all behind it.
 *
 * Time.  A request made at t leaves the root complex at t + way - hop, and reaches the device a hop later, where
 * way = mmio_write_ns, or the hop if that is more: the way includes the hop, and a request does not wait for
 * completions on the link (it is small, and the figure is measured end to end).  An answer given at CC at u is seen by
 * the host at u + mmio_read_ns - mmio_write_ns, or when its completion has come up the link behind earlier writes,
 * whichever is later.
 */
#ifndef TOE_REQUESTER_H_
#define TOE_REQUESTER_H_

#include "bridge/toe_clock.h"
#include "bridge/toe_event_queue.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_requester_options {
  toe_clock_t clock;
  toe_fs_t hop_fs;
  toe_fs_t way_fs;    /* from the CPU to the device, hop_fs or more   */
  toe_fs_t answer_fs; /* from CC to the CPU                           */
} toe_requester_options_t;

typedef struct toe_requester {
  toe_requester_options_t options;
  toe_device_t *device;      /* borrowed */
  toe_event_queue_t *events; /* borrowed */
  toe_nic_stats_t *stats;    /* borrowed */
  toe_fifo_t queue;          /* requests that have not left the root complex */
  toe_fifo_t asked;          /* reads the device has not answered            */
  toe_fs_t made_fs;          /* when the last request was made               */
  toe_fs_t left_fs;          /* no request leaves before this                */
  toe_cycle_t next_cycle;    /* first free edge at CQ                        */
  uint64_t made_reads;       /* reads made so far                            */
  uint32_t unanswered;       /* reads that left and whose completion has not arrived */
} toe_requester_t;

void toe_requester_init(toe_requester_t *requester, const toe_requester_options_t *options, toe_device_t *device,
                        toe_event_queue_t *events, toe_nic_stats_t *stats);
void toe_requester_end(toe_requester_t *requester);

/* A request made by the host; an earlier now_fs than that of the request before counts as that.
 * false: no memory, it is lost */
TOE_MUST_USE bool toe_requester_write(toe_requester_t *requester, toe_fs_t now_fs, uint32_t offset, uint32_t value);
TOE_MUST_USE bool toe_requester_read(toe_requester_t *requester, toe_fs_t now_fs, uint32_t offset, uint64_t cookie);

/* When the next request leaves the root complex; TOE_FS_NEVER: none, or it waits for an answer. */
toe_fs_t toe_requester_next_fs(const toe_requester_t *requester);
/* Let it leave.  has_memory: COMMAND.MEMORY as it is then.
 * false: no memory for its answer */
TOE_MUST_USE bool toe_requester_step(toe_requester_t *requester, bool has_memory);

/* A completion left at CC at edge time edge_fs, to arrive at the root complex at arrival_fs.
 * is_known_out  whether it answers the oldest read asked; if not, it is to be dropped
 * false: no memory for the answer */
TOE_MUST_USE bool toe_requester_answer(toe_requester_t *requester, const toe_tlp_t *completion, toe_fs_t edge_fs,
                                       toe_fs_t arrival_fs, bool *is_known_out);
/* That completion has arrived. */
void toe_requester_arrived(toe_requester_t *requester, toe_fs_t at_fs);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_REQUESTER_H_ */
