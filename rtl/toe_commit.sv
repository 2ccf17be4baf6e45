// SPDX-License-Identifier: Apache-2.0
//
// toe_commit - the commit point: everything that changes what the device holds, one item at a time,
// in doorbell order (docs/microarchitecture.md 5.6, 7).
//
// Latency: an item taken at edge a is decided at the first edge d that satisfies d >= a + service,
// its copy (if it needs one) ended, room in WBQ, and, if a row is to be written, CTXW idle.
// Throughput: idle again from d+1, so a TCP connection every COMMIT_TCP_CYCLES + 1 edges.
`include "toe_assert.svh"

module toe_commit (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]       now_i,

  // LOAD
  input  logic                              item_valid_i,
  output logic                              item_ready_o,
  input  toe_pkg::item_t                    item_i,
  input  toe_pkg::object_t                  object_i,

  // its command
  output logic [toe_pkg::SLOT_W-1:0]        slot_o,
  input  logic [31:0]                       request_id_i,
  input  logic [31:0]                       value_i,

  // registers, and the interface's VLAN ids: is it one of them, are there any
  input  toe_pkg::limits_t                  limits_i,
  input  toe_pkg::policy_t                  policy_i,
  output logic                              set_valid_o,
  output logic [toe_pkg::VLAN_W-1:0]        vlan_query_o,
  input  logic                              vlan_known_i,
  input  logic                              vlan_any_i,

  // lookup
  output logic                              lookup_start_o,
  output logic [toe_pkg::KEY_W-1:0]         lookup_key_o,
  input  logic                              lookup_found_i,
  input  logic [13:0]                       lookup_found_id_i,
  input  logic                              lookup_has_place_i,
  input  logic [15:0]                       lookup_used_i,
  output logic                              lookup_insert_o,
  output logic [13:0]                       lookup_insert_id_o,

  // a linker's read of the context SRAM
  output logic                              rd_valid_o,
  output logic [toe_pkg::ROW_W-1:0]         rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]      rd_data_i,    // SRAM_READ_CYCLES after the read
  input  logic [toe_pkg::CHECK_W-1:0]       rd_check_i,

  // CTXW: what it writes at this edge, and what it is given
  input  logic                              ctxw_wr_valid_i,
  input  logic [toe_pkg::ROW_W-1:0]         ctxw_wr_row_i,
  input  logic                              ctxw_idle_i,
  output logic                              ctxw_start_o,
  output logic [toe_pkg::STAGED_W-1:0]      ctxw_slot_o,
  output logic                              ctxw_is_tcp_o,
  output logic [toe_pkg::ROW_W-1:0]         ctxw_row_o,
  output logic [63:0]                       ctxw_context_o,
  output logic [63:0]                       ctxw_tcp_o,
  output logic                              ctxw_fix_o,
  output logic [toe_pkg::ROW_BITS-1:0]      ctxw_fix_data_o,

  // COPY: started, and the end of what was started last
  output logic                              copy_start_o,
  output logic [63:0]                       copy_address_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] copy_blocks_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_row_o,
  input  logic                              copy_ended_i,
  input  logic                              copy_failed_i,

  // WBQ
  output logic                              wbq_valid_o,
  input  logic                              wbq_ready_i,
  output toe_pkg::decision_t                wbq_data_o,

  // levels and counters
  output toe_pkg::levels_t                  levels_o,
  output logic [toe_pkg::COMMIT_W-1:0]      commits_o,
  output logic                              ecc_corrected_o,      // one more
  output logic                              ecc_uncorrectable_o,

  // retire
  output logic                              decided_valid_o,
  output toe_spec_pkg::retire_decided_t     decided_o,

  // status
  output logic                              stall_o,      // lacks nothing but the context SRAM
  output logic                              active_o
);
  localparam int unsigned TcpCycles = toe_spec_pkg::TOE_STAGE_COMMIT_TCP_CYCLES;
  localparam int unsigned StateCycles = toe_spec_pkg::TOE_STAGE_COMMIT_STATE_CYCLES;
  localparam logic [1:0] Neighbor = 2'(toe_spec_pkg::TOE_LAYER_NEIGHBOR);
  localparam logic [1:0] Path = 2'(toe_spec_pkg::TOE_LAYER_PATH);

  typedef enum logic {
    StIdle,   // takes an item
    StWork    // decides it
  } state_e;
  state_e state_d, state_q;
  toe_pkg::item_t item_q;
  toe_pkg::object_t object_q;
  logic [2:0] age_d, age_q;               // edges since the item was taken, up to TcpCycles
  logic [15:0] stalls_d, stalls_q;
  logic [toe_pkg::COMMIT_W-1:0] commits_d, commits_q;

  logic take, working, decide;
  logic [1:0] layer;
  assign working = state_q == StWork;
  assign take = item_valid_i && item_ready_o;
  assign item_ready_o = !working;
  assign layer = object_q.layer[1:0];
  assign slot_o = item_q.slot;

  // The walk.
  toe_pkg::class_e item_class;
  toe_pkg::parent_t neighbor, path;
  logic [255:0] path_addresses;
  logic [toe_pkg::ROW_BITS-1:0] link_row;
  logic [5:0] cause;
  logic [31:0] handle, linked_to;
  logic [15:0] vlan;
  logic [7:0] family;
  toe_walk u_walk (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .valid_i          (working),
    .is_object_i      (item_q.is_object),
    .is_fetched_i     (item_q.is_fetched),
    .is_root_i        (item_q.index == '0),
    .object_i         (object_q),
    .class_o          (item_class),
    .neighbor_o       (neighbor),
    .path_o           (path),
    .path_addresses_o (path_addresses),
    .handle_i         (handle),
    .link_vlan_i      (link_row[toe_spec_pkg::TOE_CONTEXT_VLAN_LSB +: 16]),
    .link_family_i    (link_row[toe_spec_pkg::TOE_CONTEXT_FAMILY_LSB +: 8]),
    .link_addresses_i (link_row[toe_pkg::BODY_LSB +: toe_pkg::BODY_W]),
    .linked_to_o      (linked_to),
    .vlan_o           (vlan),
    .family_o         (family),
    .decide_i         (decide),
    .policy_i         (policy_i.walk_policy),
    .cause_i          (cause)
  );
  logic is_linker, is_new_tcp;
  assign is_linker = item_class == toe_pkg::ClassLinker;
  assign is_new_tcp = item_class == toe_pkg::ClassNewTcp;

  // The checks, the pools, the copy.
  logic served, waits, keeps, judge_active, handle_ok, uncorrectable;
  logic [14:0] next_id;
  toe_pkg::levels_t after;
  toe_judge u_judge (
    .clk_i               (clk_i),
    .rst_ni              (rst_ni),
    .class_i             (item_class),
    .object_i            (object_q),
    .enter_i             (take),
    .first_i             (age_q == 3'd1),
    .served_i            (served),
    .decide_i            (decide),
    .limits_i            (limits_i),
    .policy_i            (policy_i),
    .vlan_query_o        (vlan_query_o),
    .vlan_known_i        (vlan_known_i),
    .vlan_any_i          (vlan_any_i),
    .neighbor_is_there_i (neighbor.has_object),
    .path_is_there_i     (path.has_object),
    .handle_ok_i         (handle_ok),
    .uncorrectable_i     (uncorrectable),
    .found_i             (lookup_found_i),
    .has_place_i         (lookup_has_place_i),
    .lookup_used_i       (lookup_used_i),
    .copy_start_o        (copy_start_o),
    .copy_address_o      (copy_address_o),
    .copy_blocks_o       (copy_blocks_o),
    .copy_row_o          (copy_row_o),
    .copy_ended_i        (copy_ended_i),
    .copy_failed_i       (copy_failed_i),
    .waits_o             (waits),
    .cause_o             (cause),
    .keeps_o             (keeps),
    .next_id_o           (next_id),
    .context_tcp_o       (ctxw_tcp_o),
    .levels_o            (levels_o),
    .after_o             (after),
    .active_o            (judge_active)
  );

  // The context of the object that is named, or to be written.
  logic [14:0] context_id;
  assign context_id = is_linker ? object_q.handle[14:0] : next_id;
  always_comb begin
    case (layer)
      Neighbor: ctxw_row_o = toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_NEIGHBOR_ROW_BASE) +
                             {1'b0, context_id, 1'b0};
      Path: ctxw_row_o = toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_PATH_ROW_BASE) +
                         {1'b0, context_id, 1'b0};
      default: ctxw_row_o = toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_TCP_ROW_BASE) +
                            {context_id, 2'b00};
    endcase
  end

  // A linker's object.
  logic link_ready, corrected, link_stall, link_active;
  toe_link u_link (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .take_i          (take),
    .valid_i         (is_linker),
    .layer_i         (layer),
    .handle_i        (object_q.handle),
    .used_i          (layer == Neighbor ? levels_o.neighbor :
                      layer == Path ? levels_o.path : levels_o.tcp),
    .row_i           (ctxw_row_o),
    .banks_i         (policy_i.sram_banks),
    .wr_valid_i      (ctxw_wr_valid_i),
    .wr_row_i        (ctxw_wr_row_i),
    .rd_valid_o      (rd_valid_o),
    .rd_row_o        (rd_row_o),
    .rd_data_i       (rd_data_i),
    .rd_check_i      (rd_check_i),
    .handle_ok_o     (handle_ok),
    .ready_o         (link_ready),
    .corrected_o     (corrected),
    .uncorrectable_o (uncorrectable),
    .row_o           (link_row),
    .stall_o         (link_stall),
    .active_o        (link_active)
  );

  // The lookup starts at the edge after the item was taken; its answer is there in time.
  assign lookup_start_o = is_new_tcp && path.has_object && age_q == 3'd1;
  assign lookup_key_o = {object_q.body[31:0], path_addresses, 8'b0, path.family, path.vlan};

  // The decision, and what it waits for.
  logic fixes, writes, due;
  always_comb begin
    case (item_class)
      toe_pkg::ClassNewNeighbor, toe_pkg::ClassNewPath: served = age_q >= 3'(StateCycles);
      toe_pkg::ClassNewTcp: served = age_q >= 3'(TcpCycles);
      toe_pkg::ClassLinker: served = link_ready;
      default: served = working;   // COMMIT_SKIP_CYCLES
    endcase
  end
  assign fixes = is_linker && corrected;
  assign writes = keeps || fixes;
  assign due = served && !waits;
  assign wbq_valid_o = due && (!writes || ctxw_idle_i);
  assign decide = wbq_valid_o && wbq_ready_i;
  assign stall_o = link_stall || (due && wbq_ready_i && writes && !ctxw_idle_i);

  // What a kept object is given, or a linker names.
  always_comb begin
    handle = '0;
    if (keeps) handle = {2'b00, layer, 13'b0, next_id};
    else if (is_linker && cause == toe_spec_pkg::TOE_CAUSE_OK) handle = object_q.handle;
  end
  assign lookup_insert_o = decide && keeps && is_new_tcp;
  assign lookup_insert_id_o = next_id[13:0];
  assign ctxw_start_o = decide && keeps;
  assign ctxw_slot_o = item_q.staged;
  assign ctxw_is_tcp_o = is_new_tcp;
  assign ctxw_context_o = {linked_to, vlan, family, 6'b100000, layer};
  assign ctxw_fix_o = decide && fixes;
  assign ctxw_fix_data_o = link_row;
  assign ecc_corrected_o = decide && fixes;
  assign ecc_uncorrectable_o = decide && is_linker && uncorrectable;
  assign set_valid_o = decide && !item_q.is_object &&
                       item_q.error == 4'(toe_spec_pkg::TOE_ERROR_NONE);

  // What is told.
  assign commits_d = commits_q + toe_pkg::COMMIT_W'(decide);
  assign decided_valid_o = decide;
  toe_verdict u_verdict (
    .now_i        (now_i),
    .item_i       (item_q),
    .class_i      (item_class),
    .layer_i      (layer),
    .kind_i       (object_q.kind[1:0]),
    .request_id_i (request_id_i),
    .value_i      (value_i),
    .cause_i      (cause),
    .keeps_i      (keeps),
    .handle_i     (handle),
    .parent_i     (linked_to),
    .commit_i     (commits_q + 1'b1),
    .stalls_i     (stalls_q),
    .after_i      (after),
    .limits_i     (limits_i),
    .policy_i     (policy_i),
    .decision_o   (wbq_data_o),
    .decided_o    (decided_o)
  );

  always_comb begin
    state_d = state_q;
    age_d = age_q;
    stalls_d = stalls_q;
    if (take) begin
      state_d = StWork;
      age_d = 3'd1;
      stalls_d = '0;
    end else if (working) begin
      if (age_q != 3'(TcpCycles)) age_d = age_q + 3'd1;
      if (stall_o && stalls_q != '1) stalls_d = stalls_q + 16'd1;
      if (decide) state_d = StIdle;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      commits_q <= '0;
    end else begin
      state_q <= state_d;
      commits_q <= commits_d;
    end
  end
  always_ff @(posedge clk_i) begin
    age_q <= age_d;
    stalls_q <= stalls_d;
    if (take) begin
      item_q <= item_i;
      object_q <= object_i;
    end
  end
  logic unused_parents;
  assign unused_parents = ^{neighbor.ok, neighbor.handle, neighbor.vlan, neighbor.family, path.ok,
                            path.handle};

  assign commits_o = commits_q;
  assign active_o = take || decide || stall_o || link_active || judge_active ||
                    (working && age_q != 3'(TcpCycles));

  `TOE_ASSERT_INIT(skip_is_one, toe_spec_pkg::TOE_STAGE_COMMIT_SKIP_CYCLES == 1)
  `TOE_ASSERT_INIT(lookup_is_in_time,
                   TcpCycles == 2 + toe_spec_pkg::TOE_STAGE_LOOKUP_CYCLES)
  `TOE_ASSERT(found_is_live, !decide || !is_new_tcp || !path.has_object ||
              !lookup_found_i || 15'(lookup_found_id_i) < levels_o.tcp)
  `TOE_ASSERT(quiet, active_o || {state_d, age_d, stalls_d, commits_d} ==
              {state_q, age_q, stalls_q, commits_q})
endmodule
