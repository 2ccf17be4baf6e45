// SPDX-License-Identifier: Apache-2.0
//
// toe_front - what comes from host memory: commands, objects in their order, buffered data
// (docs/microarchitecture.md 5.2 to 5.5, 5.9).
//
// Only wires and who may push a read: CMD_FETCH before COPY before OBJ_FETCH.  Each part says its
// own latency.
`include "toe_assert.svh"

module toe_front (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]       now_i,

  // RC
  input  logic                              rc_valid_i,
  input  logic                              rc_sop_i,
  input  logic                              rc_eop_i,
  input  logic [127:0]                      rc_header_i,
  input  logic [255:0]                      rc_data_i,

  // reads
  input  logic                              read_room_i,
  output logic                              cmd_read_valid_o,
  output toe_pkg::read_t                    cmd_read_o,
  output logic                              copy_read_valid_o,
  output toe_pkg::read_t                    copy_read_o,
  output logic                              obj_read_valid_o,
  output toe_pkg::read_t                    obj_read_o,

  // registers and config space
  input  logic                              enable_i,
  input  logic                              ready_i,
  input  logic                              bus_master_i,
  input  logic [12:0]                       mrrs_i,
  input  logic [6:0]                        tag_limit_i,
  input  logic [19:0]                       overhead_i,
  input  logic [63:0]                       cmd_base_i,
  input  logic [16:0]                       cmd_size_i,
  input  logic [15:0]                       cmd_doorbell_i,
  input  logic [16:0]                       cpl_size_i,
  output logic [15:0]                       cmd_head_o,

  // the commands: for COMMIT, for WRITEBACK; the oldest is done
  input  logic [toe_pkg::SLOT_W-1:0]        commit_slot_i,
  output logic [31:0]                       commit_request_id_o,
  output logic [31:0]                       commit_setting_o,
  output logic [31:0]                       commit_value_o,
  output logic [15:0]                       commit_value_high_o,
  output logic [31:0]                       commit_event_handle_o,
  output toe_pkg::request_t                 commit_request_o,
  input  logic [toe_pkg::SLOT_W-1:0]        wb_slot_i,
  output logic [31:0]                       wb_request_id_o,
  output logic [63:0]                       wb_result_addr_o,
  output logic [63:0]                       wb_return_addr_o,
  output logic [15:0]                       wb_behind_o,
  input  logic                              completes_i,

  // items to COMMIT, their rows to the stage of CTXW
  output logic                              item_valid_o,
  input  logic                              item_ready_i,
  output toe_pkg::item_t                    item_o,
  output toe_pkg::object_t                  object_o,
  output logic                              stage_valid_o,
  output logic [toe_pkg::STAGED_W-1:0]      stage_slot_o,
  output logic [1:0]                        stage_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      stage_data_o,

  // a copy for COMMIT
  input  logic                              copy_start_i,
  input  logic [63:0]                       copy_address_i,
  input  logic [toe_pkg::COPY_BLOCKS_W-1:0] copy_blocks_i,
  input  logic                              copy_is_forward_i, // a segment
  input  logic                              decide_i,       // COMMIT decides an item
  output logic                              copy_ended_o,
  output logic                              copy_failed_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_head_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_tail_o,

  // a chain of a connection that comes back
  input  logic                              blocks_free_valid_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  blocks_free_head_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  blocks_free_tail_i,
  input  logic [toe_pkg::COPY_BLOCKS_W-1:0] blocks_free_count_i,

  // a block for received data
  input  logic                              append_take_i,
  input  logic                              append_first_i, // of its chain
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  append_behind_i,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  append_block_o,

  // the block behind one of a chain
  input  logic                              walk_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_block_i,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_next_o,

  // buffer memory: copies; the forward memory: a segment, with row and data of the same ports
  output logic                              buf_wr_en_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  buf_wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      buf_wdata_o,
  output logic                              forward_wr_en_o,

  // status
  output logic                              timer_valid_o,
  output logic [toe_pkg::CYCLE_W-1:0]       timer_cycle_o,
  output logic                              active_o
);
  logic cmd_active, copy_active, blocks_active, obj_active, load_active;

  // Reads in flight.
  logic tag_free;
  logic [6:0] in_flight;
  assign tag_free = in_flight < tag_limit_i;

  // Commands.
  logic [toe_pkg::SLOT_W-1:0] cmd_slot, obj_slot, rc_cmd_slot;
  logic [15:0] cmd_behind, cmd_arrived, cmd_failed;
  logic rc_cmd_valid, rc_cmd_is_second, obj_take, obj_gap_clear, obj_mode_clear, obj_tail_clear, obj_mac_clear;
  logic [255:0] obj_first;
  logic [31:0] obj_value, obj_event_handle;
  logic [63:0] obj_return_addr;
  toe_cmd_fetch u_cmd_fetch (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .enable_i     (enable_i),
    .ready_i      (ready_i),
    .bus_master_i (bus_master_i),
    .base_i       (cmd_base_i),
    .size_i       (cmd_size_i),
    .cpl_size_i   (cpl_size_i),
    .doorbell_i   (cmd_doorbell_i),
    .tag_free_i   (tag_free),
    .read_room_i  (read_room_i),
    .valid_o      (cmd_read_valid_o),
    .data_o       (cmd_read_o),
    .slot_o       (cmd_slot),
    .behind_o     (cmd_behind),
    .free_i       (completes_i),
    .head_o       (cmd_head_o),
    .active_o     (cmd_active)
  );

  toe_cmd_slots u_cmd_slots (
    .clk_i                 (clk_i),
    .fetch_valid_i         (cmd_read_valid_o),
    .fetch_slot_i          (cmd_slot),
    .fetch_behind_i        (cmd_behind),
    .beat_valid_i          (rc_cmd_valid),
    .beat_slot_i           (rc_cmd_slot),
    .beat_is_second_i      (rc_cmd_is_second),
    .beat_data_i           (rc_data_i),
    .obj_slot_i            (obj_slot),
    .obj_first_o           (obj_first),
    .obj_value_o           (obj_value),
    .obj_gap_clear_o       (obj_gap_clear),
    .obj_mac_clear_o       (obj_mac_clear),
    .obj_mode_clear_o      (obj_mode_clear),
    .obj_return_addr_o     (obj_return_addr),
    .obj_event_handle_o    (obj_event_handle),
    .obj_tail_clear_o      (obj_tail_clear),
    .commit_slot_i         (commit_slot_i),
    .commit_request_id_o   (commit_request_id_o),
    .commit_setting_o      (commit_setting_o),
    .commit_value_o        (commit_value_o),
    .commit_value_high_o   (commit_value_high_o),
    .commit_event_handle_o (commit_event_handle_o),
    .commit_request_o      (commit_request_o),
    .wb_slot_i             (wb_slot_i),
    .wb_request_id_o       (wb_request_id_o),
    .wb_result_addr_o      (wb_result_addr_o),
    .wb_return_addr_o      (wb_return_addr_o),
    .wb_behind_o           (wb_behind_o)
  );

  // Objects, in their order.
  logic ring_room, ring_push, ring_valid, ring_free;
  logic [toe_pkg::CHUNK_W-1:0] ring_tail, ring_head;
  toe_pkg::chunk_t ring_in, ring_out;
  toe_obj_fetch u_obj_fetch (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .now_i          (now_i),
    .slot_o         (obj_slot),
    .take_o         (obj_take),
    .arrived_i      (cmd_arrived[obj_slot]),
    .failed_i       (cmd_failed[obj_slot]),
    .first_i        (obj_first),
    .value_i        (obj_value),
    .gap_clear_i    (obj_gap_clear),
    .mac_clear_i    (obj_mac_clear),
    .mode_clear_i   (obj_mode_clear),
    .return_addr_i  (obj_return_addr),
    .event_handle_i (obj_event_handle),
    .tail_clear_i   (obj_tail_clear),
    .overhead_i     (overhead_i),
    .bus_master_i   (bus_master_i),
    .mrrs_i         (mrrs_i),
    .tag_free_i     (tag_free),
    .read_room_i    (read_room_i),
    .loses_i        (cmd_read_valid_o || copy_read_valid_o),
    .ring_room_i    (ring_room),
    .ring_tail_i    (ring_tail),
    .ring_valid_o   (ring_push),
    .ring_data_o    (ring_in),
    .read_valid_o   (obj_read_valid_o),
    .read_data_o    (obj_read_o),
    .timer_valid_o  (timer_valid_o),
    .timer_cycle_o  (timer_cycle_o),
    .active_o       (obj_active)
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

  // Buffered data.
  logic rc_copy_valid, copy_fail, block_take, block_first, copy_drop;
  logic [toe_pkg::BUFFER_ROW_W-1:0] block;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] drop_count;
  logic [toe_pkg::COPY_W-1:0] copy_index, rc_copy_index;
  logic [3:0] copy_read_blocks, rc_copy_beat;
  logic [15:0] copy_pending;
  toe_copy u_copy (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .start_i         (copy_start_i),
    .start_address_i (copy_address_i),
    .start_blocks_i  (copy_blocks_i),
    .start_forward_i (copy_is_forward_i),
    .decide_i        (decide_i),
    .ended_o         (copy_ended_o),
    .failed_o        (copy_failed_o),
    .head_o          (copy_head_o),
    .tail_o          (copy_tail_o),
    .take_o          (block_take),
    .take_first_o    (block_first),
    .block_i         (block),
    .drop_o          (copy_drop),
    .drop_count_o    (drop_count),
    .bus_master_i    (bus_master_i),
    .mrrs_i          (mrrs_i),
    .tag_free_i      (tag_free),
    .read_room_i     (read_room_i),
    .cmd_wins_i      (cmd_read_valid_o),
    .read_valid_o    (copy_read_valid_o),
    .read_data_o     (copy_read_o),
    .read_index_o    (copy_index),
    .read_blocks_o   (copy_read_blocks),
    .pending_i       (copy_pending),
    .fail_i          (copy_fail),
    .beat_valid_i    (rc_copy_valid),
    .beat_index_i    (rc_copy_index),
    .beat_i          (rc_copy_beat),
    .beat_data_i     (rc_data_i),
    .wr_valid_o      (buf_wr_en_o),
    .wr_row_o        (buf_wr_row_o),
    .wr_data_o       (buf_wdata_o),
    .forward_valid_o (forward_wr_en_o),
    .active_o        (copy_active)
  );

  // A connection's blocks are taken by its copy, then for what is received.  A chain comes back at the decision of one item: of a terminate, or of a connection whose copy failed;
  // and when data of it was consumed.
  toe_blocks u_blocks (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .take_i       (block_take || append_take_i),
    .is_first_i   (append_take_i ? append_first_i : block_first),
    .behind_i     (append_take_i ? append_behind_i : copy_tail_o),
    .block_o      (block),
    .free_valid_i (blocks_free_valid_i || copy_drop),
    .free_head_i  (copy_drop ? copy_head_o : blocks_free_head_i),
    .free_tail_i  (copy_drop ? copy_tail_o : blocks_free_tail_i),
    .free_count_i (copy_drop ? drop_count : blocks_free_count_i),
    .walk_i       (walk_i),
    .walk_block_i (walk_block_i),
    .walk_next_o  (walk_next_o),
    .active_o     (blocks_active)
  );

  assign append_block_o = block;

  // What arrives.
  logic rc_obj_valid, rc_obj_done;
  logic [toe_pkg::CHUNK_W-1:0] rc_obj_chunk;
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
    .cmd_push_i      (cmd_read_valid_o),
    .cmd_slot_i      (cmd_slot),
    .cmd_take_i      (obj_take),
    .cmd_take_slot_i (obj_slot),
    .copy_push_i     (copy_read_valid_o),
    .copy_index_i    (copy_index),
    .copy_blocks_i   (copy_read_blocks),
    .obj_push_i      (obj_read_valid_o),
    .obj_chunk_i     (ring_tail),
    .obj_is_pair_i   (ring_in.is_pair),
    .cmd_valid_o     (rc_cmd_valid),
    .cmd_slot_o      (rc_cmd_slot),
    .cmd_is_second_o (rc_cmd_is_second),
    .copy_valid_o    (rc_copy_valid),
    .copy_index_o    (rc_copy_index),
    .copy_beat_o     (rc_copy_beat),
    .obj_valid_o     (rc_obj_valid),
    .obj_chunk_o     (rc_obj_chunk),
    .obj_beat_o      (rc_obj_beat),
    .obj_done_o      (rc_obj_done),
    .cmd_arrived_o   (cmd_arrived),
    .cmd_failed_o    (cmd_failed),
    .obj_here_o      (obj_here),
    .chunk_failed_o  (chunk_failed),
    .copy_pending_o  (copy_pending),
    .copy_fail_o     (copy_fail),
    .in_flight_o     (in_flight)
  );

  logic row_rd_valid, row_rd_object, row_rd_stamp;
  logic [1:0] row_rd_row;
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
    .rd_data_o   (stage_data_o),
    .rd_stamp_i  (row_rd_stamp),
    .rd_cycle_o  (row_cycle)
  );

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
    .rd_data_i      (stage_data_o),
    .rd_cycle_i     (row_cycle),
    .stage_valid_o  (stage_valid_o),
    .stage_slot_o   (stage_slot_o),
    .stage_row_o    (stage_row_o),
    .item_valid_o   (item_valid_o),
    .item_ready_i   (item_ready_i),
    .item_o         (item_o),
    .object_o       (object_o),
    .active_o       (load_active)
  );

  assign active_o = cmd_active || copy_active || blocks_active || obj_active || load_active;

  `TOE_ASSERT(one_takes_blocks, !(block_take && append_take_i))
  `TOE_ASSERT(one_chain_comes_back, !(blocks_free_valid_i && copy_drop))
  `TOE_ASSERT(reads_within_limit, in_flight <= 7'd64)
endmodule
