// SPDX-License-Identifier: Apache-2.0
//
// toe_back - what the device holds, and what it answers: the commit point, lookup, contexts, received
// data, write-back (docs/microarchitecture.md 5.6 to 5.8, 5.10 to 5.12).
//
// Only wires and WBQ.  Each part says its own latency.
`include "toe_assert.svh"

module toe_back (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]       now_i,

  // items from LOAD, their rows
  input  logic                              item_valid_i,
  output logic                              item_ready_o,
  input  toe_pkg::item_t                    item_i,
  input  toe_pkg::object_t                  object_i,
  input  logic                              stage_valid_i,
  input  logic [toe_pkg::STAGED_W-1:0]      stage_slot_i,
  input  logic [1:0]                        stage_row_i,
  input  logic [toe_pkg::ROW_BITS-1:0]      stage_data_i,

  // the commands: of the item, of WRITEBACK's entry
  output logic [toe_pkg::SLOT_W-1:0]        commit_slot_o,
  input  logic [31:0]                       commit_request_id_i,
  input  logic [31:0]                       commit_setting_i,
  input  logic [31:0]                       commit_value_i,
  input  logic [31:0]                       commit_event_handle_i,
  input  toe_pkg::request_t                 commit_request_i,
  output logic [toe_pkg::SLOT_W-1:0]        wb_slot_o,
  input  logic [31:0]                       wb_request_id_i,
  input  logic [63:0]                       wb_result_addr_i,
  input  logic [63:0]                       wb_return_addr_i,
  input  logic [15:0]                       wb_behind_i,
  output logic                              completes_o,
  output logic                              tells_o,       // an entry of the completion ring

  // registers, and the interface's VLAN ids
  input  toe_pkg::limits_t                  limits_i,
  input  toe_pkg::policy_t                  policy_i,
  input  toe_pkg::rcv_regs_t                rcv_regs_i,
  input  toe_pkg::wire_regs_t               wire_regs_i,
  output logic [31:0]                       frames_lost_o,
  input  logic [11:0]                       return_id_i,
  output logic                              return_ok_o,
  input  logic                              return_valid_i,
  input  logic [63:0]                       cpl_base_i,
  input  logic [16:0]                       cpl_size_i,
  input  logic [15:0]                       cpl_doorbell_i,
  output logic [15:0]                       cpl_tail_o,
  output logic                              set_valid_o,
  output logic [toe_pkg::VLAN_W-1:0]        vlan_query_o,
  input  logic                              vlan_known_i,
  input  logic                              vlan_any_i,

  // COPY
  output logic                              copy_start_o,
  output logic [63:0]                       copy_address_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] copy_blocks_o,
  output logic                              copy_is_forward_o, // for a segment
  input  logic                              copy_ended_i,
  input  logic                              copy_failed_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_head_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_tail_i,
  input  logic                              forward_wr_en_i,
  input  logic [toe_pkg::FRAME_ROWS_W-1:0]  forward_wr_row_i,
  input  logic [toe_pkg::ROW_BITS-1:0]      forward_wdata_i,

  // a chain that comes back; the block behind one; the buffer memory
  output logic                              blocks_free_valid_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  blocks_free_head_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  blocks_free_tail_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] blocks_free_count_o,
  output logic                              walk_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_block_o,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_next_i,
  output logic                              buf_rd_en_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  buf_rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]      buf_rdata_i,

  // blocks and rows for data of a frame
  output logic                              append_take_o,
  output logic                              append_first_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  append_behind_o,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  append_block_i,
  output logic                              append_wr_en_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  append_wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      append_wdata_o,
  output logic [63:0]                       append_wmask_o,

  // wire, in and out
  input  logic                              rx_tvalid_i,
  input  logic [255:0]                      rx_tdata_i,
  input  logic [31:0]                       rx_tkeep_i,
  input  logic                              rx_tlast_i,
  output logic                              tx_tvalid_o,
  output logic [255:0]                      tx_tdata_o,
  output logic [31:0]                       tx_tkeep_o,
  output logic                              tx_tlast_o,

  // context SRAM
  output logic                              sram_rd_en_o,
  output logic [toe_pkg::ROW_W-1:0]         sram_rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]      sram_rdata_i,
  input  logic [toe_pkg::CHECK_W-1:0]       sram_rcheck_i,
  output logic                              sram_wr_en_o,
  output logic [toe_pkg::ROW_W-1:0]         sram_wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      sram_wdata_o,
  output logic [toe_pkg::CHECK_W-1:0]       sram_wcheck_o,

  // writes
  output logic                              wb_valid_o,
  input  logic                              wb_ready_i,
  output toe_pkg::write_t                   wb_write_o,
  output logic                              rcv_valid_o,
  input  logic                              rcv_ready_i,
  output toe_pkg::write_t                   rcv_write_o,

  // levels and counters
  output toe_pkg::levels_t                  levels_o,
  output logic [toe_pkg::COMMIT_W-1:0]      commits_o,
  output logic [toe_pkg::ROWS_W-1:0]        ecc_corrected_o,      // rows more
  output logic [toe_pkg::ROWS_W-1:0]        ecc_uncorrectable_o,

  // retire
  output logic                              decided_valid_o,
  output toe_spec_pkg::retire_decided_t     decided_o,
  output logic                              frame_valid_o,
  output toe_spec_pkg::retire_frame_t       frame_o,
  output logic                              sent_valid_o,
  output toe_spec_pkg::retire_sent_t        sent_o,
  output logic [511:0]                      sent_data_o,
  output logic                              job_valid_o,
  output toe_spec_pkg::retire_job_t         job_o,

  // status
  output logic                              ready_o,       // the lookup tables are cleared
  output logic                              wake_valid_o,
  output logic [toe_pkg::CYCLE_W-1:0]       wake_cycle_o,
  output logic                              sram_stall_o,
  output logic                              active_o
);
  logic commit_active, lookup_active, ctxw_active, wb_active, delivery_active;

  logic lookup_start, lookup_found, lookup_has_place, lookup_insert, lookup_peek, lookup_empty;
  toe_pkg::lookup_place_t lookup_place, lookup_empty_place;
  logic [toe_pkg::KEY_W-1:0] lookup_key;
  logic [13:0] lookup_found_id, lookup_insert_id;
  logic [15:0] lookup_used;
  logic ctxw_idle, ctxw_start, ctxw_is_tcp, ctxw_fix;
  logic [toe_pkg::STAGED_W-1:0] ctxw_slot;
  logic [toe_pkg::ROW_W-1:0] ctxw_row;
  logic [63:0] ctxw_context, ctxw_tcp;
  logic [toe_pkg::ROW_BITS-1:0] ctxw_fix_data;
  logic wbq_in_valid, wbq_in_ready, wbq_valid, wbq_ready;
  toe_pkg::decision_t wbq_in, wbq_out;
  logic return_wr_en;
  logic [toe_pkg::RETURN_W-1:0] return_wr_slot, return_slot;
  logic [1:0] return_wr_row;
  logic [toe_pkg::ROW_BITS-1:0] return_wr_data;
  toe_pkg::rcv_context_t ctxw_rcv, job_context;
  logic [2:0] return_part;

  // The commit point and what delivers received data.
  logic [3:0] next_job, job, job_error;
  logic [13:0] next_id;
  logic job_take, look, in_use, row_valid, lost, judge, job_ends, job_writes, close, closed, remove;
  logic commit_idle, timer_valid;
  logic [31:0] named, buf_bytes;
  toe_pkg::holding_t held, job_holding;
  logic [1:0] row;
  logic [toe_pkg::ROW_BITS-1:0] row_data, job_row;
  logic [toe_pkg::COMMIT_W-1:0] job_commit;
  toe_pkg::consumed_t consumed;
  logic [63:0] close_address;
  logic [12:0] posted_used, posted_after, buffers_used;
  logic ring_room, ring_phase, wb_tells, rcv_tells;
  logic [63:0] ring_address;
  logic [255:0] return_data;
  toe_pkg::frame_t frame;
  logic is_ours, is_found, job_updates, job_has_first, commit_rd_valid;
  logic [toe_pkg::ROW_BITS-1:0] job_first;
  logic [toe_pkg::ROW_W-1:0] commit_rd_row, ack_rd_row;
  logic ack_rd_valid;
  logic [toe_pkg::ROWS_W-1:0] commit_corrected, commit_uncorrectable, ack_corrected;
  logic [toe_pkg::ROWS_W-1:0] ack_uncorrectable;
  logic [24:0] data_free;
  logic buffered_start;
  logic [63:0] buffered_address;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] buffered_blocks, forward_blocks;
  toe_commit u_commit (
    .clk_i                (clk_i),
    .rst_ni               (rst_ni),
    .now_i                (now_i),
    .item_valid_i         (item_valid_i),
    .item_ready_o         (item_ready_o),
    .item_i               (item_i),
    .object_i             (object_i),
    .slot_o               (commit_slot_o),
    .request_id_i         (commit_request_id_i),
    .setting_i            (commit_setting_i),
    .value_i              (commit_value_i),
    .event_handle_i       (commit_event_handle_i),
    .limits_i             (limits_i),
    .policy_i             (policy_i),
    .set_valid_o          (set_valid_o),
    .vlan_query_o         (vlan_query_o),
    .vlan_known_i         (vlan_known_i),
    .vlan_any_i           (vlan_any_i),
    .lookup_start_o       (lookup_start),
    .lookup_key_o         (lookup_key),
    .lookup_found_i       (lookup_found),
    .lookup_found_id_i    (lookup_found_id),
    .lookup_has_place_i   (lookup_has_place),
    .lookup_place_i       (lookup_place),
    .lookup_used_i        (lookup_used),
    .lookup_insert_o      (lookup_insert),
    .lookup_insert_id_o   (lookup_insert_id),
    .lookup_peek_o        (lookup_peek),
    .lookup_empty_o       (lookup_empty),
    .lookup_empty_place_o (lookup_empty_place),
    .frame_i              (frame),
    .interface_mac_i      (wire_regs_i.mac),
    .is_ours_o            (is_ours),
    .is_found_o           (is_found),
    .rd_valid_o           (commit_rd_valid),
    .rd_row_o             (commit_rd_row),
    .rd_data_i            (sram_rdata_i),
    .rd_check_i           (sram_rcheck_i),
    .ctxw_wr_valid_i      (sram_wr_en_o),
    .ctxw_wr_row_i        (sram_wr_row_o),
    .ctxw_idle_i          (ctxw_idle),
    .ctxw_start_o         (ctxw_start),
    .ctxw_slot_o          (ctxw_slot),
    .ctxw_is_tcp_o        (ctxw_is_tcp),
    .ctxw_row_o           (ctxw_row),
    .ctxw_context_o       (ctxw_context),
    .ctxw_tcp_o           (ctxw_tcp),
    .ctxw_rcv_o           (ctxw_rcv),
    .ctxw_fix_o           (ctxw_fix),
    .ctxw_fix_data_o      (ctxw_fix_data),
    .copy_start_o         (buffered_start),
    .copy_address_o       (buffered_address),
    .copy_blocks_o        (buffered_blocks),
    .forward_start_o      (copy_is_forward_o),
    .copy_ended_i         (copy_ended_i),
    .copy_failed_i        (copy_failed_i),
    .copy_head_i          (copy_head_i),
    .copy_tail_i          (copy_tail_i),
    .blocks_free_valid_o  (blocks_free_valid_o),
    .blocks_free_head_o   (blocks_free_head_o),
    .blocks_free_tail_o   (blocks_free_tail_o),
    .blocks_free_count_o  (blocks_free_count_o),
    .return_wr_en_o       (return_wr_en),
    .return_wr_slot_o     (return_wr_slot),
    .return_wr_row_o      (return_wr_row),
    .return_wr_data_o     (return_wr_data),
    .next_job_i           (next_job),
    .next_id_i            (next_id),
    .job_take_o           (job_take),
    .look_o               (look),
    .named_o              (named),
    .held_o               (held),
    .in_use_o             (in_use),
    .row_valid_o          (row_valid),
    .row_o                (row),
    .row_data_o           (row_data),
    .lost_o               (lost),
    .job_o                (job),
    .judge_o              (judge),
    .job_error_i          (job_error),
    .job_commit_o         (job_commit),
    .job_ends_i           (job_ends),
    .job_updates_i        (job_updates),
    .job_holding_i        (job_holding),
    .job_writes_i         (job_writes),
    .job_context_i        (job_context),
    .consumed_i           (consumed),
    .append_i             (append_take_o),
    .data_free_o          (data_free),
    .close_o              (close),
    .close_address_o      (close_address),
    .closed_i             (closed),
    .remove_o             (remove),
    .buf_bytes_i          (buf_bytes),
    .posted_used_i        (posted_used),
    .posted_after_i       (posted_after),
    .buffers_used_i       (buffers_used),
    .wbq_valid_o          (wbq_in_valid),
    .wbq_ready_i          (wbq_in_ready),
    .wbq_data_o           (wbq_in),
    .levels_o             (levels_o),
    .commits_o            (commits_o),
    .ecc_corrected_o      (commit_corrected),
    .ecc_uncorrectable_o  (commit_uncorrectable),
    .decided_valid_o      (decided_valid_o),
    .decided_o            (decided_o),
    .idle_o               (commit_idle),
    .stall_o              (sram_stall_o),
    .active_o             (commit_active)
  );

  // COPY for buffered data, or for a segment.
  assign forward_blocks = toe_pkg::COPY_BLOCKS_W'(commit_request_i.bytes[toe_pkg::FRAME_W-1:6]) +
                          toe_pkg::COPY_BLOCKS_W'(commit_request_i.bytes[5:0] != '0);
  assign copy_start_o = buffered_start || copy_is_forward_o;
  assign copy_address_o = copy_is_forward_o ? commit_request_i.address : buffered_address;
  assign copy_blocks_o = copy_is_forward_o ? forward_blocks : buffered_blocks;

  toe_delivery u_delivery (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .now_i           (now_i),
    .limits_i        (limits_i),
    .rcv_regs_i      (rcv_regs_i),
    .wire_regs_i     (wire_regs_i),
    .frames_lost_o   (frames_lost_o),
    .rx_tvalid_i     (rx_tvalid_i),
    .rx_tdata_i      (rx_tdata_i),
    .rx_tkeep_i      (rx_tkeep_i),
    .rx_tlast_i      (rx_tlast_i),
    .tx_tvalid_o     (tx_tvalid_o),
    .tx_tdata_o      (tx_tdata_o),
    .tx_tkeep_o      (tx_tkeep_o),
    .tx_tlast_o      (tx_tlast_o),
    .fetch_i         (copy_is_forward_o),
    .fetch_wr_en_i   (forward_wr_en_i),
    .fetch_row_i     (forward_wr_row_i),
    .fetch_data_i    (forward_wdata_i),
    .fetch_ended_i   (copy_ended_i),
    .fetch_failed_i  (copy_failed_i),
    .frame_o         (frame),
    .is_ours_i       (is_ours),
    .is_found_i      (is_found),
    .return_id_i     (return_id_i),
    .return_ok_o     (return_ok_o),
    .return_valid_i  (return_valid_i),
    .next_job_o      (next_job),
    .next_id_o       (next_id),
    .take_i          (job_take),
    .look_i          (look),
    .handle_i        (named),
    .held_i          (held),
    .in_use_i        (in_use),
    .row_valid_i     (row_valid),
    .row_i           (row),
    .row_data_i      (row_data),
    .lost_i          (lost),
    .job_i           (job),
    .command_i       (commit_request_i),
    .judge_i         (judge),
    .error_o         (job_error),
    .commit_i        (job_commit),
    .close_i         (close),
    .close_address_i (close_address),
    .closed_o        (closed),
    .remove_i        (remove),
    .buf_bytes_o     (buf_bytes),
    .ends_o          (job_ends),
    .updates_o       (job_updates),
    .after_o         (job_holding),
    .consumed_o      (consumed),
    .context_valid_o (job_writes),
    .context_has_first_o (job_has_first),
    .context_first_o (job_first),
    .context_row_o   (job_row),
    .context_o       (job_context),
    .walk_o          (walk_o),
    .walk_block_o    (walk_block_o),
    .walk_next_i     (walk_next_i),
    .buf_rd_en_o     (buf_rd_en_o),
    .buf_rd_row_o    (buf_rd_row_o),
    .buf_rdata_i     (buf_rdata_i),
    .data_free_i     (data_free),
    .append_take_o   (append_take_o),
    .append_first_o  (append_first_o),
    .append_behind_o (append_behind_o),
    .append_block_i  (append_block_i),
    .append_wr_en_o  (append_wr_en_o),
    .append_wr_row_o (append_wr_row_o),
    .append_wdata_o  (append_wdata_o),
    .append_wmask_o  (append_wmask_o),
    .rd_valid_o      (ack_rd_valid),
    .rd_row_o        (ack_rd_row),
    .rd_data_i       (sram_rdata_i),
    .rd_check_i      (sram_rcheck_i),
    .ecc_corrected_o (ack_corrected),
    .ecc_uncorrectable_o (ack_uncorrectable),
    .ring_room_i     (ring_room),
    .ring_address_i  (ring_address),
    .ring_phase_i    (ring_phase),
    .write_valid_o   (rcv_valid_o),
    .write_ready_i   (rcv_ready_i),
    .write_o         (rcv_write_o),
    .tells_o         (rcv_tells),
    .levels_i        (levels_o),
    .posted_used_o   (posted_used),
    .posted_after_o  (posted_after),
    .buffers_used_o  (buffers_used),
    .frame_valid_o   (frame_valid_o),
    .frame_record_o  (frame_o),
    .job_o           (job_o),
    .sent_valid_o    (sent_valid_o),
    .sent_o          (sent_o),
    .sent_data_o     (sent_data_o),
    .wake_valid_o    (timer_valid),
    .wake_cycle_o    (wake_cycle_o),
    .active_o        (delivery_active)
  );
  assign job_valid_o = job_ends;
  // COMMIT reads before a job steps and before a closing does.
  assign sram_rd_en_o = commit_rd_valid || ack_rd_valid;
  assign sram_rd_row_o = ack_rd_valid ? ack_rd_row : commit_rd_row;
  assign ecc_corrected_o = commit_corrected + ack_corrected;
  assign ecc_uncorrectable_o = commit_uncorrectable + ack_uncorrectable;
  // While COMMIT is busy no timer makes it take anything.
  assign wake_valid_o = timer_valid && commit_idle;

  toe_cpl_ring u_cpl_ring (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .base_i     (cpl_base_i),
    .size_i     (cpl_size_i),
    .doorbell_i (cpl_doorbell_i),
    .room_o     (ring_room),
    .address_o  (ring_address),
    .phase_o    (ring_phase),
    .push_i     (tells_o),
    .tail_o     (cpl_tail_o)
  );
  assign tells_o = wb_tells || rcv_tells;

  toe_lookup u_lookup (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .ready_o       (ready_o),
    .start_i       (lookup_start),
    .key_i         (lookup_key),
    .found_o       (lookup_found),
    .found_id_o    (lookup_found_id),
    .has_place_o   (lookup_has_place),
    .place_o       (lookup_place),
    .insert_i      (lookup_insert),
    .insert_id_i   (lookup_insert_id),
    .peek_i        (lookup_peek),
    .empty_i       (lookup_empty),
    .empty_place_i (lookup_empty_place),
    .used_o        (lookup_used),
    .active_o      (lookup_active)
  );

  toe_ctxw u_ctxw (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .stage_valid_i   (stage_valid_i),
    .stage_slot_i    (stage_slot_i),
    .stage_row_i     (stage_row_i),
    .stage_data_i    (stage_data_i),
    .idle_o          (ctxw_idle),
    .start_i         (ctxw_start),
    .start_slot_i    (ctxw_slot),
    .start_is_tcp_i  (ctxw_is_tcp),
    .start_row_i     (ctxw_row),
    .start_context_i (ctxw_context),
    .start_tcp_i     (ctxw_tcp),
    .start_rcv_i     (ctxw_rcv),
    .fix_i           (ctxw_fix),
    .fix_data_i      (ctxw_fix_data),
    .pair_i          (job_writes),
    .pair_has_first_i (job_has_first),
    .pair_first_i    (job_first),
    .pair_data_i     (job_row),
    .wr_valid_o      (sram_wr_en_o),
    .wr_row_o        (sram_wr_row_o),
    .wr_data_o       (sram_wdata_o),
    .wr_check_o      (sram_wcheck_o),
    .active_o        (ctxw_active)
  );

  toe_conserve u_conserve (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .wr_valid_i      (sram_wr_en_o),
    .wr_row_i        (sram_wr_row_o),
    .wr_data_i       (sram_wdata_o),
    .fix_i           (ctxw_fix || (job_writes && job_has_first)),
    .rests_i         (commit_idle && ctxw_idle),
    .decided_valid_i (decided_valid_o),
    .decided_i       (decided_o),
    .levels_i        (levels_o)
  );

  localparam int unsigned WbqDepth = toe_spec_pkg::TOE_STAGE_WBQ_DEPTH;
  logic [$clog2(WbqDepth+1)-1:0] wbq_level;
  toe_fifo #(.Width($bits(wbq_in)), .Depth(WbqDepth)) u_wbq (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .in_valid_i  (wbq_in_valid),
    .in_ready_o  (wbq_in_ready),
    .in_data_i   (wbq_in),
    .out_valid_o (wbq_valid),
    .out_ready_i (wbq_ready),
    .out_data_o  (wbq_out),
    .level_o     (wbq_level)
  );

  toe_return_buffer u_return_buffer (
    .clk_i     (clk_i),
    .wr_en_i   (return_wr_en),
    .wr_slot_i (return_wr_slot),
    .wr_row_i  (return_wr_row),
    .wr_data_i (return_wr_data),
    .rd_slot_i (return_slot),
    .rd_part_i (return_part),
    .rd_data_o (return_data)
  );

  toe_writeback u_writeback (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .entry_valid_i   (wbq_valid),
    .entry_ready_o   (wbq_ready),
    .entry_i         (wbq_out),
    .slot_o          (wb_slot_o),
    .request_id_i    (wb_request_id_i),
    .result_addr_i   (wb_result_addr_i),
    .return_addr_i   (wb_return_addr_i),
    .behind_i        (wb_behind_i),
    .return_slot_o   (return_slot),
    .return_part_o   (return_part),
    .return_data_i   (return_data),
    .ring_room_i     (ring_room),
    .ring_address_i  (ring_address),
    .ring_phase_i    (ring_phase),
    .write_valid_o   (wb_valid_o),
    .write_ready_i   (wb_ready_i),
    .write_o         (wb_write_o),
    .completes_o     (completes_o),
    .tells_o         (wb_tells),
    .active_o        (wb_active)
  );

  assign active_o = commit_active || lookup_active || ctxw_active || wb_active ||
                    delivery_active;

  `TOE_ASSERT(one_copy, !(buffered_start && copy_is_forward_o))
  `TOE_ASSERT(one_read_an_edge, !(commit_rd_valid && ack_rd_valid))
  `TOE_ASSERT(one_entry_an_edge, !(wb_tells && rcv_tells))
  `TOE_ASSERT(every_connection_is_found, lookup_used == 16'(levels_o.tcp))
  `TOE_ASSERT(decisions_are_kept, !decided_valid_o || wbq_in_ready)
  `TOE_ASSERT(wbq_fits, wbq_level <= ($bits(wbq_level))'(WbqDepth))
endmodule
