// SPDX-License-Identifier: Apache-2.0
//
// toe_place - received data into host memory, in pieces (docs/microarchitecture.md 5.11).
//
// Latency: started at the edge after a step s, the first piece is shown from s + RCV_PLACE_CYCLES on,
// each further one from RCV_PIECE_CYCLES after the one before.  A piece ends at the next multiple of
// RCV_PIECE_BYTES in host memory, or with the last byte; its data stands as in its TLP, which begins
// with a whole DW.
//
// Rows come from a source that has them in time: two of them when a piece reaches into the second.
// Whoever starts chooses the source.
`include "toe_assert.svh"

module toe_place (
  input  logic                           clk_i,
  input  logic                           rst_ni,

  // what to place where
  input  logic                           start_i,
  input  logic [63:0]                    start_address_i,
  input  logic [24:0]                    start_bytes_i,     // above 0
  input  logic [5:0]                     start_offset_i,    // of the first byte in the first row

  // the next two rows, the first one low, and how many are here; those done with
  input  logic [2*toe_pkg::ROW_BITS-1:0] rows_i,
  input  logic [2:0]                     level_i,
  output logic [1:0]                     pop_o,             // 0..2 of them

  // PQ
  output logic                           valid_o,
  input  logic                           ready_i,
  output toe_pkg::write_t                write_o,
  output logic                           done_o,            // the last piece is pushed at this edge

  // status
  output logic                           active_o
);
  localparam int unsigned PlaceCycles = toe_spec_pkg::TOE_STAGE_RCV_PLACE_CYCLES;
  localparam int unsigned PieceCycles = toe_spec_pkg::TOE_STAGE_RCV_PIECE_CYCLES;
  localparam int unsigned Piece = toe_spec_pkg::TOE_STAGE_RCV_PIECE_BYTES;

  logic [63:0] address_d, address_q;
  logic [24:0] left_d, left_q;
  logic [5:0] offset_d, offset_q;
  logic [3:0] wait_d, wait_q;                  // edges until the next piece may go

  // The piece.
  logic [5:0] bytes;
  logic [6:0] end_offset;
  logic is_last, push;
  logic [5:0] to_end;
  assign to_end = 6'(Piece) - {1'b0, address_q[4:0]};
  assign bytes = left_q < 25'(to_end) ? left_q[5:0] : to_end;
  assign is_last = left_q == 25'(bytes);
  assign end_offset = 7'(offset_q) + 7'(bytes);
  assign valid_o = left_q != '0 && wait_q == '0;
  assign push = valid_o && ready_i;
  assign done_o = push && is_last;
  always_comb begin
    pop_o = 2'd0;
    if (push) begin
      if (is_last && end_offset > 7'd64) pop_o = 2'd2;
      else if (is_last || end_offset[6]) pop_o = 2'd1;
    end
  end

  // Its bytes from the rows to their lanes; others are 0.
  logic [255:0] cut;
  logic [31:0] lanes;
  logic unused_rows;
  always_comb begin
    cut = '0;
    lanes = '0;
    if (valid_o) begin
      cut = 256'(rows_i >> {offset_q, 3'b0});
      lanes = ~(32'hFFFF_FFFF << bytes[4:0]);
      if (bytes[5]) lanes = '1;
      for (int unsigned b = 0; b < Piece; b++) begin
        if (!lanes[b]) cut[8*b +: 8] = '0;
      end
      cut = cut << {address_q[1:0], 3'b0};
    end
  end
  assign unused_rows = ^rows_i[2*toe_pkg::ROW_BITS-1:toe_pkg::ROW_BITS+256];
  always_comb begin
    write_o = '0;
    if (valid_o) begin
      write_o.kind = toe_pkg::WritePlaced;
      write_o.bytes = bytes;
      write_o.address = address_q;
      write_o.data = cut;
    end
  end

  always_comb begin
    address_d = address_q;
    left_d = left_q;
    offset_d = offset_q;
    wait_d = wait_q == '0 ? wait_q : wait_q - 4'd1;
    if (start_i) begin
      address_d = start_address_i;
      left_d = start_bytes_i;
      offset_d = start_offset_i;
      wait_d = 4'(PlaceCycles - 2);
    end else if (push) begin
      address_d = address_q + 64'(bytes);
      left_d = left_q - 25'(bytes);
      offset_d = end_offset[5:0];
      wait_d = 4'(PieceCycles - 1);
    end
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q <= '0;
      wait_q <= '0;
    end else begin
      left_q <= left_d;
      wait_q <= wait_d;
    end
  end
  always_ff @(posedge clk_i) begin
    address_q <= address_d;
    offset_q <= offset_d;
  end
  assign active_o = start_i || push || wait_q != '0;

  `TOE_ASSERT_INIT(a_piece_is_a_beat, Piece == 32)
  `TOE_ASSERT_INIT(waits_fit, PlaceCycles >= 2 && PlaceCycles <= 16 && PieceCycles <= 16)
  `TOE_ASSERT(starts_when_done, !start_i || (left_q == '0 && start_bytes_i != '0))
  `TOE_ASSERT(rows_are_in_time, !push || level_i >= (end_offset > 7'd64 ? 3'd2 : 3'd1))
  `TOE_ASSERT(holds_when_stalled, !$past(valid_o && !ready_i) || (valid_o && write_o == $past(write_o)))
  `TOE_ASSERT(quiet, active_o || {left_d, wait_d, address_d, offset_d} ==
              {left_q, wait_q, address_q, offset_q})
endmodule
