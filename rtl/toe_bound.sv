// SPDX-License-Identifier: Apache-2.0
//
// toe_bound - what a cause compared with: a limit, or a register; 0 when it compared with nothing
// (model/spec/retire.def, DECIDED.limit).
//
// Combinational.
module toe_bound (
  input  logic [5:0]       cause_i,
  input  toe_pkg::limits_t limits_i,
  input  logic [31:0]      mtu_max_i,
  input  logic [31:0]      rcv_window_max_i,
  input  logic [31:0]      min_window_i,
  output logic [31:0]      bound_o
);
  logic unused_limits;
  assign unused_limits = ^{limits_i.posted, limits_i.host_buffer, limits_i.rcv_data};
  always_comb begin
    case (cause_i)
      toe_spec_pkg::TOE_CAUSE_NEIGHBOR_POOL: bound_o = 32'(limits_i.neighbor);
      toe_spec_pkg::TOE_CAUSE_PATH_POOL: bound_o = 32'(limits_i.path);
      toe_spec_pkg::TOE_CAUSE_TCP_POOL: bound_o = 32'(limits_i.tcp);
      toe_spec_pkg::TOE_CAUSE_LOOKUP_POOL: bound_o = toe_spec_pkg::TOE_POOL_LOOKUP_BUILT;
      toe_spec_pkg::TOE_CAUSE_HOST_POOL: bound_o = limits_i.host_memory;
      toe_spec_pkg::TOE_CAUSE_VLAN_POOL: bound_o = 32'(limits_i.vlan);
      toe_spec_pkg::TOE_CAUSE_SRC_MAC_POOL: bound_o = 32'(limits_i.src_mac);
      toe_spec_pkg::TOE_CAUSE_PATH_MTU: bound_o = mtu_max_i;
      toe_spec_pkg::TOE_CAUSE_SRC_IP_POOL: bound_o = 32'(limits_i.src_ip);
      toe_spec_pkg::TOE_CAUSE_REJECT_WINDOW: bound_o = min_window_i;
      toe_spec_pkg::TOE_CAUSE_RCV_WINDOW: bound_o = rcv_window_max_i;
      toe_spec_pkg::TOE_CAUSE_XMIT_POOL: bound_o = 32'(limits_i.xmit_buffer);
      toe_spec_pkg::TOE_CAUSE_RCV_POOL: bound_o = 32'(limits_i.rcv_buffer);
      toe_spec_pkg::TOE_CAUSE_COPY_POOL: bound_o = 32'(limits_i.buffered_copy);
      default: bound_o = '0;
    endcase
  end
endmodule
