// SPDX-License-Identifier: Apache-2.0
//
// toe_top - the device (docs/microarchitecture.md): its ports, the requests to the link, and three
// rooms: toe_bar (registers, interrupts), toe_front (what comes from host memory), toe_back (what
// the device holds, and what it answers).
//
// Every output depends on state (and DOORBELL on CQ at the same edge); what is visible before edge
// c happens at edge c.  Streams to the device are never refused; RQ is held back by credits, CC by
// the order of writes.  quiescent_o: without input no edge changes anything before next_wake_o.
`include "toe_assert.svh"

module toe_top (
  input  logic                            clk_i,
  input  logic                            rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]     now_i,          // index of the coming edge

  // CQ: requests of the host, one beat each
  input  logic                            cq_valid_i,
  input  logic [127:0]                    cq_header_i,
  input  logic [255:0]                    cq_data_i,

  // CC: answers
  output logic                            cc_valid_o,
  output logic [127:0]                    cc_header_o,
  output logic [255:0]                    cc_data_o,

  // RQ: requests of the device, one beat each
  output logic                            rq_valid_o,
  output logic [127:0]                    rq_header_o,
  output logic [255:0]                    rq_data_o,

  // RC: answers; the header stands on every beat of its TLP
  input  logic                            rc_valid_i,
  input  logic                            rc_sop_i,
  input  logic                            rc_eop_i,
  input  logic [127:0]                    rc_header_i,
  input  logic [255:0]                    rc_data_i,

  // link credits of RQ: advertised (read at edge 0; all ones: infinite) and returned
  input  logic [31:0]                     init_ph_i,
  input  logic [31:0]                     init_pd_i,
  input  logic [31:0]                     init_nph_i,
  input  logic                            credit_valid_i,
  input  logic [31:0]                     credit_ph_i,
  input  logic [31:0]                     credit_pd_i,
  input  logic [31:0]                     credit_nph_i,

  // config space, sampled when valid
  input  logic                            config_valid_i,
  input  logic                            config_bus_master_i,
  input  logic                            config_msix_enable_i,
  input  logic                            config_msix_masked_i,
  input  logic [12:0]                     config_mps_i,
  input  logic [12:0]                     config_mrrs_i,

  // context SRAM: a bank takes one access an edge, row r is in bank r modulo SRAM_BANKS; read data is
  // sampled SRAM_READ_CYCLES later.  The check bytes of a row are read and written with it.
  output logic                            sram_rd_en_o,
  output logic [16:0]                     sram_rd_row_o,
  input  logic [511:0]                    sram_rdata_i,
  input  logic [63:0]                     sram_rcheck_i,
  output logic                            sram_wr_en_o,
  output logic [16:0]                     sram_wr_row_o,
  output logic [511:0]                    sram_wdata_o,
  output logic [63:0]                     sram_wcheck_o,

  // buffer memory: one read and one write an edge, never of one row; data BUFFER_READ_CYCLES after the read
  output logic                            buf_rd_en_o,
  output logic [17:0]                     buf_rd_row_o,
  input  logic [511:0]                    buf_rdata_i,
  output logic                            buf_wr_en_o,
  output logic [17:0]                     buf_wr_row_o,
  output logic [511:0]                    buf_wdata_o,
  output logic [63:0]                     buf_wmask_o,     // bytes that are written

  // wire, in and out: beats of 32 bytes, those of a frame at consecutive edges; always ready
  input  logic                            rx_tvalid_i,
  input  logic [255:0]                    rx_tdata_i,
  input  logic [31:0]                     rx_tkeep_i,
  input  logic                            rx_tlast_i,
  output logic                            tx_tvalid_o,
  output logic [255:0]                    tx_tdata_o,
  output logic [31:0]                     tx_tkeep_o,
  output logic                            tx_tlast_o,

  // retire lanes; CONTEXT is the SRAM's write port, BUFFER the buffer memory's
  output logic                            retire_doorbell_valid_o,
  output toe_spec_pkg::retire_doorbell_t  retire_doorbell_o,
  output logic                            retire_decided_valid_o,
  output toe_spec_pkg::retire_decided_t   retire_decided_o,
  output logic                            retire_frame_valid_o,
  output toe_spec_pkg::retire_frame_t     retire_frame_o,
  output logic                            retire_job_valid_o,
  output toe_spec_pkg::retire_job_t       retire_job_o,
  output logic                            retire_event_valid_o,
  output toe_spec_pkg::retire_event_t     retire_event_o,
  output logic                            retire_placed_valid_o,     // its data is in that of RQ
  output toe_spec_pkg::retire_placed_t    retire_placed_o,
  output logic                            retire_received_valid_o,
  output toe_spec_pkg::retire_received_t  retire_received_o,
  output logic                            retire_sent_valid_o,
  output toe_spec_pkg::retire_sent_t      retire_sent_o,
  output logic [511:0]                    retire_sent_data_o,
  output logic                            retire_returned_valid_o,   // its data is that of RQ
  output toe_spec_pkg::retire_returned_t  retire_returned_o,
  output logic                            retire_written_valid_o,
  output toe_spec_pkg::retire_written_t   retire_written_o,
  output logic                            retire_completed_valid_o,
  output toe_spec_pkg::retire_completed_t retire_completed_o,

  // status
  output logic                            sram_stall_o,   // COMMIT lacks nothing but the SRAM
  output logic [2:0]                      ecc_corrected_o,      // rows judged at this edge
  output logic [2:0]                      ecc_uncorrectable_o,
  output logic                            quiescent_o,
  output logic [toe_pkg::CYCLE_W-1:0]     next_wake_o     // all ones: none
);
  // ---- configuration ----
  logic bus_master_q, msix_enable_q, msix_masked_q;
  logic [12:0] mps_q, mrrs_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      bus_master_q <= 1'b0;
      msix_enable_q <= 1'b0;
      msix_masked_q <= 1'b0;
      mps_q <= 13'd128;
      mrrs_q <= 13'd512;
    end else if (config_valid_i) begin
      bus_master_q <= config_bus_master_i;
      msix_enable_q <= config_msix_enable_i;
      msix_masked_q <= config_msix_masked_i;
      mps_q <= config_mps_i;
      mrrs_q <= config_mrrs_i;
    end
  end

  // ---- between the rooms ----
  logic enable, ready, completes, tells, set_valid, vlan_known, vlan_any;
  toe_pkg::limits_t limits;
  toe_pkg::policy_t policy;
  toe_pkg::levels_t levels;
  toe_pkg::rcv_regs_t rcv_regs;
  toe_pkg::wire_regs_t wire_regs;
  logic [31:0] frames_lost;
  logic [15:0] commit_value_high;
  logic copy_wr_en, append_wr_en, append_take, append_first;
  logic [toe_pkg::BUFFER_ROW_W-1:0] copy_wr_row, append_wr_row, append_behind, append_block;
  logic [toe_pkg::ROW_BITS-1:0] copy_wdata, append_wdata;
  logic [63:0] append_wmask;
  logic [11:0] return_id;
  logic return_ok, return_valid, walk;
  logic [toe_pkg::BUFFER_ROW_W-1:0] walk_block, walk_next;
  toe_pkg::request_t commit_request;
  logic [6:0] tag_limit;
  logic [19:0] overhead;
  logic [63:0] cmd_base, cpl_base;
  logic [16:0] cmd_size, cpl_size;
  logic [15:0] cmd_doorbell, cpl_doorbell, cmd_head, cpl_tail, wb_behind;
  logic [toe_pkg::VLAN_W-1:0] vlan_query;
  logic [toe_pkg::COMMIT_W-1:0] commits;
  logic [toe_pkg::SLOT_W-1:0] commit_slot, wb_slot;
  logic [31:0] commit_request_id, commit_setting, commit_value, commit_event_handle, wb_request_id;
  logic [63:0] wb_result_addr, wb_return_addr;
  logic item_valid, item_ready, stage_valid;
  toe_pkg::item_t item;
  toe_pkg::object_t object;
  logic [toe_pkg::STAGED_W-1:0] stage_slot;
  logic [1:0] stage_row;
  logic [toe_pkg::ROW_BITS-1:0] stage_data;
  logic copy_start, copy_is_forward, copy_ended, copy_failed, forward_wr_en;
  logic [63:0] copy_address;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] copy_blocks;
  logic [toe_pkg::BUFFER_ROW_W-1:0] copy_head, copy_tail, blocks_free_head, blocks_free_tail;
  logic blocks_free_valid;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] blocks_free_count;
  logic bar_active, rq_active, front_active, back_active;
  logic overhead_valid, push_valid;
  logic [toe_pkg::CYCLE_W-1:0] overhead_cycle, push_cycle;

  // ---- requests to the link ----
  logic wb_valid, wb_ready, rcv_valid, rcv_ready, msix_valid, msix_ready, read_room, rq_is_write;
  logic cmd_read_valid, copy_read_valid, obj_read_valid;
  toe_pkg::write_t wb_write, rcv_write, msix_write;
  toe_pkg::read_t cmd_read, copy_read, obj_read;
  toe_pkg::write_e rq_kind;
  logic [toe_pkg::PQ_MARK_W-1:0] writes_pushed, writes_sent;
  logic [31:0] rq_request_id;
  logic [toe_pkg::INDEX_W-1:0] rq_index;
  logic [7:0] rq_offset;
  logic [63:0] rq_address;
  logic [5:0] rq_bytes;
  toe_rq u_rq (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .mps_i           (mps_q),
    .init_ph_i       (init_ph_i),
    .init_pd_i       (init_pd_i),
    .init_nph_i      (init_nph_i),
    .credit_valid_i  (credit_valid_i),
    .credit_ph_i     (credit_ph_i),
    .credit_pd_i     (credit_pd_i),
    .credit_nph_i    (credit_nph_i),
    .wb_valid_i      (wb_valid),
    .wb_ready_o      (wb_ready),
    .wb_data_i       (wb_write),
    .rcv_valid_i     (rcv_valid),
    .rcv_ready_o     (rcv_ready),
    .rcv_data_i      (rcv_write),
    .msix_valid_i    (msix_valid),
    .msix_ready_o    (msix_ready),
    .msix_data_i     (msix_write),
    .read_room_o     (read_room),
    .cmd_valid_i     (cmd_read_valid),
    .cmd_data_i      (cmd_read),
    .copy_valid_i    (copy_read_valid),
    .copy_data_i     (copy_read),
    .obj_valid_i     (obj_read_valid),
    .obj_data_i      (obj_read),
    .rq_valid_o      (rq_valid_o),
    .rq_header_o     (rq_header_o),
    .rq_data_o       (rq_data_o),
    .rq_is_write_o   (rq_is_write),
    .rq_kind_o       (rq_kind),
    .rq_request_id_o (rq_request_id),
    .rq_index_o      (rq_index),
    .rq_offset_o     (rq_offset),
    .rq_address_o    (rq_address),
    .rq_bytes_o      (rq_bytes),
    .pushed_o        (writes_pushed),
    .sent_o          (writes_sent),
    .active_o        (rq_active)
  );
  toe_retire u_retire (
    .rq_is_write_i     (rq_is_write),
    .rq_kind_i         (rq_kind),
    .rq_data_i         (rq_data_o),
    .rq_request_id_i   (rq_request_id),
    .rq_index_i        (rq_index),
    .rq_offset_i       (rq_offset),
    .rq_address_i      (rq_address),
    .rq_bytes_i        (rq_bytes),
    .event_valid_o     (retire_event_valid_o),
    .event_o           (retire_event_o),
    .placed_valid_o    (retire_placed_valid_o),
    .placed_o          (retire_placed_o),
    .received_valid_o  (retire_received_valid_o),
    .received_o        (retire_received_o),
    .returned_valid_o  (retire_returned_valid_o),
    .returned_o        (retire_returned_o),
    .written_valid_o   (retire_written_valid_o),
    .written_o         (retire_written_o),
    .completed_valid_o (retire_completed_valid_o),
    .completed_o       (retire_completed_o)
  );

  // ---- the rooms ----
  toe_bar u_bar (
    .clk_i               (clk_i),
    .rst_ni              (rst_ni),
    .cq_valid_i          (cq_valid_i),
    .cq_header_i         (cq_header_i),
    .cq_data_i           (cq_data_i[31:0]),
    .cc_valid_o          (cc_valid_o),
    .cc_header_o         (cc_header_o),
    .cc_data_o           (cc_data_o),
    .pushed_i            (writes_pushed),
    .sent_i              (writes_sent),
    .msix_valid_o        (msix_valid),
    .msix_ready_i        (msix_ready),
    .msix_data_o         (msix_write),
    .msix_enable_i       (msix_enable_q),
    .msix_masked_i       (msix_masked_q),
    .set_valid_i         (set_valid),
    .set_setting_i       (commit_setting),
    .set_value_i         (commit_value),
    .set_value_high_i    (commit_value_high),
    .ecc_corrected_i     (ecc_corrected_o),
    .ecc_uncorrectable_i (ecc_uncorrectable_o),
    .vlan_query_i        (vlan_query),
    .vlan_known_o        (vlan_known),
    .vlan_any_o          (vlan_any),
    .cpl_push_i          (tells),
    .return_id_o         (return_id),
    .return_ok_i         (return_ok),
    .return_valid_o      (return_valid),
    .ready_i             (ready),
    .levels_i            (levels),
    .commits_i           (commits[31:0]),
    .cmd_head_i          (cmd_head),
    .cpl_tail_i          (cpl_tail),
    .frames_lost_i       (frames_lost),
    .enable_o            (enable),
    .limits_o            (limits),
    .policy_o            (policy),
    .rcv_regs_o          (rcv_regs),
    .wire_regs_o         (wire_regs),
    .tag_limit_o         (tag_limit),
    .overhead_o          (overhead),
    .cmd_base_o          (cmd_base),
    .cmd_size_o          (cmd_size),
    .cmd_doorbell_o      (cmd_doorbell),
    .cpl_base_o          (cpl_base),
    .cpl_size_o          (cpl_size),
    .cpl_doorbell_o      (cpl_doorbell),
    .doorbell_valid_o    (retire_doorbell_valid_o),
    .doorbell_o          (retire_doorbell_o),
    .active_o            (bar_active)
  );

  toe_front u_front (
    .clk_i                 (clk_i),
    .rst_ni                (rst_ni),
    .now_i                 (now_i),
    .rc_valid_i            (rc_valid_i),
    .rc_sop_i              (rc_sop_i),
    .rc_eop_i              (rc_eop_i),
    .rc_header_i           (rc_header_i),
    .rc_data_i             (rc_data_i),
    .read_room_i           (read_room),
    .cmd_read_valid_o      (cmd_read_valid),
    .cmd_read_o            (cmd_read),
    .copy_read_valid_o     (copy_read_valid),
    .copy_read_o           (copy_read),
    .obj_read_valid_o      (obj_read_valid),
    .obj_read_o            (obj_read),
    .enable_i              (enable),
    .ready_i               (ready),
    .bus_master_i          (bus_master_q),
    .mrrs_i                (mrrs_q),
    .tag_limit_i           (tag_limit),
    .overhead_i            (overhead),
    .cmd_base_i            (cmd_base),
    .cmd_size_i            (cmd_size),
    .cmd_doorbell_i        (cmd_doorbell),
    .cpl_size_i            (cpl_size),
    .cmd_head_o            (cmd_head),
    .commit_slot_i         (commit_slot),
    .commit_request_id_o   (commit_request_id),
    .commit_setting_o      (commit_setting),
    .commit_value_o        (commit_value),
    .commit_value_high_o   (commit_value_high),
    .commit_event_handle_o (commit_event_handle),
    .commit_request_o      (commit_request),
    .wb_slot_i             (wb_slot),
    .wb_request_id_o       (wb_request_id),
    .wb_result_addr_o      (wb_result_addr),
    .wb_return_addr_o      (wb_return_addr),
    .wb_behind_o           (wb_behind),
    .completes_i           (completes),
    .item_valid_o          (item_valid),
    .item_ready_i          (item_ready),
    .item_o                (item),
    .object_o              (object),
    .stage_valid_o         (stage_valid),
    .stage_slot_o          (stage_slot),
    .stage_row_o           (stage_row),
    .stage_data_o          (stage_data),
    .copy_start_i          (copy_start),
    .copy_address_i        (copy_address),
    .copy_blocks_i         (copy_blocks),
    .copy_is_forward_i     (copy_is_forward),
    .decide_i              (retire_decided_valid_o),
    .copy_ended_o          (copy_ended),
    .copy_failed_o         (copy_failed),
    .copy_head_o           (copy_head),
    .copy_tail_o           (copy_tail),
    .blocks_free_valid_i   (blocks_free_valid),
    .blocks_free_head_i    (blocks_free_head),
    .blocks_free_tail_i    (blocks_free_tail),
    .blocks_free_count_i   (blocks_free_count),
    .append_take_i         (append_take),
    .append_first_i        (append_first),
    .append_behind_i       (append_behind),
    .append_block_o        (append_block),
    .walk_i                (walk),
    .walk_block_i          (walk_block),
    .walk_next_o           (walk_next),
    .buf_wr_en_o           (copy_wr_en),
    .buf_wr_row_o          (copy_wr_row),
    .buf_wdata_o           (copy_wdata),
    .forward_wr_en_o       (forward_wr_en),
    .timer_valid_o         (overhead_valid),
    .timer_cycle_o         (overhead_cycle),
    .active_o              (front_active)
  );

  toe_back u_back (
    .clk_i                 (clk_i),
    .rst_ni                (rst_ni),
    .now_i                 (now_i),
    .item_valid_i          (item_valid),
    .item_ready_o          (item_ready),
    .item_i                (item),
    .object_i              (object),
    .stage_valid_i         (stage_valid),
    .stage_slot_i          (stage_slot),
    .stage_row_i           (stage_row),
    .stage_data_i          (stage_data),
    .commit_slot_o         (commit_slot),
    .commit_request_id_i   (commit_request_id),
    .commit_setting_i      (commit_setting),
    .commit_value_i        (commit_value),
    .commit_event_handle_i (commit_event_handle),
    .commit_request_i      (commit_request),
    .wb_slot_o             (wb_slot),
    .wb_request_id_i       (wb_request_id),
    .wb_result_addr_i      (wb_result_addr),
    .wb_return_addr_i      (wb_return_addr),
    .wb_behind_i           (wb_behind),
    .completes_o           (completes),
    .tells_o               (tells),
    .limits_i              (limits),
    .policy_i              (policy),
    .rcv_regs_i            (rcv_regs),
    .wire_regs_i           (wire_regs),
    .frames_lost_o         (frames_lost),
    .return_id_i           (return_id),
    .return_ok_o           (return_ok),
    .return_valid_i        (return_valid),
    .cpl_base_i            (cpl_base),
    .cpl_size_i            (cpl_size),
    .cpl_doorbell_i        (cpl_doorbell),
    .cpl_tail_o            (cpl_tail),
    .set_valid_o           (set_valid),
    .vlan_query_o          (vlan_query),
    .vlan_known_i          (vlan_known),
    .vlan_any_i            (vlan_any),
    .copy_start_o          (copy_start),
    .copy_address_o        (copy_address),
    .copy_blocks_o         (copy_blocks),
    .copy_is_forward_o     (copy_is_forward),
    .copy_ended_i          (copy_ended),
    .copy_failed_i         (copy_failed),
    .copy_head_i           (copy_head),
    .copy_tail_i           (copy_tail),
    .forward_wr_en_i       (forward_wr_en),
    .forward_wr_row_i      (copy_wr_row[toe_pkg::FRAME_ROWS_W-1:0]),
    .forward_wdata_i       (copy_wdata),
    .blocks_free_valid_o   (blocks_free_valid),
    .blocks_free_head_o    (blocks_free_head),
    .blocks_free_tail_o    (blocks_free_tail),
    .blocks_free_count_o   (blocks_free_count),
    .walk_o                (walk),
    .walk_block_o          (walk_block),
    .walk_next_i           (walk_next),
    .buf_rd_en_o           (buf_rd_en_o),
    .buf_rd_row_o          (buf_rd_row_o),
    .buf_rdata_i           (buf_rdata_i),
    .append_take_o         (append_take),
    .append_first_o        (append_first),
    .append_behind_o       (append_behind),
    .append_block_i        (append_block),
    .append_wr_en_o        (append_wr_en),
    .append_wr_row_o       (append_wr_row),
    .append_wdata_o        (append_wdata),
    .append_wmask_o        (append_wmask),
    .rx_tvalid_i           (rx_tvalid_i),
    .rx_tdata_i            (rx_tdata_i),
    .rx_tkeep_i            (rx_tkeep_i),
    .rx_tlast_i            (rx_tlast_i),
    .tx_tvalid_o           (tx_tvalid_o),
    .tx_tdata_o            (tx_tdata_o),
    .tx_tkeep_o            (tx_tkeep_o),
    .tx_tlast_o            (tx_tlast_o),
    .sram_rd_en_o          (sram_rd_en_o),
    .sram_rd_row_o         (sram_rd_row_o),
    .sram_rdata_i          (sram_rdata_i),
    .sram_rcheck_i         (sram_rcheck_i),
    .sram_wr_en_o          (sram_wr_en_o),
    .sram_wr_row_o         (sram_wr_row_o),
    .sram_wdata_o          (sram_wdata_o),
    .sram_wcheck_o         (sram_wcheck_o),
    .wb_valid_o            (wb_valid),
    .wb_ready_i            (wb_ready),
    .wb_write_o            (wb_write),
    .rcv_valid_o           (rcv_valid),
    .rcv_ready_i           (rcv_ready),
    .rcv_write_o           (rcv_write),
    .levels_o              (levels),
    .commits_o             (commits),
    .ecc_corrected_o       (ecc_corrected_o),
    .ecc_uncorrectable_o   (ecc_uncorrectable_o),
    .decided_valid_o       (retire_decided_valid_o),
    .decided_o             (retire_decided_o),
    .frame_valid_o         (retire_frame_valid_o),
    .frame_o               (retire_frame_o),
    .sent_valid_o          (retire_sent_valid_o),
    .sent_o                (retire_sent_o),
    .sent_data_o           (retire_sent_data_o),
    .job_valid_o           (retire_job_valid_o),
    .job_o                 (retire_job_o),
    .ready_o               (ready),
    .wake_valid_o          (push_valid),
    .wake_cycle_o          (push_cycle),
    .sram_stall_o          (sram_stall_o),
    .active_o              (back_active)
  );

  // ---- the buffer memory: copies, and data of frames ----
  assign buf_wr_en_o = copy_wr_en || append_wr_en;
  assign buf_wr_row_o = append_wr_en ? append_wr_row : copy_wr_row;
  assign buf_wdata_o = append_wr_en ? append_wdata : copy_wdata;
  assign buf_wmask_o = append_wr_en ? append_wmask : '1;

  // ---- rest ----
  assign quiescent_o = !(bar_active || rq_active || front_active || back_active);
  always_comb begin
    next_wake_o = overhead_valid ? overhead_cycle : '1;
    if (push_valid && push_cycle < next_wake_o) next_wake_o = push_cycle;
  end
  logic unused_inputs;
  assign unused_inputs = ^{cq_data_i[255:32], commits[toe_pkg::COMMIT_W-1:32]};

  // Two accesses at one edge go to two banks.
  logic [2:0] bank_differs;
  assign bank_differs = {1'b0, sram_rd_row_o[1:0] ^ sram_wr_row_o[1:0]} &
                        (policy.sram_banks - 3'd1);

  `TOE_ASSERT_INIT(slot_width, toe_spec_pkg::TOE_STAGE_COMMAND_SLOTS == 1 << toe_pkg::SLOT_W)
  `TOE_ASSERT_INIT(row_width, 8 * toe_spec_pkg::TOE_STAGE_SRAM_ROW_BYTES == toe_pkg::ROW_BITS)
  `TOE_ASSERT_INIT(check_width, 8 * toe_spec_pkg::TOE_STAGE_SRAM_CHECK_BYTES == toe_pkg::CHECK_W)
  `TOE_ASSERT_INIT(rows_fit, toe_spec_pkg::TOE_STAGE_SRAM_ROWS <= 1 << toe_pkg::ROW_W)
  `TOE_ASSERT_INIT(buffer_rows_fit,
                   toe_spec_pkg::TOE_STAGE_BUFFER_ROWS == 1 << toe_pkg::BUFFER_ROW_W)
  `TOE_ASSERT_INIT(key_width, 8 * toe_spec_pkg::TOE_STAGE_KEY_BYTES == toe_pkg::KEY_W)
  `TOE_ASSERT(one_access_a_bank, !(sram_rd_en_o && sram_wr_en_o) || bank_differs != '0)
  `TOE_ASSERT(one_buffer_row_an_edge, !(copy_wr_en && append_wr_en))
  `TOE_ASSERT(buffer_rows_differ, !(buf_rd_en_o && buf_wr_en_o) || buf_rd_row_o != buf_wr_row_o)
  `TOE_ASSERT(rows_read_exist, !sram_rd_en_o ||
              32'(sram_rd_row_o) < toe_spec_pkg::TOE_STAGE_SRAM_ROWS)
  `TOE_ASSERT(rows_written_exist, !sram_wr_en_o ||
              32'(sram_wr_row_o) < toe_spec_pkg::TOE_STAGE_SRAM_ROWS)
endmodule
