/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sysc/toe_nic_module.h"

#include <algorithm>
#include <cstring>

namespace toe {

namespace {

constexpr uint64_t kBarBytes = 0x4000;

// TLM counts bytes in host order of memory; a DW of the BAR is little-endian on the wire.
uint32_t LoadDw(const uint8_t *data) {
  return static_cast<uint32_t>(data[0]) | static_cast<uint32_t>(data[1]) << 8 | static_cast<uint32_t>(data[2]) << 16 |
         static_cast<uint32_t>(data[3]) << 24;
}

void StoreDw(uint8_t *data, uint32_t value) {
  for (int i = 0; i < 4; ++i) data[i] = static_cast<uint8_t>(value >> (8 * i));
}

void Prepare(tlm::tlm_generic_payload *payload, tlm::tlm_command command, uint64_t address, uint32_t bytes,
             uint8_t *data) {
  payload->set_command(command);
  payload->set_address(address);
  payload->set_data_ptr(data);
  payload->set_data_length(bytes);
  payload->set_streaming_width(bytes);
  payload->set_byte_enable_ptr(nullptr);
  payload->set_dmi_allowed(false);
  payload->set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
}

}  // namespace

Nic::Nic(sc_core::sc_module_name name, const toe_nic_options_t &options, toe_device_t *device, Conductor *conductor)
    : sc_module(name), bar0("bar0"), dma("dma"), conductor_(conductor) {
  const toe_nic_memory_t memory = {this, MemoryRead, MemoryWrite};
  toe_error_t error = {};
  const toe_result_t result = toe_nic_new(&options, device, &memory, &nic_, &error);
  if (result != TOE_OK) {
    SC_REPORT_FATAL("toe", error.text[0] != '\0' ? error.text : toe_result_text(result));
    return;
  }
  bar0.register_b_transport(this, &Nic::BarTransport);
  dma.register_invalidate_direct_mem_ptr(this, &Nic::InvalidateDirect);
  conductor_->Add(this);
  SC_THREAD(SendMessages);
}

Nic::~Nic() { toe_nic_free(nic_); }

// A target that calls back into the NIC, or waits, while the NIC runs ahead of the kernel would see it in the future.
void Nic::CheckOutside(const char *what) const {
  if (is_running_) SC_REPORT_FATAL("toe", what);
}

void Nic::Run(toe_fs_t until_fs) {
  is_running_ = true;
  toe_nic_run(nic_, until_fs);
  is_running_ = false;
}

void Nic::Remove() {
  is_removed_ = true;
  messages_.clear();
  for (Read *read : reads_) {
    read->value = UINT32_MAX;
    read->is_done = true;
    read->done.notify(sc_core::SC_ZERO_TIME);
  }
}

bool Nic::Deliver(toe_fs_t now_fs) {
  bool is_any = false;
  toe_nic_event_t event;
  while (toe_nic_peek_event(nic_, &event) && event.at_fs <= now_fs && toe_nic_get_event(nic_, &event)) {
    is_any = true;
    if (event.kind == TOE_NIC_FRAME) {
      if (frame_handler_ && !is_removed_) frame_handler_(event.frame);
      continue;
    }
    if (event.kind == TOE_NIC_INTERRUPT) {
      if (message_handler_) {
        message_handler_(event.address, event.value);
      } else {
        messages_.push_back({event.address, event.value});
        message_event_.notify(sc_core::SC_ZERO_TIME);
      }
      continue;
    }
    for (Read *read : reads_) {
      if (read->cookie != event.cookie) continue;
      read->value = event.value;
      read->is_done = true;
      read->done.notify(sc_core::SC_ZERO_TIME);
    }
  }
  return is_any;
}

void Nic::ConfigWrite(uint32_t offset, uint32_t value) {
  CheckOutside("config access from within a DMA access");
  if (is_removed_) return;
  toe_nic_config_write(nic_, conductor_->now_fs(), offset, value);
  conductor_->Kick();
}

void Nic::Flip(uint32_t row, uint32_t bit) {
  CheckOutside("a flip from within a DMA access");
  if (is_removed_) return;
  toe_nic_flip(nic_, conductor_->now_fs(), row, bit);
  conductor_->Kick();
}

void Nic::PutFrame(const toe_frame_t &frame) {
  CheckOutside("a frame from within a DMA access");
  if (frame.bytes == 0 || frame.bytes > TOE_FRAME_MAX_BYTES) SC_REPORT_FATAL("toe", "a frame has 1..65535 bytes");
  if (is_removed_) return;
  toe_nic_put_frame(nic_, conductor_->now_fs(), &frame);
  conductor_->Kick();
}

uint32_t Nic::BarRead(uint32_t offset) {
  if (is_removed_) return UINT32_MAX;
  Read read;
  read.cookie = next_cookie_++;
  reads_.push_back(&read);
  toe_nic_mmio_read(nic_, conductor_->now_fs(), offset, read.cookie);
  conductor_->Kick();
  while (!read.is_done) wait(read.done);
  reads_.erase(std::find(reads_.begin(), reads_.end(), &read));
  return read.value;
}

void Nic::BarTransport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay) {
  if (payload.get_address() >= kBarBytes) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  if (payload.get_byte_enable_ptr() != nullptr) {
    payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    return;
  }
  if (payload.get_data_length() != 4 || payload.get_streaming_width() < 4 || payload.get_address() % 4 != 0) {
    payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    return;
  }
  if (delay != sc_core::SC_ZERO_TIME) {
    wait(delay);
    delay = sc_core::SC_ZERO_TIME;
  }
  CheckOutside("BAR access from within a DMA access");
  const uint32_t offset = static_cast<uint32_t>(payload.get_address());
  if (payload.get_command() == tlm::TLM_WRITE_COMMAND) {
    if (!is_removed_) {
      toe_nic_mmio_write(nic_, conductor_->now_fs(), offset, LoadDw(payload.get_data_ptr()));
      conductor_->Kick();
    }
  } else {
    StoreDw(payload.get_data_ptr(), BarRead(offset));
  }
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

void Nic::SendMessages() {
  for (;;) {
    if (messages_.empty()) wait(message_event_);
    while (!messages_.empty()) {
      const Message message = messages_.front();
      messages_.pop_front();
      uint8_t data[4];
      StoreDw(data, message.data);
      tlm::tlm_generic_payload payload;
      Prepare(&payload, tlm::TLM_WRITE_COMMAND, message.address, sizeof data, data);
      sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
      dma->b_transport(payload, delay);
    }
  }
}

bool Nic::MemoryRead(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data_out) {
  return static_cast<Nic *>(self)->Access(tlm::TLM_READ_COMMAND, at_fs, address, bytes, data_out);
}

bool Nic::MemoryWrite(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, const uint8_t *data) {
  // The payload's pointer is not const, though a write only reads it (TLM-2.0, 14.11).
  return static_cast<Nic *>(self)->Access(tlm::TLM_WRITE_COMMAND, at_fs, address, bytes, const_cast<uint8_t *>(data));
}

bool Nic::Access(tlm::tlm_command command, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data) {
  if (bytes == 0) return true;
  uint8_t *memory = Direct(command, address, bytes);
  if (memory != nullptr) {
    ++dmi_accesses_;
    if (command == tlm::TLM_READ_COMMAND) {
      std::memcpy(data, memory, bytes);
    } else {
      std::memcpy(memory, data, bytes);
    }
    return true;
  }
  ++transport_accesses_;
  tlm::tlm_generic_payload payload;
  Prepare(&payload, command, address, bytes, data);
  sc_core::sc_time delay = conductor_->TimeUntil(at_fs);
  const sc_core::sc_time before = sc_core::sc_time_stamp();
  dma->b_transport(payload, delay);
  if (sc_core::sc_time_stamp() != before)
    SC_REPORT_FATAL("toe", "the target of a DMA access waited; it must annotate instead");
  return payload.is_response_ok();
}

uint8_t *Nic::Direct(tlm::tlm_command command, uint64_t address, uint32_t bytes) {
  const bool is_read = command == tlm::TLM_READ_COMMAND;
  const uint64_t last = address + bytes - 1;
  auto after = regions_.upper_bound(address);
  if (after != regions_.begin()) {
    const auto &[begin, region] = *std::prev(after);
    if (last <= region.last && (is_read ? region.is_readable : region.is_writable)) {
      return region.memory + (address - begin);
    }
  }
  tlm::tlm_generic_payload payload;
  Prepare(&payload, command, address, bytes, nullptr);
  tlm::tlm_dmi dmi;
  if (!dma->get_direct_mem_ptr(payload, dmi)) return nullptr;
  const bool is_granted = is_read ? dmi.is_read_allowed() : dmi.is_write_allowed();
  if (!is_granted || address < dmi.get_start_address() || last > dmi.get_end_address()) return nullptr;
  InvalidateDirect(dmi.get_start_address(), dmi.get_end_address());  // an older grant of the same place
  regions_[dmi.get_start_address()] = {dmi.get_end_address(), dmi.get_dmi_ptr(), dmi.is_read_allowed(),
                                       dmi.is_write_allowed()};
  return dmi.get_dmi_ptr() + (address - dmi.get_start_address());
}

void Nic::InvalidateDirect(sc_dt::uint64 begin, sc_dt::uint64 end) {
  auto region = regions_.upper_bound(begin);
  if (region != regions_.begin() && std::prev(region)->second.last >= begin) --region;
  while (region != regions_.end() && region->first <= end) region = regions_.erase(region);
}

}  // namespace toe
