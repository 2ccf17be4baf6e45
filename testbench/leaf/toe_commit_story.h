/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_commit_story.h - what a story of the commit point is made of: items with what must come of each, and registers.
 */
#ifndef TESTBENCH_LEAF_TOE_COMMIT_STORY_H_
#define TESTBENCH_LEAF_TOE_COMMIT_STORY_H_

#include <cstdint>
#include <set>
#include <vector>

namespace toe {

constexpr uint32_t kNoFetch = 0xFF; /* as a kind: the object could not be fetched */

/* An item and what must come of it. */
struct Step {
  uint32_t layer, kind;
  uint32_t cause;
  bool attempted;
  uint32_t handle;  /* given or named, 0: none */
  uint32_t service; /* edges from handshake to decision when nothing holds it; of a linker from its read */
  uint32_t fault = 0;
  uint32_t named = 0;  /* handle of a linker */
  uint32_t family = 4; /* of a new path */
  uint32_t tcp_state = 4;
  bool found = false, has_place = true;
  uint32_t vlan = 0;
  uint64_t mac = 0; /* 0: none */
  uint32_t ip = 1, mtu = 1500;
  uint32_t window = 1, bytes = 0;
  uint32_t pages = 1, blocks = 0; /* what it must take */
  uint32_t copy_edges = 3;        /* from the edge after the start to the end being visible */
  uint32_t flips = 0;             /* in one word of the linker's row */
  bool is_gone = false;           /* a linker to an object that was terminated: its row is read all the same */

  Step Vlan(uint32_t id) const {
    return Step(*this).Do([id](Step *s) { s->vlan = id; });
  }
  Step Mac(uint64_t value) const {
    return Step(*this).Do([value](Step *s) { s->mac = value; });
  }
  Step Ip(uint32_t value) const {
    return Step(*this).Do([value](Step *s) { s->ip = value; });
  }
  Step Family(uint32_t value) const {
    return Step(*this).Do([value](Step *s) { s->family = value; });
  }
  Step Mtu(uint32_t value) const {
    return Step(*this).Do([value](Step *s) { s->mtu = value; });
  }
  Step Fault(uint32_t value) const {
    return Step(*this).Do([value](Step *s) { s->fault = value; });
  }
  Step Flips(uint32_t count) const {
    return Step(*this).Do([count](Step *s) { s->flips = count; });
  }
  Step Gone() const {
    return Step(*this).Do([](Step *s) { s->is_gone = true; });
  }
  Step Window(uint32_t value, uint32_t takes) const {
    return Step(*this).Do([=](Step *s) { s->window = value, s->pages = takes; });
  }
  Step State(uint32_t value) const {
    return Step(*this).Do([value](Step *s) { s->tcp_state = value; });
  }
  Step Copy(uint32_t value, uint32_t takes, uint32_t edges) const {
    return Step(*this).Do([=](Step *s) { s->bytes = value, s->blocks = takes, s->copy_edges = edges; });
  }

 private:
  template <typename Change>
  Step &Do(Change change) {
    change(this);
    return *this;
  }
};

constexpr uint32_t kMany = 100, kAll = 0xFFFFFFFF;

/* The registers.  Limits in the order of limits_t: neighbor, path, tcp, src_mac, src_ip, vlan, rcv_buffer, xmit_buffer,
 * buffered_copy (bytes), host_memory. */
struct Registers {
  uint32_t policy = 1;
  bool fault_enable = true;
  uint32_t limits[10] = {kMany, kMany, kMany, 64, 128, 128, 65536, kMany, 1u << 24, kAll};
  uint32_t mtu_max = 9000, window_max = kAll, page = 14, min_window = 0, states = 0;
  bool duplicates_fail = false;
  uint32_t banks = 2;
  std::set<uint32_t> interface; /* its VLAN ids */
};

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_COMMIT_STORY_H_ */
