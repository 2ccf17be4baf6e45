/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_port.h - a NIC in a platform of somebody else's, with the host memory behind it and the processor's way to it:
 * all that the miniport driver asks for (sim/miniport/toe_os.h).
 *
 * A platform has one such port a NIC, and as many drivers as ports.  Whatever calls the driver is an SC_THREAD, since a
 * read of a register waits.
 */
#ifndef TOE_PORT_H_
#define TOE_PORT_H_

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

#include "bridge/toe_host_mem.h"
#include "sim/miniport/toe_os.h"
#include "sim/sysc/toe_nic_module.h"

class Port : public sc_core::sc_module {
 public:
  /* device  owned by the port's NIC from now on
   * arrived borrowed; notified when a message interrupt is there */
  Port(sc_core::sc_module_name name, const toe_nic_options_t &options, toe_device_t *device, toe::Conductor *conductor,
       sc_core::sc_event *arrived)
      : sc_module(name),
        nic("nic", options, device, conductor),
        memory_("memory"),
        processor_("processor"),
        arrived_(arrived) {
    if (toe_host_mem_new(&mem_) != TOE_OK) std::abort();
    memory_.register_b_transport(this, &Port::Transport);
    memory_.register_get_direct_mem_ptr(this, &Port::Direct);
    nic.dma.bind(memory_);
    processor_.bind(nic.bar0);
  }
  ~Port() override { toe_host_mem_free(mem_); }

  toe::Nic nic;
  std::string said; /* what the driver logged */

  /* The next message interrupt; false: none. */
  bool GetMessage() {
    if (messages_ == 0) return false;
    --messages_;
    return true;
  }

  /* DMA allocations alive. */
  size_t allocations() const { return toe_host_mem_count(mem_); }

  toe_os_t Os() {
    toe_os_t os = {};
    os.self = this;
    os.mmio_read = [](void *self, uint32_t offset) { return Self(self)->Access(tlm::TLM_READ_COMMAND, offset, 0); };
    os.mmio_write = [](void *self, uint32_t offset, uint32_t value) {
      Self(self)->Access(tlm::TLM_WRITE_COMMAND, offset, value);
    };
    os.config_read = [](void *self, uint32_t offset) { return Self(self)->nic.ConfigRead(offset); };
    os.config_write = [](void *self, uint32_t offset, uint32_t value) { Self(self)->nic.ConfigWrite(offset, value); };
    os.dma_alloc = [](void *self, size_t bytes, size_t align, toe_os_dma_t *dma_out) {
      toe_host_mem_range_t range;
      if (toe_host_mem_alloc(Self(self)->mem_, bytes, align, &range) != TOE_OK) return false;
      *dma_out = {range.data, range.bus_address, range.bytes};
      return true;
    };
    os.dma_free = [](void *self, const toe_os_dma_t *dma) {
      Port *port = Self(self);
      port->memory_->invalidate_direct_mem_ptr(dma->bus_address, dma->bus_address + dma->bytes - 1);
      if (toe_host_mem_release(port->mem_, dma->bus_address) != TOE_OK) port->said += "freed what it does not hold; ";
    };
    os.msix_message = [](void *, uint32_t vector, uint64_t *address_out, uint32_t *data_out) {
      *address_out = kMessageAddress;
      *data_out = vector;
    };
    os.delay = [](void *, uint32_t ns) { sc_core::wait(ns, sc_core::SC_NS); };
    os.alloc = [](void *, size_t bytes) { return std::calloc(1, bytes); };
    os.free = [](void *, void *memory) { std::free(memory); };
    os.lock = [](void *) {};
    os.unlock = [](void *) {};
    os.log = [](void *self, const char *text) { Self(self)->said += std::string(text) + "; "; };
    return os;
  }

 private:
  static constexpr uint64_t kMessageAddress = 0xFEE00000;

  static Port *Self(void *self) { return static_cast<Port *>(self); }

  uint32_t Access(tlm::tlm_command command, uint32_t offset, uint32_t value) {
    uint8_t data[4];
    for (int i = 0; i < 4; ++i) data[i] = static_cast<uint8_t>(value >> (8 * i));
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(offset);
    payload.set_data_ptr(data);
    payload.set_data_length(sizeof data);
    payload.set_streaming_width(sizeof data);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    processor_->b_transport(payload, delay);
    uint32_t answer = 0;
    for (int i = 3; i >= 0; --i) answer = answer << 8 | data[i];
    return payload.is_response_ok() ? answer : UINT32_MAX;
  }

  void Transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &) {
    const uint64_t address = payload.get_address();
    const uint32_t bytes = payload.get_data_length();
    if (payload.is_write() && address == kMessageAddress) {
      ++messages_;
      arrived_->notify(sc_core::SC_ZERO_TIME);
      payload.set_response_status(tlm::TLM_OK_RESPONSE);
      return;
    }
    const bool is_there = payload.is_write() ? toe_host_mem_write(mem_, address, bytes, payload.get_data_ptr())
                                             : toe_host_mem_read(mem_, address, bytes, payload.get_data_ptr());
    payload.set_response_status(is_there ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
  }

  bool Direct(tlm::tlm_generic_payload &payload, tlm::tlm_dmi &dmi) {
    toe_host_mem_range_t range;
    if (!toe_host_mem_find(mem_, payload.get_address(), &range)) return false;
    dmi.set_start_address(range.bus_address);
    dmi.set_end_address(range.bus_address + range.bytes - 1);
    dmi.set_dmi_ptr(range.data);
    dmi.allow_read_write();
    return true;
  }

  tlm_utils::simple_target_socket<Port> memory_;
  tlm_utils::simple_initiator_socket<Port> processor_;
  sc_core::sc_event *arrived_;
  toe_host_mem_t *mem_ = nullptr;
  uint32_t messages_ = 0;
};

#endif  // TOE_PORT_H_
