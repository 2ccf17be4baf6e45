// SPDX-License-Identifier: Apache-2.0
//
// toe_link - the way to the object an item names: its first rows, read in order and corrected
// (docs/microarchitecture.md 5.6, 5.8).
//
// Latency: row k is read at the first edge after row k-1 at which CTXW does not write to its bank; let
// r be the edge of the last one, then ready_o is visible from r + COMMIT_LINK_CYCLES on.  With no row
// to read nothing is waited for, and r is the first edge.  Rows appear as corrected, one an edge, at
// the edges they are sampled; row 0 holds until the next one is read.
`include "toe_assert.svh"

module toe_link (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  // the item
  input  logic                          take_i,          // a new item enters COMMIT
  input  logic                          valid_i,         // the one in COMMIT names an object
  input  logic [toe_pkg::ROWS_W-1:0]    rows_i,          // how many to read
  input  logic [toe_pkg::ROW_W-1:0]     row_i,           // the first one

  // context SRAM: the read, and what CTXW writes at this edge
  input  logic [2:0]                    banks_i,
  input  logic                          wr_valid_i,
  input  logic [toe_pkg::ROW_W-1:0]     wr_row_i,
  output logic                          rd_valid_o,
  output logic [toe_pkg::ROW_W-1:0]     rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]  rd_data_i,       // SRAM_READ_CYCLES after the read
  input  logic [toe_pkg::CHECK_W-1:0]   rd_check_i,

  // each row as it is sampled
  output logic                          sample_o,
  output logic [1:0]                    sample_row_o,    // 0..3
  output logic [toe_pkg::ROW_BITS-1:0]  sample_data_o,   // as corrected

  // all of them
  output logic                          ready_o,
  output logic [toe_pkg::ROWS_W-1:0]    corrected_o,     // how many rows
  output logic [toe_pkg::ROWS_W-1:0]    uncorrectable_o,
  output logic [toe_pkg::ROW_BITS-1:0]  row_o,           // row 0 as corrected

  // status
  output logic                          stall_o,         // waits for a bank
  output logic                          active_o
);
  localparam int unsigned LinkCycles = toe_spec_pkg::TOE_STAGE_COMMIT_LINK_CYCLES;
  localparam int unsigned ReadCycles = toe_spec_pkg::TOE_STAGE_SRAM_READ_CYCLES;

  logic [1:0] age_d, age_q;           // edges since the last read, up to LinkCycles
  logic [toe_pkg::ROWS_W-1:0] row_d, row_q;           // rows read
  logic [toe_pkg::ROWS_W-1:0] sampled_d, sampled_q;   // rows sampled
  logic [ReadCycles-1:0] flight_d, flight_q;
  logic reads, ends;

  // A bank does one access an edge, and CTXW comes first.
  logic is_open, is_taken, has_rows;
  logic [1:0] bank_mask;
  assign has_rows = rows_i != '0;
  assign is_open = valid_i && age_q == '0;
  assign rd_row_o = {row_i[toe_pkg::ROW_W-1:2], row_i[1:0] + row_q[1:0]};
  assign bank_mask = {banks_i[2], banks_i[2] || banks_i[1]};
  assign is_taken = wr_valid_i && ((rd_row_o[1:0] ^ wr_row_i[1:0]) & bank_mask) == '0;
  assign stall_o = is_open && has_rows && is_taken;
  assign reads = is_open && has_rows && !is_taken;
  assign ends = is_open && (!has_rows || (reads && row_q + 3'd1 == rows_i));
  assign rd_valid_o = reads;

  assign sample_o = flight_q[ReadCycles-1];
  always_comb begin
    age_d = age_q;
    row_d = row_q + 3'(reads);
    sampled_d = sampled_q + 3'(sample_o);
    flight_d = {flight_q[ReadCycles-2:0], reads};
    if (ends || (age_q != '0 && age_q != 2'(LinkCycles))) age_d = age_q + 2'd1;
    if (take_i) begin
      age_d = '0;
      row_d = '0;
      sampled_d = '0;
    end
  end
  assign sample_row_o = sampled_q[1:0];
  assign ready_o = age_q == 2'(LinkCycles);

  logic corrected, uncorrectable;
  toe_secded_fix u_secded_fix (
    .en_i            (sample_o),
    .data_i          (rd_data_i),
    .check_i         (rd_check_i),
    .data_o          (sample_data_o),
    .corrected_o     (corrected),
    .uncorrectable_o (uncorrectable)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      age_q <= '0;
      row_q <= '0;
      sampled_q <= '0;
      flight_q <= '0;
      corrected_o <= '0;
      uncorrectable_o <= '0;
    end else begin
      age_q <= age_d;
      row_q <= row_d;
      sampled_q <= sampled_d;
      flight_q <= flight_d;
      if (take_i) begin
        corrected_o <= '0;
        uncorrectable_o <= '0;
      end else if (sample_o) begin
        corrected_o <= corrected_o + 3'(corrected);
        uncorrectable_o <= uncorrectable_o + 3'(uncorrectable);
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (sample_o && sampled_q == '0) row_o <= sample_data_o;
  end
  logic unused_rows;
  assign unused_rows = ^{banks_i[0], wr_row_i[toe_pkg::ROW_W-1:2]};

  assign active_o = take_i || ends || reads || flight_q != '0 ||
                    (age_q != '0 && age_q != 2'(LinkCycles));

  `TOE_ASSERT_INIT(link_is_a_read_and_one, LinkCycles == ReadCycles + 1)
  `TOE_ASSERT_INIT(reads_are_in_flight, ReadCycles >= 2)
  `TOE_ASSERT(banks_are_a_power_of_two, banks_i == 3'd1 || banks_i == 3'd2 || banks_i == 3'd4)
  `TOE_ASSERT(rows_stay_in_the_context, !reads || 4'(row_i[1:0]) + 4'(rows_i) <= 4'd4)
  `TOE_ASSERT(takes_with_nothing_in_flight, !take_i || flight_q == '0)
  `TOE_ASSERT(quiet, active_o || {age_d, row_d, sampled_d, flight_d} ==
              {age_q, row_q, sampled_q, flight_q})
endmodule
