/* SPDX-License-Identifier: Apache-2.0
 *
 * The NIC module in somebody else's platform: two NICs in one simulation, one in memory that grants DMI and with its
 * message interrupts as writes, the other in memory that grants none and with a message handler.
 *
 * With the argument "noise" a third module wakes at odd times and does nothing.  The times printed must be the same:
 * nothing a bystander does moves a NIC (platform.sh compares).
 *
 * Driven by bare register accesses: bring-up, a SET command fetched by DMA, its completion entry, its
 * interrupt.  Expected values are typed from docs/microarchitecture.md and the link's formulas.
 */
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "sim/sysc/toe_nic_module.h"

namespace {

int g_failures = 0;

void Expect(uint64_t actual, uint64_t expected, const char *text, int line) {
  if (actual == expected) return;
  ++g_failures;
  std::printf("%s:%d: %s is %" PRIu64 ", expected %" PRIu64 "\n", __FILE__, line, text, actual, expected);
}
#define EXPECT_EQ(actual, expected) \
  Expect(static_cast<uint64_t>(actual), static_cast<uint64_t>(expected), #actual, __LINE__)

constexpr uint64_t kMemoryBegin = 0x100000000;  // above 4 GiB: the high half of an address counts
constexpr uint64_t kMemoryBytes = 0x10000;
constexpr uint64_t kCommands = kMemoryBegin, kCompletions = kMemoryBegin + 0x1000;

// A piece of memory, and the place where messages arrive.
class Memory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Memory> socket;

  Memory(sc_core::sc_module_name name, bool has_dmi)
      : sc_module(name), socket("socket"), bytes(kMemoryBytes), has_dmi_(has_dmi) {
    socket.register_b_transport(this, &Memory::Transport);
    socket.register_get_direct_mem_ptr(this, &Memory::Direct);
  }

  std::vector<uint8_t> bytes;
  uint64_t transports = 0;
  std::vector<uint32_t> messages;
  std::vector<sc_core::sc_time> message_times;
  sc_core::sc_event message_event;

  void Message(uint32_t data) {
    messages.push_back(data);
    message_times.push_back(sc_core::sc_time_stamp());
    message_event.notify(sc_core::SC_ZERO_TIME);
  }

  uint8_t *At(uint64_t address) { return &bytes[address - kMemoryBegin]; }

 private:
  void Transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay) {
    delay += sc_core::sc_time(50, sc_core::SC_NS);  // not looked at: the link is timed by the NIC
    const uint64_t address = payload.get_address(), length = payload.get_data_length();
    if (address == 0xFEE01000 && payload.is_write()) {
      uint32_t data = 0;
      std::memcpy(&data, payload.get_data_ptr(), 4);
      Message(data);
      payload.set_response_status(tlm::TLM_OK_RESPONSE);
      return;
    }
    ++transports;
    if (address < kMemoryBegin || address + length > kMemoryBegin + kMemoryBytes) {
      payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
      return;
    }
    if (payload.is_read()) {
      std::memcpy(payload.get_data_ptr(), At(address), length);
    } else {
      std::memcpy(At(address), payload.get_data_ptr(), length);
    }
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }

  bool Direct(tlm::tlm_generic_payload &payload, tlm::tlm_dmi &dmi) {
    if (!has_dmi_ || payload.get_address() < kMemoryBegin || payload.get_address() >= kMemoryBegin + kMemoryBytes)
      return false;
    dmi.set_start_address(kMemoryBegin);
    dmi.set_end_address(kMemoryBegin + kMemoryBytes - 1);
    dmi.set_dmi_ptr(bytes.data());
    dmi.allow_read_write();
    return true;
  }

  const bool has_dmi_;
};

// A processor that drives one NIC by hand.
class Driver : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Driver);
  tlm_utils::simple_initiator_socket<Driver> socket;
  toe::Nic *nic;
  Memory *memory;
  bool is_done = false;

  Driver(sc_core::sc_module_name name, toe::Nic *its_nic, Memory *its_memory, sc_core::sc_time begin)
      : sc_module(name), socket("socket"), nic(its_nic), memory(its_memory), begin_(begin) {
    SC_THREAD(Run);
  }

 private:
  tlm::tlm_response_status Access(tlm::tlm_command command, uint64_t offset, uint32_t *value, uint32_t bytes = 4,
                                  sc_core::sc_time delay = sc_core::SC_ZERO_TIME) {
    tlm::tlm_generic_payload payload;
    uint8_t data[8] = {};
    std::memcpy(data, value, 4);
    payload.set_command(command);
    payload.set_address(offset);
    payload.set_data_ptr(data);
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
    socket->b_transport(payload, delay);
    std::memcpy(value, data, 4);
    return payload.get_response_status();
  }

  uint32_t Read(uint32_t offset) {
    uint32_t value = 0;
    EXPECT_EQ(Access(tlm::TLM_READ_COMMAND, offset, &value), tlm::TLM_OK_RESPONSE);
    return value;
  }

  void Write(uint32_t offset, uint32_t value) {
    const sc_core::sc_time before = sc_core::sc_time_stamp();
    EXPECT_EQ(Access(tlm::TLM_WRITE_COMMAND, offset, &value), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(sc_core::sc_time_stamp() == before, true);  // posted
  }

  void Refusals() {
    uint32_t value = 0;
    EXPECT_EQ(Access(tlm::TLM_READ_COMMAND, 0x4000, &value), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(Access(tlm::TLM_READ_COMMAND, 0x0002, &value), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(Access(tlm::TLM_READ_COMMAND, 0x0000, &value, 8), tlm::TLM_BURST_ERROR_RESPONSE);
    // No register there: the device answers UR, the root complex gives all ones.
    EXPECT_EQ(Access(tlm::TLM_READ_COMMAND, 0x0ffc, &value), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(value, 0xFFFFFFFF);
  }

  void BringUp() {
    nic->ConfigWrite(0x50, 0x80000000);  // MSI-X enable
    while ((Read(0x0008) & 1) == 0) wait(1, sc_core::SC_US);
    Write(0x2000, 0xFEE01000);  // vector 0: address, data, unmasked
    Write(0x2004, 0);
    Write(0x2008, 0x77);
    Write(0x200C, 0);
    Write(0x0100, static_cast<uint32_t>(kCommands));
    Write(0x0104, static_cast<uint32_t>(kCommands >> 32));
    Write(0x0108, 4);
    Write(0x0120, static_cast<uint32_t>(kCompletions));
    Write(0x0124, static_cast<uint32_t>(kCompletions >> 32));
    Write(0x0128, 4);
    Write(0x0084, 1);  // interrupts on
    Write(0x012C, 0);  // arm
    Write(0x0004, 1);  // enable
  }

  void Run() {
    wait(begin_);
    EXPECT_EQ(Read(0x0000), 0xFFFFFFFF);  // nobody answers yet
    EXPECT_EQ(nic->ConfigRead(0), 0x000170E5);
    nic->ConfigWrite(0x04, 0x6);  // memory space, bus master
    const sc_core::sc_time before = sc_core::sc_time_stamp();
    EXPECT_EQ(Read(0x0000), 0x70E50004);
    // A read takes pcie.mmio_read_ns = 900 and the device's own time: up to one 4 ns edge to be seen, CC_CYCLES, one
    // for the answer; all below 40 ns.
    const sc_core::sc_time took = sc_core::sc_time_stamp() - before;
    EXPECT_EQ(took >= sc_core::sc_time(900, sc_core::SC_NS) && took < sc_core::sc_time(940, sc_core::SC_NS), true);
    // An annotated delay is waited for first.
    uint32_t value = 0;
    const sc_core::sc_time start = sc_core::sc_time_stamp();
    Access(tlm::TLM_READ_COMMAND, 0, &value, 4, sc_core::sc_time(5, sc_core::SC_US));
    EXPECT_EQ(sc_core::sc_time_stamp() - start >= sc_core::sc_time(5900, sc_core::SC_NS), true);
    Refusals();
    BringUp();
    for (uint32_t i = 1; i <= 3; ++i) {
      nic->Flip(5 * i, 100 * i);  // of contexts that nobody has: nothing comes of it, and no time
      Set(i);
    }
    is_done = true;
  }

  // Command number i: SET of tcp.entries (setting 3) to 100 + i.
  void Set(uint32_t i) {
    uint8_t *command = memory->At(kCommands + 64 * ((i - 1) % 4));
    std::memset(command, 0, 64);
    command[0] = 2;                             // opcode SET
    command[1] = 1;                             // version
    command[4] = static_cast<uint8_t>(10 + i);  // request id
    command[28] = 3;
    command[32] = static_cast<uint8_t>(100 + i);
    Write(0x010C, i % 4);
    wait(memory->message_event);
    EXPECT_EQ(memory->messages.size(), i);
    EXPECT_EQ(memory->messages.back(), 0x77);
    const uint8_t *completion = memory->At(kCompletions + 32 * ((i - 1) % 4));
    EXPECT_EQ(completion[0], 1);  // a completion
    EXPECT_EQ(completion[1], 0);  // no error
    EXPECT_EQ(completion[4], 10 + i);
    EXPECT_EQ(Read(0x0048), 100 + i);  // LIMIT_TCP
    Write(0x012C, i % 4);
  }

  const sc_core::sc_time begin_;
};

// Somebody who has nothing to do with the NICs.
class Bystander : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Bystander);
  explicit Bystander(sc_core::sc_module_name name) : sc_module(name) { SC_THREAD(Run); }

 private:
  void Run() {
    uint64_t state =
        1;  // a linear congruential generator: odd intervals of up to 65 ns, for as long as the others need
    for (int i = 0; i < 20000; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      wait(static_cast<double>(state >> 48), sc_core::SC_PS);
    }
  }
};

toe_device_t *NewDevice(const toe_nic_options_t &options) {
  toe_device_options_t device_options = {};
  device_options.credits = toe_nic_credits(&options);
  device_options.has_jumps = true;
  toe_device_t *device = nullptr;
  if (toe_device_model_new(&device_options, &device) != TOE_OK) std::abort();
  return device;
}

}  // namespace

int sc_main(int argc, char **) {
  toe::Conductor conductor("conductor");
  toe_nic_options_t options;
  toe_nic_options_default(&options);
  Memory memory_a("memory_a", true), memory_b("memory_b", false);
  toe::Nic nic_a("nic_a", options, NewDevice(options), &conductor);
  options.clock_mhz = 100;  // they need not run alike
  toe::Nic nic_b("nic_b", options, NewDevice(options), &conductor);
  nic_a.dma.bind(memory_a.socket);
  nic_b.dma.bind(memory_b.socket);
  nic_b.SetMessageHandler([&](uint64_t address, uint32_t data) {
    EXPECT_EQ(address, 0xFEE01000);
    memory_b.Message(data);
  });
  Driver driver_a("driver_a", &nic_a, &memory_a, sc_core::SC_ZERO_TIME);
  Driver driver_b("driver_b", &nic_b, &memory_b, sc_core::sc_time(1234567, sc_core::SC_PS));
  driver_a.socket.bind(nic_a.bar0);
  driver_b.socket.bind(nic_b.bar0);

  std::unique_ptr<Bystander> bystander;
  if (argc > 1) bystander = std::make_unique<Bystander>("bystander");

  uint64_t slices = 0;
  conductor.SetWatcher([&](toe_fs_t) { return ++slices < 1000000; });
  sc_core::sc_start();  // ends by itself: idle NICs make no events

  EXPECT_EQ(driver_a.is_done, true);
  EXPECT_EQ(driver_b.is_done, true);
  EXPECT_EQ(nic_a.dmi_accesses() > 0, true);
  EXPECT_EQ(nic_a.transport_accesses(), 0);
  EXPECT_EQ(memory_a.transports, 0);
  EXPECT_EQ(nic_b.dmi_accesses(), 0);
  // A command read and a completion written for each of three commands.
  EXPECT_EQ(nic_a.dmi_accesses(), 6);
  EXPECT_EQ(nic_b.transport_accesses(), 6);
  EXPECT_EQ(memory_b.transports, 6);
  for (const Memory *memory : {&memory_a, &memory_b}) {
    for (const sc_core::sc_time &time : memory->message_times)
      std::printf("%s message at %s\n", memory->name(), time.to_string().c_str());
  }
  std::printf("%s\n", g_failures == 0 ? "passed" : "failed");
  return g_failures == 0 ? 0 : 1;
}
