// SPDX-License-Identifier: Apache-2.0
//
// toe_ack_due - the window that an acknowledgment would tell now, and whether one is due
// (docs/microarchitecture.md 5.14, 5.15).
//
// Combinational; once in a job is up to whoever asks.
module toe_ack_due (
  input  logic [31:0] nxt_i,
  input  logic [31:0] wnd_i,
  input  logic [15:0] flags_i,            // toe_rcv_flag
  input  logic [7:0]  ack_pending_i,
  input  logic [31:0] advertised_i,
  input  logic [3:0]  scale_i,            // RCV_WIND_SCALE
  input  logic [31:0] initial_wnd_i,      // INITIAL_RCV_WND
  input  logic [15:0] remote_mss_i,
  input  logic [7:0]  frequency_i,        // ACK_FREQUENCY
  input  logic        is_told_i,          // by the frame's reason, or the timer

  output logic        due_o,
  output logic [15:0] window_o,           // the field
  output logic [31:0] edge_o              // ADVERTISED once it is sent
);
  logic [31:0] scaled, opened, enough;
  logic [16:0] two;
  logic may, has_opened;
  assign scaled = wnd_i >> scale_i;
  assign window_o = scaled > 32'd65535 ? 16'hFFFF : scaled[15:0];
  assign edge_o = nxt_i + (32'(window_o) << scale_i);   // modulo 2^32, as the next
  assign opened = edge_o - advertised_i;
  assign two = {remote_mss_i, 1'b0};
  assign enough = {1'b0, initial_wnd_i[31:1]} < 32'(two) ? {1'b0, initial_wnd_i[31:1]} : 32'(two);
  assign has_opened = !opened[31] && opened != '0 && opened >= enough;
  assign may = (flags_i & (toe_spec_pkg::TOE_RCV_FLAG_ABORTED |
                           toe_spec_pkg::TOE_RCV_FLAG_HOST_PATH)) == '0;
  assign due_o = may && (is_told_i || has_opened || (ack_pending_i != '0 && ack_pending_i >= frequency_i));
  logic unused_bit;
  assign unused_bit = initial_wnd_i[0];
endmodule
