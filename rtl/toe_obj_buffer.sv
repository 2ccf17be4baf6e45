// SPDX-License-Identifier: Apache-2.0
//
// toe_obj_buffer - objects between RC and LOAD, and the edge at which each was complete.
//
// Two banks of 256 bits, so that RC writes a beat and LOAD reads a row of 64 bytes at every edge.
// Latency: a row read at edge c is visible at c+1.
module toe_obj_buffer (
  input  logic                         clk_i,

  // a beat from RC
  input  logic                         wr_valid_i,
  input  logic [toe_pkg::CHUNK_W-1:0]  wr_chunk_i,
  input  logic [3:0]                   wr_beat_i,
  input  logic [255:0]                 wr_data_i,
  input  logic                         wr_done_i,      // the last of its object
  input  logic [toe_pkg::CYCLE_W-1:0]  wr_cycle_i,

  // a row to LOAD
  input  logic                         rd_valid_i,
  input  logic [toe_pkg::CHUNK_W-1:0]  rd_chunk_i,
  input  logic                         rd_object_i,
  input  logic [1:0]                   rd_row_i,
  output logic [toe_pkg::ROW_BITS-1:0] rd_data_o,
  input  logic                         rd_stamp_i,     // with the first row
  output logic [toe_pkg::CYCLE_W-1:0]  rd_cycle_o
);
  localparam int unsigned Chunks = toe_spec_pkg::TOE_STAGE_CHUNKS;

  for (genvar b = 0; b < 2; b++) begin : gen_bank
    toe_ram_1r1w #(.Width(256), .Depth(8 * Chunks)) u_bank (
      .clk_i     (clk_i),
      .wr_en_i   (wr_valid_i && wr_beat_i[0] == 1'(b)),
      .wr_addr_i ({wr_chunk_i, wr_beat_i[3:1]}),
      .wr_data_i (wr_data_i),
      .rd_en_i   (rd_valid_i),
      .rd_addr_i ({rd_chunk_i, rd_object_i, rd_row_i}),
      .rd_data_o (rd_data_o[256 * b +: 256])
    );
  end

  toe_ram_1r1w #(.Width(toe_pkg::CYCLE_W), .Depth(2 * Chunks)) u_stamps (
    .clk_i     (clk_i),
    .wr_en_i   (wr_done_i),
    .wr_addr_i ({wr_chunk_i, wr_beat_i[3]}),
    .wr_data_i (wr_cycle_i),
    .rd_en_i   (rd_stamp_i),
    .rd_addr_i ({rd_chunk_i, rd_object_i}),
    .rd_data_o (rd_cycle_o)
  );
endmodule
