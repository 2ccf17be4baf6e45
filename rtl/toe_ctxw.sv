// SPDX-License-Identifier: Apache-2.0
//
// toe_ctxw - the stage of loaded objects and the writer of contexts
// (docs/microarchitecture.md 5.7).
//
// LOAD puts an object's rows into the stage; a decision at edge d that keeps the object starts the
// write.  Latency: row k leaves at d+1+k.  Throughput: one row an edge; idle (visible) at the edge
// after the last one.  The stage holds 4 objects: the one being loaded, the one in COMMIT, the one
// being written, and one of slack, so LOAD never overtakes the writer.
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
  input  logic [toe_pkg::ROW_W-1:0]    start_row_i,
  input  logic [63:0]                  start_context_i,  // replaces the first 8 bytes

  // context SRAM
  output logic                         wr_valid_o,
  output logic [toe_pkg::ROW_W-1:0]    wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0] wr_data_o,

  // status
  output logic                         active_o
);
  logic busy_d, busy_q;
  logic [1:0] step_d, step_q, last_q;
  logic [toe_pkg::STAGED_W-1:0] slot_q;
  logic [toe_pkg::ROW_W-1:0] row_d, row_q;
  logic [63:0] context_q;
  logic [toe_pkg::ROW_BITS-1:0] staged;
  logic is_last;

  assign is_last = step_q == last_q;
  toe_ram_1r1w #(.Width(toe_pkg::ROW_BITS), .Depth(4 * toe_pkg::STAGED)) u_stage (
    .clk_i     (clk_i),
    .wr_en_i   (stage_valid_i),
    .wr_addr_i ({stage_slot_i, stage_row_i}),
    .wr_data_i (stage_data_i),
    .rd_en_i   (start_i || (busy_q && !is_last)),
    .rd_addr_i (start_i ? {start_slot_i, 2'd0} : {slot_q, step_q + 2'd1}),
    .rd_data_o (staged)
  );

  always_comb begin
    busy_d = busy_q;
    step_d = step_q;
    row_d = row_q;
    if (start_i) begin
      busy_d = 1'b1;
      step_d = '0;
      row_d = start_row_i;
    end else if (busy_q) begin
      busy_d = !is_last;
      step_d = step_q + 2'd1;
      row_d = row_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) busy_q <= 1'b0;
    else busy_q <= busy_d;
  end
  always_ff @(posedge clk_i) begin
    step_q <= step_d;
    row_q <= row_d;
    if (start_i) begin
      slot_q <= start_slot_i;
      context_q <= start_context_i;
      last_q <= start_is_tcp_i ? 2'(toe_spec_pkg::TOE_STAGE_TCP_ROWS - 1)
                               : 2'(toe_spec_pkg::TOE_STAGE_STATE_ROWS - 1);
    end
  end

  assign idle_o = !busy_q;
  assign wr_valid_o = busy_q;
  assign wr_row_o = row_q;
  assign wr_data_o = {staged[toe_pkg::ROW_BITS-1:64], step_q == '0 ? context_q : staged[63:0]};
  assign active_o = start_i || busy_q;

  `TOE_ASSERT(starts_when_idle, !start_i || !busy_q)
  `TOE_ASSERT(load_keeps_off, !stage_valid_i || !busy_q || stage_slot_i != slot_q)
  `TOE_ASSERT(quiet, active_o || {busy_d, step_d, row_d} == {busy_q, step_q, row_q})
endmodule
