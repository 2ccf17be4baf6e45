// SPDX-License-Identifier: Apache-2.0
//
// toe_top - the device (docs/microarchitecture.md): BAR registers, fetch, the commit point, context
// writer, write-back, interrupts.
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

  // context SRAM: one read or write an edge; read data is sampled SRAM_READ_CYCLES later
  output logic                            sram_rd_en_o,
  output logic                            sram_wr_en_o,
  output logic [16:0]                     sram_row_o,
  output logic [511:0]                    sram_wdata_o,
  input  logic [511:0]                    sram_rdata_i,

  // retire lanes; CONTEXT is the SRAM's write port
  output logic                            retire_doorbell_valid_o,
  output toe_spec_pkg::retire_doorbell_t  retire_doorbell_o,
  output logic                            retire_decided_valid_o,
  output toe_spec_pkg::retire_decided_t   retire_decided_o,
  output logic                            retire_written_valid_o,
  output toe_spec_pkg::retire_written_t   retire_written_o,
  output logic                            retire_completed_valid_o,
  output toe_spec_pkg::retire_completed_t retire_completed_o,

  // status
  output logic                            sram_stall_o,   // COMMIT lacks nothing but CTXW
  output logic                            quiescent_o,
  output logic [toe_pkg::CYCLE_W-1:0]     next_wake_o     // all ones: none
);
  localparam int unsigned SlotW = toe_pkg::SLOT_W;
  localparam int unsigned ChunkW = toe_pkg::CHUNK_W;

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

  // ---- BAR ----
  logic regs_active, cc_active, msix_active;
  logic read_valid, read_ok;
  logic [31:0] read_value;
  logic [15:0] read_requester;
  logic [7:0] read_tag;
  logic [6:0] read_lower;
  logic [9:0] read_dws;
  logic table_wr_en;
  logic [6:0] table_wr_word, table_rd_word;
  logic [31:0] table_wr_data, table_rd_data, pending;
  logic intr_set, set_valid, completes, lookup_ready;
  logic [31:0] commit_request_id, commit_setting, commit_value;
  logic [14:0] used_neighbor, used_path, used_tcp;
  logic [31:0] used_host_memory;
  logic [15:0] used_lookup, cmd_head, cpl_tail;
  logic [47:0] commits;
  logic enable, fault_enable;
  logic [14:0] limit_neighbor, limit_path, limit_tcp;
  logic [31:0] limit_host_memory;
  logic [1:0] walk_policy;
  logic [6:0] tag_limit;
  logic [19:0] overhead;
  logic [63:0] cmd_base, cpl_base;
  logic [16:0] cmd_size, cpl_size;
  logic [15:0] cmd_doorbell, cpl_doorbell;
  logic unused_cq_data;
  assign unused_cq_data = ^cq_data_i[255:32];

  toe_regs u_regs (
    .clk_i               (clk_i),
    .rst_ni              (rst_ni),
    .cq_valid_i          (cq_valid_i),
    .cq_header_i         (cq_header_i),
    .cq_data_i           (cq_data_i[31:0]),
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
    .set_valid_i         (set_valid),
    .set_setting_i       (commit_setting),
    .set_value_i         (commit_value),
    .cpl_push_i          (completes),
    .ready_i             (lookup_ready),
    .used_neighbor_i     (used_neighbor),
    .used_path_i         (used_path),
    .used_tcp_i          (used_tcp),
    .used_host_memory_i  (used_host_memory),
    .used_lookup_i       (used_lookup),
    .commits_i           (commits[31:0]),
    .cmd_head_i          (cmd_head),
    .cpl_tail_i          (cpl_tail),
    .enable_o            (enable),
    .fault_enable_o      (fault_enable),
    .limit_neighbor_o    (limit_neighbor),
    .limit_path_o        (limit_path),
    .limit_tcp_o         (limit_tcp),
    .limit_host_memory_o (limit_host_memory),
    .walk_policy_o       (walk_policy),
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
    .active_o            (regs_active)
  );

  logic [toe_pkg::PQ_MARK_W-1:0] writes_pushed, writes_sent;
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
    .pushed_i         (writes_pushed),
    .sent_i           (writes_sent),
    .cc_valid_o       (cc_valid_o),
    .cc_header_o      (cc_header_o),
    .cc_data_o        (cc_data_o),
    .active_o         (cc_active)
  );

  logic msix_valid, msix_ready;
  toe_pkg::write_t msix_write;
  toe_msix u_msix (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .enable_i        (msix_enable_q),
    .function_mask_i (msix_masked_q),
    .wr_en_i         (table_wr_en),
    .wr_word_i       (table_wr_word),
    .wr_data_i       (table_wr_data),
    .rd_word_i       (table_rd_word),
    .rd_data_o       (table_rd_data),
    .pending_o       (pending),
    .set_i           (intr_set),
    .valid_o         (msix_valid),
    .ready_i         (msix_ready),
    .data_o          (msix_write),
    .active_o        (msix_active)
  );

  // ---- requests to the link ----
  logic wb_valid, wb_ready, read_room, rq_active, rq_is_write;
  logic cmd_read_valid, obj_read_valid;
  toe_pkg::write_t wb_write;
  toe_pkg::read_t cmd_read, obj_read;
  toe_pkg::write_e rq_kind;
  toe_rq u_rq (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .mps_i          (mps_q),
    .init_ph_i      (init_ph_i),
    .init_pd_i      (init_pd_i),
    .init_nph_i     (init_nph_i),
    .credit_valid_i (credit_valid_i),
    .credit_ph_i    (credit_ph_i),
    .credit_pd_i    (credit_pd_i),
    .credit_nph_i   (credit_nph_i),
    .wb_valid_i     (wb_valid),
    .wb_ready_o     (wb_ready),
    .wb_data_i      (wb_write),
    .msix_valid_i   (msix_valid),
    .msix_ready_o   (msix_ready),
    .msix_data_i    (msix_write),
    .read_room_o    (read_room),
    .cmd_valid_i    (cmd_read_valid),
    .cmd_data_i     (cmd_read),
    .obj_valid_i    (obj_read_valid),
    .obj_data_i     (obj_read),
    .rq_valid_o     (rq_valid_o),
    .rq_header_o    (rq_header_o),
    .rq_data_o      (rq_data_o),
    .rq_is_write_o  (rq_is_write),
    .rq_kind_o      (rq_kind),
    .pushed_o       (writes_pushed),
    .sent_o         (writes_sent),
    .active_o       (rq_active)
  );
  toe_retire u_retire (
    .rq_is_write_i     (rq_is_write),
    .rq_kind_i         (rq_kind),
    .rq_data_i         (rq_data_o),
    .written_valid_o   (retire_written_valid_o),
    .written_o         (retire_written_o),
    .completed_valid_o (retire_completed_valid_o),
    .completed_o       (retire_completed_o)
  );

  // ---- commands and objects ----
  logic tag_free, cmd_active, obj_active;
  logic [6:0] in_flight;
  logic [SlotW-1:0] cmd_slot, obj_slot, commit_slot, wb_slot, rc_cmd_slot;
  logic [15:0] cmd_behind;
  assign tag_free = in_flight < tag_limit;
  toe_cmd_fetch u_cmd_fetch (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .enable_i     (enable),
    .ready_i      (lookup_ready),
    .bus_master_i (bus_master_q),
    .base_i       (cmd_base),
    .size_i       (cmd_size),
    .cpl_size_i   (cpl_size),
    .doorbell_i   (cmd_doorbell),
    .tag_free_i   (tag_free),
    .read_room_i  (read_room),
    .valid_o      (cmd_read_valid),
    .data_o       (cmd_read),
    .slot_o       (cmd_slot),
    .behind_o     (cmd_behind),
    .free_i       (completes),
    .head_o       (cmd_head),
    .active_o     (cmd_active)
  );

  logic rc_cmd_valid, rc_cmd_is_second;
  logic [255:0] obj_first;
  logic [31:0] obj_value, wb_request_id;
  logic [63:0] wb_result_addr;
  logic [15:0] wb_behind;
  toe_cmd_slots u_cmd_slots (
    .clk_i               (clk_i),
    .fetch_valid_i       (cmd_read_valid),
    .fetch_slot_i        (cmd_slot),
    .fetch_behind_i      (cmd_behind),
    .beat_valid_i        (rc_cmd_valid),
    .beat_slot_i         (rc_cmd_slot),
    .beat_is_second_i    (rc_cmd_is_second),
    .beat_data_i         (rc_data_i),
    .obj_slot_i          (obj_slot),
    .obj_first_o         (obj_first),
    .obj_value_o         (obj_value),
    .commit_slot_i       (commit_slot),
    .commit_request_id_o (commit_request_id),
    .commit_setting_o    (commit_setting),
    .commit_value_o      (commit_value),
    .wb_slot_i           (wb_slot),
    .wb_request_id_o     (wb_request_id),
    .wb_result_addr_o    (wb_result_addr),
    .wb_behind_o         (wb_behind)
  );

  logic ring_room, ring_push, ring_valid, ring_free, timer_valid, obj_take;
  logic [ChunkW-1:0] ring_tail, ring_head;
  toe_pkg::chunk_t ring_in, ring_out;
  logic [15:0] cmd_arrived, cmd_failed;
  logic [toe_pkg::CYCLE_W-1:0] timer_cycle;
  toe_obj_fetch u_obj_fetch (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .now_i         (now_i),
    .slot_o        (obj_slot),
    .take_o        (obj_take),
    .arrived_i     (cmd_arrived[obj_slot]),
    .failed_i      (cmd_failed[obj_slot]),
    .first_i       (obj_first),
    .value_i       (obj_value),
    .overhead_i    (overhead),
    .bus_master_i  (bus_master_q),
    .mrrs_i        (mrrs_q),
    .tag_free_i    (tag_free),
    .read_room_i   (read_room),
    .cmd_wins_i    (cmd_read_valid),
    .ring_room_i   (ring_room),
    .ring_tail_i   (ring_tail),
    .ring_valid_o  (ring_push),
    .ring_data_o   (ring_in),
    .read_valid_o  (obj_read_valid),
    .read_data_o   (obj_read),
    .timer_valid_o (timer_valid),
    .timer_cycle_o (timer_cycle),
    .active_o      (obj_active)
  );

  toe_chunk_ring u_chunk_ring (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .room_o      (ring_room),
    .tail_o      (ring_tail),
    .push_i      (ring_push),
    .push_data_i (ring_in),
    .valid_o     (ring_valid),
    .head_o      (ring_head),
    .head_data_o (ring_out),
    .free_i      (ring_free)
  );

  logic rc_obj_valid, rc_obj_done;
  logic [ChunkW-1:0] rc_obj_chunk;
  logic [3:0] rc_obj_beat;
  logic [63:0] obj_here;
  logic [31:0] chunk_failed;
  toe_rc u_rc (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .rc_valid_i      (rc_valid_i),
    .rc_sop_i        (rc_sop_i),
    .rc_eop_i        (rc_eop_i),
    .rc_header_i     (rc_header_i),
    .cmd_push_i      (cmd_read_valid),
    .cmd_slot_i      (cmd_slot),
    .cmd_take_i      (obj_take),
    .cmd_take_slot_i (obj_slot),
    .obj_push_i      (obj_read_valid),
    .obj_chunk_i     (ring_tail),
    .obj_is_pair_i   (ring_in.is_pair),
    .cmd_valid_o     (rc_cmd_valid),
    .cmd_slot_o      (rc_cmd_slot),
    .cmd_is_second_o (rc_cmd_is_second),
    .obj_valid_o     (rc_obj_valid),
    .obj_chunk_o     (rc_obj_chunk),
    .obj_beat_o      (rc_obj_beat),
    .obj_done_o      (rc_obj_done),
    .cmd_arrived_o   (cmd_arrived),
    .cmd_failed_o    (cmd_failed),
    .obj_here_o      (obj_here),
    .chunk_failed_o  (chunk_failed),
    .in_flight_o     (in_flight)
  );

  logic row_rd_valid, row_rd_object, row_rd_stamp;
  logic [1:0] row_rd_row;
  logic [511:0] row_data;
  logic [toe_pkg::CYCLE_W-1:0] row_cycle;
  toe_obj_buffer u_obj_buffer (
    .clk_i       (clk_i),
    .wr_valid_i  (rc_obj_valid),
    .wr_chunk_i  (rc_obj_chunk),
    .wr_beat_i   (rc_obj_beat),
    .wr_data_i   (rc_data_i),
    .wr_done_i   (rc_obj_done),
    .wr_cycle_i  (now_i),
    .rd_valid_i  (row_rd_valid),
    .rd_chunk_i  (ring_head),
    .rd_object_i (row_rd_object),
    .rd_row_i    (row_rd_row),
    .rd_data_o   (row_data),
    .rd_stamp_i  (row_rd_stamp),
    .rd_cycle_o  (row_cycle)
  );

  // ---- LOAD, COMMIT ----
  logic stage_valid, item_valid, item_ready, load_active;
  logic [toe_pkg::STAGED_W-1:0] stage_slot;
  logic [1:0] stage_row;
  toe_pkg::item_t item;
  toe_pkg::object_t object;
  toe_load u_load (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .ring_valid_i   (ring_valid),
    .ring_head_i    (ring_head),
    .ring_data_i    (ring_out),
    .ring_free_o    (ring_free),
    .obj_here_i     (obj_here),
    .chunk_failed_i (chunk_failed),
    .rd_valid_o     (row_rd_valid),
    .rd_object_o    (row_rd_object),
    .rd_row_o       (row_rd_row),
    .rd_stamp_o     (row_rd_stamp),
    .rd_data_i      (row_data),
    .rd_cycle_i     (row_cycle),
    .stage_valid_o  (stage_valid),
    .stage_slot_o   (stage_slot),
    .stage_row_o    (stage_row),
    .item_valid_o   (item_valid),
    .item_ready_i   (item_ready),
    .item_o         (item),
    .object_o       (object),
    .active_o       (load_active)
  );

  logic lookup_start, lookup_found, lookup_has_place, lookup_insert, lookup_active;
  logic [toe_pkg::KEY_W-1:0] lookup_key;
  logic [13:0] lookup_found_id, lookup_insert_id;
  logic link_rd_valid, ctxw_idle, ctxw_start, ctxw_is_tcp, ctxw_active, commit_active;
  logic [16:0] link_rd_row, ctxw_start_row, ctxw_row;
  logic [toe_pkg::STAGED_W-1:0] ctxw_slot;
  logic [63:0] ctxw_context;
  logic wbq_in_valid, wbq_in_ready, wbq_valid, wbq_ready;
  toe_pkg::decision_t wbq_in, wbq_out;
  toe_commit u_commit (
    .clk_i               (clk_i),
    .rst_ni              (rst_ni),
    .now_i               (now_i),
    .item_valid_i        (item_valid),
    .item_ready_o        (item_ready),
    .item_i              (item),
    .object_i            (object),
    .slot_o              (commit_slot),
    .request_id_i        (commit_request_id),
    .value_i             (commit_value),
    .fault_enable_i      (fault_enable),
    .policy_i            (walk_policy),
    .limit_neighbor_i    (limit_neighbor),
    .limit_path_i        (limit_path),
    .limit_tcp_i         (limit_tcp),
    .limit_host_memory_i (limit_host_memory),
    .set_valid_o         (set_valid),
    .lookup_start_o      (lookup_start),
    .lookup_key_o        (lookup_key),
    .lookup_found_i      (lookup_found),
    .lookup_found_id_i   (lookup_found_id),
    .lookup_has_place_i  (lookup_has_place),
    .lookup_used_i       (used_lookup),
    .lookup_insert_o     (lookup_insert),
    .lookup_insert_id_o  (lookup_insert_id),
    .rd_valid_o          (link_rd_valid),
    .rd_row_o            (link_rd_row),
    .rd_data_i           (sram_rdata_i),
    .ctxw_idle_i         (ctxw_idle),
    .ctxw_start_o        (ctxw_start),
    .ctxw_slot_o         (ctxw_slot),
    .ctxw_is_tcp_o       (ctxw_is_tcp),
    .ctxw_row_o          (ctxw_start_row),
    .ctxw_context_o      (ctxw_context),
    .wbq_valid_o         (wbq_in_valid),
    .wbq_ready_i         (wbq_in_ready),
    .wbq_data_o          (wbq_in),
    .used_neighbor_o     (used_neighbor),
    .used_path_o         (used_path),
    .used_tcp_o          (used_tcp),
    .used_host_memory_o  (used_host_memory),
    .commits_o           (commits),
    .decided_valid_o     (retire_decided_valid_o),
    .decided_o           (retire_decided_o),
    .stall_o             (sram_stall_o),
    .active_o            (commit_active)
  );

  toe_lookup u_lookup (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .ready_o     (lookup_ready),
    .start_i     (lookup_start),
    .key_i       (lookup_key),
    .found_o     (lookup_found),
    .found_id_o  (lookup_found_id),
    .has_place_o (lookup_has_place),
    .insert_i    (lookup_insert),
    .insert_id_i (lookup_insert_id),
    .used_o      (used_lookup),
    .active_o    (lookup_active)
  );

  toe_ctxw u_ctxw (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .stage_valid_i   (stage_valid),
    .stage_slot_i    (stage_slot),
    .stage_row_i     (stage_row),
    .stage_data_i    (row_data),
    .idle_o          (ctxw_idle),
    .start_i         (ctxw_start),
    .start_slot_i    (ctxw_slot),
    .start_is_tcp_i  (ctxw_is_tcp),
    .start_row_i     (ctxw_start_row),
    .start_context_i (ctxw_context),
    .wr_valid_o      (sram_wr_en_o),
    .wr_row_o        (ctxw_row),
    .wr_data_o       (sram_wdata_o),
    .active_o        (ctxw_active)
  );
  assign sram_rd_en_o = link_rd_valid;
  assign sram_row_o = sram_wr_en_o ? ctxw_row : link_rd_row;

  // ---- WBQ, WRITEBACK ----
  localparam int unsigned WbqDepth = toe_spec_pkg::TOE_STAGE_WBQ_DEPTH;
  logic [$clog2(WbqDepth+1)-1:0] wbq_level;
  logic wb_active;
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

  toe_writeback u_writeback (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .entry_valid_i   (wbq_valid),
    .entry_ready_o   (wbq_ready),
    .entry_i         (wbq_out),
    .slot_o          (wb_slot),
    .request_id_i    (wb_request_id),
    .result_addr_i   (wb_result_addr),
    .behind_i        (wb_behind),
    .ring_base_i     (cpl_base),
    .ring_size_i     (cpl_size),
    .ring_doorbell_i (cpl_doorbell),
    .ring_tail_o     (cpl_tail),
    .write_valid_o   (wb_valid),
    .write_ready_i   (wb_ready),
    .write_o         (wb_write),
    .completes_o     (completes),
    .active_o        (wb_active)
  );

  // ---- rest ----
  assign quiescent_o = !(regs_active || cc_active || msix_active || rq_active || cmd_active ||
                         obj_active || load_active || commit_active || lookup_active ||
                         ctxw_active || wb_active);
  assign next_wake_o = timer_valid ? timer_cycle : '1;
  logic unused_commits;
  assign unused_commits = ^commits[47:32];

  `TOE_ASSERT_INIT(slot_width, toe_spec_pkg::TOE_STAGE_COMMAND_SLOTS == 1 << toe_pkg::SLOT_W)
  `TOE_ASSERT_INIT(row_width, 8 * toe_spec_pkg::TOE_STAGE_SRAM_ROW_BYTES == toe_pkg::ROW_BITS)
  `TOE_ASSERT_INIT(rows_fit, toe_spec_pkg::TOE_STAGE_SRAM_ROWS <= 1 << toe_pkg::ROW_W)
  `TOE_ASSERT_INIT(key_width, 8 * toe_spec_pkg::TOE_STAGE_KEY_BYTES == toe_pkg::KEY_W)
  `TOE_ASSERT(one_sram_access, !(sram_rd_en_o && sram_wr_en_o))
  `TOE_ASSERT(rows_exist, !(sram_rd_en_o || sram_wr_en_o) ||
              32'(sram_row_o) < toe_spec_pkg::TOE_STAGE_SRAM_ROWS)
  `TOE_ASSERT(every_connection_is_found, used_lookup == 16'(used_tcp))
  `TOE_ASSERT(decisions_are_kept, !retire_decided_valid_o || wbq_in_ready)
  `TOE_ASSERT(wbq_fits, wbq_level <= ($bits(wbq_level))'(WbqDepth))
  `TOE_ASSERT(reads_within_limit, in_flight <= 7'd64)
endmodule
