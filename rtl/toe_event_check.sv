// SPDX-License-Identifier: Apache-2.0
//
// toe_event_check - whether a RAISE names an event there is, with a value and a handle it takes
// (docs/microarchitecture.md 5.4).
//
// Combinational.  Whether the event may be told now is for COMMIT to say.
module toe_event_check (
  input  logic [31:0] event_i,    // toe_event
  input  logic [31:0] value_i,
  input  logic [31:0] handle_i,
  output logic        ok_o
);
  always_comb begin
    case (event_i)
      32'(toe_spec_pkg::TOE_EVENT_RETRIEVE):
        ok_o = value_i >= 32'(toe_spec_pkg::TOE_UPLOAD_REASON_LOW_ACTIVITY) &&
               value_i <= 32'(toe_spec_pkg::TOE_UPLOAD_REASON_HARDWARE_FAILURE);
      32'(toe_spec_pkg::TOE_EVENT_UPLOAD_ALL), 32'(toe_spec_pkg::TOE_EVENT_PAUSE),
      32'(toe_spec_pkg::TOE_EVENT_RESUME):
        ok_o = value_i == '0 && handle_i == '0;
      32'(toe_spec_pkg::TOE_EVENT_LINK): ok_o = value_i[31:1] == '0 && handle_i == '0;
      default: ok_o = 1'b0;
    endcase
  end
endmodule
