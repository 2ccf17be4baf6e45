/* SPDX-License-Identifier: Apache-2.0
 *
 * 802.3ad failover: two NICs in one simulation, each with its own driver; what the first one has goes over to the
 * second [R82] (docs/chimney.md R78..R81, R153, R154, R159, R161; vectors U4, U5, U6, U10).
 *
 *   toe_failover_test model|rtl
 *
 * A host in the manner of an intermediate driver offloads two neighbors, three paths and four connections to NIC 1;
 * every delegated variable has a value of its own.  NIC 1 wants to be rid of everything; the host terminates all of it,
 * in several requests, and offloads what came back, as it came back, to NIC 2; NIC 1 lets offloading go on.  In the end
 * NIC 2 gives everything back too.  Each time the delegated state must be what was given at first, bit for bit.
 */
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "bridge/toe_device.h"
#include "sim/miniport/toe_miniport.h"
#include "testbench/sysc/toe_im_objects.h"
#include "testbench/sysc/toe_port.h"

namespace {

int g_failures = 0;

void Expect(uint64_t actual, uint64_t expected, const char *text, int line) {
  if (actual == expected) return;
  ++g_failures;
  std::printf("%s:%d: %s is 0x%" PRIx64 ", expected 0x%" PRIx64 "\n", __FILE__, line, text, actual, expected);
}
#define EXPECT_EQ(actual, expected) \
  Expect(static_cast<uint64_t>(actual), static_cast<uint64_t>(expected), #actual, __LINE__)

// Of NDIS, typed here again.
constexpr uint32_t kSuccess = 0, kFailure = 0xC0000001;
constexpr uint32_t kUploadAll = 0x40020002, kResume = 0x40020003;
constexpr uint8_t kNotEmpty = 13;  // of the device: no resuming before the upload of all has ended

// A NIC and its driver.
struct Card {
  Card(const char *name, toe_device_t *device, const toe_nic_options_t &options, toe::Conductor *conductor,
       sc_core::sc_event *arrived)
      : port(name, options, device, conductor, arrived) {}

  Port port;
  toe_miniport_t *driver = nullptr;
  std::vector<void *> completed;      // roots, as they came back
  std::vector<uint32_t> indications;  // NDIS statuses
  std::vector<uint8_t> raised;        // toe_error of each event asked for
  uint32_t events = 0, sends = 0;
};

class Host : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Host);
  Host(sc_core::sc_module_name name, toe_device_t *one, toe_device_t *two, toe::Conductor *conductor)
      : sc_module(name), conductor_(conductor) {
    toe_nic_options_t options;
    toe_nic_options_default(&options);
    cards_.push_back(std::make_unique<Card>("one", one, options, conductor, &arrived_));
    options.clock_mhz = 200;  // they need not be alike
    cards_.push_back(std::make_unique<Card>("two", two, options, conductor, &arrived_));
    for (int i = 0; i < 3; ++i) {
      sends_[i].next = i < 2 ? &sends_[i + 1] : nullptr;
      sends_[i].status = 0x5A5A5A5A;
      sends_[i].bytes = 100u * (i + 1);
    }
    objects_[6].sends = sends_;
    for (int i = 0; i < 300; ++i) objects_[2].received.push_back(static_cast<uint8_t>(7 * i + 1));
    for (Object &object : objects_) Begin(&object);
    SC_THREAD(Run);
    set_stack_size(1u << 20);
  }

  bool is_done = false;

 private:
  void BringUp(Card *card);
  void Serve();
  void WaitFor(const std::vector<void *> &list, size_t count);
  void Offload(Card *card, const std::vector<Object *> &objects, uint32_t expected);
  void Terminate(Card *card, const std::vector<Object *> &objects);
  void TakeBuffered(Card *card, Object *object);
  void Run();

  toe::Conductor *conductor_;
  sc_core::sc_event arrived_;
  std::vector<std::unique_ptr<Card>> cards_;
  toe_nbl_t sends_[3] = {};
  // Two neighbors, three paths, four connections, in walk order; ESTABLISHED 4, FIN_WAIT2 6, CLOSE_WAIT 7, LAST_ACK 9.
  Object objects_[9] = {{"N1", TOE_LAYER_NEIGHBOR, nullptr, 1},    {"P1", TOE_LAYER_PATH, &objects_[0], 1},
                        {"T1", TOE_LAYER_TCP, &objects_[1], 1, 4}, {"T2", TOE_LAYER_TCP, &objects_[1], 2, 6},
                        {"P2", TOE_LAYER_PATH, &objects_[0], 2},   {"T3", TOE_LAYER_TCP, &objects_[4], 3, 7},
                        {"T4", TOE_LAYER_TCP, &objects_[8], 4, 9}, {"N2", TOE_LAYER_NEIGHBOR, nullptr, 2},
                        {"P3", TOE_LAYER_PATH, &objects_[7], 3}};
};

Card *Self(void *self) { return static_cast<Card *>(self); }

void Host::BringUp(Card *card) {
  toe_miniport_options_t options = {};
  for (int pool = 0; pool < TOE_POOLS; ++pool) options.limit[pool] = 16;
  options.limit[TOE_POOL_HOST_MEMORY] = 0xFFFFFFFF;
  options.limit[TOE_POOL_RCV_BUFFER] = 64;
  options.limit[TOE_POOL_BUFFERED_COPY] = 4096;
  options.mtu_max_bytes = 9000;
  options.rcv_window_max_bytes = 1u << 20;
  options.rcv_page_log2 = 14;
  options.admit_local_ports = options.admit_remote_ports = {1, 0};
  options.tags = 64;
  options.sram_banks = 2;
  options.cmd_entries = options.cpl_entries = 4;  // they go round
  options.mps_bytes = 256;
  options.mrrs_bytes = 512;
  options.host_buffer_bytes = 4096;
  options.clock_mhz = 250;  // the push timer of the slower card is a little longer
  options.push_us = 1000;
  toe_miniport_upcalls_t up = {};
  up.self = card;
  up.initiate_offload_complete = [](void *self, void *root, const toe_miniport_completion_t *) {
    Self(self)->completed.push_back(root);
  };
  up.terminate_offload_complete = [](void *self, void *root, const toe_miniport_completion_t *) {
    Self(self)->completed.push_back(root);
  };
  up.tcp_event = [](void *self, uint64_t, uint32_t, uint32_t) { ++Self(self)->events; };
  up.indicate_status = [](void *self, uint32_t status, const void *, uint32_t) {
    Self(self)->indications.push_back(status);
  };
  up.raise_complete = [](void *self, uint32_t, uint32_t, uint32_t, const toe_miniport_completion_t *completion) {
    Self(self)->raised.push_back(completion->error);
  };
  up.send_complete = [](void *self, uint32_t, toe_nbl_t *) { ++Self(self)->sends; };
  const toe_os_t os = card->port.Os();
  char text[200] = "";
  if (toe_miniport_new(&os, &options, &up, &card->driver, text, sizeof text) == TOE_MINIPORT_OK) return;
  std::printf("%s: %s\n", card->port.name(), text);
  std::abort();
}

// Give the interrupts that are there to the drivers, or wait for one.
void Host::Serve() {
  bool is_any = false;
  for (const auto &card : cards_) {
    while (card->port.GetMessage()) {
      is_any = true;
      toe_miniport_interrupt(card->driver, 0);
    }
  }
  if (!is_any) wait(arrived_);
}

void Host::Offload(Card *card, const std::vector<Object *> &objects, uint32_t expected) {
  for (Object *object : objects) PrepareInitiate(object, object->handle() != 0);
  void *root = Link(objects);
  card->completed.clear();
  toe_miniport_initiate_offload(card->driver, root);
  while (card->completed.empty()) Serve();
  EXPECT_EQ(card->completed.size(), 1);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(card->completed[0]), reinterpret_cast<uintptr_t>(root));
  for (Object *object : objects) {
    EXPECT_EQ(object->status(), expected);
    EXPECT_EQ(object->handle() != 0, expected == kSuccess);
  }
}

// R166: the host copies what was not delivered, and the buffers go back to the NIC that had them.
void Host::TakeBuffered(Card *card, Object *object) {
  uint8_t *d = object->block + 152;
  auto *list = static_cast<toe_nbl_t *>(toe_ndis_pointer(d, kBufferedOffset));
  EXPECT_EQ(list != nullptr, !object->received.empty());
  if (list == nullptr) return;
  std::vector<uint8_t> bytes;
  for (const toe_nbl_t *nbl = list; nbl != nullptr; nbl = nbl->next)
    bytes.insert(bytes.end(), nbl->data, nbl->data + nbl->bytes);
  EXPECT_EQ(bytes == object->received, true);
  object->received = bytes;
  toe_miniport_receive_return(card->driver, list);
  toe_ndis_set_pointer(d, kBufferedOffset, nullptr);
}

// R59, R159, R161-R163: one completion, and in each block its delegated state.
void Host::Terminate(Card *card, const std::vector<Object *> &objects) {
  for (Object *object : objects) PrepareTerminate(object);
  void *root = Link(objects);
  card->completed.clear();
  toe_miniport_terminate_offload(card->driver, root);
  while (card->completed.empty()) Serve();
  EXPECT_EQ(card->completed.size(), 1);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(card->completed[0]), reinterpret_cast<uintptr_t>(root));
  for (Object *object : objects) {
    const uint8_t *d = object->block + 152;
    const int before = g_failures;
    EXPECT_EQ(object->status(), kSuccess);
    // U6: the send chain, as it was; none: NULL (R165).
    EXPECT_EQ(Get(object->block, 144, 8), reinterpret_cast<uintptr_t>(object->sends));
    if (object->layer == TOE_LAYER_NEIGHBOR)
      Expect(Get(d, 8, 4), Get(object->given, 8, 4), kNeighborVariables[0].name, __LINE__);
    if (object->layer == TOE_LAYER_TCP) {
      EXPECT_EQ(Get(d, kStateOffset, 4), object->tcp_state);
      for (const Variable &v : kTcpVariables)
        Expect(Get(d, v.offset, v.bytes), Get(object->given, v.offset, v.bytes), v.name, __LINE__);
      EXPECT_EQ(Get(d, kSendHeadOffset, 8), Get(object->given, kSendHeadOffset, 8));
      EXPECT_EQ(Get(d, kSendTailOffset, 8), Get(object->given, kSendTailOffset, 8));
      TakeBuffered(card, object);
    }
    if (g_failures != before) std::printf("  of %s, back from %s\n", object->name, card->port.name());
    std::memcpy(object->delegated, d, object->delegated_bytes());  // what the next NIC gets
    Put(object->cell, 0, 8, 0);                                    // the handle is dead
  }
}

void Host::Run() {
  Card *one = cards_[0].get(), *two = cards_[1].get();
  Object *n1 = &objects_[0], *p1 = &objects_[1], *t1 = &objects_[2], *t2 = &objects_[3], *p2 = &objects_[4],
         *t3 = &objects_[5], *t4 = &objects_[6], *n2 = &objects_[7], *p3 = &objects_[8];
  const std::vector<Object *> all = {n1, p1, t1, t2, p2, t3, n2, p3, t4};
  BringUp(one);
  BringUp(two);
  Offload(one, all, kSuccess);

  // R78, R153: NIC 1 wants to be rid of everything.  What still arrives there fails; no resuming yet (R79, R81).
  EXPECT_EQ(toe_miniport_raise(one->driver, TOE_EVENT_UPLOAD_ALL, 0, 0), true);
  while (one->indications.empty()) Serve();
  EXPECT_EQ(one->indications[0], kUploadAll);
  Object late = {"N3", TOE_LAYER_NEIGHBOR, nullptr, 3};
  Begin(&late);
  Offload(one, {&late}, kFailure);
  EXPECT_EQ(toe_miniport_raise(one->driver, TOE_EVENT_RESUME, 0, 0), true);

  // In pieces: a connection alone, its path, its neighbor; then a whole tree (U4).
  Terminate(one, {t4});
  Terminate(one, {p3});
  Terminate(one, {n2});
  Terminate(one, {n1, p1, t1, t2, p2, t3});
  EXPECT_EQ(one->indications.size(), 1);  // the RESUME asked for in between was refused
  EXPECT_EQ(one->raised.size(), 2);
  EXPECT_EQ(one->raised[0], 0);
  EXPECT_EQ(one->raised[1], kNotEmpty);

  // The other NIC takes all of it, as it came back, and what came too late.
  Offload(two, all, kSuccess);
  Offload(two, {&late}, kSuccess);
  EXPECT_EQ(toe_miniport_raise(one->driver, TOE_EVENT_RESUME, 0, 0), true);
  while (one->indications.size() < 2) Serve();
  EXPECT_EQ(one->indications[1], kResume);

  // U10: and gives it back.  NIC 1 takes offloads again.
  Terminate(two, all);
  Terminate(two, {&late});
  Offload(one, {n1, p1, t1, t2, p2, t3}, kSuccess);
  Terminate(one, {n1, p1, t1, t2, p2, t3});
  for (int i = 0; i < 3; ++i) {  // R2, R4: nobody sent them, nobody touched them
    EXPECT_EQ(sends_[i].status, 0x5A5A5A5A);
    EXPECT_EQ(sends_[i].bytes, 100 * (i + 1));
  }
  EXPECT_EQ(two->indications.size(), 0);
  for (const auto &card : cards_) {
    EXPECT_EQ(card->events, 0);
    EXPECT_EQ(card->sends, 0);
    EXPECT_EQ(toe_miniport_pending(card->driver), 0);
    EXPECT_EQ(toe_miniport_lent(card->driver), 0);
    (void)toe_miniport_halt(card->driver);
    toe_miniport_free(card->driver);
    EXPECT_EQ(card->port.allocations(), 0);
    EXPECT_EQ(card->port.said.size(), 0);  // a refused resuming is an answer, no fault
    if (!card->port.said.empty()) std::printf("%s said: %s\n", card->port.name(), card->port.said.c_str());
  }
  is_done = true;
}

toe_device_t *NewDevice(bool is_rtl) {
  toe_nic_options_t options;
  toe_nic_options_default(&options);
  toe_device_options_t device_options = {};
  device_options.credits = toe_nic_credits(&options);
  device_options.has_jumps = true;
  toe_device_t *device = nullptr;
  const toe_result_t result =
      is_rtl ? toe_device_rtl_new(&device_options, &device) : toe_device_model_new(&device_options, &device);
  if (result != TOE_OK) std::abort();
  return device;
}

}  // namespace

int sc_main(int argc, char **argv) {
  const bool is_rtl = argc > 1 && std::strcmp(argv[1], "rtl") == 0;
  toe::Conductor conductor("conductor");
  Host host("host", NewDevice(is_rtl), NewDevice(is_rtl), &conductor);
  sc_core::sc_start();  // ends by itself: idle NICs make no events
  EXPECT_EQ(host.is_done, true);
  std::printf("%s: %s\n", is_rtl ? "rtl" : "model", g_failures == 0 ? "passed" : "failed");
  return g_failures == 0 ? 0 : 1;
}
