/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_simulation.h - replay a trace in a SystemC simulation; the door through which the C program enters C++.
 *
 * One process holds one simulation: toe_simulation_run may be called once in a process (fork for more).
 * Tandem is two worlds side by side (toe_world.h), each with its own host, driver, link and memory; nothing passes
 * between them.
 *
 * It prints nothing.  What happens is told to an observer, on the calling thread:
 *   - the host's calls, with the side they belong to;
 *   - retire records, in order per side, after every slice of simulated time.
 */
#ifndef TOE_SIMULATION_H_
#define TOE_SIMULATION_H_

#include <signal.h>

#include "bridge/toe_nic.h"
#include "sim/check/toe_side.h"
#include "sim/host/toe_host.h"
#include "sim/sysc/toe_overlay.h"
#include "sim/sysc/toe_pace.h"
#include "sim/trace/toe_fault_list.h"
#include "sim/trace/toe_wire_reader.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How far a run is; for display. */
typedef struct toe_simulation_progress {
  uint64_t trace_bytes; /* read of the (uncompressed) trace */
  uint64_t operations;  /* taken from it                     */
  uint64_t completed;   /* requests finished                 */
  toe_fs_t now_fs;      /* since the simulation began        */
} toe_simulation_progress_t;

/* Whom the simulation tells.  All members but `self` may be NULL; everything is borrowed for the call. */
typedef struct toe_simulation_observer {
  void *self;
  void (*submitted)(void *self, toe_side_t side, const toe_host_request_t *request);
  void (*completed)(void *self, toe_side_t side, const toe_host_request_t *request);
  void (*event)(void *self, toe_side_t side, const toe_host_event_t *event);
  void (*received)(void *self, toe_side_t side, const toe_host_receive_t *receive);
  void (*passed)(void *self, toe_side_t side, const toe_host_passed_t *frame);
  void (*forwarded)(void *self, toe_side_t side, const toe_host_forwarded_t *segment);
  void (*expected)(void *self, toe_side_t side, const toe_host_expectation_t *expectation);
  void (*broken)(void *self, toe_side_t side, const char *rule, const char *text);
  /* The NIC sent a frame, and the other end of the wire has it. */
  void (*frame)(void *self, toe_side_t side, const toe_frame_sent_t *frame);
  void (*retire)(void *self, toe_side_t side, const toe_retire_t *retire);
  /* All records of `side` before edge `cycle` have been given. */
  void (*advanced)(void *self, toe_side_t side, toe_cycle_t cycle);
  /* After every slice, and now and then within a long one; false stops the run (TOE_STOP_OBSERVER). */
  bool (*slice)(void *self, const toe_simulation_progress_t *progress);
} toe_simulation_observer_t;

typedef struct toe_simulation_options {
  const char *trace_path;
  toe_engine_t engine;
  toe_nic_options_t nic;
  toe_host_options_t host;
  bool has_jumps;                   /* sim.jump */
  const char *wave_path;            /* of the RTL, or NULL */
  toe_cycle_t wave_begin, wave_end; /* [begin, end) */
  toe_pace_t pace;
  toe_fault_list_t *faults; /* laid over the trace; an object it does not offload is bad input; NULL: none */
  toe_overlay_t overlay;
  toe_wire_replay_t wire_replay; /* of the trace's frames */
  uint64_t watchdog_ns;
  toe_trail_t *trail;                          /* of the model's side, which runs; or NULL.  Borrowed */
  const volatile sig_atomic_t *is_interrupted; /* never NULL; nonzero ends the run */
  toe_simulation_observer_t observer;
  /* Asked for the device of each side before it is used; what it returns is used and freed in its place, and NULL is no
   * memory.  For recorders.  NULL: the device itself. */
  toe_device_t *(*wrap)(void *self, toe_side_t side, toe_device_t *device);
  void *wrap_self;
} toe_simulation_options_t;

/* Why a run ended. */
typedef enum toe_stop {
  TOE_STOP_COMPLETE,    /* the trace has ended and everything asked is answered          */
  TOE_STOP_BAD_INPUT,   /* the trace is bad; what was asked before is answered           */
  TOE_STOP_WATCHDOG,    /* nothing happened for watchdog_ns, or nothing can happen       */
  TOE_STOP_DEVICE,      /* the device did not come up, or not as it must                 */
  TOE_STOP_INTERRUPTED, /* *is_interrupted                                               */
  TOE_STOP_OBSERVER,    /* slice said so                                                 */
  TOE_STOP_INTERNAL     /* out of memory, or a fault of the simulator itself             */
} toe_stop_t;

typedef struct toe_simulation_result {
  toe_stop_t stop;
  char text[1024]; /* why, for a person; "" when complete */
  toe_fs_t end_fs; /* of the primary side's world, since the simulation began */
  /* Of the primary side's trace. */
  uint64_t trace_bytes, operations, frames;
  uint32_t trace_crc;
  toe_wire_counts_t wire;             /* what became of its frames, if they are shown */
  toe_host_forward_counts_t forwards; /* of the primary side's host; and toe_host_unforwarded: */
  uint64_t unforwarded;
  bool has_capability; /* the primary side's driver came up, and advertises: */
  toe_host_capability_t capability;
  /* Of the sides that ran.  cycles counts to the end of the side's own world, so it is the same alone and in tandem. */
  toe_device_stats_t device[TOE_SIDES];
  toe_nic_stats_t nic[TOE_SIDES];
} toe_simulation_result_t;

/* Make, run and end a simulation.  result_out is filled in every case.
 * E_RANGE   options that the link cannot work with (text says which)
 * E_UNSUPPORTED, E_IO  the wave file (text)
 * E_MEMORY
 * OK        it ran; see stop */
TOE_MUST_USE toe_result_t toe_simulation_run(const toe_simulation_options_t *options,
                                             toe_simulation_result_t *result_out);

/* "2.3.4": of the SystemC it is built with. */
const char *toe_simulation_systemc_version(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_SIMULATION_H_ */
