// SPDX-License-Identifier: Apache-2.0
//
// toe_rcv_rows - rows 0 to 2 of the connection that a receive job or a closing looks at: the members
// that do not change, and the rows as they go back (docs/microarchitecture.md 5.11, 5.15).
//
// Latency: a row that is sampled at an edge is here from the next on, until the next of its number.
module toe_rcv_rows (
  input  logic                         clk_i,

  // rows as corrected
  input  logic                         row_valid_i,
  input  logic [1:0]                   row_i,
  input  logic [toe_pkg::ROW_BITS-1:0] row_data_i,

  // what a job changes
  input  logic [7:0]                   state_i,
  input  logic [31:0]                  nxt_i,
  input  logic [31:0]                  wnd_i,

  // members
  output logic [63:0]                  ndis_handle_o,
  output logic [31:0]                  initial_wnd_o,
  output logic [31:0]                  indication_o,   // RCV_INDICATION
  output logic [3:0]                   scale_o,        // RCV_WIND_SCALE
  output logic [15:0]                  remote_mss_o,

  // an acknowledgment; the window is told
  input  logic [15:0]                  window_i,
  output toe_pkg::ack_t                ack_o,

  // rows 0 and 1 as they go back
  output logic [toe_pkg::ROW_BITS-1:0] first_o,
  output logic [toe_pkg::ROW_BITS-1:0] second_o
);
  localparam int unsigned Row = toe_pkg::ROW_BITS;
  localparam int unsigned StateLsb = toe_spec_pkg::TOE_OBJ_TCP_STATE_LSB;
  localparam int unsigned NxtLsb = toe_spec_pkg::TOE_OBJ_TCP_RCV_NXT_LSB - Row;
  localparam int unsigned WndLsb = toe_spec_pkg::TOE_OBJ_TCP_RCV_WND_LSB - Row;

  logic [Row-1:0] row0_q, row1_q, row2_q;
  always_ff @(posedge clk_i) begin
    if (row_valid_i && row_i == 2'd0) row0_q <= row_data_i;
    if (row_valid_i && row_i == 2'd1) row1_q <= row_data_i;
    if (row_valid_i && row_i == 2'd2) row2_q <= row_data_i;
  end

  assign ndis_handle_o = row0_q[toe_spec_pkg::TOE_OBJECT_NDIS_HANDLE_LSB +: 64];
  assign initial_wnd_o = row0_q[toe_spec_pkg::TOE_OBJ_TCP_INITIAL_RCV_WND_LSB +: 32];
  assign scale_o = row0_q[toe_spec_pkg::TOE_OBJ_TCP_RCV_WIND_SCALE_LSB +: 4];
  assign indication_o = row2_q[toe_spec_pkg::TOE_OBJ_TCP_RCV_INDICATION_LSB - 2 * Row +: 32];
  assign remote_mss_o = row2_q[toe_spec_pkg::TOE_OBJ_TCP_REMOTE_MSS_LSB - 2 * Row +: 16];

  always_comb begin
    ack_o.path = row0_q[toe_spec_pkg::TOE_CONTEXT_PARENT_LSB +: 32];
    ack_o.family = row0_q[toe_spec_pkg::TOE_CONTEXT_FAMILY_LSB +: 8];
    ack_o.vlan = row0_q[toe_spec_pkg::TOE_CONTEXT_VLAN_LSB +: toe_pkg::VLAN_W];
    ack_o.priority_tag = row2_q[toe_spec_pkg::TOE_OBJ_TCP_USER_PRIORITY_LSB - 2 * Row +: 3];
    ack_o.tos = row2_q[toe_spec_pkg::TOE_OBJ_TCP_TOS_LSB - 2 * Row +: 8];
    ack_o.ttl = row2_q[toe_spec_pkg::TOE_OBJ_TCP_TTL_LSB - 2 * Row +: 8];
    ack_o.flow_label = row2_q[toe_spec_pkg::TOE_OBJ_TCP_FLOW_LABEL_LSB - 2 * Row +: 20];
    ack_o.local_port = row0_q[toe_spec_pkg::TOE_OBJ_TCP_LOCAL_PORT_LSB +: 16];
    ack_o.remote_port = row0_q[toe_spec_pkg::TOE_OBJ_TCP_REMOTE_PORT_LSB +: 16];
    ack_o.snd_max = row1_q[toe_spec_pkg::TOE_OBJ_TCP_SND_MAX_LSB - Row +: 32];
    ack_o.rcv_nxt = nxt_i;
    ack_o.window = window_i;
  end
  always_comb begin
    first_o = row0_q;
    first_o[StateLsb +: 8] = state_i;
    second_o = row1_q;
    second_o[NxtLsb +: 32] = nxt_i;
    second_o[WndLsb +: 32] = wnd_i;
  end
  logic unused_rows;
  assign unused_rows = ^{row0_q, row1_q, row2_q};
endmodule
