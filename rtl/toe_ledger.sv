// SPDX-License-Identifier: Apache-2.0
//
// toe_ledger - what each id holds, apart from its context: whether it is in use, its parent, the
// number of its dependents, the places of its shared values and of its connection in the lookup, its
// pages, its chain of blocks and its posted requests (docs/microarchitecture.md 6).
//
// Three memories of holdings and two of counts, one read an edge each.  A look at edge e at the
// object an item names shows what it holds at e+1; the count of its parent is read at e+1 and known
// inside from e+2 on.  A look at the parent of a new object reads its count at e.  All of it stands
// until the next look.  An object that comes or goes at edge d is seen by looks after d.  An id that
// was never given out holds whatever the memory does: the caller knows those.
`include "toe_assert.svh"

module toe_ledger (
  input  logic              clk_i,
  input  logic              rst_ni,

  // the object an item names
  input  logic              look_i,
  input  logic [1:0]        layer_i,        // held until it goes
  input  logic [13:0]       id_i,
  output logic              in_use_o,       // from the edge after the look
  output logic [14:0]       dependents_o,
  output toe_pkg::holding_t holding_o,

  // the parent of a new object; its layer and parent are held until it comes
  input  logic              look_parent_i,
  input  logic [1:0]        new_layer_i,
  input  logic [13:0]       new_parent_i,

  // the decision
  input  logic              add_i,
  input  logic [13:0]       add_id_i,
  input  toe_pkg::holding_t add_holding_i,  // parent as above
  input  logic              remove_i,       // the one named

  // the connection named, behind a receive job
  input  logic              update_i,
  input  toe_pkg::holding_t update_holding_i,

  // status
  output logic              active_o
);
  localparam logic [1:0] Neighbor = 2'(toe_spec_pkg::TOE_LAYER_NEIGHBOR);
  localparam logic [1:0] Path = 2'(toe_spec_pkg::TOE_LAYER_PATH);
  localparam logic [1:0] Tcp = 2'(toe_spec_pkg::TOE_LAYER_TCP);
  localparam int unsigned Neighbors = toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT;
  localparam int unsigned Paths = toe_spec_pkg::TOE_POOL_PATH_BUILT;
  localparam int unsigned Tcps = toe_spec_pkg::TOE_POOL_TCP_BUILT;
  localparam int unsigned NeighborW = 16;
  localparam int unsigned PathW = 20;
  localparam int unsigned TcpW = 1 + 14 + 16 + 17 + 2 * toe_pkg::BUFFER_ROW_W +
                                 2 * toe_pkg::COPY_BLOCKS_W + 3 * toe_pkg::POSTED_W + 1 + 1 + 1;

  // Holdings, with in_use on top.  What goes is written once more, not in use.
  logic [NeighborW-1:0] neighbor, new_neighbor;
  logic [PathW-1:0] path, new_path;
  logic [TcpW-1:0] tcp, new_tcp;
  logic changes;
  logic [1:0] changed_layer;
  logic [13:0] changed_id;
  assign changes = add_i || remove_i;
  assign changed_layer = add_i ? new_layer_i : layer_i;
  assign changed_id = add_i ? add_id_i : id_i;
  assign new_neighbor = {add_i, add_holding_i.has_vlan, add_holding_i.vlan,
                         add_holding_i.has_src_mac, add_holding_i.src_mac};
  assign new_path = {add_i, add_holding_i.parent[11:0], add_holding_i.src_ip};
  toe_pkg::holding_t new_holding;
  assign new_holding = update_i ? update_holding_i : add_holding_i;
  assign new_tcp = {add_i || update_i, new_holding.parent, new_holding.lookup,
                    new_holding.rcv_pages, new_holding.chain_head, new_holding.chain_tail,
                    new_holding.blocks, new_holding.copy_blocks, new_holding.first_posted,
                    new_holding.last_posted, new_holding.posted, new_holding.has_timer,
                    new_holding.has_ack_timer};
  toe_ram_1r1w #(.Width(NeighborW), .Depth(Neighbors)) u_neighbors (
    .clk_i     (clk_i),
    .wr_en_i   (changes && changed_layer == Neighbor),
    .wr_addr_i (changed_id[11:0]),
    .wr_data_i (new_neighbor),
    .rd_en_i   (look_i && layer_i == Neighbor),
    .rd_addr_i (id_i[11:0]),
    .rd_data_o (neighbor)
  );
  toe_ram_1r1w #(.Width(PathW), .Depth(Paths)) u_paths (
    .clk_i     (clk_i),
    .wr_en_i   (changes && changed_layer == Path),
    .wr_addr_i (changed_id),
    .wr_data_i (new_path),
    .rd_en_i   (look_i && layer_i == Path),
    .rd_addr_i (id_i),
    .rd_data_o (path)
  );
  toe_ram_1r1w #(.Width(TcpW), .Depth(Tcps)) u_tcps (
    .clk_i     (clk_i),
    .wr_en_i   ((changes && changed_layer == Tcp) || update_i),
    .wr_addr_i (changed_id),
    .wr_data_i (new_tcp),
    .rd_en_i   (look_i && layer_i == Tcp),
    .rd_addr_i (id_i),
    .rd_data_o (tcp)
  );

  logic is_neighbor_in_use, is_path_in_use, is_tcp_in_use;
  logic [11:0] path_parent;
  logic [13:0] tcp_parent;
  assign {is_neighbor_in_use, holding_o.has_vlan, holding_o.vlan, holding_o.has_src_mac,
          holding_o.src_mac} = neighbor;
  assign {is_path_in_use, path_parent, holding_o.src_ip} = path;
  assign {is_tcp_in_use, tcp_parent, holding_o.lookup, holding_o.rcv_pages, holding_o.chain_head,
          holding_o.chain_tail, holding_o.blocks, holding_o.copy_blocks, holding_o.first_posted,
          holding_o.last_posted, holding_o.posted, holding_o.has_timer, holding_o.has_ack_timer} = tcp;
  assign holding_o.parent = layer_i == Path ? {2'b0, path_parent} : tcp_parent;
  assign in_use_o = layer_i == Neighbor ? is_neighbor_in_use :
                    layer_i == Path ? is_path_in_use : is_tcp_in_use;

  // Dependents of neighbors: a count is read for a neighbor that is named, for a new path, and, an
  // edge later, for a path that is named.  Those of paths are read the same way.
  logic looked_q;
  logic read_neighbor, read_path;
  logic [11:0] neighbor_id;
  logic [13:0] path_id;
  logic [14:0] neighbor_count, path_count;
  always_comb begin
    read_neighbor = 1'b0;
    neighbor_id = id_i[11:0];
    read_path = 1'b0;
    path_id = id_i;
    if (look_i) begin
      read_neighbor = layer_i == Neighbor;
      read_path = layer_i == Path;
    end else if (look_parent_i) begin
      read_neighbor = new_layer_i == Path;
      neighbor_id = new_parent_i[11:0];
      read_path = new_layer_i == Tcp;
      path_id = new_parent_i;
    end else if (looked_q) begin
      read_neighbor = layer_i == Path;
      neighbor_id = path_parent;
      read_path = layer_i == Tcp;
      path_id = tcp_parent;
    end
  end
  assign dependents_o = layer_i == Neighbor ? neighbor_count :
                        layer_i == Path ? path_count : '0;

  // A new object has none; its parent has one more, and one less when it goes.
  logic write_neighbor, write_path;
  logic [11:0] neighbor_changed;
  logic [13:0] path_changed;
  logic [14:0] neighbor_after, path_after;
  always_comb begin
    write_neighbor = changes && (changed_layer == Path || (add_i && changed_layer == Neighbor));
    neighbor_changed = changed_id[11:0];
    neighbor_after = '0;
    if (changed_layer == Path) begin
      neighbor_changed = add_i ? new_parent_i[11:0] : path_parent;
      neighbor_after = add_i ? neighbor_count + 15'd1 : neighbor_count - 15'd1;
    end
    write_path = changes && (changed_layer == Tcp || (add_i && changed_layer == Path));
    path_changed = changed_id;
    path_after = '0;
    if (changed_layer == Tcp) begin
      path_changed = add_i ? new_parent_i : tcp_parent;
      path_after = add_i ? path_count + 15'd1 : path_count - 15'd1;
    end
  end
  toe_ram_1r1w #(.Width(15), .Depth(Neighbors)) u_neighbor_counts (
    .clk_i     (clk_i),
    .wr_en_i   (write_neighbor),
    .wr_addr_i (neighbor_changed),
    .wr_data_i (neighbor_after),
    .rd_en_i   (read_neighbor),
    .rd_addr_i (neighbor_id),
    .rd_data_o (neighbor_count)
  );
  toe_ram_1r1w #(.Width(15), .Depth(Paths)) u_path_counts (
    .clk_i     (clk_i),
    .wr_en_i   (write_path),
    .wr_addr_i (path_changed),
    .wr_data_i (path_after),
    .rd_en_i   (read_path),
    .rd_addr_i (path_id),
    .rd_data_o (path_count)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) looked_q <= 1'b0;
    else looked_q <= look_i;
  end
  logic unused_parent;
  assign unused_parent = ^{add_holding_i.parent[13:12], new_holding};

  assign active_o = look_i || look_parent_i || looked_q || changes || update_i;

  `TOE_ASSERT(one_look, !(look_i && look_parent_i))
  `TOE_ASSERT(one_change, !(add_i && remove_i) && !(update_i && changes))
  `TOE_ASSERT(updates_what_is_in_use, !update_i || (layer_i == Tcp && in_use_o))
  `TOE_ASSERT(looks_before_changes, !(changes || update_i) ||
              !(look_i || look_parent_i || looked_q))
  `TOE_ASSERT(removes_what_is_in_use, !remove_i || in_use_o)
  `TOE_ASSERT(removes_what_nothing_depends_on, !remove_i || dependents_o == '0)
  `TOE_ASSERT(parents_are_counted, !remove_i || layer_i == Neighbor ||
              (layer_i == Path ? neighbor_count : path_count) != '0)
  `TOE_ASSERT(parents_agree, !add_i || new_layer_i == Neighbor ||
              add_holding_i.parent == new_parent_i)
endmodule
