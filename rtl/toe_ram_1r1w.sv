// SPDX-License-Identifier: Apache-2.0
//
// toe_ram_1r1w - a memory with one read and one write port.
//
// Latency: a read taken at edge c is on rdata_o from then on (visible at edge c+1) until the next
// read.  Throughput: one read and one write an edge.  A read of the row being written gives the old
// data; nobody here relies on it.  Contents are not reset.
module toe_ram_1r1w #(
  parameter int unsigned Width = 32,
  parameter int unsigned Depth = 16,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic             clk_i,

  // write port
  input  logic             wr_en_i,
  input  logic [AddrW-1:0] wr_addr_i,
  input  logic [Width-1:0] wr_data_i,

  // read port
  input  logic             rd_en_i,
  input  logic [AddrW-1:0] rd_addr_i,
  output logic [Width-1:0] rd_data_o
);
  logic [Width-1:0] mem [Depth];

  always_ff @(posedge clk_i) begin
    if (wr_en_i) mem[wr_addr_i] <= wr_data_i;
    if (rd_en_i) rd_data_o <= mem[rd_addr_i];
  end
endmodule
