// SPDX-License-Identifier: Apache-2.0
//
// toe_forward - the forward memory: one TCP segment that the host got, as COPY brings it, what its header
// says, and its rows for who appends them (docs/microarchitecture.md 5.16).
//
// Latency: the header stands from the edge after its row was written on, until the next first row is.
// arrived_cycle_o is the first edge at which the fetch had ended; it stands from the edge after.  Started
// at edge s, the first row is read at s+1 and can be taken from s+3 on.  Throughput: a row an edge, in and
// out.
//
// Ports and checksum are not looked at: the host has.
`include "toe_assert.svh"

module toe_forward (
  input  logic                             clk_i,
  input  logic                             rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]      now_i,

  // COPY: it starts for a segment, it has ended, a row
  input  logic                             fetch_i,
  input  logic                             ended_i,
  input  logic                             wr_valid_i,
  input  logic [toe_pkg::FRAME_ROWS_W-1:0] wr_row_i,
  input  logic [toe_pkg::ROW_BITS-1:0]     wr_data_i,

  // the segment
  input  logic [toe_pkg::FRAME_W-1:0]      bytes_i,       // its header included
  output logic                             is_whole_o,    // its header is one, and not longer than it
  output toe_pkg::frame_t                  frame_o,       // as a frame for the lookup says it
  output logic [toe_pkg::CYCLE_W-1:0]      arrived_cycle_o,

  // its rows
  input  logic                             start_i,
  input  logic [toe_pkg::FRAME_ROWS_W-1:0] start_row_i,
  input  logic [toe_pkg::FRAME_ROWS_W-1:0] start_rows_i,  // above 0
  output logic [2:0]                       level_o,
  output logic [2*toe_pkg::ROW_BITS-1:0]   rows_o,        // the next two, the first one low
  input  logic [1:0]                       pop_i,         // 0..2 of them

  // status
  output logic                             active_o
);
  localparam int unsigned Rows = toe_spec_pkg::TOE_STAGE_FRAME_ROWS;
  localparam int unsigned RowW = toe_pkg::FRAME_ROWS_W;
  // Bytes of a TCP header.
  localparam int unsigned Seq = 4;
  localparam int unsigned Offset = 12;   // its upper half, in words of 4 bytes
  localparam int unsigned Flags = 13;
  localparam logic [3:0] LeastWords = 4'd5;

  // What arrives.
  logic fetching_d, fetching_q, arrives;
  logic [31:0] seq_q;
  logic [3:0] words_q;
  logic [7:0] flags_q;
  assign arrives = fetching_q && ended_i;
  assign fetching_d = fetch_i || (fetching_q && !ended_i);
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) fetching_q <= 1'b0;
    else fetching_q <= fetching_d;
  end
  always_ff @(posedge clk_i) begin
    if (arrives) arrived_cycle_o <= now_i;
    if (wr_valid_i && wr_row_i == '0) begin
      seq_q <= {wr_data_i[8*Seq +: 8], wr_data_i[8*(Seq+1) +: 8], wr_data_i[8*(Seq+2) +: 8],
                wr_data_i[8*(Seq+3) +: 8]};
      words_q <= wr_data_i[8*Offset+4 +: 4];
      flags_q <= wr_data_i[8*Flags +: 8];
    end
  end

  // What it says.
  logic [toe_pkg::FRAME_W-1:0] header;
  assign header = toe_pkg::FRAME_W'({words_q, 2'b00});
  assign is_whole_o = words_q >= LeastWords && header <= bytes_i;
  always_comb begin
    frame_o = '0;
    frame_o.reason = toe_spec_pkg::TOE_FRAME_ACCEPTED;
    frame_o.bytes = bytes_i;
    frame_o.seq = seq_q;
    frame_o.flags = flags_q;
    frame_o.payload = header;
    frame_o.payload_bytes = bytes_i - header;
  end

  // Its rows.
  logic rd_en, rows_active, unused_rd_row;
  logic [toe_pkg::RX_ROW_W-1:0] rd_row;
  logic [toe_pkg::ROW_BITS-1:0] rd_data;
  assign unused_rd_row = ^rd_row[toe_pkg::RX_ROW_W-1:RowW];
  toe_ram_1r1w #(.Width(toe_pkg::ROW_BITS), .Depth(Rows)) u_rows (
    .clk_i     (clk_i),
    .wr_en_i   (wr_valid_i),
    .wr_addr_i (wr_row_i),
    .wr_data_i (wr_data_i),
    .rd_en_i   (rd_en),
    .rd_addr_i (rd_row[RowW-1:0]),
    .rd_data_o (rd_data)
  );
  toe_frame_rows u_frame_rows (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (start_i),
    .start_row_i  (toe_pkg::RX_ROW_W'(start_row_i)),
    .start_rows_i (start_rows_i),
    .rd_en_o      (rd_en),
    .rd_row_o     (rd_row),
    .rd_data_i    (rd_data),
    .level_o      (level_o),
    .rows_o       (rows_o),
    .pop_i        (pop_i),
    .active_o     (rows_active)
  );

  assign active_o = fetch_i || arrives || wr_valid_i || rows_active;

  `TOE_ASSERT_INIT(rows_hold_a_segment, Rows * 64 >= toe_spec_pkg::TOE_STAGE_FRAME_BYTES &&
                   Rows <= 1 << RowW && $clog2(Rows) == RowW)
  `TOE_ASSERT(one_segment_at_a_time, !fetch_i || (!fetching_q && level_o == '0))
  `TOE_ASSERT(rows_are_in_it, !wr_valid_i || 32'(wr_row_i) < Rows)
  `TOE_ASSERT(appended_when_it_is_here, !start_i ||
              (!fetching_q && 9'(start_row_i) + 9'(start_rows_i) <= 9'(Rows)))
  `TOE_ASSERT(quiet, active_o || fetching_d == fetching_q)
endmodule
