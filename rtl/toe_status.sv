// SPDX-License-Identifier: Apache-2.0
//
// toe_status - the NDIS status of a cause, before dependents are looked at (model/spec/causes.def).
//
// Combinational.
module toe_status (
  input  logic [5:0]  cause_i,
  output logic [31:0] status_o
);
  always_comb begin
    case (cause_i)
      toe_spec_pkg::TOE_CAUSE_OK: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_OK;
      toe_spec_pkg::TOE_CAUSE_NEIGHBOR_POOL:
        status_o = toe_spec_pkg::TOE_CAUSE_STATUS_NEIGHBOR_POOL;
      toe_spec_pkg::TOE_CAUSE_PATH_POOL: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_PATH_POOL;
      toe_spec_pkg::TOE_CAUSE_TCP_POOL: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_TCP_POOL;
      toe_spec_pkg::TOE_CAUSE_LOOKUP_POOL: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_LOOKUP_POOL;
      toe_spec_pkg::TOE_CAUSE_HOST_POOL: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_HOST_POOL;
      toe_spec_pkg::TOE_CAUSE_HOST_FAULT: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_HOST_FAULT;
      toe_spec_pkg::TOE_CAUSE_VLAN_MISMATCH:
        status_o = toe_spec_pkg::TOE_CAUSE_STATUS_VLAN_MISMATCH;
      toe_spec_pkg::TOE_CAUSE_VLAN_POOL: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_VLAN_POOL;
      toe_spec_pkg::TOE_CAUSE_SRC_MAC_POOL: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_SRC_MAC_POOL;
      toe_spec_pkg::TOE_CAUSE_PATH_MTU: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_PATH_MTU;
      toe_spec_pkg::TOE_CAUSE_SRC_IP_POOL: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_SRC_IP_POOL;
      toe_spec_pkg::TOE_CAUSE_REJECT_STATE: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_REJECT_STATE;
      toe_spec_pkg::TOE_CAUSE_REJECT_PORT: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_REJECT_PORT;
      toe_spec_pkg::TOE_CAUSE_REJECT_WINDOW:
        status_o = toe_spec_pkg::TOE_CAUSE_STATUS_REJECT_WINDOW;
      toe_spec_pkg::TOE_CAUSE_REJECT_DUPLICATE:
        status_o = toe_spec_pkg::TOE_CAUSE_STATUS_REJECT_DUPLICATE;
      toe_spec_pkg::TOE_CAUSE_REJECT_FAULT: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_REJECT_FAULT;
      toe_spec_pkg::TOE_CAUSE_RCV_WINDOW: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_RCV_WINDOW;
      toe_spec_pkg::TOE_CAUSE_XMIT_POOL: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_XMIT_POOL;
      toe_spec_pkg::TOE_CAUSE_RCV_POOL: status_o = toe_spec_pkg::TOE_CAUSE_STATUS_RCV_POOL;
      default: status_o = toe_spec_pkg::TOE_STATUS_FAILURE;
    endcase
  end
endmodule
