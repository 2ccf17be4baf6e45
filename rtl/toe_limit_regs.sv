// SPDX-License-Identifier: Apache-2.0
//
// toe_limit_regs - the registers that bound what is done: limits of the pools, largest MTU and
// window, admission and walk policy, banks of the context SRAM, reads in flight, overhead of a
// command (docs/microarchitecture.md 3, 7).
//
// Latency: a BAR write or a SET takes effect at its edge, the SET wins; reading is combinational.
`include "toe_assert.svh"

module toe_limit_regs (
  input  logic             clk_i,
  input  logic             rst_ni,

  // a whole DW written while CFG registers may change
  input  logic             wr_valid_i,
  input  logic [13:0]      wr_offset_i,
  input  logic [31:0]      wr_value_i,
  output logic             wr_accepted_o,

  // SET marker at the commit point
  input  logic             set_valid_i,
  input  logic [31:0]      set_setting_i,
  input  logic [31:0]      set_value_i,

  // reading
  input  logic [13:0]      rd_offset_i,
  output logic             rd_ok_o,
  output logic [31:0]      rd_value_o,

  // what they say
  input  logic             fault_enable_i,
  output toe_pkg::limits_t limits_o,
  output toe_pkg::policy_t policy_o,
  output logic [6:0]       tag_limit_o,
  output logic [19:0]      overhead_o
);
  toe_pkg::limits_t limits_d, limits_q;
  toe_pkg::policy_t policy_d, policy_q;
  logic [6:0] tag_limit_d, tag_limit_q;
  logic [19:0] overhead_d, overhead_q;

  // The setting of a register that is written; the last four have none.
  logic [31:0] setting;
  logic setting_ok, takes_setting, takes_page, takes_banks, takes_tags, takes_overhead;
  always_comb begin
    case (wr_offset_i)
      toe_spec_pkg::TOE_LIMIT_NEIGHBOR_OFFSET: setting = toe_spec_pkg::TOE_SETTING_LIMIT_NEIGHBOR;
      toe_spec_pkg::TOE_LIMIT_PATH_OFFSET: setting = toe_spec_pkg::TOE_SETTING_LIMIT_PATH;
      toe_spec_pkg::TOE_LIMIT_TCP_OFFSET: setting = toe_spec_pkg::TOE_SETTING_LIMIT_TCP;
      toe_spec_pkg::TOE_LIMIT_HOST_MEMORY_OFFSET:
        setting = toe_spec_pkg::TOE_SETTING_LIMIT_HOST_MEMORY;
      toe_spec_pkg::TOE_WALK_POLICY_OFFSET: setting = toe_spec_pkg::TOE_SETTING_WALK_POLICY;
      toe_spec_pkg::TOE_LIMIT_SRC_MAC_OFFSET: setting = toe_spec_pkg::TOE_SETTING_LIMIT_SRC_MAC;
      toe_spec_pkg::TOE_LIMIT_SRC_IP_OFFSET: setting = toe_spec_pkg::TOE_SETTING_LIMIT_SRC_IP;
      toe_spec_pkg::TOE_LIMIT_VLAN_OFFSET: setting = toe_spec_pkg::TOE_SETTING_LIMIT_VLAN;
      toe_spec_pkg::TOE_LIMIT_RCV_BUFFER_OFFSET:
        setting = toe_spec_pkg::TOE_SETTING_LIMIT_RCV_BUFFER;
      toe_spec_pkg::TOE_LIMIT_XMIT_BUFFER_OFFSET:
        setting = toe_spec_pkg::TOE_SETTING_LIMIT_XMIT_BUFFER;
      toe_spec_pkg::TOE_LIMIT_BUFFERED_COPY_OFFSET:
        setting = toe_spec_pkg::TOE_SETTING_LIMIT_BUFFERED_COPY;
      toe_spec_pkg::TOE_LIMIT_POSTED_OFFSET: setting = toe_spec_pkg::TOE_SETTING_LIMIT_POSTED;
      toe_spec_pkg::TOE_LIMIT_RCV_DATA_OFFSET: setting = toe_spec_pkg::TOE_SETTING_LIMIT_RCV_DATA;
      toe_spec_pkg::TOE_MTU_MAX_OFFSET: setting = toe_spec_pkg::TOE_SETTING_MTU_MAX;
      toe_spec_pkg::TOE_RCV_WINDOW_MAX_OFFSET: setting = toe_spec_pkg::TOE_SETTING_RCV_WINDOW_MAX;
      toe_spec_pkg::TOE_ADMIT_STATES_OFFSET: setting = toe_spec_pkg::TOE_SETTING_ADMIT_STATES;
      toe_spec_pkg::TOE_ADMIT_LOCAL_PORTS_OFFSET:
        setting = toe_spec_pkg::TOE_SETTING_ADMIT_LOCAL_PORTS;
      toe_spec_pkg::TOE_ADMIT_REMOTE_PORTS_OFFSET:
        setting = toe_spec_pkg::TOE_SETTING_ADMIT_REMOTE_PORTS;
      toe_spec_pkg::TOE_ADMIT_MIN_WINDOW_OFFSET:
        setting = toe_spec_pkg::TOE_SETTING_ADMIT_MIN_WINDOW;
      toe_spec_pkg::TOE_ADMIT_DUPLICATES_OFFSET:
        setting = toe_spec_pkg::TOE_SETTING_ADMIT_DUPLICATES;
      default: setting = '0;
    endcase
  end
  toe_setting_check u_setting_check (
    .setting_i (setting), .value_i (wr_value_i), .ok_o (setting_ok)
  );
  // A BAR write of ADMIT_STATES is taken whatever its other bits, and keeps only the field.
  assign takes_setting = wr_valid_i &&
                         (setting_ok || setting == toe_spec_pkg::TOE_SETTING_ADMIT_STATES);
  assign takes_page = wr_valid_i && wr_offset_i == toe_spec_pkg::TOE_RCV_PAGE_OFFSET &&
                      wr_value_i >= 32'd10 && wr_value_i <= 32'd20;
  assign takes_banks = wr_valid_i && wr_offset_i == toe_spec_pkg::TOE_SRAM_BANKS_OFFSET &&
                       (wr_value_i == 32'd1 || wr_value_i == 32'd2 ||
                        wr_value_i == toe_spec_pkg::TOE_STAGE_SRAM_MAX_BANKS);
  assign takes_tags = wr_valid_i && wr_offset_i == toe_spec_pkg::TOE_TAG_LIMIT_OFFSET &&
                      wr_value_i != '0 && wr_value_i <= toe_spec_pkg::TOE_TAG_LIMIT_RESET;
  assign takes_overhead = wr_valid_i && wr_offset_i == toe_spec_pkg::TOE_COMMAND_OVERHEAD_OFFSET &&
                          wr_value_i[31:20] == '0;
  assign wr_accepted_o = takes_setting || takes_page || takes_banks || takes_tags ||
                         takes_overhead;
  assign tag_limit_d = takes_tags ? wr_value_i[6:0] : tag_limit_q;
  assign overhead_d = takes_overhead ? wr_value_i[19:0] : overhead_q;

  // First the BAR write, then the SET, so that the SET wins.
  logic [31:0] chosen, value;
  always_comb begin
    limits_d = limits_q;
    policy_d = policy_q;
    chosen = '0;
    value = '0;
    if (takes_page) policy_d.rcv_page = wr_value_i[4:0];
    if (takes_banks) policy_d.sram_banks = wr_value_i[2:0];
    for (int unsigned pass = 0; pass < 2; pass++) begin
      if (pass == 0) begin
        chosen = takes_setting ? setting : '0;
        value = wr_value_i;
      end else begin
        chosen = set_valid_i ? set_setting_i : '0;
        value = set_value_i;
      end
      case (chosen)
        toe_spec_pkg::TOE_SETTING_LIMIT_NEIGHBOR: limits_d.neighbor = value[14:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_PATH: limits_d.path = value[14:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_TCP: limits_d.tcp = value[14:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_SRC_MAC: limits_d.src_mac = value[7:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_SRC_IP: limits_d.src_ip = value[7:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_VLAN: limits_d.vlan = value[7:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_RCV_BUFFER: limits_d.rcv_buffer = value[16:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_XMIT_BUFFER: limits_d.xmit_buffer = value[16:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_BUFFERED_COPY: limits_d.buffered_copy = value[24:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_HOST_MEMORY: limits_d.host_memory = value;
        toe_spec_pkg::TOE_SETTING_LIMIT_POSTED: limits_d.posted = value[12:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_RCV_DATA: limits_d.rcv_data = value[24:0];
        toe_spec_pkg::TOE_SETTING_WALK_POLICY: policy_d.walk_policy = value[1:0];
        toe_spec_pkg::TOE_SETTING_MTU_MAX: policy_d.mtu_max = value;
        toe_spec_pkg::TOE_SETTING_RCV_WINDOW_MAX: policy_d.rcv_window_max = value;
        toe_spec_pkg::TOE_SETTING_ADMIT_STATES: policy_d.admit_states = value[9:0];
        toe_spec_pkg::TOE_SETTING_ADMIT_LOCAL_PORTS: begin
          policy_d.local_first = value[15:0];
          policy_d.local_last = value[31:16];
        end
        toe_spec_pkg::TOE_SETTING_ADMIT_REMOTE_PORTS: begin
          policy_d.remote_first = value[15:0];
          policy_d.remote_last = value[31:16];
        end
        toe_spec_pkg::TOE_SETTING_ADMIT_MIN_WINDOW: policy_d.min_window = value;
        toe_spec_pkg::TOE_SETTING_ADMIT_DUPLICATES: policy_d.duplicates_fail = value[0];
        default: ;
      endcase
    end
    policy_d.fault_enable = 1'b0;   // CTRL's, below
    limits_d.host_buffer = '0;      // toe_host_regs has it
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      limits_q.neighbor <= toe_spec_pkg::TOE_LIMIT_NEIGHBOR_RESET[14:0];
      limits_q.path <= toe_spec_pkg::TOE_LIMIT_PATH_RESET[14:0];
      limits_q.tcp <= toe_spec_pkg::TOE_LIMIT_TCP_RESET[14:0];
      limits_q.src_mac <= toe_spec_pkg::TOE_LIMIT_SRC_MAC_RESET[7:0];
      limits_q.src_ip <= toe_spec_pkg::TOE_LIMIT_SRC_IP_RESET[7:0];
      limits_q.vlan <= toe_spec_pkg::TOE_LIMIT_VLAN_RESET[7:0];
      limits_q.rcv_buffer <= toe_spec_pkg::TOE_LIMIT_RCV_BUFFER_RESET[16:0];
      limits_q.xmit_buffer <= toe_spec_pkg::TOE_LIMIT_XMIT_BUFFER_RESET[16:0];
      limits_q.buffered_copy <= toe_spec_pkg::TOE_LIMIT_BUFFERED_COPY_RESET[24:0];
      limits_q.host_memory <= toe_spec_pkg::TOE_LIMIT_HOST_MEMORY_RESET;
      limits_q.posted <= toe_spec_pkg::TOE_LIMIT_POSTED_RESET[12:0];
      limits_q.rcv_data <= toe_spec_pkg::TOE_LIMIT_RCV_DATA_RESET[24:0];
      limits_q.host_buffer <= '0;
      policy_q.mtu_max <= toe_spec_pkg::TOE_MTU_MAX_RESET;
      policy_q.rcv_window_max <= toe_spec_pkg::TOE_RCV_WINDOW_MAX_RESET;
      policy_q.rcv_page <= toe_spec_pkg::TOE_RCV_PAGE_RESET[4:0];
      policy_q.admit_states <= toe_spec_pkg::TOE_ADMIT_STATES_RESET[9:0];
      policy_q.local_first <= toe_spec_pkg::TOE_ADMIT_LOCAL_PORTS_RESET[15:0];
      policy_q.local_last <= toe_spec_pkg::TOE_ADMIT_LOCAL_PORTS_RESET[31:16];
      policy_q.remote_first <= toe_spec_pkg::TOE_ADMIT_REMOTE_PORTS_RESET[15:0];
      policy_q.remote_last <= toe_spec_pkg::TOE_ADMIT_REMOTE_PORTS_RESET[31:16];
      policy_q.min_window <= toe_spec_pkg::TOE_ADMIT_MIN_WINDOW_RESET;
      policy_q.duplicates_fail <= toe_spec_pkg::TOE_ADMIT_DUPLICATES_RESET[0];
      policy_q.walk_policy <= toe_spec_pkg::TOE_WALK_POLICY_RESET[1:0];
      policy_q.sram_banks <= toe_spec_pkg::TOE_SRAM_BANKS_RESET[2:0];
      policy_q.fault_enable <= 1'b0;
      tag_limit_q <= toe_spec_pkg::TOE_TAG_LIMIT_RESET[6:0];
      overhead_q <= toe_spec_pkg::TOE_COMMAND_OVERHEAD_RESET[19:0];
    end else begin
      limits_q <= limits_d;
      policy_q <= policy_d;
      tag_limit_q <= tag_limit_d;
      overhead_q <= overhead_d;
    end
  end

  assign limits_o = limits_q;
  assign tag_limit_o = tag_limit_q;
  assign overhead_o = overhead_q;
  always_comb begin
    policy_o = policy_q;
    policy_o.fault_enable = fault_enable_i;
  end

  always_comb begin
    rd_ok_o = 1'b1;
    case (rd_offset_i)
      toe_spec_pkg::TOE_LIMIT_NEIGHBOR_OFFSET: rd_value_o = 32'(limits_q.neighbor);
      toe_spec_pkg::TOE_LIMIT_PATH_OFFSET: rd_value_o = 32'(limits_q.path);
      toe_spec_pkg::TOE_LIMIT_TCP_OFFSET: rd_value_o = 32'(limits_q.tcp);
      toe_spec_pkg::TOE_LIMIT_SRC_MAC_OFFSET: rd_value_o = 32'(limits_q.src_mac);
      toe_spec_pkg::TOE_LIMIT_SRC_IP_OFFSET: rd_value_o = 32'(limits_q.src_ip);
      toe_spec_pkg::TOE_LIMIT_VLAN_OFFSET: rd_value_o = 32'(limits_q.vlan);
      toe_spec_pkg::TOE_LIMIT_RCV_BUFFER_OFFSET: rd_value_o = 32'(limits_q.rcv_buffer);
      toe_spec_pkg::TOE_LIMIT_XMIT_BUFFER_OFFSET: rd_value_o = 32'(limits_q.xmit_buffer);
      toe_spec_pkg::TOE_LIMIT_BUFFERED_COPY_OFFSET: rd_value_o = 32'(limits_q.buffered_copy);
      toe_spec_pkg::TOE_LIMIT_HOST_MEMORY_OFFSET: rd_value_o = limits_q.host_memory;
      toe_spec_pkg::TOE_LIMIT_POSTED_OFFSET: rd_value_o = 32'(limits_q.posted);
      toe_spec_pkg::TOE_LIMIT_RCV_DATA_OFFSET: rd_value_o = 32'(limits_q.rcv_data);
      toe_spec_pkg::TOE_WALK_POLICY_OFFSET: rd_value_o = 32'(policy_q.walk_policy);
      toe_spec_pkg::TOE_MTU_MAX_OFFSET: rd_value_o = policy_q.mtu_max;
      toe_spec_pkg::TOE_RCV_WINDOW_MAX_OFFSET: rd_value_o = policy_q.rcv_window_max;
      toe_spec_pkg::TOE_RCV_PAGE_OFFSET: rd_value_o = 32'(policy_q.rcv_page);
      toe_spec_pkg::TOE_ADMIT_STATES_OFFSET: rd_value_o = 32'(policy_q.admit_states);
      toe_spec_pkg::TOE_ADMIT_LOCAL_PORTS_OFFSET:
        rd_value_o = {policy_q.local_last, policy_q.local_first};
      toe_spec_pkg::TOE_ADMIT_REMOTE_PORTS_OFFSET:
        rd_value_o = {policy_q.remote_last, policy_q.remote_first};
      toe_spec_pkg::TOE_ADMIT_MIN_WINDOW_OFFSET: rd_value_o = policy_q.min_window;
      toe_spec_pkg::TOE_ADMIT_DUPLICATES_OFFSET: rd_value_o = 32'(policy_q.duplicates_fail);
      toe_spec_pkg::TOE_SRAM_BANKS_OFFSET: rd_value_o = 32'(policy_q.sram_banks);
      toe_spec_pkg::TOE_TAG_LIMIT_OFFSET: rd_value_o = 32'(tag_limit_q);
      toe_spec_pkg::TOE_COMMAND_OVERHEAD_OFFSET: rd_value_o = 32'(overhead_q);
      default: begin
        rd_ok_o = 1'b0;
        rd_value_o = '0;
      end
    endcase
  end

  `TOE_ASSERT(entries_within_built,
              32'(limits_q.neighbor) <= toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT &&
              32'(limits_q.path) <= toe_spec_pkg::TOE_POOL_PATH_BUILT &&
              32'(limits_q.tcp) <= toe_spec_pkg::TOE_POOL_TCP_BUILT)
  `TOE_ASSERT(values_within_built,
              32'(limits_q.src_mac) <= toe_spec_pkg::TOE_POOL_SRC_MAC_BUILT &&
              32'(limits_q.src_ip) <= toe_spec_pkg::TOE_POOL_SRC_IP_BUILT &&
              32'(limits_q.vlan) <= toe_spec_pkg::TOE_POOL_VLAN_BUILT)
  `TOE_ASSERT(memory_within_built,
              32'(limits_q.rcv_buffer) <= toe_spec_pkg::TOE_POOL_RCV_BUFFER_BUILT &&
              32'(limits_q.xmit_buffer) <= toe_spec_pkg::TOE_POOL_XMIT_BUFFER_BUILT &&
              32'(limits_q.buffered_copy) <= toe_spec_pkg::TOE_POOL_BUFFERED_COPY_BUILT &&
              32'(limits_q.posted) <= toe_spec_pkg::TOE_POOL_POSTED_BUILT &&
              32'(limits_q.rcv_data) <= toe_spec_pkg::TOE_POOL_RCV_DATA_BUILT)
  `TOE_ASSERT(banks_are_a_power_of_two, policy_q.sram_banks == 3'd1 ||
              policy_q.sram_banks == 3'd2 || policy_q.sram_banks == 3'd4)
  `TOE_ASSERT(quiet, wr_valid_i || set_valid_i || {limits_d, policy_d, tag_limit_d, overhead_d} ==
              {limits_q, policy_q, tag_limit_q, overhead_q})
endmodule
