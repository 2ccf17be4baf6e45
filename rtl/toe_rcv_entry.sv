// SPDX-License-Identifier: Apache-2.0
//
// toe_rcv_entry - an entry of the completion ring that a receive job writes: RECEIVED or EVENT
// (docs/microarchitecture.md 4, 5.11).
//
// Combinational; all zero while nothing is shown.
module toe_rcv_entry (
  input  logic                         valid_i,

  // where it goes
  input  logic [63:0]                  address_i,
  input  logic                         phase_i,

  // its members
  input  logic [31:0]                  handle_i,
  input  logic [toe_pkg::COMMIT_W-1:0] commit_i,
  input  logic [7:0]                   kind_i,      // toe_rcv_kind
  input  logic [31:0]                  id_i,
  input  logic [31:0]                  bytes_i,
  input  logic [7:0]                   status_i,
  input  logic [31:0]                  seq_i,

  // of an EVENT
  input  logic                         is_event_i,
  input  logic [7:0]                   code_i,      // toe_event
  input  logic [7:0]                   info_i,
  input  logic [63:0]                  ndis_handle_i,

  output toe_pkg::write_t              write_o
);
  always_comb begin
    write_o = '0;
    if (valid_i) begin
      write_o.kind = is_event_i ? toe_pkg::WriteEvent : toe_pkg::WriteReceived;
      write_o.address = address_i;
      write_o.data = {16'b0, commit_i, seq_i, 24'b0, status_i, bytes_i, id_i, handle_i,
                      8'b0, 7'b0, phase_i, kind_i, toe_spec_pkg::TOE_ENTRY_RECEIVED};
      if (is_event_i) begin
        write_o.data = {16'b0, commit_i, 56'b0, info_i, ndis_handle_i, handle_i,
                        8'b0, 7'b0, phase_i, code_i, toe_spec_pkg::TOE_ENTRY_EVENT};
      end
    end
  end
endmodule
