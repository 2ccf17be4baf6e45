/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_obj_fetch_bench.cpp - random commands: errors in their order (5.4), overhead, chunks that respect MRRS and 4 KiB,
 * and the very edge of every push.
 *
 * Gaps: commands arrive late, time jumps while the overhead runs.  Back-pressure: ring, NPQ, tags are short, CMD_FETCH
 * or COPY wins at times.
 */
#include <deque>

#include "Vtoe_obj_fetch.h"
#include "testbench/leaf/toe_leaf.h"
#include "testbench/leaf/toe_leaf_shapes.h"
#include "testbench/leaf/toe_settings.h"

namespace toe {
namespace {

struct Command {
  uint32_t opcode, version, flags, count, setting, value;
  uint64_t objects, results;
  bool failed;
  uint64_t returns;           /* RETURN_ADDR */
  uint32_t handle;            /* EVENT_HANDLE */
  bool gap_clear, tail_clear; /* bytes 36..39, 52..63 */
  bool has_mode = false;      /* of bytes 36..39 bit 0 is set, and only that */
  bool has_high = false;      /* of bytes 36..39 only the last two are not 0 */
  bool IsMacClear() const { return gap_clear || has_high; }
};

/* Values and handles of RAISE: what is taken (enums.def, 5.4), by hand. */
struct Raise {
  uint32_t event, value, handle;
  bool is_taken;
};
constexpr Raise kRaises[] = {
    {3, 1, 0x30000001, true}, {3, 11, 0, true},           {3, 0, 0x30000001, false},  {3, 12, 0x30000001, false},
    {3, 0x101, 5, false},     {16, 0, 0, true},           {16, 1, 0, false},          {16, 0, 1, false},
    {17, 0, 0, true},         {17, 0x80000000, 0, false}, {17, 0, 0x80000000, false}, {18, 0, 0, true},
    {18, 11, 0, false},       {18, 0, 0x30000001, false}, {19, 0, 0, true},           {19, 1, 0, true},
    {19, 2, 0, false},        {19, 1, 0x30000001, false}, {0, 0, 0, false},           {2, 0, 0, false},
    {4, 0, 0, false},         {15, 0, 0, false},          {20, 0, 0, false},          {0x103, 1, 0, false},
};

Command Draw(Random *random) {
  Command command = {1, 1, 0, 1 + random->Below(random->OneIn(4) ? 40 : 5), 0, 0, 0, 0, false, 0, 0, true, true};
  command.objects = (random->Next() << 8) & 0x0000FFFFFFFFFF00u;
  command.results = (random->Next() << 5) & 0x0000FFFFFFFFFFE0u;
  if (random->OneIn(2)) { /* TERMINATE */
    command.opcode = 3;
    command.returns = (random->Next() << 6) & 0x0000FFFFFFFFFFC0u;
  }
  switch (random->Below(30)) {
    case 0:
      command.failed = true;
      command.version = 7;
      break;
    case 1:
      command.version = random->Below(2) * 2;
      command.opcode = 99;
      break;
    case 2:
      command.flags = 1u << random->Below(16);
      break;
    case 3:
      command.opcode = random->OneIn(2) ? 0 : 8 + random->Below(200);
      break;
    case 4:
      command.count = random->OneIn(2) ? 0 : 1048577 + random->Below(1000);
      command.objects |= 4;
      break;
    case 5:
      command.objects |= 1u << random->Below(8);
      break;
    case 6:
      command.results |= 1u << random->Below(5);
      break;
    case 14:
    case 15: /* a RETURN_ADDR that is none, or where there is none */
      command.returns |= 1u << random->Below(8);
      break;
    case 16:
    case 17:
    case 18: { /* RAISE */
      const Raise &raise = kRaises[random->Below(sizeof kRaises / sizeof kRaises[0])];
      command = {4, 1, 0, 0, raise.event, raise.value, 0, 0, false, 0, raise.handle, true, true};
      break;
    }
    case 7:
    case 8:
    case 9:
    case 10:
    case 11: { /* SET: every setting, and some that are none; values at the edge of what is taken */
      uint32_t pick = random->Below(24);
      command.opcode = 2;
      command.count = 0;
      command.objects = command.results = command.returns = 0;
      command.setting = pick < 20 ? kSettings[pick].number : 19;
      if (pick < 20) command.value = kSettings[pick].at_most + random->Below(2);
      if (pick >= 20) command.value = kVlanValues[random->Below(sizeof kVlanValues / sizeof kVlanValues[0])].value;
      if (pick == 23) command.setting = random->OneIn(2) ? 0 : 23 + random->Below(300);
      if (random->OneIn(8)) { /* INTERFACE_MAC: any address; bytes 36 and 37 are not of it */
        command.setting = 22;
        command.value = static_cast<uint32_t>(random->Next());
        command.gap_clear = random->OneIn(2);
        command.has_high = !command.gap_clear && random->OneIn(2);
      }
      break;
    }
    case 19:
    case 20:
    case 21: /* RECEIVE and REPLY: any address, any handle; a byte that they do not use */
      command = {random->OneIn(2) ? 5u : 6u, 1, 0, 0, 0, random->Below(3), 0, 0, false, 0, 0x30000001, true, true};
      if (command.opcode == 5) {
        command.objects = random->Next();
        command.setting = random->Below(3);
        command.has_mode = random->OneIn(2);
        command.gap_clear = !command.has_mode;
      }
      switch (random->Below(12)) {
        case 0:
          command.objects |= uint64_t{1} << random->Below(64);
          break;
        case 1:
          command.results = uint64_t{1} << random->Below(64);
          break;
        case 2:
          command.count = 1u << random->Below(32);
          break;
        case 3:
          command.returns = uint64_t{1} << random->Below(64);
          break;
        case 4:
          command.gap_clear = command.has_mode = false;
          break;
        case 5:
          command.setting |= 1u << random->Below(32);
          break;
        case 6:
          command.tail_clear = false;
          break;
        default:
          break;
      }
      break;
    case 22:
    case 23:
    case 24:
    case 25: { /* FORWARD: lengths at the edge of what is taken; a byte that it does not use, or more than one fault */
      static const uint32_t kLengths[] = {0, 19, 20, 21, 9215, 9216, 9217, 0x80000014};
      command = {7, 1, 0, 0, kLengths[random->Below(8)], 0, random->Next() << 6, 0, false, 0, 0x30000001, true, true};
      if (random->OneIn(4)) command.objects |= 1u << random->Below(6);
      switch (random->Below(16)) {
        case 0:
          command.results = uint64_t{1} << random->Below(64);
          break;
        case 1:
          command.count = 1u << random->Below(32);
          break;
        case 2:
          command.value = 1u << random->Below(32);
          break;
        case 3:
          command.returns = uint64_t{1} << random->Below(64);
          break;
        case 4:
          command.gap_clear = false;
          command.has_mode = random->OneIn(2);
          break;
        case 5:
          command.tail_clear = false;
          break;
        default:
          break;
      }
      break;
    }
    case 12: /* a byte that INITIATE and TERMINATE do not use */
      switch (random->Below(5)) {
        case 0:
          command.setting = 1u << random->Below(32);
          break;
        case 1:
          command.value = 1u << random->Below(32);
          break;
        case 2:
          command.handle = 1u << random->Below(32);
          break;
        case 3:
          command.gap_clear = false;
          break;
        default:
          command.tail_clear = false;
      }
      if (random->OneIn(2)) command.count = 0;
      break;
    case 13: /* a byte that SET, or RAISE, does not use */
      command = {2, 1, 0, 0, 12, 5, 0, 0, false, 0, 0, true, true};
      if (random->OneIn(2)) command = {4, 1, 0, 0, 3, 5, 0, 0, false, 0, 0x30000001, true, true};
      switch (random->Below(7)) {
        case 0:
          command.objects = uint64_t{1} << random->Below(64);
          break;
        case 1:
          command.results = uint64_t{1} << random->Below(64);
          break;
        case 2:
          command.count = 1u << random->Below(32);
          break;
        case 3:
          command.returns = uint64_t{1} << random->Below(64);
          break;
        case 4:
          command.gap_clear = false;
          break;
        case 5:
          command.handle = 0x80000000; /* RAISE uses it */
          break;
        default:
          command.tail_clear = false;
      }
      if (random->OneIn(2)) command.setting = 0;
      break;
    default:
      break;
  }
  return command;
}

/* What a SET takes, of the settings by hand. */
bool IsTaken(uint32_t number, uint32_t value) {
  for (const Setting &setting : kSettings) {
    if (setting.number == number) return value <= setting.at_most;
  }
  for (const VlanValue &vlan : kVlanValues) {
    if (number == 19 && vlan.value == value) return vlan.is_taken;
  }
  return false;
}

bool IsEvent(const Command &command) {
  for (const Raise &raise : kRaises) {
    if (raise.event != command.setting || raise.value != command.value) continue;
    if (raise.event == 3 || raise.handle == command.handle) return raise.is_taken;
  }
  return command.setting == 3 && command.value == 5; /* the one of case 13 */
}

/* The first error that holds; enums.def by number. */
uint32_t ErrorOf(const Command &command) {
  if (command.failed) return 6;
  if (command.version != 1 || command.flags != 0) return 2;
  if (command.opcode == 1 || command.opcode == 3) {
    if (command.setting != 0 || command.value != 0 || command.handle != 0) return 9;
    if (!command.gap_clear || !command.tail_clear) return 9;
    if (command.opcode == 1 && command.returns != 0) return 9;
    if (command.count == 0 || command.count > 1048576) return 3;
    return command.objects % 256 != 0 || command.results % 32 != 0 || command.returns % 64 != 0 ? 4 : 0;
  }
  if (command.opcode == 2 || command.opcode == 4) {
    if (command.objects != 0 || command.results != 0 || command.count != 0 || command.returns != 0) return 9;
    bool is_mac = command.opcode == 2 && command.setting == 22;
    if (!(is_mac ? command.IsMacClear() : command.gap_clear) || !command.tail_clear) return 9;
    if (command.opcode == 4) return IsEvent(command) ? 0 : 10;
    if (command.handle != 0) return 9;
    return is_mac || IsTaken(command.setting, command.value) ? 0 : 5;
  }
  if (command.opcode == 5 || command.opcode == 6) {
    if (command.results != 0 || command.count != 0 || command.returns != 0 || !command.tail_clear) return 9;
    /* One bit of bytes 36..39 is a RECEIVE's mode. */
    if (!command.gap_clear && (command.opcode == 6 || !command.has_mode)) return 9;
    if (command.opcode == 6) return command.objects != 0 || command.setting != 0 ? 9 : 0;
    return command.value > command.setting ? 15 : 0;
  }
  if (command.opcode == 7) {
    if (command.results != 0 || command.count != 0 || command.value != 0 || command.returns != 0) return 9;
    if (!command.gap_clear || !command.tail_clear) return 9;
    if (command.objects % 64 != 0) return 4;
    return command.setting < 20 || command.setting > 9216 ? 15 : 0;
  }
  return 1;
}

void Run(const Mode &mode) {
  Leaf<Vtoe_obj_fetch> fetch(mode.seed);
  Random random(mode.seed);
  Vtoe_obj_fetch &top = fetch.top();
  top.arrived_i = top.failed_i = 0;
  top.overhead_i = 0;
  top.now_i = 0;
  top.bus_master_i = 1;
  top.mrrs_i = 512;
  top.ring_room_i = top.tag_free_i = top.read_room_i = 1;
  top.loses_i = 0;
  fetch.Reset();

  uint64_t now = uint64_t{0x7E} << 48, decode_at = 0;
  enum { kNone, kOverhead, kPushing } state = kNone;
  Command command{};
  bool is_here = false;
  uint32_t slot = 0, tail = 0, index = 0, done = 0, raises = 0, terminates = 0, receives = 0, forwards = 0;
  for (int step = 0; step < 20000; ++step, ++now) {
    if (!is_here && state == kNone && !(mode.has_gaps && !random.OneIn(5))) {
      command = Draw(&random);
      is_here = true;
    }
    if (state == kOverhead && mode.has_gaps && decode_at > now) now = decode_at; /* a time jump */
    if (state == kNone) {
      top.overhead_i = random.OneIn(3) ? 1 + random.Below(30) : 0;
      top.mrrs_i = random.OneIn(3) ? 256 : 512;
    }
    top.now_i = now;
    top.arrived_i = is_here && state == kNone; /* used up once taken */
    top.failed_i = is_here && command.failed;
    Set(top.first_i, 0, 8, command.opcode);
    Set(top.first_i, 8, 8, command.version);
    Set(top.first_i, 16, 16, command.flags);
    Set(top.first_i, 32, 32, 0x1234);
    Set(top.first_i, 64, 64, command.objects);
    Set(top.first_i, 128, 64, command.results);
    Set(top.first_i, 192, 32, command.count);
    Set(top.first_i, 224, 32, command.setting);
    top.value_i = command.value;
    top.gap_clear_i = command.gap_clear;
    top.mac_clear_i = command.IsMacClear();
    top.mode_clear_i = command.gap_clear || command.has_mode;
    top.return_addr_i = command.returns;
    top.event_handle_i = command.handle;
    top.tail_clear_i = command.tail_clear;
    top.ring_room_i = !(mode.has_back_pressure && random.OneIn(4));
    top.read_room_i = !(mode.has_back_pressure && random.OneIn(4));
    top.tag_free_i = !(mode.has_back_pressure && random.OneIn(4));
    top.bus_master_i = !(mode.has_back_pressure && random.OneIn(8));
    top.loses_i = mode.has_back_pressure && random.OneIn(4);
    top.ring_tail_i = static_cast<uint8_t>(tail);
    fetch.Settle();

    TOE_CHECK_EQ(top.slot_o, slot);
    TOE_CHECK_EQ(top.take_o, state == kNone && is_here && top.arrived_i);
    TOE_CHECK_EQ(top.timer_valid_o, state == kOverhead);
    if (state == kOverhead) TOE_CHECK_EQ(top.timer_cycle_o, decode_at);
    uint32_t error = ErrorOf(command);
    bool is_marker = error != 0 || command.opcode == 2 || command.opcode >= 4;
    bool pushes = state == kPushing && top.ring_room_i &&
                  (is_marker || (top.read_room_i && top.tag_free_i && top.bus_master_i && !top.loses_i));
    TOE_CHECK_EQ(top.ring_valid_o, pushes);
    TOE_CHECK_EQ(top.read_valid_o, pushes && !is_marker);
    if (pushes) {
      uint64_t address = command.objects + 256 * uint64_t{index};
      uint32_t left = command.count - index;
      bool is_pair = !is_marker && top.mrrs_i >= 512 && left > 1 && address % 4096 != 3840;
      bool is_last = is_marker || left == (is_pair ? 2u : 1u);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkMarker & 1, is_marker);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkTerminate & 1, error == 0 && command.opcode == 3);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkRaise & 1, error == 0 && command.opcode == 4);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkReceive & 1, error == 0 && command.opcode == 5);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkReply & 1, error == 0 && command.opcode == 6);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkForward & 1, error == 0 && command.opcode == 7);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkSlot & 15, slot);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkError & 15, error);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkPair & 1, is_pair);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkLast & 1, is_last);
      TOE_CHECK_EQ(top.ring_data_o >> kChunkIndex & 0xFFFFF, is_marker ? 0 : index);
      if (!is_marker) {
        TOE_CHECK_EQ(Get(top.read_data_o, kReadTag, 8), 32 + tail);
        TOE_CHECK_EQ(Get(top.read_data_o, kReadLength, 10), is_pair ? 128 : 64);
        TOE_CHECK_EQ(Get(top.read_data_o, kReadAddress, 64), address);
      }
      tail = (tail + 1) % 32;
      index += is_pair ? 2 : 1;
      if (is_last) {
        state = kNone;
        is_here = false;
        slot = (slot + 1) % 16;
        ++done;
        raises += error == 0 && command.opcode == 4;
        terminates += error == 0 && command.opcode == 3;
        receives += error == 0 && (command.opcode == 5 || command.opcode == 6);
        forwards += error == 0 && command.opcode == 7;
        fetch.Edge();
        continue;
      }
    }
    /* Visible and idle at x: decoded at x + overhead, pushes from the edge after. */
    if (state == kNone && is_here) {
      decode_at = now + top.overhead_i;
      state = kOverhead;
      index = 0;
    }
    if (state == kOverhead && decode_at == now) state = kPushing;
    fetch.Edge();
  }
  TOE_CHECK(done > 500 && raises > 10 && terminates > 50 && receives > 50 && forwards > 30);
}

}  // namespace
}  // namespace toe

int main(int argc, char **argv) { return toe::LeafMain("toe_obj_fetch", argc, argv, 3, toe::Run); }
