/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_im_objects.h - state objects as an intermediate driver holds them, and their blocks for the miniport.
 *
 * Laid out by offsets typed by hand (docs/chimney.md 2); every delegated variable of every object has a value of its
 * own.
 */
#ifndef TOE_IM_OBJECTS_H_
#define TOE_IM_OBJECTS_H_

#include <algorithm>
#include <cstring>
#include <map>
#include <vector>

#include "sim/miniport/toe_ndis.h"

constexpr uint8_t kNeighborDelegated = 3, kPathDelegated = 7, kTcpDelegated = 15;  // OFFLOAD_STATE_TYPE

// The delegated variables, by offset in their structure (docs/chimney.md 2); State and the pointers are treated apart.
struct Variable {
  const char *name;
  int offset, bytes;
};
constexpr Variable kTcpVariables[] = {{"RcvNxt", 16, 4},
                                      {"RcvWnd", 20, 4},
                                      {"SndUna", 24, 4},
                                      {"SndNxt", 28, 4},
                                      {"SndMax", 32, 4},
                                      {"SndWnd", 36, 4},
                                      {"MaxSndWnd", 40, 4},
                                      {"SendWL1", 44, 4},
                                      {"CWnd", 48, 4},
                                      {"SsThresh", 52, 4},
                                      {"SRtt", 56, 2},
                                      {"RttVar", 58, 2},
                                      {"TsRecent", 60, 4},
                                      {"TsRecentAge", 64, 4},
                                      {"TsTime", 68, 4},
                                      {"TotalRT", 72, 4},
                                      {"DupAckCount", 76, 1},
                                      {"SndWndProbeCount", 77, 1},
                                      {"KeepAlive.ProbeCount", 80, 1},
                                      {"KeepAlive.TimeoutDelta", 84, 4},
                                      {"Retransmit.Count", 88, 1},
                                      {"Retransmit.TimeoutDelta", 92, 4},
                                      {"DWnd", 120, 4}};
constexpr Variable kNeighborVariables[] = {{"NicReachabilityDelta", 8, 4}};
constexpr int kStateOffset = 8, kSendHeadOffset = 96, kSendTailOffset = 104, kBufferedOffset = 112;

inline void Put(uint8_t *record, int offset, int bytes, uint64_t value) {
  toe_member_write(record, offset, bytes, value);
}
inline uint64_t Get(const uint8_t *record, int offset, int bytes) { return toe_member_read(record, offset, bytes); }

// An object as the host knows it.
struct Object {
  const char *name;
  uint8_t layer;
  Object *parent;
  uint8_t number;         // in what it is told by: addresses, ports, values
  uint8_t tcp_state = 0;  // TCP_OFFLOAD_CONNECTION_STATE
  toe_nbl_t *sends = nullptr;
  std::vector<uint8_t> received = {};  // BufferedData: acknowledged, not delivered
  toe_nbl_t buffered = {};
  uint8_t given[128] = {};      // delegated structure as offloaded at first
  uint8_t delegated[128] = {};  // as it is now, at the host
  alignas(8) uint8_t cell[8] = {};
  alignas(8) uint8_t src_ip[16] = {}, dst_ip[16] = {};
  alignas(8) uint8_t block[152 + 24 + 48 + 128] = {};

  uint32_t delegated_bytes() const { return layer == TOE_LAYER_NEIGHBOR ? 12 : layer == TOE_LAYER_PATH ? 8 : 128; }
  uint32_t handle() const { return static_cast<uint32_t>(Get(cell, 0, 8)); }
  uint32_t status() const { return static_cast<uint32_t>(Get(block, 24, 4)); }
};

// A value that no other variable of any object has, as far as its bytes allow.
inline uint64_t ValueOf(const Object &object, size_t variable, int bytes) {
  if (bytes == 1) return 40u * object.number + variable;
  if (bytes == 2) return 0x0101u * (variable + 1) + 0x1000u * object.number;
  return 0x01000193u * (variable + 1) + 0x00110000u * object.number;
}

inline void Begin(Object *object) {
  uint8_t *d = object->given;
  Put(d, 0, 4, object->delegated_bytes());
  if (object->layer == TOE_LAYER_NEIGHBOR) Put(d, 8, 4, ValueOf(*object, 0, 4));
  if (object->layer == TOE_LAYER_TCP) {
    Put(d, kStateOffset, 4, object->tcp_state);
    for (size_t i = 0; i < sizeof kTcpVariables / sizeof kTcpVariables[0]; ++i)
      Put(d, kTcpVariables[i].offset, kTcpVariables[i].bytes, ValueOf(*object, i, kTcpVariables[i].bytes));
    toe_nbl_t *last = object->sends;
    while (last != nullptr && last->next != nullptr) last = last->next;
    toe_ndis_set_pointer(d, kSendHeadOffset, object->sends);
    toe_ndis_set_pointer(d, kSendTailOffset, last);
  }
  std::memcpy(object->delegated, object->given, sizeof object->given);
}

// The block, without its links, and const and cached state behind it, those of an initiate.
inline void PrepareInitiate(Object *object, bool is_linker) {
  static const uint8_t types[] = {0, 4, 8, 17};
  uint8_t *b = object->block, *state = b + 152;
  std::memset(b, 0, sizeof object->block);
  Put(b, 0, 1, types[object->layer]);
  Put(b, 1, 1, object->layer == TOE_LAYER_TCP ? 2 : 1);
  Put(b, 2, 2, 152);
  toe_ndis_set_pointer(b, 48, object->cell);
  Put(b, 56, 8, 0x1234567800000000u + object->number + 16u * object->layer);
  if (is_linker) return;
  Put(object->cell, 0, 8, 0);
  if (object->layer == TOE_LAYER_NEIGHBOR) {
    Put(state, 0, 4, 44);
    Put(state + 48, 0, 4, 44);
    Put(state + 48, 8 + 5, 1, object->number);  // DlDestinationAddress
    Put(state + 48, 8, 1, 2);
    state += 96;
  } else if (object->layer == TOE_LAYER_PATH) {
    Put(state, 0, 4, 24);
    object->src_ip[0] = object->dst_ip[0] = 10;
    object->src_ip[3] = 1;
    object->dst_ip[2] = object->number;
    toe_ndis_set_pointer(state, 8, object->src_ip);
    toe_ndis_set_pointer(state, 16, object->dst_ip);
    Put(state + 24, 0, 4, 12);
    Put(state + 24, 8, 4, 1500);
    state += 40;
  } else {
    Put(state, 0, 4, 24);
    Put(state, 10, 1, 0), Put(state, 11, 1, 80);                 // remote port 80, network order
    Put(state, 12, 1, 0x10), Put(state, 13, 1, object->number);  // local port 4096 + number
    Put(state, 16, 2, 1460);
    Put(state + 24, 0, 4, 44);
    Put(state + 24, 12, 4, 65535);
    state += 24 + 48;
    toe_ndis_set_pointer(b, 144, object->sends);
    if (!object->received.empty()) {
      object->buffered = {};
      object->buffered.bytes = static_cast<uint32_t>(object->received.size());
      object->buffered.data = object->received.data();
      toe_ndis_set_pointer(object->delegated, kBufferedOffset, &object->buffered);
    }
  }
  std::memcpy(state, object->delegated, object->delegated_bytes());
}

// The block of a terminate, with room for what comes back, which holds nonsense so far.
inline void PrepareTerminate(Object *object) {
  static const uint8_t types[] = {0, kNeighborDelegated, kPathDelegated, kTcpDelegated};
  uint8_t *b = object->block;
  std::memset(b, 0, sizeof object->block);
  Put(b, 0, 1, types[object->layer]);
  Put(b, 1, 1, object->layer == TOE_LAYER_TCP ? 2 : 1);
  Put(b, 2, 2, 152);
  Put(b, 24, 4, 0xEEEEEEEE);
  toe_ndis_set_pointer(b, 48, object->cell);
  toe_ndis_set_pointer(b, 144, b);
  std::memset(b + 152, 0xEE, object->delegated_bytes());
  Put(b + 152, 0, 4, object->delegated_bytes());
  Put(b + 152, 4, 4, 0);
}

// Links blocks that are prepared into a tree: each below its parent if that is among them, else a root.  The root
// chain.
inline void *Link(const std::vector<Object *> &objects) {
  Object *last_root = nullptr;
  std::map<Object *, Object *> last_child;
  for (Object *object : objects) {
    const bool has_parent = std::find(objects.begin(), objects.end(), object->parent) != objects.end();
    Object *&before = has_parent ? last_child[object->parent] : last_root;
    if (before != nullptr) toe_ndis_set_pointer(before->block, 8, object->block);
    if (before == nullptr && has_parent) toe_ndis_set_pointer(object->parent->block, 16, object->block);
    before = object;
  }
  return objects.front()->block;
}

#endif  // TOE_IM_OBJECTS_H_
