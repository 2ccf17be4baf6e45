// Generated from model/spec/*.def by toe_spec_gen. Do not edit.
// SPDX-License-Identifier: Apache-2.0

package toe_spec_pkg;
  // Registers (regs.def): offset in BAR0, value after reset, the bits its fields name.
  localparam logic [13:0] TOE_ID_OFFSET = 14'h0000;
  localparam logic [31:0] TOE_ID_RESET = 32'h70E50001;
  localparam logic [31:0] TOE_ID_MASK = 32'hFFFFFFFF;
  localparam int unsigned TOE_ID_MAP_VERSION_LSB = 0;
  localparam int unsigned TOE_ID_MAP_VERSION_WIDTH = 16;
  localparam int unsigned TOE_ID_DEVICE_LSB = 16;
  localparam int unsigned TOE_ID_DEVICE_WIDTH = 16;
  typedef struct packed {
    logic [15:0] device;
    logic [15:0] map_version;
  } toe_id_t;
  localparam logic [13:0] TOE_CTRL_OFFSET = 14'h0004;
  localparam logic [31:0] TOE_CTRL_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CTRL_MASK = 32'h00000003;
  localparam int unsigned TOE_CTRL_ENABLE_LSB = 0;
  localparam int unsigned TOE_CTRL_ENABLE_WIDTH = 1;
  localparam int unsigned TOE_CTRL_FAULT_ENABLE_LSB = 1;
  localparam int unsigned TOE_CTRL_FAULT_ENABLE_WIDTH = 1;
  typedef struct packed {
    logic [29:0] reserved_31_2;
    logic fault_enable;
    logic enable;
  } toe_ctrl_t;
  localparam logic [13:0] TOE_STATUS_OFFSET = 14'h0008;
  localparam logic [31:0] TOE_STATUS_RESET = 32'h00000000;
  localparam logic [31:0] TOE_STATUS_MASK = 32'h00000001;
  localparam int unsigned TOE_STATUS_READY_LSB = 0;
  localparam int unsigned TOE_STATUS_READY_WIDTH = 1;
  typedef struct packed {
    logic [30:0] reserved_31_1;
    logic ready;
  } toe_status_t;
  localparam logic [13:0] TOE_CAP_NEIGHBOR_OFFSET = 14'h0010;
  localparam logic [31:0] TOE_CAP_NEIGHBOR_RESET = 32'h00001000;
  localparam logic [31:0] TOE_CAP_NEIGHBOR_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CAP_PATH_OFFSET = 14'h0014;
  localparam logic [31:0] TOE_CAP_PATH_RESET = 32'h00004000;
  localparam logic [31:0] TOE_CAP_PATH_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CAP_TCP_OFFSET = 14'h0018;
  localparam logic [31:0] TOE_CAP_TCP_RESET = 32'h00004000;
  localparam logic [31:0] TOE_CAP_TCP_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CAP_LOOKUP_OFFSET = 14'h001C;
  localparam logic [31:0] TOE_CAP_LOOKUP_RESET = 32'h00008020;
  localparam logic [31:0] TOE_CAP_LOOKUP_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CAP_SRAM_OFFSET = 14'h0020;
  localparam logic [31:0] TOE_CAP_SRAM_RESET = 32'h02000100;
  localparam logic [31:0] TOE_CAP_SRAM_MASK = 32'hFFFFFFFF;
  localparam int unsigned TOE_CAP_SRAM_CONTEXT_BYTES_LSB = 0;
  localparam int unsigned TOE_CAP_SRAM_CONTEXT_BYTES_WIDTH = 16;
  localparam int unsigned TOE_CAP_SRAM_PORT_BITS_LSB = 16;
  localparam int unsigned TOE_CAP_SRAM_PORT_BITS_WIDTH = 16;
  typedef struct packed {
    logic [15:0] port_bits;
    logic [15:0] context_bytes;
  } toe_cap_sram_t;
  localparam logic [13:0] TOE_CAP_QUEUE_OFFSET = 14'h0024;
  localparam logic [31:0] TOE_CAP_QUEUE_RESET = 32'h00202010;
  localparam logic [31:0] TOE_CAP_QUEUE_MASK = 32'h00FFFFFF;
  localparam int unsigned TOE_CAP_QUEUE_COMMAND_SLOTS_LSB = 0;
  localparam int unsigned TOE_CAP_QUEUE_COMMAND_SLOTS_WIDTH = 8;
  localparam int unsigned TOE_CAP_QUEUE_VECTORS_LSB = 8;
  localparam int unsigned TOE_CAP_QUEUE_VECTORS_WIDTH = 8;
  localparam int unsigned TOE_CAP_QUEUE_CHUNKS_LSB = 16;
  localparam int unsigned TOE_CAP_QUEUE_CHUNKS_WIDTH = 8;
  typedef struct packed {
    logic [7:0] reserved_31_24;
    logic [7:0] chunks;
    logic [7:0] vectors;
    logic [7:0] command_slots;
  } toe_cap_queue_t;
  localparam logic [13:0] TOE_LIMIT_NEIGHBOR_OFFSET = 14'h0040;
  localparam logic [31:0] TOE_LIMIT_NEIGHBOR_RESET = 32'h00000100;
  localparam logic [31:0] TOE_LIMIT_NEIGHBOR_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_LIMIT_PATH_OFFSET = 14'h0044;
  localparam logic [31:0] TOE_LIMIT_PATH_RESET = 32'h00000400;
  localparam logic [31:0] TOE_LIMIT_PATH_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_LIMIT_TCP_OFFSET = 14'h0048;
  localparam logic [31:0] TOE_LIMIT_TCP_RESET = 32'h00001000;
  localparam logic [31:0] TOE_LIMIT_TCP_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_LIMIT_HOST_MEMORY_OFFSET = 14'h004C;
  localparam logic [31:0] TOE_LIMIT_HOST_MEMORY_RESET = 32'hFFFFFFFF;
  localparam logic [31:0] TOE_LIMIT_HOST_MEMORY_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_WALK_POLICY_OFFSET = 14'h0050;
  localparam logic [31:0] TOE_WALK_POLICY_RESET = 32'h00000000;
  localparam logic [31:0] TOE_WALK_POLICY_MASK = 32'h00000003;
  localparam int unsigned TOE_WALK_POLICY_MODE_LSB = 0;
  localparam int unsigned TOE_WALK_POLICY_MODE_WIDTH = 2;
  typedef struct packed {
    logic [29:0] reserved_31_2;
    logic [1:0] mode;
  } toe_walk_policy_t;
  localparam logic [13:0] TOE_TAG_LIMIT_OFFSET = 14'h0054;
  localparam logic [31:0] TOE_TAG_LIMIT_RESET = 32'h00000040;
  localparam logic [31:0] TOE_TAG_LIMIT_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_COMMAND_OVERHEAD_OFFSET = 14'h0058;
  localparam logic [31:0] TOE_COMMAND_OVERHEAD_RESET = 32'h00000000;
  localparam logic [31:0] TOE_COMMAND_OVERHEAD_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_USED_NEIGHBOR_OFFSET = 14'h0060;
  localparam logic [31:0] TOE_USED_NEIGHBOR_RESET = 32'h00000000;
  localparam logic [31:0] TOE_USED_NEIGHBOR_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_USED_PATH_OFFSET = 14'h0064;
  localparam logic [31:0] TOE_USED_PATH_RESET = 32'h00000000;
  localparam logic [31:0] TOE_USED_PATH_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_USED_TCP_OFFSET = 14'h0068;
  localparam logic [31:0] TOE_USED_TCP_RESET = 32'h00000000;
  localparam logic [31:0] TOE_USED_TCP_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_USED_HOST_MEMORY_OFFSET = 14'h006C;
  localparam logic [31:0] TOE_USED_HOST_MEMORY_RESET = 32'h00000000;
  localparam logic [31:0] TOE_USED_HOST_MEMORY_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_USED_LOOKUP_OFFSET = 14'h0070;
  localparam logic [31:0] TOE_USED_LOOKUP_RESET = 32'h00000000;
  localparam logic [31:0] TOE_USED_LOOKUP_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CQ_DROPPED_OFFSET = 14'h0078;
  localparam logic [31:0] TOE_CQ_DROPPED_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CQ_DROPPED_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_COMMITS_OFFSET = 14'h007C;
  localparam logic [31:0] TOE_COMMITS_RESET = 32'h00000000;
  localparam logic [31:0] TOE_COMMITS_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_INTR_STATE_OFFSET = 14'h0080;
  localparam logic [31:0] TOE_INTR_STATE_RESET = 32'h00000000;
  localparam logic [31:0] TOE_INTR_STATE_MASK = 32'h00000001;
  localparam int unsigned TOE_INTR_STATE_COMPLETION_LSB = 0;
  localparam int unsigned TOE_INTR_STATE_COMPLETION_WIDTH = 1;
  typedef struct packed {
    logic [30:0] reserved_31_1;
    logic completion;
  } toe_intr_state_t;
  localparam logic [13:0] TOE_INTR_ENABLE_OFFSET = 14'h0084;
  localparam logic [31:0] TOE_INTR_ENABLE_RESET = 32'h00000000;
  localparam logic [31:0] TOE_INTR_ENABLE_MASK = 32'h00000001;
  localparam int unsigned TOE_INTR_ENABLE_COMPLETION_LSB = 0;
  localparam int unsigned TOE_INTR_ENABLE_COMPLETION_WIDTH = 1;
  typedef struct packed {
    logic [30:0] reserved_31_1;
    logic completion;
  } toe_intr_enable_t;
  localparam logic [13:0] TOE_INTR_TEST_OFFSET = 14'h0088;
  localparam logic [31:0] TOE_INTR_TEST_RESET = 32'h00000000;
  localparam logic [31:0] TOE_INTR_TEST_MASK = 32'h00000001;
  localparam int unsigned TOE_INTR_TEST_COMPLETION_LSB = 0;
  localparam int unsigned TOE_INTR_TEST_COMPLETION_WIDTH = 1;
  typedef struct packed {
    logic [30:0] reserved_31_1;
    logic completion;
  } toe_intr_test_t;
  localparam logic [13:0] TOE_CMD_RING_BASE_LO_OFFSET = 14'h0100;
  localparam logic [31:0] TOE_CMD_RING_BASE_LO_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CMD_RING_BASE_LO_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CMD_RING_BASE_HI_OFFSET = 14'h0104;
  localparam logic [31:0] TOE_CMD_RING_BASE_HI_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CMD_RING_BASE_HI_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CMD_RING_SIZE_OFFSET = 14'h0108;
  localparam logic [31:0] TOE_CMD_RING_SIZE_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CMD_RING_SIZE_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CMD_DOORBELL_OFFSET = 14'h010C;
  localparam logic [31:0] TOE_CMD_DOORBELL_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CMD_DOORBELL_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CMD_HEAD_OFFSET = 14'h0110;
  localparam logic [31:0] TOE_CMD_HEAD_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CMD_HEAD_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CPL_RING_BASE_LO_OFFSET = 14'h0120;
  localparam logic [31:0] TOE_CPL_RING_BASE_LO_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CPL_RING_BASE_LO_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CPL_RING_BASE_HI_OFFSET = 14'h0124;
  localparam logic [31:0] TOE_CPL_RING_BASE_HI_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CPL_RING_BASE_HI_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CPL_RING_SIZE_OFFSET = 14'h0128;
  localparam logic [31:0] TOE_CPL_RING_SIZE_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CPL_RING_SIZE_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CPL_DOORBELL_OFFSET = 14'h012C;
  localparam logic [31:0] TOE_CPL_DOORBELL_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CPL_DOORBELL_MASK = 32'hFFFFFFFF;
  localparam logic [13:0] TOE_CPL_TAIL_OFFSET = 14'h0130;
  localparam logic [31:0] TOE_CPL_TAIL_RESET = 32'h00000000;
  localparam logic [31:0] TOE_CPL_TAIL_MASK = 32'hFFFFFFFF;

  // Layouts (layouts.def), in bits; byte 0 of a record is its bits 7..0.
  localparam int unsigned TOE_COMMAND_BITS = 512;
  localparam int unsigned TOE_COMMAND_OPCODE_LSB = 0;
  localparam int unsigned TOE_COMMAND_OPCODE_WIDTH = 8;
  localparam int unsigned TOE_COMMAND_VERSION_LSB = 8;
  localparam int unsigned TOE_COMMAND_VERSION_WIDTH = 8;
  localparam int unsigned TOE_COMMAND_FLAGS_LSB = 16;
  localparam int unsigned TOE_COMMAND_FLAGS_WIDTH = 16;
  localparam int unsigned TOE_COMMAND_REQUEST_ID_LSB = 32;
  localparam int unsigned TOE_COMMAND_REQUEST_ID_WIDTH = 32;
  localparam int unsigned TOE_COMMAND_OBJECT_ADDR_LSB = 64;
  localparam int unsigned TOE_COMMAND_OBJECT_ADDR_WIDTH = 64;
  localparam int unsigned TOE_COMMAND_RESULT_ADDR_LSB = 128;
  localparam int unsigned TOE_COMMAND_RESULT_ADDR_WIDTH = 64;
  localparam int unsigned TOE_COMMAND_OBJECT_COUNT_LSB = 192;
  localparam int unsigned TOE_COMMAND_OBJECT_COUNT_WIDTH = 32;
  localparam int unsigned TOE_COMMAND_SETTING_LSB = 224;
  localparam int unsigned TOE_COMMAND_SETTING_WIDTH = 32;
  localparam int unsigned TOE_COMMAND_VALUE_LSB = 256;
  localparam int unsigned TOE_COMMAND_VALUE_WIDTH = 32;
  localparam int unsigned TOE_OBJECT_BITS = 2048;
  localparam int unsigned TOE_OBJECT_LAYER_LSB = 0;
  localparam int unsigned TOE_OBJECT_LAYER_WIDTH = 8;
  localparam int unsigned TOE_OBJECT_KIND_LSB = 8;
  localparam int unsigned TOE_OBJECT_KIND_WIDTH = 8;
  localparam int unsigned TOE_OBJECT_FAULT_LSB = 16;
  localparam int unsigned TOE_OBJECT_FAULT_WIDTH = 8;
  localparam int unsigned TOE_OBJECT_FAMILY_LSB = 24;
  localparam int unsigned TOE_OBJECT_FAMILY_WIDTH = 8;
  localparam int unsigned TOE_OBJECT_HANDLE_LSB = 32;
  localparam int unsigned TOE_OBJECT_HANDLE_WIDTH = 32;
  localparam int unsigned TOE_OBJECT_NDIS_HANDLE_LSB = 64;
  localparam int unsigned TOE_OBJECT_NDIS_HANDLE_WIDTH = 64;
  localparam int unsigned TOE_OBJ_NEIGHBOR_BITS = 2048;
  localparam int unsigned TOE_OBJ_NEIGHBOR_VLAN_LSB = 128;
  localparam int unsigned TOE_OBJ_NEIGHBOR_VLAN_WIDTH = 16;
  localparam int unsigned TOE_OBJ_NEIGHBOR_HAS_SRC_MAC_LSB = 144;
  localparam int unsigned TOE_OBJ_NEIGHBOR_HAS_SRC_MAC_WIDTH = 8;
  localparam int unsigned TOE_OBJ_NEIGHBOR_SRC_MAC_LSB = 160;
  localparam int unsigned TOE_OBJ_NEIGHBOR_SRC_MAC_WIDTH = 48;
  localparam int unsigned TOE_OBJ_NEIGHBOR_DST_MAC_LSB = 208;
  localparam int unsigned TOE_OBJ_NEIGHBOR_DST_MAC_WIDTH = 48;
  localparam int unsigned TOE_OBJ_NEIGHBOR_HOST_REACHABILITY_LSB = 512;
  localparam int unsigned TOE_OBJ_NEIGHBOR_HOST_REACHABILITY_WIDTH = 32;
  localparam int unsigned TOE_OBJ_NEIGHBOR_NIC_REACHABILITY_LSB = 544;
  localparam int unsigned TOE_OBJ_NEIGHBOR_NIC_REACHABILITY_WIDTH = 32;
  localparam int unsigned TOE_OBJ_PATH_BITS = 2048;
  localparam int unsigned TOE_OBJ_PATH_SRC_IP_LSB = 128;
  localparam int unsigned TOE_OBJ_PATH_SRC_IP_WIDTH = 128;
  localparam int unsigned TOE_OBJ_PATH_DST_IP_LSB = 256;
  localparam int unsigned TOE_OBJ_PATH_DST_IP_WIDTH = 128;
  localparam int unsigned TOE_OBJ_PATH_MTU_LSB = 512;
  localparam int unsigned TOE_OBJ_PATH_MTU_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_BITS = 2048;
  localparam int unsigned TOE_OBJ_TCP_LOCAL_PORT_LSB = 128;
  localparam int unsigned TOE_OBJ_TCP_LOCAL_PORT_WIDTH = 16;
  localparam int unsigned TOE_OBJ_TCP_REMOTE_PORT_LSB = 144;
  localparam int unsigned TOE_OBJ_TCP_REMOTE_PORT_WIDTH = 16;
  localparam int unsigned TOE_OBJ_TCP_STATE_LSB = 160;
  localparam int unsigned TOE_OBJ_TCP_STATE_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_SND_WIND_SCALE_LSB = 168;
  localparam int unsigned TOE_OBJ_TCP_SND_WIND_SCALE_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_RCV_WIND_SCALE_LSB = 176;
  localparam int unsigned TOE_OBJ_TCP_RCV_WIND_SCALE_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_INITIAL_RCV_WND_LSB = 192;
  localparam int unsigned TOE_OBJ_TCP_INITIAL_RCV_WND_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_BUFFERED_BYTES_LSB = 224;
  localparam int unsigned TOE_OBJ_TCP_BUFFERED_BYTES_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_BUFFERED_ADDR_LSB = 256;
  localparam int unsigned TOE_OBJ_TCP_BUFFERED_ADDR_WIDTH = 64;
  localparam int unsigned TOE_OBJ_TCP_OUTSTANDING_BYTES_LSB = 320;
  localparam int unsigned TOE_OBJ_TCP_OUTSTANDING_BYTES_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_RCV_NXT_LSB = 512;
  localparam int unsigned TOE_OBJ_TCP_RCV_NXT_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_RCV_WND_LSB = 544;
  localparam int unsigned TOE_OBJ_TCP_RCV_WND_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_SND_UNA_LSB = 576;
  localparam int unsigned TOE_OBJ_TCP_SND_UNA_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_SND_NXT_LSB = 608;
  localparam int unsigned TOE_OBJ_TCP_SND_NXT_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_SND_MAX_LSB = 640;
  localparam int unsigned TOE_OBJ_TCP_SND_MAX_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_SND_WND_LSB = 672;
  localparam int unsigned TOE_OBJ_TCP_SND_WND_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_MAX_SND_WND_LSB = 704;
  localparam int unsigned TOE_OBJ_TCP_MAX_SND_WND_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_SND_WL1_LSB = 736;
  localparam int unsigned TOE_OBJ_TCP_SND_WL1_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_CWND_LSB = 768;
  localparam int unsigned TOE_OBJ_TCP_CWND_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_SSTHRESH_LSB = 800;
  localparam int unsigned TOE_OBJ_TCP_SSTHRESH_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_SRTT_LSB = 832;
  localparam int unsigned TOE_OBJ_TCP_SRTT_WIDTH = 16;
  localparam int unsigned TOE_OBJ_TCP_RTT_VAR_LSB = 848;
  localparam int unsigned TOE_OBJ_TCP_RTT_VAR_WIDTH = 16;
  localparam int unsigned TOE_OBJ_TCP_TS_RECENT_LSB = 864;
  localparam int unsigned TOE_OBJ_TCP_TS_RECENT_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_TS_RECENT_AGE_LSB = 896;
  localparam int unsigned TOE_OBJ_TCP_TS_RECENT_AGE_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_TS_TIME_LSB = 928;
  localparam int unsigned TOE_OBJ_TCP_TS_TIME_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_TOTAL_RT_LSB = 960;
  localparam int unsigned TOE_OBJ_TCP_TOTAL_RT_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_DUP_ACK_COUNT_LSB = 992;
  localparam int unsigned TOE_OBJ_TCP_DUP_ACK_COUNT_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_SND_WND_PROBES_LSB = 1000;
  localparam int unsigned TOE_OBJ_TCP_SND_WND_PROBES_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_KA_PROBES_LSB = 1008;
  localparam int unsigned TOE_OBJ_TCP_KA_PROBES_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_RT_COUNT_LSB = 1016;
  localparam int unsigned TOE_OBJ_TCP_RT_COUNT_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_KA_TIMEOUT_DELTA_LSB = 1024;
  localparam int unsigned TOE_OBJ_TCP_KA_TIMEOUT_DELTA_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_RT_TIMEOUT_DELTA_LSB = 1056;
  localparam int unsigned TOE_OBJ_TCP_RT_TIMEOUT_DELTA_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_DWND_LSB = 1088;
  localparam int unsigned TOE_OBJ_TCP_DWND_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_CONST_FLAGS_LSB = 1120;
  localparam int unsigned TOE_OBJ_TCP_CONST_FLAGS_WIDTH = 16;
  localparam int unsigned TOE_OBJ_TCP_CACHED_FLAGS_LSB = 1136;
  localparam int unsigned TOE_OBJ_TCP_CACHED_FLAGS_WIDTH = 16;
  localparam int unsigned TOE_OBJ_TCP_REMOTE_MSS_LSB = 1152;
  localparam int unsigned TOE_OBJ_TCP_REMOTE_MSS_WIDTH = 16;
  localparam int unsigned TOE_OBJ_TCP_KA_PROBE_COUNT_LSB = 1168;
  localparam int unsigned TOE_OBJ_TCP_KA_PROBE_COUNT_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_USER_PRIORITY_LSB = 1176;
  localparam int unsigned TOE_OBJ_TCP_USER_PRIORITY_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_HASH_VALUE_LSB = 1184;
  localparam int unsigned TOE_OBJ_TCP_HASH_VALUE_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_RCV_INDICATION_LSB = 1216;
  localparam int unsigned TOE_OBJ_TCP_RCV_INDICATION_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_KA_TIMEOUT_LSB = 1248;
  localparam int unsigned TOE_OBJ_TCP_KA_TIMEOUT_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_KA_INTERVAL_LSB = 1280;
  localparam int unsigned TOE_OBJ_TCP_KA_INTERVAL_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_MAX_RT_LSB = 1312;
  localparam int unsigned TOE_OBJ_TCP_MAX_RT_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_FLOW_LABEL_LSB = 1344;
  localparam int unsigned TOE_OBJ_TCP_FLOW_LABEL_WIDTH = 32;
  localparam int unsigned TOE_OBJ_TCP_TTL_LSB = 1376;
  localparam int unsigned TOE_OBJ_TCP_TTL_WIDTH = 8;
  localparam int unsigned TOE_OBJ_TCP_TOS_LSB = 1384;
  localparam int unsigned TOE_OBJ_TCP_TOS_WIDTH = 8;
  localparam int unsigned TOE_CONTEXT_BITS = 64;
  localparam int unsigned TOE_CONTEXT_LAYER_LSB = 0;
  localparam int unsigned TOE_CONTEXT_LAYER_WIDTH = 8;
  localparam int unsigned TOE_CONTEXT_FAMILY_LSB = 8;
  localparam int unsigned TOE_CONTEXT_FAMILY_WIDTH = 8;
  localparam int unsigned TOE_CONTEXT_VLAN_LSB = 16;
  localparam int unsigned TOE_CONTEXT_VLAN_WIDTH = 16;
  localparam int unsigned TOE_CONTEXT_PARENT_LSB = 32;
  localparam int unsigned TOE_CONTEXT_PARENT_WIDTH = 32;
  localparam int unsigned TOE_RESULT_BITS = 256;
  localparam int unsigned TOE_RESULT_STATUS_LSB = 0;
  localparam int unsigned TOE_RESULT_STATUS_WIDTH = 32;
  localparam int unsigned TOE_RESULT_HANDLE_LSB = 32;
  localparam int unsigned TOE_RESULT_HANDLE_WIDTH = 32;
  localparam int unsigned TOE_RESULT_REQUEST_ID_LSB = 64;
  localparam int unsigned TOE_RESULT_REQUEST_ID_WIDTH = 32;
  localparam int unsigned TOE_RESULT_INDEX_LSB = 96;
  localparam int unsigned TOE_RESULT_INDEX_WIDTH = 24;
  localparam int unsigned TOE_RESULT_FLAGS_LSB = 120;
  localparam int unsigned TOE_RESULT_FLAGS_WIDTH = 8;
  localparam int unsigned TOE_RESULT_DECIDED_CYCLE_LSB = 128;
  localparam int unsigned TOE_RESULT_DECIDED_CYCLE_WIDTH = 64;
  localparam int unsigned TOE_RESULT_COMMIT_LSB = 192;
  localparam int unsigned TOE_RESULT_COMMIT_WIDTH = 64;
  localparam int unsigned TOE_COMPLETION_BITS = 256;
  localparam int unsigned TOE_COMPLETION_TYPE_LSB = 0;
  localparam int unsigned TOE_COMPLETION_TYPE_WIDTH = 8;
  localparam int unsigned TOE_COMPLETION_ERROR_LSB = 8;
  localparam int unsigned TOE_COMPLETION_ERROR_WIDTH = 8;
  localparam int unsigned TOE_COMPLETION_PHASE_LSB = 16;
  localparam int unsigned TOE_COMPLETION_PHASE_WIDTH = 8;
  localparam int unsigned TOE_COMPLETION_REQUEST_ID_LSB = 32;
  localparam int unsigned TOE_COMPLETION_REQUEST_ID_WIDTH = 32;
  localparam int unsigned TOE_COMPLETION_COMMAND_HEAD_LSB = 64;
  localparam int unsigned TOE_COMPLETION_COMMAND_HEAD_WIDTH = 32;
  localparam int unsigned TOE_COMPLETION_ERROR_INDEX_LSB = 96;
  localparam int unsigned TOE_COMPLETION_ERROR_INDEX_WIDTH = 32;
  localparam int unsigned TOE_COMPLETION_ATTEMPTED_LSB = 128;
  localparam int unsigned TOE_COMPLETION_ATTEMPTED_WIDTH = 32;
  localparam int unsigned TOE_COMPLETION_OFFLOADED_LSB = 160;
  localparam int unsigned TOE_COMPLETION_OFFLOADED_WIDTH = 32;
  localparam int unsigned TOE_COMPLETION_COMMIT_LSB = 192;
  localparam int unsigned TOE_COMPLETION_COMMIT_WIDTH = 64;
  localparam int unsigned TOE_EVENT_BITS = 256;
  localparam int unsigned TOE_EVENT_TYPE_LSB = 0;
  localparam int unsigned TOE_EVENT_TYPE_WIDTH = 8;
  localparam int unsigned TOE_EVENT_CODE_LSB = 8;
  localparam int unsigned TOE_EVENT_CODE_WIDTH = 8;
  localparam int unsigned TOE_EVENT_PHASE_LSB = 16;
  localparam int unsigned TOE_EVENT_PHASE_WIDTH = 8;
  localparam int unsigned TOE_EVENT_HANDLE_LSB = 32;
  localparam int unsigned TOE_EVENT_HANDLE_WIDTH = 32;
  localparam int unsigned TOE_EVENT_NDIS_HANDLE_LSB = 64;
  localparam int unsigned TOE_EVENT_NDIS_HANDLE_WIDTH = 64;
  localparam int unsigned TOE_EVENT_INFO_LSB = 128;
  localparam int unsigned TOE_EVENT_INFO_WIDTH = 64;
  localparam int unsigned TOE_EVENT_COMMIT_LSB = 192;
  localparam int unsigned TOE_EVENT_COMMIT_WIDTH = 64;

  // Numbered names (enums.def), as wide as the member or register that holds them.
  localparam logic [7:0] TOE_LAYER_NEIGHBOR = 8'd1;
  localparam logic [7:0] TOE_LAYER_PATH = 8'd2;
  localparam logic [7:0] TOE_LAYER_TCP = 8'd3;
  localparam logic [7:0] TOE_KIND_PLACEHOLDER = 8'd0;
  localparam logic [7:0] TOE_KIND_LINKER = 8'd1;
  localparam logic [7:0] TOE_KIND_NEW = 8'd2;
  localparam logic [7:0] TOE_FAULT_NONE = 8'd0;
  localparam logic [7:0] TOE_FAULT_INTERNAL = 8'd1;
  localparam logic [7:0] TOE_FAULT_HOST_MEMORY = 8'd2;
  localparam logic [7:0] TOE_OPCODE_INITIATE = 8'd1;
  localparam logic [7:0] TOE_OPCODE_SET = 8'd2;
  localparam logic [31:0] TOE_SETTING_LIMIT_NEIGHBOR = 32'd1;
  localparam logic [31:0] TOE_SETTING_LIMIT_PATH = 32'd2;
  localparam logic [31:0] TOE_SETTING_LIMIT_TCP = 32'd3;
  localparam logic [31:0] TOE_SETTING_LIMIT_HOST_MEMORY = 32'd4;
  localparam logic [31:0] TOE_SETTING_WALK_POLICY = 32'd5;
  localparam logic [1:0] TOE_POLICY_STOP_ON_UNCATEGORISED = 2'd0;
  localparam logic [1:0] TOE_POLICY_PRUNE = 2'd1;
  localparam logic [1:0] TOE_POLICY_STOP_AT_FAILED_PARENT = 2'd2;
  localparam logic [7:0] TOE_ENTRY_COMPLETION = 8'd1;
  localparam logic [7:0] TOE_ENTRY_EVENT = 8'd2;
  localparam logic [7:0] TOE_ERROR_NONE = 8'd0;
  localparam logic [7:0] TOE_ERROR_BAD_OPCODE = 8'd1;
  localparam logic [7:0] TOE_ERROR_BAD_VERSION = 8'd2;
  localparam logic [7:0] TOE_ERROR_BAD_COUNT = 8'd3;
  localparam logic [7:0] TOE_ERROR_BAD_ADDRESS = 8'd4;
  localparam logic [7:0] TOE_ERROR_BAD_SETTING = 8'd5;
  localparam logic [7:0] TOE_ERROR_COMMAND_FETCH = 8'd6;
  localparam logic [7:0] TOE_ERROR_BAD_OBJECT = 8'd7;
  localparam logic [7:0] TOE_ERROR_OBJECT_FETCH = 8'd8;

  // Pools (pools.def).
  localparam logic [2:0] TOE_POOL_NEIGHBOR = 3'd0;
  localparam logic [31:0] TOE_POOL_NEIGHBOR_BUILT = 32'd4096;
  localparam logic [2:0] TOE_POOL_PATH = 3'd1;
  localparam logic [31:0] TOE_POOL_PATH_BUILT = 32'd16384;
  localparam logic [2:0] TOE_POOL_TCP = 3'd2;
  localparam logic [31:0] TOE_POOL_TCP_BUILT = 32'd16384;
  localparam logic [2:0] TOE_POOL_HOST_MEMORY = 3'd3;
  localparam logic [31:0] TOE_POOL_HOST_MEMORY_BUILT = 32'd4294967295;
  localparam logic [2:0] TOE_POOL_LOOKUP = 3'd4;
  localparam logic [31:0] TOE_POOL_LOOKUP_BUILT = 32'd32800;
  localparam logic [2:0] TOE_POOL_NONE = 3'd5;

  // NDIS statuses (status.def).
  localparam logic [31:0] TOE_STATUS_SUCCESS = 32'h00000000;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_PARTIAL_SUCCESS = 32'h40020004;
  localparam logic [31:0] TOE_STATUS_FAILURE = 32'hC0000001;
  localparam logic [31:0] TOE_STATUS_RESOURCES = 32'hC000009A;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_TCP_ENTRIES = 32'hC0231004;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_PATH_ENTRIES = 32'hC0231005;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_NEIGHBOR_ENTRIES = 32'hC0231006;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_IP_ADDRESS_ENTRIES = 32'hC0231007;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_HW_ADDRESS_ENTRIES = 32'hC0231008;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_VLAN_ENTRIES = 32'hC0231009;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_TCP_XMIT_BUFFER = 32'hC023100A;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_TCP_RCV_BUFFER = 32'hC023100B;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_TCP_RCV_WINDOW = 32'hC023100C;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_VLAN_MISMATCH = 32'hC023100D;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_PATH_MTU = 32'hC0231F01;
  localparam logic [31:0] TOE_STATUS_OFFLOAD_CONNECTION_REJECTED = 32'hC0231012;

  // Causes (causes.def), the status of each, and the pool it names.
  localparam logic [3:0] TOE_CAUSE_OK = 4'd0;
  localparam logic [31:0] TOE_CAUSE_STATUS_OK = 32'h00000000;
  localparam logic [2:0] TOE_CAUSE_POOL_OK = TOE_POOL_NONE;
  localparam logic [3:0] TOE_CAUSE_NOT_ATTEMPTED = 4'd1;
  localparam logic [31:0] TOE_CAUSE_STATUS_NOT_ATTEMPTED = 32'hC0000001;
  localparam logic [2:0] TOE_CAUSE_POOL_NOT_ATTEMPTED = TOE_POOL_NONE;
  localparam logic [3:0] TOE_CAUSE_MALFORMED = 4'd2;
  localparam logic [31:0] TOE_CAUSE_STATUS_MALFORMED = 32'hC0000001;
  localparam logic [2:0] TOE_CAUSE_POOL_MALFORMED = TOE_POOL_NONE;
  localparam logic [3:0] TOE_CAUSE_FETCH = 4'd3;
  localparam logic [31:0] TOE_CAUSE_STATUS_FETCH = 32'hC0000001;
  localparam logic [2:0] TOE_CAUSE_POOL_FETCH = TOE_POOL_NONE;
  localparam logic [3:0] TOE_CAUSE_NO_PARENT = 4'd4;
  localparam logic [31:0] TOE_CAUSE_STATUS_NO_PARENT = 32'hC0000001;
  localparam logic [2:0] TOE_CAUSE_POOL_NO_PARENT = TOE_POOL_NONE;
  localparam logic [3:0] TOE_CAUSE_BAD_HANDLE = 4'd5;
  localparam logic [31:0] TOE_CAUSE_STATUS_BAD_HANDLE = 32'hC0000001;
  localparam logic [2:0] TOE_CAUSE_POOL_BAD_HANDLE = TOE_POOL_NONE;
  localparam logic [3:0] TOE_CAUSE_TCP_STATE = 4'd6;
  localparam logic [31:0] TOE_CAUSE_STATUS_TCP_STATE = 32'hC0000001;
  localparam logic [2:0] TOE_CAUSE_POOL_TCP_STATE = TOE_POOL_NONE;
  localparam logic [3:0] TOE_CAUSE_INTERNAL = 4'd7;
  localparam logic [31:0] TOE_CAUSE_STATUS_INTERNAL = 32'hC0000001;
  localparam logic [2:0] TOE_CAUSE_POOL_INTERNAL = TOE_POOL_NONE;
  localparam logic [3:0] TOE_CAUSE_DUPLICATE = 4'd8;
  localparam logic [31:0] TOE_CAUSE_STATUS_DUPLICATE = 32'hC0000001;
  localparam logic [2:0] TOE_CAUSE_POOL_DUPLICATE = TOE_POOL_NONE;
  localparam logic [3:0] TOE_CAUSE_NEIGHBOR_POOL = 4'd9;
  localparam logic [31:0] TOE_CAUSE_STATUS_NEIGHBOR_POOL = 32'hC0231006;
  localparam logic [2:0] TOE_CAUSE_POOL_NEIGHBOR_POOL = TOE_POOL_NEIGHBOR;
  localparam logic [3:0] TOE_CAUSE_PATH_POOL = 4'd10;
  localparam logic [31:0] TOE_CAUSE_STATUS_PATH_POOL = 32'hC0231005;
  localparam logic [2:0] TOE_CAUSE_POOL_PATH_POOL = TOE_POOL_PATH;
  localparam logic [3:0] TOE_CAUSE_TCP_POOL = 4'd11;
  localparam logic [31:0] TOE_CAUSE_STATUS_TCP_POOL = 32'hC0231004;
  localparam logic [2:0] TOE_CAUSE_POOL_TCP_POOL = TOE_POOL_TCP;
  localparam logic [3:0] TOE_CAUSE_LOOKUP_POOL = 4'd12;
  localparam logic [31:0] TOE_CAUSE_STATUS_LOOKUP_POOL = 32'hC0231004;
  localparam logic [2:0] TOE_CAUSE_POOL_LOOKUP_POOL = TOE_POOL_LOOKUP;
  localparam logic [3:0] TOE_CAUSE_HOST_POOL = 4'd13;
  localparam logic [31:0] TOE_CAUSE_STATUS_HOST_POOL = 32'hC000009A;
  localparam logic [2:0] TOE_CAUSE_POOL_HOST_POOL = TOE_POOL_HOST_MEMORY;
  localparam logic [3:0] TOE_CAUSE_HOST_FAULT = 4'd14;
  localparam logic [31:0] TOE_CAUSE_STATUS_HOST_FAULT = 32'hC000009A;
  localparam logic [2:0] TOE_CAUSE_POOL_HOST_FAULT = TOE_POOL_NONE;

  // Pipeline numbers (stages.def).
  localparam int unsigned TOE_STAGE_CC_CYCLES = 2;
  localparam int unsigned TOE_STAGE_CC_DEPTH = 8;
  localparam int unsigned TOE_STAGE_COMMAND_SLOTS = 16;
  localparam int unsigned TOE_STAGE_NPQ_DEPTH = 4;
  localparam int unsigned TOE_STAGE_PQ_DEPTH = 16;
  localparam int unsigned TOE_STAGE_CHUNKS = 32;
  localparam int unsigned TOE_STAGE_CHUNK_BYTES = 512;
  localparam int unsigned TOE_STAGE_LOAD_CYCLES = 5;
  localparam int unsigned TOE_STAGE_LOAD_MARKER_CYCLES = 1;
  localparam int unsigned TOE_STAGE_COMMIT_SKIP_CYCLES = 1;
  localparam int unsigned TOE_STAGE_COMMIT_STATE_CYCLES = 2;
  localparam int unsigned TOE_STAGE_COMMIT_TCP_CYCLES = 6;
  localparam int unsigned TOE_STAGE_COMMIT_LINK_CYCLES = 3;
  localparam int unsigned TOE_STAGE_LOOKUP_CYCLES = 4;
  localparam int unsigned TOE_STAGE_SRAM_READ_CYCLES = 2;
  localparam int unsigned TOE_STAGE_SRAM_ROW_BYTES = 64;
  localparam int unsigned TOE_STAGE_TCP_ROWS = 4;
  localparam int unsigned TOE_STAGE_STATE_ROWS = 2;
  localparam int unsigned TOE_STAGE_TCP_ROW_BASE = 0;
  localparam int unsigned TOE_STAGE_PATH_ROW_BASE = 65536;
  localparam int unsigned TOE_STAGE_NEIGHBOR_ROW_BASE = 98304;
  localparam int unsigned TOE_STAGE_SRAM_ROWS = 106496;
  localparam int unsigned TOE_STAGE_WBQ_DEPTH = 8;
  localparam int unsigned TOE_STAGE_LOOKUP_ROWS = 4096;
  localparam int unsigned TOE_STAGE_LOOKUP_WAYS = 4;
  localparam int unsigned TOE_STAGE_LOOKUP_CAM = 32;
  localparam int unsigned TOE_STAGE_KEY_BYTES = 40;
  localparam int unsigned TOE_STAGE_BEAT_BYTES = 32;
  localparam int unsigned TOE_STAGE_TAG_OBJECT = 32;
  localparam int unsigned TOE_STAGE_MAX_OBJECTS = 1048576;
  localparam int unsigned TOE_STAGE_VECTORS = 32;
  localparam int unsigned TOE_STAGE_MSIX_TABLE = 8192;
  localparam int unsigned TOE_STAGE_MSIX_PBA = 12288;
  localparam int unsigned TOE_STAGE_BAR_BYTES = 16384;

  // Retire records (retire.def); the first member is the most significant.
  typedef struct packed {
    logic [31:0] tail;
  } retire_doorbell_t;
  typedef struct packed {
    logic [47:0] commit;
    logic is_object;
    logic [31:0] request_id;
    logic [19:0] index;
    logic [1:0] layer;
    logic [1:0] kind;
    logic attempted;
    logic [3:0] cause;
    logic [3:0] error;
    logic [31:0] handle;
    logic [31:0] parent;
    logic [14:0] used_neighbor;
    logic [14:0] used_path;
    logic [14:0] used_tcp;
    logic [31:0] used_host_memory;
    logic [15:0] used_lookup;
    logic [31:0] limit;
    logic [55:0] fetched_cycle;
  } retire_decided_t;
  typedef struct packed {
    logic [16:0] row;
  } retire_context_t;
  typedef struct packed {
    logic [31:0] request_id;
    logic [19:0] index;
    logic [31:0] status;
    logic [31:0] handle;
    logic [7:0] flags;
    logic [47:0] commit;
    logic [55:0] decided_cycle;
  } retire_written_t;
  typedef struct packed {
    logic [31:0] request_id;
    logic [7:0] error;
    logic phase;
    logic [31:0] command_head;
    logic [31:0] error_index;
    logic [31:0] attempted;
    logic [31:0] offloaded;
    logic [47:0] commit;
  } retire_completed_t;

  // CRC32C of a 40-byte key, byte i of it in bits 8i+7..8i: bit k is
  //   ^(key & TOE_CRC32C_MASK[k*320 +: 320]) ^ TOE_CRC32C_CONST[k]
  localparam logic [10239:0] TOE_CRC32C_MASK = {
    320'h8FC8E57B1C379612EF13A98C0CAA668F7AF0DDECB0BA2E1D74B4FA052FA89EBCDAFE84CC3F42047B,
    320'h47E472BD8E1BCB097789D4C606553347BD786EF6585D170EBA5A7D0297D44F5E6D7F42661FA1023D,
    320'h23F2395EC70DE584BBC4EA63032A99A3DEBC377B2C2E8B875D2D3E814BEA27AF36BFA1330FD0811E,
    320'h11F91CAF6386F2C25DE2753181954CD1EF5E1BBD961745C3AE969F40A5F513D79B5FD09987E8408F,
    320'h08FC8E57B1C379612EF13A98C0CAA668F7AF0DDECB0BA2E1D74B4FA052FA89EBCDAFE84CC3F42047,
    320'h047E472BD8E1BCB097789D4C606553347BD786EF6585D170EBA5A7D0297D44F5E6D7F42661FA1023,
    320'h8DF7C6EEF047484AA4AFE72A3C98CF15471B1E9B0278C6A5016629ED3B163CC629957EDF0FBF0C6A,
    320'h46FBE3777823A4255257F3951E4C678AA38D8F4D813C635280B314F69D8B1E6314CABF6F87DF8635,
    320'hACB514C0A026440046385046838C554A2B361A4A70241FB434ED707E616D118D509BDB7BFCADC761,
    320'hD9926F1B4C24B412CC0F81AF4D6C4C2A6F6BD0C988A821C76EC2423A1F1E167A72B36971C114E7CB,
    320'hE301D2F6BA25CC1B8914695BAA1C409A4D45358874EE3EFEC3D5DB1820279581E3A73074DFC8779E,
    320'hFE480C004125701F2B999D21D9A446C25C5247288ACD3162155E17893FBB547C2B2D1CF650A63FB4,
    320'h7F2406002092B80F95CCCE90ECD223612E292394456698B10AAF0BC49FDDAA3E15968E7B28531FDA,
    320'hB05AE67B0C7ECA1525F5CEC47AC3773FEDE44C2692096245F1E37FE760464BA3D035C3F1AB6B8B96,
    320'hD7E596469A08F3187DE94EEE31CBDD108C02FBFFF9BE9F3F8C4545F69F8BBB6D32E46534EAF7C1B0,
    320'h6BF2CB234D04798C3EF4A77718E5EE8846017DFFFCDF4F9FC622A2FB4FC5DDB69972329A757BE0D8,
    320'h35F96591A6823CC61F7A53BB8C72F7442300BEFFFE6FA7CFE311517DA7E2EEDB4CB9194D3ABDF06C,
    320'h1AFCB2C8D3411E630FBD29DDC6397BA211805F7FFF37D3E7F188A8BED3F1776DA65C8CA69D5EF836,
    320'h82B6BC1F7597192368CD3D62EFB6DB5E7230F2534F21C7EE8C70AE5A4650250A09D0C29F71ED7860,
    320'hCE93BB74A6FC1A835B75373D7B710B2043E8A4C5172ACDEA328CAD280C808C39DE16E58387B4B84B,
    320'hE88138C14F499B5342A93212B112E31F5B048F8E3B2F48E86DF2AC9129E8D8A035F5F60DFC98585E,
    320'h74409C60A7A4CDA9A15499095889718FAD8247C71D97A47436F9564894F46C501AFAFB06FE4C2C2F,
    320'hB5E8AB4B4FE5F0C63FB9E508A0EEDE48AC31FE0F3E71FC276FC8512165D2A894D783F94F4064126C,
    320'hD53CB0DEBBC56E71F0CF5B085CDD09AB2CE822EB2F82D00EC350D2959D41CAF6B13F786B9F700D4D,
    320'h6A9E586F5DE2B738F867AD842E6E84D59674117597C1680761A8694ACEA0E57B589FBC35CFB806A6,
    320'hBA87C94CB2C6CD8E93207F4E1B9D24E5B1CAD5567B5A9A1EC460CEA048F8EC0176B15AD6D89E0728,
    320'hD28B01DD4554F0D5A683962B0164F4FDA215B7478D17631216849D550BD4E8BC61A629A7530D07EF,
    320'hE68D6595BE9DEE783C5262998C181CF1ABFA064F76319F947FF6B4AFAA42EAE2EA2D901F96C4878C,
    320'hFC8E57B1C379612EF13A98C0CAA668F7AF0DDECB0BA2E1D74B4FA052FA89EBCDAFE84CC3F42047BD,
    320'h7E472BD8E1BCB097789D4C606553347BD786EF6585D170EBA5A7D0297D44F5E6D7F42661FA1023DE,
    320'h3F2395EC70DE584BBC4EA63032A99A3DEBC377B2C2E8B875D2D3E814BEA27AF36BFA1330FD0811EF,
    320'h1F91CAF6386F2C25DE2753181954CD1EF5E1BBD961745C3AE969F40A5F513D79B5FD09987E8408F7
  };
  localparam logic [31:0] TOE_CRC32C_CONST = 32'h595FB7DD;
endpackage
