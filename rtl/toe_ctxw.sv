// SPDX-License-Identifier: Apache-2.0
//
// toe_ctxw - the stage of loaded objects and the writer of contexts
// (docs/microarchitecture.md 5.7, 5.8).
//
// LOAD puts an object's rows into the stage; a decision at edge d that keeps the object starts the
// write, one of a linker whose row had to be corrected starts a fix.  Latency: row k leaves at
// d+1+k; a fix is one row, a receive job's pair two: row 1, then row 3; with row 0 before them three.  Throughput: one row an edge; idle (visible) at the edge after the last
// one.  Every row leaves with its check bytes.  The stage holds 4 objects: the one being loaded, the
// one in COMMIT, the one being written, and one of slack, so LOAD never overtakes the writer.
`include "toe_assert.svh"

module toe_ctxw (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  // rows from LOAD
  input  logic                         stage_valid_i,
  input  logic [toe_pkg::STAGED_W-1:0] stage_slot_i,
  input  logic [1:0]                   stage_row_i,
  input  logic [toe_pkg::ROW_BITS-1:0] stage_data_i,

  // a context to write, at the edge of its decision
  output logic                         idle_o,
  input  logic                         start_i,
  input  logic [toe_pkg::STAGED_W-1:0] start_slot_i,
  input  logic                         start_is_tcp_i,   // TCP_ROWS, else STATE_ROWS
  input  logic [toe_pkg::ROW_W-1:0]    start_row_i,      // of a fix too
  input  logic [63:0]                  start_context_i,  // CONTEXT, the first 8 bytes
  input  logic [63:0]                  start_tcp_i,      // TCP: CONTEXT_TCP, bytes 32..39
  input  toe_pkg::rcv_context_t        start_rcv_i,      // TCP: CONTEXT_RCV, the last row; of a pair too

  // a corrected row to write
  input  logic                         fix_i,
  input  logic [toe_pkg::ROW_BITS-1:0] fix_data_i,       // held for one edge more

  // rows 1 and 3 behind a receive job, with row 0 before them
  input  logic                         pair_i,
  input  logic                         pair_has_first_i,
  input  logic [toe_pkg::ROW_BITS-1:0] pair_first_i,     // row 0, held for one edge more
  input  logic [toe_pkg::ROW_BITS-1:0] pair_data_i,      // row 1, held for two edges more

  // context SRAM
  output logic                         wr_valid_o,
  output logic [toe_pkg::ROW_W-1:0]    wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0] wr_data_o,
  output logic [toe_pkg::CHECK_W-1:0]  wr_check_o,

  // status
  output logic                         active_o
);
  localparam int unsigned AdvertisedLsb = toe_spec_pkg::TOE_CONTEXT_RCV_ADVERTISED_LSB;
  localparam int unsigned NxtLsb = toe_spec_pkg::TOE_OBJ_TCP_RCV_NXT_LSB - toe_pkg::ROW_BITS;
  localparam int unsigned WndLsb = toe_spec_pkg::TOE_OBJ_TCP_RCV_WND_LSB - toe_pkg::ROW_BITS;
  localparam int unsigned TcpLsb = toe_spec_pkg::TOE_CONTEXT_TCP_BUFFER_ROW_LSB;

  logic busy_d, busy_q;
  logic [1:0] step_d, step_q, last_q;
  logic is_fix_q, is_pair_q, has_first_q, is_tcp_q, begins;
  logic [31:0] advertised_q;
  toe_pkg::rcv_context_t rcv_q;
  logic [toe_pkg::STAGED_W-1:0] slot_q;
  logic [toe_pkg::ROW_W-1:0] row_d, row_q;
  logic [63:0] context_q, tcp_q;
  logic [toe_pkg::ROW_BITS-1:0] staged;
  logic is_last;

  assign is_last = step_q == last_q;
  assign begins = start_i || fix_i || pair_i;
  toe_ram_1r1w #(.Width(toe_pkg::ROW_BITS), .Depth(4 * toe_pkg::STAGED)) u_stage (
    .clk_i     (clk_i),
    .wr_en_i   (stage_valid_i),
    .wr_addr_i ({stage_slot_i, stage_row_i}),
    .wr_data_i (stage_data_i),
    .rd_en_i   (start_i || (busy_q && !is_last && !is_pair_q)),
    .rd_addr_i (start_i ? {start_slot_i, 2'd0} : {slot_q, step_q + 2'd1}),
    .rd_data_o (staged)
  );

  always_comb begin
    busy_d = busy_q;
    step_d = step_q;
    row_d = row_q;
    if (begins) begin
      busy_d = 1'b1;
      step_d = '0;
      row_d = start_row_i + toe_pkg::ROW_W'(pair_i && !pair_has_first_i);
    end else if (busy_q) begin
      busy_d = !is_last;
      step_d = step_q + 2'd1;
      row_d = row_q + (is_pair_q && !(has_first_q && step_q == '0) ? toe_pkg::ROW_W'(2) : toe_pkg::ROW_W'(1));
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) busy_q <= 1'b0;
    else busy_q <= busy_d;
  end
  always_ff @(posedge clk_i) begin
    step_q <= step_d;
    row_q <= row_d;
    if (begins) begin
      slot_q <= start_slot_i;
      context_q <= start_context_i;
      tcp_q <= start_tcp_i;
      rcv_q <= start_rcv_i;
      is_fix_q <= fix_i;
      is_pair_q <= pair_i;
      has_first_q <= pair_has_first_i;
      is_tcp_q <= start_is_tcp_i;
      last_q <= fix_i ? '0 : pair_i ? (pair_has_first_i ? 2'd2 : 2'd1) :
                start_is_tcp_i ? 2'(toe_spec_pkg::TOE_STAGE_TCP_ROWS - 1) :
                                 2'(toe_spec_pkg::TOE_STAGE_STATE_ROWS - 1);
    end
  end

  // A new connection has told the whole of its window: RCV_NXT + RCV_WND, as they pass.
  always_ff @(posedge clk_i) begin
    if (busy_q && step_q == 2'd1) advertised_q <= staged[NxtLsb +: 32] + staged[WndLsb +: 32];
  end

  // What replaces members of the object, in its first row and the last of a TCP connection.
  always_comb begin
    wr_data_o = staged;
    if (is_fix_q) begin
      wr_data_o = fix_data_i;
    end else if (is_pair_q && !is_last) begin
      wr_data_o = has_first_q && step_q == '0 ? pair_first_i : pair_data_i;
    end else if (is_pair_q || (is_tcp_q && is_last)) begin
      wr_data_o = toe_pkg::ROW_BITS'(rcv_q);
      if (!is_pair_q) wr_data_o[AdvertisedLsb +: 32] = advertised_q;
    end else if (step_q == '0) begin
      wr_data_o[63:0] = context_q;
      if (is_tcp_q) wr_data_o[TcpLsb +: 64] = tcp_q;
    end
  end
  toe_secded u_secded (.en_i(busy_q), .data_i(wr_data_o), .check_o(wr_check_o));

  assign idle_o = !busy_q;
  assign wr_valid_o = busy_q;
  assign wr_row_o = row_q;
  assign active_o = begins || busy_q;

  `TOE_ASSERT_INIT(tcp_members_are_neighbors,
                   toe_spec_pkg::TOE_CONTEXT_TCP_RCV_PAGES_LSB == TcpLsb + 32)
  `TOE_ASSERT_INIT(received_state_is_the_last_row, toe_spec_pkg::TOE_STAGE_TCP_ROWS == 4)
  `TOE_ASSERT_INIT(members_are_packed,
                   toe_spec_pkg::TOE_CONTEXT_RCV_ADVERTISED_LSB + 32 == $bits(rcv_q))
  `TOE_ASSERT(starts_when_idle, !begins || !busy_q)
  `TOE_ASSERT(one_at_a_time, !(start_i && fix_i) && !(pair_i && (start_i || fix_i)))
  `TOE_ASSERT(load_keeps_off, !stage_valid_i || !busy_q || is_fix_q || is_pair_q || stage_slot_i != slot_q)
  `TOE_ASSERT(quiet, active_o || {busy_d, step_d, row_d} == {busy_q, step_q, row_q})
endmodule
