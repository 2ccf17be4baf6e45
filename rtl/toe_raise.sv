// SPDX-License-Identifier: Apache-2.0
//
// toe_raise - what a RAISE comes to, and the event an item tells (docs/microarchitecture.md 7).
//
// Combinational but for one bit: whether the last of UPLOAD_ALL and RESUME told was UPLOAD_ALL.  The
// event of a connection whose context is lost is told too when an INITIATE links to it,
// a RECEIVE, a REPLY or a FORWARD names it.
`include "toe_assert.svh"

module toe_raise (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  // the marker, when it is one of a RAISE without error so far
  input  logic                         is_raise_i,
  input  logic [7:0]                   event_i,         // toe_event
  input  logic [31:0]                  value_i,

  // the connection named, by it or by another
  input  logic                         is_lost_i,       // by a linker of an INITIATE, a marker that is a job: lost
  input  logic [31:0]                  handle_i,
  input  logic                         handle_ok_i,
  input  logic                         uncorrectable_i,
  input  logic [toe_pkg::ROW_BITS-1:0] row_i,           // its row 0

  // what is in use
  input  logic                         is_empty_i,      // no neighbor, path, connection

  // the decision
  input  logic                         decide_i,
  output logic [3:0]                   error_o,
  output logic                         tells_o,
  output logic [7:0]                   code_o,
  output logic [31:0]                  handle_o,
  output logic [31:0]                  info_o,
  output logic [63:0]                  ndis_handle_o,

  // status
  output logic                         active_o
);
  localparam logic [31:0] Lost = 32'(toe_spec_pkg::TOE_UPLOAD_REASON_HARDWARE_FAILURE);

  logic is_retrieve, is_upload_all, is_resume;
  assign is_retrieve = is_raise_i && event_i == toe_spec_pkg::TOE_EVENT_RETRIEVE;
  assign is_upload_all = is_raise_i && event_i == toe_spec_pkg::TOE_EVENT_UPLOAD_ALL;
  assign is_resume = is_raise_i && event_i == toe_spec_pkg::TOE_EVENT_RESUME;

  // Reasons that wait while the connection is being closed.
  logic is_closing, may_wait;
  logic [7:0] state;
  assign state = row_i[toe_spec_pkg::TOE_OBJ_TCP_STATE_LSB +: 8];
  assign is_closing = state == 8'd5 || state == 8'd6 || state == 8'd7;  // FIN_WAIT1/2, CLOSE_WAIT
  always_comb begin
    case (value_i[7:0])
      toe_spec_pkg::TOE_UPLOAD_REASON_LOW_ACTIVITY,
      toe_spec_pkg::TOE_UPLOAD_REASON_HIGH_DROP_RATE,
      toe_spec_pkg::TOE_UPLOAD_REASON_SMALL_IO,
      toe_spec_pkg::TOE_UPLOAD_REASON_NO_BUFFER_PREPOSTING,
      toe_spec_pkg::TOE_UPLOAD_REASON_HIGH_FRAGMENTATION,
      toe_spec_pkg::TOE_UPLOAD_REASON_HIGH_OUT_OF_ORDER_PACKETS,
      toe_spec_pkg::TOE_UPLOAD_REASON_UPLOAD_REQUESTED: may_wait = 1'b1;
      default: may_wait = 1'b0;
    endcase
  end

  logic uploading_d, uploading_q;
  always_comb begin
    error_o = 4'(toe_spec_pkg::TOE_ERROR_NONE);
    if (is_retrieve) begin
      if (!handle_ok_i) error_o = 4'(toe_spec_pkg::TOE_ERROR_NO_OBJECT);
      else if (!uncorrectable_i && is_closing && may_wait)
        error_o = 4'(toe_spec_pkg::TOE_ERROR_NOT_NOW);
    end else if (is_resume && uploading_q && !is_empty_i) begin
      error_o = 4'(toe_spec_pkg::TOE_ERROR_NOT_EMPTY);
    end
  end

  logic is_of_connection;
  assign is_of_connection = is_retrieve || is_lost_i;
  assign tells_o = is_lost_i ||
                   (is_raise_i && error_o == 4'(toe_spec_pkg::TOE_ERROR_NONE));
  assign code_o = is_of_connection ? 8'(toe_spec_pkg::TOE_EVENT_RETRIEVE) : event_i;
  assign handle_o = is_of_connection ? handle_i : '0;
  assign info_o = is_of_connection && uncorrectable_i ? Lost : value_i;
  assign ndis_handle_o = is_of_connection && !uncorrectable_i ?
                         row_i[toe_spec_pkg::TOE_OBJECT_NDIS_HANDLE_LSB +: 64] : '0;

  always_comb begin
    uploading_d = uploading_q;
    if (decide_i && tells_o) begin
      if (is_upload_all) uploading_d = 1'b1;
      else if (is_resume) uploading_d = 1'b0;
    end
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) uploading_q <= 1'b0;
    else uploading_q <= uploading_d;
  end

  logic unused_row;
  assign unused_row = ^{row_i[toe_pkg::ROW_BITS-1:168], row_i[159:128], row_i[63:0]};

  assign active_o = decide_i;

  `TOE_ASSERT(one_or_the_other, !(is_raise_i && is_lost_i))
  `TOE_ASSERT(lost_ones_are_lost, !is_lost_i || uncorrectable_i)
  `TOE_ASSERT(quiet, active_o || uploading_d == uploading_q)
endmodule
