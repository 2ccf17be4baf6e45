// SPDX-License-Identifier: Apache-2.0
//
// toe_commit - the commit point: everything that changes what the device holds, one item at a time,
// in doorbell order (docs/microarchitecture.md 5.6, 7).
//
// Latency: an item taken at edge a is decided at the first edge d that satisfies d >= a + service,
// room in WBQ, and, if a context is to be written, CTXW idle.  Throughput: idle again from d+1, so
// a TCP connection every COMMIT_TCP_CYCLES + 1 edges.
`include "toe_assert.svh"

module toe_commit (
  input  logic                           clk_i,
  input  logic                           rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]    now_i,

  // LOAD
  input  logic                           item_valid_i,
  output logic                           item_ready_o,
  input  toe_pkg::item_t                 item_i,
  input  toe_pkg::object_t               object_i,

  // its command
  output logic [toe_pkg::SLOT_W-1:0]     slot_o,
  input  logic [31:0]                    request_id_i,
  input  logic [31:0]                    value_i,

  // registers
  input  logic                           fault_enable_i,
  input  logic [1:0]                     policy_i,
  input  logic [14:0]                    limit_neighbor_i,
  input  logic [14:0]                    limit_path_i,
  input  logic [14:0]                    limit_tcp_i,
  input  logic [31:0]                    limit_host_memory_i,
  output logic                           set_valid_o,

  // lookup
  output logic                           lookup_start_o,
  output logic [toe_pkg::KEY_W-1:0]      lookup_key_o,
  input  logic                           lookup_found_i,
  input  logic [13:0]                    lookup_found_id_i,
  input  logic                           lookup_has_place_i,
  input  logic [15:0]                    lookup_used_i,
  output logic                           lookup_insert_o,
  output logic [13:0]                    lookup_insert_id_o,

  // a linker's read of the context SRAM
  output logic                           rd_valid_o,
  output logic [toe_pkg::ROW_W-1:0]      rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]   rd_data_i,    // SRAM_READ_CYCLES after the read

  // CTXW
  input  logic                           ctxw_idle_i,
  output logic                           ctxw_start_o,
  output logic [toe_pkg::STAGED_W-1:0]   ctxw_slot_o,
  output logic                           ctxw_is_tcp_o,
  output logic [toe_pkg::ROW_W-1:0]      ctxw_row_o,
  output logic [63:0]                    ctxw_context_o,

  // WBQ
  output logic                           wbq_valid_o,
  input  logic                           wbq_ready_i,
  output toe_pkg::decision_t             wbq_data_o,

  // levels
  output logic [14:0]                    used_neighbor_o,
  output logic [14:0]                    used_path_o,
  output logic [14:0]                    used_tcp_o,
  output logic [31:0]                    used_host_memory_o,
  output logic [toe_pkg::COMMIT_W-1:0]   commits_o,

  // retire
  output logic                           decided_valid_o,
  output toe_spec_pkg::retire_decided_t  decided_o,

  // status
  output logic                           stall_o,      // lacks nothing but CTXW
  output logic                           active_o
);
  localparam int unsigned TcpCycles = toe_spec_pkg::TOE_STAGE_COMMIT_TCP_CYCLES;
  localparam int unsigned StateCycles = toe_spec_pkg::TOE_STAGE_COMMIT_STATE_CYCLES;
  localparam int unsigned LinkCycles = toe_spec_pkg::TOE_STAGE_COMMIT_LINK_CYCLES;
  localparam int unsigned ReadCycles = toe_spec_pkg::TOE_STAGE_SRAM_READ_CYCLES;
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
  logic [1:0] link_age_d, link_age_q;     // edges since a linker's read, up to LinkCycles
  logic [15:0] link_vlan_q;
  logic [7:0] link_family_q;
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
  logic [3:0] cause;
  logic [31:0] handle;
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
    .decide_i         (decide),
    .policy_i         (policy_i),
    .cause_i          (cause),
    .handle_i         (handle),
    .vlan_i           (vlan),
    .family_i         (family)
  );

  // The pools.
  logic take_neighbor, take_path, take_tcp, take_any;
  logic free_neighbor, free_path, free_tcp, free_host;
  logic [14:0] next_neighbor, next_path, next_tcp;
  logic [31:0] unused_next_host;
  toe_pool #(.Built(toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT)) u_pool_neighbor (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limit_neighbor_i), .has_free_o (free_neighbor),
    .next_id_o (next_neighbor), .take_i (take_neighbor), .used_o (used_neighbor_o)
  );
  toe_pool #(.Built(toe_spec_pkg::TOE_POOL_PATH_BUILT)) u_pool_path (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limit_path_i), .has_free_o (free_path),
    .next_id_o (next_path), .take_i (take_path), .used_o (used_path_o)
  );
  toe_pool #(.Built(toe_spec_pkg::TOE_POOL_TCP_BUILT)) u_pool_tcp (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limit_tcp_i), .has_free_o (free_tcp),
    .next_id_o (next_tcp), .take_i (take_tcp), .used_o (used_tcp_o)
  );
  toe_pool #(.Width(32), .HasUnlimited(1'b1),
             .Built(toe_spec_pkg::TOE_POOL_HOST_MEMORY_BUILT)) u_pool_host_memory (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limit_host_memory_i), .has_free_o (free_host),
    .next_id_o (unused_next_host), .take_i (take_any), .used_o (used_host_memory_o)
  );

  // A linker: is there such an object, and where is its context.
  logic handle_ok, is_linker, link_read;
  logic [14:0] used_of_layer;
  assign is_linker = item_class == toe_pkg::ClassLinker;
  assign used_of_layer = layer == Neighbor ? used_neighbor_o :
                         layer == Path ? used_path_o : used_tcp_o;
  assign handle_ok = object_q.handle[31:28] == {2'b00, layer} && object_q.handle[27:20] == '0 &&
                     object_q.handle[19:0] < 20'(used_of_layer);
  assign link_read = is_linker && link_age_q == '0 && ctxw_idle_i;

  function automatic logic [toe_pkg::ROW_W-1:0] row_of(input logic [1:0] of_layer,
                                                       input logic [14:0] id);
    case (of_layer)
      Neighbor: row_of = toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_NEIGHBOR_ROW_BASE) +
                         {1'b0, id, 1'b0};
      Path: row_of = toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_PATH_ROW_BASE) + {1'b0, id, 1'b0};
      default: row_of = toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_TCP_ROW_BASE) + {id, 2'b00};
    endcase
  endfunction
  assign rd_valid_o = link_read && handle_ok;
  assign rd_row_o = row_of(layer, object_q.handle[14:0]);

  // The lookup starts at the edge after the item was taken; its answer is there in time.
  assign lookup_start_o = item_class == toe_pkg::ClassNewTcp && path.has_object && age_q == 3'd1;
  assign lookup_key_o = {object_q.body[31:0], path_addresses, 8'b0, path.family, path.vlan};

  // The decision.
  logic ready, is_new, keeps;
  logic [7:0] tcp_state;
  assign tcp_state = object_q.body[toe_spec_pkg::TOE_OBJ_TCP_STATE_LSB - toe_pkg::BODY_LSB +: 8];
  toe_admit u_admit (
    .class_i             (item_class),
    .fault_i             (object_q.fault),
    .tcp_state_i         (tcp_state),
    .fault_enable_i      (fault_enable_i),
    .neighbor_is_there_i (neighbor.has_object),
    .path_is_there_i     (path.has_object),
    .handle_ok_i         (handle_ok),
    .neighbor_free_i     (free_neighbor),
    .path_free_i         (free_path),
    .tcp_free_i          (free_tcp),
    .host_free_i         (free_host),
    .found_i             (lookup_found_i),
    .has_place_i         (lookup_has_place_i),
    .cause_o             (cause)
  );
  assign is_new = item_class == toe_pkg::ClassNewNeighbor ||
                  item_class == toe_pkg::ClassNewPath || item_class == toe_pkg::ClassNewTcp;
  assign keeps = is_new && cause == toe_spec_pkg::TOE_CAUSE_OK;
  always_comb begin
    case (item_class)
      toe_pkg::ClassNewNeighbor, toe_pkg::ClassNewPath: ready = age_q >= 3'(StateCycles);
      toe_pkg::ClassNewTcp: ready = age_q >= 3'(TcpCycles);
      toe_pkg::ClassLinker: ready = link_age_q == 2'(LinkCycles);
      default: ready = 1'b1;   // COMMIT_SKIP_CYCLES
    endcase
  end
  assign decide = working && ready && wbq_ready_i && (!keeps || ctxw_idle_i);
  assign stall_o = (is_linker && link_age_q == '0 && !ctxw_idle_i) ||
                   (working && ready && wbq_ready_i && keeps && !ctxw_idle_i);

  // What a kept object is given and linked to.
  logic [14:0] next_id;
  logic [31:0] parent;
  assign next_id = layer == Neighbor ? next_neighbor : layer == Path ? next_path : next_tcp;
  always_comb begin
    handle = '0;
    vlan = link_vlan_q;
    family = link_family_q;
    parent = '0;
    if (keeps) handle = {2'b00, layer, 13'b0, next_id};
    else if (is_linker && handle_ok) handle = object_q.handle;
    case (item_class)
      toe_pkg::ClassNewNeighbor: begin
        vlan = object_q.body[toe_spec_pkg::TOE_OBJ_NEIGHBOR_VLAN_LSB - toe_pkg::BODY_LSB +: 16];
        family = '0;
      end
      toe_pkg::ClassNewPath: begin
        vlan = neighbor.vlan;
        family = object_q.family;
        parent = neighbor.handle;
      end
      toe_pkg::ClassNewTcp: begin
        vlan = path.vlan;
        family = path.family;
        parent = path.handle;
      end
      default: ;
    endcase
  end
  assign take_any = decide && keeps;
  assign take_neighbor = take_any && layer == Neighbor;
  assign take_path = take_any && layer == Path;
  assign take_tcp = take_any && item_class == toe_pkg::ClassNewTcp;
  assign lookup_insert_o = take_tcp;
  assign lookup_insert_id_o = next_tcp[13:0];
  assign ctxw_start_o = take_any;
  assign ctxw_slot_o = item_q.staged;
  assign ctxw_is_tcp_o = item_class == toe_pkg::ClassNewTcp;
  assign ctxw_row_o = row_of(layer, next_id);
  assign ctxw_context_o = {parent, vlan, family, 6'b100000, layer};
  assign set_valid_o = decide && !item_q.is_object &&
                       item_q.error == 4'(toe_spec_pkg::TOE_ERROR_NONE);

  // What is told.
  logic attempted, shows_object;
  logic [3:0] error;
  assign attempted = is_new || is_linker || item_class == toe_pkg::ClassPlaceholder;
  assign shows_object = item_q.is_object && item_q.is_fetched;
  assign error = !item_q.is_object ? item_q.error :
                 item_class == toe_pkg::ClassMalformed ? 4'(toe_spec_pkg::TOE_ERROR_BAD_OBJECT) :
                 item_class == toe_pkg::ClassFetch ? 4'(toe_spec_pkg::TOE_ERROR_OBJECT_FETCH) :
                 4'(toe_spec_pkg::TOE_ERROR_NONE);
  assign commits_d = commits_q + toe_pkg::COMMIT_W'(decide);

  assign wbq_valid_o = working && ready && (!keeps || ctxw_idle_i);
  assign wbq_data_o.is_object = item_q.is_object;
  assign wbq_data_o.is_last = item_q.is_last;
  assign wbq_data_o.is_detached = item_class == toe_pkg::ClassFetch ||
                                  item_class == toe_pkg::ClassDetached ||
                                  item_class == toe_pkg::ClassMalformed;
  assign wbq_data_o.attempted = attempted;
  assign wbq_data_o.layer = layer;
  assign wbq_data_o.kind = object_q.kind[1:0];
  assign wbq_data_o.cause = cause;
  assign wbq_data_o.error = error;
  assign wbq_data_o.slot = item_q.slot;
  assign wbq_data_o.index = item_q.index;
  assign wbq_data_o.handle = handle;
  assign wbq_data_o.commit = commits_q + 1'b1;
  assign wbq_data_o.decided_cycle = now_i;

  assign decided_valid_o = decide;
  assign decided_o.commit = commits_q + 1'b1;
  assign decided_o.is_object = item_q.is_object;
  assign decided_o.request_id =
    item_q.error == 4'(toe_spec_pkg::TOE_ERROR_COMMAND_FETCH) ? '0 : request_id_i;
  assign decided_o.index = item_q.index;
  assign decided_o.layer = shows_object ? layer : '0;
  assign decided_o.kind = shows_object ? object_q.kind[1:0] : '0;
  assign decided_o.attempted = attempted;
  assign decided_o.cause = item_q.is_object ? cause : '0;
  assign decided_o.error = error;
  assign decided_o.handle = handle;
  assign decided_o.parent = keeps ? parent : '0;
  assign decided_o.used_neighbor = used_neighbor_o + 15'(take_neighbor);
  assign decided_o.used_path = used_path_o + 15'(take_path);
  assign decided_o.used_tcp = used_tcp_o + 15'(take_tcp);
  assign decided_o.used_host_memory = used_host_memory_o + 32'(take_any);
  assign decided_o.used_lookup = lookup_used_i + 16'(take_tcp);
  assign decided_o.fetched_cycle = item_q.fetched_cycle;
  always_comb begin
    decided_o.limit = '0;
    if (!item_q.is_object) begin
      if (set_valid_o) decided_o.limit = value_i;
    end else begin
      case (cause)
        toe_spec_pkg::TOE_CAUSE_NEIGHBOR_POOL: decided_o.limit = 32'(limit_neighbor_i);
        toe_spec_pkg::TOE_CAUSE_PATH_POOL: decided_o.limit = 32'(limit_path_i);
        toe_spec_pkg::TOE_CAUSE_TCP_POOL: decided_o.limit = 32'(limit_tcp_i);
        toe_spec_pkg::TOE_CAUSE_HOST_POOL: decided_o.limit = limit_host_memory_i;
        toe_spec_pkg::TOE_CAUSE_LOOKUP_POOL:
          decided_o.limit = toe_spec_pkg::TOE_POOL_LOOKUP_BUILT;
        default: decided_o.limit = '0;
      endcase
    end
  end

  always_comb begin
    state_d = state_q;
    age_d = age_q;
    link_age_d = link_age_q;
    if (take) begin
      state_d = StWork;
      age_d = 3'd1;
      link_age_d = '0;
    end else if (working) begin
      if (age_q != 3'(TcpCycles)) age_d = age_q + 3'd1;
      if (link_read || (link_age_q != '0 && link_age_q != 2'(LinkCycles))) begin
        link_age_d = link_age_q + 2'd1;
      end
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
    link_age_q <= link_age_d;
    if (take) begin
      item_q <= item_i;
      object_q <= object_i;
    end
    // A linked object's own members take the place of the linker's.
    if (working && is_linker && handle_ok && link_age_q == 2'(ReadCycles)) begin
      object_q.body <= rd_data_i[toe_pkg::BODY_LSB +: toe_pkg::BODY_W];
      link_vlan_q <= rd_data_i[toe_spec_pkg::TOE_CONTEXT_VLAN_LSB +: 16];
      link_family_q <= rd_data_i[toe_spec_pkg::TOE_CONTEXT_FAMILY_LSB +: 8];
    end
  end
  logic unused_parents, unused_row;
  assign unused_parents = ^{neighbor.ok, neighbor.family, path.ok};
  assign unused_row = ^{rd_data_i[toe_pkg::ROW_BITS-1:toe_pkg::BODY_LSB+toe_pkg::BODY_W],
                        rd_data_i[toe_pkg::BODY_LSB-1:32]};

  assign commits_o = commits_q;
  assign active_o = take || decide || link_read ||
                    (working && (age_q != 3'(TcpCycles) ||
                                 (link_age_q != '0 && link_age_q != 2'(LinkCycles))));

  `TOE_ASSERT_INIT(skip_is_one, toe_spec_pkg::TOE_STAGE_COMMIT_SKIP_CYCLES == 1)
  `TOE_ASSERT_INIT(lookup_is_in_time,
                   TcpCycles == 2 + toe_spec_pkg::TOE_STAGE_LOOKUP_CYCLES)
  `TOE_ASSERT_INIT(link_is_a_read_and_one, LinkCycles == ReadCycles + 1)
  `TOE_ASSERT(found_is_live, !decide || item_class != toe_pkg::ClassNewTcp || !path.has_object ||
              !lookup_found_i || 15'(lookup_found_id_i) < used_tcp_o)
  `TOE_ASSERT(linked_is_live, !(working && is_linker && handle_ok &&
              link_age_q == 2'(ReadCycles)) || rd_data_i[7:0] == {6'b100000, layer})
  `TOE_ASSERT(host_covers_objects, used_host_memory_o ==
              32'(used_neighbor_o) + 32'(used_path_o) + 32'(used_tcp_o))
  `TOE_ASSERT(quiet, active_o || {state_d, age_d, link_age_d, commits_d} ==
              {state_q, age_q, link_age_q, commits_q})
endmodule
