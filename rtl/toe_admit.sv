// SPDX-License-Identifier: Apache-2.0
//
// toe_admit - rules 5 to 9 of docs/microarchitecture.md 7: whether an attempted object gets in, or one
// of a TERMINATE can go, and which check says no first.
//
// Combinational.  A denied object takes nothing.  What the copy of buffered data comes to is told
// later (5.6).
module toe_admit (
  // the item
  input  toe_pkg::class_e  class_i,
  input  toe_pkg::object_t object_i,

  // registers
  input  toe_pkg::policy_t policy_i,
  input  logic             vlan_known_i,          // the neighbor's is one of the interface's
  input  logic             vlan_any_i,            // the interface has any

  // parents, and the object a linker names
  input  logic             neighbor_is_there_i,   // an object behind the current neighbor
  input  logic             path_is_there_i,
  input  logic             handle_ok_i,           // names an object in use of its layer
  input  logic             has_dependents_i,      // live objects depend on it
  input  logic             uncorrectable_i,       // a row of it that was read
  input  logic             has_room_i,            // for its data that is handed back

  // what is free, of what the item would take
  input  logic             neighbor_free_i,
  input  logic             path_free_i,
  input  logic             tcp_free_i,
  input  logic             src_mac_free_i,
  input  logic             src_ip_free_i,
  input  logic             vlan_free_i,
  input  logic             rcv_free_i,
  input  logic             xmit_free_i,
  input  logic             copy_free_i,
  input  logic             host_free_i,

  // the lookup
  input  logic             found_i,
  input  logic             has_place_i,

  // the decision
  output logic [5:0]       cause_o
);
  localparam int unsigned Body = toe_pkg::BODY_LSB;
  localparam logic [7:0] FirstState = 8'd4;   // ESTABLISHED
  localparam logic [7:0] LastState = 8'd9;    // LAST_ACK

  // Members.
  logic [15:0] vlan, local_port, remote_port;
  logic [7:0] state;
  logic [31:0] window, buffered_bytes;
  logic unused_object;
  assign vlan = object_i.body[toe_spec_pkg::TOE_OBJ_NEIGHBOR_VLAN_LSB - Body +: 16];
  assign local_port = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_LOCAL_PORT_LSB - Body +: 16];
  assign remote_port = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_REMOTE_PORT_LSB - Body +: 16];
  assign state = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_STATE_LSB - Body +: 8];
  assign window = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_INITIAL_RCV_WND_LSB - Body +: 32];
  assign buffered_bytes = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_BYTES_LSB - Body +: 32];
  assign unused_object = ^{object_i.reserved_ok, object_i.body[255:128], object_i.body[63:40],
                           object_i.handle, object_i.family, object_i.kind, object_i.layer,
                           policy_i.rcv_page, policy_i.walk_policy, policy_i.sram_banks};

  // Faults.
  logic internal, host_fault, reject_fault, copy_fault;
  assign internal = policy_i.fault_enable && object_i.fault == toe_spec_pkg::TOE_FAULT_INTERNAL;
  assign host_fault = policy_i.fault_enable &&
                      object_i.fault == toe_spec_pkg::TOE_FAULT_HOST_MEMORY;
  assign reject_fault = policy_i.fault_enable && object_i.fault == toe_spec_pkg::TOE_FAULT_REJECTED;
  assign copy_fault = policy_i.fault_enable &&
                      object_i.fault == toe_spec_pkg::TOE_FAULT_COPY_MEMORY;

  // Policy.
  logic state_ok, rejects_state, rejects_port, rejects_window;
  assign state_ok = state >= FirstState && state <= LastState;
  assign rejects_state = state_ok && policy_i.admit_states[state[3:0]];
  assign rejects_port =
    (local_port >= policy_i.local_first && local_port <= policy_i.local_last) ||
    (remote_port >= policy_i.remote_first && remote_port <= policy_i.remote_last);
  assign rejects_window = window < policy_i.min_window;

  always_comb begin
    case (class_i)
      toe_pkg::ClassFetch: cause_o = toe_spec_pkg::TOE_CAUSE_FETCH;
      toe_pkg::ClassMalformed: cause_o = toe_spec_pkg::TOE_CAUSE_MALFORMED;
      toe_pkg::ClassDetached, toe_pkg::ClassNotAttempted:
        cause_o = toe_spec_pkg::TOE_CAUSE_NOT_ATTEMPTED;
      toe_pkg::ClassLinker:
        if (!handle_ok_i) cause_o = toe_spec_pkg::TOE_CAUSE_BAD_HANDLE;
        else if (uncorrectable_i) cause_o = toe_spec_pkg::TOE_CAUSE_CONTEXT_ECC;
        else cause_o = toe_spec_pkg::TOE_CAUSE_OK;
      toe_pkg::ClassTerminate:
        if (!handle_ok_i) cause_o = toe_spec_pkg::TOE_CAUSE_BAD_HANDLE;
        else if (has_dependents_i) cause_o = toe_spec_pkg::TOE_CAUSE_DEPENDENTS;
        else if (uncorrectable_i) cause_o = toe_spec_pkg::TOE_CAUSE_CONTEXT_ECC;
        else if (!has_room_i) cause_o = toe_spec_pkg::TOE_CAUSE_RETURN_ROOM;
        else cause_o = toe_spec_pkg::TOE_CAUSE_OK;
      toe_pkg::ClassNewNeighbor:
        if (internal) cause_o = toe_spec_pkg::TOE_CAUSE_INTERNAL;
        else if (vlan != '0 && vlan_any_i && !vlan_known_i)
          cause_o = toe_spec_pkg::TOE_CAUSE_VLAN_MISMATCH;
        else if (!vlan_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_VLAN_POOL;
        else if (!src_mac_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_SRC_MAC_POOL;
        else if (!neighbor_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_NEIGHBOR_POOL;
        else if (host_fault) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_FAULT;
        else if (!host_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_POOL;
        else cause_o = toe_spec_pkg::TOE_CAUSE_OK;
      toe_pkg::ClassNewPath:
        if (!neighbor_is_there_i) cause_o = toe_spec_pkg::TOE_CAUSE_NO_PARENT;
        else if (internal) cause_o = toe_spec_pkg::TOE_CAUSE_INTERNAL;
        else if (object_i.mtu > policy_i.mtu_max) cause_o = toe_spec_pkg::TOE_CAUSE_PATH_MTU;
        else if (!src_ip_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_SRC_IP_POOL;
        else if (!path_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_PATH_POOL;
        else if (host_fault) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_FAULT;
        else if (!host_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_POOL;
        else cause_o = toe_spec_pkg::TOE_CAUSE_OK;
      toe_pkg::ClassNewTcp:
        if (!path_is_there_i) cause_o = toe_spec_pkg::TOE_CAUSE_NO_PARENT;
        else if (!state_ok) cause_o = toe_spec_pkg::TOE_CAUSE_TCP_STATE;
        else if (internal) cause_o = toe_spec_pkg::TOE_CAUSE_INTERNAL;
        else if (rejects_state) cause_o = toe_spec_pkg::TOE_CAUSE_REJECT_STATE;
        else if (rejects_port) cause_o = toe_spec_pkg::TOE_CAUSE_REJECT_PORT;
        else if (rejects_window) cause_o = toe_spec_pkg::TOE_CAUSE_REJECT_WINDOW;
        else if (found_i) cause_o = policy_i.duplicates_fail ?
                                    toe_spec_pkg::TOE_CAUSE_DUPLICATE :
                                    toe_spec_pkg::TOE_CAUSE_REJECT_DUPLICATE;
        else if (reject_fault) cause_o = toe_spec_pkg::TOE_CAUSE_REJECT_FAULT;
        else if (window > policy_i.rcv_window_max) cause_o = toe_spec_pkg::TOE_CAUSE_RCV_WINDOW;
        else if (!tcp_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_TCP_POOL;
        else if (!has_place_i) cause_o = toe_spec_pkg::TOE_CAUSE_LOOKUP_POOL;
        else if (!xmit_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_XMIT_POOL;
        else if (!rcv_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_RCV_POOL;
        else if (host_fault) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_FAULT;
        else if (!host_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_POOL;
        else if (buffered_bytes != '0 && copy_fault) cause_o = toe_spec_pkg::TOE_CAUSE_COPY_FAULT;
        else if (buffered_bytes != '0 && !copy_free_i)
          cause_o = toe_spec_pkg::TOE_CAUSE_COPY_POOL;
        else cause_o = toe_spec_pkg::TOE_CAUSE_OK;
      default: cause_o = toe_spec_pkg::TOE_CAUSE_OK;   // marker, placeholder
    endcase
  end
endmodule
