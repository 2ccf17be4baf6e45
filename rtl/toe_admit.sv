// SPDX-License-Identifier: Apache-2.0
//
// toe_admit - rules 5 to 9 of docs/microarchitecture.md 7: whether an attempted object gets in, and
// which check says no first.
//
// Combinational.  A denied object takes nothing.
module toe_admit (
  // the item
  input  toe_pkg::class_e class_i,
  input  logic [7:0]      fault_i,
  input  logic [7:0]      tcp_state_i,

  // what is asked
  input  logic            fault_enable_i,
  input  logic            neighbor_is_there_i,   // an object behind the current neighbor
  input  logic            path_is_there_i,
  input  logic            handle_ok_i,           // linker: names an object in use of its layer
  input  logic            neighbor_free_i,
  input  logic            path_free_i,
  input  logic            tcp_free_i,
  input  logic            host_free_i,
  input  logic            found_i,
  input  logic            has_place_i,

  // the decision
  output logic [3:0]      cause_o
);
  localparam logic [7:0] FirstState = 8'd4;   // ESTABLISHED
  localparam logic [7:0] LastState = 8'd9;    // LAST_ACK

  logic internal, host_fault, state_ok;
  assign internal = fault_enable_i && fault_i == toe_spec_pkg::TOE_FAULT_INTERNAL;
  assign host_fault = fault_enable_i && fault_i == toe_spec_pkg::TOE_FAULT_HOST_MEMORY;
  assign state_ok = tcp_state_i >= FirstState && tcp_state_i <= LastState;

  always_comb begin
    case (class_i)
      toe_pkg::ClassFetch: cause_o = toe_spec_pkg::TOE_CAUSE_FETCH;
      toe_pkg::ClassMalformed: cause_o = toe_spec_pkg::TOE_CAUSE_MALFORMED;
      toe_pkg::ClassDetached, toe_pkg::ClassNotAttempted:
        cause_o = toe_spec_pkg::TOE_CAUSE_NOT_ATTEMPTED;
      toe_pkg::ClassLinker:
        cause_o = handle_ok_i ? toe_spec_pkg::TOE_CAUSE_OK : toe_spec_pkg::TOE_CAUSE_BAD_HANDLE;
      toe_pkg::ClassNewNeighbor:
        if (internal) cause_o = toe_spec_pkg::TOE_CAUSE_INTERNAL;
        else if (!neighbor_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_NEIGHBOR_POOL;
        else if (host_fault) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_FAULT;
        else if (!host_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_POOL;
        else cause_o = toe_spec_pkg::TOE_CAUSE_OK;
      toe_pkg::ClassNewPath:
        if (!neighbor_is_there_i) cause_o = toe_spec_pkg::TOE_CAUSE_NO_PARENT;
        else if (internal) cause_o = toe_spec_pkg::TOE_CAUSE_INTERNAL;
        else if (!path_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_PATH_POOL;
        else if (host_fault) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_FAULT;
        else if (!host_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_POOL;
        else cause_o = toe_spec_pkg::TOE_CAUSE_OK;
      toe_pkg::ClassNewTcp:
        if (!path_is_there_i) cause_o = toe_spec_pkg::TOE_CAUSE_NO_PARENT;
        else if (!state_ok) cause_o = toe_spec_pkg::TOE_CAUSE_TCP_STATE;
        else if (internal) cause_o = toe_spec_pkg::TOE_CAUSE_INTERNAL;
        else if (found_i) cause_o = toe_spec_pkg::TOE_CAUSE_DUPLICATE;
        else if (!tcp_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_TCP_POOL;
        else if (!has_place_i) cause_o = toe_spec_pkg::TOE_CAUSE_LOOKUP_POOL;
        else if (host_fault) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_FAULT;
        else if (!host_free_i) cause_o = toe_spec_pkg::TOE_CAUSE_HOST_POOL;
        else cause_o = toe_spec_pkg::TOE_CAUSE_OK;
      default: cause_o = toe_spec_pkg::TOE_CAUSE_OK;   // marker, placeholder
    endcase
  end
endmodule
