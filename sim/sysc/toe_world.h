/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_world.h - one host with one NIC: host memory, the processor that runs the driver, and the NIC.
 *
 * The processor is one SC_THREAD.  It brings the driver up (sim/host), then takes the trace's operations at their time,
 * and message interrupts as they arrive; every call of the host stack is made on it.  Memory grants DMI.  Message
 * interrupts come as writes into the window of bridge/toe_nic.h.
 *
 * The trace's time 0 is when the driver is up.  At most `depth` requests are given to the host stack at a time (the
 * command ring holds no more), so a trace is never read far ahead of the device; what the host holds
 * back between a pause and its resume is not counted, so that it does not keep the resume away.
 *
 * A bad operation ends the trace, not the run: what was asked before it is still answered.
 *
 * At the other end of the wire is a second thread, which sends the trace's frames (sim/trace/toe_wire_reader.h) at
 * their time and waits for nothing; with pace ASAP each behind the operations before it, one after another.
 *
 * Received data and frames have no answer of their own.  A world that has seen some ends when all frames have come in
 * and its device is quiet: what it had to say is heard, and its timers have expired.
 */
#ifndef TOE_WORLD_H_
#define TOE_WORLD_H_

#include <algorithm>
#include <csignal>
#include <deque>
#include <functional>
#include <string>

#include "bridge/toe_host_mem.h"
#include "sim/check/toe_pulse.h"
#include "sim/check/toe_side.h"
#include "sim/host/toe_host.h"
#include "sim/sysc/toe_nic_module.h"
#include "sim/sysc/toe_overlay.h"
#include "sim/sysc/toe_pace.h"
#include "sim/trace/toe_fault_list.h"
#include "sim/trace/toe_relay.h"
#include "sim/trace/toe_wire_reader.h"

namespace toe {

struct WorldOptions {
  toe_side_t side;
  const char *trace_path;  // for messages; borrowed for the constructor and the run
  toe_relay_t *trace;      // outlives the world
  uint32_t listener;       // of the relay: the world
  toe_nic_options_t nic;
  toe_host_options_t host;
  toe_pace_t pace;
  toe_fault_list_t *faults;      // laid over the trace's operations; borrowed; or NULL
  toe_overlay_t overlay;         // asked of each operation before it is taken; copied
  uint32_t depth;                // requests given to the host stack at a time, at least 1
  toe_host_observer_t observer;  // copied
  toe_wire_replay_t wire_replay;
  std::function<void(const toe_frame_sent_t &)> frame_sent;  // by the NIC; may be empty
  const volatile std::sig_atomic_t *is_interrupted;          // nonzero: take no more operations
};

enum class WorldFault {
  kNone,
  kBadInput,  // the trace, or an operation of it
  kDevice,    // the device did not come up
  kInternal   // out of memory
};

class World : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(World);
  /* device  owned by the world's NIC from now on */
  World(sc_core::sc_module_name name, const WorldOptions &options, toe_device_t *device, Conductor *conductor);
  ~World() override;

  Nic nic;

  bool is_ended() const { return is_ended_; }
  WorldFault fault() const { return fault_; }
  const std::string &fault_text() const { return fault_text_; }

  /* Come to an end now, whatever is pending: the NIC is removed, and nothing waits any more. */
  void Abort();

  /* Whether something is owed by the device, and since when nothing happened; whether the world waits for no more than
   * that the device comes to rest. */
  bool is_waiting() const;
  bool is_lingering() const { return is_lingering_; }
  toe_fs_t progress_fs() const { return progress_fs_; }
  /* The device did something at this time. */
  void Progress(toe_fs_t at_fs) {
    progress_fs_ = std::max(progress_fs_, at_fs);
    toe_pulse_beat(&pulse_);
  }
  /* It retired something. */
  void Retired(const toe_retire_t &retire, toe_fs_t at_fs) {
    if (toe_pulse_retire(&pulse_, &retire, at_fs)) Progress(at_fs);
  }
  const toe_pulse_t &pulse() const { return pulse_; }
  /* "request r5 (trace.jsonl:7) and 3 others"; what it waits for, for a person. */
  std::string WaitingFor() const;

  toe_fs_t start_fs() const { return start_fs_; } /* trace time 0 */
  toe_fs_t end_fs() const { return end_fs_; }     /* when it ended; now, before */
  uint64_t operations() const { return operations_; }
  uint64_t completed() const { return completed_; }
  toe_relay_taken_t taken() const { return toe_relay_get_taken(options_.trace, options_.listener); }
  const toe_host_t *host() const { return host_; }
  /* Of the trace's frames; none if they are not shown. */
  toe_wire_counts_t wire_counts() const;

 private:
  struct Request { /* given to the driver, not finished */
    uint32_t request_id;
    std::string text;
  };
  struct Message {
    uint64_t address;
    uint32_t data;
  };

  // The processor.
  void Cpu();
  bool BringUp();
  void ServeMessages();
  bool NextOperation(); /* op_ is the next one, or null at the end; false: fault */
  bool Linger();        /* more may come of what was asked; false: no */
  void NotePause(const toe_op_t *op);
  void CheckHeld();
  bool IsDue(toe_fs_t *due_fs_out); /* TOE_FS_NEVER: after a completion */
  void Submit();
  void Fail(WorldFault fault, const std::string &text);

  // The other end of the wire.
  void Wire();
  bool WaitFor(const toe_wire_frame_t &frame); /* false: the world comes to its end */
  bool is_wire_closed() const { return is_aborted_ || fault_ != WorldFault::kNone || *options_.is_interrupted != 0; }

  // Memory, as the root complex gives it to the NIC.
  void MemoryTransport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
  bool MemoryDirect(tlm::tlm_generic_payload &payload, tlm::tlm_dmi &dmi);
  tlm_utils::simple_target_socket<World> memory_;
  tlm_utils::simple_initiator_socket<World> processor_;

  // toe_os_t and toe_host_observer_t, for the host stack.
  static toe_os_t Os(World *self);
  static void Submitted(void *self, const toe_host_request_t *request);
  static void Completed(void *self, const toe_host_request_t *request);
  static void Event(void *self, const toe_host_event_t *event);
  static void Received(void *self, const toe_host_receive_t *receive);
  static void Passed(void *self, const toe_host_passed_t *frame);
  static void Forwarded(void *self, const toe_host_forwarded_t *segment);
  static void Expected(void *self, const toe_host_expectation_t *expectation);
  static void Flip(void *self, uint32_t row, uint32_t bit);
  static void Frame(void *self, const uint8_t *data, uint32_t bytes);
  static void Broken(void *self, const char *rule, const char *text);
  uint32_t BarAccess(tlm::tlm_command command, uint32_t offset, uint32_t value);
  bool Allocate(size_t bytes, size_t align, toe_os_dma_t *dma_out);
  void Release(const toe_os_dma_t &dma);

  WorldOptions options_;
  bool has_read_faults_;  // DMA reads are to go wrong: what follows from it breaks no rule
  Conductor *conductor_;
  toe_host_mem_t *mem_ = nullptr;
  toe_host_t *host_ = nullptr;
  toe_op_t *op_ = nullptr;
  bool has_received_ = false; /* an operation of received data was submitted */
  bool is_trace_ended_ = false, is_ended_ = false, is_up_ = false, is_aborted_ = false;
  WorldFault fault_ = WorldFault::kNone;
  std::string fault_text_;
  std::deque<Request> requests_;
  std::string held_since_; /* place and name of the pause or upload of all that no resume followed yet */
  std::deque<Message> messages_;
  sc_core::sc_event message_event_; /* or Abort, or the wire is done */
  toe_wire_reader_t *wire_reader_ = nullptr;
  sc_core::sc_event wire_event_; /* the driver is up, an operation was given to it, or Abort */
  bool is_wire_done_ = false, has_frames_ = false, is_lingering_ = false;
  toe_pulse_t pulse_ = {};
  toe_fs_t wire_free_fs_ = 0; /* the last frame has come in */
  toe_fs_t start_fs_ = 0, end_fs_ = 0, progress_fs_ = 0;
  uint64_t operations_ = 0, completed_ = 0;
};

}  // namespace toe

#endif  // TOE_WORLD_H_
