/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire of the NIC module: two NICs whose wires meet play ping-pong.
 *
 * The devices are ours: each sends back what it gets, ten edges after its last beat.  With the argument "noise" a third
 * module wakes at odd times and does nothing; the times printed must be the same (platform.sh compares).
 */
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <deque>
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

// A device that knows nothing but frames.
struct Echo {
  toe_device_t base;
  toe_cycle_t now = 0, free = 0;
  std::deque<toe_frame_sent_t> coming, left;
};

Echo *Self(toe_device_t *device) { return reinterpret_cast<Echo *>(device); }
const Echo *Self(const toe_device_t *device) { return reinterpret_cast<const Echo *>(device); }

toe_device_t *NewEcho() {
  static toe_device_ops_t ops = {};
  ops.name = "echo";
  ops.free = [](toe_device_t *device) { delete Self(device); };
  ops.now = [](const toe_device_t *device) { return Self(device)->now; };
  ops.next_wake = [](const toe_device_t *device) {
    return Self(device)->coming.empty() ? TOE_CYCLE_NEVER : Self(device)->coming.front().cycle;
  };
  ops.advance = [](toe_device_t *device, toe_cycle_t until) {
    Echo *echo = Self(device);
    for (; !echo->coming.empty() && echo->coming.front().cycle < until; echo->coming.pop_front())
      echo->left.push_back(echo->coming.front());
    echo->now = std::max(echo->now, until);
  };
  ops.put_frame = [](toe_device_t *device, toe_cycle_t cycle, const toe_frame_t *frame) {
    Echo *echo = Self(device);
    toe_frame_sent_t sent = {};
    echo->free = std::max(echo->free, cycle + toe_frame_beats(frame->bytes) - 1 + 10);
    sent.cycle = echo->free++;
    sent.bytes = std::min<uint32_t>(frame->bytes, TOE_FRAME_SENT_BYTES);
    std::memcpy(sent.data, frame->data, sent.bytes);
    echo->coming.push_back(sent);
  };
  ops.get_frame = [](toe_device_t *device, toe_frame_sent_t *frame_out) {
    Echo *echo = Self(device);
    if (echo->left.empty()) return false;
    *frame_out = echo->left.front();
    echo->left.pop_front();
    return true;
  };
  ops.put_tlp = [](toe_device_t *, toe_stream_t, toe_cycle_t, const toe_tlp_t *) {};
  ops.put_credits = [](toe_device_t *, toe_cycle_t, toe_credits_t) {};
  ops.put_config = [](toe_device_t *, toe_cycle_t, const toe_device_config_t *) {};
  ops.put_flip = [](toe_device_t *, toe_cycle_t, uint32_t, uint32_t) {};
  ops.get_output = [](toe_device_t *, toe_device_output_t *) { return false; };
  ops.get_retire = [](toe_device_t *, toe_retire_t *) { return false; };
  ops.get_stats = [](const toe_device_t *, toe_device_stats_t *) {};
  Echo *echo = new Echo;
  echo->base.ops = &ops;
  return &echo->base;
}

// Memory nobody touches.
struct Nowhere : sc_core::sc_module {
  tlm_utils::simple_target_socket<Nowhere> socket{"socket"};
  explicit Nowhere(sc_core::sc_module_name name) : sc_module(name) {
    socket.register_b_transport(this, &Nowhere::Transport);
  }
  void Transport(tlm::tlm_generic_payload &, sc_core::sc_time &) { ++g_failures; }
};

// Begins the game, and has a processor's socket on each NIC, since a socket must be bound.
struct Player : sc_core::sc_module {
  SC_HAS_PROCESS(Player);
  tlm_utils::simple_initiator_socket<Player> processors[2];
  toe::Nic *nic;
  Player(sc_core::sc_module_name name, toe::Nic *its_nic) : sc_module(name), nic(its_nic) { SC_THREAD(Run); }
  void Run() {
    uint8_t data[60] = {7};
    nic->PutFrame({sizeof data, data});
    wait(40, sc_core::SC_US);
    // Three at one time: the wire takes them one after another.
    for (uint8_t i = 1; i <= 3; ++i) {
      data[0] = i;
      nic->PutFrame({60, data});
    }
  }
};

// Somebody who has nothing to do with the NICs.
struct Bystander : sc_core::sc_module {
  SC_HAS_PROCESS(Bystander);
  explicit Bystander(sc_core::sc_module_name name) : sc_module(name) { SC_THREAD(Run); }
  void Run() {
    for (int i = 0; i < 5000; ++i) wait(static_cast<double>(7 + i * 977 % 30011), sc_core::SC_PS);
  }
};

}  // namespace

int sc_main(int argc, char **) {
  toe::Conductor conductor("conductor");
  toe_nic_options_t options;
  toe_nic_options_default(&options);
  Nowhere nowhere_a("nowhere_a"), nowhere_b("nowhere_b");
  toe::Nic a("a", options, NewEcho(), &conductor), b("b", options, NewEcho(), &conductor);
  a.dma.bind(nowhere_a.socket);
  b.dma.bind(nowhere_b.socket);
  Player player("player", &a);
  player.processors[0].bind(a.bar0);
  player.processors[1].bind(b.bar0);

  std::vector<uint64_t> at_ps;
  std::vector<uint8_t> first_bytes;
  const auto note = [&](const char *who, const toe_frame_sent_t &frame) {
    at_ps.push_back(sc_core::sc_time_stamp().value());
    first_bytes.push_back(frame.data[0]);
    std::printf("%s sent %u at %s\n", who, frame.data[0], sc_core::sc_time_stamp().to_string().c_str());
  };
  a.SetFrameHandler([&](const toe_frame_sent_t &frame) {
    note("a", frame);
    if (at_ps.size() < 100) b.PutFrame({frame.bytes, frame.data});
  });
  b.SetFrameHandler([&](const toe_frame_sent_t &frame) {
    note("b", frame);
    if (at_ps.size() < 100) a.PutFrame({frame.bytes, frame.data});
  });
  std::unique_ptr<Bystander> bystander;
  if (argc > 1) bystander = std::make_unique<Bystander>("bystander");
  sc_core::sc_start();

  // 60 bytes are busy for 67.2 ns.  In at 0: edge 17, its second and last beat 18, sent back at 28 (112 ns), gone at
  // 179.2 ns, there at 329.2.  In at b then: 396.4 ns, edge 100, back at 111 (444 ns), there at 661.2.
  EXPECT_EQ(at_ps.size(), 103);
  EXPECT_EQ(at_ps[0], 329200);
  EXPECT_EQ(at_ps[1], 661200);
  EXPECT_EQ(first_bytes[99], 7);
  // At 40 us: last bytes at 40067.2, 40134.4, 40201.6 ns, edges 10017, 10034, 10051, back 11 edges later at 40112,
  // 40180, 40248 ns; gone at 40179.2, 40247.2, 40315.2 ns.
  EXPECT_EQ(at_ps[100], 40329200);
  EXPECT_EQ(at_ps[101], 40397200);
  EXPECT_EQ(at_ps[102], 40465200);
  EXPECT_EQ(first_bytes[102], 3);
  std::printf("%s\n", g_failures == 0 ? "passed" : "failed");
  return g_failures == 0 ? 0 : 1;
}
