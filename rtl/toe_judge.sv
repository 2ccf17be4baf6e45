// SPDX-License-Identifier: Apache-2.0
//
// toe_judge - an object before its decision: the checks on its own state, in order, what it would take or
// give back, and the copy of its buffered data; with the ledger (docs/microarchitecture.md 5.6, 6, 7).
//
// The cause is combinational on visible state.  A connection that would get in and has buffered data
// starts its copy instead; from then on its cause and what it takes are settled, but for the copy
// itself.
`include "toe_assert.svh"

module toe_judge (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  // the item
  input  toe_pkg::class_e                   class_i,
  input  toe_pkg::object_t                  object_i,

  // its steps
  input  logic                              enter_i,     // a new item enters COMMIT
  input  logic                              first_i,     // the first edge it is there
  input  logic                              look_i,      // the object named is looked at
  input  logic                              served_i,    // its service is over
  input  logic                              decide_i,

  // registers
  input  toe_pkg::limits_t                  limits_i,
  input  toe_pkg::policy_t                  policy_i,
  output logic [toe_pkg::VLAN_W-1:0]        vlan_query_o,
  input  logic                              vlan_known_i,
  input  logic                              vlan_any_i,

  // parents
  input  logic                              neighbor_is_there_i,
  input  logic                              path_is_there_i,
  input  logic [13:0]                       parent_id_i,     // that of a new object

  // the object that is named, its context, rows that are handed back
  input  logic                              names_i,
  input  logic                              open_i,        // its rows may be read
  input  logic                              returns_i,     // all of them
  input  logic [1:0]                        named_layer_i,
  input  logic [31:0]                       named_i,
  input  logic                              wr_valid_i,    // what CTXW writes
  input  logic [toe_pkg::ROW_W-1:0]         wr_row_i,
  output logic                              rd_valid_o,
  output logic [toe_pkg::ROW_W-1:0]         rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]      rd_data_i,
  input  logic [toe_pkg::CHECK_W-1:0]       rd_check_i,
  output logic                              return_valid_o,
  output logic [1:0]                        return_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      return_data_o,
  output logic                              handle_ok_o,   // from the second edge on
  output logic [toe_pkg::ROWS_W-1:0]        rows_o,
  output logic                              named_ready_o,
  output logic [toe_pkg::ROWS_W-1:0]        corrected_o,
  output logic [toe_pkg::ROWS_W-1:0]        uncorrectable_o,
  output logic [toe_pkg::ROW_BITS-1:0]      row_o,
  output logic [toe_pkg::ROW_W-1:0]         context_row_o, // its, or that of a new object

  // received data of the connection named: bytes not delivered, what was consumed, behind a job
  input  logic [31:0]                       buf_bytes_i,
  input  toe_pkg::consumed_t                consumed_i,
  input  logic                              append_i,
  output logic [24:0]                       data_free_o,
  input  logic                              update_i,
  input  toe_pkg::holding_t                 update_holding_i,

  // the station of a frame
  input  logic                              station_look_i,
  input  logic [47:0]                       station_i,
  output logic                              station_found_o,

  // the lookup
  input  logic                              found_i,
  input  logic [13:0]                       found_id_i,
  input  logic                              has_place_i,
  input  toe_pkg::lookup_place_t            place_i,
  input  logic [15:0]                       lookup_used_i,

  // COPY
  output logic                              copy_start_o,
  output logic [63:0]                       copy_address_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] copy_blocks_o,
  input  logic                              copy_ended_i,
  input  logic                              copy_failed_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_head_i,   // its chain, when it has ended
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_tail_i,

  // the judgement
  output logic                              waits_o,     // for its copy
  output logic [5:0]                        cause_o,
  output logic                              keeps_o,     // a new object gets in
  output logic                              frees_o,     // an object of a TERMINATE goes
  output toe_pkg::holding_t                 held_o,      // what the one named holds
  output logic [14:0]                       next_id_o,   // that of its layer
  output logic [63:0]                       context_tcp_o,
  output toe_pkg::levels_t                  levels_o,    // before and after the decision
  output toe_pkg::levels_t                  after_o,

  // status
  output logic                              stall_o,     // waits for a bank
  output logic                              active_o
);
  localparam int unsigned Body = toe_pkg::BODY_LSB;

  logic copying_d, copying_q;   // its copy was started
  logic is_neighbor, is_path, is_tcp, has_copy;
  assign is_neighbor = class_i == toe_pkg::ClassNewNeighbor;
  assign is_path = class_i == toe_pkg::ClassNewPath;
  assign is_tcp = class_i == toe_pkg::ClassNewTcp;
  assign has_copy = is_tcp &&
    object_i.body[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_BYTES_LSB - Body +: 32] != '0;

  // The object that is named.
  logic in_use, is_terminate, named_active;
  logic [12:0] known_neighbors;
  logic [14:0] known_paths, known_tcps;
  assign is_terminate = class_i == toe_pkg::ClassTerminate;
  toe_named u_named (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .take_i            (enter_i),
    .valid_i           (names_i),
    .open_i            (open_i),
    .returns_i         (returns_i),
    .layer_i           (named_layer_i),
    .handle_i          (named_i),
    .known_neighbors_i (known_neighbors),
    .known_paths_i     (known_paths),
    .known_tcps_i      (known_tcps),
    .in_use_i          (in_use),
    .banks_i           (policy_i.sram_banks),
    .wr_valid_i        (wr_valid_i),
    .wr_row_i          (wr_row_i),
    .rd_valid_o        (rd_valid_o),
    .rd_row_o          (rd_row_o),
    .rd_data_i         (rd_data_i),
    .rd_check_i        (rd_check_i),
    .return_valid_o    (return_valid_o),
    .return_row_o      (return_row_o),
    .return_data_o     (return_data_o),
    .handle_ok_o       (handle_ok_o),
    .rows_o            (rows_o),
    .ready_o           (named_ready_o),
    .corrected_o       (corrected_o),
    .uncorrectable_o   (uncorrectable_o),
    .row_o             (row_o),
    .new_id_i          (next_id_o),
    .context_row_o     (context_row_o),
    .stall_o           (stall_o),
    .active_o          (named_active)
  );

  // The ledger.
  logic ledger_active;
  logic [14:0] dependents;
  toe_pkg::holding_t takes;
  toe_ledger u_ledger (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .look_i        (look_i),
    .layer_i       (named_layer_i),
    .id_i          (named_i[13:0]),
    .in_use_o      (in_use),
    .dependents_o  (dependents),
    .holding_o     (held_o),
    .look_parent_i (first_i && (is_path || is_tcp)),
    .new_layer_i   (object_i.layer[1:0]),
    .new_parent_i  (parent_id_i),
    .add_i         (decide_i && keeps_o),
    .add_id_i      (next_id_o[13:0]),
    .add_holding_i (takes),
    .remove_i      (decide_i && frees_o),
    .update_i         (update_i),
    .update_holding_i (update_holding_i),
    .active_o      (ledger_active)
  );

  // The pools.
  logic take_active;
  logic neighbor_free, path_free, tcp_free, src_mac_free, src_ip_free, vlan_free;
  logic rcv_free, xmit_free, copy_free, host_free;
  logic [22:0] rcv_pages;
  toe_take u_take (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .class_i           (class_i),
    .object_i          (object_i),
    .limits_i          (limits_i),
    .rcv_page_i        (policy_i.rcv_page),
    .look_i            (first_i),
    .settle_i          (copy_start_o),
    .settled_i         (copying_q),
    .take_i            (decide_i && keeps_o),
    .give_i            (decide_i && frees_o),
    .give_layer_i      (named_layer_i),
    .give_id_i         (named_i[13:0]),
    .given_i           (held_o),
    .consumed_i        (consumed_i),
    .append_i          (append_i),
    .data_free_o       (data_free_o),
    .station_look_i    (station_look_i),
    .station_i         (station_i),
    .station_found_o   (station_found_o),
    .neighbor_free_o   (neighbor_free),
    .path_free_o       (path_free),
    .tcp_free_o        (tcp_free),
    .src_mac_free_o    (src_mac_free),
    .src_ip_free_o     (src_ip_free),
    .vlan_free_o       (vlan_free),
    .rcv_free_o        (rcv_free),
    .xmit_free_o       (xmit_free),
    .copy_free_o       (copy_free),
    .host_free_o       (host_free),
    .next_id_o         (next_id_o),
    .rcv_pages_o       (rcv_pages),
    .copy_blocks_o     (copy_blocks_o),
    .has_vlan_o        (takes.has_vlan),
    .has_src_mac_o     (takes.has_src_mac),
    .vlan_place_o      (takes.vlan),
    .src_mac_place_o   (takes.src_mac),
    .src_ip_place_o    (takes.src_ip),
    .known_neighbors_o (known_neighbors),
    .known_paths_o     (known_paths),
    .known_tcps_o      (known_tcps),
    .lookup_used_i     (lookup_used_i),
    .levels_o          (levels_o),
    .after_o           (after_o),
    .active_o          (take_active)
  );
  assign takes.parent = parent_id_i;
  assign takes.lookup = place_i;
  assign takes.rcv_pages = rcv_pages[16:0];
  assign takes.chain_head = has_copy ? copy_head_i : '0;
  assign takes.chain_tail = has_copy ? copy_tail_i : '0;
  assign takes.blocks = copy_blocks_o;
  assign takes.copy_blocks = copy_blocks_o;
  assign takes.first_posted = '0;
  assign takes.last_posted = '0;
  assign takes.posted = '0;
  assign takes.has_timer = 1'b0;
  assign takes.has_ack_timer = 1'b0;
  assign context_tcp_o = {9'b0, rcv_pages, 14'b0, takes.chain_head};

  // The checks.  What a connection has not delivered must have room where it is handed back.
  logic has_room;
  assign has_room = named_layer_i != 2'(toe_spec_pkg::TOE_LAYER_TCP) || buf_bytes_i <=
    object_i.body[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_BYTES_LSB - Body +: 32];
  logic [5:0] admit_cause;
  assign vlan_query_o = object_i.body[toe_spec_pkg::TOE_OBJ_NEIGHBOR_VLAN_LSB - Body +:
                                      toe_pkg::VLAN_W];
  toe_admit u_admit (
    .class_i             (class_i),
    .object_i            (object_i),
    .policy_i            (policy_i),
    .vlan_known_i        (vlan_known_i),
    .vlan_any_i          (vlan_any_i),
    .neighbor_is_there_i (neighbor_is_there_i),
    .path_is_there_i     (path_is_there_i),
    .handle_ok_i         (handle_ok_o),
    .has_dependents_i    (dependents != '0),
    .uncorrectable_i     (uncorrectable_o != '0),
    .has_room_i          (has_room),
    .neighbor_free_i     (neighbor_free),
    .path_free_i         (path_free),
    .tcp_free_i          (tcp_free),
    .src_mac_free_i      (src_mac_free),
    .src_ip_free_i       (src_ip_free),
    .vlan_free_i         (vlan_free),
    .rcv_free_i          (rcv_free),
    .xmit_free_i         (xmit_free),
    .copy_free_i         (copy_free),
    .host_free_i         (host_free),
    .found_i             (found_i),
    .has_place_i         (has_place_i),
    .cause_o             (admit_cause)
  );

  // The copy.
  assign copy_address_o = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_ADDR_LSB - Body +: 64];
  assign copy_start_o = served_i && has_copy && !copying_q &&
                        admit_cause == toe_spec_pkg::TOE_CAUSE_OK;
  assign waits_o = copy_start_o || (copying_q && !copy_ended_i);
  assign copying_d = !enter_i && (copying_q || copy_start_o);
  always_comb begin
    cause_o = admit_cause;
    if (copying_q) begin
      cause_o = copy_failed_i ? toe_spec_pkg::TOE_CAUSE_COPY_FETCH : toe_spec_pkg::TOE_CAUSE_OK;
    end
  end
  assign keeps_o = (is_neighbor || is_path || is_tcp) && cause_o == toe_spec_pkg::TOE_CAUSE_OK;
  assign frees_o = is_terminate &&
                   (cause_o == toe_spec_pkg::TOE_CAUSE_OK ||
                    cause_o == toe_spec_pkg::TOE_CAUSE_CONTEXT_ECC);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) copying_q <= 1'b0;
    else copying_q <= copying_d;
  end

  assign active_o = enter_i || copy_start_o || take_active || ledger_active || named_active;

  `TOE_ASSERT(decides_when_served, !decide_i || (served_i && !waits_o))
  `TOE_ASSERT(found_is_known, !decide_i || !is_tcp || !path_is_there_i || !found_i ||
              15'(found_id_i) < known_tcps)
  `TOE_ASSERT(quiet, active_o || copying_d == copying_q)
endmodule
