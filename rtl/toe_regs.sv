// SPDX-License-Identifier: Apache-2.0
//
// toe_regs - BAR0: decodes CQ, holds the registers, arms the completion interrupt
// (docs/microarchitecture.md 3, model/spec/regs.def).
//
// Latency: a write takes effect at the edge that takes it.  A read taken at edge c is looked up in
// the cycle behind that edge, so its value is the state visible at c+1.  Throughput: one TLP an
// edge, never refused.
`include "toe_assert.svh"

module toe_regs (
  input  logic                           clk_i,
  input  logic                           rst_ni,

  // CQ, one beat a TLP
  input  logic                           cq_valid_i,
  input  logic [127:0]                   cq_header_i,
  input  logic [31:0]                    cq_data_i,

  // answer of a read, one edge after it was taken
  output logic                           read_valid_o,
  output logic                           read_ok_o,
  output logic [31:0]                    read_value_o,
  output logic [15:0]                    read_requester_o,
  output logic [7:0]                     read_tag_o,
  output logic [6:0]                     read_lower_o,
  output logic [9:0]                     read_dws_o,        // asked for; 0 is 1024

  // MSI-X table
  output logic                           table_wr_en_o,
  output logic [6:0]                     table_wr_word_o,
  output logic [31:0]                    table_wr_data_o,
  output logic [6:0]                     table_rd_word_o,
  input  logic [31:0]                    table_rd_data_i,
  input  logic [31:0]                    pending_i,
  output logic                           intr_set_o,       // pending bit of vector 0

  // SET marker at the commit point
  input  logic                           set_valid_i,
  input  logic [31:0]                    set_setting_i,
  input  logic [31:0]                    set_value_i,

  // a completion entry is pushed at this edge
  input  logic                           cpl_push_i,

  // what registers show
  input  logic                           ready_i,
  input  logic [14:0]                    used_neighbor_i,
  input  logic [14:0]                    used_path_i,
  input  logic [14:0]                    used_tcp_i,
  input  logic [31:0]                    used_host_memory_i,
  input  logic [15:0]                    used_lookup_i,
  input  logic [31:0]                    commits_i,
  input  logic [15:0]                    cmd_head_i,
  input  logic [15:0]                    cpl_tail_i,

  // what registers say
  output logic                           enable_o,
  output logic                           fault_enable_o,
  output logic [14:0]                    limit_neighbor_o,
  output logic [14:0]                    limit_path_o,
  output logic [14:0]                    limit_tcp_o,
  output logic [31:0]                    limit_host_memory_o,
  output logic [1:0]                     walk_policy_o,
  output logic [6:0]                     tag_limit_o,
  output logic [19:0]                    overhead_o,
  output logic [63:0]                    cmd_base_o,
  output logic [16:0]                    cmd_size_o,
  output logic [15:0]                    cmd_doorbell_o,
  output logic [63:0]                    cpl_base_o,
  output logic [16:0]                    cpl_size_o,
  output logic [15:0]                    cpl_doorbell_o,

  // retire: an accepted write of CMD_DOORBELL, at the edge that takes it
  output logic                           doorbell_valid_o,
  output toe_spec_pkg::retire_doorbell_t doorbell_o,

  // status
  output logic                           active_o
);
  localparam logic [31:0] Ones = 32'hFFFF_FFFF;

  // CQ header.
  logic [7:0] cq_type;
  logic [13:0] cq_offset;
  logic cq_is_write, cq_is_read, cq_is_dw, cq_is_whole, cq_in_table;
  logic unused_header;
  assign cq_type = cq_header_i[127:120];
  assign cq_is_write = cq_valid_i && cq_type == toe_pkg::TLP_MWR;
  assign cq_is_read = cq_valid_i && cq_type == toe_pkg::TLP_MRD;
  assign cq_is_dw = cq_header_i[105:96] == 10'd1 && cq_header_i[1:0] == 2'b00;
  assign cq_is_whole = cq_header_i[71:64] == 8'h0F;   // byte enables; a read need not care
  assign cq_offset = cq_header_i[13:0];
  assign cq_in_table = cq_offset >= 14'(toe_spec_pkg::TOE_STAGE_MSIX_TABLE) &&
                       cq_offset < 14'(toe_spec_pkg::TOE_STAGE_MSIX_TABLE +
                                       16 * toe_spec_pkg::TOE_STAGE_VECTORS);
  assign unused_header = ^{cq_header_i[119:106], cq_header_i[63:14]};

  // Registers.
  logic enable_d, enable_q, fault_enable_d, fault_enable_q, intr_enable_d, intr_enable_q;
  logic armed_left, armed_d, armed_q;
  logic [14:0] limit_neighbor_d, limit_neighbor_q, limit_path_d, limit_path_q;
  logic [14:0] limit_tcp_d, limit_tcp_q;
  logic [31:0] limit_host_memory_d, limit_host_memory_q;
  logic [1:0] walk_policy_d, walk_policy_q;
  logic [6:0] tag_limit_d, tag_limit_q;
  logic [19:0] overhead_d, overhead_q;
  logic [63:6] cmd_base_d, cmd_base_q;
  logic [63:5] cpl_base_d, cpl_base_q;
  logic [16:0] cmd_size_d, cmd_size_q, cpl_size_d, cpl_size_q;
  logic [15:0] cmd_doorbell_d, cmd_doorbell_q, cpl_doorbell_d, cpl_doorbell_q;
  logic [31:0] dropped_d, dropped_q;

  assign enable_o = enable_q;
  assign fault_enable_o = fault_enable_q;
  assign limit_neighbor_o = limit_neighbor_q;
  assign limit_path_o = limit_path_q;
  assign limit_tcp_o = limit_tcp_q;
  assign limit_host_memory_o = limit_host_memory_q;
  assign walk_policy_o = walk_policy_q;
  assign tag_limit_o = tag_limit_q;
  assign overhead_o = overhead_q;
  assign cmd_base_o = {cmd_base_q, 6'b0};
  assign cpl_base_o = {cpl_base_q, 5'b0};
  assign cmd_size_o = cmd_size_q;
  assign cpl_size_o = cpl_size_q;
  assign cmd_doorbell_o = cmd_doorbell_q;
  assign cpl_doorbell_o = cpl_doorbell_q;

  // Ring sizes: 0, or a power of two 2..65536.
  logic [31:0] value;
  logic size_ok, cfg_ok;
  assign value = cq_data_i;
  assign size_ok = value == '0 || (value != 32'd1 && value <= 32'd65536 &&
                                   (value & (value - 32'd1)) == '0);
  assign cfg_ok = !enable_q;

  // A write, and the interrupt it may ask for.
  logic accepted, intr_doorbell, intr_test, intr_push;
  always_comb begin
    enable_d = enable_q;
    fault_enable_d = fault_enable_q;
    intr_enable_d = intr_enable_q;
    armed_left = armed_q;
    limit_neighbor_d = limit_neighbor_q;
    limit_path_d = limit_path_q;
    limit_tcp_d = limit_tcp_q;
    limit_host_memory_d = limit_host_memory_q;
    walk_policy_d = walk_policy_q;
    tag_limit_d = tag_limit_q;
    overhead_d = overhead_q;
    cmd_base_d = cmd_base_q;
    cpl_base_d = cpl_base_q;
    cmd_size_d = cmd_size_q;
    cpl_size_d = cpl_size_q;
    cmd_doorbell_d = cmd_doorbell_q;
    cpl_doorbell_d = cpl_doorbell_q;
    dropped_d = dropped_q;
    accepted = 1'b0;
    intr_doorbell = 1'b0;
    intr_test = 1'b0;
    intr_push = 1'b0;
    table_wr_en_o = 1'b0;
    doorbell_valid_o = 1'b0;

    if (cq_is_write && cq_is_dw && cq_is_whole) begin
      if (cq_in_table) begin
        accepted = 1'b1;
        table_wr_en_o = 1'b1;
      end else begin
        case (cq_offset)
          toe_spec_pkg::TOE_CTRL_OFFSET: begin
            accepted = 1'b1;
            enable_d = value[toe_spec_pkg::TOE_CTRL_ENABLE_LSB];
            fault_enable_d = value[toe_spec_pkg::TOE_CTRL_FAULT_ENABLE_LSB];
          end
          toe_spec_pkg::TOE_LIMIT_NEIGHBOR_OFFSET:
            if (cfg_ok && value <= toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT) begin
              accepted = 1'b1;
              limit_neighbor_d = value[14:0];
            end
          toe_spec_pkg::TOE_LIMIT_PATH_OFFSET:
            if (cfg_ok && value <= toe_spec_pkg::TOE_POOL_PATH_BUILT) begin
              accepted = 1'b1;
              limit_path_d = value[14:0];
            end
          toe_spec_pkg::TOE_LIMIT_TCP_OFFSET:
            if (cfg_ok && value <= toe_spec_pkg::TOE_POOL_TCP_BUILT) begin
              accepted = 1'b1;
              limit_tcp_d = value[14:0];
            end
          toe_spec_pkg::TOE_LIMIT_HOST_MEMORY_OFFSET:
            if (cfg_ok) begin
              accepted = 1'b1;
              limit_host_memory_d = value;
            end
          toe_spec_pkg::TOE_WALK_POLICY_OFFSET:
            if (cfg_ok && value <= 32'(toe_spec_pkg::TOE_POLICY_STOP_AT_FAILED_PARENT)) begin
              accepted = 1'b1;
              walk_policy_d = value[1:0];
            end
          toe_spec_pkg::TOE_TAG_LIMIT_OFFSET:
            if (cfg_ok && value != '0 && value <= toe_spec_pkg::TOE_TAG_LIMIT_RESET) begin
              accepted = 1'b1;
              tag_limit_d = value[6:0];
            end
          toe_spec_pkg::TOE_COMMAND_OVERHEAD_OFFSET:
            if (cfg_ok && value[31:20] == '0) begin
              accepted = 1'b1;
              overhead_d = value[19:0];
            end
          toe_spec_pkg::TOE_INTR_ENABLE_OFFSET: begin
            accepted = 1'b1;
            intr_enable_d = value[toe_spec_pkg::TOE_INTR_ENABLE_COMPLETION_LSB];
          end
          toe_spec_pkg::TOE_INTR_TEST_OFFSET: begin
            accepted = 1'b1;
            intr_test = value[toe_spec_pkg::TOE_INTR_TEST_COMPLETION_LSB];
          end
          toe_spec_pkg::TOE_CMD_RING_BASE_LO_OFFSET:
            if (cfg_ok) begin
              accepted = 1'b1;
              cmd_base_d[31:6] = value[31:6];
            end
          toe_spec_pkg::TOE_CMD_RING_BASE_HI_OFFSET:
            if (cfg_ok) begin
              accepted = 1'b1;
              cmd_base_d[63:32] = value;
            end
          toe_spec_pkg::TOE_CMD_RING_SIZE_OFFSET:
            if (cfg_ok && size_ok) begin
              accepted = 1'b1;
              cmd_size_d = value[16:0];
            end
          toe_spec_pkg::TOE_CMD_DOORBELL_OFFSET:
            if (value < 32'(cmd_size_q)) begin
              accepted = 1'b1;
              cmd_doorbell_d = value[15:0];
              doorbell_valid_o = 1'b1;
            end
          toe_spec_pkg::TOE_CPL_RING_BASE_LO_OFFSET:
            if (cfg_ok) begin
              accepted = 1'b1;
              cpl_base_d[31:5] = value[31:5];
            end
          toe_spec_pkg::TOE_CPL_RING_BASE_HI_OFFSET:
            if (cfg_ok) begin
              accepted = 1'b1;
              cpl_base_d[63:32] = value;
            end
          toe_spec_pkg::TOE_CPL_RING_SIZE_OFFSET:
            if (cfg_ok && size_ok) begin
              accepted = 1'b1;
              cpl_size_d = value[16:0];
            end
          toe_spec_pkg::TOE_CPL_DOORBELL_OFFSET:
            if (value < 32'(cpl_size_q)) begin
              accepted = 1'b1;
              cpl_doorbell_d = value[15:0];
              // Judged with the tail before a push at this edge.
              if (cpl_tail_i == value[15:0]) begin
                armed_left = 1'b1;
              end else if (intr_enable_q) begin
                intr_doorbell = 1'b1;
                armed_left = 1'b0;
              end
            end
          default: accepted = 1'b0;
        endcase
      end
    end
    if (cq_valid_i && !cq_is_read && !accepted && dropped_q != Ones) begin
      dropped_d = dropped_q + 32'd1;
    end

    // A push is judged with what a doorbell at this edge left armed.
    armed_d = armed_left;
    if (cpl_push_i && armed_left && intr_enable_q) begin
      intr_push = 1'b1;
      armed_d = 1'b0;
    end

    // A SET wins over a BAR write of its register at this edge.
    if (set_valid_i) begin
      case (set_setting_i)
        toe_spec_pkg::TOE_SETTING_LIMIT_NEIGHBOR: limit_neighbor_d = set_value_i[14:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_PATH: limit_path_d = set_value_i[14:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_TCP: limit_tcp_d = set_value_i[14:0];
        toe_spec_pkg::TOE_SETTING_LIMIT_HOST_MEMORY: limit_host_memory_d = set_value_i;
        toe_spec_pkg::TOE_SETTING_WALK_POLICY: walk_policy_d = set_value_i[1:0];
        default: ;
      endcase
    end
  end
  assign intr_set_o = intr_doorbell || intr_test || intr_push;
  assign table_wr_word_o = cq_offset[8:2];
  assign table_wr_data_o = value;
  assign doorbell_o.tail = value;

  // A read waits one edge, so that it sees what was written at its own.
  logic read_q, read_ok_q;
  logic [13:0] read_offset_q;
  logic [15:0] read_requester_q;
  logic [7:0] read_tag_q;
  logic [9:0] read_dws_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_q <= 1'b0;
      enable_q <= 1'b0;
      fault_enable_q <= 1'b0;
      intr_enable_q <= 1'b0;
      armed_q <= 1'b0;
      limit_neighbor_q <= toe_spec_pkg::TOE_LIMIT_NEIGHBOR_RESET[14:0];
      limit_path_q <= toe_spec_pkg::TOE_LIMIT_PATH_RESET[14:0];
      limit_tcp_q <= toe_spec_pkg::TOE_LIMIT_TCP_RESET[14:0];
      limit_host_memory_q <= toe_spec_pkg::TOE_LIMIT_HOST_MEMORY_RESET;
      walk_policy_q <= toe_spec_pkg::TOE_WALK_POLICY_RESET[1:0];
      tag_limit_q <= toe_spec_pkg::TOE_TAG_LIMIT_RESET[6:0];
      overhead_q <= toe_spec_pkg::TOE_COMMAND_OVERHEAD_RESET[19:0];
      cmd_base_q <= '0;
      cpl_base_q <= '0;
      cmd_size_q <= '0;
      cpl_size_q <= '0;
      cmd_doorbell_q <= '0;
      cpl_doorbell_q <= '0;
      dropped_q <= '0;
    end else begin
      read_q <= cq_is_read;
      enable_q <= enable_d;
      fault_enable_q <= fault_enable_d;
      intr_enable_q <= intr_enable_d;
      armed_q <= armed_d;
      limit_neighbor_q <= limit_neighbor_d;
      limit_path_q <= limit_path_d;
      limit_tcp_q <= limit_tcp_d;
      limit_host_memory_q <= limit_host_memory_d;
      walk_policy_q <= walk_policy_d;
      tag_limit_q <= tag_limit_d;
      overhead_q <= overhead_d;
      cmd_base_q <= cmd_base_d;
      cpl_base_q <= cpl_base_d;
      cmd_size_q <= cmd_size_d;
      cpl_size_q <= cpl_size_d;
      cmd_doorbell_q <= cmd_doorbell_d;
      cpl_doorbell_q <= cpl_doorbell_d;
      dropped_q <= dropped_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (cq_is_read) begin
      read_ok_q <= cq_is_dw;
      read_offset_q <= cq_offset;
      read_requester_q <= cq_header_i[95:80];
      read_tag_q <= cq_header_i[79:72];
      read_dws_q <= cq_header_i[105:96];
    end
  end

  // The value.
  logic read_in_table;
  assign read_in_table = read_offset_q >= 14'(toe_spec_pkg::TOE_STAGE_MSIX_TABLE) &&
                         read_offset_q < 14'(toe_spec_pkg::TOE_STAGE_MSIX_TABLE +
                                             16 * toe_spec_pkg::TOE_STAGE_VECTORS);
  assign read_valid_o = read_q;
  assign read_requester_o = read_requester_q;
  assign read_tag_o = read_tag_q;
  assign read_lower_o = read_offset_q[6:0];
  assign read_dws_o = read_dws_q;
  assign table_rd_word_o = read_offset_q[8:2];
  always_comb begin
    read_ok_o = read_ok_q;
    read_value_o = '0;
    if (read_q) begin
      if (read_in_table) begin
        read_value_o = table_rd_data_i;
      end else begin
        case (read_offset_q)
          14'(toe_spec_pkg::TOE_STAGE_MSIX_PBA): read_value_o = pending_i;
          toe_spec_pkg::TOE_ID_OFFSET: read_value_o = toe_spec_pkg::TOE_ID_RESET;
          toe_spec_pkg::TOE_CTRL_OFFSET: read_value_o = {30'b0, fault_enable_q, enable_q};
          toe_spec_pkg::TOE_STATUS_OFFSET: read_value_o = {31'b0, ready_i};
          toe_spec_pkg::TOE_CAP_NEIGHBOR_OFFSET:
            read_value_o = toe_spec_pkg::TOE_CAP_NEIGHBOR_RESET;
          toe_spec_pkg::TOE_CAP_PATH_OFFSET: read_value_o = toe_spec_pkg::TOE_CAP_PATH_RESET;
          toe_spec_pkg::TOE_CAP_TCP_OFFSET: read_value_o = toe_spec_pkg::TOE_CAP_TCP_RESET;
          toe_spec_pkg::TOE_CAP_LOOKUP_OFFSET: read_value_o = toe_spec_pkg::TOE_CAP_LOOKUP_RESET;
          toe_spec_pkg::TOE_CAP_SRAM_OFFSET: read_value_o = toe_spec_pkg::TOE_CAP_SRAM_RESET;
          toe_spec_pkg::TOE_CAP_QUEUE_OFFSET: read_value_o = toe_spec_pkg::TOE_CAP_QUEUE_RESET;
          toe_spec_pkg::TOE_LIMIT_NEIGHBOR_OFFSET: read_value_o = 32'(limit_neighbor_q);
          toe_spec_pkg::TOE_LIMIT_PATH_OFFSET: read_value_o = 32'(limit_path_q);
          toe_spec_pkg::TOE_LIMIT_TCP_OFFSET: read_value_o = 32'(limit_tcp_q);
          toe_spec_pkg::TOE_LIMIT_HOST_MEMORY_OFFSET: read_value_o = limit_host_memory_q;
          toe_spec_pkg::TOE_WALK_POLICY_OFFSET: read_value_o = 32'(walk_policy_q);
          toe_spec_pkg::TOE_TAG_LIMIT_OFFSET: read_value_o = 32'(tag_limit_q);
          toe_spec_pkg::TOE_COMMAND_OVERHEAD_OFFSET: read_value_o = 32'(overhead_q);
          toe_spec_pkg::TOE_USED_NEIGHBOR_OFFSET: read_value_o = 32'(used_neighbor_i);
          toe_spec_pkg::TOE_USED_PATH_OFFSET: read_value_o = 32'(used_path_i);
          toe_spec_pkg::TOE_USED_TCP_OFFSET: read_value_o = 32'(used_tcp_i);
          toe_spec_pkg::TOE_USED_HOST_MEMORY_OFFSET: read_value_o = used_host_memory_i;
          toe_spec_pkg::TOE_USED_LOOKUP_OFFSET: read_value_o = 32'(used_lookup_i);
          toe_spec_pkg::TOE_CQ_DROPPED_OFFSET: read_value_o = dropped_q;
          toe_spec_pkg::TOE_COMMITS_OFFSET: read_value_o = commits_i;
          toe_spec_pkg::TOE_INTR_STATE_OFFSET:
            read_value_o = {31'b0, cpl_tail_i != cpl_doorbell_q};
          toe_spec_pkg::TOE_INTR_ENABLE_OFFSET: read_value_o = {31'b0, intr_enable_q};
          toe_spec_pkg::TOE_INTR_TEST_OFFSET: read_value_o = '0;
          toe_spec_pkg::TOE_CMD_RING_BASE_LO_OFFSET: read_value_o = {cmd_base_q[31:6], 6'b0};
          toe_spec_pkg::TOE_CMD_RING_BASE_HI_OFFSET: read_value_o = cmd_base_q[63:32];
          toe_spec_pkg::TOE_CMD_RING_SIZE_OFFSET: read_value_o = 32'(cmd_size_q);
          toe_spec_pkg::TOE_CMD_DOORBELL_OFFSET: read_value_o = 32'(cmd_doorbell_q);
          toe_spec_pkg::TOE_CMD_HEAD_OFFSET: read_value_o = 32'(cmd_head_i);
          toe_spec_pkg::TOE_CPL_RING_BASE_LO_OFFSET: read_value_o = {cpl_base_q[31:5], 5'b0};
          toe_spec_pkg::TOE_CPL_RING_BASE_HI_OFFSET: read_value_o = cpl_base_q[63:32];
          toe_spec_pkg::TOE_CPL_RING_SIZE_OFFSET: read_value_o = 32'(cpl_size_q);
          toe_spec_pkg::TOE_CPL_DOORBELL_OFFSET: read_value_o = 32'(cpl_doorbell_q);
          toe_spec_pkg::TOE_CPL_TAIL_OFFSET: read_value_o = 32'(cpl_tail_i);
          default: read_ok_o = 1'b0;
        endcase
      end
    end
  end

  assign active_o = read_q;

  `TOE_ASSERT(limits_within_built,
              32'(limit_neighbor_q) <= toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT &&
              32'(limit_path_q) <= toe_spec_pkg::TOE_POOL_PATH_BUILT &&
              32'(limit_tcp_q) <= toe_spec_pkg::TOE_POOL_TCP_BUILT)
  `TOE_ASSERT(quiet, active_o || cq_valid_i || set_valid_i || cpl_push_i ||
              {armed_d, enable_d, dropped_d} == {armed_q, enable_q, dropped_q})
endmodule
