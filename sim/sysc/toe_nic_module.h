/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_nic_module.h - one NIC as a SystemC module; drop it into any TLM-2.0 platform.
 *
 * Wraps bridge/toe_nic.h, which knows the PCIe link, config space and the engine.  A simulation has
 * one toe::Conductor (toe_conductor.h) for all its NICs.
 *
 *   bar0  target socket.  One aligned DW at an address below 16 KiB.  A write is posted: it returns at once.  A
 *         read blocks until the answer arrived, so its caller is an SC_THREAD.  An annotated delay is waited for first.
 *   dma   initiator socket.  DMA and, unless a message handler is set, message interrupts, as 4-byte writes at their
 *         time.  DMI is asked for and used; a target that grants none is served by b_transport
 *         with the access's distance from now as annotated delay.  The timing of DMA is the link's (in the NIC),
 *         so a delay the target adds is not looked at; the target must not wait, and must not touch
 *         the NIC from within the call.  (Message writes are sent from a thread: there it may.)
 *   wire  the other end of it: PutFrame, and a handler for the frames that the NIC sends.  No socket: TLM-2.0 has no
 *         packets, and whoever has a model of a network calls a function.
 *
 * Kernel time and femtoseconds: toe_conductor.h.
 */
#ifndef TOE_NIC_MODULE_H_
#define TOE_NIC_MODULE_H_

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <deque>
#include <functional>
#include <map>
#include <systemc>
#include <tlm>
#include <vector>

#include "bridge/toe_nic.h"
#include "sim/sysc/toe_conductor.h"

namespace toe {

class Nic : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Nic);
  /* options  borrowed for this call
   * device   owned by the module from now on (toe_device_model_new, toe_device_rtl_new)
   * conductor must outlive the module
   * Options out of range are SC_REPORT_FATAL with the reason. */
  Nic(sc_core::sc_module_name name, const toe_nic_options_t &options, toe_device_t *device, Conductor *conductor);
  ~Nic() override;

  tlm_utils::simple_target_socket<Nic> bar0;
  tlm_utils::simple_initiator_socket<Nic> dma;

  /* Message interrupts go to this function, called at their time from the conductor's thread (it may notify events, not
   * wait), instead of to dma. */
  using MessageHandler = std::function<void(uint64_t address, uint32_t data)>;
  void SetMessageHandler(MessageHandler handler) { message_handler_ = std::move(handler); }

  /* The other end of the wire begins to send a frame, now: destination address to last byte of the payload, without
   * check sequence (bridge/toe_frame.h).  It takes the wire when that is free, so many may be given at one time.
   * frame  borrowed for this call */
  void PutFrame(const toe_frame_t &frame);
  /* Frames of the NIC go to this function, called from the conductor's thread (it may notify events and put frames, not
   * wait) a hop after their last byte left (bridge/toe_wire.h).  None: they are dropped. */
  using FrameHandler = std::function<void(const toe_frame_sent_t &frame)>;
  void SetFrameHandler(FrameHandler handler) { frame_handler_ = std::move(handler); }

  /* Config space of the function, one aligned DW; takes no time. */
  uint32_t ConfigRead(uint32_t offset) { return toe_nic_config_read(nic_, offset); }
  void ConfigWrite(uint32_t offset, uint32_t value);

  /* A bit of the context SRAM turns over, now (toe_nic_flip). */
  void Flip(uint32_t row, uint32_t bit);

  /* The NIC is pulled out of its slot: reads, those that wait too, are answered with all ones at once, writes,
   * messages and frames are dropped.  So that a driver in the middle of something comes to its end. */
  void Remove();

  /* The next retire record; false: none. */
  bool GetRetire(toe_retire_t *retire_out) { return toe_nic_get_retire(nic_, retire_out); }

  /* Reads without an answer yet. */
  bool is_reading() const { return !reads_.empty(); }
  /* DMA accesses that used DMI, and that did not. */
  uint64_t dmi_accesses() const { return dmi_accesses_; }
  uint64_t transport_accesses() const { return transport_accesses_; }

  /* The C object, for statistics; owned by the module. */
  toe_nic_t *handle() const { return nic_; }

  /* For Conductor only. */
  void Run(toe_fs_t until_fs);
  bool Deliver(toe_fs_t now_fs);

 private:
  struct Read {
    uint64_t cookie;
    uint32_t value = 0;
    bool is_done = false;
    sc_core::sc_event done;
  };
  struct Message {
    uint64_t address;
    uint32_t data;
  };
  struct Region { /* host memory reachable by pointer; its last byte */
    uint64_t last;
    uint8_t *memory;
    bool is_readable, is_writable;
  };

  static bool MemoryRead(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data_out);
  static bool MemoryWrite(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, const uint8_t *data);
  bool Access(tlm::tlm_command command, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data);
  uint8_t *Direct(tlm::tlm_command command, uint64_t address, uint32_t bytes);
  void InvalidateDirect(sc_dt::uint64 begin, sc_dt::uint64 end);
  void BarTransport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
  uint32_t BarRead(uint32_t offset);
  void SendMessages();
  void CheckOutside(const char *what) const;

  Conductor *conductor_;
  toe_nic_t *nic_ = nullptr;
  MessageHandler message_handler_;
  FrameHandler frame_handler_;
  std::vector<Read *> reads_;
  uint64_t next_cookie_ = 1;
  std::deque<Message> messages_;
  sc_core::sc_event message_event_;
  std::map<uint64_t, Region> regions_; /* by first byte; they do not overlap */
  bool is_running_ = false, is_removed_ = false;
  uint64_t dmi_accesses_ = 0, transport_accesses_ = 0;
};

}  // namespace toe

#endif  // TOE_NIC_MODULE_H_
