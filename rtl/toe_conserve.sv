// SPDX-License-Identifier: Apache-2.0
//
// toe_conserve - conservation (docs/microarchitecture.md 6), checked from outside: what live objects
// hold is counted again from the rows that CTXW writes and the terminates that are decided, and the
// levels of all pools must be just that, and within what was built.  For simulation; synthesis sees an
// empty module.
//
// A context appears with its first row, at the edge after its decision: at that edge the levels run
// ahead, at every other edge they agree.  Blocks and posted requests of a connection stand in its last
// row, from the end of a job on that changed them.  It goes at the edge of its terminate's decision.  A row that
// is a correction counts nothing, nor does row 0 behind a job.
`include "toe_assert.svh"

module toe_conserve (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  // context SRAM; CTXW is given a correction, or row 0 behind a job, that it writes at the edge after
  input  logic                          wr_valid_i,
  input  logic [toe_pkg::ROW_W-1:0]     wr_row_i,
  input  logic [toe_pkg::ROW_BITS-1:0]  wr_data_i,
  input  logic                          fix_i,

  // no item and no job is worked on, and no context written: jobs change what a connection holds bit by bit
  input  logic                          rests_i,

  // decisions
  input  logic                          decided_valid_i,
  input  toe_spec_pkg::retire_decided_t decided_i,

  // the device's own count
  input  toe_pkg::levels_t              levels_i
);
`ifndef SYNTHESIS
  localparam logic [16:0] PathBase = 17'(toe_spec_pkg::TOE_STAGE_PATH_ROW_BASE);
  localparam logic [16:0] NeighborBase = 17'(toe_spec_pkg::TOE_STAGE_NEIGHBOR_ROW_BASE);
  localparam int unsigned Neighbors = toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT;
  localparam int unsigned Paths = toe_spec_pkg::TOE_POOL_PATH_BUILT;
  localparam int unsigned Tcps = toe_spec_pkg::TOE_POOL_TCP_BUILT;

  // What every id holds, or held when it went; ids below ever_q were seen.
  logic neighbor_live [Neighbors];
  logic path_live [Paths];
  logic tcp_live [Tcps];
  logic [60:0] neighbor_holds [Neighbors];   // VLAN, has source MAC, source MAC
  logic [128:0] path_holds [Paths];          // family, source address
  logic [63:0] tcp_holds [Tcps];             // pages, blocks
  logic [31:0] tcp_posted [Tcps];
  logic [14:0] neighbors_ever_q, paths_ever_q, tcps_ever_q;
  logic [31:0] neighbors_q, paths_q, tcps_q, pages_q, blocks_q, posted_q;

  // The first row of a context that comes.
  logic fixing_q, is_new_neighbor, is_new_path, is_new_tcp, is_new;
  logic [16:0] id_wide;
  logic [14:0] id, ever;
  always_comb begin
    is_new_neighbor = wr_valid_i && !fixing_q && wr_row_i >= NeighborBase && !wr_row_i[0];
    is_new_path = wr_valid_i && !fixing_q && wr_row_i >= PathBase && wr_row_i < NeighborBase &&
                  !wr_row_i[0];
    is_new_tcp = wr_valid_i && !fixing_q && wr_row_i < PathBase && wr_row_i[1:0] == 2'd0;
    id_wide = is_new_neighbor ? (wr_row_i - NeighborBase) >> 1 :
              is_new_path ? (wr_row_i - PathBase) >> 1 : wr_row_i >> 2;
    ever = is_new_neighbor ? neighbors_ever_q : is_new_path ? paths_ever_q : tcps_ever_q;
  end
  assign id = id_wide[14:0];
  assign is_new = is_new_neighbor || is_new_path || is_new_tcp;

  // What it holds.
  logic [60:0] its_values;
  logic [128:0] its_ip;
  logic [31:0] its_bytes;
  logic [63:0] its_amounts;
  assign its_values = {wr_data_i[toe_spec_pkg::TOE_CONTEXT_VLAN_LSB +: 12],
                       wr_data_i[toe_spec_pkg::TOE_OBJ_NEIGHBOR_HAS_SRC_MAC_LSB],
                       wr_data_i[toe_spec_pkg::TOE_OBJ_NEIGHBOR_SRC_MAC_LSB +: 48]};
  assign its_ip = {wr_data_i[toe_spec_pkg::TOE_CONTEXT_FAMILY_LSB +: 8] == 8'd6,
                   wr_data_i[toe_spec_pkg::TOE_OBJ_PATH_SRC_IP_LSB +: 128]};
  assign its_bytes = wr_data_i[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_BYTES_LSB +: 32];
  assign its_amounts = {wr_data_i[toe_spec_pkg::TOE_CONTEXT_TCP_RCV_PAGES_LSB +: 32],
                        (its_bytes + 32'd63) >> 6};

  // The last row of one, when it comes and behind a job.
  logic is_rcv;
  logic [13:0] rcv_id;
  logic [31:0] rcv_bytes, rcv_blocks, rcv_posted, had_blocks, had_posted, gone_posted;
  assign is_rcv = wr_valid_i && !fixing_q && wr_row_i < PathBase && wr_row_i[1:0] == 2'd3;
  assign rcv_id = wr_row_i[15:2];
  assign rcv_bytes = wr_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_BUF_BYTES_LSB +: 32];
  assign rcv_blocks = rcv_bytes == '0 ? '0 :
    (rcv_bytes + 32'(wr_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_BUF_BEGIN_LSB +: 8]) + 32'd63) >> 6;
  assign rcv_posted = 32'(wr_data_i[toe_spec_pkg::TOE_CONTEXT_RCV_POSTED_LSB +: 16]);
  always_comb begin
    had_blocks = '0;
    had_posted = '0;
    gone_posted = '0;
    if (is_rcv) begin
      had_blocks = tcp_holds[rcv_id][31:0];
      had_posted = tcp_posted[rcv_id];
    end
    if (tcp_goes) gone_posted = tcp_posted[gone];
  end

  // One that goes: a terminate that frees names it.
  logic goes, neighbor_goes, path_goes, tcp_goes;
  logic [13:0] gone;
  logic [60:0] gone_values;
  logic [128:0] gone_ip;
  logic [63:0] gone_amounts;
  assign goes = decided_valid_i && decided_i.is_terminate && decided_i.handle != '0;
  assign neighbor_goes = goes && decided_i.handle[29:28] == 2'(toe_spec_pkg::TOE_LAYER_NEIGHBOR);
  assign path_goes = goes && decided_i.handle[29:28] == 2'(toe_spec_pkg::TOE_LAYER_PATH);
  assign tcp_goes = goes && decided_i.handle[29:28] == 2'(toe_spec_pkg::TOE_LAYER_TCP);
  assign gone = decided_i.handle[13:0];
  always_comb begin
    gone_values = '0;
    gone_ip = '0;
    gone_amounts = '0;
    if (neighbor_goes) gone_values = neighbor_holds[gone[11:0]];
    if (path_goes) gone_ip = path_holds[gone];
    if (tcp_goes) gone_amounts = tcp_holds[gone];
  end

  // Distinct values.
  logic [31:0] vlans, macs, ips;
  toe_distinct #(.Values(toe_spec_pkg::TOE_POOL_VLAN_BUILT), .Bits(12)) u_vlans (
    .clk_i (clk_i), .rst_ni (rst_ni), .add_i (is_new_neighbor && its_values[60:49] != '0),
    .added_i (its_values[60:49]), .remove_i (neighbor_goes && gone_values[60:49] != '0),
    .removed_i (gone_values[60:49]), .count_o (vlans)
  );
  toe_distinct #(.Values(toe_spec_pkg::TOE_POOL_SRC_MAC_BUILT), .Bits(48)) u_macs (
    .clk_i (clk_i), .rst_ni (rst_ni), .add_i (is_new_neighbor && its_values[48]),
    .added_i (its_values[47:0]), .remove_i (neighbor_goes && gone_values[48]),
    .removed_i (gone_values[47:0]), .count_o (macs)
  );
  toe_distinct #(.Values(toe_spec_pkg::TOE_POOL_SRC_IP_BUILT), .Bits(129)) u_ips (
    .clk_i (clk_i), .rst_ni (rst_ni), .add_i (is_new_path), .added_i (its_ip),
    .remove_i (path_goes), .removed_i (gone_ip), .count_o (ips)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      fixing_q <= 1'b0;
      neighbors_ever_q <= '0;
      paths_ever_q <= '0;
      tcps_ever_q <= '0;
      neighbors_q <= '0;
      paths_q <= '0;
      tcps_q <= '0;
      pages_q <= '0;
      blocks_q <= '0;
      posted_q <= '0;
    end else begin
      fixing_q <= fix_i;
      if (is_rcv) begin
        blocks_q <= blocks_q + rcv_blocks - had_blocks;
        posted_q <= posted_q + rcv_posted - had_posted;
      end else if (is_new || goes) begin
        neighbors_ever_q <= neighbors_ever_q + 15'(is_new_neighbor && id == neighbors_ever_q);
        paths_ever_q <= paths_ever_q + 15'(is_new_path && id == paths_ever_q);
        tcps_ever_q <= tcps_ever_q + 15'(is_new_tcp && id == tcps_ever_q);
        neighbors_q <= neighbors_q + 32'(is_new_neighbor) - 32'(neighbor_goes);
        paths_q <= paths_q + 32'(is_new_path) - 32'(path_goes);
        tcps_q <= tcps_q + 32'(is_new_tcp) - 32'(tcp_goes);
        pages_q <= pages_q + (is_new_tcp ? its_amounts[63:32] : '0) - gone_amounts[63:32];
        blocks_q <= blocks_q + (is_new_tcp ? its_amounts[31:0] : '0) - gone_amounts[31:0];
        posted_q <= posted_q - gone_posted;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (is_new_neighbor) neighbor_live[id[11:0]] <= 1'b1;
    else if (neighbor_goes) neighbor_live[gone[11:0]] <= 1'b0;
    if (is_new_neighbor) neighbor_holds[id[11:0]] <= its_values;
    if (is_new_path) path_live[id[13:0]] <= 1'b1;
    else if (path_goes) path_live[gone] <= 1'b0;
    if (is_new_path) path_holds[id[13:0]] <= its_ip;
    if (is_new_tcp) tcp_live[id[13:0]] <= 1'b1;
    else if (tcp_goes) tcp_live[gone] <= 1'b0;
    if (is_new_tcp) tcp_holds[id[13:0]] <= its_amounts;
    else if (is_rcv) tcp_holds[rcv_id][31:0] <= rcv_blocks;
    if (is_new_tcp) tcp_posted[id[13:0]] <= '0;
    else if (is_rcv) tcp_posted[rcv_id] <= rcv_posted;
  end

  // Was it there already, was it there at all.
  logic was_live, gone_was_live, unused_members;
  always_comb begin
    was_live = 1'b0;
    if (is_new_neighbor) was_live = id < neighbors_ever_q && neighbor_live[id[11:0]];
    if (is_new_path) was_live = id < paths_ever_q && path_live[id[13:0]];
    if (is_new_tcp) was_live = id < tcps_ever_q && tcp_live[id[13:0]];
    gone_was_live = 1'b1;
    if (neighbor_goes) gone_was_live = {1'b0, gone} < neighbors_ever_q && neighbor_live[gone[11:0]];
    if (path_goes) gone_was_live = {1'b0, gone} < paths_ever_q && path_live[gone];
    if (tcp_goes) gone_was_live = {1'b0, gone} < tcps_ever_q && tcp_live[gone];
  end
  assign unused_members = ^{decided_i, id_wide[16:15], levels_i};

  `TOE_ASSERT(new_ids_ascend, !is_new || id <= ever)
  `TOE_ASSERT(given_out_once, !is_new || !was_live)
  `TOE_ASSERT(freed_once, !goes || gone_was_live)
  `TOE_ASSERT(one_at_a_time, !(is_new && goes))
  `TOE_ASSERT(contexts_are_live, !is_new || wr_data_i[7:0] ==
              (is_new_neighbor ? 8'h81 : is_new_path ? 8'h82 : 8'h83))

  `TOE_ASSERT(neighbor_is_held, is_new || 32'(levels_i.neighbor) == neighbors_q)
  `TOE_ASSERT(path_is_held, is_new || 32'(levels_i.path) == paths_q)
  `TOE_ASSERT(tcp_is_held, is_new || 32'(levels_i.tcp) == tcps_q)
  `TOE_ASSERT(src_mac_is_held, is_new || 32'(levels_i.src_mac) == macs)
  `TOE_ASSERT(src_ip_is_held, is_new || 32'(levels_i.src_ip) == ips)
  `TOE_ASSERT(vlan_is_held, is_new || 32'(levels_i.vlan) == vlans)
  `TOE_ASSERT(rcv_buffer_is_held, is_new || 32'(levels_i.rcv_buffer) == pages_q)
  `TOE_ASSERT(xmit_buffer_is_held, is_new || 32'(levels_i.xmit_buffer) == tcps_q)
  `TOE_ASSERT(blocks_are_held, is_new || !rests_i ||
              32'(levels_i.buffered_copy) + 32'(levels_i.rcv_data) == {blocks_q[25:0], 6'b0})
  `TOE_ASSERT(posted_is_held, is_new || !rests_i || 32'(levels_i.posted) == posted_q)
  `TOE_ASSERT(lookup_is_held, is_new || 32'(levels_i.lookup) == tcps_q)
  `TOE_ASSERT(host_memory_is_held, is_new ||
              levels_i.host_memory == neighbors_q + paths_q + tcps_q)

  `TOE_ASSERT(neighbor_was_built, 32'(levels_i.neighbor) <= Neighbors)
  `TOE_ASSERT(path_was_built, 32'(levels_i.path) <= Paths)
  `TOE_ASSERT(tcp_was_built, 32'(levels_i.tcp) <= Tcps)
  `TOE_ASSERT(src_mac_was_built, 32'(levels_i.src_mac) <= toe_spec_pkg::TOE_POOL_SRC_MAC_BUILT)
  `TOE_ASSERT(src_ip_was_built, 32'(levels_i.src_ip) <= toe_spec_pkg::TOE_POOL_SRC_IP_BUILT)
  `TOE_ASSERT(vlan_was_built, 32'(levels_i.vlan) <= toe_spec_pkg::TOE_POOL_VLAN_BUILT)
  `TOE_ASSERT(rcv_buffer_was_built,
              32'(levels_i.rcv_buffer) <= toe_spec_pkg::TOE_POOL_RCV_BUFFER_BUILT)
  `TOE_ASSERT(xmit_buffer_was_built,
              32'(levels_i.xmit_buffer) <= toe_spec_pkg::TOE_POOL_XMIT_BUFFER_BUILT)
  `TOE_ASSERT(buffered_copy_was_built,
              32'(levels_i.buffered_copy) <= toe_spec_pkg::TOE_POOL_BUFFERED_COPY_BUILT)
  `TOE_ASSERT(buffer_memory_was_built, 32'(levels_i.buffered_copy) + 32'(levels_i.rcv_data) <=
              64 * toe_spec_pkg::TOE_STAGE_BUFFER_ROWS)
  `TOE_ASSERT(rcv_data_was_built,
              32'(levels_i.rcv_data) <= toe_spec_pkg::TOE_POOL_RCV_DATA_BUILT)
  `TOE_ASSERT(posted_was_built, 32'(levels_i.posted) <= toe_spec_pkg::TOE_POOL_POSTED_BUILT)
  `TOE_ASSERT(host_buffer_was_built,
              32'(levels_i.host_buffer) <= toe_spec_pkg::TOE_POOL_HOST_BUFFER_BUILT)
  `TOE_ASSERT(lookup_was_built, 32'(levels_i.lookup) <= toe_spec_pkg::TOE_POOL_LOOKUP_BUILT)
`endif
endmodule
