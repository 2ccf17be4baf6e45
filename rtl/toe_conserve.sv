// SPDX-License-Identifier: Apache-2.0
//
// toe_conserve - conservation (docs/microarchitecture.md 6), checked from outside: what live objects
// hold is counted again from the rows that CTXW writes, and the levels of all pools must be just that,
// and within what was built.  For simulation; synthesis sees an empty module.
//
// A context appears with its first row, at the edge after its decision: at that edge the levels run
// ahead, at every other edge they agree.  A first row written again is a correction and counts nothing.
`include "toe_assert.svh"

module toe_conserve (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  // context SRAM
  input  logic                         wr_valid_i,
  input  logic [toe_pkg::ROW_W-1:0]    wr_row_i,
  input  logic [toe_pkg::ROW_BITS-1:0] wr_data_i,

  // the device's own count
  input  toe_pkg::levels_t             levels_i
);
`ifndef SYNTHESIS
  localparam logic [16:0] PathBase = 17'(toe_spec_pkg::TOE_STAGE_PATH_ROW_BASE);
  localparam logic [16:0] NeighborBase = 17'(toe_spec_pkg::TOE_STAGE_NEIGHBOR_ROW_BASE);
  localparam int unsigned Macs = toe_spec_pkg::TOE_POOL_SRC_MAC_BUILT;
  localparam int unsigned Ips = toe_spec_pkg::TOE_POOL_SRC_IP_BUILT;
  localparam int unsigned Vlans = toe_spec_pkg::TOE_POOL_VLAN_BUILT;

  // What live objects hold.
  logic [31:0] neighbors_q, paths_q, tcps_q, pages_q, blocks_q;
  logic [31:0] macs_q, ips_q, vlans_q;
  logic [47:0] mac [Macs];
  logic [128:0] ip [Ips];
  logic [11:0] vlan [Vlans];

  // The first row of a context that was not there.
  logic is_neighbor, is_path, is_tcp, is_new_neighbor, is_new_path, is_new_tcp, is_new;
  logic [16:0] id;
  always_comb begin
    is_neighbor = wr_valid_i && wr_row_i >= NeighborBase && !wr_row_i[0];
    is_path = wr_valid_i && wr_row_i >= PathBase && wr_row_i < NeighborBase && !wr_row_i[0];
    is_tcp = wr_valid_i && wr_row_i < PathBase && wr_row_i[1:0] == 2'd0;
    id = is_neighbor ? (wr_row_i - NeighborBase) >> 1 :
         is_path ? (wr_row_i - PathBase) >> 1 : wr_row_i >> 2;
  end
  assign is_new_neighbor = is_neighbor && 32'(id) >= neighbors_q;
  assign is_new_path = is_path && 32'(id) >= paths_q;
  assign is_new_tcp = is_tcp && 32'(id) >= tcps_q;
  assign is_new = is_new_neighbor || is_new_path || is_new_tcp;

  // Its values, and whether somebody holds them already.
  logic has_mac, has_vlan, knows_mac, knows_ip, knows_vlan;
  logic [47:0] its_mac;
  logic [128:0] its_ip;
  logic [11:0] its_vlan;
  logic [31:0] its_pages, its_bytes;
  assign its_mac = wr_data_i[toe_spec_pkg::TOE_OBJ_NEIGHBOR_SRC_MAC_LSB +: 48];
  assign has_mac = wr_data_i[toe_spec_pkg::TOE_OBJ_NEIGHBOR_HAS_SRC_MAC_LSB];
  assign its_vlan = wr_data_i[toe_spec_pkg::TOE_CONTEXT_VLAN_LSB +: 12];
  assign has_vlan = its_vlan != '0;
  assign its_ip = {wr_data_i[toe_spec_pkg::TOE_CONTEXT_FAMILY_LSB +: 8] == 8'd6,
                   wr_data_i[toe_spec_pkg::TOE_OBJ_PATH_SRC_IP_LSB +: 128]};
  assign its_pages = wr_data_i[toe_spec_pkg::TOE_CONTEXT_TCP_RCV_PAGES_LSB +: 32];
  assign its_bytes = wr_data_i[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_BYTES_LSB +: 32];
  always_comb begin
    knows_mac = 1'b0;
    knows_ip = 1'b0;
    knows_vlan = 1'b0;
    if (is_new_neighbor) begin
      for (int unsigned e = 0; e < Macs; e++) begin
        if (e < macs_q && mac[e] == its_mac) knows_mac = 1'b1;
      end
      for (int unsigned e = 0; e < Vlans; e++) begin
        if (e < vlans_q && vlan[e] == its_vlan) knows_vlan = 1'b1;
      end
    end
    if (is_new_path) begin
      for (int unsigned e = 0; e < Ips; e++) begin
        if (e < ips_q && ip[e] == its_ip) knows_ip = 1'b1;
      end
    end
  end

  logic adds_mac, adds_vlan, adds_ip;
  assign adds_mac = is_new_neighbor && has_mac && !knows_mac;
  assign adds_vlan = is_new_neighbor && has_vlan && !knows_vlan;
  assign adds_ip = is_new_path && !knows_ip;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      neighbors_q <= '0;
      paths_q <= '0;
      tcps_q <= '0;
      pages_q <= '0;
      blocks_q <= '0;
      macs_q <= '0;
      ips_q <= '0;
      vlans_q <= '0;
    end else if (is_new) begin
      neighbors_q <= neighbors_q + 32'(is_new_neighbor);
      paths_q <= paths_q + 32'(is_new_path);
      tcps_q <= tcps_q + 32'(is_new_tcp);
      macs_q <= macs_q + 32'(adds_mac);
      ips_q <= ips_q + 32'(adds_ip);
      vlans_q <= vlans_q + 32'(adds_vlan);
      if (is_new_tcp) begin
        pages_q <= pages_q + its_pages;
        blocks_q <= blocks_q + ((its_bytes + 32'd63) >> 6);
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (adds_mac) mac[macs_q[$clog2(Macs)-1:0]] <= its_mac;
    if (adds_ip) ip[ips_q[$clog2(Ips)-1:0]] <= its_ip;
    if (adds_vlan) vlan[vlans_q[$clog2(Vlans)-1:0]] <= its_vlan;
  end

  `TOE_ASSERT(ids_ascend, !is_new ||
              32'(id) == (is_new_neighbor ? neighbors_q : is_new_path ? paths_q : tcps_q))
  `TOE_ASSERT(contexts_are_live, !is_new || wr_data_i[7:0] ==
              (is_new_neighbor ? 8'h81 : is_new_path ? 8'h82 : 8'h83))

  `TOE_ASSERT(neighbor_is_held, is_new || 32'(levels_i.neighbor) == neighbors_q)
  `TOE_ASSERT(path_is_held, is_new || 32'(levels_i.path) == paths_q)
  `TOE_ASSERT(tcp_is_held, is_new || 32'(levels_i.tcp) == tcps_q)
  `TOE_ASSERT(src_mac_is_held, is_new || 32'(levels_i.src_mac) == macs_q)
  `TOE_ASSERT(src_ip_is_held, is_new || 32'(levels_i.src_ip) == ips_q)
  `TOE_ASSERT(vlan_is_held, is_new || 32'(levels_i.vlan) == vlans_q)
  `TOE_ASSERT(rcv_buffer_is_held, is_new || 32'(levels_i.rcv_buffer) == pages_q)
  `TOE_ASSERT(xmit_buffer_is_held, is_new || 32'(levels_i.xmit_buffer) == tcps_q)
  `TOE_ASSERT(buffered_copy_is_held, is_new ||
              32'(levels_i.buffered_copy) == {blocks_q[25:0], 6'b0})
  `TOE_ASSERT(lookup_is_held, is_new || 32'(levels_i.lookup) == tcps_q)
  `TOE_ASSERT(host_memory_is_held, is_new ||
              levels_i.host_memory == neighbors_q + paths_q + tcps_q)

  `TOE_ASSERT(neighbor_was_built,
              32'(levels_i.neighbor) <= toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT)
  `TOE_ASSERT(path_was_built, 32'(levels_i.path) <= toe_spec_pkg::TOE_POOL_PATH_BUILT)
  `TOE_ASSERT(tcp_was_built, 32'(levels_i.tcp) <= toe_spec_pkg::TOE_POOL_TCP_BUILT)
  `TOE_ASSERT(src_mac_was_built, 32'(levels_i.src_mac) <= Macs)
  `TOE_ASSERT(src_ip_was_built, 32'(levels_i.src_ip) <= Ips)
  `TOE_ASSERT(vlan_was_built, 32'(levels_i.vlan) <= Vlans)
  `TOE_ASSERT(rcv_buffer_was_built,
              32'(levels_i.rcv_buffer) <= toe_spec_pkg::TOE_POOL_RCV_BUFFER_BUILT)
  `TOE_ASSERT(xmit_buffer_was_built,
              32'(levels_i.xmit_buffer) <= toe_spec_pkg::TOE_POOL_XMIT_BUFFER_BUILT)
  `TOE_ASSERT(buffered_copy_was_built,
              32'(levels_i.buffered_copy) <= toe_spec_pkg::TOE_POOL_BUFFERED_COPY_BUILT)
  `TOE_ASSERT(lookup_was_built, 32'(levels_i.lookup) <= toe_spec_pkg::TOE_POOL_LOOKUP_BUILT)
`endif
endmodule
