// SPDX-License-Identifier: Apache-2.0
//
// toe_setting_check - whether a setting takes a value (docs/microarchitecture.md 3, 5.4, 6).
//
// Combinational.  Used by OBJ_FETCH for a SET, and for BAR writes of the registers that a SET changes
// too.
module toe_setting_check (
  input  logic [31:0] setting_i,   // toe_setting
  input  logic [31:0] value_i,
  output logic        ok_o
);
  // INTERFACE_VLAN: an id and what to do with it.
  logic [31:0] vlan_rest;
  logic [1:0] vlan_action;
  logic vlan_has_id, vlan_ok;
  assign vlan_action = value_i[17:16];
  assign vlan_has_id = value_i[toe_pkg::VLAN_W-1:0] != '0;
  assign vlan_rest = {value_i[31:18], 2'b0, value_i[15:toe_pkg::VLAN_W], toe_pkg::VLAN_W'(0)};
  always_comb begin
    case (vlan_action)
      toe_spec_pkg::TOE_VLAN_ACTION_REMOVE, toe_spec_pkg::TOE_VLAN_ACTION_ADD:
        vlan_ok = vlan_rest == '0 && vlan_has_id;
      toe_spec_pkg::TOE_VLAN_ACTION_CLEAR: vlan_ok = vlan_rest == '0 && !vlan_has_id;
      default: vlan_ok = 1'b0;
    endcase
  end

  // Up to what was built; bits that there are.
  always_comb begin
    case (setting_i)
      toe_spec_pkg::TOE_SETTING_LIMIT_NEIGHBOR:
        ok_o = value_i <= toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_PATH: ok_o = value_i <= toe_spec_pkg::TOE_POOL_PATH_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_TCP: ok_o = value_i <= toe_spec_pkg::TOE_POOL_TCP_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_SRC_MAC:
        ok_o = value_i <= toe_spec_pkg::TOE_POOL_SRC_MAC_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_SRC_IP:
        ok_o = value_i <= toe_spec_pkg::TOE_POOL_SRC_IP_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_VLAN: ok_o = value_i <= toe_spec_pkg::TOE_POOL_VLAN_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_RCV_BUFFER:
        ok_o = value_i <= toe_spec_pkg::TOE_POOL_RCV_BUFFER_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_XMIT_BUFFER:
        ok_o = value_i <= toe_spec_pkg::TOE_POOL_XMIT_BUFFER_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_BUFFERED_COPY:
        ok_o = value_i <= toe_spec_pkg::TOE_POOL_BUFFERED_COPY_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_POSTED:
        ok_o = value_i <= toe_spec_pkg::TOE_POOL_POSTED_BUILT;
      toe_spec_pkg::TOE_SETTING_LIMIT_RCV_DATA:
        ok_o = value_i <= toe_spec_pkg::TOE_POOL_RCV_DATA_BUILT;
      toe_spec_pkg::TOE_SETTING_WALK_POLICY:
        ok_o = value_i <= 32'(toe_spec_pkg::TOE_POLICY_STOP_AT_FAILED_PARENT);
      toe_spec_pkg::TOE_SETTING_ADMIT_STATES:
        ok_o = (value_i & ~toe_spec_pkg::TOE_ADMIT_STATES_MASK) == '0;
      toe_spec_pkg::TOE_SETTING_ADMIT_DUPLICATES:
        ok_o = value_i <= 32'(toe_spec_pkg::TOE_DUPLICATES_FAIL);
      toe_spec_pkg::TOE_SETTING_LIMIT_HOST_MEMORY, toe_spec_pkg::TOE_SETTING_MTU_MAX,
      toe_spec_pkg::TOE_SETTING_RCV_WINDOW_MAX, toe_spec_pkg::TOE_SETTING_ADMIT_LOCAL_PORTS,
      toe_spec_pkg::TOE_SETTING_ADMIT_REMOTE_PORTS, toe_spec_pkg::TOE_SETTING_ADMIT_MIN_WINDOW:
        ok_o = 1'b1;
      toe_spec_pkg::TOE_SETTING_INTERFACE_MAC: ok_o = 1'b1;
      toe_spec_pkg::TOE_SETTING_INTERFACE_VLAN: ok_o = vlan_ok;
      default: ok_o = 1'b0;
    endcase
  end
endmodule
