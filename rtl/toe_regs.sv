// SPDX-License-Identifier: Apache-2.0
//
// toe_regs - BAR0: decodes CQ, holds the registers or hands on to those that do, arms the completion
// interrupt (docs/microarchitecture.md 3, model/spec/regs.def).
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

  // array of the interface's VLAN ids
  output logic                           vlan_wr_en_o,
  output logic [6:0]                     vlan_wr_word_o,
  output logic [31:0]                    vlan_wr_data_o,
  output logic [6:0]                     vlan_rd_word_o,
  input  logic [31:0]                    vlan_rd_data_i,

  // SET marker at the commit point
  input  logic                           set_valid_i,
  input  logic [31:0]                    set_setting_i,
  input  logic [31:0]                    set_value_i,
  input  logic [15:0]                    set_value_high_i,

  // a completion entry is pushed at this edge
  input  logic                           cpl_push_i,

  // a linker's row is judged at this edge
  input  logic [toe_pkg::ROWS_W-1:0]     ecc_corrected_i,
  input  logic [toe_pkg::ROWS_W-1:0]     ecc_uncorrectable_i,

  // a host buffer that is given back: is it with the host
  output logic [11:0]                    return_id_o,
  input  logic                           return_ok_i,
  output logic                           return_valid_o,

  // what registers show
  input  logic                           ready_i,
  input  toe_pkg::levels_t               levels_i,
  input  logic [31:0]                    commits_i,
  input  logic [15:0]                    cmd_head_i,
  input  logic [15:0]                    cpl_tail_i,
  input  logic [31:0]                    frames_lost_i,

  // what registers say
  output logic                           enable_o,
  output toe_pkg::limits_t               limits_o,
  output toe_pkg::policy_t               policy_o,
  output toe_pkg::rcv_regs_t             rcv_regs_o,
  output toe_pkg::wire_regs_t            wire_regs_o,
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
  logic cq_is_write, cq_is_read, cq_is_dw, cq_is_whole, cq_in_table, cq_in_ids;
  logic unused_header;
  assign cq_type = cq_header_i[127:120];
  assign cq_is_write = cq_valid_i && cq_type == toe_pkg::TLP_MWR;
  assign cq_is_read = cq_valid_i && cq_type == toe_pkg::TLP_MRD;
  assign cq_is_dw = cq_header_i[105:96] == 10'd1 && cq_header_i[1:0] == 2'b00;
  assign cq_is_whole = cq_header_i[71:64] == 8'h0F;   // byte enables; a read need not care
  assign cq_offset = cq_header_i[13:0];
  assign cq_in_table = in_table(cq_offset);
  assign cq_in_ids = in_ids(cq_offset);
  assign unused_header = ^{cq_header_i[119:106], cq_header_i[63:14]};

  // The two arrays of BAR0.
  function automatic logic in_table(input logic [13:0] offset);
    in_table = offset >= 14'(toe_spec_pkg::TOE_STAGE_MSIX_TABLE) &&
               offset < 14'(toe_spec_pkg::TOE_STAGE_MSIX_TABLE +
                            16 * toe_spec_pkg::TOE_STAGE_VECTORS);
  endfunction
  function automatic logic in_ids(input logic [13:0] offset);
    in_ids = offset >= 14'(toe_spec_pkg::TOE_STAGE_VLAN_IDS) &&
             offset < 14'(toe_spec_pkg::TOE_STAGE_VLAN_IDS + (1 << toe_pkg::VLAN_W) / 8);
  endfunction

  // Registers of its own.
  logic enable_d, enable_q, fault_enable_d, fault_enable_q, intr_enable_d, intr_enable_q;
  logic armed_left, armed_d, armed_q;
  logic [31:0] dropped_d, dropped_q;

  assign enable_o = enable_q;

  // A write of one whole DW, and who it is for.
  logic [31:0] value;
  logic writes, cfg_ok, limit_accepted, host_accepted, wire_accepted;
  toe_pkg::limits_t limits;
  logic [12:0] host_buffers;
  logic cmd_wr, cmd_accepted, cpl_wr, cpl_accepted, cpl_rings;
  logic [31:0] cmd_rd_value, cpl_rd_value, limit_rd_value, host_rd_value, wire_rd_value;
  logic [31:0] status_rd_value;
  logic limit_rd_ok, host_rd_ok, wire_rd_ok, status_rd_ok;
  logic [13:0] read_offset_q;
  assign value = cq_data_i;
  assign writes = cq_is_write && cq_is_dw && cq_is_whole;
  assign cfg_ok = !enable_q;
  assign cmd_wr = writes && cq_offset[13:4] == toe_spec_pkg::TOE_CMD_RING_BASE_LO_OFFSET[13:4];
  assign cpl_wr = writes && cq_offset[13:4] == toe_spec_pkg::TOE_CPL_RING_BASE_LO_OFFSET[13:4];
  toe_ring_regs #(.AlignW(6)) u_cmd_ring (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .wr_valid_i    (cmd_wr),
    .wr_word_i     (cq_offset[3:2]),
    .wr_value_i    (value),
    .cfg_ok_i      (cfg_ok),
    .wr_accepted_o (cmd_accepted),
    .wr_doorbell_o (doorbell_valid_o),
    .rd_word_i     (read_offset_q[3:2]),
    .rd_value_o    (cmd_rd_value),
    .base_o        (cmd_base_o),
    .size_o        (cmd_size_o),
    .doorbell_o    (cmd_doorbell_o)
  );
  toe_ring_regs #(.AlignW(5)) u_cpl_ring (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .wr_valid_i    (cpl_wr),
    .wr_word_i     (cq_offset[3:2]),
    .wr_value_i    (value),
    .cfg_ok_i      (cfg_ok),
    .wr_accepted_o (cpl_accepted),
    .wr_doorbell_o (cpl_rings),
    .rd_word_i     (read_offset_q[3:2]),
    .rd_value_o    (cpl_rd_value),
    .base_o        (cpl_base_o),
    .size_o        (cpl_size_o),
    .doorbell_o    (cpl_doorbell_o)
  );
  toe_limit_regs u_limit_regs (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .wr_valid_i     (writes && cfg_ok),
    .wr_offset_i    (cq_offset),
    .wr_value_i     (value),
    .wr_accepted_o  (limit_accepted),
    .set_valid_i    (set_valid_i),
    .set_setting_i  (set_setting_i),
    .set_value_i    (set_value_i),
    .rd_offset_i    (read_offset_q),
    .rd_ok_o        (limit_rd_ok),
    .rd_value_o     (limit_rd_value),
    .fault_enable_i (fault_enable_q),
    .limits_o       (limits),
    .policy_o       (policy_o),
    .tag_limit_o    (tag_limit_o),
    .overhead_o     (overhead_o)
  );

  toe_host_regs u_host_regs (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .wr_valid_i     (writes),
    .wr_offset_i    (cq_offset),
    .wr_value_i     (value),
    .cfg_ok_i       (cfg_ok),
    .wr_accepted_o  (host_accepted),
    .return_id_o    (return_id_o),
    .return_ok_i    (return_ok_i),
    .return_valid_o (return_valid_o),
    .rd_offset_i    (read_offset_q),
    .rd_ok_o        (host_rd_ok),
    .rd_value_o     (host_rd_value),
    .limit_o        (host_buffers),
    .rcv_regs_o     (rcv_regs_o)
  );
  toe_wire_regs u_wire_regs (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .wr_valid_i    (writes && cfg_ok),
    .wr_offset_i   (cq_offset),
    .wr_value_i    (value),
    .wr_accepted_o (wire_accepted),
    .set_valid_i   (set_valid_i && set_setting_i == 32'(toe_spec_pkg::TOE_SETTING_INTERFACE_MAC)),
    .set_mac_i     ({set_value_high_i, set_value_i}),
    .rd_offset_i   (read_offset_q),
    .rd_ok_o       (wire_rd_ok),
    .rd_value_o    (wire_rd_value),
    .frames_lost_i (frames_lost_i),
    .regs_o        (wire_regs_o)
  );
  always_comb begin
    limits_o = limits;
    limits_o.host_buffer = host_buffers;
  end

  toe_status_regs u_status_regs (
    .clk_i               (clk_i),
    .rst_ni              (rst_ni),
    .ready_i             (ready_i),
    .levels_i            (levels_i),
    .commits_i           (commits_i),
    .ecc_corrected_i     (ecc_corrected_i),
    .ecc_uncorrectable_i (ecc_uncorrectable_i),
    .rd_offset_i         (read_offset_q),
    .rd_ok_o             (status_rd_ok),
    .rd_value_o          (status_rd_value)
  );

  // A write, and the interrupt it may ask for.
  logic accepted, intr_doorbell, intr_test, intr_push;
  always_comb begin
    enable_d = enable_q;
    fault_enable_d = fault_enable_q;
    intr_enable_d = intr_enable_q;
    armed_left = armed_q;
    dropped_d = dropped_q;
    accepted = limit_accepted || host_accepted || wire_accepted || cmd_accepted || cpl_accepted;
    intr_doorbell = 1'b0;
    intr_test = 1'b0;
    intr_push = 1'b0;
    table_wr_en_o = 1'b0;
    vlan_wr_en_o = 1'b0;

    if (writes) begin
      if (cq_in_table) begin
        accepted = 1'b1;
        table_wr_en_o = 1'b1;
      end else if (cq_in_ids) begin
        accepted = cfg_ok;
        vlan_wr_en_o = cfg_ok;
      end else begin
        case (cq_offset)
          toe_spec_pkg::TOE_CTRL_OFFSET: begin
            accepted = 1'b1;
            enable_d = value[toe_spec_pkg::TOE_CTRL_ENABLE_LSB];
            fault_enable_d = value[toe_spec_pkg::TOE_CTRL_FAULT_ENABLE_LSB];
          end
          toe_spec_pkg::TOE_INTR_ENABLE_OFFSET: begin
            accepted = 1'b1;
            intr_enable_d = value[toe_spec_pkg::TOE_INTR_ENABLE_COMPLETION_LSB];
          end
          toe_spec_pkg::TOE_INTR_TEST_OFFSET: begin
            accepted = 1'b1;
            intr_test = value[toe_spec_pkg::TOE_INTR_TEST_COMPLETION_LSB];
          end
          default: ;
        endcase
      end
    end
    // A completion doorbell is judged with the tail before a push at this edge.
    if (cpl_rings) begin
      if (cpl_tail_i == value[15:0]) begin
        armed_left = 1'b1;
      end else if (intr_enable_q) begin
        intr_doorbell = 1'b1;
        armed_left = 1'b0;
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
  end
  assign intr_set_o = intr_doorbell || intr_test || intr_push;
  assign table_wr_word_o = cq_offset[8:2];
  assign table_wr_data_o = value;
  assign vlan_wr_word_o = cq_offset[8:2];
  assign vlan_wr_data_o = value;
  assign doorbell_o.tail = value;

  // A read waits one edge, so that it sees what was written at its own.
  logic read_q, read_ok_q;
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
      dropped_q <= '0;
    end else begin
      read_q <= cq_is_read;
      enable_q <= enable_d;
      fault_enable_q <= fault_enable_d;
      intr_enable_q <= intr_enable_d;
      armed_q <= armed_d;
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
  assign read_valid_o = read_q;
  assign read_requester_o = read_requester_q;
  assign read_tag_o = read_tag_q;
  assign read_lower_o = read_offset_q[6:0];
  assign read_dws_o = read_dws_q;
  assign table_rd_word_o = read_offset_q[8:2];
  assign vlan_rd_word_o = read_offset_q[8:2];
  always_comb begin
    read_ok_o = read_ok_q;
    read_value_o = '0;
    if (read_q) begin
      if (in_table(read_offset_q)) begin
        read_value_o = table_rd_data_i;
      end else if (in_ids(read_offset_q)) begin
        read_value_o = vlan_rd_data_i;
      end else if (limit_rd_ok) begin
        read_value_o = limit_rd_value;
      end else if (host_rd_ok) begin
        read_value_o = host_rd_value;
      end else if (wire_rd_ok) begin
        read_value_o = wire_rd_value;
      end else if (status_rd_ok) begin
        read_value_o = status_rd_value;
      end else begin
        case (read_offset_q)
          14'(toe_spec_pkg::TOE_STAGE_MSIX_PBA): read_value_o = pending_i;
          toe_spec_pkg::TOE_CTRL_OFFSET: read_value_o = {30'b0, fault_enable_q, enable_q};
          toe_spec_pkg::TOE_CQ_DROPPED_OFFSET: read_value_o = dropped_q;
          toe_spec_pkg::TOE_INTR_STATE_OFFSET:
            read_value_o = {31'b0, cpl_tail_i != cpl_doorbell_o};
          toe_spec_pkg::TOE_INTR_ENABLE_OFFSET: read_value_o = {31'b0, intr_enable_q};
          toe_spec_pkg::TOE_INTR_TEST_OFFSET: read_value_o = '0;
          toe_spec_pkg::TOE_CMD_RING_BASE_LO_OFFSET, toe_spec_pkg::TOE_CMD_RING_BASE_HI_OFFSET,
          toe_spec_pkg::TOE_CMD_RING_SIZE_OFFSET, toe_spec_pkg::TOE_CMD_DOORBELL_OFFSET:
            read_value_o = cmd_rd_value;
          toe_spec_pkg::TOE_CMD_HEAD_OFFSET: read_value_o = 32'(cmd_head_i);
          toe_spec_pkg::TOE_CPL_RING_BASE_LO_OFFSET, toe_spec_pkg::TOE_CPL_RING_BASE_HI_OFFSET,
          toe_spec_pkg::TOE_CPL_RING_SIZE_OFFSET, toe_spec_pkg::TOE_CPL_DOORBELL_OFFSET:
            read_value_o = cpl_rd_value;
          toe_spec_pkg::TOE_CPL_TAIL_OFFSET: read_value_o = 32'(cpl_tail_i);
          default: read_ok_o = 1'b0;
        endcase
      end
    end
  end

  assign active_o = read_q;

  `TOE_ASSERT_INIT(rings_are_whole_groups,
                   toe_spec_pkg::TOE_CMD_DOORBELL_OFFSET ==
                     toe_spec_pkg::TOE_CMD_RING_BASE_LO_OFFSET + 14'd12 &&
                   toe_spec_pkg::TOE_CPL_DOORBELL_OFFSET ==
                     toe_spec_pkg::TOE_CPL_RING_BASE_LO_OFFSET + 14'd12)
  `TOE_ASSERT(quiet, active_o || cq_valid_i || cpl_push_i ||
              {armed_d, enable_d, dropped_d} == {armed_q, enable_q, dropped_q})
endmodule
