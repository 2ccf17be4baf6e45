// SPDX-License-Identifier: Apache-2.0
//
// toe_link - a linker's way to the object it names: is there such an object, and the first row of its
// context, read and corrected (docs/microarchitecture.md 5.6, 5.8).
//
// Latency: the row is read at the first edge r at which CTXW does not write to its bank; ready_o is
// visible from r + COMMIT_LINK_CYCLES on.  A handle that names nothing reads nothing and waits for no
// bank.  The row as corrected holds until the next linker's is read.
`include "toe_assert.svh"

module toe_link (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  // the item
  input  logic                          take_i,          // a new item enters COMMIT
  input  logic                          valid_i,         // the one in COMMIT is an attempted linker
  input  logic [1:0]                    layer_i,
  input  logic [31:0]                   handle_i,
  input  logic [14:0]                   used_i,          // ids of its layer that are in use
  input  logic [toe_pkg::ROW_W-1:0]     row_i,           // the context that its handle names

  // context SRAM: the read, and what CTXW writes at this edge
  input  logic [2:0]                    banks_i,
  input  logic                          wr_valid_i,
  input  logic [toe_pkg::ROW_W-1:0]     wr_row_i,
  output logic                          rd_valid_o,
  output logic [toe_pkg::ROW_W-1:0]     rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]  rd_data_i,       // SRAM_READ_CYCLES after the read
  input  logic [toe_pkg::CHECK_W-1:0]   rd_check_i,

  // what it names
  output logic                          handle_ok_o,
  output logic                          ready_o,
  output logic                          corrected_o,
  output logic                          uncorrectable_o,
  output logic [toe_pkg::ROW_BITS-1:0]  row_o,

  // status
  output logic                          stall_o,         // waits for a bank
  output logic                          active_o
);
  localparam int unsigned LinkCycles = toe_spec_pkg::TOE_STAGE_COMMIT_LINK_CYCLES;
  localparam int unsigned ReadCycles = toe_spec_pkg::TOE_STAGE_SRAM_READ_CYCLES;

  logic [1:0] age_d, age_q;    // edges since the read, up to LinkCycles
  logic starts, samples, is_taken;
  logic [1:0] bank_mask;

  assign handle_ok_o = handle_i[31:28] == {2'b00, layer_i} && handle_i[27:20] == '0 &&
                       handle_i[19:0] < 20'(used_i);

  // A bank does one access an edge, and CTXW comes first.
  assign bank_mask = {banks_i[2], banks_i[2] || banks_i[1]};
  assign is_taken = wr_valid_i && ((row_i[1:0] ^ wr_row_i[1:0]) & bank_mask) == '0;
  assign stall_o = valid_i && age_q == '0 && handle_ok_o && is_taken;
  assign starts = valid_i && age_q == '0 && !stall_o;
  assign rd_valid_o = starts && handle_ok_o;
  assign rd_row_o = row_i;

  always_comb begin
    age_d = age_q;
    if (take_i) age_d = '0;
    else if (starts || (age_q != '0 && age_q != 2'(LinkCycles))) age_d = age_q + 2'd1;
  end
  assign samples = valid_i && handle_ok_o && age_q == 2'(ReadCycles);
  assign ready_o = age_q == 2'(LinkCycles);

  logic [toe_pkg::ROW_BITS-1:0] row;
  logic corrected, uncorrectable;
  toe_secded_fix u_secded_fix (
    .en_i            (samples),
    .data_i          (rd_data_i),
    .check_i         (rd_check_i),
    .data_o          (row),
    .corrected_o     (corrected),
    .uncorrectable_o (uncorrectable)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      age_q <= '0;
      corrected_o <= 1'b0;
      uncorrectable_o <= 1'b0;
    end else begin
      age_q <= age_d;
      if (take_i) begin
        corrected_o <= 1'b0;
        uncorrectable_o <= 1'b0;
      end else if (samples) begin
        corrected_o <= corrected;
        uncorrectable_o <= uncorrectable;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (samples) row_o <= row;
  end
  logic unused_rows;
  assign unused_rows = ^{banks_i[0], wr_row_i[toe_pkg::ROW_W-1:2]};

  assign active_o = take_i || starts || (age_q != '0 && age_q != 2'(LinkCycles));

  `TOE_ASSERT_INIT(link_is_a_read_and_one, LinkCycles == ReadCycles + 1)
  `TOE_ASSERT(banks_are_a_power_of_two, banks_i == 3'd1 || banks_i == 3'd2 || banks_i == 3'd4)
  `TOE_ASSERT(flags_are_one, !(corrected_o && uncorrectable_o))
  `TOE_ASSERT(quiet, active_o || age_d == age_q)
endmodule
