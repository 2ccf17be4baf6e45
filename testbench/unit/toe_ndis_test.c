/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ndis_test.c - offsets of the NDIS structures against numbers typed by hand from docs/chimney.md 2.
 *
 * Do not replace a literal here by a name.
 */
#include "sim/miniport/toe_ndis.h"

#include "testbench/shim/toe_test.h"

#define AT(structure, name, offset, bytes)                         \
  TOE_EXPECT_EQ(TOE_NDIS_##structure##_##name##_OFFSET, (offset)); \
  TOE_EXPECT_EQ(TOE_NDIS_##structure##_##name##_BYTES, (bytes))

/* NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, x64 (R105 names its reserved members). */
TOE_TEST(ndis, block_lies_as_documented) {
  TOE_EXPECT_EQ(TOE_NDIS_BLOCK_BYTES, 152);
  AT(BLOCK, TYPE, 0, 1);
  AT(BLOCK, REVISION, 1, 1);
  AT(BLOCK, SIZE, 2, 2);
  AT(BLOCK, NEXT, 8, 8);
  AT(BLOCK, DEPENDENT, 16, 8);
  AT(BLOCK, STATUS, 24, 4);
  AT(BLOCK, NDIS_RESERVED, 32, 8);
  AT(BLOCK, NDIS_RESERVED_1, 40, 8);
  AT(BLOCK, CONTEXT, 48, 8);
  AT(BLOCK, NDIS_HANDLE, 56, 8);
  AT(BLOCK, PROTOCOL_RESERVED, 64, 8);
  AT(BLOCK, PROTOCOL_RESERVED_1, 72, 8);
  AT(BLOCK, MINIPORT_RESERVED, 80, 8);
  AT(BLOCK, MINIPORT_RESERVED_1, 88, 8);
  AT(BLOCK, IM_RESERVED, 96, 8);
  AT(BLOCK, IM_RESERVED_1, 104, 8);
  AT(BLOCK, SCRATCH, 112, 8);
  AT(BLOCK, SCRATCH_1, 120, 8);
  AT(BLOCK, SOURCE_HANDLE, 128, 8);
  AT(BLOCK, PORT_NUMBER, 136, 4);
  AT(BLOCK, NBL_CHAIN, 144, 8);
}

TOE_TEST(ndis, neighbor_and_path_states_lie_as_documented) {
  TOE_EXPECT_EQ(TOE_NDIS_STATE_HEADER_BYTES, 8);
  AT(STATE_HEADER, LENGTH, 0, 4);
  AT(STATE_HEADER, OPTIONS, 4, 4);
  TOE_EXPECT_EQ(TOE_NDIS_NEIGHBOR_CONST_BYTES, 44);
  AT(NEIGHBOR_CONST, SRC_MAC, 8, 32);
  AT(NEIGHBOR_CONST, VLAN, 40, 4);
  TOE_EXPECT_EQ(TOE_NDIS_NEIGHBOR_CACHED_BYTES, 44);
  AT(NEIGHBOR_CACHED, DST_MAC, 8, 32);
  AT(NEIGHBOR_CACHED, HOST_REACHABILITY, 40, 4);
  TOE_EXPECT_EQ(TOE_NDIS_NEIGHBOR_DELEGATED_BYTES, 12);
  AT(NEIGHBOR_DELEGATED, NIC_REACHABILITY, 8, 4);
  TOE_EXPECT_EQ(TOE_NDIS_PATH_CONST_BYTES, 24);
  AT(PATH_CONST, SRC_IP, 8, 8);
  AT(PATH_CONST, DST_IP, 16, 8);
  TOE_EXPECT_EQ(TOE_NDIS_PATH_CACHED_BYTES, 12);
  AT(PATH_CACHED, MTU, 8, 4);
  TOE_EXPECT_EQ(TOE_NDIS_PATH_DELEGATED_BYTES, 8);
}

TOE_TEST(ndis, tcp_states_lie_as_documented) {
  TOE_EXPECT_EQ(TOE_NDIS_TCP_CONST_BYTES, 24);
  AT(TCP_CONST, FLAGS, 8, 2);
  AT(TCP_CONST, REMOTE_PORT, 10, 2);
  AT(TCP_CONST, LOCAL_PORT, 12, 2);
  AT(TCP_CONST, WIND_SCALES, 14, 1);
  AT(TCP_CONST, REMOTE_MSS, 16, 2);
  AT(TCP_CONST, HASH_VALUE, 20, 4);
  TOE_EXPECT_EQ(TOE_NDIS_TCP_CACHED_BYTES, 44);
  AT(TCP_CACHED, FLAGS, 8, 2);
  AT(TCP_CACHED, INITIAL_RCV_WND, 12, 4);
  AT(TCP_CACHED, RCV_INDICATION, 16, 4);
  AT(TCP_CACHED, KA_PROBE_COUNT, 20, 1);
  AT(TCP_CACHED, KA_TIMEOUT, 24, 4);
  AT(TCP_CACHED, KA_INTERVAL, 28, 4);
  AT(TCP_CACHED, MAX_RT, 32, 4);
  AT(TCP_CACHED, FLOW_LABEL, 36, 4);
  AT(TCP_CACHED, TTL, 40, 1);
  AT(TCP_CACHED, TOS, 41, 1);
  AT(TCP_CACHED, USER_PRIORITY, 42, 1);
  TOE_EXPECT_EQ(TOE_NDIS_TCP_DELEGATED_BYTES, 128);
  TOE_EXPECT_EQ(TOE_NDIS_TCP_DELEGATED_60_BYTES, 120);
  AT(TCP_DELEGATED, STATE, 8, 4);
  AT(TCP_DELEGATED, FLAGS, 12, 2);
  AT(TCP_DELEGATED, RCV_NXT, 16, 4);
  AT(TCP_DELEGATED, RCV_WND, 20, 4);
  AT(TCP_DELEGATED, SND_UNA, 24, 4);
  AT(TCP_DELEGATED, SND_NXT, 28, 4);
  AT(TCP_DELEGATED, SND_MAX, 32, 4);
  AT(TCP_DELEGATED, SND_WND, 36, 4);
  AT(TCP_DELEGATED, MAX_SND_WND, 40, 4);
  AT(TCP_DELEGATED, SND_WL1, 44, 4);
  AT(TCP_DELEGATED, CWND, 48, 4);
  AT(TCP_DELEGATED, SSTHRESH, 52, 4);
  AT(TCP_DELEGATED, SRTT, 56, 2);
  AT(TCP_DELEGATED, RTT_VAR, 58, 2);
  AT(TCP_DELEGATED, TS_RECENT, 60, 4);
  AT(TCP_DELEGATED, TS_RECENT_AGE, 64, 4);
  AT(TCP_DELEGATED, TS_TIME, 68, 4);
  AT(TCP_DELEGATED, TOTAL_RT, 72, 4);
  AT(TCP_DELEGATED, DUP_ACK_COUNT, 76, 1);
  AT(TCP_DELEGATED, SND_WND_PROBES, 77, 1);
  AT(TCP_DELEGATED, KA_PROBES, 80, 1);
  AT(TCP_DELEGATED, KA_TIMEOUT_DELTA, 84, 4);
  AT(TCP_DELEGATED, RT_COUNT, 88, 1);
  AT(TCP_DELEGATED, RT_TIMEOUT_DELTA, 92, 4);
  AT(TCP_DELEGATED, SEND_DATA_HEAD, 96, 8);
  AT(TCP_DELEGATED, SEND_DATA_TAIL, 104, 8);
  AT(TCP_DELEGATED, BUFFERED_DATA, 112, 8);
  AT(TCP_DELEGATED, DWND, 120, 4);
}

TOE_TEST(ndis, state_types_have_their_numbers) {
  TOE_EXPECT_EQ(TOE_NDIS_STATE_NEIGHBOR, 4);
  TOE_EXPECT_EQ(TOE_NDIS_STATE_PATH_IP4, 8);
  TOE_EXPECT_EQ(TOE_NDIS_STATE_PATH_IP6, 12);
  TOE_EXPECT_EQ(TOE_NDIS_STATE_TCP, 17);
}

/* */
TOE_TEST(ndis, state_begins_on_a_multiple_of_eight) {
  TOE_EXPECT_EQ(toe_ndis_align(152), 152);
  TOE_EXPECT_EQ(toe_ndis_align(44), 48);
  TOE_EXPECT_EQ(toe_ndis_align(12), 16);
  TOE_EXPECT_EQ(toe_ndis_align(1), 8);
}

/* port 80 is the bytes 00 50. */
TOE_TEST(ndis, ports_stand_in_network_order) {
  uint8_t memory[24] = {0};
  TOE_NDIS_WRITE(memory, TCP_CONST, LOCAL_PORT, toe_ndis_port(80));
  TOE_EXPECT_EQ(memory[12], 0x00);
  TOE_EXPECT_EQ(memory[13], 0x50);
  TOE_EXPECT_EQ(toe_ndis_port(TOE_NDIS_READ(memory, TCP_CONST, LOCAL_PORT)), 80);
}

/* R89, R91, R93 */
TOE_TEST(ndis, cell_tells_the_kind_of_a_block) {
  uint8_t block[152] = {0}, cell[8] = {0};
  TOE_EXPECT_EQ(toe_ndis_kind(block), 0); /* placeholder */
  toe_ndis_set_pointer(block, 48, cell);
  TOE_EXPECT_EQ(toe_ndis_kind(block), 2); /* new */
  cell[3] = 0x30;
  TOE_EXPECT_EQ(toe_ndis_kind(block), 1); /* linker */
  TOE_EXPECT_EQ(toe_ndis_cell_get(cell), 0x30000000);
}

/* Pointers are stored as they are, little-endian, at any address. */
TOE_TEST(ndis, pointer_survives_an_odd_address) {
  uint8_t memory[32] = {0};
  int target = 0;
  toe_ndis_set_pointer(memory + 1, 8, &target);
  TOE_EXPECT(toe_ndis_pointer(memory + 1, 8) == (void *)&target);
  TOE_EXPECT_EQ(memory[9], (uintptr_t)&target & 0xFF);
}
