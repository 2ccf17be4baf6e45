// SPDX-License-Identifier: Apache-2.0
//
// toe_judge - an object before its decision: the checks on its own state, in order, what it would take,
// and the copy of its buffered data (docs/microarchitecture.md 5.6, 6, 7).
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
  input  logic                              served_i,    // its service is over
  input  logic                              decide_i,

  // registers
  input  toe_pkg::limits_t                  limits_i,
  input  toe_pkg::policy_t                  policy_i,
  output logic [toe_pkg::VLAN_W-1:0]        vlan_query_o,
  input  logic                              vlan_known_i,
  input  logic                              vlan_any_i,

  // parents, the linker's object, the lookup
  input  logic                              neighbor_is_there_i,
  input  logic                              path_is_there_i,
  input  logic                              handle_ok_i,
  input  logic                              uncorrectable_i,
  input  logic                              found_i,
  input  logic                              has_place_i,
  input  logic [15:0]                       lookup_used_i,

  // COPY
  output logic                              copy_start_o,
  output logic [63:0]                       copy_address_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] copy_blocks_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_row_o,
  input  logic                              copy_ended_i,
  input  logic                              copy_failed_i,

  // the judgement
  output logic                              waits_o,     // for its copy
  output logic [5:0]                        cause_o,
  output logic                              keeps_o,     // a new object gets in
  output logic [14:0]                       next_id_o,   // that of its layer
  output logic [63:0]                       context_tcp_o,
  output toe_pkg::levels_t                  levels_o,    // before and after the decision
  output toe_pkg::levels_t                  after_o,

  // status
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

  // The pools.
  logic take_active;
  logic neighbor_free, path_free, tcp_free, src_mac_free, src_ip_free, vlan_free;
  logic rcv_free, xmit_free, copy_free, host_free;
  logic [14:0] next_neighbor, next_path, next_tcp;
  logic [22:0] rcv_pages;
  toe_take u_take (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .class_i         (class_i),
    .object_i        (object_i),
    .limits_i        (limits_i),
    .rcv_page_i      (policy_i.rcv_page),
    .look_i          (first_i),
    .settle_i        (copy_start_o),
    .settled_i       (copying_q),
    .take_i          (decide_i && keeps_o),
    .neighbor_free_o (neighbor_free),
    .path_free_o     (path_free),
    .tcp_free_o      (tcp_free),
    .src_mac_free_o  (src_mac_free),
    .src_ip_free_o   (src_ip_free),
    .vlan_free_o     (vlan_free),
    .rcv_free_o      (rcv_free),
    .xmit_free_o     (xmit_free),
    .copy_free_o     (copy_free),
    .host_free_o     (host_free),
    .next_neighbor_o (next_neighbor),
    .next_path_o     (next_path),
    .next_tcp_o      (next_tcp),
    .rcv_pages_o     (rcv_pages),
    .copy_row_o      (copy_row_o),
    .copy_blocks_o   (copy_blocks_o),
    .lookup_used_i   (lookup_used_i),
    .levels_o        (levels_o),
    .after_o         (after_o),
    .active_o        (take_active)
  );
  assign next_id_o = is_neighbor ? next_neighbor : is_path ? next_path : next_tcp;
  assign context_tcp_o = {9'b0, rcv_pages,
                          14'b0, {toe_pkg::BUFFER_ROW_W{has_copy}} & copy_row_o};

  // The checks.
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
    .handle_ok_i         (handle_ok_i),
    .uncorrectable_i     (uncorrectable_i),
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

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) copying_q <= 1'b0;
    else copying_q <= copying_d;
  end

  assign active_o = enter_i || copy_start_o || take_active;

  `TOE_ASSERT(decides_when_served, !decide_i || (served_i && !waits_o))
  `TOE_ASSERT(quiet, active_o || copying_d == copying_q)
endmodule
