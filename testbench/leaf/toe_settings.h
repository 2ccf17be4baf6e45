/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_settings.h - every setting by number, typed by hand from docs/microarchitecture.md 3, 5.4 and 6: the register it
 * changes, and values at the edge of what it takes.
 */
#ifndef TESTBENCH_LEAF_TOE_SETTINGS_H_
#define TESTBENCH_LEAF_TOE_SETTINGS_H_

#include <cstdint>

namespace toe {

struct Setting {
  uint32_t number, offset, reset;
  uint32_t at_most; /* the largest value taken */
};
constexpr uint32_t kWhole = 0xFFFFFFFFu;
const Setting kSettings[] = {
    {1, 0x040, 256, 4096},          /* neighbor.entries */
    {2, 0x044, 1024, 16384},        /* path.entries */
    {3, 0x048, 4096, 16384},        /* tcp.entries */
    {4, 0x04C, kWhole, kWhole},     /* host_memory.objects */
    {5, 0x050, 0, 2},               /* walk.policy */
    {6, 0x140, 16, 64},             /* src_mac.entries */
    {7, 0x144, 32, 128},            /* src_ip.entries */
    {8, 0x148, 64, 128},            /* vlan.entries */
    {9, 0x14C, 16384, 65536},       /* rcv_buffer.pages */
    {10, 0x150, 4096, 65536},       /* xmit_buffer.pages */
    {11, 0x154, 4194304, 16777216}, /* buffered_copy.bytes */
    {12, 0x158, 9000, kWhole},      /* mtu.max */
    {13, 0x15C, 1047552, kWhole},   /* rcv_window.max */
    {14, 0x164, 0, 0x3FF},          /* admission.reject_states: 10 bits */
    {15, 0x168, 0xFFFF, kWhole},    /* admission.reject_local_ports */
    {16, 0x16C, 0xFFFF, kWhole},    /* admission.reject_remote_ports */
    {17, 0x170, 0, kWhole},         /* admission.min_rcv_window */
    {18, 0x174, 0, 1},              /* admission.duplicates */
    {20, 0x1A0, 1024, 4096},        /* posted.requests */
    {21, 0x1A8, 8388608, 16777216}, /* rcv_data.bytes */
};

/* INTERFACE_VLAN, number 19: bits 11..0 an id, 17..16 what to do with it; others 0. */
struct VlanValue {
  uint32_t value;
  bool is_taken;
};
const VlanValue kVlanValues[] = {
    {0x00000001, true},                       /* remove 1 */
    {0x00000FFF, true},                       /* remove 4095 */
    {0x00000000, false},                      /* remove 0 */
    {0x00010001, true},                       /* add 1 */
    {0x00010FFF, true},                       /* add 4095 */
    {0x00010000, false},                      /* add 0 */
    {0x00020000, true},                       /* clear */
    {0x00020001, false},                      /* clear, with an id */
    {0x00030000, false}, {0x00030001, false}, /* no such action */
    {0x00011001, false}, {0x00018001, false}, {0x00050001, false}, {0x80010001, false}, {0x80020000, false},
};

}  // namespace toe

#endif /* TESTBENCH_LEAF_TOE_SETTINGS_H_ */
