/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sysc/toe_world.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "bridge/toe_wire.h"
#include "model/spec/toe_spec.h"

namespace toe {

namespace {

constexpr uint32_t kMessageData = 0x40;  // of vector 0; the others follow
constexpr toe_fs_t kFsPerNs = 1000000;
constexpr toe_fs_t kLingerFs = 20000 * kFsPerNs;
constexpr size_t kStackBytes = 1u << 20;  // zlib and JSON are read on it

World *Self(void *self) { return static_cast<World *>(self); }

}  // namespace

World::World(sc_core::sc_module_name name, const WorldOptions &options, toe_device_t *device, Conductor *conductor)
    : sc_module(name),
      nic("nic", options.nic, device, conductor),
      memory_("memory"),
      processor_("processor"),
      options_(options),
      has_read_faults_(std::strcmp(options.nic.read_faults, "none") != 0),
      conductor_(conductor) {
  if (toe_host_mem_new(&mem_) != TOE_OK) SC_REPORT_FATAL("toe", "out of memory");
  memory_.register_b_transport(this, &World::MemoryTransport);
  memory_.register_get_direct_mem_ptr(this, &World::MemoryDirect);
  nic.dma.bind(memory_);
  processor_.bind(nic.bar0);
  nic.SetFrameHandler([this](const toe_frame_sent_t &frame) {
    if (is_up_) toe_host_frame_out(host_, frame.data, frame.bytes);
    if (options_.frame_sent) options_.frame_sent(frame);
  });
  SC_THREAD(Cpu);
  set_stack_size(kStackBytes);
  SC_THREAD(Wire);
  set_stack_size(kStackBytes);
}

World::~World() {
  toe_host_free(host_);
  toe_op_free(op_);
  toe_wire_reader_free(wire_reader_);
  toe_host_mem_free(mem_);
}

// ---- memory

void World::MemoryTransport(tlm::tlm_generic_payload &payload, sc_core::sc_time &) {
  const uint64_t address = payload.get_address();
  const bool is_write = payload.get_command() == tlm::TLM_WRITE_COMMAND;
  const uint32_t bytes = payload.get_data_length();
  if (is_write && bytes == 4 && address >= TOE_MSI_WINDOW_BEGIN && address < TOE_MSI_WINDOW_END) {
    uint32_t data = 0;
    for (int i = 3; i >= 0; --i) data = data << 8 | payload.get_data_ptr()[i];
    messages_.push_back({address, data});
    message_event_.notify(sc_core::SC_ZERO_TIME);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    return;
  }
  const bool is_there = is_write ? toe_host_mem_write(mem_, address, bytes, payload.get_data_ptr())
                                 : toe_host_mem_read(mem_, address, bytes, payload.get_data_ptr());
  payload.set_dmi_allowed(is_there);
  payload.set_response_status(is_there ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

bool World::MemoryDirect(tlm::tlm_generic_payload &payload, tlm::tlm_dmi &dmi) {
  toe_host_mem_range_t range;
  if (!toe_host_mem_find(mem_, payload.get_address(), &range)) {
    dmi.set_start_address(payload.get_address());
    dmi.set_end_address(payload.get_address());
    return false;
  }
  dmi.set_start_address(range.bus_address);
  dmi.set_end_address(range.bus_address + range.bytes - 1);
  dmi.set_dmi_ptr(range.data);
  dmi.allow_read_write();
  return true;
}

bool World::Allocate(size_t bytes, size_t align, toe_os_dma_t *dma_out) {
  toe_host_mem_range_t range;
  if (toe_host_mem_alloc(mem_, bytes, align, &range) != TOE_OK) return false;
  *dma_out = {range.data, range.bus_address, range.bytes};
  return true;
}

void World::Release(const toe_os_dma_t &dma) {
  if (dma.bytes != 0) memory_->invalidate_direct_mem_ptr(dma.bus_address, dma.bus_address + dma.bytes - 1);
  if (toe_host_mem_release(mem_, dma.bus_address) != TOE_OK) {
    Broken(this, "toe_os", "the driver freed DMA memory it does not hold");
  }
}

// ---- what the driver reaches the world through

uint32_t World::BarAccess(tlm::tlm_command command, uint32_t offset, uint32_t value) {
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
  if (delay != sc_core::SC_ZERO_TIME) wait(delay);
  if (command == tlm::TLM_READ_COMMAND) Progress(conductor_->now_fs());
  if (!payload.is_response_ok()) return UINT32_MAX;
  uint32_t answer = 0;
  for (int i = 3; i >= 0; --i) answer = answer << 8 | data[i];
  return answer;
}

toe_os_t World::Os(World *world) {
  toe_os_t os = {};
  os.self = world;
  os.mmio_read = [](void *self, uint32_t offset) { return Self(self)->BarAccess(tlm::TLM_READ_COMMAND, offset, 0); };
  os.mmio_write = [](void *self, uint32_t offset, uint32_t value) {
    Self(self)->BarAccess(tlm::TLM_WRITE_COMMAND, offset, value);
  };
  os.config_read = [](void *self, uint32_t offset) { return Self(self)->nic.ConfigRead(offset); };
  os.config_write = [](void *self, uint32_t offset, uint32_t value) { Self(self)->nic.ConfigWrite(offset, value); };
  os.dma_alloc = [](void *self, size_t bytes, size_t align, toe_os_dma_t *dma_out) {
    return Self(self)->Allocate(bytes, align, dma_out);
  };
  os.dma_free = [](void *self, const toe_os_dma_t *dma) { Self(self)->Release(*dma); };
  os.msix_message = [](void *, uint32_t vector, uint64_t *address_out, uint32_t *data_out) {
    *address_out = TOE_MSI_WINDOW_BEGIN;
    *data_out = kMessageData + vector;
  };
  os.delay = [](void *self, uint32_t ns) {
    World *w = Self(self);
    if (!w->is_aborted_) w->wait(sc_core::sc_time(ns, sc_core::SC_NS), w->message_event_);
  };
  os.alloc = [](void *, size_t bytes) { return std::calloc(1, bytes); };
  os.free = [](void *, void *memory) { std::free(memory); };
  os.lock = [](void *) {};
  os.unlock = [](void *) {};
  os.log = [](void *self, const char *text) { Broken(self, "driver", text); };
  return os;
}

void World::Submitted(void *self, const toe_host_request_t *request) {
  World *world = Self(self);
  if (world->requests_.empty()) world->Progress(world->conductor_->now_fs());
  world->requests_.push_back({request->request_id, std::string(request->id) + " (" + request->place + ")"});
  const toe_host_observer_t &observer = world->options_.observer;
  if (observer.submitted != nullptr) observer.submitted(observer.self, request);
}

void World::Completed(void *self, const toe_host_request_t *request) {
  World *world = Self(self);
  ++world->completed_;
  world->Progress(world->conductor_->now_fs());
  auto &requests = world->requests_;
  const auto found = std::find_if(requests.begin(), requests.end(),
                                  [=](const Request &r) { return r.request_id == request->request_id; });
  if (found != requests.end()) requests.erase(found);
  const bool is_read_lost = request->error == TOE_ERROR_COMMAND_FETCH || request->error == TOE_ERROR_OBJECT_FETCH;
  if (is_read_lost && !world->has_read_faults_) {
    Broken(self, "link", "the device could not read what the driver laid out, and no fault was asked for");
  }
  const toe_host_observer_t &observer = world->options_.observer;
  if (observer.completed != nullptr) observer.completed(observer.self, request);
}

void World::Event(void *self, const toe_host_event_t *event) {
  World *world = Self(self);
  world->Progress(world->conductor_->now_fs());
  const toe_host_observer_t &observer = world->options_.observer;
  if (observer.event != nullptr) observer.event(observer.self, event);
}

void World::Received(void *self, const toe_host_receive_t *receive) {
  World *world = Self(self);
  world->Progress(world->conductor_->now_fs());
  const toe_host_observer_t &observer = world->options_.observer;
  if (observer.received != nullptr) observer.received(observer.self, receive);
}

void World::Passed(void *self, const toe_host_passed_t *frame) {
  World *world = Self(self);
  world->Progress(world->conductor_->now_fs());
  const toe_host_observer_t &observer = world->options_.observer;
  if (observer.passed != nullptr) observer.passed(observer.self, frame);
}

void World::Forwarded(void *self, const toe_host_forwarded_t *segment) {
  World *world = Self(self);
  world->Progress(world->conductor_->now_fs());
  const toe_host_observer_t &observer = world->options_.observer;
  if (observer.forwarded != nullptr) observer.forwarded(observer.self, segment);
}

void World::Expected(void *self, const toe_host_expectation_t *expectation) {
  const toe_host_observer_t &observer = Self(self)->options_.observer;
  if (observer.expected != nullptr) observer.expected(observer.self, expectation);
}

void World::Flip(void *self, uint32_t row, uint32_t bit) { Self(self)->nic.Flip(row, bit); }

void World::Frame(void *self, const uint8_t *data, uint32_t bytes) {
  World *world = Self(self);
  world->has_frames_ = true;
  world->wire_free_fs_ = std::max(world->wire_free_fs_, world->conductor_->now_fs()) +
                         toe_wire_frame_fs(world->options_.nic.wire_gbps, bytes);
  world->nic.PutFrame({bytes, data});
}

void World::Broken(void *self, const char *rule, const char *text) {
  const toe_host_observer_t &observer = Self(self)->options_.observer;
  if (observer.broken != nullptr) observer.broken(observer.self, rule, text);
}

// ---- the processor

void World::Fail(WorldFault fault, const std::string &text) {
  if (fault_ != WorldFault::kNone) return;
  fault_ = fault;
  fault_text_ = text;
  is_trace_ended_ = true;
  toe_relay_leave(options_.trace, options_.listener);
  wire_event_.notify(sc_core::SC_ZERO_TIME);
  toe_op_free(op_);
  op_ = nullptr;
}

void World::Abort() {
  if (is_ended_ && is_wire_done_) return;
  is_aborted_ = true;
  nic.Remove();
  message_event_.notify(sc_core::SC_ZERO_TIME);
  wire_event_.notify(sc_core::SC_ZERO_TIME);
}

// An operation that stops offloading, or lets it go on [R153, R154, R157].
void World::NotePause(const toe_op_t *op) {
  if (op->kind == TOE_OP_PAUSE || op->kind == TOE_OP_UPLOAD_ALL) {
    if (held_since_.empty()) held_since_ = std::string(op->place) + ": " + toe_op_kind_text(op->kind);
  } else if (op->kind == TOE_OP_RESUME) {
    held_since_.clear();
  }
}

toe_wire_counts_t World::wire_counts() const {
  return wire_reader_ != nullptr ? toe_wire_reader_counts(wire_reader_) : toe_wire_counts_t{};
}

bool World::is_waiting() const { return !is_ended_ && (!is_up_ || toe_host_pending(host_) != 0); }

std::string World::WaitingFor() const {
  std::string text = toe_side_text(options_.side);
  text += ": ";
  if (nic.is_reading()) return text + "the answer of a BAR0 read";
  if (!is_up_) return text + "the device to come up";
  if (is_lingering_) {
    return text + "the device to come to rest: job after job (" + toe_job_text((uint32_t)pulse_.job.u.job.job) +
           ") does nothing";
  }
  if (requests_.empty()) return text + std::to_string(toe_host_pending(host_)) + " requests";
  text += "request " + requests_.front().text;
  if (requests_.size() > 1) text += " and " + std::to_string(requests_.size() - 1) + " more";
  return text;
}

bool World::BringUp() {
  toe_error_t error = {};
  toe_result_t result = toe_relay_open(options_.trace, options_.listener, &error);
  if (result != TOE_OK) {
    Fail(result == TOE_E_MEMORY ? WorldFault::kInternal : WorldFault::kBadInput,
         error.text[0] != '\0' ? error.text : toe_result_text(result));
    return false;
  }
  result =
      toe_wire_reader_new(options_.trace_path, options_.wire_replay, options_.host.driver.mac, &wire_reader_, &error);
  if (result != TOE_OK) {
    Fail(result == TOE_E_MEMORY ? WorldFault::kInternal : WorldFault::kBadInput,
         error.text[0] != '\0' ? error.text : toe_result_text(result));
    return false;
  }
  const toe_os_t os = Os(this);
  toe_host_observer_t observer = {};
  observer.self = this;
  observer.submitted = Submitted;
  observer.completed = Completed;
  observer.event = Event;
  observer.flip = Flip;
  observer.received = Received;
  observer.passed = Passed;
  observer.forwarded = Forwarded;
  observer.expected = Expected;
  observer.frame = Frame;
  observer.broken = Broken;
  result = toe_host_new(&options_.host, &os, &observer, &host_, &error);
  if (result != TOE_OK) {
    Fail(result == TOE_E_DEVICE ? WorldFault::kDevice : WorldFault::kInternal,
         std::string(toe_side_text(options_.side)) + ": " +
             (error.text[0] != '\0' ? error.text : toe_result_text(result)));
    return false;
  }
  start_fs_ = conductor_->now_fs();
  is_up_ = true;
  return true;
}

void World::ServeMessages() {
  while (!messages_.empty()) {
    const Message message = messages_.front();
    messages_.pop_front();
    toe_host_interrupt(host_, message.address, message.data);
  }
  toe_error_t error = {};
  const toe_result_t result = toe_host_failure(host_, &error);
  if (result == TOE_OK) return;
  const bool is_input = result == TOE_E_UNKNOWN || result == TOE_E_RANGE || result == TOE_E_ARG ||
                        result == TOE_E_UNSUPPORTED || result == TOE_E_FORMAT;
  Fail(is_input                 ? WorldFault::kBadInput
       : result == TOE_E_DEVICE ? WorldFault::kDevice
                                : WorldFault::kInternal,
       error.text[0] != '\0' ? error.text : toe_result_text(result));
}

bool World::NextOperation() {
  if (op_ != nullptr || is_trace_ended_) return fault_ == WorldFault::kNone;
  toe_error_t error = {};
  const toe_result_t result = toe_relay_next(options_.trace, options_.listener, &op_, &error);
  if (result == TOE_E_END) {
    is_trace_ended_ = true;
    const char *stranger = options_.faults != nullptr ? toe_fault_list_stranger(options_.faults) : nullptr;
    if (stranger == nullptr) return true;
    Fail(WorldFault::kBadInput,
         std::string(options_.trace_path) + ": --fault: the trace offloads no object " + stranger);
    return false;
  }
  if (result != TOE_OK) {
    op_ = nullptr;
    Fail(result == TOE_E_MEMORY ? WorldFault::kInternal : WorldFault::kBadInput,
         error.text[0] != '\0' ? error.text : toe_result_text(result));
    return false;
  }
  if (options_.faults != nullptr) toe_fault_list_apply(options_.faults, op_);
  if (options_.overlay.look != nullptr) options_.overlay.look(options_.overlay.self, op_);
  return true;
}

bool World::IsDue(toe_fs_t *due_fs_out) {
  *due_fs_out = TOE_FS_NEVER;
  if (toe_host_pending(host_) >= options_.depth) return false;  // what is held back does not keep the resume away
  if (options_.pace.kind == TOE_PACE_ASAP) return true;
  // In femtoseconds first: x3 of a nanosecond is not lost.
  const toe_fs_t after_fs = op_->at_ns * kFsPerNs;
  *due_fs_out = start_fs_ + (options_.pace.kind == TOE_PACE_TIMES ? after_fs / options_.pace.factor : after_fs);
  return *due_fs_out <= conductor_->now_fs();
}

void World::Submit() {
  const std::string place = op_->place;
  ++operations_;
  wire_event_.notify(sc_core::SC_ZERO_TIME);
  toe_error_t error = {};
  toe_op_t *op = op_;
  op_ = nullptr;
  NotePause(op);
  has_received_ = has_received_ || op->kind == TOE_OP_POST_RECEIVE || op->kind == TOE_OP_RECEIVE_POLICY ||
                  op->kind == TOE_OP_FORWARD;
  // What is held back, maybe for long, is no sign that the device hangs.
  if (toe_host_pending(host_) == 0) Progress(conductor_->now_fs());
  const toe_result_t result = toe_host_submit(host_, op, &error);
  if (result == TOE_OK) return;
  Fail(result == TOE_E_MEMORY ? WorldFault::kInternal : WorldFault::kBadInput,
       error.text[0] != '\0' ? error.text : place + ": " + toe_result_text(result));
}

// The trace has ended and nothing is in flight: nobody lets go on what is held back.
void World::CheckHeld() {
  const uint32_t held = toe_host_held(host_);
  if (held == 0) return;
  Fail(WorldFault::kBadInput, held_since_ + ": the trace ends without a resume, and " + std::to_string(held) +
                                  (held == 1 ? " operation is" : " operations are") + " held back until there is one");
}

// What was asked of received data, and a frame, have no answer of their own: a while without a message, once all frames
// have come in and the device does nothing any more, says that all they lead to has come.  A push timer that runs is
// waited for, and the delayed acknowledgment.
bool World::Linger() {
  if (!has_received_ && !has_frames_) return false;
  toe_fs_t quiet_fs = std::max(wire_free_fs_, conductor_->now_fs());
  is_lingering_ = true;
  while (!is_aborted_ && messages_.empty() && *options_.is_interrupted == 0 && quiet_fs != TOE_FS_NEVER) {
    wait(conductor_->TimeUntil(std::max(quiet_fs, conductor_->now_fs()) + kLingerFs), message_event_);
    toe_nic_event_t event;
    quiet_fs = toe_nic_peek_event(nic.handle(), &event) ? event.at_fs : toe_nic_next_fs(nic.handle());
  }
  is_lingering_ = false;
  return !messages_.empty();
}

void World::Cpu() {
  const bool is_good = BringUp();
  wire_event_.notify(sc_core::SC_ZERO_TIME);
  if (is_good) {
    while (!is_aborted_) {
      ServeMessages();
      if (*options_.is_interrupted != 0) break;
      if (!NextOperation() && toe_host_pending(host_) == 0) break;
      if (op_ == nullptr) {
        if (toe_host_pending(host_) == 0 && is_wire_done_) {
          if (Linger()) continue;
          CheckHeld();
          toe_host_end(host_);
          break;
        }
        wait(message_event_);
        continue;
      }
      toe_fs_t due_fs;
      if (IsDue(&due_fs)) {
        Submit();
      } else if (due_fs == TOE_FS_NEVER) {
        wait(message_event_);
      } else {
        wait(conductor_->TimeUntil(due_fs), message_event_);
      }
    }
  }
  end_fs_ = conductor_->now_fs();
  is_ended_ = true;
}

// ---- the other end of the wire

bool World::WaitFor(const toe_wire_frame_t &frame) {
  if (options_.pace.kind == TOE_PACE_ASAP) {
    while (!is_wire_closed() && operations_ < frame.operations) wait(wire_event_);
    return !is_wire_closed();
  }
  const toe_fs_t after_fs = frame.at_ns * kFsPerNs;
  const toe_fs_t due_fs =
      start_fs_ + (options_.pace.kind == TOE_PACE_TIMES ? after_fs / options_.pace.factor : after_fs);
  while (!is_wire_closed() && conductor_->now_fs() < due_fs) wait(conductor_->TimeUntil(due_fs), wire_event_);
  return !is_wire_closed();
}

void World::Wire() {
  while (!is_up_ && !is_wire_closed()) wait(wire_event_);
  toe_wire_frame_t frame;
  while (wire_reader_ != nullptr && !is_wire_closed() && toe_wire_reader_next(wire_reader_, &frame) && WaitFor(frame)) {
    toe_host_frame_in(host_, frame.data, frame.bytes);  // a peer with bytes of its own
    Frame(this, frame.data, frame.bytes);
    // As soon as possible: no sooner than the wire takes it.
    if (options_.pace.kind == TOE_PACE_ASAP) wait(conductor_->TimeUntil(wire_free_fs_));
  }
  is_wire_done_ = true;
  message_event_.notify(sc_core::SC_ZERO_TIME);
}

}  // namespace toe
