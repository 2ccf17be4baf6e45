/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_completer.h - the root complex as it answers DMA reads, and the link down to the device.
 *
 * A read is sampled from host memory when it arrives (every write before it has been applied by then), and is ready a
 * latency later.  Reads take the link in the order in which they become ready (at one time: in order of arrival), so
 * they may overtake each other; the completions of one read follow each other in order of addresses.  A completion is
 * at the device when its last byte is, and is presented at RC from the first edge not before that, never while another
 * TLP's beats last.  Completions do not wait for BAR requests, nor those for them: RC and CQ are separate streams.
 *
 * A read that is not ready when its completion timeout has passed, counted from when its request left the device's end
 * of the link (a hop before it arrived), is given up there, as a hard IP block does: the device gets a completion
 * without data of status CA that never was on the link, and what would have come later is dropped.
 */
#ifndef TOE_COMPLETER_H_
#define TOE_COMPLETER_H_

#include "bridge/toe_clock.h"
#include "bridge/toe_iotlb.h"
#include "bridge/toe_latency.h"
#include "bridge/toe_nic.h"
#include "bridge/toe_read_fault.h"
#include "model/toe_trail.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a read may meet besides its profile; all zero: nothing of it. */
typedef struct toe_completer_reads {
  toe_fs_t extra_fs; /* added to every read (a cold cache, a far node)                   */
  toe_fs_t iotlb_miss_fs;
  uint32_t iotlb_entries; /* used if iotlb_miss_fs is not 0                              */
  toe_fs_t timeout_fs;    /* 0: no read is ever given up                                  */
  toe_read_faults_t faults;
} toe_completer_reads_t;

typedef struct toe_completer_options {
  toe_clock_t clock;
  toe_fs_t byte_fs; /* a byte on the link            */
  toe_fs_t hop_fs;
  toe_fs_t less_fs; /* what a profile's total counts besides the root complex's own time */
  toe_latency_profile_t profile;
  toe_completer_reads_t reads;
  uint64_t seed;
} toe_completer_options_t;

/* What becomes of a read, apart from its latency; all zero is the ordinary way. */
typedef struct toe_read_fate {
  toe_fs_t extra_fs; /* added to its latency                                                       */
  uint32_t good;     /* completions that come as they should before what the next three say        */
  uint8_t status;    /* not SC: then a completion without data of this status, and no more          */
  bool is_poisoned;  /* then one completion with EP, and no more                                   */
  bool is_lost;      /* then nothing, until its completion timeout                                  */
} toe_read_fate_t;

/* The place where a test puts faults of its own: asked once a read, at its arrival, may change the fate. status is
 * already UR for a read of memory that does not exist, and what the options say of this read is in it. */
typedef void (*toe_read_hook_t)(void *self, toe_fs_t at_fs, const toe_tlp_t *request, toe_read_fate_t *fate);

typedef struct toe_completer toe_completer_t;

/* options  copied;  device, stats  borrowed for the completer's life;  memory  copied
 * NULL: no memory */
toe_completer_t *toe_completer_new(const toe_completer_options_t *options, const toe_nic_memory_t *memory,
                                   toe_device_t *device, toe_nic_stats_t *stats);
void toe_completer_free(toe_completer_t *completer); /* NULL is allowed */

/* hook  NULL: none (the default) */
void toe_completer_set_hook(toe_completer_t *completer, toe_read_hook_t hook, void *self);

/* Tell a trail of the engine when reads are answered (toe_trail.h).  NULL: nobody (the default) */
void toe_completer_set_trail(toe_completer_t *completer, toe_trail_t *trail);

/* A read request arrives at at_fs (times not decreasing).
 * split_bytes  completions end at multiples of this
 * is_refused   answer UR without looking at memory
 * false: its tag is in flight already; it is dropped */
TOE_MUST_USE bool toe_completer_take(toe_completer_t *completer, toe_fs_t at_fs, const toe_tlp_t *request,
                                     uint32_t split_bytes, bool is_refused);

/* A write to this page has been applied: its translation is known from now on.  Nothing waits for it, since a write is
 * posted. */
void toe_completer_wrote(toe_completer_t *completer, uint64_t address);

/* When the next read is ready; TOE_FS_NEVER: none in flight. */
toe_fs_t toe_completer_next_fs(const toe_completer_t *completer);
/* Send its completions. */
void toe_completer_step(toe_completer_t *completer);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_COMPLETER_H_ */
