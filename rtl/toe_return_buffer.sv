// SPDX-License-Identifier: Apache-2.0
//
// toe_return_buffer - rows of terminated objects, from COMMIT that corrects them to WRITEBACK that hands
// them back (docs/microarchitecture.md 8).
//
// Latency: a row written at edge c is seen from c+1 on.  Throughput: one row in and 32 bytes out an
// edge.  Places are counted by COMMIT, one an item and none a receive job; there are more than WBQ and
// COMMIT hold, so that an item that waits for WBQ writes on nobody's rows.
`include "toe_assert.svh"

module toe_return_buffer (
  input  logic                         clk_i,

  // COMMIT
  input  logic                         wr_en_i,
  input  logic [toe_pkg::RETURN_W-1:0] wr_slot_i,
  input  logic [1:0]                   wr_row_i,
  input  logic [toe_pkg::ROW_BITS-1:0] wr_data_i,

  // WRITEBACK: 32 bytes
  input  logic [toe_pkg::RETURN_W-1:0] rd_slot_i,
  input  logic [2:0]                   rd_part_i,    // of the context
  output logic [255:0]                 rd_data_o
);
  localparam int unsigned Places = 1 << toe_pkg::RETURN_W;

  logic [toe_pkg::ROW_BITS-1:0] rows [4 * Places];
  logic [toe_pkg::ROW_BITS-1:0] row;
  always_ff @(posedge clk_i) begin
    if (wr_en_i) rows[{wr_slot_i, wr_row_i}] <= wr_data_i;
  end
  assign row = rows[{rd_slot_i, rd_part_i[2:1]}];
  assign rd_data_o = rd_part_i[0] ? row[511:256] : row[255:0];

  `TOE_ASSERT_INIT(places_for_all, Places >= toe_spec_pkg::TOE_STAGE_WBQ_DEPTH + 1)
  `TOE_ASSERT_INIT(rows_have_a_place, toe_spec_pkg::TOE_STAGE_TCP_RETURN_ROWS <= 4)
endmodule
