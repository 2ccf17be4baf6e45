// SPDX-License-Identifier: Apache-2.0
//
// toe_take - the pools, what a new object takes of each, and what a terminated one gives back
// (docs/microarchitecture.md 6).
//
// What is free is combinational on the limits and levels as visible; the tables of shared values are
// looked into at the edge of look_i, with their answer visible at the edge after.  All is taken at
// once, with take_i; all that the ledger says is given back at once, with give_i.  Once a copy has been
// started the pages found then are what is taken.
`include "toe_assert.svh"

module toe_take (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  // the item
  input  toe_pkg::class_e                   class_i,
  input  toe_pkg::object_t                  object_i,

  // registers
  input  toe_pkg::limits_t                  limits_i,
  input  logic [4:0]                        rcv_page_i,

  // its steps
  input  logic                              look_i,      // the first edge it is in COMMIT
  input  logic                              settle_i,    // its copy is started
  input  logic                              settled_i,   // its copy was started at an earlier edge
  input  logic                              take_i,      // it is decided, and kept
  input  logic                              give_i,      // it is decided, and freed
  input  logic [1:0]                        give_layer_i,
  input  logic [13:0]                       give_id_i,
  input  toe_pkg::holding_t                 given_i,
  input  toe_pkg::consumed_t                consumed_i,  // by a receive job, never at a decision
  input  logic                              append_i,    // a block for received data, the same
  output logic [24:0]                       data_free_o, // bytes that such data may take

  // the station of a frame: is it a source MAC in use, at the edge after
  input  logic                              station_look_i,
  input  logic [47:0]                       station_i,
  output logic                              station_found_o,

  // what is free of what it would take
  output logic                              neighbor_free_o,
  output logic                              path_free_o,
  output logic                              tcp_free_o,
  output logic                              src_mac_free_o,
  output logic                              src_ip_free_o,
  output logic                              vlan_free_o,
  output logic                              rcv_free_o,
  output logic                              xmit_free_o,
  output logic                              copy_free_o,
  output logic                              host_free_o,

  // what it would be given
  output logic [14:0]                       next_id_o,
  output logic [22:0]                       rcv_pages_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] copy_blocks_o,
  output logic                              has_vlan_o,
  output logic                              has_src_mac_o,
  output logic [6:0]                        vlan_place_o,
  output logic [5:0]                        src_mac_place_o,
  output logic [6:0]                        src_ip_place_o,

  // ids that were given out
  output logic [12:0]                       known_neighbors_o,
  output logic [14:0]                       known_paths_o,
  output logic [14:0]                       known_tcps_o,

  // levels, before and after; that of the lookup is kept there
  input  logic [15:0]                       lookup_used_i,
  output toe_pkg::levels_t                  levels_o,
  output toe_pkg::levels_t                  after_o,

  // status
  output logic                              active_o
);
  localparam int unsigned Body = toe_pkg::BODY_LSB;

  logic is_neighbor, is_path, is_tcp;
  assign is_neighbor = class_i == toe_pkg::ClassNewNeighbor;
  assign is_path = class_i == toe_pkg::ClassNewPath;
  assign is_tcp = class_i == toe_pkg::ClassNewTcp;

  // Members.
  logic [11:0] vlan;
  logic has_src_mac;
  logic [47:0] src_mac;
  logic [128:0] src_ip;
  logic [31:0] window, buffered_bytes;
  logic unused_object;
  assign vlan = object_i.body[toe_spec_pkg::TOE_OBJ_NEIGHBOR_VLAN_LSB - Body +: 12];
  assign has_src_mac = object_i.body[toe_spec_pkg::TOE_OBJ_NEIGHBOR_HAS_SRC_MAC_LSB - Body];
  assign src_mac = object_i.body[toe_spec_pkg::TOE_OBJ_NEIGHBOR_SRC_MAC_LSB - Body +: 48];
  assign src_ip = {object_i.family == 8'd6,
                   object_i.body[toe_spec_pkg::TOE_OBJ_PATH_SRC_IP_LSB - Body +: 128]};
  assign window = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_INITIAL_RCV_WND_LSB - Body +: 32];
  assign buffered_bytes = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_BYTES_LSB - Body +: 32];
  assign unused_object = ^{object_i.reserved_ok, object_i.mtu, object_i.body[255:128],
                           object_i.handle, object_i.fault, object_i.kind, object_i.layer,
                           limits_i.buffered_copy[5:0], limits_i.posted, limits_i.host_buffer,
                           limits_i.rcv_data[5:0]};

  // Amounts.
  logic [32:0] window_up, copy_up;
  logic [22:0] pages, pages_q;
  logic [26:0] blocks;
  assign window_up = ({1'b0, window} + ((33'd1 << rcv_page_i) - 33'd1)) >> rcv_page_i;
  assign pages = window == '0 ? 23'd1 : window_up[22:0];
  assign rcv_pages_o = settled_i ? pages_q : pages;
  assign copy_up = ({1'b0, buffered_bytes} + 33'd63) >> 6;
  assign blocks = copy_up[26:0];
  assign copy_blocks_o = blocks[toe_pkg::COPY_BLOCKS_W-1:0];
  always_ff @(posedge clk_i) begin
    if (settle_i) pages_q <= pages;
  end

  // Who takes, who gives.
  logic take_neighbor, take_path, take_tcp, give_neighbor, give_path, give_tcp;
  assign take_neighbor = take_i && is_neighbor;
  assign take_path = take_i && is_path;
  assign take_tcp = take_i && is_tcp;
  assign give_neighbor = give_i && give_layer_i == 2'(toe_spec_pkg::TOE_LAYER_NEIGHBOR);
  assign give_path = give_i && give_layer_i == 2'(toe_spec_pkg::TOE_LAYER_PATH);
  assign give_tcp = give_i && give_layer_i == 2'(toe_spec_pkg::TOE_LAYER_TCP);

  // Ids.
  logic neighbor_ids_active, path_ids_active, tcp_ids_active;
  logic [11:0] next_neighbor;
  logic [13:0] next_path, next_tcp;
  toe_ids #(.Built(toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT)) u_neighbor_ids (
    .clk_i (clk_i), .rst_ni (rst_ni), .look_i (look_i && is_neighbor), .next_o (next_neighbor),
    .take_i (take_neighbor), .give_i (give_neighbor), .given_i (give_id_i[11:0]),
    .known_o (known_neighbors_o), .active_o (neighbor_ids_active)
  );
  toe_ids #(.Built(toe_spec_pkg::TOE_POOL_PATH_BUILT)) u_path_ids (
    .clk_i (clk_i), .rst_ni (rst_ni), .look_i (look_i && is_path), .next_o (next_path),
    .take_i (take_path), .give_i (give_path), .given_i (give_id_i),
    .known_o (known_paths_o), .active_o (path_ids_active)
  );
  toe_ids #(.Built(toe_spec_pkg::TOE_POOL_TCP_BUILT)) u_tcp_ids (
    .clk_i (clk_i), .rst_ni (rst_ni), .look_i (look_i && is_tcp), .next_o (next_tcp),
    .take_i (take_tcp), .give_i (give_tcp), .given_i (give_id_i),
    .known_o (known_tcps_o), .active_o (tcp_ids_active)
  );
  assign next_id_o = is_neighbor ? {3'b0, next_neighbor} : {1'b0, is_path ? next_path : next_tcp};

  // Entries, pages, blocks.
  logic [18:0] copy_used, copy_after, rcv_used, rcv_after;
  logic copy_limit_ok, copy_memory_ok;
  logic unused_amounts;
  toe_pool #(.Built(toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT)) u_neighbor (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.neighbor), .amount_i (1'b1),
    .has_free_o (neighbor_free_o), .take_i (take_neighbor), .give_i (give_neighbor),
    .given_i (15'd1), .used_o (levels_o.neighbor), .after_o (after_o.neighbor)
  );
  toe_pool #(.Built(toe_spec_pkg::TOE_POOL_PATH_BUILT)) u_path (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.path), .amount_i (1'b1),
    .has_free_o (path_free_o), .take_i (take_path), .give_i (give_path),
    .given_i (15'd1), .used_o (levels_o.path), .after_o (after_o.path)
  );
  toe_pool #(.Built(toe_spec_pkg::TOE_POOL_TCP_BUILT)) u_tcp (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.tcp), .amount_i (1'b1),
    .has_free_o (tcp_free_o), .take_i (take_tcp), .give_i (give_tcp),
    .given_i (15'd1), .used_o (levels_o.tcp), .after_o (after_o.tcp)
  );
  toe_pool #(.Width(17), .AmountW(23),
             .Built(toe_spec_pkg::TOE_POOL_RCV_BUFFER_BUILT)) u_rcv_buffer (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.rcv_buffer), .amount_i (rcv_pages_o),
    .has_free_o (rcv_free_o), .take_i (take_tcp), .give_i (give_tcp),
    .given_i (given_i.rcv_pages), .used_o (levels_o.rcv_buffer), .after_o (after_o.rcv_buffer)
  );
  toe_pool #(.Width(17), .Built(toe_spec_pkg::TOE_POOL_XMIT_BUFFER_BUILT)) u_xmit_buffer (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.xmit_buffer), .amount_i (1'b1),
    .has_free_o (xmit_free_o), .take_i (take_tcp), .give_i (give_tcp),
    .given_i (17'd1), .used_o (levels_o.xmit_buffer), .after_o (after_o.xmit_buffer)
  );
  // Counted in blocks of 64 bytes: a limit between two is that of the lower one.
  toe_pool #(.Width(19), .AmountW(27),
             .Built(toe_spec_pkg::TOE_POOL_BUFFERED_COPY_BUILT >> 6)) u_buffered_copy (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.buffered_copy[24:6]), .amount_i (blocks),
    .has_free_o (copy_limit_ok), .take_i (take_tcp), .give_i (give_tcp || consumed_i.valid),
    .given_i (consumed_i.valid ? consumed_i.copy_blocks : given_i.copy_blocks),
    .used_o (copy_used), .after_o (copy_after)
  );
  // Received data lies in the same memory.
  logic rcv_limit_ok;
  toe_pool #(.Width(19), .Built(toe_spec_pkg::TOE_POOL_RCV_DATA_BUILT >> 6)) u_rcv_data (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.rcv_data[24:6]), .amount_i (1'b1),
    .has_free_o (rcv_limit_ok), .take_i (append_i), .give_i (give_tcp || consumed_i.valid),
    .given_i (consumed_i.valid ? consumed_i.blocks - consumed_i.copy_blocks :
                                 given_i.blocks - given_i.copy_blocks),
    .used_o (rcv_used), .after_o (rcv_after)
  );
  logic [18:0] limit_left, memory_left, data_left;
  assign limit_left = limits_i.rcv_data[24:6] > rcv_used ? limits_i.rcv_data[24:6] - rcv_used : '0;
  assign memory_left = 19'(toe_spec_pkg::TOE_STAGE_BUFFER_ROWS) - copy_used - rcv_used;
  assign data_left = limit_left < memory_left ? limit_left : memory_left;
  assign data_free_o = {data_left, 6'b0};
  assign copy_memory_ok = 28'(copy_used) + 28'(rcv_used) + 28'(blocks) <=
                          28'(toe_spec_pkg::TOE_STAGE_BUFFER_ROWS);
  assign copy_free_o = copy_limit_ok && copy_memory_ok;
  toe_pool #(.Width(32), .HasUnlimited(1'b1),
             .Built(toe_spec_pkg::TOE_POOL_HOST_MEMORY_BUILT)) u_host_memory (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.host_memory), .amount_i (1'b1),
    .has_free_o (host_free_o), .take_i (take_i), .give_i (give_i),
    .given_i (32'd1), .used_o (levels_o.host_memory), .after_o (after_o.host_memory)
  );
  assign levels_o.buffered_copy = {copy_used, 6'b0};
  assign after_o.buffered_copy = {copy_after, 6'b0};
  assign levels_o.rcv_data = {rcv_used, 6'b0};
  assign after_o.rcv_data = {rcv_after, 6'b0};
  assign {levels_o.posted, levels_o.host_buffer} = '0;   // toe_delivery has them
  assign {after_o.posted, after_o.host_buffer} = '0;
  assign levels_o.lookup = lookup_used_i;
  assign after_o.lookup = lookup_used_i + 16'(take_tcp) - 16'(give_tcp);
  assign unused_amounts = ^{window_up[32:23], copy_up[32:27], given_i, consumed_i, rcv_limit_ok};

  // Shared values.
  logic src_mac_found, src_mac_free, src_ip_found, src_ip_free, vlan_found, vlan_free;
  logic src_mac_active, src_ip_active, vlan_active;
  toe_share #(.Entries(toe_spec_pkg::TOE_POOL_SRC_MAC_BUILT), .KeyBits(48),
              .CountBits(13)) u_src_mac (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.src_mac),
    .look_i ((look_i && is_neighbor && has_src_mac) || station_look_i),
    .key_i (station_look_i ? station_i : src_mac), .found_o (src_mac_found),
    .has_free_o (src_mac_free), .take_i (take_neighbor && has_src_mac),
    .place_o (src_mac_place_o), .give_i (give_neighbor && given_i.has_src_mac),
    .given_i (given_i.src_mac),
    .used_o (levels_o.src_mac), .after_o (after_o.src_mac), .active_o (src_mac_active)
  );
  toe_share #(.Entries(toe_spec_pkg::TOE_POOL_VLAN_BUILT), .KeyBits(12),
              .CountBits(13)) u_vlan (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.vlan),
    .look_i (look_i && is_neighbor && vlan != '0), .key_i (vlan), .found_o (vlan_found),
    .has_free_o (vlan_free), .take_i (take_neighbor && vlan != '0),
    .place_o (vlan_place_o), .give_i (give_neighbor && given_i.has_vlan), .given_i (given_i.vlan),
    .used_o (levels_o.vlan), .after_o (after_o.vlan), .active_o (vlan_active)
  );
  toe_share #(.Entries(toe_spec_pkg::TOE_POOL_SRC_IP_BUILT), .KeyBits(129),
              .CountBits(15)) u_src_ip (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limits_i.src_ip),
    .look_i (look_i && is_path), .key_i (src_ip), .found_o (src_ip_found),
    .has_free_o (src_ip_free), .take_i (take_path),
    .place_o (src_ip_place_o), .give_i (give_path), .given_i (given_i.src_ip),
    .used_o (levels_o.src_ip), .after_o (after_o.src_ip), .active_o (src_ip_active)
  );
  assign station_found_o = src_mac_found;
  assign vlan_free_o = vlan == '0 || vlan_found || vlan_free;
  assign src_mac_free_o = !has_src_mac ||
                          (limits_i.src_mac != '0 && (src_mac_found || src_mac_free));
  assign src_ip_free_o = src_ip_found || src_ip_free;

  assign has_vlan_o = vlan != '0;
  assign has_src_mac_o = has_src_mac;

  assign active_o = settle_i || take_i || give_i || consumed_i.valid || append_i || src_mac_active || src_ip_active ||
                    vlan_active || neighbor_ids_active || path_ids_active || tcp_ids_active;

  `TOE_ASSERT_INIT(pages_fit, 32 - 10 < 23)
  `TOE_ASSERT(consumes_between_decisions, !(consumed_i.valid || append_i) || !(take_i || give_i))
  `TOE_ASSERT(only_new_objects_take, !take_i || is_neighbor || is_path || is_tcp)
endmodule
