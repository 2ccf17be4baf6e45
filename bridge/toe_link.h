/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_link.h - the PCIe link of a NIC and the root complex at its other end.
 *
 * Up: what leaves the device at CC and RQ is sent in the order in which it left, one TLP after another, from the edge
 * of its last beat or when the link is free; it has arrived a hop after its last byte.  On arrival a write is applied
 * to host memory, a read is sampled from it (toe_completer.h), a write of a DW into the window of message interrupts
 * becomes an event, a completion answers the host (toe_requester.h).  So nothing passes a posted write.
 *
 * Credits: the root complex has drained a TLP when it has arrived (a posted one is in memory, a read is sampled and its
 * header free); its credits leave for the device fc_update_ns later and reach it after a hop.  NPD and completion
 * credits are not modelled: reads carry no data, and completions up are infinite.  Further kinds would be counted
 * beside these in toe_link.c; faults come in by toe_link_set_read_hook.
 *
 * Everything here happens at a time of the root complex, in order of time; what it gives to the device arrives at least
 * a hop later.  At one time: configuration, then arrivals, then answers, then BAR requests.
 */
#ifndef TOE_LINK_H_
#define TOE_LINK_H_

#include "bridge/toe_clock.h"
#include "bridge/toe_completer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_link_options {
  toe_clock_t clock;
  toe_fs_t byte_fs; /* toe_link_byte_fs                                      */
  toe_fs_t hop_fs, fc_update_fs, mmio_write_fs, mmio_read_fs;
  uint32_t rcb_bytes;
  bool is_split_at_rcb; /* else completions end at multiples of the MPS in force */
  toe_credits_t credits;
  toe_latency_profile_t profile;
  toe_completer_reads_t reads; /* all zero: nothing is added, no read fails or is given up */
  uint64_t seed;
} toe_link_options_t;

/* Configuration of the function, as far as it matters here. */
typedef struct toe_link_config {
  toe_device_config_t device;
  bool has_memory; /* BAR0 answers */
} toe_link_config_t;

typedef struct toe_link toe_link_t;

/* Time of a byte on the link, from the usable rate after DLLPs and SKPs (bridge/README.md has the table: 57.88 Gb/s for
 * gen3 x8).  gen  3 or 4; lanes  1, 2, 4, 8 or 16.  E_RANGE  any other pair */
TOE_MUST_USE toe_result_t toe_link_byte_fs(uint32_t gen, uint32_t lanes, toe_fs_t *byte_fs_out);

/* options, memory, config  copied;  device  borrowed for the link's life
 * config  in force from the start
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_link_new(const toe_link_options_t *options, const toe_link_config_t *config,
                                       const toe_nic_memory_t *memory, toe_device_t *device, toe_link_t **link_out);
void toe_link_free(toe_link_t *link); /* NULL is allowed */
void toe_link_set_read_hook(toe_link_t *link, toe_read_hook_t hook, void *self);
/* Tell the trail of the engine what becomes of its reads; borrowed.  NULL: nobody (the default) */
void toe_link_set_trail(toe_link_t *link, toe_trail_t *trail);

/* Host side, at times not before what has been run. */
void toe_link_mmio_write(toe_link_t *link, toe_fs_t now_fs, uint32_t offset, uint32_t value);
void toe_link_mmio_read(toe_link_t *link, toe_fs_t now_fs, uint32_t offset, uint64_t cookie);
/* New configuration; the device has it a hop later, the root complex at once. */
void toe_link_set_config(toe_link_t *link, toe_fs_t now_fs, const toe_link_config_t *config);

/* Device side: what left it, in its order.
 * output  borrowed for this call */
void toe_link_put_output(toe_link_t *link, const toe_device_output_t *output);
/* Hand the device what it samples before edge `until`: credits and configuration are held back until then, since what
 * falls on one edge is given as one. */
void toe_link_flush(toe_link_t *link, toe_cycle_t until);
/* The first edge for which something is held back; TOE_CYCLE_NEVER: none. */
toe_cycle_t toe_link_held_cycle(const toe_link_t *link);

/* Earliest time at which something happens at the root complex; TOE_FS_NEVER: nothing. */
toe_fs_t toe_link_next_fs(const toe_link_t *link);
/* Let everything before until_fs happen there. */
void toe_link_run(toe_link_t *link, toe_fs_t until_fs);

/* The earliest event the host will see; NULL: none. */
const toe_nic_event_t *toe_link_first_event(const toe_link_t *link);
void toe_link_drop_event(toe_link_t *link); /* there is one */

/* OK, or E_MEMORY once something was lost for want of it. */
TOE_MUST_USE toe_result_t toe_link_failure(const toe_link_t *link);
const toe_nic_stats_t *toe_link_stats(const toe_link_t *link);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_LINK_H_ */
