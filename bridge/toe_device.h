/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_device.h - the one seam: the device as the bridge sees it.
 *
 * Behind it stands the C model (toe_device_model_new) or the Verilated RTL
 * (toe_device_rtl_new); nothing else in the project knows which.  A device never calls up.
 *
 * Time contract.  Edges 0 .. now-1 have been executed.  Inputs are given beforehand, each
 * with the edge (>= now) at which the device samples it; within a stream in increasing
 * order, beats of two TLPs never overlapping.  advance() executes edges up to, not
 * including, `until`; it may skip edges at which nothing changes, and the outcome must be as if it had not.
 * Outputs are taken afterwards, in the order of their edges.  There is no same-cycle answer across the seam: a
 * stream to the device is always ready, a stream from it is held back by credits only.  So
 * advancing by any steps gives the same outputs.
 *
 * Units: edges (toe_cycle_t), bytes.  One thread at a time per device.
 */
#ifndef TOE_DEVICE_H_
#define TOE_DEVICE_H_

#include "bridge/toe_frame.h"
#include "bridge/toe_tlp.h"
#include "model/spec/toe_retire.h"
#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Function-level configuration, from config space. */
typedef struct toe_device_config {
  bool has_bus_master; /* DMA reads may be started                  */
  bool has_msix;       /* MSI-X enabled                             */
  bool is_msix_masked; /* MSI-X function mask                       */
  uint16_t mps_bytes;  /* 128..4096                                 */
  uint16_t mrrs_bytes; /* 256..4096: an object is one read          */
} toe_device_config_t;

/* Link credits for RQ: headers, and data units of 16 bytes.  0xFFFFFFFF: infinite. */
typedef struct toe_credits {
  uint32_t posted_headers, posted_data, nonposted_headers;
} toe_credits_t;

/* What left the device. */
typedef struct toe_device_output {
  toe_stream_t stream; /* CC or RQ */
  toe_cycle_t cycle;   /* edge of its last beat */
  toe_tlp_t tlp;
} toe_device_output_t;

/* Counters since reset.  The model counts what the item in COMMIT reads and waits for all at once, when it takes or
 * decides it: in between, sram_reads and sram_stall_cycles may be off by this one item. */
typedef struct toe_device_stats {
  uint64_t cycles;            /* edges executed or skipped                             */
  uint64_t busy_cycles;       /* edges at which the device was not quiescent; the model: edges at which it took an
                                 input, acted, or was going to without further input (see toe_engine.h) */
  uint64_t sram_reads;        /* context SRAM rows read                                */
  uint64_t sram_writes;       /* rows written                                          */
  uint64_t sram_accesses[4];  /* reads and writes of rows r with r modulo 4 = index    */
  uint64_t sram_bytes_used;   /* bytes of rows ever written                            */
  uint64_t sram_stall_cycles; /* edges COMMIT lacked nothing but the SRAM             */
  uint64_t ecc_corrected;     /* rows read with a flipped bit that was corrected       */
  uint64_t ecc_uncorrectable; /* rows read with more than that                         */
  uint64_t buffer_reads;      /* buffer memory rows read                               */
  uint64_t buffer_writes;     /* buffer memory rows written                            */
  uint64_t buffer_bytes_used; /* bytes of rows ever written                            */

  toe_cycle_t last_busy_cycle; /* the last of busy_cycles, where to look after a hang; the model: 0 */
} toe_device_stats_t;

typedef struct toe_device toe_device_t;

/* The functions of an engine; each is called through the wrapper of its name below. */
typedef struct toe_device_ops {
  const char *name; /* "model" or "rtl" */
  void (*free)(toe_device_t *device);
  toe_cycle_t (*now)(const toe_device_t *device);
  toe_cycle_t (*next_wake)(const toe_device_t *device);
  void (*advance)(toe_device_t *device, toe_cycle_t until);
  void (*put_tlp)(toe_device_t *device, toe_stream_t stream, toe_cycle_t cycle, const toe_tlp_t *tlp);
  void (*put_credits)(toe_device_t *device, toe_cycle_t cycle, toe_credits_t returned);
  void (*put_config)(toe_device_t *device, toe_cycle_t cycle, const toe_device_config_t *config);
  void (*put_flip)(toe_device_t *device, toe_cycle_t cycle, uint32_t row, uint32_t bit);
  void (*put_frame)(toe_device_t *device, toe_cycle_t cycle, const toe_frame_t *frame);
  bool (*get_frame)(toe_device_t *device, toe_frame_sent_t *frame_out);
  bool (*get_output)(toe_device_t *device, toe_device_output_t *output_out);
  bool (*get_retire)(toe_device_t *device, toe_retire_t *retire_out);
  void (*get_stats)(const toe_device_t *device, toe_device_stats_t *stats_out);
} toe_device_ops_t;

/* First member of every engine's own struct. */
struct toe_device {
  const toe_device_ops_t *ops;
};

/* End a device.  NULL is allowed. */
static inline void toe_device_free(toe_device_t *device) {
  if (device != NULL) device->ops->free(device);
}

/* The next edge to be executed. */
static inline toe_cycle_t toe_device_now(const toe_device_t *device) { return device->ops->now(device); }

/* The earliest edge >= now at which something changes, given the inputs put so far; TOE_CYCLE_NEVER when
 * quiescent without a timer.  May be too early, never too late. */
static inline toe_cycle_t toe_device_next_wake(const toe_device_t *device) { return device->ops->next_wake(device); }

/* Execute edges now .. until-1.  until below now does nothing. */
static inline void toe_device_advance(toe_device_t *device, toe_cycle_t until) { device->ops->advance(device, until); }

/* A TLP on CQ or RC whose first beat is sampled at `cycle`; its beats follow at consecutive edges.
 * tlp  borrowed for this call */
static inline void toe_device_put_tlp(toe_device_t *device, toe_stream_t stream, toe_cycle_t cycle,
                                      const toe_tlp_t *tlp) {
  device->ops->put_tlp(device, stream, cycle, tlp);
}

/* Credits returned at `cycle` (increasing; one call an edge).  The initial credits are given to *_new. */
static inline void toe_device_put_credits(toe_device_t *device, toe_cycle_t cycle, toe_credits_t returned) {
  device->ops->put_credits(device, cycle, returned);
}

/* New configuration, sampled at `cycle`. */
static inline void toe_device_put_config(toe_device_t *device, toe_cycle_t cycle, const toe_device_config_t *config) {
  device->ops->put_config(device, cycle, config);
}

/* Turn over a bit of the context SRAM before anything else of edge `cycle`; several may have one cycle.
 * row  below TOE_STAGE_SRAM_ROWS; bit  below TOE_CTX_SRAM_ROW_BITS (toe_ctx_sram.h) */
static inline void toe_device_put_flip(toe_device_t *device, toe_cycle_t cycle, uint32_t row, uint32_t bit) {
  device->ops->put_flip(device, cycle, row, bit);
}

/* A frame of the wire whose first beat is sampled at `cycle`; its beats follow at consecutive edges.  Frames do not
 * overlap.  frame  borrowed for this call */
static inline void toe_device_put_frame(toe_device_t *device, toe_cycle_t cycle, const toe_frame_t *frame) {
  device->ops->put_frame(device, cycle, frame);
}

/* The next frame that left for the wire, in order of edges; false: none, frame_out untouched. */
static inline bool toe_device_get_frame(toe_device_t *device, toe_frame_sent_t *frame_out) {
  return device->ops->get_frame(device, frame_out);
}

/* The next TLP that left, in order of edges (CC before RQ at one edge); false: none, output_out untouched. */
static inline bool toe_device_get_output(toe_device_t *device, toe_device_output_t *output_out) {
  return device->ops->get_output(device, output_out);
}

/* The next retire record, in order of edges (at one edge in the order of retire.def's kinds); false: none. */
static inline bool toe_device_get_retire(toe_device_t *device, toe_retire_t *retire_out) {
  return device->ops->get_retire(device, retire_out);
}

static inline void toe_device_get_stats(const toe_device_t *device, toe_device_stats_t *stats_out) {
  device->ops->get_stats(device, stats_out);
}

/* What an engine is made with. */
typedef struct toe_device_options {
  toe_credits_t credits;            /* initial link credits for RQ                                       */
  bool has_jumps;                   /* RTL: skip quiescent edges; false executes every one of them       */
  const char *wave_path;            /* RTL: FST file to write, or NULL; borrowed for the _new call       */
  toe_cycle_t wave_begin, wave_end; /* edges [begin, end) to dump                                */
} toe_device_options_t;

/* Make an engine in the reset state, now = 0.  device_out is owned by the caller.
 * E_MEMORY; E_UNSUPPORTED: a wave file from the model; E_IO: the wave file cannot be written. */
TOE_MUST_USE toe_result_t toe_device_model_new(const toe_device_options_t *options, toe_device_t **device_out);
/* A device of toe_device_model_new tells a trail what happens, from its first edge on.  trail  borrowed */
struct toe_trail;
void toe_device_model_set_trail(toe_device_t *device, struct toe_trail *trail);
TOE_MUST_USE toe_result_t toe_device_rtl_new(const toe_device_options_t *options, toe_device_t **device_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_DEVICE_H_ */
