/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_nic.h - a NIC in its slot: device, PCIe link, config space.  Plain C; SystemC wraps it.
 *
 * Time here is femtoseconds.  The NIC is driven from outside: host accesses go in with the time they are made, then
 * toe_nic_run lets everything before a time happen, then what the host can see is taken out.
 * Nothing the host does at time t reaches the device before t + pcie.hop_ns, and nothing the device does is seen by the
 * host, or at the other end of the wire, earlier than a hop later; toe_nic_lookahead_fs is that hop.  What the wire
 * brings may reach the device at once: it goes in at its time, and nothing has been run beyond that.
 * So whoever drives it may run it in slices of the lookahead up to the host's next own event, and is exact.
 */
#ifndef TOE_NIC_H_
#define TOE_NIC_H_

#include "bridge/toe_device.h"
#include "bridge/toe_iotlb.h"
#include "model/toe_trail.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Host memory as the root complex reaches it.  Called from toe_nic_run, times in increasing order. */
typedef struct toe_nic_memory {
  void *self;
  /* false: no memory there (the read is answered UR, the write is dropped and counted) */
  bool (*read)(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data_out);
  bool (*write)(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, const uint8_t *data);
} toe_nic_memory_t;

/* The link's numbers (docs/config.md); see toe_nic_options_default. */
typedef struct toe_nic_options {
  uint32_t clock_mhz;
  uint32_t pcie_gen, pcie_lanes;
  uint32_t mps_bytes, mrrs_bytes, rcb_bytes;
  bool is_split_at_rcb;
  uint32_t credits_ph, credits_pd, credits_nph;
  uint32_t fc_update_ns, hop_ns, mmio_write_ns, mmio_read_ns;
  const char *read_latency; /* "server", "longtail", "fixed:NS"; borrowed for the call */
  /* Added to every read: its data in no cache, its memory at another node; and to a read whose page the IOTLB does not
   * hold.  0: off (the default). */
  uint32_t cold_cache_ns, numa_ns, iotlb_miss_ns;
  uint32_t iotlb_entries;         /* pages of 4 KiB, 1..TOE_IOTLB_MAX_ENTRIES                                    */
  uint32_t completion_timeout_us; /* after this a read without an answer is ended with status CA               */
  const char *read_faults;        /* reads that go wrong (toe_read_fault.h), "none"; borrowed for the call       */
  uint64_t seed;
  uint32_t wire_gbps; /* rate of the wire, each way */
} toe_nic_options_t;

/* Addresses of message interrupts: a write into this window is an interrupt, not memory. */
#define TOE_MSI_WINDOW_BEGIN 0xFEE00000u
#define TOE_MSI_WINDOW_END 0xFEF00000u

/* What the host sees next. */
typedef enum toe_nic_event_kind { TOE_NIC_READ_ANSWER, TOE_NIC_INTERRUPT, TOE_NIC_FRAME } toe_nic_event_kind_t;
typedef struct toe_nic_event {
  toe_nic_event_kind_t kind;
  toe_fs_t at_fs;         /* when the host sees it             */
  uint64_t cookie;        /* READ_ANSWER: of the read          */
  uint32_t value;         /* READ_ANSWER: all ones after UR; INTERRUPT: message data */
  uint64_t address;       /* INTERRUPT: message address        */
  toe_frame_sent_t frame; /* FRAME: what came to the other end of the wire, a hop after its last byte left */
} toe_nic_event_t;

/* Counters of the link since the start; bytes are link bytes, headers included. */
typedef struct toe_nic_stats {
  uint64_t up_tlps, up_bytes, down_tlps, down_bytes;
  uint64_t dma_reads, dma_read_bytes, dma_writes, dma_write_bytes, interrupts;
  uint64_t mmio_reads, mmio_writes, unsupported_requests;
  uint64_t iotlb_misses, completion_timeouts;
  /* TLPs no device may send (above MPS or MRRS, across 4 KiB, without credit, a tag in flight, an answer nobody waits
   * for); 0 for a right device.  A read is answered UR, what has no credit and all else is dropped. */
  uint64_t protocol_errors;
  uint64_t frames_in, frame_bytes_in, frames_out, frame_bytes_out; /* bytes without check sequence and gap */
} toe_nic_stats_t;

typedef struct toe_nic toe_nic_t;

/* Have the engine, which must be the model, and the link tell a trail (model/toe_trail.h) what happens; before anything
 * has run.  trail  borrowed; outlives the NIC */
void toe_nic_set_trail(toe_nic_t *nic, toe_trail_t *trail);

/* hardware defaults: 250 MHz, gen3 x8, ... */
void toe_nic_options_default(toe_nic_options_t *options_out);

/* The device credits that fit `options` (give them to toe_device_*_new). */
toe_credits_t toe_nic_credits(const toe_nic_options_t *options);

/* device  owned by the NIC from now on (freed with it), also on failure
 * memory  copied; what it points to must outlive the NIC
 * E_RANGE (error_out says which option), E_MEMORY */
TOE_MUST_USE toe_result_t toe_nic_new(const toe_nic_options_t *options, toe_device_t *device,
                                      const toe_nic_memory_t *memory, toe_nic_t **nic_out, toe_error_t *error_out);
void toe_nic_free(toe_nic_t *nic); /* NULL is allowed */

/* BAR0 accesses made by the host at now_fs (not before what has been run or the access before; an earlier time counts
 * as that).  cookie comes back with the answer: all ones where no register is, beyond BAR0, or with COMMAND.MEMORY 0.
 */
void toe_nic_mmio_write(toe_nic_t *nic, toe_fs_t now_fs, uint32_t offset, uint32_t value);
void toe_nic_mmio_read(toe_nic_t *nic, toe_fs_t now_fs, uint32_t offset, uint64_t cookie);

/* Config space, one aligned DW; takes no simulated time for the host, reaches the device a hop later. */
uint32_t toe_nic_config_read(toe_nic_t *nic, uint32_t offset);
void toe_nic_config_write(toe_nic_t *nic, toe_fs_t now_fs, uint32_t offset, uint32_t value);

/* Turn over a bit of the context SRAM (toe_device_put_flip) before the next edge not before now_fs; no access of a
 * host, so it crosses no link. */
void toe_nic_flip(toe_nic_t *nic, toe_fs_t now_fs, uint32_t row, uint32_t bit);

/* A frame that somebody at the other end of the wire begins to send at now_fs (not before what has been run or the
 * frame before).  It takes the wire when that is free; the device sees its first beat at the first edge not before its
 * last byte, and after the beats of the frame before. frame  borrowed for this call */
void toe_nic_put_frame(toe_nic_t *nic, toe_fs_t now_fs, const toe_frame_t *frame);

/* Let everything before until_fs happen.  However the time is sliced, the outcome is the same. */
void toe_nic_run(toe_nic_t *nic, toe_fs_t until_fs);
/* Earliest time at which something can happen without new input (so run to beyond it), not before what has been run;
 * TOE_FS_NEVER: nothing.  Events that can be taken already do not count. */
toe_fs_t toe_nic_next_fs(const toe_nic_t *nic);
toe_fs_t toe_nic_lookahead_fs(const toe_nic_t *nic);

/* The next thing the host will see, in order of time, also if its time is not reached yet (it is known a hop before,
 * and given out only then, so that nothing earlier can come after it); peek leaves it.  false: none known. */
bool toe_nic_peek_event(const toe_nic_t *nic, toe_nic_event_t *event_out);
bool toe_nic_get_event(toe_nic_t *nic, toe_nic_event_t *event_out);

/* The device's retire records; false: none. */
bool toe_nic_get_retire(toe_nic_t *nic, toe_retire_t *retire_out);

/* Edge <-> time: edge k is at toe_nic_edge_fs(k); toe_nic_cycle_at: the first edge not before a time. */
toe_fs_t toe_nic_edge_fs(const toe_nic_t *nic, toe_cycle_t cycle);
toe_cycle_t toe_nic_cycle_at(const toe_nic_t *nic, toe_fs_t fs);

/* OK, or E_MEMORY once something was lost because the process had no memory for it. */
TOE_MUST_USE toe_result_t toe_nic_failure(const toe_nic_t *nic);

void toe_nic_get_stats(const toe_nic_t *nic, toe_nic_stats_t *stats_out);
void toe_nic_get_device_stats(const toe_nic_t *nic, toe_device_stats_t *stats_out);
const char *toe_nic_engine(const toe_nic_t *nic); /* "model" or "rtl" */

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_NIC_H_ */
