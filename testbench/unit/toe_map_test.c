/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_map_test.c - the register map and the layouts against numbers typed by hand from the documents.
 *
 * Do not replace a literal here by a name: an expectation taken from the list could never disagree with it
 * (docs/decisions/0001-one-device-document.md).
 */
#include <stddef.h>

#include "bridge/toe_nic.h"
#include "model/spec/toe_spec.h"
#include "testbench/shim/toe_test.h"

/* docs/microarchitecture.md 3: what a read gives after reset, READY apart. */
static const struct {
  const char *name;
  uint32_t offset, reset;
} map[] = {
    {"ID", 0x000, 0x70E50004},
    {"CTRL", 0x004, 0},
    {"CAP_NEIGHBOR", 0x010, 0x1000},
    {"CAP_PATH", 0x014, 0x4000},
    {"CAP_TCP", 0x018, 0x4000},
    {"CAP_LOOKUP", 0x01C, 0x8020},
    {"CAP_SRAM", 0x020, 0x02000100},
    {"CAP_QUEUE", 0x024, 0x00202010},
    {"LIMIT_NEIGHBOR", 0x040, 256},
    {"LIMIT_PATH", 0x044, 1024},
    {"LIMIT_TCP", 0x048, 4096},
    {"LIMIT_HOST_MEMORY", 0x04C, 0xFFFFFFFF},
    {"WALK_POLICY", 0x050, 0},
    {"TAG_LIMIT", 0x054, 64},
    {"COMMAND_OVERHEAD", 0x058, 0},
    {"USED_NEIGHBOR", 0x060, 0},
    {"USED_PATH", 0x064, 0},
    {"USED_TCP", 0x068, 0},
    {"USED_HOST_MEMORY", 0x06C, 0},
    {"USED_LOOKUP", 0x070, 0},
    {"CQ_DROPPED", 0x078, 0},
    {"COMMITS", 0x07C, 0},
    {"INTR_STATE", 0x080, 0},
    {"INTR_ENABLE", 0x084, 0},
    {"INTR_TEST", 0x088, 0},
    {"CMD_RING_BASE_LO", 0x100, 0},
    {"CMD_RING_BASE_HI", 0x104, 0},
    {"CMD_RING_SIZE", 0x108, 0},
    {"CMD_DOORBELL", 0x10C, 0},
    {"CMD_HEAD", 0x110, 0},
    {"CPL_RING_BASE_LO", 0x120, 0},
    {"CPL_RING_BASE_HI", 0x124, 0},
    {"CPL_RING_SIZE", 0x128, 0},
    {"CPL_DOORBELL", 0x12C, 0},
    {"CPL_TAIL", 0x130, 0},
    {"CAP_SRC_MAC", 0x028, 64},
    {"CAP_SRC_IP", 0x02C, 128},
    {"CAP_VLAN", 0x030, 128},
    {"CAP_RCV_BUFFER", 0x034, 65536},
    {"CAP_XMIT_BUFFER", 0x038, 65536},
    {"CAP_BUFFERED_COPY", 0x03C, 16777216},
    {"LIMIT_SRC_MAC", 0x140, 16},
    {"LIMIT_SRC_IP", 0x144, 32},
    {"LIMIT_VLAN", 0x148, 64},
    {"LIMIT_RCV_BUFFER", 0x14C, 16384},
    {"LIMIT_XMIT_BUFFER", 0x150, 4096},
    {"LIMIT_BUFFERED_COPY", 0x154, 4194304},
    {"MTU_MAX", 0x158, 9000},
    {"RCV_WINDOW_MAX", 0x15C, 1047552},
    {"RCV_PAGE", 0x160, 14},
    {"ADMIT_STATES", 0x164, 0},
    {"ADMIT_LOCAL_PORTS", 0x168, 0x0000FFFF},
    {"ADMIT_REMOTE_PORTS", 0x16C, 0x0000FFFF},
    {"ADMIT_MIN_WINDOW", 0x170, 0},
    {"ADMIT_DUPLICATES", 0x174, 0},
    {"SRAM_BANKS", 0x178, 2},
    {"USED_SRC_MAC", 0x180, 0},
    {"USED_SRC_IP", 0x184, 0},
    {"USED_VLAN", 0x188, 0},
    {"USED_RCV_BUFFER", 0x18C, 0},
    {"USED_XMIT_BUFFER", 0x190, 0},
    {"USED_BUFFERED_COPY", 0x194, 0},
    {"ECC_CORRECTED", 0x198, 0},
    {"ECC_UNCORRECTABLE", 0x19C, 0},
    {"LIMIT_POSTED", 0x1A0, 1024},
    {"LIMIT_HOST_BUFFER", 0x1A4, 0},
    {"LIMIT_RCV_DATA", 0x1A8, 8388608},
    {"HOST_BUFFER_BASE_LO", 0x1AC, 0},
    {"HOST_BUFFER_BASE_HI", 0x1B0, 0},
    {"HOST_BUFFER_SIZE", 0x1B4, 14},
    {"HOST_BUFFER_RETURN", 0x1B8, 0},
    {"PUSH_CYCLES", 0x1BC, 125000000},
    {"CAP_POSTED", 0x1C0, 4096},
    {"CAP_HOST_BUFFER", 0x1C4, 4096},
    {"CAP_RCV_DATA", 0x1C8, 16777216},
    {"USED_POSTED", 0x1D0, 0},
    {"USED_HOST_BUFFER", 0x1D4, 0},
    {"USED_RCV_DATA", 0x1D8, 0},
    {"INTERFACE_MAC_LO", 0x1E0, 0},
    {"INTERFACE_MAC_HI", 0x1E4, 0},
    {"ACK_FREQUENCY", 0x1E8, 2},
    {"ACK_CYCLES", 0x1EC, 12500000},
    {"OUT_OF_ORDER_LIMIT", 0x1F0, 64},
    {"FRAMES_LOST", 0x1F4, 0},
};
enum { MAP_COUNT = sizeof(map) / sizeof(map[0]) };

/* The C names are those of the document: a name typed by hand beside a number typed by hand. */
TOE_TEST(map, register_offsets_are_those_of_the_document) {
#define IS(name, offset) TOE_EXPECT_EQ(TOE_##name##_OFFSET, offset)
  IS(ID, 0x0), IS(CTRL, 0x4), IS(STATUS, 0x8);
  IS(CAP_NEIGHBOR, 0x10), IS(CAP_PATH, 0x14), IS(CAP_TCP, 0x18), IS(CAP_LOOKUP, 0x1C), IS(CAP_SRAM, 0x20);
  IS(CAP_QUEUE, 0x24);
  IS(LIMIT_NEIGHBOR, 0x40), IS(LIMIT_PATH, 0x44), IS(LIMIT_TCP, 0x48), IS(LIMIT_HOST_MEMORY, 0x4C);
  IS(WALK_POLICY, 0x50), IS(TAG_LIMIT, 0x54), IS(COMMAND_OVERHEAD, 0x58);
  IS(USED_NEIGHBOR, 0x60), IS(USED_PATH, 0x64), IS(USED_TCP, 0x68), IS(USED_HOST_MEMORY, 0x6C), IS(USED_LOOKUP, 0x70);
  IS(CQ_DROPPED, 0x78), IS(COMMITS, 0x7C);
  IS(INTR_STATE, 0x80), IS(INTR_ENABLE, 0x84), IS(INTR_TEST, 0x88);
  IS(CMD_RING_BASE_LO, 0x100), IS(CMD_RING_BASE_HI, 0x104), IS(CMD_RING_SIZE, 0x108), IS(CMD_DOORBELL, 0x10C);
  IS(CMD_HEAD, 0x110);
  IS(CPL_RING_BASE_LO, 0x120), IS(CPL_RING_BASE_HI, 0x124), IS(CPL_RING_SIZE, 0x128), IS(CPL_DOORBELL, 0x12C);
  IS(CPL_TAIL, 0x130);
  IS(CAP_SRC_MAC, 0x28), IS(CAP_SRC_IP, 0x2C), IS(CAP_VLAN, 0x30), IS(CAP_RCV_BUFFER, 0x34), IS(CAP_XMIT_BUFFER, 0x38);
  IS(CAP_BUFFERED_COPY, 0x3C);
  IS(LIMIT_SRC_MAC, 0x140), IS(LIMIT_SRC_IP, 0x144), IS(LIMIT_VLAN, 0x148), IS(LIMIT_RCV_BUFFER, 0x14C);
  IS(LIMIT_XMIT_BUFFER, 0x150), IS(LIMIT_BUFFERED_COPY, 0x154), IS(MTU_MAX, 0x158), IS(RCV_WINDOW_MAX, 0x15C);
  IS(RCV_PAGE, 0x160), IS(ADMIT_STATES, 0x164), IS(ADMIT_LOCAL_PORTS, 0x168), IS(ADMIT_REMOTE_PORTS, 0x16C);
  IS(ADMIT_MIN_WINDOW, 0x170), IS(ADMIT_DUPLICATES, 0x174), IS(SRAM_BANKS, 0x178);
  IS(USED_SRC_MAC, 0x180), IS(USED_SRC_IP, 0x184), IS(USED_VLAN, 0x188), IS(USED_RCV_BUFFER, 0x18C);
  IS(USED_XMIT_BUFFER, 0x190), IS(USED_BUFFERED_COPY, 0x194), IS(ECC_CORRECTED, 0x198), IS(ECC_UNCORRECTABLE, 0x19C);
  IS(LIMIT_POSTED, 0x1A0), IS(LIMIT_HOST_BUFFER, 0x1A4), IS(LIMIT_RCV_DATA, 0x1A8);
  IS(HOST_BUFFER_BASE_LO, 0x1AC), IS(HOST_BUFFER_BASE_HI, 0x1B0), IS(HOST_BUFFER_SIZE, 0x1B4);
  IS(HOST_BUFFER_RETURN, 0x1B8), IS(PUSH_CYCLES, 0x1BC);
  IS(CAP_POSTED, 0x1C0), IS(CAP_HOST_BUFFER, 0x1C4), IS(CAP_RCV_DATA, 0x1C8);
  IS(USED_POSTED, 0x1D0), IS(USED_HOST_BUFFER, 0x1D4), IS(USED_RCV_DATA, 0x1D8);
  IS(INTERFACE_MAC_LO, 0x1E0), IS(INTERFACE_MAC_HI, 0x1E4), IS(ACK_FREQUENCY, 0x1E8), IS(ACK_CYCLES, 0x1EC);
  IS(OUT_OF_ORDER_LIMIT, 0x1F0), IS(FRAMES_LOST, 0x1F4);
#undef IS
}

/* No register is left out above: the list has these 85 and no more. */
TOE_TEST(map, list_has_no_register_that_the_table_lacks) {
  int registers = 0;
#define TOE_REG(name, offset, access, reset, text) ++registers;
#include "model/spec/regs.def"
  TOE_EXPECT_EQ(registers, MAP_COUNT + 1); /* and STATUS, which does not stay */
  TOE_EXPECT_EQ(registers, 85);
}

TOE_TEST(map, register_fields_are_those_of_the_document) {
#define IS(name, lsb, width) TOE_EXPECT_EQ(TOE_##name##_LSB, lsb), TOE_EXPECT_EQ(TOE_##name##_WIDTH, width)
  IS(ID_MAP_VERSION, 0, 16), IS(ID_DEVICE, 16, 16);
  IS(CTRL_ENABLE, 0, 1), IS(CTRL_FAULT_ENABLE, 1, 1), IS(STATUS_READY, 0, 1);
  IS(CAP_SRAM_CONTEXT_BYTES, 0, 16), IS(CAP_SRAM_PORT_BITS, 16, 16);
  IS(CAP_QUEUE_COMMAND_SLOTS, 0, 8), IS(CAP_QUEUE_VECTORS, 8, 8), IS(CAP_QUEUE_CHUNKS, 16, 8);
  IS(WALK_POLICY_MODE, 0, 2);
  IS(RCV_PAGE_LOG2, 0, 5), IS(ADMIT_STATES_REJECT, 0, 10), IS(ADMIT_LOCAL_PORTS_FIRST, 0, 16);
  IS(ADMIT_LOCAL_PORTS_LAST, 16, 16), IS(ADMIT_REMOTE_PORTS_FIRST, 0, 16), IS(ADMIT_REMOTE_PORTS_LAST, 16, 16);
  IS(ADMIT_DUPLICATES_MODE, 0, 1), IS(SRAM_BANKS_COUNT, 0, 3);
  IS(INTR_STATE_COMPLETION, 0, 1), IS(INTR_ENABLE_COMPLETION, 0, 1), IS(INTR_TEST_COMPLETION, 0, 1);
#undef IS
}

#define IS(name, offset, bytes) TOE_EXPECT_EQ(TOE_##name##_OFFSET, offset), TOE_EXPECT_EQ(TOE_##name##_BYTES, bytes)

/* docs/microarchitecture.md 4. */
TOE_TEST(map, layouts_of_the_rings_are_those_of_the_document) {
  TOE_EXPECT_EQ(TOE_COMMAND_BYTES, 64);
  IS(COMMAND_OPCODE, 0, 1), IS(COMMAND_VERSION, 1, 1), IS(COMMAND_FLAGS, 2, 2), IS(COMMAND_REQUEST_ID, 4, 4);
  IS(COMMAND_OBJECT_ADDR, 8, 8), IS(COMMAND_RESULT_ADDR, 16, 8), IS(COMMAND_OBJECT_COUNT, 24, 4);
  IS(COMMAND_SETTING, 28, 4), IS(COMMAND_VALUE, 32, 4);
  TOE_EXPECT_EQ(TOE_RESULT_BYTES, 32);
  IS(RESULT_STATUS, 0, 4), IS(RESULT_HANDLE, 4, 4), IS(RESULT_REQUEST_ID, 8, 4), IS(RESULT_INDEX, 12, 3);
  IS(RESULT_FLAGS, 15, 1), IS(RESULT_DECIDED_CYCLE, 16, 8), IS(RESULT_COMMIT, 24, 8);
  TOE_EXPECT_EQ(TOE_COMPLETION_BYTES, 32);
  IS(COMPLETION_TYPE, 0, 1), IS(COMPLETION_ERROR, 1, 1), IS(COMPLETION_PHASE, 2, 1), IS(COMPLETION_REQUEST_ID, 4, 4);
  IS(COMPLETION_COMMAND_HEAD, 8, 4), IS(COMPLETION_ERROR_INDEX, 12, 4), IS(COMPLETION_ATTEMPTED, 16, 4);
  IS(COMPLETION_OFFLOADED, 20, 4), IS(COMPLETION_COMMIT, 24, 8);
  TOE_EXPECT_EQ(TOE_EVENT_BYTES, 32);
  IS(EVENT_TYPE, 0, 1), IS(EVENT_CODE, 1, 1), IS(EVENT_PHASE, 2, 1), IS(EVENT_HANDLE, 4, 4);
  IS(EVENT_NDIS_HANDLE, 8, 8), IS(EVENT_INFO, 16, 8), IS(EVENT_COMMIT, 24, 8);
}

TOE_TEST(map, layouts_of_objects_are_those_of_the_document) {
  TOE_EXPECT_EQ(TOE_OBJECT_BYTES, 256);
  IS(OBJECT_LAYER, 0, 1), IS(OBJECT_KIND, 1, 1), IS(OBJECT_FAULT, 2, 1), IS(OBJECT_FAMILY, 3, 1);
  IS(OBJECT_HANDLE, 4, 4), IS(OBJECT_NDIS_HANDLE, 8, 8);
  TOE_EXPECT_EQ(TOE_OBJ_NEIGHBOR_BYTES, 256);
  IS(OBJ_NEIGHBOR_VLAN, 16, 2), IS(OBJ_NEIGHBOR_HAS_SRC_MAC, 18, 1), IS(OBJ_NEIGHBOR_SRC_MAC, 20, 6);
  IS(OBJ_NEIGHBOR_DST_MAC, 26, 6), IS(OBJ_NEIGHBOR_HOST_REACHABILITY, 64, 4), IS(OBJ_NEIGHBOR_NIC_REACHABILITY, 68, 4);
  TOE_EXPECT_EQ(TOE_OBJ_PATH_BYTES, 256);
  IS(OBJ_PATH_SRC_IP, 16, 16), IS(OBJ_PATH_DST_IP, 32, 16), IS(OBJ_PATH_MTU, 64, 4);
  TOE_EXPECT_EQ(TOE_CONTEXT_BYTES, 8);
  IS(CONTEXT_LAYER, 0, 1), IS(CONTEXT_FAMILY, 1, 1), IS(CONTEXT_VLAN, 2, 2), IS(CONTEXT_PARENT, 4, 4);
  IS(CONTEXT_TCP_BUFFER_ROW, 32, 4), IS(CONTEXT_TCP_RCV_PAGES, 36, 4);
}

TOE_TEST(map, members_of_fewer_bits_are_those_of_the_document) {
  TOE_EXPECT_EQ(TOE_OBJ_NEIGHBOR_VLAN_BITS, 12), TOE_EXPECT_EQ(TOE_OBJ_NEIGHBOR_HAS_SRC_MAC_BITS, 1);
  TOE_EXPECT_EQ(TOE_OBJ_TCP_SND_WIND_SCALE_BITS, 4), TOE_EXPECT_EQ(TOE_OBJ_TCP_RCV_WIND_SCALE_BITS, 4);
  TOE_EXPECT_EQ(TOE_OBJ_TCP_USER_PRIORITY_BITS, 3), TOE_EXPECT_EQ(TOE_OBJ_TCP_FLOW_LABEL_BITS, 20);
}

TOE_TEST(map, layout_of_a_connection_is_that_of_the_document) {
  TOE_EXPECT_EQ(TOE_OBJ_TCP_BYTES, 256);
  IS(OBJ_TCP_LOCAL_PORT, 16, 2), IS(OBJ_TCP_REMOTE_PORT, 18, 2), IS(OBJ_TCP_STATE, 20, 1);
  IS(OBJ_TCP_SND_WIND_SCALE, 21, 1), IS(OBJ_TCP_RCV_WIND_SCALE, 22, 1), IS(OBJ_TCP_INITIAL_RCV_WND, 24, 4);
  IS(OBJ_TCP_BUFFERED_BYTES, 28, 4), IS(OBJ_TCP_BUFFERED_ADDR, 32, 8), IS(OBJ_TCP_OUTSTANDING_BYTES, 40, 4);
  IS(OBJ_TCP_RCV_NXT, 64, 4), IS(OBJ_TCP_RCV_WND, 68, 4), IS(OBJ_TCP_SND_UNA, 72, 4), IS(OBJ_TCP_SND_NXT, 76, 4);
  IS(OBJ_TCP_SND_MAX, 80, 4), IS(OBJ_TCP_SND_WND, 84, 4), IS(OBJ_TCP_MAX_SND_WND, 88, 4), IS(OBJ_TCP_SND_WL1, 92, 4);
  IS(OBJ_TCP_CWND, 96, 4), IS(OBJ_TCP_SSTHRESH, 100, 4), IS(OBJ_TCP_SRTT, 104, 2), IS(OBJ_TCP_RTT_VAR, 106, 2);
  IS(OBJ_TCP_TS_RECENT, 108, 4), IS(OBJ_TCP_TS_RECENT_AGE, 112, 4), IS(OBJ_TCP_TS_TIME, 116, 4);
  IS(OBJ_TCP_TOTAL_RT, 120, 4), IS(OBJ_TCP_DUP_ACK_COUNT, 124, 1), IS(OBJ_TCP_SND_WND_PROBES, 125, 1);
  IS(OBJ_TCP_KA_PROBES, 126, 1), IS(OBJ_TCP_RT_COUNT, 127, 1), IS(OBJ_TCP_KA_TIMEOUT_DELTA, 128, 4);
  IS(OBJ_TCP_RT_TIMEOUT_DELTA, 132, 4), IS(OBJ_TCP_DWND, 136, 4), IS(OBJ_TCP_CONST_FLAGS, 140, 2);
  IS(OBJ_TCP_CACHED_FLAGS, 142, 2), IS(OBJ_TCP_REMOTE_MSS, 144, 2), IS(OBJ_TCP_KA_PROBE_COUNT, 146, 1);
  IS(OBJ_TCP_USER_PRIORITY, 147, 1), IS(OBJ_TCP_HASH_VALUE, 148, 4), IS(OBJ_TCP_RCV_INDICATION, 152, 4);
  IS(OBJ_TCP_KA_TIMEOUT, 156, 4), IS(OBJ_TCP_KA_INTERVAL, 160, 4), IS(OBJ_TCP_MAX_RT, 164, 4);
  IS(OBJ_TCP_FLOW_LABEL, 168, 4), IS(OBJ_TCP_TTL, 172, 1), IS(OBJ_TCP_TOS, 173, 1);
}
#undef IS

/* docs/chimney.md 3, against the values published in ndis.h and ntstatus.h [R18]. */
TOE_TEST(map, statuses_have_their_published_values) {
  static const struct {
    const char *name;
    uint32_t value;
  } published[] = {
      {"SUCCESS", 0x00000000},
      {"OFFLOAD_PARTIAL_SUCCESS", 0x40020004},
      {"FAILURE", 0xC0000001},
      {"RESOURCES", 0xC000009A},
      {"OFFLOAD_TCP_ENTRIES", 0xC0231004},
      {"OFFLOAD_PATH_ENTRIES", 0xC0231005},
      {"OFFLOAD_NEIGHBOR_ENTRIES", 0xC0231006},
      {"OFFLOAD_IP_ADDRESS_ENTRIES", 0xC0231007},
      {"OFFLOAD_HW_ADDRESS_ENTRIES", 0xC0231008},
      {"OFFLOAD_VLAN_ENTRIES", 0xC0231009},
      {"OFFLOAD_TCP_XMIT_BUFFER", 0xC023100A},
      {"OFFLOAD_TCP_RCV_BUFFER", 0xC023100B},
      {"OFFLOAD_TCP_RCV_WINDOW", 0xC023100C},
      {"OFFLOAD_VLAN_MISMATCH", 0xC023100D},
      {"OFFLOAD_PATH_MTU", 0xC0231F01},
      {"OFFLOAD_CONNECTION_REJECTED", 0xC0231012},
  };
  for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); ++i) {
    uint32_t value = 1;
    toe_test_note("%s", published[i].name);
    TOE_EXPECT(toe_status_of_name(published[i].name, &value));
    TOE_EXPECT_EQ(value, published[i].value);
  }
}

/* --- the same registers through the real BAR path --- */

typedef toe_result_t (*engine_new_t)(const toe_device_options_t *options, toe_device_t **device_out);

static bool no_read(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data_out) {
  (void)self, (void)at_fs, (void)address, (void)bytes, (void)data_out;
  return false;
}
static bool no_write(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, const uint8_t *data) {
  (void)self, (void)at_fs, (void)address, (void)bytes, (void)data;
  return false;
}

typedef struct bench {
  toe_nic_t *nic;
  toe_fs_t now_fs;
} bench_t;

static bool bench_new(bench_t *bench, engine_new_t engine_new) {
  const toe_nic_memory_t memory = {.self = NULL, .read = no_read, .write = no_write};
  toe_nic_options_t options;
  toe_nic_options_default(&options);
  const toe_device_options_t device_options = {.credits = toe_nic_credits(&options), .has_jumps = true};
  toe_device_t *device = NULL;
  toe_error_t error = {""};
  bench->nic = NULL;
  bench->now_fs = 0;
  if (!toe_test_check(engine_new(&device_options, &device) == TOE_OK, __FILE__, __LINE__, "the engine is made"))
    return false;
  if (!toe_test_check(toe_nic_new(&options, device, &memory, &bench->nic, &error) == TOE_OK, __FILE__, __LINE__,
                      error.text))
    return false;
  /* As firmware and driver do: BAR0 somewhere, memory and bus master on. */
  toe_nic_config_write(bench->nic, 0, 0x10, 0xE0000000u);
  toe_nic_config_write(bench->nic, 0, 0x04, 0x6);
  return true;
}

/* Run until the answer to one read is there; all other events are failures. */
static uint32_t bench_read(bench_t *bench, uint32_t offset) {
  toe_nic_event_t event;
  toe_nic_mmio_read(bench->nic, bench->now_fs, offset, 0x1000u + offset);
  for (int slice = 0; slice < 10000; ++slice) {
    bench->now_fs += toe_nic_lookahead_fs(bench->nic);
    toe_nic_run(bench->nic, bench->now_fs);
    if (!toe_nic_get_event(bench->nic, &event)) continue;
    TOE_EXPECT_EQ(event.kind, TOE_NIC_READ_ANSWER);
    TOE_EXPECT_EQ(event.cookie, 0x1000u + offset);
    if (event.at_fs > bench->now_fs) bench->now_fs = event.at_fs;
    return event.value;
  }
  TOE_EXPECT(!"the read was answered");
  return 0;
}

static void run_to(bench_t *bench, toe_fs_t until_fs) {
  for (; bench->now_fs < until_fs; bench->now_fs += toe_nic_lookahead_fs(bench->nic))
    toe_nic_run(bench->nic, bench->now_fs);
  toe_nic_run(bench->nic, bench->now_fs);
}

static void reads_map(engine_new_t engine_new) {
  bench_t bench;
  if (bench_new(&bench, engine_new)) {
    toe_test_note("STATUS right after reset");
    TOE_EXPECT_EQ(bench_read(&bench, 0x008), 0);
    for (size_t i = 0; i < MAP_COUNT; ++i) {
      toe_test_note("register %s, offset 0x%03x", map[i].name, (unsigned)map[i].offset);
      TOE_EXPECT_EQ(bench_read(&bench, map[i].offset), map[i].reset);
    }
    run_to(&bench, UINT64_C(4000000) * 4097); /* 4 ns an edge: READY is visible at edge 4096 */
    toe_test_note("STATUS after 4096 edges");
    TOE_EXPECT_EQ(bench_read(&bench, 0x008), 1);
  }
  toe_nic_free(bench.nic);
}

static void reads_msix(engine_new_t engine_new) {
  bench_t bench;
  if (bench_new(&bench, engine_new)) {
    for (uint32_t vector = 0; vector < 32; ++vector) {
      toe_test_note("MSI-X vector %u", (unsigned)vector);
      TOE_EXPECT_EQ(bench_read(&bench, 0x2000 + 16 * vector + 0), 0);
      TOE_EXPECT_EQ(bench_read(&bench, 0x2000 + 16 * vector + 4), 0);
      TOE_EXPECT_EQ(bench_read(&bench, 0x2000 + 16 * vector + 8), 0);
      TOE_EXPECT_EQ(bench_read(&bench, 0x2000 + 16 * vector + 12), 1);
    }
    toe_test_note("MSI-X pending bits");
    TOE_EXPECT_EQ(bench_read(&bench, 0x3000), 0);
  }
  toe_nic_free(bench.nic);
}

/* The array of the interface's VLAN ids: 128 words of which none is set. */
static void reads_vlan_ids(engine_new_t engine_new) {
  bench_t bench;
  if (bench_new(&bench, engine_new)) {
    for (uint32_t word = 0; word < 128; ++word) {
      toe_test_note("VLAN ids, word %u", (unsigned)word);
      TOE_EXPECT_EQ(bench_read(&bench, 0x1000 + 4 * word), 0);
    }
  }
  toe_nic_free(bench.nic);
}

/* Where there is no register a read is answered UR, which the host sees as all ones. */
static void reads_holes(engine_new_t engine_new) {
  static const uint32_t holes[] = {0x00C, 0x05C, 0x074, 0x08C,  0x0FC,  0x114,  0x134,  0x17C,
                                   0x1CC, 0x1DC, 0xFFC, 0x1200, 0x1FFC, 0x2200, 0x3004, 0x3FFC};
  bench_t bench;
  if (bench_new(&bench, engine_new)) {
    for (size_t i = 0; i < sizeof(holes) / sizeof(holes[0]); ++i) {
      toe_test_note("offset 0x%04x", (unsigned)holes[i]);
      TOE_EXPECT_EQ(bench_read(&bench, holes[i]), 0xFFFFFFFF);
    }
  }
  toe_nic_free(bench.nic);
}

/* Section 3: the whole value counts, against what was built, or the range that regs.def states; read-only ones and
 * values out of range change nothing but CQ_DROPPED.  Nothing is enabled. */
static const struct {
  uint32_t offset, value, kept, dropped;
} writes[] = {
    {0x040, 4096, 4096, 0},
    {0x040, 4097, 4096, 1},
    {0x044, 16385, 1024, 1},
    {0x048, 16384, 16384, 0},
    {0x04C, 0, 0, 0},
    {0x050, 2, 2, 0},
    {0x050, 4, 2, 1},
    {0x140, 64, 64, 0},
    {0x140, 65, 64, 1},
    {0x144, 128, 128, 0},
    {0x144, 129, 128, 1},
    {0x148, 129, 64, 1},
    {0x14C, 65536, 65536, 0},
    {0x14C, 65537, 65536, 1},
    {0x150, 65537, 4096, 1},
    {0x154, 16777216, 16777216, 0},
    {0x154, 16777217, 16777216, 1},
    {0x154, 100, 100, 0},
    {0x158, 0xFFFFFFFF, 0xFFFFFFFF, 0},
    {0x15C, 0, 0, 0},
    {0x160, 9, 14, 1},
    {0x160, 10, 10, 0},
    {0x160, 20, 20, 0},
    {0x160, 21, 20, 1},
    {0x160, 0x2F, 20, 1},
    {0x164, 0xFFFFFFFF, 0x3FF, 0},
    {0x168, 0x00500050, 0x00500050, 0},
    {0x16C, 0xFFFF0000, 0xFFFF0000, 0},
    {0x170, 0x80000000, 0x80000000, 0},
    {0x174, 1, 1, 0},
    {0x174, 2, 1, 1},
    {0x178, 0, 2, 1},
    {0x178, 1, 1, 0},
    {0x178, 3, 1, 1},
    {0x178, 4, 4, 0},
    {0x178, 8, 4, 1},
    {0x03C, 1, 16777216, 1},
    {0x194, 1, 0, 1},
    {0x198, 1, 0, 1},
    {0x1000, 0xFFFFFFFF, 0xFFFFFFFE, 0},
    {0x11FC, 0x80000001, 0x80000001, 0},
    {0x1000, 0, 0, 0},
};

static void keeps_what_it_takes(engine_new_t engine_new) {
  bench_t bench;
  uint32_t dropped = 0;
  if (bench_new(&bench, engine_new)) {
    for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); ++i) {
      toe_test_note("0x%08lx to offset 0x%04x", (unsigned long)writes[i].value, (unsigned)writes[i].offset);
      toe_nic_mmio_write(bench.nic, bench.now_fs, writes[i].offset, writes[i].value);
      TOE_EXPECT_EQ(bench_read(&bench, writes[i].offset), writes[i].kept);
      dropped += writes[i].dropped;
      TOE_EXPECT_EQ(bench_read(&bench, 0x078), dropped);
    }
    toe_test_note("CFG registers and the VLAN ids while CTRL.ENABLE is 1");
    toe_nic_mmio_write(bench.nic, bench.now_fs, 0x004, 1);
    toe_nic_mmio_write(bench.nic, bench.now_fs, 0x140, 1);
    toe_nic_mmio_write(bench.nic, bench.now_fs, 0x11FC, 1);
    TOE_EXPECT_EQ(bench_read(&bench, 0x140), 64);
    TOE_EXPECT_EQ(bench_read(&bench, 0x11FC), 0x80000001);
    TOE_EXPECT_EQ(bench_read(&bench, 0x078), dropped + 2);
  }
  toe_nic_free(bench.nic);
}

TOE_TEST(map, model_keeps_what_a_register_takes) { keeps_what_it_takes(toe_device_model_new); }
TOE_TEST(map, rtl_keeps_what_a_register_takes) { keeps_what_it_takes(toe_device_rtl_new); }
TOE_TEST(map, model_reads_every_reset_value_through_the_bar) { reads_map(toe_device_model_new); }
TOE_TEST(map, rtl_reads_every_reset_value_through_the_bar) { reads_map(toe_device_rtl_new); }
TOE_TEST(map, model_reads_the_vlan_ids_through_the_bar) { reads_vlan_ids(toe_device_model_new); }
TOE_TEST(map, rtl_reads_the_vlan_ids_through_the_bar) { reads_vlan_ids(toe_device_rtl_new); }
TOE_TEST(map, model_reads_the_masked_msix_table_through_the_bar) { reads_msix(toe_device_model_new); }
TOE_TEST(map, rtl_reads_the_masked_msix_table_through_the_bar) { reads_msix(toe_device_rtl_new); }
TOE_TEST(map_bad, model_answers_ur_where_there_is_no_register) { reads_holes(toe_device_model_new); }
TOE_TEST(map_bad, rtl_answers_ur_where_there_is_no_register) { reads_holes(toe_device_rtl_new); }
