// SPDX-License-Identifier: Apache-2.0
//
// toe_rcv_entry - an entry of the completion ring that a receive job writes: RECEIVED, or the EVENT of a
// context that is lost (docs/microarchitecture.md 4, 5.11).
//
// Combinational; all zero while nothing is shown.
module toe_rcv_entry (
  input  logic                         valid_i,
  input  logic                         is_event_i,

  // where it goes
  input  logic [63:0]                  address_i,
  input  logic                         phase_i,

  // its members
  input  logic [7:0]                   kind_i,      // toe_rcv_kind
  input  logic [31:0]                  handle_i,
  input  logic [31:0]                  id_i,
  input  logic [31:0]                  bytes_i,
  input  logic [7:0]                   status_i,
  input  logic [31:0]                  seq_i,
  input  logic [toe_pkg::COMMIT_W-1:0] commit_i,

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
        write_o.data = {16'b0, commit_i, 32'b0,
                        32'(toe_spec_pkg::TOE_UPLOAD_REASON_HARDWARE_FAILURE), 64'b0, handle_i,
                        8'b0, 7'b0, phase_i, toe_spec_pkg::TOE_EVENT_RETRIEVE,
                        toe_spec_pkg::TOE_ENTRY_EVENT};
      end
    end
  end
endmodule
