// SPDX-License-Identifier: Apache-2.0
//
// toe_bar - BAR0 and interrupts: registers, the interface's VLAN ids, the answers of reads, MSI-X
// (docs/microarchitecture.md 3).
//
// Only wires; each part says its own latency.
module toe_bar (
  input  logic                           clk_i,
  input  logic                           rst_ni,

  // CQ and CC
  input  logic                           cq_valid_i,
  input  logic [127:0]                   cq_header_i,
  input  logic [31:0]                    cq_data_i,
  output logic                           cc_valid_o,
  output logic [127:0]                   cc_header_o,
  output logic [255:0]                   cc_data_o,

  // the order of writes; the message of an interrupt
  input  logic [toe_pkg::PQ_MARK_W-1:0]  pushed_i,
  input  logic [toe_pkg::PQ_MARK_W-1:0]  sent_i,
  output logic                           msix_valid_o,
  input  logic                           msix_ready_i,
  output toe_pkg::write_t                msix_data_o,

  // config space
  input  logic                           msix_enable_i,
  input  logic                           msix_masked_i,

  // the commit point: a SET, a linker's row, a VLAN id
  input  logic                           set_valid_i,
  input  logic [31:0]                    set_setting_i,
  input  logic [31:0]                    set_value_i,
  input  logic [15:0]                    set_value_high_i,
  input  logic [toe_pkg::ROWS_W-1:0]     ecc_corrected_i,
  input  logic [toe_pkg::ROWS_W-1:0]     ecc_uncorrectable_i,
  input  logic [toe_pkg::VLAN_W-1:0]     vlan_query_i,
  output logic                           vlan_known_o,
  output logic                           vlan_any_o,

  // a host buffer that is given back: is it with the host
  output logic [11:0]                    return_id_o,
  input  logic                           return_ok_i,
  output logic                           return_valid_o,

  // an entry of the completion ring is pushed at this edge
  input  logic                           cpl_push_i,

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

  // retire
  output logic                           doorbell_valid_o,
  output toe_spec_pkg::retire_doorbell_t doorbell_o,

  // status
  output logic                           active_o
);
  logic regs_active, cc_active, msix_active;
  logic read_valid, read_ok;
  logic [31:0] read_value;
  logic [15:0] read_requester;
  logic [7:0] read_tag;
  logic [6:0] read_lower;
  logic [9:0] read_dws;
  logic table_wr_en, vlan_wr_en, intr_set;
  logic [6:0] table_wr_word, table_rd_word, vlan_wr_word, vlan_rd_word;
  logic [31:0] table_wr_data, table_rd_data, vlan_wr_data, vlan_rd_data, pending;

  toe_regs u_regs (
    .clk_i               (clk_i),
    .rst_ni              (rst_ni),
    .cq_valid_i          (cq_valid_i),
    .cq_header_i         (cq_header_i),
    .cq_data_i           (cq_data_i),
    .read_valid_o        (read_valid),
    .read_ok_o           (read_ok),
    .read_value_o        (read_value),
    .read_requester_o    (read_requester),
    .read_tag_o          (read_tag),
    .read_lower_o        (read_lower),
    .read_dws_o          (read_dws),
    .table_wr_en_o       (table_wr_en),
    .table_wr_word_o     (table_wr_word),
    .table_wr_data_o     (table_wr_data),
    .table_rd_word_o     (table_rd_word),
    .table_rd_data_i     (table_rd_data),
    .pending_i           (pending),
    .intr_set_o          (intr_set),
    .vlan_wr_en_o        (vlan_wr_en),
    .vlan_wr_word_o      (vlan_wr_word),
    .vlan_wr_data_o      (vlan_wr_data),
    .vlan_rd_word_o      (vlan_rd_word),
    .vlan_rd_data_i      (vlan_rd_data),
    .set_valid_i         (set_valid_i),
    .set_setting_i       (set_setting_i),
    .set_value_i         (set_value_i),
    .set_value_high_i    (set_value_high_i),
    .cpl_push_i          (cpl_push_i),
    .ecc_corrected_i     (ecc_corrected_i),
    .ecc_uncorrectable_i (ecc_uncorrectable_i),
    .return_id_o         (return_id_o),
    .return_ok_i         (return_ok_i),
    .return_valid_o      (return_valid_o),
    .ready_i             (ready_i),
    .levels_i            (levels_i),
    .commits_i           (commits_i),
    .cmd_head_i          (cmd_head_i),
    .cpl_tail_i          (cpl_tail_i),
    .frames_lost_i       (frames_lost_i),
    .enable_o            (enable_o),
    .limits_o            (limits_o),
    .policy_o            (policy_o),
    .rcv_regs_o          (rcv_regs_o),
    .wire_regs_o         (wire_regs_o),
    .tag_limit_o         (tag_limit_o),
    .overhead_o          (overhead_o),
    .cmd_base_o          (cmd_base_o),
    .cmd_size_o          (cmd_size_o),
    .cmd_doorbell_o      (cmd_doorbell_o),
    .cpl_base_o          (cpl_base_o),
    .cpl_size_o          (cpl_size_o),
    .cpl_doorbell_o      (cpl_doorbell_o),
    .doorbell_valid_o    (doorbell_valid_o),
    .doorbell_o          (doorbell_o),
    .active_o            (regs_active)
  );

  toe_vlan_ids u_vlan_ids (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .wr_valid_i   (vlan_wr_en),
    .wr_word_i    (vlan_wr_word),
    .wr_value_i   (vlan_wr_data),
    .rd_word_i    (vlan_rd_word),
    .rd_value_o   (vlan_rd_data),
    .set_valid_i  (set_valid_i && set_setting_i == toe_spec_pkg::TOE_SETTING_INTERFACE_VLAN),
    .set_action_i (set_value_i[17:16]),
    .set_id_i     (set_value_i[toe_pkg::VLAN_W-1:0]),
    .query_i      (vlan_query_i),
    .known_o      (vlan_known_o),
    .any_o        (vlan_any_o)
  );

  toe_cc u_cc (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .read_valid_i     (read_valid),
    .read_ok_i        (read_ok),
    .read_value_i     (read_value),
    .read_requester_i (read_requester),
    .read_tag_i       (read_tag),
    .read_lower_i     (read_lower),
    .read_dws_i       (read_dws),
    .pushed_i         (pushed_i),
    .sent_i           (sent_i),
    .cc_valid_o       (cc_valid_o),
    .cc_header_o      (cc_header_o),
    .cc_data_o        (cc_data_o),
    .active_o         (cc_active)
  );

  toe_msix u_msix (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .enable_i        (msix_enable_i),
    .function_mask_i (msix_masked_i),
    .wr_en_i         (table_wr_en),
    .wr_word_i       (table_wr_word),
    .wr_data_i       (table_wr_data),
    .rd_word_i       (table_rd_word),
    .rd_data_o       (table_rd_data),
    .pending_o       (pending),
    .set_i           (intr_set),
    .valid_o         (msix_valid_o),
    .ready_i         (msix_ready_i),
    .data_o          (msix_data_o),
    .active_o        (msix_active)
  );

  assign active_o = regs_active || cc_active || msix_active;
endmodule
